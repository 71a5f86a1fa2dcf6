//! The store as its callers see it, on a real file each.

use std::sync::Arc;

use jiff::Timestamp;
use proptest::prelude::*;
use sqlx::Connection;
use tempfile::TempDir;
use tokio::sync::oneshot;

use super::{
    callback::NewCallback,
    case_file::{Attempt, NewAnswer},
    conversation::{ConversationChange, Standing},
    outbox::{NewText, Receipt, TextKind, TextState},
    turn::{Direction, Message, Outcome, SavedReply, TurnCommit, Write},
    *,
};
use crate::{
    case::FileNumber,
    channel::Channel,
    flow::state::State,
    flow::turn::Opening,
    language::Language,
    phone_number::{Numbering, PhoneNumber},
    problem::SourceFile,
};

/// A store in a folder that goes with the test.
pub(crate) async fn store() -> (Store, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite:{}", folder.path().join("guichet.db").display());
    (Store::open(&address).await.unwrap(), folder)
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

pub(crate) fn person(last: u8) -> PhoneNumber {
    Numbering { fiction: true }.parse(&format!("+336399800{last:02}")).unwrap()
}

fn state(channel: Channel, caller: u8) -> State {
    State::new(&Opening {
        channel,
        caller: Some(person(caller)),
        remembered: None,
        first_language: Language::french(),
        entry: "menu".into(),
    })
}

fn standing(channel: Channel) -> Standing {
    let state = state(channel, 1);
    Standing { state, script_hash: "h".into(), begun_at: at(0), ended: false, outcome: None }
}

fn begin(id: &str, channel: Channel, call_id: Option<&str>) -> ConversationChange {
    ConversationChange::Begin {
        id: id.into(),
        service_number: "+33199000001".into(),
        call_id: call_id.map(str::to_owned),
        standing: standing(channel),
    }
}

fn go_on(id: &str, expected: i64) -> ConversationChange {
    ConversationChange::GoOn { id: id.into(), expected, standing: standing(Channel::Sms) }
}

fn turn(key: &str, conversation: ConversationChange, writes: Vec<Write>) -> TurnCommit {
    let reply = SavedReply { content_type: "text/xml".into(), body: key.as_bytes().to_vec() };
    TurnCommit { key: key.into(), at: at(0), conversation, input_kind: "text", reply, writes }
}

fn text(id: &str, kind: TextKind, not_before: i64) -> NewText {
    NewText {
        id: id.into(),
        kind,
        to: person(1),
        service_number: "+33199000001".into(),
        payload: serde_json::json!({ "body": "é" }),
        not_before: at(not_before),
        conversation_id: None,
        at: at(0),
    }
}

fn callback(id: &str, half_day: &str, asked: i64) -> NewCallback {
    NewCallback {
        by_caller: true,
        id: id.into(),
        person: person(1),
        number: person(2),
        half_day: half_day.into(),
        subject: "file".into(),
        language: Language::french(),
        interpreter: true,
        file_id: None,
        conversation_id: "c".into(),
        at: at(asked),
    }
}

fn answer(id: &str, reference: &str, value: &str) -> Write {
    Write::Answer(NewAnswer {
        id: id.into(),
        file_id: "f".into(),
        item: "rent".into(),
        value: value.into(),
        confirmed: true,
        channel: Channel::Voice,
        conversation_id: Some("c".into()),
        reference: reference.into(),
        at: at(if id == "a1" { 1 } else { 2 }),
    })
}

async fn run(store: &Store, sql: &'static str) {
    store
        .write(move |connection| {
            Box::pin(async move {
                sqlx::query(sql).execute(connection).await?;
                Ok(())
            })
        })
        .await
        .unwrap();
}

async fn count(store: &Store, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(store.reads()).await.unwrap()
}

async fn file(store: &Store) {
    run(
        store,
        "INSERT INTO case_file (id, organisation, number, benefit, status, as_of, code_hash)
         VALUES ('f', 'caf', '1234567', 'housing', 'missing_item', '2026-11-01', 'hash')",
    )
    .await;
    run(store, "INSERT INTO missing_item (file_id, name, kind, position) VALUES ('f', 'rent', 'amount', 0)").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_writers_at_once_are_all_kept_and_a_failing_one_harms_nobody() {
    let (store, _folder) = store().await;
    let tasks: Vec<_> = (0..200i64)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                store
                    .write(move |connection| {
                        Box::pin(async move {
                            sqlx::query("INSERT INTO installation (key, value) VALUES ($1, 'x')")
                                .bind(n.to_string())
                                .execute(&mut *connection)
                                .await?;
                            if n % 10 == 3 {
                                sqlx::query("INSERT INTO no_such_table VALUES (1)").execute(connection).await?;
                            }
                            assert!(n % 10 != 7, "a mistake of ours");
                            Ok(n)
                        })
                    })
                    .await
            })
        })
        .collect();
    for (n, task) in (0i64..).zip(tasks) {
        match (n % 10, task.await.unwrap()) {
            (3, answer) => assert!(matches!(answer, Err(StoreError::Statement(_))), "{n}"),
            (7, answer) => assert!(matches!(answer, Err(StoreError::Panicked)), "{n}"),
            (_, answer) => assert_eq!(answer.unwrap(), n),
        }
    }
    assert_eq!(count(&store, "SELECT COUNT(*) FROM installation").await, 160);
}

#[tokio::test]
async fn nothing_is_answered_before_the_commit() {
    let (store, _folder) = store().await;
    let hold = |store: &Store| {
        let (begun, has_begun) = oneshot::channel::<()>();
        let (open, gate) = oneshot::channel::<()>();
        let store = store.clone();
        let task = tokio::spawn(async move {
            store
                .write(move |_| {
                    Box::pin(async move {
                        begun.send(()).unwrap();
                        gate.await.unwrap();
                        Ok(())
                    })
                })
                .await
        });
        (task, has_begun, open)
    };
    let (first, first_begun, open_first) = hold(&store);
    first_begun.await.unwrap();
    // These two wait behind the first, and so are committed together.
    let quick = tokio::spawn({
        let store = store.clone();
        async move { run(&store, "INSERT INTO installation VALUES ('k', 'v')").await }
    });
    tokio::task::yield_now().await;
    let (slow, slow_begun, open_slow) = hold(&store);
    tokio::task::yield_now().await;
    open_first.send(()).unwrap();
    slow_begun.await.unwrap();
    first.await.unwrap().unwrap();
    assert!(!quick.is_finished());
    assert_eq!(count(&store, "SELECT COUNT(*) FROM installation").await, 0);
    open_slow.send(()).unwrap();
    slow.await.unwrap().unwrap();
    quick.await.unwrap();
    assert_eq!(count(&store, "SELECT COUNT(*) FROM installation").await, 1);
}

#[tokio::test]
async fn a_full_queue_says_busy_and_a_closed_store_says_closed() {
    let (store, _folder) = store().await;
    let writes = (0..1_100).map(|_| store.write(|_| Box::pin(async { Ok(()) })));
    let answers = futures_util::future::join_all(writes).await;
    let busy = answers.iter().filter(|answer| matches!(answer, Err(StoreError::Busy))).count();
    assert_eq!((busy, answers.iter().filter(|answer| answer.is_ok()).count()), (76, 1_024));
    store.close().await;
    assert!(matches!(store.write(|_| Box::pin(async { Ok(()) })).await, Err(StoreError::Closed)));
}

#[tokio::test]
async fn every_connection_is_durable_and_readers_cannot_write() {
    let (store, _folder) = store().await;
    let pragmas = "SELECT (SELECT synchronous FROM pragma_synchronous), (SELECT journal_mode FROM pragma_journal_mode),
                   (SELECT foreign_keys FROM pragma_foreign_keys), (SELECT timeout FROM pragma_busy_timeout)";
    let expected = (2i64, "wal".to_owned(), 1i64, 5_000i64);
    let written: (i64, String, i64, i64) = store
        .write(move |connection| Box::pin(async move { Ok(sqlx::query_as(pragmas).fetch_one(connection).await?) }))
        .await
        .unwrap();
    assert_eq!(written, expected);
    let mut held = Vec::new();
    for _ in 0..READERS {
        let mut reader = store.reads().acquire().await.unwrap();
        let read: (i64, String, i64, i64) = sqlx::query_as(pragmas).fetch_one(&mut *reader).await.unwrap();
        assert_eq!(read, expected);
        assert!(sqlx::query("DELETE FROM turn").execute(&mut *reader).await.is_err());
        held.push(reader);
    }
}

#[tokio::test]
async fn a_write_waits_for_another_process() {
    let (store, folder) = store().await;
    let path = folder.path().join("guichet.db");
    let mut other = SqliteConnectOptions::new().filename(path).connect().await.unwrap();
    let mut theirs = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    sqlx::query("INSERT INTO installation VALUES ('theirs', 'v')").execute(&mut *theirs).await.unwrap();
    let ours = tokio::spawn({
        let store = store.clone();
        async move { run(&store, "INSERT INTO installation VALUES ('ours', 'v')").await }
    });
    tokio::task::yield_now().await;
    theirs.commit().await.unwrap();
    ours.await.unwrap();
    assert_eq!(count(&store, "SELECT COUNT(*) FROM installation").await, 2);
}

#[tokio::test]
async fn what_was_committed_is_there_after_closing_and_opening() {
    let (store, folder) = store().await;
    let secret = store.secret("mac").await.unwrap();
    assert_ne!(secret, [0; 32]);
    assert_ne!(secret, store.secret("other").await.unwrap());
    let files = vec![SourceFile { path: "flows/menu.yaml".into(), text: Arc::from("flow: menu") }];
    store.save_script("h", &files, at(0)).await.unwrap();
    store.save_script("h", &[], at(1)).await.unwrap();
    store.close().await;
    let store = Store::open(&format!("sqlite:{}", folder.path().join("guichet.db").display())).await.unwrap();
    assert_eq!(store.secret("mac").await.unwrap(), secret);
    assert_eq!(store.script("h").await.unwrap(), Some(files));
    assert_eq!(store.script("g").await.unwrap(), None);
}

#[tokio::test]
async fn an_address_that_would_lose_everything_is_refused() {
    for address in ["sqlite::memory:", "sqlite:", "postgres://x", "guichet.db", "sqlite:a.db?mode=ro"] {
        assert!(matches!(Store::open(address).await, Err(StoreError::Address)), "{address}");
    }
}

#[tokio::test]
async fn a_repeated_webhook_gets_the_same_answer_and_changes_nothing() {
    let (store, _folder) = store().await;
    let first = turn("k1", begin("c", Channel::Sms, None), vec![Write::Text(text("t1", TextKind::Text, 0))]);
    let saved = first.reply.clone();
    assert_eq!(store.commit(first).await.unwrap(), Outcome::Committed);
    let mut again = turn("k1", go_on("c", 1), vec![Write::Text(text("t2", TextKind::Text, 0))]);
    again.reply.body = b"other".to_vec();
    assert_eq!(store.commit(again).await.unwrap(), Outcome::Repeated(saved.clone()));
    assert_eq!(store.saved_reply("k1").await.unwrap(), Some(saved));
    assert_eq!(store.saved_reply("k2").await.unwrap(), None);
    assert_eq!(store.find_text("+33199000001", &person(1)).await.unwrap().unwrap().version, 1);
    assert_eq!(count(&store, "SELECT COUNT(*) FROM outbox").await, 1);
}

#[tokio::test]
async fn the_same_webhook_many_times_at_once_is_one_turn() {
    let (store, _folder) = store().await;
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
    assert_eq!(count(&store, "SELECT COUNT(*) FROM note").await, 1);
}

#[tokio::test]
async fn a_turn_that_cannot_stand_takes_none_of_those_written_with_it_along() {
    let (store, _folder) = store().await;
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
    assert_eq!(count(&store, "SELECT COUNT(*) FROM message").await, 40);
    let moved = futures_util::future::join_all((0..20).map(|n| store.commit(on(n, if n == 7 { 2 } else { 1 })))).await;
    for (n, outcome) in moved.into_iter().enumerate() {
        assert_eq!(outcome.unwrap(), if n == 7 { Outcome::Stale } else { Outcome::Committed }, "{n}");
    }
    assert_eq!(count(&store, "SELECT SUM(version) FROM conversation").await, 39);
    assert_eq!(count(&store, "SELECT COUNT(*) FROM message").await, 59);
    let repeated = futures_util::future::join_all((0..3).map(|n| store.commit(call(n)))).await;
    assert!(repeated.iter().all(|outcome| matches!(outcome, Ok(Outcome::Repeated(_)))), "{repeated:?}");
}

#[tokio::test]
async fn a_turn_decided_on_an_old_state_is_undone_whole() {
    let (store, _folder) = store().await;
    let note = || vec![Write::Note { kind: "note".into(), text: "x".into() }];
    store.commit(turn("k1", begin("c", Channel::Sms, None), note())).await.unwrap();
    assert_eq!(store.commit(turn("k2", go_on("c", 1), note())).await.unwrap(), Outcome::Committed);
    assert_eq!(store.commit(turn("k3", go_on("c", 1), note())).await.unwrap(), Outcome::Stale);
    // Two first texts at once: the second must see the conversation that the first began.
    assert_eq!(store.commit(turn("k4", begin("d", Channel::Sms, None), note())).await.unwrap(), Outcome::Stale);
    assert_eq!(count(&store, "SELECT COUNT(*) FROM note").await, 2);
    assert_eq!(store.saved_reply("k3").await.unwrap(), None);
    assert_eq!(store.commit(turn("k3", go_on("c", 2), note())).await.unwrap(), Outcome::Committed);
}

#[tokio::test]
async fn a_reference_number_that_is_taken_undoes_the_turn() {
    let (store, _folder) = store().await;
    file(&store).await;
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

#[tokio::test]
async fn conversations_are_found_by_number_call_and_cut() {
    let (store, _folder) = store().await;
    store.commit(turn("k1", begin("text", Channel::Sms, None), vec![])).await.unwrap();
    store.commit(turn("k2", begin("call", Channel::Voice, Some("CA1")), vec![])).await.unwrap();
    let service = "+33199000001";
    let found = store.find_text(service, &person(1)).await.unwrap().unwrap();
    assert_eq!((found.id.as_str(), found.state), ("text", Some(state(Channel::Sms, 1))));
    assert_eq!(store.find_call("CA1").await.unwrap().unwrap().id, "call");
    assert_eq!(store.find_call("CA2").await.unwrap(), None);
    assert_eq!(store.find_cut_call(service, &person(1), at(0)).await.unwrap(), None, "it is still under way");
    let cut = Standing { ended: true, ..standing(Channel::Voice) };
    let hang_up = ConversationChange::GoOn { id: "call".into(), expected: 1, standing: cut };
    store.commit(turn("k2-over", hang_up, vec![])).await.unwrap();
    assert_eq!(store.find_cut_call(service, &person(1), at(0)).await.unwrap().unwrap().id, "call");
    assert_eq!(store.find_cut_call(service, &person(1), at(1)).await.unwrap(), None);
    assert_eq!(store.find_cut_call(service, &person(2), at(0)).await.unwrap(), None);
    let mut over = standing(Channel::Voice);
    (over.ended, over.outcome) = (true, Some("done".into()));
    let end = ConversationChange::GoOn { id: "call".into(), expected: 2, standing: over };
    store.commit(turn("k3", end, vec![])).await.unwrap();
    assert_eq!(store.find_cut_call(service, &person(1), at(0)).await.unwrap(), None);
    assert_eq!(store.find_call("CA1").await.unwrap().unwrap().ended_at, Some(at(0)));
}

#[tokio::test]
async fn a_state_of_another_version_is_none_and_a_broken_one_names_its_row() {
    let (store, _folder) = store().await;
    store.commit(turn("k1", begin("c", Channel::Voice, Some("CA1")), vec![])).await.unwrap();
    run(&store, r#"UPDATE conversation SET state = '{"version":0,"old":true}'"#).await;
    assert_eq!(store.find_call("CA1").await.unwrap().unwrap().state, None);
    run(&store, r#"UPDATE conversation SET state = '{"version":1}'"#).await;
    let error = store.find_call("CA1").await.unwrap_err();
    assert_eq!(error.to_string(), "table conversation, column state, row c: the value cannot be read");
}

#[tokio::test]
async fn a_stop_silences_reminders_until_start_and_never_an_answer() {
    let (store, _folder) = store().await;
    let words = vec![
        Write::RememberLanguage { number: person(1), language: "ar".parse().unwrap() },
        Write::Text(text("answer", TextKind::Text, 0)),
        Write::Text(text("reminder", TextKind::Reminder, 90)),
        Write::Text(text("ask", TextKind::Ask, 90)),
        Write::OptOut { number: person(1) },
        Write::Text(text("later", TextKind::Reminder, 90)),
        Write::Message(Message {
            direction: Direction::In,
            channel: Channel::Sms,
            body: "STOP".into(),
            segments: Some(1),
            encoding: Some("gsm7"),
        }),
    ];
    store.commit(turn("k1", begin("c", Channel::Sms, None), words)).await.unwrap();
    assert_eq!(store.remembered_language(&person(1)).await.unwrap().unwrap().as_str(), "ar");
    assert_eq!(store.remembered_language(&person(2)).await.unwrap(), None);
    assert!(store.is_opted_out(&person(1)).await.unwrap());
    for (id, state) in [("answer", TextState::Waiting), ("reminder", TextState::Cancelled)] {
        assert_eq!(store.text_state(id).await.unwrap(), Some(state), "{id}");
    }
    for id in ["ask", "later"] {
        assert_eq!(store.text_state(id).await.unwrap(), Some(TextState::Cancelled), "{id}");
    }
    store.commit(turn("k2", go_on("c", 1), vec![Write::OptIn { number: person(1) }])).await.unwrap();
    assert!(!store.is_opted_out(&person(1)).await.unwrap());
}

#[tokio::test]
async fn a_second_callback_brings_the_open_one_up_to_date_and_keeps_its_place() {
    let (store, _folder) = store().await;
    let book = |callback| vec![Write::Callback(callback)];
    store.commit(turn("k1", begin("c", Channel::Sms, None), book(callback("b1", "morning", 0)))).await.unwrap();
    store.commit(turn("k2", go_on("c", 1), book(callback("b2", "afternoon", 60)))).await.unwrap();
    let open = store.open_callbacks().await.unwrap();
    assert_eq!(open.len(), 1);
    let mut expected = callback("b1", "afternoon", 60);
    expected.at = at(0);
    assert_eq!((&open[0].asked, open[0].updated_at), (&expected, at(60)));
    assert_eq!(store.open_callback(&person(1)).await.unwrap().as_ref(), Some(&open[0]));
    assert_eq!(store.open_callback(&person(2)).await.unwrap(), None);
    run(&store, "UPDATE callback SET state = 'done'").await;
    store.commit(turn("k3", go_on("c", 2), book(callback("b3", "any", 90)))).await.unwrap();
    assert_eq!(store.open_callback(&person(1)).await.unwrap().unwrap().asked.id, "b3");
}

#[tokio::test]
async fn a_guesser_is_locked_out_longer_each_time_and_at_last_for_good() {
    let (store, _folder) = store().await;
    file(&store).await;
    let number = FileNumber::new("1234567");
    let try_at = |seconds: i64| store.begin_attempt("caf", &number, "", at(seconds));
    let checked = |attempt: &Attempt| matches!(attempt, Attempt::Check { file_id, .. } if file_id == "f");
    for _ in 0..5 {
        assert!(checked(&try_at(0).await.unwrap()));
    }
    let mut unlocked = 0;
    for lock in [15 * 60, 3_600, 86_400, 86_400] {
        assert_eq!(try_at(unlocked + lock - 1).await.unwrap(), Attempt::Locked, "{lock}");
        unlocked += lock;
        assert!(checked(&try_at(unlocked).await.unwrap()), "{lock}");
    }
    // The owner's call opens the file again, and gives back only its own attempt.
    let proved = |key, change| store.commit(turn(key, change, vec![Write::CodeProved { file_id: "f".into() }]));
    proved("k1", begin("c", Channel::Sms, None)).await.unwrap();
    let mut evaluated = 8;
    for day in 1..200 {
        for _ in 0..5 {
            evaluated += i64::from(checked(&try_at(unlocked + day * 90_000).await.unwrap()));
        }
    }
    assert_eq!(evaluated, 100);
    run(&store, "UPDATE case_file SET locked_until = NULL, failures = 0").await;
    assert_eq!(try_at(1_000_000_000).await.unwrap(), Attempt::Locked);
    assert_eq!(store.begin_attempt("caf", &FileNumber::new("1"), "", at(0)).await.unwrap(), Attempt::Unknown);
    let tries = count(&store, "SELECT SUM(checked) FROM code_attempt").await;
    assert_eq!(tries, 101);
}

#[tokio::test]
async fn two_guesses_at_once_are_two_failures() {
    let (store, _folder) = store().await;
    file(&store).await;
    let number = FileNumber::new("1234567");
    let tries = futures_util::future::join_all((0..40).map(|_| store.begin_attempt("caf", &number, "", at(0)))).await;
    let checked = tries.iter().filter(|attempt| matches!(attempt, Ok(Attempt::Check { .. }))).count();
    assert_eq!(checked, 5);
    assert_eq!(store.find_case_file("caf", &number, "").await.unwrap().as_deref(), Some("f"));
    assert_eq!(store.find_case_file("caf", &number, "75001").await.unwrap(), None);
}

#[tokio::test]
async fn a_message_is_claimed_once_and_a_vanished_sender_leaves_it_uncertain() {
    let (store, _folder) = store().await;
    let minute = Duration::from_secs(60);
    for (id, due) in [("c", 30), ("b", 20), ("a", 20), ("later", 1_000)] {
        store.add_text(text(id, TextKind::Text, due)).await.unwrap();
    }
    let ids = |claimed: Vec<outbox::ClaimedText>| claimed.into_iter().map(|one| one.text.id).collect::<Vec<_>>();
    assert_eq!(ids(store.claim_due(at(19), minute, 10).await.unwrap()), [""; 0]);
    assert_eq!(ids(store.claim_due(at(30), minute, 2).await.unwrap()), ["a", "b"]);
    assert_eq!(ids(store.claim_due(at(30), minute, 2).await.unwrap()), ["c"]);
    assert!(store.text_sent("a", "SM1", at(31)).await.unwrap());
    assert!(store.text_retry_at("b", at(200), at(31)).await.unwrap());
    assert_eq!(ids(store.claim_due(at(90), minute, 10).await.unwrap()), [""; 0]);
    assert_eq!(store.text_state("c").await.unwrap(), Some(TextState::Uncertain));
    // The late holder may not have it sent again; that it was sent after all may be said.
    assert!(!store.text_retry_at("c", at(100), at(91)).await.unwrap());
    assert!(store.text_sent("c", "SM2", at(92)).await.unwrap());
    assert!(!store.text_sent("c", "SM3", at(92)).await.unwrap());
    let again = store.claim_due(at(200), minute, 10).await.unwrap();
    assert_eq!((again[0].text.id.as_str(), again[0].attempts), ("b", 2));
    assert!(store.text_uncertain("b", "no answer in time", at(201)).await.unwrap());
    assert!(store.text_failed("b", "refused", at(202)).await.unwrap());
    assert!(!store.text_failed("a", "refused", at(202)).await.unwrap());
    assert_eq!(store.text_state("none").await.unwrap(), None);
}

#[tokio::test]
async fn a_cancelled_message_is_not_handed_over() {
    let (store, _folder) = store().await;
    store.add_text(text("r", TextKind::Reminder, 0)).await.unwrap();
    store.opt_out(&person(2), at(1)).await.unwrap();
    assert_eq!(store.text_state("r").await.unwrap(), Some(TextState::Waiting));
    store.opt_out(&person(1), at(1)).await.unwrap();
    assert_eq!(store.claim_due(at(2), Duration::from_secs(60), 9).await.unwrap(), []);
    assert!(!store.text_receipt("r", Receipt::Delivered, "", at(3)).await.unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn receipts_in_any_order_end_in_one_state(
        order in proptest::sample::subsequence(vec![0usize, 1, 2, 3, 4, 5], 1..=6).prop_shuffle()
    ) {
        // The service's own note that it was sent (3) and that it did not hear (4) may come at any place.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let end = runtime.block_on(async {
            let (store, _folder) = store().await;
            store.add_text(text("t", TextKind::Text, 0)).await.unwrap();
            store.claim_due(at(0), Duration::from_secs(60), 1).await.unwrap();
            for event in &order {
                match event {
                    0 | 5 => store.text_receipt("t", Receipt::Sent, "sent", at(1)).await.unwrap(),
                    1 => store.text_receipt("t", Receipt::Failed, "undelivered", at(1)).await.unwrap(),
                    2 => store.text_receipt("t", Receipt::Delivered, "delivered", at(1)).await.unwrap(),
                    3 => store.text_sent("t", "SM1", at(1)).await.unwrap(),
                    _ => store.text_uncertain("t", "no answer in time", at(1)).await.unwrap(),
                };
            }
            store.text_state("t").await.unwrap().unwrap()
        });
        let expected = if order.contains(&2) { TextState::Delivered }
            else if order.contains(&1) { TextState::Failed }
            else if order.iter().any(|event| [0, 3, 5].contains(event)) { TextState::Sent }
            else { TextState::Uncertain };
        prop_assert_eq!(end, expected);
    }
}

#[test]
fn nothing_personal_is_printed() {
    let shown = format!("{:?} {:?}", text("t", TextKind::Text, 0), callback("b", "any", 0));
    assert!(!shown.contains("3363998") && !shown.contains('é'), "{shown}");
}

#[tokio::test]
async fn a_cut_call_that_was_taken_up_or_goes_on_is_not_offered_again() {
    let (store, _folder) = store().await;
    let cut = |state: Standing| Standing { ended: true, outcome: None, ..state };
    let done = |state: Standing| Standing { ended: true, outcome: Some("done".into()), ..state };
    let call = |id: &str, standing: Standing| ConversationChange::Begin {
        id: id.into(),
        service_number: "+33199000001".into(),
        call_id: Some(id.into()),
        standing,
    };
    let find = async || store.find_cut_call("+33199000001", &person(1), at(-60)).await.unwrap().map(|found| found.id);
    let mut seconds = 0;
    for (id, standing, offered) in [
        ("first", cut(standing(Channel::Voice)), Some("first")),
        ("second", done(standing(Channel::Voice)), None),
        ("third", standing(Channel::Voice), None),
    ] {
        seconds += 60;
        let commit = TurnCommit { at: at(seconds), ..turn(id, call(id, standing), Vec::new()) };
        assert_eq!(store.commit(commit).await.unwrap(), Outcome::Committed);
        assert_eq!(find().await.as_deref(), offered, "{id}");
    }
}

#[tokio::test]
async fn whoever_withholds_their_number_changes_nothing_of_a_callback_asked_for_by_another() {
    let (store, _folder) = store().await;
    let own = NewCallback { subject: "distress".into(), ..callback("k1", "morning", 1) };
    let stranger = NewCallback { by_caller: false, conversation_id: "other".into(), ..callback("k2", "afternoon", 2) };
    let again = NewCallback { subject: "general".into(), ..callback("k3", "any", 3) };
    for (key, asked) in [("a", own), ("b", stranger), ("c", again)] {
        let begun = begin(&format!("c-{key}"), Channel::Voice, None);
        store.commit(turn(key, begun, vec![Write::Callback(asked)])).await.unwrap();
        let open = store.open_callback(&person(1)).await.unwrap().unwrap().asked;
        let expected = if key == "c" { "any" } else { "morning" };
        assert_eq!((open.half_day.as_str(), open.subject.as_str()), (expected, "distress"), "{key}");
    }
}
