//! The text of a saved page, as a reader of the page sees it.
//!
//! The page is read into the tree that a browser would build, so that what is left open or nested wrongly hides
//! nothing that a browser shows. Scripts, styles, navigation, templates and what is hidden are left out; a block is a
//! paragraph. What a style sheet hides cannot be known here.

use html5ever::tendril::{StrTendril, TendrilSink as _};
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, ExpandedName, LocalName, ParseOpts, QualName, parse_document};
use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

/// Elements whose text nobody reads as the text of the page.
const UNREAD: &[&str] = &[
    "script", "style", "nav", "template", "noscript", "head", "iframe", "object", "embed", "svg",
    "math", "canvas", "audio", "video", "textarea", "select", "button", "dialog",
];

/// Elements that stand for themselves: a blank line before and after.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "ul",
];

/// Elements that begin a line.
const LINES: &[&str] = &["br", "tr", "caption", "thead", "tbody"];

/// The text of a page.
///
/// * In: HTML, whole or in part, however broken.
/// * Out: its words; white space runs are one blank, blocks are apart by a blank line, `br` and rows by a line end.
/// * [`Tangled`] for a page nested deeper than browsers go, or that grows while it is read: reading it would
///   cost more than its length.
/// * Linear in the page but for its depth; nesting is not followed by recursion.
pub fn text(html: &str) -> Result<String, Tangled> {
    let mut parser = parse_document(Tree::new(), ParseOpts::default());
    let mut rest = html;
    let mut fed = 0;
    while !rest.is_empty() {
        let end = (BLOCK.min(rest.len())..=rest.len()).find(|at| rest.is_char_boundary(*at));
        let (now, after) = rest.split_at(end.unwrap_or(rest.len()));
        parser.process(now.into());
        fed += now.len();
        rest = after;
        let tree = &parser.tokenizer.sink.sink;
        if tree.depth.get() > MAX_DEPTH || tree.nodes.borrow().len() > fed + BLOCK {
            return Err(Tangled);
        }
    }
    Ok(parser.finish().text())
}

/// A page that no browser would show as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tangled;

/// The deepest nesting that is read: as deep as browsers go.
pub const MAX_DEPTH: u32 = 512;

/// So many bytes are read before the limits are looked at.
const BLOCK: usize = 4096;

/// A place in the tree.
type At = usize;

/// A node: an element, or a run of text.
#[derive(Default)]
struct Node {
    name: Option<QualName>,
    text: StrTendril,
    is_hidden: bool,
    depth: u32,
    parent: Option<At>,
    children: Vec<At>,
}

/// The tree in the making. The document is node 0.
struct Tree {
    nodes: RefCell<Vec<Node>>,
    /// The deepest place so far.
    depth: Cell<u32>,
}

impl Tree {
    fn new() -> Self {
        Self { nodes: RefCell::new(vec![Node::default()]), depth: Cell::new(0) }
    }

    fn add(&self, node: Node) -> At {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(node);
        nodes.len() - 1
    }

    fn take_off(&self, at: At) {
        let mut nodes = self.nodes.borrow_mut();
        if let Some(parent) = nodes[at].parent.take() {
            // Nearly always the last one.
            if let Some(n) = nodes[parent].children.iter().rposition(|child| *child == at) {
                nodes[parent].children.remove(n);
            }
        }
    }

    fn put(&self, parent: At, before: Option<At>, child: NodeOrText<At>) {
        let at = match child {
            NodeOrText::AppendNode(at) => {
                self.take_off(at);
                at
            }
            NodeOrText::AppendText(text) => self.add(Node { text, ..Node::default() }),
        };
        let mut nodes = self.nodes.borrow_mut();
        nodes[at].parent = Some(parent);
        nodes[at].depth = nodes[parent].depth + 1;
        self.depth.set(self.depth.get().max(nodes[at].depth));
        let children = &nodes[parent].children;
        let n = before.and_then(|before| children.iter().rposition(|child| *child == before));
        let n = n.unwrap_or(children.len());
        nodes[parent].children.insert(n, at);
    }

    /// The words of the tree, walked without recursion.
    fn text(&self) -> String {
        enum Step {
            In(At),
            Out(At),
        }
        let nodes = self.nodes.borrow();
        let mut out = Text::default();
        let mut steps = vec![Step::In(0)];
        while let Some(step) = steps.pop() {
            let (at, is_in) = match step {
                Step::In(at) => (at, true),
                Step::Out(at) => (at, false),
            };
            let node = &nodes[at];
            let name = node.name.as_ref().map_or("", |name| &name.local);
            if is_in {
                if node.is_hidden || UNREAD.contains(&name) {
                    continue;
                }
                out.words(&node.text);
            }
            if BLOCKS.contains(&name) {
                out.part(2);
            } else if LINES.contains(&name) {
                out.part(1);
            } else if matches!(name, "td" | "th") {
                out.words(" ");
            }
            if is_in {
                steps.push(Step::Out(at));
                steps.extend(node.children.iter().rev().map(|child| Step::In(*child)));
            }
        }
        out.done
    }
}

/// Text in the making.
#[derive(Default)]
struct Text {
    done: String,
    blank: bool,
    lines: usize,
}

impl Text {
    fn words(&mut self, text: &str) {
        for c in text.chars() {
            // A no-break space is a character of the page; the others are its layout.
            if matches!(c, ' ' | '\n' | '\t' | '\r' | '\u{c}') {
                self.blank = true;
                continue;
            }
            if !self.done.is_empty() {
                match self.lines {
                    0 if self.blank => self.done.push(' '),
                    0 => {}
                    lines => self.done.extend(std::iter::repeat_n('\n', lines)),
                }
            }
            (self.blank, self.lines) = (false, 0);
            self.done.push(c);
        }
    }

    fn part(&mut self, lines: usize) {
        self.lines = self.lines.max(lines);
    }
}

/// Whether a reader of the page does not see an element.
fn is_hidden(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &*attribute.name.local {
        "hidden" => true,
        "style" => {
            let style: String =
                attribute.value.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let style = style.to_ascii_lowercase();
            style.contains("display:none") || style.contains("visibility:hidden")
        }
        _ => false,
    })
}

/// The name of an element, borrowed from the tree.
#[derive(Debug)]
struct Name<'a>(Ref<'a, QualName>);

impl html5ever::tree_builder::ElemName for Name<'_> {
    fn ns(&self) -> &html5ever::Namespace {
        &self.0.ns
    }
    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
    fn expanded(&self) -> ExpandedName<'_> {
        self.0.expanded()
    }
}

impl TreeSink for Tree {
    type Handle = At;
    type Output = Self;
    type ElemName<'a> = Name<'a>;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> At {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a At) -> Name<'a> {
        Name(Ref::map(self.nodes.borrow(), |nodes| {
            nodes[*target].name.as_ref().expect("the parser asks for names of elements only")
        }))
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> At {
        self.add(Node { name: Some(name), is_hidden: is_hidden(&attrs), ..Node::default() })
    }

    fn create_comment(&self, _: StrTendril) -> At {
        self.add(Node::default())
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> At {
        self.add(Node::default())
    }

    fn append(&self, parent: &At, child: NodeOrText<At>) {
        self.put(*parent, None, child);
    }

    fn append_based_on_parent_node(&self, element: &At, before: &At, child: NodeOrText<At>) {
        let parent = self.nodes.borrow()[*element].parent;
        match parent {
            Some(parent) => self.put(parent, Some(*element), child),
            None => self.put(*before, None, child),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// What a template holds is never shown: it stands under the template, which is skipped.
    fn get_template_contents(&self, target: &At) -> At {
        *target
    }

    fn same_node(&self, x: &At, y: &At) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &At, new_node: NodeOrText<At>) {
        let parent = self.nodes.borrow()[*sibling].parent;
        self.put(parent.unwrap_or(0), Some(*sibling), new_node);
    }

    fn add_attrs_if_missing(&self, target: &At, attrs: Vec<Attribute>) {
        if is_hidden(&attrs) {
            self.nodes.borrow_mut()[*target].is_hidden = true;
        }
    }

    fn remove_from_parent(&self, target: &At) {
        self.take_off(*target);
    }

    fn reparent_children(&self, node: &At, new_parent: &At) {
        let children = std::mem::take(&mut self.nodes.borrow_mut()[*node].children);
        let mut nodes = self.nodes.borrow_mut();
        for child in &children {
            nodes[*child].parent = Some(*new_parent);
        }
        nodes[*new_parent].children.extend(children);
    }
}

#[cfg(test)]
mod tests {
    use super::Tangled;

    fn text(html: &str) -> String {
        super::text(html).unwrap()
    }

    #[test]
    fn blocks_are_paragraphs_and_blanks_are_one() {
        assert_eq!(
            text(
                "<h1>A</h1><p>one\n  <b>t</b>wo&nbsp;&amp; three<p>four<br>five<ul><li>x<li>y</ul>"
            ),
            "A\n\none two\u{a0}& three\n\nfour\nfive\n\nx\n\ny"
        );
        assert_eq!(text("<table><tr><td>a<td>b<tr><td>c</table>"), "a b\nc");
        assert_eq!(text("only words"), "only words");
        assert_eq!(text(""), "");
    }

    #[test]
    fn what_is_not_shown_is_not_read() {
        for html in [
            "<p>a<script>everything is seen</script> b",
            "<p>a<style>everything</style> b",
            "<nav>everything</nav><p>a b",
            "<p>a<span hidden>everything</span> b",
            "<p>a<span style='color: red; DISPLAY : none'>everything</span> b",
            "<p>a<span style='visibility:hidden'>x</span> b",
            "<template><p>everything</template><p>a b",
            "<title>everything</title><p>a b",
            "<p>a<!-- everything --> b",
            "<p>a<noscript>everything</noscript> b",
            "<p>a<textarea>everything</textarea> b",
        ] {
            assert_eq!(text(html), "a b", "{html}");
        }
        // An end tag that is missing or wrong hides nothing.
        assert_eq!(text("<div><p hidden>x<p>a b</div>"), "a b");
        assert_eq!(text("<b><p>a</b> b"), "a b");
        assert_eq!(text("<table>a b<tr><td>c</table>"), "a b\n\nc");
    }

    #[test]
    fn deep_and_broken_pages_come_to_an_end() {
        assert_eq!(super::text(&("<div>".repeat(500) + "a")).as_deref(), Ok("a"));
        assert_eq!(super::text(&"<div>".repeat(50_000)), Err(Tangled));
        assert_eq!(super::text(&"<b><i>".repeat(20_000)), Err(Tangled));
        let growing: String =
            (0..3_000).flat_map(|n| ["<b a=".into(), n.to_string(), "><p>".into()]).collect();
        assert_eq!(super::text(&growing), Err(Tangled));
        assert_eq!(text("<p <p>a</p </p>"), "a");
    }

    proptest::proptest! {
        #[test]
        fn any_page_has_a_text(html in "(<(/?(p|b|div|table|tr|td|template|a|span hidden|svg|select)|!--)>|[a-c &;<>\"']{0,3}){0,30}") {
            let words = text(&html);
            proptest::prop_assert!(words.len() <= html.len() * 2);
        }
    }
}
