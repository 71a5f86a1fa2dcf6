//! Whether signed requests arrive as they were signed: the doctor calls the service as the provider would, through
//! whatever stands before it.

use jiff::{SignedDuration, Timestamp, fmt::rfc2822};
use reqwest::{StatusCode, header};
use secrecy::SecretString;

use super::Finding;
use crate::{
    provider::{
        client::http_client_within,
        form,
        public_url::PublicUrl,
        signature::{self, Payload},
    },
    settings::Settings,
    web::SELF_TEST,
};

const CHECK: &str = "public-url";
/// What proxies like to change: an encoded quote, blank and plus sign, an empty value, the order.
const QUERY: &str = "?text=l%27eau%20a%2Bb&empty=&again=1&again=2";
/// How far the clock of what answers may be from ours, which is also to be the provider's.
const SKEW: SignedDuration = SignedDuration::from_secs(5);
/// How much is shown of what came instead.
const SHOWN: usize = 80;

pub(super) async fn examine(settings: &Settings, now: Timestamp) -> Vec<Finding> {
    let (Ok(public_url), Some(token)) = (settings.public_url.parse::<PublicUrl>(), settings.twilio.auth_tokens.first())
    else {
        return Vec::new();
    };
    let url = public_url.join(&format!("{SELF_TEST}{QUERY}"));
    let mut findings = match call(&url, token).await {
        Ok((answer, nonce)) => judged(&url, &answer, &nonce, now),
        Err(error) => {
            let mend = "see that the name leads to this machine, that the proxy runs and its certificate is valid, \
                        and that `guichet serve` runs";
            vec![Finding::error(CHECK, format!("POST {url} was not answered: {}", causes(&error)), mend)]
        }
    };
    if !settings.public_url.starts_with("https://") {
        let mend =
            "put a proxy with TLS before the service (deploy/Caddyfile), and set GUICHET_PUBLIC_URL to https://…";
        findings.push(Finding::warning(CHECK, "the provider would call without encryption", mend));
    }
    let [voice, status, sms] = addresses(&public_url);
    let says = format!("by POST: a call comes in {voice}, call status changes {status}, a message comes in {sms}");
    findings.push(Finding::ok("webhooks", says));
    findings
}

/// What to set at the provider: for calls, their ends, and texts. The fragment makes it try again, five times, whatever
/// went wrong: it is no part of what is signed, and without it a refused connection alone is tried again, once.
pub(super) fn addresses(public_url: &PublicUrl) -> [String; 3] {
    ["/twilio/voice", "/twilio/voice-status", "/twilio/sms"]
        .map(|path| format!("{}#rc=5&rp=all", public_url.join(path)))
}

/// What came back.
struct Answer {
    status: StatusCode,
    body: String,
    location: Option<String>,
    server: Option<String>,
    date: Option<Timestamp>,
}

async fn call(url: &str, token: &SecretString) -> anyhow::Result<(Answer, String)> {
    let nonce = format!("{:016x}", getrandom::u64().map_err(|error| anyhow::anyhow!("no randomness: {error}"))?);
    let params = vec![("nonce".to_owned(), nonce.clone()), ("Body".to_owned(), "à l'eau".to_owned())];
    let body = form::encode(params.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let response = http_client_within()?
        .post(url)
        .header(signature::HEADER, signature::sign(token, url, Payload::Form(&params)))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded; charset=UTF-8")
        .body(body)
        .send()
        .await?;
    let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let date = text(header::DATE).and_then(|date| rfc2822::parse(&date).ok()).map(|date| date.timestamp());
    let (status, location, server) = (response.status(), text(header::LOCATION), text(header::SERVER));
    let body = response.text().await.unwrap_or_default();
    Ok((Answer { status, body, location, server, date }, nonce))
}

fn judged(url: &str, answer: &Answer, nonce: &str, now: Timestamp) -> Vec<Finding> {
    let mut findings = Vec::new();
    if answer.status == StatusCode::OK && answer.body.trim_end() == format!("guichet {nonce}") {
        findings.push(Finding::ok(CHECK, format!("a signed request to {url} arrives as it was signed")));
    } else {
        let first: String = answer.body.lines().next().unwrap_or_default().chars().take(SHOWN).collect();
        let server = answer.server.as_ref().map(|server| format!(" by `{server}`")).unwrap_or_default();
        let says = format!("POST {url} got {}{server}: `{first}` instead of our own answer", answer.status);
        findings.push(Finding::error(CHECK, says, mend(answer)));
    }
    if let Some(skew) = answer.date.map(|date| date.duration_since(now)).filter(|skew| skew.abs() > SKEW) {
        let says = format!("what answers there is {} s ahead of this machine", skew.as_secs());
        findings.push(Finding::warning("clock", says, "let both keep their time: `timedatectl set-ntp true`"));
    }
    findings
}

fn mend(answer: &Answer) -> String {
    match (answer.status.as_u16(), &answer.location) {
        (300..=399, Some(location)) => {
            let target = location.split(SELF_TEST).next().unwrap_or(location);
            format!("the provider must be given the address that is redirected to; set GUICHET_PUBLIC_URL={target}")
        }
        (400 | 403, _) => {
            "the signature does not fit what arrived. Either the proxy changes the path, the query or the \
                           body (deploy/ has two that do not), or GUICHET_PUBLIC_URL is not the address that was \
                           called, or the running service has another GUICHET_TWILIO_AUTH_TOKEN than this command"
                .to_owned()
        }
        (404 | 405, _) => {
            "the path does not reach Guichet: see where the proxy sends /twilio/, and whether it takes a \
                           part of the path away"
                .to_owned()
        }
        (413, _) => "the proxy refuses small bodies: let it pass 64 KiB".to_owned(),
        (502..=504, _) => {
            "the proxy does not reach the service: see that it runs (`systemctl status guichet`) and that \
                           the proxy calls the address of GUICHET_LISTEN"
                .to_owned()
        }
        _ => "something else answers at this address: see where the name leads, and where the proxy sends /twilio/"
            .to_owned(),
    }
}

fn causes(error: &anyhow::Error) -> String {
    // The address is told already, and a client's message may repeat it.
    error.chain().skip(1).map(ToString::to_string).last().unwrap_or_else(|| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        let status = StatusCode::from_u16(status).unwrap();
        Answer { status, body: body.to_owned(), location: None, server: None, date: None }
    }

    #[test]
    fn what_came_instead_is_named_with_the_address_and_a_way_to_mend_it() {
        let now = Timestamp::from_second(1_795_424_400).unwrap();
        let url = "https://guichet.example.org/twilio/self-test";
        let moved = Answer { location: Some(url.to_owned()), ..answer(301, "") };
        let rows = [
            (answer(403, "the signature does not fit the request"), "deploy/"),
            (answer(404, ""), "/twilio/"),
            (answer(502, "<html>"), "GUICHET_LISTEN"),
            (answer(413, ""), "64 KiB"),
            (answer(200, "guichet other"), "something else"),
            (moved, "GUICHET_PUBLIC_URL=https://guichet.example.org"),
        ];
        for (answer, mended) in rows {
            let findings = judged(url, &answer, "n1", now);
            assert_eq!((findings.len(), findings[0].level), (1, Level::Error));
            assert!(findings[0].says.contains(url) && findings[0].says.contains(answer.status.as_str()));
            assert!(findings[0].mend.as_ref().is_some_and(|mend| mend.contains(mended)), "{findings:?}");
        }
        assert_eq!(judged(url, &answer(200, "guichet n1\n"), "n1", now)[0].level, Level::Ok);
    }

    #[test]
    fn a_clock_that_is_wrong_is_told() {
        let now = Timestamp::from_second(1_795_424_400).unwrap();
        for (seconds, told) in [(0, false), (5, false), (-5, false), (6, true), (-90, true)] {
            let date = Some(now + SignedDuration::from_secs(seconds));
            let findings = judged("u", &Answer { date, ..answer(200, "guichet n1") }, "n1", now);
            assert_eq!(findings.len() == 2, told, "{seconds}: {findings:?}");
        }
    }
}
