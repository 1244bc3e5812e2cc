//! What fields are for: the roles of `schema/roles.txt`.

use crate::kube::Kind;

/// What a field is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A port, or the name of one.
    Port(PortRole),
    /// An amount; in a mapping, one for each key.
    Quantity(Use),
    /// A string, or strings in a list or a mapping, which YAML may read as something else.
    Text(Part),
    /// A selector of objects of a kind. `None` if it selects objects of any kind.
    Selects(Option<Kind>),
    /// The name of an object.
    Reference(ReferenceRole),
    /// What names objects that a controller makes.
    Makes(MakesRole),
    /// An expression of the Common Expression Language.
    Expression,
    /// The permissions of a file, which people write in octal digits.
    Mode,
    /// What is below belongs to something other than the object or container around it.
    Within(Scope),
}

/// A port, or the name of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PortRole {
    /// What the field takes.
    pub form: PortForm,
    /// Whether the field declares the port; otherwise it refers to one that is declared elsewhere.
    pub declares: bool,
    /// What has the port.
    pub owner: PortOwner,
}

/// What a field for a port takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortForm {
    /// A number.
    Number,
    /// A name.
    Name,
    /// A number or a name.
    NumberOrName,
}

/// What has a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortOwner {
    /// A container of a pod.
    Container,
    /// A Service.
    Service,
    /// The node that a pod runs on.
    Node,
}

/// What an amount is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// The requests of a container, or of a [`Scope::Pod`].
    Request,
    /// The limits of a container, or of a [`Scope::Pod`].
    Limit,
    /// What a pod needs in addition to its containers.
    Overhead,
    /// The request of a PersistentVolumeClaim, or of a [`Scope::ClaimTemplate`].
    Claim,
    /// The capacity of a PersistentVolume.
    Capacity,
    /// The size limit of an `emptyDir`.
    SizeLimit,
    /// What a ResourceQuota allows.
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

/// What a string is for.
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
            Part::Host => "the name of a host",
            Part::Header => "the value of a header",
            Part::Toleration => "the value of a toleration",
            Part::Sysctl => "the value of a sysctl",
            Part::DnsOption => "the value of a DNS option",
            Part::Parameter => "a parameter",
        }
    }

    /// Whether it is matched as a label: labels and annotations, and what selects by them.
    pub fn is_label(self) -> bool {
        matches!(self, Part::Label | Part::Annotation | Part::InnerAnnotation | Part::Selector | Part::NodeSelector)
    }
}

/// The name of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReferenceRole {
    /// The kinds that the object may be of: the first, unless the field `kind` next to the name says another. Empty if
    /// that field may say any.
    pub kinds: &'static [Kind],
    /// Whether the field `optional` next to the name says that the object may be missing.
    pub optional: bool,
    /// The field next to the name that says where the object lives. `None` if it lives in the namespace of the object
    /// that refers to it, or in none.
    pub namespace: Option<&'static str>,
    /// What names keys of the object.
    pub keys: Keys,
    /// The field next to the name that says a port of the object.
    pub port: Option<&'static str>,
}

/// What names objects that a controller makes for the object that has the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MakesRole {
    /// The kind of what is made. `None` for any.
    pub kind: Option<Kind>,
    /// The pattern of its name: `*` is the value of the field, a `+` at the end any text.
    pub name: &'static str,
}

impl MakesRole {
    /// The name that the pattern makes of the value of the field, and whether it is only the start of the names.
    pub fn of(self, value: &str) -> (String, bool) {
        let (pattern, is_open) = self.name.strip_suffix('+').map_or((self.name, false), |start| (start, true));
        (pattern.replacen('*', value, 1), is_open)
    }

    /// Whether the field has the name itself.
    pub fn is_named(self) -> bool {
        self.name == "*"
    }

    /// Whether it may be anything.
    pub fn is_anything(self) -> bool {
        self.kind.is_none() && self.name == "+"
    }
}

/// What names keys of an object that is referred to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    /// Nothing.
    None,
    /// The field `key` next to the name.
    Key,
    /// The field `key` of each item of the field `items` next to the name.
    Items,
}

/// What a part of an object belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// The object, or the container, around it.
    #[default]
    Own,
    /// The whole pod.
    Pod,
    /// Claims that are made of a template.
    ClaimTemplate,
}
