//! Small sites for tests: the content of files in, a [`ViewContext`] out.

#![expect(clippy::missing_panics_doc, clippy::unwrap_used, reason = "tests may panic")]

use crate::input::config::{Config, config};
use crate::input::files::{InputFile, InputFiles};
use crate::model::ix::{ActionIx, ItemIx, QuoteIx, TopicIx};
use crate::parse::content_file::{ParsedFile, parse_content_file};
use crate::parse::content_kind::{ContentKind, classify_path};
use crate::release::{ReleaseCache, ReleaseOptions, Site, release};
use crate::resolve::incremental::{ResolveCache, resolve};
use crate::resolve::links::KnownFiles;
use crate::resolve::names::NameLookup;
use crate::verification::{SiteVerdicts, VerifyCache, verify};
use crate::view::context::{PageIndex, ViewContext};
use crate::view::i18n::Translations;
use crate::view::style::{language_of, style_of};
use onrecord_base::edtf::UtcInstant;
use onrecord_base::id::ItemKind;
use onrecord_base::node::Value;
use onrecord_base::span::Span;
use onrecord_base::yaml::yaml;
use onrecord_cite::csl::CitationStyle;
use onrecord_prose::options::ProseOptions;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

/// The content of a file of the repository.
#[expect(clippy::disallowed_methods, reason = "tests read the files of the repository")]
fn repository_file(path: &str) -> String {
    let path = format!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../{}"), path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The source of the English interface texts of the default theme.
pub fn english() -> String {
    repository_file("themes/default/i18n/en.yaml")
}

/// A site with everything that views need.
#[derive(Debug)]
pub struct Made {
    site: Site,
    config: Config,
    words: Translations,
    sources: InputFiles,
    verdicts: SiteVerdicts,
    tables: PageIndex,
    csl: CitationStyle,
}

impl Made {
    /// The context of views.
    pub fn cx(&self) -> ViewContext<'_> {
        let from = (&self.sources, &self.verdicts);
        ViewContext::new(&self.site, &self.config, &self.words, from, (&self.csl, &self.tables))
    }

    /// The position of an item; panics if it does not exist.
    pub fn ix(&self, kind: ItemKind, id: &str) -> ItemIx {
        match self.site.ledger.find(kind, id) {
            NameLookup::One(ix) => ix,
            other => panic!("{id}: {other:?}"),
        }
    }

    /// The position of an action.
    pub fn action(&self, id: &str) -> ActionIx {
        match self.ix(ItemKind::Action, id) {
            ItemIx::Action(ix) => ix,
            _ => unreachable!(),
        }
    }

    /// The position of a quote.
    pub fn quote(&self, id: &str) -> QuoteIx {
        match self.ix(ItemKind::Quote, id) {
            ItemIx::Quote(ix) => ix,
            _ => unreachable!(),
        }
    }

    /// The position of a topic.
    pub fn topic(&self, id: &str) -> TopicIx {
        match self.ix(ItemKind::Topic, id) {
            ItemIx::Topic(ix) => ix,
            _ => unreachable!(),
        }
    }
}

/// The built-in interface texts, read once.
pub fn words() -> Arc<BTreeMap<String, String>> {
    static READ: LazyLock<Arc<BTreeMap<String, String>>> = LazyLock::new(|| Arc::new(read_words()));
    Arc::clone(&READ)
}

fn read_words() -> BTreeMap<String, String> {
    let text = english();
    let read = yaml(&Arc::from("program.yaml"), &text, Span::new(0, text.len()));
    assert_eq!(read.found, []);
    let Some(Value::Map(entries)) = read.value.map(|node| node.value) else {
        panic!("the words are a map")
    };
    entries
        .into_iter()
        .map(|(key, node)| (key.v, node.text().unwrap_or_default().to_owned()))
        .collect()
}

/// A site of these files (paths below `content`), built on that date.
pub fn made(now: &str, files: &[(&str, &str)]) -> Made {
    made_with(now, "", files)
}

/// The same with additional lines of `site.yaml`.
pub fn made_with(now: &str, settings: &str, files: &[(&str, &str)]) -> Made {
    let parsed: Vec<Arc<ParsedFile>> = files
        .iter()
        .filter(|(within, _)| classify_path(within) != ContentKind::Other)
        .map(|(within, text)| {
            let file: Arc<str> = Arc::from(format!("content/{within}"));
            Arc::new(
                parse_content_file(&file, within, text.as_bytes(), &ProseOptions::default()).value,
            )
        })
        .collect();
    let around = KnownFiles { content_dir: "content".into(), ..KnownFiles::default() };
    let mut sources = InputFiles::default();
    for (within, text) in files {
        sources.files.insert(format!("content/{within}").into(), InputFile::whole(text.as_bytes()));
    }
    let all = resolve(parsed.clone(), &around, &mut ResolveCache::default());
    let verdicts = verify(&all.linked, &sources, "content", &mut VerifyCache::default()).value;
    let now = UtcInstant::parse(&format!("{now}T12:00:00Z")).unwrap();
    let gate = ReleaseOptions { now, drafts: false, future: false, expired: false };
    let (site, _) = release(&all, &parsed, &around, gate, &mut ReleaseCache::default()).value;
    let config =
        config(&Arc::from("site.yaml"), format!("title: Test\n{settings}").as_bytes()).value;
    let tables = PageIndex::new(&site, &config);
    let words = Translations(words());
    let csl = style_of(&config, &sources, &words, &language_of(&config).value).value;
    Made { site, config, words, sources, verdicts, tables, csl }
}

/// The repository's own site, built on that date.
pub fn shipped(now: &str) -> Made {
    let paths = [
        "actions/actions.yaml",
        "briefings/tiktok-us-user-data.md",
        "organizations/organizations.yaml",
        "people/people.yaml",
        "quotes/everything-is-seen.md",
        "quotes/master-admin.md",
        "quotes/quotes.yaml",
        "sources/archive/held-copy.txt",
        "sources/buzzfeed-80-meetings.md",
        "sources/held-copy.md",
        "sources/leaked-meeting-audio.md",
        "sources/sources.yaml",
        "topics/topics.yaml",
        "topics/us-user-data-access.md",
        "trackers/actions.yaml",
        "trackers/net-neutrality.md",
        "trackers/organizations.yaml",
        "trackers/people.yaml",
        "trackers/sources.yaml",
    ];
    let texts = paths.map(|path| (path, repository_file(&format!("content/{path}"))));
    let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (*path, &**text)).collect();
    made(now, &files)
}
