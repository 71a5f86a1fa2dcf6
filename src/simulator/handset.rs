//! The phone in the browser: its page, its files, and the requests its script makes.

use std::{sync::Arc, time::Duration};

use askama::Template;
use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Path, Query, State, rejection::JsonRejection},
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use serde::{Deserialize, Serialize};

use super::{
    exchange::{Act, Exchange, ExchangeError, Incoming, Progress, Unanswered, text::is_landline},
    rest,
    thread::Text,
    words::PageWords,
};
use crate::phone_number::Numbering;

/// The longest a request for new texts waits.
const LONGEST_WAIT: u64 = 20;
/// The longest silence reported at once, in seconds.
const LONGEST_SILENCE: f64 = 600.0;
/// The largest request body: a text of 1600 characters, escaped, and room to spare.
const LARGEST_BODY: usize = 32 * 1024;
/// Only the page's own files run, and nothing is sent elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// The keys, as on a telephone (ITU-T E.161), with the letters of the Latin alphabet on them.
const KEYS: [(char, &str); 12] = [
    ('1', ""),
    ('2', "ABC"),
    ('3', "DEF"),
    ('4', "GHI"),
    ('5', "JKL"),
    ('6', "MNO"),
    ('7', "PQRS"),
    ('8', "TUV"),
    ('9', "WXYZ"),
    ('*', ""),
    ('0', "+"),
    ('#', ""),
];
/// The words that the page's script needs, and the values it puts in.
const SCRIPT_WORDS: [(&str, &[&str]); 24] = [
    ("state-idle", &[]),
    ("state-ringing", &["number"]),
    ("state-missed", &[]),
    ("state-refused", &[]),
    ("state-voicemail", &[]),
    ("call", &[]),
    ("hang-up", &[]),
    ("pick-up", &[]),
    ("refuse", &[]),
    ("state-dialling", &[]),
    ("state-speaking", &[]),
    ("state-your-turn", &["seconds"]),
    ("state-your-turn-patient", &[]),
    ("state-working", &[]),
    ("state-talking", &[]),
    ("state-ended", &[]),
    ("state-audio", &[]),
    ("sent-by", &[]),
    ("received-from", &[]),
    ("not-answered", &[]),
    ("new-text", &[]),
    ("problem-network", &[]),
    ("problem-refused", &[]),
    ("problem-answer", &[]),
];

/// What the page tells of the demo. Each `about` and `shows` is a message of `locales/*/simulator.ftl`
/// (`about-mobile`, `shows-missing-item`), or else plain text shown as it is.
#[derive(Clone, Default)]
pub struct DemoFacts {
    /// The service's numbers, in E.164 form.
    pub service_numbers: Vec<String>,
    /// Whose phone it can be.
    pub people: Vec<DemoPerson>,
    /// The case files to try.
    pub files: Vec<DemoFile>,
}

/// An example person.
#[derive(Clone)]
pub struct DemoPerson {
    /// What they are called.
    pub name: String,
    /// Their number, in E.164 form, from a range reserved for fiction.
    pub number: String,
    /// What kind of phone it is.
    pub about: String,
}

/// An example case file.
#[derive(Clone)]
pub struct DemoFile {
    /// Who keeps it.
    pub organisation: String,
    /// Its number.
    pub number: String,
    /// The code that came by post.
    pub code: String,
    /// What one can see by asking for it.
    pub shows: String,
}

/// The phone: the exchange it is connected to, and what its page says.
pub struct Handset {
    exchange: Exchange,
    facts: DemoFacts,
    words: Vec<PageWords>,
}

/// The routes of the phone, all under `/phone`: to be merged into the service's, in the demo only.
pub fn router(exchange: Exchange, facts: DemoFacts) -> Router {
    let stand_in = rest::router(exchange.clone());
    let handset = Arc::new(Handset { exchange, facts, words: PageWords::all() });
    Router::new()
        .route("/phone", get(page))
        .route("/phone/phone.css", get(|| async { file("text/css; charset=utf-8", include_str!("assets/phone.css")) }))
        .route(
            "/phone/phone.js",
            get(|| async { file("text/javascript; charset=utf-8", include_str!("assets/phone.js")) }),
        )
        .route("/phone/icon.svg", get(|| async { file("image/svg+xml", include_str!("assets/icon.svg")) }))
        .route("/phone/api/calls", post(dial))
        .route("/phone/api/calls/{id}/{act}", post(act))
        .route("/phone/api/ring", get(ring))
        .route("/phone/api/ring/{act}", post(take))
        .route("/phone/api/texts", get(texts).post(send))
        .with_state(handset)
        .merge(stand_in)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
}

fn file(kind: &'static str, content: &'static str) -> Response {
    guarded(([(header::CONTENT_TYPE, kind)], content).into_response())
}

/// The headers of everything the phone serves.
fn guarded(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

// ---- The page ----------------------------------------------------------------------------------------------

#[derive(Template)]
#[template(path = "phone.html")]
struct Page<'a> {
    words: &'a PageWords,
    language: &'a str,
    direction: &'static str,
    choices: Vec<Choice<'a>>,
    people: Vec<ShownPerson<'a>>,
    services: Vec<ShownNumber<'a>>,
    files: Vec<DemoFile>,
    keys: Vec<Key>,
    script_words: Vec<ScriptWord>,
}

struct Choice<'a> {
    tag: &'a str,
    name: &'a str,
    current: bool,
}

struct ShownPerson<'a> {
    name: &'a str,
    number: &'a str,
    pairs: String,
    about: String,
    /// Whether it takes no texts.
    landline: bool,
}

struct ShownNumber<'a> {
    number: &'a str,
    pairs: String,
}

struct Key {
    key: char,
    letters: &'static str,
    label: String,
}

struct ScriptWord {
    id: &'static str,
    text: String,
}

impl Page<'_> {
    fn word(&self, id: &str) -> String {
        self.words.say(id)
    }
}

#[derive(Deserialize)]
struct PageQuery {
    lang: Option<String>,
}

async fn page(State(handset): State<Arc<Handset>>, Query(query): Query<PageQuery>) -> Response {
    let Some(words) = handset.words_in(query.lang.as_deref()) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let page = handset.page(words);
    match page.render() {
        Ok(html) => guarded(Html(html).into_response()),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

impl Handset {
    /// The words in the language asked for, else in the first, French.
    fn words_in(&self, tag: Option<&str>) -> Option<&PageWords> {
        let asked = self.words.iter().find(|words| Some(words.language.as_str()) == tag);
        asked.or_else(|| self.words.first())
    }

    fn page<'a>(&'a self, words: &'a PageWords) -> Page<'a> {
        let choice = |other: &'a PageWords| Choice {
            tag: other.language.as_str(),
            name: other.name,
            current: other.language == words.language,
        };
        let person = |person: &'a DemoPerson| ShownPerson {
            name: &person.name,
            number: &person.number,
            pairs: pairs(&person.number),
            about: words.say(&person.about),
            landline: is_landline(&person.number),
        };
        Page {
            words,
            language: words.language.as_str(),
            direction: if words.language.is_right_to_left() { "rtl" } else { "ltr" },
            choices: self.words.iter().map(choice).collect(),
            people: self.facts.people.iter().map(person).collect(),
            services: self.facts.service_numbers.iter().map(|n| ShownNumber { number: n, pairs: pairs(n) }).collect(),
            files: self.facts.files.iter().map(|f| DemoFile { shows: words.say(&f.shows), ..f.clone() }).collect(),
            keys: KEYS.iter().map(|(key, letters)| Key { key: *key, letters, label: words.key(*key) }).collect(),
            script_words: SCRIPT_WORDS.iter().map(|(id, v)| ScriptWord { id, text: words.pattern(id, v) }).collect(),
        }
    }
}

fn pairs(number: &str) -> String {
    Numbering { fiction: true }.parse(number).map_or_else(|| number.to_owned(), |number| number.in_pairs())
}

// ---- What the script asks ----------------------------------------------------------------------------------

/// A refusal, as the script reads it.
struct Refusal(StatusCode, String);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        #[derive(Serialize)]
        struct Body {
            error: String,
        }
        guarded((self.0, Json(Body { error: self.1 })).into_response())
    }
}

impl From<ExchangeError> for Refusal {
    fn from(problem: ExchangeError) -> Self {
        let status = match problem {
            ExchangeError::NoSuchCall | ExchangeError::NotRinging => StatusCode::NOT_FOUND,
            ExchangeError::EmptyText | ExchangeError::LongText | ExchangeError::Landline => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            ExchangeError::Randomness(_) => StatusCode::SERVICE_UNAVAILABLE,
        };
        Refusal(status, problem.to_string())
    }
}

impl From<JsonRejection> for Refusal {
    fn from(rejection: JsonRejection) -> Self {
        // The library's own words could quote what was sent.
        Refusal(rejection.status(), "the request is not the JSON this expects".to_owned())
    }
}

fn refused(why: &str) -> Refusal {
    Refusal(StatusCode::UNPROCESSABLE_ENTITY, why.to_owned())
}

/// A number as the page sends it: `+` and up to 15 digits (ITU-T E.164).
fn checked(number: &str) -> Result<&str, Refusal> {
    let digits = number.strip_prefix('+').unwrap_or_default();
    let well_formed = (3..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if well_formed { Ok(number) } else { Err(refused("a number is a plus sign and up to 15 digits")) }
}

#[derive(Deserialize)]
struct Dial {
    from: String,
    to: String,
    #[serde(default)]
    withheld: bool,
}

async fn dial(
    State(handset): State<Arc<Handset>>,
    body: Result<Json<Dial>, JsonRejection>,
) -> Result<Json<Progress>, Refusal> {
    let Json(dial) = body?;
    let from = if dial.withheld { "anonymous" } else { checked(&dial.from)? };
    Ok(Json(handset.exchange.dial(from, checked(&dial.to)?).await?))
}

#[derive(Default, Deserialize)]
struct ActBody {
    #[serde(default)]
    key: String,
    #[serde(default)]
    seconds: f64,
}

async fn act(
    State(handset): State<Arc<Handset>>,
    Path((id, act)): Path<(String, String)>,
    body: Result<Json<ActBody>, JsonRejection>,
) -> Result<Json<Progress>, Refusal> {
    let Json(body) = body?;
    let act = match act.as_str() {
        "press" => Act::Press(one_key(&body.key)?),
        "spoken" => Act::Spoken,
        "silence" => Act::Silence(body.seconds.clamp(0.0, LONGEST_SILENCE)),
        "hang-up" => Act::HangUp,
        _ => return Err(Refusal(StatusCode::NOT_FOUND, "no such act".to_owned())),
    };
    Ok(Json(handset.exchange.act(&id, act).await?))
}

#[derive(Deserialize)]
struct RingQuery {
    number: String,
    /// The call that the phone knows of.
    known: Option<String>,
    #[serde(default)]
    wait: u64,
}

/// What rings at a phone.
#[derive(Serialize)]
struct Ringing {
    incoming: Option<Incoming>,
}

async fn ring(State(handset): State<Arc<Handset>>, Query(query): Query<RingQuery>) -> Result<Json<Ringing>, Refusal> {
    let wait = Duration::from_secs(query.wait.min(LONGEST_WAIT));
    let incoming = handset.exchange.incoming(checked(&query.number)?, query.known.as_deref(), wait).await;
    Ok(Json(Ringing { incoming }))
}

#[derive(Deserialize)]
struct Taken {
    number: String,
}

/// What became of a phone that rang: the call where somebody or a machine answered.
#[derive(Serialize)]
struct Took {
    call: Option<Progress>,
}

async fn take(
    State(handset): State<Arc<Handset>>,
    Path(act): Path<String>,
    body: Result<Json<Taken>, JsonRejection>,
) -> Result<Json<Took>, Refusal> {
    let Json(body) = body?;
    let (exchange, number) = (&handset.exchange, checked(&body.number)?);
    let call = match act.as_str() {
        "pick-up" => Some(exchange.answer(number).await?),
        "voicemail" => Some(exchange.answer_by_machine(number).await?),
        "refuse" => exchange.leave_unanswered(number, Unanswered::Refused).await.map(|()| None)?,
        "ignore" => exchange.leave_unanswered(number, Unanswered::Ignored).await.map(|()| None)?,
        _ => return Err(Refusal(StatusCode::NOT_FOUND, "no such act".to_owned())),
    };
    Ok(Json(Took { call }))
}

fn one_key(key: &str) -> Result<char, Refusal> {
    let mut letters = key.chars();
    match (letters.next(), letters.next()) {
        (Some(key), None) if KEYS.iter().any(|(known, _)| *known == key) => Ok(key),
        _ => Err(refused("a key is a digit, a star or a hash")),
    }
}

#[derive(Serialize)]
struct Texts {
    texts: Vec<ShownText>,
    /// Whether the service answered as it should.
    answered: bool,
}

#[derive(Serialize)]
struct ShownText {
    id: u64,
    mine: bool,
    body: String,
    language: Option<&'static str>,
    measure: String,
}

impl Handset {
    fn shown(&self, texts: Vec<Text>, lang: Option<&str>, answered: bool) -> Json<Texts> {
        let words = self.words_in(lang);
        let shown = |text: Text| ShownText {
            id: text.id,
            mine: text.mine,
            measure: words.map(|words| words.measure(&text.measure)).unwrap_or_default(),
            body: text.body,
            language: text.language,
        };
        Json(Texts { texts: texts.into_iter().map(shown).collect(), answered })
    }
}

#[derive(Deserialize)]
struct TextsQuery {
    number: String,
    #[serde(default)]
    after: u64,
    #[serde(default)]
    wait: u64,
    lang: Option<String>,
}

async fn texts(State(handset): State<Arc<Handset>>, Query(query): Query<TextsQuery>) -> Result<Json<Texts>, Refusal> {
    let wait = Duration::from_secs(query.wait.min(LONGEST_WAIT));
    let texts = handset.exchange.texts_after(checked(&query.number)?, query.after, wait).await;
    Ok(handset.shown(texts, query.lang.as_deref(), true))
}

#[derive(Deserialize)]
struct SendBody {
    from: String,
    to: String,
    body: String,
    #[serde(default)]
    after: u64,
    lang: Option<String>,
}

async fn send(
    State(handset): State<Arc<Handset>>,
    body: Result<Json<SendBody>, JsonRejection>,
) -> Result<Json<Texts>, Refusal> {
    let Json(text) = body?;
    let from = checked(&text.from)?;
    let answered = handset.exchange.text(from, checked(&text.to)?, &text.body).await?;
    let texts = handset.exchange.texts_after(from, text.after, Duration::ZERO).await;
    Ok(handset.shown(texts, text.lang.as_deref(), answered))
}
