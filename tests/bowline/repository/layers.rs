//! The layers of modules, which may only import from lower layers.

use std::fs;
use std::path::Path;

use crate::common::walk;

/// The layers from the lowest to the highest. A module may use those before it, and itself.
const LAYERS: &[&[&str]] = &[
    &["source"],
    &["text"],
    &["yaml"],
    &["diagnostic"],
    &["secrets"],
    &["kube"],
    &["schema"],
    &["render"],
    &["workspace"],
    &["rule"],
    &["rules"],
    &["discover"],
    &["settings"],
    &["origin"],
    &["lint"],
    &["report"],
    &["picture"],
    &["session"],
    &["fix"],
    &["lsp"],
    &["cli"],
];

/// Words that no rule needs: rules report and edit by nodes and passages, which know their file.
const BY_HAND: &[&str] = &["crate::source", "Span", ".span", "_span", "FileId", ".sources", ".start +", ".end -"];

/// Modules that make edits without nodes: the readers, for text that they could not read.
const WITHOUT_NODES: &[&str] =
    &["src/yaml/read/chunks.rs", "src/yaml/read/dialect.rs", "src/yaml/read/explain/", "src/yaml/read/moved.rs"];

fn layer(module: &str) -> usize {
    LAYERS.iter().position(|layer| layer.contains(&module)).unwrap_or_else(|| panic!("`{module}` has no layer"))
}

#[test]
fn modules_use_only_what_is_below_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = ["src", "rules"].into_iter().flat_map(|folder| walk(&root.join(folder)));
    let files: Vec<_> = files.filter(|path| path.extension().is_some_and(|end| end == "rs")).collect();
    assert!(files.len() > 50);
    for path in files {
        let relative = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        let module = match relative.strip_prefix("src/") {
            Some("lib.rs" | "main.rs" | "bin/bowline-lint.rs") => continue,
            Some(rest) => rest.split('/').next().unwrap().trim_end_matches(".rs").to_owned(),
            None => "rules".to_owned(),
        };
        let text = fs::read_to_string(&path).unwrap();
        for used in text.split("crate::").skip(1).flat_map(first_names) {
            let same_layer = module != used && layer(used) == layer(&module);
            assert!(layer(used) <= layer(&module) && !same_layer, "{relative} uses crate::{used}");
        }
        // A rule uses no other rule.
        if module == "rules" && !relative.ends_with("mod.rs") {
            assert!(!text.contains("super::") && !text.contains("crate::rules"), "{relative} uses another rule");
        }
        let is_edited = text.contains("Edit::new(") && !relative.starts_with("src/yaml/edit/");
        let may_edit = WITHOUT_NODES.iter().any(|place| relative.starts_with(place));
        assert!(!is_edited || may_edit, "{relative} makes an edit by hand");
        if module == "rules" {
            let by_hand = BY_HAND.iter().find(|sign| text.contains(**sign));
            assert!(by_hand.is_none(), "{relative} has `{}`: a rule knows no bytes of a file", by_hand.unwrap());
        }
    }
}

#[test]
fn the_architecture_names_every_room() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md")).unwrap();
    let rooms = text.split("| room |").nth(1).unwrap().split("\n\n").next().unwrap();
    let named =
        rooms.lines().filter_map(|row| row.split('|').nth(1)).flat_map(|cell| cell.split('`').skip(1).step_by(2));
    let named: Vec<&str> = named.collect();
    let layers: Vec<&str> = LAYERS.iter().flat_map(|layer| layer.iter().copied()).collect();
    assert!(layers.iter().all(|layer| named.contains(layer)) && named.len() == layers.len(), "{named:?}\n{layers:?}");
}

/// The module names after `crate::`: a single name, or the names in braces.
fn first_names(text: &str) -> Vec<&str> {
    let word = |text: &str| text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    match text.strip_prefix('{') {
        None => vec![&text[..word(text)]],
        Some(list) => {
            let list = list.split('}').next().unwrap_or("");
            list.split(',').map(str::trim).map(|part| &part[..word(part)]).filter(|part| !part.is_empty()).collect()
        }
    }
}
