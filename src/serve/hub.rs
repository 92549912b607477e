//! The state of the preview: the site that is shown, the current diagnostics, and the connected clients.
//!
//! A good build replaces the site at once; pages are made on request. A build with errors only changes the
//! diagnostics; the last good site stays. Clients receive the current state, not a change history, so a late
//! client misses nothing.

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

/// The most bytes of pages cached per build.
const MAX_KEPT: usize = 32 * 1024 * 1024;

/// The most bytes of last good pages, shown when a page cannot be made any more.
const MAX_GOOD: usize = 4 * 1024 * 1024;

/// The most changed files in a state; a page that missed more reloads itself.
const MAX_ASSETS: usize = 256;

/// The most bytes of diagnostics in an event; the terminal shows all.
const MAX_REPORT: usize = 64 * 1024;

/// A file as it is served.
#[derive(Debug)]
pub struct ServedPage {
    /// The bytes; a page includes the script.
    pub bytes: Bytes,
    /// The hash of the file without the script.
    pub tag: String,
    /// The media type.
    pub media: &'static str,
}

/// The response to a request.
#[derive(Debug)]
pub enum PreviewResponse {
    /// A file of the site, and the status.
    Page(u16, Arc<ServedPage>),
    /// A redirect to this address.
    Elsewhere(String),
    /// A file to send in chunks, with its length and type.
    Pour(File, u64, &'static str),
    /// An error page, and the status.
    ErrorPage(u16, Vec<u8>),
}

/// The state, and the channel to the clients.
#[derive(Debug)]
pub struct PreviewHub {
    /// The site's folder, for files that are only copied.
    root: PathBuf,
    /// Differs with every start of the program.
    epoch: String,
    state: RwLock<HubState>,
    /// The last good version of pages, of any build.
    good: Mutex<PageCache>,
    frames: watch::Sender<Bytes>,
}

#[derive(Debug, Default)]
struct HubState {
    shown: Option<Arc<SiteGeneration>>,
    number: u64,
    report: String,
    /// Files that keep their address when they change, with the generation of their last change.
    assets: BTreeMap<String, u64>,
    /// The page of the last saved file, with the generation in which it was saved.
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

/// The reason why a file cannot be made.
enum PageError {
    Found(Vec<Diagnostic>),
    Machine(String),
}

impl PreviewHub {
    /// Returns a hub without a site.
    pub fn new(root: PathBuf) -> Self {
        let epoch = format!("{:016x}", RandomState::new().hash_one(std::process::id()));
        let state = HubState::default();
        let frames = watch::Sender::new(frame(&epoch, &state));
        Self { root, epoch, state: RwLock::new(state), good: Mutex::default(), frames }
    }

    /// Replaces the site that is shown.
    ///
    /// * `assets`: addresses below the base of changed files that kept their address.
    /// * `follow`: the address of the page of the saved file, for pages that follow the author.
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
        state.report.clear();
        state.shown = Some(Arc::new(SiteGeneration { shown, made: Mutex::default() }));
        self.frames.send_replace(frame(&self.epoch, &state));
    }

    /// Replaces the diagnostics; the site stays.
    pub fn report(&self, report: &str) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.number += 1;
        state.report = cut(report);
        self.frames.send_replace(frame(&self.epoch, &state));
    }

    /// Returns a channel with the current state and all later ones, as events.
    pub(super) fn frames(&self) -> watch::Receiver<Bytes> {
        self.frames.subscribe()
    }

    /// Answers a request for a path. May be slow, and may panic in the template engine.
    ///
    /// * `is_patch`: a page requests its own new version. It gets the reason if the page cannot be made; a
    ///   normal request gets the last good page, which then requests its new version.
    pub(super) fn answer(&self, path: &str, is_patch: bool) -> PreviewResponse {
        let (shown, report) = {
            let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
            (state.shown.clone(), state.report.clone())
        };
        let Some(generation) = shown else {
            return PreviewResponse::ErrorPage(
                503,
                placeholder_page("The site has errors", &report),
            );
        };
        let is_there = |file: &str| generation.shown.recipe(file).is_some();
        match goal(path, generation.shown.base(), is_there) {
            RequestTarget::Elsewhere(url) => PreviewResponse::Elsewhere(url),
            RequestTarget::File(file) => self.file(&generation, &file, (200, is_patch)),
            RequestTarget::Nowhere if is_there("404.html") => {
                self.file(&generation, "404.html", (404, is_patch))
            }
            RequestTarget::Nowhere => {
                PreviewResponse::ErrorPage(404, placeholder_page("Page not found", ""))
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
            None => return PreviewResponse::ErrorPage(404, placeholder_page("Page not found", "")),
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
                let report = generation.shown.report(&found);
                PreviewResponse::ErrorPage(
                    500,
                    placeholder_page("This page failed to render", &report),
                )
            }
            Err(PageError::Machine(report)) => PreviewResponse::ErrorPage(
                500,
                placeholder_page("This file cannot be read", &report),
            ),
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
    /// Caches a page; clears the cache first if it would exceed `most` bytes.
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

/// Returns the state as an event. A page that receives it requests its own new version.
fn frame(epoch: &str, state: &HubState) -> Bytes {
    let follow = state.follow.as_ref().map(|(n, url)| serde_json::json!({"n": n, "url": url}));
    let data = serde_json::json!({
        "epoch": epoch,
        "generation": state.number,
        "told": state.report,
        "ready": state.shown.is_some(),
        "assets": state.assets,
        "follow": follow,
    });
    format!("retry: 500\nid: {epoch}-{}\ndata: {data}\n\n", state.number).into()
}

fn cut(report: &str) -> String {
    if report.len() <= MAX_REPORT {
        return report.to_owned();
    }
    let end = (0..=MAX_REPORT).rev().find(|at| report.is_char_boundary(*at)).unwrap_or(0);
    format!("{}\n… and more; see the terminal for the full list", &report[..end])
}
