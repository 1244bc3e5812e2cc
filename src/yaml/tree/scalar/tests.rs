//! Test vectors: the value that kubectl gives to each text.

use super::{
    KeyError,
    Scalar::{self, Bool, Float, Int, Null, Str, Uint},
    TagError, Tagged, is_surely_string, key_text, resolve, resolve_slow, resolve_tagged,
};

/// Plain text, its value, and its text as a key (`Err`: refused).
type Row = (&'static str, Scalar<'static>, Result<&'static str, KeyError>);

const ROWS: &[Row] = &[
    // Null.
    ("", Null, Err(KeyError::Null)),
    ("~", Null, Err(KeyError::Null)),
    ("null", Null, Err(KeyError::Null)),
    ("NULL", Null, Err(KeyError::Null)),
    ("nULL", Str("nULL"), Ok("nULL")),
    // Booleans.
    ("y", Bool(true), Ok("true")),
    ("Y", Bool(true), Ok("true")),
    ("Yes", Bool(true), Ok("true")),
    ("on", Bool(true), Ok("true")),
    ("TRUE", Bool(true), Ok("true")),
    ("n", Bool(false), Ok("false")),
    ("NO", Bool(false), Ok("false")),
    ("off", Bool(false), Ok("false")),
    ("False", Bool(false), Ok("false")),
    ("yEs", Str("yEs"), Ok("yEs")),
    ("yes ", Str("yes "), Ok("yes ")),
    ("t", Str("t"), Ok("t")),
    // Infinities; NaN has a separate test.
    (".inf", Float(f64::INFINITY), Ok(".inf")),
    ("+.Inf", Float(f64::INFINITY), Ok(".inf")),
    ("-.INF", Float(f64::NEG_INFINITY), Ok("-.inf")),
    ("-.nan", Str("-.nan"), Ok("-.nan")),
    (".iNF", Str(".iNF"), Ok(".iNF")),
    ("-_.inf", Str("-_.inf"), Ok("-_.inf")),
    ("inf", Str("inf"), Ok("inf")),
    ("nan", Str("nan"), Ok("nan")),
    // Integers.
    ("0", Int(0), Ok("0")),
    ("00", Int(0), Ok("0")),
    ("-0", Int(0), Ok("0")),
    ("8080", Int(8080), Ok("8080")),
    ("+12", Int(12), Ok("12")),
    ("0777", Int(511), Ok("511")),
    ("-017", Int(-15), Ok("-15")),
    ("0o777", Int(511), Ok("511")),
    ("0O17", Int(15), Ok("15")),
    ("-0o17", Int(-15), Ok("-15")),
    ("0x_1F", Int(31), Ok("31")),
    ("+0x1F", Int(31), Ok("31")),
    ("0XfF", Int(255), Ok("255")),
    ("0b101", Int(5), Ok("5")),
    ("-0B11", Int(-3), Ok("-3")),
    ("0b-1", Int(-1), Ok("-1")),
    ("0b+1", Int(1), Ok("1")),
    ("-0b-1", Str("-0b-1"), Ok("-0b-1")),
    ("0B-1", Str("0B-1"), Ok("0B-1")),
    ("1_000", Int(1000), Ok("1000")),
    ("1__0_", Int(10), Ok("10")),
    ("-_1", Int(-1), Ok("-1")),
    ("_1", Str("_1"), Ok("_1")),
    ("20010101", Int(20_010_101), Ok("20010101")),
    ("9223372036854775807", Int(i64::MAX), Ok("9223372036854775807")),
    ("-9223372036854775808", Int(i64::MIN), Ok("-9223372036854775808")),
    ("9223372036854775808", Uint(1 << 63), Err(KeyError::Uint)),
    ("18446744073709551615", Uint(u64::MAX), Err(KeyError::Uint)),
    ("0xFFFFFFFFFFFFFFFF", Uint(u64::MAX), Err(KeyError::Uint)),
    ("+9223372036854775808", Float(9_223_372_036_854_775_808.0), Ok("9.223372e+18")),
    ("+0x8000000000000000", Str("+0x8000000000000000"), Ok("+0x8000000000000000")),
    ("18446744073709551616", Float(18_446_744_073_709_551_616.0), Ok("1.8446744e+19")),
    ("0x1FFFFFFFFFFFFFFFF", Str("0x1FFFFFFFFFFFFFFFF"), Ok("0x1FFFFFFFFFFFFFFFF")),
    // Floats.
    ("08", Float(8.0), Ok("8")),
    ("0777.5", Float(777.5), Ok("777.5")),
    ("1_000.5", Float(1000.5), Ok("1000.5")),
    ("1e3", Float(1000.0), Ok("1000")),
    ("1E+6", Float(1e6), Ok("1e+06")),
    ("1e-4", Float(1e-4), Ok("0.0001")),
    ("-1e-5", Float(-1e-5), Ok("-1e-05")),
    ("123456e70", Float(123_456e70), Ok(".inf")),
    ("1e-400", Float(0.0), Ok("0")),
    ("5.", Float(5.0), Ok("5")),
    ("1.0", Float(1.0), Ok("1")),
    ("1.10", Float(1.1), Ok("1.1")),
    ("-0.0", Float(-0.0), Ok("-0")),
    ("1234567.28", Float(1_234_567.28), Ok("1.2345672e+06")),
    ("244056.625", Float(244_056.625), Ok("244056.62")),
    (".5", Float(0.5), Ok("0.5")),
    (".5_0", Float(0.5), Ok("0.5")),
    ("-._5", Float(-0.5), Ok("-0.5")),
    (".5e1_0", Float(5e9), Ok("5e+09")),
    ("._5", Str("._5"), Ok("._5")),
    (".5_", Str(".5_"), Ok(".5_")),
    (".5__0", Str(".5__0"), Ok(".5__0")),
    (".5_e3", Str(".5_e3"), Ok(".5_e3")),
    (".e3", Str(".e3"), Ok(".e3")),
    (".", Str("."), Ok(".")),
    ("...", Str("..."), Ok("...")),
    ("1e400", Str("1e400"), Ok("1e400")),
    ("12e4567", Str("12e4567"), Ok("12e4567")),
    ("0x1p-2", Str("0x1p-2"), Ok("0x1p-2")),
    // Texts that are not numbers.
    ("1:30", Str("1:30"), Ok("1:30")),
    ("12:30:45", Str("12:30:45"), Ok("12:30:45")),
    ("2001-01-01", Str("2001-01-01"), Ok("2001-01-01")),
    ("2001-01-01T00:00:00Z", Str("2001-01-01T00:00:00Z"), Ok("2001-01-01T00:00:00Z")),
    ("1.2.3", Str("1.2.3"), Ok("1.2.3")),
    ("100m", Str("100m"), Ok("100m")),
    ("10Gi", Str("10Gi"), Ok("10Gi")),
    ("0o8", Str("0o8"), Ok("0o8")),
    ("0x", Str("0x"), Ok("0x")),
    ("0b", Str("0b"), Ok("0b")),
    ("0b2", Str("0b2"), Ok("0b2")),
    ("+", Str("+"), Ok("+")),
    ("-", Str("-"), Ok("-")),
    ("-_", Str("-_"), Ok("-_")),
    ("+-1", Str("+-1"), Ok("+-1")),
    ("--1", Str("--1"), Ok("--1")),
    ("1-", Str("1-"), Ok("1-")),
    ("1e", Str("1e"), Ok("1e")),
    ("1é", Str("1é"), Ok("1é")),
    ("=", Str("="), Ok("=")),
    ("<<", Str("<<"), Ok("<<")),
    ("nginx", Str("nginx"), Ok("nginx")),
    ("é", Str("é"), Ok("é")),
];

#[test]
fn plain_scalars_have_their_value_and_key() {
    for &(text, value, key) in ROWS {
        assert_eq!(resolve(text), value, "{text:?}");
        if let (Float(a), Float(b)) = (resolve(text), value) {
            assert_eq!(a.to_bits(), b.to_bits(), "{text:?}: -0 is not 0");
        }
        assert_eq!(key_text(text).as_deref(), key.as_ref().copied(), "key {text:?}");
        assert!(!is_surely_string(text) || value == Str(text), "{text:?} is no string");
    }
}

#[test]
fn nan_is_a_float_and_a_key() {
    for text in [".nan", ".NaN", ".NAN"] {
        assert!(matches!(resolve(text), Float(value) if value.is_nan()), "{text}");
        assert_eq!(key_text(text).as_deref(), Ok(".nan"));
    }
}

#[test]
fn only_finite_values_are_json() {
    for text in [".inf", "-.inf", ".nan"] {
        assert!(!resolve(text).is_finite(), "{text}");
    }
    for text in ["", "yes", "1", "18446744073709551615", "1e308", "1e309", "x"] {
        assert!(resolve(text).is_finite(), "{text}");
    }
}

#[test]
fn the_first_bytes_and_the_length_rule_out_everything_but_strings() {
    for first in 0..=127_u8 {
        let begins_number = "0123456789+-.~".contains(char::from(first));
        for second in 0..=127_u8 {
            let text: String = [first, second].map(char::from).into_iter().collect();
            for text in [&text[..1], &text, &format!("{text}s"), &format!("{text}ue"), &format!("{text}lse")] {
                assert!(!is_surely_string(text) || !matches!(resolve_slow(text), Null | Bool(_)), "{text:?}");
                assert!(!is_surely_string(text) || !begins_number, "{text:?}");
            }
            assert_eq!(is_surely_string(&format!("{text}lse5")), !begins_number, "{text:?}");
        }
    }
    for usual in ["name", "type", "kind", "-x", "~x", "x", "é"] {
        assert_eq!(is_surely_string(usual), !usual.starts_with(['-', '~']), "{usual:?}");
    }
    assert!(!is_surely_string(""));
}

#[test]
fn json_is_that_of_go() {
    for (text, json) in [
        ("~", "null"),
        ("off", "false"),
        ("0x1F", "31"),
        ("18446744073709551615", "18446744073709551615"),
        ("18446744073709551616", "18446744073709552000"),
        ("1e3", "1000"),
        ("5.", "5"),
        ("1.10", "1.1"),
        ("-0", "0"),
        ("-0.0", "-0"),
        ("1e20", "100000000000000000000"),
        ("1e21", "1e+21"),
        ("-1.5e300", "-1.5e+300"),
        ("0.000001", "0.000001"),
        ("0.0000001", "1e-7"),
        ("14222193590640.8125", "14222193590640.812"),
        (".inf", ".inf"),
        ("a\"b\\c", r#""a\"b\\c""#),
        ("<a&b>", r#""\u003ca\u0026b\u003e""#),
        ("é\n\t\u{8}\u{c}\r\u{1}\u{7f}\u{2028}", "\"é\\n\\t\\b\\f\\r\\u0001\u{7f}\\u2028\""),
    ] {
        assert_eq!(resolve(text).json(), json, "{text:?}");
    }
}

#[test]
fn core_tags_force_a_type() {
    let mismatch = Err(TagError::Mismatch);
    for (tag, text, value) in [
        ("int", "3", Ok(Int(3))),
        ("int", "0x10", Ok(Int(16))),
        ("int", "18446744073709551615", Ok(Uint(u64::MAX))),
        ("int", "3.0", mismatch),
        ("int", "", mismatch),
        ("int", "yes", mismatch),
        ("float", "3", Ok(Float(3.0))),
        ("float", "1.5", Ok(Float(1.5))),
        ("float", ".inf", Ok(Float(f64::INFINITY))),
        ("float", "18446744073709551615", mismatch),
        ("bool", "yes", Ok(Bool(true))),
        ("bool", "1", mismatch),
        ("null", "~", Ok(Null)),
        ("null", "", Ok(Null)),
        ("null", "x", mismatch),
        ("str", "3", Ok(Str("3"))),
        ("str", "", Ok(Str(""))),
        ("merge", "x", Ok(Str("x"))),
        ("map", "5", Ok(Str("5"))),
    ] {
        let tag = format!("tag:yaml.org,2002:{tag}");
        assert_eq!(resolve_tagged(&tag, text), value.map(Tagged::Plain), "{tag} {text:?}");
    }
    for tag in ["!", "!foo", "!!int", "int", "tag:example.com,2000:int"] {
        assert_eq!(resolve_tagged(tag, "5"), Ok(Tagged::Plain(Str("5"))), "{tag}");
    }
}

#[test]
fn timestamps_stay_text_but_must_be_valid() {
    let valid = |text| resolve_tagged("tag:yaml.org,2002:timestamp", text);
    for text in [
        "2001-01-01",
        "2001-1-1",
        "2000-02-29",
        "2001-1-1T1:2:3Z",
        "2001-1-1t01:2:3.5+07:00",
        "2001-1-1T1:2:3-24:60",
        "2001-1-1 1:2:3",
        "2001-1-1  1:2:3,5",
    ] {
        assert_eq!(valid(text), Ok(Tagged::Plain(Str(text))), "{text}");
    }
    for text in [
        "",
        "x",
        "é001-1-1",
        "2001",
        "201-1-1",
        "20011-1-1",
        "2001-13-1",
        "2001-0-1",
        "2001-1-0",
        "1900-02-29",
        "2001-02-30",
        "2001-1-1 ",
        "2001-1-1 1:2",
        "2001-1-1 24:2:3",
        "2001-1-1 1:2:60",
        "2001-1-1 1:2:3Z",
        "2001-1-1T1:2:3",
        "2001-1-1T1:2:3.Z",
        "2001-1-1T1:2:3+7:00",
        "2001-1-1T1:2:3+25:00",
        "2001-1-1T1:2:3+07:00x",
    ] {
        assert_eq!(valid(text), Err(TagError::Mismatch), "{text}");
    }
}

#[test]
fn binary_is_padded_base64() {
    let binary = |text| resolve_tagged("tag:yaml.org,2002:binary", text);
    for (text, decoded) in [
        ("", ""),
        ("aGVsbG8=", "hello"),
        ("aGVsbG9=", "hello"),
        ("aGVs\nbG8=\r\n", "hello"),
        ("aGVsbA=\n=\n", "hell"),
        ("YWJj", "abc"),
        ("/+A=", "\u{fffd}\u{fffd}"),
        ("4oKC4oI=", "\u{2082}\u{fffd}\u{fffd}"),
    ] {
        assert_eq!(binary(text), Ok(Tagged::Binary(decoded.to_owned())), "{text:?}");
    }
    for text in ["a", "a===", "====", "aGVsbG8", "aGVsbG8==", "aGVs=", "aGVs bG8=", "aGVsbG8=aGVs", "aGVsbA==\nA", "é"]
    {
        assert_eq!(binary(text), Err(TagError::Base64), "{text:?}");
    }
}

#[test]
fn strings_are_borrowed_as_keys() {
    assert!(matches!(key_text("name"), Ok(std::borrow::Cow::Borrowed("name"))));
}
