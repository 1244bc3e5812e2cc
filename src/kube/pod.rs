//! Pod templates, wherever they are, and their containers.

use super::kind::Kind;
use super::labels::{Found, Labels};
use super::protocol::Protocol;
use super::resource::{Resource, items, known_str};
use super::values::names::names_side_port;
use crate::yaml::{Entry, Node, Without};

/// The terms of affinity that a node must meet.
pub const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
/// The terms of affinity that a node should meet.
pub const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

/// The keys of a container's probes.
pub const PROBES: &[&str] = &["livenessProbe", "readinessProbe", "startupProbe"];

/// The handlers of probes and hooks that connect to a port.
const NETWORK_HANDLERS: &[&str] = &["httpGet", "tcpSocket", "grpc"];

/// A pod template and the object that makes pods from it.
#[derive(Debug)]
pub struct PodTemplate<'w> {
    /// Number of the owner in the workspace.
    pub owner: usize,
    /// Kind of the owner.
    pub kind: Kind,
    /// Name of the owner, if it is known.
    pub owner_name: Option<&'w str>,
    /// The `template` entry. `None` for a Pod, which is its own template.
    pub entry: Option<Entry<'w>>,
    /// The node that contains `metadata` and `spec`.
    pub node: Node<'w>,
    /// `metadata`.
    pub metadata: Option<Entry<'w>>,
    /// `metadata.labels`.
    pub labels_entry: Option<Entry<'w>>,
    /// The labels as written; see [`PodTemplate::find_label`] for those that the system adds.
    pub labels: Labels<'w>,
    /// The pod's `spec`.
    pub spec: Option<Node<'w>>,
    /// Whether its document breaks off, so that there is more than was read.
    pub partial: bool,
}

impl<'w> PodTemplate<'w> {
    /// The place of a label that the pods do not have.
    pub fn without_label<'k>(&self, key: &'k str) -> Without<'w, 'k> {
        match (self.labels_entry, self.metadata) {
            (Some(labels), _) => labels.without(key),
            (None, Some(metadata)) => metadata.without("labels"),
            (None, None) => self.node.without("metadata"),
        }
    }
}

/// The role of a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContainerRole {
    /// In `containers`.
    Main,
    /// In `initContainers` with `restartPolicy: Always`: runs next to the main ones.
    Sidecar,
    /// In `initContainers`: ends before the pod is ready.
    Init,
    /// In `ephemeralContainers`.
    Ephemeral,
}

/// One container.
#[derive(Debug, Clone, Copy)]
pub struct Container<'w> {
    /// The whole container.
    pub node: Node<'w>,
    /// Its role.
    pub role: ContainerRole,
}

/// One declared port.
#[derive(Debug, Clone, Copy)]
pub struct ContainerPort<'w> {
    /// The whole port.
    pub node: Node<'w>,
    /// The container that declares it.
    pub container: Container<'w>,
    /// `name`, if it is known.
    pub name: Option<&'w str>,
    /// `containerPort`, if it is known.
    pub number: Option<i64>,
    /// `protocol`, TCP by default.
    pub protocol: Protocol<'w>,
}

impl<'w> PodTemplate<'w> {
    /// The template of an object that has one. For a kind that is not Kubernetes' own, a mapping that looks like a
    /// template.
    pub fn read(resource: &Resource<'w>) -> Option<PodTemplate<'w>> {
        let root = resource.root;
        let entry = match (resource.kind, resource.kind.template().and_then(<[_]>::split_last)) {
            (Kind::Pod, _) => None,
            (_, Some((key, path))) => root.find(path).and_then(|holder| holder.entry(key)),
            (kind, None) if kind.is_of_others() => {
                let entry = root.get("spec")?.entry("template")?;
                entry.value.find(&["spec", "containers"])?;
                Some(entry)
            }
            _ => return None,
        };
        let node = match entry {
            Some(entry) => entry.value,
            None if resource.kind == Kind::Pod => root,
            // The text breaks off before the template. All that is known is that there is one.
            None if resource.broken => root.get("spec").unwrap_or(root),
            None => return None,
        };
        let metadata = node.entry("metadata");
        let labels_entry = metadata.and_then(|metadata| metadata.value.entry("labels"));
        let mut labels = Labels::below(node);
        if resource.broken {
            // The last value may continue in a part that was not read.
            labels.list.iter_mut().for_each(|label| label.value = None);
            labels.open = true;
        }
        Some(PodTemplate {
            owner: resource.id,
            kind: resource.kind,
            owner_name: resource.name,
            entry,
            node,
            metadata,
            labels_entry,
            labels,
            spec: node.get("spec"),
            partial: resource.broken,
        })
    }

    /// The value of a label on the pods. The label may be written, added by the system (`k8s.io/api` label constants),
    /// or set by the application on itself while it runs.
    pub fn find_label(&self, key: &str) -> Found<'w> {
        let written = self.labels.find(key);
        if written != Found::Absent {
            return written;
        }
        if ADDED_LABELS.iter().any(|(kinds, added)| kinds.contains(&self.kind) && *added == key) {
            return Found::Some;
        }
        // Newer servers copy the zone and region of the node. A custom resource's controller may add anything.
        let topology = key.starts_with("topology.kubernetes.io/");
        match topology || is_runtime_label(key) || self.kind.is_of_others() {
            true => Found::Unknown,
            false => Found::Absent,
        }
    }

    /// Whether a controller or the application adds the label, so that it is not in any file.
    pub fn is_added_label(key: &str) -> bool {
        let system = ADDED_LABELS.iter().any(|(_, added)| *added == key);
        system || is_runtime_label(key) || key.starts_with("topology.kubernetes.io/")
    }

    /// The path of the pod's `spec` in its owner, with dots.
    pub fn spec_path(&self) -> &'static str {
        match self.kind {
            Kind::Pod => "spec",
            Kind::PodTemplate => "template.spec",
            Kind::CronJob => "spec.jobTemplate.spec.template.spec",
            _ => "spec.template.spec",
        }
    }

    /// The `resources` of the pod itself and of its containers, each with whether it belongs to the pod.
    pub fn resources(&self) -> Vec<(Node<'w>, bool)> {
        let own = self.spec.and_then(|spec| spec.get("resources")).map(|node| (node, true));
        let of_containers = self.containers().filter_map(|container| container.node.get("resources"));
        own.into_iter().chain(of_containers.map(|node| (node, false))).collect()
    }

    /// Whether nothing adds a container or changes the ports of one.
    pub fn has_certain_ports(&self) -> bool {
        self.has_certain_containers("ports")
    }

    /// Whether nothing adds a container or changes a field of one.
    pub fn has_certain_containers(&self, field: &str) -> bool {
        self.spec.is_none_or(|spec| {
            ["containers", "initContainers"].iter().all(|key| match spec.get(key) {
                Some(list) => !list.may_grow() && list.items().all(|container| container.is_certain_at(&[field])),
                None => !spec.may_gain(key),
            })
        })
    }

    /// All containers of the pod.
    pub fn containers(&self) -> impl Iterator<Item = Container<'w>> + use<'w> {
        let spec = self.spec;
        let list = move |key: &str| spec.and_then(|spec| spec.get(key)).into_iter().flat_map(|node| node.items());
        let main = list("containers").map(|node| Container { node, role: ContainerRole::Main });
        let init = list("initContainers").map(|node| {
            let restarts = node.get("restartPolicy").and_then(|policy| policy.as_str()) == Some("Always");
            Container { node, role: if restarts { ContainerRole::Sidecar } else { ContainerRole::Init } }
        });
        let ephemeral = list("ephemeralContainers").map(|node| Container { node, role: ContainerRole::Ephemeral });
        main.chain(init).chain(ephemeral)
    }

    /// The containers that run while the pod is ready.
    pub fn running_containers(&self) -> impl Iterator<Item = Container<'w>> + use<'w> {
        let runs = |container: &Container| matches!(container.role, ContainerRole::Main | ContainerRole::Sidecar);
        self.containers().filter(runs)
    }

    /// The ports of the containers that run while the pod is ready, in the order in which names are looked up.
    pub fn ports(&self) -> impl Iterator<Item = ContainerPort<'w>> + use<'w> {
        self.running_containers().flat_map(|container| container.ports())
    }
}

const POD_NAME: &str = "statefulset.kubernetes.io/pod-name";

/// Labels that Kubernetes' own controllers put on pods (`k8s.io/api` label constants).
const ADDED_LABELS: &[(&[Kind], &str)] = &[
    (&[Kind::StatefulSet], POD_NAME),
    (&[Kind::StatefulSet], "apps.kubernetes.io/pod-index"),
    (&[Kind::StatefulSet, Kind::DaemonSet], "controller-revision-hash"),
    (&[Kind::ReplicaSet, Kind::Deployment], "pod-template-hash"),
    (&[Kind::DaemonSet], "pod-template-generation"),
    (&[Kind::Job, Kind::CronJob], "job-name"),
    (&[Kind::Job, Kind::CronJob], "controller-uid"),
    (&[Kind::Job, Kind::CronJob], "batch.kubernetes.io/job-name"),
    (&[Kind::Job, Kind::CronJob], "batch.kubernetes.io/controller-uid"),
    (&[Kind::Job, Kind::CronJob], "batch.kubernetes.io/job-completion-index"),
];

/// The part of a `statefulset.kubernetes.io/pod-name` value before the ordinal.
pub fn pod_name_owner(key: &str, value: &str) -> Option<String> {
    let (owner, ordinal) = value.rsplit_once('-').filter(|_| key == POD_NAME)?;
    ordinal.bytes().all(|byte| byte.is_ascii_digit()).then(|| owner.to_owned())
}

/// Labels that applications set on their own pods while they run, such as the leader's.
pub fn is_runtime_label(key: &str) -> bool {
    let last = key.rsplit('/').next().unwrap_or(key);
    matches!(
        last,
        "role"
            | "primary"
            | "master"
            | "leader"
            | "instanceRole"
            | "spilo-role"
            | "redis-role"
            | "vault-active"
            | "vault-sealed"
            | "vault-initialized"
            | "vault-version"
            | "vault-perf-standby"
            | "kubedb.com"
    ) || key == "app.kubernetes.io/role"
}

impl<'w> Container<'w> {
    /// `name`, if it is known.
    pub fn name(&self) -> Option<&'w str> {
        self.node.get("name").and_then(known_str)
    }

    /// The declared ports.
    pub fn ports(self) -> impl Iterator<Item = ContainerPort<'w>> + use<'w> {
        let list = self.node.get("ports").into_iter().flat_map(|node| node.items());
        list.filter(|node| node.is_mapping()).map(move |node| ContainerPort {
            node,
            container: self,
            name: node.get("name").and_then(known_str),
            number: node.get("containerPort").and_then(|number| number.as_i64()),
            protocol: Protocol::read(node.get("protocol")),
        })
    }

    /// The ports that the probes and hooks connect to, each as the number or the name of a port.
    pub fn probe_ports(self) -> impl Iterator<Item = Node<'w>> + use<'w> {
        self.handlers().filter_map(|(_, handler)| handler.value.get("port"))
    }

    /// The network handlers of the probes and hooks: the key of the probe or hook, and the entry of the handler, such
    /// as `httpGet`.
    pub fn handlers(self) -> impl Iterator<Item = (&'static str, Entry<'w>)> + use<'w> {
        let probes = PROBES.iter().filter_map(move |key| Some((*key, self.node.get(key)?)));
        let hooks = ["postStart", "preStop"].into_iter();
        let hooks = hooks.filter_map(move |key| Some((key, self.node.find(&["lifecycle", key])?)));
        probes.chain(hooks).flat_map(|(key, probe)| {
            NETWORK_HANDLERS.iter().filter_map(move |handler| Some((key, probe.entry(handler)?)))
        })
    }

    /// Whether a variable such as `PORT` tells the program to serve clients on a port number.
    pub fn is_told(&self, number: i64) -> bool {
        let number = number.to_string();
        self.env().any(|variable| {
            let name = variable.get("name").and_then(known_str).unwrap_or_default().to_lowercase();
            let value = variable.get("value").and_then(|value| value.as_str());
            value == Some(&*number) && name.ends_with("port") && !names_side_port(&name)
        })
    }

    /// The places where the container names volumes of its pod, each after a verb: `mounts`, `uses` or `reads`.
    pub fn volume_uses(&self) -> impl Iterator<Item = (&'static str, Node<'w>)> + use<'w> {
        let node = Some(self.node);
        let mounts = items(node, "volumeMounts").filter_map(|mount| Some(("mounts", mount.get("name")?)));
        let devices = items(node, "volumeDevices").filter_map(|device| Some(("uses", device.get("name")?)));
        let files = items(node, "env")
            .filter_map(|variable| Some(("reads", variable.find(&["valueFrom", "fileKeyRef", "volumeName"])?)));
        mounts.chain(devices).chain(files)
    }

    /// The environment variables as written.
    pub fn env(&self) -> impl Iterator<Item = Node<'w>> + use<'w> {
        self.node.get("env").into_iter().flat_map(|node| node.items()).filter(|node| node.is_mapping())
    }
}

impl ContainerPort<'_> {
    /// `web` 8080/TCP, for messages.
    pub fn describe(&self) -> String {
        let number = self.number.map_or_else(|| "?".to_owned(), |number| number.to_string());
        let protocol = self.protocol.as_str();
        match self.name {
            Some(name) => format!("`{name}` {number}/{protocol}"),
            None => format!("{number}/{protocol}"),
        }
    }
}
