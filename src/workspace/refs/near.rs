//! Selectors that nearly match labels: the evidence for a typo, since absence alone is not evidence.

use crate::kube::labels::Found;
use crate::kube::pod::is_runtime_label;
use crate::kube::{Kind, Label, Labels, PodTemplate, Requirement, Resource, Selector, Truth};
use crate::text::similar::{is_one_edit, is_slip, is_typo};
use crate::workspace::Workspace;
use crate::workspace::topics::{About, ask};
use crate::yaml::Entry;

/// The way in which a selector misses labels.
#[derive(Debug, Clone)]
pub enum Miss<'w> {
    /// The value of one label is similar to the required one.
    Value(Label<'w>),
    /// The required value belongs to another key.
    Key(Label<'w>),
    /// All terms but one match.
    Absent,
    /// The workload has the labels, but its pods do not.
    OnWorkload,
}

/// How likely a near miss is a mistake, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// A kustomization gave the label of the pods another value.
    Changed,
    /// A typo in a key or a value.
    Typo,
    /// Another key for the same value.
    OtherKey,
    /// Labels of the workload that its pods lack.
    OnWorkload,
    /// One label that the pods lack.
    Absent,
}

/// Labels that a selector nearly matches.
#[derive(Debug, Clone)]
pub struct NearMiss<'w> {
    /// The object that has the labels, or that makes the pods that have them.
    pub owner: &'w Resource<'w>,
    /// Whether the labels belong to pods, not to the owner itself.
    pub of_pods: bool,
    /// The labels.
    pub labels: Labels<'w>,
    /// The entry that contains the labels, or would contain them.
    pub place: Option<Entry<'w>>,
    /// The terms that do not match; exactly one except for [`Miss::OnWorkload`].
    pub terms: Vec<Requirement<'w>>,
    /// Why the terms do not match.
    pub miss: Miss<'w>,
    /// How likely the miss is a mistake.
    pub likeness: Likeness,
    /// Whether the name of one object, the owner or the one with the selector, starts with that of the other.
    pub is_named: bool,
    /// Whether the value in the selector is the name of an object.
    pub is_word: bool,
}

impl NearMiss<'_> {
    /// Whether the miss is certainly a mistake, whatever other files contain.
    pub fn is_sure(&self) -> bool {
        self.likeness == Likeness::Changed || self.likeness <= Likeness::OtherKey && !self.is_word
    }
}

/// The labels that a selector is compared with.
struct Side<'a, 'w> {
    owner: &'w Resource<'w>,
    labels: &'a Labels<'w>,
    place: Option<Entry<'w>>,
    template: Option<&'a PodTemplate<'w>>,
}

impl<'w> Workspace<'w> {
    /// How the selector of `from` nearly matches the pods of a template. Returns `None` if it does not.
    pub fn near_miss(
        &'w self,
        from: &Resource<'w>,
        selector: &Selector<'w>,
        template: &'w PodTemplate<'w>,
    ) -> Option<NearMiss<'w>> {
        let place = template.labels_entry.or(template.metadata).or(template.entry);
        let owner = self.owner(template);
        self.near(from, selector, &Side { owner, labels: &template.labels, place, template: Some(template) })
    }

    /// How the selector of `from` nearly matches the labels of an object itself. Returns `None` if it does not.
    pub fn near_miss_of_object(
        &'w self,
        from: &Resource<'w>,
        selector: &Selector<'w>,
        owner: &'w Resource<'w>,
    ) -> Option<NearMiss<'w>> {
        let metadata = owner.root.entry("metadata");
        let place = metadata.and_then(|metadata| metadata.value.entry("labels")).or(metadata);
        self.near(from, selector, &Side { owner, labels: &Labels::below(owner.root), place, template: None })
    }

    fn near(&'w self, from: &Resource<'w>, selector: &Selector<'w>, side: &Side<'_, 'w>) -> Option<NearMiss<'w>> {
        let (failing, equal): (Vec<_>, Vec<_>) =
            selector.requirements.iter().partition(|term| side.holds(term) != Truth::Yes);
        let first = *failing.first()?;
        // A label that a controller or the application adds is not in any file.
        let added = |key: &str| PodTemplate::is_added_label(key) && side.labels.get(key).is_none();
        if failing.iter().any(|term| term.key.as_deref().is_none_or(added)) {
            return None;
        }
        let (miss, likeness) = match side.is_on_workload(&failing) {
            _ if let Some(label) = self.changed(&failing, side) => (Miss::Value(label), Likeness::Changed),
            true => (Miss::OnWorkload, Likeness::OnWorkload),
            false if failing.len() == 1 => one_term(from, first, &equal, side)?,
            false => return None,
        };
        let is_named = from.name.zip(side.owner.name).is_some_and(|(from, owner)| is_named_for(from, owner));
        let is_word = first.single_value().is_some_and(|wanted| match miss {
            Miss::Value(_) => says(from, wanted) || self.is_name(wanted),
            _ => false,
        });
        let terms = failing.into_iter().cloned().collect();
        let labels = side.labels.clone();
        let of_pods = side.template.is_some();
        Some(NearMiss {
            owner: side.owner,
            of_pods,
            labels,
            place: side.place,
            terms,
            miss,
            likeness,
            is_named,
            is_word,
        })
    }
}

impl<'w> Workspace<'w> {
    /// Whether any object has the name.
    fn is_name(&self, name: &str) -> bool {
        ask(About::AnyNamed(name));
        self.by_name.values().any(|names| names.contains_key(name))
    }

    /// The only label that keeps pods from being selected, if a kustomization changed it. The file that it builds the
    /// pods from must have the value of the selector.
    fn changed(&'w self, failing: &[&Requirement<'w>], side: &Side<'_, 'w>) -> Option<Label<'w>> {
        let [term] = failing else { return None };
        let label = side.labels.get(term.key.as_deref()?).filter(|label| label.value.is_some())?;
        let source = self.source(side.owner).filter(|_| side.template.is_some())?;
        let template = PodTemplate::read(source)?;
        (term.holds(template.find_label(&label.key)) == Truth::Yes).then(|| label.clone())
    }
}

impl Side<'_, '_> {
    /// Whether a term matches. A label that the application may set at run time counts if it is written.
    fn holds(&self, term: &Requirement<'_>) -> Truth {
        term.key.as_deref().map_or(Truth::Unknown, |key| match self.template {
            Some(template) if !is_runtime_label(key) => term.holds(template.find_label(key)),
            _ => term.holds(self.labels.find(key)),
        })
    }

    /// Whether the workload itself has all required labels that its pods lack.
    fn is_on_workload(&self, failing: &[&Requirement<'_>]) -> bool {
        let find = |key: &str| Labels::value_below(self.owner.root, key).map_or(Found::Absent, Found::Value);
        let has = |term: &&Requirement<'_>| term.key.as_deref().is_some_and(|key| term.holds(find(key)) == Truth::Yes);
        self.template.is_some() && self.owner.kind != Kind::Pod && failing.iter().all(has)
    }
}

fn one_term<'w>(
    from: &Resource<'_>,
    term: &Requirement<'w>,
    equal: &[&Requirement<'w>],
    side: &Side<'_, 'w>,
) -> Option<(Miss<'w>, Likeness)> {
    let (key, wanted) = (term.key.as_deref()?, term.single_value()?);
    if let Some(label) = side.labels.get(key) {
        let value = label.value?;
        // Two values that each match the name of their own object belong to two applications.
        let two = says(from, wanted) && says(side.owner, value) && !says(side.owner, wanted);
        let short = wanted.len().min(value.len()) == 2 && is_named(from, side.owner) && is_one_edit(wanted, value);
        let is_near = are_folded_equal(wanted, value) || !two && (is_slip(wanted, value) || short);
        return is_near.then(|| (Miss::Value(label.clone()), Likeness::Typo));
    }
    let holding = |is_near: &dyn Fn(&str) -> bool| {
        side.labels.list.iter().find(|label| label.value == Some(wanted) && is_near(&label.key)).cloned()
    };
    let is_near = |other: &str| is_typo(other, key) || are_folded_equal(other, key);
    if let Some(label) = holding(&is_near) {
        return Some((Miss::Key(label), Likeness::Typo));
    }
    // The labels that match are others. The selector does not require this value by another term.
    let is_free = |other: &str| !equal.iter().any(|term| term.key.as_deref() == Some(other));
    if let Some(label) = holding(&|other| is_free(other) && is_same_habit(key, other)) {
        return Some((Miss::Key(label), Likeness::OtherKey));
    }
    let is_specific = equal.iter().any(|term| term.key.as_deref().is_some_and(|key| !is_generic(key)));
    is_specific.then_some((Miss::Absent, Likeness::Absent))
}

/// Whether both keys may contain the name of an application: both are common keys for it, or have no domain.
fn is_same_habit(a: &str, b: &str) -> bool {
    let is_plain = |key: &str| NAMES.contains(&key) || !key.contains('/') && !is_generic(key);
    is_plain(a) && is_plain(b)
}

/// Whether two texts differ only in case, `-` and `_`.
fn are_folded_equal(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        let fold = |text| str::bytes(text).filter(|c| !matches!(c, b'-' | b'_')).map(|c| c.to_ascii_lowercase());
        return fold(a).eq(fold(b));
    }
    let fold = |text| str::chars(text).filter(|c| !matches!(c, '-' | '_')).flat_map(char::to_lowercase);
    fold(a).eq(fold(b))
}

fn is_named(from: &Resource<'_>, owner: &Resource<'_>) -> bool {
    from.name.zip(owner.name).is_some_and(|(from, owner)| is_named_for(from, owner))
}

/// Whether one name is the other, or is the other with a suffix.
pub(super) fn is_named_for(a: &str, b: &str) -> bool {
    let longer =
        |long: &str, short: &str| long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    longer(a, b) || longer(b, a)
}

/// Whether the name of an object is a word, or contains it between hyphens.
pub(super) fn says(object: &Resource<'_>, word: &str) -> bool {
    let Some(name) = object.name else { return false };
    name.match_indices(word).any(|(at, _)| {
        let ends = |byte: Option<&u8>| byte.is_none_or(|&byte| byte == b'-');
        let bytes = name.as_bytes();
        !word.is_empty() && ends(at.checked_sub(1).and_then(|at| bytes.get(at))) && ends(bytes.get(at + word.len()))
    })
}

/// Keys of the label that names an application.
const NAMES: &[&str] = &["app", "app.kubernetes.io/name", "k8s-app", "name", "run"];

/// Whether many applications share a label of this key.
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
