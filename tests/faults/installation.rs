//! An installation of the real program: its database, its settings, its processes and what is done to them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    str::FromStr,
    time::{Duration, Instant},
};

use guichet::{
    settings::{Settings, fresh_keys},
    store::Store,
};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, sqlite::SqliteConnectOptions};

use crate::{
    postgres::Database,
    process::{self, Environment, NOWHERE, Process, free_port},
    wire::{Doors, PUBLIC_URL},
};

/// What holds a real installation back would only make a test wait.
const UNLIMITED: &str = "[sending]\ntexts_per_second = 1000\ntexts_per_number_per_day = 1000\n\
                         [spending]\ndaily_ceiling_cents = 100000000\n";
/// A start that takes longer is a failure, not a slow machine.
const LONGEST_START: Duration = Duration::from_secs(30);
/// Lines of its log that are shown where a test fails.
const LAST_WORDS: usize = 30;
/// How often something awaited is looked at.
pub const LOOK: Duration = Duration::from_millis(5);

/// Where an installation keeps its rows.
pub enum Data {
    /// A file, which a process that dies leaves as it is.
    Sqlite(PathBuf),
    /// A database in a server.
    Postgres(Database),
}

impl Data {
    /// As in `GUICHET_DATABASE_URL`.
    pub fn url(&self) -> String {
        match self {
            Data::Sqlite(path) => format!("sqlite:{}", path.display()),
            Data::Postgres(database) => database.url().to_owned(),
        }
    }

    /// What a query finds; each row is one text.
    pub async fn rows(&self, sql: &str) -> Vec<String> {
        match self {
            Data::Sqlite(path) => {
                let options = SqliteConnectOptions::new().filename(path).busy_timeout(Duration::from_secs(10));
                let mut connection = options.connect().await.expect("the database can be opened");
                let found = sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_all(&mut connection).await;
                let _ = connection.close().await;
                found.expect("the query is right")
            }
            Data::Postgres(database) => database.query(sql),
        }
    }

    /// Changes rows, to hurry what would take minutes.
    pub async fn execute(&self, sql: &str) {
        // Both databases give back rows that were changed.
        self.rows(&format!("{sql} RETURNING 'changed'")).await;
    }

    /// What a query counts.
    pub async fn count(&self, from: &str) -> usize {
        let rows = self.rows(&format!("SELECT CAST(count(*) AS TEXT) FROM {from}")).await;
        usize::from_str(&rows[0]).expect("a count is a number")
    }
}

/// A place for one installation.
pub struct Installation {
    /// Its rows.
    pub data: Data,
    /// Where the provider's interface is; nobody listens there unless a fake one does.
    pub provider: String,
    keys: String,
    folder: tempfile::TempDir,
}

impl Installation {
    /// On SQLite, in a folder of its own.
    pub fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let data = Data::Sqlite(folder.path().join("guichet.db"));
        Installation::new(data, folder)
    }

    /// On a database in a PostgreSQL server.
    pub fn on_postgres(database: Database) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        Installation::new(Data::Postgres(database), folder)
    }

    fn new(data: Data, folder: tempfile::TempDir) -> Self {
        let keys = fresh_keys().expect("there is randomness");
        fs::write(folder.path().join("guichet.toml"), UNLIMITED).expect("the folder is ours");
        Installation { data, provider: NOWHERE.to_owned(), keys, folder }
    }

    /// The store, as the program itself opens it.
    pub async fn store(&self) -> Store {
        let environment = self.environment(0);
        let settings = Settings::without_file(&|name| environment.get(name).cloned()).expect("the settings are right");
        let access = settings.access().expect("there are keys");
        Store::open(&access).await.expect("the database can be opened")
    }

    /// The folder that its processes run in.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A file of the installation.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What a process of it is started with.
    pub fn environment(&self, port: u16) -> Environment {
        let mut environment = process::environment(port, PUBLIC_URL, &self.data.url());
        environment.insert("GUICHET_KEYS", self.keys.clone());
        environment.insert("GUICHET_TWILIO_API", self.provider.clone());
        environment
    }

    /// Starts a process on a free port, and waits until it answers.
    pub async fn start(&self) -> Instance {
        self.start_at(free_port()).await
    }

    /// Starts several, and knocks at all of them.
    pub async fn start_all(&self, count: usize) -> (Vec<Instance>, Doors) {
        let mut instances = Vec::new();
        for _ in 0..count {
            instances.push(self.start().await);
        }
        let doors = Doors::new(instances.iter().map(|instance| instance.port).collect());
        (instances, doors)
    }

    async fn start_at(&self, port: u16) -> Instance {
        let (process, log) = self.spawn(port);
        let mut instance = Instance { process, port, log, began: Duration::ZERO };
        let begun = Instant::now();
        let doors = Doors::new(vec![port]);
        while !doors.healthy().await {
            assert!(!instance.process.has_ended(), "the service ended: {}", instance.log());
            assert!(begun.elapsed() < LONGEST_START, "the service does not answer: {}", instance.log());
            tokio::time::sleep(LOOK).await;
        }
        instance.began = begun.elapsed();
        instance
    }

    /// Runs it where it must not start, and gives what it said.
    pub async fn refused(&self) -> String {
        let (mut process, log) = self.spawn(free_port());
        let begun = Instant::now();
        while !process.has_ended() {
            assert!(begun.elapsed() < LONGEST_START, "the service started");
            tokio::time::sleep(LOOK).await;
        }
        assert_ne!(process.code(), Some(0), "it ended as if all were well");
        fs::read_to_string(log).expect("the log can be read")
    }

    fn spawn(&self, port: u16) -> (Process, PathBuf) {
        let log = self.path(&format!("log-{port}"));
        let file = fs::OpenOptions::new().create(true).append(true).open(&log).expect("the log can be written");
        let mut command = process::program(self.folder.path(), &self.environment(port), &["serve"]);
        (Process::start(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(file)), log)
    }

    /// Starts it again where it was killed; how long it was until it answered stands in `began`.
    pub async fn restart(&self, killed: &mut Instance) {
        *killed = self.start_at(killed.port).await;
    }
}

/// A running process, which ends with its test.
pub struct Instance {
    /// Where it listens.
    pub port: u16,
    /// How long it was from its start to its first answer.
    pub began: Duration,
    process: Process,
    log: PathBuf,
}

impl Instance {
    /// What it wrote about itself.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Ends it without a word of warning, as a power cut does.
    pub fn kill(&mut self) {
        self.process.kill();
    }

    /// Lets it stand still: its sockets stay open, nothing answers.
    pub fn pause(&self) {
        self.process.signal("STOP");
    }

    /// Lets it go on.
    pub fn resume(&self) {
        self.process.signal("CONT");
    }

    /// Asks it to end, as a service manager does; how long that took, and its exit code.
    pub async fn terminate(mut self) -> (Duration, Option<i32>) {
        let begun = Instant::now();
        self.process.signal("TERM");
        while !self.process.has_ended() {
            assert!(begun.elapsed() < Duration::from_secs(20), "it does not end: {}", self.log());
            tokio::time::sleep(LOOK).await;
        }
        (begun.elapsed(), self.process.code())
    }

    /// Memory it holds, in KiB.
    pub fn memory(&self) -> usize {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.0.id())).expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("Linux tells it");
        line.trim().trim_end_matches(" kB").parse().expect("it is a number")
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = self.log();
            let last = log.lines().rev().take(LAST_WORDS).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>();
            eprintln!("the instance on port {} said last:\n{}", self.port, last.join("\n"));
        }
    }
}

/// Whether SQLite finds a database whole, as a process that was killed left it. A copy is looked at: opening the
/// database would mend it before the service does.
pub async fn whole(database: &Path) -> bool {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let copy = folder.path().join("copy.db");
    for ending in ["", "-wal"] {
        let from = PathBuf::from(format!("{}{ending}", database.display()));
        if from.exists() {
            fs::copy(&from, format!("{}{ending}", copy.display())).expect("it can be copied");
        }
    }
    Data::Sqlite(copy).rows("PRAGMA integrity_check").await == ["ok"]
}
