//! The tasks that write: many jobs in one durable transaction, and no answer before its commit.
//!
//! A commit that is flushed to the disk costs the same however little it holds, so the turns that wait are written
//! together, one statement for each table. On SQLite one task writes everything in one transaction: the turns, then each
//! other job in a savepoint of its own. On PostgreSQL a few tasks write beside one another and beside other instances:
//! turns together, and whatever cannot be written with others in a transaction by itself, so that locks are always taken
//! in the same order.

use std::{
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    task::Poll,
    time::{Duration, Instant},
};

use tokio::{
    sync::{Mutex as AsyncMutex, mpsc, oneshot},
    task::JoinHandle,
    time::timeout,
};

use super::{
    connection::Connection,
    error::{StoreError, is_busy, is_lost, silent},
    hint::{CALLBACKS, Hints, ORDERS},
    target::Target,
    turn::{self, Rows, Written},
    vault::Vault,
};
use crate::metrics::Metrics;

/// Jobs that may wait; one more is told [`StoreError::Busy`].
const QUEUE: usize = 1_024;
/// Most jobs in one transaction.
const BATCH: usize = 256;
/// Tasks that write to PostgreSQL: while one waits for its commit, the next gathers.
const POSTGRES_WRITERS: usize = 4;
/// How long a turn waits for a server: a webhook is answered within two seconds, be it with an apology.
const TURN: Duration = Duration::from_millis(1_500);
/// How long anything else waits.
const LONGEST: Duration = Duration::from_secs(10);
/// How long a writer tries to reach a server before it tells those who wait.
const CONNECTING: Duration = Duration::from_millis(1_200);

/// A write under way on a writer's connection.
pub(super) type Work<'c, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'c>>;

/// Whether what a job wrote is to stand. Either way its caller gets the value, after the commit.
#[derive(Debug)]
pub(super) enum Decision<T> {
    /// Keep it.
    Keep(T),
    /// Undo this job, and it alone.
    Undo(T),
}

/// The sending end of the writers' queue.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    queue: mpsc::Sender<Message>,
    tasks: Arc<Mutex<Vec<JoinHandle<()>>>>,
    metrics: Arc<OnceLock<Metrics>>,
    /// Whether callers wait no longer than that: on SQLite they wait until the answer is there.
    limited: bool,
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
    /// Starts the tasks, the first on this connection.
    pub(super) fn start(
        connection: Connection,
        target: Target,
        vault: Arc<Vault>,
        (hints, changes): (Arc<Hints>, Arc<Hints>),
    ) -> Self {
        let (sender, queue) = mpsc::channel(QUEUE);
        let queue = Arc::new(AsyncMutex::new(queue));
        let count = if target.is_sqlite() { 1 } else { POSTGRES_WRITERS };
        let limited = !target.is_sqlite();
        let mut first = Some(connection);
        let metrics = Arc::new(OnceLock::new());
        let tasks = (0..count).map(|_| {
            let (queue, target, vault) = (queue.clone(), target.clone(), vault.clone());
            let (metrics, connection) = (metrics.clone(), first.take());
            let told = [Told::new(&hints, ORDERS.tell), Told::new(&changes, CALLBACKS.tell)];
            tokio::spawn(Writing { queue, connection, target, vault, metrics, told }.run())
        });
        Writer { queue: sender, tasks: Arc::new(Mutex::new(tasks.collect())), metrics, limited }
    }

    /// Tells these metrics of every transaction from now on.
    pub(super) fn watched_by(&self, metrics: &Metrics) {
        // Whoever came first keeps the writer.
        let _ = self.metrics.set(metrics.clone());
    }

    /// Queues a job and waits until the transaction it is in has been committed.
    pub(super) async fn decide<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Connection) -> Work<'c, Decision<T>> + Send + 'static,
    {
        self.queue_up(work, None, self.limited.then_some(LONGEST)).await
    }

    /// As [`Writer::decide`], however long it takes.
    pub(super) async fn decide_patiently<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Connection) -> Work<'c, Decision<T>> + Send + 'static,
    {
        self.queue_up(work, None, None).await
    }

    /// As [`Writer::decide`] for a turn, which is written together with the others that wait where they can all stand;
    /// its caller is then given `together.1`.
    pub(super) async fn decide_turn<T, F>(&self, together: (Arc<Rows>, T), work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Connection) -> Work<'c, Decision<T>> + Send + 'static,
    {
        self.queue_up(work, Some(together), self.limited.then_some(TURN)).await
    }

    async fn queue_up<T, F>(
        &self,
        work: F,
        together: Option<(Arc<Rows>, T)>,
        longest: Option<Duration>,
    ) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Connection) -> Work<'c, Decision<T>> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job = Waiting { work: Some(work), together, found: None, answer };
        self.queue.try_send(Message::Job(Box::new(job))).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => StoreError::Busy,
            mpsc::error::TrySendError::Closed(_) => StoreError::Closed,
        })?;
        let answer = match longest {
            None => answered.await,
            Some(longest) => match timeout(longest, answered).await {
                Ok(answer) => answer,
                Err(_) => return Err(StoreError::Unknown(Arc::new(silent()))),
            },
        };
        answer.unwrap_or(Err(StoreError::Closed))
    }

    /// How many jobs wait, of how many that may.
    pub(super) fn waiting(&self) -> (usize, usize) {
        (QUEUE - self.queue.capacity(), QUEUE)
    }

    /// Takes no more jobs, commits those that wait, and closes the connections.
    pub(super) async fn close(&self) {
        // A closed queue means that somebody else closes already.
        let _ = self.queue.send(Message::Close).await;
        let tasks = std::mem::take(&mut *self.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        for task in tasks {
            let _ = task.await;
        }
    }
}

/// A task.
struct Writing {
    queue: Arc<AsyncMutex<mpsc::Receiver<Message>>>,
    connection: Option<Connection>,
    target: Target,
    vault: Arc<Vault>,
    metrics: Arc<OnceLock<Metrics>>,
    /// Who is told of orders that are due, and of callbacks that changed.
    told: [Told; 2],
}

/// Somebody who is told of what was committed.
struct Told {
    hints: Arc<Hints>,
    /// What tells the other instances.
    tell: &'static str,
    /// Whether something was committed since the last hint.
    news: bool,
}

impl Told {
    fn new(hints: &Arc<Hints>, tell: &'static str) -> Self {
        Told { hints: hints.clone(), tell, news: false }
    }
}

impl Writing {
    async fn run(mut self) {
        while let Some(jobs) = self.next().await {
            if !jobs.is_empty() {
                self.write(jobs).await;
            }
        }
        if let Some(connection) = self.connection.take() {
            let _ = connection.close().await;
        }
    }

    /// The jobs that wait, or none once the queue is closed and empty.
    async fn next(&self) -> Option<Vec<Box<dyn Job>>> {
        let mut queue = self.queue.lock().await;
        let mut messages = Vec::with_capacity(BATCH);
        if queue.recv_many(&mut messages, BATCH).await == 0 {
            return None;
        }
        let mut jobs = Vec::with_capacity(messages.len());
        for message in messages {
            match message {
                Message::Job(job) => jobs.push(job),
                Message::Close => queue.close(),
            }
        }
        Some(jobs)
    }

    async fn write(&mut self, jobs: Vec<Box<dyn Job>>) {
        let (begun, count) = (Instant::now(), jobs.len());
        if self.target.is_sqlite() {
            self.write_all(jobs).await;
        } else {
            self.write_apart(jobs).await;
        }
        if let Some(metrics) = self.metrics.get() {
            metrics.commit(count, begun.elapsed());
        }
        for who in 0..self.told.len() {
            if std::mem::take(&mut self.told[who].news) {
                self.hint(who).await;
            }
        }
    }

    /// Tells of what was committed, here and in other instances.
    async fn hint(&mut self, who: usize) {
        self.told[who].hints.give();
        if let Some(mut connection) = self.connection.take_if(|_| !self.target.is_sqlite()) {
            let told = connection.run(self.told[who].tell).await.map_err(Failure::from);
            self.keep(connection, &told).await;
        }
    }

    /// All jobs in one transaction.
    async fn write_all(&mut self, mut jobs: Vec<Box<dyn Job>>) {
        let result = match self.connect().await {
            Ok(mut connection) => {
                let result = commit_all(&mut connection, &mut jobs).await;
                let result = result.map_err(Failure::from);
                self.keep(connection, &result).await;
                result
            }
            Err(error) => Err(error.into()),
        };
        answer(jobs, result.err());
    }

    /// The turns in one transaction, if they can all stand; each other job in one of its own.
    async fn write_apart(&mut self, mut jobs: Vec<Box<dyn Job>>) {
        if jobs.iter().any(|job| job.turn().is_some()) {
            let mut result = self.write_turns(&mut jobs).await;
            if result.as_ref().is_err_and(|failure| is_lost(&failure.error)) {
                // Once more on a new connection. Should the first time have been kept after all, each turn is found by
                // its key, and its own reply with it.
                result = self.write_turns(&mut jobs).await;
            }
            match result {
                Err(failure) if !is_busy(&failure.error) => return answer(jobs, Some(failure)),
                _ => {}
            }
            let (done, left) = jobs.into_iter().partition(|job| job.is_done());
            answer(done, None);
            jobs = left;
        }
        let mut left = jobs.into_iter();
        while let Some(mut job) = left.next() {
            if job.is_given_up() {
                continue;
            }
            let mut connection = match self.begin().await {
                Ok(connection) => connection,
                Err(error) => return answer(std::iter::once(job).chain(left).collect(), Some(error.into())),
            };
            let stands = job.run(&mut connection).await;
            let result = end(&mut connection, stands).await;
            self.keep(connection, &result).await;
            answer(vec![job], result.err());
        }
    }

    /// The turns among the jobs in a transaction of their own. Where one of them cannot stand, none is kept.
    async fn write_turns(&mut self, jobs: &mut Vec<Box<dyn Job>>) -> Result<(), Failure> {
        jobs.retain(|job| !job.is_given_up());
        let mut connection = self.begin().await?;
        let stand = write_turns(&mut connection, jobs.iter().filter_map(|job| job.turn()).collect()).await;
        let result = end(&mut connection, stand).await;
        self.keep(connection, &result).await;
        if stand && result.is_ok() {
            jobs.iter_mut().for_each(|job| job.written_together());
        }
        result
    }

    /// A connection with a transaction begun. One that was kept may have been cut long ago: then another one is made.
    async fn begin(&mut self) -> Result<Connection, sqlx::Error> {
        if let Some(mut kept) = self.connection.take() {
            match kept.begin().await {
                Ok(()) => return Ok(kept),
                Err(error) if !is_lost(&error) => return Err(error),
                Err(_) => {}
            }
        }
        let mut connection = self.connect().await?;
        connection.begin().await?;
        Ok(connection)
    }

    async fn connect(&mut self) -> Result<Connection, sqlx::Error> {
        match self.connection.take() {
            Some(connection) => Ok(connection),
            None => self.target.connect(&self.vault, CONNECTING).await,
        }
    }

    /// Keeps the connection for the next transaction. After any failure but a wait that was too long, it may be in an odd
    /// state, and is given up.
    async fn keep(&mut self, mut connection: Connection, result: &Result<(), Failure>) {
        let news = [connection.take_orders(), connection.take_callbacks()];
        for (told, news) in self.told.iter_mut().zip(news) {
            told.news |= news && result.is_ok();
        }
        if connection.is_good() && result.as_ref().err().is_none_or(|failure| is_busy(&failure.error)) {
            self.connection = Some(connection);
        } else {
            let _ = connection.close().await;
        }
    }
}

/// Why a transaction failed.
struct Failure {
    error: sqlx::Error,
    /// Whether nothing of it was kept. Else perhaps everything was: the connection was lost in the middle of the commit.
    certain: bool,
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Failure { error, certain: true }
    }
}

/// Gives each job its answer: what it found, or that its transaction failed.
fn answer(jobs: Vec<Box<dyn Job>>, failure: Option<Failure>) {
    let failure = failure.map(|failure| (Arc::new(failure.error), failure.certain));
    if let Some((error, certain)) = &failure {
        tracing::error!(%error, certain, jobs = jobs.len(), "a transaction was not committed");
    }
    for job in jobs {
        job.answer(failure.clone());
    }
}

async fn commit_all(connection: &mut Connection, jobs: &mut [Box<dyn Job>]) -> Result<(), sqlx::Error> {
    connection.begin().await?;
    let written = write_all(connection, jobs).await;
    let written = match written {
        Ok(()) => connection.run("COMMIT").await,
        Err(error) => Err(error),
    };
    if written.is_err() {
        // The first failure is the one to tell.
        let _ = connection.run("ROLLBACK").await;
    }
    written
}

async fn write_all(connection: &mut Connection, jobs: &mut [Box<dyn Job>]) -> Result<(), sqlx::Error> {
    let turns: Vec<Arc<Rows>> = jobs.iter().filter_map(|job| job.turn()).collect();
    let mut begun = true;
    if !turns.is_empty() {
        // Without a savepoint, for which SQLite would copy each page: turns seldom fail to stand, and then all is begun anew.
        begun = write_turns(connection, turns).await;
        if begun {
            jobs.iter_mut().for_each(|job| job.written_together());
        }
    }
    if jobs.iter().all(|job| job.is_done()) {
        return Ok(());
    }
    connection.run(if begun { "SAVEPOINT job" } else { "ROLLBACK; BEGIN IMMEDIATE; SAVEPOINT job" }).await?;
    for job in jobs.iter_mut().filter(|job| !job.is_done()) {
        let stands = job.run(connection).await;
        settle(connection, stands).await?;
    }
    Ok(())
}

/// Keeps or undoes what was written since the last time, in one round trip.
async fn settle(connection: &mut Connection, stands: bool) -> Result<(), sqlx::Error> {
    // An undone job leaves its savepoint to the next.
    connection.run(if stands { "RELEASE job; SAVEPOINT job" } else { "ROLLBACK TO job" }).await
}

async fn end(connection: &mut Connection, stands: bool) -> Result<(), Failure> {
    let ended = connection.run(if stands { "COMMIT" } else { "ROLLBACK" }).await;
    ended.map_err(|error| Failure { certain: !(stands && is_lost(&error)), error })
}

/// Writes the turns; false where one of them cannot stand, so that all are to be undone.
async fn write_turns(connection: &mut Connection, turns: Vec<Arc<Rows>>) -> bool {
    let written = guarded(|own| Box::pin(async move { turn::write(own, &turns).await }), connection).await;
    matches!(written, Ok(Written::All))
}

/// A job whose result type the writer need not know.
trait Job: Send {
    /// Does the work and says whether it is to stand.
    fn run<'c>(&'c mut self, connection: &'c mut Connection) -> Pin<Box<dyn Future<Output = bool> + Send + 'c>>;
    /// The turn it writes, if that is what it does.
    fn turn(&self) -> Option<Arc<Rows>>;
    /// Its turn was written with others.
    fn written_together(&mut self);
    /// Whether there is nothing left to do for it.
    fn is_done(&self) -> bool;
    /// Whether it is a turn whose caller waits no more: another answer was given to the person by now.
    fn is_given_up(&self) -> bool;
    /// Hands out the answer, once the transaction is committed or has failed; whether it is certain that it failed.
    fn answer(self: Box<Self>, failure: Option<(Arc<sqlx::Error>, bool)>);
}

struct Waiting<T, F> {
    work: Option<F>,
    together: Option<(Arc<Rows>, T)>,
    found: Option<Result<T, StoreError>>,
    answer: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Job for Waiting<T, F>
where
    T: Send,
    F: for<'c> FnOnce(&'c mut Connection) -> Work<'c, Decision<T>> + Send,
{
    fn run<'c>(&'c mut self, connection: &'c mut Connection) -> Pin<Box<dyn Future<Output = bool> + Send + 'c>> {
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

    fn turn(&self) -> Option<Arc<Rows>> {
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

    fn is_given_up(&self) -> bool {
        self.together.is_some() && self.answer.is_closed()
    }

    fn answer(self: Box<Self>, failure: Option<(Arc<sqlx::Error>, bool)>) {
        let answer = match (self.found, failure) {
            (Some(Err(own)), _) => Err(own),
            (_, Some((error, _))) if is_busy(&error) => Err(StoreError::Busy),
            (_, Some((error, false))) => Err(StoreError::Unknown(error)),
            (_, Some((error, true))) => Err(StoreError::NotCommitted(error)),
            (Some(found), None) => found,
            (None, None) => Err(StoreError::Closed),
        };
        // Nobody waits any more where the caller was cancelled; what was committed stands.
        let _ = self.answer.send(answer);
    }
}

/// Runs the work so that a mistake in it cannot end the writer and everybody's writes with it.
async fn guarded<T, F>(work: F, connection: &mut Connection) -> Result<T, StoreError>
where
    F: for<'c> FnOnce(&'c mut Connection) -> Work<'c, T>,
{
    let Ok(mut work) = catch_unwind(AssertUnwindSafe(|| work(connection))) else { return Err(StoreError::Panicked) };
    poll_fn(move |context| {
        catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))).unwrap_or(Poll::Ready(Err(StoreError::Panicked)))
    })
    .await
}
