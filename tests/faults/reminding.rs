//! Reminders that come due over two hours, while those who send them are killed again and again, look twenty times a second
//! and are given the same list ten times over: each person is told once.
//!
//! A real process has a real clock, and nobody is reminded on a Sunday evening. So the processes here are this very program,
//! which runs the service as `guichet serve` does, save that its clock stands in a file.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use guichet::{
    cli::world::{assemble, compiled},
    clock::Clock,
    holiday::Territory,
    phone_number::Numbering,
    provider::client::{Client, http_client},
    reminder::Known,
    service::Randomness,
    settings::{Settings, environment},
    store::{
        Store,
        deadline::{Deadline, DeadlineState, Source},
    },
};
use jiff::{SignedDuration, Timestamp, civil::date};

use crate::{
    installation::{Data, Installation, LOOK, whole},
    postgres::Database,
    process::{Process, SERVICE_NUMBER},
    provider::{Fate, Provider},
    scale::{Dice, alone, pick},
};

/// Tells a process of these tests that it is an instance, and which file its clock stands in.
const CLOCK: &str = "GUICHET_FAULTS_CLOCK";
/// How often an instance looks for what is due.
const TICK: Duration = Duration::from_millis(50);
/// The hours in which the second rung is told of an objection that is to be made by the 30th of November 2026.
const BEGIN: &str = "2026-11-20T17:00:00+01:00[Europe/Paris]";
const HOURS: SignedDuration = SignedDuration::from_hours(2);
/// How often the same list is brought in again.
const IMPORTS: usize = 10;
/// How long something may take that nothing holds up.
const PATIENCE: Duration = Duration::from_secs(90);

/// Not a test of its own: what the others start as a process.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance() {
    let Some(file) = environment(CLOCK).map(PathBuf::from) else { return };
    let settings = Settings::load(None, &environment).expect("the settings are right");
    let store = Store::open(&settings.access().expect("there are keys")).await.expect("the database can be opened");
    let token = settings.twilio.auth_tokens[0].clone();
    let http = http_client(&[]).expect("there is a client");
    let client = Client::new(&settings.twilio.api, &settings.twilio.account_sid, token, http).with_fiction_allowed();
    let clock = Clock::manual(time(&file));
    let dialogue = compiled(&settings).expect("the dialogues are right").1;
    let assembled = assemble(&settings, dialogue, store, clock.clone(), Randomness::System, Some(client)).await;
    let service = assembled.expect("the service is assembled");
    fs::write(file.with_extension(std::process::id().to_string()), "").expect("the folder is ours");
    tokio::spawn(service.clone().run_outbox(std::future::pending()));
    loop {
        clock.advance(time(&file).duration_since(clock.now()));
        // Another instance may be quicker, and the database busy.
        let _ = service.remind(clock.now()).await;
        tokio::time::sleep(TICK).await;
    }
}

/// The time in a file; a file that is just being written is read again.
fn time(file: &Path) -> Timestamp {
    loop {
        let text = fs::read_to_string(file).unwrap_or_default();
        if let Some(at) = text.strip_suffix('\n').and_then(|at| at.parse().ok()) {
            return at;
        }
        std::thread::yield_now();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_reminder_is_lost_or_told_twice_on_sqlite() {
    let _alone = alone().await;
    told_through_kills(Installation::on_sqlite(), 1, Dice::thrown("reminding on SQLite")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_reminder_is_lost_or_told_twice_by_three_on_postgres() {
    let _alone = alone().await;
    told_through_kills(Installation::on_postgres(Database::new()), 3, Dice::thrown("reminding on PostgreSQL")).await;
}

async fn told_through_kills(mut installation: Installation, instances: usize, mut dice: Dice) {
    let (people, kills) = pick((200, 20), (5_000, 200));
    let begun = Instant::now();
    let provider = Provider::start(10, &[Fate::TakenThenCut, Fate::Cut, Fate::Broken, Fate::Busy], dice.split()).await;
    installation.provider = provider.url();
    let begin = BEGIN.parse::<jiff::Zoned>().expect("is a time").timestamp();
    let store = installation.store().await;
    let list: Vec<Deadline> = (0..people).map(|number| deadline(number, begin)).collect();
    store.arm(list.clone()).await.expect("the list is taken");
    let mut time = Time { file: installation.path("clock"), now: begin, provider: &provider };
    time.advance(SignedDuration::ZERO);
    let mut running = Vec::new();
    for _ in 0..instances {
        running.push(start(&installation, &time.file).await);
    }
    let step = HOURS.checked_div(i32::try_from(kills).expect("is small")).expect("is a time");
    for kill in 0..kills {
        time.advance(step);
        tokio::time::sleep(Duration::from_micros(dice.next() % 400_000)).await;
        let victim = dice.below(instances);
        running[victim].kill();
        if let Data::Sqlite(path) = &installation.data {
            assert!(whole(path).await, "the database is whole after kill {}", kill + 1);
        }
        if kill % (kills / IMPORTS) == 0 {
            store.arm(list.clone()).await.expect("the list is taken again");
        }
        running[victim] = start(&installation, &time.file).await;
    }
    // What those who were killed had in hand is settled once their leases are over.
    let settling = Instant::now();
    let open = "outbox WHERE state IN ('waiting', 'sending', 'uncertain')";
    while installation.data.count("rung").await < people || installation.data.count(open).await > 0 {
        assert!(settling.elapsed() < PATIENCE, "{} are not settled", installation.data.count(open).await);
        // In all, no more than the evening that is left: past it an order is of no use.
        if time.now < begin + SignedDuration::from_mins(220) {
            time.advance(SignedDuration::from_secs(30));
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    drop(running);
    store.close().await;
    judge(&installation, &provider, people).await;
    println!("{people} people, {kills} kills, orders met {:?}; {:.1?}", provider.fates(), begun.elapsed());
}

/// One row and one message for each rung, as we wrote it and as the provider saw it.
async fn judge(installation: &Installation, provider: &Provider, people: usize) {
    for table in ["deadline", "rung", "reminder", "outbox", "deadline WHERE state = 'armed' AND tried = 2"] {
        assert_eq!(installation.data.count(table).await, people, "{table}");
    }
    let sent: BTreeSet<String> = installation
        .data
        .rows("SELECT id FROM outbox WHERE state IN ('sent', 'delivered')")
        .await
        .into_iter()
        .collect();
    assert_eq!(sent.len(), people, "each message was sent");
    let taken = provider.taken();
    let told: BTreeSet<&str> = taken.iter().map(|one| one.value("To")).collect();
    assert_eq!((taken.len(), told.len()), (people, people), "each person was told once");
    assert!(taken.iter().all(|one| sent.contains(one.our_id())));
}

/// The time that everybody lives at.
struct Time<'a> {
    file: PathBuf,
    now: Timestamp,
    provider: &'a Provider,
}

impl Time<'_> {
    fn advance(&mut self, by: SignedDuration) {
        self.now += by;
        self.provider.live_at(self.now);
        fs::write(&self.file, format!("{}\n", self.now)).expect("the folder is ours");
    }
}

/// Starts an instance, and waits until it is at work.
async fn start(installation: &Installation, clock: &Path) -> Process {
    let mut command = Command::new(std::env::current_exe().expect("this program has a place"));
    command.args(["--exact", "reminding::an_instance", "--nocapture"]).env_clear();
    command.envs(installation.environment(0)).env(CLOCK, clock).current_dir(installation.folder());
    let mut process = Process::start(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()));
    let ready = clock.with_extension(process.0.id().to_string());
    let begun = Instant::now();
    while !ready.exists() {
        assert!(!process.has_ended() && begun.elapsed() < PATIENCE, "an instance does not start");
        tokio::time::sleep(LOOK).await;
    }
    process
}

/// Somebody's objection, whose second rung comes within the two hours.
fn deadline(number: usize, begin: Timestamp) -> Deadline {
    let to = format!("+336399{:05}", 80_000 + number);
    Deadline {
        id: format!("deadline-{number:06}"),
        kind: "rsa-appeal".into(),
        to: Numbering { fiction: true }.parse(&to).expect("it is a number"),
        service_number: SERVICE_NUMBER.to_owned(),
        file_id: None,
        source: Source::Import,
        known: Known::date("notification", date(2026, 9, 30)),
        territory: Territory::Metropolis,
        opens: date(2026, 9, 30),
        closes: date(2026, 11, 30),
        state: DeadlineState::Armed,
        tried: Some(1),
        due_at: Some(begin),
        armed_at: begin - SignedDuration::from_hours(24 * 30),
    }
}
