//! A walk finds what is planted, tells it in few words, and goes the same way again.

use super::{
    act::{Act, CODE, Move},
    invariant::{Law, may_be_said},
    scene::Scene,
    shrink::replay,
    *,
};
use crate::{
    flow::{
        definition::Kind,
        turn::{Rung, Say},
    },
    problem::SourceFile,
    service::dialogue::{compile, sources},
    settings::Settings,
};

fn compiled(change: impl Fn(&mut SourceFile)) -> Dialogue {
    let settings = Settings::without_file(&|_| None).unwrap();
    let mut files = sources(None, None).unwrap();
    files.iter_mut().for_each(change);
    compile(&files, settings.facts()).map_err(|problems| crate::problem::report(&problems)).unwrap()
}

fn plan(channel: Channel) -> Plan {
    Plan { seed: 11, paths: 700, language: Some(Language::french()), channel: Some(channel) }
}

/// The law that a walk finds broken, and the lines it tells.
fn broken(dialogue: &Dialogue, channel: Channel) -> (Law, usize, String) {
    let walks = walk(dialogue, plan(channel));
    let failure = walks.walked[0].found.failure.as_ref().expect("what was planted is found");
    (failure.broken.law, failure.moves.len(), walks.failures().join("\n"))
}

fn rewire(dialogue: &mut Dialogue, flow: &str, step: &str, change: impl Fn(&mut Kind)) {
    let flow = dialogue.script.flows.get_mut(flow).expect("the flow");
    change(&mut flow.steps.get_mut(step).expect("the step").kind);
}

#[test]
fn a_way_that_leads_nowhere_is_found_in_one_move() {
    let mut dialogue = compiled(|_| {});
    rewire(&mut dialogue, "menu", "choose", |kind| {
        let Kind::Menu { options, .. } = kind else { return };
        options[2].go = "nowhere".into();
    });
    for channel in CHANNELS {
        let (law, moves, told) = broken(&dialogue, channel);
        assert_eq!(law, Law::EndsProperly, "{told}");
        assert!(moves <= 2, "{told}");
        assert!(told.contains("> 3") && told.contains("guichet walk --seed 11"), "{told}");
    }
}

#[test]
fn a_file_that_would_be_told_without_its_code_is_refused_and_found() {
    let mut dialogue = compiled(|_| {});
    let flow = dialogue.script.flows.get_mut("file-status").expect("the flow");
    // Without `needs` and `regain` the flow lets whoever comes back after a pause hear of the file.
    flow.regain = None;
    flow.steps.values_mut().for_each(|step| step.needs = None);
    let tell = flow.steps["tell"].kind.clone();
    flow.steps["answer"].kind = tell;
    if let Kind::Say { next, .. } = &mut flow.steps["answer"].kind {
        *next = "missing".into();
    }
    let settings = Setting::both(&dialogue);
    let starts = starts(&dialogue.script, &Language::french(), Channel::Sms);
    let start = starts.iter().find(|start| &*start.entry == "file-status").expect("a start");
    let say = |text: &str| Move::hopeful(Act::Say(text.to_owned()));
    let moves = [say("x"), say("1234567"), say(&CODE[..8]), Move::hopeful(Act::Lapse), say("1")];
    let law = |moves: &[Move]| replay(&settings, start, moves).map(|broken| broken.law);
    // The engine stops there, and says that the dialogue is wrong.
    assert_eq!(law(&moves), Some(Law::EndsProperly));
    assert_eq!(law(&moves[..3]), None, "with the code it may be told");
}

#[test]
fn a_message_that_is_said_below_its_level_breaks_a_law() {
    let dialogue = compiled(|_| {});
    let settings = Setting::both(&dialogue);
    let starts = starts(&dialogue.script, &Language::french(), Channel::Sms);
    let start = starts.iter().find(|start| &*start.entry == "file-status").expect("a start");
    let state = Scene::of(&settings, start).expect("a setting").state(true);
    let say = |message: &str| Say {
        language: Language::french(),
        flow: Some("file-status".into()),
        message: message.into(),
        rung: Rung::First,
        key: None,
        with: Vec::new(),
    };
    let law = |message| may_be_said(&dialogue.script, &say(message), &state).err().map(|broken| broken.law);
    assert_eq!(law("tell"), Some(Law::NothingToldBelowLevel));
    assert_eq!(law("answer"), None);
}

#[test]
fn words_that_say_nothing_are_found() {
    let dialogue = compiled(|file| {
        if file.path == "locales/fr/about.ftl" {
            let silent = file.text.replace("\nbye = Merci. Au revoir.", "\nbye = {\"\"}");
            file.text = silent.into();
        }
    });
    let (law, _, told) = broken(&dialogue, Channel::Sms);
    assert_eq!(law, Law::NeverSilent, "{told}");
}

#[test]
fn a_walk_with_the_same_seed_goes_the_same_way() {
    let dialogue = compiled(|_| {});
    let walked = |seed| walk(&dialogue, Plan { seed, ..plan(Channel::Voice) }).table();
    assert_eq!(walked(3), walked(3));
    assert_ne!(walked(3), walked(4));
}
