//! What stands beside a step: how often it is entered, how often its question is put, on which channel.

use super::*;

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
