//! See the card.

use crate::diagnostic::Severity;
use crate::kube::Kind;
use crate::kube::resource::known_str;
use crate::kube::values::version_set::VersionSet;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::Form;
use crate::workspace::{Reference, Resolution};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "envfrom-key-invalid",
        summary: "A key in `envFrom` that cannot become a variable",
        category: Category::Links,
        severity: Severity::Info,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Reference(&[Kind::ConfigMap, Kind::Secret], check),
};

fn check<'w>(reference: &Reference<'w>, resolution: &Resolution<'w>, cx: &mut Cx<'w>) {
    let holder = reference.fact.holder;
    let Some(source) = holder.parent().filter(|_| holder.key().is_some_and(|key| key.text().ends_with("Ref"))) else {
        return;
    };
    let is_list = source.parent().and_then(|list| list.key()).is_some_and(|key| key.text() == "envFrom");
    let Some(object) = resolution.target().filter(|_| is_list) else { return };
    let Some(prefix) = source.get("prefix").map_or(Some(""), known_str) else { return };
    let versions = VersionSet::from(cx.workspace.project.versions);
    let takes = |name: &str| Form::VariableName.takes(name, versions);
    for key in cx.workspace.all_keys(object).into_iter().flatten() {
        let name = format!("{prefix}{}", key.key_text());
        let Err(reason) = takes(&name) else { continue };
        let message = format!("`{name}` is not a valid variable name: {reason}, so the container does not get it");
        cx.report(reference.node(), message)
            .related(key, "the key")
            .help("give the key another name, or read it with `valueFrom` under another name");
        return;
    }
}
