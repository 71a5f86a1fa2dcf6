//! What a turn is compared with: handlers that write a turn's rows and answer with fixed bytes.
//!
//! They parse nothing, check nothing, read nothing and seal nothing. Tables, driver and durability are the same.

use std::{
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use anyhow::Context;
use axum::{Router, extract::State, http::StatusCode, http::header, routing::post};
use jiff::Timestamp;
use sqlx::{
    ConnectOptions, PgConnection, PgPool, SqliteConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use tokio::sync::{Mutex, mpsc, oneshot};

use super::rows::{self, CONVERSATIONS, Conversations};

/// The answer, about as long as a menu's.
const ANSWER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Message>Ici le guichet, un service gratuit. \
    Que voulez-vous faire ? Envoyez le chiffre.\n1 suivre votre dossier\n2 un conseiller vous rappelle\n\
    3 qui nous sommes\n4 langue, language\nPour un conseiller, envoyez CONSEILLER. Pour entendre encore, envoyez \
    REPETER. Pour revenir, envoyez RETOUR. Pour ne plus rien recevoir, envoyez STOP.</Message></Response>";
/// Most turns in one transaction, as in the store's writer.
const BATCH: usize = 256;
/// Connections of the handler that commits each request by itself to PostgreSQL: with more it is slower.
const POOL: u32 = 16;
/// Tasks that commit together to PostgreSQL, as the store has them.
const WRITERS: usize = 4;
/// Statements kept prepared, as in the store.
const PREPARED: usize = 500;

type Answer = Result<([(header::HeaderName, &'static str); 1], &'static str), StatusCode>;

fn answer(saved: Result<(), sqlx::Error>) -> Answer {
    saved.map_err(|error| {
        eprintln!("a bare handler: {error}");
        StatusCode::INTERNAL_SERVER_ERROR
    })?;
    Ok(([(header::CONTENT_TYPE, "text/xml")], ANSWER))
}

enum Connection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// What both handlers share: the conversations, and how many turns there were.
struct Shared {
    conversations: Conversations,
    turns: AtomicU64,
}

impl Shared {
    fn next(&self) -> u64 {
        self.turns.fetch_add(1, Ordering::Relaxed)
    }
}

fn now() -> i64 {
    guichet::clock::Clock::System.now().as_millisecond()
}

fn sqlite(url: &str) -> anyhow::Result<SqliteConnectOptions> {
    Ok(SqliteConnectOptions::from_str(url)?
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("temp_store", "MEMORY")
        .foreign_keys(true)
        .statement_cache_capacity(PREPARED)
        .disable_statement_logging())
}

fn postgres(url: &str) -> anyhow::Result<PgConnectOptions> {
    let options = PgConnectOptions::from_str(url)?.options([("synchronous_commit", "on")]);
    Ok(options.statement_cache_capacity(PREPARED).disable_statement_logging())
}

async fn connect(url: &str) -> anyhow::Result<Connection> {
    Ok(match url.starts_with("sqlite:") {
        true => Connection::Sqlite(sqlite(url)?.connect().await?),
        false => Connection::Postgres(postgres(url)?.connect().await?),
    })
}

impl Connection {
    async fn begin(&mut self, conversations: &Conversations) -> Result<(), sqlx::Error> {
        match self {
            Connection::Sqlite(own) => rows::sqlite::begin(own, conversations, now()).await,
            Connection::Postgres(own) => rows::postgres::begin(own, conversations, now()).await,
        }
    }

    async fn save(&mut self, conversations: &Conversations, numbers: &[u64]) -> Result<(), sqlx::Error> {
        match self {
            Connection::Sqlite(own) => rows::sqlite::save(own, conversations, numbers, now()).await,
            Connection::Postgres(own) => rows::postgres::save(own, conversations, numbers, now()).await,
        }
    }
}

/// Stores so many conversations in a database that has the tables.
pub async fn fill(url: &str, count: usize) -> anyhow::Result<()> {
    const PART: usize = 50_000;
    let mut connection = connect(url).await?;
    for first in (0..count).step_by(PART) {
        // Numbered apart from those of a bare handler.
        let some =
            Conversations::new(CONVERSATIONS + first, PART.min(count - first), Timestamp::from_second(1_700_000_000)?);
        connection.begin(&some).await?;
    }
    Ok(())
}

async fn shared(url: &str) -> anyhow::Result<Arc<Shared>> {
    let conversations = Conversations::new(0, CONVERSATIONS, Timestamp::from_second(1_700_000_000)?);
    connect(url).await?.begin(&conversations).await.context("the conversations of a bare handler")?;
    Ok(Arc::new(Shared { conversations, turns: AtomicU64::new(0) }))
}

#[derive(Clone)]
enum Each {
    Sqlite(Arc<Shared>, Arc<Mutex<SqliteConnection>>),
    Postgres(Arc<Shared>, PgPool),
}

/// A handler that commits each request by itself.
pub async fn commit_each(url: &str) -> anyhow::Result<Router> {
    let shared = shared(url).await?;
    let each = if url.starts_with("sqlite:") {
        Each::Sqlite(shared, Arc::new(Mutex::new(sqlite(url)?.connect().await?)))
    } else {
        let pool = PgPoolOptions::new().max_connections(POOL).test_before_acquire(false);
        Each::Postgres(shared, pool.connect_with(postgres(url)?).await?)
    };
    Ok(Router::new().fallback(post(save_each)).with_state(each))
}

async fn save_each(State(each): State<Each>) -> Answer {
    let saved = match &each {
        Each::Sqlite(shared, connection) => {
            rows::sqlite::save(&mut *connection.lock().await, &shared.conversations, &[shared.next()], now()).await
        }
        Each::Postgres(shared, pool) => match pool.acquire().await {
            Ok(mut connection) => {
                rows::postgres::save(&mut connection, &shared.conversations, &[shared.next()], now()).await
            }
            Err(error) => Err(error),
        },
    };
    answer(saved)
}

/// Told that its turn is saved, or that it is not.
type Waiting = oneshot::Sender<bool>;

/// A handler whose requests are committed together: all that wait, with one statement for each table.
pub async fn commit_together(url: &str) -> anyhow::Result<Router> {
    let shared = shared(url).await?;
    let (sender, queue) = mpsc::channel(1024);
    let queue = Arc::new(Mutex::new(queue));
    for _ in 0..if url.starts_with("sqlite:") { 1 } else { WRITERS } {
        tokio::spawn(write(connect(url).await?, shared.clone(), queue.clone()));
    }
    Ok(Router::new().fallback(post(save_together)).with_state(sender))
}

async fn save_together(State(queue): State<mpsc::Sender<Waiting>>) -> Answer {
    let (answered, waiting) = oneshot::channel();
    queue.send(answered).await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    answer(waiting.await.ok().filter(|saved| *saved).map(drop).ok_or(sqlx::Error::WorkerCrashed))
}

async fn write(mut connection: Connection, shared: Arc<Shared>, queue: Arc<Mutex<mpsc::Receiver<Waiting>>>) {
    loop {
        let mut batch = Vec::with_capacity(BATCH);
        if queue.lock().await.recv_many(&mut batch, BATCH).await == 0 {
            return;
        }
        let numbers: Vec<u64> = batch.iter().map(|_| shared.next()).collect();
        let saved = connection.save(&shared.conversations, &numbers).await;
        if let Err(error) = &saved {
            eprintln!("a bare handler: {error}");
        }
        for answered in batch {
            // A connection that went away waits for nothing.
            let _ = answered.send(saved.is_ok());
        }
    }
}
