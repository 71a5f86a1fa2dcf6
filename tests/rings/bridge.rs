//! An advisor rings a person back: the advisor's phone first, then the person's, over the real routes and on both databases.

use std::{path::Path, time::Duration};

use guichet::{
    callback::outcome::{AttemptResult, Outcome},
    cli::world::SERVICE_NUMBER,
    outgoing::bridge::{BridgeEnd, Stage},
    service::desk::calling::Calling,
    settings::Settings,
    simulator::exchange::{Act, Progress, Standing, Unanswered},
    staff::{Advisor, Role, Taste, Ways},
    store::{bridge::Bridge, callback::claim::Taken, recording::RecordingState},
};
use jiff::SignedDuration;

use super::desk::{Desk, number};

const LINA: &str = "+33639980012";
const PAUL: &str = "+33199000013";
/// The advisor's own phone.
const DESK_PHONE: &str = "+33199000050";
const OFFER: &str = "Rappel à passer. Pour appeler la personne, tapez 1.";

fn as_shipped(_: &Path, _: &mut Settings) {}

fn advisor(id: &str) -> Advisor {
    Advisor {
        id: id.to_owned(),
        login: id.to_owned(),
        name: "Samira".to_owned(),
        role: Role::Advisor,
        languages: vec!["fr".parse().unwrap()],
        skills: Vec::new(),
        phone: Some(number(DESK_PHONE)),
        console: Taste::default(),
        active: true,
        ways: Ways::default(),
    }
}

impl Desk {
    /// Somebody asks by text to be rung back at any time; the callback's identifier, and what they were told.
    async fn asks(&self, from: &str) -> (String, String) {
        for body in ["RAPPEL", "1", "3"] {
            assert!(self.exchange.text(from, SERVICE_NUMBER, body).await.unwrap(), "{body}");
        }
        let open = self.service.store().open_callback(&number(from), "general").await.unwrap().unwrap();
        (open.asked.id, self.last_text(from).await)
    }

    async fn last_text(&self, to: &str) -> String {
        let texts = self.exchange.texts_after(to, 0, Duration::ZERO).await;
        texts.last().map(|text| text.body.clone()).unwrap_or_default()
    }

    /// An advisor takes a callback in hand; the fence.
    async fn takes(&self, by: &Advisor, id: &str) -> i64 {
        match self.service.desk().claim(by, id).await.unwrap() {
            Taken::Claimed(claim) => claim.fence,
            other => panic!("{other:?}"),
        }
    }

    /// The advisor's phone is rung, and taken up.
    async fn calls(&self, by: &Advisor, id: &str, fence: i64) -> (String, Progress) {
        let rings = self.service.call_person(by, id, fence).await.unwrap();
        assert!(matches!(rings, Calling::Rings(_)), "{rings:?}");
        self.service.hand_over().await.unwrap();
        assert!(self.rings(DESK_PHONE).await, "the advisor's phone rings first");
        self.hears(self.exchange.answer(DESK_PHONE).await.unwrap()).await
    }

    async fn bridge(&self, id: &str) -> Bridge {
        self.service.call_of(id).await.unwrap().unwrap()
    }

    /// Waits until a call has come to an end: the last news of it may still be on its way.
    async fn ended_bridge(&self, id: &str, end: BridgeEnd) -> Bridge {
        for _ in 0..2_000 {
            let bridge = self.bridge(id).await;
            if bridge.end == Some(end) {
                return bridge;
            }
            tokio::task::yield_now().await;
        }
        self.bridge(id).await
    }
}

on_both! { as_shipped =>
    async fn the_advisors_phone_rings_first_and_a_key_connects_the_person(desk: Desk) {
        let (id, told) = desk.asks(LINA).await;
        let (samira, other) = (advisor("samira"), advisor("other"));
        let digits = desk.service.store().digits(&id).await.unwrap().unwrap();
        assert!(told.contains(&format!("Il vous dira : {}. Sinon, raccrochez.", digits.reveal())), "{told}");
        assert!(told.contains(", entre 13 h 30 et 17 h") || told.contains(", entre "), "{told}");
        let fence = desk.takes(&samira, &id).await;
        assert_eq!(desk.service.call_person(&other, &id, fence).await.unwrap(), Calling::Lost);
        let (heard, at) = desk.calls(&samira, &id, fence).await;
        assert_eq!(heard.trim(), OFFER);
        assert!(!desk.rings(LINA).await, "nobody is dialled before a key");
        assert_eq!(desk.service.call_person(&samira, &id, fence).await.unwrap(), Calling::GoesOn);
        let (_, at) = desk.does(&at, Act::Press('1')).await;
        let incoming = desk.exchange.incoming(LINA, None, Duration::from_secs(5)).await.unwrap();
        assert_eq!(incoming.from, SERVICE_NUMBER, "the organisation's number is shown");
        let person = desk.exchange.answer(LINA).await.unwrap();
        assert_eq!(desk.bridge(&id).await.stage, Stage::Connected);
        desk.clock.advance(SignedDuration::from_secs(90));
        desk.does(&person, Act::HangUp).await;
        let bridge = desk.ended_bridge(&id, BridgeEnd::Connected).await;
        assert_eq!((bridge.end, bridge.seconds), (Some(BridgeEnd::Connected), Some(90)));
        let over = desk.exchange.act(&at.id, Act::Spoken).await.unwrap();
        assert!(matches!(over.phase, Standing::Ended { .. }), "{:?}", over.phase);
    }

    async fn a_machine_at_the_advisors_end_is_never_connected(desk: Desk) {
        let (id, _) = desk.asks(LINA).await;
        let samira = advisor("samira");
        let fence = desk.takes(&samira, &id).await;
        desk.service.call_person(&samira, &id, fence).await.unwrap();
        desk.service.hand_over().await.unwrap();
        desk.exchange.answer_by_machine(DESK_PHONE).await.unwrap();
        let bridge = desk.bridge(&id).await;
        assert_eq!((bridge.end, desk.rings(LINA).await), (Some(BridgeEnd::NoKey), false));
        // A new call may be ordered, and a phone that nobody takes ends that one.
        desk.service.call_person(&samira, &id, fence).await.unwrap();
        desk.service.hand_over().await.unwrap();
        desk.exchange.leave_unanswered(DESK_PHONE, Unanswered::Ignored).await.unwrap();
        assert_eq!(desk.bridge(&id).await.end, Some(BridgeEnd::NoAdvisor));
    }

    async fn a_person_who_does_not_answer_or_refuses_ends_the_call_with_that_result(desk: Desk) {
        let (id, _) = desk.asks(LINA).await;
        let samira = advisor("samira");
        let fence = desk.takes(&samira, &id).await;
        for (why, end) in [(Unanswered::Ignored, BridgeEnd::NoAnswer), (Unanswered::Refused, BridgeEnd::Busy)] {
            let (_, at) = desk.calls(&samira, &id, fence).await;
            desk.does(&at, Act::Press('1')).await;
            assert!(desk.exchange.incoming(LINA, None, Duration::from_secs(5)).await.is_some());
            desk.exchange.leave_unanswered(LINA, why).await.unwrap();
            assert_eq!(desk.ended_bridge(&id, end).await.end, Some(end));
        }
    }

    async fn an_advisor_who_lost_the_callback_meanwhile_reaches_nobody(desk: Desk) {
        let (id, _) = desk.asks(LINA).await;
        let (samira, other) = (advisor("samira"), advisor("other"));
        let fence = desk.takes(&samira, &id).await;
        let (_, at) = desk.calls(&samira, &id, fence).await;
        assert!(desk.service.desk().release(&samira, &id, fence).await.unwrap());
        desk.takes(&other, &id).await;
        let (heard, at) = desk.does(&at, Act::Press('1')).await;
        assert!(heard.contains("n'est plus à vous"), "{heard}");
        assert!(matches!(at.phase, Standing::Ended { .. }) && !desk.rings(LINA).await);
        assert_eq!(desk.bridge(&id).await.end, Some(BridgeEnd::Lost));
    }

    async fn doubled_news_of_a_call_in_any_order_changes_nothing(desk: Desk) {
        let (id, _) = desk.asks(LINA).await;
        let samira = advisor("samira");
        let fence = desk.takes(&samira, &id).await;
        desk.service.call_person(&samira, &id, fence).await.unwrap();
        let bridge = desk.bridge(&id).await.id;
        let leg = |status: &'static str, more: &[(&'static str, &'static str)]| {
            [("CallSid", "CA78"), ("From", SERVICE_NUMBER), ("To", LINA), ("Direction", "outbound-dial")]
                .into_iter().chain([("CallStatus", status)]).chain(more.iter().copied()).collect::<Vec<_>>()
        };
        let status = format!("/twilio/bridge-status?b={bridge}&leg=person");
        let key = [("CallSid", "CA77"), ("From", SERVICE_NUMBER), ("To", DESK_PHONE), ("Direction", "outbound-api"),
            ("CallStatus", "in-progress"), ("Digits", "1")];
        let target = format!("/twilio/bridge?b={bridge}&asked=1");
        let dialled = desk.post(&target, &key).await;
        assert!(dialled.1.contains("callerId=") && dialled.1.contains(LINA), "{dialled:?}");
        assert_eq!(desk.post(&target, &key).await, dialled, "the same bytes");
        for news in [leg("completed", &[("CallDuration", "42")]), leg("ringing", &[]), leg("in-progress", &[]),
            leg("no-answer", &[]), leg("completed", &[("CallDuration", "42")])] {
            assert_eq!(desk.post(&status, &news).await.0, 204);
            let now = desk.bridge(&id).await;
            assert_eq!((now.end, now.seconds), (Some(BridgeEnd::Connected), Some(42)));
        }
        let after = desk.post(&target, &key).await;
        assert!(after.1.contains("<Hangup/>") && !after.1.contains("<Dial"), "what is over dials nobody: {after:?}");
        for strange in ["/twilio/bridge?b=nothing", "/twilio/bridge?b=%00", "/twilio/bridge"] {
            assert_eq!(desk.post(strange, &key).await.0, 403, "{strange}");
        }
    }

    async fn who_was_missed_says_by_text_what_they_want_and_who_was_reached_gets_a_receipt(desk: Desk) {
        let (id, _) = desk.asks(LINA).await;
        let samira = advisor("samira");
        // A STOP does not silence what the person asked for.
        desk.service.store().opt_out(&number(LINA), desk.clock.now()).await.unwrap();
        let fence = desk.takes(&samira, &id).await;
        desk.service.desk().attempted(&samira, &id, fence, AttemptResult::NobodyAnswered).await.unwrap();
        desk.service.hand_over().await.unwrap();
        let question = desk.last_text(LINA).await;
        assert!(question.contains("nous vous avons appelé") && question.contains('3'), "{question}");
        assert!(desk.exchange.text(LINA, SERVICE_NUMBER, "1").await.unwrap());
        assert!(desk.last_text(LINA).await.contains("Vous gardez votre place"), "{}", desk.last_text(LINA).await);
        let fence = desk.takes(&samira, &id).await;
        desk.service.desk().finish(&samira, &id, fence, Outcome::Solved, None, None).await.unwrap();
        desk.service.hand_over().await.unwrap();
        let receipt = desk.last_text(LINA).await;
        assert!(receipt.contains(&desk.service.reference_of(&id)), "{receipt}");
    }

    async fn who_needs_it_no_more_is_not_rung_again_and_a_landline_gets_no_text(desk: Desk) {
        let (id, _) = desk.asks(LINA).await;
        let samira = advisor("samira");
        let fence = desk.takes(&samira, &id).await;
        desk.service.desk().attempted(&samira, &id, fence, AttemptResult::Busy).await.unwrap();
        desk.service.hand_over().await.unwrap();
        assert!(desk.exchange.text(LINA, SERVICE_NUMBER, "3").await.unwrap());
        let store = desk.service.store();
        let ended = store.callback(&id).await.unwrap().unwrap();
        assert_eq!((ended.outcome, store.open_callback(&number(LINA), "general").await.unwrap().is_some()),
            (Some(Outcome::NoLongerNeeded), false));
        let callback = desk.asks_by_voice(PAUL).await;
        let fence = desk.takes(&samira, &callback).await;
        desk.service.desk().attempted(&samira, &callback, fence, AttemptResult::NobodyAnswered).await.unwrap();
        assert_eq!(store.waiting_texts("callback", &number(PAUL)).await.unwrap(), 0);
    }

    async fn what_a_caller_says_for_the_advisor_is_kept_here_and_nowhere_else(desk: Desk) {
        let callback = desk.asks_by_voice_and(PAUL, &[Act::Press('1'), Act::Speak(12)]).await;
        let store = desk.service.store();
        let asked = store.callback(&callback).await.unwrap().unwrap().asked;
        let Some(guichet::flow::turn::Message::Recorded(reference)) = asked.message else { panic!("{:?}", asked.message) };
        assert_eq!(store.recording_state(&reference).await.unwrap(), Some(RecordingState::Wanted));
        assert!(desk.service.recording(&reference).await.unwrap().is_none());
        let client = desk.service.client().unwrap();
        assert_eq!(desk.service.fetch_recordings(client).await.unwrap(), 1);
        let sound = desk.service.recording(&reference).await.unwrap().unwrap();
        assert_eq!((sound.media_type.as_str(), sound.bytes.len()), ("audio/wav", 44 + 12 * 16_000));
        assert_eq!(desk.exchange.recordings(|recordings| recordings.count()), 0, "the provider holds it no more");
        assert_eq!(desk.service.fetch_recordings(client).await.unwrap(), 0);
        assert!(desk.service.erase_recording(&reference).await.unwrap());
        assert!(desk.service.recording(&reference).await.unwrap().is_none());
        assert!(!desk.service.erase_recording(&reference).await.unwrap());
    }

    async fn a_caller_may_forbid_messages_and_lays_down_whenever_they_like(desk: Desk) {
        let callback = desk.asks_by_voice_and(PAUL, &[Act::Press('2')]).await;
        let store = desk.service.store();
        assert!(!store.callback(&callback).await.unwrap().unwrap().asked.leave_message);
        let other = desk.asks_by_voice_and("+33199000014", &[Act::HangUp]).await;
        assert!(store.callback(&other).await.unwrap().unwrap().asked.leave_message);
    }
}

impl Desk {
    async fn asks_by_voice(&self, from: &str) -> String {
        self.asks_by_voice_and(from, &[]).await
    }

    /// Somebody asks in a call, in French, to be rung at any time, and does the rest; the callback's identifier.
    async fn asks_by_voice_and(&self, from: &str, acts: &[Act]) -> String {
        let (_, mut at) = self.hears(self.exchange.dial(from, SERVICE_NUMBER).await.unwrap()).await;
        let asks = ["1", "2", "1", "3"].iter().flat_map(|keys| keys.chars()).map(Act::Press);
        for act in asks.chain(acts.iter().copied()) {
            (_, at) = self.does(&at, act).await;
        }
        if !matches!(at.phase, Standing::Ended { .. }) {
            self.does(&at, Act::HangUp).await;
        }
        let open = self.service.store().open_callback(&number(from), "general").await.unwrap();
        open.unwrap().asked.id
    }
}
