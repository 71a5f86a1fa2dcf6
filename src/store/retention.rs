//! What was kept long enough is removed, a little at a time, counted, and looked for afterwards.
//!
//! Which rows go is read beside the writer; it is then given their places, few at once, and each is looked at again as it goes.

mod rules;

use jiff::Timestamp;

use super::{
    Connection, Store, StoreError,
    audit::{self, Entry},
    connection::Row,
    sql::{Sql, Value, values},
};
pub use rules::Purpose;
use rules::{Removal, Rule, Unit, all};

/// Rows removed in one transaction: a fraction of what a turn may wait.
const AT_ONCE: i64 = 500;

/// The ends of the terms: what is older goes.
#[derive(Clone, Copy, Debug)]
pub struct Before {
    /// Of what people said and were told.
    pub content: Timestamp,
    /// Of who was in touch, when, and what came of it.
    pub metadata: Timestamp,
    /// Of the record of who did what.
    pub audit: Timestamp,
    /// Of mandates, from their end.
    pub mandates: Timestamp,
}

/// What a round of sweeping did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// How many rows of each table were removed or emptied; none with zero.
    pub removed: Vec<(&'static str, u64)>,
    /// How many rows of each table are there still although their term is over; none with zero.
    pub left: Vec<(&'static str, u64)>,
}

impl Before {
    fn of(&self, rule: &Rule) -> Value {
        let end = match rule.purpose {
            Purpose::Content => self.content,
            Purpose::Metadata => self.metadata,
            Purpose::Audit => self.audit,
            Purpose::Mandate => self.mandates,
        };
        match rule.unit {
            Unit::Instant => Value::from(end.as_millisecond()),
            Unit::Day => Value::from(end.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()),
        }
    }
}

impl Swept {
    fn add(list: &mut Vec<(&'static str, u64)>, table: &'static str, rows: u64) {
        match list.iter_mut().find(|(known, _)| *known == table) {
            _ if rows == 0 => {}
            Some((_, count)) => *count += rows,
            None => list.push((table, rows)),
        }
    }

    /// What was removed, for the record: `message 12, note 1`.
    pub fn told(&self) -> String {
        let told: Vec<String> = self.removed.iter().map(|(table, rows)| format!("{table} {rows}")).collect();
        told.join(", ")
    }
}

impl Store {
    /// Removes what was kept long enough, in at most so many small transactions, and counts what is left of it.
    /// `entry` makes the line of the record from what was removed, where that is anything.
    ///
    /// # Errors
    /// Where the database fails. What was removed until then is.
    pub async fn sweep(
        &self,
        before: &Before,
        most_batches: u32,
        entry: impl FnOnce(&Swept) -> Entry,
    ) -> Result<Swept, StoreError> {
        let (mut swept, mut batches) = (Swept::default(), 0);
        for rule in all() {
            while batches < most_batches {
                let removed = self.sweep_batch(rule, before).await?;
                batches += 1;
                Swept::add(&mut swept.removed, rule.table, removed);
                if removed < AT_ONCE.unsigned_abs() {
                    break;
                }
            }
        }
        for rule in all() {
            Swept::add(&mut swept.left, rule.table, self.overdue(rule, before).await?);
        }
        if !swept.removed.is_empty() {
            self.audit(entry(&swept)).await?;
            self.empty_log().await?;
        }
        Ok(swept)
    }

    async fn overdue(&self, rule: &Rule, before: &Before) -> Result<u64, StoreError> {
        let sql = Sql::new("SELECT COUNT(*) FROM ").then(rule.table).then(" WHERE ").then(rule.over);
        let count: i64 = self.reads().fetch_one(sql.bind(before.of(rule))).await?.at(0)?;
        Ok(count.unsigned_abs())
    }

    async fn sweep_batch(&self, rule: &'static Rule, before: &Before) -> Result<u64, StoreError> {
        let end = before.of(rule);
        let found = match rule.removal {
            Removal::Row | Removal::Column(_) if self.reads().is_sqlite() => "rowid AS place".to_owned(),
            Removal::Row | Removal::Column(_) => "ctid::text AS place".to_owned(),
            Removal::Sealed { key, .. } => format!("{key} AS place"),
            Removal::Entry => "id AS place, digest".to_owned(),
        };
        let sql = Sql::new("SELECT ").then(&found).then(" FROM ").then(rule.table).then(" WHERE ").then(rule.over);
        let rows = self.reads().fetch_all(sql.then(" LIMIT $2").bind(end.clone()).bind(AT_ONCE)).await?;
        if rows.is_empty() {
            return Ok(0);
        }
        let places = rows.iter().map(|row| self.place(rule, row)).collect::<Result<Vec<_>, _>>()?;
        self.write(move |connection| Box::pin(async move { remove(connection, rule, end, places).await })).await
    }

    /// A row that goes, as the statement that removes it names it.
    fn place(&self, rule: &Rule, row: &Row) -> Result<Vec<Value>, StoreError> {
        match rule.removal {
            Removal::Row | Removal::Column(_) if self.reads().is_sqlite() => Ok(values![row.get::<i64>("place")?]),
            Removal::Row | Removal::Column(_) => Ok(values![row.get::<String>("place")?]),
            Removal::Sealed { column, plain, .. } => {
                let place: String = row.get("place")?;
                let sealed = self.vault().seal(rule.table, column, &place, plain)?;
                Ok(vec![place.into(), sealed])
            }
            Removal::Entry => {
                let (place, digest): (String, Vec<u8>) = (row.get("place")?, row.get("digest")?);
                let mark = audit::erased_mark(self.vault(), &place, &digest);
                Ok(values![place, mark])
            }
        }
    }

    /// Writes the log of a SQLite file back into it and empties it, so that nothing of what was removed stands there. A reader
    /// that is in the middle of something is not waited for: it is done with the next round.
    pub(super) async fn empty_log(&self) -> Result<(), StoreError> {
        if self.reads().is_sqlite() {
            self.reads().fetch_all(Sql::new("PRAGMA wal_checkpoint(TRUNCATE)")).await?;
        }
        Ok(())
    }
}

async fn remove(
    connection: &mut Connection,
    rule: &Rule,
    end: Value,
    places: Vec<Vec<Value>>,
) -> Result<u64, StoreError> {
    let table = rule.table;
    let at = if connection.is_sqlite() {
        "rowid IN (SELECT place FROM gone)"
    } else {
        "ctid = ANY(ARRAY(SELECT CAST(place AS tid) FROM gone))"
    };
    let statement = match rule.removal {
        Removal::Row => format!("DELETE FROM {table} WHERE {at}"),
        Removal::Column(column) => format!("UPDATE {table} SET {column} = NULL WHERE {at}"),
        Removal::Sealed { key, column, .. } => {
            format!("UPDATE {table} SET {column} = gone.value FROM gone WHERE {table}.{key} = gone.place")
        }
        Removal::Entry => {
            "UPDATE audit SET subject = '', detail = NULL, erased = gone.value FROM gone WHERE audit.id = gone.place"
                .into()
        }
    };
    let columns = if places.first().is_some_and(|row| row.len() == 2) { "place, value" } else { "place" };
    // The end of the term is `$1`, and the rows are counted on from it.
    let sql = Sql::new("WITH gone (").then(columns).then(") AS (").bind(end).rows(places);
    let sql = sql.then(") ").then(&statement).then(" AND (").then(rule.over).then(")");
    connection.execute(sql).await
}
