//! Random texts: a generator, damage to texts, seeds.

use super::walk;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

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

/// A generator of random numbers (xorshift64).
pub struct Random(u64);

impl Random {
    /// A generator with the seed in `BOWLINE_RANDOM_SEED`, or with the same seed in every run.
    pub fn from_env() -> Self {
        Self(env_number("BOWLINE_RANDOM_SEED").unwrap_or(0x9e37_79b9_7f4a_7c15).max(1))
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// Counts rounds: a fixed number, or as many as fit into `BOWLINE_RANDOM_SECONDS`.
pub struct Rounds {
    done: usize,
    limit: usize,
    end: Option<Instant>,
}

impl Rounds {
    pub fn new(limit: usize) -> Self {
        let end = env_number("BOWLINE_RANDOM_SECONDS").map(|seconds| Instant::now() + Duration::from_secs(seconds));
        Self { done: 0, limit, end }
    }
}

impl Iterator for Rounds {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let over = self.end.map_or(self.done == self.limit, |end| Instant::now() > end);
        if over && self.end.is_some() {
            eprintln!("{} rounds", self.done);
        }
        self.done += 1;
        (!over).then_some(self.done)
    }
}

/// Runs a check, and turns a panic into a complaint.
pub fn guarded(check: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
    catch_unwind(AssertUnwindSafe(check)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        Err(text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default())
    })
}

/// Makes one small damage to a text.
pub fn mutate(bytes: &mut Vec<u8>, random: &mut Random, seeds: &[Vec<u8>]) {
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
        // After a blank, where tokens usually are.
        9 | 10 => {
            let blank =
                bytes[at..].iter().position(|byte| matches!(byte, b' ' | b'\n')).map_or(at, |more| at + more + 1);
            drop(bytes.splice(blank..blank, random.pick(TOKENS).bytes()));
        }
        _ => drop(bytes.splice(at..at, random.pick(TOKENS).bytes())),
    }
}

/// The manifests of `testdata` and of the rules' cards, and the files of `BOWLINE_RANDOM_FOLDERS`.
pub fn seeds() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seeds = Vec::new();
    let cards = walk(&root.join("rules")).into_iter().filter(|path| path.extension().is_some_and(|end| end == "md"));
    for card in cards {
        let text = std::fs::read_to_string(card).unwrap();
        let fences = text.split("\n```yaml").skip(1).filter_map(|rest| rest.split_once('\n'));
        seeds.extend(fences.map(|(_, rest)| rest.split("\n```").next().unwrap_or(rest).as_bytes().to_vec()));
    }
    files(&root.join("testdata"), &mut seeds);
    for folder in
        std::env::var("BOWLINE_RANDOM_FOLDERS").unwrap_or_default().split(':').filter(|folder| !folder.is_empty())
    {
        files(Path::new(folder), &mut seeds);
    }
    seeds
}

fn files(folder: &Path, found: &mut Vec<Vec<u8>>) {
    let is_yaml = |path: &PathBuf| path.extension().is_some_and(|end| end == "yaml" || end == "yml");
    // Many small objects in one file are not a separate case.
    let is_own = |path: &PathBuf| is_yaml(path) && !path.components().any(|part| part.as_os_str() == "api-server");
    let texts = walk(folder).into_iter().filter(is_own).filter_map(|path| std::fs::read(path).ok());
    found.extend(texts.filter(|bytes| bytes.len() < 20_000).map(unescape));
}

/// The text of a YAML test suite's case, with blanks in place of its marks.
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

fn env_number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}
