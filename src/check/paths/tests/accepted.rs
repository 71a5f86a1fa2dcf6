//! Flows that look wrong and are right: nothing is said of them.

use super::{CALLBACK, DONE, VERIFY, verdict};

fn x(head: &str, steps: &str) -> String {
    format!("flow: x\n{head}steps:\n{steps}{DONE}")
}

#[test]
fn what_looks_wrong_and_is_right_is_accepted() {
    let verdicts = proof().into_iter().chain(values()).chain(people()).map(|(what, flows)| (what, verdict(&flows)));
    let wrong: Vec<_> = verdicts.filter(|(_, found)| !found.is_empty()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn proof() -> Vec<(&'static str, Vec<String>)> {
    let verified = format!("{VERIFY}{DONE}");
    let prove = VERIFY.replace("flow: x", "flow: y").replace("found: tell", "found: proved");
    let (prove, _) = prove.split_once("  tell:").unwrap();
    let prove = format!(
        "{prove}  proved: {{ needs: L2, note: file.status, next: yes }}\n  yes: {{ end: proved }}\n  bye: {{ end: lost }}\n"
    );
    vec![
        ("the level is asked for", vec![x(
            "",
            "  a: { branch: [{ when: 'open && level >= 2', go: tell }, { go: bye }] }\n  tell: { needs: L2, say: {}, next: bye }\n",
        )]),
        ("on the other channel the step is passed over", vec![
            verified
                .replace("  o: {", "  z: { branch: [{ when: 'channel == \"sms\"', go: tell }, { go: o }] }\n  o: {")
                .replace("tell: { needs: L2, say: { status: file.status }", "tell: { needs: L2, only: voice, say: { status: file.status }")
                .replace("next: done }\n  bye", "next: bye }\n  bye"),
        ]),
        ("two flows further down the code was checked", vec![
            x("", "  a: { call: { flow: w }, on: { sure: tell, else: bye } }\n  tell: { needs: L2, say: {}, next: bye }\n"),
            "flow: w\nsteps:\n  a: { call: { flow: y }, on: { proved: sure, lost: lost } }\n  sure: { end: sure }\n  lost: { end: \
             lost }\n"
                .to_owned(),
            prove,
        ]),
        ("the name of a missing item may be told", vec![
            verified.replace("vars: { ", "vars: { i: item, ").replace("{ found: tell,", "{ found: pick,").replace(
                "  tell: { needs: L2, say: { status: file.status }",
                "  pick: { set: { i: 'file.missing[0]' }, next: tell }\n  tell: { say: { wanted: i.name }",
            ),
        ]),
        ("proof is given again where everything is known", vec![verified.replace("flow: x\n", "flow: x\nregain: code\n")]),
    ]
}

fn values() -> Vec<(&'static str, Vec<String>)> {
    let sub = "flow: y\ntakes: [k]\nreturns: [s, k]\nvars: { s: number, k: number }\nsteps:\n  a: { menu: { 1: { option: o, go: b }, \
               2: { option: p, go: lost } } }\n  b: { set: { s: 'k' }, next: done }\n  done: { end: done }\n  lost: { end: lost }\n";
    vec![
        (
            "what is set by voice is said by voice",
            vec![x(
                "vars: { n: number }\n",
                "  a: { set: { n: '1' }, only: voice, next: b }\n  b: { say: { n: n }, only: voice, next: bye }\n",
            )],
        ),
        (
            "a question that is used up was answered before",
            vec![x(
                "vars: { n: digits }\n",
                "  a: { ask: { digits: 1..7, into: n }, at-most: { times: 3, else: b }, next: sure }\n  sure: { ask: { yes-no: true }, on: \
             { yes: b, no: a } }\n  b: { say: { n: n }, next: bye }\n",
            )],
        ),
        (
            "a called flow returns where it is asked to",
            vec![
                x(
                    "vars: { t: number, l: number }\n",
                    "  a: { call: { flow: y, with: { k: '1' }, into: { t: s, l: k } }, on: { done: b, lost: c } }\n  b: { say: { t: t, l: l }, \
                 next: bye }\n  c: { say: { l: l }, next: bye }\n",
                ),
                sub.to_owned(),
            ],
        ),
        (
            "what may be unset is asked for in the same breath",
            vec![x(
                "vars: { n: digits }\n",
                "  a: { branch: [{ when: 'open', go: b }, { go: c }] }\n  b: { ask: { digits: 2, into: n }, next: c }\n  c: { say: { n: 'n == \
             \"\" ? \"?\" : n' }, next: bye }\n",
            )],
        ),
        (
            "a flag that nobody raised is down",
            vec![x(
                "vars: { f: bool }\n",
                "  a: { branch: [{ when: 'open', go: b }, { go: c }] }\n  b: { set: { f: 'true' }, next: c }\n  c: { branch: [{ when: f, go: \
             bye }, { go: d }] }\n  d: { say: {}, next: done }\n",
            )],
        ),
        (
            "a code outlasts a branch, a bound and a sentence",
            vec![
                format!("{VERIFY}{DONE}").replace("into: code }, next: verify", "into: code }, next: wait")
                    + "  wait: { say: {}, at-most: { times: 1, else: verify }, next: fork }\n  fork: { branch: [{ when: open, go: verify }, { \
                   go: verify }] }\n",
            ],
        ),
        (
            "when the office opens may be unknown",
            vec![x(
                "",
                "  a: { branch: [{ when: 'opens == \"\"', go: bye }, { go: b }] }\n  b: { say: { opens: opens }, next: bye }\n",
            )],
        ),
    ]
}

fn people() -> Vec<(&'static str, Vec<String>)> {
    let x_bye = format!("flow: x\nsteps:\n{DONE}");
    let callback = format!("{CALLBACK}{DONE}");
    vec![
        ("an advisor said the last word", vec![x(
            "",
            "  a: { transfer: {}, on: { answered: helped, no-answer: bye, unavailable: bye } }\n  helped: { end: helped }\n",
        )]),
        ("whoever has spoken with an advisor needs no request", vec![
            x_bye,
            callback.replace(
                "  a: {",
                "  z: { transfer: {}, on: { answered: c, no-answer: a, unavailable: a } }\n  c: { menu: { 1: { option: o, go: bye } } \
                 }\n  a: {",
            ),
        ]),
        ("words are asked for by text", vec![x(
            "vars: { w: text }\n",
            "  a: { branch: [{ when: 'channel == \"sms\" && open', go: b }, { go: bye }] }\n  b: { ask: { text: 80, into: w }, next: c \
             }\n  c: { note: w, next: bye }\n",
        )]),
        ("whoever speaks or writes leaves a message", vec![x(
            "vars: { m: recording }\n",
            "  a: { ask: { recording: 60, into: m }, tries: { silence: 2, else: bye }, next: b }\n  b: { callback: { number: caller, \
             when: '\"any\"', subject: '\"general\"', message: m }, on: { booked: bye, already-open: bye, refused: bye, unavailable: \
             bye } }\n",
        )]),
        ("a circle through a call is counted", vec![
            x(
                "",
                "  a: { call: { flow: y }, at-most: { times: 3, else: bye }, on: { again: a, done: bye } }\n",
            ),
            "flow: y\nsteps:\n  a: { branch: [{ when: 'open', go: again }, { go: done }] }\n  again: { end: again }\n  done: { end: \
             done }\n"
                .to_owned(),
        ]),
        ("one is called on two ways and calls a third", vec![
            x(
                "",
                "  a: { menu: { 1: { option: o, go: b }, 2: { option: p, go: c } } }\n  b: { call: { flow: y }, on: { else: bye } }\n  c: { \
                 call: { flow: z }, on: { else: bye } }\n",
            ),
            "flow: y\nsteps:\n  a: { call: { flow: z }, on: { else: done } }\n  done: { end: done }\n".to_owned(),
            format!("flow: z\nsteps:\n{DONE}"),
        ]),
        ("a long text is sent to those who call", vec![x(
            "",
            "  a: { send: {}, only: voice, next: bye }\n",
        )]),
    ]
}
