//! Builds a source entry field by field, and reports fields that sources do not support. Start with
//! [`EntryBuilder`].
//!
//! Ensures that the reader of sources accepts every imported value: no control characters, no empty
//! texts, dates in EDTF, URLs that can be linked.

use super::{ImportedSource, dates};
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::edtf::EdtfDate;
use onrecord_base::node::{Node, Value};
use onrecord_base::schema::{ReadContext, list};
use onrecord_base::span::{Span, Spanned};
use onrecord_base::text::{is_reserved, slug};
use onrecord_base::url::{ParsedUrl, classify, is_web};
use std::collections::BTreeSet;

/// The maximum length of one field, in characters.
const MAX_TEXT: usize = 100_000;

/// The maximum number of dropped fields reported per entry.
const MAX_LOST: usize = 40;

/// The origin of a value: the name of the field in the bibliography, and its span.
#[derive(Debug, Clone, Copy)]
pub(super) struct FieldOrigin<'a>(pub(super) &'a str, pub(super) Span);

/// An entry under construction.
#[derive(Debug)]
pub(super) struct EntryBuilder {
    key: Spanned<String>,
    extent: Span,
    fields: Vec<(Spanned<String>, Node)>,
    /// Dropped fields, by their names in the bibliography.
    lost: BTreeSet<String>,
}

/// A name in a list of authors or editors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ImportedName {
    /// Family name, with its particles.
    pub(super) family: String,
    /// Given names.
    pub(super) given: String,
    /// A name that is not split.
    pub(super) literal: String,
    /// The suffix of the whole name: `Jr.`
    pub(super) suffix: String,
    /// True if the particle belongs to the family name.
    pub(super) whole_family: bool,
    /// True if it is not a name but marks omitted ones.
    pub(super) others: bool,
}

impl EntryBuilder {
    /// Starts an entry.
    pub(super) fn new(key: Spanned<String>, extent: Span) -> Self {
        Self { key, extent, fields: vec![], lost: BTreeSet::new() }
    }

    /// True if a field already has a value.
    pub(super) fn has(&self, field: &str) -> bool {
        self.fields.iter().any(|(name, _)| name.v == field)
    }

    /// True if a field has this text.
    pub(super) fn says(&self, field: &str, text: &str) -> bool {
        self.fields.iter().any(|(name, node)| name.v == field && node.text() == Some(text))
    }

    /// Records a field that sources do not support; [`finish`](Self::finish) reports it.
    pub(super) fn drop_field(&mut self, field: &str) {
        let field: String = field.chars().filter(|c| !c.is_control()).take(60).collect();
        self.lost.insert(field);
    }

    /// Reports a value that cannot be used as it is.
    pub(super) fn unreadable(&self, span: Span, what: &str, reading: &mut ReadContext) {
        let diagnostic = reading.diagnostic(
            RuleCode::ImportedValue,
            span,
            format!("`{}`: {what}", shown(&self.key.v)),
        );
        reading.report(
            diagnostic
                .help("correct it in the program that exported the file, and export it again"),
        );
    }

    /// Reports a name that is probably an organization but was read as a person.
    pub(super) fn parted(&self, field: &str, name: &str, span: Span, reading: &mut ReadContext) {
        let message = format!(
            "`{}`: `{field}` has `{}`, which looks like an organization but is read as a person",
            shown(&self.key.v),
            shown(name)
        );
        let diagnostic = reading.diagnostic(RuleCode::OrganizationAsPerson, span, message);
        reading.report(diagnostic.help("put the whole name in braces: `{European Commission}`"));
    }

    fn put(&mut self, field: &str, node: Node) {
        self.fields.push((Spanned::new(field.to_owned(), node.span), node));
    }

    /// Adds a text on one line. Drops it if the field already has a value.
    pub(super) fn text(
        &mut self,
        field: &str,
        text: &str,
        at: FieldOrigin<'_>,
        reading: &mut ReadContext,
    ) {
        let FieldOrigin(called, span) = at;
        let text = self.clean(text, called, span, reading);
        if text.is_empty() {
            return;
        }
        if self.has(field) {
            return self.drop_field(called);
        }
        self.put(field, Node { span, value: Value::Text { text, plain: false } });
    }

    /// Returns one line without control characters, cut to the maximum length.
    fn clean(&self, text: &str, called: &str, span: Span, reading: &mut ReadContext) -> String {
        if text.contains(|c: char| c.is_control() && !c.is_whitespace() || is_reserved(c)) {
            self.unreadable(
                span,
                &format!("`{called}` contains a control character, which is dropped"),
                reading,
            );
        }
        let mut plain = String::with_capacity(text.len().min(MAX_TEXT));
        for word in text.split_whitespace() {
            if !plain.is_empty() {
                plain.push(' ');
            }
            plain.extend(word.chars().filter(|c| !c.is_control() && !is_reserved(*c)));
        }
        match plain.char_indices().nth(MAX_TEXT) {
            Some((end, _)) => {
                self.unreadable(
                    span,
                    &format!("`{called}` is longer than 100,000 characters and is truncated"),
                    reading,
                );
                plain.truncate(end);
                plain
            }
            None => plain,
        }
    }

    /// Adds a date in a format of another program; `raw` is shown if it is invalid.
    pub(super) fn date(
        &mut self,
        field: &str,
        (when, raw): (Option<EdtfDate>, &str),
        at: FieldOrigin<'_>,
        reading: &mut ReadContext,
    ) {
        let FieldOrigin(called, span) = at;
        if self.has(field) {
            return self.drop_field(called);
        }
        match when {
            Some(when) if !when.is_reversed() => {
                self.put(
                    field,
                    Node { span, value: Value::Text { text: when.to_string(), plain: false } },
                );
            }
            Some(_) => self.unreadable(span, &format!("`{called}` ends before it starts"), reading),
            None if raw.trim().is_empty() => {
                self.unreadable(span, &format!("`{called}` is a date without a year"), reading);
            }
            None => {
                let raw = shown(raw.trim());
                self.unreadable(span, &format!("`{called}` is not a valid date: `{raw}`"), reading);
            }
        }
    }

    /// The same for a date in one text.
    pub(super) fn date_text(
        &mut self,
        field: &str,
        raw: &str,
        at: FieldOrigin<'_>,
        reading: &mut ReadContext,
    ) {
        let when = dates::text(raw);
        if let Some(year) = when.is_none().then(|| dates::season(raw)).flatten() {
            // The season is dropped, the year stays.
            self.drop_field(&format!("{} (season)", at.0));
            return self.date(field, (Some(year), raw), at, reading);
        }
        self.date(field, (when, raw), at, reading);
    }

    /// Adds a URL; reports and drops one that cannot be linked.
    pub(super) fn url(&mut self, text: &str, at: FieldOrigin<'_>, reading: &mut ReadContext) {
        let FieldOrigin(called, span) = at;
        let words: Vec<&str> = text.split_whitespace().collect();
        // Of two URLs in one field the first is used; a single one may contain spaces.
        let end =
            words.iter().skip(1).position(|word| is_web(word)).map_or(words.len(), |at| at + 1);
        if end < words.len() {
            self.drop_field(&format!("{called} (a second address)"));
        }
        let text = words[..end].join("%20");
        if text.is_empty() {
            return;
        }
        match classify(&text) {
            ParsedUrl::Web(_) => self.text("url", &text, at, reading),
            ParsedUrl::Relative { .. } if text.starts_with("www.") => {
                self.text("url", &format!("https://{text}"), at, reading);
            }
            _ => self.unreadable(span, &format!("`{called}` is not a web address"), reading),
        }
    }

    /// Adds a DOI, without the URL of its resolver.
    pub(super) fn doi(&mut self, text: &str, at: FieldOrigin<'_>, reading: &mut ReadContext) {
        let text = text.trim();
        let bare = [
            "https://doi.org/",
            "http://doi.org/",
            "https://dx.doi.org/",
            "http://dx.doi.org/",
            "doi:",
            "DOI:",
        ]
        .iter()
        .find_map(|before| text.strip_prefix(before));
        self.text("doi", bare.unwrap_or(text), at, reading);
    }

    /// Adds authors or editors; a second list for the same role is appended to the first.
    pub(super) fn names(
        &mut self,
        field: &str,
        names: &[ImportedName],
        at: FieldOrigin<'_>,
        reading: &mut ReadContext,
    ) {
        let FieldOrigin(called, span) = at;
        let mut items = vec![];
        for name in names {
            let part =
                |text: &str, reading: &mut ReadContext| self.clean(text, called, span, reading);
            let (family, given) = (part(&name.family, reading), part(&name.given, reading));
            let literal = part(&name.literal, reading);
            let suffix = part(&name.suffix, reading);
            let mut map = vec![];
            let mut add = |key: &str, text: String| {
                if !text.is_empty() {
                    let plain = text == "true";
                    let value = Value::Text { text, plain };
                    map.push((Spanned::new(key.to_owned(), span), Node { span, value }));
                }
            };
            // A comma in a text would be read as `Family, Given`, but a family name may contain
            // one.
            if name.others {
                add("others", "true".to_owned());
            } else if literal.contains(", ") && family.is_empty() {
                add("family", literal);
            } else if family.is_empty() && given.is_empty() {
                add("literal", literal);
            } else if family.is_empty() {
                add("literal", given);
            } else {
                // A suffix without a given name is part of the single name.
                let is_whole = given.is_empty() && !suffix.is_empty();
                add("family", if is_whole { format!("{family} {suffix}") } else { family });
                add("given", given);
                add("suffix", if is_whole { String::new() } else { suffix });
                if name.whole_family {
                    add("whole_family", "true".to_owned());
                }
            }
            if !map.is_empty() {
                items.push(Node { span, value: Value::Map(map) });
            }
        }
        if items.is_empty() {
            return;
        }
        match self.fields.iter_mut().find(|(name, _)| name.v == field) {
            Some((_, Node { value: Value::List(there), .. })) => there.extend(items),
            _ => self.put(field, Node { span, value: Value::List(items) }),
        }
    }

    /// Finishes the entry: sets its title and id, and reports the dropped fields.
    pub(super) fn finish(mut self, reading: &mut ReadContext, out: &mut Vec<ImportedSource>) {
        let id = slug(&self.key.v);
        let key = self.key.clone();
        if id.is_empty() {
            let message = format!("the key `{}` has no letter or digit for an id", shown(&key.v));
            let diagnostic = reading.diagnostic(RuleCode::ImportedKey, key.span, message);
            reading.report(diagnostic.help("give the entry another key"));
            return;
        }
        if !self.has("title") {
            self.unreadable(key.span, "the entry has no title; its key is used instead", reading);
            let text = self.clean(&key.v, "key", key.span, reading);
            self.put("title", Node { span: key.span, value: Value::Text { text, plain: false } });
        }
        if let Some(diagnostic) = self.losses(reading) {
            reading.report(diagnostic);
        }
        let id = Node { span: key.span, value: Value::Text { text: id, plain: false } };
        self.fields.insert(0, (Spanned::new("id".to_owned(), key.span), id));
        let node = Node { span: self.extent, value: Value::Map(self.fields) };
        out.push(ImportedSource { key, extent: self.extent, node });
    }

    fn losses(&self, reading: &ReadContext) -> Option<Diagnostic> {
        let count = self.lost.len();
        if count == 0 {
            return None;
        }
        let mut named = list(self.lost.iter().map(String::as_str).take(MAX_LOST));
        if count > MAX_LOST {
            named = format!("{named} and {} more", count - MAX_LOST);
        }
        let (has, is) = if count == 1 { ("has", "is") } else { ("have", "are") };
        let message = format!(
            "`{}`: {named} {has} no matching source field and {is} dropped",
            shown(&self.key.v)
        );
        Some(reading.diagnostic(RuleCode::ImportedLoss, self.key.span, message))
    }

    /// Sets its type.
    pub(super) fn kind(&mut self, ours: &str, span: Span) {
        if !self.has("type") {
            self.put(
                "type",
                Node { span, value: Value::Text { text: ours.to_owned(), plain: false } },
            );
        }
    }
}

/// Returns a text for a message: one line of at most 60 characters.
fn shown(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control()).collect();
    match plain.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &plain[..end]),
        None => plain,
    }
}

/// Language names of `BibLaTeX`, with their tags.
const LANGUAGES: &[(&str, &str)] = &[
    ("english", "en"),
    ("american", "en-US"),
    ("usenglish", "en-US"),
    ("british", "en-GB"),
    ("ukenglish", "en-GB"),
    ("canadian", "en-CA"),
    ("australian", "en-AU"),
    ("german", "de"),
    ("ngerman", "de"),
    ("austrian", "de-AT"),
    ("naustrian", "de-AT"),
    ("swissgerman", "de-CH"),
    ("nswissgerman", "de-CH"),
    ("french", "fr"),
    ("francais", "fr"),
    ("canadien", "fr-CA"),
    ("acadian", "fr-CA"),
    ("spanish", "es"),
    ("italian", "it"),
    ("portuguese", "pt"),
    ("portuges", "pt"),
    ("brazilian", "pt-BR"),
    ("brazil", "pt-BR"),
    ("dutch", "nl"),
    ("danish", "da"),
    ("swedish", "sv"),
    ("norwegian", "no"),
    ("norsk", "nb"),
    ("nynorsk", "nn"),
    ("finnish", "fi"),
    ("icelandic", "is"),
    ("polish", "pl"),
    ("czech", "cs"),
    ("slovak", "sk"),
    ("slovene", "sl"),
    ("croatian", "hr"),
    ("serbian", "sr"),
    ("bulgarian", "bg"),
    ("russian", "ru"),
    ("ukrainian", "uk"),
    ("greek", "el"),
    ("turkish", "tr"),
    ("hungarian", "hu"),
    ("magyar", "hu"),
    ("romanian", "ro"),
    ("estonian", "et"),
    ("latvian", "lv"),
    ("lithuanian", "lt"),
    ("catalan", "ca"),
    ("basque", "eu"),
    ("galician", "gl"),
    ("hebrew", "he"),
    ("arabic", "ar"),
    ("persian", "fa"),
    ("chinese", "zh"),
    ("japanese", "ja"),
    ("korean", "ko"),
    ("latin", "la"),
    ("irish", "ga"),
    ("welsh", "cy"),
];

/// Returns the tag of a language name; an unknown name stays as written.
pub(super) fn language(written: &str) -> String {
    let name = written.trim();
    let folded = name.to_lowercase();
    LANGUAGES
        .iter()
        .find(|(word, _)| *word == folded)
        .map_or_else(|| name.to_owned(), |(_, tag)| (*tag).to_owned())
}
