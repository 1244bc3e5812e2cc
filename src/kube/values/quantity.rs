//! Quantities such as `500m` and `1.5Gi`, read exactly as Kubernetes reads them.
//!
//! Source: apimachinery `pkg/api/resource/quantity.go` and `suffix.go`, measured by running them. Some of it is odd: a
//! number may have no digits at all (`m` is 0), and amounts finer than a billionth are rounded away from zero.

use std::cmp::Ordering;

use crate::text::unknown::{is_in_capitals, is_unknown};
use crate::yaml::{Kind, Node, Scalar};

/// A quantity, in billionths of its unit (bytes, cores, pieces).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity {
    /// `None` if it is too large or has too many digits.
    nanos: Option<i128>,
}

/// Why a text is not a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Malformed<'t> {
    /// Nothing is written.
    Empty,
    /// The text contains characters that are not part of a quantity.
    Format,
    /// There is no number before the suffix.
    NoNumber,
    /// The text after the number is not a unit.
    Suffix(&'t str),
}

const NANO: i32 = -9;
/// The exponent of the largest power of ten that fits into an `i128`.
const MAX_EXPONENT: i32 = 38;

/// The factor of a suffix.
#[derive(Clone, Copy)]
enum Factor {
    /// A power of ten.
    Ten(i32),
    /// A power of two.
    Two(u32),
}

impl Quantity {
    /// Reads a text as `resource.ParseQuantity` does.
    ///
    /// # Errors
    /// Why the text is not a quantity.
    pub fn parse(text: &str) -> Result<Quantity, Malformed<'_>> {
        if text.is_empty() {
            return Err(Malformed::Empty);
        }
        let negative = text.starts_with('-');
        let (whole, rest) = digits(text.strip_prefix(['+', '-']).unwrap_or(text));
        let (fraction, suffix) = rest.strip_prefix('.').map_or(("", rest), digits);
        let letters = suffix.trim_start_matches(['e', 'E', 'i', 'n', 'u', 'm', 'k', 'K', 'M', 'G', 'T', 'P']);
        let exponent = letters.strip_prefix(['+', '-']).unwrap_or(letters);
        if !exponent.bytes().all(|byte| byte.is_ascii_digit()) {
            // In most cases, it is another unit.
            let odd_unit = !suffix.is_empty() && suffix.bytes().all(|byte| byte.is_ascii_alphabetic());
            return Err(if odd_unit { Malformed::Suffix(suffix) } else { Malformed::Format });
        }
        let factor = factor(suffix).ok_or(Malformed::Suffix(suffix))?;
        if whole.is_empty() && fraction.is_empty() {
            // A number without digits is 0 if the fast path of Go reads it.
            let short = match factor {
                Factor::Ten(exponent) => exponent >= NANO,
                Factor::Two(exponent) => exponent <= 40,
            };
            return if short { Ok(Quantity { nanos: Some(0) }) } else { Err(Malformed::NoNumber) };
        }
        let size = magnitude(whole, fraction, factor);
        Ok(Quantity { nanos: size.map(|size| if negative { -size } else { size }) })
    }

    /// The value in billionths. Returns `None` if it is too large or has too many digits.
    pub fn nanos(self) -> Option<i128> {
        self.nanos
    }

    /// Whether the value is known and is not a whole number.
    pub fn is_fractional(self) -> bool {
        self.nanos.is_some_and(|nanos| nanos % 1_000_000_000 != 0)
    }

    /// Whether the value is below zero.
    pub fn is_negative(self) -> bool {
        self.nanos.is_some_and(|nanos| nanos < 0)
    }

    /// The value in whole units, rounded down. Returns `None` if it is too large.
    pub fn units(self) -> Option<i128> {
        self.nanos.map(|nanos| nanos.div_euclid(1_000_000_000))
    }
}

impl PartialOrd for Quantity {
    /// Returns `None` if one of the quantities is too large.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.nanos?.cmp(&other.nanos?))
    }
}

/// The digits that a text starts with, and the rest.
fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

fn factor(suffix: &str) -> Option<Factor> {
    Some(match suffix {
        "n" => Factor::Ten(-9),
        "u" => Factor::Ten(-6),
        "m" => Factor::Ten(-3),
        "" => Factor::Ten(0),
        "k" => Factor::Ten(3),
        "M" => Factor::Ten(6),
        "G" => Factor::Ten(9),
        "T" => Factor::Ten(12),
        "P" => Factor::Ten(15),
        "E" => Factor::Ten(18),
        "Ki" => Factor::Two(10),
        "Mi" => Factor::Two(20),
        "Gi" => Factor::Two(30),
        "Ti" => Factor::Two(40),
        "Pi" => Factor::Two(50),
        "Ei" => Factor::Two(60),
        _ => {
            let exponent: i64 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
            // Go truncates it to 32 bits.
            Factor::Ten(exponent as i32)
        }
    })
}

/// The size in billionths, without its sign.
fn magnitude(whole: &str, fraction: &str, factor: Factor) -> Option<i128> {
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let text = format!("0{whole}{fraction}");
    let point = i32::try_from(fraction.len()).ok()?;
    let number: i128 = text.parse().ok()?;
    match factor {
        Factor::Ten(exponent) => scaled(number, exponent.checked_sub(point)?.checked_sub(NANO)?),
        Factor::Two(exponent) => {
            // Go caps binary quantities only: at the largest 64-bit integer.
            let cap = i128::from(i64::MAX) * 1_000_000_000;
            Some(scaled(number.checked_mul(1 << exponent)?, -NANO - point)?.min(cap))
        }
    }
}

/// `number` times a power of ten, rounded up.
fn scaled(number: i128, exponent: i32) -> Option<i128> {
    match exponent {
        _ if number == 0 => Some(0),
        0.. => number.checked_mul(10_i128.checked_pow(exponent.unsigned_abs())?),
        _ if -exponent > MAX_EXPONENT => Some(1),
        _ => {
            let divisor = 10_i128.checked_pow(exponent.unsigned_abs())?;
            Some(number / divisor + i128::from(number % divisor != 0))
        }
    }
}

/// A value in the place of a quantity.
#[derive(Debug, Clone, PartialEq)]
pub enum Written {
    /// A quantity.
    Quantity(Quantity),
    /// A text or a number that is not a quantity.
    Malformed,
}

/// The quantity that the API server reads from a scalar. Returns `None` for a value that a template fills in, for other
/// types, and for a null, which counts as absent.
pub fn read(node: Node<'_>) -> Option<Written> {
    if node.kind() != Kind::Scalar {
        return None;
    }
    let number;
    let text = match node.scalar() {
        Scalar::Str(text) if is_unknown(text) || is_variable(text) => return None,
        // `Quantity.UnmarshalJSON` trims the text in the JSON, in which line ends and tabs are escaped.
        Scalar::Str(text) => text.trim_matches(|c: char| c.is_whitespace() && !c.is_ascii_control()),
        scalar if scalar.is_number() && scalar.is_finite() => {
            // kubectl sends the number: `0777` as 511, `1_000` as 1000.
            number = scalar.json();
            &number
        }
        _ => return None,
    };
    Some(Quantity::parse(text).map_or(Written::Malformed, Written::Quantity))
}

/// Whether kustomize or a person fills the value in. Kubernetes itself does not expand `$(X)` in quantities.
fn is_variable(text: &str) -> bool {
    text.contains("$(") || text.len() > 2 && is_in_capitals(text)
}

/// The most probable meaning of a text that is not a quantity, and whether it is certain.
pub fn repaired(text: &str, is_cpu: bool) -> Option<(String, bool)> {
    let compact: String = text.split_whitespace().collect();
    let end = compact.rfind(|c: char| c.is_ascii_digit() || c == '.').map_or(0, |last| last + 1);
    let (number, suffix) = compact.split_at(end);
    let plain = number.replace('_', "");
    let decimal = match plain.split_once(',') {
        // A comma before three digits may separate thousands.
        Some((_, fraction)) if fraction.len() != 3 && !plain.contains('.') => plain.replace(',', "."),
        _ => plain,
    };
    let (unit, certain) = unit(suffix, is_cpu)?;
    let repaired = format!("{decimal}{unit}");
    let has_digit = repaired.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '+' | '-'));
    let taken = has_digit && !decimal.is_empty() && repaired != text && Quantity::parse(&repaired).is_ok();
    // A blank inside the number may mean anything.
    taken.then_some((repaired, certain && text.trim().starts_with(&decimal)))
}

/// The unit that the author meant, and whether it is the only possible one.
fn unit(suffix: &str, is_cpu: bool) -> Option<(&'static str, bool)> {
    const UNITS: &[&str] = &["k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    if factor(suffix).is_some() {
        return ["n", "u", "m", ""].iter().chain(UNITS).find(|unit| **unit == suffix).map(|unit| (*unit, true));
    }
    let lower = suffix.to_ascii_lowercase();
    if is_cpu {
        return match lower.as_str() {
            "c" | "cpu" | "cpus" | "core" | "cores" | "vcpu" | "vcpus" => Some(("", false)),
            "m" | "mi" | "mc" | "mcpu" | "mcore" | "mcores" | "milli" | "millis" | "millicore" | "millicores"
            | "millicpu" => Some(("m", false)),
            _ => None,
        };
    }
    if matches!(lower.as_str(), "b" | "byte" | "bytes") {
        return Some(("", true));
    }
    let stem = lower.strip_suffix('b').unwrap_or(&lower);
    let found = UNITS.iter().find(|unit| unit.eq_ignore_ascii_case(stem))?;
    // A lone letter may also mean a power of two, as `1g` does for Java.
    Some((found, stem.len() < lower.len() || found.len() == 2))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn nanos(text: &str) -> i128 {
        Quantity::parse(text).unwrap().nanos().unwrap()
    }

    /// Measured with apimachinery 0.37.
    #[test]
    fn values_are_those_of_the_go_library() {
        const UNIT: i128 = 1_000_000_000;
        for (text, value) in [
            ("0", 0),
            ("1", UNIT),
            ("+1", UNIT),
            ("-1.5", -3 * UNIT / 2),
            ("100m", UNIT / 10),
            ("1.", UNIT),
            (".5", UNIT / 2),
            ("1e3", 1_000 * UNIT),
            ("1E3", 1_000 * UNIT),
            ("1e-3", UNIT / 1_000),
            ("1E", 1_000_000_000_000_000_000 * UNIT),
            ("1.5Gi", 1_610_612_736 * UNIT),
            ("1Ki", 1_024 * UNIT),
            ("0.0000000001Ki", 103),
            ("1e-30", 1),
            ("-1e-30", -1),
            ("9999999999Ei", i128::from(i64::MAX) * UNIT),
            ("1e4294967296", UNIT),
            (".", 0),
            ("m", 0),
            ("-", 0),
            ("Ti", 0),
            ("0.10000000000000000000000000000000000000000000000000000000", UNIT / 10),
        ] {
            assert_eq!(nanos(text), value, "{text}");
        }
    }

    #[test]
    fn what_is_none_says_why() {
        for (text, why) in [
            ("", Malformed::Empty),
            ("1GB", Malformed::Suffix("GB")),
            ("1mb", Malformed::Suffix("mb")),
            ("1K", Malformed::Suffix("K")),
            ("1e", Malformed::Suffix("e")),
            ("1 Gi", Malformed::Format),
            ("1,5", Malformed::Format),
            ("1.2.3", Malformed::Format),
            ("1-5", Malformed::Suffix("-5")),
            ("Pi", Malformed::NoNumber),
            ("e-10", Malformed::NoNumber),
        ] {
            assert_eq!(Quantity::parse(text), Err(why), "{text}");
        }
    }

    #[test]
    fn order_is_exact_and_silent_where_it_cannot_be() {
        let parse = |text| Quantity::parse(text).unwrap();
        assert!(parse("1000m") == parse("1"));
        assert!(parse("1G") < parse("1Gi"));
        assert!(parse("0.1") > parse("99999999n"));
        assert_eq!(parse("1e40").partial_cmp(&parse("1")), None);
    }
}
