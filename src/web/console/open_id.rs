//! The way in by a provider of identities: there, and back with its word. One try belongs to one browser, by a cookie.

use axum::{
    extract::{Extension, Query, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;
use serde::Deserialize;
use std::net::SocketAddr;
use subtle::ConstantTimeEq;

use super::{
    Console,
    fault::Fault,
    session::{self, Signed, Token, local},
    sign_in::{self, Given, Told},
};
use crate::{
    open_id::{Failure, OpenId, Try, Vouched},
    staff::Advisor,
    store::{open_id::Subject, session::By},
};

/// The cookie of a try.
const TRY: &str = "guichet-try";
/// How long somebody may take at the provider.
const GOOD_FOR: SignedDuration = SignedDuration::from_mins(10);
/// Who is named in the record where it is nobody with an account.
const NOBODY: &str = "system";

/// One try to sign in, as the browser carries it: a random token, since when, and where to go on. It is sealed by a tag of ours;
/// the state, the nonce and the verifier are made of it with our key, so that none of them stands in the browser.
struct Begun {
    token: Token,
    at: Timestamp,
    next: String,
}

impl Begun {
    fn now(console: &Console, next: Option<&str>) -> Result<Self, Fault> {
        let next = next.and_then(local).unwrap_or_default().to_owned();
        Ok(Begun { token: Token::fresh()?, at: console.now(), next })
    }

    fn carried(&self, console: &Console) -> String {
        let (token, at) = (self.token.text(), self.at.as_millisecond().to_string());
        let next = URL_SAFE_NO_PAD.encode(&self.next);
        let tag = URL_SAFE_NO_PAD.encode(console.store().tag(&["open-id", &token, &at, &next]));
        format!("{token}.{at}.{next}.{tag}")
    }

    /// What a browser carries, where it is ours and not over.
    fn read(console: &Console, headers: &HeaderMap) -> Option<Self> {
        let text = session::cookie(console, headers, TRY)?;
        let mut parts = text.split('.');
        let (token, at, next, tag) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let expected = URL_SAFE_NO_PAD.encode(console.store().tag(&["open-id", token, at, next]));
        if parts.next().is_some() || !bool::from(expected.as_bytes().ct_eq(tag.as_bytes())) {
            return None;
        }
        let at = Timestamp::from_millisecond(at.parse().ok()?).ok()?;
        let next = String::from_utf8(URL_SAFE_NO_PAD.decode(next).ok()?).ok()?;
        let age = console.now().duration_since(at);
        (SignedDuration::ZERO..GOOD_FOR).contains(&age).then_some(Begun { token: Token::read(token)?, at, next })
    }

    fn secrets(&self, console: &Console) -> Try {
        let made = |what: &str| URL_SAFE_NO_PAD.encode(console.store().tag(&["open-id", what, &self.token.text()]));
        Try { state: made("state"), nonce: made("nonce"), verifier: made("verifier") }
    }
}

#[derive(Deserialize)]
pub(super) struct Asked {
    next: Option<String>,
}

/// Sends a browser to the provider.
pub(super) async fn begin(
    State(console): State<Console>,
    peer: Option<Extension<SocketAddr>>,
    signed: Option<Signed>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let provider = console.service().open_id().ok_or(Fault::NotFound)?;
    if let Some(signed) = signed {
        return Ok(Redirect::to(session::home_of(signed.advisor.role)).into_response());
    }
    let given = Given::going_on(asked.next.clone());
    if !sign_in::knocks(&console, peer, &headers) {
        return sign_in::drawn(&console, &headers, given, Told::TooOften, false);
    }
    let begun = Begun::now(&console, asked.next.as_deref())?;
    match provider.way_in(&begun.secrets(&console)).await {
        Ok(there) => {
            let age = format!("; Max-Age={}", GOOD_FOR.as_secs());
            let cookie = session::set(&console, TRY, &begun.carried(&console), &age);
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&there)).into_response())
        }
        Err(failure) => {
            tracing::warn!(%failure, "the provider of identities cannot be asked");
            sign_in::drawn(&console, &headers, given, Told::ProviderDown, false)
        }
    }
}

/// What a browser brings back (OpenID Connect Core 1.0, section 3.1.2.5, and RFC 9207).
#[derive(Deserialize)]
pub(super) struct Brought {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
}

/// Why somebody is not let in who came back from the provider.
enum Refused {
    /// The try is not this browser's, was broken off, or its code was used before.
    Again,
    /// The provider is away or at fault.
    Down,
    /// Nobody with an account, as far as is told.
    Unknown,
}

/// Takes what a browser brings back from the provider, and lets in whom it vouches for.
pub(super) async fn back(
    State(console): State<Console>,
    peer: Option<Extension<SocketAddr>>,
    Query(brought): Query<Brought>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let provider = console.service().open_id().ok_or(Fault::NotFound)?;
    if !sign_in::knocks(&console, peer, &headers) {
        return sign_in::drawn(&console, &headers, Given::default(), Told::TooOften, false);
    }
    let begun = Begun::read(&console, &headers);
    let next = begun.as_ref().map(|begun| begun.next.clone()).filter(|next| !next.is_empty());
    let mut response = match judged(&console, provider, begun, brought).await? {
        Ok((advisor, token)) => {
            let next = next.unwrap_or_else(|| session::home_of(advisor.role).to_owned());
            sign_in::let_in(&console, &token, &next)
        }
        Err(refused) => {
            let told = match refused {
                Refused::Again => Told::ProviderAgain,
                Refused::Down => Told::ProviderDown,
                Refused::Unknown => Told::ProviderUnknown,
            };
            sign_in::drawn(&console, &headers, Given::going_on(next), told, false)?
        }
    };
    // A try is good once.
    response.headers_mut().append(header::SET_COOKIE, session::set(&console, TRY, "", "; Max-Age=0"));
    Ok(response)
}

async fn judged(
    console: &Console,
    provider: &OpenId,
    begun: Option<Begun>,
    brought: Brought,
) -> Result<Result<(Advisor, Token), Refused>, Fault> {
    let (Some(begun), Some(state)) = (begun, brought.state) else { return Ok(Err(Refused::Again)) };
    let this = begun.secrets(console);
    if !bool::from(state.as_bytes().ct_eq(this.state.as_bytes())) || !provider.is_from(brought.iss.as_deref()) {
        return Ok(Err(Refused::Again));
    }
    // Without a code, somebody broke off there.
    let Some(code) = brought.code else { return Ok(Err(Refused::Again)) };
    let vouched = match provider.vouched(&code, &this).await {
        Ok(vouched) => vouched,
        Err(failure) => return Ok(Err(why(failure))),
    };
    match whose(console, provider, &vouched).await? {
        Ok(advisor) => admitted(console, provider, advisor, &vouched).await,
        Err(refused) => Ok(Err(refused)),
    }
}

fn why(failure: Failure) -> Refused {
    tracing::warn!(%failure, "nobody is let in by the provider of identities");
    if failure.is_of_the_provider() { Refused::Down } else { Refused::Again }
}

/// Whose account it is: the one that this name is bound to, or the one with the address, to which it is bound now.
async fn whose(console: &Console, provider: &OpenId, vouched: &Vouched) -> Result<Result<Advisor, Refused>, Fault> {
    let subject = subject(provider, vouched);
    if let Some(advisor) = console.store().advisor_by_subject(subject).await? {
        return Ok(Ok(advisor));
    }
    let email = match provider.address(vouched).await {
        Ok(email) => email,
        Err(failure) => return Ok(Err(why(failure))),
    };
    let Some(email) = email else { return unknown(console, "unverified-address").await };
    let entry = session::entry(console, NOBODY, "identity-bound", "", None)?;
    let bound = |advisor: &Advisor| crate::store::audit::Entry { subject: advisor.id.clone(), ..entry };
    match console.store().bind_subject(subject, &email, bound).await? {
        Some(advisor) => Ok(Ok(advisor)),
        None => unknown(console, "unknown-address").await,
    }
}

fn subject<'a>(provider: &'a OpenId, vouched: &'a Vouched) -> Subject<'a> {
    Subject { issuer: provider.issuer(), name: &vouched.identity.subject }
}

/// Nobody with an account came: it is kept that somebody did, and not who.
async fn unknown<T>(console: &Console, reason: &str) -> Result<Result<T, Refused>, Fault> {
    let entry = session::entry(console, NOBODY, "sign-in-refused", "open-id", Some(reason.to_owned()))?;
    console.store().audit(entry).await?;
    Ok(Err(Refused::Unknown))
}

async fn admitted(
    console: &Console,
    provider: &OpenId,
    advisor: Advisor,
    vouched: &Vouched,
) -> Result<Result<(Advisor, Token), Refused>, Fault> {
    let by = By::Provider(subject(provider, vouched), vouched.id_token.expose_secret());
    match sign_in::begin(console, &advisor, by).await? {
        Some(token) => Ok(Ok((advisor, token))),
        None => unknown(console, "closed").await,
    }
}
