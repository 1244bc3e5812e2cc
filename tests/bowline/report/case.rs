use std::io;
use std::sync::Arc;

use bowline::diagnostic::{Applicability, Diagnostic, Edit, Fix, Label, ObjectName, Severity};
use bowline::report::human::{self, Style};
use bowline::report::{Findings, Report, RuleInfo, Skipped, Summary, Unbuilt, json};
use bowline::secrets::Secret;
use bowline::source::SourceMap;
use bowline::source::{FileId, Source, Sources, Span};
use bowline::yaml;
use serde_json::Value;

pub const PLAIN: Style =
    Style { color: false, unicode: true, width: 100, wrap: false, links: false, verbose: false, quiet: false };

pub struct Case {
    pub sources: Sources,
    pub diagnostics: Vec<Diagnostic>,
    pub summary: Summary,
    pub secrets: Vec<Secret>,
}

pub fn case(files: &[(&str, &str)]) -> Case {
    let sources = files.iter().map(|(name, text)| Source::new((*name).to_owned(), (*text).to_owned()));
    Case {
        sources: Sources::new(sources.collect()),
        diagnostics: Vec::new(),
        summary: Summary { files: files.len(), documents: files.len(), resources: files.len(), ..Summary::default() },
        secrets: Vec::new(),
    }
}

/// An input that a kustomization lacks because of the third line of its base.
pub fn unbuilt(kustomization: &str, reason: &str) -> Unbuilt {
    let file = "base/kustomization.yaml".to_owned();
    Unbuilt { kustomization: kustomization.to_owned(), file, line: 3, reason: reason.to_owned() }
}

pub const CARD: &str = "# a-rule\n\n> facts\n\nFinds `a`\nand b.\n\nMore.\n\n## Bad\n\n```yaml\na: b\n```\n";

/// The facts about the rule `leak`, or about any other one.
pub fn info(id: &str) -> RuleInfo {
    let category = if id == "leak" { "secrets" } else { "links" };
    let url = "https://example.org/rule".to_owned();
    RuleInfo { summary: "An a", category, severity: Severity::Error, guide: |_| CARD, url }
}

/// A case that every format must handle. It has three findings: one with all parts, after text that every unit counts
/// differently; one at a secret, with a fix that would quote it; one over two lines, without an object.
pub fn everything() -> Case {
    let service = "# größe\nspec: {note: 🦀é, targetPort: htp}\r\npassword: hunter2hunter2\n";
    let pod = "ports:\n  - name: http\n    x: 1\n";
    let mut case = case(&[("apps/größe: 1,2.yaml", service), ("pod.yaml", pod)]);
    let (htp, http, lines) = (case.find(0, "htp"), case.find(1, "http"), case.find(1, "- name: http\n    x: 1"));
    let fix = case.fix("write `http`", Applicability::Safe, htp, "http");
    let finding = case.add(Severity::Error, "100% of `<a>` & \"b\" are [x](y)\u{1b}\u{ffff}\nno, c:d", htp, "");
    finding.help = Some("write `http`".to_owned());
    finding.object = object("Service", "cache");
    finding.path = "spec.targetPort".to_owned();
    finding.related = vec![label(http, "declared [here]"), label(lines, "")];
    finding.fix = fix;
    let secret = case.find(0, "hunter2hunter2");
    case.secrets = secrets(&[secret]);
    let fix = case.fix("quote it", Applicability::Unsafe, secret, "\"hunter2hunter2\"");
    let finding = case.add(Severity::Warning, "written out", secret, "");
    finding.rule = "leak";
    finding.fix = fix;
    case.add(Severity::Info, "all of this", lines, "");
    case.summary.skipped = vec![Skipped { file: "t.yaml".to_owned(), line: None, reason: "Helm template".to_owned() }];
    case
}

/// The errors of a value under a schema.
pub fn errors(schema: &Value, value: &Value) -> Vec<String> {
    let schema = jsonschema::options().should_validate_formats(true).build(schema).unwrap();
    schema.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

impl Case {
    /// The `nth` place (from 0) of `needle` in a file.
    pub fn nth(&self, file: u32, needle: &str, nth: usize) -> Span {
        let text = &self.sources.get(FileId(file)).text;
        let (start, _) = text.match_indices(needle).nth(nth).unwrap();
        Span::new(FileId(file), start as u32, (start + needle.len()) as u32)
    }

    pub fn find(&self, file: u32, needle: &str) -> Span {
        self.nth(file, needle, 0)
    }

    /// A new text for a place in the YAML of a file.
    pub fn edit(&self, span: Span, text: &str) -> Edit {
        let parsed = yaml::parse(self.sources.get(span.file));
        let nodes = parsed.documents.iter().flat_map(|document| document.tree.nodes());
        let node = nodes.filter(|node| node.written_span().contains(span)).last().unwrap();
        let offset = |at: u32| (at - node.written_span().start) as usize;
        yaml::replace_part(node.as_written().part(offset(span.start)..offset(span.end)), text).unwrap()
    }

    pub fn fix(&self, title: &str, applicability: Applicability, span: Span, text: &str) -> Option<Fix> {
        Some(Fix { title: title.to_owned(), applicability, edits: self.edit(span, text).into(), needs: None })
    }

    pub fn add(&mut self, severity: Severity, message: &str, span: Span, label: &str) -> &mut Diagnostic {
        let fingerprint = format!("{:016x}", self.diagnostics.len() + 0xabc);
        let primary = Label { span, message: label.to_owned() };
        let found = Diagnostic::new("a-rule", severity, span, message.to_owned());
        self.diagnostics.push(Diagnostic { primary, fingerprint, ..found });
        self.diagnostics.last_mut().unwrap()
    }

    pub fn report<T>(&self, f: impl FnOnce(&Report) -> T) -> T {
        let findings = Findings {
            sources: &self.sources,
            diagnostics: &self.diagnostics,
            summary: &self.summary,
            secrets: &self.secrets,
            former: &[],
            origins: &SourceMap::default(),
            rule_info: &info,
        };
        findings.report(f)
    }

    /// The output of a format.
    pub fn written(&self, write: impl FnOnce(&mut dyn io::Write, &Report) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        self.report(|report| write(&mut out, report)).unwrap();
        String::from_utf8(out).unwrap()
    }

    pub fn fingerprints(&self) -> Vec<String> {
        self.diagnostics.iter().map(|found| found.fingerprint.clone()).collect()
    }

    pub fn human(&self, style: Style) -> String {
        self.written(|out, report| human::write(out, report, style))
    }

    pub fn json(&self) -> String {
        self.written(json::write)
    }
}

/// Secrets whose values are their written text.
pub fn secrets(spans: &[Span]) -> Vec<Secret> {
    spans.iter().map(|&span| Secret { span, text: None }).collect()
}

pub fn label(span: Span, message: &str) -> Label {
    Label { span, message: message.to_owned() }
}

pub fn object(kind: &str, name: &str) -> Option<Arc<ObjectName>> {
    Some(Arc::new(ObjectName {
        api_version: "v1".to_owned(),
        kind: kind.to_owned(),
        namespace: None,
        name: Some(name.to_owned()),
        written: None,
    }))
}
