//! See the card.

use std::collections::HashMap;

use crate::diagnostic::Severity;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "kustomize-key-repeated",
        summary: "A generator that creates the same key twice",
        category: Category::Values,
        severity: Severity::Error,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Kustomization(check),
};

fn check<'w>(root: Node<'w>, cx: &mut Cx<'w>) {
    for field in ["configMapGenerator", "secretGenerator"] {
        root.get(field).into_iter().flat_map(|list| list.items()).for_each(|generator| repeated(generator, cx));
    }
}

fn repeated<'w>(generator: Node<'w>, cx: &mut Cx<'w>) {
    let mut seen: HashMap<&str, Node<'w>> = HashMap::new();
    let items = |key: &str| generator.get(key).into_iter().flat_map(|list| list.items());
    let literals = items("literals").filter_map(|item| Some((item, literal_key(item.as_str()?)?)));
    let files = items("files").filter_map(|item| Some((item, file_key(item.as_str()?)?)));
    for (item, key) in literals.chain(files) {
        match seen.get(key) {
            Some(first) => {
                let message = format!("the key `{key}` appears twice, so kustomize builds nothing");
                let report = cx.report(item, message).related(*first, "the first one");
                report.help("remove one of the two, or give it another key");
            }
            None => {
                seen.insert(key, item);
            }
        }
    }
}

/// The key of `key=value`.
fn literal_key(text: &str) -> Option<&str> {
    text.split_once('=').map(|(key, _)| key).filter(|key| !key.is_empty())
}

/// The key of `key=path`, or the name of the file.
fn file_key(text: &str) -> Option<&str> {
    let key = text.split_once('=').map(|(key, _)| key);
    key.or_else(|| text.rsplit('/').next()).filter(|key| !key.is_empty())
}
