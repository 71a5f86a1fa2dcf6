//! For how long each table is kept: a row for everything that goes, and a reason for everything that stays.
//!
//! A test reads the schema and fails for a table that is in neither list.

/// What something is kept for. Each has its own term, which the settings tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// What people said and were told.
    Content,
    /// That they were in touch with us, when, and what came of it.
    Metadata,
    /// Who did what.
    Audit,
    /// Who might act for whom.
    Mandate,
}

/// What becomes of what was kept long enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Removal {
    /// The row goes, and what hangs on it.
    Row,
    /// The row stays, one column of it is nothing.
    Column(&'static str),
    /// The row stays, and one sealed column holds this instead. A reader of any version can open it.
    Sealed {
        /// The column that tells the row.
        key: &'static str,
        column: &'static str,
        plain: &'static str,
    },
    /// An entry of the record: its content goes, its place in the chain stays.
    Entry,
}

/// The end of the term, as a statement takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Milliseconds since 1970.
    Instant,
    /// An ISO date.
    Day,
}

/// A kind of rows that goes when its term is over.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub(super) table: &'static str,
    pub(super) purpose: Purpose,
    pub(super) removal: Removal,
    pub(super) unit: Unit,
    /// Which rows, with `$1` for the end of the term.
    pub(super) over: &'static str,
}

const fn row(table: &'static str, purpose: Purpose, over: &'static str) -> Rule {
    Rule { table, purpose, removal: Removal::Row, unit: Unit::Instant, over }
}

const fn day(table: &'static str, purpose: Purpose, over: &'static str) -> Rule {
    Rule { table, purpose, removal: Removal::Row, unit: Unit::Day, over }
}

/// A sealed value without content is 41 bytes long: the number of the key, the nonce and the tag. What is longer than that
/// and the text that replaces it was not replaced yet.
const fn sealed(
    table: &'static str,
    (key, column, plain): (&'static str, &'static str, &'static str),
    over: &'static str,
) -> Rule {
    Rule {
        table,
        purpose: Purpose::Content,
        removal: Removal::Sealed { key, column, plain },
        unit: Unit::Instant,
        over,
    }
}

/// Everything that goes. Children come before the rows they ask for, so that one round is enough.
pub(super) const RULES: [Rule; 30] = [
    row("message", Purpose::Content, "at < $1"),
    row("note", Purpose::Content, "at < $1"),
    // The row itself keeps a webhook that is sent again after months from being taken for a new one.
    sealed("turn", ("key", "body", ""), "at < $1 AND length(body) > 41"),
    // A state of a version that nobody knows: whoever writes after so long begins anew.
    sealed(
        "conversation",
        ("id", "state", "{\"version\":0}"),
        "ended_at IS NOT NULL AND touched_at < $1 AND length(state) > 54",
    ),
    row(
        "callback_note",
        Purpose::Content,
        "at < $1 AND callback_id IN (SELECT c.id FROM callback c WHERE c.state <> 'open' AND c.updated_at < $1)",
    ),
    row(
        "callback_told",
        Purpose::Content,
        "callback_id IN (SELECT c.id FROM callback c WHERE c.state <> 'open' AND c.updated_at < $1)",
    ),
    Rule {
        table: "callback",
        purpose: Purpose::Content,
        removal: Removal::Column("message"),
        unit: Unit::Instant,
        over: "state <> 'open' AND updated_at < $1 AND message IS NOT NULL",
    },
    sealed(
        "outbox",
        ("id", "payload", "{}"),
        "state NOT IN ('waiting', 'sending', 'uncertain', 'quarantined') AND updated_at < $1 AND length(payload) > 43",
    ),
    // What the file still waits for is not asked again, and what is on its way to a case system arrives.
    row(
        "answer",
        Purpose::Content,
        "given_at < $1
         AND NOT EXISTS (SELECT 1 FROM missing_item m WHERE m.file_id = answer.file_id AND m.name = answer.item)
         AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.answer_id = answer.id AND d.state = 'waiting')",
    ),
    row("answer", Purpose::Metadata, "given_at < $1"),
    row(
        "import_item",
        Purpose::Content,
        "CAST($1 AS BIGINT) > 0 AND NOT EXISTS (SELECT 1 FROM import_row r WHERE r.import_id = import_item.import_id)",
    ),
    row(
        "import_deadline",
        Purpose::Content,
        "CAST($1 AS BIGINT) > 0 AND NOT EXISTS (SELECT 1 FROM import_row r WHERE r.import_id = import_deadline.import_id)",
    ),
    row("import_row", Purpose::Content, "staged_at < $1"),
    row("provider_erasure", Purpose::Content, "done_at < $1"),
    row("session", Purpose::Content, "begun_at < $1"),
    row("sign_in_pace", Purpose::Content, "due < $1"),
    row("pace", Purpose::Content, "due < $1"),
    row("turn", Purpose::Metadata, "at < $1"),
    row(
        "conversation",
        Purpose::Metadata,
        "ended_at IS NOT NULL AND touched_at < $1
         AND NOT EXISTS (SELECT 1 FROM callback c WHERE c.conversation_id = conversation.id AND c.state = 'open')",
    ),
    row("asked_for_advisor", Purpose::Metadata, "at < $1"),
    row("guess_alarm", Purpose::Metadata, "state = 'ended' AND ended_at < $1"),
    row("code_attempt", Purpose::Metadata, "hour < CAST($1 AS BIGINT) / 3600000"),
    row("bridge", Purpose::Metadata, "ended_at IS NOT NULL AND ordered_at < $1"),
    row("callback", Purpose::Metadata, "state <> 'open' AND updated_at < $1"),
    row("outbox", Purpose::Metadata, "state NOT IN ('waiting', 'sending') AND updated_at < $1"),
    row("recording", Purpose::Metadata, "state IN ('unwanted', 'lost') AND NOT at_provider AND updated_at < $1"),
    row("person_phone", Purpose::Metadata, "until IS NOT NULL AND until < $1"),
    day("spending", Purpose::Metadata, "day < $1"),
    row("mandate", Purpose::Mandate, "ended_at < $1"),
    Rule {
        table: "audit",
        purpose: Purpose::Audit,
        removal: Removal::Entry,
        unit: Unit::Instant,
        over: "at < $1 AND chained AND erased IS NULL",
    },
];

/// Deadlines and what was told of them, after the rest: a reminder whose deadline still runs stays, so that nothing is told twice.
pub(super) const LADDERS: [Rule; 5] = [
    row(
        "deadline",
        Purpose::Metadata,
        "state <> 'armed' AND updated_at < $1
         AND (renewed_at IS NOT NULL OR state NOT IN ('done', 'expired', 'held-out'))",
    ),
    day(
        "reminder",
        Purpose::Metadata,
        "day < $1 AND NOT EXISTS (SELECT 1 FROM rung r JOIN deadline d ON d.id = r.deadline_id
                                  WHERE r.reminder_id = reminder.id AND d.state = 'armed')",
    ),
    row(
        "rung",
        Purpose::Metadata,
        "CAST($1 AS BIGINT) > 0 AND NOT EXISTS (SELECT 1 FROM reminder r WHERE r.id = rung.reminder_id)",
    ),
    day("reminder_answer", Purpose::Metadata, "day < $1"),
    row("case_change", Purpose::Metadata, "taken_at < $1"),
];

/// Numbers and people that nothing is kept of any more, last of all. Who wrote STOP stays: it must hold when an organisation names
/// the number again.
pub(super) const NOBODY: [Rule; 2] = [
    row(
        "person",
        Purpose::Metadata,
        "created_at < $1 AND NOT EXISTS (SELECT 1 FROM person_file f WHERE f.person_id = person.id)
         AND NOT EXISTS (SELECT 1 FROM person_phone p WHERE p.person_id = person.id)
         AND NOT EXISTS (SELECT 1 FROM mandate m WHERE m.person_id = person.id)",
    ),
    row(
        "phone",
        Purpose::Metadata,
        "opted_out_at IS NULL AND reminders_off_at IS NULL AND (trouble_at IS NULL OR trouble_at < $1)
         AND NOT EXISTS (SELECT 1 FROM conversation c WHERE c.person_index = phone.number_index)
         AND NOT EXISTS (SELECT 1 FROM person_phone p WHERE p.number_index = phone.number_index)
         AND NOT EXISTS (SELECT 1 FROM deadline d WHERE d.to_index = phone.number_index)
         AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.to_index = phone.number_index)
         AND NOT EXISTS (SELECT 1 FROM callback b WHERE b.caller_index = phone.number_index)",
    ),
];

/// Every rule, in the order in which they are applied.
pub(super) fn all() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().chain(&LADDERS).chain(&NOBODY)
}

/// The tables that no rule names, and why not.
#[cfg(test)]
pub(in crate::store) const KEPT: [(&str, &str); 17] = [
    ("installation", "one row for each fact about the installation; nothing of anyone"),
    ("lease", "one row for each kind of work; nothing of anyone"),
    ("script", "versions of the dialogues; those that nobody stands on are removed by their own chore"),
    ("case_file", "the organisation's: it lasts until the organisation or the person has it erased"),
    ("person_file", "goes with the file or the person"),
    ("missing_item", "goes with the file"),
    ("file_deadline", "goes with the file"),
    ("file_changed", "work that waits: gone within seconds"),
    ("case_told", "goes with the file"),
    ("delivery", "goes with the answer"),
    ("callback_attempt", "goes with the callback"),
    ("callback_conversation", "goes with the callback"),
    ("audit_link", "the chain itself: tags over digests, nothing of anyone"),
    ("guess", "counts under keyed indexes; an hourly chore removes them when their window is over"),
    ("guess_slot", "counts of five minutes; the same chore removes them"),
    ("one_time_code", "hashes; the same chore removes them when they have expired"),
    ("advisor", "an account lasts until a manager takes it out of use; the record names it"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{KEPT, all};
    use crate::store::{sql::Sql, tests::store};

    #[tokio::test]
    async fn every_table_has_a_term_or_a_reason_to_stay() {
        let (store, _folder) = store().await;
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 1) <> '_' AND name NOT LIKE 'sqlite%'";
        let rows = store.reads().fetch_all(Sql::new(sql)).await.unwrap();
        let there: BTreeSet<String> = rows.iter().map(|row| row.at(0).unwrap()).collect();
        let swept: BTreeSet<String> = all().map(|rule| rule.table.to_owned()).collect();
        let kept: BTreeSet<String> = KEPT.iter().map(|(table, _)| (*table).to_owned()).collect();
        assert_eq!(swept.intersection(&kept).collect::<Vec<_>>(), Vec::<&String>::new(), "a table is in one list");
        assert_eq!(swept.union(&kept).cloned().collect::<BTreeSet<_>>(), there);
    }
}
