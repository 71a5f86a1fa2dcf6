//! Turns and conversations, on both databases.

use super::*;
use crate::{flow::state::Thread, store::conversation::Silent};

on_both! {
    async fn a_repeated_webhook_gets_the_same_answer_and_changes_nothing(bed: Bed) {
        let store = &bed.store;
        let first = turn("k1", begin("c", Channel::Sms, None), vec![Write::Text(text("t1", Kind::Reply, 0))]);
        let saved = first.reply.clone();
        assert_eq!(store.commit(first).await.unwrap(), Outcome::Committed);
        let mut again = turn("k1", go_on("c", 1), vec![Write::Text(text("t2", Kind::Reply, 0))]);
        again.reply.body = b"other".to_vec();
        assert_eq!(store.commit(again).await.unwrap(), Outcome::Repeated(saved.clone()));
        assert_eq!(store.saved_reply("k1").await.unwrap(), Some(saved));
        assert_eq!(store.saved_reply("k2").await.unwrap(), None);
        assert_eq!(store.find_text("+33199000001", &person(1)).await.unwrap().unwrap().version, 1);
        assert_eq!(count(store, "SELECT COUNT(*) FROM outbox").await, 1);
    }

    async fn the_same_webhook_many_times_at_once_is_one_turn(bed: Bed) {
        let store = &bed.store;
        let commits = (0..50).map(|_| {
            store.commit(turn(
                "k",
                begin("c", Channel::Sms, None),
                vec![Write::Note { kind: "note".into(), text: "x".into() }],
            ))
        });
        let outcomes = futures_util::future::join_all(commits).await;
        let committed = outcomes.iter().filter(|outcome| matches!(outcome, Ok(Outcome::Committed))).count();
        let repeated = outcomes.iter().filter(|outcome| matches!(outcome, Ok(Outcome::Repeated(_)))).count();
        assert_eq!((committed, repeated), (1, 49));
        assert_eq!(count(store, "SELECT COUNT(*) FROM note").await, 1);
    }

    async fn a_turn_that_cannot_stand_takes_none_of_those_written_with_it_along(bed: Bed) {
        let store = &bed.store;
        let words = || {
            Write::Message(Message {
                direction: Direction::In,
                channel: Channel::Voice,
                body: "x".into(),
                segments: None,
                encoding: None,
            })
        };
        let call = |n: i64| turn(&format!("k{n}"), begin(&format!("c{n}"), Channel::Voice, None), vec![words(), words()]);
        let on = |n: i64, expected| turn(&format!("on{n}"), go_on(&format!("c{n}"), expected), vec![words()]);
        let all = futures_util::future::join_all((0..20).map(|n| store.commit(call(n)))).await;
        assert!(all.iter().all(|outcome| matches!(outcome, Ok(Outcome::Committed))), "{all:?}");
        assert_eq!(count(store, "SELECT COUNT(*) FROM message").await, 40);
        let moved = futures_util::future::join_all((0..20).map(|n| store.commit(on(n, if n == 7 { 2 } else { 1 })))).await;
        for (n, outcome) in moved.into_iter().enumerate() {
            assert_eq!(outcome.unwrap(), if n == 7 { Outcome::Stale } else { Outcome::Committed }, "{n}");
        }
        assert_eq!(count(store, "SELECT CAST(SUM(version) AS BIGINT) FROM conversation").await, 39);
        assert_eq!(count(store, "SELECT COUNT(*) FROM message").await, 59);
        let repeated = futures_util::future::join_all((0..3).map(|n| store.commit(call(n)))).await;
        assert!(repeated.iter().all(|outcome| matches!(outcome, Ok(Outcome::Repeated(_)))), "{repeated:?}");
    }

    async fn a_turn_decided_on_an_old_state_is_undone_whole(bed: Bed) {
        let store = &bed.store;
        let note = || vec![Write::Note { kind: "note".into(), text: "x".into() }];
        store.commit(turn("k1", begin("c", Channel::Sms, None), note())).await.unwrap();
        assert_eq!(store.commit(turn("k2", go_on("c", 1), note())).await.unwrap(), Outcome::Committed);
        assert_eq!(store.commit(turn("k3", go_on("c", 1), note())).await.unwrap(), Outcome::Stale);
        // Two first texts at once: the second must see the conversation that the first began.
        assert_eq!(store.commit(turn("k4", begin("d", Channel::Sms, None), note())).await.unwrap(), Outcome::Stale);
        assert_eq!(count(store, "SELECT COUNT(*) FROM note").await, 2);
        assert_eq!(store.saved_reply("k3").await.unwrap(), None);
        assert_eq!(store.commit(turn("k3", go_on("c", 2), note())).await.unwrap(), Outcome::Committed);
    }

    async fn a_reference_number_that_is_taken_undoes_the_turn(bed: Bed) {
        let store = &bed.store;
        file(store).await;
        let first = turn("k1", begin("c", Channel::Sms, None), vec![answer("a1", "4711", "45000")]);
        assert_eq!(store.commit(first).await.unwrap(), Outcome::Committed);
        let clash = turn("k2", go_on("c", 1), vec![answer("a2", "4711", "46000")]);
        assert_eq!(store.commit(clash).await.unwrap(), Outcome::Clash);
        let known = || async { store.case_file("f").await.unwrap().unwrap().missing[0].answer.clone().unwrap() };
        assert_eq!(known().await.value, "45000");
        let other = turn("k2", go_on("c", 1), vec![answer("a2", "4712", "46000")]);
        assert_eq!(store.commit(other).await.unwrap(), Outcome::Committed);
        let latest = known().await;
        assert_eq!((latest.value.as_str(), latest.reference.as_str(), latest.confirmed), ("46000", "4712", true));
        assert_eq!(store.case_file("g").await.unwrap(), None);
    }

    async fn conversations_are_found_by_number_call_and_cut(bed: Bed) {
        let store = &bed.store;
        store.commit(turn("k1", begin("text", Channel::Sms, None), vec![])).await.unwrap();
        store.commit(turn("k2", begin("call", Channel::Voice, Some("CA1")), vec![])).await.unwrap();
        let service = "+33199000001";
        let found = store.find_text(service, &person(1)).await.unwrap().unwrap();
        assert_eq!((found.id.as_str(), found.state), ("text", Some(state(Channel::Sms, 1))));
        assert_eq!(store.find_call("CA1").await.unwrap().unwrap().id, "call");
        assert_eq!(store.find_call("CA2").await.unwrap(), None);
        assert_eq!(cut_call(store, 1, 0).await, None, "it is still under way");
        let cut = Standing { ended: true, ..standing(Channel::Voice) };
        let hang_up = ConversationChange::GoOn { id: "call".into(), expected: 1, standing: cut };
        store.commit(turn("k2-over", hang_up, vec![])).await.unwrap();
        assert_eq!(cut_call(store, 1, 0).await.as_deref(), Some("call"));
        assert_eq!(cut_call(store, 1, 1).await, None);
        assert_eq!(cut_call(store, 2, 0).await, None);
        let mut over = standing(Channel::Voice);
        (over.ended, over.outcome) = (true, Some("done".into()));
        let end = ConversationChange::GoOn { id: "call".into(), expected: 2, standing: over };
        store.commit(turn("k3", end, vec![])).await.unwrap();
        assert_eq!(cut_call(store, 1, 0).await, None);
        assert_eq!(store.find_call("CA1").await.unwrap().unwrap().ended_at, Some(at(0)));
    }

    async fn turns_that_arrive_at_once_are_each_told_of_their_own(bed: Bed) {
        let store = &bed.store;
        let call = |n: i64| begin(&format!("c{n}"), Channel::Voice, Some(&format!("CA{n}")));
        let begun = (0..100).map(|n| store.commit(turn(&format!("k{n}"), call(n), vec![])));
        let begun = futures_util::future::join_all(begun).await;
        assert!(begun.iter().all(|outcome| matches!(outcome, Ok(Outcome::Committed))), "{begun:?}");
        // Of each three: the next turn of a call that is there, a repeat, and a call that nobody knows.
        let met = (0..100i64).map(async |n| {
            let key = if n % 3 == 1 { format!("k{n}") } else { format!("next{n}") };
            let call = if n % 3 == 2 { format!("other{n}") } else { format!("CA{n}") };
            store.meet_call(&key, &call, None).await.unwrap()
        });
        for (n, met) in futures_util::future::join_all(met).await.into_iter().enumerate() {
            match met {
                Met::Repeat(reply) => assert_eq!((n % 3, reply.body), (1, format!("k{n}").into_bytes())),
                Met::Turn(known) => {
                    let wanted = (n % 3 == 0).then(|| format!("c{n}"));
                    assert_eq!(known.conversation.map(|found| found.id), wanted);
                    assert_ne!(n % 3, 1, "{n} is a repeat");
                }
            }
        }
    }

    async fn a_turn_meets_what_is_known_of_the_number(bed: Bed) {
        let store = &bed.store;
        let writes = vec![
            Write::RememberLanguage { number: person(1), language: "ar".parse().unwrap() },
            Write::OptOut { number: person(1), subject: Subject::All },
        ];
        store.commit(turn("k1", begin("text", Channel::Sms, None), writes)).await.unwrap();
        for (caller, known) in [(1, (Some("text"), Some("ar"), true)), (2, (None, None, false))] {
            let Met::Turn(met) = store.meet_text("k2", "+33199000001", &person(caller)).await.unwrap() else {
                panic!("it is no repeat")
            };
            let found = met.conversation.as_ref().map(|found| found.id.as_str());
            assert_eq!((found, met.language.as_ref().map(Language::as_str), met.opted_out), known);
        }
        let caller = person(1);
        let ringing = Ringing { service: "+33199000001", caller: &caller, cut_since: at(0) };
        let Met::Turn(met) = store.meet_call("k3", "CA1", Some(ringing)).await.unwrap() else {
            panic!("it is no repeat")
        };
        assert_eq!((met.conversation.is_none(), met.language.unwrap().as_str(), met.cut_call), (true, "ar", None));
    }

    async fn a_state_of_another_version_is_none_and_a_broken_one_names_its_row(bed: Bed) {
        let store = &bed.store;
        store.commit(turn("k1", begin("c", Channel::Voice, Some("CA1")), vec![])).await.unwrap();
        let put = async |state: &'static str| {
            let put = store.write(move |own| {
                Box::pin(async move {
                    let sealed = own.vault().seal("conversation", "state", "c", state)?;
                    own.execute(Sql::new("UPDATE conversation SET state = $1").bind(sealed)).await
                })
            });
            put.await.unwrap();
            store.find_call("CA1").await
        };
        assert_eq!(put(r#"{"version":0,"old":true}"#).await.unwrap().unwrap().state, None);
        let error = put(r#"{"version":1}"#).await.unwrap_err();
        assert_eq!(error.to_string(), "table conversation, column state, row c: the value cannot be read");
    }

    async fn a_sealed_value_that_was_moved_to_another_row_is_not_read(bed: Bed) {
        let store = &bed.store;
        for n in 1..=2 {
            let begun = begin(&format!("c{n}"), Channel::Voice, Some(&format!("CA{n}")));
            store.commit(turn(&format!("k{n}"), begun, vec![])).await.unwrap();
        }
        run(store, "UPDATE conversation SET state = (SELECT o.state FROM conversation o WHERE o.id = 'c1') WHERE id = 'c2'")
            .await;
        assert!(store.find_call("CA1").await.unwrap().unwrap().state.is_some());
        assert!(matches!(store.find_call("CA2").await, Err(StoreError::Decode { column: "state", .. })));
    }

    async fn a_text_that_nobody_takes_up_again_is_abandoned_once(bed: Bed) {
        let store = &bed.store;
        let mut standing = standing(Channel::Sms);
        let frame = r#"{"flow":"about","step":"topics"}"#;
        let thread = Thread { frames: vec![serde_json::from_str(frame).unwrap()], invited: false };
        standing.state.threads.push(thread);
        let begin = ConversationChange::Begin {
            id: "c".into(),
            service_number: "+33199000001".into(),
            call_id: None,
            standing,
        };
        store.commit(turn("k", begin, Vec::new())).await.unwrap();
        assert_eq!(store.abandon_silent(at(-1), at(9)).await.unwrap(), []);
        let silent = Silent { id: "c".into(), flow: Some("about".into()) };
        assert_eq!(store.abandon_silent(at(0), at(9)).await.unwrap(), [silent]);
        assert_eq!(store.abandon_silent(at(0), at(9)).await.unwrap(), []);
        let kept = store.conversation("c").await.unwrap().unwrap();
        assert_eq!((kept.outcome.as_deref(), kept.ended_at, kept.version), (Some("abandoned"), Some(at(9)), 1));
        assert_eq!(count(store, "SELECT COUNT(*) FROM conversation WHERE step = 'topics'").await, 1);
    }

    async fn a_cut_call_that_was_taken_up_or_goes_on_is_not_offered_again(bed: Bed) {
        let store = &bed.store;
        let cut = |state: Standing| Standing { ended: true, outcome: None, ..state };
        let done = |state: Standing| Standing { ended: true, outcome: Some("done".into()), ..state };
        let call = |id: &str, standing: Standing| ConversationChange::Begin {
            id: id.into(),
            service_number: "+33199000001".into(),
            call_id: Some(id.into()),
            standing,
        };
        let mut seconds = 0;
        for (id, standing, offered) in [
            ("first", cut(standing(Channel::Voice)), Some("first")),
            ("left", Standing { outcome: Some("abandoned".into()), ..cut(standing(Channel::Voice)) }, Some("left")),
            ("second", done(standing(Channel::Voice)), None),
            ("third", standing(Channel::Voice), None),
        ] {
            seconds += 60;
            let commit = TurnCommit { at: at(seconds), ..turn(id, call(id, standing), Vec::new()) };
            assert_eq!(store.commit(commit).await.unwrap(), Outcome::Committed);
            assert_eq!(cut_call(store, 1, -60).await.as_deref(), offered, "{id}");
        }
    }
}

/// The call that a number may take up again when it rings.
async fn cut_call(store: &Store, caller: u8, since: i64) -> Option<String> {
    let caller = person(caller);
    let ringing = Ringing { service: "+33199000001", caller: &caller, cut_since: at(since) };
    match store.meet_call("new", "CA-new", Some(ringing)).await.unwrap() {
        Met::Turn(known) => known.cut_call,
        Met::Repeat(_) => None,
    }
}
