//! Who is signed in: a random token in a cookie, of which the database holds a keyed hash. The row is the right: once it is
//! gone, the token is refused on every instance at the next request.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts, State},
    http::{HeaderMap, HeaderValue, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    Console,
    fault::Fault,
    layout::{NAVIGATION, View, page},
};
use crate::{
    id::Seed,
    staff::{Advisor, Role},
    store::{StoreError, audit::Entry},
};

/// Bytes of a token: 256 bits.
const TOKEN: usize = 32;
/// The cookie of who is signed in, and that of a browser at the door. Where cookies are secure, `__Host-` stands before them,
/// which binds them to this very host (RFC 6265bis).
const SIGNED: &str = "guichet";
const DOOR: &str = "guichet-door";
const HOST: &str = "__Host-";

/// Somebody who is signed in and may do what the route needs. `guard` makes it; no handler is reached without.
#[derive(Clone, Debug)]
pub struct Signed {
    /// Who it is, as the account stood when the request came.
    pub advisor: Arc<Advisor>,
    /// Whether a password must be chosen before anything else.
    pub must_change: bool,
    /// The page that the request asks for, to come back to; nothing where it changes something.
    pub(super) at: String,
    /// What the session is found by.
    token: Token,
}

/// A token in a browser. It is not printed.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Token([u8; TOKEN]);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

impl Token {
    /// A new one.
    pub(super) fn fresh() -> Result<Self, Fault> {
        let mut bytes = [0u8; TOKEN];
        getrandom::fill(&mut bytes).map_err(|_| Fault::Unavailable)?;
        Ok(Token(bytes))
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Token)
    }

    pub(super) fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What the database knows it by.
    pub(super) fn index(&self, console: &Console) -> Vec<u8> {
        console.store().tag(&["session", &self.text()]).to_vec()
    }

    /// What a form made for it carries.
    fn form_token(&self, console: &Console) -> String {
        URL_SAFE_NO_PAD.encode(console.store().tag(&["form", &self.text()]))
    }
}

impl Signed {
    pub(super) fn new(advisor: Advisor, must_change: bool, token: Token) -> Self {
        Signed { advisor: Arc::new(advisor), must_change, at: String::new(), token }
    }

    /// What every form of this session carries, in a field named `csrf`.
    pub fn form_token(&self, console: &Console) -> String {
        self.token.form_token(console)
    }

    /// Whether this session still stands and its account still may what the route needs: for streams, which outlive the
    /// request that began them, and are no use of it. The account is given as it stands now.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn still(&self, console: &Console) -> Result<Option<Signed>, StoreError> {
        find(console, &self.token, By::Itself).await
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Signed {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        parts.extensions.get::<Signed>().cloned().ok_or(Fault::Forbidden)
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for Signed {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Fault> {
        Ok(parts.extensions.get::<Signed>().cloned())
    }
}

/// Who asks for something in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// A person: the session is used.
    Hand,
    /// A page that was left open: the session ends all the same once nobody has used it for long enough.
    Itself,
}

/// The session that a request belongs to, if there is one that stands.
pub(super) async fn of(console: &Console, headers: &HeaderMap, by: By) -> Result<Option<Signed>, StoreError> {
    match cookie(console, headers, SIGNED).as_deref().and_then(Token::read) {
        Some(token) => find(console, &token, by).await,
        None => Ok(None),
    }
}

async fn find(console: &Console, token: &Token, by: By) -> Result<Option<Signed>, StoreError> {
    let (now, terms) = (console.now(), console.0.terms);
    let found = match by {
        By::Hand => console.store().session(token.index(console), terms, now).await?,
        By::Itself => console.store().session_unused(token.index(console), terms, now).await?,
    };
    Ok(found.map(|session| Signed::new(session.advisor, session.must_change, token.clone())))
}

/// Sets the cookie of a session that was just begun. It goes with the browser; the database decides how long it is good.
pub(super) fn begun(console: &Console, token: &Token) -> HeaderValue {
    set(console, SIGNED, &token.text(), "")
}

/// Takes the cookie back.
pub(super) fn ended(console: &Console) -> HeaderValue {
    set(console, SIGNED, "", "; Max-Age=0")
}

/// The token of a browser that is not signed in, a new one where it has none; and the cookie to set then.
pub(super) fn at_the_door(console: &Console, headers: &HeaderMap) -> Result<(Token, Option<HeaderValue>), Fault> {
    if let Some(token) = cookie(console, headers, DOOR).as_deref().and_then(Token::read) {
        return Ok((token, None));
    }
    let token = Token::fresh()?;
    let cookie = set(console, DOOR, &token.text(), "");
    Ok((token, Some(cookie)))
}

/// What a form at the door carries.
pub(super) fn door_token(console: &Console, token: &Token) -> String {
    token.form_token(console)
}

/// What a form must carry for this request: that of the session, or that of the door.
pub(super) fn expected(console: &Console, headers: &HeaderMap, signed: Option<&Signed>) -> Option<String> {
    match signed {
        Some(signed) => Some(signed.form_token(console)),
        None => cookie(console, headers, DOOR).as_deref().and_then(Token::read).map(|token| token.form_token(console)),
    }
}

fn name(console: &Console, name: &str) -> String {
    if console.0.origin.secure { format!("{HOST}{name}") } else { name.to_owned() }
}

/// Sets a cookie of ours; `more` stands behind its other attributes.
pub(super) fn set(console: &Console, cookie: &str, value: &str, more: &str) -> HeaderValue {
    let secure = if console.0.origin.secure { "; Secure" } else { "" };
    let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}", name(console, cookie));
    // Names and values are letters of ours alone.
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

/// The value of a cookie of ours.
pub(super) fn cookie(console: &Console, headers: &HeaderMap, wanted: &str) -> Option<String> {
    let wanted = name(console, wanted);
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = pairs.flat_map(|pairs| pairs.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == wanted).map(|(_, value)| value.to_owned())
}

/// An entry for the record of who did what.
///
/// # Errors
/// Where the machine gives no randomness.
pub fn entry(
    console: &Console,
    actor: &str,
    action: &'static str,
    subject: &str,
    detail: Option<String>,
) -> Result<Entry, Fault> {
    let now = console.now();
    let id = getrandom::u64().map(|seed| Seed::new(seed).id(now)).map_err(|_| Fault::Unavailable)?;
    Ok(Entry { id, at: now, actor: actor.to_owned(), action, subject: subject.to_owned(), detail })
}

/// Where somebody begins: the first page that they may see.
pub(super) fn home_of(role: Role) -> &'static str {
    let first = NAVIGATION.iter().find(|(_, _, needs)| role.may(*needs));
    first.map_or("/console/settings", |(path, _, _)| *path)
}

/// The console's own address leads to where somebody begins.
pub(super) async fn home(signed: Signed) -> Redirect {
    Redirect::to(home_of(signed.advisor.role))
}

/// An address of the console, and no other: nobody is led elsewhere by what a link or a form says of where to go on.
pub(super) fn local(next: &str) -> Option<&str> {
    let path = next.strip_prefix("/console")?;
    let plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (plain && (path.is_empty() || path.starts_with(['/', '?'])) && !path.starts_with("/sign-in")).then_some(next)
}

/// No page of ours.
pub(super) async fn nowhere() -> Fault {
    Fault::NotFound
}

/// The way on of who signed out here and is to sign out at the provider of identities too.
#[derive(Template)]
#[template(path = "console/leaving.html")]
struct Leaving {
    view: View,
    provider: String,
    there: String,
}

/// Ends every session of whoever signs out, at once and everywhere; and leads to the provider that vouched for them.
pub(super) async fn sign_out(State(console): State<Console>, signed: Signed) -> Result<Response, Fault> {
    let said = console.store().id_token(signed.token.index(&console)).await?;
    let entry = entry(&console, &signed.advisor.actor(), "signed-out", &signed.advisor.id, None)?;
    console.store().end_sessions(&signed.advisor.id, entry).await?;
    let cookie = [(header::SET_COOKIE, ended(&console))];
    let provider = console.service().open_id().zip(said);
    let there = match &provider {
        Some((provider, said)) => provider.way_out(said, &Token::fresh()?.text()).await,
        None => None,
    };
    let (Some((provider, _)), Some(there)) = (provider, there) else {
        return Ok((cookie, Redirect::to("/console/sign-in?out")).into_response());
    };
    // Browsers hold a redirect to the `form-action` of the page that the form stood on, which names our own address alone: a page
    // of ours leads on instead.
    let refresh = HeaderValue::from_str(&format!("0; url={there}")).map_err(|_| Fault::Unavailable)?;
    let view = View::at_the_door(&console, signed.advisor.console.language, "sign-in", String::new());
    let page = page(&Leaving { view, provider: provider.label().to_owned(), there });
    Ok((cookie, [(header::REFRESH, refresh)], page).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_of_the_console_is_gone_on_to() {
        for next in ["/console", "/console/audit", "/console/queue?page=2", "/console?x=1"] {
            assert_eq!(local(next), Some(next));
        }
        let elsewhere = [
            "",
            "/",
            "//evil.example/console",
            "https://evil.example/console",
            "/consoles",
            "/console\\@evil.example",
            "/console/\r\nset-cookie: a=b",
            "/console/sign-in?out",
            "/phone",
        ];
        for next in elsewhere {
            assert_eq!(local(next), None, "{next:?}");
        }
    }
}
