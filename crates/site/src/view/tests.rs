//! What views say, on small sites and on the one that ships.

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
