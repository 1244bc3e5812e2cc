//! Every place where an object wants a string, and what stands there instead because YAML reads a plain word or number
//! as something else.
//!
//! Of objects that are not Kubernetes' own only the metadata is known.

use std::collections::HashSet;

use super::kind::Kind;
use super::pod::PodTemplate;
use super::resource::{Resource, items};
use super::selecting::{has_flat_selector, label_selectors, selector_entry};
use crate::diagnostic::Edit;
use crate::secrets::engine::is_credential_name;
use crate::source::Span;
use crate::text::unknown::is_unknown;
use crate::yaml::{self, Entry, Node, Scalar, Style, replace_raw};

/// What a place is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The name or namespace of an object.
    Name,
    /// A label of an object or of a pod template.
    Label,
    /// An annotation of the object itself.
    Annotation,
    /// An annotation of a pod template or a claim template.
    InnerAnnotation,
    /// A value that a selector asks for.
    Selector,
    /// A value of a node selector, or of the affinity to nodes.
    NodeSelector,
    /// A file or setting in a ConfigMap.
    Data,
    /// A file or setting in a Secret.
    SecretData,
    /// The value of an environment variable.
    Variable,
    /// An item of a container's `command` or `args`, or of the `command` of a probe or hook.
    Argument,
    /// The `value` of something in a list, with its name for messages.
    Value(&'static str),
    /// A parameter of a StorageClass, or of a CSI volume.
    Parameter,
}

impl Part {
    /// With its article, for messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Part::Name => "a name",
            Part::Label => "a label",
            Part::Annotation | Part::InnerAnnotation => "an annotation",
            Part::Selector => "a value of a selector",
            Part::NodeSelector => "a value of a node selector",
            Part::Data => "a value of a ConfigMap",
            Part::SecretData => "a value of a Secret",
            Part::Variable => "the value of an environment variable",
            Part::Argument => "an argument",
            Part::Value(name) => name,
            Part::Parameter => "a parameter",
        }
    }

    /// True for an entry of a map of strings, where the API server makes the empty string of a null.
    fn is_in_map(self) -> bool {
        !matches!(self, Part::Name | Part::Variable | Part::Argument | Part::Value(_))
    }
}

/// One place.
#[derive(Debug, Clone, Copy)]
pub struct StringPlace<'w> {
    /// What stands there, an alias as such.
    pub node: Node<'w>,
    /// What it is for.
    pub part: Part,
    /// What names it: the key of a map, the name of a variable, the argument before an argument.
    pub name: Option<Node<'w>>,
}

/// How a scalar came to be no string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slip {
    /// A word for true or false.
    BoolWord,
    /// An integer with a leading zero, which makes it octal, or seems to.
    LeadingZero,
    /// A number whose text changes when it is read.
    Number,
    /// Any other number.
    PlainNumber,
    /// A null that is written out.
    Null,
    /// Anything but a string among the arguments of a program.
    Argument,
}

/// A place that wants a string and holds something else. One slip for one scalar.
#[derive(Debug, Clone, Copy)]
pub struct Misread<'w> {
    /// The place.
    pub place: StringPlace<'w>,
    /// How it came about.
    pub slip: Slip,
}

/// What an object holds in the places of strings, and what YAML makes of its keys: read once for many rules.
#[derive(Debug, Default)]
pub struct Strings<'w> {
    /// Places that want a string and hold something else.
    pub misread: Vec<Misread<'w>>,
    /// Places that are worth a second look: collections, blocks of text, carriage returns, quotes inside a plain text.
    pub notable: Vec<StringPlace<'w>>,
    /// Keys, wherever they stand, that kubectl makes another text of.
    pub keys: Vec<Node<'w>>,
    /// Texts, wherever they stand, that `>` folds.
    pub folded: Vec<Node<'w>>,
}

impl<'w> Strings<'w> {
    /// Reads an object.
    pub fn read(resource: &Resource<'w>) -> Strings<'w> {
        let mut found = Strings::default();
        let mut seen = HashSet::new();
        each(resource, &mut |place| {
            if let Some(slip) = slip(place) {
                // A map that two places share by an alias is written once.
                if seen.insert(place.node.written_span()) {
                    found.misread.push(Misread { place, slip });
                }
            } else if is_notable(place.node) {
                found.notable.push(place);
            }
        });
        for node in resource.root.descendants().filter(|node| !node.is_alias()) {
            match node.style() {
                Style::Folded => found.folded.push(node),
                Style::Plain if node.is_key() && !node.has_tag() && *node.key_text() != *node.text() => {
                    found.keys.push(node);
                }
                _ => {}
            }
        }
        found
    }
}

fn is_notable(node: Node<'_>) -> bool {
    match node.style() {
        Style::Plain => node.text().contains(['"', '\'']),
        Style::DoubleQuoted => node.text().contains('\r'),
        Style::SingleQuoted => false,
        Style::Literal | Style::Folded | Style::Block | Style::Flow => true,
    }
}

fn slip(place: StringPlace<'_>) -> Option<Slip> {
    let node = place.node;
    // A tag says that the type is meant.
    if node.kind() != yaml::Kind::Scalar || node.style() != Style::Plain || node.has_tag() {
        return None;
    }
    let scalar = node.scalar();
    match scalar {
        Scalar::Str(_) => None,
        // kubectl stops at these before it comes to any type.
        Scalar::Float(value) if !value.is_finite() => None,
        Scalar::Null if node.span().is_empty() => None,
        _ if place.part == Part::Argument => Some(Slip::Argument),
        Scalar::Null => place.part.is_in_map().then_some(Slip::Null),
        Scalar::Bool(_) => Some(Slip::BoolWord),
        _ if has_leading_zero(node.text()) => Some(Slip::LeadingZero),
        _ if scalar.json() != node.text() => Some(Slip::Number),
        _ => Some(Slip::PlainNumber),
    }
}

/// `0777`, `0o17`, `-012`, `08`: not `0.5`, `0x1F` or `0e1`.
fn has_leading_zero(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let Some(rest) = digits.strip_prefix('0') else { return false };
    let rest = rest.strip_prefix(['o', 'O']).unwrap_or(rest);
    !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
}

/// The pair that an item such as `- --x: y` is, and where it stands: one line without quotes or brackets, so a text was
/// meant. A map of more lines is no text that lost its quotes.
pub fn bare_pair(item: Node<'_>) -> Option<(Entry<'_>, Span)> {
    let mut entries = item.raw_entries().filter(|_| !item.is_alias());
    let (Some(entry), None) = (entries.next(), entries.next()) else { return None };
    let (start, colon) = (entry.key.written_span(), entry.key.written_span().end);
    let span = Span::new(start.file, start.start, entry.value.written_span().end.max(colon + 1));
    let source = item.source();
    let is_text =
        entry.key.style() == Style::Plain && entry.value.kind() == yaml::Kind::Scalar && !entry.value.is_alias();
    // Neither `{a: b}` nor `? a`.
    let is_bare = item.span().start == start.start && source.text[colon as usize..].starts_with(':');
    let text = source.slice(span);
    (is_text && is_bare && !text.contains('\n') && !is_unknown(text)).then_some((entry, span))
}

impl Misread<'_> {
    /// What is written, `key: value` in a map; without the value where it may be a secret.
    pub fn shown(&self) -> String {
        let text = self.place.node.text();
        match (self.place.node.key(), self.place.is_secret()) {
            (Some(key), true) => format!("`{}`", key.text()),
            (Some(key), false) => format!("`{}: {text}`", key.source_text()),
            (None, true) => "this value".to_owned(),
            (None, false) => format!("`{text}`"),
        }
    }

    /// What it is read as, such as `the number 511`; without the value where it may be a secret.
    pub fn read_as(&self) -> String {
        let scalar = self.place.node.scalar();
        let (article, noun) = match scalar {
            Scalar::Null => return "null".to_owned(),
            Scalar::Bool(_) => ("a", "boolean"),
            _ => ("a", "number"),
        };
        match self.place.is_secret() || scalar.json() == self.place.node.text() {
            true => format!("{article} {noun}"),
            false => format!("the {noun} `{}`", scalar.json()),
        }
    }

    /// The sentence on it: the API server takes nothing but a string (`json: cannot unmarshal number into Go struct
    /// field ... of type string`).
    pub fn refused(&self, resource: &Resource<'_>) -> String {
        let (shown, part, kind) = (self.shown(), self.place.part.as_str(), resource.kind_name);
        format!("{shown} is {}, and {part} is a string: the API server refuses the {kind}", self.read_as())
    }

    /// What to do about it.
    pub fn help(&self) -> String {
        let node = self.place.node;
        match (node.is_null(), self.place.is_secret()) {
            _ if node.is_alias() => "write the value here, in quotes".to_owned(),
            (true, _) => format!("write `\"\"` for the empty string, or `\"{}\"` for the word", node.text()),
            (false, true) => "put it in quotes".to_owned(),
            (false, false) => format!("write `\"{}\"`", node.text()),
        }
    }

    /// What the fix does.
    pub fn fix_title(&self) -> &'static str {
        if self.place.node.is_null() { "write the empty string" } else { "put it in quotes" }
    }

    /// Puts the text in quotes as it is written, or writes the empty string that a null becomes; none where other
    /// places share it by an alias.
    pub fn quote(&self) -> Option<Edit> {
        let node = self.place.node;
        let text = if node.is_null() { "" } else { node.text() };
        let edit = replace_raw(node, &format!("\"{text}\""))?;
        (!node.is_repeated()).then_some(edit)
    }
}

impl Part {
    /// True for what is matched as a label: labels and annotations, and what selects by them.
    pub fn is_label(self) -> bool {
        matches!(self, Part::Label | Part::Annotation | Part::InnerAnnotation | Part::Selector | Part::NodeSelector)
    }
}

impl StringPlace<'_> {
    /// True where the value may be a secret, so that no message shows it.
    pub fn is_secret(&self) -> bool {
        let named = |name: Node<'_>| is_credential_name(name.text().trim_start_matches('-'));
        self.part == Part::SecretData || self.name.is_some_and(named)
    }
}

/// Calls `visit` with every place of an object that wants a string.
fn each<'w>(resource: &Resource<'w>, visit: &mut dyn FnMut(StringPlace<'w>)) {
    let mut places = Places { visit };
    places.metadata(Some(resource.root), Part::Annotation);
    if resource.kind == Kind::Custom {
        return;
    }
    let root = resource.root;
    match resource.kind {
        Kind::ConfigMap => ["data", "binaryData"].iter().for_each(|key| places.map(root.get(key), Part::Data)),
        Kind::Secret => ["data", "stringData"].iter().for_each(|key| places.map(root.get(key), Part::SecretData)),
        Kind::StorageClass => places.map(root.get("parameters"), Part::Parameter),
        kind if has_flat_selector(kind) => {
            places.map(selector_entry(resource).map(|entry| entry.value), Part::Selector);
        }
        _ => {}
    }
    items(resource.spec(), "volumeClaimTemplates")
        .for_each(|claim| places.metadata(Some(claim), Part::InnerAnnotation));
    let template = PodTemplate::read(resource);
    if let Some(template) = &template {
        if template.entry.is_some() {
            places.metadata(Some(template.node), Part::InnerAnnotation);
        }
        if let Some(job) = root.find(&["spec", "jobTemplate"]) {
            places.metadata(Some(job), Part::InnerAnnotation);
        }
        places.pod(template.spec);
    }
    for selector in label_selectors(resource, template.as_ref()) {
        places.map(selector.value.get("matchLabels"), Part::Selector);
        places.expressions(Some(selector.value), Part::Selector);
    }
}

struct Places<'v, 'w> {
    visit: &'v mut dyn FnMut(StringPlace<'w>),
}

impl<'w> Places<'_, 'w> {
    fn entry(&mut self, entry: Option<Entry<'w>>, part: Part, name: Option<Node<'w>>) {
        if let Some(entry) = entry {
            (self.visit)(StringPlace { node: entry.value, part, name });
        }
    }

    /// The values of a map of strings.
    fn map(&mut self, map: Option<Node<'w>>, part: Part) {
        let entries = map.into_iter().flat_map(|map| map.entries());
        entries.for_each(|entry| self.entry(Some(entry), part, Some(entry.key)));
    }

    /// A list of strings.
    fn list(&mut self, list: Option<Node<'w>>, part: Part) {
        let mut name = None;
        for node in list.into_iter().flat_map(|list| list.items()) {
            (self.visit)(StringPlace { node, part, name });
            name = Some(node).filter(|node| part == Part::Argument && node.text().starts_with('-'));
        }
    }

    fn metadata(&mut self, object: Option<Node<'w>>, annotation: Part) {
        let Some(metadata) = object.and_then(|object| object.get("metadata")) else { return };
        for key in ["name", "generateName", "namespace"] {
            self.entry(metadata.entry(key), Part::Name, None);
        }
        self.map(metadata.get("labels"), Part::Label);
        self.map(metadata.get("annotations"), annotation);
    }

    /// The values in `matchExpressions`.
    fn expressions(&mut self, selector: Option<Node<'w>>, part: Part) {
        items(selector, "matchExpressions").for_each(|term| self.list(term.get("values"), part));
    }

    fn pod(&mut self, spec: Option<Node<'w>>) {
        let Some(spec) = spec else { return };
        self.map(spec.get("nodeSelector"), Part::NodeSelector);
        for affinity in spec.find(&["affinity", "nodeAffinity"]).into_iter() {
            let required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution");
            items(required, "nodeSelectorTerms").for_each(|term| self.expressions(Some(term), Part::NodeSelector));
            items(Some(affinity), "preferredDuringSchedulingIgnoredDuringExecution")
                .for_each(|term| self.expressions(term.get("preference"), Part::NodeSelector));
        }
        let lists = [
            (Some(spec), "tolerations", "the value of a toleration"),
            (spec.get("securityContext"), "sysctls", "the value of a sysctl"),
            (spec.get("dnsConfig"), "options", "the value of a DNS option"),
        ];
        for (parent, key, name) in lists {
            items(parent, key).for_each(|item| self.entry(item.entry("value"), Part::Value(name), None));
        }
        for volume in items(Some(spec), "volumes") {
            self.map(volume.find(&["csi", "volumeAttributes"]), Part::Parameter);
        }
        for key in ["containers", "initContainers", "ephemeralContainers"] {
            items(Some(spec), key).for_each(|container| self.container(container));
        }
    }

    fn container(&mut self, container: Node<'w>) {
        for key in ["command", "args"] {
            self.list(container.get(key), Part::Argument);
        }
        for variable in items(Some(container), "env") {
            self.entry(variable.entry("value"), Part::Variable, variable.get("name"));
        }
        let probes = ["livenessProbe", "readinessProbe", "startupProbe"].map(|key| container.get(key));
        let hooks = ["postStart", "preStop"].map(|key| container.find(&["lifecycle", key]));
        for handler in probes.into_iter().chain(hooks).flatten() {
            self.list(handler.find(&["exec", "command"]), Part::Argument);
            for header in items(handler.get("httpGet"), "httpHeaders") {
                self.entry(header.entry("value"), Part::Value("the value of a header"), header.get("name"));
            }
        }
    }
}
