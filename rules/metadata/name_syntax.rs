//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::object_names::{self, Syntax};
use crate::kube::resource::known_str;
use crate::kube::values::names;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::schema::{BrokenConstraint, Constraint, Family, Flaw, Form, Problem};
use crate::yaml::{Entry, replace_scalar};

/// The controller adds 11 characters to the name of a CronJob to name its Jobs (batch `ValidateCronJobCreate`).
const CRON_JOB_NAME: usize = 52;
/// The name of a Job becomes a label of its pods (batch `validateGeneratedSelector`).
const JOB_NAME: usize = 63;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "name-syntax",
        summary: "A name that the API server rejects",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        constraints: Some(asks),
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::OF_KUBERNETES, check),
};

/// A name to check, and its place.
struct Named<'w> {
    entry: Entry<'w>,
    what: String,
}

fn asks(constraint: Constraint) -> bool {
    matches!(constraint, Constraint::Form(form) if form.family() == Family::Name)
}

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    if let Some(syntax) = object_names::syntax(resource.kind, cx.workspace.project.versions) {
        of_object(resource, syntax, cx);
    }
    for problem in &cx.workspace.facts(resource).problems {
        if let Problem::Constraint(broken) = problem
            && let (Constraint::Form(form), Flaw::Form(reason)) = (broken.constraint, &broken.flaw)
            && asks(broken.constraint)
        {
            in_object(broken, form, reason, resource, cx);
        }
    }
}

/// Checks the name of the object and the name of its namespace.
fn of_object<'w>(resource: &'w Resource<'w>, syntax: Syntax, cx: &mut Cx<'w>) {
    let kind = resource.kind_name;
    let metadata = resource.root.get("metadata");
    let entry = |key| metadata.and_then(|metadata| metadata.entry(key)).into_iter();
    // kustomize's `namespace` renames a Namespace.
    let renamed = kind == "Namespace" && cx.workspace.is_kustomized(resource);
    for entry in entry("name").filter(|_| !renamed) {
        let what = format!("the name of a {kind}");
        let long = too_long(resource);
        let named = Named { entry, what };
        named.check(|name| syntax(name).and_then(|()| long(name)).and_then(|()| of_api(resource, name)), resource, cx);
    }
    for entry in entry("generateName") {
        let what = format!("the start of the name of a {kind}");
        // The API server appends letters and digits.
        let named = Named { entry, what };
        named.check(|name| syntax(&format!("{}a", name.strip_suffix('-').unwrap_or(name))), resource, cx);
    }
    // For an object without a namespace, the API server clears this field before it checks it.
    let is_namespaced = cx.workspace.api(resource).is_none_or(|api| api.namespaced() != Some(false));
    for entry in entry("namespace").filter(|_| is_namespaced && !cx.workspace.is_kustomized(resource)) {
        let named = Named { entry, what: "the name of a Namespace".to_owned() };
        named.check(names::dns1123_label, resource, cx);
    }
}

/// Checks a name inside the object against the form of its field.
fn in_object<'w>(broken: &BrokenConstraint<'w>, form: Form, reason: &str, resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let (node, versions) = (broken.node, broken.versions);
    let takes = |text: &str| form.takes(text, versions).is_ok();
    // A null in a list is an empty name.
    let Some(text) = node.as_str().or(node.is_null().then_some("")) else { return };
    // kustomize may add a prefix and a suffix.
    if cx.workspace.is_kustomized(resource) && takes(&format!("a{text}a")) {
        return;
    }
    let (subject, refusal, where_) = (broken.subject(), cx.refusal(), cx.in_versions(versions));
    let report = cx.report(node, format!("{subject} is not {}: {reason}, so {refusal}{where_}", form.noun()));
    let tidy = tidy(text);
    let fits = [tidy.clone(), tidy.replace('.', "-")].into_iter().find(|tidy| takes(tidy));
    match fits.filter(|_| form.is_of_objects()) {
        Some(tidy) => report.help(format!("write `{tidy}`, and the same wherever the name is used")),
        None => report.help(form.help()),
    };
}

/// Checks the name of an APIService, which must be the version and the group that it serves.
fn of_api(resource: &Resource<'_>, name: &str) -> Result<(), String> {
    let part = |key: &str| resource.root.find(&["spec", key]).filter(|node| node.is_certain()).and_then(known_str);
    match part("version").zip(part("group")).filter(|_| resource.kind == Kind::APIService) {
        Some((version, group)) if names::dns1123_subdomain(group).is_ok() && name != format!("{version}.{group}") => {
            Err(format!("it must be `spec.version` and `spec.group`, which is `{version}.{group}`"))
        }
        _ => Ok(()),
    }
}

/// Checks the limits that come from names that a controller creates.
fn too_long(resource: &Resource<'_>) -> impl Fn(&str) -> Result<(), String> + use<> {
    let indexed = resource.root.find(&["spec", "completionMode"]).and_then(|mode| mode.as_str()) == Some("Indexed");
    let completions = resource.root.find(&["spec", "completions"]).and_then(|number| number.as_i64());
    let last = completions.filter(|&count| indexed && count > 0).map(|count| count - 1);
    let kind = resource.kind;
    move |name| {
        let limit = match kind {
            Kind::CronJob => CRON_JOB_NAME,
            Kind::Job => JOB_NAME,
            _ => return Ok(()),
        };
        if name.len() > limit {
            return Err(format!("it has {} characters, but at most {limit} are allowed", name.len()));
        }
        match last.filter(|_| kind == Kind::Job).map(|last| format!("{name}-{last}")) {
            Some(pod) => names::dns1123_label(&pod).map_err(|why| format!("its last pod would be `{pod}`: {why}")),
            None => Ok(()),
        }
    }
}

impl<'w> Named<'w> {
    fn check(self, syntax: impl Fn(&str) -> Result<(), String>, resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
        let value = self.entry.value;
        let Some(text) = known_str(value).filter(|text| !text.is_empty() && !object_names::is_placeholder(text)) else {
            return;
        };
        let Err(reason) = syntax(text) else { return };
        // kustomize may add a prefix and a suffix.
        if cx.workspace.is_kustomized(resource) && syntax(&format!("a{text}a")).is_ok() {
            return;
        }
        let what = self.what;
        let message = format!("`{text}` is not {what}: {reason}, so the API server rejects the {}", resource.kind_name);
        let tidy = tidy(text);
        let fits = [tidy.clone(), tidy.replace('.', "-")].into_iter().find(|tidy| syntax(tidy).is_ok());
        let report = cx.report(value, message);
        match fits {
            Some(tidy) => {
                let report = report.help(format!("write `{tidy}`, and the same wherever the name is used"));
                report.fix(Applicability::Unsafe, format!("write `{tidy}`"), replace_scalar(value, &tidy));
            }
            None => {
                report.help("write another name, here and wherever it is used");
            }
        }
    }
}

/// The closest text that has only lower-case letters, digits, `-` and `.`.
fn tidy(text: &str) -> String {
    let lower = text.trim().to_ascii_lowercase().replace(['_', ' ', '/', ':'], "-");
    lower.trim_matches(['-', '.']).to_owned()
}
