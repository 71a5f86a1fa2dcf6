//! What became of an order: said by the worker that holds it, by a receipt, or by the provider when it is asked.

use jiff::{SignedDuration, Timestamp};

use super::{
    super::{Connection, Decision, Store, StoreError, deadline::reach, phone, row::Reading, sql::Sql},
    CALLS, NewText, SILENCED, add, claim,
    claim::Claimed,
    delivery_word, kind, limits,
};
use crate::{
    flow::consent::Subject,
    outgoing::{
        Class, Kind,
        delivery::{Delivery, Report},
        failure::NumberMark,
        next::{GivenUp, Next},
    },
    phone_number::PhoneNumber,
};

/// How long an uncertain order is left alone once somebody has taken it up.
const ASKED_FOR: SignedDuration = SignedDuration::from_secs(60);

/// How a try ended, to be written down.
#[derive(Clone)]
pub struct Finished {
    /// What follows.
    pub next: Next,
    /// Why, in words for the operator. Nothing personal.
    pub reason: String,
    /// Whether what was reserved for it is free again.
    pub refund: bool,
    /// What reaches the person another way, if it failed and there is one.
    pub instead: Option<NewText>,
}

/// An order whose receipt should have come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// The order.
    pub id: String,
    /// What it is for.
    pub kind: Kind,
    /// The provider's identifier.
    pub provider_id: String,
}

impl Store {
    /// Writes how a try ended. False where the lease ran out and somebody else has it, or a receipt was quicker.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn finish(&self, claimed: &Claimed, finished: Finished, now: Timestamp) -> Result<bool, StoreError> {
        let claimed = claimed.clone();
        self.write(move |connection| Box::pin(async move { finish(connection, &claimed, &finished, now).await })).await
    }

    /// A provider's report of an order. It only ever raises the state, so that any order of reports ends in the same one.
    /// None where it tells nothing new; else the order, of which something may follow.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn text_receipt(
        &self,
        (id, attempt): (&str, Option<i64>),
        provider_message_id: &str,
        report: Report,
        now: Timestamp,
    ) -> Result<Option<Claimed>, StoreError> {
        let (id, provider_message_id) = (id.to_owned(), provider_message_id.to_owned());
        self.decide(move |connection| {
            Box::pin(async move { receipt(connection, (&id, attempt), &provider_message_id, report, now).await })
        })
        .await
    }

    /// Takes an order back that there is no more reason to send. False where the lease ran out.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn withdraw(&self, claimed: &Claimed, reason: &str, now: Timestamp) -> Result<bool, StoreError> {
        let update = Sql::new(
            "UPDATE outbox SET state = 'cancelled', error = $3, lease_until = NULL, updated_at = $4
             WHERE id = $1 AND attempts = $2 AND state = 'sending'",
        );
        let update = update.bind(&claimed.text.id).bind(claimed.attempts).bind(reason).bind(now.as_millisecond());
        let claimed = claimed.clone();
        self.write(move |connection| {
            Box::pin(async move {
                let ours = connection.execute(update).await? == 1;
                if ours {
                    refund(connection, &claimed).await?;
                }
                Ok(ours)
            })
        })
        .await
    }

    /// Uncertain orders whose time has come to be asked for at the provider. They are left alone for a while then.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn take_uncertain(&self, now: Timestamp, most: u32) -> Result<Vec<Claimed>, StoreError> {
        const TAKE: &str = "WITH due AS MATERIALIZED
                (SELECT id FROM outbox WHERE state = 'uncertain' AND not_before <= $1 ORDER BY not_before, id LIMIT $3";
        let again = now.saturating_add(ASKED_FOR).unwrap_or(Timestamp::MAX);
        self.write(move |connection| {
            Box::pin(async move {
                let sql = Sql::new(TAKE).then(if connection.is_sqlite() { "" } else { " FOR UPDATE SKIP LOCKED" });
                let sql = sql
                    .then(") UPDATE outbox")
                    .then(claim::by_key(connection))
                    .then(" SET not_before = $2 WHERE state = 'uncertain' AND id IN (SELECT id FROM due) RETURNING ");
                let sql = sql.then(claim::COLUMNS);
                let sql = sql.bind(now.as_millisecond()).bind(again.as_millisecond()).bind(i64::from(most));
                Ok(claim::readable(&connection.fetch_all(sql).await?))
            })
        })
        .await
    }

    /// Orders the provider took so long ago that their receipts are overdue. They are left alone for a while then. A call
    /// that did not reach anybody is over for good, and none of them.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn take_overdue(
        &self,
        (since, until): (Timestamp, Timestamp),
        now: Timestamp,
        most: u32,
    ) -> Result<Vec<Overdue>, StoreError> {
        const TAKE: [&str; 2] = [
            " SET updated_at = $3
             WHERE state IN ('sent', 'undelivered') AND id IN
                (SELECT id FROM outbox
                 WHERE state IN ('sent', 'undelivered') AND updated_at <= $1 AND updated_at >= $2 AND claimed_at >= $2
                   AND provider_message_id IS NOT NULL AND (state = 'sent' OR NOT ",
            ")
                 ORDER BY updated_at LIMIT $4)
             RETURNING id, kind, provider_message_id",
        ];
        let rows = self.write(move |connection| {
            Box::pin(async move {
                let sql = Sql::new("UPDATE outbox").then(claim::by_key(connection));
                let sql = sql.then(TAKE[0]).then(CALLS).then(TAKE[1]);
                let sql = sql.bind(until.as_millisecond()).bind(since.as_millisecond()).bind(now.as_millisecond());
                connection.fetch_all(sql.bind(i64::from(most))).await
            })
        });
        let rows = rows.await?;
        let overdue = |row| {
            let row = Reading::keyed(row, "outbox", "id");
            Ok(Overdue {
                id: row.get("id")?,
                kind: row.word("kind", kind)?,
                provider_id: row.get("provider_message_id")?,
            })
        };
        rows.iter().map(overdue).collect()
    }

    /// The provider's identifiers of all orders to a number since then: what is somebody else's.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn known_to_provider(&self, to: &PhoneNumber, since: Timestamp) -> Result<Vec<String>, StoreError> {
        let sql = Sql::new(
            "SELECT provider_message_id FROM outbox
             WHERE to_index = $1 AND provider_message_id IS NOT NULL AND created_at >= $2",
        );
        let sql = sql.bind(self.vault().phone(to)).bind(since.as_millisecond());
        self.reads().fetch_all(sql).await?.iter().map(|row| Ok(row.at(0)?)).collect()
    }
}

async fn finish(
    connection: &mut Connection,
    claimed: &Claimed,
    finished: &Finished,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let at = now.as_millisecond();
    let (state, next_at, mark) = match finished.next {
        Next::Retry { at } => ("waiting", Some(at), None),
        Next::Uncertain { ask_at } => ("uncertain", Some(ask_at), None),
        Next::Sent => return Ok(false),
        Next::Failed { mark } => ("failed", None, mark),
        Next::GiveUp { .. } => ("dead", None, None),
    };
    // Nobody but its holder writes about an order in hand; once it is uncertain, whoever found out does. A STOP that came
    // meanwhile silences what it can.
    let update = Sql::new(
        "UPDATE outbox
         SET state = CASE WHEN $3 = 'waiting' AND ",
    );
    let update = update.then(SILENCED).then(
        " THEN 'cancelled'
                          WHEN $3 = 'waiting' AND EXISTS
                               (SELECT 1 FROM outbox other WHERE other.topic = outbox.topic AND other.id <> outbox.id
                                                             AND other.state IN ('waiting', 'sending'))
                          THEN 'discarded' ELSE $3 END,
             not_before = COALESCE($4, not_before), error = $5, lease_until = NULL, updated_at = $6,
             provider_message_id = CASE WHEN $3 = 'waiting' THEN NULL ELSE provider_message_id END,
             delivery = CASE WHEN $3 = 'waiting' THEN NULL ELSE delivery END
         WHERE id = $1 AND attempts = $2
           AND (state IN ('sending', 'uncertain') OR (state = 'undelivered' AND $3 <> 'uncertain'))",
    );
    let update = update
        .bind(&claimed.text.id)
        .bind(claimed.attempts)
        .bind(state)
        .bind(next_at.map(Timestamp::as_millisecond))
        .bind(finished.reason.as_str())
        .bind(at);
    if connection.execute(update).await? == 0 {
        return Ok(false);
    }
    if state == "failed" && !claimed.text.kind.is_call() {
        phone::doubt(connection, &claimed.text.to, now).await?;
    }
    match mark {
        Some(NumberMark::OptedOut) => phone::opt_out(connection, &claimed.text.to, Subject::All, now).await?,
        Some(mark) => phone::mark(connection, &claimed.text.to, mark, now).await?,
        None => {}
    }
    if let Some(instead) = &finished.instead {
        add(connection, &[instead]).await?;
    }
    if claimed.text.kind.may_remind() {
        match finished.next {
            // What was refunded was surely never carried out.
            Next::GiveUp { why: GivenUp::Expired } if finished.refund => {
                reach::never_left(connection, std::slice::from_ref(&claimed.text.id), now).await?;
            }
            Next::Failed { .. } | Next::GiveUp { .. } => {
                reach::not_reached(connection, &claimed.text.id, now).await?;
            }
            Next::Retry { .. } | Next::Uncertain { .. } | Next::Sent => {}
        }
    }
    // Last, in the order in which claims take the same rows.
    if finished.refund {
        refund(connection, claimed).await?;
    }
    Ok(true)
}

/// Gives back what was reserved for an order that was surely not carried out.
pub(super) async fn refund(connection: &mut Connection, claimed: &Claimed) -> Result<(), StoreError> {
    let Some(day) = &claimed.paid_on else { return Ok(()) };
    limits::refund(connection, day, i64::try_from(claimed.text.cost).unwrap_or(i64::MAX)).await
}

async fn receipt(
    connection: &mut Connection,
    (id, attempt): (&str, Option<i64>),
    provider_message_id: &str,
    report: Report,
    now: Timestamp,
) -> Result<Decision<Option<Claimed>>, StoreError> {
    let state = match report.state {
        Delivery::Delivered | Delivery::Read => "delivered",
        Delivery::Failed | Delivery::Undelivered | Delivery::Canceled => "undelivered",
        Delivery::Unknown => return Ok(Decision::Undo(None)),
        _ => "sent",
    };
    // It may overtake our own note that the order was sent, and come while the order waits to be sent again: then it need not
    // be. One of an earlier try, under another identifier of the provider's, tells nothing of this one. That it did not
    // arrive may be told again until what follows is written: `finish` leaves no order undelivered.
    let update = Sql::new(
        "UPDATE outbox
         SET state = $3, delivery = $4, error = COALESCE($5, error), lease_until = NULL, updated_at = $6,
             provider_message_id = COALESCE(provider_message_id, $2)
         WHERE id = $1 AND attempts > 0 AND (provider_message_id IS NULL OR provider_message_id = $2)
           AND (state IN ('sending', 'uncertain', 'sent', 'undelivered', 'dead', 'delivered', 'quarantined')
                OR (state = 'waiting' AND $3 = 'delivered'))
           AND (delivery IS NULL OR delivery < $4 OR (delivery = $4 AND state = 'undelivered')) AND ($7 IS NULL OR attempts = $7)
         RETURNING ",
    );
    let update = update
        .then(claim::COLUMNS)
        .bind(id)
        .bind(provider_message_id)
        .bind(state)
        .bind(delivery_word(report.state))
        .bind(report.error_code.map(|code| format!("the provider reports code {code}")))
        .bind(now.as_millisecond())
        .bind(attempt);
    let Some(row) = connection.fetch_optional(update).await? else { return Ok(Decision::Undo(None)) };
    let order = claim::read(&row).ok();
    if let Some(order) = order.as_ref().filter(|order| state == "undelivered" && !order.text.kind.is_call()) {
        phone::doubt(connection, &order.text.to, now).await?;
    }
    Ok(Decision::Keep(order))
}

/// Whether an order may be tried again by hand, from this state. A call that reached nobody may: it is over, and known to be.
pub(super) fn may_be_retried(state: super::TextState, kind: Kind) -> bool {
    use super::TextState as S;
    match state {
        S::Undelivered if kind.is_call() => true,
        S::Dead | S::Failed | S::Undelivered | S::Quarantined => kind.class() == Class::Reconcile,
        S::Expired => true,
        S::Waiting | S::Sending | S::Uncertain | S::Sent | S::Delivered | S::Cancelled | S::Discarded => false,
    }
}
