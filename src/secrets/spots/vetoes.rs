//! Places that have the name of a credential but do not contain one.

use super::super::names::may_be_name;
use crate::yaml::Node;

/// A place that never has a credential, whatever its name is. An asterisk at an end of a pattern matches any text.
struct Veto {
    place: At,
    patterns: &'static [&'static str],
}

/// The part of an object that the patterns of a [`Veto`] match.
#[derive(PartialEq, Eq)]
enum At {
    /// The kind of an object. Only the templates in such an object are checked.
    Kind,
    /// A key below which no name makes a value a credential.
    Below,
    /// The key of the value itself.
    Key,
    /// A key next to the value. The value is then a name, if it can be one.
    Sibling,
}

const VETOES: &[Veto] = &[
    // These kinds contain the places of secrets, or encrypted secrets.
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
    // References to the name of a Secret and to a key in it.
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
    // Labels and templates of other objects, and reports of controllers.
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
    // Names of rules, in settings and in comments.
    Veto { place: At::Key, patterns: &["*hardcoded-password", "*placeholder-password"] },
    // Public values.
    Veto { place: At::Key, patterns: &["*checksum*", "*digest", "caBundle", "*publicKey", "*PublicKey"] },
    // Prose.
    Veto { place: At::Key, patterns: &["description", "displayName", "message", "summary", "title"] },
    Veto { place: At::Sibling, patterns: &["secretKey", "secretName", "secretRef"] },
];

/// The keys below which an object of a vetoed kind may still have credentials.
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

/// Whether some key next to a value meets a condition.
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

/// The kind of an object. Returns `None` if the mapping is not an object.
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
