//! A small deterministic part of the fuzz targets: each runs on every seed of `tests/seeds`.
//!
//! The whole is in `fuzz/`; see its README.md.

use crate::common::{builds, edits, invariants, same, seeds};

fn on_every_seed(target: fn(&str) -> Result<(), String>) {
    let seeds = seeds::all().into_iter();
    let wrong = seeds.filter_map(|(name, text)| Some(format!("{name}: {}", target(&text).err()?)));
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn check_holds() {
    on_every_seed(|text| invariants::check(text.as_bytes()));
}

#[test]
fn builds_hold() {
    on_every_seed(builds::build);
    let wrong = seeds::builds().into_iter().filter_map(|text| Some(format!("{}\n{text}", builds::build(&text).err()?)));
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn fixes_leave_readable_texts() {
    on_every_seed(edits::fixes);
}

#[test]
fn edit_helpers_do_what_they_mean() {
    on_every_seed(edits::helpers);
}

#[test]
fn both_readers_agree() {
    on_every_seed(same::as_the_general_reader);
}

#[test]
fn values_are_those_of_the_oracle() {
    on_every_seed(same::as_the_oracle);
}

/// The comparison finds the differences that it should find.
#[test]
fn differences_are_found() {
    use bowline::source::FileId;
    let difference = |a: &str, b: &str| {
        let (a, b) = (invariants::sources(a), invariants::sources(b));
        let (a, b) = (bowline::yaml::parse(a.get(FileId(0))), bowline::yaml::parse(b.get(FileId(0))));
        same::difference(&a.documents[0], &b.documents[0])
    };
    assert_eq!(difference("a: [b, 'c'] # d\n", "a: [b, 'c'] # d\n"), None);
    for other in ["a: [b, \"c\"] # d\n", "a: [b, 'd'] # d\n", "a: [b,'c' ] # d\n", "a: [b, 'c'] \t#d\n"] {
        assert!(difference("a: [b, 'c'] # d\n", other).is_some(), "{other}");
    }
    assert!(difference("a: 1\n", "a: yes\n").is_some());
    assert!(difference("a: 1\na: 1\n", "a: 1\nb: 1\n").is_some());
}
