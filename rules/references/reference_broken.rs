//! See the card.

use crate::diagnostic::{Applicability, Severity};
use crate::rule::{Category, Check, Cx, Meta, Rank, Rule};
use crate::workspace::{Asks, How, Left, Loss};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "reference-broken",
        summary: "A change that breaks a reference between objects",
        category: Category::Links,
        severity: Severity::Error,
        fix: Some(Applicability::Unsafe),
        since: "0.1.0",
        rank: Some(Rank::Change),
        ..Meta::DEFAULT
    },
    check: Check::Change(check),
};

/// The largest number of broken references that are shown for one edit.
const SHOWN: usize = 10;

fn check<'w>(loss: &Loss<'w>, cx: &mut Cx<'w>) {
    let Some(first) = loss.left.first() else { return };
    let severity = if loss.left.iter().any(|left| left.is_sure) { Severity::Error } else { Severity::Warning };
    let others = match loss.left.len() - 1 {
        0 => String::new(),
        1 => " (and one further reference)".to_owned(),
        count => format!(" (and {count} further references)"),
    };
    let message = format!("this change {}{others}", message(loss, first));
    let mut report = cx.report(loss.place, message).severity(severity);
    for left in loss.elsewhere().take(SHOWN) {
        report = report.related(left.place, label(left));
    }
    if let Some(other) = loss.other.filter(|other| other.root != loss.at.root) {
        report = report.mention(other.head(), format!("this is {}", other.title()));
    }
    for left in &loss.left {
        report = report.explaining(left.extent);
    }
    report.help(help(loss, first));
}

/// The effect of the change on the first reference, in words that follow `this change`.
fn message(loss: &Loss<'_>, left: &Left<'_>) -> String {
    let (was, from) = (&loss.was, left.from.title());
    let pods = if was.starts_with("Pod ") { was.clone() } else { format!("the pods of {was}") };
    match (&loss.how, left.asks) {
        (How::Reference(_), Asks::Pods) => format!("makes {from} select no pods; before, it selected {pods}"),
        (How::Reference(_), Asks::Objects(kind)) => format!("makes {from} select no {kind}; before, it selected {was}"),
        (How::Reference(old), Asks::Name(kind, name)) if *old == name => {
            format!("makes {from} name {} `{name}`, which does not exist there; before, it named {was}", kind.name())
        }
        (How::Reference(_), Asks::Name(kind, name)) => {
            format!("makes {from} name {} `{name}`, which is not in any file; before, it named {was}", kind.name())
        }
        (How::Reference(old), Asks::Host(name)) => {
            format!("makes {from} use the host `{name}`, which does not resolve; before, it was `{old}` for {was}")
        }
        (How::Reference(old), asks) => {
            let (thing, name) = part(asks);
            match old == name {
                true => format!("makes {from} use {thing} `{name}` in a way that {was} does not offer"),
                false => {
                    format!("makes {from} use {thing} `{name}`, which {was} does not have; before, it was `{old}`")
                }
            }
        }
        (How::Moved, Asks::Host(name)) => {
            format!("moves {was} to another namespace, but {from} still uses the host `{name}`")
        }
        (How::Renamed(new), Asks::Host(name)) => {
            format!("renames {was} to `{new}`, but {from} still uses the host `{name}`")
        }
        (How::Deleted, Asks::Host(name)) => {
            format!("removes {was}, but {from} still uses its host, `{name}`")
        }
        (How::Moved, _) => format!("moves {was} out of the namespace where {from} expects it"),
        (How::MovedAway, _) => format!("moves {from} out of the namespace of {was}, which it {}", verb(left.asks)),
        (_, Asks::Pods) => format!("leaves {from} without pods; before, it selected {pods}"),
        (_, Asks::Objects(kind)) => format!("leaves {from} without any {kind}; before, it selected {was}"),
        (How::Renamed(new), Asks::Name(_, name)) => {
            format!("renames {was} to `{new}`, but {from} still names `{name}`")
        }
        (How::Renamed(new), asks) => {
            let (thing, name) = part(asks);
            format!("replaces {thing} `{name}` of {was} with `{new}`, but {from} still uses `{name}`")
        }
        (How::Deleted, Asks::Name(..)) => format!("removes {was}, which {from} still names"),
        (_, Asks::Name(..) | Asks::Host(_)) => format!("keeps {from} from finding {was}, which it names"),
        (_, asks) => {
            let (thing, name) = part(asks);
            format!("removes {thing} `{name}` from {was}, but {from} still uses it")
        }
    }
}

fn part(asks: Asks<'_>) -> (&'static str, &str) {
    match asks {
        Asks::Key(name) => ("the key", name),
        Asks::Port(name) | Asks::ContainerPort(name) => ("port", name),
        Asks::Name(_, name) | Asks::Host(name) => ("the object", name),
        Asks::Pods | Asks::Objects(_) => ("the labels", ""),
    }
}

fn verb(asks: Asks<'_>) -> &'static str {
    match asks {
        Asks::Pods | Asks::Objects(_) => "selects",
        _ => "names",
    }
}

fn label(left: &Left<'_>) -> String {
    let from = left.from.title();
    match left.asks {
        Asks::Pods | Asks::Objects(_) => format!("{from} selects by this"),
        Asks::Name(..) => format!("{from} names it here"),
        Asks::Key(_) | Asks::Port(_) => format!("{from} uses it here"),
        Asks::Host(_) => format!("{from} uses it here"),
        Asks::ContainerPort(_) => format!("{from} sends here"),
    }
}

fn help(loss: &Loss<'_>, left: &Left<'_>) -> String {
    let from = left.from.title();
    match &loss.how {
        How::Reference(_) | How::Other => "correct it, or also change the other end".to_owned(),
        How::Moved | How::MovedAway => "move both together, or write the namespace in the reference".to_owned(),
        How::Deleted => format!("also remove the reference, or keep {}", loss.was),
        How::Renamed(_) | How::Changed => format!("also change {from}, or undo the edit"),
    }
}
