//! Codes for posting: who gets one, and what is kept of it.

use jiff::Timestamp;

use super::{Store, StoreError, audit, case_file::open_number, connection::Row, row::Reading, sql::Sql, vault::hex};
use crate::{
    case::{FileNumber, PersonName},
    language::Language,
};

/// A file whose holder is to get a code.
#[derive(Clone)]
pub struct Addressee {
    /// The file.
    pub file_id: String,
    /// The organisation's key.
    pub organisation: String,
    /// The number on the letters.
    pub number: FileNumber,
    /// The postcode, or nothing.
    pub postcode: String,
    /// The holder's name, where it is known.
    pub name: Option<PersonName>,
    /// The language that is spoken with the holder, where it is known.
    pub language: Option<Language>,
}

/// The hash of a new code.
#[derive(Clone)]
pub struct NewCode {
    /// The file that it opens.
    pub file_id: String,
    /// The hash.
    pub code_hash: String,
    /// What is kept of it in the record of who did what.
    pub entry: audit::Entry,
}

/// Which files get codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those that have none.
    Without,
    /// Those that have one, which a new one takes the place of.
    With,
}

/// What a code makes that is new: nobody has tried it.
const CLEAN: &str = "failures = 0, code_failures = 0, own_failures = 0, locked_until = NULL";

impl Store {
    /// The files whose holders get codes, in the order of organisation and file.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn addressees(&self, which: Which, organisation: Option<&str>) -> Result<Vec<Addressee>, StoreError> {
        let sql = Sql::new(
            "SELECT f.id, f.organisation, f.number_index, f.number, f.postcode, w.name_index, w.name,
                    COALESCE((SELECT n.language FROM person_phone p JOIN phone n ON n.number_index = p.number_index
                              WHERE p.person_id = w.id AND p.until IS NULL AND n.language IS NOT NULL
                              ORDER BY p.since DESC, p.number_index LIMIT 1), w.language) AS language
             FROM case_file f
             LEFT JOIN person w ON w.id = (SELECT h.person_id FROM person_file h
                                           WHERE h.file_id = f.id AND h.role = 'holder' ORDER BY h.since LIMIT 1)
             WHERE (f.code_hash IS NULL) = $1 AND ($2 = '' OR f.organisation = $2)
             ORDER BY f.organisation, f.id",
        );
        let sql = sql.bind(which == Which::Without).bind(organisation.unwrap_or_default());
        self.reads().fetch_all(sql).await?.iter().map(read).collect()
    }

    /// Keeps codes, all of them or none; how many files there were for them.
    ///
    /// # Errors
    /// Where the database fails; no code is good then.
    pub async fn keep_codes(&self, codes: Vec<NewCode>) -> Result<u64, StoreError> {
        self.write_patiently(move |connection| {
            Box::pin(async move {
                let vault = connection.vault();
                let mut kept = 0;
                for code in &codes {
                    let update = Sql::new("UPDATE case_file SET code_hash = $2, ").then(CLEAN).then(" WHERE id = $1");
                    kept += connection.execute(update.bind(&code.file_id).bind(&code.code_hash)).await?;
                }
                for some in codes.chunks(500) {
                    let rows =
                        some.iter().map(|code| audit::row(&vault, &code.entry)).collect::<Result<Vec<_>, _>>()?;
                    audit::add(connection, rows).await?;
                }
                Ok(kept)
            })
        })
        .await
    }

    /// Makes the code of a file worthless, and those that were sent for it; false where it had none.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn revoke_code(&self, file_id: &str, now: Timestamp, entry: audit::Entry) -> Result<bool, StoreError> {
        let file_id = file_id.to_owned();
        self.write(move |connection| {
            Box::pin(async move {
                let update = Sql::new("UPDATE case_file SET code_hash = NULL, ").then(CLEAN);
                let update = update.then(" WHERE id = $1 AND code_hash IS NOT NULL").bind(&file_id);
                let had = connection.execute(update).await? == 1;
                let sent = "UPDATE one_time_code SET used_at = COALESCE(used_at, $2) WHERE file_id = $1";
                connection.execute(Sql::new(sent).bind(&file_id).bind(now.as_millisecond())).await?;
                let row = audit::row(&connection.vault(), &entry)?;
                audit::add(connection, vec![row]).await?;
                Ok(had)
            })
        })
        .await
    }
}

fn read(row: &Row) -> Result<Addressee, StoreError> {
    let row = Reading::keyed(row, "case_file", "id");
    let name = match row.get::<Option<Vec<u8>>>("name_index")? {
        Some(index) => PersonName::parse(&row.sealed_in("person", "name", "name", &hex(&index))?),
        None => None,
    };
    Ok(Addressee {
        file_id: row.get("id")?,
        organisation: row.get("organisation")?,
        number: open_number(&row)?,
        postcode: row.get("postcode")?,
        name,
        language: row.parsed_if_any("language")?,
    })
}
