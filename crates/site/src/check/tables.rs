//! OR440: what a table of actions in a text asks for.
//!
//! Words that no action can have are told where the text is read, topics that do not exist where names
//! are looked up. Here is what is left: a value that could be, and that no action has. No action with
//! some status is no slip: that is what the writer wants to know.

use super::Setting;
use crate::model::action::ActionKind;
use crate::model::ix::{Ix, TopicIx};
use crate::resolve::linked::Linked;
use crate::resolve::names::Found;
use onrecord_base::code::Code;
use onrecord_base::diag::Diagnostic;
use onrecord_base::id::Kind;
use onrecord_base::near::near;
use onrecord_base::span::Place;
use onrecord_base::text::slug;
use onrecord_prose::body::{Body, Fill, Part};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A table of actions.
pub(super) fn is_table(fill: &Fill) -> bool {
    matches!(fill, Fill::Part(Part::Actions(_)))
}

/// OR440: a table of actions asks for a jurisdiction, kind or topic that no action has.
pub(super) fn choose_nothing(linked: &Linked, _: &Setting<'_>) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    if ledger.actions.is_empty() {
        // Nothing is written down yet: then no table can hold anything.
        return vec![];
    }
    let mut had: Option<Had<'_>> = None;
    let mut found = vec![];
    for ix in ledger.all() {
        for hole in ledger.texts(ix).all().flat_map(Body::all_holes) {
            let Fill::Part(Part::Actions(filters)) = &hole.fill else { continue };
            let had = had.get_or_insert_with(|| Had::of(linked));
            let place = Place { file: Arc::clone(ledger.file(ix)), span: hole.span };
            found.extend(filters.iter().filter_map(|f| had.missing(linked, f, &place)));
        }
    }
    found
}

/// Whether a filter asks for a value that no action has, which OR440 reports.
pub(super) fn is_reported(linked: &Linked, filters: &[(String, String)], place: &Place) -> bool {
    let had = Had::of(linked);
    filters.iter().any(|filter| had.missing(linked, filter, place).is_some())
}

/// What the actions of a site have.
struct Had<'a> {
    jurisdictions: BTreeSet<&'a str>,
    kinds: BTreeSet<&'static str>,
    /// Their topics and all above them.
    topics: BTreeSet<TopicIx>,
}

impl<'a> Had<'a> {
    fn of(linked: &'a Linked) -> Self {
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

    /// A filter whose value no action has.
    fn missing(
        &self,
        linked: &Linked,
        (key, value): &(String, String),
        place: &Place,
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
            "topic" => match linked.ledger.find(Kind::Topic, value) {
                Found::One(Ix::Topic(topic)) if !self.topics.contains(&topic) => {
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
        let told = Diagnostic::new(Code::ChoosesNothing, place.clone(), message)
            .label("the table is empty");
        let nearest = near(value, values.iter().copied());
        let shown: Vec<String> = values.iter().take(MOST).map(|v| format!("`{v}`")).collect();
        Some(match (nearest, shown.len()) {
            (Some(near), _) => told.help(format!("did you mean `{key}={near}`?")),
            (None, 0) => told.help(format!("no action has a {key}")),
            (None, _) if values.len() > MOST => {
                told.help(format!("values in use: {} and others", shown.join(", ")))
            }
            (None, _) => told.help(format!("values in use: {}", shown.join(", "))),
        })
    }
}

/// How many values are named.
const MOST: usize = 8;
