//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::resource::{items, known_str};
use crate::kube::{Kind, Namespace, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule, report_missing};
use crate::yaml::{Node, insert_after, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "rbac-subject",
        summary: "A subject of a binding that does not exist, or that the API server rejects",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::ClusterRoleBinding, Kind::RoleBinding], check),
};

/// The API group of users and groups (`pkg/apis/rbac/v1/defaults.go`).
const GROUP: &str = "rbac.authorization.k8s.io";

fn check<'w>(binding: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for subject in items(Some(binding.root), "subjects").filter(|subject| subject.is_mapping()) {
        form(binding, subject, cx);
    }
    let workspace = cx.workspace;
    for reference in workspace.references(binding).filter(|one| one.kind == Kind::ServiceAccount) {
        // Without a namespace, the account cannot be looked up.
        if binding.kind == Kind::RoleBinding || reference.namespace().is_some() {
            report_missing(&reference, &workspace.resolution(&reference), cx);
        }
    }
}

/// Checks the requirements of the API server (`ValidateRoleBindingSubject`).
fn form<'w>(binding: &'w Resource<'w>, subject: Node<'w>, cx: &mut Cx<'w>) {
    let written = |key: &str| subject.written(key).filter(|entry| !entry.value.is_empty());
    let Some((kind, name)) = subject.get("kind").and_then(known_str).zip(subject.get("name").and_then(known_str))
    else {
        return;
    };
    let is_account = kind == "ServiceAccount";
    let wanted = if is_account { "" } else { GROUP };
    let group = written("apiGroup").and_then(|entry| Some((entry.value, known_str(entry.value)?)));
    if let Some((node, group)) = group.filter(|(_, group)| *group != wanted) {
        let message = format!("a {kind} is not in the group `{group}`, so {}", cx.refusal());
        let help = format!("write `apiGroup: {}`", if is_account { "\"\"" } else { GROUP });
        cx.report(node, message).help(help.clone()).fix(Applicability::Unsafe, help, replace_scalar(node, wanted));
        return;
    }
    // kustomize also fills in the namespace of an account that it builds.
    let is_filled = cx.workspace.is_kustomized(binding) || cx.workspace.sets.is_next_to_kustomization(binding.set);
    if is_account && !is_filled && binding.kind == Kind::ClusterRoleBinding && written("namespace").is_none() {
        without_namespace(subject, name, cx);
    }
}

fn without_namespace<'w>(subject: Node<'w>, name: &str, cx: &mut Cx<'w>) {
    let workspace = cx.workspace;
    let mut accounts = workspace.named(Kind::ServiceAccount, name);
    let only = accounts.next().filter(|_| accounts.next().is_none());
    let namespace = only.and_then(|account| match &account.namespace {
        Namespace::Named(namespace) => Some((account, namespace.clone())),
        Namespace::Unset | Namespace::Unknown => None,
    });
    let message =
        format!("ServiceAccount `{name}` has no namespace, which a ClusterRoleBinding needs, so {}", cx.refusal());
    let place = subject.get("name").unwrap_or(subject);
    let report = cx.report(place, message).resting_on(subject.without("namespace"));
    match namespace.zip(subject.entry("name")) {
        Some(((account, namespace), entry)) => {
            let edit = insert_after(entry, "namespace", namespace.as_str());
            report
                .mention(account.head(), "an account of this name")
                .help(format!("add `namespace: {namespace}` to the subject"))
                .fix(Applicability::Unsafe, "name its namespace", edit);
        }
        None => {
            report.help("add `namespace` to the subject");
        }
    }
}
