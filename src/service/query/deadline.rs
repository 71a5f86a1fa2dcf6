//! What a person answers to a reminder, done.

use jiff::civil::Date;
use serde_json::json;

use super::{Asked, Found};
use crate::{
    channel::Channel,
    flow::{
        Name, answers,
        turn::{Answer, Settled},
    },
    outgoing::Kind,
    reminder::{Window, calendar::window_of, ladder::Person, later::later},
    store::{
        StoreError,
        callback::NewCallback,
        deadline::{Deadline, settle::Again},
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
            subject: "deadline".to_owned(),
            deadline: nearest.map(|deadline| (deadline.kind.clone(), deadline.closes)),
            ..self.own_callback(number)
        };
        // A day that is not certain is not promised.
        let certain = |deadline: &&Deadline| self.window(deadline).is_some_and(|window| window.verified);
        let before = nearest.filter(certain).map(|deadline| deadline.closes).filter(|closes| self.today() < *closes);
        let found = self.callback(callback).await?;
        let how = match found.answer {
            Answer::Booked => Settled::Booked,
            Answer::AlreadyOpen => Settled::AlreadyOpen,
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
        let person = Person::of(&to, nearest.territory, None);
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
            Channel::Voice => (Kind::Ring, spending.call_cents(super::super::ring::LONGEST_CALL)),
        };
        let order = NewText {
            id: self.seed.id(self.now),
            kind,
            to,
            service_number: self.place.service_number.clone(),
            payload: json!({ "reminder": true }),
            cost,
            not_before,
            conversation_id: Some(self.place.conversation_id.clone()),
            at: self.now,
        };
        let entries: Vec<Write> = told.iter().map(|deadline| self.entry("deadline-later", &deadline.id)).collect();
        let deadlines = told.into_iter().map(|deadline| deadline.id).collect();
        let again = Write::Again(Again { order, day, channel: self.channel, deadlines });
        Ok(settled(Settled::Done, Some(day), [again].into_iter().chain(entries).collect()))
    }

    /// Sets up reminders of a day that the person names.
    pub(super) async fn remind_of(&mut self, _about: &str, _on: Date) -> Result<Found, StoreError> {
        Ok(Found::unavailable())
    }

    fn window(&self, deadline: &Deadline) -> Option<Window> {
        let dialogue = self.service.0.dialogues.current();
        let kind = dialogue.deadlines.get(&deadline.kind)?;
        window_of(kind, &deadline.known, (deadline.opens, deadline.closes))
    }

    fn today(&self) -> Date {
        self.now.to_zoned(self.service.facts().office.zone.clone()).date()
    }
}

fn settled(how: Settled, day: Option<Date>, writes: Vec<Write>) -> Found {
    Found { answer: Answer::Settled { how, day }, writes, checked: None }
}
