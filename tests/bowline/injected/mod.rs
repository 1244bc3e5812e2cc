//! Single mistakes in correct applications, wherever they fit. The tests count the mistakes that are found, at their
//! place, and once.
//!
//! `apps/` has the applications, `kinds/` the mistakes, `expected.txt` the numbers for each kind. `BLESS=1 cargo test
//! injected::` writes `expected.txt`. Read what it wrote: a number that decreases is a fault.

mod app;
mod edit;
mod judge;
mod kinds;
mod place;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use app::App;
use edit::Mistake;
use judge::{Bench, Verdict};
use kinds::Kind;

/// The number of places of one application for each kind of mistake. A test of all places takes half a minute.
const PLACES: usize = 2;

/// The least percentages. First, of the mistakes that are found as an error or a warning. Of these, then of those that
/// are shown at their place, and of those with only one finding.
const LEAST: [usize; 3] = [97, 98, 97];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bowline/injected")
}

fn apps() -> Vec<App> {
    let apps = App::read_all(&folder().join("apps"));
    assert!(apps.len() >= 8, "{} applications", apps.len());
    apps
}

/// The verdicts on the mistakes of some kinds, by kind, at so many places of each application. Each application has a
/// thread, because it is checked again and again.
fn verdicts(apps: &[App], kinds: &[Kind], places: usize) -> Vec<Vec<Verdict>> {
    let of_app = |app: &App| -> Vec<Vec<Verdict>> {
        let mut bench = Bench::new(app);
        let mut of_kind = |kind: &Kind| {
            let mistakes = kind.mistakes(app);
            // The places are spread evenly over the files.
            let step = mistakes.len().div_ceil(places).max(1);
            mistakes.iter().step_by(step).map(|mistake| bench.judge(mistake)).collect()
        };
        kinds.iter().map(&mut of_kind).collect()
    };
    let by_app: Vec<Vec<Vec<Verdict>>> = std::thread::scope(|scope| {
        let threads: Vec<_> = apps.iter().map(|app| scope.spawn(move || of_app(app))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    (0..kinds.len()).map(|kind| by_app.iter().flat_map(|app| app[kind].iter().cloned()).collect()).collect()
}

#[test]
fn applications_are_correct() {
    for app in apps() {
        let found = Bench::new(&app).grave();
        assert!(found.is_empty(), "{}: {found:?}", app.name);
    }
}

#[test]
fn mistakes_are_found_where_they_are_and_once() {
    let kinds = kinds::mistakes();
    assert!(kinds.len() >= 80, "{} kinds", kinds.len());
    bless_or_compare("expected.txt", &judged(&kinds, PLACES).table);
}

#[test]
#[ignore = "takes half a minute; prints what is not found, or not at its place, or twice"]
fn mistakes_are_found_at_every_place() {
    let judged = judged(&kinds::mistakes(), usize::MAX);
    println!("{}\n{}\n{}", judged.table, judged.rules, judged.missed);
}

/// The verdicts on mistakes, as text.
struct Judged {
    /// The numbers for each kind.
    table: String,
    /// The rules that find each kind.
    rules: String,
    /// The mistakes that are not found as they should be.
    missed: String,
}

fn judged(kinds: &[Kind], places: usize) -> Judged {
    let verdicts = verdicts(&apps(), kinds, places);
    let (mut table, mut rules, mut missed) = (String::new(), String::new(), String::new());
    let mut sums = [0; 4];
    writeln!(table, "{:34} sites found place   one", "kind").unwrap();
    for (kind, verdicts) in kinds.iter().zip(&verdicts) {
        assert!(!verdicts.is_empty(), "{} fits nowhere", kind.name);
        let counts = judge::counts(verdicts);
        sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        let [sites, found, place, one] = counts;
        writeln!(table, "{:34} {sites:5} {found:5} {place:5} {one:5}", kind.name).unwrap();
        writeln!(rules, "{}: {}", kind.name, judge::rules(verdicts)).unwrap();
        let not_good = verdicts.iter().filter(|verdict| !verdict.is_good());
        not_good.for_each(|verdict| writeln!(missed, "{}: {}", kind.name, verdict.story).unwrap());
    }
    let [sites, found, place, one] = sums;
    writeln!(table, "{:34} {sites:5} {found:5} {place:5} {one:5}", "all").unwrap();
    let shares = [found * 100 / sites, place * 100 / found, one * 100 / found];
    assert!(shares.iter().zip(LEAST).all(|(share, least)| *share >= least), "{shares:?}\n{missed}");
    Judged { table, rules, missed }
}

#[test]
fn harmless_edits_give_nothing() {
    let kinds = kinds::harmless();
    assert!(kinds.len() >= 30, "{} kinds", kinds.len());
    let mut wrong = String::new();
    for (kind, verdicts) in kinds.iter().zip(verdicts(&apps(), &kinds, PLACES)) {
        assert!(!verdicts.is_empty(), "{} fits nowhere", kind.name);
        let found = verdicts.iter().filter(|verdict| verdict.count > 0);
        found.for_each(|verdict| writeln!(wrong, "{}: {}", kind.name, verdict.story).unwrap());
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn bless_or_compare(name: &str, table: &str) {
    let path = folder().join(name);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, table).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = |(now, then): &(&str, &str)| now != then;
    let lines: Vec<_> = table.lines().zip(expected.lines()).filter(differs).collect();
    assert!(table == expected, "{name} says otherwise (now, then): {lines:#?}");
}

/// A text with one edit, and what was edited.
impl Mistake {
    fn story(&self, app: &App) -> String {
        let lines: Vec<&str> = self.text.lines().collect();
        let shown = self.lines.iter().take(2).filter_map(|line| lines.get(line - 1)).map(|line| line.trim());
        format!(
            "{}/{}:{} `{}`",
            app.name,
            app.files[self.file].name,
            self.lines[0],
            shown.collect::<Vec<_>>().join(" / ")
        )
    }
}
