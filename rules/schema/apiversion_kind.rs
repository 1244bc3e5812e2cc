//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::values::version::{Version, Versions};
use crate::kube::values::version_set::VersionSet;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::{self, Api};
use crate::text::similar::is_slip;
use crate::text::unknown::is_unknown;
use crate::yaml::{Edits, Node, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "apiversion-kind",
        summary: "An `apiVersion` and `kind` that Kubernetes does not have",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Object(check),
};

const REFUSED: &str = "so `kubectl apply` fails";

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let (api_version, kind) = (resource.api_version, resource.kind_name);
    let (Some(version_node), Some(kind_node)) = (resource.root.get("apiVersion"), resource.root.get("kind")) else {
        return;
    };
    // kubectl splits any list into its items.
    let unknown = is_unknown(api_version) || is_unknown(kind) || kind.ends_with("List");
    if unknown || kind.is_empty() || cx.workspace.reads_like_patch(resource) {
        return;
    }
    let object = Object { api_version, kind, version_node, kind_node, versions: cx.workspace.project.versions };
    match schema::built_in().api(api_version, kind) {
        Some(api) => object.too_new(api, cx),
        None => object.unknown(cx),
    }
}

struct Object<'w> {
    api_version: &'w str,
    kind: &'w str,
    version_node: Node<'w>,
    kind_node: Node<'w>,
    versions: Versions,
}

impl<'w> Object<'w> {
    /// Reports a kind that some of the versions do not have yet.
    fn too_new(&self, api: Api<'_>, cx: &mut Cx<'w>) {
        let asked = VersionSet::from(self.versions);
        let refusing = asked.without(api.versions());
        let Some(first) = api.versions().first().filter(|first| *first > self.versions.first) else { return };
        // Another rule reports that the API is removed later.
        if api.removed().is_some_and(|removed| removed <= self.versions.last) {
            return;
        }
        let takers = asked.without(refusing);
        let takers = if takers.is_empty() { String::new() } else { format!(", but {takers} accepts it") };
        let (api_version, kind) = (self.api_version, self.kind);
        let message = format!(
            "`{api_version}` has had `{kind}` only since Kubernetes {first}, so Kubernetes {refusing} rejects the object{takers}"
        );
        let help = match schema::built_in().serving(kind, api.group(), self.versions) {
            Some(api) => format!("write `apiVersion: {}`", api.api_version()),
            None => format!("no `apiVersion` of `{kind}` is right for all of {}", self.versions),
        };
        cx.report(self.version_node, message).help(help);
    }

    fn unknown(&self, cx: &mut Cx<'w>) {
        let schema = schema::built_in();
        let group = self.api_version.rsplit_once('/').map_or("", |(group, _)| group);
        // Only Kubernetes has objects in its own groups, but files of other programs may also have `v1`.
        let known = Kind::has_group(group);
        if let Some(last) = schema.apis_of(self.kind).max_by_key(|api| api.versions().last().map(|last| last.minor)) {
            let meant = || schema.apis_of(self.kind).any(|api| is_slip_of_group(group, api.group()));
            if known || meant() {
                self.wrong_version(group, last, cx);
            }
        } else if known {
            match schema.meant(self.api_version, self.kind).or_else(|| self.near_kind(group)) {
                Some(api) => self.wrong_kind(api, cx),
                None if group.is_empty() || NO_OBJECTS.contains(&self.kind) => {}
                None => {
                    let help = format!("no Kubernetes version from {} to {} has it", Version::OLDEST, Version::NEWEST);
                    cx.report(self.kind_node, self.fact()).related(self.version_node, "the `apiVersion`").help(help);
                }
            }
        }
    }

    /// Reports a kind that exists, but in another API.
    fn wrong_version(&self, group: &str, last: Api<'_>, cx: &mut Cx<'w>) {
        let schema = schema::built_in();
        let at_last = Versions { first: self.versions.last, ..self.versions };
        let Some(api) =
            schema.serving(self.kind, group, self.versions).or_else(|| schema.serving(self.kind, group, at_last))
        else {
            let end = last.versions().last().unwrap_or(Version::NEWEST);
            let message = format!("{}; `{}` had it until Kubernetes {end}", self.fact(), last.api_version());
            cx.report(self.version_node, message)
                .related(self.kind_node, "the kind")
                .help(last.advice(self.versions).help);
            return;
        };
        let right = api.api_version();
        let version = self.api_version.rsplit('/').next();
        let others = schema.apis_of(self.kind).filter(|other| other.serves(at_last) && other.group() != api.group());
        // Another version may have other fields.
        let applicability = match version == Some(api.version()) && others.count() == 0 && api.serves(self.versions) {
            true => Applicability::Safe,
            false => Applicability::Unsafe,
        };
        cx.report(self.version_node, self.fact())
            .related(self.kind_node, "the kind")
            .help(format!("write `apiVersion: {right}`"))
            .fix(applicability, format!("write `{right}`"), replace_scalar(self.version_node, right));
    }

    /// Reports a kind that is probably a typo of another.
    fn wrong_kind(&self, api: Api<'_>, cx: &mut Cx<'w>) {
        let (kind, api_version) = (api.kind(), api.api_version());
        let report = cx.report(self.kind_node, self.fact()).related(self.version_node, "the `apiVersion`");
        let edit = replace_scalar(self.kind_node, kind);
        if api_version == self.api_version {
            let applicability = match kind.eq_ignore_ascii_case(self.kind) && api.serves(self.versions) {
                true => Applicability::Safe,
                false => Applicability::Unsafe,
            };
            report.help(format!("write `kind: {kind}`")).fix(applicability, format!("write `{kind}`"), edit);
        } else {
            let edits = Edits::both(edit, replace_scalar(self.version_node, api_version));
            if !edits.is_empty() {
                let title = format!("write `{kind}` of `{api_version}`");
                let report = report.help(format!("write `apiVersion: {api_version}` and `kind: {kind}`"));
                report.fix(Applicability::Unsafe, title, edits);
            }
        }
    }

    /// The API with a similar kind, of the same `apiVersion` if possible.
    fn near_kind(&self, group: &str) -> Option<Api<'static>> {
        let last = Versions { first: self.versions.last, ..self.versions };
        let same_but_case = |api: &Api<'_>| api.kind().eq_ignore_ascii_case(self.kind);
        let same_version = |api: &Api<'_>| api.api_version() == self.api_version;
        let near = schema::built_in().apis().filter(|api| api.serves(last) && api.namespaced().is_some());
        near.filter(|api| {
            same_but_case(api) || is_slip(self.kind, api.kind()) && (same_version(api) || !group.is_empty())
        })
        .max_by_key(|api| (same_but_case(api), same_version(api), api.group() == group, api.is_stable()))
    }

    fn fact(&self) -> String {
        let Object { api_version, kind, .. } = self;
        match api_version.is_empty() {
            true => format!("the `apiVersion` of this `{kind}` is empty, {REFUSED}"),
            false => format!("`{api_version}` has no kind `{kind}`, {REFUSED}"),
        }
    }
}

/// Kinds that the API server forwards to other servers.
const NO_OBJECTS: &[&str] = &["ConversionReview"];

/// Whether a group was probably meant to be a Kubernetes group. Projects of Kubernetes have theirs under `x-k8s.io`.
fn is_slip_of_group(group: &str, real: &str) -> bool {
    match real {
        "" => group == "core",
        _ => is_slip(group, real) && !group.ends_with("x-k8s.io"),
    }
}
