//! Readers for the items of `external`, `overrides` and `suppress`.

use globset::{Glob, GlobSet};

use super::keys::Keys;
use super::reader::Reader;
use crate::discover;
use crate::rule::Category;
use crate::secrets::Own;
use crate::settings::{Override, Paths, Suppression};
use crate::workspace::External;
use crate::yaml::Node;

impl Reader {
    /// Reads an item of `external`. An invalid condition matches anything: it is better if rules are silent than wrong.
    pub(super) fn external(&mut self, item: Node<'_>) -> Option<External> {
        if !self.knows_keys(item, Keys::External) {
            return None;
        }
        let name = item.get("name").and_then(|node| self.name_glob(node));
        let namespace = item.get("namespace").and_then(|node| self.name_glob(node));
        let labels = self.labels(item.get("labels"));
        if let Some(reason) = item.get("reason") {
            self.text(reason, "a text");
        }
        let kind = self.required(item, Keys::External, "kind", "say what exists")?;
        Some(External { kind: self.kind(kind)?, name, namespace, labels })
    }

    fn labels(&mut self, node: Option<Node<'_>>) -> Vec<(String, String)> {
        let Some(node) = node.filter(|node| !node.is_null()) else { return Vec::new() };
        if !node.is_mapping() {
            self.refuse(node, "labels with their values");
            return Vec::new();
        }
        let mut labels = Vec::new();
        for entry in node.entries() {
            let value = match entry.value.as_str() {
                // A label may be empty.
                Some("") => Some(""),
                _ => self.text(entry.value, "a text"),
            };
            labels.extend(value.map(|value| (entry.key.text().to_owned(), value.to_owned())));
        }
        labels
    }

    pub(super) fn overriding(&mut self, item: Node<'_>) -> Option<Override> {
        if !self.knows_keys(item, Keys::Override) {
            return None;
        }
        let (ignore, severity) = (self.names(item.get("ignore")), self.levels(item.get("severity")));
        let paths = self.required(item, Keys::Override, "paths", "say which files this is for")?;
        let paths = self.paths(vec![paths])?;
        Some(Override { paths, ignore, severity })
    }

    /// Reads `secrets`: what counts as a credential in this project, and the files in which no rule looks for one.
    pub(super) fn secrets(&mut self, node: Node<'_>) -> (Own, Option<Override>) {
        if node.is_null() || !self.knows_keys(node, Keys::Secrets) {
            return Default::default();
        }
        let own = Own {
            allowed: self.one_or_more(node.get("allow-names"), "a list of globs", Self::name_glob),
            heads: self.one_or_more(node.get("names"), "a list of words", Self::head),
            formats: self.one_or_more(node.get("formats"), "a list of patterns", Self::pattern),
        };
        let paths = node.get("allow-paths").and_then(|paths| self.paths(vec![paths]));
        let ignore = vec![Category::Secrets.as_str().to_owned()];
        (own, paths.map(|paths| Override { paths, ignore, severity: Vec::new() }))
    }

    pub(super) fn suppression(&mut self, item: Node<'_>) -> Option<Suppression> {
        let before = self.said();
        if !self.knows_keys(item, Keys::Suppression) {
            return None;
        }
        let rules = self.accepted(item);
        let kind = item.get("kind").and_then(|node| self.kind(node));
        let name = item.get("name").and_then(|node| self.name_glob(node));
        let namespace = item.get("namespace").and_then(|node| self.name_glob(node));
        let paths = self.paths(given(item, "path", "paths"));
        let understood = self.said() == before;
        let expires = item.get("expires").and_then(|node| self.date(node));
        if let Some(reason) = self.required(item, Keys::Suppression, "reason", "say why this is accepted") {
            self.text(reason, "a text");
        }
        let span = item.entries().next().map_or(item.span(), |entry| entry.key.span());
        understood.then_some(Suppression { rules, kind, name, namespace, paths, expires, span, is_shared: false })
    }

    /// The values of `rule`, `rules` or both.
    fn accepted(&mut self, item: Node<'_>) -> Vec<String> {
        let before = self.said();
        let given: Vec<Node<'_>> = given(item, "rule", "rules").into_iter().filter(|node| !node.is_null()).collect();
        let rules: Vec<String> = given.iter().flat_map(|node| self.names(Some(*node))).collect();
        match given.first() {
            None => {
                self.required(item, Keys::Suppression, "rule", "say what is accepted");
            }
            Some(list) if rules.is_empty() && self.said() == before => {
                self.invalid(*list, "no rule is named: this would accept nothing");
            }
            Some(_) => {}
        }
        rules
    }

    fn paths(&mut self, lists: Vec<Node<'_>>) -> Option<Paths> {
        let before = self.said();
        let globs: Vec<(String, Glob)> = lists.iter().flat_map(|list| self.path_globs(Some(*list))).collect();
        let list = *lists.first()?;
        if globs.is_empty() {
            if self.said() == before {
                self.invalid(list, "no path is given: this would apply to no file");
            }
            return None;
        }
        let below = |(_, glob): (String, Glob)| {
            let inside = discover::path_glob(&format!("{}/**", glob.glob())).ok();
            [Some(glob), inside].into_iter().flatten()
        };
        let mut set = GlobSet::builder();
        for glob in globs.into_iter().flat_map(below) {
            set.add(glob);
        }
        let set = set.build().ok();
        if set.is_none() {
            self.invalid(list, "these globs are too complex");
        }
        Some(Paths { folder: String::new(), globs: set? })
    }
}

/// The values of two keys with the same meaning, one for a single value and one for several.
fn given<'n>(item: Node<'n>, one: &str, many: &str) -> Vec<Node<'n>> {
    [one, many].into_iter().filter_map(|key| item.get(key)).collect()
}
