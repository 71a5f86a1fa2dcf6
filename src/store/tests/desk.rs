//! Callbacks in advisors' hands: claims and their leases, tries, outcomes, and what comes too late.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, civil::date};

use super::{
    callbacks::{book, moment, queue},
    *,
};
use crate::{
    callback::{
        Terms, Window,
        outcome::{AttemptResult, Outcome as Result},
        plan::Slot,
        rank::{Because, Hand},
    },
    outgoing::failure::NumberMark,
    store::{
        audit::Entry,
        callback::{
            CallbackState, Claim,
            claim::{Next, Taken},
            history::KeptNote,
            outcome::{Change, NewAttempt, Note, Report, Reported},
            queue::Filter,
        },
        deadline::DeadlineState,
    },
};

const LEASE: i64 = 300;

fn hand(id: &str, languages: &[&str], skills: &[&str]) -> Hand {
    Hand {
        id: id.into(),
        languages: languages.iter().map(|tag| tag.parse().unwrap()).collect(),
        skills: skills.iter().map(|skill| (*skill).to_owned()).collect(),
    }
}

fn entry(id: &str) -> Entry {
    let (actor, subject) = ("advisor:a".into(), String::new());
    Entry { id: id.into(), at: at(0), actor, action: "callback-claimed", subject, detail: None }
}

fn fresh(what: &str) -> String {
    static COUNT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    format!("{what}-{}", COUNT.fetch_add(1, std::sync::atomic::Ordering::SeqCst))
}

async fn next(store: &Store, hand: &Hand, seconds: i64) -> Option<Next> {
    store.claim_next(hand, moment(seconds), &Terms::default(), entry(&fresh("e"))).await.unwrap()
}

async fn claim(store: &Store, id: &str, by: &str, seconds: i64) -> Taken {
    store.claim_callback(id, by, at(seconds), &Terms::default(), entry(&fresh("e"))).await.unwrap()
}

async fn claimed(store: &Store, id: &str, by: &str, seconds: i64) -> Claim {
    match claim(store, id, by, seconds).await {
        Taken::Claimed(claim) => claim,
        other => panic!("{other:?}"),
    }
}

fn report(id: &str, by: &str, fence: i64, change: Change) -> Report {
    Report {
        id: id.into(),
        by: by.into(),
        fence,
        seen: (0, 0),
        attempt: None,
        change,
        outcome: None,
        marks_number: false,
        settles_deadline: false,
        note: None,
        orders: Vec::new(),
        entries: Vec::new(),
        late: Note { id: fresh("late"), kind: "late-outcome", text: format!("{by} came late") },
        at: at(50),
    }
}

fn attempt(result: AttemptResult) -> NewAttempt {
    let waited = SignedDuration::from_secs(40);
    NewAttempt { id: fresh("try"), result, slot: Slot::LateMorning, hour: 11, waited }
}

fn kinds(notes: &[KeptNote]) -> Vec<(&str, &str)> {
    notes.iter().filter(|note| note.kind != "message").map(|note| (note.kind.as_str(), note.text.as_str())).collect()
}

on_both! {
    async fn the_next_best_is_taken_with_its_reason_and_held_for_a_lease(bed: Bed) {
        let store = &bed.store;
        let closing = NewCallback {
            person: person(2),
            deadline: Some(("rsa-declaration".into(), date(2026, 12, 9))),
            ..callback("closing", "any", 5)
        };
        book(store, [callback("first", "any", 0), closing]).await;
        let hand_a = hand("a", &["fr"], &[]);
        let taken = next(store, &hand_a, 10).await.unwrap();
        let reason = Because::Deadline { kind: "rsa-declaration".into(), closes: date(2026, 12, 9), days: 1 };
        let lease = Claim { by: "a".into(), since: at(10), until: at(10 + LEASE), fence: 1 };
        assert_eq!((taken.id.as_str(), &taken.claim, &taken.reason.first), ("closing", &lease, &reason));
        assert_eq!(store.callback("closing").await.unwrap().unwrap().held(at(10)), Some(&lease));
        assert_eq!(next(store, &hand("b", &["fr"], &[]), 10).await.unwrap().id, "first");
        assert_eq!(next(store, &hand("c", &["fr"], &[]), 10).await, None);
        // Who claimed it stands in the audit.
        let audited = "SELECT COUNT(*) FROM audit WHERE action = 'callback-claimed' AND subject IN ('closing', 'first')";
        assert_eq!(count(store, audited).await, 2);
        // A lease that ended is free for the next, with another fence; who held it loses nothing that nobody took.
        assert_eq!(next(store, &hand("c", &["fr"], &[]), 10 + LEASE).await.unwrap().claim.fence, 2);
        assert_eq!(queue(store, Filter { held_by: Some("c".into()), ..Filter::default() }, 10 + LEASE).await.len(), 1);
    }

    async fn language_and_skill_and_time_tell_who_is_given_what(bed: Bed) {
        let store = &bed.store;
        let arabic = NewCallback { language: "ar".parse().unwrap(), interpreter: false, ..callback("ar", "any", 0) };
        let later = Times::promised(Window { from: at(9_000), until: at(9_900) }, None);
        let later = NewCallback { times: later, person: person(4), interpreter: false, ..callback("later", "any", 0) };
        let housing = NewCallback { subject: "housing".into(), person: person(3), interpreter: false, ..callback("housing", "any", 0) };
        book(store, [arabic, later, housing]).await;
        for (who, seconds, expected) in [
            (hand("a", &["en"], &[]), 10, None),
            (hand("a", &["fr"], &["file"]), 10, None),
            (hand("a", &[], &[]), 10, None),
            (hand("a", &["fr"], &["file", "housing"]), 10, Some("housing")),
            (hand("a", &["fr"], &["file"]), 7_200, Some("housing")),
            (hand("a", &["ar", "fr"], &["file"]), 7_199, Some("ar")),
            (hand("a", &["fr"], &["file"]), 9_000, Some("housing")),
        ] {
            let taken = next(store, &who, seconds).await;
            assert_eq!(taken.as_ref().map(|taken| taken.id.as_str()), expected, "{who:?} {seconds}");
            store.release_all_claims("a", at(seconds)).await.unwrap();
        }
        claim(store, "housing", "b", 9_000).await;
        assert_eq!(next(store, &hand("a", &["fr"], &["file"]), 9_000).await.unwrap().id, "later");
    }

    async fn one_that_is_chosen_by_hand_says_who_holds_it_until_when_or_that_it_is_over(bed: Bed) {
        let store = &bed.store;
        book(store, [callback("b", "any", 0)]).await;
        let first = claimed(store, "b", "a", 0).await;
        assert_eq!(claim(store, "b", "x", 10).await, Taken::TakenBy { by: "a".into(), until: at(LEASE) });
        // Who holds it already is no new holder, and what they typed under the fence stays theirs.
        assert_eq!(claimed(store, "b", "a", 10).await, Claim { since: at(10), until: at(10 + LEASE), ..first });
        assert_eq!(claimed(store, "b", "x", 10 + LEASE).await.fence, 2);
        assert_eq!(claim(store, "nothing", "a", 10).await, Taken::Gone);
        let ended = Report { seen: (0, 0), ..report("b", "x", 2, Change::Ends) };
        assert_eq!(store.report(ended).await.unwrap(), Reported::Kept);
        assert_eq!(claim(store, "b", "a", 10).await, Taken::Gone);
    }

    async fn a_lease_is_kept_longer_and_given_back_by_its_holder_alone(bed: Bed) {
        let store = &bed.store;
        book(store, [callback("b", "any", 0)]).await;
        let fence = claimed(store, "b", "a", 0).await.fence;
        let extend = |by: &'static str, fence, until| store.extend_claim("b", by, fence, at(until), at(10));
        assert_eq!(extend("a", fence, 900).await.unwrap(), Some(at(900)));
        assert_eq!(extend("a", fence, 400).await.unwrap(), Some(at(900)), "never shorter");
        assert_eq!(extend("x", fence, 2_000).await.unwrap(), None);
        assert_eq!(extend("a", fence + 1, 2_000).await.unwrap(), None);
        assert!(!store.release_claim("b", "a", fence + 1, at(11)).await.unwrap());
        assert!(store.release_claim("b", "a", fence, at(11)).await.unwrap());
        assert_eq!(extend("a", fence, 2_000).await.unwrap(), None);
        assert_eq!(claimed(store, "b", "x", 12).await.fence, fence + 1);
        assert_eq!((store.release_all_claims("a", at(13)).await.unwrap(), store.release_all_claims("x", at(13)).await.unwrap()), (0, 1));
    }

    async fn a_miss_plans_the_next_try_and_the_first_one_ends_the_wait(bed: Bed) {
        let store = &bed.store;
        book(store, [callback("b", "any", 0)]).await;
        let fence = claimed(store, "b", "a", 0).await.fence;
        let again = Window { from: at(90_000), until: at(95_000) };
        let missed = Report {
            attempt: Some(attempt(AttemptResult::NobodyAnswered)),
            orders: vec![text("missed", Kind::Reply, 60)],
            entries: vec![entry("o")],
            ..report("b", "a", fence, Change::Again(again))
        };
        assert_eq!(store.report(missed.clone()).await.unwrap(), Reported::Kept);
        let now = store.callback("b").await.unwrap().unwrap();
        assert_eq!((now.state, now.attempts, now.claim.clone(), now.decide), (CallbackState::Open, 1, None, false));
        assert_eq!((now.asked.times.next_at, now.asked.times.due_by), (again.from, again.until));
        assert_eq!(store.text_state("missed").await.unwrap(), Some(TextState::Waiting));
        // The same sent twice, as by a doubled key: nothing is counted again, what it says is kept.
        assert_eq!(store.report(Report { orders: vec![], entries: vec![], ..missed }).await.unwrap(), Reported::Late);
        assert_eq!(store.attempts("b").await.unwrap().len(), 1);
        assert_eq!(kinds(&store.callback_notes("b").await.unwrap()), [("late-outcome", "a came late")]);
        assert_eq!(next(store, &hand("a", &["fr"], &[]), 89_999).await, None);
        let second = next(store, &hand("a", &["fr"], &[]), 90_000).await.unwrap();
        assert_eq!(second.reason.first, Because::TriedAgain { attempts: 1 });
        let tries = Report {
            seen: (0, 1), attempt: Some(attempt(AttemptResult::Busy)), at: at(90_001),
            ..report("b", "a", second.claim.fence, Change::Decide(again))
        };
        assert_eq!(store.report(tries).await.unwrap(), Reported::Kept);
        let now = store.callback("b").await.unwrap().unwrap();
        assert_eq!((now.attempts, now.decide, now.first_tried_at), (2, true, Some(at(50))));
        let waits = store.ended_waits(at(0), 10).await.unwrap();
        assert_eq!((waits.len(), waits[0].waited.as_secs(), waits[0].tried_at), (1, 40, at(50)));
        // Who asks again after the last try begins another round.
        book(store, [callback("again", "any", 91_000)]).await;
        let now = store.callback("b").await.unwrap().unwrap();
        assert_eq!((now.attempts, now.round, now.decide), (0, 1, false));
    }

    async fn what_was_decided_on_what_stands_no_more_is_decided_again(bed: Bed) {
        let store = &bed.store;
        book(store, [callback("b", "any", 0)]).await;
        let fence = claimed(store, "b", "a", 0).await.fence;
        let seen = Report { seen: (1, 0), attempt: Some(attempt(AttemptResult::Reached)), ..report("b", "a", fence, Change::Ends) };
        assert_eq!(store.report(seen).await.unwrap(), Reported::Moved);
        assert_eq!((store.attempts("b").await.unwrap(), store.callback("b").await.unwrap().unwrap().state), (vec![], CallbackState::Open));
    }

    async fn an_outcome_ends_it_settles_the_deadline_and_keeps_the_note(bed: Bed) {
        let store = &bed.store;
        let due = deadlines::deadline("one", 1, 10);
        store.arm(vec![due.clone()]).await.unwrap();
        let asked = NewCallback { deadline: Some((due.kind.clone(), due.closes)), ..callback("b", "any", 0) };
        book(store, [asked]).await;
        let fence = claimed(store, "b", "a", 0).await.fence;
        let reached = Report { attempt: Some(attempt(AttemptResult::Reached)), ..report("b", "a", fence, Change::Stays) };
        assert_eq!(store.report(reached).await.unwrap(), Reported::Kept);
        assert!(store.callback("b").await.unwrap().unwrap().held(at(51)).is_some());
        let ended = Report {
            seen: (0, 1),
            attempt: Some(attempt(AttemptResult::Reached)),
            outcome: Some(Result::DoneTogether),
            settles_deadline: true,
            note: Some(("n".into(), "a canary of an advisor".into())),
            ..report("b", "a", fence, Change::Ends)
        };
        assert_eq!(store.report(ended).await.unwrap(), Reported::Kept);
        let now = store.callback("b").await.unwrap().unwrap();
        assert_eq!((now.state, now.outcome, now.ended_at, now.attempts), (CallbackState::Done, Some(Result::DoneTogether), Some(at(50)), 1));
        assert_eq!(store.attempts("b").await.unwrap().len(), 1, "who was reached was tried once");
        assert_eq!(store.deadlines_of(&person(1)).await.unwrap()[0].state, DeadlineState::Done);
        assert_eq!(kinds(&store.callback_notes("b").await.unwrap()), [("note", "a canary of an advisor")]);
        assert_eq!(store.ended_by("a", at(0)).await.unwrap().len(), 1);
        for row in bed.everything().await {
            assert!(!row.windows(6).any(|part| part == b"canary"), "a note is sealed");
        }
        // A late outcome overwrites nothing.
        let late = Report { outcome: Some(Result::Refused), ..report("b", "x", fence, Change::Ends) };
        assert_eq!(store.report(late).await.unwrap(), Reported::Late);
        assert_eq!(store.callback("b").await.unwrap().unwrap().outcome, Some(Result::DoneTogether));
    }

    async fn a_wrong_number_is_marked_and_no_longer_the_persons(bed: Bed) {
        let store = &bed.store;
        file(store).await;
        book(store, [NewCallback { number: person(1), file_id: Some("f".into()), ..callback("b", "any", 0) }]).await;
        let fence = claimed(store, "b", "a", 0).await.fence;
        let wrong = Report { outcome: Some(Result::WrongNumber), marks_number: true, ..report("b", "a", fence, Change::Ends) };
        assert_eq!(store.report(wrong).await.unwrap(), Reported::Kept);
        assert_eq!(store.trouble(&person(1)).await.unwrap(), Some(NumberMark::BadNumber));
        assert_eq!(store.case_file("f").await.unwrap().unwrap().phone, None);
    }

    async fn a_follow_up_waits_for_its_day_and_is_tried_anew(bed: Bed) {
        let store = &bed.store;
        book(store, [callback("b", "any", 0)]).await;
        let fence = claimed(store, "b", "a", 0).await.fence;
        let window = Window { from: at(90_000), until: at(95_000) };
        let day = date(2026, 12, 9);
        let followed = Report {
            attempt: Some(attempt(AttemptResult::Reached)), outcome: Some(Result::FollowUp),
            ..report("b", "a", fence, Change::On(day, window))
        };
        assert_eq!(store.report(followed).await.unwrap(), Reported::Kept);
        let now = store.callback("b").await.unwrap().unwrap();
        assert_eq!((now.state, now.attempts, now.round, now.follow_up), (CallbackState::Open, 0, 1, Some(day)));
        let next = next(store, &hand("a", &["fr"], &[]), 90_000).await.unwrap();
        assert_eq!(next.reason.first, Because::FollowUp(day));
    }

    async fn the_figures_count_what_waits_and_what_came_of_it(bed: Bed) {
        let store = &bed.store;
        let promised = |until| Times::promised(Window { from: at(0), until: at(until) }, None);
        let of = |id: &str, whose, until| NewCallback { person: person(whose), times: promised(until), ..callback(id, "any", i64::from(whose)) };
        book(store, [of("broken", 1, 90), of("soon", 2, 110), of("later", 3, 9_000), of("tried", 4, 90)]).await;
        let fence = claimed(store, "tried", "a", 0).await.fence;
        let ended = Report {
            attempt: Some(attempt(AttemptResult::Reached)), outcome: Some(Result::Solved),
            ..report("tried", "a", fence, Change::Ends)
        };
        store.report(ended).await.unwrap();
        claimed(store, "later", "a", 99).await;
        let standing = store.standing_of_queue(at(100), at(120)).await.unwrap();
        let figures = (standing.open, standing.held, standing.decide, standing.broken, standing.at_risk, standing.oldest);
        assert_eq!(figures, (3, 1, 0, 1, 1, Some(at(1))));
        let reach: Vec<_> = store.reach_by_hour(at(0)).await.unwrap().iter().map(|one| (one.hour, one.tries, one.reached)).collect();
        assert_eq!(reach, [(11, 1, 1)]);
        let outcomes = store.outcomes_by_language(at(0)).await.unwrap();
        assert_eq!((outcomes.len(), outcomes[0].outcome, outcomes[0].count), (1, Result::Solved, 1));
        assert_eq!(store.outcomes_by_language(at(51)).await.unwrap(), []);
    }

    async fn fifty_advisors_at_once_never_hold_the_same(bed: Bed) {
        let store = &bed.store;
        let others = [Store::open(&bed.access).await.unwrap(), Store::open(&bed.access).await.unwrap()];
        // SQLite belongs to one process, which has one store.
        let stores: Vec<&Store> = if store.is_shared() { vec![store, &others[0], &others[1]] } else { vec![store] };
        book(store, (0..90).map(|one| NewCallback { person: person(one), ..callback(&format!("b{one}"), "any", 0) })).await;
        let advisors = (0..50usize).map(|one| {
            let store = stores[one % stores.len()];
            async move {
                let mut mine = Vec::new();
                while let Some(taken) = next(store, &hand(&format!("a{one}"), &["fr"], &[]), 10).await {
                    mine.push(taken.id);
                }
                mine
            }
        });
        let all: Vec<String> = futures_util::future::join_all(advisors).await.concat();
        assert_eq!((all.len(), all.iter().collect::<BTreeSet<_>>().len()), (90, 90));
        let held = "SELECT COUNT(*) FROM callback WHERE fence = 1 AND claimed_by IS NOT NULL";
        assert_eq!(count(store, held).await, 90);
        for other in others {
            other.close().await;
        }
    }

    async fn a_change_is_seen_within_a_second_on_every_instance_and_so_is_a_lease_that_ends(bed: Bed) {
        let other = Store::open(&bed.access).await.unwrap();
        // SQLite belongs to one process, which has one store.
        let watching = if bed.store.is_shared() { &other } else { &bed.store };
        let clock = crate::clock::Clock::manual(at(0));
        let mut changes = watching.callback_changes(&clock);
        let mut changed = async || {
            let moved = tokio::time::timeout(Duration::from_secs(20), changes.changed());
            moved.await.expect("it moves").unwrap();
        };
        book(&bed.store, [callback("b", "any", 0)]).await;
        changed().await;
        let fence = claimed(&bed.store, "b", "a", 0).await.fence;
        changed().await;
        // Nobody writes anything: the lease ends.
        clock.advance(SignedDuration::from_secs(LEASE));
        changed().await;
        bed.store.extend_claim("b", "a", fence, at(900), at(LEASE)).await.unwrap();
        changed().await;
        other.close().await;
    }

    async fn what_was_said_in_every_conversation_that_led_to_it_is_told_in_its_order(bed: Bed) {
        let store = &bed.store;
        let said = |body: &str, direction| Write::Message(Message {
            direction, channel: Channel::Sms, body: body.into(), segments: None, encoding: None,
        });
        let asked = |id: &str, conversation: &str| NewCallback { conversation_id: conversation.into(), ..callback(id, "any", 0) };
        let first = vec![said("Bonjour", Direction::In), said("Un conseiller ?", Direction::Out), Write::Callback(asked("b1", "c1"))];
        store.commit(turn("k1", begin("c1", Channel::Voice, None), first)).await.unwrap();
        let second = vec![said("Encore moi", Direction::In), Write::Callback(asked("b2", "c2"))];
        store.commit(TurnCommit { at: at(9), ..turn("k2", begin("c2", Channel::Voice, None), second) }).await.unwrap();
        let other = vec![said("Personne", Direction::In)];
        store.commit(turn("k3", begin("c3", Channel::Voice, None), other)).await.unwrap();
        let replies = store.call_replies_before("b1").await.unwrap();
        let replies: Vec<_> = replies.iter().map(|reply| (reply.turn.as_str(), reply.conversation_id.as_str())).collect();
        assert_eq!(replies, [("k1", "c1"), ("k2", "c2")]);
        let told = store.said_before("b1").await.unwrap();
        let told: Vec<_> = told.iter().map(|one| (one.direction, one.body.as_str())).collect();
        let expected = [(Direction::In, "Bonjour"), (Direction::Out, "Un conseiller ?"), (Direction::In, "Encore moi")];
        assert_eq!(told, expected);
    }

    async fn whatever_the_order_nothing_is_lost_and_nothing_overwritten(bed: Bed) {
        let store = &bed.store;
        for seed in 0..12 {
            interleaved(store, seed).await;
        }
    }
}

/// What three advisors do to one callback in an order that dice decide, with time that passes over the leases; judged by what
/// each was told.
async fn interleaved(store: &Store, seed: u64) {
    let mut dice = crate::id::Seed::new(seed);
    let id = format!("b{seed}");
    book(store, [NewCallback { person: person(u8::try_from(seed).unwrap()), ..callback(&id, "any", 0) }]).await;
    let mut now = 0;
    let mut fences: BTreeMap<&str, i64> = BTreeMap::new();
    let (mut typed, mut ended) = (BTreeSet::new(), Vec::new());
    for step in 0..40 {
        now += i64::try_from(dice.below(200)).unwrap();
        let by = ["x", "y", "z"][usize::try_from(dice.below(3)).unwrap()];
        let fence = fences.get(by).copied().unwrap_or(-1);
        let words = format!("{seed}/{step} by {by}");
        match dice.below(6) {
            0 | 1 => {
                if let Taken::Claimed(claim) = claim(store, &id, by, now).await {
                    assert!(fences.values().all(|before| *before <= claim.fence), "a fence only grows");
                    fences.insert(by, claim.fence);
                }
            }
            2 | 3 => {
                let note = Note { id: fresh("note"), kind: "note", text: words.clone() };
                store.note_callback(&id, (by, fence), note, at(now)).await.unwrap();
                typed.insert(words);
            }
            4 => {
                store.extend_claim(&id, by, fence, at(now + LEASE), at(now)).await.unwrap();
            }
            _ => {
                let before = store.callback(&id).await.unwrap().unwrap();
                let ends = dice.below(3) == 0;
                let change =
                    if ends { Change::Ends } else { Change::Again(Window { from: at(now), until: at(now + 1) }) };
                let late = Note { id: fresh("late"), kind: "late-outcome", text: words.clone() };
                let report = Report {
                    seen: (before.round, before.attempts),
                    attempt: Some(attempt(AttemptResult::NobodyAnswered)),
                    outcome: ends.then_some(Result::Solved),
                    note: Some((fresh("note"), words.clone())),
                    late,
                    at: at(now),
                    ..report(&id, by, fence, change)
                };
                let reported = store.report(report).await.unwrap();
                typed.insert(words);
                if reported == Reported::Kept {
                    // Whoever acts holds the latest fence: nobody took it since.
                    assert_eq!(before.claim.as_ref().map(|claim| (claim.by.as_str(), claim.fence)), Some((by, fence)));
                    ended.extend(ends.then_some(by));
                } else {
                    let after = store.callback(&id).await.unwrap().unwrap();
                    assert_eq!(
                        (after.attempts, after.outcome, after.ended_at),
                        (before.attempts, before.outcome, before.ended_at)
                    );
                }
            }
        }
    }
    assert!(ended.len() <= 1, "ended once: {ended:?}");
    let kept: BTreeSet<String> = store.callback_notes(&id).await.unwrap().into_iter().map(|note| note.text).collect();
    assert!(typed.is_subset(&kept), "seed {seed}: {:?}", typed.difference(&kept).collect::<Vec<_>>());
}
