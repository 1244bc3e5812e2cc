//! Forms of strings that the API server checks.
//!
//! The formats of k8s.io/apiextensions-apiserver `pkg/apiserver/validation/formats.go` that are easy to check. Others,
//! such as `int32`, are left out, and so are formats that it does not know.

use std::net::IpAddr;

/// A format of strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `2006-01-02`
    Date,
    /// `2006-01-02T15:04:05Z`
    DateTime,
    /// An address of four numbers.
    Ipv4,
    /// An address with colons.
    Ipv6,
    /// An address and the number of its bits that identify a network.
    Cidr,
    /// Base64
    Byte,
    /// 32 hexadecimal digits.
    Uuid,
}

impl Format {
    /// The format of a name in a definition. Returns `None` for a format that is not checked.
    pub(in crate::schema) fn of(name: &str) -> Option<Format> {
        Some(match name {
            "date" => Format::Date,
            "date-time" | "datetime" => Format::DateTime,
            "ipv4" => Format::Ipv4,
            "ipv6" => Format::Ipv6,
            "cidr" => Format::Cidr,
            "byte" => Format::Byte,
            "uuid" => Format::Uuid,
            _ => return None,
        })
    }

    /// A noun for strings of this format, for messages.
    pub fn noun(self) -> &'static str {
        match self {
            Format::Date => "a date like `2006-01-02`",
            Format::DateTime => "a time like `2006-01-02T15:04:05Z`",
            Format::Ipv4 => "an IPv4 address",
            Format::Ipv6 => "an IPv6 address",
            Format::Cidr => "a network like `10.0.0.0/8`",
            Format::Byte => "base64",
            Format::Uuid => "a UUID",
        }
    }

    /// Whether a text certainly does not have this format. Old servers accept zeros before the numbers of an address.
    pub(in crate::schema) fn refuses(self, text: &str) -> bool {
        match self {
            _ if text.is_empty() => false,
            Format::Date => !is_date(text),
            Format::DateTime => !is_time(text),
            Format::Ipv4 => !(text.contains('.') && is_address(text)),
            Format::Ipv6 => !(text.contains(':') && is_address(text)),
            Format::Cidr => !is_network(text),
            Format::Byte => !is_base64(text),
            Format::Uuid => text.bytes().filter(|&byte| byte != b'-').any(|byte| !byte.is_ascii_hexdigit()),
        }
    }
}

fn is_date(text: &str) -> bool {
    let is_form = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() });
    is_form && text.parse::<jiff::civil::Date>().is_ok()
}

/// `strfmt.IsDateTime` of k8s.io/kube-openapi.
fn is_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['t', 'T']) else { return false };
    let (clock, rest) = time.split_at_checked(8).unwrap_or((time, ""));
    let is_clock = clock.len() == 8
        && clock
            .bytes()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 2 | 5) { byte == b':' } else { byte.is_ascii_digit() })
        && clock[..2] <= *"23"
        && clock[3..5] <= *"59"
        && clock[6..] <= *"59";
    let zone = rest.strip_prefix('.').map_or(rest, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let offset = zone.strip_prefix(['+', '-']).unwrap_or("");
    let is_offset = offset.len() == 5
        && offset.bytes().enumerate().all(|(at, byte)| if at == 2 { byte == b':' } else { byte.is_ascii_digit() });
    is_date(date) && is_clock && (matches!(zone, "z" | "Z") || is_offset)
}

fn is_address(text: &str) -> bool {
    let is_old = text.split('.').any(|part| part.len() > 1 && part.starts_with('0'));
    is_old || text.parse::<IpAddr>().is_ok()
}

fn is_network(text: &str) -> bool {
    let Some((address, bits)) = text.split_once('/') else { return false };
    let most = if address.contains(':') { 128 } else { 32 };
    is_address(address) && bits.parse::<u8>().is_ok_and(|bits| bits <= most)
}

fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - body.len() <= 2
        && body.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn forms_are_told_apart() {
        // The format, accepted texts, refused texts.
        let cases: [(&str, &[&str], &[&str]); 7] = [
            ("date", &["2024-02-29", ""], &["2023-02-29", "2024-2-29", "tomorrow", "2024-02-29T00:00:00Z"]),
            (
                "date-time",
                &["2024-02-29T23:59:59Z", "2024-02-29t00:00:00.123z", "2024-02-29T00:00:00+02:00"],
                &[
                    "2024-02-29",
                    "2024-02-29 00:00:00Z",
                    "2024-02-29T24:00:00Z",
                    "2024-02-29T00:00:00",
                    "tomorrow",
                    "toté-mañana",
                ],
            ),
            ("ipv4", &["10.0.0.1", "010.0.0.1", "::ffff:10.0.0.1"], &["10.0.0.256", "10.0.0", "::1", "localhost"]),
            ("ipv6", &["::1", "2001:db8::1"], &["10.0.0.1", ":::1", "g::1"]),
            (
                "cidr",
                &["10.0.0.0/8", "::/0", "10.1.2.3/32"],
                &["10.0.0.0", "10.0.0.0/33", "::/129", "10.0.0.0/", "net/8"],
            ),
            ("byte", &["aGVsbG8=", "YQ==", ""], &["hello", "a b=", "===="]),
            ("uuid", &["123e4567-e89b-12d3-a456-426614174000"], &["not-one"]),
        ];
        for (name, good, bad) in cases {
            let format = Format::of(name).unwrap();
            assert!(good.iter().all(|text| !format.refuses(text)), "{name} takes {good:?}");
            assert!(bad.iter().all(|text| format.refuses(text)), "{name} refuses {bad:?}");
        }
        assert!(["int32", "int64", "double", "hostname", "secret"].iter().all(|name| Format::of(name).is_none()));
    }
}
