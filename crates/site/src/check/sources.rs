//! OR204 and OR210: missing data in the entries of sources.

use super::CheckContext;
use crate::model::ledger::Ledger;
use crate::resolve::linked::{EdgeKind, LinkedLedger};
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use std::collections::BTreeSet;

/// OR204: a source that nothing cites, uses or names.
///
/// Entries of bibliographies in `site.yaml` are exempt: not every entry of a library is used.
pub(super) fn unused(linked: &LinkedLedger, setting: &CheckContext<'_>) -> Vec<Diagnostic> {
    let libraries: BTreeSet<String> = setting.config.libraries().into_iter().collect();
    let listed: BTreeSet<_> = linked.notes.iter().flat_map(|n| n.own.nocite.iter()).collect();
    let ledger: &Ledger = &linked.ledger;
    let uses = |how: EdgeKind| {
        matches!(how, EdgeKind::Cites | EdgeKind::Source | EdgeKind::BasedOn | EdgeKind::Names)
    };
    ledger
        .sources()
        // A misspelled key is reported at its position.
        .filter(|ix| !linked.meant.contains(ledger[*ix].id.as_str()))
        .filter(|ix| !libraries.contains(&*ledger[*ix].file))
        .filter(|ix| !listed.contains(ix) && !linked.to((*ix).into()).any(|e| uses(e.how)))
        .map(|ix| {
            let source = &ledger[ix];
            // A file that could not be read may use it.
            if let Some(unread) = ledger.may_be_used_unread(source.cited_as()) {
                return unread;
            }
            let message = format!("unused source `{}`", source.id);
            Diagnostic::new(RuleCode::UnusedSource, source.place(), message)
                .help(format!("cite it with `[@{}]`, or remove it", source.cited_as()))
        })
        .collect()
}

/// OR210: an archived copy without a date.
pub(super) fn archive_without_date(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let mut found = vec![];
    for source in &linked.ledger.sources {
        let (Some(url), None) = (&source.data.archive_url, &source.data.archive_date) else {
            continue;
        };
        let message = format!("the archived copy of `{}` has no date", source.id);
        let help = match day_in(&url.v) {
            Some(day) => format!("the address says {day}: add `archive_date: {day}`"),
            None => "add `archive_date:` with the date on which the copy was made".to_owned(),
        };
        let place = source.at(url.span);
        found.push(Diagnostic::new(RuleCode::ArchiveWithoutDate, place, message).help(help));
    }
    found
}

/// The date in the address of a web archive: `/web/20220617120000/https://…`.
fn day_in(url: &str) -> Option<String> {
    let stamp = url.split('/').find(|part| {
        let digits = part.trim_end_matches(|c: char| c.is_ascii_lowercase() || c == '_');
        digits.len() == 14 && digits.bytes().all(|b| b.is_ascii_digit())
    })?;
    let day = format!("{}-{}-{}", stamp.get(..4)?, stamp.get(4..6)?, stamp.get(6..8)?);
    onrecord_base::edtf::PartialDate::parse(&day).is_ok().then_some(day)
}

#[cfg(test)]
mod tests {
    use super::{archive_without_date, day_in, unused};
    use crate::check::testing::tells;

    #[test]
    fn an_unused_source_is_reported() {
        let sources = "- {id: used, title: U}\n- {id: base, title: B}\n- {id: top, title: T, based_on: [base]}\n- {id: lonely, title: L}\n";
        let note = "---\ntitle: A\nnocite: [\"@used\", \"@top\"]\n---\n";
        tells(
            unused,
            &[("sources.yaml", sources), ("a.md", note)],
            &["OR204 «lonely» unused source `lonely`"],
        );
    }

    #[test]
    fn listing_all_sources_uses_all() {
        let note = "---\ntitle: A\nnocite: [\"@*\"]\n---\n";
        tells(unused, &[("sources.yaml", "- {id: x, title: X}\n"), ("a.md", note)], &[]);
    }

    #[test]
    fn an_archived_copy_needs_its_day() {
        let sources = "- {id: a, title: A, archive_url: \"https://web.archive.org/web/20220617101112/https://x.org/\"}\n- {id: b, title: B, archive_url: \"https://archive.ph/x\", archive_date: 2022-06-17}\n";
        tells(
            archive_without_date,
            &[("sources.yaml", sources)],
            &[
                "OR210 «\"https://web.archive.org/web/20220617101112/https://x.org/\"» the archived copy of `a` has no date",
            ],
        );
    }

    #[test]
    fn the_day_is_read_from_the_address() {
        let day = |url| day_in(url);
        assert_eq!(
            day("https://web.archive.org/web/20220617101112id_/http://x").as_deref(),
            Some("2022-06-17")
        );
        assert_eq!(day("https://web.archive.org/web/20229917101112/http://x"), None);
        assert_eq!(day("https://archive.ph/AbC"), None);
    }
}
