//! LaTeX in the fields of a bibliography as plain text: accents, dashes, marks, symbols.
//!
//! One pass without recursion, so neither depth nor length of a field can hurt. A command that is not
//! known stays as it was written, and its name is given back to be told.

use std::fmt::Write as _;
use unicode_normalization::UnicodeNormalization as _;

/// A field as plain text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Decoded {
    /// The text.
    pub(super) text: String,
    /// A command that is not known, with its backslash.
    pub(super) unknown: Option<String>,
}

/// Decodes a field; braces are gone after it.
pub(super) fn decode(raw: &str) -> Decoded {
    if !raw.contains(['\\', '{', '}', '~', '$', '-', '`', '\'']) {
        return Decoded { text: raw.to_owned(), unknown: None };
    }
    let mut decoder = Decoder { rest: raw, ..Decoder::default() };
    decoder.run();
    decoder.settle();
    let text = if decoder.accented { decoder.out.nfc().collect() } else { decoder.out };
    Decoded { text, unknown: decoder.unknown }
}

/// Decodes a field that holds an address or the like: escapes are undone and nothing else.
pub(super) fn verbatim(raw: &str) -> String {
    let raw = raw.trim();
    let raw = raw.strip_prefix("\\url{").and_then(|url| url.strip_suffix('}')).unwrap_or(raw);
    let mut out = String::with_capacity(raw.len());
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('_' | '%' | '#' | '&' | '$' | '~' | ':' | '{' | '}')) | ('{' | '}', _) => {}
            _ => out.push(c),
        }
    }
    out
}

#[derive(Default)]
struct Decoder<'a> {
    rest: &'a str,
    out: String,
    /// What each open group ends with: a closing quotation mark, or nothing.
    open: Vec<&'static str>,
    /// An accent that waits for its letter.
    accent: Option<char>,
    accented: bool,
    unknown: Option<String>,
}

impl<'a> Decoder<'a> {
    fn run(&mut self) {
        let mut before: Option<char> = None;
        while let Some(c) = self.rest.chars().next() {
            let from = self.rest;
            self.rest = &from[c.len_utf8()..];
            match c {
                '\\' => self.command(),
                '{' => self.open.push(""),
                '}' => {
                    self.settle();
                    if let Some(end) = self.open.pop() {
                        self.out.push_str(end);
                    }
                }
                '~' => self.push(' '),
                '$' => self.math(),
                '-' if self.rest.starts_with("--") => self.take(2, '—'),
                '-' if self.rest.starts_with('-') => self.take(1, '–'),
                '`' if self.rest.starts_with('`') => self.take(1, '“'),
                '\'' if self.rest.starts_with('\'') => self.take(1, '”'),
                '`' if before.is_none_or(|b| b.is_whitespace() || b == '(') => self.push('‘'),
                c => self.push(c),
            }
            before = Some(c);
        }
    }

    fn take(&mut self, more: usize, c: char) {
        self.rest = &self.rest[more..];
        self.push(c);
    }

    fn push(&mut self, c: char) {
        match self.accent.take() {
            // TeX wants the letters without their dots under an accent.
            Some(mark) => {
                self.out.push(match c {
                    'ı' => 'i',
                    'ȷ' => 'j',
                    c => c,
                });
                self.out.push(mark);
                self.accented = true;
            }
            None => self.out.push(c),
        }
    }

    /// An accent over nothing is the mark itself.
    fn settle(&mut self) {
        if let Some(mark) = self.accent.take() {
            self.out.push(match mark {
                '\u{302}' => '^',
                '\u{303}' => '~',
                '\u{300}' => '`',
                '\u{301}' => '´',
                '\u{308}' => '¨',
                mark => mark,
            });
        }
    }

    /// `$…$`: simple math is its text, any other stays as written.
    fn math(&mut self) {
        match self.rest.find('$') {
            Some(end) => {
                let inner = &self.rest[..end];
                if inner.contains(['\\', '^', '_', '{']) {
                    let _ = write!(self.out, "${inner}$");
                } else {
                    self.out.push_str(inner);
                }
                self.rest = &self.rest[end + 1..];
            }
            None => self.push('$'),
        }
    }

    fn command(&mut self) {
        let Some(c) = self.rest.chars().next() else {
            self.out.push('\\');
            return;
        };
        if !c.is_ascii_alphabetic() {
            self.rest = &self.rest[c.len_utf8()..];
            match c {
                '&' | '%' | '$' | '#' | '_' | '{' | '}' => self.push(c),
                '\\' | ' ' | ',' | ';' | ':' | '\n' => self.push(' '),
                '-' | '/' | '!' | '@' => {}
                _ => {
                    if let Some(mark) = accent(c) {
                        self.accented_by(mark);
                    } else {
                        self.unknown.get_or_insert_with(|| format!("\\{c}"));
                        self.out.push('\\');
                        self.push(c);
                    }
                }
            }
            return;
        }
        let len = self.rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let name: &'a str = &self.rest[..len];
        self.rest = self.rest[len..].trim_start_matches('*');
        self.named(name);
    }

    fn named(&mut self, name: &str) {
        let letter = name.chars().next().filter(|_| name.len() == 1);
        if let Some(mark) = letter.filter(|c| "uvHcdkrbt".contains(*c)).and_then(accent) {
            return self.accented_by(mark);
        }
        if let Some((_, symbol)) = SYMBOLS.iter().find(|(symbol, _)| *symbol == name) {
            // `\ss{}` and `\ss ` end the command and leave no blank.
            self.rest = self.rest.trim_start();
            self.rest = self.rest.strip_prefix("{}").unwrap_or(self.rest);
            for c in symbol.chars() {
                self.push(c);
            }
            return;
        }
        match name {
            "enquote" | "mkbibquote" => {
                if let Some(rest) = self.rest.trim_start().strip_prefix('{') {
                    self.rest = rest;
                    self.out.push('“');
                    self.open.push("”");
                }
            }
            "noopsort" | "href" => self.skip_group(),
            _ if STYLES.contains(&name) => self.rest = self.rest.trim_start(),
            _ => {
                self.unknown.get_or_insert_with(|| format!("\\{name}"));
                self.out.push('\\');
                self.out.push_str(name);
            }
        }
    }

    fn accented_by(&mut self, mark: char) {
        self.settle();
        self.rest = self.rest.trim_start();
        self.accent = Some(mark);
    }

    /// Leaves out a group: the key that sorts, the address behind words.
    fn skip_group(&mut self) {
        let Some(rest) = self.rest.trim_start().strip_prefix('{') else { return };
        let mut depth = 1_usize;
        for (at, c) in rest.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.rest = &rest[at + 1..];
                return;
            }
        }
        self.rest = "";
    }
}

/// The mark that an accent's command sets over the next letter.
fn accent(c: char) -> Option<char> {
    Some(match c {
        '`' => '\u{300}',
        '\'' => '\u{301}',
        '^' => '\u{302}',
        '~' => '\u{303}',
        '=' => '\u{304}',
        'u' => '\u{306}',
        '.' => '\u{307}',
        '"' => '\u{308}',
        'r' => '\u{30a}',
        'H' => '\u{30b}',
        'v' => '\u{30c}',
        'd' => '\u{323}',
        'c' => '\u{327}',
        'k' => '\u{328}',
        'b' => '\u{331}',
        't' => '\u{361}',
        _ => return None,
    })
}

/// Commands that only say how a text looks: the text stays.
const STYLES: &[&str] = &[
    "emph",
    "textit",
    "textbf",
    "textsc",
    "texttt",
    "textrm",
    "textsf",
    "textsl",
    "textup",
    "textmd",
    "textnormal",
    "text",
    "mbox",
    "hbox",
    "em",
    "it",
    "bf",
    "sc",
    "tt",
    "rm",
    "sf",
    "sl",
    "itshape",
    "bfseries",
    "scshape",
    "upshape",
    "normalfont",
    "mkbibemph",
    "mkbibbold",
    "mkbibitalic",
    "textsuperscript",
    "textsubscript",
    "MakeUppercase",
    "MakeLowercase",
    "uppercase",
    "lowercase",
    "relax",
    "protect",
    "url",
    "path",
    "nolinkurl",
    "underline",
    "ensuremath",
    "nobreak",
    "allowbreak",
];

/// Commands that are a character.
const SYMBOLS: &[(&str, &str)] = &[
    ("aa", "å"),
    ("AA", "Å"),
    ("ae", "æ"),
    ("AE", "Æ"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("o", "ø"),
    ("O", "Ø"),
    ("l", "ł"),
    ("L", "Ł"),
    ("ss", "ß"),
    ("SS", "ẞ"),
    ("dh", "ð"),
    ("DH", "Ð"),
    ("th", "þ"),
    ("TH", "Þ"),
    ("dj", "đ"),
    ("DJ", "Đ"),
    ("ng", "ŋ"),
    ("NG", "Ŋ"),
    ("i", "ı"),
    ("j", "ȷ"),
    ("S", "§"),
    ("P", "¶"),
    ("textsection", "§"),
    ("textparagraph", "¶"),
    ("copyright", "©"),
    ("textcopyright", "©"),
    ("textregistered", "®"),
    ("texttrademark", "™"),
    ("pounds", "£"),
    ("textsterling", "£"),
    ("euro", "€"),
    ("texteuro", "€"),
    ("textdollar", "$"),
    ("textcent", "¢"),
    ("textyen", "¥"),
    ("dots", "…"),
    ("ldots", "…"),
    ("textellipsis", "…"),
    ("textendash", "–"),
    ("textemdash", "—"),
    ("textquoteleft", "‘"),
    ("textquoteright", "’"),
    ("textquotesingle", "'"),
    ("textquotedblleft", "“"),
    ("textquotedblright", "”"),
    ("textquotedbl", "\""),
    ("quotedblbase", "„"),
    ("quotesinglbase", "‚"),
    ("guillemotleft", "«"),
    ("guillemotright", "»"),
    ("guilsinglleft", "‹"),
    ("guilsinglright", "›"),
    ("textbackslash", "\\"),
    ("textasciitilde", "~"),
    ("textasciicircum", "^"),
    ("textasciigrave", "`"),
    ("textunderscore", "_"),
    ("textbraceleft", "{"),
    ("textbraceright", "}"),
    ("textbar", "|"),
    ("textless", "<"),
    ("textgreater", ">"),
    ("textbullet", "•"),
    ("textdagger", "†"),
    ("textdaggerdbl", "‡"),
    ("dag", "†"),
    ("ddag", "‡"),
    ("textperiodcentered", "·"),
    ("textexclamdown", "¡"),
    ("textquestiondown", "¿"),
    ("textdegree", "°"),
    ("textordfeminine", "ª"),
    ("textordmasculine", "º"),
    ("textonehalf", "½"),
    ("textnumero", "№"),
    ("slash", "/"),
    ("LaTeX", "LaTeX"),
    ("TeX", "TeX"),
    ("BibTeX", "BibTeX"),
    ("quad", " "),
    ("space", " "),
    ("times", "×"),
    ("textmu", "µ"),
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("mu", "μ"),
    ("pi", "π"),
];

#[cfg(test)]
mod tests {
    use super::{decode, verbatim};
    use proptest::prelude::*;

    #[track_caller]
    fn check(raw: &str, text: &str) {
        assert_eq!(decode(raw).text, text, "{raw}");
    }

    #[test]
    fn accents_are_letters() {
        check(r#"{\"o} \"{o} \"o {\'{e}} \'{\i} \v{S} \c c \H{o}"#, "ö ö ö é í Š ç ő");
        check(r"L\^{e} D\~{u}ng Tr\'{a}ng", "Lê Dũng Tráng");
        check(r"Stra\ss e \ss{} M\o ller", "Straße ß Møller");
        check(r"\~{} \^{}", "~ ^");
    }

    #[test]
    fn braces_and_styles_go() {
        check(r"{TikTok} and \emph{The {US}} \textbf{data}", "TikTok and The US data");
        check(r"{\em x} \enquote{said} ``so''", "x “said” “so”");
        check("pp. 3--9, a --- b, a-b, -{}-", "pp. 3–9, a — b, a-b, --");
        check(r"100\% \& \$5 \_ \# a~b $5$ $x^2$", "100% & $5 _ # a b 5 $x^2$");
    }

    #[test]
    fn what_is_not_known_stays_and_is_told() {
        let decoded = decode(r"a \foo{b} c");
        assert_eq!(
            (decoded.text.as_str(), decoded.unknown.as_deref()),
            (r"a \foob c", Some(r"\foo"))
        );
    }

    #[test]
    fn addresses_keep_their_signs() {
        assert_eq!(verbatim(r"https://x.org/a\_b?c=1\%20&d={e}"), "https://x.org/a_b?c=1%20&d=e");
        assert_eq!(verbatim(r"\url{https://x.org/~a--b}"), "https://x.org/~a--b");
    }

    #[test]
    fn length_and_depth_cost_what_they_are_long() {
        for hostile in ["{", "\\\"{", "\\emph{", "{a}", "$", "\\", "\\enquote{", "--"] {
            drop(decode(&hostile.repeat(100_000)));
        }
    }

    proptest! {
        #[test]
        fn any_text_is_decoded(raw in "[\\\\{}$~`'\"^a-z é-]{0,60}") {
            drop((decode(&raw), verbatim(&raw)));
        }
    }
}
