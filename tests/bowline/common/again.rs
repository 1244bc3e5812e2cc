//! Repeated checks of files that change at random. Each is compared with a check that knows nothing about earlier ones.
use bowline::lint::settle::Scope;
use bowline::report::json;
use bowline::session::{self, Checked, Session};
use bowline::settings::Settings;

/// The texts that are typed.
const NEW: [&str; 12] = ["", "x", "\n", "  ", ": ", "- ", "\"", "{", "#", "\t", "\n---\n", "|\n"];

/// A file by its name, with its bytes.
pub type File = (String, Vec<u8>);

/// Changes files as the bytes say, four bytes for each change, and compares each check.
pub fn checked_again(files: &[File], bytes: &[u8]) -> Result<(), String> {
    // The order of a session.
    let mut files = files.to_vec();
    files.sort();
    let settings = Settings { info: true, ..Settings::default() };
    let mut session = Session::default();
    for (name, text) in &files {
        session.set(session::load(name, Ok(text.clone())));
    }
    let mut now: Vec<Option<Vec<u8>>> = files.iter().map(|(_, text)| Some(text.clone())).collect();
    for key in bytes.chunks_exact(4) {
        let index = usize::from(key[0]) % files.len().max(1);
        let Some(((name, before), text)) = files.get(index).zip(now.get_mut(index)) else { continue };
        let place = usize::from(key[2]) << 8 | usize::from(key[3]);
        let words = words(&files[place % files.len()].1);
        *text = match key[1] % 32 {
            0 => None,
            1..8 => Some(before.clone()),
            8..20 => Some(with_word(text.as_ref().unwrap_or(before), place, words.get(place % words.len().max(1)))),
            kind => Some(typed(text.as_ref().unwrap_or(before), place, NEW[usize::from(kind - 20)])),
        };
        match text {
            Some(text) => session.set(session::load(name, Ok(text.clone()))),
            None => session.remove(name),
        }
        let there = files.iter().zip(&now).filter_map(|((name, _), text)| Some((name, text.clone()?)));
        let loaded = there.map(|(name, text)| session::load(name, Ok(text)));
        let again = shown(&session.check(&settings, Scope::default()))?;
        let once = shown(&session::check(loaded.collect(), Vec::new(), &settings, &|| {}))?;
        if again != once {
            let text = now.get(index).and_then(Option::as_ref).map(|text| String::from_utf8_lossy(text));
            return Err(format!("{}\nafter {name} became:\n{}", difference(&again, &once), text.unwrap_or_default()));
        }
    }
    Ok(())
}

/// Everything that a report shows, and the number of hidden findings.
fn shown(checked: &Checked) -> Result<String, String> {
    let mut out = Vec::new();
    checked.report(|report| json::write(&mut out, report)).map_err(|error| error.to_string())?;
    Ok(format!("{}{:?}", String::from_utf8_lossy(&out), checked.outcome.hidden))
}

/// The lines around the first difference.
fn difference(again: &str, once: &str) -> String {
    let same = again.lines().zip(once.lines()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| text.lines().skip(same.saturating_sub(30)).take(60).collect::<Vec<_>>().join("\n");
    format!("again:\n{}\nonce:\n{}", around(again), around(once))
}

fn is_of_word(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || *byte == b'-'
}

fn words(text: &[u8]) -> Vec<&[u8]> {
    text.split(|byte| !is_of_word(byte)).filter(|word| !word.is_empty()).collect()
}

/// A text with another word at a place, so that a name may change.
fn with_word(text: &[u8], place: usize, word: Option<&&[u8]>) -> Vec<u8> {
    let start = place % (text.len() + 1);
    let start = start + text[start..].iter().take_while(|byte| !is_of_word(byte)).count();
    let start = start - text[..start].iter().rev().take_while(|byte| is_of_word(byte)).count();
    let end = start + text[start..].iter().take_while(|byte| is_of_word(byte)).count();
    [&text[..start], word.unwrap_or(&&b""[..]), &text[end..]].concat()
}

/// A text with typed characters in place of a few bytes.
fn typed(text: &[u8], place: usize, new: &str) -> Vec<u8> {
    let start = place % (text.len() + 1);
    let end = (start + place % 5).min(text.len());
    [&text[..start], new.as_bytes(), &text[end..]].concat()
}
