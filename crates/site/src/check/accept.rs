//! OR023, OR024, OR025: findings that an author accepts, each with a reason.
//!
//! `accept: {OR312: "reason"}` in an item suppresses that rule within the item. Errors cannot be
//! accepted. This module knows positions and rule codes, not the rules themselves. Start with
//! [`accept`].

use crate::model::common_fields::AcceptReason;
use crate::model::ix::ItemIx;
use crate::resolve::linked::LinkedLedger;
use onrecord_base::code::{RuleCode, Severity};
use onrecord_base::diag::Diagnostic;
use onrecord_base::span::{FileSpan, Span, Spanned};
use onrecord_base::suggest::closest_match;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// An `accept` entry that suppressed findings, for `list accepted`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedFinding {
    /// The item that contains it.
    pub thing: ItemIx,
    /// The rule.
    pub code: RuleCode,
    /// The reason in the author's words.
    pub reason: String,
    /// The position of its key.
    pub place: FileSpan,
    /// The suppressed diagnostics, in order; never empty.
    pub found: Vec<Diagnostic>,
}

/// The minimum number of letters and digits in a reason.
const SHORTEST: usize = 3;

/// Removes the findings that authors accept.
///
/// * `levels`: the severity of a rule on this site; `None` for a disabled rule.
/// * Returns the remaining findings in the same order, followed by findings about the `accept`
///   entries; and the entries that suppressed something, in item order.
/// * An entry covers findings in the same file within the extent of its item. If a note and an item
///   in its front matter both match, the inner one applies.
/// * Entries of withheld items apply too.
pub fn accept(
    found: Vec<Diagnostic>,
    linked: &LinkedLedger,
    levels: impl Fn(RuleCode) -> Option<Severity>,
) -> (Vec<Diagnostic>, Vec<AcceptedFinding>) {
    let mut diagnostics = vec![];
    let mut accepts = read(linked, &levels, &mut diagnostics);
    let shelf = AcceptIndex::new(linked, &accepts);
    let mut remaining = vec![];
    for finding in found {
        match shelf.answers(&finding).and_then(|at| accepts.get_mut(at)) {
            Some(accepted) => accepted.found.push(finding),
            None => remaining.push(finding),
        }
    }
    remaining.append(&mut diagnostics);
    // A disabled rule may not have run, so its entry may only seem unused.
    let is_unused = |a: &&AcceptedFinding| a.found.is_empty() && levels(a.code).is_some();
    for unused in accepts.iter().filter(is_unused) {
        let message = format!(
            "unused `accept`: no finding of {} here ({})",
            unused.code,
            unused.code.title()
        );
        remaining.push(
            Diagnostic::new(RuleCode::AcceptUnused, unused.place.clone(), message)
                .help("remove this accept"),
        );
    }
    accepts.retain(|a| !a.found.is_empty());
    (remaining, accepts)
}

/// Collects the valid entries and reports the invalid ones.
fn read(
    linked: &LinkedLedger,
    levels: &impl Fn(RuleCode) -> Option<Severity>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<AcceptedFinding> {
    let ledger = &linked.ledger;
    let mut accepts = vec![];
    for ix in ledger.marked() {
        let file = ledger.file(ix);
        for (key, reason) in &ledger.shared(ix).accept.0 {
            match accepted_rule(file, key, reason, levels) {
                Ok(code) => accepts.push(AcceptedFinding {
                    thing: ix,
                    code,
                    reason: reason.v.0.clone(),
                    place: FileSpan::new(file, key.span),
                    found: vec![],
                }),
                Err(fault) => diagnostics.push(*fault),
            }
        }
    }
    accepts
}

/// The rule of an entry, or the reason why the entry is invalid.
fn accepted_rule(
    file: &Arc<str>,
    key: &Spanned<String>,
    reason: &Spanned<AcceptReason>,
    levels: &impl Fn(RuleCode) -> Option<Severity>,
) -> Result<RuleCode, Box<Diagnostic>> {
    let refused = |message: String| {
        Diagnostic::new(RuleCode::AcceptRefused, FileSpan::new(file, key.span), message)
    };
    let Some(code) = RuleCode::parse(&key.v) else {
        let nearest = closest_match(&key.v, RuleCode::ALL.iter().map(|c| c.id()));
        let diagnostics = refused(format!("unknown rule `{}`", key.v)).did_you_mean(nearest);
        return Err(Box::new(diagnostics.help("run `onrecord explain` for a list of all rules")));
    };
    if code.severity() == Severity::Error || levels(code) == Some(Severity::Error) {
        let diagnostics = refused(format!("{code} is an error and cannot be accepted"));
        let help = format!("fix what it reports; `onrecord explain {code}` shows how");
        return Err(Box::new(diagnostics.help(help)));
    }
    if reason.v.0.chars().filter(|c| c.is_alphanumeric()).count() < SHORTEST {
        let message = format!("`accept` gives no reason for {code}");
        let place = FileSpan::new(file, reason.span);
        let diagnostics = Diagnostic::new(RuleCode::AcceptWithoutReason, place, message);
        return Err(Box::new(diagnostics.help("explain the reason to later readers of this file")));
    }
    Ok(code)
}

/// An index of entries by file and rule.
#[derive(Default)]
struct AcceptIndex {
    /// Entries of items that share their file, by the start of the item; the items do not overlap.
    inner: BTreeMap<(Arc<str>, RuleCode, u32), (Span, usize)>,
    /// Entries of items that are their whole file.
    whole: BTreeMap<(Arc<str>, RuleCode), (Span, usize)>,
    /// All accepted rules; a fast test, because most findings are of other rules.
    codes: BTreeSet<RuleCode>,
}

impl AcceptIndex {
    fn new(linked: &LinkedLedger, accepts: &[AcceptedFinding]) -> Self {
        let mut shelf = Self::default();
        for (at, accepted) in accepts.iter().enumerate() {
            shelf.codes.insert(accepted.code);
            let file = Arc::clone(&accepted.place.file);
            let extent = linked.ledger.extent(accepted.thing);
            if linked.ledger.origin(accepted.thing) == crate::model::ledger::DefinedIn::File {
                shelf.whole.entry((file, accepted.code)).or_insert((extent, at));
            } else {
                let key = (file, accepted.code, extent.start);
                shelf.inner.entry(key).or_insert((extent, at));
            }
        }
        shelf
    }

    /// The entry that covers a finding.
    fn answers(&self, finding: &Diagnostic) -> Option<usize> {
        if !self.codes.contains(&finding.code) {
            return None;
        }
        let FileSpan { file, span } = &finding.place;
        let covers = |(extent, at): &(Span, usize)| {
            (extent.start <= span.start && span.end <= extent.end).then_some(*at)
        };
        let from = (Arc::clone(file), finding.code, 0);
        let to = (Arc::clone(file), finding.code, span.start);
        let inner = self.inner.range(from..=to).next_back().and_then(|(_, held)| covers(held));
        inner.or_else(|| covers(self.whole.get(&(Arc::clone(file), finding.code))?))
    }
}

#[cfg(test)]
mod tests {
    use super::accept;
    use crate::check::testing::Site;
    use crate::check::{CheckCache, check};
    use onrecord_base::code::{RuleCode, Severity};

    /// The remaining findings of some rules, and the reasons that were used.
    fn run(texts: &[(&str, &str)], codes: &[RuleCode]) -> (Vec<String>, Vec<String>) {
        let bytes: Vec<(&str, &[u8])> = texts.iter().map(|(p, t)| (*p, t.as_bytes())).collect();
        let site = Site::of(&bytes);
        let levels = |code: RuleCode| match code {
            RuleCode::OneRoot => Some(Severity::Error),
            code => Some(code.severity()),
        };
        let (remaining, used) = accept(
            check(&site.linked, &site.setting(), None, &mut CheckCache::default()),
            &site.linked,
            levels,
        );
        let remaining =
            remaining.iter().filter(|d| codes.contains(&d.code)).map(|d| site.line(d)).collect();
        (remaining, used.into_iter().map(|a| format!("{} {}", a.code, a.reason)).collect())
    }

    const OWN: &[RuleCode] = &[
        RuleCode::AcceptWithoutReason,
        RuleCode::AcceptUnused,
        RuleCode::AcceptRefused,
        RuleCode::NoSummary,
        RuleCode::OnlyReworded,
    ];

    fn note(accept: &str) -> String {
        format!("---\ntitle: A\naccept: {accept}\n---\n")
    }

    #[test]
    fn a_reason_silences_a_rule_for_its_thing() {
        let (remaining, used) =
            run(&[("a.md", &note("{OR803: a stub}")), ("b.md", "---\ntitle: B\n---\n")], OWN);
        assert_eq!(remaining, ["OR803 «B» the note `b` has no summary"]);
        assert_eq!(used, ["OR803 a stub"]);
    }

    #[test]
    fn the_inner_thing_answers_first() {
        let text = "---\ntitle: A\nsummary: x\naccept: {OR312: for the whole note}\nsources: [{id: r, title: R, fidelity: reworded}]\nquotes:\n  - {id: p, text: x, speaker: A B, source: r, accept: {OR312: only copy}}\n  - {id: q, text: y, speaker: A B, source: r}\n---\n";
        let (remaining, used) = run(&[("a.md", text)], OWN);
        assert_eq!(remaining, [""; 0]);
        assert_eq!(used, ["OR312 for the whole note", "OR312 only copy"]);
    }

    #[test]
    fn a_list_entry_answers_for_itself_alone() {
        let quotes = "- {id: p, text: x, speaker: A B, source: r, accept: {OR312: only copy}}\n- {id: q, text: y, speaker: A B, source: r}\n";
        let sources = "- {id: r, title: R, fidelity: reworded}\n";
        let (remaining, _) = run(&[("quotes.yaml", quotes), ("sources.yaml", sources)], OWN);
        assert_eq!(remaining, ["OR312 «r» `q` is known only from `r`, which is reworded"]);
    }

    #[test]
    fn what_is_not_there_is_not_accepted() {
        let text = "---\ntitle: A\nsummary: x\naccept: {OR803: a stub}\n---\n";
        assert_eq!(
            run(&[("a.md", text)], OWN).0,
            ["OR024 «OR803» unused `accept`: no finding of OR803 here (note without a summary)"]
        );
    }

    #[test]
    fn errors_unknown_rules_and_empty_reasons_are_refused() {
        let text = "---\ntitle: A\nsummary: x\naccept: {OR201: because, OR999: because, OR804: because, OR802: \"-\"}\n---\n";
        assert_eq!(
            run(&[("a.md", text)], OWN).0,
            [
                "OR025 «OR201» OR201 is an error and cannot be accepted",
                "OR025 «OR999» unknown rule `OR999`",
                "OR025 «OR804» OR804 is an error and cannot be accepted",
                "OR023 «\"-\"» `accept` gives no reason for OR802",
            ]
        );
    }
}
