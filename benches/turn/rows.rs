//! A turn's rows written by hand: the tables, columns and lengths of a real one, with values that nobody had to work out.

use guichet::id::Seed;
use jiff::Timestamp;
use sqlx::{Connection, PgConnection, Postgres, QueryBuilder, Sqlite, SqliteConnection};

use super::people::{PEOPLE, SERVICE_NUMBER};
use crate::load::CONNECTIONS;

/// Conversations that turns go on with: one for each person.
pub const CONVERSATIONS: usize = CONNECTIONS * PEOPLE;
/// Lengths of what is sealed, as a menu's turn has them.
const STATE: [u8; 640] = [1; 640];
const REPLY: [u8; 560] = [2; 560];
const TYPED: [u8; 42] = [3; 42];
const SAID: [u8; 440] = [4; 440];
const INDEX: [u8; 16] = [6; 16];
const NUMBER: [u8; 53] = [5; 53];
const HASH: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
/// Rows in one statement where many conversations are made.
pub const AT_ONCE: usize = 500;

/// Conversations that are there already, half of them by text.
pub struct Conversations {
    ids: Vec<String>,
    indexes: Vec<Vec<u8>>,
    first: usize,
}

impl Conversations {
    /// So many, with others before them.
    pub fn new(first: usize, count: usize, now: Timestamp) -> Self {
        let mut seed = Seed::new(first as u64);
        let index = |seed: &mut Seed| [seed.next_u64().to_be_bytes(), seed.next_u64().to_be_bytes()].concat();
        let indexes = (0..count).map(|_| index(&mut seed)).collect();
        Conversations { ids: (0..count).map(|_| seed.id(now)).collect(), indexes, first }
    }
}

/// The same statements for either database, as somebody would write them who has one of them.
macro_rules! by_hand {
    ($module:ident, $database:ty, $connection:ty) => {
        pub mod $module {
            use super::*;

            /// Makes the conversations, each with the turn and the message it began with.
            pub async fn begin(connection: &mut $connection, all: &Conversations, now: i64) -> Result<(), sqlx::Error> {
                let places: Vec<usize> = (0..all.ids.len()).collect();
                for some in places.chunks(AT_ONCE) {
                    let mut transaction = connection.begin().await?;
                    let mut insert = QueryBuilder::<$database>::new(
                        "INSERT INTO conversation (id, channel, service_number, person_index, person_number, call_id, \
                         state, version, script_hash, language, begun_at, touched_at, awaiting) ",
                    );
                    insert.push_values(some, |mut row, at| {
                        let by_text = at % 2 == 0;
                        row.push_bind(all.ids[*at].clone())
                            .push_bind(if by_text { "sms" } else { "voice" })
                            .push_bind(SERVICE_NUMBER)
                            .push_bind(all.indexes[*at].clone())
                            .push_bind(NUMBER.to_vec())
                            .push_bind((!by_text).then(|| format!("CA{:032x}", all.first + at)))
                            .push_bind(STATE.to_vec())
                            .push_bind(1i64)
                            .push_bind(HASH)
                            .push_bind("fr")
                            .push_bind(now)
                            .push_bind(now)
                            .push_bind(false);
                    });
                    insert.build().execute(&mut *transaction).await?;
                    let keys: Vec<String> = some.iter().map(|at| format!("begun:{:032x}", all.first + at)).collect();
                    let rows: Vec<(&str, &str)> =
                        keys.iter().map(String::as_str).zip(some.iter().map(|at| all.ids[*at].as_str())).collect();
                    turns(&mut transaction, &rows, now).await?;
                    messages(&mut transaction, &rows, now, false).await?;
                    transaction.commit().await?;
                }
                Ok(())
            }

            /// Saves turns, each the next of its conversation, in one transaction with one statement for each table.
            pub async fn save(
                connection: &mut $connection,
                all: &Conversations,
                numbers: &[u64],
                now: i64,
            ) -> Result<(), sqlx::Error> {
                let count = all.ids.len() as u64;
                let id = |n: u64| all.ids[(n % count) as usize].as_str();
                let keys: Vec<String> = numbers
                    .iter()
                    .map(|n| format!("sms:SM{:016x}{:016x}", n % CONNECTIONS as u64, n / CONNECTIONS as u64))
                    .collect();
                let rows: Vec<(&str, &str)> =
                    keys.iter().map(String::as_str).zip(numbers.iter().map(|n| id(*n))).collect();
                let mut transaction = connection.begin().await?;
                turns(&mut transaction, &rows, now).await?;
                let mut update = QueryBuilder::<$database>::new(
                    "WITH new (id, expected, state, script_hash, language, touched_at, ended_at, outcome, awaiting) AS (",
                );
                update.push_values(numbers, |mut row, n| {
                    row.push_bind(id(*n).to_owned())
                        .push_bind((*n / count) as i64 + 1)
                        .push_bind(STATE.to_vec())
                        .push_bind(HASH)
                        .push_bind("fr")
                        .push_bind(now)
                        .push_bind(None::<i64>)
                        .push_bind(None::<String>)
                        .push_bind(false);
                });
                update.push(
                    ") UPDATE conversation SET state = new.state, version = version + 1, script_hash = new.script_hash, \
                     language = new.language, touched_at = new.touched_at, ended_at = new.ended_at, \
                     outcome = new.outcome, awaiting = new.awaiting \
                     FROM new WHERE conversation.id = new.id AND conversation.version = new.expected",
                );
                let updated = update.build().execute(&mut *transaction).await?.rows_affected();
                if updated != numbers.len() as u64 {
                    return Err(sqlx::Error::RowNotFound);
                }
                // As many as a text turn and a call's turn have on average: two and one.
                messages(&mut transaction, &rows, now, false).await?;
                let texts: Vec<(&str, &str)> =
                    rows.iter().zip(numbers).filter(|(_, n)| *n % 2 == 0).map(|(row, _)| *row).collect();
                messages(&mut transaction, &texts, now, true).await?;
                transaction.commit().await
            }

            async fn turns(
                connection: &mut $connection,
                rows: &[(&str, &str)],
                now: i64,
            ) -> Result<(), sqlx::Error> {
                let mut insert = QueryBuilder::<$database>::new(
                    "INSERT INTO turn (key, conversation_id, at, input_kind, content_type, body) ",
                );
                insert.push_values(rows, |mut row, (key, id)| {
                    row.push_bind((*key).to_owned())
                        .push_bind((*id).to_owned())
                        .push_bind(now)
                        .push_bind("text")
                        .push_bind("text/xml; charset=utf-8")
                        .push_bind(REPLY.to_vec());
                });
                insert.build().execute(connection).await.map(drop)
            }

            async fn messages(
                connection: &mut $connection,
                rows: &[(&str, &str)],
                now: i64,
                said: bool,
            ) -> Result<(), sqlx::Error> {
                if rows.is_empty() {
                    return Ok(());
                }
                let mut insert = QueryBuilder::<$database>::new(
                    "INSERT INTO message (turn_key, position, conversation_id, direction, channel, body, body_index, \
                     segments, encoding, at) ",
                );
                insert.push_values(rows, |mut row, (key, id)| {
                    row.push_bind((*key).to_owned())
                        .push_bind(i64::from(said))
                        .push_bind((*id).to_owned())
                        .push_bind(if said { "out" } else { "in" })
                        .push_bind("sms")
                        .push_bind(if said { SAID.to_vec() } else { TYPED.to_vec() })
                        .push_bind(INDEX.to_vec())
                        .push_bind(said.then_some(3i64))
                        .push_bind(said.then_some("gsm7"))
                        .push_bind(now);
                });
                insert.build().execute(connection).await.map(drop)
            }
        }
    };
}

by_hand!(sqlite, Sqlite, SqliteConnection);
by_hand!(postgres, Postgres, PgConnection);
