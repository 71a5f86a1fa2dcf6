//! A believable morning for the demo: people who asked to be rung back, in five languages, and what was done before.
//!
//! The same each time but for the hours, which are counted back from now. Names are nobody's, numbers are of fiction.

use anyhow::Context;
use jiff::{SignedDuration, Span, Timestamp};
use serde::Deserialize;

use crate::{
    callback::{
        DISTRESS, Terms, Window,
        outcome::{AttemptResult, Outcome},
        plan::slot_at,
        promise::{HalfDay, promise},
    },
    case::FileNumber,
    channel::Channel,
    flow::{
        definition::Office,
        state::{Served, State},
        turn::{Digits, Message as Left, Opening},
    },
    id::Seed,
    language::Language,
    level::Level,
    outgoing::Kind,
    phone_number::{Numbering, PhoneNumber},
    store::{
        Store,
        audit::Entry,
        callback::{
            NewCallback, Times,
            claim::Taken,
            outcome::{Change, NewAttempt, Note, Report},
        },
        conversation::{ConversationChange, Standing},
        outbox::NewText,
        turn::{Direction, Message, SavedReply, TurnCommit, Write},
    },
};

const REQUESTS: &str = include_str!("morning.csv");
const TALKS: &str = include_str!("morning_talks.csv");
/// Who worked before the demo began.
const EARLIER: &str = "earlier";
/// What somebody in distress wrote, and how it was answered.
const DISTRESS_TALK: &str = "fr-distress";
/// Requests of the days before, and how far apart.
const BEFORE: i64 = 60;
const EVERY: i64 = 97;
/// Conversations that led to no request, by where they ended.
const LEFT: [(&str, &str, &str, u16); 6] = [
    ("menu", "choose", "abandoned", 7),
    ("file-status", "ask-file", "abandoned", 5),
    ("file-status", "ask-code", "abandoned", 9),
    ("file-status", "missing", "done", 12),
    ("callback", "half-day", "abandoned", 2),
    ("about", "tell", "done", 4),
];

#[derive(Deserialize)]
struct Request {
    minutes: i64,
    language: String,
    interpreter: String,
    subject: String,
    half_day: String,
    deadline: String,
    days: Option<i64>,
    level: usize,
    leave: String,
    talk: String,
    left: String,
}

#[derive(Clone, Deserialize)]
struct Line {
    talk: String,
    channel: String,
    who: String,
    text: String,
}

/// Where the morning is written.
pub(super) struct Morning<'a> {
    pub(super) store: &'a Store,
    pub(super) office: &'a Office,
    pub(super) service_number: &'a str,
    pub(super) now: Timestamp,
    seed: Seed,
}

impl<'a> Morning<'a> {
    pub(super) fn new(store: &'a Store, office: &'a Office, service_number: &'a str, now: Timestamp) -> Self {
        Morning { store, office, service_number, now, seed: Seed::new(30) }
    }

    /// Writes it with so many people who wait, unless somebody waits already: a demo that is started again keeps its queue.
    ///
    /// # Errors
    /// Where the database fails.
    pub(super) async fn fill(mut self, waiting: Option<u16>) -> anyhow::Result<()> {
        if waiting == Some(0) || self.store.oldest_request().await?.is_some() {
            return Ok(());
        }
        let talks: Vec<Line> = rows(TALKS)?;
        let requests: Vec<Request> = rows(REQUESTS)?;
        for place in 0..BEFORE {
            let of = &requests[usize::try_from(place).unwrap_or_default() % requests.len()];
            self.earlier(place, of).await?;
        }
        let waiting = waiting.map_or(requests.len(), usize::from);
        for (place, request) in (0i64..).zip(requests.iter().cycle().take(waiting)) {
            // Those of a longer queue asked minutes apart.
            let round = place / i64::try_from(requests.len()).unwrap_or(i64::MAX);
            let at = self.ago(request.minutes + round);
            let callback = self.callback(place, request, at).await?;
            self.converse(place, request, &talks, Some(callback), at).await?;
        }
        self.left().await?;
        self.distressed(&talks).await?;
        // Where the queue is longer than a morning's, so is the list of messages that need somebody.
        self.lost_texts(if waiting > requests.len() { waiting } else { 1 }).await
    }

    fn ago(&self, minutes: i64) -> Timestamp {
        self.now.saturating_sub(SignedDuration::from_mins(minutes)).unwrap_or(self.now)
    }

    async fn callback(&mut self, place: i64, of: &Request, at: Timestamp) -> anyhow::Result<NewCallback> {
        let number = number(1_000 + place)?;
        let today = self.now.to_zoned(self.office.zone.clone()).date();
        let level = Level::ALL.get(of.level).copied().unwrap_or_default();
        let own = self.store.find_case_file("caf", &FileNumber::new("2345678"), "").await?;
        let window = promise(self.office, HalfDay::of(&of.half_day), at, SignedDuration::ZERO);
        let due_by = window.map_or(at, |window| window.until);
        Ok(NewCallback {
            id: self.seed.id(at),
            person: number.clone(),
            number,
            half_day: of.half_day.clone(),
            subject: of.subject.clone(),
            language: of.language.parse()?,
            interpreter: of.interpreter == "yes",
            message: (!of.left.is_empty()).then(|| Left::Written(of.left.clone())),
            file_id: own.filter(|_| level >= Level::L2),
            deadline: of.days.map(|days| (of.deadline.as_str().into(), today.saturating_add(Span::new().days(days)))),
            level,
            leave_message: of.leave == "yes",
            // Whoever tries the demo in the evening finds people who may be rung all the same.
            times: Times { next_at: at, due_by, promised: window, announced: window },
            conversation_id: self.seed.id(at),
            by_caller: true,
            at,
        })
    }

    async fn converse(
        &mut self,
        place: i64,
        of: &Request,
        talks: &[Line],
        callback: Option<NewCallback>,
        at: Timestamp,
    ) -> anyhow::Result<()> {
        let lines: Vec<&Line> = talks.iter().filter(|line| line.talk == of.talk).collect();
        let by_text = lines.first().is_some_and(|line| line.channel == "sms");
        let channel = if by_text { Channel::Sms } else { Channel::Voice };
        let mut writes: Vec<Write> = lines.iter().map(|line| message(line, channel)).collect();
        let id = callback.as_ref().map_or_else(|| self.seed.id(at), |callback| callback.conversation_id.clone());
        if let Some(callback) = callback {
            let digits = Digits::new(&format!("{:03}", self.seed.below(1_000)));
            let (person, subject) = (callback.person.clone(), callback.subject.clone());
            writes.extend([Write::Callback(callback), Write::Digits { person, subject, digits }]);
        }
        let served = ("callback", "booked", "booked");
        self.commit((id, channel, number(1_000 + place)?, of.language.parse()?), served, writes, at).await
    }

    async fn commit(
        &mut self,
        (id, channel, caller, language): (String, Channel, PhoneNumber, Language),
        (flow, step, outcome): (&str, &str, &str),
        writes: Vec<Write>,
        at: Timestamp,
    ) -> anyhow::Result<()> {
        let opening =
            Opening { channel, caller: Some(caller), remembered: None, first_language: language, entry: "menu".into() };
        let mut state = State::new(&opening);
        state.served = Some(Served { flow: flow.into(), step: step.into(), outcome: outcome.into() });
        let standing = Standing {
            state,
            script_hash: String::new(),
            begun_at: at,
            ended: true,
            outcome: Some(outcome.to_owned()),
        };
        let by_voice = channel == Channel::Voice;
        let conversation = ConversationChange::Begin {
            call_id: by_voice.then(|| id.clone()),
            service_number: self.service_number.to_owned(),
            standing,
            id,
        };
        let turn = TurnCommit {
            key: self.seed.id(at),
            at,
            conversation,
            input_kind: if by_voice { "hang-up" } else { "text" },
            reply: SavedReply { content_type: "text/xml".into(), body: Vec::new() },
            writes,
        };
        self.store.commit(turn).await?;
        Ok(())
    }

    /// A request of the days before, which is over.
    async fn earlier(&mut self, place: i64, of: &Request) -> anyhow::Result<()> {
        let asked_at = self.ago(1_440 + place * EVERY);
        let of = Request { left: String::new(), days: None, ..copy(of) };
        let mut callback = self.callback(500 + place, &of, asked_at).await?;
        let waited = SignedDuration::from_mins(8 + (place * 13) % 70);
        let at = asked_at.saturating_add(waited).unwrap_or(asked_at);
        let until = asked_at.saturating_add(SignedDuration::from_mins(60)).unwrap_or(asked_at);
        callback.times.announced = Some(Window { from: asked_at, until });
        let id = callback.id.clone();
        self.converse(500 + place, &of, &[], Some(callback), asked_at).await?;
        let entry = |seed: &mut Seed| Entry {
            id: seed.id(at),
            at,
            actor: format!("advisor:{EARLIER}"),
            action: "callback-claimed",
            subject: id.clone(),
            detail: None,
        };
        let entry = entry(&mut self.seed);
        let taken = self.store.claim_callback(&id, EARLIER, at, &Terms::default(), entry).await?;
        let Taken::Claimed(claim) = taken else { return Ok(()) };
        let (result, outcome) = RESULTS[usize::try_from(place).unwrap_or_default() % RESULTS.len()];
        self.store
            .report(Report {
                attempt: Some(NewAttempt {
                    id: self.seed.id(at),
                    result,
                    slot: slot_at(self.office, at),
                    hour: 9 + i8::try_from((place / 6 + place % 3) % 8).unwrap_or_default(),
                    waited,
                }),
                seen: (0, 0),
                by: EARLIER.to_owned(),
                fence: claim.fence,
                change: Change::Ends,
                outcome: Some(outcome),
                marks_number: false,
                settles_deadline: false,
                note: None,
                orders: Vec::new(),
                entries: Vec::new(),
                late: Note { id: self.seed.id(at), kind: "late-outcome", text: String::new() },
                at,
                id,
            })
            .await?;
        Ok(())
    }

    /// Conversations that led to no request.
    async fn left(&mut self) -> anyhow::Result<()> {
        for (place, (flow, step, outcome, times)) in (0i64..).zip(LEFT) {
            for time in 0..i64::from(times) {
                let at = self.ago(200 + place * 40 + time * 61);
                let who = (self.seed.id(at), Channel::Voice, number(3_000 + place * 50 + time)?, Language::french());
                self.commit(who, (flow, step, outcome), Vec::new(), at).await?;
            }
        }
        Ok(())
    }

    /// Words of distress a moment ago, from somebody who did not ask to be rung.
    async fn distressed(&mut self, talks: &[Line]) -> anyhow::Result<()> {
        let at = self.ago(6);
        let lines = talks.iter().filter(|line| line.talk == DISTRESS_TALK).take(2);
        let mut writes: Vec<Write> = lines.map(|line| message(line, Channel::Sms)).collect();
        writes.push(Write::Note { kind: DISTRESS.to_owned(), text: String::new() });
        let who = (self.seed.id(at), Channel::Sms, number(4_000)?, Language::french());
        self.commit(who, ("menu", "choose", "helped"), writes, at).await
    }

    /// Texts that were due too long ago to be of use: the messages that need somebody are not empty.
    async fn lost_texts(&mut self, count: usize) -> anyhow::Result<()> {
        let at = self.ago(180);
        let mut texts = Vec::with_capacity(count);
        for place in (1_001i64..).take(count) {
            texts.push(NewText {
                id: self.seed.id(at),
                kind: Kind::Code,
                to: number(place)?,
                service_number: self.service_number.to_owned(),
                payload: serde_json::json!({ "body": "" }),
                cost: 0,
                not_before: at,
                conversation_id: None,
                at,
            });
        }
        Ok(self.store.add_texts(texts).await?)
    }
}

/// What came of earlier requests, again and again in this order.
const RESULTS: [(AttemptResult, Outcome); 6] = [
    (AttemptResult::Reached, Outcome::Solved),
    (AttemptResult::Reached, Outcome::DoneTogether),
    (AttemptResult::NobodyAnswered, Outcome::Unreachable),
    (AttemptResult::Reached, Outcome::DoneForThem),
    (AttemptResult::Voicemail, Outcome::Unreachable),
    (AttemptResult::Reached, Outcome::Solved),
];

fn copy(of: &Request) -> Request {
    Request {
        language: of.language.clone(),
        interpreter: of.interpreter.clone(),
        subject: of.subject.clone(),
        half_day: of.half_day.clone(),
        deadline: of.deadline.clone(),
        leave: of.leave.clone(),
        talk: of.talk.clone(),
        left: of.left.clone(),
        ..*of
    }
}

fn message(line: &Line, channel: Channel) -> Write {
    let direction = if line.who == "in" { Direction::In } else { Direction::Out };
    Write::Message(Message { direction, channel, body: line.text.clone(), segments: None, encoding: None })
}

fn number(place: i64) -> anyhow::Result<PhoneNumber> {
    let text = format!("+3363998{place:04}");
    Numbering { fiction: true }.parse(&text).context("a number of fiction is one")
}

fn rows<T: for<'r> Deserialize<'r>>(text: &str) -> anyhow::Result<Vec<T>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.context("the morning of the demo cannot be read")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_morning_holds_thirty_requests_in_five_languages_and_every_talk_is_written() {
        let requests: Vec<Request> = rows(REQUESTS).unwrap();
        let talks: Vec<Line> = rows(TALKS).unwrap();
        let languages: std::collections::BTreeSet<&str> = requests.iter().map(|one| one.language.as_str()).collect();
        assert_eq!((requests.len(), languages.len()), (30, 5));
        for request in &requests {
            assert!(talks.iter().any(|line| line.talk == request.talk), "{}", request.talk);
        }
    }
}
