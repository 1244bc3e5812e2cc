//! Places that are named like a credential but do not have one.

use super::super::names::may_be_name;
use crate::yaml::Node;

/// A place that never has a credential, whatever its name is. An asterisk at an end of a pattern matches any text.
struct Veto {
    place: At,
    patterns: &'static [&'static str],
}

/// What the patterns of a [`Veto`] are of.
#[derive(PartialEq, Eq)]
enum At {
    /// The kind of an object, of which only a template is looked at.
    Kind,
    /// A key: nothing below it is a credential by its name.
    Below,
    /// The key of a value.
    Key,
    /// A key: values next to it that may be names are names.
    Sibling,
}

const VETOES: &[Veto] = &[
    // They name places of secrets, or have them encrypted.
    Veto {
        place: At::Kind,
        patterns: &[
            "ClusterExternalSecret",
            "ClusterPushSecret",
            "ClusterSecretStore",
            "ExternalSecret",
            "PushSecret",
            "SealedSecret",
            "SecretProviderClass",
            "SecretStore",
            "Vault*",
        ],
    },
    // References: what is below is the name of a Secret and of a key in it.
    Veto {
        place: At::Below,
        patterns: &[
            "*Ref",
            "*Refs",
            "*Secret",
            "*Selector",
            "existingSecret*",
            "secretObjects",
            "valueFrom",
            "valuesFrom",
        ],
    },
    // Labels and the shapes of other objects; what a controller reports.
    Veto {
        place: At::Below,
        patterns: &["labels", "matchLabels", "nodeSelector", "openAPIV3Schema", "properties", "selector", "status"],
    },
    // Names of Secrets, and of keys in them.
    Veto {
        place: At::Key,
        patterns: &[
            "*-secret",
            "*Ref",
            "*SecretKey",
            "*SecretName",
            "*-secret-key",
            "*-secret-name",
            "existingSecret*",
            "passwordKey",
            "secretKey",
            "secretName",
            "tokenKey",
        ],
    },
    // Rules, in settings and in comments.
    Veto { place: At::Key, patterns: &["*hardcoded-password", "*placeholder-password"] },
    // What everybody may know.
    Veto { place: At::Key, patterns: &["*checksum*", "*digest", "caBundle", "*publicKey", "*PublicKey"] },
    // Prose.
    Veto { place: At::Key, patterns: &["description", "displayName", "message", "summary", "title"] },
    Veto { place: At::Sibling, patterns: &["secretKey", "secretName", "secretRef"] },
];

/// The keys below which even an object of such a kind may have credentials.
const TEMPLATES: &[&str] = &["template", "keystores"];

/// Whether a value is not a credential because of its name or place.
pub(in super::super) fn vetoes(name: &str, value: Node<'_>) -> bool {
    is_any(&At::Key, name) && !is_secret_half(name, value)
        || may_be_name(value.text()) && has_key_next_to(value, |key| is_any(&At::Sibling, key))
        || is_below(value)
}

/// Whether a value is the secret half of an access key, and not the name of a key of a Secret.
fn is_secret_half(name: &str, value: Node<'_>) -> bool {
    name == "secretKey" && !may_be_name(value.text()) && has_key_next_to(value, |key| key == "accessKey")
}

/// Whether a key next to a value is such a one.
pub(super) fn has_key_next_to(value: Node<'_>, is_one: impl Fn(&str) -> bool) -> bool {
    let mut siblings = value.parent().into_iter().flat_map(Node::raw_entries).filter(|entry| entry.value != value);
    siblings.any(|entry| is_one(entry.key.text()))
}

fn is_below(value: Node<'_>) -> bool {
    let mut is_templated = false;
    let mut at = value;
    while let Some(outer) = at.parent() {
        at = outer;
        if let Some(key) = at.key().map(Node::text) {
            is_templated |= TEMPLATES.contains(&key);
            if is_any(&At::Below, key) {
                return true;
            }
        }
        if let Some(kind) = kind_of(at) {
            return !is_templated && is_any(&At::Kind, kind);
        }
    }
    false
}

/// The kind of an object.
pub(super) fn kind_of(mapping: Node<'_>) -> Option<&str> {
    let kind = mapping.get("kind").filter(|_| mapping.is_mapping() && mapping.get("apiVersion").is_some())?;
    kind.as_str()
}

fn is_any(place: &At, text: &str) -> bool {
    let patterns = VETOES.iter().filter(|veto| veto.place == *place).flat_map(|veto| veto.patterns);
    patterns.copied().any(|pattern| fits(pattern, text))
}

fn fits(pattern: &str, text: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(part), Some(_)) => text.contains(part.trim_end_matches('*')),
        (Some(end), None) => text.ends_with(end),
        (None, Some(start)) => text.starts_with(start),
        (None, None) => text == pattern,
    }
}
