//! The gate that `bowline init --ci` writes, after showing it as a difference.

use std::fs;
use std::io::ErrorKind;

use super::super::args::{Ci, InitArgs};
use super::super::output;
use super::{Failure, Io, reason};

const PRE_COMMIT: &str = concat!(
    "  - repo: https://github.com/bowline-lint/bowline\n    rev: v",
    env!("CARGO_PKG_VERSION"),
    "\n    hooks:\n      - id: bowline\n"
);

const GITHUB: &str = concat!(
    "name: bowline\n\non:\n  push:\n    branches: [main]\n  pull_request:\n\npermissions:\n  contents: read\n\njobs:\n  check:\n    \
     runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v6\n        with:\n          persist-credentials: false\n          \
     fetch-depth: 2 # with the parent commit, what a pull request breaks is reported\n      - uses: bowline-lint/bowline@v",
    env!("CARGO_PKG_VERSION"),
    "\n"
);

const GITLAB: &str = concat!(
    "bowline:\n  image: python:3.13-alpine\n  variables:\n    GIT_DEPTH: \"0\"\n  script:\n    - apk add --quiet git\n    - pip install --quiet \
     bowline-lint==",
    env!("CARGO_PKG_VERSION"),
    "\n    - since=${CI_MERGE_REQUEST_DIFF_BASE_SHA:+--since=$CI_MERGE_REQUEST_DIFF_BASE_SHA}\n    - bowline check $since --output \
     gitlab=gl-code-quality-report.json\n  artifacts:\n    when: always\n    reports:\n      codequality: gl-code-quality-report.json\n"
);

/// The number of lines that are shown before the added ones.
const CONTEXT: usize = 3;

/// Shows and writes the gate.
pub(super) fn write(ci: Ci, args: &InitArgs, io: &mut Io<'_>) -> Result<(), Failure> {
    let (name, start, gate) = match ci {
        Ci::PreCommit => (".pre-commit-config.yaml", "repos:\n", PRE_COMMIT),
        Ci::Github => (".github/workflows/bowline.yml", "", GITHUB),
        Ci::Gitlab => (".gitlab-ci.yml", "", GITLAB),
    };
    let path = io.folder.join(name);
    let before = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Failure::Message(format!("cannot read {name}: {}", reason(&error)))),
    };
    if before.contains("bowline") {
        writeln!(io.stdout, "{name} names bowline already: nothing was changed")?;
        return Ok(());
    }
    let (kept, added) = match ci {
        _ if before.trim().is_empty() => (String::new(), format!("{start}{gate}")),
        Ci::PreCommit => {
            let added = repository(&before, name)?;
            (before, added)
        }
        Ci::Github | Ci::Gitlab => (before, format!("\n{gate}")),
    };
    let kept = if kept.is_empty() || kept.ends_with('\n') { kept } else { format!("{kept}\n") };
    let lines: Vec<&str> = kept.lines().collect();
    writeln!(io.stdout, "--- {name}\n+++ {name}")?;
    for line in &lines[lines.len().saturating_sub(CONTEXT)..] {
        writeln!(io.stdout, " {line}")?;
    }
    for line in added.lines() {
        writeln!(io.stdout, "+{line}")?;
    }
    if args.dry_run {
        writeln!(io.stdout, "{name}: not written")?;
        return Ok(());
    }
    let cannot = |error: std::io::Error| Failure::Message(format!("cannot write {name}: {}", reason(&error)));
    path.parent().map_or(Ok(()), fs::create_dir_all).map_err(cannot)?;
    output::replace(&path, |out| out.write_all(format!("{kept}{added}").as_bytes())).map_err(cannot)?;
    match ci {
        Ci::PreCommit => writeln!(io.stdout, "wrote {name}: now run `pre-commit install`")?,
        Ci::Github | Ci::Gitlab => writeln!(io.stdout, "wrote {name}")?,
    }
    Ok(())
}

/// The entry to add to an existing list of repositories, with its indentation. Text can be added only if the list ends
/// the file.
fn repository(text: &str, name: &str) -> Result<String, Failure> {
    let mut in_list = false;
    let mut indent = None;
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#')) {
        match line.starts_with(' ') || line.starts_with('-') {
            false => in_list = line.trim_end() == "repos:",
            true if in_list && indent.is_none() => indent = line.find('-'),
            true => {}
        }
    }
    match indent.filter(|_| in_list) {
        Some(indent) => {
            let line = |line: &str| format!("{}{}\n", " ".repeat(indent), line.get(2..).unwrap_or_default());
            Ok(PRE_COMMIT.lines().map(line).collect())
        }
        None => Err(Failure::Message(format!(
            "{name}: `repos` is not a list of lines at the end of the file, so add this to it by hand:\n{PRE_COMMIT}"
        ))),
    }
}
