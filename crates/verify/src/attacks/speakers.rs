//! Quotations that join the words of two speakers.

use super::chance::RandomSource;
use super::corpus::{SPACED, SampleProse, bare, is_paired, trimmed, written};
use super::{Attack, ExpectedVerdict};

/// The notation around the words of a turn and between turns.
struct DialogueNotation {
    name: &'static str,
    before: fn(usize) -> String,
    after: &'static str,
    between: &'static str,
}

fn label(names: [&str; 3], n: usize) -> String {
    names[n % names.len()].to_owned()
}

const NOTATIONS: &[DialogueNotation] = &[
    DialogueNotation {
        name: "quoted paragraphs",
        before: |_| "“".into(),
        after: "”",
        between: "\n\n",
    },
    DialogueNotation {
        name: "quoted lines", before: |_| "“".into(), after: "”", between: "\n"
    },
    DialogueNotation { name: "straight marks", before: |_| "\"".into(), after: "\"", between: " " },
    DialogueNotation { name: "curly marks", before: |_| "“".into(), after: "”", between: " " },
    DialogueNotation { name: "German marks", before: |_| "„".into(), after: "“", between: " " },
    DialogueNotation { name: "guillemets", before: |_| "« ".into(), after: " »", between: "\n" },
    DialogueNotation {
        name: "inner guillemets", before: |_| "»".into(), after: "«", between: " "
    },
    DialogueNotation {
        name: "narrated",
        before: |_| "“".into(),
        after: ",” the pilot said.",
        between: " ",
    },
    DialogueNotation {
        name: "capital labels",
        before: |n| label(["MR. HALE: ", "MS. ORR: ", "THE CHAIR: "], n),
        after: "",
        between: "\n",
    },
    DialogueNotation {
        name: "plain labels",
        before: |n| label(["Hale: ", "Orr: ", "Judge Olsen: "], n),
        after: "",
        between: "\n",
    },
    DialogueNotation {
        name: "titled labels",
        before: |n| label(["Mr Hale: ", "Ms Orr: ", "The Chair: "], n),
        after: "",
        between: "\n\n",
    },
    DialogueNotation {
        name: "questions and answers",
        before: |n| label(["Q. ", "A. ", "Q. "], n % 2),
        after: "",
        between: "\n",
    },
    DialogueNotation {
        name: "questions with colons",
        before: |n| label(["Q: ", "A: ", "Q: "], n % 2),
        after: "",
        between: "\n",
    },
    DialogueNotation {
        name: "times",
        before: |n| {
            format!("[00:{:02}:{:02}] {}: ", n + 3, n * 7 % 60, label(["HALE", "ORR", "LIND"], n))
        },
        after: "",
        between: "\n",
    },
    DialogueNotation {
        name: "numbered speakers",
        before: |n| format!("Speaker {}: ", n % 3 + 1),
        after: "",
        between: "\n",
    },
    DialogueNotation { name: "dashes", before: |_| "— ".into(), after: "", between: "\n" },
    DialogueNotation {
        name: "record",
        before: |n| label(["Mr. HALE. ", "Ms. ORR. ", "The SPEAKER. "], n),
        after: "",
        between: "\n",
    },
];

/// A dialogue: the text, and the words of each turn with their marks.
struct Dialogue {
    name: &'static str,
    code: &'static str,
    copy: String,
    turns: Vec<Vec<&'static str>>,
    is_known: bool,
}

fn dialogue(chance: &mut RandomSource) -> Dialogue {
    let prose = &SPACED[chance.below(SPACED.len())];
    let notation = &NOTATIONS[chance.below(NOTATIONS.len())];
    let mut sentences: Vec<&str> = prose
        .sentences()
        .into_iter()
        .filter(|text| !text.contains(['“', '„', '«', '‘', '–', ':', '"']))
        .collect();
    let mut turns: Vec<Vec<&'static str>> = vec![];
    for _ in 0..chance.within(2, 4) {
        let at = chance.below(sentences.len());
        turns.push(sentences.remove(at).split(' ').collect());
    }
    let said = |(n, turn): (usize, &Vec<&str>)| {
        let mut words = written(&bare(turn));
        if notation.after.starts_with(',') {
            words = words.trim_end_matches('.').to_owned();
        }
        let after = notation.after.replace("pilot", ["pilot", "clerk", "mayor"][n % 3]);
        format!("{}{words}{after}", (notation.before)(n))
    };
    let copy = turns.iter().enumerate().map(said).collect::<Vec<_>>().join(notation.between);
    Dialogue { name: notation.name, code: prose.code, copy, turns, is_known: prose.is_known }
}

/// A quotation that spans two turns.
pub(super) fn attack(chance: &mut RandomSource) -> Option<Attack> {
    let dialogue = dialogue(chance);
    let n = chance.below(dialogue.turns.len() - 1);
    let to = if chance.once_in(3) { n + 2 } else { n + 1 };
    let (one, other) = (&dialogue.turns[n], dialogue.turns.get(to)?);
    let from = one.len() - chance.within(2, 6).min(one.len());
    let end = chance.within(2, 6).min(other.len());
    let (head, tail) = (written(&bare(&one[from..])), written(&bare(&other[..end])));
    let gap = chance.pick(&[" … ", " […] ", " ... ", " [...] ", " [. . .] "]);
    let (words, about) = match chance.below(5) {
        0 if to == n + 1 => (format!("{head} {tail}"), "run together"),
        1 if to == n + 1 => {
            // The first word of the second turn is replaced.
            let rest = written(&bare(&other[1..end]));
            (format!("{head} [then] {rest}"), "with a bracket")
        }
        2 => (format!("{}{gap}{tail}", head.trim_end_matches('.')), "with a gap"),
        3 => {
            let rest = written(&bare(&other[end.min(other.len() - 1)..]));
            (format!("{head}{gap}{}", trimmed(&rest)), "with a gap into a turn")
        }
        _ => (format!("{head}{gap}{tail}"), "with a gap"),
    };
    Some(Attack {
        copy: dialogue.copy,
        is_html: false,
        words,
        must: ExpectedVerdict::Reported,
        about: format!("{}: {}, {about}", dialogue.code, dialogue.name),
    })
}

/// Words of a single turn, with or without a gap over an adjective.
pub(super) fn quotation(chance: &mut RandomSource) -> Option<Attack> {
    if chance.once_in(8) {
        return paragraphs(chance);
    }
    let dialogue = dialogue(chance);
    let turn = &dialogue.turns[chance.below(dialogue.turns.len())];
    let (from, to) = super::corpus::span(chance, turn.len(), 4, 14);
    if to - from < 3 {
        return None;
    }
    let mut part = bare(&turn[from..to]);
    let is_adjective = |n: &usize| turn[from + n].starts_with('(') && turn[from + n].ends_with(')');
    let adjective = (1..part.len() - 1).find(is_adjective);
    if let Some(n) = adjective.filter(|_| dialogue.is_known && chance.once_in(2)) {
        chance.pick(&["…", "[…]", "..."]).clone_into(&mut part[n]);
    }
    let words = trimmed(&written(&part)).to_owned();
    is_paired(&words).then(|| Attack {
        copy: dialogue.copy,
        is_html: false,
        words,
        must: ExpectedVerdict::Accepted,
        about: format!("{}: {}, a single turn", dialogue.code, dialogue.name),
    })
}

/// A speech of two paragraphs, the first of which is not closed.
fn paragraphs(chance: &mut RandomSource) -> Option<Attack> {
    let prose = SampleProse::of(chance.pick(&["en", "nl", "pt"]));
    let all = prose.sentences();
    let (a, b) = (all[chance.below(all.len())], all[chance.below(all.len())]);
    if a == b || [a, b].iter().any(|text| text.contains(['“', '‘', '–'])) {
        return None;
    }
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    let second = written(&bare(&b));
    let copy = format!(
        "“{}\n\n“{},” the harbour master said.",
        written(&bare(&a)),
        second.trim_end_matches('.')
    );
    let (head, tail) = (written(&bare(&a[a.len() - 4..])), written(&bare(&b[..4])));
    Some(Attack {
        copy,
        is_html: false,
        words: format!("{head} {}", trimmed(&tail)),
        must: ExpectedVerdict::Accepted,
        about: "one speaker over two paragraphs".into(),
    })
}
