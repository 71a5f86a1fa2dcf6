//! What the operator's monitoring asks: whether the service can serve, and what it has counted. For an address of its
//! own: these answers are for nobody else.

use std::{error::Error, time::Duration};

use axum::{Router, extract::State, http::StatusCode, http::header, response::IntoResponse, routing::get};
use jiff::SignedDuration;
use tokio::{sync::watch, time::timeout};

use crate::{metrics, service::Service, store::StoreError};

/// How long the database may take to write and read one row before the service counts as not ready.
pub const PROBE_TIME: Duration = Duration::from_secs(2);

/// Tells whether the service can serve. Cheap to clone.
#[derive(Clone)]
pub struct Readiness {
    service: Service,
    stopping: watch::Receiver<bool>,
}

/// Why the service cannot serve, for the operator. Nothing in it is personal.
#[derive(Debug, thiserror::Error)]
pub enum NotReady {
    /// It was told to end.
    #[error("the service is stopping")]
    Stopping,
    /// The database says why not.
    #[error("the database cannot be written: {0}; `guichet doctor` looks for the cause")]
    Database(String),
    /// The database says nothing.
    #[error(
        "the database did not write one row within {} s: its disk may be full, slow or gone; \
         `guichet doctor` looks for the cause",
        PROBE_TIME.as_secs()
    )]
    Slow,
}

impl Readiness {
    /// The readiness of a service, until `stopping` says that it ends.
    pub fn new(service: Service, stopping: watch::Receiver<bool>) -> Self {
        Readiness { service, stopping }
    }

    /// Whether a webhook that came now could be answered. The flows and words were compiled before anything was served.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn check(&self) -> Result<(), NotReady> {
        if *self.stopping.borrow() {
            return Err(NotReady::Stopping);
        }
        match timeout(PROBE_TIME, self.service.store().probe(self.service.clock().now())).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(NotReady::Database(with_causes(&error))),
            Err(_) => Err(NotReady::Slow),
        }
    }
}

/// An error of the database with everything that led to it. For the probe and the doctor, whose statements hold nothing
/// personal that a cause could repeat.
pub(crate) fn with_causes(error: &StoreError) -> String {
    let (mut text, mut cause) = (error.to_string(), error.source());
    while let Some(next) = cause {
        text = format!("{text}: {next}");
        cause = next.source();
    }
    text
}

/// `/healthz`, `/readyz` and `/metrics`.
pub fn router(readiness: Readiness) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(counted))
        .with_state(readiness)
}

async fn ready(State(readiness): State<Readiness>) -> (StatusCode, String) {
    match readiness.check().await {
        Ok(()) => (StatusCode::OK, "ready\n".to_owned()),
        Err(reason) => (StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {reason}\n")),
    }
}

/// The counters, and the gauges as they stand now. Where the database cannot be read, its gauges stay as they were.
async fn counted(State(readiness): State<Readiness>) -> impl IntoResponse {
    let service = &readiness.service;
    let now = service.clock().now();
    service.metrics().queue(service.store().waiting_writes().0);
    if let Some(standing) = service.provider_standing() {
        service.metrics().breaker("provider", standing);
    }
    if let Some(remote) = service.case_source().remote() {
        service.metrics().breaker("case-system", remote.standing());
    }
    if let Ok(Ok(alarm)) = timeout(PROBE_TIME, service.store().alarm()).await {
        service.metrics().codes_closed(alarm.is_some());
    }
    match timeout(PROBE_TIME, service.store().unsettled_texts()).await {
        Ok(Ok(unsettled)) => {
            let late = unsettled.first_due.map_or(SignedDuration::ZERO, |due| now.duration_since(due));
            service.metrics().outbox(&unsettled.states, Duration::try_from(late).unwrap_or_default());
        }
        Ok(Err(error)) => {
            service.metrics().database_error();
            tracing::error!(%error, "the outbox cannot be counted");
        }
        Err(_) => {
            service.metrics().database_error();
            tracing::error!("the outbox was not counted in time");
        }
    }
    ([(header::CONTENT_TYPE, metrics::CONTENT_TYPE)], service.metrics().text())
}
