//! Places in an application, found by patterns.

use bowline::yaml::Node;

use super::app::{App, Object};

/// A value in an application.
#[derive(Clone, Copy)]
pub struct Site<'a> {
    pub app: &'a App,
    pub object: Object<'a>,
    pub node: Node<'a>,
    /// The number of places of the same kind before this one.
    pub number: usize,
}

impl<'a> Site<'a> {
    /// The places that match one of some patterns, in order.
    ///
    /// A pattern consists of kinds, a blank and a path, such as `Service spec.ports[].port`. `pod` means the pod spec
    /// and `template` the pod template of all workloads, `*` any kind. In a path, `[]` is each item, `*` each entry,
    /// and `a|b` either key.
    pub fn all(app: &'a App, patterns: &[&str]) -> Vec<Site<'a>> {
        let mut sites = Vec::new();
        for object in app.objects() {
            for pattern in patterns {
                let (kinds, path) = pattern.split_once(' ').unwrap();
                let start = match kinds {
                    "*" => Some(object.root),
                    "pod" => object.template().and_then(|template| template.get("spec")),
                    "template" => object.template(),
                    kinds => kinds.split('|').any(|kind| kind == object.kind()).then_some(object.root),
                };
                let mut found = Vec::new();
                start.into_iter().for_each(|node| walk(node, &steps(path), &mut found));
                sites.extend(found.into_iter().map(|node| Site { app, object, node, number: 0 }));
            }
        }
        sites.iter_mut().enumerate().for_each(|(number, site)| site.number = number);
        sites
    }

    pub fn text(&self) -> &'a str {
        self.node.text()
    }

    /// The value of a key next to the place.
    pub fn beside(&self, key: &str) -> Option<Node<'a>> {
        self.node.parent()?.get(key)
    }

    /// The collection that contains the place, after so many levels of mappings and lists between them.
    pub fn outer(&self, levels: usize) -> Option<Node<'a>> {
        (0..=levels).try_fold(self.node, |node, _| node.parent())
    }

    /// Whether the value is the name of an object of a kind in the namespace of its object.
    pub fn names(&self, kind: &str) -> bool {
        self.app.named(kind, self.text(), self.object.namespace()).next().is_some()
    }

    /// The workloads that the object selects, which is a Service.
    pub fn selected(&self) -> Vec<Object<'a>> {
        let Some(selector) = self.object.root.find(&["spec", "selector"]) else { return Vec::new() };
        let own = self.object.namespace();
        self.app.objects().filter(|other| other.namespace() == own && other.has_labels(selector)).collect()
    }

    /// Whether another place that matches one of some patterns has the same value.
    pub fn is_asked_for(&self, patterns: &[&str]) -> bool {
        let others = Site::all(self.app, patterns);
        others.iter().any(|other| other.node != self.node && other.text() == self.text())
    }
}

fn steps(path: &str) -> Vec<String> {
    path.replace("[]", ".[]").split('.').filter(|step| !step.is_empty()).map(|step| step.replace('/', ".")).collect()
}

fn walk<'a>(node: Node<'a>, steps: &[String], found: &mut Vec<Node<'a>>) {
    let Some((step, rest)) = steps.split_first() else {
        found.push(node);
        return;
    };
    match step.as_str() {
        "[]" => node.items().for_each(|item| walk(item, rest, found)),
        "*" => node.entries().for_each(|entry| walk(entry.value, rest, found)),
        // Every node below.
        "**" => node.descendants().filter(|below| !below.is_key()).for_each(|below| walk(below, rest, found)),
        keys => keys.split('|').filter_map(|key| node.get(key)).for_each(|value| walk(value, rest, found)),
    }
}
