//! Runs other tools on the example of each card, as written and as repaired, and writes the table of their results.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use bowline::report::card::{self, Block};
use bowline::rule::Meta;
use bowline::rules::FAMILIES;

use crate::Outcome;

/// The pages with the table, and whether it has a row for each family.
const PAGES: [(&str, bool); 2] = [("docs/migrating.md", true), ("README.md", false)];
const START: &str = "<!-- comparison: `cargo run -p xtask -- compare` writes this table -->\n";
const END: &str = "<!-- end -->\n";

/// Another tool, and a function that counts the complaints in its output.
struct Peer {
    name: &'static str,
    command: Vec<String>,
    version: &'static str,
    complaints: fn(&Output) -> usize,
}

/// Writes the table into the pages. `arguments` are the programs kubeconform and kube-score, and the location of
/// schemas that kubeconform reads instead of downloading them.
pub fn write(root: &Path, arguments: &[&str]) -> Outcome<()> {
    let [kubeconform, kube_score, schemas @ ..] = arguments else { return Err("name both programs".into()) };
    let mut conform = vec![(*kubeconform).to_owned(), "-strict".to_owned(), "-ignore-missing-schemas".to_owned()];
    schemas.iter().for_each(|location| conform.extend(["-schema-location".to_owned(), (*location).to_owned()]));
    let score = [*kube_score, "score", "--output-format", "ci"].map(str::to_owned).to_vec();
    let failed = |output: &Output| usize::from(!output.status.success());
    let peers = [
        Peer { name: "kubeconform", command: conform, version: "-v", complaints: failed },
        Peer { name: "kube-score", command: score, version: "version", complaints: graded },
    ];
    let rows = rows(&peers)?;
    for (page, has_families) in PAGES {
        let path = root.join(page);
        let text = fs::read_to_string(&path)?;
        let (before, rest) = text.split_once(START).ok_or("the page has no place for the table")?;
        let (_, after) = rest.split_once(END).ok_or("the place for the table has no end")?;
        let table = table(&peers, if has_families { &rows } else { &rows[rows.len() - 1..] })?;
        fs::write(&path, format!("{before}{START}\n{table}\n{END}{after}"))?;
    }
    Ok(())
}

/// Checks that the tables count the current examples of the cards. This needs no other tool.
pub fn check(root: &Path) -> Outcome<()> {
    let rows = rows(&[])?;
    for (page, has_families) in PAGES {
        let text = fs::read_to_string(root.join(page))?;
        let table = text.split_once(START).map_or("", |(_, rest)| rest.split(END).next().unwrap_or_default());
        let rows = if has_families { &rows[..] } else { &rows[rows.len() - 1..] };
        let is_there = |(title, counts): &&(&str, Vec<usize>)| {
            table.lines().any(|line| line.starts_with(&format!("| {title} | {} |", counts[0])))
        };
        if let Some((title, counts)) = rows.iter().find(|row| !is_there(row)) {
            let count = counts[0];
            return Err(
                format!("{page}: `{title}` has {count} examples now: run `cargo run -p xtask -- compare`").into()
            );
        }
    }
    Ok(())
}

/// The number of lines of kube-score that are more than a remark.
fn graded(output: &Output) -> usize {
    let text = String::from_utf8_lossy(&output.stdout);
    let lines = text.lines().filter(|line| line.starts_with("[CRITICAL]") || line.starts_with("[WARNING]")).count();
    // kube-score prints nothing about files that it cannot read.
    lines + usize::from(text.is_empty() && !output.status.success())
}

/// The number of examples of each family, and how many of them each tool reports. The last row is for all families.
fn rows(peers: &[Peer]) -> Outcome<Vec<(&'static str, Vec<usize>)>> {
    let folder = std::env::temp_dir().join(format!("bowline-compare-{}", std::process::id()));
    let mut rows = Vec::new();
    let mut totals = vec![0; peers.len() + 1];
    // Other tools do not read bowline's own configuration.
    for family in FAMILIES.iter().filter(|family| family.name != "settings") {
        let examples: Vec<_> = family.rules.iter().filter_map(|rule| example(&rule.meta)).collect();
        let mut counts = vec![examples.len()];
        for peer in peers {
            let mut found = 0;
            for files in &examples {
                found +=
                    usize::from(complaints(peer, &folder, files, false)? > complaints(peer, &folder, files, true)?);
            }
            counts.push(found);
        }
        totals.iter_mut().zip(&counts).for_each(|(total, count)| *total += count);
        rows.push((family.title, counts));
    }
    let _ = fs::remove_dir_all(&folder);
    rows.push(("all of them", totals));
    Ok(rows)
}

fn table(peers: &[Peer], rows: &[(&str, Vec<usize>)]) -> Outcome<String> {
    let mut table = "| mistakes in our examples | bowline |".to_owned();
    for peer in peers {
        let run = Command::new(&peer.command[0]).arg(peer.version).output()?;
        let text = String::from_utf8_lossy(&run.stdout).into_owned();
        let is_version = |word: &&str| word.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit());
        let version = text.split([' ', ',', '\n']).find(is_version).unwrap_or("");
        let _ = write!(table, " {} {} |", peer.name, version.trim_start_matches('v'));
    }
    let _ = writeln!(table, "\n| --- |{}", " ---: |".repeat(peers.len() + 1));
    for (title, counts) in rows {
        let counts: Vec<String> = counts.iter().map(usize::to_string).collect();
        let _ = writeln!(table, "| {title} | {} |", counts.join(" | "));
    }
    Ok(table)
}

/// The number of complaints of a tool about the files, as written or as repaired.
fn complaints(peer: &Peer, folder: &Path, files: &[File<'_>], is_repaired: bool) -> Outcome<usize> {
    let _ = fs::remove_dir_all(folder);
    let mut command = Command::new(&peer.command[0]);
    command.args(&peer.command[1..]).current_dir(std::env::temp_dir());
    for file in files {
        let path = folder.join(file.name);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(&path, if is_repaired { &file.repaired } else { &file.written })?;
        if file.name.ends_with(".yaml") {
            command.arg(path);
        }
    }
    Ok((peer.complaints)(&command.output()?))
}

/// A file of an example.
struct File<'c> {
    name: &'c str,
    written: String,
    repaired: String,
}

/// The files of the example in a card. Returns `None` if the card shows no repair.
fn example(meta: &Meta) -> Option<Vec<File<'static>>> {
    let blocks = card::blocks(meta.card());
    let start = blocks.iter().position(|block| *block == Block::Section("Example"))? + 1;
    let mut files = Vec::new();
    let mut name = "example.yaml";
    let mut has_repair = false;
    for block in blocks[start..].iter().take_while(|block| !matches!(block, Block::Section(_))) {
        match block {
            Block::Prose(text) if block.is_file_name() => name = text.trim_matches('`'),
            Block::Fence("text", _) => name = "example.yaml",
            Block::Fence("diff", text) => {
                has_repair = true;
                files.push(File { name, written: side(text, '+'), repaired: side(text, '-') });
            }
            Block::Fence(_, text) => {
                let text = format!("{text}\n");
                files.push(File { name, written: text.clone(), repaired: text });
            }
            _ => {}
        }
    }
    has_repair.then_some(files)
}

/// One side of a difference, without the lines of the other side.
fn side(text: &str, other: char) -> String {
    let lines = text.lines().filter(|line| !line.starts_with(other));
    lines.map(|line| format!("{}\n", line.get(1..).unwrap_or_default())).collect()
}
