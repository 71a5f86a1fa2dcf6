//! Reminders from the armed deadline to the person who is told, over the real routes, on both databases, against the
//! provider in miniature.

#![expect(clippy::unwrap_used, reason = "a test fails where its own tools fail")]

#[macro_use]
#[path = "support/desk.rs"]
mod desk;

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use axum::{Router, http::StatusCode};
use desk::{Desk, number};
use guichet::{
    cli::world::{SERVICE_NUMBER, compiled},
    connector::deadline_list::{self, Reading},
    holiday::Territory,
    outgoing::{call::CallEnd, delivery::Delivery},
    phone_number::PhoneNumber,
    provider::twilio::TextStatus,
    reminder::{
        Known,
        ladder::Person,
        occurrence,
        plan::{Standing, first_look},
    },
    service::{
        Service,
        arming::{Asked, territory},
    },
    simulator::exchange::{Act, Unanswered},
    store::{
        callback::NewCallback,
        deadline::{Deadline, DeadlineState, Source},
        outbox::TextState,
    },
};
use jiff::{SignedDuration, Timestamp, civil::date, tz::TimeZone};
use tokio::net::TcpListener;

const LINA: &str = "+33639980012";
const AWA: &str = "+33639980011";
const PAUL: &str = "+33199000013";
/// What a reminder of the monthly update tells.
const UPDATE: &str = "Faites votre actualisation à France Travail.";

impl Desk {
    /// Sets a deadline up, and says when it is looked at first.
    async fn arm(&self, id: &str, to: &str, kind: &str) -> Timestamp {
        let dialogue = compiled(&self.settings).unwrap().1;
        let (kind, to, now) = (&dialogue.deadlines[kind], number(to), self.clock.now());
        let person = Person::of(&to, Territory::Metropolis, None);
        let anchor = kind.due.anchors().first().map(|name| (**name).to_string());
        let known = anchor.map_or_else(Known::default, |name| Known::date(&name, date(2026, 9, 10)));
        let window = occurrence(kind, &known, now.to_zoned(person.zone.clone()).date()).unwrap();
        let due = first_look(&Standing { kind, window, tried: None, armed: now }, &person, now).unwrap();
        let deadline = Deadline {
            id: id.to_owned(),
            kind: kind.name.clone(),
            to,
            service_number: SERVICE_NUMBER.to_owned(),
            file_id: None,
            source: Source::Advisor,
            known,
            territory: Territory::Metropolis,
            opens: window.opens,
            closes: window.closes,
            state: DeadlineState::Armed,
            tried: None,
            due_at: Some(due),
            armed_at: now,
        };
        assert_eq!(self.service.store().arm(vec![deadline]).await.unwrap().armed, 1);
        due
    }

    /// Lets the time come.
    fn until(&self, at: Timestamp) {
        let by = at.duration_since(self.clock.now());
        assert!(by >= SignedDuration::ZERO, "{at} is past");
        self.clock.advance(by);
    }

    /// Looks at what is due and hands it over.
    async fn tick(&self) -> usize {
        let people = self.service.remind(self.clock.now()).await.unwrap();
        self.service.hand_over().await.unwrap();
        people
    }

    /// The texts that stand on a phone, without those that were written on it.
    async fn texts(&self, to: &str) -> Vec<String> {
        let texts = self.exchange.texts_after(to, 0, Duration::ZERO).await;
        texts.into_iter().filter(|text| !text.mine).map(|text| text.body).collect()
    }

    async fn deadline(&self, of: &str) -> Deadline {
        let mut all = self.service.store().deadlines_of(&number(of)).await.unwrap();
        all.remove(0)
    }

    /// The next time at which the deadline is looked at comes.
    async fn until_due(&self, of: &str) {
        self.until(self.deadline(of).await.due_at.unwrap());
    }

    /// What advisors are asked to ring for.
    async fn tasks(&self) -> Vec<(PhoneNumber, String, Option<String>)> {
        let open = self.service.store().open_callbacks().await.unwrap();
        let task = |asked: NewCallback| {
            (asked.person, asked.subject, asked.deadline.map(|(kind, closes)| format!("{kind} {closes}")))
        };
        open.into_iter().map(|open| task(open.asked)).collect()
    }

    async fn end(&self, id: &str) {
        let now = self.clock.now();
        assert!(self.service.store().end_deadline(id, DeadlineState::Done, now).await.unwrap());
    }

    /// The orders of reminders that this person's phone was not told yet.
    async fn orders(&self, states: &[TextState]) -> Vec<String> {
        self.service.store().jobs(states, 99).await.unwrap().into_iter().map(|job| job.id).collect()
    }

    fn there(&self) -> String {
        self.clock.now().to_zoned(TimeZone::get("Europe/Paris").unwrap()).strftime("%m-%d %H").to_string()
    }
}

/// A list of deadlines as an office keeps it, taken in as `guichet deadlines arm` does.
const LIST: &str = "phone,deadline,date
06 39 98 00 12,job-seeker-update,
06 39 98 00 11,rsa-declaration,2026-09-10
";

async fn take_in(desk: &Desk, list: &str) -> usize {
    let dialogue = compiled(&desk.settings).unwrap().1;
    let (file, now) = (tempfile::NamedTempFile::new().unwrap(), desk.clock.now());
    std::fs::write(file.path(), list).unwrap();
    let today = now.to_zoned(desk.settings.office.zone.clone()).date();
    let languages = dialogue.catalogue.languages();
    let numbering = desk.settings.numbering;
    let reading = Reading { kinds: &dialogue.deadlines, languages: &languages, numbering, today };
    let entries = deadline_list::read(file.path(), reading).unwrap().unwrap();
    let store = desk.service.store();
    let armed = entries.into_iter().map(|entry| {
        let asked = Asked {
            kind: &dialogue.deadlines[&entry.kind],
            known: entry.known,
            territory: territory(None, &entry.to, desk.settings.office.territory),
            to: entry.to.clone(),
            service_number: SERVICE_NUMBER.to_owned(),
            file_id: None,
            source: Source::Import,
        };
        asked.armed(format!("{}-{now}", entry.line), &store.tag_of(&entry.to), now).unwrap()
    });
    store.arm(armed.collect()).await.unwrap().armed
}

/// A provider that takes every text and tells nothing more of it.
async fn mute_provider() -> String {
    static TAKEN: AtomicUsize = AtomicUsize::new(0);
    let take = async || {
        let sid = format!("SM{}", TAKEN.fetch_add(1, Ordering::SeqCst));
        (StatusCode::CREATED, format!(r#"{{"sid":"{sid}","status":"queued"}}"#))
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(take)).await });
    url
}

/// An instance that sends to the mute provider, and the orders that it has sent.
async fn sent_in_vain(desk: &Desk, mute: &Service) -> Vec<String> {
    desk.service.remind(desk.clock.now()).await.unwrap();
    mute.hand_over().await.unwrap();
    desk.orders(&[TextState::Sent]).await
}

on_both! { |_, _| () =>
    async fn what_is_due_is_told_once_at_its_hours_in_words_of_the_day(desk: Desk) {
        // The update opens on a Saturday: the rung of that day comes on Friday.
        let due = desk.arm("d", LINA, "job-seeker-update").await;
        assert_eq!(desk.tick().await, 0);
        desk.until(due);
        assert!(["11-27 10", "11-27 11"].contains(&desk.there().as_str()), "{}", desk.there());
        assert_eq!(desk.tick().await, 1);
        let told = desk.texts(LINA).await;
        assert_eq!(told.len(), 1);
        assert!(told[0].contains(UPDATE) && told[0].contains("28 novembre"), "{told:?}");
        for _ in 0..3 {
            desk.clock.advance(SignedDuration::from_mins(30));
            assert_eq!(desk.tick().await, 0);
        }
        desk.until_due(LINA).await;
        assert!(["12-10 17", "12-10 18"].contains(&desk.there().as_str()), "{}", desk.there());
        assert_eq!(desk.tick().await, 1);
        let told = desk.texts(LINA).await;
        assert_eq!(told.len(), 2);
        assert!(told[1].contains(UPDATE) && told[1].contains("15 décembre"), "{told:?}");
        desk.end("d").await;
        desk.clock.advance(SignedDuration::from_hours(24 * 5));
        assert_eq!((desk.tick().await, desk.texts(LINA).await.len()), (0, 2));
        assert_eq!(desk.tasks().await, []);
    }

    async fn who_wants_to_hear_in_the_evening_is_told_in_the_evening(desk: Desk) {
        let ours = desk.arm("d", LINA, "job-seeker-update").await;
        for words in ["date", "1", "20022027", "1", "2"] {
            assert!(desk.exchange.text(LINA, SERVICE_NUMBER, words).await.unwrap());
        }
        let before = desk.texts(LINA).await.len();
        for at in [ours, date(2026, 11, 27).at(16, 59, 0, 0).in_tz("Europe/Paris").unwrap().timestamp()] {
            desk.until(at);
            desk.tick().await;
            assert_eq!(desk.texts(LINA).await.len(), before, "{at}");
        }
        desk.until(date(2026, 11, 27).at(18, 59, 0, 0).in_tz("Europe/Paris").unwrap().timestamp());
        desk.tick().await;
        let told = desk.texts(LINA).await;
        assert!(told.len() == before + 1 && told[before].contains(UPDATE), "{told:?}");
    }

    async fn several_instances_that_look_all_the_time_tell_it_once(desk: Desk) {
        let due = desk.arm("d", LINA, "job-seeker-update").await;
        let others = [desk.another(&desk.url).await, desk.another(&desk.url).await];
        desk.until(due);
        for _ in 0..20 {
            let now = desk.clock.now();
            let (one, two, three) = tokio::join!(desk.service.remind(now), others[0].remind(now), others[1].remind(now));
            assert!([one, two, three].into_iter().all(|round| round.is_ok()));
            let _ = tokio::join!(desk.service.hand_over(), others[0].hand_over(), others[1].hand_over());
            desk.clock.advance(SignedDuration::from_millis(50));
        }
        assert_eq!(desk.texts(LINA).await.len(), 1);
    }

    async fn what_falls_together_is_one_text_with_the_nearest_loss_first(desk: Desk) {
        desk.arm("rsa", LINA, "rsa-declaration").await;
        desk.arm("update", LINA, "job-seeker-update").await;
        // Both have come by then; the hours of the one are not over.
        desk.until(date(2026, 12, 1).at(10, 0, 0, 0).in_tz("Europe/Paris").unwrap().timestamp());
        desk.clock.advance(SignedDuration::from_mins(119));
        desk.tick().await;
        let told = desk.texts(LINA).await;
        assert_eq!(told.len(), 1, "{told:?}");
        let place = |words: &str| told[0].find(words).unwrap();
        assert!(place(UPDATE) < place("3 mois de revenus"));
    }

    async fn a_stop_silences_reminders_until_start_and_never_a_callback(desk: Desk) {
        let due = desk.arm("d", LINA, "job-seeker-update").await;
        let store = desk.service.store();
        desk.until(due);
        desk.service.remind(desk.clock.now()).await.unwrap();
        desk.exchange.text(LINA, SERVICE_NUMBER, "STOP").await.unwrap();
        let before = desk.texts(LINA).await.len();
        desk.tick().await;
        assert_eq!(desk.texts(LINA).await.len(), before, "what was ordered is not sent");
        desk.until_due(LINA).await;
        desk.tick().await;
        assert_eq!(desk.texts(LINA).await.len(), before, "nothing is ordered");
        assert!(store.is_opted_out(&number(LINA)).await.unwrap());
        assert_eq!(desk.deadline(LINA).await.state, DeadlineState::Armed);
        desk.exchange.text(LINA, SERVICE_NUMBER, "START").await.unwrap();
        let before = desk.texts(LINA).await.len();
        // The rung of these hours is told, for they are not over.
        desk.tick().await;
        assert_eq!(desk.texts(LINA).await.len(), before + 1);
        // Silenced for good: an advisor sees that the day passed.
        store.opt_out(&number(LINA), desk.clock.now()).await.unwrap();
        for _ in 0..3 {
            if desk.deadline(LINA).await.due_at.is_some() {
                desk.until_due(LINA).await;
                desk.tick().await;
            }
        }
        assert_eq!(desk.deadline(LINA).await.state, DeadlineState::Expired);
        assert_eq!(desk.texts(LINA).await.len(), before + 1);
        let task = (number(LINA), "deadline".to_owned(), Some("job-seeker-update 2026-12-15".to_owned()));
        assert_eq!(desk.tasks().await, [task]);
    }

    async fn what_was_done_a_moment_ago_is_not_sent(desk: Desk) {
        let due = desk.arm("d", LINA, "job-seeker-update").await;
        desk.until(due);
        desk.service.remind(desk.clock.now()).await.unwrap();
        let order = desk.orders(&[TextState::Waiting]).await;
        desk.end("d").await;
        desk.tick().await;
        assert_eq!(desk.texts(LINA).await, [""; 0]);
        let store = desk.service.store();
        assert_eq!(store.text_state(&order[0]).await.unwrap(), Some(TextState::Cancelled));
    }

    async fn an_outage_of_an_hour_loses_no_reminder_and_doubles_none(desk: Desk) {
        let people: Vec<String> = (20..32).map(|last| format!("+336399800{last}")).collect();
        for person in &people {
            desk.arm(person, person, "job-seeker-update").await;
        }
        desk.until(date(2026, 11, 27).at(11, 59, 59, 0).in_tz("Europe/Paris").unwrap().timestamp());
        assert_eq!(desk.service.remind(desk.clock.now()).await.unwrap(), people.len());
        // Nobody listens at this port.
        let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let cut_off = desk.another(&format!("http://{closed}")).await;
        for _ in 0..60 {
            cut_off.hand_over().await.unwrap();
            desk.clock.advance(SignedDuration::from_mins(1));
        }
        for _ in 0..30 {
            desk.tick().await;
            desk.clock.advance(SignedDuration::from_mins(1));
        }
        for person in &people {
            assert_eq!(desk.texts(person).await.len(), 1, "{person}");
        }
    }

    async fn what_could_not_leave_all_day_is_told_on_the_next_day_that_is_left(desk: Desk) {
        let due = desk.arm("d", LINA, "rsa-declaration").await;
        desk.until(due);
        desk.service.remind(desk.clock.now()).await.unwrap();
        desk.service.store().stop_sending(true).await.unwrap();
        let night = desk.clock.now().to_zoned(TimeZone::get("Europe/Paris").unwrap()).date();
        desk.until(night.at(21, 0, 0, 0).in_tz("Europe/Paris").unwrap().timestamp());
        desk.tick().await;
        assert_eq!(desk.deadline(LINA).await.tried, None, "it counts as never told");
        desk.service.store().stop_sending(false).await.unwrap();
        desk.tick().await;
        assert_eq!(desk.texts(LINA).await, [""; 0], "nobody is told at night");
        desk.until_due(LINA).await;
        assert!(desk.there().ends_with("10") || desk.there().ends_with("11"), "{}", desk.there());
        desk.tick().await;
        assert_eq!(desk.texts(LINA).await.len(), 1);
    }

    async fn a_landline_is_rung_in_another_slot_each_time_and_then_by_an_advisor(desk: Desk) {
        let due = desk.arm("d", PAUL, "job-seeker-update").await;
        desk.until(due);
        desk.tick().await;
        assert!(desk.there().ends_with("10") || desk.there().ends_with("11"), "{}", desk.there());
        assert!(desk.rings(PAUL).await);
        desk.exchange.leave_unanswered(PAUL, Unanswered::Ignored).await.unwrap();
        desk.tick().await;
        assert_eq!(desk.tasks().await, [], "one call that nobody took");
        desk.until_due(PAUL).await;
        desk.tick().await;
        assert!(desk.there().ends_with("17") || desk.there().ends_with("18"), "{}", desk.there());
        assert!(desk.rings(PAUL).await);
        desk.exchange.answer_by_machine(PAUL).await.unwrap();
        desk.tick().await;
        let task = (number(PAUL), "deadline".to_owned(), Some("job-seeker-update 2026-12-15".to_owned()));
        assert_eq!(desk.tasks().await, std::slice::from_ref(&task), "before the date");
        desk.until_due(PAUL).await;
        desk.tick().await;
        assert!(desk.rings(PAUL).await);
        let (heard, at) = desk.hears(desk.exchange.answer(PAUL).await.unwrap()).await;
        assert!(!heard.contains("France Travail"), "nothing before a key: {heard}");
        let (heard, at) = desk.does(&at, Act::Press('1')).await;
        assert!(heard.contains("Faites votre actualisation du mois"), "{heard}");
        desk.does(&at, Act::HangUp).await;
        let reached = desk.service.store().last_call_end(&number(PAUL)).await.unwrap();
        assert_eq!((reached, desk.tasks().await), (Some(CallEnd::Answered), vec![task]));
    }

    async fn a_text_that_does_not_arrive_is_followed_by_a_call_and_that_by_an_advisor(desk: Desk) {
        let due = desk.arm("d", AWA, "job-seeker-update").await;
        let mute = desk.another(&mute_provider().await).await;
        desk.until(due);
        let sent = sent_in_vain(&desk, &mute).await;
        assert_eq!(sent.len(), 1);
        let store = desk.service.store();
        let known = store.known_to_provider(&number(AWA), Timestamp::MIN).await.unwrap();
        // The carrier filters it, for good.
        let lost = TextStatus { message_id: known[0].clone(), status: Delivery::Undelivered, error_code: Some(30_007) };
        desk.service.receipt(&sent[0], Some(1), &lost).await.unwrap();
        desk.tick().await;
        assert_eq!(desk.tasks().await, [], "there is another way still");
        desk.until_due(AWA).await;
        desk.tick().await;
        assert!(desk.rings(AWA).await, "a call in the place of a text");
        desk.exchange.leave_unanswered(AWA, Unanswered::Refused).await.unwrap();
        desk.tick().await;
        assert_eq!(desk.tasks().await.len(), 1);
    }

    async fn a_list_leads_to_a_text_and_the_answer_to_it_ends_the_ladder(desk: Desk) {
        assert_eq!(take_in(&desk, LIST).await, 2);
        assert_eq!(take_in(&desk, LIST).await, 0, "the same list again");
        for (who, words, rungs) in [(LINA, UPDATE, 1), (AWA, "Déclarez 3 mois de revenus", 2)] {
            for rung in 1..=rungs {
                desk.until_due(who).await;
                desk.tick().await;
                let told = desk.texts(who).await;
                assert_eq!(told.len(), rung, "{told:?}");
                assert!(told[rung - 1].contains(words), "{told:?}");
            }
            assert!(desk.exchange.text(who, SERVICE_NUMBER, "c'est fait merci").await.unwrap());
            let done = desk.deadline(who).await;
            assert_eq!((done.state, done.due_at), (DeadlineState::Done, None), "{:?}", desk.texts(who).await);
            let answered = desk.texts(who).await.len();
            // A rung is left on each ladder; nothing of it is told.
            desk.until(done.closes.at(9, 0, 0, 0).in_tz("Europe/Paris").unwrap().timestamp());
            desk.tick().await;
            assert_eq!(desk.texts(who).await.len(), answered);
        }
        assert_eq!(desk.tasks().await, []);
    }

    async fn what_comes_again_is_set_up_once_even_where_it_was_done_before_it_opened(desk: Desk) {
        desk.arm("d", LINA, "job-seeker-update").await;
        desk.end("d").await;
        let other = desk.another(&desk.url).await;
        for _ in 0..3 {
            let now = desk.clock.now();
            let (one, two) = tokio::join!(desk.service.remind(now), other.remind(now));
            assert!(one.is_ok() && two.is_ok());
        }
        assert_eq!(take_in(&desk, "phone,deadline\n0639980012,job-seeker-update\n").await, 0, "it is done already");
        let known = desk.service.store().deadlines_of(&number(LINA)).await.unwrap();
        let known: Vec<_> = known.into_iter().map(|one| (one.opens, one.closes, one.state, one.source)).collect();
        let expected = [
            (date(2026, 11, 28), date(2026, 12, 15), DeadlineState::Done, Source::Advisor),
            (date(2026, 12, 28), date(2027, 1, 15), DeadlineState::Armed, Source::Advisor),
        ];
        assert_eq!(known, expected);
    }

    async fn what_nobody_answered_is_listed_as_missed_and_comes_again(desk: Desk) {
        desk.arm("d", LINA, "job-seeker-update").await;
        while desk.deadline(LINA).await.due_at.is_some() {
            desk.until_due(LINA).await;
            desk.tick().await;
        }
        assert_eq!(desk.there(), "12-16 10", "in the morning after its last day");
        assert_eq!(desk.texts(LINA).await.len(), 3);
        assert_eq!(desk.tasks().await, [], "she was told, and nobody has to ring everybody who does not answer");
        let missed = desk.service.store().missed_deadlines(date(2026, 12, 15)).await.unwrap();
        assert_eq!(missed.into_iter().map(|one| one.id).collect::<Vec<_>>(), ["d"]);
        assert!(desk.service.store().missed_deadlines(date(2026, 12, 16)).await.unwrap().is_empty());
        let known = desk.service.store().deadlines_of(&number(LINA)).await.unwrap();
        let states: Vec<_> = known.into_iter().map(|one| (one.closes, one.state)).collect();
        let (over, next) = (date(2026, 12, 15), date(2027, 1, 15));
        assert_eq!(states, [(over, DeadlineState::Expired), (next, DeadlineState::Armed)]);
    }

    async fn a_number_that_leads_nowhere_is_for_an_advisor_at_once(desk: Desk) {
        let due = desk.arm("d", AWA, "job-seeker-update").await;
        let mute = desk.another(&mute_provider().await).await;
        desk.until(due);
        let sent = sent_in_vain(&desk, &mute).await;
        let known = desk.service.store().known_to_provider(&number(AWA), Timestamp::MIN).await.unwrap();
        let lost = TextStatus { message_id: known[0].clone(), status: Delivery::Undelivered, error_code: Some(30_005) };
        desk.service.receipt(&sent[0], Some(1), &lost).await.unwrap();
        desk.tick().await;
        assert_eq!(desk.tasks().await.len(), 1);
    }
}
