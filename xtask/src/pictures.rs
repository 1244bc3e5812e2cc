//! `cargo run -p xtask -- pictures` writes the output of bowline as pictures for light and dark pages.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use bowline::cli::{self, Io, Terminal};

use crate::Outcome;

/// The arguments of the command whose output is shown.
const COMMAND: &[&str] = &["check", "testdata/shop"];
/// Columns of the terminal.
const WIDTH: usize = 100;
/// Size of a character and distance of lines, in pixels.
const CHARACTER: f64 = 8.43;
const LINE: usize = 19;

/// The colours of a picture: background, text, dim text, and the colours of the escape sequences 31, 32, 33 and 36.
struct Theme {
    name: &'static str,
    back: &'static str,
    text: &'static str,
    dim: &'static str,
    colors: [(&'static str, &'static str); 4],
}

const THEMES: [Theme; 2] = [
    Theme {
        name: "light",
        back: "#f6f8fa",
        text: "#1f2328",
        dim: "#59636e",
        colors: [("31", "#b3261e"), ("32", "#116329"), ("33", "#7d4e00"), ("36", "#0b6a75")],
    },
    Theme {
        name: "dark",
        back: "#0d1117",
        text: "#e6edf3",
        dim: "#9198a1",
        colors: [("31", "#ff9492"), ("32", "#7ee787"), ("33", "#e3b341"), ("36", "#56d4dd")],
    },
];

/// Writes the pictures, or only compares them.
pub fn write(root: &Path, is_check: bool) -> Outcome<()> {
    let text = output(root)?;
    for theme in THEMES {
        let path = root.join(format!("docs/pictures/check-{}.svg", theme.name));
        let picture = svg(&text, &theme);
        if !is_check {
            fs::write(path, picture)?;
        } else if fs::read_to_string(&path)? != picture {
            return Err(
                format!("{} is not what bowline prints: run `cargo run -p xtask -- pictures`", path.display()).into()
            );
        }
    }
    Ok(())
}

fn output(root: &Path) -> Outcome<String> {
    let (mut out, mut error) = (Vec::new(), Vec::new());
    let mut io = Io {
        stdin: &mut std::io::empty(),
        stdout: &mut out,
        stderr: &mut error,
        folder: root.canonicalize()?,
        today: jiff::civil::date(2026, 1, 1),
        terminal: Terminal { color: true, unicode: true, width: WIDTH, wrap: true, ..Terminal::default() },
    };
    cli::run(std::iter::once("bowline").chain(COMMAND.iter().copied()).map(Into::into), &mut io);
    Ok(format!("\u{1b}[2m$\u{1b}[0m bowline {}\n\n{}", COMMAND.join(" "), String::from_utf8(out)?))
}

/// The appearance of a piece of text.
#[derive(Clone, Default, PartialEq)]
struct Look {
    color: Option<String>,
    is_bold: bool,
    is_dim: bool,
    is_underlined: bool,
}

impl Look {
    fn apply(&mut self, codes: &str) {
        for code in codes.split(';') {
            match code {
                "" | "0" => *self = Look::default(),
                "1" => self.is_bold = true,
                "2" => self.is_dim = true,
                "4" => self.is_underlined = true,
                color => self.color = Some(color.to_owned()),
            }
        }
    }

    fn attributes(&self, theme: &Theme) -> String {
        let color = self.color.as_ref().and_then(|code| theme.colors.iter().find(|(known, _)| known == code));
        let fill = color.map_or(if self.is_dim { theme.dim } else { theme.text }, |(_, fill)| fill);
        let bold = if self.is_bold { " font-weight=\"700\"" } else { "" };
        let line = if self.is_underlined { " text-decoration=\"underline\"" } else { "" };
        format!("fill=\"{fill}\"{bold}{line}")
    }
}

/// A picture of the text with its escape sequences. Each piece states its width, so any font gives the same picture.
fn svg(text: &str, theme: &Theme) -> String {
    let mut body = String::new();
    let (mut columns, mut rows) = (0, 0);
    for (row, line) in text.trim_end().lines().enumerate() {
        let mut look = Look::default();
        let mut column = 0;
        for (index, piece) in line.split("\u{1b}[").enumerate() {
            let piece = match piece.split_once('m').filter(|_| index > 0) {
                Some((codes, piece)) => {
                    look.apply(codes);
                    piece
                }
                None => piece,
            };
            let lead = piece.chars().take_while(|c| *c == ' ').count();
            let shown = piece.trim_matches(' ');
            if !shown.is_empty() {
                let x = 20.0 + (column + lead) as f64 * CHARACTER;
                let length = shown.chars().count() as f64 * CHARACTER;
                let _ = writeln!(
                    body,
                    "<text x=\"{x:.1}\" y=\"{}\" textLength=\"{length:.1}\" {} xml:space=\"preserve\">{}</text>",
                    34 + row * LINE,
                    look.attributes(theme),
                    shown.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
                );
            }
            column += piece.chars().count();
        }
        (columns, rows) = (columns.max(column), row + 1);
    }
    let (width, height) = ((40.0 + columns as f64 * CHARACTER) as usize, 40 + rows * LINE);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"ui-monospace,SFMono-Regular,Menlo,Consolas,DejaVu Sans Mono,monospace\" font-size=\"14\">\n\
         <title>What bowline prints about a shop with two broken references</title>\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{}\"/>\n{body}</svg>\n",
        theme.back
    )
}
