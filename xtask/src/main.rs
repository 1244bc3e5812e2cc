//! Tasks for the project that no build needs.
//!
//! `cargo run -p xtask -- facts` writes `schema/facts.txt` from pinned packages; with `--check` it only compares.
//! `cargo run -p xtask -- pictures` writes `docs/pictures`.
//! `cargo run -p xtask -- compare` runs other linters on the examples of the cards and writes their results.
//! `cargo run -p xtask -- site` writes the documentation into `target/site`.

mod archive;
mod compare;
mod enums;
mod fetch;
mod merge;
mod pictures;
mod readme;
mod scope;
mod site;
mod upstream;
mod write;

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

/// Any error stops the task, and is shown to the person who runs it.
type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        #[allow(clippy::print_stderr)]
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[String]) -> Outcome<()> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let path = root.join("schema/facts.txt");
    match words.as_slice() {
        ["compare", "--check"] => compare::check(&root),
        ["compare", programs @ ..] => compare::write(&root, programs),
        ["facts"] => Ok(fs::write(path, facts(&root)?)?),
        ["facts", "--check"] => match facts(&root)? == fs::read_to_string(path)? {
            true => Ok(()),
            false => Err("schema/facts.txt is not what the packages give: run `cargo run -p xtask -- facts`".into()),
        },
        ["pictures"] => pictures::write(&root, false),
        ["pictures", "--check"] => pictures::write(&root, true),
        ["readme"] => readme::write(&root, false),
        ["readme", "--check"] => readme::write(&root, true),
        ["site"] => site::build(&root, &root.join("target/site")),
        ["site", folder] => site::build(&root, Path::new(folder)),
        _ => {
            Err("usage: cargo run -p xtask -- compare PROGRAM.. | compare --check | facts [--check] | pictures [--check] | readme [--check] | \
                 site [DIR]"
                .into())
        }
    }
}

/// The text of `schema/facts.txt`.
fn facts(root: &Path) -> Outcome<String> {
    let packages = fetch::all(&root.join("target/facts"))?;
    let mut facts = merge::Facts::default();
    for (version, definitions) in upstream::read_all(&packages)? {
        facts.add(version, &definitions)?;
    }
    facts.add_enums(&enums::read(&packages.kubernetes_models)?);
    facts.add_scopes(&scope::read(&packages.lightkube_models)?);
    Ok(write::text(&facts))
}
