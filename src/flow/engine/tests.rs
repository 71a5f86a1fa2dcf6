//! What flows can say, played step by step: bounds, tries, channels, results, long lists, the office's hours.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use jiff::{
    civil::{date, datetime, time},
    tz::TimeZone,
};

use super::*;
use crate::{
    case::{ItemKind, MissingItem, Organisation},
    flow::{
        definition::{Office, ServiceFacts},
        loader,
        turn::{Keys, Opening, Wait},
        vocabulary::Vocabulary,
    },
    holiday::Territory,
    phone_number::Numbering,
    problem::{SourceFile, report},
};

const CALLBACK: &str = "
flow: callback
takes: [subject]
vars: { subject: symbol }
steps:
  ask:
    ask: { yes-no: true }
    on: { yes: done, no: done }
  done:
    end: booked
";

fn script(flows: &[&str]) -> Script {
    let sources: Vec<SourceFile> = flows
        .iter()
        .chain(&[CALLBACK])
        .map(|text| {
            let name = text.lines().find_map(|line| line.strip_prefix("flow: ")).expect("has a name");
            SourceFile { path: format!("flows/{name}.yaml"), text: (*text).into() }
        })
        .collect();
    let flows = loader::load(&sources, &[]).unwrap_or_else(|problems| panic!("{}", report(&problems)));
    let hours = (1..=5).map(|day| (day, vec![(time(9, 0, 0, 0), time(17, 0, 0, 0))])).collect();
    let organisation =
        |name: &str| Organisation { name: name.into(), min_digits: 1, max_digits: 7, needs_postcode: false };
    let organisations = ["a", "b", "c", "d", "e", "f", "g"].map(|key| (key.to_owned(), organisation(&key.repeat(3))));
    Script {
        flows,
        vocabulary: Vocabulary { more: vec!["autres choix".to_owned()], ..Vocabulary::default() },
        languages: vec![Language::french()],
        service: ServiceFacts {
            entries: Vec::new(),
            office: Office {
                zone: TimeZone::UTC,
                hours,
                number: String::new(),
                territory: Territory::Metropolis,
                closed: BTreeSet::from([date(2026, 11, 24)]),
            },
            organisations: IndexMap::from(organisations),
            numbering: Numbering { fiction: true },
            advisor: "callback".into(),
            ask_item: "callback".into(),
            read_out: "callback".into(),
        },
    }
}

/// A flow played on a channel: what each input is met with, as `message`, `message!2` for a rung, `=outcome` at the end.
struct Talk {
    script: Script,
    state: State,
    now: Zoned,
    said: Vec<String>,
}

impl Talk {
    fn new(channel: Channel, flows: &[&str]) -> Talk {
        let opening = Opening {
            channel,
            caller: None,
            remembered: Some(Language::french()),
            first_language: Language::french(),
            entry: "x".into(),
        };
        let now = datetime(2026, 11, 23, 10, 0, 0, 0).to_zoned(TimeZone::UTC).expect("is a time");
        let mut talk = Talk { script: script(flows), state: State::new(&opening), now, said: Vec::new() };
        talk.take(Input::Begin { cut: None });
        talk
    }

    /// Types a text or keys; nothing is silence.
    fn type_in(&mut self, typed: &str) {
        let input = match (self.state.channel, typed) {
            (Channel::Sms, _) => Input::Text { body: typed.to_owned(), stale: false },
            (Channel::Voice, "") => Input::Silence,
            (Channel::Voice, keys) => Input::Keys(keys.to_owned()),
        };
        self.take(input);
    }

    fn take(&mut self, input: Input) {
        let turn = step(&self.script, self.state.clone(), input, &self.now);
        let rung = |say: &Say| match say.rung {
            Rung::First => String::new(),
            Rung::Silence(count) => format!("!{count}"),
            Rung::Unclear(count) => format!("?{count}"),
        };
        self.said = turn
            .says
            .iter()
            .filter(|say| say.key.is_none())
            .map(|say| format!("{}{}", say.message, rung(say)))
            .collect();
        let offered: Vec<String> =
            turn.says.iter().filter_map(|say| Some(format!("{}{}", say.key?, told(say)))).collect();
        self.said.extend((!offered.is_empty()).then(|| offered.join(" ")));
        if let Then::End { outcome } = &turn.then {
            self.said.push(format!("={outcome}"));
        }
        let saved = serde_json::to_string(&turn.state).expect("is saved");
        self.state = serde_json::from_str(&saved).expect("is read");
        assert_eq!(self.state, turn.state);
    }
}

/// An option's message, or the value it offers.
fn told(say: &Say) -> String {
    match say.with.iter().find(|(name, _)| &**name == "option") {
        Some((_, value)) => format!(":{}", value.plain()),
        None => format!(":{}", say.message),
    }
}

fn plays(channel: Channel, flows: &[&str], acts: &[(&str, &str)]) {
    let mut talk = Talk::new(channel, flows);
    let mut acts = acts.iter();
    let (_, opening) = acts.next().expect("an opening");
    assert_eq!(talk.said.join(", "), *opening, "at the beginning");
    for (typed, expected) in acts {
        talk.type_in(typed);
        assert_eq!(talk.said.join(", "), *expected, "after `{typed}`");
    }
}

#[test]
fn a_step_is_entered_so_often_and_then_another_in_its_place() {
    let flow = "
flow: x
steps:
  ask:
    at-most: { times: 2, else: enough }
    ask: { yes-no: true }
    on: { yes: done, no: ask }
  enough:
    say: {}
    next: done
  done:
    end: done
";
    let acts = [("", "ask, 1:yes 2:no"), ("9", "ask?1, 1:yes 2:no"), ("2", "ask, 1:yes 2:no"), ("2", "enough, =done")];
    plays(Channel::Voice, &[flow], &acts);
}

#[test]
fn a_circle_that_never_waits_ends_at_its_bound() {
    let flow = "
flow: x
vars: { count: number }
steps:
  begin:
    set: { count: '0' }
    next: turn
  turn:
    at-most: { times: 20, else: check }
    set: { count: 'count + 1' }
    next: turn
  check:
    branch:
      - when: 'count == 20'
        go: twenty
      - go: other
  twenty:
    end: twenty
  other:
    end: other
";
    plays(Channel::Sms, &[flow], &[("", "=twenty")]);
}

#[test]
fn tries_of_a_step_override_the_usual_ones_and_lead_where_it_says() {
    let flow = "
flow: x
vars: { day: date }
steps:
  ask:
    ask: { date: true, into: day }
    tries: { silence: 2, unclear: 4, else: simpler }
    next: done
  simpler:
    ask: { yes-no: true }
    on: { yes: ask, no: done }
  done:
    end: done
";
    let simpler = "simpler, 1:yes 2:no";
    plays(
        Channel::Voice,
        &[flow],
        &[("", "ask"), ("", "ask!1"), ("", simpler), ("1", "ask"), ("", "ask!1"), ("", simpler)],
    );
    let unclear = [("", "ask"), ("1#", "ask?1"), ("1#", "ask?2"), ("1#", "ask?3"), ("1#", simpler)];
    plays(Channel::Voice, &[flow], &unclear);
    // What is missed in a row counts on: five in all, whichever the steps.
    let in_all = [&unclear[..], &[("", "offer-callback, 1:yes 2:no")]].concat();
    plays(Channel::Voice, &[flow], &in_all);
}

#[test]
fn steps_that_lead_to_one_another_in_silence_come_to_an_offer() {
    let flow = "
flow: x
steps:
  a:
    ask: { yes-no: true }
    tries: { silence: 1, else: b }
    on: { yes: done, no: done }
  b:
    ask: { yes-no: true }
    tries: { silence: 1, else: a }
    on: { yes: done, no: done }
  done:
    end: done
";
    let (a, b) = ("a, 1:yes 2:no", "b, 1:yes 2:no");
    let acts = [
        ("", a),
        ("", b),
        ("", a),
        ("", b),
        ("", a),
        ("", "offer-callback, 1:yes 2:no"),
        ("", "goodbye-hours, =abandoned"),
    ];
    plays(Channel::Voice, &[flow], &acts);
}

#[test]
fn without_a_way_of_its_own_a_tried_out_step_offers_a_callback() {
    let flow = "
flow: x
steps:
  ask:
    ask: { yes-no: true }
    tries: { silence: 1 }
    on: { yes: done, no: done }
  done:
    end: done
";
    plays(Channel::Voice, &[flow], &[("", "ask, 1:yes 2:no"), ("", "offer-callback, 1:yes 2:no")]);
}

#[test]
fn a_step_of_one_channel_is_passed_over_on_the_other() {
    let flow = "
flow: x
vars: { how: text }
steps:
  aloud:
    only: voice
    say: {}
    next: written
  written:
    only: sms
    say: {}
    next: both
  both:
    only: sms
    set: { how: '\"written\"' }
    next: tell
  tell:
    branch:
      - when: 'how == \"written\"'
        go: yes
      - go: no
  yes:
    end: text
  no:
    end: call
";
    plays(Channel::Voice, &[flow], &[("", "aloud, =call")]);
    plays(Channel::Sms, &[flow], &[("", "written, =text")]);
}

#[test]
fn a_called_flow_hands_its_results_back() {
    let caller = "
flow: x
vars: { mine: digits, other: text }
steps:
  call:
    call: { flow: y, with: { given: '\"7\"' }, into: { mine: number, other: never } }
    on: { done: tell }
  tell:
    branch:
      - when: 'mine == \"42\" && other == \"\"'
        go: good
      - go: bad
  good:
    end: good
  bad:
    end: bad
";
    let called = "
flow: y
takes: [given]
returns: [number, never]
vars: { given: digits, number: digits, never: text }
steps:
  ask:
    ask: { digits: 2, into: number }
    next: check
  check:
    branch:
      - when: 'given == \"8\"'
        go: set
      - go: done
  set:
    set: { never: '\"set\"' }
    next: done
  done:
    end: done
";
    plays(Channel::Sms, &[caller, called], &[("", "ask"), ("42", "goodbye-hours, =good")]);
}

const CHOICE: &str = "
flow: x
vars: { key: symbol }
steps:
  choose:
    ask: { choice: organisations, into: key }
    next: tell
  tell:
    branch:
      - when: 'key == \"e\"'
        go: fifth
      - when: 'key == \"g\"'
        go: seventh
      - go: other
  fifth:
    end: fifth
  seventh:
    end: seventh
  other:
    end: other
";

#[test]
fn a_long_list_is_offered_in_parts_that_go_round() {
    let first = "choose, 1:aaa 2:bbb 3:ccc 4:more-choices";
    let second = "choose, 1:ddd 2:eee 3:fff 4:more-choices";
    let last = "choose, 1:ggg 4:more-choices";
    let (fifth, seventh) = ("goodbye-hours, =fifth", "goodbye-hours, =seventh");
    for channel in [Channel::Voice, Channel::Sms] {
        plays(channel, &[CHOICE], &[("", first), ("4", second), ("2", fifth)]);
        let round = [("", first), ("4", second), ("4", last), ("2", "choose?1, 1:ggg 4:more-choices"), ("4", first)];
        plays(channel, &[CHOICE], &round);
        plays(channel, &[CHOICE], &[("", first), ("4", second), ("4", last), ("1", seventh)]);
    }
    plays(Channel::Sms, &[CHOICE], &[("", first), ("Autres choix", second), ("eee", fifth)]);
    // Whoever knows the name need not look for it.
    plays(Channel::Sms, &[CHOICE], &[("", first), ("ggg", seventh)]);
}

#[test]
fn four_values_are_offered_at_once() {
    let mut talk = Talk::new(Channel::Voice, &[CHOICE]);
    talk.script.service.organisations.truncate(4);
    talk.take(Input::Keys("*".to_owned()));
    assert_eq!(talk.said.join(", "), "choose, 1:aaa 2:bbb 3:ccc 4:ddd");
}

const HOURS: &str = "
flow: x
vars: { since: date }
steps:
  tell:
    branch:
      - when: 'holiday'
        go: holiday
      - when: 'open'
        go: open
      - when: 'opens < opens || size(organisations) == 0'
        go: open
      - go: closed
  holiday:
    say: { opens: opens }
    next: done
  open:
    say: { opens: opens, tomorrow: 'today + 1' }
    next: done
  closed:
    say: { opens: opens }
    next: done
  done:
    end: done
";

#[test]
fn a_flow_knows_whether_the_office_is_open_and_when_it_opens_next() {
    for (now, said, opens) in [
        (datetime(2026, 11, 23, 10, 0, 0, 0), "open", datetime(2026, 11, 25, 9, 0, 0, 0)),
        (datetime(2026, 11, 23, 17, 0, 0, 0), "closed", datetime(2026, 11, 25, 9, 0, 0, 0)),
        (datetime(2026, 11, 24, 10, 0, 0, 0), "closed", datetime(2026, 11, 25, 9, 0, 0, 0)),
        (datetime(2026, 11, 11, 10, 0, 0, 0), "holiday", datetime(2026, 11, 12, 9, 0, 0, 0)),
    ] {
        let mut talk = Talk::new(Channel::Voice, &[HOURS]);
        talk.state.threads.clear();
        let now = now.to_zoned(TimeZone::UTC).expect("is a time");
        let turn = step(&talk.script, talk.state.clone(), Input::Begin { cut: None }, &now);
        let [say] = turn.says.as_slice() else { panic!("one thing is said") };
        assert_eq!((&*say.message, &say.with[0].1), (said, &Value::Moment(opens)), "{now}");
        if said == "open" {
            assert_eq!(say.with[1].1, Value::Date(date(2026, 11, 24)));
        }
    }
}

#[test]
fn a_word_that_unsets_a_closed_variable_leaves_none() {
    let declared = VarType::one_of(["a"]);
    assert_eq!(as_declared(Some(&declared), Value::Text("a".into())), Value::Symbol("a".into()));
    assert_eq!(as_declared(Some(&declared), Value::Text(String::new())), Value::None);
    assert_eq!(as_declared(Some(&VarType::Amount), Value::Number(450)), Value::Amount(450));
    let item = Value::Item(MissingItem { name: "rent".into(), kind: ItemKind::Amount, answer: None });
    assert_eq!(as_declared(None, item.clone()), item);
}

const DESK: &str = "
flow: x
vars: { words: recording }
steps:
  through:
    transfer: {}
    on: { answered: helped, no-answer: leave, unavailable: leave }
  leave:
    ask: { recording: 60, into: words }
    next: done
  done:
    end: done
  helped:
    end: helped
";

/// A talk of the desk, at an hour, with or without a number of the office.
fn desk(channel: Channel, hour: i8, number: &str) -> (Talk, Turn) {
    let mut talk = Talk::new(channel, &[DESK]);
    talk.script.service.office.number = number.to_owned();
    talk.now = datetime(2026, 11, 23, hour, 0, 0, 0).to_zoned(TimeZone::UTC).expect("is a time");
    talk.state.threads.clear();
    talk.state.asking = Asking::Nothing;
    let turn = step(&talk.script, talk.state.clone(), Input::Begin { cut: None }, &talk.now);
    talk.state = turn.state.clone();
    (talk, turn)
}

#[test]
fn a_call_is_put_through_only_while_somebody_may_be_there() {
    for (channel, hour, number, through) in [
        (Channel::Voice, 10, "01 99 00 00 02", true),
        (Channel::Voice, 18, "01 99 00 00 02", false),
        (Channel::Voice, 10, "", false),
        (Channel::Sms, 10, "01 99 00 00 02", false),
    ] {
        let (_, turn) = desk(channel, hour, number);
        assert_eq!(matches!(turn.then, Then::Transfer(_)), through, "{channel:?} {hour} {number}");
        let said: Vec<&str> = turn.says.iter().map(|say| &*say.message).collect();
        assert_eq!(said, [if through { "connecting" } else { "leave" }]);
    }
}

#[test]
fn how_it_went_with_the_advisor_leads_on() {
    for (answered, said) in [(true, "goodbye-hours, =helped"), (false, "leave")] {
        let (mut talk, _) = desk(Channel::Voice, 10, "01 99 00 00 02");
        talk.take(Input::Dialled { answered });
        assert_eq!(talk.said.join(", "), said);
    }
    let (mut talk, _) = desk(Channel::Voice, 18, "");
    talk.take(Input::Dialled { answered: true });
    assert_eq!(talk.said[0], "fault", "nobody was rung");
}

#[test]
fn words_are_recorded_by_voice_and_written_by_text() {
    let (mut talk, turn) = desk(Channel::Voice, 18, "");
    assert!(matches!(turn.then, Then::Wait(Wait { keys: Keys::Words { seconds: 60 }, timeout: 5 })));
    talk.take(Input::Silence);
    assert_eq!(talk.said.join(", "), "leave!1");
    talk.take(Input::Keys("12".into()));
    assert_eq!(talk.said.join(", "), "leave?1");
    talk.take(Input::Recorded { reference: "RE12".into() });
    assert_eq!(talk.said.join(", "), "goodbye-hours, =done");
    let (mut talk, _) = desk(Channel::Sms, 10, "");
    talk.take(Input::Text { body: "Je cherche ma lettre.".into(), stale: false });
    assert_eq!(talk.said.join(", "), "goodbye-hours, =done");
}

const FIRST: &str = "
flow: x
steps:
  choose:
    menu:
      1: { option: one, go: one }
      2: { option: end, go: done }
  one:
    call: { flow: y }
    on: { else: choose }
  done:
    end: done
";
const SECOND: &str = "
flow: y
steps:
  ask:
    ask: { yes-no: true }
    on: { yes: helped, no: helped }
  helped:
    end: helped
";

#[test]
fn a_conversation_knows_what_it_came_to() {
    for (typed, hangs_up, flow, at, outcome) in [
        (&["2"][..], false, "x", "done", "done"),
        (&["1", "1", "2"][..], false, "y", "helped", "done"),
        (&["1", "1"][..], true, "y", "helped", "helped"),
        (&["1"][..], true, "y", "ask", "abandoned"),
        (&[][..], true, "x", "choose", "abandoned"),
        (&["1", "1", "1"][..], true, "y", "ask", "abandoned"),
    ] {
        let mut talk = Talk::new(Channel::Voice, &[FIRST, SECOND]);
        typed.iter().for_each(|keys| talk.type_in(keys));
        if hangs_up {
            talk.take(Input::HangUp);
        }
        assert_eq!(talk.said.last().map(String::as_str), Some(&*format!("={outcome}")), "{typed:?}");
        let served = talk.state.served.expect("is known");
        assert_eq!((&*served.flow, &*served.step), (flow, at), "{typed:?}");
    }
}
