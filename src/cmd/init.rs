//! `onrecord init`: creates a small example site with explanatory comments, which builds without findings.
//!
//! The files are in `init/` next to this file; the schemas for editors are generated from the model.

use super::{CommandError, ExitStatus, Terminal};
use crate::cli::InitArgs;
use crate::export::schema;
use crate::io::IoError;
use crate::io::disk::{Disk as _, RealDisk};
use crate::io::write;
use onrecord_base::id::ItemKind;
use onrecord_base::text::count;
use std::path::{Path, PathBuf};

/// The files, by path.
const FILES: &[(&str, &str)] = &[
    ("site.yaml", include_str!("init/site.yaml")),
    (".gitignore", include_str!("init/gitignore")),
    (".vscode/settings.json", include_str!("init/settings.json")),
    ("themes/README.md", include_str!("init/themes.md")),
    ("content/index.md", include_str!("init/index.md")),
    ("content/briefings/harbor-ferry.md", include_str!("init/briefing.md")),
    ("content/topics/public-transport.md", include_str!("init/topic.md")),
    ("content/people/rosa-lind.md", include_str!("init/person.md")),
    ("content/organizations/port-ellery-council.md", include_str!("init/organization.md")),
    ("content/sources/council-minutes.md", include_str!("init/source.md")),
    ("content/sources/council-minutes.txt", include_str!("init/snapshot.txt")),
    ("content/quotes/lind-on-timetable.md", include_str!("init/quote.md")),
    ("content/actions/night-ferry-resolution.md", include_str!("init/action.md")),
];

/// Runs the command.
pub(super) fn run(args: &InitArgs, terminal: &mut Terminal) -> Result<ExitStatus, CommandError> {
    let dir = args.dir.clone().unwrap_or_else(|| PathBuf::from("."));
    if !args.force && !is_free(&dir)? {
        return Err(CommandError::Usage(format!(
            "{} is not empty; use `--force` to add the missing files (existing files are kept)",
            dir.display()
        )));
    }
    let schemas = ItemKind::ALL.into_iter().map(|kind| {
        let (name, schema) = match kind {
            ItemKind::Note => ("note", schema::thing(kind)),
            other => (other.folder(), schema::list(other)),
        };
        (format!("schema/{name}.json"), schema::text(&schema))
    });
    let site = ("schema/site.json".to_owned(), schema::text(&schema::site()));
    let files = FILES.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    let mut made = 0;
    for (path, text) in files.chain(schemas).chain([site]) {
        if write::create(&dir.join(&path), text.as_bytes())? {
            made += 1;
            terminal.detail(&path);
        } else {
            terminal.say(&format!("{path} already exists; kept"));
        }
    }
    terminal.say(&format!("created {} in {}", count(made, "file", "files"), dir.display()));
    terminal.say("next: run `onrecord build`, then read content/briefings/harbor-ferry.md");
    Ok(ExitStatus::Clean)
}

/// True if a folder does not exist or is empty; a Git repository without other files counts as empty.
fn is_free(dir: &Path) -> Result<bool, CommandError> {
    match RealDisk.names(dir) {
        Ok(names) => Ok(names.iter().all(|name| name == ".git")),
        Err(why) if crate::io::disk::is_absent(&why) => Ok(true),
        Err(why) => Err(IoError::at("read", dir)(why).into()),
    }
}
