//! Moving house: an installation carried over into another database, compared row by row, the old one left for good.
//!
//! Both sides are locked: nothing is written to the old one meanwhile, and nothing of the new one is kept before every
//! value in it was read again and found to be the same. Sealed values stay as they are; the keys stay the same.

use std::collections::BTreeMap;

use futures_util::StreamExt;
use jiff::Timestamp;
use sqlx::{ConnectOptions, sqlite::SqliteConnectOptions};

use super::{
    START, StoreError,
    connection::{Connection, Row},
    error::is_lost,
    installation::{MOVED, known_by},
    sql::{Sql, Value},
    target::{Reach, Target, create_private},
    vault::Vault,
};
use crate::settings::Access;

/// Most values of one statement: SQLite takes 32,766.
const MOST_VALUES: usize = 30_000;
/// Most rows of one statement.
const MOST_ROWS: usize = 500;

/// Why an installation was not moved. Nothing of it is kept then, unless it says otherwise.
#[derive(Debug, thiserror::Error)]
pub enum RelocationError {
    /// Both addresses are the same.
    #[error("the installation is at that address already")]
    SamePlace,
    /// There is nothing to move.
    #[error("there is no database at {0}")]
    NoSource(String),
    /// Somebody works on one of the databases.
    #[error("{0}: stop the service first, and where it was killed, wait five minutes")]
    InUse(&'static str),
    /// The new database holds something.
    #[error("the new database is not empty: there are rows in the table {0}; name one that is new")]
    NotEmpty(String),
    /// One of the databases has other tables than this version of the program makes.
    #[error("the table {0} is not as this version makes it: move with the version that the service ran last")]
    Tables(String),
    /// A value cannot be carried over.
    #[error("table {table}: its rows cannot be carried over")]
    Copy {
        /// The table.
        table: String,
        /// Why.
        source: StoreError,
    },
    /// What was read again is not what was written.
    #[error("table {table}, row {row} in the order of its key: the new database does not hold the same")]
    Different {
        /// The table.
        table: String,
        /// The row, from 1.
        row: u64,
    },
    /// The connection was lost while the new database was being committed.
    #[error(
        "it is not known whether the new database was kept: move again; if that says it is not empty, the move is done"
    )]
    Unknown(#[source] sqlx::Error),
    /// A database fails.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for RelocationError {
    fn from(error: sqlx::Error) -> Self {
        RelocationError::Store(error.into())
    }
}

/// A table as this version makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Table {
    name: String,
    columns: Vec<Column>,
    /// The columns of the primary key, in its order.
    key: Vec<Column>,
    /// The tables whose rows must be there first.
    after: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Column {
    name: String,
    kind: Type,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Type {
    Text,
    Integer,
    Boolean,
    Bytes,
}

/// Moves an installation to another address; how many rows each table has there. Its keys stay the same.
///
/// # Errors
/// [`RelocationError`]: for the operator.
pub async fn relocate(from: &Access, to: &str, now: Timestamp) -> Result<Vec<(String, u64)>, RelocationError> {
    let old = from.direct_url.as_deref().unwrap_or(&from.url);
    if old == to || from.url == to {
        return Err(RelocationError::SamePlace);
    }
    let (source, target) = (Target::parse(old, Reach::Patient)?, Target::parse(to, Reach::Patient)?);
    if let Target::Sqlite(options) = &source
        && !options.get_filename().exists()
    {
        return Err(RelocationError::NoSource(options.get_filename().display().to_string()));
    }
    if let Target::Sqlite(options) = &target {
        create_private(options.get_filename())?;
    }
    let vault = std::sync::Arc::new(Vault::new(from.keys.clone()));
    let tables = tables_of(&mut in_memory(&vault).await?).await?;
    let mut source = source.connect(&vault, START).await.map_err(StoreError::opening)?;
    let mut target = target.connect(&vault, START).await.map_err(StoreError::opening)?;
    for side in [&mut source, &mut target] {
        side.migrate().await.map_err(|error| busy_or(StoreError::Migrate(error)))?;
        check_tables(side, &tables).await?;
    }
    lock(&mut source, &tables, "BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL lock_timeout = '5s'", "SHARE").await?;
    lock(&mut target, &tables, "BEGIN; SET LOCAL lock_timeout = '5s'", "ACCESS EXCLUSIVE").await?;
    check_source(&mut source, &vault, now).await?;
    check_target(&mut target, &tables, &vault).await?;
    for table in &tables {
        let failed = |error| RelocationError::Copy { table: table.name.clone(), source: error };
        copy(table, &mut source, &mut target).await.map_err(failed)?;
    }
    let mut counted = Vec::with_capacity(tables.len());
    for table in &tables {
        counted.push((table.name.clone(), compare(table, &mut source, &mut target).await?));
    }
    change_over(&mut source, &mut target, now).await?;
    if !target.is_sqlite() {
        // A server that knows nothing of the new rows yet would look for them the long way.
        let _ = target.run("ANALYZE").await;
    }
    let _ = (source.close().await, target.close().await);
    Ok(counted)
}

/// Leaves the old database, then keeps the new one. Between the two neither is open to the service: what must not happen is
/// that both are, for each would hand over the same orders.
async fn change_over(source: &mut Connection, target: &mut Connection, now: Timestamp) -> Result<(), RelocationError> {
    let mark = Sql::new(
        "INSERT INTO installation (key, value) VALUES ($1, $2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    );
    source.execute(mark.bind(MOVED).bind(now.to_string())).await?;
    source.run("COMMIT").await?;
    match target.run("COMMIT").await {
        Ok(()) => Ok(()),
        Err(error) if is_lost(&error) => Err(RelocationError::Unknown(error)),
        Err(error) => {
            source.execute(Sql::new("DELETE FROM installation WHERE key = $1").bind(MOVED)).await?;
            Err(error.into())
        }
    }
}

fn busy_or(error: StoreError) -> RelocationError {
    match error {
        StoreError::Busy | StoreError::Contended => RelocationError::InUse("somebody else writes to the database"),
        error => error.into(),
    }
}

/// An empty database as this version makes it.
async fn in_memory(vault: &std::sync::Arc<Vault>) -> Result<Connection, RelocationError> {
    let raw = SqliteConnectOptions::new().in_memory(true).connect().await?;
    let mut connection = Connection::sqlite(raw, vault.clone());
    connection.migrate().await.map_err(StoreError::Migrate)?;
    Ok(connection)
}

/// The tables of a SQLite database, each after those it refers to.
async fn tables_of(connection: &mut Connection) -> Result<Vec<Table>, RelocationError> {
    let names = Sql::new(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 1) <> '_' AND name NOT LIKE 'sqlite%'
         ORDER BY name",
    );
    let mut left = Vec::new();
    for row in connection.fetch_all(names).await? {
        let name: String = row.at(0)?;
        let columns = Sql::new("SELECT name, type, pk FROM pragma_table_info($1) ORDER BY cid").bind(name.as_str());
        let (mut all, mut key) = (Vec::new(), BTreeMap::new());
        for row in connection.fetch_all(columns).await? {
            let (kind, place): (String, i64) = (row.at(1)?, row.at(2)?);
            let column = Column { name: row.at(0)?, kind: kind_of(&kind, &name)? };
            if place > 0 {
                key.insert(place, column.clone());
            }
            all.push(column);
        }
        let parents = Sql::new("SELECT \"table\" FROM pragma_foreign_key_list($1)").bind(name.as_str());
        let parents = connection.fetch_all(parents).await?;
        let after = parents.iter().map(|row| row.at(0)).collect::<Result<_, _>>()?;
        left.push(Table { name, columns: all, key: key.into_values().collect(), after });
    }
    let mut ordered: Vec<Table> = Vec::new();
    while !left.is_empty() {
        let there = |name: &String| ordered.iter().any(|table| table.name == *name);
        let (next, waiting): (Vec<Table>, Vec<Table>) =
            left.into_iter().partition(|table| table.after.iter().all(|name| *name == table.name || there(name)));
        if next.is_empty() {
            return Err(RelocationError::Tables(waiting[0].name.clone()));
        }
        ordered.extend(next);
        left = waiting;
    }
    Ok(ordered)
}

fn kind_of(declared: &str, table: &str) -> Result<Type, RelocationError> {
    match declared.to_ascii_uppercase().as_str() {
        "TEXT" => Ok(Type::Text),
        "BIGINT" => Ok(Type::Integer),
        "BOOLEAN" => Ok(Type::Boolean),
        "BYTEA" => Ok(Type::Bytes),
        _ => Err(RelocationError::Tables(table.to_owned())),
    }
}

/// Every table with its columns, as a database has them now.
async fn columns_of(connection: &mut Connection) -> Result<BTreeMap<String, Vec<Column>>, RelocationError> {
    let mut found: BTreeMap<String, Vec<Column>> = BTreeMap::new();
    if connection.is_sqlite() {
        found.extend(tables_of(connection).await?.into_iter().map(|table| (table.name, table.columns)));
    } else {
        let sql = "SELECT table_name::text, column_name::text, data_type::text FROM information_schema.columns
                   WHERE table_schema = current_schema() AND left(table_name, 1) <> '_'";
        for row in connection.fetch_all(Sql::new(sql)).await? {
            let (table, name, kind): (String, String, String) = (row.at(0)?, row.at(1)?, row.at(2)?);
            let kind = kind_of(&kind, &table)?;
            found.entry(table).or_default().push(Column { name, kind });
        }
    }
    found.values_mut().for_each(|columns| columns.sort());
    Ok(found)
}

/// A table or column that this version does not know would be left behind.
async fn check_tables(side: &mut Connection, tables: &[Table]) -> Result<(), RelocationError> {
    let mut found = columns_of(side).await?;
    for table in tables {
        let mut known = table.columns.clone();
        known.sort();
        if found.remove(&table.name) != Some(known) {
            return Err(RelocationError::Tables(table.name.clone()));
        }
    }
    match found.into_keys().next() {
        Some(unknown) => Err(RelocationError::Tables(unknown)),
        None => Ok(()),
    }
}

/// Begins a transaction beside which nobody else writes.
async fn lock(side: &mut Connection, tables: &[Table], begin: &'static str, mode: &str) -> Result<(), RelocationError> {
    if side.is_sqlite() {
        return side.begin().await.map_err(|error| busy_or(error.into()));
    }
    side.run(begin).await?;
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    let lock = Sql::new("LOCK TABLE ").then(&names.join(", ")).then(" IN ").then(mode).then(" MODE");
    side.execute(lock).await.map(drop).map_err(busy_or)
}

/// The old database belongs to these keys, and nobody holds anything of it.
async fn check_source(source: &mut Connection, vault: &Vault, now: Timestamp) -> Result<(), RelocationError> {
    let known = Sql::new("SELECT value FROM installation WHERE key = 'key_check'");
    let known: Option<String> = source.fetch_optional(known).await?.map(|row| row.at(0)).transpose()?;
    if known.is_some_and(|known| known != known_by(vault.keys())) {
        return Err(StoreError::WrongKeys.into());
    }
    let held = Sql::new(
        "SELECT 1 FROM lease WHERE until > $1 UNION ALL SELECT 1 FROM outbox WHERE lease_until > $1
                  UNION ALL SELECT 1 FROM delivery WHERE lease_until > $1 LIMIT 1",
    );
    match source.fetch_optional(held.bind(now.as_millisecond())).await? {
        Some(_) => Err(RelocationError::InUse("a running service holds the old database")),
        None => Ok(()),
    }
}

/// The new database holds nothing but, perhaps, the mark of the same keys.
async fn check_target(target: &mut Connection, tables: &[Table], vault: &Vault) -> Result<(), RelocationError> {
    let mark = Sql::new("DELETE FROM installation WHERE key = 'key_check' AND value = $1");
    target.execute(mark.bind(known_by(vault.keys()))).await?;
    for table in tables {
        let any = Sql::new("SELECT 1 FROM ").then(&table.name).then(" LIMIT 1");
        if target.fetch_optional(any).await?.is_some() {
            return Err(RelocationError::NotEmpty(table.name.clone()));
        }
    }
    Ok(())
}

async fn copy(table: &Table, source: &mut Connection, target: &mut Connection) -> Result<(), StoreError> {
    let most = (MOST_VALUES / table.columns.len().max(1)).clamp(1, MOST_ROWS);
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let insert = Sql::new("INSERT INTO ").then(&table.name).then(" (").then(&names.join(", ")).then(") ");
    let mut rows = source.stream(table.select(""));
    let mut batch = Vec::with_capacity(most);
    while let Some(row) = rows.next().await {
        batch.push(table.values(&row?)?);
        if batch.len() == most {
            target.execute(insert.clone().rows(batch.drain(..))).await?;
        }
    }
    if !batch.is_empty() {
        target.execute(insert.rows(batch)).await?;
    }
    Ok(())
}

/// Reads both sides in the order of the key; how many rows there are.
async fn compare(table: &Table, source: &mut Connection, target: &mut Connection) -> Result<u64, RelocationError> {
    let order = |side: &Connection| table.order(side.is_sqlite());
    let (left, right) = (table.select(&order(source)), table.select(&order(target)));
    let (mut left, mut right) = (source.stream(left), target.stream(right));
    let mut row = 0;
    loop {
        let read = |found: Result<Row, sqlx::Error>| found.and_then(|row| table.values(&row));
        match (left.next().await.map(read).transpose()?, right.next().await.map(read).transpose()?) {
            (None, None) => return Ok(row),
            (Some(left), Some(right)) if left == right => row += 1,
            _ => return Err(RelocationError::Different { table: table.name.clone(), row: row + 1 }),
        }
    }
}

impl Table {
    fn select(&self, order: &str) -> String {
        let names: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        // That the old database was left is true of it alone.
        let but = if self.name == "installation" { format!(" WHERE key <> '{MOVED}'") } else { String::new() };
        format!("SELECT {} FROM {}{but}{order}", names.join(", "), self.name)
    }

    /// The order of the key, by bytes on both databases.
    fn order(&self, sqlite: bool) -> String {
        let collation = |column: &Column| if !sqlite && column.kind == Type::Text { " COLLATE \"C\"" } else { "" };
        let keys: Vec<String> = self.key.iter().map(|column| format!("{}{}", column.name, collation(column))).collect();
        format!(" ORDER BY {}", keys.join(", "))
    }

    /// A row's values as they are stored.
    fn values(&self, row: &Row) -> Result<Vec<Value>, sqlx::Error> {
        let value = |(place, column): (usize, &Column)| {
            Ok(match column.kind {
                Type::Text => Value::Text(row.at(place)?),
                Type::Integer => Value::Integer(row.at(place)?),
                Type::Boolean => Value::Boolean(row.at(place)?),
                Type::Bytes => Value::Bytes(row.at(place)?),
            })
        };
        self.columns.iter().enumerate().map(value).collect()
    }
}
