//! The real program as a process: what it runs with, how it is started, and what is done to it.

use std::{
    collections::BTreeMap,
    net::TcpListener,
    path::Path,
    process::{Child, Command},
    sync::atomic::{AtomicU16, Ordering},
};

/// The provider's account, and the secret that signs.
pub const ACCOUNT: &str = "AC00000000000000000000000000000000";
pub const TOKEN: &str = "a-token-for-tests";
/// Our number, which nobody sends from here.
pub const SERVICE_NUMBER: &str = "+33199000001";
/// Nobody listens there: what would be sent is tried again later.
pub const NOWHERE: &str = "http://127.0.0.1:9";

/// Everything that it needs to serve.
pub type Environment = BTreeMap<&'static str, String>;

/// What it needs to serve at a port of its own.
pub fn environment(port: u16, public_url: &str, database: &str) -> Environment {
    BTreeMap::from([
        ("GUICHET_LISTEN", format!("127.0.0.1:{port}")),
        ("GUICHET_PUBLIC_URL", public_url.to_owned()),
        ("GUICHET_DATABASE_URL", database.to_owned()),
        ("GUICHET_TWILIO_ACCOUNT_SID", ACCOUNT.to_owned()),
        ("GUICHET_TWILIO_AUTH_TOKEN", TOKEN.to_owned()),
        ("GUICHET_TWILIO_API", NOWHERE.to_owned()),
        ("GUICHET_OFFICE_NUMBER", "0199000002".to_owned()),
        ("GUICHET_NUMBER", SERVICE_NUMBER.to_owned()),
    ])
}

/// The program in a folder, with nothing but these settings.
pub fn program(folder: &Path, environment: &Environment, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_guichet"));
    command.args(arguments).env_clear().envs(environment).current_dir(folder);
    command
}

/// A running process, which ends with its test.
pub struct Process(pub Child);

impl Process {
    pub fn start(command: &mut Command) -> Self {
        Process(command.spawn().expect("the program starts"))
    }

    pub fn has_ended(&mut self) -> bool {
        self.0.try_wait().expect("it can be asked").is_some()
    }

    /// Waits for its end, and gives its exit code.
    pub fn code(&mut self) -> Option<i32> {
        self.0.wait().expect("it ends").code()
    }

    /// `TERM` asks it to end, as a service manager does; `STOP` lets it stand still with its sockets open, `CONT` go on.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.0.id().to_string()]).status();
        assert!(sent.expect("kill runs").success());
    }

    /// Ends it without a word of warning, as a power cut does.
    pub fn kill(&mut self) {
        self.0.kill().expect("it can be killed");
        self.0.wait().expect("it ends");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Below the ports that outgoing connections take, so that a process that is killed finds its own free again.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = 10_000 + u16::try_from(std::process::id() % 90).unwrap_or(0) * 100;
    loop {
        let port = first + NEXT.fetch_add(1, Ordering::SeqCst) % 1_000;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
