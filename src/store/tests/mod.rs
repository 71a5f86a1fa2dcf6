//! The store as its callers see it, each test on a real file and on a real server.

mod alerts;
mod calls;
mod callbacks;
mod columns;
mod deadlines;
mod desk;
mod dossier;
mod erasure;
mod guessing;
mod handed;
mod hints;
mod mandates;
mod outbox;
mod people;
mod record;
mod relocation;
mod reseal;
mod results;
mod retention;
mod server;
mod staff;
mod trouble;
mod turns;
mod versions;
mod writing;

#[path = "../../../tests/support/postgres.rs"]
mod postgres;

use std::sync::Arc;

use jiff::Timestamp;
use proptest::prelude::*;
use tempfile::TempDir;
use tokio::sync::oneshot;

use super::{
    callback::{NewCallback, Times},
    case_file::NewAnswer,
    conversation::{ConversationChange, Standing},
    meeting::{Met, Ringing},
    outbox::{NewText, TextState},
    sql::Sql,
    turn::{Direction, Message, Outcome, SavedReply, TurnCommit, Write},
    *,
};
use crate::{
    case::{FileNumber, ItemKind, PersonName, Status},
    channel::Channel,
    flow::consent::Subject,
    flow::state::State,
    flow::turn::Opening,
    language::Language,
    level::Level,
    outgoing::Kind,
    phone_number::{Numbering, PhoneNumber},
    problem::SourceFile,
    seal::Keyring,
};

/// A test on each database, under its own name: `name::on_sqlite`, `name::on_postgres`.
macro_rules! on_both {
    ($(async fn $name:ident($bed:ident: Bed) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn holds($bed: Bed) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                holds(Bed::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                holds(Bed::postgres().await).await;
            }
        }
    )*};
}
use on_both;

/// A store on a database that goes with the test.
pub(crate) struct Bed {
    pub(crate) store: Store,
    access: Access,
    /// What ends with the test.
    _kept: (Option<TempDir>, Option<postgres::Database>),
}

impl Bed {
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("guichet.db").display());
        Bed::new(url, (Some(folder), None)).await
    }

    pub(crate) async fn postgres() -> Self {
        let database = postgres::Database::new();
        Bed::new(database.url().to_owned(), (None, Some(database))).await
    }

    async fn new(url: String, kept: (Option<TempDir>, Option<postgres::Database>)) -> Self {
        let access = Access { url, direct_url: None, keys: keys(7) };
        Bed { store: Store::open(&access).await.unwrap(), access, _kept: kept }
    }
}

impl Bed {
    /// The bytes of every value in every table, as somebody sees them who stole the database.
    async fn everything(&self) -> Vec<Vec<u8>> {
        let mut all = Vec::new();
        for table in TABLES {
            let sql = if self.access.url.starts_with("sqlite") {
                format!("SELECT * FROM {table}")
            } else {
                format!("SELECT {table}::text FROM {table}")
            };
            let rows = self.store.reads().fetch_all(Sql::new("").then(&sql)).await.unwrap();
            all.extend(rows.iter().map(connection::Row::bytes));
        }
        all
    }
}

/// Every table that holds something of people.
const TABLES: [&str; 36] = [
    "advisor",
    "session",
    "phone",
    "person",
    "person_phone",
    "conversation",
    "turn",
    "message",
    "note",
    "asked_for_advisor",
    "audit",
    "case_file",
    "person_file",
    "missing_item",
    "answer",
    "callback",
    "callback_attempt",
    "callback_note",
    "callback_conversation",
    "callback_told",
    "bridge",
    "recording",
    "outbox",
    "deadline",
    "reminder",
    "reminder_answer",
    "rung",
    "import_row",
    "import_item",
    "import_deadline",
    "file_deadline",
    "guess",
    "guess_slot",
    "guess_alarm",
    "one_time_code",
    "mandate",
];

fn keys(byte: u8) -> Keyring {
    Keyring::parse(&Keyring::fresh(&[byte; crate::seal::FRESH])).unwrap()
}

/// A store in a folder that goes with the test.
pub(crate) async fn store() -> (Store, TempDir) {
    let bed = Bed::sqlite().await;
    (bed.store, bed._kept.0.unwrap())
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

pub(crate) fn person(last: u8) -> PhoneNumber {
    Numbering { fiction: true }.parse(&format!("+336399800{last:02}")).unwrap()
}

fn state(channel: Channel, caller: u8) -> State {
    State::new(&Opening {
        channel,
        caller: Some(person(caller)),
        remembered: None,
        first_language: Language::french(),
        entry: "menu".into(),
    })
}

fn standing(channel: Channel) -> Standing {
    let state = state(channel, 1);
    Standing { state, script_hash: "h".into(), begun_at: at(0), ended: false, outcome: None }
}

fn begin(id: &str, channel: Channel, call_id: Option<&str>) -> ConversationChange {
    ConversationChange::Begin {
        id: id.into(),
        service_number: "+33199000001".into(),
        call_id: call_id.map(str::to_owned),
        standing: standing(channel),
    }
}

fn go_on(id: &str, expected: i64) -> ConversationChange {
    ConversationChange::GoOn { id: id.into(), expected, standing: standing(Channel::Sms) }
}

fn turn(key: &str, conversation: ConversationChange, writes: Vec<Write>) -> TurnCommit {
    let reply = SavedReply { content_type: "text/xml".into(), body: key.as_bytes().to_vec() };
    TurnCommit { key: key.into(), at: at(0), conversation, input_kind: "text", reply, writes }
}

fn text(id: &str, kind: Kind, not_before: i64) -> NewText {
    NewText {
        id: id.into(),
        kind,
        to: person(1),
        service_number: "+33199000001".into(),
        payload: serde_json::json!({ "body": "é" }),
        cost: 8,
        not_before: at(not_before),
        conversation_id: None,
        at: at(0),
    }
}

fn callback(id: &str, half_day: &str, asked: i64) -> NewCallback {
    NewCallback {
        by_caller: true,
        id: id.into(),
        person: person(1),
        number: person(2),
        half_day: half_day.into(),
        subject: "file".into(),
        language: Language::french(),
        interpreter: true,
        message: Some(crate::flow::turn::Message::Written(format!("Bonjour {id}"))),
        file_id: None,
        deadline: None,
        level: Level::L0,
        leave_message: true,
        times: Times::at_once(at(asked)),
        conversation_id: "c".into(),
        at: at(asked),
    }
}

fn answer(id: &str, reference: &str, value: &str) -> Write {
    Write::Answer(NewAnswer {
        id: id.into(),
        file_id: "f".into(),
        item: "rent".into(),
        value: value.into(),
        confirmed: true,
        channel: Channel::Voice,
        conversation_id: Some("c".into()),
        mandate_id: None,
        reference: reference.into(),
        at: at(if id == "a1" { 1 } else { 2 }),
    })
}

pub(crate) async fn run(store: &Store, sql: &'static str) {
    store.write(move |connection| Box::pin(async move { connection.execute(Sql::new(sql)).await })).await.unwrap();
}

async fn count(store: &Store, sql: &'static str) -> i64 {
    store.reads().fetch_one(Sql::new(sql)).await.unwrap().at(0).unwrap()
}

/// One file, as an import brings it in.
async fn file(store: &Store) {
    assert_eq!(store.stage_import("i", vec![imported()], at(0)).await.unwrap(), []);
    store.end_import("i", false).await.unwrap();
}

fn imported() -> import::ImportedFile {
    import::ImportedFile {
        name: None,
        line: 2,
        id: "f".into(),
        organisation: "caf".into(),
        number: FileNumber::new("1234567"),
        postcode: String::new(),
        benefit: "housing".into(),
        status: Status::MissingItem,
        since: None,
        as_of: "2026-11-01".parse().unwrap(),
        missing: vec![("rent".into(), ItemKind::Amount)],
        deadlines: None,
        phone: Some(person(1)),
        code_hash: Some("hash".into()),
    }
}
