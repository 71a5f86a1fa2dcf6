//! News of the queue while a page is open: server-sent events, for as long as whoever watches may see the queue and the service
//! goes on. Watching is no use of a session: who left the page open is signed out like anybody else.

use std::{convert::Infallible, time::Duration};

use axum::{
    Extension,
    extract::{Query, State},
    http::header,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::{Stream, stream};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use tokio::{
    sync::watch,
    time::{sleep, timeout},
};

use super::{Console, queue::instant, session::Signed};
use crate::{staff::Permission, web::server::Ending};

/// Where the stream is.
pub(super) const PATH: &str = "/console/live";
/// How often the right to watch is looked at: a stream ends within 5 s of its end.
const LOOK: Duration = Duration::from_secs(3);
/// Changes that follow each other so soon are told as one.
const REST: Duration = Duration::from_millis(250);
/// How often something is sent on a stream where nothing happens, so that nobody between us closes it.
const ALIVE: Duration = Duration::from_secs(15);

/// Since when whoever watches knows the queue.
#[derive(Deserialize)]
pub(super) struct Since {
    #[serde(default)]
    since: String,
}

/// What a stream goes on from.
struct Watching {
    console: Console,
    signed: Signed,
    changes: watch::Receiver<u64>,
    since: Timestamp,
    /// How many new requests and alerts were told last; none before anything was.
    told: Option<(u64, u64)>,
    over: bool,
    ending: Option<Ending>,
}

/// The stream.
pub(super) async fn stream_of(
    State(console): State<Console>,
    signed: Signed,
    Query(asked): Query<Since>,
    ending: Option<Extension<Ending>>,
) -> Response {
    let since = instant(&asked.since).unwrap_or_else(|| console.now());
    let changes = console.service().desk().changes();
    let watching = Watching {
        console,
        signed,
        changes,
        since,
        told: None,
        over: false,
        ending: ending.map(|Extension(ending)| ending),
    };
    let stream = Sse::new(events(watching)).keep_alive(KeepAlive::new().interval(ALIVE));
    ([(header::CACHE_CONTROL, "no-store")], stream).into_response()
}

fn events(watching: Watching) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(watching, |mut watching| async move {
        if watching.over {
            return None;
        }
        // A service that stops waits for no page: the browser asks again, and finds the next one.
        let ending = watching.ending.clone();
        let told = async {
            match ending {
                Some(ending) => ending.told().await,
                None => std::future::pending().await,
            }
        };
        let event = tokio::select! {
            event = watching.next() => event,
            () = told => return None,
        };
        Some((Ok(event), watching))
    })
}

impl Watching {
    /// The next thing to tell. Nothing is told to who may no longer see it.
    async fn next(&mut self) -> Event {
        loop {
            // What came in between the page and its stream is told at once.
            let moved = match self.told {
                None => false,
                Some(_) => timeout(LOOK, self.changes.changed()).await.is_ok_and(|changed| changed.is_ok()),
            };
            if moved {
                sleep(REST).await;
                self.changes.borrow_and_update();
            }
            if !self.may().await {
                self.over = true;
                return Event::default().event("ended").data("{}");
            }
            let store = self.console.store();
            let Ok(fresh) = store.requests_since(self.since).await else { continue };
            let Ok(alerts) = store.alert_count().await else { continue };
            // The page shows the alerts there were when it was made.
            let before = self.told.replace((fresh, alerts)).unwrap_or((0, alerts));
            if moved || before != (fresh, alerts) {
                let news = json!({ "fresh": fresh, "moved": moved, "alerts": alerts });
                return Event::default().event("queue").data(news.to_string());
            }
        }
    }

    /// Whether the session stands and still may see the queue. Where the database does not answer, nobody may.
    async fn may(&self) -> bool {
        let still = self.signed.still(&self.console).await;
        still.is_ok_and(|signed| signed.is_some_and(|signed| signed.advisor.may(Permission::SeeQueue)))
    }
}
