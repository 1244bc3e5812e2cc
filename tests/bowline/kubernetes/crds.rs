//! Custom resource definitions: what they say about their objects, and that none of them does harm.

use crate::common::{bowline, folder};
use bowline::kube::values::version::Versions;
use bowline::schema::{Crd, Problem, problems};
use bowline::source::{FileId, Source, Sources};
use bowline::yaml;

/// A definition of `example.com/v1` `Backup`. `spec` is the schema of its `spec`, on one line.
fn definition(spec: &str) -> String {
    whole_definition(&format!("{{type: object, properties: {{spec: {spec}}}}}"))
}

fn whole_definition(schema: &str) -> String {
    format!(
        "apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {{name: backups.example.com}}
spec:
  group: example.com
  scope: Namespaced
  names: {{kind: Backup, plural: backups}}
  versions:
    - name: v1
      served: true
      storage: true
      subresources: {{status: {{}}}}
      schema:
        openAPIV3Schema: {schema}
"
    )
}

/// A `Backup` with this `spec`, on one line.
fn object(spec: &str) -> String {
    format!("apiVersion: example.com/v1\nkind: Backup\nmetadata: {{name: a}}\nspec: {spec}\n")
}

/// The problems of an object under a definition: the kind and the path of each problem.
fn wrong(definition: &str, object: &str) -> Vec<String> {
    let source = |text: &str| Source::new("test.yaml".to_owned(), text.to_owned());
    let sources = Sources::new(vec![source(definition), source(object)]);
    let parsed = [FileId(0), FileId(1)].map(|file| yaml::parse(sources.get(file)));
    let [definition, object] = parsed.each_ref().map(|file| file.documents[0].tree.root().unwrap());
    let crds = Crd::read(definition);
    let written = object.get("apiVersion").unwrap().text();
    let crd = crds.iter().find(|crd| crd.api_version == written).expect("a definition of that version");
    let api = crd.api().expect("a schema");
    let describe = |problem: &Problem<'_>| {
        let sort = match problem {
            Problem::Unknown(_) => "unknown",
            Problem::Type(_) => "type",
            Problem::Word(_) => "word",
            Problem::Missing(missing) => {
                return format!("missing {}.{}", problem.node().path(), missing.spot.field.name());
            }
            Problem::Null(_) => "null",
            Problem::Same(_) => "same",
            Problem::Limit(broken) => broken.limit.bound().keyword(),
            Problem::Constraint(_) => "constraint",
            Problem::Encoding(_) => "encoding",
        };
        format!("{sort} {}", problem.node().path())
    };
    let found = problems(api, object, Versions::default().into());
    found.iter().map(describe).collect()
}

#[test]
fn a_definition_judges_as_the_api_server_does() {
    // The schema of `spec`, a good one, a bad one, and the problems of the bad one.
    let cases: &[(&str, &str, &str, &[&str])] = &[
        ("{type: object, properties: {a: {type: string}}}", "{a: x}", "{b: x}", &["unknown spec.b"]),
        ("{type: object}", "{}", "{a: x}", &["unknown spec.a"]),
        (
            "{type: object, x-kubernetes-preserve-unknown-fields: true, properties: {a: {type: object, properties: {b: {type: string}}}}}",
            "{c: 1, a: {b: x}}",
            "{a: {c: 1}}",
            &["unknown spec.a.c"],
        ),
        ("{type: object, x-kubernetes-preserve-unknown-fields: true}", "{a: [1]}", "[]", &["type spec"]),
        ("{type: object, additionalProperties: {type: integer}}", "{a: 1}", "{a: x}", &["type spec.a"]),
        ("{type: object, additionalProperties: true}", "{a: [1]}", "x", &["type spec"]),
        ("{x-kubernetes-preserve-unknown-fields: true}", "{a: [1]}", "{}", &[]),
        ("{type: array, items: {type: boolean}}", "[true]", "[1, true]", &["type spec[0]"]),
        ("{type: array, x-kubernetes-list-type: set, items: {type: string}}", "[a, b]", "[a, b, a]", &["same spec[2]"]),
        (
            "{type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [id], items: {type: object, properties: {id: {type: string}}}}",
            "[{id: a}, {id: b}]",
            "[{id: a}, {id: a}]",
            &["same spec[1]"],
        ),
        ("{x-kubernetes-int-or-string: true, pattern: '^[0-9]+$'}", "10737418240", "1.5", &["type spec"]),
        ("{x-kubernetes-int-or-string: true, pattern: '^[0-9]+$'}", "'5'", "five", &["pattern spec"]),
        ("{type: string, enum: [a, b]}", "b", "c", &["word spec"]),
        ("{type: integer, enum: [1, 2]}", "2", "3", &["enum spec"]),
        ("{type: integer, minimum: 1, maximum: 5}", "5", "6", &["maximum spec"]),
        ("{type: integer, minimum: 1, exclusiveMinimum: true}", "2", "1", &["minimum spec"]),
        ("{type: number, maximum: 1, exclusiveMaximum: true}", "0.5", "1", &["maximum spec"]),
        ("{type: integer, multipleOf: 5}", "10", "12", &["multipleOf spec"]),
        // The format does not limit the range: the API server ignores it.
        ("{type: integer, format: int32}", "3000000000", "x", &["type spec"]),
        ("{type: string, minLength: 1, maxLength: 3}", "äöü", "äöüß", &["maxLength spec"]),
        ("{type: string, minLength: 1}", "a", "''", &["minLength spec"]),
        ("{type: string, format: date-time}", "'2024-01-01T00:00:00Z'", "soon", &["format spec"]),
        ("{type: string, format: anything}", "x", "1", &["type spec"]),
        ("{type: array, minItems: 1, maxItems: 2, items: {type: integer}}", "[1]", "[]", &["minItems spec"]),
        (
            "{type: object, maxProperties: 1, additionalProperties: {type: string}}",
            "{a: x}",
            "{a: x, b: x}",
            &["maxProperties spec"],
        ),
        (
            "{type: string, allOf: [{maxLength: 3}, {pattern: '^a'}]}",
            "abc",
            "bcde",
            &["maxLength spec", "pattern spec"],
        ),
        ("{type: string, anyOf: [{maxLength: 3}, {pattern: '^a'}]}", "bcde", "1", &["type spec"]),
        ("{type: object, required: [a], properties: {a: {type: string}}}", "{a: x}", "{}", &["missing spec.a"]),
        (
            "{type: object, required: [a], properties: {a: {type: string, default: x}}}",
            "{}",
            "{a: 1}",
            &["type spec.a"],
        ),
        (
            "{type: object, required: [a], properties: {a: {type: string, nullable: true}}}",
            "{a: null}",
            "{a: 1}",
            &["type spec.a"],
        ),
        (
            "{type: object, x-kubernetes-embedded-resource: true, properties: {spec: {type: object}}}",
            "{apiVersion: v1, kind: X, metadata: {name: a}}",
            "{apiVersion: v1, kind: X, metadata: {nme: a}, b: 1}",
            &["unknown spec.metadata.nme", "unknown spec.b"],
        ),
        // Schemas that bowline does not understand.
        ("{$ref: '#/x'}", "{a: 1}", "{}", &[]),
        ("[]", "{a: 1}", "{}", &[]),
        ("{type: [string]}", "{a: 1}", "{}", &[]),
        ("{properties: {a: {type: string}}}", "{b: 1}", "{}", &[]),
    ];
    for (schema, good, bad, expected) in cases {
        let definition = definition(schema);
        assert_eq!(wrong(&definition, &object(good)), [""; 0], "{schema} takes {good}");
        assert_eq!(wrong(&definition, &object(bad)), *expected, "{schema} refuses {bad}");
    }
}

#[test]
fn every_object_has_metadata() {
    let definition = whole_definition("{type: object, required: [metadata], properties: {metadata: {type: object}}}");
    let object = "apiVersion: example.com/v1\nkind: Backup\nmetadata: {name: a, lables: {}}\nextra: 1\n";
    assert_eq!(wrong(&definition, object), ["unknown metadata.lables", "unknown extra"]);
    // The API server drops a written status before it checks the object.
    let definition = whole_definition("{type: object, properties: {status: {type: object, required: [a]}}}");
    let object = "apiVersion: example.com/v1\nkind: Backup\nstatus: {b: 1}\n";
    assert_eq!(wrong(&definition, object), [""; 0]);
}

#[test]
fn old_definitions_keep_unknown_fields_unless_told_not_to() {
    let old = |more: &str| {
        format!(
            "apiVersion: apiextensions.k8s.io/v1beta1
kind: CustomResourceDefinition
spec:
  group: example.com
  version: v1
  names: {{kind: Backup}}
{more}  validation:
    openAPIV3Schema: {{type: object, properties: {{spec: {{type: object, properties: {{a: {{type: string}}}}}}}}}}
"
        )
    };
    assert_eq!(wrong(&old(""), &object("{a: 1, b: 1}")), ["type spec.a"]);
    let strict = old("  preserveUnknownFields: false\n");
    assert_eq!(wrong(&strict, &object("{a: 1, b: 1}")), ["type spec.a", "unknown spec.b"]);
    let listed = strict.replace("  version: v1\n", "  versions: [{name: v1alpha1}, {name: v1}]\n");
    assert_eq!(wrong(&listed, &object("{b: 1}")), ["unknown spec.b"]);
}

const SPEC: &str =
    "{type: object, x-kubernetes-validations: [{rule: 'true'}], properties: {copies: {type: integer, maximum: 5}}}";

#[test]
fn definitions_elsewhere_are_read_and_not_reported() {
    let unruly = definition(SPEC) + "unknown: 1\n";
    let files = [("app/backup.yaml", object("{copies: 7, x: 1}")), ("crds/backup.yaml", unruly)];
    let folder = folder(&files);
    let rules = |arguments: &[&str]| {
        let run = bowline(folder.path(), &[&["check", "--format", "json"], arguments].concat());
        let rules: Vec<String> = run.findings().into_iter().map(|(rule, file, _)| format!("{rule} {file}")).collect();
        (rules, run.json()["summary"].clone())
    };
    let (found, summary) = rules(&["app"]);
    assert_eq!(found, [""; 0]);
    let unknown = serde_json::json!([{ "apiVersion": "example.com/v1", "kind": "Backup", "count": 1 }]);
    assert_eq!(summary["withoutSchema"], unknown);
    assert_eq!(summary["celRules"], 0);

    let expected = ["crd-value app/backup.yaml", "field-unknown app/backup.yaml"];
    let (found, summary) = rules(&["app", "--crds", "crds"]);
    assert_eq!(found, expected);
    assert_eq!(summary["withoutSchema"], serde_json::json!([]));
    assert_eq!(summary["celRules"], 1);
    assert_eq!(summary["files"], 1);
    assert_eq!(summary["contextFiles"], 1);
    assert_eq!(rules(&["app/backup.yaml", "--no-context", "--crds", "crds/backup.yaml"]).0, expected);

    // An object in the folder of definitions is reported if the run also checks this folder.
    assert_eq!(rules(&["--crds", "crds"]).0.len(), 3);
    let run = bowline(folder.path(), &["check", "app", "--crds", "nowhere"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("nowhere"), "{}", run.stderr);
}

#[test]
fn the_configuration_names_folders_too() {
    let folder = folder(&[
        ("bowline.yaml", "crds: [vendor/crds]\nexclude: [vendor]\n".to_owned()),
        ("app/backup.yaml", object("{copies: 7}")),
        ("vendor/crds/backup.yaml", definition(SPEC)),
    ]);
    let run = bowline(folder.path(), &["check", "--format", "json"]);
    assert_eq!(run.findings().len(), 1, "{}", run.stdout);
    let run = bowline(&folder.path().join("app"), &["check", "--format", "json"]);
    assert_eq!(run.findings().len(), 1, "{}", run.stdout);
}

#[test]
fn of_several_definitions_any_may_hold() {
    let wide = definition("{type: object, properties: {copies: {type: integer, maximum: 9}, x: {type: integer}}}");
    let object = ("backup.yaml", object("{copies: 10, x: 1, z: 1}"));
    let paths = |files: &[(&str, String)]| {
        let run = bowline(folder(files).path(), &["check", "--format", "json"]);
        run.findings().into_iter().map(|(_, _, path)| path).collect::<Vec<_>>()
    };
    let narrow = || ("a/crd.yaml", definition(SPEC));
    assert_eq!(paths(&[object.clone(), narrow()]), ["spec.copies", "spec.x", "spec.z"]);
    assert_eq!(paths(&[object.clone(), narrow(), ("b/crd.yaml", wide)]), ["spec.copies", "spec.z"]);
    let open = definition(SPEC).split("      schema:\n").next().unwrap().to_owned();
    // The API server refuses this definition, so it says nothing about its objects.
    assert_eq!(paths(&[object.clone(), narrow(), ("b/crd.yaml", open)]), ["spec.versions[0].schema"]);
    // A patch may change the definition.
    let kustomization = "resources: [a/crd.yaml, backup.yaml]\npatches: [{path: patch.yaml}]\n".to_owned();
    let patch = definition("{x-kubernetes-preserve-unknown-fields: true}");
    assert_eq!(paths(&[object, narrow(), ("kustomization.yaml", kustomization), ("patch.yaml", patch)]), [""; 0]);
}

#[test]
fn a_webhook_may_add_what_is_missing() {
    let crd = definition("{type: object, required: [copies], properties: {copies: {type: integer}}}");
    let webhook = |rules: &str| {
        let head =
            "apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\nmetadata: {name: a}\n";
        let webhook =
            "name: a.example.com, admissionReviewVersions: [v1], sideEffects: None, clientConfig: {url: https://x}";
        format!("{head}webhooks: [{{{webhook}{rules}}}]\n")
    };
    let other = ", rules: [{apiGroups: [apps], apiVersions: [v1], resources: [deployments], operations: [CREATE]}]";
    let object = object("{}");
    let found = |webhook: String| {
        let files = [("crd.yaml", crd.clone()), ("backup.yaml", object.clone()), ("webhook.yaml", webhook)];
        bowline(folder(&files).path(), &["check", "--format", "json"]).findings().len()
    };
    assert_eq!(found(webhook(other)), 1);
    assert_eq!(found(webhook(&other.replace("apps", "example.com"))), 0);
    assert_eq!(found(webhook(&other.replace("apps", "'*'"))), 0);
    // A controller fills in the missing fields when it runs.
    assert_eq!(found(webhook("")), 0);
}

#[test]
fn the_summary_says_what_was_not_judged() {
    let other = "apiVersion: example.org/v1\nkind: Other\nmetadata: {name: a}\n";
    let folder = folder(&[
        ("backup.yaml", object("{copies: 5}")),
        ("crd.yaml", definition(SPEC)),
        ("other.yaml", format!("{other}---\n{other}")),
        ("pod.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n".to_owned()),
    ]);
    let run = bowline(folder.path(), &["check"]);
    let expected = "no schema: 2 resources of 1 kind (--crds DIR adds schemas) · not evaluated: 1 CEL rule\n";
    assert!(run.stdout.contains(expected), "{}", run.stdout);
    let run = bowline(folder.path(), &["check", "--verbose"]);
    assert!(run.stdout.contains("  Other (example.org/v1): 2 resources\n"), "{}", run.stdout);
    std::fs::remove_file(folder.path().join("other.yaml")).unwrap();
    std::fs::remove_file(folder.path().join("backup.yaml")).unwrap();
    let run = bowline(folder.path(), &["check"]);
    assert!(!run.stdout.contains("no schema") && !run.stdout.contains("evaluated"), "{}", run.stdout);
}

#[test]
fn no_definition_does_harm() {
    let nested = |open: &str, close: &str, depth: usize| open.repeat(depth) + "{type: string}" + &close.repeat(depth);
    let many = |count: usize| (0..count).map(|n| format!("p{n}: {{type: string}}, ")).collect::<String>();
    let words = |count: usize| (0..count).map(|n| format!("w{n}, ")).collect::<String>();
    let bomb: String = (1..40)
        .map(|n| format!("a{n}: &a{n} {{type: object, properties: {{x: *a{p}, y: *a{p}, z: *a{p}}}}}, ", p = n - 1))
        .collect();
    let schemas = [
        nested("{type: object, properties: {a: ", "}}", 90),
        nested("{type: array, items: ", "}", 180),
        format!("{{type: object, properties: {{{}}}}}", many(300)),
        format!("{{type: object, properties: {{{}}}}}", many(100_000)),
        format!("{{type: string, enum: [{}]}}", words(100_000)),
        format!("{{type: object, required: [{}], properties: {{a: {{type: string}}}}}}", words(100_000)),
        format!("{{type: object, properties: {{a0: &a0 {{type: string}}, {bomb}}}}}"),
        format!("{{type: object, properties: {{{}: {{type: object}}}}}}", "k".repeat(70_000)),
        "&self {type: object, properties: {a: *self}}".to_owned(),
        "&self {type: array, items: *self}".to_owned(),
        "{type: object, properties: [a, b]}".to_owned(),
        "{type: object, properties: {a: null, b: 1, c: x, d: []}}".to_owned(),
        "{type: 1, properties: 2, required: {a: b}, enum: 3, items: x, allOf: y}".to_owned(),
        "{type: array, items: [{type: string}], minItems: -1, maxItems: x, x-kubernetes-list-type: map}".to_owned(),
        "{type: integer, minimum: x, maximum: .inf, multipleOf: 0, exclusiveMinimum: 3}".to_owned(),
        "{type: string, pattern: '(a+)+$', minLength: 99999999999999999999}".to_owned(),
        format!("{{type: string, pattern: '{}'}}", "(a{500}){500}".repeat(3)),
        format!("{{type: string, pattern: '{}'}}", "(".repeat(5_000)),
        "{allOf: [{allOf: [{pattern: a}]}, 1, null], $ref: 1}".to_owned(),
    ];
    let specs = ["{a: {a: {a: [1]}}, b: [x]}", "[[[[[]]]]]", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "12", "null"];
    for schema in &schemas {
        let objects: String = specs.iter().map(|spec| format!("---\n{}", object(spec))).collect();
        let folder = folder(&[("crd.yaml", definition(schema)), ("objects.yaml", objects)]);
        let run = bowline(folder.path(), &["check", "--format", "json", "--info"]);
        assert!(run.code < 2, "{}\n{}", &schema[..schema.len().min(100)], run.stderr);
    }
}

/// A definition elsewhere in the project may be older than the one in the cluster, unless `--crds` names it.
#[test]
fn a_definition_elsewhere_gives_warnings() {
    let (definition, object) = (definition("{type: object, properties: {a: {type: integer}}}"), object("{b: 1}"));
    for (place, arguments, severity) in [
        ("object.yaml", &["check"][..], "error"),
        ("crds/a/crd.yaml", &["check"], "error"),
        ("crds/crd.yaml", &["check"], "warning"),
        ("crds/crd.yaml", &["check", "--crds", "crds"], "error"),
    ] {
        let files = match place {
            "object.yaml" => vec![("samples/object.yaml", format!("{definition}---\n{object}"))],
            "crds/a/crd.yaml" => vec![("crds/object.yaml", object.clone()), (place, definition.clone())],
            _ => vec![("samples/object.yaml", object.clone()), (place, definition.clone())],
        };
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let project = folder(&files);
        let json = bowline(project.path(), &[arguments, &["--format", "json"]].concat()).json();
        let found: Vec<_> = json["diagnostics"].as_array().unwrap().iter().map(|found| &found["severity"]).collect();
        assert_eq!(found, [severity], "{place} {arguments:?}");
    }
}
