//! The frame of a page, and the index of the search.

use std::fmt::Write;

use serde_json::json;

use crate::Outcome;

/// A part of the site: its title, and the folder and title of each page.
pub struct Part {
    pub title: String,
    pub pages: Vec<(String, String)>,
}

/// A page of the site.
pub struct Page {
    /// The folder of the page: `rules/port-name`, or empty for the first page.
    pub folder: String,
    pub title: String,
    /// The content in the frame, as HTML.
    pub body: String,
    /// The text that the search reads.
    pub words: String,
}

/// How many characters of a page the search reads.
const MAX_WORDS: usize = 4000;

impl Page {
    /// The path from this page to the first one.
    fn up(&self) -> String {
        "../".repeat(self.folder.split('/').filter(|part| !part.is_empty()).count())
    }

    /// The whole page as HTML.
    pub fn html(&self, parts: &[Part]) -> String {
        let up = self.up();
        let mut nav = String::new();
        for part in parts {
            let _ = write!(nav, "<h2>{}</h2><ul>", escaped(&part.title));
            for (folder, title) in &part.pages {
                let is_here = self.folder == *folder || self.folder.starts_with(&format!("{folder}/"));
                let here = if is_here { " aria-current=\"page\"" } else { "" };
                let _ = write!(nav, "<li><a href=\"{up}{folder}/index.html\"{here}>{}</a></li>", escaped(title));
            }
            nav.push_str("</ul>");
        }
        let title = match self.folder.as_str() {
            "" => "bowline: a linter for Kubernetes manifests".to_owned(),
            _ => format!("{} · bowline", escaped(&self.title)),
        };
        format!(
            "<!doctype html>\n<html lang=\"en\" data-up=\"{up}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
             <link rel=\"icon\" href=\"{up}icon.svg\">\n<link rel=\"stylesheet\" href=\"{up}style.css\">\n</head>\n<body>\n<header>\n\
             <a class=\"brand\" href=\"{up}index.html\">bowline</a>\n\
             <div class=\"search\"><input type=\"search\" placeholder=\"Search\" aria-label=\"Search\" autocomplete=\"off\">\
             <ol hidden></ol></div>\n<a class=\"source\" href=\"{}\">GitHub</a>\n</header>\n<div class=\"columns\">\n\
             <details class=\"nav\" open><summary>Pages</summary><nav>{nav}</nav></details>\n<main>\n{}\n</main>\n</div>\n\
             <script src=\"{up}search.js\" defer></script>\n<script src=\"{up}index.js\" defer></script>\n</body>\n</html>\n",
            REPOSITORY, self.body
        )
    }
}

/// The address of the project.
pub const REPOSITORY: &str = "https://github.com/bowline-lint/bowline";

/// The index of the search, as a script: a page that is opened from a disk cannot read a file.
pub fn index(pages: &[Page]) -> Outcome<String> {
    let entry = |page: &Page| {
        let words = page.words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let words: String = words.chars().take(MAX_WORDS).collect();
        let path = if page.folder.is_empty() { String::new() } else { format!("{}/", page.folder) };
        json!({ "title": page.title, "path": format!("{path}index.html"), "words": words })
    };
    let entries: Vec<_> = pages.iter().map(entry).collect();
    Ok(format!("window.bowlinePages = {};\n", serde_json::to_string(&entries)?))
}

/// A text as HTML.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
