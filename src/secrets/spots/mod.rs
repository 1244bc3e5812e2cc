//! Finds the credentials that an object contains. One walk finds them for both the rules and the masks of reports.
//!
//! The structure around a place decides: a variable of a container, the words of a command, an entry of a ConfigMap, a
//! pair in a list, or a field or an annotation with the name of a credential. `vetoes` excludes places that only look
//! like these.

mod dummy;
mod field;
mod told;
mod vetoes;

use super::engine::{Credential, Level, credentials_in, is_password_word, judge};
use super::names::VALUES;
use super::plain::Plain;
use super::written::{MAX_FOUND, Written, in_command, in_settings};
use crate::text::unknown::is_unknown;
use crate::yaml::{Entry, Kind, Node, Passage, decode_base64_text};
use dummy::is_dummy_of_aws;
use field::{in_field, is_composite, tail};
pub(super) use vetoes::vetoes;
use vetoes::{has_key_next_to, kind_of};

/// A credential that an object contains.
#[derive(Debug, Clone)]
pub struct Spot<'w> {
    /// The scalar that contains the credential.
    pub node: Node<'w>,
    /// The role of the scalar in the object.
    pub place: Place<'w>,
    /// The credential, with its name.
    pub written: Written,
}

impl<'w> Spot<'w> {
    /// The text of the credential, which no output may show.
    pub fn secret(&self) -> &'w str {
        self.node.text().get(self.written.credential.secret.clone()).unwrap_or_default()
    }

    /// Where the credential is in the scalar.
    pub fn passage(&self) -> Passage<'w> {
        self.node.text_part(self.written.credential.secret.clone())
    }

    /// Whether another spot is the same credential at the same place.
    pub fn is(&self, other: &Spot<'w>) -> bool {
        self.node == other.node && self.written == other.written
    }

    /// Whether an identifier next to the credential may belong to it.
    fn may_have_id(&self) -> bool {
        let is_named = |name: &str| name.to_ascii_lowercase().contains("secret");
        let key = || self.node.key().is_some_and(|key| is_named(key.text()));
        !self.written.credential.is_identifier() && (is_named(&self.written.name) || key())
    }

    /// Whether an identifier belongs to the credential: both are in one list of variables, one text or one mapping.
    pub fn has_id(&self, id: &Spot<'w>) -> bool {
        let around = |spot: &Spot<'w>| match spot.place {
            Place::Variable(_) => spot.node.parent().and_then(Node::parent),
            _ => spot.node.parent(),
        };
        id.written.credential.is_identifier() && self.may_have_id() && around(self) == around(id)
    }
}

/// The kind of place that has a credential.
#[derive(Debug, Clone, Copy)]
pub enum Place<'w> {
    /// The value of an item of `env`, with the name of the variable.
    Variable(Node<'w>),
    /// A word of a command or a script, with the mapping that has the command.
    Command(Node<'w>),
    /// The value of a key of a ConfigMap.
    Setting(Node<'w>),
    /// A field, an annotation or an item whose name shows that it is a credential.
    Field,
    /// A text whose content shows a credential, whatever its name is.
    Text,
}

/// All credentials below a root, in order of the text.
pub fn spots(root: Node<'_>) -> Vec<Spot<'_>> {
    spots_with(root, &mut Plain::default())
}

/// All credentials below a root. `plain` keeps what was learnt from the roots before it.
pub fn spots_with<'w>(root: Node<'w>, plain: &mut Plain<'w>) -> Vec<Spot<'w>> {
    let mut walk = Walk { found: Vec::new(), plain };
    walk.value(root);
    walk.found
}

/// All credentials that the operations of a JSON patch write into objects. The paths name them.
pub fn in_operations(operations: Node<'_>) -> Vec<Spot<'_>> {
    let mut plain = Plain::default();
    let mut walk = Walk { found: Vec::new(), plain: &mut plain };
    for operation in operations.items() {
        if let Some((path, value)) = operation.get("path").zip(operation.get("value")).filter(|(_, it)| !it.is_alias())
        {
            walk.operation(operation, path, value);
        }
    }
    walk.found
}

/// The name of a scalar: the name next to a value, otherwise its key.
pub(super) fn name_of(node: Node<'_>) -> &str {
    let paired = node.parent().filter(|parent| parent.is_mapping()).and_then(pair);
    let name = paired.filter(|(_, value)| *value == node).map(|(name, _)| name).or_else(|| node.key());
    name.map(Node::text).unwrap_or_default()
}

/// Whether a key is that of a list of environment variables.
fn is_environment(key: &str) -> bool {
    key == "env" || key.ends_with("Env") || key.ends_with("EnvVars") || key == "envVars"
}

/// Whether a key is that of the words of a command.
fn is_command(key: &str) -> bool {
    ["args", "command", "arguments"].iter().any(|end| key.len() >= end.len() && key.to_ascii_lowercase().ends_with(end))
}

/// The keys that contain the name of a pair.
const NAMES: &[&str] = &["name", "key"];

struct Walk<'w, 'a> {
    found: Vec<Spot<'w>>,
    plain: &'a mut Plain<'w>,
}

impl<'w> Walk<'w, '_> {
    fn value(&mut self, node: Node<'w>) {
        match node.kind() {
            _ if node.is_alias() => {}
            Kind::Mapping => self.mapping(node),
            Kind::Sequence => node.items().for_each(|item| self.value(item)),
            Kind::Scalar => self.text(node),
        }
    }

    fn mapping(&mut self, node: Node<'w>) {
        let kind = kind_of(node).unwrap_or_default();
        // A schema has fields of any name, but no values.
        if kind == "CustomResourceDefinition" {
            return;
        }
        self.command(node);
        let pair = pair(node);
        for entry in node.raw_entries() {
            match (kind, entry.key.text()) {
                _ if entry.value.is_alias() || has_words(entry) => {}
                ("Secret", "data" | "stringData") => self.secret(entry, node),
                ("ConfigMap", "data") => self.settings(entry.value),
                _ if entry.value.kind() != Kind::Scalar => self.value(entry.value),
                _ => match pair.filter(|(_, value)| *value == entry.value) {
                    Some((name, value)) => self.pair(name, value),
                    None => self.field(entry),
                },
            }
        }
    }

    /// Looks at a Secret in another object. Other rules report Secrets that are objects themselves.
    fn secret(&mut self, data: Entry<'w>, secret: Node<'w>) {
        if secret.parent().is_none_or(|list| list.parent().is_some_and(|outer| outer.get("kind").is_some_and(is_list)))
        {
            return;
        }
        for entry in data.value.raw_entries().filter(|entry| !entry.value.is_alias()) {
            let (name, text) = (entry.key.text(), entry.value.text());
            let plain = match data.key.has_text("data") {
                true => decode_base64_text(text.trim()),
                false => Some(text.to_owned()),
            };
            let found = plain.filter(|plain| !is_unknown(plain)).and_then(|plain| judge(name, &plain));
            if let Some(found) = found.filter(|found| found.level >= Level::Medium) {
                let credential = Credential { secret: 0..text.len(), ..found };
                let written = Written { name: name.to_owned(), credential };
                self.found.push(Spot { node: entry.value, place: Place::Field, written });
            }
        }
    }

    /// Looks at the entries of a ConfigMap.
    fn settings(&mut self, data: Node<'w>) {
        let texts = || data.raw_entries().map(|entry| (entry.key.text(), entry.value.text()));
        for entry in data.raw_entries().filter(|entry| !entry.value.is_alias()) {
            if is_dummy_of_aws(entry.key.text(), entry.value.text(), texts()) {
                continue;
            }
            let found = in_settings(entry.key.text(), entry.value.text()).into_iter();
            let place = Place::Setting(entry.key);
            self.found.extend(found.map(|written| Spot { node: entry.value, place, written }));
        }
    }

    /// Looks at a name and a value that are next to each other.
    fn pair(&mut self, name: Node<'w>, value: Node<'w>) {
        let list = name.parent().and_then(Node::parent).and_then(Node::key);
        match list.is_some_and(|key| is_environment(key.text())) {
            true => self.variable(name, value),
            false => self.named(name.text(), value),
        }
    }

    fn variable(&mut self, name: Node<'w>, value: Node<'w>) {
        let place = Place::Variable(name);
        let list = name.parent().and_then(Node::parent);
        let others = list.into_iter().flat_map(Node::items).filter_map(pair);
        if is_dummy_of_aws(name.text(), value.text(), others.map(|(name, value)| (name.text(), value.text()))) {
            return;
        }
        // The API server rejects a number that is not a string, but the number is as readable as any other value.
        let whole = judge(name.text(), value.text()).filter(|found| found.level >= Level::Medium);
        if let Some(credential) = whole {
            let written = Written { name: name.text().to_owned(), credential };
            self.found.push(Spot { node: value, place, written });
        } else if is_composite(value.text()) {
            let found = in_settings("", value.text()).into_iter();
            self.found.extend(found.map(|written| Spot { node: value, place, written }));
        }
    }

    fn field(&mut self, entry: Entry<'w>) {
        let outer = || entry.key.parent().and_then(Node::key);
        if entry.key.has_text("credentials") && outer().is_some_and(|key| key.has_text("authorization")) {
            return self.named("authorization.credentials", entry.value);
        }
        // `password: {value: x}`
        match Some(entry.key.text()).filter(|key| VALUES.contains(key)).and_then(|_| outer()) {
            Some(outer) => self.named(outer.text(), entry.value),
            None => self.named(entry.key.text(), entry.value),
        }
    }

    /// Looks at a scalar that has a name.
    fn named(&mut self, name: &'w str, value: Node<'w>) {
        if !self.plain.for_rules.has(name, value.text()) && self.is_plain(name, value) {
            self.plain.for_rules.add(name, value.text());
        }
    }

    /// Looks at a scalar that has a name. Returns whether every other scalar of this name and text can be skipped.
    fn is_plain(&mut self, name: &str, value: Node<'w>) -> bool {
        let text = value.text();
        let is_none = || value.is_null() || value.as_bool().is_some() || vetoes(name, value);
        let has_user = || has_key_next_to(value, |key| matches!(key, "login" | "user" | "username"));
        match in_field(tail(name), text, name == "pass" && has_user()) {
            Some(written) if !is_none() => {
                self.found.push(Spot { node: value, place: Place::Field, written });
                false
            }
            Some(_) => {
                self.text(value);
                false
            }
            None => {
                let before = self.found.len();
                self.text(value);
                // In a composite, the text around a part decides.
                self.found.len() == before && value.as_str().is_some() && !is_composite(text)
            }
        }
    }

    /// Looks at a scalar without its name.
    fn text(&mut self, node: Node<'w>) {
        let Some(text) = node.as_str() else { return };
        let named = is_composite(text).then(|| in_settings("", text)).into_iter().flatten();
        let named: Vec<Spot<'w>> = named
            .filter(|written| !written.name.is_empty() && !vetoes(&written.name, node))
            .map(|written| Spot { node, place: Place::Field, written })
            .collect();
        for written in credentials_in(text).take(MAX_FOUND).map(Written::unnamed) {
            if !named.iter().any(|other| other.written.overlaps(&written)) {
                self.found.push(Spot { node, place: Place::Text, written });
            }
        }
        self.found.extend(named);
    }

    /// Looks at the value that an operation of a JSON patch writes.
    fn operation(&mut self, operation: Node<'w>, path: Node<'w>, value: Node<'w>) {
        let steps: Vec<&str> = path.text().split('/').skip(1).collect();
        let name = steps.last().map(|step| step.replace("~1", "/").replace("~0", "~")).unwrap_or_default();
        let is_below = |wanted: fn(&str) -> bool| steps.iter().rev().take(2).any(|step| wanted(step));
        match value.kind() {
            Kind::Scalar if steps.len() == 2 && matches!(steps[0], "data" | "stringData") => {
                let place = Place::Setting(path);
                let found = in_settings(&name, value.text()).into_iter();
                self.found.extend(found.map(|written| Spot { node: value, place, written }));
            }
            Kind::Scalar if is_below(is_command) => self.words(operation, &[value]),
            Kind::Scalar => {
                self.is_plain(&name, value);
            }
            Kind::Sequence if is_below(is_command) => self.words(operation, &value.items().collect::<Vec<_>>()),
            Kind::Mapping if is_below(is_environment) => match pair(value) {
                Some((name, value)) => self.variable(name, value),
                None => self.value(value),
            },
            _ => self.value(value),
        }
    }

    /// Looks at the words of a command, followed by those of its arguments.
    fn command(&mut self, owner: Node<'w>) {
        let mut all: Vec<Node<'w>> = Vec::new();
        for entry in owner.raw_entries().filter(|entry| has_words(*entry)) {
            match entry.value.kind() {
                Kind::Sequence => all.extend(entry.value.items()),
                _ => all.push(entry.value),
            }
        }
        self.words(owner, &all);
    }

    fn words(&mut self, owner: Node<'w>, all: &[Node<'w>]) {
        for (index, written) in in_command(all.iter().map(|word| word.text())) {
            if let Some(node) = all.get(index).copied() {
                self.found.push(Spot { node, place: Place::Command(owner), written });
            }
        }
    }
}

/// Whether the kind of an object is that of a list of objects.
fn is_list(kind: Node<'_>) -> bool {
    kind.text().ends_with("List")
}

/// Whether an entry contains the words of a command.
fn has_words(entry: Entry<'_>) -> bool {
    if !entry.value.is_sequence() || entry.value.is_alias() {
        return is_script(entry);
    }
    let has_flag = || entry.value.items().any(|item| item.text().starts_with('-'));
    entry.value.items().all(|item| item.kind() == Kind::Scalar) && (is_command(entry.key.text()) || has_flag())
}

/// Whether an entry is a script, as in the steps of a pipeline.
fn is_script(entry: Entry<'_>) -> bool {
    entry.key.has_text("script") && entry.value.as_str().is_some() && !entry.value.is_alias()
}

/// The name and the value of a pair. Returns `None` if the mapping is not a pair.
fn pair<'w>(node: Node<'w>) -> Option<(Node<'w>, Node<'w>)> {
    let any = |keys: &[&str]| {
        let mut entries = node.raw_entries();
        entries.find(|entry| keys.contains(&entry.key.text())).map(|entry| entry.value)
    };
    let value = any(VALUES).filter(|value| value.kind() == Kind::Scalar)?;
    // `{type: password, value: x}`, as Keycloak has it for users.
    let name = any(NAMES).or_else(|| any(&["type"]).filter(|kind| is_password_word(kind.text())));
    Some((name.filter(|name| name.as_str().is_some())?, value))
}

#[cfg(test)]
mod tests;
