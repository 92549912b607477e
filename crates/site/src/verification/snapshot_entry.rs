//! Writes a snapshot into the entry of its source, as an edit of the file's text.
//!
//! Changes only the bytes of one value. If the entry is written in an unsupported way, the
//! functions return `None` and the caller prints the line to paste.

use crate::model::ledger::{DefinedIn, Item};
use crate::model::source::{Coverage, Source};
use onrecord_base::hash::Sha256Hash;

/// The fields of `snapshot:`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotFields<'a> {
    /// The path of the file, relative to the file of the source.
    pub file: &'a str,
    /// The hash of its bytes.
    pub sha256: Sha256Hash,
    /// The date of the capture; empty if unknown.
    pub captured: &'a str,
    /// The part of the source that it contains.
    pub coverage: Coverage,
}

impl SnapshotFields<'_> {
    /// The value as a map on one line.
    pub fn line(&self) -> String {
        let mut out = format!("{{ file: {}, sha256: {}", self.file, self.sha256);
        if !self.captured.is_empty() {
            out.extend([", captured: ", self.captured]);
        }
        if self.coverage == Coverage::Clippings {
            out.push_str(", coverage: clippings");
        }
        out + " }"
    }
}

/// The text of a source's file with the hash of its snapshot added or replaced.
pub fn pinned(text: &str, item: &Item<Source>, hash: &Sha256Hash) -> Option<String> {
    let snapshot = item.data.snapshot.as_ref()?;
    let file = snapshot.file.as_ref()?;
    if let Some(old) = &snapshot.sha256 {
        let (from, to) = (old.span.start(), old.span.end as usize);
        return Some(format!("{}{hash}{}", text.get(..from)?, text.get(to..)?));
    }
    let (from, to) = (file.span.start(), file.span.end as usize);
    let (before, value, after) = (text.get(..from)?, text.get(from..to)?, text.get(to..)?);
    let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
    let key = line.trim_end().trim_end_matches(['"', '\'']);
    if key.ends_with("snapshot:") {
        return Some(format!("{before}{{ file: {value}, sha256: {hash} }}{after}"));
    }
    if !key.ends_with("file:") {
        return None;
    }
    let rest = after.trim_start_matches([' ', '\t']);
    if rest.starts_with([',', '}']) {
        return Some(format!("{before}{value}, sha256: {hash}{after}"));
    }
    // A block map: insert on the next line, with the indentation of the key.
    let indent = line.len() - line.trim_start().len();
    let end = after.find('\n').unwrap_or(after.len());
    let (tail, rest) = after.split_at(end);
    Some(format!("{before}{value}{tail}\n{}sha256: {hash}{rest}", " ".repeat(indent)))
}

/// The text of a source's file with a snapshot added to its entry, which has none.
pub fn added(text: &str, item: &Item<Source>, record: &SnapshotFields<'_>) -> Option<String> {
    if item.data.snapshot.is_some() {
        return None;
    }
    let line = record.line();
    if item.origin == DefinedIn::File {
        let fence = text.strip_prefix("---")?.find("\n---")? + "---".len();
        let (front, rest) = text.split_at(fence + 1);
        return Some(format!("{front}snapshot: {line}\n{rest}"));
    }
    let (from, to) = (item.extent.start(), item.extent.end as usize);
    let entry = text.get(from..to)?;
    if entry.starts_with('{') {
        let body = entry.strip_suffix('}')?.trim_end();
        let comma = if body.ends_with([',', '{']) { "" } else { "," };
        return Some(format!("{}{body}{comma} snapshot: {line} }}{}", &text[..from], &text[to..]));
    }
    // A block map: insert before its first key, with its indentation.
    let start = text[..from].rfind('\n').map_or(0, |at| at + 1);
    let indent = text[start..from].chars().count();
    Some(format!("{}snapshot: {line}\n{}{}", &text[..from], " ".repeat(indent), &text[from..]))
}

/// The selected lines of a text, with all other lines empty, so that the line numbers stay correct.
///
/// * `lines`: `11,13,23-25`, from 1; the result is `None` if this is malformed or names a line
///   beyond the text.
/// * `kept`: earlier clippings, whose lines stay.
pub fn clipped(text: &str, lines: &str, kept: &str) -> Option<String> {
    let all: Vec<&str> = text.lines().collect();
    let mut out: Vec<&str> = vec![""; all.len()];
    for (n, line) in kept.lines().enumerate().take(all.len()) {
        out[n] = line;
    }
    for part in lines.split(',') {
        let (from, to) = part.trim().split_once(['-', '–']).unwrap_or((part.trim(), part.trim()));
        let (from, to): (usize, usize) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
        if from == 0 || to < from || to > all.len() {
            return None;
        }
        out[from - 1..to].copy_from_slice(&all[from - 1..to]);
    }
    let mut text = out.join("\n");
    text.truncate(text.trim_end_matches('\n').len());
    text.push('\n');
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::clipped;

    #[test]
    fn clippings_keep_their_lines() {
        let text = "one\ntwo\nthree\nfour\nfive\n";
        assert_eq!(clipped(text, "2,4-5", "").as_deref(), Some("\ntwo\n\nfour\nfive\n"));
        assert_eq!(clipped(text, "4", "\ntwo\n").as_deref(), Some("\ntwo\n\nfour\n"));
        for wrong in ["", "0", "6", "3-2", "x", "1;2"] {
            assert_eq!(clipped(text, wrong, ""), None, "{wrong}");
        }
    }
}
