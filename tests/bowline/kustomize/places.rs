//! Every scalar of a built object is the text at its place, or has a cause that made it. The test counts them in real
//! kustomizations, in the folder that `BOWLINE_CORPUS` names.

use std::collections::BTreeMap;
use std::sync::Arc;

use bowline::render::kustomize;
use bowline::source::Source;
use bowline::yaml::{self, Kind, Node};
use walkdir::WalkDir;

use self::disk::Disk;
use crate::common::given;

#[path = "../../../benches/common/disk.rs"]
mod disk;

#[test]
#[ignore = "needs BOWLINE_CORPUS, a folder of manifests"]
fn every_scalar_of_a_corpus_has_a_place_or_a_cause() {
    let files = WalkDir::new(given("BOWLINE_CORPUS")).into_iter().filter_map(Result::ok);
    let folders: Vec<String> = files
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("kustomization.y"))
        .filter_map(|entry| Some(entry.path().parent()?.to_str()?.to_owned()))
        .collect();
    let folders: Vec<&str> = folders.iter().map(String::as_str).collect();
    let project = kustomize::load(&mut Disk::default(), &folders);
    let (mut counts, mut wrong) = (BTreeMap::new(), Vec::new());
    for build in kustomize::build_all(&project) {
        for node in build.objects.iter().filter_map(|object| object.root()).flat_map(Node::descendants) {
            if node.kind() == Kind::Scalar && !node.is_alias() && !node.is_key() {
                let kind = kind(node);
                *counts.entry(kind).or_insert(0_usize) += 1;
                if kind == "neither" && wrong.len() < 40 {
                    wrong.push(format!("{} {:?}: {}", node.source().name, node.span(), node.path()));
                }
            }
        }
    }
    println!("{counts:#?}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The origin of a scalar's text.
fn kind(node: Node<'_>) -> &'static str {
    if !node.is_literal() {
        return "made by a cause";
    }
    let squeeze = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let written = node.source_text();
    let is_there = node.is_as_written() || squeeze(written).ends_with(&squeeze(node.text())) || {
        let source = Arc::new(Source::new(String::new(), written.to_owned()));
        let parsed = yaml::parse(&source);
        parsed.documents.iter().filter_map(|document| document.tree.root()).any(|root| root.text() == node.text())
    };
    match (is_there, node.causes().is_empty()) {
        (true, true) => "as written",
        (true, false) => "as written, put there by a cause",
        (false, false) => "other text, with a cause",
        (false, true) => "neither",
    }
}
