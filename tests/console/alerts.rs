//! Words of distress at the desk: shown above the queue at once, rung by who decides so, or noted as seen.

use std::time::Duration;

use guichet::{cli::world::SERVICE_NUMBER, provider::twilio::InboundText, staff::Role};
use tokio::time::timeout;

use crate::{
    browser::{as_role, kept},
    desk::{Desk, number},
    live::Stream,
};

const QUEUE: &str = "/console/queue";
const TITLE: &str = "Mots de détresse";
const SOON: Duration = Duration::from_secs(5);

/// Somebody writes words of distress; the conversation they stand in.
async fn writes(desk: &Desk, from: &str) -> String {
    let text = InboundText {
        message_id: format!("SM{from}"),
        from: from.into(),
        to: SERVICE_NUMBER.into(),
        body: "je vais mourir".into(),
        opt_out: None,
    };
    let reply = desk.service.text(&text).await.unwrap();
    assert!(String::from_utf8(reply.body).unwrap().contains("3114"));
    let alerts = desk.service.store().alerts(9).await.unwrap();
    alerts.into_iter().find(|alert| alert.number == Some(number(from))).unwrap().conversation_id
}

on_both! { |_, _| {} =>
    async fn an_alert_is_told_at_once_shown_with_its_words_and_rung_by_who_decides_so(desk: Desk) {
        let mut advisor = as_role(&desk, Role::Advisor).await;
        assert!(!advisor.get(QUEUE).await.body.contains(TITLE));
        let mut stream = Stream::of(&advisor).await;
        let id = writes(&desk, "+33639980012").await;
        assert_eq!(timeout(SOON, stream.next()).await.unwrap().as_deref(), Some("queue"));
        let page = advisor.get(QUEUE).await.body;
        assert!(page.contains(TITLE) && page.contains("je vais mourir"), "{page}");
        assert!(!page.contains("06 39 98 00 12"), "the number is masked");
        let rung = advisor.post(&format!("/console/alerts/{id}/ring"), &[]).await;
        let request = advisor.get(rung.leads_to()).await;
        assert!(rung.leads_to().starts_with("/console/callbacks/") && request.body.contains("Détresse"));
        assert!(!advisor.get(QUEUE).await.body.contains(TITLE), "the request took its place");
        let again = advisor.post(&format!("/console/alerts/{id}/ring"), &[]).await;
        assert_eq!(again.leads_to(), format!("{QUEUE}?told=queue-alert-gone"));
        let actions: Vec<String> = kept(&desk.service).await.into_iter().map(|(_, action)| action).collect();
        for action in ["alert-rung", "callback-claimed"] {
            assert_eq!(actions.iter().filter(|one| *one == action).count(), 1, "{action}");
        }
    }

    async fn an_alert_that_needs_no_call_is_noted_as_seen_and_who_may_only_look_reads_no_words(desk: Desk) {
        let id = writes(&desk, "+33639980012").await;
        let mut counter = as_role(&desk, Role::Reception).await;
        let seen = counter.get(QUEUE).await.body;
        assert!(seen.contains(TITLE) && !seen.contains("je vais mourir") && !seen.contains("/console/alerts/"));
        let mut advisor = as_role(&desk, Role::Advisor).await;
        for said in ["noted", "gone"] {
            let answer = advisor.post(&format!("/console/alerts/{id}/seen"), &[]).await;
            assert_eq!(answer.leads_to(), format!("{QUEUE}?told=queue-alert-{said}"));
        }
        assert!(!advisor.get(QUEUE).await.body.contains(TITLE));
        let seen = kept(&desk.service).await.into_iter().filter(|(_, action)| action == "alert-seen").count();
        assert_eq!(seen, 1);
    }
}
