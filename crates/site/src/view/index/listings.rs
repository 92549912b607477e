//! Functions that several views share: items in order, parts of a tree, pages of a list.

use crate::check::parents::MAX_LEVELS;
use crate::model::common_fields::CommonFields;
use crate::model::ix::{ActionIx, ItemIx, QuoteIx, TopicIx};
use crate::model::party::ResolvedParty;
use crate::resolve::linked::{EdgeKind, ResolvedTarget};
use crate::view::context::ViewContext;
use crate::view::text::languages;
use crate::view::{LinkView, PagerView};
use onrecord_base::id::ItemKind;
use onrecord_base::text::fold;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// The number of items on one page of a list.
pub const PER_PAGE: usize = 100;

/// The number of pages of a list of `count` items; an empty list has one page.
pub fn pages(count: usize) -> usize {
    count.div_ceil(PER_PAGE).max(1)
}

/// The items of one page; pages count from 1.
pub fn slice<T>(all: &[T], page: usize) -> &[T] {
    slice_of(all, page, PER_PAGE)
}

/// The items of one page if a page contains `per` items; pages count from 1.
pub fn slice_of<T>(all: &[T], page: usize, per: usize) -> &[T] {
    let from = page.saturating_sub(1).saturating_mul(per).min(all.len());
    &all[from..all.len().min(from.saturating_add(per))]
}

/// The links between the pages of a list; `path` is the path of its first page below the base.
pub fn pager(cx: &ViewContext<'_>, path: &str, page: usize, count: usize) -> PagerView {
    pager_of(cx, path, page, pages(count))
}

/// The same for a known number of pages.
pub fn pager_of(cx: &ViewContext<'_>, path: &str, page: usize, of: usize) -> PagerView {
    let at = |n: usize| match n {
        0 => String::new(),
        1 => cx.at(path),
        n if n > of => String::new(),
        n => cx.at(&format!("{path}page/{n}/")),
    };
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    PagerView {
        number: number(page),
        of: number(of),
        previous: at(page.saturating_sub(1)),
        next: at(page + 1),
    }
}

/// A count as the type of view fields, which saturates.
pub fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The text of a key with values in place of each `{}`, in order.
pub fn filled(cx: &ViewContext<'_>, key: &str, values: &[&str]) -> String {
    languages::filled(&cx.words.get(key), values)
}

/// Statements, newest first; undated ones last.
pub fn newest_quotes(cx: &ViewContext<'_>, mut all: Vec<QuoteIx>) -> Vec<QuoteIx> {
    all.sort_by_cached_key(|ix| {
        let quote = &cx.site.ledger[*ix];
        (Reverse(quote.data.said.as_ref().and_then(|d| d.when)), quote.id.clone())
    });
    all
}

/// Actions by first date, newest first; undated ones last.
pub fn newest_actions(cx: &ViewContext<'_>, mut all: Vec<ActionIx>) -> Vec<ActionIx> {
    all.sort_by_cached_key(|ix| {
        let action = &cx.site.ledger[*ix];
        (Reverse(action.data.first_date().and_then(|d| d.when)), action.id.clone())
    });
    all
}

/// The quotes among some items.
pub fn quotes(all: impl IntoIterator<Item = ItemIx>) -> Vec<QuoteIx> {
    all.into_iter()
        .filter_map(|ix| match ix {
            ItemIx::Quote(ix) => Some(ix),
            _ => None,
        })
        .collect()
}

/// The actions among some items.
pub fn actions(all: impl IntoIterator<Item = ItemIx>) -> Vec<ActionIx> {
    all.into_iter()
        .filter_map(|ix| match ix {
            ItemIx::Action(ix) => Some(ix),
            _ => None,
        })
        .collect()
}

/// Items by title, then by id.
pub fn by_title(cx: &ViewContext<'_>, mut all: Vec<ItemIx>) -> Vec<ItemIx> {
    all.sort_by_cached_key(|ix| (fold(cx.title(*ix)), cx.site.ledger.id(*ix).clone()));
    all
}

/// The topics or organizations directly below one, by title.
pub fn children(cx: &ViewContext<'_>, ix: ItemIx) -> Vec<ItemIx> {
    by_title(cx, cx.referrers(ix, ix.kind(), |way| way == EdgeKind::Above))
}

/// A topic and all topics below it, down to the maximum depth of a tree ([`MAX_LEVELS`]; deeper
/// trees are an error).
pub fn branch(cx: &ViewContext<'_>, ix: TopicIx) -> BTreeSet<ItemIx> {
    let mut seen = BTreeSet::from([ix.into()]);
    let mut open = vec![(ix.into(), 1)];
    while let Some((at, level)) = open.pop() {
        for below in cx.referrers(at, ItemKind::Topic, |way| way == EdgeKind::Above) {
            if level < MAX_LEVELS && seen.insert(below) {
                open.push((below, level + 1));
            }
        }
    }
    seen
}

/// The items of a type that belong to a topic or to one below it, each once.
pub fn in_branch(cx: &ViewContext<'_>, ix: TopicIx, kind: ItemKind) -> BTreeSet<ItemIx> {
    branch(cx, ix)
        .into_iter()
        .flat_map(|topic| cx.referrers(topic, kind, |way| way == EdgeKind::Topic))
        .collect()
}

/// Topics and all topics above them, each once.
pub fn with_above(cx: &ViewContext<'_>, topics: &[TopicIx]) -> BTreeSet<TopicIx> {
    let mut all = BTreeSet::new();
    for topic in topics {
        let mut at = Some(*topic);
        while let Some(topic) = at.filter(|topic| all.insert(*topic)) {
            at = cx.site.topics[topic.at()].own.parent;
        }
    }
    all
}

/// The items of a type in the order of their tree, each with its depth.
pub fn tree(cx: &ViewContext<'_>, kind: ItemKind) -> Vec<(ItemIx, u32)> {
    let above = |ix: ItemIx| -> Option<ItemIx> {
        match ix {
            ItemIx::Topic(ix) => cx.site.topics[ix.at()].own.parent.map(ItemIx::from),
            ItemIx::Organization(ix) => cx.site.organizations[ix.at()].own.parent.map(ItemIx::from),
            _ => None,
        }
    };
    let all = by_title(cx, cx.site.ledger.of_kind(kind));
    let tops = all.iter().filter(|ix| above(**ix).is_none());
    let mut open: Vec<(ItemIx, u32)> = tops.rev().map(|ix| (*ix, 0)).collect();
    let mut seen = BTreeSet::new();
    let mut out = vec![];
    while let Some((ix, depth)) = open.pop() {
        if seen.insert(ix) {
            out.push((ix, depth));
            open.extend(children(cx, ix).into_iter().rev().map(|below| (below, depth + 1)));
        }
    }
    out.extend(all.into_iter().filter(|ix| !seen.contains(ix)).map(|ix| (ix, 0)));
    out
}

/// The links for further reading of an item; unsafe addresses are left out.
pub fn links(shared: &CommonFields) -> Vec<LinkView> {
    let link = |l: &crate::model::common_fields::LinkTo| {
        let url = l.url.as_ref().filter(|url| crate::check::is_linkable(url))?.v.clone();
        Some(LinkView { title: l.title.clone().unwrap_or_else(|| url.clone()), url })
    };
    shared.links.iter().filter_map(link).collect()
}

/// The name of a jurisdiction; if the theme has none, the code in capitals.
pub fn jurisdiction(cx: &ViewContext<'_>, code: &str) -> String {
    let key = format!("jurisdiction_{}", code.to_lowercase().replace('-', "_"));
    let is_code = code.len() <= 6 && code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    match cx.words.0.get(&key) {
        Some(words) => words.clone(),
        None if is_code => code.to_uppercase(),
        None => code.to_owned(),
    }
}

/// True if a party is that person or organization, or an unnamed member of that organization.
pub fn is_of(who: &ResolvedParty, ix: ItemIx) -> bool {
    let meant = match who {
        ResolvedParty::Person(person) => Some(ItemIx::from(*person)),
        ResolvedParty::Organization(organization) => Some(ItemIx::from(*organization)),
        ResolvedParty::Described { organization, .. } => organization.map(ItemIx::from),
        ResolvedParty::Name(_) => None,
    };
    meant == Some(ix)
}

/// Statements by a person or organization, in site order. For an organization this includes
/// statements on its behalf and by its unnamed members.
pub fn statements_by(cx: &ViewContext<'_>, ix: ItemIx) -> Vec<QuoteIx> {
    let by = |quote: &QuoteIx| {
        let links = &cx.site.quotes[quote.at()].own;
        let speaks = |who: &Option<ResolvedParty>| who.as_ref().is_some_and(|who| is_of(who, ix));
        speaks(&links.speaker)
            || (ix.kind() == ItemKind::Organization && speaks(&links.on_behalf_of))
    };
    let all = quotes(cx.referrers(ix, ItemKind::Quote, |way| way == EdgeKind::Party));
    all.into_iter().filter(by).collect()
}

/// Actions by a person or organization, or by its unnamed members, in site order.
pub fn actions_by(cx: &ViewContext<'_>, ix: ItemIx) -> Vec<ActionIx> {
    let all = actions(cx.referrers(ix, ItemKind::Action, |way| way == EdgeKind::Party));
    let by =
        |action: &ActionIx| cx.site.actions[action.at()].own.by.iter().any(|who| is_of(who, ix));
    all.into_iter().filter(by).collect()
}

/// The numbers of notes, actions and quotes of a topic. Notes and actions of the topics below it count,
/// each once. All topics are counted at the first call.
pub(crate) fn topic_counts(cx: &ViewContext<'_>, ix: TopicIx) -> [u32; 3] {
    let count_all = || cx.site.ledger.topics().map(|topic| count_topic(cx, topic)).collect();
    let counts = cx.orders.topic_counts.get_or_init(count_all);
    counts.get(ix.at()).copied().unwrap_or_default()
}

fn count_topic(cx: &ViewContext<'_>, ix: TopicIx) -> [u32; 3] {
    let listed = |note: &ItemIx| matches!(note, ItemIx::Note(note) if cx.is_listed(*note));
    let notes = in_branch(cx, ix, ItemKind::Note).into_iter().filter(listed).count();
    let actions = in_branch(cx, ix, ItemKind::Action).len();
    let quotes = cx.referrers(ix.into(), ItemKind::Quote, |way| way == EdgeKind::Topic).len();
    [notes, actions, quotes].map(number)
}

/// The sort name of a person or organization; the title if none is given.
pub fn sort_name(cx: &ViewContext<'_>, ix: ItemIx) -> String {
    let given = match ix {
        ItemIx::Person(ix) => cx.site.ledger[ix].data.sort_name.as_ref(),
        ItemIx::Organization(ix) => cx.site.ledger[ix].data.sort_name.as_ref(),
        _ => None,
    };
    given.map_or_else(|| cx.title(ix).to_owned(), |name| name.v.clone())
}

/// The items of a type that the text of an item refers to or that its front matter defines, each
/// once: first those of the text, in its order.
fn things_of(cx: &ViewContext<'_>, ix: ItemIx, kind: ItemKind) -> Vec<ItemIx> {
    let mut seen = BTreeSet::new();
    let goals = cx.site.goals_of(ix).iter().flatten();
    let in_text = goals.flat_map(|goal| match goal {
        ResolvedTarget::Thing(ix, _) => vec![*ix],
        ResolvedTarget::Cites(cited) => cited.iter().filter_map(|c| c.via).collect(),
        _ => vec![],
    });
    let owned = match ix {
        ItemIx::Note(note) => cx.site.ledger.owned(note, kind),
        _ => vec![],
    };
    in_text.chain(owned).filter(|ix| ix.kind() == kind && seen.insert(*ix)).collect()
}

/// The actions that a note refers to or defines.
pub fn actions_of(cx: &ViewContext<'_>, ix: ItemIx) -> Vec<ActionIx> {
    let all = things_of(cx, ix, ItemKind::Action);
    all.into_iter()
        .filter_map(|ix| if let ItemIx::Action(ix) = ix { Some(ix) } else { None })
        .collect()
}

/// The quotes that a note refers to or defines.
pub fn quotes_of(cx: &ViewContext<'_>, ix: ItemIx) -> Vec<QuoteIx> {
    let all = things_of(cx, ix, ItemKind::Quote);
    all.into_iter()
        .filter_map(|ix| if let ItemIx::Quote(ix) = ix { Some(ix) } else { None })
        .collect()
}
