//! The types that templates see: one per kind of page, and the parts that pages share.
//!
//! These types are the theme contract ([`CONTRACT`]). Any release may add fields; removing or
//! renaming a field, or changing its meaning, raises the contract's version. A field that is named
//! `html` or ends in `html` contains safe HTML, for `| safe`; every other field is plain text,
//! which the template engine escapes.
//!
//! A template receives only these types: `site`, `page`, and one named after the kind of page. It
//! cannot reach the site itself, so a page that is not rebuilt cannot be stale.
//!
//! The folders depend on each other in one direction: `pages` (one view per kind of page) uses
//! `text` (filling placeholders, citations), which uses `cards` (small views), which use `index`
//! (orders and counts over the site) and [`context::ViewContext`]. Cards use `text` only for
//! citations. To add a field, start at the view type in `pages` or `cards`.

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

/// The version of the theme contract that this program implements.
pub const CONTRACT: u32 = 1;

/// The values that are the same on every page; under the name `site`.
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
    /// The author of the site; may be empty.
    pub author: String,
    /// The publisher; may be empty.
    pub publisher: String,
    /// The address of the stylesheet.
    pub style: String,
    /// The address of the script, which is optional for every page; empty if the theme has none.
    pub script: String,
    /// The address of the icon; empty if the theme has none.
    pub icon: String,
    /// The interface words of the site's language, by key: `{{ site.words.cited_by }}`.
    pub words: Arc<BTreeMap<String, String>>,
    /// Options of the theme: the defaults of `theme.yaml`, overridden by those of the site.
    pub options: json::HashableJson,
    /// `extra:` of `site.yaml`.
    pub extra: json::HashableJson,
}

/// One entry of the main navigation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct NavView {
    /// The text of the link.
    pub title: String,
    /// Its address.
    pub url: String,
    /// The section it leads to. On a page of that section it equals the page's `section`.
    pub section: String,
}

/// The values that every page has; under the name `page`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct PageView {
    /// The kind of page: `note`, `source`, `quotes` …
    pub kind: String,
    /// The title for the page's one `<h1>`.
    pub title: String,
    /// The title for `<title>`: with the site's name, and a prefix such as `DRAFT` in previews.
    pub head_title: String,
    /// One or two sentences for `<meta name="description">`; may be empty.
    pub description: String,
    /// The address, from the root of the host: `/briefings/tiktok/`.
    pub url: String,
    /// The absolute address; empty if `base_url` is not absolute.
    pub canonical: String,
    /// The section of the current navigation entry; may be empty.
    pub section: String,
    /// The breadcrumbs: the pages above this one, without home and without the page itself.
    pub crumbs: Vec<LinkView>,
    /// True if search engines are asked not to index the page.
    pub noindex: bool,
    /// `draft`, `embargoed`, `expired`, `archived`, `withdrawn`, or empty for no banner.
    pub banner: String,
    /// The text of the banner.
    pub banner_text: String,
    /// The language of the page.
    pub language: String,
    /// The writing direction of that language: `ltr` or `rtl`.
    pub dir: String,
}

/// A link to a page of this site; only text if that page does not exist.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct LinkView {
    /// The text, as plain text.
    pub title: String,
    /// The address; empty if the page does not exist, and then the title is shown without a link.
    pub url: String,
}

/// A date, for people and machines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct DateView {
    /// The date in the site's language: `17 June 2022`, `about June 2022`, `September 2021 – January
    /// 2022`, `before January 2021`.
    pub text: String,
    /// `2022-06-17` for an exact date, for `<time datetime>`; empty otherwise.
    pub iso: String,
    /// The date as the source words it (“Friday”), printed beside a vague value; may be empty.
    pub as_given: String,
    /// The basis if the source does not state the date: `inferred`, `from another source`; else
    /// empty.
    pub basis: String,
    /// True if the date is inferred. Narrow places show this even if they leave out the rest.
    pub inferred: bool,
}

/// A person or organization that spoke or acted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct PartyView {
    /// The name, or the description of an unnamed party.
    pub name: String,
    /// The address of their page; may be empty.
    pub url: String,
    /// True if this is a description instead of a name.
    pub described: bool,
    /// The organization of an unnamed party; the title may be empty.
    pub organization: LinkView,
    /// The reason for the missing name: `not named`, `name withheld`; empty for a name.
    pub identity: String,
    /// Their role at the time; may be empty.
    pub role: String,
}

/// A page that refers to this one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct BacklinkView {
    /// The title of that page.
    pub title: String,
    /// Its address.
    pub url: String,
    /// The kinds of reference, as words that follow the title: `cites this`, `links here, cites
    /// this`.
    pub how: String,
    /// The sentences that contain the references, in the order of the text; empty if only the front
    /// matter refers to this page.
    pub sentences: Vec<String>,
}

/// The position of a page in a paginated list, with links to its neighbours.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct PagerView {
    /// This page's number, from 1.
    pub number: u32,
    /// The number of pages.
    pub of: u32,
    /// The address of the previous page; empty on the first.
    pub previous: String,
    /// The address of the next page; empty on the last.
    pub next: String,
}

/// A receiver of views, which renders them with the template of that name.
pub trait TemplateRenderer {
    /// Renders a page with the view that every page has and its own view, which the template sees
    /// as `name`.
    fn show<T: Serialize>(self, template: &str, page: &PageView, name: &'static str, view: &T);
}

/// JSON values of authors and themes that have no schema.
pub mod json {
    use serde::Serialize;
    use std::hash::{Hash, Hasher};

    /// A JSON value that hashes by its serialized text.
    #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
    #[serde(transparent)]
    pub struct HashableJson(pub serde_json::Value);

    impl Hash for HashableJson {
        fn hash<H: Hasher>(&self, state: &mut H) {
            self.0.to_string().hash(state);
        }
    }
}
