//! Selectors that nearly match a pod template: the evidence for a slip of the pen, since absence alone is none.

use crate::kube::labels::Found;
use crate::kube::pod::is_runtime_label;
use crate::kube::{Kind, Label, Labels, PodTemplate, Requirement, Resource, Selector, Truth};
use crate::text::similar::is_slip;
use crate::workspace::Workspace;

/// How a selector misses a pod template.
#[derive(Debug, Clone)]
pub enum Miss<'w> {
    /// The value of one label is nearly what is asked for.
    Value(Label<'w>),
    /// The label is there under a key that is nearly the one asked for.
    Key(Label<'w>),
    /// All but this one label are there.
    Absent,
    /// The workload has the labels, its pods have not.
    OnWorkload,
}

/// A template that is nearly matched.
#[derive(Debug, Clone)]
pub struct NearMiss<'w> {
    /// The template.
    pub template: &'w PodTemplate<'w>,
    /// The terms that do not hold; one but for [`Miss::OnWorkload`].
    pub terms: Vec<Requirement<'w>>,
    /// Why not.
    pub miss: Miss<'w>,
}

impl<'w> Workspace<'w> {
    /// How a template is nearly matched by the selector of `from`, if it is. A template that some Service selects
    /// already is near only to an object of its owner's name.
    pub fn near_miss(
        &self,
        from: &Resource<'w>,
        selector: &Selector<'w>,
        template: &'w PodTemplate<'w>,
    ) -> Option<NearMiss<'w>> {
        let owner = self.owner(template);
        let (failing, equal): (Vec<_>, Vec<_>) =
            selector.requirements.iter().partition(|term| holds(term, template) != Truth::Yes);
        let first = *failing.first()?;
        // What a controller or the application adds stands in no file.
        let added = |key: &str| PodTemplate::is_added_label(key) && template.labels.get(key).is_none();
        if failing.iter().any(|term| term.key.as_deref().is_none_or(added)) {
            return None;
        }
        let outer = Labels::below(owner.root);
        let on_workload = |key: &str| outer.get(key).and_then(|label| label.value).map_or(Found::Absent, Found::Value);
        let there =
            |term: &&Requirement<'w>| term.key.as_deref().is_some_and(|key| term.holds(on_workload(key)) == Truth::Yes);
        let miss = if owner.kind != Kind::Pod && failing.iter().all(there) {
            Miss::OnWorkload
        } else if failing.len() == 1 {
            one_term(from, owner, first, &equal, template)?
        } else {
            return None;
        };
        let named = from.name.zip(owner.name).is_some_and(|(from, owner)| is_named_for(from, owner));
        let terms = failing.into_iter().cloned().collect();
        (named || !self.is_selected(template, from)).then_some(NearMiss { template, terms, miss })
    }
}

fn one_term<'w>(
    from: &Resource<'_>,
    owner: &Resource<'_>,
    term: &Requirement<'w>,
    equal: &[&Requirement<'w>],
    template: &PodTemplate<'w>,
) -> Option<Miss<'w>> {
    let (key, wanted) = (term.key.as_deref()?, term.single_value()?);
    if let Some(label) = template.labels.get(key) {
        let value = label.value?;
        // Two names that are each true to their own object are two applications.
        let two = from.name == Some(wanted) && owner.name == Some(value);
        return (fold(wanted) == fold(value) || is_slip(wanted, value) && !two).then(|| Miss::Value(label.clone()));
    }
    // Tools and habits have several keys for the name of an application.
    let is_name = |key: &str| NAMES.contains(&key);
    let is_near = |other: &str| is_slip(other, key) || fold(other) == fold(key) || is_name(other) && is_name(key);
    let misspelt = template.labels.list.iter().find(|label| label.value == Some(wanted) && is_near(&label.key));
    let is_specific = || equal.iter().any(|term| term.key.as_deref().is_some_and(|key| !is_generic(key)));
    match misspelt {
        Some(label) => Some(Miss::Key(label.clone())),
        None => is_specific().then_some(Miss::Absent),
    }
}

/// A label that may be set at run time counts as it is written where it is written.
fn holds(term: &Requirement<'_>, template: &PodTemplate<'_>) -> Truth {
    term.key.as_deref().map_or(Truth::Unknown, |key| match is_runtime_label(key) {
        true => term.holds(template.written_label(key)),
        false => term.holds(template.find_label(key)),
    })
}

fn fold(text: &str) -> String {
    text.to_lowercase().replace(['-', '_'], "")
}

/// One name is the other with no more than a suffix.
fn is_named_for(a: &str, b: &str) -> bool {
    let longer =
        |long: &str, short: &str| long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    longer(a, b) || longer(b, a)
}

/// Keys of the label that names an application.
const NAMES: &[&str] = &["app", "app.kubernetes.io/name", "k8s-app", "name", "run"];

/// A label that many applications share.
fn is_generic(key: &str) -> bool {
    const SHARED: &[&str] = &[
        "chart",
        "env",
        "environment",
        "heritage",
        "instance",
        "managed-by",
        "part-of",
        "project",
        "release",
        "stage",
        "team",
        "tier",
        "version",
    ];
    SHARED.contains(&key.rsplit('/').next().unwrap_or(key))
}
