//! The files of the default theme, embedded in the program. Knows names and bytes only.
//!
//! A test compares the list with the folder, so that no file is missing.

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        /// Every file of the default theme: path below the theme, and text.
        pub const FILES: &[(&str, &str)] =
            &[$(($path, include_str!(concat!("../../themes/default/", $path)))),*];
    };
}

files![
    "code/contrast.css",
    "code/github.css",
    "i18n/en.yaml",
    "static/icon.svg",
    "static/site.js",
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
    "templates/parts/roots.html",
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

    fn text(path: &str) -> &'static str {
        FILES.iter().find(|(name, _)| *name == path).expect("it is listed").1
    }

    /// Returns the colours that a style sheet sets, by name: those for light mode, then those for dark mode.
    fn colours(css: &str) -> [Vec<(&str, &str)>; 2] {
        let (light, dark) = css.split_once("prefers-color-scheme: dark").expect("two schemes");
        [light, dark].map(|part| {
            let part = part.split_once("} }").map_or(part, |(part, _)| part);
            let set = part.split("--").filter_map(|set| set.split_once(": #"));
            set.map(|(name, value)| (name, &value[..6])).collect()
        })
    }

    /// The relative luminance of WCAG 2.2.
    fn luminance(hex: &str) -> f64 {
        let part = |at: usize| {
            let c = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).expect("a colour")) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn the_colours_of_code_can_be_read() {
        assert!((contrast("000000", "FFFFFF") - 21.0).abs() < 0.001);
        let style = colours(text("static/style.css"));
        let own = ["muted", "ok", "visited", "stop", "link", "warn"];
        let panels = [0, 1].map(|scheme: usize| {
            style[scheme].iter().find(|(name, _)| *name == "panel").expect("a panel").1
        });
        for (set, panel) in style.iter().zip(panels) {
            for (name, colour) in set.iter().filter(|(name, _)| own.contains(name)) {
                let ratio = contrast(colour, panel);
                assert!(ratio >= 4.5, "--{name} #{colour}: {ratio:.2}");
            }
        }
        for (file, least) in [("code/github.css", 4.5), ("code/contrast.css", 7.0)] {
            for (set, panel) in colours(text(file)).iter().zip(panels) {
                assert_eq!(set.len(), own.len(), "{file}");
                for (name, colour) in set {
                    let ratio = contrast(colour, panel);
                    assert!(ratio >= least, "--{name} #{colour} of {file}: {ratio:.2}");
                }
            }
        }
    }
}
