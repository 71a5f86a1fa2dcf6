//! The way in: a login, a password and a code, judged together. Unknown, wrong, used and closed sound alike and take alike.

use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    sync::{Mutex, PoisonError},
};

use askama::Template;
use axum::{
    Form,
    extract::{Extension, Query, State},
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::{
    Console,
    fault::Fault,
    guard::asked_language,
    layout::{View, page_as},
    session::{self, Signed, Token, local},
};
use crate::{
    identity::DUMMY_HASH,
    limiter::{Bucket, Rate},
    staff::{self, Advisor, code},
    store::{session::By, staff::Proof},
};

/// The page's words.
const WORDS: &str = "sign-in";
/// What a proxy on this machine tells of who asks. Anybody else could write anything there.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// How many addresses are remembered; when there are more, those whose buckets are full are forgotten.
const MOST_ADDRESSES: usize = 10_000;

/// How often each address may knock. Kept by this instance alone: what must hold everywhere is counted for each login.
#[derive(Default)]
pub(super) struct Doors(Mutex<HashMap<Option<IpAddr>, Bucket>>);

impl Doors {
    /// An office of advisors may share one address, and all of them come at nine.
    fn rate() -> Rate {
        Rate::new(60, SignedDuration::from_mins(1), 60)
    }

    fn knock(&self, address: Option<IpAddr>, now: Timestamp) -> bool {
        let mut doors = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if doors.len() >= MOST_ADDRESSES {
            doors.retain(|_, bucket| !bucket.is_full(now));
        }
        doors.entry(address).or_default().take(Doors::rate(), now).is_ok()
    }
}

/// Where a request comes from: the connection's other end, or what a proxy on this machine says of it.
fn address(peer: Option<SocketAddr>, headers: &HeaderMap) -> Option<IpAddr> {
    let peer = peer?.ip();
    if !peer.is_loopback() {
        return Some(peer);
    }
    let said = headers.get_all(FORWARDED_FOR).iter().next_back()?.to_str().ok()?;
    said.rsplit(',').next()?.trim().parse().ok()
}

/// What became of the last try, as the page tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// Nothing was tried.
    Nothing,
    /// Something did not fit. It is not said what.
    Refused,
    /// Tries are not judged for now.
    TooOften,
    /// The provider of identities does not answer, or not as it should.
    ProviderDown,
    /// What a browser brought back from the provider is not of this try, or of none.
    ProviderAgain,
    /// The provider vouches for somebody who has no account. It is not said what is missing.
    ProviderUnknown,
}

/// The provider of identities, as the page names it.
struct Other {
    label: String,
    /// Where its button leads.
    begin: String,
    /// Whether it failed of late.
    down: bool,
}

#[derive(Template)]
#[template(path = "console/sign-in.html")]
struct Page {
    view: View,
    told: Told,
    /// Whether somebody just signed out.
    out: bool,
    login: String,
    next: String,
    /// The language that the page is asked for in, where it is not the browser's.
    language: Option<&'static str>,
    /// Who else vouches for advisors.
    other: Option<Other>,
}

impl Page {
    fn is_refused(&self) -> bool {
        self.told == Told::Refused
    }

    fn is_too_often(&self) -> bool {
        self.told == Told::TooOften
    }

    fn is_wrong(&self) -> bool {
        self.told != Told::Nothing
    }

    /// The ids of what is told of the provider, and of why.
    fn of_the_provider(&self) -> Option<(&'static str, &'static str)> {
        match self.told {
            Told::ProviderDown => Some(("provider-down", "provider-down-why")),
            Told::ProviderAgain => Some(("provider-again", "provider-again-why")),
            Told::ProviderUnknown => Some(("provider-unknown", "provider-unknown-why")),
            Told::Nothing | Told::Refused | Told::TooOften => None,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Asked {
    next: Option<String>,
    out: Option<String>,
    lang: Option<String>,
    /// What a provider of identities sends a browser back with that signed out there.
    state: Option<String>,
}

/// Shows the form.
pub(super) async fn page(
    State(console): State<Console>,
    signed: Option<Signed>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    if let Some(signed) = signed {
        return Ok(Redirect::to(session::home_of(signed.advisor.role)).into_response());
    }
    let form = Given { next: asked.next.unwrap_or_default(), lang: asked.lang.unwrap_or_default(), ..Given::default() };
    drawn(&console, &headers, form, Told::Nothing, asked.out.is_some() || asked.state.is_some())
}

/// What was written into the form.
#[derive(Default, Deserialize)]
pub(super) struct Given {
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    lang: String,
}

impl Given {
    /// A form in which nothing was written yet.
    pub(super) fn going_on(next: Option<String>) -> Self {
        Given { next: next.unwrap_or_default(), ..Given::default() }
    }
}

/// Whether somebody at this address may knock now.
pub(super) fn knocks(console: &Console, peer: Option<Extension<SocketAddr>>, headers: &HeaderMap) -> bool {
    let from = address(peer.map(|Extension(peer)| peer), headers);
    console.0.doors.knock(from, console.now())
}

/// Judges a try.
pub(super) async fn sign_in(
    State(console): State<Console>,
    peer: Option<Extension<SocketAddr>>,
    headers: HeaderMap,
    Form(given): Form<Given>,
) -> Result<Response, Fault> {
    let now = console.now();
    if !knocks(&console, peer, &headers) {
        return drawn(&console, &headers, given, Told::TooOften, false);
    }
    // A login that nobody could have is counted and judged all the same, as one that nobody has.
    let login = staff::name::login(&given.login).unwrap_or_else(|_| String::from("?"));
    if !console.store().take_try(&login, now).await? {
        return drawn(&console, &headers, given, Told::TooOften, false);
    }
    let proof = console.store().proof(&login).await?;
    let Some((advisor, step)) = judged(&console, proof, &given, now).await else {
        return drawn(&console, &headers, given, Told::Refused, false);
    };
    let next = local(&given.next).unwrap_or_else(|| session::home_of(advisor.role)).to_owned();
    match begin(&console, &advisor, By::Code(step)).await? {
        Some(token) => Ok(let_in(&console, &token, &next)),
        None => drawn(&console, &headers, given, Told::Refused, false),
    }
}

/// Who it is, and the step of the code. A password is hashed and a code made whether there is such an account or not.
async fn judged(console: &Console, proof: Option<Proof>, given: &Given, now: Timestamp) -> Option<(Advisor, i64)> {
    let (hash, secret) = match &proof {
        Some(proof) => (proof.password_hash.clone(), proof.totp.clone()),
        None => (DUMMY_HASH.to_owned(), code::DUMMY_SECRET.to_owned()),
    };
    let password: String = given.password.chars().take(staff::password::LONGEST).collect();
    let right = console.0.passwords.verify(password, hash).await;
    let step = code::step_of(&secret, &given.code, now);
    let proof = proof.filter(|proof| right && step.is_some_and(|step| step > proof.step))?;
    Some((proof.advisor, step?))
}

/// Lets somebody in who proved nothing. For the links of the demo alone, whose route no service has.
///
/// # Errors
/// Where there is no such open account, or the database fails.
pub async fn without_proof(console: &Console, id: &str) -> Result<Response, Fault> {
    let advisor = console.store().advisor(id).await?.ok_or(Fault::NotFound)?;
    let token = begin(console, &advisor, By::Link).await?.ok_or(Fault::NotFound)?;
    Ok(let_in(console, &token, session::home_of(advisor.role)))
}

/// Begins a session, and keeps that it began.
pub(super) async fn begin(console: &Console, advisor: &Advisor, by: By<'_>) -> Result<Option<Token>, Fault> {
    let token = Token::fresh()?;
    let how = matches!(by, By::Provider(..)).then(|| "open-id".to_owned());
    let entry = session::entry(console, &advisor.actor(), "signed-in", &advisor.id, how)?;
    let begun = console.store().begin_session(&advisor.id, by, token.index(console), console.0.terms, entry).await?;
    Ok(begun.then_some(token))
}

/// Lets a browser in: from here on it carries the token.
pub(super) fn let_in(console: &Console, token: &Token, next: &str) -> Response {
    ([(header::SET_COOKIE, session::begun(console, token))], Redirect::to(next)).into_response()
}

/// The page of the way in, with what became of the last try.
pub(super) fn drawn(
    console: &Console,
    headers: &HeaderMap,
    given: Given,
    told: Told,
    out: bool,
) -> Result<Response, Fault> {
    let asked = given.lang.parse().ok();
    let language = asked.unwrap_or_else(|| asked_language(headers));
    let (token, cookie) = session::at_the_door(console, headers)?;
    let view = View::at_the_door(console, language, WORDS, session::door_token(console, &token));
    let status = match told {
        Told::Nothing => StatusCode::OK,
        Told::Refused | Told::ProviderAgain | Told::ProviderUnknown => StatusCode::UNPROCESSABLE_ENTITY,
        Told::ProviderDown => StatusCode::SERVICE_UNAVAILABLE,
        Told::TooOften => StatusCode::TOO_MANY_REQUESTS,
    };
    let next = local(&given.next).unwrap_or_default().to_owned();
    let language = asked.map(|language| language.as_str());
    let other = console.service().open_id().map(|provider| {
        let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        let begin = format!("/console/open-id/begin?next={next}");
        Other { label: provider.label().to_owned(), begin, down: provider.is_down() }
    });
    let page = Page { view, told, out, login: given.login, next, language, other };
    let mut response = page_as(status, &page);
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forwarded_address_is_believed_from_this_machine_alone() {
        let said = |text: &str| HeaderMap::from_iter([(FORWARDED_FOR, text.parse().unwrap())]);
        let peer = |text: &str| Some(text.parse::<SocketAddr>().unwrap());
        let is = |text: &str| Some(text.parse::<IpAddr>().unwrap());
        assert_eq!(address(peer("127.0.0.1:9"), &said("198.51.100.7, 203.0.113.9")), is("203.0.113.9"));
        assert_eq!(address(peer("192.0.2.1:9"), &said("203.0.113.9")), is("192.0.2.1"));
        assert_eq!(address(peer("127.0.0.1:9"), &HeaderMap::new()), None);
        assert_eq!(address(peer("127.0.0.1:9"), &said("unknown")), None);
    }

    #[test]
    fn an_address_that_knocks_too_often_waits_and_another_does_not() {
        let doors = Doors::default();
        let (one, other) = (Some(IpAddr::from([192, 0, 2, 1])), Some(IpAddr::from([192, 0, 2, 2])));
        let at = |seconds: i64| Timestamp::from_second(1_800_000_000 + seconds).unwrap();
        assert_eq!((0..100).filter(|_| doors.knock(one, at(0))).count(), 60);
        assert!(doors.knock(other, at(0)));
        assert!(!doors.knock(one, at(0)) && doors.knock(one, at(1)));
    }
}
