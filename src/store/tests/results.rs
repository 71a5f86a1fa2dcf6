//! What reminding does, on both databases: counted by rung, channel and language, and compared with those held out.

use jiff::civil::{Date, date};

use super::{deadlines::deadline, *};
use crate::{
    flow::answers::Answer,
    reminder::{Known, trial::Share},
    store::deadline::{
        Deadline, DeadlineState, Source,
        outcome::{note_answer, note_stop},
        results::{Group, Tally},
        round::{Climb, Step, Told},
    },
};

/// Told by a text of this identifier, as this rung, on this day.
async fn tell(store: &Store, whom: u8, of: &Deadline, message: (&str, u16, Date)) {
    let (id, rung, day) = message;
    let due_at = Some(at(1_000 + i64::from(rung)));
    let told = Some((rung, Channel::Sms));
    let step = Step { id: of.id.clone(), was_due_at: was_due_at(store, of).await, due_at, told, advisor: false };
    let order = NewText { to: person(whom), ..text(id, Kind::Reminder, 0) };
    let message = Told { order, until: at(900_000), day, channel: Channel::Sms };
    let climb = Climb { steps: vec![step], message: Some(message), task: None };
    assert_eq!(store.climb(vec![climb], at(20)).await.unwrap(), 1);
}

async fn was_due_at(store: &Store, of: &Deadline) -> Timestamp {
    let all = store.deadlines_of(&of.to).await.unwrap();
    all.into_iter().find(|one| one.id == of.id).and_then(|one| one.due_at).unwrap()
}

async fn run(store: &Store, sql: &'static str) {
    store.write(move |connection| Box::pin(async move { connection.execute(Sql::new(sql)).await })).await.unwrap();
}

async fn answer(store: &Store, reminder: &'static str, answer: Answer, now: Timestamp) {
    let noted = store.write(move |connection| Box::pin(note_answer(connection, reminder, answer, now)));
    noted.await.unwrap();
}

/// Noon of a day in Paris.
fn noon(day: Date) -> Timestamp {
    day.at(12, 0, 0, 0).in_tz("Europe/Paris").unwrap().timestamp()
}

/// The last day of the deadlines here is the last of 2026, in La Réunion.
const IN_TIME: Date = date(2026, 12, 30);

on_both! {
    async fn each_rung_tells_what_came_of_it_and_what_was_done_counts_for_the_last(bed: Bed) {
        let store = &bed.store;
        let (one, two) = (deadline("one", 1, 10), deadline("two", 2, 10));
        store.arm(vec![one.clone(), two.clone()]).await.unwrap();
        tell(store, 1, &one, ("t1", 1, date(2026, 12, 1))).await;
        tell(store, 1, &one, ("t3", 2, date(2026, 12, 20))).await;
        tell(store, 2, &two, ("t2", 1, date(2026, 12, 2))).await;
        run(store, "UPDATE outbox SET state = 'delivered' WHERE id = 't1'").await;
        run(store, "UPDATE outbox SET state = 'failed' WHERE id = 't3'").await;
        run(store, "UPDATE outbox SET state = 'undelivered' WHERE id = 't2'").await;
        answer(store, "t1", Answer::Later, noon(date(2026, 12, 1))).await;
        // Twice the same answer is one; an answer to what tells of no deadline is none.
        for _ in 0..2 {
            answer(store, "t3", Answer::Help, noon(IN_TIME)).await;
        }
        answer(store, "nothing", Answer::Done, noon(IN_TIME)).await;
        assert!(store.end_deadline("one", DeadlineState::Done, noon(IN_TIME)).await.unwrap());
        let group = |rung, tally| Group { kind: "rsa-declaration".into(), rung, channel: Channel::Sms, language: None, tally };
        let first = Tally { told: 2, sent: 2, delivered: 1, later: 1, ..Tally::default() };
        let second = Tally { told: 1, help: 1, in_time: 1, ..Tally::default() };
        assert_eq!(store.reminder_results(date(2026, 12, 1)).await.unwrap(), [group(1, first), group(2, second)]);
        assert_eq!(store.reminder_results(date(2026, 12, 3)).await.unwrap(), [group(2, second)]);
        // The language is the one that the person has by now.
        store.write(|connection| Box::pin(async move {
            let sql = Sql::new("INSERT INTO phone (number_index, number, language) SELECT to_index, to_number, 'ar' FROM deadline WHERE id = $1");
            connection.execute(sql.bind("two")).await
        })).await.unwrap();
        let languages: Vec<_> = store.reminder_results(date(2026, 12, 1)).await.unwrap().into_iter().map(|one| (one.rung, one.language, one.tally.told)).collect();
        assert_eq!(languages, [(1, None, 1), (1, Some("ar".to_owned()), 1), (2, None, 1)]);
    }

    async fn what_a_person_says_in_time_counts_by_the_day_where_they_are(bed: Bed) {
        let store = &bed.store;
        let (early, late) = (deadline("early", 1, 10), deadline("late", 2, 10));
        store.arm(vec![early.clone(), late.clone()]).await.unwrap();
        tell(store, 1, &early, ("t1", 1, date(2026, 12, 30))).await;
        tell(store, 2, &late, ("t2", 1, date(2026, 12, 30))).await;
        run(store, "UPDATE deadline SET state = 'done', due_at = NULL").await;
        // Nine in the evening in Paris is midnight and past in La Réunion.
        let evening = |hour| date(2026, 12, 31).at(hour, 30, 0, 0).in_tz("Europe/Paris").unwrap().timestamp();
        answer(store, "t1", Answer::Done, evening(20)).await;
        answer(store, "t2", Answer::Done, evening(21)).await;
        let tally = store.reminder_results(date(2026, 12, 1)).await.unwrap()[0].tally;
        assert_eq!((tally.told, tally.done, tally.in_time), (2, 2, 1));
    }

    async fn a_trial_counts_people_once_and_believes_files_alone(bed: Bed) {
        let store = &bed.store;
        let held_out = |id: &str, whose| Deadline { state: DeadlineState::HeldOut, due_at: None, ..deadline(id, whose, 10) };
        let next = |one: Deadline| Deadline { closes: date(2027, 3, 31), file_id: Some("next".into()), ..one };
        let before = Deadline { armed_at: at(-1), ..deadline("before", 6, 10) };
        store.arm(vec![
            deadline("a", 1, 10), deadline("b", 2, 10), next(deadline("c", 1, 10)), held_out("d", 3), held_out("e", 4),
            deadline("f", 5, 10), before,
            Deadline { kind: "tax-return".into(), ..deadline("g", 1, 10) },
        ]).await.unwrap();
        // One is done, one only said to be, one too late; of those held out, one is done.
        for (id, day) in [("a", IN_TIME), ("f", date(2027, 1, 2)), ("d", IN_TIME)] {
            assert!(store.end_deadline(id, DeadlineState::Done, noon(day)).await.unwrap(), "{id}");
        }
        run(store, "UPDATE deadline SET state = 'done', due_at = NULL WHERE id = 'b'").await;
        let (since, today) = (date(2026, 1, 1), date(2027, 1, 31));
        let counted = |trials: Vec<deadline::results::Trial>| {
            trials.into_iter().map(|one| (one.kind.to_string(), one.reminded, one.held_out)).collect::<Vec<_>>()
        };
        let expected = |reminded| vec![("rsa-declaration".to_owned(), Share { count: reminded, of: 3 }, Share { count: 1, of: 2 })];
        assert_eq!(counted(store.trials(since, today).await.unwrap()), expected(1));
        // The file agrees with what the person said.
        assert!(store.end_deadline("b", DeadlineState::Done, noon(IN_TIME)).await.unwrap());
        assert!(!store.end_deadline("b", DeadlineState::Done, noon(IN_TIME)).await.unwrap());
        assert_eq!(counted(store.trials(since, today).await.unwrap()), expected(2));
        // Nothing is said before the day is past.
        assert!(store.trials(since, date(2026, 12, 31)).await.unwrap().is_empty());
    }

    async fn a_file_that_moves_on_confirms_what_a_person_said_and_a_stop_answers_the_last_reminder(bed: Bed) {
        let store = &bed.store;
        let held_out = Deadline { state: DeadlineState::HeldOut, due_at: None, ..deadline("out", 3, 10) };
        let one = deadline("one", 1, 10);
        store.arm(vec![one.clone(), held_out]).await.unwrap();
        tell(store, 1, &one, ("t1", 1, date(2026, 12, 28))).await;
        run(store, "UPDATE deadline SET state = 'done', due_at = NULL WHERE id = 'one'").await;
        let next = |id: &str, source| Deadline {
            opens: date(2027, 3, 1), closes: date(2027, 3, 31), armed_at: noon(IN_TIME), source, ..deadline(id, 1, 90)
        };
        let reminded = async || store.trials(date(2026, 1, 1), date(2027, 1, 31)).await.unwrap()[0].reminded;
        store.arm(vec![next("own", Source::Person)]).await.unwrap();
        assert_eq!(reminded().await, Share { count: 0, of: 1 }, "their own word is no proof");
        store.arm(vec![next("told", Source::File)]).await.unwrap();
        assert_eq!(reminded().await, Share { count: 0, of: 1 }, "nor is what only comes again by the dates of before");
        let known = Known::date("last-declaration", date(2026, 12, 1));
        store.arm(vec![Deadline { known, ..next("other", Source::File) }]).await.unwrap();
        assert_eq!(reminded().await, Share { count: 1, of: 1 });
        let stop = |now| store.write(move |connection| Box::pin(async move { note_stop(connection, &person(1), now).await }));
        stop(noon(date(2027, 1, 20))).await.unwrap();
        assert_eq!(store.reminder_results(date(2026, 12, 1)).await.unwrap()[0].tally.stop, 0, "that was long after");
        stop(noon(IN_TIME)).await.unwrap();
        assert_eq!(store.reminder_results(date(2026, 12, 1)).await.unwrap()[0].tally.stop, 1);
    }
}
