//! What manifests say of findings in them: `# bowline: ignore[id or category, ...] reason` in comments, and annotations of the form
//! `bowline.ignore/<id>: reason` for objects whose comments get lost on the way.

mod annotations;
mod comments;
mod index;
mod marks;
mod typo;

pub use index::Index;
pub use marks::is_marked;

use crate::source::Span;
use crate::yaml::Parsed;

/// One rule id of one directive.
#[derive(Debug)]
pub struct Directive {
    /// The id as written.
    pub id: String,
    /// Where the id is written.
    pub id_span: Span,
    /// The whole comment or annotation.
    pub written: Span,
    /// Whether there is a reason.
    pub has_reason: bool,
    /// Its document was not read to the end, so it may be for what was not seen.
    pub in_broken: bool,
    is_annotation: bool,
    scope: Scope,
}

impl Directive {
    /// What a person calls it.
    pub fn noun(&self) -> &'static str {
        if self.is_annotation { "annotation" } else { "directive" }
    }

    /// Whether it is an annotation, not a comment.
    pub fn is_annotation(&self) -> bool {
        self.is_annotation
    }

    /// Where its reason belongs.
    pub fn reason_place(&self) -> &'static str {
        if self.is_annotation { "write it as the annotation's value" } else { "write it after the bracket" }
    }
}

#[derive(Debug)]
enum Scope {
    /// 0-based index of a line.
    Line(usize),
    /// A document, an item of a list, or objects.
    Spans(Vec<Span>),
}

/// A comment that is meant to be a directive and is not valid.
#[derive(Debug)]
pub struct Malformed {
    /// The comment.
    pub span: Span,
    /// What is wrong with it.
    pub message: &'static str,
    /// The comment that was probably meant.
    pub instead: Option<String>,
}

/// All directives of a file.
pub fn directives(parsed: &Parsed) -> (Vec<Directive>, Vec<Malformed>) {
    let (mut found, malformed) = comments::directives(parsed);
    annotations::directives(parsed, &mut found);
    (found, malformed)
}
