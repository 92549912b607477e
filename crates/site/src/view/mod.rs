//! What templates see: one type a page kind, and the pieces they share.
//!
//! This is the theme contract ([`CONTRACT`]). Fields may be added in any release; removing or
//! renaming one, or changing its meaning, raises the contract. Everything that ends in `html` (or is
//! named `html`) is safe HTML, for `| safe`; all else is plain text and is escaped by the template
//! engine. A template's context is only ever these types: `site`, `page`, and one named for the
//! page's kind. No template can reach into the site, so a page that is not rebuilt cannot be stale.

pub mod cards;
pub mod context;
pub mod i18n;
pub mod index;
pub mod pages;
pub mod style;
pub mod text;

use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

#[cfg(any(test, feature = "testing"))]
pub mod testing;

#[cfg(test)]
mod tests;

/// The version of the theme contract that this program speaks.
pub const CONTRACT: u32 = 1;

/// The same on every page; under the name `site`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct SiteView {
    /// The site's title.
    pub title: String,
    /// One sentence about the site; may be empty.
    pub description: String,
    /// Its language, as a BCP 47 tag.
    pub language: String,
    /// The address of the home page: the path of `base_url`, ending in `/`.
    pub home: String,
    /// The main navigation.
    pub nav: Vec<NavView>,
    /// Links at the foot of every page.
    pub footer: Vec<LinkView>,
    /// Who writes the site; may be empty.
    pub author: String,
    /// Who publishes it; may be empty.
    pub publisher: String,
    /// The address of the stylesheet.
    pub style: String,
    /// The address of the script, which nothing depends on; empty when the theme has none.
    pub script: String,
    /// The address of the icon; empty when the theme has none.
    pub icon: String,
    /// The interface words of the site's language, by key: `{{ site.words.cited_by }}`.
    pub words: Arc<BTreeMap<String, String>>,
    /// Options of the theme: defaults of `theme.yaml` with the site's own on top.
    pub options: json::HashableJson,
    /// `extra:` of `site.yaml`.
    pub extra: json::HashableJson,
}

/// One entry of the main navigation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct NavView {
    /// Its words.
    pub title: String,
    /// Its address.
    pub url: String,
    /// The section it stands for; the page's `section` is equal where it is the current one.
    pub section: String,
}

/// What every page has; under the name `page`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct PageView {
    /// The kind of page: `note`, `source`, `quotes` …
    pub kind: String,
    /// The title for the page's one `<h1>`.
    pub title: String,
    /// The title for `<title>`: with the site's name, and `DRAFT` before it where that applies.
    pub head_title: String,
    /// One or two sentences for `<meta name="description">`; may be empty.
    pub description: String,
    /// The address, from the root of the host: `/briefings/tiktok/`.
    pub url: String,
    /// The absolute address; empty when `base_url` is not absolute.
    pub canonical: String,
    /// Which entry of the navigation is current; may be empty.
    pub section: String,
    /// The way up from this page: without the page itself, without home.
    pub crumbs: Vec<LinkView>,
    /// Whether search engines are asked to stay away.
    pub noindex: bool,
    /// `draft`, `embargoed`, `expired`, `archived` or empty: a banner stands above the page.
    pub banner: String,
    /// The words of the banner.
    pub banner_text: String,
    /// The language of the page.
    pub language: String,
    /// The way it is written: `ltr` or `rtl`.
    pub dir: String,
}

/// A link to a page of this site, or only its words where there is no page.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct LinkView {
    /// The words, as plain text.
    pub title: String,
    /// The address; empty where there is no page, and then the title stands as text.
    pub url: String,
}

/// A date for people and machines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct DateView {
    /// The date in the site's language: `17 June 2022`, `about June 2022`, `September 2021 – January
    /// 2022`, `before January 2021`.
    pub text: String,
    /// `2022-06-17` for an exact day, for `<time datetime>`; empty otherwise.
    pub iso: String,
    /// The source's own words (“Friday”), printed beside a vague value; may be empty.
    pub as_given: String,
    /// How we know it when the source does not say it: `inferred`, `from another source`; else empty.
    pub basis: String,
    /// Whether it is inferred: said in narrow places, too, where the rest is left out.
    pub inferred: bool,
}

/// Who spoke or acted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct PartyView {
    /// The name, or the description of somebody unnamed.
    pub name: String,
    /// Their page; may be empty.
    pub url: String,
    /// Whether this is a description and not a name.
    pub described: bool,
    /// For somebody described: the organization they belong to; the title may be empty.
    pub organization: LinkView,
    /// Why there is no name: `not named`, `name withheld`; empty for a name.
    pub identity: String,
    /// Their role at the time; may be empty.
    pub role: String,
}

/// A page that refers to this one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct BacklinkView {
    /// The page.
    pub title: String,
    /// Its address.
    pub url: String,
    /// How it refers here, as words that follow the title: `cites this`, `links here, cites this`.
    pub how: String,
    /// The sentences around its marks, in the order of its text; empty when only its front matter
    /// refers here.
    pub sentences: Vec<String>,
}

/// A link to another page of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct PagerView {
    /// This page's number, from 1.
    pub number: u32,
    /// How many there are.
    pub of: u32,
    /// The page before; empty on the first.
    pub previous: String,
    /// The page after; empty on the last.
    pub next: String,
}

/// What a template is given: its name, what every page has, and the one thing it is about.
pub trait TemplateRenderer {
    /// Shows a page: the template's name, the common view, and the own view under its name.
    fn show<T: Serialize>(self, template: &str, page: &PageView, name: &'static str, view: &T);
}

/// Free values of an author, as JSON.
pub mod json {
    use serde::Serialize;
    use std::hash::{Hash, Hasher};

    /// A JSON value that can be hashed by its text.
    #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
    #[serde(transparent)]
    pub struct HashableJson(pub serde_json::Value);

    impl Hash for HashableJson {
        fn hash<H: Hasher>(&self, state: &mut H) {
            self.0.to_string().hash(state);
        }
    }
}
