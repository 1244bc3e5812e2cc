//! What the objects around a literal say of whether it is a secret, and of who is to mind.

use super::Workspace;
use crate::diagnostic::Severity;
use crate::kube::{Kind, Resource};
use crate::secrets::engine::{Credential, credentials_in, is_password_name};
use crate::secrets::{Written, in_field};
use crate::yaml::{Entry, Node};

/// The annotation of kubectl that repeats the whole object.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Custom resources that say where secrets are, or hold them encrypted, by the start of their kinds.
const OF_SECRETS: &[&str] = &[
    "Certificate",
    "ClusterExternalSecret",
    "ClusterSecretStore",
    "ExternalSecret",
    "PushSecret",
    "SealedSecret",
    "SecretProviderClass",
    "SecretStore",
    "Vault",
];

/// Lists with variables, and with the words of commands.
const LISTS: &[&str] = &["env", "command", "args"];

impl<'w> Workspace<'w> {
    /// The credentials that their own look gives away, in texts of an object, or of a patch, that are neither variables of
    /// containers nor their commands nor data. Worked out when first asked for.
    pub fn credentials_by_look(&'w self, resource: &Resource<'w>) -> &'w [(Node<'w>, Credential)] {
        self.credentials[resource.id].get_or_init(|| in_other_texts(resource).into_boxed_slice())
    }

    /// Whether a value is the name of a Secret at hand, under a name that need not hold a password.
    pub fn names_a_secret(&self, name: &str, value: &str) -> bool {
        !is_password_name(name) && self.named(Kind::Secret, value).next().is_some()
    }

    /// Whether a credential is a common password, or one to be replaced, in a folder of examples: whoever tries them out knows.
    pub fn is_demo(&self, resource: &Resource<'_>, credential: &Credential) -> bool {
        (credential.is_common() || credential.is_placeholder()) && self.is_example(resource)
    }

    /// How grave it is that an object writes out a credential: an error if a checksum proves that it is a real one.
    pub fn severity_of(&self, resource: &Resource<'_>, credential: &Credential) -> Severity {
        match credential.is_proven() {
            true => Severity::Error,
            false if self.is_demo(resource, credential) => Severity::Info,
            false => Severity::Warning,
        }
    }
}

/// Credentials that their own look gives away, with the texts that hold them.
pub(super) type ByLook<'w> = Box<[(Node<'w>, Credential)]>;

/// Whether containers of an object run commands: it holds pods, or is of a kind that may.
pub fn may_run(resource: &Resource<'_>) -> bool {
    Kind::POD_HOLDERS.contains(&resource.kind) || resource.kind.is_of_others()
}

/// The field of a custom resource that holds a credential, if its name and its value say so.
pub fn custom_field<'w>(resource: &Resource<'w>, entry: Entry<'w>) -> Option<Written> {
    let is_of_secrets = OF_SECRETS.iter().any(|start| resource.kind_name.starts_with(start));
    if !resource.kind.is_of_others() || is_of_secrets || entry.value.is_alias() || names_a_key(entry) {
        return None;
    }
    in_field(entry.key.text(), entry.value.as_str()?)
}

/// Whether an entry is a part of a reference to a Secret, and names one of its keys.
fn names_a_key(entry: Entry<'_>) -> bool {
    let Some(parent) = entry.key.parent() else { return false };
    let is_told = |key: Node<'_>| {
        let key = key.text().to_lowercase();
        key.contains("secret") || key.ends_with("ref") || key == "labels" || key == "properties"
    };
    let is_sibling =
        |other: Entry<'_>| matches!(other.key.text(), "secretName" | "secretRef" | "secretKey" | "existingSecret");
    parent.key().is_some_and(is_told) || parent.raw_entries().any(is_sibling)
}

/// The credentials that their own look gives away, in texts of an object that are neither variables of containers nor their
/// commands nor data: annotations, fields of custom resources.
fn in_other_texts<'w>(resource: &Resource<'w>) -> Vec<(Node<'w>, Credential)> {
    let mut texts = Vec::new();
    let is_data = matches!(resource.kind, Kind::ConfigMap | Kind::Secret);
    for entry in resource.root.raw_entries().filter(|entry| !(is_data && entry.key.text() != "metadata")) {
        collect(entry.value, may_run(resource), &mut texts);
    }
    let is_told =
        |node: Node<'w>| node.key().is_some_and(|key| custom_field(resource, Entry { key, value: node }).is_some());
    // Few texts hold any, so only those are asked what their names say.
    let found =
        texts.into_iter().flat_map(|node| credentials_in(node.text()).map(move |credential| (node, credential)));
    found.filter(|(node, _)| !is_told(*node)).collect()
}

fn collect<'w>(node: Node<'w>, may_run: bool, texts: &mut Vec<Node<'w>>) {
    for entry in node.raw_entries() {
        let is_called = |name: &str| entry.key.has_text(name);
        let is_list = entry.value.is_sequence();
        let is_told = may_run && (is_list && LISTS.iter().any(|name| is_called(name)) || is_called("script"));
        if !is_told && !is_called(LAST_APPLIED) && !entry.value.is_alias() {
            collect(entry.value, may_run, texts);
        }
    }
    node.items().filter(|item| !item.is_alias()).for_each(|item| collect(item, may_run, texts));
    texts.extend(node.as_str().map(|_| node));
}
