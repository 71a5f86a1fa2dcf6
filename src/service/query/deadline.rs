//! What a person answers to a reminder, done; and what they ask to be reminded of, set up.

use jiff::civil::Date;

use super::{Asked, Found};
use crate::{
    channel::Channel,
    flow::{
        Name, answers,
        turn::{Answer, Settled},
    },
    outgoing::Kind,
    reminder::{
        Known, Window,
        calendar::window_of,
        ladder::Person,
        later::later,
        plan::{Standing, first_look},
        slot::{Chosen, end_of_day},
    },
    service::{
        arming,
        reminding::{SUBJECT, payload},
        ring::LONGEST_CALL,
    },
    store::{
        StoreError,
        callback::NewCallback,
        deadline::{Deadline, DeadlineState, Source, settle::Again},
        outbox::NewText,
        turn::Write,
    },
};

impl Asked {
    /// Does what a person answered to a reminder: to all of the deadlines it tells, or to the one that is meant.
    pub(super) async fn settle(
        &mut self,
        reminder: &str,
        answer: answers::Answer,
        only: Option<(Name, usize)>,
    ) -> Result<Found, StoreError> {
        let mut told = self.service.0.store.told_by(reminder).await?;
        if let Some((kind, place)) = only {
            told = told.into_iter().filter(|deadline| deadline.kind == kind).skip(place).take(1).collect();
        }
        let mut found = match answer {
            answers::Answer::Help => self.help(&told).await?,
            _ if told.is_empty() => return Ok(settled(Settled::Over, None, Vec::new())),
            answers::Answer::Done => self.done(told),
            answers::Answer::Later => self.later(told).await?,
            // It silences everything, and settles nothing.
            answers::Answer::Stop => return Ok(Found::unavailable()),
        };
        found.writes.push(Write::Answered { reminder: reminder.to_owned(), answer });
        Ok(found)
    }

    fn done(&mut self, told: Vec<Deadline>) -> Found {
        let entries: Vec<Write> = told.iter().map(|deadline| self.entry("deadline-done", &deadline.id)).collect();
        let done = Write::Done { deadlines: told.into_iter().map(|deadline| deadline.id).collect() };
        settled(Settled::Done, None, [done].into_iter().chain(entries).collect())
    }

    /// An advisor rings the person's own number, the one with the nearest loss first. They are wanted whether or not
    /// anything of the reminder is left.
    async fn help(&mut self, told: &[Deadline]) -> Result<Found, StoreError> {
        let Some(number) = self.caller.clone() else {
            return Ok(Found { answer: Answer::NotCallable, ..Found::unavailable() });
        };
        let nearest = told.first();
        let callback = NewCallback {
            subject: SUBJECT.to_owned(),
            deadline: nearest.map(|deadline| (deadline.kind.clone(), deadline.closes)),
            ..self.own_callback(number)
        };
        // A day that is not certain is not promised.
        let certain = |deadline: &&Deadline| self.window(deadline).is_some_and(|window| window.verified);
        let before = nearest.filter(certain).map(|deadline| deadline.closes).filter(|closes| self.today() < *closes);
        let found = self.callback(callback, false).await?;
        let how = match found.answer {
            Answer::Booked(_) => Settled::Booked,
            Answer::AlreadyOpen(_) => Settled::AlreadyOpen,
            _ => return Ok(found),
        };
        Ok(Found { answer: Answer::Settled { how, day: before }, ..found })
    }

    /// The same is told again on a later day, the way it was told now, as long as that day is of use for the nearest loss.
    async fn later(&mut self, told: Vec<Deadline>) -> Result<Found, StoreError> {
        let (Some(nearest), Some(to)) = (told.first(), self.caller.clone()) else { return Ok(Found::unavailable()) };
        // Who says so twice is told once.
        if let Some(day) = self.service.0.store.told_again_on(&told).await? {
            return Ok(settled(Settled::Done, Some(day), Vec::new()));
        }
        let hours = self.service.0.store.chosen_hours(&to).await?;
        let person = Person::of(&to, nearest.territory, hours);
        let today = self.now.to_zoned(person.zone.clone()).date();
        // What is late already may be told until it is over.
        let last = |deadline: &Deadline| match self.window(deadline) {
            Some(window) if deadline.closes < today => window.expires,
            _ => deadline.closes,
        };
        let last = told.iter().map(last).min().unwrap_or(nearest.closes);
        let Some((day, not_before)) = later(&person, last, self.now) else {
            return Ok(settled(Settled::TooLate, None, Vec::new()));
        };
        let spending = self.service.0.sending.spending;
        let (kind, cost) = match self.channel {
            Channel::Sms => (Kind::Reminder, spending.text_cents("")),
            Channel::Voice => (Kind::Ring, spending.call_cents(LONGEST_CALL)),
        };
        let order = NewText {
            id: self.seed.id(self.now),
            kind,
            to,
            service_number: self.place.service_number.clone(),
            payload: payload(),
            cost,
            not_before,
            conversation_id: Some(self.place.conversation_id.clone()),
            at: self.now,
        };
        let entries: Vec<Write> = told.iter().map(|deadline| self.entry("deadline-later", &deadline.id)).collect();
        let deadlines = told.into_iter().map(|deadline| deadline.id).collect();
        let until = end_of_day(day, &person.zone).unwrap_or_else(|| kind.expires_at(not_before));
        let again = Write::Again(Again { order, until, day, channel: self.channel, deadlines });
        Ok(settled(Settled::Done, Some(day), [again].into_iter().chain(entries).collect()))
    }

    /// Sets up reminders of a day that the person names, for their own number, at the hours they want.
    pub(super) async fn remind_of(&mut self, about: &str, on: Date, at: Option<&str>) -> Result<Found, StoreError> {
        let service = self.service.clone();
        let (store, dialogue) = (&service.0.store, service.0.dialogues.current());
        let Some(kind) = dialogue.deadlines.get(about) else { return Ok(Found::unavailable()) };
        let (Some(to), Some(anchor)) = (self.caller.clone(), kind.due.anchors().first().copied().cloned()) else {
            return Ok(Found::unavailable());
        };
        if !service.facts().reach.includes(&to) || store.reminders_are_off(&to).await? {
            return Ok(Found { answer: Answer::NotCallable, ..Found::unavailable() });
        }
        let asked = arming::Asked {
            kind,
            known: Known::date(&anchor, on),
            territory: arming::territory(None, &to, service.facts().office.territory),
            to: to.clone(),
            service_number: self.place.service_number.clone(),
            file_id: None,
            source: Source::Person,
        };
        let Ok(deadline) = asked.armed(self.seed.id(self.now), &store.tag_of(&to), self.now) else {
            return Ok(settled(Settled::Past, None, Vec::new()));
        };
        let same = |known: &&Deadline| {
            let (kind, file) = (known.kind == deadline.kind, known.file_id.is_none());
            kind && file && known.closes == deadline.closes && known.state != DeadlineState::Withdrawn
        };
        let hours = match at {
            Some(word) => Chosen::of(word),
            None => store.chosen_hours(&to).await?,
        };
        let chosen = at.map(|_| Write::ChooseHours { number: to.clone(), hours });
        if let Some(known) = store.deadlines_of(&to).await?.iter().find(same) {
            return Ok(settled(Settled::Known, self.next_told(known, hours), chosen.into_iter().collect()));
        }
        let (first, entry) = (self.next_told(&deadline, hours), self.entry("deadline-set", &deadline.id));
        Ok(settled(Settled::Set, first, chosen.into_iter().chain([Write::Arm(deadline), entry]).collect()))
    }

    fn window(&self, deadline: &Deadline) -> Option<Window> {
        let dialogue = self.service.0.dialogues.current();
        let kind = dialogue.deadlines.get(&deadline.kind)?;
        window_of(kind, &deadline.known, (deadline.opens, deadline.closes))
    }

    /// The day on which a person who chose these hours hears of a deadline next, where they are; none of what is over.
    fn next_told(&self, deadline: &Deadline, hours: Option<Chosen>) -> Option<Date> {
        deadline.due_at?;
        let dialogue = self.service.0.dialogues.current();
        let (kind, window) = (dialogue.deadlines.get(&deadline.kind)?, self.window(deadline)?);
        let person = Person::of(&deadline.to, deadline.territory, hours);
        let standing = Standing { kind, window, tried: deadline.tried, armed: deadline.armed_at };
        first_look(&standing, &person, self.now).map(|at| at.to_zoned(person.zone).date())
    }

    fn today(&self) -> Date {
        self.now.to_zoned(self.service.facts().office.zone.clone()).date()
    }
}

fn settled(how: Settled, day: Option<Date>, writes: Vec<Write>) -> Found {
    Found { answer: Answer::Settled { how, day }, writes, checked: None }
}
