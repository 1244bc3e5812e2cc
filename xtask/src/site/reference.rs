//! The references: of the configuration, from its JSON Schema, and of the command, from its help.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use bowline::cli::{self, Io, Terminal};
use serde_json::Value;

use super::markdown::{block, slug};
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
        describe(&schema, key, value, &mut body);
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

/// What a key takes.
fn describe(schema: &Value, key: &str, value: &Value, body: &mut String) {
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
        let _ = write!(body, "{}", block("yaml", &format!("{key}: {example}")));
    }
    let _ = schema;
}

/// What a reference leads to.
fn resolved<'s>(schema: &'s Value, value: &'s Value) -> &'s Value {
    let name = value["$ref"].as_str().and_then(|name| name.strip_prefix("#/definitions/"));
    match name.map(|name| &schema["definitions"][name]) {
        // What is said next to the reference counts more.
        Some(target) if value["description"].is_null() => target,
        _ => value,
    }
}

/// A text whose words in backticks are code.
fn code(text: &str) -> String {
    let mut out = String::new();
    for (index, piece) in text.split('`').enumerate() {
        let _ = match index % 2 {
            0 => write!(out, "{}", escaped(piece)),
            _ => write!(out, "<code>{}</code>", escaped(piece)),
        };
    }
    out
}

/// The page about the command.
pub fn command_line() -> Outcome<Page> {
    let mut body = "<h1>Command line</h1>\n<p>What <code>bowline help</code> prints.</p>\n".to_owned();
    let mut words = String::new();
    for command in ["", "check", "baseline", "graph", "render", "lsp", "init", "explain", "rules", "generate"] {
        let help = help(command)?;
        let title = format!("bowline {command}");
        let title = title.trim_end();
        let _ = writeln!(body, "<h2 id=\"{}\"><code>{title}</code></h2>\n{}", slug(title), block("", &help));
        words.push_str(&help);
    }
    Ok(Page { folder: "command-line".to_owned(), title: "Command line".to_owned(), body, words })
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
        terminal: Terminal { unicode: true, width: 100, ..Terminal::default() },
    };
    cli::run(words.map(Into::into), &mut io);
    Ok(String::from_utf8(out)?)
}
