//! Finds passwords that a script passes to a program on its standard input: `echo x | chpasswd`, `chpasswd <<EOF`.

use std::ops::Range;

use super::super::parts::{lines, offset};
use super::super::words::words_of;
use super::line::judged;
use super::{Written, has_variable};

/// Programs and flags that read a password, or a name and a password, from standard input.
const READERS: &[&str] = &["--password-stdin", "--stdin", "chpasswd", "kinit", "passwd", "smbpasswd"];

/// A password that a program reads from standard input.
pub(in super::super) struct Fed<'t> {
    /// The program, or its flag.
    reader: &'t str,
    password: &'t str,
    at: usize,
}

impl<'t> Fed<'t> {
    /// The password in a line that a program reads. `at` is the offset of the line in the text.
    fn of(reader: &'t str, line: &'t str, at: usize) -> Option<Self> {
        let reader = name_of(reader);
        let password = if reader == "chpasswd" { line.split_once(':')?.1 } else { line };
        let is_one = !password.is_empty() && !has_variable(password);
        is_one.then(|| Self { reader, password, at: at + offset(line, password) })
    }

    /// The range of the password in the text.
    pub(in super::super) fn span(&self) -> Range<usize> {
        self.at..self.at + self.password.len()
    }

    /// The credential, if the password is a literal one.
    pub(super) fn judged(&self) -> Option<Written> {
        judged(self.reader, "password", self.password, self.at)
    }
}

fn name_of(reader: &str) -> &str {
    reader.rsplit('/').next().unwrap_or_default().trim_end_matches(';')
}

fn is_reader(word: &str) -> bool {
    READERS.contains(&name_of(word))
}

/// The password of `echo x | program`, or `program <<< x`.
pub(in super::super) fn in_pipe(line: &str) -> Option<Fed<'_>> {
    if !READERS.iter().any(|reader| line.contains(reader)) {
        return None;
    }
    let words: Vec<(usize, &str)> = words_of(line).collect();
    let reader = words.iter().rposition(|(_, word)| is_reader(word))?;
    let text = match words.iter().rposition(|(_, word)| *word == "|").filter(|pipe| *pipe < reader) {
        // The last word after `echo` or `printf` and before the pipe, unless it is a flag.
        Some(pipe) => {
            let echo = words[..pipe].iter().rposition(|(_, word)| matches!(*word, "echo" | "printf"))?;
            words[echo + 1..pipe].iter().rfind(|(_, word)| !word.starts_with('-'))?
        }
        None => words[reader..].windows(2).find(|pair| pair[0].1 == "<<<").map(|pair| &pair[1])?,
    };
    // Some programs read the password twice.
    let bare = text.1.trim_matches(['"', '\'']).split("\\n").next().unwrap_or_default();
    Fed::of(words[reader].1, bare, text.0 + offset(text.1, bare))
}

/// The passwords in the here-documents of a script.
pub(in super::super) fn in_documents(text: &str, push: &mut dyn FnMut(Fed<'_>)) {
    if !text.contains("<<") {
        return;
    }
    let mut document: Option<Document<'_>> = None;
    for (at, line) in lines(text) {
        match document.take() {
            Some(document) if line.trim() == document.end => {}
            Some(open) => {
                let trimmed = line.trim();
                Fed::of(open.reader, trimmed, at + offset(line, trimmed)).into_iter().for_each(&mut *push);
                document = Some(open);
            }
            None => document = Document::after(line),
        }
    }
}

/// A here-document from which a program reads passwords.
struct Document<'t> {
    /// The line that ends the here-document.
    end: &'t str,
    reader: &'t str,
}

impl<'t> Document<'t> {
    /// The here-document that starts after a line.
    fn after(line: &'t str) -> Option<Self> {
        let (_, rest) = line.split_once("<<").filter(|(_, rest)| !rest.starts_with('<'))?;
        let end = rest.trim_start_matches(['-', ' ']).split_whitespace().next()?.trim_matches(['"', '\'', '\\']);
        let reader = line.split_whitespace().find(|word| is_reader(word))?;
        Some(Self { end, reader })
    }
}
