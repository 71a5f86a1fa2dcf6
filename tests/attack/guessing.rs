//! Somebody guesses codes: one file for a month, every file once, known numbers against unknown ones, the owner locked out,
//! one-time codes used again, elsewhere and too late.

use std::{
    ops::Range,
    time::{Duration, Instant},
};

use guichet::{
    case::{FileNumber, Status},
    cli::world::SERVICE_NUMBER,
    connector::codes::Codes,
    identity::{DUMMY_HASH, Guard},
    phone_number::{Numbering, PhoneNumber},
    provider::twilio::InboundText,
    settings::Settings,
    store::{
        guess::{Attempt, FileKey, Try},
        import::ImportedFile,
    },
};
use jiff::{SignedDuration, civil::date};

use crate::{
    desk::Desk,
    scale::{is_long, pick},
};

/// The code of every file.
const CODE: &str = "27182818";
/// A file's code that nobody types.
const WRONG: &str = "31415926";

fn as_it_ships(_: &std::path::Path, _: &mut Settings) {}

/// Where the alarm is not what is tried: it would end the others at once.
fn without_alarm(_: &std::path::Path, settings: &mut Settings) {
    settings.codes.guard.alarm_refused = u32::MAX;
}

/// A caller's number: ten thousand in each of four blocks, in turns.
fn caller(number: u32) -> PhoneNumber {
    let block = ["+3319900", "+3326191", "+3335301", "+3346571"][number as usize % 4];
    Numbering { fiction: true }.parse(&format!("{block}{:04}", number / 4)).unwrap()
}

/// The number on file of a file.
fn owner(file: u32) -> PhoneNumber {
    Numbering { fiction: true }.parse(&format!("+3363998{file:04}")).unwrap()
}

fn file_number(file: u32) -> String {
    format!("{}", 1_000_000 + file)
}

/// Brings in so many files; `hash` is that of every code.
async fn bring_in(desk: &Desk, numbers: Range<u32>, hash: &str) {
    let file = |number: u32| ImportedFile {
        line: u64::from(number) + 2,
        id: format!("file-{number}"),
        organisation: "caf".into(),
        number: FileNumber::new(&file_number(number)),
        postcode: String::new(),
        benefit: "housing".into(),
        status: Status::InProgress,
        since: Some(date(2026, 11, 2)),
        as_of: date(2026, 11, 20),
        missing: Vec::new(),
        deadlines: None,
        phone: Some(owner(number)),
        name: None,
        code_hash: Some(hash.to_owned()),
    };
    let (store, now) = (desk.service.store(), desk.clock.now());
    let all: Vec<ImportedFile> = numbers.map(file).collect();
    for some in all.chunks(500) {
        assert_eq!(store.stage_import("files", some.to_vec(), now).await.unwrap(), []);
    }
    store.end_import("files", false).await.unwrap();
}

async fn hashed() -> String {
    Codes::default().hash(CODE.to_owned()).await.unwrap()
}

impl Desk {
    /// Tries a code as the service does before it looks at it.
    async fn guesses(&self, file: u32, from: Option<PhoneNumber>) -> Attempt {
        let file = FileKey {
            organisation: "caf".into(),
            number: FileNumber::new(&file_number(file)),
            postcode: String::new(),
        };
        let attempt = Try { file, caller: from, at: self.clock.now() };
        self.service.store().begin_attempt(attempt, self.settings.codes.guard).await.unwrap()
    }

    /// Sends a text and gives the words that answer it.
    pub(crate) async fn texts(&self, from: &PhoneNumber, body: &str) -> String {
        let message_id = format!("SM{}", self.service.store().tag(&[&self.clock.now().to_string(), body])[0]);
        let nth = self.count();
        let inbound = InboundText {
            message_id: format!("{message_id}-{nth}"),
            from: from.reveal().to_owned(),
            to: SERVICE_NUMBER.to_owned(),
            body: body.to_owned(),
            opt_out: None,
        };
        String::from_utf8(self.service.text(&inbound).await.unwrap().body).unwrap()
    }

    /// A number that no other text has.
    fn count(&self) -> u64 {
        use std::sync::atomic::{AtomicU64, Ordering};
        static COUNT: AtomicU64 = AtomicU64::new(0);
        COUNT.fetch_add(1, Ordering::SeqCst)
    }

    /// The texts that a phone has, once everything is sent that waits.
    async fn inbox(&self, number: &PhoneNumber) -> Vec<String> {
        self.service.hand_over().await.unwrap();
        let texts = self.exchange.texts_after(number.reveal(), 0, Duration::ZERO).await;
        texts.into_iter().filter(|text| !text.mine).map(|text| text.body).collect()
    }

    /// Asks for a code of a file, and gives what is answered on the way there.
    async fn asks_for_code(&self, from: &PhoneNumber, file: &str) -> Vec<String> {
        let mut said = Vec::new();
        for text in ["DOSSIER", file, "NON", "NON", "1"] {
            said.push(self.texts(from, text).await);
        }
        said
    }

    /// The one-time code that a phone got last.
    async fn code_of(&self, number: &PhoneNumber) -> Option<String> {
        let texts = self.inbox(number).await;
        let last = texts.last()?;
        let digits = last.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 6);
        digits.map(str::to_owned)
    }
}

/// A month of guesses at one file, from a new number each time, by somebody whom the alarm stops as it would anybody, and by
/// somebody for whom an operator ends it each time.
async fn a_month_on_one_file(desk: Desk) {
    bring_in(&desk, 0..1, DUMMY_HASH).await;
    let guesses = pick(1_500, 10_000);
    let (mut evaluated, mut alarms) = (0, 0);
    for guess in 0..guesses {
        match desk.guesses(0, Some(caller(guess))).await {
            Attempt::Check { .. } => evaluated += 1,
            Attempt::Closed => {
                alarms += 1;
                assert!(desk.service.store().end_alarm(desk.clock.now()).await.unwrap());
            }
            Attempt::Locked | Attempt::Unknown => {}
        }
        desk.clock.advance(SignedDuration::from_secs(30 * 86_400 / i64::from(guesses)));
    }
    println!("one file: {guesses} guesses over 30 days, {evaluated} looked at, {alarms} alarms ended");
    assert!((1..=100).contains(&evaluated), "{evaluated} looked at");
}

/// One guess at each file, ten a second, from a new number each time.
async fn every_file_once(desk: Desk) {
    let files = pick(1_000, 10_000);
    bring_in(&desk, 0..files, DUMMY_HASH).await;
    let begun = desk.clock.now();
    let (mut evaluated, mut alarm) = (0, None);
    for file in 0..files {
        match desk.guesses(file, Some(caller(file))).await {
            Attempt::Check { .. } => evaluated += 1,
            Attempt::Closed => {
                alarm.get_or_insert(desk.clock.now().duration_since(begun));
            }
            Attempt::Locked | Attempt::Unknown => {}
        }
        desk.clock.advance(SignedDuration::from_millis(100));
    }
    let after = alarm.unwrap();
    println!("every file: {files} guesses, {evaluated} looked at, alarm after {:.1} s", after.as_secs_f64());
    assert!(after <= SignedDuration::from_secs(60) && evaluated <= 500);
    assert!(desk.service.store().alarm().await.unwrap().is_some());
}

/// What somebody hears of a file that is there and of one that is not: the same, in the same number of turns.
async fn known_and_unknown(desk: Desk) {
    let each = pick(40, 2_000);
    bring_in(&desk, 0..each, &hashed().await).await;
    let mut took = [Vec::new(), Vec::new()];
    let mut said: [Vec<String>; 2] = [Vec::new(), Vec::new()];
    for guess in 0..each * 2 {
        // Every second one is there; which comes first changes, so that neither is always the warmer one.
        let unknown = (guess + guess / 2) % 2;
        let file = file_number(guess / 2 + unknown * 5_000_000);
        let from = caller(guess);
        let mut words = String::new();
        for text in ["DOSSIER", &file] {
            words.push_str(&desk.texts(&from, text).await);
        }
        let began = Instant::now();
        words.push_str(&desk.texts(&from, WRONG).await);
        took[unknown as usize].push(began.elapsed());
        // And the other ways in: neither tells more.
        for text in ["3", "1", "000000", "3", "2"] {
            words.push_str(&desk.texts(&from, text).await);
        }
        said[unknown as usize].push(words);
        desk.clock.advance(SignedDuration::from_mins(30));
    }
    let [known, unknown] = &said;
    let differ = known.iter().zip(unknown).filter(|(known, unknown)| known != unknown).count();
    let auc = area(&took[0], &took[1]);
    println!("known against unknown: {each} each, {differ} transcripts differ, AUC of the time {auc:.3}");
    assert_eq!(differ, 0);
    assert!(known.iter().all(|words| *words == known[0]), "nobody hears anything of the file");
    if is_long() {
        assert!((0.45..=0.55).contains(&auc), "{auc}");
    }
}

/// How often one of the first takes longer than one of the second: 0.5 where nothing tells them apart.
fn area(first: &[Duration], second: &[Duration]) -> f64 {
    let longer = |a: &Duration| {
        let below = second.iter().filter(|b| *b < a).count() as f64;
        below + second.iter().filter(|b| *b == a).count() as f64 / 2.0
    };
    first.iter().map(longer).sum::<f64>() / (first.len() * second.len()) as f64
}

/// Ninety hostile failures, and then the right code from the number on file.
async fn the_owner_after_ninety(desk: Desk) {
    let files = pick(4, 100);
    bring_in(&desk, 0..files, &hashed().await).await;
    let mut opened = 0;
    for file in 0..files {
        for hostile in 0..90 {
            desk.guesses(file, Some(caller(file * 90 + hostile))).await;
        }
        for text in ["DOSSIER", &file_number(file)] {
            desk.texts(&owner(file), text).await;
        }
        opened += u32::from(desk.texts(&owner(file), CODE).await.contains("en cours"));
        desk.clock.advance(SignedDuration::from_hours(24));
    }
    println!("ninety hostile failures: {opened} of {files} owners came in");
    assert_eq!(opened, files);
}

/// One-time codes: the right one opens its file; used again, in another conversation, too late, or after the number changed,
/// none does.
async fn one_time_codes(desk: Desk) {
    let (files, hash) = (pick(6, 250), hashed().await);
    let told = |words: &str| words.contains("en cours");
    let (mut right, mut wrong) = (0, [0; 4]);
    for file in 0..files {
        let (person, other, number) = (owner(file), caller(file), file_number(file));
        // Each file comes days after the one before; a number that was written down long ago gets no code.
        bring_in(&desk, file..file + 1, &hash).await;
        // Somebody else's phone in hand, the code comes to the number on file.
        desk.asks_for_code(&other, &number).await;
        let code = desk.code_of(&person).await.unwrap();
        assert_eq!(desk.inbox(&other).await, [] as [String; 0], "it goes nowhere else");
        // Crossed: the code of that conversation in another one.
        desk.asks_for_code(&person, &number).await;
        wrong[1] += u32::from(told(&desk.texts(&person, &code).await));
        right += u32::from(told(&desk.texts(&other, &code).await));
        // Used again, once the level has lapsed.
        desk.clock.advance(SignedDuration::from_mins(20));
        desk.asks_for_code(&other, &number).await;
        wrong[0] += u32::from(told(&desk.texts(&other, &code).await));
        // Too late.
        desk.clock.advance(SignedDuration::from_hours(48));
        let third = caller(file + 5_000);
        desk.asks_for_code(&third, &number).await;
        let code = desk.code_of(&person).await.unwrap();
        desk.clock.advance(SignedDuration::from_mins(10));
        wrong[2] += u32::from(told(&desk.texts(&third, &code).await));
        // The number on file is another one meanwhile.
        desk.clock.advance(SignedDuration::from_hours(48));
        let fourth = caller(file + 7_000);
        desk.asks_for_code(&fourth, &number).await;
        let code = desk.code_of(&person).await.unwrap();
        moves(&desk, file).await;
        wrong[3] += u32::from(told(&desk.texts(&fourth, &code).await));
        desk.clock.advance(SignedDuration::from_hours(48));
    }
    println!("one-time codes: {right} of {files} opened; used again, crossed, late, moved: {wrong:?} opened");
    assert_eq!((right, wrong), (files, [0; 4]));
}

/// The person of a file has another number from now on.
async fn moves(desk: &Desk, file: u32) {
    let (store, now) = (desk.service.store(), desk.clock.now());
    let moved = ImportedFile {
        line: 2,
        id: "moved".into(),
        organisation: "caf".into(),
        number: FileNumber::new(&file_number(file)),
        postcode: String::new(),
        benefit: "housing".into(),
        status: Status::InProgress,
        since: Some(date(2026, 11, 2)),
        as_of: date(2026, 11, 20),
        missing: Vec::new(),
        deadlines: None,
        phone: Some(owner(file + 5_000)),
        name: None,
        code_hash: None,
    };
    store.stage_import("moves", vec![moved], now).await.unwrap();
    store.end_import("moves", false).await.unwrap();
}

/// The answer goes to the number on file and to no other, tells nothing in its first words, and says which file it means.
async fn the_answer_goes_to_the_number_on_file(desk: Desk) {
    bring_in(&desk, 0..2, &hashed().await).await;
    let stranger = caller(1);
    let ask = async |from: &PhoneNumber, file: &str| {
        let mut said = Vec::new();
        for text in ["DOSSIER", file, "NON", "NON", "2"] {
            said.push(desk.texts(from, text).await);
        }
        said
    };
    let (known, unknown) = (ask(&stranger, &file_number(0)).await, ask(&caller(2), "7654321").await);
    assert_eq!(known, unknown, "whoever asks is told the same");
    assert_eq!(desk.inbox(&stranger).await, [] as [String; 0]);
    let texts = desk.inbox(&owner(0)).await;
    assert_eq!(texts.len(), 1);
    let (first, rest) = texts[0].split_once(". ").unwrap();
    assert!(!first.contains("CAF") && !first.chars().any(|c| c.is_ascii_digit()), "{first}");
    assert!(rest.contains("finit par 00") && rest.contains("en cours"), "{rest}");
    assert_eq!(desk.inbox(&owner(1)).await, [] as [String; 0]);
}

/// While the alarm stands, the right code opens nothing, the words say so, and the answer still goes to the number on file.
async fn codes_are_closed(desk: Desk) {
    bring_in(&desk, 0..50, &hashed().await).await;
    for file in 1..=41 {
        desk.guesses(file, Some(caller(file))).await;
    }
    let person = owner(0);
    for text in ["DOSSIER", &file_number(0)] {
        desk.texts(&person, text).await;
    }
    let words = desk.texts(&person, CODE).await;
    assert!(words.contains("ne marchent pas") && !words.contains("en cours"), "{words}");
    desk.texts(&person, "1").await;
    assert!(desk.inbox(&person).await.iter().any(|text| text.contains("en cours")));
    desk.service.store().end_alarm(desk.clock.now()).await.unwrap();
    for text in ["DOSSIER", &file_number(0)] {
        desk.texts(&person, text).await;
    }
    assert!(desk.texts(&person, CODE).await.contains("en cours"));
}

#[test]
fn the_area_is_a_half_where_nothing_tells_two_apart() {
    let times = |all: &[u64]| all.iter().copied().map(Duration::from_millis).collect::<Vec<_>>();
    assert!((area(&times(&[1, 2, 3]), &times(&[1, 2, 3])) - 0.5).abs() < 1e-9);
    assert!((area(&times(&[4, 5]), &times(&[1, 2, 3])) - 1.0).abs() < 1e-9);
    assert_eq!(Guard::default().alarm_refused, 40);
}

on_both! { as_it_ships =>
    async fn ten_thousand_guesses_at_one_file_in_a_month_are_looked_at_a_hundred_times_at_most(desk: Desk) {
        a_month_on_one_file(desk).await;
    }
    async fn one_guess_at_each_of_ten_thousand_files_raises_the_alarm_within_a_minute(desk: Desk) {
        every_file_once(desk).await;
    }
    async fn while_somebody_guesses_answers_go_to_the_number_on_file_alone(desk: Desk) {
        codes_are_closed(desk).await;
    }
    async fn an_answer_without_a_code_goes_to_the_number_on_file_and_to_no_other(desk: Desk) {
        the_answer_goes_to_the_number_on_file(desk).await;
    }
}

mod without {
    use super::*;

    on_both! { without_alarm =>
        async fn nothing_tells_a_known_file_from_an_unknown_one(desk: Desk) {
            known_and_unknown(desk).await;
        }
        async fn ninety_hostile_failures_do_not_lock_the_owner_out(desk: Desk) {
            the_owner_after_ninety(desk).await;
        }
        async fn a_one_time_code_opens_its_file_once_in_time_and_in_its_conversation(desk: Desk) {
            one_time_codes(desk).await;
        }
    }
}
