//! Reports problems in the builds of kustomizations.

use super::Cx;
use crate::diagnostic::{Ground, Severity};
use crate::render::kustomize::ProblemKind;
use crate::workspace::BuildProblem;
use crate::yaml::Node;

/// The number of places with the same mistake that a finding names. Further ones are only counted.
const SHOWN: usize = 4;

/// Reports a problem at the place where a person would repair it, with the kustomizations whose builds have it.
pub fn report_not_built<'w>(problem: &BuildProblem<'w>, cx: &mut Cx<'w>) {
    let place = place(problem.at);
    let because = problem.because.iter().map(|span| Ground::Value(*span));
    let mut report = cx.report(place, problem.message.clone()).rests_on(because);
    report = match problem.similar {
        Some(similar) => report.help(format!("write `{}`", similar.name)).related(similar.at, "this name is similar"),
        None => report.help(help(problem.kind)),
    };
    if problem.kind == ProblemKind::NoChange {
        // The entry is useless, but does no harm.
        report = report.severity(Severity::Info);
    } else if matches!(problem.kind, ProblemKind::Limit | ProblemKind::Outside) {
        // kustomize may build it.
        report = report.severity(Severity::Warning);
    } else if problem.is_about_data() && problem.kind == ProblemKind::Missing {
        // A tool may make the file before the build, as is usual for files with secrets.
        report = report.severity(Severity::Warning);
    }
    let rest = problem.others.len().saturating_sub(SHOWN);
    for (at, other) in problem.others.iter().take(SHOWN).enumerate() {
        report = report.related(
            *other,
            match rest {
                1.. if at + 1 == SHOWN => format!("this and {rest} more do not exist either"),
                _ => "this does not exist either".to_owned(),
            },
        );
    }
    let mut others = problem.roots.iter().filter(|root| root.source().id() != place.source().id());
    if let Some(first) = others.next() {
        let message = match others.count() {
            0 => "used by this kustomization".to_owned(),
            1 => "used by this kustomization and one other".to_owned(),
            count => format!("used by this kustomization and {count} others"),
        };
        report.mention(*first, message);
    }
}

/// The best short place of a node. For a mapping, the name in it.
fn place(node: Node<'_>) -> Node<'_> {
    if !node.is_mapping() {
        return node;
    }
    let name = node.find(&["metadata", "name"]).or_else(|| node.get("name"));
    name.or_else(|| node.entries().next().map(|entry| entry.key)).unwrap_or(node)
}

fn help(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::Outside => "move what it names into the repository, and correct the path",
        ProblemKind::Missing => "correct the path, add what it names, or remove the entry",
        ProblemKind::Duplicate => "remove one of the two, or give it another name or namespace",
        ProblemKind::NoTarget => "correct the kind, the name or the namespace, or remove it",
        ProblemKind::NoEffect => "correct what it matches, or remove it",
        ProblemKind::NoChange => "write another value, or remove it",
        ProblemKind::Empty => "write what it is to build, or remove it",
        ProblemKind::Cycle => "remove one of the entries of the circle",
        ProblemKind::Limit => "bowline stops here, not kustomize: what this builds is not checked",
        _ => "`kustomize build` stops here",
    }
}
