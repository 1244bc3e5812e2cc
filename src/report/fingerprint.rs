//! A name for a finding that outlives edits elsewhere in its file.

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
use crate::source::Sources;

/// One fingerprint per diagnostic: 16 hexadecimal digits over rule, file, object, path, and an ordinal that tells
/// otherwise equal findings apart. Neither lines nor messages count, for these change while the finding stays.
pub fn fingerprints(sources: &Sources, diagnostics: &[Diagnostic]) -> Vec<String> {
    let mut seen: HashMap<u64, u64> = HashMap::new();
    let one = |diagnostic| {
        let hash = identity(sources, diagnostic);
        let ordinal = seen.entry(hash).or_default();
        let text = format!("{:016x}", fnv1a(hash, &ordinal.to_le_bytes()));
        *ordinal += 1;
        text
    };
    diagnostics.iter().map(one).collect()
}

fn identity(sources: &Sources, diagnostic: &Diagnostic) -> u64 {
    let object = diagnostic.object.as_ref();
    let fields = [
        Some(diagnostic.rule),
        Some(sources.get(diagnostic.primary.span.file).name.as_str()),
        object.map(|object| object.api_version.as_str()),
        object.map(|object| object.kind.as_str()),
        object.and_then(|object| object.namespace.as_deref()),
        object.and_then(|object| object.name.as_deref()),
        Some(diagnostic.path.as_str()),
    ];
    fields.into_iter().fold(OFFSET_BASIS, |hash, field| match field {
        // Bytes that no UTF-8 text has: they end a field, and tell an absent one from an empty one.
        Some(text) => fnv1a(fnv1a(hash, text.as_bytes()), &[0xff]),
        None => fnv1a(hash, &[0xfe]),
    })
}

const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

fn fnv1a(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}
