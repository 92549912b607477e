//! Parses JSON to [`Node`]s with the span of every value. Start with [`read`].
//!
//! Accepts exactly RFC 8259, in one pass and with limited depth. Exists because other JSON parsers
//! drop the spans. Must not depend on bibliographies.

use onrecord_base::code::RuleCode;
use onrecord_base::node::{Node, Value};
use onrecord_base::schema::ReadContext;
use onrecord_base::span::{Span, Spanned};
use onrecord_base::yaml::MAX_DEPTH;
use std::collections::HashMap;

/// Parses a JSON text from byte `start`. Reports the first error and returns `None` then.
pub(super) fn read(text: &str, start: usize, reading: &mut ReadContext) -> Option<Node> {
    let mut reader = JsonReader { text, bytes: text.as_bytes(), at: start, reading };
    let node = reader.value(0)?;
    reader.blanks();
    if reader.at < text.len() {
        return reader.fault("text after the end of the JSON");
    }
    Some(node)
}

struct JsonReader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    reading: &'a mut ReadContext,
}

impl JsonReader<'_> {
    fn fault<T>(&mut self, why: &str) -> Option<T> {
        let len =
            self.text.get(self.at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        let span = Span::new(self.at, self.at + len);
        let diagnostic = self.reading.diagnostic(RuleCode::BibliographySyntax, span, why);
        self.reading.report(diagnostic.help("export the file again, or fix it here"));
        None
    }

    fn blanks(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let is = self.bytes.get(self.at) == Some(&byte);
        self.at += usize::from(is);
        is
    }

    fn value(&mut self, depth: usize) -> Option<Node> {
        self.blanks();
        let start = self.at;
        if depth > MAX_DEPTH {
            let span = Span::new(start, start + 1);
            let diagnostic =
                self.reading.diagnostic(RuleCode::TooDeep, span, "values are nested too deeply");
            self.reading.report(diagnostic);
            return None;
        }
        let value = match self.bytes.get(self.at) {
            Some(b'{') => self.map(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Value::Text { text: self.string()?, plain: false },
            Some(_) => self.word()?,
            None => return self.fault("the JSON ends too early"),
        };
        Some(Node { span: Span::new(start, self.at), value })
    }

    fn list(&mut self, depth: usize) -> Option<Value> {
        self.at += 1;
        let mut items = vec![];
        self.blanks();
        if self.eat(b']') {
            return Some(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.blanks();
            if self.eat(b']') {
                return Some(Value::List(items));
            }
            if !self.eat(b',') {
                return self.fault("expected `,` or `]`");
            }
        }
    }

    fn map(&mut self, depth: usize) -> Option<Value> {
        self.at += 1;
        let mut entries: Vec<(Spanned<String>, Node)> = vec![];
        let mut seen: HashMap<String, Span> = HashMap::new();
        self.blanks();
        if self.eat(b'}') {
            return Some(Value::Map(entries));
        }
        loop {
            self.blanks();
            let start = self.at;
            if self.bytes.get(self.at) != Some(&b'"') {
                return self.fault("expected a key in quotation marks");
            }
            let key = self.string()?;
            let span = Span::new(start, self.at);
            self.blanks();
            if !self.eat(b':') {
                return self.fault("expected `:`");
            }
            let value = self.value(depth + 1)?;
            if let Some(first) = seen.get(&key) {
                let first = self.reading.place(*first);
                let message = format!("duplicate key `{key}`");
                let diagnostic = self.reading.diagnostic(RuleCode::DuplicateKey, span, message);
                self.reading.report(
                    diagnostic.related(first, "first defined here").help("keep one of them"),
                );
            } else {
                seen.insert(key.clone(), span);
                entries.push((Spanned::new(key, span), value));
            }
            self.blanks();
            if self.eat(b'}') {
                return Some(Value::Map(entries));
            }
            if !self.eat(b',') {
                return self.fault("expected `,` or `}`");
            }
        }
    }

    fn word(&mut self) -> Option<Value> {
        let start = self.at;
        while self
            .bytes
            .get(self.at)
            .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        {
            self.at += 1;
        }
        let word = self.text.get(start..self.at).unwrap_or("");
        match word {
            "null" => Some(Value::Null),
            "true" | "false" => Some(Value::Text { text: word.to_owned(), plain: true }),
            _ if is_number(word) => Some(Value::Text { text: word.to_owned(), plain: true }),
            _ => {
                self.at = start;
                self.fault("expected a value: a text in quotation marks, a number, a list or a map")
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        let open = self.at;
        self.at += 1;
        let mut out = String::new();
        loop {
            let from = self.at;
            while self.bytes.get(self.at).is_some_and(|b| !matches!(b, b'"' | b'\\' | 0..=0x1f)) {
                self.at += 1;
            }
            out.push_str(self.text.get(from..self.at).unwrap_or(""));
            match self.bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return Some(out);
                }
                Some(b'\\') => out.push(self.escape()?),
                Some(_) => return self.fault(
                    "a text contains a line break or control character; write `\\n` or `\\u000a`",
                ),
                None => {
                    self.at = open;
                    return self.fault("this text is not closed");
                }
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        self.at += 1;
        let byte = self.bytes.get(self.at).copied();
        self.at += 1;
        Some(match byte {
            Some(b @ (b'"' | b'\\' | b'/')) => char::from(b),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => {
                self.at -= 1;
                return self.fault("invalid escape sequence");
            }
        })
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self
            .text
            .get(self.at..self.at + 4)
            .filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(digits) = digits else {
            return self.fault("expected four hexadecimal digits after `\\u`");
        };
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }

    /// Parses a code point, or a UTF-16 surrogate pair.
    fn unicode(&mut self) -> Option<char> {
        let first = self.hex()?;
        if let Some(c) = char::from_u32(first) {
            return Some(c);
        }
        if first < 0xdc00 && self.bytes.get(self.at..self.at + 2) == Some(b"\\u") {
            self.at += 2;
            let second = self.hex()?;
            if (0xdc00..0xe000).contains(&second) {
                return char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00));
            }
        }
        self.fault("unpaired surrogate")
    }
}

/// True if this is a JSON number.
fn is_number(word: &str) -> bool {
    let rest = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) =
        rest.split_once(['e', 'E']).map_or((rest, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) =
        mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}

#[cfg(test)]
mod tests {
    use super::read;
    use onrecord_base::node::{Node, Value};
    use onrecord_base::schema::ReadContext;
    use proptest::prelude::*;

    fn json(node: &Node) -> serde_json::Value {
        match &node.value {
            Value::Null => serde_json::Value::Null,
            Value::Text { text, plain: false } => text.as_str().into(),
            Value::Text { text, plain: true } => serde_json::from_str(text).unwrap(),
            Value::List(items) => items.iter().map(json).collect(),
            Value::Map(entries) => serde_json::Value::Object(
                entries.iter().map(|(key, node)| (key.v.clone(), json(node))).collect(),
            ),
        }
    }

    /// Checks that we read the same as `serde_json`, or reject the same.
    #[track_caller]
    fn check(text: &str) {
        let mut reading = ReadContext::new(&"a.json".into());
        let ours = read(text, 0, &mut reading);
        let theirs: Result<serde_json::Value, _> = serde_json::from_str(text);
        match (&ours, &theirs) {
            (Some(ours), Ok(theirs)) => assert_eq!(&json(ours), theirs, "{text:?}"),
            // Numbers that do not fit a machine word stay text.
            (None, Err(_)) => {}
            (Some(_), Err(why)) if why.to_string().contains("number out of range") => {}
            _ => panic!("{text:?}: {ours:?} and {theirs:?}"),
        }
        assert_eq!(ours.is_none(), !reading.found.is_empty(), "{text:?}");
    }

    #[test]
    fn json_is_read_as_others_read_it() {
        for text in [
            "",
            "[",
            "{}",
            "[1,]",
            "{\"a\":1,}",
            "[01]",
            "[-]",
            "[1.]",
            "[1e]",
            "[1e+9, -0.5]",
            "nul",
            "[null,true]",
            "\"\\ud83d\\ude00\"",
            "\"\\ud83d\"",
            "\"\\ude00\"",
            "\"\\q\"",
            "\"a\nb\"",
            "\"a",
            "{\"a\" 1}",
            "{a:1}",
            "[1] x",
            "\t[\r\n1 , \"é\\u00e9\\/\" ]",
            "\u{a0}[]",
            "\"\\u00g0\"",
            "\"\\u\"",
            "+1",
        ] {
            check(text);
        }
    }

    #[test]
    fn depth_is_bounded() {
        let mut reading = ReadContext::new(&"a.json".into());
        assert_eq!(read(&"[".repeat(1_000_000), 0, &mut reading), None);
        assert_eq!(reading.found.len(), 1);
    }

    proptest! {
        #[test]
        fn soup_is_read_as_others_read_it(text in "[\\[\\]{}:,\"\\\\ un0-9a-e.é\n]{0,24}") {
            // Duplicate keys are reported here, but `serde_json` keeps the last one.
            let keys = text.matches(':').count();
            if keys < 2 {
                check(&text);
            }
        }
    }
}
