//! Recognizes dummy values that programs of AWS get for a server that checks no key, such as DynamoDB local.

/// The minimum length of a secret key. Keys of AWS have 40 characters, and MinIO rejects keys that are shorter than
/// this.
const SHORTEST_KEY: usize = 8;

/// Whether the value of a variable is a dummy for a secret key of AWS: it cannot be a key, and a variable next to it
/// confirms that, with an id that cannot be one or an address without a domain.
pub(super) fn is_dummy_of_aws<'t>(
    name: &str,
    value: &str,
    mut others: impl Iterator<Item = (&'t str, &'t str)>,
) -> bool {
    if !name.ends_with("AWS_SECRET_ACCESS_KEY") || value.trim().len() >= SHORTEST_KEY {
        return false;
    }
    let is_id = |text: &str| ["AKIA", "ASIA"].iter().any(|start| text.starts_with(start));
    let is_made_up = |(name, text): (&str, &str)| {
        name.ends_with("AWS_ACCESS_KEY_ID") && !text.is_empty() && !is_id(text) || is_local(text)
    };
    others.any(is_made_up)
}

/// Whether a text is the URL of a Service in the same namespace or of the same host.
fn is_local(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("://") else { return false };
    let host = rest.split(['/', ':']).next().unwrap_or_default();
    !host.is_empty() && (host == "127.0.0.1" || !host.contains(['.', '$', '{']))
}
