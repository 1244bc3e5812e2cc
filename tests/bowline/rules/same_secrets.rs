//! The findings about credentials are the same in every notation of a manifest.

use bowline::settings::Settings;
use serde_json::{Value, json};

use crate::common::invariants::checked_with;

/// Objects with credentials, and with values that only look like credentials.
fn objects() -> Vec<Value> {
    let pod = json!({"containers": [{
        "name": "a", "image": "a:1",
        "args": ["--password", "kestrel9x-1", "--token-file=/run/x"],
        "env": [
            {"name": "DB_PASSWORD", "value": "kestrel9x-2"},
            {"name": "DATABASE_URL", "value": "postgres://app:kestrel9x-3@db/app"},
            {"name": "CONFIG", "value": "{\"password\": \"kestrel9x-4\"}"},
            {"name": "API_TOKEN", "valueFrom": {"secretKeyRef": {"name": "api", "key": "token"}}},
            {"name": "PASSWORD_FILE", "value": "/run/secrets/password"},
        ],
    }]});
    vec![
        json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": pod}),
        json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": {
            "DB_PASSWORD": "kestrel9x-5",
            "app.properties": "# old\ndb.user=app\ndb.password=kestrel9x-6\n",
            "app.json": "{\"auth\": {\"client_secret\": \"Kestrel9x-7-Heron\"}}",
            "nginx.conf": "proxy_pass http://app;\n",
        }}),
        json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "stringData": {"password": "kestrel9x-8"}}),
        json!({"apiVersion": "example.com/v1", "kind": "Db", "metadata": {"name": "d", "annotations": {"x.io/password": "kestrel9x-9"}}, "spec": {
            "auth": {"password": "kestrel9x-10", "passwordSecretRef": {"name": "db", "key": "password"}},
            "params": [{"name": "password", "value": "kestrel9x-11"}],
            "bootstrap": ["CREATE ROLE app PASSWORD 'kestrel9x-12'"],
        }}),
    ]
}

/// The findings of rules about secrets in a text, each with its severity and message, in order of the words.
fn said(text: &str) -> Vec<String> {
    let settings = Settings { select: vec!["secrets".to_owned()], info: true, ..Settings::default() };
    let checked = checked_with(&[("a.yaml", text)], &settings);
    let found = checked.outcome.diagnostics.iter();
    let mut said: Vec<String> =
        found.map(|found| format!("{} {:?} {}", found.rule, found.severity, found.message)).collect();
    said.sort();
    said
}

/// Writes block YAML. The keys are in reverse order if `is_reversed`, and `quote` writes the strings.
fn block(value: &Value, depth: usize, is_reversed: bool, quote: &dyn Fn(&str) -> String, out: &mut String) {
    let pad = "  ".repeat(depth);
    let mut below = |start: String, value: &Value| {
        out.push_str(&format!("{pad}{start}"));
        match value {
            Value::String(text) => out.push_str(&format!(" {}\n", quote(text))),
            value => {
                out.push('\n');
                block(value, depth + 1, is_reversed, quote, out);
            }
        }
    };
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            if is_reversed {
                keys.reverse();
            }
            keys.into_iter().for_each(|key| below(format!("{key}:"), &map[key]));
        }
        Value::Array(items) => items.iter().for_each(|item| below("-".to_owned(), item)),
        _ => {}
    }
}

fn written(is_reversed: bool, quote: &dyn Fn(&str) -> String) -> String {
    let mut texts = Vec::new();
    for object in objects() {
        let mut text = String::new();
        block(&object, 0, is_reversed, quote, &mut text);
        texts.push(text);
    }
    texts.join("---\n")
}

fn double(text: &str) -> String {
    Value::from(text).to_string()
}

#[test]
fn how_it_is_written_changes_no_verdict() {
    let plain = written(false, &double);
    let expected = said(&plain);
    assert!(expected.len() >= 11, "{expected:#?}");
    let single = |text: &str| match text.contains('\n') {
        true => double(text),
        false => format!("'{}'", text.replace('\'', "''")),
    };
    let anchored = |text: &str| format!("&a {}", double(text));
    let texts: Vec<String> = objects().iter().map(Value::to_string).collect();
    let list = json!({"apiVersion": "v1", "kind": "List", "items": objects()});
    for (name, text) in [
        ("keys in reverse", written(true, &double)),
        ("single quotes", written(false, &single)),
        ("anchors", written(false, &anchored)),
        ("flow", texts.join("\n---\n")),
        ("a List", list.to_string()),
        (
            "a List of blocks",
            format!(
                "apiVersion: v1\nkind: List\nitems:\n{}",
                texts.iter().map(|text| format!("- {text}\n")).collect::<String>()
            ),
        ),
        ("JSON with lines", serde_json::to_string_pretty(&list).unwrap()),
        ("CRLF", plain.replace('\n', "\r\n")),
    ] {
        assert_eq!(said(&text), expected, "{name}\n{text}");
    }
}
