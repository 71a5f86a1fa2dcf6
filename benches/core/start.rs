//! How soon the program is there: the dialogues compiled, and the real binary from its start to its first answer.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use guichet::{
    cli::world::compiled,
    provider::{
        form,
        signature::{self, Payload},
    },
};
use secrecy::SecretString;

use crate::{large, median, millis, resident, settings};

/// Starts of each kind; the median counts.
const STARTS: usize = 11;
/// A start that takes longer has failed.
const LONGEST: Duration = Duration::from_secs(20);
const TOKEN: &str = "0123456789abcdef0123456789abcdef";
const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
/// The address the provider knows the service by; requests go to loopback all the same.
const PUBLIC_URL: &str = "https://guichet.example";

/// Prints both, for the shipped set and for a large one.
pub fn run() -> anyhow::Result<()> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    large::write(folder.path())?;
    println!("\n| from nothing | compiled, ms | to the first answer, ms | in use then, MiB | first start ever, ms |");
    println!("|---|---|---|---|---|");
    row("the shipped set", None)?;
    row(&format!("{} flows in 10 languages", large::FLOWS), Some(folder.path()))
}

fn row(what: &str, set: Option<&Path>) -> anyhow::Result<()> {
    let data = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let compile = median((0..STARTS).map(|_| compile(set)).collect::<Result<_, _>>()?);
    let (first, _) = start(set, data.path(), 0)?;
    let starts = (1..=STARTS).map(|number| start(set, data.path(), number)).collect::<Result<Vec<_>, _>>()?;
    let answered = median(starts.iter().map(|(time, _)| *time).collect());
    let memory = starts.iter().map(|(_, memory)| *memory).fold(0.0, f64::max);
    let (compile, first) = (millis(compile), millis(first));
    println!("| {what} | {compile:.1} | {:.1} | {memory:.1} | {first:.1} |", millis(answered));
    Ok(())
}

fn compile(set: Option<&Path>) -> anyhow::Result<Duration> {
    let settings = settings(set)?;
    let begun = Instant::now();
    std::hint::black_box(compiled(&settings)?);
    Ok(begun.elapsed())
}

/// Starts the service, and tells when it answered a signed text and the memory it then had in use.
fn start(set: Option<&Path>, data: &Path, number: usize) -> anyhow::Result<(Duration, f64)> {
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let request = request(address, number);
    let mut command = Command::new(env!("CARGO_BIN_EXE_guichet"));
    command.arg("serve").env_clear().current_dir(data).stdout(Stdio::null()).stderr(Stdio::null());
    command.envs([
        ("GUICHET_LISTEN", address.to_string().as_str()),
        ("GUICHET_PUBLIC_URL", PUBLIC_URL),
        ("GUICHET_DATABASE_URL", "sqlite:guichet.db"),
        ("GUICHET_TWILIO_ACCOUNT_SID", ACCOUNT),
        ("GUICHET_TWILIO_AUTH_TOKEN", TOKEN),
        // Nothing listens on the discard port: no text may leave.
        ("GUICHET_TWILIO_API", "http://127.0.0.1:9"),
        ("GUICHET_OFFICE_NUMBER", "0199000002"),
        ("GUICHET_NUMBER", "+33199000001"),
    ]);
    if let Some(set) = set {
        command.env("GUICHET_FLOWS", set.join("flows")).env("GUICHET_LOCALES", set.join("locales"));
    }
    let begun = Instant::now();
    let mut service = Service(command.spawn()?);
    let answer = first_answer(&mut service.0, address, &request, begun)?;
    let took = begun.elapsed();
    ensure!(answer.starts_with("HTTP/1.1 200") && answer.contains("<Message>"), "the first answer is {answer}");
    Ok((took, resident(&service.0.id().to_string())?))
}

/// Ends with the bench, whatever happens.
struct Service(Child);

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Asks until somebody listens.
fn first_answer(child: &mut Child, address: SocketAddr, request: &str, begun: Instant) -> anyhow::Result<String> {
    while begun.elapsed() < LONGEST {
        if let Ok(mut stream) = TcpStream::connect(address) {
            stream.write_all(request.as_bytes())?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            return Ok(answer);
        }
        if let Some(status) = child.try_wait()? {
            bail!("the service did not start: {status}");
        }
        std::thread::sleep(Duration::from_micros(200));
    }
    None.context("nobody listens")
}

/// A signed text that asks for the menu.
fn request(address: SocketAddr, number: usize) -> String {
    let id = format!("SM{number:032x}");
    let fields = [
        ("AccountSid", ACCOUNT),
        ("Body", "MENU"),
        ("From", "+33199000011"),
        ("To", "+33199000001"),
        ("MessageSid", &id),
    ];
    let params: Vec<(String, String)> =
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let token = SecretString::from(TOKEN);
    let signature = signature::sign(&token, &format!("{PUBLIC_URL}/twilio/sms"), Payload::Form(&params));
    let body = form::encode(fields);
    format!(
        "POST /twilio/sms HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nX-Twilio-Signature: {signature}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}
