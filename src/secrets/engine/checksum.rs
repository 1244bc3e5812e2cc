//! The checksums in the tokens of vendors, and the digits that write them.

/// CRC-32 (IEEE 802.3, reflected), bit by bit, because the inputs are a few dozen bytes.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
    })
}

/// CRC-16 (XMODEM).
pub(super) fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, &byte| {
        (0..8).fold(crc ^ u16::from(byte) << 8, |crc, _| (crc << 1) ^ (0x1021 & (crc >> 15).wrapping_neg()))
    })
}

/// Six digits of `0-9A-Za-z`, as GitHub and npm write a CRC-32.
pub(super) fn base62(number: u32) -> String {
    digits(number, b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 6)
}

/// Seven digits of `0-9a-z`, as GitLab writes a CRC-32.
pub(super) fn base36(number: u32) -> String {
    digits(number, b"0123456789abcdefghijklmnopqrstuvwxyz", 7)
}

fn digits(mut number: u32, all: &[u8], count: usize) -> String {
    let base = all.len() as u32;
    let mut out = vec![all[0]; count];
    for digit in out.iter_mut().rev() {
        *digit = all[(number % base) as usize];
        number /= base;
    }
    out.into_iter().map(char::from).collect()
}

/// Decodes base32 (RFC 4648) without padding. Returns `None` if a character is not in its alphabet.
pub(super) fn base32(text: &str) -> Option<Vec<u8>> {
    let (mut bits, mut count) = (0_u32, 0);
    let mut out = Vec::with_capacity(text.len() * 5 / 8);
    for byte in text.bytes() {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'2'..=b'7' => byte - b'2' + 26,
            _ => return None,
        };
        bits = bits << 5 | u32::from(digit);
        count += 5;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_the_standard_check_string() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc32(b""), 0);
        assert_eq!(crc16(b"123456789"), 0x31C3);
    }

    #[test]
    fn digits_of_every_base() {
        assert_eq!(base62(0), "000000");
        assert_eq!(base62(u32::MAX), "4gfFC3");
        assert_eq!(base36(u32::MAX), "1z141z3");
        assert_eq!(base32("MZXW6YTBOI"), Some(b"foobar".to_vec()));
        assert_eq!(base32("m"), None);
    }
}
