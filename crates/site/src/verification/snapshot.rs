//! Snapshots: the file that a source names, its hash and its text.
//!
//! Uses the input files in memory and never accesses the disk. Does not depend on quotations.

use crate::input::files::{InputFile, InputFiles};
use onrecord_base::hash::Sha256Hash;
use onrecord_base::path::{SitePath, ending};
use onrecord_verify::fold::is_dropped;
use onrecord_verify::html;
use onrecord_verify::struck_text::without_struck_text;

/// Extensions of files whose text is read.
pub const READ: &[&str] = &["txt", "md", "html", "htm"];

/// The reason why a file has no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SnapshotError {
    /// It is not a text file, and there is none next to it; contains the path of the expected file.
    NoText(String),
    /// It is not UTF-8; contains the offset of the first invalid byte.
    NotUtf8(usize),
    /// It is an HTML page with excessive nesting.
    Tangled,
    /// It contains no words.
    Empty,
}

/// The SHA-256 hash of the file's bytes; for a file held in part, the hash computed when it was
/// read.
pub fn hash(input: &InputFile) -> Option<Sha256Hash> {
    match input.sha256 {
        Some(hash) => Some(hash),
        None => input.is_whole().then(|| Sha256Hash::of(&input.bytes)),
    }
}

/// The file whose text is compared: the snapshot itself if it is readable, or the `.txt` file next
/// to it.
pub fn text_file(file: &str) -> String {
    let end = ending(file);
    if READ.contains(&end.as_str()) {
        return file.to_owned();
    }
    let stem = if end.is_empty() { file } else { &file[..file.len() - end.len() - 1] };
    format!("{stem}.txt")
}

/// The text of a snapshot.
///
/// * In: the file that the source names; it must exist.
/// * Out: UTF-8 text without a byte-order mark; HTML as [`html::text`] extracts it; Markdown
///   without struck-out text.
pub fn text(file: &str, sources: &InputFiles) -> Result<String, SnapshotError> {
    let name = text_file(file);
    let path: SitePath = name.as_str().into();
    let Some(input) = sources.files.get(&path).filter(|input| input.is_whole()) else {
        return Err(SnapshotError::NoText(name));
    };
    let raw = std::str::from_utf8(&input.bytes)
        .map_err(|why| SnapshotError::NotUtf8(why.valid_up_to()))?;
    let raw = raw.strip_prefix('\u{feff}').unwrap_or(raw);
    let text = match ending(&name).as_str() {
        "html" | "htm" => html::text(raw).map_err(|_| SnapshotError::Tangled)?,
        "md" => without_struck_text(raw).into_owned(),
        _ => raw.to_owned(),
    };
    if text.contains(char::is_alphanumeric) { Ok(text) } else { Err(SnapshotError::Empty) }
}

/// The distinct characters of a text that reorder or hide visible text: bidi controls, tags,
/// private use.
pub fn turning(text: &str) -> Vec<char> {
    if text.is_ascii() {
        return vec![];
    }
    let is_turning = |c: &char| {
        matches!(c,
            '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
            | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10fffd}')
    };
    let mut all: Vec<char> = text.chars().filter(is_turning).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The first word that mixes letters of similar alphabets: Latin with Greek, Cyrillic or Armenian.
pub fn mixed(text: &str) -> Option<&str> {
    if text.is_ascii() {
        return None;
    }
    let alphabet = |c: char| match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => 1_u8,
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' if c.is_alphabetic() && c != 'µ' => 2,
        '\u{400}'..='\u{52f}' => 4,
        '\u{531}'..='\u{58f}' => 8,
        _ => 0,
    };
    let words = text.split(|c: char| !c.is_alphanumeric() && !is_dropped(c));
    words
        .into_iter()
        .find(|word| word.chars().fold(0_u8, |all, c| all | alphabet(c)).count_ones() > 1)
}

#[cfg(test)]
mod tests {
    use super::{SnapshotError, hash, mixed, text, text_file, turning};
    use crate::input::files::{InputFile, InputFiles};

    fn sources(files: &[(&str, &[u8])]) -> InputFiles {
        let mut sources = InputFiles::default();
        for (path, bytes) in files {
            sources.files.insert((*path).into(), InputFile::whole(*bytes));
        }
        sources
    }

    #[test]
    fn the_text_is_in_the_file_or_next_to_it() {
        assert_eq!(text_file("a/b.txt"), "a/b.txt");
        assert_eq!(text_file("a/b.HTML"), "a/b.HTML");
        assert_eq!(text_file("a/b.pdf"), "a/b.txt");
        assert_eq!(text_file("a.b/c"), "a.b/c.txt");
        let files = sources(&[
            ("a.txt", "\u{feff}words".as_bytes()),
            ("b.html", b"<p>so<p>it"),
            ("c.pdf", b"%PDF"),
            ("c.txt", b"of c"),
            ("d.pdf", b"%PDF"),
            ("e.txt", b"ab\xff"),
            ("f.html", b"<script>x</script>"),
            ("g.md", b"of ~~no~~ all"),
        ]);
        assert_eq!(text("a.txt", &files).as_deref(), Ok("words"));
        assert_eq!(text("b.html", &files).as_deref(), Ok("so\n\nit"));
        assert_eq!(text("c.pdf", &files).as_deref(), Ok("of c"));
        assert_eq!(text("d.pdf", &files), Err(SnapshotError::NoText("d.txt".into())));
        assert_eq!(text("e.txt", &files), Err(SnapshotError::NotUtf8(2)));
        assert_eq!(text("f.html", &files), Err(SnapshotError::Empty));
        assert_eq!(text("g.md", &files).as_deref(), Ok("of        all"));
        assert!(hash(&files.files["c.pdf"]).is_some());
        let part = InputFile { bytes: b"x".as_slice().into(), len: 9, sha256: None };
        assert_eq!(hash(&part), None);
    }

    #[test]
    fn lookalike_letters_are_found() {
        assert_eq!(mixed("the аpp of Сhina"), Some("аpp"));
        assert_eq!(mixed("данные и data, Ελλάς"), None);
        assert_eq!(mixed("5 µm café"), None);
        assert_eq!(turning("a\u{202e}b\u{202e}\u{200b}c"), ['\u{202e}']);
    }
}
