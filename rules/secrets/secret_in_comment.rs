//! See the card.

use crate::diagnostic::Severity;
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::secrets::in_comment;
use crate::yaml::Document;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "secret-in-comment",
        summary: "A password, token or key in a comment",
        category: Category::Secrets,
        severity: Severity::Info,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Document(check),
};

fn check<'w>(document: &'w Document, cx: &mut Cx<'w>) {
    for comment in document.comment_texts() {
        let own = &cx.workspace.project.own;
        for written in in_comment(comment.text()).into_iter().filter(|written| !own.allows(&written.name)) {
            let reason = written.credential.reason;
            let what = match written.name.as_str() {
                "" => format!("a credential is in plain text in this comment ({reason})"),
                name => format!("the value of `{name}` is in plain text in this comment ({reason})"),
            };
            let message = format!("{what}: anyone who can read the file can read it");
            let help = "delete the comment; it stays in the version history, so replace the credential with a new one";
            let secret = comment.part(written.credential.secret.clone());
            cx.report(secret, message).credential(&written.credential, secret.text()).help(help);
        }
    }
}
