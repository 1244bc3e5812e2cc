//! `bowline check`: find, read, lint, report.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;

use super::args::{CheckArgs, FailOn};
use super::{CLEAN, FINDINGS, Failure, Io, output, templates};
use crate::check::{self, MAX_FILE};
use crate::config::{self, Config};
use crate::discover::{self, Found};
use crate::report::Skipped;
use crate::settings::Settings;
use crate::{lint, rules};

const STDIN: &str = "-";

pub(super) fn run(args: CheckArgs, io: &mut Io<'_>) -> Result<u8, Failure> {
    let config = configuration(&args, &io.folder)?;
    let settings = settings(&args, &config)?;
    let (from_stdin, mut paths): (Vec<PathBuf>, Vec<PathBuf>) =
        args.paths.iter().cloned().partition(|path| path == Path::new(STDIN));
    if args.paths.is_empty() {
        paths.push(PathBuf::from("."));
    }
    let options = discover::Options {
        include: [config.include, args.include.clone()].concat(),
        exclude: [config.exclude, args.exclude.clone()].concat(),
    };
    let discovery =
        discover::discover(&io.folder, &paths, &options).map_err(|error| Failure::Message(error.to_string()))?;
    let mut loaded = Vec::new();
    if !from_stdin.is_empty() {
        let mut bytes = Vec::new();
        let read = io.stdin.read_to_end(&mut bytes);
        if bytes.iter().all(u8::is_ascii_whitespace) && read.is_ok() && discovery.files.is_empty() {
            return Err(Failure::Message("standard input is empty: there is nothing to check".to_owned()));
        }
        loaded.push(check::load("<stdin>", read.map(|_| bytes)));
    } else if discovery.files.is_empty() && discovery.skipped.is_empty() {
        return Err(Failure::Message(nothing_to_check(&paths, &discovery.problems)));
    }
    let bar = progress(discovery.files.len() as u64 * 2, io.terminal.progress);
    loaded.par_extend(discovery.files.par_iter().map(|found| {
        let loaded = check::load(&found.name, read(found));
        bar.inc(1);
        loaded
    }));
    loaded.extend(
        discovery
            .problems
            .into_iter()
            .map(|problem| check::load(&problem.name, Err(io::Error::other(problem.message)))),
    );
    let skipped = discovery.skipped.into_iter().map(|skipped| Skipped { file: skipped.name, reason: skipped.reason });
    let mut checked = check::check(loaded, skipped.collect(), &settings, &|| bar.inc(1));
    bar.finish_and_clear();
    templates::trace(&mut checked, &io.folder);

    output::write(&args, &checked, io)?;
    let worst = lint::worst(&checked.outcome.diagnostics);
    Ok(if worst.is_some_and(|worst| args.fail_on.fails(worst)) { FINDINGS } else { CLEAN })
}

fn configuration(args: &CheckArgs, folder: &Path) -> Result<Config, Failure> {
    let path = args.config.as_ref().map(|path| folder.join(path)).or_else(|| config::find(folder));
    path.map_or_else(|| Ok(Config::default()), |path| config::read(&path)).map_err(Failure::Message)
}

fn settings(args: &CheckArgs, config: &Config) -> Result<Settings, Failure> {
    let settings = Settings {
        // What is asked for by hand replaces what the project asks for.
        select: if args.select.is_empty() { config.select.clone() } else { args.select.clone() },
        ignore: [config.ignore.clone(), args.ignore.clone()].concat(),
        info: args.info || args.fail_on == FailOn::Info,
        ..Settings::default()
    };
    match settings.unknown_name(rules::ALL) {
        Some(name) => Err(Failure::Message(format!(
            "there is no rule or category `{name}`{}: `bowline rules` lists them",
            super::rules::did_you_mean(name)
        ))),
        None => Ok(settings),
    }
}

/// Why there is no file at all.
fn nothing_to_check(paths: &[PathBuf], problems: &[discover::Problem]) -> String {
    if let Some(problem) = problems.first() {
        return format!("{}: {}", problem.name, problem.message);
    }
    let places: Vec<_> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
    format!("there is no YAML or JSON file in {}: nothing to check", places.join(", "))
}

fn read(found: &Found) -> io::Result<Vec<u8>> {
    let file = File::open(&found.path)?;
    let length = file.metadata()?.len();
    if length > MAX_FILE {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut bytes = Vec::with_capacity(length as usize + 1);
    // A pipe has no length, so the limit is kept while reading too.
    file.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > MAX_FILE {
        true => Err(io::ErrorKind::FileTooLarge.into()),
        false => Ok(bytes),
    }
}

/// A bar that shows itself only when a run takes more than a second.
fn progress(length: u64, visible: bool) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::hidden());
    if visible {
        let style = ProgressStyle::with_template("checking {bar:30} {percent}%");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        let shown = bar.clone();
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_secs(1));
            if !shown.is_finished() {
                shown.set_draw_target(ProgressDrawTarget::stderr());
            }
        });
    }
    bar
}
