//! Findings about the configuration file, and checks that apply to any value in it.

use crate::diagnostic::{Applicability, Diagnostic, Severity};
use crate::rule::{Draft, MAX_FINDINGS, Rule};
use crate::rules;
use crate::source::{FileId, Sources, Span};
use crate::text::{list::list, similar};
use crate::yaml::{self, Document, Kind, Node, Place, ProblemKind, Scalar};

use super::keys::Keys;

/// The number of characters of a wrong value that a message repeats.
const MAX_SHOWN: usize = 60;

/// Collects the problems of a configuration.
#[derive(Default)]
pub(super) struct Reader {
    problems: Vec<Diagnostic>,
    /// The number of notes among the problems. The values that they are about are understood.
    notes: usize,
    /// The last key before the place at which reading stopped. Its value may be incomplete.
    pub(super) cut: Option<Span>,
}

impl Reader {
    /// Adds the problems of the text itself.
    pub(super) fn take_problems(&mut self, document: &Document) {
        let root = document.tree.root().filter(|_| document.broken);
        self.cut = root.and_then(|root| root.entries().last()).map(|entry| entry.key.span());
        for problem in &document.problems {
            let key = document.tree.nodes().find(|node| node.is_key() && node.written_span() == problem.span);
            let (severity, message) = match (problem.kind, key) {
                (ProblemKind::RepeatedEntry, Some(key)) => {
                    (Severity::Warning, format!("`{}` is written twice with one value", shown(key.text())))
                }
                (ProblemKind::DuplicateKey, Some(key)) => {
                    (Severity::Error, format!("`{}` is written twice: only the last one applies", shown(key.text())))
                }
                // The effect on kubectl does not matter here.
                _ => (Severity::Error, problem.message.split(": kubectl").next().unwrap_or_default().to_owned()),
            };
            let mut found =
                Diagnostic::new(rules::settings::config_invalid::RULE.meta.id, severity, problem.span, message);
            found.primary.message.clone_from(&problem.label);
            found.related.clone_from(&problem.related);
            found.help = problem.help.map(str::to_owned);
            found.fix = problem.fix.as_deref().cloned();
            self.problems.push(found);
        }
    }

    /// All problems, in order, with places in `file`.
    pub(super) fn finish(mut self, file: FileId) -> Vec<Diagnostic> {
        for problem in &mut self.problems {
            let labels = std::iter::once(&mut problem.primary).chain(&mut problem.related);
            labels.for_each(|label| label.span.file = file);
            problem.fix.iter_mut().for_each(|fix| fix.edits.set_file(file));
        }
        self.problems.sort_by(|a, b| a.compare(b, &Sources::default()));
        self.problems
    }

    /// The number of problems that are not notes.
    pub(super) fn said(&self) -> usize {
        self.problems.len() - self.notes
    }

    /// Adds a note about a name that is understood.
    pub(super) fn note(&mut self, node: Node<'_>, message: String) -> Draft<'_> {
        self.notes += 1;
        self.say(&rules::settings::config_unknown_rule::RULE, node, message).severity(Severity::Info)
    }

    pub(super) fn say(&mut self, rule: &'static Rule, place: impl Place, message: impl Into<String>) -> Draft<'_> {
        let mut found = Diagnostic::new(rule.meta.id, rule.meta.severity, place.span(), message.into());
        // A path costs a walk from the root, so findings over the limit have an empty path.
        if self.problems.len() < MAX_FINDINGS {
            found.path = place.path();
        }
        self.problems.push(found);
        let last = self.problems.len() - 1;
        Draft::on(&mut self.problems[last])
    }

    /// Reports that a value is wrong.
    pub(super) fn invalid(&mut self, node: Node<'_>, message: impl Into<String>) -> Draft<'_> {
        self.say(&rules::settings::config_invalid::RULE, node, message)
    }

    /// Reports that a value is of the wrong type. `wanted` continues the message after "must be".
    pub(super) fn refuse(&mut self, node: Node<'_>, wanted: &str) -> Draft<'_> {
        let place = match (node.key(), node.parent().and_then(Node::key)) {
            (Some(key), _) => format!("`{}`", shown(key.text())),
            (None, Some(list)) => format!("an item of `{}`", shown(list.text())),
            (None, None) => "the configuration".to_owned(),
        };
        self.invalid(node, format!("{place} must be {wanted}, but is {}", type_of(node)))
    }

    /// Reports a name that does not exist, and suggests the most similar one.
    pub(super) fn unknown<'a>(
        &mut self,
        rule: &'static Rule,
        node: Node<'_>,
        message: String,
        known: impl IntoIterator<Item = &'a str>,
        otherwise: String,
    ) {
        // Suggestions also cost time, and findings over the limit need none.
        let near = (self.said() < MAX_FINDINGS).then(|| similar::nearest(node.text(), known)).flatten();
        let report = self.say(rule, node, message);
        let Some((distance, near)) = near else {
            report.help(otherwise);
            return;
        };
        // A name that differs only in case and `_` is certainly the intended one.
        let applicability = if distance == 0 { Applicability::Safe } else { Applicability::Unsafe };
        let report = report.help(format!("did you mean `{near}`?"));
        report.fix(applicability, format!("write `{near}`"), yaml::replace_scalar(node, near));
    }

    /// Whether the node is a mapping; reports its unknown keys.
    pub(super) fn knows_keys(&mut self, node: Node<'_>, keys: Keys) -> bool {
        if !node.is_mapping() {
            self.refuse(node, "keys with values");
            return false;
        }
        let free: Vec<&str> = keys.all().iter().copied().filter(|known| node.get(known).is_none()).collect();
        for entry in node.entries() {
            let key = entry.key;
            // A key that is not a name was reported while the text was read.
            let is_name = key.kind() == Kind::Scalar && !key.is_null() && Some(key.span()) != self.cut;
            if !is_name || keys.all().contains(&&*key.key_text()) {
                continue;
            }
            let message = format!("`{}` is not a key of {}", shown(key.text()), keys.noun());
            let otherwise = format!("its keys are {}", list(keys.all(), "and"));
            self.unknown(&rules::settings::config_unknown_key::RULE, key, message, free.iter().copied(), otherwise);
        }
        true
    }

    /// The value of a required key. Returns `None` if it is missing.
    pub(super) fn required<'n>(&mut self, node: Node<'n>, keys: Keys, key: &str, why: &str) -> Option<Node<'n>> {
        let value = node.get(key);
        if value.is_some_and(|value| !value.is_null()) {
            return value;
        }
        let is_slip = |text: &str| !keys.all().contains(&text) && similar::nearest(text, [key]).is_some();
        // The typo was reported already.
        if !node.entries().any(|entry| is_slip(entry.key.text())) {
            let place = value.or_else(|| node.entries().next().map(|entry| entry.key)).unwrap_or(node);
            self.invalid(place, format!("`{key}` is missing: {why}"));
        }
        None
    }

    /// The readable items of a list. A missing or null value is an empty list.
    pub(super) fn list<'n, T>(
        &mut self,
        node: Option<Node<'n>>,
        wanted: &str,
        mut read: impl FnMut(&mut Self, Node<'n>) -> Option<T>,
    ) -> Vec<T> {
        match node {
            Some(node) if node.is_sequence() => node.items().filter_map(|item| read(self, item)).collect(),
            Some(node) if !node.is_null() => {
                let report = self.refuse(node, wanted);
                if node.is_mapping() {
                    report.help("begin each item with `- `");
                }
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// Reads a list. A single value may be written in place of it.
    pub(super) fn one_or_more<'n, T>(
        &mut self,
        node: Option<Node<'n>>,
        wanted: &str,
        mut read: impl FnMut(&mut Self, Node<'n>) -> Option<T>,
    ) -> Vec<T> {
        match node.filter(|node| node.kind() == Kind::Scalar && matches!(node.scalar(), Scalar::Str(_))) {
            Some(one) => read(self, one).into_iter().collect(),
            None => self.list(node, wanted, read),
        }
    }

    /// The text of a value, whether it is a string, a number or a boolean.
    pub(super) fn written<'n>(&mut self, node: Node<'n>, wanted: &str) -> Option<&'n str> {
        if node.kind() != Kind::Scalar || node.is_null() {
            self.refuse(node, wanted);
            return None;
        }
        Some(node.text())
    }

    /// A string that is not empty.
    pub(super) fn text<'n>(&mut self, node: Node<'n>, wanted: &str) -> Option<&'n str> {
        let text = self.written(node, wanted)?;
        match node.scalar() {
            Scalar::Str("") => {
                let message = format!("nothing is written here: write {wanted}");
                self.invalid(node, message);
                return None;
            }
            Scalar::Str(_) => {}
            // YAML 1.2 reads `on` and `no` as strings.
            Scalar::Bool(_) if !yaml::is_boolean_everywhere(text) => {}
            _ => {
                let report = self.refuse(node, wanted).help("put it in quotes");
                report.fix(Applicability::Safe, "put it in quotes", yaml::quote(node));
            }
        }
        Some(text)
    }
}

/// The start of a string, on one line.
pub(super) fn shown(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let start: String = line.chars().take(MAX_SHOWN).collect();
    if start.len() < text.len() { format!("{start}…") } else { start }
}

fn type_of(node: Node<'_>) -> &'static str {
    match (node.kind(), node.scalar()) {
        (Kind::Mapping, _) => "a mapping",
        (Kind::Sequence, _) => "a list",
        (Kind::Scalar, Scalar::Null) => "nothing",
        (Kind::Scalar, Scalar::Bool(_)) => "a boolean",
        (Kind::Scalar, Scalar::Int(_) | Scalar::Uint(_) | Scalar::Float(_)) => "a number",
        (Kind::Scalar, Scalar::Str(_)) => "a text",
    }
}
