//! OR035: the input files that may be copied to the output, and references to other files.
//!
//! All decisions about copies are made here. An output plan can only contain a [`PublicFile`], and
//! only [`PublicFiles::get`] creates one, from the role of the file. Never accesses the disk.

use super::CheckContext;
use crate::input::config::{Config, SITE_FILE};
use crate::input::files::InputFiles;
use crate::model::ledger::Ledger;
use crate::parse::file_role::{FileRole, file_role};
use crate::resolve::linked::{LinkedLedger, ResolvedTarget};
use crate::verification::site_pass::files_of;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::path;
use onrecord_base::path::SitePath;
use onrecord_base::span::{FileSpan, Span};
use std::collections::{BTreeMap, BTreeSet};

/// A file that may be copied to the output.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicFile(SitePath);

impl PublicFile {
    /// The path relative to the site folder.
    pub fn path(&self) -> &SitePath {
        &self.0
    }
}

/// The use of a snapshot file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SnapshotUse {
    /// Every source that names it publishes it.
    Public,
    /// At least one source that names it does not publish it.
    Kept,
    /// It has the same bytes as the settings, which `--config` may read from any file.
    Settings,
}

/// Snapshot files and their uses.
pub type SnapshotFiles = BTreeMap<SitePath, SnapshotUse>;

/// The reason why a file is never copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptBack {
    /// The program reads it in this role.
    Input(FileRole),
    /// It is a snapshot, and at least one source does not publish it.
    Snapshot,
}

/// Decides which files may be copied.
#[derive(Debug, Clone, Copy)]
pub struct PublicFiles<'a> {
    config: &'a Config,
    snapshots: &'a SnapshotFiles,
}

impl<'a> PublicFiles<'a> {
    /// Creates the decision from the settings and the snapshots of a site.
    pub fn new(config: &'a Config, snapshots: &'a SnapshotFiles) -> Self {
        Self { config, snapshots }
    }

    /// The file at `file`, if it may be copied: a static file, an attachment, or a snapshot that
    /// has no other role and that every source which names it publishes.
    pub fn get(&self, file: &SitePath) -> Result<PublicFile, KeptBack> {
        let role = file_role(file, self.config);
        match (role, self.snapshots.get(file)) {
            (FileRole::StaticFile | FileRole::Attachment, None) => {
                Ok(PublicFile(SitePath::clone(file)))
            }
            (role, Some(SnapshotUse::Public)) if role.is_plain() => {
                Ok(PublicFile(SitePath::clone(file)))
            }
            (role, Some(SnapshotUse::Kept)) if role.is_plain() => Err(KeptBack::Snapshot),
            (_, Some(SnapshotUse::Settings)) => Err(KeptBack::Input(FileRole::Settings)),
            (role, _) => Err(KeptBack::Input(role)),
        }
    }
}

/// The snapshot files of these sources. A file named by several sources is published only if all of
/// them publish it.
pub fn snapshot_files(ledger: &Ledger, files: &InputFiles, config: &Config) -> SnapshotFiles {
    let settings = files.files.get(SITE_FILE);
    let mut all = SnapshotFiles::new();
    for source in &ledger.sources {
        let Some(snapshot) = &source.data.snapshot else { continue };
        let says_so = snapshot.publish.as_ref().is_some_and(|publish| publish.v);
        let is_secret = source.shared.confidential.as_ref().is_some_and(|said| said.v);
        for file in files_of(source, &config.content_dir) {
            // Links find a file regardless of Unicode normalization, so this lookup must do the
            // same.
            let Some((file, input)) = files.find(&file) else { continue };
            let file = SitePath::clone(file);
            let becomes = match says_so && !is_secret {
                _ if settings == Some(input) => SnapshotUse::Settings,
                true => SnapshotUse::Public,
                false => SnapshotUse::Kept,
            };
            let before = all.entry(file).or_insert(becomes);
            *before = becomes.max(*before);
        }
    }
    all
}

/// OR035: a text or snapshot refers to a file that is never published, or such a file is in the
/// static folder.
pub(super) fn raw_inputs(linked: &LinkedLedger, setting: &CheckContext<'_>) -> Vec<Diagnostic> {
    let snapshots = snapshot_files(&linked.ledger, setting.files, setting.config);
    let public = PublicFiles::new(setting.config, &snapshots);
    let mut found = links(linked, public);
    found.extend(published_snapshots(linked, setting, public));
    found.extend(static_files(setting));
    found
}

/// Reports links, images and embeds whose target may not be copied.
fn links(linked: &LinkedLedger, public: PublicFiles<'_>) -> Vec<Diagnostic> {
    let ledger = &linked.ledger;
    let mut found = vec![];
    let mut read: Option<BTreeSet<&SitePath>> = None;
    for ix in ledger.all() {
        for (body, goals) in ledger.texts(ix).all().zip(linked.goals_of(ix)) {
            for (hole, goal) in body.all_holes().zip(goals) {
                let ResolvedTarget::File(file) = goal else { continue };
                let Err(why) = public.get(file) else { continue };
                // A note or item that could not be read has its own error, which is the cause of
                // this one.
                let has_page = matches!(why, KeptBack::Input(FileRole::Note | FileRole::Item(_)));
                let read = read.get_or_insert_with(|| {
                    ledger.all().into_iter().map(|ix| ledger.file(ix)).collect()
                });
                if !has_page || read.contains(file) {
                    found.push(refused(FileSpan::new(ledger.file(ix), hole.span), file, why));
                }
            }
        }
    }
    found
}

/// The diagnostic for a link to a file that is never published.
pub fn refused(place: FileSpan, file: &str, why: KeptBack) -> Diagnostic {
    let (is, help) = match why {
        KeptBack::Input(FileRole::List(_)) => {
            (read_as(why), "link to an item, as in `[[source:ID]]`, or to the page of the list")
        }
        KeptBack::Input(_) => (
            read_as(why),
            "remove the link; to publish the text, copy it to another file name beside the note",
        ),
        KeptBack::Snapshot => (
            "is an unpublished snapshot".to_owned(),
            "link to its source, or add `publish: true` to every snapshot that uses the file",
        ),
    };
    let message = format!("this would publish `{file}`, which {is}");
    Diagnostic::new(RuleCode::RawInput, place, message).help(help)
}

fn read_as(why: KeptBack) -> String {
    match why {
        KeptBack::Input(role) => format!("is {}", role.words()),
        KeptBack::Snapshot => "is a snapshot".to_owned(),
    }
}

/// Reports `publish: true` of a snapshot that has another role.
fn published_snapshots(
    linked: &LinkedLedger,
    setting: &CheckContext<'_>,
    public: PublicFiles<'_>,
) -> Vec<Diagnostic> {
    let mut found = vec![];
    for source in &linked.ledger.sources {
        let Some(snapshot) = &source.data.snapshot else { continue };
        let publish = snapshot.publish.as_ref().is_some_and(|publish| publish.v);
        let Some(name) = snapshot.file.as_ref().filter(|_| publish) else { continue };
        let joined = path::join(&source.file, &setting.config.content_dir, &name.v);
        let Ok(file) = joined.map(SitePath::from) else { continue };
        if !setting.files.files.contains_key(&file) {
            continue;
        }
        let is_secret = source.shared.confidential.as_ref().is_some_and(|said| said.v);
        let (is, help) = match public.get(&file) {
            Err(KeptBack::Input(FileRole::Elsewhere)) | Ok(_) => continue,
            Err(KeptBack::Input(role)) => {
                (role.words(), "save the text of the source in a separate file")
            }
            Err(KeptBack::Snapshot) if is_secret => continue,
            Err(KeptBack::Snapshot) => (
                "also the unpublished snapshot of another source".to_owned(),
                "add `publish: true` to every snapshot that uses the file, or to none",
            ),
        };
        let message = format!("this would publish `{file}`, which is {is}");
        let diagnostic = Diagnostic::new(RuleCode::RawInput, source.at(name.span), message);
        found.push(diagnostic.help(help));
    }
    found
}

/// Reports files of the static folder that the program reads in another role.
fn static_files(setting: &CheckContext<'_>) -> Vec<Diagnostic> {
    let folder = format!("{}/", setting.config.static_dir);
    let from: SitePath = folder.as_str().into();
    let below = setting.files.files.range(from..);
    below
        .map(|(file, _)| file)
        .take_while(|file| file.starts_with(&folder))
        .filter_map(|file| {
            let role = file_role(file, setting.config);
            let is_copied = matches!(role, FileRole::StaticFile | FileRole::Attachment);
            let is_content = matches!(role, FileRole::Note | FileRole::Item(_) | FileRole::List(_));
            // A static folder that contains the content folder is reported once, at the setting
            // (OR019).
            (!is_copied && !is_content).then(|| {
                let message = format!(
                    "`{file}` is {}, and would be published because of its folder",
                    role.words()
                );
                Diagnostic::new(RuleCode::RawInput, FileSpan::new(file, Span::default()), message)
                    .help("move it out of the static folder")
            })
        })
        .collect()
}
