//! The advisor's desk: what a try, an outcome and a wait bring with them.

use std::collections::BTreeSet;

use jiff::{SignedDuration, civil::date};

use super::*;
use crate::{
    callback::{
        Window,
        outcome::{AttemptResult, Outcome},
        plan::Slot,
        promise::HalfDay,
        rank::Because,
    },
    level::Level,
    service::desk::{Desk as Queue, NoteKept, Saved},
    staff::{Advisor, Role, Taste, Ways},
    store::callback::{Callback, CallbackState, NewCallback, Times, claim::Taken, queue::Filter},
};

fn advisor(id: &str) -> Advisor {
    Advisor {
        id: id.into(),
        login: id.into(),
        name: "Claire".into(),
        role: Role::Advisor,
        languages: vec![Language::french()],
        skills: Vec::new(),
        phone: None,
        console: Taste::default(),
        active: true,
        ways: Ways::default(),
    }
}

async fn ask(queue: &Queue, service: &Service, id: &str, half_day: &str) {
    let now = service.clock().now();
    let number = Numbering { fiction: true }.parse("+33639980012").unwrap();
    let times = queue.times(&Language::french(), HalfDay::of(half_day)).await.unwrap();
    let asked = NewCallback {
        id: id.into(),
        person: number.clone(),
        number,
        half_day: half_day.into(),
        subject: id.into(),
        language: Language::french(),
        interpreter: false,
        message: None,
        file_id: None,
        deadline: None,
        level: Level::L0,
        leave_message: true,
        times,
        conversation_id: format!("c-{id}"),
        by_caller: true,
        at: now,
    };
    service.store().book_callbacks(vec![asked]).await.unwrap();
}

async fn standing(service: &Service, id: &str) -> Callback {
    service.store().callback(id).await.unwrap().unwrap()
}

fn move_to(service: &Service, at: Timestamp) {
    service.clock().advance(at.duration_since(service.clock().now()));
}

fn local(service: &Service, at: Timestamp) -> String {
    at.to_zoned(service.facts().office.zone.clone()).strftime("%F %H:%M").to_string()
}

#[tokio::test]
async fn who_is_not_reached_is_tried_on_three_days_in_three_parts_of_the_day_and_then_an_advisor_decides() {
    let desk = desk().await;
    let (service, queue, claire) = (&desk.service, desk.service.desk(), advisor("claire"));
    ask(&queue, service, "b", "any").await;
    let mut slots = Vec::new();
    for tries in 1..=3u16 {
        let taken = queue.next(&claire).await.unwrap().unwrap();
        assert_eq!(queue.one("b").await.unwrap().unwrap().attempts.len(), usize::from(tries - 1));
        let missed = queue.attempted(&claire, "b", taken.claim.fence, AttemptResult::NobodyAnswered).await.unwrap();
        let now = standing(service, "b").await;
        assert_eq!((missed, now.attempts, now.held(service.clock().now())), (Saved::Done, tries, None));
        assert_eq!(now.decide, tries == 3);
        if tries < 3 {
            assert!(queue.next(&claire).await.unwrap().is_none(), "it waits for its time");
        }
        slots.push(local(service, now.asked.times.next_at));
        move_to(service, now.asked.times.next_at);
    }
    // The first try was on Monday at ten.
    assert_eq!(slots, ["2026-11-24 15:15", "2026-11-25 10:30", "2026-11-25 10:30"]);
    let tried: Vec<Slot> = service.store().attempts("b").await.unwrap().iter().map(|one| one.slot).collect();
    assert_eq!(tried, [Slot::EarlyMorning, Slot::LateAfternoon, Slot::LateMorning]);
    let shown = queue.queue(&Filter { decide: true, ..Filter::default() }, 0, 10).await.unwrap();
    assert_eq!((shown.total, shown.rows[0].place), (1, 1));
    let taken = queue.next(&claire).await.unwrap().unwrap();
    queue.finish(&claire, "b", taken.claim.fence, Outcome::Unreachable, None, None).await.unwrap();
    let ended = standing(service, "b").await;
    assert_eq!((ended.state, ended.outcome, ended.attempts), (CallbackState::Done, Some(Outcome::Unreachable), 3));
    assert_eq!(queue.ended_today("claire").await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_comes_after_the_lease_was_lost_is_kept_as_a_note_and_changes_nothing() {
    let desk = desk().await;
    let (service, queue) = (&desk.service, desk.service.desk());
    let (slow, quick) = (advisor("slow"), advisor("quick"));
    ask(&queue, service, "b", "any").await;
    let first = queue.next(&slow).await.unwrap().unwrap().claim.fence;
    assert!(matches!(queue.claim(&quick, "b").await.unwrap(), Taken::TakenBy { .. }));
    assert_eq!(queue.note(&slow, "b", first, "in time").await.unwrap(), NoteKept::InTime);
    service.clock().advance(SignedDuration::from_mins(4));
    assert!(queue.extend(&slow, "b", first).await.unwrap().is_some());
    assert!(queue.on_call("slow", "b", first).await.unwrap().is_some());
    service.clock().advance(SignedDuration::from_mins(5));
    let second = queue.next(&quick).await.unwrap().unwrap().claim.fence;
    assert_eq!(queue.extend(&slow, "b", first).await.unwrap(), None);
    assert_eq!(queue.note(&slow, "b", first, "too late").await.unwrap(), NoteKept::Late);
    let refused = queue.finish(&slow, "b", first, Outcome::Refused, None, Some("she said no".into())).await.unwrap();
    let missed = queue.attempted(&slow, "b", first, AttemptResult::Busy).await.unwrap();
    assert_eq!((refused, missed), (Saved::KeptAsNote, Saved::KeptAsNote));
    let done = queue.finish(&quick, "b", second, Outcome::Solved, None, Some(" ".into())).await.unwrap();
    let detail = queue.one("b").await.unwrap().unwrap();
    assert_eq!((done, detail.callback.outcome, detail.attempts.len()), (Saved::Done, Some(Outcome::Solved), 1));
    let notes: BTreeSet<_> = detail.notes.iter().map(|note| (note.kind.as_str(), note.text.as_str())).collect();
    let late = [("late-note", "too late"), ("late-outcome", "refused\nshe said no"), ("late-attempt", "busy")];
    assert_eq!(notes, late.into_iter().chain([("note", "in time")]).collect());
    let audited = service.store().count_rows("audit WHERE action = 'callback-outcome'").await.unwrap();
    assert_eq!(audited, 1);
}

#[tokio::test]
async fn a_follow_up_waits_for_its_day_or_the_next_one_on_which_the_office_is_open() {
    let desk = desk().await;
    let (service, queue, claire) = (&desk.service, desk.service.desk(), advisor("claire"));
    for (id, day, expected, from) in [
        ("tuesday", Some(date(2026, 12, 1)), date(2026, 12, 1), "2026-12-01 09:00"),
        ("sunday", Some(date(2026, 11, 29)), date(2026, 11, 30), "2026-11-30 09:00"),
        ("past", Some(date(2026, 1, 1)), date(2026, 11, 23), "2026-11-23 09:00"),
    ] {
        ask(&queue, service, id, "any").await;
        let Taken::Claimed(claim) = queue.claim(&claire, id).await.unwrap() else { panic!("{id}") };
        queue.finish(&claire, id, claim.fence, Outcome::FollowUp, day, None).await.unwrap();
        let now = standing(service, id).await;
        let times = local(service, now.asked.times.next_at);
        assert_eq!((now.state, now.follow_up, times.as_str()), (CallbackState::Open, Some(expected), from), "{id}");
        assert_eq!(queue.one(id).await.unwrap().unwrap().reason.first, Because::FollowUp(expected));
    }
}

#[tokio::test]
async fn the_announced_wait_comes_from_recent_waits_and_its_error_is_measured() {
    let desk = desk().await;
    let (service, queue, claire) = (&desk.service, desk.service.desk(), advisor("claire"));
    let begun = service.clock().now();
    let times = queue.times(&Language::french(), HalfDay::Any).await.unwrap();
    let morning = Window { from: begun, until: begun + SignedDuration::from_hours(2) };
    assert_eq!(
        times,
        Times { announced: None, ..Times::promised(morning, None) },
        "too little is known to announce a wait"
    );
    assert_eq!(queue.figures().await.unwrap().accuracy, None);
    for one in 0..20 {
        ask(&queue, service, &format!("b{one}"), "any").await;
    }
    service.clock().advance(SignedDuration::from_mins(40));
    for _ in 0..20 {
        let taken = queue.next(&claire).await.unwrap().unwrap();
        let id = taken.callback.asked.id;
        queue.finish(&claire, &id, taken.claim.fence, Outcome::Solved, None, None).await.unwrap();
    }
    // All of them waited forty minutes: it is told in steps of a quarter of an hour.
    let announced = queue.times(&Language::french(), HalfDay::Any).await.unwrap().announced.unwrap();
    let now = service.clock().now();
    assert_eq!(
        announced,
        Window { from: now + SignedDuration::from_mins(30), until: now + SignedDuration::from_mins(45) }
    );
    ask(&queue, service, "kept", "any").await;
    ask(&queue, service, "late", "any").await;
    service.clock().advance(SignedDuration::from_mins(30));
    let finish = async |id: &str| {
        let Taken::Claimed(claim) = queue.claim(&claire, id).await.unwrap() else { panic!("{id}") };
        queue.finish(&claire, id, claim.fence, Outcome::Solved, None, None).await.unwrap();
    };
    finish("kept").await;
    // Twenty minutes later than told, of which the office was open for all.
    service.clock().advance(SignedDuration::from_mins(35));
    finish("late").await;
    let figures = queue.figures().await.unwrap();
    let accuracy = figures.accuracy.unwrap();
    let minutes = (accuracy.median.as_mins(), accuracy.most.as_mins());
    assert_eq!((accuracy.count, accuracy.kept, minutes), (2, 1, (0, 20)));
    assert_eq!((figures.waits[0].count, figures.waits[0].median.as_mins()), (22, 40));
    assert_eq!((figures.standing.open, figures.outcomes[0].count), (0, 22));
}
