//! How near two names are: the evidence for a slip of the pen.

/// Restricted Damerau-Levenshtein distance in characters, or none above `limit`.
pub fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    between(a.chars(), b.chars(), limit)
}

/// The [`distance`] of two names without their case and their separators.
pub fn folded_distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    between(letters(a), letters(b), limit)
}

/// A name without its case and its separators: equal for names that differ in these alone.
pub fn folded(name: &str) -> String {
    letters(name).collect()
}

fn letters(name: &str) -> impl Iterator<Item = char> + Clone {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase())
}

fn between<I, J>(a: I, b: J, limit: usize) -> Option<usize>
where
    I: Iterator<Item = char> + Clone,
    J: Iterator<Item = char> + Clone,
{
    // A character that only one of the two has costs an edit, which tells most pairs apart.
    let (in_a, in_b) = (a.clone().fold(0, add_character), b.clone().fold(0, add_character));
    if (in_a & !in_b).count_ones().max((in_b & !in_a).count_ones()) as usize > limit {
        return None;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.collect(), b.collect());
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    // Further from the diagonal than the limit, every cost is above it.
    let above = limit + 1;
    let mut before = vec![above; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).map(|cost| cost.min(above)).collect();
    let mut row = before.clone();
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

/// Adds a character to a set of them, in which some share a place.
fn add_character(set: u64, c: char) -> u64 {
    set | 1 << (u32::from(c) % 64)
}

/// The name that a text was most probably meant to be, case and `_` apart, and how many slips lie between.
pub fn nearest<'a>(text: &str, names: impl IntoIterator<Item = &'a str>) -> Option<(usize, &'a str)> {
    let fold = |text: &str| text.to_lowercase().replace('_', "-");
    let limit = (text.chars().count() / 3).clamp(1, 3);
    let text = fold(text);
    names.into_iter().filter_map(|name| Some((distance(&text, &fold(name), limit)?, name))).min()
}

/// True where `a` looks like a slip for `b`: a small edit that is no change of a number, or case, `-` and `_` alone.
/// Names that differ only in a digit (`web-1`, `web-2`) are two names.
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

/// Whether one number is a typo of another: a digit is wrong, lost, added or at another place, or one place counts one more
/// or less.
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

/// Whether a word is a typo of another one, however short the two are.
pub fn is_typo(a: &str, b: &str) -> bool {
    is_slip(a, b) || is_one_edit(a, b)
}

/// Whether one edit lies between two texts of two characters or more that differ in more than a number.
pub fn is_one_edit(a: &str, b: &str) -> bool {
    a.len().min(b.len()) > 1 && !are_equal_without_digits(a, b) && distance(a, b, 1) == Some(1)
}

fn plural(one: &str, many: &str) -> bool {
    many.strip_suffix('s') == Some(one)
}

fn are_equal_without_digits(a: &str, b: &str) -> bool {
    let others = |text| str::bytes(text).filter(|byte| !byte.is_ascii_digit());
    others(a).eq(others(b))
}

/// Whether two texts differ in their case and in `_` for `-` alone.
fn are_equal_in_lower_case(a: &str, b: &str) -> bool {
    let fold = |text| str::chars(text).flat_map(char::to_lowercase).map(|c| if c == '_' { '-' } else { c });
    fold(a).eq(fold(b))
}

/// Whether the name of an object is another one with a usual suffix more or less, or a typo of it.
pub fn is_near_name(a: &str, b: &str) -> bool {
    let stem = |text: &str| -> String {
        const SUFFIXES: &[&str] = &["-headless", "-hl", "-svc", "-service"];
        let suffix = SUFFIXES.iter().find_map(|suffix| text.strip_suffix(suffix));
        suffix.unwrap_or(text).to_owned()
    };
    a != b && (stem(a) == stem(b) || is_slip(a, b))
}
