//! Converts the LaTeX of bibliography fields to plain text: accents, dashes, quotation marks,
//! symbols. Start with [`decode`].
//!
//! One pass without recursion, so neither nesting nor length can overflow the stack. An unknown
//! command stays as written, and its name is returned for a diagnostic.

use super::{entities, formulas};
use onrecord_base::url::is_web;
use std::fmt::Write as _;
use unicode_normalization::UnicodeNormalization as _;

/// The maximum number of accents on one letter; no script has more.
const MAX_ACCENTS: usize = 4;

/// The maximum length of a superscript or subscript number, in bytes.
const MAX_RAISED: usize = 12;

/// The maximum number of commands of one name that are searched for a URL.
const MAX_ADDRESSES: usize = 8;

/// A field as plain text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct DecodedText {
    /// The text.
    pub(super) text: String,
    /// The first unknown command, with its backslash; `None` if all are known.
    pub(super) unknown: Option<String>,
}

/// Decodes a field and removes its braces.
pub(super) fn decode(raw: &str) -> DecodedText {
    if !raw.contains(['\\', '{', '}', '~', '$', '-', '`', '\'', '&']) {
        return DecodedText { text: raw.to_owned(), unknown: None };
    }
    let mut decoder = LatexDecoder { rest: raw, ..LatexDecoder::default() };
    decoder.run();
    decoder.settle();
    let text = if decoder.accented { decoder.out.nfc().collect() } else { decoder.out };
    DecodedText { text, unknown: decoder.unknown }
}

/// Decodes a field that contains a URL or similar: only escapes are decoded.
pub(super) fn verbatim(raw: &str) -> String {
    let raw = raw.trim();
    let raw = raw.strip_prefix("\\url{").and_then(|url| url.strip_suffix('}')).unwrap_or(raw);
    let raw = raw.trim();
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
struct LatexDecoder<'a> {
    rest: &'a str,
    out: String,
    /// The text that closes each open group: a closing quotation mark, or nothing.
    open: Vec<&'static str>,
    /// Accents that precede their letter, the outermost first.
    accents: Vec<char>,
    accented: bool,
    /// True if an unclosed URL command was found.
    is_unclosed: bool,
    unknown: Option<String>,
}

impl<'a> LatexDecoder<'a> {
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
                '&' => self.entity(),
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
        if self.accents.is_empty() {
            self.out.push(c);
            return;
        }
        // TeX expects dotless letters under an accent.
        self.out.push(match c {
            'ı' => 'i',
            'ȷ' => 'j',
            c => c,
        });
        // The mark written last is nearest to the letter.
        self.out.extend(self.accents.drain(..).rev());
        self.accented = true;
    }

    /// Decodes the entity after an `&`, or writes the `&`.
    fn entity(&mut self) {
        let (c, len) = entities::after_ampersand(self.rest).unwrap_or(('&', 0));
        self.rest = &self.rest[len..];
        self.push(c);
    }

    /// Writes accents without a letter as characters.
    fn settle(&mut self) {
        for mark in std::mem::take(&mut self.accents) {
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

    /// Decodes `$…$`: simple math becomes text, all other stays as written.
    fn math(&mut self) {
        match self.rest.find('$') {
            Some(end) => {
                let inner = &self.rest[..end];
                // `$5 to $10`: unescaped sums of money.
                if inner.ends_with(char::is_whitespace) {
                    return self.push('$');
                }
                match formulas::plain(inner) {
                    Some(text) => self.out.push_str(&text),
                    None => {
                        let _ = write!(self.out, "${inner}$");
                    }
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
                '&' => self.entity(),
                '%' | '$' | '#' | '_' | '{' | '}' => self.push(c),
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
            // `\ss{}` and `\ss ` end the command and leave no space.
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
            "noopsort" | "href" | "vspace" => self.skip_group(),
            // `\hspace{0pt}` and `\hspace0pt`
            "hspace" => {
                self.rest = self.rest.strip_prefix("0pt").unwrap_or(self.rest);
                self.skip_group();
            }
            "url" | "nolinkurl" | "path" => self.address(),
            "textsuperscript" | "textsubscript" => self.raised(name == "textsuperscript"),
            _ if STYLES.contains(&name) => self.rest = self.rest.trim_start(),
            _ => {
                self.unknown.get_or_insert_with(|| format!("\\{name}"));
                self.out.push('\\');
                self.out.push_str(name);
            }
        }
    }

    fn accented_by(&mut self, mark: char) {
        if self.accents.len() == MAX_ACCENTS {
            self.settle();
        }
        self.rest = self.rest.trim_start();
        self.accents.push(mark);
    }

    /// Writes the URL of `\url{…}`.
    fn address(&mut self) {
        let Some(rest) = self.rest.trim_start().strip_prefix('{') else { return };
        // After an unclosed command the search stops; otherwise each one would search to the end of
        // the text.
        let end = if self.is_unclosed { None } else { group_end(rest) };
        match end {
            Some(end) => {
                self.out.push_str(&verbatim(&rest[..end]));
                self.rest = &rest[end + 1..];
            }
            None => self.is_unclosed = true,
        }
    }

    /// Writes a superscript or subscript number in Unicode: `10³` instead of `103`. Letters (`3rd`)
    /// stay on the line.
    fn raised(&mut self, up: bool) {
        let Some(rest) = self.rest.trim_start().strip_prefix('{') else { return };
        let len = rest.bytes().take(MAX_RAISED).position(|byte| byte == b'}');
        let moved = len.and_then(|len| {
            let inner = &rest[..len];
            let is_number = inner.contains(|c: char| c.is_ascii_digit());
            Some((formulas::raised_or_lowered(inner, up).filter(|_| is_number)?, len))
        });
        if let Some((text, len)) = moved {
            self.out.push_str(&text);
            self.rest = &rest[len + 1..];
        }
    }

    /// Skips a group: a sort key, or the URL of linked words.
    fn skip_group(&mut self) {
        let Some(rest) = self.rest.trim_start().strip_prefix('{') else { return };
        self.rest = group_end(rest).map_or("", |end| &rest[end + 1..]);
    }
}

/// Returns the end of the group whose `{` precedes `rest`.
fn group_end(rest: &str) -> Option<usize> {
    let mut depth = 1_usize;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Returns the first URL in a text and the text around it: in `\url{…}` or `\href{…}{…}`, or, with
/// `bare`, without a command.
pub(super) fn address(raw: &str, bare: bool) -> Option<(String, String)> {
    for command in ["\\url", "\\href", "\\nolinkurl", "\\path"] {
        for (at, _) in raw.match_indices(command).take(MAX_ADDRESSES) {
            let after = raw[at + command.len()..].trim_start();
            let Some(rest) = after.strip_prefix('{') else { continue };
            let Some(end) = group_end(rest) else { continue };
            let address = verbatim(&rest[..end]);
            if has_address(&address) {
                let around = format!("{} {}", &raw[..at], &rest[end + 1..]);
                return Some((address, decode(&around).text));
            }
        }
    }
    if !bare {
        return None;
    }
    let plain = verbatim(raw);
    let at = ["https://", "http://", "www."].iter().filter_map(|from| plain.find(from)).min()?;
    let len = plain[at..].find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"'));
    let end = len.map_or(plain.len(), |len| at + len);
    let address = plain[at..end].trim_end_matches(['.', ',', ';', ':', ')', ']']);
    // A command for the font of the URL: `\texttt{https://…}`.
    let (before, command) = plain[..at].rsplit_once('\\').unwrap_or((&plain[..at], ""));
    let before = if STYLES.contains(&command) { before } else { &plain[..at] };
    let around = format!("{before} {}", &plain[end..]);
    has_address(address).then(|| (address.to_owned(), around))
}

/// True if a text is more than the beginning of a web URL.
fn has_address(address: &str) -> bool {
    let address = address.trim();
    let begins = is_web(address) || address.starts_with("www.");
    begins && address.len() > "https://".len()
}

/// Returns the combining mark of an accent command; `None` for other characters.
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

/// Commands that only change the font: the text stays.
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
    "MakeUppercase",
    "MakeLowercase",
    "uppercase",
    "lowercase",
    "relax",
    "protect",
    "underline",
    "ensuremath",
    "nobreak",
    "allowbreak",
];

/// Returns the characters of a command; `None` if it is unknown.
pub(super) fn symbol(name: &str) -> Option<&'static str> {
    SYMBOLS.iter().find(|(known, _)| *known == name).map(|(_, symbol)| *symbol)
}

/// Commands for a character.
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
    ("hyphen", "-"),
    ("addsemicolon", ";"),
    ("addcomma", ","),
    ("addcolon", ":"),
    ("adddot", "."),
    ("addspace", " "),
    ("addnbspace", " "),
    ("ppno", ""),
    ("pno", ""),
    ("null", ""),
    ("bibcyr", ""),
    ("discretionary", ""),
    ("thinspace", " "),
    ("enspace", " "),
    ("nobreakspace", " "),
    ("quad", " "),
    ("space", " "),
    ("times", "×"),
    ("textmu", "µ"),
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ε"),
    ("varepsilon", "ε"),
    ("zeta", "ζ"),
    ("eta", "η"),
    ("theta", "θ"),
    ("iota", "ι"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("nu", "ν"),
    ("xi", "ξ"),
    ("pi", "π"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("tau", "τ"),
    ("upsilon", "υ"),
    ("phi", "φ"),
    ("varphi", "φ"),
    ("chi", "χ"),
    ("psi", "ψ"),
    ("omega", "ω"),
    ("Gamma", "Γ"),
    ("Delta", "Δ"),
    ("Theta", "Θ"),
    ("Lambda", "Λ"),
    ("Xi", "Ξ"),
    ("Pi", "Π"),
    ("Sigma", "Σ"),
    ("Phi", "Φ"),
    ("Psi", "Ψ"),
    ("Omega", "Ω"),
    ("pm", "±"),
    ("cdot", "·"),
    ("leq", "≤"),
    ("le", "≤"),
    ("geq", "≥"),
    ("ge", "≥"),
    ("neq", "≠"),
    ("approx", "≈"),
    ("sim", "∼"),
    ("infty", "∞"),
    ("to", "→"),
    ("rightarrow", "→"),
    ("circ", "°"),
    ("ell", "ℓ"),
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
    fn accents_on_accents_are_one_letter() {
        check(r"Nguy{\~\^e}n Nguy\~{\^{e}}n Nguy{\~{\^e}}n", "Nguyễn Nguyễn Nguyễn");
        check(r"Th{\'\u a}ng Th\'{\u{a}}ng", "Thắng Thắng");
        check(r#"Dvo\v r\'ak \d{\^o} \={\"u}"#, "Dvořák ộ ǖ");
        check(r"\'{\'", "\u{b4}\u{b4}");
    }

    #[test]
    fn entities_are_characters() {
        check(r"Pilots &amp; ferries \&amp; tugs", "Pilots & ferries & tugs");
        check(r"Caf&eacute; &#233; &#xe9; &ndash; A&B; &nosuch; &", "Café é é – A&B; &nosuch; &");
    }

    #[test]
    fn addresses_are_found_in_texts() {
        for (raw, found) in [
            (r"\url{https://x.org/a\_b}", Some(("https://x.org/a_b", " "))),
            (r"\url{ https://x.org/h1 }", Some(("https://x.org/h1", " "))),
            (r"Available at \url{https://x.org/h3}", Some(("https://x.org/h3", "Available at  "))),
            (r"\href{https://x.org/%20a}{here}", Some(("https://x.org/%20a", " here"))),
            ("See https://x.org/h4.", Some(("https://x.org/h4", "See  "))),
            (r"At \texttt{https://x.org/h5}", Some(("https://x.org/h5", "At  "))),
            ("On paper", None),
            (r"\url{", None),
        ] {
            let expected = found.map(|(a, b)| (a.to_owned(), b.to_owned()));
            assert_eq!(super::address(raw, true), expected, "{raw}");
        }
    }

    #[test]
    fn braces_and_styles_go() {
        check(r"{TikTok} and \emph{The {US}} \textbf{data}", "TikTok and The US data");
        check(r"{\em x} \enquote{said} ``so''", "x “said” “so”");
        check("pp. 3--9, a --- b, a-b, -{}-", "pp. 3–9, a — b, a-b, --");
        check(r"100\% \& \$5 \_ \# a~b $5$ $x^2$", "100% & $5 _ # a b 5 x²");
    }

    #[test]
    fn simple_formulas_are_text() {
        check(
            r"CO$_2$ at 10$^{-3}$ m\textsuperscript{2}, the 3\textsuperscript{rd}",
            "CO₂ at 10⁻³ m², the 3rd",
        );
        check("from $5 to $10", "from $5 to $10");
        check(r"$\alpha$-rays, $\beta_1$, $x^{n+1}$", "α-rays, β₁, xⁿ⁺¹");
        check(r"$\frac{1}{2}$ $x^{abc}$ $5", r"$\frac{1}{2}$ $x^{abc}$ $5");
    }

    #[test]
    fn unknown_commands_stay_and_are_returned() {
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
    fn long_and_deep_input_is_linear() {
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
