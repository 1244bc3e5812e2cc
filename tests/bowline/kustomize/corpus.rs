//! Builds of real kustomizations, compared with the builds of kustomize. `BOWLINE_CORPUS` names a folder.
//! `BOWLINE_BUILDS` names a file with the output of `tests/kustomize-oracle` for the folders below, with paths relative
//! to it.
//!
//! `known.txt` lists the allowed differences, with the reasons.

use std::collections::{BTreeMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;

use super::compare::{difference, documents};
use crate::common::{self, given};

const KNOWN: &str = include_str!("known.txt");

#[test]
#[ignore = "needs BOWLINE_CORPUS, a folder of manifests, and BOWLINE_BUILDS, what kustomize makes of it"]
fn builds_of_a_corpus_are_those_of_kustomize() {
    let corpus = given("BOWLINE_CORPUS");
    let builds = std::fs::read_to_string(given("BOWLINE_BUILDS")).unwrap();
    let only = std::env::var("BOWLINE_ONLY").unwrap_or_default();
    let known = KNOWN.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(": "));
    let known: HashSet<&str> = known.map(|(verdict, _)| verdict).collect();
    let (mut counts, mut unexplained) = (BTreeMap::new(), 0);
    for line in builds.lines() {
        let theirs: Value = serde_json::from_str(line).unwrap();
        let root = theirs["root"].as_str().unwrap();
        if !root.contains(&only) {
            continue;
        }
        let (verdict, detail) = compare(&corpus, root, &theirs);
        *counts.entry(verdict.clone()).or_insert(0) += 1;
        if verdict != "equal" && verdict != "both refuse" && !known.contains(verdict.as_str()) {
            unexplained += 1;
            println!("{root}: {verdict}\n    {}", detail.trim_end());
        }
    }
    for (verdict, count) in &counts {
        println!("{count:6} {verdict}");
    }
    assert_eq!(unexplained, 0, "builds differ");
}

fn compare(corpus: &std::path::Path, root: &str, theirs: &Value) -> (String, String) {
    let Ok(run) = catch_unwind(AssertUnwindSafe(|| common::bowline(corpus, &["render", "--show-secrets", root])))
    else {
        return ("panic".to_owned(), String::new());
    };
    let verdict = match (theirs["error"].as_str(), run.code) {
        (Some(_), 0) if run.stderr.contains("is not built") => "in parts",
        (Some(_), 0) => "only kustomize refuses",
        (Some(_), _) => return ("both refuse".to_owned(), String::new()),
        (None, 0) => {
            let found = difference(&documents(&run.stdout), &documents(theirs["yaml"].as_str().unwrap()));
            return found.map_or_else(
                || ("equal".to_owned(), String::new()),
                |found| {
                    let kind = if found.is_of_blank_lines() { "blank lines" } else { found.kind };
                    (format!("different, {kind}"), found.to_string())
                },
            );
        }
        (None, _) => "only bowline refuses",
    };
    (verdict.to_owned(), format!("{}{}", theirs["error"].as_str().unwrap_or_default(), run.stderr))
}
