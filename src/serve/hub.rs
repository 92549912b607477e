//! The site that is shown now, what is to be said about it, and everybody who wants to know.
//!
//! A good build becomes the shown site at once; its pages are made when they are asked for. A build
//! with errors changes only what is said: the last good site stays. Whoever listens is given the state
//! as it is, never a list of what happened, so nobody can miss anything by coming late.

use super::PreviewSite;
use super::body::Bytes;
use super::page::{media_type, placeholder_page, with_script};
use super::routing::{RequestTarget, goal};
use crate::export::plan::Recipe;
use crate::io::read::RootDir;
use crate::io::write::{CopiedFile, WriteError, copied};
use onrecord_base::diag::Diagnostic;
use onrecord_site::check::public_files::PublicFile;
use std::collections::BTreeMap;
use std::fs::File;
use std::hash::{BuildHasher as _, RandomState};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use tokio::sync::watch;

/// How many bytes of made pages a generation keeps; more are forgotten and made again.
const MAX_KEPT: usize = 32 * 1024 * 1024;

/// How many bytes of pages are remembered in case they cannot be made any more.
const MAX_GOOD: usize = 4 * 1024 * 1024;

/// How many changed files a state names; a page that missed more loads itself anew.
const MAX_ASSETS: usize = 256;

/// How much of what is told goes into an event, in bytes; the terminal has all of it.
const MAX_TOLD: usize = 64 * 1024;

/// A file as it is sent.
#[derive(Debug)]
pub struct ServedPage {
    /// What is sent: a page with the script.
    pub bytes: Bytes,
    /// The hash of what the site has.
    pub tag: String,
    /// Its type.
    pub media: &'static str,
}

/// What a request gets.
#[derive(Debug)]
pub enum PreviewResponse {
    /// A file of the site, and the status.
    Page(u16, Arc<ServedPage>),
    /// Another address.
    Elsewhere(String),
    /// A file to be read piece by piece, its length and type.
    Pour(File, u64, &'static str),
    /// A page that says why there is nothing, and the status.
    Told(u16, Vec<u8>),
}

/// The state, and those who listen to it.
#[derive(Debug)]
pub struct PreviewHub {
    /// The site's folder, for files that are only copied.
    root: PathBuf,
    /// Differs with every start of the program.
    epoch: String,
    state: RwLock<HubState>,
    /// Pages as they were when they could last be made, of whichever generation.
    good: Mutex<PageCache>,
    frames: watch::Sender<Bytes>,
}

#[derive(Debug, Default)]
struct HubState {
    shown: Option<Arc<SiteGeneration>>,
    number: u64,
    told: String,
    /// Files that keep their address when they change, with the number at which they last did.
    assets: BTreeMap<String, u64>,
    /// The page of what was saved last, with the number at which it was.
    follow: Option<(u64, String)>,
}

struct SiteGeneration {
    shown: Arc<dyn PreviewSite>,
    made: Mutex<PageCache>,
}

impl std::fmt::Debug for SiteGeneration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a site")
    }
}

#[derive(Debug, Default)]
struct PageCache {
    pages: BTreeMap<String, Arc<ServedPage>>,
    bytes: usize,
}

/// Why a file cannot be made.
enum PageError {
    Found(Vec<Diagnostic>),
    Machine(String),
}

impl PreviewHub {
    /// A hub that shows nothing yet.
    pub fn new(root: PathBuf) -> Self {
        let epoch = format!("{:016x}", RandomState::new().hash_one(std::process::id()));
        let state = HubState::default();
        let frames = watch::Sender::new(frame(&epoch, &state));
        Self { root, epoch, state: RwLock::new(state), good: Mutex::default(), frames }
    }

    /// Shows a site from now on.
    ///
    /// * `assets`: addresses below the base of files that changed and kept their address.
    /// * `follow`: the address of the page of what was saved, for pages that follow the writer.
    pub fn show(&self, shown: Arc<dyn PreviewSite>, assets: Vec<String>, follow: Option<String>) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.number += 1;
        let number = state.number;
        let base = shown.base().to_owned();
        state.assets.extend(assets.into_iter().map(|path| (format!("{base}{path}"), number)));
        while state.assets.len() > MAX_ASSETS {
            let oldest = state.assets.iter().min_by_key(|(_, n)| **n).map(|(path, _)| path.clone());
            oldest.and_then(|path| state.assets.remove(&path));
        }
        if let Some(url) = follow {
            state.follow = Some((number, url));
        }
        state.told.clear();
        state.shown = Some(Arc::new(SiteGeneration { shown, made: Mutex::default() }));
        self.frames.send_replace(frame(&self.epoch, &state));
    }

    /// Says what is wrong; what is shown stays.
    pub fn report(&self, told: &str) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.number += 1;
        state.told = cut(told);
        self.frames.send_replace(frame(&self.epoch, &state));
    }

    /// The state from now on, as events.
    pub(super) fn frames(&self) -> watch::Receiver<Bytes> {
        self.frames.subscribe()
    }

    /// Answers a request for a path. May take long, and may panic where a template's engine does.
    ///
    /// * `is_patch`: a page asks for itself anew. It is told why it cannot be made; whoever goes there gets the last good
    ///   page, which then asks.
    pub(super) fn answer(&self, path: &str, is_patch: bool) -> PreviewResponse {
        let (shown, told) = {
            let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
            (state.shown.clone(), state.told.clone())
        };
        let Some(generation) = shown else {
            return PreviewResponse::Told(503, placeholder_page("The site has errors", &told));
        };
        let is_there = |file: &str| generation.shown.recipe(file).is_some();
        match goal(path, generation.shown.base(), is_there) {
            RequestTarget::Elsewhere(url) => PreviewResponse::Elsewhere(url),
            RequestTarget::File(file) => self.file(&generation, &file, (200, is_patch)),
            RequestTarget::Nowhere if is_there("404.html") => {
                self.file(&generation, "404.html", (404, is_patch))
            }
            RequestTarget::Nowhere => {
                PreviewResponse::Told(404, placeholder_page("Page not found", ""))
            }
        }
    }

    fn file(
        &self,
        generation: &SiteGeneration,
        file: &str,
        (status, is_patch): (u16, bool),
    ) -> PreviewResponse {
        if let Some(page) = generation.lock_pages().pages.get(file) {
            return PreviewResponse::Page(status, Arc::clone(page));
        }
        let bytes = match generation.shown.recipe(file) {
            None => return PreviewResponse::Told(404, placeholder_page("Page not found", "")),
            Some(Recipe::Bytes(bytes)) => Ok(Bytes::copy_from_slice(&bytes)),
            Some(Recipe::Make(make)) => make().map(Bytes::from).map_err(PageError::Found),
            Some(Recipe::Copy(from)) => match self.copied(&from) {
                Ok(CopiedFile::File(from, len)) => {
                    return PreviewResponse::Pour(from, len, media_type(file));
                }
                Ok(CopiedFile::Bytes(bytes)) => Ok(bytes.into()),
                Err(fault) => Err(fault),
            },
        };
        match bytes {
            Ok(bytes) => {
                let page = Arc::new(page(file, bytes));
                generation.lock_pages().keep(file, &page, MAX_KEPT);
                if page.media.starts_with("text/html") {
                    self.good().keep(file, &page, MAX_GOOD);
                }
                PreviewResponse::Page(status, page)
            }
            Err(PageError::Found(found)) => {
                let good = self.good().pages.get(file).cloned();
                if let Some(page) = good.filter(|_| !is_patch) {
                    return PreviewResponse::Page(500, page);
                }
                let told = generation.shown.report(&found);
                PreviewResponse::Told(500, placeholder_page("This page failed to render", &told))
            }
            Err(PageError::Machine(told)) => {
                PreviewResponse::Told(500, placeholder_page("This file cannot be read", &told))
            }
        }
    }

    fn good(&self) -> MutexGuard<'_, PageCache> {
        self.good.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn copied(&self, from: &PublicFile) -> Result<CopiedFile, PageError> {
        let site = RootDir::open(&self.root).map_err(|why| PageError::Machine(why.to_string()))?;
        copied(&site, from).map_err(|why| match why {
            WriteError::Found(found) => PageError::Found(found),
            why => PageError::Machine(why.to_string()),
        })
    }
}

impl SiteGeneration {
    fn lock_pages(&self) -> MutexGuard<'_, PageCache> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PageCache {
    /// Keeps a page; where that would be more than `most` bytes, all others go.
    fn keep(&mut self, file: &str, page: &Arc<ServedPage>, most: usize) {
        let old = self.pages.remove(file).map_or(0, |old| old.bytes.len());
        self.bytes -= old;
        if self.bytes + page.bytes.len() > most {
            *self = Self::default();
        }
        if page.bytes.len() <= most {
            self.bytes += page.bytes.len();
            self.pages.insert(file.to_owned(), Arc::clone(page));
        }
    }
}

fn page(file: &str, bytes: Bytes) -> ServedPage {
    let mut tag = blake3::hash(&bytes).to_hex().to_string();
    tag.truncate(32);
    let media = media_type(file);
    let bytes =
        if media.starts_with("text/html") { with_script(&bytes, &tag).into() } else { bytes };
    ServedPage { bytes, tag, media }
}

/// The state as an event. A page that hears it asks for itself again, and for nothing else.
fn frame(epoch: &str, state: &HubState) -> Bytes {
    let follow = state.follow.as_ref().map(|(n, url)| serde_json::json!({"n": n, "url": url}));
    let data = serde_json::json!({
        "epoch": epoch,
        "generation": state.number,
        "told": state.told,
        "ready": state.shown.is_some(),
        "assets": state.assets,
        "follow": follow,
    });
    format!("retry: 500\nid: {epoch}-{}\ndata: {data}\n\n", state.number).into()
}

fn cut(told: &str) -> String {
    if told.len() <= MAX_TOLD {
        return told.to_owned();
    }
    let end = (0..=MAX_TOLD).rev().find(|at| told.is_char_boundary(*at)).unwrap_or(0);
    format!("{}\n… and more; see the terminal for the full list", &told[..end])
}
