//! The one task that writes: many jobs in one durable transaction, each in a savepoint of its own.
//!
//! A commit with `synchronous=FULL` costs a flush of the disk however little it holds, so the jobs that
//! wait are committed together: eight times the turns a second. Turns are also written together, for each statement
//! is two changes of thread. No answer leaves before the commit.

use std::{
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::Poll,
};

use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

use super::{
    error::{StoreError, is_busy},
    turn::{self, TurnCommit, Written},
};

/// Jobs that may wait; one more is told [`StoreError::Busy`].
const QUEUE: usize = 1_024;
/// Most jobs in one transaction.
const BATCH: usize = 256;

/// A write under way on the writer's connection.
pub type Work<'c, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'c>>;

/// Whether what a job wrote is to stand. Either way its caller gets the value, after the commit.
#[derive(Debug)]
pub enum Decision<T> {
    /// Keep it.
    Keep(T),
    /// Undo this job, and it alone.
    Undo(T),
}

/// The sending end of the writer's queue.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    queue: mpsc::Sender<Message>,
    task: Arc<Mutex<Option<JoinHandle<()>>>>,
}

enum Message {
    Job(Box<dyn Job>),
    Close,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if matches!(self, Message::Close) { "Close" } else { "Job" })
    }
}

impl Writer {
    /// Starts the task on a connection of its own.
    pub(super) fn start(connection: SqliteConnection, options: SqliteConnectOptions) -> Self {
        let (sender, queue) = mpsc::channel(QUEUE);
        let writing = Writing { queue, connection: Some(connection), options };
        Writer { queue: sender, task: Arc::new(Mutex::new(Some(tokio::spawn(writing.run())))) }
    }

    /// Queues a job and waits until the transaction it is in has been committed.
    pub(super) async fn decide<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> Work<'c, Decision<T>> + Send + 'static,
    {
        self.queue_up(work, None).await
    }

    /// As [`Writer::decide`] for a turn, which is written together with the others that wait where they can all stand;
    /// its caller is then given `together.1`.
    pub(super) async fn decide_turn<T, F>(&self, together: (Arc<TurnCommit>, T), work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> Work<'c, Decision<T>> + Send + 'static,
    {
        self.queue_up(work, Some(together)).await
    }

    async fn queue_up<T, F>(&self, work: F, together: Option<(Arc<TurnCommit>, T)>) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> Work<'c, Decision<T>> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job = Waiting { work: Some(work), together, found: None, answer };
        self.queue.try_send(Message::Job(Box::new(job))).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => StoreError::Busy,
            mpsc::error::TrySendError::Closed(_) => StoreError::Closed,
        })?;
        answered.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Takes no more jobs, commits those that wait, and closes the connection.
    pub(super) async fn close(&self) {
        // A closed queue means that somebody else closes already.
        let _ = self.queue.send(Message::Close).await;
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            let _ = task.await;
        }
    }
}

/// The task itself.
struct Writing {
    queue: mpsc::Receiver<Message>,
    connection: Option<SqliteConnection>,
    options: SqliteConnectOptions,
}

impl Writing {
    async fn run(mut self) {
        let mut messages = Vec::with_capacity(BATCH);
        while self.queue.recv_many(&mut messages, BATCH).await > 0 {
            let mut jobs = Vec::with_capacity(messages.len());
            for message in messages.drain(..) {
                match message {
                    Message::Job(job) => jobs.push(job),
                    Message::Close => self.queue.close(),
                }
            }
            if !jobs.is_empty() {
                self.write(jobs).await;
            }
        }
        if let Some(connection) = self.connection.take() {
            let _ = connection.close().await;
        }
    }

    async fn write(&mut self, mut jobs: Vec<Box<dyn Job>>) {
        let result = match self.connect().await {
            Ok(mut connection) => {
                let result = commit_together(&mut connection, &mut jobs).await;
                // After any failure but a wait that was too long, the connection may be in an odd state.
                if result.as_ref().err().is_none_or(is_busy) {
                    self.connection = Some(connection);
                } else {
                    let _ = connection.close().await;
                }
                result
            }
            Err(error) => Err(error),
        };
        let failure = result.err().map(Arc::new);
        if let Some(error) = &failure {
            tracing::error!(error = %error, jobs = jobs.len(), "a transaction was not committed");
        }
        for job in jobs {
            job.answer(failure.clone());
        }
    }

    async fn connect(&mut self) -> Result<SqliteConnection, sqlx::Error> {
        match self.connection.take() {
            Some(connection) => Ok(connection),
            None => SqliteConnection::connect_with(&self.options).await,
        }
    }
}

async fn commit_together(connection: &mut SqliteConnection, jobs: &mut [Box<dyn Job>]) -> Result<(), sqlx::Error> {
    // IMMEDIATE: wait for another process now, rather than fail in the middle.
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::raw_sql("SAVEPOINT job").execute(&mut *transaction).await?;
    turns_together(&mut transaction, jobs).await?;
    for job in jobs.iter_mut().filter(|job| !job.is_done()) {
        let stands = job.run(&mut transaction).await;
        settle(&mut transaction, stands).await?;
    }
    transaction.commit().await
}

/// Writes the turns among the jobs at once. Where one of them cannot stand, none is kept, and each is written by itself.
async fn turns_together(connection: &mut SqliteConnection, jobs: &mut [Box<dyn Job>]) -> Result<(), sqlx::Error> {
    let turns: Vec<Arc<TurnCommit>> = jobs.iter().filter_map(|job| job.turn()).collect();
    if turns.len() < 2 {
        return Ok(());
    }
    let written = guarded(|own| Box::pin(async move { turn::write(own, &turns).await }), connection).await;
    let stand = matches!(written, Ok(Written::All));
    settle(connection, stand).await?;
    if stand {
        jobs.iter_mut().for_each(|job| job.written_together());
    }
    Ok(())
}

/// Keeps or undoes what was written since the last time, in one round trip to the driver's thread.
async fn settle(connection: &mut SqliteConnection, stands: bool) -> Result<(), sqlx::Error> {
    // An undone job leaves its savepoint to the next.
    let sql = if stands { "RELEASE job; SAVEPOINT job" } else { "ROLLBACK TO job" };
    sqlx::raw_sql(sql).execute(connection).await.map(drop)
}

/// A job whose result type the writer need not know.
trait Job: Send {
    /// Does the work and says whether it is to stand.
    fn run<'c>(&'c mut self, connection: &'c mut SqliteConnection) -> Pin<Box<dyn Future<Output = bool> + Send + 'c>>;
    /// The turn it writes, if that is what it does.
    fn turn(&self) -> Option<Arc<TurnCommit>>;
    /// Its turn was written with others.
    fn written_together(&mut self);
    /// Whether there is nothing left to do for it.
    fn is_done(&self) -> bool;
    /// Hands out the answer, once the transaction is committed or has failed.
    fn answer(self: Box<Self>, failure: Option<Arc<sqlx::Error>>);
}

struct Waiting<T, F> {
    work: Option<F>,
    together: Option<(Arc<TurnCommit>, T)>,
    found: Option<Result<T, StoreError>>,
    answer: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Job for Waiting<T, F>
where
    T: Send,
    F: for<'c> FnOnce(&'c mut SqliteConnection) -> Work<'c, Decision<T>> + Send,
{
    fn run<'c>(&'c mut self, connection: &'c mut SqliteConnection) -> Pin<Box<dyn Future<Output = bool> + Send + 'c>> {
        Box::pin(async move {
            let Some(work) = self.work.take() else { return false };
            let (stands, found) = match guarded(work, connection).await {
                Ok(Decision::Keep(value)) => (true, Ok(value)),
                Ok(Decision::Undo(value)) => (false, Ok(value)),
                Err(error) => (false, Err(error)),
            };
            self.found = Some(found);
            stands
        })
    }

    fn turn(&self) -> Option<Arc<TurnCommit>> {
        self.together.as_ref().map(|(turn, _)| turn.clone())
    }

    fn written_together(&mut self) {
        if let Some((_, value)) = self.together.take() {
            self.found = Some(Ok(value));
        }
    }

    fn is_done(&self) -> bool {
        self.found.is_some()
    }

    fn answer(self: Box<Self>, failure: Option<Arc<sqlx::Error>>) {
        let answer = match (self.found, failure) {
            (Some(Err(own)), _) => Err(own),
            (_, Some(error)) if is_busy(&error) => Err(StoreError::Busy),
            (_, Some(error)) => Err(StoreError::NotCommitted(error)),
            (Some(found), None) => found,
            (None, None) => Err(StoreError::Closed),
        };
        // Nobody waits any more where the caller was cancelled; what was committed stands.
        let _ = self.answer.send(answer);
    }
}

/// Runs the work so that a mistake in it cannot end the writer and everybody's writes with it.
async fn guarded<T, F>(work: F, connection: &mut SqliteConnection) -> Result<T, StoreError>
where
    F: for<'c> FnOnce(&'c mut SqliteConnection) -> Work<'c, T>,
{
    let Ok(mut work) = catch_unwind(AssertUnwindSafe(|| work(connection))) else { return Err(StoreError::Panicked) };
    poll_fn(move |context| {
        catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))).unwrap_or(Poll::Ready(Err(StoreError::Panicked)))
    })
    .await
}
