//! See the card.

use crate::diagnostic::Severity;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::secrets::in_settings;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "configmap-secret",
        summary: "A password, token or key in a ConfigMap",
        category: Category::Secrets,
        severity: Severity::Warning,
        since: "0.1.0",
        card: include_str!("configmap_secret.md"),
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::ConfigMap], check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for entry in resource.root.get("data").into_iter().flat_map(|data| data.raw_entries()) {
        let (key, value) = (entry.key.text(), entry.value);
        let text = value.text();
        for written in in_settings(key, text).into_iter().filter(|_| !value.is_alias()) {
            let credential = &written.credential;
            let name = if written.name.is_empty() { key } else { &written.name };
            if cx.workspace.names_a_secret(name, text.get(credential.secret.clone()).unwrap_or_default()) {
                continue;
            }
            let place = if name == key { String::new() } else { format!(" in `{key}`") };
            let message = format!(
                "the value of `{name}`{place} is written out in a ConfigMap ({}): anyone who can read ConfigMaps or the manifest \
                 can read it",
                credential.reason
            );
            let is_demo = cx.workspace.is_demo(resource, credential);
            let severity = if is_demo { Severity::Info } else { Severity::Warning };
            let report = cx.report(value.text_part(credential.secret.clone()), message).severity(severity);
            report.help("keep the value in a Secret, which a container reads in the same ways as a ConfigMap");
        }
    }
}
