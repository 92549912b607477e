//! Decodes HTML and XML entities, which web catalogues leave in their exports. Start with
//! [`decoded`].
//!
//! An entity must be complete, with its semicolon, so `AT&T;` and `&nosuch;` stay as they are.

use onrecord_base::text::is_reserved;

/// The maximum length of an entity's name, in bytes.
const MAX_NAME: usize = 10;

/// Returns the character of the entity whose `&` precedes `rest`, and the length of the text after
/// the `&`; `None` if it is not an entity.
pub(super) fn after_ampersand(rest: &str) -> Option<(char, usize)> {
    let end = rest.bytes().take(MAX_NAME + 1).position(|byte| byte == b';')?;
    let name = &rest[..end];
    let c = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control() && !is_reserved(*c))?
        }
        None => ENTITIES.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((c, end + 1))
}

/// Returns a text with its entities decoded.
pub(super) fn decoded(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains('&') {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let (c, len) = after_ampersand(&rest[at + 1..]).unwrap_or(('&', 0));
        out.push(c);
        rest = &rest[at + 1 + len..];
    }
    out.push_str(rest);
    out.into()
}

/// True if an `&` before this text begins an entity.
pub fn begins_entity(rest: &str) -> bool {
    after_ampersand(rest).is_some()
}

/// Escapes a text so that it contains no entity: the `&` of one becomes `&amp;`.
pub fn without_entities(text: &str) -> std::borrow::Cow<'_, str> {
    let is_entity = |(at, _): &(usize, &str)| begins_entity(&text[at + 1..]);
    if !text.match_indices('&').any(|at| is_entity(&at)) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        out.push(c);
        if c == '&' && begins_entity(&text[at + 1..]) {
            out.push_str("amp;");
        }
    }
    out.into()
}

/// Entity names: those of XML, and those of HTML for letters and typographic marks.
const ENTITIES: &[(&str, char)] = &[
    ("AElig", 'Æ'),
    ("Aacute", 'Á'),
    ("Acirc", 'Â'),
    ("Agrave", 'À'),
    ("Aring", 'Å'),
    ("Atilde", 'Ã'),
    ("Auml", 'Ä'),
    ("Ccaron", 'Č'),
    ("Ccedil", 'Ç'),
    ("Dagger", '‡'),
    ("Dstrok", 'Đ'),
    ("ETH", 'Ð'),
    ("Eacute", 'É'),
    ("Ecirc", 'Ê'),
    ("Egrave", 'È'),
    ("Euml", 'Ë'),
    ("Iacute", 'Í'),
    ("Icirc", 'Î'),
    ("Igrave", 'Ì'),
    ("Iuml", 'Ï'),
    ("Lstrok", 'Ł'),
    ("Ntilde", 'Ñ'),
    ("OElig", 'Œ'),
    ("Oacute", 'Ó'),
    ("Ocirc", 'Ô'),
    ("Ograve", 'Ò'),
    ("Oslash", 'Ø'),
    ("Otilde", 'Õ'),
    ("Ouml", 'Ö'),
    ("Scaron", 'Š'),
    ("THORN", 'Þ'),
    ("Uacute", 'Ú'),
    ("Ucirc", 'Û'),
    ("Ugrave", 'Ù'),
    ("Uuml", 'Ü'),
    ("Yacute", 'Ý'),
    ("Yuml", 'Ÿ'),
    ("Zcaron", 'Ž'),
    ("aacute", 'á'),
    ("acirc", 'â'),
    ("acute", '´'),
    ("aelig", 'æ'),
    ("agrave", 'à'),
    ("alpha", 'α'),
    ("amp", '&'),
    ("apos", '\''),
    ("aring", 'å'),
    ("atilde", 'ã'),
    ("auml", 'ä'),
    ("bdquo", '„'),
    ("beta", 'β'),
    ("bull", '•'),
    ("ccaron", 'č'),
    ("ccedil", 'ç'),
    ("cent", '¢'),
    ("copy", '©'),
    ("dagger", '†'),
    ("dash", '‐'),
    ("deg", '°'),
    ("delta", 'δ'),
    ("dstrok", 'đ'),
    ("eacute", 'é'),
    ("ecirc", 'ê'),
    ("egrave", 'è'),
    ("emsp", '\u{2003}'),
    ("ensp", '\u{2002}'),
    ("eth", 'ð'),
    ("euml", 'ë'),
    ("euro", '€'),
    ("frac12", '½'),
    ("frac14", '¼'),
    ("frac34", '¾'),
    ("gamma", 'γ'),
    ("gt", '>'),
    ("hellip", '…'),
    ("hyphen", '‐'),
    ("iacute", 'í'),
    ("icirc", 'î'),
    ("iexcl", '¡'),
    ("igrave", 'ì'),
    ("iquest", '¿'),
    ("iuml", 'ï'),
    ("laquo", '«'),
    ("ldquo", '“'),
    ("lsaquo", '‹'),
    ("lsquo", '‘'),
    ("lstrok", 'ł'),
    ("lt", '<'),
    ("mdash", '—'),
    ("micro", 'µ'),
    ("middot", '·'),
    ("minus", '−'),
    ("mu", 'μ'),
    ("nbsp", '\u{a0}'),
    ("ndash", '–'),
    ("ntilde", 'ñ'),
    ("oacute", 'ó'),
    ("ocirc", 'ô'),
    ("oelig", 'œ'),
    ("ograve", 'ò'),
    ("ordf", 'ª'),
    ("ordm", 'º'),
    ("oslash", 'ø'),
    ("otilde", 'õ'),
    ("ouml", 'ö'),
    ("para", '¶'),
    ("pi", 'π'),
    ("plusmn", '±'),
    ("pound", '£'),
    ("prime", '′'),
    ("quot", '"'),
    ("raquo", '»'),
    ("rdquo", '”'),
    ("reg", '®'),
    ("rsaquo", '›'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("scaron", 'š'),
    ("sect", '§'),
    ("sup1", '¹'),
    ("sup2", '²'),
    ("sup3", '³'),
    ("szlig", 'ß'),
    ("thinsp", '\u{2009}'),
    ("thorn", 'þ'),
    ("times", '×'),
    ("trade", '™'),
    ("uacute", 'ú'),
    ("ucirc", 'û'),
    ("ugrave", 'ù'),
    ("uuml", 'ü'),
    ("yacute", 'ý'),
    ("yen", '¥'),
    ("yuml", 'ÿ'),
    ("zcaron", 'ž'),
];

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn whole_entities_are_characters() {
        for (text, expected) in [
            ("Pilots &amp; ferries", "Pilots & ferries"),
            ("&quot;a&quot; &lt;b&gt; &#39;c&#x27;", "\"a\" <b> 'c'"),
            ("&Aring;land &scaron; &ndash;", "Åland š –"),
            ("AT&T; &; & &#0; &#x110000; &amp", "AT&T; &; & &#0; &#x110000; &amp"),
            ("&amp;amp;", "&amp;"),
        ] {
            assert_eq!(decoded(text), expected);
        }
    }
}
