//! Scans brackets in the running text of the input: links, images, labels, footnotes. Start with
//! [`BlockScan::bracket`].

use super::citations::citation_end;
use super::constructs::{destination, find, label_end};
use super::inline::ParagraphState;
use super::scan::BlockScan;
use super::words::{WordClass, WordSink, words_in};
use crate::foreign_marks;
use onrecord_base::code::RuleCode;

impl<S: WordSink> BlockScan<'_, S> {
    /// Scans a construct that begins with `[`. Returns the byte at which to continue.
    pub(super) fn bracket(&mut self, at: usize, text: &mut ParagraphState) -> usize {
        let bytes = self.bytes.get(..text.to).unwrap_or(self.bytes);
        let follows_key = text.after_key.take() == Some(at);
        match bytes.get(at + 1) {
            Some(b'[') if !text.no_wiki_end => {
                if let Some(next) = self.wiki_link(at, text) {
                    return next;
                }
                self.sink.bracket(at);
            }
            Some(b'[') => self.sink.bracket(at),
            Some(b'^') => {
                self.sink.bracket(at);
                if let Some(end) = label_end(bytes, at)
                    && !bytes.get(at..end).is_some_and(|label| label.contains(&b'\n'))
                {
                    words_in(bytes, at, end, WordClass::Hidden, &mut self.sink);
                    return end + 1;
                }
            }
            _ => {
                if let Some(end) = citation_end(bytes, at, follows_key)
                    && bytes.get(end) != Some(&b'(')
                {
                    if follows_key && matches!(bytes.get(end), Some(b'[' | b':')) {
                        // A locator, or the words of a link or a definition.
                        words_in(bytes, at, end, WordClass::Uncertain, &mut self.sink);
                    } else {
                        self.citation(at + 1, end - 1, follows_key);
                    }
                    return end;
                }
            }
        }
        text.depth += 1;
        at + 1
    }

    /// Scans a link between double brackets, whose words follow the bar. Returns the byte at which
    /// to continue; `None` if it is not a link.
    fn wiki_link(&mut self, at: usize, text: &mut ParagraphState) -> Option<usize> {
        let bytes = self.bytes.get(..text.to)?;
        let inner = bytes.get(at + 2..)?;
        let Some(len) = find(inner, b"]]") else {
            text.no_wiki_end = true;
            return None;
        };
        let inner = inner.get(..len)?;
        if inner.is_empty() || inner.starts_with(b"[") || find(inner, b"[[").is_some() {
            return None;
        }
        let name = memchr::memchr2(b'|', b'#', inner).unwrap_or(len);
        self.links.push(at + 2..at + 2 + name);
        let end = at + 2 + len;
        let Some(bar) = memchr::memchr(b'|', inner) else {
            words_in(bytes, at, end, WordClass::Hidden, &mut self.sink);
            return Some(end + 2);
        };
        // The size of an image is not its text.
        let size = inner.get(bar + 1..)?.iter().all(|b| b.is_ascii_digit() || *b == b'x');
        if size && at.checked_sub(1).and_then(|at| bytes.get(at)) == Some(&b'!') {
            words_in(bytes, at, end, WordClass::Hidden, &mut self.sink);
            return Some(end + 2);
        }
        words_in(bytes, at, at + 2 + bar, WordClass::Hidden, &mut self.sink);
        text.depth += 2;
        Some(at + 2 + bar + 1)
    }

    /// Scans the text after `]`: the address of a link, or a label. Returns the byte at which to
    /// continue.
    pub(super) fn closing_bracket(&mut self, at: usize, text: &mut ParagraphState) -> usize {
        let bytes = self.bytes.get(..text.to).unwrap_or(self.bytes);
        let opened = text.depth > 0;
        text.depth = text.depth.saturating_sub(1);
        match bytes.get(at + 1) {
            Some(b'(') => {
                if opened {
                    self.sink.bracket(at);
                }
                let link = if opened { destination(bytes, at + 1, text.to) } else { None };
                let Some(link) = link else { return at + 1 };
                let address = link.address.clone();
                words_in(bytes, address.start, address.end, WordClass::Hidden, &mut self.sink);
                self.links.push(address.clone());
                self.code_in_address(&address);
                self.title(&link.title, WordClass::Text);
                link.end
            }
            Some(b'[') if opened && !matches!(bytes.get(at + 2), Some(b'^' | b'[')) => {
                // In a row of labels, the definitions decide which ones are text.
                let mut next = at + 1;
                while bytes.get(next) == Some(&b'[')
                    && !matches!(bytes.get(next + 1), Some(b'^' | b'['))
                    && let Some(end) = label_end(bytes, next)
                    && !bytes.get(next..end).unwrap_or_default().contains(&b'@')
                {
                    words_in(bytes, next, end, WordClass::Hidden, &mut self.sink);
                    next = end + 1;
                }
                next
            }
            _ => at + 1,
        }
    }

    /// Scans the title of a link or an image. `class` is the class of its words unless the title
    /// decides it.
    pub(super) fn title(&mut self, title: &std::ops::Range<usize>, class: WordClass) {
        let text = self.bytes.get(title.clone()).unwrap_or_default();
        let class = if text == b"decorative" {
            WordClass::Hidden
        } else if text.iter().any(|b| b"&[@<%".contains(b)) {
            // A caption may contain marks.
            WordClass::Uncertain
        } else {
            class
        };
        words_in(self.bytes, title.start, title.end, class, &mut self.sink);
    }

    /// Records template code in an address.
    fn code_in_address(&mut self, address: &std::ops::Range<usize>) {
        let Some(open) = self.bytes.get(address.clone()).and_then(|a| memchr::memchr(b'{', a))
        else {
            return;
        };
        let at = address.start + open;
        if let Some((kind, end)) = foreign_marks::within_line(self.bytes, at, address.end)
            && kind.info().code == RuleCode::TemplateCode
        {
            self.marks.push((kind, at..end));
        }
    }
}
