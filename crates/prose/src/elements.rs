//! The elements of raw HTML that a site may let through, their attributes, and where each may stand.
//!
//! A closed list: what is not in it does not pass. Nothing here runs, loads or dresses a part of a
//! page; an id passes only if it is free (`raw`). It knows no text.

/// What may stand in an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// Blocks and words.
    Blocks,
    /// Words alone.
    Words,
    /// Only elements that name it as their parent.
    Parts,
    /// Nothing: it has no end tag.
    Nothing,
}

/// Where an element may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stands {
    /// Among words.
    Words,
    /// Where blocks may.
    Blocks,
    /// Directly in one of these.
    In(&'static [&'static str]),
}

/// What an attribute may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    /// Any words.
    Words,
    /// Nothing: it is there or not.
    Flag,
    /// A whole number below a million.
    Number,
    /// One of these.
    One(&'static [&'static str]),
    /// A language tag.
    Language,
}

/// An element that is let through.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Element {
    /// Its name.
    pub name: &'static str,
    /// What may stand in it.
    pub holds: Holds,
    /// Where it may stand.
    pub stands: Stands,
    /// Whether HTML lets its end tag be left out.
    pub ends_itself: bool,
    attributes: &'static [(&'static str, Says)],
}

/// The attributes of every element.
const GLOBAL: [(&str, Says); 3] =
    [("title", Says::Words), ("lang", Says::Language), ("dir", Says::One(&["ltr", "rtl", "auto"]))];

const fn element(name: &'static str, holds: Holds, stands: Stands) -> Element {
    Element { name, holds, stands, ends_itself: false, attributes: &[] }
}

const fn words(name: &'static str) -> Element {
    element(name, Holds::Words, Stands::Words)
}

const fn part(name: &'static str, holds: Holds, parents: &'static [&'static str]) -> Element {
    Element { ends_itself: true, ..element(name, holds, Stands::In(parents)) }
}

impl Element {
    const fn with(self, attributes: &'static [(&'static str, Says)]) -> Self {
        Self { attributes, ..self }
    }

    const fn whole(self) -> Self {
        Self { ends_itself: false, ..self }
    }

    const fn loose(self) -> Self {
        Self { ends_itself: true, ..self }
    }
}

const CELL: &[(&str, Says)] = &[("colspan", Says::Number), ("rowspan", Says::Number)];
const HEAD: &[(&str, Says)] = &[
    ("colspan", Says::Number),
    ("rowspan", Says::Number),
    ("scope", Says::One(&["row", "col", "rowgroup", "colgroup"])),
];
const SPAN: &[(&str, Says)] = &[("span", Says::Number)];
const LIST: &[(&str, Says)] = &[
    ("start", Says::Number),
    ("reversed", Says::Flag),
    ("type", Says::One(&["1", "a", "A", "i", "I"])),
];
const ROWS: &[&str] = &["table", "thead", "tbody", "tfoot"];

/// Every element but links and images, which are read as Markdown's, by name.
static ELEMENTS: &[Element] = &[
    words("abbr"),
    words("b"),
    words("bdi"),
    words("bdo"),
    element("blockquote", Holds::Blocks, Stands::Blocks),
    element("br", Holds::Nothing, Stands::Words),
    part("caption", Holds::Words, &["table"]).whole(),
    words("cite"),
    words("code"),
    part("col", Holds::Nothing, &["colgroup"]).with(SPAN),
    part("colgroup", Holds::Parts, &["table"]).with(SPAN),
    part("dd", Holds::Blocks, &["dl"]),
    words("del"),
    element("details", Holds::Blocks, Stands::Blocks).with(&[("open", Says::Flag)]),
    words("dfn"),
    element("div", Holds::Blocks, Stands::Blocks),
    element("dl", Holds::Parts, Stands::Blocks),
    part("dt", Holds::Words, &["dl"]),
    words("em"),
    part("figcaption", Holds::Blocks, &["figure"]).whole(),
    element("figure", Holds::Blocks, Stands::Blocks),
    element("h1", Holds::Words, Stands::Blocks),
    element("h2", Holds::Words, Stands::Blocks),
    element("h3", Holds::Words, Stands::Blocks),
    element("h4", Holds::Words, Stands::Blocks),
    element("h5", Holds::Words, Stands::Blocks),
    element("h6", Holds::Words, Stands::Blocks),
    element("hr", Holds::Nothing, Stands::Blocks),
    words("i"),
    words("ins"),
    words("kbd"),
    part("li", Holds::Blocks, &["ul", "ol"]).with(&[("value", Says::Number)]),
    words("mark"),
    element("ol", Holds::Parts, Stands::Blocks).with(LIST),
    element("p", Holds::Words, Stands::Blocks).loose(),
    element("pre", Holds::Words, Stands::Blocks),
    words("q"),
    part("rp", Holds::Words, &["ruby"]),
    part("rt", Holds::Words, &["ruby"]),
    words("ruby"),
    words("s"),
    words("samp"),
    words("small"),
    words("span"),
    words("strong"),
    words("sub"),
    part("summary", Holds::Words, &["details"]).whole(),
    words("sup"),
    element("table", Holds::Parts, Stands::Blocks),
    part("tbody", Holds::Parts, &["table"]),
    part("td", Holds::Blocks, &["tr"]).with(CELL),
    part("tfoot", Holds::Parts, &["table"]),
    part("th", Holds::Words, &["tr"]).with(HEAD),
    part("thead", Holds::Parts, &["table"]),
    words("time").with(&[("datetime", Says::Words)]),
    part("tr", Holds::Parts, ROWS),
    words("u"),
    element("ul", Holds::Parts, Stands::Blocks),
    words("var"),
    element("wbr", Holds::Nothing, Stands::Words),
];

/// The link; its address is judged as Markdown's are.
pub(super) static LINK: Element = words("a");

/// The element of a name in lower case.
pub(super) fn of(name: &str) -> Option<&'static Element> {
    let at = ELEMENTS.binary_search_by(|element| element.name.cmp(name)).ok()?;
    ELEMENTS.get(at)
}

impl Element {
    /// The level of a heading.
    pub(super) fn level(&self) -> Option<u8> {
        let digit = self.name.strip_prefix('h').filter(|_| self.name.len() == 2)?;
        digit.parse().ok()
    }

    /// Whether it is one of those that stand among words.
    pub(super) fn is_inline(&self) -> bool {
        matches!(self.stands, Stands::Words | Stands::In(&["ruby"]))
    }

    /// The value of an attribute as it is written; `None` when it does not pass.
    pub(super) fn value(&self, name: &str, value: &str) -> Option<String> {
        let (_, says) = self.attributes.iter().chain(&GLOBAL).find(|(own, _)| *own == name)?;
        let trimmed = value.trim();
        let number = || trimmed.parse::<u32>().ok().filter(|number| *number < 1_000_000);
        let is_tag = || {
            (1..36).contains(&trimmed.len())
                && trimmed.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        match says {
            Says::Words => Some(value.to_owned()),
            Says::Flag => Some(String::new()),
            Says::Number => number().map(|number| number.to_string()),
            Says::One(words) => words.contains(&trimmed).then(|| trimmed.to_owned()),
            Says::Language => is_tag().then(|| trimmed.to_owned()),
        }
    }
}

/// What to do instead of an element that does not pass.
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
    use super::{ELEMENTS, Holds, Stands, of};

    #[test]
    fn the_list_is_in_order_and_whole() {
        assert!(ELEMENTS.is_sorted_by(|a, b| a.name < b.name));
        for element in ELEMENTS {
            assert_eq!(of(element.name), Some(element));
            if let Stands::In(parents) = element.stands {
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
        assert_eq!(of("br").map(|e| e.holds), Some(Holds::Nothing));
    }
}
