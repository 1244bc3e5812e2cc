//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::resource::known_str;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule, report_missing};
use crate::yaml::{Node, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "rbac-roleref",
        summary: "A binding to a role that does not exist, or that it cannot bind",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::ClusterRoleBinding, Kind::RoleBinding], check),
};

/// The group of all roles (`pkg/apis/rbac/validation`).
const GROUP: &str = "rbac.authorization.k8s.io";

fn check<'w>(binding: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(role) = binding.root.get("roleRef") else { return };
    let text =
        |key: &str| role.get(key).filter(|node| !node.is_empty()).and_then(|node| Some((node, known_str(node)?)));
    if let Some((node, group)) = text("apiGroup").filter(|(_, group)| *group != GROUP) {
        let message = format!("`apiGroup: {group}` has no roles, so {}", cx.refusal());
        cx.report(node, message).help(format!("write `apiGroup: {GROUP}`")).fix(
            Applicability::Unsafe,
            "name the group of roles",
            replace_scalar(node, GROUP),
        );
        return;
    }
    if let Some((node, kind)) = text("kind").filter(|(_, kind)| !can_bind(binding.kind, kind)) {
        wrong_kind(binding, node, kind, cx);
        return;
    }
    let workspace = cx.workspace;
    for reference in workspace.references(binding).filter(|one| matches!(one.kind, Kind::Role | Kind::ClusterRole)) {
        report_missing(&reference, &workspace.resolution(&reference), cx);
    }
}

fn can_bind(binding: Kind, kind: &str) -> bool {
    kind == "ClusterRole" || kind == "Role" && binding == Kind::RoleBinding
}

fn wrong_kind<'w>(binding: &'w Resource<'w>, node: Node<'w>, kind: &str, cx: &mut Cx<'w>) {
    let binds = if binding.kind == Kind::RoleBinding { "a Role or a ClusterRole" } else { "a ClusterRole" };
    let message = format!("a {} binds {binds}, not a {kind}, so {}", binding.kind_name, cx.refusal());
    let report = cx.report(node, message);
    if kind == "Role" {
        report.help("make the role a ClusterRole, or the binding a RoleBinding in the namespace of the role");
    } else {
        report.help("write `kind: ClusterRole`").fix(
            Applicability::Unsafe,
            "bind a ClusterRole",
            replace_scalar(node, "ClusterRole"),
        );
    }
}
