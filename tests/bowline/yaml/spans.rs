//! Every place is byte-exact: for the seeds of the fuzzer, line by line and as a whole.

use crate::common::{invariants, seeds};
use bowline::source::{FileId, Source, Sources};
use bowline::yaml::{self, Node};

#[test]
fn every_scalar_reads_the_same_where_it_stands_alone() {
    for (name, text) in seeds::all() {
        invariants::parse(&text).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
    }
}

#[test]
fn places_and_offsets_lead_to_each_other() {
    for (name, text) in seeds::all() {
        for text in [text.clone(), text.replace('\n', "\r\n")] {
            invariants::positions(&text).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
        }
    }
    let mixed = "\u{feff}a:\tb\r\ne\u{301}\u{1f980}\u{1f469}\u{200d}\u{1f4bb}: \u{85}\r\r\n\n";
    invariants::positions(mixed).unwrap();
    // A carriage return alone does not end a line.
    invariants::positions("a\r").unwrap();
    // The line is longer than the distance between the marks that help to find columns.
    invariants::positions(&"\u{1f980}é x".repeat(600)).unwrap();
}

#[test]
fn places_outside_of_the_text_are_brought_inside() {
    let source = Source::new("test.yaml".to_owned(), "ab\r\n\u{1f980}c\n".to_owned());
    let cases = [((0, 0), 0), ((1, 99), 2), ((2, 99), 9), ((3, 1), 10), ((99, 99), 10)];
    for ((line, column), offset) in cases {
        assert_eq!(source.offset(line, column), offset, "{line}:{column}");
        assert_eq!(source.offset_utf16(line, column), offset, "{line}:{column}");
    }
    // The offset is between the halves of a surrogate pair.
    assert_eq!(source.offset_utf16(2, 2), 4);
    assert_eq!(source.offset_utf16(2, 3), 8);
    assert_eq!(source.offset(2, 2), 8);
}

#[test]
fn tags_and_anchors_have_their_places() {
    let text = "&m\n&k !!str k: !<tag:x> &v\nl: &s\n- ! # why\n  x\n- &f [ &p !q y, *p ]\n? !t &u\n: &w !!str |\n  z\n";
    let found = properties(text);
    let expected = [
        ("block", None, Some("&m")),
        ("k", Some("!!str"), Some("&k")),
        ("", Some("!<tag:x>"), Some("&v")),
        ("l", None, None),
        ("block", None, Some("&s")),
        ("x", Some("!"), None),
        ("block", None, Some("&f")),
        ("y", Some("!q"), Some("&p")),
        ("*p", None, None),
        ("", Some("!t"), Some("&u")),
        ("|\n  z", Some("!!str"), Some("&w")),
    ];
    let expected = expected.map(|(node, tag, anchor)| (node, tag.map(str::to_owned), anchor.map(str::to_owned)));
    assert_eq!(found.iter().map(|(node, t, a)| (node.as_str(), t.clone(), a.clone())).collect::<Vec<_>>(), expected);
}

/// The source of every node, its tag and its anchor. Collections appear as `block`.
fn properties(text: &str) -> Vec<(String, Option<String>, Option<String>)> {
    let sources = Sources::new(vec![Source::new("test.yaml".to_owned(), text.to_owned())]);
    let parsed = yaml::parse(sources.get(FileId(0)));
    assert_eq!(parsed.documents[0].problems, []);
    let written = |span| sources.text(span).to_owned();
    let shown = |node: Node<'_>| match node.is_mapping() || node.is_sequence() {
        true if !node.is_alias() => "block".to_owned(),
        _ => written(node.written_span()),
    };
    let nodes = parsed.documents[0].tree.nodes();
    nodes.map(|node| (shown(node), node.tag_span().map(written), node.anchor_span().map(written))).collect()
}
