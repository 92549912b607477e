//! Generates random running text.

use super::{TextWriter, WordSetting};

impl TextWriter {
    /// Returns running text that begins and ends with a word.
    pub(super) fn inline(&mut self, at: WordSetting) -> String {
        let mut text = self.words(3);
        for _ in 0..self.dice.below(4) {
            let piece = self.piece(at);
            // A comment at the start of a line begins a block.
            let breaks = !at.one_line && !piece.starts_with("<!--") && self.dice.one_in(5);
            let gap = if breaks { "\n" } else { " " };
            if !piece.starts_with("[^") && !piece.starts_with('\\') {
                text.push_str(gap);
            }
            text.push_str(&piece);
            text.push_str([" ", ", ", "! ", " – ", "; "][self.dice.below(5)]);
            text.push_str(&self.words(3));
        }
        text
    }

    /// Returns a mark with its words.
    #[expect(clippy::too_many_lines, reason = "one arm per mark")]
    pub(super) fn piece(&mut self, at: WordSetting) -> String {
        let inner = WordSetting { depth: at.depth.saturating_sub(1), ..at };
        let in_link = WordSetting { link: true, ..inner };
        let nests = at.depth > 0;
        match self.dice.below(22) {
            0 | 1 if nests && at.marks & 1 == 0 => self.marked("em", "*", inner, 1),
            2 if nests && at.marks & 2 == 0 => self.marked("strong", "**", inner, 2),
            3 if nests && at.marks & 4 == 0 => self.marked("del", "~~", inner, 4),
            4 => self.code_span(),
            5 | 6 if nests && !at.link => {
                self.element("a");
                format!("[{}](https://x.example/a_(b)?c=d)", self.inline(in_link))
            }
            7 if nests && !at.link => {
                self.element("a");
                let label = self.unique("ref");
                let text = self.inline(in_link);
                self.definitions.push(format!("[{label}]: <https://y.example/> 'no title'"));
                self.out.definition_title();
                format!("[{text}][{label}]")
            }
            8 if !at.link => {
                self.element("a");
                let words = self.words(3);
                format!("[[b{}{words}]]", if at.cell { "\\|" } else { "|" })
            }
            9 if !at.link => {
                self.element("a");
                if self.dice.one_in(3) {
                    self.out.words.extend(["desk", "z", "example"].map(str::to_owned));
                    return "<desk@z.example>".to_owned();
                }
                self.out.words.extend(["https", "z", "example", "path"].map(str::to_owned));
                "<https://z.example/path>".to_owned()
            }
            10 | 11 if !at.link => {
                self.element("noteref");
                let label = self.unique("n");
                self.notes.push(label.clone());
                if self.dice.one_in(4) {
                    self.element("noteref");
                    return format!("[^{label}][@two]");
                }
                format!("[^{label}]")
            }
            12 if !at.link && !self.in_note && !at.one_line => {
                let label = self.unique("m-");
                self.element("aside");
                self.notes.push(label.clone());
                format!("[^{label}]")
            }
            13 | 14 if !at.link => self.citation(),
            15 if !at.link => {
                self.element("noteref");
                self.names += 2;
                let name = ["@src", "@two", "@{src}"][self.dice.below(3)];
                format!("{name} {}", self.word())
            }
            16 if self.dice.one_in(2) => {
                let hidden = self.unique("hidden");
                self.out.hidden.push(hidden.clone());
                format!("%%{hidden}%%")
            }
            16 => {
                let hidden = self.unique("hidden");
                self.out.hidden.push(hidden.clone());
                format!("<!-- {hidden} -->")
            }
            17 => ["\\*", "\\[", "\\_", "\\{", "\\~"][self.dice.below(5)].to_owned(),
            18 => ["&amp;", "&nbsp;", "&#8212;", "&lt;"][self.dice.below(4)].to_owned(),
            19 if !at.one_line => {
                self.element("br");
                format!("{}{}", self.word(), ["\\\n", "  \n"][self.dice.below(2)]) + &self.word()
            }
            20 if !at.link => {
                self.element("img");
                let words = format!("{} {}", self.words(2), self.word());
                match self.dice.below(2) {
                    0 => format!("![{words}](x.png)"),
                    _ => format!("![[x.png{}{words}]]", if at.cell { "\\|" } else { "|" }),
                }
            }
            21 if self.html => {
                let name = ["mark", "sub", "kbd"][self.dice.below(3)];
                self.element(name);
                format!("<{name}>{}</{name}>", self.words(2))
            }
            _ => self.word(),
        }
    }

    pub(super) fn marked(
        &mut self,
        name: &'static str,
        mark: &str,
        at: WordSetting,
        bit: u8,
    ) -> String {
        self.element(name);
        let at = WordSetting { marks: at.marks | bit, ..at };
        let before = self.out.words.len() + self.names;
        let text = self.inline(at);
        let words = self.out.words.len() + self.names - before;
        *self.out.marked_words.entry(name).or_default() += words;
        format!("{mark}{text}{mark}")
    }

    pub(super) fn code_span(&mut self) -> String {
        self.element("code");
        let marks = ["", "[^1] ", "{{ x }} ", "*x* ", "<b> ", "[[x]] ", "&amp; ", "$x$ "];
        let mark = marks[self.dice.below(marks.len())];
        let words = mark.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        self.out.words.extend(words.map(str::to_owned));
        let words = self.words(2);
        match self.dice.below(3) {
            0 => format!("`` {mark}` {words} ``"),
            _ => format!("`{mark}{words}`"),
        }
    }

    pub(super) fn citation(&mut self) -> String {
        self.element("noteref");
        match self.dice.below(6) {
            0 => "[@src]".to_owned(),
            1 => "[@src, p. 3; @two, ch. 4]".to_owned(),
            2 => format!("[see {} @src, pp. 3-5]", self.unique_word()),
            3 => format!("[@two, sec. 7, and {}]", self.unique_word()),
            4 => format!("[-@src, {{p. 5}} with *{}*]", self.unique_word()),
            _ => format!("[cf. @{{src}}, so {}]", self.unique_word()),
        }
    }

    /// Returns a word that occurs once on the page, so that citations of the same words cannot
    /// share a note.
    pub(super) fn unique_word(&mut self) -> String {
        let word = self.unique("c");
        self.out.words.push(word.clone());
        word
    }
}
