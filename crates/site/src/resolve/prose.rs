//! Targets of the placeholders in a text: links, embeds, images and citations.

use crate::model::ix::{ItemIx, SourceIx};
use crate::model::source::{LocatorMap, SourceLocator};
use crate::resolve::linked::{EdgeKind, ResolvedCitation, ResolvedTarget};
use crate::resolve::links::{LinkResolver, NOWHERE};
use crate::resolve::names::NameLookup;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::id::ItemKind;
use onrecord_base::path;
use onrecord_base::path::PathError;
use onrecord_base::schema::article;
use onrecord_base::span::{Span, Spanned};
use onrecord_base::suggest::closest_match;
use onrecord_base::text::{anchor as slug_anchor, composed, fold};
use onrecord_cite::citation::{CitationItem, CitationKey, Locator};
use onrecord_prose::body::{
    Body, GeneratedPart, LinkTarget, NAME_CLOSES, NAME_OPENS, NAMES_SOURCE, Placeholder,
    PlaceholderKind, spoken,
};
use std::sync::Arc;

/// The maximum distance, in placeholders, within which two of them can share a sentence.
const NEAR: usize = 100;

/// Resolves each placeholder of a text to one target.
///
/// A link without its own text shows the title of its target, and so does the sentence in a
/// backlink. Sources named in a sentence are stored by position ([`sources_named`]), because the
/// printed form depends on the translations of the site.
pub(super) fn goals(f: &mut LinkResolver<'_>, body: &Body) -> Vec<ResolvedTarget> {
    let (mut goals, mut from) = (Vec::with_capacity(body.all_holes().count()), vec![]);
    for hole in body.all_holes() {
        from.push(f.edges());
        goals.push(goal(f, hole));
    }
    let titles: Vec<Option<(String, String)>> = body
        .all_holes()
        .zip(&goals)
        .map(|(hole, goal)| match (&hole.fill, goal) {
            (PlaceholderKind::Link(target), ResolvedTarget::Thing(ix, _)) => {
                Some((target.spoken(), f.ledger.called(*ix)))
            }
            (PlaceholderKind::AuthorInText(key), ResolvedTarget::Cites(cited)) => {
                Some((spoken(&key.text), named_source(cited.first()?.source)))
            }
            (PlaceholderKind::AuthorInText(key), _) => {
                Some((spoken(&key.text), format!("@{}", key.text)))
            }
            _ => None,
        })
        .collect();
    if titles.iter().any(Option::is_some) {
        from.push(f.edges());
        for (at, edges) in from.windows(2).enumerate() {
            // Sentences are short, so only nearby placeholders can be in the same one.
            let nearby = at.saturating_sub(NEAR)..titles.len().min(at + NEAR);
            let titles = titles.get(nearby).unwrap_or_default();
            f.retitle(edges[0]..edges[1], titles);
        }
    }
    goals
}

/// The encoded form of a source in a sentence; [`sources_named`] decodes it.
fn named_source(source: SourceIx) -> String {
    spoken(&format!("{NAMES_SOURCE}{}", source.at()))
}

/// Replaces the encoded sources in a sentence by the text that `name` returns for each.
pub fn sources_named(sentence: &str, name: impl Fn(SourceIx) -> String) -> String {
    let mut parts = sentence.split(NAME_OPENS);
    let mut out = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let (written, rest) = part.split_once(NAME_CLOSES).unwrap_or((part, ""));
        match written.strip_prefix(NAMES_SOURCE).and_then(|at| at.parse().ok()) {
            Some(at) => out.push_str(&name(SourceIx::new(at))),
            None => out.push_str(written),
        }
        out.push_str(rest);
    }
    out
}

fn goal(f: &mut LinkResolver<'_>, hole: &Placeholder) -> ResolvedTarget {
    match &hole.fill {
        PlaceholderKind::Cite(cluster) if cluster.bare && is_handle(f, &cluster.items) => NOWHERE,
        PlaceholderKind::Cite(cluster) => {
            if cluster.heading {
                let message = "citation in a heading";
                let diagnostic =
                    Diagnostic::new(RuleCode::CitationInHeading, f.place(hole.span), message);
                f.report(diagnostic.help("put it after the sentence that it supports"));
            }
            let mut cited = Vec::with_capacity(cluster.items.len());
            cited.extend(cluster.items.iter().filter_map(|i| cite(f, &i.key, &hole.sentence)));
            if cited.len() == cluster.items.len() { ResolvedTarget::Cites(cited) } else { NOWHERE }
        }
        // The placeholder after it reports problems with the key.
        PlaceholderKind::AuthorInText(key) => {
            quiet_cite(f, key).map_or(NOWHERE, |c| ResolvedTarget::Cites(vec![c]))
        }
        PlaceholderKind::Open(target) | PlaceholderKind::Link(target) => {
            link(f, target, hole, EdgeKind::Links)
        }
        PlaceholderKind::Embed(target) => link(f, target, hole, EdgeKind::Shows),
        PlaceholderKind::Image(image) => image_file(f, &image.path, hole.span),
        PlaceholderKind::Part(GeneratedPart::Actions(filters)) => {
            tracker(f, filters, hole.span);
            NOWHERE
        }
        PlaceholderKind::Footnote(_) | PlaceholderKind::Close | PlaceholderKind::Part(_) => NOWHERE,
    }
}

/// Checks that the topics of a tracker's filters exist; an unknown topic would give an empty table.
fn tracker(f: &mut LinkResolver<'_>, filters: &[(String, String)], span: Span) {
    for (_, topic) in filters.iter().filter(|(key, _)| key == "topic") {
        let found = f.find(ItemKind::Topic, topic);
        // A table about a withheld topic depends on it, just like a link.
        if let NameLookup::One(ix) = found {
            f.edge(ix, EdgeKind::Names, span);
        }
        if found == NameLookup::Nothing {
            f.missing(&[ItemKind::Topic], topic, |f| {
                let missing =
                    f.ledger.missing(RuleCode::UnknownRef, ItemKind::Topic, topic, f.place(span));
                let mut diagnostic = missing;
                diagnostic.fix = None;
                diagnostic
            });
        }
    }
}

fn link(
    f: &mut LinkResolver<'_>,
    target: &LinkTarget,
    hole: &Placeholder,
    way: EdgeKind,
) -> ResolvedTarget {
    let (ix, anchor) = match target {
        LinkTarget::Wiki { kind, name, anchor } => {
            if name.is_empty() && kind.is_none() {
                return own_anchor(f, anchor.as_deref().unwrap_or(""), hole.span);
            }
            match wiki(f, *kind, name, hole.span) {
                Some(ix) => (ix, anchor),
                None => return NOWHERE,
            }
        }
        LinkTarget::Path { path, anchor, .. } if path.is_empty() => {
            return own_anchor(f, anchor.as_deref().unwrap_or(""), hole.span);
        }
        LinkTarget::Path { path, anchor, .. } => match file(f, path, hole.span) {
            Some(ResolvedTarget::Thing(ix, _)) => (ix, anchor),
            Some(ResolvedTarget::Address(url, _)) => {
                return ResolvedTarget::Address(url, anchor.clone());
            }
            Some(other) => return other,
            None => return NOWHERE,
        },
    };
    let anchor = match anchor.as_deref() {
        None | Some("") => None,
        Some(written) => {
            if let Some(id) = find_anchor(&f.ledger.texts(ix).body, written) {
                Some(id)
            } else {
                let name = f.ledger.id(ix).to_string();
                dead_anchor(f, (&f.ledger.texts(ix).body, &name), written, hole.span);
                None
            }
        }
    };
    f.mark(ix, way, hole.span, &hole.sentence);
    ResolvedTarget::Thing(ix, anchor)
}

fn wiki(
    f: &mut LinkResolver<'_>,
    kind: Option<ItemKind>,
    name: &str,
    span: Span,
) -> Option<ItemIx> {
    let found = kind.map_or_else(|| f.find_any(name), |kind| f.find(kind, name));
    match found {
        NameLookup::One(ix) => Some(ix),
        NameLookup::Many(all) => {
            let diagnostic = f.ledger.ambiguous(name, &all, f.place(span));
            f.report(diagnostic);
            None
        }
        NameLookup::Nothing => {
            if kind.is_none_or(|kind| kind == ItemKind::Note)
                && let Some(ix) = f.find_index(name)
            {
                return Some(ix);
            }
            if let Some(unread) = f.ledger.may_be_unread(kind.as_slice(), name) {
                f.report(unread);
                return None;
            }
            let what = kind.map_or_else(|| "nothing".to_owned(), |k| format!("no {}", k.word()));
            let diagnostic = Diagnostic::new(
                RuleCode::UnknownLink,
                f.place(span),
                format!("{what} is called “{name}”"),
            );
            let nearest = f.ledger.nearest(kind, name);
            let diagnostic = match &nearest {
                Some(near) => {
                    diagnostic.suggests(near).label(format!("did you mean `[[{near}]]`?"))
                }
                None => diagnostic.help(match kind {
                    Some(kind) => format!("run `onrecord list {}` for a list", kind.folder()),
                    None => "run `onrecord list notes` (or another type) for a list".to_owned(),
                }),
            };
            f.report(diagnostic);
            None
        }
    }
}

fn own_anchor(f: &mut LinkResolver<'_>, written: &str, span: Span) -> ResolvedTarget {
    if written.is_empty() {
        return ResolvedTarget::Anchor(String::new());
    }
    let own = f.own.unwrap_or_else(|| &f.ledger.texts(f.from).body);
    if let Some(id) = find_anchor(own, written) {
        ResolvedTarget::Anchor(id)
    } else {
        let name = match f.own {
            Some(_) => path::stem(f.file).to_owned(),
            None => f.ledger.id(f.from).to_string(),
        };
        dead_anchor(f, (own, &name), written, span);
        NOWHERE
    }
}

/// The anchor of a heading, by id or text, or of a raw HTML element, by id.
fn find_anchor(body: &Body, written: &str) -> Option<String> {
    let slug = slug_anchor(written);
    let by_id = body.headings.iter().find(|h| h.id == written);
    let by_words = || body.headings.iter().find(|h| fold(&h.text) == fold(written) || h.id == slug);
    if let Some(heading) = by_id {
        return Some(heading.id.clone());
    }
    let own = body.anchors.iter().find(|id| *id == written).cloned();
    own.or_else(|| by_words().map(|heading| heading.id.clone()))
}

fn dead_anchor(f: &mut LinkResolver<'_>, (body, name): (&Body, &str), written: &str, span: Span) {
    let headings: Vec<&str> = body.headings.iter().map(|h| h.id.as_str()).collect();
    let own = body.anchors.iter().map(String::as_str);
    let nearest = closest_match(written, headings.iter().copied().chain(own));
    let message = format!("the page `{name}` has no heading `{written}`");
    let diagnostic =
        Diagnostic::new(RuleCode::DeadAnchor, f.place(span), message).did_you_mean(nearest);
    let diagnostic = if nearest.is_some() || headings.is_empty() {
        diagnostic
    } else {
        let all: Vec<String> = headings.iter().take(8).map(|h| format!("`{h}`")).collect();
        diagnostic.help(format!("its headings are {}", all.join(", ")))
    };
    f.report(diagnostic);
}

/// The target of a path: an item, a file to copy, or an address that the build may create.
fn file(f: &mut LinkResolver<'_>, written: &str, span: Span) -> Option<ResolvedTarget> {
    let joined = match path::join(f.file, &f.known_files.content_dir, written.trim_end_matches('/'))
    {
        Ok(joined) => joined,
        Err(_) if written.trim_matches('/').is_empty() => {
            f.pend(written, Some(""), span);
            return Some(ResolvedTarget::Address(String::new(), None));
        }
        Err(why) => {
            bad_path(f, written, why, span);
            return None;
        }
    };
    for end in ["", ".md", "/index.md"] {
        let candidate = format!("{joined}{end}");
        let path = f.known_files.find(&candidate).map_or(candidate.as_str(), |path| path);
        if let Some(ix) = f.ledger.paths.get(path) {
            return Some(ResolvedTarget::Thing(*ix, None));
        }
    }
    if let Some(path) = f.known_files.find(&joined) {
        return Some(ResolvedTarget::File(path.clone()));
    }
    let Some(address) = joined.strip_prefix(f.known_files.content_dir.as_str()) else {
        f.pend(written, None, span);
        return None;
    };
    let address = address.trim_start_matches('/');
    if let Some(ix) = page(f, address) {
        return Some(ResolvedTarget::Thing(ix, None));
    }
    let top = format!("{}/", f.known_files.static_dir);
    let fixed = f.known_files.find(&format!("{top}{address}"));
    let address = fixed.and_then(|path| path.strip_prefix(&top)).unwrap_or(address).to_owned();
    f.pend(written, Some(&address), span);
    Some(ResolvedTarget::Address(address, None))
}

/// The item whose page has this address.
fn page(f: &LinkResolver<'_>, address: &str) -> Option<ItemIx> {
    let (folder, rest) = address.split_once('/').unwrap_or(("", ""));
    let thing =
        ItemKind::of_folder(folder).and_then(|kind| f.ledger.ids.get(&(kind, rest.to_owned())));
    thing.or_else(|| f.ledger.paths.get(format!("/{address}/").as_str())).copied()
}

fn bad_path(f: &mut LinkResolver<'_>, written: &str, why: PathError, span: Span) {
    let diagnostic = Diagnostic::new(
        RuleCode::LeavesFolder,
        f.place(span),
        format!("invalid path `{written}`: {why}"),
    );
    f.report(diagnostic.help("paths are relative to this file; `/x` starts at the content folder"));
}

/// Resolves an image: by path, or by its file name anywhere in the content folder, as Obsidian
/// does.
fn image_file(f: &mut LinkResolver<'_>, written: &str, span: Span) -> ResolvedTarget {
    match path::join(f.file, &f.known_files.content_dir, written) {
        Ok(joined) => {
            if let Some(path) = f.known_files.find(&joined) {
                return ResolvedTarget::File(path.clone());
            }
        }
        Err(why) => {
            bad_path(f, written, why, span);
            return NOWHERE;
        }
    }
    if let Some(address) = written.strip_prefix('/')
        && let Some(path) = f.known_files.find(&format!("{}/{address}", f.known_files.static_dir))
    {
        return ResolvedTarget::File(path.clone());
    }
    let prefix = format!("{}/", f.known_files.content_dir);
    let composed_name = composed(written);
    let is_named = |path: &str| {
        let name = path::name(path);
        name == written || !name.is_ascii() && composed(name) == composed_name
    };
    let mut same = f.known_files.files.iter().filter(|p| p.starts_with(&prefix) && is_named(p));
    if let (Some(path), None) = (same.next(), same.next()) {
        return ResolvedTarget::File(path.clone());
    }
    let names: Vec<&str> = f.known_files.files.iter().map(|p| path::name(p)).collect();
    let nearest = closest_match(path::name(written), names).map(str::to_owned);
    let diagnostic = Diagnostic::new(
        RuleCode::MissingImage,
        f.place(span),
        format!("the image `{written}` does not exist"),
    );
    f.report(
        diagnostic
            .did_you_mean(nearest.as_deref())
            .help("paths are relative to this file; `/x` starts at the content folder"),
    );
    NOWHERE
}

/// Resolves the keys of a citation.
fn cite(
    f: &mut LinkResolver<'_>,
    key: &CitationKey,
    sentence: &Arc<str>,
) -> Option<ResolvedCitation> {
    let goal = match named(f, &key.text) {
        Ok(goal) => goal,
        Err(UncitableReason::OfType(wrong)) => {
            let what = article(wrong.word());
            let diagnostic = Diagnostic::new(
                RuleCode::CannotCite,
                f.place(key.span),
                format!("`{}` is {what} and cannot be cited", key.text),
            );
            f.report(diagnostic.help(format!(
                "cite a source, quote or action; to link here, write `[[{}]]`",
                key.text
            )));
            return None;
        }
        Err(UncitableReason::WithoutSource(ix)) => {
            f.record_dependency(ix);
            without_source(f, key, ix);
            return None;
        }
        Err(UncitableReason::Unknown) => {
            unknown_key(f, key);
            return None;
        }
    };
    if let Some(via) = goal.via {
        f.mark(via, EdgeKind::Cites, key.span, sentence);
    }
    f.mark(goal.source.into(), EdgeKind::Cites, key.span, sentence);
    Some(goal)
}

fn quiet_cite(f: &LinkResolver<'_>, key: &CitationKey) -> Option<ResolvedCitation> {
    named(f, &key.text).ok()
}

/// True if a key without brackets is an account name (`@name`): it is neither a source nor close to
/// one. Reported once.
fn is_handle(f: &mut LinkResolver<'_>, items: &[CitationItem]) -> bool {
    let [CitationItem { key, .. }] = items else { return false };
    let is_typed =
        key.text.split_once(':').is_some_and(|(word, _)| ItemKind::of_prefix(word).is_some());
    if is_typed
        || !matches!(named(f, &key.text), Err(UncitableReason::Unknown))
        || f.ledger.may_be_unread(&[ItemKind::Source], &key.text).is_some()
        || f.ledger.resembles_source_key(&key.text)
    {
        return false;
    }
    let message = format!("no source is called `{}`; the name is kept as text", key.text);
    let diagnostic = Diagnostic::new(RuleCode::HandleInText, f.place(key.span), message);
    f.report_once(diagnostic.help(format!("write `\\@{}` for plain text", key.text)));
    true
}

fn unknown_key(f: &mut LinkResolver<'_>, key: &CitationKey) {
    let (kind, name) = match key.text.split_once(':') {
        Some((prefix, rest)) if ItemKind::of_prefix(prefix).is_some() => {
            (ItemKind::of_prefix(prefix).unwrap_or(ItemKind::Source), rest)
        }
        _ => (ItemKind::Source, key.text.as_str()),
    };
    if let Some(unread) = f.ledger.may_be_unread(&[kind], name) {
        return f.report(unread);
    }
    let mut diagnostic = f.ledger.missing(RuleCode::UnknownSource, kind, name, f.place(key.span));
    // In a folded YAML value the key has no exact position, so no fix is offered.
    if key.span.len() != key.text.len() || key.text != name {
        diagnostic.fix = None;
    }
    f.report(diagnostic);
}

/// The reason why a key gives no source.
enum UncitableReason {
    /// No item has this name.
    Unknown,
    /// The item's type cannot be cited.
    OfType(ItemKind),
    /// The quote or action has no source.
    WithoutSource(ItemIx),
}

/// Reports a quote or action without a source, unless its unknown source was reported already.
fn without_source(f: &mut LinkResolver<'_>, key: &CitationKey, ix: ItemIx) {
    let ItemIx::Action(action) = ix else { return };
    if f.ledger[action].data.sources.is_empty() {
        let message = format!("`{}` has no source and cannot be cited", key.text);
        let diagnostic = Diagnostic::new(RuleCode::CannotCite, f.place(key.span), message);
        f.report(diagnostic.help("add `source:` to the action, or cite the source itself"));
    }
}

/// The source that a key refers to.
fn named(f: &LinkResolver<'_>, text: &str) -> Result<ResolvedCitation, UncitableReason> {
    let of_source = |source| ResolvedCitation { source, via: None, locator: None };
    // Keys of bibliographies may contain a colon.
    if let NameLookup::One(ItemIx::Source(source)) = f.ledger.find_exact(ItemKind::Source, text) {
        return Ok(of_source(source));
    }
    let (kind, name) = match text.split_once(':') {
        Some((prefix, rest)) if ItemKind::of_prefix(prefix).is_some() => {
            (ItemKind::of_prefix(prefix), rest)
        }
        _ => (None, text),
    };
    match kind {
        None | Some(ItemKind::Source) => match f.ledger.find_exact(ItemKind::Source, name) {
            NameLookup::One(ItemIx::Source(source)) => Ok(of_source(source)),
            _ => f.also_called(name).map(of_source).ok_or(UncitableReason::Unknown),
        },
        Some(ItemKind::Quote) => match f.find(ItemKind::Quote, name) {
            NameLookup::One(ItemIx::Quote(quote)) => {
                let data = &f.ledger[quote].data;
                let at =
                    data.at.as_ref().or_else(|| data.segments.first().and_then(|s| s.at.as_ref()));
                let source = data.source.as_ref().and_then(|r| source_of(f, r.as_str()));
                let source = source.ok_or(UncitableReason::WithoutSource(quote.into()))?;
                Ok(ResolvedCitation {
                    source,
                    via: Some(quote.into()),
                    locator: at.and_then(locator),
                })
            }
            _ => Err(UncitableReason::Unknown),
        },
        Some(ItemKind::Action) => match f.find(ItemKind::Action, name) {
            NameLookup::One(ItemIx::Action(action)) => {
                let none = || UncitableReason::WithoutSource(action.into());
                let first = f.ledger[action].data.sources.first().ok_or_else(none)?;
                let (key, rest) = split_citation(&first.v);
                let source = source_of(f, key).ok_or_else(none)?;
                Ok(ResolvedCitation {
                    source,
                    via: Some(action.into()),
                    locator: read_locator(rest),
                })
            }
            _ => Err(UncitableReason::Unknown),
        },
        Some(other) => Err(UncitableReason::OfType(other)),
    }
}

fn source_of(f: &LinkResolver<'_>, name: &str) -> Option<SourceIx> {
    match f.find(ItemKind::Source, name.strip_prefix("source:").unwrap_or(name)) {
        NameLookup::One(ItemIx::Source(ix)) => Some(ix),
        _ => None,
    }
}

/// Resolves a citation in a field: `eo-13942, p. 2`.
pub(super) fn citation(
    f: &mut LinkResolver<'_>,
    text: &Spanned<String>,
    way: EdgeKind,
) -> Option<(SourceIx, Option<Locator>)> {
    let (key, rest) = split_citation(&text.v);
    let bare = key.strip_prefix("source:").unwrap_or(key);
    if let NameLookup::One(ItemIx::Source(ix)) = f.find(ItemKind::Source, bare) {
        f.edge(ix.into(), way, text.span);
        Some((ix, read_locator(rest)))
    } else {
        f.missing(&[ItemKind::Source], bare, |f| {
            let mut diagnostic =
                f.ledger.missing(RuleCode::UnknownRef, ItemKind::Source, bare, f.place(text.span));
            if !rest.is_empty() {
                diagnostic.fix = None;
            }
            diagnostic
        });
        None
    }
}

fn split_citation(text: &str) -> (&str, &str) {
    let text = text.trim().trim_start_matches('[').trim_end_matches(']').trim_start_matches('@');
    let (key, rest) = text.split_once(',').unwrap_or((text, ""));
    (key.trim(), rest.trim())
}

/// Parses a locator with the grammar of citations in prose.
fn read_locator(words: &str) -> Option<Locator> {
    if words.is_empty() { None } else { onrecord_cite::locator::written(words) }
}

/// The location of a quote in its source.
pub fn locator(at: &SourceLocator) -> Option<Locator> {
    match at {
        SourceLocator::Words(words) => read_locator(&words.v),
        SourceLocator::Parts(parts) => {
            let LocatorMap { page, line, paragraph, timestamp, section, chapter } = &**parts;
            let parts = [
                ("page", page),
                ("line", line),
                ("paragraph", paragraph),
                ("timestamp", timestamp),
                ("section", section),
                ("chapter", chapter),
            ];
            let (label, value) =
                parts.into_iter().find_map(|(label, value)| Some((label, value.as_ref()?)))?;
            Some(onrecord_cite::locator::named(label, value))
        }
    }
}

/// The sources of `nocite`: keys like `@key`, or `@*` for all.
pub(super) fn nocite(f: &mut LinkResolver<'_>, keys: &[Spanned<String>]) -> Vec<SourceIx> {
    let mut sources = vec![];
    for key in keys {
        let name = key.v.trim().trim_start_matches('@');
        if name == "*" {
            sources.extend(f.ledger.sources());
            continue;
        }
        let key = CitationKey { text: name.to_owned(), span: key.span };
        if let Some(goal) = cite(f, &key, &Arc::default()) {
            sources.push(goal.source);
        }
    }
    sources
}
