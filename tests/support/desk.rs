//! A whole service on loopback with the provider in miniature, on either database, whose clock stands still.

#![allow(dead_code, reason = "each suite uses a part of it")]

#[path = "postgres.rs"]
mod postgres;

use std::{path::Path, time::Duration};

use guichet::{
    cli::world::{SERVICE_NUMBER, assemble, compiled, test_clock, test_randomness},
    clock::Clock,
    phone_number::{Numbering, PhoneNumber},
    provider::client::{Client, http_client},
    service::Service,
    settings::{Settings, fresh_keys},
    simulator::{
        exchange::{Account, Act, Exchange, Progress, Standing},
        rest,
    },
    store::Store,
    web,
};
use indexmap::IndexMap;
use secrecy::SecretString;
use tokio::net::TcpListener;

/// A test on each database, under its own name: `name::on_sqlite`, `name::on_postgres`; each at a desk that is prepared so.
macro_rules! on_both {
    ($prepare:expr => $(async fn $name:ident($desk:ident: Desk) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn holds($desk: Desk) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                holds(Desk::on_sqlite($prepare).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                holds(Desk::on_postgres($prepare).await).await;
            }
        }
    )*};
}

pub struct Desk {
    pub service: Service,
    pub exchange: Exchange,
    pub clock: Clock,
    pub url: String,
    pub token: SecretString,
    pub settings: Settings,
    _kept: (tempfile::TempDir, Option<postgres::Database>),
}

pub fn number(text: &str) -> PhoneNumber {
    Numbering { fiction: true }.parse(text).unwrap()
}

impl Desk {
    pub async fn on_sqlite(prepare: impl FnOnce(&Path, &mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("guichet.db").display());
        Desk::start(url, prepare, (folder, None)).await
    }

    pub async fn on_postgres(prepare: impl FnOnce(&Path, &mut Settings)) -> Self {
        let database = postgres::Database::new();
        Desk::start(database.url().to_owned(), prepare, (tempfile::tempdir().unwrap(), Some(database))).await
    }

    async fn start(
        database: String,
        prepare: impl FnOnce(&Path, &mut Settings),
        kept: (tempfile::TempDir, Option<postgres::Database>),
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let keys = fresh_keys().unwrap();
        let setting = |name: &str| match name {
            "GUICHET_PUBLIC_URL" => Some(url.clone()),
            "GUICHET_DATABASE_URL" => Some(database.clone()),
            "GUICHET_KEYS" => Some(keys.clone()),
            "GUICHET_OFFICE_NUMBER" => Some("01 99 00 00 02".to_owned()),
            _ => None,
        };
        let mut settings = Settings::without_file(&setting).unwrap();
        settings.numbering = Numbering { fiction: true };
        settings.numbers = IndexMap::from([(SERVICE_NUMBER.to_owned(), Default::default())]);
        prepare(kept.0.path(), &mut settings);
        let (clock, token) = (test_clock(), SecretString::from("a-token-for-tests"));
        let account = Account { sid: "AC1".into(), token: token.clone(), public_url: url.clone() };
        let exchange = Exchange::new(account, http_client(&[]).unwrap(), clock.clone());
        let store = Store::open(&settings.access().unwrap()).await.unwrap();
        let client = client(&url, &token);
        let compiled = compiled(&settings).unwrap().1;
        let service =
            assemble(&settings, compiled, store, clock.clone(), test_randomness(), Some(client)).await.unwrap();
        let routes = web::router(service.clone(), url.parse().unwrap(), vec![token.clone()]);
        let routes = routes.merge(rest::router(exchange.clone()));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Desk { service, exchange, clock, url, token, settings, _kept: kept }
    }

    /// The same desk with other settings: its service is another one, on the same database and the same clock.
    pub async fn with(mut self, settings: Settings) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        self.url = format!("http://{}", listener.local_addr().unwrap());
        self.settings = Settings { public_url: self.url.clone(), ..settings };
        self.service = self.another("http://127.0.0.1:9").await;
        let routes = web::router(self.service.clone(), self.url.parse().unwrap(), vec![self.token.clone()]);
        tokio::spawn(async move { axum::serve(listener, routes).await });
        self
    }

    /// Another instance on the same database, whose provider is at this address.
    pub async fn another(&self, provider: &str) -> Service {
        let compiled = compiled(&self.settings).unwrap().1;
        let client = Some(client(provider, &self.token));
        let store = self.service.store().clone();
        assemble(&self.settings, compiled, store, self.clock.clone(), test_randomness(), client).await.unwrap()
    }

    pub async fn rings(&self, to: &str) -> bool {
        self.exchange.incoming(to, None, Duration::ZERO).await.is_some()
    }

    /// Listens until the line waits or ends.
    pub async fn hears(&self, mut progress: Progress) -> (String, Progress) {
        let mut heard = String::new();
        loop {
            heard.extend(progress.heard.iter().map(|utterance| format!("{} ", utterance.text)));
            if progress.phase != Standing::Speaking {
                return (heard, progress);
            }
            progress = self.exchange.act(&progress.id, Act::Spoken).await.unwrap();
        }
    }

    pub async fn does(&self, at: &Progress, act: Act) -> (String, Progress) {
        self.hears(self.exchange.act(&at.id, act).await.unwrap()).await
    }
}

fn client(url: &str, token: &SecretString) -> Client {
    let api = format!("{url}{}", rest::BASE_PATH);
    Client::new(&api, "AC1", token.clone(), http_client(&[]).unwrap()).with_fiction_allowed()
}
