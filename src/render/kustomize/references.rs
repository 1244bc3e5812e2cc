//! Names of objects in other objects. They change when the objects get other names.

use std::collections::{HashMap, HashSet};

use super::field_spec::{FieldSpec, Misfit};
use super::id::{Gvk, Id};
use super::problem::ProblemKind;
use super::resource::Resource;
use super::specs::Specs;
use super::state::Cx;
use crate::render::{Key, Value};
use crate::yaml::{Cause, Kind, Node};

/// The present and the former identity of an object, while others that refer to it change.
struct Known<'a> {
    now: Id,
    original: Id,
    previous: Vec<Id>,
    prefixes: Vec<String>,
    suffixes: Vec<String>,
    /// The name, with the causes that changed it.
    name: Option<Value<'a>>,
    namespace: Option<Value<'a>>,
}

/// A field of an object that may contain the name of another one.
struct Referrer<'r, 'a> {
    all: &'r [Known<'a>],
    own: &'r Known<'a>,
    /// The objects that it can refer to, by number in `all` (`SubsetThatCouldBeReferencedByResource`).
    reach: &'r [usize],
    /// The type of the objects that the field names.
    target: &'r Gvk,
    /// The type that `roleRef` names, if the field is in a `roleRef`.
    role: Option<&'r Gvk>,
}

/// Updates the names in references (`nameReferenceTransformer`).
pub(super) fn follow<'a>(resources: &mut [Resource<'a>], specs: &Specs, cx: &mut Cx<'a>) {
    let all: Vec<Known<'a>> = resources.iter().map(Known::of).collect();
    let names: HashSet<&str> = all.iter().flat_map(|known| &known.previous).map(|id| id.name.as_str()).collect();
    let mut fields: HashMap<&Gvk, Vec<(&Gvk, &FieldSpec)>> = HashMap::new();
    for (resource, own) in resources.iter_mut().zip(&all) {
        let fields = fields.entry(&own.original.gvk).or_insert_with(|| {
            let pairs =
                specs.references().iter().flat_map(|back| back.referrers.iter().map(move |spec| (&back.gvk, spec)));
            pairs.filter(|(_, spec)| own.original.gvk.is_selected_by(&spec.gvk)).collect()
        });
        let mut reach = None;
        for (target, spec) in fields {
            if !spec.finds(&resource.value, &|value| may_follow(value, &names)) {
                continue;
            }
            let reach = reach.get_or_insert_with(|| reachable(own, resource, &all));
            let role = role_of(resource, spec);
            let referrer = Referrer { all: &all, own, reach, target, role: role.as_ref() };
            let mut problem = None;
            let changed = spec.change(&mut resource.value, None, &mut |value| referrer.set(value, &mut problem));
            if let Err(Misfit(message)) = changed {
                let at = problem.or_else(|| all.iter().find_map(|known| known.name.as_ref()).map(Value::at));
                at.into_iter().for_each(|at| cx.problem(at, ProblemKind::Refused, message.clone()));
            }
        }
    }
}

/// Whether a value at the end of a path contains a former name of an object, or is malformed.
fn may_follow(value: &Value<'_>, names: &HashSet<&str>) -> bool {
    match value.kind() {
        Kind::Scalar => names.contains(value.text()),
        Kind::Mapping => value.get("name").is_none_or(|name| names.contains(name.text())),
        Kind::Sequence => value.items().iter().any(|item| item.is_sequence() || may_follow(item, names)),
    }
}

/// The numbers of the objects that an object can refer to.
fn reachable(own: &Known<'_>, resource: &Resource<'_>, all: &[Known<'_>]) -> Vec<usize> {
    let is_cluster_scoped_itself = own.now.gvk.is_cluster_scoped();
    let subjects = if own.now.gvk.kind == "RoleBinding" { resource.value.get("subjects") } else { None };
    let accounts: Vec<String> =
        subjects.iter().flat_map(|list| list.items().into_owned()).filter_map(account).collect();
    let reaches = |other: &Known<'_>| {
        is_cluster_scoped_itself
            || other.now.gvk.is_cluster_scoped()
            || other.now.effective_namespace() == own.now.effective_namespace()
            || accounts.contains(&other.now.namespace)
    };
    (0..all.len()).filter(|&index| reaches(&all[index])).collect()
}

/// The namespace of a subject. Returns `None` if it is not a service account with a namespace.
fn account(subject: Value<'_>) -> Option<String> {
    let is_account = subject.get("kind").is_some_and(|kind| kind.text() == "ServiceAccount");
    let namespace = subject.get("namespace").filter(|_| is_account)?;
    Some(namespace.text().to_owned())
}

/// The type that `roleRef` names, if a field is in the `roleRef`.
fn role_of(resource: &Resource<'_>, spec: &FieldSpec) -> Option<Gvk> {
    let role = resource.value.get("roleRef").filter(|_| spec.path.ends_with("roleRef/name"))?;
    let (group, kind) = (role.get("apiGroup")?, role.get("kind")?);
    Some(Gvk { group: group.text().to_owned(), version: String::new(), kind: kind.text().to_owned() })
}

impl<'a> Known<'a> {
    fn of(resource: &Resource<'a>) -> Self {
        Known {
            now: resource.id(),
            original: resource.original(),
            previous: resource.previous.clone(),
            prefixes: resource.prefixes.clone(),
            suffixes: resource.suffixes.clone(),
            name: resource.value.find(&["metadata", "name"]),
            namespace: resource.value.find(&["metadata", "namespace"]),
        }
    }

    /// Whether the prefixes and suffixes match those of another object. With `takes_none`, an empty list matches any
    /// (`Resource.PrefixesSuffixesEquals`).
    fn has_affixes_of(&self, other: &Known<'_>, takes_none: bool) -> bool {
        let fits = |one: &[String], other: &[String]| {
            takes_none && (one.is_empty() || other.is_empty()) || ends_alike(one, other)
        };
        fits(&self.prefixes, &other.prefixes) && fits(&self.suffixes, &other.suffixes)
    }
}

/// Whether one list ends with the other. An empty list only matches an empty one.
fn ends_alike(one: &[String], other: &[String]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.is_empty() { long.is_empty() } else { long.ends_with(short) }
}

impl<'a> Referrer<'_, 'a> {
    /// Changes a value at the end of the path. If kustomize refuses it, `problem` gets its place.
    fn set(&self, value: &mut Value<'a>, problem: &mut Option<Node<'a>>) -> Result<(), Misfit> {
        match value.kind() {
            Kind::Scalar if value.is_null() => Ok(()),
            Kind::Scalar => self.set_name(value, problem),
            Kind::Mapping => self.set_pair(value, problem),
            Kind::Sequence => {
                for index in 0..value.items().len() {
                    let item = value.items()[index].clone();
                    if item.is_null() {
                        continue;
                    }
                    if item.is_sequence() {
                        *problem = Some(item.at());
                        return Err(Misfit("a list is where a name is looked for".to_owned()));
                    }
                    let mut changed = item;
                    self.set(&mut changed, problem)?;
                    value.items_mut()[index] = changed;
                }
                Ok(())
            }
        }
    }

    /// Changes a name.
    fn set_name(&self, value: &mut Value<'a>, problem: &mut Option<Node<'a>>) -> Result<(), Misfit> {
        let old = value.text().to_owned();
        let is_one = |found: &[usize]| found.iter().all(|&one| self.all[one].now.name == self.all[found[0]].now.name);
        let found = self.select(&old, self.reach.to_vec(), &is_one);
        let Some(found) = found.inspect_err(|_| *problem = Some(value.at()))? else { return Ok(()) };
        if found.now.name != old {
            rename(value, found);
        }
        Ok(())
    }

    /// Changes the name and the namespace next to it.
    fn set_pair(&self, value: &mut Value<'a>, problem: &mut Option<Node<'a>>) -> Result<(), Misfit> {
        let Some(name) = value.get("name") else {
            *problem = Some(value.at());
            return Err(Misfit("the name of an object is looked for in a mapping that has no `name`".to_owned()));
        };
        let candidates = self.in_namespace(value);
        let identity = |one: usize| (&self.all[one].now.name, &self.all[one].now.namespace);
        let is_one = |found: &[usize]| found.iter().all(|&one| identity(one) == identity(found[0]));
        let found = self.select(name.text(), candidates, &is_one);
        let Some(found) = found.inspect_err(|_| *problem = Some(name.at()))? else { return Ok(()) };
        if found.now.name == name.text() && found.now.namespace.is_empty() {
            return Ok(());
        }
        if found.now.name != name.text()
            && let Some(name) = value.get_mut("name")
        {
            rename(name, found);
        }
        let is_new = value.get("namespace").is_none_or(|own| own.text() != found.now.namespace);
        if let Some(namespace) = found.namespace.clone().filter(|_| is_new && !found.now.namespace.is_empty()) {
            value.set(Key::made("namespace", namespace.at()), namespace);
        }
        Ok(())
    }

    /// The objects that a mapping with a `namespace` may refer to.
    fn in_namespace(&self, value: &Value<'_>) -> Vec<usize> {
        let Some(namespace) = value.get("namespace") else { return self.reach.to_vec() };
        let of = |id: for<'k> fn(&'k Known<'a>) -> &'k Id| -> Vec<usize> {
            let lives_there = |&&one: &&usize| {
                let id = id(&self.all[one]);
                !id.gvk.is_cluster_scoped() && id.effective_namespace() == namespace.text()
            };
            self.reach.iter().filter(lives_there).copied().collect()
        };
        let original = of(|known| &known.original);
        if original.is_empty() { of(|known| &known.now) } else { original }
    }

    /// The object that a name now refers to (`selectReferral`). `is_one` tells whether several objects are equivalent.
    fn select(
        &self,
        old: &str,
        mut found: Vec<usize>,
        is_one: &dyn Fn(&[usize]) -> bool,
    ) -> Result<Option<&Known<'a>>, Misfit> {
        let had_name = |known: &Known<'_>| known.previous.iter().any(|id| id.name == old);
        let was = |known: &Known<'_>, gvk: &Gvk| known.previous.iter().any(|id| id.gvk.is_selected_by(gvk));
        found.retain(|&one| {
            let known = &self.all[one];
            had_name(known)
                && was(known, self.target)
                && self.role.is_none_or(|role| was(known, role))
                && self.shares_namespace(known)
        });
        if found.len() > 1 {
            found.retain(|&one| self.all[one].has_affixes_of(self.own, true));
        }
        if found.len() > 1 {
            found.retain(|&one| self.all[one].has_affixes_of(self.own, false));
        }
        match found.as_slice() {
            [] => Ok(None),
            [only] => Ok(Some(&self.all[*only])),
            [first, ..] if is_one(&found) => Ok(Some(&self.all[*first])),
            _ => {
                let kind = &self.target.kind;
                Err(Misfit(format!("`{old}` may mean several objects {kind}, so kustomize refuses the build")))
            }
        }
    }

    fn shares_namespace(&self, known: &Known<'_>) -> bool {
        self.own.now.gvk.is_cluster_scoped()
            || known.now.gvk.is_cluster_scoped()
            || known.now.gvk.kind == "ServiceAccount"
            || known.now.effective_namespace() == self.own.now.effective_namespace()
    }
}

/// Replaces a name by the name of the object, with its causes.
fn rename<'a>(value: &mut Value<'a>, found: &Known<'a>) {
    let causes = found.name.as_ref().map_or(&[][..], Value::causes);
    let span = found.name.as_ref().map_or(value.at(), Value::at).span();
    let follows = Cause { span, what: "name is followed".to_owned(), is_made: true };
    let (last, others) = causes.split_last().map_or((&follows, &[][..]), |(last, others)| (last, others));
    value.rewrite(found.now.name.as_str(), last.clone());
    others.iter().for_each(|cause| value.blame(cause.clone()));
}
