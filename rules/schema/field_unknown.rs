//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Draft, Meta, Rank, Rule};
use crate::schema::{Field, Meant, Problem, UnknownField, owner};
use crate::text::list::{join, list};
use crate::yaml::{Edit, Entry, replace_part, replace_raw, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "field-unknown",
        summary: "A key that the object does not have",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        rank: Some(Rank::Field),
        ..Meta::DEFAULT
    },
    check: Check::Schema(check),
};

/// More names of fields tell a reader less.
const MAX_NAMES: usize = 8;

fn check<'w>(resource: &'w Resource<'w>, problem: &Problem<'w>, cx: &mut Cx<'w>) {
    let Problem::Unknown(field) = problem else { return };
    // Another rule says where the key belongs.
    if !matches!(field.meant, Meant::Place(_)) {
        report(resource, field, cx);
    }
}

fn report<'w>(resource: &'w Resource<'w>, field: &UnknownField<'w>, cx: &mut Cx<'w>) {
    let UnknownField { entry, definition, versions, .. } = *field;
    let (key, owner) = (entry.key.key_text(), owner(field.parent, resource.kind_name));
    if let Some(known) = definition.field(&key).next() {
        let message = format!(
            "`{key}` is a field of {owner} in Kubernetes {} but not in {versions}, where `kubectl apply` fails",
            known.versions()
        );
        let report = with_inner(field, cx.report(entry, message));
        report.help(format!("remove `{key}`, or set `kubernetes` in bowline.yaml to the versions of your clusters"));
        return;
    }
    if let Meant::Told(help) = field.meant {
        return report_told(resource, field, help, cx);
    }
    if let Some((message, help, edit)) = missing_space(entry, &key) {
        cx.report(entry, message).help(help).fix(Applicability::Unsafe, help, edit);
        return;
    }
    let where_ = cx.in_definition();
    let condition = if where_.is_empty() { "" } else { " if the cluster has that definition" };
    let message = format!("`{key}` is not a field of {owner}{where_}, so `kubectl apply` fails{condition}");
    let report = with_inner(field, cx.report(entry, message));
    let Meant::Name(typo) = &field.meant else {
        let names: Vec<&str> = definition.fields().map(Field::name).collect();
        if (1..=MAX_NAMES).contains(&names.len()) {
            report.help(format!("{owner} has {} {}", plural(names.len()), list(&names, "and")));
        }
        return;
    };
    let name = typo.field.name();
    if !typo.is_free {
        report.help(format!("`{name}` already exists: remove `{key}`"));
    } else if !typo.fits && entry.value.is_mapping() && typo.field.shape().is_mapping() {
        report.help(format!("write `{name}`, with its fields nested in it"));
    } else if !typo.fits {
        report.help(format!("write `{name}`, which is {}", typo.field.shape().noun()));
    } else {
        let applicability = if typo.is_case || typo.is_sure { Applicability::Safe } else { Applicability::Unsafe };
        let title = format!("write `{name}`");
        report.help(title.clone()).fix(applicability, title, replace_scalar(entry.key, name));
    }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "only the field" } else { "the fields" }
}

/// Adds the fields inside the unknown key, which are one level too deep, so that no other finding says that they are
/// missing.
fn with_inner<'a>(field: &UnknownField<'_>, report: Draft<'a>) -> Draft<'a> {
    let keys = field.entry.value.entries().map(|inner| inner.key.text());
    let fields = keys.filter(|key| field.definition.field(key).next().is_some());
    fields.fold(report, |report, key| report.explaining_lack(field.parent.without(key)))
}

/// Reports keys that belong at a deeper level. Adjacent keys without the same level are one finding.
fn report_told<'w>(resource: &'w Resource<'w>, field: &UnknownField<'w>, help: &str, cx: &mut Cx<'w>) {
    let level = level(help);
    let others = cx.workspace.facts(resource).problems.iter().filter_map(|problem| match problem {
        Problem::Unknown(other) if other.entry.key.parent() == field.entry.key.parent() => Some(other),
        _ => None,
    });
    let (mut keys, mut helps, mut is_said) = (Vec::new(), Vec::new(), false);
    for other in others {
        match &other.meant {
            Meant::Told(told) if level.is_some() && self::level(told) == level => {
                keys.push(other.entry);
                if !helps.contains(told) {
                    helps.push(*told);
                }
            }
            // Another rule names the missing level.
            Meant::Place(place) => {
                is_said |= level.is_some_and(|level| place.path.split('.').next_back() == Some(level))
            }
            _ => {}
        }
    }
    let first = keys.first().copied().unwrap_or(field.entry);
    if is_said || first.key != field.entry.key {
        return;
    }
    let names = join(
        keys.iter().chain(keys.is_empty().then_some(&first)).map(|key| format!("`{}`", key.key.key_text())),
        "and",
    );
    let owner = owner(field.parent, resource.kind_name);
    let are = if keys.len() > 1 { "are not fields" } else { "is not a field" };
    let where_ = cx.in_definition();
    let condition = if where_.is_empty() { "" } else { " if the cluster has that definition" };
    let message = format!("{names} {are} of {owner}{where_}, so `kubectl apply` fails{condition}");
    let mut report = cx.report(first, message);
    for key in keys.iter().skip(1) {
        report = report.mention(*key, "this one as well");
    }
    let help = if helps.is_empty() { help.to_owned() } else { helps.join("; ") };
    report.help(if keys.len() > 1 { help.replace("write it ", "write them ") } else { help });
}

/// The missing level, if a text says to write it: `requests` in "write it under `requests:`".
fn level(help: &str) -> Option<&str> {
    help.split('`').nth(1)?.strip_suffix(':')
}

/// The mistake in a key without a space, as in `-name: web` or, in braces, `{name:web}`.
fn missing_space(entry: Entry<'_>, key: &str) -> Option<(String, &'static str, Option<Edit>)> {
    let is_name = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_plain = entry.key.source_text() == key;
    if let Some(name) = key.strip_prefix('-').filter(|name| is_name(name) && is_plain) {
        let message = format!(
            "`{key}` is one word: without a space after its dash it is a key, not an item, so `kubectl apply` fails"
        );
        return Some((message, "write a space after the dash", replace_raw(entry.key, &format!("- {name}"))));
    }
    let (name, value) = key.split_once(':').filter(|_| is_plain && entry.value.is_null())?;
    let is_pair = is_name(name) && !value.is_empty() && !value.starts_with("//") && !value.contains(':');
    // The value may be a secret.
    let message =
        format!("a space is missing after `{name}:`, so this is one key without a value, and `kubectl apply` fails");
    let edit = replace_part(entry.key.text_part(name.len()..name.len() + 1), ": ");
    is_pair.then_some((message, "write a space after the colon", edit))
}
