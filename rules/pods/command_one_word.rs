//! See the card.

use crate::diagnostic::Severity;
use crate::kube::resource::known_str;
use crate::kube::{Container, Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "command-one-word",
        summary: "A whole command line in place of a program name",
        category: Category::Values,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::POD_HOLDERS, check),
};

fn check<'w>(holder: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(holder) else { return };
    for container in template.containers() {
        for (list, effect) in commands(&container) {
            let Some(first) = list.items().next().filter(|_| list.is_certain()) else { continue };
            let Some(program) = known_str(first).and_then(line) else { continue };
            // A value that is assigned before the program may be a password.
            let start = if program.contains('=') { String::new() } else { format!(", which starts with `{program}`") };
            let message = format!(
                "the first item of `command` is a whole command line{start}: the container runtime reads it as the \
                 name of one program, and {effect}"
            );
            cx.report(first, message)
                .help("write each word as a separate item, or run the line in a shell: `[\"sh\", \"-c\", \"...\"]`");
        }
    }
}

/// The command lists of a container, each with the effect of a program that does not exist.
fn commands<'w>(container: &Container<'w>) -> impl Iterator<Item = (Node<'w>, &'static str)> {
    const ACTIONS: &[(&[&str], &str)] = &[
        (&["livenessProbe", "exec"], "the probe fails"),
        (&["readinessProbe", "exec"], "the probe fails"),
        (&["startupProbe", "exec"], "the probe fails"),
        (&["lifecycle", "postStart", "exec"], "the container is killed"),
        (&["lifecycle", "preStop", "exec"], "the hook fails"),
    ];
    let node = container.node;
    let own = std::iter::once((node, "the container does not start"));
    let actions = ACTIONS.iter().filter_map(move |(path, effect)| Some((node.find(path)?, *effect)));
    own.chain(actions).filter_map(|(holder, effect)| Some((holder.get("command")?, effect)))
}

/// The first word of a command line. Returns `None` for text that may be the name of a program with spaces.
fn line(text: &str) -> Option<&str> {
    let (first, rest) = text.trim().split_once(char::is_whitespace)?;
    // `C:\Program Files\app.exe`, `/opt/My App/run`.
    let is_path = text.contains('\\')
        || first.starts_with('/') && {
            let word = rest.split_whitespace().next().unwrap_or_default();
            word.contains('/') && !word.starts_with(['/', '.', '-', '$', '~'])
        };
    (!is_path).then_some(first)
}
