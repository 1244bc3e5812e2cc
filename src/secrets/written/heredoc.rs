//! Passwords that a script gives a program line by line on its standard input: `chpasswd <<EOF`.

use super::super::parts::{lines, offset};
use super::Written;
use super::line::{is_reader, read_by};

/// The passwords in the documents of a script.
pub(super) fn in_documents(text: &str, push: &mut dyn FnMut(Written)) {
    let mut document: Option<Document<'_>> = None;
    for (at, line) in lines(text) {
        match document.take() {
            Some(document) if line.trim() == document.end => {}
            Some(open) => {
                let found = read_by(open.reader, line.trim(), at + offset(line, line.trim()));
                found.into_iter().for_each(&mut *push);
                document = Some(open);
            }
            None => document = Document::after(line),
        }
    }
}

/// A document that a program reads passwords from.
struct Document<'t> {
    /// The line that ends it.
    end: &'t str,
    /// The program, or its flag.
    reader: &'t str,
}

impl<'t> Document<'t> {
    /// The document that starts after a line.
    fn after(line: &'t str) -> Option<Self> {
        let (_, rest) = line.split_once("<<").filter(|(_, rest)| !rest.starts_with('<'))?;
        let end = rest.trim_start_matches(['-', ' ']).split_whitespace().next()?.trim_matches(['"', '\'', '\\']);
        let reader = line.split_whitespace().find(|word| is_reader(word))?;
        Some(Self { end, reader })
    }
}
