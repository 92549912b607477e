//! Converts small formulas in titles to text: `CO$_2$` is CO₂. Start with [`plain`].
//!
//! Uses Unicode characters only; all other formulas stay LaTeX.

use super::latex::symbol;

/// Returns a formula, without its dollar signs, as text; `None` if it does not fit on a line.
pub(super) fn plain(formula: &str) -> Option<String> {
    let mut out = String::with_capacity(formula.len());
    let mut rest = formula;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '^' | '_' => {
                let (inner, after) = match rest.strip_prefix('{') {
                    Some(group) => group.split_once('}')?,
                    None => rest.split_at(rest.chars().next()?.len_utf8()),
                };
                out.push_str(&raised_or_lowered(inner, c == '^')?);
                rest = after;
            }
            '\\' => {
                let len = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
                if len == 0 {
                    let next = rest.chars().next().filter(|c| ",;: %&$#".contains(*c))?;
                    out.push(if ",;: ".contains(next) { ' ' } else { next });
                    rest = &rest[next.len_utf8()..];
                } else {
                    out.push_str(symbol(&rest[..len])?);
                    rest = rest[len..].trim_start();
                }
            }
            '{' | '}' => {}
            c => out.push(c),
        }
    }
    Some(out)
}

/// Returns a text in superscript or subscript; `None` if a character has no such form.
pub(super) fn raised_or_lowered(text: &str, up: bool) -> Option<String> {
    text.trim().chars().map(|c| one(c, up)).collect()
}

fn one(c: char, up: bool) -> Option<char> {
    const PLAIN: &str = "0123456789+-=()n";
    const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ";
    const LOWERED: &str = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙ";
    let at = PLAIN.chars().position(|plain| plain == c)?;
    let forms = if up { RAISED } else { LOWERED };
    forms.chars().nth(at)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn formulas_are_text_or_left_alone() {
        for (formula, text) in [
            ("5", Some("5")),
            ("_2", Some("₂")),
            ("10^{-3}", Some("10⁻³")),
            (r"\alpha x", Some("αx")),
            ("x^a", None),
            (r"\frac{1}{2}", None),
            ("x^", None),
            ("x^{2", None),
            ("\\", None),
        ] {
            assert_eq!(plain(formula).as_deref(), text, "{formula}");
        }
    }
}
