//! Official identifiers as pages print and link them.

use crate::model::action::{Action, ActionIdentifier};
use crate::model::identifier::official;
use crate::view::LinkView;
use crate::view::context::ViewContext;
use crate::view::text::languages::after_mark;

/// The identifiers of an action with the addresses of their official records; an address may be
/// empty.
pub fn links(cx: &ViewContext<'_>, action: &Action) -> Vec<LinkView> {
    action.identifiers.iter().filter_map(|identifier| link(cx, identifier)).collect()
}

fn link(cx: &ViewContext<'_>, identifier: &ActionIdentifier) -> Option<LinkView> {
    let value = &identifier.value.as_ref()?.v;
    let url = official(identifier.scheme?, value).map(|official| official.url);
    Some(LinkView { title: printed(cx, identifier)?, url: url.unwrap_or_default() })
}

/// An official identifier as printed: with the name of its scheme, unless the value contains it
/// already.
pub(crate) fn printed(cx: &ViewContext<'_>, identifier: &ActionIdentifier) -> Option<String> {
    let value = identifier.value.as_ref()?.v.as_str();
    let key = format!("scheme_{}", identifier.scheme?.word().replace('-', "_"));
    let words = cx.words.get(&key);
    let (_, bare) = after_mark(&words);
    let lead = bare.split("{}").next().unwrap_or_default().trim().to_lowercase();
    let written = value.to_lowercase();
    // Instruments of Scotland, Wales and Northern Ireland have prefixes of their own.
    let has_lead = lead.is_empty()
        || written.starts_with(&lead)
        || lead == "si" && written.starts_with(|c: char| c.is_alphabetic());
    Some(if has_lead { value.to_owned() } else { cx.words.with(&key, value) })
}
