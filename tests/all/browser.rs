//! The example site and the live preview in a real browser: see `tests/browser/run.mjs` and
//! `tests/browser/preview.mjs`.
//!
//! `cargo xtest` installs Chromium and the packages of `package-lock.json`, and runs these tests.

use crate::support::{NOW, onrecord, root, run};
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

/// Paths of Chromium; `crates/xtask` has the same list.
const BROWSERS: [&str; 3] =
    ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

#[test]
#[ignore = "run by cargo xtest"]
fn the_example_site_holds_in_a_browser() {
    let out = tempfile::tempdir().unwrap();
    let site = out.path().join("site");
    run(onrecord(root())
        .args(["build", "--strict", "--now", NOW, "-u", "https://onrecord.example/", "-o"])
        .arg(&site));
    node("run.mjs", &[site.as_os_str()]);
}

#[test]
#[ignore = "run by cargo xtest"]
#[expect(clippy::print_stdout, reason = "the measured times are for whoever asks (--nocapture)")]
fn a_page_follows_what_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    run(onrecord(folder.path()).args(["init", "-q"]).arg(&site));
    let program = env!("CARGO_BIN_EXE_onrecord");
    let said = node("preview.mjs", &[program.as_ref(), site.as_os_str()]);
    // The time from a save to the page is printed and not limited, since the machine may be slow.
    println!("{said}");
}

/// Runs a script with these arguments and the browser.
fn node(script: &str, args: &[&OsStr]) -> String {
    let folder = root().join("tests/browser");
    let chromium = BROWSERS.into_iter().find(|path| Path::new(path).exists());
    let chromium = chromium.expect("`cargo xtest` installs Chromium");
    run(Command::new("node").arg(script).args(args).arg(chromium).current_dir(&folder))
}
