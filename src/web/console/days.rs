//! Days as advisors type them: `31/12/2026` as they read them, or `2026-12-31`. The browser's own field for dates shows them in
//! the browser's language, which need not be that of the console.

use jiff::civil::Date;

/// The day that somebody typed; none where it is no day. Between day, month and year stands whatever is not a digit.
pub(super) fn parse(typed: &str) -> Option<Date> {
    let typed = typed.trim();
    if let Ok(day) = typed.parse() {
        return Some(day);
    }
    let separates = |c: char| matches!(c, '/' | '.' | '-' | ' ');
    let mut parts = typed.split(separates).filter(|part| !part.is_empty());
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if parts.next().is_some() || year.len() != 4 || ![day, month, year].into_iter().all(plain) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A day as it stands in such a field.
pub(super) fn typed(day: Date) -> String {
    day.strftime("%d/%m/%Y").to_string()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_is_read_as_people_write_it_and_as_machines_do() {
        let day = Some(date(2026, 12, 31));
        for text in
            ["31/12/2026", " 31/12/2026 ", "2026-12-31", "31.12.2026", "31-12-2026", "31 12 2026", "31 / 12 / 2026"]
        {
            assert_eq!(parse(text), day, "{text:?}");
        }
        assert_eq!(parse("1/2/2027"), Some(date(2027, 2, 1)), "the day stands before the month");
        assert_eq!(parse(&typed(date(2027, 2, 1))), Some(date(2027, 2, 1)));
    }

    #[test]
    fn what_is_no_day_is_none() {
        for text in [
            "",
            "demain",
            "12/31/2026",
            "31/02/2026",
            "31/12/26",
            "31/12",
            "1/2/3/2026",
            "31/12/2026/",
            "+1/2/2026",
            "٣١/١٢/٢٠٢٦",
        ] {
            let expected = (text == "31/12/2026/").then(|| date(2026, 12, 31));
            assert_eq!(parse(text), expected, "{text:?}");
        }
    }
}
