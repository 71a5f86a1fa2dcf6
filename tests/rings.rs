//! We ring a person and a flow answers: whole calls over the real routes, on both databases, against the provider in
//! miniature.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails where its own tools fail")]

#[macro_use]
#[path = "support/desk.rs"]
mod desk;

#[path = "rings/bridge.rs"]
mod bridge;

use std::path::Path;

use desk::{Desk, number};
use guichet::{
    cli::world::SERVICE_NUMBER,
    flow::value::Value,
    outgoing::call::{CallEnd, Voicemail},
    provider::{
        client::http_client,
        form,
        signature::{self, Payload},
    },
    service::{
        dialogue::sources,
        ring::{self, Beginning},
    },
    settings::Settings,
    simulator::exchange::{Act, Standing, Unanswered},
    store::outbox::TextState,
};
use jiff::SignedDuration;

const LINA: &str = "+33639980012";
const PAUL: &str = "+33199000013";
/// What is told once a key is pressed, and never before.
const SECRET: &str = "Votre aide au logement finit demain.";
/// What a machine hears, to the letter.
const SENTENCE: &str = "Bonjour, ici Guichet, vous pouvez nous rappeler au 01 99 00 00 02.";

/// A desk with a small flow of its own, that asks for a key and then tells a secret.
fn visit_call(voicemail: Voicemail) -> impl FnOnce(&Path, &mut Settings) {
    move |folder, settings| {
        for file in sources(None, None).unwrap() {
            let own = file.path.replace("read-out", "visit-call");
            for (path, text) in
                [(&file.path, file.text.to_string()), (&own, file.text.replace("flow: read-out", "flow: visit-call"))]
            {
                let path = folder.join(path);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, text).unwrap();
            }
        }
        settings.flows = Some(folder.join("flows"));
        settings.locales = Some(folder.join("locales"));
        settings.voicemail = voicemail;
    }
}

impl Desk {
    /// Orders a call that tells the secret.
    async fn order(&self, id: &str, to: &str) {
        let beginning =
            Beginning { flow: "visit-call".into(), with: vec![("words".into(), Value::Text(SECRET.to_owned()))] };
        self.order_of(id, to, &beginning).await;
    }

    async fn order_of(&self, id: &str, to: &str, beginning: &Beginning) {
        let now = self.clock.now();
        let order =
            ring::order(id.to_owned(), (SERVICE_NUMBER, number(to)), beginning, (now, now), &self.settings.spending);
        self.service.store().add_text(order).await.unwrap();
    }

    /// Orders a call and has the phone ring.
    async fn ring(&self, id: &str, to: &str) {
        self.order(id, to).await;
        self.service.hand_over().await.unwrap();
        assert!(self.rings(to).await, "{to} rings");
    }

    async fn ended(&self, id: &str) -> (Option<CallEnd>, Option<TextState>) {
        let store = self.service.store();
        (store.call_end(id).await.unwrap(), store.text_state(id).await.unwrap())
    }

    /// Posts a form as the provider does.
    async fn post(&self, target: &str, params: &[(&str, &str)]) -> (u16, String) {
        let url = format!("{}{target}", self.url);
        let owned: Vec<(String, String)> =
            params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let signed = signature::sign(&self.token, &url, Payload::Form(&owned));
        let request = http_client(&[]).unwrap().post(&url).header(signature::HEADER, signed);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let answer = request.body(form::encode(params.iter().copied())).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    async fn metrics(&self, line: &str) -> bool {
        let text = self.service.metrics().text();
        text.lines().any(|own| own == line)
    }
}

/// A webhook of a call of ours.
fn of_call<'a>(status: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let call = [("CallSid", "CA77"), ("From", SERVICE_NUMBER), ("To", LINA), ("Direction", "outbound-api")];
    call.into_iter().chain([("CallStatus", status)]).chain(more.iter().copied()).collect()
}

on_both! { visit_call(Voicemail::Sentence) =>
    async fn whoever_answers_and_presses_a_key_is_told_and_counts_as_reached(desk: Desk) {
        desk.ring("o", LINA).await;
        assert_eq!(desk.ended("o").await, (None, Some(TextState::Sent)));
        let (heard, at) = desk.hears(desk.exchange.answer(LINA).await.unwrap()).await;
        assert!(heard.contains("Pour un conseiller, tapez 0") && !heard.contains(SECRET), "{heard}");
        let (heard, at) = desk.does(&at, Act::Press('*')).await;
        assert!(heard.contains("Nous avons un message") && !heard.contains(SECRET), "{heard}");
        assert_eq!(desk.ended("o").await, (Some(CallEnd::Answered), Some(TextState::Delivered)), "a key is a person");
        let (heard, at) = desk.does(&at, Act::Press('1')).await;
        assert!(heard.contains(SECRET), "{heard}");
        let (heard, at) = desk.does(&at, Act::Press('0')).await;
        assert!(heard.contains("Un conseiller vous rappelle au 06 39 98 00 12"), "{heard}");
        desk.does(&at, Act::HangUp).await;
        assert_eq!(desk.ended("o").await, (Some(CallEnd::Answered), Some(TextState::Delivered)));
        assert!(desk.metrics("guichet_calls_total{outcome=\"answered\"} 1").await);
    }

    async fn a_machine_hears_one_sentence_and_never_the_flow(desk: Desk) {
        desk.ring("o", PAUL).await;
        let recorded = desk.exchange.answer_by_machine(PAUL).await.unwrap();
        let heard: Vec<&str> = recorded.heard.iter().map(|utterance| utterance.text.as_str()).collect();
        assert_eq!(heard, [SENTENCE]);
        assert_eq!(desk.ended("o").await, (Some(CallEnd::Voicemail), Some(TextState::Undelivered)));
        assert!(desk.metrics("guichet_calls_total{outcome=\"voicemail\"} 1").await);
        let jobs = desk.service.store().jobs(&[TextState::Undelivered], 9).await.unwrap();
        assert_eq!((jobs[0].kind_word(), jobs[0].reason.as_deref()), ("ring", Some("a machine answered")));
    }

    async fn a_machine_that_nobody_recognised_hears_no_secret_and_counts_as_not_reached(desk: Desk) {
        desk.ring("o", LINA).await;
        let (mut all, mut at) = desk.hears(desk.exchange.answer(LINA).await.unwrap()).await;
        for _ in 0..20 {
            let Standing::Listening { timeout, .. } = at.phase else { break };
            let (heard, next) = desk.does(&at, Act::Silence(timeout)).await;
            (all, at) = (all + &heard, next);
        }
        assert!(matches!(at.phase, Standing::Ended { .. }), "it comes to an end");
        assert!(!all.contains(SECRET) && all.contains("Je n'ai rien entendu"), "{all}");
        assert_eq!(desk.ended("o").await, (Some(CallEnd::NoKey), Some(TextState::Undelivered)));
    }

    async fn a_call_that_nobody_takes_is_told_and_its_conversation_is_closed(desk: Desk) {
        desk.ring("o", LINA).await;
        desk.exchange.leave_unanswered(LINA, Unanswered::Ignored).await.unwrap();
        assert_eq!(desk.ended("o").await, (Some(CallEnd::NoAnswer), Some(TextState::Undelivered)));
        let conversation = desk.service.store().find_call("ring:o.1").await.unwrap().unwrap();
        assert_eq!(conversation.outcome.as_deref(), Some("unanswered"));
        desk.ring("p", LINA).await;
        desk.exchange.leave_unanswered(LINA, Unanswered::Refused).await.unwrap();
        assert_eq!(desk.ended("p").await, (Some(CallEnd::Busy), Some(TextState::Undelivered)));
    }

    async fn doubled_webhooks_in_any_order_change_nothing(desk: Desk) {
        desk.ring("o", LINA).await;
        let answered = of_call("in-progress", &[("AnsweredBy", "human")]);
        let first = desk.post("/twilio/voice?ring=o.1", &answered).await;
        assert_eq!(first.0, 200);
        assert_eq!(desk.post("/twilio/voice?ring=o.1", &answered).await, first, "the same bytes");
        let action = first.1.split("action=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
        let target = action.strip_prefix(&desk.url).unwrap();
        // The end is told while the key is still on its way; then the key comes, twice.
        let over = of_call("completed", &[("AnsweredBy", "human")]);
        let key = of_call("in-progress", &[("Digits", "1")]);
        let pressed = desk.post(target, &key).await;
        for _ in 0..2 {
            assert_eq!(desk.post("/twilio/voice-status?ring=o.1", &over).await.0, 204);
            assert_eq!(desk.post(target, &key).await, pressed);
            assert_eq!(desk.post("/twilio/voice-status?ring=o.1", &of_call("ringing", &[])).await.0, 204);
        }
        assert_eq!(desk.ended("o").await, (Some(CallEnd::Answered), Some(TextState::Delivered)));
        assert!(desk.metrics("guichet_calls_total{outcome=\"answered\"} 1").await);
        // Another try, another order, an order that is none: nothing of ours changes.
        for (ring, status) in [("o.2", 204), ("p.1", 204), ("o", 204), ("", 204), ("%00.1", 403), ("o%27.1", 403)] {
            assert_eq!(desk.post(&format!("/twilio/voice-status?ring={ring}"), &over).await.0, status, "{ring}");
        }
    }

    async fn a_machine_asked_for_twice_is_given_the_same_bytes(desk: Desk) {
        desk.ring("o", LINA).await;
        let machine = of_call("in-progress", &[("AnsweredBy", "machine_end_beep")]);
        let first = desk.post("/twilio/voice?ring=o.1", &machine).await;
        assert!(first.1.contains(SENTENCE) && first.1.contains("<Hangup/>") && !first.1.contains("Gather"), "{first:?}");
        assert_eq!(desk.post("/twilio/voice?ring=o.1", &machine).await, first);
        let over = of_call("completed", &[("AnsweredBy", "machine_end_beep")]);
        assert_eq!(desk.post("/twilio/voice-status?ring=o.1", &over).await.0, 204);
        assert_eq!(desk.post("/twilio/voice?ring=o.1", &machine).await, first, "after the end too");
        assert_eq!(desk.ended("o").await.0, Some(CallEnd::Voicemail));
        // A machine cannot be had without a call of ours.
        assert_eq!(desk.post("/twilio/voice?ring=p.1", &machine).await.0, 403);
    }

    async fn nobody_is_rung_after_a_stop_or_two_hours_late_or_into_a_flow_that_is_not_there(desk: Desk) {
        let store = desk.service.store();
        desk.order("late", PAUL).await;
        desk.clock.advance(SignedDuration::from_mins(121));
        desk.order("stopped", LINA).await;
        store.opt_out(&number(LINA), desk.clock.now()).await.unwrap();
        let begins = |flow: &str| Beginning { flow: flow.into(), with: Vec::new() };
        desk.order_of("unknown", PAUL, &begins("nowhere")).await;
        desk.order_of("bare", PAUL, &begins("visit-call")).await;
        desk.service.hand_over().await.unwrap();
        desk.service.hand_over().await.unwrap();
        assert!(!desk.rings(LINA).await && !desk.rings(PAUL).await);
        let rows = [
            ("late", TextState::Expired),
            ("stopped", TextState::Cancelled),
            ("unknown", TextState::Failed),
            ("bare", TextState::Failed),
        ];
        for (id, state) in rows {
            assert_eq!(store.text_state(id).await.unwrap(), Some(state), "{id}");
        }
        let mut reasons: Vec<String> =
            store.jobs(&[TextState::Failed], 9).await.unwrap().into_iter().filter_map(|job| job.reason).collect();
        reasons.sort();
        let expected = ["the flow `visit-call` takes `words`, which the order does not give", "there is no flow `nowhere`"];
        assert_eq!(reasons, expected);
    }
}

#[tokio::test]
async fn a_machine_hears_nothing_where_that_is_set() {
    let desk = Desk::on_sqlite(visit_call(Voicemail::Nothing)).await;
    desk.ring("o", LINA).await;
    let recorded = desk.exchange.answer_by_machine(LINA).await.unwrap();
    assert!(recorded.heard.is_empty());
    assert_eq!(desk.ended("o").await.0, Some(CallEnd::Voicemail));
}

#[tokio::test]
async fn whoever_missed_our_call_and_rings_back_hears_the_ordinary_menu() {
    let desk = Desk::on_sqlite(visit_call(Voicemail::Sentence)).await;
    desk.ring("o", LINA).await;
    desk.exchange.leave_unanswered(LINA, Unanswered::Ignored).await.unwrap();
    let (heard, _) = desk.hears(desk.exchange.dial(LINA, SERVICE_NUMBER).await.unwrap()).await;
    assert!(heard.contains("Pour le français, tapez 1"), "{heard}");
    desk.order("p", LINA).await;
    desk.service.hand_over().await.unwrap();
    assert!(!desk.rings(LINA).await, "a phone in a call is busy");
    for _ in 0..500 {
        if desk.ended("p").await.0.is_some() {
            break;
        }
        tokio::task::yield_now().await;
        let _ = desk.service.store().server_time().await;
    }
    assert_eq!(desk.ended("p").await.0, Some(CallEnd::Busy));
}

#[tokio::test]
async fn what_no_text_could_bring_to_a_landline_is_read_to_it() {
    let desk = Desk::on_sqlite(visit_call(Voicemail::Sentence)).await;
    let now = desk.clock.now();
    let beginning = Beginning { flow: "visit-call".into(), with: Vec::new() };
    let order =
        ring::order("t".into(), (SERVICE_NUMBER, number(PAUL)), &beginning, (now, now), &desk.settings.spending);
    let body = serde_json::json!({ "body": "Référence : 4821097." });
    let text = guichet::store::outbox::NewText { kind: guichet::outgoing::Kind::ReadOut, payload: body, ..order };
    desk.service.store().add_text(text).await.unwrap();
    desk.service.hand_over().await.unwrap();
    let (_, at) = desk.hears(desk.exchange.answer(PAUL).await.unwrap()).await;
    let (heard, _) = desk.does(&at, Act::Press('1')).await;
    assert!(heard.contains("4 8 2 1 0 9 7"), "{heard}");
    assert_eq!(desk.ended("t").await.0, Some(CallEnd::Answered));
}
