//! The arguments, as clap reads them.

mod values;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use super::names::Name;
use crate::kube::values::version::Versions;

pub(super) use values::{Ci, Color, FailOn, Focus, Format, GraphFormat, Output, ProfileName, RulesFormat};
use values::{focus, output};

/// A static linter for Kubernetes manifests.
#[derive(Debug, Parser)]
#[command(name = "bowline", version, about, max_term_width = 100)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

const FILES: &str = "Which files";
const RULES: &str = "What is looked for";
const FIXES: &str = "Fixes";
const REPORT: &str = "Report";
const PICTURE: &str = "Picture";
const EXIT_CODES: &str = "Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 could not run, or no object was \
                          checked, or a path is not there.";

const FIX_EXIT_CODES: &str = "`bowline fix -` prints the text of standard input with its fixes, for editors. A file that \
changed since it was read is not written, and neither is one that would be read differently than a fix says.\n\n\
Exit codes: 0 done, whatever is left; 1 --dry-run shows changes; 2 could not run, or a file could not be written.";

const GRAPH_EXIT_CODES: &str = "Exit codes: 0 drawn, whatever is broken; 2 could not run, or there is nothing to draw.";

const RENDER_EXIT_CODES: &str = "What is not available, such as a remote base, is named on standard error and left out.\n\n\
Exit codes: 0 built, 2 not: kustomize refuses the kustomization, a limit of bowline is reached, or there is none.";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check manifests: what will be rejected, what will not connect, what leaks a password
    #[command(after_help = EXIT_CODES)]
    Check(CheckArgs),
    /// Apply the safe fixes, and with --unsafe-fixes also those that need a person's review
    #[command(after_help = FIX_EXIT_CODES)]
    Fix(FixArgs),
    /// Record today's findings in a file, so that only new ones are reported
    Baseline(BaselineArgs),
    /// Draw which objects refer to which (routes, Services, workloads), and which references are broken
    #[command(after_help = GRAPH_EXIT_CODES)]
    Graph(GraphArgs),
    /// Print what a kustomization builds, as `kubectl kustomize` does, from local files alone
    #[command(after_help = RENDER_EXIT_CODES)]
    Render(RenderArgs),
    /// Serve an editor over standard input and output, by the Language Server Protocol
    Lsp {
        /// What editors pass to say that they use standard input and output, which is all that there is
        #[arg(long, hide = true)]
        stdio: bool,
    },
    /// Write a `bowline.yaml` that fits the project, and with --ci a gate that checks each change
    Init(InitArgs),
    /// Say what a rule finds, why it matters and what to write instead
    Explain {
        /// The id of a rule, like `svc-clusterip-invalid`
        #[arg(value_parser = Name::Rule, hide_possible_values = true)]
        rule: String,
        /// Also show every case that tests the rule
        #[arg(long)]
        all: bool,
        /// Colours in the output
        #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
        color: Color,
    },
    /// List all rules, by what they are about
    Rules {
        /// How to print them
        #[arg(long, value_enum, default_value_t = RulesFormat::Human)]
        format: RulesFormat,
        /// Colours in the output
        #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
        color: Color,
    },
    /// Write shell completions or man pages
    Generate {
        #[command(subcommand)]
        what: Generate,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Generate {
    /// Print the script that teaches a shell to complete bowline's arguments
    Completions {
        /// The shell that is to run the script
        shell: clap_complete::Shell,
    },
    /// Print the man page, or write all of them into a folder
    Man {
        /// Write the pages of bowline and all its commands into this folder
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

/// What is looked at, and what is looked for.
#[derive(Debug, clap::Args)]
pub(super) struct Selection {
    /// Files and folders; `-` reads standard input [default: .]
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Run only these rules or categories; `svc` is every rule whose id starts with `svc-`
    #[arg(short, long, help_heading = RULES, value_delimiter = ',', value_name = "RULE", value_parser = Name::Any, hide_possible_values = true)]
    pub(super) select: Vec<String>,
    /// Do not run these rules or categories
    #[arg(short, long, help_heading = RULES, value_delimiter = ',', value_name = "RULE", value_parser = Name::Any, hide_possible_values = true)]
    pub(super) ignore: Vec<String>,
    /// A predefined selection of findings
    #[arg(long, help_heading = RULES, value_enum, value_name = "PROFILE")]
    pub(super) profile: Option<ProfileName>,
    /// Kubernetes versions that the manifests are for, like `1.31` or `1.29-1.33` [default: the newest known]
    #[arg(long, help_heading = RULES, value_name = "VERSIONS")]
    pub(super) kubernetes: Option<Versions>,
    /// Namespace of objects that name none
    #[arg(long, help_heading = RULES)]
    pub(super) namespace: Option<String>,
    /// Treat the files as complete: an object that no file has does not exist
    #[arg(long, help_heading = RULES)]
    pub(super) closed: bool,
    /// Also check files that match this glob, whatever their extension
    #[arg(long, help_heading = FILES, value_name = "GLOB")]
    pub(super) include: Vec<String>,
    /// Skip files that match this glob
    #[arg(long, help_heading = FILES, value_name = "GLOB")]
    pub(super) exclude: Vec<String>,
    /// Report only findings that involve files changed since the branch left this commit, such as `origin/main`, and what
    /// the change breaks elsewhere
    #[arg(long, help_heading = FILES, value_name = "REF")]
    pub(super) diff: Option<String>,
    /// Report all findings, and the references and kustomizations that worked at this commit and do not work now
    #[arg(long, help_heading = FILES, value_name = "REF", conflicts_with = "diff")]
    pub(super) since: Option<String>,
    /// Run as a pre-commit hook: report only findings that involve the given files, and what the change since the last
    /// commit breaks elsewhere; implies --allow-empty
    #[arg(long, help_heading = FILES, conflicts_with_all = ["diff", "since"])]
    pub(super) hook: bool,
    /// Folder with the files that references are looked up in [default: that of `bowline.yaml` or of the repository]
    #[arg(long, help_heading = FILES, value_name = "FOLDER")]
    pub(super) context: Option<PathBuf>,
    /// Folder or file with custom resource definitions to check objects against, in addition to those among the files
    #[arg(long, help_heading = FILES, value_name = "DIR")]
    pub(super) crds: Vec<PathBuf>,
    /// Read only the given files
    #[arg(long, help_heading = FILES, conflicts_with = "context")]
    pub(super) no_context: bool,
    /// Treat standard input as this file, as an editor does
    #[arg(long, help_heading = FILES, value_name = "FILE")]
    pub(super) stdin_filename: Option<PathBuf>,
    /// Ignore directives in comments and annotations
    #[arg(long, help_heading = RULES)]
    pub(super) no_inline_ignores: bool,
    /// Succeed even if there is nothing to check, as in a hook that may get no manifest
    #[arg(long, help_heading = FILES)]
    pub(super) allow_empty: bool,
    /// Configuration to use instead of the nearest `bowline.yaml`
    #[arg(long, help_heading = RULES, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
}

impl Selection {
    /// Whether a run that finds nothing to check succeeds.
    pub(super) fn may_be_empty(&self) -> bool {
        self.allow_empty || self.hook
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) selection: Selection,
    /// How to print the findings
    #[arg(short, long, help_heading = REPORT, value_enum, default_value_t = Format::Human)]
    pub(super) format: Format,
    /// Also write the findings to a file, in any format of `--format`; may be given several times
    #[arg(short, long, help_heading = REPORT, value_name = "FORMAT=FILE", value_parser = output)]
    pub(super) output: Vec<Output>,
    /// Exit with 1 if a finding is at least this severe (`info` shows them too)
    #[arg(long, help_heading = REPORT, value_enum, default_value_t = FailOn::Warning, value_name = "SEVERITY")]
    pub(super) fail_on: FailOn,
    /// Also show infos: what is not wrong but worth knowing
    #[arg(long, help_heading = REPORT)]
    pub(super) info: bool,
    /// Report only findings that are not in this file, which `bowline baseline` writes
    #[arg(long, help_heading = REPORT, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Show equal findings separately, and list the files that were not checked
    #[arg(short, long, help_heading = REPORT)]
    pub(super) verbose: bool,
    /// Print findings only: no summary
    #[arg(short, long, help_heading = REPORT, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Print how many findings each rule has instead of the findings
    #[arg(long, help_heading = REPORT, conflicts_with_all = ["format", "quiet"])]
    pub(super) statistics: bool,
    /// Apply the safe fixes first, and report what is left
    #[arg(long, help_heading = FIXES)]
    pub(super) fix: bool,
    /// With --fix or --format diff: also apply the fixes that need a person's review
    #[arg(long, help_heading = FIXES)]
    pub(super) unsafe_fixes: bool,
    /// Colours in the output
    #[arg(long, help_heading = REPORT, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(super) color: Color,
}

#[derive(Debug, clap::Args)]
pub(super) struct FixArgs {
    #[command(flatten)]
    pub(super) selection: Selection,
    /// Fix only what these rules or categories find; all rules still run
    #[arg(long, help_heading = FIXES, value_delimiter = ',', value_name = "RULE", value_parser = Name::Any, hide_possible_values = true)]
    pub(super) rule: Vec<String>,
    /// Also apply the fixes that need a person's review
    #[arg(long, help_heading = FIXES)]
    pub(super) unsafe_fixes: bool,
    /// Print the changes as a unified diff and write nothing
    #[arg(long, help_heading = FIXES)]
    pub(super) dry_run: bool,
    /// Also fix infos: what is not wrong but worth knowing
    #[arg(long, help_heading = FIXES)]
    pub(super) info: bool,
    /// Fix only findings that are not in this file, which `bowline baseline` writes
    #[arg(long, help_heading = FIXES, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Colours in the output
    #[arg(long, help_heading = FIXES, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(super) color: Color,
}

#[derive(Debug, clap::Args)]
pub(super) struct BaselineArgs {
    #[command(flatten)]
    pub(super) selection: Selection,
    /// Also record infos: what is not wrong but worth knowing
    #[arg(long)]
    pub(super) info: bool,
    /// Where to write it [default: the path in `bowline.yaml`, otherwise `bowline-baseline.json` next to it]
    #[arg(long, value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct GraphArgs {
    #[command(flatten)]
    pub(super) selection: Selection,
    /// How to draw it
    #[arg(long, help_heading = PICTURE, value_enum, default_value_t = GraphFormat::Svg)]
    pub(super) format: GraphFormat,
    /// Draw only what is around these objects, such as `service/web`
    #[arg(long, help_heading = PICTURE, value_name = "KIND/NAME", value_parser = focus)]
    pub(super) focus: Option<Focus>,
    /// How many references away from --focus
    #[arg(long, help_heading = PICTURE, default_value_t = 2, requires = "focus", value_name = "STEPS")]
    pub(super) depth: usize,
    /// Also draw configuration, storage and RBAC
    #[arg(long, help_heading = PICTURE)]
    pub(super) all: bool,
    /// Write to this file instead of standard output
    #[arg(long, help_heading = PICTURE, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct InitArgs {
    /// Also write a CI gate, or add one to an existing file; the change is shown as a diff
    #[arg(long, value_enum, value_name = "WHERE")]
    pub(super) ci: Option<Ci>,
    /// Show every key of the configuration, not only what fits the project
    #[arg(long)]
    pub(super) all: bool,
    /// Show what would be written and write nothing
    #[arg(short = 'n', long)]
    pub(super) dry_run: bool,
}

/// What is built, and how it is printed.
#[derive(Debug, clap::Args)]
pub(super) struct RenderArgs {
    /// The folder of the kustomization
    #[arg(value_name = "DIR", default_value = ".")]
    pub(super) folder: PathBuf,
    /// Add a comment to each line that says where it was written, and what else changed it
    #[arg(long)]
    pub(super) provenance: bool,
    /// Print the values of Secrets and other literal secrets instead of `********`
    #[arg(long)]
    pub(super) show_secrets: bool,
}
