//! What a file of the content folder is, by its path alone.

use crate::model::ledger::MarkdownRole;
use onrecord_base::id::ItemKind;
use onrecord_base::path;

/// The kind of a file of the content folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentKind {
    /// A note, or the text of the home or an index page.
    Note(MarkdownRole),
    /// One item, in Markdown or YAML.
    Thing(ItemKind),
    /// A list of items.
    List(ItemKind),
    /// Not parsed; copied if a page refers to it.
    Other,
}

/// Classifies the file at `within`, its path relative to the content folder.
pub fn classify_path(within: &str) -> ContentKind {
    let (folder, name) = (path::folder(within), path::name(within));
    let reserved = folder.split('/').rev().find_map(ItemKind::of_folder);
    match path::ending(within).as_str() {
        "md" if path::stem(within) == "index" => match (reserved, folder) {
            (Some(kind), _) if ItemKind::of_folder(path::name(folder)) == Some(kind) => {
                ContentKind::Note(MarkdownRole::Intro(kind))
            }
            (_, "") => ContentKind::Note(MarkdownRole::Home),
            (_, "notes") => ContentKind::Note(MarkdownRole::Intro(ItemKind::Note)),
            _ => ContentKind::Note(MarkdownRole::Note),
        },
        "md" => reserved.map_or(ContentKind::Note(MarkdownRole::Note), ContentKind::Thing),
        "yaml" | "yml" => match (ItemKind::of_folder(path::stem(name)), reserved) {
            (Some(kind), _) => ContentKind::List(kind),
            (None, Some(kind)) => ContentKind::Thing(kind),
            (None, None) => ContentKind::Other,
        },
        _ => ContentKind::Other,
    }
}
