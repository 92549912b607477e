//! Random texts for tests, each with the words and the elements that its page must have.
//!
//! The generator knows Markdown as an author does, and nothing of the program: what it writes down beside a
//! text is what it meant.

mod blocks;
mod inline;

use std::collections::BTreeMap;

/// A text and what was meant by it.
#[derive(Debug, Clone, Default)]
pub struct RandomText {
    /// The Markdown. It cites `src` and `two`, links to `b.md`, and shows `x.png`.
    pub markdown: String,
    /// Every word that must be on the page, as often as it was written.
    pub words: Vec<String>,
    /// Words that must not be on the page.
    pub hidden: Vec<String>,
    /// The elements of the text, by name, how often. `noteref` is a number that leads to a note.
    pub elements: BTreeMap<&'static str, usize>,
    /// Those of its footnotes.
    pub note_elements: BTreeMap<&'static str, usize>,
    /// At most how many words are within emphasis and the like, by element.
    pub marked_words: BTreeMap<&'static str, usize>,
}

/// Words that are used again and again.
const WORDS: [&str; 30] = [
    "the", "of", "and", "a", "harbour", "dues", "board", "berth", "plan", "order", "not", "until",
    "May", "2024", "3", "été", "Größe", "naïve", "10th", "paid", "ship", "quay", "tax", "is",
    "was", "Łódź", "x", "1", "I", "до",
];

/// A generator of random numbers: xorshift.
#[derive(Debug)]
pub(super) struct RandomNumbers(u64);

impl RandomNumbers {
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 16) % end as u64).unwrap_or(0)
    }

    pub(super) fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

/// Where words are written, and so what may be there.
#[derive(Debug, Clone, Copy)]
pub(super) struct WordSetting {
    /// How much deeper marks may nest.
    pub depth: usize,
    /// In a heading or a cell, which is one line.
    pub one_line: bool,
    pub cell: bool,
    pub link: bool,
    /// The marks that are open, by their bits: none is put into itself.
    pub marks: u8,
}

/// Writes one text.
#[derive(Debug)]
pub(super) struct TextWriter {
    pub dice: RandomNumbers,
    pub html: bool,
    pub out: RandomText,
    /// In a footnote or a margin note.
    pub in_note: bool,
    /// In a footnote, which is not in the text but in the list of notes.
    pub listed: bool,
    /// Lists that are open. The parser of Markdown loses what follows a list of definitions in one.
    pub lists: usize,
    /// Footnotes to be written at the end.
    pub notes: Vec<String>,
    pub definitions: Vec<String>,
    pub count: usize,
    /// Words of names that keys in running text will be replaced with.
    pub names: usize,
}

/// The text with this number. `html`: whether raw HTML is let through.
pub fn random_text(seed: usize, html: bool) -> RandomText {
    let seed = (seed as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut writer = TextWriter {
        dice: RandomNumbers(seed),
        html,
        out: RandomText::default(),
        in_note: false,
        listed: false,
        lists: 0,
        notes: vec![],
        definitions: vec![],
        count: 0,
        names: 0,
    };
    let lines = writer.blocks(3, 6);
    let mut text = lines.join("\n") + "\n";
    // Footnotes may refer to footnotes, but not for ever.
    let mut written = 0;
    writer.in_note = true;
    while let Some(label) = writer.notes.get(written).cloned() {
        written += 1;
        writer.listed = !label.starts_with("m-");
        let depth = usize::from(written < 6);
        let lines = writer.blocks(depth, 2);
        let body = without_blanks(&lines.join("\n    "));
        text += &["\n[^", &label, "]: ", &body, "\n"].concat();
    }
    for definition in &writer.definitions {
        text += &["\n", definition, "\n"].concat();
    }
    writer.out.markdown = text;
    writer.out
}

impl TextWriter {
    pub(super) fn element(&mut self, name: &'static str) {
        let elements =
            if self.listed { &mut self.out.note_elements } else { &mut self.out.elements };
        *elements.entry(name).or_default() += 1;
    }

    pub(super) fn unique(&mut self, prefix: &str) -> String {
        self.count += 1;
        format!("{prefix}{}", self.count)
    }

    /// A word that must be on the page.
    pub(super) fn word(&mut self) -> String {
        let word = if self.dice.one_in(5) {
            self.unique("u")
        } else {
            WORDS[self.dice.below(WORDS.len())].to_owned()
        };
        self.out.words.push(word.clone());
        word
    }

    pub(super) fn words(&mut self, most: usize) -> String {
        let count = 1 + self.dice.below(most);
        let words: Vec<String> = (0..count).map(|_| self.word()).collect();
        words.join(" ")
    }
}

impl RandomText {
    /// The words of a title that only the link shows.
    pub(super) fn definition_title(&mut self) {
        self.words.extend(["no", "title"].map(str::to_owned));
    }
}

/// Lines as a quotation or a callout.
pub(super) fn quoted(lines: &[String], callout: Option<&str>) -> String {
    let lines = callout.into_iter().chain(lines.iter().map(String::as_str));
    let quoted = |line: &str| if line.is_empty() { ">".to_owned() } else { format!("> {line}") };
    let lines: Vec<String> = lines.map(quoted).collect();
    lines.join("\n")
}

/// A text whose empty lines are empty.
pub(super) fn without_blanks(text: &str) -> String {
    let lines = text.lines().map(|line| if line.trim().is_empty() { "" } else { line });
    lines.collect::<Vec<_>>().join("\n")
}
