//! Official identifiers: the normal form of each catalogue, and the web address of the record.
//!
//! Addresses are computed from the identifier, without network access. Catalogues without permanent
//! addresses give none. Start with [`official`].

use crate::model::action::IdentifierScheme;

/// An identifier in the normal form of its catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficialIdentifier {
    /// The normal form, used for comparison and links: `2020/1234`.
    pub form: String,
    /// The address of the record; empty if the catalogue has no permanent addresses.
    pub url: String,
}

/// Parses an identifier. `None` if it does not have the form of its catalogue, or if the catalogue
/// has no single form.
pub fn official(scheme: IdentifierScheme, value: &str) -> Option<OfficialIdentifier> {
    let value = value.trim();
    let (form, url) = match scheme {
        IdentifierScheme::Eli => eli(value)?,
        IdentifierScheme::Celex => celex(value)?,
        IdentifierScheme::UkSi => uk_si(value)?,
        IdentifierScheme::UkAct => uk_act(value)?,
        IdentifierScheme::Un => un(value)?,
        IdentifierScheme::UsEo => us_eo(value)?,
        IdentifierScheme::UsPl => us_pl(value)?,
        IdentifierScheme::UsBill => us_bill(value)?,
        IdentifierScheme::Fr => fr(value)?,
        IdentifierScheme::Cfr => cfr(value)?,
        IdentifierScheme::Usc => usc(value)?,
        IdentifierScheme::UsDocket
        | IdentifierScheme::UsState
        | IdentifierScheme::Docket
        | IdentifierScheme::Other => return None,
    };
    Some(OfficialIdentifier { form, url })
}

/// An example of a valid identifier, for messages; `None` if the catalogue accepts several forms.
pub const fn example(scheme: IdentifierScheme) -> Option<&'static str> {
    Some(match scheme {
        IdentifierScheme::Eli => "http://data.europa.eu/eli/reg/2016/679/oj",
        IdentifierScheme::Celex => "32016R0679",
        IdentifierScheme::UkSi => "2020/1234",
        IdentifierScheme::Un => "S/RES/2231 (2015)",
        _ => return None,
    })
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn year(text: &str) -> Option<&str> {
    (text.len() == 4 && all_digits(text)).then_some(text)
}

/// Removes the first of `leads` that `text` starts with (ASCII case is ignored), and separators
/// after it.
fn after<'a>(text: &'a str, leads: &[&str]) -> &'a str {
    for lead in leads {
        if let Some(head) = text.get(..lead.len())
            && head.eq_ignore_ascii_case(lead)
        {
            return text[lead.len()..].trim_start_matches([':', ' ', '\u{a0}']);
        }
    }
    text
}

/// A European Legislation Identifier: a full address, or a path at the register of the EU.
fn eli(value: &str) -> Option<(String, String)> {
    let is_plain = value.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'<' | b'>'));
    if !is_plain || value.len() > 500 {
        return None;
    }
    let lower = value.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    let has_parts = |path: &str| path.split('/').filter(|part| !part.is_empty()).count() >= 2;
    if let Some(rest) = rest {
        let (host, path) = rest.split_once('/')?;
        let is_host = host.contains('.') && !host.contains('@');
        let is_uk = host.trim_start_matches("www.") == "legislation.gov.uk";
        let tail = path.split_once("eli/").map_or("", |(_, tail)| tail);
        let has_form = if is_uk { has_parts(path) } else { has_parts(tail) };
        return (is_host && has_form).then(|| (value.to_owned(), value.to_owned()));
    }
    let path = value.trim_start_matches('/');
    let tail = path.strip_prefix("eli/")?;
    has_parts(tail).then(|| {
        let url = format!("http://data.europa.eu/{path}");
        (url.clone(), url)
    })
}

/// `32016R0679`: sector, year, type, number and an optional suffix.
fn celex(value: &str) -> Option<(String, String)> {
    let value = after(value, &["celex"]);
    let (sector, rest) = value.split_at_checked(1)?;
    let is_sector = matches!(sector.as_bytes(), [b'0'..=b'9' | b'C' | b'E']);
    let (of_year, rest) = rest.split_at_checked(4)?;
    year(of_year)?;
    let letters = rest.bytes().take_while(u8::is_ascii_uppercase).count();
    let number = rest.get(letters..)?;
    let is_number = |c: char| {
        c.is_ascii_digit() || c.is_ascii_uppercase() || matches!(c, '(' | ')' | '-' | '_' | '/')
    };
    // Treaties have a part instead of a number: `12012E/TXT`, `12016M050`.
    let has_number = number.starts_with('/')
        || number.len() >= 3 && number.as_bytes()[..3].iter().all(u8::is_ascii_digit);
    let fits = is_sector
        && (1..=3).contains(&letters)
        && has_number
        && number.chars().all(is_number)
        && value.len() <= 40;
    let url = format!("https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:{value}");
    fits.then(|| (value.to_owned(), url))
}

/// `2020/1234`, `SI 2020/1234`, `2020 No. 1234`; Scotland, Wales and Northern Ireland have their
/// own prefixes.
fn uk_si(value: &str) -> Option<(String, String)> {
    const SERIES: [(&str, &str, &str); 5] = [
        ("S.S.I.", "SSI ", "ssi"),
        ("SSI", "SSI ", "ssi"),
        ("WSI", "WSI ", "wsi"),
        ("S.R.", "SR ", "nisr"),
        ("SR", "SR ", "nisr"),
    ];
    let series = SERIES.iter().find(|(lead, ..)| after(value, &[lead]) != value);
    let (rest, lead, folder) = match series {
        Some((written, lead, folder)) => (after(value, &[written]), *lead, *folder),
        None => (after(value, &["S.I.", "SI", "UKSI", "Statutory Instrument"]), "", "uksi"),
    };
    let (of_year, number) = if let Some(parts) = rest.split_once('/') {
        parts
    } else {
        let (of_year, number) = rest.split_once(' ')?;
        (of_year, after(number.trim(), &["No.", "no"]))
    };
    // `(C. 12)`, `(W. 3)`: additional numbers in other series.
    let number = number.split_once(" (").map_or(number, |(number, _)| number).trim();
    let of_year = year(of_year.trim()).filter(|year| matches!(&year[..2], "18" | "19" | "20"))?;
    (all_digits(number) && number.len() <= 5).then(|| {
        (
            format!("{lead}{of_year}/{number}"),
            format!("https://www.legislation.gov.uk/{folder}/{of_year}/{number}"),
        )
    })
}

/// `2024 c. 8`, `2016 asp 1`, `2021 asc 1`.
fn uk_act(value: &str) -> Option<(String, String)> {
    let (of_year, rest) = value.split_once(' ')?;
    let of_year = year(of_year)?;
    let rest = rest.trim();
    let is_northern = rest.to_ascii_lowercase().replace('.', "").ends_with("(ni)");
    let rest = rest.split_once('(').map_or(rest, |(rest, _)| rest).trim();
    let (kind, number) = rest.rsplit_once([' ', '.'])?;
    let folder = match kind.trim_end_matches(['.', ' ']).to_ascii_lowercase().as_str() {
        "c" if is_northern => "nia",
        "c" => "ukpga",
        "asp" => "asp",
        "asc" => "asc",
        "anaw" => "anaw",
        _ => return None,
    };
    let number = number.trim();
    all_digits(number).then(|| {
        (value.to_owned(), format!("https://www.legislation.gov.uk/{folder}/{of_year}/{number}"))
    })
}

/// A document symbol of the United Nations: `A/RES/70/1`, `S/RES/2231 (2015)`.
fn un(value: &str) -> Option<(String, String)> {
    let joined: String = value.split_whitespace().collect();
    let is_sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '(' | ')' | '/');
    let mut parts = joined.split('/');
    let first = parts.next()?;
    let is_organ = first.starts_with(|c: char| c.is_ascii_uppercase())
        && first.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '.')
        || first == "ST";
    let rest: Vec<&str> = parts.collect();
    let fits = is_organ
        && !rest.is_empty()
        && rest.iter().all(|part| !part.is_empty())
        && rest.iter().any(|part| part.contains(|c: char| c.is_ascii_digit()))
        && joined.chars().all(is_sign)
        && joined.len() <= 60;
    let url = format!("https://undocs.org/{joined}");
    fits.then_some((joined, url))
}

/// `13942`, `EO 13942`.
fn us_eo(value: &str) -> Option<(String, String)> {
    let number = after(value, &["Executive Order", "E.O.", "EO"]);
    let number = after(number, &["No."]).replace(',', "");
    all_digits(&number).then(|| {
        let url = format!("https://www.federalregister.gov/executive-order/{number}");
        (number, url)
    })
}

/// `117-58`, `Public Law 117-58`.
fn us_pl(value: &str) -> Option<(String, String)> {
    let number = after(after(value, &["Public Law", "Pub. L.", "P.L."]), &["No."]);
    let number = number.replace('\u{2013}', "-");
    let (congress, law) = number.split_once('-')?;
    (all_digits(congress) && all_digits(law)).then(|| {
        let url = format!("https://www.govinfo.gov/link/plaw/{congress}/public/{law}");
        (number.clone(), url)
    })
}

/// `H.R. 7521 (118th Congress)`. The Congress is required, because every Congress counts bills from
/// 1.
fn us_bill(value: &str) -> Option<(String, String)> {
    const TYPES: [(&str, &str); 8] = [
        ("hconres", "hconres"),
        ("sconres", "sconres"),
        ("hjres", "hjres"),
        ("sjres", "sjres"),
        ("hres", "hres"),
        ("sres", "sres"),
        ("hr", "hr"),
        ("s", "s"),
    ];
    let at = value.find(|c: char| c.is_ascii_digit())?;
    let lead: String =
        value[..at].chars().filter(char::is_ascii_alphabetic).collect::<String>().to_lowercase();
    let (_, kind) = TYPES.iter().find(|(name, _)| *name == lead)?;
    let number: String = value[at..].chars().take_while(char::is_ascii_digit).collect();
    let rest = &value[at + number.len()..];
    let from = rest.find(|c: char| c.is_ascii_digit())?;
    let congress: String = rest[from..].chars().take_while(char::is_ascii_digit).collect();
    let after = &rest[from + congress.len()..];
    let is_congress = matches!(after.get(..2), Some("th" | "st" | "nd" | "rd"))
        && (1..=3).contains(&congress.len());
    is_congress.then(|| {
        let url = format!("https://www.govinfo.gov/link/bills/{congress}/{kind}/{number}");
        (format!("{kind} {number} {congress}"), url)
    })
}

/// `85 FR 48637`.
fn fr(value: &str) -> Option<(String, String)> {
    let words: Vec<&str> = value.split_whitespace().collect();
    let (volume, page) = match words.as_slice() {
        [volume, "FR" | "F.R.", page] | [volume, "Fed.", "Reg.", page] => (*volume, *page),
        _ => return None,
    };
    let page = page.replace(',', "");
    (all_digits(volume) && all_digits(&page)).then(|| {
        let url = format!("https://www.federalregister.gov/citation/{volume}-FR-{page}");
        (format!("{volume} FR {page}"), url)
    })
}

/// `47 CFR 8.1`, `47 CFR Part 8`.
fn cfr(value: &str) -> Option<(String, String)> {
    let words: Vec<&str> = value.split_whitespace().filter(|w| *w != "§").collect();
    let (title, part, place) = match words.as_slice() {
        [title, "CFR" | "C.F.R.", "Part" | "part" | "pt.", part] => (*title, *part, true),
        [title, "CFR" | "C.F.R.", section] => (*title, *section, false),
        _ => return None,
    };
    let is_place = part.split('.').all(all_digits) && part.split('.').count() <= 2;
    let is_part = place || !part.contains('.');
    (all_digits(title) && is_place).then(|| {
        let name = if is_part { "part" } else { "section" };
        let url = format!("https://www.ecfr.gov/current/title-{title}/{name}-{part}");
        (format!("{title} CFR {part}"), url)
    })
}

/// `50 U.S.C. 1701`.
fn usc(value: &str) -> Option<(String, String)> {
    let words: Vec<&str> = value.split_whitespace().filter(|w| *w != "§").collect();
    let [title, "U.S.C." | "USC", section, ..] = words.as_slice() else { return None };
    let section: String =
        section.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let is_section = section.starts_with(|c: char| c.is_ascii_digit());
    (all_digits(title) && is_section).then(|| {
        let url = format!("https://www.govinfo.gov/link/uscode/{title}/{section}");
        (format!("{title} USC {section}"), url)
    })
}

#[cfg(test)]
mod tests {
    use super::{example, official};
    use crate::model::action::IdentifierScheme;

    fn url(scheme: IdentifierScheme, value: &str) -> String {
        official(scheme, value).map(|o| o.url).unwrap_or_default()
    }

    const ADDRESSES: &[(IdentifierScheme, &str, &str)] = &[
        (
            IdentifierScheme::Celex,
            "32016R0679",
            "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32016R0679",
        ),
        (
            IdentifierScheme::Celex,
            "CELEX:52021PC0206",
            "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:52021PC0206",
        ),
        (
            IdentifierScheme::Celex,
            "62014CJ0362",
            "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:62014CJ0362",
        ),
        (
            IdentifierScheme::Celex,
            "02016R0679-20160504",
            "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:02016R0679-20160504",
        ),
        (
            IdentifierScheme::Celex,
            "12012E/TXT",
            "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:12012E/TXT",
        ),
        (
            IdentifierScheme::Celex,
            "32004R0883R(01)",
            "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32004R0883R(01)",
        ),
        (
            IdentifierScheme::Eli,
            "http://data.europa.eu/eli/reg/2016/679/oj",
            "http://data.europa.eu/eli/reg/2016/679/oj",
        ),
        (IdentifierScheme::Eli, "eli/dir/2019/790/oj", "http://data.europa.eu/eli/dir/2019/790/oj"),
        (
            IdentifierScheme::Eli,
            "https://www.irishstatutebook.ie/eli/2018/act/7",
            "https://www.irishstatutebook.ie/eli/2018/act/7",
        ),
        (
            IdentifierScheme::Eli,
            "http://www.legislation.gov.uk/id/ukpga/2018/12",
            "http://www.legislation.gov.uk/id/ukpga/2018/12",
        ),
        (IdentifierScheme::UkSi, "2020/1234", "https://www.legislation.gov.uk/uksi/2020/1234"),
        (IdentifierScheme::UkSi, "SI 2020/1234", "https://www.legislation.gov.uk/uksi/2020/1234"),
        (IdentifierScheme::UkSi, "2020 No. 1234", "https://www.legislation.gov.uk/uksi/2020/1234"),
        (IdentifierScheme::UkSi, "SSI 2020/103", "https://www.legislation.gov.uk/ssi/2020/103"),
        (IdentifierScheme::UkAct, "2024 c. 8", "https://www.legislation.gov.uk/ukpga/2024/8"),
        (IdentifierScheme::UkAct, "2016 asp 1", "https://www.legislation.gov.uk/asp/2016/1"),
        (
            IdentifierScheme::UkAct,
            "2011 c. 25 (N.I.)",
            "https://www.legislation.gov.uk/nia/2011/25",
        ),
        (IdentifierScheme::Un, "S/RES/2231 (2015)", "https://undocs.org/S/RES/2231(2015)"),
        (IdentifierScheme::Un, "A/RES/70/1", "https://undocs.org/A/RES/70/1"),
        (IdentifierScheme::UsEo, "13942", "https://www.federalregister.gov/executive-order/13942"),
        (IdentifierScheme::UsPl, "117-58", "https://www.govinfo.gov/link/plaw/117/public/58"),
        (
            IdentifierScheme::UsBill,
            "H.R. 7521 (118th Congress)",
            "https://www.govinfo.gov/link/bills/118/hr/7521",
        ),
        (IdentifierScheme::UsBill, "S. 686, 118th", "https://www.govinfo.gov/link/bills/118/s/686"),
        (IdentifierScheme::UsBill, "H.R. 7521", ""),
        (
            IdentifierScheme::Fr,
            "85 FR 48637",
            "https://www.federalregister.gov/citation/85-FR-48637",
        ),
        (IdentifierScheme::Cfr, "47 CFR 8.1", "https://www.ecfr.gov/current/title-47/section-8.1"),
        (IdentifierScheme::Cfr, "47 CFR Part 8", "https://www.ecfr.gov/current/title-47/part-8"),
        (
            IdentifierScheme::Usc,
            "50 U.S.C. 1701 et seq.",
            "https://www.govinfo.gov/link/uscode/50/1701",
        ),
        (IdentifierScheme::Other, "x", ""),
    ];

    #[test]
    fn each_catalogue_has_its_addresses() {
        for (scheme, value, address) in ADDRESSES {
            assert_eq!(url(*scheme, value), *address, "{scheme:?} {value}");
        }
    }

    #[test]
    fn wrong_forms_are_rejected() {
        for (scheme, value) in [
            (IdentifierScheme::Celex, "2016/679"),
            (IdentifierScheme::Celex, "32016R"),
            (IdentifierScheme::Celex, "32016r0679"),
            (IdentifierScheme::Celex, "32016R0679\" onclick=\""),
            (IdentifierScheme::Celex, "é2016R0679"),
            (IdentifierScheme::Eli, "reg/2016/679"),
            (IdentifierScheme::Eli, "https://example.org/page"),
            (IdentifierScheme::Eli, "javascript:alert(1)/eli/a/b"),
            (IdentifierScheme::Eli, "https://example.org/eli/"),
            (IdentifierScheme::UkSi, "1234/2020"),
            (IdentifierScheme::UkSi, "2020"),
            (IdentifierScheme::UkSi, "2020/12a"),
            (IdentifierScheme::Un, "Resolution 2231"),
            (IdentifierScheme::Un, "S/RES"),
            (IdentifierScheme::Un, ""),
        ] {
            assert_eq!(official(scheme, value), None, "{scheme:?} {value}");
        }
    }

    #[test]
    fn examples_have_the_form_they_are_examples_of() {
        for (_, scheme) in IdentifierScheme::WORDS {
            let Some(example) = example(*scheme) else { continue };
            assert!(official(*scheme, example).is_some(), "{example}");
        }
    }
}
