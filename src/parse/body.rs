//! stub
use crate::base::diag::Checked;
use crate::base::span::Span;
use crate::model::body::Body;
use std::sync::Arc;
/// stub
#[derive(Debug, Clone, Default)]
pub struct ProseOptions {
    pub allow_html: bool,
    pub smart: bool,
}
/// stub
pub fn body(text: &str, span: Span, file: &Arc<str>, options: &ProseOptions) -> Checked<Body> {
    let _ = (text, span, file, options);
    Checked::clean(Body::default())
}
/// stub
pub fn short(text: &str, span: Span, file: &Arc<str>) -> Checked<Body> {
    let _ = (text, span, file);
    Checked::clean(Body::default())
}
