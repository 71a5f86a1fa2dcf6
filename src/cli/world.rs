//! A whole service on loopback with the simulator as its provider: for the demo, the terminal phone and the
//! conversation tests.

use std::{collections::BTreeMap, net::SocketAddr, path::Path, sync::Arc, time::Duration};

use anyhow::Context;
use indexmap::IndexMap;
use jiff::Timestamp;
use secrecy::SecretString;
use tokio::{net::TcpListener, task::JoinHandle};

use super::{
    data,
    doors::{self, Doors},
};
use crate::{
    case::Organisation,
    clock::Clock,
    connector::{
        CaseSource,
        codes::Codes,
        import::{Rules, import},
    },
    flow::Name,
    id::Seed,
    open_id::OpenId,
    phone_number::Numbering,
    problem::{self, Problem, SourceFile},
    provider::{
        client::{Client, http_client},
        public_url::PublicUrl,
    },
    reminder::{self, DeadlineType},
    service::{
        Parts, QUERY_TIME, Randomness, Sending, Service,
        dialogue::{self, Dialogue, Dialogues},
        proof::{self, NotInForce},
    },
    settings::{Folders, ServiceNumber, Settings, environment},
    simulator::{
        exchange::{Account, Exchange},
        handset::{self, DemoFacts, DemoFile, DemoPerson},
        rest,
    },
    store::Store,
    web::{self, console::Console},
};

/// The number people call and text in the demo.
pub const SERVICE_NUMBER: &str = "+33199000001";
/// The office's number in the demo.
const OFFICE_NUMBER: &str = "01 99 00 00 02";
/// The example files of the demo.
const DEMO_FILES: &str = include_str!("demo_files.csv");

/// How a world is made.
pub struct Plan<'a> {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The folder of its database.
    pub data: &'a Path,
    /// Its time.
    pub clock: Clock,
    /// Its randomness.
    pub randomness: Randomness,
    /// The organisations it knows; none for the default.
    pub organisations: IndexMap<String, Organisation>,
    /// Further case files, as CSV.
    pub files: Vec<String>,
    /// Whether a worker hands texts over by itself; tests do it step by step.
    pub worker: bool,
}

/// A running world.
pub struct World {
    /// Where it is reached, such as `http://127.0.0.1:8080`.
    pub url: String,
    /// The provider in miniature.
    pub exchange: Exchange,
    /// The service.
    pub service: Service,
    /// Its settings.
    pub settings: Settings,
    /// Its time.
    pub clock: Clock,
    /// Ways into its console without a password.
    pub doors: Doors,
    tasks: Vec<JoinHandle<()>>,
}

impl World {
    /// Starts everything.
    ///
    /// # Errors
    /// What could not be started, and why.
    pub async fn start(plan: Plan<'_>) -> anyhow::Result<World> {
        let listener = TcpListener::bind(plan.listen)
            .await
            .with_context(|| format!("cannot listen on {}; choose another address with --listen", plan.listen))?;
        let url = format!("http://{}", listener.local_addr()?);
        let mut settings = settings(&url, plan.data)?;
        if !plan.organisations.is_empty() {
            settings.organisations = plan.organisations.clone();
        }
        let store = Store::open(&settings.access()?).await?;
        let dialogue = compiled(&settings)?.1;
        let rules = import_rules(&settings, dialogue.deadlines.clone(), plan.clock.now());
        for file in std::iter::once(DEMO_FILES).chain(plan.files.iter().map(String::as_str)) {
            bring_in(&store, &rules, file, &plan).await?;
        }
        let sid = format!("AC{}", hexadecimal::<16>()?);
        let token = SecretString::from(hexadecimal::<16>()?);
        let account = Account { sid: sid.clone(), token: token.clone(), public_url: url.clone() };
        let exchange = Exchange::new(account, http_client(&[])?, plan.clock.clone());
        let api = format!("{url}{}", rest::BASE_PATH);
        let client = Client::new(&api, &sid, token.clone(), http_client(&[])?).with_fiction_allowed();
        let service = assemble(&settings, dialogue, store, plan.clock.clone(), plan.randomness, Some(client)).await?;
        let (doors, console) = (Doors::default(), Console::new(service.clone(), &url.parse()?));
        let router = web::router(service.clone(), url.parse()?, vec![token])
            .merge(doors::router(doors.clone(), console))
            .merge(handset::router(exchange.clone(), facts()))
            .route("/", axum::routing::get(async || axum::response::Redirect::to("/phone")));
        let mut tasks = vec![tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the server stopped");
            }
        })];
        if plan.worker {
            tasks.push(tokio::spawn(service.clone().run_outbox(std::future::pending())));
        }
        Ok(World { url, exchange, service, settings, clock: plan.clock, doors, tasks })
    }

    /// Asks the person of a file for a missing item, as `guichet ask` does; the text leaves with the outbox.
    ///
    /// # Errors
    /// A file or item that is not there, or a number that takes no texts.
    pub async fn ask(&self, file: &str, item: &str) -> anyhow::Result<()> {
        let (file, item) = (file.to_owned(), item.to_owned());
        let wanted = data::Wanted { file, item, organisation: None, postcode: String::new() };
        data::queue_question(self.service.store(), &self.settings, &wanted, &self.clock).await?;
        Ok(())
    }

    /// Orders a call as `guichet ring` does; it is placed with the outbox.
    ///
    /// # Errors
    /// What is no number or no flow, or values that do not fit it.
    pub async fn ring(&self, to: &str, flow: &str, with: &[(String, String)]) -> anyhow::Result<()> {
        let (_, dialogue) = dialogues()?;
        let order = super::ring::order(&dialogue.script, &self.settings, (to, flow, with), &self.clock)?;
        self.service.store().add_text(order).await?;
        Ok(())
    }

    /// Reminds a person of deadlines now, by a text or, where the line takes none, by a call.
    ///
    /// # Errors
    /// What is no number, no type of deadline or no date; a deadline that is past.
    pub async fn remind(&self, to: &str, of: &[(String, Option<String>)]) -> anyhow::Result<()> {
        let (_, dialogue) = dialogues()?;
        super::remind::remind(self.service.store(), &dialogue, &self.settings, (to, of), &self.clock).await
    }

    /// Stops the servers and closes the database.
    pub async fn stop(self) {
        for task in &self.tasks {
            task.abort();
        }
        self.service.store().close().await;
    }
}

/// How long a turn waits for its queries where no clock runs.
const PATIENCE: Duration = Duration::from_secs(60);

/// Makes the service from settings and the dialogues that were compiled from them.
///
/// # Errors
/// A number that begins no flow, an address that is none, or what the database says.
pub async fn assemble(
    settings: &Settings,
    compiled: Dialogue,
    store: Store,
    clock: Clock,
    randomness: Randomness,
    client: Option<Client>,
) -> anyhow::Result<Service> {
    for (number, begins) in &settings.numbers {
        if !compiled.script.flows.contains_key(begins.entry.as_str()) {
            anyhow::bail!(
                "numbers.\"{number}\".entry is `{}`, which is no flow; write for example entry = \"menu\"",
                begins.entry
            );
        }
    }
    let dialogues = Dialogues::new(compiled, &store, clock.now()).await?;
    let mut voices = crate::provider::twiml::Voices::default();
    for (language, (voice, code)) in &settings.voices {
        voices = voices.with(language, voice, code);
    }
    let public_url: PublicUrl = settings.public_url.parse()?;
    let open_id = match &settings.console.open_id {
        Some(of) => Some(OpenId::new(of.clone(), &public_url, http_client(&settings.own_network)?, clock.clone())),
        None => None,
    };
    let client = client.map(|client| client.with_reach(settings.reach.clone()));
    let numbers = settings.numbers.clone();
    let codes = Codes::with(settings.codes.peppers()?);
    // Where the clock stands still a turn waits for its queries: what is said must not depend on how busy the machine is.
    let query_time = if matches!(clock, Clock::System) { QUERY_TIME } else { PATIENCE };
    let owner = seed()?.id(clock.now());
    let sending = Sending {
        owner,
        limits: settings.limits,
        spending: settings.spending,
        voicemail: settings.voicemail,
        recordings_kept_days: settings.recordings_kept_days,
        retention: settings.retention,
        reminders: settings.reminders,
    };
    let case_source = CaseSource::of(settings, clock.clone())?;
    Ok(Service::new(Parts {
        store,
        dialogues,
        clock,
        public_url,
        voices,
        numbers,
        client,
        codes,
        guard: settings.codes.guard,
        case_source,
        query_time,
        randomness,
        sending,
        callbacks: settings.callbacks,
        console: settings.console.clone(),
        open_id,
    }))
}

/// The dialogues of an installation, compiled.
///
/// # Errors
/// Every mistake in flows and words, as one report.
pub fn compiled(settings: &Settings) -> anyhow::Result<(Vec<SourceFile>, Dialogue)> {
    let (files, dialogue) = sources_and_dialogue(settings).map_err(told)?;
    warn(&dialogue);
    Ok((files, dialogue))
}

/// The same, with the mistakes one by one.
pub(super) fn sources_and_dialogue(settings: &Settings) -> Result<(Vec<SourceFile>, Dialogue), Vec<Problem>> {
    let files = sources(settings)?;
    let dialogue = dialogue::compile(&files, settings.facts())?;
    Ok((files, dialogue))
}

/// The dialogues of an installation, to be proved once the database is there.
pub(super) fn unproved(settings: &Settings) -> anyhow::Result<Dialogue> {
    sources(settings).and_then(|files| dialogue::read(&files, settings.facts())).map_err(told)
}

/// The same, proved now or before.
pub(super) async fn proved(unproved: Dialogue, store: &Store) -> anyhow::Result<Dialogue> {
    let dialogue = proof::proved(unproved, store).await.map_err(|error| match error {
        NotInForce::Mistakes(problems) => told(problems),
        error => error.into(),
    })?;
    warn(&dialogue);
    Ok(dialogue)
}

fn sources(settings: &Settings) -> Result<Vec<SourceFile>, Vec<Problem>> {
    dialogue::sources_with(settings.flows.as_deref(), settings.locales.as_deref(), settings.deadlines.as_deref())
}

fn told(problems: Vec<Problem>) -> anyhow::Error {
    let (summary, report) = (problem::summary(&problems), problem::report(&problems));
    anyhow::anyhow!("{summary} in flows and words\n\n{}", report.trim_end())
}

fn warn(dialogue: &Dialogue) {
    for warning in &dialogue.warnings {
        let (path, line) = warning.place().unwrap_or_default();
        tracing::warn!(code = warning.code().id, path, line, "{warning}");
    }
}

/// The types of deadline of an installation, without its flows and words.
///
/// # Errors
/// Every mistake in them, as one report.
pub(super) fn deadline_types(settings: &Settings) -> anyhow::Result<BTreeMap<Name, DeadlineType>> {
    let kinds = sources(settings).and_then(|mut files| {
        files.retain(|file| file.path.starts_with("deadlines/"));
        reminder::loader::load(&files)
    });
    kinds.map_err(|problems| anyhow::anyhow!("{}", problem::report(&problems).trim_end().to_owned()))
}

/// The dialogues as a world without other settings plays them: the shipped ones, or those that the environment names.
///
/// # Errors
/// Every mistake in flows and words, as one report.
pub fn dialogues() -> anyhow::Result<(Vec<SourceFile>, Dialogue)> {
    compiled(&settings("http://127.0.0.1", Path::new("."))?)
}

/// The demo's settings: nothing of the machine's own settings or environment, save where flows and words of one's own
/// stand.
fn settings(url: &str, data: &Path) -> anyhow::Result<Settings> {
    let database = format!("sqlite:{}", data.join("guichet.db").display());
    let nothing = |name: &str| match name {
        "GUICHET_PUBLIC_URL" => Some(url.to_owned()),
        "GUICHET_DATABASE_URL" => Some(database.clone()),
        "GUICHET_OFFICE_NUMBER" => Some(OFFICE_NUMBER.to_owned()),
        _ => None,
    };
    let mut settings = Settings::without_file(&nothing)?;
    Folders { flows: settings.flows, locales: settings.locales, deadlines: settings.deadlines } =
        Folders::load(&environment)?;
    settings.numbering = Numbering { fiction: true };
    settings.numbers = IndexMap::from([(SERVICE_NUMBER.to_owned(), ServiceNumber::default())]);
    Ok(settings)
}

async fn bring_in(store: &Store, rules: &Rules, csv: &str, plan: &Plan<'_>) -> anyhow::Result<()> {
    let path = plan.data.join("files.csv");
    std::fs::write(&path, csv)?;
    let codes = Codes::default();
    let now = plan.clock.now();
    let report = import(store, &codes, &path, rules, false, (now, seed()?)).await?;
    anyhow::ensure!(report.problems.is_empty(), "the example files cannot be read: {:?}", report.problems);
    Ok(())
}

/// What an imported file must fit.
pub fn import_rules(settings: &Settings, kinds: BTreeMap<Name, DeadlineType>, now: Timestamp) -> Rules {
    Rules {
        kinds,
        organisations: settings.organisations.iter().map(|(key, form)| (key.clone(), form.clone())).collect(),
        numbering: settings.numbering,
        today: now.to_zoned(settings.office.zone.clone()).date(),
    }
}

/// A seed from the machine's randomness.
pub fn seed() -> anyhow::Result<Seed> {
    let seed = getrandom::u64().map_err(|error| anyhow::anyhow!("the machine gives no randomness: {error}"))?;
    Ok(Seed::new(seed))
}

fn hexadecimal<const N: usize>() -> anyhow::Result<String> {
    let mut bytes = [0u8; N];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("the machine gives no randomness: {error}"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What the phone's page and the terminal tell of the demo.
pub fn facts() -> DemoFacts {
    let person = |name: &str, number: &str, about: &str| DemoPerson {
        name: name.to_owned(),
        number: number.to_owned(),
        about: about.to_owned(),
    };
    let file = |number: &str, code: &str, shows: &str| DemoFile {
        organisation: "CAF".to_owned(),
        number: number.to_owned(),
        code: code.to_owned(),
        shows: shows.to_owned(),
    };
    DemoFacts {
        service_numbers: vec![SERVICE_NUMBER.to_owned()],
        people: vec![
            person("Awa", "+33639980011", "about-mobile"),
            person("Lina", "+33639980012", "about-mobile"),
            person("Paul", "+33199000013", "about-landline"),
            person("Claire", "+33199000020", "about-landline"),
        ],
        files: vec![
            file("1234567", "13572468", "shows-in-progress"),
            file("2345678", "24681357", "shows-missing-item"),
            file("3456789", "35792468", "shows-decided"),
        ],
    }
}

/// A clock for tests: Monday 23 November 2026, ten in the morning in Paris.
pub fn test_clock() -> Clock {
    Clock::manual(Timestamp::from_second(1_795_424_400).unwrap_or(Timestamp::UNIX_EPOCH))
}

/// Randomness for tests, the same each time.
pub fn test_randomness() -> Randomness {
    Randomness::Counted(Arc::new(std::sync::atomic::AtomicU64::new(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::words::PageWords;

    #[test]
    fn what_the_demo_tells_of_its_phones_and_files_is_said_in_every_language() {
        let facts = facts();
        let ids = facts.people.iter().map(|person| &person.about).chain(facts.files.iter().map(|file| &file.shows));
        for id in ids {
            for words in PageWords::all() {
                assert_ne!(words.say(id), *id, "{} in {}", id, words.language.as_str());
            }
        }
    }
}
