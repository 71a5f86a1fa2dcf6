//! The office: whether it is open, and who can be reached or left a message.

use super::*;

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
