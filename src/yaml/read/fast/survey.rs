//! Checks all bytes before anything is read. The fast reader declines text that kubectl refuses or takes as a line
//! break (the printable characters of go-yaml v2 `readerc.go`, the breaks of its `yamlprivateh.go`).

/// The number of bytes that are checked together.
const BLOCK: usize = 32;

/// Whether a text has no control characters, no carriage returns except before a line feed, and no unusual spaces
/// beyond ASCII.
pub(super) fn is_usual(bytes: &[u8]) -> bool {
    let mut seen = Seen::default();
    let mut blocks = bytes.chunks_exact(BLOCK);
    blocks.by_ref().for_each(|block| seen.look_at(block));
    seen.look_at(blocks.remainder());
    !seen.control && (!seen.returns || returns_end_lines(bytes)) && (!seen.wide || wide_are_printable(bytes))
}

#[derive(Default)]
struct Seen {
    control: bool,
    returns: bool,
    wide: bool,
}

impl Seen {
    /// Checks a block without branches, so that the compiler can process many bytes at once.
    #[inline]
    fn look_at(&mut self, block: &[u8]) {
        for &byte in block {
            self.control |= (byte < b' ') & (byte != b'\n') & (byte != b'\t') & (byte != b'\r') | (byte == 0x7f);
            self.returns |= byte == b'\r';
            self.wide |= byte >= 0x80;
        }
    }
}

fn returns_end_lines(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'\r', bytes).all(|at| bytes.get(at + 1) == Some(&b'\n'))
}

/// Whether a text has no C1 controls (such as NEL), no U+2028 and U+2029, no byte order mark, no U+FFFE and U+FFFF.
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
