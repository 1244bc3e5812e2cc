//! How similar two names are: the evidence for a typo.

/// Restricted Damerau-Levenshtein distance in characters. Returns `None` above `limit`.
pub fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    if a.is_ascii() && b.is_ascii() {
        return between(a.as_bytes(), b.as_bytes(), limit);
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    between(&a, &b, limit)
}

/// The [`distance`] of two names without their case and their separators.
pub fn folded_distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    if !may_be_near(letters(a).map(u32::from), letters(b).map(u32::from), limit) {
        return None;
    }
    let (a, b): (Vec<char>, Vec<char>) = (letters(a).collect(), letters(b).collect());
    between(&a, &b, limit)
}

/// A name without its case and its separators. Names that differ only in these are equal.
pub fn folded(name: &str) -> String {
    letters(name).collect()
}

fn letters(name: &str) -> impl Iterator<Item = char> + Clone {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase())
}

/// Whether two texts may be within the limit. Each character that only one of them has costs an edit.
fn may_be_near(a: impl Iterator<Item = u32>, b: impl Iterator<Item = u32>, limit: usize) -> bool {
    // Some characters share a bit of the set.
    let add = |set: u64, c: u32| set | 1 << (c % 64);
    let (a, b) = (a.fold(0, add), b.fold(0, add));
    (a & !b).count_ones().max((b & !a).count_ones()) as usize <= limit
}

/// The width up to which the table of costs needs no allocation.
const FEW: usize = 16;

fn between<T: PartialEq + Copy + Into<u32>>(a: &[T], b: &[T], limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    // A common start or end costs nothing.
    let start = a.iter().zip(b).take_while(|(one, other)| one == other).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(one, other)| one == other).count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    if a.is_empty() || b.is_empty() {
        return Some(a.len().max(b.len())).filter(|&cost| cost <= limit);
    }
    let characters = |text| <[T]>::iter(text).map(|&c| c.into());
    if !may_be_near(characters(a), characters(b), limit) {
        return None;
    }
    // Further from the diagonal than the limit, every cost is above the limit.
    let above = limit + 1;
    // Names usually differ in a few characters, so their table needs no allocation.
    let width = b.len() + 1;
    let (mut few, mut many) = ([above; 3 * FEW], Vec::new());
    let rows = match width {
        ..=FEW => &mut few[..3 * width],
        _ => {
            many.resize(3 * width, above);
            &mut many[..]
        }
    };
    let (mut before, rows) = rows.split_at_mut(width);
    let (mut last, mut row) = rows.split_at_mut(width);
    last.iter_mut().enumerate().for_each(|(index, cost)| *cost = index.min(above));
    for i in 1..=a.len() {
        let (from, to) = (i.saturating_sub(limit).max(1), b.len().min(i + limit));
        row[from - 1] = if from == 1 { i.min(above) } else { above };
        for j in from..=to {
            let swap = usize::from(a[i - 1] != b[j - 1]);
            let mut cost = (last[j - 1] + swap).min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                cost = cost.min(before[j - 2] + 1);
            }
            row[j] = cost;
        }
        if let Some(next) = row.get_mut(to + 1) {
            *next = above;
        }
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut row);
    }
    last.last().copied().filter(|&cost| cost <= limit)
}

/// The name that the author most probably meant by a text, and the number of typos. Case and `_` are ignored.
pub fn nearest<'a>(text: &str, names: impl IntoIterator<Item = &'a str>) -> Option<(usize, &'a str)> {
    let fold = |text: &str| text.to_lowercase().replace('_', "-");
    let limit = (text.chars().count() / 3).clamp(1, 3);
    let text = fold(text);
    names.into_iter().filter_map(|name| Some((distance(&text, &fold(name), limit)?, name))).min()
}

/// Whether `a` looks like a typo of `b`: a small edit that does not change a number, or only case, `-` and `_`. Names
/// that differ only in a digit (`web-1`, `web-2`) are different names.
pub fn is_slip(a: &str, b: &str) -> bool {
    if a == b || are_equal_without_digits(a, b) {
        return false;
    }
    if are_equal_in_lower_case(a, b) || plural(a, b) || plural(b, a) {
        return true;
    }
    let limit = match a.len().min(b.len()) {
        0..=2 => return false,
        3..=5 => 1,
        _ => 2,
    };
    distance(a, b, limit).is_some()
}

/// Whether one number is a typo of another: a digit is wrong, lost, added or moved, or one place differs by one.
pub fn is_number_typo(a: i64, b: i64) -> bool {
    let digits = |number: i64| {
        let mut digits: Vec<char> = number.to_string().chars().collect();
        digits.sort_unstable();
        digits
    };
    let is_step = |difference: u64| matches!(difference, 1 | 10 | 100 | 1_000 | 10_000);
    a != b
        && (is_step(a.abs_diff(b)) || digits(a) == digits(b) || distance(&a.to_string(), &b.to_string(), 1).is_some())
}

/// Whether two numbers differ only in their last digit, like the ports that a program opens next to each other.
pub fn are_neighbors(a: i64, b: i64) -> bool {
    a != b && a / 10 == b / 10
}

/// Whether a word is a typo of another one, even if both are short.
pub fn is_typo(a: &str, b: &str) -> bool {
    is_slip(a, b) || is_one_edit(a, b)
}

/// Whether one edit separates two texts that have at least two characters and differ in more than a number.
pub fn is_one_edit(a: &str, b: &str) -> bool {
    a.len().min(b.len()) > 1 && !are_equal_without_digits(a, b) && distance(a, b, 1) == Some(1)
}

/// The length below which too many other words are one letter away.
const SURE: usize = 5;

/// Whether a text has one wrong letter and is too long to be another word by chance.
pub fn is_sure_typo(text: &str, word: &str) -> bool {
    text.len() >= SURE && distance(text, word, 1) == Some(1)
}

fn plural(one: &str, many: &str) -> bool {
    many.strip_suffix('s') == Some(one)
}

/// Whether two texts differ only in their digits, or not at all.
pub fn are_equal_without_digits(a: &str, b: &str) -> bool {
    // The common start is equal, so its digits need not be checked.
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let rest = |text| str::bytes(text).skip(same).filter(|byte| !byte.is_ascii_digit());
    rest(a).eq(rest(b))
}

/// Whether two texts differ only in case and in `_` for `-`.
fn are_equal_in_lower_case(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        let fold = |byte: u8| if byte == b'_' { b'-' } else { byte.to_ascii_lowercase() };
        return a.len() == b.len() && a.bytes().zip(b.bytes()).all(|(a, b)| fold(a) == fold(b));
    }
    let fold = |text| str::chars(text).flat_map(char::to_lowercase).map(|c| if c == '_' { '-' } else { c });
    fold(a).eq(fold(b))
}

/// Whether two names differ only by a usual suffix or a typo.
pub fn is_near_name(a: &str, b: &str) -> bool {
    fn stem(text: &str) -> &str {
        const SUFFIXES: &[&str] = &["-headless", "-hl", "-svc", "-service"];
        SUFFIXES.iter().find_map(|suffix| text.strip_suffix(suffix)).unwrap_or(text)
    }
    a != b && (stem(a) == stem(b) || is_slip(a, b))
}
