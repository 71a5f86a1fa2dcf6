//! Mandates on a person's page: asked for, shown with who asked, ended at once; never to who said STOP.

use guichet::{
    case::{FileNumber, ItemKind, Status},
    channel::Channel,
    staff::Role,
    store::{case_file::NewAnswer, import::ImportedFile, outbox::TextState},
};

use crate::{
    browser::{as_role, kept},
    desk::{Desk, number},
    request::asks,
};

const PERSON: &str = "+33639980012";
const HELPER: &str = "+33639980077";
const PAGE: &str = "/console/files/f1/person";

/// A file whose holder has this number.
async fn file(desk: &Desk) {
    let file = ImportedFile {
        line: 2,
        id: "f1".into(),
        organisation: "caf".into(),
        number: FileNumber::new("1234567"),
        postcode: String::new(),
        benefit: "housing".into(),
        status: Status::InProgress,
        since: None,
        as_of: "2026-11-01".parse().unwrap(),
        missing: vec![("street_number".into(), ItemKind::StreetNumber), ("rent".into(), ItemKind::Amount)],
        deadlines: None,
        phone: Some(number(PERSON)),
        name: None,
        code_hash: None,
    };
    let store = desk.service.store();
    store.stage_import("i", vec![file], desk.clock.now()).await.unwrap();
    store.end_import("i", false).await.unwrap();
}

const FORM: [(&str, &str); 4] =
    [("name", "Marie Martin"), ("number", "06 39 98 00 77"), ("scope", "status"), ("days", "31")];

async fn waiting(desk: &Desk) -> usize {
    desk.service.store().jobs(&[TextState::Waiting], 100).await.unwrap().len()
}

on_both! { |_, _| {} =>
    async fn a_mandate_is_asked_for_shown_and_ended_and_each_is_on_record(desk: Desk) {
        file(&desk).await;
        let mut advisor = as_role(&desk, Role::Advisor).await;
        let asked = advisor.post(&format!("{PAGE}/mandate"), &FORM).await;
        assert_eq!(asked.leads_to(), format!("{PAGE}?told=person-mandate-asked"));
        assert_eq!(waiting(&desk).await, 1, "the question waits to be sent");
        let shown = advisor.get(PAGE).await.body;
        for part in ["Marie Martin", "en attente de réponse", "savoir où en est le dossier"] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        assert!(!shown.contains(HELPER) && !shown.contains("06 39 98 00 77"), "the number is masked");
        let id = desk.service.store().mandates_of(&number(PERSON)).await.unwrap()[0].id.clone();
        let ended = advisor.post(&format!("{PAGE}/mandate/end"), &[("mandate", &id)]).await;
        assert_eq!(ended.leads_to(), format!("{PAGE}?told=person-mandate-ended"));
        let again = advisor.post(&format!("{PAGE}/mandate/end"), &[("mandate", &id)]).await;
        assert_eq!(again.leads_to(), format!("{PAGE}?told=person-mandate-not-ended"));
        let actions: Vec<String> = kept(&desk.service).await.into_iter().map(|(_, action)| action).collect();
        for action in ["mandate-asked", "mandate-ended"] {
            assert_eq!(actions.iter().filter(|one| *one == action).count(), 1, "{action}");
        }
        let mut counter = as_role(&desk, Role::Reception).await;
        let seen = counter.get(PAGE).await.body;
        assert!(!seen.contains("Marie Martin") && !seen.contains("mandate-name"), "who may only look sees none of it");
    }

    async fn what_cannot_be_asked_is_said_and_asks_nobody(desk: Desk) {
        file(&desk).await;
        let mut advisor = as_role(&desk, Role::Advisor).await;
        let rows = [
            ("name", " ", "no-name"),
            ("number", "12", "no-number"),
            ("number", "01 99 00 00 13", "helper"),
            ("number", "06 39 98 00 12", "own"),
            ("days", "0", "no-days"),
            ("days", "367", "no-days"),
        ];
        for (field, value, said) in rows {
            let form = FORM.map(|(name, usual)| (name, if name == field { value } else { usual }));
            let answer = advisor.post(&format!("{PAGE}/mandate"), &form).await;
            assert_eq!(answer.leads_to(), format!("{PAGE}?told=person-mandate-{said}"), "{field} {value}");
        }
        let request = asks(&desk, "one", "+33639980013").await;
        let page = format!("/console/callbacks/{request}/person");
        let answer = advisor.post(&format!("{page}/mandate"), &FORM).await;
        assert_eq!(answer.leads_to(), format!("{page}?told=person-mandate-whose"), "nobody with a file has this number");
        desk.service.store().opt_out(&number(PERSON), desk.clock.now()).await.unwrap();
        let answer = advisor.post(&format!("{PAGE}/mandate"), &FORM).await;
        assert_eq!(answer.leads_to(), format!("{PAGE}?told=person-mandate-stopped"));
        assert_eq!((waiting(&desk).await, desk.service.store().mandates_of(&number(PERSON)).await.unwrap().len()), (0, 0));
    }

    async fn an_answer_that_a_helper_gave_says_so(desk: Desk) {
        file(&desk).await;
        let given = |id: &str, item: &str, mandate: Option<&str>| NewAnswer {
            id: id.into(),
            file_id: "f1".into(),
            item: item.into(),
            value: "12 bis".into(),
            confirmed: true,
            channel: Channel::Sms,
            conversation_id: None,
            mandate_id: mandate.map(str::to_owned),
            reference: format!("48219{}", id.len()),
            at: desk.clock.now(),
        };
        let store = desk.service.store();
        store.give(given("a", "street_number", None)).await.unwrap();
        let mut advisor = as_role(&desk, Role::Advisor).await;
        let told = "donnée par mandat";
        assert!(!advisor.get(PAGE).await.body.contains(told));
        store.give(given("ab", "rent", Some("m"))).await.unwrap();
        assert_eq!(advisor.get(PAGE).await.body.matches(told).count(), 1);
    }
}
