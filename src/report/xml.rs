//! Writes XML without characters that XML does not allow.

use std::borrow::Cow;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::visible::visible;

/// A writer of indented XML.
pub(crate) type Xml<'w> = Writer<&'w mut dyn io::Write>;

/// Writes a whole document. `content` writes the root element.
pub(super) fn document(
    out: &mut dyn io::Write,
    content: impl FnOnce(&mut Xml<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let mut writer = Writer::new_with_indent(out, b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    content(&mut writer)?;
    writer.get_mut().write_all(b"\n")
}

/// The text of an element.
pub(super) fn text(text: &str) -> BytesText<'_> {
    BytesText::new(&visible(text)).into_owned()
}

/// The value of an attribute. The writer escapes it, also line breaks.
pub(super) fn value(text: &str) -> Cow<'_, str> {
    visible(text)
}
