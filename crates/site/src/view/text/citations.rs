//! Formatted citations: bibliography entries, entries in notes, short forms, positions in a source,
//! names.
//!
//! The citation style (`onrecord_cite::csl`) produces text runs, which become HTML here. All text
//! is escaped here; the only markup is that of the style's fonts and `<a>` for links: from a title
//! to the source's page, from an address to the source on the web. `cite_as` replaces the entry of
//! a source.
//!
//! A citation depends on the style, the source, the names in it and the kind of citation. If
//! letters distinguish years, it also depends on which sources of the site share author and year.
//! It never depends on another page. Start with [`entry`] and [`cited`].

use crate::input::config::CitationMode;
use crate::model::ix::SourceIx;
use crate::model::source::{BasisKind, Byline, Source, UrlStatus};
use crate::view::context::ViewContext;
use crate::view::style::in_text;
use crate::view::text::citation_cache::{SourceExport, SourceSlots};
use crate::view::text::item::item;
use crate::view::text::languages::CLOSES;
use onrecord_base::edtf::EdtfDate;
use onrecord_base::language::is_rtl;
use onrecord_base::text::{encode_url, escape, fold};
use onrecord_base::url::{RESOLVERS, doi_address, shows_address};
use onrecord_cite::citation::Locator;
use onrecord_cite::csl::{CachedForm, CiteContext, TextRun, TextStyle};
use onrecord_cite::item::CslItem;
use onrecord_cite::name::CslName;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::OnceLock;

/// The slot of a source.
fn slot<'a, T>(cx: &'a ViewContext<'_>, all: &'a SourceSlots<T>, ix: SourceIx) -> &'a OnceLock<T> {
    let slots = all.get_or_init(|| cx.site.ledger.sources().map(|_| OnceLock::new()).collect());
    &slots[ix.at()]
}

/// The export of a source in one format; computed once.
pub fn written<'a>(
    cx: &'a ViewContext<'_>,
    what: SourceExport,
    ix: SourceIx,
    make: impl FnOnce(&CslItem) -> String,
) -> &'a str {
    slot(cx, &cx.orders.citations.written[what.slot()], ix).get_or_init(|| make(item_of(cx, ix)))
}

/// The output of the citation processor for a source; computed once. `None` if it failed.
fn cached_runs<'a>(
    cx: &'a ViewContext<'_>,
    form: CachedForm,
    ix: SourceIx,
) -> Option<Cow<'a, [TextRun]>> {
    let form = cx.csl.form(form);
    let slot = slot(cx, &cx.orders.citations.made[form as usize], ix);
    let runs = slot.get_or_init(|| cx.csl.render_form(form, item_of(cx, ix), letter(cx, ix)));
    runs.as_deref().map(Cow::Borrowed)
}

/// The entry of a source as text runs.
fn entry_runs(cx: &ViewContext<'_>, ix: SourceIx, number: usize) -> Option<Vec<TextRun>> {
    cx.csl.entry_with(item_of(cx, ix), number, letter(cx, ix), |form| cached_runs(cx, form, ix))
}

/// A source as a CSL item.
pub fn item_of<'a>(cx: &'a ViewContext<'_>, ix: SourceIx) -> &'a CslItem {
    slot(cx, &cx.orders.citations.items, ix).get_or_init(|| item(cx.site, ix))
}

/// The entry of a source: its title linked to its page, and the address at which it can be read.
pub fn entry<'a>(cx: &'a ViewContext<'_>, ix: SourceIx) -> &'a str {
    slot(cx, &cx.orders.citations.entries, ix).get_or_init(|| entry_numbered(cx, ix, 0))
}

/// The same with its number in the bibliography of a page; 0 for no number.
pub fn entry_numbered(cx: &ViewContext<'_>, ix: SourceIx, number: usize) -> String {
    let text = bare_entry(cx, ix, number);
    // A user's style defines the end of an entry itself.
    let is_ours = cx.csl.own || cx.site.ledger[ix].data.cite_as.is_some();
    with_address(cx, ix, if is_ours { stopped(cx, &text) } else { text })
}

/// The same with a position in the source.
pub fn entry_at(cx: &ViewContext<'_>, ix: SourceIx, at: Option<&Locator>) -> String {
    entry_with(cx, ix, &at.map(|at| locator(cx, at)).unwrap_or_default())
}

/// The same with a position as text; empty for none.
pub fn entry_with(cx: &ViewContext<'_>, ix: SourceIx, place: &str) -> String {
    if place.is_empty() {
        return entry(cx, ix).to_owned();
    }
    let text = bare_entry(cx, ix, 0);
    let text = joined(cx, unstopped(&text), &escape(place));
    with_address(cx, ix, stopped(cx, &text))
}

/// The entry without the address.
fn bare_entry(cx: &ViewContext<'_>, ix: SourceIx, number: usize) -> String {
    let source = &cx.site.ledger[ix].data;
    if let Some(hand) = &source.cite_as {
        let number = if number > 0 { format!("[{number}] ") } else { String::new() };
        return number + &link(cx.url(ix.into()), &escape(hand.trim_end_matches('.')));
    }
    let runs = entry_runs(cx, ix, number);
    runs.map_or_else(|| plain(cx, ix), |runs| html(cx, ix, &runs))
}

/// The citation of a source, with its title linked to its page, without a final full stop and
/// without the brackets around the whole citation.
///
/// The full form in a note ends with the address of the source for print.
pub fn cited(cx: &ViewContext<'_>, ix: SourceIx, way: &CiteContext<'_>) -> String {
    let mut text = cited_bare(cx, ix, way);
    if !way.later && !in_text(cx.config.citations.mode) {
        text.push_str(&paper_address(cx, ix, &text));
    }
    text
}

/// The start tag of an address for print, without its attributes.
const PAPER: &str = "<a class=\"paper\" ";

/// The address of a source for print, as an empty link: the screen shows nothing, because the title
/// leads to the source's page, and the print style prints the address. Empty if `text` contains an
/// address already.
pub fn paper_address(cx: &ViewContext<'_>, ix: SourceIx, text: &str) -> String {
    match best_address(&cx.site.ledger[ix].data) {
        Some(best) if !has_address(text) => {
            let url = escape(&best.url);
            format!("{PAPER}href=\"{url}\"></a>")
        }
        _ => String::new(),
    }
}

/// True if a citation links to a web address.
fn has_address(html: &str) -> bool {
    html.contains("href=\"http")
}

/// Splits off the address for print at the end of a text.
fn before_paper(html: &str) -> (&str, &str) {
    let at = html.ends_with("</a>").then(|| html.rfind("<a ")).flatten();
    let at = at.filter(|at| html[*at..].starts_with(PAPER)).unwrap_or(html.len());
    html.split_at(at)
}

fn cited_bare(cx: &ViewContext<'_>, ix: SourceIx, way: &CiteContext<'_>) -> String {
    let source = &cx.site.ledger[ix].data;
    let notes = !in_text(cx.config.citations.mode);
    if let Some(hand) = source.cite_as.as_ref().filter(|_| notes && !way.later) {
        let text = link(cx.url(ix.into()), &escape(hand.trim_end_matches('.')));
        return match way.place {
            Some(at) => joined(cx, &text, &escape(&locator(cx, at))),
            None => text,
        };
    }
    if notes && cx.csl.in_text && !way.later {
        // An in-text style defines its full form only in the bibliography.
        let text = bare_entry(cx, ix, 0);
        let text = unstopped(&text);
        return match way.place {
            Some(at) => joined(cx, text, &escape(&locator(cx, at))),
            None => text.to_owned(),
        };
    }
    let way = CiteContext { letter: letter(cx, ix), ..*way };
    let runs = cx.csl.cite_with(item_of(cx, ix), &way, |form| cached_runs(cx, form, ix));
    let Some(runs) = runs else { return plain(cx, ix) };
    if way.later || !notes { words(&runs) } else { html(cx, ix, &runs) }
}

/// The fallback if the citation processor fails: names and title.
fn plain(cx: &ViewContext<'_>, ix: SourceIx) -> String {
    let title = link(cx.url(ix.into()), &escape(&cx.shown_title(ix.into())));
    let authors = authors(cx, ix);
    if authors.is_empty() { title } else { format!("{}, {title}", escape(&authors)) }
}

/// The source that we know only through the cited one and have not seen, with the kind of that
/// relation; `None` for a source that we have seen.
pub fn second_hand(
    cx: &ViewContext<'_>,
    ix: SourceIx,
    via: Option<crate::model::ix::ItemIx>,
) -> Option<(SourceIx, BasisKind)> {
    let chain = match via {
        Some(crate::model::ix::ItemIx::Quote(quote)) => cx.site.quote_chain(quote),
        _ => cx.site.chain(ix, &[]),
    };
    if chain.first()?.source != Some(ix) {
        return None;
    }
    let basis = chain.get(1)?;
    let source = basis.source.filter(|s| !cx.site.ledger[*s].data.is_consulted())?;
    Some((source, basis.how?))
}

/// The source that this one republishes; `None` if it has other bases or none.
pub fn republished(cx: &ViewContext<'_>, ix: SourceIx) -> Option<SourceIx> {
    match cx.site.sources[ix.at()].own.based_on.as_slice() {
        [(Some(from), BasisKind::Republishes)] => Some(*from),
        _ => None,
    }
}

/// The letter that distinguishes a source from others with the same author and year, or the same
/// author and no year; empty for most. Only for styles and modes that cite by author and year.
fn letter<'a>(cx: &'a ViewContext<'_>, ix: SourceIx) -> &'a str {
    let by_author = cx.csl.in_text || cx.config.citations.mode == CitationMode::AuthorDate;
    if !by_author || cx.csl.numeric {
        return "";
    }
    cx.orders.citations.letters.get_or_init(|| letters(cx)).get(ix.at()).map_or("", String::as_str)
}

/// The letters of all sources. They are assigned over the whole site, so that a source has the same
/// letter on every page. Only sources that may look alike are compared.
fn letters(cx: &ViewContext<'_>) -> Vec<String> {
    let mut alike: BTreeMap<(String, Option<u16>), Vec<SourceIx>> = BTreeMap::new();
    for ix in cx.site.ledger.sources() {
        let item = item_of(cx, ix);
        for name in leads(item) {
            alike.entry((name, item.year())).or_default().push(ix);
        }
    }
    let near: BTreeSet<SourceIx> =
        alike.into_values().filter(|all| all.len() > 1).flatten().collect();
    // The letters are not known yet, so these results are not cached.
    let with = |ix: SourceIx, letter: &str| -> String {
        let way = CiteContext { letter, ..CiteContext::default() };
        let runs = cx.csl.cite(item_of(cx, ix), &way).unwrap_or_default();
        runs.iter().map(|r| r.text.as_str()).collect()
    };
    let shown: Vec<(String, SourceIx)> = near.par_iter().map(|ix| (with(*ix, ""), *ix)).collect();
    let mut same: BTreeMap<&str, Vec<SourceIx>> = BTreeMap::new();
    for (text, ix) in shown.iter().filter(|(text, _)| !text.is_empty()) {
        same.entry(text).or_default().push(*ix);
    }
    let mut out = vec![String::new(); cx.site.ledger.sources.len()];
    for (text, mut group) in same.into_iter().filter(|(_, group)| group.len() > 1) {
        // A style that cites by author and title prints no letter, and its bibliography must not
        // contain one.
        if with(group[0], "a") == text {
            continue;
        }
        group.sort_by_cached_key(|ix| {
            let item = item_of(cx, *ix);
            let issued = item.dates.get("issued").map(|d| d.parts.clone());
            (issued, fold(item.text("title")), item.id.clone())
        });
        for (at, ix) in group.into_iter().enumerate() {
            out[ix.at()] = in_letters(at + 1);
        }
    }
    out
}

/// The texts with which a citation of a source may begin: its first author, else all possible
/// substitutes.
fn leads(item: &CslItem) -> BTreeSet<String> {
    let first = |role: &str| {
        let name = item.names.get(role)?.first()?;
        Some(fold(&format!("{}{}", name.family, name.literal)))
    };
    if let Some(author) = first("author") {
        return BTreeSet::from([author]);
    }
    let texts = ["publisher", "container-title", "authority", "title"];
    let texts = texts.iter().map(|name| fold(item.text(name)));
    let roles = ["editor", "translator", "director", "composer", "performer"];
    roles.iter().filter_map(|role| first(role)).chain(texts).chain([String::new()]).collect()
}

/// `1` → `a`, `26` → `z`, `27` → `aa`.
pub fn in_letters(mut n: usize) -> String {
    let mut out = vec![];
    while n > 0 {
        n -= 1;
        out.push(char::from(b'a' + u8::try_from(n % 26).unwrap_or(0)));
        n /= 26;
    }
    out.iter().rev().collect()
}

/// Text runs as HTML, without links.
fn words(runs: &[TextRun]) -> String {
    let mut out = String::new();
    for run in runs {
        dressed(&mut out, run.font, &escape(&run.text));
    }
    out
}

/// Text runs as HTML: the title links to the source's page, an address to the source on the web.
fn html(cx: &ViewContext<'_>, ix: SourceIx, runs: &[TextRun]) -> String {
    let page = cx.url(ix.into());
    // A style may change a title so that it cannot be recognized. Then the whole entry links to the
    // page.
    let whole = !page.is_empty() && !runs.iter().any(|r| r.is_title || !r.url.is_empty());
    let turns = is_rtl(&cx.config.language);
    let mut out = String::new();
    for run in runs {
        let text = if run.is_title {
            escape(&cx.in_its_language(ix.into(), &run.text))
        } else {
            escape(&run.text)
        };
        let address = outer(cx, ix, &run.url);
        // In right-to-left text, a name or date in another script would mix with its neighbours.
        let is_apart = turns && (run.is_name || run.date > 0 || run.font.italic);
        let text = if is_apart { format!("<bdi>{text}</bdi>") } else { text };
        let inner = if !run.url.is_empty() && !address.is_empty() {
            // Print does not repeat an address that the link text shows.
            let class = if shows_address(&run.text, &run.url) { "class=\"url\" " } else { "" };
            format!("<a {class}{address}>{text}</a>")
        } else if run.is_title && !page.is_empty() {
            link(page, &text)
        } else {
            text
        };
        dressed(&mut out, run.font, &inner);
    }
    if whole { link(page, &out) } else { out }
}

/// The link attributes of an address in an entry; empty if it may not be linked.
fn outer(cx: &ViewContext<'_>, ix: SourceIx, url: &str) -> String {
    if url.is_empty() {
        return String::new();
    }
    let source = &cx.site.ledger[ix].data;
    if source.url.as_ref().is_some_and(|own| own.v == url) {
        return web_address(source).map_or_else(String::new, |best| best.attributes);
    }
    if RESOLVERS.iter().any(|resolver| url.starts_with(resolver))
        && let Some(doi) = doi_address(url)
    {
        return format!("href=\"{}\"", escape(&doi));
    }
    let url =
        onrecord_base::span::Spanned::new(url.to_owned(), onrecord_base::span::Span::default());
    if crate::check::is_linkable(&url) {
        format!("href=\"{}\"", escape(&encode_url(&url.v)))
    } else {
        String::new()
    }
}

fn dressed(out: &mut String, font: TextStyle, inner: &str) {
    let tags = [
        (font.italic, "<i>", "</i>"),
        (font.bold, "<b>", "</b>"),
        (font.underline, "<u>", "</u>"),
        (font.small_caps, "<span class=\"sc\">", "</span>"),
        (font.shift > 0, "<sup>", "</sup>"),
        (font.shift < 0, "<sub>", "</sub>"),
    ];
    let used = || tags.iter().filter(|(on, _, _)| *on);
    out.extend(used().map(|(_, open, _)| *open));
    out.push_str(inner);
    out.extend(used().rev().map(|(_, _, close)| *close));
}

fn link(url: &str, html: &str) -> String {
    if url.is_empty() { html.to_owned() } else { format!("<a href=\"{}\">{html}</a>", escape(url)) }
}

/// The last visible character, ignoring closing quotation marks and an address for print.
fn end(html: &str) -> Option<char> {
    let (mut rest, _) = before_paper(html);
    loop {
        rest = rest.trim_end_matches(['”', '’', CLOSES]);
        match rest.ends_with('>').then(|| rest.rfind('<')).flatten() {
            Some(at) => rest = &rest[..at],
            None => return rest.chars().next_back(),
        }
    }
}

/// Appends a punctuation mark, inside a closing quotation mark if the style requires it.
fn marked(cx: &ViewContext<'_>, html: &str, mark: char) -> String {
    let (text, paper) = before_paper(html);
    match text.strip_suffix('”').filter(|_| cx.csl.pulls()) {
        Some(inner) => format!("{inner}{mark}”{paper}"),
        None => format!("{text}{mark}{paper}"),
    }
}

/// Appends a full stop unless the text ends with one or a similar mark.
pub fn stopped(cx: &ViewContext<'_>, html: &str) -> String {
    if matches!(end(html), Some('.' | '?' | '!' | '…')) {
        html.to_owned()
    } else {
        marked(cx, html, '.')
    }
}

/// Removes a final full stop that is outside of all tags and quotation marks.
fn unstopped(html: &str) -> &str {
    html.strip_suffix('.').unwrap_or(html)
}

/// Two parts joined by a comma.
pub fn joined(cx: &ViewContext<'_>, first: &str, second: &str) -> String {
    if matches!(end(first), Some('?' | '!' | ',')) {
        return format!("{first} {second}");
    }
    format!("{} {second}", marked(cx, first, ','))
}

/// Appends the address at which the source can be read.
fn with_address(cx: &ViewContext<'_>, ix: SourceIx, mut text: String) -> String {
    let source = &cx.site.ledger[ix].data;
    let Some(best) = best_address(source) else { return text };
    let (attributes, host) = (&best.attributes, escape(&best.host));
    // The style has printed an address already.
    if has_address(&text) {
        return text;
    }
    text = stopped(cx, &text);
    let _ = write!(text, " <a class=\"out\" {attributes}>{host}</a>");
    if best.archived
        && let Some(when) = source.archive_date.as_ref().and_then(|d| d.when)
    {
        let _ = write!(text, ", {}", escape(&cx.words.with("archived_on", &cx.words.when(when))));
    }
    text
}

/// The authors' names in the order of reading: `Emily Baker-White`.
pub fn authors(cx: &ViewContext<'_>, ix: SourceIx) -> String {
    names(cx, ix, CslName::in_reading_order)
}

/// The authors by family name, for running text; without authors the editors, else the short name
/// of the source.
pub fn author_in_text(cx: &ViewContext<'_>, ix: SourceIx) -> String {
    let family = |name: &CslName| match (&name.family, &name.literal) {
        (Some(family), _) => family.clone(),
        (None, Some(literal)) => {
            literal.split_once(", ").map_or(literal.v.as_str(), |(family, _)| family).to_owned()
        }
        (None, None) => name.given.clone().unwrap_or_default(),
    };
    let authors = names(cx, ix, family);
    if !authors.is_empty() {
        return authors;
    }
    let editors = cx.site.ledger[ix].data.editor.iter().map(|name| family(name));
    let editors = listed(cx, &editors.collect::<Vec<_>>());
    if editors.is_empty() { cx.source_name(ix) } else { editors }
}

fn names(cx: &ViewContext<'_>, ix: SourceIx, written: impl Fn(&CslName) -> String) -> String {
    let Byline::By(all) = &cx.site.ledger[ix].data.author else { return String::new() };
    let known = &cx.site.sources[ix.at()].own.authors;
    let one = |(at, name): (usize, &onrecord_base::span::Spanned<CslName>)| match known
        .get(at)
        .and_then(Option::as_ref)
    {
        Some(who) => cx.party(who).name,
        None => written(name),
    };
    let more = all.last().is_some_and(|name| name.is_others());
    let mut all: Vec<String> = all.iter().enumerate().map(one).collect();
    if more {
        // A list that ends in “others” is abbreviated like any long list.
        all.retain(|name| !name.is_empty());
        all.truncate(1);
        return match all.first() {
            Some(first) => format!("{first} {}", cx.words.get("et_al")),
            None => String::new(),
        };
    }
    listed(cx, &all)
}

/// Names as a list: two or three in full, four or more as the first with “et al.”.
fn listed(cx: &ViewContext<'_>, all: &[String]) -> String {
    let all: Vec<&String> = all.iter().filter(|n| !n.is_empty()).collect();
    match all.as_slice() {
        [] => String::new(),
        [one] => (*one).clone(),
        [one, two] => format!("{one} {} {two}", cx.words.get("and")),
        [one, two, three] => format!("{one}, {two}, {} {three}", cx.words.get("and")),
        [first, ..] => format!("{first} {}", cx.words.get("et_al")),
    }
}

/// Pieces of HTML as a list: `a`, `a and b`, `a, b, and c`.
pub fn listed_whole(cx: &ViewContext<'_>, all: &[String]) -> String {
    match all {
        [rest @ .., last] if rest.len() > 1 => {
            format!("{}, {} {last}", rest.join(", "), cx.words.get("and"))
        }
        [first, second] => format!("{first} {} {second}", cx.words.get("and")),
        _ => all.concat(),
    }
}

/// An entry as plain text.
pub fn entry_text(cx: &ViewContext<'_>, ix: SourceIx) -> String {
    let runs = entry_runs(cx, ix, 0).unwrap_or_default();
    runs.iter().map(|r| r.text.as_str()).collect()
}

/// A position in a source as text: `line 11`, `p. 4`, `paras. 3–5`.
pub fn locator(cx: &ViewContext<'_>, at: &Locator) -> String {
    let number = if at.plural { "many" } else { "one" };
    let key = format!("locator_{}_{number}", at.label.replace([' ', '-'], "_"));
    match cx.words.0.get(&key) {
        Some(words) => words.replacen("{}", &at.value, 1),
        None => format!("{} {}", at.label, at.value),
    }
}

/// The address at which a source can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceAddress {
    /// The attributes of the link: its target and, if there is an archived copy, both addresses and
    /// the date of the copy (Robust Links).
    pub attributes: String,
    /// The target alone.
    pub url: String,
    /// The name of the host: `buzzfeednews.com`.
    pub host: String,
    /// True if it is the archived copy.
    pub archived: bool,
}

/// The best address of a source: its DOI, which is persistent, else its own address.
pub fn best_address(source: &Source) -> Option<SourceAddress> {
    let doi = source.doi.as_ref().and_then(|doi| doi_address(doi));
    let by_doi = doi.map(|url| SourceAddress {
        attributes: format!("href=\"{}\"{}", escape(&url), robust(source)),
        host: "doi.org".to_owned(),
        url,
        archived: false,
    });
    by_doi.or_else(|| web_address(source))
}

/// The URL of a source, or its archived copy if the URL's status is neither live nor unknown.
fn web_address(source: &Source) -> Option<SourceAddress> {
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
    let target = encode_url(&url.v);
    Some(SourceAddress {
        attributes: format!("href=\"{}\"{}", escape(&target), robust(source)),
        url: target,
        host: host.strip_prefix("www.").unwrap_or(host).to_owned(),
        archived: live.is_none() && source.archive_url.is_some(),
    })
}

/// The attributes with both addresses of a source and the date of the archived copy (Robust Links);
/// empty without an archived copy.
pub fn robust(source: &Source) -> String {
    let mut out = String::new();
    let Some(archive) = source.archive_url.as_ref().filter(|u| crate::check::is_linkable(u)) else {
        return out;
    };
    let mut put = |name: &str, value: &str| {
        let _ = write!(out, " data-{name}=\"{}\"", escape(&encode_url(value)));
    };
    if let Some(url) = source.url.as_ref().filter(|u| crate::check::is_linkable(u)) {
        put("originalurl", &url.v);
    }
    put("versionurl", &archive.v);
    if let Some(day) = source.archive_date.as_ref().and_then(|d| d.when).and_then(EdtfDate::day) {
        put("versiondate", &day.to_string());
    }
    out
}
