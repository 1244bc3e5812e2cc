//! `cargo run -p xtask -- site DIR` writes the documentation as pages that need no server and no network.
//!
//! The pages that people wrote are in `docs/` and in a few files at the top of the project. The page of a rule comes
//! from its card. The reference of the configuration comes from the JSON Schema, and the reference of the command from
//! its help.

mod links;
mod markdown;
mod page;
mod reference;
mod rules;

use std::fs;
use std::path::Path;

use crate::Outcome;
use page::{Page, Part};

/// The pages whose text is elsewhere in the project: the folder of the page and the file.
const ELSEWHERE: &[(&str, &str)] =
    &[("architecture", "ARCHITECTURE.md"), ("contributing", "CONTRIBUTING.md"), ("changelog", "CHANGELOG.md")];

/// Files that every page uses.
const ASSETS: &[(&str, &str)] = &[
    ("style.css", include_str!("../../../docs/site/style.css")),
    ("search.js", include_str!("../../../docs/site/search.js")),
    ("icon.svg", include_str!("../../../docs/site/icon.svg")),
];

/// Writes the site into a folder, which it replaces. Fails if a link leads nowhere.
pub fn build(root: &Path, out: &Path) -> Outcome<()> {
    let parts = parts(root)?;
    let mut pages = Vec::new();
    for part in &parts {
        for (folder, title) in &part.pages {
            pages.push(match folder.as_str() {
                "configuration-reference" => reference::configuration(root)?,
                "command-line" => reference::command_line()?,
                "rules" => rules::index(),
                _ => written(root, folder, title)?,
            });
        }
    }
    pages.push(Page { title: "bowline".to_owned(), ..written(root, "", "bowline")? });
    pages.extend(bowline::rules::ALL.iter().map(|rule| rules::page(rule)));
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    for page in &pages {
        let file = out.join(&page.folder).join("index.html");
        fs::create_dir_all(file.parent().unwrap_or(out))?;
        fs::write(file, page.html(&parts))?;
    }
    for (name, text) in ASSETS {
        fs::write(out.join(name), text)?;
    }
    for picture in fs::read_dir(root.join("docs/pictures"))? {
        let picture = picture?.path();
        fs::write(out.join(picture.file_name().unwrap_or_default()), fs::read(&picture)?)?;
    }
    fs::copy(root.join("testdata/shop.svg"), out.join("shop.svg"))?;
    fs::write(out.join("index.js"), page::index(&pages)?)?;
    links::check(out)
}

/// The parts of the site with their pages, as `docs/README.md` lists them.
fn parts(root: &Path) -> Outcome<Vec<Part>> {
    let text = fs::read_to_string(root.join("docs/README.md"))?;
    let mut parts: Vec<Part> = Vec::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            parts.push(Part { title: title.to_owned(), pages: Vec::new() });
        }
        let link = line.strip_prefix("- [").and_then(|rest| rest.split_once("]("));
        let Some((title, target)) = link.and_then(|(title, rest)| Some((title, rest.split_once(')')?.0))) else {
            continue;
        };
        let elsewhere = ELSEWHERE.iter().find(|(_, file)| target.ends_with(file)).map(|(folder, _)| *folder);
        let folder = elsewhere.unwrap_or_else(|| target.trim_end_matches(".md"));
        let part = parts.last_mut().ok_or("docs/README.md lists a page before its first part")?;
        part.pages.push((folder.to_owned(), title.to_owned()));
    }
    Ok(parts)
}

/// A page that a person wrote.
fn written(root: &Path, folder: &str, title: &str) -> Outcome<Page> {
    let elsewhere = ELSEWHERE.iter().find(|(page, _)| *page == folder).map(|(_, file)| (*file).to_owned());
    let name = if folder.is_empty() { "README" } else { folder };
    let file = elsewhere.unwrap_or_else(|| format!("docs/{name}.md"));
    let text = fs::read_to_string(root.join(&file)).map_err(|error| format!("{file}: {error}"))?;
    let body = markdown::html(&text, &markdown::Place { root, file: &file, folder })?;
    Ok(Page { folder: folder.to_owned(), title: title.to_owned(), body, words: text })
}
