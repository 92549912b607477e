//! The text of a saved web page, as its readers see it.
//!
//! The page is parsed into the same tree as in a browser, so unclosed or wrongly nested elements hide nothing that
//! a browser shows. Scripts, styles, navigation, templates and hidden elements are omitted; a block becomes a
//! paragraph. Deleted text and raised links to notes are omitted; raised and lowered characters keep their level
//! (`10<sup>6</sup>` is 10⁶). Of `ruby` text only the base is kept. The effects of style sheets cannot be known
//! here. Text that is hidden from screen readers only (`aria-hidden`) is visible and therefore kept.
//!
//! Start with [`text`].

use crate::line_breaks::is_hyphen;
use crate::raised_text::{TextLevel, is_bracketed, is_empty_mark, is_mapped, is_note_mark, mapped};
use crate::rule_switch::{MatchRule, is_on};
use html5ever::tendril::{StrTendril, TendrilSink as _};
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, ExpandedName, LocalName, ParseOpts, QualName, parse_document};
use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

/// Elements whose text is not part of the text of the page.
const UNREAD: &[&str] = &[
    "script", "style", "nav", "template", "noscript", "head", "iframe", "object", "embed", "svg",
    "math", "canvas", "audio", "video", "textarea", "select", "button", "dialog",
    // Pronunciations of ruby text.
    "rt", "rp", "rtc",
];

/// Elements of deleted text.
const STRUCK: &[&str] = &["del", "s", "strike"];

/// Block elements: a blank line before and after.
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

/// Elements that start a line.
const LINES: &[&str] = &["br", "tr", "caption", "thead", "tbody"];

/// Returns the text of a page.
///
/// * In: HTML, complete or partial, valid or not.
/// * Out: its words. Runs of white space are one space; blocks are separated by a blank line, `br` and rows by a
///   line end.
/// * [`MalformedPage`] for a page nested deeper than browsers allow, or whose tree grows faster than its input,
///   because reading it would take more than linear time.
/// * Cost: linear in the page, times its depth at worst; nesting does not use recursion.
pub fn text(html: &str) -> Result<String, MalformedPage> {
    let mut parser = parse_document(DomTree::new(), ParseOpts::default());
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
            return Err(MalformedPage);
        }
    }
    Ok(parser.finish().text())
}

/// The error for a page that no browser would show as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MalformedPage;

/// The maximum nesting depth; browsers have the same limit.
pub const MAX_DEPTH: u32 = 512;

/// The number of bytes read between checks of the limits.
const BLOCK: usize = 4096;

/// The index of a node in the tree.
type NodeIndex = usize;

/// A node: an element, or a run of text.
#[derive(Default)]
struct DomNode {
    name: Option<QualName>,
    text: StrTendril,
    traits: ElementTraits,
    depth: u32,
    parent: Option<NodeIndex>,
    children: Vec<NodeIndex>,
}

/// The tree under construction. The document is node 0.
struct DomTree {
    nodes: RefCell<Vec<DomNode>>,
    /// The maximum depth so far.
    depth: Cell<u32>,
}

impl DomTree {
    fn new() -> Self {
        Self { nodes: RefCell::new(vec![DomNode::default()]), depth: Cell::new(0) }
    }

    fn add(&self, node: DomNode) -> NodeIndex {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(node);
        nodes.len() - 1
    }

    fn take_off(&self, at: NodeIndex) {
        let mut nodes = self.nodes.borrow_mut();
        if let Some(parent) = nodes[at].parent.take() {
            // Usually the last child.
            if let Some(n) = nodes[parent].children.iter().rposition(|child| *child == at) {
                nodes[parent].children.remove(n);
            }
        }
    }

    fn put(&self, parent: NodeIndex, before: Option<NodeIndex>, child: NodeOrText<NodeIndex>) {
        let at = match child {
            NodeOrText::AppendNode(at) => {
                self.take_off(at);
                at
            }
            NodeOrText::AppendText(text) => self.add(DomNode { text, ..DomNode::default() }),
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

    /// Collects the text of the tree, without recursion.
    fn text(&self) -> String {
        enum Step {
            In(NodeIndex, TextLevel),
            Out(NodeIndex),
        }
        let nodes = self.nodes.borrow();
        let mut out = TextBuffer::default();
        // The number of open `q` elements; browsers add their quotation marks.
        let mut quoted = 0_usize;
        let mut steps = vec![Step::In(0, TextLevel::Line)];
        while let Some(step) = steps.pop() {
            let (at, mut level, is_in) = match step {
                Step::In(at, level) => (at, level, true),
                Step::Out(at) => (at, TextLevel::Line, false),
            };
            let node = &nodes[at];
            let name = node.name();
            if is_in {
                if node.is_unread() || is_note(&nodes, at, level) {
                    continue;
                }
                let here = node.level();
                if here != TextLevel::Line {
                    let text = short_text(&nodes, at, true);
                    if here == TextLevel::Raised && is_empty_mark(&text) {
                        continue;
                    }
                    level = if is_mapped(&text, here) { here } else { TextLevel::Line };
                }
                match level {
                    TextLevel::Line => out.words(&node.text),
                    level => out.words(&mapped(&node.text, level)),
                }
            }
            if name == "q" {
                quoted = if is_in { quoted + 1 } else { quoted.saturating_sub(1) };
                let inner = quoted > usize::from(is_in);
                out.words(match (is_in, inner) {
                    (true, false) => "“",
                    (true, true) => "‘",
                    (false, false) => "”",
                    (false, true) => "’",
                });
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
                steps.extend(node.children.iter().rev().map(|child| Step::In(*child, level)));
            }
        }
        out.done
    }
}

/// The text under construction.
#[derive(Default)]
struct TextBuffer {
    done: String,
    blank: bool,
    /// True if the pending space contains a line end of the file.
    breaks: bool,
    lines: usize,
}

impl TextBuffer {
    fn words(&mut self, text: &str) {
        for c in text.chars() {
            // A no-break space is a character of the page; other spaces are layout.
            if matches!(c, ' ' | '\n' | '\t' | '\r' | '\u{c}') {
                self.blank = true;
                self.breaks |= c == '\n';
                continue;
            }
            if !self.done.is_empty() {
                match self.lines {
                    // A page of printed lines keeps words split at line ends.
                    0 if self.breaks && self.done.ends_with(|c| is_hyphen(c) || c == '\u{ad}') => {
                        self.done.push('\n');
                    }
                    0 if self.blank => self.done.push(' '),
                    0 => {}
                    lines => self.done.extend(std::iter::repeat_n('\n', lines)),
                }
            }
            (self.blank, self.breaks, self.lines) = (false, false, 0);
            self.done.push(c);
        }
    }

    fn part(&mut self, lines: usize) {
        self.lines = self.lines.max(lines);
    }
}

/// Attributes of an element that change how its text is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct ElementTraits {
    /// The element is hidden or its text deleted.
    is_unread: bool,
    /// The level set by its inline style.
    level: TextLevel,
    /// Its name marks it as a reference to a note.
    is_note: bool,
    /// It links to a position within a page.
    leads_into_page: bool,
}

/// Names that page authors give to references to notes.
const NOTE_NAMES: &[&str] =
    &["noteref", "footnote", "fnref", "cite_ref", "ftnref", "endnote", "fn-ref"];

impl ElementTraits {
    fn of(element: &str, attributes: &[Attribute]) -> Self {
        let mut out = Self::default();
        // Some tools name every link a reference.
        let is_reference = |value: &str| element != "a" && value.contains("reference");
        for attribute in attributes {
            let value = || attribute.value.to_ascii_lowercase();
            let names_note = || {
                let value = value();
                is_reference(&value) || NOTE_NAMES.iter().any(|name| value.contains(name))
            };
            match &*attribute.name.local {
                "hidden" => out.is_unread = true,
                "style" => out.style(&value()),
                "role" | "epub:type" | "class" | "id" | "rel" => {
                    out.is_note |= !BLOCKS.contains(&element) && names_note();
                }
                "href" => out.leads_into_page = attribute.value.contains('#'),
                _ => {}
            }
        }
        out
    }

    /// Applies an inline style. A later declaration wins, as in a browser.
    fn style(&mut self, style: &str) {
        let (mut is_shown, mut is_visible, mut is_struck) = (true, true, false);
        for declaration in style.split(';') {
            let Some((name, value)) = declaration.split_once(':') else { continue };
            let value = value.split('!').next().unwrap_or("").trim();
            match name.trim() {
                "display" => is_shown = value != "none",
                "visibility" => is_visible = !matches!(value, "hidden" | "collapse"),
                "text-decoration" | "text-decoration-line" => {
                    is_struck = value.split_whitespace().any(|word| word == "line-through");
                }
                "vertical-align" => {
                    self.level = match value {
                        "super" => TextLevel::Raised,
                        "sub" => TextLevel::Lowered,
                        _ => TextLevel::Line,
                    }
                }
                _ => {}
            }
        }
        self.is_unread |= !is_shown || !is_visible || is_struck;
    }
}

impl DomNode {
    fn name(&self) -> &str {
        self.name.as_ref().map_or("", |name| &name.local)
    }

    fn is_unread(&self) -> bool {
        let is_struck = || is_on(MatchRule::MarkedText) && STRUCK.contains(&self.name());
        self.traits.is_unread || UNREAD.contains(&self.name()) || is_struck()
    }

    fn level(&self) -> TextLevel {
        if !is_on(MatchRule::MarkedText) {
            return TextLevel::Line;
        }
        match self.name() {
            "sup" => TextLevel::Raised,
            "sub" => TextLevel::Lowered,
            "span" | "a" | "small" | "b" | "i" | "em" | "strong" | "font" => self.traits.level,
            _ => TextLevel::Line,
        }
    }
}

/// The most nodes and characters examined to classify a raised or lowered element.
const MOST_NODES: usize = 24;
const MOST_CHARS: usize = 40;

/// The start of the text of a small element, optionally without references to notes.
fn short_text(nodes: &[DomNode], at: NodeIndex, without_notes: bool) -> String {
    let mut out = String::new();
    let mut steps = vec![at];
    let mut seen = 0;
    while let Some(here) = steps.pop() {
        let node = &nodes[here];
        seen += 1;
        if seen > MOST_NODES || out.len() > MOST_CHARS * 4 {
            break;
        }
        if here != at
            && (node.is_unread() || without_notes && is_note(nodes, here, TextLevel::Raised))
        {
            continue;
        }
        out.extend(node.text.chars().take(MOST_CHARS));
        steps.extend(node.children.iter().rev().take(MOST_NODES));
    }
    out
}

/// True if an element is a reference to a note, which is not text.
fn is_note(nodes: &[DomNode], at: NodeIndex, level: TextLevel) -> bool {
    let node = &nodes[at];
    let name = node.name();
    let is_raised = level == TextLevel::Raised || node.level() == TextLevel::Raised;
    let is_link = name == "a";
    let only_child = || {
        let mut all = node.children.iter().map(|child| &nodes[*child]);
        let child = all.find(|child| child.level() == TextLevel::Raised);
        child.is_some() && node.children.iter().all(|n| nodes[*n].text.trim().is_empty())
    };
    if !(is_link || is_raised || node.traits.is_note) {
        return false;
    }
    let text = short_text(nodes, at, false);
    if !is_note_mark(&text) {
        return false;
    }
    if is_link {
        return is_raised
            || only_child()
            || node.traits.is_note
            || node.traits.leads_into_page && is_bracketed(&text);
    }
    // `<sup>[3]</sup>` refers to a note, with or without a link.
    node.traits.is_note || node.level() == TextLevel::Raised && is_bracketed(&text)
}

/// The name of an element, borrowed from the tree.
#[derive(Debug)]
struct BorrowedName<'a>(Ref<'a, QualName>);

impl html5ever::tree_builder::ElemName for BorrowedName<'_> {
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

impl TreeSink for DomTree {
    type Handle = NodeIndex;
    type Output = Self;
    type ElemName<'a> = BorrowedName<'a>;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeIndex {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a NodeIndex) -> BorrowedName<'a> {
        BorrowedName(Ref::map(self.nodes.borrow(), |nodes| {
            nodes[*target].name.as_ref().expect("the parser asks for names of elements only")
        }))
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> NodeIndex {
        let traits = ElementTraits::of(&name.local, &attrs);
        self.add(DomNode { name: Some(name), traits, ..DomNode::default() })
    }

    fn create_comment(&self, _: StrTendril) -> NodeIndex {
        self.add(DomNode::default())
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> NodeIndex {
        self.add(DomNode::default())
    }

    fn append(&self, parent: &NodeIndex, child: NodeOrText<NodeIndex>) {
        self.put(*parent, None, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &NodeIndex,
        before: &NodeIndex,
        child: NodeOrText<NodeIndex>,
    ) {
        let parent = self.nodes.borrow()[*element].parent;
        match parent {
            Some(parent) => self.put(parent, Some(*element), child),
            None => self.put(*before, None, child),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// The content of a template is never shown: it becomes a child of the template, which is skipped.
    fn get_template_contents(&self, target: &NodeIndex) -> NodeIndex {
        *target
    }

    fn same_node(&self, x: &NodeIndex, y: &NodeIndex) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &NodeIndex, new_node: NodeOrText<NodeIndex>) {
        let parent = self.nodes.borrow()[*sibling].parent;
        self.put(parent.unwrap_or(0), Some(*sibling), new_node);
    }

    fn add_attrs_if_missing(&self, target: &NodeIndex, attrs: Vec<Attribute>) {
        if ElementTraits::of("", &attrs).is_unread {
            self.nodes.borrow_mut()[*target].traits.is_unread = true;
        }
    }

    fn remove_from_parent(&self, target: &NodeIndex) {
        self.take_off(*target);
    }

    fn reparent_children(&self, node: &NodeIndex, new_parent: &NodeIndex) {
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
    use super::MalformedPage;

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
        // A missing or wrong end tag hides nothing.
        assert_eq!(text("<div><p hidden>x<p>a b</div>"), "a b");
        assert_eq!(text("<b><p>a</b> b"), "a b");
        assert_eq!(text("<table>a b<tr><td>c</table>"), "a b\n\nc");
    }

    #[test]
    fn raised_and_lowered_characters_stay_what_they_are() {
        for (html, expected) in [
            ("10<sup>6</sup> cells", "10⁶ cells"),
            ("10<sup><b>-6</b></sup> m<sup>2</sup>", "10⁻⁶ m²"),
            ("2<sup>n</sup> ways, H<sub>2</sub>O and CO<sub>2</sub>", "2ⁿ ways, H₂O and CO₂"),
            ("1<sup>st</sup> M<sup>me</sup> n<sup>o</sup> 2", "1st Mme no 2"),
            ("Pier<sup>®</sup> Quay<sup>TM</sup>", "Pier® Quay™"),
            ("10<span style='vertical-align:super'>6</span>", "10⁶"),
            ("10<sup>6<a href='#fn1'>[3]</a></sup> cells", "10⁶ cells"),
            ("<ruby>東<rp>(</rp><rt>とう</rt><rp>)</rp></ruby>京", "東京"),
        ] {
            assert_eq!(text(html), expected, "{html}");
        }
    }

    #[test]
    fn marks_of_notes_are_no_text() {
        for mark in [
            "<a href='#fn1'><sup>3</sup></a>",
            "<sup><a href='#fn1'>3</a></sup>",
            "<sup id='fnref3'><a href='https://example.org/page#fn3'>[3]</a></sup>",
            "<sup class='reference'>[3]</sup>",
            "<sup>[a]</sup>",
            "<sup>*</sup>",
            "<sup><a href='#a'>3</a>, <a href='#b'>4</a></sup>",
            "<a role='doc-noteref' href='#n'>3</a>",
            "<a class='footnote-ref' href='#n'>iv</a>",
            "<a href='#n'>[3]</a>",
            "<a href='#n'><span style='vertical-align: super'>3</span></a>",
            "<sup class='noprint'>[<i><a href='/wiki/X'>citation needed</a></i>]</sup>",
        ] {
            assert_eq!(text(&format!("said{mark} nothing")), "said nothing", "{mark}");
        }
        // Links that are text.
        assert_eq!(text("said <a href='#n'>three</a> words"), "said three words");
        assert_eq!(text("see <a href='#n'>3</a> words"), "see 3 words");
        assert_eq!(text("said<sup>3</sup> words"), "said³ words");
    }

    #[test]
    fn what_is_struck_out_is_not_read() {
        for struck in [
            "<del>forty</del>",
            "<s>forty</s>",
            "<strike>forty</strike>",
            "<span style='text-decoration: red line-through'>forty</span>",
            "<span style='text-decoration-line:line-through;color:red'>forty</span>",
            "<del><b>for</b>ty</del>",
        ] {
            let html = format!("<p>was {struck} <ins>fifty</ins> crowns");
            assert_eq!(text(&html), "was fifty crowns", "{struck}");
        }
        assert_eq!(text("a<span style='text-decoration:underline'> b</span>"), "a b");
        assert_eq!(text("a<span style='display:none;display:inline'> b</span>"), "a b");
        assert_eq!(text("a<span aria-hidden=true> b</span>"), "a b");
    }

    #[test]
    fn quotation_elements_have_marks() {
        assert_eq!(text("<q>Pay <q>now</q>.</q> <q>No.</q>"), "“Pay ‘now’.” “No.”");
    }

    #[test]
    fn deep_and_broken_pages_come_to_an_end() {
        assert_eq!(super::text(&("<div>".repeat(500) + "a")).as_deref(), Ok("a"));
        assert_eq!(super::text(&"<div>".repeat(50_000)), Err(MalformedPage));
        assert_eq!(super::text(&"<b><i>".repeat(20_000)), Err(MalformedPage));
        let growing: String =
            (0..3_000).flat_map(|n| ["<b a=".into(), n.to_string(), "><p>".into()]).collect();
        assert_eq!(super::text(&growing), Err(MalformedPage));
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
