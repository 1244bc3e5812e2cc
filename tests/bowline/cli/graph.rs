//! `bowline graph`: its pictures, in every format.

use std::path::Path;

use serde_json::Value;

use crate::common::{Run, bowline, folder, is_blessed};

/// An application with one reference of each kind, of which one is broken.
const WEB: &str = "\
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: example.com/web:1
          ports: [{containerPort: 8080}]
          env: [{name: CART_URL, value: 'http://cart:80'}]
          envFrom: [{secretRef: {name: made-elsewhere}}]
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec:
  selector: {app: crat}
  ports: [{port: 80}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec:
  selector: {matchLabels: {app: cart}}
  template:
    metadata: {labels: {app: cart}}
    spec:
      containers: [{name: cart, image: 'example.com/cart:1'}]
";

fn graph(text: &str, arguments: &[&str]) -> Run {
    let folder = folder(&[("web.yaml", text)]);
    bowline(folder.path(), &[&["graph"], arguments].concat())
}

fn json(text: &str) -> Value {
    graph(text, &["--format", "json"]).json()
}

#[test]
fn the_picture_in_the_pages_is_the_one_that_is_drawn() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let run = bowline(root, &["graph", "testdata/shop"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(is_blessed(&root.join("testdata/shop.svg"), &run.stdout), "`BLESS=1 cargo test cli::graph` draws it again");
    let page = std::fs::read_to_string(root.join("docs/pictures.md")).unwrap();
    assert!(page.contains("](../testdata/shop.svg)"));
}

#[test]
fn the_json_follows_its_schema() {
    let schema: Value = serde_json::from_str(include_str!("../../../schema/graph.v1.json")).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    let schema = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = schema.iter_errors(&json(WEB)).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
}

#[test]
fn each_reference_says_where_it_leads() {
    let graph = json(WEB);
    let name = |id: &Value| {
        let object = &graph["objects"][id.as_u64().unwrap() as usize];
        format!("{} {}", object["kind"].as_str().unwrap(), object["name"].as_str().unwrap())
    };
    let mut seen = Vec::new();
    for reference in graph["references"].as_array().unwrap() {
        let to = match &reference["to"] {
            Value::Null => reference["wanted"]["name"].as_str().unwrap().to_owned(),
            id => name(id),
        };
        let text = |key: &str| reference[key].as_str().unwrap_or_default().to_owned();
        let near = reference["finding"]["near"].as_u64().map(|id| format!(" near {}", name(&id.into())));
        seen.push(format!(
            "{} {} by {} {} {to}{}",
            name(&reference["from"]),
            text("field"),
            text("by"),
            text("state"),
            near.unwrap_or_default()
        ));
    }
    let container = "Deployment web spec.template.spec.containers[0]";
    assert_eq!(
        seen,
        [
            "Service web spec.selector by labels found Deployment web".to_owned(),
            format!("{container}.env[0].value by host found Service cart"),
            format!("{container}.envFrom[0].secretRef.name by name missing made-elsewhere"),
            "Service cart spec.selector by labels missing app=crat near Deployment cart".to_owned(),
        ]
    );
}

#[test]
fn what_belongs_to_a_workload_is_one_card() {
    let run = graph(WEB, &["--format", "mermaid"]);
    let expected = r##"flowchart LR
  %% 2 Deployments · 2 Services
  subgraph a0n0 ["namespace shop"]
    a0c0["<b>web</b> :80 → 8080<br>Service · Deployment"]
    a0c1["<b>cart</b> :80<br>Service"]
    a0c2["<b>cart</b> <br>Deployment"]
    a0c3["<b>app=crat</b> <br>Pod: none in the files<br>near: Deployment cart"]:::ghost
  end
  a0c0 -->|"80"| a0c1
  a0c1 -.->|"✗ 1: the selector requires app: crat, but the pods of Deployment cart have app: cart, so the Service selects no pod and has no endpoints"| a0c3
  linkStyle 1 stroke:#cf222e,color:#cf222e
  classDef ghost stroke:#cf222e,stroke-dasharray:6 4
"##;
    assert_eq!(run.stdout, expected);
}

#[test]
fn dot_has_the_same_cards() {
    let run = graph(WEB, &["--format", "dot"]);
    assert!(run.stdout.contains("label=\"web :80 → 8080\\nService · Deployment\""), "{}", run.stdout);
    assert!(run.stdout.contains("a0c0 -> a0c1 [label=\"80\"];"), "{}", run.stdout);
    assert!(run.stdout.contains("a0c1 -> a0c3 [label=\"✗ 1: the selector"), "{}", run.stdout);
}

#[test]
fn a_focus_draws_what_is_around_it() {
    let names = |arguments: &[&str]| {
        let run = graph(WEB, &[&["--format", "json"], arguments].concat());
        let objects = run.json()["objects"].as_array().unwrap().clone();
        objects.iter().map(|object| format!("{}/{}", object["kind"], object["name"]).replace('"', "")).collect()
    };
    let cart: Vec<String> = names(&["--focus", "service/cart", "--depth", "1"]);
    assert_eq!(cart, ["Deployment/web", "Service/cart"]);
    let alone: Vec<String> = names(&["--focus", "deployments/cart"]);
    assert_eq!(alone, ["Deployment/cart"]);
    let none = graph(WEB, &["--focus", "service/crat"]);
    assert_eq!((none.code, none.stdout.as_str()), (2, ""));
    assert_eq!(none.stderr, "bowline: there is no object `service/crat` among the files\n");
    assert_eq!(graph(WEB, &["--focus", "web"]).code, 2);
}

#[test]
fn configuration_is_drawn_on_demand() {
    let text = format!("{WEB}---\napiVersion: v1\nkind: Secret\nmetadata: {{name: made-elsewhere, namespace: shop}}\n");
    let drawn = |arguments: &[&str]| graph(&text, &[&["--format", "mermaid"], arguments].concat()).stdout;
    assert!(!drawn(&[]).contains("made-elsewhere"));
    assert!(drawn(&["--all"]).contains("<b>made-elsewhere</b> <br>Secret"));
}

#[test]
fn variants_in_other_folders_are_pictures_of_their_own() {
    let folder = folder(&[("blue/web.yaml", WEB), ("green/web.yaml", WEB)]);
    let run = bowline(folder.path(), &["graph", "--format", "mermaid"]);
    assert_eq!(run.stdout.matches("  %% ").count(), 2, "{}", run.stdout);
    assert!(run.stdout.contains("%% blue · 2 Deployments · 2 Services"), "{}", run.stdout);
}

#[test]
fn nothing_to_draw_is_not_a_picture() {
    let folder = folder(&[("notes.txt", "nothing")]);
    let run = bowline(folder.path(), &["graph"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
}

#[test]
fn a_picture_goes_to_a_file() {
    let folder = folder(&[("web.yaml", WEB)]);
    let run = bowline(folder.path(), &["graph", "--out", "web.svg"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    let svg = std::fs::read_to_string(folder.path().join("web.svg")).unwrap();
    assert!(svg.starts_with("<svg ") && svg.contains("web.yaml#L10"), "{svg}");
}

/// Special characters in names have no meaning in the languages of pictures.
#[test]
fn strange_names_stay_texts() {
    let name = "a\\\"<b>&'`]|--#\\u0007 \\u202e end";
    let text = WEB.replace("{name: cart,", &format!("{{name: \"{name}{}\",", "x".repeat(300)));
    let svg = graph(&text, &[]).stdout;
    let mut reader = quick_xml::Reader::from_str(&svg);
    while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
    assert!(!svg.contains('\u{7}') && !svg.contains("<b>"));
    let mermaid = graph(&text, &["--format", "mermaid"]).stdout;
    assert!(!mermaid.contains("a\"") && mermaid.contains("a#quot;#lt;b#gt;#amp;'"), "{mermaid}");
    assert!(graph(&text, &["--format", "dot"]).stdout.contains("a\\\"<b>&"));
}

#[test]
fn secrets_are_in_no_picture() {
    let secret = "S3cr3tValue4711";
    let url = format!("http://user:{secret}@cart:80");
    let text = WEB.replace("http://cart:80", &url).replace("app: crat", &format!("app: '{secret}:{secret}'"));
    let text = text.replace("name: CART_URL", "name: DB_PASSWORD_URL");
    for format in ["svg", "mermaid", "dot", "json"] {
        let run = graph(&text, &["--format", format, "--all"]);
        assert!(!run.stdout.contains(&format!("user:{secret}")), "{format}");
    }
}

/// More workloads than fit in a picture, each of which refers to another one.
#[test]
fn a_large_application_is_cut() {
    let one = |index: usize| {
        let next = (index * 7 + 1) % 400;
        let name = format!("svc-{index:03}");
        WEB.split("---\n")
            .take(2)
            .collect::<Vec<_>>()
            .join("---\n")
            .replace("web", &name)
            .replace("http://cart:80", &format!("http://svc-{next:03}:80"))
    };
    let text: Vec<String> = (0..400).map(one).collect();
    let text = text.join("---\n");
    let mermaid = graph(&text, &["--format", "mermaid"]).stdout;
    assert_eq!(mermaid.matches("<br>Service · Deployment").count(), 150);
    let svg = graph(&text, &[]).stdout;
    assert!(svg.contains("250 more are not drawn: --focus KIND/NAME draws what is around one"));
}
