//! The worker that hands orders to the provider, and the receipts that say what became of them.

use std::{panic::AssertUnwindSafe, time::Duration};

use futures_util::{FutureExt, StreamExt, stream};
use jiff::Timestamp;
use serde_json::{Value as Json, json};
use tokio::{sync::watch, time::Instant};
use tracing::Instrument;

use super::{
    Service, Unserved, desk::telling::tells_of_callback, question::begins_by_text, reminding::tells_deadlines,
    ring::LONGEST_CALL,
};
use crate::{
    breaker::Standing,
    clock::Clock,
    outgoing::{
        Kind,
        call::Voicemail,
        delivery::{Delivery, Report},
        failure::{NumberMark, Reaction, SendError},
        next::{Next, Trial, after, after_undelivered},
        pace::Limits,
        spending::Spending,
    },
    provider::{client::TIMEOUT, error_code::reaction, twilio::TextStatus},
    settings::Reminders,
    store::{
        StoreError,
        mandate::Use,
        outbox::{Claimed, Finished, Held, NewText, Terms},
    },
};

/// How often the outbox is looked at where nothing tells of a new order.
pub const POLL: Duration = Duration::from_millis(500);
/// How long an order may be in hand: longer than one request to the provider can take. It is held anew right before that.
const LEASE: Duration = Duration::from_secs(60);
/// Orders taken in hand at once.
const MOST_IN_HAND: u32 = 32;
/// Requests to the provider at once.
const AT_ONCE: usize = 8;
/// What tells the provider, after an address of ours, to try again whatever went wrong. It is no part of what is signed.
pub(super) const RETRIED: &str = "#rc=5&rp=all";
/// Why an order is not carried out after all.
pub(super) const NO_REASON: &str = "there is no more reason for it: nothing is missing or due any more";
/// In the payload of an order: the mandate by which somebody else asked for it.
pub(super) const BY_MANDATE: &str = "by_mandate";
/// How often deadlines are looked at. People are spread over hours.
const REMINDED: Duration = Duration::from_secs(10);

/// How this instance sends.
#[derive(Clone, Debug)]
pub struct Sending {
    /// Who this instance is, among those that share the database.
    pub owner: String,
    /// How fast.
    pub limits: Limits,
    /// For how much.
    pub spending: Spending,
    /// What a machine hears that answers a call of ours.
    pub voicemail: Voicemail,
    /// How people are reminded.
    pub reminders: Reminders,
    /// For how many days what people say for an advisor is kept.
    pub recordings_kept_days: u16,
    /// For how long the rest is kept.
    pub retention: crate::settings::Retention,
}

impl Service {
    /// Hands over what is due, and says how many orders that was.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn hand_over(&self) -> Result<usize, StoreError> {
        let (_running, mut stopping) = watch::channel(false);
        let mut count = 0;
        loop {
            match self.hand_over_some(&mut stopping).await? {
                0 => return Ok(count),
                some => count += some,
            }
        }
    }

    /// Takes some orders in hand and carries them out, a few at once. What was not begun when the stop comes is given back.
    async fn hand_over_some(&self, stopping: &mut watch::Receiver<bool>) -> Result<usize, StoreError> {
        let Some(client) = &self.0.client else { return Ok(0) };
        let mut terms = self.terms();
        if client.standing() != Standing::Closed {
            // One order finds out whether the provider is back. The others keep their tries, and their numbers their share.
            terms.most = 1;
        }
        let claim = self.0.store.claim(self.lease_time().await?, terms.clone()).await?;
        self.note_held(claim.held);
        let count = claim.orders.len();
        let mut waiting = claim.orders.into_iter().rev().collect::<Vec<_>>();
        let mut under_way = stream::FuturesUnordered::new();
        let mut stopped = false;
        loop {
            while !stopped && under_way.len() < AT_ONCE {
                let Some(order) = waiting.pop() else { break };
                // A mistake of ours in one order ends that one alone: its lease will end as uncertain.
                under_way.push(AssertUnwindSafe(self.carry_out(order, &terms)).catch_unwind());
            }
            tokio::select! {
                ended = under_way.next() => match ended {
                    None => break,
                    Some(Ok(())) => {}
                    Some(Err(_)) => tracing::error!("an order panicked"),
                },
                () = told(stopping), if !stopped => stopped = true,
            }
        }
        if !waiting.is_empty() {
            self.0.store.give_back(waiting, self.0.clock.now()).await?;
        }
        Ok(count)
    }

    pub(super) fn terms(&self) -> Terms {
        let sending = &self.0.sending;
        let (_, local) = self.now();
        Terms {
            owner: sending.owner.clone(),
            lease: LEASE,
            most: MOST_IN_HAND,
            limits: Some(sending.limits),
            ceiling: Some((local.date(), sending.spending.daily_ceiling_cents)),
        }
    }

    /// The time by which leases are told: the database's, where several instances share one.
    pub(super) async fn lease_time(&self) -> Result<Timestamp, StoreError> {
        match self.0.clock {
            Clock::System => Ok(self.0.store.server_time().await?.unwrap_or_else(|| self.0.clock.now())),
            _ => Ok(self.0.clock.now()),
        }
    }

    /// Says once that something holds up what is due, and once that nothing does any more.
    fn note_held(&self, held: Option<Held>) {
        let held = held.filter(|held| *held != Held::Pace);
        let mut known = self.0.held.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if *known == held {
            return;
        }
        *known = held;
        match held {
            Some(Held::Ceiling) => tracing::error!(
                "the day's money is spent, nothing more is sent today; raise spending.daily_ceiling_cents if that is right"
            ),
            Some(Held::Stopped) => tracing::warn!("sending is stopped; `guichet jobs start` lets it go on"),
            Some(Held::Pace) | None => tracing::info!("orders are sent again"),
        }
    }

    async fn carry_out(&self, order: Claimed, terms: &Terms) {
        let id = order.text.id.clone();
        let handed = match order.text.kind {
            _ if begins_by_text(&order.text) => self.ask(&order, terms).await,
            Kind::ReadOut | Kind::Ring => self.carry_out_call(&order, terms).await,
            Kind::Bridge => self.carry_out_bridge(&order, terms).await,
            Kind::Ask | Kind::Code | Kind::Reply | Kind::Callback | Kind::Reminder => self.send(&order, terms).await,
        };
        if let Err(error) = handed {
            tracing::error!(message.id = id, %error, "an order could not be settled; its lease will end as uncertain");
        }
    }

    async fn send(&self, order: &Claimed, terms: &Terms) -> Result<(), Unserved> {
        let Some(body) = order.text.payload.get("body").and_then(Json::as_str) else {
            return self.withdraw(order, "no words to send").await;
        };
        if order.text.kind == Kind::Reminder && !self.still_missing(&order.text).await? {
            return self.withdraw(order, NO_REASON).await;
        }
        let trouble = self.0.store.trouble(&order.text.to).await?;
        if let Some(mark @ (NumberMark::BadNumber | NumberMark::Landline)) = trouble {
            let next = Next::Failed { mark: Some(mark) };
            return self.finish(order, next, "the number takes no texts".to_owned(), true, self.0.clock.now()).await;
        }
        if !self.hold(order, terms, None).await? {
            return Ok(());
        }
        match self.deliver(order, body).await {
            Ok(message_id) => {
                let now = self.0.clock.now();
                self.0.store.text_sent(&order.text.id, order.attempts, &message_id, now).await?;
            }
            Err(error) => self.not_sent(order, error).await?,
        }
        Ok(())
    }

    /// Makes sure that the order is still ours, at the last moment before the provider is asked.
    pub(super) async fn hold(&self, order: &Claimed, terms: &Terms, words: Option<&str>) -> Result<bool, StoreError> {
        let asked_at = Instant::now();
        let ours = self.0.store.still_ours(order, terms, words, self.lease_time().await?).await?;
        // An answer that is read long after it was given, as where this process stood still, may be true no more.
        let ours = ours && asked_at.elapsed() < LEASE.saturating_sub(TIMEOUT * 2);
        if !ours && self.0.store.sending_is_stopped().await? {
            self.0.store.give_back(vec![order.clone()], self.0.clock.now()).await?;
        } else if !ours && self.is_silenced(order).await? {
            self.0.store.withdraw(order, "a STOP came", self.0.clock.now()).await?;
        } else if !ours && tells_deadlines(&order.text) && self.0.store.told_by(&order.text.id).await?.is_empty() {
            self.0.store.withdraw(order, NO_REASON, self.0.clock.now()).await?;
        } else if !ours {
            tracing::warn!(message.id = order.text.id, "an order's lease ran out before it was sent: it is left alone");
        }
        Ok(ours)
    }

    /// Whether a STOP silences it.
    async fn is_silenced(&self, order: &Claimed) -> Result<bool, StoreError> {
        let (kind, store) = (order.text.kind, &self.0.store);
        if kind.may_remind() {
            return store.reminders_are_off(&order.text.to).await;
        }
        Ok(kind.is_silenced_by_stop() && store.is_opted_out(&order.text.to).await?)
    }

    pub(super) async fn withdraw(&self, order: &Claimed, reason: &str) -> Result<(), Unserved> {
        self.0.store.withdraw(order, reason, self.0.clock.now()).await?;
        Ok(())
    }

    /// Whether the item a reminder is about has not been given; true where it names none. What a helper asked to be told later
    /// is told while their mandate lasts.
    async fn still_missing(&self, text: &NewText) -> Result<bool, StoreError> {
        let field = |name: &str| text.payload.get(name).and_then(Json::as_str);
        let (Some(file_id), Some(item)) = (field("file_id"), field("item")) else { return Ok(true) };
        if let Some(id) = field(BY_MANDATE) {
            let used = Use { id: id.to_owned(), helper: text.to.clone(), file_id: file_id.to_owned() };
            if !self.0.store.mandate_holds(&used, self.0.clock.now()).await? {
                return Ok(false);
            }
        }
        let file = self.0.store.case_file(file_id).await?;
        let missing = file.into_iter().flat_map(|file| file.missing).find(|missing| missing.name == item);
        Ok(missing.is_some_and(|missing| missing.answer.is_none()))
    }

    async fn deliver(&self, order: &Claimed, body: &str) -> Result<String, SendError> {
        let Some(client) = &self.0.client else { return Err(SendError::NotSent) };
        let text = &order.text;
        let callback =
            self.0.public_url.join(&format!("/twilio/sms-status?m={}&a={}{RETRIED}", text.id, order.attempts));
        let sending = client.send_text(&text.service_number, &text.to, body, Some(&callback));
        let sent = sending.instrument(tracing::debug_span!("send_text")).await;
        self.0.metrics.provider_call(sent.as_ref().err());
        Ok(sent?.message_id)
    }

    /// Writes down what follows a try that failed.
    pub(super) async fn not_sent(&self, order: &Claimed, error: SendError) -> Result<(), Unserved> {
        let now = self.lease_time().await?;
        tracing::warn!(message.id = order.text.id, message.attempt = order.attempts, %error, "an order was not carried out");
        let next = after(error, &self.trial(order, now)?);
        let refund = Spending::gives_back(error);
        self.finish(order, next, error.to_string(), refund, now).await
    }

    /// Writes down how a try ended, and orders a call in place of a text that cannot arrive.
    pub(super) async fn finish(
        &self,
        order: &Claimed,
        next: Next,
        reason: String,
        refund: bool,
        now: Timestamp,
    ) -> Result<(), Unserved> {
        let rings = |mark: Option<NumberMark>| mark.is_some_and(|mark| mark.can_be_rung());
        let instead = match next {
            Next::Failed { mark }
                if rings(mark) && order.text.kind.goes_by_voice() && !tells_of_callback(&order.text) =>
            {
                Some(NewText {
                    id: self.seed()?.id(now),
                    kind: Kind::ReadOut,
                    cost: self.0.sending.spending.call_cents(LONGEST_CALL),
                    not_before: now,
                    at: now,
                    ..order.text.clone()
                })
            }
            _ => None,
        };
        self.0.store.finish(order, Finished { next, reason, refund, instead }, now).await?;
        Ok(())
    }

    pub(super) fn trial(&self, order: &Claimed, now: Timestamp) -> Result<Trial, Unserved> {
        Ok(Trial {
            class: order.class,
            attempts: u32::try_from(order.attempts).unwrap_or(u32::MAX),
            now,
            expires_at: order.expires_at,
            jitter: self.seed()?.next_u64(),
        })
    }

    /// Asks for a missing item, or reminds: the question is on the table once the provider has taken it.
    async fn ask(&self, order: &Claimed, terms: &Terms) -> Result<(), Unserved> {
        let text = &order.text;
        let _in_order = self.0.locks.conversation(&text.service_number, &text.to).await;
        let Some(question) = self.question(text).await? else { return self.withdraw(order, NO_REASON).await };
        if !self.hold(order, terms, Some(&question.sms.body)).await? {
            return Ok(());
        }
        match self.deliver(order, &question.sms.body).await {
            Ok(message_id) => self.put_on_table(order, &message_id, Some(question)).await,
            Err(error) => self.not_sent(order, error).await,
        }
    }

    /// A text ordered in a turn, with what it is expected to cost.
    pub(super) fn new_text(&self, text: OrderedText<'_>) -> NewText {
        NewText {
            id: text.id,
            kind: text.kind,
            to: text.to,
            service_number: text.service_number.to_owned(),
            cost: self.0.sending.spending.text_cents(text.body),
            payload: json!({ "body": text.body, "file_id": text.about.map(|(file, _)| file), "item": text.about.map(|(_, item)| item) }),
            not_before: text.not_before,
            conversation_id: Some(text.conversation_id.to_owned()),
            at: text.at,
        }
    }

    /// Takes a receipt for an order of ours, of its `attempt` where the receipt says so. Receipts may come twice and in any
    /// order: a final state stays.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn receipt(&self, our_id: &str, attempt: Option<i64>, status: &TextStatus) -> Result<(), Unserved> {
        let report = Report { state: status.status, error_code: status.error_code };
        self.reported(our_id, attempt, &status.message_id, report).await
    }

    /// Writes down what the provider reports of an order, and what follows where it did not arrive.
    pub(super) async fn reported(
        &self,
        our_id: &str,
        attempt: Option<i64>,
        provider_message_id: &str,
        report: Report,
    ) -> Result<(), Unserved> {
        let now = self.lease_time().await?;
        let told = self.0.store.text_receipt((our_id, attempt), provider_message_id, report, now).await?;
        let Some(order) = told else { return Ok(()) };
        if !matches!(report.state, Delivery::Failed | Delivery::Undelivered | Delivery::Canceled) {
            // A question whose answer from the provider was lost was asked all the same.
            if begins_by_text(&order.text) && !self.is_on_table(&order).await? {
                let text = &order.text;
                let _in_order = self.0.locks.conversation(&text.service_number, &text.to).await;
                self.put_on_table(&order, provider_message_id, None).await?;
            }
            return Ok(());
        }
        let reaction = report.error_code.map_or(Reaction::Never, reaction);
        let next = after_undelivered(reaction, &self.trial(&order, now)?);
        let reason = match report.error_code {
            Some(code) => format!("it did not arrive (code {code})"),
            None => "it did not arrive".to_owned(),
        };
        // What was sent is paid for, whether it arrives or not.
        self.finish(&order, next, reason, false, now).await
    }

    /// Hands orders over, and does what is to be done beside, until `stop` resolves; what is in hand is settled first.
    pub async fn run_outbox(self, stop: impl Future<Output = ()>) {
        let (tell, stopping) = watch::channel(false);
        let stop = async move {
            stop.await;
            // Whoever listens no more has ended already.
            let _ = tell.send(true);
        };
        tokio::join!(
            stop,
            self.send_until(stopping.clone()),
            self.do_chores_until(stopping.clone()),
            self.remind_until(stopping)
        );
        // Another instance need not wait for what this one did for all.
        if let Err(error) = self.0.store.give_up_leases(&self.0.sending.owner).await {
            tracing::warn!(%error, "the leases of this instance end by themselves");
        }
    }

    async fn send_until(&self, mut stopping: watch::Receiver<bool>) {
        while !*stopping.borrow() {
            match self.hand_over_some(&mut stopping).await {
                Ok(0) => {}
                Ok(_) => continue,
                // Another instance was quicker: it has what is due.
                Err(StoreError::Contended) => {}
                Err(error) => {
                    self.0.metrics.database_error();
                    tracing::error!(%error, "the outbox cannot be read");
                }
            }
            tokio::select! {
                () = told(&mut stopping) => return,
                // A hint, which may be lost: the outbox is looked at all the same.
                () = self.0.store.orders_arrived() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
    }

    /// Beside the sending, so that neither waits for the other.
    async fn do_chores_until(&self, mut stopping: watch::Receiver<bool>) {
        self.give_up_lost_at_start().await;
        let mut chores = super::chores::Chores::default();
        while !*stopping.borrow() {
            round_and_pause(self.do_chores(&mut chores), POLL, &mut stopping).await;
        }
    }

    /// Beside both, for a round may have very many people to look at.
    async fn remind_until(&self, mut stopping: watch::Receiver<bool>) {
        while self.0.sending.reminders.on && !*stopping.borrow() {
            round_and_pause(self.look_at_deadlines(), REMINDED, &mut stopping).await;
        }
    }

    async fn look_at_deadlines(&self) {
        match self.remind(self.0.clock.now()).await {
            // Another instance was quicker.
            Ok(_) | Err(Unserved::Store(StoreError::Contended)) => {}
            Err(error) => {
                self.0.metrics.database_error();
                tracing::error!(%error, "the deadlines that have come cannot be looked at");
            }
        }
    }
}

/// Does one round of work and waits a while; comes back at once where the stop is told. A mistake of ours in a round ends
/// that one alone.
async fn round_and_pause(round: impl Future<Output = ()>, pause: Duration, stopping: &mut watch::Receiver<bool>) {
    tokio::select! {
        () = told(stopping) => return,
        ended = AssertUnwindSafe(round).catch_unwind() => {
            if ended.is_err() {
                tracing::error!("work beside the turns panicked");
            }
        }
    }
    tokio::select! {
        () = told(stopping) => {}
        () = tokio::time::sleep(pause) => {}
    }
}

/// Resolves when the stop was told, however long ago.
async fn told(stopping: &mut watch::Receiver<bool>) {
    if stopping.wait_for(|stop| *stop).await.is_err() {
        // Nobody can tell it any more: it never comes.
        std::future::pending::<()>().await;
    }
}

/// A text that a turn orders.
pub(super) struct OrderedText<'a> {
    pub(super) id: String,
    pub(super) kind: Kind,
    pub(super) to: crate::phone_number::PhoneNumber,
    pub(super) service_number: &'a str,
    pub(super) conversation_id: &'a str,
    pub(super) body: &'a str,
    /// The file and item it is about, so that nobody is reminded of what was given meanwhile.
    pub(super) about: Option<&'a (String, String)>,
    pub(super) not_before: Timestamp,
    pub(super) at: Timestamp,
}
