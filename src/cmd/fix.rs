//! The part of `check --fix` that changes files: applies safe fixes to the site's own texts, each file
//! rewritten in one step.

use super::site::LoadedSite;
use super::{CommandError, Terminal};
use crate::io::write;
use crate::report::LeveledDiagnostic;
use onrecord_base::diag::Fix;
use onrecord_base::path::SitePath;
use onrecord_base::text::count;
use onrecord_site::input::config::SITE_FILE;
use std::collections::BTreeMap;

/// Applies the fixes of diagnostics, prints the changed files, and returns the number of fixes.
pub(super) fn apply(
    site: &LoadedSite,
    findings: &[LeveledDiagnostic],
    terminal: &mut Terminal,
) -> Result<usize, CommandError> {
    let mut by_file: BTreeMap<&SitePath, Vec<&Fix>> = BTreeMap::new();
    for fix in findings.iter().filter_map(|diagnostic| diagnostic.diagnostic.fix.as_ref()) {
        if is_authors(site, &fix.place.file) {
            by_file.entry(&fix.place.file).or_default().push(fix);
        }
    }
    let mut applied = 0;
    for (file, fixes) in by_file {
        let Some(input) = site.sources.files.get(file).filter(|input| input.is_whole()) else {
            continue;
        };
        let (bytes, here) = fixed(&input.bytes, fixes);
        if here == 0 {
            continue;
        }
        let real = if &**file == SITE_FILE { &site.found_at.folder.config } else { file };
        if write::rewrite(&site.found_at.folder.root, real, &input.bytes, &bytes)? {
            applied += here;
            terminal.say(&format!("{real}: {}", count(here, "fix", "fixes")));
        } else {
            terminal.say(&format!("{real} was changed in the meantime and was not fixed"));
        }
    }
    Ok(applied)
}

/// True if a file belongs to the author.
fn is_authors(site: &LoadedSite, file: &str) -> bool {
    let content = site.found_at.config.content_dir.as_str();
    file == SITE_FILE || file.strip_prefix(content).is_some_and(|rest| rest.starts_with('/'))
}

/// Returns the bytes with the fixes, and their number; of two that overlap the first is applied.
fn fixed(bytes: &[u8], mut fixes: Vec<&Fix>) -> (Vec<u8>, usize) {
    fixes.sort_by_key(|fix| (fix.place.span, &fix.text));
    fixes.dedup();
    let mut out = Vec::with_capacity(bytes.len());
    let (mut at, mut made) = (0, 0);
    let mut last = None;
    for fix in fixes {
        let (start, end) = (fix.place.span.start as usize, fix.place.span.end as usize);
        // Two insertions at one position count as an overlap.
        if start < at || last == Some(start) || end > bytes.len() {
            continue;
        }
        out.extend_from_slice(&bytes[at..start]);
        out.extend_from_slice(fix.text.as_bytes());
        at = end;
        last = Some(start);
        made += 1;
    }
    out.extend_from_slice(&bytes[at..]);
    (out, made)
}

#[cfg(test)]
mod tests {
    use super::fixed;
    use onrecord_base::diag::Fix;
    use onrecord_base::span::{FileSpan, Span};

    fn fix(start: usize, end: usize, text: &str) -> Fix {
        let place = FileSpan { file: "f".into(), span: Span::new(start, end) };
        Fix { place, text: text.into() }
    }

    #[test]
    fn fixes_are_made_where_they_do_not_overlap() {
        let fixes =
            [fix(0, 3, "uno"), fix(2, 5, "x"), fix(4, 7, ""), fix(7, 7, "!"), fix(7, 7, "?")];
        let (bytes, made) = fixed(b"one two", fixes.iter().collect());
        assert_eq!((String::from_utf8(bytes).unwrap().as_str(), made), ("uno !", 3));
    }

    #[test]
    fn the_same_fix_is_made_once_and_one_outside_never() {
        let fixes = [fix(0, 1, "x"), fix(0, 1, "x"), fix(5, 9, "y")];
        assert_eq!(fixed(b"abc", fixes.iter().collect()), (b"xbc".to_vec(), 1));
    }
}
