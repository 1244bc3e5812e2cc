//! Prints numbers and texts as Go does, as a key and as JSON.

use std::fmt;
use std::str::FromStr;

/// The text of a float as a key. Floats go through `f32` and `%g` (`sigs.k8s.io/yaml`), so a key such as `1234567.28`
/// loses digits.
pub(super) fn key_float(value: f64) -> String {
    // The narrowing is intended. A value that is too large becomes infinite.
    let value = value as f32;
    if !value.is_finite() {
        return yaml_float(value.into());
    }
    let decimal = shortest(value);
    // The text has at most nine digits, which an `f64` keeps exactly.
    let scientific = decimal.parse::<f64>().map(|value| format!("{value:e}")).unwrap_or_default();
    match scientific.split_once('e').map(|(mantissa, exponent)| (mantissa, exponent.parse::<i32>())) {
        Some((mantissa, Ok(exponent))) if !(-4..6).contains(&exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
        }
        _ => decimal,
    }
}

/// YAML's spelling of a float that is not finite.
fn yaml_float(value: f64) -> String {
    let text = match value {
        f64::INFINITY => ".inf",
        f64::NEG_INFINITY => "-.inf",
        _ => ".nan",
    };
    text.to_owned()
}

/// The text of a float as JSON. `encoding/json` writes an exponent below 1e-6 and from 1e21 on.
pub(super) fn json_float(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        yaml_float(value)
    } else if size >= 1e21 {
        format!("{value:e}").replace('e', "e+")
    } else if size != 0.0 && size < 1e-6 {
        format!("{value:e}")
    } else {
        shortest(value)
    }
}

/// The shortest text that gives the same float back. If two such texts are equally near, Go takes the even one
/// (`244056.62`) and Rust the greater (`244056.63`). Both round to even for a given number of digits. For the powers of
/// two, 2^-12 as a key and 2^-25 as JSON still differ from Go in their last digit.
fn shortest<T: fmt::Display + FromStr + PartialEq>(value: T) -> String {
    let text = value.to_string();
    let Some((_, decimals)) = text.split_once('.') else { return text };
    let even = format!("{value:.*}", decimals.len());
    if even.parse().is_ok_and(|again: T| again == value) { even } else { text }
}

/// The text as JSON. `encoding/json` also escapes characters that have a meaning in HTML or JavaScript.
pub(super) fn json_string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\0'..='\u{1f}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
