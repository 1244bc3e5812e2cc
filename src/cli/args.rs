//! The arguments, as clap reads them.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Parser, Subcommand, ValueEnum};

use crate::diagnostic::Severity;

/// A static linter for Kubernetes manifests.
#[derive(Debug, Parser)]
#[command(name = "bowline", version, about, max_term_width = 100)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check manifests: what will be rejected, what will not connect, what leaks a password
    Check(CheckArgs),
    /// Say what a rule finds, why it matters and what to write instead
    Explain {
        /// The id of a rule, like `svc-clusterip-invalid`
        rule: String,
    },
    /// List all rules
    Rules {
        /// How to print them
        #[arg(long, value_enum, default_value_t = RulesFormat::Human)]
        format: RulesFormat,
    },
}

#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    /// Files and folders; `-` reads standard input [default: .]
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(super) format: Format,
    /// Write the findings to a file, too, in any format of `--format`; may be given several times
    #[arg(long, value_name = "FORMAT=FILE", value_parser = output)]
    pub(super) output: Vec<Output>,
    /// Exit with 1 where a finding is at least this grave (`info` shows them too)
    #[arg(long, value_enum, default_value_t = FailOn::Warning, value_name = "SEVERITY")]
    pub(super) fail_on: FailOn,
    /// Run only these rules or categories
    #[arg(long, value_delimiter = ',', value_name = "RULE")]
    pub(super) select: Vec<String>,
    /// Leave these rules or categories out
    #[arg(long, value_delimiter = ',', value_name = "RULE")]
    pub(super) ignore: Vec<String>,
    /// Show what is merely worth knowing, too
    #[arg(long)]
    pub(super) info: bool,
    /// Take files that match this glob, whatever their extension
    #[arg(long, value_name = "GLOB")]
    pub(super) include: Vec<String>,
    /// Leave files out that match this glob
    #[arg(long, value_name = "GLOB")]
    pub(super) exclude: Vec<String>,
    /// Configuration to use instead of the nearest `bowline.yaml`
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// List the files that were not checked
    #[arg(long)]
    pub(super) verbose: bool,
    /// Colours in the output
    #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(super) color: Color,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people: the lines that matter and what to write instead
    Human,
    /// One line each: `file:line:column: severity[rule] message`
    Concise,
    /// One object, version 1 of the contract in `schema/output.v1.json`
    Json,
    /// The same as one object a line, each with its `type`
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
}

/// A report that goes to a file.
#[derive(Debug, Clone)]
pub(super) struct Output {
    pub(super) format: Format,
    /// Relative to the folder of the run.
    pub(super) file: PathBuf,
}

fn output(text: &str) -> Result<Output, String> {
    let (name, file) = text.split_once('=').filter(|(_, file)| !file.is_empty()).ok_or("write FORMAT=FILE")?;
    let format = Format::from_str(name, false).map_err(|_| {
        let names: Vec<_> = Format::value_variants().iter().filter_map(Format::to_possible_value).collect();
        let names: Vec<_> = names.iter().map(PossibleValue::get_name).collect();
        format!("there is no format `{name}`: write one of {}", names.join(", "))
    })?;
    Ok(Output { format, file: PathBuf::from(file) })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RulesFormat {
    /// One line each
    Human,
    /// One array
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

impl FailOn {
    pub(super) fn fails(self, worst: Severity) -> bool {
        match self {
            FailOn::Error => worst >= Severity::Error,
            FailOn::Warning => worst >= Severity::Warning,
            FailOn::Info => true,
            FailOn::Never => false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}
