//! Flattens the output tree of the processor to runs of text. Start with [`flat`].

use super::{AS_WRITTEN, marks};
use crate::csl_runs::{TextRun, TextStyle};
use hayagriva::citationberg::{FontStyle, FontVariant, FontWeight, TextDecoration, VerticalAlign};
use hayagriva::{ElemChild, ElemChildren, ElemMeta, Formatting};

/// Returns the leaves of a tree, in order.
pub(super) fn flat(children: &ElemChildren) -> Vec<TextRun> {
    let mut out: Vec<TextRun> = vec![];
    let mut at = RunPosition {
        names: false,
        in_place: false,
        seen_names: false,
        number: false,
        dates: 0,
        date: 0,
    };
    at.walk(children, &mut out);
    out
}

#[expect(clippy::struct_excessive_bools, reason = "each is where it stands in one way")]
struct RunPosition {
    names: bool,
    /// True inside a substitute for names.
    in_place: bool,
    seen_names: bool,
    number: bool,
    dates: u8,
    date: u8,
}

impl RunPosition {
    fn walk(&mut self, children: &ElemChildren, out: &mut Vec<TextRun>) {
        for child in &children.0 {
            match child {
                ElemChild::Text(text) => self.put(&text.text, text.formatting, "", out),
                ElemChild::Link { text, url } => self.put(&text.text, text.formatting, url, out),
                ElemChild::Markup(text) => self.put(text, Formatting::default(), "", out),
                ElemChild::Transparent { .. } => {}
                ElemChild::Elem(elem) => {
                    let (names, number, date) = (self.names, self.number, self.date);
                    match &elem.meta {
                        Some(ElemMeta::Names(_)) if !self.seen_names => {
                            (self.names, self.seen_names) = (true, true);
                        }
                        Some(ElemMeta::CitationNumber) => self.number = true,
                        Some(ElemMeta::Date) if self.date == 0 => {
                            self.dates = self.dates.saturating_add(1);
                            self.date = self.dates;
                        }
                        _ => {}
                    }
                    self.walk(&elem.children, out);
                    (self.names, self.number, self.date) = (names, number, date);
                }
            }
        }
    }

    /// Appends text without the marks of substitutes for names.
    fn put(&mut self, text: &str, formatting: Formatting, url: &str, out: &mut Vec<TextRun>) {
        let mut rest = text;
        while let Some(at) = rest.find([marks::NAMES, marks::NAMES_END]) {
            let (before, after) = rest.split_at(at);
            if !before.is_empty() {
                self.put_run(before, formatting, url, out);
            }
            let begins = after.starts_with(marks::NAMES);
            if begins && !self.seen_names {
                (self.in_place, self.seen_names) = (true, true);
            } else if !begins {
                self.in_place = false;
            }
            rest = &after[marks::NAMES.len_utf8()..];
        }
        if !rest.is_empty() || text.is_empty() {
            self.put_run(rest, formatting, url, out);
        }
    }

    fn put_run(&self, text: &str, formatting: Formatting, url: &str, out: &mut Vec<TextRun>) {
        let font = TextStyle {
            italic: formatting.font_style == FontStyle::Italic,
            bold: formatting.font_weight == FontWeight::Bold,
            small_caps: formatting.font_variant == FontVariant::SmallCaps,
            underline: formatting.text_decoration == TextDecoration::Underline,
            shift: match formatting.vertical_align {
                VerticalAlign::Sup => 1,
                VerticalAlign::Sub => -1,
                _ => 0,
            },
        };
        let text = text.replace(AS_WRITTEN, "");
        let run = TextRun {
            text,
            font,
            url: url.to_owned(),
            date: self.date,
            is_name: self.names || self.in_place,
            is_number: self.number,
            is_title: false,
        };
        match out.last_mut() {
            Some(last)
                if last.font == run.font
                    && last.url == run.url
                    && (last.is_name, last.is_number, last.date)
                        == (run.is_name, run.is_number, run.date) =>
            {
                last.text.push_str(&run.text);
            }
            _ => out.push(run),
        }
    }
}
