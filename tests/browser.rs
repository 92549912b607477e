//! The example site in a real browser: see `tests/browser/run.mjs`.
//!
//! Installs what it needs: Chromium from the system's packages where there is none, the packages of
//! `package-lock.json` with npm. A machine on which neither can be had fails the test: nothing is skipped.

use std::path::{Path, PathBuf};
use std::process::Command;

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
    let chromium = chromium();
    let folder = Path::new(ROOT).join("tests/browser");
    if !folder.join("node_modules/playwright-core").exists() {
        run(Command::new("npm").args(["ci", "--no-fund", "--no-audit"]).current_dir(&folder));
    }
    run(Command::new("node").arg("run.mjs").arg(&site).arg(chromium).current_dir(&folder));
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

fn run(command: &mut Command) {
    let out = command.output().unwrap_or_else(|why| panic!("{command:?}: {why}"));
    let (stdout, stderr) =
        (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success(), "{command:?}\n{stdout}\n{stderr}");
}
