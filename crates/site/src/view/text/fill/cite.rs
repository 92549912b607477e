//! Citations of a page: the text of notes, citations in brackets, the bibliography.
//!
//! This file handles position, prefix, suffix, second-hand forms and numbers; `citations` formats
//! each source. A note depends on the preceding clusters of the page and on the sources it cites.

use super::{PlaceholderFiller, capital};
use crate::input::config::CitationMode;
use crate::model::ix::{ItemIx, SourceIx};
use crate::model::source::BasisKind;
use crate::resolve::linked::{ResolvedCitation, ResolvedTarget};
use crate::view::context::ViewContext;
use crate::view::style::in_text;
use crate::view::text::body::{BackView, EntryView};
use crate::view::text::citations;
use onrecord_base::text::{encode_url, escape, slug};
use onrecord_cite::citation::{CitationCluster, CitationItem, Locator};
use onrecord_cite::csl::CiteContext;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The maximum number of sources that are sorted by the style; more are sorted by name. The
/// processor takes quadratic time, and no realistic page cites so many.
const MAX_SORTED: usize = 500;

impl PlaceholderFiller<'_> {
    /// The marker of a citation; creates its note if it is new.
    pub(super) fn cite(&mut self, cluster: &CitationCluster, cited: &[ResolvedCitation]) -> String {
        let places: Vec<Option<&Locator>> = cluster
            .items
            .iter()
            .zip(cited)
            .map(|(item, goal)| item.locator.as_ref().or(goal.locator.as_ref()))
            .collect();
        let mut key = String::new();
        for ((item, goal), at) in cluster.items.iter().zip(cited).zip(&places) {
            let _ = write!(
                key,
                "{:?}|{at:?}|{}|{}|{};",
                goal.source, item.prefix, item.suffix, item.suppress
            );
        }
        let id = cited.iter().zip(&places).map(|(goal, at)| {
            let id = slug(self.cx.site.ledger[goal.source].id.as_str());
            at.map_or(id.clone(), |at| format!("{id}-{}", place_id(at)))
        });
        let id = format!("fn-{}", id.collect::<Vec<_>>().join("_"));
        if self.cx.config.citations.mode == CitationMode::Sequential {
            // In this mode, every citation is a separate note.
            let _ = write!(key, "#{}", self.notes.len());
        }
        let number = self.number(&key, &id, |filler| filler.lines(cluster, cited, &places));
        self.remember(cited, number);
        self.marker(number)
    }

    /// The text of a citation's note.
    fn lines(
        &self,
        cluster: &CitationCluster,
        cited: &[ResolvedCitation],
        places: &[Option<&Locator>],
    ) -> String {
        let cx = self.cx;
        let is_first = |source: SourceIx| !self.first.contains_key(&source);
        let spread = outlets(cx, cluster, cited, is_first);
        let items = cluster.items.iter().zip(cited).zip(places);
        let mut lines = vec![];
        for (at, ((item, goal), place)) in items.enumerate() {
            let line = match spread.get(&at) {
                Some(RepublisherGroup::Said) => continue,
                Some(RepublisherGroup::Of(source, names)) => {
                    let whole = !self.first.contains_key(source);
                    let way = CiteContext {
                        later: !whole,
                        note: self.notes.len(),
                        ..CiteContext::default()
                    };
                    let text = citations::cited(cx, *source, &way);
                    let text = if whole { text } else { self.to_first(*source, &text) };
                    let how = cx.words.of("second_hand", BasisKind::Republishes.word());
                    citations::joined(cx, &text, &format!("{} {names}", escape(&how)))
                }
                None => self.item(item, goal, *place, cited),
            };
            lines.push(line);
        }
        let (_, _, between) = &cx.csl.around;
        let between = if cx.csl.in_text { "; " } else { between };
        let text = lines.join(&escape(between));
        // Notes of built-in styles begin with a capital; a user's style defines the beginning
        // itself.
        let has_prefix = cluster.items.first().is_some_and(|item| !item.prefix.is_empty());
        let text = if cx.csl.own || has_prefix { capital(text) } else { text };
        citations::stopped(cx, &text)
    }

    /// Records the cited sources and the note that cites each first.
    pub(super) fn remember(&mut self, cited: &[ResolvedCitation], number: usize) {
        for goal in cited {
            self.first.entry(goal.source).or_insert_with(|| {
                self.cited.push(goal.source);
                number
            });
            // A second-hand citation contains the full form of the original source as well.
            if let Some((origin, _)) = origin_of(self.cx, goal, cited) {
                self.first.entry(origin).or_insert(number);
            }
        }
    }

    /// One source in a note: in full where it is first cited, else short with a link to that note.
    fn item(
        &self,
        item: &CitationItem,
        goal: &ResolvedCitation,
        at: Option<&Locator>,
        cited: &[ResolvedCitation],
    ) -> String {
        let said = self.source_in_note(goal, at, cited);
        let first = !self.first.contains_key(&goal.source);
        around(item, &if first { said } else { self.to_first(goal.source, &said) })
    }

    /// The citation of a source in a note, with the source that we know only through it.
    pub(super) fn source_in_note(
        &self,
        goal: &ResolvedCitation,
        at: Option<&Locator>,
        cited: &[ResolvedCitation],
    ) -> String {
        let first = !self.first.contains_key(&goal.source);
        let cx = self.cx;
        let first_note = self.first.get(&goal.source).map_or(0, |n| n + 1);
        let way = CiteContext {
            later: !first,
            note: self.notes.len(),
            first_note,
            place: at,
            ..CiteContext::default()
        };
        let text = citations::cited(cx, goal.source, &way);
        match origin_of(cx, goal, cited) {
            Some((origin, how)) => {
                let later = !first || self.first.contains_key(&origin);
                let origin =
                    citations::cited(cx, origin, &CiteContext { later, ..CiteContext::default() });
                let how = escape(&cx.words.of("second_hand", how.word()));
                citations::joined(cx, &origin, &format!("{how} {text}"))
            }
            None => text,
        }
    }

    /// A short form, linked to the note with the full form.
    fn to_first(&self, source: SourceIx, text: &str) -> String {
        match self.first.get(&source).and_then(|n| self.notes.get(*n)) {
            Some(note) => format!("<a href=\"#{}\">{text}</a>", note.id),
            None => text.to_owned(),
        }
    }

    /// A citation in the text: `(Baker-White 2022, p. 4)`, `[3]`.
    pub(super) fn bracket(
        &mut self,
        cluster: &CitationCluster,
        cited: &[ResolvedCitation],
    ) -> String {
        let cx = self.cx;
        let mut all: Vec<InTextCitation> = vec![];
        let mut plain = cx.csl.collapses && cluster.items.len() > 2;
        for (nth, (item, goal)) in cluster.items.iter().zip(cited).enumerate() {
            let place = item.locator.as_ref().or(goal.locator.as_ref());
            plain &= place.is_none() && item.prefix.is_empty() && item.suffix.is_empty();
            let suppress = !cx.csl.numeric && (item.suppress || cluster.narrative && nth == 0);
            let mut ids = vec![];
            let words = match origin_of(cx, goal, cited) {
                Some((origin, how)) if !suppress => {
                    let how = escape(&cx.words.of("second_hand", how.word()));
                    let origin = self.in_brackets(origin, None, false, &mut ids);
                    let source = self.in_brackets(goal.source, place, false, &mut ids);
                    citations::joined(cx, &origin, &format!("{how} {source}"))
                }
                _ => self.in_brackets(goal.source, place, suppress, &mut ids),
            };
            let number = self.numbers.get(&goal.source).copied().unwrap_or(0);
            all.push(InTextCitation { number, html: around(item, &words), ids, lost: vec![] });
        }
        let (before, after, between) = &cx.csl.around;
        let text = if plain { rows(all, between) } else { joined_by(&all, between) };
        format!("{}{text}{}", escape(before), escape(after))
    }

    /// One source of an in-text citation, linked to its entry. The entry links back by the id that
    /// is added to `ids`.
    fn in_brackets(
        &mut self,
        source: SourceIx,
        place: Option<&Locator>,
        suppress: bool,
        ids: &mut Vec<String>,
    ) -> String {
        let cx = self.cx;
        let next = self.numbers.len() + 1;
        let number = if cx.csl.numeric { *self.numbers.entry(source).or_insert(next) } else { 0 };
        let later = self.first.contains_key(&source);
        if !later {
            self.first.insert(source, 0);
            self.cited.push(source);
        }
        let way = CiteContext { later, number, place, suppress, ..CiteContext::default() };
        let words = citations::cited(cx, source, &way);
        let name = cx.site.ledger[source].id.as_str();
        let count = self.backs.entry(source).or_insert(0);
        *count += 1;
        let id = format!("citeref-{name}-{count}");
        let html = format!(
            "<a href=\"#ref-{}\" id=\"{id}\" role=\"doc-biblioref\">{words}</a>",
            encode_url(name)
        );
        ids.push(id);
        html
    }

    /// The links from an entry back to its citations.
    fn ways_back(&self, source: SourceIx) -> Vec<BackView> {
        let cx = self.cx;
        let name = encode_url(cx.site.ledger[source].id.as_str());
        let all = self.backs.get(&source).copied().unwrap_or(0);
        let back = |n: u32| {
            let letter = citations::in_letters(n as usize);
            let (mark, label) = if all == 1 {
                (cx.back_mark(self.ix), cx.words.get("back_to_citation"))
            } else {
                (letter.clone(), cx.words.with("back_to_one_citation", &letter))
            };
            BackView { url: format!("#citeref-{name}-{n}"), mark, label }
        };
        (1..=all).map(back).collect()
    }

    /// The entries of a page in the order of the style.
    pub(super) fn bibliography(&mut self, nocite: &[SourceIx]) -> Vec<EntryView> {
        let cx = self.cx;
        let mut seen = BTreeSet::new();
        let all = self.cited.iter().chain(nocite).filter(|s| seen.insert(**s));
        let mut sources: Vec<SourceIx> = all.copied().collect();
        if cx.csl.numeric {
            for source in &sources {
                let next = self.numbers.len() + 1;
                self.numbers.entry(*source).or_insert(next);
            }
            sources.sort_by_key(|source| self.numbers.get(source));
        } else {
            in_order(cx, &mut sources);
        }
        let view = |ix: SourceIx| EntryView {
            id: format!("ref-{}", cx.site.ledger[ix].id),
            html: match self.numbers.get(&ix) {
                Some(number) => citations::entry_numbered(cx, ix, *number),
                None => citations::entry(cx, ix).to_owned(),
            },
            backs: self.ways_back(ix),
        };
        sources.into_iter().map(view).collect()
    }
}

/// The source that we know only through the cited one, unless the citation names it itself.
fn origin_of(
    cx: &ViewContext<'_>,
    goal: &ResolvedCitation,
    cited: &[ResolvedCitation],
) -> Option<(SourceIx, BasisKind)> {
    let origin = citations::second_hand(cx, goal.source, goal.via)?;
    let named = cited.iter().any(|other| other.source == origin.0);
    (!named).then_some(origin)
}

/// A citation with the author's prefix and suffix.
pub(super) fn around(item: &CitationItem, said: &str) -> String {
    let mut html = String::with_capacity(said.len() + item.prefix.len() + item.suffix.len() + 2);
    if !item.prefix.is_empty() {
        html.extend([item.prefix.as_str(), " "]);
    }
    html.push_str(said);
    if !item.suffix.is_empty() {
        if !item.suffix.starts_with([',', '.', ';', ':', ' ']) {
            html.push(' ');
        }
        html.push_str(&item.suffix);
    }
    html
}

/// A citation key as written in a text: `@key`, `@{key with spaces}`.
pub(super) fn written_key(key: &str) -> String {
    let simple = |c: char| c.is_alphanumeric() || "_:.#$%&-+?<>~/".contains(c);
    if key.chars().all(simple) { format!("@{key}") } else { format!("@{{{key}}}") }
}

/// The remaining text of a citation whose source is unknown; the body contains its name already.
pub(super) fn unresolved(cluster: &CitationCluster) -> String {
    let [item] = cluster.items.as_slice() else { return String::new() };
    if !cluster.bare {
        return String::new();
    }
    let name = if item.suppress {
        format!("-{}", escape(&written_key(&item.key.text)))
    } else {
        String::new()
    };
    let words = item.suffix.trim();
    if words.is_empty() { name } else { format!("{name} [{words}]").trim_start().to_owned() }
}

/// Inserts a citation before the last `passed` bytes, after a space: brackets precede the full stop
/// that a marker follows.
pub(super) fn put_before(html: &mut String, passed: usize, words: &str) {
    let at = html.len().saturating_sub(passed);
    let at = if html.is_char_boundary(at) { at } else { html.len() };
    let before = &html[..at];
    let opens =
        before.ends_with('>') && before.rfind('<').is_some_and(|t| !before[t..].starts_with("</"));
    let blank = !(before.is_empty()
        || opens
        || before.ends_with(|c: char| c.is_whitespace() || "([—".contains(c)));
    html.insert_str(at, &format!("{}{words}", if blank { " " } else { "" }));
}

/// One source of an in-text citation.
struct InTextCitation {
    number: usize,
    html: String,
    /// The ids in it, which entries link back to.
    ids: Vec<String>,
    /// The ids of other citations that were merged into this one.
    lost: Vec<String>,
}

impl InTextCitation {
    /// The HTML, with anchors for the merged citations.
    fn shown(&self) -> String {
        anchors(&self.lost) + &self.html
    }
}

fn anchors(ids: &[String]) -> String {
    ids.iter().fold(String::new(), |html, id| html + "<span id=\"" + id + "\"></span>")
}

fn joined_by(all: &[InTextCitation], between: &str) -> String {
    all.iter().map(InTextCitation::shown).collect::<Vec<_>>().join(&escape(between))
}

/// Sorts numbers and joins three or more consecutive ones: `1–3, 7`.
fn rows(mut all: Vec<InTextCitation>, between: &str) -> String {
    all.sort_by_key(|one| one.number);
    let mut rows: Vec<Vec<InTextCitation>> = vec![];
    for one in all {
        let Some(row) = rows.last_mut() else {
            rows.push(vec![one]);
            continue;
        };
        match row.last_mut() {
            Some(last) if last.number == one.number => last.lost.extend(one.ids),
            Some(last) if last.number + 1 == one.number => row.push(one),
            _ => rows.push(vec![one]),
        }
    }
    let row = |row: Vec<InTextCitation>| match row.as_slice() {
        [first, middle @ .., last] if !middle.is_empty() => {
            let ids = middle.iter().flat_map(|one| one.ids.iter().chain(&one.lost));
            let ids: Vec<String> = ids.cloned().collect();
            format!("{}–{}{}", first.shown(), anchors(&ids), last.shown())
        }
        row => joined_by(row, between),
    };
    rows.into_iter().map(row).collect::<Vec<_>>().join(&escape(between))
}

/// The role of a source in a citation whose sources republish another one.
enum RepublisherGroup {
    /// The republished source, and the names of those that republish it.
    Of(SourceIx, String),
    /// A source that another line names already.
    Said,
}

/// Groups the sources of one citation that republish the same source into one line, by index.
fn outlets(
    cx: &ViewContext<'_>,
    cluster: &CitationCluster,
    cited: &[ResolvedCitation],
    is_first: impl Fn(SourceIx) -> bool,
) -> BTreeMap<usize, RepublisherGroup> {
    let mut of: BTreeMap<SourceIx, Vec<usize>> = BTreeMap::new();
    let mut own: BTreeMap<SourceIx, usize> = BTreeMap::new();
    for (at, (item, goal)) in cluster.items.iter().zip(cited).enumerate() {
        let place = item.locator.as_ref().or(goal.locator.as_ref());
        if place.is_some() || !item.prefix.is_empty() || !item.suffix.is_empty() {
            continue;
        }
        own.insert(goal.source, at);
        if let Some(from) = citations::republished(cx, goal.source) {
            of.entry(from).or_default().push(at);
        }
    }
    let mut out = BTreeMap::new();
    for (from, carriers) in of {
        let itself = own.get(&from);
        if carriers.len() < 2 && itself.is_none() {
            continue;
        }
        let name = |at: &usize| {
            let source = cited[*at].source;
            let name = escape(&cx.source_name(source));
            let name = match cx.url(source.into()) {
                "" => name,
                url => format!("<a href=\"{}\">{name}</a>", escape(url)),
            };
            let is_paper = is_first(source);
            let paper =
                if is_paper { citations::paper_address(cx, source, "") } else { String::new() };
            name + &paper
        };
        let names: Vec<String> = carriers.iter().map(name).collect();
        let line = *itself.or(carriers.first()).unwrap_or(&0);
        out.extend(carriers.iter().map(|at| (*at, RepublisherGroup::Said)));
        out.insert(line, RepublisherGroup::Of(from, citations::listed_whole(cx, &names)));
    }
    out
}

/// The numbers of the entries of a page, for a style that sorts them and cites them by number; else
/// empty, and they are numbered in order of appearance.
pub(super) fn sorted_numbers(
    cx: &ViewContext<'_>,
    ix: ItemIx,
    nocite: &[SourceIx],
) -> BTreeMap<SourceIx, usize> {
    if !cx.csl.numeric || cx.csl.own || !in_text(cx.config.citations.mode) {
        return BTreeMap::new();
    }
    let mut seen = BTreeSet::new();
    let goals = cx.site.goals_of(ix).iter().flatten();
    let cited = goals.flat_map(|goal| match goal {
        ResolvedTarget::Cites(cited) => cited.iter().map(|c| c.source).collect(),
        _ => vec![],
    });
    let all = cited.chain(nocite.iter().copied()).filter(|s| seen.insert(*s));
    let sources: Vec<SourceIx> = all.collect();
    let items: Vec<_> = sources.iter().map(|s| citations::item_of(cx, *s)).collect();
    let Some(order) = cx.csl.order(&items).filter(|_| sources.len() <= MAX_SORTED) else {
        return BTreeMap::new();
    };
    order.into_iter().enumerate().map(|(n, at)| (sources[at], n + 1)).collect()
}

/// Sorts sources in the order of the bibliography.
fn in_order(cx: &ViewContext<'_>, sources: &mut Vec<SourceIx>) {
    if !cx.csl.own && sources.len() <= MAX_SORTED {
        let items: Vec<_> = sources.iter().map(|s| citations::item_of(cx, *s)).collect();
        if let Some(order) = cx.csl.order(&items) {
            *sources = order.into_iter().map(|at| sources[at]).collect();
            return;
        }
    }
    sources.sort_by_cached_key(|ix| {
        let lead = if cx.csl.in_text {
            // An entry begins with the same text as its citation.
            citations::entry_text(cx, *ix)
        } else {
            citations::author_in_text(cx, *ix)
        };
        let title = cx.title((*ix).into());
        (onrecord_base::text::fold(&lead), onrecord_base::text::fold(title), *ix)
    });
}

/// A position in a source as part of an id: `l11`, `p3-5`, `para14`.
fn place_id(at: &Locator) -> String {
    let label = match at.label.as_str() {
        "page" => "p",
        "line" => "l",
        "paragraph" => "para",
        "section" => "s",
        "timestamp" => "t",
        "chapter" => "ch",
        other => other,
    };
    format!("{}{}", slug(label), slug(&at.value))
}

#[cfg(test)]
mod tests {
    use super::{InTextCitation, put_before, rows};

    #[track_caller]
    fn check(html: &str, passed: usize, expected: &str) {
        let mut out = html.to_owned();
        put_before(&mut out, passed, "(X)");
        assert_eq!(out, expected);
    }

    #[test]
    fn brackets_stand_before_the_full_stop() {
        check("<p>All of it.", 1, "<p>All of it (X).");
        check("<p>All “of it.”", 4, "<p>All “of it (X).”");
        check("<p>In the U.S.", 0, "<p>In the U.S. (X)");
        check("<p>", 0, "<p>(X)");
        check("<p>so <em>said</em>,", 1, "<p>so <em>said</em> (X),");
        check("", 7, "(X)");
    }

    #[test]
    fn rows_of_numbers_are_drawn_together() {
        let one = |(at, number): (usize, &usize)| InTextCitation {
            number: *number,
            html: number.to_string(),
            ids: vec![format!("i{at}")],
            lost: vec![],
        };
        let all = |numbers: &[usize]| numbers.iter().enumerate().map(one).collect();
        // Entries can still link back to merged citations.
        assert_eq!(rows(all(&[3, 1, 2, 7]), ", "), "1–<span id=\"i2\"></span>3, 7");
        assert_eq!(rows(all(&[1, 2, 2]), ", "), "1, <span id=\"i2\"></span>2");
    }
}
