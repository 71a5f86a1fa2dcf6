//! What the terminal's phone asks of a demo: the same requests as the page's script makes.

use std::time::Duration;

use anyhow::{Context, bail};
use reqwest::RequestBuilder;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use url::Url;

use crate::provider::client::http_client_within;

/// How long an act on the line may take: the demo waits 15 s for the service, more than once where it redirects.
const ACT_TIMEOUT: Duration = Duration::from_secs(60);
/// How long one request for new texts waits, in seconds.
const WAIT: u64 = 20;
/// The words of the demo's own remarks, such as how a text counts.
const LANGUAGE: &str = "en";

/// A demo, by its address. Clones share its connections.
#[derive(Clone)]
pub(super) struct Api {
    http: reqwest::Client,
    base: Url,
}

/// Where a call stands, and what was heard.
#[derive(Deserialize)]
pub(super) struct Progress {
    pub(super) id: String,
    pub(super) phase: Phase,
    pub(super) heard: Vec<Heard>,
}

/// What the line does now. Times are seconds.
#[derive(Clone, Deserialize, PartialEq)]
#[serde(tag = "state", rename_all = "lowercase")]
pub(super) enum Phase {
    Speaking,
    Listening { timeout: f64 },
    Waiting { seconds: f64 },
    Ended { reason: Reason },
}

/// Who ended the call.
#[derive(Clone, Deserialize, PartialEq)]
#[serde(tag = "by", content = "fault", rename_all = "snake_case")]
pub(super) enum Reason {
    Caller,
    Service,
    Fault(String),
}

/// One stretch of speech, a recording or a pause.
#[derive(Deserialize)]
pub(super) struct Heard {
    pub(super) language: Option<String>,
    pub(super) text: String,
    pub(super) play: Option<String>,
}

/// A call that rings.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(super) struct Incoming {
    pub(super) id: String,
    pub(super) from: String,
}

#[derive(Deserialize)]
struct Ringing {
    incoming: Option<Incoming>,
}

/// What becomes of a phone that rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Take {
    PickUp,
    Refuse,
    Voicemail,
}

#[derive(Serialize)]
struct Taken<'a> {
    number: &'a str,
}

#[derive(Deserialize)]
struct Took {
    call: Option<Progress>,
}

/// What a person does on the line.
pub(super) enum Act {
    Press(char),
    Spoken,
    Silence(f64),
    HangUp,
}

/// The texts of a phone.
#[derive(Deserialize)]
pub(super) struct Texts {
    pub(super) texts: Vec<Text>,
    /// Whether the service answered as it should.
    pub(super) answered: bool,
}

/// One text, sent or received.
#[derive(Deserialize)]
pub(super) struct Text {
    pub(super) id: u64,
    pub(super) mine: bool,
    pub(super) body: String,
    /// How it counts: encoding, segments, characters.
    pub(super) measure: String,
}

#[derive(Serialize)]
struct Dial<'a> {
    from: &'a str,
    to: &'a str,
    withheld: bool,
}

#[derive(Default, Serialize)]
struct ActBody {
    key: String,
    seconds: f64,
}

#[derive(Serialize)]
struct Send<'a> {
    from: &'a str,
    to: &'a str,
    body: &'a str,
    after: u64,
    lang: &'static str,
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
}

impl Api {
    /// The demo at this address: its root, or its phone's page.
    pub(super) fn at(address: &str) -> anyhow::Result<Self> {
        let example = "write for example --to http://127.0.0.1:8080";
        let mut base: Url = address.parse().with_context(|| format!("`{address}` is no address; {example}"))?;
        if !matches!(base.scheme(), "http" | "https") {
            bail!("`{address}` is no web address; {example}");
        }
        base.set_path("/phone/api/");
        base.set_query(None);
        base.set_fragment(None);
        Ok(Api { http: http_client_within()?, base })
    }

    pub(super) async fn dial(&self, from: &str, to: &str, withheld: bool) -> anyhow::Result<Progress> {
        self.ask(self.http.post(self.url("calls")?).json(&Dial { from, to, withheld }), ACT_TIMEOUT).await
    }

    pub(super) async fn act(&self, call: &str, act: Act) -> anyhow::Result<Progress> {
        let (name, body) = match act {
            Act::Press(key) => ("press", ActBody { key: key.to_string(), ..ActBody::default() }),
            Act::Spoken => ("spoken", ActBody::default()),
            Act::Silence(seconds) => ("silence", ActBody { seconds, ..ActBody::default() }),
            Act::HangUp => ("hang-up", ActBody::default()),
        };
        self.ask(self.http.post(self.url(&format!("calls/{call}/{name}"))?).json(&body), ACT_TIMEOUT).await
    }

    /// The call that rings at a phone, once that is another one than the one known of; or what it is after a while.
    pub(super) async fn next_ring(&self, number: &str, known: Option<&str>) -> anyhow::Result<Option<Incoming>> {
        let mut url = self.url("ring")?;
        url.query_pairs_mut().append_pair("number", number).append_pair("wait", &WAIT.to_string());
        if let Some(known) = known {
            url.query_pairs_mut().append_pair("known", known);
        }
        let ringing: Ringing = self.ask(self.http.get(url), Duration::from_secs(WAIT + 10)).await?;
        Ok(ringing.incoming)
    }

    /// Does something about a phone that rings; gives the call where there is one.
    pub(super) async fn take(&self, number: &str, take: Take) -> anyhow::Result<Option<Progress>> {
        let act = match take {
            Take::PickUp => "pick-up",
            Take::Refuse => "refuse",
            Take::Voicemail => "voicemail",
        };
        let asked = self.http.post(self.url(&format!("ring/{act}"))?).json(&Taken { number });
        let took: Took = self.ask(asked, ACT_TIMEOUT).await?;
        Ok(took.call)
    }

    /// Sends a text; gives the texts of this phone after the one with the id `after`.
    pub(super) async fn text(&self, from: &str, to: &str, body: &str, after: u64) -> anyhow::Result<Texts> {
        let message = Send { from, to, body, after, lang: LANGUAGE };
        self.ask(self.http.post(self.url("texts")?).json(&message), ACT_TIMEOUT).await
    }

    /// The texts there are now.
    pub(super) async fn texts(&self, number: &str, after: u64) -> anyhow::Result<Vec<Text>> {
        self.texts_within(number, after, 0).await
    }

    /// The next texts; none where none arrives for a while.
    pub(super) async fn next_texts(&self, number: &str, after: u64) -> anyhow::Result<Vec<Text>> {
        self.texts_within(number, after, WAIT).await
    }

    async fn texts_within(&self, number: &str, after: u64, wait: u64) -> anyhow::Result<Vec<Text>> {
        let mut url = self.url("texts")?;
        url.query_pairs_mut()
            .append_pair("number", number)
            .append_pair("after", &after.to_string())
            .append_pair("wait", &wait.to_string())
            .append_pair("lang", LANGUAGE);
        let limit = Duration::from_secs(wait + 10);
        let texts: Texts = self.ask(self.http.get(url), limit).await?;
        Ok(texts.texts)
    }

    fn url(&self, path: &str) -> anyhow::Result<Url> {
        self.base.join(path).context("no such address")
    }

    async fn ask<T: DeserializeOwned>(&self, request: RequestBuilder, limit: Duration) -> anyhow::Result<T> {
        let place = &self.base[..url::Position::BeforePath];
        let answer = request.timeout(limit).send().await;
        let answer = answer.with_context(|| format!("no demo answers at {place}; start one with: guichet demo"))?;
        if !answer.status().is_success() {
            let status = answer.status();
            match answer.json::<Refusal>().await {
                Ok(refusal) => bail!("refused: {}", refusal.error),
                Err(_) => bail!("{place} answers {status}, and not as a demo does"),
            }
        }
        answer.json().await.with_context(|| format!("{place} does not answer as a demo does"))
    }
}
