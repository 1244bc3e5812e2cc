//! The texts of `tests/seeds`.

/// The name and the text of each seed, in the order of names.
pub fn all() -> Vec<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/seeds");
    let mut seeds: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    seeds.sort();
    assert!(seeds.len() > 30);
    seeds
}

/// The cases of `testdata/builds`, each with the files that its family shares.
pub fn builds() -> Vec<String> {
    let folder: std::path::PathBuf = [env!("CARGO_MANIFEST_DIR"), "testdata", "builds"].iter().collect();
    let of_family = |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let mut cases = text.split("\n== ");
        let shared = cases.next().unwrap_or_default().to_owned();
        cases.map(|case| format!("{shared}\n== {case}")).collect::<Vec<_>>()
    };
    let builds: Vec<String> = super::walk(&folder).into_iter().flat_map(of_family).collect();
    assert!(builds.len() > 200);
    builds
}
