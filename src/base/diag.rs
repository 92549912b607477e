//! What we tell an author: the diagnostic, and values that carry them.
//!
//! A pass never prints and never stops at the first fault. It returns [`Checked`].
//! Turning diagnostics into text, JSON or SARIF is `report`'s work; how grave one is
//! follows from its code and the site's `lint:` settings, and is decided there too.

use crate::base::code::Code;
use crate::base::span::Place;
use std::collections::{BTreeSet, HashMap};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// One thing to tell the author, about one place. It goes from memo to memo and through every pass: copies share
/// what they say.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic(Arc<Finding>);

/// What a diagnostic says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Finding {
    /// Which rule; the code decides the default severity and owns the long explanation.
    pub code: Code,
    /// One line, lower case, no full stop, naming the thing: ``no source is called `post-2022` ``.
    pub message: String,
    /// What the message is about.
    pub place: Place,
    /// A few words beside the caret: ``did you mean `post-2022`?``; empty when the message says all.
    pub label: String,
    /// Other places that explain it, each with a few words.
    pub related: Vec<(Place, String)>,
    /// What to do next, as one sentence; empty when there is nothing useful to say.
    pub help: String,
    /// A change we are sure of, for `check --fix` and editors.
    pub fix: Option<Fix>,
}

impl Deref for Diagnostic {
    type Target = Finding;
    fn deref(&self) -> &Finding {
        &self.0
    }
}

impl DerefMut for Diagnostic {
    fn deref_mut(&mut self) -> &mut Finding {
        Arc::make_mut(&mut self.0)
    }
}

/// Text to put in the stead of a place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fix {
    /// What is replaced.
    pub place: Place,
    /// The replacement; empty deletes.
    pub text: String,
}

impl Diagnostic {
    /// A diagnostic with nothing but its message.
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self(Arc::new(Finding {
            code,
            message: message.into(),
            place,
            label: String::new(),
            related: vec![],
            help: String::new(),
            fix: None,
        }))
    }

    /// Adds the next step.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Adds a few words beside the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Offers the nearest right name as label, when there is one.
    #[must_use]
    pub fn nearest(self, near: Option<&str>) -> Self {
        match near {
            Some(near) => self.label(format!("did you mean `{near}`?")),
            None => self,
        }
    }

    /// Points at another place as well.
    #[must_use]
    pub fn and(mut self, place: Place, why: impl Into<String>) -> Self {
        self.related.push((place, why.into()));
        self
    }

    /// Offers a change we are sure of.
    #[must_use]
    pub fn fix(mut self, place: Place, text: impl Into<String>) -> Self {
        self.fix = Some(Fix { place, text: text.into() });
        self
    }
}

/// A value, with whatever was found wrong while making it.
///
/// The value is always there and usable: a note with a broken date is a note without a date.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "the findings would be lost"]
pub struct Checked<T> {
    /// The value.
    pub value: T,
    /// What was found, in the order of the text.
    pub found: Vec<Diagnostic>,
}

impl<T> Checked<T> {
    /// A value with nothing to say about it.
    pub fn clean(value: T) -> Self {
        Self { value, found: vec![] }
    }

    /// The value, its findings moved to the end of `all`.
    pub fn into(self, all: &mut Vec<Diagnostic>) -> T {
        all.extend(self.found);
        self.value
    }
}

/// Findings in the order they are told: by place, then code; the same fault once.
pub fn sorted(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    // Names of files are put in order once, and not read again at every comparison.
    let mut files: HashMap<*const u8, &str> = HashMap::new();
    for told in &found {
        files.entry(told.place.file.as_ptr()).or_insert(&*told.place.file);
    }
    let names: BTreeSet<&str> = files.values().copied().collect();
    let ranks: HashMap<&str, usize> =
        names.into_iter().enumerate().map(|(rank, name)| (name, rank)).collect();
    let ranks: HashMap<*const u8, usize> =
        files.into_iter().map(|(file, name)| (file, ranks[name])).collect();
    let mut keys: Vec<_> = found
        .iter()
        .map(|told| {
            let Place { file, span } = &told.place;
            (ranks[&file.as_ptr()], *span, told.code, told.message.as_str(), told)
        })
        .collect();
    // Stable: of the same fault told twice the first is kept.
    keys.sort_by(|a, b| (a.0, a.1, a.2, a.3).cmp(&(b.0, b.1, b.2, b.3)));
    keys.dedup_by(|a, b| (a.0, a.1, a.2, a.3) == (b.0, b.1, b.2, b.3));
    keys.into_iter().map(|(.., told)| told.clone()).collect()
}
