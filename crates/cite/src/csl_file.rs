//! Checks the file of a citation style before the processor reads it. Start with `look` and
//! [`StyleError`].
//!
//! Scans the XML tags of a CSL file: they must be closed, not nested too deeply, and no macro may
//! call itself, directly or through others. Must not depend on the meaning of a style.

use onrecord_base::span::Span;
use onrecord_base::suggest::closest_match;
use std::collections::{BTreeMap, BTreeSet};

/// The maximum size of a style, in bytes. The largest in the public collection has 200 KB.
const MAX_STYLE: usize = 1024 * 1024;

/// The maximum nesting depth of tags, because the processor is recursive. Styles of the public
/// collection reach 25.
const MAX_DEPTH: usize = 60;

/// The reason why a style is invalid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StyleError {
    /// The position of the error; `None` if it is unknown.
    pub at: Option<Span>,
    /// The message.
    pub message: String,
    /// The next step; may be empty.
    pub help: String,
}

impl StyleError {
    /// Returns an error about the whole style.
    pub(super) fn whole(why: &str) -> Self {
        // The processor's messages may span lines.
        let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
        Self { at: None, message: format!("not a CSL style: {why}"), help: String::new() }
    }

    /// Returns the error for a style that only refers to another.
    pub(super) fn dependent(parent: &str) -> Self {
        Self {
            at: None,
            message: "this is a dependent style without rules of its own".to_owned(),
            help: format!("use the style that it depends on: {parent}"),
        }
    }

    /// Returns the error for a macro that is too large or too deep; without a name, for the whole
    /// style.
    pub(super) fn in_macro(text: &str, name: Option<&str>, message: String, help: &str) -> Self {
        let is_it = |tag: &XmlTag<'_>| tag.name == "macro" && attribute(tag.inner, "name") == name;
        let place = name.and_then(|_| tags(text).flatten().find(is_it));
        let at = place.map(|tag| Span::new(tag.at, tag.at + "<".len() + tag.name.len()));
        Self { at, message, help: help.to_owned() }
    }

    fn at(at: usize, len: usize, message: String, help: &str) -> Self {
        Self { at: Some(Span::new(at, at + len)), message, help: help.to_owned() }
    }
}

/// An XML tag.
pub(super) struct XmlTag<'a> {
    /// The byte of its `<`.
    pub(super) at: usize,
    /// Its name without the prefix `cs:`.
    pub(super) name: &'a str,
    /// The name as written and the text after it, without slashes at the ends.
    pub(super) inner: &'a str,
    /// True for a closing tag.
    pub(super) closes: bool,
    /// True for a tag without content: `<text/>`.
    pub(super) empty: bool,
}

/// Checks a style.
pub(super) fn look(text: &str) -> Result<(), StyleError> {
    if text.len() > MAX_STYLE {
        let message = format!("this style has {} KB; the limit is 1,024 KB", text.len() / 1024);
        return Err(StyleError { at: None, message, help: String::new() });
    }
    let mut seen = StyleScan::default();
    for tag in tags(text) {
        seen.tag(&tag?)?;
    }
    if let Some((at, name)) = seen.open.pop() {
        return Err(StyleError::at(at, name.len() + 1, format!("`<{name}>` is not closed"), ""));
    }
    if !seen.any {
        return Err(StyleError::whole("it has no tags"));
    }
    let StyleScan { macros, uses, .. } = seen;
    if let Some((_, name, at)) = uses.iter().find(|(_, name, _)| !macros.contains_key(name)) {
        let help = match closest_match(name, macros.keys().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "define it, or remove its use".to_owned(),
        };
        return Err(StyleError::at(*at, 1, format!("unknown macro `{name}`"), &help));
    }
    circle(&macros, &uses)
}

/// The state of the scan.
#[derive(Default)]
struct StyleScan<'a> {
    any: bool,
    open: Vec<(usize, &'a str)>,
    macros: BTreeMap<&'a str, usize>,
    /// The uses of macros: (enclosing macro, macro used, byte).
    uses: Vec<(Option<&'a str>, &'a str, usize)>,
    within: Option<&'a str>,
}

impl<'a> StyleScan<'a> {
    fn tag(&mut self, tag: &XmlTag<'a>) -> Result<(), StyleError> {
        if tag.closes {
            return self.close(tag);
        }
        let fault = |message: String, help: &str| {
            Err(StyleError::at(tag.at, tag.name.len() + 1, message, help))
        };
        if !self.any && tag.name != "style" {
            let message = format!("not a CSL style: it starts with `<{}>`", tag.name);
            return fault(message, "a style starts with `<style>`");
        }
        self.any = true;
        if tag.name == "macro"
            && let Some(name) = attribute(tag.inner, "name")
        {
            self.macros.insert(name, tag.at);
            self.within = Some(name);
        } else if let Some(name) = attribute(tag.inner, "macro") {
            self.uses.push((self.within, name, tag.at));
        }
        if !tag.empty {
            self.open.push((tag.at, tag.name));
        }
        if self.open.len() > MAX_DEPTH {
            let message = "tags are nested too deeply".to_owned();
            return fault(message, "move the inner ones to macros");
        }
        Ok(())
    }

    fn close(&mut self, tag: &XmlTag<'a>) -> Result<(), StyleError> {
        if tag.name == "macro" {
            self.within = None;
        }
        match self.open.pop() {
            Some((_, name)) if name == tag.name => Ok(()),
            Some((at, name)) => {
                let message = format!("`<{name}>` is closed by `</{}>`", tag.name);
                Err(StyleError::at(at, name.len() + 1, message, "close the inner tag first"))
            }
            None => {
                let message = format!("unexpected `</{}>`", tag.name);
                Err(StyleError::at(tag.at, tag.name.len() + 2, message, "remove it"))
            }
        }
    }
}

/// Reports a macro that calls itself, directly or through others.
fn circle(
    macros: &BTreeMap<&str, usize>,
    uses: &[(Option<&str>, &str, usize)],
) -> Result<(), StyleError> {
    let mut leads: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (from, to, _) in uses {
        leads.entry(from.unwrap_or("")).or_default().insert(to);
    }
    // Removes the macros that call no remaining macro, until only cycles and their callers remain.
    let mut left: BTreeSet<&str> = macros.keys().copied().collect();
    loop {
        let goes_on = |name: &&str| {
            leads.get(name).is_some_and(|to| to.iter().any(|next| left.contains(next)))
        };
        let next: BTreeSet<&str> = left.iter().copied().filter(|name| goes_on(name)).collect();
        if next.len() == left.len() {
            break;
        }
        left = next;
    }
    match left.first() {
        None => Ok(()),
        Some(name) => {
            let at = macros.get(name).copied().unwrap_or(0);
            let message = format!("the macro `{name}` calls itself");
            Err(StyleError::at(
                at,
                "<macro".len(),
                message,
                "remove the call; a macro cannot use itself, directly or through others",
            ))
        }
    }
}

/// Iterates over the tags of a text, skipping comments, instructions and character data.
pub(super) fn tags(text: &str) -> impl Iterator<Item = Result<XmlTag<'_>, StyleError>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text.get(at..)?.find('<')?;
            let rest = text.get(start..)?;
            let skip = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")]
                .into_iter()
                .find(|(head, _)| rest.starts_with(head));
            if let Some((head, end)) = skip {
                if let Some(len) = rest.get(head.len()..).and_then(|r| r.find(end)) {
                    at = start + head.len() + len + end.len();
                    continue;
                }
                at = text.len();
                let message = format!("`{head}` is not closed");
                return Some(Err(StyleError::at(start, head.len(), message, "")));
            }
            let Some(len) = tag_len(rest) else {
                at = text.len();
                return Some(Err(StyleError::at(
                    start,
                    1,
                    "this tag is not closed".to_owned(),
                    "",
                )));
            };
            at = start + len;
            let inner = rest.get(1..len - 1).unwrap_or("");
            let closes = inner.starts_with('/');
            let empty = inner.ends_with('/');
            let inner = inner.trim_matches('/');
            let name = inner.split(|c: char| c.is_whitespace()).next().unwrap_or("");
            // `cs:style` means `style`.
            let name = name.strip_prefix("cs:").unwrap_or(name);
            return Some(Ok(XmlTag { at: start, name, inner, closes, empty }));
        }
    })
}

/// Returns the length of the tag at the start; a `>` in quotation marks does not end it.
fn tag_len(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (c, quote) {
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            ('>', None) => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Returns the value of an attribute as written; `None` if the tag does not have it.
pub(super) fn attribute<'a>(inner: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = inner;
    loop {
        let at = rest.find(name)?;
        let bounded = rest.get(..at)?.chars().next_back().is_some_and(char::is_whitespace);
        rest = rest.get(at + name.len()..)?;
        let value = rest.trim_start().strip_prefix('=').map(str::trim_start);
        if let Some(value) = value.filter(|_| bounded) {
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            return value.get(1..)?.split(quote).next();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::look;

    fn style(inner: &str) -> String {
        format!("<?xml version=\"1.0\"?>\n<style class=\"note\">{inner}</style>")
    }

    #[track_caller]
    fn check(text: &str, expected: Option<(&str, &str)>) {
        let found = look(text).err();
        let shown = found.map(|f| (f.message, f.at.map_or("", |s| s.slice(text)).to_owned()));
        let shown = shown.as_ref().map(|(message, at)| (message.as_str(), at.as_str()));
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn tags_close_in_order() {
        check(&style("<macro name=\"a\"><text value=\"a > b\"/></macro>"), None);
        check(
            &style("<group><text></group></text>"),
            Some(("`<text>` is closed by `</group>`", "<text")),
        );
        check("<style><group></style>", Some(("`<group>` is closed by `</style>`", "<group")));
        check("<style><!-- x", Some(("`<!--` is not closed", "<!--")));
        check("<style", Some(("this tag is not closed", "<")));
        check("<style>", Some(("`<style>` is not closed", "<style")));
        check("</style>", Some(("unexpected `</style>`", "</style")));
        check("<html></html>", Some(("not a CSL style: it starts with `<html>`", "<html")));
        check("", Some(("not a CSL style: it has no tags", "")));
    }

    #[test]
    fn macros_exist_and_end() {
        let two = "<macro name=\"a\"><text macro=\"b\"/></macro>";
        check(&style(two), Some(("unknown macro `b`", "<")));
        let round = format!("{two}<macro name=\"b\"><text macro=\"a\"/></macro>");
        check(&style(&round), Some(("the macro `a` calls itself", "<macro")));
        let fine = format!("{two}<macro name=\"b\"><text value=\"x\"/></macro>");
        check(&style(&fine), None);
    }

    #[test]
    fn depth_is_bounded() {
        let deep = format!("{}{}", "<group>".repeat(10_000), "</group>".repeat(10_000));
        check(&style(&deep), Some(("tags are nested too deeply", "<group")));
    }
}
