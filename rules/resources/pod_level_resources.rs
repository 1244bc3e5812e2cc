//! See the card.

use crate::diagnostic::Severity;
use crate::kube::values::quantity::{self, Written};
use crate::kube::values::version::Version;
use crate::kube::{ContainerRole, Kind, PodTemplate, Resource, container_resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::owner;
use crate::text::unknown::is_unknown;
use crate::yaml::{Entry, Node};

/// The first version that reads `resources` of a pod by default (gate `PodLevelResources`).
const SINCE: Version = Version { major: 1, minor: 34 };

/// The first version that may limit the processes of a pod (gate `PerPodPIDLimit`).
const PIDS: Version = Version { major: 1, minor: 37 };

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "pod-level-resources",
        summary: "Pod-level resources that do not cover the pod's containers",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::POD_HOLDERS, check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(resource) else { return };
    let Some(own) = template.spec.and_then(|spec| spec.get("resources")) else { return };
    // An added or changed container changes the sum.
    let paths = ["resources", "containers", "initContainers"];
    if cx.workspace.project.versions.first < SINCE
        || paths.iter().any(|path| template.spec.is_some_and(|spec| !spec.is_certain_at(&[path])))
    {
        return;
    }
    let refused = format!("so the API server rejects the {}", resource.kind_name);
    let may_limit_pids = cx.workspace.project.versions.last >= PIDS;
    let limits = entries(own, "limits").filter(|(_, name)| !(may_limit_pids && name == "pids"));
    for (entry, name) in entries(own, "requests").chain(limits) {
        if !matches!(&*name, "cpu" | "memory") && !container_resource::is_huge_pages(&name) && !is_unknown(&name) {
            cx.report(entry, format!("a pod as a whole cannot have `{name}`, {refused}"))
                .help("write it in a container; a pod accepts `cpu`, `memory` and `hugepages-SIZE`");
        }
    }
    for (entry, name) in entries(own, "requests") {
        let sum = requested(template, &name);
        if amount(entry.value).is_some_and(|request| sum > request) {
            let (shown, sum) = (shown(entry), written(sum, &name));
            let message = format!("the pod requests {shown}, but its containers together request `{sum}`, {refused}");
            let report = cx.report(entry.value, message);
            report.help(format!("request at least `{sum}` for the pod, or less for the containers"));
        }
    }
    for (entry, name) in entries(own, "limits") {
        let Some(most) = amount(entry.value) else { continue };
        for container in template.containers().filter(|container| container.role == ContainerRole::Main) {
            let limit = container.node.find(&["resources", "limits"]).and_then(|limits| limits.entry(&name));
            if let Some(limit) = limit.filter(|limit| amount(limit.value).is_some_and(|amount| amount > most)) {
                let message = format!(
                    "the limit {} of {} is above that of the pod, {}, {refused}",
                    shown(limit),
                    owner(container.node, resource.kind_name),
                    shown(entry)
                );
                cx.report(limit.value, message)
                    .related(entry.value, "the limit of the pod")
                    .help("lower the limit of the container, or raise that of the pod");
            }
        }
    }
}

fn entries<'w>(resources: Node<'w>, key: &str) -> impl Iterator<Item = (Entry<'w>, String)> + use<'w> {
    let map = resources.get(key).into_iter();
    map.flat_map(|map| map.entries()).map(|entry| (entry, entry.key.key_text().into_owned()))
}

/// The quantity in billionths. Returns `None` if it is not known.
fn amount(node: Node<'_>) -> Option<i128> {
    match quantity::read(node)? {
        Written::Quantity(quantity) => quantity.nanos(),
        Written::Malformed => None,
    }
}

/// The amount that the containers certainly request together (component-helpers `AggregateContainerRequests`): the sum
/// for containers that run at the same time, or the largest request of one that runs before them.
fn requested(template: &PodTemplate<'_>, name: &str) -> i128 {
    let (mut main, mut sidecars, mut before) = (0, 0, 0);
    for container in template.containers() {
        let request = container.node.find(&["resources", "requests"]).and_then(|requests| requests.get(name));
        let request = request.and_then(amount).unwrap_or(0).clamp(0, 1 << 100);
        match container.role {
            ContainerRole::Main => main += request,
            ContainerRole::Sidecar => sidecars += request,
            ContainerRole::Init => before = request.saturating_add(sidecars).max(before),
            ContainerRole::Ephemeral => {}
        }
    }
    (main + sidecars).max(before)
}

fn shown(entry: Entry<'_>) -> String {
    format!("`{}: {}`", entry.key.text(), entry.value.source_text())
}

/// A sum as a quantity: cores in thousandths, bytes in `Mi` if that is exact.
fn written(nanos: i128, name: &str) -> String {
    let units = (nanos + 999_999_999) / 1_000_000_000;
    match name {
        "cpu" => format!("{}m", (nanos + 999_999) / 1_000_000),
        _ if units % (1 << 20) == 0 => format!("{}Mi", units >> 20),
        _ => units.to_string(),
    }
}
