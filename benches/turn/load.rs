//! Load: many connections on loopback, each sending the next request when the last one was answered.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};

/// Connections that ask at once.
pub const CONNECTIONS: usize = 32;

/// What one connection asks, one request after the other, and what must come back.
pub trait Asker: Send + 'static {
    /// The next request: target, signature and form.
    fn next(&mut self) -> Posted;
    /// Checks the answer to it.
    fn check(&mut self, answer: &str) -> anyhow::Result<()>;
}

/// A form that is posted.
pub struct Posted {
    /// Path and query.
    pub target: String,
    /// The provider's signature over it.
    pub signature: String,
    /// The body.
    pub form: String,
}

/// How one round went.
#[derive(Clone, Copy, Default)]
pub struct Round {
    /// Requests answered in a second.
    pub rate: f64,
    /// Half of the answers came within so many milliseconds.
    pub p50: f64,
    /// 99 of 100 did.
    pub p99: f64,
}

/// When the next request of a connection is sent.
#[derive(Clone, Copy)]
pub enum Pace {
    /// When the last one was answered: as many as the server can do.
    Full,
    /// So many a second over all connections, whether or not the server keeps up. An answer that comes after the next
    /// request was due makes that one late, and its lateness counts.
    Fixed(f64),
}

/// Sends until the time is over. One wrong answer fails the whole run. The askers come back for the next round.
pub async fn run<A: Asker>(
    address: SocketAddr,
    askers: Vec<A>,
    lasts: Duration,
    pace: Pace,
) -> anyhow::Result<(Round, Vec<A>)> {
    let begun = Instant::now();
    let mut tasks = JoinSet::new();
    for (at, asker) in askers.into_iter().enumerate() {
        let due = match pace {
            Pace::Full => None,
            Pace::Fixed(rate) => {
                let between = Duration::from_secs_f64(CONNECTIONS as f64 / rate);
                Some((begun + between.mul_f64(at as f64 / CONNECTIONS as f64), between))
            }
        };
        tasks.spawn(one(address, asker, begun + lasts, due));
    }
    let (mut times, mut askers) = (Vec::new(), Vec::new());
    while let Some(done) = tasks.join_next().await {
        let (own, asker) = done??;
        times.extend(own);
        askers.push(asker);
    }
    let elapsed = begun.elapsed().as_secs_f64();
    times.sort_unstable();
    let at = |share: f64| {
        let index = (times.len() as f64 * share) as usize;
        times.get(index).map_or(0.0, |time| time.as_secs_f64() * 1e3)
    };
    Ok((Round { rate: times.len() as f64 / elapsed, p50: at(0.5), p99: at(0.99) }, askers))
}

async fn one<A: Asker>(
    address: SocketAddr,
    mut asker: A,
    until: Instant,
    mut due: Option<(Instant, Duration)>,
) -> anyhow::Result<(Vec<Duration>, A)> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut times = Vec::new();
    let mut read = Vec::with_capacity(4096);
    while Instant::now() < until {
        let posted = asker.next();
        let mut sent = Instant::now();
        if let Some((at, between)) = &mut due {
            if *at > sent {
                tokio::time::sleep_until((*at).into()).await;
                // The timer's own lateness, up to a millisecond, is not the server's.
                sent = Instant::now();
            } else {
                sent = *at;
            }
            *at += *between;
        }
        let answer = post(&mut stream, &posted, &mut read).await?;
        times.push(sent.elapsed());
        asker.check(answer)?;
    }
    Ok((times, asker))
}

/// One request and its answer over a connection that stays open: a client library would cost more than the handlers.
async fn post<'r>(stream: &mut TcpStream, posted: &Posted, read: &'r mut Vec<u8>) -> anyhow::Result<&'r str> {
    let request = format!(
        "POST {} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         x-twilio-signature: {}\r\ncontent-length: {}\r\n\r\n{}",
        posted.target,
        posted.signature,
        posted.form.len(),
        posted.form
    );
    stream.write_all(request.as_bytes()).await?;
    read.clear();
    loop {
        ensure!(stream.read_buf(read).await? > 0, "the connection was closed");
        let Some(head) = read.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { continue };
        let text = std::str::from_utf8(&read[..head])?;
        let length: usize = text
            .lines()
            .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:").map(|n| n.trim().parse()))
            .context("an answer without its length")??;
        if read.len() < head + 4 + length {
            continue;
        }
        if !text.starts_with("HTTP/1.1 200") {
            bail!("refused: {}", String::from_utf8_lossy(read));
        }
        return Ok(std::str::from_utf8(&read[head + 4..])?);
    }
}
