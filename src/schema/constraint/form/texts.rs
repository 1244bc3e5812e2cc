//! Forms of texts that only one or two types of fields have.

use super::super::super::limit::Format;
use crate::kube::values::cel::RESERVED;
use crate::kube::values::names::{self, Outcome};

pub(super) fn letter_label(text: &str) -> Outcome {
    names::dns1123_label(text)?;
    match text.starts_with(|first: char| first.is_ascii_digit()) {
        true => Err("it starts with a digit".to_owned()),
        false => Ok(()),
    }
}

/// `parseGroupVersion` in admissionregistration/validation.
pub(super) fn group_version(text: &str) -> Outcome {
    let (group, version) = text.split_once('/').map_or((None, text), |(group, version)| (Some(group), version));
    if let Some(group) = group {
        names::dns1123_subdomain(group).map_err(|reason| format!("its group: {reason}"))?;
    }
    letter_label(version).map_err(|reason| format!("its version: {reason}"))
}

/// `validatePodDNSConfig` in core/validation.
pub(super) fn search_domain(text: &str, relaxed: bool) -> Outcome {
    match relaxed {
        true if text == "." => Ok(()),
        true => names::dns1123_subdomain(&text.strip_suffix('.').unwrap_or(text).replace('_', "-")),
        false => names::dns1123_subdomain(text.strip_suffix('.').unwrap_or(text)),
    }
}

/// `validateFullyQualifiedName` in resource/validation.
pub(super) fn full_attribute(text: &str) -> Outcome {
    match text.contains('/') {
        true => attribute(text),
        false => Err("it has no domain before a `/`".to_owned()),
    }
}

/// `validateQualifiedName` in resource/validation.
pub(super) fn attribute(text: &str) -> Outcome {
    let (domain, name) = text.split_once('/').map_or((None, text), |(domain, name)| (Some(domain), name));
    if let Some(domain) = domain {
        names::dns1123_subdomain(domain).map_err(|reason| format!("its domain: {reason}"))?;
    }
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    match name.chars().find(|&c| !is_word(c)) {
        _ if name.is_empty() => Err("there is no name in it".to_owned()),
        _ if name.len() > 32 => Err(format!("its name has {} characters, at most 32 are allowed", name.len())),
        Some(c) => Err(format!("`{c}` in it")),
        None if name.starts_with(|first: char| first.is_ascii_digit()) => {
            Err("its name starts with a digit".to_owned())
        }
        None => Ok(()),
    }
}

/// `semverRe` in resource/validation.
pub(super) fn semantic_version(text: &str) -> Outcome {
    let (text, build) = text.split_once('+').map_or((text, None), |(text, build)| (text, Some(build)));
    let (core, early) = text.split_once('-').map_or((text, None), |(core, early)| (core, Some(early)));
    let is_word =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = |part: &str| is_digits(part) && (part == "0" || !part.starts_with('0'));
    let fits = |part: &str| is_word(part) && (!is_digits(part) || is_number(part));
    let is_whole = core.split('.').count() == 3 && core.split('.').all(is_number);
    match is_whole && early.is_none_or(|early| early.split('.').all(fits)) {
        true if build.is_none_or(|build| build.split('.').all(is_word)) => Ok(()),
        _ => Err("nothing reads it as one".to_owned()),
    }
}

/// `utilvalidation.IsFullyQualifiedName`.
pub(super) fn three_parts(text: &str) -> Outcome {
    names::dns1123_subdomain(text)?;
    match text.split('.').count() {
        1 => Err("it has one part, but needs at least three".to_owned()),
        2 => Err("it has two parts, but needs at least three".to_owned()),
        _ => Ok(()),
    }
}

/// `IsRelaxedEnvVarName` and, before it, `IsEnvVarName`.
pub(super) fn variable(text: &str, relaxed: bool) -> Outcome {
    let fits = |c: char| match relaxed {
        true => matches!(c, ' '..='~') && c != '=',
        false => c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'),
    };
    match text.chars().find(|&c| !fits(c)) {
        _ if text.is_empty() => Err("it is empty".to_owned()),
        Some(' ') => Err("it contains a space".to_owned()),
        Some(c) => Err(format!("it contains `{c}`")),
        None if !relaxed && text.starts_with(|first: char| first.is_ascii_digit()) => {
            Err("it starts with a digit".to_owned())
        }
        None if !relaxed && (text == "." || text.starts_with("..")) => {
            Err("it must not be `.` or start with `..`".to_owned())
        }
        None => Ok(()),
    }
}

/// `apiservercel.Escape` and `IsCIdentifier`: the names that CEL can refer to.
pub(super) fn cel_name(text: &str) -> Outcome {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    match text.chars().find(|&c| !is_word(c)) {
        Some(' ') => Err("it contains a space, but only letters, digits and `_` are allowed".to_owned()),
        Some(c) => Err(format!("it contains `{c}`, but only letters, digits and `_` are allowed")),
        None if text.starts_with(|first: char| first.is_ascii_digit()) => Err("it starts with a digit".to_owned()),
        None if CEL_VALUES.contains(&text) || RESERVED.contains(&text) => Err("it is a word of CEL".to_owned()),
        None => Ok(()),
    }
}

/// Words that are values or an operator of CEL (`celReservedSymbols` lists them next to the reserved words).
const CEL_VALUES: &[&str] = &["true", "false", "null", "in"];

/// `IsHTTPHeaderName`.
pub(super) fn header(text: &str) -> Outcome {
    match text.chars().find(|c| !(c.is_ascii_alphanumeric() || *c == '-')) {
        _ if text.is_empty() => Err("it is empty".to_owned()),
        Some(' ') => Err("it contains a space, but only letters, digits and `-` are allowed".to_owned()),
        Some(c) => Err(format!("it contains `{c}`, but only letters, digits and `-` are allowed")),
        None => Ok(()),
    }
}

/// `IsValidSysctlName`.
pub(super) fn sysctl(text: &str) -> Outcome {
    let is_part = |part: &str| {
        let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
        edge(part.chars().next()) && edge(part.chars().last()) && part.chars().all(inner)
    };
    match text.len() {
        0..=253 if text.split(['.', '/']).all(is_part) => Ok(()),
        0..=253 => Err("only lower-case letters, digits, `-` and `_` between dots or slashes are allowed".to_owned()),
        length => Err(format!("it has {length} characters, but at most 253 are allowed")),
    }
}

/// `Time.UnmarshalJSON` of apimachinery. Go does not accept the lower-case letters that RFC 3339 allows.
pub(super) fn time(text: &str) -> Outcome {
    match Format::DateTime.refuses(text) || text.contains(['t', 'z']) {
        true => Err("nothing reads it as one".to_owned()),
        false => Ok(()),
    }
}

/// `MicroTime.UnmarshalJSON` of apimachinery.
pub(super) fn micro_time(text: &str) -> Outcome {
    time(text)?;
    let fraction = text.split_once('.').map_or("", |(_, rest)| rest);
    match fraction.bytes().take_while(u8::is_ascii_digit).count() {
        6 => Ok(()),
        count => Err(format!("its second has {count} decimal places, and six are needed")),
    }
}

/// `parseIndexInterval` and `validateIndexesFormat` in batch/validation.
pub(super) fn indexes(text: &str) -> Outcome {
    let mut last = None;
    for part in text.split(',') {
        let interval = part.split_once('-');
        let number = |text: &str| text.parse::<i64>().map_err(|_| format!("its part `{text}` is not a number"));
        let first = number(interval.map_or(part, |(first, _)| first))?;
        let end = interval.map(|(_, end)| number(end)).transpose()?;
        if end.is_some_and(|end| first >= end) || last.is_some_and(|last| first <= last) {
            return Err(format!("`{part}` does not go up"));
        }
        last = end.or(Some(first));
    }
    Ok(())
}

/// `ValidatePriorityClass` in scheduling/validation.
pub(super) fn user_priority(text: &str) -> Outcome {
    match text.starts_with("system-") && !matches!(text, "system-cluster-critical" | "system-node-critical") {
        true => Err("names that start with `system-` are those of Kubernetes".to_owned()),
        false => Ok(()),
    }
}
