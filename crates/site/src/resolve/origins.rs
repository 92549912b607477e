//! Where chains begin, and how many statements begin at each of these sources.
//!
//! An origin rests on nothing itself; of a statement that names a narrower chain it is the end of
//! that chain. Different origins are independent. `None` stands for a source that may not be identified. Made once for a site and asked
//! by every page.

use crate::model::ix::{QuoteIx, SourceIx};
use crate::resolve::linked::LinkedLedger;
use std::collections::{BTreeMap, BTreeSet};

/// An origin; `None` where it may not be identified.
pub type OriginSource = Option<SourceIx>;

/// What is known of the ground under a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OriginState {
    /// Nothing yet.
    New,
    /// It is being found out: in a loop, which is an error, the way back leads nowhere.
    Open,
    /// One origin.
    One(OriginSource),
    /// Several.
    Several,
}

/// The origins under every source of a site.
///
/// Holds one word a source, so that a chain of any length is walked once; where a source rests on
/// several origins they are gathered when asked for.
///
/// The default knows nothing beforehand and walks every chain: for a single question.
#[derive(Debug, Default)]
pub struct SourceOrigins(Vec<OriginState>);

impl SourceOrigins {
    /// Looks at every source once. Depends on what sources rest on, and on nothing else.
    pub fn of(linked: &LinkedLedger) -> Self {
        let mut grounds = vec![OriginState::New; linked.sources.len()];
        for start in linked.ledger.sources() {
            let mut way = vec![start];
            while let Some(&at) = way.last() {
                if grounds[at.at()] == OriginState::New {
                    grounds[at.at()] = OriginState::Open;
                    let below = linked.sources[at.at()].own.based_on.iter().filter_map(|b| b.0);
                    way.extend(below.filter(|b| grounds[b.at()] == OriginState::New));
                    continue;
                }
                way.pop();
                if grounds[at.at()] == OriginState::Open {
                    grounds[at.at()] = ground(linked, &grounds, at);
                }
            }
        }
        Self(grounds)
    }

    /// Every origin under some sources, themselves where they rest on nothing.
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

    /// The origins of a statement: the ends of its own narrower chain, else those of its source.
    pub fn of_quote(&self, linked: &LinkedLedger, quote: QuoteIx) -> BTreeSet<OriginSource> {
        let links = &linked.quotes[quote.at()].own;
        if links.based_on.is_empty() {
            self.origins_of(linked, links.source.map(Some))
        } else {
            links.based_on.iter().copied().collect()
        }
    }

    /// Every origin of some statements, with the number of statements that begin there.
    ///
    /// Counted for each statement by itself: an end of a narrower chain that rests on something counts
    /// even if that is the origin of other statements, since here the source gives its own account. Of the
    /// ends of one statement only those count that do not rest on another of them.
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

/// The ends that do not rest on another end; all of them if they rest on each other in a loop, which is
/// an error elsewhere.
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

/// The origins in the order in which they are listed: those that rest on nothing first, then by id.
pub fn in_order(
    linked: &LinkedLedger,
    origins: impl IntoIterator<Item = OriginSource>,
) -> Vec<OriginSource> {
    let mut all: Vec<OriginSource> = origins.into_iter().collect();
    let id = |o: &OriginSource| o.map(|s| linked.ledger[s].id.clone());
    all.sort_by_cached_key(|o| (gives_own_account(linked, *o), id(o)));
    all
}

/// Whether an origin rests on another source itself: it then counts for what it adds of its own.
pub fn gives_own_account(linked: &LinkedLedger, origin: OriginSource) -> bool {
    origin.is_some_and(|source| !linked.sources[source.at()].own.based_on.is_empty())
}

/// The ground under a source, when that of all below it is known.
fn ground(linked: &LinkedLedger, grounds: &[OriginState], at: SourceIx) -> OriginState {
    let based_on = &linked.sources[at.at()].own.based_on;
    if based_on.is_empty() {
        return OriginState::One(Some(at));
    }
    let mut one: Option<OriginSource> = None;
    for (below, _) in based_on {
        let origin = match below.map(|b| grounds[b.at()]) {
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
