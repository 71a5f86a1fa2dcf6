//! Ladders on calendars, and eleven years of them under clocks that are put forward, back and wrong.

use jiff::{SignedDuration, Span, civil::date, tz::TimeZone};
use proptest::prelude::*;

use super::*;
use crate::{
    holiday::is_holiday,
    id::Seed,
    reminder::{
        definition::{Due, Evidence, MonthDay, Verified},
        place::zone,
    },
};

fn zone_of(territory: Territory) -> TimeZone {
    TimeZone::get(zone(territory)).expect("a zone")
}

fn person(territory: Territory, line: Line, chosen: Option<Chosen>) -> Person {
    Person { territory, zone: zone_of(territory), line, chosen, spread: 0 }
}

fn paris() -> Person {
    person(Territory::Metropolis, Line::Mobile, None)
}

fn closes(days: i16) -> RungRule {
    before_closing(days)
}

fn kind(rungs: Vec<RungRule>) -> DeadlineType {
    DeadlineType {
        name: "example".into(),
        about: String::new(),
        organisations: Vec::new(),
        due: Due::Yearly { from: None, to: MonthDay { month: 1, day: 1 } },
        rungs,
        expires: Offset { mark: Mark::Closes, days: 0 },
        sensitive: None,
        offline: Vec::new(),
        automatic_with: Vec::new(),
        applies: None,
        hold_out: 0,
        evidence: Evidence::Official,
        source: None,
        checked: date(2026, 11, 22),
        verified: Verified { rule: true, closes: true, years: Vec::new() },
        caveats: Vec::new(),
    }
}

fn window(closes: Date) -> Window {
    let opens = closes.checked_sub(Span::new().days(90)).expect("a day");
    Window { opens, closes, expires: closes, anchor: None, verified: true }
}

fn days(rungs: &[Rung]) -> Vec<(u16, Date)> {
    rungs.iter().map(|rung| (rung.number, rung.day)).collect()
}

#[test]
fn a_rung_on_a_closed_day_moves_earlier_and_two_on_one_day_become_one() {
    let saturday = Chosen { slot: Slot::MORNING, saturday: true };
    for (what, territory, chosen, closing, expected) in [
        // Tuesday the 15th: the 8th, the 12th (a Saturday, so the 11th), the 14th.
        (
            "a week end",
            Territory::Metropolis,
            None,
            date(2026, 12, 15),
            vec![(1, (12, 8)), (2, (12, 11)), (3, (12, 14))],
        ),
        // Monday the 14th: the 7th, the 11th, and the 13th, a Sunday, which falls on the 11th.
        ("two on one day", Territory::Metropolis, None, date(2026, 12, 14), vec![(1, (12, 7)), (3, (12, 11))]),
        (
            "a Saturday chosen",
            Territory::Metropolis,
            Some(saturday),
            date(2026, 12, 14),
            vec![(1, (12, 7)), (2, (12, 11)), (3, (12, 12))],
        ),
        // Monday the 28th: the 21st; the 25th is Christmas, the 26th and 27th a week end, so both are on the 24th.
        ("Christmas", Territory::Metropolis, None, date(2026, 12, 28), vec![(1, (12, 21)), (3, (12, 24))]),
        // Good Friday is kept in Strasbourg: the 26th of March 2027 moves to the 25th.
        ("Good Friday, Paris", Territory::Metropolis, None, date(2027, 3, 29), vec![(1, (3, 22)), (3, (3, 26))]),
        (
            "Good Friday, Strasbourg",
            Territory::AlsaceMoselle,
            None,
            date(2027, 3, 29),
            vec![(1, (3, 22)), (3, (3, 25))],
        ),
        // The 27th of May is kept in La Guadeloupe; the 25th is Whit Monday everywhere.
        ("Guadeloupe", Territory::Guadeloupe, None, date(2026, 5, 28), vec![(1, (5, 21)), (2, (5, 22)), (3, (5, 26))]),
        (
            "the same in Paris",
            Territory::Metropolis,
            None,
            date(2026, 5, 28),
            vec![(1, (5, 21)), (2, (5, 22)), (3, (5, 27))],
        ),
    ] {
        let rungs = rungs(&kind(USUAL.to_vec()), &window(closing), &person(territory, Line::Mobile, chosen));
        let expected: Vec<(u16, Date)> =
            expected.into_iter().map(|(number, (month, day))| (number, date(closing.year(), month, day))).collect();
        assert_eq!(days(&rungs), expected, "{what}");
    }
}

#[test]
fn hours_change_from_rung_to_rung_and_fixed_lines_are_called() {
    let call = RungRule { channel: Some(Channel::Voice), ..closes(1) };
    let text = RungRule { channel: Some(Channel::Sms), ..closes(3) };
    let kind = kind(vec![closes(7), text, call]);
    let told = |line| {
        let rungs = rungs(&kind, &window(date(2026, 12, 11)), &person(Territory::Metropolis, line, None));
        rungs.iter().map(|rung| (rung.slot, rung.channel)).collect::<Vec<_>>()
    };
    let (morning, evening) = (Slot::MORNING, Slot::EVENING);
    let (sms, voice) = (Channel::Sms, Channel::Voice);
    assert_eq!(told(Line::Mobile), [(morning, sms), (evening, sms), (morning, voice)]);
    assert_eq!(told(Line::Fixed), [(morning, voice), (evening, voice), (morning, voice)]);
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

/// What comes next, as number and local time, at these instants of a ladder that closes on Tuesday, 15 December 2026: rungs
/// on the 8th in the morning, the 11th in the evening, the 14th in the morning.
fn told(armed: &str, tried: Option<u16>, now: &str) -> Result<(u16, String), Next> {
    let person = paris();
    let window = window(date(2026, 12, 15));
    let rungs = rungs(&kind(USUAL.to_vec()), &window, &person);
    let ladder = Ladder { rungs: &rungs, expires: window.expires, armed: at(armed), tried };
    match next(&ladder, &person, at(now)) {
        Next::Rung(rung, when) => {
            assert_eq!(when.to_zoned(person.zone.clone()).date(), rung.day);
            Ok((rung.number, when.to_zoned(person.zone).strftime("%d %H:%M").to_string()))
        }
        other => Err(other),
    }
}

#[test]
fn what_was_missed_is_made_up_for_once_and_what_is_past_never() {
    let early = "2026-11-20T09:00:00Z";
    let ok = |number: u16, when: &str| Ok((number, when.to_owned()));
    for (what, armed, tried, now, expected) in [
        ("in time", early, None, "2026-12-01T08:00:00Z", ok(1, "08 10:00")),
        ("in its hours", early, None, "2026-12-08T09:30:00Z", ok(1, "08 10:00")),
        ("the second", early, Some(1), "2026-12-08T09:31:00Z", ok(2, "11 17:00")),
        ("the last", early, Some(2), "2026-12-11T17:00:00Z", ok(3, "14 10:00")),
        ("all tried", early, Some(3), "2026-12-14T10:00:00Z", Err(Next::Finished)),
        // Down on the 8th until after its hours: made up for in the evening, and the next morning.
        ("down at noon", early, None, "2026-12-08T11:30:00Z", ok(1, "08 17:00")),
        ("down all day", early, None, "2026-12-08T20:00:00Z", ok(1, "09 10:00")),
        ("up in open hours", early, None, "2026-12-09T09:20:00Z", ok(1, "09 10:20")),
        // Down from the 8th to the evening of the 11th: the second takes the place of both.
        ("another comes that day", early, None, "2026-12-11T12:00:00Z", ok(2, "11 17:00")),
        // Down over both: the later one, once; on Saturday nobody is reminded, and on Monday the third comes anyway.
        ("two missed", early, None, "2026-12-11T19:00:00Z", ok(3, "14 10:00")),
        // Down over all: the last one, in the hours that are left.
        ("all missed", early, None, "2026-12-14T12:00:00Z", ok(3, "14 17:00")),
        ("on the last day", early, None, "2026-12-15T12:00:00Z", ok(3, "15 17:00")),
        ("no hours left", early, None, "2026-12-15T18:00:00Z", Err(Next::TooLate)),
        ("past", early, Some(2), "2026-12-15T23:00:00Z", Err(Next::TooLate)),
        // Armed late: what lies before is not made up for while anything remains.
        ("armed on the 9th", "2026-12-09T08:00:00Z", None, "2026-12-09T08:00:00Z", ok(2, "11 17:00")),
        ("armed after all", "2026-12-14T20:00:00Z", None, "2026-12-14T20:00:00Z", ok(3, "15 10:00")),
        ("armed too late", "2026-12-15T20:00:00Z", None, "2026-12-15T20:00:00Z", Err(Next::TooLate)),
    ] {
        assert_eq!(told(armed, tried, now), expected, "{what}");
    }
}

/// One rung on every day of a year.
fn daily(person: &Person, year: i16) -> Vec<Rung> {
    let last = date(year, 12, 31);
    let rules = (0..last.day_of_year()).rev().map(closes).collect();
    let window = Window { opens: date(year, 1, 1), closes: last, expires: last, anchor: None, verified: true };
    rungs(&kind(rules), &window, person)
}

/// The territories with their own time.
fn places() -> Vec<Territory> {
    Territory::ALL.into_iter().map(|(_, territory)| territory).collect()
}

fn is_working_day(day: Date, territory: Territory) -> bool {
    day.weekday().to_monday_one_offset() < 6 && !is_holiday(territory, day)
}

#[test]
fn from_2024_to_2034_each_daily_rung_comes_once_on_each_working_day_and_within_its_hours() {
    for territory in places() {
        let usual = person(territory, Line::Mobile, None);
        for year in 2024..=2034 {
            let rungs = daily(&usual, year);
            let working = date(year, 1, 1).series(Span::new().days(1)).take_while(|day| day.year() == year);
            // The first days of January move to December of the year before.
            let days: Vec<Date> = rungs.iter().map(|rung| rung.day).filter(|day| day.year() == year).collect();
            assert_eq!(days, working.filter(|day| is_working_day(*day, territory)).collect::<Vec<_>>(), "{territory}");
            let mut before = Timestamp::MIN;
            for rung in &rungs {
                for spread in [0, 7199, u64::MAX] {
                    let at = instant(rung.day, rung.slot, &usual.zone, spread).expect("an instant");
                    let local = at.to_zoned(usual.zone.clone());
                    assert_eq!(local.date(), rung.day);
                    assert!((rung.slot.from()..rung.slot.to()).contains(&local.time()), "{territory} {local}");
                }
                let at = instant(rung.day, rung.slot, &usual.zone, 0).expect("an instant");
                assert!(before < at, "{territory} {at}");
                before = at;
            }
        }
    }
}

#[test]
fn clocks_put_forward_and_back_send_nothing_twice_and_leave_nothing_out() {
    // Hours that anybody may choose lie outside the night in which clocks change; their days are tried all the same.
    let all_day = Chosen { slot: Slot::new(7, 21).expect("hours"), saturday: true };
    for (territory, chosen, rounds) in [
        (Territory::Metropolis, None, 10),
        (Territory::SaintPierreEtMiquelon, None, 1),
        (Territory::Metropolis, Some(all_day), 1),
    ] {
        let person = person(territory, Line::Mobile, chosen);
        for year in 2024..=2034 {
            let rungs = daily(&person, year);
            for round in 0..rounds {
                let sent = simulate(&rungs, &person, year, &mut Seed::new(round));
                assert_eq!(sent, rungs.iter().map(|rung| rung.number).collect::<Vec<_>>(), "{territory} {year}");
            }
        }
    }
}

/// The service through a year: it looks, waits as it was told, finds its clock up to an hour wrong, and looks again.
fn simulate(rungs: &[Rung], person: &Person, year: i16, seed: &mut Seed) -> Vec<u16> {
    let start = date(year - 1, 12, 1).to_zoned(person.zone.clone()).expect("an instant").timestamp();
    let (mut now, mut tried, mut sent) = (start, None, Vec::new());
    loop {
        let minutes = i64::try_from(seed.below(121)).expect("a small number") - 60;
        let clock = now.checked_add(SignedDuration::from_mins(minutes)).expect("an instant");
        let ladder = Ladder { rungs, expires: date(year, 12, 31), armed: start, tried };
        match next(&ladder, person, clock) {
            Next::Rung(rung, at) if at <= clock => {
                let local = clock.to_zoned(person.zone.clone());
                assert!((rung.slot.from()..rung.slot.to()).contains(&local.time()), "{rung:?} at {local}");
                assert!(is_open(local.date(), person.territory, person.chosen), "{local}");
                sent.push(rung.number);
                tried = Some(rung.number);
            }
            // It sleeps until then, by the clock it has, and a little more.
            Next::Rung(_, at) => now = at.max(now).checked_add(SignedDuration::from_secs(30)).expect("an instant"),
            Next::Finished | Next::TooLate => return sent,
        }
    }
}

proptest! {
    #[test]
    fn rungs_come_by_day_and_number_never_late_and_never_on_a_closed_day(
        closing in 0..4000i64,
        offsets in proptest::collection::btree_set(0..60i16, 1..8),
        place in 0..13usize,
        saturday in proptest::bool::ANY,
    ) {
        let territory = places()[place];
        let closing = date(2024, 1, 1).checked_add(Span::new().days(closing)).expect("a day");
        let chosen = saturday.then_some(Chosen { slot: Slot::EVENING, saturday });
        let person = person(territory, Line::Mobile, chosen);
        let rungs = rungs(&kind(offsets.iter().map(|days| closes(*days)).collect()), &window(closing), &person);
        prop_assert!(!rungs.is_empty() && rungs.len() <= offsets.len());
        prop_assert!(rungs.windows(2).all(|pair| pair[0].day < pair[1].day && pair[0].number < pair[1].number));
        for rung in &rungs {
            prop_assert!(is_open(rung.day, territory, chosen) && rung.day <= closing);
        }
    }
}
