//! The example site and the live preview in a real browser: see `tests/browser/run.mjs` and
//! `tests/browser/preview.mjs`.
//!
//! Installs what it needs: Chromium from the system's packages where there is none, the packages of
//! `package-lock.json` with npm. A machine on which neither can be had fails the test: nothing is skipped.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn the_example_site_holds_in_a_browser() {
    let out = tempfile::tempdir().unwrap();
    let site = out.path().join("site");
    run(Command::new(env!("CARGO_BIN_EXE_onrecord"))
        .args([
            "build",
            "--strict",
            "--now",
            "2026-11-23T12:00:00Z",
            "-u",
            "https://onrecord.example/",
            "-o",
        ])
        .arg(&site)
        .current_dir(ROOT));
    node("run.mjs", &[site.as_os_str()]);
}

#[test]
#[expect(clippy::print_stdout, reason = "the measured times are for whoever asks (--nocapture)")]
fn a_page_follows_what_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    let program = env!("CARGO_BIN_EXE_onrecord");
    run(Command::new(program).args(["init", "-q"]).arg(&site));
    let said = node("preview.mjs", &[program.as_ref(), site.as_os_str()]);
    // How long a save takes to the page: told, and not held against a slow machine.
    println!("{said}");
}

/// Runs a script with these arguments and the browser.
fn node(script: &str, args: &[&OsStr]) -> String {
    static READY: OnceLock<PathBuf> = OnceLock::new();
    let folder = Path::new(ROOT).join("tests/browser");
    let chromium = READY.get_or_init(|| {
        if !folder.join("node_modules/playwright-core").exists() {
            run(Command::new("npm").args(["ci", "--no-fund", "--no-audit"]).current_dir(&folder));
        }
        chromium()
    });
    run(Command::new("node").arg(script).args(args).arg(chromium).current_dir(&folder))
}

fn chromium() -> PathBuf {
    let places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    let there = || places.iter().map(PathBuf::from).find(|p| p.exists());
    there().unwrap_or_else(|| {
        run(Command::new("apt-get").args(["update", "-qq"]));
        run(Command::new("apt-get").args([
            "install",
            "-y",
            "-qq",
            "--no-install-recommends",
            "chromium",
            "fonts-dejavu-core",
        ]));
        there().expect("chromium was installed")
    })
}

/// What it prints.
fn run(command: &mut Command) -> String {
    let out = command.output().unwrap_or_else(|why| panic!("{command:?}: {why}"));
    let (stdout, stderr) =
        (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success(), "{command:?}\n{stdout}\n{stderr}");
    stdout.into_owned()
}
