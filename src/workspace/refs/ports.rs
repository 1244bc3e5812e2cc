//! The ports that Service ports reach, except for those that kustomizations may change.

use crate::kube::ports::{Reached, Target, reach};
use crate::kube::{Kind, PodTemplate, Resource, Service, ServicePort, Truth};
use crate::workspace::topics::{ask_again, noting_if_wanted};
use crate::workspace::{Relation, Workspace};

/// A Service port, and the ports that it reaches in each kind of pod that the Service certainly selects.
#[derive(Debug)]
pub struct PortReach<'a> {
    /// The port.
    pub port: ServicePort<'a>,
    /// The pod templates and the reached ports; at least one.
    pub pods: Vec<(&'a PodTemplate<'a>, Reached<'a>)>,
}

impl<'w> Workspace<'w> {
    /// The ports of a Service and the ports that they reach. Empty if a part of it is uncertain, such as whether these
    /// pods are the intended ones. Computed on first use.
    pub fn port_reach(&'w self, service: &Resource<'w>) -> &'w [PortReach<'w>] {
        let read = || noting_if_wanted(|| self.read_port_reach(service).into_boxed_slice());
        let (reaches, asked) = self.reaches[service.id].get_or_init(read);
        ask_again(asked);
        reaches
    }

    fn read_port_reach(&'w self, service: &Resource<'w>) -> Vec<PortReach<'w>> {
        let Some(view) = Service::read(service) else { return Vec::new() };
        let templates = self.surely_selected(service);
        if templates.is_empty()
            || !service.root.is_certain_at(&["spec", "ports"])
            || templates.iter().any(|template| !template.has_certain_ports())
            || self.astray_from(service, &templates).is_some()
        {
            return Vec::new();
        }
        let look_up = |port: ServicePort<'w>| {
            let target = port.target.map_or(Target::Unknown, |target| target.target);
            let pods = templates.iter().map(|template| (*template, reach(template, target, port.protocol))).collect();
            PortReach { port, pods }
        };
        view.ports().map(look_up).collect()
    }

    /// The pod templates that a Service certainly selects. Empty if a template, a kustomization or a controller that is
    /// not part of Kubernetes decides. Jobs count only if nothing else is selected, because their pods end.
    pub fn surely_selected(&'w self, service: &Resource<'w>) -> Vec<&'w PodTemplate<'w>> {
        if Service::read(service).is_none_or(|view| view.service_type() == Some("ExternalName")) {
            return Vec::new();
        }
        let selected = self.selected(service);
        let sure = selected.iter().all(|selected| {
            selected.relation == Relation::Same
                && selected.truth == Truth::Yes
                && !selected.template.kind.is_of_others()
        });
        if !sure {
            return Vec::new();
        }
        let is_job = |template: &PodTemplate<'_>| matches!(template.kind, Kind::Job | Kind::CronJob);
        let all_jobs = selected.iter().all(|selected| is_job(selected.template));
        let lasting = selected.into_iter().map(|selected| selected.template);
        lasting.filter(|template| all_jobs || !is_job(template)).collect()
    }
}
