//! What the schema does not tell: how manifests are written.

use super::super::{Definition, Field, Shape};
use super::lines::Value;
use crate::yaml::Scalar;

/// Keys that labels have as often as objects have fields of that name.
const LABELS: &[&str] = &["name", "version", "role", "type"];

/// Whether a key is a label rather than the field, if it could be either.
pub(super) fn is_label(key: &str, value: Value<'_>) -> bool {
    // The type of a Secret.
    let is_field = matches!(value, Value::Scalar(Scalar::Str(text)) if text == "Opaque" || text.contains('/'));
    LABELS.contains(&key) && !(key == "type" && is_field)
}

/// A schema in an object: its keys may be at any depth of it.
pub(super) fn is_endless(shape: Shape<'_>) -> bool {
    matches!(shape, Shape::Record(definition) if definition.name().ends_with(".JSONSchemaProps"))
}

/// The price of a field that is rarely written there, because one of that name is more common further outside. It
/// depends on the definition, and on the key of the mapping or of the list that contains it.
pub(super) fn price(definition: &str, holder: &str, field: &str, value: Value<'_>) -> u32 {
    let kind = definition.rsplit('.').next().unwrap_or_default();
    match (kind, holder, field, value) {
        ("Probe", _, "terminationGracePeriodSeconds", _) | ("Container", "containers", "restartPolicy", _) => 5,
        // As often the pod's, or the job's, unless what follows tells.
        ("Container", _, "securityContext", _) | ("PodSpec", _, "activeDeadlineSeconds", _) => 2,
        _ => 0,
    }
}

/// The fields that an object cannot do without, in whatever version.
pub(super) fn required<'a>(definition: Definition<'a>) -> Vec<&'a str> {
    let always = |field: &Field<'a>| field.versions().without(field.required()).is_empty();
    let mut required: Vec<&str> = definition.fields().filter(always).map(|field| field.name()).collect();
    let kind = definition.name().rsplit('.').next().unwrap_or_default();
    let more: &[&str] = match kind {
        // Only the pods that a controller changes later may do without.
        "Container" => &["image"],
        "NetworkPolicySpec" => &["podSelector"],
        _ => &[],
    };
    required.extend(more);
    required
}

/// The price of leaving out what is nearly always there.
pub(super) fn missing(definition: Definition<'_>, has: impl Fn(&str) -> bool) -> u32 {
    let name = definition.name();
    let usual: &[&str] = match name.rsplit('.').next() {
        Some("EnvVar") => &["value", "valueFrom"],
        _ => return 0,
    };
    if name.contains(".core.v1.") && !usual.iter().any(|key| has(key)) { 2 } else { 0 }
}
