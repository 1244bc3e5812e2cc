//! Real manifests, in the folder that `BOWLINE_CORPUS` names: a run ends, and its JSON follows the schema.

use crate::cli::silence::adds_up;
use crate::common::{self, given, same};

#[test]
#[ignore = "needs BOWLINE_CORPUS, a folder of manifests"]
fn a_corpus_gives_json_that_follows_the_schema() {
    let run = common::bowline(&given("BOWLINE_CORPUS"), &["check", "--info", "--format", "json"]);
    assert!(run.code <= 1, "{}", run.stderr);
    let schema = serde_json::from_str(include_str!("../../../schema/output.v1.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let output = run.json();
    let errors: Vec<String> = schema.iter_errors(&output).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert!(output["summary"]["resources"].as_u64().unwrap() > 0);
}

#[test]
#[ignore = "needs BOWLINE_CORPUS, a folder of manifests"]
fn both_readers_read_a_corpus_alike() {
    let files = walkdir::WalkDir::new(given("BOWLINE_CORPUS")).into_iter().filter_map(Result::ok);
    let wrong: Vec<String> = files
        .filter_map(|entry| Some((entry.path().to_owned(), std::fs::read_to_string(entry.path()).ok()?)))
        .filter(|(_, text)| text.len() < 1 << 20)
        .filter_map(|(path, text)| Some(format!("{}: {}", path.display(), same::as_the_general_reader(&text).err()?)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[ignore = "needs BOWLINE_CORPUS, a folder of manifests"]
fn every_document_of_a_corpus_is_counted_once() {
    adds_up(&given("BOWLINE_CORPUS"));
}
