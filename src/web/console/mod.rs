//! The console where advisors work: who may come in, which page leads where, and how every page looks.
//!
//! Every route stands in [`routes`] with what it needs; `guard` lets nobody past who may not. A page is an askama template
//! over a [`layout::View`], whose words come from [`words`].

mod alerts;
mod assets;
mod audit;
mod callback;
mod context;
mod days;
pub mod fault;
mod files;
mod flows;
mod guard;
pub mod layout;
mod live;
mod mandates;
mod messages;
mod open_id;
mod origin;
mod password;
mod people;
mod person;
mod queue;
pub mod reveal;
pub mod routes;
pub mod session;
mod settings;
pub mod sign_in;
mod steps;
mod told;
mod wall;
mod whose;
mod wording;
pub mod words;
mod work;
mod writing;

use std::sync::Arc;

use axum::{Router, middleware};
use jiff::Timestamp;

use self::{origin::Origin, sign_in::Doors, words::Words};
use crate::{
    connector::codes::Codes, provider::public_url::PublicUrl, service::Service, staff::session::Terms, store::Store,
};

/// What every page needs. Cheap to clone.
#[derive(Clone)]
pub struct Console(Arc<Inner>);

struct Inner {
    service: Service,
    words: Words,
    origin: Origin,
    terms: Terms,
    /// Where passwords are hashed: a few at once.
    passwords: Codes,
    doors: Doors,
}

impl Console {
    /// The console of a service that browsers reach at this address.
    pub fn new(service: Service, public_url: &PublicUrl) -> Self {
        let terms = service.console_settings().terms;
        Console(Arc::new(Inner {
            service,
            words: Words::shipped(),
            origin: Origin::of(public_url),
            terms,
            passwords: Codes::default(),
            doors: Doors::default(),
        }))
    }

    /// The service that the console works on.
    pub fn service(&self) -> &Service {
        &self.0.service
    }

    /// Its database.
    pub fn store(&self) -> &Store {
        self.0.service.store()
    }

    /// The time as the service reads it.
    pub fn now(&self) -> Timestamp {
        self.0.service.clock().now()
    }
}

/// The console's routes, every one of them guarded.
pub fn router(console: Console) -> Router {
    let rows = routes::ROUTES.iter();
    let guarded = |router: Router<Console>, row: &'static routes::Route| {
        let guarded = guard::Guarded { console: console.clone(), route: row };
        router.route(row.path, (row.handler)().route_layer(middleware::from_fn_with_state(guarded, guard::guard)))
    };
    rows.fold(Router::new(), guarded).layer(middleware::map_response(layout::with_headers)).with_state(console.clone())
}
