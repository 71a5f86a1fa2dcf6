//! The queue as it is shown: open callbacks in their order, a page at a time.

use jiff::Timestamp;

use super::{Callback, read};
use crate::{
    callback::{
        Terms,
        rank::{Moment, risky},
    },
    language::Language,
    store::{Store, StoreError, sql::Sql},
};

/// Which callbacks are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Those of a language alone.
    pub language: Option<Language>,
    /// Those about a subject alone.
    pub subject: Option<String>,
    /// Those that this advisor holds alone.
    pub held_by: Option<String>,
    /// Those alone that an advisor is to decide on.
    pub decide: bool,
    /// Those alone that wait for a day on which somebody rings again.
    pub follow_up: bool,
    /// Those alone that may be rung at this time: none that is planned for later.
    pub due: Option<Timestamp>,
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// How many there are in all.
    pub total: u64,
}

impl<T> Page<T> {
    /// The same, each row made into another.
    pub fn map<U>(self, make: impl FnMut(T) -> U) -> Page<U> {
        Page { rows: self.rows.into_iter().map(make).collect(), total: self.total }
    }
}

impl Store {
    /// Open callbacks in the order in which they are rung: as [`compare`](crate::callback::rank::compare) has it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn queue(
        &self,
        filter: &Filter,
        (moment, terms): (Moment, &Terms),
        (skip, most): (u32, u32),
    ) -> Result<Page<Callback>, StoreError> {
        let count = filtered(Sql::new("SELECT COUNT(*) FROM callback WHERE state = 'open'"), filter, moment.now);
        let total: i64 = self.reads().fetch_one(count).await?.at(0)?;
        let sql = filtered(Sql::new("SELECT * FROM callback WHERE state = 'open'"), filter, moment.now);
        let (from, until) = risky(moment.today, terms);
        let at = sql.next();
        let sql = sql.then(&format!(
            " ORDER BY CASE WHEN subject = 'distress' THEN 0 ELSE 1 END,
                       CASE WHEN deadline >= ${at} AND deadline <= ${} THEN deadline ELSE '9999-12-31' END,
                       due_by, asked_at, id LIMIT ${} OFFSET ${}",
            at + 1,
            at + 2,
            at + 3,
        ));
        let sql = sql.bind(from.to_string()).bind(until.to_string()).bind(i64::from(most)).bind(i64::from(skip));
        let rows = self.reads().fetch_all(sql).await?;
        Ok(Page { rows: rows.iter().map(read).collect::<Result<_, _>>()?, total: u64::try_from(total).unwrap_or(0) })
    }

    /// Every open callback, the first asked first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn open_callbacks(&self) -> Result<Vec<Callback>, StoreError> {
        let sql = Sql::new("SELECT * FROM callback WHERE state = 'open' ORDER BY asked_at, id");
        self.reads().fetch_all(sql).await?.iter().map(read).collect()
    }

    /// The callbacks that an advisor ended since then, the last one first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn ended_by(&self, advisor: &str, since: Timestamp) -> Result<Vec<Callback>, StoreError> {
        let sql = Sql::new("SELECT * FROM callback WHERE ended_at >= $1 AND ended_by = $2 ORDER BY ended_at DESC, id");
        let rows = self.reads().fetch_all(sql.bind(since.as_millisecond()).bind(advisor)).await?;
        rows.iter().map(read).collect()
    }

    /// How many would be rung before a callback asked now and due by then: its place in the queue is one more. Somebody in
    /// distress is counted before, as is every deadline at risk.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn before_in_queue(
        &self,
        waiting: &crate::callback::rank::Waiting,
        (moment, terms): (Moment, &Terms),
    ) -> Result<u64, StoreError> {
        let (from, until) = risky(moment.today, terms);
        let at_risk = waiting.deadline.as_ref().map(|(_, closes)| *closes).filter(|day| from <= *day && *day <= until);
        let sql = Sql::new(
            "SELECT COUNT(*) FROM callback WHERE state = 'open' AND id <> $1
             AND (CASE WHEN subject = 'distress' THEN 0 ELSE 1 END,
                  CASE WHEN deadline >= $2 AND deadline <= $3 THEN deadline ELSE '9999-12-31' END, due_by, asked_at, id)
               < (CAST($4 AS BIGINT), $5, $6, $7, $1)",
        );
        let sql = sql.bind(&waiting.id).bind(from.to_string()).bind(until.to_string());
        let sql = sql.bind(i64::from(waiting.subject != crate::callback::DISTRESS));
        let sql = sql.bind(at_risk.map_or_else(|| "9999-12-31".to_owned(), |day| day.to_string()));
        let sql = sql.bind(waiting.due_by.as_millisecond()).bind(waiting.asked_at.as_millisecond());
        let count: i64 = self.reads().fetch_one(sql).await?.at(0)?;
        Ok(u64::try_from(count).unwrap_or(0))
    }
}

fn filtered(mut sql: Sql, filter: &Filter, now: Timestamp) -> Sql {
    if let Some(language) = &filter.language {
        sql = also(sql, "language =").bind(language.as_str());
    }
    if let Some(subject) = &filter.subject {
        sql = also(sql, "subject =").bind(subject);
    }
    if let Some(by) = &filter.held_by {
        sql = also(sql, "claimed_by =").bind(by);
        sql = also(sql, "claimed_until >").bind(now.as_millisecond());
    }
    if let Some(due) = filter.due {
        sql = also(sql, "next_at <=").bind(due.as_millisecond());
    }
    if filter.decide {
        sql = sql.then(" AND decide");
    }
    if filter.follow_up {
        sql = sql.then(" AND follow_up IS NOT NULL");
    }
    sql
}

fn also(sql: Sql, condition: &str) -> Sql {
    let at = sql.next();
    sql.then(&format!(" AND {condition} ${at}"))
}
