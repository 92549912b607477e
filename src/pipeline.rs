//! The passes in order. **The file to read first.**
//!
//! ```text
//! Sources → Parsed → Ledger → Linked → Verdicts → (checks) → Site → pages → Plan
//! ```
//!
//! Every pass is a function from values to values; each gives a usable value and what it found, so
//! that all faults of a site are told in one run. Nothing here reads, writes, or asks the time.
//!
//! Long because what is kept between builds stands beside the passes that use it.

mod copies;
mod desk;

use crate::base::code::{Code, Severity};
use crate::base::diag::{Checked, Diagnostic, sorted};
use crate::base::path::SitePath;
use crate::base::span::{Place, Span};
pub use crate::check::accept::Accepted;
use crate::check::{self, Setting};
use crate::export::plan::{Plan, Recipe};
use crate::export::{actions, calendar, references};
use crate::input::config::{CodeTheme, Config, Export, SITE_FILE, config};
use crate::input::sources::{Input, Refused, Sources};
use crate::model::ledger::Ledger;
use crate::model::when::Moment;
use crate::parse::body::ProseOptions;
use crate::parse::csl::{Language, Style};
use crate::parse::locator::Names;
use crate::parse::things::{Parsed, Sort, library, sort, things};
pub use crate::release::Gate;
use crate::release::{Site, release};
use crate::render::page::render;
use crate::render::theme::{Theme, is_of_theme, theme};
use crate::resolve::again::{self, Delta, resolve};
use crate::resolve::assemble::assemble;
use crate::resolve::linked::{Goal, Linked};
use crate::resolve::links::Around;
use crate::verify::pass::published_snapshot;
use crate::verify::{Verdicts, VerifyMemo, verify};
use crate::view::SiteView;
use crate::view::cite::Beside;
use crate::view::cx::{Cx, Tables};
use crate::view::fill::asset_path;
use crate::view::pages::{Page, file_of};
use crate::view::style::{language_of, style_of};
pub use copies::{names_snapshots, snapshots};
pub use desk::{Held, held, is_readable};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a build is asked for, beside the site's files.
#[derive(Debug, Clone)]
pub struct Options {
    /// What may be seen.
    pub gate: Gate,
    /// Replaces `base_url` of `site.yaml`.
    pub base_url: Option<String>,
}

/// How many of each there are, withheld ones left out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    /// Notes.
    pub notes: usize,
    /// Sources.
    pub sources: usize,
    /// Quotes.
    pub quotes: usize,
    /// Quotes whose words were found in the copy we hold.
    pub checked: usize,
    /// Actions.
    pub actions: usize,
    /// Persons.
    pub people: usize,
    /// Organizations.
    pub organizations: usize,
    /// Topics.
    pub topics: usize,
    /// Pages.
    pub pages: usize,
}

/// A built site: what is published, and how to make every file of it.
#[derive(Debug)]
pub struct Built {
    /// The settings.
    pub config: Arc<Config>,
    /// How many of each there are.
    pub counts: Counts,
    /// `lint:` of `site.yaml`; `None` is off.
    pub levels: BTreeMap<Code, Option<Severity>>,
    /// What was accepted.
    pub accepted: Vec<Accepted>,
    /// When the next embargo lifts.
    pub next_embargo: Option<Moment>,
    pages: Arc<Vec<Page>>,
    site: Site,
    tables: Tables,
    theme: Arc<Theme>,
    csl: Arc<Style>,
    verdicts: Verdicts,
    sources: Sources,
}

/// What a run of builds keeps between them. A build with memos gives what one without would give,
/// byte for byte and finding for finding, sooner.
#[derive(Debug, Default)]
pub struct Memos {
    last: Option<Last>,
    parsed: ReadFiles,
    all: again::Memo,
    seen: again::Memo,
    checks: check::Memo,
    verdicts: VerifyMemo,
}

impl Memos {
    /// Keeps what does not depend on the settings.
    fn forget(&mut self) {
        let Self { parsed, verdicts, .. } = std::mem::take(self);
        *self = Self { parsed, verdicts, ..Self::default() };
    }

    fn verify(&mut self, all: &Linked, sources: &Sources, config: &Config) -> Checked<Verdicts> {
        verify(all, sources, &config.content_dir, &mut self.verdicts)
    }
}

/// The files as they were read, in the order of their paths.
#[derive(Debug, Default)]
struct ReadFiles {
    content_dir: String,
    libraries: Vec<String>,
    prose: ProseOptions,
    files: Vec<Read>,
}

/// A file as it was read.
#[derive(Debug)]
struct Read {
    path: SitePath,
    bytes: Arc<[u8]>,
    parsed: Arc<Parsed>,
    found: Vec<Diagnostic>,
}

/// A value with what was found while making it.
type Kept<T> = (Arc<T>, Vec<Diagnostic>);

/// The language and the style of citations.
type Cited = (Kept<Language>, Kept<Style>);

/// The last build.
#[derive(Debug)]
struct Last {
    sources: Sources,
    options: Options,
    config: Arc<Config>,
    config_found: Vec<Diagnostic>,
    around: Around,
    themed: Themed,
    language: Kept<Language>,
    styled: Kept<Style>,
    tables: Tables,
    pages: Arc<Vec<Page>>,
}

/// A theme, with what was found in it, and what it was given for every page.
#[derive(Debug, Clone)]
struct Themed {
    theme: Arc<Theme>,
    found: Vec<Diagnostic>,
    site: Option<SiteView>,
}

/// Builds a site.
///
/// * In: all files, and what is asked for.
/// * Out: the site and how to make its files; every finding, sorted by place, each once. Faults of
///   templates on a page are found when that page is made.
pub fn build(sources: &Sources, options: &Options) -> Checked<Built> {
    build_again(sources, options, &mut Memos::default())
}

/// Builds a site, with what is left of the builds before.
pub fn build_again(sources: &Sources, options: &Options, memos: &mut Memos) -> Checked<Built> {
    let mut found = vec![];
    let last = memos.last.take().filter(|last| last.options.is_like(options));
    let moved = Moved::since(last.as_ref(), sources);

    // 1. Settings. What was worked out under others is of no use.
    let (config, config_found) = settings_again(last.as_ref(), &moved, sources, options);
    found.extend(config_found.iter().cloned());
    let last = last.filter(|last| last.config == config);
    if last.is_none() {
        memos.forget();
    }

    // 2. Each file by itself.
    let language = last.as_ref().map_or_else(|| read_language(&config), |l| l.language.clone());
    found.extend(language.1.iter().cloned());
    let files = parse(sources, &config, &language.0, &mut memos.parsed, &mut found);
    let is_error = |told: &&Diagnostic| told.code.severity() == Severity::Error;
    let unread: BTreeSet<Arc<str>> =
        found.iter().filter(is_error).map(|told| Arc::clone(&told.place.file)).collect();

    // 3. All together: positions, then what refers to what.
    let around = match &last {
        Some(last) if !moved.has(Part::Names) => last.around.clone(),
        _ => around(sources, &config),
    };
    let mut all = resolve(files.clone(), &around, &mut memos.all);
    found.append(&mut all.found);

    // 4. Quoted words against the copies of their sources.
    let verdicts = memos.verify(&all.linked, sources, &config).into(&mut found);

    // 5. The rules.
    let setting = Setting { config: &config, now: options.gate.now, files: sources };
    let delta = all.delta.as_ref().filter(|_| !moved.has(Part::Others));
    found.extend(check::check(&all.linked, &setting, delta, &mut memos.checks));
    refused(sources, &mut found);

    // 6. The theme.
    let themed = last.as_ref().filter(|_| !moved.has(Part::Theme));
    let themed = themed.map_or_else(|| read_theme(&config, sources), |last| last.themed.clone());
    found.extend(themed.found.iter().cloned());
    let styled = last.as_ref().filter(|last| last.has_style_of(&moved, &config, sources));
    let read = || read_style(&config, sources, &themed, &language.0);
    let styled = styled.map_or_else(read, |last| last.styled.clone());
    found.extend(styled.1.iter().cloned());

    // 7. Who may see what. What authors accepted is decided while all things are still there.
    let level = |code: Code| config.lint.get(&code).copied().unwrap_or(Some(code.severity()));
    let (mut found, accepted) = check::accept::accept(found, &all.linked, level);
    // What is missing may stand in a field that cannot be read: these wait for it.
    let waits = |code: Code| code.is_house_style() || code == Code::StatusWithoutSupport;
    found.retain(|told| !(waits(told.code) && unread.contains(&told.place.file)));
    let released = release(&all, &files, &around, options.gate, &mut memos.seen);
    let (site, delta) = released.into(&mut found);

    // 8. The pages, made when they are asked for.
    let kept = last.filter(|last| last.is_of_the_same(&themed, &styled.0, &site)).zip(delta);
    let (tables, pages) = tables_again(kept, &site, &config);
    let built = Built {
        levels: config.lint.clone(),
        config,
        counts: Counts::default(),
        accepted,
        next_embargo: site.next_embargo(),
        pages: Arc::default(),
        site,
        tables,
        theme: Arc::clone(&themed.theme),
        csl: Arc::clone(&styled.0),
        verdicts,
        sources: sources.clone(),
    };
    let (built, themed) = built.finish(pages, themed);
    found.extend(built.given_away());
    memos.last =
        Some(Last::of(&built, options.clone(), config_found, (around, themed, (language, styled))));
    Checked { value: built, found: sorted(found) }
}

/// The settings, read again where they were edited.
fn settings_again(
    last: Option<&Last>,
    moved: &Moved,
    sources: &Sources,
    options: &Options,
) -> (Arc<Config>, Vec<Diagnostic>) {
    if let Some(last) = last.filter(|_| !moved.has(Part::Settings)) {
        return (Arc::clone(&last.config), last.config_found.clone());
    }
    let mut read = settings(sources);
    if let Some(url) = &options.base_url {
        read.value.rebase(url);
    }
    (Arc::new(read.value), read.found)
}

impl Options {
    /// Whether two builds are asked for the same, but for the moment of the build clock.
    fn is_like(&self, other: &Self) -> bool {
        let gate = Gate { now: other.gate.now, ..self.gate };
        gate == other.gate && self.base_url == other.base_url
    }
}

impl Last {
    fn of(
        built: &Built,
        options: Options,
        config_found: Vec<Diagnostic>,
        (around, themed, (language, styled)): (Around, Themed, Cited),
    ) -> Self {
        Self {
            sources: built.sources.clone(),
            options,
            config: Arc::clone(&built.config),
            config_found,
            around,
            themed,
            language,
            styled,
            tables: built.tables.clone(),
            pages: Arc::clone(&built.pages),
        }
    }

    /// Whether the style of citations is still what it was: it depends on the settings, on its file,
    /// and on the theme's words.
    fn has_style_of(&self, moved: &Moved, config: &Config, sources: &Sources) -> bool {
        let file = config.citations.style.as_ref();
        let path = file.and_then(|f| crate::base::path::join(SITE_FILE, "", &f.v).ok());
        let read = |from: &Sources| {
            let input = from.files.get(path.as_deref()?)?;
            Some(Arc::clone(&input.bytes))
        };
        !moved.has(Part::Theme) && read(&self.sources) == read(sources)
    }

    /// Whether pages have the same words, the same style of citations, and the same day.
    fn is_of_the_same(&self, themed: &Themed, style: &Arc<Style>, site: &Site) -> bool {
        Arc::ptr_eq(&self.styled.0, style)
            && self.themed.theme.words == themed.theme.words
            && self.options.gate.now.day() == site.now().day()
    }
}

/// A part of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The settings.
    Settings,
    /// Which files there are.
    Names,
    /// Templates or another part of a theme.
    Theme,
    /// A file that is none of those and not read as things: an image, a snapshot, a static file.
    Others,
}

/// The parts of the input that moved since the last build.
#[derive(Debug, Default)]
struct Moved(Vec<Part>);

impl Moved {
    fn since(last: Option<&Last>, sources: &Sources) -> Self {
        let everything = Self(vec![Part::Settings, Part::Names, Part::Theme, Part::Others]);
        let Some(last) = last else { return everything };
        let before = &last.sources;
        if before.refused != sources.refused
            || before.left_out != sources.left_out
            || !before.files.keys().eq(sources.files.keys())
        {
            return everything;
        }
        let content = format!("{}/", last.config.content_dir);
        let mut parts = vec![];
        for ((path, new), old) in sources.files.iter().zip(before.files.values()) {
            if old == new {
                continue;
            }
            let things = |within: &str| sort(within) != Sort::Other;
            if **path == *SITE_FILE {
                parts.push(Part::Settings);
            } else if is_of_theme(path) {
                parts.push(Part::Theme);
            } else if !path.strip_prefix(&content).is_some_and(things) {
                parts.push(Part::Others);
            }
        }
        Self(parts)
    }

    fn has(&self, part: Part) -> bool {
        self.0.contains(&part)
    }
}

fn around(sources: &Sources, config: &Config) -> Around {
    Around {
        files: Arc::new(sources.files.keys().cloned().collect()),
        content_dir: config.content_dir.clone(),
        static_dir: config.static_dir.clone(),
        released: false,
    }
}

/// Which things have pages; the pages of the last build where they are the same.
fn tables_again(
    kept: Option<(Last, Delta)>,
    site: &Site,
    config: &Config,
) -> (Tables, Option<Arc<Vec<Page>>>) {
    let Some((last, delta)) = kept else { return (Tables::new(site, config), None) };
    let (tables, same) = last.tables.again(site, config, &delta);
    (tables, same.then_some(last.pages))
}

fn read_style(
    config: &Config,
    sources: &Sources,
    themed: &Themed,
    language: &Language,
) -> Kept<Style> {
    let read = style_of(config, sources, &themed.theme.words, language);
    (Arc::new(read.value), read.found)
}

fn read_language(config: &Config) -> Kept<Language> {
    let read = language_of(config);
    (Arc::new(read.value), read.found)
}

fn read_theme(config: &Config, sources: &Sources) -> Themed {
    let read = theme(config, sources);
    Themed { theme: Arc::new(read.value), found: read.found, site: None }
}

/// All things of a site, withheld ones included: for the desk's own eyes (`list`).
pub fn ledger(sources: &Sources) -> Checked<Ledger> {
    let config = settings(sources).value;
    let mut found = vec![];
    let language = read_language(&config).0;
    let parsed = parse(sources, &config, &language, &mut ReadFiles::default(), &mut found);
    let value = assemble(parsed.iter().map(Arc::as_ref)).into(&mut found);
    Checked { value, found }
}

fn settings(sources: &Sources) -> Checked<Config> {
    let bytes = sources.files.get(SITE_FILE).map_or(&[][..], |input| &input.bytes);
    config(&SITE_FILE.into(), bytes)
}

/// Reads every file of the content folder, in parallel; the order of the files is the order of paths.
/// A file whose bytes are those of the last time is not read again.
fn parse(
    sources: &Sources,
    config: &Config,
    language: &Language,
    memo: &mut ReadFiles,
    found: &mut Vec<Diagnostic>,
) -> Vec<Arc<Parsed>> {
    let prefix = format!("{}/", config.content_dir);
    let libraries = config.libraries();
    // A bibliography may stand among the content, and is no list of things then.
    let files = sources.files.iter().filter_map(|(path, input)| {
        if libraries.iter().any(|library| *library == **path) {
            return Some((path, None, input));
        }
        let within = path.strip_prefix(&prefix).filter(|within| sort(within) != Sort::Other)?;
        Some((path, Some(within), input))
    });
    // English is always read.
    let places = if config.language == "en" { vec![] } else { language.place_names() };
    let prose = ProseOptions {
        allow_html: config.allow_html,
        colours: config.code != CodeTheme::Plain,
        places: Arc::new(Names(places)),
        ..ProseOptions::default()
    };
    if (memo.content_dir.as_str(), &memo.libraries, &memo.prose)
        != (config.content_dir.as_str(), &libraries, &prose)
    {
        let (content_dir, libraries) = (config.content_dir.clone(), libraries.clone());
        *memo = ReadFiles { content_dir, libraries, prose: prose.clone(), files: vec![] };
    }
    let mut before = std::mem::take(&mut memo.files).into_iter().peekable();
    let (mut read, mut new) = (vec![], vec![]);
    for (path, within, input) in files {
        while before.next_if(|old| old.path < *path).is_some() {}
        match before.next_if(|old| old.path == *path) {
            Some(old) if old.bytes == input.bytes => read.push(Some(old)),
            _ => {
                new.push((read.len(), path, within, input));
                read.push(None);
            }
        }
    }
    let one = |&(at, path, within, input): &(usize, &SitePath, Option<&str>, &Input)| {
        let Checked { value, found } = match within {
            Some(within) => things(path, within, &input.bytes, &prose),
            None => library(path, &input.bytes, &prose),
        };
        let bytes = Arc::clone(&input.bytes);
        (at, Read { path: Arc::clone(path), bytes, parsed: Arc::new(value), found })
    };
    let new: Vec<(usize, Read)> = new.par_iter().map(one).collect();
    for (at, file) in new {
        read[at] = Some(file);
    }
    memo.files = read.into_iter().flatten().collect();
    found.extend(memo.files.iter().flat_map(|file| file.found.iter().cloned()));
    memo.files.iter().map(|file| Arc::clone(&file.parsed)).collect()
}

/// Files that were found and not read.
fn refused(sources: &Sources, found: &mut Vec<Diagnostic>) {
    for (path, why) in &sources.refused {
        let place = Place::new(path, Span::default());
        let told = match why {
            Refused::Link => Diagnostic::new(
                Code::NotARegularFile,
                place,
                "this is a symbolic link, and links are not followed",
            )
            .help("put the file itself here"),
            Refused::Special => {
                Diagnostic::new(Code::NotARegularFile, place, "this is a pipe, socket or device")
                    .help("remove it from the site's folder")
            }
            Refused::Large(size) => Diagnostic::new(
                Code::TooLarge,
                place,
                format!("this file has {} MiB; at most 16 are read", size / 1024 / 1024),
            )
            .help("split it, or move it out of the content folder"),
            Refused::Name => Diagnostic::new(
                Code::NotText,
                place,
                "the name of this file is not UTF-8 or holds control characters",
            )
            .help("give it a plain name"),
        };
        found.push(told);
    }
}

/// Files for other programs: the tracker as data, and deadlines for calendars.
fn data<'a>(cx: &Arc<Cx<'a>>) -> Vec<(String, Recipe<'a>)> {
    let mut all = vec![
        (actions::JSON.to_owned(), made(cx, actions::json)),
        (actions::CSV.to_owned(), made(cx, actions::csv)),
        (calendar::FILE.to_owned(), made(cx, calendar::of_site)),
    ];
    for topic in calendar::topics(cx).into_iter().filter(|t| !cx.url((*t).into()).is_empty()) {
        let path = format!("topics/{}/{}", cx.site.ledger[topic].id, calendar::FILE);
        all.push((path, made(cx, move |cx| calendar::of_topic(cx, topic))));
    }
    all
}

/// A file made from the site when it is asked for.
fn made<'a>(cx: &Arc<Cx<'a>>, make: impl Fn(&Cx<'_>) -> Vec<u8> + Send + Sync + 'a) -> Recipe<'a> {
    let cx = Arc::clone(cx);
    Recipe::Make(Box::new(move || Ok(make(&cx))))
}

impl Built {
    /// Lists and counts the pages, and gives the theme what every page sees; one that has been given
    /// the same is kept.
    fn finish(mut self, pages: Option<Arc<Vec<Page>>>, themed: Themed) -> (Self, Themed) {
        self.pages = pages.unwrap_or_else(|| Arc::new(crate::view::pages::pages(&self.cx())));
        self.counts = self.count();
        let site = crate::render::page::site_view(&self.cx(), &themed.theme);
        if themed.site.as_ref() == Some(&site) {
            return (self, themed);
        }
        self.theme = Arc::new(themed.theme.for_site(&site));
        let themed = Themed { theme: Arc::clone(&self.theme), site: Some(site), ..themed };
        (self, themed)
    }

    fn count(&self) -> Counts {
        let cx = self.cx();
        let ledger = &self.site.ledger;
        Counts {
            notes: ledger.notes().filter(|ix| cx.is_listed(*ix)).count(),
            sources: ledger.sources.len(),
            quotes: ledger.quotes.len(),
            checked: self.checked(),
            actions: ledger.actions.len(),
            people: ledger.people.len(),
            organizations: ledger.organizations.len(),
            topics: ledger.topics.len(),
            pages: self.pages.len(),
        }
    }

    fn cx(&self) -> Cx<'_> {
        Cx::new(
            &self.site,
            &self.config,
            &self.theme.words,
            (&self.sources, &self.verdicts),
            (&self.csl, &self.tables),
        )
    }

    /// The files of the output, each with how it is made. Empty when no template can be used, which
    /// has been told.
    pub fn plan(&self) -> Plan<'_> {
        let mut plan = Plan::default();
        if !self.theme.is_usable {
            return plan;
        }
        for page in self.pages.iter() {
            plan.files.insert(file_of(&page.path), self.page(page));
        }
        for (path, bytes) in &self.theme.assets {
            plan.files.insert(path.clone(), Recipe::Bytes(Arc::clone(bytes)));
        }
        plan.files.extend(self.others());
        plan
    }

    /// How one file of the output is made, by its path below the output folder:
    /// `briefings/tiktok/index.html`. The same as in the plan, without making the plan.
    pub fn recipe(&self, file: &str) -> Option<Recipe<'_>> {
        if !self.theme.is_usable {
            return None;
        }
        let path = file.strip_suffix("index.html").unwrap_or(file);
        let page = self.pages.binary_search_by(|page| page.path.as_str().cmp(path)).ok();
        if let Some(page) =
            page.and_then(|at| self.pages.get(at)).filter(|p| file_of(&p.path) == file)
        {
            return Some(self.page(page));
        }
        match self.theme.assets.get(file) {
            Some(bytes) => Some(Recipe::Bytes(Arc::clone(bytes))),
            None => self.others().remove(file),
        }
    }

    fn page<'a>(&'a self, page: &'a Page) -> Recipe<'a> {
        Recipe::Make(Box::new(move || render(&self.cx(), &self.theme, page)))
    }

    /// The files that are neither pages nor parts of the theme.
    fn others(&self) -> BTreeMap<String, Recipe<'_>> {
        let cx = self.cx();
        let mut files = BTreeMap::new();
        for file in self.copied() {
            files.insert(asset_path(&cx, &file), Recipe::Copy(file));
        }
        let fixed = format!("{}/", self.config.static_dir);
        for path in self.sources.files.keys().filter(|p| p.starts_with(&fixed)) {
            files.insert(path[fixed.len()..].to_owned(), Recipe::Copy(Arc::clone(path)));
        }
        let cx = Arc::new(cx);
        files.extend(data(&cx));
        references::files(&cx, &mut files);
        files
    }

    /// All sources that are published, in one of the formats of `exports:`.
    pub fn sources_as(&self, format: Export) -> String {
        references::text(&self.cx(), format, Beside::All)
    }

    /// All things that are published, as JSON.
    pub fn things_json(&self) -> String {
        format!("{:#}\n", references::things(&self.cx()))
    }

    /// All things that are published, as a table of comma-separated values.
    pub fn things_csv(&self) -> String {
        references::table(&self.cx())
    }

    /// Files beside notes to which something published refers, and snapshots that may be published.
    fn copied(&self) -> BTreeSet<Arc<str>> {
        let mut files = BTreeSet::new();
        for source in &self.site.ledger.sources {
            files.extend(published_snapshot(source, &self.sources, &self.config.content_dir));
        }
        for ix in self.site.ledger.all() {
            for goal in self.site.goals_of(ix).iter().flatten() {
                if let Goal::File(file) = goal {
                    files.insert(Arc::clone(file));
                }
            }
        }
        files
    }

    /// The address of the page of what a file of the content is about; `None` when it has none.
    pub fn address_of(&self, file: &str) -> Option<String> {
        let cx = self.cx();
        let ledger = &self.site.ledger;
        let all = ledger.all();
        let mut here = all.iter().filter(|ix| &**ledger.file(**ix) == file);
        here.find(|ix| !cx.url(**ix).is_empty()).map(|ix| cx.url(*ix).to_owned())
    }

    /// The pages of the site.
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }
}
