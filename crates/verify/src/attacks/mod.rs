//! Attacks on the matcher: random quotations that must not pass, and true ones that must.
//!
//! Every run tries a few hundred of each class; the long run prints a table:
//!
//! ```text
//! ROUNDS=20000 cargo test --release -p onrecord-verify attacks -- --nocapture
//! ```
//!
//! Their texts and lists are beside this file. The attacks do not use the data of the matcher, so that they find a
//! word that is missing there.

mod amounts;
mod chance;
mod compounds;
mod corpus;
mod end_marks;
mod frames;
mod line_ends;
mod raised;
mod speakers;
mod typography;
mod words;

use super::rule_switch::{MatchRule, without};
use super::{SnapshotText, Verdict, VerdictDetails, VerdictFlag, VerdictQuery, find_verdict, html};
use chance::RandomSource;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The required result for a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ExpectedVerdict {
    /// Neither an error nor a warning.
    Accepted,
    /// At least a warning.
    Reported,
    /// An error.
    Refused,
}

/// A quotation of a text, with the required result.
struct Attack {
    copy: String,
    is_html: bool,
    words: String,
    must: ExpectedVerdict,
    about: String,
}

/// Makes a random quotation; `None` if it proves nothing.
type AttackMaker = fn(&mut RandomSource) -> Option<Attack>;

/// A class of attacks, with the most similar true quotations.
struct AttackClass {
    name: &'static str,
    attack: Option<AttackMaker>,
    quotation: AttackMaker,
}

const CLASSES: &[AttackClass] = &[
    AttackClass {
        name: "half words at line ends",
        attack: Some(line_ends::attack),
        quotation: line_ends::quotation,
    },
    AttackClass {
        name: "two speakers run together",
        attack: Some(speakers::attack),
        quotation: speakers::quotation,
    },
    AttackClass {
        name: "signs and amounts",
        attack: Some(amounts::attack),
        quotation: amounts::quotation,
    },
    AttackClass {
        name: "raised and struck-out text",
        attack: Some(raised::attack),
        quotation: raised::quotation,
    },
    AttackClass {
        name: "negation taken away",
        attack: Some(frames::negation),
        quotation: frames::adjective,
    },
    AttackClass { name: "sense turned", attack: Some(frames::sense), quotation: frames::clear },
    AttackClass {
        name: "compounds cut",
        attack: Some(compounds::attack),
        quotation: compounds::quotation,
    },
    AttackClass {
        name: "end marks and remarks",
        attack: Some(end_marks::attack),
        quotation: end_marks::quotation,
    },
    AttackClass { name: "words changed", attack: Some(words::attack), quotation: words::quotation },
    AttackClass { name: "typography", attack: None, quotation: typography::quotation },
];

/// The number of rounds per class: few by default.
#[expect(clippy::disallowed_methods, reason = "a test may set its own length")]
fn rounds() -> u32 {
    std::env::var("ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(300)
}

/// The result that an author sees for a verdict.
fn outcome(judged: &VerdictDetails) -> ExpectedVerdict {
    let is_silent = |flag: &VerdictFlag| matches!(flag, VerdictFlag::Ambiguous);
    if !judged.verdict.is_found() {
        ExpectedVerdict::Refused
    } else if judged.verdict == Verdict::Case || !judged.flags.iter().all(is_silent) {
        ExpectedVerdict::Reported
    } else {
        ExpectedVerdict::Accepted
    }
}

impl Attack {
    /// The declared language of the source: none, the right one or a wrong one.
    ///
    /// A sentence or two without a declared language may be in an unsupported one, which is reported; so a true
    /// quotation of them declares it.
    fn language(&self, seed: u32) -> &str {
        let code = self.about.split(':').next().filter(|code| code.len() == 2);
        let own = code.unwrap_or_default();
        let is_long = self.copy.split_whitespace().count() > 30;
        match (seed % 3, self.must) {
            (0, least) if is_long || least != ExpectedVerdict::Accepted => "",
            (1, least) if least != ExpectedVerdict::Accepted => match own {
                "en" => "pt",
                _ => "en",
            },
            _ => own,
        }
    }

    fn judged(&self, language: &str) -> VerdictDetails {
        let text = if self.is_html {
            html::text(&self.copy).unwrap_or_default()
        } else {
            self.copy.clone()
        };
        find_verdict(
            &VerdictQuery { words: &self.words, language, ..VerdictQuery::default() },
            &SnapshotText::new(text, false),
        )
    }

    /// A description of the result, if it is not the required one.
    #[expect(clippy::format_collect, reason = "a few flags of a fault that is shown")]
    fn fault(&self, seed: u32) -> Option<String> {
        let language = self.language(seed);
        let judged = self.judged(language);
        let result = outcome(&judged);
        let is_right = match self.must {
            ExpectedVerdict::Accepted => result == ExpectedVerdict::Accepted,
            least => result >= least,
        };
        (!is_right).then(|| {
            format!(
                "    copy      {:?} ({language})\n    quotation {:?}\n    must be {:?}, was {result:?} ({}{})",
                self.copy,
                self.words,
                self.must,
                judged.verdict.word(),
                judged.flags.iter().map(|f| format!(" +{}", f.word())).collect::<String>(),
            )
        })
    }
}

/// The results of one class.
#[derive(Default)]
struct AttackTally {
    made: u32,
    /// Failures by subject.
    faults: BTreeMap<String, Vec<String>>,
}

impl AttackTally {
    fn wrong(&self) -> u32 {
        self.faults.values().map(|faults| u32::try_from(faults.len()).unwrap_or(u32::MAX)).sum()
    }

    /// Per subject the shortest failure, which is easiest to read, and their number.
    fn shown(&self) -> Vec<String> {
        let mut all: Vec<String> = vec![];
        for (about, faults) in &self.faults {
            let Some(first) = faults.iter().min_by_key(|fault| fault.len()) else { continue };
            all.push(format!("{about} ({})\n{first}\n", faults.len()));
        }
        all
    }
}

fn tally(name: &str, maker: AttackMaker, rounds: u32) -> AttackTally {
    let mut tally = AttackTally::default();
    let mut seed = 0;
    while tally.made < rounds {
        assert!(seed < rounds * 200 + 1_000, "{name}: chance makes too few");
        let attack = maker(&mut RandomSource::of(name, seed));
        seed += 1;
        let Some(attack) = attack else { continue };
        tally.made += 1;
        if let Some(fault) = attack.fault(seed) {
            tally.faults.entry(attack.about).or_default().push(fault);
        }
    }
    tally
}

/// The most failures shown per class.
const SHOWN: usize = 400;

/// One in this many true quotations may be refused.
const TRUE_MISSES: u32 = 1_000;

#[test]
#[expect(clippy::print_stdout, reason = "the long run prints a table")]
fn no_attack_passes_and_true_quotations_do() {
    let rounds = rounds();
    let mut table = format!(
        "{:<28} {:>8} {:>6} {:>8} {:>9}\n",
        "class", "attacks", "wrong", "true", "accepted"
    );
    let (mut examples, mut is_wrong) = (String::new(), false);
    let (mut all_true, mut all_missed) = (0, 0);
    for class in CLASSES {
        let attacks =
            class.attack.map(|maker| tally(class.name, maker, rounds)).unwrap_or_default();
        let quotations = tally(class.name, class.quotation, rounds);
        let missed = quotations.wrong();
        let share = 100.0 * f64::from(quotations.made - missed) / f64::from(quotations.made);
        let _ = writeln!(
            table,
            "{:<28} {:>8} {:>6} {:>8} {:>8.2}%",
            class.name,
            attacks.made,
            attacks.wrong(),
            quotations.made,
            share
        );
        all_true += quotations.made;
        all_missed += missed;
        is_wrong |= !attacks.faults.is_empty() || missed * TRUE_MISSES > quotations.made;
        for (kind, tally) in [("passed", &attacks), ("true, not accepted", &quotations)] {
            for fault in tally.shown().iter().take(SHOWN) {
                let _ = writeln!(examples, "{}, {kind}: {fault}", class.name);
            }
        }
    }
    let share = 100.0 * f64::from(all_true - all_missed) / f64::from(all_true);
    println!("{table}{:<28} {:>8} {:>6} {all_true:>8} {share:>8.2}%", "all", "", "");
    assert!(!is_wrong, "\n{table}\n{examples}");
}

/// Per rule of the matcher, the class that fails while it is off.
const GUARDED: &[(MatchRule, &str)] = &[
    (MatchRule::WholeWords, "words changed"),
    (MatchRule::LineEnds, "half words at line ends"),
    (MatchRule::Amounts, "signs and amounts"),
    (MatchRule::Compounds, "compounds cut"),
    (MatchRule::UnspacedScripts, "words changed"),
    (MatchRule::SpeakerTurns, "two speakers run together"),
    (MatchRule::MarkedText, "raised and struck-out text"),
    (MatchRule::Negation, "negation taken away"),
    (MatchRule::Sense, "sense turned"),
    (MatchRule::EndMarks, "end marks and remarks"),
    (MatchRule::Remarks, "end marks and remarks"),
];

#[test]
fn a_class_fails_without_its_rule() {
    for (rule, name) in GUARDED {
        let class = CLASSES.iter().find(|class| class.name == *name).expect("a class of this name");
        let maker = class.attack.expect("it has attacks");
        let with = tally(name, maker, 150).wrong();
        let off = without(*rule, || tally(name, maker, 150).wrong());
        assert!(with == 0 && off > 0, "{name}: {with} pass, and {off} without {rule:?}");
    }
}
