//! Flows that look right and are not: each is refused, for this reason and no other.

use super::{CALLBACK, DONE, VERIFY, verdict};

/// What is wrong, the codes that tell it, and the flows.
type Case = (&'static str, &'static [&'static str], Vec<String>);

fn x(head: &str, steps: &str) -> String {
    format!("flow: x\n{head}steps:\n{steps}{DONE}")
}

fn prove() -> String {
    let prove = VERIFY.replace("flow: x", "flow: y").replace("found: tell", "found: proved");
    let (prove, _) = prove.split_once("  tell:").unwrap();
    format!(
        "{prove}  proved: {{ needs: L2, note: file.status, next: yes }}\n  yes: {{ end: proved }}\n  bye: {{ end: lost }}\n"
    )
}

#[test]
fn what_looks_right_and_is_not_is_refused() {
    let all = proof().into_iter().chain(values()).chain(people());
    let verdicts = all.map(|(what, expected, flows)| (what, expected, verdict(&flows)));
    let wrong: Vec<_> = verdicts.filter(|(_, expected, found)| found != expected).collect();
    assert!(wrong.is_empty(), "what, the codes that are wanted, and those that were told: {wrong:#?}");
}

/// Ways around the proof of who is there.
fn proof() -> Vec<Case> {
    let verified = format!("{VERIFY}{DONE}");
    let hand = |from: &str, to: &str| {
        format!(
            "flow: {from}\ntakes: [s]\nvars: {{ s: symbol }}\nsteps:\n  a: {{ call: {{ flow: {to}, with: {{ s: s }} }}, on: {{ \
             else: done }} }}\n  done: {{ end: done }}\n"
        )
    };
    let says =
        "flow: z\ntakes: [s]\nvars: { s: symbol }\nsteps:\n  a: { say: { s: s }, next: done }\n  done: { end: done }\n";
    vec![
        (
            "a status is told two flows further on",
            &["told-without-proof"],
            vec![
                verified.replace(
                    "say: { status: file.status }, next: done",
                    "call: { flow: y, with: { s: file.status } }, on: { else: bye }",
                ),
                hand("y", "z"),
                says.to_owned(),
            ],
        ),
        (
            "a circle leads past the proof",
            &["level-too-low"],
            vec![
                verified
                    .replace("  o: {", "  z: { menu: { 1: { option: a, go: o }, 2: { option: b, go: tell } } }\n  o: {")
                    .replace("say: { status: file.status }, next: done", "say: { open: open }, next: z")
                    .replace("{ found: tell,", "{ found: z,"),
            ],
        ),
        (
            "a call that is used up leads to the file",
            &["level-too-low"],
            vec![
                x(
                    "",
                    "  a: { call: { flow: y }, at-most: { times: 1, else: tell }, on: { proved: again, lost: bye } }\n  again: { \
                   menu: { 1: { option: o, go: a } } }\n  tell: { needs: L2, say: {}, next: done }\n",
                ),
                prove(),
            ],
        ),
        (
            "`else` takes the outcome without proof along",
            &["level-too-low"],
            vec![
                x("", "  a: { call: { flow: y }, on: { else: tell } }\n  tell: { needs: L2, say: {}, next: bye }\n"),
                prove(),
            ],
        ),
        (
            "a file is kept in a variable of any type",
            &["told-without-proof"],
            vec![verified.replace("file: case_file", "file: any").replace("tell: { needs: L2, ", "tell: { ")],
        ),
        (
            "what was answered before is read out",
            &["told-without-proof"],
            vec![
                verified.replace("vars: { ", "vars: { i: item, ").replace("{ found: tell,", "{ found: pick,").replace(
                    "  tell: { needs: L2, say: { status: file.status }",
                    "  pick: { set: { i: 'file.answered[0]' }, next: tell }\n  tell: { say: { given: i.answer }",
                ),
            ],
        ),
        (
            "by text nobody was verified",
            &["level-too-low"],
            vec![
                verified
                    .replace("  o: {", "  z: { branch: [{ when: 'channel == \"sms\"', go: tell }, { go: o }] }\n  o: {")
                    .replace("say: { status: file.status }", "say: { open: open }")
                    .replace("{ found: tell,", "{ found: note,")
                    + "  note: { needs: L2, note: file.status, next: tell }\n",
            ],
        ),
        (
            "a level that is asked for is not the one that is needed",
            &["level-too-low"],
            vec![x(
                "",
                "  a: { branch: [{ when: 'level >= 1', go: tell }, { go: bye }] }\n  tell: { needs: L2, say: {}, next: bye }\n",
            )],
        ),
    ]
}

/// Ways to a value that nobody gave.
fn values() -> Vec<Case> {
    let sub = "flow: y\nreturns: [s]\nvars: { s: number }\nsteps:\n  a: { menu: { 1: { option: o, go: b }, 2: { option: p, go: lost } \
               } }\n  b: { set: { s: '1' }, next: done }\n  done: { end: done }\n  lost: { end: lost }\n";
    vec![
        ("a variable is set by voice alone", &["read-before-set"], vec![x(
            "vars: { n: number }\n",
            "  a: { set: { n: '1' }, only: voice, next: b }\n  b: { say: { n: n }, next: done }\n",
        )
        .replace("  bye: { say: {}, next: done }\n", "")]),
        ("nobody answered, and the answer is said", &["read-before-set"], vec![x(
            "vars: { n: digits }\n",
            "  a: { ask: { digits: 1..7, into: n }, tries: { silence: 1, else: b }, next: b }\n  b: { say: { n: n }, next: bye }\n",
        )]),
        ("a question that is used up was never answered", &["read-before-set"], vec![x(
            "vars: { n: digits }\n",
            "  a: { ask: { digits: 1..7, into: n }, at-most: { times: 2, else: b }, tries: { unclear: 1, else: a }, next: b }\n  b: \
             { say: { n: n }, next: bye }\n",
        )]),
        ("a called flow ends without what it returns", &["read-before-set"], vec![
            x("vars: { t: number }\n", "  a: { call: { flow: y, into: { t: s } }, on: { else: b } }\n  b: { say: { t: t }, next: bye }\n"),
            sub.to_owned(),
        ]),
        ("a called flow takes back what was set", &["read-before-set"], vec![
            x(
                "vars: { t: number }\n",
                "  z: { set: { t: '2' }, next: a }\n  a: { call: { flow: y, into: { t: s } }, on: { done: b, lost: b } }\n  b: { say: { t: \
                 t }, next: bye }\n",
            ),
            sub.to_owned(),
        ]),
        ("a code is asked for before the call is put through", &["secret-gone"], vec![
            format!("{VERIFY}{DONE}").replace("into: code }, next: verify", "into: code }, next: through")
                + "  through: { transfer: {}, on: { answered: bye, no-answer: verify, unavailable: verify } }\n",
        ]),
        ("proof is asked for again before the number is known", &["read-before-set"], vec![
            format!("{VERIFY}{DONE}")
                .replace("flow: x\n", "flow: x\nregain: code\n")
                .replace("  o: {", "  z: { menu: { 1: { option: o, go: o }, 2: { option: p, go: known } } }\n  known: { branch: [{ when: 'level >= 1', go: early }, { go: o }] }\n  early: { needs: L1, say: {}, next: o }\n  o: {"),
        ]),
        ("a moment is compared with a day", &["never-compare"], vec![x(
            "",
            "  a: { branch: [{ when: 'opens == today', go: bye }, { go: bye }] }\n",
        )]),
        ("a word that may be another is kept in a closed set", &["wrong-type"], vec![x(
            "vars: { h: [morning, any] }\n",
            "  a: { set: { h: 'open ? \"any\" : organisations[0]' }, next: b }\n  b: { say: { h: h }, next: bye }\n",
        )]),
    ]
}

/// Ways that leave people alone.
fn people() -> Vec<Case> {
    let x_bye = format!("flow: x\nsteps:\n{DONE}");
    let callback = format!("{CALLBACK}{DONE}");
    vec![
        ("by text the last word belongs to voice", &["ends-without-a-word"], vec![x(
            "",
            "  a: { menu: { 1: { option: o, go: b } } }\n  b: { say: {}, only: voice, next: done }\n",
        )
        .replace("  bye: { say: {}, next: done }\n", "")]),
        ("a sentence that is used up is the last word", &["ends-without-a-word"], vec![x(
            "",
            "  a: { menu: { 1: { option: o, go: b } } }\n  b: { say: {}, at-most: { times: 1, else: done }, next: a }\n",
        )
        .replace("  bye: { say: {}, next: done }\n", "")]),
        ("by text the flow for advisors goes past the request", &["no-advisor-from-here"], vec![
            x_bye.clone(),
            callback.replace("  a: {", "  z: { branch: [{ when: 'channel == \"sms\"', go: c }, { go: a }] }\n  c: { menu: { 1: { option: o, go: bye } } }\n  a: {"),
        ]),
        ("whoever nobody answers is told nothing of it", &["ends-without-a-word"], vec![
            x_bye,
            callback.replace(
                "  a: {",
                "  z: { transfer: {}, on: { answered: done, no-answer: done, unavailable: a } }\n  a: {",
            ),
        ]),
        ("words are asked for by voice until the tries are used up", &["words-by-voice"], vec![x(
            "vars: { w: text }\n",
            "  a: { ask: { text: 80, into: w }, tries: { unclear: 2, else: bye }, next: b }\n  b: { note: w, next: bye }\n",
        )]),
        ("a bound leads into a circle that never waits", &["restless-circle"], vec![x(
            "",
            "  a: { menu: { 1: { option: o, go: bye }, 2: { option: p, go: a } }, at-most: { times: 2, else: b } }\n  b: { set: { \
             language: '\"fr\"' }, next: a }\n",
        )]),
        ("an outcome by voice alone hides behind a call", &["outcome-on-one-channel"], vec![
            x("", "  a: { call: { flow: y }, on: { late: late, else: bye } }\n  late: { say: {}, next: end }\n  end: { end: late }\n"),
            "flow: y\nsteps:\n  a: { branch: [{ when: 'open', go: done }, { when: 'channel == \"voice\"', go: late }, { go: done }] }\n  late: { end: \
             late }\n  done: { end: done }\n"
                .to_owned(),
        ]),
    ]
}
