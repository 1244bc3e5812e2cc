//! The public YAML test suite: `BOWLINE_YAML_TEST_SUITE` names the folder that contains its `src/`.
//!
//! kubectl's reading takes precedence over YAML 1.2. `suite.txt` lists every case that kubectl or bowline reads
//! differently from the suite: its id, whether bowline `differs` from the suite or `agrees` with it, and the reason. A
//! case that differs from the list fails. `BLESS=1` rewrites the list and keeps the reasons. A new line gets the reason
//! `?`, which fails until it is replaced.
//! `BOWLINE_YAML_TEST_SUITE_READINGS` names a file for the texts and bowline's readings, one JSON object for each line.
//! It serves to compare with other readers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::common::{given, json};
use bowline::source::{FileId, Source, Sources};
use bowline::yaml::{self, Document, Kind, Node, Parsed, ProblemKind, Style};
use serde_json::Value;

const LIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bowline/yaml/suite.txt");

/// The head of the list.
const HEAD: &str = "\
# Cases of the YAML test suite that kubectl (go-yaml v2 behind apimachinery's decoder) or bowline reads in another way
# than the suite wants. `differs`: bowline reads it in another way too. `agrees`: bowline reads it as the suite does.
# Written by `BLESS=1 cargo test yaml::suite -- --ignored`, which keeps the reasons.
";

/// The reason of a case that should not be on the list. Its line is removed with the mistake.
const MISTAKE: &str = "a mistake of bowline's";

/// One case. It takes over everything that it does not say from the case before it in its file.
#[derive(Clone, Default)]
struct Case {
    text: String,
    tree: Option<String>,
    json: Option<String>,
    fail: bool,
    skip: bool,
}

#[test]
#[ignore = "needs BOWLINE_YAML_TEST_SUITE, a clone of the YAML test suite"]
fn the_suite_is_read_but_for_the_listed_cases() {
    let cases = cases(&given("BOWLINE_YAML_TEST_SUITE").join("src"));
    assert!(cases.len() > 350, "{} cases", cases.len());
    if let Some(path) = std::env::var_os("BOWLINE_YAML_TEST_SUITE_READINGS") {
        let lines = cases.iter().map(|(id, case)| reading(id, case).to_string() + "\n");
        std::fs::write(path, lines.collect::<String>()).unwrap();
    }
    let differing: BTreeMap<&str, String> =
        cases.iter().filter_map(|(id, case)| Some((id.as_str(), difference(case)?))).collect();
    let listed = std::fs::read_to_string(LIST).unwrap_or_default();
    let lines = listed.lines().filter(|line| !line.starts_with('#')).map(|line| line.splitn(3, ' '));
    let listed: BTreeMap<&str, (bool, &str)> =
        lines.filter_map(|mut words| Some((words.next()?, (words.next()? == "differs", words.next()?)))).collect();
    let ids: BTreeSet<&str> = listed.keys().chain(differing.keys()).copied().collect();
    if std::env::var_os("BLESS").is_some() {
        let word = |id: &str| if differing.contains_key(id) { "differs" } else { "agrees" };
        let reason = |id: &str| listed.get(id).map_or("?", |(_, reason)| reason);
        let kept = |id: &str| differing.contains_key(id) || !reason(id).starts_with(MISTAKE);
        let lines = ids.iter().filter(|id| kept(id)).map(|id| format!("{id} {} {}\n", word(id), reason(id)));
        std::fs::write(LIST, HEAD.to_owned() + &lines.collect::<String>()).unwrap();
    }
    let wrong: Vec<String> = ids
        .iter()
        .filter_map(|id| match (differing.get(id), listed.get(id)) {
            (Some(what), None | Some((_, "?"))) => Some(format!("{id} differs and has no reason: {what}")),
            (Some(what), Some((false, _))) => Some(format!("{id} differs: {what}")),
            (None, Some((true, _))) => Some(format!("{id} no longer differs")),
            _ => None,
        })
        .collect();
    println!("{} cases, {} differ", cases.len(), differing.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn cases(folder: &Path) -> Vec<(String, Case)> {
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let found: Vec<serde_yaml::Value> = serde_yaml::from_str(&text).unwrap();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let mut case = Case::default();
        for (index, written) in found.iter().enumerate() {
            let text = |key: &str| written.get(key).and_then(|value| value.as_str()).map(unmarked);
            let flag = |key: &str| written.get(key).and_then(|value| value.as_bool());
            case = Case {
                text: text("yaml").unwrap_or(case.text),
                tree: text("tree").or(case.tree),
                json: text("json").or(case.json.filter(|_| text("tree").is_none())),
                fail: flag("fail").unwrap_or(false),
                skip: flag("skip").unwrap_or(case.skip),
            };
            let id = if found.len() == 1 { name.to_owned() } else { format!("{name}/{index:02}") };
            cases.push((id, case.clone()));
        }
    }
    cases.retain(|(_, case)| !case.skip);
    cases
}

/// The text without the suite's marks for invisible characters.
fn unmarked(text: &str) -> String {
    let text = text.replace('␣', " ").replace("————»", "\t").replace("———»", "\t").replace("——»", "\t");
    let text = text.replace("—»", "\t").replace('»', "\t").replace('⇔', "\u{feff}").replace('↵', "");
    text.replace('←', "\r").replace("∎\n", "")
}

/// The reason why bowline refuses a text. Returns `None` if it accepts the text.
fn refusal(parsed: &Parsed) -> Option<&str> {
    let problems = parsed.documents.iter().flat_map(|document| &document.problems);
    let mut refusals = problems.filter(|problem| {
        !matches!(problem.kind, ProblemKind::Dropped | ProblemKind::DuplicateKey | ProblemKind::RepeatedEntry)
    });
    refusals.next().map(|problem| problem.message.as_str())
}

fn reading(id: &str, case: &Case) -> Value {
    let sources = Sources::new(vec![Source::new("test.yaml".to_owned(), case.text.clone())]);
    let parsed = yaml::parse(sources.get(FileId(0)));
    let documents: Vec<Value> =
        parsed.documents.iter().filter_map(|document| document.tree.root()).map(json::json).collect();
    serde_json::json!({"id": id, "in": case.text, "out": documents, "refused": refusal(&parsed), "fail": case.fail})
}

/// The difference from the expectation of a case. Returns `None` if there is none.
fn difference(case: &Case) -> Option<String> {
    let sources = Sources::new(vec![Source::new("test.yaml".to_owned(), case.text.clone())]);
    let parsed = yaml::parse(sources.get(FileId(0)));
    match (case.fail, refusal(&parsed)) {
        (true, Some(_)) => return None,
        (true, None) => return Some(format!("accepted: {:?}", case.text)),
        (false, Some(message)) => return Some(format!("refused, {message}: {:?}", case.text)),
        (false, None) => {}
    }
    let documents: Vec<&Document> =
        parsed.documents.iter().filter(|document| document.broken || document.tree.root().is_some()).collect();
    let tree = case.tree.as_deref().unwrap_or_default();
    let (wanted, found) = (wanted_events(tree), documents.iter().map(|document| events(document)).collect::<Vec<_>>());
    // An empty document cannot become an object.
    let kept = |events: &[String]| events != ["=VAL :"];
    if wanted.iter().filter(|events| kept(events)).ne(found.iter().filter(|events| kept(events))) {
        return Some(format!("the tree is {found:#?}\ninstead of {wanted:#?}\nin {:?}", case.text));
    }
    let wanted_json: Vec<Value> =
        serde_json::Deserializer::from_str(case.json.as_deref()?).into_iter().collect::<Result<_, _>>().unwrap();
    let pairs = wanted_json.iter().zip(&wanted);
    let wanted_json: Vec<&Value> = pairs.filter(|(_, events)| kept(events)).map(|(value, _)| value).collect();
    let found: Vec<Value> = documents.iter().filter_map(|document| document.tree.root()).map(json::json).collect();
    let same = wanted_json.len() == found.len() && wanted_json.iter().zip(&found).all(|(a, b)| same_json(a, b));
    (!same).then(|| format!("the JSON is {found:?}\ninstead of {wanted_json:?}\nin {:?}", case.text))
}

/// Whether two values are equal. 1 is equal to 1.0.
fn same_json(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_json(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same_json(a, b)))
        }
        _ => a == b,
    }
}

/// The events of each document in the suite's notation, without flow marks, and with tags only as `<>`.
fn wanted_events(tree: &str) -> Vec<Vec<String>> {
    let mut documents: Vec<Vec<String>> = Vec::new();
    for line in tree.lines().map(str::trim_start) {
        let line = line.replace("<SPC>", " ").replace("<TAB>", "\t");
        match &line[..4.min(line.len())] {
            "+DOC" => documents.push(Vec::new()),
            "+STR" | "-STR" | "-DOC" | "" => {}
            "=VAL" | "=ALI" | "-MAP" | "-SEQ" => documents.last_mut().unwrap().push(without_tag(&line)),
            _ => documents.last_mut().unwrap().push(without_tag(&line.replacen(" {}", "", 1).replacen(" []", "", 1))),
        }
    }
    documents
}

/// The line with `<>` in place of a tag such as `<tag:yaml.org,2002:str>`, unless the tag is part of a value.
fn without_tag(line: &str) -> String {
    let before_value = line.find([':', '"', '\'', '|', '>'].map(|sign| sign)).unwrap_or(line.len());
    match (line.find('<'), line.find('>')) {
        (Some(open), Some(close)) if open < before_value => format!("{}<>{}", &line[..open], &line[close + 1..]),
        _ => line.to_owned(),
    }
}

fn events(document: &Document) -> Vec<String> {
    let mut events = Vec::new();
    document.tree.root().into_iter().for_each(|root| push_events(root, &mut events));
    events
}

fn push_events(node: Node<'_>, events: &mut Vec<String>) {
    let source = node.source();
    if node.is_alias() {
        return events.push(format!("=ALI {}", source.slice(node.written_span())));
    }
    let anchor = node.anchor_span().map_or(String::new(), |span| format!(" {}", source.slice(span)));
    let properties = anchor + if node.tag_span().is_some() { " <>" } else { "" };
    match node.kind() {
        Kind::Mapping => {
            events.push(format!("+MAP{properties}"));
            for entry in node.raw_entries() {
                push_events(entry.key, events);
                push_events(entry.value, events);
            }
            events.push("-MAP".to_owned());
        }
        Kind::Sequence => {
            events.push(format!("+SEQ{properties}"));
            node.items().for_each(|item| push_events(item, events));
            events.push("-SEQ".to_owned());
        }
        Kind::Scalar => {
            let sign = match node.style() {
                Style::SingleQuoted => '\'',
                Style::DoubleQuoted => '"',
                Style::Literal => '|',
                Style::Folded => '>',
                _ => ':',
            };
            let text = node.text().replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t").replace('\r', "\\r");
            events.push(format!("=VAL{properties} {sign}{}", text.replace('\u{8}', "\\b")));
        }
    }
}
