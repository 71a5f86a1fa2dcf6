//! What the desk shows: the queue in its order, and one callback with all that led to it.

use super::Desk;
use crate::{
    callback::{
        plan::{self, Slot},
        promise::HalfDay,
        rank::{Reason, reason},
    },
    case::CaseFile,
    channel::Channel,
    provider::twiml,
    service::Unserved,
    store::{
        StoreError,
        callback::{
            Callback, CallbackState, Claim,
            history::{Attempt, KeptNote, Said},
            queue::{Filter, Page},
        },
        turn::Direction,
    },
};

/// A callback at its place.
#[derive(Clone, Debug)]
pub struct Ranked {
    /// The callback.
    pub callback: Callback,
    /// Its place from 1, in what was asked for.
    pub place: u64,
    /// Why it stands there.
    pub reason: Reason,
    /// Who holds it now.
    pub held: Option<Claim>,
}

/// A callback with all that led to it.
#[derive(Clone, Debug)]
pub struct Detail {
    /// The callback.
    pub callback: Callback,
    /// Why it stands where it stands.
    pub reason: Reason,
    /// Who holds it now.
    pub held: Option<Claim>,
    /// Earlier tries, the first one first.
    pub attempts: Vec<Attempt>,
    /// What advisors wrote and what the person left, the first one first.
    pub notes: Vec<KeptNote>,
    /// What was said in the conversations that led to it, as heard and typed, codes left out.
    pub said: Vec<Said>,
    /// The file it concerns, if one was verified.
    pub file: Option<CaseFile>,
    /// What else the person asked for and waits for.
    pub others: Vec<Callback>,
    /// What would follow if nobody answered now.
    pub if_missed: plan::Next,
}

impl Desk {
    /// The queue in its order.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn queue(&self, filter: &Filter, skip: u32, most: u32) -> Result<Page<Ranked>, StoreError> {
        let moment = self.moment();
        let page = self.store().queue(filter, (moment, self.terms()), (skip, most)).await?;
        let mut place = u64::from(skip);
        Ok(page.map(|callback| {
            place += 1;
            let reason = reason(&callback.waiting(), moment, self.terms());
            Ranked { held: callback.held(moment.now).cloned(), callback, place, reason }
        }))
    }

    /// One callback with all that led to it; none where there is none of that name.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn one(&self, id: &str) -> Result<Option<Detail>, Unserved> {
        let (moment, store) = (self.moment(), self.store());
        let Some(callback) = store.callback(id).await? else { return Ok(None) };
        let attempts = store.attempts(id).await?;
        let file = match &callback.asked.file_id {
            Some(file) => store.case_file(file).await?,
            None => None,
        };
        let mut others = store.open_callbacks_of(&callback.asked.person).await?;
        others.retain(|other| other.asked.id != id);
        Ok(Some(Detail {
            reason: reason(&callback.waiting(), moment, self.terms()),
            held: callback.held(moment.now).cloned(),
            notes: store.callback_notes(id).await?,
            said: self.said_before(id).await?,
            if_missed: self.next_try(&callback, &attempts),
            callback,
            attempts,
            file,
            others,
        }))
    }

    /// How many people are rung before the person of an open callback.
    pub(in crate::service) async fn before(&self, callback: &Callback) -> Result<u64, StoreError> {
        self.store().before_in_queue(&callback.waiting(), (self.moment(), self.terms())).await
    }

    /// What was said in the conversations that led to a callback: in a call, what it was answered with too.
    async fn said_before(&self, id: &str) -> Result<Vec<Said>, StoreError> {
        let kept = self.store().said_before(id).await?;
        let heard = self.store().call_replies_before(id).await?.into_iter().map(|reply| Said {
            body: twiml::heard(&reply.body),
            conversation_id: reply.conversation_id,
            turn: reply.turn,
            direction: Direction::Out,
            channel: Channel::Voice,
            at: reply.at,
        });
        let heard = heard.filter(|heard| !heard.body.is_empty());
        let mut said: Vec<Said> = kept.into_iter().chain(heard).collect();
        // What a call was answered with stays behind what somebody did in its turn; the rest is in its order already.
        said.sort_by(|a, b| (a.at, &a.turn).cmp(&(b.at, &b.turn)));
        Ok(said)
    }

    /// The callbacks that an advisor ended today, the last one first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn ended_today(&self, by: &str) -> Result<Vec<Callback>, StoreError> {
        let now = self.moment().now;
        let midnight = self.local(now).start_of_day().map_or(now, |midnight| midnight.timestamp());
        self.store().ended_by(by, midnight).await
    }

    /// What comes after a try now at which nobody answers.
    pub(super) fn next_try(&self, callback: &Callback, attempts: &[Attempt]) -> plan::Next {
        let now = self.moment().now;
        let mut tried = tried(callback, attempts);
        tried.push(plan::slot_at(self.office(), now));
        plan::next(self.office(), self.wish(callback), &tried, now, self.terms())
    }

    /// The half-day that the person wished; who did not ask for a call wished for none.
    fn wish(&self, callback: &Callback) -> HalfDay {
        if callback.state == CallbackState::Open { callback.wish() } else { HalfDay::Any }
    }
}

/// The parts of the day in which the person was tried in this round.
fn tried(callback: &Callback, attempts: &[Attempt]) -> Vec<Slot> {
    let counted = attempts.iter().filter(|one| one.round == callback.round && one.result.counts());
    counted.map(|one| one.slot).collect()
}
