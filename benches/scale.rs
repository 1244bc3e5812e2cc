//! The cost of a check for each object, from a thousand to a hundred thousand objects, in usual layouts and in layouts
//! that may take quadratic time. The cost is flat if nothing grows faster than the input.
//!
//! `cargo bench --bench scale -- [MAX [SHAPE [FORMAT]]]` prints CPU microseconds and the peak of the heap for each
//! object, with one thread and files read from the disk. `SHAPE` is a part of a name; `FORMAT` is one of
//! `bowline check --format`.
#![allow(missing_docs, clippy::print_stdout)]

#[path = "common/application.rs"]
mod application;

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;

use application::{PER_APPLICATION, application, head};
use bowline::cli::{self, Io, Terminal};
use peak_alloc::PeakAlloc;
use rustix::time::{ClockId, clock_gettime};

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// A layout: its name, and the files by path that contain about this many objects.
type Shape = (&'static str, fn(usize) -> Vec<(String, String)>);

const SHAPES: &[Shape] = &[
    ("many small files", |objects| {
        let of_application = |i| {
            let parts = application(i, &format!("ns-{i}"), i);
            let named = move |(n, part)| (format!("team-{}/app-{i}/{n}.yaml", i / 100), part);
            parts.into_iter().enumerate().map(named)
        };
        (0..objects / PER_APPLICATION).flat_map(of_application).collect()
    }),
    ("one file", |objects| {
        let parts = (0..objects / PER_APPLICATION).flat_map(|i| application(i, &format!("ns-{i}"), i));
        one_file(parts)
    }),
    // Each application refers to objects of the one before it.
    ("one folder and namespace", |objects| {
        let of_application =
            |i: usize| (format!("app-{i}.yaml"), application(i, "shop", i.saturating_sub(1)).join("---\n"));
        (0..objects / PER_APPLICATION).map(of_application).collect()
    }),
    ("one kind", |objects| one_file((0..objects).map(|i| format!("{}data: {{a: b}}\n", head("v1", "ConfigMap", i))))),
    ("one name", |objects| {
        let object = |i| format!("{}data: {{a: \"{i}\"}}\n", head("v1", "ConfigMap", "a"));
        one_file((0..objects).map(object))
    }),
    ("long names", |objects| {
        let object = |i| format!("{}data: {{a: b}}\n", head("v1", "ConfigMap", format!("{}-{i}", "a".repeat(300))));
        one_file((0..objects).map(object))
    }),
    ("owners in a circle", |objects| {
        let object = |i| {
            let owner = format!("apiVersion: v1\n    kind: ConfigMap\n    name: a{}\n    uid: u", (i + 1) % objects);
            format!("{}  ownerReferences:\n  - {owner}\n", head("v1", "ConfigMap", format!("a{i}")))
        };
        one_file((0..objects).map(object))
    }),
    ("Services without pods", |objects| {
        let spec = |i| format!("spec:\n  selector: {{app: shop, part: p{i}}}\n  ports: [{{port: 80}}]\n");
        one_file((0..objects).map(|i| head("v1", "Service", format!("s{i}")) + &spec(i)))
    }),
    ("pods alike", |objects| {
        let spec = "spec:\n  containers:\n  - {name: a, image: \"a:1\", envFrom: [{configMapRef: {name: missing}}]}\n";
        let labels = |i| format!("  labels: {{app: shop, part: p{i}}}\n");
        one_file((0..objects).map(|i| head("v1", "Pod", format!("p{i}")) + &labels(i) + spec))
    }),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let most = arguments.first().and_then(|most| most.parse().ok()).unwrap_or(100_000);
    let only = arguments.get(1).map_or("", String::as_str);
    let format = arguments.get(2).map_or("human", String::as_str);
    println!("{:<26} {:>9} {:>12} {:>12}", "", "objects", "µs an object", "KB an object");
    for (name, shape) in SHAPES.iter().filter(|(name, _)| name.contains(only)) {
        let sizes = std::iter::successors(Some(1_000), |size| Some(size * 10)).take_while(|&size| size <= most);
        for objects in sizes {
            match measured(&shape(objects), format) {
                Ok((micros, bytes)) => {
                    let each = |all: f64| all / objects as f64;
                    println!("{name:<26} {objects:>9} {:>12.1} {:>12.1}", each(micros), each(bytes as f64 / 1e3));
                }
                Err(problem) => println!("{name:<26} {objects:>9} {problem}"),
            }
        }
    }
}

/// The CPU microseconds and the peak of the heap of a check of files.
fn measured(files: &[(String, String)], format: &str) -> io::Result<(f64, usize)> {
    let folder = tempfile::tempdir()?;
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap_or(folder.path()))?;
        fs::write(path, text)?;
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().map_err(io::Error::other)?;
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    let start = cpu_micros();
    pool.install(|| check(folder.path(), format));
    Ok((cpu_micros() - start, HEAP.peak_usage().saturating_sub(before)))
}

fn check(folder: &Path, format: &str) {
    let mut io = Io {
        stdin: &mut io::empty(),
        stdout: &mut io::sink(),
        stderr: &mut io::sink(),
        folder: folder.to_owned(),
        today: jiff::civil::date(2026, 1, 1),
        terminal: Terminal { unicode: true, width: 100, ..Terminal::default() },
    };
    let arguments = ["bowline", "check", "--fail-on", "never", "--format", format];
    cli::run(arguments.map(OsString::from), &mut io);
}

fn cpu_micros() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
}

fn one_file(parts: impl Iterator<Item = String>) -> Vec<(String, String)> {
    let mut text = String::new();
    for part in parts {
        text += "---\n";
        text += &part;
    }
    vec![("all.yaml".to_owned(), text)]
}
