//! One installation on loopback: the real program, its folder, and signed webhooks.

use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use guichet::provider::{
    form,
    signature::{self, Payload},
};
use secrecy::SecretString;
use sqlx::{ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::runtime::{Builder, Runtime};

use crate::process::{self, Process, free_port};
pub use crate::process::{Environment, SERVICE_NUMBER, TOKEN};

/// The service proper takes no mobile number kept for fiction for a person's.
pub const PERSON: &str = "+33199000013";
/// No step of a test takes longer.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A place for an installation.
pub struct Home {
    pub folder: tempfile::TempDir,
    pub port: u16,
    pub operator: u16,
    pub environment: Environment,
}

/// What came back: status, head and body.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Home {
    pub fn new() -> Self {
        let (folder, port, operator) = (tempfile::tempdir().unwrap(), free_port(), free_port());
        let database = format!("sqlite:{}", folder.path().join("guichet.db").display());
        let mut environment = process::environment(port, &format!("http://127.0.0.1:{port}"), &database);
        environment.insert("PATH", std::env::var_os("PATH").unwrap_or_default().to_string_lossy().into_owned());
        environment.insert("GUICHET_OPERATOR_LISTEN", format!("127.0.0.1:{operator}"));
        Home { folder, port, operator, environment }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        process::program(self.folder.path(), &self.environment, arguments)
    }

    /// With the shipped flows and words in folders of its own, to be changed.
    pub fn with_flows_of_its_own() -> Self {
        let mut home = Home::new();
        for (variable, folder) in [("GUICHET_FLOWS", "flows"), ("GUICHET_LOCALES", "locales")] {
            copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &home.path(folder));
            home.environment.insert(variable, home.path(folder).display().to_string());
        }
        home
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Starts the service and waits until it answers.
    pub fn serve(&self) -> Running {
        let log = fs::OpenOptions::new().create(true).append(true).open(self.path("log")).unwrap();
        let mut running = Running(Process::start(self.command(&["serve"]).stdout(Stdio::null()).stderr(log)));
        wait_for("the service answers", || {
            assert!(!running.0.has_ended(), "the service ended: {}", self.log());
            self.get(self.port, "/healthz").is_some_and(|answer| answer.status == 200)
        });
        running
    }

    /// Runs `serve` where it must not start, and gives what it says of it.
    pub fn refused(&self) -> String {
        let mut command = self.command(&["serve"]);
        let mut running = Process::start(command.stdout(Stdio::null()).stderr(Stdio::piped()));
        wait_for("the service refuses to start", || running.has_ended());
        let mut said = String::new();
        running.0.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_ne!(running.code(), Some(0), "{said}");
        said
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    pub fn get(&self, port: u16, path: &str) -> Option<Answer> {
        exchange(port, &format!("GET {path} HTTP/1.1\r\nHost: g\r\nConnection: close\r\n\r\n"))
    }

    /// Posts a form, signed as the provider signs it.
    pub fn post(&self, path: &str, params: &[(&str, &str)]) -> Option<Answer> {
        exchange(self.port, &self.signed(path, params))
    }

    pub fn signed(&self, path: &str, params: &[(&str, &str)]) -> String {
        let owned: Vec<(String, String)> = params.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let url = format!("{}{path}", self.environment["GUICHET_PUBLIC_URL"]);
        let signature = signature::sign(&SecretString::from(TOKEN), &url, Payload::Form(&owned));
        let body = form::encode(params.iter().copied());
        format!(
            "POST {path} HTTP/1.1\r\nHost: g\r\nConnection: close\r\nX-Twilio-Signature: {signature}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
    }

    pub fn text(&self, id: &str, from: &str, body: &str) -> Option<Answer> {
        self.post("/twilio/sms", &[("MessageSid", id), ("From", from), ("To", SERVICE_NUMBER), ("Body", body)])
    }

    /// The database, to look at from outside or to be kept from others.
    pub fn database(&self) -> Database {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let options = SqliteConnectOptions::new().filename(self.path("guichet.db")).busy_timeout(PATIENCE);
        let connection = runtime.block_on(options.connect()).unwrap();
        Database { runtime, connection }
    }
}

/// A connection of the test's own.
pub struct Database {
    runtime: Runtime,
    connection: SqliteConnection,
}

impl Database {
    pub fn execute(&mut self, sql: &'static str) {
        self.runtime.block_on(sqlx::raw_sql(sql).execute(&mut self.connection)).unwrap();
    }

    pub fn texts(&mut self, sql: &'static str) -> Vec<String> {
        self.runtime.block_on(sqlx::query_scalar(sql).fetch_all(&mut self.connection)).unwrap()
    }

    pub fn close(self) {
        self.runtime.block_on(self.connection.close()).unwrap();
    }
}

/// The program, which ends with its test.
pub struct Running(pub Process);

impl Running {
    /// Asks it to end, as a service manager does.
    pub fn terminate(&self) {
        self.0.signal("TERM");
    }

    /// Waits for its end; how long that took, and its exit code.
    pub fn ended(&mut self) -> (Duration, Option<i32>) {
        let begun = Instant::now();
        wait_for("the service ends", || self.0.has_ended());
        (begun.elapsed(), self.0.code())
    }
}

/// Looks again and again until something holds.
pub fn wait_for(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "in vain: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Sends a request and reads the answer to its end; nothing where there is none.
pub fn exchange(port: u16, request: &str) -> Option<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    read_answer(&mut stream)
}

pub fn read_answer(stream: &mut TcpStream) -> Option<Answer> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { status, head: head.to_ascii_lowercase(), body: body.to_owned() })
}

/// A provider that knows one account and its numbers; its address.
pub fn provider(numbers: &str) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let account = r#"{"status": "active"}"#.to_owned();
    let numbers = format!("{{\"incoming_phone_numbers\": {numbers}, \"next_page_uri\": null}}");
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let (mut head, mut piece) = (Vec::new(), [0; 1024]);
            while !head.windows(4).any(|four| four == b"\r\n\r\n") {
                match stream.read(&mut piece) {
                    Ok(0) | Err(_) => break,
                    Ok(read) => head.extend(&piece[..read]),
                }
            }
            let body =
                if String::from_utf8_lossy(&head).contains("IncomingPhoneNumbers") { &numbers } else { &account };
            let length = body.len();
            let head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json";
            let _ = write!(stream, "{head}\r\nContent-Length: {length}\r\n\r\n{body}");
        }
    });
    url
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).unwrap();
        }
    }
}
