//! Mandates on both databases: who may agree, what they let a helper at, and every way in which they end.

use super::*;
use crate::{
    identity::Guard,
    mandate::{EndedBy, Reply, Scope},
    store::{
        audit::{Entry, Filter},
        guess::{Attempt, FileKey, Try},
        mandate::{Asked, NewMandate, Replied, Standing, Use},
        one_time::{NewOneTimeCode, Opens, Reached},
        retention::{Before, Swept},
    },
};

const DAY: i64 = 86_400;
const CALM: Guard = Guard { files_per_number_per_day: 3, alarm_refused: u32::MAX, alarm_share_percent: 50 };

/// Person 1 has the file, person 2 helps.
pub(super) fn new(id: &str, seconds: i64) -> NewMandate {
    NewMandate {
        id: id.into(),
        to: person(1),
        file_id: Some("f".into()),
        scope: Scope::Status,
        helper: person(2),
        name: PersonName::parse("Élodie Martin").unwrap(),
        asked_by: "claire".into(),
        until_at: at(31 * DAY),
        at: at(seconds),
    }
}

pub(super) async fn ask(store: &Store, new: NewMandate) -> Asked {
    let entry = Entry {
        id: format!("{}-asked", new.id),
        at: new.at,
        actor: "advisor:claire".into(),
        action: "mandate-asked",
        subject: new.id.clone(),
        detail: None,
    };
    let payload = serde_json::json!({ "mandate": new.id });
    let order = NewText { to: new.to.clone(), payload, ..text(&format!("t-{}", new.id), Kind::Ask, 0) };
    store.ask_mandate(new, order, entry).await.unwrap()
}

fn replied(id: &str, who: u8, reply: Reply) -> Write {
    Write::Mandate(Replied { id: id.into(), person: person(who), reply, words: "Oui ou non ?".into() })
}

/// A turn of its own that writes this, at that second.
async fn commits(store: &Store, key: &str, write: Write, seconds: i64) -> Outcome {
    let commit = TurnCommit { at: at(seconds), ..turn(key, begin(key, Channel::Voice, None), vec![write]) };
    store.commit(commit).await.unwrap()
}

async fn standing_of(store: &Store, id: &str, seconds: i64) -> Standing {
    let all = store.mandates_of(&person(1)).await.unwrap();
    all.iter().find(|one| one.id == id).unwrap().standing(at(seconds))
}

fn used(id: &str) -> Use {
    Use { id: id.into(), helper: person(2), file_id: "f".into() }
}

async fn reach(store: &Store, caller: u8, seconds: i64) -> Reached {
    let file = FileKey { organisation: "caf".into(), number: FileNumber::new("1234567"), postcode: String::new() };
    store.reach(Try { file, caller: Some(person(caller)), at: at(seconds) }, true, CALM).await.unwrap()
}

async fn endings(store: &Store) -> Vec<(String, String)> {
    let all = store.audit_entries(&Filter::default(), 50).await.unwrap();
    let ended = all.into_iter().rev().filter(|entry| entry.action == "mandate-ended");
    ended.map(|entry| (entry.actor, entry.detail.unwrap_or_default())).collect()
}

on_both! {
    async fn only_the_number_that_was_asked_agrees_and_no_sooner_may_the_helper_act(bed: Bed) {
        let store = &bed.store;
        file(store).await;
        assert_eq!(ask(store, new("m", 0)).await, Asked::Asked);
        assert_eq!(store.text_state("t-m").await.unwrap(), Some(TextState::Waiting));
        assert!(store.offer("m", &person(1), at(1)).await.unwrap().is_some());
        assert!(store.offer("m", &person(2), at(1)).await.unwrap().is_none(), "another number");
        assert_eq!(commits(store, "k1", replied("m", 2, Reply::Agree), 1).await, Outcome::Clash);
        assert!(!store.mandate_holds(&used("m"), at(2)).await.unwrap());
        assert_eq!(commits(store, "k2", Write::UseMandate(used("m")), 2).await, Outcome::Clash);
        assert_eq!(commits(store, "k3", replied("m", 1, Reply::Agree), 3).await, Outcome::Committed);
        assert_eq!(standing_of(store, "m", 4).await, Standing::Live);
        assert!(store.mandate_holds(&used("m"), at(4)).await.unwrap());
        assert!(!store.mandate_holds(&Use { helper: person(3), ..used("m") }, at(4)).await.unwrap());
        assert!(!store.mandate_holds(&Use { file_id: "g".into(), ..used("m") }, at(4)).await.unwrap());
        assert_eq!(commits(store, "k4", Write::UseMandate(used("m")), 4).await, Outcome::Committed);
        assert_eq!(store.mandates_of(&person(1)).await.unwrap()[0].used_at, Some(at(4)));
        assert_eq!(commits(store, "k5", replied("m", 1, Reply::Refuse), 5).await, Outcome::Clash, "it was answered");
        assert_eq!(count(store, "SELECT COUNT(*) FROM mandate WHERE turn_key = 'k3' AND words_index IS NOT NULL").await, 1);
    }

    async fn a_refusal_is_the_end_of_the_offer(bed: Bed) {
        let store = &bed.store;
        file(store).await;
        ask(store, new("m", 0)).await;
        assert_eq!(commits(store, "k1", replied("m", 1, Reply::Refuse), 1).await, Outcome::Committed);
        assert_eq!(standing_of(store, "m", 2).await, Standing::Refused);
        assert_eq!(commits(store, "k2", replied("m", 1, Reply::Agree), 2).await, Outcome::Clash);
    }

    async fn a_new_mandate_takes_the_place_of_the_one_before_once_it_is_agreed_to(bed: Bed) {
        let store = &bed.store;
        file(store).await;
        ask(store, new("m", 0)).await;
        commits(store, "k1", replied("m", 1, Reply::Agree), 1).await;
        ask(store, new("n", 2)).await;
        ask(store, NewMandate { scope: Scope::Answers, ..new("o", 3) }).await;
        assert_eq!(standing_of(store, "n", 4).await, Standing::Ended(EndedBy::Replaced), "an offer gives way to the next");
        assert_eq!(standing_of(store, "m", 4).await, Standing::Live, "until the person agreed to another");
        assert_eq!(commits(store, "k2", replied("o", 1, Reply::Agree), 5).await, Outcome::Committed);
        assert_eq!(standing_of(store, "m", 6).await, Standing::Ended(EndedBy::Replaced));
        assert_eq!(standing_of(store, "o", 6).await, Standing::Live);
    }

    async fn time_ends_offers_and_mandates_and_writes_it_down_once(bed: Bed) {
        let store = &bed.store;
        file(store).await;
        ask(store, new("m", 0)).await;
        assert!(store.offer("m", &person(1), at(7 * DAY)).await.unwrap().is_none());
        assert_eq!(commits(store, "k1", replied("m", 1, Reply::Agree), 7 * DAY).await, Outcome::Clash);
        assert_eq!(standing_of(store, "m", 7 * DAY).await, Standing::Ended(EndedBy::Lapsed));
        ask(store, NewMandate { helper: person(3), ..new("n", 0) }).await;
        commits(store, "k2", replied("n", 1, Reply::Agree), 1).await;
        let n = Use { helper: person(3), ..used("n") };
        assert!(store.mandate_holds(&n, at(31 * DAY - 1)).await.unwrap());
        assert!(!store.mandate_holds(&n, at(31 * DAY)).await.unwrap());
        assert_eq!(standing_of(store, "n", 31 * DAY).await, Standing::Ended(EndedBy::Term));
        assert_eq!(store.end_old_mandates(at(31 * DAY)).await.unwrap(), 2);
        assert_eq!(store.end_old_mandates(at(31 * DAY)).await.unwrap(), 0);
        let mut ended = endings(store).await;
        ended.sort();
        assert_eq!(ended, [("system".into(), "lapsed".into()), ("system".into(), "term".into())]);
    }

    async fn what_the_person_or_an_advisor_ends_ends_at_once(bed: Bed) {
        let store = &bed.store;
        file(store).await;
        ask(store, new("m", 0)).await;
        commits(store, "k1", replied("m", 1, Reply::Agree), 1).await;
        ask(store, NewMandate { helper: person(3), ..new("n", 1) }).await;
        commits(store, "k2", Write::OptOut { number: person(2), subject: Subject::Mandates }, 2).await;
        assert_eq!(standing_of(store, "m", 3).await, Standing::Live, "the helper's own word ends nothing");
        commits(store, "k3", Write::OptOut { number: person(1), subject: Subject::All }, 3).await;
        assert_eq!(standing_of(store, "m", 4).await, Standing::Live, "STOP alone is about messages");
        commits(store, "k4", Write::OptOut { number: person(1), subject: Subject::Mandates }, 4).await;
        for id in ["m", "n"] {
            assert_eq!(standing_of(store, id, 5).await, Standing::Ended(EndedBy::Person), "{id}");
        }
        assert_eq!(commits(store, "k5", Write::UseMandate(used("m")), 5).await, Outcome::Clash, "in the middle of a call");
        assert!(!store.end_mandate("m", &person(1), "advisor:claire".into(), at(6)).await.unwrap(), "it was over");
        ask(store, new("o", 6)).await;
        commits(store, "k6", replied("o", 1, Reply::Agree), 6).await;
        assert!(!store.end_mandate("o", &person(3), "advisor:claire".into(), at(7)).await.unwrap(), "of somebody else");
        assert!(store.end_mandate("o", &person(1), "advisor:claire".into(), at(7)).await.unwrap());
        let told: Vec<_> = endings(store).await.into_iter().map(|(actor, _)| actor).collect();
        assert_eq!(told, ["person", "person", "advisor:claire"]);
    }

    async fn a_number_of_nobody_of_several_or_of_the_person_themselves_is_not_asked_for(bed: Bed) {
        let store = &bed.store;
        assert_eq!(ask(store, new("m", 0)).await, Asked::WhoseNumber);
        file(store).await;
        assert_eq!(ask(store, NewMandate { helper: person(1), ..new("m", 0) }).await, Asked::OwnNumber);
        let other = import::ImportedFile { id: "g".into(), number: FileNumber::new("7654321"), ..imported() };
        store.stage_import("j", vec![other], at(0)).await.unwrap();
        store.end_import("j", false).await.unwrap();
        assert_eq!(ask(store, NewMandate { file_id: None, ..new("m", 0) }).await, Asked::WhoseNumber);
        assert_eq!(ask(store, new("m", 0)).await, Asked::Asked, "a file tells whose");
        run(store, "UPDATE person_phone SET doubted_at = 1").await;
        assert_eq!(ask(store, new("n", 0)).await, Asked::WhoseNumber, "it may be somebody else's by now");
        assert_eq!(count(store, "SELECT COUNT(*) FROM mandate").await, 1);
    }

    async fn a_helper_has_the_code_sent_to_their_own_number_and_it_opens_the_file_while_the_mandate_lasts(bed: Bed) {
        let store = &bed.store;
        file(store).await;
        ask(store, new("m", 0)).await;
        let on_file = Reached::Number { file_id: "f".into(), to: person(1), mandate_id: None };
        assert_eq!(reach(store, 2, 1).await, on_file, "nobody agreed yet");
        commits(store, "k1", replied("m", 1, Reply::Agree), 1).await;
        let helpers = Reached::Number { file_id: "f".into(), to: person(2), mandate_id: Some("m".into()) };
        assert_eq!(reach(store, 2, 2).await, helpers);
        assert_eq!(reach(store, 1, 2).await, on_file, "the person has theirs as before");
        let opens = Some(Opens { file_id: "f".into(), to: person(2), mandate_id: Some("m".into()) });
        let code = |conversation: &str| NewOneTimeCode {
            conversation_id: conversation.into(), opens: opens.clone(), code_hash: "hash".into(), expires_at: at(600),
        };
        commits(store, "k2", Write::OneTimeCode(code("c")), 2).await;
        let tried = async || {
            let file = FileKey { organisation: "caf".into(), number: FileNumber::new("1234567"), postcode: String::new() };
            store.begin_one_time("c", Try { file, caller: Some(person(2)), at: at(3) }, CALM).await.unwrap()
        };
        let Attempt::Check { by: Some(by), .. } = tried().await else { panic!("it is looked at") };
        assert_eq!((by.id.as_str(), by.scope), ("m", Scope::Status));
        commits(store, "k3", Write::OptOut { number: person(1), subject: Subject::Mandates }, 3).await;
        assert_eq!(tried().await, Attempt::Unknown);
        assert_eq!(reach(store, 2, 4).await, on_file);
    }

    async fn who_acts_for_a_person_is_told_to_them_kept_five_years_and_then_no_more(bed: Bed) {
        let store = &bed.store;
        file(store).await;
        ask(store, new("m", 0)).await;
        commits(store, "k1", replied("m", 1, Reply::Agree), 1).await;
        let item = store.case_file("f").await.unwrap().unwrap().missing[0].name.clone();
        let given = NewAnswer {
            id: "a".into(),
            file_id: "f".into(),
            item,
            value: "12 bis".into(),
            confirmed: true,
            channel: Channel::Sms,
            conversation_id: None,
            mandate_id: Some("m".into()),
            reference: "482193".into(),
            at: at(2),
        };
        assert!(store.give(given).await.unwrap());
        assert_eq!(store.answered_by_mandate("f").await.unwrap(), ["482193"]);
        commits(store, "k2", Write::OptOut { number: person(1), subject: Subject::Mandates }, 5).await;

        let told = async || {
            let holding = store.holding(&person(1)).await.unwrap();
            holding.parts.into_iter().find(|part| part.name == "mandates").unwrap().rows
        };
        let rows = told().await;
        assert_eq!((rows.len(), rows[0]["name"].as_str(), rows[0]["scope"].as_str()), (1, Some("Élodie Martin"), Some("status")));

        // Nothing else is kept of the person by then.
        run(store, "DELETE FROM person_file").await;
        run(store, "DELETE FROM person_phone").await;
        let sweep = async |mandates: i64| {
            let before = Before { content: at(0), metadata: at(100), audit: at(0), mandates: at(mandates) };
            let entry = |swept: &Swept| Entry {
                id: format!("swept-{mandates}"),
                at: at(100),
                actor: "system".into(),
                action: "swept",
                subject: "retention".into(),
                detail: Some(swept.told()),
            };
            store.sweep(&before, 100, entry).await.unwrap()
        };
        sweep(5).await;
        assert_eq!(count(store, "SELECT COUNT(*) FROM mandate").await, 1, "its years are not over");
        assert!(sweep(6).await.removed.contains(&("mandate", 1)));
        assert_eq!(count(store, "SELECT COUNT(*) FROM person").await, 0, "and nobody is left");
    }
}
