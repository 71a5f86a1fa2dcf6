//! Twilio's webhooks: each is authenticated before anything is read from it, and answered with saved bytes.

use std::{sync::Arc, time::Instant};

use axum::{
    Router,
    body::Bytes,
    extract::{FromRequest, Request, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use secrecy::SecretString;
use tracing::Instrument;

use super::admission::{Kind, Pass};
use crate::{
    channel::Channel,
    metrics::Ended,
    provider::{
        form,
        public_url::PublicUrl,
        signature::{self, Payload},
        twilio,
    },
    service::{BRIDGE, BRIDGE_OVER, BRIDGE_STATUS, PERSON, Position, Service, Unserved, ring_id},
    store::turn::SavedReply,
};

/// What the webhooks need.
#[derive(Clone)]
pub struct Webhooks {
    /// The service that decides the turns.
    pub service: Service,
    /// The address the provider signs.
    pub public_url: PublicUrl,
    /// The tokens in force.
    pub tokens: Vec<SecretString>,
}

type Shared = State<Arc<Webhooks>>;

/// The route that only proves that signed requests arrive as they were signed.
pub const SELF_TEST: &str = "/twilio/self-test";

/// Why a webhook is refused. Nothing has changed when it is.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error(transparent)]
    Signature(#[from] signature::Refused),
    #[error(transparent)]
    Form(#[from] form::BadForm),
    #[error(transparent)]
    Parameter(#[from] twilio::Unreadable),
    #[error("the body is no form")]
    ContentType,
    #[error("the body cannot be read")]
    Body(StatusCode),
    #[error("too much is under way; try again")]
    Shed,
    #[error(transparent)]
    Unserved(#[from] Unserved),
}

/// When a webhook that was put off may come again, in seconds.
const RETRY_AFTER: &str = "2";

impl Refused {
    fn status(&self) -> StatusCode {
        match self {
            Refused::Signature(refused) => StatusCode::from_u16(refused.status()).unwrap_or(StatusCode::FORBIDDEN),
            Refused::Form(_) => StatusCode::BAD_REQUEST,
            Refused::Parameter(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Refused::ContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Refused::Body(status) => *status,
            Refused::Unserved(Unserved::NotOurs) => StatusCode::FORBIDDEN,
            Refused::Shed | Refused::Unserved(Unserved::Store(_) | Unserved::Contended | Unserved::Randomness) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
        }
    }

    /// The word in the metrics; none for what is counted elsewhere.
    fn reason(&self) -> Option<&'static str> {
        match self {
            Refused::Signature(_) => Some("signature"),
            Refused::Form(_) | Refused::Parameter(_) | Refused::ContentType => Some("form"),
            Refused::Body(_) => Some("body"),
            Refused::Shed | Refused::Unserved(_) => None,
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = self.status();
        let text = format!("{self}\n");
        if matches!(self, Refused::Shed) {
            // Counted: under a storm a line for each would be another one.
            return (status, [(header::RETRY_AFTER, RETRY_AFTER)], text).into_response();
        }
        tracing::warn!(http.status = status.as_u16(), reason = %self, "a webhook was refused");
        (status, text).into_response()
    }
}

/// A webhook whose signature was checked.
struct Authentic {
    params: Vec<(String, String)>,
    query: Vec<(String, String)>,
}

pub(super) fn router(webhooks: Webhooks) -> Router {
    Router::new()
        .route("/twilio/sms", post(sms))
        .route("/twilio/voice", post(voice))
        .route("/twilio/sms-status", post(sms_status))
        .route("/twilio/voice-status", post(voice_status))
        .route(BRIDGE, post(bridge))
        .route(BRIDGE_OVER, post(bridge_over))
        .route(BRIDGE_STATUS, post(bridge_status))
        .route(SELF_TEST, post(self_test))
        .with_state(Arc::new(webhooks))
}

async fn sms(State(webhooks): Shared, request: Request) -> Result<Response, Refused> {
    let authentic = webhooks.authenticate(request).await?;
    let inbound = twilio::inbound_text(&authentic.params)?;
    let _pass = webhooks.admit(Kind::Text)?;
    Ok(answer(webhooks.turn(Channel::Sms, webhooks.service.text(&inbound)).await?))
}

/// A call that cannot be served hears an apology and our number rather than the provider's error message.
async fn voice(State(webhooks): Shared, request: Request) -> Result<Response, Refused> {
    let authentic = webhooks.authenticate(request).await?;
    let mut inbound = twilio::inbound_call(&authentic.params)?;
    if let Some(ring) = ring(&authentic.query)? {
        inbound.call_id = ring_id(ring);
    }
    let position = position(&authentic.query)?;
    let kind = if position.is_some() { Kind::Call } else { Kind::NewCall };
    let Ok(_pass) = webhooks.admit(kind) else { return Ok(answer(webhooks.service.spoken_apology())) };
    match webhooks.turn(Channel::Voice, webhooks.service.call(&inbound, position.as_ref())).await {
        Ok(reply) => Ok(answer(reply)),
        Err(Unserved::NotOurs) => Err(Unserved::NotOurs.into()),
        Err(error) => {
            tracing::error!(call.id = inbound.call_id, %error, "a call's turn was not served; an apology is spoken");
            Ok(answer(webhooks.service.spoken_apology()))
        }
    }
}

async fn sms_status(State(webhooks): Shared, request: Request) -> Result<StatusCode, Refused> {
    let authentic = webhooks.authenticate(request).await?;
    let status = twilio::text_status(&authentic.params)?;
    let _pass = webhooks.admit(Kind::Status)?;
    if let Some(id) = form::value(&authentic.query, "m") {
        let attempt = form::value(&authentic.query, "a").and_then(|attempt| attempt.parse().ok());
        webhooks.saved(webhooks.service.receipt(id, attempt, &status).await)?;
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn voice_status(State(webhooks): Shared, request: Request) -> Result<StatusCode, Refused> {
    let authentic = webhooks.authenticate(request).await?;
    let status = twilio::call_status(&authentic.params)?;
    let _pass = webhooks.admit(Kind::Status)?;
    webhooks.saved(match ring(&authentic.query)? {
        Some(ring) => webhooks.service.ring_over(ring, &status).await,
        None => webhooks.service.call_over(&status).await,
    })?;
    Ok(StatusCode::NO_CONTENT)
}

/// What an advisor hears whose phone we rang, and what follows their key.
async fn bridge(State(webhooks): Shared, request: Request) -> Result<Response, Refused> {
    let authentic = webhooks.authenticate(request).await?;
    let inbound = twilio::inbound_call(&authentic.params)?;
    let asked = form::value(&authentic.query, "asked").map_or(Some(0), |asked| asked.parse().ok());
    let asked = asked.ok_or(Unserved::NotOurs)?;
    let _pass = webhooks.admit(Kind::Call)?;
    let id = named(&authentic.query, "b")?;
    let answered = webhooks.service.bridge_answered(id, asked, inbound.digits.as_deref());
    Ok(answer(webhooks.saved(answered.await)?))
}

/// The person's phone is laid down, or was not taken: the advisor's call ends.
async fn bridge_over(State(webhooks): Shared, request: Request) -> Result<Response, Refused> {
    let authentic = webhooks.authenticate(request).await?;
    let result = twilio::dial_result(&authentic.params)?;
    let _pass = webhooks.admit(Kind::Call)?;
    let over = webhooks.service.bridge_over(named(&authentic.query, "b")?, result);
    Ok(answer(webhooks.saved(over.await)?))
}

/// News of one of the two phones: the advisor's, where `leg` does not say that it is the person's.
async fn bridge_status(State(webhooks): Shared, request: Request) -> Result<StatusCode, Refused> {
    let authentic = webhooks.authenticate(request).await?;
    let id = named(&authentic.query, "b")?;
    let _pass = webhooks.admit(Kind::Status)?;
    webhooks.saved(match form::value(&authentic.query, "leg") {
        Some(PERSON) => webhooks.service.bridge_leg(id, twilio::leg_status(&authentic.params)?).await,
        Some(_) => Err(Unserved::NotOurs),
        None => webhooks.service.bridge_advisor(id, &twilio::call_status(&authentic.params)?).await,
    })?;
    Ok(StatusCode::NO_CONTENT)
}

/// Answers a signed request with its `nonce` and changes nothing: `guichet doctor` calls it as the provider would.
async fn self_test(State(webhooks): Shared, request: Request) -> Result<String, Refused> {
    let authentic = webhooks.authenticate(request).await?;
    let nonce = form::value(&authentic.params, "nonce").ok_or(twilio::Unreadable::Missing("nonce"))?;
    Ok(format!("guichet {nonce}\n"))
}

impl Webhooks {
    /// Room for a webhook that is authentic: what anyone can send takes none.
    fn admit(&self, kind: Kind) -> Result<Pass, Refused> {
        Pass::enter(&self.service, kind).ok_or(Refused::Shed)
    }

    /// Runs a turn and counts how it ended.
    async fn turn(
        &self,
        channel: Channel,
        turn: impl Future<Output = Result<SavedReply, Unserved>>,
    ) -> Result<SavedReply, Unserved> {
        let begun = Instant::now();
        let answered = self.saved(turn.instrument(tracing::debug_span!("turn", channel = channel.as_str())).await);
        let ended = if answered.is_ok() { Ended::Answered } else { Ended::Failed };
        self.service.metrics().turn(channel, ended, begun.elapsed());
        answered
    }

    /// Counts where the database failed.
    fn saved<T>(&self, done: Result<T, Unserved>) -> Result<T, Unserved> {
        done.inspect_err(|error| match error {
            Unserved::Store(_) => self.service.metrics().database_error(),
            Unserved::NotOurs | Unserved::Contended | Unserved::Randomness => {}
        })
    }

    /// Reads the body and checks the signature over the configured address and the raw target.
    async fn authenticate(&self, request: Request) -> Result<Authentic, Refused> {
        self.checked(request).await.inspect_err(|refused| {
            if let Some(reason) = refused.reason() {
                self.service.metrics().refused(reason);
            }
        })
    }

    async fn checked(&self, request: Request) -> Result<Authentic, Refused> {
        let target = request.uri().path_and_query().map_or("/", |target| target.as_str()).to_owned();
        let headers = request.headers().clone();
        let body = Bytes::from_request(request, &()).await.map_err(unreadable)?;
        let header = headers.get(signature::HEADER).and_then(|value| value.to_str().ok());
        let verify = |payload| signature::verify(&self.tokens, &self.public_url, &target, payload, header);
        let query = form::parse(target.split_once('?').map_or("", |(_, query)| query).as_bytes())?;
        if content_type(&headers) == "application/json" {
            verify(Payload::Raw(&body))?;
            return Err(Refused::ContentType);
        }
        let params = form::parse(&body)?;
        verify(Payload::Form(&params))?;
        if !body.is_empty() && content_type(&headers) != "application/x-www-form-urlencoded" {
            return Err(Refused::ContentType);
        }
        Ok(Authentic { params, query })
    }
}

fn unreadable(rejection: BytesRejection) -> Refused {
    Refused::Body(rejection.status())
}

fn content_type(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Which call of ours a request belongs to; none for a call of the person's.
fn ring(query: &[(String, String)]) -> Result<Option<&str>, Unserved> {
    match form::value(query, "ring") {
        Some(ring) if !is_ours(ring) => Err(Unserved::NotOurs),
        ring => Ok(ring),
    }
}

/// An identifier of ours in an address of ours.
fn named<'a>(query: &'a [(String, String)], name: &str) -> Result<&'a str, Unserved> {
    form::value(query, name).filter(|id| !id.is_empty() && is_ours(id)).ok_or(Unserved::NotOurs)
}

/// Whether this is made of what our identifiers are made of: it goes into keys.
fn is_ours(id: &str) -> bool {
    id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
}

fn position(query: &[(String, String)]) -> Result<Option<Position>, Unserved> {
    let (turn, tag) = match (form::value(query, "turn"), form::value(query, "tag")) {
        (None, None) => return Ok(None),
        (Some(turn), Some(tag)) => (turn, tag),
        _ => return Err(Unserved::NotOurs),
    };
    let turn = turn.parse().map_err(|_| Unserved::NotOurs)?;
    Ok(Some(Position { turn, tag: tag.to_owned() }))
}

fn answer(reply: SavedReply) -> Response {
    ([(header::CONTENT_TYPE, reply.content_type)], reply.body).into_response()
}
