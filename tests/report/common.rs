#![allow(dead_code)]

use bowline::diagnostic::{Applicability, Diagnostic, Edit, Fix, Label, ObjectName, Severity};
use bowline::origin::Origins;
use bowline::report::human::{self, Style};
use bowline::report::{Masks, Report, RuleInfo, Summary, json};
use bowline::source::{FileId, Source, Sources, Span};

pub const PLAIN: Style = Style { color: false, unicode: true, width: 100, wrap: false, links: false, verbose: false };

pub struct Case {
    pub sources: Sources,
    pub diagnostics: Vec<Diagnostic>,
    pub summary: Summary,
    pub masks: Masks,
}

pub fn case(files: &[(&str, &str)]) -> Case {
    let sources = files.iter().map(|(name, text)| Source::new((*name).to_owned(), (*text).to_owned()));
    Case {
        sources: Sources::new(sources.collect()),
        diagnostics: Vec::new(),
        summary: Summary { files: files.len(), documents: files.len(), resources: files.len(), ..Summary::default() },
        masks: Masks::default(),
    }
}

pub fn info(_: &str) -> RuleInfo {
    RuleInfo { category: "links", url: "https://example.org/rule".to_owned() }
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

    pub fn add(&mut self, severity: Severity, message: &str, span: Span, label: &str) -> &mut Diagnostic {
        let fingerprint = format!("{:016x}", self.diagnostics.len() + 0xabc);
        self.diagnostics.push(Diagnostic {
            rule: "a-rule",
            severity,
            message: message.to_owned(),
            primary: Label { span, message: label.to_owned() },
            related: Vec::new(),
            help: None,
            fix: None,
            object: None,
            path: String::new(),
            fingerprint,
        });
        self.diagnostics.last_mut().unwrap()
    }

    pub fn report<T>(&self, f: impl FnOnce(&Report) -> T) -> T {
        f(&Report {
            sources: &self.sources,
            diagnostics: &self.diagnostics,
            summary: &self.summary,
            masks: &self.masks,
            origins: &Origins::default(),
            rule_info: &info,
        })
    }

    pub fn human(&self, style: Style) -> String {
        let mut out = Vec::new();
        self.report(|report| human::write(&mut out, report, style)).unwrap();
        String::from_utf8(out).unwrap()
    }

    pub fn json(&self) -> String {
        let mut out = Vec::new();
        self.report(|report| json::write(&mut out, report)).unwrap();
        String::from_utf8(out).unwrap()
    }
}

pub fn label(span: Span, message: &str) -> Label {
    Label { span, message: message.to_owned() }
}

pub fn fix(title: &str, applicability: Applicability, span: Span, text: &str) -> Option<Fix> {
    Some(Fix { title: title.to_owned(), applicability, edits: vec![Edit { span, text: text.to_owned() }] })
}

pub fn object(kind: &str, name: &str) -> Option<ObjectName> {
    Some(ObjectName {
        api_version: "v1".to_owned(),
        kind: kind.to_owned(),
        namespace: None,
        name: Some(name.to_owned()),
    })
}
