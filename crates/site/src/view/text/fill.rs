//! Fills the placeholders of texts: numbers citations, resolves links, inserts cards.
//!
//! Numbers run per page from 1 in the order of first appearance and include the author's own
//! footnotes. A note represents a whole citation cluster: the same cluster again gets the same
//! number and one more link back; the same source at a different position is a new note in short
//! form. Ids are derived from keys and positions, never from numbers, so they stay the same if
//! others are inserted. Start with [`texts`].

mod cite;
mod markers;

use self::cite::{around, put_before, sorted_numbers, unresolved, written_key};
use crate::model::ix::{ItemIx, SourceIx};
use crate::resolve::linked::ResolvedTarget;
use crate::verification::BlockCheck;
use crate::view::cards::note::note_card;
use crate::view::cards::party::party_card;
use crate::view::cards::source::source_card;
use crate::view::cards::topic::topic_card;
use crate::view::cards::tracker;
use crate::view::cards::tracker::TrackerView;
use crate::view::cards::{action, check, quote, timeline};
use crate::view::context::ViewContext;
use crate::view::index::listings;
use crate::view::style::in_text;
use crate::view::text::body::{BackView, BodyView, CardView, FootnoteView, HeadingView, PartView};
use crate::view::text::citations;
use crate::view::text::languages::after_mark;
use onrecord_base::text::{encode_url, escape, slug};
use onrecord_base::url::shows_address;
use onrecord_prose::body::{Body, Footnote, GeneratedPart, Image, Placeholder, PlaceholderKind};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fmt::Write as _;
use std::ops::Range;

pub use self::markers::BETWEEN as BETWEEN_MARKERS;

/// The maximum nesting of footnotes. Deeper ones are filled later, one after another, so that a
/// chain of footnotes cannot exhaust the stack.
const MAX_NESTED: usize = 16;

/// The texts of an item for its own page, with notes numbered in the order of the page.
#[derive(Debug, Clone, Default)]
pub struct TextsView {
    /// A note's bottom line.
    pub bottom_line_html: String,
    /// A note's key points.
    pub key_points_html: Vec<String>,
    /// Public commentary, as HTML; may be empty.
    pub note_html: String,
    /// The main text, with the notes of all these texts.
    pub body: BodyView,
    /// The sources cited, each once, in order of appearance.
    pub cited: Vec<SourceIx>,
    /// The parts that the text places itself.
    pub placed: PlacedParts,
}

/// Parts that the author placed in the text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PlacedParts {
    /// The actions.
    pub actions: bool,
    /// The quotes.
    pub quotes: bool,
    /// The bibliography.
    pub bibliography: bool,
}

/// The texts of an item, for its own page.
///
/// * `bibliography`: true if the page lists its sources.
///
/// * `nocite`: sources that are listed without being cited.
pub fn texts_with<'a>(
    cx: &'a ViewContext<'a>,
    ix: ItemIx,
    bibliography: bool,
    nocite: &[SourceIx],
) -> TextsView {
    let texts = cx.site.ledger.texts(ix);
    let goals = cx.site.goals_of(ix);
    let mut filler = PlaceholderFiller {
        cx,
        ix,
        notes: vec![],
        cited: vec![],
        placed: PlacedParts::default(),
        words: BTreeMap::new(),
        ids: BTreeMap::new(),
        first: BTreeMap::new(),
        numbers: sorted_numbers(cx, ix, nocite),
        backs: BTreeMap::new(),
        text: (&[], &[]),
        labels: HashMap::new(),
        before: 0,
        depth: 0,
        waiting: vec![],
    };
    let mut all = texts.all().zip(goals);
    let mut next = |filler: &mut PlaceholderFiller<'a>| {
        all.next().map(|(body, goals)| filler.whole(body, goals)).unwrap_or_default()
    };
    let bottom_line_html = next(&mut filler);
    let key_points_html = texts.key_points.iter().map(|_| inline(&next(&mut filler))).collect();
    let note_html = next(&mut filler);
    let parts = goals.last().map(|goals| filler.parts(&texts.body, goals)).unwrap_or_default();
    let contents =
        texts.body.headings.iter().filter(|h| matches!(h.level, 1..=3)).map(|h| HeadingView {
            level: h.level.max(2),
            title: h.text.clone(),
            url: format!("#{}", encode_url(&h.id)),
        });
    let mut body = BodyView { parts, contents: contents.collect(), ..BodyView::default() };
    body.bibliography_placed = filler.placed.bibliography;
    let listed = bibliography || in_text(cx.config.citations.mode);
    if listed || filler.placed.bibliography {
        body.bibliography = filler.bibliography(nocite);
    }
    let (cited, placed) = (filler.cited.clone(), filler.placed);
    body.notes = filler.finish();
    TextsView { bottom_line_html, key_points_html, note_html, body, cited, placed }
}

/// The texts of an item that is not a note.
pub fn texts(cx: &ViewContext<'_>, ix: ItemIx) -> TextsView {
    texts_with(cx, ix, cx.config.always_bibliography, &[])
}

/// A note of the page being filled.
struct NumberedNote {
    id: String,
    html: String,
    backs: u32,
}

struct PlaceholderFiller<'a> {
    cx: &'a ViewContext<'a>,
    ix: ItemIx,
    notes: Vec<NumberedNote>,
    cited: Vec<SourceIx>,
    placed: PlacedParts,
    /// Index of a note by the key of its content.
    words: BTreeMap<String, usize>,
    /// The ids used so far, each with the last number appended to it.
    ids: BTreeMap<String, u32>,
    /// The index of the note that first cites each source.
    first: BTreeMap<SourceIx, usize>,
    /// The numbers of the entries, for numeric styles.
    numbers: BTreeMap<SourceIx, usize>,
    /// The number of citations of each source in brackets.
    backs: BTreeMap<SourceIx, u32>,
    /// The footnotes of the current text, and the targets of its placeholders.
    text: (&'a [Footnote], &'a [ResolvedTarget]),
    /// The author's footnotes of that text, by label: the index, and that of its first placeholder.
    labels: HashMap<&'a str, (usize, usize)>,
    /// The number of texts that were started, including the current one.
    before: usize,
    /// The current nesting of footnotes.
    depth: usize,
    /// Footnotes that exceed the maximum nesting: number, index and first placeholder.
    waiting: Vec<(usize, usize, usize)>,
}

impl<'a> PlaceholderFiller<'a> {
    /// A text without cards, as one piece of HTML.
    fn whole(&mut self, body: &'a Body, goals: &'a [ResolvedTarget]) -> String {
        self.parts(body, goals).into_iter().map(|p| p.html).collect()
    }

    fn parts(&mut self, body: &'a Body, goals: &'a [ResolvedTarget]) -> Vec<PartView> {
        let mut from = body.holes.len();
        self.before += 1;
        self.text = (&body.notes, goals);
        self.labels.clear();
        for (at, note) in body.notes.iter().enumerate() {
            self.labels.entry(&note.label).or_insert((at, from));
            from += note.body.holes.len();
        }
        let mut parts = vec![];
        let whole = body.html();
        let mut html = String::with_capacity(whole.len() + whole.len() / 4);
        let mut at = 0;
        let mut checked = BlockCheckLines::of(self.cx, self.ix, (self.before - 1, None), body);
        let mut open: Vec<&'static str> = vec![];
        for (hole, goal) in body.holes.iter().zip(goals) {
            let to = hole.at as usize;
            checked.push(&mut html, &whole, at..to);
            at = to;
            let part = match &hole.fill {
                PlaceholderKind::Open(target) => {
                    open.push(self.open(&mut html, goal, target.title()));
                    None
                }
                PlaceholderKind::Close => {
                    html.push_str(open.pop().unwrap_or(""));
                    None
                }
                PlaceholderKind::Embed(_) => {
                    self.card(goal).map(|card| PartView { card: Some(card), ..PartView::default() })
                }
                PlaceholderKind::Part(part) => self.part(part),
                _ => {
                    self.hole(&mut html, hole, goal);
                    None
                }
            };
            if let Some(part) = part {
                if !html.trim().is_empty() {
                    parts.push(PartView { html: std::mem::take(&mut html), ..PartView::default() });
                }
                html.clear();
                parts.push(part);
            }
        }
        checked.push(&mut html, &whole, at..whole.len());
        if !html.trim().is_empty() {
            parts.push(PartView { html, ..PartView::default() });
        }
        while let Some((number, at, from)) = self.waiting.pop() {
            self.notes[number].html = self.footnote_text(at, from, number);
        }
        parts
    }

    fn hole(&mut self, html: &mut String, hole: &Placeholder, goal: &ResolvedTarget) {
        match (&hole.fill, goal) {
            (PlaceholderKind::Cite(cluster), ResolvedTarget::Cites(cited)) => {
                if in_text(self.cx.config.citations.mode) {
                    let words = self.bracket(cluster, cited);
                    put_before(html, cluster.passed as usize, &words);
                } else {
                    let marker = self.cite(cluster, cited);
                    markers::push(html, &marker);
                }
            }
            (PlaceholderKind::AuthorInText(_), ResolvedTarget::Cites(cited)) => {
                if let Some(cited) = cited.first() {
                    html.push_str(&escape(&citations::author_in_text(self.cx, cited.source)));
                }
            }
            // A key without a source is printed as written.
            (PlaceholderKind::AuthorInText(key), _) => {
                html.push_str(&escape(&written_key(&key.text)));
            }
            (PlaceholderKind::Cite(cluster), ResolvedTarget::None) => {
                let words = unresolved(cluster);
                if !words.is_empty() {
                    put_before(html, cluster.passed as usize, &words);
                }
            }
            (PlaceholderKind::Footnote(label), _) => {
                let marker = self.footnote(label);
                markers::push(html, &marker);
            }
            (PlaceholderKind::Link(target), goal) => {
                let words = match goal {
                    ResolvedTarget::Thing(ix, _) => self.cx.shown_title(*ix),
                    _ => target_words(target),
                };
                let close = self.open(html, goal, "");
                html.push_str(&escape(&words));
                html.push_str(close);
            }
            (PlaceholderKind::Image(image), ResolvedTarget::File(file)) => {
                self.image(html, image, file);
            }
            _ => {}
        }
    }

    /// Appends the start tag of a link, or nothing if its target has no page. Returns the matching
    /// end tag.
    fn open(&self, html: &mut String, goal: &ResolvedTarget, title: &str) -> &'static str {
        let hash = |anchor: &Option<String>| {
            anchor.as_ref().map_or(String::new(), |a| format!("#{}", encode_url(a)))
        };
        let url = match goal {
            ResolvedTarget::Thing(ix, anchor) if *ix == self.ix && anchor.is_some() => hash(anchor),
            ResolvedTarget::Thing(ix, anchor) => match &*self.cx.page_of(*ix) {
                "" => return "",
                url => format!("{url}{}", hash(anchor)),
            },
            ResolvedTarget::File(file) => asset_url(self.cx, file),
            ResolvedTarget::Address(path, anchor) => match self.cx.link_address(path) {
                None => return "",
                Some(url) => format!("{url}{}", hash(anchor)),
            },
            ResolvedTarget::Anchor(anchor) => format!("#{}", encode_url(anchor)),
            ResolvedTarget::None | ResolvedTarget::Cites(_) => return "",
        };
        let _ = write!(html, "<a href=\"{}\"", escape(&url));
        if !title.is_empty() {
            let _ = write!(html, " title=\"{}\"", escape(title));
        }
        html.push('>');
        "</a>"
    }

    fn card(&self, goal: &ResolvedTarget) -> Option<CardView> {
        let ResolvedTarget::Thing(ix, _) = goal else { return None };
        let cx = self.cx;
        let empty = CardView::default();
        Some(match *ix {
            ItemIx::Quote(ix) => CardView { quote: Some(quote::quote_card(cx, ix)), ..empty },
            ItemIx::Action(ix) => CardView { action: Some(action::action_card(cx, ix)), ..empty },
            ItemIx::Note(ix) => CardView { note: Some(note_card(cx, ix)), ..empty },
            ItemIx::Topic(ix) => CardView { topic: Some(topic_card(cx, ix, 0)), ..empty },
            ItemIx::Source(ix) => CardView { source: Some(source_card(cx, ix)), ..empty },
            ix @ (ItemIx::Person(_) | ItemIx::Organization(_)) => {
                CardView { party: Some(party_card(cx, ix, 0)), ..empty }
            }
        })
    }

    fn part(&mut self, part: &GeneratedPart) -> Option<PartView> {
        let cx = self.cx;
        let empty = PartView::default();
        match part {
            GeneratedPart::Bibliography => {
                self.placed.bibliography = true;
                Some(PartView { bibliography: true, ..empty })
            }
            GeneratedPart::Actions(filters) if filters.is_empty() => {
                self.placed.actions = true;
                let actions = listings::actions_of(cx, self.ix);
                let actions: Vec<_> = listings::newest_actions(cx, actions)
                    .into_iter()
                    .map(|a| action::action_card(cx, a))
                    .collect();
                let tracker =
                    TrackerView { caption: cx.words.get("actions_here"), actions, filters: vec![] };
                (!tracker.actions.is_empty())
                    .then_some(PartView { tracker: Some(tracker), ..empty })
            }
            GeneratedPart::Actions(filters) => {
                // An empty table is shown as well.
                let tracker = tracker::tracker_part(cx, filters);
                Some(PartView { tracker: Some(tracker), ..empty })
            }
            GeneratedPart::Quotes => {
                self.placed.quotes = true;
                let quotes = listings::quotes_of(cx, self.ix);
                let quotes: Vec<_> = quotes.into_iter().map(|q| quote::quote_card(cx, q)).collect();
                (!quotes.is_empty()).then_some(PartView { quotes, ..empty })
            }
            GeneratedPart::Timeline => {
                let view = timeline::timeline_of(cx, self.ix);
                (!view.years.is_empty()).then_some(PartView { timeline: Some(view), ..empty })
            }
        }
    }

    fn image(&self, html: &mut String, image: &Image, file: &str) {
        let _ = write!(
            html,
            "<img src=\"{}\" alt=\"{}\"",
            escape(&asset_url(self.cx, file)),
            escape(&image.alt)
        );
        if let Some((width, height)) = self.cx.image_size(file) {
            let _ = write!(html, " width=\"{width}\" height=\"{height}\"");
        }
        html.push('>');
    }

    /// A unique note id: as requested, else with the first free number.
    fn unique(&mut self, id: &str) -> String {
        let mut n = self.ids.get(id).copied().unwrap_or(0) + 1;
        let mut unique = if n == 1 { id.to_owned() } else { format!("{id}-{n}") };
        while n > 1 && self.ids.contains_key(&unique) {
            n += 1;
            unique = format!("{id}-{n}");
        }
        self.ids.insert(id.to_owned(), n);
        self.ids.entry(unique.clone()).or_insert(1);
        unique
    }

    /// The index of the note with this key; `make` creates its content if it is new.
    fn number(&mut self, key: &str, id: &str, make: impl FnOnce(&mut Self) -> String) -> usize {
        if let Some(number) = self.words.get(key) {
            return *number;
        }
        let unique = self.unique(id);
        let number = self.notes.len();
        self.words.insert(key.to_owned(), number);
        self.notes.push(NumberedNote { id: unique, html: String::new(), backs: 0 });
        let html = make(self);
        self.notes[number].html = html;
        number
    }

    fn marker(&mut self, number: usize) -> String {
        let note = &mut self.notes[number];
        note.backs += 1;
        let name = note.id.strip_prefix("fn-").unwrap_or(&note.id);
        format!(
            "<sup><a href=\"#{}\" id=\"fnref-{name}-{}\" role=\"doc-noteref\">{}</a></sup>",
            note.id,
            note.backs,
            number + 1
        )
    }

    /// The marker of an author's footnote.
    fn footnote(&mut self, label: &str) -> String {
        let Some(&(at, from)) = self.labels.get(label) else { return String::new() };
        let number = self.number(
            &format!("footnote {} {label}", self.before),
            &format!("fn-note-{}", slug_or(label)),
            |filler| {
                let number = filler.notes.len() - 1;
                if filler.depth < MAX_NESTED {
                    return filler.footnote_text(at, from, number);
                }
                filler.waiting.push((number, at, from));
                String::new()
            },
        );
        self.marker(number)
    }

    /// The text of a footnote. A citation in it becomes a short form in the same note.
    fn footnote_text(&mut self, at: usize, from: usize, number: usize) -> String {
        let (notes, goals) = self.text;
        let Some(footnote) = notes.get(at) else { return String::new() };
        let goals = goals.get(from..).unwrap_or(&[]);
        self.depth += 1;
        let whole = footnote.body.html();
        let mut checked =
            BlockCheckLines::of(self.cx, self.ix, (self.before - 1, Some(at)), &footnote.body);
        let mut html = String::new();
        let mut at = 0;
        let mut open = vec![];
        for (hole, goal) in footnote.body.holes.iter().zip(goals) {
            let to = hole.at as usize;
            checked.push(&mut html, &whole, at..to);
            at = to;
            match (&hole.fill, goal) {
                (PlaceholderKind::Cite(cluster), ResolvedTarget::Cites(cited))
                    if in_text(self.cx.config.citations.mode) =>
                {
                    let words = self.bracket(cluster, cited);
                    put_before(&mut html, cluster.passed as usize, &words);
                }
                (PlaceholderKind::Cite(cluster), ResolvedTarget::Cites(cited)) => {
                    let items = cluster.items.iter().zip(cited).map(|(item, goal)| {
                        let place = item.locator.as_ref().or(goal.locator.as_ref());
                        around(item, &self.source_in_note(goal, place, cited))
                    });
                    let items: Vec<String> = items.collect();
                    let _ = write!(html, " ({})", items.join("; "));
                    self.remember(cited, number);
                }
                (PlaceholderKind::Open(target), goal) => {
                    open.push(self.open(&mut html, goal, target.title()));
                }
                (PlaceholderKind::Close, _) => html.push_str(open.pop().unwrap_or("")),
                _ => self.hole(&mut html, hole, goal),
            }
        }
        checked.push(&mut html, &whole, at..whole.len());
        self.depth -= 1;
        named_by_address(inline(&html))
    }

    fn finish(self) -> Vec<FootnoteView> {
        let words = self.cx.words;
        let back_mark = self.cx.back_mark(self.ix);
        let view = |(at, note): (usize, NumberedNote)| {
            let name = note.id.strip_prefix("fn-").unwrap_or(&note.id).to_owned();
            let back = |n: u32| {
                let letter = citations::in_letters(n as usize);
                let mark = if note.backs == 1 { back_mark.clone() } else { letter.clone() };
                let number = if note.backs == 1 {
                    (at + 1).to_string()
                } else {
                    format!("{}{letter}", at + 1)
                };
                BackView {
                    url: format!("#fnref-{name}-{n}"),
                    mark,
                    label: words.with("back_to_reference", &number),
                }
            };
            let backs = (1..=note.backs).map(back).collect();
            FootnoteView {
                number: u32::try_from(at + 1).unwrap_or(u32::MAX),
                html: note.html,
                backs,
                id: note.id,
            }
        };
        self.notes.into_iter().enumerate().map(view).collect()
    }
}

/// The verification lines below the block quotations of a text, with the byte offsets at which the
/// quotations end.
struct BlockCheckLines(VecDeque<(usize, String)>);

impl BlockCheckLines {
    fn of(
        cx: &ViewContext<'_>,
        ix: ItemIx,
        (text, note): (usize, Option<usize>),
        body: &Body,
    ) -> Self {
        if body.quotations.is_empty() {
            return Self(VecDeque::new());
        }
        let all = cx.verdicts.blocks_of(ix.kind(), cx.site.ledger.id(ix)).iter();
        let all = all.filter(|block| block.place.text == text && block.place.note == note);
        let end = |block: &BlockCheck| {
            let quotation = body.quotations.get(block.place.quotation);
            quotation.map(|quotation| quotation.end as usize)
        };
        let mut all: Vec<(usize, String)> =
            all.filter_map(|one| Some((end(one)?, check::block(cx, one)))).collect();
        all.sort_by_key(|(end, _)| *end);
        Self(all.into())
    }

    /// Appends a piece of the text, with the lines of the block quotations that end in it.
    fn push(&mut self, html: &mut String, whole: &str, piece: Range<usize>) {
        let mut from = piece.start;
        while let Some((end, line)) = self.0.pop_front_if(|(end, _)| *end <= piece.end) {
            html.push_str(whole.get(from..end).unwrap_or(""));
            if !line.is_empty() {
                html.push('\n');
                html.push_str(&line);
            }
            from = end.max(from);
        }
        html.push_str(whole.get(from..piece.end).unwrap_or(""));
    }
}

/// Capitalizes the start of a note, unless its first word contains a capital further in: `eBay`.
fn capital(html: String) -> String {
    let mut at = 0;
    loop {
        at += match html[at..].strip_prefix('<') {
            Some(tag) => 1 + tag.find('>').map_or(tag.len(), |end| end + 1),
            None => match after_mark(&html[at..]) {
                ("", _) => break,
                (mark, _) => mark.len(),
            },
        };
    }
    let word = html[at..].split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let first = word.chars().next();
    match first.filter(|c| c.is_lowercase() && !word.contains(char::is_uppercase)) {
        Some(c) => format!("{}{}{}", &html[..at], c.to_uppercase(), &html[at + c.len_utf8()..]),
        None => html,
    }
}

/// The content of a single paragraph; any other HTML is unchanged.
fn inline(html: &str) -> String {
    match html.trim().strip_prefix("<p>").and_then(|h| h.strip_suffix("</p>")) {
        Some(inner) if !inner.contains("<p>") => inner.to_owned(),
        _ => html.to_owned(),
    }
}

/// Marks the links of a note whose text is their address. Print appends the address to all other
/// links.
fn named_by_address(html: String) -> String {
    const LINK: &str = "<a href=\"http";
    if !html.contains(LINK) {
        return html;
    }
    let mut out = String::with_capacity(html.len() + 32);
    let mut rest = html.as_str();
    while let Some(at) = rest.find(LINK) {
        let (before, link) = rest.split_at(at);
        out.push_str(before);
        let url = link.get("<a href=\"".len()..).unwrap_or("");
        let (url, after) = url.split_once('"').unwrap_or((url, ""));
        let words = after.split_once('>').and_then(|(_, words)| words.split_once("</a>"));
        let shows = shows_address(words.map_or("", |(words, _)| words), url);
        out.push_str(if shows { "<a class=\"url\" href=\"" } else { "<a href=\"" });
        rest = link.get("<a href=\"".len()..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

fn slug_or(label: &str) -> String {
    let slug = slug(label);
    if slug.is_empty() { "x".to_owned() } else { slug }
}

fn target_words(target: &onrecord_prose::body::LinkTarget) -> String {
    match target {
        onrecord_prose::body::LinkTarget::Wiki { name, anchor: Some(anchor), .. }
            if name.is_empty() =>
        {
            anchor.clone()
        }
        onrecord_prose::body::LinkTarget::Wiki { name, .. } => name.clone(),
        onrecord_prose::body::LinkTarget::Path { path, .. } => path.clone(),
    }
}

/// The address of a content file that is copied to the output.
pub fn asset_url(cx: &ViewContext<'_>, file: &str) -> String {
    cx.at(&asset_path(cx, file))
}

/// The path of that file in the output.
pub fn asset_path(cx: &ViewContext<'_>, file: &str) -> String {
    crate::routes::copy_path(file, &cx.config.content_dir, &cx.config.static_dir).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{capital, named_by_address};

    #[test]
    fn a_link_that_shows_its_address_says_so() {
        let check = |html: &str, expected: &str| {
            assert_eq!(named_by_address(html.to_owned()), expected);
        };
        check(
            "a <a href=\"https://x.example/p?a=1&amp;b\">https://x.example/p?a=1&amp;b</a>.",
            "a <a class=\"url\" href=\"https://x.example/p?a=1&amp;b\">https://x.example/p?a=1&amp;b</a>.",
        );
        check(
            "<a href=\"http://www.x.example/\">www.x.example</a>",
            "<a class=\"url\" href=\"http://www.x.example/\">www.x.example</a>",
        );
        for other in [
            "no link",
            "<a href=\"https://x.example/\">the plan</a> <a href=\"/a/\">/a/</a>",
            "<a href=\"https://x.example/\"></a>",
            "<a href=\"https",
        ] {
            check(other, other);
        }
    }

    #[test]
    fn notes_begin_with_a_capital() {
        let check = |html: &str| capital(html.to_owned());
        assert_eq!(check("<a href=\"#x\">web copy</a>"), "<a href=\"#x\">Web copy</a>");
        assert_eq!(check("see “x”"), "See “x”");
        assert_eq!(check("eBay, line 3"), "eBay, line 3");
        assert_eq!(check("“title”"), "“title”");
        assert_eq!(check("<i>"), "<i>");
    }
}
