//! Resolves the fields that `BibLaTeX` entries inherit through `crossref` and `xdata`. Start with
//! [`inherited`].
//!
//! Depth and size are limited, so that cycles, and many references to one huge entry, terminate.
//! Treats fields by name only.

use super::bibtex::{BibtexEntry, BibtexField};
use onrecord_base::code::RuleCode;
use onrecord_base::schema::ReadContext;
use onrecord_base::span::Span;
use std::collections::{BTreeMap, HashMap};

/// The maximum number of ancestors of one entry.
const MAX_PARENTS: usize = 16;

/// The maximum size of all inherited text of a file, in bytes: the maximum size of a file.
const MAX_INHERITED: usize = 16 * 1024 * 1024;

/// Returns the fields of each entry, including those it inherits (`crossref`, `xdata`).
pub(super) fn inherited(
    entries: &[BibtexEntry],
    reading: &mut ReadContext,
) -> Vec<BTreeMap<String, BibtexField>> {
    let mut by_key: HashMap<&str, usize> = HashMap::new();
    for (at, entry) in entries.iter().enumerate() {
        by_key.entry(&entry.key.v).or_insert(at);
    }
    let mut family = EntryInheritance { entries, by_key, left: MAX_INHERITED, reading };
    (0..entries.len()).map(|at| family.whole(at)).collect()
}

struct EntryInheritance<'a> {
    entries: &'a [BibtexEntry],
    by_key: HashMap<&'a str, usize>,
    /// The number of bytes that may still be inherited.
    left: usize,
    reading: &'a mut ReadContext,
}

impl EntryInheritance<'_> {
    fn report(&mut self, span: Span, what: String, help: &str) {
        let diagnostic = self.reading.diagnostic(RuleCode::ImportedReference, span, what);
        self.reading.report(diagnostic.help(help));
    }

    /// Returns the fields of one entry: its own, then those of its parents, the nearest first.
    fn whole(&mut self, at: usize) -> BTreeMap<String, BibtexField> {
        let entries = self.entries;
        let mut fields = entries[at].fields.clone();
        let mut seen = vec![at];
        let mut open: Vec<usize> = vec![at];
        while let Some(child) = open.pop() {
            for by in ["crossref", "xdata"] {
                let Some(names) = entries[child].fields.get(by) else { continue };
                let all = names.text.split(',').map(str::trim).filter(|name| !name.is_empty());
                for name in all.take(MAX_PARENTS) {
                    // An error in a parent is reported there, and not for every child.
                    let is_own = child == at || seen.len() > MAX_PARENTS;
                    if let Some(parent) = self.parent((at, by, name), &seen, is_own, names.span) {
                        seen.push(parent);
                        open.push(parent);
                        self.take((at, parent), by, &mut fields, names.span);
                    }
                }
            }
        }
        fields
    }

    /// Returns the entry that `name` refers to; `None` if it does not exist or leads back.
    fn parent(
        &mut self,
        (at, by, name): (usize, &str, &str),
        seen: &[usize],
        is_own: bool,
        span: Span,
    ) -> Option<usize> {
        let key = &self.entries[at].key.v;
        let found = self.by_key.get(name).copied();
        let (what, help) = match found {
            None if !is_own => return None,
            None => (
                format!("`{key}`: {by} names `{name}`, which is not in this file"),
                "add the entry, or remove the field",
            ),
            Some(parent) if seen.contains(&parent) => (
                format!("`{key}`: {by} leads back to `{name}`"),
                "remove the field; an entry cannot inherit from itself",
            ),
            Some(_) if seen.len() > MAX_PARENTS => (
                format!("`{key}`: more than {MAX_PARENTS} entries inherit from one another"),
                "inherit from the entry that has the fields",
            ),
            Some(parent) => return Some(parent),
        };
        self.report(span, what, help);
        None
    }

    /// Copies the fields that a child lacks from its parent.
    fn take(
        &mut self,
        (child, parent): (usize, usize),
        by: &str,
        fields: &mut BTreeMap<String, BibtexField>,
        span: Span,
    ) {
        let (child, parent) = (&self.entries[child], &self.entries[parent]);
        for (name, raw) in &parent.fields {
            let name = inherits(by, name, &child.kind.v);
            let Some(name) = name.filter(|name| !fields.contains_key(*name)) else { continue };
            if self.left <= raw.text.len() {
                let (child, parent) = (&child.key.v, &parent.key.v);
                let what = format!(
                    "`{child}`: `{name}` is not inherited from `{parent}`, because this file repeats too much text"
                );
                self.report(span, what, "write the field in the entry that needs it");
                continue;
            }
            self.left -= raw.text.len() + 1;
            fields.insert(name.to_owned(), raw.clone());
        }
    }
}

/// Returns the name under which a child inherits a field, since the title of a book is the book
/// title of its chapter; `None` if the field is not inherited.
fn inherits<'a>(by: &str, field: &'a str, child: &str) -> Option<&'a str> {
    let own = [
        "crossref",
        "xdata",
        "xref",
        "ids",
        "keywords",
        "shorttitle",
        "annotation",
        "note",
        "abstract",
        "file",
        "entryset",
        "label",
    ];
    if own.contains(&field) {
        return None;
    }
    if by == "xdata" {
        return Some(field);
    }
    let of_article = matches!(child, "article" | "suppperiodical");
    match field {
        "title" if of_article => Some("journaltitle"),
        "title" => Some("booktitle"),
        "subtitle" if of_article => Some("journalsubtitle"),
        "subtitle" => Some("booksubtitle"),
        "doi" | "url" | "urldate" => None,
        field => Some(field),
    }
}
