//! Deadlines, on both databases: set up once, told once for each rung, over for good.

use jiff::civil::date;

use super::{outbox::terms, *};
use crate::{
    holiday::Territory,
    outgoing::next::{GivenUp, Next},
    reminder::{
        Known,
        contact::Contact,
        escalation::{Outcome as Became, Tried},
    },
    store::{
        deadline::{
            Deadline, DeadlineState, SetUp, Source,
            renewal::Renewal,
            round::{Climb, Step, Told},
            settle::Again,
        },
        outbox::Finished,
    },
};

pub(super) fn deadline(id: &str, whose: u8, due: i64) -> Deadline {
    Deadline {
        id: id.into(),
        kind: "rsa-declaration".into(),
        to: person(whose),
        service_number: "+33199000001".into(),
        file_id: Some("file".into()),
        source: Source::File,
        known: Known::date("last-declaration", date(2026, 9, 1)),
        territory: Territory::Reunion,
        opens: date(2026, 12, 1),
        closes: date(2026, 12, 31),
        state: DeadlineState::Armed,
        tried: None,
        due_at: Some(at(due)),
        armed_at: at(0),
    }
}

fn step(of: &Deadline, due: Option<i64>, told: Option<u16>) -> Step {
    let told = told.map(|number| (number, Channel::Sms));
    Step { id: of.id.clone(), was_due_at: of.due_at.unwrap(), due_at: due.map(at), told, advisor: false }
}

fn told(text_id: &str, steps: Vec<Step>) -> Climb {
    let order = text(text_id, Kind::Reminder, 0);
    let message = Told { order, until: at(900), day: date(2026, 12, 21), channel: Channel::Sms };
    Climb { steps, message: Some(message), task: None }
}

fn set_up(armed: usize, ended: usize) -> SetUp {
    SetUp { armed, ended }
}

async fn count(store: &Store, table: &str) -> i64 {
    let row = store.reads().fetch_all(Sql::new("").then(&format!("SELECT count(*) FROM {table}"))).await.unwrap();
    row[0].at(0).unwrap()
}

on_both! {
    async fn a_deadline_that_is_told_to_us_ten_times_is_one_and_stays_as_it_is(bed: Bed) {
        let store = &bed.store;
        let first = deadline("a0", 1, 10);
        assert_eq!(store.arm(vec![first.clone(), deadline("b", 2, 10)]).await.unwrap(), set_up(2, 0));
        assert!(store.end_deadline("a0", DeadlineState::Done, at(1)).await.unwrap());
        assert!(!store.end_deadline("a0", DeadlineState::Done, at(2)).await.unwrap(), "it is over once");
        for again in 1..10 {
            assert_eq!(store.arm(vec![deadline(&format!("a{again}"), 1, 10)]).await.unwrap(), set_up(0, 0));
        }
        let kept = store.deadlines_of(&person(1)).await.unwrap();
        assert_eq!(kept, [Deadline { state: DeadlineState::Done, due_at: None, ..first }]);
        // Another last day of the same file takes its place; what is done stays done.
        let moved = |id: &str, whose| Deadline { closes: date(2027, 1, 31), ..deadline(id, whose, 20) };
        assert_eq!(store.arm(vec![moved("c", 1), moved("d", 2)]).await.unwrap(), set_up(2, 1));
        let states = store.deadlines_of(&person(2)).await.unwrap().into_iter().map(|one| one.state);
        assert_eq!(states.collect::<Vec<_>>(), [DeadlineState::Withdrawn, DeadlineState::Armed]);
        assert_eq!(store.deadlines_of(&person(1)).await.unwrap()[0].state, DeadlineState::Done);
    }

    async fn a_list_longer_than_one_statement_is_set_up_whole_and_one_that_stands_there_twice_is_one(bed: Bed) {
        let store = &bed.store;
        let people = |day: i8| (0..1_205u32).map(move |number| Deadline {
            file_id: None,
            to: Numbering { fiction: true }.parse(&format!("+3319900{number:04}")).unwrap(),
            closes: date(2027, 1, day),
            ..deadline(&format!("{day}-{number}"), 1, 10)
        });
        let twice = people(1).chain(people(1).take(3)).collect();
        assert_eq!(store.arm(twice).await.unwrap(), set_up(1_205, 0));
        assert_eq!(store.arm(people(1).collect()).await.unwrap(), set_up(0, 0));
        assert_eq!(store.arm(people(15).collect()).await.unwrap(), set_up(1_205, 1_205));
        assert_eq!(count(store, "deadline WHERE state = 'armed'").await, 1_205);
    }

    async fn what_was_withdrawn_and_is_told_again_goes_on_where_it_was(bed: Bed) {
        let store = &bed.store;
        let first = deadline("a", 1, 10);
        let other = Deadline { closes: date(2027, 1, 31), ..deadline("b", 1, 20) };
        store.arm(vec![first.clone()]).await.unwrap();
        store.climb(vec![told("t", vec![step(&first, Some(500), Some(1))])], at(11)).await.unwrap();
        assert_eq!(store.arm(vec![other]).await.unwrap(), set_up(1, 1));
        assert_eq!(store.arm(vec![deadline("c", 1, 30)]).await.unwrap(), set_up(1, 1));
        let kept = &store.deadlines_of(&person(1)).await.unwrap()[0];
        assert_eq!((kept.id.as_str(), kept.state, kept.tried, kept.due_at), ("a", DeadlineState::Armed, Some(1), Some(at(30))));
        let told = store.told_to(&person(1)).await.unwrap();
        assert_eq!(told.iter().map(|one| (one.deadline_id.as_str(), one.number, one.state.as_deref())).collect::<Vec<_>>(), [("a", 1, Some("waiting"))]);
        assert!(store.told_to(&person(2)).await.unwrap().is_empty());
    }

    async fn what_has_come_is_seen_by_person_and_told_once(bed: Bed) {
        let store = &bed.store;
        let other = Deadline { kind: "tax-return".into(), ..deadline("other", 1, 30) };
        let (one, two) = (deadline("one", 1, 10), deadline("two", 2, 20));
        store.arm(vec![one.clone(), two.clone(), other.clone(), deadline("later", 3, 1_000)]).await.unwrap();
        assert!(store.due_deadlines(at(9), 10).await.unwrap().is_empty());
        // However few are asked for, a person's are seen together.
        let seen = store.due_deadlines(at(50), 1).await.unwrap();
        assert_eq!(seen, [vec![one.clone(), other.clone()]]);
        assert_eq!(store.due_deadlines(at(50), 10).await.unwrap().len(), 2);
        // Two rounds saw the same: one writes.
        let round = |text: &str| told(text, vec![step(&one, Some(500), Some(1)), step(&other, Some(600), Some(2))]);
        let (first, second) = tokio::join!(store.climb(vec![round("t1")], at(51)), store.climb(vec![round("t2")], at(51)));
        assert_eq!(first.unwrap() + second.unwrap(), 1);
        assert_eq!((count(store, "outbox").await, count(store, "reminder").await, count(store, "rung").await), (1, 1, 2));
        let kept = store.deadlines_of(&person(1)).await.unwrap();
        assert_eq!(kept.iter().map(|one| (one.tried, one.due_at)).collect::<Vec<_>>(), [(Some(1), Some(at(500))), (Some(2), Some(at(600)))]);
        // What ended between look and decision is told to nobody.
        store.end_deadline("two", DeadlineState::Done, at(52)).await.unwrap();
        assert_eq!(store.climb(vec![told("t3", vec![step(&two, Some(500), Some(1))])], at(53)).await.unwrap(), 0);
        assert_eq!(count(store, "outbox").await, 1);
    }

    async fn a_person_whose_deadline_changed_is_left_out_and_the_others_are_told(bed: Bed) {
        let store = &bed.store;
        let (one, other, two) = (deadline("one", 1, 10), Deadline { kind: "tax-return".into(), ..deadline("other", 1, 10) }, deadline("two", 2, 10));
        store.arm(vec![one.clone(), other.clone(), two.clone()]).await.unwrap();
        store.end_deadline("other", DeadlineState::Done, at(11)).await.unwrap();
        let both = told("t1", vec![step(&one, Some(500), Some(1)), step(&other, Some(500), Some(1))]);
        assert_eq!(store.climb(vec![both, told("t2", vec![step(&two, None, Some(3))])], at(12)).await.unwrap(), 1);
        assert_eq!(store.deadlines_of(&person(1)).await.unwrap().into_iter().filter(|one| one.tried.is_some()).count(), 0);
        let over = &store.deadlines_of(&person(2)).await.unwrap()[0];
        assert_eq!((over.state, over.due_at, over.tried), (DeadlineState::Expired, None, Some(3)));
    }

    async fn what_is_done_is_told_no_more_and_what_is_wished_for_later_is_told_once_more(bed: Bed) {
        let store = &bed.store;
        let [done, open] = [("done", 31), ("open", 30)].map(|(id, day)| Deadline {
            closes: date(2026, 12, day),
            file_id: Some(id.into()),
            ..deadline(id, 1, 10)
        });
        store.arm(vec![done.clone(), open.clone()]).await.unwrap();
        let climb = told("first", vec![step(&done, Some(50), Some(1)), step(&open, Some(50), Some(1))]);
        store.climb(vec![climb], at(20)).await.unwrap();
        let told_by = async |id: &str| {
            let told = store.told_by(id).await.unwrap();
            told.into_iter().map(|one| one.id).collect::<Vec<_>>()
        };
        assert_eq!(told_by("first").await, ["open", "done"], "the nearest loss first");
        let settled = Write::Done { deadlines: vec!["done".into()] };
        store.commit(turn("t1", begin("c", Channel::Sms, None), vec![settled.clone()])).await.unwrap();
        assert_eq!(told_by("first").await, ["open"]);
        let known = store.deadlines_of(&person(1)).await.unwrap();
        assert_eq!(known.iter().map(|one| one.state).collect::<Vec<_>>(), [DeadlineState::Armed, DeadlineState::Done]);
        // Later, twice: each time by a rung of its own, and only what is still to be done.
        let again = |id: &str, day: i8| Again {
            order: text(id, Kind::Reminder, 1_000),
            until: at(100_000),
            day: date(2026, 12, day),
            channel: Channel::Sms,
            deadlines: vec!["done".into(), "open".into()],
        };
        let open_now = store.told_by("first").await.unwrap();
        assert_eq!(store.told_again_on(&open_now).await.unwrap(), None);
        let writes = vec![Write::Again(again("second", 22)), settled];
        store.commit(turn("t2", go_on("c", 1), writes)).await.unwrap();
        assert_eq!(store.told_again_on(&open_now).await.unwrap(), Some(date(2026, 12, 22)));
        store.tell_again(again("third", 23)).await.unwrap();
        assert_eq!((told_by("second").await, told_by("third").await), (vec!["open".into()], vec!["open".into()]));
        let rungs = store.told_to(&person(1)).await.unwrap();
        let mut numbers: Vec<(String, i64)> = rungs.into_iter().map(|rung| (rung.deadline_id, rung.number)).collect();
        numbers.sort();
        let expected = [("done", 1), ("open", 1), ("open", 1_000), ("open", 1_001)];
        assert_eq!(numbers, expected.map(|(id, number)| (id.to_owned(), number)));
        // What waits to be sent was not heard yet.
        let last = async || store.last_reminder(&person(1), date(2026, 12, 1)).await.unwrap();
        assert_eq!(last().await, None);
        let terms = terms("w");
        let claimed = store.claim(at(30), terms).await.unwrap().orders;
        store.text_sent(&claimed[0].text.id, claimed[0].attempts, "SM1", at(31)).await.unwrap();
        assert_eq!(last().await.as_deref(), Some("first"));
        assert_eq!(store.last_reminder(&person(1), date(2026, 12, 22)).await.unwrap(), None);
        assert_eq!(store.last_reminder(&person(2), date(2026, 12, 1)).await.unwrap(), None);
    }

    async fn what_a_person_heard_and_what_became_of_it_is_known(bed: Bed) {
        let store = &bed.store;
        let one = deadline("one", 1, 10);
        store.arm(vec![one.clone()]).await.unwrap();
        store.climb(vec![told("t1", vec![step(&one, Some(500), Some(1))])], at(11)).await.unwrap();
        let (known, unknown) = (person(1), person(2));
        let heard = store.heard(&[&unknown, &known, &known], date(2026, 12, 1)).await.unwrap();
        let contact = Contact { day: date(2026, 12, 21), channel: Channel::Sms };
        assert_eq!(heard[0], Default::default());
        assert_eq!(heard[1].contacts, [contact]);
        assert_eq!(heard[1].tried, [Tried { channel: Channel::Sms, outcome: Became::Sent }]);
        assert_eq!(heard[2], heard[1]);
        assert_eq!(store.heard(&[&known], date(2026, 12, 22)).await.unwrap(), [Default::default()]);
        assert!(store.heard(&[], date(2026, 12, 22)).await.unwrap().is_empty());
    }

    async fn what_never_left_is_told_anew_and_what_reached_nobody_is_looked_at_at_once(bed: Bed) {
        let store = &bed.store;
        let one = deadline("one", 1, 10);
        store.arm(vec![one.clone()]).await.unwrap();
        let standing = async || {
            let kept = store.deadlines_of(&person(1)).await.unwrap().remove(0);
            (kept.tried, kept.due_at)
        };
        store.climb(vec![told("t1", vec![step(&one, Some(500), Some(1))])], at(11)).await.unwrap();
        assert_eq!(standing().await, (Some(1), Some(at(500))));
        // Its hours are over before anybody could send it.
        assert!(store.claim(at(900), terms("w")).await.unwrap().orders.is_empty());
        assert_eq!(store.text_state("t1").await.unwrap(), Some(TextState::Expired));
        assert_eq!(standing().await, (None, Some(at(900))));
        assert_eq!((count(store, "reminder").await, count(store, "rung").await), (0, 0));
        let due = |seconds| Deadline { due_at: Some(at(seconds)), ..one.clone() };
        let again = |id: &str, due: &Deadline, rung| {
            let mut climb = told(id, vec![step(due, Some(90_000), Some(rung))]);
            climb.message.as_mut().unwrap().until = at(80_000);
            climb
        };
        store.climb(vec![again("t2", &due(900), 1)], at(901)).await.unwrap();
        let claimed = store.claim(at(902), terms("w")).await.unwrap().orders.remove(0);
        let failed = Finished { next: Next::Failed { mark: None }, reason: "no".into(), refund: true, instead: None };
        assert!(store.finish(&claimed, failed, at(903)).await.unwrap());
        assert_eq!(standing().await, (Some(1), Some(at(903))), "it was told, in vain");
        let heard = &store.heard(&[&person(1)], date(2026, 12, 1)).await.unwrap()[0];
        assert_eq!(heard.tried, [Tried { channel: Channel::Sms, outcome: Became::Undelivered }]);
        assert_eq!(heard.contacts, [], "nobody heard it");
        // One that would be tried again too late was surely never sent.
        store.climb(vec![again("t3", &due(903), 2)], at(904)).await.unwrap();
        let claimed = store.claim(at(905), terms("w")).await.unwrap().orders.remove(0);
        let next = Next::GiveUp { why: GivenUp::Expired };
        let late = Finished { next, reason: "late".into(), refund: true, instead: None };
        assert!(store.finish(&claimed, late, at(906)).await.unwrap());
        assert_eq!(standing().await, (Some(1), Some(at(906))));
    }

    async fn an_order_is_not_sent_once_all_that_it_tells_is_over(bed: Bed) {
        let store = &bed.store;
        let (one, other) = (deadline("one", 1, 10), Deadline { kind: "tax-return".into(), ..deadline("other", 1, 10) });
        store.arm(vec![one.clone(), other.clone()]).await.unwrap();
        let both = told("t1", vec![step(&one, Some(500), Some(1)), step(&other, Some(500), Some(1))]);
        store.climb(vec![both], at(11)).await.unwrap();
        let claimed = store.claim(at(12), terms("w")).await.unwrap().orders.remove(0);
        store.end_deadline("one", DeadlineState::Done, at(13)).await.unwrap();
        assert!(store.still_ours(&claimed, &terms("w"), None, at(14)).await.unwrap(), "the other is due still");
        store.end_deadline("other", DeadlineState::Done, at(15)).await.unwrap();
        assert!(!store.still_ours(&claimed, &terms("w"), None, at(16)).await.unwrap());
    }

    async fn an_advisor_is_asked_once_for_each_deadline_and_the_persons_own_wish_stays(bed: Bed) {
        let store = &bed.store;
        let own = NewCallback { number: person(1), ..callback("own", "morning", 1) };
        store.commit(turn("k", begin("c", Channel::Voice, None), vec![Write::Callback(own)])).await.unwrap();
        let mut due = deadline("one", 1, 10);
        store.arm(vec![due.clone()]).await.unwrap();
        for round in 1..=2 {
            let task = NewCallback { subject: "deadline".into(), ..callback(&format!("task-{round}"), "any", 20) };
            let step = Step { advisor: true, ..step(&due, Some(500 + round), None) };
            let climb = Climb { steps: vec![step], message: None, task: Some(task) };
            assert_eq!(store.climb(vec![climb], at(20 + round)).await.unwrap(), 1);
            due.due_at = Some(at(500 + round));
            let open = store.open_callbacks().await.unwrap();
            let asked: Vec<_> = open.iter().map(|open| (open.asked.subject.as_str(), open.asked.deadline.clone())).collect();
            let task = ("deadline", Some(("rsa-declaration".into(), date(2026, 12, 31))));
            let expected = if round == 1 { vec![("file", None), task] } else { vec![] };
            assert_eq!(asked, expected);
            assert!(open.iter().all(|open| open.asked.subject == "deadline" || open.asked.half_day == "morning"));
            run(store, "UPDATE callback SET state = 'done'").await;
        }
    }

    async fn questions_and_calls_of_ours_count_as_heard_and_what_is_known_of_a_number_is_told(bed: Bed) {
        let store = &bed.store;
        let reminded = deadline("one", 1, 10);
        store.arm(vec![reminded.clone()]).await.unwrap();
        store.climb(vec![told("t1", vec![step(&reminded, Some(500), Some(1))])], at(11)).await.unwrap();
        let day = 1_797_000_000;
        let order = |id: &str, kind| NewText { at: at(day), ..text(id, kind, day) };
        for (id, kind) in [("q", Kind::Ask), ("r", Kind::Ring), ("answer", Kind::Reply), ("own", Kind::Reminder)] {
            store.add_text(order(id, kind)).await.unwrap();
        }
        let heard = async || store.heard(&[&person(1)], date(2026, 12, 1)).await.unwrap().remove(0);
        assert_eq!(heard().await.besides, [(at(day), Channel::Sms), (at(day), Channel::Voice)]);
        store.opt_out(&person(1), at(day)).await.unwrap();
        let silenced = heard().await;
        assert!(silenced.opted_out && silenced.besides.is_empty(), "what a STOP cancelled was not heard");
        assert_eq!((silenced.contacts, silenced.tried), (vec![], vec![]));
    }

    async fn a_stop_to_reminders_silences_these_alone_wherever_they_stand(bed: Bed) {
        let store = &bed.store;
        let reminded = deadline("one", 1, 10);
        store.arm(vec![reminded.clone()]).await.unwrap();
        let told = told("ladder", vec![step(&reminded, Some(500), Some(1))]);
        store.climb(vec![told], at(11)).await.unwrap();
        for (id, kind) in [("reminder", Kind::Reminder), ("ask", Kind::Ask), ("ring", Kind::Ring), ("answer", Kind::Reply)] {
            store.add_text(text(id, kind, 90)).await.unwrap();
        }
        store.add_text(text("held", Kind::Reminder, 0)).await.unwrap();
        let held = store.claim(at(12), terms("w")).await.unwrap().orders;
        let stop = Write::OptOut { number: person(1), subject: Subject::Reminders };
        store.commit(turn("k1", begin("c", Channel::Sms, None), vec![stop])).await.unwrap();
        assert!(store.reminders_are_off(&person(1)).await.unwrap() && !store.is_opted_out(&person(1)).await.unwrap());
        for order in &held {
            assert!(!store.still_ours(order, &terms("w"), None, at(13)).await.unwrap(), "{}", order.text.id);
        }
        store.add_text(text("later", Kind::Reminder, 90)).await.unwrap();
        for (id, state) in [
            ("reminder", TextState::Cancelled),
            ("later", TextState::Cancelled),
            ("ask", TextState::Waiting),
            ("ring", TextState::Waiting),
            ("answer", TextState::Waiting),
        ] {
            assert_eq!(store.text_state(id).await.unwrap(), Some(state), "{id}");
        }
        store.commit(turn("k2", go_on("c", 1), vec![Write::OptIn { number: person(1) }])).await.unwrap();
        assert!(!store.reminders_are_off(&person(1)).await.unwrap());
    }

    async fn what_is_over_is_followed_once_and_not_where_something_newer_is_set_up(bed: Bed) {
        let store = &bed.store;
        let next = |id: &str, whose| Deadline { closes: date(2027, 1, 31), ..deadline(id, whose, 900) };
        let held_out = Deadline { state: DeadlineState::HeldOut, due_at: None, ..deadline("held-out", 3, 10) };
        store.arm(vec![deadline("done", 1, 10), deadline("moved", 2, 10), held_out, deadline("armed", 4, 10)]).await.unwrap();
        for id in ["done", "moved"] {
            store.end_deadline(id, DeadlineState::Done, at(11)).await.unwrap();
        }
        // The file of the second tells another date by now.
        store.arm(vec![Deadline { closes: date(2027, 2, 28), ..deadline("told", 2, 20) }]).await.unwrap();
        let ids = async |today| {
            let mut ids: Vec<String> = store.over(today, 9).await.unwrap().into_iter().map(|one| one.id).collect();
            ids.sort();
            ids
        };
        assert_eq!(ids(date(2026, 12, 31)).await, ["done", "moved"], "what is held out is not past");
        assert_eq!(ids(date(2027, 1, 1)).await, ["done", "held-out", "moved"]);
        for round in 0..2 {
            let renewal = |over: &str, whose| {
                let next = next(&format!("{over}-{round}"), whose);
                Renewal { over: over.into(), next: Some(Deadline { opens: date(2027, 1, round + 1), ..next }) }
            };
            let held_out = Renewal { over: "held-out".into(), next: Some(Deadline { state: DeadlineState::HeldOut, due_at: None, ..next("held-out-0", 3) }) };
            store.renew(vec![renewal("done", 1), renewal("moved", 2), held_out], at(30)).await.unwrap();
        }
        assert!(ids(date(2027, 1, 1)).await.is_empty());
        let known = async |whose| {
            let all = store.deadlines_of(&person(whose)).await.unwrap();
            all.into_iter().map(|one| (one.id, one.state)).collect::<Vec<_>>()
        };
        let state = |id: &str, state| (id.to_owned(), state);
        assert_eq!(known(1).await, [state("done", DeadlineState::Done), state("done-0", DeadlineState::Armed)]);
        assert_eq!(known(2).await, [state("moved", DeadlineState::Done), state("told", DeadlineState::Armed)]);
        let held = DeadlineState::HeldOut;
        assert_eq!(known(3).await, [state("held-out", held), state("held-out-0", held)], "a trial goes on");
    }
}
