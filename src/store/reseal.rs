//! Another key: everything that is sealed is opened and sealed anew with the key that seals now, a part at a time while the
//! service runs. Killed in between, it goes on where it stood: what is done already is passed over.

use std::collections::BTreeMap;

use super::{
    Store, StoreError,
    connection::Row,
    sql::{Sql, Value},
    vault::hex,
};
use crate::seal::{Cell, Keyring};

/// Rows that are looked at, and written at most, in one transaction.
const MOST_AT_ONCE: i64 = 200;

/// A column whose values are sealed.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct Sealed {
    pub(in crate::store) table: &'static str,
    pub(in crate::store) column: &'static str,
    /// Whose place the values are bound to, where it is another table's: those of an import are carried over as they are.
    of: Option<(&'static str, &'static str)>,
    /// The primary key.
    key: &'static [(&'static str, Kind)],
    place: Place,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Text,
    Integer,
    Bytes,
}

/// What tells a row in the place that a value is bound to.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// A text.
    Text(&'static str),
    /// A blind index.
    Index(&'static str),
    /// A file: organisation, number and postcode.
    File,
}

const ID: &[(&str, Kind)] = &[("id", Kind::Text)];
const TURN: &[(&str, Kind)] = &[("turn_key", Kind::Text), ("position", Kind::Integer)];
const STAGED: &[(&str, Kind)] = &[("import_id", Kind::Text), ("line", Kind::Integer)];
const IN_TURN: Place = Place::Text("turn_key || '/' || CAST(position AS TEXT)");

const fn own(table: &'static str, column: &'static str, key: &'static [(&'static str, Kind)], place: Place) -> Sealed {
    Sealed { table, column, of: None, key, place }
}

const fn by_id(table: &'static str, column: &'static str) -> Sealed {
    own(table, column, ID, Place::Text("id"))
}

/// Every sealed column, save the details of the record of who did what: each link of its chain is made over them as they stand,
/// so they keep the key they were sealed with until their term ends.
pub(in crate::store) const SEALED: [Sealed; 32] = [
    by_id("advisor", "email"),
    by_id("advisor", "login"),
    by_id("advisor", "name"),
    by_id("advisor", "password_hash"),
    by_id("advisor", "phone"),
    by_id("advisor", "subject"),
    by_id("advisor", "totp"),
    by_id("answer", "value"),
    own("callback", "message", ID, Place::Index("person_index")),
    own("callback", "number", ID, Place::Index("person_index")),
    own("callback", "person", ID, Place::Index("person_index")),
    by_id("callback_note", "text"),
    own("callback_told", "digits", &[("callback_id", Kind::Text)], Place::Text("callback_id")),
    own("case_file", "number", ID, Place::File),
    by_id("conversation", "person_number"),
    by_id("conversation", "state"),
    by_id("deadline", "to_number"),
    Sealed { of: Some(("person", "name")), ..own("import_row", "name", STAGED, Place::Index("name_index")) },
    Sealed { of: Some(("case_file", "number")), ..own("import_row", "number", STAGED, Place::File) },
    Sealed { of: Some(("person_phone", "number")), ..own("import_row", "phone", STAGED, Place::Index("phone_index")) },
    by_id("mandate", "helper_name"),
    by_id("mandate", "helper_number"),
    own("message", "body", TURN, IN_TURN),
    own("note", "text", TURN, IN_TURN),
    by_id("outbox", "payload"),
    by_id("outbox", "to_number"),
    own("person", "name", ID, Place::Index("name_index")),
    own(
        "person_phone",
        "number",
        &[("person_id", Kind::Text), ("number_index", Kind::Bytes)],
        Place::Index("number_index"),
    ),
    own("phone", "number", &[("number_index", Kind::Bytes)], Place::Index("number_index")),
    own("recording", "sound", &[("reference", Kind::Text)], Place::Text("reference")),
    own("session", "id_token", &[("token_index", Kind::Bytes)], Place::Index("token_index")),
    own("turn", "body", &[("key", Kind::Text)], Place::Text("key")),
];

/// The details of the record, which are counted alone.
const RECORD: Sealed = by_id("audit", "detail");

/// What was found, and done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Values by the number of the key that seals them now, details of the record aside.
    pub values: BTreeMap<u8, u64>,
    /// Details of the record by the number of their key.
    pub record: BTreeMap<u8, u64>,
    /// Values that were sealed anew.
    pub anew: u64,
    /// Values that none of these keys opens, as `table.column`, with how many.
    pub shut: BTreeMap<String, u64>,
}

impl Resealed {
    /// The keys that something still needs.
    pub fn needed(&self) -> impl Iterator<Item = u8> {
        let mut all: Vec<u8> = self.values.keys().chain(self.record.keys()).copied().collect();
        all.sort_unstable();
        all.dedup();
        all.into_iter()
    }
}

/// A value that is to be sealed anew.
struct Former {
    key: Vec<Value>,
    place: String,
    sealed: Vec<u8>,
}

impl Store {
    /// Seals everything anew that another key than the present one sealed. `told` hears of each column that is done.
    ///
    /// # Errors
    /// Where the database fails. What was sealed anew until then stays so.
    pub async fn reseal(&self, told: impl FnMut(&str)) -> Result<Resealed, StoreError> {
        self.walk_sealed(true, told).await
    }

    /// Counts what each key seals, and changes nothing.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn sealed_by(&self) -> Result<Resealed, StoreError> {
        self.walk_sealed(false, |_| {}).await
    }

    async fn walk_sealed(&self, anew: bool, mut told: impl FnMut(&str)) -> Result<Resealed, StoreError> {
        let mut found = Resealed::default();
        for sealed in SEALED.iter().chain([&RECORD]) {
            let is_record = sealed.table == RECORD.table;
            let mut after = None;
            loop {
                let (rows, last) = self.sealed_page(sealed, after.as_deref()).await?;
                let counts = if is_record { &mut found.record } else { &mut found.values };
                let mut former = Vec::new();
                for row in rows {
                    let number = Keyring::sealed_by(&row.sealed).unwrap_or_default();
                    *counts.entry(number).or_default() += 1;
                    if anew && !is_record && number != self.vault().keys().present() {
                        former.push(row);
                    }
                }
                if !former.is_empty() {
                    self.reseal_page(sealed, former, &mut found).await?;
                }
                match last {
                    Some(last) => after = Some(last),
                    None => break,
                }
            }
            told(sealed.table);
        }
        found.values.retain(|_, count| *count > 0);
        Ok(found)
    }

    /// The sealed values after a key, and the last key looked at where there may be more.
    async fn sealed_page(
        &self,
        sealed: &Sealed,
        after: Option<&[Value]>,
    ) -> Result<(Vec<Former>, Option<Vec<Value>>), StoreError> {
        let keys = sealed.key.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        let place = match sealed.place {
            Place::Text(text) => format!("{text} AS place"),
            Place::Index(index) => format!("{index} AS place"),
            Place::File => "organisation, number_index AS place, postcode".to_owned(),
        };
        let (table, column) = (sealed.table, sealed.column);
        let mut sql = Sql::new("SELECT ").then(&format!("{keys}, {place}, {column} AS sealed FROM {table}"));
        if let Some(after) = after {
            let numbers: Vec<String> = (1..=after.len()).map(|number| format!("${number}")).collect();
            sql = sql.then(&format!(" WHERE ({keys}) > ({})", numbers.join(", ")));
            for value in after {
                sql = sql.bind(value.clone());
            }
        }
        let most = sql.next();
        let sql = sql.then(&format!(" ORDER BY {keys} LIMIT ${most}")).bind(MOST_AT_ONCE);
        let rows = self.reads().fetch_all(sql).await?;
        let full = i64::try_from(rows.len()).is_ok_and(|count| count == MOST_AT_ONCE);
        let last = rows.last().filter(|_| full).map(|row| key_of(sealed, row)).transpose()?;
        let mut found = Vec::with_capacity(rows.len());
        for row in &rows {
            let Some(value) = row.get::<Option<Vec<u8>>>("sealed")? else { continue };
            found.push(Former { key: key_of(sealed, row)?, place: place_of(sealed, row)?, sealed: value });
        }
        Ok((found, last))
    }

    /// Writes values sealed anew, each only where it still is as it was read.
    async fn reseal_page(&self, sealed: &Sealed, all: Vec<Former>, found: &mut Resealed) -> Result<(), StoreError> {
        let (table, column) = sealed.of.unwrap_or((sealed.table, sealed.column));
        let present = self.vault().keys().present();
        let (mut writes, mut opened) = (Vec::new(), Vec::new());
        for former in all {
            let cell = Cell { table, column, row: &former.place };
            let Ok(plain) = self.vault().keys().open(cell, &former.sealed) else {
                *found.shut.entry(format!("{}.{}", sealed.table, sealed.column)).or_default() += 1;
                continue;
            };
            let anew = self.vault().seal_bytes(table, column, &former.place, &plain)?;
            opened.push(Keyring::sealed_by(&former.sealed).unwrap_or_default());
            let keys = sealed.key.iter().zip(3..).map(|((name, _), at)| format!("{name} = ${at}"));
            let keys = keys.collect::<Vec<_>>().join(" AND ");
            let sql = Sql::new("UPDATE ").then(&format!(
                "{table} SET {column} = $1 WHERE {column} = $2 AND {keys}",
                table = sealed.table,
                column = sealed.column,
            ));
            let sql = sql.bind(anew).bind(former.sealed);
            writes.push(former.key.into_iter().fold(sql, Sql::bind));
        }
        let written = self
            .write(move |connection| {
                Box::pin(async move {
                    let mut written = Vec::with_capacity(writes.len());
                    for sql in writes {
                        written.push(connection.execute(sql).await? > 0);
                    }
                    Ok(written)
                })
            })
            .await?;
        for (number, _) in opened.into_iter().zip(written).filter(|(_, written)| *written) {
            found.anew += 1;
            *found.values.entry(present).or_default() += 1;
            if let Some(count) = found.values.get_mut(&number) {
                *count -= 1;
            }
        }
        Ok(())
    }
}

fn key_of(sealed: &Sealed, row: &Row) -> Result<Vec<Value>, StoreError> {
    let value = |(name, kind): &(&'static str, Kind)| -> Result<Value, StoreError> {
        Ok(match kind {
            Kind::Text => row.get::<String>(name)?.into(),
            Kind::Integer => row.get::<i64>(name)?.into(),
            Kind::Bytes => row.get::<Vec<u8>>(name)?.into(),
        })
    };
    sealed.key.iter().map(value).collect()
}

fn place_of(sealed: &Sealed, row: &Row) -> Result<String, StoreError> {
    Ok(match sealed.place {
        Place::Text(_) => row.get("place")?,
        // A value without its index is bound to nothing, and does not open.
        Place::Index(_) => hex(&row.get::<Option<Vec<u8>>>("place")?.unwrap_or_default()),
        Place::File => {
            let (organisation, postcode): (String, String) = (row.get("organisation")?, row.get("postcode")?);
            super::case_file::row_of(&organisation, &row.get::<Vec<u8>>("place")?, &postcode)
        }
    })
}
