//! A server under load, in a process of its own: what it uses is then its own and not the load's.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
};

use anyhow::Context;
use axum::Router;
use guichet::{
    cli::world::{assemble, compiled},
    clock::Clock,
    service::Randomness,
    settings::Settings,
    store::Store,
    web,
};
use tokio::net::TcpListener;

use crate::{bare, people};

/// Ticks of the kernel's accounts in a second: so on every Linux.
const TICKS: f64 = 100.0;

/// A running server. It ends with this value.
pub struct Server {
    /// Where it listens, on loopback.
    pub address: SocketAddr,
    child: Child,
    stdin: Option<ChildStdin>,
}

impl Server {
    /// Starts this very program as a server of a kind: `turn`, `each` or `together`.
    pub fn start(kind: &str, url: &str, keys: &Path) -> anyhow::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["--serve", kind, url]).arg(keys);
        Server::spawn(command).with_context(|| format!("the server `{kind}`"))
    }

    /// Starts a program that prints its address and ends with its standard input.
    pub fn spawn(mut command: Command) -> anyhow::Result<Self> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let stdin = child.stdin.take();
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("its output")?).read_line(&mut line)?;
        let address = line.trim().parse();
        let mut server = Server { address: SocketAddr::from(([127, 0, 0, 1], 0)), child, stdin };
        // Dropped where it gave none, so that it ends.
        server.address = address.context("it gave no address")?;
        Ok(server)
    }

    /// Seconds of processor time used so far.
    pub fn processor(&self) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        // After the name in brackets, user and system time are the 12th and 13th.
        let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
        fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / TICKS
    }

    /// The most memory it ever held, in MiB.
    pub fn most_memory(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
        line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or_default() / 1024.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stdin = None;
        let _ = self.child.wait();
    }
}

/// The other end: serves until standard input ends.
pub fn serve(kind: &str, url: &str, settings: &Settings) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let address = runtime.block_on(async {
        let store = Store::open(&settings.access()?).await?;
        let router = match kind {
            "turn" => {
                let service =
                    assemble(settings, compiled(settings)?.1, store, Clock::System, Randomness::System, None).await?;
                web::router(service, settings.public_url.parse()?, vec![people::TOKEN.to_owned().into()])
            }
            other => {
                // It was opened for its tables alone.
                store.close().await;
                bare_router(other, url).await?
            }
        };
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move { axum::serve(listener, router).await });
        anyhow::Ok(address)
    })?;
    println!("{address}");
    std::io::stdin().read_to_end(&mut Vec::new())?;
    runtime.shutdown_background();
    Ok(())
}

async fn bare_router(kind: &str, url: &str) -> anyhow::Result<Router> {
    if kind == "each" { bare::commit_each(url).await } else { bare::commit_together(url).await }
}
