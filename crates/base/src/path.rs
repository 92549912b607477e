//! Paths of inputs and addresses of outputs: plain text with `/` on every operating system.
//!
//! A [`SitePath`] names a file below the site's folder. [`join`] never leaves that folder.

use std::sync::Arc;

/// The path of an input file, relative to the folder of `site.yaml`, with `/` between its parts.
pub type SitePath = Arc<str>;

/// The reason why a path written by an author is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// It leads above the site's folder.
    #[error("it leads outside the site folder")]
    Outside,
    /// It contains a backslash, a colon, a control character or an empty part.
    #[error("use plain names joined by `/`")]
    Shape,
}

/// The file that `written` names, relative to the file `from`.
///
/// * `written`: as the author typed it. `/x` is relative to `top` (the content folder), anything else to the folder
///   of `from`. `.` and `..` are resolved.
/// * Out: a path below the site's folder; the file may not exist.
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

/// The last part without its extension: `a/b.tar.gz` → `b.tar`.
pub fn stem(path: &str) -> &str {
    let name = name(path);
    name.rfind('.').filter(|&at| at > 0).map_or(name, |at| &name[..at])
}

/// The extension in lower case, without the dot; empty if none exists.
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
