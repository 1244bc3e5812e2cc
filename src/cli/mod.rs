//! The command line: arguments, subcommands, exit codes. It runs in process, so tests call the same function.

mod args;
mod baseline;
mod blobs;
mod check;
mod discovery;
mod disk;
mod explain;
mod files;
mod fix;
mod generate;
mod git;
mod graph;
mod init;
mod lsp;
mod names;
mod output;
mod project;
mod render;
mod rewrite;
mod rules;
mod run;
mod shortfall;
mod since;
mod templates;

use std::io::{self, Read, Write};
use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory, Parser};

use crate::report::human::Style;
use crate::report::masked;
use crate::source::reason;
use args::{Args, Color, Command};

/// No finding at or above `--fail-on`.
pub const CLEAN: u8 = 0;
/// Findings at or above `--fail-on`.
pub const FINDINGS: u8 = 1;
/// The run failed: usage, configuration, nothing to read, no object that was checked, or a path that does not exist.
pub const FAILURE: u8 = 2;

/// The environment of a run.
pub struct Io<'a> {
    /// Standard input.
    pub stdin: &'a mut dyn Read,
    /// Standard output.
    pub stdout: &'a mut dyn Write,
    /// Standard error.
    pub stderr: &'a mut dyn Write,
    /// The folder that relative paths start from.
    pub folder: PathBuf,
    /// The current day in UTC, for entries with a last day.
    pub today: jiff::civil::Date,
    /// The capabilities of the two outputs.
    pub terminal: Terminal,
}

/// The capabilities of the outputs.
#[derive(Debug, Clone, Copy, Default)]
pub struct Terminal {
    /// Whether standard output shows colours.
    pub color: bool,
    /// Whether standard error shows colours.
    pub error_color: bool,
    /// Whether standard output shows more than ASCII.
    pub unicode: bool,
    /// The number of columns of standard output.
    pub width: usize,
    /// Whether standard output is a terminal, so that sentences are broken to its width. A pipe gets whole lines.
    pub wrap: bool,
    /// Whether standard output shows links.
    pub links: bool,
    /// Whether standard error is a terminal, so that a progress bar may be drawn.
    pub progress: bool,
}

impl Terminal {
    /// The style of a report for people on standard output.
    fn style(self, color: Color, verbose: bool) -> Style {
        let color = match color {
            Color::Auto => self.color,
            Color::Always => true,
            Color::Never => false,
        };
        let Terminal { unicode, width, wrap, links, .. } = self;
        Style { color, unicode, width, wrap, links, verbose, quiet: false }
    }
}

/// Runs the command with its arguments (the program's name first) and returns the exit code.
pub fn run(arguments: impl IntoIterator<Item = std::ffi::OsString>, io: &mut Io<'_>) -> u8 {
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => {
            return match hint(&error, io) {
                Some(hint) => {
                    let _ = writeln!(io.stderr, "{hint}");
                    FAILURE
                }
                None => usage(&error, io),
            };
        }
    };
    let done = match args.command {
        None => print_short_help(io),
        Some(Command::Check(check)) => check::run(check, io),
        Some(Command::Fix(args)) => fix::run(args, io),
        Some(Command::Baseline(args)) => baseline::run(args, io),
        Some(Command::Graph(args)) => graph::run(args, io),
        Some(Command::Render(args)) => render::run(args, io),
        Some(Command::Lsp { stdio: _ }) => lsp::run(),
        Some(Command::Init(args)) => init::run(&args, io),
        Some(Command::Explain { rule, all, color }) => explain::run(&rule, all, io.terminal.style(color, false), io),
        Some(Command::Rules { format, color }) => rules::list(format, io.terminal.style(color, false), io),
        Some(Command::Generate { what }) => generate::run(&what, io),
    };
    let flushed = |code| match io.stdout.flush() {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::Write(error)),
        _ => Ok(code),
    };
    match done.and_then(flushed) {
        Ok(code) => code,
        // The reader of the output closed it.
        Err(Failure::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => CLEAN,
        Err(failure) => {
            // An argument may contain a password, such as that of a URL.
            let _ = writeln!(io.stderr, "bowline: {}", masked(&failure.to_string()));
            FAILURE
        }
    }
}

/// Why a run failed.
enum Failure {
    Write(io::Error),
    Message(String),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Write(error)
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Failure::Write(error) => write!(f, "cannot write the output: {}", reason(error)),
            Failure::Message(message) => f.write_str(message),
        }
    }
}

fn usage(error: &clap::Error, io: &mut Io<'_>) -> u8 {
    let Terminal { color, error_color, .. } = io.terminal;
    let (out, color, code): (&mut dyn Write, bool, u8) = match error.use_stderr() {
        true => (io.stderr, error_color, FAILURE),
        false => (io.stdout, color, CLEAN),
    };
    let text = match color {
        true => error.render().ansi().to_string(),
        false => error.render().to_string(),
    };
    // The help has only bowline's own words, but an error repeats arguments.
    let text = if error.use_stderr() { masked(&text) } else { text.as_str().into() };
    let _ = out.write_all(text.as_bytes());
    code
}

/// A suggestion for a user who wrote a path instead of a command.
fn hint(error: &clap::Error, io: &Io<'_>) -> Option<String> {
    let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand) else { return None };
    let is_path = io.folder.join(word).exists();
    is_path.then(|| format!("bowline: to check a file or a folder, write `bowline check {}`", masked(word)))
}

fn print_short_help(io: &mut Io<'_>) -> Result<u8, Failure> {
    let about = Args::command().get_about().map(ToString::to_string).unwrap_or_default();
    writeln!(
        io.stdout,
        "{about}\n\n  \
         bowline check [PATH]...   check manifests; `-` reads standard input\n  \
         bowline fix [PATH]...     apply fixes; `-` prints standard input with its fixes\n  \
         bowline baseline          record today's findings, so that only new ones are reported\n  \
         bowline graph [PATH]...   draw what refers to what, and what is broken\n  \
         bowline render [DIR]      print what a kustomization builds\n  \
         bowline lsp               serve an editor: findings, fixes and names as you type\n  \
         bowline explain RULE      what a rule finds and why\n  \
         bowline rules             list all rules\n  \
         bowline init              write a configuration to start from\n\n\
         `bowline help` has the details."
    )?;
    Ok(CLEAN)
}
