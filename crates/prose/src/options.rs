//! The settings with which a text is read.

use onrecord_cite::locator::LocatorTerms;
use std::sync::Arc;

/// The settings of the parser, from the site's configuration.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ProseOptions {
    /// True if the raw HTML that `elements` allows is kept; otherwise it is shown as text.
    pub allow_html: bool,
    /// True if code in a known language is highlighted.
    pub colours: bool,
    /// True if quotes, dashes and dots become typographic.
    pub smart: bool,
    /// The locator terms of the site's language.
    pub places: Arc<LocatorTerms>,
    /// The values that a table of actions in a text may be filtered by.
    pub filters: Arc<ActionFilters>,
}

/// The values for the filters of `<!-- actions status=… kind=… -->`. An empty list allows any
/// value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ActionFilters {
    /// Every status.
    pub statuses: Vec<&'static str>,
    /// Every kind.
    pub kinds: Vec<&'static str>,
}

impl Default for ProseOptions {
    fn default() -> Self {
        Self {
            allow_html: false,
            colours: true,
            smart: true,
            places: Arc::default(),
            filters: Arc::default(),
        }
    }
}
