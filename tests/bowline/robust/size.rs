//! Hostile and huge texts: each of them ends without a crash, and in bounded memory.
//!
//! `cargo test` checks small texts in memory. The big ones run the command on files. If GNU time is installed, it
//! measures the peak of the memory, which must stay below the bound. The figures are printed as a table.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::common::invariants;

/// The memory that the program needs for itself and for reports, in KiB.
const BASE: u64 = 64 << 10;

/// The bytes of memory for each byte of a text.
const FACTOR: u64 = 48;

const HEAD: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: big}\n";

/// The name, the text for a number of bytes or of repetitions, and that number at full size.
type Case = (&'static str, fn(usize) -> Vec<u8>, usize);

const MEGA: usize = 1_000_000;

const CASES: &[Case] = &[
    ("nested [", |n| with_head("data: ", &"[".repeat(n)), MEGA),
    ("nested [ in lines", |n| with_head("data: ", &"[\n".repeat(n)), MEGA),
    ("nested {a:", |n| with_head("data: ", &"{a: ".repeat(n)), MEGA),
    ("nested - ", |n| with_head("data:\n", &"- ".repeat(n)), MEGA),
    ("nested ? ", |n| with_head("data:\n  ", &"? ".repeat(n)), MEGA),
    (
        "nested JSON",
        |n| format!("{{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": {}", "[".repeat(n)).into_bytes(),
        MEGA,
    ),
    ("nested lines", |n| with_head("data:\n", &lines(n, |i| format!("{:i$}a:", ""))), 5_000),
    ("alias bomb", alias_bomb, 40),
    ("aliases of one anchor", |n| with_head("a: &a {b: c}\nd:\n", &"- *a\n".repeat(n)), MEGA),
    ("anchors", |n| with_head("data:\n", &lines(n, |i| format!("- &a{i} x"))), MEGA),
    (
        "merge keys",
        |n| with_head("a0: &a0 {b: c}\n", &lines(n, |i| format!("a{}: &a{} {{<<: *a{i}}}", i + 1, i + 1))),
        100_000,
    ),
    ("repeated keys", |n| with_head("data:\n", &lines(n, |i| format!("  a: \"{i}\""))), MEGA),
    ("small entries", |n| fill(n, "data:\n", |i| format!("  key-{i}: value {i}\n")), 200 * MEGA),
    (
        "small documents",
        |n| fill(n, "", |i| format!("---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a{i}\n")),
        50 * MEGA,
    ),
    ("broken documents", |n| fill(n, "", |i| format!("---\napiVersion: v1\nkind: ConfigMap\na: [{i}\n")), 4 * MEGA),
    ("empty documents", |n| with_head("", &"---\n".repeat(n)), 10 * MEGA),
    ("comments", |n| fill(n, "data:\n", |i| format!("  # comment {i}\n")), 100 * MEGA),
    ("directives", |n| fill(n, "data:\n", |i| format!("  a{i}: b # bowline: ignore[yaml-limit] x\n")), 10 * MEGA),
    ("one block scalar", |n| fill(n, "data:\n  a: |\n", |i| format!("    line {i} of the text\n")), 200 * MEGA),
    ("one folded scalar", |n| fill(n, "data:\n  a: >\n", |i| format!("    line {i} of the text\n")), 100 * MEGA),
    ("one quoted scalar", |n| fill(n, "data:\n  a: \"", |i| format!("    line {i} of the text\n")), 50 * MEGA),
    ("one plain scalar", |n| fill(n, "data:\n  a: b\n", |i| format!("    line {i} of the text\n")), 50 * MEGA),
    ("one long line", |n| fill(n, "data: {a: [b", |i| format!(", c{i}")), 100 * MEGA),
    ("flow in lines", |n| fill(n, "data: {a: [b", |i| format!(",\n  c{i}")), 100 * MEGA),
    ("JSON in one line", |n| json(n, ""), 100 * MEGA),
    ("JSON in lines", |n| json(n, "\n"), 100 * MEGA),
    ("blanks", |n| with_head("data:", &" ".repeat(n)), 100 * MEGA),
    ("empty lines", |n| with_head("data:\n", &"\n".repeat(n)), 100 * MEGA),
    ("tabs", |n| with_head("data:\n", &lines(n, |i| format!("\ta{i}: b"))), MEGA),
    ("random bytes", random, 8 * MEGA),
    ("random YAML signs", random_signs, 8 * MEGA),
    ("Services with mistakes", |n| fill(n, "", service), 10 * MEGA),
    ("values of a wrong type", |n| fill(n, "data:\n", |i| format!("  key-{i}: yes\n")), 2 * MEGA),
    ("values of a Secret", |n| fill(n, SECRET, |i| format!("  password-{i}: hunter2-{i}\n")), 20 * MEGA),
    // Each variable gives a finding.
    ("variables", |n| fill(n, POD, |i| format!("    - name: PASSWORD_{i}\n      value: hunter2-{i}\n")), MEGA),
    (
        "ports of one Service",
        |n| fill(n, PORTS, |i| format!("  - port: {}\n    targetPort: x{i}\n", i + 70_000)),
        MEGA / 2,
    ),
];

#[test]
fn hostile_texts_do_no_harm() {
    for (name, text, full) in CASES {
        // The depth is critical, so it stays. The size is smaller.
        let text = text(if *full <= MEGA { (*full).min(3_000) } else { 30_000 });
        invariants::check(&text).unwrap_or_else(|wrong| panic!("{name}: {wrong}"));
    }
}

#[test]
#[ignore = "takes minutes: gigabytes of hostile texts"]
fn huge_texts_end_in_bounded_memory() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("big.yaml");
    let only = std::env::var("BOWLINE_SIZE_CASE").unwrap_or_default();
    let mut wrong = Vec::new();
    println!("{:<24} {:>6} {:>8} {:>9} {:>7}  finding", "case", "MB", "seconds", "peak MiB", "B/byte");
    for (name, text, full) in CASES.iter().filter(|(name, ..)| name.contains(&only)) {
        fs::write(&file, text(*full)).unwrap();
        let size = fs::metadata(&file).unwrap().len();
        let (output, seconds, peak) = measured(&file);
        let shown = String::from_utf8_lossy(&output.stdout);
        let first = shown.lines().find(|line| line.contains('[')).unwrap_or("").trim();
        let first: String = first.chars().take(70).collect();
        let mib = peak.map_or("?".to_owned(), |kib| (kib >> 10).to_string());
        let per_byte = peak.map_or(0.0, |kib| kib.saturating_sub(BASE / 4) as f64 * 1024.0 / size as f64);
        println!("{name:<24} {:>6.1} {seconds:>8} {mib:>9} {per_byte:>7.1}  {first}", size as f64 / 1e6);
        if !matches!(output.status.code(), Some(0 | 1)) {
            wrong.push(format!("{name}: {:?} {}", output.status, String::from_utf8_lossy(&output.stderr)));
        }
        if peak.is_some_and(|kib| kib > BASE + FACTOR * size / 1024) {
            wrong.push(format!("{name}: {mib} MiB for {size} bytes"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[ignore = "takes a minute in release builds"]
fn every_truncation_is_checked() {
    let text = include_bytes!("../../seeds/shop.yaml");
    for end in 0..=text.len() {
        invariants::check(&text[..end]).unwrap_or_else(|wrong| panic!("{end}: {wrong}"));
    }
}

/// Runs the command on a file. Returns its output, the seconds, and the peak in KiB if GNU time is installed.
fn measured(file: &Path) -> (Output, String, Option<u64>) {
    let bowline = env!("CARGO_BIN_EXE_bowline");
    let time = Path::new("/usr/bin/time");
    let mut command = match time.exists() {
        true => Command::new(time),
        false => Command::new(bowline),
    };
    if time.exists() {
        command.args(["-q", "-f", "%e %M", bowline]);
    }
    let output = command.arg("check").arg(file).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    let last = stderr.lines().last().unwrap_or("").split_once(' ');
    let (seconds, peak) = last.filter(|_| time.exists()).unwrap_or(("?", "?"));
    (output, seconds.to_owned(), peak.parse().ok())
}

fn with_head(start: &str, rest: &str) -> Vec<u8> {
    format!("{HEAD}{start}{rest}\n").into_bytes()
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(|index| line(index) + "\n").collect()
}

/// Repeats a part up to a number of bytes.
fn fill(bytes: usize, start: &str, part: impl Fn(usize) -> String) -> Vec<u8> {
    let mut text = format!("{HEAD}{start}");
    let mut index = 0;
    while text.len() < bytes {
        text += &part(index);
        index += 1;
    }
    text.into_bytes()
}

fn alias_bomb(levels: usize) -> Vec<u8> {
    with_head(
        "a0: &a0 [x, x, x, x, x, x, x, x, x]\n",
        &lines(levels.min(40), |i| {
            let aliases = vec![format!("*a{i}"); 9].join(", ");
            format!("a{}: &a{} [{aliases}]", i + 1, i + 1)
        }),
    )
}

fn json(bytes: usize, newline: &str) -> Vec<u8> {
    let mut text =
        r#"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"a": "b""#.to_owned();
    let mut index = 0;
    while text.len() < bytes {
        text += &format!(",{newline}\"key-{index}\": \"value\\n{index}\"");
        index += 1;
    }
    (text + "}}").into_bytes()
}

/// The next number of xorshift64.
fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

fn random(bytes: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15;
    let mut text = HEAD.as_bytes().to_vec();
    text.extend(std::iter::repeat_with(|| next(&mut state) as u8).take(bytes));
    text
}

fn random_signs(bytes: usize) -> Vec<u8> {
    const SIGNS: &[u8] = b"  \n\n\n--::??[]{},,\"'|>&*!#%@`ab01~\t\r";
    let mut state = 0x9e37_79b9_7f4a_7c15;
    let mut text = HEAD.as_bytes().to_vec();
    text.extend(std::iter::repeat_with(|| SIGNS[(next(&mut state) >> 7) as usize % SIGNS.len()]).take(bytes));
    // Text with these marks would be a template, which is not read.
    String::from_utf8(text).unwrap().replace("{{", "{a").replace("{%", "{b").into_bytes()
}

const SECRET: &str = "---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n";

const POD: &str =
    "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: a\n    image: b\n    env:\n";

const PORTS: &str = "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec:\n  selector: {a: b}\n  ports:\n";

fn service(index: usize) -> String {
    format!(
        "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: s{index}\nspec:\n  clusterIP: none\n  selector: {{app: s{index}}}\n  \
         ports:\n  - port: 80\n    targetPort: \"8080\"\n"
    )
}
