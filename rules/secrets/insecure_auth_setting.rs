//! See the card.

use crate::diagnostic::Severity;
use crate::kube::resource::known_str;
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::secrets::may_run;
use crate::yaml::{Entry, Node, Place};

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "insecure-auth-setting",
        summary: "A setting that lets everybody in without a password",
        category: Category::Secrets,
        severity: Severity::Warning,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Written(check),
};

/// An environment variable, a key of a file or a field, from the documentation of the program.
struct Setting {
    name: &'static str,
    /// The values that turn the login off, in lower case. An empty list means any value.
    off: &'static [&'static str],
    effect: &'static str,
    help: &'static str,
    /// Whether the setting applies even if there is a password.
    is_final: bool,
}

const LOGIN: &str = "lets anyone who can reach the pod log in without a password";
const ADMIN: &str = "makes anyone who can reach the pod an administrator";
const ALL: &str = "allows every request from anyone";
const SECRET: &str = "set a password from a Secret with `valueFrom.secretKeyRef`";
const REMOVE: &str = "remove it, so that the program requires a login";
const ON: &[&str] = &["true", "1", "yes"];

const fn database(name: &'static str, off: &'static [&'static str]) -> Setting {
    Setting { name, off, effect: LOGIN, help: SECRET, is_final: false }
}

const fn open(name: &'static str, off: &'static [&'static str]) -> Setting {
    Setting { name, off, effect: LOGIN, help: REMOVE, is_final: true }
}

const SETTINGS: &[Setting] = &[
    database("MYSQL_ALLOW_EMPTY_PASSWORD", &[]),
    database("MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", &[]),
    database("ALLOW_EMPTY_PASSWORD", ON),
    database("ALLOW_ANONYMOUS_LOGIN", ON),
    Setting { help: SECRET, ..open("POSTGRES_HOST_AUTH_METHOD", &["trust"]) },
    open("AIRFLOW__API__AUTH_BACKEND", &["airflow.api.auth.backend.default"]),
    open("AIRFLOW__API__AUTH_BACKENDS", &["airflow.api.auth.backend.default"]),
    open("ARANGO_NO_AUTH", ON),
    open("AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED", ON),
    open("CASSANDRA_AUTHENTICATOR", &["allowallauthenticator"]),
    open("CLICKHOUSE_SKIP_USER_SETUP", ON),
    open("DISABLE_SECURITY_PLUGIN", ON),
    open("EMQX_ALLOW_ANONYMOUS", ON),
    open("INFLUXDB_HTTP_AUTH_ENABLED", &["false"]),
    open("NACOS_AUTH_ENABLE", &["false"]),
    open("NEO4J_AUTH", &["none"]),
    open("NEO4J_dbms_security_auth__enabled", &["false"]),
    open("PGADMIN_CONFIG_SERVER_MODE", &["false"]),
    open("PermitEmptyPasswords", &["yes"]),
    open("SE_VNC_NO_PASSWORD", ON),
    open("SURREAL_UNAUTHENTICATED", ON),
    open("VNC_NO_PASSWORD", ON),
    open("allow_anonymous", ON),
    open("plugins.security.disabled", ON),
    open("server.disable.auth", ON),
    open("xpack.security.enabled", &["false"]),
    Setting { effect: ALL, ..open("authorization-mode", &["alwaysallow"]) },
];

/// Flags of programs, like [`SETTINGS`]. An empty value means a flag without a value.
const FLAGS: &[Setting] = &[
    open("--auth", &["none"]),
    open("--disable-auth", &["", "true"]),
    open("--enable-skip-login", &["", "true"]),
    open("--noauth", &["", "true"]),
    open("--skip-grant-tables", &["", "true"]),
    Setting { effect: ALL, ..open("--authorization-mode", &["alwaysallow"]) },
    Setting { effect: ADMIN, is_final: false, ..open("--IdentityProvider.token", &[""]) },
    Setting { effect: ADMIN, is_final: false, ..open("--NotebookApp.token", &[""]) },
    Setting { effect: ADMIN, is_final: false, ..open("--ServerApp.token", &[""]) },
];

/// Variables, or equivalent keys, that together make anonymous users administrators of Grafana.
const GRAFANA: &[[(&str, &str); 2]] = &[
    [("GF_AUTH_ANONYMOUS_ENABLED", "true"), ("GF_AUTH_ANONYMOUS_ORG_ROLE", "admin")],
    [("enabled", "true"), ("org_role", "admin")],
];

/// The section of Grafana's configuration that contains these keys.
const ANONYMOUS: &str = "auth.anonymous";

/// The names that the API server gives users who have not logged in.
const STRANGERS: &[&str] = &["system:anonymous", "system:unauthenticated"];

/// Types of PostgreSQL rules for network connections, and addresses of the pod itself.
const HOSTS: &[&str] = &["host", "hostssl", "hostnossl", "hostgssenc", "hostnogssenc"];
const OWN: &[&str] = &["127.0.0.1/32", "127.0.0.0/8", "127.0.0.1", "::1/128", "::1", "localhost", "samehost"];

fn check<'w>(resource: &'w Resource<'w>, cx: &mut Cx<'w>) {
    match resource.kind {
        // kind creates clusters that exist only for a test.
        _ if resource.group() == "kind.x-k8s.io" => {}
        Kind::ClusterRoleBinding => binding(resource, cx),
        kind if kind == Kind::ConfigMap || may_run(resource) => {
            resource.root.descendants().filter(|node| !node.is_alias()).for_each(|node| look(resource, node, cx));
        }
        _ => {}
    }
}

fn look<'w>(resource: &Resource<'w>, node: Node<'w>, cx: &mut Cx<'w>) {
    let key = node.key().map(Node::text).unwrap_or_default();
    if node.is_mapping() {
        node.raw_entries().for_each(|entry| field(resource, entry, cx));
        if key == ANONYMOUS {
            grafana(resource, |name| node.get(name), cx);
        }
    } else if node.is_sequence() {
        match key {
            "env" => variables(resource, node, cx),
            "args" | "command" => words(resource, node, cx),
            "pg_hba" => node.items().for_each(|line| lines(resource, line, cx)),
            _ => {}
        }
    } else if node.text().contains('\n') && !node.is_key() && key != "description" {
        lines(resource, node, cx);
    }
}

/// The setting with this name, if the value turns the login off.
fn setting(all: &'static [Setting], name: &str, value: &str) -> Option<&'static Setting> {
    let is_off = |setting: &&Setting| {
        let lower = value.trim().to_ascii_lowercase();
        setting.off.is_empty() && !lower.is_empty() || lower.split(',').any(|part| setting.off.contains(&part))
    };
    all.iter().find(|setting| setting.name == name).filter(is_off)
}

fn report<'w>(
    resource: &Resource<'w>,
    found: (&Setting, impl Place, &str),
    related: Option<Node<'w>>,
    cx: &mut Cx<'w>,
) {
    let (setting, place, shown) = found;
    let severity = if cx.workspace.is_example(resource) { Severity::Info } else { Severity::Warning };
    let report = cx.report(place, format!("`{shown}` {}", setting.effect)).severity(severity).help(setting.help);
    related.into_iter().fold(report, |report, name| report.related(name, "the variable"));
}

fn variables<'w>(resource: &Resource<'w>, list: Node<'w>, cx: &mut Cx<'w>) {
    for variable in list.items() {
        let Some((name, value)) = variable.get("name").zip(variable.get("value")) else { continue };
        let Some(text) = known_str(value) else { continue };
        let Some(known) = known_str(name).and_then(|name| setting(SETTINGS, name, text)) else { continue };
        if known.is_final || !has_password(list) {
            report(resource, (known, value, &format!("{}: {text}", known.name)), Some(name), cx);
        }
    }
    let value =
        |name: &str| list.items().find(|item| item.get("name").is_some_and(|it| it.text() == name))?.get("value");
    grafana(resource, value, cx);
}

/// Whether a list of variables sets a password, or variables also come from elsewhere.
fn has_password(list: Node<'_>) -> bool {
    let sets = |variable: Node<'_>| {
        let name = variable.get("name").map(|name| name.text()).unwrap_or_default();
        name.contains("PASSWORD") && !name.contains("ALLOW_EMPTY")
    };
    list.items().any(sets) || list.parent().is_some_and(|container| container.get("envFrom").is_some())
}

/// Checks a key of a ConfigMap, of a map of variables, or of settings.
fn field<'w>(resource: &Resource<'w>, entry: Entry<'w>, cx: &mut Cx<'w>) {
    let name = entry.key.text();
    if !name.contains(['_', '.', '-']) || entry.value.text().contains('\n') {
        return;
    }
    let text = entry.value.text();
    if let Some(known) = setting(SETTINGS, name, text).filter(|known| known.is_final) {
        report(resource, (known, entry.value, &format!("{name}: {text}")), None, cx);
    }
}

/// Checks whether both settings of a pair in [`GRAFANA`] are set.
fn grafana<'w>(resource: &Resource<'w>, value: impl Fn(&str) -> Option<Node<'w>>, cx: &mut Cx<'w>) {
    let is = |node: &Node<'_>, wanted: &str| node.text().eq_ignore_ascii_case(wanted);
    for [(enabled, on), (role, admin)] in GRAFANA {
        let nodes = value(enabled).filter(|node| is(node, on)).zip(value(role).filter(|node| is(node, admin)));
        if let Some((_, node)) = nodes {
            let shown = format!("{role}: {}", node.text());
            report(resource, (&Setting { effect: ADMIN, ..open("", &[]) }, node, &shown), None, cx);
        }
    }
}

/// Checks the flags among the words of a command.
fn words<'w>(resource: &Resource<'w>, list: Node<'w>, cx: &mut Cx<'w>) {
    let all: Vec<(Node<'w>, &'w str)> =
        list.items().flat_map(|item| item.text().split_whitespace().map(move |word| (item, word))).collect();
    for (index, (node, word)) in all.iter().enumerate().filter(|(_, (_, word))| word.starts_with("--")) {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, value.trim_matches(['"', '\''])),
            None => (*word, all.get(index + 1).map_or("", |(_, next)| if next.starts_with('-') { "" } else { next })),
        };
        let known = setting(FLAGS, name, value).or_else(|| {
            // The flag is a switch, and the next word is a separate argument.
            setting(FLAGS, name, "").filter(|known| !word.contains('=') && known.off.contains(&"true"))
        });
        let has_password =
            || all.iter().any(|(_, word)| word.split_once("password=").is_some_and(|(_, rest)| rest.len() > 2));
        if let Some(known) = known.filter(|known| known.is_final || !has_password()) {
            let shown = if known.off.contains(&"") { (*word).to_owned() } else { format!("{name}={value}") };
            report(resource, (known, node.text_slice(word), &shown), None, cx);
        }
    }
}

/// Checks the lines of a configuration file.
fn lines<'w>(resource: &Resource<'w>, node: Node<'w>, cx: &mut Cx<'w>) {
    let mut section = "";
    let mut is_enabled = false;
    for line in node.text().lines() {
        let text = line.trim();
        if let Some(name) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
            (section, is_enabled) = (name, false);
            continue;
        }
        let end = |c: char| c.is_whitespace() || matches!(c, ':' | '=');
        let Some(at) = text.find(end).filter(|_| !text.starts_with('#')) else { continue };
        let (name, value) =
            (text[..at].trim_matches('"'), text[at..].trim_start_matches(end).trim_matches(['"', '\'']));
        let is_anonymous = section == ANONYMOUS;
        is_enabled |= is_anonymous && (name, value) == ("enabled", "true");
        let known = match is_open_rule(text) {
            true => Some(&Setting { help: SECRET, ..open("", &[]) }),
            false if is_enabled && name == "org_role" && value.eq_ignore_ascii_case("admin") => {
                Some(&Setting { effect: ADMIN, ..open("", &[]) })
            }
            false if name.contains(|c: char| !c.is_ascii_lowercase()) => {
                setting(SETTINGS, name, value).filter(|known| known.is_final)
            }
            false => None,
        };
        if let Some(known) = known {
            report(resource, (known, node.text_slice(text), text), None, cx);
        }
    }
}

/// Whether a line of `pg_hba.conf` trusts any connection over the network.
fn is_open_rule(line: &str) -> bool {
    if !line.starts_with("host") {
        return false;
    }
    let fields: Vec<&str> = line.split_whitespace().take_while(|field| !field.starts_with('#')).collect();
    fields.len() >= 5 && fields[4..].contains(&"trust") && HOSTS.contains(&fields[0]) && !OWN.contains(&fields[3])
}

/// Checks for a binding that gives all rights to users who have not logged in.
fn binding<'w>(resource: &Resource<'w>, cx: &mut Cx<'w>) {
    let role = resource.root.find(&["roleRef", "name"]);
    let Some(role) = role.filter(|role| role.text() == "cluster-admin") else { return };
    for subject in resource.root.get("subjects").into_iter().flat_map(Node::items) {
        let Some(name) = subject.get("name").filter(|name| STRANGERS.contains(&name.text())) else { continue };
        let message = format!(
            "`{}` means anyone who has not logged in: `cluster-admin` makes them administrators of the cluster",
            name.text()
        );
        cx.report(name, message).related(role, "all rights").help("bind the role to those who need it");
    }
}
