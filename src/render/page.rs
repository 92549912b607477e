//! Renders one page: fills its template with its view.

use crate::render::theme::{Theme, json};
use onrecord_base::diag::Diagnostic;
use onrecord_site::view::TemplateRenderer;
use onrecord_site::view::context::ViewContext;
use onrecord_site::view::json::HashableJson;
use onrecord_site::view::pages::page_view::view;
use onrecord_site::view::pages::{SitePage, footer, navigation};
use onrecord_site::view::text::languages;
use onrecord_site::view::{PageView, SiteView};
use serde::Serialize;
use tera::{Context, Value};

/// Returns the values that are the same on every page.
pub fn site_view(cx: &ViewContext<'_>, theme: &Theme) -> SiteView {
    let config = cx.config;
    let mut options = theme.options.clone();
    if let serde_json::Value::Object(map) = &mut options {
        map.extend(config.options.0.iter().map(|(key, free)| (key.v.clone(), json(&free.0))));
    }
    // On a page in another language, the site's own texts carry a `lang` attribute.
    let name = |text: &str| {
        if cx.is_mixed() { languages::title(&config.language, text) } else { text.to_owned() }
    };
    let extra = config.extra.0.iter().map(|(key, free)| (key.v.clone(), json(&free.0)));
    SiteView {
        title: name(&config.title),
        description: config.description.clone(),
        language: config.language.clone(),
        home: config.base.clone(),
        nav: navigation(cx),
        footer: footer(cx),
        author: name(&config.author),
        publisher: name(&config.publisher),
        style: cx.at(&theme.style),
        script: if theme.script.is_empty() { String::new() } else { cx.at(&theme.script) },
        icon: if theme.icon.is_empty() { String::new() } else { cx.at(&theme.icon) },
        words: std::sync::Arc::clone(&cx.words.0),
        options: HashableJson(options),
        extra: HashableJson(serde_json::Value::Object(extra.collect())),
    }
}

/// Renders one page; an error in its template is a diagnostic.
pub fn render(
    cx: &ViewContext<'_>,
    theme: &Theme,
    page: &SitePage,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let mut out = Ok(vec![]);
    view(cx, page, Renderer { theme, url: &page.path, out: &mut out });
    out
}

/// Adds `lang` attributes to words that are not in the language of the page.
fn in_languages(html: Vec<u8>, language: &str) -> Vec<u8> {
    match String::from_utf8(html) {
        Ok(html) => languages::written(html, language).into_bytes(),
        Err(bytes) => bytes.into_bytes(),
    }
}

struct Renderer<'a> {
    theme: &'a Theme,
    url: &'a str,
    out: &'a mut Result<Vec<u8>, Vec<Diagnostic>>,
}

impl TemplateRenderer for Renderer<'_> {
    fn show<T: Serialize>(self, template: &str, page: &PageView, name: &'static str, view: &T) {
        let mut context = Context::new();
        context.insert_value("page", Value::from_serializable(page));
        context.insert_value(name, Value::from_serializable(view));
        let html = self.theme.render(template, &context, self.url);
        *self.out = html.map(|html| in_languages(html, &page.language));
    }
}
