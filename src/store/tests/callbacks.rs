//! Callbacks as they are asked for: one open request of a person and subject, brought up to date, in its order.

use jiff::civil::date;

use super::*;
use crate::callback::{
    Terms, Window,
    rank::{Moment, compare},
};
use crate::store::callback::{Callback, CallbackState, queue::Filter};

const TODAY: jiff::civil::Date = date(2026, 12, 8);

pub(super) fn moment(seconds: i64) -> Moment {
    Moment { now: at(seconds), today: TODAY }
}

/// Writes them as so many turns do.
pub(super) async fn book(store: &Store, all: impl IntoIterator<Item = NewCallback>) {
    for asked in all {
        let (key, begun) = (asked.id.clone(), begin(&format!("c-{}", asked.id), Channel::Voice, None));
        assert_eq!(store.commit(turn(&key, begun, vec![Write::Callback(asked)])).await.unwrap(), Outcome::Committed);
    }
}

pub(super) async fn queue(store: &Store, filter: Filter, seconds: i64) -> Vec<Callback> {
    store.queue(&filter, (moment(seconds), &Terms::default()), (0, 100)).await.unwrap().rows
}

fn ids(all: &[Callback]) -> Vec<&str> {
    all.iter().map(|one| one.asked.id.as_str()).collect()
}

fn promised(from: i64, until: i64) -> Times {
    Times::promised(Window { from: at(from), until: at(until) }, None)
}

on_both! {
    async fn who_asks_again_keeps_their_place_and_adds_what_is_new(bed: Bed) {
        let store = &bed.store;
        let first = NewCallback { times: promised(100, 200), interpreter: false, ..callback("b1", "morning", 0) };
        let again = NewCallback {
            times: promised(300, 400),
            deadline: Some(("rsa-declaration".into(), TODAY)),
            level: Level::L2,
            leave_message: false,
            ..callback("b2", "any", 60)
        };
        book(store, [first.clone(), again.clone()]).await;
        let open = store.open_callbacks().await.unwrap();
        let expected = NewCallback {
            id: "b1".into(),
            at: at(0),
            // The half-day is left to us: what was promised first stays.
            times: first.times,
            ..again
        };
        assert_eq!((open.len(), &open[0].asked, open[0].updated_at), (1, &expected, at(60)));
        assert_eq!(store.open_callback(&person(1), "file").await.unwrap().as_ref(), Some(&open[0]));
        // Another half-day is promised anew, and the place in the queue stays.
        let other = NewCallback { times: promised(300, 400), ..callback("b3", "afternoon", 90) };
        book(store, [other]).await;
        let times = store.callback("b1").await.unwrap().unwrap().asked.times;
        assert_eq!(times, Times { due_by: at(200), ..promised(300, 400) });
        let said = store.callback_notes("b1").await.unwrap();
        let said: Vec<_> = said.iter().map(|note| (note.author.as_str(), note.kind.as_str(), note.text.as_str())).collect();
        let words = ["b1", "b2", "b3"].map(|id| format!("Bonjour {id}"));
        assert_eq!(said, [0, 1, 2].map(|at: usize| ("person", "message", words[at].as_str())));
        run(store, "UPDATE callback SET state = 'done'").await;
        book(store, [callback("b4", "any", 120)]).await;
        assert_eq!(store.open_callback(&person(1), "file").await.unwrap().unwrap().asked.id, "b4");
        assert_eq!(store.callback("b1").await.unwrap().unwrap().state, CallbackState::Done);
    }

    async fn a_person_has_one_open_request_of_each_subject(bed: Bed) {
        let store = &bed.store;
        let about = |id: &str, subject: &str, asked| NewCallback { subject: subject.into(), ..callback(id, "any", asked) };
        book(store, [about("f", "file", 0), about("l", "language", 1), about("f2", "file", 2), about("d", "distress", 3)]).await;
        let open = store.open_callbacks_of(&person(1)).await.unwrap();
        assert_eq!(ids(&open), ["f", "l", "d"]);
        assert_eq!(store.open_callback(&person(1), "general").await.unwrap(), None);
        assert_eq!(store.open_callbacks_of(&person(2)).await.unwrap(), []);
    }

    async fn two_who_book_at_once_for_one_person_and_subject_have_one_request(bed: Bed) {
        let store = &bed.store;
        let all = (0..20).map(|one| {
            let asked = NewCallback { conversation_id: format!("c{one}"), ..callback(&format!("b{one}"), "any", one) };
            let begun = begin(&format!("c{one}"), Channel::Voice, None);
            store.commit(turn(&format!("k{one}"), begun, vec![Write::Callback(asked)]))
        });
        for outcome in futures_util::future::join_all(all).await {
            assert_eq!(outcome.unwrap(), Outcome::Committed);
        }
        assert_eq!(store.open_callbacks().await.unwrap().len(), 1);
        assert_eq!(count(store, "SELECT COUNT(*) FROM callback_conversation").await, 20);
    }

    async fn a_request_that_an_older_version_opened_is_found_and_brought_up_to_date(bed: Bed) {
        let store = &bed.store;
        book(store, [callback("old", "any", 0)]).await;
        // As the version before wrote it: told by who asks alone, with no more than it knows. What is sealed is bound to that.
        let asked = store.callback("old").await.unwrap().unwrap().asked;
        store.write(move |connection| Box::pin(async move {
            let keys = connection.vault();
            let (index, row) = (keys.phone(&asked.person), vault::hex(&keys.phone(&asked.person)));
            let update = Sql::new(
                "UPDATE callback SET person_index = $1, person = $2, number = $3, message = NULL, caller_index = NULL,
                                     next_at = 0, due_by = 0, promised_from = NULL, promised_until = NULL",
            );
            let update = update.bind(index).bind(keys.seal_number("callback", "person", &row, &asked.person)?);
            connection.execute(update.bind(keys.seal_number("callback", "number", &row, &asked.number)?)).await
        })).await.unwrap();
        assert_eq!(ids(&store.open_callbacks_of(&person(1)).await.unwrap()), ["old"]);
        book(store, [callback("new", "morning", 60)]).await;
        let open = store.open_callbacks().await.unwrap();
        assert_eq!((ids(&open), open[0].asked.half_day.as_str()), (vec!["old"], "morning"));
        book(store, [NewCallback { subject: "language".into(), ..callback("other", "any", 90) }]).await;
        assert_eq!(ids(&store.open_callbacks().await.unwrap()), ["old", "other"]);
    }

    async fn whoever_withholds_their_number_changes_nothing_of_a_callback_asked_for_by_another(bed: Bed) {
        let store = &bed.store;
        let stranger = NewCallback { by_caller: false, conversation_id: "other".into(), ..callback("k2", "afternoon", 2) };
        book(store, [callback("k1", "morning", 1), stranger]).await;
        let half_day = async || store.open_callback(&person(1), "file").await.unwrap().unwrap().asked.half_day;
        assert_eq!((half_day().await.as_str(), store.callback_notes("k1").await.unwrap().len()), ("morning", 1));
        book(store, [callback("k3", "any", 3)]).await;
        assert_eq!(half_day().await, "any");
    }

    async fn the_nearest_deadline_makes_a_callback_urgent_and_who_is_in_distress_comes_first(bed: Bed) {
        let store = &bed.store;
        let due = |day| Some(("rsa-declaration".into(), date(2026, 12, day)));
        let of = |id: &str, whose: u8, deadline| NewCallback { person: person(whose), deadline, ..callback(id, "any", 0) };
        book(store, [
            of("late", 1, None),
            of("first", 2, due(14)),
            of("nearer", 2, due(9)),
            of("further", 2, due(31)),
            of("none", 2, None),
            of("other", 3, due(10)),
            NewCallback { subject: "distress".into(), ..of("distress", 4, None) },
        ]).await;
        let open = queue(store, Filter::default(), 0).await;
        let open = open.into_iter().map(|open| (open.asked.id, open.asked.deadline));
        let expected = [("distress", None), ("first", due(9)), ("other", due(10)), ("late", None)];
        assert_eq!(open.collect::<Vec<_>>(), expected.map(|(id, deadline)| (id.to_owned(), deadline)));
    }

    async fn the_queue_is_in_the_order_that_the_rules_tell_and_so_is_each_place_in_it(bed: Bed) {
        let store = &bed.store;
        let mut seed = crate::id::Seed::new(11);
        let mut all = Vec::new();
        for one in 0..60 {
            let mut below = |bound| i64::try_from(seed.below(bound)).unwrap();
            let times = Times { due_by: at(below(5) * 100), next_at: at(below(5)), promised: None, announced: None };
            let deadline = (below(3) == 0).then(|| ("rsa-declaration".into(), date(2026, 12, 1 + below(28) as i8)));
            let subject = if below(10) == 0 { "distress".to_owned() } else { format!("s{one}") };
            all.push(NewCallback { person: person(one), times, deadline, subject, ..callback(&format!("b{one:02}"), "any", below(4)) });
        }
        book(store, all).await;
        let terms = Terms::default();
        let shown = queue(store, Filter::default(), 0).await;
        let mut waiting: Vec<_> = shown.iter().map(Callback::waiting).collect();
        let before = waiting.clone();
        waiting.sort_by(|one, other| compare(one, other, TODAY, &terms));
        assert_eq!((before.len(), &before), (60, &waiting));
        for (place, one) in (0..).zip(&waiting) {
            assert_eq!(store.before_in_queue(one, (moment(0), &terms)).await.unwrap(), place, "{}", one.id);
        }
        let page = store.queue(&Filter::default(), (moment(0), &terms), (20, 15)).await.unwrap();
        assert_eq!((page.total, ids(&page.rows)), (60, ids(&shown)[20..35].to_vec()));
    }

    async fn the_queue_shows_what_is_asked_for_alone(bed: Bed) {
        let store = &bed.store;
        let arabic = NewCallback { language: "ar".parse().unwrap(), person: person(3), ..callback("ar", "any", 0) };
        let other = NewCallback { subject: "language".into(), times: promised(500, 600), ..callback("later", "any", 1) };
        book(store, [arabic, other, callback("fr", "any", 2)]).await;
        let of = async |filter: Filter| ids(&queue(store, filter, 10).await).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(of(Filter { language: Some("ar".parse().unwrap()), ..Filter::default() }).await, ["ar"]);
        assert_eq!(of(Filter { subject: Some("file".into()), ..Filter::default() }).await, ["ar", "fr"]);
        assert_eq!(of(Filter { due: Some(at(10)), ..Filter::default() }).await, ["ar", "fr"]);
        assert_eq!(of(Filter { held_by: Some("a".into()), ..Filter::default() }).await, [""; 0]);
        run(store, "UPDATE callback SET decide = TRUE WHERE id = 'fr'").await;
        run(store, "UPDATE callback SET follow_up = '2026-12-09' WHERE id = 'later'").await;
        assert_eq!(of(Filter { decide: true, ..Filter::default() }).await, ["fr"]);
        assert_eq!(of(Filter { follow_up: true, ..Filter::default() }).await, ["later"]);
    }
}
