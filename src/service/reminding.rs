//! A round of reminders: people whose deadlines have come are told once, of all that has come; what nobody can be told of is
//! handed to an advisor. Nothing is sent here: what is told becomes an order, saved with the deadlines it tells.
//!
//! Rounds may run on several instances and as often as they like: what one of them decided is written only where nothing
//! changed since it looked.

use jiff::{SignedDuration, Span, Timestamp, civil::Date};
use serde_json::{Value as Json, json};

use super::{Service, Unserved, dialogue::Dialogue, ring::LONGEST_CALL};
use crate::{
    channel::Channel,
    flow::{
        Name,
        value::{Reminder, Value},
    },
    id::Seed,
    language::Language,
    level::Level,
    outgoing::{Kind, failure::NumberMark},
    phone_number::{Line, PhoneNumber},
    reminder::{
        calendar::window_of,
        contact::{Contact, Due, Message, Terms, group},
        ladder::Person,
        plan::{Fate, Standing, plan},
        slot::end_of_day,
        told::{About, reminder, says},
    },
    render,
    store::{
        callback::{NewCallback, Times},
        deadline::{
            Deadline,
            round::{Climb, History, Step, Told},
        },
        outbox::NewText,
    },
};

/// Deadlines looked at in one transaction.
pub(super) const AT_ONCE: u32 = 500;
/// What the one who runs the rounds is called, and how long it is that one where it vanishes.
const LEASE: &str = "reminders";
const LEASE_TIME: SignedDuration = SignedDuration::from_mins(1);
/// What was just looked at is left alone for so long: a round comes to an end whatever it decides.
const LEFT_ALONE: SignedDuration = SignedDuration::from_mins(1);
/// How long a deadline is left alone of whose type nobody knows anything.
const UNKNOWN_LEFT_ALONE: SignedDuration = SignedDuration::from_hours(24);
/// Of several that wait to be sent the nearest loss goes first: for each day nearer than these an order may leave so much
/// earlier. It is little enough that nobody takes it for a queue that stands still.
const URGENT_DAYS: i32 = 30;
const EARLIER_PER_DAY: SignedDuration = SignedDuration::from_secs(5);
/// What an advisor is asked to ring for.
pub(super) const SUBJECT: &str = "deadline";
/// In the payload of an order: that it tells deadlines, which are read when it is sent.
const TELLS: &str = "reminder";

/// What stands in an order that tells deadlines.
pub fn payload() -> Json {
    json!({ TELLS: true })
}

/// Whether an order tells deadlines.
pub(super) fn tells_deadlines(order: &NewText) -> bool {
    order.payload.get(TELLS).and_then(Json::as_bool) == Some(true)
}

impl Service {
    /// Runs rounds until nothing is due, and sets up what comes after deadlines that are over. Says for how many people
    /// something was decided; nothing where another instance does it.
    ///
    /// # Errors
    /// Where the database fails; what was decided until then stays, and the rest is due still.
    pub async fn remind(&self, now: Timestamp) -> Result<usize, Unserved> {
        let mut count = 0;
        loop {
            let people = self.0.store.due_deadlines(now, AT_ONCE).await?;
            if people.is_empty() {
                self.renew(now).await?;
                return Ok(count);
            }
            if !self.hold_rounds().await? {
                return Ok(count);
            }
            let climbs = self.decide_all(people, now).await?;
            match self.0.store.climb(climbs, now).await? {
                // All of it changed while it was looked at; the next round sees how.
                0 => return Ok(count),
                some => count += some,
            }
        }
    }

    /// Whether this instance is the one that runs the rounds.
    pub(super) async fn hold_rounds(&self) -> Result<bool, Unserved> {
        let now = self.lease_time().await?;
        let until = now.saturating_add(LEASE_TIME).unwrap_or(Timestamp::MAX);
        Ok(self.0.store.hold_lease(LEASE, &self.0.sending.owner, now, until).await?)
    }

    async fn decide_all(&self, people: Vec<Vec<Deadline>>, now: Timestamp) -> Result<Vec<Climb>, Unserved> {
        let terms = self.0.sending.reminders.terms;
        let (_, local) = self.now();
        // A day more, for whoever is ahead of the office.
        let since = local.date().checked_sub(Span::new().days(i64::from(terms.days) + 1)).unwrap_or(Date::MIN);
        let numbers: Vec<&PhoneNumber> = people.iter().filter_map(|one| one.first()).map(|one| &one.to).collect();
        let heard = self.0.store.heard(&numbers, since).await?;
        let dialogue = self.0.dialogues.current();
        let mut seed = self.seed()?;
        let decided = people.iter().zip(heard).filter_map(|(deadlines, history)| {
            let round = Round { service: self, dialogue: &dialogue, terms, now };
            round.decide(deadlines, &history, &mut seed)
        });
        Ok(decided.collect())
    }

    /// What the order of a reminder tells, as it stands now; none where all of it is over.
    pub(super) async fn reminder_now(&self, order: &NewText) -> Result<Option<(Name, Value)>, Unserved> {
        let channel = if order.kind.is_call() { Channel::Voice } else { Channel::Sms };
        Ok(self.told_now(&order.id, channel).await?.map(argument))
    }

    /// What a reminder tells on a channel, as it stands now; none where all of it is over.
    pub(super) async fn told_now(&self, id: &str, channel: Channel) -> Result<Option<Reminder>, Unserved> {
        let deadlines = self.0.store.told_by(id).await?;
        let dialogue = self.0.dialogues.current();
        Ok(tell(id, &deadlines, &dialogue, (channel, &self.0.sending.reminders.terms), self.0.clock.now()))
    }
}

/// A reminder as what the flow takes that tells it.
pub(super) fn argument(reminder: Reminder) -> (Name, Value) {
    (TELLS.into(), Value::Reminder(Box::new(reminder)))
}

/// A deadline with its type.
struct Known<'a> {
    deadline: &'a Deadline,
    standing: Standing<'a>,
}

fn known<'a>(deadlines: &'a [Deadline], dialogue: &'a Dialogue) -> Vec<Known<'a>> {
    let known = |deadline: &'a Deadline| {
        let kind = dialogue.deadlines.get(&deadline.kind)?;
        let window = window_of(kind, &deadline.known, (deadline.opens, deadline.closes))?;
        let standing = Standing { kind, window, tried: deadline.tried, armed: deadline.armed_at };
        Some(Known { deadline, standing })
    };
    deadlines.iter().filter_map(known).collect()
}

/// What is said of these deadlines, of those that are not past.
fn tell(
    id: &str,
    deadlines: &[Deadline],
    dialogue: &Dialogue,
    (channel, terms): (Channel, &Terms),
    now: Timestamp,
) -> Option<Reminder> {
    let first = deadlines.first()?;
    let today = now.to_zoned(Person::of(&first.to, first.territory, None).zone).date();
    let about: Vec<About<'_>> = known(deadlines, dialogue)
        .into_iter()
        .map(|Known { standing, .. }| About { kind: standing.kind, window: standing.window })
        .filter(|about| !about.window.is_past(today))
        .collect();
    let due = about.iter().enumerate().map(|(id, about)| Due {
        id,
        kind: about.kind.name.clone(),
        closes: about.window.closes,
        channel,
        // A call tells nothing before a key is pressed, and everything after it.
        sensitive: about.kind.sensitive.filter(|_| channel == Channel::Sms),
    });
    let message = group(due.collect(), terms)?;
    Some(reminder(id, &message, &about, today))
}

/// What one person's round is decided with.
struct Round<'a> {
    service: &'a Service,
    dialogue: &'a Dialogue,
    terms: Terms,
    now: Timestamp,
}

impl Round<'_> {
    fn decide(&self, deadlines: &[Deadline], history: &History, seed: &mut Seed) -> Option<Climb> {
        let nearest = deadlines.iter().min_by_key(|deadline| deadline.closes)?;
        let person = person(nearest, history);
        let known = known(deadlines, self.dialogue);
        let standings: Vec<Standing<'_>> = known.iter().map(|known| known.standing).collect();
        let unreachable = history.trouble == Some(NumberMark::BadNumber);
        // Whoever is not told anything is seen by an advisor, once the day is past or no way to reach them is left.
        let silent = history.opted_out || unreachable;
        let terms = if silent { Terms { contacts: 0, ..self.terms } } else { self.terms };
        let contacts = contacts(history, &person);
        let planned = plan(&standings, &person, (&contacts, &history.tried), self.now, &terms);
        let message =
            planned.message.as_ref().map(|message| self.order(nearest, &person, history, (message, &standings), seed));
        let escalates = planned.advisor || unreachable;
        let mut steps: Vec<Step> = Vec::with_capacity(deadlines.len());
        for (Known { deadline, .. }, fate) in known.iter().zip(&planned.fates) {
            // Who was told and let the day pass is in the list of what was missed; who could not be told is rung.
            let untold = *fate == Fate::Expired && (silent || deadline.tried.is_none());
            steps.extend(self.step(deadline, *fate, escalates || untold));
        }
        let unknown = deadlines.iter().filter(|one| known.iter().all(|known| known.deadline.id != one.id));
        steps.extend(unknown.filter_map(|deadline| self.unknown(deadline, &person)));
        let task = steps.iter().any(|step| step.advisor).then(|| self.task(nearest, history, seed));
        Some(Climb { steps, message, task })
    }

    fn step(&self, deadline: &Deadline, fate: Fate, advisor: bool) -> Option<Step> {
        let earliest = self.now.saturating_add(LEFT_ALONE).unwrap_or(Timestamp::MAX);
        let (due_at, told) = match fate {
            Fate::Told(rung, again) => (Some(again), Some((rung.number, rung.channel))),
            Fate::Waits(again) => (Some(again), None),
            Fate::Expired => (None, None),
        };
        let due_at = due_at.map(|at| at.max(earliest));
        Some(Step { id: deadline.id.clone(), was_due_at: deadline.due_at?, due_at, told, advisor })
    }

    /// A deadline of a type that there is no more is kept, for the type may come back, until its day is past.
    fn unknown(&self, deadline: &Deadline, person: &Person) -> Option<Step> {
        tracing::warn!(
            deadline.kind = &*deadline.kind,
            "a deadline is of a type that there is not: nobody is reminded of it; bring its file back into deadlines/"
        );
        let past = deadline.closes < self.now.to_zoned(person.zone.clone()).date();
        let later = self.now.saturating_add(UNKNOWN_LEFT_ALONE).unwrap_or(Timestamp::MAX);
        Some(Step {
            id: deadline.id.clone(),
            was_due_at: deadline.due_at?,
            due_at: (!past).then_some(later),
            told: None,
            advisor: past,
        })
    }

    /// The order of a message. What it will tell is read again when it is sent; its words now tell what it may cost.
    fn order(
        &self,
        nearest: &Deadline,
        person: &Person,
        history: &History,
        (message, standings): (&Message<usize>, &[Standing<'_>]),
        seed: &mut Seed,
    ) -> Told {
        let day = self.now.to_zoned(person.zone.clone()).date();
        let spending = &self.service.0.sending.spending;
        let (kind, cost) = match message.channel {
            Channel::Sms => {
                let about: Vec<About<'_>> =
                    standings.iter().map(|one| About { kind: one.kind, window: one.window }).collect();
                let says = says(message, &about, &self.language(nearest, history), day);
                let text = render::text(&self.dialogue.catalogue, &says, &self.dialogue.facts);
                (Kind::Reminder, spending.text_cents(&text.body))
            }
            Channel::Voice => (Kind::Ring, spending.call_cents(LONGEST_CALL)),
        };
        let order = NewText {
            id: seed.id(self.now),
            kind,
            to: nearest.to.clone(),
            service_number: nearest.service_number.clone(),
            payload: payload(),
            cost,
            not_before: self.now.saturating_sub(earlier(day, message, standings)).unwrap_or(self.now),
            conversation_id: None,
            at: self.now,
        };
        let expires_at = kind.expires_at(self.now);
        // Past these hours nobody is told anything, and past the day it would be too late: what is left is told anew.
        let until = end_of_day(day, &person.zone).map_or(expires_at, |end| expires_at.min(end));
        Told { order, until, day, channel: message.channel }
    }

    /// What an advisor is asked for: to ring the person.
    fn task(&self, nearest: &Deadline, history: &History, seed: &mut Seed) -> NewCallback {
        let id = seed.id(self.now);
        NewCallback {
            person: nearest.to.clone(),
            number: nearest.to.clone(),
            half_day: "any".to_owned(),
            subject: SUBJECT.to_owned(),
            language: self.language(nearest, history),
            interpreter: false,
            message: None,
            file_id: nearest.file_id.clone(),
            deadline: None,
            level: Level::L0,
            leave_message: true,
            times: Times::at_once(self.now),
            conversation_id: id.clone(),
            by_caller: true,
            at: self.now,
            id,
        }
    }

    /// The language in which they are spoken to now.
    fn language(&self, deadline: &Deadline, history: &History) -> Language {
        let number = Some(deadline.to.clone());
        let opening = self.service.opening_in(Channel::Sms, &deadline.service_number, number, history.language.clone());
        opening.remembered.unwrap_or(opening.first_language)
    }
}

/// What of a person decides how they are told, as it is known now.
pub fn person(deadline: &Deadline, history: &History) -> Person {
    let person = Person::of(&deadline.to, deadline.territory, history.hours);
    // The provider knows better than the numbering plan.
    let line = if history.trouble == Some(NumberMark::Landline) { Line::Fixed } else { person.line };
    Person { line, ..person }
}

/// Every time that a person heard from us unasked.
pub fn contacts(history: &History, person: &Person) -> Vec<Contact> {
    let besides = history
        .besides
        .iter()
        .map(|(at, channel)| Contact { day: at.to_zoned(person.zone.clone()).date(), channel: *channel });
    history.contacts.iter().copied().chain(besides).collect()
}

/// How much earlier than others a message may leave.
fn earlier(today: Date, message: &Message<usize>, standings: &[Standing<'_>]) -> SignedDuration {
    let told = message.named.iter().chain(&message.unnamed).filter_map(|due| standings.get(due.id));
    let Some(closes) = told.map(|standing| standing.window.closes).min() else { return SignedDuration::ZERO };
    let left = closes.duration_since(today).as_hours() / 24;
    let nearer = URGENT_DAYS - i32::try_from(left.clamp(0, i64::from(URGENT_DAYS))).unwrap_or(URGENT_DAYS);
    EARLIER_PER_DAY.saturating_mul(nearer)
}
