//! What a turn is compared with: handlers that save the request as one row and answer with fixed bytes.
//!
//! They parse nothing, check nothing and read nothing, and use the same driver with the same durability.

use std::{path::Path, sync::Arc};

use anyhow::Context;
use axum::{Router, body::Bytes, extract::State, http::StatusCode, http::header, routing::post};
use sqlx::{
    ConnectOptions, Connection, QueryBuilder, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use tokio::sync::{Mutex, mpsc, oneshot};

/// The answer, about as long as a menu's.
const ANSWER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Message>Ici le guichet, un service gratuit. \
    Que voulez-vous faire ? Envoyez le chiffre.\n1 suivre votre dossier\n2 un conseiller vous rappelle\n\
    3 qui nous sommes\n4 langue, language\nPour un conseiller, envoyez CONSEILLER. Pour entendre encore, envoyez \
    REPETER. Pour revenir, envoyez RETOUR. Pour ne plus rien recevoir, envoyez STOP.</Message></Response>";
/// Most rows in one transaction, as in the store's writer.
const BATCH: usize = 256;

type Answer = Result<([(header::HeaderName, &'static str); 1], &'static str), StatusCode>;

fn answer() -> Answer {
    Ok(([(header::CONTENT_TYPE, "text/xml")], ANSWER))
}

async fn open(path: &Path) -> anyhow::Result<SqliteConnection> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut connection = options.connect().await.context("cannot open the database of a bare handler")?;
    sqlx::query("CREATE TABLE request (id INTEGER PRIMARY KEY, body BLOB NOT NULL)").execute(&mut connection).await?;
    Ok(connection)
}

/// A handler that commits each request by itself.
pub async fn commit_each(path: &Path) -> anyhow::Result<Router> {
    let connection = Arc::new(Mutex::new(open(path).await?));
    Ok(Router::new().fallback(post(save_each)).with_state(connection))
}

async fn save_each(State(connection): State<Arc<Mutex<SqliteConnection>>>, body: Bytes) -> Answer {
    let mut connection = connection.lock().await;
    let saved = sqlx::query("INSERT INTO request (body) VALUES ($1)").bind(body.to_vec()).execute(&mut *connection);
    saved.await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    answer()
}

type Waiting = (Bytes, oneshot::Sender<()>);

/// A handler whose requests are committed together: all that wait, in one statement.
pub async fn commit_together(path: &Path) -> anyhow::Result<Router> {
    let connection = open(path).await?;
    let (sender, queue) = mpsc::channel(1024);
    tokio::spawn(write(connection, queue));
    Ok(Router::new().fallback(post(save_together)).with_state(sender))
}

async fn save_together(State(queue): State<mpsc::Sender<Waiting>>, body: Bytes) -> Answer {
    let (answered, waiting) = oneshot::channel();
    queue.send((body, answered)).await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    waiting.await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    answer()
}

async fn write(mut connection: SqliteConnection, mut queue: mpsc::Receiver<Waiting>) -> Result<(), sqlx::Error> {
    let mut batch = Vec::with_capacity(BATCH);
    while queue.recv_many(&mut batch, BATCH).await > 0 {
        let mut insert = QueryBuilder::new("INSERT INTO request (body) ");
        insert.push_values(&batch, |mut row, (body, _)| {
            row.push_bind(body.to_vec());
        });
        insert.build().execute(&mut connection).await?;
        for (_, answered) in batch.drain(..) {
            // A connection that went away waits for nothing.
            let _ = answered.send(());
        }
    }
    connection.close().await
}
