//! Whether the account at the provider is good, and its numbers lead to this service.

use super::{Finding, public_url::addresses};
use crate::{
    provider::client::{AccountStanding, AskError, Client, IncomingNumber, MessagingService, Webhook, http_client},
    settings::Settings,
};

const CHECK: &str = "provider";
/// The provider's code for a wrong account or token.
const UNAUTHENTICATED: u32 = 20003;

pub(super) async fn examine(settings: &Settings) -> Vec<Finding> {
    let (Ok(public_url), Some(token)) = (settings.public_url.parse(), settings.twilio.auth_tokens.first()) else {
        return Vec::new();
    };
    let http = match http_client(&settings.own_network) {
        Ok(http) => http,
        Err(error) => return vec![Finding::error(CHECK, error.to_string(), "install the package ca-certificates")],
    };
    let client = Client::new(&settings.twilio.api, &settings.twilio.account_sid, token.clone(), http);
    let mut findings = vec![match client.account().await {
        Ok(AccountStanding::Active) => Finding::ok(CHECK, "account and token are good"),
        Ok(standing) => {
            let says = format!("the account is not active: {standing:?}");
            return vec![Finding::error(CHECK, says, "ask the provider why; no text leaves and no call comes")];
        }
        Err(error) => return vec![unanswered(settings, &error)],
    }];
    let expected = addresses(&public_url);
    match client.incoming_numbers().await {
        Ok(known) => findings.extend(
            settings.numbers.keys().flat_map(|number| compared(number, &known, &expected)).collect::<Vec<Finding>>(),
        ),
        Err(error) => findings.push(unread("numbers", &error)),
    }
    match client.messaging_services().await {
        Ok(services) => findings.extend(
            services
                .iter()
                .flat_map(|service| stands_before(service, settings, &expected[2]))
                .collect::<Vec<Finding>>(),
        ),
        Err(error) => findings.push(unread("messaging services", &error)),
    }
    findings
}

fn unanswered(settings: &Settings, error: &AskError) -> Finding {
    let (says, mend) = match error {
        AskError::Refused { code: Some(UNAUTHENTICATED), .. } => (
            "the provider does not know this account and token".to_owned(),
            "compare GUICHET_TWILIO_ACCOUNT_SID and the first of GUICHET_TWILIO_AUTH_TOKEN with the provider's console",
        ),
        error => (
            format!("{} gives no account: {error}", settings.twilio.api),
            "see that this machine may call it (firewall, name service), and that GUICHET_TWILIO_API is right",
        ),
    };
    Finding::error(CHECK, says, mend)
}

fn unread(what: &str, error: &AskError) -> Finding {
    let mend = "compare the addresses at `webhooks` with the provider's console by hand";
    Finding::warning(CHECK, format!("the account's {what} cannot be read: {error}"), mend)
}

/// One of our numbers as it is set up at the provider, against the addresses for calls, their ends, and texts.
fn compared(number: &str, known: &[IncomingNumber], expected: &[String; 3]) -> Vec<Finding> {
    let Some(known) = known.iter().find(|known| known.number == number) else {
        let mend = "correct GUICHET_NUMBER, or get the number; a short code is not listed there and may be right";
        return vec![Finding::warning(CHECK, format!("the account has no number {number}"), mend)];
    };
    if known.answered_elsewhere {
        let mend = "take the application or trunk away from the number at the provider";
        let says = format!("an application or a trunk answers {number}, and not this service");
        return vec![Finding::error(CHECK, says, mend)];
    }
    let [voice, status, sms] = expected;
    let rows = [
        ("a call comes in", &known.voice, voice),
        ("call status changes", &known.status, status),
        ("a message comes in", &known.sms, sms),
    ];
    let findings: Vec<Finding> =
        rows.into_iter().filter_map(|(event, set, expected)| leads_here(number, event, set, expected)).collect();
    if findings.is_empty() {
        return vec![Finding::ok(CHECK, format!("{number} leads here, and what fails is tried again"))];
    }
    findings
}

/// What is wrong with one address of a number; nothing where it is right.
fn leads_here(number: &str, event: &str, set: &Webhook, expected: &str) -> Option<Finding> {
    let mend = format!("set it at the provider to {expected}, by POST");
    let Some(url) = &set.url else {
        return Some(Finding::error(CHECK, format!("{number}, \"{event}\": no address is set"), mend));
    };
    let plain = |url: &str| url.split('#').next().unwrap_or_default().to_owned();
    if plain(url) != plain(expected) {
        return Some(Finding::error(CHECK, format!("{number}, \"{event}\" leads to {url}"), mend));
    }
    if set.method.as_deref().is_some_and(|method| method != "POST") {
        return Some(Finding::error(CHECK, format!("{number}, \"{event}\" is not told by POST"), mend));
    }
    (url != expected).then(|| {
        let says = format!("{number}, \"{event}\": what fails is lost, for the address does not say to try again");
        Finding::warning(CHECK, says, mend)
    })
}

/// A messaging service that takes our numbers' texts for itself, and may answer STOP before we hear of it.
fn stands_before(service: &MessagingService, settings: &Settings, sms: &str) -> Vec<Finding> {
    let ours: Vec<&String> = service.numbers.iter().filter(|number| settings.numbers.contains_key(*number)).collect();
    let mut findings = Vec::new();
    for number in ours {
        if !service.leaves_it_to_the_number {
            let event = format!("texts by the messaging service {}", service.id);
            findings.extend(leads_here(number, &event, &service.inbound, sms));
        }
        let says = format!("{number} is in the messaging service {}, which may answer STOP by itself", service.id);
        let mend =
            "look at its opt-out settings in the console: its words for STOP must be those of every language served";
        findings.push(Finding::warning(CHECK, says, mend));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    const NUMBER: &str = "+33199000001";

    fn expected() -> [String; 3] {
        addresses(&"https://guichet.example.org".parse().unwrap())
    }

    fn webhook(url: &str) -> Webhook {
        Webhook { url: Some(url.to_owned()), method: Some("POST".to_owned()) }
    }

    fn known() -> IncomingNumber {
        let [voice, status, sms] = expected();
        IncomingNumber {
            number: NUMBER.to_owned(),
            sms: webhook(&sms),
            sms_fallback: Webhook::default(),
            voice: webhook(&voice),
            voice_fallback: Webhook::default(),
            status: webhook(&status),
            answered_elsewhere: false,
        }
    }

    #[test]
    fn a_number_that_does_not_lead_here_as_it_should_is_told_with_the_right_address() {
        let right = known();
        let bare = webhook("https://guichet.example.org/twilio/sms");
        let get = Webhook { method: Some("GET".to_owned()), ..right.voice.clone() };
        let rows = [
            (right.clone(), Level::Ok, "leads here"),
            (IncomingNumber { number: "+33199000009".to_owned(), ..right.clone() }, Level::Warning, "has no number"),
            (IncomingNumber { answered_elsewhere: true, ..right.clone() }, Level::Error, "application"),
            (IncomingNumber { sms: bare, ..right.clone() }, Level::Warning, "lost"),
            (IncomingNumber { sms: Webhook::default(), ..right.clone() }, Level::Error, "no address"),
            (IncomingNumber { voice: get, ..right.clone() }, Level::Error, "POST"),
            (IncomingNumber { status: webhook("https://old.example/x"), ..right }, Level::Error, "old.example"),
        ];
        for (known, level, says) in rows {
            let findings = compared(NUMBER, &[known], &expected());
            assert!(findings.len() == 1 && findings[0].level == level, "{says}: {findings:?}");
            assert!(findings[0].says.contains(says), "{says}: {findings:?}");
        }
    }

    #[test]
    fn a_messaging_service_before_our_number_is_told() {
        let find = |name: &str| (name == "GUICHET_NUMBER").then(|| NUMBER.to_owned());
        let settings = Settings::without_file(&find).unwrap();
        let numbers = vec![NUMBER.to_owned(), "+33199000009".to_owned()];
        let own = MessagingService {
            id: "MG1".to_owned(),
            inbound: Webhook::default(),
            leaves_it_to_the_number: true,
            numbers,
        };
        assert_eq!(stands_before(&own, &settings, "u").len(), 1, "its opt-out alone");
        let taking = MessagingService { leaves_it_to_the_number: false, ..own };
        let findings = stands_before(&taking, &settings, "u");
        assert_eq!((findings.len(), findings[0].level), (2, Level::Error));
    }
}
