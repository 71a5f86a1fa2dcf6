//! The real program, started on wrong settings and on new flows, and told to stop. `tests/faults` kills it.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails where its own tools fail")]

use std::{
    collections::BTreeMap,
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use guichet::provider::{
    form,
    signature::{self, Payload},
};
use secrecy::SecretString;
use sqlx::{AssertSqlSafe, SqlitePool};

const TOKEN: &str = "a-token-for-tests";
const PUBLIC_URL: &str = "https://guichet.example.org";
/// Our number, which nobody sends from here.
const SERVICE_NUMBER: &str = "+33199000001";

/// A place for one installation: its database, flows and words, and a free port.
struct Home {
    folder: tempfile::TempDir,
    port: u16,
}

impl Home {
    fn new() -> Self {
        // The port is free when it is asked for; it is given back at once, as the program needs it itself.
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        Home { folder: tempfile::tempdir().unwrap(), port }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn environment(&self) -> BTreeMap<&'static str, String> {
        BTreeMap::from([
            ("GUICHET_LISTEN", format!("127.0.0.1:{}", self.port)),
            ("GUICHET_PUBLIC_URL", PUBLIC_URL.to_owned()),
            ("GUICHET_DATABASE_URL", format!("sqlite:{}", self.path("guichet.db").display())),
            ("GUICHET_TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000000".to_owned()),
            ("GUICHET_TWILIO_AUTH_TOKEN", TOKEN.to_owned()),
            // Nobody listens there: what would be sent is tried again later.
            ("GUICHET_TWILIO_API", "http://127.0.0.1:9".to_owned()),
            ("GUICHET_OFFICE_NUMBER", "0199000002".to_owned()),
            ("GUICHET_NUMBER", SERVICE_NUMBER.to_owned()),
        ])
    }

    fn command(&self, name: &str, environment: &BTreeMap<&'static str, String>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_guichet"));
        command.arg(name).env_clear().envs(environment).current_dir(self.folder.path());
        command
    }

    /// Starts the service and waits until it answers.
    fn serve(&self, environment: &BTreeMap<&'static str, String>) -> Running {
        let log = fs::File::create(self.path("log")).unwrap();
        let mut command = self.command("serve", environment);
        let child = command.stdout(Stdio::null()).stderr(log).spawn().expect("the program starts");
        let mut running = Running(child);
        let begun = Instant::now();
        while http(self.port, b"GET /healthz HTTP/1.1\r\nHost: g\r\nConnection: close\r\n\r\n").is_none() {
            let log = || fs::read_to_string(self.path("log")).unwrap_or_default();
            assert!(running.0.try_wait().unwrap().is_none(), "the service ended: {}", log());
            assert!(begun.elapsed() < Duration::from_secs(30), "the service does not answer: {}", log());
            std::thread::sleep(Duration::from_millis(20));
        }
        running
    }

    /// Runs `serve` where it must not start.
    fn refused(&self, environment: &BTreeMap<&'static str, String>) -> Output {
        let child = self.command("serve", environment).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut running = Running(child);
        let begun = Instant::now();
        while running.0.try_wait().unwrap().is_none() {
            assert!(begun.elapsed() < Duration::from_secs(30), "the service started");
            std::thread::sleep(Duration::from_millis(20));
        }
        let mut output = Output { status: running.0.wait().unwrap(), stdout: Vec::new(), stderr: Vec::new() };
        running.0.stderr.take().unwrap().read_to_end(&mut output.stderr).unwrap();
        assert!(!output.status.success());
        output
    }

    /// Posts a signed form; nothing where the service went away before it answered.
    fn post(&self, path: &str, params: &[(&str, &str)]) -> Option<(u16, Vec<u8>)> {
        let owned: Vec<(String, String)> = params.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let token = SecretString::from(TOKEN);
        let signature = signature::sign(&token, &format!("{PUBLIC_URL}{path}"), Payload::Form(&owned));
        let body = form::encode(params.iter().copied());
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: g\r\nConnection: close\r\nX-Twilio-Signature: {signature}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        http(self.port, request.as_bytes())
    }

    fn text(&self, id: &str, from: &str, body: &str) -> Option<(u16, Vec<u8>)> {
        self.post("/twilio/sms", &[("MessageSid", id), ("From", from), ("To", SERVICE_NUMBER), ("Body", body)])
    }

    fn query<T: Send + Unpin + for<'r> sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>>(
        &self,
        sql: &str,
    ) -> Vec<T> {
        let url = format!("sqlite:{}", self.path("guichet.db").display());
        let sql = AssertSqlSafe(sql.to_owned());
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async move {
            let pool = SqlitePool::connect(&url).await.unwrap();
            let found = sqlx::query_scalar(sql).fetch_all(&pool).await.unwrap();
            pool.close().await;
            found
        })
    }
}

/// The program, which ends with its test.
struct Running(Child);

impl Running {
    fn kill(&mut self) {
        self.0.kill().expect("it can be killed");
        self.0.wait().expect("it ends");
    }

    /// Asks it to end, as a service manager does; says how long it took.
    fn terminate(&mut self) -> (Duration, Option<i32>) {
        let begun = Instant::now();
        let asked = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status().expect("kill runs");
        assert!(asked.success());
        while begun.elapsed() < Duration::from_secs(15) {
            if let Some(status) = self.0.try_wait().unwrap() {
                return (begun.elapsed(), status.code());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("it does not end");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn http(port: u16, request: &[u8]) -> Option<(u16, Vec<u8>)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    stream.write_all(request).ok()?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).ok()?;
    let split = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..split]).to_ascii_lowercase();
    let length: usize = head.lines().find_map(|line| line.strip_prefix("content-length:"))?.trim().parse().ok()?;
    let body = bytes[split + 4..].to_vec();
    // An answer that was cut short was not given.
    (body.len() == length).then_some((head.split(' ').nth(1)?.parse().ok()?, body))
}

fn number(person: usize) -> String {
    format!("+3319900{person:04}")
}

#[test]
fn serve_names_each_setting_it_lacks() {
    let home = Home::new();
    let required = [
        "GUICHET_PUBLIC_URL",
        "GUICHET_TWILIO_ACCOUNT_SID",
        "GUICHET_TWILIO_AUTH_TOKEN",
        "GUICHET_OFFICE_NUMBER",
        "GUICHET_NUMBER",
    ];
    for missing in required {
        for empty in [false, true] {
            let mut environment = home.environment();
            match empty {
                true => environment.insert(missing, " ".to_owned()),
                false => environment.remove(missing),
            };
            let said = String::from_utf8(home.refused(&environment).stderr).unwrap();
            assert!(said.contains(missing) && said.contains("for example"), "{missing}: {said}");
            assert!(!said.contains(TOKEN));
        }
    }
    let wrong = [
        ("GUICHET_LISTEN", "here"),
        ("GUICHET_PUBLIC_URL", "guichet.example.org"),
        ("GUICHET_DATABASE_URL", "mysql://someone:word@host/guichet"),
        // A server has no folder for its keys: they must be named.
        ("GUICHET_KEY_FILE", ""),
        ("GUICHET_TWILIO_ACCOUNT_SID", "AC/../x"),
        ("GUICHET_TWILIO_AUTH_TOKEN", "one,two,three"),
        ("GUICHET_TWILIO_API", "nowhere"),
        ("GUICHET_OFFICE_HOURS", "always"),
        ("GUICHET_OFFICE_ZONE", "Europe/Nowhere"),
        ("GUICHET_NUMBER", "call us"),
    ];
    for (variable, value) in wrong {
        let mut environment = home.environment();
        environment.insert(variable, value.to_owned());
        if variable == "GUICHET_KEY_FILE" {
            environment.insert("GUICHET_DATABASE_URL", "postgres://someone:word@host/guichet".to_owned());
        }
        let said = String::from_utf8(home.refused(&environment).stderr).unwrap();
        assert!(said.contains(variable) && said.contains("for example"), "{variable}: {said}");
        assert!(!said.contains("someone:word") && !said.contains("three"), "a secret is shown: {said}");
    }
    assert!(!home.path("guichet.db").exists(), "nothing is made where the settings are wrong");
}

#[test]
fn serve_shows_where_a_flow_or_a_word_is_broken() {
    let home = Home::new();
    copy("flows", &home.path("flows"));
    copy("locales", &home.path("locales"));
    let mut environment = home.environment();
    environment.insert("GUICHET_FLOWS", home.path("flows").display().to_string());
    environment.insert("GUICHET_LOCALES", home.path("locales").display().to_string());
    let broken = [
        ("flows/about.yaml", "    next: topics", "    next: topicz", "topicz"),
        ("flows/about.yaml", "    end: done", "    end: [", "end: ["),
        ("locales/fr/about.ftl", "who =", "who", "who"),
        ("locales/fr/menu.ftl", "\ngoodbye =", "\ngood-bye =", "goodbye"),
    ];
    for (file, right, wrong, shown) in broken {
        let text = fs::read_to_string(home.path(file)).unwrap();
        assert!(text.contains(right), "{file} holds `{right}`");
        fs::write(home.path(file), text.replacen(right, wrong, 1)).unwrap();
        let said = String::from_utf8(home.refused(&environment).stderr).unwrap();
        fs::write(home.path(file), text).unwrap();
        assert!(said.contains(shown), "{file}: {said}");
        if !wrong.starts_with('\n') {
            let placed = said
                .split(file)
                .skip(1)
                .any(|rest| rest.strip_prefix(':').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())));
            assert!(placed, "no line of {file}: {said}");
            assert!(said.contains(['^', '┬', '─', '╰']), "no caret: {said}");
        }
    }
    let mut running = home.serve(&environment);
    assert_eq!(running.terminate().1, Some(0), "unbroken, they serve");
}

#[test]
fn a_conversation_goes_on_in_the_version_it_began_with() {
    let home = Home::new();
    copy("flows", &home.path("flows"));
    copy("locales", &home.path("locales"));
    let mut environment = home.environment();
    environment.insert("GUICHET_FLOWS", home.path("flows").display().to_string());
    environment.insert("GUICHET_LOCALES", home.path("locales").display().to_string());
    let mut running = home.serve(&environment);
    let (status, first) = home.text("SM1", &number(1), "bonjour").unwrap();
    assert_eq!(status, 200);
    running.kill();

    let words = fs::read_to_string(home.path("locales/fr/menu.ftl")).unwrap();
    assert!(words.contains("Ici {"), "the menu begins with who we are");
    let newer = words.replace("Ici {", "Nouveau menu de {");
    fs::write(home.path("locales/fr/menu.ftl"), newer).unwrap();
    let mut running = home.serve(&environment);
    let text = |answer: Option<(u16, Vec<u8>)>| String::from_utf8(answer.unwrap().1).unwrap();
    let old = text(home.text("SM2", &number(1), "*"));
    let new = text(home.text("SM3", &number(2), "bonjour"));
    assert!(!old.contains("Nouveau menu") && new.contains("Nouveau menu"), "{old}\n{new}");
    assert_eq!(home.text("SM1", &number(1), "bonjour").unwrap().1, first, "the old answer is given again");
    assert_eq!(home.query::<i64>("SELECT count(*) FROM script"), [2]);
    assert_eq!(home.query::<i64>("SELECT count(DISTINCT script_hash) FROM conversation"), [2]);
    assert_eq!(running.terminate().1, Some(0));
}

#[test]
fn told_to_end_it_ends_even_where_somebody_dawdles() {
    let home = Home::new();
    let mut running = home.serve(&home.environment());
    // A connection kept open, one in the middle of its head, one in the middle of its body.
    let opened: Vec<TcpStream> = [
        "",
        "POST /twilio/sms HTTP/1.1\r\nHost:",
        "POST /twilio/sms HTTP/1.1\r\nHost: g\r\nContent-Length: 100\r\n\r\nBody=",
    ]
    .into_iter()
    .map(|beginning| {
        let mut stream = TcpStream::connect(("127.0.0.1", home.port)).unwrap();
        stream.write_all(beginning.as_bytes()).unwrap();
        stream
    })
    .collect();
    assert_eq!(home.text("SM1", &number(1), "bonjour").map(|answer| answer.0), Some(200));
    let (took, status) = running.terminate();
    assert_eq!(status, Some(0));
    assert!(took <= Duration::from_secs(5), "it took {took:?}");
    drop(opened);
    let mut running = home.serve(&home.environment());
    let (took, status) = running.terminate();
    assert!(status == Some(0) && took <= Duration::from_secs(5), "at rest it took {took:?}");
}

fn copy(from: &str, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(from)).unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        if path.is_dir() {
            copy(&format!("{from}/{}", name.to_string_lossy()), &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).unwrap();
        }
    }
}
