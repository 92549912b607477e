//! The references of an item of each kind, field by field.

use super::LinkResolver;
use crate::model::ix::ItemIx;
use crate::model::ledger::Item;
use crate::model::party::{Party, ResolvedParty};
use crate::model::source::{Byline, Recipient};
use crate::resolve::linked::{
    ActionLinks, EdgeKind, NoteLinks, OrganizationLinks, PersonLinks, QuoteLinks, RelationLink,
    SourceLinks, StatementSubject, TopicLinks,
};
use crate::resolve::names::NameLookup;
use crate::resolve::prose;
use onrecord_base::id::ItemKind;

pub(super) fn note(f: &mut LinkResolver<'_>, item: &Item<crate::model::note::Note>) -> NoteLinks {
    let note = &item.data;
    let dates = [&note.date, &note.as_of];
    dates.into_iter().flatten().for_each(|d| f.dated(d));
    let any = ItemKind::ALL;
    NoteLinks {
        authors: f.parties(&note.authors, EdgeKind::Names),
        related: note.related.iter().filter_map(|r| f.any(&any, r, EdgeKind::Names)).collect(),
        supersedes: note
            .supersedes
            .iter()
            .filter_map(|r| match f.one(ItemKind::Note, r, EdgeKind::Names) {
                Some(ItemIx::Note(ix)) => Some(ix),
                _ => None,
            })
            .collect(),
        nocite: prose::nocite(f, &note.nocite),
    }
}

pub(super) fn topic(
    f: &mut LinkResolver<'_>,
    item: &Item<crate::model::entity::Topic>,
) -> TopicLinks {
    let as_topic = |ix| match ix {
        ItemIx::Topic(ix) => Some(ix),
        _ => None,
    };
    let topic = &item.data;
    TopicLinks {
        parent: topic
            .parent
            .as_ref()
            .and_then(|r| f.one(ItemKind::Topic, r, EdgeKind::Above))
            .and_then(as_topic),
        see_also: topic
            .see_also
            .iter()
            .filter_map(|r| f.one(ItemKind::Topic, r, EdgeKind::Names))
            .filter_map(as_topic)
            .collect(),
        lead: topic.lead.as_ref().and_then(|r| match f.one(ItemKind::Note, r, EdgeKind::Names) {
            Some(ItemIx::Note(ix)) => Some(ix),
            _ => None,
        }),
    }
}

pub(super) fn person(
    f: &mut LinkResolver<'_>,
    item: &Item<crate::model::entity::Person>,
) -> PersonLinks {
    let memberships = item.data.memberships.iter().map(|m| {
        [&m.start, &m.end, &m.as_of].into_iter().flatten().for_each(|d| f.dated(d));
        let organization = m.organization.as_ref().and_then(|o| f.organization(o, EdgeKind::Above));
        (organization, m.source.as_ref().and_then(|s| f.source(s, EdgeKind::Names)))
    });
    PersonLinks { memberships: memberships.collect() }
}

pub(super) fn organization(
    f: &mut LinkResolver<'_>,
    item: &Item<crate::model::entity::Organization>,
) -> OrganizationLinks {
    [&item.data.founded, &item.data.dissolved].into_iter().flatten().for_each(|d| f.dated(d));
    OrganizationLinks {
        parent: item.data.parent.as_ref().and_then(|p| f.organization(p, EdgeKind::Above)),
    }
}

pub(super) fn source(
    f: &mut LinkResolver<'_>,
    item: &Item<crate::model::source::Source>,
) -> SourceLinks {
    let source = &item.data;
    let dates = [&source.issued, &source.accessed, &source.archive_date];
    dates.into_iter().flatten().chain(source.variables.dates()).for_each(|d| f.dated(d));
    let authors = match &source.author {
        Byline::By(names) => names.iter().map(|n| f.csl_name(n)).collect(),
        _ => vec![],
    };
    let based_on = source
        .based_on
        .iter()
        .filter_map(|b| Some((f.basis(b.source.as_ref()?)?.0, b.how)))
        .collect();
    SourceLinks {
        based_on,
        authors,
        publisher: f.maybe_organization(source.publisher.as_ref()),
        container: f.maybe_organization(source.container_title.as_ref()),
        creator: source.creator.as_ref().and_then(|p| f.who(p, EdgeKind::Party)),
        recipient: source.recipient.as_ref().and_then(|recipient| match recipient {
            Recipient::Party(party) => f.who(party, EdgeKind::Party),
            Recipient::Names(names) => {
                let all: Vec<String> = names.iter().map(|name| name.in_reading_order()).collect();
                Some(ResolvedParty::Name(all.join(", "))).filter(|_| !all.is_empty())
            }
        }),
        custodian: source.custodian.as_ref().and_then(|p| f.who(p, EdgeKind::Party)),
    }
}

pub(super) fn quote(
    f: &mut LinkResolver<'_>,
    item: &Item<crate::model::quote::Quote>,
) -> QuoteLinks {
    let quote = &item.data;
    quote.said.iter().chain(quote.period.as_deref()).for_each(|d| f.dated(d));
    let answered = [ItemKind::Quote, ItemKind::Action, ItemKind::Source, ItemKind::Note];
    let mut answers = vec![];
    for (how, refs) in quote.answers() {
        answers.extend(
            refs.iter().filter_map(|r| Some((how, f.any(&answered, r, EdgeKind::Answers(how))?))),
        );
    }
    QuoteLinks {
        speaker: quote.speaker.as_ref().and_then(|p| f.who(p, EdgeKind::Party)),
        on_behalf_of: quote.on_behalf_of.as_ref().and_then(|p| f.who(p, EdgeKind::Party)),
        recipient: quote.recipient.as_ref().and_then(|p| f.who(p, EdgeKind::Party)),
        source: quote.source.as_ref().and_then(|s| f.source(s, EdgeKind::Source)),
        based_on: quote.based_on.iter().filter_map(|r| f.basis(r)).map(|b| b.0).collect(),
        answers: answers.into(),
        about: quote.about.iter().filter_map(|party| about(f, party)).collect(),
        variants: quote
            .variants
            .iter()
            .map(|v| v.source.as_ref().and_then(|s| f.source(s, EdgeKind::Names)))
            .collect(),
    }
}

/// Resolves `about`, which accepts items of any type and parties.
fn about(f: &mut LinkResolver<'_>, party: &Party) -> Option<StatementSubject> {
    if let Party::Named(name) = party {
        let typed =
            name.as_str().split_once(':').is_some_and(|(p, _)| ItemKind::of_prefix(p).is_some());
        let one = matches!(f.find_any(name.as_str()), NameLookup::One(_));
        if typed || one {
            return f.any(&ItemKind::ALL, name, EdgeKind::About).map(StatementSubject::Thing);
        }
    }
    let who = f.who(party, EdgeKind::About)?;
    Some(match who {
        ResolvedParty::Person(ix) => StatementSubject::Thing(ix.into()),
        ResolvedParty::Organization(ix) => StatementSubject::Thing(ix.into()),
        other => StatementSubject::Party(other),
    })
}

pub(super) fn action(
    f: &mut LinkResolver<'_>,
    item: &Item<crate::model::action::Action>,
) -> ActionLinks {
    let action = &item.data;
    let mut relations = vec![];
    for (does, all) in action.relations() {
        for relation in all {
            relation.date.iter().for_each(|d| f.dated(d));
            let source = relation
                .source
                .as_ref()
                .and_then(|s| prose::citation(f, s, EdgeKind::Source))
                .map(|(ix, _)| ix);
            let to = relation
                .action
                .as_ref()
                .and_then(|r| f.one(ItemKind::Action, r, EdgeKind::Does(does)));
            if let Some(ItemIx::Action(to)) = to {
                relations.push(RelationLink {
                    does,
                    to,
                    scope: relation.scope,
                    date: relation.date.clone(),
                    source,
                });
            }
        }
    }
    action.dates.iter().flat_map(|d| d.given()).for_each(|(_, d)| f.dated(d));
    let mut said = vec![];
    for step in &action.history {
        step.date.iter().for_each(|d| f.dated(d));
        let source = step.source.as_ref().and_then(|s| prose::citation(f, s, EdgeKind::Source));
        said.push(source.map(|(ix, _)| ix));
    }
    action.deadlines.iter().filter_map(|d| d.due.as_ref()).for_each(|d| f.dated(d));
    ActionLinks {
        by: f.parties(&action.by, EdgeKind::Party),
        target: f.parties(&action.target, EdgeKind::Party),
        with: f.parties(&action.with, EdgeKind::Party),
        body: action.body.as_ref().and_then(|o| f.organization(o, EdgeKind::Party)),
        court: action.court.as_ref().and_then(|o| f.organization(o, EdgeKind::Party)),
        relations,
        sources: action
            .sources
            .iter()
            .filter_map(|s| prose::citation(f, s, EdgeKind::Source))
            .collect(),
        deadlines: action
            .deadlines
            .iter()
            .map(|d| d.who.as_ref().and_then(|p| f.who(p, EdgeKind::Party)))
            .collect(),
        steps: action
            .history
            .iter()
            .zip(said)
            .map(|(s, said)| (s.by.as_ref().and_then(|p| f.who(p, EdgeKind::Party)), said))
            .collect(),
        asserted_by: action.asserted_by.as_ref().and_then(|p| f.who(p, EdgeKind::Party)),
    }
}
