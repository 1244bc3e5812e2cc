//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::values::cron;
use crate::kube::values::version::Version;
use crate::kube::{Kind, Resource, resource::known_str};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::{Edits, Entry, insert_after, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "cron-schedule",
        summary: "A schedule that Kubernetes rejects, or that never fires",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Safe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::CronJob], check),
};

/// The first version that rejects a time zone in the schedule of a new CronJob (batch validation).
const NO_ZONE: Version = Version { major: 1, minor: 29 };
/// The first version that reads `timeZone` by default (feature gate `CronJobTimeZone`).
const TIME_ZONE: Version = Version { major: 1, minor: 25 };

fn check<'w>(job: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(entry) = job.spec_entry("schedule") else { return };
    let Some(text) = known_str(entry.value) else { return };
    let zone_is_refused = cx.workspace.project.versions.first >= NO_ZONE;
    if text.contains("TZ") && (zone_is_refused || cron::zone(text).is_some()) {
        zone(job, entry, text, zone_is_refused, cx);
        return;
    }
    // A block scalar ends with a line break.
    let (value, shown) = (entry.value, text.trim());
    match cron::parse(text) {
        Ok(schedule) => {
            if let Some(reason) = schedule.never_fires() {
                let message = format!("`schedule: {shown}` never fires: {reason}");
                let report = cx.report(value, message).severity(Severity::Warning);
                report.help("write a date that exists; to pause a CronJob, write `suspend: true`");
            }
        }
        Err(refusal) => {
            let message = format!("`schedule: {shown}`: {}, so the API server rejects the CronJob", refusal.reason);
            let part = refusal.part;
            let report = cx.report(value.text_part(part.clone()), message).help(refusal.help);
            if let Some(instead) = refusal.instead {
                let mut whole = text.to_owned();
                whole.replace_range(part, &instead);
                report.fix(Applicability::Safe, format!("write `{instead}`"), replace_scalar(value, whole.trim()));
            }
        }
    }
}

/// Reports a time zone before the fields: it was never documented, and newer API servers reject it.
fn zone<'w>(job: &Resource<'w>, entry: Entry<'w>, text: &str, refused: bool, cx: &mut Cx<'w>) {
    let effect = match refused {
        true => "so the API server rejects the CronJob".to_owned(),
        false => format!("which Kubernetes rejects since {NO_ZONE}"),
    };
    let has_field = cx.workspace.project.versions.first >= TIME_ZONE;
    let message = format!("`schedule: {}` has a time zone in it, {effect}", text.trim());
    let severity = if refused { Severity::Error } else { Severity::Warning };
    let report = cx.report(entry.value, message).severity(severity).help("write the time zone as `timeZone`");
    let Some((name, rest)) = cron::zone(text).filter(|(_, rest)| has_field && cron::parse(rest).is_ok()) else {
        return;
    };
    if job.spec_entry("timeZone").is_none() {
        let edits = Edits::both(replace_scalar(entry.value, rest), insert_after(entry, "timeZone", name));
        report.fix(Applicability::Unsafe, format!("write `timeZone: {name}`"), edits);
    }
}
