//! Deadline files that are read, and those that are not.

use proptest::prelude::*;

use super::*;
use crate::reminder::definition::{Due, Length, MonthDay, Offline};

const RIGHT: &str = "
deadline: x
about: An example.
organisations: [caf, msa]
due: { before: card-end, opens: 4 months, closes: 60 days }
rungs: [opens, anchor -75, { day: closes, channel: voice }]
offline: [phone 0 805 204 805, desk]
evidence: official
source: The law.
checked: 2026-11-22
verified: { rule: yes, closes: no, years: [2026] }
";

fn loaded(text: &str) -> Result<DeadlineType, Vec<String>> {
    let file = SourceFile { path: "deadlines/x.yaml".into(), text: text.into() };
    match load(&[file]) {
        Ok(mut kinds) => Ok(kinds.remove("x").expect("it has the name of its file")),
        Err(problems) => Err(problems.iter().map(|problem| format!("{} {problem}", problem.code().id)).collect()),
    }
}

#[test]
fn a_file_says_what_a_deadline_is() {
    let kind = loaded(RIGHT).expect("is read");
    let Due::Before { anchor, opens, closes, best } = &kind.due else { panic!("{:?}", kind.due) };
    assert_eq!((&**anchor, *opens, *closes, *best), ("card-end", Length::Months(4), Length::Days(60), None));
    assert_eq!(kind.offline, [Offline::Phone("0805204805".into()), Offline::Way("desk".into())]);
    assert_eq!(kind.verified, Verified { rule: true, closes: false, years: vec![2026] });
    assert_eq!(kind.rungs[2], RungRule { at: CLOSING, channel: Some(Channel::Voice) });
    assert_eq!(kind.rungs[1].at, Offset { mark: Mark::Anchor, days: -75 });
    assert_eq!(loaded(&RIGHT.replace("[caf, msa]", "any")).expect("is read").organisations, Vec::<Name>::new());
    assert_eq!(loaded(&without("rungs")).expect("is read").rungs, USUAL);
    let year = loaded(&RIGHT.replace(DUE, "due: { yearly: { to: 02-29 } }").replace("[opens, anchor -75, ", "["));
    assert_eq!(year.expect("is read").due, Due::Yearly { from: None, to: MonthDay { month: 2, day: 29 } });
}

const DUE: &str = "due: { before: card-end, opens: 4 months, closes: 60 days }";

fn without(key: &str) -> String {
    RIGHT.lines().filter(|line| !line.starts_with(key)).map(|line| format!("{line}\n")).collect()
}

#[test]
fn each_mistake_is_told_once_by_its_code() {
    let due = |due: &str| RIGHT.replace(DUE, due).replace("anchor -75, ", "");
    let rungs = |rungs: &str| {
        let line = "rungs: [opens, anchor -75, { day: closes, channel: voice }]";
        RIGHT.replace(line, rungs)
    };
    for (text, codes) in [
        (without("deadline"), vec!["G0701"]),
        (RIGHT.replace("deadline: x", "deadline: y"), vec!["G0702"]),
        (without("offline"), vec!["G0703"]),
        (without("organisations"), vec!["G0703"]),
        (without("source"), vec!["G0704"]),
        (without("source").replace("official", "unconfirmed"), vec![]),
        (due("due: {}"), vec!["G0706"]),
        (due("due: { every: 1 year, from: a, after: b }"), vec!["G0706"]),
        (due("due: { yearly: { from: 13-01, to: 02-30 } }"), vec!["G0707"]),
        (due("due: { yearly: { to: 2-3 } }"), vec!["G0707"]),
        (due("due: { each-month: { opens: 32, closes: 5 next month } }"), vec!["G0120"]),
        (due("due: { each-month: { opens: 28, closes: 5 months } }"), vec!["G0707"]),
        (RIGHT.replace("2026-11-22", "2026-02-29"), vec!["G0707"]),
        (RIGHT.replace("2026-11-22", "26-11-22"), vec!["G0707"]),
        (due("due: { every: 0 days, from: a }"), vec!["G0708"]),
        (due("due: { every: 1 months, from: a }"), vec!["G0708"]),
        (due("due: { each-month: { opens: 28, closes: 15 } }"), vec!["G0709"]),
        (due("due: { before: a, opens: 1 month, closes: 40 days }"), vec!["G0709"]),
        (rungs("rungs: [close -5]"), vec!["G0710"]),
        (rungs("rungs: [closes - 5]"), vec!["G0710"]),
        (due("due: { every: 1 year, from: a }").replace("rungs: [opens", "rungs: [anchor"), vec!["G0710"]),
        (due("due: { yearly: { to: 05-21 } }"), vec!["G0710"]),
        (rungs("rungs: [closes 1]"), vec!["G0711"]),
        (rungs("rungs: [closes 1]\nexpires: closes 1"), vec![]),
        // 60 days before the end is the closing day itself.
        (rungs("rungs: [closes, anchor -60]"), vec!["G0712"]),
        (rungs("rungs: [closes, anchor -59]"), vec!["G0711"]),
        (RIGHT.replace("evidence: official", "evidence: sure"), vec!["G0713"]),
        (RIGHT.replace("phone 0 805 204 805", "phone me"), vec!["G0713"]),
        (RIGHT.replace("about: An example.", "abot: An example."), vec!["G0102", "G0703"]),
    ] {
        let told = loaded(&text).err().unwrap_or_default();
        let told_codes: Vec<&str> = told.iter().filter_map(|line| line.split(' ').next()).collect();
        let mut sorted = told_codes.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, codes, "{text}\n{told:#?}");
    }
}

proptest! {
    #[test]
    fn no_file_makes_loading_panic(text in "[a-e:{}\\[\\], \n0-9-]{0,200}") {
        let _ = loaded(&text);
    }

    #[test]
    fn a_piece_of_a_file_is_read_or_told(from in 0..400usize, length in 0..60usize, with in "[a-z0-9 {}:,-]{0,8}") {
        let mut text = RIGHT.to_owned();
        let from = from.min(text.len());
        let to = (from + length).min(text.len());
        text.replace_range(from..to, &with);
        if let Err(problems) = loaded(&text) {
            prop_assert!(!problems.is_empty());
        }
    }
}
