//! Documents are read as kubectl reads them, and compared as the JSON that it would send.

use crate::common::json::json;
use bowline::source::{FileId, Source, Sources};
use bowline::yaml;
use serde_json::Value;

/// The documents of a text. A document that cannot be read is `None`.
fn read(text: &str) -> Vec<Option<Value>> {
    let sources = Sources::new(vec![Source::new("test.yaml".to_owned(), text.to_owned())]);
    let parsed = yaml::parse(sources.get(FileId(0)));
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
    let text = "a: [1\n---\nb: 2\n";
    reads(text, &[r#"{"a":[1]}"#, r#"{"b":2}"#]);
    assert_eq!(broken(text), [true, false]);
}

/// For each document, whether it could not be read completely.
fn broken(text: &str) -> Vec<bool> {
    let sources = Sources::new(vec![Source::new("test.yaml".to_owned(), text.to_owned())]);
    yaml::parse(sources.get(FileId(0))).documents.iter().map(|document| document.broken).collect()
}

#[test]
fn what_stands_before_the_break_is_kept() {
    reads("a: 1\nb:\n  c: [x, z]\n  d: @e\nf: 2\n", &[r#"{"a":1,"b":{"c":["x","z"],"d":null}}"#]);
    reads("a: {b: 1, c: {d: [2,\n", &[r#"{"a":{"b":1,"c":{"d":[2]}}}"#]);
    reads("- a\n- b: \"c\n  d: 1\n", &[r#"["a",{"b":null}]"#]);
    assert_eq!(read("@a\n---\nb: 1\n"), [None, Some(serde_json::json!({"b": 1}))]);
}

#[test]
fn comments_are_found_behind_the_break() {
    let text = "a: @b\n# bowline: ignore[x] y\nc: 1 # bowline: ignore[z] y\nd: 2 # no\n";
    let sources = Sources::new(vec![Source::new("test.yaml".to_owned(), text.to_owned())]);
    let parsed = yaml::parse(sources.get(FileId(0)));
    let found: Vec<_> = parsed.documents[0].comments.iter().map(|comment| sources.text(comment.span)).collect();
    assert_eq!(found, ["# bowline: ignore[x] y", "# bowline: ignore[z] y"]);
}

#[test]
fn texts_that_only_kubectl_reads_are_folded_as_it_does() {
    reads("k:\t\"x\ny\n\n  z\"\n", &[r#"{"k":"x y\nz"}"#]);
    reads("k: 'it''s\non'\n", &[r#"{"k":"it's on"}"#]);
    reads("k: \"a\\'b\"\n", &[r#"{"k":"a'b"}"#]);
    reads("k: \"a\"#b\nl: [c]#d\n", &[r#"{"k":"a","l":["c"]}"#]);
    // A block of text stays as it is, whatever else the document contains.
    reads("a:\t1\nb: |\n  echo 'x\n  y'\n\tz\n", &[r#"{"a":1,"b":"echo 'x\ny'\n"}"#]);
}

#[test]
fn what_kubectl_refuses_is_a_problem() {
    let refused = [
        "a: 1\n----\nb: 2\n",
        "a: 1\n--- {b: 2}\n",
        "---x\na: 1\n",
        "%YAML 1.1\n---\na: 1\n",
        "~: 1\n",
        ": 1\n",
        "18446744073709551615: 1\n",
        "? [a]\n: b\n",
        "a: {{ b }}\n",
        "a: .inf\n",
        "a: !!int b\n",
        "a: !!binary '?'\n",
        "a: &b.c d\n",
        "a: \"\\/\"\n",
        "a: \u{7f}\n",
        "a:\n\t# c\n  b: 1\n",
        "-\ta\n",
        "a: |\n \tb\n",
        "a: b\n\tc\n",
        "<<: [a]\n",
        "{a\n: b}\n",
        "[|-]\n",
    ];
    for text in refused {
        let sources = Sources::new(vec![Source::new("test.yaml".to_owned(), text.to_owned())]);
        let parsed = yaml::parse(sources.get(FileId(0)));
        let problems = parsed.documents.iter().map(|document| document.problems.len()).sum::<usize>();
        assert_eq!(problems, 1, "{text:?} {parsed:?}");
    }
    for text in [".inf: 1\n", "a: b\n  \t\nc: d\n", "---\t# c\na: 1\n", "a:\t!!str 1\n", "a: [\n\tb]\n"] {
        let sources = Sources::new(vec![Source::new("test.yaml".to_owned(), text.to_owned())]);
        let parsed = yaml::parse(sources.get(FileId(0)));
        assert!(parsed.documents.iter().all(|document| document.problems.is_empty()), "{text:?} {parsed:?}");
    }
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
    // A text that looks like JSON but is only YAML.
    reads("{a: 1, 'b': [p, q,]}\n", &[r#"{"a":1,"b":["p","q"]}"#]);
}

#[test]
fn comments_are_kept_with_their_places() {
    let text = "# head\na: \"x # no\" # behind\nb: |  # header\n  # text\n# between\nc: [1, # inside\n 2]\n#end";
    let sources = Sources::new(vec![Source::new("test.yaml".to_owned(), text.to_owned())]);
    let parsed = yaml::parse(sources.get(FileId(0)));
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
