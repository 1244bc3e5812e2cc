//! Reads dates and times as Go does.

/// Whether Go's `time.Parse` accepts the text as a date, alone or with a time, in one of go-yaml's four layouts.
pub(super) fn is_timestamp(text: &str) -> bool {
    fn number(text: &str, max_digits: usize) -> Option<(u32, &str)> {
        let count = text.bytes().take(max_digits).take_while(u8::is_ascii_digit).count();
        let (digits, rest) = text.split_at_checked(count)?;
        Some((digits.parse().ok()?, rest))
    }
    fn date(text: &str) -> Option<&str> {
        let (year, rest) = text.split_at_checked(4).filter(|(year, _)| year.bytes().all(|b| b.is_ascii_digit()))?;
        let year: u32 = year.parse().ok()?;
        let (month, rest) = number(rest.strip_prefix('-')?, 2)?;
        let (day, rest) = number(rest.strip_prefix('-')?, 2)?;
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        (1..=days).contains(&day).then_some(rest)
    }
    fn time(text: &str) -> Option<&str> {
        let (hour, rest) = number(text, 2)?;
        let (minute, rest) = number(rest.strip_prefix(':')?, 2)?;
        let (second, rest) = number(rest.strip_prefix(':')?, 2)?;
        let rest = match rest.strip_prefix(['.', ',']) {
            Some(fraction) if fraction.starts_with(|c: char| c.is_ascii_digit()) => {
                fraction.trim_start_matches(|c: char| c.is_ascii_digit())
            }
            _ => rest,
        };
        (hour < 24 && minute < 60 && second < 60).then_some(rest)
    }
    fn is_zone(text: &str) -> bool {
        let offset = |text: &str| {
            let (hour, minute) = text.strip_prefix(['+', '-'])?.split_once(':')?;
            let ((hours, ""), (minutes, "")) = (number(hour, 2)?, number(minute, 2)?) else { return None };
            // Go accepts an offset of a full 24 hours and a full 60 minutes.
            Some(hour.len() == 2 && minute.len() == 2 && hours <= 24 && minutes <= 60)
        };
        text == "Z" || offset(text).unwrap_or(false)
    }
    match date(text) {
        None => false,
        Some("") => true,
        Some(rest) => match rest.strip_prefix(['T', 't']) {
            Some(rest) => time(rest).is_some_and(is_zone),
            None => rest.starts_with(' ') && time(rest.trim_start_matches(' ')) == Some(""),
        },
    }
}
