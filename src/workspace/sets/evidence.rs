//! What a file is, judged before it is parsed: only manifests are linted, and what is left out is said.

use crate::yaml::Document;

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// Holds at least one object.
    Manifest,
    /// Tells how manifests are put together.
    Kustomization,
    /// May be a list of operations of a JSON patch, which a kustomization names.
    Patch,
    /// Neither, for this reason (a noun).
    Other(&'static str),
}

/// Why most files are left out.
pub const NO_OBJECT: &str = "no apiVersion and kind";

/// Judges a file by its name and text.
pub fn evidence(name: &str, text: &str) -> Evidence {
    let base = name.rsplit('/').next().unwrap_or(name);
    if is_kustomization_name(name) {
        return Evidence::Kustomization;
    }
    if base == "bowline.yaml" {
        return Evidence::Other("configuration that this run does not use");
    }
    if matches!(base, "Chart.yaml" | "values.yaml" | "values.yml") {
        return Evidence::Other("Helm chart file");
    }
    if !has_key(text, "apiVersion") || !has_key(text, "kind") {
        return match has_key(text, "op") && has_key(text, "path") {
            true => Evidence::Patch,
            false => Evidence::Other(NO_OBJECT),
        };
    }
    if is_template(text) {
        return Evidence::Other("template");
    }
    Evidence::Manifest
}

/// True where a document is an object, or was meant to be one before it broke.
pub fn is_object(document: &Document) -> bool {
    let starts_like_one = |line: &str| {
        let line = line.trim_start_matches(['\u{feff}', '"', '{', ' ']);
        line.starts_with("apiVersion") || line.starts_with("kind:")
    };
    let read = document.tree.root().is_some_and(|root| root.get("apiVersion").is_some() || root.get("kind").is_some());
    read || document.broken && document.text().lines().any(starts_like_one)
}

/// The names that kustomize looks for.
pub(super) fn is_kustomization_name(name: &str) -> bool {
    let base = name.rsplit('/').next().unwrap_or(name);
    matches!(base, "kustomization.yaml" | "kustomization.yml" | "Kustomization")
}

/// A key at the start of a line, or a quoted one anywhere (JSON); below a list it may be indented.
fn has_key(text: &str, key: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memmem::find_iter(bytes, key.as_bytes()).any(|at| {
        let mut rest = bytes[at + key.len()..].iter().skip_while(|byte| matches!(byte, b'"' | b'\'' | b' ' | b'\t'));
        let before = at.checked_sub(1).map(|before| bytes[before]);
        let starts = matches!(before, None | Some(b'\n' | b' ' | b'\t' | b'"' | b'\'' | b'{' | b',' | 0xbf));
        starts && rest.next() == Some(&b':')
    })
}

/// Go template syntax outside of quotes and of plain text: control lines, or a value that starts with it.
fn is_template(text: &str) -> bool {
    if memchr::memmem::find(text.as_bytes(), b"{{").is_none() {
        return false;
    }
    let mut block: Option<usize> = None;
    text.lines().any(|line| {
        let content = line.trim_start();
        let indent = line.len() - content.len();
        // Inside a block scalar it is text.
        if block.is_some_and(|column| content.is_empty() || indent > column) {
            return false;
        }
        let header = content.split(" #").next().unwrap_or(content).trim_end();
        let opens_block = [": |", ": >", "- |", "- >"].iter().any(|sign| match header.rfind(sign) {
            Some(at) => header[at + sign.len()..].chars().all(|c| matches!(c, '-' | '+' | '0'..='9')),
            None => false,
        });
        block = opens_block.then_some(indent);
        if content.starts_with('#') {
            return false;
        }
        let value = content.split_once(": ").map_or(content, |(_, value)| value).trim_start();
        let value = value.strip_prefix("- ").unwrap_or(value).trim_start();
        content.starts_with("{{") || value.starts_with("{{") || content.starts_with("{%")
    })
}
