//! A provider of identities on loopback whose every answer a test decides, with keys made here. The real one is in the browser's
//! tests.

#![allow(dead_code, reason = "each suite uses a part of it")]

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Form, Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use guichet::{clock::Clock, settings};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// What the console proves itself by there.
pub const CLIENT: &str = "guichet";
pub const SECRET: &str = "a-secret of the client";

/// Somebody as the provider knows them.
#[derive(Clone)]
pub struct Known {
    pub subject: String,
    pub email: String,
    pub verified: bool,
}

/// How what it says of somebody is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Userinfo {
    Json,
    Signed,
    /// Signed by a key that it does not publish.
    Forged,
}

pub struct Inner {
    pub url: String,
    clock: Clock,
    key: (String, EcdsaKeyPair),
    /// Who signs in there now.
    pub who: Known,
    /// The claims of the next token that are otherwise than they should be; null leaves one out.
    pub otherwise: BTreeMap<&'static str, Value>,
    pub userinfo: Userinfo,
    /// Every answer is a fault.
    pub down: bool,
    /// Codes that were given and not used: the challenge and the nonce of each.
    codes: BTreeMap<String, (String, String)>,
    /// Everything secret that it gave out.
    pub given: Vec<String>,
    /// How often each address was asked.
    pub asked: BTreeMap<&'static str, usize>,
}

#[derive(Clone)]
pub struct Identities(Arc<Mutex<Inner>>);

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn key(name: &str) -> (String, EcdsaKeyPair) {
    let random = SystemRandom::new();
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).unwrap();
    (name.to_owned(), pair)
}

fn signed((name, pair): &(String, EcdsaKeyPair), claims: &Value) -> String {
    let header = json!({ "alg": "ES256", "kid": name, "typ": "JWT" }).to_string();
    let signed = format!("{}.{}", text(header.as_bytes()), text(claims.to_string().as_bytes()));
    let signature = pair.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
    format!("{signed}.{}", text(signature.as_ref()))
}

impl Identities {
    /// Starts one, by a clock.
    pub async fn start(clock: &Clock) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let one = Identities(Arc::new(Mutex::new(Inner {
            url: format!("http://{}", listener.local_addr().unwrap()),
            clock: clock.clone(),
            key: key("first"),
            who: Known { subject: "4711".into(), email: "claire@ccas.example".into(), verified: true },
            otherwise: BTreeMap::new(),
            userinfo: Userinfo::Json,
            down: false,
            codes: BTreeMap::new(),
            given: Vec::new(),
            asked: BTreeMap::new(),
        })));
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(jwks))
            .route("/token", post(token))
            .route("/userinfo", get(userinfo))
            .with_state(one.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        one
    }

    pub fn now(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The settings of a console that is known there.
    pub fn settings(&self) -> settings::OpenId {
        settings::OpenId {
            issuer: self.now().url.clone(),
            client_id: CLIENT.into(),
            client_secret: SECRET.into(),
            scopes: vec!["openid".into(), "email".into()],
            acr_values: Vec::new(),
            label: "ProConnect".into(),
            emails_verified: false,
            pkce: true,
        }
    }

    /// Signs with another key from now on.
    pub fn turn_key(&self) {
        self.now().key = key("second");
    }

    /// What a browser does that is sent here and whose owner signs in: it comes back with what this gives.
    pub fn visited(&self, there: &str) -> String {
        let url = reqwest::Url::parse(there).unwrap();
        let asked: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        assert_eq!((asked["response_type"].as_str(), asked["client_id"].as_str()), ("code", CLIENT));
        assert_eq!((asked["scope"].as_str(), asked["code_challenge_method"].as_str()), ("openid email", "S256"));
        assert!(asked["state"].len() >= 32 && asked["nonce"].len() >= 32, "long enough to be guessed by nobody");
        let mut inner = self.now();
        let mut bytes = [0u8; 24];
        getrandom::fill(&mut bytes).unwrap();
        let code = text(&bytes);
        inner.codes.insert(code.clone(), (asked["code_challenge"].clone(), asked["nonce"].clone()));
        inner.given.push(code.clone());
        let back = reqwest::Url::parse(&asked["redirect_uri"]).unwrap();
        assert_eq!(back.path(), "/console/open-id");
        let issuer: String = form(&inner.url);
        format!("{}?code={code}&state={}&iss={issuer}", back.path(), form(&asked["state"]))
    }
}

fn form(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Counts a question; none where it breaks down.
fn open<'a>(identities: &'a Identities, address: &'static str) -> Option<MutexGuard<'a, Inner>> {
    let mut inner = identities.now();
    *inner.asked.entry(address).or_default() += 1;
    (!inner.down).then_some(inner)
}

fn broken() -> Response {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

async fn discovery(State(identities): State<Identities>) -> Response {
    let Some(inner) = open(&identities, "discovery") else { return broken() };
    let at = |path: &str| format!("{}{path}", inner.url);
    Json(json!({
        "issuer": inner.url, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"), "jwks_uri": at("/jwks"),
        "userinfo_endpoint": at("/userinfo"), "end_session_endpoint": at("/session/end"),
    }))
    .into_response()
}

async fn jwks(State(identities): State<Identities>) -> Response {
    let Some(inner) = open(&identities, "jwks") else { return broken() };
    let point = inner.key.1.public_key().as_ref();
    let (x, y) = (text(&point[1..33]), text(&point[33..]));
    Json(json!({ "keys": [{ "kty": "EC", "crv": "P-256", "use": "sig", "kid": inner.key.0, "x": x, "y": y }] }))
        .into_response()
}

async fn token(
    State(identities): State<Identities>,
    headers: HeaderMap,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Response {
    let Some(mut inner) = open(&identities, "token") else { return broken() };
    let refused = |status: StatusCode, error: &str| (status, Json(json!({ "error": error }))).into_response();
    let who = format!("{}:{}", form(CLIENT), form(SECRET));
    let who = format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(who));
    if headers.get("authorization").and_then(|value| value.to_str().ok()) != Some(&who) {
        return refused(StatusCode::UNAUTHORIZED, "invalid_client");
    }
    // A code is good once, for who can tell what its challenge was made of.
    let known = inner.codes.remove(fields.get("code").map(String::as_str).unwrap_or_default());
    let verifier = fields.get("code_verifier").map(|verifier| text(&Sha256::digest(verifier.as_bytes())));
    let Some((_, nonce)) = known.filter(|(challenge, _)| Some(challenge) == verifier.as_ref()) else {
        return refused(StatusCode::BAD_REQUEST, "invalid_grant");
    };
    let now = inner.clock.now().as_second();
    let mut claims = json!({
        "iss": inner.url, "sub": inner.who.subject, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": nonce,
    });
    for (name, value) in std::mem::take(&mut inner.otherwise) {
        claims[name] = value;
    }
    let id_token = signed(&inner.key, &claims);
    let access_token = format!("access-{}", text(&Sha256::digest(id_token.as_bytes())));
    inner.given.extend([id_token.clone(), access_token.clone()]);
    Json(json!({ "access_token": access_token, "token_type": "Bearer", "expires_in": 60, "id_token": id_token }))
        .into_response()
}

async fn userinfo(State(identities): State<Identities>, headers: HeaderMap) -> Response {
    let Some(inner) = open(&identities, "userinfo") else { return broken() };
    let bearer = headers.get("authorization").and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    if !bearer.is_some_and(|token| inner.given.iter().any(|given| given == token)) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let Known { subject, email, verified } = inner.who.clone();
    let claims = json!({
        "iss": inner.url, "aud": CLIENT, "sub": subject, "email": email, "email_verified": verified, "usual_name": "Martin",
    });
    match inner.userinfo {
        Userinfo::Json => Json(claims).into_response(),
        Userinfo::Signed => ([("content-type", "application/jwt")], signed(&inner.key, &claims)).into_response(),
        Userinfo::Forged => {
            let other = (inner.key.0.clone(), key("other").1);
            ([("content-type", "application/jwt")], signed(&other, &claims)).into_response()
        }
    }
}
