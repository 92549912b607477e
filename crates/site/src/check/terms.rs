//! OR214 and OR215: the conditions that speakers set.
//!
//! Confidential items are never published, so they cannot violate them.

use super::CheckContext;
use super::rule_support::is_confidential;
use crate::model::ix::ItemIx;
use crate::model::party::Party;
use crate::model::source::Attribution;
use crate::resolve::linked::LinkedLedger;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::span::{FileSpan, Spanned};

/// OR214: an off-the-record statement is published.
pub(super) fn off_record(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let mut found = vec![];
    let sources = ledger.sources().map(|ix| (ItemIx::from(ix), &ledger[ix].data.attribution));
    let quotes = ledger.quotes().map(|ix| (ItemIx::from(ix), &ledger[ix].data.attribution));
    for (ix, terms) in sources.chain(quotes) {
        let Some(Spanned { v: Attribution::OffRecord, span }) = terms else { continue };
        if is_confidential(ledger, ix) {
            continue;
        }
        let message = format!("`{}` is off the record but not confidential", ledger.id(ix));
        let place = FileSpan::new(ledger.file(ix), *span);
        found.push(Diagnostic::new(RuleCode::OffRecord, place, message).help(
            "add `confidential: true` to keep it out of the output, or record what was agreed later",
        ));
    }
    found
}

/// OR215: a statement under the Chatham House Rule names its speaker. The statement may be
/// published, the identity may not.
pub(super) fn chatham_house(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let mut found = vec![];
    for ix in ledger.quotes() {
        let quote = &ledger[ix];
        let Some(Party::Named(name)) = &quote.data.speaker else { continue };
        let of_source = linked.quotes.get(ix.at()).and_then(|l| l.own.source).and_then(|s| {
            let source = &ledger[s];
            source.data.attribution.as_ref().map(|a| (a.v, source.at(a.span)))
        });
        let own = quote.data.attribution.as_ref().map(|a| (a.v, quote.at(a.span)));
        let Some((Attribution::ChathamHouse, terms)) = own.or(of_source) else { continue };
        if is_confidential(ledger, ix.into()) {
            continue;
        }
        let place = quote.at(name.0.span);
        let message = format!("`{}` names a speaker under the Chatham House Rule", quote.id);
        found.push(
            Diagnostic::new(RuleCode::ChathamHouse, place, message)
                .related(terms, "terms set here")
                .help("replace the name with `{unnamed: \"a participant\"}`"),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{chatham_house, off_record};
    use crate::check::testing::tells;

    #[test]
    fn off_the_record_is_confidential() {
        let sources = "- {id: a, title: A, attribution: off-record}\n- {id: b, title: B, attribution: off-record, confidential: true}\n- {id: c, title: C, attribution: on-record}\n";
        tells(
            off_record,
            &[("sources.yaml", sources)],
            &["OR214 «off-record» `a` is off the record but not confidential"],
        );
    }

    #[test]
    fn a_confidential_note_covers_its_items() {
        let note = "---\ntitle: A\nconfidential: true\nquotes:\n  - {id: q, text: x, speaker: A B, source: s, attribution: off-record}\n---\n";
        tells(off_record, &[("a.md", note)], &[]);
    }

    #[test]
    fn no_name_under_the_chatham_house_rule() {
        let sources = "- {id: s, title: S, attribution: chatham-house}\n- {id: t, title: T}\n";
        let quotes = "- {id: a, text: x, speaker: Jane Doe, source: s}\n- {id: b, text: x, speaker: {unnamed: a participant}, source: s}\n- {id: c, text: x, speaker: Jane Roe, source: s, attribution: on-record}\n- {id: d, text: x, speaker: Jane Poe, source: t, attribution: chatham-house}\n";
        tells(
            chatham_house,
            &[("sources.yaml", sources), ("quotes.yaml", quotes)],
            &[
                "OR215 «Jane Doe» `a` names a speaker under the Chatham House Rule",
                "OR215 «Jane Poe» `d` names a speaker under the Chatham House Rule",
            ],
        );
    }
}
