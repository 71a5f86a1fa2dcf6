//! A text that an advisor writes: counted as it is paid for, sent once, never to who said STOP, kept and on record.

use guichet::{staff::Role, store::outbox::TextState};

use crate::{
    browser::{Answer, Browser, as_role, kept},
    desk::{Desk, number},
    request::asks,
};

const MOBILE: &str = "+33639980012";
const LANDLINE: &str = "+33199000012";

fn field(page: &Answer, name: &str) -> String {
    let rest = page.body.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// Takes a request in hand; its page.
async fn takes(browser: &mut Browser, id: &str) -> Answer {
    browser.post(&format!("/console/callbacks/{id}/claim"), &[]).await;
    browser.get(&format!("/console/callbacks/{id}")).await
}

async fn writes(browser: &mut Browser, id: &str, page: &Answer, more: &[(&str, &str)]) -> Answer {
    let (fence, once) = (field(page, "fence"), field(page, "once"));
    let fields = [&[("fence", fence.as_str()), ("once", &once)], more].concat();
    browser.post(&format!("/console/callbacks/{id}/write"), &fields).await
}

async fn waiting(desk: &Desk) -> usize {
    desk.service.store().jobs(&[TextState::Waiting], 100).await.unwrap().len()
}

on_both! { |_, _| {} =>
    async fn a_text_is_sent_once_kept_among_the_notes_and_on_record(desk: Desk) {
        let mut advisor = as_role(&desk, Role::Advisor).await;
        let id = asks(&desk, "one", MOBILE).await;
        let page = takes(&mut advisor, &id).await;
        let text = [("act", "send"), ("text", "Apportez le papier mardi."), ("note", "elle vient mardi"), ("outcome", "solved")];
        for _ in 0..2 {
            let answer = writes(&mut advisor, &id, &page, &text).await;
            assert_eq!(answer.status, 200);
            assert!(answer.body.contains("Le SMS part maintenant"), "{}", answer.body);
            assert!(answer.body.contains("elle vient mardi"), "what was typed beside it stays");
            assert!(answer.body.contains("value=\"solved\" required data-key=\"1\" checked"), "and what was chosen");
        }
        assert_eq!(waiting(&desk).await, 1);
        let shown = advisor.get(&format!("/console/callbacks/{id}")).await.body;
        assert_eq!(shown.matches("SMS envoyé").count(), 1);
        assert_eq!(shown.matches("Apportez le papier mardi.").count(), 1);
        let on_record = kept(&desk.service).await.into_iter().filter(|(_, action)| action == "callback-text").count();
        assert_eq!(on_record, 1);
    }

    async fn nothing_goes_to_who_said_stop_nor_to_a_line_without_texts(desk: Desk) {
        let mut advisor = as_role(&desk, Role::Advisor).await;
        let id = asks(&desk, "one", MOBILE).await;
        let page = takes(&mut advisor, &id).await;
        desk.service.store().opt_out(&number(MOBILE), desk.clock.now()).await.unwrap();
        let text = [("act", "send"), ("text", "Bonjour")];
        let answer = writes(&mut advisor, &id, &page, &text).await;
        assert!(answer.body.contains("La personne a écrit STOP"), "{}", answer.body);
        let id = asks(&desk, "two", LANDLINE).await;
        let page = takes(&mut advisor, &id).await;
        assert!(page.body.contains("Cette ligne ne reçoit pas de SMS") && !page.body.contains("name=\"once\""));
        let once = [("once", "00000000-0000-7000-8000-000000000000")];
        writes(&mut advisor, &id, &page, &[&once[..], &text[..]].concat()).await;
        assert_eq!(waiting(&desk).await, 0);
    }

    async fn an_advisor_writes_down_what_a_person_wants_to_get_and_it_is_on_record(desk: Desk) {
        let mut advisor = as_role(&desk, Role::Advisor).await;
        let id = asks(&desk, "one", MOBILE).await;
        let (store, person) = (desk.service.store(), number(MOBILE));
        let page = format!("/console/callbacks/{id}/person");
        assert!(advisor.get(&page).await.body.contains("<option value=\"start\" selected>"));
        for (word, all, reminders) in
            [("stop-reminders", false, true), ("stop", true, true), ("start", false, false)]
        {
            advisor.post(&format!("{page}/consent"), &[("consent", word)]).await;
            let shown = advisor.get(&page).await.body;
            assert!(shown.contains(&format!("<option value=\"{word}\" selected>")), "{shown}");
            assert_eq!(store.is_opted_out(&person).await.unwrap(), all, "{word}");
            assert_eq!(store.reminders_are_off(&person).await.unwrap(), reminders, "{word}");
        }
        assert_eq!(advisor.post(&format!("{page}/consent"), &[("consent", "everything")]).await.status, 404);
        let on_record = kept(&desk.service).await.into_iter().filter(|(_, action)| action == "consent").count();
        assert_eq!(on_record, 3);
        let mut counter = as_role(&desk, Role::Reception).await;
        assert!(!counter.get(&page).await.body.contains("name=\"consent\""), "who may only look is offered nothing");
    }

    async fn only_who_holds_the_request_writes_and_no_more_than_three_texts_long(desk: Desk) {
        let (mut first, mut second) = (as_role(&desk, Role::Advisor).await, as_role(&desk, Role::Advisor).await);
        let id = asks(&desk, "one", MOBILE).await;
        let page = takes(&mut first, &id).await;
        let long = "a".repeat(153 * 3 + 1);
        for (text, said) in [(long.as_str(), "3 SMS au plus"), ("  ", "Écrivez d'abord le SMS"), ("\r\n", "d'abord le SMS")] {
            let answer = writes(&mut first, &id, &page, &[("act", "send"), ("text", text)]).await;
            let body = answer.body.replace("&#39;", "'");
            assert!(body.contains(said), "{said}: {body}");
        }
        let fence = field(&page, "fence");
        first.post(&format!("/console/callbacks/{id}/release"), &[("fence", &fence)]).await;
        takes(&mut second, &id).await;
        let late = writes(&mut first, &id, &page, &[("act", "send"), ("text", "Bonjour")]).await;
        assert!(late.body.contains("n'est plus à vous") || late.body.contains("n&#39;est plus à vous"), "{}", late.body);
        assert_eq!(waiting(&desk).await, 0);
    }

    async fn a_text_is_counted_as_it_is_paid_for_with_and_without_a_script(desk: Desk) {
        let mut advisor = as_role(&desk, Role::Advisor).await;
        let id = asks(&desk, "one", MOBILE).await;
        let page = takes(&mut advisor, &id).await;
        let (gsm, arabic) = ("é".repeat(161), "ش".repeat(71));
        for (text, told) in [("", "0 SMS"), ("Bonjour", "1 SMS · 7"), (&gsm, "2 SMS · 161"), (&arabic, "2 SMS · 71")] {
            let answer = writes(&mut advisor, &id, &page, &[("act", "count"), ("text", text)]).await;
            assert!(answer.body.contains(&format!("<span id=\"measure\">{told}")), "{told}");
            let fields = [("csrf", field(&page, "csrf")), ("act", "count".into()), ("text", text.to_owned())];
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let headers = [("sec-fetch-site", "same-origin"), ("accept", "application/json")];
            let answer = advisor.post_with(&format!("/console/callbacks/{id}/write"), &fields, &headers).await;
            let told_to_script: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
            assert!(told_to_script["measure"].as_str().unwrap().starts_with(told), "{told_to_script}");
        }
        let ready = writes(&mut advisor, &id, &page, &[("ready", "papers")]).await;
        assert!(ready.body.contains("dir=\"auto\" aria-describedby=\"write-how text-length\""));
        assert!(ready.body.matches("Envoyez-nous ce papier").count() == 2, "it stands in the field too");
        assert_eq!(writes(&mut advisor, &id, &page, &[("ready", "no-such")]).await.status, 400);
        assert_eq!(waiting(&desk).await, 0, "counting sends nothing");
    }
}
