//! The role of each input file, by its path and the settings alone.
//!
//! The list is closed: a file outside the folders of the site has the role [`FileRole::Elsewhere`],
//! and a file is an attachment only if no reader of the program claims it. `check::public_files`
//! decides which roles may be published. Start with [`file_role`].

use crate::input::config::{Config, SITE_FILE};
use crate::parse::content_kind::{ContentKind, classify_path};
use onrecord_base::id::ItemKind;
use onrecord_base::path;
use onrecord_base::schema::article;

/// The role of an input file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileRole {
    /// `site.yaml`.
    Settings,
    /// A bibliography that `site.yaml` lists.
    Bibliography,
    /// The citation style that `site.yaml` names.
    CitationStyle,
    /// The list of guarded words that `site.yaml` names.
    GuardList,
    /// A note, or the text of an index page.
    Note,
    /// A file with one item.
    Item(ItemKind),
    /// A list of items.
    List(ItemKind),
    /// A template or another file of a theme.
    ThemeFile,
    /// A file of the static folder.
    StaticFile,
    /// A file of the content folder that is not read, although its name matches one that is, except
    /// for capitals or a backup extension: `Sources.yaml`, `notes.md.bak`.
    Lookalike,
    /// A file of the content folder that is not read: an image, a table, a PDF.
    Attachment,
    /// A file outside all of these folders, named by the command line or a source.
    Elsewhere,
}

impl FileRole {
    /// True if the program only copies or compares such a file, without interpreting its content.
    pub fn is_plain(self) -> bool {
        matches!(self, Self::StaticFile | Self::Attachment | Self::Elsewhere)
    }

    /// The role for messages: `a list of sources`.
    pub fn words(self) -> String {
        match self {
            Self::Settings => "a settings file".into(),
            Self::Bibliography => "a bibliography".into(),
            Self::CitationStyle => "a citation style".into(),
            Self::GuardList => "a list of guarded words".into(),
            Self::Note => "a note".into(),
            Self::Item(kind) => format!("the file of {}", article(kind.word())),
            Self::List(kind) => format!("a list of {}", kind.folder()),
            Self::ThemeFile => "part of a theme".into(),
            Self::StaticFile => "a static file".into(),
            Self::Lookalike => "named like a note or a list file of this site".into(),
            Self::Attachment => "an attachment".into(),
            Self::Elsewhere => "a file outside the content and static folders".into(),
        }
    }
}

/// The role of the file at `file`, its path relative to the site folder.
///
/// A file that several readers claim has the first role in this order: settings, files that the
/// settings name, content, theme, static.
pub fn file_role(file: &str, config: &Config) -> FileRole {
    let is_named = |written: &str| path::join(SITE_FILE, "", written).is_ok_and(|p| p == file);
    let below = |folder: &str| file.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
    if file == SITE_FILE || file == &*config.file {
        return FileRole::Settings;
    }
    if config.bibliography.iter().any(|named| is_named(named)) {
        return FileRole::Bibliography;
    }
    if config.citations.style.as_ref().is_some_and(|named| is_named(named)) {
        return FileRole::CitationStyle;
    }
    if config.guard_file.as_ref().is_some_and(|named| is_named(named)) {
        return FileRole::GuardList;
    }
    if let Some(within) = below(&config.content_dir) {
        return match classify_path(within) {
            ContentKind::Note(_) => FileRole::Note,
            ContentKind::Thing(kind) => FileRole::Item(kind),
            ContentKind::List(kind) => FileRole::List(kind),
            ContentKind::Other if is_lookalike(within) => FileRole::Lookalike,
            ContentKind::Other => FileRole::Attachment,
        };
    }
    if is_of_theme(file) {
        return FileRole::ThemeFile;
    }
    if below(&config.static_dir).is_some() { FileRole::StaticFile } else { FileRole::Elsewhere }
}

/// True if a file that is not read would be, without capitals or a backup extension in its name.
fn is_lookalike(within: &str) -> bool {
    let name = within.to_lowercase();
    let endings = ["~", ".bak", ".backup", ".old", ".orig", ".save", ".swp", ".tmp"];
    let name = endings.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(&name);
    !matches!(classify_path(name), ContentKind::Other)
}

/// True if a file can be part of a theme.
pub fn is_of_theme(path: &str) -> bool {
    path.starts_with("templates/") || path.starts_with("themes/")
}

#[cfg(test)]
mod tests {
    use super::{FileRole, file_role};
    use crate::input::config::config;
    use onrecord_base::id::ItemKind;

    #[test]
    fn every_reader_claims_its_files() {
        let settings = "title: D\nbibliography: [./refs.bib, content/own.json]\ncitations: {style: static/x.csl}\nguard_file: content/words.txt\n";
        let config = config(&"site.yaml".into(), settings.as_bytes()).value;
        for (file, role) in [
            ("site.yaml", FileRole::Settings),
            ("refs.bib", FileRole::Bibliography),
            ("content/own.json", FileRole::Bibliography),
            ("content/other.json", FileRole::Attachment),
            ("content/other.bib", FileRole::Attachment),
            ("static/x.csl", FileRole::CitationStyle),
            ("content/words.txt", FileRole::GuardList),
            ("content/a.md", FileRole::Note),
            ("content/A.MD", FileRole::Note),
            ("content/_drafts/a.md", FileRole::Note),
            ("content/people/p.yml", FileRole::Item(ItemKind::Person)),
            ("content/sub/sources.yaml", FileRole::List(ItemKind::Source)),
            ("content/data.yaml", FileRole::Attachment),
            ("content/data.csv", FileRole::Attachment),
            ("content/Data.YAML", FileRole::Attachment),
            ("content/Sources.yaml", FileRole::Lookalike),
            ("content/sources.yaml.bak", FileRole::Lookalike),
            ("content/a.md~", FileRole::Lookalike),
            ("templates/note.html", FileRole::ThemeFile),
            ("themes/house/static/a.css", FileRole::ThemeFile),
            ("static/robots.txt", FileRole::StaticFile),
            ("static/sources.yaml", FileRole::StaticFile),
            ("statics/a.txt", FileRole::Elsewhere),
            ("other.yaml", FileRole::Elsewhere),
        ] {
            assert_eq!(file_role(file, &config), role, "{file}");
        }
    }
}
