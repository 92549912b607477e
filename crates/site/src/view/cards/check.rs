//! The verification shown with a statement: how far its words were checked, against which snapshot,
//! and which words were omitted.
//!
//! It depends on the published items and on the verdicts of one quote. It only presents the
//! verdicts, which `verification` derives.

use crate::model::ix::{ItemIx, QuoteIx, SourceIx};
use crate::model::ledger::unmarked;
use crate::model::quote::VerifyMode;
use crate::model::source::{Fidelity, UrlStatus};
use crate::resolve::linked::LinkedLedger;
use crate::resolve::names::NameLookup;
use crate::resolve::origins::SourceOrigins;
use crate::routes::FixedPage;
use crate::verification::{BlockCheck, PassageCheck, QuoteCheck, SkipReason, TextOutcome};
use crate::view::cards::source;
use crate::view::cards::statement;
use crate::view::cards::statement::{distance, flag};
use crate::view::context::ViewContext;
use crate::view::index::listings;
use onrecord_base::id::ItemKind;
use onrecord_base::span::Spanned;
use onrecord_base::text::escape;
use onrecord_cite::source_type::SourceType;
use onrecord_verify::Verdict;
use onrecord_verify::fragment::address;
use onrecord_verify::selector::PassageSelector;
use onrecord_verify::verdict::{BracketedText, ElidedText, VerdictDetails};
use serde::Serialize;

/// The web page of a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourcePage {
    /// Its address.
    pub url: String,
    /// True if it is an archived copy.
    pub is_archived: bool,
    /// The address of an archived copy, if `url` is the live page; may be empty.
    pub cached: String,
}

/// The verification of the words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct CheckView {
    /// The level: 4 original, 3 first-hand report, 2 matches our snapshot, 1 not checked, 0 not
    /// found.
    pub level: u8,
    /// The level as words.
    pub text: String,
    /// The distance of the snapshot from the speaker: `3 steps from the recording`; may be empty.
    pub distance: String,
    /// A warning, `Wording differs elsewhere` or `Rests only on reworded text`; may be empty.
    pub flag: String,
    /// The snapshot that the words were compared with: `web copy of the Post, captured 23 November
    /// 2026`; may be empty.
    pub copy: String,
    /// Each part of the words with its result; empty unless all parts were found.
    pub parts: Vec<QuotePartView>,
    /// The page that explains the levels.
    pub url: String,
}

/// A part of the words and its match in the snapshot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct QuotePartView {
    /// Its first words.
    pub start: String,
    /// The kind of match: `letter for letter`, `with changes that are marked`.
    pub how: String,
    /// The omitted words and the meaning of brackets.
    pub edits: Vec<EditView>,
    /// A link to these words on the source's page; the address may be empty.
    pub link: QuoteLink,
}

/// An omission, addition or change in a quotation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct EditView {
    /// The edit, as words: `3 words left out:`, `“all concerns” replaces`.
    pub what: String,
    /// The words of the source; may be empty.
    pub text: String,
}

/// A link to the words of a quotation on the source's own page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct QuoteLink {
    /// The text of the link.
    pub title: String,
    /// The address, with a text fragment.
    pub url: String,
}

/// The verification of the words.
pub fn check(cx: &ViewContext<'_>, ix: QuoteIx) -> CheckView {
    let entry = &cx.site.ledger[ix];
    let outcome = cx.verdicts.of(&entry.id);
    let level = level_of(cx, ix);
    let found = level > 1;
    let text = match (entry.data.form.is_verbatim(), level) {
        (false, _) => cx.words.get("check_reported"),
        (true, 1) => unchecked(cx, ix, outcome),
        (true, level) => cx.words.get(&format!("level_{level}")),
    };
    CheckView {
        level,
        text,
        distance: distance(cx, ix),
        flag: flag(cx, ix).map(|key| cx.words.get(key)).unwrap_or_default(),
        copy: if found { copy(cx, ix) } else { String::new() },
        parts: outcome.filter(|_| found).map(|check| parts(cx, ix, check)).unwrap_or_default(),
        url: cx.at(FixedPage::Evidence.path()),
    }
}

/// The level: 4 original, 3 first-hand report, 2 matches our snapshot, 1 not checked, 0 not found.
pub fn level(
    linked: &LinkedLedger,
    origins: &SourceOrigins,
    ix: QuoteIx,
    check: &QuoteCheck,
) -> u8 {
    if check.compared().any(|part| part.judged().is_some_and(|j| !j.verdict.is_found())) {
        return 0;
    }
    let links = &linked.quotes[ix.at()].own;
    let (true, Some(source)) = (check.is_found(), links.source) else { return 1 };
    let data = &linked.ledger[source].data;
    let creator = linked.sources[source.at()].own.creator.as_ref();
    let theirs = creator.is_some()
        && (creator == links.speaker.as_ref() || creator == links.on_behalf_of.as_ref());
    let transcript = data.fidelity == Fidelity::Transcript || data.r#type == SourceType::Transcript;
    if theirs && data.fidelity == Fidelity::Original || transcript {
        return 4;
    }
    let given = |root: Option<SourceIx>| {
        root.and_then(|root| linked.sources[root.at()].own.recipient.as_ref())
    };
    let roots = origins.of_quote(linked, ix);
    let first_hand =
        creator.is_some() && !roots.is_empty() && roots.iter().all(|root| given(*root) == creator);
    if first_hand { 3 } else { 2 }
}

fn level_of(cx: &ViewContext<'_>, ix: QuoteIx) -> u8 {
    cx.verdicts
        .of(&cx.site.ledger[ix].id)
        .map_or(1, |check| level(cx.site, cx.origins(), ix, check))
}

/// The number of the site's quotations at each level, indexed by level.
pub fn levels(cx: &ViewContext<'_>) -> [u32; 5] {
    let mut count = [0; 5];
    for ix in cx.site.ledger.quotes() {
        count[usize::from(level_of(cx, ix).min(4))] += 1;
    }
    count
}

/// The reason why words were not compared, as text.
fn unchecked(cx: &ViewContext<'_>, ix: QuoteIx, check: Option<&QuoteCheck>) -> String {
    let quote = &cx.site.ledger[ix].data;
    let why = check.into_iter().flat_map(QuoteCheck::compared).find_map(|part| match part {
        TextOutcome::Not(why) => Some(*why),
        TextOutcome::Judged(_) => None,
    });
    match (why, &quote.verify_reason) {
        (_, Some(reason)) if quote.verify == VerifyMode::Skip => {
            cx.words.with("check_skipped", &reason.v)
        }
        (Some(SkipReason::NotInClippings), _) => cx.words.get("check_not_kept"),
        _ => cx.words.get("check_unchecked"),
    }
}

/// The line below a block quotation, as HTML: the verification result, omitted and bracketed words,
/// and the words treated as its attribution. Empty if the quotation names no published source.
///
/// * Rule: a passage of a withheld source contributes nothing, neither its result nor a word of the
///   snapshot.
pub fn block(cx: &ViewContext<'_>, block: &BlockCheck) -> String {
    let visible = |part: &PassageCheck| match cx
        .site
        .ledger
        .find_exact(ItemKind::Source, part.source.as_str())
    {
        NameLookup::One(ItemIx::Source(source)) => Some(source),
        _ => None,
    };
    let parts: Vec<(&PassageCheck, SourceIx)> =
        block.passages.iter().filter_map(|part| Some((part, visible(part)?))).collect();
    if parts.is_empty() {
        return String::new();
    }
    let found = parts.iter().all(|(part, _)| part.outcome.is_found());
    let level = if found { 2 } else { 1 };
    let mut flagged = "";
    let mut texts: Vec<String> = vec![];
    let mut more: Vec<String> = vec![];
    for (part, source) in parts {
        let text = match &part.outcome {
            TextOutcome::Not(SkipReason::NotInClippings) => cx.words.get("check_not_kept"),
            TextOutcome::Not(SkipReason::NoSnapshot) => {
                cx.words.with("check_no_copy", cx.source_name(source).as_str())
            }
            TextOutcome::Not(_) => cx.words.get("check_unchecked"),
            TextOutcome::Judged(judged) if !judged.verdict.is_found() => cx.words.get("level_0"),
            TextOutcome::Judged(_) => {
                format!("{}: {}", cx.words.get("level_2"), copy_of(cx, source))
            }
        };
        if !texts.contains(&text) {
            texts.push(text);
        }
        let is_reworded = cx.site.ledger[source].data.fidelity == Fidelity::Reworded;
        if part.outcome.is_found() && flagged.is_empty() && is_reworded {
            flagged = " flagged";
            more.push(cx.words.get("check_reworded"));
        }
        for edit in part.outcome.judged().into_iter().flat_map(|judged| edits(cx, judged)) {
            let quoted = format!(
                " {}{}{}",
                cx.words.get("quote_open"),
                edit.text,
                cx.words.get("quote_close")
            );
            more.push(edit.what + if edit.text.is_empty() { "" } else { &quoted });
        }
        if !part.attribution.is_empty() {
            more.push(cx.words.with("check_attribution", &part.attribution));
        }
    }
    let more = more.iter().fold(String::new(), |all, text| all + " " + text + ".");
    format!(
        "<p class=\"check block l{level}{flagged}\"><span><a href=\"{}\">{}</a>.{}</span></p>\n",
        escape(&cx.at(FixedPage::Evidence.path())),
        escape(&texts.join("; ")),
        escape(&more),
    )
}

/// The name of the snapshot: the short name of the source and the capture date; empty without a
/// source.
fn copy(cx: &ViewContext<'_>, ix: QuoteIx) -> String {
    cx.site.quotes[ix.at()].own.source.map_or_else(String::new, |source| copy_of(cx, source))
}

fn copy_of(cx: &ViewContext<'_>, source: SourceIx) -> String {
    let name = cx.source_name(source);
    let snapshot = cx.site.ledger[source].data.snapshot.as_ref();
    match snapshot.and_then(|s| s.captured.as_ref()).and_then(|d| d.when) {
        Some(when) => listings::filled(cx, "check_copy", &[&name, &cx.words.when(when)]),
        None => cx.words.with("check_copy_undated", &name),
    }
}

/// The maximum number of words that identify a part.
const FIRST: usize = 5;

/// The compared parts in order, with their match and a link to the words.
fn parts(cx: &ViewContext<'_>, ix: QuoteIx, check: &QuoteCheck) -> Vec<QuotePartView> {
    let quote = &cx.site.ledger[ix].data;
    let original = quote.original.as_ref().and_then(|o| o.text.as_ref());
    let original = original.filter(|_| check.original.is_some());
    let texts = original.map_or_else(|| quote.words(), |text| vec![text]);
    let source = cx.site.quotes[ix.at()].own.source.filter(|_| cx.config.deep_links);
    let page = source.and_then(|source| page_of(cx, source));
    let part = |(text, judged): (&Spanned<String>, &VerdictDetails)| {
        let words = unmarked(&text.v, true);
        let mut first: Vec<&str> = words.split_whitespace().take(FIRST + 1).collect();
        if first.len() > FIRST {
            first[FIRST] = "…";
        }
        QuotePartView {
            start: first.join(" "),
            how: cx.words.of("verdict", judged.verdict.word()),
            edits: edits(cx, judged),
            link: page.as_ref().map(|page| link(cx, page, judged)).unwrap_or_default(),
        }
    };
    let judged = check.compared().map(TextOutcome::judged);
    texts.into_iter().zip(judged).filter_map(|(text, j)| Some(part((text, j?)))).collect()
}

/// A link to the words; empty if it would only lead to the top of the page, which the entry links
/// already.
fn link(cx: &ViewContext<'_>, page: &SourcePage, judged: &VerdictDetails) -> QuoteLink {
    let url = address(&page.url, &judged.fragment);
    if url == page.url {
        return QuoteLink::default();
    }
    let words = if page.is_archived { "link_archive" } else { "link_live" };
    QuoteLink { title: cx.words.get(words), url }
}

/// The omissions and bracketed words, in the order of the text.
fn edits(cx: &ViewContext<'_>, judged: &VerdictDetails) -> Vec<EditView> {
    let gap = |gap: &ElidedText| EditView {
        what: cx.words.with("edit_left_out", &cx.words.count("n_word", gap.words)),
        text: gap.text.clone(),
    };
    let bracket = |bracket: &BracketedText| {
        let what = if bracket.source.is_empty() { "edit_added" } else { "edit_replaced" };
        EditView { what: cx.words.with(what, &bracket.written), text: bracket.source.clone() }
    };
    let gaps = judged.gaps.iter().filter(|gap| gap.words > 0).map(gap);
    gaps.chain(judged.brackets.iter().filter(|b| !b.is_letter).map(bracket)).collect()
}

/// The web page of a source: the live one, or an archived copy if that is not known to be live.
/// `None` if it has neither.
pub fn page_of(cx: &ViewContext<'_>, source: SourceIx) -> Option<SourcePage> {
    let data = &cx.site.ledger[source].data;
    let web = |url: &Option<Spanned<String>>| source::web(url.as_ref().map(|url| url.v.as_str()));
    let (live, archive) = (web(&data.url), web(&data.archive_url));
    let is_archived = live.is_empty() || data.url_status != UrlStatus::Live && !archive.is_empty();
    let (url, cached) = if is_archived { (archive, String::new()) } else { (live, archive) };
    (!url.is_empty()).then_some(SourcePage { url, is_archived, cached })
}

/// The passages of the source that contain the words of a quote; empty unless all words were found.
pub fn passages<'a>(cx: &ViewContext<'a>, ix: QuoteIx) -> Vec<&'a PassageSelector> {
    let check = cx.verdicts.of(&cx.site.ledger[ix].id).filter(|check| check.is_found());
    let all = check.into_iter().flat_map(|check| check.compared().filter_map(TextOutcome::judged));
    all.flat_map(|judged| &judged.selectors).collect()
}

/// True if a quote has an annotation: all its words were found, and its source has a web page.
pub fn has_annotation(cx: &ViewContext<'_>, ix: QuoteIx) -> bool {
    let source = cx.site.quotes[ix.at()].own.source;
    !passages(cx, ix).is_empty() && source.is_some_and(|source| page_of(cx, source).is_some())
}

/// The verification of several quotations in one line: `9 quotations: 7 match the copy we hold, 2
/// worded differently elsewhere`. Empty if none of them is verbatim.
pub fn summary(cx: &ViewContext<'_>, quotes: &[QuoteIx]) -> String {
    let verbatim = |ix: &&QuoteIx| cx.site.ledger[**ix].data.form.is_verbatim();
    let all: Vec<&QuoteIx> = quotes.iter().filter(verbatim).collect();
    if all.is_empty() {
        return String::new();
    }
    let found = all.iter().filter(|ix| level_of(cx, ***ix) > 1).count();
    let differs = |ix: &&&QuoteIx| {
        matches!(flag(cx, ***ix), Some("check_differs" | "check_differs_elsewhere"))
            || cx.site.ledger[***ix].data.variants.iter().any(|v| statement::differs(&v.v))
    };
    let elsewhere = all.iter().filter(differs).count();
    let mut parts = vec![];
    if found > 0 {
        parts.push(cx.words.count("summary_match", found));
    }
    if all.len() > found {
        parts.push(cx.words.count("summary_unchecked", all.len() - found));
    }
    if elsewhere > 0 {
        parts.push(cx.words.count("summary_differ", elsewhere));
    }
    format!("{}: {}", cx.words.count("n_quotation", all.len()), parts.join(", "))
}

/// The verdict on one text as JSON, for lists and exports.
pub fn data(judged: &VerdictDetails) -> serde_json::Value {
    let flags: Vec<&str> = judged.flags.iter().map(|flag| flag.word()).collect();
    let gaps = judged.gaps.iter().map(|gap| gap.text.as_str());
    let brackets = judged
        .brackets
        .iter()
        .map(|b| serde_json::json!({ "written": b.written, "source": b.source }));
    let mut out = serde_json::json!({
        "verdict": judged.verdict.word(),
        "flags": flags,
        "gaps": gaps.collect::<Vec<_>>(),
        "brackets": brackets.collect::<Vec<_>>(),
    });
    if judged.verdict != Verdict::Absent {
        out["line"] = judged.lines.0.into();
        out["start"] = judged.at.start.into();
        out["end"] = judged.at.end.into();
    }
    out
}
