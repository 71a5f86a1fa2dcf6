//! People who text and call: the same short dialogues again and again, each answer compared with what it must say.

use anyhow::ensure;
use guichet::provider::{
    form,
    signature::{self, Payload},
};
use secrecy::SecretString;

use super::load::{Asker, CONNECTIONS, Posted};

/// The token that signs.
pub const TOKEN: &str = "0123456789abcdef0123456789abcdef";
/// The address the provider knows the service by; requests go to loopback all the same.
pub const PUBLIC_URL: &str = "https://guichet.example";
/// Our number.
pub const SERVICE_NUMBER: &str = "+33199000001";
/// People on each connection. Conversations are spread over the table as in a real one.
pub const PEOPLE: usize = 100;

/// What is typed first by somebody new, and what must be read: a greeting would tell the language.
const FIRST: [(&str, &str); 2] = [("xyz", "autre, other"), ("1", "suivre votre dossier")];
/// By text: the menu, the choice of language, and back.
const BY_TEXT: [(&str, &str); 4] = [
    ("MENU", "suivre votre dossier"),
    ("4", "autre, other"),
    ("1", "suivre votre dossier"),
    ("3", "est un service public"),
];
/// By voice: a call from ringing to the goodbye. Nothing typed is the call's beginning.
const BY_VOICE: [(&str, &str); 4] = [
    ("", "Pour suivre votre dossier"),
    ("3", "est un service public"),
    ("4", "Voulez-vous autre chose"),
    ("2", "Au revoir"),
];

/// One connection's people, by turns.
pub struct People {
    connection: usize,
    by_voice: bool,
    person: usize,
    /// How many of them have chosen their language.
    known: usize,
    /// Where the current one's dialogue stands.
    at: usize,
    sent: u64,
    action: String,
    token: SecretString,
}

/// Everybody: half of the connections text, half call.
pub fn everybody() -> Vec<People> {
    let people = |connection| People {
        connection,
        by_voice: connection % 2 == 1,
        person: 0,
        known: 0,
        at: 0,
        sent: 0,
        action: String::new(),
        token: TOKEN.to_owned().into(),
    };
    (0..CONNECTIONS).map(people).collect()
}

impl People {
    /// Whether each of them has chosen a language.
    pub fn all_known(&self) -> bool {
        self.known == PEOPLE
    }

    fn number(&self) -> String {
        format!("+3363998{:04}", self.connection * PEOPLE + self.person)
    }

    fn line(&self) -> (&'static str, &'static str) {
        match (self.all_known(), self.by_voice) {
            (false, _) => FIRST[self.at],
            (true, false) => BY_TEXT[self.at],
            (true, true) => BY_VOICE[self.at],
        }
    }

    fn go_on(&mut self) {
        self.at += 1;
        let length = if self.all_known() { BY_TEXT.len() } else { FIRST.len() };
        if self.at == length {
            self.at = 0;
            self.person = (self.person + 1) % PEOPLE;
            self.known = (self.known + 1).min(PEOPLE);
        }
    }

    /// The parameters of a real webhook, about 500 bytes.
    fn params(&self, typed: &str) -> (String, Vec<(String, String)>) {
        let from = self.number();
        let account = "AC0123456789abcdef0123456789abcdef";
        let common = [
            ("AccountSid", account),
            ("ApiVersion", "2010-04-01"),
            ("From", from.as_str()),
            ("To", SERVICE_NUMBER),
            ("FromCountry", "FR"),
            ("ToCountry", "FR"),
            ("ToCity", ""),
            ("FromZip", ""),
        ];
        let id = format!("{:016x}{:016x}", self.connection, self.sent);
        let call = format!("CA{:016x}{:016x}", self.connection, self.sent - self.at as u64);
        let message = format!("SM{id}");
        let (target, own): (String, Vec<(&str, &str)>) = if self.all_known() && self.by_voice {
            let own = vec![("CallSid", &*call), ("CallStatus", "in-progress"), ("Direction", "inbound")];
            match typed {
                "" => ("/twilio/voice".to_owned(), own),
                keys => (self.action.clone(), [own, vec![("Digits", keys), ("msg", "Gather Press")]].concat()),
            }
        } else {
            let service = "MG0123456789abcdef0123456789abcdef";
            let ids = [("MessageSid", &*message), ("SmsMessageSid", &message), ("MessagingServiceSid", service)];
            let rest = [("Body", typed), ("NumMedia", "0"), ("NumSegments", "1"), ("SmsStatus", "received")];
            ("/twilio/sms".to_owned(), [&ids[..], &rest[..]].concat())
        };
        let params = common.into_iter().chain(own).map(|(name, value)| (name.to_owned(), value.to_owned()));
        (target, params.collect())
    }
}

impl People {
    /// The next request, to the address it belongs to or to another.
    fn posted(&mut self, other: Option<&str>) -> Posted {
        self.sent += 1;
        let (target, params) = self.params(self.line().0);
        let target = other.map_or(target, str::to_owned);
        let signature = signature::sign(&self.token, &format!("{PUBLIC_URL}{target}"), Payload::Form(&params));
        let form = form::encode(params.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        Posted { target, signature, form }
    }
}

impl Asker for People {
    fn next(&mut self) -> Posted {
        self.posted(None)
    }

    fn check(&mut self, answer: &str) -> anyhow::Result<()> {
        let (typed, wanted) = self.line();
        ensure!(answer.contains(wanted), "`{typed}` was answered without `{wanted}`: {answer}");
        if let Some((_, rest)) = answer.split_once(&format!("action=\"{PUBLIC_URL}")) {
            self.action = rest.split('"').next().unwrap_or_default().replace("&amp;", "&");
        }
        self.go_on();
        Ok(())
    }
}

/// The same requests, signed for the one address of a handler that decides nothing.
pub struct Plain(pub People);

impl Asker for Plain {
    fn next(&mut self) -> Posted {
        self.0.posted(Some("/"))
    }

    fn check(&mut self, answer: &str) -> anyhow::Result<()> {
        ensure!(answer.contains("<Response>"), "not the answer: {answer}");
        self.0.go_on();
        Ok(())
    }
}
