//! What no checked flow does, tried all the same: a file fetched or told without the proof for it.

use super::*;
use crate::{
    case::{CaseFile, FileNumber, Status},
    flow::state::Assurance,
    level::Level,
};

/// The checker refuses it: it tells a file without needing anything, and fetches one that nobody proved.
const LEAKY: &str = "
flow: x
vars: { file: case_file, day: digits }
steps:
  ask:
    ask: { digits: 1, into: day }
    next: choose
  choose:
    branch:
      - when: 'day == \"1\"'
        go: tell
      - when: 'day == \"2\"'
        go: fetch
      - go: ask-again
  tell:
    say: { status: file.status }
    next: done
  ask-again:
    ask: { yes-no: true }
    with: { since: file.since }
    on: { yes: done, no: done }
  fetch:
    look-up: { into: file }
    on: { found: tell, not-found: done, unavailable: done }
  done:
    end: done
";

fn file(id: &str) -> CaseFile {
    CaseFile {
        id: id.into(),
        organisation: "a".into(),
        number: FileNumber::new("1234567"),
        postcode: None,
        benefit: "housing".into(),
        status: Status::Decided,
        since: Some(date(2026, 11, 2)),
        as_of: date(2026, 11, 20),
        missing: Vec::new(),
        phone: None,
    }
}

/// What is said after a key, where the flow holds a file and so much was proved.
fn said(key: &str, held: Option<&str>, level: Level, proved: Option<&str>) -> Vec<String> {
    let mut talk = Talk::new(Channel::Sms, &[LEAKY]);
    let frame = talk.state.frame_mut().expect("a flow runs");
    frame.vars.extend(held.map(|id| (Name::from("file"), Value::File(Box::new(file(id))))));
    talk.state.assurance = Assurance { level, file_id: proved.map(str::to_owned), by: None };
    talk.type_in(key);
    talk.said
}

#[test]
fn nothing_of_a_file_is_told_or_fetched_without_its_proof_whatever_the_flow_says() {
    for key in ["1", "3"] {
        for (level, proved) in [
            (Level::L0, None),
            (Level::L1, Some("f")),
            (Level::L0, Some("f")),
            (Level::L2, None),
            (Level::L2, Some("g")),
        ] {
            let said = said(key, Some("f"), level, proved);
            assert!(
                !said.iter().any(|said| said == "tell" || said == "ask-again"),
                "{key} {level:?} {proved:?}: {said:?}"
            );
        }
    }
    assert_eq!(said("1", Some("f"), Level::L2, Some("f")), ["tell", "=done"]);
    assert_eq!(said("3", Some("f"), Level::L2, Some("f")), ["ask-again", "1:yes 2:no"]);
    for level in [Level::L0, Level::L1] {
        // Even where an identifier stands there: only its level makes it a proof.
        let said = said("2", None, level, Some("f"));
        assert!(said.iter().any(|said| said == "fault"), "{level:?}: {said:?}");
    }
}
