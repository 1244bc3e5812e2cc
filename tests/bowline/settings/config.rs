//! `bowline.yaml`: the understood settings, the findings, the schema for editors, `bowline init`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::common::random::{self, Random, Rounds};
use crate::common::{HEADLESS_SLIP, bowline, folder};
use bowline::diagnostic::Diagnostic;
use bowline::kube::values::version::{Version, Versions};
use bowline::rule::Category;
use bowline::rules;
use bowline::settings::config::{self, Config, Keys};
use bowline::settings::{Level, Profile};
use bowline::source::{FileId, Source};
use serde_json::Value;
use tempfile::TempDir;

const FULL: &str = r#"
kubernetes: "1.29-1.33"
profile: strict
select: [links, hardcoded-password]
ignore: headless-deployment
severity:
  hardcoded-password: error
  links: off
include: ["*.tmpl"]
exclude: vendor/**
closed: true
namespace: prod
baseline: ci/bowline-baseline.json
external:
  - kind: Service
    name: "postgres-*"
    namespace: data
    labels: { app: postgres }
    reason: made by Terraform
  - kind: Secret
overrides:
  - paths: ["dev/**", "*.test.yaml", sandbox]
    ignore: [hardcoded-password]
    severity: { links: warning }
suppress:
  - rule: svc-targetport-undeclared
    kind: Service
    name: "web-*"
    namespace: prod
    path: "deploy/**"
    reason: the image listens there
    expires: 2027-01-31
  - rules: [secrets, links]
    reason: "no"
"#;

fn read(text: &str) -> Config {
    config::read(text, FileId(0))
}

/// The rule, the line, the column and the marked text of each finding.
fn said(text: &str) -> Vec<(&'static str, u32, u32, String)> {
    let source = Source::new(String::new(), text.to_owned());
    let place = |problem: Diagnostic| {
        let span = problem.primary.span;
        let at = source.position(span.start);
        (problem.rule, at.line, at.column, text[span.start as usize..span.end as usize].to_owned())
    };
    read(text).problems.into_iter().map(place).collect()
}

fn messages(text: &str) -> String {
    read(text).problems.iter().map(|problem| format!("{}\n", problem.message)).collect()
}

#[test]
fn every_key_is_understood() {
    let config = read(FULL);
    assert_eq!(config.problems, []);
    let version = |minor| Version { major: 1, minor };
    assert_eq!(config.versions, Some(Versions { first: version(29), last: version(33) }));
    assert_eq!(config.profile, Some(Profile::Strict));
    assert_eq!(config.select, ["links", "hardcoded-password"]);
    assert_eq!(config.ignore, ["headless-deployment"]);
    let error = Level::At(bowline::diagnostic::Severity::Error);
    assert_eq!(config.severity, [("hardcoded-password".to_owned(), error), ("links".to_owned(), Level::Off)]);
    assert_eq!((config.include, config.exclude), (vec!["*.tmpl".to_owned()], vec!["vendor/**".to_owned()]));
    assert_eq!(config.closed, Some(true));
    assert_eq!(config.namespace.as_deref(), Some("prod"));
    assert_eq!(config.baseline.as_deref(), Some(Path::new("ci/bowline-baseline.json")));

    let [service, secret] = &config.external[..] else { panic!("{:?}", config.external) };
    assert_eq!((service.kind.as_str(), secret.kind.as_str()), ("Service", "Secret"));
    let name = service.name.as_ref().unwrap();
    assert!(name.is_match("postgres-0") && !name.is_match("redis"));
    assert!(service.namespace.as_ref().unwrap().is_match("data") && secret.namespace.is_none());
    assert_eq!(service.labels, [("app".to_owned(), "postgres".to_owned())]);

    let [dev] = &config.overrides[..] else { panic!("{:?}", config.overrides) };
    for path in ["dev/a.yaml", "dev/b/c.yaml", "a.test.yaml", "x/a.test.yaml", "sandbox/a.yaml", "x/sandbox/y/a.yaml"] {
        assert!(dev.paths.has(path), "{path}");
    }
    for path in ["prod/a.yaml", "x/dev/a.yaml", "sandbox.yaml"] {
        assert!(!dev.paths.has(path), "{path}");
    }

    let [service, all] = &config.suppressions[..] else { panic!("{:?}", config.suppressions) };
    assert_eq!(service.rules, ["svc-targetport-undeclared"]);
    assert_eq!(service.kind.as_deref(), Some("Service"));
    assert!(service.name.as_ref().unwrap().is_match("web-1"));
    assert!(service.namespace.as_ref().unwrap().is_match("prod"));
    assert!(service.paths.as_ref().unwrap().has("deploy/a/b.yaml"));
    assert_eq!(service.expires, Some(jiff::civil::date(2027, 1, 31)));
    assert_eq!(service.span.start as usize, FULL.find("rule: svc-targetport").unwrap());
    assert_eq!(all.rules, ["secrets", "links"]);
    assert!(all.paths.is_none() && all.expires.is_none());
}

#[test]
fn all_mistakes_are_said_at_their_places_and_the_rest_holds() {
    let text = "\
kubernetes: 1.30
exlude: [vendor]
select: [links, hardcoded-pasword]
exclude: 5
severity:
  links: fatal
  secrets: off
suppress:
  - rule: links
    nmae: web
    reason: x
  - rule: secrets
    expires: 2027-02-30
";
    let expected = [
        ("config-invalid", 1, 13, "1.30"),
        ("config-unknown-key", 2, 1, "exlude"),
        ("config-unknown-rule", 3, 17, "hardcoded-pasword"),
        ("config-invalid", 4, 10, "5"),
        ("config-invalid", 6, 10, "fatal"),
        ("config-unknown-key", 10, 5, "nmae"),
        ("config-invalid", 12, 5, "rule"),
        ("config-invalid", 13, 14, "2027-02-30"),
    ];
    assert_eq!(said(text), expected.map(|(rule, line, column, part)| (rule, line, column, part.to_owned())));
    let config = read(text);
    assert_eq!(config.versions.unwrap().to_string(), "1.30");
    assert_eq!(config.select, ["links"]);
    assert_eq!(config.severity, [("secrets".to_owned(), Level::Off)]);
    let rules: Vec<_> = config.suppressions.iter().map(|suppression| &suppression.rules[0]).collect();
    assert_eq!(rules, ["secrets"], "a condition that is not understood must not widen an entry");
    assert_eq!(messages(text).lines().last(), Some("`2027-02-30` is not a date"));
}

#[test]
fn the_text_itself_may_be_broken() {
    for (text, place, holds) in [
        ("exclude: *.tmpl\n", (1, 10), false),
        ("ignore: [links]\nexclude: [a\n", (2, 10), true),
        ("ignore: [links]\nselect: [links]\n\texclude: a\n", (3, 1), true),
        ("ignore: [links]\nexclude: \"a\n", (2, 10), true),
        ("- ignore\n", (1, 1), false),
        ("links\n", (1, 1), false),
        ("ignore: [links]\n---\nexclude: a\n", (3, 1), true),
        ("ignore: [links]\nignore: [links]\n", (2, 1), true),
    ] {
        let said = said(text);
        let [(rule, line, column, _)] = &said[..] else { panic!("{text:?}: {said:?}") };
        assert_eq!((*rule, (*line, *column)), ("config-invalid", place), "{text:?}");
        assert_eq!(read(text).ignore == ["links"], holds, "{text:?}");
        assert!(!messages(text).contains("kubectl"), "{}", messages(text));
    }
    // A part of an entry would accept too much.
    let cut = read("ignore: [links]\nsuppress:\n  - rule: secrets\n    reason: x\n    path: \"dev\n");
    assert_eq!((cut.suppressions.len(), cut.problems.len(), cut.ignore.len()), (0, 1, 1));
    assert_eq!(read("\u{feff}ignore: [links]\r\n").ignore, ["links"]);
    for empty in ["", "\n", "# nothing\n", "---\n", "exclude:\nseverity:\nsuppress:\n"] {
        assert_eq!(said(empty), [], "{empty:?}");
    }
}

/// Configurations, and whether they are valid for both the reader and the schema.
const BOTH: &[(&str, bool)] = &[
    ("# nothing", true),
    ("secrets:", true),
    (
        "secrets: {allow-names: 'DEMO_*', allow-paths: [a/**], names: [kennziffer], formats: ['acme_[0-9a-z]{32}']}",
        true,
    ),
    ("secrets: {names: [a-b]}", false),
    ("secrets: {names: 7}", false),
    ("secrets: {formats: [[]]}", false),
    ("secrets: {allow-values: [x]}", false),
    (FULL, true),
    ("kubernetes: \"1.31\"", true),
    ("kubernetes: v1.31.4", true),
    ("kubernetes: 1.29 - 1.33", true),
    ("kubernetes: 1.31", false),
    ("kubernetes: [\"1.31\"]", false),
    ("kubernetes: latest", false),
    ("kubernetes:", false),
    ("profile: security", true),
    ("profile: Security", false),
    ("profile: [strict]", false),
    ("select: links", true),
    ("select: [links, secrets, yaml-syntax]", true),
    ("select: []", true),
    ("select:", true),
    ("select: linkz", false),
    ("select: links,secrets", false),
    ("select: [[links]]", false),
    ("ignore: {links: true}", false),
    ("ignore: 5", false),
    ("severity: {links: off, secrets: error}", true),
    ("severity: {links: false}", false),
    ("severity: {links: fatal}", false),
    ("severity: {linkz: error}", false),
    ("severity: error", false),
    ("severity: [links]", false),
    ("include: '*.tmpl'", true),
    ("include: ['!a']", false),
    ("include: ['']", false),
    ("exclude: [5]", false),
    ("exclude: [on]", true),
    ("closed: false", true),
    ("closed: yes", false),
    ("closed: 'true'", false),
    ("namespace: prod", true),
    ("namespace: no", true),
    ("namespace: Prod", false),
    ("namespace: 5", false),
    ("baseline: a.json", true),
    ("baseline: ''", false),
    ("baseline: true", false),
    ("external: []", true),
    ("external: [{kind: Service, labels: {a: ''}}]", true),
    ("external: [{kind: Service, labels: {a: 1}}]", false),
    ("external: [{kind: Service, labels: [a]}]", false),
    ("external: [{name: a}]", false),
    ("external: [{kind: v1/Service}]", false),
    ("external: [{kind: Service, name: [a]}]", false),
    ("external: [{kind: Service, nmae: a}]", false),
    ("external: [{kind: Service, reason: 5}]", false),
    ("external: [Service]", false),
    ("external: {kind: Service}", false),
    ("overrides: [{paths: a, ignore: links}]", true),
    ("overrides: [{paths: [a, b], severity: {links: info}}]", true),
    ("overrides: [{ignore: links}]", false),
    ("overrides: [{paths: []}]", false),
    ("overrides: [{paths: }]", false),
    ("overrides: [{paths: a, select: links}]", false),
    ("suppress: [{rule: links, reason: x}]", true),
    ("suppress: [{rules: [links], paths: [a], reason: x}]", true),
    ("suppress: [{rule: links}]", false),
    ("suppress: [{rule: links, reason: ''}]", false),
    ("suppress: [{rule: links, reason: }]", false),
    ("suppress: [{reason: x}]", false),
    ("suppress: [{rules: [], reason: x}]", false),
    ("suppress: [{rule: links, reason: x, path: []}]", false),
    ("suppress: [{rule: links, reason: x, path: }]", false),
    ("suppress: [{rule: links, reason: x, expires: soon}]", false),
    ("suppress: [{rule: links, reason: x, expires: 20270131}]", false),
    ("suppress: [{rule: links, reason: x, expires: 2027-02-30}]", false),
    ("suppress: [{rule: links, reason: x, kind: }]", false),
    ("suppress: links", false),
    ("rules: [links]", false),
    ("[]", false),
    ("links", false),
];

/// Mistakes that no schema can express, or none that editors support: globs, the order and the range of versions, the
/// case of kinds.
const READER_ALONE: &[&str] = &[
    "exclude: ['[a-']",
    "external: [{kind: Service, name: '{a'}]",
    "kubernetes: 1.33-1.29",
    "kubernetes: '1.99'",
    "external: [{kind: service}]",
    "secrets: {formats: ['a*']}",
    "secrets: {formats: ['a(']}",
];

fn schema() -> Value {
    serde_json::from_str(include_str!("../../../schema/config.v1.json")).unwrap()
}

#[test]
fn schema_and_reader_agree() {
    let schema = schema();
    assert!(jsonschema::meta::is_valid(&schema));
    assert_eq!(schema["$id"], config::schema_url());
    let schema = jsonschema::validator_for(&schema).unwrap();
    // Editors read YAML 1.2, in which `off` is a string.
    let by_schema = |text: &str| schema.is_valid(&serde_yaml::from_str::<Value>(text).unwrap());
    for (text, good) in BOTH {
        assert_eq!(read(text).problems.is_empty(), *good, "the reader on {text}: {}", messages(text));
        assert_eq!(by_schema(text), *good, "the schema on {text}");
    }
    for text in READER_ALONE {
        assert!(by_schema(text), "the schema on {text}");
        assert_eq!(read(text).problems.len(), 1, "{text}: {}", messages(text));
    }
}

#[test]
fn schema_and_reader_know_the_same_keys() {
    let schema = schema();
    for (keys, properties, start) in [
        (Keys::Configuration, &schema["properties"], ""),
        (Keys::Secrets, &schema["properties"]["secrets"]["properties"], "secrets:\n  "),
        (Keys::External, &schema["definitions"]["external"]["properties"], "external:\n- "),
        (Keys::Override, &schema["definitions"]["override"]["properties"], "overrides:\n- "),
        (Keys::Suppression, &schema["definitions"]["suppression"]["properties"], "suppress:\n- "),
    ] {
        let known: BTreeSet<&str> = properties.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(known, keys.all().iter().copied().collect());
        for key in known {
            // No key accepts this value, so the test shows that every key is read.
            let text = format!("{start}{key}: [[{{}}]]\n");
            let said = said(&text);
            assert!(said.iter().all(|(rule, ..)| *rule == "config-invalid"), "{text}{said:?}");
            assert!(said.iter().any(|(.., part)| part.contains("{}")), "{text}{said:?}");
        }
    }
}

/// `BLESS=1 cargo test the_schema_names` writes the names into the schema.
#[test]
fn the_schema_names_every_rule_and_category() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/config.v1.json");
    let text = fs::read_to_string(&path).unwrap();
    let categories = Category::ALL.iter().map(|category| category.as_str());
    let names: Vec<&str> = categories.chain(rules::ALL.iter().map(|rule| rule.meta.id)).collect();
    // Editors complete the keys of `properties`, not of `propertyNames`.
    let level = |name: &&str| format!("\"{name}\": {{ \"$ref\": \"#/definitions/level\" }}");
    let levels: Vec<String> = names.iter().map(level).collect();
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let expected = with_lines(&text, "\"severities\": {", "\"properties\": {", &levels);
    let expected = with_lines(&expected, "\"presentName\": {", "\"enum\": [", &quoted);
    // Editors complete the words of an `enum`, not those of a `pattern`.
    let aliases: BTreeSet<&str> = rules::ALL.iter().flat_map(|rule| rule.meta.aliases).copied().collect();
    let aliases: Vec<&str> = aliases.into_iter().collect();
    let expected = with_pattern(&expected, "\"formerName\": {", &format!("^({})$", aliases.join("|")));
    match std::env::var_os("BLESS") {
        Some(_) => fs::write(path, expected).unwrap(),
        None => assert!(text == expected, "the schema is out of date (BLESS=1 rewrites it)"),
    }
}

/// The text with other lines between the bracket `opening` after `start` and its end. `start` is searched from the end.
fn with_lines(text: &str, start: &str, opening: &str, lines: &[String]) -> String {
    let from = text.rfind(start).unwrap();
    let from = from + text[from..].find(opening).unwrap() + opening.len();
    let to = from + text[from..].find("\n      }").into_iter().chain(text[from..].find("\n      ]")).min().unwrap();
    let lines: Vec<String> = lines.iter().map(|line| format!("\n        {line}")).collect();
    format!("{}{}{}", &text[..from], lines.join(","), &text[to..])
}

/// The text with another value for the first `pattern` after `start`.
fn with_pattern(text: &str, start: &str, pattern: &str) -> String {
    const KEY: &str = "\"pattern\": \"";
    let from = text.find(start).unwrap();
    let from = from + text[from..].find(KEY).unwrap() + KEY.len();
    let to = from + text[from..].find('"').unwrap();
    format!("{}{pattern}{}", &text[..from], &text[to..])
}

#[test]
fn former_names_work_and_are_noted() {
    let text = "ignore: server-warnings\nseverity:\n  server-warnings: off\n";
    let config = read(text);
    assert_eq!(config.ignore, ["server-warnings"]);
    assert_eq!(config.severity, [("server-warnings".to_owned(), Level::Off)]);
    let severities: Vec<_> = config.problems.iter().map(|problem| (problem.rule, problem.severity)).collect();
    assert_eq!(severities, [("config-unknown-rule", bowline::diagnostic::Severity::Info); 2]);
    let schema = jsonschema::validator_for(&schema()).unwrap();
    assert!(schema.is_valid(&serde_yaml::from_str::<Value>(text).unwrap()));
}

/// Each fix removes its finding and causes no other.
#[test]
fn fixes_are_right() {
    let texts = BOTH.iter().map(|(text, _)| *text).chain(READER_ALONE.iter().copied()).chain(["\
severity: {linkz: error} # x
exlude: [a]
suppress:
  - rule: 'hardcoded_password'
    Reason: y
    expirs: 2027-01-31
"]);
    let mut fixed = 0;
    for text in texts {
        let before = read(text).problems;
        for problem in before.iter().filter(|problem| problem.fix.is_some()) {
            let mut after = text.to_owned();
            for edit in problem.fix.iter().flat_map(|fix| fix.edits.iter()) {
                after.replace_range(edit.span().start as usize..edit.span().end as usize, edit.text());
            }
            let left = read(&after).problems;
            assert_eq!(left.len(), before.len() - 1, "{text}\n{after}\n{left:?}");
            fixed += 1;
        }
    }
    assert!(fixed > 15, "{fixed}");
}

fn project(files: &[(&str, &str)]) -> TempDir {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    folder(&files)
}

/// The rule, file, line and column of each finding.
fn check(folder: &Path, arguments: &[&str]) -> Vec<(String, String, u64, u64)> {
    let run = bowline(folder, &[&["check", "--format", "json"], arguments].concat());
    let json = run.json();
    let findings = json["diagnostics"].as_array().unwrap();
    let found = findings.iter().map(|found| {
        let (text, place) = (|value: &Value| value.as_str().unwrap().to_owned(), &found["location"]);
        let number = |key: &str| place["start"][key].as_u64().unwrap();
        (text(&found["rule"]), text(&place["file"]), number("line"), number("column"))
    });
    found.collect()
}

#[test]
fn a_run_goes_on_with_what_is_understood() {
    let folder = project(&[
        ("bowline.yaml", "select: [links]\nexclude: [vendor]\nignroe: [secrets]\nclosed: 1\n"),
        ("a.yaml", HEADLESS_SLIP),
        ("vendor/a.yaml", HEADLESS_SLIP),
    ]);
    let finding = |rule: &str, file: &str, line, column| (rule.to_owned(), file.to_owned(), line, column);
    let expected = [
        finding("config-unknown-key", "bowline.yaml", 3, 1),
        finding("config-invalid", "bowline.yaml", 4, 9),
        finding("svc-clusterip-invalid", "a.yaml", 6, 14),
    ];
    assert_eq!(check(folder.path(), &[]), expected);
    assert_eq!(check(folder.path(), &["--ignore", "configuration"]), expected[2..]);
    assert_eq!(bowline(folder.path(), &["check", "--ignore", "links"]).code, 1);
    let json = bowline(folder.path(), &["check", "--format", "json"]).json();
    assert_eq!((&json["summary"]["skipped"], &json["summary"]["files"]), (&serde_json::json!([]), &1.into()));
    // The configuration is not a manifest, whatever it looks like: nothing is reported twice.
    fs::write(folder.path().join("bowline.yaml"), "external:\n  - kind: Service\nexclude: *.tmpl\n").unwrap();
    assert_eq!(check(folder.path(), &["--ignore", "links"]), [finding("config-invalid", "bowline.yaml", 3, 10)]);
}

#[test]
fn the_nearest_configuration_of_the_repository_counts() {
    let folder = project(&[
        ("bowline.yaml", "ignroe: [links]\n"),
        ("a.yaml", HEADLESS_SLIP),
        ("repository/.git/HEAD", ""),
        ("repository/apps/a.yaml", HEADLESS_SLIP),
        ("worktree/.git", "gitdir: elsewhere\n"),
        ("worktree/a.yaml", HEADLESS_SLIP),
        ("plain/apps/a.yaml", HEADLESS_SLIP),
        ("own/.git/HEAD", ""),
        ("own/bowline.yaml", "ignore: [links]\n"),
        ("own/a.yaml", HEADLESS_SLIP),
    ]);
    let rules = |below: &str| -> Vec<(String, String)> {
        let found = check(&folder.path().join(below), &[]);
        found.into_iter().map(|(rule, file, ..)| (rule, file)).collect()
    };
    let finding = |rule: &str, file: &str| (rule.to_owned(), file.to_owned());
    let service = finding("svc-clusterip-invalid", "a.yaml");
    let above = finding("config-unknown-key", "../../bowline.yaml");
    assert_eq!(rules("plain/apps"), [above, service.clone()]);
    for repository in ["repository/apps", "worktree"] {
        assert_eq!(rules(repository), std::slice::from_ref(&service), "{repository}");
    }
    assert_eq!(rules("own"), []);
    assert_eq!(check(folder.path(), &["--config", "own/bowline.yaml", "own"]), []);
    let missing = bowline(folder.path(), &["check", "--config", "missing.yaml"]);
    assert_eq!(missing.code, 2);
    assert!(missing.stderr.contains("missing.yaml"), "{}", missing.stderr);
}

#[test]
fn init_writes_a_true_example_and_never_over_a_file() {
    let folder = project(&[("a.yaml", HEADLESS_SLIP)]);
    let run = bowline(folder.path(), &["init", "--all"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.contains("wrote bowline.yaml") && run.stdout.contains("bowline check"), "{}", run.stdout);
    let path = folder.path().join("bowline.yaml");
    let text = fs::read_to_string(&path).unwrap();
    let first = format!("# yaml-language-server: $schema={}", config::schema_url());
    assert_eq!(text.lines().next(), Some(first.as_str()));
    assert_eq!(said(&text), []);
    assert_eq!(check(folder.path(), &[]).len(), 1, "it changes nothing");

    // Prose has one blank after its `#`. A setting has none, or the two blanks of its indentation.
    let is_prose = |line: &str| line.strip_prefix("# ").is_some_and(|rest| !rest.starts_with(' '));
    let settings = text.lines().filter(|line| !is_prose(line)).map(|line| line.strip_prefix('#').unwrap_or(line));
    let settings = settings.map(|line| format!("{line}\n")).collect::<String>();
    assert_eq!(said(&settings), [], "{settings}");
    for (keys, list) in [
        (Keys::Configuration, ""),
        (Keys::External, "external"),
        (Keys::Override, "overrides"),
        (Keys::Suppression, "suppress"),
    ] {
        let found: Value = serde_yaml::from_str(&settings).unwrap();
        let found = if list.is_empty() { &found } else { &found[list][0] };
        for key in keys.all().iter().filter(|key| !matches!(**key, "rules" | "paths") || keys == Keys::Override) {
            assert!(!found[*key].is_null(), "`{key}` is not shown");
        }
    }
    assert!(jsonschema::is_valid(&schema(), &serde_yaml::from_str::<Value>(&settings).unwrap()));

    fs::write(&path, "ignore: [links]\n").unwrap();
    let again = bowline(folder.path(), &["init"]);
    assert_eq!((again.code, again.stdout.as_str()), (2, ""));
    assert_eq!(again.stderr, "bowline: bowline.yaml exists: nothing was written\n");
    assert_eq!(fs::read_to_string(&path).unwrap(), "ignore: [links]\n");
}

#[test]
fn size_is_no_trouble() {
    let globs = ["{".repeat(500) + &"}".repeat(500), "[a-z]".repeat(200), "{a,b}".repeat(200), "?".repeat(5_000)];
    for glob in globs {
        let start = format!("exclude: ['{glob}']\noverrides: [{{paths: '{glob}'}}]\n");
        judge(&format!("{start}external: [{{kind: Service, name: '{glob}'}}]\n")).unwrap();
    }
    let long = format!("exclude: {}\n", "?".repeat(5_000));
    assert_eq!(messages(&long), format!("`{}…` is longer than 1000 bytes\n", "?".repeat(60)));
    let keys: String = (0..5_000).map(|number| format!("excluded{number}: []\n")).collect();
    assert_eq!(read(&keys).problems.len(), 5_000);
}

/// Damaged configurations never cause a panic, and every place is valid.
#[test]
fn nothing_panics() {
    let mut random = Random::from_env();
    let mut seeds: Vec<Vec<u8>> = BOTH.iter().map(|(text, _)| text.as_bytes().to_vec()).collect();
    let template = config::TEMPLATE.replace("\n#", "\n");
    seeds.push(template.into_bytes());
    for round in Rounds::new(1_000) {
        // Long texts have the most keys.
        let mut bytes = if random.below(2) == 0 { FULL.as_bytes().to_vec() } else { random.pick(&seeds).clone() };
        for _ in 0..1 + random.below(4) {
            random::mutate(&mut bytes, &mut random, &seeds);
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let judged = random::guarded(|| judge(&text));
        assert_eq!(judged, Ok(()), "round {round}: {text:?}");
    }
}

fn judge(text: &str) -> Result<(), String> {
    let file = FileId(7);
    for problem in config::read(text, file).problems {
        let labels = std::iter::once(&problem.primary).chain(&problem.related).map(|label| label.span);
        let edits = problem.fix.iter().flat_map(|fix| fix.edits.iter()).map(|edit| edit.span());
        for span in labels.chain(edits) {
            if span.file != file || text.get(span.start as usize..span.end as usize).is_none() {
                return Err(format!("{span:?} is no place: {problem:?}"));
            }
        }
        if problem.message.chars().count() > 300 {
            return Err(format!("a long message: {}", problem.message));
        }
    }
    Ok(())
}

#[test]
fn globs_that_can_match_nothing_are_said() {
    let both = messages("exclude: [\"!a\", \"../x\", \"a/../b\", \"a..b\"]\n");
    assert_eq!(
        both,
        "`!a` is not a valid glob: a `!` cannot take back what another glob matches here\n\
         `../x` is not a valid glob: it leads out of the project by `..`\n\
         `a/../b` is not a valid glob: it leads out of the project by `..`\n"
    );
}
