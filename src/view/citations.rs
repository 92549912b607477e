//! Citations in words: whole entries, short forms, places in a source, names.
//!
//! One plain form per source type until a CSL processor takes this file over. Every text is escaped
//! here; the only markup is `<i>` for titles that stand alone and `<a>` for links. No part is ever
//! empty or doubled: what is unknown is left out with its punctuation.

use crate::base::text::{encode_url, escape};
use crate::model::body::Locator;
use crate::model::id::SourceIx;
use crate::model::source::{Byline, CslName, Source, UrlStatus};
use crate::view::cx::Cx;
use std::fmt::Write as _;

/// The whole entry of a source, its title linked to its page, and the address where it can be read.
pub fn entry(cx: &Cx<'_>, ix: SourceIx) -> String {
    entry_at(cx, ix, None)
}

/// The same with a place in the source.
pub fn entry_at(cx: &Cx<'_>, ix: SourceIx, at: Option<&Locator>) -> String {
    entry_with(cx, ix, &at.map(|at| locator(cx, at)).unwrap_or_default())
}

/// The same with a place in words; empty for none.
pub fn entry_with(cx: &Cx<'_>, ix: SourceIx, place: &str) -> String {
    let mut text = note_form(cx, ix);
    if !place.is_empty() {
        text = join(&[text, escape(place)]);
    }
    if !text.ends_with(['.', '?', '!']) {
        text.push('.');
    }
    let source = &cx.site.ledger[ix].data;
    if let Some((url, host)) = best_address(source) {
        let (url, host) = (escape(&encode_url(&url)), escape(&host));
        let _ = write!(text, " <a class=\"out\" href=\"{url}\">{host}</a>");
    }
    text
}

/// The entry as it stands in a note, without a full stop and without the outer address.
pub fn note_form(cx: &Cx<'_>, ix: SourceIx) -> String {
    let source = &cx.site.ledger[ix].data;
    let url = cx.url(ix.into());
    if let Some(hand) = &source.cite_as {
        return link(url, &escape(hand.trim_end_matches('.')));
    }
    let mut parts: Vec<String> = vec![];
    let authors = authors(cx, ix);
    if !authors.is_empty() {
        parts.push(escape(&authors));
    }
    let title = title(cx, ix, url);
    let (csl, genre) = source.r#type.csl();
    let text = |v: &Option<crate::base::span::Sp<String>>| v.as_ref().map(|t| escape(&t.v));
    match csl {
        "regulation" | "legislation" | "bill" | "treaty" => {
            let number = text(&source.number).map(|n| {
                match source.genre.as_ref().map(|g| g.v.as_str()).or(genre) {
                    Some(genre) => format!("{} {n}", escape(genre)),
                    None => n,
                }
            });
            parts.extend(number.or_else(|| text(&source.genre)));
            parts.push(title);
            parts.extend(reporter(cx, ix));
        }
        "legal_case" => {
            parts.push(title);
            parts.extend(text(&source.number).map(|n| cx.words.with("docket", &n)));
            parts.extend(reporter(cx, ix));
            parts.extend(text(&source.authority));
        }
        _ => {
            parts.push(title);
            let genre = source.genre.as_ref().map(|g| g.v.as_str()).or(genre);
            parts.extend(
                genre.map(|g| escape(&g.to_lowercase())).filter(|_| csl != "article-newspaper"),
            );
            parts.extend(reporter(cx, ix));
            parts.extend(text(&source.event_title));
            parts.extend(text(&source.authority));
            parts.extend(text(&source.number).map(|n| cx.words.with("number", &n)));
            parts.extend(publisher(cx, ix));
        }
    }
    let editors = editors(cx, source);
    parts.extend((!editors.is_empty()).then(|| escape(&cx.words.with("edited_by", &editors))));
    parts.extend(issued(cx, source).map(|d| escape(&d)));
    parts.extend(text(&source.extent));
    join(&parts)
}

/// What it appeared in, with volume and pages: `Federal Register 85, 48637–48639`.
fn reporter(cx: &Cx<'_>, ix: SourceIx) -> Option<String> {
    let source = &cx.site.ledger[ix].data;
    let container = match cx.site.sources[ix.at()].own.container {
        Some(organization) => cx.title(organization.into()).to_owned(),
        None => source.container_title.as_ref()?.v.clone(),
    };
    let law = matches!(
        source.r#type.csl().0,
        "regulation" | "legislation" | "bill" | "legal_case" | "treaty"
    );
    let page = source.page.as_ref().map(|p| p.v.replace('-', "–"));
    Some(match (&source.volume, page, law) {
        (Some(volume), Some(page), true) => {
            format!(
                "{} {} {}",
                escape(&volume.v),
                escape(&container),
                escape(page.split('–').next().unwrap_or(&page))
            )
        }
        (volume, page, _) => {
            let mut text = format!("<i>{}</i>", escape(&container));
            text.extend(volume.iter().map(|v| format!(" {}", escape(&v.v))));
            text.extend(source.issue.iter().map(|i| format!(" ({})", escape(&i.v))));
            text.extend(page.map(|p| format!(", {}", escape(&p))));
            text
        }
    })
}

fn publisher(cx: &Cx<'_>, ix: SourceIx) -> Option<String> {
    match cx.site.sources[ix.at()].own.publisher {
        Some(organization) => Some(escape(cx.title(organization.into()))),
        None => cx.site.ledger[ix].data.publisher.as_ref().map(|p| escape(&p.v)),
    }
}

fn issued(cx: &Cx<'_>, source: &Source) -> Option<String> {
    match &source.issued {
        Some(dated) => {
            dated.when.map(|w| cx.words.when(w)).or_else(|| Some(cx.words.get("undated")))
        }
        None => None,
    }
}

/// The title: in quotation marks for what is part of something, in italics for what stands alone.
fn title(cx: &Cx<'_>, ix: SourceIx, url: &str) -> String {
    let source = &cx.site.ledger[ix].data;
    let text = escape(cx.title(ix.into()));
    let part = matches!(
        source.r#type.csl().0,
        "article-newspaper"
            | "article-journal"
            | "article-magazine"
            | "webpage"
            | "post-weblog"
            | "post"
            | "chapter"
            | "paper-conference"
            | "broadcast"
            | "interview"
            | "speech"
    );
    let title = if part {
        // A quotation within the title takes the other marks.
        format!("“{}”", link(url, &text.replace('“', "‘").replace('”', "’")))
    } else {
        format!("<i>{}</i>", link(url, &text))
    };
    match &source.trans_title {
        Some(translated) => format!("{title} [{}]", escape(&translated.v)),
        None => title,
    }
}

fn link(url: &str, html: &str) -> String {
    if url.is_empty() { html.to_owned() } else { format!("<a href=\"{}\">{html}</a>", escape(url)) }
}

/// Parts joined by commas; a comma goes inside a closing quotation mark of a title, American style.
fn join(parts: &[String]) -> String {
    let mut out = String::new();
    for part in parts.iter().filter(|p| !p.is_empty()) {
        if let Some(title) = out.strip_suffix('”') {
            // The comma goes inside the closing mark, unless the title ends in a mark of its own.
            let ends = title.trim_end_matches("</a>").ends_with(['?', '!', ',']);
            out = if ends { format!("{title}” ") } else { format!("{title},” ") };
        } else if !out.is_empty() {
            out.push_str(", ");
        }
        out.push_str(part);
    }
    out
}

/// The authors' names in the order of reading: `Emily Baker-White`.
pub fn authors(cx: &Cx<'_>, ix: SourceIx) -> String {
    names(cx, ix, full_name)
}

/// The editors' names in the order of reading.
fn editors(cx: &Cx<'_>, source: &Source) -> String {
    listed(cx, &source.editor.iter().map(|name| full_name(name)).collect::<Vec<_>>())
}

/// A name in the order of reading.
fn full_name(name: &CslName) -> String {
    match (&name.given, &name.family, &name.literal) {
        (Some(given), Some(family), _) => format!("{given} {family}"),
        (None, Some(family), _) => family.clone(),
        (_, None, Some(literal)) => match literal.split_once(", ") {
            Some((family, given)) if !given.contains(',') => format!("{given} {family}"),
            _ => literal.v.clone(),
        },
        (Some(given), None, None) => given.clone(),
        (None, None, None) => String::new(),
    }
}

/// The authors by family name, for the running text; the short name of the source without any.
pub fn author_in_text(cx: &Cx<'_>, ix: SourceIx) -> String {
    let names = names(cx, ix, |name| match (&name.family, &name.literal) {
        (Some(family), _) => family.clone(),
        (None, Some(literal)) => {
            literal.split_once(", ").map_or(literal.v.as_str(), |(family, _)| family).to_owned()
        }
        (None, None) => name.given.clone().unwrap_or_default(),
    });
    if names.is_empty() { cx.source_name(ix) } else { names }
}

fn names(cx: &Cx<'_>, ix: SourceIx, written: impl Fn(&CslName) -> String) -> String {
    let Byline::By(all) = &cx.site.ledger[ix].data.author else { return String::new() };
    let known = &cx.site.sources[ix.at()].own.authors;
    let one = |(at, name): (usize, &crate::base::span::Sp<CslName>)| match known
        .get(at)
        .and_then(Option::as_ref)
    {
        Some(who) => cx.party(who).name,
        None => written(name),
    };
    listed(cx, &all.iter().enumerate().map(one).collect::<Vec<_>>())
}

/// Names as a list: two with `and`, four or more as the first and others.
fn listed(cx: &Cx<'_>, all: &[String]) -> String {
    let all: Vec<&String> = all.iter().filter(|n| !n.is_empty()).collect();
    match all.as_slice() {
        [] => String::new(),
        [one] => (*one).clone(),
        [one, two] => format!("{one} {} {two}", cx.words.get("and")),
        [one, two, three] => format!("{one}, {two}, {} {three}", cx.words.get("and")),
        [first, ..] => format!("{first} {}", cx.words.get("et_al")),
    }
}

/// The short form of a source cited again: its short name, or author and short title.
pub fn short_form(cx: &Cx<'_>, ix: SourceIx) -> String {
    escape(&cx.source_name(ix))
}

/// A place in a source, for people: `line 11`, `p. 4`, `paras. 3–5`.
pub fn locator(cx: &Cx<'_>, at: &Locator) -> String {
    let value = at.value.replace('-', "–").replace("––", "–");
    let many = value.contains(['–', ',', '&']) && at.label != "timestamp";
    let key = format!(
        "locator_{}_{}",
        at.label.replace([' ', '-'], "_"),
        if many { "many" } else { "one" }
    );
    match cx.words.0.get(&key) {
        Some(words) => words.replacen("{}", &value, 1),
        None => format!("{} {value}", at.label),
    }
}

/// Where a source can be read, and the name of that place: the archived copy first when the address
/// is not known to be live.
pub fn best_address(source: &Source) -> Option<(String, String)> {
    let live = source
        .url
        .as_ref()
        .filter(|_| matches!(source.url_status, UrlStatus::Live | UrlStatus::Unknown));
    let url = live.or(source.archive_url.as_ref()).or(source.url.as_ref())?;
    if !crate::check::is_linkable(url) {
        return None;
    }
    let host = url.v.split_once("://").map_or(url.v.as_str(), |(_, rest)| rest);
    let host = host.split(['/', '?', '#']).next().unwrap_or(host);
    Some((url.v.clone(), host.strip_prefix("www.").unwrap_or(host).to_owned()))
}
