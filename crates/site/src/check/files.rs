//! OR021, OR033, OR304, OR703 (and OR020 for their paths): files named in fields and texts, and
//! sites without content.
//!
//! Uses the input files in memory; never accesses the disk.

use super::CheckContext;
use crate::input::config::SITE_FILE;
use crate::input::files::InputFile;
use crate::model::ix::ItemIx;
use crate::parse::content_kind::{ContentKind, classify_path};
use crate::parse::file_role::file_role;
use crate::resolve::linked::{LinkedLedger, ResolvedTarget};
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::path;
use onrecord_base::path::PathError;
use onrecord_base::span::{FileSpan, Span, Spanned};
use onrecord_base::suggest::closest_match;
use onrecord_prose::body::PlaceholderKind;
use std::collections::BTreeMap;

/// OR021: a bibliography in `site.yaml` does not exist.
pub(super) fn missing_bibliography(
    _: &LinkedLedger,
    setting: &CheckContext<'_>,
) -> Vec<Diagnostic> {
    let mut found = vec![];
    for file in &setting.config.bibliography {
        let place = FileSpan::new(&setting.config.file, file.span);
        match path::join(SITE_FILE, "", &file.v) {
            Err(why) => found.push(outside(place, &file.v, why)),
            Ok(path) if is_there(setting, &path) => {}
            Ok(path) => {
                let message = format!("the bibliography `{}` does not exist", file.v);
                let diagnostic = Diagnostic::new(RuleCode::MissingFile, place, message);
                found.push(
                    diagnostic
                        .did_you_mean(nearest(setting, &path).as_deref())
                        .help("write its path relative to `site.yaml`, or remove the line"),
                );
            }
        }
    }
    found
}

/// OR033: the site has no content. Otherwise, a missing content folder (moved away, or an
/// incomplete checkout) would give an empty site and remove every published page.
pub(super) fn no_content(_: &LinkedLedger, setting: &CheckContext<'_>) -> Vec<Diagnostic> {
    let folder = &setting.config.content_dir;
    let prefix = format!("{folder}/");
    let is_content = |path: &&std::sync::Arc<str>| {
        path.strip_prefix(&prefix).is_some_and(|within| classify_path(within) != ContentKind::Other)
    };
    let is_refused = |path: &std::sync::Arc<str>| path.starts_with(&prefix) || **path == **folder;
    if setting.files.files.keys().any(|path| is_content(&path))
        || setting.files.refused.iter().any(|(path, _)| is_refused(path))
        || !setting.config.libraries().is_empty()
    {
        return vec![];
    }
    let place = FileSpan::new(&folder.as_str().into(), Span::default());
    let message = format!("the folder `{folder}` contains no notes or list files");
    let diagnostic = Diagnostic::new(RuleCode::NoContent, place, message);
    vec![diagnostic.help(
        "restore it, set `content_dir:` in `site.yaml`, or start with a text in `index.md` there",
    )]
}

/// OR304: the snapshot of a source does not exist.
pub(super) fn missing_snapshot(
    linked: &LinkedLedger,
    setting: &CheckContext<'_>,
) -> Vec<Diagnostic> {
    let mut found = vec![];
    for source in &linked.ledger.sources {
        let file: Option<&Spanned<String>> =
            source.data.snapshot.as_ref().and_then(|s| s.file.as_ref());
        let Some(file) = file else { continue };
        let place = source.at(file.span);
        match path::join(&source.file, &setting.config.content_dir, &file.v) {
            Err(why) => found.push(outside(place, &file.v, why)),
            Ok(path) if is_there(setting, &path) => {}
            Ok(path) => {
                let message =
                    format!("the snapshot `{}` of `{}` does not exist", file.v, source.id);
                let diagnostic = Diagnostic::new(RuleCode::NoSnapshotFile, place, message);
                found.push(diagnostic.did_you_mean(nearest(setting, &path).as_deref()).help(
                    format!("expected at `{path}`; save the text there, or correct the path"),
                ));
            }
        }
    }
    found
}

/// Files that exist but were not read are reported by the reader.
fn is_there(setting: &CheckContext<'_>, path: &str) -> bool {
    setting.files.files.contains_key(path) || setting.files.refused.contains_key(path)
}

fn outside(place: FileSpan, written: &str, why: PathError) -> Diagnostic {
    let message = format!("invalid path `{written}`: {why}");
    Diagnostic::new(RuleCode::LeavesFolder, place, message)
        .help("keep the file within the site folder")
}

/// A file with a similar name in the same folder, or with the same name elsewhere.
fn nearest(setting: &CheckContext<'_>, path: &str) -> Option<String> {
    let (folder, name) = (path::folder(path), path::name(path));
    let paths = || setting.files.files.keys().map(|p| &**p);
    let beside = paths().filter(|p| path::folder(p) == folder).map(path::name);
    closest_match(name, beside)
        .or_else(|| paths().find(|p| path::name(p) == name))
        .map(str::to_owned)
}

/// OR703: an image in a text is unreadable, or is an SVG with active content.
pub(super) fn images(
    linked: &LinkedLedger,
    setting: &CheckContext<'_>,
    ix: ItemIx,
) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let mut faults: BTreeMap<&str, Option<&'static str>> = BTreeMap::new();
    let mut found = vec![];
    for (body, goals) in ledger.texts(ix).all().zip(linked.goals_of(ix)) {
        for (hole, goal) in body.all_holes().zip(goals) {
            let (PlaceholderKind::Image(_), ResolvedTarget::File(path)) = (&hole.fill, goal) else {
                continue;
            };
            let Some(input) = setting.files.files.get(path) else { continue };
            // Files that the program parses are not images; OR035 reports them.
            if !file_role(path, setting.config).is_plain() {
                continue;
            }
            let fault = *faults.entry(&**path).or_insert_with(|| image_fault(path, input));
            if let Some(why) = fault {
                let place = FileSpan::new(ledger.file(ix), hole.span);
                let message = format!("the image `{path}` cannot be shown: {why}");
                found.push(
                    Diagnostic::new(RuleCode::UnreadableImage, place, message)
                        .help("save it again as PNG, JPEG, GIF, WebP or AVIF, or as a plain SVG"),
                );
            }
        }
    }
    found
}

/// Extensions of raster images.
const PIXELS: [&str; 6] = ["png", "jpg", "jpeg", "gif", "webp", "avif"];

/// True if the content of the file is examined as an image. Of other files, rules only check the
/// existence.
pub fn is_image(path: &str) -> bool {
    let ending = path::ending(path);
    ending == "svg" || PIXELS.contains(&ending.as_str())
}

/// The reason why an image cannot be published.
fn image_fault(path: &str, input: &InputFile) -> Option<&'static str> {
    match path::ending(path).as_str() {
        "svg" if !input.is_whole() => Some("it is too large to check"),
        "svg" => match std::str::from_utf8(&input.bytes) {
            Ok(text) => svg_fault(text),
            Err(_) => Some("it is not UTF-8 text"),
        },
        ending if PIXELS.contains(&ending) => {
            imagesize::blob_size(&input.bytes).err().map(|_| "its size cannot be read")
        }
        _ => Some("unsupported image format"),
    }
}

/// Elements that run or load something.
const ACTIVE: [&str; 7] =
    ["script", "foreignobject", "iframe", "embed", "object", "handler", "listener"];

/// The first active content in an SVG.
fn svg_fault(text: &str) -> Option<&'static str> {
    let text = text.to_ascii_lowercase();
    if !text.contains("<svg") {
        return Some("it has no `<svg>` element");
    }
    if text.contains("<!entity") {
        return Some("it declares entities");
    }
    let mut rest = text.as_str();
    while let Some(at) = rest.find('<') {
        let inner = rest.get(at + 1..).unwrap_or("");
        let end = tag_end(inner);
        let tag = inner.get(..end).unwrap_or("");
        let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or("");
        let name = name.rsplit(':').next().unwrap_or(name);
        if ACTIVE.contains(&name) {
            return Some("it contains a script or foreign content");
        }
        if has_handler(tag) {
            return Some("it contains an event handler");
        }
        if links_to_script(tag) {
            return Some("it links to a script");
        }
        rest = inner.get(end..).unwrap_or("");
    }
    None
}

/// True if a tag has an address that runs a script or hides its scheme.
fn links_to_script(tag: &str) -> bool {
    let bare: String = tag.chars().filter(|c| !c.is_whitespace()).collect();
    let hides = ["&#", "&colon;", "&tab;", "&newline;"].iter().any(|h| bare.contains(h));
    bare.contains("javascript:") || bare.contains("href=") && hides
}

/// The end of a tag: the first `>` outside quotation marks.
fn tag_end(inner: &str) -> usize {
    let mut mark = None;
    for (at, c) in inner.char_indices() {
        match (mark, c) {
            (None, '>') => return at,
            (None, '"' | '\'') => mark = Some(c),
            (Some(open), c) if open == c => mark = None,
            _ => {}
        }
    }
    inner.len()
}

/// True if a tag has an event attribute like `onload=`, outside the values of other attributes.
fn has_handler(tag: &str) -> bool {
    let mut mark = None;
    let mut word = String::new();
    for c in tag.chars() {
        match (mark, c) {
            (Some(open), c) if open == c => mark = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => {
                mark = Some(c);
                word.clear();
            }
            (None, '=') if word.starts_with("on") && word.len() > 2 => return true,
            (None, c) if c == '=' || c == '/' => word.clear(),
            // Spaces are allowed between a name and `=`; any other word starts a new name.
            (None, c) if c.is_whitespace() => word.push(' '),
            (None, c) => {
                if word.ends_with(' ') {
                    word.clear();
                }
                word.push(c);
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{
        image_fault, images, missing_bibliography, missing_snapshot, no_content, svg_fault,
    };
    use crate::check::testing::{Site, each, tells};
    use crate::input::files::InputFile;

    #[test]
    fn a_bibliography_exists() {
        let site = "title: D\nbibliography: [refs.bib, ref.bib, ../x.bib]\n";
        tells(
            missing_bibliography,
            &[("/site.yaml", site), ("/refs.bib", "")],
            &[
                "OR021 «ref.bib» the bibliography `ref.bib` does not exist",
                "OR020 «../x.bib» invalid path `../x.bib`: it leads outside the site folder",
            ],
        );
    }

    #[test]
    fn a_site_has_content() {
        let empty = "OR033 «» the folder `content` contains no notes or list files";
        tells(no_content, &[("/site.yaml", "title: D\n"), ("picture.png", "")], &[empty]);
        tells(no_content, &[("sources.yaml", "")], &[]);
        tells(no_content, &[("/site.yaml", "title: D\nbibliography: refs.bib\n")], &[]);
    }

    #[test]
    fn a_snapshot_exists() {
        let sources = "- {id: a, title: A, snapshot: archive/a.txt}\n- {id: b, title: B, snapshot: {file: archive/b.txt}}\n";
        tells(
            missing_snapshot,
            &[("sub/sources.yaml", sources), ("sub/archive/a.txt", "x")],
            &["OR304 «archive/b.txt» the snapshot `archive/b.txt` of `b` does not exist"],
        );
        tells(
            missing_snapshot,
            &[("sources.yaml", "- {id: c, title: C, snapshot: ../../c.txt}\n")],
            &["OR020 «../../c.txt» invalid path `../../c.txt`: it leads outside the site folder"],
        );
    }

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x03\x08\x02\0\0\0";

    #[test]
    fn an_image_can_be_read() {
        assert_eq!(image_fault("a.png", &InputFile::whole(PNG)), None);
        assert!(image_fault("a.png", &InputFile::whole(&b"<html>"[..])).is_some());
        assert!(image_fault("a.exe", &InputFile::whole(PNG)).is_some());
    }

    #[test]
    fn an_unreadable_image_is_reported_where_it_is_shown() {
        let note = "---\ntitle: A\n---\n![a chart](a.png) ![a chart](b.png)\n";
        let site = Site::of(&[("a.md", note.as_bytes()), ("a.png", PNG), ("b.png", b"x")]);
        let reported = each(images)(&site.linked, &site.setting());
        let reported: Vec<String> = reported.iter().map(|d| site.line(d)).collect();
        assert_eq!(
            reported,
            [
                "OR703 «![a chart](b.png)» the image `content/b.png` cannot be shown: its size cannot be read"
            ]
        );
    }

    #[test]
    fn a_drawing_only_draws() {
        for good in [
            "<svg xmlns=\"x\"><path d=\"M0 0\"/></svg>",
            "<?xml version=\"1.0\"?><svg><title>a > b, on = off</title><text data-on=\"onload=x\">on</text></svg>",
        ] {
            assert_eq!(svg_fault(good), None, "{good}");
        }
        for bad in [
            "",
            "<svg><script>1</script></svg>",
            "<svg><svg:Script/></svg>",
            "<svg onload=\"x\"/>",
            "<svg a=\">\" ONLOAD = x>",
            "<svg/onload=x>",
            "<svg><foreignObject/></svg>",
            "<svg><a href=\"java\nscript:x\"/></svg>",
            "<svg><a xlink:href=\"java&#115;cript:x\"/></svg>",
            "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg/>",
        ] {
            assert!(svg_fault(bad).is_some(), "{bad}");
        }
    }
}
