//! The server: how long a request may take to arrive, and how it stops without cutting a turn.

use std::{net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    body::{Body, Bytes, HttpBody},
    extract::{DefaultBodyLimit, FromRequest, Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    task::JoinSet,
    time::{Instant, sleep, timeout},
};
use tower::Layer;

use super::LARGEST_BODY;
use crate::metrics::Metrics;

/// How long the head of a request may take, from the connection or from the answer before it.
pub const HEAD_TIME: Duration = Duration::from_secs(10);
/// How long its body may take after that.
pub const BODY_TIME: Duration = Duration::from_secs(10);
/// Connections at once; the next one waits to be taken. Each may hold a body of 64 KiB.
const MOST_CONNECTIONS: usize = 4_096;
/// How long new connections are still taken once the service is told to stop: those that the machine holds for us, and
/// those of a proxy that has not yet seen that we are not ready any more.
const LAST_CALL: Duration = Duration::from_millis(250);
/// How long turns under way may take once the service is told to stop.
const TURN_GRACE: Duration = Duration::from_secs(10);
/// How long requests may still be arriving then: who sends half of one must not keep the service from ending.
const ARRIVAL_GRACE: Duration = Duration::from_secs(2);
/// How often the turns under way are counted while the service ends.
const COUNT_EVERY: Duration = Duration::from_millis(20);

/// Tells a long answer that the service stops; every request carries it.
#[derive(Clone, Debug)]
pub struct Ending(watch::Receiver<bool>);

impl Ending {
    /// Resolves when the service stops.
    pub async fn told(mut self) {
        // Who would tell is gone: so is the service.
        let _ = self.0.wait_for(|ending| *ending).await;
    }
}

/// Serves until `stop` resolves, then ends the turns under way. `metrics` counts those.
pub async fn serve(listener: TcpListener, router: Router, metrics: &Metrics, stop: impl Future<Output = ()>) {
    let router = router
        .layer(axum::middleware::from_fn_with_state(metrics.clone(), arrive))
        .layer(DefaultBodyLimit::max(LARGEST_BODY));
    let mut taking = Taking {
        listener,
        router,
        room: Arc::new(Semaphore::new(MOST_CONNECTIONS)),
        connections: JoinSet::new(),
        ending: watch::Sender::new(false),
    };
    tokio::select! {
        () = taking.take_on() => {}
        () = stop => {}
    }
    let _ = timeout(LAST_CALL, taking.take_on()).await;
    let Taking { listener, ending, mut connections, .. } = taking;
    drop(listener);
    ending.send_replace(true);
    let ended = async { while connections.join_next().await.is_some() {} };
    tokio::select! {
        () = ended => {}
        () = patience(metrics) => tracing::warn!("requests that were not finished in time are dropped"),
    }
}

/// Resolves when nothing that remains is worth waiting for.
async fn patience(metrics: &Metrics) {
    let begun = Instant::now();
    sleep(ARRIVAL_GRACE).await;
    while metrics.in_flight() > 0 && begun.elapsed() < TURN_GRACE {
        sleep(COUNT_EVERY).await;
    }
}

/// A server that takes connections.
struct Taking {
    listener: TcpListener,
    router: Router,
    room: Arc<Semaphore>,
    connections: JoinSet<()>,
    ending: watch::Sender<bool>,
}

impl Taking {
    async fn take_on(&mut self) {
        loop {
            let Ok(room) = self.room.clone().acquire_owned().await else { return };
            let (stream, peer) = match self.listener.accept().await {
                Ok(taken) => taken,
                Err(error) => {
                    // Out of file descriptors, most likely: some are given back soon.
                    tracing::error!(%error, "a connection was not taken");
                    sleep(Duration::from_millis(100)).await;
                    continue;
                }
            };
            let connection = self.connection(stream, peer);
            self.connections.spawn(async move {
                connection.await;
                drop(room);
            });
            while self.connections.try_join_next().is_some() {}
        }
    }

    fn connection(&self, stream: TcpStream, peer: SocketAddr) -> impl Future<Output = ()> + Send + 'static {
        // Answers are one small write each: waiting for more would only delay them.
        let _ = stream.set_nodelay(true);
        let mut builder = Builder::new(TokioExecutor::new()).http1_only();
        builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
        // Who is at the other end, for what is counted by address.
        let service = TowerToHyperService::new(
            (Extension(peer), Extension(Ending(self.ending.subscribe()))).layer(self.router.clone()),
        );
        let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
        let ending = Ending(self.ending.subscribe());
        async move {
            let told = ending.told();
            let mut connection = pin!(connection);
            let ended = tokio::select! {
                ended = connection.as_mut() => ended,
                () = told => {
                    // The request under way is answered, no other one is read.
                    connection.as_mut().graceful_shutdown();
                    connection.await
                }
            };
            if let Err(error) = ended {
                tracing::debug!(%error, "a connection ended early");
            }
        }
    }
}

/// Reads a request to its end, within [`BODY_TIME`] and [`LARGEST_BODY`], before anything is done for it.
async fn arrive(State(metrics): State<Metrics>, request: Request, next: Next) -> Response {
    if request.body().size_hint().lower() > LARGEST_BODY as u64 {
        metrics.refused("body");
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    let (parts, body) = request.into_parts();
    let arriving = Bytes::from_request(Request::from_parts(parts.clone(), body), &());
    match timeout(BODY_TIME, arriving).await {
        Ok(Ok(bytes)) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Ok(Err(rejection)) => {
            metrics.refused("body");
            rejection.into_response()
        }
        Err(_) => {
            metrics.refused("time");
            (StatusCode::REQUEST_TIMEOUT, [(header::CONNECTION, "close")]).into_response()
        }
    }
}
