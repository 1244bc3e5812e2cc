//! The claims of the README and the pages are true.

use std::path::Path;

use crate::common::{bowline, folder, walk};
use bowline::rules;
use bowline::settings::config;
use bowline::source::FileId;

const README: &str = include_str!("../../../README.md");
const ADOPTING: &str = include_str!("../../../docs/adopting.md");
const CONFIGURATION: &str = include_str!("../../../docs/configuration.md");
const PRE_COMMIT: &str = include_str!("../../../docs/pre-commit.md");
const START: &str = include_str!("../../../docs/getting-started.md");

/// The fenced blocks of a text, in order, with their info strings.
fn blocks(text: &'static str) -> Vec<(&'static str, &'static str)> {
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
    let (_, text) = blocks(CONFIGURATION)[0];
    let config = config::read(text, FileId(0));
    assert_eq!(config.problems, []);
    assert_eq!((config.suppressions.len(), config.external.len(), config.overrides.len()), (1, 1, 2));
    assert!(config.closed == Some(true) && config.baseline.is_some());
}

/// The commands that a page tells people to type: lines of shell blocks, and texts in backticks that start with
/// `bowline `.
fn commands(text: &'static str) -> Vec<&'static str> {
    let shell = blocks(text).into_iter().filter(|(kind, _)| *kind == "sh").flat_map(|(_, block)| block.lines());
    let prose = text.split("```").step_by(2).flat_map(|prose| prose.split('`').skip(1).step_by(2));
    shell.chain(prose).filter_map(|line| line.trim().strip_prefix("bowline ")).collect()
}

#[test]
fn the_readme_is_short_and_the_commands_of_pages_exist() {
    assert!(README.split_whitespace().count() <= 900, "{}", README.split_whitespace().count());
    let help = |words: &[&str]| bowline(Path::new("."), &[words, &["--help"]].concat()).stdout;
    let all = help(&[]);
    for text in [README, START, ADOPTING, PRE_COMMIT] {
        assert!(!commands(text).is_empty());
        for line in commands(text) {
            let words: Vec<&str> = line.split(" #").next().unwrap().split_whitespace().collect();
            assert!(all.contains(&format!("\n  {} ", words[0])), "bowline {line}");
            let group = words.get(1).filter(|_| words[0] == "generate");
            let known = help(&[&words[..1], group.map(std::slice::from_ref).unwrap_or_default()].concat());
            let options = words.iter().filter(|word| word.starts_with("--"));
            for option in options.map(|word| word.split('=').next().unwrap()) {
                assert!(
                    known.contains(&format!("{option} ")) || known.contains(&format!("{option}\n")),
                    "bowline {line}"
                );
            }
        }
    }
}

#[test]
fn the_readme_repeats_what_the_pages_try() {
    let version = env!("CARGO_PKG_VERSION");
    let first = |text| blocks(text).into_iter().find(|(kind, _)| *kind == "yaml").unwrap().1;
    let (hook, directive) = (first(PRE_COMMIT), first(ADOPTING));
    for text in [
        hook,
        directive,
        &format!("rev: v{version}\n"),
        &format!("bowline-lint/bowline@v{version}\n"),
        &format!("bowline-lint=={version}\n"),
    ] {
        assert!(README.contains(text), "{text}");
    }
}

#[test]
fn the_finding_that_is_explained_is_what_is_printed() {
    let service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: db\nspec:\n  clusterIP: none\n  selector:\n    app: db\n  ports:\n    - port: 3306\n";
    let run = bowline(folder(&[("db.yaml", service)]).path(), &["check", "--quiet"]);
    let (_, shown) = blocks(START)[2];
    assert_eq!(run.stdout.trim_end(), shown.trim_end());
}

#[test]
fn rules_that_pages_name_exist() {
    let pages = walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs"));
    for page in pages.iter().filter(|page| page.extension().is_some_and(|end| end == "md")) {
        let text = std::fs::read_to_string(page).unwrap();
        for name in text.split("bowline explain ").skip(1).filter_map(|rest| rest.split([' ', '`', '\n']).next()) {
            let is_id = name.contains('-') && !name.starts_with('-');
            assert!(!is_id || !rules::called(name).is_empty(), "{}: {name}", page.display());
        }
    }
}

#[test]
fn options_of_the_table_exist() {
    let help = bowline(Path::new("."), &["check", "--help"]).stdout;
    let table = START.lines().filter(|line| line.starts_with("| `--"));
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
    let [(_, line), (_, annotation)] = blocks(ADOPTING)[..] else { panic!("two blocks") };
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
        assert!(PRE_COMMIT.contains(&format!("`{id}`")) && hooks.contains(&format!("- id: {id}\n")), "{id}");
    }
}
