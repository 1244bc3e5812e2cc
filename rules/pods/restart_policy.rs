//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::job::job_spec;
use crate::kube::values::version::Version;
use crate::kube::{ContainerRole, Kind, PodTemplate, Resource, resource::known_str};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::owner;
use crate::text::unknown::is_unknown;
use crate::yaml::{Entry, Node, insert_before, move_into, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "restart-policy",
        summary: "A restart policy that this kind of workload does not allow",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::WORKLOADS, check),
};

/// The first version that reads `podFailurePolicy` by default (feature gate `JobPodFailurePolicy`).
const FAILURE_POLICY: Version = Version { major: 1, minor: 26 };
/// The first version that reads `restartPolicy` of a container by default (feature gate `SidecarContainers`).
const SIDECARS: Version = Version { major: 1, minor: 29 };
/// The last version that accepts only `Always` for a container (feature gate `ContainerRestartRules`).
const ONLY_SIDECARS: Version = Version { major: 1, minor: 34 };
const KEY: &str = "restartPolicy";

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload) else { return };
    containers(workload, template, cx);
    let Some(spec) = template.spec.filter(|spec| spec.is_mapping()) else { return };
    if workload.kind == Kind::Pod || !spec.is_certain_at(&[KEY]) {
        return;
    }
    if let Some(job) = job_spec(workload) {
        if job.is_certain_at(&["podFailurePolicy"]) {
            check_job(workload, template, job, spec, cx);
        }
        return;
    }
    let Some(policy) = spec.get(KEY) else { return };
    if let Some(text @ ("OnFailure" | "Never")) = policy.as_str() {
        let kind = workload.kind_name;
        let message = format!(
            "`{KEY}: {text}` in a {kind}, whose pods always restart: only `Always` is allowed, so the API server rejects \
             the {kind}"
        );
        let report = cx.report(policy, message).help("write `Always`, or make it a Job if it ends when it is done");
        report.fix(Applicability::Safe, "write `Always`", replace_scalar(policy, "Always"));
    }
}

fn check_job<'w>(resource: &Resource<'w>, template: &PodTemplate<'w>, job: Node<'w>, spec: Node<'w>, cx: &mut Cx<'w>) {
    let kind = resource.kind_name;
    let has_failure_policy = cx.workspace.project.versions.first >= FAILURE_POLICY;
    let failure_policy = job.written("podFailurePolicy").filter(|_| has_failure_policy);
    let (wanted, allowed) = match failure_policy {
        Some(_) => ("Never", "with a `podFailurePolicy` allows only `Never`"),
        None => ("OnFailure", "allows only `OnFailure` or `Never`"),
    };
    let title = format!("write `{KEY}: {wanted}`");
    let help = match failure_policy {
        Some(_) => title.clone(),
        None => format!("{title} to restart the container in its pod, or `Never` to start a new pod"),
    };
    let refused = format!("so the API server rejects the {kind}");
    let written = spec.written(KEY);
    let (place, message, edit) = match (written, spec.entry(KEY)) {
        (Some(entry), _) => match entry.value.as_str() {
            Some(text @ ("" | "Always")) => {
                let shown = if text.is_empty() { ": \"\"` means `Always`, which" } else { ": Always`" };
                let message = format!("`{KEY}{shown} restarts containers for ever, but a Job {allowed}, {refused}");
                (Some(entry.value), message, replace_scalar(entry.value, wanted))
            }
            Some(text @ "OnFailure") if failure_policy.is_some() => {
                let message =
                    format!("`{KEY}: {text}` restarts containers in their pod, but a Job {allowed}, {refused}");
                (Some(entry.value), message, replace_scalar(entry.value, wanted))
            }
            _ => return,
        },
        (None, null) => {
            let Some(first) = spec.entries().next().filter(|_| !is_open(spec)) else { return };
            if let Some(inner) = in_container(template, wanted).filter(|_| null.is_none()) {
                return report_inner(&inner, kind, spec, &format!("{allowed}, {refused}"), cx);
            }
            let message = format!("without `{KEY}` the policy is `Always`, but a Job {allowed}, {refused}");
            match null {
                Some(entry) => (Some(entry.key), message, replace_scalar(entry.value, wanted)),
                None => (None, message, insert_before(first, KEY, wanted)),
            }
        }
    };
    let report = match place {
        Some(place) => cx.report(place, message),
        None => cx.report_missing(spec.without(KEY), message),
    };
    let mut report = report.help(help);
    if let Some(entry) = failure_policy {
        report = report.related(entry, "the policy");
    }
    report.fix(Applicability::Unsafe, title, edit);
}

/// Reports a policy that is nested one level too deep. `effect` says what a Job allows.
fn report_inner<'w>(inner: &Inner<'w>, kind: &str, spec: Node<'w>, effect: &str, cx: &mut Cx<'w>) {
    let owner = owner(inner.holder, kind);
    let message = format!(
        "`{KEY}` is in {owner}, not in the pod's `spec`, so the policy of the pod is `Always`, but a Job {effect}"
    );
    let title = format!("move `{KEY}` from {owner} to the pod's `spec`");
    cx.report(spec.without(KEY), message).related(inner.entry, "it is here").help(title.clone()).fix(
        Applicability::Unsafe,
        title,
        move_into(spec, &[(inner.entry, 0)]),
    );
}

/// A policy that is nested one level too deep.
struct Inner<'w> {
    holder: Node<'w>,
    entry: Entry<'w>,
}

/// The policy of the only container, if a Job allows it.
fn in_container<'w>(template: &PodTemplate<'w>, wanted: &str) -> Option<Inner<'w>> {
    let mut containers = template.containers().filter(|container| container.role == ContainerRole::Main);
    let (holder, others) = (containers.next()?.node, containers.count());
    let entry = holder.written(KEY).filter(|_| others == 0)?;
    let is_taken = |text: &str| text == wanted || text == "Never";
    entry.value.as_str().is_some_and(is_taken).then_some(Inner { holder, entry })
}

/// Whether something may add entries.
fn is_open(spec: Node<'_>) -> bool {
    spec.get("containers").is_none() || spec.raw_entries().any(|entry| is_unknown(&entry.key.key_text()))
}

/// Checks `restartPolicy` of containers. Before restart rules existed, its only use was `Always` in an init container,
/// which made it a sidecar.
fn containers<'w>(workload: &Resource<'w>, template: &PodTemplate<'w>, cx: &mut Cx<'w>) {
    let versions = cx.workspace.project.versions;
    if versions.first < SIDECARS || versions.last > ONLY_SIDECARS {
        return;
    }
    for container in template.containers() {
        let fact = match container.role {
            ContainerRole::Init => "only `Always` is allowed in an init container",
            ContainerRole::Main => "only init containers may have one",
            _ => continue,
        };
        let Some(policy) = container.node.get(KEY) else { continue };
        let Some(text @ ("Always" | "OnFailure" | "Never")) = known_str(policy) else { continue };
        let kind = workload.kind_name;
        let owner = owner(container.node, kind);
        let message = format!(
            "`{KEY}: {text}` in {owner}: {fact} up to Kubernetes {ONLY_SIDECARS}, so the API server rejects the {kind}"
        );
        cx.report(policy, message).help(format!("remove `{KEY}` here; that of the pod applies"));
    }
}
