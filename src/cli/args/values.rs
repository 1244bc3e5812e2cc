//! The values of arguments: formats, places, colours, and how they are read.

use std::path::PathBuf;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::diagnostic::Severity;
use crate::settings::Profile;

/// Where changes are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Ci {
    /// A hook of pre-commit
    PreCommit,
    /// A workflow of GitHub Actions
    Github,
    /// A job of GitLab CI
    Gitlab,
}

/// The objects that a picture is about.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Focus {
    pub(in crate::cli) kind: String,
    pub(in crate::cli) name: String,
}

pub(super) fn focus(text: &str) -> Result<Focus, String> {
    match text.split_once('/') {
        Some((kind, name)) if !kind.is_empty() && !name.is_empty() => {
            Ok(Focus { kind: kind.to_owned(), name: name.to_owned() })
        }
        _ => Err("write KIND/NAME, such as `service/web`".to_owned()),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum GraphFormat {
    /// A picture for browsers and documents, in light and in dark
    Svg,
    /// For Markdown of GitHub and GitLab
    Mermaid,
    /// For Graphviz
    Dot,
    /// All objects and references, version 1 of the contract in `schema/graph.v1.json`
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ProfileName {
    /// Errors and warnings (the default)
    Correctness,
    /// Errors, and all findings about secrets
    Security,
    /// Also infos
    Strict,
}

impl From<ProfileName> for Profile {
    fn from(name: ProfileName) -> Profile {
        match name {
            ProfileName::Correctness => Profile::Correctness,
            ProfileName::Security => Profile::Security,
            ProfileName::Strict => Profile::Strict,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Format {
    /// For people: the lines that matter and what to write instead
    Human,
    /// One line each: `file:line:column: severity[rule] message`
    Concise,
    /// One object, version 1 of the contract in `schema/output.v1.json`
    Json,
    /// As `json`, but one object per line, each with its `type`
    JsonLines,
    /// SARIF 2.1.0: GitHub code scanning and other viewers
    Sarif,
    /// Workflow commands: annotations of GitHub Actions
    Github,
    /// Code Quality report of GitLab
    Gitlab,
    /// JUnit XML: findings as failed tests
    Junit,
    /// Checkstyle XML
    Checkstyle,
    /// The format of reviewdog, with suggestions
    Rdjson,
    /// The safe fixes as a unified diff
    Diff,
}

/// A report that goes to a file.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Output {
    pub(in crate::cli) format: Format,
    /// Relative to the folder of the run.
    pub(in crate::cli) file: PathBuf,
}

pub(super) fn output(text: &str) -> Result<Output, String> {
    let (name, file) = text.split_once('=').filter(|(_, file)| !file.is_empty()).ok_or("write FORMAT=FILE")?;
    let format = Format::from_str(name, false).map_err(|_| {
        let names: Vec<_> = Format::value_variants().iter().filter_map(Format::to_possible_value).collect();
        let names: Vec<_> = names.iter().map(PossibleValue::get_name).collect();
        format!("there is no format `{name}`: write one of {}", names.join(", "))
    })?;
    Ok(Output { format, file: PathBuf::from(file) })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum RulesFormat {
    /// For people: a table for each family
    Human,
    /// One array
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

impl FailOn {
    pub(in crate::cli) fn fails(self, worst: Severity) -> bool {
        match self {
            FailOn::Error => worst >= Severity::Error,
            FailOn::Warning => worst >= Severity::Warning,
            FailOn::Info => true,
            FailOn::Never => false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Color {
    Auto,
    Always,
    Never,
}
