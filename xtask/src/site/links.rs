//! Checks that every link of the built site leads to an existing page and heading.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::Outcome;

/// Checks every `href` and `src`. No page may load anything from another site.
pub fn check(out: &Path) -> Outcome<()> {
    let mut pages: BTreeMap<PathBuf, String> = BTreeMap::new();
    let mut files = HashSet::new();
    read(out, out, &mut pages, &mut files)?;
    let mut wrong = Vec::new();
    for (page, text) in &pages {
        for (kind, link) in targets(text) {
            if link.contains("://") {
                if kind == "src" {
                    wrong.push(format!("{}: loads {link}", page.display()));
                }
                continue;
            }
            let (path, part) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { page.clone() } else { resolve(page, path) };
            let has_part = |text: &String| part.is_empty() || text.contains(&format!("id=\"{part}\""));
            if !files.contains(&target) || pages.get(&target).is_some_and(|text| !has_part(text)) {
                wrong.push(format!("{}: the link {link} leads nowhere", page.display()));
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

fn read(out: &Path, folder: &Path, pages: &mut BTreeMap<PathBuf, String>, files: &mut HashSet<PathBuf>) -> Outcome<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read(out, &path, pages, files)?;
            continue;
        }
        let name = path.strip_prefix(out)?.to_path_buf();
        if path.extension().is_some_and(|end| end == "html") {
            pages.insert(name.clone(), fs::read_to_string(&path)?);
        }
        files.insert(name);
    }
    Ok(())
}

/// The attribute and the target of each link.
fn targets(text: &str) -> impl Iterator<Item = (&'static str, &str)> {
    ["href", "src"].into_iter().flat_map(move |kind| {
        let parts = text.split(if kind == "href" { " href=\"" } else { " src=\"" }).skip(1);
        parts.filter_map(move |part| Some((kind, part.split_once('"')?.0)))
    })
}

fn resolve(page: &Path, link: &str) -> PathBuf {
    let mut path = page.parent().unwrap_or(Path::new("")).to_path_buf();
    for step in Path::new(link).components() {
        match step {
            Component::ParentDir => drop(path.pop()),
            Component::CurDir => {}
            step => path.push(step),
        }
    }
    path
}
