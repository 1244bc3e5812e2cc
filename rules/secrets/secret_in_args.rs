//! See the card.

use crate::diagnostic::Severity;
use crate::kube::Resource;
use crate::kube::resource::known_str;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::secrets::{Written, in_command};
use crate::workspace::secrets::may_run;
use crate::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "secret-in-args",
        summary: "A password, token or key in a container's command",
        category: Category::Secrets,
        severity: Severity::Warning,
        since: "0.1.0",
        card: include_str!("secret_in_args.md"),
        ..Meta::DEFAULT
    },
    check: Check::Written(check),
};

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    if !may_run(resource) {
        return;
    }
    for owner in resource.root.descendants().filter(|node| node.is_mapping() && !node.is_alias()) {
        let list = |key: &str| owner.get(key).filter(|list| !list.is_alias()).into_iter().flat_map(|list| list.items());
        // Steps of pipelines hold a script.
        let script = owner.get("script").filter(|script| script.as_str().is_some());
        let words: Vec<Node<'w>> = list("command").chain(list("args")).chain(script).collect();
        let container = owner.get("name").and_then(known_str);
        for (index, written) in in_command(words.iter().map(|word| word.text())) {
            if let Some(word) = words.get(index) {
                report(resource, container, *word, &written, cx);
            }
        }
    }
}

fn report<'w>(resource: &Resource<'w>, container: Option<&str>, word: Node<'w>, written: &Written, cx: &mut Cx<'w>) {
    let credential = &written.credential;
    let value = word.text().get(credential.secret.clone()).unwrap_or_default();
    if cx.workspace.names_a_secret(&written.name, value) {
        return;
    }
    let of = container.map(|name| format!(" of container `{name}`")).unwrap_or_default();
    let what = match written.name.as_str() {
        "" => format!("the command{of} holds a credential ({})", credential.reason),
        name => format!("the value of `{name}` in the command{of} is written out here ({})", credential.reason),
    };
    let message = format!("{what}: anyone who can read the manifest, the pod or the list of processes can read it");
    let severity = cx.workspace.severity_of(resource, credential);
    let help =
        "keep the value in a Secret, make it a variable with `valueFrom.secretKeyRef`, and write `$(VARIABLE)` here";
    cx.report(word.text_part(credential.secret.clone()), message)
        .severity(severity)
        .credential(credential, value)
        .help(help);
}
