//! Every column of the schema is declared: sealed, an index made with the keys, or not personal, with the reason. One that is
//! new is in none of the lists, and the test fails until somebody has thought about it.

use std::collections::BTreeSet;

use super::*;

/// Sealed: an installation's keys are needed to read them.
pub(super) const SEALED: [&str; 31] = [
    "advisor.email",
    "advisor.login",
    "advisor.name",
    "advisor.password_hash",
    "advisor.phone",
    "advisor.subject",
    "advisor.totp",
    "answer.value",
    "audit.detail",
    "callback.message",
    "callback.number",
    "callback.person",
    "callback_note.text",
    "callback_told.digits",
    "case_file.number",
    "conversation.person_number",
    "conversation.state",
    "deadline.to_number",
    "import_row.name",
    "import_row.number",
    "import_row.phone",
    "mandate.helper_name",
    "mandate.helper_number",
    "message.body",
    "note.text",
    "outbox.payload",
    "outbox.to_number",
    "person.name",
    "person_phone.number",
    "phone.number",
    "session.id_token",
];
pub(super) const SEALED_BYTES: [&str; 2] = ["recording.sound", "turn.body"];

/// Made with the keys from what it stands for, which it does not tell.
const KEYED: [&str; 5] = ["audit.digest", "audit.erased", "audit_link.tag", "guess.bucket", "pace.name"];

/// Texts that are not personal, by the column's name, and why.
const PLAIN: [(&str, &str); 12] = [
    (
        "id audit_id answer_id advisor_id author callback_id claimed_by conversation_id deadline_id ended_by file_id import_id \
      owner lease_owner person_id reminder_id turn_key key actor subject asked_by mandate_id seen_by",
        "identifiers of ours and closed words",
    ),
    ("call_id provider_message_id reference", "the provider's or our own reference, which tells nothing without them"),
    (
        "state status kind class channel direction role result outcome ending action stage error delivery trouble slot half_day \
      hours input_kind content_type encoding media_type topic source console scope",
        "closed words of ours",
    ),
    (
        "flow step hash script_hash files value name item",
        "of the dialogues, the installation and what an organisation asks for",
    ),
    ("language languages skills territory", "how somebody is spoken to, with nothing beside it that tells who"),
    ("organisation benefit", "keys of the installation's settings; whose file it is stands sealed"),
    ("day closes opens since as_of confirmed_on paid_on deadline follow_up", "days"),
    ("deadline_kind answer", "closed words of ours"),
    ("service_number", "a number of ours"),
    ("known", "days that a deadline is reckoned from, under an identifier of ours"),
    ("code_hash", "a slow hash of a code that chance made"),
    ("postcode", "a town's, beside a number that is sealed; files are told apart by it in the statement"),
];

#[tokio::test]
async fn every_column_is_sealed_or_keyed_or_has_a_reason_to_stand_as_it_is() {
    let (store, _folder) = store().await;
    let sql = "SELECT m.name || '.' || c.name, c.name, c.type FROM sqlite_schema m, pragma_table_info(m.name) c
               WHERE m.type = 'table' AND substr(m.name, 1, 1) <> '_' AND m.name NOT LIKE 'sqlite%'";
    let plain: BTreeSet<&str> = PLAIN.iter().flat_map(|(names, _)| names.split_whitespace()).collect();
    let hidden: BTreeSet<&str> = SEALED.into_iter().chain(SEALED_BYTES).chain(KEYED).collect();
    let (mut there, mut undeclared) = (BTreeSet::new(), Vec::new());
    for row in store.reads().fetch_all(Sql::new(sql)).await.unwrap() {
        let (column, name, kind): (String, String, String) =
            (row.at(0).unwrap(), row.at(1).unwrap(), row.at(2).unwrap());
        let fine = match kind.as_str() {
            // Times, counts and marks.
            "BIGINT" | "BOOLEAN" => true,
            "BYTEA" => name.ends_with("_index") || hidden.contains(column.as_str()),
            _ => plain.contains(name.as_str()) && !hidden.contains(column.as_str()),
        };
        if !fine {
            undeclared.push(column.clone());
        }
        there.insert(column);
    }
    assert!(undeclared.is_empty(), "declare how these are kept: {undeclared:?}");
    let gone: Vec<&&str> = hidden.iter().filter(|column| !there.contains(**column)).collect();
    assert!(gone.is_empty(), "there are no such columns: {gone:?}");
}
