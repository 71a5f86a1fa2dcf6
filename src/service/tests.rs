//! Turns that wait: what a person hears while a query takes its time, and afterwards.

mod callbacks;
mod chores;
mod mandates;
mod versions;

use std::{sync::Arc, time::Duration};

use indexmap::IndexMap;
use tempfile::TempDir;

use super::*;
use crate::{
    case::Organisation,
    connector::import::{Rules, import},
    flow::state::Asking,
    phone_number::Numbering,
    problem::SourceFile,
    provider::twilio::{InboundCall, InboundText, Progress},
    settings::Settings,
    store::conversation::Conversation,
};

const FILES: &str = "organisation,number,benefit,status,missing,as_of,phone,code
caf,2345678,housing,missing_item,street_number,2026-11-20,+33639980012,24681357
";

struct Desk {
    service: Service,
    codes: Codes,
    settings: Settings,
    folder: TempDir,
}

async fn desk() -> Desk {
    desk_at(None, &[]).await
}

/// A desk with a provider, and these numbers of ours.
async fn desk_at(client: Option<Client>, numbers: &[&str]) -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite:{}", folder.path().join("guichet.db").display());
    let mut settings =
        Settings::without_file(&|name| (name == "GUICHET_DATABASE_URL").then(|| address.clone())).unwrap();
    let store = Store::open(&settings.access().unwrap()).await.unwrap();
    settings.numbering = Numbering { fiction: true };
    let now = Timestamp::from_second(1_795_424_400).unwrap();
    let codes = Codes::default();
    bring_in(&store, &codes, &settings, &folder, now).await;
    let service = service(store, &settings, &codes, now).await;
    let mut parts = Arc::into_inner(service.0).expect("nobody else has it");
    parts.client = client;
    parts.numbers = numbers.iter().map(|number| ((*number).to_owned(), ServiceNumber::default())).collect();
    Desk { service: Service(Arc::new(parts)), codes, settings, folder }
}

async fn service(store: Store, settings: &Settings, codes: &Codes, now: Timestamp) -> Service {
    service_on(&dialogue::sources(None, None).unwrap(), store, settings, codes, now).await
}

async fn service_on(files: &[SourceFile], store: Store, settings: &Settings, codes: &Codes, now: Timestamp) -> Service {
    let compiled = dialogue::compile(files, settings.facts()).unwrap_or_else(|problems| panic!("{problems:?}"));
    let parts = Parts {
        dialogues: Dialogues::new(compiled, &store, now).await.unwrap(),
        store,
        clock: Clock::manual(now),
        public_url: "https://guichet.example.org".parse().unwrap(),
        voices: Voices::default(),
        numbers: IndexMap::new(),
        client: None,
        codes: codes.clone(),
        guard: settings.codes.guard,
        case_source: CaseSource::Table,
        query_time: Duration::from_millis(200),
        randomness: Randomness::Counted(Arc::default()),
        sending: Sending {
            owner: "desk".into(),
            limits: settings.limits,
            spending: settings.spending,
            voicemail: settings.voicemail,
            recordings_kept_days: settings.recordings_kept_days,
            retention: settings.retention,
            reminders: settings.reminders,
        },
        callbacks: settings.callbacks,
        console: settings.console.clone(),
        open_id: None,
    };
    Service::new(parts)
}

async fn bring_in(store: &Store, codes: &Codes, settings: &Settings, folder: &TempDir, now: Timestamp) {
    let path = folder.path().join("files.csv");
    std::fs::write(&path, FILES).unwrap();
    let organisations: Vec<(String, Organisation)> = settings.organisations.clone().into_iter().collect();
    let today = jiff::civil::date(2026, 11, 23);
    let rules = Rules {
        organisations: organisations.into_iter().collect(),
        kinds: Default::default(),
        numbering: settings.numbering,
        today,
    };
    let report = import(store, codes, &path, &rules, false, (now, Seed::new(1))).await.unwrap();
    assert_eq!(report.problems, []);
}

impl Desk {
    async fn text(&self, id: &str, body: &str) -> String {
        let inbound = InboundText {
            message_id: id.into(),
            from: "+33639980012".into(),
            to: "+33199000001".into(),
            body: body.into(),
            opt_out: None,
        };
        String::from_utf8(self.service.text(&inbound).await.unwrap().body).unwrap()
    }

    /// One request of the call; gives what came and where the next one goes.
    async fn call(&self, digits: Option<&str>, position: Option<&Position>) -> (String, Option<Position>) {
        let inbound = InboundCall {
            call_id: "CA1".into(),
            from: "+33639980012".into(),
            to: "+33199000001".into(),
            status: Progress::InProgress,
            digits: digits.map(str::to_owned),
            recording: None,
            unwanted: None,
            dialled: None,
            machine: false,
        };
        let body = String::from_utf8(self.service.call(&inbound, position).await.unwrap().body).unwrap();
        let next = body.split("turn=").nth(1).map(|rest| {
            let (turn, rest) = rest.split_once("&amp;tag=").unwrap();
            Position { turn: turn.parse().unwrap(), tag: rest.split('"').next().unwrap().to_owned() }
        });
        (body, next)
    }

    /// The same, through the short waits that a slow machine may need.
    async fn patiently(&self, digits: Option<&str>, at: Option<Position>) -> String {
        let (mut told, mut at) = self.call(digits, at.as_ref()).await;
        for _ in 0..5 {
            if !told.contains("Un instant") {
                break;
            }
            (told, at) = self.call(None, at.as_ref()).await;
        }
        told
    }

    async fn conversation(&self) -> Conversation {
        let person = self.service.person("+33639980012").unwrap();
        self.service.store().find_text("+33199000001", &person).await.unwrap().unwrap()
    }

    /// Waits until the conversation no longer waits for the world.
    async fn answered(&self) {
        let answered = async {
            while matches!(self.conversation().await.state.unwrap().asking, Asking::World { .. }) {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), answered).await.expect("an answer");
    }

    async fn sent_later(&self) -> Vec<String> {
        let due = self.service.store().claim(self.service.0.clock.now(), self.service.terms()).await.unwrap();
        due.orders.into_iter().map(|text| text.text.payload["body"].as_str().unwrap().to_owned()).collect()
    }
}

#[tokio::test]
async fn a_text_whose_query_takes_long_is_answered_by_a_text_of_ours() {
    let desk = desk().await;
    desk.text("SM1", "DOSSIER").await;
    desk.text("SM2", "2345678").await;
    let busy = (desk.codes.place().await, desk.codes.place().await);
    let reply = desk.text("SM3", "24681357").await;
    assert!(!reply.contains("Message"), "{reply}");
    assert!(desk.text("SM4", "alors ?").await.contains("Nous cherchons encore"));
    drop(busy);
    desk.answered().await;
    let sent = desk.sent_later().await;
    assert!(sent.iter().any(|text| text.contains("Il manque : le numéro de votre rue")), "{sent:?}");
    assert!(desk.text("SM5", "1").await.contains("12 bis"));
}

#[tokio::test]
async fn the_way_to_a_person_stays_open_while_a_call_waits() {
    let desk = desk().await;
    let (_, at) = desk.call(None, None).await;
    let (_, at) = desk.call(Some("1"), at.as_ref()).await;
    let (_, at) = desk.call(Some("1"), at.as_ref()).await;
    let (_, at) = desk.call(Some("2345678"), at.as_ref()).await;
    let busy = (desk.codes.place().await, desk.codes.place().await);
    let (held, at) = desk.call(Some("24681357"), at.as_ref()).await;
    assert!(held.contains("Un instant") && held.contains("timeout=\"3\""), "{held}");
    let (held, at) = desk.call(None, at.as_ref()).await;
    assert!(held.contains("Un instant"), "{held}");
    let (advisor, at) = desk.call(Some("0"), at.as_ref()).await;
    assert!(advisor.contains("06 39 98 00 12"), "{advisor}");
    drop(busy);
    let (back, at) = desk.call(Some("#"), at.as_ref()).await;
    assert!(back.contains("code"), "{back}");
    let told = desk.patiently(Some("24681357"), at).await;
    assert!(told.contains("le numéro de votre rue"), "{told}");
}

#[tokio::test]
async fn a_call_hears_the_answer_as_soon_as_it_is_there() {
    let desk = desk().await;
    let (_, at) = desk.call(None, None).await;
    let (_, at) = desk.call(Some("1"), at.as_ref()).await;
    let (_, at) = desk.call(Some("1"), at.as_ref()).await;
    let (_, at) = desk.call(Some("2345678"), at.as_ref()).await;
    let busy = (desk.codes.place().await, desk.codes.place().await);
    let (_, at) = desk.call(Some("24681357"), at.as_ref()).await;
    drop(busy);
    let told = desk.patiently(None, at).await;
    assert!(told.contains("le numéro de votre rue"), "{told}");
}

#[tokio::test]
async fn a_query_that_was_lost_in_a_restart_is_given_up_with_words() {
    let desk = desk().await;
    desk.text("SM1", "DOSSIER").await;
    desk.text("SM2", "2345678").await;
    let _busy = (desk.codes.place().await, desk.codes.place().await);
    desk.text("SM3", "24681357").await;
    desk.service.give_up_lost(desk.service.0.clock.now()).await;
    let sent = desk.sent_later().await;
    assert!(sent.iter().any(|text| text.contains("Nous ne pouvons pas lire les dossiers")), "{sent:?}");
}

#[tokio::test]
async fn a_code_is_written_nowhere_even_where_it_was_typed_too_early() {
    let desk = desk().await;
    for (id, body) in [("SM1", "DOSSIER"), ("SM2", "24681357"), ("SM3", "2345678"), ("SM4", "2468 1357#")] {
        desk.text(id, body).await;
    }
    let (_, at) = desk.call(None, None).await;
    // The text told the language, so the call begins at the menu.
    let (_, at) = desk.call(Some("1"), at.as_ref()).await;
    let (_, at) = desk.call(Some("24681357"), at.as_ref()).await;
    let (_, at) = desk.call(Some("2345678"), at.as_ref()).await;
    let told = desk.patiently(Some("24681357"), at).await;
    assert!(told.contains("le numéro de votre rue"), "{told}");
    let store = desk.service.store();
    for code in ["24681357", "2468 1357"] {
        assert_eq!(store.count_kept(code).await.unwrap(), 0, "{code}");
    }
    assert!(
        store.count_kept("2345678").await.unwrap() > 0,
        "the file number is kept, and was looked for in the same way"
    );
}
