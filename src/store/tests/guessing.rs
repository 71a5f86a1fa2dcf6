//! How often codes may be tried, on both databases: who is stopped, who is not, and when everybody is.

use super::*;
use crate::{
    identity::{CODE_LIFE_FAILURES, Guard, OWN_LIFE_FAILURES},
    outgoing::delivery::{Delivery, Report},
    store::{
        guess::{Attempt, FileKey, Try},
        one_time::{NewOneTimeCode, Opens, Reached},
        outbox::Terms,
    },
};

/// The file that [`file`] brings in, or one that is not there.
fn key(number: &str) -> FileKey {
    FileKey { organisation: "caf".into(), number: FileNumber::new(number), postcode: String::new() }
}

fn stranger(number: u32) -> Option<PhoneNumber> {
    // One number of each of two blocks, so that blocks fill up slowly.
    let (block, last) = (["+3319900", "+3326191", "+3335301", "+3346571"][number as usize % 4], number / 4);
    Numbering { fiction: true }.parse(&format!("{block}{last:04}"))
}

fn attempt(caller: Option<PhoneNumber>, seconds: i64) -> Try {
    Try { file: key("1234567"), caller, at: at(seconds) }
}

/// Without an alarm: what stops one number or protects one file.
const CALM: Guard = Guard { files_per_number_per_day: 3, alarm_refused: u32::MAX, alarm_share_percent: 50 };

fn is_checked(attempt: &Attempt) -> bool {
    matches!(attempt, Attempt::Check { file_id, .. } if file_id == "f")
}

async fn guess(store: &Store, caller: Option<PhoneNumber>, seconds: i64) -> Attempt {
    store.begin_attempt(attempt(caller, seconds), CALM).await.unwrap()
}

async fn prove(store: &Store, key: &str, caller: Option<PhoneNumber>, seconds: i64) {
    let proved = Write::CodeProved { file_id: "f".into(), attempt: attempt(caller, seconds) };
    store.commit(turn(key, begin(key, Channel::Voice, None), vec![proved])).await.unwrap();
}

on_both! {
    async fn one_number_waits_longer_each_time_and_the_owner_opens_the_way_again(bed: Bed) {
        let store = &bed.store;
        file(store).await;
        for _ in 0..5 {
            assert!(is_checked(&guess(store, stranger(1), 0).await));
        }
        let mut unlocked = 0;
        for lock in [15 * 60, 3_600, 86_400, 86_400] {
            assert_eq!(guess(store, stranger(1), unlocked + lock - 1).await, Attempt::Locked, "{lock}");
            unlocked += lock;
            assert!(is_checked(&guess(store, stranger(1), unlocked).await), "{lock}");
        }
        prove(store, "k", stranger(1), unlocked).await;
        for _ in 0..5 {
            assert!(is_checked(&guess(store, stranger(1), unlocked + 1).await), "the right code forgets the wrong ones");
        }
        assert_eq!(count(store, "SELECT code_failures FROM case_file").await, 8 - 1 + 5 + 1);
    }

    async fn ninety_hostile_guesses_lock_nobody_out_who_calls_from_the_number_on_file(bed: Bed) {
        let store = &bed.store;
        file(store).await;
        let mut evaluated = 0;
        for number in 0..90 {
            evaluated += i64::from(is_checked(&guess(store, stranger(number), i64::from(number)).await));
        }
        assert_eq!(evaluated, 20, "strangers have twenty tries a day on a file, all together");
        assert_eq!(guess(store, stranger(91), 100).await, Attempt::Locked);
        assert!(is_checked(&guess(store, Some(person(1)), 101).await));
    }

    async fn a_code_is_never_looked_at_more_than_a_hundred_times(bed: Bed) {
        let store = &bed.store;
        file(store).await;
        let (mut strange, mut own) = (0, 0);
        for day in 0..30 {
            for number in 0..30 {
                strange += i64::from(is_checked(&guess(store, stranger(number), day * 90_000).await));
                own += i64::from(is_checked(&guess(store, Some(person(1)), day * 90_000 + i64::from(number)).await));
            }
        }
        assert_eq!((strange, own), (CODE_LIFE_FAILURES, OWN_LIFE_FAILURES.min(own)));
        assert!(own > 20, "the number on file keeps its own tries");
        assert!(strange + own <= 100);
    }

    async fn guesses_at_once_are_as_many_failures(bed: Bed) {
        let store = &bed.store;
        file(store).await;
        let tries = futures_util::future::join_all((0..40).map(|_| guess(store, stranger(1), 0))).await;
        assert_eq!(tries.iter().filter(|attempt| is_checked(attempt)).count(), 5);
        let tries = futures_util::future::join_all((2..42).map(|number| guess(store, stranger(number), 0))).await;
        assert_eq!(tries.iter().filter(|attempt| is_checked(attempt)).count(), 15);
        assert_eq!(store.find_case_file("caf", &FileNumber::new("1234567"), "").await.unwrap().as_deref(), Some("f"));
        assert_eq!(store.find_case_file("caf", &FileNumber::new("1234567"), "75001").await.unwrap(), None);
    }

    async fn a_number_tries_three_files_a_day_and_one_that_it_opens_is_none_of_them(bed: Bed) {
        let store = &bed.store;
        file(store).await;
        let try_file = async |number: &str, caller: Option<PhoneNumber>, seconds| {
            let attempt = Try { file: key(number), caller, at: at(seconds) };
            store.begin_attempt(attempt, CALM).await.unwrap()
        };
        for number in ["1", "2", "3", "1", "2"] {
            assert_eq!(try_file(number, stranger(1), 0).await, Attempt::Unknown);
        }
        assert_eq!(guess(store, stranger(1), 0).await, Attempt::Locked, "a fourth one");
        assert!(is_checked(&guess(store, stranger(5), 0).await), "another number is none of its business");
        assert!(is_checked(&guess(store, stranger(1), 86_400).await), "another day");
        prove(store, "k", stranger(1), 86_400).await;
        for number in ["1", "2", "3"] {
            assert_eq!(try_file(number, stranger(1), 86_400).await, Attempt::Unknown);
        }
        assert_eq!(guess(store, stranger(1), 86_400).await, Attempt::Locked);
        // All who withhold their numbers are one.
        for number in ["1", "2", "3"] {
            try_file(number, None, 0).await;
        }
        assert_eq!(guess(store, None, 0).await, Attempt::Locked);
    }

    async fn numbers_bought_by_the_block_have_fifty_tries_a_day(bed: Bed) {
        let store = &bed.store;
        file(store).await;
        for number in 0..50 {
            let caller = Numbering { fiction: true }.parse(&format!("+3363998{number:04}"));
            let attempt = Try { file: key(&number.to_string()), caller, at: at(0) };
            assert_eq!(store.begin_attempt(attempt, CALM).await.unwrap(), Attempt::Unknown);
        }
        let caller = Numbering { fiction: true }.parse("+33639989999");
        assert_eq!(guess(store, caller, 0).await, Attempt::Locked);
        assert!(is_checked(&guess(store, stranger(1), 0).await));
    }

    async fn when_guesses_rise_codes_prove_nothing_until_an_operator_says_so(bed: Bed) {
        let store = &bed.store;
        file(store).await;
        let guard = Guard::default();
        let spray = async |number: u32, seconds| {
            let file = key(&(9_000 + number).to_string());
            store.begin_attempt(Try { file, caller: stranger(number), at: at(seconds) }, guard).await.unwrap()
        };
        // What proves something weighs against it: half of 80 may fail.
        for number in 0..40 {
            let at = i64::from(number);
            store.begin_attempt(attempt(Some(person(1)), at), guard).await.unwrap();
            prove(store, &format!("k{number}"), Some(person(1)), at).await;
        }
        let mut until = 0;
        while spray(until, i64::from(until)).await != Attempt::Closed {
            until += 1;
            assert!(until < 60, "no alarm");
        }
        assert_eq!(until, 40);
        let alarm = store.alarm().await.unwrap().unwrap();
        assert_eq!((alarm.tries, alarm.refused), (81, 41));
        let mine = store.begin_attempt(attempt(Some(person(1)), 200), guard).await.unwrap();
        assert_eq!(mine, Attempt::Closed, "everybody, the right code too");
        assert!(store.end_alarm(at(300)).await.unwrap());
        assert!(!store.end_alarm(at(300)).await.unwrap());
        assert!(is_checked(&store.begin_attempt(attempt(Some(person(1)), 301), guard).await.unwrap()));
        assert_eq!(store.tries_lately(at(301)).await.unwrap(), (1, 1));
        assert_eq!(store.alarm().await.unwrap(), None);
    }

    async fn what_no_throttle_looks_at_any_more_is_swept(bed: Bed) {
        let store = &bed.store;
        file(store).await;
        guess(store, stranger(1), 0).await;
        assert_eq!(store.sweep_guesses(at(0)).await.unwrap(), 0);
        assert!(count(store, "SELECT COUNT(*) FROM guess").await > 4);
        store.sweep_guesses(at(8 * 86_400)).await.unwrap();
        assert_eq!(count(store, "SELECT COUNT(*) FROM guess").await, 0);
        assert_eq!(count(store, "SELECT COUNT(*) FROM guess_slot").await, 0);
    }

    async fn a_one_time_code_opens_its_file_in_its_conversation_once_and_for_ten_minutes(bed: Bed) {
        let store = &bed.store;
        file(store).await;
        let sent = |conversation: &str| Write::OneTimeCode(NewOneTimeCode {
            conversation_id: conversation.into(),
            opens: Some(Opens { file_id: "f".into(), to: person(1), mandate_id: None }),
            code_hash: "one-time".into(),
            expires_at: at(600),
        });
        store.commit(turn("k", begin("c", Channel::Voice, None), vec![sent("c"), sent("d"), sent("e")])).await.unwrap();
        let try_at = async |conversation: &str, number: &str, seconds| {
            let attempt = Try { file: key(number), caller: Some(person(2)), at: at(seconds) };
            store.begin_one_time(conversation, attempt, CALM).await.unwrap()
        };
        assert!(is_checked(&try_at("c", "1234567", 599).await));
        assert_eq!(try_at("x", "1234567", 1).await, Attempt::Unknown, "another conversation");
        assert_eq!(try_at("c", "7654321", 1).await, Attempt::Unknown, "another file");
        assert_eq!(try_at("c", "1234567", 600).await, Attempt::Unknown, "too late");
        let proved = Write::OneTimeProved { at: at(2), conversation_id: "c".into() };
        store.commit(turn("l", begin("l", Channel::Voice, None), vec![proved])).await.unwrap();
        assert_eq!(try_at("c", "1234567", 3).await, Attempt::Unknown, "used up");
        for _ in 0..3 {
            assert!(is_checked(&try_at("d", "1234567", 3).await));
        }
        assert_eq!(try_at("d", "1234567", 3).await, Attempt::Unknown, "a fourth try");
        let other = import::ImportedFile { phone: Some(person(3)), id: "g".into(), code_hash: None, ..imported() };
        store.stage_import("j", vec![other], at(4)).await.unwrap();
        store.end_import("j", false).await.unwrap();
        assert_eq!(try_at("e", "1234567", 5).await, Attempt::Unknown, "the number on file is another one");
    }

    async fn a_message_goes_to_a_number_that_was_verified_within_a_year_and_answered_no_doubt(bed: Bed) {
        let store = &bed.store;
        file(store).await;
        let year = 365 * 86_400;
        let reach = async |number: &str, caller: u32, seconds| {
            let attempt = Try { file: key(number), caller: stranger(caller), at: at(seconds) };
            store.reach(attempt, true, CALM).await.unwrap()
        };
        let number = Reached::Number { file_id: "f".into(), to: person(1), mandate_id: None };
        assert_eq!(reach("1234567", 1, 0).await, number);
        assert_eq!(reach("7654321", 1, 0).await, Reached::Nobody);
        assert_eq!(reach("1234567", 2, year + 1).await, Reached::Nobody, "a year ago");
        // The same list again proves nothing; the right code from the number does.
        let again = import::ImportedFile { id: "g".into(), code_hash: None, ..imported() };
        store.stage_import("j", vec![again], at(year)).await.unwrap();
        store.end_import("j", false).await.unwrap();
        assert_eq!(reach("1234567", 3, year + 1).await, Reached::Nobody);
        prove(store, "k", Some(person(1)), year).await;
        assert_eq!(reach("1234567", 4, year + 1).await, number);
        run(store, "UPDATE person_phone SET doubted_at = 1").await;
        assert_eq!(reach("1234567", 5, year + 1).await, Reached::Nobody);
        prove(store, "l", Some(person(1)), year + 2).await;
        assert_eq!(reach("1234567", 6, year + 3).await, number);
    }

    async fn a_text_that_does_not_arrive_puts_the_number_in_doubt(bed: Bed) {
        let store = &bed.store;
        file(store).await;
        let reach = async |caller: u32| store.reach(attempt(stranger(caller), 90), true, CALM).await.unwrap();
        assert_ne!(reach(1).await, Reached::Nobody);
        store.add_text(text("t", Kind::Reply, 0)).await.unwrap();
        let terms = Terms { owner: "w".into(), lease: Duration::from_secs(60), most: 1, limits: None, ceiling: None };
        assert_eq!(store.claim(at(0), terms).await.unwrap().orders.len(), 1);
        let told = |state| Report { state, error_code: None };
        store.text_receipt(("t", Some(1)), "SM1", told(Delivery::Sent), at(1)).await.unwrap();
        assert_ne!(reach(2).await, Reached::Nobody, "on its way");
        store.text_receipt(("t", Some(1)), "SM1", told(Delivery::Undelivered), at(2)).await.unwrap();
        assert_eq!(reach(3).await, Reached::Nobody);
        prove(store, "k", Some(person(1)), 100).await;
        assert_ne!(reach(4).await, Reached::Nobody, "the posted code was given from it");
    }

    async fn nobody_has_many_messages_sent_to_somebody_else(bed: Bed) {
        let store = &bed.store;
        file(store).await;
        let mut reached = 0;
        for caller in 0..10 {
            for _ in 0..5 {
                let found = store.reach(attempt(stranger(caller), 0), true, CALM).await.unwrap();
                reached += u32::from(found != Reached::Nobody);
            }
        }
        assert_eq!(reached, 6);
        assert_ne!(store.reach(attempt(stranger(0), 90_000), true, CALM).await.unwrap(), Reached::Nobody, "a day later");
    }
}
