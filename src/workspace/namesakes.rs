//! Objects of the same kind and name. A project may have very many: each of its applications, or each of its
//! namespaces, may have a `config`.

use std::collections::HashMap;

use super::Workspace;
use super::topics::{About, ask};
use crate::kube::{Kind, Resource};

/// The number of objects of one name above which only those next to the asking object are compared. To compare all
/// would take quadratic time.
const MANY: usize = 200;

/// How many objects before and after the asking object are compared if there are many.
const NEXT: usize = 32;

/// The numbers of objects by kind and name, then by their namespace. `None` if the namespace is not known.
pub(super) type Crowds<'w> = HashMap<(Kind, &'w str), HashMap<Option<&'w str>, Vec<usize>>>;

impl<'w> Workspace<'w> {
    /// The objects of a kind and name that `from` may mean, in order, and only those in a namespace if one is given. If
    /// there are many, only those next to `from`.
    pub(super) fn namesakes(
        &'w self,
        from: &Resource<'_>,
        kind: Kind,
        name: &str,
        namespace: Option<&str>,
    ) -> impl Iterator<Item = &'w Resource<'w>> + use<'w> {
        ask(About::Named(kind, name));
        let ids = self.by_name.get(&kind).and_then(|names| names.get(name)).map_or(&[][..], Vec::as_slice);
        let mut lists = vec![ids];
        if ids.len() > MANY && namespace.is_some() {
            let crowd = self.crowds.get_or_init(|| self.read_crowds()).get(&(kind, name));
            let in_namespaces = [namespace, None].into_iter().filter_map(|namespace| crowd?.get(&namespace));
            lists = in_namespaces.map(Vec::as_slice).collect();
        }
        let near = lists.into_iter().flat_map(|list| next_to(list, from.id, |&id| id)).copied();
        let mut near: Vec<usize> = near.collect();
        near.sort_unstable();
        near.into_iter().map(|id| &self.resources[id])
    }

    fn read_crowds(&'w self) -> Crowds<'w> {
        let mut crowds = Crowds::new();
        for (&kind, names) in &self.by_name {
            for (&name, ids) in names.iter().filter(|(_, ids)| ids.len() > MANY) {
                let crowd = crowds.entry((kind, name)).or_default();
                for &id in ids {
                    crowd.entry(self.namespace(&self.resources[id]).name()).or_default().push(id);
                }
            }
        }
        crowds
    }
}

/// The part of a long list, in the order of numbers of objects, that is next to a number. A short list is returned
/// whole.
pub(super) fn next_to<T>(list: &[T], id: usize, number: impl Fn(&T) -> usize) -> &[T] {
    if list.len() <= MANY {
        return list;
    }
    let at = list.partition_point(|item| number(item) < id);
    &list[at.saturating_sub(NEXT)..list.len().min(at + NEXT)]
}
