//! A query answered: what a turn asks of the database or of a case system, apart from the turn, so that it may outlast it.

mod deadline;
mod identity;

use jiff::{Timestamp, civil::Time};

use super::{Service, decide::Place};
use crate::{
    callback::{DISTRESS, promise::HalfDay},
    case::{CaseFile, ItemAnswer},
    channel::Channel,
    flow::{
        state::State,
        turn::{Answer, Digits, Promise, Query, Settled},
        value::{Near, Window},
    },
    id::Seed,
    language::Language,
    level::Level,
    mandate::{Mandated, Reply, Scope},
    phone_number::PhoneNumber,
    store::{
        StoreError,
        audit::Entry,
        callback::{Callback, NewCallback, Times},
        case_file::NewAnswer,
        mandate::Replied,
        turn::Write,
    },
};

/// A query with all it needs to be answered.
pub(super) struct Asked {
    service: Service,
    place: Place,
    now: Timestamp,
    seed: Seed,
    caller: Option<PhoneNumber>,
    language: Language,
    channel: Channel,
    level: Level,
    /// The mandate by which somebody else acts.
    by: Option<Mandated>,
    query: Query,
    checked: Option<Checked>,
    /// What was said of what is answered.
    words: String,
}

/// What was found, and what is to be written with the turn that hears of it.
pub(super) struct Found {
    pub(super) answer: Answer,
    pub(super) writes: Vec<Write>,
    pub(super) checked: Option<Checked>,
}

/// A code check and the file it was for, kept where a turn is decided again: a try counts once.
pub(super) struct Checked {
    key: [String; 3],
    one_time: bool,
    proof: Proof,
}

/// What a code proved.
#[derive(Clone)]
enum Proof {
    /// It is the code of this file.
    Right { file_id: String, by: Option<Mandated> },
    /// It is not, or nobody may know.
    Wrong,
    /// Codes prove nothing now.
    Closed,
}

impl Found {
    /// The source cannot be reached.
    pub(super) fn unavailable() -> Self {
        Found { answer: Answer::Unavailable, writes: Vec::new(), checked: None }
    }
}

impl Asked {
    pub(super) fn new(
        service: &Service,
        place: &Place,
        (now, seed): (Timestamp, Seed),
        state: &State,
        (query, words): (Query, String),
        checked: Option<Checked>,
    ) -> Self {
        Asked {
            service: service.clone(),
            place: place.clone(),
            now,
            seed,
            caller: state.caller.clone(),
            language: state.language.clone(),
            channel: state.channel,
            level: state.assurance.level,
            by: state.assurance.by.clone(),
            query,
            checked,
            words,
        }
    }

    /// Answers it, however long that takes. A failure is an answer too.
    pub(super) async fn answer(mut self) -> Found {
        let query = self.query.clone();
        let found = match query {
            Query::Verify { organisation, number, postcode, code, one_time } => {
                self.verify([organisation, number, postcode.unwrap_or_default()], code, one_time).await
            }
            Query::Send { sent, organisation, number, postcode } => {
                self.send(sent, [organisation, number, postcode.unwrap_or_default()]).await
            }
            Query::LookUp { file_id } => self.look_up(&file_id).await,
            Query::Give { file_id, item, value, confirmed } => self.give(file_id, (item, value), confirmed).await,
            Query::Callback { number, half_day, subject, interpreter, message, messages, tells_digits, file_id } => {
                let own = self.own_callback(number);
                // Who rings a helper back must not take them for the person whose file it is.
                let file_id = file_id.filter(|_| self.by.is_none());
                let leave_message = messages.unwrap_or(own.leave_message);
                let callback = NewCallback { half_day, subject, interpreter, message, leave_message, file_id, ..own };
                self.callback(callback, tells_digits).await
            }
            Query::Withdraw { subject } => self.withdraw(subject).await,
            Query::Mandate { offer, reply, .. } => self.mandate(&offer, reply).await,
            Query::Settle { reminder, answer, only } => self.settle(&reminder, answer, only).await,
            Query::RemindOf { about, on, at } => self.remind_of(&about, on, at.as_deref()).await,
        };
        found.unwrap_or_else(|error| {
            tracing::error!(conversation.id = self.place.conversation_id, %error, "a query failed");
            Found::unavailable()
        })
    }

    async fn look_up(&mut self, file_id: &str) -> Result<Found, StoreError> {
        let service = self.service.clone();
        let (source, store) = (&service.0.case_source, &service.0.store);
        let (answer, writes) = match source.look_up(store, file_id, &mut self.seed).await? {
            Some(file) => (Answer::Found(Box::new(file)), vec![self.entry("told", file_id)]),
            None => (Answer::NotFound, Vec::new()),
        };
        Ok(Found { answer, writes, checked: None })
    }

    async fn give(
        &mut self,
        file_id: String,
        (item, value): (String, String),
        confirmed: bool,
    ) -> Result<Found, StoreError> {
        let Some(file) = self.service.0.store.case_file(&file_id).await? else { return Ok(Found::unavailable()) };
        let allowed = self.by.as_ref().is_none_or(|by| by.scope == Scope::Answers);
        if !allowed || !file.missing.iter().any(|missing| missing.name == item) {
            return Ok(Found::unavailable());
        }
        // Six digits: short enough to note down. The database refuses one that is taken, and the turn runs again.
        let reference = (100_000 + self.seed.below(900_000)).to_string();
        let id = self.seed.id(self.now);
        let remote = self.service.0.case_source.remote_of(&file.organisation);
        let deliver = remote.map(|_| Write::Deliver { answer_id: id.clone() });
        let entry = self.entry("answer", &file_id);
        let write = Write::Answer(NewAnswer {
            id,
            file_id,
            item,
            value,
            confirmed,
            channel: self.channel,
            conversation_id: Some(self.place.conversation_id.clone()),
            mandate_id: self.by.as_ref().map(|by| by.id.clone()),
            reference: reference.clone(),
            at: self.now,
        });
        let writes = [write, entry].into_iter().chain(deliver).collect();
        Ok(Found { answer: Answer::Given { reference }, writes, checked: None })
    }

    /// A callback to a number, as the conversation it is asked in tells.
    fn own_callback(&mut self, number: PhoneNumber) -> NewCallback {
        NewCallback {
            id: self.seed.id(self.now),
            person: self.caller.clone().unwrap_or_else(|| number.clone()),
            number,
            half_day: "any".to_owned(),
            subject: "general".to_owned(),
            language: self.language.clone(),
            interpreter: false,
            message: None,
            file_id: None,
            deadline: None,
            level: if self.by.is_some() { Level::L0 } else { self.level },
            leave_message: true,
            times: Times::at_once(self.now),
            conversation_id: self.place.conversation_id.clone(),
            by_caller: self.caller.is_some(),
            at: self.now,
        }
    }

    /// Has a person rung back. `tells_digits`: they are told the digits by which they know the advisor.
    async fn callback(&mut self, callback: NewCallback, tells_digits: bool) -> Result<Found, StoreError> {
        if !self.service.facts().reach.includes(&callback.number) {
            return Ok(Found { answer: Answer::NotCallable, writes: Vec::new(), checked: None });
        }
        let times = self.service.desk().times(&callback.language, HalfDay::of(&callback.half_day)).await?;
        // Who is in distress is rung at once, whatever the half-day.
        let next_at = if callback.subject == DISTRESS { self.now } else { times.next_at };
        let callback = NewCallback { times: Times { next_at, ..times }, ..callback };
        // Whoever withholds their number is not told whether that other number has asked.
        let store = &self.service.0.store;
        let open = match callback.by_caller {
            true => store.open_callback(&callback.person, &callback.subject).await?,
            false => None,
        };
        // Nor whether the digits they would hear are those of somebody else.
        let digits = match (tells_digits && callback.by_caller, &open) {
            (false, _) => None,
            (true, None) => Some(self.fresh_digits()),
            (true, Some(open)) => Some(store.digits(&open.asked.id).await?.unwrap_or_else(|| self.fresh_digits())),
        };
        let promise = Promise { window: self.window_told(times), digits: digits.clone(), before: None };
        let answer = match &open {
            None => Answer::Booked(promise),
            Some(open) => Answer::AlreadyOpen(Promise { before: self.before(open).await?, ..promise }),
        };
        let entry = self.entry("callback", &callback.id);
        let told = digits.map(|digits| Write::Digits {
            person: callback.person.clone(),
            subject: callback.subject.clone(),
            digits,
        });
        let writes = [Write::Callback(callback)].into_iter().chain(told).chain([entry]).collect();
        Ok(Found { answer, writes, checked: None })
    }

    /// How many people are rung before one who asked already.
    async fn before(&self, open: &Callback) -> Result<Option<i64>, StoreError> {
        let desk = self.service.desk();
        desk.before(open).await.map(|before| i64::try_from(before).ok())
    }

    /// Ends what the person asked for, where it is still open.
    async fn withdraw(&mut self, subject: String) -> Result<Found, StoreError> {
        let settled = |how| Answer::Settled { how, day: None };
        let Some(person) = self.caller.clone() else { return Ok(Found::unavailable()) };
        let Some(open) = self.service.0.store.open_callback(&person, &subject).await? else {
            return Ok(Found { answer: settled(Settled::Over), ..Found::unavailable() });
        };
        let entry = self.entry("callback-withdrawn", &open.asked.id);
        let writes = vec![Write::Withdraw { callback_id: open.asked.id }, entry];
        Ok(Found { answer: settled(Settled::Done), writes, checked: None })
    }

    /// Does what the person answered to the offer of a mandate, where it is theirs to answer.
    async fn mandate(&mut self, offer: &str, reply: Reply) -> Result<Found, StoreError> {
        let settled = |how| Answer::Settled { how, day: None };
        let Some(person) = self.caller.clone() else { return Ok(Found::unavailable()) };
        let Some(offer) = self.service.0.store.offer(offer, &person, self.now).await? else {
            return Ok(Found { answer: settled(Settled::Over), ..Found::unavailable() });
        };
        let action = match reply {
            Reply::Agree => "mandate-agreed",
            Reply::Refuse => "mandate-refused",
        };
        let entry = self.entry(action, &offer.id);
        let words = std::mem::take(&mut self.words);
        let writes = vec![Write::Mandate(Replied { id: offer.id, person, reply, words }), entry];
        Ok(Found { answer: settled(Settled::Done), writes, checked: None })
    }

    /// Three digits: enough for a voice on the telephone that may try once, and few enough to be kept in mind.
    fn fresh_digits(&mut self) -> Digits {
        Digits::new(&format!("{:03}", self.seed.below(1_000)))
    }

    /// When the person is rung, as they are told: the wait as it is known, else the half-day that is promised.
    fn window_told(&self, times: Times) -> Option<Window> {
        let zone = &self.service.facts().office.zone;
        let today = self.now.to_zoned(zone.clone()).date();
        [times.announced, times.promised].into_iter().flatten().find_map(|window| {
            let [from, until] = [window.from, window.until].map(|at| at.to_zoned(zone.clone()).datetime());
            // What reaches into another day is said in no one's words.
            (from.date() == until.date()).then(|| Window {
                day: from.date(),
                near: Near::of(from.date(), today),
                from: whole_minutes(from.time()),
                until: whole_minutes(until.time()),
            })
        })
    }

    /// What is to be known of later: that the person did this, or who acts for them.
    fn entry(&mut self, action: &'static str, subject: &str) -> Write {
        let actor = self.by.as_ref().map_or_else(|| "person".to_owned(), |by| by_mandate(&by.id));
        self.entry_of(actor, action, subject)
    }

    fn entry_of(&mut self, actor: String, action: &'static str, subject: &str) -> Write {
        Write::Audit(Entry {
            id: self.seed.id(self.now),
            at: self.now,
            actor,
            action,
            subject: subject.to_owned(),
            detail: Some(self.place.conversation_id.clone()),
        })
    }
}

/// Who acts by a mandate, as the record names them.
fn by_mandate(id: &str) -> String {
    format!("mandate:{id}")
}

/// The quarter of an hour that a time lies in begins: nobody is told seconds.
fn whole_minutes(time: Time) -> Time {
    Time::new(time.hour(), time.minute() / 15 * 15, 0, 0).unwrap_or(time)
}

/// The file as it will stand once these writes are saved.
pub(super) fn overlay(file: &mut CaseFile, writes: &[Write]) {
    for write in writes {
        let Write::Answer(given) = write else { continue };
        if given.file_id != file.id {
            continue;
        }
        for missing in file.missing.iter_mut().filter(|missing| missing.name == given.item) {
            missing.answer = Some(ItemAnswer {
                value: given.value.clone(),
                given_at: given.at,
                confirmed: given.confirmed,
                reference: given.reference.clone(),
            });
        }
    }
}
