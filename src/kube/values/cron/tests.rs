use super::*;

fn refused(text: &str) -> Refusal {
    parse(text).expect_err(text)
}

#[test]
fn takes_what_the_server_takes() {
    let good = [
        "*/15 0-6,18-23 1,15 jan-MAR,6 Mon-fri",
        "5/10 ? ? * ?",
        " 00\t01  * * 0 ",
        "+5 * * * *",
        "*-9 * * * *",
        "0,,5 * * * *",
        "@every 1h30m",
        "@every .5s",
        "@every -0",
        "@midnight",
    ];
    for text in good {
        assert!(parse(text).is_ok(), "{text}");
    }
    let bad = [
        "",
        " ",
        "* * * *",
        "0 0 2 * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * 32 * *",
        "* * * 13 *",
        "* * * 0 *",
        "* * L * *",
        "* * 15W * *",
        "* * * * 5#2",
        "* * * * 5L",
        "*/0 * * * *",
        "*/x * * * *",
        "1-2-3 * * * *",
        "1/2/3 * * * *",
        "5-1 * * * *",
        "-5 * * * *",
        "5- * * * *",
        "H * * * *",
        "@reboot",
        "@Daily",
        " @daily",
        "@every",
        "@every ",
        "@every 5",
        "@every 1d",
        "@every .s",
        "@every 1h ",
        "@every 2562048h",
        "99999999999999999999 * * * *",
    ];
    for text in bad {
        assert!(parse(text).is_err(), "{text}");
    }
}

#[test]
fn points_at_the_wrong_part() {
    assert_eq!(refused("0 0 1,40 * *").part, 4 + 2..4 + 4);
    assert_eq!(refused("0 24 * * *").reason, "hour `24` is above 23");
    assert_eq!(refused("0 0 2 * * *").part, 0..11);
}

#[test]
fn knows_what_a_seven_means() {
    let days = [
        ("7", "0"),
        ("0-7", "0-6"),
        ("1-7", "0-6"),
        ("5-7", "5-6,0"),
        ("fri-sun", "fri-sat,sun"),
        ("1-7/2", "1,3,5,0"),
        ("6-7", "6,0"),
        ("6-0", "6,0"),
        ("sat-7", "6,0"),
    ];
    for (day, instead) in days {
        assert_eq!(refused(&format!("0 0 * * {day}")).instead.as_deref(), Some(instead), "{day}");
        assert!(parse(&format!("0 0 * * {instead}")).is_ok());
    }
    for day in ["8", "7-9", "5-8", "7-2", "5-1"] {
        assert_eq!(refused(&format!("0 0 * * {day}")).instead, None, "{day}");
    }
}

#[test]
fn knows_days_that_never_come() {
    let never = |text: &str| parse(text).expect(text).never_fires().is_some();
    for text in ["0 0 31 2 *", "0 0 30,31 feb *", "0 0 31 4,6,9,11 ?", ", * * * *", "* * * * ,", "* * , * *"] {
        assert!(never(text), "{text}");
    }
    for text in ["0 0 29 2 *", "0 0 31 1,2 *", "0 0 31 2 1", "* * , * 1", "* * 31 2 */2", "@daily", "* * 1 * ,"] {
        assert!(!never(text), "{text}");
    }
}
