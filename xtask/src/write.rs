//! Writes the text of the facts.

use std::fmt::Write;

use crate::merge::{Facts, Versions};
use crate::upstream::VERSIONS;

const HEAD: &str = "\
# What the API of Kubernetes accepts, version by version. Written by `cargo run -p xtask -- facts`; do not edit.
# What those sources cannot tell stands in overlay.txt. Where the facts come from: see NOTICE.
#
# A line at the margin opens a definition. Its fields follow, each with its type:
#   str int32 int64 number bool bytes time intstr quantity   a value; bytes are base64 and time is RFC 3339
#   any object raw                                           unchecked; an object is a mapping, raw holds an object
#   str <A|B>   [T]   {T}   @definition                      one of these strings; list of T; mapping to T; its fields
#   set   map(a,b)                                           no two items of the list are equal, or have equal keys
#   merge(a)   merge   replace   retain                      what a strategic merge patch does: items with the same `a` are
#                                                            one; adds to the list; replaces; drops keys that it lacks
#   !                                                        required
# ` kind` lines name the objects that have the definition, and where they live.
# Ranges are minor versions, `16..` to the newest and `..21` from the oldest; none means all of the definition.
";

/// The text of all facts.
pub fn text(facts: &Facts) -> String {
    let mut text = format!("{HEAD}versions {}..{}\n", VERSIONS.start(), VERSIONS.end());
    let all = VERSIONS.fold(0, |versions, minor| versions | 1 << minor);
    for (name, definition) in &facts.definitions {
        line(&mut text, &[name, &range(definition.versions, all)]);
        for ((api_version, kind_name), kind) in &definition.kinds {
            let scope = match kind.namespaced {
                Some(true) => "namespaced",
                Some(false) => "cluster",
                None => "",
            };
            let versions = range(kind.versions, definition.versions);
            line(&mut text, &[" kind", api_version, kind_name, scope, &versions]);
        }
        for (key, fields) in &definition.fields {
            for field in fields {
                let required = match field.required {
                    0 => String::new(),
                    required => format!("!{}", range(required, field.versions)),
                };
                let versions = range(field.versions, definition.versions);
                line(&mut text, &[&format!("  {key}"), &field.kind, &field.list, &field.patch, &versions, &required]);
            }
        }
    }
    text
}

fn line(text: &mut String, words: &[&str]) {
    let words: Vec<&str> = words.iter().copied().filter(|word| !word.is_empty()).collect();
    text.push_str(&words.join(" "));
    text.push('\n');
}

/// The ranges of some versions, such as `..15,18..21`. Empty for all versions.
fn range(versions: Versions, all: Versions) -> String {
    let mut text = String::new();
    if versions == all {
        return text;
    }
    let has = |minor: u32| VERSIONS.contains(&minor) && versions & 1 << minor != 0;
    for first in VERSIONS.filter(|&minor| has(minor) && !has(minor - 1)) {
        let last = (first..).take_while(|&minor| has(minor)).last().unwrap_or(first);
        let comma = if text.is_empty() { "" } else { "," };
        let first = if first == *VERSIONS.start() { String::new() } else { first.to_string() };
        let last = if last == *VERSIONS.end() { String::new() } else { last.to_string() };
        // Writing to a String cannot fail.
        let _ = write!(text, "{comma}{first}..{last}");
    }
    text
}
