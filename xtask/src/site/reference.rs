//! The two references: for the configuration, from its JSON Schema, and for the command, from its help.

use std::fmt::Write;
use std::fs;
use std::iter;
use std::path::Path;

use bowline::cli::{self, Io, Terminal};
use serde_json::Value;

use super::markdown::{block, code, slug};
use super::page::{Page, escaped};
use crate::Outcome;

/// The page about `bowline.yaml`.
pub fn configuration(root: &Path) -> Outcome<Page> {
    let schema: Value = serde_json::from_str(&fs::read_to_string(root.join("schema/config.v1.json"))?)?;
    let mut body = "<h1>Configuration reference</h1>\n<p>Every key of <code>bowline.yaml</code>. All of them may be left out. This \
                    page is made from the <a href=\"https://raw.githubusercontent.com/bowline-lint/bowline/main/schema/config.v1.json\">JSON \
                    Schema</a>, with which editors complete the file.</p>\n"
        .to_owned();
    let mut words = String::new();
    for (key, value) in schema["properties"].as_object().ok_or("the schema has no properties")? {
        let value = resolved(&schema, value);
        let _ = writeln!(body, "<h2 id=\"{}\"><code>{key}</code></h2>", slug(key));
        describe(key, value, &mut body);
        let items = resolved(&schema, &value["items"]);
        if let Some(keys) = items["properties"].as_object() {
            body.push_str(
                "<p>Each item has these keys:</p>\n<div class=\"table\"><table><tr><th>key</th><th></th></tr>\n",
            );
            for (key, value) in keys {
                let value = resolved(&schema, value);
                let is_required =
                    items["required"].as_array().is_some_and(|all| all.iter().any(|one| one == key.as_str()));
                let required = if is_required { " (required)" } else { "" };
                let text = value["description"].as_str().unwrap_or_default();
                let _ = writeln!(body, "<tr><td><code>{key}</code>{required}</td><td>{}</td></tr>", code(text));
            }
            body.push_str("</table></div>\n");
        }
        let _ = write!(words, "{key} {} ", value["description"].as_str().unwrap_or_default());
    }
    Ok(Page { folder: "configuration-reference".to_owned(), title: "Configuration reference".to_owned(), body, words })
}

/// Adds the description of a key: its text, type and values.
fn describe(key: &str, value: &Value, body: &mut String) {
    if let Some(text) = value["description"].as_str() {
        let _ = writeln!(body, "<p>{}</p>", code(text));
    }
    if let Some(words) = value["enum"].as_array() {
        let words: Vec<String> =
            words.iter().map(|word| format!("<code>{}</code>", escaped(&word.to_string()))).collect();
        let _ = writeln!(body, "<p>One of {}.</p>", words.join(", "));
    }
    if !value["default"].is_null() {
        let _ = writeln!(body, "<p>Default: <code>{}</code>.</p>", escaped(&value["default"].to_string()));
    }
    if let Some(example) = value["examples"].get(0) {
        let _ = write!(body, "{}", block("yaml", &format!("{key}:{}", yaml(example, 1))));
    }
}

/// A value as a person writes it after its key: in block style, with quotes only if it needs them.
fn yaml(value: &Value, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(keys) => {
            keys.iter().map(|(key, value)| format!("\n{indent}{key}:{}", yaml(value, depth + 1))).collect()
        }
        Value::Array(items) => items.iter().map(|item| format!("\n{indent}-{}", yaml(item, depth + 1))).collect(),
        Value::String(text) if is_plain(text) => format!(" {text}"),
        other => format!(" {other}"),
    }
}

/// Whether YAML reads a text without quotes as the same text.
fn is_plain(text: &str) -> bool {
    text.starts_with(char::is_alphabetic)
        && text.chars().all(|c| c.is_alphanumeric() || "-_./".contains(c))
        && !matches!(text, "on" | "off" | "yes" | "no" | "true" | "false" | "null")
}

/// The target of a reference, or the value itself.
fn resolved<'s>(schema: &'s Value, value: &'s Value) -> &'s Value {
    let name = value["$ref"].as_str().and_then(|name| name.strip_prefix("#/definitions/"));
    match name.map(|name| &schema["definitions"][name]) {
        // A description next to the reference has priority.
        Some(target) if value["description"].is_null() => target,
        _ => value,
    }
}

/// The page about the command.
pub fn command_line() -> Outcome<Page> {
    let mut body = "<h1>Command line</h1>\n<p>What <code>bowline help</code> prints.</p>\n".to_owned();
    let mut words = String::new();
    let overview = help("")?;
    for command in iter::once("").chain(commands(&overview)) {
        let help = help(command)?;
        let title = format!("bowline {command}");
        let title = title.trim_end();
        let _ = writeln!(body, "<h2 id=\"{}\"><code>{title}</code></h2>\n{}", slug(title), block("", &help));
        words.push_str(&help);
    }
    Ok(Page { folder: "command-line".to_owned(), title: "Command line".to_owned(), body, words })
}

/// The names of the commands, from the help that lists them.
fn commands(overview: &str) -> impl Iterator<Item = &str> {
    let list = overview.split_once("\nCommands:\n").and_then(|(_, rest)| rest.split_once("\n\n"));
    let lines = list.map_or("", |(list, _)| list).lines();
    let names = lines.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    names.filter(|name| !matches!(*name, "" | "help"))
}

fn help(command: &str) -> Outcome<String> {
    let (mut out, mut error) = (Vec::new(), Vec::new());
    let words = ["bowline", command, "--help"].into_iter().filter(|word| !word.is_empty());
    let mut io = Io {
        stdin: &mut std::io::empty(),
        stdout: &mut out,
        stderr: &mut error,
        folder: std::env::temp_dir(),
        today: jiff::civil::date(2026, 1, 1),
        terminal: Terminal { unicode: true, width: 84, ..Terminal::default() },
    };
    cli::run(words.map(Into::into), &mut io);
    Ok(String::from_utf8(out)?)
}
