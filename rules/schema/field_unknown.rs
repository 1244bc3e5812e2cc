//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::Resource;
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule};
use crate::schema::{Meant, Problem, UnknownField, owner};
use crate::yaml::{Edit, Entry, replace_part, replace_raw, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "field-unknown",
        summary: "A key that the object does not have",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        card: include_str!("field_unknown.md"),
        rank: Some(Rank::Field),
        ..Meta::DEFAULT
    },
    check: Check::Schema(check),
};

fn check<'w>(resource: &'w Resource<'w>, problem: &Problem<'w>, cx: &mut Cx<'w>) {
    let Problem::Unknown(field) = problem else { return };
    // The rule on levels says where it belongs.
    if !matches!(field.meant, Meant::Place(_)) {
        report(resource, field, cx);
    }
}

fn report(resource: &Resource<'_>, field: &UnknownField<'_>, cx: &mut Cx<'_>) {
    let UnknownField { entry, definition, versions, .. } = *field;
    let (key, owner) = (entry.key.key_text(), owner(field.parent, resource.kind_name));
    if let Some(known) = definition.field(&key).next() {
        let message = format!(
            "`{key}` is a field of {owner} in Kubernetes {} but not in {versions}, where `kubectl apply` fails",
            known.versions()
        );
        cx.report(entry, message).help(format!("remove `{key}`, or name the versions of your clusters"));
        return;
    }
    if let Some((message, help, edit)) = missing_space(entry, &key) {
        cx.report(entry, message).help(help).fix(Applicability::Unsafe, help, edit);
        return;
    }
    let where_ = cx.in_definition();
    let condition = if where_.is_empty() { "" } else { " if the cluster has that definition" };
    let message = format!("`{key}` is not a field of {owner}{where_}, so `kubectl apply` fails{condition}");
    let report = cx.report(entry, message);
    let slip = match &field.meant {
        Meant::Name(slip) => slip,
        Meant::Told(help) => {
            report.help(*help);
            return;
        }
        Meant::Place(_) | Meant::Unclear => return,
    };
    let name = slip.field.name();
    if !slip.is_free {
        report.help(format!("`{name}` is written as well: remove `{key}`"));
    } else if !slip.fits && entry.value.is_mapping() && slip.field.shape().is_mapping() {
        report.help(format!("write `{name}`, with its own fields below it"));
    } else if !slip.fits {
        report.help(format!("write `{name}`, which is {}", slip.field.shape().noun()));
    } else {
        let applicability = if slip.is_case { Applicability::Safe } else { Applicability::Unsafe };
        let title = format!("write `{name}`");
        report.help(title.clone()).fix(applicability, title, replace_scalar(entry.key, name));
    }
}

/// What is wrong with a key that lacks a space, as in `-name: web` and, between brackets, `{name:web}`.
fn missing_space(entry: Entry<'_>, key: &str) -> Option<(String, &'static str, Option<Edit>)> {
    let is_name = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_plain = entry.key.source_text() == key;
    if let Some(name) = key.strip_prefix('-').filter(|name| is_name(name) && is_plain) {
        let message = format!(
            "`{key}` is one word: without a space after its dash it is a key and starts no item, so `kubectl apply` fails"
        );
        return Some((message, "write a space after the dash", replace_raw(entry.key, &format!("- {name}"))));
    }
    let (name, value) = key.split_once(':').filter(|_| is_plain && entry.value.is_null())?;
    let is_pair = is_name(name) && !value.is_empty() && !value.starts_with("//") && !value.contains(':');
    // The value may be a secret.
    let message =
        format!("a space is missing after `{name}:`, so this is one key with no value, and `kubectl apply` fails");
    let edit = replace_part(entry.key.text_part(name.len()..name.len() + 1), ": ");
    is_pair.then_some((message, "write a space after the colon", edit))
}
