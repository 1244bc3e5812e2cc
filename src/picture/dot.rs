//! A drawing in the DOT language of Graphviz.

use std::io::{self, Write};

use super::{ArrowKind, Card, Picture, arrow_label, box_title, namespaces, shown};

/// Writes one directed graph.
pub fn write(out: &mut dyn Write, picture: &Picture) -> io::Result<()> {
    writeln!(out, "digraph bowline {{")?;
    writeln!(out, "  rankdir=LR; compound=true;")?;
    writeln!(out, "  node [shape=box, style=rounded, fontname=\"Helvetica\", fontsize=11];")?;
    writeln!(out, "  edge [fontname=\"Helvetica\", fontsize=10];")?;
    for (number, application) in picture.applications.iter().enumerate() {
        let id = |card: usize| format!("a{number}c{card}");
        writeln!(out, "  subgraph cluster_a{number} {{")?;
        writeln!(out, "    label={};", quoted(&application.title))?;
        for (index, namespace) in namespaces(&application.cards).into_iter().enumerate() {
            writeln!(out, "    subgraph cluster_a{number}n{index} {{")?;
            writeln!(out, "      label={}; style=dotted;", quoted(&box_title(namespace)))?;
            let own = application.cards.iter().enumerate();
            for (card, shown) in own.filter(|(_, card)| card.namespace.as_deref() == namespace) {
                let look = if shown.is_ghost() { ", color=\"#cf222e\", style=\"rounded,dashed\"" } else { "" };
                writeln!(out, "      {} [label={}{look}];", id(card), quoted(&label(shown)))?;
            }
            writeln!(out, "    }}")?;
        }
        writeln!(out, "  }}")?;
        for arrow in &application.arrows {
            let (words, look) = match arrow.kind {
                ArrowKind::Broken(note) => (
                    format!("{}: {}", arrow_label(arrow), application.notes[note].text),
                    ", color=\"#cf222e\", fontcolor=\"#cf222e\", style=dashed",
                ),
                ArrowKind::Allowed => (arrow_label(arrow), ", style=dotted"),
                ArrowKind::Uses => (arrow_label(arrow), ""),
            };
            writeln!(out, "  {} -> {} [label={}{look}];", id(arrow.from), id(arrow.to), quoted(&words))?;
        }
    }
    writeln!(out, "}}")
}

fn label(card: &Card) -> String {
    let first = [card.name.as_str(), &card.ports].join(" ");
    let lines = [first.trim_end().to_owned(), card.kinds.clone(), card.tags.join(" · ")];
    lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// A string of DOT with one or more lines.
fn quoted(text: &str) -> String {
    let line = |line: &str| shown(line).replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", text.lines().map(line).collect::<Vec<_>>().join("\\n"))
}
