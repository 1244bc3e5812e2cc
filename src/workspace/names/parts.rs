//! The names of parts of objects: keys, ports, volumes and variables.

use super::{Id, REWRITTEN, Table, What};
use crate::kube::resource::{items, known_str};
use crate::kube::{Kind, PodTemplate, Resource, Service, variables};
use crate::schema::PortOwner;
use crate::yaml::Node;

impl<'w> Table<'w> {
    /// Adds the names that an object gives to its parts, and the places that use them.
    pub(super) fn parts(&mut self, object: &'w Resource<'w>) {
        for key in self.workspace.keys(object) {
            self.part(Id::Key(object.id, key.text()), What::Key, object, key, true);
        }
        let workspace = self.workspace;
        if let Some(service) = Service::read(object).filter(|_| object.kind == Kind::Service) {
            self.service_ports(object, service);
        }
        let Some(template) = workspace.template(object) else { return };
        for port in template.ports() {
            self.port(object, port.node, port.name, port.number);
        }
        // Probes and hooks name ports of the pod.
        for fact in &workspace.facts(object).ports {
            let value = fact.entry.value;
            if !fact.role.declares && fact.role.owner == PortOwner::Container && known_str(value).is_some() {
                self.part(Id::Port(object.id, value.text()), What::Port, object, value, false);
            }
        }
        self.volumes(object, template);
        self.variables(object, template);
    }

    fn part(&mut self, id: Id<'w>, what: What, owner: &'w Resource<'w>, node: Node<'w>, declares: bool) -> usize {
        let thing = self.thing(id, what, node.text(), Some(owner));
        self.mention(node, thing, declares, None);
        thing
    }

    /// Adds the name of a declared port.
    fn port(&mut self, object: &'w Resource<'w>, port: Node<'w>, name: Option<&'w str>, number: Option<i64>) {
        let Some((name, node)) = name.zip(port.get("name")) else { return };
        let thing = self.part(Id::Port(object.id, name), What::Port, object, node, true);
        if let Some(thing) = self.names.things.get_mut(thing) {
            thing.detail = number.map(|number| number.to_string());
        }
    }

    /// Adds the ports of a Service, and the ports of containers that they send to.
    fn service_ports(&mut self, object: &'w Resource<'w>, service: Service<'w>) {
        let selected = self.workspace.selected(object);
        for port in service.ports() {
            self.port(object, port.node, port.name, port.port);
            let Some(target) = port.node.get("targetPort").filter(|node| known_str(*node).is_some()) else { continue };
            for one in &selected {
                let has = one.template.ports().any(|port| port.name == Some(target.text()));
                if has {
                    let owner = self.workspace.owner(one.template);
                    let thing = self.thing(Id::Port(owner.id, target.text()), What::Port, target.text(), Some(owner));
                    self.mention(target, thing, false, None);
                }
            }
        }
    }

    fn volumes(&mut self, object: &'w Resource<'w>, template: &PodTemplate<'w>) {
        let named = |node: Node<'w>| node.get("name").filter(|name| known_str(*name).is_some());
        let claims = items(object.spec(), "volumeClaimTemplates").filter_map(|claim| named(claim.get("metadata")?));
        let volumes = items(template.spec, "volumes").filter_map(named);
        for name in volumes.chain(claims) {
            self.part(Id::Volume(object.id, name.text()), What::Volume, object, name, true);
        }
        for container in template.containers() {
            for (_, name) in container.volume_uses().filter(|(_, name)| known_str(*name).is_some()) {
                self.part(Id::Volume(object.id, name.text()), What::Volume, object, name, false);
            }
        }
    }

    fn variables(&mut self, object: &'w Resource<'w>, template: &PodTemplate<'w>) {
        for container in template.containers() {
            let place = container.node.written_span();
            let env = variables::Variables::read(&container);
            for variable in &env.list {
                let id = Id::Variable(place, variable.name);
                let thing = self.thing(id, What::Variable, variable.name, Some(object));
                self.mention(variable.name_node, thing, true, None);
            }
            let texts = ["command", "args"].into_iter().flat_map(|key| items(Some(container.node), key));
            let texts: Vec<Node<'w>> = texts.chain(env.list.iter().filter_map(|variable| variable.value)).collect();
            for node in texts {
                for reference in variables::references(node.text()) {
                    let Some(&thing) = self.known.get(&Id::Variable(place, reference.name)) else { continue };
                    let part = node.text_part(reference.range.start + 2..reference.range.end - 1);
                    let doubt = (part.text() != reference.name).then_some(REWRITTEN);
                    self.mention_part(&part, thing, doubt);
                }
            }
        }
    }
}
