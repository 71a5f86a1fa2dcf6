//! What systemd is told: that the service is ready, stopping, and alive. Elsewhere nothing happens.

use sd_notify::NotifyState;
use tokio::time::sleep;

use crate::web::operator::{NotReady, Readiness};

/// Tells the service manager, where there is one.
pub(super) fn tell(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!(%error, "systemd was not told");
    }
}

/// Tells that the service reads its files again; `Ready` ends that.
pub(super) fn tell_reloading() {
    let told = NotifyState::monotonic_usec_now().and_then(|now| sd_notify::notify(&[NotifyState::Reloading, now]));
    if let Err(error) = told {
        tracing::warn!(%error, "systemd was not told");
    }
}

/// Tells at half the interval that systemd set, while the database's writer answers: a service that hangs is started
/// again. One whose disk is full is not, for a start mends nothing, and callers hear an apology meanwhile.
pub(super) async fn stay_alive(readiness: Readiness) {
    let Some(interval) = sd_notify::watchdog_enabled() else { return };
    loop {
        match readiness.check().await {
            Ok(()) | Err(NotReady::Stopping) => tell(NotifyState::Watchdog),
            Err(reason @ NotReady::Database(_)) => {
                tracing::error!(%reason, "the service is not ready");
                tell(NotifyState::Watchdog);
            }
            Err(reason @ NotReady::Slow) => tracing::error!(%reason, "the service is not ready; systemd will end it"),
        }
        sleep(interval / 2).await;
    }
}
