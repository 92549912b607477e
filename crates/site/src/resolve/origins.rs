//! Origins: the sources at which chains of evidence begin, with the number of statements from each.
//!
//! An origin is a source that is not based on another. For a statement with a narrower chain it is
//! the end of that chain. Different origins are independent of each other. `None` is a source that
//! may not be identified. [`SourceOrigins`] is computed once per site and used by every page.

use crate::model::ix::{QuoteIx, SourceIx};
use crate::resolve::linked::LinkedLedger;
use std::collections::{BTreeMap, BTreeSet};

/// An origin; `None` if it may not be identified.
pub type OriginSource = Option<SourceIx>;

/// The state of the search below one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OriginState {
    /// Not visited yet.
    New,
    /// Being visited. In a loop, which is an error reported elsewhere, the back edge leads to no
    /// origin.
    Open,
    /// One origin.
    One(OriginSource),
    /// Several origins.
    Several,
}

/// The origins of every source of a site.
///
/// Stores one word per source, so a chain of any length is walked once. Several origins of one
/// source are collected on request.
///
/// The default value is empty and walks every chain; use it for a single question.
#[derive(Debug, Default)]
pub struct SourceOrigins(Vec<OriginState>);

impl SourceOrigins {
    /// Visits every source once. Depends only on `based_on` of sources.
    pub fn of(linked: &LinkedLedger) -> Self {
        let mut states = vec![OriginState::New; linked.sources.len()];
        for start in linked.ledger.sources() {
            let mut way = vec![start];
            while let Some(&at) = way.last() {
                if states[at.at()] == OriginState::New {
                    states[at.at()] = OriginState::Open;
                    let below = linked.sources[at.at()].own.based_on.iter().filter_map(|b| b.0);
                    way.extend(below.filter(|b| states[b.at()] == OriginState::New));
                    continue;
                }
                way.pop();
                if states[at.at()] == OriginState::Open {
                    states[at.at()] = origin_state(linked, &states, at);
                }
            }
        }
        Self(states)
    }

    /// Every origin of these sources; a source that is not based on another is its own origin.
    pub fn origins_of(
        &self,
        linked: &LinkedLedger,
        from: impl IntoIterator<Item = OriginSource>,
    ) -> BTreeSet<OriginSource> {
        let mut origins = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut open: Vec<OriginSource> = from.into_iter().collect();
        while let Some(at) = open.pop() {
            let Some(source) = at else {
                origins.insert(None);
                continue;
            };
            if !seen.insert(source) {
                continue;
            }
            match self.0.get(source.at()) {
                Some(OriginState::One(origin)) => {
                    origins.insert(*origin);
                }
                _ if linked.sources[source.at()].own.based_on.is_empty() => {
                    origins.insert(at);
                }
                _ => open.extend(linked.sources[source.at()].own.based_on.iter().map(|b| b.0)),
            }
        }
        origins
    }

    /// The origins of a statement: the ends of its narrower chain, or the origins of its source.
    pub fn of_quote(&self, linked: &LinkedLedger, quote: QuoteIx) -> BTreeSet<OriginSource> {
        let links = &linked.quotes[quote.at()].own;
        if links.based_on.is_empty() {
            self.origins_of(linked, links.source.map(Some))
        } else {
            links.based_on.iter().copied().collect()
        }
    }

    /// Every origin of these statements, with the number of statements that begin there.
    ///
    /// Each statement is counted separately. The end of a narrower chain counts even if it is based
    /// on another source, because it gives its own account here. Of several ends of one statement,
    /// those based on another of them do not count.
    pub fn of_quotes(
        &self,
        linked: &LinkedLedger,
        quotes: impl IntoIterator<Item = QuoteIx>,
    ) -> BTreeMap<OriginSource, usize> {
        let (mut counts, mut of_sources) = (BTreeMap::new(), BTreeMap::new());
        let mut add = |origins: BTreeSet<OriginSource>, statements: usize| {
            for origin in origins {
                *counts.entry(origin).or_insert(0) += statements;
            }
        };
        for quote in quotes {
            let links = &linked.quotes[quote.at()].own;
            if links.based_on.is_empty() {
                *of_sources.entry(links.source).or_insert(0) += 1;
            } else {
                add(lowest(linked, &links.based_on), 1);
            }
        }
        for (source, statements) in of_sources {
            add(self.origins_of(linked, source.map(Some)), statements);
        }
        counts
    }
}

/// The ends that are not based on another end; all ends if they form a loop, which is reported
/// elsewhere.
fn lowest(linked: &LinkedLedger, ends: &[OriginSource]) -> BTreeSet<OriginSource> {
    let all: BTreeSet<OriginSource> = ends.iter().copied().collect();
    if all.len() == 1 {
        return all;
    }
    let rests_on_another = |end: &OriginSource| {
        let below = end.map(|end| linked.rests_on(end)).unwrap_or_default();
        below.into_iter().any(|below| Some(below) != *end && all.contains(&Some(below)))
    };
    let lowest: BTreeSet<OriginSource> =
        all.iter().copied().filter(|end| !rests_on_another(end)).collect();
    if lowest.is_empty() { all } else { lowest }
}

/// Sorts origins for lists: those not based on another source first, then by id.
pub fn in_order(
    linked: &LinkedLedger,
    origins: impl IntoIterator<Item = OriginSource>,
) -> Vec<OriginSource> {
    let mut all: Vec<OriginSource> = origins.into_iter().collect();
    let id = |o: &OriginSource| o.map(|s| linked.ledger[s].id.clone());
    all.sort_by_cached_key(|o| (gives_own_account(linked, *o), id(o)));
    all
}

/// True if an origin is itself based on another source; it then counts for its own account.
pub fn gives_own_account(linked: &LinkedLedger, origin: OriginSource) -> bool {
    origin.is_some_and(|source| !linked.sources[source.at()].own.based_on.is_empty())
}

/// The state of a source, once the states of all its bases are known.
fn origin_state(linked: &LinkedLedger, states: &[OriginState], at: SourceIx) -> OriginState {
    let based_on = &linked.sources[at.at()].own.based_on;
    if based_on.is_empty() {
        return OriginState::One(Some(at));
    }
    let mut one: Option<OriginSource> = None;
    for (below, _) in based_on {
        let origin = match below.map(|b| states[b.at()]) {
            None => None,
            Some(OriginState::One(origin)) => origin,
            Some(OriginState::New | OriginState::Open | OriginState::Several) => {
                return OriginState::Several;
            }
        };
        if one.is_some_and(|one| one != origin) {
            return OriginState::Several;
        }
        one = Some(origin);
    }
    one.map_or(OriginState::Several, OriginState::One)
}
