//! The stream of news: it ends soon after the right to see the queue, keeps no session alive, and holds up no end of the service.

use std::time::Duration;

use guichet::{staff::Role, web};
use jiff::SignedDuration;
use tokio::{net::TcpListener, sync::oneshot, time::timeout};

use crate::{
    browser::{Browser, Person, as_role},
    desk::Desk,
    request::asks,
};

/// A stream ends within this of the end of the right to it.
const SOON: Duration = Duration::from_secs(5);

/// A stream under way.
pub struct Stream(reqwest::Response);

impl Stream {
    pub async fn of(browser: &Browser) -> Self {
        let answer = browser.watch("/console/live").await;
        assert_eq!(answer.status(), 200);
        Stream(answer)
    }

    /// The name of the next event; none where the stream has ended.
    pub async fn next(&mut self) -> Option<String> {
        loop {
            let part = self.0.chunk().await.unwrap()?;
            let text = String::from_utf8(part.to_vec()).unwrap();
            // What only keeps the connection has no name.
            if let Some((_, rest)) = text.split_once("event: ") {
                return Some(rest.lines().next().unwrap_or_default().to_owned());
            }
        }
    }

    async fn ends_soon(mut self) {
        let told = timeout(SOON, self.next()).await.unwrap_or_else(|_| panic!("the stream goes on"));
        assert_eq!(told.as_deref(), Some("ended"));
        assert_eq!(timeout(SOON, self.next()).await.unwrap(), None, "nothing comes after its end");
    }
}

on_both! { |_, _| {} =>
    async fn a_stream_tells_of_a_change_and_ends_within_5_seconds_of_the_right_to_see_the_queue(desk: Desk) {
        let mut chief = as_role(&desk, Role::Administrator).await;
        let claire = Person::settled(&desk, "claire", Role::Advisor).await;
        let mut stream = Stream::of(&claire.signs_in(&desk.url).await).await;
        asks(&desk, "one", "+33639980012").await;
        assert_eq!(timeout(SOON, stream.next()).await.unwrap().as_deref(), Some("queue"));
        let path = format!("/console/people/{}/active", claire.advisor.id);
        assert_eq!(chief.post(&path, &[("active", "no")]).await.status, 303);
        stream.ends_soon().await;
    }

    async fn a_page_left_open_keeps_no_session_alive(desk: Desk) {
        let browser = as_role(&desk, Role::Advisor).await;
        let mut stream = Stream::of(&browser).await;
        desk.clock.advance(SignedDuration::from_mins(50));
        // The stream looks at the session before it tells of a change.
        asks(&desk, "one", "+33639980012").await;
        assert_eq!(timeout(SOON, stream.next()).await.unwrap().as_deref(), Some("queue"));
        // Its connection is lost, and the page begins it anew.
        drop(stream);
        let stream = Stream::of(&browser).await;
        desk.clock.advance(SignedDuration::from_mins(12));
        stream.ends_soon().await;
        assert_eq!(browser.watch("/console/live").await.status(), 401, "an idle hour is over");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_stops_waits_for_no_page_that_is_open() {
    let desk = Desk::on_sqlite(|_, _| {}).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = web::router(desk.service.clone(), url.parse().unwrap(), Vec::new());
    let metrics = desk.service.metrics().clone();
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(async move {
        web::server::serve(listener, router, &metrics, async { drop(stopped.await) }).await;
    });
    let mut browser = Browser::new(&url);
    browser.cookies = as_role(&desk, Role::Advisor).await.cookies;
    let mut stream = Stream::of(&browser).await;
    stop.send(()).unwrap();
    assert_eq!(timeout(SOON, stream.next()).await.unwrap(), None);
    // Well below what a request gets that is still arriving.
    timeout(Duration::from_millis(1_500), server).await.unwrap_or_else(|_| panic!("the service waits for it")).unwrap();
}
