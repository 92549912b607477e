//! Generates random texts for tests, each with the words and elements that its page must have.
//! Start with [`random_text`].
//!
//! Must not use the parser: the expected words and elements are recorded while the text is written.

mod blocks;
mod inline;

use std::collections::BTreeMap;

/// A text and its expected content.
#[derive(Debug, Clone, Default)]
pub struct RandomText {
    /// The Markdown. It cites `src` and `two`, links to `b.md`, and shows `x.png`.
    pub markdown: String,
    /// Every word that must be on the page, once per occurrence.
    pub words: Vec<String>,
    /// Words that must not be on the page.
    pub hidden: Vec<String>,
    /// The number of elements in the text, by name. `noteref` is a number that links to a note.
    pub elements: BTreeMap<&'static str, usize>,
    /// The number of elements in its footnotes, by name.
    pub note_elements: BTreeMap<&'static str, usize>,
    /// The maximum number of words in emphasis and similar marks, by element.
    pub marked_words: BTreeMap<&'static str, usize>,
}

/// Words that are used repeatedly.
const WORDS: [&str; 30] = [
    "the", "of", "and", "a", "harbour", "dues", "board", "berth", "plan", "order", "not", "until",
    "May", "2024", "3", "été", "Größe", "naïve", "10th", "paid", "ship", "quay", "tax", "is",
    "was", "Łódź", "x", "1", "I", "до",
];

/// A generator of random numbers (xorshift).
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

/// The context of words, which limits the marks allowed.
#[derive(Debug, Clone, Copy)]
pub(super) struct WordSetting {
    /// The number of levels that marks may still nest.
    pub depth: usize,
    /// True in a heading or a cell, which is one line.
    pub one_line: bool,
    pub cell: bool,
    pub link: bool,
    /// The open marks, as bits: a mark is never nested in itself.
    pub marks: u8,
}

/// Writes one text.
#[derive(Debug)]
pub(super) struct TextWriter {
    pub dice: RandomNumbers,
    pub html: bool,
    pub out: RandomText,
    /// True in a footnote or a margin note.
    pub in_note: bool,
    /// True in a footnote, which is in the list of notes instead of in the text.
    pub listed: bool,
    /// The number of open lists. The Markdown parser loses text after a definition list inside a
    /// list.
    pub lists: usize,
    /// Footnotes to write at the end.
    pub notes: Vec<String>,
    pub definitions: Vec<String>,
    pub count: usize,
    /// The number of words of names that keys in running text will be replaced with.
    pub names: usize,
}

/// Returns the text with this number. `html` is true if raw HTML is allowed.
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
    // Footnotes may refer to footnotes, up to a limit.
    let mut written = 0;
    writer.in_note = true;
    while let Some(label) = writer.notes.get(written).cloned() {
        written += 1;
        writer.listed = !label.starts_with("m-");
        let depth = usize::from(written < 6);
        let lines = writer.blocks(depth, 2);
        let body = with_empty_blank_lines(&lines.join("\n    "));
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

    /// Returns a word that must be on the page.
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
    /// Adds the words of a title that only the link shows.
    pub(super) fn definition_title(&mut self) {
        self.words.extend(["no", "title"].map(str::to_owned));
    }
}

/// Returns lines as a quotation or a callout.
pub(super) fn quoted(lines: &[String], callout: Option<&str>) -> String {
    let lines = callout.into_iter().chain(lines.iter().map(String::as_str));
    let quoted = |line: &str| if line.is_empty() { ">".to_owned() } else { format!("> {line}") };
    let lines: Vec<String> = lines.map(quoted).collect();
    lines.join("\n")
}

/// Removes the spaces from lines that contain only spaces.
pub(super) fn with_empty_blank_lines(text: &str) -> String {
    let lines = text.lines().map(|line| if line.trim().is_empty() { "" } else { line });
    lines.collect::<Vec<_>>().join("\n")
}
