//! Where chains begin, and how many of the beginnings are independent of each other.
//!
//! An origin rests on nothing itself; of a statement that names a narrower chain it is the end of
//! that chain. `None` stands for a source that may not be identified. Made once for a site and asked
//! by every page.

use crate::model::id::{QuoteIx, SourceIx};
use crate::resolve::linked::Linked;
use std::collections::BTreeSet;

/// An origin; `None` where it may not be identified.
pub type Origin = Option<SourceIx>;

/// What is known of the ground under a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    /// Nothing yet.
    New,
    /// It is being found out: in a loop, which is an error, the way back leads nowhere.
    Open,
    /// One origin.
    One(Origin),
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
pub struct Origins(Vec<Ground>);

impl Origins {
    /// Looks at every source once. Depends on what sources rest on, and on nothing else.
    pub fn of(linked: &Linked) -> Self {
        let mut grounds = vec![Ground::New; linked.sources.len()];
        for start in linked.ledger.sources() {
            let mut way = vec![start];
            while let Some(&at) = way.last() {
                if grounds[at.at()] == Ground::New {
                    grounds[at.at()] = Ground::Open;
                    let below = linked.sources[at.at()].own.based_on.iter().filter_map(|b| b.0);
                    way.extend(below.filter(|b| grounds[b.at()] == Ground::New));
                    continue;
                }
                way.pop();
                if grounds[at.at()] == Ground::Open {
                    grounds[at.at()] = ground(linked, &grounds, at);
                }
            }
        }
        Self(grounds)
    }

    /// Every origin under some sources, themselves where they rest on nothing.
    pub fn under(
        &self,
        linked: &Linked,
        from: impl IntoIterator<Item = Origin>,
    ) -> BTreeSet<Origin> {
        let mut origins = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut open: Vec<Origin> = from.into_iter().collect();
        while let Some(at) = open.pop() {
            let Some(source) = at else {
                origins.insert(None);
                continue;
            };
            if !seen.insert(source) {
                continue;
            }
            match self.0.get(source.at()) {
                Some(Ground::One(origin)) => {
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

    /// The origins of statements: the ends of their own narrower chains, else those of their sources.
    pub fn of_quotes(
        &self,
        linked: &Linked,
        quotes: impl IntoIterator<Item = QuoteIx>,
    ) -> BTreeSet<Origin> {
        let (mut ends, mut from) = (BTreeSet::new(), vec![]);
        for quote in quotes {
            let links = &linked.quotes[quote.at()].own;
            if links.based_on.is_empty() {
                from.extend(links.source.map(Some));
            } else {
                ends.extend(links.based_on.iter().copied());
            }
        }
        ends.extend(self.under(linked, from));
        ends
    }

    /// The origins that do not depend on each other, those that rest on nothing first.
    ///
    /// An end of a narrower chain may itself rest on something. It counts only when nothing under it
    /// is counted already: an outlet's own remark beside the recordings it had is no second source.
    pub fn independent(&self, linked: &Linked, origins: &BTreeSet<Origin>) -> Vec<Origin> {
        let id = |o: &Origin| o.map(|s| linked.ledger[s].id.clone());
        let mut all: Vec<(usize, _, Origin, BTreeSet<Origin>)> = origins
            .iter()
            .map(|o| {
                let under = self.under(linked, [*o]);
                let is_end = under.len() == 1 && under.contains(o);
                (if is_end { 0 } else { under.len() }, id(o), *o, under)
            })
            .collect();
        all.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        let mut taken = BTreeSet::new();
        let mut counted = vec![];
        for (.., origin, under) in all {
            if taken.is_disjoint(&under) {
                taken.extend(under);
                counted.push(origin);
            }
        }
        counted
    }
}

/// The ground under a source, when that of all below it is known.
fn ground(linked: &Linked, grounds: &[Ground], at: SourceIx) -> Ground {
    let based_on = &linked.sources[at.at()].own.based_on;
    if based_on.is_empty() {
        return Ground::One(Some(at));
    }
    let mut one: Option<Origin> = None;
    for (below, _) in based_on {
        let origin = match below.map(|b| grounds[b.at()]) {
            None => None,
            Some(Ground::One(origin)) => origin,
            Some(Ground::New | Ground::Open | Ground::Several) => return Ground::Several,
        };
        if one.is_some_and(|one| one != origin) {
            return Ground::Several;
        }
        one = Some(origin);
    }
    one.map_or(Ground::Several, Ground::One)
}
