//! Whatever the bytes, the check ends without a panic and every place that it names is one.
//!
//! `ROBUST_SECONDS` runs for longer, `ROBUST_FOLDERS` (with `:`) adds seeds, `ROBUST_SEED` starts elsewhere.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use bowline::source::FileId;
use bowline::yaml;

#[path = "common/invariants.rs"]
mod invariants;

/// Rounds of the committed test: it has to stay below a few seconds in debug.
const ROUNDS: usize = 400;

const TOKENS: &[&str] = &[
    "&a ",
    "*a",
    "*a ",
    "!!str ",
    "!!binary ",
    "!!int ",
    "!x ",
    "<<: *a\n",
    "<<: ",
    "? ",
    "- ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "\"",
    "'",
    "|",
    "|\n",
    ">-2",
    ">\n",
    "|+1\n",
    "\t",
    "\r\n",
    "\r",
    "\u{feff}",
    "\u{1f980}",
    "é",
    "\n---\n",
    "\n...\n",
    "\0",
    "#",
    " # x",
    "\n",
    "\n  ",
    "%YAML 1.1\n",
    "\\",
    "\u{85}",
    "\u{2028}",
    "@",
    "`",
    "~",
    "{{ x }}",
];

#[test]
fn no_bytes_break_it() {
    let seeds = seeds();
    let mut random = Random(env_number("ROBUST_SEED").unwrap_or(0x9e37_79b9_7f4a_7c15).max(1));
    let mut failures: Vec<String> = Vec::new();
    let end = env_number("ROBUST_SECONDS").map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let mut rounds = 0;
    loop {
        match end {
            Some(end) if Instant::now() > end => break,
            None if rounds == ROUNDS => break,
            _ => rounds += 1,
        }
        let mut bytes = random.pick(&seeds).clone();
        for _ in 0..1 + random.below(4) {
            mutate(&mut bytes, &mut random, &seeds);
        }
        try_text(&bytes, &mut failures);
        if failures.len() >= 40 {
            break;
        }
    }
    if end.is_some() {
        eprintln!("{rounds} rounds, {} failures", failures.len());
    }
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_prefix_is_read() {
    let text = include_str!("seeds/shop.yaml");
    let mut failures = Vec::new();
    for document in text.split_inclusive("\n---\n") {
        for end in 0..document.len() {
            let prefix = &document.as_bytes()[..end];
            try_with(prefix, &mut failures, |bytes| {
                let sources = invariants::sources(&String::from_utf8_lossy(bytes));
                invariants::places(&sources, &yaml::parse(&sources, FileId(0)))
            });
            // Each prefix of the whole file is an opt-in test of its own (tests/size.rs).
            if end % 7 == 0 {
                try_text(prefix, &mut failures);
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn try_text(bytes: &[u8], failures: &mut Vec<String>) {
    try_with(bytes, failures, inspect);
}

fn try_with(bytes: &[u8], failures: &mut Vec<String>, inspect: fn(&[u8]) -> Result<(), String>) {
    let outcome = catch_unwind(AssertUnwindSafe(|| inspect(bytes)));
    let complaint = match outcome {
        Ok(Ok(())) => return,
        Ok(Err(complaint)) => complaint,
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
        }
    };
    failures.push(format!("{complaint}\n  {:?}", String::from_utf8_lossy(bytes)));
}

/// Reads and checks a text.
fn inspect(bytes: &[u8]) -> Result<(), String> {
    invariants::parse(&String::from_utf8_lossy(bytes))?;
    invariants::check(bytes)
}

/// xorshift64.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

fn mutate(bytes: &mut Vec<u8>, random: &mut Random, seeds: &[Vec<u8>]) {
    let at = random.below(bytes.len() + 1);
    let mut lines: Vec<Vec<u8>> = bytes.split_inclusive(|&byte| byte == b'\n').map(<[u8]>::to_vec).collect();
    let line = random.below(lines.len());
    match random.below(12) {
        0 if at < bytes.len() => bytes[at] = random.below(256) as u8,
        1 if at < bytes.len() => drop(bytes.remove(at)),
        2 => bytes.truncate(at),
        3 if !lines.is_empty() => {
            let other = random.below(lines.len());
            lines.swap(line, other);
            *bytes = lines.concat();
        }
        4 if !lines.is_empty() => {
            lines.insert(line, lines[line].clone());
            *bytes = lines.concat();
        }
        5 if !lines.is_empty() => {
            lines.remove(line);
            *bytes = lines.concat();
        }
        6 if !lines.is_empty() => {
            let width = 1 + random.below(3);
            let count = 1 + random.below(4);
            for line in lines.iter_mut().skip(line).take(count) {
                match random.0 & 64 {
                    0 => drop(line.splice(0..0, vec![b' '; width])),
                    _ => drop(line.drain(..line.iter().take_while(|&&byte| byte == b' ').count().min(width))),
                }
            }
            *bytes = lines.concat();
        }
        7 => {
            let all = lines.iter().flat_map(|line| match line.strip_suffix(b"\n") {
                Some(line) if !line.ends_with(b"\r") => [line, b"\r\n"].concat(),
                _ => line.clone(),
            });
            *bytes = all.collect();
        }
        8 => {
            let other = random.pick(seeds);
            let from = random.below(other.len());
            let to = (from + random.below(60)).min(other.len());
            drop(bytes.splice(at..at, other[from..to].iter().copied()));
        }
        // Behind a blank, where tokens stand.
        9 | 10 => {
            let blank =
                bytes[at..].iter().position(|byte| matches!(byte, b' ' | b'\n')).map_or(at, |more| at + more + 1);
            drop(bytes.splice(blank..blank, random.pick(TOKENS).bytes()));
        }
        _ => drop(bytes.splice(at..at, random.pick(TOKENS).bytes())),
    }
}

/// The texts of `testdata`, of `tests/seeds` and of the rules' cards.
fn seeds() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seeds = Vec::new();
    for card in sorted(&root.join("rules")) {
        if card.extension().is_some_and(|extension| extension == "md") {
            let text = std::fs::read_to_string(card).unwrap();
            let fences = text.split("\n```yaml").skip(1).filter_map(|rest| rest.split_once('\n'));
            seeds.extend(fences.map(|(_, rest)| rest.split("\n```").next().unwrap_or(rest).as_bytes().to_vec()));
        }
    }
    files(&root.join("testdata"), &mut seeds);
    files(&root.join("tests/seeds"), &mut seeds);
    for folder in std::env::var("ROBUST_FOLDERS").unwrap_or_default().split(':').filter(|folder| !folder.is_empty()) {
        files(Path::new(folder), &mut seeds);
    }
    seeds
}

fn files(folder: &Path, found: &mut Vec<Vec<u8>>) {
    for path in sorted(folder) {
        if path.is_dir() {
            files(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| ["yaml", "yml", "json"].iter().any(|known| extension == *known))
        {
            found.extend(std::fs::read(&path).ok().filter(|bytes| bytes.len() < 20_000).map(unescape));
        }
    }
}

/// The marks of the YAML test suite for blanks.
fn unescape(bytes: Vec<u8>) -> Vec<u8> {
    match String::from_utf8(bytes) {
        Ok(text) if text.contains("\n  yaml: |") => {
            let text = text.split_once("\n  yaml: |\n").map_or("", |(_, rest)| rest);
            let lines = text.lines().take_while(|line| line.is_empty() || line.starts_with("    "));
            let text: String = lines.map(|line| format!("{}\n", line.get(4..).unwrap_or(""))).collect();
            let text = text.replace('␣', " ").replace(['—', '»'], "\t").replace('←', "\r").replace('⇔', "\u{feff}");
            text.replace('↵', "").replace("∎\n", "").into_bytes()
        }
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    }
}

fn sorted(folder: &Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn env_number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}
