//! A drawing as SVG: one document without scripts, fonts or other external parts, for light and dark displays.

use std::io;

use quick_xml::Writer;
use quick_xml::events::BytesText;

use super::layout::{Area, HEIGHT, Layout, NAME, PAD, SMALL, layout};
use super::measure::{cut, width};
use super::{Application, Arrow, ArrowKind, Card, Picture, arrow_label, shown};
use crate::report::Files;
use crate::report::xml::Xml;
use crate::source::Span;

/// The space around the drawing, and between applications.
const MARGIN: f64 = 24.0;
/// The height of a line of text.
const LINE: f64 = 18.0;

const STYLE: &str = "
  svg { font: 11px system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif; background: #fff; fill: #57606a; }
  .title { font-weight: 600; font-size: 13px; fill: #1f2328; }
  .box { fill: none; stroke: #8b949e; stroke-dasharray: 2 3; }
  .card { fill: #f6f8fa; stroke: #8c96a3; }
  .ghost { fill: #fff; stroke: #cf222e; stroke-width: 1.5; stroke-dasharray: 6 4; }
  .name { font-weight: 600; font-size: 13px; fill: #1f2328; }
  .bad { font-weight: 600; fill: #cf222e; }
  .line { fill: none; stroke: #8c96a3; stroke-width: 1.3; }
  .allowed { stroke-dasharray: 1 3; stroke-linecap: round; }
  .broken { stroke: #cf222e; stroke-width: 1.6; stroke-dasharray: 6 4; }
  .label { paint-order: stroke; stroke: #fff; stroke-width: 6px; stroke-linejoin: round; text-anchor: middle; }
  .head { fill: #8c96a3; } .broken-head { fill: #cf222e; }
  @media (prefers-color-scheme: dark) {
    svg { background: #0d1117; fill: #9198a1; }
    .title, .name { fill: #e6edf3; } .card { fill: #161b22; stroke: #6e7681; } .box { stroke: #484f58; }
    .ghost { fill: #0d1117; stroke: #ff7b72; } .bad { fill: #ff7b72; } .line { stroke: #6e7681; } .broken { stroke: #ff7b72; }
    .label { stroke: #0d1117; } .head { fill: #6e7681; } .broken-head { fill: #ff7b72; }
  }
";

/// Writes one document with all applications below each other.
pub fn write(out: &mut dyn io::Write, picture: &Picture, files: Files<'_>) -> io::Result<()> {
    let layouts: Vec<Layout> = picture.applications.iter().map(layout).collect();
    let parts = || picture.applications.iter().zip(&layouts);
    let full =
        parts().map(|(application, layout)| block_width(application, layout)).fold(320.0, f64::max) + 2.0 * MARGIN;
    let height: f64 = parts().map(|(application, layout)| block_height(application, layout)).sum();
    let height = height + 2.0 * MARGIN + LINE;
    let mut xml: Xml<'_> = Writer::new_with_indent(out, b' ', 2);
    let size = format!("0 0 {full:.0} {height:.0}");
    let root = xml.create_element("svg").with_attributes([
        ("xmlns", "http://www.w3.org/2000/svg"),
        ("viewBox", size.as_str()),
        ("width", format!("{full:.0}").as_str()),
        ("height", format!("{height:.0}").as_str()),
    ]);
    root.write_inner_content(|xml| {
        xml.create_element("style").write_text_content(BytesText::from_escaped(STYLE))?;
        markers(xml)?;
        let mut y = MARGIN;
        for (application, layout) in parts() {
            Block { application, layout, files, y }.write(xml)?;
            y += block_height(application, layout);
        }
        text(xml, MARGIN, y + LINE / 2.0, "", &legend(picture))
    })?;
    xml.get_mut().write_all(b"\n")
}

fn legend(picture: &Picture) -> String {
    let is_drawn = |kind: fn(&ArrowKind) -> bool| {
        picture.applications.iter().flat_map(|application| &application.arrows).any(|arrow| kind(&arrow.kind))
    };
    let mut parts = Vec::new();
    if is_drawn(|_| true) {
        parts.push("→ uses, with the port".to_owned());
    }
    if is_drawn(|kind| *kind == ArrowKind::Allowed) {
        parts.push("··· allowed by a NetworkPolicy".to_owned());
    }
    if is_drawn(|kind| matches!(kind, ArrowKind::Broken(_))) {
        parts.push("✗ broken".to_owned());
    }
    if picture.hidden > 0 {
        parts.push(format!("{} further objects: --all", picture.hidden));
    }
    parts.join(" · ")
}

fn block_width(application: &Application, layout: &Layout) -> f64 {
    let notes = application.notes.iter().map(|note| width(&cut(&note.text, 140), SMALL, true) + 180.0);
    let title = width(&application.title, NAME, true);
    notes.chain([title, layout.width]).fold(0.0, f64::max)
}

fn block_height(application: &Application, layout: &Layout) -> f64 {
    let lines = 1 + application.notes.len() + usize::from(application.left_out > 0);
    layout.height + LINE * lines as f64 + 2.0 * MARGIN
}

fn markers(xml: &mut Xml<'_>) -> io::Result<()> {
    xml.create_element("defs").write_inner_content(|xml| {
        for (id, class) in [("head", "head"), ("broken-head", "broken-head")] {
            let marker = xml.create_element("marker").with_attributes([
                ("id", id),
                ("viewBox", "0 0 10 10"),
                ("refX", "9"),
                ("refY", "5"),
                ("markerWidth", "9"),
                ("markerHeight", "9"),
                ("markerUnits", "userSpaceOnUse"),
                ("orient", "auto"),
            ]);
            marker.write_inner_content(|xml| {
                xml.create_element("path")
                    .with_attributes([("class", class), ("d", "M0 0L10 5L0 10z")])
                    .write_empty()
                    .map(drop)
            })?;
        }
        Ok(())
    })?;
    Ok(())
}

/// One application on the page.
struct Block<'a> {
    application: &'a Application,
    layout: &'a Layout,
    files: Files<'a>,
    /// The vertical place of its start.
    y: f64,
}

impl Block<'_> {
    fn write(&self, xml: &mut Xml<'_>) -> io::Result<()> {
        text(xml, MARGIN, self.y + NAME, "title", &self.application.title)?;
        let top = self.y + LINE + 6.0;
        let move_to = format!("translate({MARGIN:.0} {top:.0})");
        let group = xml.create_element("g").with_attribute(("transform", move_to.as_str()));
        group.write_inner_content(|xml| {
            for (area, title) in &self.layout.boxes {
                rectangle(xml, "box", *area)?;
                text(xml, area.x + PAD, area.y + 16.0, "", title)?;
            }
            for (arrow, path) in self.application.arrows.iter().zip(&self.layout.arrows) {
                if let Some((points, _)) = path {
                    self.line(xml, arrow, points)?;
                }
            }
            for (card, area) in self.application.cards.iter().zip(&self.layout.cards) {
                self.card(xml, card, *area)?;
            }
            for (arrow, path) in self.application.arrows.iter().zip(&self.layout.arrows) {
                if let Some((_, (x, y))) = path {
                    let is_broken = matches!(arrow.kind, ArrowKind::Broken(_));
                    text(xml, *x, *y + 4.0, if is_broken { "label bad" } else { "label" }, &arrow_label(arrow))?;
                }
            }
            Ok(())
        })?;
        self.notes(xml, top + self.layout.height + LINE)
    }

    /// Writes the notes about broken references.
    fn notes(&self, xml: &mut Xml<'_>, mut y: f64) -> io::Result<()> {
        for (number, note) in self.application.notes.iter().enumerate() {
            let words = format!("✗ {} {}", number + 1, cut(&note.text.replace('`', ""), 140));
            let place = self.place(note.place);
            let full = note.text.clone();
            linked(xml, &self.link(note.place), &format!("{full}\n{place}"), |xml| note_line(xml, y, &words, &place))?;
            y += LINE;
        }
        if self.application.left_out > 0 {
            let words =
                format!("{} more are not drawn: --focus KIND/NAME draws what is around one", self.application.left_out);
            text(xml, MARGIN, y, "", &words)?;
        }
        Ok(())
    }

    fn card(&self, xml: &mut Xml<'_>, card: &Card, area: Area) -> io::Result<()> {
        let place = card.place.map(|place| (self.link(place), self.place(place)));
        let (link, place) = place.unwrap_or_else(|| (String::new(), "no file has it".to_owned()));
        let tags = card.tags.join(" · ");
        let hover = format!("{} {}\n{tags}\n{place}", card.kinds, card.name).replace("\n\n", "\n");
        linked(xml, &link, &hover, |xml| {
            rectangle(xml, if card.is_ghost() { "ghost" } else { "card" }, area)?;
            let (left, right) = (area.x + PAD, area.x + area.width - PAD);
            let room = |other: &str| area.width - 2.0 * PAD - 8.0 - width(other, SMALL, false);
            let name_class = if card.is_ghost() { "name bad" } else { "name" };
            let name = cut(&card.name, (room(&card.ports) / width("m", NAME, true)).max(8.0) as usize);
            text(xml, left, area.y + 21.0, name_class, &name)?;
            anchored(xml, right, area.y + 21.0, &card.ports)?;
            let kinds = cut(&card.kinds, (room(&tags) / width("m", SMALL, false)).max(12.0) as usize);
            text(xml, left, area.y + HEIGHT - 14.0, "", &kinds)?;
            anchored(xml, right, area.y + HEIGHT - 14.0, &cut(&tags, 40))
        })
    }

    fn line(&self, xml: &mut Xml<'_>, arrow: &Arrow, points: &[(f64, f64)]) -> io::Result<()> {
        let (class, head) = match arrow.kind {
            ArrowKind::Uses => ("line", "url(#head)"),
            ArrowKind::Allowed => ("line allowed", "url(#head)"),
            ArrowKind::Broken(_) => ("line broken", "url(#broken-head)"),
        };
        let hover = format!("{}\n{}", arrow.field, self.place(arrow.place));
        let path = curve(points);
        linked(xml, &self.link(arrow.place), &hover, |xml| {
            let attributes = [("class", class), ("d", path.as_str()), ("marker-end", head)];
            xml.create_element("path").with_attributes(attributes).write_empty().map(drop)
        })
    }

    fn place(&self, place: Span) -> String {
        format!("{}:{}", self.files.name(place.file), self.files.positions(place).0.line)
    }

    fn link(&self, place: Span) -> String {
        format!("{}#L{}", self.files.name(place.file), self.files.positions(place).0.line)
    }
}

/// A smooth line through points.
fn curve(points: &[(f64, f64)]) -> String {
    let Some(((x, y), rest)) = points.split_first() else { return String::new() };
    let mut path = format!("M{x:.1} {y:.1}");
    for pair in rest.windows(2) {
        let ((x, y), (next_x, next_y)) = (pair[0], pair[1]);
        path += &format!("Q{x:.1} {y:.1} {:.1} {:.1}", (x + next_x) / 2.0, (y + next_y) / 2.0);
    }
    if let Some((x, y)) = rest.last() {
        path += &format!("L{x:.1} {y:.1}");
    }
    path
}

/// Writes the drawing of `content` as a link. `hover` is the text that appears under the mouse.
fn linked(
    xml: &mut Xml<'_>,
    link: &str,
    hover: &str,
    content: impl FnOnce(&mut Xml<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let link = shown(link);
    let element = match link.is_empty() {
        true => xml.create_element("g"),
        false => xml.create_element("a").with_attribute(("href", link.as_str())),
    };
    element.write_inner_content(|xml| {
        xml.create_element("title")
            .write_text_content(BytesText::new(&hover.lines().map(shown).collect::<Vec<_>>().join("\n")))?;
        content(xml)
    })?;
    Ok(())
}

fn rectangle(xml: &mut Xml<'_>, class: &str, area: Area) -> io::Result<()> {
    let [x, y, width, height] = [area.x, area.y, area.width, area.height].map(|value| format!("{value:.1}"));
    xml.create_element("rect")
        .with_attributes([
            ("class", class),
            ("x", x.as_str()),
            ("y", y.as_str()),
            ("width", width.as_str()),
            ("height", height.as_str()),
            ("rx", "6"),
        ])
        .write_empty()
        .map(drop)
}

fn text(xml: &mut Xml<'_>, x: f64, y: f64, class: &str, text: &str) -> io::Result<()> {
    words(xml, x, y, text, if class.is_empty() { None } else { Some(("class", class)) })
}

/// Writes text that ends at a place.
fn anchored(xml: &mut Xml<'_>, x: f64, y: f64, text: &str) -> io::Result<()> {
    words(xml, x, y, text, Some(("text-anchor", "end")))
}

/// What is broken, and after it the place: how wide the words are depends on the font.
fn note_line(xml: &mut Xml<'_>, y: f64, words: &str, place: &str) -> io::Result<()> {
    let (x, y) = (format!("{MARGIN:.1}"), format!("{y:.1}"));
    let line = xml.create_element("text").with_attributes([("x", x.as_str()), ("y", y.as_str())]);
    line.write_inner_content(|xml| {
        for (attribute, text) in [(("class", "bad"), words), (("dx", "12"), place)] {
            let part = xml.create_element("tspan").with_attribute(attribute);
            part.write_text_content(BytesText::new(&shown(text)))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn words(xml: &mut Xml<'_>, x: f64, y: f64, text: &str, attribute: Option<(&str, &str)>) -> io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    let (x, y) = (format!("{x:.1}"), format!("{y:.1}"));
    let attributes = [("x", x.as_str()), ("y", y.as_str())].into_iter().chain(attribute);
    let element = xml.create_element("text").with_attributes(attributes);
    element.write_text_content(BytesText::new(&shown(text))).map(drop)
}
