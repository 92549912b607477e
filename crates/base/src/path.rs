//! Paths of inputs and addresses of outputs: plain text with `/`, never the machine's own form.
//!
//! A [`SitePath`] names a file below the site's folder. Joining can never climb out of it.

use std::sync::Arc;

/// The path of an input file, relative to the folder of `site.yaml`, with `/` between its parts.
pub type SitePath = Arc<str>;

/// Why a path written by an author cannot be followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// It climbs above the site's folder.
    #[error("it leads outside the site folder")]
    Outside,
    /// It holds a back slash, a colon, a control character or an empty part.
    #[error("use plain names joined by `/`")]
    Shape,
}

/// The file that `written` names, seen from the file `from`.
///
/// * `written`: as the author typed it; `/x` counts from `top` (the content folder), anything else
///   from the folder of `from`. `.` and `..` are followed.
/// * Out: a path below the site's folder, not checked for existence.
pub fn join(from: &str, top: &str, written: &str) -> Result<String, PathError> {
    if written.is_empty() || written.chars().any(|c| c.is_control() || matches!(c, '\\' | ':')) {
        return Err(PathError::Shape);
    }
    let (base, rest) = match written.strip_prefix('/') {
        Some(rest) => (top.trim_matches('/'), rest),
        None => (folder(from), written),
    };
    let mut parts: Vec<&str> = base.split('/').filter(|p| !p.is_empty()).collect();
    for part in rest.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop().ok_or(PathError::Outside)?;
            }
            "" => return Err(PathError::Shape),
            name => parts.push(name),
        }
    }
    if parts.is_empty() { Err(PathError::Shape) } else { Ok(parts.join("/")) }
}

/// The folder of a path, without a slash at its end; empty for a file at the top.
pub fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |at| &path[..at])
}

/// The last part of a path.
pub fn name(path: &str) -> &str {
    path.rfind('/').map_or(path, |at| &path[at + 1..])
}

/// The last part without its ending: `a/b.tar.gz` → `b.tar`.
pub fn stem(path: &str) -> &str {
    let name = name(path);
    name.rfind('.').filter(|&at| at > 0).map_or(name, |at| &name[..at])
}

/// The ending in lower case, without the dot; empty when there is none.
pub fn ending(path: &str) -> String {
    let name = name(path);
    name.rfind('.')
        .filter(|&at| at > 0)
        .map_or(String::new(), |at| name[at + 1..].to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{PathError, ending, join, stem};

    #[test]
    fn paths_count_from_the_file_or_from_content() {
        let from = "content/a/b.md";
        assert_eq!(join(from, "content", "x.png").as_deref(), Ok("content/a/x.png"));
        assert_eq!(join(from, "content", "../c/./d.md").as_deref(), Ok("content/c/d.md"));
        assert_eq!(join(from, "content", "/img/x.png").as_deref(), Ok("content/img/x.png"));
    }

    #[test]
    fn nothing_climbs_out() {
        assert_eq!(join("content/a.md", "content", "../../x"), Err(PathError::Outside));
        assert_eq!(join("content/a.md", "content", "/../../x"), Err(PathError::Outside));
        for bad in ["", "a\\b", "c:/x", "a//b", "a\0b"] {
            assert_eq!(join("content/a.md", "content", bad), Err(PathError::Shape), "{bad:?}");
        }
    }

    #[test]
    fn endings() {
        assert_eq!((stem("x/.env"), ending("x/.env").as_str()), (".env", ""));
        assert_eq!((stem("x/a.TXT"), ending("x/a.TXT").as_str()), ("a", "txt"));
    }
}
