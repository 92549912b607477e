//! Generates random blocks.

use super::{TextWriter, WordSetting, quoted, with_empty_blank_lines};

impl TextWriter {
    /// Returns blocks as lines, separated by empty lines.
    pub(super) fn blocks(&mut self, depth: usize, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = vec![];
        let count = 1 + self.dice.below(most);
        // A list would absorb a block that follows it.
        let mut after_list = true;
        for nth in 0..count {
            let (block, is_list) = self.block(depth, after_list, nth == 0);
            after_list = is_list;
            if nth > 0 {
                lines.push(String::new());
            }
            lines.extend(block.lines().map(str::to_owned));
        }
        lines
    }

    /// Returns a block, and true if it would absorb a following block, as a list or indented code
    /// does.
    #[expect(clippy::too_many_lines, reason = "one arm per block")]
    pub(super) fn block(&mut self, depth: usize, after_list: bool, first: bool) -> (String, bool) {
        let text = WordSetting { depth: 2, one_line: false, cell: false, link: false, marks: 0 };
        let line = WordSetting { one_line: true, ..text };
        let free = !after_list || first;
        match self.dice.below(16) {
            0 if !self.in_note => {
                self.element("h2");
                let words = self.inline(line);
                (["## ", "# "][self.dice.below(2)].to_owned() + &words, false)
            }
            1 | 2 if depth > 0 && free => {
                let ordered = self.dice.one_in(2);
                self.element(if ordered { "ol" } else { "ul" });
                let mark = if ordered { "1. " } else { "- " };
                (self.list(depth, mark), true)
            }
            3 if depth > 0 && free => {
                self.element("ul");
                (self.tasks(), true)
            }
            4 if depth > 0 => {
                self.element("blockquote");
                let lines = self.blocks(depth - 1, 2);
                (quoted(&lines, None), false)
            }
            5 | 6 if depth > 0 => {
                self.element("aside");
                let lines = self.blocks(depth - 1, 2);
                (quoted(&lines, Some(["[!NOTE]", "[!WARNING]"][self.dice.below(2)])), false)
            }
            7 | 8 if depth > 0 => (self.table(), false),
            9 => {
                self.element("pre");
                self.element("code");
                let code = self.code();
                (
                    format!("{}\n{code}\n```", ["```", "```text", "```rust"][self.dice.below(3)]),
                    false,
                )
            }
            10 if !after_list && !first => {
                self.element("pre");
                self.element("code");
                (format!("    {}", self.code().replace('\n', "\n    ")), true)
            }
            11 if free && depth > 0 && self.lists == 0 => {
                self.element("dl");
                self.element("dt");
                self.element("dd");
                let term = self.words(2);
                (format!("{term}\n: {}", self.inline(line)), true)
            }
            12 if !self.in_note => {
                self.element("hr");
                ("***".to_owned(), false)
            }
            13 if !self.in_note => {
                self.element("figure");
                self.element("img");
                self.element("figcaption");
                (format!("![{}](x.png \"{}\")", self.words(2), self.words(3)), false)
            }
            14 if self.html && !self.in_note => {
                self.element("details");
                self.element("summary");
                self.element("p");
                let summary = self.words(2);
                let words = self.inline(line);
                (format!("<details>\n<summary>{summary}</summary>\n\n{words}\n\n</details>"), false)
            }
            _ => {
                self.element("p");
                (self.inline(text), false)
            }
        }
    }

    /// Returns a loose list, with empty lines between its items.
    pub(super) fn list(&mut self, depth: usize, mark: &str) -> String {
        let indent = format!("\n{}", " ".repeat(mark.len()));
        self.lists += 1;
        let items: Vec<String> = (0..2 + self.dice.below(2))
            .map(|_| {
                self.element("li");
                let lines = self.blocks(depth - 1, 2);
                format!("{mark}{}", lines.join(&indent))
            })
            .collect();
        self.lists -= 1;
        with_empty_blank_lines(&items.join("\n\n"))
    }

    pub(super) fn tasks(&mut self) -> String {
        let text = WordSetting { depth: 1, one_line: true, cell: false, link: false, marks: 0 };
        let items: Vec<String> = (0..2)
            .map(|_| {
                self.element("li");
                self.element("input");
                self.element("p");
                let mark = ["[x]", "[ ]"][self.dice.below(2)];
                format!("- {mark} {}", self.inline(text))
            })
            .collect();
        items.join("\n\n")
    }

    pub(super) fn table(&mut self) -> String {
        let cell = WordSetting { depth: 1, one_line: true, cell: true, link: false, marks: 0 };
        for name in ["table", "thead", "tbody", "tr"] {
            self.element(name);
        }
        let columns = 2 + self.dice.below(2);
        let mut row = |name: &'static str, cells: usize| {
            let cells: Vec<String> = (0..cells)
                .map(|_| {
                    self.element(name);
                    self.inline(cell)
                })
                .collect();
            format!("| {} |", cells.join(" | "))
        };
        let head = row("th", columns);
        let rows = [row("td", columns), row("td", columns) + " |"];
        self.element("tr");
        self.element("tr");
        format!("{head}\n|{}\n{}", " --- |".repeat(columns), rows.join("\n"))
    }

    pub(super) fn code(&mut self) -> String {
        let extra = ["", " <!-- x -->", " [^1]", " {% x %}", " ~x~", " \\*x"][self.dice.below(6)];
        if !extra.is_empty() {
            self.out
                .words
                .push(extra.chars().find(|c| c.is_alphanumeric()).unwrap_or('x').to_string());
        }
        format!("{}{extra}\n{}", self.words(4), self.words(3))
    }
}
