//! Chains of evidence: the sources that a statement or source is based on.
//!
//! Origins are computed in [`SourceOrigins`](super::origins). Loops are found once
//! ([`LinkedLedger::loops`]) and reported. Every walk records visited sources, so loops cannot trap
//! it.

use crate::model::ix::{QuoteIx, SourceIx};
use crate::model::source::BasisKind;
use crate::resolve::linked::LinkedLedger;
use std::collections::{BTreeSet, HashMap, VecDeque};

/// The maximum number of steps in a chain. Longer chains are reported and cut.
pub const MAX_STEPS: usize = 64;

/// One source in a chain; chains start with the source closest to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainStep {
    /// The source; `None` if it may not be identified.
    pub source: Option<SourceIx>,
    /// The way in which the previous source, closer to us, uses this one; `None` for the first.
    pub how: Option<BasisKind>,
}

impl LinkedLedger {
    /// The shortest chain from a source to one of `goals`, closest source first. Without goals, the
    /// chain ends where it branches.
    pub fn chain(&self, from: SourceIx, goals: &[Option<SourceIx>]) -> Vec<ChainStep> {
        let start = ChainStep { source: Some(from), how: None };
        if goals.contains(&Some(from)) {
            return vec![start];
        }
        if goals.is_empty() {
            return self.only_chain(from);
        }
        let mut previous: HashMap<Option<SourceIx>, (SourceIx, BasisKind)> = HashMap::new();
        let mut queue = VecDeque::from([(from, 0)]);
        while let Some((at, depth)) = queue.pop_front() {
            if depth == MAX_STEPS {
                break;
            }
            for &(next, how) in &self.sources[at.at()].own.based_on {
                if next == Some(from) || previous.contains_key(&next) {
                    continue;
                }
                previous.insert(next, (at, how));
                if goals.contains(&next) {
                    return path(from, next, &previous);
                }
                queue.extend(next.map(|next| (next, depth + 1)));
            }
        }
        self.only_chain(from)
    }

    /// The chain from a source up to its first branch. If a source has several bases, the one that
    /// a statement came through is unknown and not guessed.
    fn only_chain(&self, from: SourceIx) -> Vec<ChainStep> {
        let mut steps = vec![ChainStep { source: Some(from), how: None }];
        let mut seen = BTreeSet::from([from]);
        let mut at = from;
        while let [(next, how)] = self.sources[at.at()].own.based_on[..] {
            if steps.len() > MAX_STEPS {
                break;
            }
            steps.push(ChainStep { source: next, how: Some(how) });
            match next {
                Some(next) if seen.insert(next) => at = next,
                Some(_) => {
                    steps.pop();
                    break;
                }
                None => break,
            }
        }
        steps
    }

    /// All direct and indirect bases of a source, without the source itself.
    pub fn rests_on(&self, from: SourceIx) -> BTreeSet<SourceIx> {
        let mut seen = BTreeSet::new();
        let mut open = vec![from];
        while let Some(at) = open.pop() {
            for next in self.sources[at.at()].own.based_on.iter().filter_map(|(next, _)| *next) {
                if seen.insert(next) {
                    open.push(next);
                }
            }
        }
        seen
    }

    /// The chain of a statement, closest source first: from its source to the nearest of its own
    /// bases, or to the first branch. The statement begins at its own base; the bases of that
    /// source are not part of its chain.
    ///
    /// If the chain branches and exactly one of the speaker's own sources lies beyond, the chain
    /// leads to that source.
    pub fn quote_chain(&self, quote: QuoteIx) -> Vec<ChainStep> {
        let links = &self.quotes[quote.at()].own;
        let Some(source) = links.source else { return vec![] };
        let chain = self.chain(source, &links.based_on);
        let divides = chain.last().and_then(|step| step.source).is_some_and(|last| {
            links.based_on.is_empty()
                && self.sources[last.at()].own.based_on.len() > 1
                && !chain.iter().any(|step| self.is_theirs(quote, step.source))
        });
        match divides.then(|| self.speaker_source(quote, source)).flatten() {
            Some(own) => self.chain(source, &[Some(own)]),
            None => chain,
        }
    }

    /// The only source by the speaker, or by the party they speak for, that `from` is based on;
    /// `None` if there are several.
    fn speaker_source(&self, quote: QuoteIx, from: SourceIx) -> Option<SourceIx> {
        let mut seen = BTreeSet::from([from]);
        let mut open = VecDeque::from([(from, 0)]);
        let mut own = None;
        while let Some((at, depth)) = open.pop_front() {
            for next in self.sources[at.at()].own.based_on.iter().filter_map(|(next, _)| *next) {
                if depth == MAX_STEPS || !seen.insert(next) {
                    continue;
                }
                if !self.is_theirs(quote, Some(next)) {
                    open.push_back((next, depth + 1));
                } else if own.replace(next).is_some() {
                    return None;
                }
            }
        }
        own
    }

    /// True if a source was made or written by the speaker of a quote, or by the party they speak
    /// for.
    fn is_theirs(&self, quote: QuoteIx, source: Option<SourceIx>) -> bool {
        let links = &self.quotes[quote.at()].own;
        let Some(source) = source else { return false };
        let source = &self.sources[source.at()].own;
        let mut makers = source.creator.iter().chain(source.authors.iter().flatten());
        makers.any(|who| links.speaker.iter().chain(&links.on_behalf_of).any(|by| by == who))
    }

    /// The distance between our copy and the speaker, in steps: the length of the shortest chain to
    /// a source by the speaker or by the party they speak for, or of the chain shown.
    pub fn steps(&self, quote: QuoteIx) -> usize {
        let chain = self.quote_chain(quote);
        let own = chain.iter().position(|step| self.is_theirs(quote, step.source));
        own.unwrap_or(chain.len().saturating_sub(1))
    }

    /// True if the chain of a statement reaches a source of the speaker after this many steps.
    pub fn is_from_speaker(&self, quote: QuoteIx, steps: usize) -> bool {
        let chain = self.quote_chain(quote);
        chain.get(steps).is_some_and(|step| self.is_theirs(quote, step.source))
    }

    /// The loops in the graph of sources, each once, starting with its first source.
    pub fn loops(&self) -> Vec<Vec<SourceIx>> {
        let next = |at: usize| -> Vec<usize> {
            self.sources[at].own.based_on.iter().filter_map(|(s, _)| s.map(SourceIx::at)).collect()
        };
        cycles(self.sources.len(), next)
            .into_iter()
            .map(|c| c.into_iter().map(SourceIx::new).collect())
            .collect()
    }
}

fn path(
    from: SourceIx,
    goal: Option<SourceIx>,
    previous: &HashMap<Option<SourceIx>, (SourceIx, BasisKind)>,
) -> Vec<ChainStep> {
    let mut steps = vec![];
    let mut at = goal;
    while let Some((before, how)) = previous.get(&at) {
        steps.push(ChainStep { source: at, how: Some(*how) });
        at = Some(*before);
        if *before == from {
            break;
        }
    }
    steps.push(ChainStep { source: Some(from), how: None });
    steps.reverse();
    steps
}

/// The loops of a graph with `count` nodes, each once, starting with its smallest node. Linear in
/// nodes and edges, without recursion.
pub fn cycles(count: usize, next: impl Fn(usize) -> Vec<usize>) -> Vec<Vec<usize>> {
    #[derive(Clone, Copy, PartialEq)]
    enum VisitState {
        New,
        Open,
        Done,
    }
    let mut marks = vec![VisitState::New; count];
    let mut loops = vec![];
    for start in 0..count {
        if marks[start] != VisitState::New {
            continue;
        }
        let mut way: Vec<(usize, Vec<usize>)> = vec![(start, next(start))];
        marks[start] = VisitState::Open;
        while let Some((at, rest)) = way.last_mut() {
            let at = *at;
            match rest.pop() {
                Some(to) if marks[to] == VisitState::New => {
                    marks[to] = VisitState::Open;
                    way.push((to, next(to)));
                }
                Some(to) if marks[to] == VisitState::Open => {
                    let from = way.iter().position(|(n, _)| *n == to).unwrap_or(0);
                    let mut found: Vec<usize> = way[from..].iter().map(|(n, _)| *n).collect();
                    let least =
                        found.iter().enumerate().min_by_key(|(_, n)| **n).map_or(0, |(i, _)| i);
                    found.rotate_left(least);
                    loops.push(found);
                }
                Some(_) => {}
                None => {
                    marks[at] = VisitState::Done;
                    way.pop();
                }
            }
        }
    }
    loops.sort();
    loops.dedup();
    loops
}

#[cfg(test)]
mod tests {
    use super::cycles;

    #[test]
    fn a_loop_is_found_once() {
        let edges = [vec![1], vec![2], vec![0, 3], vec![3], vec![0]];
        assert_eq!(cycles(5, |n| edges[n].clone()), [vec![0, 1, 2], vec![3]]);
    }

    #[test]
    fn an_acyclic_graph_has_no_loops() {
        let edges = [vec![1, 2], vec![2], vec![]];
        assert!(cycles(3, |n| edges[n].clone()).is_empty());
    }
}
