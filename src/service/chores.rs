//! What is done beside the turns: lost queries given up, uncertain orders asked for, late receipts fetched, texts found
//! whose webhook never came, calls closed that never ended in our books, texts that nobody took up, the audit linked.
//!
//! Each instance looks after its own queries. What the provider is asked is asked by one instance for all, under a lease.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value as Json;

use super::{Service, Unserved, call::RING, question::begins_by_text, text::CONVERSATION_LASTS};
use crate::{
    channel::Channel,
    outgoing::{
        next::{GivenUp, Next, after_settling},
        settle::{Reading, Settled, UncertainText, settle},
    },
    provider::{
        client::Client,
        twilio::{CallStatus, InboundText, Progress, call_end},
    },
    store::{
        StoreError,
        outbox::{CallNews, Claimed, Overdue},
    },
};

/// How long a text conversation may wait for the world before its query counts as lost.
const LOST_AFTER: SignedDuration = SignedDuration::from_secs(60);
/// How often uncertain orders are looked at, and the audit is linked.
const OFTEN: SignedDuration = SignedDuration::from_secs(10);
/// How often the provider's lists are read.
const SELDOM: SignedDuration = SignedDuration::from_mins(5);
/// How often old versions of the dialogues are looked for, and what was kept long enough is removed.
const HOURLY: SignedDuration = SignedDuration::from_hours(1);
/// How far back a list is read: further than we look again, for what was late in it.
const LOOK_BACK: SignedDuration = SignedDuration::from_mins(30);
/// How far back the first look goes, and how long a text that cannot be taken in is tried again.
const FIRST_LOOK_BACK: SignedDuration = SignedDuration::from_hours(24);
/// How old a text must be before its webhook counts as missed: until then it is under way, or is tried again.
const STILL_COMING: SignedDuration = SignedDuration::from_mins(2);
/// Receipts that have not come after this time are asked for, during a day.
const RECEIPT_OVERDUE: SignedDuration = SignedDuration::from_mins(15);
const RECEIPT_HOPELESS: SignedDuration = SignedDuration::from_hours(24);
/// A call without a word for so long is asked for at the provider, and after four hours closed whatever it says.
const CALL_QUIET: SignedDuration = SignedDuration::from_mins(10);
const CALL_LONGEST: SignedDuration = SignedDuration::from_hours(4);
/// Things looked at in one round.
const MOST: u32 = 20;
/// What the one who asks the provider for all is called.
const LEASE: &str = "provider";
/// Under this key and one of our numbers, `installation` says until when the provider's list of its texts was read.
const RECEIVED_UNTIL: &str = "received_until";

/// When each chore was last done.
#[derive(Debug, Default)]
pub(super) struct Chores {
    often: Option<Timestamp>,
    seldom: Option<Timestamp>,
    hourly: Option<Timestamp>,
    swept: Option<Timestamp>,
}

impl Service {
    /// Does what is due.
    pub(super) async fn do_chores(&self, chores: &mut Chores) {
        let now = self.0.clock.now();
        self.give_up_lost(now - LOST_AFTER).await;
        if !is_due(&mut chores.often, OFTEN, now) {
            return;
        }
        match self.0.store.abandon_silent(now - CONVERSATION_LASTS, now).await {
            Ok(silent) => silent.iter().for_each(|one| {
                let flow = one.flow.as_deref().unwrap_or("none");
                self.metrics().conversation(Channel::Sms, flow, "abandoned");
            }),
            Err(error) => tracing::error!(%error, "text conversations that nobody took up cannot be ended"),
        }
        if let Err(error) = self.0.store.link_audit().await
            && !matches!(error, StoreError::Contended)
        {
            tracing::error!(%error, "the audit cannot be linked");
        }
        if let Err(error) = self.arm_changed_files().await {
            tracing::error!(%error, "the deadlines of files that changed cannot be set up");
        }
        if is_due(&mut chores.swept, HOURLY, now) {
            if let Err(error) = self.0.store.end_old_mandates(now).await {
                tracing::error!(%error, "mandates whose last day is past cannot be ended in the record");
            }
            if let Err(error) = self.tell_audit_head().await {
                tracing::error!(%error, "the head of the record cannot be told");
            }
            if let Err(error) = self.sweep(now).await {
                tracing::error!(%error, "what was kept long enough cannot be removed");
            }
        }
        if let Err(error) = self.look_after_versions(chores, now).await
            && !matches!(error, StoreError::Contended)
        {
            tracing::error!(%error, "the versions of the dialogues cannot be looked after");
        }
        if let Err(error) = self.keep_claims_of_calls().await {
            tracing::error!(%error, "callbacks of those who are on the telephone cannot be kept with them");
        }
        if let Err(error) = self.announce_calls(now).await
            && !matches!(error, Unserved::Store(StoreError::Contended))
        {
            tracing::error!(%error, "people cannot be told that they are about to be rung");
        }
        let Some(client) = &self.0.client else { return };
        match self.0.store.hold_lease(LEASE, &self.0.sending.owner, now, now + SELDOM).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => return tracing::error!(%error, "the lease of the chores cannot be taken"),
        }
        if let Err(error) = self.fetch_recordings(client).await {
            tracing::error!(%error, "recordings cannot be looked after");
        }
        if let Err(error) = self.erase_at_provider(client).await {
            tracing::error!(%error, "what the provider holds of people who were erased cannot be looked after");
        }
        if let Err(error) = self.settle_uncertain(client, now).await {
            tracing::error!(%error, "uncertain orders cannot be settled");
        }
        if is_due(&mut chores.seldom, SELDOM, now)
            && let Err(error) = self.read_lists(client, now).await
        {
            tracing::error!(%error, "what the provider knows cannot be taken in");
        }
    }

    /// Notes which versions of the dialogues are in use, and removes those that nobody stands on any more.
    async fn look_after_versions(&self, chores: &mut Chores, now: Timestamp) -> Result<(), StoreError> {
        self.0.dialogues.note_used(&self.0.store, now).await?;
        if is_due(&mut chores.hourly, HOURLY, now) {
            let removed = self.0.dialogues.remove_unused(&self.0.store, now).await?;
            if removed > 0 {
                tracing::info!(versions.removed = removed, "old versions of the dialogues are removed");
            }
            self.0.store.sweep_guesses(now).await?;
            let erased = self.erase_old_recordings(now).await?;
            if erased > 0 {
                tracing::info!(recordings.erased = erased, "recordings that were kept long enough are erased");
            }
        }
        Ok(())
    }

    /// Reads what the provider knows and we do not. Trouble with one part, or with one thing in it, holds up no other.
    ///
    /// # Errors
    /// Where the database fails: the first failure.
    pub async fn read_lists(&self, client: &Client, now: Timestamp) -> Result<(), Unserved> {
        let done = [
            self.fetch_receipts(client, now).await,
            self.find_missed_texts(client, now).await,
            self.close_calls(client, now).await,
        ];
        done.into_iter().collect()
    }

    /// Asks the provider for orders whose answer was lost.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn settle_uncertain(&self, client: &Client, now: Timestamp) -> Result<(), Unserved> {
        for order in self.0.store.take_uncertain(now, MOST).await? {
            if let Err(error) = self.settle_order(client, &order, now).await {
                tracing::error!(message.id = order.text.id, %error, "an uncertain order cannot be settled");
            }
        }
        Ok(())
    }

    async fn settle_order(&self, client: &Client, order: &Claimed, now: Timestamp) -> Result<(), Unserved> {
        let settled = match self.ask_for(client, order, now).await? {
            Some(settled) => settled,
            // No answer: it is asked for again in a while, until it is too late.
            None if now < order.expires_at => return Ok(()),
            None => Settled::Ambiguous { ids: Vec::new() },
        };
        let next = after_settling(&settled, &self.trial(order, now)?);
        match (&settled, next) {
            (Settled::WasSent { id, report }, _) => {
                if begins_by_text(&order.text) {
                    self.put_on_table(order, id, None).await?;
                } else {
                    self.0.store.text_sent(&order.text.id, order.attempts, id, now).await?;
                }
                self.reported(&order.text.id, Some(order.attempts), id, *report).await
            }
            (_, next) => self.finish(order, next, reason(next).to_owned(), false, now).await,
        }
    }

    /// What the provider knows of an order; none where it did not answer.
    async fn ask_for(&self, client: &Client, order: &Claimed, now: Timestamp) -> Result<Option<Settled>, Unserved> {
        let text = &order.text;
        let Some(body) = text.payload.get("body").and_then(Json::as_str).filter(|_| !text.kind.is_call()) else {
            // A call is not looked for among the others: nothing in it tells which one it is.
            return Ok(Some(Settled::Ambiguous { ids: Vec::new() }));
        };
        let reading = Reading::default();
        let since = order.claimed_at - reading.before;
        let found = match client.messages_sent(&text.service_number, &text.to, since).await {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(message.id = text.id, %error, "the provider cannot be asked for an uncertain order");
                return Ok(None);
            }
        };
        let known = self.0.store.known_to_provider(&text.to, since - FIRST_LOOK_BACK).await?;
        let known: BTreeSet<String> = known.into_iter().collect();
        let uncertain = UncertainText { from: &text.service_number, to: &text.to, body, claimed_at: order.claimed_at };
        Ok(Some(settle(&uncertain, &found, &known, now, &reading)))
    }

    /// Asks for the receipts that should have come.
    async fn fetch_receipts(&self, client: &Client, now: Timestamp) -> Result<(), Unserved> {
        let times = (now - RECEIPT_HOPELESS, now - RECEIPT_OVERDUE);
        for order in self.0.store.take_overdue(times, now, MOST).await? {
            if order.kind.is_call() {
                self.fetch_end(client, order).await;
                continue;
            }
            let Overdue { id, provider_id, .. } = order;
            let message = match client.message(&provider_id).await {
                Ok(message) => message,
                Err(error) => {
                    tracing::warn!(message.id = id, %error, "a receipt cannot be fetched");
                    continue;
                }
            };
            if let Err(error) = self.reported(&id, None, &provider_id, message.report).await {
                tracing::error!(message.id = id, %error, "a receipt that was fetched cannot be taken in");
            }
        }
        Ok(())
    }

    /// Asks how a call of ours ended, where nobody told us.
    async fn fetch_end(&self, client: &Client, Overdue { id, provider_id, .. }: Overdue) {
        let call = match client.call(&provider_id).await {
            Ok(call) => call,
            Err(error) => return tracing::warn!(message.id = id, %error, "the end of a call cannot be fetched"),
        };
        let Some(end) = call_end(call.progress, call.machine) else { return };
        let news = CallNews { id, attempt: None, provider_call_id: Some(provider_id), end };
        if let Err(error) = self.note_end(news).await {
            tracing::error!(%error, "the end of a call that was fetched cannot be taken in");
        }
    }

    /// Takes in the texts whose webhook never reached us. They are answered by the outbox.
    async fn find_missed_texts(&self, client: &Client, now: Timestamp) -> Result<(), Unserved> {
        let restored_at = self.0.store.restored_at().await?;
        let mut done = Ok(());
        for number in self.0.numbers.keys() {
            done = done.and(self.find_missed_at(number, restored_at, client, now).await);
        }
        done
    }

    async fn find_missed_at(
        &self,
        number: &str,
        restored_at: Option<Timestamp>,
        client: &Client,
        now: Timestamp,
    ) -> Result<(), Unserved> {
        let key = format!("{RECEIVED_UNTIL}:{number}");
        let known = self.0.store.setting(&key).await?;
        let until = known.and_then(|at| at.parse().ok()).and_then(|at| Timestamp::from_millisecond(at).ok());
        let mut since = until.map_or(now - FIRST_LOOK_BACK, |until: Timestamp| until - LOOK_BACK);
        // What a restored database does not know was answered before: nobody is answered twice.
        if let Some(restored_at) = restored_at.filter(|at| *at > since) {
            if until.is_none_or(|until| until < restored_at) {
                tracing::warn!(
                    service.number = number,
                    %since,
                    until = %restored_at,
                    "this database was restored: texts of this time are not taken in; the provider's list shows them"
                );
            }
            since = restored_at;
        }
        let mut found = match client.messages_received(number, since).await {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(service.number = number, %error, "the provider's list of received texts cannot be read");
                return Ok(());
            }
        };
        // The next look goes back far enough to find those that are too young for this one.
        found.retain(|message| message.created_at <= now - STILL_COMING);
        found.sort_by_key(|message| message.created_at);
        let mut read_until = now;
        for message in found {
            let created_at = message.created_at;
            let inbound = InboundText::from(message);
            if let Err(error) = self.take_in_missed(&inbound).await {
                tracing::error!(message.id = inbound.message_id, %error, "a text that was found cannot be taken in");
                // It is looked for again, during a day.
                read_until = read_until.min(created_at.max(now - FIRST_LOOK_BACK));
            }
        }
        Ok(self.0.store.set_setting(&key, Some(&read_until.as_millisecond().to_string())).await?)
    }

    async fn take_in_missed(&self, inbound: &InboundText) -> Result<(), Unserved> {
        if self.0.store.saved_reply(&format!("sms:{}", inbound.message_id)).await?.is_some() {
            return Ok(());
        }
        tracing::warn!(message.id = inbound.message_id, "a text whose webhook never came is taken in");
        self.missed_text(inbound).await
    }

    /// Closes calls that are over and nobody told us.
    async fn close_calls(&self, client: &Client, now: Timestamp) -> Result<(), Unserved> {
        for (call_id, begun_at) in self.0.store.quiet_calls(now - CALL_QUIET, MOST).await? {
            // The provider does not know our own name for a call of ours; one so long without a word is over.
            let over = call_id.starts_with(RING)
                || now.duration_since(begun_at) >= CALL_LONGEST
                || match client.call(&call_id).await {
                    Ok(call) => call.progress.is_over(),
                    Err(error) => {
                        tracing::warn!(call.id = call_id, %error, "the provider cannot be asked for a call");
                        false
                    }
                };
            if !over {
                continue;
            }
            let status = CallStatus { call_id, status: Progress::Completed, ended: true, machine: false };
            if let Err(error) = self.call_over(&status).await {
                tracing::error!(call.id = status.call_id, %error, "a call that is over cannot be closed");
            }
        }
        Ok(())
    }
}

/// Whether it is time again, and if so, from now on counted anew.
fn is_due(last: &mut Option<Timestamp>, every: SignedDuration, now: Timestamp) -> bool {
    let due = last.is_none_or(|last| now.duration_since(last) >= every);
    if due {
        *last = Some(now);
    }
    due
}

/// Why, in words for the operator.
fn reason(next: Next) -> &'static str {
    match next {
        Next::Retry { .. } => "the provider has no such order: it is sent again",
        Next::Uncertain { .. } => "the provider cannot tell yet",
        Next::GiveUp { why: GivenUp::PerhapsSent } => "it was perhaps sent, and must not be sent twice",
        Next::GiveUp { .. } | Next::Failed { .. } => "it would come too late",
        Next::Sent => "it was sent",
    }
}
