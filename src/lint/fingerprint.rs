//! Fingerprints: names of findings that stay the same if other parts of their files change.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::rules;
use crate::secrets::engine::{judge, secret_in_text};
use crate::source::{FileId, Sources};
use crate::yaml::{Node, Parsed};

/// Names the findings, which are sorted. A fingerprint is 16 hexadecimal digits over the rule, the file, the object and
/// the keys that lead to the place. An ordinal distinguishes otherwise equal findings. Lines and messages are left out
/// because they change while the finding stays. Values are left out because they may be secrets.
pub fn assign(sources: &Sources, parsed: &[Arc<Parsed>], diagnostics: &mut [Diagnostic]) {
    let names = names(sources, parsed, diagnostics, |diagnostic| Some(diagnostic.rule));
    for (diagnostic, name) in diagnostics.iter_mut().zip(names) {
        diagnostic.fingerprint = name.unwrap_or_default();
    }
}

/// The fingerprints that the findings had while their rules had the id `former`. `None` for findings of other rules.
pub fn former(
    sources: &Sources,
    parsed: &[Arc<Parsed>],
    diagnostics: &[Diagnostic],
    former: &str,
) -> Vec<Option<String>> {
    let is_successor = |id: &str| rules::find(id).is_some_and(|rule| rule.meta.aliases.contains(&former));
    names(sources, parsed, diagnostics, |diagnostic| is_successor(diagnostic.rule).then_some(former))
}

/// A fingerprint for each finding for which `id` returns an id.
fn names<'d>(
    sources: &Sources,
    parsed: &[Arc<Parsed>],
    diagnostics: &'d [Diagnostic],
    id: impl Fn(&'d Diagnostic) -> Option<&'d str> + Sync,
) -> Vec<Option<String>> {
    let by_file: HashMap<FileId, &Parsed> = parsed.iter().map(|file| (file.file(), file.as_ref())).collect();
    let files: Vec<&[Diagnostic]> = diagnostics.chunk_by(|a, b| a.primary.span.file == b.primary.span.file).collect();
    let identities = |of_file: &&'d [Diagnostic]| {
        let parsed = of_file.first().and_then(|first| by_file.get(&first.primary.span.file)).copied();
        let named = of_file.iter().zip(trails(parsed, of_file));
        named.map(|(one, trail)| Some(identity(sources, one, id(one)?, &trail))).collect::<Vec<_>>()
    };
    let hashes: Vec<Vec<Option<u64>>> = files.par_iter().map(identities).collect();
    let mut seen: HashMap<u64, u64> = HashMap::new();
    let mut name = |hash: u64| {
        let ordinal = seen.entry(hash).or_default();
        *ordinal += 1;
        format!("{:016x}", fnv1a(hash, &(*ordinal - 1).to_le_bytes()))
    };
    hashes.into_iter().flatten().map(|hash| hash.map(&mut name)).collect()
}

fn identity(sources: &Sources, diagnostic: &Diagnostic, id: &str, trail: &str) -> u64 {
    let object = diagnostic.object.as_ref();
    let fields = [
        Some(id),
        Some(sources.get(diagnostic.primary.span.file).path.as_str()),
        object.map(|object| object.api_version.as_str()),
        object.map(|object| object.kind.as_str()),
        object.and_then(|object| object.written.as_deref().or(object.name.as_deref())),
        Some(trail),
    ];
    fields.into_iter().fold(OFFSET_BASIS, |hash, field| match field {
        // These bytes appear in no UTF-8 text. They end a field, and distinguish an absent field from an empty one.
        Some(text) => fnv1a(fnv1a(hash, text.as_bytes()), &[0xff]),
        None => fnv1a(hash, &[0xfe]),
    })
}

/// The keys that lead to each place, like `/spec/ports/=http/targetPort`. Items of a list appear by name, because their
/// numbers change if an item is added before them. One walk finds the keys for all findings of a file, which are
/// sorted.
fn trails(parsed: Option<&Parsed>, diagnostics: &[Diagnostic]) -> Vec<String> {
    let mut trails = vec![String::new(); diagnostics.len()];
    let mut left: &mut [String] = &mut trails;
    let places: Vec<u32> = diagnostics.iter().map(|diagnostic| diagnostic.primary.span.start).collect();
    let mut places = places.as_slice();
    for document in parsed.into_iter().flat_map(|file| &file.documents) {
        let inside = places.partition_point(|&at| at < document.span.end);
        let (here, rest) = left.split_at_mut(inside);
        if let Some(root) = document.tree.root().filter(|_| !here.is_empty()) {
            walk(root, &places[..inside], here, &mut namespace(root));
        }
        (places, left) = (&places[inside..], rest);
    }
    trails
}

/// The namespace as written. A namespace that a kustomization sets depends on the other files that are read.
fn namespace(object: Node<'_>) -> String {
    object.find(&["metadata", "namespace"]).map_or_else(String::new, |node| node.text().to_owned())
}

/// Gives each place the trail of the smallest node that starts before it. `places` are in the node or after it.
fn walk(node: Node<'_>, places: &[u32], trails: &mut [String], trail: &mut String) {
    trails.iter_mut().for_each(|found| found.clone_from(trail));
    if node.is_alias() {
        return;
    }
    let children: Box<dyn Iterator<Item = (Node<'_>, Node<'_>)>> = match node.is_mapping() {
        true => Box::new(node.raw_entries().map(|entry| (entry.key, entry.value))),
        false => Box::new(node.items().map(|item| (item, item))),
    };
    let mut children = children.peekable();
    let mut from = 0;
    while let Some((head, child)) = children.next().filter(|_| from < places.len()) {
        let before = |head: Node<'_>| places.partition_point(|&at| at < head.written_span().start);
        from = from.max(before(head));
        let until = children.peek().map_or(places.len(), |&(next, _)| before(next)).max(from);
        if from < until {
            let length = trail.len();
            trail.push('/');
            match node.is_mapping() {
                true => trail.push_str(head.text()),
                false => trail.push_str(&item_step(child)),
            }
            walk(child, &places[from..until], &mut trails[from..until], trail);
            trail.truncate(length);
        }
        from = until;
    }
}

/// The part of a trail that distinguishes the items of a Kubernetes list: a name or a number, because anything else may
/// be a secret.
fn item_step(item: Node<'_>) -> String {
    if !item.is_mapping() {
        return String::new();
    }
    let name = item.find(&["metadata", "name"]).or_else(|| item.get("name")).map(Node::text);
    // A token is not a name, whatever its key is.
    let name = name.filter(|name| !name.is_empty() && judge("name", name).is_none() && secret_in_text(name).is_empty());
    let number = || ["containerPort", "port"].iter().find_map(|key| item.get(key)?.as_i64());
    let step = name.map(str::to_owned).or_else(|| Some(number()?.to_string()));
    step.map_or_else(String::new, |step| format!("{}={step}", namespace(item)))
}

const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

fn fnv1a(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}
