//! Directives in manifests. They are comments of the form `# bowline: ignore[id or category, ...] reason`, or
//! annotations of the form `bowline.ignore/<id>: reason` for objects whose comments may get lost.

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
    /// The place of the id.
    pub id_span: Span,
    /// The whole comment or annotation.
    pub written: Span,
    /// Whether the directive has a reason.
    pub has_reason: bool,
    /// Whether its document was not read completely. The directive may be for the unread part.
    pub in_broken: bool,
    is_annotation: bool,
    scope: Scope,
}

impl Directive {
    /// The word for the directive in messages.
    pub fn noun(&self) -> &'static str {
        if self.is_annotation { "annotation" } else { "directive" }
    }

    /// Whether the directive is an annotation and not a comment.
    pub fn is_annotation(&self) -> bool {
        self.is_annotation
    }

    /// The place for the reason, as an instruction.
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

/// A comment that was intended as a directive but is not valid.
#[derive(Debug)]
pub struct Malformed {
    /// The comment.
    pub span: Span,
    /// The mistake in the comment.
    pub message: &'static str,
    /// The probably intended comment.
    pub instead: Option<String>,
}

/// All directives of a file.
pub fn directives(parsed: &Parsed) -> (Vec<Directive>, Vec<Malformed>) {
    let (mut found, malformed) = comments::directives(parsed);
    annotations::directives(parsed, &mut found);
    (found, malformed)
}
