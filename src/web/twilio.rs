//! Twilio's webhooks: each is authenticated before anything is read from it, and answered with saved bytes.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{FromRequest, Request, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use secrecy::SecretString;

use crate::{
    provider::{
        form,
        public_url::PublicUrl,
        signature::{self, Payload},
        twilio,
    },
    service::{Position, Service, Unserved, ring_id},
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
    #[error(transparent)]
    Unserved(#[from] Unserved),
}

impl Refused {
    fn status(&self) -> StatusCode {
        match self {
            Refused::Signature(refused) => StatusCode::from_u16(refused.status()).unwrap_or(StatusCode::FORBIDDEN),
            Refused::Form(_) => StatusCode::BAD_REQUEST,
            Refused::Parameter(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Refused::ContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Refused::Body(status) => *status,
            Refused::Unserved(Unserved::NotOurs) => StatusCode::FORBIDDEN,
            Refused::Unserved(Unserved::Store(_) | Unserved::Contended | Unserved::Randomness) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = self.status();
        tracing::warn!(http.status = status.as_u16(), reason = %self, "a webhook was refused");
        (status, format!("{self}\n")).into_response()
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
        .with_state(Arc::new(webhooks))
}

async fn sms(State(webhooks): Shared, request: Request) -> Result<Response, Refused> {
    let authentic = webhooks.authenticate(request).await?;
    let inbound = twilio::inbound_text(&authentic.params)?;
    Ok(answer(webhooks.service.text(&inbound).await?))
}

/// A call that cannot be served hears an apology and our number rather than the provider's error message.
async fn voice(State(webhooks): Shared, request: Request) -> Result<Response, Refused> {
    let authentic = webhooks.authenticate(request).await?;
    let mut inbound = twilio::inbound_call(&authentic.params)?;
    if let Some(ring) = form::value(&authentic.query, "ring") {
        inbound.call_id = ring_id(ring);
    }
    let position = position(&authentic.query)?;
    match webhooks.service.call(&inbound, position.as_ref()).await {
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
    if let Some(id) = form::value(&authentic.query, "m") {
        webhooks.service.receipt(id, &status).await.map_err(Unserved::Store)?;
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn voice_status(State(webhooks): Shared, request: Request) -> Result<StatusCode, Refused> {
    let authentic = webhooks.authenticate(request).await?;
    let mut status = twilio::call_status(&authentic.params)?;
    if let Some(ring) = form::value(&authentic.query, "ring") {
        status.call_id = ring_id(ring);
    }
    webhooks.service.call_over(&status).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl Webhooks {
    /// Reads the body and checks the signature over the configured address and the raw target.
    async fn authenticate(&self, request: Request) -> Result<Authentic, Refused> {
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
