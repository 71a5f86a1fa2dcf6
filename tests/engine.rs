//! The pure core under everything a person, a line and the world may do to it: the shipped flows, driven at random, and
//! what must hold after every turn.

#![expect(clippy::unwrap_used, reason = "a test fails where its own tools fail")]

use std::sync::LazyLock;

use guichet::{
    case::{CaseFile, FileNumber, ItemKind, MissingItem, Organisation, Status},
    channel::Channel,
    flow::{
        self,
        definition::{Ask, Kind, Script, Step},
        state::{Asking, State},
        turn::{Answer, Input, Opening, Order, Query, Say, Then, Turn},
        value::Value,
    },
    language::Language,
    level::Level,
    phone_number::{Numbering, PhoneNumber},
    service::dialogue::{compile, sources},
    settings::Settings,
};
use indexmap::IndexMap;
use jiff::{Timestamp, Zoned, tz::TimeZone};
use proptest::{prelude::*, sample::Index};

/// Queries one turn may ask, as the service allows.
const MOST_QUERIES: usize = 8;
const CODE: &str = "13572468";
/// Two files that share nothing, so that a word about the wrong one is seen.
const FILES: [(&str, &str, &str); 2] = [("file-a", "1234567", "housing"), ("file-b", "2345678", "rsa")];
const TEXTS: [&str; 46] = [
    "0",
    "1",
    "2",
    "3",
    "4",
    "9",
    "*",
    "#",
    "*0",
    "**",
    "12#",
    "CONSEILLER",
    "advisor",
    "AIDE",
    "help",
    "STOP",
    "ARRET",
    "START",
    "MENU",
    "RETOUR",
    "REPETER",
    "DOSSIER",
    "FILE",
    "ملف",
    "RAPPEL",
    "bonjour",
    "hello",
    "oui",
    "non",
    "12 bis",
    "1234567",
    "2345678",
    "75011",
    "450,50",
    "03112026",
    "0639980012",
    "01 99 00 00 13",
    "",
    "   ",
    "🙂",
    "👩‍👩‍👧‍👦🇫🇷",
    "مرحبا بكم",
    "١٢٣٤٥٦٧",
    "\u{0}\u{7}\u{1b}[31m",
    "<Say>&amp;</Say>",
    "12345678901234567890",
];

static SCRIPT: LazyLock<Script> = LazyLock::new(|| {
    let mut settings = Settings::without_file(&|_| None).unwrap();
    settings.numbering = Numbering { fiction: true };
    let form =
        |name: &str, needs_postcode| Organisation { name: name.into(), min_digits: 1, max_digits: 7, needs_postcode };
    settings.organisations =
        IndexMap::from([("caf".into(), form("la CAF", false)), ("msa".into(), form("la MSA", true))]);
    compile(&sources(None, None).unwrap(), settings.facts()).map_err(|problems| format!("{problems:?}")).unwrap().script
});

/// What happens next. `Apt` is an input that fits the question on the table, so that runs get deep.
#[derive(Clone, Debug)]
enum Act {
    Apt(Index),
    Usual(Index),
    Anything(String),
    Long(usize),
    Silence,
    Stale(Index),
    Lapse,
    Invite(Index),
    CutOff,
    /// The world's answer with this place in the list, whatever was asked.
    Absurd(Index),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        24 => any::<Index>().prop_map(Act::Apt),
        8 => any::<Index>().prop_map(Act::Usual),
        2 => ".{0,40}".prop_map(Act::Anything),
        1 => (1..4000usize).prop_map(Act::Long),
        2 => Just(Act::Silence),
        1 => any::<Index>().prop_map(Act::Stale),
        2 => Just(Act::Lapse),
        1 => any::<Index>().prop_map(Act::Invite),
        1 => Just(Act::CutOff),
        1 => any::<Index>().prop_map(Act::Absurd),
    ]
}

fn now() -> Zoned {
    Timestamp::from_second(1_795_424_400).unwrap().to_zoned(TimeZone::get("Europe/Paris").unwrap())
}

fn number(text: &str) -> PhoneNumber {
    Numbering { fiction: true }.parse(text).unwrap()
}

fn case_file(id: &str, choice: usize) -> CaseFile {
    let (_, number_on_letters, benefit) = FILES.into_iter().find(|file| file.0 == id).unwrap_or(FILES[0]);
    let item = |kind: ItemKind| MissingItem { name: format!("{id}-{}", kind.as_str()), kind, answer: None };
    let missing = ItemKind::ALL.into_iter().cycle().skip(choice).take(choice % 4).map(item).collect();
    CaseFile {
        id: id.into(),
        organisation: "caf".into(),
        number: FileNumber::new(number_on_letters),
        postcode: None,
        benefit: benefit.into(),
        status: if choice.is_multiple_of(5) { Status::ALL[choice / 5 % 5] } else { Status::MissingItem },
        since: None,
        as_of: "2026-11-20".parse().unwrap(),
        missing,
        phone: None,
    }
}

/// What the world may find; mostly what a person hopes for.
fn found(query: &Query, choice: usize) -> Answer {
    if choice.is_multiple_of(7) {
        return Answer::Unavailable;
    }
    match query {
        Query::Verify { number, .. } => match FILES.iter().find(|file| file.1 == number.as_str()) {
            Some(file) if !choice.is_multiple_of(5) => Answer::Verified { file_id: file.0.into() },
            _ => Answer::Refused,
        },
        Query::LookUp { .. } if choice.is_multiple_of(11) => Answer::NotFound,
        Query::LookUp { file_id } => Answer::Found(Box::new(case_file(file_id, choice))),
        Query::Give { .. } => Answer::Given { reference: "482915".into() },
        Query::Callback { .. } => match choice % 3 {
            0 => Answer::NotCallable,
            1 => Answer::AlreadyOpen,
            _ => Answer::Booked,
        },
    }
}

fn absurd(choice: usize) -> Answer {
    let answers = [
        Answer::Verified { file_id: "file-b".into() },
        Answer::Refused,
        Answer::Found(Box::new(case_file("file-b", 3))),
        Answer::NotFound,
        Answer::Given { reference: "1".into() },
        Answer::Booked,
        Answer::AlreadyOpen,
        Answer::NotCallable,
        Answer::Unavailable,
    ];
    answers[choice % answers.len()].clone()
}

fn current(state: &State) -> Option<&'static Step> {
    let frame = state.frame()?;
    SCRIPT.flows.get(&frame.flow)?.steps.get(&frame.step)
}

/// An input that fits the question on the table.
fn apt(state: &State, index: Index) -> String {
    let any = |words: &[&str]| words[index.index(words.len())].to_owned();
    match (&state.asking, current(state).map(|step| &step.kind)) {
        (Asking::Step, Some(Kind::Menu { options, .. })) => (index.index(options.len()) + 1).to_string(),
        (Asking::Step, Some(Kind::Ask { ask, .. })) => match ask {
            Ask::YesNo => any(&["1", "1", "2"]),
            Ask::Choice(_) => any(&["1", "2"]),
            Ask::FileNumber { .. } => any(&["1234567", "2345678"]),
            Ask::Secret { .. } => CODE.into(),
            Ask::Postcode => "75011".into(),
            Ask::Date => "03112026".into(),
            Ask::Amount => any(&["450", "0"]),
            Ask::PhoneNumber => any(&["0639980012", "0199000013"]),
            _ => "12".into(),
        },
        _ => any(&["1", "1", "2"]),
    }
}

/// One conversation, held to what must be true after each turn.
struct Talk {
    state: State,
    asked: usize,
    invites: usize,
}

/// A turn with its queries answered: everything said and ordered in it.
struct Whole {
    state: State,
    says: Vec<Say>,
    orders: Vec<Order>,
    then: Then,
}

/// Runs one step twice, so that anything but its arguments would show.
fn step_alike(state: &State, input: &Input) -> Turn {
    let turn = flow::step(&SCRIPT, state.clone(), input.clone(), &now());
    let again = flow::step(&SCRIPT, state.clone(), input.clone(), &now());
    let mut saved = again.state.clone();
    // Secrets are never equal, so that nobody compares them; they are looked at apart.
    saved.secrets.clone_from(&turn.state.secrets);
    assert_eq!((turn.says.len(), format!("{:?}", turn.then)), (again.says.len(), format!("{:?}", again.then)));
    assert_eq!((&turn.says, &turn.orders), (&again.says, &again.orders));
    assert_eq!(turn.state.secrets.len(), again.state.secrets.len());
    assert_eq!(serde_json::to_string(&turn.state).unwrap(), serde_json::to_string(&saved).unwrap());
    turn
}

fn whole(state: &State, input: &Input, choice: usize) -> Whole {
    let mut turn = step_alike(state, input);
    let (mut says, mut orders) = (Vec::new(), Vec::new());
    for asked in 0.. {
        says.append(&mut turn.says);
        orders.append(&mut turn.orders);
        let Then::Query(query) = &turn.then else { break };
        assert!(asked < MOST_QUERIES, "a turn asked more than {MOST_QUERIES} queries");
        assert!(!format!("{query:?}").contains(CODE), "a query's Debug shows the code");
        let answer = found(query, choice + asked);
        turn = step_alike(&turn.state, &Input::Answer(answer));
    }
    Whole { state: turn.state, says, orders, then: turn.then }
}

impl Talk {
    fn new(channel: Channel, caller: Option<&str>, known: bool) -> Self {
        let opening = Opening {
            channel,
            caller: caller.map(number),
            remembered: known.then(Language::french),
            first_language: Language::french(),
            entry: "menu".into(),
        };
        let mut talk = Talk { state: State::new(&opening), asked: 0, invites: 0 };
        if channel == Channel::Voice {
            talk.take(Input::Begin { cut: None }, 1);
        }
        talk
    }

    fn typed(&self, text: String) -> Input {
        match self.state.channel {
            Channel::Sms => Input::Text { body: text, stale: false },
            Channel::Voice => {
                let keys: String = text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '*' | '#')).collect();
                if keys.is_empty() { Input::Silence } else { Input::Keys(keys) }
            }
        }
    }

    fn act(&mut self, act: &Act, choice: usize) {
        let voice = self.state.channel == Channel::Voice;
        let input = match act {
            Act::Apt(index) => self.typed(apt(&self.state, *index)),
            Act::Usual(index) => self.typed(TEXTS[index.index(TEXTS.len())].to_owned()),
            Act::Anything(text) => self.typed(text.clone()),
            Act::Long(length) => self.typed("9é".repeat(*length)),
            Act::Silence if voice => Input::Silence,
            Act::Stale(index) if !voice => {
                Input::Text { body: TEXTS[index.index(TEXTS.len())].to_owned(), stale: true }
            }
            Act::Lapse if !voice => Input::Lapse,
            Act::Invite(index) if !voice => {
                self.invites += 1;
                invite(index.index(ItemKind::ALL.len()))
            }
            Act::CutOff if voice => return self.ring_again(),
            _ => return,
        };
        self.take(input, choice);
    }

    /// Hangs up and calls again: the place comes back, and never the level.
    fn ring_again(&mut self) {
        let over = whole(&self.state, &Input::HangUp, 1);
        assert!(matches!(over.then, Then::End { .. }) && over.orders.is_empty());
        let threads = match &self.state.asking {
            Asking::Resume { threads } => threads.clone(),
            _ => self.state.threads.clone(),
        };
        let caller = self.state.caller.clone();
        *self = Talk { asked: self.asked, ..Talk::new(Channel::Voice, caller.as_ref().map(|n| n.reveal()), true) };
        let mut fresh = self.state.clone();
        fresh.threads.clear();
        fresh.asking = Asking::Nothing;
        self.state = fresh;
        self.take(Input::Begin { cut: Some(threads) }, 1);
        assert_eq!(self.state.assurance.level, Level::L0);
    }

    fn take(&mut self, input: Input, choice: usize) {
        let before = self.state.clone();
        let turn = whole(&before, &input, choice);
        self.asked += 1;
        self.holds(&before, &input, &turn);
        self.state = turn.state;
        let saved = serde_json::to_string(&self.state).unwrap();
        self.state = serde_json::from_str(&saved).unwrap();
        if matches!(turn.then, Then::Wait(_)) {
            self.an_advisor_is_one_turn_away();
            self.silence_never_ends_without_an_offer();
        }
    }

    fn holds(&self, before: &State, input: &Input, turn: &Whole) {
        assert!(matches!(turn.then, Then::Wait(_) | Then::End { .. }), "{:?}", turn.then);
        if turn.state.channel == Channel::Voice && !matches!(input, Input::HangUp) {
            let what = format!("after {input:?} at {:?}", before.frame());
            assert!(!turn.says.is_empty(), "the line is silent {what}");
        }
        if let Then::Wait(wait) = turn.then {
            assert!((3..=30).contains(&wait.timeout), "{wait:?}");
        }
        for say in &turn.says {
            is_allowed(say, &turn.state);
        }
        for order in &turn.orders {
            if let Order::Text { say, .. } = order {
                is_allowed(say, &turn.state);
            }
        }
        assert!(turn.state.secrets.is_empty(), "a code outlives its turn");
        let saved = serde_json::to_string(&turn.state).unwrap();
        assert!(!saved.contains(CODE) && !format!("{:?}", turn.state).contains(CODE), "a code is saved");
        let mut read: State = serde_json::from_str(&saved).unwrap();
        read.stale = turn.state.stale;
        assert_eq!(read, turn.state, "the state does not come back as it was");
        assert!(turn.state.threads.len() <= 2 * (1 + self.invites), "dialogues pile up: {}", turn.state.threads.len());
        assert!(turn.state.threads.iter().all(|thread| (1..=8).contains(&thread.frames.len())));
        assert!(saved.len() < 64 * 1024 * (1 + self.invites), "the state grows: {} bytes", saved.len());
    }

    /// `0` or the word leads to the callback's question in one turn, from every wait.
    fn an_advisor_is_one_turn_away(&self) {
        let zero = matches!(current(&self.state), Some(Step { kind: Kind::Ask { zero: true, .. }, .. }));
        // After AIDE the question stands, and a zero may still be its answer.
        let answers = matches!(self.state.asking, Asking::Step | Asking::Help { .. });
        let zero = if zero && answers { "*0" } else { "0" };
        let inputs = match self.state.channel {
            Channel::Voice => vec![Input::Keys(zero.into())],
            Channel::Sms => [zero, "CONSEILLER", "Conseiller.", "advisor"]
                .map(|text| Input::Text { body: text.into(), stale: false })
                .to_vec(),
        };
        for input in inputs {
            let turn = whole(&self.state, &input, 1);
            let flow = turn.state.frame().map(|frame| frame.flow.to_string());
            let at = format!("{input:?} at {:?}, {:?}", self.state.frame(), self.state.asking);
            assert!(matches!(turn.then, Then::Wait(_)) && turn.state.asking == Asking::Step, "{at}");
            assert_eq!(flow.as_deref(), Some("callback"), "{at}");
            assert!(!turn.says.is_empty());
        }
    }

    /// Silence is met with the question again, then with an offer, and only then with a goodbye in words.
    fn silence_never_ends_without_an_offer(&self) {
        if self.state.channel == Channel::Sms {
            return;
        }
        let mut state = self.state.clone();
        let mut offered = state.asking == Asking::OfferCallback || state.callback_booked;
        let (begun_with_offer, misses) = (offered, state.silences.max(state.unclear));
        for silences in 1.. {
            offered |= state.frame().is_some_and(|frame| frame.flow.as_ref() == "callback");
            let turn = whole(&state, &Input::Silence, 1);
            assert!(!turn.says.is_empty(), "silence is met with silence at {:?}", state.frame());
            state = turn.state;
            offered |= state.asking == Asking::OfferCallback;
            if matches!(turn.then, Then::End { .. }) {
                assert!(offered, "no callback was offered");
                assert!(begun_with_offer || misses > 0 || silences >= 3, "hung up after {silences} silences");
                return;
            }
            assert!(silences < 9, "silence never ends");
        }
    }
}

fn invite(choice: usize) -> Input {
    let kind = ItemKind::ALL[choice];
    let item = MissingItem { name: "asked-item".into(), kind, answer: None };
    let with = vec![("file".into(), Value::FileId("file-a".into())), ("item".into(), Value::Item(item))];
    Input::Invite { flow: "ask-item".into(), with }
}

/// What needs proof is said only while it holds, and of no other file than the one it was given for.
fn is_allowed(say: &Say, state: &State) {
    let proved = state.assurance.file_id.as_deref().filter(|_| state.assurance.level >= Level::L2);
    if needs_proof(say) {
        assert!(proved.is_some(), "{:?} is said without proof", say.message);
    }
    for (name, value) in &say.with {
        let plain = value.plain();
        if let Some(file) = FILES.iter().find(|file| plain == file.2 || plain.starts_with(&format!("{}-", file.0))) {
            assert_eq!(proved, Some(file.0), "{name} of {:?} is said", say.message);
        }
    }
}

fn needs_proof(say: &Say) -> bool {
    let Some(flow) = say.flow.as_ref().and_then(|flow| SCRIPT.flows.get(flow)) else { return false };
    flow.steps.values().filter(|step| step.needs >= Some(Level::L2)).any(|step| {
        let option = || matches!(step.kind, Kind::Menu { .. }) && say.message.starts_with(&format!("{}-", step.name));
        say.message == step.name || option()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_call_holds_whatever_happens(
        acts in prop::collection::vec((act(), 0..1000usize), 1..40), caller in 0..3usize, known: bool,
    ) {
        let caller = [None, Some("+33639980012"), Some("+33199000013")][caller];
        let mut talk = Talk::new(Channel::Voice, caller, known);
        for (act, choice) in &acts {
            talk.act(act, *choice);
        }
    }

    #[test]
    fn a_text_conversation_holds_whatever_happens(
        acts in prop::collection::vec((act(), 0..1000usize), 1..40), landline: bool, known: bool,
    ) {
        let caller = if landline { "+33199000013" } else { "+33639980012" };
        let mut talk = Talk::new(Channel::Sms, Some(caller), known);
        for (act, choice) in &acts {
            talk.act(act, *choice);
        }
    }

    /// Inputs that do not fit the channel, answers nobody asked for: no order of them makes the core panic or loop.
    #[test]
    fn absurd_inputs_end_in_a_wait_or_an_end(
        acts in prop::collection::vec((act(), 0..1000usize), 1..40), voice: bool,
    ) {
        let channel = if voice { Channel::Voice } else { Channel::Sms };
        let mut state = Talk::new(channel, Some("+33639980012"), true).state;
        for (act, choice) in &acts {
            let input = match act {
                Act::Apt(index) => Input::Keys(apt(&state, *index)),
                Act::Usual(index) | Act::Stale(index) => {
                    Input::Text { body: TEXTS[index.index(TEXTS.len())].into(), stale: matches!(act, Act::Stale(_)) }
                }
                Act::Anything(text) => Input::Keys(text.clone()),
                Act::Long(length) => Input::Keys("#0*".repeat(*length)),
                Act::Silence => Input::Silence,
                Act::Lapse => Input::Lapse,
                Act::Invite(index) => invite(index.index(ItemKind::ALL.len())),
                Act::CutOff => Input::Begin { cut: Some(state.threads.clone()) },
                Act::Absurd(index) => Input::Answer(absurd(index.index(9))),
            };
            let mut turn = step_alike(&state, &input);
            for asked in 0.. {
                let Then::Query(query) = &turn.then else { break };
                prop_assert!(asked < MOST_QUERIES);
                let answer = if choice.is_multiple_of(3) { absurd(choice + asked) } else { found(query, choice + asked) };
                turn = step_alike(&turn.state, &Input::Answer(answer));
            }
            state = serde_json::from_str(&serde_json::to_string(&turn.state).unwrap()).unwrap();
        }
    }
}

#[test]
fn a_message_of_a_step_that_needs_proof_is_known_as_one() {
    let say = |flow: &str, message: &str| Say {
        language: Language::french(),
        flow: Some(flow.into()),
        message: message.into(),
        rung: flow::turn::Rung::First,
        key: None,
        with: Vec::new(),
    };
    for (message, expected) in [("tell", true), ("missing", true), ("missing-answer-now", true), ("ask-code", false)] {
        assert_eq!(needs_proof(&say("file-status", message)), expected, "{message}");
    }
}

/// A text conversation after these texts.
fn after(texts: &[&str]) -> Talk {
    let mut talk = Talk::new(Channel::Sms, Some("+33639980012"), true);
    for text in texts {
        talk.take(Input::Text { body: (*text).into(), stale: false }, 2);
    }
    talk
}

fn place(state: &State) -> String {
    state.frame().map_or_else(String::new, |frame| format!("{}/{}", frame.flow, frame.step))
}

#[test]
fn zero_leads_to_an_advisor_after_a_pause_too() {
    for stale in [false, true] {
        let mut talk = after(&["DOSSIER", "1", "1234567", CODE]);
        assert_eq!(talk.state.assurance.level, Level::L2);
        talk.take(Input::Lapse, 2);
        talk.take(Input::Text { body: "0".into(), stale }, 2);
        assert_eq!(place(&talk.state), "callback/confirm-caller", "stale: {stale}");
    }
}

#[test]
fn an_advisor_asked_for_again_and_again_is_one_request() {
    let mut talk = after(&["DOSSIER"]);
    for _ in 0..5 {
        for text in ["AIDE", "CONSEILLER", "AIDE", "0", "AIDE", "1"] {
            talk.take(Input::Text { body: text.into(), stale: false }, 2);
        }
    }
    assert_eq!((place(&talk.state).as_str(), talk.state.threads.len()), ("callback/confirm-caller", 2));
}

#[test]
fn nobody_needs_their_code_to_be_called_back() {
    let mut talk = after(&["DOSSIER", "1", "1234567", CODE]);
    let options = talk.state.frame().map(|frame| frame.step.to_string());
    assert_eq!(options.as_deref(), Some("choose-item"), "the file waits for several things");
    talk.take(Input::Text { body: "1".into(), stale: false }, 2);
    talk.take(Input::Text { body: "3".into(), stale: false }, 2);
    assert_eq!(place(&talk.state), "callback/confirm-caller");
    talk.take(Input::Lapse, 2);
    talk.take(Input::Text { body: "1".into(), stale: false }, 2);
    assert_eq!(place(&talk.state), "callback/when");
}
