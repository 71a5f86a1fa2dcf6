//! Hints that orders are due or that callbacks changed, so that nobody waits for the next look at them.
//!
//! A hint may be lost and may be idle: whoever waits for one looks every so often anyway. Within an
//! instance it is a wake-up after the commit. Between instances it is a `NOTIFY`, sent after the commit and outside of it:
//! within, PostgreSQL would let one transaction of the whole database commit at a time.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgListener, PgPoolOptions},
};
use tokio::{
    sync::Notify,
    task::JoinHandle,
    time::{sleep, timeout},
};

/// What hints are about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject {
    /// The channel.
    channel: &'static str,
    /// What tells the other instances.
    pub(super) tell: &'static str,
}

/// Orders that are due.
pub(super) const ORDERS: Subject = Subject { channel: "guichet_orders", tell: "NOTIFY guichet_orders" };
/// Callbacks that changed.
pub(super) const CALLBACKS: Subject = Subject { channel: "guichet_callbacks", tell: "NOTIFY guichet_callbacks" };
/// How long nothing may be heard before the connection is tried: one that broke silently would be listened to for ever.
const SILENCE: Duration = Duration::from_secs(30);
/// How long a server may take to answer.
const ANSWER: Duration = Duration::from_secs(5);
/// The first wait before the server is tried again; it doubles up to [`LONGEST_WAIT`].
const FIRST_WAIT: Duration = Duration::from_millis(50);
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Where hints arrive.
#[derive(Debug)]
pub(super) struct Hints {
    subject: Subject,
    arrived: Arc<Notify>,
    /// The server whose hints are listened to, once somebody waits for one: a command has no use for them.
    server: Option<PgConnectOptions>,
    listening: Mutex<Option<Listening>>,
}

/// The task that listens, which ends with this value.
#[derive(Debug)]
struct Listening(JoinHandle<()>);

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Hints {
    pub(super) fn new(subject: Subject, server: Option<PgConnectOptions>) -> Self {
        Hints { subject, arrived: Arc::default(), server, listening: Mutex::default() }
    }

    /// This instance committed something.
    pub(super) fn give(&self) {
        self.arrived.notify_one();
    }

    /// Waits for the next hint; one that came while nobody waited is given at once.
    pub(super) async fn next(&self) {
        if let Some(server) = &self.server {
            let mut listening = self.listening.lock().unwrap_or_else(PoisonError::into_inner);
            let listen = || Listening(tokio::spawn(listen(server.clone(), self.subject.channel, self.arrived.clone())));
            listening.get_or_insert_with(listen);
        }
        self.arrived.notified().await;
    }

    pub(super) fn close(&self) {
        *self.listening.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Listens for ever.
async fn listen(server: PgConnectOptions, channel: &'static str, arrived: Arc<Notify>) {
    let pool = PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None).acquire_timeout(ANSWER);
    let pool = pool.connect_lazy_with(server);
    let mut wait = FIRST_WAIT;
    loop {
        match listener(&pool, channel).await {
            Ok(mut listener) => {
                wait = FIRST_WAIT;
                // What was told while nobody listened is looked for.
                arrived.notify_one();
                while heard(&mut listener).await {
                    arrived.notify_one();
                }
            }
            Err(error) => {
                tracing::debug!(%error, channel, "nobody listens for other instances; what they did is looked for");
            }
        }
        sleep(wait).await;
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}

async fn listener(pool: &PgPool, channel: &str) -> Result<PgListener, sqlx::Error> {
    let listening = async {
        let mut listener = PgListener::connect_with(pool).await?;
        listener.eager_reconnect(false);
        listener.listen(channel).await?;
        Ok(listener)
    };
    timeout(ANSWER, listening).await.unwrap_or_else(|_| Err(super::error::silent()))
}

/// Waits for a hint; false once the connection is gone.
async fn heard(listener: &mut PgListener) -> bool {
    loop {
        match timeout(SILENCE, listener.try_recv()).await {
            Ok(heard) => return matches!(heard, Ok(Some(_))),
            Err(_) if !answers(listener).await => return false,
            Err(_) => {}
        }
    }
}

async fn answers(listener: &mut PgListener) -> bool {
    let alive = sqlx::raw_sql("SELECT 1").execute(listener);
    timeout(ANSWER, alive).await.is_ok_and(|answer| answer.is_ok())
}
