//! The cases of `testdata/builds`: bowline builds what kustomize builds, and reports a problem if kustomize refuses.
//!
//! `misses.txt` lists the exceptions. It must be exact, so it can only shrink: `BLESS=1` writes it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::cases::{Case, Family, Outcome};
use super::compare::{difference, documents};
use crate::common;

#[test]
fn builds_are_those_of_kustomize() {
    let (mut misses, mut reasons) = (String::new(), String::new());
    for path in families() {
        let family = Family::read(&path);
        for case in &family.cases {
            if let Some(reason) = miss(&family, case) {
                let name = format!("{}: {}\n", path.file_stem().unwrap().display(), case.title);
                misses.push_str(&name);
                writeln!(reasons, "{name}  {reason}").unwrap();
            }
        }
    }
    let path = folder().join("misses.txt");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &misses).unwrap();
    }
    let known = std::fs::read_to_string(&path).unwrap();
    assert!(misses == known, "misses.txt lists others (BLESS=1 if there are fewer now):\n{reasons}");
}

/// The mistake in the build of a case. Returns `None` if there is none.
fn miss(family: &Family, case: &Case) -> Option<String> {
    let folder = family.unpack(case);
    let run = common::bowline(folder.path(), &["render", "--show-secrets", case.root()]);
    match case.outcome.as_ref().unwrap_or_else(|| panic!("{} is not recorded", case.title)) {
        // A case that needs further files is reported as not built.
        Outcome::Refused => {
            (run.code == 0 && !run.stderr.contains("is not built")).then(|| format!("is built:\n{}", run.stdout))
        }
        Outcome::Output(_) if run.code != 0 => Some(format!("refused: {}", run.stderr)),
        Outcome::Output(text) => difference(&documents(&run.stdout), &documents(text)).map(|found| found.to_string()),
    }
}

#[test]
fn cases_read_as_they_are_written() {
    for path in families() {
        let family = Family::read(&path);
        assert_eq!(family.write(), std::fs::read_to_string(&path).unwrap(), "{}", path.display());
        let mut titles: Vec<&str> = family.cases.iter().map(|case| case.title.as_str()).collect();
        titles.sort_unstable();
        let twice: Vec<&[&str]> = titles.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{}: {twice:?}", path.display());
    }
}

/// Records the result of kustomize for each case.
#[test]
#[ignore = "needs KUSTOMIZE_ORACLE, the program of tests/kustomize-oracle"]
fn record() {
    let oracle = common::given("KUSTOMIZE_ORACLE");
    for path in families() {
        let mut family = Family::read(&path);
        let folders: Vec<_> = family.cases.iter().map(|case| family.unpack(case)).collect();
        let roots = family.cases.iter().zip(&folders).map(|(case, folder)| folder.path().join(case.root()));
        let outcomes = ask(&oracle, roots);
        assert_eq!(outcomes.len(), family.cases.len());
        for (case, outcome) in family.cases.iter_mut().zip(outcomes) {
            let text = |key: &str| outcome[key].as_str().map(str::to_owned);
            if let Some(error) = text("error") {
                println!("{}: {}: {error}", path.file_stem().unwrap().display(), case.title);
            }
            let output = Outcome::Output(text("yaml").unwrap().trim_end_matches('\n').to_owned());
            case.outcome = Some(if outcome.get("error").is_some() { Outcome::Refused } else { output });
        }
        std::fs::write(&path, family.write()).unwrap();
    }
}

/// The output of the oracle for some folders.
fn ask(oracle: &Path, roots: impl Iterator<Item = PathBuf>) -> Vec<Value> {
    let mut child = Command::new(oracle).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let lines: String = roots.map(|root| format!("{}\n", root.display())).collect();
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn families() -> Vec<PathBuf> {
    let files = common::walk(&folder()).into_iter();
    files.filter(|path| path.extension().is_some_and(|end| end == "txt") && !path.ends_with("misses.txt")).collect()
}

fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "testdata", "builds"].iter().collect()
}
