//! The resources of the API, as roles name them: `deployments` for the kind `Deployment`, and subresources such as
//! `pods/log`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::built_in;
use crate::text::similar::is_slip;

/// Resources without a kind of their own that people write, and virtual ones (`pkg/apis/rbac`,
/// `pkg/registry/authentication`).
const OTHERS: &[(&str, &str)] = &[
    ("", "groups"),
    ("", "serviceaccounts"),
    ("", "users"),
    ("authentication.k8s.io", "uids"),
    ("authentication.k8s.io", "userextras"),
    ("certificates.k8s.io", "signers"),
    ("extensions", "podsecuritypolicies"),
    ("extensions", "replicationcontrollers"),
    ("policy", "podsecuritypolicies"),
];

/// Subresources that people write wrongly, and their right names.
const PARTS: &[(&str, &str)] = &[
    ("attachs", "attach"),
    ("evictions", "eviction"),
    ("execs", "exec"),
    ("logs", "log"),
    ("port-forward", "portforward"),
    ("scales", "scale"),
    ("statuses", "status"),
];

/// Group and resource of each kind that Kubernetes serves or once served.
static ALL: LazyLock<BTreeSet<(String, String)>> = LazyLock::new(|| {
    let of_kinds = built_in().apis().map(|api| (api.group().to_owned(), plural(api.kind())));
    let others = OTHERS.iter().map(|(group, name)| ((*group).to_owned(), (*name).to_owned()));
    of_kinds.chain(others).collect()
});

/// The resource of a kind, by the rule of Kubernetes itself (`meta.UnsafeGuessKindToResource`).
fn plural(kind: &str) -> String {
    let single = kind.to_lowercase();
    match single.as_bytes() {
        _ if single == "endpoints" => single,
        [.., b's'] => format!("{single}es"),
        [.., b'y'] => format!("{}ies", &single[..single.len() - 1]),
        _ => format!("{single}s"),
    }
}

/// Whether a group has a resource.
pub fn has(group: &str, name: &str) -> bool {
    of_group(group).any(|known| known == name)
}

/// The groups that have a resource, in order.
pub fn groups_of(name: &str) -> impl Iterator<Item = &'static str> {
    ALL.iter().filter(move |(_, known)| known == name).map(|(group, _)| group.as_str())
}

/// The groups of Kubernetes.
pub fn groups() -> impl Iterator<Item = &'static str> {
    static GROUPS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| ALL.iter().map(|(group, _)| group.as_str()).collect());
    GROUPS.iter().copied()
}

/// The resource of a group that was meant by an unknown text. The text may be a kind or a singular, may have another
/// case, or may be a typo.
pub fn meant(group: &str, text: &str) -> Option<&'static str> {
    let of_kind = plural(text);
    let folded = text.to_lowercase();
    let exact = of_group(group).find(|known| *known == of_kind || *known == folded);
    exact.or_else(|| {
        let mut near = of_group(group).filter(|known| is_slip(text, known));
        near.next().filter(|_| near.next().is_none())
    })
}

/// The subresource that was meant by a wrong name.
pub fn meant_part(text: &str) -> Option<&'static str> {
    PARTS.iter().find(|(wrong, _)| *wrong == text).map(|(_, meant)| *meant)
}

fn of_group(group: &str) -> impl Iterator<Item = &'static str> {
    let first = (group.to_owned(), String::new());
    ALL.range(first..).take_while(move |(of, _)| of == group).map(|(_, name)| name.as_str())
}
