//! The theme of a site: templates of three layers compiled once, interface words, assets. Start with [`theme`].
//!
//! A file of the site's `templates/` overrides that of the theme, which overrides that of the default theme,
//! file by file. Templates only get views: no function reads files, the environment or the site. Errors in
//! templates are diagnostics with their position in the template.

use crate::render::embedded::FILES;
use crate::render::range;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::{Diagnostic, WithDiagnostics};
use onrecord_base::language::{is_same, primary};
use onrecord_base::node::{Node, Value};
use onrecord_base::path;
use onrecord_base::span::{FileSpan, Span};
use onrecord_base::suggest::closest_match;
use onrecord_base::yaml::yaml;
use onrecord_site::input::config::{CodeTheme, Config};
use onrecord_site::input::files::InputFiles;
use onrecord_site::parse::file_role::{FileRole, file_role};
use onrecord_site::routes::{ASSETS, asset_path};
use onrecord_site::view::CONTRACT;
use onrecord_site::view::i18n::Translations;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tera::{Context, ErrorKind, Tera};

/// The name of the built-in theme.
pub const DEFAULT: &str = "default";

/// The largest page that a template may produce, in bytes.
const MAX_PAGE: usize = 256 * 1024 * 1024;

/// A loaded theme.
#[derive(Debug, Clone)]
pub struct Theme {
    tera: Tera,
    /// The interface words.
    pub words: Translations,
    /// The keys of words that are English because no translation exists; empty if the site is in English.
    pub english: Arc<BTreeSet<String>>,
    /// The options with their default values.
    pub options: serde_json::Value,
    /// The assets: path below `assets/` with the hash in its name, and bytes.
    pub assets: BTreeMap<String, Arc<[u8]>>,
    /// The path of the style sheet among the assets.
    pub style: String,
    /// The path of the script among the assets; empty if the theme has none.
    pub script: String,
    /// The path of the icon among the assets; empty if the theme has none.
    pub icon: String,
    /// True if all templates compiled; otherwise nothing can be rendered.
    pub is_usable: bool,
    /// The file of each template.
    files: BTreeMap<String, Arc<str>>,
    texts: BTreeMap<String, Arc<str>>,
}

/// A file of a theme layer.
struct ThemeFile {
    /// Its path, for diagnostics.
    file: Arc<str>,
    text: Arc<str>,
}

/// Loads the theme of a site.
pub fn theme(config: &Config, sources: &InputFiles) -> WithDiagnostics<Theme> {
    let mut diagnostics = vec![];
    let name = config.theme.v.as_str();
    let mut default: BTreeMap<String, ThemeFile> = FILES
        .iter()
        .map(|(path, text)| {
            let file: Arc<str> = format!("themes/{DEFAULT}/{path}").into();
            ((*path).to_owned(), ThemeFile { file, text: (*text).into() })
        })
        .collect();
    default.extend(layer((sources, config), &format!("themes/{DEFAULT}/"), &mut diagnostics));
    let own = if name == DEFAULT {
        BTreeMap::new()
    } else {
        layer((sources, config), &format!("themes/{name}/"), &mut diagnostics)
    };
    if name != DEFAULT && own.is_empty() {
        diagnostics.push(unknown(config, sources));
    }
    let site: BTreeMap<String, ThemeFile> =
        layer((sources, config), "templates/", &mut diagnostics)
            .into_iter()
            .map(|(path, part)| (format!("templates/{path}"), part))
            .collect();
    let mut options = serde_json::Map::new();
    for parts in [&default, &own] {
        settings(parts, &mut options, &mut diagnostics);
    }
    let (words, english) = words_of(&config.language, [&default, &own], &mut diagnostics);
    diagnostics.extend(missing_words(config, &words, &english));
    overrides(&default, &own, &site, &mut diagnostics);
    let assets = assets(&default, &own, config.code);
    let named =
        |name: &str| assets.keys().find(|path| unhashed(path) == name).cloned().unwrap_or_default();
    let (style, icon, script) = (named("style.css"), named("icon.svg"), named("site.js"));
    let mut theme = Theme {
        tera: Tera::default(),
        words: Translations(Arc::new(words)),
        english: Arc::new(english),
        options: serde_json::Value::Object(options),
        assets,
        style,
        icon,
        script,
        is_usable: true,
        files: BTreeMap::new(),
        texts: BTreeMap::new(),
    };
    theme.compile(name, [(&default, DEFAULT), (&own, name), (&site, "")], &mut diagnostics);
    WithDiagnostics { value: theme, found: diagnostics }
}

/// Reports an unknown theme name.
fn unknown(config: &Config, sources: &InputFiles) -> Diagnostic {
    let name = config.theme.v.as_str();
    let themes = sources.files.keys().filter_map(|p| p.strip_prefix("themes/")?.split('/').next());
    let themes: BTreeSet<&str> = themes.chain([DEFAULT]).collect();
    let nearest = closest_match(name, themes.iter().copied());
    let all: Vec<String> = themes.iter().take(10).map(|name| format!("`{name}`")).collect();
    let are = if all.len() == 1 { "the only theme is" } else { "the themes are" };
    let place = FileSpan::new(&config.file, config.theme.span);
    Diagnostic::new(RuleCode::UnknownTheme, place, format!("unknown theme `{name}`"))
        .did_you_mean(nearest)
        .help(format!(
            "{are} {}; to add a theme, create a folder `themes/{name}` with a `theme.yaml`",
            all.join(", ")
        ))
}

/// Returns the text files below a folder of the site. Skips a file that is also read as something else, such as
/// a bibliography, because static files of a theme are published.
fn layer(
    (sources, config): (&InputFiles, &Config),
    prefix: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, ThemeFile> {
    let mut parts = BTreeMap::new();
    let from: Arc<str> = prefix.into();
    for (path, input) in
        sources.files.range(from..).take_while(|(path, _)| path.starts_with(prefix))
    {
        if file_role(path, config) != FileRole::ThemeFile {
            continue;
        }
        match std::str::from_utf8(&input.bytes) {
            Ok(text) if input.is_whole() => {
                let text = text.strip_prefix('\u{feff}').unwrap_or(text);
                parts.insert(
                    path[prefix.len()..].to_owned(),
                    ThemeFile { file: Arc::clone(path), text: text.into() },
                );
            }
            Err(_) if path::ending(path) == "html" || path::ending(path) == "yaml" => {
                let place = FileSpan::new(path, Span::default());
                diagnostics.push(
                    Diagnostic::new(RuleCode::ThemeFile, place, "this file is not UTF-8 text")
                        .help("save it as UTF-8"),
                );
            }
            // Only the head of such a file is in memory, so its hash is unknown.
            _ if path[prefix.len()..].starts_with("static/") => {
                let place = FileSpan::new(path, Span::default());
                let diagnostic = Diagnostic::new(
                    RuleCode::ThemeFile,
                    place,
                    "unsupported static file: a theme may contain stylesheets, scripts and SVG",
                );
                diagnostics.push(
                    diagnostic.help("put images and fonts into the static folder of the site"),
                );
            }
            _ => {}
        }
    }
    parts
}

/// Reads `theme.yaml`: the contract version and the options.
fn settings(
    parts: &BTreeMap<String, ThemeFile>,
    options: &mut serde_json::Map<String, serde_json::Value>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(part) = parts.get("theme.yaml") else { return };
    let read = yaml(&part.file, &part.text, Span::new(0, part.text.len())).into(diagnostics);
    let Some(node) = read else { return };
    let contract = node.get("contract");
    if contract.and_then(Node::text).and_then(|t| t.parse().ok()) != Some(CONTRACT) {
        let span = contract.map_or(Span::new(0, node.span.len().min(20)), |n| n.span);
        let diagnostic = Diagnostic::new(
            RuleCode::ThemeContract,
            FileSpan::new(&part.file, span),
            format!(
                "this theme does not declare `contract: {CONTRACT}`, which this version requires"
            ),
        );
        diagnostics.push(
            diagnostic.help("update its templates to docs/themes.md, then change the number"),
        );
    }
    if let Some(Value::Map(entries)) = node.get("options").map(|n| &n.value) {
        options.extend(entries.iter().map(|(key, node)| (key.v.clone(), json(node))));
    }
}

/// Converts a free value to JSON: plain `true`, `false` and whole numbers become booleans and numbers.
pub fn json(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Text { text, plain: true } if text == "true" => true.into(),
        Value::Text { text, plain: true } if text == "false" => false.into(),
        Value::Text { text, plain } => match text.parse::<i64>() {
            Ok(number) if *plain && number.to_string() == *text => number.into(),
            _ => text.as_str().into(),
        },
        Value::List(items) => items.iter().map(json).collect::<Vec<_>>().into(),
        Value::Map(entries) => serde_json::Value::Object(
            entries.iter().map(|(key, node)| (key.v.clone(), json(node))).collect(),
        ),
    }
}

/// Returns the interface words of a language, with English as fallback, and the keys of the words that are
/// English because no translation exists.
///
/// The language takes precedence over the layer: a theme's English words never replace a translation of the
/// default theme.
fn words_of(
    language: &str,
    layers: [&BTreeMap<String, ThemeFile>; 2],
    diagnostics: &mut Vec<Diagnostic>,
) -> (BTreeMap<String, String>, BTreeSet<String>) {
    let mut languages = vec!["en", primary(language), language];
    languages.dedup();
    let mut words = BTreeMap::new();
    let mut english = BTreeSet::new();
    for tag in languages {
        for parts in layers {
            let Some(part) = parts.get(&format!("i18n/{tag}.yaml")) else { continue };
            for (key, text) in word_table(part, diagnostics) {
                if is_same(tag, language) {
                    english.remove(&key);
                } else {
                    english.insert(key.clone());
                }
                words.insert(key, text);
            }
        }
    }
    (words, english)
}

/// OR607 and OR608: interface words without a translation to the language of the site.
fn missing_words(
    config: &Config,
    words: &BTreeMap<String, String>,
    english: &BTreeSet<String>,
) -> Option<Diagnostic> {
    let language = &config.language;
    if english.is_empty() {
        return None;
    }
    let file = format!("themes/{}/i18n/{}.yaml", config.theme.v, primary(language));
    let place = FileSpan::new(&config.file, config.language_span);
    if english.len() == words.len() {
        let message =
            format!("the interface has no translation into `{language}` and is shown in English");
        return Some(Diagnostic::new(RuleCode::NoInterfaceWords, place, message).help(format!(
            "translate `themes/default/i18n/en.yaml` as `{file}`; until then the English words are marked as such"
        )));
    }
    let all: Vec<String> = english.iter().take(3).map(|key| format!("`{key}`")).collect();
    let more = if english.len() > all.len() { " and others" } else { "" };
    let message = format!(
        "the interface words {}{more} are not translated into `{language}`",
        all.join(", ")
    );
    let diagnostic = Diagnostic::new(RuleCode::MissingInterfaceWords, place, message);
    Some(diagnostic.help(format!("they are shown in English; add them to `{file}`")))
}

fn word_table(part: &ThemeFile, diagnostics: &mut Vec<Diagnostic>) -> Vec<(String, String)> {
    let read = yaml(&part.file, &part.text, Span::new(0, part.text.len())).into(diagnostics);
    let Some(node) = read else { return vec![] };
    let Value::Map(entries) = &node.value else {
        let diagnostic = Diagnostic::new(
            RuleCode::ThemeFile,
            FileSpan::new(&part.file, node.span),
            "expected a map from keys to text",
        );
        diagnostics.push(diagnostic);
        return vec![];
    };
    let mut words = vec![];
    for (key, node) in entries {
        match &node.value {
            Value::Text { text, .. } => words.push((key.v.clone(), text.clone())),
            Value::Null => words.push((key.v.clone(), String::new())),
            _ => {
                let place = FileSpan::new(&part.file, node.span);
                diagnostics.push(Diagnostic::new(
                    RuleCode::ThemeFile,
                    place,
                    format!("the value of `{}` is not text", key.v),
                ));
            }
        }
    }
    words
}

/// Reports templates that override nothing: most often a typo in the file name.
fn overrides(
    default: &BTreeMap<String, ThemeFile>,
    own: &BTreeMap<String, ThemeFile>,
    site: &BTreeMap<String, ThemeFile>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let is_template = |path: &str| path.starts_with("templates/") && path::ending(path) == "html";
    let names: Vec<&str> = default.keys().map(String::as_str).filter(|p| is_template(p)).collect();
    let used = |name: &str| {
        let bare = name.trim_start_matches("templates/");
        own.values().chain(site.values()).any(|part| part.text.contains(&format!("\"{bare}\"")))
    };
    for (path, part) in own.iter().chain(site).filter(|(path, _)| is_template(path)) {
        let nearest = closest_match(path, names.iter().copied());
        if default.contains_key(path) || used(path) || has_component(&part.text) {
            continue;
        }
        let diagnostic = Diagnostic::new(
            RuleCode::UnknownTemplate,
            FileSpan::new(&part.file, Span::default()),
            "unused template: it overrides nothing and is not included",
        );
        let diagnostic = match nearest {
            Some(near) => diagnostic
                .help(format!("did you mean `{}`?", near.trim_start_matches("templates/"))),
            None => diagnostic.help("see docs/themes.md for a list of the templates"),
        };
        diagnostics.push(diagnostic);
    }
}

/// True if a template defines a component, which pages use without naming its file.
fn has_component(text: &str) -> bool {
    text.split("{%").skip(1).any(|tag| {
        tag.trim_start_matches('-').split_whitespace().next().is_some_and(|w| w == "component")
    })
}

/// Returns the static files of both layers, with a hash of their bytes in the name. The colours of highlighted
/// code are appended to the style sheet.
fn assets(
    default: &BTreeMap<String, ThemeFile>,
    own: &BTreeMap<String, ThemeFile>,
    code: CodeTheme,
) -> BTreeMap<String, Arc<[u8]>> {
    let mut all: BTreeMap<&str, &ThemeFile> =
        default.iter().map(|(p, part)| (p.as_str(), part)).collect();
    all.extend(own.iter().map(|(p, part)| (p.as_str(), part)));
    let colours = all.get(format!("code/{}.css", code.word()).as_str()).map(|part| &*part.text);
    let files = all.iter().filter_map(|(path, part)| Some((path.strip_prefix("static/")?, part)));
    files
        .map(|(name, part)| {
            let colours = colours.filter(|_| name == "style.css").unwrap_or("");
            let bytes: Arc<[u8]> = [part.text.as_bytes(), colours.as_bytes()].concat().into();
            let hash = blake3::hash(&bytes).to_hex();
            let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "bin"));
            (asset_path(stem, &hash, ending), bytes)
        })
        .collect()
}

/// Returns the name of an asset without its hash: `assets/style.0123456789.css` → `style.css`.
fn unhashed(path: &str) -> String {
    let mut parts: Vec<&str> = path.trim_start_matches(ASSETS).split('.').collect();
    if parts.len() > 2 {
        parts.remove(parts.len() - 2);
    }
    parts.join(".")
}

/// The output buffer of a page; writing more than [`MAX_PAGE`] fails.
struct BoundedBuffer(Vec<u8>);

impl std::io::Write for BoundedBuffer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let room = MAX_PAGE - self.0.len();
        let taken = bytes.len().min(room);
        self.0.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Theme {
    /// Compiles all templates; reports all errors of all templates.
    fn compile(
        &mut self,
        theme: &str,
        layers: [(&BTreeMap<String, ThemeFile>, &str); 3],
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        self.tera.register_function("range", range::range);
        let mut prefixes = vec![format!("{DEFAULT}/")];
        if theme != DEFAULT {
            prefixes.insert(0, format!("{theme}/"));
        }
        if let Err(error) = self.tera.set_fallback_prefixes(prefixes) {
            diagnostics.push(self.fault(&error, RuleCode::TemplateSyntax, None));
        }
        let mut all = vec![];
        for (parts, prefix) in layers {
            for (path, part) in parts {
                let Some(path) =
                    path.strip_prefix("templates/").filter(|p| path::ending(p) == "html")
                else {
                    continue;
                };
                let name =
                    if prefix.is_empty() { path.to_owned() } else { format!("{prefix}/{path}") };
                self.files.insert(name.clone(), Arc::clone(&part.file));
                self.texts.insert(name.clone(), Arc::clone(&part.text));
                all.push((name, part.text.to_string()));
            }
        }
        if let Err(error) = self.tera.add_raw_templates(all) {
            self.is_usable = false;
            diagnostics.extend(self.faults(&error));
        }
    }

    /// Renders one page.
    ///
    /// * In: the template's name, and its context by name.
    /// * Err: an error in the template on this page, as a diagnostic at the template's line.
    pub fn render(
        &self,
        template: &str,
        context: &Context,
        url: &str,
    ) -> Result<Vec<u8>, Vec<Diagnostic>> {
        range::begin();
        let mut page = BoundedBuffer(Vec::with_capacity(16 * 1024));
        match self.tera.render_to(template, context, &mut page) {
            Ok(()) => Ok(page.0),
            Err(_) if page.0.len() >= MAX_PAGE => {
                let lower = || self.files.iter().find(|(name, _)| name.ends_with(template));
                let file = self.files.get(template).or_else(|| lower().map(|(_, file)| file));
                let file = file.map_or_else(|| Arc::from("themes"), Arc::clone);
                let place = FileSpan::new(&file, Span::default());
                let message = format!(
                    "this template generates more than {} MiB for one page",
                    MAX_PAGE >> 20
                );
                let diagnostic = Diagnostic::new(RuleCode::TemplateFailed, place, message);
                Err(vec![
                    diagnostic.help(format!("found on the page `{url}`; look for nested loops")),
                ])
            }
            Err(error) => {
                let mut diagnostic = self.fault(&error, RuleCode::TemplateFailed, Some(template));
                if diagnostic.help.is_empty() {
                    diagnostic.help = format!("found on the page `{url}`");
                }
                Err(vec![diagnostic])
            }
        }
    }

    /// Returns the same theme with the values that are the same on every page.
    #[must_use]
    pub fn for_site(&self, site: &onrecord_site::view::SiteView) -> Self {
        let mut theme = self.clone();
        theme.tera.global_context().insert_value("site", tera::Value::from_serializable(site));
        theme
    }

    fn faults(&self, error: &tera::Error) -> Vec<Diagnostic> {
        let ErrorKind::Msg(text) = error.kind() else {
            return vec![self.fault(error, RuleCode::TemplateSyntax, None)];
        };
        let reports: Vec<Diagnostic> =
            text.split("\n\n").filter_map(|report| self.report(report)).collect();
        if reports.is_empty() {
            vec![self.fault(error, RuleCode::TemplateSyntax, None)]
        } else {
            reports
        }
    }

    /// Parses a report that the engine has already formatted: message, `--> name:line:column`, snippet.
    fn report(&self, report: &str) -> Option<Diagnostic> {
        let message = report.strip_prefix("error: ")?.lines().next()?;
        let at = report.lines().find_map(|line| line.trim_start().strip_prefix("--> "))?;
        let mut parts = at.rsplitn(3, ':');
        let column: usize = parts.next()?.parse().ok()?;
        let line: usize = parts.next()?.parse().ok()?;
        let name = parts.next()?;
        let text = self.texts.get(name)?;
        let start: usize =
            text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let row = text.get(start..)?.lines().next().unwrap_or("");
        let begin: usize = row.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum();
        let width =
            report.lines().filter_map(|l| l.rsplit_once('|')).find(|(_, l)| l.contains('^'));
        let carets = width.map_or(1, |(_, l)| l.matches('^').count());
        let length: usize =
            row.chars().skip(column.saturating_sub(1)).take(carets).map(char::len_utf8).sum();
        let file = self.files.get(name)?;
        let span = Span::new(start + begin, start + begin + length);
        Some(Diagnostic::new(
            RuleCode::TemplateSyntax,
            FileSpan::new(file, span),
            sentence(message),
        ))
    }

    fn fault(&self, error: &tera::Error, code: RuleCode, template: Option<&str>) -> Diagnostic {
        let nowhere = || FileSpan::new(&Arc::from("themes"), Span::default());
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let place = self.files.get(report.filename()).map_or_else(nowhere, |file| {
                    let range = &report.span().range;
                    FileSpan::new(file, Span::new(range.start, range.end))
                });
                field_help(Diagnostic::new(code, place, sentence(report.message())))
            }
            ErrorKind::MissingParent { current, parent } => {
                let place = self.files.get(current).map_or_else(nowhere, |file| {
                    let at =
                        self.texts.get(current).and_then(|t| t.find(parent.as_str())).unwrap_or(0);
                    FileSpan::new(file, Span::new(at, at + parent.len()))
                });
                Diagnostic::new(
                    code,
                    place,
                    format!("the parent template `{parent}` does not exist"),
                )
            }
            ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
                let place = self
                    .files
                    .get(tpl)
                    .map_or_else(nowhere, |file| FileSpan::new(file, Span::default()));
                Diagnostic::new(code, place, "this template extends or includes itself")
            }
            kind => {
                let file = template.and_then(|t| {
                    [t.to_owned(), format!("{DEFAULT}/{t}")]
                        .into_iter()
                        .find_map(|n| self.files.get(&n))
                });
                let place = file.map_or_else(nowhere, |file| FileSpan::new(file, Span::default()));
                Diagnostic::new(code, place, sentence(&kind.to_string()))
            }
        }
    }
}

/// Adds the closest field name to a message about an unknown one, from the engine's list of fields.
fn field_help(mut diagnostic: Diagnostic) -> Diagnostic {
    let message = diagnostic.message.clone();
    let Some((before, fields)) = message
        .split_once(". available fields: ")
        .or_else(|| message.split_once(". Available fields: "))
    else {
        return diagnostic;
    };
    let wanted = before.split(['`', '\'']).nth(1).unwrap_or("");
    let nearest = closest_match(wanted, fields.split(", "));
    before.clone_into(&mut diagnostic.message);
    match nearest {
        Some(_) => diagnostic.did_you_mean(nearest),
        None => diagnostic.help(format!("the fields are {fields}")),
    }
}

/// Rewrites a message of the engine in our style: lower case, no full stop.
fn sentence(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_lowercase().chain(chars).collect())
}
