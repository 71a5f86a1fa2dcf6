//! What the console shows of people and files, and what an advisor changes there, on both databases.

use super::*;
use crate::store::{audit::Entry, dossier::Stop};
use jiff::civil::date;

fn entry(id: &str) -> Entry {
    let (actor, subject) = ("advisor:a1".to_owned(), "f".to_owned());
    Entry { id: id.into(), at: at(9), actor, action: "file-status", subject, detail: None }
}

on_both! {
    async fn a_file_waits_until_an_advisor_agrees_with_what_came_unproved(bed: Bed) {
        let store = &bed.store;
        file(store).await;
        let waits = || async {
            let files = store.waiting_files("", 10).await.unwrap();
            files.iter().map(|file| (file.missing, file.unconfirmed)).collect::<Vec<_>>()
        };
        let missing = waits().await[0].0;
        assert!(missing > 0 && waits().await == [(missing, 0)]);
        let item = store.case_file("f").await.unwrap().unwrap().missing[0].name.clone();
        let given = NewAnswer {
            id: "a1".into(),
            file_id: "f".into(),
            item,
            value: "12 bis".into(),
            confirmed: false,
            channel: Channel::Sms,
            conversation_id: None,
            mandate_id: None,
            reference: "482193".into(),
            at: at(1),
        };
        assert!(store.give(given).await.unwrap());
        assert_eq!(waits().await, [(missing - 1, 1)]);
        assert!(!store.confirm_answer("other", "482193", entry("e0")).await.unwrap(), "an answer belongs to its file");
        assert!(store.confirm_answer("f", "482193", entry("e1")).await.unwrap());
        assert!(!store.confirm_answer("f", "482193", entry("e2")).await.unwrap(), "once");
        assert_eq!(waits().await, if missing == 1 { vec![] } else { vec![(missing - 1, 0)] });
        assert_eq!(count(store, "SELECT COUNT(*) FROM audit WHERE actor = 'advisor:a1'").await, 1);
    }

    async fn a_status_is_written_with_who_wrote_it(bed: Bed) {
        let store = &bed.store;
        file(store).await;
        let (since, as_of) = (Some(date(2026, 11, 20)), date(2026, 11, 23));
        assert!(store.set_status("f", (Status::Decided, since, as_of), entry("e1")).await.unwrap());
        assert!(!store.set_status("none", (Status::Decided, None, as_of), entry("e2")).await.unwrap());
        let file = store.case_file("f").await.unwrap().unwrap();
        assert_eq!((file.status, file.since, file.as_of), (Status::Decided, since, as_of));
        assert_eq!(count(store, "SELECT COUNT(*) FROM audit").await, 1);
    }

    async fn what_was_said_with_a_number_is_found_by_it_alone(bed: Bed) {
        let store = &bed.store;
        let say = |body: &str, direction| Write::Message(Message {
            direction,
            channel: Channel::Sms,
            body: body.into(),
            segments: None,
            encoding: None,
        });
        let own = NewCallback { conversation_id: "c".into(), ..callback("k1", "any", 0) };
        let writes = vec![say("bonjour", Direction::In), say("Un conseiller vous rappelle.", Direction::Out), Write::Callback(own)];
        store.commit(turn("t1", begin("c", Channel::Sms, None), writes)).await.unwrap();
        let spoken = store.spoken_with(&person(1), 10).await.unwrap();
        let texts: Vec<(bool, &str)> = spoken.iter().map(|one| (one.by_person, one.text.as_str())).collect();
        assert_eq!(texts, [(true, "bonjour"), (false, "Un conseiller vous rappelle.")]);
        assert!(store.spoken_with(&person(3), 10).await.unwrap().is_empty());
        let requests = store.requests_of(&person(1), 10).await.unwrap();
        assert!(requests.len() == 1 && requests[0].open && requests[0].subject == "file");
        assert_eq!(store.oldest_request().await.unwrap(), Some(at(0)));
        assert_eq!([store.requests_since(at(-1)).await.unwrap(), store.requests_since(at(0)).await.unwrap()], [1, 0]);
    }

    async fn who_hung_up_is_told_from_who_is_still_there(bed: Bed) {
        let store = &bed.store;
        let stands = |ended: bool| {
            let mut standing = standing(Channel::Voice);
            standing.state.served =
                Some(crate::flow::state::Served { flow: "menu".into(), step: "choose".into(), outcome: "x".into() });
            Standing { ended, outcome: ended.then(|| "abandoned".to_owned()), ..standing }
        };
        for (id, ended, input_kind) in [("c1", true, "hang-up"), ("c2", true, "call"), ("c3", false, "call")] {
            let change = ConversationChange::Begin {
                id: id.into(),
                service_number: "+33199000001".into(),
                call_id: Some(id.into()),
                standing: stands(ended),
            };
            store.commit(TurnCommit { input_kind, ..turn(id, change, Vec::new()) }).await.unwrap();
        }
        let stop = |outcome: Option<&str>, hung_up| Stop {
            flow: "menu".into(),
            step: "choose".into(),
            outcome: outcome.map(str::to_owned),
            hung_up,
            count: 1,
        };
        let mut stops = store.stops(at(-10)).await.unwrap();
        stops.sort_by_key(|stop| (stop.outcome.clone(), stop.hung_up));
        assert_eq!(stops, [stop(None, false), stop(Some("abandoned"), false), stop(Some("abandoned"), true)]);
        assert!(store.stops(at(10)).await.unwrap().is_empty(), "nothing since then");
    }

    async fn where_people_asked_for_an_advisor_is_counted(bed: Bed) {
        let store = &bed.store;
        let asked = |step: &str| Write::AskedForAdvisor { flow: "menu".into(), step: step.into() };
        for (id, writes) in [("a", vec![asked("choose"), asked("choose")]), ("b", vec![asked("choose")]), ("c", vec![asked("other")])] {
            store.commit(turn(id, begin(id, Channel::Voice, None), writes)).await.unwrap();
        }
        let counted = store.asked_for_advisor(at(-10)).await.unwrap();
        let counted: Vec<(&str, &str, u64)> =
            counted.iter().map(|one| (one.flow.as_str(), one.step.as_str(), one.count)).collect();
        assert_eq!(counted, [("menu", "choose", 3), ("menu", "other", 1)]);
        assert!(store.asked_for_advisor(at(10)).await.unwrap().is_empty(), "nothing since then");
    }
}
