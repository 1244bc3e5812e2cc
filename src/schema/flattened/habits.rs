//! How people usually write manifests, which the schema does not tell.

use super::super::{Definition, Field, Shape};
use super::lines::Value;
use crate::yaml::Scalar;

/// Keys that are as common for labels as for fields of objects.
const LABELS: &[&str] = &["name", "version", "role", "type"];

/// Whether a key is a label rather than the field, if it could be either.
pub(super) fn is_label(key: &str, value: Value<'_>) -> bool {
    // A value that is the type of a Secret.
    let is_field = matches!(value, Value::Scalar(Scalar::Str(text)) if text == "Opaque" || text.contains('/'));
    LABELS.contains(&key) && !(key == "type" && is_field)
}

/// Whether the type is a schema inside an object, whose keys may be at any depth.
pub(super) fn is_endless(shape: Shape<'_>) -> bool {
    matches!(shape, Shape::Record(definition) if definition.name().ends_with(".JSONSchemaProps"))
}

/// The price of a field that is rare in its mapping, because a field of the same name further outside is more common.
/// It depends on the definition, and on the key of the mapping or of the list that contains it.
pub(super) fn price(definition: &str, holder: &str, field: &str, value: Value<'_>) -> u32 {
    let kind = definition.rsplit('.').next().unwrap_or_default();
    match (kind, holder, field, value) {
        ("Probe", _, "terminationGracePeriodSeconds", _) | ("Container", "containers", "restartPolicy", _) => 5,
        // The field may as well be that of the pod or of the job, unless the rest tells.
        ("Container", _, "securityContext", _) | ("PodSpec", _, "activeDeadlineSeconds", _) => 2,
        _ => 0,
    }
}

/// The fields that an object needs in every version.
pub(super) fn required<'a>(definition: Definition<'a>) -> Vec<&'a str> {
    let always = |field: &Field<'a>| field.versions().without(field.required()).is_empty();
    let mut required: Vec<&str> = definition.fields().filter(always).map(|field| field.name()).collect();
    let kind = definition.name().rsplit('.').next().unwrap_or_default();
    let more: &[&str] = match kind {
        // Only pods that a controller changes later may lack it.
        "Container" => &["image"],
        "NetworkPolicySpec" => &["podSelector"],
        _ => &[],
    };
    required.extend(more);
    required
}

/// The price of leaving out a field that is nearly always written.
pub(super) fn missing(definition: Definition<'_>, has: impl Fn(&str) -> bool) -> u32 {
    let name = definition.name();
    let usual: &[&str] = match name.rsplit('.').next() {
        Some("EnvVar") => &["value", "valueFrom"],
        _ => return 0,
    };
    if name.contains(".core.v1.") && !usual.iter().any(|key| has(key)) { 2 } else { 0 }
}
