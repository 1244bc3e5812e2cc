//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::{Kind, PodTemplate, Requirement, Resource, Selector, Service, Truth};
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule, namespace_place};
use crate::workspace::{Likeness, Missed, NearMiss, Workspace};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "service-selects-nothing",
        summary: "A Service whose selector matches no pods, most likely by mistake",
        category: Category::Links,
        severity: Severity::Warning,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        rank: Some(Rank::Pods),
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::Service], check),
};

fn check<'w>(service: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let workspace = cx.workspace;
    if let Some(selector) = Service::read(service).and_then(|view| view.selector()).filter(|one| !one.open)
        && let Some(template) = workspace.apart_from_pods(service, &selector)
    {
        apart(service, &selector, template, cx);
        return;
    }
    let Some(selector) = open_question(service, workspace) else { return };
    let custom = workspace.has_pod_maker_nearby(service);
    let closed = workspace.project.closed && !workspace.may_select_external(service, &selector);
    // Pods that another Service selects do not need this one.
    let counts = |near: &NearMiss<'w>| {
        let template = workspace.template(near.owner);
        let is_typo = near.likeness <= Likeness::Typo && near.is_sure();
        near.is_named || is_typo || template.is_none_or(|template| !workspace.is_selected(template, service))
    };
    match workspace.missed(service, &selector, counts) {
        Missed::Near(near) => {
            let doubtful = custom && !closed && !near.is_sure();
            let severity = if doubtful { Severity::Info } else { Severity::Warning };
            cx.report_near_miss(&near, "so the Service selects no pod and has no endpoints", severity);
        }
        // If a StatefulSet names the Service in `serviceName`, another rule compares the two namespaces.
        Missed::Elsewhere(template) if governs(service, template, workspace) => {}
        Missed::Elsewhere(template) => {
            cx.report_other_namespace(service, &selector, template, "so the Service has no endpoints");
        }
        Missed::Others | Missed::Nothing if closed && !selector.requirements.iter().any(is_added) => {
            let message = "this selector matches no pod, so the Service has no endpoints";
            cx.report(selector.entry, message).help("write labels that some pod template has");
        }
        Missed::Others
            if !custom && !selector.requirements.iter().any(is_added) && workspace.selected(service).is_empty() =>
        {
            let message = "this selector matches no pod in the linted files, so the Service has no endpoints unless the \
                           pods come from elsewhere";
            cx.report(selector.entry, message).severity(Severity::Info);
        }
        Missed::Others | Missed::Nothing => {}
    }
}

/// Reports a Service that is the only object with a namespace.
fn apart<'w>(service: &'w Resource<'w>, selector: &Selector<'w>, template: &'w PodTemplate<'w>, cx: &mut Cx<'w>) {
    let Some(own) = service.namespace.name() else { return };
    let owner = cx.workspace.owner(template);
    let go = if owner.kind == Kind::Pod { "goes" } else { "go" };
    let message = format!(
        "only {} is in namespace `{own}`: {}, which it selects, {go} to the namespace of the `kubectl apply`, so the \
         Service has no endpoints unless that is `{own}`",
        service.title(),
        owner.pods()
    );
    cx.report(namespace_place(service), message)
        .related(owner.head(), "no namespace here")
        .resting_on(selector.entry)
        .given(service.root.is_certain_at(&["metadata", "namespace"]))
        .help("write the namespace in all of the objects, or in none");
}

/// Whether a StatefulSet names the Service in `serviceName`, whatever their namespaces.
fn governs<'w>(service: &Resource<'w>, template: &PodTemplate<'w>, workspace: &'w Workspace<'w>) -> bool {
    let governing = workspace.governing(workspace.owner(template));
    governing.is_some_and(|reference| reference.name == service.name)
}

fn is_added(term: &Requirement<'_>) -> bool {
    term.key.as_deref().is_none_or(PodTemplate::is_added_label)
}

/// The selector of a Service that needs pods and has none. Returns `None` if another rule reports it or it is not
/// certain.
fn open_question<'w>(service: &Resource<'w>, workspace: &'w Workspace<'w>) -> Option<Selector<'w>> {
    let view = Service::read(service)?;
    let selector = view.selector().filter(|selector| !selector.is_empty() && !selector.open)?;
    let known = selector.requirements.iter().all(|term| term.key.is_some() && term.single_value().is_some());
    let manual = workspace.has_manual_endpoints(service);
    // If a StatefulSet names this Service in `serviceName`, another rule reports the more serious effect.
    let governs =
        workspace.stateful_sets_governed_by(service).iter().any(|set| workspace.selects(service, set) == Truth::No);
    let silent = governs
        || workspace.has_unread_nearby(service)
        || view.service_type().is_none_or(|kind| kind == "ExternalName")
        || !known
        || manual
        || service.name.is_some_and(|name| workspace.is_external(service, "Endpoints", name))
        || workspace.selects_some(service, &selector)
        || !view.spec.is_certain_at(&["selector"]);
    (!silent).then_some(selector)
}
