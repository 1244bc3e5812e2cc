//! An edit changes only what it claims to change: whatever the text, the tree after it is the intended tree.

use crate::common::json::scalar;
use crate::common::random::{Random, Rounds, guarded, mutate, seeds};
use bowline::diagnostic::{Edit, Edits};
use bowline::source::{FileId, Source, Sources, Span};
use bowline::yaml::{self, Content, Entry, Kind, Node, ProblemKind, Style, Tree};
use serde_json::{Value, json};

/// The rounds of the committed test, which must take only a few seconds in debug.
const ROUNDS: usize = 60;

/// Small texts of all kinds.
const TEXTS: &[&str] = &[
    "a: 1\nb: two\nc:\n  d: x\n  e: [1, 2]\n",
    "# head\na: 1 # one\n# between\nb:\n    # inside\n    c: 'x' # see\n    d:\n        e: \"y\"\n\n    # last\n\n# end\nf: g",
    "spec:\n- name: a\n  port: 80 # http\n  # next\n- name: b\n  port: 0777\n",
    "spec:\n  - name: a\n    port: 80\n  # about b\n  - name: b\n\n  # about c\n\n  - c\n  -\n  - ~\n",
    "a:\r\n  b: 1 # x\r\n  c:\r\n  - d\r\n  - e: 1\r\n    f: 2\r\n",
    "a:\r\n    - 1\r\n    - 2",
    "\u{feff}a: 1\nb: 2\n---\n\u{1f980}: \u{e9}\nc: {\u{1f980}: \u{1f980}, d: x}\n---\n# only\n",
    "a: |\n  x\n   y\n\nb: |+\n  z\n\n\n# c\nc: >-\n  folded\n  text\n\n  more\nd: 1\n",
    "a: |\n  x\nb: 1\n  # deeper\nc: |+\n  y\nd: 1\n\n\ne: 2\n",
    "list:\n- |\n  x\n- >+\n  y\n\n- |2\n    z\n- end\n",
    "a: |+\n  x\n\n",
    "a: |\n  x",
    "a: {b: 1, c: 2}\nd: [x, 'y', \"z\"]\ne: {}\nf: []\ng:\nh: ~\ni: null # none\nj: '' # empty\n",
    "a: {\n  b: 1, # one\n  # two\n  c: 2 # three\n}\nd: [\n  x,\n  y,\n]\ne: [ # first\n  {p: 1,\n   q: 2}, z ]\n",
    "{a: 1, b: , c: [p: 1, q], d: {e, f: }, }\n",
    "{\"a\": 1, \"b\": \"x\", \"c\": [1, \"y\", {}], \"d\": {\"e\": null}}\n",
    "{\n\t\"a\": 1,\n\t\"b\": {\n\t\t\"c\": [\n\t\t\t1,\n\t\t\t\"x\"\n\t\t]\n\t}\n}\n",
    "{\"a\":{\"b\":1,\"c\":[{\"d\":2}]}}",
    "a: &x {q: 1}\nb: *x\nc: &y\n  d: &z 1\n  e: *z\nf: *y\ng:\n- &i one\n- *i\n- two\n",
    "x: &x\n  p: 1\n  r: 2\nz:\n  <<: *x\n  p: 3\n",
    "a: !!str 12\nb: !!int \"3\"\nc: ! x\nd: !foo {e: 1}\nf: !!map\n  g: 1\nh: !!str\n",
    "? a\n: b\n? [c, d]\n: e\nf: g\n",
    "- - a\n  - b\n  # c\n  - - d\n    - e\n- f: 1\n  # between\n  g: 2\n-   h: 1\n    i: 2\n",
    "-\n  a: 1\n  b: 2\n-\n  # c\n  - x\n  - y\n",
    "on: yes\n0777: 0o17\n1.10: 1_000\n~x: .5\nno: 'no'\n\"y\": \"n\"\nt: 2024-01-01\nu: 12:30\n",
    "a: plain\n  on two lines\nb: \"double\n  on\\\n  two\"\nc: 'single\n\n  on three'\nd: 1\n",
    "a:\n  - b:\n      c: 1\n      d:\n        - e\n    f: 1\n  - g\n",
    "metadata:\n  labels: {app: web}\n  annotations:\n    a/b: \"true\" # see\n    c: d\nspec:\n  args: [\"-c\", \"x: y\"]\n",
    "a:   1\nb  : 2\n'c' : 3\n\"d\":   # x\n  4\ne:\n\n  f: 1\n",
    "a:\t1\nb: x\t# text\n-\ty\n",
    "a:\n  b: 1\n...\n---\nc: 2\n",
    "- 1\n- 2 # two\n\n- 3\n# end\n",
    "plain\n",
    "[a, b, [c, {d: e}], ]",
    "{}\n",
    "# nothing but: a comment\n",
    "a: [\n1,\n2 # two\n]\nb: {c: \"d\", 'e':\n f}\n",
    "a: \"x\n# no comment\n  y\"\nb: 1\n",
    "env:\n- A: 1\n- B: x # two\n# c\n- 'C': yes\n\n-   D: \"y\"\nz: 1\n",
    "a:\n  env:\n    - A: 1\n    # b\n    - B: [x]\n    - C:\n  f: {a: {b: 1, c: 2}, d: {\"e\": \"f\"}, g: {}}\n",
    "a:\r\n  b: 1\r\n  c: yes # x\r\nd:\r\n  e:\r\n    f: |\r\n      x\r\n    # g\r\n    g: 1\r\n",
    "- a:\n    - b: &b x\n    - c: *b\n  d:\n    e: |2\n        x\n    ? f\n    : g\n",
    "a: {b: [1], c: 'it''s', d: {e: \"x\\ty\", f: {g: h,},},}\ni: >+2\n   x\n\nj: {k: l # m\n}\n",
    "a:\n- b\n-  c:  1\n   d:  2\n-\n\n- e\nf:\n- |\n  x\n\n- y\n",
];

/// Strings that are hard to write in YAML.
const STRINGS: &[&str] = &[
    "x",
    "web-1.2",
    "",
    " ",
    "a b",
    "yes",
    "0777",
    "12",
    "null",
    "~",
    "<<",
    "-",
    "--flag",
    "---",
    "...",
    "- a",
    "? a",
    ":",
    "a:",
    "a: b",
    "a:b",
    "a #b",
    "a#b",
    "#",
    "*a",
    "&a",
    "!a",
    "|",
    ">",
    "%a",
    "@a",
    "`a",
    "{a",
    "a}",
    "[a",
    "a]",
    "a,b",
    "a, b",
    "'",
    "it's",
    "\"",
    "a\"b",
    "\\",
    "a\\nb",
    "a\nb",
    "\n",
    "a\tb",
    "\t",
    "\r",
    "\u{e9}",
    "\u{1f980}",
    "\u{a0}",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\u{7f}",
    "\0",
    "{{ .x }}",
    "$(X)",
    "http://x/y?z",
    "2024-01-01",
    "1:30",
    "0x1F",
    "1e3",
    ".5",
    "a?b",
    "a,",
    "=",
    "\u{fffe}",
];

/// A document as a tree, without its spelling.
#[derive(Debug, Clone)]
struct Model {
    /// The index of the node in the order of the text. `None` for a node that an edit adds.
    id: Option<usize>,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    Scalar(Value),
    /// The id of the alias's target.
    Alias(usize),
    Map(Vec<(Model, Model)>),
    List(Vec<Model>),
}

impl Model {
    fn new(what: What) -> Self {
        Model { id: None, what }
    }

    fn of_tree(tree: &Tree) -> Option<Model> {
        tree.root().map(|root| Self::of(root, &mut 0, tree))
    }

    fn of(node: Node<'_>, next: &mut usize, tree: &Tree) -> Model {
        let id = Some(*next);
        *next += 1;
        let what = if node.is_alias() {
            let is_target = |other: &Node<'_>| {
                !other.is_alias() && other.written_span() == node.span() && other.kind() == node.kind()
            };
            What::Alias(tree.nodes().position(|other| is_target(&other)).unwrap())
        } else {
            match node.kind() {
                Kind::Scalar => What::Scalar(scalar(node)),
                Kind::Sequence => What::List(node.items().map(|item| Self::of(item, next, tree)).collect()),
                Kind::Mapping => {
                    let entry = |Entry { key, value }| {
                        let key = Self::of(key, next, tree);
                        (key, Self::of(value, next, tree))
                    };
                    What::Map(node.raw_entries().map(entry).collect())
                }
            }
        };
        Model { id, what }
    }

    fn of_content(content: &Content) -> Model {
        Model::new(match content {
            Content::Text(text) => What::Scalar(text.as_str().into()),
            Content::Raw(text) => What::Scalar(serde_json::from_str(text).unwrap()),
            Content::List(items) => What::List(items.iter().map(Self::of_content).collect()),
            Content::Map(entries) => {
                What::Map(entries.iter().map(|(key, value)| (Self::text(key), Self::of_content(value))).collect())
            }
        })
    }

    fn text(text: &str) -> Model {
        Model::new(What::Scalar(text.into()))
    }

    fn find(&mut self, id: usize) -> Option<&mut Model> {
        if self.id == Some(id) {
            return Some(self);
        }
        match &mut self.what {
            What::Scalar(_) | What::Alias(_) => None,
            What::List(items) => items.iter_mut().find_map(|item| item.find(id)),
            What::Map(entries) => entries.iter_mut().find_map(|(key, value)| match key.find(id) {
                Some(found) => Some(found),
                None => value.find(id),
            }),
        }
    }

    fn take(&mut self, id: usize, index: usize) -> (Model, Model) {
        match &mut self.find(id).unwrap().what {
            What::Map(entries) => entries.remove(index),
            other => panic!("{other:?}"),
        }
    }

    /// The value with aliases followed and mappings as lists of pairs: repeated keys and merge keys count. Returns
    /// `None` if it grows too large.
    fn expand(&self, root: &Model, room: &mut usize) -> Option<Value> {
        *room = room.checked_sub(1)?;
        Some(match &self.what {
            What::Scalar(value) => value.clone(),
            What::Alias(id) => root
                .clone()
                .find(*id)
                .map_or(json!({"lost": id}), |target| json!({ "alias": id, "of": target.expand(root, room) })),
            What::List(items) => items.iter().map(|item| item.expand(root, room)).collect::<Option<Value>>()?,
            What::Map(entries) => {
                let pair =
                    |(key, value): &(Model, Model)| Some(json!([key.expand(root, room)?, value.expand(root, room)?]));
                json!({ "map": entries.iter().map(pair).collect::<Option<Value>>()? })
            }
        })
    }

    fn value(&self) -> Option<Value> {
        self.expand(self, &mut 5_000).map(without_ids)
    }
}

fn without_ids(value: Value) -> Value {
    match value {
        Value::Object(mut object) => match object.remove("of") {
            Some(target) => json!({ "alias": without_ids(target) }),
            None => object.into_iter().map(|(key, value)| (key, without_ids(value))).collect(),
        },
        Value::Array(list) => list.into_iter().map(without_ids).collect(),
        other => other,
    }
}

/// The intended effect of an edit on the model.
enum Change {
    Set(usize, Model),
    AddEntry(usize, usize, Model, Model),
    AddItem(usize, usize, Model),
    Remove(usize, usize),
    Replace(usize, usize, Model, Model),
    /// An entry of a mapping becomes one of another mapping, or of the new value of the entry before.
    Move(usize, usize, usize, usize),
    Nest(usize, usize),
    /// A mapping becomes the value of a new key.
    Wrap(usize, &'static str),
    /// The entries of an entry's value take its place.
    Lift(usize, usize),
    /// The items of a list, which are mappings, become one mapping.
    Merge(usize),
    /// Each entry of a mapping becomes a mapping with these keys and texts.
    Split(usize, Vec<[String; 4]>),
}

fn changed(mut model: Model, change: Change) -> Model {
    match change {
        Change::Set(id, new) => model.find(id).unwrap().what = new.what,
        Change::AddEntry(id, at, key, value) => match &mut model.find(id).unwrap().what {
            What::Map(entries) => entries.insert(at, (key, value)),
            other => panic!("{other:?}"),
        },
        Change::AddItem(id, at, item) => match &mut model.find(id).unwrap().what {
            What::List(items) => items.insert(at, item),
            other => panic!("{other:?}"),
        },
        Change::Remove(id, at) => match &mut model.find(id).unwrap().what {
            What::Map(entries) => drop(entries.remove(at)),
            What::List(items) => drop(items.remove(at)),
            other => panic!("{other:?}"),
        },
        Change::Replace(id, at, key, value) => match &mut model.find(id).unwrap().what {
            What::Map(entries) => entries[at] = (key, value),
            other => panic!("{other:?}"),
        },
        Change::Move(from, index, to, at) => {
            let entry = model.take(from, index);
            match &mut model.find(to).unwrap().what {
                What::Map(entries) => entries.insert(at, entry),
                other => panic!("{other:?}"),
            }
        }
        Change::Nest(from, index) => {
            let entry = model.take(from, index);
            match &mut model.find(from).unwrap().what {
                What::Map(entries) => entries[index - 1].1.what = What::Map(vec![entry]),
                other => panic!("{other:?}"),
            }
        }
        Change::Wrap(id, key) => {
            let mapping = model.find(id).unwrap();
            let inner = Model::new(std::mem::replace(&mut mapping.what, What::List(Vec::new())));
            mapping.what = What::Map(vec![(Model::text(key), inner)]);
        }
        Change::Lift(id, at) => match (model.take(id, at).1.what, &mut model.find(id).unwrap().what) {
            (What::Map(inner), What::Map(entries)) => drop(entries.splice(at..at, inner)),
            other => panic!("{other:?}"),
        },
        Change::Merge(id) => {
            let list = model.find(id).unwrap();
            let What::List(items) = std::mem::replace(&mut list.what, What::List(Vec::new())) else {
                panic!("{list:?}")
            };
            let entries = items.into_iter().flat_map(|item| match item.what {
                What::Map(entries) => entries,
                other => panic!("{other:?}"),
            });
            list.what = What::Map(entries.collect());
        }
        Change::Split(id, items) => {
            let item = |[name, key, value, text]: [String; 4]| {
                Content::map([(name, Content::Text(key)), (value, Content::Text(text))])
            };
            model.find(id).unwrap().what = Model::of_content(&Content::list(items.into_iter().map(item))).what;
        }
    }
    model
}

/// The result of one helper at one place.
struct Try {
    name: String,
    /// Empty if the helper declines.
    edits: Edits,
    change: Change,
    /// The range of text that a removal may also delete.
    removed: Option<std::ops::Range<u32>>,
}

/// How often the helpers found an answer.
#[derive(Default)]
struct Tally {
    edits: usize,
    declined: usize,
}

fn contents(random: &mut Random) -> Content {
    let text = *random.pick(STRINGS);
    match random.below(8) {
        0 | 1 => text.into(),
        2 => 42.into(),
        3 => Content::map([("app", text), ("tier", "x")]),
        4 => Content::list(["one", text]),
        5 => Content::map([
            ("labels", Content::map([("app", text)])),
            ("ports", Content::list([Content::map([("port", 80)])])),
        ]),
        6 => Content::list([Content::list([text, "y"]), Content::map([("a", Content::map([("b", text)]))])]),
        _ => Content::map([("e", Content::Map(Vec::new())), ("f", Content::List(Vec::new()))]),
    }
}

/// Runs every helper at every place of a document.
fn tries(tree: &Tree, sources: &Sources, random: &mut Random) -> Vec<Try> {
    let mut tries = Vec::new();
    let nodes: Vec<Node<'_>> = tree.nodes().collect();
    let id_of = |node: Node<'_>| nodes.iter().position(|other| *other == node).unwrap();
    let mut add =
        |name: &str, node: Node<'_>, edit: Option<Edit>, change: Change, removed: Option<std::ops::Range<u32>>| {
            let span = node.written_span();
            let name = format!("{name} at {}..{}", span.start, span.end);
            tries.push(Try { name, edits: edit.into(), change, removed });
        };
    for (id, &node) in nodes.iter().enumerate() {
        if node.kind() == Kind::Scalar && !node.is_alias() {
            let text = *random.pick(STRINGS);
            add(
                &format!("replace_scalar {text:?}"),
                node,
                yaml::replace_scalar(node, text),
                Change::Set(id, Model::text(text)),
                None,
            );
            add(
                "replace_raw",
                node,
                yaml::replace_raw(node, "42"),
                Change::Set(id, Model::new(What::Scalar(42.into()))),
                None,
            );
            add("quote", node, yaml::quote(node), Change::Set(id, Model::text(node.source_text())), None);
        }
        if node.is_alias() {
            assert!(
                yaml::replace_scalar(node, "x").is_none()
                    && yaml::quote(node).is_none()
                    && yaml::fill(node, "x").is_none()
            );
            continue;
        }
        let fill = |value: Node<'_>, random: &mut Random| {
            let content = contents(random);
            let change = Change::Set(id_of(value), Model::of_content(&content));
            (format!("fill {content:?}"), yaml::fill(value, content), change)
        };
        for (index, entry) in node.raw_entries().enumerate() {
            let new =
                |at, content: &Content| Change::AddEntry(id, at, Model::text("new key"), Model::of_content(content));
            let content = contents(random);
            let change = new(index + 1, &content);
            add(
                &format!("insert_after {content:?}"),
                entry.key,
                yaml::insert_after(entry, "new key", content),
                change,
                None,
            );
            let content = contents(random);
            let change = new(index, &content);
            add(
                &format!("insert_before {content:?}"),
                entry.key,
                yaml::insert_before(entry, "new key", content),
                change,
                None,
            );
            let removed = lines_of(sources, entry.key.written_span(), entry.value.written_span());
            add("remove_entry", entry.key, yaml::remove_entry(entry), Change::Remove(id, index), Some(removed));
            if !entry.value.is_alias() {
                let (name, edit, change) = fill(entry.value, random);
                add(&name, entry.value, edit, change, None);
            }
        }
        for (index, item) in node.items().enumerate() {
            let content = contents(random);
            let change = Change::AddItem(id, index + 1, Model::of_content(&content));
            add(&format!("insert_item_after {content:?}"), item, yaml::insert_item_after(item, content), change, None);
            let content = contents(random);
            let change = Change::AddItem(id, index, Model::of_content(&content));
            add(
                &format!("insert_item_before {content:?}"),
                item,
                yaml::insert_item_before(item, content),
                change,
                None,
            );
            let removed = lines_of(sources, dash_of(sources, node, item), item.written_span());
            add("remove_item", item, yaml::remove_item(item), Change::Remove(id, index), Some(removed));
            if !item.is_alias() {
                let (name, edit, change) = fill(item, random);
                add(&name, item, edit, change, None);
            }
        }
    }
    relocations(&nodes, random, &mut tries);
    rewrites(&nodes, random, &mut tries);
    tries
}

/// Adds values that become lists or mappings, entries that get another key and value, and texts that change in part.
fn rewrites(nodes: &[Node<'_>], random: &mut Random, tries: &mut Vec<Try>) {
    let as_text = |node: Node<'_>| node.as_str().unwrap_or(node.source_text()).to_owned();
    for (id, &node) in nodes.iter().enumerate() {
        let span = node.written_span();
        let mut add = |name: &str, edits: Edits, change| {
            let name = format!("{name} at {}..{}", span.start, span.end);
            tries.push(Try { name, edits, change, removed: None });
        };
        let (is_alias, text) = (node.is_alias(), node.text());
        match node.kind() {
            _ if is_alias => {
                let parts = [yaml::replace_part(node.as_written(), "x"), yaml::drop_last_line_feed(node)];
                assert!(parts.iter().all(Option::is_none) && yaml::into_list(node).is_empty());
            }
            Kind::Scalar => {
                let list = Model::new(What::List(vec![Model::text(text)]));
                add("into_list", yaml::into_list(node), Change::Set(id, list));
                let line = Model::text(text.trim_end_matches('\n'));
                add("drop_last_line_feed", yaml::drop_last_line_feed(node).into(), Change::Set(id, line));
                // In JSON a number is not a string, whatever it contains.
                let is_text =
                    node.style() != Style::Plain || node.parent().is_none_or(|node| node.style() == Style::Block);
                let letter = text.find(|c: char| c.is_ascii_alphanumeric()).filter(|_| is_text && !node.has_tag());
                if let Some(at) = letter {
                    let new = Model::text(&format!("{}q{}", &text[..at], &text[at + 1..]));
                    let edit = yaml::replace_part(node.text_part(at..at + 1), "q");
                    add("replace_part", edit.into(), Change::Set(id, new));
                }
                let is_line = !node.source_text().is_empty() && !node.source_text().contains(['\n', '\r']);
                if node.style() == Style::Plain && is_line && !node.has_tag() && !node.is_key() {
                    let quoted = Change::Set(id, Model::text(node.source_text()));
                    add("surround", yaml::surround(node.as_written()), quoted);
                }
            }
            Kind::Sequence => add("items_to_entries", yaml::items_to_entries(node), Change::Merge(id)),
            Kind::Mapping => {
                add("wrap_in", yaml::wrap_in(node, "new key"), Change::Wrap(id, "new key"));
                let item =
                    |entry: Entry<'_>| ["k".to_owned(), as_text(entry.key), "v".to_owned(), as_text(entry.value)];
                let items = node.raw_entries().map(item).collect();
                add("entries_to_items", yaml::entries_to_items(node, ("k", "v")), Change::Split(id, items));
                for (index, entry) in node.raw_entries().enumerate() {
                    add("lift_out", yaml::lift_out(entry), Change::Lift(id, index));
                    let content = contents(random);
                    let value = Model::of_content(&content);
                    let name = format!("replace_entry {content:?}");
                    let edit = yaml::replace_entry(entry, "new key", content);
                    add(&name, edit.into(), Change::Replace(id, index, Model::text("new key"), value));
                }
            }
        }
    }
}

/// Adds entries that move below the entry before, or into another mapping.
fn relocations(nodes: &[Node<'_>], random: &mut Random, tries: &mut Vec<Try>) {
    let id_of = |node: Node<'_>| nodes.iter().position(|other| *other == node).unwrap();
    let mappings: Vec<Node<'_>> = nodes.iter().copied().filter(|node| node.is_mapping() && !node.is_alias()).collect();
    for &mapping in &mappings {
        let entries: Vec<Entry<'_>> = mapping.raw_entries().collect();
        for (index, &entry) in entries.iter().enumerate() {
            let span = entry.key.written_span();
            let mut add = |name: &str, edits, change| {
                let name = format!("{name} at {}..{}", span.start, span.end);
                tries.push(Try { name, edits, change, removed: None });
            };
            if let Some(before) = index.checked_sub(1).map(|before| entries[before]) {
                add("nest", yaml::nest(before, &[(entry, 0)]), Change::Nest(id_of(mapping), index));
            }
            let to = *random.pick(&mappings);
            let edits = yaml::move_into(to, &[(entry, 0)]);
            if edits.is_empty() {
                continue;
            }
            let holds = |node: Node<'_>| node.descendants().any(|node| node == mapping);
            let at = match to.raw_entries().position(|entry| holds(entry.value)) {
                Some(holder) => holder + usize::from(edits.len() == 1),
                None => to.raw_entries().count(),
            };
            let change = Change::Move(id_of(mapping), index, id_of(to), at);
            add(&format!("move into {:?}", to.written_span()), edits, change);
        }
    }
}

/// The range from the start of a child to the end of its last line.
fn lines_of(sources: &Sources, first: Span, last: Span) -> std::ops::Range<u32> {
    let text = &sources.get(first.file).text;
    let end = first.end.max(last.end) as usize;
    let line_end = text[end..].find('\n').map_or(text.len(), |offset| end + offset);
    // The dash of an item without text is on a line before.
    first.start.min(last.start)..line_end as u32
}

/// The place of the dash of an item, or of the item itself.
fn dash_of(sources: &Sources, list: Node<'_>, item: Node<'_>) -> Span {
    let before = list.items().take_while(|other| *other != item).last();
    let from = before.map_or(list.written_span().start, |before| before.written_span().end);
    let span = Span { start: from, ..item.written_span() };
    let mut at = from as usize;
    for line in sources.text(Span { end: span.end.max(from), ..span }).split_inclusive('\n') {
        if list.style() == Style::Block && line.trim_start().starts_with('-') {
            return Span { start: (at + line.len() - line.trim_start().len()) as u32, ..span };
        }
        at += line.len();
    }
    item.written_span()
}

fn sources_of(text: &str) -> Sources {
    Sources::new(vec![Source::new("test.yaml".to_owned(), text.to_owned())])
}

fn apply(text: &str, edit: &Edit) -> String {
    let mut text = text.to_owned();
    text.replace_range(edit.span().start as usize..edit.span().end as usize, edit.text());
    text
}

fn apply_all(text: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.span().start, edit.span().end));
    edits.iter().rev().fold(text.to_owned(), |text, edit| apply(&text, edit))
}

fn comments(sources: &Sources, parsed: &yaml::Parsed, keep: impl Fn(Span) -> bool) -> Vec<String> {
    let all = parsed.documents.iter().flat_map(|document| &document.comments).map(|comment| comment.span);
    let mut texts: Vec<String> = all.filter(|span| keep(*span)).map(|span| sources.text(span).to_owned()).collect();
    texts.sort();
    texts
}

/// Whether the second list contains every text of the first list, in the same order and as often.
fn is_part(some: &[String], all: &[String]) -> bool {
    let mut all = all.iter();
    some.iter().all(|text| all.any(|other| other == text))
}

fn inspect(text: &str, random: &mut Random, tally: &mut Tally) -> Result<(), String> {
    let sources = sources_of(text);
    let before = yaml::parse(sources.get(FileId(0)));
    let models: Vec<Option<Model>> = before.documents.iter().map(|document| Model::of_tree(&document.tree)).collect();
    let values: Vec<Option<Value>> = models.iter().map(|model| model.as_ref().and_then(Model::value)).collect();
    let all_windows = |text: &str| text.contains('\n') && text.matches('\n').count() == text.matches("\r\n").count();
    for (index, document) in before.documents.iter().enumerate() {
        let Some(model) = models[index].clone().filter(|_| values[index].is_some() && is_settled(&sources, document))
        else {
            continue;
        };
        for Try { name, edits, change, removed } in tries(&document.tree, &sources, random) {
            if edits.is_empty() {
                tally.declined += 1;
                continue;
            }
            tally.edits += 1;
            // A new name may be an existing one.
            let renames = name.starts_with("replace") || name.starts_with("quote");
            let Some(wanted) = changed(model.clone(), change).value() else { continue };
            let after_text = apply_all(text, &edits);
            let complain = |what: String| Err(format!("{name}: {what}\n  edits {edits:?}\n  {after_text:?}"));
            let after_sources = sources_of(&after_text);
            let after = yaml::parse(after_sources.get(FileId(0)));
            if after.documents.len() != before.documents.len() {
                return complain(format!("{} documents instead of {}", after.documents.len(), before.documents.len()));
            }
            for (other, document) in after.documents.iter().enumerate() {
                let value = Model::of_tree(&document.tree).and_then(|model| model.value());
                let wanted = if other == index { Some(&wanted) } else { values[other].as_ref() };
                if value.as_ref() != wanted {
                    let value = value.map(|value| value.to_string());
                    return complain(format!(
                        "document {other} is\n  {value:?} instead of\n  {wanted:?} {:?}",
                        document.problems
                    ));
                }
                let old = &before.documents[other];
                let count = |problems: &[yaml::Problem]| problems.len();
                if document.broken != old.broken || !renames && count(&document.problems) > count(&old.problems) {
                    return complain(format!("new problems: {:?}", document.problems));
                }
            }
            let stay =
                |span: Span| removed.as_ref().is_none_or(|lines| span.end <= lines.start || span.start >= lines.end);
            let must = comments(&sources, &before, stay);
            let may = comments(&sources, &before, |_| true);
            let found = comments(&after_sources, &after, |_| true);
            // A comment may or may not end at a lone carriage return.
            let sure = !text.replace("\r\n", "").contains('\r');
            if sure && !(is_part(&must, &found) && is_part(&found, &may)) {
                return complain(format!("comments {must:?} became {found:?}"));
            }
            if all_windows(text) && after_text.contains('\n') && !all_windows(&after_text) {
                return complain("another line ending".to_owned());
            }
        }
    }
    Ok(())
}

/// Whether no edit changes how the document is read. Otherwise, an edit may turn broken JSON into JSON, or text that is
/// only read leniently into broken text.
fn is_settled(sources: &Sources, document: &yaml::Document) -> bool {
    let Some(root) = document.tree.root().filter(|_| !document.broken) else { return false };
    let refused = |problem: &yaml::Problem| matches!(problem.kind, ProblemKind::NotJson | ProblemKind::Syntax);
    // A lone carriage return is a line ending for YAML readers, but not for people.
    let lone_return = sources.text(document.span).replace("\r\n", "").contains('\r');
    if lone_return || document.problems.iter().any(refused) {
        return false;
    }
    let rest = sources.text(Span { start: root.written_span().end, ..document.span });
    let lines = |node: Node<'_>| node.source_text().contains('\n');
    let has_lines = |flow: Node<'_>| {
        let entries = flow
            .raw_entries()
            .any(|entry| lines(entry.key) || lines(entry.value) && entry.value.kind() == Kind::Scalar);
        entries || flow.items().any(|item| lines(item) && item.kind() == Kind::Scalar)
    };
    let by_good_will = document.tree.nodes().any(|node| {
        let text = node.source_text();
        match node.style() {
            Style::Flow => has_lines(node),
            Style::Block => node.raw_entries().any(|entry| lines(entry.key)),
            Style::Plain | Style::Folded => text.contains('\t'),
            // All lines of a literal scalar are in its text.
            Style::Literal => text.contains('\t') || text.matches('\n').count() > node.text().matches('\n').count() + 1,
            Style::SingleQuoted | Style::DoubleQuoted => false,
        }
    });
    (root.style() != Style::Flow || rest.trim().is_empty()) && !by_good_will
}

#[test]
fn edits_do_what_they_say() {
    let mut failures = Vec::new();
    let mut tally = Tally::default();
    let mut random = Random::from_env();
    let own: Vec<Vec<u8>> = TEXTS.iter().map(|text| text.as_bytes().to_vec()).collect();
    let all: Vec<Vec<u8>> = own.iter().cloned().chain(seeds().into_iter().filter(|seed| seed.len() < 2_000)).collect();
    let mut check = |text: &str, random: &mut Random, tally: &mut Tally| {
        if let Err(complaint) = guarded(|| inspect(text, random, tally)) {
            failures.push(format!("{complaint}\n  {text:?}"));
        }
        failures.len() < 30
    };
    for text in TEXTS {
        check(text, &mut random, &mut tally);
    }
    assert!(tally.edits > tally.declined, "{} edits, {} declined", tally.edits, tally.declined);
    for round in Rounds::new(ROUNDS) {
        let mut bytes = random.pick(if round % 8 == 0 { &all } else { &own }).clone();
        for _ in 0..1 + random.below(3) {
            mutate(&mut bytes, &mut random, &all);
        }
        // To try every place of a long text takes too long.
        bytes.truncate(1_500);
        if !check(&String::from_utf8_lossy(&bytes), &mut random, &mut tally) {
            break;
        }
    }
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}

/// The text after an edit of the first document.
#[track_caller]
fn edited(text: &str, edit: impl FnOnce(Node<'_>) -> Option<Edit>) -> String {
    let sources = sources_of(text);
    let parsed = yaml::parse(sources.get(FileId(0)));
    apply(text, &edit(parsed.documents[0].tree.root().unwrap()).expect("an edit"))
}

#[test]
fn new_entries_have_the_indentation_of_the_file() {
    let labels = || Content::map([("matchLabels", Content::map([("app", "web")]))]);
    let selector = |root: Node<'_>| yaml::insert_after(root.get("spec")?.entry("replicas")?, "selector", labels());
    assert_eq!(
        edited("spec:\n    replicas: 1 # one\n    # about x\n    x: y", selector),
        "spec:\n    replicas: 1 # one\n    selector:\n        matchLabels:\n            app: web\n    # about x\n    x: y"
    );
    assert_eq!(
        edited("spec:\r\n  replicas: 1", selector),
        "spec:\r\n  replicas: 1\r\n  selector:\r\n    matchLabels:\r\n      app: web"
    );
    assert_eq!(edited("spec: {replicas: 1}\n", selector), "spec: {replicas: 1, selector: {matchLabels: {app: web}}}\n");
    assert_eq!(
        edited("{\n\t\"spec\": {\n\t\t\"replicas\": 1\n\t}\n}\n", selector),
        "{\n\t\"spec\": {\n\t\t\"replicas\": 1,\n\t\t\"selector\": {\"matchLabels\": {\"app\": \"web\"}}\n\t}\n}\n"
    );
}

#[test]
fn lists_stand_below_their_key_where_the_file_has_them_there() {
    let ports =
        |root: Node<'_>| yaml::insert_after(root.entry("a")?, "ports", Content::list([Content::map([("port", 80)])]));
    assert_eq!(edited("a:\n- b\n", ports), "a:\n- b\nports:\n- port: 80\n");
    assert_eq!(edited("a:\n    - b\n", ports), "a:\n    - b\nports:\n    - port: 80\n");
    assert_eq!(edited("a: 1\n", ports), "a: 1\nports:\n  - port: 80\n");
}

#[test]
fn a_comment_stays_with_what_it_is_about() {
    let before = |root: Node<'_>| yaml::insert_before(root.entry("b")?, "new", 1);
    assert_eq!(edited("a: 1 # one\n# about b\nb: 2\n", before), "a: 1 # one\nnew: 1\n# about b\nb: 2\n");
    let fill = |root: Node<'_>| yaml::fill(root.get("a")?, Content::map([("b", "c")]));
    assert_eq!(edited("a: {} # none\nd: e\n", fill), "a: # none\n  b: c\nd: e\n");
    let remove = |root: Node<'_>| yaml::remove_item(root.get("a")?.items().next()?);
    assert_eq!(edited("a:\n- b # gone\n# stays\n- c\n", remove), "a:\n# stays\n- c\n");
    let remove = |root: Node<'_>| yaml::remove_entry(root.items().next()?.entry("a")?);
    assert_eq!(edited("- a: 1\n  b: 2\n", remove), "- b: 2\n");
    assert_eq!(edited("- a: 1\n  # about b\n  b: 2\n", remove), "-\n  # about b\n  b: 2\n");
}

#[test]
fn a_text_that_runs_to_the_next_line_keeps_its_blank_lines() {
    let after = |root: Node<'_>| yaml::insert_after(root.entry("a")?, "new", 1);
    assert_eq!(edited("a: |+\n  x\n\nb: 1\n", after), "a: |+\n  x\n\nnew: 1\nb: 1\n");
    assert_eq!(edited("a: |\n  x\n\nb: 1\n", after), "a: |\n  x\nnew: 1\n\nb: 1\n");
}

#[test]
fn scalars_keep_their_quotes() {
    let replace = |text: &'static str| move |root: Node<'_>| yaml::replace_scalar(root.get("a")?, text);
    assert_eq!(edited("a: x # y\n", replace("nginx:1.2")), "a: nginx:1.2 # y\n");
    assert_eq!(edited("a: x\n", replace("yes")), "a: \"yes\"\n");
    assert_eq!(edited("a: 'x'\n", replace("it's")), "a: 'it''s'\n");
    assert_eq!(edited("a: \"x\"\n", replace("y")), "a: \"y\"\n");
    assert_eq!(edited("a: # none\n", replace("z")), "a: z # none\n");
    assert_eq!(edited("{\"a\":1}", replace("y")), "{\"a\":\"y\"}");
    assert_eq!(edited("a: 0777\n", |root| yaml::quote(root.get("a")?)), "a: \"0777\"\n");
    assert_eq!(edited("on: 1\n", |root| yaml::quote(root.raw_entries().next()?.key)), "\"on\": 1\n");
}

/// The text after edits of the first document. Returns `None` if there are no edits.
fn all_edited(text: &str, edits: impl FnOnce(Node<'_>) -> Edits) -> Option<String> {
    let sources = sources_of(text);
    let parsed = yaml::parse(sources.get(FileId(0)));
    let edits = edits(parsed.documents[0].tree.root().unwrap());
    (!edits.is_empty()).then(|| apply_all(text, &edits))
}

#[test]
fn a_mapping_moves_one_level_in_or_out() {
    let wrap = |root: Node<'_>| yaml::wrap_in(root.get("a").unwrap(), "k");
    let lift = |root: Node<'_>| yaml::lift_out(root.get("a").unwrap().entry("k").unwrap());
    let (flat, deep) = ("a:\r\n  b: 1 # one\r\n  c: 2\r\n", "a:\r\n  k:\r\n    b: 1 # one\r\n    c: 2\r\n");
    assert_eq!(all_edited(flat, wrap).as_deref(), Some(deep));
    assert_eq!(all_edited(deep, lift).as_deref(), Some(flat));
    assert_eq!(all_edited("a: {\"b\": 1}\n", wrap).as_deref(), Some("a: {\"k\": {\"b\": 1}}\n"));
    assert_eq!(all_edited("a: {k: {b: {c: 1}}, d: 2}\n", lift).as_deref(), Some("a: {b: {c: 1}, d: 2}\n"));
    // The lines below `b` would no longer be below it.
    assert_eq!(all_edited("a:\n  b:\n    c: 1\n", wrap), None);
    assert_eq!(all_edited("a:\n  k: # about b\n    b: 1\n", lift), None);
    assert_eq!(all_edited("a:\n  k:\n    b: 1\n  b: 2\n", lift), None);
}

#[test]
fn lists_and_mappings_become_each_other() {
    let list = |root: Node<'_>| yaml::entries_to_items(root.get("a").unwrap(), ("name", "value"));
    let lines = "a:\n  - name: b\n    value: \"1\" # one\n  - name: \"on\"\n    value: x\n";
    assert_eq!(all_edited("a:\n  b: 1 # one\n  on: x\n", list).as_deref(), Some(lines));
    assert_eq!(all_edited("a:\n  b: [1]\n", list), None);
    let mapping = |root: Node<'_>| yaml::items_to_entries(root.get("a").unwrap());
    assert_eq!(all_edited("a:\n  - b: 1\n  - c: 2\n", mapping).as_deref(), Some("a:\n  b: 1\n  c: 2\n"));
    // Without dashes, the keys of the items would have the indentation of the list's own key.
    assert_eq!(all_edited("a:\n- b: 1\n-   c: 2\n", mapping).as_deref(), Some("a:\n  b: 1\n  c: 2\n"));
    assert_eq!(all_edited("a:\n- b: 1\n- b: 2\n", mapping), None);
    let dashes = |root: Node<'_>| yaml::dashes_to_items(root.get("a").unwrap());
    let items = "a:\n  - b: 1 # one\n    c: 2\n    # two\n  - b: 3\n";
    assert_eq!(all_edited("a:\n  -b: 1 # one\n  c: 2\n    # two\n  -b: 3\n", dashes).as_deref(), Some(items));
    for other in ["a:\n  b: 1\n  -c: 2\n", "a:\n  -b:\n    c: 1\n", "a:\n  '-b': 1\n", "a:\n  -1: 1\n", "a: {-b: 1}\n"]
    {
        assert_eq!(all_edited(other, dashes), None, "{other}");
    }
    let one = |root: Node<'_>| yaml::into_list(root.get("a").unwrap());
    assert_eq!(all_edited("a: b # c\n", one).as_deref(), Some("a: [\"b\"] # c\n"));
    assert_eq!(all_edited("a: 'it''s'\n", one).as_deref(), Some("a: ['it''s']\n"));
    assert_eq!(all_edited("a: 1\n", one), None);
}

#[test]
fn a_text_keeps_what_is_not_named() {
    fn a(root: Node<'_>) -> Node<'_> {
        root.get("a").unwrap()
    }
    assert_eq!(edited("a: >-\n  b\n  c\n", |root| yaml::keep_lines(a(root))), "a: |-\n  b\n  c\n");
    assert_eq!(edited("a: |2+\n  b\n", |root| yaml::drop_last_line_feed(a(root))), "a: |2-\n  b\n");
    let drop = |root: Node<'_>| yaml::drop_returns(a(root));
    let returns = r#"a: "b\\r\n\r\nc\r""#;
    assert_eq!(all_edited(returns, drop).as_deref(), Some(r#"a: "b\\r\n\nc\r""#));
    assert_eq!(all_edited(r"a: 'b\r\n'", drop), None);
    let quote = |root: Node<'_>| yaml::surround(a(root).as_written());
    assert_eq!(all_edited("a: it's \"b\"\n", quote).as_deref(), Some("a: 'it''s \"b\"'\n"));
    let separate = |root: Node<'_>| yaml::insert_separator(root.raw_entries().last()?.key);
    assert_eq!(edited("a: 1\r\n# b\r\nb: 1\r\n", separate), "a: 1\r\n# b\r\n---\r\nb: 1\r\n");
    let end = |root: Node<'_>| {
        let text = a(root).as_written();
        yaml::break_line_before(text.part(1..4), "---")
    };
    assert_eq!(edited("a: 1---\r\nb: 1\r\n", end), "a: 1\r\n---\r\nb: 1\r\n");
    assert_eq!(all_edited("a: 1--- # one\n", |root| end(root).into()), None);
    let refer = |root: Node<'_>| yaml::replace_entry(root.entry("a")?, "b", Content::map([("c", "d")]));
    assert_eq!(edited("a: 1 # one\r\ne: 2\r\n", refer), "b:\r\n  c: d # one\r\ne: 2\r\n");
}

#[test]
fn a_comment_behind_a_comma_of_its_own_stays() {
    let first = |root: Node<'_>| yaml::remove_entry(root.get("a")?.entry("b")?);
    assert_eq!(edited("a: {\n  b: 1\n, # one\n  c: 2\n}\n", first), "a: {\n   # one\n  c: 2\n}\n");
    assert_eq!(edited("a: {\n  b: 1, # one\n  c: 2\n}\n", first), "a: {\n  c: 2\n}\n");
}

#[test]
fn what_would_break_something_else_is_declined() {
    let sources = sources_of("a: &x 1\nb: *x\n? c\n: d\ne: !!int 5\nf:\n  only: 1\n");
    let parsed = yaml::parse(sources.get(FileId(0)));
    let root = parsed.documents[0].tree.root().unwrap();
    let entry = |key| root.entry(key).unwrap();
    assert_eq!(yaml::remove_entry(entry("a")), None);
    assert_eq!(yaml::replace_scalar(entry("b").value, "x"), None);
    assert_eq!(yaml::insert_after(entry("c"), "k", "v"), None);
    assert_eq!(yaml::replace_scalar(entry("e").value, "x"), None);
    assert_eq!(yaml::quote(entry("e").value), None);
    assert_eq!(yaml::remove_entry(root.get("f").unwrap().entry("only").unwrap()), None);
}
