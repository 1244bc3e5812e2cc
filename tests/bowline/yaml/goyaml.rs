//! Texts are read as kubectl reads them. `BOWLINE_GOYAML` names a folder with `scalars.tsv` and `streams.jsonl`: the
//! results of go-yaml v2 and of apimachinery's `YAMLOrJSONDecoder` for 20,000 scalars and 4,000 streams.

use crate::common::given;
use bowline::diagnostic::Severity;
use bowline::rule::Category;
use bowline::rules;
use bowline::source::{FileId, Source, Sources};
use bowline::yaml::{self, Kind, Node, Scalar};
use serde_json::{Map, Number, Value};

/// The least percentage of the streams refused by kubectl that bowline also refuses.
const REFUSED_AT_LEAST: usize = 99;

/// Keys that differ from Go's in their last digit: floats that go through `f32`.
const INEXACT_KEYS: &[&str] = &[];

fn data(name: &str) -> String {
    std::fs::read_to_string(given("BOWLINE_GOYAML").join(name)).unwrap()
}

fn sources(text: &str) -> Sources {
    Sources::new(vec![Source::new("test.yaml".to_owned(), text.to_owned())])
}

#[test]
#[ignore = "needs BOWLINE_GOYAML, a folder of what the Go libraries read"]
fn scalars_are_go_yamls() {
    let table = data("scalars.tsv");
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in table.lines().skip(1) {
        let mut fields = line.split('\t');
        let (text, value, key) = (fields.next().unwrap(), fields.next().unwrap(), fields.next().unwrap_or(""));
        count += 1;
        let texts = sources(&format!("k: {text}\n"));
        let parsed = yaml::parse(texts.get(FileId(0)));
        let found = parsed.documents.first().and_then(|document| document.tree.root()?.get("k"));
        let problem = parsed.documents.iter().any(|document| !document.problems.is_empty());
        let ours = found.map_or("nothing".to_owned(), |node| tagged(node.scalar(), text));
        if ours != value && !(value.starts_with('E') && problem) {
            wrong.push(format!("{text:?}: {ours} for {value}"));
        }
        let texts = sources(&format!("? {text}\n: 0\n"));
        let parsed = yaml::parse(texts.get(FileId(0)));
        let root = parsed.documents.first().and_then(|document| document.tree.root());
        let ours = root.and_then(|root| root.entries().next()).map(|entry| entry.key.key_text().into_owned());
        let refused = parsed.documents.iter().any(|document| !document.problems.is_empty());
        if (ours.as_deref() != Some(key) || refused != (key == "ERR"))
            && !(key == "ERR" && refused)
            && !INEXACT_KEYS.contains(&text)
        {
            wrong.push(format!("key {text:?}: {ours:?} for {key:?}, refused: {refused}"));
        }
    }
    assert!(count > 10_000);
    assert!(wrong.is_empty(), "{} of {count} differ\n{}", wrong.len(), wrong.join("\n"));
}

/// A scalar in the notation of the table.
fn tagged(scalar: Scalar<'_>, source: &str) -> String {
    match scalar {
        Scalar::Null => "null".to_owned(),
        Scalar::Bool(value) => value.to_string(),
        Scalar::Int(value) => format!("i{value}"),
        Scalar::Uint(value) => format!("u{value}"),
        // Go's NaN has one more bit.
        Scalar::Float(value) if value.is_nan() => "f7ff8000000000001".to_owned(),
        Scalar::Float(value) => format!("f{:016x}", value.to_bits()),
        Scalar::Str(text) if text == source => "s".to_owned(),
        Scalar::Str(text) => format!("S{text}"),
    }
}

#[test]
#[ignore = "needs BOWLINE_GOYAML, a folder of what the Go libraries read"]
fn streams_are_read_as_kubectl_reads_them() {
    let table = data("streams.jsonl");
    let (mut wrong, mut accepted) = (Vec::new(), Vec::new());
    let (mut read, mut refused) = (0, 0);
    for line in table.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let text = case["in"].as_str().unwrap();
        let out: Vec<&str> = case["out"].as_array().unwrap().iter().map(|out| out.as_str().unwrap()).collect();
        let stops = out.iter().position(|out| out.starts_with("ERR"));
        // An empty text and null are empty documents.
        let whole = out[..stops.unwrap_or(out.len())].iter().filter(|out| !matches!(**out, "" | "null"));
        let expected: Vec<Value> = whole.map(|out| normal(serde_json::from_str(out).unwrap())).collect();
        let errors = errors(text);
        let ours = documents(text);
        match stops {
            Some(at) => {
                refused += 1;
                if errors.is_empty() {
                    accepted.push(format!("{} for\n{text}\n=====", out[at]));
                }
                if ours.get(..expected.len()) != Some(&expected[..]) {
                    wrong.push(format!("{ours:?}\n{expected:?}\nbefore {} for\n{text}\n=====", out[at]));
                }
            }
            None => {
                read += 1;
                if ours != expected {
                    wrong.push(format!("{ours:?}\n{expected:?}\nfor\n{text}\n====="));
                } else if !errors.is_empty() {
                    wrong.push(format!("{errors:?} for\n{text}\n====="));
                }
            }
        }
    }
    println!("{read} read, {} differ; {refused} refused, {} accepted here", wrong.len(), accepted.len());
    accepted.iter().for_each(|stream| println!("accepted: {stream}"));
    assert!(read > 1_000 && refused > 1_000);
    assert!(wrong.is_empty(), "{} differ\n{}", wrong.len(), wrong.join("\n"));
    assert!(accepted.len() * 100 <= refused * (100 - REFUSED_AT_LEAST), "{} of {refused}", accepted.len());
}

/// Findings of severity error about the text, without repeated keys and dropped content: kubectl is silent about those.
fn errors(text: &str) -> Vec<String> {
    let sources = sources(text);
    let parsed = yaml::parse(sources.get(FileId(0)));
    let files = [parsed].map(std::sync::Arc::new);
    let sets = bowline::workspace::Sets::read(&sources, &files);
    let project = bowline::workspace::Project::default();
    let workspace = bowline::workspace::Workspace::build(&sources, &files, &sets, &project);
    let mut found = Vec::new();
    for document in &files[0].documents {
        for rule in rules::ALL.iter().filter(|rule| rule.meta.category == Category::Syntax) {
            if let bowline::rule::Check::Document(check) = rule.check {
                let mut cx = bowline::rule::Cx::new(&workspace, rule, None);
                check(document, &mut cx);
                found.extend(cx.finish());
            }
        }
    }
    let silent = ["yaml-duplicate-key", "yaml-dropped-content"];
    found.retain(|found| found.severity == Severity::Error && !silent.contains(&found.rule));
    found.into_iter().map(|found| format!("{}: {}", found.rule, found.message)).collect()
}

/// The documents that are not broken and not empty.
fn documents(text: &str) -> Vec<Value> {
    let sources = sources(text);
    let parsed = yaml::parse(sources.get(FileId(0)));
    let whole = parsed.documents.iter().filter(|document| !document.broken);
    let roots = whole.filter_map(|document| document.tree.root());
    roots.map(|root| normal(json(root))).filter(|value| !value.is_null()).collect()
}

fn json(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::Mapping => {
            let entries = node.entries().map(|entry| (entry.key.key_text().into_owned(), json(entry.value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
        Kind::Sequence => node.items().map(json).collect(),
        Kind::Scalar => serde_json::from_str(&node.scalar().json()).unwrap_or(Value::Null),
    }
}

/// The value with numbers in one form, so that `1` and `1.0` are equal.
fn normal(value: Value) -> Value {
    match value {
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() => Number::from_f64(float).map_or(Value::Null, Value::Number),
            Some(float) if float.abs() > 9e15 => Number::from_f64(float).map_or(Value::Null, Value::Number),
            _ => Value::Number(number),
        },
        Value::Array(items) => items.into_iter().map(normal).collect(),
        Value::Object(map) => Value::Object(map.into_iter().map(|(key, value)| (key, normal(value))).collect()),
        other => other,
    }
}
