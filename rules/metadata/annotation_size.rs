//! See the card.

use crate::diagnostic::Severity;
use crate::kube::values::names;
use crate::kube::{Kind, Resource, metadata};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::text::unknown::{has_template_sign, is_unknown};

/// The size limit of all keys and values together, in bytes (apimachinery `TotalAnnotationSizeLimitB`).
const MOST: usize = 256 * 1024;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "annotation-size",
        summary: "Annotations that the API server rejects, by key or size",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::OF_KUBERNETES, check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let refused = format!("so {}", cx.refusal());
    for map in metadata::maps(resource, cx.workspace.template(resource), "annotations") {
        let mut size = 0;
        for entry in map.value.entries() {
            let key = entry.key.key_text();
            // The text that a template fills in may be shorter.
            let value = entry.value.as_str().filter(|value| !is_unknown(value));
            size += key.len() + value.map_or(0, str::len);
            if is_unknown(&key) || has_template_sign(&key) {
                continue;
            }
            // Case does not matter here, not even in the domain.
            if let Err(reason) = names::label_key(&key.to_lowercase()) {
                let tidy = key.trim().replace(' ', "-");
                let help = match names::label_key(&tidy.to_lowercase()) {
                    Ok(()) => format!("write `{tidy}`"),
                    Err(_) => "write `name` or `domain.example/name`".to_owned(),
                };
                cx.report(entry, format!("`{key}` is not an annotation key: {reason}, {refused}")).help(help);
            }
        }
        if size > MOST {
            cx.report(
                map,
                format!("the annotations have {size} bytes in total, but at most {MOST} are allowed, {refused}"),
            )
            .help("put large texts into a ConfigMap");
        }
    }
}
