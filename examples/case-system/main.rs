//! An example of a remote case system, to try Guichet against and to begin one's own from: `cargo run --example case-system`.
//!
//! It keeps three files in memory. `docs/case-systems.md` is the contract that it implements. After `--` it takes the address
//! to listen on, and that of Guichet.

#[expect(dead_code, reason = "tests look closer")]
mod system;

use std::{
    env,
    error::Error,
    time::{SystemTime, UNIX_EPOCH},
};

use tokio::net::TcpListener;

use self::system::{Fault, System};

/// Where it listens; it is not for any other machine.
const LISTEN: &str = "127.0.0.1:9090";
/// A secret of its own: whoever copies it makes a new one.
const SECRET: &str = "whsec_YSBzZWNyZXQgZm9yIGV4YW1wbGVzIGFuZCBub3RoaW5nIGVsc2U=";
/// Where `guichet serve` listens by default.
const GUICHET: &str = "http://127.0.0.1:8080";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let given: Vec<String> = env::args().skip(1).collect();
    let listen = given.first().map_or(LISTEN, String::as_str);
    let guichet = given.get(1).map_or(GUICHET, String::as_str);
    let listener = TcpListener::bind(listen).await?;
    let address = listener.local_addr()?;
    let system = System::new(SECRET, guichet, now)?;
    let faults: Vec<&str> = Fault::ALL.iter().map(|fault| fault.as_str()).collect();
    println!(
        "The example case system listens on http://{address}. It keeps the files 1234567, 2345678 and 3456789.

Connect Guichet to it: in guichet.toml

    [case_system]
    url = \"http://{address}\"
    organisations = [\"caf\"]

and in the environment

    GUICHET_CASE_SYSTEM_SECRET={SECRET}

The codes that open the files stay with Guichet: import them with these numbers (docs/operators.md, \"Case files\").

Change a file, and Guichet ({guichet}) is told of it:

    curl -X POST http://{address}/example/files/1234567/decided

Make it misbehave ({faults}), or well again (none):

    curl -X POST http://{address}/example/faults/slow

See the answers it was given:

    curl http://{address}/example/answers",
        faults = faults.join(", "),
    );
    axum::serve(listener, system.router()).await?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a program of its own, with the machine's clock")]
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
