//! Keys that appear twice in one mapping: kubectl silently keeps the last one.

use crate::yaml::problem::Label;
use crate::yaml::problem::{Problem, ProblemKind};
use crate::yaml::tree::{Kind, Node, Tree};

/// How many repeated keys of one document are listed.
const MAX_REPEATED: usize = 100;

/// The most keys that are compared pair by pair.
const FEW: usize = 12;

/// A hash that distinguishes most keys, by their length and their first and last eight bytes.
#[inline]
pub(super) fn short_hash(key: &[u8]) -> u32 {
    let word = |bytes: Option<&[u8; 8]>| bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes));
    let (first, last) = match key.len() {
        0..8 => {
            let mut padded = [0; 8];
            padded[..key.len()].copy_from_slice(key);
            (u64::from_le_bytes(padded), 0)
        }
        _ => (word(key.first_chunk()), word(key.last_chunk())),
    };
    let mixed = (first ^ (key.len() as u64).rotate_left(56)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        ^ last.wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
    (mixed ^ (mixed >> 32)) as u32
}

/// Whether two hashes are equal. The order of the hashes is lost.
#[inline]
pub(super) fn any_twice(hashes: &mut [u32]) -> bool {
    if hashes.len() <= FEW {
        return hashes.iter().enumerate().any(|(at, hash)| hashes[at + 1..].contains(hash));
    }
    hashes.sort_unstable();
    hashes.windows(2).any(|pair| pair[0] == pair[1])
}

/// Adds a problem for each key of the mapping at `index` that repeats an earlier one. Returns whether there are any.
pub(super) fn report(tree: &Tree, index: u32, problems: &mut Vec<Problem>) -> bool {
    let Some(root) = tree.root() else { return false };
    let mapping = root.at(index);
    let mut hashes: Vec<(u64, u32)> =
        mapping.raw_entries().map(|entry| (hash(entry.key.key_text().as_bytes()), entry.key.index())).collect();
    hashes.sort_unstable();
    let mut repeated: Vec<(u32, u32)> = Vec::new();
    for pair in hashes.windows(2) {
        let (first, second) = (root.at(pair[0].1), root.at(pair[1].1));
        if pair[0].0 == pair[1].0 && first.key_text() == second.key_text() && !second.is_merge_key() {
            repeated.push((second.index(), first.index()));
        }
    }
    repeated.sort_unstable();
    let room = MAX_REPEATED.saturating_sub(problems.len());
    problems.extend(repeated.iter().take(room).map(|&(second, first)| problem(root.at(first), root.at(second))));
    let is_said = problems.iter().any(|problem| problem.kind == ProblemKind::Limit);
    if let Some(&(next, _)) = repeated.get(room).filter(|_| !is_said) {
        let message = format!("{} further keys are written twice: they are not listed", repeated.len() - room);
        problems.push(Problem::new(ProblemKind::Limit, root.at(next).written_span(), message));
    }
    !repeated.is_empty()
}

fn problem(first: Node<'_>, second: Node<'_>) -> Problem {
    let text = second.key_text();
    let values = first.entry_value().zip(second.entry_value());
    let same = values.is_some_and(|(first, second)| same_value(first, second));
    let (kind, message) = match same {
        true => (
            ProblemKind::RepeatedEntry,
            format!("the key `{text}` is written twice with the same value: kubectl silently keeps the last one"),
        ),
        false => (
            ProblemKind::DuplicateKey,
            format!("the key `{text}` appears twice with different values: this one, the last, silently wins"),
        ),
    };
    let mut problem = Problem::new(kind, second.written_span(), message);
    let message = "this one is dropped".to_owned();
    problem.related.push(Label { span: first.written_span(), message });
    problem
}

/// The most nodes of two values that are compared.
const MAX_COMPARED: usize = 10_000;

/// Whether two values are certainly the same, so that it does not matter which one kubectl keeps.
fn same_value(a: Node<'_>, b: Node<'_>) -> bool {
    let (mut ones, mut others) = (a.descendants().take(MAX_COMPARED), b.descendants().take(MAX_COMPARED));
    loop {
        let same = match (ones.next(), others.next()) {
            (None, None) => return a.descendants().nth(MAX_COMPARED).is_none(),
            (Some(one), Some(other)) => is_one(one, other),
            _ => false,
        };
        if !same {
            return false;
        }
    }
}

/// Whether two nodes have the same kind and, if they are scalars, the same value. Collections are compared only by kind
/// and size.
fn is_one(a: Node<'_>, b: Node<'_>) -> bool {
    match (a.kind(), b.kind()) {
        (Kind::Scalar, Kind::Scalar) => a.scalar() == b.scalar() && a.is_key() == b.is_key(),
        (Kind::Mapping, Kind::Mapping) => a.raw_entries().count() == b.raw_entries().count(),
        (Kind::Sequence, Kind::Sequence) => a.items().count() == b.items().count(),
        _ => false,
    }
}

/// The FNV-1a hash. It is enough because keys are short, and keys with equal hashes are compared again.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
