//! People who text and call while the service is ill-treated, and what they were told.
//!
//! Each waits for an answer before the next word, as people do; the provider repeats a webhook that got none. What they
//! are told is compared with what somebody undisturbed was told for the same words, so that a turn that was lost, or
//! applied twice, shows in the very next answer.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use tokio::task::JoinSet;

use crate::{
    installation::LOOK,
    scale::Dice,
    wire::{Answer, Doors, PUBLIC_URL, Webhook},
};

/// What somebody new texts first: to choose the language.
const FIRST_TEXTS: [&str; 2] = ["xyz", "1"];
/// And then again and again: the menu, the languages, who we are, and a farewell.
const TEXTS: [&str; 7] = ["MENU", "4", "1", "3", "1", "2", "4"];
/// The keys of a first call, and of the ones after it. Nothing is pressed before a call is answered.
const FIRST_CALL: [&str; 6] = ["", "1", "3", "1", "4", "2"];
const CALL: [&str; 5] = ["", "3", "1", "4", "2"];
/// A webhook without an answer is sent again after so long.
const AGAIN: Duration = Duration::from_millis(50);
/// A webhook that is never answered is a failure of the service, whatever it suffers.
const MOST_PATIENCE: Duration = Duration::from_secs(90);

/// A webhook that was acknowledged, and with what.
#[derive(Clone)]
pub struct Acknowledged {
    /// What the service calls the turn.
    pub key: String,
    /// Whose it is.
    pub person: usize,
    /// The request.
    pub webhook: Webhook,
    /// The answer to it.
    pub answer: Vec<u8>,
}

/// Everything that was acknowledged, in no order between people.
#[derive(Default)]
pub struct Ledger {
    acknowledged: Mutex<Vec<Acknowledged>>,
    count: AtomicUsize,
}

impl Ledger {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }

    /// All there are.
    pub fn all(&self) -> Vec<Acknowledged> {
        self.acknowledged.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn add(&self, acknowledged: Acknowledged) {
        self.acknowledged.lock().unwrap_or_else(PoisonError::into_inner).push(acknowledged);
        self.count.fetch_add(1, Ordering::SeqCst);
    }
}

/// What people do.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How many text.
    pub texters: usize,
    /// How many call.
    pub callers: usize,
    /// How many turns each has, at least: they go on until they are told that it is enough.
    pub turns: usize,
    /// A webhook is delivered once, or up to so many times at once.
    pub copies: usize,
}

/// A crowd at work.
pub struct Crowd {
    /// What was acknowledged.
    pub ledger: Arc<Ledger>,
    enough: Arc<AtomicBool>,
    tasks: JoinSet<()>,
}

/// What somebody undisturbed was told: once for the beginning, and then for words that come again and again.
struct Model {
    told: Vec<String>,
    beginning: usize,
}

impl Model {
    fn at(&self, turn: usize) -> &str {
        let again = self.told.len() - self.beginning;
        let at = if turn < self.told.len() { turn } else { self.beginning + (turn - self.beginning) % again };
        &self.told[at]
    }
}

impl Crowd {
    /// Lets somebody of each kind go through it undisturbed, then everybody at once.
    pub async fn begin(doors: &Arc<Doors>, plan: Plan, mut dice: Dice) -> Self {
        let (ledger, enough) = (Arc::new(Ledger::default()), Arc::new(AtomicBool::new(true)));
        let mut person = |number, by_voice, enough: &Arc<AtomicBool>| {
            let (doors, ledger, enough) = (doors.clone(), ledger.clone(), enough.clone());
            Person { number, by_voice, doors, ledger, enough, dice: dice.split() }
        };
        let mut kinds = Vec::new();
        for (number, count, by_voice) in [(0, plan.texters, false), (1, plan.callers, true)] {
            if count > 0 {
                let (first, again) =
                    if by_voice { (FIRST_CALL.len(), CALL.len()) } else { (FIRST_TEXTS.len(), TEXTS.len()) };
                // The second time round counts: the first one follows another beginning.
                let once = Plan { copies: 1, turns: first + 2 * again, ..plan };
                let told = person(number, by_voice, &enough).talk(once, None).await;
                kinds.push((count, by_voice, Arc::new(Model { told, beginning: first + again })));
            }
        }
        let enough = Arc::new(AtomicBool::new(false));
        let mut tasks = JoinSet::new();
        let mut number = 2;
        for (count, by_voice, model) in kinds {
            for _ in 0..count {
                let (person, model) = (person(number, by_voice, &enough), model.clone());
                tasks.spawn(async move {
                    person.talk(plan, Some(&model)).await;
                });
                number += 1;
            }
        }
        Crowd { ledger, enough, tasks }
    }

    /// Waits until so many webhooks were acknowledged.
    pub async fn until(&mut self, acknowledged: usize) {
        let begun = Instant::now();
        while self.ledger.count() < acknowledged {
            self.all_is_well();
            assert!(begun.elapsed() < MOST_PATIENCE, "nobody is answered any more");
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Demands that nobody was told something wrong so far.
    pub fn all_is_well(&mut self) {
        while let Some(ended) = self.tasks.try_join_next() {
            ended.expect("nobody was told something wrong");
        }
    }

    /// Waits until everybody has had their turns.
    pub async fn end(mut self) -> Arc<Ledger> {
        self.enough.store(true, Ordering::SeqCst);
        while let Some(ended) = self.tasks.join_next().await {
            ended.expect("nobody was told something wrong");
        }
        self.ledger
    }
}

struct Person {
    number: usize,
    by_voice: bool,
    doors: Arc<Doors>,
    ledger: Arc<Ledger>,
    enough: Arc<AtomicBool>,
    dice: Dice,
}

impl Person {
    /// Has so many turns; gives what was answered, and compares it with what another was answered.
    async fn talk(mut self, plan: Plan, model: Option<&Model>) -> Vec<String> {
        let mut told = Vec::new();
        let (mut call, mut target) = (String::new(), String::new());
        for (turn, (at, typed)) in self.words().enumerate() {
            if turn >= plan.turns && self.enough.load(Ordering::SeqCst) {
                break;
            }
            let from = format!("+336399{:05}", 80_000 + self.number);
            let (key, webhook) = if self.by_voice {
                if at == 0 {
                    call = format!("CA{:08x}{turn:024x}", self.number);
                    target = "/twilio/voice".to_owned();
                }
                (format!("call:{call}:{at}"), Webhook::call(&target, &call, &from, typed))
            } else {
                let id = format!("SM{:08x}{turn:024x}", self.number);
                (format!("sms:{id}"), Webhook::text(&id, &from, typed))
            };
            let copies = 1 + self.dice.below(plan.copies);
            let answer = self.until_answered(&webhook, copies).await;
            let (said, next) = read(&answer);
            target = next;
            match model {
                Some(model) => assert_eq!(said, model.at(turn), "{key}: not what somebody undisturbed is told"),
                None => told.push(said),
            }
            self.ledger.add(Acknowledged { key, person: self.number, webhook, answer });
        }
        told
    }

    /// What is typed, and which turn of its call it is.
    fn words(&self) -> Box<dyn Iterator<Item = (usize, &'static str)> + Send> {
        if self.by_voice {
            let calls = FIRST_CALL.into_iter().enumerate();
            Box::new(calls.chain(CALL.into_iter().enumerate().cycle()))
        } else {
            Box::new(FIRST_TEXTS.into_iter().chain(TEXTS.into_iter().cycle()).map(|word| (0, word)))
        }
    }

    /// What the provider does: so many requests at once, and again until one is answered.
    async fn until_answered(&mut self, webhook: &Webhook, copies: usize) -> Vec<u8> {
        let begun = Instant::now();
        loop {
            let doors: Vec<usize> = (0..copies).map(|_| self.dice.below(self.doors.count())).collect();
            let answers = join_all(doors.into_iter().map(|door| self.doors.deliver(door, webhook))).await;
            let mut given: Option<Vec<u8>> = None;
            for answer in answers.into_iter().flatten() {
                match (answer, &given) {
                    (Answer { status: 200, body }, None) => given = Some(body),
                    (Answer { status: 200, body }, Some(first)) => {
                        let [one, other] = [first, &body].map(|body| String::from_utf8_lossy(body));
                        assert_eq!(one, other, "{}: the same bytes for all", webhook.target);
                    }
                    // Nothing was kept; the provider tries again.
                    (Answer { status: 503, .. }, _) => {}
                    (Answer { status, .. }, _) => panic!("{}: answered with {status}", webhook.target),
                }
            }
            if let Some(answer) = given {
                return answer;
            }
            assert!(begun.elapsed() < MOST_PATIENCE, "{}: never answered", webhook.target);
            tokio::time::sleep(AGAIN).await;
        }
    }
}

/// What an answer says, and where the keys of the next turn go. The address holds a tag of the call, so it is no part of
/// what is said.
fn read(answer: &[u8]) -> (String, String) {
    let text = String::from_utf8_lossy(answer).into_owned();
    let (mut said, mut next) = (String::new(), String::new());
    let mut parts = text.split("action=\"");
    said.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (address, rest) = part.split_once('"').unwrap_or((part, ""));
        next = address.replace("&amp;", "&").trim_start_matches(PUBLIC_URL).to_owned();
        said.push_str(rest);
    }
    (said, next)
}
