//! The settings by which KubeLinter and kube-score leave findings out, translated for bowline.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::discover::Found;
use crate::rules;
use crate::source::Source;
use crate::yaml::{self, Node};

/// The findings that other linters leave out.
#[derive(Default)]
pub(super) struct Ignored {
    /// The rules that a configuration leaves out everywhere.
    pub(super) rules: BTreeSet<String>,
    /// The items for `suppress`, in the order of files.
    pub(super) findings: Vec<String>,
    /// The number of left-out checks that bowline does not have.
    pub(super) unknown: usize,
}

/// The annotations of other linters: a start of the key, or the key of a list of checks.
const KUBE_LINTER: &str = "ignore-check.kube-linter.io/";
const KUBE_SCORE: &str = "kube-score/ignore";

/// The names of KubeLinter's configuration files.
const CONFIGURATIONS: &[&str] = &[".kube-linter.yaml", ".kube-linter.yml"];

/// Checks of other linters, and the rules that report the same.
const SAME: &[(&str, &str)] = &[
    ("dangling-horizontalpodautoscaler", "hpa-target"),
    ("dangling-service", "service-selects-nothing"),
    ("env-var-secret", "hardcoded-password"),
    ("horizontalpodautoscaler-has-target", "hpa-target"),
    ("mismatching-selector", "selector-template-mismatch"),
    ("no-extensions-v1beta", "api-removed"),
    ("non-existent-service-account", "ref-serviceaccount"),
    ("service-targets-pod", "service-selects-nothing"),
    ("stable-version", "api-removed"),
];

/// Reads the configuration and the annotations of a project.
pub(super) fn read(folder: &Path, files: &[Found]) -> Ignored {
    let mut ignored = Ignored::default();
    for name in CONFIGURATIONS {
        if let Ok(text) = std::fs::read_to_string(folder.join(name)) {
            let parsed = yaml::parse(&Arc::new(Source::new((*name).to_owned(), text)));
            let roots = parsed.documents.iter().filter_map(|document| document.tree.root());
            let lists = roots.filter_map(|root| root.find(&["checks", "exclude"]));
            for check in lists.flat_map(Node::items) {
                match rule_of(check.text()) {
                    Some(rule) => drop(ignored.rules.insert(rule.to_owned())),
                    None => ignored.unknown += 1,
                }
            }
        }
    }
    for file in files {
        let Ok(text) = std::fs::read_to_string(&file.path) else { continue };
        if text.contains(KUBE_LINTER) || text.contains(KUBE_SCORE) {
            ignored.annotations(&file.name, text);
        }
    }
    ignored
}

impl Ignored {
    /// Adds the findings that the annotations of the objects in a file accept.
    fn annotations(&mut self, name: &str, text: String) {
        let parsed = yaml::parse(&Arc::new(Source::new(name.to_owned(), text)));
        for root in parsed.documents.iter().filter_map(|document| document.tree.root()) {
            let Some(annotations) = root.find(&["metadata", "annotations"]) else { continue };
            let kind = root.get("kind").map(Node::text).unwrap_or_default();
            let object = root.find(&["metadata", "name"]).map(Node::text).unwrap_or_default();
            for entry in annotations.entries() {
                let key = entry.key.text();
                let checks: Vec<&str> = match key.strip_prefix(KUBE_LINTER) {
                    Some(check) => vec![check],
                    None if key == KUBE_SCORE => entry.value.text().split(',').map(str::trim).collect(),
                    None => continue,
                };
                for check in checks {
                    self.add(check, kind, object, name);
                }
            }
        }
    }

    fn add(&mut self, check: &str, kind: &str, object: &str, file: &str) {
        let Some(rule) = rule_of(check) else {
            self.unknown += 1;
            return;
        };
        // A person's reason may be any text, so it is not repeated.
        let quoted = yaml::quoted;
        let reason = format!("accepted as {check}");
        self.findings.push(format!(
            "{{ rule: {rule}, kind: {kind}, name: {}, path: {}, reason: {reason} }}",
            quoted(object),
            quoted(file)
        ));
    }
}

/// The rule that reports the same as a check of another linter. Returns `None` if bowline has none.
fn rule_of(check: &str) -> Option<&'static str> {
    let (_, rule) = SAME.iter().find(|(known, _)| *known == check)?;
    rules::find(rule).map(|rule| rule.meta.id)
}
