//! All tests run: `cargo xtest` covers each package of the workspace, each file of tests is part of the test
//! binary, and each ignored test is run by `cargo xtest`.

use crate::support::{paths, paths_with_ending, read, root, run};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// The packages of the workspace, from `cargo metadata`.
fn packages() -> Vec<Value> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let said = run(Command::new(cargo)
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root()));
    let mut all: Value = serde_json::from_str(&said).unwrap();
    serde_json::from_value(all["packages"].take()).unwrap()
}

#[test]
fn every_package_is_a_member_of_the_workspace() {
    let packages = packages();
    let members: BTreeSet<&Path> = packages
        .iter()
        .map(|package| Path::new(package["manifest_path"].as_str().unwrap()))
        .collect();
    let crates = paths(&root().join("crates")).into_values();
    let manifests = crates.filter(|path| path.ends_with("Cargo.toml"));
    let manifests: Vec<_> = manifests.chain([root().join("Cargo.toml")]).collect();
    let expected: BTreeSet<&Path> = manifests.iter().map(std::path::PathBuf::as_path).collect();
    assert_eq!(members, expected);
    assert!(members.len() > 1, "crates/ has no package");
}

/// `cargo test --workspace` runs the tests of every target except benchmarks, unless a manifest says otherwise.
#[test]
fn no_package_turns_its_tests_off() {
    for package in packages() {
        for target in package["targets"].as_array().unwrap() {
            let kinds = target["kind"].as_array().unwrap();
            let is = |kind: &str| kinds.iter().any(|k| k == kind);
            if is("bench") || is("custom-build") || is("example") {
                continue;
            }
            assert_eq!(target["test"], true, "{}: {}", package["name"], target["name"]);
            assert!(!is("lib") || target["doctest"] == true, "{}", package["name"]);
        }
    }
}

#[test]
fn xtest_runs_the_whole_workspace() {
    let aliases = read(&root().join(".cargo/config.toml"));
    assert!(aliases.contains("xtest = \"run --quiet --package xtask -- test\""), "{aliases}");
    // `crates/xtask` tests its two runs itself; this tests that no package is excluded.
    let xtask = read(&root().join("crates/xtask/src/main.rs"));
    assert!(xtask.contains("\"--workspace\"") && !xtask.contains("--exclude"));
    let ci = read(&root().join(".ci/run"));
    assert!(ci.lines().any(|line| line == "cargo xtest"), "CI runs the command of the README");
    assert!(read(&root().join("README.md")).contains("\ncargo xtest "));
}

/// `autotests = false` would silently skip a file, and so would a missing `mod`.
#[test]
fn every_file_of_tests_is_a_module() {
    let stray = std::fs::read_dir(root().join("tests")).unwrap().map(|entry| entry.unwrap().path());
    let stray: Vec<_> = stray.filter(|path| path.extension().is_some_and(|e| e == "rs")).collect();
    assert!(stray.is_empty(), "these belong in tests/all/: {stray:?}");
    let files = paths_with_ending(&root().join("tests/all"), "rs");
    assert!(files.len() > 30, "{}", files.len());
    for path in files.keys().filter(|path| *path != "main.rs") {
        let stem = path.trim_end_matches(".rs").trim_end_matches("/mod");
        let (parents, name) = match stem.rsplit_once('/') {
            Some((parent, name)) => {
                (vec![format!("{parent}.rs"), format!("{parent}/mod.rs")], name)
            }
            None => (vec!["main.rs".to_owned()], stem),
        };
        let names = [format!("mod {name};\n"), format!("/{name}.rs\");\n")];
        let is_named = parents.iter().filter_map(|parent| files.get(parent)).any(|file| {
            let text = read(file);
            names.iter().any(|name| text.contains(name))
        });
        assert!(is_named, "tests/all/{path} is in no module");
    }
}

#[test]
fn every_ignored_test_is_run_by_xtest() {
    let ignore = concat!("#[", "ignore");
    let mut ignored = 0;
    for folder in ["src", "tests/all", "crates"] {
        for (path, file) in paths_with_ending(&root().join(folder), "rs") {
            for line in read(&file).lines().filter(|line| line.trim_start().starts_with(ignore)) {
                let expected = format!("{ignore} = \"run by cargo xtest\"]");
                assert_eq!(line.trim(), expected, "{folder}/{path}");
                ignored += 1;
            }
        }
    }
    assert!(ignored >= 3, "{ignored} tests need a browser or pandoc");
}
