//! Detects organizations whose names a bibliography writes like those of persons. Start with
//! [`looks_like`].
//!
//! BibTeX splits `European Commission` into a given and a family name unless it is in braces. Only
//! words that never occur in names of persons count, to avoid false diagnostics.

/// True if the name of an author without braces is probably an organization.
pub(super) fn looks_like(name: &str) -> bool {
    let mut words = 0;
    let mut is_found = false;
    for word in name.split(|c: char| c.is_whitespace() || c == ',') {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if bare.is_empty() {
            continue;
        }
        words += 1;
        let lower = bare.to_lowercase();
        is_found |= WORDS.contains(&lower.as_str())
            // `Bundesministerium`, `Umweltbundesamt`
            || ENDS.iter().any(|end| lower.len() > end.len() && lower.ends_with(end));
    }
    let lower = name.to_lowercase();
    is_found && words > 1 || PHRASES.iter().any(|phrase| lower.contains(phrase))
}

/// Phrases that indicate an organization although their words occur in names of persons: Bank,
/// Geoffrey of Monmouth.
const PHRASES: &[&str] = &[
    "bank of ",
    "board of ",
    "central bank",
    "church of ",
    "city of ",
    "court of ",
    "friends of ",
    "house of ",
    "kingdom of ",
    "league of ",
    "republic of ",
    "state of ",
    "supreme court",
    "world bank",
];

const ENDS: &[&str] = &["ministerium", "bundesamt", "universität", "gesellschaft", "kommission"];

const WORDS: &[&str] = &[
    // English
    "academy",
    "administration",
    "agency",
    "assembly",
    "association",
    "authority",
    "bureau",
    "center",
    "centre",
    "coalition",
    "collaboration",
    "college",
    "commission",
    "committee",
    "company",
    "congress",
    "consortium",
    "corp",
    "corporation",
    "council",
    "department",
    "directorate",
    "european",
    "faculty",
    "federal",
    "federation",
    "forum",
    "foundation",
    "government",
    "inc",
    "initiative",
    "institute",
    "institution",
    "international",
    "laboratory",
    "limited",
    "llc",
    "ltd",
    "ministry",
    "museum",
    "national",
    "nations",
    "network",
    "observatory",
    "office",
    "organisation",
    "organization",
    "parliament",
    "program",
    "programme",
    "project",
    "secretariat",
    "senate",
    "society",
    "tribunal",
    "united",
    "university",
    "working",
    // German
    "gmbh",
    "institut",
    "kommission",
    "ministerium",
    "stiftung",
    "universität",
    "verein",
    // French, Spanish, Italian, Portuguese, Dutch
    "agencia",
    "agenzia",
    "asociación",
    "associazione",
    "comisión",
    "comité",
    "commissie",
    "commissione",
    "comissão",
    "conseil",
    "consejo",
    "fondation",
    "fundación",
    "gobierno",
    "gouvernement",
    "instituto",
    "istituto",
    "ministère",
    "ministero",
    "ministerie",
    "ministerio",
    "ministério",
    "università",
    "universidad",
    "universidade",
    "universiteit",
    "université",
];

#[cfg(test)]
mod tests {
    use super::looks_like;

    #[test]
    fn organizations_are_recognized() {
        for name in [
            "European Commission",
            "Department of Health",
            "Bank of England",
            "Organisation for Economic Co-operation",
            "Alphabet, Inc.",
            "Ministère des Armées",
            "Deutsches Bundesministerium",
            "World Health Organization",
        ] {
            assert!(looks_like(name), "{name}");
        }
    }

    #[test]
    fn persons_are_none() {
        for name in [
            "Jane Doe",
            "Ludwig van Beethoven",
            "Banks, Iain",
            "Lord of Hamble, Peter",
            "Geoffrey of Monmouth",
            "Aaron Bank",
            "Group, Ann",
            "Church, Alonzo",
            "Commission",
            "de la Cruz, Ana",
            "",
        ] {
            assert!(!looks_like(name), "{name}");
        }
    }
}
