//! Word lists of the supported languages: negation, number, quantity, degree and attribution.
//!
//! One data file per language, `<code>.txt`, is compiled in and parsed on first use. A line is `key: words`; a key may
//! be repeated; `#` starts a comment line. `_` joins the words of a phrase, `*` at the end of a word matches any letters.
//!
//! | Key | Words |
//! | --- | --- |
//! | `name`, `codes`, `source` | its English name, its codes and names in a `language` field, the reference works |
//! | `script`, `fold`, `apostrophe`, `clitics` | its script, the folding of letters, `splits` if an apostrophe separates words, words written without a space before the next |
//! | `alphabet` | its letters in addition to a to z |
//! | `letters` | those of them that hardly another language has |
//! | `function` | frequent words, by which a text is recognized |
//! | `particles`, `pronouns`, `adverbs`, `without`, `verbs`, `phrases`, `negating` | negations |
//! | `prefixes`, `endings`, `infixes` | parts of a word that negate it by themselves |
//! | `except`, `except-endings` | words that only look like such words |
//! | `except-phrases` | phrases that give a word another meaning: `in_may` |
//! | `paired`, `paired-endings`, `suffix-pairs` | parts of a word that negate it only if the other text has the word without them |
//! | `and` | words that end the scope of a negating verb |
//! | `verb` | `last` if a verb follows its object, so that the words before it stay negated |
//! | `before-year`, `after-year`, `year-endings` | words beside a year that only gives a date: `in 1990`, `1990 roku`, `1990’da` |
//! | `numbers`, `join`, `quantities`, `degrees`, `degree-infixes` | `forty=40`, `#4` for an ordinal, `1000s` for an unknown number of them |
//! | `speech`, `attribution`, `persons` | words that name a speaker |
//! | `opposites` | `rise*~fall*` |
//!
//! Does not depend on quotations. Start with [`all`] and [`Language`].

pub mod detect;
#[cfg(test)]
mod tests;
pub mod words;

use crate::fold::{fold, is_word};
use std::collections::HashMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use words::{LONGEST, WordSet};

/// The data files.
const FILES: &[&str] = &[
    include_str!("en.txt"),
    include_str!("de.txt"),
    include_str!("fr.txt"),
    include_str!("es.txt"),
    include_str!("it.txt"),
    include_str!("pt.txt"),
    include_str!("nl.txt"),
    include_str!("pl.txt"),
    include_str!("el.txt"),
    include_str!("tr.txt"),
    include_str!("ar.txt"),
];

/// The keys of a data file that list negations.
pub const NEGATIONS: &[&str] =
    &["particles", "pronouns", "adverbs", "without", "verbs", "phrases", "negating"];

/// Every language in which negation is checked.
pub fn all() -> &'static [Language] {
    static ALL: LazyLock<Vec<Language>> =
        LazyLock::new(|| FILES.iter().map(|text| Language::read(text)).collect());
    &ALL
}

/// The folding of letters before words are compared, in addition to lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum LetterFolding {
    /// No change.
    #[default]
    Plain,
    /// Accents are removed, because capitals are written without them.
    Accents,
    /// `I` is the capital of `ı`, and `İ` that of `i`.
    Dotless,
    /// Vowel signs, the lengthening stroke and variants of alef are removed.
    Arabic,
}

/// One language.
#[derive(Debug, Default)]
pub struct Language {
    lists: HashMap<&'static str, Vec<&'static str>>,
    letters: LetterFolding,
    splits: bool,
    /// True if a verb follows its object.
    pub(super) is_verb_last: bool,
    pub(super) negations: WordSet,
    /// Verbs that negate: `deny`, `fail`.
    pub verbs: WordSet,
    pub(super) except: WordSet,
    pub(super) except_endings: WordSet,
    except_phrases: WordSet,
    pub(super) quantities: WordSet,
    pub(super) degrees: WordSet,
    pub(super) speech: WordSet,
    pub(super) persons: WordSet,
    pub(super) and: WordSet,
    pub(super) join: WordSet,
    pub(super) numbers: HashMap<String, &'static str>,
    pub(super) opposites: Vec<(WordSet, WordSet)>,
    affixes: HashMap<&'static str, Vec<String>>,
}

impl Language {
    fn read(text: &'static str) -> Self {
        let mut lists: HashMap<&str, Vec<&str>> = HashMap::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((key, words)) = line.split_once(':') else { continue };
            let list = lists.entry(key.trim()).or_default();
            match key {
                "name" | "source" => list.push(words.trim()),
                _ => list.extend(words.split_whitespace()),
            }
        }
        let mut out = Self { lists, ..Self::default() };
        out.letters = match out.first("fold") {
            "accents" => LetterFolding::Accents,
            "dotless" => LetterFolding::Dotless,
            "arabic" => LetterFolding::Arabic,
            _ => LetterFolding::Plain,
        };
        out.is_verb_last = out.first("verb") == "last";
        out.splits = out.first("apostrophe") == "splits";
        out.negations = out.words(NEGATIONS);
        out.verbs = out.words(&["verbs"]);
        out.except = out.words(&["except"]);
        out.except_endings = out.words(&["except-endings"]);
        out.except_phrases = out.words(&["except-phrases"]);
        out.quantities = out.words(&["quantities"]);
        out.degrees = out.words(&["degrees"]);
        out.speech = out.words(&["speech", "attribution"]);
        out.persons = out.words(&["persons"]);
        out.and = out.words(&["and"]);
        out.join = out.words(&["join"]);
        let numbers = out.list("numbers").iter().filter_map(|entry| entry.split_once('='));
        out.numbers = numbers.map(|(word, value)| (out.fold(word), value)).collect();
        let pairs = out.list("opposites").iter().filter_map(|pair| pair.split_once('~'));
        let one = |word: &'static str| WordSet::new([word], |word| out.pieces(word));
        out.opposites = pairs.map(|(a, b)| (one(a), one(b))).collect();
        let affixes = [
            "clitics",
            "prefixes",
            "endings",
            "infixes",
            "paired",
            "paired-endings",
            "degree-infixes",
        ];
        let folded = |key| out.list(key).iter().map(|affix| out.fold(affix)).collect();
        out.affixes = affixes.into_iter().map(|key| (key, folded(key))).collect();
        out
    }

    /// The entries of a data file under a key, as written.
    pub fn list(&self, key: &str) -> &[&'static str] {
        self.lists.get(key).map_or(&[], Vec::as_slice)
    }

    fn first(&self, key: &str) -> &'static str {
        self.list(key).first().copied().unwrap_or_default()
    }

    fn words(&self, keys: &[&str]) -> WordSet {
        let entries = keys.iter().flat_map(|key| self.list(key)).copied();
        WordSet::new(entries, |word| self.pieces(word))
    }

    /// Its English name.
    pub fn name(&self) -> &'static str {
        self.first("name")
    }

    /// Its shortest code.
    pub fn code(&self) -> &'static str {
        self.first("codes")
    }

    /// The reference works that its words were taken from.
    pub fn source(&self) -> &'static str {
        self.first("source")
    }

    /// True if a `language` field means this language: `de`, `deu`, `de-CH`, `German`.
    pub fn is_meant(&self, tag: &str) -> bool {
        let tag = tag.trim().to_lowercase();
        let head = tag.split(['-', '_', ' ']).next().unwrap_or_default();
        self.list("codes").contains(&head)
    }

    /// A word as compared.
    pub fn fold(&self, word: &str) -> String {
        let bare = |word: &str| -> String {
            word.nfd().filter(|c| !is_combining_mark(*c)).nfc().collect()
        };
        match self.letters {
            LetterFolding::Plain => word.to_lowercase().nfc().collect(),
            LetterFolding::Accents => bare(&word.to_lowercase()).replace('ς', "σ"),
            LetterFolding::Dotless => {
                let word = word.replace('İ', "i").replace('I', "ı");
                word.to_lowercase().nfc().collect()
            }
            LetterFolding::Arabic => {
                bare(word).replace('ـ', "").replace(['أ', 'إ', 'آ', 'ٱ'], "ا").replace('ى', "ي")
            }
        }
    }

    /// The words of a text as compared.
    ///
    /// * Rule: a hyphen separates words. An apostrophe separates them in a language that drops a letter there
    ///   (`n’avons` is `n'` and `avons`), but not inside a word (`isn’t`).
    pub fn tokens(&self, text: &str) -> Vec<String> {
        let folded = fold(text);
        let mut out = vec![];
        for part in parts(folded.text()).filter(|part| part.contains(is_word)) {
            out.extend(self.pieces(part));
        }
        out
    }

    /// The words in a run without spaces.
    fn pieces(&self, part: &str) -> Vec<String> {
        let part = self.fold(part);
        let parts = part.split('-');
        if self.splits {
            let all = parts.flat_map(|part| part.split_inclusive('\''));
            return all.filter(|p| !p.is_empty() && *p != "'").map(str::to_owned).collect();
        }
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    fn affixes(&self, key: &str) -> &[String] {
        self.affixes.get(key).map_or(&[], Vec::as_slice)
    }

    /// The number of words from index `at` on that are a negation; `None` if they are not.
    pub fn negation(&self, words: &[String], at: usize) -> Option<usize> {
        let word = words.get(at)?;
        if let Some(n) = self.negations.at(words, at) {
            // Of `odm*` and `odmian*` the longer entry wins.
            let is_exempt = self.except.most(word) > self.negations.most(word);
            return (n > 1 || !is_exempt).then_some(n);
        }
        if self.is_negated(word) {
            return Some(1);
        }
        // `ولم` is `و` and `لم`.
        let bare = self.affixes("clitics").iter().find_map(|clitic| {
            word.strip_prefix(clitic.as_str()).filter(|rest| rest.chars().count() > 1)
        })?;
        let is_bare = (self.negations.is_whole(bare) || self.is_negated(bare))
            && !self.except.has(word)
            && !self.except.has(bare);
        is_bare.then_some(1)
    }

    /// True if a part of the word negates it.
    fn is_negated(&self, word: &str) -> bool {
        if word.len() > LONGEST {
            return false;
        }
        let is_long = |rest: &str| rest.chars().count() > 2;
        let prefixed = || {
            let mut all = self.affixes("prefixes").iter();
            all.any(|p| word.strip_prefix(p.as_str()).is_some_and(is_long))
        };
        let ended = || {
            let mut all = self.affixes("endings").iter();
            all.any(|e| word.strip_suffix(e.as_str()).is_some_and(|rest| rest.chars().count() > 1))
        };
        let infixed = || {
            let mut all = self.affixes("infixes").iter();
            all.any(|i| word.find(i.as_str()).is_some_and(|at| word[..at].chars().count() > 1))
        };
        !self.except.has(word) && prefixed()
            || !self.except_endings.has(word) && (ended() || infixed())
    }

    /// True if one word is the other with a negating prefix or ending.
    pub fn negates_other(&self, a: &str, b: &str) -> bool {
        let prefixed = |a: &str, b: &str| {
            let all = self.affixes("paired").iter().chain(self.affixes("prefixes"));
            let mut stems = all.filter_map(|prefix| a.strip_prefix(prefix.as_str()));
            stems.any(|stem| {
                let stem = stem.trim_start_matches('-');
                is_same_stem(stem, b)
            })
        };
        let ended = |a: &str, b: &str| {
            let all = self.affixes("paired-endings").iter().chain(self.affixes("endings"));
            let mut stems = all.filter_map(|ending| a.strip_suffix(ending.as_str()));
            let ends =
                |b: &str| self.affixes("paired-endings").iter().any(|e| b.ends_with(e.as_str()));
            !ends(b) && stems.any(|stem| stem.chars().count() > 2 && b.starts_with(stem))
        };
        prefixed(a, b) || ended(a, b)
    }

    /// True if a phrase gives the word another meaning: `may` in `in May`.
    pub fn is_excepted(&self, words: &[String], at: usize) -> bool {
        let begins = |at: usize| self.except_phrases.at(words, at).is_some_and(|n| n > 1);
        begins(at) || at.checked_sub(1).is_some_and(begins)
    }

    /// True if a part of the word states a probability.
    pub fn is_degree(&self, word: &str) -> bool {
        word.len() <= LONGEST
            && self.affixes("degree-infixes").iter().any(|infix| {
                word.find(infix.as_str()).is_some_and(|at| word[..at].chars().count() > 1)
            })
    }

    /// The words by which a text is recognized as this language.
    fn evidence(&self) -> impl Iterator<Item = &str> {
        let lists = [&self.negations, &self.quantities, &self.degrees, &self.speech, &self.join];
        let function = self.list("function").iter().copied();
        let numbers = self.numbers.keys().map(String::as_str);
        function.chain(lists.into_iter().flat_map(WordSet::single)).chain(numbers)
    }
}

/// The runs between spaces and punctuation; a point or comma inside a number does not separate.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut from = 0;
    let ends = text.char_indices().filter(move |(at, c)| {
        let is_digit = |c: Option<char>| c.is_some_and(char::is_numeric);
        let inner = || {
            matches!(c, '.' | ',' | '\u{66b}' | '\u{66c}')
                && is_digit(text[..*at].chars().next_back())
                && is_digit(text[at + c.len_utf8()..].chars().next())
        };
        !is_word(*c) && *c != '\'' && !inner()
    });
    let ends = ends.map(|(at, c)| (at, at + c.len_utf8()));
    ends.chain([(text.len(), text.len())]).map(move |(end, next)| {
        let part = &text[from..end];
        from = next;
        part
    })
}

/// True if two words are the same except for an ending of up to four letters.
fn is_same_stem(a: &str, b: &str) -> bool {
    let alike = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let left = |word: &str| word.chars().count() - alike;
    alike > 2 && left(a) <= 4 && left(b) <= 4 || alike > 1 && a == b
}
