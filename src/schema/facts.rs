//! The contents of an object, found in one walk along its definition, so that rules need not search for them.

use std::borrow::Cow;

use super::few::Few;
use super::texts::{TextPlace, Texts};
use super::{Api, Keys, MakesRole, Part, PortRole, Problem, ReferenceRole, Role, Scope, Shape, Use};
use crate::kube::{Kind, Selector};
use crate::yaml::{Entry, Node};

/// The contents of an object.
#[derive(Debug, Default)]
pub struct Facts<'w> {
    /// The API of the object. `None` if its fields are not known.
    pub api: Option<Api<'w>>,
    /// Where the object breaks the rules of its API, in order of the walk.
    pub problems: Vec<Problem<'w>>,
    /// Its ports and names of ports.
    pub ports: Few<PortFact<'w>>,
    /// Its amounts.
    pub quantities: Few<QuantityFact<'w>>,
    /// Its strings, and plain values that YAML reads as another type although a string is required.
    pub texts: Texts<'w>,
    /// Its selectors.
    pub selectors: Few<SelectorFact<'w>>,
    /// The names of other objects.
    pub references: Few<ReferenceFact<'w>>,
    /// The fields that give names to objects that its controller makes.
    pub makes: Few<MakesFact<'w>>,
    /// Words in capitals in place of numbers and other values, for a person to replace.
    pub left: Few<Node<'w>>,
    /// Its expressions of the Common Expression Language.
    pub expressions: Few<Entry<'w>>,
    /// The permissions of its files.
    pub modes: Few<Entry<'w>>,
}

/// A port, or the name of one.
#[derive(Debug, Clone, Copy)]
pub struct PortFact<'w> {
    /// `key: value`.
    pub entry: Entry<'w>,
    /// The role of the field.
    pub role: PortRole,
}

/// An amount.
#[derive(Debug, Clone)]
pub struct QuantityFact<'w> {
    /// `key: value`.
    pub entry: Entry<'w>,
    /// The purpose of the amount.
    pub role: Use,
    /// The part of the object that the amount belongs to.
    pub scope: Scope,
    /// The measured resource, such as `memory`; `storage` for volumes, empty if no resource is named.
    pub resource: Cow<'w, str>,
}

/// A selector.
#[derive(Debug, Clone, Copy)]
pub struct SelectorFact<'w> {
    /// The key and the selector; of a selector in a list, the key of the list.
    pub entry: Entry<'w>,
    /// The kind of the objects that it selects. `None` if it selects objects of any kind.
    pub selects: Option<Kind>,
    /// Whether it is a plain map of labels; otherwise, it is a LabelSelector.
    pub is_flat: bool,
}

/// The name of another object.
#[derive(Debug, Clone, Copy)]
pub struct ReferenceFact<'w> {
    /// The key and the name.
    pub entry: Entry<'w>,
    /// The mapping that contains the name and the fields next to it.
    pub holder: Node<'w>,
    /// The role of the field.
    pub role: ReferenceRole,
}

/// A field that gives names to objects that a controller makes.
#[derive(Debug, Clone, Copy)]
pub struct MakesFact<'w> {
    /// The value of the field.
    pub value: Node<'w>,
    /// The role of the field.
    pub role: MakesRole,
}

impl QuantityFact<'_> {
    /// Whether the amount is a request or a limit of a container or a pod.
    pub fn is_of_pod(&self) -> bool {
        matches!(self.role, Use::Request | Use::Limit)
    }
}

impl<'w> SelectorFact<'w> {
    /// Reads the selector in its form: a map of labels, or a LabelSelector.
    pub fn selector(&self) -> Selector<'w> {
        if self.is_flat { Selector::flat(self.entry) } else { Selector::label_selector(self.entry) }
    }

    /// The map of labels that the selector requires. Returns `None` if it has no such map.
    pub fn labels(&self) -> Option<Entry<'w>> {
        if self.is_flat { Some(self.entry) } else { self.entry.value.entry("matchLabels") }
    }
}

impl<'w> ReferenceFact<'w> {
    /// Whether `optional: true` next to the name allows the object to be missing.
    pub fn is_optional(&self) -> bool {
        self.role.optional && self.holder.get("optional").and_then(Node::as_bool) == Some(true)
    }

    /// The keys of the object that are named next to the reference.
    pub fn keys(&self) -> impl Iterator<Item = Node<'w>> + use<'w> {
        let holder = self.holder;
        let own = holder.get("key").filter(|_| self.role.keys == Keys::Key);
        let list = holder.get("items").filter(|_| self.role.keys == Keys::Items);
        own.into_iter().chain(list.into_iter().flat_map(|list| list.items()).filter_map(|item| item.get("key")))
    }

    /// The port of the object that is written next to its name: a number or a name.
    pub fn port(&self) -> Option<Node<'w>> {
        let port = self.holder.get(self.role.port?)?;
        if port.is_mapping() { port.get("number").or_else(|| port.get("name")) } else { Some(port) }
    }
}

/// A field that has a role, and where it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'w> {
    pub(super) entry: Entry<'w>,
    /// The mapping with the field.
    pub(super) holder: Node<'w>,
    pub(super) shape: Shape<'w>,
    pub(super) scope: Scope,
    /// Whether the field is in the metadata of the object itself.
    pub(super) is_own_metadata: bool,
}

impl<'w> Facts<'w> {
    /// The selectors that are LabelSelectors.
    pub fn label_selectors(&self) -> impl Iterator<Item = &SelectorFact<'w>> {
        self.selectors.iter().filter(|selector| !selector.is_flat)
    }

    /// Frees unused capacity of the lists, as facts are kept as long as their object.
    pub fn shrink(&mut self) {
        self.ports.shrink_to_fit();
        self.quantities.shrink_to_fit();
        self.selectors.shrink_to_fit();
        self.references.shrink_to_fit();
        self.texts.hosts.shrink_to_fit();
        self.makes.shrink_to_fit();
        self.expressions.shrink_to_fit();
        self.modes.shrink_to_fit();
        self.left.shrink_to_fit();
    }

    /// Adds the content of a field with a role.
    pub(super) fn add(&mut self, place: Place<'w>, role: Role) {
        let entry = place.entry;
        match role {
            Role::Port(role) => self.ports.push(PortFact { entry, role }),
            Role::Quantity(role) => self.quantity(place, role),
            Role::Text(part) => self.text(place, part),
            Role::Selects(selects) => {
                let is_flat = matches!(place.shape, Shape::Map(_));
                let is_list = matches!(place.shape, Shape::List { .. });
                for value in values(entry.value, is_list) {
                    self.selectors.push(SelectorFact { entry: Entry { value, ..entry }, selects, is_flat });
                }
            }
            Role::Reference(role) => self.reference(place, role),
            Role::Makes(role) => self.makes.push(MakesFact { value: entry.value, role }),
            Role::Expression => self.expressions.push(entry),
            Role::Mode => self.modes.push(entry),
            Role::Within(_) => {}
        }
    }

    fn quantity(&mut self, place: Place<'w>, role: Use) {
        let scope = place.scope;
        if matches!(place.shape, Shape::Map(_)) {
            let facts = place.entry.value.entries().map(|entry| {
                let resource = entry.key.key_text();
                QuantityFact { entry, role, scope, resource }
            });
            self.quantities.extend(facts);
        } else {
            let resource = Cow::Borrowed(if role == Use::SizeLimit { "storage" } else { "" });
            self.quantities.push(QuantityFact { entry: place.entry, role, scope, resource });
        }
    }

    fn text(&mut self, place: Place<'w>, part: Part) {
        let value = place.entry.value;
        let part = if part == Part::Annotation && !place.is_own_metadata { Part::InnerAnnotation } else { part };
        match place.shape {
            Shape::Map(_) => {
                let places = value.entries().map(|entry| TextPlace { node: entry.value, part, name: Some(entry.key) });
                places.for_each(|place| self.texts.add(place));
            }
            Shape::List { .. } => {
                let mut name = None;
                for node in value.items() {
                    self.texts.add(TextPlace { node, part, name });
                    name = Some(node).filter(|node| part == Part::Argument && node.text().starts_with('-'));
                }
            }
            _ => {
                let is_named = matches!(part, Part::Variable | Part::Header);
                let name = place.holder.get("name").filter(|_| is_named);
                self.texts.add(TextPlace { node: value, part, name });
            }
        }
    }

    fn reference(&mut self, place: Place<'w>, role: ReferenceRole) {
        let entry = place.entry;
        match place.shape {
            Shape::Record(_) | Shape::List { .. } => {
                for holder in values(entry.value, matches!(place.shape, Shape::List { .. })) {
                    let name = holder.written("name");
                    self.references.extend(name.map(|entry| ReferenceFact { entry, holder, role }));
                }
            }
            // Kinds of other groups have lists of names as well.
            _ => {
                for value in values(entry.value, entry.value.is_sequence()) {
                    let entry = Entry { value, ..entry };
                    self.references.push(ReferenceFact { entry, holder: place.holder, role });
                }
            }
        }
    }
}

/// The items of a list, or the value itself.
fn values(value: Node<'_>, is_list: bool) -> impl Iterator<Item = Node<'_>> {
    let items = value.items().take(if is_list { usize::MAX } else { 0 });
    items.chain((!is_list).then_some(value))
}
