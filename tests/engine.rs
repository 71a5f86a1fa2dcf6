//! The pure core under everything a person, a line and the world may do to it: the shipped flows, driven at random, and
//! what must hold after every turn. The walk (`tests/walk.rs`) goes every way once; here they follow one another in any order.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails where its own tools fail")]

use std::sync::LazyLock;

use guichet::{
    case::{ItemKind, Status},
    channel::Channel,
    flow::{
        self,
        state::{Asking, State},
        turn::{Answer, Input, Promise, Say, Settled, Then, Turn},
    },
    language::Language,
    level::Level,
    service::dialogue::{Dialogue, compile, sources},
    settings::Settings,
    simulator::walk::{
        act::{Act, Move, anywhere, asked_for, fitting},
        invariant::{Broken, needs, place},
        probe::probe,
        scene::{Caller, Scene, Setting, Start},
        talk::Talk,
        world::{FILES, answers, case_file, item},
    },
};
use proptest::{prelude::*, sample::Index};

/// Queries one turn may ask, as the service allows.
const MOST_QUERIES: usize = 8;
/// What the walk types where a code of eight digits is asked for.
const CODE: &str = "13572468";
/// The place of the file that waits for several things, among those that a look-up may find.
const SEVERAL: usize = ItemKind::ALL.len();

static DIALOGUE: LazyLock<Dialogue> = LazyLock::new(|| {
    let settings = Settings::without_file(&|_| None).unwrap();
    compile(&sources(None, None).unwrap(), settings.facts()).map_err(|problems| format!("{problems:?}")).unwrap()
});
static SETTINGS: LazyLock<[Setting<'static>; 2]> = LazyLock::new(|| Setting::both(&DIALOGUE));

fn start(channel: Channel, caller: Caller, known: bool) -> Start {
    let language = Language::french();
    Start { language, channel, entry: "menu".into(), rings_with: None, caller, known, setting: 1, open: true }
}

fn scene(start: &Start) -> Scene<'_> {
    Scene::of(&*SETTINGS, start).unwrap()
}

/// What happens next: mostly something that fits the question on the table, so that runs get deep.
#[derive(Clone, Debug)]
struct Chosen {
    fits: bool,
    act: Index,
    found: Vec<usize>,
    anything: Option<String>,
}

fn chosen() -> impl Strategy<Value = Chosen> {
    let anything = prop_oneof![12 => Just(None), 1 => ".{0,40}".prop_map(Some)];
    // The first answer is the one that is hoped for.
    let found = prop::collection::vec(prop_oneof![3 => Just(0), 2 => 0..20usize], 0..3);
    (prop::bool::weighted(0.7), any::<Index>(), found, anything).prop_map(|(fits, act, found, anything)| Chosen {
        fits,
        act,
        found,
        anything,
    })
}

fn act(scene: &Scene<'_>, state: &State, chosen: &Chosen) -> Act {
    if let Some(text) = &chosen.anything {
        let keys = text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '*' | '#'));
        return Act::Say(if state.channel == Channel::Voice { keys.collect() } else { text.clone() });
    }
    let fits = if chosen.fits { fitting(scene, state) } else { Vec::new() };
    let acts = if fits.is_empty() { anywhere(scene, state) } else { fits };
    acts[chosen.act.index(acts.len())].clone()
}

fn held<T>(result: Result<T, Broken>) -> T {
    result.unwrap_or_else(|broken| panic!("{broken}"))
}

/// Plays what was chosen, and holds each turn, and each place where it waits, to what must be true.
fn play(start: &Start, all: &[Chosen]) {
    let scene = scene(start);
    let mut talk = Talk::new(&scene);
    held(talk.answer_call(&scene));
    for chosen in all {
        let next = Move { act: act(&scene, &talk.state, chosen), found: chosen.found.clone() };
        alike_each_time(&scene, &talk);
        held(talk.apply(&scene, &next));
        if talk.over {
            return;
        }
        if talk.state.asking != Asking::Nothing {
            held(probe(&scene, &talk));
        }
    }
}

/// Runs a step twice, so that anything but its arguments would show.
fn alike_each_time(scene: &Scene<'_>, talk: &Talk) {
    let step = || flow::step(scene.script, talk.state.clone(), Input::Keys("1".into()), &scene.now);
    let told = |turn: &Turn| format!("{:?} {:?}", turn.then, turn.state);
    let (turn, again) = (step(), step());
    assert_eq!((&turn.says, &turn.orders, told(&turn)), (&again.says, &again.orders, told(&again)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_call_holds_whatever_happens(all in prop::collection::vec(chosen(), 1..40), caller in 0..4usize, known: bool) {
        let caller = [Caller::Mobile, Caller::Landline, Caller::Premium, Caller::Withheld][caller];
        play(&start(Channel::Voice, caller, known), &all);
    }

    #[test]
    fn a_text_conversation_holds_whatever_happens(
        all in prop::collection::vec(chosen(), 1..40), landline: bool, known: bool,
    ) {
        let caller = if landline { Caller::Landline } else { Caller::Mobile };
        play(&start(Channel::Sms, caller, known), &all);
    }

    /// Inputs that do not fit the channel, answers nobody asked for: no order of them makes the core panic or loop.
    #[test]
    fn absurd_inputs_end_in_a_wait_or_an_end(
        all in prop::collection::vec((chosen(), 0..14usize, 0..9usize), 1..40), voice: bool,
    ) {
        let start = start(if voice { Channel::Voice } else { Channel::Sms }, Caller::Mobile, true);
        let scene = scene(&start);
        let mut state = scene.state(true);
        for (chosen, kind, answer) in &all {
            let input = absurd(&scene, &state, chosen, (*kind, *answer));
            let mut turn = flow::step(scene.script, state, input, &scene.now);
            for asked in 0.. {
                let Then::Query(query) = &turn.then else { break };
                prop_assert!(asked < MOST_QUERIES);
                let mut all = if answer.is_multiple_of(3) { every_answer() } else { answers(query) };
                let answer = all.swap_remove((answer + asked) % all.len());
                turn = flow::step(scene.script, turn.state, Input::Answer(answer), &scene.now);
            }
            state = serde_json::from_str(&serde_json::to_string(&turn.state).unwrap()).unwrap();
        }
    }
}

fn absurd(scene: &Scene<'_>, state: &State, chosen: &Chosen, (kind, answer): (usize, usize)) -> Input {
    let typed = match act(scene, state, chosen) {
        Act::Say(text) | Act::Stale(text) => text,
        Act::Silence | Act::CallAgain | Act::Lapse | Act::Arrives => "#0*".repeat(50),
        Act::Invite(_) | Act::Remind(_) | Act::Missed | Act::Offer => "#0*".repeat(50),
        Act::Speak | Act::Dialled(_) => "0".to_owned(),
    };
    match kind {
        0 => Input::Silence,
        1 => Input::Lapse,
        2 => Input::Begin { cut: Some(state.threads.clone()) },
        3 => Input::Invite {
            flow: scene.script.service.ask_item.clone(),
            with: asked_for(ItemKind::ALL[answer % ItemKind::ALL.len()]),
        },
        4 => Input::Answer(every_answer().swap_remove(answer)),
        5 => Input::Hold { ticket: "t".into() },
        6 => Input::GiveUp,
        9 => Input::Dialled { answered: answer % 2 == 0 },
        10 => Input::Recorded { reference: "RE1".into() },
        7 | 8 => Input::Text { body: typed, stale: answer > 4 },
        _ => Input::Keys(typed),
    }
}

/// The world's answers, whatever was asked.
fn every_answer() -> Vec<Answer> {
    vec![
        Answer::Verified { file_id: FILES[1].id.into(), by: None },
        Answer::Refused,
        Answer::Found(Box::new(case_file(FILES[1].id, Status::MissingItem, vec![item(ItemKind::Date)]))),
        Answer::NotFound,
        Answer::Given { reference: "1".into() },
        Answer::Booked(Promise::default()),
        Answer::AlreadyOpen(Promise::default()),
        Answer::NotCallable,
        Answer::Settled { how: Settled::Booked, day: None },
        Answer::Unavailable,
    ]
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
    for (message, expected) in
        [("tell", Level::L2), ("missing", Level::L2), ("missing-answer-now", Level::L2), ("ask-code", Level::L0)]
    {
        assert_eq!(needs(&DIALOGUE.script, &say("file-status", message)), expected, "{message}");
    }
}

/// A text conversation after these, where the look-up finds a file that waits for several things.
fn after(texts: &[&str]) -> Writing {
    let mut writing = Writing { start: start(Channel::Sms, Caller::Mobile, true), talk: None };
    for text in texts {
        writing.take(Act::Say((*text).into()));
    }
    writing
}

struct Writing {
    start: Start,
    talk: Option<Talk>,
}

impl Writing {
    fn take(&mut self, act: Act) {
        let mut start = self.start.clone();
        start.setting = 0;
        let scene = scene(&start);
        let mut talk = self.talk.take().unwrap_or_else(|| Talk::new(&scene));
        // Of the files that a look-up may find, the one after those that wait for a single thing.
        let next = Move { act, found: vec![0, SEVERAL] };
        held(talk.apply(&scene, &next));
        self.talk = Some(talk);
    }

    fn state(&self) -> &State {
        &self.talk.as_ref().unwrap().state
    }
}

#[test]
fn zero_leads_to_an_advisor_after_a_pause_too() {
    for stale in [false, true] {
        let mut talk = after(&["DOSSIER", "1234567", CODE]);
        assert_eq!(talk.state().assurance.level, Level::L2);
        talk.take(Act::Lapse);
        talk.take(if stale { Act::Stale("0".into()) } else { Act::Say("0".into()) });
        assert_eq!(place(talk.state()), "callback/confirm-caller", "stale: {stale}");
    }
}

#[test]
fn an_advisor_asked_for_again_and_again_is_one_request() {
    let mut talk = after(&["DOSSIER"]);
    for _ in 0..5 {
        for text in ["AIDE", "CONSEILLER", "AIDE", "0", "AIDE", "1"] {
            talk.take(Act::Say(text.into()));
        }
    }
    assert_eq!((place(talk.state()).as_str(), talk.state().threads.len()), ("callback/confirm-caller", 2));
}

#[test]
fn nobody_needs_their_code_to_be_called_back() {
    let mut talk = after(&["DOSSIER", "1234567", CODE]);
    assert_eq!(place(talk.state()), "file-status/choose-item", "the file waits for several things");
    talk.take(Act::Say("1".into()));
    talk.take(Act::Say("3".into()));
    assert_eq!(place(talk.state()), "callback/confirm-caller");
    talk.take(Act::Lapse);
    talk.take(Act::Say("1".into()));
    assert_eq!(place(talk.state()), "callback/when");
}
