//! `onrecord archive`: manages the copies of sources that quotations are compared with.
//!
//! Extracts the text of saved pages, cuts clippings, writes hashes, and lists missing or changed copies. Never
//! overwrites an existing file, except for clippings, which replace the copy that they are cut from.

use super::list::{TextTable, show};
use super::{CommandContext, CommandError, ExitStatus, Terminal, site};
use crate::cli::{AddArgs, ArchiveArgs, ArchiveCommand, ClipArgs, PinArgs, StatusArgs};
use crate::io::read::RootDir;
use crate::io::write;
use crate::pipeline::{self, ArchiveState};
use onrecord_base::hash::Sha256Hash;
use onrecord_base::id::ItemKind;
use onrecord_base::path::{ending, folder, stem};
use onrecord_base::text::count;
use onrecord_site::input::files::{InputFiles, MAX_HASHED, MAX_TEXT};
use onrecord_site::model::ix::ItemIx;
use onrecord_site::model::ledger::Item;
use onrecord_site::model::source::{Coverage, Source};
use onrecord_site::resolve::names::NameLookup;
use onrecord_site::verification::snapshot;
use onrecord_site::verification::snapshot_entry::{SnapshotFields, added, clipped, pinned};
use onrecord_verify::html;
use std::path::Path;

/// Runs the command.
pub(super) fn run(
    run: CommandContext<'_>,
    args: &ArchiveArgs,
    terminal: &mut Terminal,
) -> Result<ExitStatus, CommandError> {
    let found = site::find(run)?;
    let sources = site::read(&found)?;
    let desk = ArchiveContext { held: pipeline::archive_state(&sources), sources, found, run };
    match &args.what {
        ArchiveCommand::Add(args) => desk.add(args, terminal),
        ArchiveCommand::Clip(args) => desk.clip(args, terminal),
        ArchiveCommand::Pin(args) => desk.pin(args, terminal),
        ArchiveCommand::Status(args) => desk.status(args, terminal),
    }
}

struct ArchiveContext<'a> {
    held: ArchiveState,
    sources: InputFiles,
    found: site::LocatedSite,
    run: CommandContext<'a>,
}

impl ArchiveContext<'_> {
    fn source(&self, key: &str) -> Result<&Item<Source>, CommandError> {
        let ledger = &self.held.linked.ledger;
        if let NameLookup::One(ItemIx::Source(ix)) = ledger.find(ItemKind::Source, key) {
            return Ok(&ledger[ix]);
        }
        let near = ledger.nearest(Some(ItemKind::Source), key);
        let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        Err(CommandError::Usage(format!("no source is called `{key}`{near}")))
    }

    /// Extracts the text of a saved page, and records its hash and date.
    fn add(&self, args: &AddArgs, terminal: &mut Terminal) -> Result<ExitStatus, CommandError> {
        let item = self.source(&args.source)?;
        if item.data.snapshot.is_some() {
            let id = &item.id;
            return Err(CommandError::Usage(format!(
                "`{id}` already has a snapshot; nothing was changed"
            )));
        }
        let made = files(item, &args.file, terminal)?;
        let below = folder(&item.file);
        for (name, bytes) in &made {
            let path = format!("{below}/archive/{name}");
            if !write::create(&self.found.folder.root.join(&path), bytes)? {
                return Err(CommandError::Usage(format!(
                    "`{path}` already exists; nothing was changed"
                )));
            }
            terminal.print(&path)?;
        }
        let Some((name, bytes)) = made.first() else { return Ok(ExitStatus::Clean) };
        let day = self.run.world.now.day();
        let day = format!("{:04}-{:02}-{:02}", day.year, day.month, day.day);
        let record = SnapshotFields {
            file: &format!("archive/{name}"),
            sha256: Sha256Hash::of(bytes),
            captured: &day,
            coverage: Coverage::Full,
        };
        self.record(
            item,
            |text| added(text, item, &record),
            &format!("snapshot: {}", record.line()),
            terminal,
        )
    }

    /// Keeps the given lines of a copy and blanks the others.
    fn clip(&self, args: &ClipArgs, terminal: &mut Terminal) -> Result<ExitStatus, CommandError> {
        let item = self.source(&args.source)?;
        let path = self.held.copy(item).ok_or_else(|| {
            CommandError::Usage(format!(
                "`{}` has no snapshot; use `onrecord archive add`",
                item.id
            ))
        })?;
        let text_of = |path: &str| self.sources.text(path).map(str::to_owned);
        let present =
            text_of(&path).ok_or_else(|| CommandError::Usage(format!("`{path}` is not text")))?;
        let is_clippings =
            item.data.snapshot.as_ref().is_some_and(|s| s.coverage == Coverage::Clippings);
        let (full, kept) = match &args.from {
            Some(from) => {
                let name = from.file_name().and_then(|name| name.to_str()).unwrap_or("");
                let folder_of = from.parent().filter(|f| !f.as_os_str().is_empty());
                let bytes =
                    RootDir::open(folder_of.unwrap_or(Path::new(".")))?.whole(name, MAX_TEXT)?;
                (utf8(bytes, name)?, present.clone())
            }
            None if is_clippings => {
                return Err(CommandError::Usage(format!(
                    "`{path}` contains clippings; name the complete text with `--from FILE`"
                )));
            }
            None => (present.clone(), String::new()),
        };
        let cut = clipped(&full, &args.lines, &kept).ok_or_else(|| {
            let lines = full.lines().count();
            CommandError::Usage(format!(
                "`{}` does not match a text of {lines} lines; write line numbers as in `11,13,23-25`",
                args.lines
            ))
        })?;
        let root = &self.found.folder.root;
        if !write::rewrite(root, &path, present.as_bytes(), cut.as_bytes())? {
            return Err(CommandError::Usage(format!(
                "`{path}` was changed in the meantime; nothing was written"
            )));
        }
        terminal.print(&path)?;
        let hash = Sha256Hash::of(cut.as_bytes());
        let coverage = |text: String| {
            if is_clippings {
                Some(text)
            } else {
                text.find(&hash.to_string()).map(|at| {
                    let end = at + 64;
                    format!("{}, coverage: clippings{}", &text[..end], &text[end..])
                })
            }
        };
        let line = format!("sha256: {hash}, coverage: clippings");
        let in_line = |text: &str| {
            let changed = pinned(text, item, &hash)?;
            // In a block map the two would end up on one line.
            let at = changed.find(&hash.to_string())?;
            let is_flow = changed[at..]
                .trim_start_matches(|c: char| c.is_ascii_alphanumeric())
                .trim_start_matches([' ', '"', '\''])
                .starts_with([',', '}']);
            if is_flow || is_clippings { coverage(changed) } else { None }
        };
        self.record(item, in_line, &line, terminal)
    }

    /// Writes the hashes of snapshots.
    fn pin(&self, args: &PinArgs, terminal: &mut Terminal) -> Result<ExitStatus, CommandError> {
        let mut count_of = 0;
        let all: Vec<&Item<Source>> = match &args.source {
            Some(key) => vec![self.source(key)?],
            None => self.held.linked.ledger.sources.iter().collect(),
        };
        // From the end of each file, so that earlier positions stay valid.
        let mut all: Vec<&Item<Source>> =
            all.into_iter().filter(|item| self.held.copy(item).is_some()).collect();
        all.sort_by_key(|item| (item.file.clone(), std::cmp::Reverse(item.extent.start)));
        let mut texts: std::collections::BTreeMap<String, String> =
            std::collections::BTreeMap::new();
        for item in all {
            let Some(path) = self.held.copy(item) else { continue };
            let Some(hash) = self.sources.files.get(&path).and_then(snapshot::hash) else {
                continue;
            };
            let written = item.data.snapshot.as_ref().and_then(|s| s.sha256.as_ref());
            if written.is_some_and(|w| w.v.eq_ignore_ascii_case(&hash.to_string())) {
                continue;
            }
            let file = item.file.to_string();
            let text = texts
                .entry(file.clone())
                .or_insert_with(|| self.sources.text(&file).unwrap_or("").to_owned());
            match pinned(text, item, &hash) {
                Some(changed) => {
                    *text = changed;
                    count_of += 1;
                }
                None => terminal.say(&format!("{file}: add to `{}`: sha256: {hash}", item.id)),
            }
        }
        for (file, text) in &texts {
            let old = self.sources.text(file).unwrap_or("");
            if old != text
                && !write::rewrite(&self.found.folder.root, file, old.as_bytes(), text.as_bytes())?
            {
                return Err(CommandError::Usage(format!(
                    "`{file}` was changed in the meantime; nothing was written"
                )));
            }
        }
        terminal.say(&format!("{} pinned", count(count_of, "snapshot", "snapshots")));
        Ok(ExitStatus::Clean)
    }

    /// Prints the sources with their copies, and their state.
    fn status(
        &self,
        args: &StatusArgs,
        terminal: &mut Terminal,
    ) -> Result<ExitStatus, CommandError> {
        let rows = self.held.rows(&self.sources);
        let heads = vec!["source", "file", "state", "quotations", "found"];
        show(&TextTable { heads, rows }, args.format, terminal)?;
        Ok(ExitStatus::Clean)
    }

    /// Changes the entry of a source, or prints the lines to add to it.
    fn record(
        &self,
        item: &Item<Source>,
        change: impl Fn(&str) -> Option<String>,
        line: &str,
        terminal: &mut Terminal,
    ) -> Result<ExitStatus, CommandError> {
        let old = self.sources.text(&item.file).unwrap_or("");
        if let Some(new) = change(old)
            && pipeline::is_readable(&self.sources, &item.file, &new)
            && write::rewrite(&self.found.folder.root, &item.file, old.as_bytes(), new.as_bytes())?
        {
            terminal.print(&item.file)?;
            return Ok(ExitStatus::Clean);
        }
        terminal.say(&format!("add to `{}` in {}:\n  {line}", item.id, item.file));
        Ok(ExitStatus::Clean)
    }
}

/// Decodes a file that the user named.
fn utf8(bytes: Vec<u8>, name: &str) -> Result<String, CommandError> {
    String::from_utf8(bytes).map_err(|why| {
        let at = why.utf8_error().valid_up_to();
        CommandError::Usage(format!("`{name}` is not valid UTF-8 at byte {at}; save it as UTF-8"))
    })
}

/// Returns the files of a copy by name, the hashed one first: its text, or the file itself and the text next to
/// it.
fn files(
    item: &Item<Source>,
    file: &Path,
    terminal: &mut Terminal,
) -> Result<Vec<(String, Vec<u8>)>, CommandError> {
    let name = file.file_name().and_then(|name| name.to_str());
    let folder_of = file.parent().filter(|f| !f.as_os_str().is_empty());
    let Some(name) = name else {
        return Err(CommandError::Usage(format!("{} is not a file", file.display())));
    };
    let beneath = RootDir::open(folder_of.unwrap_or(Path::new(".")))?;
    let end = ending(name);
    let mut made: Vec<(String, Vec<u8>)> = vec![];
    let bytes = beneath
        .whole(name, if snapshot::READ.contains(&end.as_str()) { MAX_TEXT } else { MAX_HASHED })?;
    if snapshot::READ.contains(&end.as_str()) {
        let text = utf8(bytes, name)?;
        let text = if end.starts_with("htm") {
            html::text(&text)
                .map_err(|_| CommandError::Usage(format!("`{name}` is nested too deeply")))?
                + "\n"
        } else {
            text
        };
        if !text.contains(char::is_alphanumeric) {
            return Err(CommandError::Usage(format!("`{name}` contains no text")));
        }
        made.push((format!("{}.txt", item.id), text.into_bytes()));
    } else {
        made.push((format!("{}.{end}", item.id), bytes));
        match beneath.whole(&format!("{}.txt", stem(name)), MAX_TEXT) {
            Ok(text) => made.push((format!("{}.txt", item.id), text)),
            Err(_) => terminal.say(&format!(
                "save its text as archive/{}.txt next to it: quotations are checked against that text",
                item.id
            )),
        }
    }
    Ok(made)
}
