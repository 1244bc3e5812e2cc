//! The width of texts: a generous estimate, since the font of a viewer is unknown.

use textwrap::core::display_width;

/// The width of a text in pixels. `size` is the size of the font in pixels.
pub(super) fn width(text: &str, size: f64, is_bold: bool) -> f64 {
    let per_column = if is_bold { 0.64 } else { 0.58 };
    display_width(text) as f64 * size * per_column
}

/// The text, which is cut if it is wider than `most` columns.
pub(super) fn cut(text: &str, most: usize) -> String {
    if display_width(text) <= most {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if display_width(&out) + 2 > most {
            break;
        }
        out.push(c);
    }
    out + "…"
}
