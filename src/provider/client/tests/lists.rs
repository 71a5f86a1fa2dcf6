//! What the provider knows: one text, lists page after page, calls.

use super::*;
use crate::{
    outgoing::delivery::{Delivery, Report},
    provider::twilio::{InboundText, Progress},
};

fn text(sid: &str, direction: &str, created: &str) -> String {
    format!(
        r#"{{"sid":"{sid}","from":"+33199001234","to":"+33639980012","body":"Bonjour","direction":"{direction}",
            "status":"delivered","error_code":null,"date_created":"{created}","date_sent":null,"news":{{"to come":1}}}}"#
    )
}

fn page(rows: &[String], next: Option<&str>) -> Reply {
    let next = next.map_or("null".to_owned(), |next| format!("\"{next}\""));
    reply(200, format!(r#"{{"messages":[{}],"next_page_uri":{next},"page":0}}"#, rows.join(",")))
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

const NINE: &str = "Sun, 22 Nov 2026 09:00:00 +0000";
const EIGHT: &str = "Sun, 22 Nov 2026 08:00:00 +0000";

#[tokio::test]
async fn one_text_is_found_by_its_id() {
    let failed = text("SM1", "outbound-api", NINE)
        .replace("delivered", "undelivered")
        .replace(r#""error_code":null"#, r#""error_code":30006"#);
    let (base, mut seen) = provider([reply(200, failed)]).await;
    let found = client(&base).message("SM1").await.unwrap();
    assert_eq!(found.report, Report { state: Delivery::Undelivered, error_code: Some(30006) });
    assert_eq!((found.created_at, found.inbound), (at("2026-11-22T09:00:00Z"), false));
    let request = seen.try_recv().unwrap();
    assert_eq!(
        (request.method.as_str(), request.target.as_str()),
        ("GET", "/2010-04-01/Accounts/AC1/Messages/SM1.json")
    );
}

#[tokio::test]
async fn every_page_of_a_list_is_read_and_only_what_was_asked_for_is_kept() {
    let next = "/2010-04-01/Accounts/AC1/Messages.json?PageSize=200&Page=1&PageToken=PASM2";
    let first = [text("SM3", "outbound-api", NINE), text("SM2", "inbound", NINE)];
    let second = [text("SM1", "outbound-reply", EIGHT), text("SM4", "outbound-api", NINE)];
    let (base, mut seen) = provider([page(&first, Some(next)), page(&second, None)]).await;
    let since = at("2026-11-22T08:30:00Z");
    let found = client(&base).messages_sent("+33199001234", &person(), since).await.unwrap();
    let ids: Vec<&str> = found.iter().map(|message| message.id.as_str()).collect();
    assert_eq!(ids, ["SM3", "SM4"]);
    let first = "/2010-04-01/Accounts/AC1/Messages.json?From=%2B33199001234&To=%2B33639980012&PageSize=200";
    assert_eq!(seen.try_recv().unwrap().target, first);
    assert_eq!(seen.try_recv().unwrap().target, next);
    assert!(seen.try_recv().is_err());
}

#[tokio::test]
async fn texts_that_came_in_are_listed_as_their_webhooks_would_have_brought_them() {
    let rows = [text("SM1", "inbound", NINE), text("SM2", "outbound-api", NINE), text("SM3", "inbound", EIGHT)];
    let (base, mut seen) = provider([page(&rows, None)]).await;
    let since = at("2026-11-22T08:30:00Z");
    let found = client(&base).messages_received("+33199001234", since).await.unwrap();
    let texts: Vec<InboundText> = found.into_iter().map(InboundText::from).collect();
    assert_eq!(texts.len(), 1);
    assert_eq!((texts[0].message_id.as_str(), texts[0].body.as_str(), texts[0].opt_out), ("SM1", "Bonjour", None));
    let target = "/2010-04-01/Accounts/AC1/Messages.json?To=%2B33199001234&DateSent%3E=2026-11-22&PageSize=200";
    assert_eq!(seen.try_recv().unwrap().target, target);
}

#[tokio::test]
async fn a_list_that_never_ends_proves_nothing() {
    let next = "/2010-04-01/Accounts/AC1/Messages.json?Page=1";
    let (base, _seen) = provider([page(&[text("SM1", "inbound", NINE)], Some(next))]).await;
    let found = client(&base).messages_received("+33199001234", Timestamp::UNIX_EPOCH).await;
    assert_eq!(found, Err(AskError::TooMuch));
}

#[tokio::test]
async fn the_token_follows_no_page_elsewhere() {
    let elsewhere = [
        "https://evil.example/2010-04-01/Accounts/AC1/Messages.json",
        "//evil.example/2010-04-01/Accounts/AC1/",
        "@evil.example/2010-04-01/Accounts/AC1/",
        "/2010-04-01/Accounts/AC2/Messages.json",
        "/2010-04-01/Accounts/AC1/../AC2/Messages.json",
    ];
    for next in elsewhere {
        let (base, mut seen) = provider([page(&[], Some(next))]).await;
        let found = client(&base).messages_received("+33199001234", Timestamp::UNIX_EPOCH).await;
        assert_eq!(found, Err(AskError::Unreadable), "{next}");
        assert!(seen.try_recv().is_ok() && seen.try_recv().is_err(), "{next}");
    }
}

#[tokio::test]
async fn an_answer_that_lacks_what_we_need_is_not_guessed_at() {
    let whole = text("SM1", "inbound", NINE);
    let rows = [
        whole.replace(r#""sid":"SM1","#, ""),
        whole.replace(r#""to":"+33639980012","#, ""),
        whole.replace(r#""status":"delivered","#, ""),
        whole.replace(NINE, "yesterday"),
        "[]".to_owned(),
        "cut".to_owned(),
    ];
    for row in rows {
        let (base, _seen) = provider([reply(200, row.clone())]).await;
        assert_eq!(client(&base).message("SM1").await, Err(AskError::Unreadable), "{row}");
    }
    // What we do not know yet is passed over.
    let (base, _seen) = provider([reply(200, whole.replace("delivered", "teleported"))]).await;
    assert_eq!(client(&base).message("SM1").await.unwrap().report.state, Delivery::Unknown);
}

#[tokio::test]
async fn every_question_without_an_answer_says_why() {
    let refused = |code, reaction| AskError::Refused { code, reaction };
    let rows = [
        (404, r#"{"code":20404}"#, AskError::NotFound),
        (401, r#"{"code":20003}"#, refused(Some(20003), Reaction::Alarm)),
        (403, "", refused(None, Reaction::Alarm)),
        (301, "", refused(None, Reaction::Alarm)),
        (429, "", AskError::Busy { after: None }),
        (500, "", AskError::NoAnswer),
    ];
    for (status, body, expected) in rows {
        let (base, _seen) = provider([reply(status, body)]).await;
        assert_eq!(client(&base).message("SM1").await, Err(expected), "{status}");
    }
    assert_eq!(client(&nobody().await).message("SM1").await, Err(AskError::NoAnswer));
}

#[tokio::test]
async fn an_id_that_would_lead_elsewhere_is_no_id() {
    let (base, mut seen) = provider([reply(204, "")]).await;
    let client = client(&base);
    for id in ["", "../AC2", "SM1/Media", "SM1.json?x", "SM1#", "é"] {
        assert_eq!(client.message(id).await, Err(AskError::NotFound), "{id}");
        assert_eq!(client.call(id).await, Err(AskError::NotFound), "{id}");
        assert_eq!(client.delete_message(id).await, Err(AskError::NotFound), "{id}");
    }
    assert!(seen.try_recv().is_err());
}

#[tokio::test]
async fn a_text_is_deleted_or_known_to_be_there_still() {
    let rows = [
        (204, "", Ok(())),
        (404, r#"{"code":20404}"#, Ok(())),
        (409, r#"{"code":20009}"#, Err(AskError::Busy { after: None })),
        (500, "", Err(AskError::NoAnswer)),
    ];
    for (status, body, expected) in rows {
        let (base, mut seen) = provider([reply(status, body)]).await;
        assert_eq!(client(&base).delete_message("SM1").await, expected, "{status}");
        assert_eq!(seen.try_recv().unwrap().method, "DELETE");
    }
}

fn call(sid: &str, status: &str, created: &str) -> String {
    let created = if created.is_empty() { "null".to_owned() } else { format!("\"{created}\"") };
    format!(
        r#"{{"sid":"{sid}","from":"+33639980012","to":"+33199001234","direction":"inbound","status":"{status}",
            "date_created":{created},"start_time":null,"end_time":"","duration":"12"}}"#
    )
}

#[tokio::test]
async fn a_call_whose_end_we_were_never_told_of_can_be_asked_for() {
    for (status, progress) in [("completed", Progress::Completed), ("in-progress", Progress::InProgress)] {
        let (base, mut seen) = provider([reply(200, call("CA1", status, NINE))]).await;
        let found = client(&base).call("CA1").await.unwrap();
        assert_eq!((found.progress, found.inbound, found.ended_at), (progress, true, None));
        assert_eq!(seen.try_recv().unwrap().target, "/2010-04-01/Accounts/AC1/Calls/CA1.json");
    }
}

#[tokio::test]
async fn the_calls_of_a_day_are_listed_both_ways() {
    let page = |rows: &[String]| reply(200, format!(r#"{{"calls":[{}],"next_page_uri":null}}"#, rows.join(",")));
    let to_us = page(&[call("CA1", "completed", NINE), call("CA2", "completed", EIGHT)]);
    let from_us = page(&[call("CA3", "queued", "")]);
    let (base, mut seen) = provider([to_us, from_us]).await;
    let found = client(&base).calls("+33199001234", at("2026-11-22T08:30:00Z")).await.unwrap();
    let ids: Vec<&str> = found.iter().map(|call| call.id.as_str()).collect();
    assert_eq!(ids, ["CA1", "CA3"], "a call not dialled yet is no old one");
    let query = "=%2B33199001234&StartTime%3E=2026-11-22&PageSize=200";
    for side in ["To", "From"] {
        assert_eq!(seen.try_recv().unwrap().target, format!("/2010-04-01/Accounts/AC1/Calls.json?{side}{query}"));
    }
}
