//! What flows hand over and keep: results, long lists, words of closed sets.

use super::*;

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

#[test]
fn a_word_that_unsets_a_closed_variable_leaves_none() {
    let declared = VarType::one_of(["a"]);
    assert_eq!(as_declared(Some(&declared), Value::Text("a".into())), Value::Symbol("a".into()));
    assert_eq!(as_declared(Some(&declared), Value::Text(String::new())), Value::None);
    assert_eq!(as_declared(Some(&VarType::Amount), Value::Number(450)), Value::Amount(450));
    let item = Value::Item(MissingItem { name: "rent".into(), kind: ItemKind::Amount, answer: None });
    assert_eq!(as_declared(None, item.clone()), item);
}
