//! Splits raw HTML into tokens with their byte ranges, by the rules of a browser's tokenizer
//! (html5ever). Start with [`pieces`].
//!
//! Names, attributes and text are as a browser reads them, with character references decoded. Must
//! not know which elements are allowed.

use html5ever::Attribute;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use onrecord_base::text::without_reserved;
use std::cell::RefCell;
use std::ops::Range;

/// A token of raw HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum HtmlToken {
    /// Words, with references decoded.
    Text(String),
    /// A start tag.
    Open {
        /// Its name in lower case.
        name: String,
        /// Its attributes: names in lower case, each once; values with references decoded.
        attributes: Vec<(String, String)>,
    },
    /// An end tag.
    Close(String),
    /// A closed comment.
    Comment(String),
    /// A comment that is never closed.
    OpenComment,
    /// Text that begins like markup but is not an element: `<?php …>`, `<![CDATA[…`, a tag without
    /// its end.
    Junk,
}

/// Returns the tokenizer state for an element whose content is not markup; `None` for other
/// elements. That content is dropped.
fn raw(name: &str) -> Option<RawKind> {
    match name {
        "script" => Some(RawKind::ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some(RawKind::Rawtext),
        "title" | "textarea" => Some(RawKind::Rcdata),
        _ => None,
    }
}

/// The output of the tokenizer so far.
#[derive(Debug, Default)]
struct TokenizerOutput {
    pieces: Vec<(HtmlToken, Range<usize>)>,
    /// The start of the character being read.
    at: usize,
    /// The end of the character being read.
    next: usize,
    /// The end of the last token, or later: no tag starts before it.
    from: usize,
    /// The element whose content is dropped.
    within: Option<String>,
}

/// The sink that receives the tokens of html5ever.
struct HtmlTokenSink<'a> {
    html: &'a str,
    heard: RefCell<TokenizerOutput>,
}

impl TokenizerOutput {
    /// Adds words. They end with the character being read, or before it if it may open a tag.
    fn text(&mut self, text: &str, html: &str) {
        let opens = html.get(self.at..).is_some_and(|rest| rest.starts_with('<'));
        let end = if opens { self.at } else { self.next };
        let start = std::mem::replace(&mut self.from, end);
        if self.within.is_some() {
            return;
        }
        match self.pieces.last_mut() {
            Some((HtmlToken::Text(before), range)) => {
                before.push_str(text);
                range.end = end;
            }
            _ => self.pieces.push((HtmlToken::Text(text.to_owned()), start..end)),
        }
    }

    /// Adds markup that ends with the character being read.
    fn markup(&mut self, piece: HtmlToken, html: &str) {
        let start = html.get(self.from..self.next).and_then(|text| text.find('<'));
        let start = start.map_or(self.from, |at| self.from + at);
        self.pieces.push((piece, start..self.next));
        self.from = self.next;
    }
}

impl TokenSink for HtmlTokenSink<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut heard = self.heard.borrow_mut();
        match token {
            Token::CharacterTokens(text) => heard.text(&without_reserved(&text), self.html),
            Token::NullCharacterToken => heard.text("\u{fffd}", self.html),
            Token::CommentToken(text) => {
                let start = heard.from;
                let whole = self.html.get(start..heard.next).unwrap_or("");
                let whole = whole.get(whole.find('<').unwrap_or(0)..).unwrap_or("");
                let piece = match whole.starts_with("<!--") {
                    true if whole.ends_with('>') => HtmlToken::Comment(text.to_string()),
                    true => HtmlToken::OpenComment,
                    false => HtmlToken::Junk,
                };
                heard.markup(piece, self.html);
            }
            Token::DoctypeToken(_) => heard.markup(HtmlToken::Junk, self.html),
            Token::TagToken(tag) => return heard.tag(&tag, self.html),
            Token::EOFToken | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

impl TokenizerOutput {
    /// Adds a tag.
    fn tag(&mut self, tag: &Tag, html: &str) -> TokenSinkResult<()> {
        let name = tag.name.to_string();
        if tag.kind == TagKind::EndTag {
            if self.within.as_ref() == Some(&name) {
                self.within = None;
            }
            self.markup(HtmlToken::Close(name), html);
            return TokenSinkResult::Continue;
        }
        let attribute =
            |a: &Attribute| (a.name.local.to_string(), without_reserved(&a.value).into_owned());
        let attributes = tag.attrs.iter().map(attribute).collect();
        let kind = raw(&name);
        if kind.is_some() {
            self.within = Some(name.clone());
        }
        let plain = name == "plaintext";
        self.markup(HtmlToken::Open { name, attributes }, html);
        match kind {
            _ if plain => TokenSinkResult::Plaintext,
            Some(kind) => TokenSinkResult::RawData(kind),
            None => TokenSinkResult::Continue,
        }
    }
}

/// Splits raw HTML into tokens.
///
/// * html5ever reports no positions, so it gets one character at a time: each token it emits ends
///   at that character.
/// * Out: tokens in text order; their ranges ascend and do not overlap.
/// * Linear in the size of the text.
pub(super) fn pieces(html: &str) -> Vec<(HtmlToken, Range<usize>)> {
    let sink = HtmlTokenSink { html, heard: RefCell::default() };
    let options = TokenizerOpts { discard_bom: false, ..TokenizerOpts::default() };
    let tokenizer = Tokenizer::new(sink, options);
    let input = BufferQueue::default();
    for (at, c) in html.char_indices() {
        {
            let mut heard = tokenizer.sink.heard.borrow_mut();
            (heard.at, heard.next) = (at, at + c.len_utf8());
        }
        input.push_back(StrTendril::from_char(c));
        // `feed` only returns early to run scripts, which this sink never requests.
        drop(tokenizer.feed(&input));
    }
    {
        let mut heard = tokenizer.sink.heard.borrow_mut();
        (heard.at, heard.next) = (html.len(), html.len());
    }
    tokenizer.end();
    let mut heard = tokenizer.sink.heard.take();
    if heard.from < html.len() && heard.within.is_none() {
        heard.markup(HtmlToken::Junk, html);
    }
    heard.pieces
}

/// Returns the ranges of the comments in allowed HTML, in order.
pub(super) fn comment_ranges(html: &str) -> Vec<Range<usize>> {
    if !html.contains("<!--") {
        return vec![];
    }
    let comments = pieces(html).into_iter().filter_map(|(piece, range)| {
        matches!(piece, HtmlToken::Comment(_) | HtmlToken::OpenComment).then_some(range)
    });
    comments.collect()
}

#[cfg(test)]
mod tests {
    use super::{HtmlToken, pieces};
    use proptest::prelude::{prop, proptest};

    /// Returns the tokens of a text, each with its source text.
    fn cut(html: &str) -> Vec<(HtmlToken, &str)> {
        pieces(html).into_iter().map(|(piece, range)| (piece, &html[range])).collect()
    }

    fn text(text: &str) -> HtmlToken {
        HtmlToken::Text(text.to_owned())
    }

    fn open(name: &str, attributes: &[(&str, &str)]) -> HtmlToken {
        let attributes = attributes.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        HtmlToken::Open { name: name.to_owned(), attributes: attributes.collect() }
    }

    fn close(name: &str) -> HtmlToken {
        HtmlToken::Close(name.to_owned())
    }

    #[test]
    fn tags_have_their_places() {
        let html = "a < b &amp; <B Title='x > &quot;y' title=z>c</b\n>";
        assert_eq!(
            cut(html),
            [
                (text("a < b & "), "a < b &amp; "),
                (open("b", &[("title", "x > \"y")]), "<B Title='x > &quot;y' title=z>"),
                (text("c"), "c"),
                (close("b"), "</b\n>"),
            ]
        );
        assert_eq!(cut("<<b>"), [(text("<"), "<"), (open("b", &[]), "<b>")]);
    }

    #[test]
    fn content_that_is_no_markup_is_left_out() {
        let html = "<script>a < b</scripty></script>c";
        assert_eq!(
            cut(html),
            [(open("script", &[]), "<script>"), (close("script"), "</script>"), (text("c"), "c")]
        );
        assert_eq!(cut("<style>a"), [(open("style", &[]), "<style>")]);
        assert_eq!(
            cut("<plaintext>a</b>"),
            [(open("plaintext", &[]), "<plaintext>"), (text("a</b>"), "a</b>")]
        );
    }

    #[test]
    fn comments_and_junk() {
        assert_eq!(cut("<!-- a -->"), [(HtmlToken::Comment(" a ".into()), "<!-- a -->")]);
        assert_eq!(cut("<!-->b"), [(HtmlToken::Comment(String::new()), "<!-->"), (text("b"), "b")]);
        assert_eq!(cut("a<!-- b"), [(text("a"), "a"), (HtmlToken::OpenComment, "<!-- b")]);
        for junk in
            ["<?php x ?>", "<![CDATA[x]]>", "<!DOCTYPE html>", "<div class=\"", "</", "<a href"]
        {
            let found = cut(junk);
            assert!(
                found.iter().all(|(p, _)| matches!(p, HtmlToken::Junk | HtmlToken::Text(_))),
                "{found:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn places_ascend(parts in prop::collection::vec(prop::sample::select(vec![
            "<", ">", "</", "b", "script", "style", " ", "=", "\"", "'", "<!--", "-->", "&am", "&amp;", ";",
            "é", "\u{0}", "\r\n", "<b>", "</b>", "<plaintext>", "<![CDATA[", "]]>", "<?", "/", "&#x6A", "<textarea>",
        ]), 0..20)) {
            let html = parts.concat();
            let mut last = 0;
            for (_, range) in pieces(&html) {
                assert!(range.start >= last && range.end >= range.start, "{range:?} in {html:?}");
                assert!(html.get(range.clone()).is_some(), "{range:?} in {html:?}");
                last = range.end;
            }
        }
    }
}
