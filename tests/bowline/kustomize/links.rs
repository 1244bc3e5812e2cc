//! Mistakes of overlays in references between objects. Each is found once, at the line that a person edits, with its
//! causes. References that kustomize keeps intact give no finding.
//!
//! Each folder of `testdata/overlays/` is checked with `base/` next to it. `BLESS=1 cargo test overlays_give` writes
//! the findings next to the folders.

use std::path::{Path, PathBuf};

use crate::common;

#[test]
fn overlays_give_their_expected_output() {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/overlays");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(&all).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|path| path.is_dir() && !path.ends_with("base"));
    cases.sort();
    assert!(!cases.is_empty());
    let base = common::walk(&all.join("base"));
    let mut wrong = Vec::new();
    for case in cases {
        let files = base.iter().cloned().chain(common::walk(&case));
        let read = |file: PathBuf| {
            let name = file.strip_prefix(&all).unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read(&file).unwrap())
        };
        let files: Vec<(String, Vec<u8>)> = files.map(read).collect();
        let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (name.as_str(), text.as_slice())).collect();
        let run = common::bowline(common::folder(&files).path(), &["check", "--info"]);
        let is_harmless = case.file_name().unwrap().to_str().unwrap().starts_with("ok-");
        let is_expected = common::is_blessed(&case.with_extension("txt"), &run.stdout);
        if !is_expected || is_harmless && run.code != 0 {
            wrong.push(format!("{}:\n{}{}", case.display(), run.stdout, run.stderr));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
