//! Conversion of a source to a CSL item.
//!
//! The citation processor and the CSL-JSON export use the same item, so a page and its export
//! agree. This file is independent of styles, pages and file formats. [`item`] depends only on the
//! source and on the persons and organizations that it names.

use crate::model::ix::SourceIx;
use crate::model::party::ResolvedParty;
use crate::model::source::{Byline, Recipient, Source};
use crate::release::Site;
use onrecord_base::edtf::{EdtfDate, QualifiedDate, SourcedDate};
use onrecord_cite::name::CslName;
use onrecord_cite::variables::VariableValue;

pub use onrecord_cite::item::{CslDate, CslItem, NameParts};

/// A source as a CSL item.
pub fn item(site: &Site, ix: SourceIx) -> CslItem {
    let entry = &site.ledger[ix];
    let source = &entry.data;
    let links = &site.sources[ix.at()].own;
    let (kind, genre) = source.r#type.csl();
    let mut item = CslItem { id: entry.cited_as().to_owned(), kind, ..CslItem::default() };
    let mut put = |name: &'static str, value: Option<String>| {
        let value = value.map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
        item.text.extend(value.map(|v| (name, v)));
    };
    let called =
        |organization| site.ledger.called(crate::model::ix::ItemIx::Organization(organization));
    put("title", Some(site.ledger.called(ix.into())));
    put("genre", genre.map(str::to_owned));
    for (name, value) in [
        ("title-short", &source.short_title),
        ("publisher", &source.publisher),
        ("container-title", &source.container_title),
        ("URL", &source.url),
        ("DOI", &source.doi),
        ("ISBN", &source.isbn),
        ("number", &source.number),
        ("volume", &source.volume),
        ("issue", &source.issue),
        ("page", &source.page),
        ("section", &source.section),
        ("authority", &source.authority),
        ("jurisdiction", &source.jurisdiction),
        ("event-title", &source.event_title),
        ("event-place", &source.event_place),
        ("medium", &source.medium),
        ("genre", &source.genre),
        ("language", &source.language),
        ("dimensions", &source.extent),
        ("source", &source.via),
    ] {
        put(name, value.as_ref().map(|v| v.v.clone()));
    }
    put("publisher", links.publisher.map(called));
    put("container-title", links.container.map(called));
    item.undated = source.issued.as_ref().is_some_and(|d| d.when.is_none());
    item.trans_title = source.trans_title.as_ref().map(|t| t.v.clone());
    rarer(site, source, &mut item);
    let authors = match &source.author {
        Byline::By(names) => {
            let known = links.authors.iter().map(Option::as_ref).chain(std::iter::repeat(None));
            names.iter().zip(known).filter_map(|(written, who)| name(site, written, who)).collect()
        }
        _ => vec![],
    };
    let editors = source.editor.iter().filter_map(|written| name(site, written, None)).collect();
    let recipients = recipients(site, source, links.recipient.as_ref());
    for (role, names) in [("author", authors), ("editor", editors), ("recipient", recipients)] {
        let names: Vec<NameParts> = names;
        item.names.extend((!names.is_empty()).then_some((role, names)));
    }
    for (name, dated) in [("issued", &source.issued), ("accessed", &source.accessed)] {
        item.dates.extend(date(dated.as_ref()).map(|d| (name, d)));
    }
    item
}

/// The rarely used variables.
fn rarer(site: &Site, source: &Source, item: &mut CslItem) {
    for (variable, value) in source.variables.iter() {
        let name_of = |written| name(site, written, None);
        match value {
            VariableValue::Text(text) => {
                item.text.insert(variable.csl(), text.v.trim().to_owned());
            }
            VariableValue::Names(names) => {
                let names: Vec<NameParts> =
                    names.iter().map(|name| &name.v).filter_map(name_of).collect();
                item.names.extend((!names.is_empty()).then(|| (variable.csl(), names)));
            }
            VariableValue::Date(dated) => {
                item.dates.extend(date(Some(dated)).map(|d| (variable.csl(), d)));
            }
        }
    }
}

/// The recipients of a source; a party that is only described has no name.
fn recipients(site: &Site, source: &Source, who: Option<&ResolvedParty>) -> Vec<NameParts> {
    let plain = CslName::default();
    match (&source.recipient, who) {
        (Some(Recipient::Names(names)), _) => {
            names.iter().filter_map(|written| name(site, written, None)).collect()
        }
        (Some(Recipient::Party(_)), Some(ResolvedParty::Name(text))) => {
            vec![split(text).unwrap_or_else(|| literal(text))]
        }
        (Some(Recipient::Party(_)), Some(who)) => {
            name(site, &plain, Some(who)).into_iter().collect()
        }
        _ => vec![],
    }
}

/// A name in a byline: that of the person or organization it refers to, else as written. `None` if
/// it is empty.
fn name(site: &Site, written: &CslName, who: Option<&ResolvedParty>) -> Option<NameParts> {
    if written.is_others() {
        return Some(NameParts { others: true, ..NameParts::default() });
    }
    let name = match who {
        Some(ResolvedParty::Person(ix)) => {
            let sorted = site.ledger[*ix].data.sort_name.as_ref().and_then(|n| split(&n.v));
            sorted.unwrap_or_else(|| literal(&site.ledger.called((*ix).into())))
        }
        Some(ResolvedParty::Organization(ix)) => literal(&site.ledger.called((*ix).into())),
        _ => match (&written.family, &written.literal) {
            (Some(family), _) => NameParts {
                family: family.trim().to_owned(),
                given: written.given.as_deref().unwrap_or_default().trim().to_owned(),
                literal: String::new(),
                suffix: written.suffix.as_deref().cloned().unwrap_or_default(),
                whole_family: written.whole_family.as_ref().is_some_and(|whole| whole.v),
                others: false,
            },
            (None, Some(text)) => split(&text.v).unwrap_or_else(|| literal(&text.v)),
            (None, None) => literal(written.given.as_deref().unwrap_or_default()),
        },
    };
    (!name.family.is_empty() || !name.literal.is_empty()).then_some(name)
}

fn literal(text: &str) -> NameParts {
    NameParts { literal: text.trim().to_owned(), ..NameParts::default() }
}

/// Splits `Family, Given`; `None` for any other form.
fn split(text: &str) -> Option<NameParts> {
    let (family, given) = text.split_once(", ")?;
    let (family, given) = (family.trim(), given.trim());
    let plain = !family.is_empty() && !given.is_empty() && !given.contains(',');
    plain.then(|| NameParts {
        family: family.to_owned(),
        given: given.to_owned(),
        ..NameParts::default()
    })
}

/// A date in parts; `None` if its value is not known.
fn date(dated: Option<&SourcedDate>) -> Option<CslDate> {
    let when = dated?.when?;
    let points: Vec<QualifiedDate> = match when {
        EdtfDate::At(point) => vec![point],
        EdtfDate::Between(from, to) => from.into_iter().chain(to).collect(),
    };
    let parts = |point: &QualifiedDate| {
        let civil = point.civil;
        let given = [civil.year, civil.month.into(), civil.day.into()];
        given.into_iter().enumerate().filter(|(at, part)| *at == 0 || *part > 0).map(|(_, p)| p)
    };
    let circa = points.iter().any(|point| point.approximate || point.uncertain);
    let parts = points.iter().map(|point| parts(point).collect()).collect();
    Some(CslDate { parts, circa, season: None, edtf: when.to_string() })
}

#[cfg(test)]
mod tests {
    use super::item;
    use crate::model::ix::ItemIx;
    use crate::view::testing::made;
    use onrecord_base::id::ItemKind;

    /// The item of the one source `s`, as lines.
    #[track_caller]
    fn check(source: &str, expected: &str) {
        let people = "- {id: baker, name: Emily Baker-White, sort_name: \"Baker-White, Emily\"}\n";
        let desks = "- {id: buzzfeed, name: BuzzFeed News}\n";
        let text = format!("- {{id: s, title: T, {source}}}\n");
        let files = [
            ("sources.yaml", text.as_str()),
            ("people.yaml", people),
            ("organizations.yaml", desks),
        ];
        let made = made("2026-11-23", &files);
        let ItemIx::Source(ix) = made.ix(ItemKind::Source, "s") else { panic!("no source") };
        let item = item(made.cx().site, ix);
        let mut lines = vec![item.kind.to_owned()];
        lines.extend(item.text.iter().filter(|t| *t.0 != "title").map(|(n, v)| format!("{n} {v}")));
        for (role, names) in &item.names {
            let one = |n: &super::NameParts| format!("{}/{}/{}", n.family, n.given, n.literal);
            lines.push(format!("{role} {}", names.iter().map(one).collect::<Vec<_>>().join("; ")));
        }
        for (name, date) in &item.dates {
            let circa = if date.circa { " circa" } else { "" };
            lines.push(format!("{name} {:?}{circa} {}", date.parts, date.edtf));
        }
        assert_eq!(lines.join(" | "), expected);
    }

    #[test]
    fn a_readable_type_is_a_type_and_a_genre() {
        check("type: press-release", "document | genre Press release");
        check("type: press-release, genre: Notice", "document | genre Notice");
        check("type: news-article", "article-newspaper");
    }

    #[test]
    fn names_are_those_of_the_things_they_mean() {
        check("author: [baker]", "webpage | author Baker-White/Emily/");
        check("author: [\"Doe, Jane\", TikTok]", "webpage | author Doe/Jane/; //TikTok");
        check("author: [{family: Doe, given: J.}]", "webpage | author Doe/J./");
        check("author: []", "webpage");
        check("container_title: buzzfeed", "webpage | container-title BuzzFeed News");
    }

    #[test]
    fn dates_are_as_exact_as_known() {
        check("issued: 2022-06", "webpage | issued [[2022, 6]] 2022-06");
        check("issued: \"2022~\"", "webpage | issued [[2022]] circa 2022~");
        check("issued: 2021-09/2022-01", "webpage | issued [[2021, 9], [2022, 1]] 2021-09/2022-01");
        check("issued: \"../2021-01\"", "webpage | issued [[2021, 1]] ../2021-01");
        check("issued: {basis: unknown}", "webpage");
    }
}
