//! What a conversation came to.

use super::*;

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
