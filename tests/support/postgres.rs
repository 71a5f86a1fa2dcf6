//! PostgreSQL for tests: a server, a database for each test, and what can happen to a server.

#![allow(dead_code, reason = "each suite uses a part of it")]
#![allow(
    clippy::expect_used,
    reason = "a test fails where its own tools fail; within the library that is allowed already"
)]

use std::{
    future::Future,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{Mutex, OnceLock, PoisonError},
};

use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// Names the server whose databases tests may make, as `postgres://USER:PASSWORD@HOST:PORT/DATABASE`.
const VARIABLE: &str = "GUICHET_TEST_POSTGRES";

/// A throw-away server, which ends with this value, or with this process.
#[derive(Debug)]
pub struct Server {
    url: String,
    script: Child,
    pipes: Mutex<Option<(ChildStdin, BufReader<ChildStdout>)>>,
}

impl Server {
    /// Starts a server of its own for a test that ill-treats it.
    pub fn start() -> Self {
        Server::try_start().expect("PostgreSQL does not start; what the script says stands above")
    }

    /// The same, or none where this machine has no PostgreSQL: the script says so on standard error.
    pub fn try_start() -> Option<Self> {
        let mut script = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/postgres.sh"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("scripts/postgres.sh starts");
        let orders = script.stdin.take().expect("it reads");
        let mut answers = BufReader::new(script.stdout.take().expect("it writes"));
        let url = line(&mut answers);
        if !url.starts_with("postgres://") {
            let _ = script.wait();
            return None;
        }
        Some(Server { url, script, pipes: Mutex::new(Some((orders, answers))) })
    }

    /// Its address, with the right to make databases.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A database of its own in this server.
    pub fn database(&self) -> Database {
        Database::create(&self.url)
    }

    /// Ends every connection, stops and starts again.
    pub fn restart(&self) {
        self.order("restart");
    }

    /// Ends every connection and stops.
    pub fn stop(&self) {
        self.order("stop");
    }

    /// Starts what was stopped.
    pub fn start_again(&self) {
        self.order("start");
    }

    /// Kills every process of the server and starts it again.
    pub fn crash(&self) {
        self.order("crash");
    }

    /// Lets every process of the server stand still: connections stay open, nothing answers.
    pub fn pause(&self) {
        self.order("pause");
    }

    /// Lets them go on.
    pub fn resume(&self) {
        self.order("resume");
    }

    fn order(&self, order: &str) {
        let mut pipes = self.pipes.lock().unwrap_or_else(PoisonError::into_inner);
        let (orders, answers) = pipes.as_mut().expect("the server is there");
        writeln!(orders, "{order}").expect("the script listens");
        assert_eq!(line(answers), "ok", "{order}: what the script says stands above");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The script ends where its standard input does.
        *self.pipes.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let _ = self.script.wait();
    }
}

fn line(answers: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    answers.read_line(&mut line).expect("the script answers");
    line.trim_end().to_owned()
}

/// An empty database, dropped with this value.
#[derive(Debug)]
pub struct Database {
    server: String,
    name: String,
    url: String,
}

impl Database {
    /// A database in the server that `GUICHET_TEST_POSTGRES` names, or else in one that lasts as long as this process.
    pub fn new() -> Self {
        Database::create(shared())
    }

    fn create(server: &str) -> Self {
        let name = format!("guichet_test_{:016x}", getrandom::u64().expect("there is randomness"));
        let mut url = url::Url::parse(server).expect("the server's address is a URL");
        url.set_path(&name);
        execute(server, &format!("CREATE DATABASE {name}")).expect("a database can be made");
        Database { server: server.to_owned(), name, url: url.into() }
    }

    /// Its address, as in `GUICHET_DATABASE_URL`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Cuts every connection to it, as a failing network or an operator does.
    pub fn cut_connections(&self) {
        let cut = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'", self.name);
        execute(&self.server, &cut).expect("connections can be cut");
    }

    /// What a query finds.
    pub fn query<T>(&self, sql: &str) -> Vec<T>
    where
        T: Send + Unpin + for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
    {
        block(async {
            let mut connection = PgConnection::connect(&self.url).await.expect("the database can be reached");
            let found = sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_all(&mut connection).await;
            let _ = connection.close().await;
            found.expect("the query is right")
        })
    }
}

impl Default for Database {
    fn default() -> Self {
        Database::new()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // Where the server has gone before, the database has too.
        let _ = execute(&self.server, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

#[expect(clippy::disallowed_methods, reason = "it is the test's setting, not the program's")]
fn shared() -> &'static str {
    static GIVEN: OnceLock<Option<String>> = OnceLock::new();
    static STARTED: OnceLock<Server> = OnceLock::new();
    match GIVEN.get_or_init(|| std::env::var(VARIABLE).ok().filter(|url| !url.trim().is_empty())) {
        Some(url) => url,
        None => STARTED.get_or_init(Server::start).url(),
    }
}

fn execute(server: &str, sql: &str) -> Result<(), sqlx::Error> {
    block(async {
        let mut connection = PgConnection::connect(server).await?;
        let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await;
        let _ = connection.close().await;
        done.map(drop)
    })
}

/// Waits for a future, within another runtime or without one.
fn block<T: Send>(future: impl Future<Output = T> + Send) -> T {
    let wait = || {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
        runtime.block_on(future)
    };
    std::thread::scope(|scope| scope.spawn(wait).join().expect("the work ends"))
}
