//! Judges quickly, by its bytes, whether a name may be the name of a credential.

/// Whether a name contains a part of a significant word, so that it is worth splitting.
pub(super) fn may_matter(name: &str) -> bool {
    const STEMS: &[&[u8]] = &[
        b"pass",
        b"pw",
        b"psw",
        b"secret",
        b"token",
        b"key",
        b"cred",
        b"auth",
        b"salt",
        b"pat",
        b"dsn",
        b"conn",
        b"cookie",
        b"wort",
        b"contra",
        b"senha",
        b"psk",
        b"seed",
        b"mnemo",
        b"phrase",
        b"pin",
        b"iv",
        b"sharedkey",
        b"mdp",
        b"woord",
        b"hasl",
        b"has\xc5\x82",
        b"senord",
        b"adgangs",
        b"passord",
        b"salasana",
        b"heslo",
        b"jelsz",
        b"parol",
        b"ifre",
        b"lozinka",
        b"clave",
        b"\xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe",
        b"\xe5\xaf\x86\xe7",
    ];
    const PAIRS: Pairs = pairs(STEMS);
    has_any(name, STEMS, &PAIRS)
}

/// Whether a name contains a part of a word for a password that a typo may leave.
pub(super) fn may_be_mistyped(name: &str) -> bool {
    const PARTS: &[&[u8]] = &[b"pas", b"pss", b"ssw", b"sword", b"pincode"];
    const PAIRS: Pairs = pairs(PARTS);
    has_any(name, PARTS, &PAIRS)
}

/// The second letters of some parts by their first letters, as sets. Only the low five bits of a byte count, which are
/// the same for both cases of a letter, and for a few other characters.
type Pairs = [u32; 32];

const fn pairs(parts: &[&[u8]]) -> Pairs {
    let mut pairs = [0; 32];
    let mut i = 0;
    while i < parts.len() {
        pairs[parts[i][0] as usize % 32] |= 1 << (parts[i][1] % 32);
        i += 1;
    }
    pairs
}

/// Whether a text contains one of some parts, in any case.
fn has_any(text: &str, parts: &[&[u8]], pairs: &Pairs) -> bool {
    let is_at = |rest: &[u8], part: &[u8]| rest.get(..part.len()).is_some_and(|s| s.eq_ignore_ascii_case(part));
    let text = text.as_bytes();
    text.windows(2).enumerate().any(|(i, two)| {
        pairs[usize::from(two[0] % 32)] >> (two[1] % 32) & 1 == 1 && parts.iter().any(|part| is_at(&text[i..], part))
    })
}
