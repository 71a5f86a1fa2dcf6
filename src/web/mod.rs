//! The routes: the provider's webhooks, the case system's, the advisors' console, health, what the operator's monitoring reads, and in the demo the
//! phone simulator.

mod admission;
mod case_system;
pub mod console;
pub mod operator;
pub mod server;
mod twilio;

use axum::{Router, extract::DefaultBodyLimit, http::StatusCode, routing::get};

use self::console::Console;
use crate::{provider::public_url::PublicUrl, service::Service};

pub use twilio::{SELF_TEST, Webhooks};

/// Bodies above this are refused: the longest real webhook has a few kilobytes.
pub const LARGEST_BODY: usize = 64 * 1024;

/// The service's routes. `tokens` are those that may sign webhooks. `/healthz` says that the process is alive, and
/// nothing else: who wants to know whether it can serve asks [`operator`].
pub fn router(service: Service, public_url: PublicUrl, tokens: Vec<secrecy::SecretString>) -> Router {
    Router::new()
        .merge(case_system::router(service.clone()))
        .merge(console::router(Console::new(service.clone(), &public_url)))
        .merge(twilio::router(Webhooks { service, public_url, tokens }))
        .route("/healthz", get(async || (StatusCode::OK, "ok\n")))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
}
