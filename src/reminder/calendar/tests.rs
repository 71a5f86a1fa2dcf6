//! Windows of every shipped deadline, and what must hold of every window.

use std::collections::BTreeMap;

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::{problem::SourceFile, reminder::loader};

/// The shipped deadlines.
fn shipped() -> BTreeMap<Name, DeadlineType> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("deadlines");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder of deadlines") {
        let path = entry.expect("is listed").path();
        if path.extension().is_some_and(|ending| ending == "yaml") {
            let text = std::fs::read_to_string(&path).expect("is read");
            files.push(SourceFile { path: path.display().to_string(), text: text.into() });
        }
    }
    loader::load(&files).unwrap_or_else(|problems| panic!("{}", crate::problem::report(&problems)))
}

/// A date as it is written.
fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

/// A type, the dates on the file, today; when it opens and closes, when nothing is sent any more, whether that is certain.
type Row = (&'static str, &'static [(&'static str, &'static str)], &'static str, [&'static str; 3], bool);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    // From the 28th to the 15th; from the 26th in February, in leap years too.
    ("job-seeker-update", &[], "2026-11-22", ["2026-11-28", "2026-12-15", "2026-12-15"], true),
    ("job-seeker-update", &[], "2026-12-15", ["2026-11-28", "2026-12-15", "2026-12-15"], true),
    ("job-seeker-update", &[], "2026-12-16", ["2026-12-28", "2027-01-15", "2027-01-15"], true),
    ("job-seeker-update", &[], "2027-02-20", ["2027-02-26", "2027-03-15", "2027-03-15"], true),
    ("job-seeker-update", &[], "2028-03-01", ["2028-02-26", "2028-03-15", "2028-03-15"], true),
    // The whole month, three months after the last.
    ("rsa-declaration", &[("last-declaration", "2026-09-10")], "2026-11-22", ["2026-12-01", "2026-12-31", "2026-12-31"], false),
    ("rsa-declaration", &[("last-declaration", "2026-11-30")], "2027-02-28", ["2027-02-01", "2027-02-28", "2027-02-28"], false),
    ("rsa-declaration", &[("last-declaration", "2026-11-30")], "2027-03-01", ["2027-05-01", "2027-05-31", "2027-05-31"], false),
    ("rsa-declaration", &[("last-declaration", "2020-01-31")], "2028-01-01", ["2028-01-01", "2028-01-31", "2028-01-31"], false),
    ("activity-bonus-declaration", &[("last-declaration", "2026-08-31")], "2026-11-22", ["2026-11-01", "2026-11-30", "2026-11-30"], false),
    ("disability-allowance-declaration", &[("last-declaration", "2026-10-01")], "2026-11-22", ["2027-01-01", "2027-01-31", "2027-01-31"], false),
    // Four to two months before, by the months.
    ("health-cover-renewal", &[("cover-end", "2027-04-30")], "2026-11-22", ["2026-12-30", "2027-02-28", "2027-02-28"], true),
    ("health-cover-renewal", &[("cover-end", "2028-04-30")], "2026-11-22", ["2027-12-30", "2028-02-29", "2028-02-29"], true),
    ("health-card-update", &[("last-update", "2026-03-01")], "2026-11-22", ["2026-03-02", "2027-03-01", "2027-03-01"], true),
    ("health-card-update", &[("last-update", "2024-02-29")], "2026-11-22", ["2026-03-01", "2027-02-28", "2027-02-28"], true),
    ("health-card-update", &[("last-update", "2024-02-29")], "2027-03-01", ["2027-03-01", "2028-02-29", "2028-02-29"], true),
    ("disability-allowance-renewal", &[("rights-end", "2027-10-31")], "2026-11-22", ["2026-10-31", "2027-10-31", "2027-10-31"], false),
    // 120 to 60 days before; it is worth asking until the end.
    ("residence-permit-teleservice", &[("permit-end", "2027-04-01")], "2026-11-22", ["2026-12-02", "2027-01-31", "2027-04-01"], true),
    ("residence-permit-prefecture", &[("permit-end", "2027-04-01")], "2026-11-22", ["2027-01-30", "2027-04-01", "2027-04-01"], true),
    ("social-housing-renewal", &[("request", "2020-12-31")], "2026-11-22", ["2026-12-01", "2026-12-31", "2026-12-31"], true),
    ("social-housing-renewal", &[("request", "2024-02-29")], "2026-11-22", ["2027-01-29", "2027-02-28", "2027-02-28"], true),
    ("student-summer-housing", &[], "2026-07-20", ["2026-06-01", "2026-07-20", "2026-07-20"], false),
    ("student-summer-housing", &[], "2026-07-21", ["2027-06-01", "2027-07-20", "2027-07-20"], false),
    ("student-grant-request", &[], "2025-04-01", ["2025-03-13", "2025-05-31", "2025-05-31"], true),
    ("student-grant-request", &[], "2026-11-22", ["2027-03-13", "2027-05-31", "2027-05-31"], false),
    ("solidarity-allowance-renewal", &[("allowance-start", "2026-08-31")], "2026-11-22", ["2026-09-01", "2027-02-28", "2027-02-28"], false),
    ("solidarity-allowance-renewal", &[("allowance-start", "2026-08-31")], "2027-03-01", ["2027-03-01", "2027-08-31", "2027-08-31"], false),
    ("school-start-allowance", &[], "2026-11-22", ["2027-07-15", "2027-08-31", "2027-08-31"], false),
    ("tax-return", &[], "2026-11-22", ["2026-05-22", "2027-05-21", "2027-05-21"], false),
    // Over the new year.
    ("energy-cheque", &[], "2026-11-22", ["2026-11-03", "2027-02-28", "2027-03-31"], false),
    ("energy-cheque", &[], "2027-03-31", ["2026-11-03", "2027-02-28", "2027-03-31"], false),
    ("energy-cheque", &[], "2027-04-01", ["2027-11-03", "2028-02-28", "2028-03-31"], false),
    ("winter-truce", &[], "2026-11-22", ["2026-11-01", "2027-03-31", "2027-03-31"], true),
    ("winter-truce", &[], "2026-10-17", ["2026-11-01", "2027-03-31", "2027-03-31"], true),
    // The last date that is known counts.
    ("unpaid-energy-bill", &[("bill", "2026-11-20")], "2026-11-22", ["2026-11-20", "2026-12-04", "2026-12-04"], true),
    ("unpaid-energy-bill", &[("bill", "2026-11-20"), ("first-letter", "2026-12-05")], "2026-12-06", ["2026-12-05", "2026-12-20", "2026-12-20"], true),
    ("unpaid-energy-bill", &[("second-letter", "2027-01-04")], "2027-01-05", ["2027-01-04", "2027-01-24", "2027-01-24"], true),
    ("unpaid-energy-bill", &[("second-letter", "2027-01-04"), ("housing-fund-request", "2027-01-10")], "2027-01-12", ["2027-01-04", "2027-03-10", "2027-03-10"], true),
    ("unpaid-energy-bill", &[("second-letter", "2027-01-04"), ("housing-fund-request", "2027-02-10")], "2027-02-12", ["2027-01-04", "2027-01-24", "2027-01-24"], true),
    ("rsa-appeal", &[("notification", "2026-12-31")], "2027-01-01", ["2026-12-31", "2027-02-28", "2027-02-28"], true),
    ("rsa-appeal", &[("notification", "2027-12-31")], "2028-01-01", ["2027-12-31", "2028-02-29", "2028-02-29"], true),
    ("disability-appeal", &[("notification", "2026-11-10")], "2026-11-22", ["2026-11-10", "2027-01-10", "2027-01-10"], false),
    // Nobody knows how long one has: the last rung ends it.
    ("health-account-code", &[("code-request", "2026-11-10")], "2026-11-22", ["2026-11-10", "2026-11-30", "2026-11-30"], false),
    ("unanswered-request", &[("request", "2026-11-10")], "2026-11-22", ["2026-11-10", "2027-01-09", "2027-01-09"], false),
];

#[test]
fn every_shipped_deadline_falls_where_its_rule_says() {
    let kinds = shipped();
    for (name, dates, today, [opens, closes, expires], verified) in ROWS {
        let dates = dates.iter().map(|(name, date)| (Name::from(*name), day(date))).collect();
        let known = Known { dates, ..Known::default() };
        let window = occurrence(&kinds[*name], &known, day(today)).unwrap_or_else(|| panic!("{name} on {today}"));
        let found = (window.opens, window.closes, window.expires, window.verified);
        assert_eq!(found, (day(opens), day(closes), day(expires), *verified), "{name} on {today}");
        let kept = window_of(&kinds[*name], &known, (window.opens, window.closes));
        assert_eq!(kept, Some(window), "{name} as it is kept");
    }
    for name in kinds.keys() {
        assert!(ROWS.iter().any(|(row, ..)| *row == &**name), "{name} has no row");
    }
    assert_eq!(kinds.len(), 22);
}

#[test]
fn a_longer_time_is_given_with_an_energy_cheque() {
    let mut known = Known::date("first-letter", date(2026, 12, 5));
    known.facts.insert("energy-cheque".into());
    let window = occurrence(&shipped()["unpaid-energy-bill"], &known, date(2026, 12, 6)).expect("a window");
    assert_eq!(window.closes, date(2027, 1, 4));
}

#[test]
fn the_months_that_are_declared_are_the_fourth_to_the_second_before() {
    let kind = &shipped()["rsa-declaration"];
    for (last, months) in [
        (date(2026, 9, 1), [(2026, 8), (2026, 9), (2026, 10)]),
        (date(2026, 11, 30), [(2026, 10), (2026, 11), (2026, 12)]),
    ] {
        let window = occurrence(kind, &Known::date("last-declaration", last), last).expect("a window");
        assert_eq!(declared(kind, &window), months, "{window:?}");
    }
}

#[test]
fn without_its_date_a_deadline_never_falls() {
    for kind in shipped().values() {
        let found = occurrence(kind, &Known::default(), date(2026, 11, 22));
        assert_eq!(found.is_none(), !kind.due.anchors().is_empty(), "{}", kind.name);
    }
}

#[test]
fn the_ends_of_the_calendar_are_no_panic() {
    for kind in shipped().values() {
        for end in [Date::MIN, Date::MAX, date(9999, 12, 1), date(-9999, 1, 31)] {
            for known in kind.due.anchors().into_iter().map(|name| Known::date(name, end)).chain([Known::default()]) {
                let _ = occurrence(kind, &known, end);
                let _ = occurrence(kind, &known, date(2026, 1, 1));
            }
        }
    }
}

fn days() -> impl Strategy<Value = Date> {
    (0..12_000i64).prop_map(|days| date(2020, 1, 1).checked_add(Span::new().days(days)).expect("a day"))
}

proptest! {
    #[test]
    fn a_window_opens_before_it_closes_and_one_that_recurs_is_never_past(anchor in days(), today in days()) {
        for kind in shipped_once().values() {
            let names = kind.due.anchors();
            let known = names.first().map_or(Known::default(), |name| Known::date(name, anchor));
            let Some(window) = occurrence(kind, &known, today) else { panic!("{} has no window", kind.name) };
            prop_assert!(window.opens <= window.closes, "{}: {window:?}", kind.name);
            prop_assert!(window.closes <= window.expires, "{}: {window:?}", kind.name);
            if kind.due.recurs() {
                prop_assert!(!window.is_past(today), "{}: {window:?} on {today}", kind.name);
            }
        }
    }

    #[test]
    fn what_recurs_comes_once_a_period_without_gap_or_overlap(anchor in days(), today in days()) {
        for kind in shipped_once().values().filter(|kind| kind.due.recurs()) {
            let known = kind.due.anchors().first().map_or(Known::default(), |name| Known::date(name, anchor));
            let Some(window) = occurrence(kind, &known, today) else { panic!("{}", kind.name) };
            let after = window.expires.tomorrow().expect("a day");
            let Some(next) = occurrence(kind, &known, after) else { panic!("{}", kind.name) };
            prop_assert!(next.opens > window.closes, "{}: {window:?} {next:?}", kind.name);
            prop_assert_eq!(occurrence(kind, &known, window.expires), Some(window));
        }
    }
}

/// The shipped deadlines, read once.
fn shipped_once() -> &'static BTreeMap<Name, DeadlineType> {
    static SHIPPED: std::sync::LazyLock<BTreeMap<Name, DeadlineType>> = std::sync::LazyLock::new(shipped);
    &SHIPPED
}
