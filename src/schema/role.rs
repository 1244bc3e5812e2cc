//! The roles of fields, from `schema/roles.txt`.

use crate::kube::Kind;

/// The role of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A port, or the name of one.
    Port(PortRole),
    /// An amount; in a mapping, one for each key.
    Quantity(Use),
    /// A string, or strings in a list or a mapping. YAML may read such a plain value as another type.
    Text(Part),
    /// A selector of objects of a kind. `None` if it selects objects of any kind.
    Selects(Option<Kind>),
    /// The name of an object.
    Reference(ReferenceRole),
    /// A field that gives names to objects that a controller makes.
    Makes(MakesRole),
    /// An expression of the Common Expression Language.
    Expression,
    /// The permissions of a file, which people write in octal digits.
    Mode,
    /// The value belongs to the given part, not to the object or container around it.
    Within(Scope),
}

/// A port, or the name of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PortRole {
    /// The values that the field accepts.
    pub form: PortForm,
    /// Whether the field declares the port; otherwise it refers to one that is declared elsewhere.
    pub declares: bool,
    /// The type of object that has the port.
    pub owner: PortOwner,
}

/// The values that a field for a port accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortForm {
    /// A number.
    Number,
    /// A name.
    Name,
    /// A number or a name.
    NumberOrName,
}

/// The type of object that has a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortOwner {
    /// A container of a pod.
    Container,
    /// A Service.
    Service,
    /// The node that a pod runs on.
    Node,
}

/// The purpose of an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// The requests of a container, or of a [`Scope::Pod`].
    Request,
    /// The limits of a container, or of a [`Scope::Pod`].
    Limit,
    /// The resources that a pod needs in addition to its containers.
    Overhead,
    /// The request of a PersistentVolumeClaim, or of a [`Scope::ClaimTemplate`].
    Claim,
    /// The capacity of a PersistentVolume.
    Capacity,
    /// The size limit of an `emptyDir`.
    SizeLimit,
    /// The amount that a ResourceQuota allows.
    Quota,
    /// A bound or default of a LimitRange.
    Range,
    /// A ratio of a LimitRange, which has no unit.
    Ratio,
    /// The target of an autoscaler.
    Metric,
    /// The unit in which a container learns of its resources.
    Divisor,
    /// Anything else.
    Other,
}

/// The purpose of a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The name or namespace of an object.
    Name,
    /// A label of an object or of a template.
    Label,
    /// An annotation of the object itself.
    Annotation,
    /// An annotation of a template.
    InnerAnnotation,
    /// A value that a selector requires.
    Selector,
    /// A value that a selector of nodes requires.
    NodeSelector,
    /// A file or setting in a ConfigMap.
    Data,
    /// A file or setting in a Secret.
    SecretData,
    /// The value of an environment variable.
    Variable,
    /// An item of a command or of its arguments.
    Argument,
    /// The name of a host.
    Host,
    /// The value of an HTTP header.
    Header,
    /// The value of a toleration.
    Toleration,
    /// The value of a setting of the kernel.
    Sysctl,
    /// The value of an option of the DNS resolver.
    DnsOption,
    /// A parameter of a driver of volumes.
    Parameter,
}

impl Part {
    /// The purpose as a noun with its article, for messages.
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
            Part::Host => "the name of a host",
            Part::Header => "the value of a header",
            Part::Toleration => "the value of a toleration",
            Part::Sysctl => "the value of a sysctl",
            Part::DnsOption => "the value of a DNS option",
            Part::Parameter => "a parameter",
        }
    }

    /// Whether the value is a label or an annotation, or a value that a selector requires of one.
    pub fn is_label(self) -> bool {
        matches!(self, Part::Label | Part::Annotation | Part::InnerAnnotation | Part::Selector | Part::NodeSelector)
    }
}

/// The name of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReferenceRole {
    /// The kinds that the object may have. It has the first, unless the field `kind` next to the name says another.
    /// Empty if that field may say any kind.
    pub kinds: &'static [Kind],
    /// Whether the field `optional` next to the name says that the object may be missing.
    pub optional: bool,
    /// The field next to the name that says where the object lives. `None` if the object lives in the namespace of the
    /// object that refers to it, or in no namespace.
    pub namespace: Option<&'static str>,
    /// The fields that name keys of the object.
    pub keys: Keys,
    /// The field next to the name that says a port of the object.
    pub port: Option<&'static str>,
}

/// A field that gives names to objects that a controller makes for the object with the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MakesRole {
    /// The kind of the objects. `None` if they may have any kind.
    pub kind: Option<Kind>,
    /// The pattern of the names: `*` is the value of the field, and a `+` at the end is any text.
    pub name: &'static str,
}

impl MakesRole {
    /// The name that the pattern gives for a value of the field, and whether that is only the start of the names.
    pub fn of(self, value: &str) -> (String, bool) {
        let (pattern, is_open) = self.name.strip_suffix('+').map_or((self.name, false), |start| (start, true));
        (pattern.replacen('*', value, 1), is_open)
    }

    /// Whether the name of the object is the value of the field itself.
    pub fn is_named(self) -> bool {
        self.name == "*"
    }

    /// Whether the objects may have any kind and any name.
    pub fn is_anything(self) -> bool {
        self.kind.is_none() && self.name == "+"
    }
}

/// The fields next to a reference that name keys of the other object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    /// No field names keys.
    None,
    /// The field `key` next to the name.
    Key,
    /// The field `key` of each item of the field `items` next to the name.
    Items,
}

/// The part of an object that a value belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// The object, or the container, around it.
    #[default]
    Own,
    /// The whole pod.
    Pod,
    /// Claims that a controller makes from a template.
    ClaimTemplate,
}
