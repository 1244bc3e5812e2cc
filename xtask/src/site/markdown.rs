//! Turns Markdown into HTML: headings get addresses, links lead to pages, and differences and reports get colours.

use std::fmt::Write;
use std::path::{Component, Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd, html};

use super::ELSEWHERE;
use super::page::{REPOSITORY, escaped};
use crate::Outcome;

/// The place of a text in the project and on the site.
pub struct Place<'a> {
    /// The folder of the project.
    pub root: &'a Path,
    /// The file in the project.
    pub file: &'a str,
    /// The folder of its page.
    pub folder: &'a str,
}

/// The HTML of a Markdown text.
pub fn html(text: &str, place: &Place<'_>) -> Outcome<String> {
    let mut events = Vec::new();
    let mut heading: Option<(usize, String)> = None;
    let mut code: Option<(String, String)> = None;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let info = match &kind {
                    CodeBlockKind::Fenced(info) => info.split(' ').next().unwrap_or_default().to_owned(),
                    CodeBlockKind::Indented => String::new(),
                };
                code = Some((info, String::new()));
            }
            Event::End(TagEnd::CodeBlock) => {
                let (info, text) = code.take().unwrap_or_default();
                events.push(Event::Html(block(&info, &text).into()));
            }
            Event::Text(text) if code.is_some() => {
                if let Some((_, block)) = &mut code {
                    block.push_str(&text);
                }
            }
            Event::Start(Tag::Heading { .. }) => {
                heading = Some((events.len(), String::new()));
                events.push(event);
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some((at, title)) = heading.take()
                    && let Some(Event::Start(Tag::Heading { id, .. })) = events.get_mut(at)
                {
                    *id = Some(slug(&title).into());
                }
                events.push(event);
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let dest_url = CowStr::from(target(&dest_url, place)?);
                events.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                let name = dest_url.rsplit('/').next().unwrap_or_default();
                let file = format!("{}{name}", up(place.folder));
                // It leads to itself: on a phone, its text is too small until it is opened.
                events.push(Event::InlineHtml(format!("<a href=\"{file}\"><picture>{}", in_the_dark(&file)).into()));
                events.push(Event::Start(Tag::Image { link_type, dest_url: file.into(), title, id }));
            }
            Event::End(TagEnd::Image) => {
                events.push(event);
                events.push(Event::InlineHtml("</picture></a>".into()));
            }
            Event::Text(ref text) | Event::Code(ref text) => {
                if let Some((_, title)) = &mut heading {
                    title.push_str(text);
                }
                events.push(event);
            }
            event => events.push(event),
        }
    }
    let mut out = String::new();
    html::push_html(&mut out, events.into_iter());
    Ok(out.replace("<table>", "<div class=\"table\"><table>").replace("</table>", "</table></div>"))
}

/// What a browser shows in dark instead of a picture for light. Empty if there is one picture for both.
fn in_the_dark(file: &str) -> String {
    let dark = file.strip_suffix("-light.svg").map(|name| format!("{name}-dark.svg"));
    dark.map_or(String::new(), |dark| format!("<source media=\"(prefers-color-scheme: dark)\" srcset=\"{dark}\">"))
}

/// The HTML of a fenced block.
pub fn block(info: &str, text: &str) -> String {
    let mut out = format!("<pre class=\"{}\"><code>", escaped(info));
    for line in text.lines() {
        let class = match (info, line.as_bytes().first()) {
            ("diff", Some(b'-')) => Some("removed"),
            ("diff", Some(b'+')) => Some("added"),
            ("text", _) if line.starts_with("error[") => Some("prose error"),
            ("text", _) if line.starts_with("warning[") => Some("prose warning"),
            ("text", _) if line.starts_with("info[") => Some("prose info"),
            ("text", _) if !is_drawn(line) => Some("prose"),
            _ => None,
        };
        let _ = match class {
            Some(class) => writeln!(out, "<span class=\"{class}\">{}</span>", escaped(line)),
            None => writeln!(out, "{}", escaped(line)),
        };
    }
    out + "</code></pre>\n"
}

/// Whether a line of a report shows a file, or points into one.
fn is_drawn(line: &str) -> bool {
    let rest = line.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit());
    rest.starts_with(['╭', '│', '·', '╰', '├'])
}

/// The HTML of a text whose words in backticks are code.
pub fn code(text: &str) -> String {
    let mut out = String::new();
    for (index, piece) in text.split('`').enumerate() {
        let _ = match index % 2 {
            0 => write!(out, "{}", escaped(piece)),
            _ => write!(out, "<code>{}</code>", escaped(piece)),
        };
    }
    out
}

/// The address of a heading on its page.
pub fn slug(title: &str) -> String {
    let kept = title
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .collect::<String>();
    kept.replace(' ', "-")
}

fn up(folder: &str) -> String {
    "../".repeat(folder.split('/').filter(|part| !part.is_empty()).count())
}

/// The target of a link on a page: another page, or a file in the repository.
fn target(link: &str, place: &Place<'_>) -> Outcome<String> {
    if link.contains("://") || link.starts_with('#') {
        return Ok(link.to_owned());
    }
    let (path, part) = link.split_once('#').map_or((link, String::new()), |(path, part)| (path, format!("#{part}")));
    let folder = Path::new(place.file).parent().unwrap_or(Path::new(""));
    let mut file = PathBuf::new();
    for step in folder.join(path).components() {
        match step {
            Component::ParentDir => drop(file.pop()),
            step => file.push(step),
        }
    }
    let name = file.to_string_lossy().replace('\\', "/");
    let page = match (ELSEWHERE.iter().find(|(_, file)| *file == name), name.strip_prefix("docs/")) {
        (Some((folder, _)), _) => Some((*folder).to_owned()),
        (None, Some("README.md")) => Some(String::new()),
        (None, Some(page)) if page.ends_with(".md") => Some(page.trim_end_matches(".md").to_owned()),
        _ => None,
    };
    match page {
        Some(page) if page.is_empty() => Ok(format!("{}index.html{part}", up(place.folder))),
        Some(page) => Ok(format!("{}{page}/index.html{part}", up(place.folder))),
        None if place.root.join(&file).exists() => Ok(format!("{REPOSITORY}/blob/main/{name}{part}")),
        None => Err(format!("{}: the link `{link}` leads nowhere", place.file).into()),
    }
}
