//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::resource::{items, known_str};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::resources;
use crate::text::similar::is_slip;
use crate::yaml::{Node, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "rbac-rule",
        summary: "A rule that grants nothing, because its resource, group or verb does not exist",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::ClusterRole, Kind::Role], check),
};

/// The verbs of requests, of authorization and of certificates.
const VERBS: &[&str] = &[
    "approve",
    "attest",
    "bind",
    "create",
    "delete",
    "deletecollection",
    "escalate",
    "get",
    "impersonate",
    "list",
    "patch",
    "proxy",
    "sign",
    "update",
    "use",
    "watch",
];

/// Words that people write in place of a verb.
const WORDS: &[(&str, &str)] = &[
    ("add", "create"),
    ("edit", "update"),
    ("modify", "update"),
    ("read", "get"),
    ("remove", "delete"),
    ("view", "get"),
    ("write", "update"),
];

fn check<'w>(role: &'w Resource<'w>, cx: &mut Cx<'w>) {
    for rule in items(Some(role.root), "rules").filter(|rule| rule.is_mapping()) {
        let groups: Vec<Node<'w>> = items(Some(rule), "apiGroups").collect();
        groups.iter().for_each(|node| group(*node, cx));
        let known: Option<Vec<&'w str>> = groups.iter().map(|node| known_str(*node)).collect();
        let is_built_in = |group: &&str| Kind::has_group(group);
        if let Some(known) = known.filter(|known| !known.is_empty() && known.iter().all(is_built_in)) {
            items(Some(rule), "resources").for_each(|node| resource(role, node, &known, cx));
        }
        let verbs: Vec<Node<'w>> = items(Some(rule), "verbs").collect();
        verbs.iter().for_each(|node| verb(*node, &verbs, cx));
    }
}

fn group<'w>(node: Node<'w>, cx: &mut Cx<'w>) {
    let Some(written) = known_str(node).filter(|group| !group.is_empty() && !Kind::has_group(group)) else { return };
    let meant = match written.split('/').collect::<Vec<_>>().as_slice() {
        ["core" | "v1"] => Some(""),
        [group, _] => resources::groups().find(|known| known == group),
        _ => resources::groups().find(|known| is_slip(written, known) && !written.contains(".x-k8s.io")),
    };
    if let Some(meant) = meant {
        let shown = if meant.is_empty() { "the core group is `\"\"`".to_owned() } else { format!("write `{meant}`") };
        let message = format!("no API group is called `{written}`, so the rule does not grant it");
        let fix = replace_scalar(node, meant);
        cx.report(node, message).help(shown).fix(Applicability::Unsafe, "name this group", fix);
    }
}

fn resource<'w>(role: &'w Resource<'w>, node: Node<'w>, groups: &[&str], cx: &mut Cx<'w>) {
    let Some(written) = known_str(node) else { return };
    let (name, sub) = written.split_once('/').map_or((written, None), |(name, sub)| (name, Some(sub)));
    if name.is_empty() || name.contains('*') {
        return;
    }
    if groups.iter().any(|group| resources::has(group, name)) {
        if let Some((sub, meant)) = sub.and_then(|sub| Some((sub, resources::meant_part(sub)?))) {
            let message = format!("`{name}` has no part `{sub}`, so the rule does not grant it");
            let fix = replace_scalar(node, &format!("{name}/{meant}"));
            cx.report(node, message).help(format!("write `{name}/{meant}`")).fix(
                Applicability::Unsafe,
                "name this part",
                fix,
            );
        }
        return;
    }
    let shown = |group: &str| if group.is_empty() { "the core group".to_owned() } else { format!("group `{group}`") };
    let asked = match groups {
        [group] => shown(group),
        _ => "none of these groups".to_owned(),
    };
    let whole = |meant: &str| sub.map_or(meant.to_owned(), |sub| format!("{meant}/{sub}"));
    if let Some(meant) = groups.iter().find_map(|group| resources::meant(group, name)) {
        let message = format!("no resource of {asked} is called `{name}`, so the rule does not grant it");
        let fix = replace_scalar(node, &whole(meant));
        cx.report(node, message).help(format!("write `{}`", whole(meant))).fix(
            Applicability::Unsafe,
            "name this resource",
            fix,
        );
        return;
    }
    let homes: Vec<&str> = resources::groups_of(name).collect();
    // The old group comes first, but no cluster serves it any more.
    let home = homes.iter().rfind(|home| **home != "extensions").or(homes.last());
    if let Some(home) = home.filter(|_| !is_granted(role, &homes, name)) {
        let fact = if groups.len() == 1 { format!("is not in {asked}") } else { format!("is in {asked}") };
        let message = format!("`{name}` {fact} but in {}, so the rule does not grant it", shown(home));
        let written = if home.is_empty() { "`apiGroups: [\"\"]`".to_owned() } else { format!("`apiGroups: [{home}]`") };
        let mut report = cx.report(node, message).help(format!("add a rule with {written}"));
        // Several resources of one rule in the wrong group are one mistake.
        if let Some((rule, asked)) = groups_of_rule(node) {
            report = report.related(asked, "the groups of this rule");
            report.sharing(rule.without(home));
        }
    }
}

/// The rule that lists a resource, and its groups.
fn groups_of_rule(resource: Node<'_>) -> Option<(Node<'_>, Node<'_>)> {
    let rule = resource.parent()?.parent()?;
    Some((rule, rule.get("apiGroups")?))
}

/// Whether another rule of the role grants this resource in one of its groups, so that this one does no harm.
fn is_granted(role: &Resource<'_>, groups: &[&str], name: &str) -> bool {
    let has = |rule: Node<'_>, key: &str, test: &dyn Fn(&str) -> bool| {
        items(Some(rule), key).any(|node| node.text() == "*" || test(node.text()))
    };
    let mut rules = items(Some(role.root), "rules");
    rules.any(|rule| {
        has(rule, "apiGroups", &|group| groups.contains(&group))
            && has(rule, "resources", &|text| text.split('/').next() == Some(name))
    })
}

fn verb<'w>(node: Node<'w>, all: &[Node<'w>], cx: &mut Cx<'w>) {
    let Some(written) = known_str(node).filter(|verb| !VERBS.contains(verb) && *verb != "*") else { return };
    let word = WORDS.iter().find(|(word, _)| *word == written).map(|(_, verb)| *verb);
    let meant = word.or_else(|| VERBS.iter().copied().find(|verb| is_slip(written, verb)));
    // If the correct verb is also listed, nothing is lost.
    let is_lost = |meant: &&str| !all.iter().any(|other| other.text() == *meant || other.text() == "*");
    if let Some(meant) = meant.filter(is_lost) {
        let message = format!("no verb is called `{written}`, so it grants nothing");
        let fix = replace_scalar(node, meant);
        cx.report(node, message).help(format!("write `{meant}`")).fix(Applicability::Unsafe, "name this verb", fix);
    }
}
