//! Tests of views, on small sites and on the repository's own site.

mod answer;
mod course;
mod evidence;
mod lists;
mod notes;
mod origins;
mod places;
mod properties;
mod standing;
mod styles;
mod words;
