//! What a person wants to get, chosen at a step or by a key that ends reminders.

use super::*;
use crate::flow::consent::Subject;

const WISHES: &str = "
flow: x
steps:
  choose:
    menu:
      1: { option: fewer, go: fewer }
      2: { option: none, go: none }
      3: { option: all, go: all }
  fewer:
    consent: stop-reminders
    next: choose
  none:
    consent: stop
    next: choose
  all:
    consent: start
    next: choose
";

fn said(turn: &Turn) -> &str {
    &turn.says[0].message
}

#[test]
fn each_choice_is_ordered_and_confirmed_and_the_dialogue_goes_on() {
    let mut talk = Talk::new(Channel::Voice, &[WISHES]);
    talk.state.caller = Numbering { fiction: true }.parse("+33199000012");
    for (key, order, message, flags) in [
        ("1", Order::OptOut(Subject::Reminders), "reminders-stopped", (false, true)),
        ("2", Order::OptOut(Subject::All), "stopped", (true, true)),
        ("3", Order::OptIn, "started", (false, false)),
    ] {
        let turn = step(&talk.script, talk.state, Input::Keys(key.to_owned()), &talk.now);
        assert_eq!((turn.orders.as_slice(), said(&turn)), (&[order][..], message), "{key}");
        assert_eq!((turn.state.opted_out, turn.state.reminders_off), flags, "{key}");
        assert!(matches!(turn.then, Then::Wait(_)), "{key}: the menu is put again");
        talk.state = turn.state;
    }
}

#[test]
fn who_hides_their_number_is_told_that_nothing_can_be_noted() {
    let mut talk = Talk::new(Channel::Voice, &[WISHES]);
    talk.state.caller = None;
    let turn = step(&talk.script, talk.state, Input::Keys("1".to_owned()), &talk.now);
    assert_eq!((turn.orders.len(), said(&turn)), (0, "number-hidden"));
    assert!(!turn.state.reminders_off);
}
