//! A drawing as Mermaid, which Markdown of GitHub and GitLab shows.

use std::io::{self, Write};

use super::{Application, ArrowKind, Card, Picture, arrow_label, box_title, namespaces, shown};

/// Writes one flowchart.
pub fn write(out: &mut dyn Write, picture: &Picture) -> io::Result<()> {
    writeln!(out, "flowchart LR")?;
    for (number, application) in picture.applications.iter().enumerate() {
        let id = |card: usize| format!("a{number}c{card}");
        writeln!(out, "  %% {}", shown(&application.title))?;
        for (index, namespace) in namespaces(&application.cards).into_iter().enumerate() {
            writeln!(out, "  subgraph a{number}n{index} [\"{}\"]", escaped(&box_title(namespace)))?;
            for (card, shown) in cards(application).filter(|(_, card)| card.namespace.as_deref() == namespace) {
                let class = if shown.is_ghost() { ":::ghost" } else { "" };
                writeln!(out, "    {}[\"{}\"]{class}", id(card), label(shown))?;
            }
            writeln!(out, "  end")?;
        }
        for arrow in &application.arrows {
            let words = match arrow.kind {
                ArrowKind::Broken(note) => format!("{}: {}", arrow_label(arrow), application.notes[note].text),
                _ => arrow_label(arrow),
            };
            let line = if arrow.kind == ArrowKind::Uses { "-->" } else { "-.->" };
            let words = if words.is_empty() { String::new() } else { format!("|\"{}\"|", escaped(&words)) };
            writeln!(out, "  {} {line}{words} {}", id(arrow.from), id(arrow.to))?;
        }
    }
    let mut number = 0;
    for application in &picture.applications {
        for arrow in &application.arrows {
            if matches!(arrow.kind, ArrowKind::Broken(_)) {
                writeln!(out, "  linkStyle {number} stroke:#cf222e,color:#cf222e")?;
            }
            number += 1;
        }
    }
    writeln!(out, "  classDef ghost stroke:#cf222e,stroke-dasharray:6 4")
}

fn cards(application: &Application) -> impl Iterator<Item = (usize, &Card)> {
    application.cards.iter().enumerate()
}

fn label(card: &Card) -> String {
    let mut lines = vec![format!("<b>{}</b> {}", escaped(&card.name), escaped(&card.ports))];
    lines.push(escaped(&card.kinds));
    lines.extend((!card.tags.is_empty()).then(|| escaped(&card.tags.join(" · "))));
    lines.join("<br>")
}

/// Text between quotes, with entities for characters that Mermaid or HTML would interpret.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in shown(text).chars() {
        match c {
            '"' => out += "#quot;",
            '<' => out += "#lt;",
            '>' => out += "#gt;",
            '&' => out += "#amp;",
            '#' => out += "#35;",
            '`' => {}
            c => out.push(c),
        }
    }
    out
}
