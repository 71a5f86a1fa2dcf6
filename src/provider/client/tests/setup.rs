//! The account and its numbers as the provider has them set up.

use super::*;

#[tokio::test]
async fn the_account_is_told_with_its_standing() {
    let rows = [
        ("active", AccountStanding::Active),
        ("suspended", AccountStanding::Suspended),
        ("closed", AccountStanding::Closed),
        ("dreaming", AccountStanding::Unknown),
    ];
    for (status, expected) in rows {
        let (base, mut seen) = provider([reply(200, format!(r#"{{"sid":"AC1","status":"{status}"}}"#))]).await;
        assert_eq!(client(&base).account().await, Ok(expected));
        assert_eq!(seen.try_recv().unwrap().target, "/2010-04-01/Accounts/AC1.json");
    }
}

#[tokio::test]
async fn a_number_is_told_with_the_addresses_as_they_were_entered() {
    let rows = r#"{"incoming_phone_numbers":[
        {"phone_number":"+33199001234","sms_url":"https://g.example.org/twilio/sms#rc=5&rp=all","sms_method":"POST",
         "sms_fallback_url":"","sms_application_sid":"","voice_url":"https://g.example.org/twilio/voice",
         "voice_method":"GET","status_callback":null,"trunk_sid":null},
        {"phone_number":"+33199001235","sms_application_sid":"AP1"}],"next_page_uri":null}"#;
    let (base, mut seen) = provider([reply(200, rows)]).await;
    let numbers = client(&base).incoming_numbers().await.unwrap();
    assert_eq!(seen.try_recv().unwrap().target, "/2010-04-01/Accounts/AC1/IncomingPhoneNumbers.json?PageSize=200");
    assert_eq!(numbers.len(), 2);
    assert_eq!(numbers[0].sms.url.as_deref(), Some("https://g.example.org/twilio/sms#rc=5&rp=all"));
    assert_eq!(numbers[0].voice.method.as_deref(), Some("GET"));
    assert_eq!((&numbers[0].sms_fallback, numbers[0].answered_elsewhere), (&Webhook::default(), false));
    assert!(numbers[1].answered_elsewhere);
}

#[tokio::test]
async fn a_messaging_service_is_told_with_its_numbers() {
    let services = r#"{"services":[{"sid":"MG1","inbound_request_url":null,"inbound_method":"POST",
        "use_inbound_webhook_on_number":false}],"meta":{"next_page_url":null}}"#;
    let numbers = r#"{"phone_numbers":[{"sid":"PN1","phone_number":"+33199001234"}],"meta":{"next_page_url":null}}"#;
    let (base, mut seen) = provider([reply(200, services), reply(200, numbers)]).await;
    let found = client(&base).with_messaging_api(&base).messaging_services().await.unwrap();
    let expected = MessagingService {
        id: "MG1".into(),
        inbound: Webhook { url: None, method: Some("POST".into()) },
        leaves_it_to_the_number: false,
        numbers: vec!["+33199001234".into()],
    };
    assert_eq!(found, [expected]);
    assert_eq!(seen.try_recv().unwrap().target, "/v1/Services?PageSize=100");
    assert_eq!(seen.try_recv().unwrap().target, "/v1/Services/MG1/PhoneNumbers?PageSize=100");
}

#[tokio::test]
async fn a_gateway_without_messaging_services_is_not_asked_for_them() {
    let (base, mut seen) = provider([reply(200, "{}")]).await;
    assert_eq!(client(&base).messaging_services().await, Ok(Vec::new()));
    assert!(seen.try_recv().is_err());
}
