//! A round of reminders: what has come is read, decided on outside any transaction, and written with the condition that nothing
//! changed since: of two rounds that saw the same, one writes.

use std::collections::{BTreeSet, HashMap};

use jiff::{Timestamp, civil::Date};

use super::{
    super::{
        Connection, Store, StoreError,
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
    phone_number::PhoneNumber,
    reminder::{
        contact::Contact,
        escalation::{Outcome, Tried},
    },
};

/// What a person heard from us lately, unasked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// On which days, and how.
    pub contacts: Vec<Contact>,
    /// What became of it, in that order.
    pub tried: Vec<Tried>,
}

/// What a round decided for one person.
#[derive(Clone, Debug)]
pub struct Climb {
    /// Each deadline that was looked at.
    pub steps: Vec<Step>,
    /// The message, if there is one, and the day and channel it counts for.
    pub message: Option<(NewText, Date, Channel)>,
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
}

impl Store {
    /// What has come, by person, the one that came first at the front: at most so many deadlines, and with each all that has
    /// come for the same person.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn due_deadlines(&self, now: Timestamp, most: u32) -> Result<Vec<Vec<Deadline>>, StoreError> {
        let sql = Sql::new(
            "WITH due AS MATERIALIZED
                (SELECT to_index FROM deadline WHERE state = 'armed' AND due_at <= $1 ORDER BY due_at LIMIT $2)
             SELECT * FROM deadline WHERE state = 'armed' AND due_at <= $1 AND to_index IN (SELECT to_index FROM due)
             ORDER BY due_at, id",
        );
        let rows = self.reads().fetch_all(sql.bind(now.as_millisecond()).bind(i64::from(most))).await?;
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
        let mut found: HashMap<Vec<u8>, History> = HashMap::new();
        let distinct: BTreeSet<&Vec<u8>> = indexes.iter().collect();
        if !distinct.is_empty() {
            let asked =
                Sql::new("WITH asked (to_index) AS (").rows(distinct.into_iter().map(|index| values![index.clone()]));
            let day = asked.next();
            let sql = asked.then(&format!(
                ") SELECT r.id, r.to_index, r.day, r.channel, o.state FROM reminder r
                   JOIN asked ON asked.to_index = r.to_index
                   LEFT JOIN outbox o ON o.id = r.id WHERE r.day >= ${day} ORDER BY r.day, r.id",
            ));
            for row in &self.reads().fetch_all(sql.bind(since.to_string())).await? {
                let read = Reading::keyed(row, "reminder", "id");
                let (day, by) = (read.date("day")?, read.word("channel", channel)?);
                let state: Option<String> = read.get("state")?;
                let history = found.entry(read.get("to_index")?).or_default();
                history.contacts.push(Contact { day, channel: by });
                history.tried.push(Tried { channel: by, outcome: outcome(by, state.as_deref()) });
            }
        }
        Ok(indexes.iter().map(|index| found.get(index).cloned().unwrap_or_default()).collect())
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
    let (mut moved, mut rungs, mut reminders, mut texts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for climb in &climbs {
        for step in &climb.steps {
            let told = step.told.map(|(number, _)| i64::from(number));
            moved.push(values![&step.id, step.due_at.map(Timestamp::as_millisecond), told, at]);
            if let (Some((number, by)), Some((text, _, _))) = (step.told, &climb.message) {
                rungs.push(values![&step.id, i64::from(number), by.as_str(), &text.id]);
            }
        }
        if let Some((text, day, by)) = &climb.message {
            reminders.push(values![&text.id, vault.phone(&text.to), day.to_string(), by.as_str()]);
            texts.push(text);
        }
    }
    let update = Sql::new("WITH moved (id, due_at, tried, at) AS (").rows(moved).then(
        ") UPDATE deadline
           SET due_at = moved.due_at, tried = COALESCE(moved.tried, deadline.tried), updated_at = moved.at,
               state = CASE WHEN moved.due_at IS NULL THEN 'expired' ELSE deadline.state END
           FROM moved WHERE deadline.id = moved.id",
    );
    connection.execute(update).await?;
    if !texts.is_empty() {
        connection.execute(Sql::new("INSERT INTO reminder (id, to_index, day, channel) ").rows(reminders)).await?;
        connection
            .execute(Sql::new("INSERT INTO rung (deadline_id, number, channel, reminder_id) ").rows(rungs))
            .await?;
        outbox::add(connection, &texts).await?;
    }
    Ok(climbs.len())
}

/// What became of a message, as its order says. An order that is gone was settled long ago.
fn outcome(by: Channel, state: Option<&str>) -> Outcome {
    match (by, state) {
        (Channel::Sms, Some("delivered")) => Outcome::Delivered,
        (Channel::Sms, Some("undelivered" | "failed" | "dead" | "expired")) => Outcome::Undelivered,
        (Channel::Voice, Some("delivered")) => Outcome::Reached,
        (Channel::Voice, Some("undelivered" | "failed" | "dead" | "expired")) => Outcome::NotReached,
        _ => Outcome::Sent,
    }
}

/// A row that can be read; one of a newer version holds up nobody.
fn readable(row: &Row) -> Option<Deadline> {
    let tell = |error: &StoreError| tracing::error!(%error, "a deadline cannot be read");
    read(row).inspect_err(tell).ok()
}
