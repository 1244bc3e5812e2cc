//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::kube::values::time_zone;
use crate::kube::{Kind, Resource, resource::known_str};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::replace_scalar;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "cron-timezone",
        summary: "A time zone of a CronJob that does not exist",
        category: Category::Values,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(&[Kind::CronJob], check),
};

fn check<'w>(job: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(value) = job.spec_entry("timeZone").map(|entry| entry.value) else { return };
    let Some(name) = known_str(value).filter(|name| !time_zone::is_known(name)) else { return };
    const REFUSED: &str = "so the API server rejects the CronJob";
    let (severity, message) = match name {
        "" => (Severity::Error, format!("an empty `timeZone` is not a time zone, {REFUSED}")),
        _ if name.eq_ignore_ascii_case("local") => {
            (Severity::Error, format!("`timeZone: {name}` does not identify a time zone, {REFUSED}"))
        }
        _ if !time_zone::is_well_formed(name) => {
            (Severity::Error, format!("`timeZone: {name}` cannot be the name of a time zone, {REFUSED}"))
        }
        // New time zones rarely have names similar to old ones.
        _ if time_zone::nearest(name).is_some() => {
            (Severity::Error, format!("`timeZone: {name}` is not in the IANA time zone database, {REFUSED}"))
        }
        _ => {
            let effect = "an API server that does not know it rejects the CronJob";
            (Severity::Warning, format!("`timeZone: {name}` is not in the IANA time zone database: {effect}"))
        }
    };
    let nearest = time_zone::nearest(name);
    let help = match nearest {
        Some(nearest) => format!("write `{nearest}`"),
        None if name.is_empty() => {
            "write a name such as `Europe/Berlin`, or remove `timeZone` to use the time zone of the controller"
                .to_owned()
        }
        None => "write a name of the IANA time zone database, such as `Europe/Berlin` or `Etc/UTC`".to_owned(),
    };
    let report = cx.report(value, message).severity(severity).help(help);
    if let Some(nearest) = nearest {
        report.fix(Applicability::Unsafe, format!("write `{nearest}`"), replace_scalar(value, nearest));
    }
}
