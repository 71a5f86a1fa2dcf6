//! The cases of conditions: what is taken, what covers what, what is proved.

use super::*;

fn told(conditions: &[&str]) -> Vec<Arm> {
    let read: Vec<Expression> = conditions.iter().map(|source| Expression::parse(source).unwrap()).collect();
    let all: Vec<Option<&Expression>> = read.iter().map(Some).chain([None]).collect();
    arms(&all).unwrap()
}

fn taken(conditions: &[&str]) -> Vec<bool> {
    told(conditions).iter().map(|arm| !arm.taken.is_empty()).collect()
}

#[test]
fn an_arm_is_taken_where_some_case_is_left_for_it() {
    for (conditions, expected) in [
        (&["channel == \"sms\""][..], &[true, true][..]),
        (&["channel == \"sms\"", "channel == \"voice\""], &[true, true, false]),
        (&["channel == \"letter\""], &[false, true]),
        (&["caller_mobile", "!caller_mobile"], &[true, true, false]),
        // A variable that nobody set is neither.
        (&["answer", "answer == false"], &[true, true, true]),
        (&["x == \"a\"", "x == \"a\""], &[true, false, true]),
        (&["x == \"a\" || x != \"a\""], &[true, false]),
        (&["size(organisations) > 0", "size(organisations) == 1"], &[true, false, true]),
        (&["n < 3", "n < 2", "n >= 3"], &[true, false, true, true]),
        (&["level >= 2", "level == 1", "level == 0"], &[true, true, true, false]),
        (&["item.kind == \"paper\""], &[false, true]),
        (&["true"], &[true, false]),
        // What is not seen through may be either.
        (&["a == b", "a == b"], &[true, true, true]),
        (&["x in organisations", "x < \"b\""], &[true, true, true]),
    ] {
        assert_eq!(taken(conditions), expected, "{conditions:?}");
    }
}

#[test]
fn an_arm_knows_its_channels_what_covers_it_and_what_it_proves() {
    let arms = told(&["subject == \"\"", "channel == \"voice\" && number.callable", "subject == \"\""]);
    assert_eq!(arms[1].taken, Channels::VOICE);
    assert!(arms[1].proves.contains("subject") && arms[1].proves.contains("number"));
    assert!(!arms[0].proves.contains("subject"));
    assert_eq!((arms[2].possible, &arms[2].covered_by), (true, &BTreeSet::from([0])));
    assert!(arms[3].proves.contains("subject"));
    assert!(!told(&["channel == \"fax\""])[0].possible);
    let levels: Vec<Level> = told(&["level >= 2 && open", "level == 1"]).iter().map(|arm| arm.level).collect();
    assert_eq!(levels, [Level::L2, Level::L1, Level::L0]);
}

#[test]
fn too_many_cases_are_left_unproved() {
    let source: Vec<String> = (0..13).map(|n| format!("v{n}")).collect();
    let read = Expression::parse(&source.join(" && ")).unwrap();
    assert_eq!(arms(&[Some(&read), None]), None);
}
