//! The tables of the built-in API, compared with facts about Kubernetes.

use std::collections::HashSet;

use bowline::diagnostic::Applicability;
use bowline::kube::values::version::{Version, Versions};
use bowline::kube::values::version_set::VersionSet;
use bowline::schema::{Api, Definition, Patch, Shape, Type, Unique, built_in};

fn api(api_version: &str, kind: &str) -> Api<'static> {
    built_in().api(api_version, kind).unwrap_or_else(|| panic!("{api_version} {kind}"))
}

fn core(name: &str) -> Definition<'static> {
    built_in().definition(&format!("io.k8s.api.core.v1.{name}")).unwrap()
}

fn all() -> Versions {
    Versions { first: Version::OLDEST, last: Version::NEWEST }
}

fn minor(minor: u32) -> Version {
    Version { major: 1, minor }
}

#[test]
fn the_versions_are_those_that_can_be_asked_for() {
    assert_eq!(api("v1", "Pod").versions(), all().into());
    let known = |definition: Definition<'_>| definition.versions().without(all().into()).is_empty();
    assert!(built_in().definitions().all(known));
}

#[test]
fn apis_come_and_go() {
    // The versions from and to, the version that deprecates the API, and the version that removes it.
    let cases = [
        ("extensions/v1beta1", "Ingress", "1.11-1.21", Some(14), Some(22)),
        ("networking.k8s.io/v1beta1", "Ingress", "1.14-1.21", Some(19), Some(22)),
        ("networking.k8s.io/v1", "Ingress", "1.19-1.37", None, None),
        // The documents of 1.16 and 1.17 still contain it, but their servers serve it only on request.
        ("extensions/v1beta1", "Deployment", "1.11-1.15", Some(8), Some(16)),
        ("apps/v1beta2", "StatefulSet", "1.11-1.15", Some(9), Some(16)),
        ("batch/v1beta1", "CronJob", "1.11-1.24", Some(21), Some(25)),
        ("batch/v1", "CronJob", "1.21-1.37", None, None),
        ("policy/v1beta1", "PodSecurityPolicy", "1.11-1.24", Some(21), Some(25)),
        ("policy/v1beta1", "PodDisruptionBudget", "1.11-1.24", Some(21), Some(25)),
        ("autoscaling/v2beta2", "HorizontalPodAutoscaler", "1.12-1.25", Some(23), Some(26)),
        ("autoscaling/v2", "HorizontalPodAutoscaler", "1.23-1.37", None, None),
        ("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", "1.11-1.21", Some(16), Some(22)),
        ("rbac.authorization.k8s.io/v1beta1", "Role", "1.11-1.21", Some(17), Some(22)),
        ("storage.k8s.io/v1beta1", "CSIStorageCapacity", "1.21-1.26", Some(24), Some(27)),
        ("flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchema", "1.23-1.28", Some(26), Some(29)),
        ("resource.k8s.io/v1beta1", "ResourceClaim", "1.32-1.37", Some(35), Some(38)),
        ("networking.k8s.io/v1beta1", "IPAddress", "1.31-1.36", Some(34), Some(37)),
        ("v1", "Endpoints", "1.11-1.37", Some(33), None),
        ("apps/v1", "Deployment", "1.11-1.37", None, None),
    ];
    for (api_version, kind, versions, deprecated, removed) in cases {
        let api = api(api_version, kind);
        assert_eq!(api.versions().to_string(), versions, "{api_version} {kind}");
        assert_eq!(api.deprecated(), deprecated.map(minor), "{api_version} {kind}");
        assert_eq!(api.removed(), removed.map(minor), "{api_version} {kind}");
    }
    assert!(built_in().api("apps/v1", "Pod").is_none());
    assert!(built_in().api("apps/v1", "deployment").is_none());
}

#[test]
fn what_is_deprecated_is_removed_later() {
    for api in built_in().apis() {
        let name = format!("{} {}", api.api_version(), api.kind());
        if let Some((deprecated, removed)) = api.deprecated().zip(api.removed()) {
            assert!(deprecated < removed, "{name}");
        }
        let last = api.versions().last().unwrap_or_else(|| panic!("{name} was never served"));
        match api.removed() {
            Some(removed) => assert!(removed.minor == last.minor + 1 || removed > Version::NEWEST, "{name}"),
            None => assert_eq!(last, Version::NEWEST, "{name}"),
        }
        assert!(!api.is_stable() || api.removed().is_none() || api.kind() == "EphemeralContainers", "{name}");
    }
}

#[test]
fn a_successor_is_served() {
    let cases = [
        ("extensions/v1beta1", "Ingress", 37, Some(("networking.k8s.io/v1", "Ingress"))),
        ("extensions/v1beta1", "Deployment", 16, Some(("apps/v1", "Deployment"))),
        ("apps/v1beta1", "StatefulSet", 37, Some(("apps/v1", "StatefulSet"))),
        ("networking.k8s.io/v1beta1", "Ingress", 19, Some(("networking.k8s.io/v1", "Ingress"))),
        ("networking.k8s.io/v1beta1", "Ingress", 18, None),
        ("batch/v2alpha1", "CronJob", 20, Some(("batch/v1beta1", "CronJob"))),
        ("batch/v2alpha1", "CronJob", 21, Some(("batch/v1", "CronJob"))),
        // A stable version exists, but it lacks fields of the next beta.
        ("autoscaling/v2beta1", "HorizontalPodAutoscaler", 22, None),
        ("autoscaling/v2beta1", "HorizontalPodAutoscaler", 37, Some(("autoscaling/v2", "HorizontalPodAutoscaler"))),
        ("policy/v1beta1", "PodSecurityPolicy", 37, None),
        ("v1", "Endpoints", 37, Some(("discovery.k8s.io/v1", "EndpointSlice"))),
        ("apps/v1", "Deployment", 37, None),
    ];
    for (api_version, kind, version, successor) in cases {
        let found = api(api_version, kind).successor(minor(version)).map(|api| (api.api_version(), api.kind()));
        assert_eq!(found, successor, "{api_version} {kind} in 1.{version}");
    }
}

/// The safe fix changes only the `apiVersion`.
#[test]
fn where_only_the_version_changes_the_fields_stay() {
    let mut pairs = 0;
    let judged = |api: &Api<'_>| api.namespaced().is_some() && (api.deprecated().is_some() || api.removed().is_some());
    for api in built_in().apis().filter(judged) {
        let advice = api.advice(Versions::default());
        let Some(successor) = advice.successor.filter(|_| advice.applicability == Some(Applicability::Safe)) else {
            continue;
        };
        pairs += 1;
        let (old, new) = (api.definition(), successor.definition());
        let name = format!("{} {}", api.api_version(), api.kind());
        same_fields(old, new, api.versions().last().unwrap(), &name, &mut HashSet::new());
    }
    assert!(pairs > 40, "{pairs}");
}

/// Checks that the new definition allows everything that an object of the old definition may contain.
fn same_fields<'a>(old: Definition<'a>, new: Definition<'a>, at: Version, path: &str, seen: &mut HashSet<&'a str>) {
    if old.name() == new.name() || !seen.insert(old.name()) {
        return;
    }
    for field in old.fields().filter(|field| field.versions().contains(at) && field.name() != "status") {
        let path = format!("{path}.{}", field.name());
        let mut others = new.field(field.name()).filter(|other| other.versions().contains(Version::NEWEST));
        let other = others.next().unwrap_or_else(|| panic!("{path} is gone"));
        let pair = (inner(field.shape()), inner(other.shape()));
        match pair {
            (Shape::Record(old), Shape::Record(new)) => same_fields(old, new, at, &path, seen),
            (Shape::Text, Shape::Enum(_)) => {}
            (old, new) => assert_eq!(std::mem::discriminant(&old), std::mem::discriminant(&new), "{path}"),
        }
    }
    // Later documents mark some fields as required that always were.
    for field in new.fields().filter(|field| field.required() == field.versions()) {
        let required = old.field(field.name()).any(|old| old.required().contains(at));
        assert!(required, "{path}.{} is required", field.name());
    }
}

/// The innermost item type of a list or a map.
fn inner(shape: Shape<'_>) -> Shape<'_> {
    match shape {
        Shape::List { item, .. } => inner(item.shape()),
        Shape::Map(value) => inner(value.shape()),
        other => other,
    }
}

#[test]
fn scopes() {
    let cases = [
        ("v1", "Pod", Some(true)),
        ("v1", "Namespace", Some(false)),
        ("v1", "PersistentVolume", Some(false)),
        ("rbac.authorization.k8s.io/v1", "ClusterRole", Some(false)),
        ("rbac.authorization.k8s.io/v1", "Role", Some(true)),
        ("policy/v1beta1", "PodSecurityPolicy", Some(false)),
        ("extensions/v1beta1", "Ingress", Some(true)),
        ("storage.k8s.io/v1beta1", "StorageClass", Some(false)),
        ("v1", "PodList", None),
    ];
    for (api_version, kind, namespaced) in cases {
        assert_eq!(api(api_version, kind).namespaced(), namespaced, "{kind}");
    }
}

#[test]
fn fields_know_their_versions() {
    let field = |definition: &str, name: &str| {
        let mut fields = core(definition).field(name);
        let field = fields.next().unwrap_or_else(|| panic!("{definition}.{name}"));
        assert!(fields.next().is_none(), "{definition}.{name} changed its type");
        field
    };
    let restart = field("Container", "restartPolicy");
    assert_eq!(restart.versions().to_string(), "1.28-1.37");
    assert!(restart.required().is_empty() && matches!(restart.shape(), Shape::Text));
    assert_eq!(field("PodSpec", "workloadRef").versions().to_string(), "1.35");
    assert!(core("PodSpec").field("container").next().is_none());

    let containers = field("PodSpec", "containers");
    assert_eq!(containers.required(), all().into());
    let Shape::List { item, unique: Unique::Keys(keys) } = containers.shape() else { panic!("{containers:?}") };
    assert_eq!(keys.iter().collect::<Vec<_>>(), ["name"]);
    assert!(matches!(item.shape(), Shape::Record(definition) if definition.name() == core("Container").name()));
    let Shape::List { unique: Unique::Keys(keys), .. } = field("Container", "ports").shape() else { panic!() };
    assert_eq!(keys.iter().collect::<Vec<_>>(), ["containerPort", "protocol"]);

    assert!(
        matches!(field("PodSpec", "overhead").shape(), Shape::Map(item) if matches!(item.shape(), Shape::Quantity))
    );
    assert!(matches!(field("ServicePort", "targetPort").shape(), Shape::IntOrString));
    assert!(matches!(field("ServicePort", "port").shape(), Shape::Int32));
    assert!(matches!(field("ObjectReference", "name").shape(), Shape::Text));
    let Shape::Enum(values) = field("Toleration", "operator").shape() else { panic!() };
    assert_eq!(values.iter().collect::<Vec<_>>(), ["Equal", "Exists", "Gt", "Lt"]);
    let cron = built_in().definition("io.k8s.api.batch.v1beta1.CronJobSpec").unwrap();
    assert!(cron.field("concurrencyPolicy").all(|field| matches!(field.shape(), Shape::Enum(_))), "by the overlay");
}

#[test]
fn fields_know_what_a_patch_does() {
    let merge = |key| Patch::Merge { key, retain: false };
    let cases = [
        ("core.v1.PodSpec", "containers", merge("name")),
        // Distinguished by number and protocol, but merged by number.
        ("core.v1.Container", "ports", merge("containerPort")),
        ("core.v1.Container", "volumeMounts", merge("mountPath")),
        ("core.v1.PodSpec", "volumes", Patch::Merge { key: "name", retain: true }),
        ("core.v1.PodSpec", "tolerations", Patch::Default),
        ("core.v1.Container", "args", Patch::Default),
        ("apps.v1.DeploymentSpec", "strategy", Patch::Retain),
        ("policy.v1.PodDisruptionBudgetSpec", "selector", Patch::Replace),
    ];
    for (definition, name, patch) in cases {
        let definition = built_in().definition(&format!("io.k8s.api.{definition}")).unwrap();
        assert!(definition.field(name).all(|field| field.patch() == patch), "{name}");
    }
    let metadata = built_in().definition("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta").unwrap();
    assert_eq!(metadata.field("finalizers").next().map(|field| field.patch()), Some(Patch::Add));
}

#[test]
fn a_field_that_changed_its_type_has_both() {
    let fields: Vec<_> = core("PersistentVolumeClaimSpec").field("resources").collect();
    let versions: Vec<_> = fields.iter().map(|field| field.versions().to_string()).collect();
    assert_eq!(versions, ["1.11-1.28", "1.29-1.37"]);
}

#[test]
fn a_deployment_has_the_fields_of_a_deployment() {
    let deployment = api("apps/v1", "Deployment").definition();
    let names: Vec<_> = deployment.fields().map(|field| field.name()).collect();
    assert_eq!(names, ["apiVersion", "kind", "metadata", "spec", "status"]);
    let Shape::Record(spec) = deployment.field("spec").next().unwrap().shape() else { panic!() };
    let required: Vec<_> =
        spec.fields().filter(|field| !field.required().is_empty()).map(|field| field.name()).collect();
    assert_eq!(required, ["selector", "template"]);
}

/// Walks every definition. A reference to a missing definition would panic.
#[test]
fn every_reference_leads_somewhere() {
    let mut reached = HashSet::new();
    let mut open: Vec<Definition<'static>> = built_in().apis().map(Api::definition).collect();
    let mut fields = 0;
    while let Some(definition) = open.pop() {
        if !reached.insert(definition.name()) {
            continue;
        }
        assert!(definition.fields().is_sorted_by_key(|field| field.name()), "{}", definition.name());
        for field in definition.fields() {
            fields += 1;
            let name = format!("{}.{}", definition.name(), field.name());
            assert!(!field.versions().is_empty() && field.required().without(field.versions()).is_empty(), "{name}");
            assert!(field.versions().without(definition.versions()).is_empty(), "{name}");
            let seen =
                definition.field(field.name()).filter(|other| !other.versions().and(field.versions()).is_empty());
            assert_eq!(seen.count(), 1, "{name} has two types at once");
            open.extend(definition_of(field.shape(), field.versions(), &name));
        }
    }
    assert!(reached.len() > 1_300 && fields > 5_000, "{} definitions, {fields} fields", reached.len());
}

/// The definition at the end of lists and maps. It exists in all versions of the field.
fn definition_of(shape: Shape<'static>, versions: VersionSet, name: &str) -> Option<Definition<'static>> {
    let inner = |inner: Type<'static>| definition_of(inner.shape(), versions, name);
    match shape {
        Shape::List { item, unique } => {
            // Upstream gives a list of objects the keys of a list of conditions.
            let whole = name.ends_with("List.items");
            if let (Shape::Record(definition), Unique::Keys(keys), false) = (item.shape(), unique, whole) {
                assert!(keys.iter().all(|key| definition.field(key).next().is_some()), "{name}");
            }
            inner(item)
        }
        Shape::Map(value) => inner(value),
        Shape::Record(definition) => {
            assert!(versions.without(definition.versions()).is_empty(), "{name} outlives {}", definition.name());
            Some(definition)
        }
        Shape::Enum(values) => {
            assert!(values.iter().count() > 1, "{name}");
            None
        }
        _ => None,
    }
}

#[test]
fn sets_of_versions() {
    let set = |first, last| VersionSet::from(Versions { first: minor(first), last: minor(last) });
    assert_eq!(set(28, 37).without(set(30, 31)).to_string(), "1.28-1.29, 1.32-1.37");
    assert_eq!(set(28, 28).to_string(), "1.28");
    assert_eq!((set(20, 30).first(), set(20, 30).last()), (Some(minor(20)), Some(minor(30))));
    assert!(set(20, 30).contains(minor(30)) && !set(20, 30).contains(minor(31)));
    assert!(set(20, 30).and(set(31, 37)).is_empty() && VersionSet::default().last().is_none());
}
