//! Addresses, hosts and paths, as the API server reads them.

use std::net::IpAddr;

use crate::kube::values::names::{self, Outcome};

/// `IsValidIPForLegacyField`, which accepts old addresses with zeros before their numbers.
pub(super) fn ip(text: &str) -> Outcome {
    match is_address(text) {
        true => Ok(()),
        false => Err("it cannot be read as an address".to_owned()),
    }
}

/// `validateEndpoints` in discovery/validation, with `ValidateEndpointIP`: no other address reaches a machine.
pub(super) fn endpoint(text: &str, is_v6: bool) -> Outcome {
    ip(text)?;
    let address = text.parse::<IpAddr>().ok();
    match address {
        _ if text.contains(':') != is_v6 => Err(format!("it is of version {}", if is_v6 { 4 } else { 6 })),
        Some(IpAddr::V6(address)) if address.to_ipv4_mapped().is_some() => Err("it is one of version 4".to_owned()),
        Some(address) if address.is_unspecified() => Err("it is of no machine".to_owned()),
        Some(address) if address.is_loopback() => Err("it is the machine itself".to_owned()),
        Some(IpAddr::V4(address)) if address.is_link_local() => Err("it is of one link only".to_owned()),
        Some(IpAddr::V6(address)) if address.is_unicast_link_local() => Err("it is of one link only".to_owned()),
        _ => Ok(()),
    }
}

/// `IsFullyQualifiedDomainName`.
pub(super) fn full_host(text: &str) -> Outcome {
    let host = text.strip_suffix('.').unwrap_or(text);
    names::dns1123_subdomain(host)?;
    match host.contains('.') {
        true => Ok(()),
        false => Err("it has one part, and two are the least".to_owned()),
    }
}

/// `IsValidCIDRForLegacyField`.
pub(super) fn cidr(text: &str) -> Outcome {
    let Some((address, bits)) = text.split_once('/') else {
        return Err("it does not end with `/` and a number of bits".to_owned());
    };
    let most = if address.contains(':') { 128 } else { 32 };
    match bits.parse::<u8>() {
        _ if !is_address(address) => Err("what is before the `/` is not an address".to_owned()),
        Ok(bits) if bits <= most => Ok(()),
        _ => Err(format!("what follows the `/` is not a number from 0 to {most}")),
    }
}

fn is_address(text: &str) -> bool {
    let without_zeros = || {
        let part = |part: &str| {
            let digits = part.trim_start_matches('0');
            if digits.is_empty() && !part.is_empty() { "0".to_owned() } else { digits.to_owned() }
        };
        text.split('.').map(part).collect::<Vec<_>>().join(".")
    };
    text.parse::<IpAddr>().is_ok() || !text.contains(':') && without_zeros().parse::<IpAddr>().is_ok()
}

/// `IsDNS1123Subdomain`, or `IsWildcardDNS1123Subdomain` if there is a `*`; an address is not a host.
pub(super) fn host(text: &str) -> Outcome {
    if text.parse::<IpAddr>().is_ok() {
        return Err("it is an address".to_owned());
    }
    match text.strip_prefix("*.") {
        Some(rest) => names::dns1123_subdomain(rest),
        None => names::dns1123_subdomain(text),
    }
}

/// `webhook.ValidateWebhookURL`.
pub(super) fn https(text: &str) -> Outcome {
    let scheme = text.get(..8).filter(|scheme| scheme.eq_ignore_ascii_case("https://"));
    let Some(rest) = scheme.and(text.get(8..)) else { return Err("it does not start with `https://`".to_owned()) };
    let (host, more) = rest.split_once('/').map_or((rest, ""), |(host, more)| (host, more));
    match () {
        () if host.is_empty() => Err("it has no host".to_owned()),
        () if host.contains('@') => Err("it contains a user".to_owned()),
        () if more.contains('#') || host.contains('#') => Err("it has a fragment, which starts with `#`".to_owned()),
        () if more.contains('?') || host.contains('?') => Err("it has a query, which starts with `?`".to_owned()),
        () => Ok(()),
    }
}

/// `webhook.ValidateWebhookService`: each part of the path is a subdomain.
pub(super) fn operation_path(text: &str) -> Outcome {
    let Some(rest) = text.strip_prefix('/') else { return Err("it does not start with `/`".to_owned()) };
    if rest.is_empty() {
        return Ok(());
    }
    let parts = rest.strip_suffix('/').unwrap_or(rest);
    parts.split('/').try_for_each(|part| match part {
        "" => Err("it has two slashes in a row".to_owned()),
        part => names::dns1123_subdomain(part).map_err(|reason| format!("in `{part}`: {reason}")),
    })
}

/// `IsDomainPrefixedPath`.
pub(super) fn domain_path(text: &str) -> Outcome {
    let Some((domain, path)) = text.split_once('/') else { return Err("it has no domain before a `/`".to_owned()) };
    names::dns1123_subdomain(domain).map_err(|reason| format!("its domain: {reason}"))?;
    let is_path = |c: char| c.is_ascii_alphanumeric() || "/:@._~!$&'()*+,;=-%".contains(c);
    match path.chars().find(|&c| !is_path(c)) {
        _ if path.is_empty() => Err("there is no path after its `/`".to_owned()),
        Some(' ') => Err("it contains a space".to_owned()),
        Some(c) => Err(format!("it contains `{c}`")),
        None => Ok(()),
    }
}

/// `iscsiInitiatorIqnRegex` and similar patterns in core validation.
pub(super) fn iscsi(text: &str) -> Outcome {
    let hex = |digits: &str, counts: &[usize]| {
        counts.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let is_date = |date: &str| {
        let (year, month) = date.split_once('-').unwrap_or_default();
        let is_digits = |part: &str, count| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
        is_digits(year, 4) && is_digits(month, 2)
    };
    let fits = match text.get(..3) {
        Some("iqn") => {
            let rest = text.strip_prefix("iqn.").and_then(|rest| rest.split_once('.'));
            rest.is_some_and(|(date, name)| is_date(date) && !name.is_empty())
        }
        Some("eui") => text.strip_prefix("eui.").is_some_and(|digits| hex(digits, &[16])),
        Some("naa") => text.strip_prefix("naa.").is_some_and(|digits| hex(digits, &[16, 32])),
        _ => return Err("it does not start with `iqn`, `eui` or `naa`".to_owned()),
    };
    if fits { Ok(()) } else { Err("what follows does not fit this kind of name".to_owned()) }
}

/// `net.SplitHostPort` of each part.
pub(super) fn with_ports(text: &str) -> Outcome {
    let is_pair = |pair: &str| match pair.strip_prefix('[') {
        Some(rest) => rest.contains("]:"),
        None => pair.matches(':').count() == 1,
    };
    match text.split(',').all(is_pair) {
        true => Ok(()),
        false => Err("one of its addresses has no port".to_owned()),
    }
}

/// `validateHTTPIngressPath` for paths of type `Exact` and `Prefix`. The slash at the start is required of all paths.
pub(super) fn ingress_path(text: &str) -> Outcome {
    let part = ["//", "/./", "/../", "%2f", "%2F"].into_iter().find(|part| text.contains(part));
    let end = ["/..", "/."].into_iter().find(|end| text.ends_with(end));
    match part.map(|part| ("contains", part)).or(end.map(|end| ("ends with", end))) {
        Some((verb, part)) => Err(format!("it {verb} `{part}`")),
        None => Ok(()),
    }
}

/// `ValidateNonResourceURLPath` in flowcontrol/validation.
pub(super) fn url_path(text: &str) -> Outcome {
    let stars = text.matches('*').count();
    match () {
        () if text == "*" || text == "/" => Ok(()),
        () if !text.starts_with('/') => Err("it does not start with `/`".to_owned()),
        () if text.contains(' ') => Err("it contains a space".to_owned()),
        () if text.contains("//") => Err("it has two slashes in a row".to_owned()),
        () if stars > 1 || stars == 1 && !text.ends_with("/*") => {
            Err("a `*` is allowed only after the last `/`".to_owned())
        }
        () => Ok(()),
    }
}
