//! A switch for tests that hides one kind of event from the writer, to show that `conserve` reports
//! the loss.
//!
//! Outside of tests every event is written and the switch costs nothing.

use pulldown_cmark::Event;

/// True if events of this kind are hidden.
#[cfg(not(any(test, feature = "testing")))]
pub(super) const fn is_off(_: &Event<'_>) -> bool {
    false
}

/// True if events of this kind are hidden.
#[cfg(any(test, feature = "testing"))]
pub(super) fn is_off(event: &Event<'_>) -> bool {
    let Some(kind) = OFF.get() else { return false };
    let off = kind_of(event) == kind;
    if off {
        LEFT_OUT.set(LEFT_OUT.get() + 1);
    }
    off
}

#[cfg(any(test, feature = "testing"))]
thread_local! {
    static OFF: std::cell::Cell<Option<&'static str>> = const { std::cell::Cell::new(None) };
    static LEFT_OUT: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Runs a function on this thread while events of a kind are hidden. Returns its result and the
/// number of hidden events.
#[cfg(any(test, feature = "testing"))]
pub fn without<T>(kind: &'static str, run: impl FnOnce() -> T) -> (T, usize) {
    struct Back;
    impl Drop for Back {
        fn drop(&mut self) {
            OFF.set(None);
        }
    }
    let back = Back;
    LEFT_OUT.set(0);
    OFF.set(Some(kind));
    let out = run();
    drop(back);
    (out, LEFT_OUT.get())
}

/// The names of all kinds of events that the Markdown parser emits with our options.
#[cfg(any(test, feature = "testing"))]
pub const EVENT_KINDS: [&str; 55] = [
    "text",
    "code",
    "html",
    "inline html",
    "footnote reference",
    "soft break",
    "hard break",
    "rule",
    "task list marker",
    "start paragraph",
    "start heading",
    "start quotation",
    "start callout",
    "start fenced code",
    "start indented code",
    "start html block",
    "start ordered list",
    "start list",
    "start item",
    "start definition list",
    "start definition title",
    "start definition",
    "start table",
    "start table head",
    "start table row",
    "start table cell",
    "start emphasis",
    "start strong",
    "start strikethrough",
    "start link",
    "start wiki link",
    "start citation",
    "start image",
    "start embed",
    "end paragraph",
    "end heading",
    "end quotation",
    "end callout",
    "end ordered list",
    "end list",
    "end item",
    "end definition list",
    "end definition title",
    "end definition",
    "end table",
    "end table head",
    "end table row",
    "end table cell",
    "end emphasis",
    "end strong",
    "end strikethrough",
    "end link",
    "start footnote definition",
    "start reference link",
    "start autolink",
];

/// Returns the name of an event's kind.
#[cfg(any(test, feature = "testing"))]
#[expect(clippy::too_many_lines, reason = "a table")]
fn kind_of(event: &Event<'_>) -> &'static str {
    use pulldown_cmark::{CodeBlockKind, LinkType, Tag, TagEnd};
    match event {
        Event::Text(_) => "text",
        Event::Code(_) => "code",
        Event::Html(_) => "html",
        Event::InlineHtml(_) => "inline html",
        Event::FootnoteReference(_) => "footnote reference",
        Event::SoftBreak => "soft break",
        Event::HardBreak => "hard break",
        Event::Rule => "rule",
        Event::TaskListMarker(_) => "task list marker",
        Event::InlineMath(_) | Event::DisplayMath(_) => "math",
        Event::Start(tag) => match tag {
            Tag::Paragraph => "start paragraph",
            Tag::Heading { .. } => "start heading",
            Tag::BlockQuote(None) => "start quotation",
            Tag::BlockQuote(Some(_)) => "start callout",
            Tag::CodeBlock(CodeBlockKind::Fenced(_)) => "start fenced code",
            Tag::CodeBlock(CodeBlockKind::Indented) => "start indented code",
            Tag::HtmlBlock => "start html block",
            Tag::List(Some(_)) => "start ordered list",
            Tag::List(None) => "start list",
            Tag::Item => "start item",
            Tag::FootnoteDefinition(_) => "start footnote definition",
            Tag::DefinitionList => "start definition list",
            Tag::DefinitionListTitle => "start definition title",
            Tag::DefinitionListDefinition => "start definition",
            Tag::Table(_) => "start table",
            Tag::TableHead => "start table head",
            Tag::TableRow => "start table row",
            Tag::TableCell => "start table cell",
            Tag::Emphasis => "start emphasis",
            Tag::Strong => "start strong",
            Tag::Strikethrough => "start strikethrough",
            Tag::Link { link_type, .. } => match link_type {
                LinkType::WikiLink { .. } => "start wiki link",
                LinkType::ShortcutUnknown
                | LinkType::CollapsedUnknown
                | LinkType::ReferenceUnknown => "start citation",
                LinkType::Autolink | LinkType::Email => "start autolink",
                LinkType::Inline => "start link",
                LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut => {
                    "start reference link"
                }
            },
            Tag::Image { link_type: LinkType::WikiLink { .. }, .. } => "start embed",
            Tag::Image { .. } => "start image",
            Tag::Superscript | Tag::Subscript | Tag::MetadataBlock(_) => "other",
        },
        Event::End(tag) => match tag {
            TagEnd::Paragraph => "end paragraph",
            TagEnd::Heading(_) => "end heading",
            TagEnd::BlockQuote(None) => "end quotation",
            TagEnd::BlockQuote(Some(_)) => "end callout",
            TagEnd::List(true) => "end ordered list",
            TagEnd::List(false) => "end list",
            TagEnd::Item => "end item",
            TagEnd::DefinitionList => "end definition list",
            TagEnd::DefinitionListTitle => "end definition title",
            TagEnd::DefinitionListDefinition => "end definition",
            TagEnd::Table => "end table",
            TagEnd::TableHead => "end table head",
            TagEnd::TableRow => "end table row",
            TagEnd::TableCell => "end table cell",
            TagEnd::Emphasis => "end emphasis",
            TagEnd::Strong => "end strong",
            TagEnd::Strikethrough => "end strikethrough",
            TagEnd::Link => "end link",
            _ => "other",
        },
    }
}
