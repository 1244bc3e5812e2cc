//! No output shows a part of a secret, whatever the secret looks like, wherever it is, and whatever is reported there.

mod doors;
mod kept;
mod shapes;
mod spots;
mod ways;

use std::collections::{BTreeMap, HashSet};

use bowline::lint::settle::Scope;
use bowline::picture;
use bowline::report::human::{self, Style};
use bowline::report::{Report, checkstyle, concise, github, gitlab, json, json_lines, junit, rdjson, sarif};
use bowline::session::{self, Before, Checked, Input};
use bowline::settings::Settings;
use bowline::settings::baseline::{self, Entry};
use bowline::workspace::Graph;
use rayon::prelude::*;

use crate::common::encoded::base64;
use crate::common::random::Random;
use shapes::{Shape, shapes};
use spots::{Spot, spots};

/// The number of characters in a row that reveal a secret.
const WINDOW: usize = 6;

const PLAIN: Style =
    Style { color: false, unicode: true, width: 100, wrap: false, links: false, verbose: true, quiet: false };
const COLORED: Style =
    Style { color: true, unicode: false, width: 60, wrap: true, links: true, verbose: true, quiet: false };

/// Checks a text. `before` is the text before a change, if there is one.
fn check(text: &str, before: Option<&str>) -> Checked {
    let load = |text: &str| vec![session::load("a.yaml", Ok(text.as_bytes().to_vec()))];
    let before = before.map(|old| Before { loaded: load(old), changed: HashSet::from(["a.yaml".to_owned()]) });
    let scope = Scope { graph: true, ..Scope::default() };
    let input = Input { loaded: load(text), scope, before, ..Input::default() };
    session::run(input, &Settings { info: true, ..Settings::default() }, &|| {})
}

type Writer = fn(&mut dyn std::io::Write, &Report<'_>) -> std::io::Result<()>;

const WRITERS: [Writer; 12] = [
    |out, report| human::write(out, report, PLAIN),
    |out, report| human::write(out, report, COLORED),
    |out, report| concise::write(out, report, PLAIN),
    json::write,
    json_lines::write,
    sarif::write,
    github::write,
    gitlab::write,
    junit::write,
    checkstyle::write,
    rdjson::write,
    |out, report| {
        let sources =
            bowline::source::Sources::new(vec![bowline::source::Source::new("a.yaml".to_owned(), String::new())]);
        let entries = report.diagnostics().iter().map(|found| Entry::of(&sources, found));
        out.write_all(baseline::text(entries.collect()).as_bytes())
    },
];

/// The outputs about a text, or about a change to it: all formats, the baseline and every picture.
fn outputs(text: &str, before: Option<&str>) -> String {
    let mut checked = check(text, before);
    let graph = checked.outcome.graph.take().unwrap();
    let mut out = Vec::new();
    let written = checked.report(|report| {
        WRITERS.iter().try_for_each(|write| write(&mut out, report))?;
        draw(&mut out, report, report.graph(graph))
    });
    written.unwrap();
    String::from_utf8(out).unwrap()
}

/// Writes every picture of a graph.
fn draw(out: &mut Vec<u8>, report: &Report<'_>, graph: Graph) -> std::io::Result<()> {
    let broken = picture::broken(&graph, report.diagnostics());
    picture::json::write(out, &graph, &broken, report.files())?;
    let picture = picture::fold(&graph, &broken, true);
    picture::svg::write(out, &picture, report.files())?;
    picture::mermaid::write(out, &picture)?;
    picture::dot::write(out, &picture)
}

/// Every form in which an output could show a part of a secret.
fn forms(part: &str) -> Vec<String> {
    let characters: Vec<char> = part.chars().collect();
    let mut forms = Vec::new();
    for window in characters.windows(WINDOW.min(characters.len())) {
        let raw: String = window.iter().collect();
        if raw.trim().len() < raw.len() || raw.chars().all(|c| !c.is_alphanumeric()) {
            continue;
        }
        let json = serde_json::to_string(&raw).unwrap();
        let xml = raw.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        let url: String = raw
            .bytes()
            .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
            .collect();
        let twice = serde_json::to_string(json.trim_matches('"')).unwrap();
        forms.extend([raw.clone(), json.trim_matches('"').to_owned(), twice.trim_matches('"').to_owned(), xml, url]);
        forms.push(raw.replace('%', "%25").replace('\n', "%0A"));
    }
    for shift in 0..3 {
        let text = base64(&[&b"   "[..shift], part.as_bytes()].concat());
        let from = (shift * 8).div_ceil(6);
        let to = (shift + part.len()) * 8 / 6;
        let digits: Vec<char> = text[from..to].chars().collect();
        forms.extend(digits.windows(9).map(|window| window.iter().collect()));
    }
    forms.sort();
    forms.dedup();
    forms
}

/// A string as a YAML scalar on one line.
fn scalar(text: &str) -> String {
    let is_plain =
        text.chars().all(|c| c.is_alphanumeric() || "-_./+=%".contains(c)) && text.starts_with(char::is_alphanumeric);
    if is_plain { text.to_owned() } else { serde_json::to_string(text).unwrap() }
}

/// The manifest with a secret in it: without quotes if `careless`, otherwise in quotes if it needs them. Returns `None`
/// if the secret does not fit.
fn planted(spot: &Spot, shape: &Shape, careless: bool) -> Option<String> {
    // In the place of an entry, a colon makes the first part a key, which everyone may see.
    let is_entry = careless && spot.text.contains("{{Y}}") && shape.text.contains(": ");
    let fits = (!spot.wants_word || shape.is_word()) && !is_entry;
    fits.then(|| filled(&spot.text, shape, careless))
}

/// A text with the secret in its gaps.
fn filled(text: &str, shape: &Shape, careless: bool) -> String {
    let is_line = !shape.text.contains('\n') && !shape.text.ends_with(' ');
    let yaml = if careless && is_line { shape.text.clone() } else { scalar(&shape.text) };
    let json = serde_json::to_string(&shape.text).unwrap();
    let text = text.replace("{Y}", &yaml).replace("{J}", json.trim_matches('"'));
    let text = text.replace("{P1}", &shape.text).replace("{P}", &shape.text);
    text.replace("{B}", &base64(shape.text.as_bytes()))
        .replace("{BB}", &base64(base64(shape.text.as_bytes()).as_bytes()))
}

/// The first line of an output that shows a part of the secret, if one does.
fn leak(out: &str, shape: &Shape) -> Option<String> {
    let all: Vec<String> = shape.parts.iter().flat_map(|part| forms(part)).collect();
    let found = all.iter().find(|form| out.contains(form.as_str()))?;
    let line = out.lines().find(|line| line.contains(found.as_str())).unwrap_or(out);
    Some(format!("{found:?} in {line}"))
}

/// The result of one planted secret.
struct Outcome {
    /// Whether some rule quotes the text.
    is_said: bool,
    leak: Option<String>,
}

/// Plants secrets and checks the outputs. Secrets that do not fit are left out.
fn plant(pairs: &[(usize, usize, bool)], shapes: &[Shape], spots: &[Spot]) -> Vec<Outcome> {
    let one = |&(shape, spot, careless): &(usize, usize, bool)| {
        let (shape, spot) = (&shapes[shape], &spots[spot]);
        let text = planted(spot, shape, careless)?;
        // A finding about a removal quotes the removed text.
        let out = match spot.after {
            Some(after) => outputs(after, Some(&text)),
            None => outputs(&text, None),
        };
        let leak =
            leak(&out, shape).map(|line| format!("{} | {} | {line}\n{text}", spot.name.replace('\n', "/"), shape.name));
        Some(Outcome { is_said: out.contains("a.yaml:"), leak })
    };
    pairs.par_iter().filter_map(one).collect()
}

fn assert_tight(outcomes: &[Outcome]) {
    let (planted, said) = (outcomes.len(), outcomes.iter().filter(|outcome| outcome.is_said).count());
    let leaks: Vec<&str> = outcomes.iter().filter_map(|outcome| outcome.leak.as_deref()).collect();
    println!("{} of {planted} plantings come out; a rule speaks of {said}", leaks.len());
    assert!(said * 10 > planted * 8, "only {said} of {planted} are spoken of");
    let few = leaks.iter().take(12).copied().collect::<Vec<_>>().join("\n=====\n");
    assert!(leaks.is_empty(), "{} of {planted} come out:\n{few}", leaks.len());
}

#[test]
fn there_is_enough_to_plant() {
    let (shapes, spots) = (shapes(&mut Random::from_env()), spots());
    assert!(shapes.len() >= 45 && spots.len() >= 200, "{} x {}", shapes.len(), spots.len());
}

#[test]
fn no_part_of_a_secret_comes_out() {
    let mut random = Random::from_env();
    let (shapes, spots) = (shapes(&mut random), spots());
    let pairs: Vec<_> =
        (0..400).map(|_| (random.below(shapes.len()), random.below(spots.len()), random.below(2) == 0)).collect();
    assert_tight(&plant(&pairs, &shapes, &spots));
}

#[test]
#[ignore = "takes minutes: every shape of a secret at every place"]
fn no_part_of_any_secret_comes_out_anywhere() {
    let mut random = Random::from_env();
    let (shapes, spots) = (shapes(&mut random), spots());
    let of = |shape| (0..spots.len()).flat_map(move |spot| [(shape, spot, false), (shape, spot, true)]);
    let pairs: Vec<_> = (0..shapes.len()).flat_map(of).collect();
    let outcomes = plant(&pairs, &shapes, &spots);
    let mut table: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in outcomes.iter().filter_map(|outcome| outcome.leak.as_deref()?.lines().next()) {
        let (spot, rest) = line.split_once(" | ").unwrap_or((line, ""));
        table.entry(spot).or_default().push(rest);
    }
    for (spot, leaks) in &table {
        println!("{:4} {spot}\n       {}", leaks.len(), leaks[0]);
    }
    assert_tight(&outcomes);
}
