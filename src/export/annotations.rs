//! Quotes as annotations of the pages that they are taken from: Web Annotation, <https://www.w3.org/TR/annotation-model/>.
//!
//! A quote has an annotation only if its words were found in the archived copy, because a selector states that its
//! words are on the page. It selects the text of the source. Uses published items only. Start with [`of_quote`].

use onrecord_base::path::ending;
use onrecord_site::model::ix::QuoteIx;
use onrecord_site::routes::{PageFile, SiteFile};
use onrecord_site::view::cards::check::{SourcePage, has_annotation, page_of, passages};
use onrecord_site::view::context::ViewContext;
use onrecord_site::view::text::fill::asset_path;
use onrecord_verify::selector::PassageSelector;
use serde_json::{Map, Value, json};

/// The file with all annotations.
const ALL: &str = SiteFile::Annotations.path();

/// The JSON-LD context.
const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";

/// The files next to pages of quotes, with their paths.
pub fn files(cx: &ViewContext<'_>) -> Vec<(String, QuoteIx)> {
    let quotes = cx.site.ledger.quotes().filter(|ix| has_annotation(cx, *ix));
    let page = |ix: QuoteIx| cx.url(ix.into()).strip_prefix(&cx.config.base);
    let pages = quotes.filter_map(|ix| Some((page(ix)?, ix))).filter(|(page, _)| !page.is_empty());
    pages.map(|(page, ix)| (PageFile::Annotation.path(page), ix)).collect()
}

/// One of these files.
pub fn of_quote(cx: &ViewContext<'_>, ix: QuoteIx) -> Vec<u8> {
    bytes(&with_context(one(cx, ix).unwrap_or_default()))
}

/// The file with all annotations of the site.
pub fn of_site(cx: &ViewContext<'_>) -> Vec<u8> {
    bytes(&all(cx))
}

/// True if any quote has an annotation.
pub fn exists(cx: &ViewContext<'_>) -> bool {
    cx.site.ledger.quotes().any(|ix| has_annotation(cx, ix))
}

fn bytes(value: &Value) -> Vec<u8> {
    format!("{value:#}\n").into_bytes()
}

/// Every annotation, as a collection with one page.
fn all(cx: &ViewContext<'_>) -> Value {
    let id = address(cx, &format!("{}{ALL}", cx.config.base));
    let mut quotes: Vec<QuoteIx> = cx.site.ledger.quotes().collect();
    quotes.sort_by(|a, b| cx.site.ledger[*a].id.cmp(&cx.site.ledger[*b].id));
    let items: Vec<Value> =
        quotes.into_iter().filter_map(|ix| one(cx, ix)).map(Value::Object).collect();
    json!({
        "@context": CONTEXT,
        "id": id,
        "type": "AnnotationCollection",
        "label": cx.config.title,
        "total": items.len(),
        "first": { "id": format!("{id}#all"), "type": "AnnotationPage", "startIndex": 0, "items": items },
    })
}

fn with_context(map: Map<String, Value>) -> Value {
    let context = ("@context".to_owned(), Value::from(CONTEXT));
    Value::Object(std::iter::once(context).chain(map).collect())
}

/// A quote; `None` if its words were not found, or its source has no address.
fn one(cx: &ViewContext<'_>, ix: QuoteIx) -> Option<Map<String, Value>> {
    if !has_annotation(cx, ix) {
        return None;
    }
    let source = page_of(cx, cx.site.quotes[ix.at()].own.source?)?;
    let passages = passages(cx, ix);
    let entry = &cx.site.ledger[ix];
    let (page, all) = (cx.url(ix.into()), format!("{}{ALL}", cx.config.base));
    let id = if page.is_empty() {
        format!("{}#{}", address(cx, &all), entry.id)
    } else {
        PageFile::Annotation.path(&address(cx, page))
    };
    let mut targets: Vec<Value> = passages.iter().map(|passage| target(&source, passage)).collect();
    if let Some(copy) = copy(cx, ix) {
        targets.extend(passages.iter().map(|passage| in_copy(&copy, passage)));
    }
    let mut out = Map::new();
    out.insert("id".into(), id.into());
    out.insert("type".into(), "Annotation".into());
    out.insert("motivation".into(), "linking".into());
    if !page.is_empty() {
        let lang = &cx.config.language;
        let body = json!({
            "id": address(cx, page), "type": "Text", "format": "text/html", "language": lang,
        });
        out.insert("body".into(), body);
    }
    if let Some(period) = entry.data.period.as_ref().and_then(|d| d.when) {
        out.insert("dcterms:temporal".into(), period.to_string().into());
    }
    out.insert("target".into(), targets.into());
    Some(out)
}

/// The words on the page of the source.
fn target(page: &SourcePage, passage: &PassageSelector) -> Value {
    let mut out = json!({
        "type": "SpecificResource",
        "source": page.url,
        "selector": quoted(passage),
    });
    if !page.cached.is_empty() {
        out["state"] = json!({ "type": "TimeState", "cached": page.cached });
    }
    out
}

/// The words in the copy that the site publishes, with their position.
fn in_copy(copy: &str, passage: &PassageSelector) -> Value {
    let place = json!({
        "type": "TextPositionSelector", "start": passage.chars.start, "end": passage.chars.end,
    });
    json!({
        "type": "SpecificResource",
        "source": copy,
        "selector": [quoted(passage), place],
    })
}

fn quoted(passage: &PassageSelector) -> Value {
    let mut out = json!({ "type": "TextQuoteSelector", "exact": passage.exact });
    for (key, words) in [("prefix", &passage.prefix), ("suffix", &passage.suffix)] {
        if !words.is_empty() {
            out[key] = words.as_str().into();
        }
    }
    out
}

/// The address of the snapshot, if it is published and is itself the compared text. The text of a web page or a recording
/// was extracted, so that its positions differ.
fn copy(cx: &ViewContext<'_>, ix: QuoteIx) -> Option<String> {
    let source = cx.site.quotes[ix.at()].own.source?;
    let item = &cx.site.ledger[source];
    let file = onrecord_site::verification::site_pass::published_snapshot(
        item,
        cx.sources,
        &cx.config.content_dir,
    )?;
    let is_text = matches!(ending(&file).as_str(), "txt" | "md");
    is_text.then(|| address(cx, &format!("{}{}", cx.config.base, asset_path(cx, &file))))
}

/// An address of this site; absolute if it has a `base_url`.
fn address(cx: &ViewContext<'_>, url: &str) -> String {
    let whole = cx.config.absolute(url);
    if whole.is_empty() { url.to_owned() } else { whole }
}
