//! A conversation ends on the version it began with; what that means in a restart, a rolling update and a breakdown.

use jiff::SignedDuration;

use super::*;
use crate::{
    problem::{Problem, code},
    service::{dialogue::sources, proof::NotInForce, reload::Reloaded},
    store::tests::{Bed, run},
};

const AWA: &str = "+33639980011";
const LINA: &str = "+33639980012";
const OLD: &str = "Envoyez votre code";
const NEW: &str = "Envoyez les chiffres de la lettre";

fn shipped() -> Vec<SourceFile> {
    sources(None, None).unwrap()
}

/// The shipped files with another text in one of them.
fn with(path: &str, from: &str, to: &str) -> Vec<SourceFile> {
    let mut files = shipped();
    let file = files.iter_mut().find(|file| file.path == path).expect("it is shipped");
    assert!(file.text.contains(from), "{path} holds `{from}`");
    file.text = file.text.replace(from, to).into();
    files
}

/// The code is asked for in other words.
fn reworded() -> Vec<SourceFile> {
    with("locales/fr/file-status.ftl", OLD, NEW)
}

/// The step that asks for the code has another name, in flow and words.
fn renamed() -> Vec<SourceFile> {
    let mut files = shipped();
    for file in files.iter_mut().filter(|file| file.path.contains("file-status")) {
        file.text = file.text.replace("ask-code", "demand-code").into();
    }
    files
}

/// One instance over a store, with a clock that the others share.
struct Instance {
    service: Service,
    texts: std::cell::Cell<u32>,
    name: &'static str,
}

impl Instance {
    async fn new(name: &'static str, files: &[SourceFile], store: &Store, clock: &Clock) -> Self {
        let address = "sqlite:unused.db".to_owned();
        let mut settings =
            Settings::without_file(&|name| (name == "GUICHET_DATABASE_URL").then(|| address.clone())).unwrap();
        settings.numbering = Numbering { fiction: true };
        let codes = Codes::default();
        let service = service_on(files, store.clone(), &settings, &codes, clock.now()).await;
        let mut parts = Arc::into_inner(service.0).expect("nobody else has it");
        parts.clock = clock.clone();
        Instance { service: Service(Arc::new(parts)), texts: std::cell::Cell::new(0), name }
    }

    async fn text(&self, from: &str, body: &str) -> String {
        self.texts.set(self.texts.get() + 1);
        let inbound = InboundText {
            message_id: format!("{}-{}", self.name, self.texts.get()),
            from: from.into(),
            to: "+33199000001".into(),
            body: body.into(),
            opt_out: None,
        };
        String::from_utf8(self.service.text(&inbound).await.unwrap().body).unwrap()
    }

    /// The call of a person; gives what came and where the next request goes.
    async fn call(&self, digits: Option<&str>, at: Option<&Position>) -> (String, Option<Position>) {
        let inbound = InboundCall {
            call_id: "CA1".into(),
            from: AWA.into(),
            to: "+33199000001".into(),
            status: Progress::InProgress,
            digits: digits.map(str::to_owned),
            recording: None,
            unwanted: None,
            dialled: None,
            machine: false,
        };
        let body = String::from_utf8(self.service.call(&inbound, at).await.unwrap().body).unwrap();
        let next = body.split("turn=").nth(1).map(|rest| {
            let (turn, rest) = rest.split_once("&amp;tag=").unwrap();
            Position { turn: turn.parse().unwrap(), tag: rest.split('"').next().unwrap().to_owned() }
        });
        (body, next)
    }

    async fn reload(&self, files: Vec<SourceFile>) -> Result<Reloaded, NotInForce> {
        self.service.reload(Ok(files)).await
    }

    /// Begins with the file's number; the code is asked for next.
    async fn begins(&self, from: &str) {
        assert!(self.text(from, "DOSSIER").await.contains("dossier"));
    }

    /// The next question, which differs between versions.
    async fn ask_code(&self, from: &str) -> String {
        self.text(from, "2345678").await
    }

    fn metrics_say(&self, line: &str) -> bool {
        self.service.metrics().text().lines().any(|found| found == line)
    }
}

fn clock() -> Clock {
    Clock::manual(Timestamp::from_second(1_795_424_400).unwrap())
}

async fn a_conversation_goes_on_in_its_own_words(store: &Store) {
    let here = Instance::new("here", &shipped(), store, &clock()).await;
    here.begins(AWA).await;
    let reloaded = here.reload(reworded()).await.unwrap();
    let Reloaded::Changed { files, changes, .. } = reloaded else { panic!("{reloaded:?}") };
    assert_eq!(files, ["locales/fr/file-status.ftl"]);
    assert!(changes.iter().any(|change| change.says.contains(NEW)), "{changes:?}");
    here.begins(LINA).await;
    let (old, new) = (here.ask_code(AWA).await, here.ask_code(LINA).await);
    assert!(old.contains(OLD) && !old.contains(NEW), "{old}");
    assert!(new.contains(NEW), "{new}");
    assert!(matches!(here.reload(reworded()).await.unwrap(), Reloaded::Same));
}

async fn instances_of_two_versions_serve_the_same_conversations(store: &Store) {
    let clock = clock();
    let before = Instance::new("before", &shipped(), store, &clock).await;
    before.begins(AWA).await;
    let after = Instance::new("after", &renamed(), store, &clock).await;
    after.begins(LINA).await;
    assert!(after.ask_code(AWA).await.contains(OLD), "a version that only the database has");
    assert!(before.ask_code(LINA).await.contains(OLD), "and so the other way round");
    let state = async |from: &str| {
        let person = before.service.person(from).unwrap();
        store.find_text("+33199000001", &person).await.unwrap().unwrap()
    };
    let (old, new) = (state(AWA).await, state(LINA).await);
    assert_ne!(old.script_hash, new.script_hash);
    assert_eq!(&*old.state.unwrap().frame().unwrap().step, "ask-code");
    assert_eq!(&*new.state.unwrap().frame().unwrap().step, "demand-code");
}

async fn after_a_day_the_question_is_put_again_on_the_version_of_now(store: &Store) {
    let clock = clock();
    let here = Instance::new("here", &shipped(), store, &clock).await;
    here.begins(AWA).await;
    assert!(here.ask_code(AWA).await.contains(OLD));
    here.reload(reworded()).await.unwrap();
    clock.advance(SignedDuration::from_hours(23));
    assert!(!here.text(AWA, "quoi ?").await.contains(NEW), "an hour before it is the old one");
    clock.advance(SignedDuration::from_hours(25));
    assert!(here.text(AWA, "bonsoir").await.contains(NEW));
}

async fn a_version_that_is_gone_leaves_the_place_where_it_still_exists(store: &Store) {
    let clock = clock();
    let before = Instance::new("before", &shipped(), store, &clock).await;
    for person in [AWA, LINA] {
        before.begins(person).await;
        before.ask_code(person).await;
    }
    let after = Instance::new("after", &reworded(), store, &clock).await;
    let other = Instance::new("other", &renamed(), store, &clock).await;
    run(store, "UPDATE script SET files = '{'").await;
    let kept = after.text(AWA, "13572468").await;
    assert!(kept.contains(NEW), "the question is put again, and what was typed answers nothing: {kept}");
    let anew = other.text(LINA, "13572468").await;
    assert!(anew.contains("<Message>") && !anew.contains(OLD), "it begins anew: {anew}");
}

async fn a_call_whose_version_is_gone_hears_its_question_or_the_beginning(store: &Store) {
    let clock = clock();
    let before = Instance::new("before", &shipped(), store, &clock).await;
    let (_, at) = before.call(None, None).await;
    let (menu, at) = before.call(Some("1"), at.as_ref()).await;
    assert!(menu.contains("Pour suivre votre dossier"), "{menu}");
    let after = Instance::new("after", &reworded(), store, &clock).await;
    run(store, "DELETE FROM script").await;
    let (again, at) = after.call(Some("1"), at.as_ref()).await;
    assert!(again.contains("Pour suivre votre dossier"), "the key answered the old question: {again}");
    let (asked, at) = after.call(Some("1"), at.as_ref()).await;
    assert!(asked.contains("numéro de dossier"), "{asked}");
    let (code, at) = after.call(Some("2345678"), at.as_ref()).await;
    assert!(code.contains("code"), "{code}");
    let other = Instance::new("other", &renamed(), store, &clock).await;
    let (anew, at) = other.call(Some("13572468"), at.as_ref()).await;
    assert!(anew.contains("<Say") && at.is_some(), "never silence: {anew}");
}

async fn files_with_mistakes_change_nothing_and_are_counted(store: &Store) {
    let here = Instance::new("here", &shipped(), store, &clock()).await;
    let broken = with("flows/file-status.yaml", "next: verify", "next: nowhere");
    let Err(NotInForce::Mistakes(problems)) = here.reload(broken).await else { panic!("it is refused") };
    assert_eq!(problems[0].place().map(|(path, _)| path).as_deref(), Some("flows/file-status.yaml"));
    assert!(here.metrics_say("guichet_dialogues_refused 1"));
    here.begins(AWA).await;
    assert!(here.ask_code(AWA).await.contains(OLD));
    assert_eq!(store.scripts().await.unwrap().len(), 1, "nothing of it is kept");
    assert!(matches!(here.reload(shipped()).await, Ok(Reloaded::Same)));
    assert!(here.metrics_say("guichet_dialogues_refused 0"));
    let unread = here.service.reload(Err(vec![Problem::new(&code::UNREADABLE, "a", "b")])).await;
    assert!(matches!(unread, Err(NotInForce::Mistakes(_))));
}

async fn a_version_goes_once_the_last_conversation_on_it_is_over(store: &Store) {
    let clock = clock();
    let here = Instance::new("here", &shipped(), store, &clock).await;
    here.begins(AWA).await;
    here.reload(reworded()).await.unwrap();
    let mut chores = crate::service::chores::Chores::default();
    let mut day = async |count: i64| {
        clock.advance(SignedDuration::from_hours(24 * count));
        here.service.do_chores(&mut chores).await;
        store.scripts().await.unwrap().len()
    };
    assert_eq!(day(0).await, 2);
    assert_eq!(day(6).await, 2, "it may still be answered");
    // The question goes on where it was: within a day on the old version.
    assert_eq!(day(4).await, 1, "nobody can go on with it");
    assert_eq!(day(30).await, 1, "the one in force stays, however long nobody calls");
}

macro_rules! on_both {
    ($($name:ident)*) => {$(
        mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                super::$name(&Bed::sqlite().await.store).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                super::$name(&Bed::postgres().await.store).await;
            }
        }
    )*};
}

on_both! {
    a_conversation_goes_on_in_its_own_words
    instances_of_two_versions_serve_the_same_conversations
    after_a_day_the_question_is_put_again_on_the_version_of_now
    a_version_that_is_gone_leaves_the_place_where_it_still_exists
    a_call_whose_version_is_gone_hears_its_question_or_the_beginning
    files_with_mistakes_change_nothing_and_are_counted
    a_version_goes_once_the_last_conversation_on_it_is_over
}
