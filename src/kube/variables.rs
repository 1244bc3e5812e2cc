//! Environment variables of a container, and `$(NAME)` in their values (kubelet `makeEnvironmentVariables`, `third_party/
//! forked/golang/expansion`).

use std::collections::HashMap;
use std::ops::Range;

use super::pod::Container;
use super::resource::known_str;
use crate::yaml::Node;

/// The variables that a container sets, in the order in which they are set.
#[derive(Debug)]
pub struct Variables<'w> {
    /// The variables whose names are known.
    pub list: Vec<Variable<'w>>,
    /// Whether there may be other variables, because of `envFrom`, an unknown name, or a kustomization.
    pub is_open: bool,
    /// The indexes in `list` of each name, in order.
    by_name: HashMap<&'w str, Vec<usize>>,
}

/// One environment variable.
#[derive(Debug, Clone, Copy)]
pub struct Variable<'w> {
    /// Its name.
    pub name: &'w str,
    /// The node of the name.
    pub name_node: Node<'w>,
    /// The node of `value`. `None` if the value comes from elsewhere, or if a template fills it in.
    pub value: Option<Node<'w>>,
}

/// A reference `$(NAME)` in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariableReference<'t> {
    /// The name between the parentheses, an identifier.
    pub name: &'t str,
    /// The place in the text, in bytes, including the `$` and both parentheses.
    pub range: Range<usize>,
}

impl<'w> Variables<'w> {
    /// Reads the variables of a container.
    pub fn read(container: &Container<'w>) -> Variables<'w> {
        let node = container.node;
        let (mut list, mut is_open) = (Vec::new(), false);
        for item in container.env() {
            match item.get("name").and_then(|node| Some((known_str(node)?, node))) {
                Some((name, name_node)) => {
                    let value = item.get("value").filter(|value| known_str(*value).is_some());
                    list.push(Variable { name, name_node, value });
                }
                None => is_open = true,
            }
        }
        is_open |= node.written("envFrom").is_some_and(|entry| entry.value.items().next().is_some());
        is_open |= ["env", "envFrom"].iter().any(|key| node.may_gain(key));
        is_open |= node.get("env").is_some_and(|env| env.may_grow() || !env.is_sequence() && !env.is_empty());
        let mut by_name: HashMap<_, Vec<_>> = HashMap::new();
        list.iter().enumerate().for_each(|(index, variable)| by_name.entry(variable.name).or_default().push(index));
        Variables { list, is_open, by_name }
    }

    /// The last variable of a name before `index` in the list.
    pub fn before(&self, index: usize, name: &str) -> Option<&Variable<'w>> {
        let places = self.by_name.get(name)?;
        places.iter().rev().find(|&&place| place < index).map(|&place| &self.list[place])
    }

    /// The first variable of a name.
    pub fn find(&self, name: &str) -> Option<&Variable<'w>> {
        self.by_name.get(name).and_then(|places| places.first()).map(|&place| &self.list[place])
    }
}

impl<'w> Variable<'w> {
    /// The references in its value.
    pub fn references(&self) -> impl Iterator<Item = VariableReference<'w>> + use<'w> {
        self.value.into_iter().flat_map(|value| references(value.text()))
    }
}

/// The references `$(NAME)` in a text that Kubernetes expands. `$$` is an escape, and other texts than identifiers are
/// left out.
pub fn references(text: &str) -> impl Iterator<Item = VariableReference<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + memchr::memchr(b'$', text.as_bytes().get(at..)?)?;
            let rest = &text[start + 1..];
            if rest.starts_with('$') {
                at = start + 2;
                continue;
            }
            at = start + 1;
            let Some(inner) = rest.strip_prefix('(') else { continue };
            // All text between the parentheses is the name.
            let (name, _) = inner.split_once(')')?;
            at = start + 2 + name.len() + 1;
            if is_identifier(name) {
                return Some(VariableReference { name, range: start..at });
            }
        }
    })
}

/// Whether shells also accept the name. Tools use `$(a.b)` and `$(date +%s)` for other purposes.
fn is_identifier(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_ascii_digit())
        && !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Whether Kubernetes sets variables of such a name for each Service of the namespace (`pkg/kubelet/envvars`).
pub fn is_service_variable(name: &str) -> bool {
    name.contains("_SERVICE_") || name.ends_with("_PORT") || name.contains("_PORT_")
}

#[cfg(test)]
mod tests {
    use super::references;

    #[track_caller]
    fn names(text: &str) -> Vec<&str> {
        references(text)
            .map(|reference| {
                assert_eq!(text[reference.range], *format!("$({})", reference.name));
                reference.name
            })
            .collect()
    }

    #[test]
    fn only_what_kubernetes_expands_is_a_reference() {
        assert_eq!(names("http://$(HOST):$(PORT)/$(_path)"), ["HOST", "PORT", "_path"]);
        assert_eq!(names("$$(HOST) $$$(PORT)"), ["PORT"]);
        assert!(names("$(date +%s) $(params.x) $(1X) $() ${HOST} $HOST $(HOST $").is_empty());
        assert!(names("$($(HOST))").is_empty());
    }
}
