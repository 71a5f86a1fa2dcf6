//! An installation of the real program: its database, its settings, its processes and what is done to them.

use std::{
    collections::BTreeMap,
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    str::FromStr,
    sync::atomic::{AtomicU16, Ordering},
    time::{Duration, Instant},
};

use guichet::{
    settings::{Settings, fresh_keys},
    store::Store,
};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, sqlite::SqliteConnectOptions};

use crate::{
    postgres::Database,
    wire::{Doors, PUBLIC_URL, SERVICE_NUMBER, TOKEN},
};

/// The provider's account.
pub const ACCOUNT: &str = "AC00000000000000000000000000000000";
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
        Installation { data, provider: "http://127.0.0.1:9".to_owned(), keys, folder }
    }

    /// The store, as the program itself opens it.
    pub async fn store(&self) -> Store {
        let environment = self.environment(0);
        let settings = Settings::without_file(&|name| environment.get(name).cloned()).expect("the settings are right");
        let access = settings.access().expect("there are keys");
        Store::open(&access).await.expect("the database can be opened")
    }

    /// A file of the installation.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn environment(&self, port: u16) -> BTreeMap<&'static str, String> {
        BTreeMap::from([
            ("GUICHET_LISTEN", format!("127.0.0.1:{port}")),
            ("GUICHET_PUBLIC_URL", PUBLIC_URL.to_owned()),
            ("GUICHET_DATABASE_URL", self.data.url()),
            ("GUICHET_KEYS", self.keys.clone()),
            ("GUICHET_TWILIO_ACCOUNT_SID", ACCOUNT.to_owned()),
            ("GUICHET_TWILIO_AUTH_TOKEN", TOKEN.to_owned()),
            ("GUICHET_TWILIO_API", self.provider.clone()),
            ("GUICHET_OFFICE_NUMBER", "0199000002".to_owned()),
            ("GUICHET_NUMBER", SERVICE_NUMBER.to_owned()),
        ])
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
        let (child, log) = self.spawn(port);
        let mut instance = Instance { child, port, log, began: Duration::ZERO };
        let begun = Instant::now();
        let doors = Doors::new(vec![port]);
        while !doors.healthy().await {
            let ended = instance.child.try_wait().expect("it can be asked");
            assert!(ended.is_none(), "the service ended: {}", instance.log());
            assert!(begun.elapsed() < LONGEST_START, "the service does not answer: {}", instance.log());
            tokio::time::sleep(LOOK).await;
        }
        instance.began = begun.elapsed();
        instance
    }

    /// Runs it where it must not start, and gives what it said.
    pub async fn refused(&self) -> String {
        let (mut child, log) = self.spawn(free_port());
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().expect("it can be asked") {
                break status;
            }
            if begun.elapsed() > LONGEST_START {
                let _ = child.kill();
                panic!("the service started");
            }
            tokio::time::sleep(LOOK).await;
        };
        assert!(!status.success(), "it ended as if all were well");
        fs::read_to_string(log).expect("the log can be read")
    }

    fn spawn(&self, port: u16) -> (Child, PathBuf) {
        let log = self.path(&format!("log-{port}"));
        let file = fs::OpenOptions::new().create(true).append(true).open(&log).expect("the log can be written");
        let mut command = Command::new(env!("CARGO_BIN_EXE_guichet"));
        command.arg("serve").env_clear().envs(self.environment(port)).current_dir(self.folder.path());
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(file).spawn();
        (child.expect("the program starts"), log)
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
    child: Child,
    log: PathBuf,
}

impl Instance {
    /// What it wrote about itself.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Ends it without a word of warning, as a power cut does.
    pub fn kill(&mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends");
    }

    /// Lets it stand still: its sockets stay open, nothing answers.
    pub fn pause(&self) {
        self.signal("STOP");
    }

    /// Lets it go on.
    pub fn resume(&self) {
        self.signal("CONT");
    }

    /// Asks it to end, as a service manager does; how long that took, and its exit code.
    pub async fn terminate(mut self) -> (Duration, Option<i32>) {
        let begun = Instant::now();
        self.signal("TERM");
        loop {
            if let Some(status) = self.child.try_wait().expect("it can be asked") {
                return (begun.elapsed(), status.code());
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "it does not end: {}", self.log());
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Memory it holds, in KiB.
    pub fn memory(&self) -> usize {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("Linux tells it");
        line.trim().trim_end_matches(" kB").parse().expect("it is a number")
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(sent.expect("kill runs").success());
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = self.log();
            let last = log.lines().rev().take(LAST_WORDS).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>();
            eprintln!("the instance on port {} said last:\n{}", self.port, last.join("\n"));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Below the ports that outgoing connections take, so that a process that is killed finds its own free again.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = 10_000 + u16::try_from(std::process::id() % 90).unwrap_or(0) * 100;
    loop {
        let port = first + NEXT.fetch_add(1, Ordering::SeqCst) % 1_000;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
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
