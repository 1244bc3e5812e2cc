//! Forms of values that the API server requires (apimachinery `util/validation` and the validation of each group).

mod texts;
mod words;

use super::{fields, hosts};
use crate::kube::object_names;
use crate::kube::values::names::{self, Outcome};
use crate::kube::values::quantity::{self, Written};
use crate::kube::values::version::Version;
use crate::kube::values::version_set::VersionSet;
use crate::text::unknown::{has_template_sign, is_in_capitals, is_unknown};
use crate::yaml::Node;

/// A form of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// RFC 1123 label: `web-1`.
    DnsLabel,
    /// RFC 1035 label: a [`Form::DnsLabel`] that starts with a letter.
    LetterLabel,
    /// RFC 1123 subdomain: `web.example.com`.
    DnsSubdomain,
    /// A subdomain of three parts at least: `pods.example.com`.
    ThreeParts,
    /// The name of a CSI driver: a subdomain of at most 63 letters in any case.
    DriverName,
    /// One part of the path of a URL, between two slashes.
    PathSegment,
    /// A key of a ConfigMap or Secret.
    ConfigKey,
    /// The name of an environment variable.
    VariableName,
    /// The name of a port.
    PortName,
    /// A name in CEL.
    CelName,
    /// `name` or `example.com/name`, as the keys of labels are.
    QualifiedName,
    /// A [`Form::QualifiedName`] that may have letters of any case before the slash.
    QualifiedNameAnyCase,
    /// A key of a label that has a domain: `example.com/name`.
    PrefixedName,
    /// A value of a label.
    LabelValue,
    /// The name of a resource that Kubernetes measures: `cpu`, `example.com/gpu`.
    ResourceName,
    /// An IP address.
    Ip,
    /// A network: `10.0.0.0/8`.
    Cidr,
    /// A host name, the first part of which may be `*`.
    Host,
    /// A [`Form::Host`] that may be an address as well.
    TlsHost,
    /// A host name with a scheme before it, in a URL.
    HttpsUrl,
    /// A path that starts with a slash.
    AbsolutePath,
    /// A path of an Ingress whose `pathType` is `Exact` or `Prefix`: without empty parts, `.`, `..` and `%2f`.
    IngressPath,
    /// A path below some folder: not absolute, and never up.
    PathBelow,
    /// A path that never goes up.
    PathForward,
    /// A path of a URL that names an operation: each part is a subdomain.
    OperationPath,
    /// `example.com/name`, whose name may have further parts.
    DomainPath,
    /// A path of a URL, whose last part may be `*`.
    UrlPath,
    /// The name of an attribute of a device, with its domain: `example.com/memory_size`.
    AttributeName,
    /// The name of a request for devices, or the names of a request and of one of its parts: `gpu/large`.
    RequestName,
    /// An `apiVersion` that has a group: `apps/v1`.
    GroupedVersion,
    /// The name of an HTTP header.
    HeaderName,
    /// The name of a kernel setting.
    Sysctl,
    /// A quantity above zero.
    AboveZero,
    /// A quantity of at least one.
    AtLeastOne,
    /// A quantity that is not below zero.
    NotNegative,
    /// An integer of at least 0, or a percentage.
    CountOrPercent,
    /// An integer of at least 0, or a percentage of at most 100.
    CountOrShare,
    /// The number or the name of a port.
    PortOrName,
    /// The version of an API: `v1`, `v1beta1`.
    VersionLabel,
    /// The name of an iSCSI node.
    IscsiName,
    /// Hosts, each with a port, with commas between them.
    HostPorts,
    /// A field of a pod that an environment variable can have.
    VariableField,
    /// A field of a pod that a file can have.
    FileField,
    /// A resource of a container that a variable or a file can have.
    ContainerResource,
    /// The group and version of an API: `example.com/v1`.
    GroupVersion,
    /// The kind of an object: a label in any case.
    KindName,
    /// A domain in which names are looked up: a [`Form::DnsSubdomain`] that may end with a dot.
    SearchDomain,
    /// The type of object that a LimitRange limits: `Pod`, `Container`, `example.com/thing`.
    LimitType,
    /// The name of a finalizer, which delays the deletion of an object: `kubernetes`, `example.com/backup`.
    Finalizer,
    /// A time of RFC 3339: `2006-01-02T15:04:05Z`.
    Time,
    /// A [`Form::Time`] with six digits after its second: `2006-01-02T15:04:05.000000Z`.
    MicroTime,
    /// An IPv4 address of a single machine.
    Ipv4,
    /// An IPv6 address of a single machine.
    Ipv6,
    /// A host name of two parts at least, which may end with a dot.
    FullHost,
    /// The name of an attribute or a capacity of a device, with or without its domain.
    Attribute,
    /// The name of a pool of devices: subdomains with slashes between them.
    PoolName,
    /// A version of semver.org: `1.2.3-rc.1`.
    SemanticVersion,
    /// Indexes of pods: `0-3,7`.
    Indexes,
    /// The name of a PriorityClass, except for those of the system.
    UserPriority,
    /// A resource that a quota can limit: `pods`, `requests.cpu`, `count/jobs.batch`.
    QuotaName,
}

/// The sort of text that has a form. It decides which rule reports a value without the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Names of objects and of parts of objects.
    Name,
    /// Keys and values of labels.
    Label,
    /// Anything else.
    Value,
}

/// The first version that accepts any printable letter but `=` in the name of a variable
/// (`RelaxedEnvironmentVariableValidation`).
const RELAXED_VARIABLES: Version = Version { major: 1, minor: 32 };

/// The first version that accepts `_` in a search domain, and a dot alone (`RelaxedDNSSearchValidation`).
const RELAXED_DOMAINS: Version = Version { major: 1, minor: 33 };

impl Form {
    /// The sort of text that the form is for.
    pub fn family(self) -> Family {
        match self {
            Form::DnsLabel
            | Form::LetterLabel
            | Form::DnsSubdomain
            | Form::ThreeParts
            | Form::DriverName
            | Form::PathSegment
            | Form::ConfigKey
            | Form::VariableName
            | Form::CelName
            | Form::ResourceName
            | Form::VersionLabel
            | Form::GroupVersion
            | Form::KindName
            | Form::AttributeName
            | Form::Attribute
            | Form::PoolName
            | Form::RequestName
            | Form::SearchDomain
            | Form::LimitType
            | Form::Finalizer
            | Form::UserPriority
            | Form::QuotaName => Family::Name,
            Form::QualifiedName | Form::QualifiedNameAnyCase | Form::PrefixedName | Form::LabelValue => Family::Label,
            _ => Family::Value,
        }
    }

    /// Whether objects, or parts of them, have names of this form.
    pub fn is_of_objects(self) -> bool {
        matches!(self, Form::DnsLabel | Form::LetterLabel | Form::DnsSubdomain)
    }

    /// Whether a number can also have the form. For such a form, the API server checks even an empty string.
    pub(super) fn is_of_numbers(self) -> bool {
        matches!(self, Form::CountOrPercent | Form::CountOrShare)
    }

    /// Whether a message may show a value that does not have the form. A URL may contain a password.
    pub fn is_shown(self) -> bool {
        self != Form::HttpsUrl
    }

    /// Whether the text is a placeholder, which a person or a tool replaces.
    pub(super) fn is_placeholder(self, text: &str) -> bool {
        match self.family() {
            Family::Name => object_names::is_placeholder(text),
            _ => is_unknown(text) || has_template_sign(text) || is_in_capitals(text),
        }
    }

    /// Checks whether a text has the form in all of the given versions. The error is the reason why it does not.
    pub fn takes(self, text: &str, versions: VersionSet) -> Outcome {
        self.check_text(text, versions)
    }

    /// Checks whether a value has the form in all of the given versions. The error is the reason why it does not.
    pub(super) fn check(self, node: Node<'_>, versions: VersionSet) -> Outcome {
        match self {
            Form::CountOrPercent => percent(node, i64::MAX),
            Form::CountOrShare => percent(node, 100),
            Form::AboveZero => amount(node, |nanos| nanos > 0),
            Form::AtLeastOne => amount(node, |nanos| nanos >= 1_000_000_000),
            Form::NotNegative => amount(node, |nanos| nanos >= 0),
            Form::PortOrName => match node.as_i64() {
                Some(1..=65535) => Ok(()),
                Some(_) => Err("it is not a number from 1 to 65535".to_owned()),
                None => node.as_str().map_or(Ok(()), names::port_name),
            },
            _ if node.is_null() => self.check_text("", versions),
            _ => node.as_str().map_or(Ok(()), |text| self.check_text(text, versions)),
        }
    }

    /// Checks whether a text has the form. One long match on purpose: a table with a line for each form.
    fn check_text(self, text: &str, versions: VersionSet) -> Outcome {
        let since = |version| versions.first().is_some_and(|first| first >= version);
        match self {
            Form::DnsLabel => names::dns1123_label(text),
            Form::LetterLabel | Form::VersionLabel => texts::letter_label(text),
            Form::DnsSubdomain => names::dns1123_subdomain(text),
            Form::ThreeParts => texts::three_parts(text),
            Form::DriverName if text.len() > 63 => {
                Err(format!("it has {} characters, but at most 63 are allowed", text.len()))
            }
            Form::DriverName => names::dns1123_subdomain(&text.to_ascii_lowercase()),
            Form::PathSegment => names::path_segment(text),
            Form::ConfigKey => names::data_key(text),
            Form::VariableName => texts::variable(text, since(RELAXED_VARIABLES)),
            Form::PortName => names::port_name(text),
            Form::CelName => texts::cel_name(text),
            Form::QualifiedName => names::label_key(text),
            Form::QualifiedNameAnyCase => names::label_key(&text.to_ascii_lowercase()),
            Form::PrefixedName if !text.contains('/') => Err("it has no domain before a `/`".to_owned()),
            Form::PrefixedName => names::label_key(text),
            Form::LabelValue => names::label_value(text),
            Form::ResourceName => fields::measured(text),
            Form::Ip => hosts::ip(text),
            Form::Cidr => hosts::cidr(text),
            Form::Host => hosts::host(text),
            Form::TlsHost => names::dns1123_subdomain(text.strip_prefix("*.").unwrap_or(text)),
            Form::UrlPath => hosts::url_path(text),
            Form::AttributeName => texts::full_attribute(text),
            Form::RequestName => text.splitn(2, '/').try_for_each(names::dns1123_label),
            Form::GroupedVersion if text.matches('/').count() != 1 => {
                Err("it does not have one `/` after a group".to_owned())
            }
            Form::GroupedVersion => Ok(()),
            Form::HttpsUrl => hosts::https(text),
            Form::AbsolutePath if text.starts_with('/') => Ok(()),
            Form::AbsolutePath => Err("it does not start with `/`".to_owned()),
            Form::IngressPath => hosts::ingress_path(text),
            Form::PathBelow if text.starts_with('/') => Err("it starts with `/`".to_owned()),
            Form::PathBelow | Form::PathForward if text.split('/').any(|part| part == "..") => {
                Err("it goes up with `..`".to_owned())
            }
            Form::PathBelow | Form::PathForward => Ok(()),
            Form::OperationPath => hosts::operation_path(text),
            Form::DomainPath => hosts::domain_path(text),
            Form::HeaderName => texts::header(text),
            Form::Sysctl => texts::sysctl(text),
            Form::IscsiName => hosts::iscsi(text),
            Form::HostPorts => hosts::with_ports(text),
            Form::VariableField => fields::variable(text),
            Form::FileField => fields::file(text),
            Form::ContainerResource => fields::resource(text),
            Form::GroupVersion => texts::group_version(text),
            Form::KindName => texts::letter_label(&text.to_ascii_lowercase()),
            Form::QuotaName => fields::quota(text),
            Form::SearchDomain => texts::search_domain(text, since(RELAXED_DOMAINS)),
            Form::LimitType => fields::limited(text),
            Form::Finalizer => fields::finalizer(text),
            Form::Time => texts::time(text),
            Form::MicroTime => texts::micro_time(text),
            Form::Ipv4 => hosts::endpoint(text, false),
            Form::Ipv6 => hosts::endpoint(text, true),
            Form::FullHost => hosts::full_host(text),
            Form::Attribute => texts::attribute(text),
            Form::PoolName => text.split('/').try_for_each(names::dns1123_subdomain),
            Form::SemanticVersion => texts::semantic_version(text),
            Form::Indexes => texts::indexes(text),
            Form::UserPriority => texts::user_priority(text),
            _ => Ok(()),
        }
    }
}

fn percent(node: Node<'_>, most: i64) -> Outcome {
    if let Some(number) = node.as_i64() {
        return if number < 0 { Err("it is below 0".to_owned()) } else { Ok(()) };
    }
    let Some(text) = node.as_str() else { return Ok(()) };
    let digits =
        text.strip_suffix('%').filter(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
    match digits.map(|digits| digits.parse::<i64>().unwrap_or(i64::MAX)) {
        Some(number) if number > most => Err(format!("it is more than {most}%")),
        Some(_) => Ok(()),
        None => Err("it is a string that is not a percentage".to_owned()),
    }
}

/// Checks whether the amount of a quantity passes a test.
fn amount(node: Node<'_>, test: impl Fn(i128) -> bool) -> Outcome {
    match nanos(node) {
        Some(nanos) if !test(nanos) => Err("it is not".to_owned()),
        _ => Ok(()),
    }
}

/// The amount of a quantity in billionths. Null, which may be a value of a map, is zero.
pub(super) fn nanos(node: Node<'_>) -> Option<i128> {
    match quantity::read(node) {
        _ if node.is_null() => Some(0),
        Some(Written::Quantity(quantity)) => quantity.nanos(),
        _ => None,
    }
}
