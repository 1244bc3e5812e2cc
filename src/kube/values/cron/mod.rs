//! Schedules of CronJobs as the API server and the CronJob controller read them: robfig/cron v3.0.1, `ParseStandard`.
//!
//! Crates for cron read other grammars (seconds, years, `L`, `W`, `#`, 7 for Sunday), so this reader is our own.

use std::ops::Range;

/// Words that replace all five fields; `@every` takes a duration.
pub const WORDS: &[&str] = &["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

/// A schedule that is accepted: one set of bits for each field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schedule {
    /// A word such as `@daily`, or an interval.
    Word,
    /// Minute, hour, day of month, month, day of week.
    Fields([Set; 5]),
}

/// The numbers that a field selects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Set {
    /// Bit n for the number n.
    bits: u64,
    /// Whether the field has a `*` or `?` without a step. If so, day of month and day of week must both match;
    /// otherwise, one is enough.
    star: bool,
}

/// Why a schedule is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The part that is wrong, in bytes of the text.
    pub part: Range<usize>,
    /// The mistake, as part of a sentence.
    pub reason: String,
    /// The advice.
    pub help: String,
    /// A valid text for the part with the intended meaning.
    pub instead: Option<String>,
}

struct Field {
    name: &'static str,
    min: u64,
    max: u64,
    /// The names of the numbers from `min` on.
    names: &'static [&'static str],
}

const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: &[&str] = &["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const FIELDS: [Field; 5] = [
    Field { name: "minute", min: 0, max: 59, names: &[] },
    Field { name: "hour", min: 0, max: 23, names: &[] },
    Field { name: "day of month", min: 1, max: 31, names: &[] },
    Field { name: "month", min: 1, max: 12, names: MONTHS },
    Field { name: "day of week", min: 0, max: 6, names: DAYS },
];
/// The most days of each month.
const MONTH_DAYS: [u32; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// Reads a schedule without a time zone; see [`zone`].
pub fn parse(text: &str) -> Result<Schedule, Refusal> {
    if text.starts_with('@') {
        return word(text);
    }
    let places = parts(text, char::is_whitespace);
    if places.len() != FIELDS.len() {
        return Err(wrong_count(text, places.len()));
    }
    let mut sets = [Set::default(); 5];
    for ((set, field), place) in sets.iter_mut().zip(&FIELDS).zip(places) {
        for item in parts(&text[place.clone()], |c| c == ',') {
            let more = field.read(text, place.start + item.start..place.start + item.end)?;
            set.bits |= more.bits;
            set.star |= more.star;
        }
    }
    Ok(Schedule::Fields(sets))
}

/// The time zone before a schedule, `TZ=` or `CRON_TZ=`, and the schedule after it.
pub fn zone(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("TZ=").or_else(|| text.strip_prefix("CRON_TZ="))?;
    rest.split_once(' ').map(|(zone, rest)| (zone, rest.trim()))
}

impl Schedule {
    /// Why the schedule never fires, as part of a sentence. Returns `None` if it fires.
    pub fn never_fires(&self) -> Option<String> {
        let Schedule::Fields(sets) = self else { return None };
        let [_, _, days, months, weekdays] = sets;
        // Without a star, a match of the other field is enough.
        let other = |field: &Field| match field.name {
            "day of month" => *weekdays,
            "day of week" => *days,
            _ => Set::default(),
        };
        let lacks = |(set, field): &(&Set, &Field)| set.bits == 0 && (other(field).bits == 0 || other(field).star);
        if let Some((_, field)) = sets.iter().zip(&FIELDS).find(lacks) {
            return Some(format!("it names no {}", field.name));
        }
        let either = !days.star && !weekdays.star && weekdays.bits != 0;
        let fits = |(month, last): (usize, &u32)| months.has(month as u64 + 1) && days.bits & ((2 << last) - 1) > 0;
        match either || MONTH_DAYS.iter().enumerate().any(fits) {
            true => None,
            false => Some("none of its months has such a day".to_owned()),
        }
    }
}

impl Set {
    fn has(self, number: u64) -> bool {
        self.bits >> number & 1 == 1
    }
}

impl Field {
    /// `number | number "-" number`, optionally followed by `"/" number`; `*` and `?` are all numbers.
    fn read(&self, text: &str, part: Range<usize>) -> Result<Set, Refusal> {
        let item = &text[part.clone()];
        let refuse = |reason: String, help: String| Refusal { part: part.clone(), reason, help, instead: None };
        let (name, min, max) = (self.name, self.min, self.max);
        let form = || format!("write `*`, a number, a range like `{min}-{max}`, or a list of them");
        let mut slashes = item.split('/');
        let range = slashes.next().unwrap_or("");
        let step = slashes.next();
        if slashes.next().is_some() {
            return Err(refuse(format!("{name} `{item}` has more than one `/`"), form()));
        }
        let mut hyphens = range.split('-');
        let first = hyphens.next().unwrap_or("");
        let last = hyphens.next();
        let all = matches!(first, "*" | "?");
        let number = |word: &str| {
            self.number(word).ok_or_else(|| {
                let place = if word == item { String::new() } else { format!(" in `{item}`") };
                refuse(format!("`{word}`{place} is not a valid {name}"), self.range())
            })
        };
        let start = if all { min } else { number(first)? };
        if !all && hyphens.next().is_some() {
            return Err(refuse(format!("{name} `{item}` has more than one `-`"), form()));
        }
        let width = match step {
            Some(step) => count(step).filter(|&step| step > 0).ok_or_else(|| {
                let help = "write the step as a number above 0, like `*/5`".to_owned();
                refuse(format!("the step `{step}` of {name} `{item}` is not valid"), help)
            })?,
            None => 1,
        };
        let end = match last {
            _ if all => max,
            Some(last) => number(last)?,
            // A number with a step continues to the end.
            None if step.is_some() => max,
            None => start,
        };
        if max == 6 && (start == 7 || end == 7 || end == 0 && start > 0) && start <= 7 {
            return Err(self.sunday(item, first, last, (start, end, width), refuse));
        }
        let bounds = || format!("write numbers from {min} to {max}");
        if start < min {
            return Err(refuse(format!("{name} `{start}` is below {min}"), bounds()));
        }
        if let Some(above) = [start, end].into_iter().find(|&number| number > max) {
            return Err(refuse(format!("{name} `{above}` is above {max}"), bounds()));
        }
        if start > end {
            let help = format!("write two ranges: `{first}-{max},{min}-{}`", last.unwrap_or(""));
            return Err(refuse(format!("{name} `{item}` ends before it starts"), help));
        }
        Ok(Set { bits: bits(start, end, width), star: all && width == 1 })
    }

    /// The valid numbers and names, as advice.
    fn range(&self) -> String {
        let known = match self.names {
            [first, .., last] => format!(", or a name from `{first}` to `{last}`"),
            _ => String::new(),
        };
        format!("write numbers from {} to {}{known}", self.min, self.max)
    }

    fn number(&self, word: &str) -> Option<u64> {
        let named = self.names.iter().position(|name| name.eq_ignore_ascii_case(word));
        named.map(|index| index as u64 + self.min).or_else(|| count(word))
    }

    /// The refusal of Sunday as the last day of a week. Other versions of cron accept 7, or Sunday as the end of a
    /// range.
    fn sunday(
        &self,
        item: &str,
        first: &str,
        last: Option<&str>,
        (start, end, step): (u64, u64, u64),
        refuse: impl Fn(String, String) -> Refusal,
    ) -> Refusal {
        let reason = match (start, end) {
            (7, _) | (_, 7) => "day of week `7` is above 6".to_owned(),
            _ => format!("day of week `{item}` ends before it starts: Sunday is the first day, 0"),
        };
        let names = first.starts_with(|c: char| c.is_ascii_alphabetic());
        let (saturday, sunday) = if names { ("sat", "sun") } else { ("6", "0") };
        let mut days = Vec::new();
        let mut at = start;
        while at <= 7 {
            days.push(at % 7);
            at = at.saturating_add(step);
        }
        let instead = if days.len() >= 7 {
            "0-6".to_owned()
        } else if last.is_some() && step == 1 && start < 6 {
            format!("{first}-{saturday},{sunday}")
        } else {
            days.iter().map(u64::to_string).collect::<Vec<_>>().join(",")
        };
        let help = format!("write `{instead}`: Sunday is 0");
        // A range that continues after Sunday has another meaning.
        let meant = !(start == 7 && last.is_some()) && (end == 7 || end == 0 || last.is_none());
        Refusal { instead: meant.then_some(instead), ..refuse(reason, if meant { help } else { "Sunday is 0".into() }) }
    }
}

/// A bit for each number from one to another, in steps.
fn bits(start: u64, end: u64, step: u64) -> u64 {
    let mut bits = 0;
    let mut at = start;
    while at <= end {
        bits |= 1 << at;
        at = at.saturating_add(step);
    }
    bits
}

/// A number as Go's `Atoi` reads it, unless it is negative.
fn count(word: &str) -> Option<u64> {
    word.parse::<i64>().ok().and_then(|number| u64::try_from(number).ok())
}

fn wrong_count(text: &str, found: usize) -> Refusal {
    let reason = match found {
        0 => "it is empty".to_owned(),
        1 => "it has 1 field, not 5".to_owned(),
        _ => format!("it has {found} fields, not 5"),
    };
    let seconds = if found == 6 { "; Kubernetes accepts no seconds and no years" } else { "" };
    let help = format!("write minute, hour, day of month, month and day of week{seconds}");
    Refusal { part: 0..text.len(), reason, help, instead: None }
}

fn word(text: &str) -> Result<Schedule, Refusal> {
    let refuse = |reason: String, help: String| Refusal { part: 0..text.len(), reason, help, instead: None };
    if WORDS.contains(&text) {
        return Ok(Schedule::Word);
    }
    let Some(duration) = text.strip_prefix("@every ") else {
        let words: Vec<String> = WORDS.iter().map(|word| format!("`{word}`")).collect();
        return Err(refuse("there is no such word".into(), format!("write {} or `@every 1h`", words.join(", "))));
    };
    match is_duration(duration) {
        true => Ok(Schedule::Word),
        false => Err(refuse(format!("`{duration}` is not a duration"), "write one like `1h30m` or `45s`".into())),
    }
}

/// Whether Go's `time.ParseDuration` accepts the text: numbers with units, within 292 years. It counts nanoseconds in
/// 64 bits.
fn is_duration(text: &str) -> bool {
    const UNITS: &[(&str, u64)] = &[
        ("ns", 1),
        ("us", 1_000),
        ("\u{b5}s", 1_000),
        ("\u{3bc}s", 1_000),
        ("ms", 1_000_000),
        ("s", 1_000_000_000),
        ("m", 60_000_000_000),
        ("h", 3_600_000_000_000),
    ];
    const LIMIT: u64 = 1 << 63;
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(rest, "" | "0") {
        return rest == "0";
    }
    let mut total = 0u64;
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    while !rest.is_empty() {
        let (whole, after) = rest.split_at(digits(rest));
        let (fraction, after) = match after.strip_prefix('.') {
            Some(after) => after.split_at(digits(after)),
            None => ("", after),
        };
        let end = after.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(after.len());
        let Some((_, unit)) = UNITS.iter().find(|(name, _)| *name == &after[..end]) else { return false };
        let whole = if whole.is_empty() && !fraction.is_empty() { "0" } else { whole };
        let part = format!("0.{fraction}").parse::<f64>().unwrap_or(0.0) * *unit as f64;
        let value = whole.parse().ok().and_then(|number: u64| number.checked_mul(*unit)?.checked_add(part as u64));
        let Some(value) = value.filter(|&value| value <= LIMIT) else { return false };
        total = total.wrapping_add(value);
        if total > LIMIT {
            return false;
        }
        rest = &after[end..];
    }
    text.starts_with('-') || total < LIMIT
}

/// The parts between separators, empty ones left out.
fn parts(text: &str, separates: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices().filter(|&(_, c)| separates(c)).chain([(text.len(), ' ')]) {
        if start < at {
            found.push(start..at);
        }
        start = at + c.len_utf8();
    }
    found
}

#[cfg(test)]
mod tests;
