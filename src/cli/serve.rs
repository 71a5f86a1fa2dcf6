//! `guichet serve` and `guichet check`.

use std::time::Duration;

use anyhow::Context;
use tokio::{
    net::TcpListener,
    sync::watch,
    time::{sleep, timeout},
};

use super::world::{assemble, compiled};
use crate::{
    clock::Clock,
    provider::client::{Client, http_client},
    service::Randomness,
    settings::Settings,
    store::Store,
    web,
};

/// How long requests under way, and then texts in hand, may take once the service is told to stop. A turn ends within
/// two seconds; who sends half a request must not keep the service from ending.
const GRACE: Duration = Duration::from_millis(2_200);

/// Runs the service until it is told to stop; requests under way are answered first.
pub(super) async fn serve(settings: Settings) -> anyhow::Result<()> {
    settings.require_provider()?;
    let store = Store::open(&settings.access()?)
        .await
        .with_context(|| format!("GUICHET_DATABASE_URL is {}", settings.shown_database()))?;
    let tokens = settings.twilio.auth_tokens.clone();
    let sending = tokens.first().cloned().context("GUICHET_TWILIO_AUTH_TOKEN is not set")?;
    let mut client = Client::new(&settings.twilio.api, &settings.twilio.account_sid, sending, http_client()?);
    if settings.numbering.fiction {
        client = client.with_fiction_allowed();
    }
    let service = assemble(&settings, store, Clock::System, Randomness::System, Some(client)).await?;
    let router = web::router(service.clone(), settings.public_url.parse()?, tokens);
    let listener = TcpListener::bind(settings.listen)
        .await
        .with_context(|| format!("cannot listen on GUICHET_LISTEN={}", settings.listen))?;
    tracing::info!(listen = %listener.local_addr()?, public_url = settings.public_url, "the service is ready");
    let (stop, stopping) = watch::channel(false);
    let (mut worker_stop, mut ending) = (stopping.clone(), stopping);
    let mut worker = tokio::spawn(service.clone().run_outbox(async move {
        let _ = worker_stop.wait_for(|stop| *stop).await;
    }));
    let graceful = async move {
        stopped().await;
        let _ = stop.send(true);
    };
    let dawdling = async move {
        let _ = ending.wait_for(|stop| *stop).await;
        sleep(GRACE).await;
    };
    tokio::select! {
        served = axum::serve(listener, router).with_graceful_shutdown(graceful).into_future() => served?,
        () = dawdling => tracing::warn!("requests that were never finished are dropped"),
    }
    match timeout(GRACE, &mut worker).await {
        Ok(ended) => ended?,
        // What it held is shown as uncertain once its lease is over: it may have been sent.
        Err(_) => worker.abort(),
    }
    service.store().close().await;
    Ok(())
}

/// Waits for Ctrl-C or SIGTERM.
pub(super) async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

/// Checks the flows and words alone.
pub(super) fn check(settings: &Settings) -> anyhow::Result<()> {
    let (files, dialogue) = compiled(settings)?;
    let languages: Vec<&str> = dialogue.script.languages.iter().map(|language| language.as_str()).collect();
    println!(
        "{} flows and {} files in {}: no mistakes",
        dialogue.script.flows.len(),
        files.len(),
        languages.join(", ")
    );
    Ok(())
}
