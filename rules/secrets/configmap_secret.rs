//! See the card.

use crate::diagnostic::Severity;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Draft, Meta, Rule};
use crate::secrets::{Written, in_settings};
use crate::yaml::Entry;

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
    let entries = resource.root.get("data").into_iter().flat_map(|data| data.raw_entries());
    let entries = entries.filter(|entry| !entry.value.is_alias());
    let all: Vec<(Entry<'w>, Written)> = entries
        .flat_map(|entry| in_settings(entry.key.text(), entry.value.text()).into_iter().map(move |one| (entry, one)))
        .collect();
    let (ids, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, one)| one.credential.is_identifier());
    // The id of an access key is of use with its secret, and is a part of that finding.
    let owner = others.iter().position(|(entry, one)| name_of(*entry, one).to_ascii_lowercase().contains("secret"));
    for (index, (entry, written)) in others.iter().enumerate() {
        let report = report(resource, *entry, written, cx);
        if let Some(report) = report.filter(|_| owner == Some(index)) {
            let place = |(entry, id): &(Entry<'w>, Written)| entry.value.text_part(id.credential.secret.clone());
            ids.iter().fold(report, |report, id| report.mention(place(id), "its id"));
        }
    }
    for (entry, written) in ids.iter().filter(|_| owner.is_none()) {
        report(resource, *entry, written, cx);
    }
}

fn name_of<'a>(entry: Entry<'a>, written: &'a Written) -> &'a str {
    if written.name.is_empty() { entry.key.text() } else { &written.name }
}

fn report<'a, 'w>(
    resource: &Resource<'w>,
    entry: Entry<'w>,
    written: &Written,
    cx: &'a mut Cx<'w>,
) -> Option<Draft<'a>> {
    let (key, text, credential) = (entry.key.text(), entry.value.text(), &written.credential);
    let name = name_of(entry, written);
    let secret = text.get(credential.secret.clone()).unwrap_or_default();
    if cx.workspace.names_a_secret(name, secret) {
        return None;
    }
    let place = if name == key { String::new() } else { format!(" in `{key}`") };
    let message = format!(
        "the value of `{name}`{place} is written out in a ConfigMap ({}): anyone who can read ConfigMaps or the manifest \
         can read it",
        credential.reason
    );
    let severity = cx.workspace.severity_of(resource, credential);
    let report = cx.report(entry.value.text_part(credential.secret.clone()), message).severity(severity);
    let help = "keep the value in a Secret, which a container reads in the same ways as a ConfigMap";
    Some(report.credential(credential, secret).help(help))
}
