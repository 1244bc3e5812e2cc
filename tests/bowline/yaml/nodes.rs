//! Edits are made from nodes. An edit that is not one change at one place is refused.

use bowline::diagnostic::{Edit, Edits};
use bowline::source::{FileId, Source, Sources};
use bowline::yaml::{self, Content, Entry, Node, Parsed};

/// Two files whose texts have the same places.
const BASE: &str = "a:\n  b: 1\n  c: 2\nd: {e: 3, f: 4}\ng:\n- h: 5\n- i: 6\n";
const PATCH: &str = "A:\n  B: 1\n  C: 2\nD: {E: 3, F: 4}\nG:\n- H: 5\n- I: 6\n";

fn sources(texts: &[&str]) -> Sources {
    let source = |(index, text): (usize, &&str)| Source::new(format!("{index}.yaml"), (*text).to_owned());
    Sources::new(texts.iter().enumerate().map(source).collect())
}

fn root<'a>(parsed: &'a Parsed) -> Node<'a> {
    parsed.documents[0].tree.root().unwrap()
}

fn first(node: Node<'_>) -> Entry<'_> {
    node.raw_entries().next().unwrap()
}

#[test]
fn an_entry_with_its_value_in_another_file_is_not_edited() {
    let sources = sources(&[BASE, PATCH]);
    let (base, patch) = (yaml::parse(sources.get(FileId(0))), yaml::parse(sources.get(FileId(1))));
    let (base, patch) = (root(&base), root(&patch));
    for path in [&[][..], &["a"], &["d"]] {
        let upper: Vec<String> = path.iter().map(|key: &&str| key.to_uppercase()).collect();
        let upper: Vec<&str> = upper.iter().map(String::as_str).collect();
        let (own, other) = (first(base.find(path).unwrap()), first(patch.find(&upper).unwrap()));
        for mixed in [Entry { value: other.value, ..own }, Entry { key: other.key, ..own }] {
            let one: [Option<Edit>; 4] = [
                yaml::remove_entry(mixed),
                yaml::insert_after(mixed, "k", "v"),
                yaml::insert_before(mixed, "k", "v"),
                yaml::replace_entry(mixed, "k", Content::map([("v", "w")])),
            ];
            assert_eq!(one, [const { None }; 4], "{path:?}");
            assert_eq!(yaml::lift_out(mixed), Edits::default());
            assert!(mixed.as_written().is_none());
        }
    }
}

#[test]
fn text_does_not_move_between_files() {
    let sources = sources(&[BASE, PATCH]);
    let (base, patch) = (yaml::parse(sources.get(FileId(0))), yaml::parse(sources.get(FileId(1))));
    let (base, patch) = (root(&base), root(&patch));
    let entry = base.get("a").unwrap().entry("b").unwrap();
    let foreign = patch.get("A").unwrap().entry("C").unwrap();
    assert!(!yaml::move_into(base, &[(entry, 0)]).is_empty());
    assert_eq!(yaml::move_into(base, &[(foreign, 0)]), Edits::default());
    assert_eq!(yaml::move_into(base, &[(entry, 0), (foreign, 0)]), Edits::default());
    assert_eq!(yaml::nest(first(base), &[(foreign, 0)]), Edits::default());
    assert!(entry.key.as_written().to(entry.value.as_written()).is_some());
    assert!(entry.key.as_written().to(foreign.value.as_written()).is_none());
    // The move is not possible with separate edits either.
    let (cut, paste) = (yaml::remove_entry(entry), yaml::insert_after(foreign, "b", 1));
    assert!(cut.is_some() && paste.is_some());
    assert_eq!(Edits::both(cut, paste.clone()), Edits::default());
    assert_eq!(Edits::both(yaml::replace_scalar(entry.value, "x"), paste), Edits::default());
}

#[test]
fn texts_of_two_files_are_replaced_together() {
    let sources = sources(&[BASE, PATCH]);
    let (base, patch) = (yaml::parse(sources.get(FileId(0))), yaml::parse(sources.get(FileId(1))));
    let replace = |root: Node<'_>| yaml::replace_scalar(first(root).key, "x");
    let edits = Edits::both(replace(root(&base)), replace(root(&patch)));
    let files: Vec<FileId> = edits.iter().map(|edit| edit.span().file).collect();
    assert_eq!(files, [FileId(0), FileId(1)]);
}

#[test]
fn a_fix_is_whole_or_refused() {
    let sources = sources(&[BASE]);
    let parsed = yaml::parse(sources.get(FileId(0)));
    let a = root(&parsed).get("a").unwrap();
    let (b, c) = (a.entry("b").unwrap(), a.entry("c").unwrap());
    let remove = || [b, c].map(yaml::remove_entry);
    assert_eq!(remove().into_iter().collect::<Edits>().len(), 2);
    let missing: Edits = remove().into_iter().chain([None]).collect();
    assert_eq!(missing, Edits::default());
    assert_eq!(Edits::both(Edits::default(), yaml::remove_entry(b)), Edits::default());
    let overlapping = Edits::both(yaml::remove_entry(b), yaml::replace_scalar(b.value, "x"));
    assert_eq!(overlapping, Edits::default());
    let twice = Edits::both(yaml::replace_scalar(b.value, "x"), yaml::replace_scalar(b.value, "y"));
    assert_eq!(twice, Edits::default());
    let inserted: Edits = ["k", "l"].into_iter().map(|key| yaml::insert_after(c, key, 1)).collect();
    assert_eq!(inserted.iter().map(Edit::text).collect::<Vec<_>>(), ["\n  k: 1\n  l: 1"]);
}

#[test]
fn what_is_read_in_other_places_too_is_not_edited() {
    let sources = sources(&["a: &a\n  b: &b {c: 1, d: x}\ne: *a\nf: &f\n  g: [h]\ni: &i x\n<<: *i\n"]);
    let parsed = yaml::parse(sources.get(FileId(0)));
    let root = root(&parsed);
    let find = |path: &[&str]| root.find(path).unwrap();
    let written = |key: &str| root.raw_entries().find(|entry| entry.key.text() == key).unwrap().value;
    for node in [find(&["a"]), find(&["a", "b"]), find(&["a", "b", "d"]), written("e"), written("i"), written("<<")] {
        assert!(!yaml::is_editable(node), "{node:?}");
        assert_eq!((yaml::replace_scalar(node, "y"), yaml::fill(node, "y")), (None, None));
        assert_eq!(yaml::wrap_in(node, "k"), Edits::default());
    }
    let d = find(&["a", "b"]).entry("d").unwrap();
    assert_eq!((yaml::remove_entry(d), yaml::insert_after(d, "k", "v")), (None, None));
    assert_eq!(yaml::surround(d.value.as_written()), Edits::default());
    // No alias uses this anchor.
    for node in [root, find(&["f"]), find(&["f", "g"])] {
        assert!(yaml::is_editable(node), "{node:?}");
    }
}
