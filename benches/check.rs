//! Measures a whole check of a folder, and compares it with two lower bounds: reading the files, and saphyr-parser's
//! bare events. Also measures two parts of a check: the objects against their schemas, and the builds of all
//! kustomizations with their reading. The benchmark `yaml` measures only the trees.
//!
//! `cargo bench --bench check -- FOLDER [ROUNDS]` prints medians of CPU seconds, so other work does not count.
#![allow(missing_docs, clippy::print_stdout)]

#[path = "common/disk.rs"]
mod disk;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use bowline::cli::{self, Io, Terminal};
use bowline::discover::{self, Options};
use bowline::lint::settle::Scope;
use bowline::render::kustomize;
use bowline::schema;
use bowline::session::{self, Session};
use bowline::settings::Settings;
use bowline::source::{Source, Sources};
use bowline::workspace::{Project, Sets, Workspace};
use bowline::yaml::{self, Parsed};
use disk::Disk;
use peak_alloc::PeakAlloc;
use rustix::time::{ClockId, clock_gettime};
use saphyr_parser::Parser;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let folder = arguments.first().map_or_else(|| "testdata".to_owned(), Clone::clone);
    let rounds = arguments.get(1).and_then(|rounds| rounds.parse().ok()).unwrap_or(5);
    let Ok(here) = std::env::current_dir() else { return };
    let root = here.join(&folder);
    let found = discover::discover(&here, &[PathBuf::from(&folder)], &Options::default());
    let files: Vec<PathBuf> = found.into_iter().flat_map(|found| found.files).map(|file| file.path).collect();
    let source =
        |file: &PathBuf| Some(Source::new(file.to_string_lossy().into_owned(), fs::read_to_string(file).ok()?));
    let sources = Sources::new(files.iter().filter_map(source).collect());
    let bytes: usize = sources.iter().map(|(_, source)| source.text.len()).sum();
    println!("{folder}: {} files, {:.1} MB, median of {rounds} rounds, one thread", files.len(), mb(bytes));

    let floor = measure("read the files", bytes, rounds, || {
        files.iter().filter_map(|file| fs::read(file).ok()).map(|bytes| bytes.len()).sum()
    });
    let events = measure("saphyr-parser, bare events", bytes, rounds, || {
        sources.iter().map(|(_, source)| Parser::new_from_str(&source.text).take_while(Result::is_ok).count()).sum()
    });
    let schemas = schemas(&sources, bytes, rounds);
    drop(sources);
    builds(&files, bytes, rounds);
    let whole = measure("bowline check, one thread", bytes, rounds, || check(&root, 1));
    let again = recheck(&files, bytes, rounds);
    println!("a check after one file changed costs {:.1} % of a whole one", 100.0 * again / whole);
    let start = Instant::now();
    check(&root, 0);
    println!("bowline check, all threads           {:8.3} s by the clock on the wall", start.elapsed().as_secs_f64());
    println!("a whole check costs {:.2} times the bare events, {:.1} times the reading", whole / events, whole / floor);
    println!("schemas are {:.1} % of it", 100.0 * schemas / whole);
}

/// Computes the facts of every object once, as a check does, with its schema problems.
fn schemas(sources: &Sources, bytes: usize, rounds: usize) -> f64 {
    let mut parsed: Vec<Arc<Parsed>> = sources.iter().map(|(_, source)| Arc::new(yaml::parse(source))).collect();
    let (sets, project) = (Sets::read(sources, &parsed), Project::default());
    sets.mark(&mut parsed);
    let workspace = Workspace::build(sources, &parsed, &sets, &project);
    measure("schemas", bytes, rounds, || {
        // The workspace keeps the facts that it has computed.
        let objects = workspace.resources.iter().map(|object| (object, workspace.api(object)));
        let facts = objects.map(|(object, api)| schema::facts(object.kind, api, object.root, project.versions.into()));
        facts.map(|facts| facts.problems.len()).sum()
    })
}

/// Reads all kustomizations with their inputs and builds them, without a check.
fn builds(files: &[PathBuf], bytes: usize, rounds: usize) {
    let is_kustomization =
        |file: &&PathBuf| file.file_stem().is_some_and(|stem| stem.eq_ignore_ascii_case("kustomization"));
    let folders = files.iter().filter(is_kustomization).filter_map(|file| file.parent()?.to_str());
    let folders: Vec<&str> = folders.collect();
    let work = || {
        let project = kustomize::load(&mut Disk::default(), &folders);
        kustomize::build_all(&project).iter().map(|build| build.objects.len()).sum()
    };
    on_threads(1, || measure("builds", bytes, rounds, work));
}

/// Checks all files again in the same session after one of them changed.
fn recheck(files: &[PathBuf], bytes: usize, rounds: usize) -> f64 {
    let mut session = Session::default();
    let mut changed = (String::new(), Vec::new());
    for file in files {
        let (name, text) = (file.to_string_lossy().into_owned(), fs::read(file).unwrap_or_default());
        session.set(session::load(&name, Ok(text.clone())));
        if (8_000..9_000).contains(&text.len()) {
            changed = (name, text);
        }
    }
    let settings = Settings::default();
    let mut work = || {
        changed.1.push(b'\n');
        session.set(session::load(&changed.0, Ok(changed.1.clone())));
        session.check(&settings, Scope::default()).outcome.diagnostics.len()
    };
    on_threads(1, || {
        work();
        measure("bowline, one file changed", bytes, rounds, work)
    })
}

fn check(folder: &Path, threads: usize) -> usize {
    let run = || {
        let mut out = Vec::new();
        let terminal = Terminal { unicode: true, width: 100, ..Terminal::default() };
        let arguments = ["bowline", "check", "--fail-on", "never"].map(OsString::from);
        let mut io = Io {
            stdin: &mut std::io::empty(),
            stdout: &mut out,
            stderr: &mut std::io::sink(),
            folder: folder.to_owned(),
            today: jiff::civil::date(2026, 1, 1),
            terminal,
        };
        cli::run(arguments, &mut io);
        out.len()
    };
    on_threads(threads, run)
}

/// Runs the work in a pool of so many threads; 0 means one for each core.
fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

/// Prints the median of the CPU seconds, the speed, and the peak of the heap above its size before.
fn measure(what: &str, bytes: usize, rounds: usize, mut work: impl FnMut() -> usize) -> f64 {
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    let mut seconds: Vec<f64> = (0..rounds.max(1))
        .map(|_| {
            let start = cpu_seconds();
            std::hint::black_box(work());
            cpu_seconds() - start
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    let median = seconds[seconds.len() / 2];
    let peak = HEAP.peak_usage().saturating_sub(before) as f64 / bytes.max(1) as f64;
    println!("{what:36} {median:8.3} s {:8.1} MB/s {peak:6.2} peak heap bytes per input byte", mb(bytes) / median);
    median
}

fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

fn mb(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}
