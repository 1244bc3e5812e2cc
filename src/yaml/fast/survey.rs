//! One look at all bytes, before anything is read: what kubectl refuses or treats as a line break is not for the fast
//! reader (the printable characters of go-yaml v2 `readerc.go`, the breaks of its `yamlprivateh.go`).

const CONTROL: u8 = 1;
const WIDE: u8 = 2;
const RETURN: u8 = 4;

/// No control characters, no return but before a line feed, no odd spaces among the characters beyond ASCII.
pub(super) fn is_usual(bytes: &[u8]) -> bool {
    // Without branches, so that the compiler looks at many bytes at once.
    let seen = bytes.iter().fold(0, |seen, &byte| {
        let control = byte < b' ' && !matches!(byte, b'\n' | b'\t' | b'\r') || byte == 0x7f;
        seen | u8::from(control) * CONTROL | u8::from(byte >= 0x80) * WIDE | u8::from(byte == b'\r') * RETURN
    });
    seen & CONTROL == 0
        && (seen & RETURN == 0 || returns_end_lines(bytes))
        && (seen & WIDE == 0 || wide_are_printable(bytes))
}

fn returns_end_lines(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'\r', bytes).all(|at| bytes.get(at + 1) == Some(&b'\n'))
}

/// No C1 controls (NEL among them), no U+2028 and U+2029, no byte order mark, no U+FFFE and U+FFFF.
fn wide_are_printable(bytes: &[u8]) -> bool {
    memchr::memchr3_iter(0xc2, 0xe2, 0xef, bytes).all(|at| {
        !matches!(
            &bytes[at..],
            [0xc2, 0x80..=0x9f, ..]
                | [0xe2, 0x80, 0xa8 | 0xa9, ..]
                | [0xef, 0xbb, 0xbf, ..]
                | [0xef, 0xbf, 0xbe | 0xbf, ..]
        )
    })
}
