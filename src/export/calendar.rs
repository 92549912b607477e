//! Deadlines as iCalendar (RFC 5545), for calendars that people subscribe to.
//!
//! Days only: a deadline that is known to a month fills the month. It makes nobody busy. A deadline
//! keeps its UID while its action, who has to act and its words stay, wherever it is in the list, so
//! that a new date moves the entry and makes no second one. Nothing in it
//! is of the day of the build: DTSTAMP is a day that the author gave for the action.

use icalendar::{Calendar, Component as _, Event, Property};
use onrecord_base::edtf::{EdtfDate, PartialDate, SourcedDate};
use onrecord_base::id::ItemKind;
use onrecord_site::model::ix::{ActionIx, TopicIx};
use onrecord_site::routes::{PageFile, item_path};
use onrecord_site::view::cards::deadline::{DeadlineView, deadlines, ended, is_conditional};
use onrecord_site::view::context::ViewContext;
use onrecord_site::view::index::listings;
use onrecord_site::view::text::languages::plain;
use std::collections::BTreeMap;

/// Every deadline of the site.
pub fn of_site(cx: &ViewContext<'_>) -> Vec<u8> {
    calendar(cx, &cx.config.title, cx.site.ledger.actions())
}

/// The deadlines of the actions of a topic and of those below it.
pub fn of_topic(cx: &ViewContext<'_>, ix: TopicIx) -> Vec<u8> {
    let name = format!("{}: {}", cx.config.title, cx.title(ix.into()));
    calendar(cx, &name, listings::actions(listings::in_branch(cx, ix, ItemKind::Action)))
}

fn calendar(
    cx: &ViewContext<'_>,
    name: &str,
    actions: impl IntoIterator<Item = ActionIx>,
) -> Vec<u8> {
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//onrecord//deadlines//EN"));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.name(&plain(&cx.words.with("calendar_name", &one_line(name))));
    let mut events: Vec<(EdtfDate, String, Event)> =
        actions.into_iter().flat_map(|ix| of_action(cx, ix)).collect();
    events.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    calendar.extend(events.into_iter().map(|(_, _, event)| event));
    calendar.to_string().into_bytes()
}

/// The deadlines of an action whose date has a value, each with its UID.
fn of_action(cx: &ViewContext<'_>, ix: ActionIx) -> Vec<(EdtfDate, String, Event)> {
    let action = &cx.site.ledger[ix];
    let written = action.data.deadlines.iter().filter(|d| d.due.is_some());
    let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut all = vec![];
    for (deadline, view) in written.zip(deadlines(cx, ix)) {
        let nth = seen.entry((view.who.name.clone(), view.what.clone())).or_default();
        *nth += 1;
        let Some(when) = deadline.due.as_ref().and_then(|d| d.when) else { continue };
        let words = [view.who.name.as_str(), &view.what, &nth.to_string()].join("\0");
        let uid = uid(cx, action.id.as_str(), &words);
        let void = deadline.met.is_none() && ended(cx, ix, deadline);
        let only_if = is_conditional(cx, ix, deadline) && !void;
        let status = match (void, only_if) {
            (true, _) => "CANCELLED",
            (_, true) => "TENTATIVE",
            _ => "CONFIRMED",
        };
        let mut event = event(cx, when, &view, &uid, only_if);
        event.add_property("DTSTAMP", format!("{}T000000Z", basic(revised(cx, ix, when))));
        event.add_property("STATUS", status);
        event.add_property("TRANSP", "TRANSPARENT");
        all.push((when, uid, event.done()));
    }
    all
}

/// `only_if`: it would be due only if its action were adopted, and the title says so.
fn event(
    cx: &ViewContext<'_>,
    when: EdtfDate,
    view: &DeadlineView,
    uid: &str,
    only_if: bool,
) -> Event {
    let (from, until) = (when.earliest(), when.latest().unwrap_or_else(|| when.earliest()));
    let mut event = Event::new();
    event.uid(uid);
    event.append_property(day("DTSTART", from));
    event.append_property(day("DTEND", until.next()));
    let vague = when.day().is_none();
    let what = one_line(&view.what);
    let what = match view.who.name.as_str() {
        "" => what,
        who => listings::filled(cx, "calendar_event", &[who, &what]),
    };
    let what = if only_if { cx.words.with("calendar_if_adopted", &what) } else { what };
    let summary = if vague { format!("{what} ({})", view.due.text) } else { what };
    event.summary(&plain(&summary));
    let mut lines = vec![view.state.clone()];
    lines.push(view.action.title.clone());
    if !view.due.as_given.is_empty() {
        lines.push(cx.words.with("in_marks", &view.due.as_given));
    }
    let lines: Vec<String> = lines.iter().map(|line| one_line(line)).collect();
    event.description(&plain(&lines.join("\n")));
    let url = cx.config.absolute(&view.action.url);
    if !url.is_empty() {
        event.url(&url);
    }
    event
}

/// When what is known of an action was last revised, as its author says: `updated`, else `status_as_of`, else
/// the first of its dates; where it has none, the day on which this is due.
fn revised(cx: &ViewContext<'_>, ix: ActionIx, due: EdtfDate) -> PartialDate {
    let action = &cx.site.ledger[ix];
    let said = [action.shared.updated.as_deref(), action.data.status_as_of.as_deref()];
    let mut dates = said.into_iter().flatten().chain(action.data.first_date());
    dates.find_map(|date| date.when).unwrap_or(due).earliest()
}

/// Never changes while the action and the words of its deadline stay.
fn uid(cx: &ViewContext<'_>, action: &str, words: &str) -> String {
    let host = cx.config.host.split("//").nth(1).unwrap_or_default();
    let host = if host.is_empty() { "onrecord" } else { host };
    let words = blake3::hash(words.as_bytes());
    format!("{action}-{}@{host}", &words.to_hex()[..12])
}

fn day(name: &str, day: PartialDate) -> Property {
    Property::new(name, basic(day)).add_parameter("VALUE", "DATE").done()
}

/// `20220617`.
fn basic(day: PartialDate) -> String {
    format!("{:04}{:02}{:02}", day.year, day.month, day.day)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The topics with deadlines, and the topics above them.
fn topics(cx: &ViewContext<'_>) -> Vec<TopicIx> {
    let has = |d: &SourcedDate| d.when.is_some();
    let mut topics = std::collections::BTreeSet::new();
    for ix in cx.site.ledger.actions() {
        let due = cx.site.ledger[ix].data.deadlines.iter().filter_map(|d| d.due.as_ref());
        if due.clone().any(has) {
            topics.extend(listings::with_above(cx, &cx.site.actions[ix.at()].topics));
        }
    }
    topics.into_iter().collect()
}

/// The files next to pages of topics, with their paths.
pub fn files(cx: &ViewContext<'_>) -> Vec<(String, TopicIx)> {
    let topics = topics(cx).into_iter().filter(|topic| !cx.url((*topic).into()).is_empty());
    let page = |topic: TopicIx| item_path(ItemKind::Topic, cx.site.ledger[topic].id.as_str());
    topics.map(|topic| (PageFile::Deadlines.path(&page(topic)), topic)).collect()
}

#[cfg(test)]
mod tests {
    use super::{of_site, of_topic, topics};
    use icalendar::{Calendar, CalendarComponent, Component as _, Event};
    use onrecord_site::view::testing::made;

    const ACTIONS: &str = "- { id: a, kind: act, title: \"A, b; c\", by: X Y, topics: [t], dates: { signed: 2023-01-01 }, deadlines: [\
        { due: 2024-02-29, what: \"First, with a comma; and a \\\\ stroke, and so many words after that that a line has to be folded — twice, with ÄÖÜ\" },\
        { due: 2024-05, what: Some time in May, who: X Y }, { due: 2023-12-31, what: Done, met: true } ] }\n\
        - { id: b, kind: act, title: B, by: X Y, dates: { signed: 2023-01-01, revoked: 2023-06-01 }, deadlines: [{ due: 2025-01-01, what: Void }] }\n";

    fn events(bytes: &[u8]) -> Vec<Event> {
        let text = std::str::from_utf8(bytes).unwrap();
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "a line is not folded: {text}");
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
        let read: Calendar = text.parse().unwrap();
        assert_eq!(read.get_name(), read.property_value("X-WR-CALNAME"));
        let event = |c| match c {
            CalendarComponent::Event(event) => event,
            other => panic!("{other:?}"),
        };
        read.components.into_iter().map(event).collect()
    }

    #[test]
    fn a_calendar_is_read_again_by_a_parser() {
        let made = made(
            "2024-01-10",
            &[
                ("actions.yaml", ACTIONS),
                ("topics.yaml", "- { id: up, title: Up }\n- { id: t, title: T, parent: up }\n"),
            ],
        );
        let cx = made.cx();
        let all = events(&of_site(&cx));
        let field = |name: &str| -> Vec<&str> {
            all.iter().map(|e| e.property_value(name).unwrap_or_default()).collect()
        };
        assert_eq!(field("DTSTART"), ["20231231", "20240229", "20240501", "20250101"]);
        assert_eq!(field("DTEND"), ["20240101", "20240301", "20240601", "20250102"]);
        assert_eq!(field("STATUS"), ["CONFIRMED", "CONFIRMED", "CONFIRMED", "CANCELLED"]);
        assert_eq!(field("DTSTAMP"), ["20230101T000000Z"; 4]);
        assert_eq!(
            all[1].get_summary().unwrap(),
            "First, with a comma; and a \\ stroke, and so many words after that that a line has to be folded — twice, with ÄÖÜ"
        );
        assert_eq!(all[2].get_summary(), Some("X Y: Some time in May (May 2024)"));
        assert_eq!(all[2].get_description(), Some("upcoming\nA, b; c"));
        let tops: Vec<&str> = topics(&cx).into_iter().map(|t| cx.title(t.into())).collect();
        assert_eq!(tops, ["Up", "T"]);
        assert_eq!(events(&of_topic(&cx, made.topic("up"))).len(), 3);
    }

    #[test]
    fn a_moved_deadline_keeps_its_uid() {
        let at = |text: &str| -> Vec<String> {
            let made = made("2024-01-10", &[("actions.yaml", text)]);
            let mut uids: Vec<String> = events(&of_site(&made.cx()))
                .iter()
                .map(|e| e.get_uid().unwrap_or_default().to_owned())
                .collect();
            uids.sort();
            uids
        };
        let before = at(ACTIONS);
        assert_eq!(before, at(&ACTIONS.replace("2024-02-29", "2025-03-01")));
        // Another with the same words for somebody else, written before it, is another.
        let more = ACTIONS.replace(
            "{ due: 2024-05,",
            "{ due: 2024-04, what: Some time in May, who: Y Z }, { due: 2024-05,",
        );
        let more = at(&more);
        assert!(before.iter().all(|uid| more.contains(uid)) && more.len() == before.len() + 1);
        assert_ne!(before, at(&ACTIONS.replace("what: Done", "what: Finished")));
        let all: std::collections::BTreeSet<&String> = before.iter().collect();
        assert_eq!(all.len(), before.len());
    }
}
