//! Helpers of several tests: the program, the repository, files, and the text of pages.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The build clock of most tests.
pub(crate) const NOW: &str = "2026-11-23T12:00:00Z";

/// The folder of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program, run in a folder, without the environment variables for time and colour.
pub(crate) fn onrecord(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    command.current_dir(folder).env_remove("SOURCE_DATE_EPOCH").env_remove("NO_COLOR");
    command
}

/// A new site, created by `onrecord init`.
pub(crate) fn new_site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    run(onrecord(folder.path()).args(["init", "--quiet"]));
    folder
}

/// Runs a command, which must succeed; returns its standard output.
#[track_caller]
pub(crate) fn run(command: &mut Command) -> String {
    let out = command.output().unwrap_or_else(|why| panic!("{command:?}: {why}"));
    let (stdout, stderr) =
        (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success(), "{command:?}\n{stdout}\n{stderr}");
    stdout.into_owned()
}

/// Writes a file of a site and creates its folders.
pub(crate) fn put(folder: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// The text of a file.
#[track_caller]
pub(crate) fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

/// The files below a folder, sorted by relative path, with `/`.
pub(crate) fn paths(folder: &Path) -> BTreeMap<String, PathBuf> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).unwrap();
            (path.to_str().unwrap().replace('\\', "/"), entry.into_path())
        })
        .collect()
}

/// The files with an ending below a folder, as in [`paths`].
pub(crate) fn paths_with_ending(folder: &Path, ending: &str) -> BTreeMap<String, PathBuf> {
    let mut all = paths(folder);
    all.retain(|_, path| path.extension().is_some_and(|found| found == ending));
    all
}

/// The files below a folder with their bytes.
pub(crate) fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    paths(folder).into_iter().map(|(name, path)| (name, std::fs::read(path).unwrap())).collect()
}

/// The text of HTML without its tags; each run of spaces is one space.
pub(crate) fn text_of(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        rest = after.split_once('>').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// True if `UPDATE=1` is set: files are written instead of compared.
pub(crate) fn is_update() -> bool {
    std::env::var_os("UPDATE").is_some()
}

/// Compares the part below the mark of a document with generated text; `UPDATE=1` writes it. `filter` is the
/// name of the test for `cargo test`.
#[track_caller]
pub(crate) fn check_generated(document: &str, mark: &str, generated: &str, filter: &str) {
    let path = root().join(document);
    let whole = read(&path);
    let Some((by_hand, below)) = whole.split_once(mark) else {
        panic!("{document} does not have the line {mark}");
    };
    if below == generated {
        return;
    }
    assert!(is_update(), "{document} is stale; UPDATE=1 cargo test {filter} writes it");
    std::fs::write(&path, format!("{by_hand}{mark}{generated}")).unwrap();
}

/// Runs a test in its own process, because it measures the process. `name` is its full name.
#[track_caller]
pub(crate) fn in_own_process(name: &str, test: impl FnOnce()) {
    const ALONE: &str = "ONRECORD_TEST_ALONE";
    if std::env::var_os(ALONE).is_some() {
        return test();
    }
    let this = std::env::current_exe().unwrap();
    let said = run(Command::new(this).args(["--exact", name]).env(ALONE, "1"));
    assert!(said.contains("1 passed"), "no test is called {name}\n{said}");
}
