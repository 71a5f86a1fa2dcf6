//! What is kept of people, their files and their callbacks, on both databases.

use super::*;

on_both! {
    async fn a_stop_silences_reminders_until_start_and_never_an_answer(bed: Bed) {
        let store = &bed.store;
        let words = vec![
            Write::RememberLanguage { number: person(1), language: "ar".parse().unwrap() },
            Write::Text(text("answer", Kind::Reply, 0)),
            Write::Text(text("reminder", Kind::Reminder, 90)),
            Write::Text(text("ask", Kind::Ask, 90)),
            Write::OptOut { number: person(1), subject: Subject::All },
            Write::Text(text("later", Kind::Reminder, 90)),
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
        let english: Language = "en".parse().unwrap();
        store.learn_languages(vec![(person(1), english.clone()), (person(2), english.clone())]).await.unwrap();
        assert_eq!(store.remembered_language(&person(1)).await.unwrap().unwrap().as_str(), "ar", "chosen before");
        assert_eq!(store.remembered_language(&person(2)).await.unwrap(), Some(english));
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

    async fn a_new_number_on_file_takes_the_place_of_the_one_before(bed: Bed) {
        let store = &bed.store;
        file(store).await;
        let phone = async || store.case_file("f").await.unwrap().unwrap().phone;
        assert_eq!(phone().await, Some(person(1)));
        let again = |phone| import::ImportedFile { phone, id: "g".into(), code_hash: None, ..imported() };
        for (import, given, expected) in [("j", None, 1), ("k", Some(person(2)), 2), ("l", Some(person(1)), 1)] {
            store.stage_import(import, vec![again(given)], at(60)).await.unwrap();
            let taken = store.end_import(import, false).await.unwrap();
            assert_eq!((taken.added, taken.updated), (0, 1));
            assert_eq!(phone().await, Some(person(expected)), "{import}");
        }
        assert_eq!(count(store, "SELECT COUNT(*) FROM person").await, 1);
        assert_eq!(count(store, "SELECT COUNT(*) FROM person_phone WHERE until IS NULL").await, 1);
        assert_eq!(count(store, "SELECT COUNT(*) FROM person_phone").await, 2);
    }

    async fn a_person_is_found_by_name_and_a_message_by_its_words_however_they_are_written(bed: Bed) {
        let store = &bed.store;
        let name = |text| PersonName::parse(text).unwrap();
        let given = |id: &str, number: &str, text| import::ImportedFile {
            id: id.into(), line: number.parse().unwrap(), number: FileNumber::new(number), phone: None, name: text, ..imported()
        };
        let files = vec![given("f", "1", Some(name("Zoé  Le Gall"))), given("g", "2", None), given("h", "3", Some(name("zoe le gall")))];
        store.stage_import("i", files, at(0)).await.unwrap();
        store.end_import("i", false).await.unwrap();
        let found = store.people_named(&name("ZOE LE GALL")).await.unwrap();
        let told: Vec<_> = found.iter().map(|person| (person.id.as_str(), person.name.reveal())).collect();
        assert_eq!(told, [("f", "Zoé Le Gall"), ("h", "zoe le gall")]);
        assert_eq!(store.people_named(&name("Zoé")).await.unwrap(), []);
        store.stage_import("j", vec![given("x", "1", None), given("y", "3", Some(name("Ann Roux")))], at(1)).await.unwrap();
        store.end_import("j", false).await.unwrap();
        assert_eq!(store.people_named(&name("Zoé Le Gall")).await.unwrap().len(), 1, "no name leaves the old one");
        assert_eq!(store.people_named(&name("ann roux")).await.unwrap()[0].id, "h");
        let said = |body: &str| Write::Message(Message {
            direction: Direction::In, channel: Channel::Sms, body: body.into(), segments: Some(1), encoding: Some("gsm7"),
        });
        store.commit(turn("k", begin("c", Channel::Sms, None), vec![said("Où en est mon dossier ?"), said("Merci")])).await.unwrap();
        assert_eq!(store.count_messages_saying("ou en est mon dossier").await.unwrap(), 1);
        assert_eq!(store.count_messages_saying("dossier").await.unwrap(), 0);
    }

    async fn a_link_of_the_audit_that_was_altered_is_named(bed: Bed) {
        let store = &bed.store;
        let entry = |n: i64| audit::Entry {
            id: format!("e{n}"),
            at: at(n),
            actor: "person".into(),
            action: "told",
            subject: "f".into(),
            detail: Some("x".into()),
        };
        assert_eq!(store.verify_audit().await.unwrap(), audit::Verified::Whole { links: 0, head: String::new() });
        for n in [2, 1, 3] {
            store.audit(entry(n)).await.unwrap();
        }
        assert_eq!(store.link_audit().await.unwrap(), 3);
        assert_eq!(store.link_audit().await.unwrap(), 0);
        assert!(matches!(store.verify_audit().await.unwrap(), audit::Verified::Whole { links: 3, .. }));
        run(store, "UPDATE audit SET actor = 'nobody' WHERE id = 'e3'").await;
        let broken = audit::Verified::Broken { position: 3, audit_id: Some("e3".into()) };
        assert_eq!(store.verify_audit().await.unwrap(), broken);
        run(store, "DELETE FROM audit WHERE id = 'e2'").await;
        assert!(matches!(store.verify_audit().await.unwrap(), audit::Verified::Broken { position: 2, .. }));
    }

    async fn nothing_personal_stands_open_in_the_tables(bed: Bed) {
        let store = &bed.store;
        file(store).await;
        let heard = |body: &str| Write::Message(Message {
            direction: Direction::In, channel: Channel::Sms, body: body.into(), segments: None, encoding: None,
        });
        let writes = vec![
            heard("a canary in a text"),
            Write::Note { kind: "note".into(), text: "a canary in a note".into() },
            Write::RememberLanguage { number: person(1), language: Language::french() },
            Write::Text(text("t", Kind::Reply, 0)),
            Write::Callback(callback("b", "any", 0)),
            answer("a1", "4711", "a canary in an answer"),
        ];
        let mut commit = turn("k", begin("c", Channel::Sms, None), writes);
        commit.reply.body = b"a canary in a reply".to_vec();
        assert_eq!(store.commit(commit).await.unwrap(), Outcome::Committed);
        assert_eq!(store.count_kept("canary").await.unwrap(), 2);
        for row in bed.everything().await {
            for found in ["canary", "33639980", "1234567"] {
                assert!(!row.windows(found.len()).any(|part| part == found.as_bytes()), "{found}");
            }
        }
    }
}
