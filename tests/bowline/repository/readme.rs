//! What the README says is so.

use std::path::Path;

use crate::common::{bowline, folder};
use bowline::settings::config;
use bowline::source::FileId;

const README: &str = include_str!("../../../README.md");

/// The fenced blocks of a section, in order, with their info strings.
fn blocks(section: &str) -> Vec<(&'static str, &'static str)> {
    let text = README.split(&format!("\n## {section}\n")).nth(1).unwrap();
    let text = text.split("\n## ").next().unwrap();
    let mut blocks = Vec::new();
    for (index, piece) in text.split("```").enumerate() {
        if index % 2 == 1 {
            blocks.push(piece.split_once('\n').unwrap());
        }
    }
    blocks
}

#[test]
fn the_configuration_reads_without_a_finding() {
    let (_, text) = blocks("Configuration")[0];
    let config = config::read(text, FileId(0));
    assert_eq!(config.problems, []);
    assert_eq!((config.suppressions.len(), config.external.len(), config.overrides.len()), (1, 1, 2));
    assert!(config.closed == Some(true) && config.baseline.is_some());
}

#[test]
fn the_first_example_is_what_is_printed() {
    let run = bowline(Path::new(env!("CARGO_MANIFEST_DIR")), &["check", "testdata/headless"]);
    assert!(README.contains(&format!("$ bowline check testdata/headless\n{}```", run.stdout)), "{}", run.stdout);
}

#[test]
fn options_of_the_table_exist() {
    let help = bowline(Path::new("."), &["check", "--help"]).stdout;
    let table = README.lines().filter(|line| line.starts_with("| `--"));
    let options: Vec<&str> = table
        .flat_map(|line| line.split('|').nth(1).unwrap().split('`'))
        .filter(|word| word.starts_with("--"))
        .map(|word| word.split(' ').next().unwrap())
        .collect();
    assert!(options.len() > 10, "{options:?}");
    for option in options {
        assert!(help.contains(&format!("{option} ")) || help.contains(&format!("{option}\n")), "{option}");
    }
}

#[test]
fn what_is_accepted_in_place_is_silent() {
    let [(_, line), (_, annotation)] = blocks("Take it up in a project")[..] else { panic!("two blocks") };
    let spec = line.strip_prefix("spec:\n").unwrap();
    let service =
        format!("apiVersion: v1\nkind: Service\nmetadata:\n  name: cache\nspec:\n{spec}  ports:\n    - port: 6379\n");
    let pod = format!(
        "apiVersion: v1\nkind: Pod\n{annotation}  name: db\nspec:\n  containers:\n    - name: db\n      image: mysql:8.4\n      \
         env:\n        - name: MYSQL_ROOT_PASSWORD\n          value: correct-horse-7\n"
    );
    let project = folder(&[("service.yaml", service.as_bytes()), ("pod.yaml", pod.as_bytes())]);
    let run = bowline(project.path(), &["check"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "no findings in 2 resources (2 files) · 2 suppressed\n"));
}

#[test]
fn hooks_that_are_named_exist() {
    let hooks = include_str!("../../../.pre-commit-hooks.yaml");
    for id in ["bowline", "bowline-rust", "bowline-system", "bowline-fix", "bowline-all"] {
        assert!(README.contains(&format!("`{id}`")) && hooks.contains(&format!("- id: {id}\n")), "{id}");
    }
}
