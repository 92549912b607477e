//! The default theme as it is built into the program. Knows names and bytes, nothing else.
//!
//! A test holds the list against the folder, so that no file is forgotten.

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        /// Every file of the default theme: path below the theme, and text.
        pub const FILES: &[(&str, &str)] =
            &[$(($path, include_str!(concat!("../../themes/default/", $path)))),*];
    };
}

files![
    "i18n/en.yaml",
    "static/icon.svg",
    "static/style.css",
    "templates/404.html",
    "templates/action.html",
    "templates/base.html",
    "templates/evidence.html",
    "templates/home.html",
    "templates/list.html",
    "templates/note.html",
    "templates/parts/action-card.html",
    "templates/parts/body.html",
    "templates/parts/chain.html",
    "templates/parts/check.html",
    "templates/parts/chip.html",
    "templates/parts/cited-by.html",
    "templates/parts/files.html",
    "templates/parts/date.html",
    "templates/parts/filters.html",
    "templates/parts/note-card.html",
    "templates/parts/page.html",
    "templates/parts/pager.html",
    "templates/parts/party-index.html",
    "templates/parts/party.html",
    "templates/parts/quote-card.html",
    "templates/parts/timeline.html",
    "templates/parts/tracker-table.html",
    "templates/parts/variants.html",
    "templates/party.html",
    "templates/quote.html",
    "templates/redirect.html",
    "templates/source.html",
    "templates/timeline.html",
    "templates/tombstone.html",
    "templates/topic.html",
    "templates/tracker.html",
    "theme.yaml",
];

#[cfg(test)]
mod tests {
    use super::FILES;

    #[test]
    fn every_file_of_the_theme_is_embedded() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/themes/default");
        let walk = walkdir::WalkDir::new(root).sort_by_file_name().into_iter();
        let mut there: Vec<String> = walk
            .filter_map(Result::ok)
            .filter(|e| e.file_type().is_file())
            .filter_map(|e| Some(e.path().strip_prefix(root).ok()?.to_str()?.replace('\\', "/")))
            .collect();
        there.sort();
        let mut listed: Vec<&str> = FILES.iter().map(|(path, _)| *path).collect();
        listed.sort_unstable();
        assert_eq!(listed, there);
    }
}
