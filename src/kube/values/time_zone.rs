//! Names of time zones that `timeZone` of a CronJob accepts.

use crate::text::similar;

/// All names of the IANA time zone database 2026f, sorted, from the PyPI package tzdata 2026.6. Go's
/// `lib/time/zoneinfo.zip` 2025c, which is built into the API server, has the same names. The database is in the public
/// domain.
const NAMES: &str = include_str!("time_zones.txt");

/// Whether the database has the name, in exactly this case.
pub fn is_known(name: &str) -> bool {
    NAMES.lines().any(|known| known == name)
}

/// Whether the name has a form that the API server looks up (batch validation, `validTimeZoneCharacters`).
pub fn is_well_formed(name: &str) -> bool {
    name.split('/').all(|part| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+');
        (1..=14).contains(&part.len())
            && part.bytes().all(fits)
            && !part.starts_with('-')
            && part != "."
            && part != ".."
    })
}

/// The name that was most probably meant. It may differ in case, blanks or one letter, or the text is only its city.
pub fn nearest(name: &str) -> Option<&'static str> {
    let fold = |text: &str| text.trim().to_lowercase().replace([' ', '-'], "_");
    let wanted = fold(name);
    let same = NAMES.lines().find(|known| fold(known) == wanted);
    let city = || NAMES.lines().find(|known| known.rsplit_once('/').is_some_and(|(_, city)| fold(city) == wanted));
    // A short word is an abbreviation, and one letter changes it to another one.
    let slip = || NAMES.lines().find(|known| wanted.len() > 6 && similar::distance(&fold(known), &wanted, 1).is_some());
    same.or_else(city).or_else(slip)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_well_formed() {
        assert!(NAMES.lines().is_sorted_by(|a, b| a < b));
        assert!(NAMES.lines().all(is_well_formed));
        assert!(NAMES.lines().count() > 590);
        assert!(["UTC", "Etc/GMT-14", "America/Argentina/ComodRivadavia", "Europe/Kyiv"].into_iter().all(is_known));
    }

    #[test]
    fn finds_what_was_meant() {
        let meant = [
            ("europe/berlin", "Europe/Berlin"),
            ("America/New York", "America/New_York"),
            ("Berlin", "Europe/Berlin"),
            ("Europe/Berlim", "Europe/Berlin"),
        ];
        for (name, wanted) in meant {
            assert!(!is_known(name));
            assert_eq!(nearest(name), Some(wanted), "{name}");
        }
        for name in ["", "PST", "CEST", "Europe/Munich", "UTC+2"] {
            assert_eq!(nearest(name), None, "{name}");
        }
    }
}
