//! Who did what: rows that are never changed, chained afterwards so that one that is missing or altered is found.
//!
//! A turn only adds its rows. One worker, wherever it runs, links them: each link is a tag over the one before and the
//! row's digest, so no turn waits for the head of the chain.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{
    Connection, Store, StoreError,
    connection::Row,
    row::Reading,
    sql::{Sql, Value, values},
    vault::Vault,
};

/// Rows linked in one transaction.
const MOST_AT_ONCE: i64 = 1_000;

/// Something somebody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Our identifier.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// Who: `person`, `mandate:…` for who acts by one, `operator`, `advisor:…`, `system`.
    pub actor: String,
    /// A closed word: `proof`, `refused`, `told`, `answer`, `callback`, `opt-out`, `import`, …
    pub action: &'static str,
    /// What it was done to: an identifier of ours, never a number or a name.
    pub subject: String,
    /// What else is to be known, if anything. It is sealed.
    pub detail: Option<String>,
}

/// An entry as it is looked at: the word may be one that this version does not write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Our identifier.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// To what; nothing where it was erased.
    pub subject: String,
    /// What else is to be known.
    pub detail: Option<String>,
}

/// Which entries are looked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Who acted.
    pub actor: Option<String>,
    /// To what something was done.
    pub subject: Option<String>,
    /// Not before this time.
    pub from: Option<Timestamp>,
    /// Before this time.
    pub until: Option<Timestamp>,
    /// Older than this entry.
    pub before: Option<String>,
}

/// A place in the chain, as it is written down elsewhere. The tag is over everything before it, and only who has the keys can
/// make one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its place, from 1.
    pub position: i64,
    /// Its tag in hexadecimal.
    pub tag: String,
}

/// What a look at the whole chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verified {
    /// Every link holds: so many, the last with this tag.
    Whole {
        /// Links.
        links: i64,
        /// The tag of the last one in hexadecimal; nothing where there is none.
        head: String,
    },
    /// The first entry that does not hold.
    Broken {
        /// Its place in the chain, from 1.
        position: i64,
        /// The entry, if the link names one that is there.
        audit_id: Option<String>,
    },
}

impl Store {
    /// Adds an entry by itself, as a command does.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn audit(&self, entry: Entry) -> Result<(), StoreError> {
        let row = row(self.vault(), &entry)?;
        self.write(move |connection| Box::pin(async move { add(connection, vec![row]).await })).await
    }

    /// Links the entries that are not linked yet, in the order of their time; how many.
    ///
    /// # Errors
    /// Where the database fails, or another instance links at the same moment: [`StoreError::Contended`].
    pub async fn link_audit(&self) -> Result<usize, StoreError> {
        self.write(|connection| Box::pin(async move { link(connection).await })).await
    }

    /// Entries, the newest first, and at most so many.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn audit_entries(&self, filter: &Filter, most: i64) -> Result<Vec<Kept>, StoreError> {
        let sql = Sql::new(
            "SELECT a.id, a.at, a.actor, a.action, a.subject, a.detail FROM audit a
             WHERE a.at >= $1 AND a.at < $2",
        );
        let (from, until) = (filter.from.unwrap_or(Timestamp::MIN), filter.until.unwrap_or(Timestamp::MAX));
        let mut sql = sql.bind(from.as_millisecond()).bind(until.as_millisecond());
        for (column, value) in [("actor", &filter.actor), ("subject", &filter.subject)] {
            if let Some(value) = value {
                let place = sql.next();
                sql = sql.then(&format!(" AND a.{column} = ${place}")).bind(value);
            }
        }
        if let Some(before) = &filter.before {
            // Both halves of the order, so that entries of one moment are neither skipped nor shown twice.
            let place = sql.next();
            sql = sql
                .then(&format!(" AND (a.at, a.id) < (SELECT b.at, b.id FROM audit b WHERE b.id = ${place})"))
                .bind(before);
        }
        let place = sql.next();
        let sql = sql.then(&format!(" ORDER BY a.at DESC, a.id DESC LIMIT ${place}")).bind(most);
        let rows = self.reads().fetch_all(sql).await?;
        rows.iter().map(kept).collect()
    }

    /// How many entries are not linked yet.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn unlinked_audit(&self) -> Result<i64, StoreError> {
        Ok(self.reads().fetch_one(Sql::new("SELECT COUNT(*) FROM audit WHERE NOT chained")).await?.at(0)?)
    }

    /// The last link; none where there is none.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn audit_head(&self) -> Result<Option<Head>, StoreError> {
        let sql = Sql::new("SELECT audit_id, position, tag FROM audit_link ORDER BY position DESC LIMIT 1");
        self.reads().fetch_optional(sql).await?.as_ref().map(head).transpose()
    }

    /// Whether the chain still goes through a head that was written down.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn goes_through(&self, known: &Head) -> Result<bool, StoreError> {
        let sql = Sql::new("SELECT audit_id, position, tag FROM audit_link WHERE position = $1").bind(known.position);
        let found = self.reads().fetch_optional(sql).await?.as_ref().map(head).transpose()?;
        Ok(found.as_ref() == Some(known))
    }

    /// Looks at every link, the first to the last.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn verify_audit(&self) -> Result<Verified, StoreError> {
        let (mut position, mut before) = (0i64, Vec::new());
        loop {
            let sql = Sql::new(
                "SELECT l.position, l.audit_id, l.tag, a.id, a.at, a.actor, a.action, a.subject, a.detail, a.digest, a.erased
                 FROM audit_link l LEFT JOIN audit a ON a.id = l.audit_id
                 WHERE l.position > $1 ORDER BY l.position LIMIT $2",
            );
            let rows = self.reads().fetch_all(sql.bind(position).bind(MOST_AT_ONCE)).await?;
            if rows.is_empty() {
                return Ok(Verified::Whole { links: position, head: super::vault::hex(&before) });
            }
            for row in rows {
                let row = Reading::keyed(&row, "audit_link", "audit_id");
                let id: Option<String> = row.get("id")?;
                let holds = row.get::<i64>("position")? == position + 1 && id.is_some() && {
                    let digest: Vec<u8> = row.get("digest")?;
                    let tag = tag(self.vault(), &before, id.as_deref().unwrap_or_default(), &digest);
                    row.get::<Vec<u8>>("tag")? == tag && (self.is_erased(&row)? || digest == recomputed(&row)?)
                };
                if !holds {
                    return Ok(Verified::Broken { position: position + 1, audit_id: row.get("audit_id")? });
                }
                before = row.get("tag")?;
                position += 1;
            }
        }
    }

    /// Whether the content of an entry was erased on purpose: nothing of it is left, and the mark of it is ours.
    fn is_erased(&self, row: &Reading<'_>) -> Result<bool, StoreError> {
        if !row.get::<String>("subject")?.is_empty() || row.get::<Option<Vec<u8>>>("detail")?.is_some() {
            return Ok(false);
        }
        let (id, digest): (String, Vec<u8>) = (row.get("id")?, row.get("digest")?);
        let mark: Option<Vec<u8>> = row.get("erased")?;
        Ok(mark.is_some_and(|mark| mark == erased_mark(self.vault(), &id, &digest)))
    }
}

fn head(row: &Row) -> Result<Head, StoreError> {
    let row = Reading::keyed(row, "audit_link", "audit_id");
    Ok(Head { position: row.get("position")?, tag: row.index("tag")? })
}

fn kept(row: &Row) -> Result<Kept, StoreError> {
    let row = Reading::keyed(row, "audit", "id");
    let id: String = row.get("id")?;
    Ok(Kept {
        at: row.time("at")?,
        actor: row.get("actor")?,
        action: row.get("action")?,
        subject: row.get("subject")?,
        detail: row.sealed_if_any("detail", &id)?,
        id,
    })
}

/// The mark of an entry whose content was erased on purpose: only who has the keys can make it.
pub(super) fn erased_mark(vault: &Vault, id: &str, digest: &[u8]) -> Vec<u8> {
    vault.keys().tag(&["audit-erased", id, &super::vault::hex(digest)]).to_vec()
}

fn recomputed(row: &Reading<'_>) -> Result<Vec<u8>, StoreError> {
    let (actor, action): (String, String) = (row.get("actor")?, row.get("action")?);
    let detail: Option<Vec<u8>> = row.get("detail")?;
    Ok(digest(row.get("at")?, &actor, &action, &row.get::<String>("subject")?, detail.as_deref()))
}

/// An entry as a row to write, its detail sealed.
pub(super) fn row(vault: &Vault, entry: &Entry) -> Result<Vec<Value>, StoreError> {
    let detail = entry.detail.as_deref().map(|detail| vault.seal("audit", "detail", &entry.id, detail)).transpose()?;
    let sealed = match &detail {
        Some(Value::Bytes(sealed)) => sealed.clone(),
        _ => None,
    };
    let at = entry.at.as_millisecond();
    let digest = digest(at, &entry.actor, entry.action, &entry.subject, sealed.as_deref());
    Ok(values![&entry.id, at, &entry.actor, entry.action, &entry.subject, sealed, digest, false])
}

/// Writes rows of entries, all at once.
pub(super) async fn add(connection: &mut Connection, rows: Vec<Vec<Value>>) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let insert = Sql::new("INSERT INTO audit (id, at, actor, action, subject, detail, digest, chained) ").rows(rows);
    connection.execute(insert).await.map(drop)
}

fn digest(at: i64, actor: &str, action: &str, subject: &str, detail: Option<&[u8]>) -> Vec<u8> {
    let mut digest = Sha256::new();
    digest.update(at.to_be_bytes());
    for part in [actor.as_bytes(), action.as_bytes(), subject.as_bytes(), detail.unwrap_or_default()] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.finalize().to_vec()
}

fn tag(vault: &Vault, before: &[u8], id: &str, digest: &[u8]) -> Vec<u8> {
    let (before, digest) = (super::vault::hex(before), super::vault::hex(digest));
    vault.keys().tag(&["audit", &before, id, &digest]).to_vec()
}

async fn link(connection: &mut Connection) -> Result<usize, StoreError> {
    let unlinked =
        Sql::new("SELECT id, digest FROM audit WHERE NOT chained ORDER BY at, id LIMIT $1").bind(MOST_AT_ONCE);
    let rows = connection.fetch_all(unlinked).await?;
    if rows.is_empty() {
        return Ok(0);
    }
    let head = Sql::new("SELECT audit_id, position, tag FROM audit_link ORDER BY position DESC LIMIT 1");
    let (mut position, mut before) = match connection.fetch_optional(head).await? {
        Some(row) => {
            let row = Reading::keyed(&row, "audit_link", "audit_id");
            (row.get::<i64>("position")?, row.get::<Vec<u8>>("tag")?)
        }
        None => (0, Vec::new()),
    };
    let vault = connection.vault();
    let (mut links, mut linked) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
    for row in &rows {
        let row = Reading::keyed(row, "audit", "id");
        let (id, digest): (String, Vec<u8>) = (row.get("id")?, row.get("digest")?);
        position += 1;
        before = tag(&vault, &before, &id, &digest);
        links.push(values![position, &id, before.clone()]);
        linked.push(values![id]);
    }
    // The place in the chain is unique: of two who link at once, one is undone.
    let insert =
        Sql::new("INSERT INTO audit_link (position, audit_id, tag) ").rows(links).then(" ON CONFLICT DO NOTHING");
    if connection.execute(insert).await? != rows.len() as u64 {
        return Err(StoreError::Contended);
    }
    let update = Sql::new("WITH linked (id) AS (").rows(linked);
    let update = update.then(") UPDATE audit SET chained = $").then(&(rows.len() + 1).to_string());
    let update = update.then(" WHERE id IN (SELECT id FROM linked)").bind(true);
    connection.execute(update).await?;
    Ok(rows.len())
}
