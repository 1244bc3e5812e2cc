//! See the card.

use crate::diagnostic::Severity;
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::secrets::spots::Place;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "configmap-secret",
        summary: "A password, token or key in a ConfigMap",
        category: Category::Secrets,
        severity: Severity::Warning,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Written(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for spot in cx.workspace.secrets(resource) {
        let Place::Setting(key) = spot.place else { continue };
        let (key, credential) = (key.text(), &spot.written.credential);
        let name = spot.written.name_or(key);
        let place = if name == key { String::new() } else { format!(" in `{key}`") };
        let message = format!(
            "the value of `{name}`{place} is in plain text in a ConfigMap ({}): anyone who can read ConfigMaps or the manifest \
                 can read it",
            credential.reason
        );
        let report = cx.report_secret(resource, spot, spot.passage(), message);
        report.help("keep the value in a Secret, which a container can read in the same ways as a ConfigMap");
    }
}
