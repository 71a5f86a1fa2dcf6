//! The verbs of a document, with the provider's defaults filled in.
//!
//! Source: Twilio's TwiML reference. An attribute whose value it would refuse is a fault that names it.

use super::{
    Method, Utterance,
    element::{self, Element},
};

/// One step of a call.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Verb {
    /// Something heard, or a stretch of silence.
    Speech(Utterance),
    Gather(Gather),
    Redirect(Follow),
    /// Listens and keeps nothing: what the caller would say is unknown here. The seconds are those of a silence.
    Record {
        seconds: f64,
        /// The keys that end it.
        keys: String,
        follow: Follow,
    },
    /// Rings someone: a phone that is told of, else one that answers where the line's holder says so.
    Dial {
        seconds: f64,
        follow: Option<Follow>,
        leg: Option<Leg>,
    },
    Hangup,
    Reject {
        busy: bool,
    },
}

/// Where the call goes on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Follow {
    /// As written; empty means the current document.
    pub(super) url: String,
    pub(super) method: Method,
}

/// A phone that is dialled in the middle of a call, and told of.
#[derive(Clone, Debug, PartialEq)]
pub struct Leg {
    /// The phone.
    pub number: String,
    /// The number it shows; none where that is the caller's.
    pub caller_id: Option<String>,
    /// Where it is told that it rings, is taken and is laid down.
    pub status_url: String,
    /// Seconds it rings.
    pub rings: u64,
}

/// A wait for keys.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Gather {
    pub(super) prompt: Vec<Utterance>,
    pub(super) follow: Follow,
    pub(super) timeout: f64,
    pub(super) finish: Option<char>,
    pub(super) digits: Option<usize>,
    /// Whether silence is sent as well.
    pub(super) on_empty: bool,
    pub(super) barge_in: bool,
    /// Whether keys count; otherwise only speech, which this line does not make.
    pub(super) keys: bool,
}

/// The provider repeats no more than this.
const REPEATS: usize = 1000;
/// How long a document may be, in bytes.
const SIZE: usize = 64 * 1024;

/// Reads a document into its verbs; the error says what is wrong with it.
pub(super) fn read(document: &str) -> Result<Vec<Verb>, String> {
    if document.len() > SIZE {
        return Err("the document is over 64 kB (11750)".to_owned());
    }
    let root = element::read(document)?;
    let mut verbs = Vec::new();
    for element in &root.children {
        match element.name.as_str() {
            "Say" | "Play" | "Pause" => verbs.extend(speech(element)?.into_iter().map(Verb::Speech)),
            "Gather" => verbs.push(Verb::Gather(gather(element)?)),
            "Redirect" => verbs.push(Verb::Redirect(follow(element, &element.text)?)),
            "Record" => verbs.push(record(element)?),
            "Dial" => verbs.push(dial(element)?),
            "Reject" => verbs.push(reject(element)?),
            _ => verbs.push(Verb::Hangup),
        }
    }
    Ok(verbs)
}

/// What is heard, as often as it is to be.
fn speech(element: &Element) -> Result<Vec<Utterance>, String> {
    let mut heard = Utterance::default();
    match element.name.as_str() {
        "Say" => {
            heard.text = element.text.trim().to_owned();
            heard.voice = element.get("voice").map(str::to_owned);
            heard.language = element.get("language").map(str::to_owned);
        }
        "Play" => {
            let keys = element.get("digits");
            heard.play = Some(keys.unwrap_or(element.text.trim()).to_owned());
        }
        _ => heard.pause = Some(element.seconds("length", 1)?),
    }
    let repeats = match element.whole("loop", 1)? {
        0 => REPEATS,
        some => some.min(REPEATS),
    };
    Ok(vec![heard; repeats])
}

fn gather(element: &Element) -> Result<Gather, String> {
    let input = element.one_of("input", &["dtmf", "speech", "dtmf speech", "speech dtmf"], "dtmf")?;
    let finish = element.get("finishOnKey").unwrap_or("#");
    let mut keys = finish.chars();
    let finish = keys.next();
    if keys.next().is_some() || finish.is_some_and(|key| !super::is_key(key)) {
        return Err("`finishOnKey` of <Gather> is no key (13311)".to_owned());
    }
    let digits = element.get("numDigits").map(|_| element.whole("numDigits", 0)).transpose()?;
    if digits == Some(0) {
        return Err("`numDigits` of <Gather> is below 1 (13312)".to_owned());
    }
    let mut prompt = Vec::new();
    for child in &element.children {
        prompt.extend(speech(child)?);
    }
    Ok(Gather {
        prompt,
        follow: follow(element, element.get("action").unwrap_or_default())?,
        timeout: element.seconds("timeout", 5)?,
        finish,
        digits,
        on_empty: element.flag("actionOnEmptyResult", false)?,
        barge_in: element.flag("bargeIn", true)?,
        keys: input != "speech",
    })
}

fn record(element: &Element) -> Result<Verb, String> {
    let follow = follow(element, element.get("action").unwrap_or_default())?;
    element.seconds("timeout", 5)?;
    let keys = element.get("finishOnKey").unwrap_or("1234567890*#").to_owned();
    Ok(Verb::Record { seconds: element.seconds("timeout", 5)?, keys, follow })
}

fn dial(element: &Element) -> Result<Verb, String> {
    let follow = element.get("action").map(|url| follow(element, url)).transpose()?;
    if element.text.trim().is_empty() && element.children.is_empty() {
        return Err("<Dial> rings nobody (13201)".to_owned());
    }
    let seconds = element.seconds("timeout", 30)?;
    element.whole("timeLimit", 14_400)?;
    let number = element.children.iter().find(|child| child.name == "Number");
    let leg = number.and_then(|number| {
        Some(Leg {
            number: number.text.trim().to_owned(),
            caller_id: element.get("callerId").map(str::to_owned),
            status_url: number.get("statusCallback")?.to_owned(),
            rings: element.whole("timeout", 30).ok()?.try_into().ok()?,
        })
    });
    Ok(Verb::Dial { seconds, follow, leg })
}

fn reject(element: &Element) -> Result<Verb, String> {
    Ok(Verb::Reject { busy: element.one_of("reason", &["rejected", "busy"], "rejected")? == "busy" })
}

fn follow(element: &Element, url: &str) -> Result<Follow, String> {
    let method = match element.one_of("method", &["POST", "GET"], "POST")? {
        "GET" => Method::Get,
        _ => Method::Post,
    };
    Ok(Follow { url: url.trim().to_owned(), method })
}

impl Element {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn wrong(&self, name: &str) -> String {
        format!("`{name}` of <{}> cannot be read (12200)", self.name)
    }

    fn whole(&self, name: &str, default: usize) -> Result<usize, String> {
        self.get(name).map_or(Ok(default), |text| text.parse().map_err(|_| self.wrong(name)))
    }

    fn seconds(&self, name: &str, default: u32) -> Result<f64, String> {
        let whole: u32 = self.get(name).map_or(Ok(default), |text| text.parse().map_err(|_| self.wrong(name)))?;
        Ok(f64::from(whole))
    }

    fn flag(&self, name: &str, default: bool) -> Result<bool, String> {
        match self.get(name) {
            None => Ok(default),
            Some("true") => Ok(true),
            Some("false") => Ok(false),
            Some(_) => Err(self.wrong(name)),
        }
    }

    fn one_of<'a>(&'a self, name: &str, allowed: &[&str], default: &'a str) -> Result<&'a str, String> {
        let value = self.get(name).unwrap_or(default);
        if allowed.contains(&value) { Ok(value) } else { Err(self.wrong(name)) }
    }
}
