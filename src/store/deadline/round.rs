//! A round of reminders: what has come is read, decided on outside any transaction, and written with the condition that nothing
//! changed since: of two rounds that saw the same, one writes.

use std::collections::{BTreeSet, HashMap};

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{
    super::{
        Connection, Store, StoreError, callback,
        callback::NewCallback,
        connection::Row,
        conversation::channel,
        outbox::{self, NewText},
        row::Reading,
        sql::{Sql, values},
    },
    Deadline, read,
};
use crate::{
    channel::Channel,
    language::Language,
    outgoing::failure::NumberMark,
    phone_number::PhoneNumber,
    reminder::{
        contact::Contact,
        escalation::{Outcome, Tried},
        slot::Chosen,
    },
};

/// What a person heard from us lately, unasked, and what is known of their number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// On which days reminders came, and how.
    pub contacts: Vec<Contact>,
    /// What became of them, in their order.
    pub tried: Vec<Tried>,
    /// When we wrote or rang for another reason.
    pub besides: Vec<(Timestamp, Channel)>,
    /// The language they chose.
    pub language: Option<Language>,
    /// The hours they chose.
    pub hours: Option<Chosen>,
    /// Whether they said STOP, to everything or to reminders.
    pub opted_out: bool,
    /// Why no text reaches them, if the provider said so.
    pub trouble: Option<NumberMark>,
}

/// What a round decided for one person.
#[derive(Clone, Debug)]
pub struct Climb {
    /// Each deadline that was looked at.
    pub steps: Vec<Step>,
    /// The message, if there is one.
    pub message: Option<Told>,
    /// What an advisor is asked for, where one of the steps calls for that. Its deadline is told by the steps.
    pub task: Option<NewCallback>,
}

/// A message that a round orders.
#[derive(Clone, Debug)]
pub struct Told {
    /// Its order.
    pub order: NewText,
    /// From when on it is of no use any more.
    pub until: Timestamp,
    /// The day it counts for, where the person is.
    pub day: Date,
    /// The channel it counts for.
    pub channel: Channel,
}

/// What a round decided of one deadline.
#[derive(Clone, Debug)]
pub struct Step {
    /// Which one.
    pub id: String,
    /// When it was to be looked at: the condition.
    pub was_due_at: Timestamp,
    /// When it is to be looked at next; none where its last day is past.
    pub due_at: Option<Timestamp>,
    /// The rung that the message tells, and how.
    pub told: Option<(u16, Channel)>,
    /// Whether an advisor is to act on it. One is asked once for each deadline.
    pub advisor: bool,
}

impl Store {
    /// What has come, by person, the one that came first at the front: at most so many deadlines, and with each all that has
    /// come for the same person.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn due_deadlines(&self, now: Timestamp, most: u32) -> Result<Vec<Vec<Deadline>>, StoreError> {
        let first =
            Sql::new("SELECT to_index FROM deadline WHERE state = 'armed' AND due_at <= $1 ORDER BY due_at LIMIT $2");
        let first = self.reads().fetch_all(first.bind(now.as_millisecond()).bind(i64::from(most))).await?;
        let who = first.iter().map(|row| row.get("to_index")).collect::<Result<BTreeSet<Vec<u8>>, _>>()?;
        if who.is_empty() {
            return Ok(Vec::new());
        }
        // A statement of its own: where it was one, PostgreSQL went through all that is armed at every look.
        let who = Sql::new("WITH who (person) AS (").rows(who.into_iter().map(|person| values![person]));
        let at = who.next();
        let all = who.then(&format!(
            ") SELECT deadline.* FROM who JOIN deadline ON deadline.to_index = who.person
               WHERE deadline.state = 'armed' AND deadline.due_at <= ${at} ORDER BY deadline.due_at, deadline.id",
        ));
        let rows = self.reads().fetch_all(all.bind(now.as_millisecond())).await?;
        let mut places: HashMap<Vec<u8>, usize> = HashMap::new();
        let mut people: Vec<Vec<Deadline>> = Vec::new();
        for row in &rows {
            let place = *places.entry(row.get("to_index")?).or_insert(people.len());
            if place == people.len() {
                people.push(Vec::new());
            }
            if let (Some(person), Some(deadline)) = (people.get_mut(place), readable(row)) {
                person.push(deadline);
            }
        }
        people.retain(|person| !person.is_empty());
        Ok(people)
    }

    /// What these people heard from us since a day, in their order.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn heard(&self, people: &[&PhoneNumber], since: Date) -> Result<Vec<History>, StoreError> {
        let vault = self.vault();
        let indexes: Vec<Vec<u8>> = people.iter().map(|person| vault.phone(person)).collect();
        let distinct: BTreeSet<&Vec<u8>> = indexes.iter().collect();
        let mut found: HashMap<Vec<u8>, History> = HashMap::new();
        if !distinct.is_empty() {
            let asked = || {
                let rows = distinct.iter().map(|index| values![(*index).clone()]);
                Sql::new("WITH asked (to_index) AS (").rows(rows)
            };
            self.reminded(asked(), since, &mut found).await?;
            self.told_besides(asked(), since, &mut found).await?;
            self.known_of_numbers(asked(), &mut found).await?;
        }
        Ok(indexes.iter().map(|index| found.get(index).cloned().unwrap_or_default()).collect())
    }

    async fn reminded(&self, asked: Sql, since: Date, found: &mut HashMap<Vec<u8>, History>) -> Result<(), StoreError> {
        let day = asked.next();
        let sql = asked.then(&format!(
            ") SELECT r.id, r.to_index, r.day, r.channel, o.state FROM reminder r
               JOIN asked ON asked.to_index = r.to_index
               LEFT JOIN outbox o ON o.id = r.id WHERE r.day >= ${day} ORDER BY r.day, r.id",
        ));
        for row in &self.reads().fetch_all(sql.bind(since.to_string())).await? {
            let read = Reading::keyed(row, "reminder", "id");
            let (day, channel) = (read.date("day")?, read.word("channel", channel)?);
            let state: Option<String> = read.get("state")?;
            let Some(outcome) = outcome(channel, state.as_deref()) else { continue };
            let history = found.entry(read.get("to_index")?).or_default();
            // A text that did not arrive was heard by nobody.
            if outcome != Outcome::Undelivered {
                history.contacts.push(Contact { day, channel });
            }
            history.tried.push(Tried { channel, outcome });
        }
        Ok(())
    }

    /// Questions of ours, and calls that are no reminders.
    async fn told_besides(
        &self,
        asked: Sql,
        since: Date,
        found: &mut HashMap<Vec<u8>, History>,
    ) -> Result<(), StoreError> {
        let (from, sql) = (asked.next(), asked);
        let sql = sql.then(&format!(
            ") SELECT o.id, o.to_index, o.kind, o.created_at FROM outbox o
               JOIN asked ON asked.to_index = o.to_index
               WHERE o.created_at >= ${from} AND o.kind IN ('ask', 'ring')
                 AND o.state NOT IN ('failed', 'expired', 'cancelled', 'discarded')
                 AND NOT EXISTS (SELECT 1 FROM reminder WHERE reminder.id = o.id) ORDER BY o.created_at",
        ));
        // In the zone that is first to begin the day.
        let from = since.yesterday().unwrap_or(since).to_zoned(TimeZone::UTC);
        let from = from.map_or(Timestamp::MIN, |from| from.timestamp());
        for row in &self.reads().fetch_all(sql.bind(from.as_millisecond())).await? {
            let read = Reading::keyed(row, "outbox", "id");
            let channel = if read.get::<String>("kind")? == "ring" { Channel::Voice } else { Channel::Sms };
            let history = found.entry(read.get("to_index")?).or_default();
            history.besides.push((read.time("created_at")?, channel));
        }
        Ok(())
    }

    async fn known_of_numbers(&self, asked: Sql, found: &mut HashMap<Vec<u8>, History>) -> Result<(), StoreError> {
        let sql = asked.then(
            ") SELECT p.number_index, p.language, p.hours, COALESCE(p.opted_out_at, p.reminders_off_at) AS opted_out_at, p.trouble FROM phone p
               JOIN asked ON asked.to_index = p.number_index",
        );
        for row in &self.reads().fetch_all(sql).await? {
            let read = Reading::masked(row, "phone");
            let trouble: Option<String> = read.get("trouble")?;
            let hours: Option<String> = read.get("hours")?;
            let history = found.entry(read.get("number_index")?).or_default();
            history.language = read.parsed_if_any("language")?;
            history.hours = hours.as_deref().and_then(Chosen::of);
            history.opted_out = read.time_if_any("opted_out_at")?.is_some();
            history.trouble = trouble.as_deref().and_then(NumberMark::parse);
        }
        Ok(())
    }

    /// The deadlines that a message tells, as they stand now: those that are over by now are left out.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn told_by(&self, reminder_id: &str) -> Result<Vec<Deadline>, StoreError> {
        let sql = Sql::new(
            "SELECT * FROM deadline WHERE state = 'armed' AND id IN
                (SELECT deadline_id FROM rung WHERE reminder_id = $1) ORDER BY closes, kind, id",
        );
        self.reads().fetch_all(sql.bind(reminder_id)).await?.iter().map(read).collect()
    }

    /// Writes what a round decided, for each person all or nothing: nothing where one of their deadlines changed meanwhile.
    /// Says for how many people it was written.
    ///
    /// # Errors
    /// Where the database fails; then nothing is written.
    pub async fn climb(&self, climbs: Vec<Climb>, now: Timestamp) -> Result<usize, StoreError> {
        self.write(move |connection| Box::pin(async move { climb(connection, &climbs, now).await })).await
    }
}

async fn climb(connection: &mut Connection, climbs: &[Climb], now: Timestamp) -> Result<usize, StoreError> {
    let steps = || climbs.iter().flat_map(|climb| &climb.steps);
    if steps().next().is_none() {
        return Ok(0);
    }
    let asked = steps().map(|step| values![&step.id, step.was_due_at.as_millisecond()]);
    let lock = if connection.is_sqlite() { "" } else { " FOR UPDATE OF d SKIP LOCKED" };
    let sql = Sql::new("WITH asked (id, due_at) AS (").rows(asked).then(
        ") SELECT d.id AS id FROM deadline d JOIN asked ON d.id = asked.id AND d.due_at = asked.due_at WHERE d.state = 'armed'",
    );
    let rows = connection.fetch_all(sql.then(lock)).await?;
    let ours = rows.iter().map(|row| row.get("id")).collect::<Result<BTreeSet<String>, _>>()?;
    let whole = |climb: &&Climb| climb.steps.iter().all(|step| ours.contains(&step.id));
    let climbs: Vec<&Climb> = climbs.iter().filter(whole).collect();
    if climbs.is_empty() {
        return Ok(0);
    }
    let vault = connection.vault();
    let at = now.as_millisecond();
    let (mut moved, mut rungs, mut reminders, mut orders) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for climb in &climbs {
        for step in &climb.steps {
            let told = step.told.map(|(number, _)| i64::from(number));
            moved.push(values![&step.id, step.due_at.map(Timestamp::as_millisecond), told, at]);
            if let (Some((number, by)), Some(message)) = (step.told, &climb.message) {
                rungs.push(values![&step.id, i64::from(number), by.as_str(), &message.order.id]);
            }
        }
        if let Some(Told { order, until, day, channel }) = &climb.message {
            reminders.push(values![&order.id, vault.phone(&order.to), day.to_string(), channel.as_str()]);
            orders.push((order, *until));
        }
    }
    let update = Sql::new("WITH moved (id, due_at, tried, at) AS (").rows(moved).then(
        ") UPDATE deadline
           SET due_at = moved.due_at, tried = COALESCE(moved.tried, deadline.tried), updated_at = moved.at,
               state = CASE WHEN moved.due_at IS NULL THEN 'expired' ELSE deadline.state END
           FROM moved WHERE deadline.id = moved.id",
    );
    connection.execute(update).await?;
    if !orders.is_empty() {
        connection.execute(Sql::new("INSERT INTO reminder (id, to_index, day, channel) ").rows(reminders)).await?;
        let insert = Sql::new("INSERT INTO rung (deadline_id, number, channel, reminder_id) ").rows(rungs);
        // Who asked to be told later is told the same rung again.
        let again = " ON CONFLICT (deadline_id, number, channel) DO UPDATE SET reminder_id = excluded.reminder_id";
        connection.execute(insert.then(again)).await?;
        outbox::add_until(connection, &orders).await?;
    }
    escalate(connection, &climbs, now).await?;
    Ok(climbs.len())
}

/// Asks an advisor to act on what nobody was asked to act on before.
async fn escalate(connection: &mut Connection, climbs: &[&Climb], now: Timestamp) -> Result<(), StoreError> {
    let asked = climbs.iter().flat_map(|climb| &climb.steps).filter(|step| step.advisor);
    let asked: Vec<_> = asked.map(|step| values![&step.id, now.as_millisecond()]).collect();
    if asked.is_empty() {
        return Ok(());
    }
    let update = Sql::new("WITH asked (id, at) AS (").rows(asked).then(
        ") UPDATE deadline SET escalated_at = asked.at FROM asked
           WHERE deadline.id = asked.id AND deadline.escalated_at IS NULL
           RETURNING deadline.id, deadline.kind, deadline.closes",
    );
    let mut new: HashMap<String, (Date, String)> = HashMap::new();
    for row in &connection.fetch_all(update).await? {
        let row = Reading::keyed(row, "deadline", "id");
        new.insert(row.get("id")?, (row.date("closes")?, row.get("kind")?));
    }
    for climb in climbs {
        let nearest = climb.steps.iter().filter_map(|step| new.get(&step.id)).min();
        if let (Some((closes, kind)), Some(task)) = (nearest, &climb.task) {
            let task = NewCallback { deadline: Some((kind.as_str().into(), *closes)), ..task.clone() };
            callback::ask(connection, &task).await?;
        }
    }
    Ok(())
}

/// What became of a message, as its order says; none where it never left. An order that is gone was settled long ago.
fn outcome(by: Channel, state: Option<&str>) -> Option<Outcome> {
    Some(match (by, state) {
        (_, Some("expired" | "cancelled" | "discarded")) => return None,
        (Channel::Sms, Some("delivered")) => Outcome::Delivered,
        (Channel::Sms, Some("undelivered" | "failed" | "dead")) => Outcome::Undelivered,
        (Channel::Voice, Some("delivered")) => Outcome::Reached,
        (Channel::Voice, Some("undelivered" | "failed" | "dead")) => Outcome::NotReached,
        _ => Outcome::Sent,
    })
}

/// A row that can be read; one of a newer version holds up nobody.
pub(super) fn readable(row: &Row) -> Option<Deadline> {
    let tell = |error: &StoreError| tracing::error!(%error, "a deadline cannot be read");
    read(row).inspect_err(tell).ok()
}
