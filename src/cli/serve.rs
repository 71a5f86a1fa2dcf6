//! `guichet serve`.

use std::{net::SocketAddr, time::Duration};

use anyhow::Context;
use sd_notify::NotifyState;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
    task::JoinHandle,
    time::timeout,
};

use super::{
    reload::{self, Folders},
    systemd,
    world::{assemble, proved, unproved},
};
use crate::{
    clock::Clock,
    phone_number,
    provider::client::{Client, TIMEOUT, http_client},
    service::Randomness,
    settings::Settings,
    store::Store,
    web::{
        self,
        operator::{self, Readiness},
    },
};

/// How long the text in hand may take once the turns have ended: as long as the provider may take to answer, and the
/// time to write that down.
const TEXT_GRACE: Duration = TIMEOUT.saturating_add(Duration::from_secs(1));

/// Runs the service until it is told to stop; turns under way and the text in hand are ended first.
pub(super) async fn serve(settings: Settings) -> anyhow::Result<()> {
    settings.require_provider()?;
    // What takes longest of a start, and needs nothing of the rest, is done beside it.
    tokio::task::spawn_blocking(phone_number::make_ready);
    let own_network = settings.own_network.clone();
    let http = tokio::task::spawn_blocking(move || http_client(&own_network));
    let dialogues = tokio::task::spawn_blocking({
        let settings = settings.clone();
        move || unproved(&settings)
    });
    // From here on SIGHUP reads flows and words again; before, it would end the process.
    let hangups = signal(SignalKind::hangup()).context("SIGHUP cannot be heard")?;
    let store = Store::open(&settings.access()?)
        .await
        .with_context(|| format!("GUICHET_DATABASE_URL is {}", settings.shown_database()))?;
    hold_what_was_restored(&store).await?;
    let tokens = settings.twilio.auth_tokens.clone();
    let sending = tokens.first().cloned().context("GUICHET_TWILIO_AUTH_TOKEN is not set")?;
    let mut client = Client::new(&settings.twilio.api, &settings.twilio.account_sid, sending, http.await??);
    if settings.numbering.fiction {
        client = client.with_fiction_allowed();
    }
    let dialogue = proved(dialogues.await??, &store).await?;
    let service = assemble(&settings, dialogue, store, Clock::System, Randomness::System, Some(client)).await?;
    let router = web::router(service.clone(), settings.public_url.parse()?, tokens);
    let listener = listen("GUICHET_LISTEN", settings.listen).await?;
    let (stop, stopping) = watch::channel(false);
    let readiness = Readiness::new(service.clone(), stopping.clone());
    readiness.check().await?;
    let mut beside = Vec::new();
    if let Some(address) = settings.operator_listen {
        let listener = listen("GUICHET_OPERATOR_LISTEN", address).await?;
        tracing::info!(listen = %listener.local_addr()?, "readiness and metrics are told here");
        let (router, metrics) = (operator::router(readiness.clone()), service.metrics().clone());
        beside.push(tokio::spawn(async move {
            web::server::serve(listener, router, &metrics, std::future::pending()).await;
        }));
    }
    beside.push(tokio::spawn(systemd::stay_alive(readiness)));
    beside.push(tokio::spawn(reload::keep_current(service.clone(), Folders::of(&settings), Some(hangups))));
    tracing::info!(listen = %listener.local_addr()?, public_url = settings.public_url, "the service is ready");
    systemd::tell(NotifyState::Ready);
    let until = |mut stopping: watch::Receiver<bool>| async move {
        let _ = stopping.wait_for(|stop| *stop).await;
    };
    let texts = service.clone().run_outbox(until(stopping.clone()));
    let answers = service.clone().run_deliveries(until(stopping));
    let mut worker = tokio::spawn(futures_util::future::join(texts, answers));
    let mut died = false;
    let told = async {
        died = dies_before(&mut worker, stopped()).await;
        systemd::tell(NotifyState::Stopping);
        // From here on it is not ready, and the worker takes no further text.
        let _ = stop.send(true);
    };
    web::server::serve(listener, router, service.metrics(), told).await;
    // Who answers and sends nothing any more looks well and is not: it ends, and whatever keeps it running starts it anew.
    anyhow::ensure!(!died, "the worker that sends has died; the log above says why");
    match timeout(TEXT_GRACE, &mut worker).await {
        Ok(ended) => drop(ended?),
        // What it held is shown as uncertain once its lease is over: it may have been sent.
        Err(_) => worker.abort(),
    }
    beside.iter().for_each(JoinHandle::abort);
    service.store().close().await;
    Ok(())
}

/// Whether the worker ended by itself before the service was told to stop.
async fn dies_before<T>(worker: &mut JoinHandle<T>, told: impl Future<Output = ()>) -> bool {
    tokio::select! {
        () = told => false,
        _ = worker => true,
    }
}

async fn listen(variable: &str, address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("cannot listen on {variable}={address}"))
}

/// A database that came back from a backup sends nothing until the operator says so: it may have been sent already.
async fn hold_what_was_restored(store: &Store) -> anyhow::Result<()> {
    if let Some(quarantine) = store.quarantine_restored(Clock::System.now()).await? {
        tracing::warn!(
            backup.taken_at = %quarantine.backed_up_at,
            texts.held = quarantine.held,
            texts.uncertain = quarantine.uncertain,
            "this database is restored from a backup: texts that waited then are held; \
             let them go with `guichet jobs release --quarantined`"
        );
    }
    Ok(())
}

/// Waits for Ctrl-C or SIGTERM.
pub(super) async fn stopped() {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    #[tokio::test]
    async fn a_worker_that_ends_by_itself_ends_the_service_and_one_that_works_does_not() {
        let mut fallen = tokio::spawn(async { panic!("a mistake of ours") });
        assert!(dies_before::<()>(&mut fallen, pending()).await);
        let mut works = tokio::spawn(pending::<()>());
        assert!(!dies_before(&mut works, ready(())).await);
        works.abort();
    }
}
