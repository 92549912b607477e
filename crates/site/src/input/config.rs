//! Settings: `site.yaml` as written ([`SiteFile`]) and with defaults applied ([`Config`]).
//!
//! Start with [`config`]. This module does not read other files.

use globset::Glob;
use onrecord_base::code::{RuleCode, Severity};
use onrecord_base::diag::{Diagnostic, WithDiagnostics};
use onrecord_base::node::{Node, Value};
use onrecord_base::path;
use onrecord_base::schema::{
    FieldType, FromNode, OpaqueValue, OrderedMap, ReadContext, Record as _, RecordKeys,
};
use onrecord_base::span::{FileSpan, Span, Spanned};
use onrecord_base::suggest::closest_match;
use onrecord_base::url::{ParsedUrl, classify};
use onrecord_base::yaml::yaml;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The name of the settings file.
pub const SITE_FILE: &str = "site.yaml";

onrecord_base::choice! {
    /// The citation style.
    pub enum CitationMode {
        Reuse = "reuse",
        Sequential = "sequential",
        AuthorDate = "author-date",
        Numeric = "numeric",
    }
    default Reuse
}

onrecord_base::choice! {
    /// The formats of reference files written next to pages.
    pub enum ReferenceFormat {
        Bib = "bib",
        Csl = "csl",
        Ris = "ris",
        Json = "json",
    }
}

onrecord_base::choice! {
    /// The severity that `lint:` sets for a rule.
    pub enum LintLevel {
        Off = "off",
        Note = "note",
        Warning = "warning",
        Error = "error",
    }
}

onrecord_base::choice! {
    /// The colours of code blocks.
    pub enum CodeTheme {
        Default = "default",
        Contrast = "contrast",
        Github = "github",
        Plain = "plain",
    }
    default Default
}

onrecord_base::choice! {
    /// The condition for giving an item its own page.
    pub enum PageMode {
        Auto = "auto",
        Always = "always",
        Never = "never",
    }
    default Auto
}

onrecord_base::record! {
    /// `citations:`.
    pub struct CitationSettings = "citations" {
        /// The way in which citations are numbered and printed.
        mode: CitationMode,
        /// The path of a CSL style file.
        style: Option<Spanned<String>>,
        /// The locale of citations. Default: the site's language.
        locale: Option<Spanned<String>>,
        /// `true`: every page prints a bibliography.
        bibliography: Option<Spanned<bool>>,
        /// `true`: links lead to the quoted words in the source.
        deep_links: Option<Spanned<bool>>,
    }
}

onrecord_base::record! {
    /// `pages:`, by type of item.
    pub struct PageSettings = "pages" {
        /// Pages for sources.
        sources: PageMode,
        /// Pages for quotes.
        quotes: PageMode,
        /// Pages for actions.
        actions: PageMode,
        /// Pages for persons.
        people: PageMode,
        /// Pages for organizations.
        organizations: PageMode,
        /// Pages for topics.
        topics: PageMode,
    }
}

onrecord_base::record! {
    /// `highlight:`.
    pub struct HighlightSettings = "highlight" {
        /// The colours: the site's own, high contrast, GitHub's, or none.
        theme: CodeTheme,
    }
}

onrecord_base::record! {
    /// An entry of `nav:`.
    pub struct NavEntry = "navigation entry" {
        /// The text of the entry.
        title: Option<Spanned<String>> [required],
        /// An address in the site, starting with `/`.
        url: Option<Spanned<String>> [required],
    }
}

onrecord_base::record! {
    /// `verify:`.
    pub struct VerifySettings = "verify" {
        /// The severity for a quote whose source has no snapshot (OR332).
        missing_snapshot: Option<LintLevel>,
        /// The severity for a quote that is supported only by reworded text.
        reworded_only: Option<LintLevel>,
    }
}

onrecord_base::record! {
    /// The settings of a site.
    pub struct SiteFile = "site file" {
        /// The name of the site.
        title: Option<Spanned<String>> [required],
        /// The address of the published site: `https://desk.example/briefings/`, or a path.
        base_url: Option<Spanned<String>>,
        /// A description of the site, in one sentence.
        description: Option<Spanned<String>>,
        /// The language of the site, as a BCP 47 tag.
        language: Option<Spanned<String>>,
        /// The author of the site.
        author: Option<Spanned<String>>,
        /// The publisher of the site.
        publisher: Option<Spanned<String>>,
        /// The name of the theme.
        theme: Option<Spanned<String>>,
        /// The content folder.
        content_dir: Option<Spanned<String>>,
        /// The folder that the build writes.
        output_dir: Option<Spanned<String>>,
        /// The folder of files to copy unchanged.
        static_dir: Option<Spanned<String>>,
        /// The paths of bibliography files.
        bibliography: Vec<Spanned<String>>,
        /// The settings for citations.
        citations: Option<CitationSettings>,
        /// The formats of reference files written next to pages.
        exports: Option<Vec<ReferenceFormat>>,
        /// The types of item that get their own pages.
        pages: Option<PageSettings>,
        /// The main navigation, with at most six entries.
        nav: Option<Vec<NavEntry>>,
        /// The number of entries in a feed.
        feed_items: Option<Spanned<u32>>,
        /// `true`: a topic that is used but not defined is an error.
        strict_topics: Option<Spanned<bool>>,
        /// Severities by rule.
        lint: OrderedMap<Spanned<LintLevel>>,
        /// The appearance of code blocks.
        highlight: Option<HighlightSettings>,
        /// `true`: create a search index.
        search: Option<Spanned<bool>>,
        /// The severities for quotes that cannot be verified.
        verify: Option<VerifySettings>,
        /// A file of protected strings that must not appear in any output.
        guard_file: Option<Spanned<String>>,
        /// Patterns of files in the output folder to keep, although the build did not write them.
        keep: Vec<Spanned<String>>,
        /// `true`: allow raw HTML, sanitized.
        allow_html: Option<Spanned<bool>>,
        /// The options of the theme.
        options: OrderedMap<OpaqueValue>,
        /// Your own keys, passed to templates.
        extra: OrderedMap<OpaqueValue>,
    }
}

/// The settings of a build: complete and valid.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Config {
    /// The name of the site.
    pub title: String,
    /// `https://host` without a trailing slash; empty if `base_url` is a path.
    pub host: String,
    /// The path of `base_url`, with a leading and a trailing slash: `/` or `/briefings/`.
    pub base: String,
    /// One sentence; may be empty.
    pub description: String,
    /// A BCP 47 tag.
    pub language: String,
    /// The position of `language:` in the file.
    pub language_span: Span,
    /// May be empty.
    pub author: String,
    /// May be empty.
    pub publisher: String,
    /// The name of the theme, with its position.
    pub theme: Spanned<String>,
    /// A folder, without leading or trailing slash.
    pub content_dir: String,
    /// A folder, without leading or trailing slash.
    pub output_dir: String,
    /// A folder, without leading or trailing slash.
    pub static_dir: String,
    /// Paths of bibliography files, relative to the site folder.
    pub bibliography: Vec<Spanned<String>>,
    /// The citation settings; the path of the style is relative to the site folder.
    pub citations: CitationSettings,
    /// True if every page prints a bibliography.
    pub always_bibliography: bool,
    /// True if links lead to the quoted words in the source.
    pub deep_links: bool,
    /// The formats of reference files written next to pages.
    pub exports: Vec<ReferenceFormat>,
    /// The types of item that get their own pages.
    pub pages: PageSettings,
    /// The main navigation as (text, address); `None` for the default navigation.
    pub nav: Option<Vec<(String, String)>>,
    /// Severities by rule; `None` disables the rule.
    pub lint: BTreeMap<RuleCode, Option<Severity>>,
    /// A file of protected strings, relative to the site folder.
    pub guard_file: Option<Spanned<String>>,
    /// Globs of files in the output folder to keep.
    pub keep: Vec<Spanned<String>>,
    /// The colours of code blocks.
    pub code: CodeTheme,
    /// True if raw HTML in texts is allowed, sanitized.
    pub allow_html: bool,
    /// The options of the theme, as written.
    pub options: OrderedMap<OpaqueValue>,
    /// The author's own keys, as written.
    pub extra: OrderedMap<OpaqueValue>,
    /// The path of the settings file.
    pub file: Arc<str>,
}

/// The folders and files that a build reads. It reads nothing else from the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputPaths {
    /// The content folder.
    pub content_dir: String,
    /// The folder of files to copy unchanged.
    pub static_dir: String,
    /// The name of the theme.
    pub theme: String,
    /// Single files: bibliographies and the citation style.
    pub files: Vec<String>,
}

impl Config {
    /// The paths that the program must read for this site.
    pub fn wanted(&self) -> InputPaths {
        InputPaths {
            content_dir: self.content_dir.clone(),
            static_dir: self.static_dir.clone(),
            theme: self.theme.v.clone(),
            files: self
                .libraries()
                .into_iter()
                .chain(self.citations.style.iter().map(|style| style.v.clone()))
                .collect(),
        }
    }

    /// The paths of bibliographies, relative to the site folder, without duplicates. Paths outside
    /// the folder are omitted here and reported by a check.
    pub fn libraries(&self) -> Vec<String> {
        let mut files: Vec<String> = vec![];
        for written in &self.bibliography {
            match path::join(SITE_FILE, "", &written.v) {
                Ok(file) if !files.contains(&file) => files.push(file),
                _ => {}
            }
        }
        files
    }

    /// Replaces the address in `site.yaml`.
    pub fn rebase(&mut self, url: &str) {
        let url = Spanned::new(url.to_owned(), Span::default());
        (self.host, self.base) = split_base(Some(&url), &mut ReadContext::new(&self.file));
    }

    /// The absolute address of a path of this site; empty if the site has no host.
    pub fn absolute(&self, url: &str) -> String {
        if self.host.is_empty() { String::new() } else { format!("{}{url}", self.host) }
    }
}

/// Reads `site.yaml`. Problems are reported as diagnostics; the settings are always complete.
pub fn config(file: &Arc<str>, bytes: &[u8]) -> WithDiagnostics<Config> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        let at = std::str::from_utf8(bytes).map_or_else(|e| e.valid_up_to(), str::len);
        let diagnostic = Diagnostic::new(
            RuleCode::NotText,
            FileSpan::new(file, Span::new(at, at)),
            "this file is not UTF-8 text",
        );
        return WithDiagnostics {
            value: apply_defaults(SiteFile::default(), file, &mut ReadContext::new(file)),
            found: vec![diagnostic],
        };
    };
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut found = vec![];
    let node = yaml(file, text, Span::new(start, text.len())).into(&mut found);
    let broken = !found.is_empty();
    let mut reading = ReadContext::new(file);
    let site = match node {
        Some(node @ Node { value: Value::Map(_), .. }) => {
            let keys = RecordKeys::sort(&node, SiteFile::WHAT, &[SiteFile::fields()], &mut reading);
            report_settings_without_effect(&keys, &mut reading);
            SiteFile::take(&keys, &mut reading)
        }
        Some(node) => {
            reading.wrong_shape(&node, "a map of settings");
            SiteFile::default()
        }
        None if broken => SiteFile::default(),
        None => {
            let diagnostic =
                reading.diagnostic(RuleCode::MissingField, Span::new(0, 0), "`title` is missing");
            reading.report(diagnostic.help("add `title:` with the name of the site"));
            SiteFile::default()
        }
    };
    let value = apply_defaults(site, file, &mut reading);
    found.append(&mut reading.found);
    WithDiagnostics { value, found }
}

/// Settings that are read but have no effect yet. Remove a name here when you implement it.
const NOT_YET: &[&str] = &["feed_items", "guard_file", "search"];

/// Reports settings without effect, so that authors do not rely on them.
fn report_settings_without_effect(keys: &RecordKeys<'_>, reading: &mut ReadContext) {
    for name in NOT_YET {
        let (first, second) = name.split_once('.').unwrap_or((name, ""));
        let node =
            keys.get(first).and_then(|n| if second.is_empty() { Some(n) } else { n.get(second) });
        let Some(node) = node.filter(|n| n.value != Value::Null) else { continue };
        let diagnostic = reading.diagnostic(
            RuleCode::NoEffect,
            node.span,
            format!("`{name}` has no effect in this version"),
        );
        reading.report(diagnostic.help("it is reserved for a later version; do not rely on it"));
    }
    let asked = match keys.get("exports") {
        Some(Node { value: Value::List(items), .. }) => items.iter().collect(),
        other => other.into_iter().collect::<Vec<_>>(),
    };
    if let Some(json) =
        asked.into_iter().find(|node| node.text() == Some(ReferenceFormat::Json.word()))
    {
        let message = "`exports: json` has no effect in this version";
        let diagnostic = reading.diagnostic(RuleCode::NoEffect, json.span, message);
        reading.report(diagnostic.help("it is reserved for a later version; do not rely on it"));
    }
}

/// Reports a static folder that overlaps with the content folder: files in it would be copied
/// without any publication check.
fn report_overlapping_folders(fixed: &str, content: &str, span: Span, reading: &mut ReadContext) {
    let within = |a: &str, b: &str| a == b || a.strip_prefix(b).is_some_and(|r| r.starts_with('/'));
    if within(fixed, content) || within(content, fixed) {
        let message =
            format!("the static folder `{fixed}` and the content folder `{content}` overlap");
        let diagnostic = reading.diagnostic(RuleCode::SameAddress, span, message);
        reading.report(diagnostic.help("separate them: drafts would be copied too"));
    }
}

/// Applies the defaults. All defaults of the program are in this function.
fn apply_defaults(site: SiteFile, file: &Arc<str>, reading: &mut ReadContext) -> Config {
    let text = |v: &Option<Spanned<String>>, default: &str| {
        v.as_ref().map_or_else(|| default.to_owned(), |t| t.v.clone())
    };
    let (host, base) = split_base(site.base_url.as_ref(), reading);
    let mut folder = |v: &Option<Spanned<String>>, default: &str| match v {
        None => default.to_owned(),
        Some(dir) => match path::join(SITE_FILE, "", dir.trim_end_matches('/')) {
            Ok(dir) => dir,
            Err(why) => {
                let diagnostic = reading.diagnostic(
                    RuleCode::LeavesFolder,
                    dir.span,
                    format!("invalid folder `{}`: {why}", dir.v),
                );
                reading.report(
                    diagnostic.help("name a folder within the site folder, as in `content`"),
                );
                default.to_owned()
            }
        },
    };
    let content_dir = folder(&site.content_dir, "content");
    let output_dir = folder(&site.output_dir, "output");
    let static_dir = folder(&site.static_dir, "static");
    let always_bibliography = site.citations.as_ref().and_then(|c| c.bibliography.as_ref());
    let named = site.static_dir.as_ref().or(site.content_dir.as_ref());
    report_overlapping_folders(
        &static_dir,
        &content_dir,
        named.map(|dir| dir.span).unwrap_or_default(),
        reading,
    );
    Config {
        title: text(&site.title, "Untitled site"),
        host,
        base,
        description: text(&site.description, ""),
        language: language(site.language.as_ref(), reading),
        language_span: site.language.as_ref().map(|tag| tag.span).unwrap_or_default(),
        author: text(&site.author, ""),
        publisher: text(&site.publisher, ""),
        theme: site
            .theme
            .clone()
            .unwrap_or_else(|| Spanned::new("default".into(), Span::default())),
        content_dir,
        output_dir,
        static_dir,
        bibliography: site.bibliography,
        exports: site.exports.unwrap_or_else(|| vec![ReferenceFormat::Bib]),
        always_bibliography: always_bibliography.is_some_and(|b| b.v),
        deep_links: site.citations.as_ref().and_then(|c| c.deep_links.as_ref()).is_none_or(|d| d.v),
        citations: site.citations.unwrap_or_default(),
        pages: site.pages.unwrap_or_default(),
        nav: site.nav.map(|nav| navigation(nav, reading)),
        lint: lint(
            &site.lint,
            site.strict_topics.is_some_and(|s| s.v),
            site.verify.as_ref(),
            reading,
        ),
        guard_file: site.guard_file,
        keep: globs(site.keep, reading),
        code: site.highlight.unwrap_or_default().theme,
        allow_html: site.allow_html.is_some_and(|said| said.v),
        options: site.options,
        extra: site.extra,
        file: Arc::clone(file),
    }
}

/// The maximum number of entries in the main navigation.
pub const MAX_NAV: usize = 6;

/// The main navigation: valid addresses of this site, at most [`MAX_NAV`].
fn navigation(entries: Vec<NavEntry>, reading: &mut ReadContext) -> Vec<(String, String)> {
    let mut out = vec![];
    for (title, url) in entries.into_iter().filter_map(|entry| Some((entry.title?, entry.url?))) {
        let diagnostic = match classify(&url) {
            ParsedUrl::Refused { scheme } if scheme != "//" => reading
                .diagnostic(
                    RuleCode::BadScheme,
                    url.span,
                    format!("`{scheme}:` addresses are not allowed"),
                )
                .help("use an address of this site, as in `/topics/`"),
            ParsedUrl::Relative { .. } if url.starts_with('/') && out.len() < MAX_NAV => {
                out.push((title.v, url.v));
                continue;
            }
            ParsedUrl::Relative { .. } if url.starts_with('/') => reading
                .diagnostic(
                    RuleCode::NoEffect,
                    url.span,
                    format!(
                        "the navigation is limited to {MAX_NAV} entries; this one is not shown"
                    ),
                )
                .help("remove one, or link to it from a note"),
            _ => reading
                .diagnostic(
                    RuleCode::BadUrl,
                    url.span,
                    format!("`{}` is not an address of this site", url.v),
                )
                .help("write it from the root of the site, as in `/topics/`"),
        };
        reading.report(diagnostic);
    }
    out
}

/// The valid patterns of `keep:`.
fn globs(written: Vec<Spanned<String>>, reading: &mut ReadContext) -> Vec<Spanned<String>> {
    let mut read = |glob: &Spanned<String>| match Glob::new(glob.trim_matches('/')) {
        Ok(_) => true,
        Err(why) => {
            let message = format!("invalid pattern `{}`: {}", glob.v, why.kind());
            let diagnostic = reading.diagnostic(RuleCode::BadPattern, glob.span, message);
            reading.report(diagnostic.help(
                "`*` matches any part of a name, `**` any folders; write `[[]` for a bracket",
            ));
            false
        }
    };
    written.into_iter().filter(|glob| read(glob)).collect()
}

/// A language tag of letters, digits and hyphens (BCP 47); `en` if none is given.
fn language(written: Option<&Spanned<String>>, reading: &mut ReadContext) -> String {
    let Some(tag) = written else { return "en".into() };
    let part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    if tag.v.split('-').all(part) && tag.v.len() < 36 {
        return tag.v.clone();
    }
    let diagnostic = reading.diagnostic(
        RuleCode::NotAChoice,
        tag.span,
        format!("`{}` is not a language tag", tag.v),
    );
    reading.report(diagnostic.help("write a tag like `en`, `de` or `pt-BR`"));
    "en".into()
}

/// Splits `https://host/path/` into host and path.
fn split_base(base_url: Option<&Spanned<String>>, reading: &mut ReadContext) -> (String, String) {
    let Some(url) = base_url else { return (String::new(), "/".into()) };
    let (host, path) = match url.split_once("://") {
        Some((scheme @ ("http" | "https"), rest)) => {
            let (host, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
            (format!("{scheme}://{host}"), path)
        }
        Some(_) => (String::from("?"), "/"),
        None => (String::new(), url.v.as_str()),
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/:[]%".contains(c);
    let climbs = path.starts_with("//") || path.split('/').any(|part| part == ".." || part == ".");
    if climbs
        || host == "?"
        || host.ends_with("//")
        || !path.starts_with('/')
        || !host.chars().chain(path.chars()).all(plain)
    {
        let diagnostic = reading
            .diagnostic(
                RuleCode::BadUrl,
                url.span,
                format!("`{}` is not a valid site address", url.v),
            )
            .help("use https://host/path/, or a path that starts with `/`");
        reading.report(diagnostic);
        return (String::new(), "/".into());
    }
    let path = if path.ends_with('/') { path.to_owned() } else { format!("{path}/") };
    (host, path)
}

fn lint(
    table: &OrderedMap<Spanned<LintLevel>>,
    strict_topics: bool,
    verify: Option<&VerifySettings>,
    reading: &mut ReadContext,
) -> BTreeMap<RuleCode, Option<Severity>> {
    let level = |level: LintLevel| match level {
        LintLevel::Off => None,
        LintLevel::Note => Some(Severity::Note),
        LintLevel::Warning => Some(Severity::Warning),
        LintLevel::Error => Some(Severity::Error),
    };
    let mut levels: BTreeMap<RuleCode, Option<Severity>> = RuleCode::ALL
        .iter()
        .filter(|code| code.is_off_by_default())
        .map(|code| (*code, None))
        .collect();
    if strict_topics {
        levels.insert(RuleCode::UndefinedTopic, Some(Severity::Error));
    }
    if let Some(said) = verify.and_then(|v| v.missing_snapshot) {
        levels.insert(RuleCode::NotVerified, level(said));
    }
    if let Some(said) = verify.and_then(|v| v.reworded_only) {
        levels.insert(RuleCode::OnlyReworded, level(said));
    }
    for (key, said) in &table.0 {
        match RuleCode::parse(&key.v) {
            Some(code) if code.severity() == Severity::Error && said.v != LintLevel::Error => {
                let diagnostic = reading.diagnostic(
                    RuleCode::AcceptRefused,
                    key.span,
                    format!("{code} is always an error"),
                );
                reading
                    .report(diagnostic.help("fix what it reports; `onrecord explain` shows how"));
            }
            Some(code) => {
                levels.insert(code, level(said.v));
            }
            None => {
                let nearest = closest_match(&key.v, RuleCode::ALL.iter().map(|c| c.id()));
                let diagnostic = reading.diagnostic(
                    RuleCode::UnknownKey,
                    key.span,
                    format!("unknown rule `{}`", key.v),
                );
                reading.report(
                    diagnostic
                        .did_you_mean(nearest)
                        .help("run `onrecord explain` for a list of all rules"),
                );
            }
        }
    }
    levels
}

/// The type of `site.yaml`, for the JSON Schema.
pub fn shape() -> FieldType {
    <SiteFile as FromNode>::shape()
}

#[cfg(test)]
mod tests {
    use super::config;
    use onrecord_base::code::RuleCode;

    fn codes(text: &str) -> Vec<RuleCode> {
        config(&"site.yaml".into(), text.as_bytes()).found.iter().map(|d| d.code).collect()
    }

    #[test]
    fn a_title_is_enough() {
        let site = config(&"site.yaml".into(), b"title: Desk\n");
        assert!(site.found.is_empty());
        assert_eq!((site.value.base.as_str(), site.value.content_dir.as_str()), ("/", "content"));
    }

    #[test]
    fn addresses_are_split() {
        let site = config(&"site.yaml".into(), b"title: D\nbase_url: https://x.example/a\n").value;
        assert_eq!((site.host.as_str(), site.base.as_str()), ("https://x.example", "/a/"));
        assert_eq!(codes("title: D\nbase_url: ftp://x\n"), [RuleCode::BadUrl]);
        assert_eq!(codes("title: D\nbase_url: \"/a\\\"b\"\n"), [RuleCode::BadUrl]);
    }

    #[test]
    fn invalid_settings_are_reported() {
        assert_eq!(codes(""), [RuleCode::MissingField]);
        assert_eq!(codes("titel: x\n"), [RuleCode::UnknownKey]);
        assert_eq!(codes("language: en\n"), [RuleCode::MissingField]);
        assert_eq!(codes("title: x\noutput_dir: ../x\n"), [RuleCode::LeavesFolder]);
        assert_eq!(codes("title: x\nbase_url: //evil\n"), [RuleCode::BadUrl]);
        assert_eq!(codes("title: x\nbase_url: /../\n"), [RuleCode::BadUrl]);
        assert_eq!(codes("title: x\nlanguage: '\"><svg>'\n"), [RuleCode::NotAChoice]);
        for overlap in ["static_dir: content", "static_dir: content/x", "content_dir: static/x"] {
            assert_eq!(
                codes(&format!("title: x\n{overlap}\n")),
                [RuleCode::SameAddress],
                "{overlap}"
            );
        }
        assert_eq!(codes("title: x\nstatic_dir: contents\n"), []);
        assert_eq!(codes("title: x\nlint: {OR101: off}\n"), [RuleCode::AcceptRefused]);
        assert_eq!(codes("title: x\nlint: {OR999: off}\n"), [RuleCode::UnknownKey]);
        assert_eq!(codes("- a\n"), [RuleCode::WrongShape]);
    }

    #[test]
    fn a_setting_without_effect_is_reported() {
        assert_eq!(codes("title: x\nguard_file: words.txt\n"), [RuleCode::NoEffect]);
        assert_eq!(codes("title: x\ncitations: {mode: numeric}\n"), []);
        assert_eq!(codes("title: x\ncitations: {bibliography: true}\n"), []);
    }
}
