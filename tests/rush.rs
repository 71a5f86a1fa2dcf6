//! Many reminders that fall due in the same minute: they leave at the rate that is set, the nearest loss first, and none
//! when it is too late. `GUICHET_RUSH=50000` plays it with so many people.

#![expect(clippy::unwrap_used, reason = "a test fails where its own tools fail")]

#[macro_use]
#[path = "support/desk.rs"]
mod desk;

use std::{collections::BTreeMap, time::Duration};

use desk::Desk;
use guichet::{
    cli::world::SERVICE_NUMBER,
    holiday::Territory,
    phone_number::PhoneNumber,
    reminder::Known,
    store::{
        deadline::{Deadline, DeadlineState, Source},
        outbox::{Claimed, Terms},
    },
};
use jiff::{SignedDuration, Timestamp, civil::Date, civil::date, tz::TimeZone};
use serde_json::json;

/// People in the short form.
const FEW: usize = 1_400;
/// What each is reminded of: a decision, and the two months in which it may be contested. Told 30, 10 and 3 days before.
const KIND: &str = "rsa-appeal";
/// Half of them lose something ten days from the day of the rush, and half of them on the third day.
const DECIDED: [Date; 2] = [date(2026, 9, 30), date(2026, 9, 23)];
const CLOSES: [Date; 2] = [date(2026, 11, 30), date(2026, 11, 23)];
/// The reminders leave for so long before it is too late for that day.
const WINDOW: SignedDuration = SignedDuration::from_mins(10);
/// How often it is looked for what may leave.
const LOOKS: SignedDuration = SignedDuration::from_millis(200);
/// Of a thousand people so many can be told in that time, at the rate that is set.
const TOLD_OF_A_THOUSAND: usize = 900;

#[expect(clippy::disallowed_methods, reason = "it is no setting of the service")]
fn people() -> usize {
    std::env::var("GUICHET_RUSH").map_or(FEW, |people| people.parse().unwrap())
}

/// So many a second that not everybody can be told.
fn rate() -> u32 {
    let told = people() * TOLD_OF_A_THOUSAND / 1_000;
    u32::try_from(told / usize::try_from(WINDOW.as_secs()).unwrap()).unwrap()
}

fn paris(hour: i8, minute: i8) -> Timestamp {
    date(2026, 11, 20).at(hour, minute, 0, 0).to_zoned(TimeZone::get("Europe/Paris").unwrap()).unwrap().timestamp()
}

/// The deadline of the person of this number; whose loss is near and whose is far come in turns.
fn deadline(person: usize, due: Timestamp) -> Deadline {
    let which = person % 2;
    // Longer than a telephone number can be: it belongs to nobody, and there are more than ten thousand.
    let to: PhoneNumber = serde_json::from_value(json!(format!("+3363998{person:08}"))).unwrap();
    Deadline {
        id: format!("deadline-{person:06}"),
        kind: KIND.into(),
        to,
        service_number: SERVICE_NUMBER.to_owned(),
        file_id: None,
        source: Source::Import,
        known: Known::date("notification", DECIDED[which]),
        territory: Territory::Metropolis,
        opens: DECIDED[which],
        closes: CLOSES[which],
        state: DeadlineState::Armed,
        tried: Some(1),
        due_at: Some(due),
        armed_at: paris(0, 0).checked_sub(SignedDuration::from_hours(24 * 30)).unwrap(),
    }
}

impl Desk {
    async fn arm(&self, due: Timestamp) {
        let all: Vec<Deadline> = (0..people()).map(|person| deadline(person, due)).collect();
        for some in all.chunks(1_000) {
            assert_eq!(self.service.store().arm(some.to_vec()).await.unwrap().armed, some.len());
        }
    }

    /// What leaves at this moment, until nothing more may.
    async fn leaves(&self) -> Vec<Claimed> {
        let (store, now) = (self.service.store(), self.clock.now());
        let limits = Some(self.settings.limits);
        let lease = Duration::from_secs(60);
        let terms = Terms { owner: "worker".to_owned(), lease, most: 1_000, limits, ceiling: None };
        let mut all = Vec::new();
        loop {
            let orders = store.claim(now, terms.clone()).await.unwrap().orders;
            if orders.is_empty() {
                return all;
            }
            let taken = orders.iter().map(|order| {
                let id = &order.text.id;
                store.text_sent(id, order.attempts, id, now)
            });
            let taken = futures_util::future::join_all(taken).await;
            assert!(taken.into_iter().all(|taken| taken.unwrap()));
            all.extend(orders);
        }
    }

    /// How near the loss is of whom an order tells.
    async fn nearness(&self, orders: &[Claimed]) -> Vec<Date> {
        let mut closes = Vec::with_capacity(orders.len());
        for order in orders {
            closes.push(self.service.store().told_by(&order.text.id).await.unwrap()[0].closes);
        }
        closes
    }
}

on_both! { |_, settings| settings.limits.provider_per_second = rate() =>
    async fn they_leave_at_the_rate_that_is_set_the_nearest_loss_first_and_none_too_late(desk: Desk) {
        let (people, rate) = (people(), usize::try_from(rate()).unwrap());
        // A reminder that did not leave within two hours is decided anew.
        let (begins, ends) = (paris(20, 49), paris(20, 59));
        desk.arm(paris(17, 30)).await;
        desk.clock.advance(paris(18, 59).duration_since(desk.clock.now()));
        assert_eq!(desk.service.remind(desk.clock.now()).await.unwrap(), people);
        // Nobody hands anything over until shortly before it is too late.
        desk.clock.advance(begins.duration_since(desk.clock.now()));
        let mut told: BTreeMap<String, usize> = BTreeMap::new();
        let mut order = Vec::new();
        while desk.clock.now() < ends {
            let left = desk.leaves().await;
            left.iter().for_each(|one| *told.entry(one.text.id.clone()).or_default() += 1);
            order.extend(desk.nearness(&left).await);
            let seconds = desk.clock.now().duration_since(begins).as_millis() / 1_000;
            let allowed = rate * (usize::try_from(seconds).unwrap() + 2);
            assert!(order.len() <= allowed, "{} by the second {seconds}, with {rate} allowed in each", order.len());
            desk.clock.advance(LOOKS);
        }
        assert!(order.is_sorted(), "somebody who can wait was told before somebody who cannot");
        let possible = rate * usize::try_from(WINDOW.as_secs()).unwrap();
        assert!(order.len() * 100 >= possible * 95, "{} of {possible}: the time was not used", order.len());
        assert!(order.len() < people, "the rest could not leave");
        assert!(told.values().all(|times| *times == 1));
        let too_late = desk.leaves().await.len();
        desk.clock.advance(SignedDuration::from_hours(3));
        assert_eq!((too_late, desk.leaves().await.len()), (0, 0), "what did not leave in time is not sent at night");

        // Those whose day is not over are told on the next working day, once; it is Monday the 23rd.
        let untold = people - order.len();
        let (mut left, mut looks) = (0, 0);
        desk.clock.advance(SignedDuration::from_hours(24 * 2 + 9));
        while left < untold && looks < 12 * 3_600 {
            desk.service.remind(desk.clock.now()).await.unwrap();
            left += desk.leaves().await.len();
            desk.clock.advance(SignedDuration::from_secs(30));
            looks += 30;
        }
        assert_eq!(left, untold, "nobody was lost");
    }
}
