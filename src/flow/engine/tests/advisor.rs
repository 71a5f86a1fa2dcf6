//! Asking for an advisor: where somebody did is counted, once for each way there.

use super::*;

const MENU: &str = "
flow: x
vars: { number: digits }
steps:
  choose:
    menu:
      1: { option: one, go: number }
      2: { option: two, go: done }
  number:
    ask: { digits: 1..7, into: number }
    next: done
  done:
    end: done
";

/// Where asking for an advisor is counted when this is typed, one after the other.
fn counted(channel: Channel, typed: &[&str]) -> Vec<String> {
    let mut talk = Talk::new(channel, &[MENU]);
    let mut counted = Vec::new();
    for typed in typed {
        let input = match channel {
            Channel::Sms => Input::Text { body: (*typed).to_owned(), stale: false },
            Channel::Voice => Input::Keys((*typed).to_owned()),
        };
        let turn = step(&talk.script, talk.state.clone(), input, &talk.now);
        counted.extend(turn.orders.iter().filter_map(|order| match order {
            Order::CountAdvisor { flow, step } => Some(format!("{flow}/{step}")),
            _ => None,
        }));
        talk.state = turn.state;
    }
    counted
}

#[test]
fn where_0_was_pressed_is_counted_on_both_channels() {
    for channel in [Channel::Sms, Channel::Voice] {
        assert_eq!(counted(channel, &["0"]), ["x/choose"], "{channel:?}");
        assert_eq!(counted(channel, &["1", "*0"]), ["x/number"], "{channel:?}");
        assert!(counted(channel, &["1", "12", "2"]).is_empty(), "{channel:?}");
    }
}

#[test]
fn who_is_on_the_way_to_an_advisor_is_not_counted_again() {
    for channel in [Channel::Sms, Channel::Voice] {
        assert_eq!(counted(channel, &["0", "0", "*0"]), ["x/choose"], "{channel:?}");
    }
}
