//! `namespace`: the namespace of objects.

use std::collections::HashMap;

use super::field_spec::{FieldSpec, Make, Misfit};
use super::file::Kustomization;
use super::id::{Gvk, Id};
use super::problem::ProblemKind;
use super::resource::Resource;
use super::specs::Table;
use super::state::{Accumulated, Cx};
use crate::render::Value;
use crate::yaml::{Cause, Kind};

/// A path that no table changes: whether an object has a namespace depends on its kind.
const OWN: &str = "metadata/namespace";

/// A namespace, and the objects and subjects that get it.
#[derive(Debug, Clone)]
pub(super) struct Namespace<'a> {
    /// The name, at the place of the request.
    pub(super) name: Value<'a>,
    /// Whether an object that has a namespace keeps it.
    pub(super) unset_only: bool,
    /// The subjects of bindings that get the namespace.
    pub(super) subjects: Subjects,
}

/// Subjects of role bindings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subjects {
    /// The subjects with the name `default`.
    NamedDefault,
    /// All service accounts.
    ServiceAccounts,
    /// None.
    None,
}

/// Sets the namespace that a kustomization names.
pub(super) fn from_kustomization<'a>(kustomization: &Kustomization<'a>, made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
    let Some(name) = kustomization.field("namespace").filter(|name| !name.text().is_empty()) else { return };
    let namespace = Namespace { name, unset_only: false, subjects: Subjects::NamedDefault };
    let specs = made.specs.clone();
    set_namespace(&mut made.resources, &namespace, specs.table(Table::Namespace), cx);
}

/// Sets a namespace.
pub(super) fn set_namespace<'a>(
    resources: &mut [Resource<'a>],
    namespace: &Namespace<'a>,
    specs: &[FieldSpec],
    cx: &mut Cx<'a>,
) {
    let at = namespace.name.at();
    for resource in resources.iter_mut() {
        resource.remember();
        if let Err(Misfit(message)) = namespace.set(resource, specs) {
            cx.problem(at, ProblemKind::Refused, message);
        }
    }
    // Looks for two objects with the same identity.
    let mut seen: HashMap<(Gvk, String, String), Id> = HashMap::new();
    for id in resources.iter().map(Resource::id) {
        let key = (id.gvk.clone(), id.name.clone(), id.effective_namespace().to_owned());
        if seen.insert(key, id.clone()).is_some() {
            let namespace = namespace.name.text();
            let message = format!(
                "with this namespace, two objects are {} `{}` in `{namespace}`, so kustomize builds nothing",
                id.gvk.kind, id.name
            );
            cx.problem(at, ProblemKind::Duplicate, message);
        }
    }
}

impl<'a> Namespace<'a> {
    fn value(&self) -> Value<'a> {
        let what = "`namespace` sets the namespace".to_owned();
        self.name.clone().because(Cause { span: self.name.at().span(), what, is_made: false })
    }

    fn put(&self, value: &mut Value<'a>) -> Result<(), Misfit> {
        match value.kind() {
            Kind::Scalar if self.unset_only && !value.text().is_empty() => Ok(()),
            Kind::Scalar => {
                *value = self.value();
                Ok(())
            }
            _ => Err(Misfit("a namespace is to be set where a mapping or a list is".to_owned())),
        }
    }

    fn set(&self, resource: &mut Resource<'a>, specs: &[FieldSpec]) -> Result<(), Misfit> {
        let make = Make { kind: Kind::Scalar, at: self.name.at() };
        let gvk = resource.gvk();
        let is_binding = matches!(gvk.kind.as_str(), "RoleBinding" | "ClusterRoleBinding");
        if !gvk.is_cluster_scoped() {
            let own = FieldSpec::new(Gvk::default(), OWN, true);
            own.change(&mut resource.value, Some(make), &mut |value| self.put(value))?;
        }
        if is_binding {
            self.set_subjects(resource)?;
        }
        let is_core = gvk.group.is_empty() && gvk.version == "v1";
        for spec in specs.iter().filter(|spec| gvk.is_selected_by(&spec.gvk)) {
            let is_of_others = spec.path == OWN
                || spec.path == "metadata/name" && !is_core
                || is_binding && spec.path == "subjects/namespace" && !spec.gvk.kind.is_empty();
            if !is_of_others {
                spec.change(&mut resource.value, Some(make), &mut |value| self.put(value))?;
            }
        }
        Ok(())
    }

    /// Sets the namespace of the subjects of a binding.
    fn set_subjects(&self, resource: &mut Resource<'a>) -> Result<(), Misfit> {
        let (key, wanted) = match self.subjects {
            Subjects::NamedDefault => ("name", "default"),
            Subjects::ServiceAccounts => ("kind", "ServiceAccount"),
            Subjects::None => return Ok(()),
        };
        let gets = |subject: &Value<'a>| subject.get(key).is_some_and(|value| value.text() == wanted);
        let Some(subjects) = resource.value.get("subjects").filter(|list| list.items().iter().any(gets)) else {
            return Ok(());
        };
        let make = Make { kind: Kind::Scalar, at: self.name.at() };
        let spec = FieldSpec::new(Gvk::default(), "namespace", true);
        let mut subjects = subjects;
        for subject in subjects.items_mut().iter_mut().filter(|subject| gets(subject)) {
            spec.change(subject, Some(make), &mut |value| self.put(value))?;
        }
        if let Some(list) = resource.value.get_mut("subjects") {
            *list = subjects;
        }
        Ok(())
    }
}
