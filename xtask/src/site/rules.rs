//! The page of each rule, from its card, and the index of all rules by family.

use std::fmt::Write;

use bowline::report::card::{self, Block};
use bowline::rule::Rule;
use bowline::rules::{self, FAMILIES};

use super::markdown::{block, code, slug};
use super::page::{Page, REPOSITORY, escaped};

/// The page of a rule.
pub fn page(rule: &'static Rule) -> Page {
    let meta = &rule.meta;
    let family = rules::family(meta.id);
    let (folder, title) = family.map_or(("", ""), |family| (family.name, family.title));
    let on = if meta.on { "on by default" } else { "off by default" };
    let fix = meta.fix.map_or_else(|| "no fix".to_owned(), |fix| format!("{} fix", fix.as_str()));
    let mut body = format!(
        "<h1>{id}</h1>\n<p class=\"summary\">{summary}</p>\n<p class=\"facts\"><span class=\"{severity}\">{severity}</span> \
         <span>{category}</span> <span>{fix}</span> <span>{on}</span> <span>since {since}</span> \
         <a href=\"../index.html#{family}\">{title}</a></p>\n",
        id = meta.id,
        summary = code(meta.summary),
        severity = meta.severity.as_str(),
        category = meta.category.as_str(),
        since = meta.since,
        family = slug(folder),
        title = escaped(title),
    );
    let closing = card::closing(rule, true);
    let mut blocks = card::blocks(meta.guide());
    blocks.extend(card::blocks(&closing));
    blocks.iter().for_each(|block| write_block(&mut body, block));
    if let Some((_, cases)) = meta.card().split_once("\n## Cases\n") {
        body.push_str("<details><summary>Every case that is tested</summary>\n");
        card::blocks(cases).iter().for_each(|block| write_block(&mut body, block));
        body.push_str("</details>\n");
    }
    if !meta.aliases.is_empty() {
        let names: Vec<String> = meta.aliases.iter().map(|name| format!("<code>{name}</code>")).collect();
        let _ = writeln!(body, "<p>Former ids, which still work: {}.</p>", names.join(", "));
    }
    let file = meta.id.replace('-', "_");
    let _ =
        writeln!(body, "<p><a href=\"{REPOSITORY}/tree/main/rules/{folder}/{file}.md\">The card of this rule</a></p>");
    let words = format!("{} {} {}", meta.id.replace('-', " "), meta.summary, meta.guide());
    Page { folder: format!("rules/{}", meta.id), title: meta.id.to_owned(), body, words }
}

fn write_block(body: &mut String, piece: &Block<'_>) {
    let _ = match piece {
        Block::Title(_) | Block::Facts(_) => Ok(()),
        Block::Section("Example") => writeln!(body, "<h2 id=\"example\">Example</h2>"),
        Block::Section("When it is silent") => writeln!(body, "<h2 id=\"silent\">When it is silent</h2>"),
        Block::Section(title) => writeln!(body, "<h2 id=\"{}\">{}</h2>", slug(title), escaped(title)),
        Block::Prose(text) if piece.is_file_name() => {
            writeln!(body, "<p class=\"file\">{}</p>", escaped(text.trim_matches('`')))
        }
        Block::Prose(text) => writeln!(body, "{}", prose(text)),
        Block::Fence(info, text) => write!(body, "{}", block(info, text)),
    };
}

/// The HTML of a paragraph or a list of a card.
fn prose(text: &str) -> String {
    let mut out = String::new();
    pulldown_cmark::html::push_html(&mut out, pulldown_cmark::Parser::new(text));
    linked(&out)
}

/// The HTML with links at the ids of rules and at addresses.
fn linked(html: &str) -> String {
    let mut out = String::new();
    for (index, piece) in html.split("<code>").enumerate() {
        let Some((word, rest)) = piece.split_once("</code>").filter(|_| index > 0) else {
            out.push_str(&addresses(piece));
            continue;
        };
        match rules::find(word) {
            Some(rule) => {
                let _ = write!(out, "<a href=\"../{}/index.html\"><code>{word}</code></a>", rule.meta.id);
            }
            None => {
                let _ = write!(out, "<code>{word}</code>");
            }
        }
        out.push_str(&addresses(rest));
    }
    out
}

/// The text with links for addresses that are written out.
fn addresses(text: &str) -> String {
    let is_written = |word: &str| word.starts_with("https://");
    let words: Vec<String> = text
        .split_inclusive([' ', '\n'])
        .map(|word| {
            let url = word.split(['<', '>', ',', ' ', '\n']).next().unwrap_or_default().trim_end_matches(['.', ')']);
            match is_written(word) {
                true => word.replacen(url, &format!("<a href=\"{url}\">{url}</a>"), 1),
                false => word.to_owned(),
            }
        })
        .collect();
    words.concat()
}

/// The page that lists all rules by family.
pub fn index() -> Page {
    let mut body = format!(
        "<h1>Rules</h1>\n<p>{} rules. Each has a page with an example, what to write instead, when it stays silent and how to \
         silence it; <code>bowline explain RULE</code> prints the same.</p>\n",
        rules::ALL.len()
    );
    let mut words = String::new();
    for family in FAMILIES {
        let _ = writeln!(body, "<h2 id=\"{}\">{}</h2>\n<ul class=\"rules\">", slug(family.name), escaped(family.title));
        for rule in family.rules {
            let meta = &rule.meta;
            let off = if meta.on { "" } else { " (off by default)" };
            let _ = writeln!(
                body,
                "<li><a href=\"{id}/index.html\"><code>{id}</code></a> <span class=\"{severity}\">{severity}</span> <span>{}{off}</span></li>",
                code(meta.summary),
                id = meta.id,
                severity = meta.severity.as_str(),
            );
        }
        body.push_str("</ul>\n");
        let _ = write!(words, "{} ", family.title);
    }
    Page { folder: "rules".to_owned(), title: "Rules".to_owned(), body, words }
}
