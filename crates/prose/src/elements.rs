//! The raw HTML elements that a site may allow, with their attributes, content and positions. Start
//! with [`of`].
//!
//! A closed list: all other elements are removed. None of them runs scripts, loads files or changes
//! the appearance of the page; an id is kept only if it is unused (`raw`). Must not depend on any
//! text or writer.

/// The content that an element allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContentModel {
    /// Blocks and words.
    Blocks,
    /// Words only.
    Words,
    /// Only elements that name it as their parent.
    Parts,
    /// No content and no end tag.
    Nothing,
}

/// The positions in which an element is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AllowedIn {
    /// In running text.
    Words,
    /// Between blocks.
    Blocks,
    /// Directly in one of these elements.
    In(&'static [&'static str]),
}

/// The values that an attribute allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AttributeType {
    /// Any text.
    Words,
    /// No value: the attribute is present or absent.
    Flag,
    /// A whole number below 1,000,000.
    Number,
    /// One of these.
    One(&'static [&'static str]),
    /// A language tag.
    Language,
}

/// An allowed element.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct HtmlElement {
    /// Its name.
    pub name: &'static str,
    /// The content that it allows.
    pub content: ContentModel,
    /// The positions in which it is allowed.
    pub allowed_in: AllowedIn,
    /// True if HTML allows its end tag to be omitted.
    pub ends_itself: bool,
    attributes: &'static [(&'static str, AttributeType)],
}

/// The attributes allowed on every element.
const GLOBAL: [(&str, AttributeType); 3] = [
    ("title", AttributeType::Words),
    ("lang", AttributeType::Language),
    ("dir", AttributeType::One(&["ltr", "rtl", "auto"])),
];

const fn element(name: &'static str, content: ContentModel, allowed_in: AllowedIn) -> HtmlElement {
    HtmlElement { name, content, allowed_in, ends_itself: false, attributes: &[] }
}

const fn words(name: &'static str) -> HtmlElement {
    element(name, ContentModel::Words, AllowedIn::Words)
}

const fn part(
    name: &'static str,
    content: ContentModel,
    parents: &'static [&'static str],
) -> HtmlElement {
    HtmlElement { ends_itself: true, ..element(name, content, AllowedIn::In(parents)) }
}

impl HtmlElement {
    const fn with(self, attributes: &'static [(&'static str, AttributeType)]) -> Self {
        Self { attributes, ..self }
    }

    const fn whole(self) -> Self {
        Self { ends_itself: false, ..self }
    }

    const fn loose(self) -> Self {
        Self { ends_itself: true, ..self }
    }
}

const CELL: &[(&str, AttributeType)] =
    &[("colspan", AttributeType::Number), ("rowspan", AttributeType::Number)];
const HEAD: &[(&str, AttributeType)] = &[
    ("colspan", AttributeType::Number),
    ("rowspan", AttributeType::Number),
    ("scope", AttributeType::One(&["row", "col", "rowgroup", "colgroup"])),
];
const SPAN: &[(&str, AttributeType)] = &[("span", AttributeType::Number)];
const LIST: &[(&str, AttributeType)] = &[
    ("start", AttributeType::Number),
    ("reversed", AttributeType::Flag),
    ("type", AttributeType::One(&["1", "a", "A", "i", "I"])),
];
const ROWS: &[&str] = &["table", "thead", "tbody", "tfoot"];

/// All allowed elements, sorted by name. Excludes links and images, which are handled like those of
/// Markdown.
static ELEMENTS: &[HtmlElement] = &[
    words("abbr"),
    words("b"),
    words("bdi"),
    words("bdo"),
    element("blockquote", ContentModel::Blocks, AllowedIn::Blocks),
    element("br", ContentModel::Nothing, AllowedIn::Words),
    part("caption", ContentModel::Words, &["table"]).whole(),
    words("cite"),
    words("code"),
    part("col", ContentModel::Nothing, &["colgroup"]).with(SPAN),
    part("colgroup", ContentModel::Parts, &["table"]).with(SPAN),
    part("dd", ContentModel::Blocks, &["dl"]),
    words("del"),
    element("details", ContentModel::Blocks, AllowedIn::Blocks)
        .with(&[("open", AttributeType::Flag)]),
    words("dfn"),
    element("div", ContentModel::Blocks, AllowedIn::Blocks),
    element("dl", ContentModel::Parts, AllowedIn::Blocks),
    part("dt", ContentModel::Words, &["dl"]),
    words("em"),
    part("figcaption", ContentModel::Blocks, &["figure"]).whole(),
    element("figure", ContentModel::Blocks, AllowedIn::Blocks),
    element("h1", ContentModel::Words, AllowedIn::Blocks),
    element("h2", ContentModel::Words, AllowedIn::Blocks),
    element("h3", ContentModel::Words, AllowedIn::Blocks),
    element("h4", ContentModel::Words, AllowedIn::Blocks),
    element("h5", ContentModel::Words, AllowedIn::Blocks),
    element("h6", ContentModel::Words, AllowedIn::Blocks),
    element("hr", ContentModel::Nothing, AllowedIn::Blocks),
    words("i"),
    words("ins"),
    words("kbd"),
    part("li", ContentModel::Blocks, &["ul", "ol"]).with(&[("value", AttributeType::Number)]),
    words("mark"),
    element("ol", ContentModel::Parts, AllowedIn::Blocks).with(LIST),
    element("p", ContentModel::Words, AllowedIn::Blocks).loose(),
    element("pre", ContentModel::Words, AllowedIn::Blocks),
    words("q"),
    part("rp", ContentModel::Words, &["ruby"]),
    part("rt", ContentModel::Words, &["ruby"]),
    words("ruby"),
    words("s"),
    words("samp"),
    words("small"),
    words("span"),
    words("strong"),
    words("sub"),
    part("summary", ContentModel::Words, &["details"]).whole(),
    words("sup"),
    element("table", ContentModel::Parts, AllowedIn::Blocks),
    part("tbody", ContentModel::Parts, &["table"]),
    part("td", ContentModel::Blocks, &["tr"]).with(CELL),
    part("tfoot", ContentModel::Parts, &["table"]),
    part("th", ContentModel::Words, &["tr"]).with(HEAD),
    part("thead", ContentModel::Parts, &["table"]),
    words("time").with(&[("datetime", AttributeType::Words)]),
    part("tr", ContentModel::Parts, ROWS),
    words("u"),
    element("ul", ContentModel::Parts, AllowedIn::Blocks),
    words("var"),
    element("wbr", ContentModel::Nothing, AllowedIn::Words),
];

/// The link element; its address is checked like that of a Markdown link.
pub(super) static LINK: HtmlElement = words("a");

/// Returns the element with this lower-case name; `None` if it is not allowed.
pub(super) fn of(name: &str) -> Option<&'static HtmlElement> {
    let at = ELEMENTS.binary_search_by(|element| element.name.cmp(name)).ok()?;
    ELEMENTS.get(at)
}

impl HtmlElement {
    /// Returns the level of a heading; `None` for other elements.
    pub(super) fn level(&self) -> Option<u8> {
        let digit = self.name.strip_prefix('h').filter(|_| self.name.len() == 2)?;
        digit.parse().ok()
    }

    /// True if it is allowed in running text.
    pub(super) fn is_inline(&self) -> bool {
        matches!(self.allowed_in, AllowedIn::Words | AllowedIn::In(&["ruby"]))
    }

    /// Returns the value of an attribute as it is written to the page; `None` if it is not allowed.
    pub(super) fn value(&self, name: &str, value: &str) -> Option<String> {
        let (_, attribute_type) =
            self.attributes.iter().chain(&GLOBAL).find(|(own, _)| *own == name)?;
        let trimmed = value.trim();
        let number = || trimmed.parse::<u32>().ok().filter(|number| *number < 1_000_000);
        let is_tag = || {
            (1..36).contains(&trimmed.len())
                && trimmed.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        match attribute_type {
            AttributeType::Words => Some(value.to_owned()),
            AttributeType::Flag => Some(String::new()),
            AttributeType::Number => number().map(|number| number.to_string()),
            AttributeType::One(words) => words.contains(&trimmed).then(|| trimmed.to_owned()),
            AttributeType::Language => is_tag().then(|| trimmed.to_owned()),
        }
    }
}

/// Returns the advice for an element that is not allowed.
pub(super) fn instead(name: &str) -> &'static str {
    match name {
        "script" | "noscript" | "template" | "slot" | "canvas" => {
            "remove it; scripts are not allowed in texts"
        }
        "style" | "link" | "meta" | "base" | "font" | "center" | "title" | "head" | "body"
        | "html" => "remove it; appearance belongs to the theme, metadata to the front matter",
        "svg" | "math" => {
            "save it as an image beside the note and write `![what it shows](file.svg)`"
        }
        "iframe" | "video" | "audio" | "embed" | "object" | "picture" | "source" | "frame"
        | "frameset" => "link to it, or save an image of it beside the note",
        "form" | "input" | "button" | "select" | "option" | "textarea" | "label" | "fieldset"
        | "dialog" => "remove it; forms are not supported",
        "section" | "article" | "header" | "footer" | "nav" | "main" => {
            "use `<div>`; the page structure belongs to the theme"
        }
        "aside" => "write a callout: `> [!NOTE]`",
        "strike" => "write `~~words~~`",
        "tt" => "use `<code>`, or put the text in backticks",
        _ => "write it in Markdown; the manual lists the allowed elements",
    }
}

#[cfg(test)]
mod tests {
    use super::{AllowedIn, ContentModel, ELEMENTS, of};

    #[test]
    fn the_list_is_in_order_and_whole() {
        assert!(ELEMENTS.is_sorted_by(|a, b| a.name < b.name));
        for element in ELEMENTS {
            assert_eq!(of(element.name), Some(element));
            if let AllowedIn::In(parents) = element.allowed_in {
                assert!(!parents.is_empty());
                assert!(parents.iter().all(|parent| of(parent).is_some()), "{}", element.name);
            }
        }
    }

    #[test]
    fn nothing_that_runs_loads_or_dresses_is_in_it() {
        for name in [
            "script", "style", "iframe", "object", "embed", "svg", "math", "form", "input", "base",
            "meta", "link", "template", "section", "main", "nav", "a", "img", "body", "html", "",
        ] {
            assert_eq!(of(name), None, "{name}");
        }
        for element in ELEMENTS {
            for name in
                ["style", "class", "id", "onclick", "href", "src", "name", "role", "tabindex"]
            {
                assert_eq!(element.value(name, "x"), None, "{name} of {}", element.name);
            }
        }
    }

    #[test]
    fn values_are_checked() {
        let get = |element: &str, name, value| of(element).and_then(|e| e.value(name, value));
        assert_eq!(get("td", "colspan", " 2 "), Some("2".into()));
        assert_eq!(get("td", "colspan", "2\" onclick"), None);
        assert_eq!(get("ol", "type", "x"), None);
        assert_eq!(get("details", "open", "anything"), Some(String::new()));
        assert_eq!(get("b", "lang", "de-AT"), Some("de-AT".into()));
        assert_eq!(get("b", "lang", "\"><svg>"), None);
        assert_eq!(of("br").map(|e| e.content), Some(ContentModel::Nothing));
    }
}
