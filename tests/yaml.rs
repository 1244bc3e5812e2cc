//! Documents read as kubectl reads them, as the JSON that it would send.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use bowline::source::{FileId, Source, Sources};
use bowline::yaml;
use common::json::json;
use serde_json::Value;

/// The documents of a text; none for one that cannot be read.
fn read(text: &str) -> Vec<Option<Value>> {
    let sources = Sources::new(vec![Source::new("test.yaml".to_owned(), text.to_owned())]);
    let parsed = yaml::parse(&sources, FileId(0));
    let documents = parsed.documents.iter().filter(|document| document.broken || document.tree.root().is_some());
    documents.map(|document| document.tree.root().map(json)).collect()
}

#[track_caller]
fn reads(text: &str, expected: &[&str]) {
    let expected: Vec<Option<Value>> = expected.iter().map(|text| Some(serde_json::from_str(text).unwrap())).collect();
    assert_eq!(read(text), expected, "{text}");
}

#[test]
fn scalars_are_yaml_1_1_with_go_numbers() {
    reads(
        "[yes, off, 0777, 0o17, 1_000, .5, 0x1F, ~, 'yes', 1e3]",
        &[r#"[true,false,511,15,1000,0.5,31,null,"yes",1000.0]"#],
    );
    reads("{on: 1, 0777: 2, 1.10: 3}", &[r#"{"true":1,"511":2,"1.1":3}"#]);
    reads("{a: !!str 12, b: !!int \"3\", c: ! 1}", &[r#"{"a":"12","b":3,"c":"1"}"#]);
}

#[test]
fn the_last_of_a_repeated_key_wins() {
    reads("a: 1\nb: 2\na: 3\n", &[r#"{"a":3,"b":2}"#]);
}

#[test]
fn merge_keys_hold_where_they_stand() {
    reads("x: &x {q: 1, r: 2}\nz:\n  q: 3\n  <<: *x\n", &[r#"{"x":{"q":1,"r":2},"z":{"q":1,"r":2}}"#]);
    reads("x: &x {q: 1}\nz:\n  <<: [{q: 5, s: 6}, *x]\n  q: 9\n", &[r#"{"x":{"q":1},"z":{"q":9,"s":6}}"#]);
    reads("\"<<\": {a: 1}\n", &[r#"{"<<":{"a":1}}"#]);
}

#[test]
fn streams_are_split_at_lines_of_dashes() {
    reads("a: 1\n---\n# nothing\n---   # text\nb: 2\n...\nc: 3\n", &[r#"{"a":1}"#, r#"{"b":2}"#]);
    reads("\u{feff}---\r\na: 1\r\n---\r\nb:\r\n- 2\r\n", &[r#"{"a":1}"#, r#"{"b":[2]}"#]);
    reads("a: |\n  ---\n  x\n", &[r#"{"a":"---\nx\n"}"#]);
}

#[test]
fn a_broken_document_takes_no_other_with_it() {
    assert_eq!(read("a: [1\n---\nb: 2\n"), [None, Some(serde_json::json!({"b": 2}))]);
}

#[test]
fn what_kubectl_accepts_is_read() {
    reads("a:\t1\nb: x\t# text\n", &[r#"{"a":1,"b":"x"}"#]);
    reads("a: [\n1,\n2 # two\n]\n", &[r#"{"a":[1,2]}"#]);
    reads("a: b\n    c\n", &[r#"{"a":"b c"}"#]);
}

#[test]
fn block_scalars_keep_or_fold_their_lines() {
    reads(
        "a: |\n  x\n   y\n\nb: >-\n  x\n  y\n\n  z\nc: |2-\n    q\nd: |+\n  r\n\n",
        &[r#"{"a":"x\n y\n","b":"x y\nz","c":"  q","d":"r\n\n"}"#],
    );
}

#[test]
fn json_is_read_as_json() {
    reads(
        r#"{"a": "\ud83d\ude00\/", "b": [1, -2.5, true, null, {}], "c": {"d": []}}"#,
        &[r#"{"a":"😀/","b":[1,-2.5,true,null,{}],"c":{"d":[]}}"#],
    );
    reads("{\"a\": 1}\n{\"b\": 2}\n", &[r#"{"a":1}"#, r#"{"b":2}"#]);
    // No JSON after all: YAML.
    reads("{a: 1, 'b': [p, q,]}\n", &[r#"{"a":1,"b":["p","q"]}"#]);
}

#[test]
fn comments_are_kept_with_their_places() {
    let text = "# head\na: \"x # no\" # behind\nb: |  # header\n  # text\n# between\nc: [1, # inside\n 2]\n#end";
    let sources = Sources::new(vec![Source::new("test.yaml".to_owned(), text.to_owned())]);
    let parsed = yaml::parse(&sources, FileId(0));
    let comments = &parsed.documents[0].comments;
    let found: Vec<_> = comments.iter().map(|comment| (sources.text(comment.span), comment.own_line)).collect();
    let expected = [
        ("# head", true),
        ("# behind", false),
        ("# header", false),
        ("# between", true),
        ("# inside", false),
        ("#end", true),
    ];
    assert_eq!(found, expected);
}
