//! The fast reader and the general one give the same documents.
//!
//! `BOWLINE_CORPUS` names a folder of real manifests to compare them on.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use bowline::source::{FileId, Source, Sources};
use bowline::yaml::{self, Document};

fn difference(text: &str) -> Option<String> {
    let sources = Sources::new(vec![Source::new("test.yaml".to_owned(), text.to_owned())]);
    let fast = yaml::parse(&sources, FileId(0)).documents;
    let general = yaml::parse_general(&sources, FileId(0)).documents;
    if fast.len() != general.len() {
        return Some(format!("{} and {} documents", fast.len(), general.len()));
    }
    fast.iter().zip(&general).find_map(|(fast, general)| different_document(fast, general))
}

fn different_document(fast: &Document<'_>, general: &Document<'_>) -> Option<String> {
    if fast.broken != general.broken {
        return Some(format!("broken {} and {}: {:?}", fast.broken, general.broken, general.problems));
    }
    if fast.problems != general.problems {
        return Some(format!("{:?} and {:?}", fast.problems, general.problems));
    }
    let node = |node: yaml::Node<'_>| {
        let below = if node.kind() == yaml::Kind::Scalar { 0 } else { node.descendants().count() };
        format!("{:?} {:?} {:?} {:?} {below}", node.kind(), node.style(), node.written_span(), node.text())
    };
    let (mut a, mut b) = (fast.tree.nodes(), general.tree.nodes());
    loop {
        match (a.next().map(node), b.next().map(node)) {
            (None, None) => break,
            (a, b) if a == b => {}
            (a, b) => return Some(format!("{a:?}\nand {b:?}")),
        }
    }
    let pairs = fast.comments.iter().zip(&general.comments);
    let first = pairs.into_iter().find(|(a, b)| a != b).map(|(a, b)| format!("{a:?} and {b:?}"));
    first.or_else(|| (fast.comments.len() != general.comments.len()).then(|| "another number of comments".to_owned()))
}

#[test]
fn a_corpus_reads_alike() {
    let Some(folder) = std::env::var_os("BOWLINE_CORPUS") else {
        println!("skipped: BOWLINE_CORPUS names no folder");
        return;
    };
    let mut wrong = 0;
    for entry in walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok) {
        let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
        if let Some(difference) = difference(&text) {
            wrong += 1;
            println!("{}: {difference}", entry.path().display());
        }
    }
    assert_eq!(wrong, 0);
}
