//! `crds`: the fields of custom resources that contain names, labels and annotations
//! (`accumulator.LoadConfigFromCRDs`).

use super::field_spec::FieldSpec;
use super::id::Gvk;
use super::specs::{Table, Tables};
use crate::yaml::Node;

/// The largest depth of references between definitions that are followed. kustomize has no limit.
const MAX_DEPTH: usize = 20;

/// Reads a file of definitions, each by its name.
pub(super) fn read(root: Node<'_>) -> Tables {
    let mut tables = Tables::default();
    for entry in root.entries() {
        let has = |key| properties(entry.value).any(|(name, _)| name == key);
        if ["kind", "apiVersion", "metadata"].into_iter().all(has) {
            let kind = entry.key.text().rsplit('.').next().unwrap_or_default();
            let mut reader = Reader { root, kind, tables: &mut tables };
            reader.definition(entry.value, &mut Vec::new());
        }
    }
    tables
}

/// The properties of a definition, by name.
fn properties<'a>(definition: Node<'a>) -> impl Iterator<Item = (&'a str, Node<'a>)> {
    let schema = definition.entries().find(|entry| entry.key.text().eq_ignore_ascii_case("schema"));
    let properties = schema.and_then(|schema| schema.value.get("properties"));
    properties.into_iter().flat_map(Node::entries).map(|entry| (entry.key.text(), entry.value))
}

/// Reads the definition of one type.
struct Reader<'a, 't> {
    root: Node<'a>,
    kind: &'a str,
    tables: &'t mut Tables,
}

impl<'a> Reader<'a, '_> {
    /// Reads a definition. Its place in the object is `path`.
    fn definition(&mut self, definition: Node<'a>, path: &mut Vec<&'a str>) {
        for (name, property) in properties(definition) {
            path.push(name);
            let marks = [
                ("x-kubernetes-annotation", Table::CommonAnnotations),
                ("x-kubernetes-label-selector", Table::CommonLabels),
                ("x-kubernetes-identity", Table::NamePrefix),
            ];
            for (_, table) in marks.into_iter().filter(|(mark, _)| text(property, mark).is_some()) {
                let spec = self.spec(path);
                self.tables.extend(table, [spec]);
            }
            let to = |key| text(property, key).map(str::to_owned);
            let target = to("x-kubernetes-object-ref-api-version").zip(to("x-kubernetes-object-ref-kind"));
            if let Some((version, kind)) = target {
                path.push(text(property, "x-kubernetes-object-ref-name-key").unwrap_or("name"));
                let spec = self.spec(path);
                self.tables.refer(Gvk { group: String::new(), version, kind }, vec![spec]);
                path.pop();
            }
            let next = property.get("$ref").and_then(|name| self.root.get(name.text()));
            if let Some(next) = next.filter(|_| path.len() < MAX_DEPTH) {
                self.definition(next, path);
            }
            path.pop();
        }
    }

    fn spec(&self, path: &[&str]) -> FieldSpec {
        let gvk = Gvk { group: String::new(), version: String::new(), kind: self.kind.to_owned() };
        FieldSpec::new(gvk, &path.join("/"), false)
    }
}

fn text<'a>(property: Node<'a>, key: &str) -> Option<&'a str> {
    property.get(key).and_then(|node| node.as_str())
}
