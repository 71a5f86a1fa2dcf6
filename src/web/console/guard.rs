//! Lets nobody past who may not: the session, the role, and for whatever changes something, that it comes from a form of ours.

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use subtle::ConstantTimeEq;

use super::{
    Console,
    fault::Fault,
    layout::View,
    live,
    routes::{Access, Method, Route},
    session::{self, By, Signed},
};
use crate::staff::ConsoleLanguage;

/// The field of every form that tells that it is ours.
const FORM_TOKEN: &str = "csrf";
/// What a form is sent as.
const FORM: &str = "application/x-www-form-urlencoded";
/// The pages that are open before a password of one's own is chosen.
const BEFORE_A_PASSWORD: [&str; 3] = ["/console/password", "/console/sign-out", "/console/language"];

/// A route and the console it belongs to.
#[derive(Clone)]
pub(super) struct Guarded {
    pub(super) console: Console,
    pub(super) route: &'static Route,
}

/// What happens to a request before anything is done for it.
enum Verdict {
    Pass(Request),
    Elsewhere(Response),
    Refused(Fault),
}

/// Guards one route.
pub(super) async fn guard(State(Guarded { console, route }): State<Guarded>, request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let signed = match session::of(&console, &headers, by(route)).await {
        Ok(signed) => signed,
        Err(error) => return told(&console, &headers, None, error.into()),
    };
    let response = match judge(&console, route, request, signed.as_ref()).await {
        Verdict::Pass(request) => next.run(request).await,
        Verdict::Elsewhere(response) => response,
        Verdict::Refused(fault) => fault.into_response(),
    };
    match response.extensions().get::<Fault>() {
        Some(fault) => told(&console, &headers, signed.as_ref(), *fault),
        None => response,
    }
}

/// A stream of news is begun anew by the page itself, whenever its connection is lost.
fn by(route: &Route) -> By {
    if route.path == live::PATH { By::Itself } else { By::Hand }
}

async fn judge(console: &Console, route: &Route, mut request: Request, signed: Option<&Signed>) -> Verdict {
    match (route.access, signed) {
        (Access::Anyone, _) => {}
        (Access::Needs(_), None) => return Verdict::Elsewhere(to_the_door(route, &request)),
        (Access::Needs(permission), Some(signed)) => {
            if !signed.advisor.may(permission) {
                return Verdict::Refused(Fault::Forbidden);
            }
            if signed.must_change && !BEFORE_A_PASSWORD.contains(&route.path) {
                return Verdict::Elsewhere(Redirect::to("/console/password").into_response());
            }
        }
    }
    if route.method == Method::Post {
        // The way in is the same whoever comes: its form belongs to the browser, not to a session.
        let owner = signed.filter(|_| route.access != Access::Anyone);
        request = match from_a_form_of_ours(console, request, owner).await {
            Ok(request) => request,
            Err(fault) => return Verdict::Refused(fault),
        };
    }
    if let Some(signed) = signed {
        let mut signed = signed.clone();
        if route.method == Method::Get {
            signed.at = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
        }
        request.extensions_mut().insert(signed);
    }
    Verdict::Pass(request)
}

/// Where somebody is sent who is not signed in. A stream or a piece of a page is refused instead: what it would be put into
/// is another page.
fn to_the_door(route: &Route, request: &Request) -> Response {
    let said = |name: &str, part: &str| {
        request.headers().get(name).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains(part))
    };
    if said("accept", "text/event-stream") || said("hx-request", "true") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    // What was written into a form cannot be asked for again by a redirect: the page before it can.
    let wanted = match route.method {
        Method::Get => request.uri().path_and_query().map_or("/console", |target| target.as_str()),
        Method::Post => "/console",
    };
    let next: String = url::form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
    Redirect::to(&format!("/console/sign-in?next={next}")).into_response()
}

/// The request again, once it is known to come from a form of ours: by what the browser says of it and by its token.
async fn from_a_form_of_ours(console: &Console, request: Request, signed: Option<&Signed>) -> Result<Request, Fault> {
    let headers = request.headers();
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_form = kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(FORM));
    if !is_form || !console.0.origin.is_ours(headers) {
        return Err(Fault::Foreign);
    }
    let expected = session::expected(console, headers, signed).ok_or(Fault::Foreign)?;
    let (parts, body) = request.into_parts();
    let whole = Request::from_parts(parts.clone(), body);
    let bytes = Bytes::from_request(whole, &()).await.map_err(|_| Fault::Unreadable)?;
    let given = url::form_urlencoded::parse(&bytes).find(|(name, _)| name == FORM_TOKEN);
    let ours = given.is_some_and(|(_, given)| bool::from(given.as_bytes().ct_eq(expected.as_bytes())));
    if ours { Ok(Request::from_parts(parts, Body::from(bytes))) } else { Err(Fault::Foreign) }
}

/// A fault as a page.
fn told(console: &Console, headers: &HeaderMap, signed: Option<&Signed>, fault: Fault) -> Response {
    let view = match signed {
        Some(signed) => View::new(console, signed, "fault", ""),
        None => View::at_the_door(console, asked_language(headers), "fault", String::new()),
    };
    fault.shown(view)
}

/// The language that a browser asks for.
pub(super) fn asked_language(headers: &HeaderMap) -> ConsoleLanguage {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|asked| asked.to_str().ok());
    ConsoleLanguage::preferred(asked.unwrap_or_default())
}
