//! Turns the facts about the API of Kubernetes into tables: Rust statics that need no work when the program starts.
//! Also packs the cards of the rules, and lists them as tests.
//!
//! Each file in `schema` describes its format in its first lines. The rows of the tables are those of
//! `src/schema/rows.rs`. Rows refer to each other by index, so the tables have no pointers.
// Cargo reads the printed lines.
#![allow(clippy::print_stdout)]

mod cards;
mod constraints;
mod facts;
mod kinds;
mod roles;
mod tables;
mod words;

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use cards::Cards;
use facts::Facts;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let (root, folder) = (env::var("CARGO_MANIFEST_DIR")?, env::var("OUT_DIR")?);
    let (root, folder) = (Path::new(&root), Path::new(&folder));
    let mut facts = Facts::default();
    for (file, read) in [
        ("facts.txt", Facts::read as fn(&mut Facts, &str) -> Outcome<()>),
        ("kustomization.txt", Facts::read),
        ("overlay.txt", Facts::read_overlay),
        ("constraints.txt", constraints::read),
        ("kinds.txt", Facts::read_kinds),
        ("roles.txt", roles::read),
        ("words.txt", words::read),
    ] {
        let path = root.join("schema").join(file);
        println!("cargo::rerun-if-changed={}", path.display());
        read(&mut facts, &fs::read_to_string(&path)?).map_err(|problem| format!("{}: {problem}", path.display()))?;
    }
    facts.settle();
    fs::write(folder.join("kinds.rs"), kinds::write(&facts)?)?;
    fs::write(folder.join("tables.rs"), tables::write(&facts)?)?;
    println!("cargo::rerun-if-changed={}", root.join("rules").display());
    let mut cards = Cards::default();
    cards.read(&root.join("rules"), "rules")?;
    fs::write(folder.join("cards.deflate"), cards.packed())?;
    Ok(fs::write(folder.join("cards.rs"), cards.tests)?)
}
