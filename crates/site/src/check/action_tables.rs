//! OR440: filters of action tables in texts.
//!
//! Words that are invalid in any filter are reported by the parser, and unknown topics by
//! `resolve`. This module reports valid values that no action has. A status that no action has is
//! not reported, because that is a meaningful answer.

use super::CheckContext;
use crate::model::action::ActionKind;
use crate::model::ix::{ItemIx, TopicIx};
use crate::resolve::linked::LinkedLedger;
use crate::resolve::names::NameLookup;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::id::ItemKind;
use onrecord_base::span::FileSpan;
use onrecord_base::suggest::closest_match;
use onrecord_base::text::slug;
use onrecord_prose::body::{Body, GeneratedPart, PlaceholderKind};
use std::collections::BTreeSet;
use std::sync::Arc;

/// True if the placeholder is a table of actions.
pub(super) fn is_table(fill: &PlaceholderKind) -> bool {
    matches!(fill, PlaceholderKind::Part(GeneratedPart::Actions(_)))
}

/// OR440: a table of actions filters by a jurisdiction, kind or topic that no action has.
pub(super) fn choose_nothing(linked: &LinkedLedger, _: &CheckContext<'_>) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    if ledger.actions.is_empty() {
        // Without any action, every table is empty.
        return vec![];
    }
    let mut had: Option<ActionValues<'_>> = None;
    let mut found = vec![];
    for ix in ledger.all() {
        for hole in ledger.texts(ix).all().flat_map(Body::all_holes) {
            let PlaceholderKind::Part(GeneratedPart::Actions(filters)) = &hole.fill else {
                continue;
            };
            let had = had.get_or_insert_with(|| ActionValues::of(linked));
            let place = FileSpan { file: Arc::clone(ledger.file(ix)), span: hole.span };
            found.extend(filters.iter().filter_map(|f| had.missing(linked, f, &place)));
        }
    }
    found
}

/// True if a filter uses a value that no action has, which OR440 reports.
pub(super) fn is_reported(
    linked: &LinkedLedger,
    filters: &[(String, String)],
    place: &FileSpan,
) -> bool {
    let had = ActionValues::of(linked);
    filters.iter().any(|filter| had.missing(linked, filter, place).is_some())
}

/// The values that the actions of a site have.
struct ActionValues<'a> {
    jurisdictions: BTreeSet<&'a str>,
    kinds: BTreeSet<&'static str>,
    /// Their topics, and all topics above them.
    topics: BTreeSet<TopicIx>,
}

impl<'a> ActionValues<'a> {
    fn of(linked: &'a LinkedLedger) -> Self {
        let mut had = Self {
            jurisdictions: BTreeSet::new(),
            kinds: BTreeSet::new(),
            topics: BTreeSet::new(),
        };
        for (action, links) in linked.ledger.actions.iter().zip(&linked.actions) {
            had.jurisdictions.extend(action.data.jurisdiction.as_ref().map(|j| j.v.as_str()));
            had.kinds.extend(action.data.kind.as_ref().map(|k| k.v.word()));
            for topic in &links.topics {
                let mut at = Some(*topic);
                while let Some(topic) = at.filter(|topic| had.topics.insert(*topic)) {
                    at = linked.topics[topic.at()].own.parent;
                }
            }
        }
        had
    }

    /// Reports a filter whose value no action has.
    fn missing(
        &self,
        linked: &LinkedLedger,
        (key, value): &(String, String),
        place: &FileSpan,
    ) -> Option<Diagnostic> {
        let topics: Vec<&str>;
        let values: Vec<&str> = match key.as_str() {
            "jurisdiction" if self.jurisdictions.iter().all(|j| slug(j) != slug(value)) => {
                self.jurisdictions.iter().copied().collect()
            }
            "kind" if ActionKind::WORDS.iter().any(|(word, _)| word == value) => {
                if self.kinds.contains(value.as_str()) {
                    return None;
                }
                self.kinds.iter().copied().collect()
            }
            "topic" => match linked.ledger.find(ItemKind::Topic, value) {
                NameLookup::One(ItemIx::Topic(topic)) if !self.topics.contains(&topic) => {
                    let id = |topic: &TopicIx| linked.ledger[*topic].id.as_str();
                    topics = self.topics.iter().map(id).collect();
                    topics
                }
                _ => return None,
            },
            _ => return None,
        };
        let message = match key.as_str() {
            "topic" => format!("no action has the topic `{value}`"),
            _ => format!("no action has the {key} `{value}`"),
        };
        let diagnostic = Diagnostic::new(RuleCode::ChoosesNothing, place.clone(), message)
            .label("the table is empty");
        let nearest = closest_match(value, values.iter().copied());
        let shown: Vec<String> = values.iter().take(MOST).map(|v| format!("`{v}`")).collect();
        Some(match (nearest, shown.len()) {
            (Some(near), _) => diagnostic.help(format!("did you mean `{key}={near}`?")),
            (None, 0) => diagnostic.help(format!("no action has a {key}")),
            (None, _) if values.len() > MOST => {
                diagnostic.help(format!("values in use: {} and others", shown.join(", ")))
            }
            (None, _) => diagnostic.help(format!("values in use: {}", shown.join(", "))),
        })
    }
}

/// The maximum number of existing values that a message lists.
const MOST: usize = 8;
