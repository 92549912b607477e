//! The attribution at the end of a block quotation: `— the Port Office, 2023`.
//!
//! It names the speaker and is not part of the source, so it is not compared. It must not become a way to avoid the
//! comparison: the words are first searched with it. An attribution is short, has no sentence punctuation, and only
//! contains names, offices, dates, positions in a document and the function words between them. Everything else is
//! compared. Start with [`split`].

/// Characters that start an attribution. A run of hyphens counts as one dash.
pub const DASHES: [char; 8] = ['—', '–', '―', '‒', '‐', '-', '~', '⸺'];

/// The most words of an attribution.
const MOST_WORDS: usize = 14;
const MOST_CHARACTERS: usize = 120;

/// The certainty that words are an attribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttributionCertainty {
    /// They only name a person or a document.
    Certain,
    /// They may be part of the quotation: one or two words are of another kind, or the script has no capitals.
    Likely,
}

/// Words with their attribution split off.
#[derive(Debug, PartialEq, Eq)]
pub struct AttributionSplit<'a> {
    /// The words before the attribution.
    pub words: &'a str,
    /// The attribution, with its dash.
    pub attribution: &'a str,
    /// The certainty that this is an attribution.
    pub certainty: AttributionCertainty,
}

/// The possible splits of a text, the shortest attribution first.
pub fn split(text: &str) -> Vec<AttributionSplit<'_>> {
    let text = text.trim_end();
    let start = text.rfind('\n').map_or(0, |at| at + 1);
    let line = &text[start..];
    let mut all = vec![];
    if start > 0
        && let Some(certainty) = of_line(line)
    {
        let words = text[..start].trim_end();
        all.push(AttributionSplit { words, attribution: line.trim(), certainty });
    }
    let brackets = || {
        let inner = line.trim_end_matches('.').strip_suffix([')', '）'])?;
        inner.rfind(['(', '（'])
    };
    let dashes = line.char_indices().rev().filter(|(at, c)| DASHES.contains(c) && opens(line, *at));
    for at in brackets().into_iter().chain(dashes.map(|(at, _)| at).take(3)) {
        let words = text[..start + at].trim_end().trim_end_matches(DASHES).trim_end();
        let attribution = line[at..].trim();
        if let Some(certainty) = certainty(inner(attribution), false)
            && all.iter().all(|split: &AttributionSplit<'_>| split.words != words)
        {
            all.push(AttributionSplit { words, attribution, certainty });
        }
    }
    all
}

/// The certainty that a line of its own is an attribution: it starts with a dash or is in round brackets. `None` if
/// it is not one.
pub fn of_line(line: &str) -> Option<AttributionCertainty> {
    let line = line.trim();
    // `Source:` before the citation or a name.
    if let Some((label, rest)) = inner(line).split_once([':', '：'])
        && is_in(&label.trim().to_lowercase(), SOURCES)
    {
        let rest = rest.trim();
        return if rest.is_empty() {
            Some(AttributionCertainty::Certain)
        } else {
            certainty(rest, true)
        };
    }
    let is_marked =
        line.starts_with(DASHES) || line.starts_with(['(', '（']) && line.ends_with([')', '）']);
    certainty(inner(line), true).filter(|_| is_marked)
}

/// True if a dash is between words, not within one.
fn opens(line: &str, at: usize) -> bool {
    let before = line[..at].trim_end_matches(DASHES);
    let is_long = line[at..].starts_with(['—', '―', '⸺']);
    let is_apart = before.ends_with(char::is_whitespace) || before.is_empty();
    // `… in winter.—The Port Office`
    let follows_end = is_long && before.ends_with(['.', '!', '?', '…', '”', '"', '»', '’', ')']);
    (is_apart || follows_end) && at == before.len()
}

/// The words of an attribution without its dash or brackets.
fn inner(text: &str) -> &str {
    let text = text.trim().trim_start_matches(DASHES).trim();
    let bare = text
        .strip_prefix(['(', '（'])
        .and_then(|t| t.trim_end_matches('.').strip_suffix([')', '）']));
    bare.unwrap_or(text).trim()
}

/// True for characters that no attribution contains.
fn is_refused(c: char) -> bool {
    "!?¿¡;…[]{}%=+<>~。！？$€£¥\n“”„‟\"«»‹›「」『』".contains(c)
}

/// The kind of a word in an attribution.
enum AttributionWord {
    /// A name, an office, a year, a position in a document.
    Name,
    /// A word that accompanies one: a function word, a month, a label.
    Beside,
    /// A word of another kind, which may be part of the quotation.
    Unknown,
    /// A word that may be a name or part of the quotation; its letters do not show which.
    Unclear,
}

/// The certainty that words name a person, a document or a position in it; `is_line` if they are a line of their
/// own.
fn certainty(text: &str, is_line: bool) -> Option<AttributionCertainty> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_long = words.len() > MOST_WORDS || text.chars().count() > MOST_CHARACTERS;
    if text.contains(is_refused) || is_long {
        return None;
    }
    let (mut has_name, mut unknown, mut unclear) = (words.is_empty(), 0, 0);
    for n in 0..words.len() {
        match part(&words, n)? {
            AttributionWord::Name => has_name = true,
            AttributionWord::Beside => {}
            AttributionWord::Unknown => unknown += 1,
            AttributionWord::Unclear => (has_name, unclear) = (true, unclear + 1),
        }
    }
    let is_brief = is_line && words.len() <= 3 && !text.contains(is_of_sentence);
    match unknown {
        _ if !has_name => None,
        0 if unclear == 0 || is_brief && !is_cased(text) => Some(AttributionCertainty::Certain),
        0 => Some(AttributionCertainty::Likely),
        1 | 2 if is_line && words.len() <= 8 => Some(AttributionCertainty::Likely),
        _ => None,
    }
}

/// The kind of a word; `None` if no attribution contains it.
fn part(words: &[&str], n: usize) -> Option<AttributionWord> {
    let small_at =
        |n: usize| words.get(n).map(|word| bare(word).to_lowercase()).unwrap_or_default();
    let before = |back: usize| n.checked_sub(back).map(small_at).unwrap_or_default();
    let (word, plain) = (words[n], bare(words[n]));
    let small = plain.to_lowercase();
    if plain.is_empty() {
        return Some(AttributionWord::Beside);
    }
    if plain.contains(char::is_numeric) {
        let has_month = || (0..words.len()).any(|n| is_in(&small_at(n), MONTHS));
        let is_placed = is_in(&before(1), LABELS) || is_year(plain) || is_date(plain);
        return (is_placed || is_day(plain) && has_month()).then_some(AttributionWord::Name);
    }
    // A full stop inside ends a sentence, unless the word is an abbreviation.
    let is_short = plain.chars().count() <= 4 || plain.contains('.');
    if word.ends_with('.') && n + 1 < words.len() && !is_short || word.ends_with(':') {
        return None;
    }
    // `No. 5`; `May 2023`
    let is_number = small == "no" && small_at(n + 1).contains(char::is_numeric);
    let is_month = is_in(&small, MONTHS) && plain != small;
    let says_something = is_in(&small, REFUSED) && !is_number && !is_month;
    if says_something || n == 0 && is_in(&small, NOT_FIRST) {
        return None;
    }
    if is_in(&small, ROLES) {
        return Some(AttributionWord::Name);
    }
    if [LABELS, MONTHS, SMALL].iter().any(|list| is_in(&small, list)) {
        return Some(AttributionWord::Beside);
    }
    if plain.contains(char::is_uppercase) {
        // `Prices Rising Fast`; but `Prices Commission`.
        let has_role = || (0..words.len()).any(|n| is_in(&small_at(n), ROLES));
        let is_unclear = is_in(&small, HEADLINE) && !has_role();
        return Some(if is_unclear { AttributionWord::Unclear } else { AttributionWord::Name });
    }
    if plain.starts_with(char::is_lowercase) {
        // `harbor master`, `minister of transport`
        let leads = is_in(&small_at(n + 1), ROLES);
        let follows = is_in(&before(1), SMALL) && is_in(&before(2), ROLES);
        return Some(if leads || follows {
            AttributionWord::Beside
        } else {
            AttributionWord::Unknown
        });
    }
    // A script without capitals.
    let is_name = words.len() <= 4 && plain.chars().count() <= 12;
    is_name.then_some(AttributionWord::Unclear)
}

/// True if a text has letters with upper and lower case.
fn is_cased(text: &str) -> bool {
    text.contains(|c: char| c.is_lowercase() || c.is_uppercase())
}

/// True for characters of Chinese and Japanese sentences that names rarely contain.
fn is_of_sentence(c: char) -> bool {
    "了的是不没沒未无無非们們我你他她这這那就都也被把将將会會已很吗嗎呢はがをにでもたすいるだ"
        .contains(c)
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

fn is_in(word: &str, list: &str) -> bool {
    !word.is_empty() && list.split_ascii_whitespace().any(|known| known == word)
}

/// True for years: `2023`, `2023-24`, `2023/24`.
fn is_year(word: &str) -> bool {
    let mut parts = word.split(['-', '–', '/']);
    let first = parts.next().unwrap_or("");
    let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let year: u32 = first.parse().unwrap_or(0);
    first.len() == 4
        && is_number(first)
        && (1000..2200).contains(&year)
        && parts.all(|part| is_number(part) && matches!(part.len(), 2 | 4))
}

/// True for dates: `2023-05-12`, `12.5.2023`, `5/12/2023`.
fn is_date(word: &str) -> bool {
    let parts: Vec<&str> = word.split(['-', '.', '/']).collect();
    parts.len() == 3
        && parts
            .iter()
            .all(|part| matches!(part.len(), 1..=4) && part.bytes().all(|b| b.is_ascii_digit()))
        && parts.iter().any(|part| is_year(part))
}

/// True for days: `12`, `12th`, `1er`.
fn is_day(word: &str) -> bool {
    let digits = word.trim_end_matches(char::is_alphabetic);
    digits.len() <= 2
        && digits.parse::<u32>().is_ok_and(|day| (1..=31).contains(&day))
        && word.len() <= 5
}

/// Function words between the parts of a name, in the languages whose name conventions are known.
const SMALL: &str = "before during evidence remarks session sitting hearings oral written a an the of for and & at by on in to from as with de du des la le les l d au aux et à da do dos das e o os \
    di del della dello dei degli delle il lo i gli y el los las en von vom zu zum zur der die das den dem des und für am im \
    aus bei van het een te ter ten op voor bin ibn al af av og och i na w z ze do dla";

/// Labels of a line that names a source.
const SOURCES: &str = "source sources from via quelle quellen source fuente fuentes fonte fonti fontes bron bronnen źródło źródła \
    kaynak πηγή πηγές المصدر 来源 來源 出典 出所";

/// Words that do not start an attribution.
const NOT_FIRST: &str = "before during and or but nor so yet of for at on in to as with & und oder aber denn sondern et ou mais donc y o pero \
    sino e ma ed od mas en maar of lub ale i im am bei à aux dans en con nel nella sur";

/// Words of statements, which are never part of an attribution.
const REFUSED: &str = "not never no none nobody nothing neither without cannot except unless hardly only also even still \
    is are was were be been will would shall should can could may might must has have had do does did \
    who which that this these those it they we he she you i there then because if while when than more less most least all every each some any many few \
    zero one two three four five six seven eight nine ten eleven twelve hundred thousand million billion half twice once \
    nicht nie niemals kein keine keinen ohne ist sind war waren wird werden hat haben nur auch eins zwei drei vier fünf sechs sieben acht neun zehn \
    pas jamais sans aucun aucune est sont était seront sera ont n'est deux trois quatre cinq six sept huit neuf dix \
    nunca sin ningún ninguna es son era será han dos tres cuatro cinco seis siete ocho nueve diez \
    non mai senza nessuno nessuna è sono sarà hanno due tre quattro cinque sei sette otto nove dieci \
    não nunca sem nenhum são será têm niet nooit geen zonder zijn wordt nie nigdy bez jest są";

/// Words of headlines: capitalized, they look like a name.
const HEADLINE: &str = "rising falling growing shrinking sinking closing opening ending leaving paying grew shrank doubled \
    tripled halved raised lowered ended closed opened paid unpaid fast slow slowly faster slower higher lower up again prices \
    fees costs taxes levies ships crossings illegal false true better worse safe unsafe soon later tomorrow yesterday forever";

/// Roles of persons, and kinds of documents.
const ROLES: &str = "minister president chair chairman chairwoman chairperson director spokesperson spokesman spokeswoman \
    secretary treasurer master harbourmaster harbormaster commissioner judge justice clerk mayor editor officer council councillor \
    committee board office ministry department authority agency commission court statement press release letter transcript \
    witness counsel senator representative deputy governor captain pilot professor author reporter correspondent founder \
    head member staff union company government police report minutes hearing testimony interview speech memo memorandum \
    article editorial leader translation source anonymous unknown general manager engineer auditor inspector ombudsman \
    ministre président présidente maire porte-parole directeur directrice secrétaire juge député députée sénateur conseil \
    bureau rapport communiqué ministro ministra presidente presidenta alcalde alcaldesa portavoz directora secretario \
    secretaria juez diputado diputada consejo informe sindaco portavoce direttore giudice verbale ufficio comune ministério \
    porta-voz diretor prefeito voorzitter burgemeester woordvoerder directeur rzecznik dyrektor prezydent premier burmistrz";

/// Words before a number in a document.
const LABELS: &str = "p pp page pages para paras par paragraph paragraphs line lines no nos nr s seite seiten art article \
    artikel col column vol volume ch chapter sec section rn abs bd n nº n° º hc cmnd cm min minute p. pág pag página pagina \
    blatt zeile zeilen ligne lignes § §§ ref doc document annex appendix item issue version v edition day";

const MONTHS: &str = "january february march april may june july august september october november december jan feb mar apr jun \
    jul aug sep sept oct nov dec januar februar märz mai juni juli oktober dezember janvier février mars avril juin juillet \
    août septembre octobre novembre décembre enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre \
    diciembre gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre janeiro fevereiro março maio junho \
    julho setembro outubro novembro dezembro januari februari maart mei augustus stycznia lutego marca kwietnia maja czerwca \
    lipca sierpnia września października listopada grudnia";

#[cfg(test)]
mod tests {
    use super::{AttributionCertainty, split};

    fn first(text: &str) -> Option<(&str, &str, AttributionCertainty)> {
        split(text).first().map(|s| (s.words, s.attribution, s.certainty))
    }

    #[test]
    fn names_are_attributions() {
        for tail in [
            "— the Port Office",
            "—The Port Office, 2023",
            "– the Port Office, p. 2",
            "-- Jane Orr",
            "― J. M. Hale, MP",
            "(The Port Office, 2023)",
            "(Port Office, minutes of 12 May 2023)",
            "~ Hale",
            "— Harbor master Orr",
            "— Jane Orr, minister of transport",
            "— das Hafenamt, 12. März 2023",
            "— le Bureau du port",
            "—",
            "— Oficina del Puerto, párrafo 2",
            "— deputy harbor master, 2023-05-12",
            "— U.S. Coast Guard",
            "— Jane Orr, testimony before the Senate Committee on Ferries, 3 May 2021",
        ] {
            let tail = tail.replace("párrafo", "pág");
            for join in [" ", "\n", "\n\n"] {
                let text = format!("They will run four crossings a night in winter{join}{tail}");
                let (words, _, certainty) = first(&text).expect(&text);
                assert_eq!(words, "They will run four crossings a night in winter", "{text}");
                assert_eq!(certainty, AttributionCertainty::Certain, "{text}");
            }
        }
        let text = "They will run four crossings.—The Port Office";
        assert_eq!(first(text).map(|s| s.0), Some("They will run four crossings."));
    }

    #[test]
    fn words_are_no_attribution() {
        for tail in [
            "— and five in summer",
            "— but never in May",
            "— five",
            "— 5 crossings",
            "— They will not pay",
            "— the fee is 40 crowns",
            "— Hale said so. Orr denied it",
            "— “the Port Office”",
            "— never, the Port Office",
            "(and five in summer)",
            "— Five Crossings a Night",
            "— in Winter",
            "— Hale, who never paid",
            "- five a night",
            "— und Fünf im Sommer",
            "— pas en hiver",
            "— the Port Office: five",
            "— No Crossings",
            "— 40% of them",
            "— never",
            "— May",
            "— winter",
            "— without a pilot",
            "— Who paid?",
            "— except Sunday",
            "— rising fast",
        ] {
            for join in [" ", "\n", "\n\n"] {
                let text = format!("They will run four crossings a night{join}{tail}");
                assert_eq!(split(&text), [], "{text}");
            }
        }
    }

    #[test]
    fn what_may_be_one_is_only_likely() {
        let text = "They will run four crossings a night\n\n— Jane Orr, retired skipper";
        assert_eq!(first(text).map(|s| s.2), Some(AttributionCertainty::Likely));
        let text = "They will run four crossings a night — Jane Orr, retired skipper";
        assert_eq!(split(text), []);
        for tail in [
            "— Prices Rising Fast",
            "— Crossings Doubled",
            "— 費用は上がった",
            "— ارتفعت الرسوم هذا العام",
        ] {
            for join in [" ", "\n"] {
                let text = format!("They will run four crossings a night{join}{tail}");
                assert_eq!(first(&text).map(|s| s.2), Some(AttributionCertainty::Likely), "{text}");
            }
        }
        for tail in ["Source:", "(Source: the Port Office)", "Quelle: Hafenamt"] {
            let text = format!("They will run four crossings a night\n{tail}");
            assert_eq!(first(&text).map(|s| s.2), Some(AttributionCertainty::Certain), "{text}");
        }
        for tail in ["Source: five crossings", "Result: Hafenamt"] {
            let text = format!("They will run four crossings a night\n{tail}");
            assert_ne!(first(&text).map(|s| s.2), Some(AttributionCertainty::Certain), "{text}");
        }
        for tail in ["— 港務局", "— مكتب الميناء", "— การท่าเรือ"]
        {
            let certainty = |join| first(&format!("四{join}{tail}")).map(|s| s.2);
            assert_eq!(certainty("\n"), Some(AttributionCertainty::Certain), "{tail}");
            assert_eq!(certainty(" "), Some(AttributionCertainty::Likely), "{tail}");
        }
    }

    #[test]
    fn hyphens_within_words_split_nothing() {
        for text in ["a would-be Buyer", "The Port Office–Pilots", "—", "", "four—Five"] {
            let all = split(text);
            assert!(all.iter().all(|s| s.words.is_empty()), "{text}: {all:?}");
        }
    }
}
