//! Who is there: codes checked, and what is sent to the number on file. Files that are unknown, locked or open are treated alike.

use jiff::Timestamp;
use serde_json::json;

use super::{Asked, Checked, Found, Proof, by_mandate};
use crate::{
    case::{CaseFile, FileNumber},
    flow::{
        Name,
        turn::{Answer, Rung, Say, Sent},
        value::{Secret, Value},
    },
    identity::{self, ONE_TIME_DIGITS, ONE_TIME_LIFE},
    language::Language,
    outgoing::Kind,
    phone_number::{Line, PhoneNumber},
    service::{
        Randomness,
        outbox::OrderedText,
        ring::{LONGEST_CALL, aloud},
    },
    store::{
        StoreError,
        guess::{Attempt, FileKey, Try},
        one_time::{NewOneTimeCode, Opens, Reached},
        outbox::NewText,
        turn::Write,
    },
};

/// Random bytes that a one-time code is made of: enough for its digits, save once in 10^40 times.
const RANDOM: usize = 64;
/// Digits of a file's number by which somebody with several files knows which one is meant.
const TOLD_DIGITS: usize = 2;
/// The shared messages that go to the number on file.
const CODE: &str = "one-time-code";
const ANSWER: &str = "file-answer";

impl Asked {
    /// Whether a code opens a file.
    pub(super) async fn verify(&mut self, key: [String; 3], code: Secret, one_time: bool) -> Result<Found, StoreError> {
        let attempt = self.attempt(&key);
        let known = self.checked.take().filter(|checked| checked.key == key && checked.one_time == one_time);
        let checked = match known {
            Some(checked) => checked,
            None => Checked { proof: self.check_code(&attempt, code, one_time).await?, key, one_time },
        };
        let conversation_id = self.place.conversation_id.clone();
        let (answer, writes) = match checked.proof.clone() {
            Proof::Right { file_id, by } => {
                self.by = by.clone();
                let entry = self.entry("proof", &file_id);
                let proved = match one_time {
                    true => Write::OneTimeProved { at: attempt.at, conversation_id },
                    false => Write::CodeProved { file_id: file_id.clone(), attempt },
                };
                (Answer::Verified { file_id, by }, vec![proved, entry])
            }
            Proof::Wrong => (Answer::Refused, vec![self.entry("refused", &conversation_id)]),
            Proof::Closed => (Answer::Closed, Vec::new()),
        };
        Ok(Found { answer, writes, checked: Some(checked) })
    }

    /// Who tries what, when.
    fn attempt(&self, [organisation, number, postcode]: &[String; 3]) -> Try {
        let (organisation, postcode) = (organisation.clone(), postcode.clone());
        let file = FileKey { organisation, number: FileNumber::new(number), postcode };
        Try { file, caller: self.caller.clone(), at: self.now }
    }

    /// The file whose code this is. Every try counts before it is checked, and costs the same whatever the file.
    async fn check_code(&self, attempt: &Try, code: Secret, one_time: bool) -> Result<Proof, StoreError> {
        let service = &self.service.0;
        // A place to hash in comes first: whoever waits in vain has not used up a try.
        let place = service.codes.place().await;
        let begun = match one_time {
            false => service.store.begin_attempt(attempt.clone(), service.guard).await?,
            true => {
                let conversation = &self.place.conversation_id;
                service.store.begin_one_time(conversation, attempt.clone(), service.guard).await?
            }
        };
        let (found, hash) = match begun {
            Attempt::Check { file_id, code_hash, by } => (Some((file_id, by)), code_hash),
            Attempt::Locked | Attempt::Unknown => (None, identity::DUMMY_HASH.to_owned()),
            Attempt::Closed => return Ok(Proof::Closed),
        };
        let right = place.verify(code.reveal().to_owned(), hash).await;
        Ok(found.filter(|_| right).map_or(Proof::Wrong, |(file_id, by)| Proof::Right { file_id, by }))
    }

    /// Sends something to the number on file, if there is one. Whoever asks is told the same in any case.
    pub(super) async fn send(&mut self, sent: Sent, key: [String; 3]) -> Result<Found, StoreError> {
        let attempt = self.attempt(&key);
        let writes = match sent {
            Sent::Code => {
                if self.service.0.store.alarm().await?.is_some() {
                    return Ok(Found { answer: Answer::Closed, writes: Vec::new(), checked: None });
                }
                self.send_code(attempt).await?
            }
            Sent::Status => self.send_status(attempt).await?,
        };
        Ok(Found { answer: Answer::OnItsWay, writes, checked: None })
    }

    async fn send_code(&mut self, attempt: Try) -> Result<Vec<Write>, StoreError> {
        let service = self.service.clone();
        let code = self.one_time_code()?;
        // Hashed whether it is sent or not: it takes as long.
        let code_hash = service.0.codes.hash(code.clone()).await.map_err(|_| StoreError::Random)?;
        let end = told_digits(&attempt.file.number);
        let reached = service.0.store.reach(attempt, true, service.0.guard).await?;
        let language = self.language_of(&reached).await?;
        let with = vec![("code".into(), Value::Digits(code)), ("file_end".into(), Value::Digits(end))];
        let body = self.body(language, CODE, with);
        let expires_at = self.now.saturating_add(ONE_TIME_LIFE).unwrap_or(Timestamp::MAX);
        let conversation_id = self.place.conversation_id.clone();
        let mut writes = Vec::new();
        let opens = match reached {
            Reached::Nobody => None,
            Reached::Number { file_id, to, mandate_id } => {
                writes.push(Write::Text(self.order(Kind::Code, to.clone(), &body)));
                let entry = match &mandate_id {
                    Some(id) => self.entry_of(by_mandate(id), "one-time-code", &file_id),
                    None => self.entry("one-time-code", &file_id),
                };
                writes.push(entry);
                Some(Opens { file_id, to, mandate_id })
            }
        };
        writes.push(Write::OneTimeCode(NewOneTimeCode { conversation_id, opens, code_hash, expires_at }));
        Ok(writes)
    }

    /// The answer is made of our own copy of the file, with the day it was told us: a remote system that is asked for files
    /// that exist, and for no others, would tell by its time which those are.
    async fn send_status(&mut self, attempt: Try) -> Result<Vec<Write>, StoreError> {
        let service = self.service.clone();
        let end = told_digits(&attempt.file.number);
        let reached = service.0.store.reach(attempt, false, service.0.guard).await?;
        let language = self.language_of(&reached).await?;
        let file_id = match &reached {
            Reached::Number { file_id, .. } => file_id.as_str(),
            Reached::Nobody => "",
        };
        let file = service.0.store.case_file(file_id).await?;
        let (Reached::Number { file_id, to, .. }, Some(file)) = (reached, file) else { return Ok(Vec::new()) };
        let body = self.body(language, ANSWER, answer_of(&file, end));
        let order = match to.line() {
            Line::Mobile => self.order(Kind::Reply, to, &body),
            Line::Fixed | Line::Other => NewText {
                cost: service.0.sending.spending.call_cents(LONGEST_CALL),
                payload: json!({ "body": aloud(&body) }),
                ..self.order(Kind::ReadOut, to, &body)
            },
        };
        Ok(vec![Write::Text(order), self.entry("sent-to-number-on-file", &file_id)])
    }

    /// A code from the machine's own randomness; in a replay, from the seed.
    fn one_time_code(&mut self) -> Result<String, StoreError> {
        let mut random = [0u8; RANDOM];
        match self.service.0.randomness {
            Randomness::System => getrandom::fill(&mut random).map_err(|_| StoreError::Random)?,
            Randomness::Counted(_) => {
                for part in random.chunks_exact_mut(8) {
                    part.copy_from_slice(&self.seed.next_u64().to_be_bytes());
                }
            }
        }
        identity::code_of(&random, ONE_TIME_DIGITS).ok_or(StoreError::Random)
    }

    /// The language that is remembered for the number, else the one spoken now.
    async fn language_of(&self, reached: &Reached) -> Result<Language, StoreError> {
        let remembered = match reached {
            Reached::Number { to, .. } => self.service.0.store.remembered_language(to).await?,
            Reached::Nobody => None,
        };
        let known = &self.service.0.dialogues.current().script.languages;
        Ok(remembered.filter(|language| known.contains(language)).unwrap_or_else(|| self.language.clone()))
    }

    fn body(&self, language: Language, message: &'static str, with: Vec<(Name, Value)>) -> String {
        let dialogue = self.service.0.dialogues.current();
        let say = Say { language, flow: None, message: message.into(), rung: Rung::First, key: None, with };
        crate::render::text(&dialogue.catalogue, &[say], &dialogue.facts).body
    }

    fn order(&mut self, kind: Kind, to: PhoneNumber, body: &str) -> NewText {
        self.service.new_text(OrderedText {
            id: self.seed.id(self.now),
            kind,
            to,
            service_number: &self.place.service_number,
            conversation_id: &self.place.conversation_id,
            body,
            about: None,
            not_before: self.now,
            at: self.now,
        })
    }
}

/// The last digits of a file's number: several people may share a telephone, and one may have several files.
fn told_digits(number: &FileNumber) -> String {
    let number = number.reveal();
    number.get(number.len().saturating_sub(TOLD_DIGITS)..).unwrap_or_default().to_owned()
}

/// What a text says of a file.
fn answer_of(file: &CaseFile, end: String) -> Vec<(Name, Value)> {
    vec![
        ("file_end".into(), Value::Digits(end)),
        ("status".into(), Value::Symbol(file.status.as_str().to_owned())),
        ("since".into(), file.since.map_or(Value::None, Value::Date)),
        ("as_of".into(), Value::Date(file.as_of)),
    ]
}
