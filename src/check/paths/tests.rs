//! Small flows, each with one mistake of its paths, and what is said of it.

mod accepted;
mod refused;

use super::*;
use crate::{check::tests::service, flow::loader, problem::report};

fn source(path: &str, text: &str) -> SourceFile {
    SourceFile { path: path.to_owned(), text: text.into() }
}

fn catalogue(words: &[(&str, &str)]) -> Catalogue {
    let shared = source("locales/fr/shared.ftl", "menu-option = { $option }, tapez { $key }.\nyes = oui\nno = non\n");
    let own = words.iter().map(|(flow, words)| source(&format!("locales/fr/{flow}.ftl"), words));
    Catalogue::load(&own.chain([shared]).collect::<Vec<_>>()).unwrap_or_else(|problems| panic!("{}", report(&problems)))
}

/// The mistakes of flows, each the text of one file, as `flow:line: message`.
fn told_with(flows: &[&str], words: &[(&str, &str)]) -> Vec<String> {
    let name = |text: &str| text.lines().next().unwrap_or_default().replace("flow: ", "");
    let files: Vec<SourceFile> = flows.iter().map(|text| source(&format!("flows/{}.yaml", name(text)), text)).collect();
    let flows = loader::load(&files, &[]).unwrap_or_else(|problems| panic!("{}", report(&problems)));
    let problems = check(&flows, &files, &catalogue(words), &service());
    let text = |problem: &Problem| {
        let (path, line) = problem.place().unwrap_or_default();
        format!("{}:{line}: {problem}", path.replace("flows/", "").replace(".yaml", ""))
    };
    problems.iter().map(text).collect()
}

/// The names of the errors of flows, each once, whether the loader finds them or the paths.
fn verdict(flows: &[String]) -> Vec<&'static str> {
    let name = |text: &str| text.lines().next().unwrap_or_default().replace("flow: ", "");
    let files: Vec<SourceFile> = flows.iter().map(|text| source(&format!("flows/{}.yaml", name(text)), text)).collect();
    let problems = match loader::load(&files, &[]) {
        Ok(flows) => check(&flows, &files, &catalogue(&[]), &service()),
        Err(problems) => problems,
    };
    let errors = problems.iter().map(Problem::code).filter(|code| code.severity == code::Severity::Error);
    let mut names: Vec<&str> = errors.map(|code| code.name).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn told(flows: &[&str]) -> Vec<String> {
    told_with(flows, &[])
}

/// A flow of this name and these steps; those that begin with a letter at the margin stand in its head.
fn flow(name: &str, text: &str) -> String {
    format!("flow: {name}\n{text}")
}

const DONE: &str = "  bye: { say: {}, next: done }\n  done: { end: done }\n";

#[test]
fn a_flow_without_mistakes_has_none() {
    let text = flow("x", &format!("steps:\n  a: {{ menu: {{ 1: {{ option: b, go: bye }} }} }}\n{DONE}"));
    assert_eq!(told(&[&text]), [""; 0]);
}

#[test]
fn arms_that_are_never_taken_are_found() {
    for (arms, expected) in [
        ("{ when: 'open && !open', go: bye }", "x:3: `open && !open` is never true"),
        (
            "{ when: 'caller_mobile', go: bye }, { when: 'caller_mobile && open', go: done }",
            "x:3: `caller_mobile && open` is never looked at: arm 1 took every case of it",
        ),
        (
            "{ when: 'channel == \"sms\"', go: bye }, { when: 'channel == \"voice\"', go: bye }",
            "x:3: the arms before it take every case",
        ),
        ("{ when: 'open || !open', go: bye }", "x:3: the arms before it take every case"),
    ] {
        let text = flow("x", &format!("steps:\n  a: {{ branch: [{arms}, {{ go: bye }}] }}\n{DONE}"));
        let told = told(&[&text]);
        assert!(told.iter().any(|said| said == expected), "{expected}\ntold: {told:#?}");
    }
}

#[test]
fn an_arm_for_a_channel_that_never_comes_is_found() {
    let text = flow(
        "x",
        &format!(
            "steps:\n  a: {{ branch: [{{ when: 'channel == \"sms\"', go: b }}, {{ go: bye }}] }}\n  b: {{ branch: [{{ \
             when: 'channel == \"voice\"', go: done }}, {{ go: bye }}] }}\n{DONE}"
        ),
    );
    assert_eq!(told(&[&text]), ["x:4: `channel == \"voice\"` is never true: people come here by text alone"]);
}

#[test]
fn a_circle_through_another_flow_must_wait() {
    let x = flow(
        "x",
        &format!(
            "steps:\n  a: {{ say: {{}}, next: b }}\n  b: {{ call: {{ flow: y }}, on: {{ again: a, else: bye }} }}\n{DONE}"
        ),
    );
    let y = "flow: y\nsteps:\n  a: { branch: [{ when: 'open', go: again }, { go: done }] }\n  again: { end: again }\n  \
             done: { end: done }\n";
    assert_eq!(told(&[&x, y]), ["x:4: `x` and `y` go round without ever waiting for the person"]);
    // With a question on the way it is a loop that people leave.
    let y = y.replace(
        "branch: [{ when: 'open', go: again }, { go: done }]",
        "menu: { 1: { option: o, go: again }, 2: { option: p, go: done } }",
    );
    assert_eq!(told(&[&x, &y]), [""; 0]);
}

#[test]
fn flows_that_call_one_another_are_found() {
    let x = flow("x", &format!("steps:\n  a: {{ call: {{ flow: y }}, on: {{ else: bye }} }}\n{DONE}"));
    let y = "flow: y\nsteps:\n  a: { menu: { 1: { option: o, go: b }, 2: { option: p, go: done } } }\n  b: { call: { \
             flow: x }, on: { else: done } }\n  done: { end: done }\n";
    assert_eq!(told(&[&x, y]), ["x:3: `x` and `y` call one another"]);
    let y = y.replace("flow: x }", "flow: y }");
    assert_eq!(told(&[&x, &y]), ["y:4: `y` calls itself"]);
}

#[test]
fn nine_flows_deep_is_too_deep() {
    let name = |at: u32| if at == 1 { "x".to_owned() } else { format!("y{at}") };
    let link = |at: u32| {
        let call = format!("steps:\n  a: {{ call: {{ flow: {} }}, on: {{ else: bye }} }}\n{DONE}", name(at + 1));
        flow(&name(at), &call)
    };
    let chain = |deep: u32| {
        let end = flow(&name(deep), &format!("steps:\n{DONE}"));
        let flows: Vec<String> = (1..deep).map(link).chain([end]).collect();
        told(&flows.iter().map(String::as_str).collect::<Vec<_>>())
    };
    assert_eq!(chain(8), [""; 0]);
    assert_eq!(chain(9), ["x:3: flows call one another 9 deep: x → y2 → y3 → y4 → y5 → y6 → y7 → y8 → y9"]);
}

#[test]
fn a_circle_that_no_answer_leaves_is_found() {
    let text = "flow: x\nsteps:\n  a: { menu: { 1: { option: o, go: b }, 2: { option: p, go: a } } }\n  b: { menu: { 1: \
                { option: q, go: a } } }\n";
    assert_eq!(told(&[text]), ["x:3: from `a` no answer leads to an end: people go round for ever"]);
    let text = format!(
        "flow: x\nsteps:\n  a: {{ branch: [{{ when: 'channel == \"voice\"', go: b }}, {{ go: bye }}] }}\n  b: {{ menu: {{ \
         1: {{ option: o, go: b }} }} }}\n{DONE}"
    );
    assert_eq!(
        told(&[&text]),
        [
            "x:4: from `b` no answer leads to an end by voice: people go round for ever",
            "x:6: this flow ends with `done` by text and never by voice"
        ]
    );
}

#[test]
fn a_flow_that_never_comes_back_is_found() {
    let x = flow("x", &format!("steps:\n  a: {{ call: {{ flow: y }}, on: {{ else: bye }} }}\n{DONE}"));
    let y = "flow: y\nsteps:\n  a: { menu: { 1: { option: o, go: a } } }\n";
    assert_eq!(
        told(&[&x, y]),
        ["y:3: from `a` no answer leads to an end, and the flow `y` never comes back to those that call it"]
    );
}

#[test]
fn words_are_not_asked_for_by_voice() {
    let text = format!(
        "flow: x\nvars: {{ w: text }}\nsteps:\n  a: {{ ask: {{ text: 80, into: w }}, next: b }}\n  b: {{ say: {{ w: w }}, next: done }}\n{DONE}"
    );
    let told = told(&[&text.replace("  bye: { say: {}, next: done }\n", "")]);
    assert_eq!(
        told,
        [
            "x:4: `a` asks for words, and people come here by voice",
            "x:6: this flow ends with `done` by text and never by voice"
        ]
    );
}

#[test]
fn an_else_without_any_outcome_is_found() {
    let x = flow(
        "x",
        &format!("steps:\n  a: {{ call: {{ flow: y }}, on: {{ done: bye, lost: bye, else: bye }} }}\n{DONE}"),
    );
    let y = "flow: y\nsteps:\n  a: { branch: [{ when: 'open && !open', go: lost }, { go: done }] }\n  done: { end: \
             done }\n  lost: { end: lost }\n";
    assert_eq!(
        told(&[&x, y]),
        ["x:3: every way in which `y` ends stands here by its name", "y:3: `open && !open` is never true"]
    );
}

#[test]
fn a_flow_that_nobody_begins_is_found() {
    let x = flow("x", &format!("steps:\n{DONE}"));
    let y = flow("y", "steps:\n  a: { call: { flow: z }, on: { else: done } }\n  done: { end: done }\n");
    let z = flow("z", &format!("steps:\n{DONE}"));
    assert_eq!(told(&[&x, &y, &z]), ["y:1: nobody begins or calls the flow `y`"]);
}

#[test]
fn an_outcome_on_one_channel_alone_is_found() {
    let text = "flow: x\nsteps:\n  a: { say: {}, next: b }\n  b: { branch: [{ when: 'channel == \"sms\"', go: short }, { \
                go: done }] }\n  short: { end: short }\n  done: { end: done }\n";
    assert_eq!(
        told(&[text]),
        [
            "x:5: this flow ends with `short` by text and never by voice",
            "x:6: this flow ends with `done` by voice and never by text"
        ]
    );
}

#[test]
fn an_end_without_a_word_is_found() {
    let text = "flow: x\nsteps:\n  a: { menu: { 1: { option: o, go: b }, 2: { option: p, go: done } } }\n  b: { say: {}, \
                next: done }\n  done: { end: done }\n";
    assert_eq!(
        told(&[text]),
        [
            "x:5: a conversation by text can end here, and the last thing a person wrote gets no answer",
            "x:5: a call can end here after nothing but our hours and number"
        ]
    );
    // A called flow may be silent where its caller is not.
    let x = flow(
        "x",
        "steps:\n  a: { call: { flow: y }, on: { else: bye } }\n  bye: { say: {}, next: done }\n  done: { end: done }\n",
    );
    let y = "flow: y\nsteps:\n  a: { menu: { 1: { option: o, go: done } } }\n  done: { end: done }\n";
    assert_eq!(told(&[&x, y]), [""; 0]);
    let x = x.replace("else: bye", "else: done").replace("  bye: { say: {}, next: done }\n", "");
    assert_eq!(told(&[&x, y]).len(), 2);
}

const CALLBACK: &str = "flow: callback\nenter: { words: entry }\nvars: { n: phone }\nsteps:\n  a: { ask: { phone-number: \
                        true, into: n }, next: b }\n  b: { callback: { number: n, when: '\"any\"', subject: \
                        '\"general\"' }, on: { booked: bye, already-open: bye, refused: a, unavailable: bye } }\n";

#[test]
fn in_the_flow_for_advisors_every_question_leads_to_a_request() {
    let x = flow("x", &format!("steps:\n{DONE}"));
    let callback = format!("{CALLBACK}{DONE}");
    assert_eq!(told(&[&x, &callback]), [""; 0]);
    let dead = "  c: { menu: { 1: { option: o, go: bye } } }\n";
    let around = callback.replace(
        "  a: {",
        &format!("  z: {{ menu: {{ 1: {{ option: o, go: a }}, 2: {{ option: p, go: c }} }} }}\n{dead}  a: {{"),
    );
    assert_eq!(told(&[&x, &around]), ["callback:6: from `c` no answer leads to an advisor"]);
    let without = flow("callback", &format!("enter: {{ words: entry }}\nsteps:\n{DONE}"));
    assert_eq!(told(&[&x, &without]), ["callback:1: no path through `callback` asks for an advisor"]);
    let silent = callback.replace("unavailable: bye", "unavailable: done");
    assert_eq!(
        told(&[&x, &silent]),
        [
            "callback:8: a conversation by text can end here, and the last thing a person wrote gets no answer",
            "callback:8: whoever asked for an advisor can come to the end of the call here without a word"
        ]
    );
}

#[test]
fn a_variable_must_be_set_on_every_path_to_where_it_is_read() {
    let text = |middle: &str| {
        format!(
            "flow: x\nvars: {{ n: number, f: bool }}\nsteps:\n  a: {{ branch: [{{ when: 'open', go: set }}, {{ go: b }}] }}\n  \
             set: {{ set: {{ n: '1' }}, next: b }}\n  b: {middle}\n  c: {{ say: {{ n: n }}, next: done }}\n{DONE}"
        )
        .replace("  bye: { say: {}, next: done }\n", "")
    };
    let flag = "{ branch: [{ when: 'f', go: c }, { go: c }] }";
    assert_eq!(told(&[&text(flag)]), ["x:7: `n` is read here, and on some path nothing has set it"]);
    let asked = "{ branch: [{ when: 'n == \"\" || f', go: done2 }, { go: c }] }\n  done2: { say: {}, next: done }";
    assert_eq!(told(&[&text(asked)]), [""; 0]);
}

#[test]
fn an_argument_is_set_where_every_caller_gives_it() {
    let y =
        "flow: y\ntakes: [n]\nvars: { n: number }\nsteps:\n  a: { say: { n: n }, next: done }\n  done: { end: done }\n";
    let x = |with: &str| {
        flow(
            "x",
            &format!("steps:\n  a: {{ call: {{ flow: y{with} }}, on: {{ else: done }} }}\n  done: {{ end: done }}\n"),
        )
    };
    assert_eq!(told(&[&x(", with: { n: '1' }"), y]), [""; 0]);
    assert_eq!(told(&[&x(""), y]), ["x:3: `y` needs `n`, and is not handed it here"]);
}

const VERIFY: &str = "flow: x\nvars: { o: symbol, n: digits, code: secret, file: case_file }\nsteps:\n  o: { set: { o: \
                      '\"caf\"' }, next: n }\n  n: { ask: { digits: 1..7, into: n }, next: code }\n  code: { ask: { \
                      secret: 8, into: code }, next: verify }\n  verify: { verify: { organisation: o, file: n, code: \
                      code }, on: { verified: look-up, refused: bye, unavailable: bye } }\n  look-up: { needs: L2, \
                      look-up: { into: file }, on: { found: tell, not-found: bye, unavailable: bye } }\n  tell: { needs: \
                      L2, say: { status: file.status }, next: done }\n";

#[test]
fn a_code_must_be_asked_for_right_before_it_is_checked() {
    let text = format!("{VERIFY}{DONE}");
    assert_eq!(told(&[&text]), [""; 0]);
    let text = text.replace("into: code }, next: verify", "into: code }, next: sure");
    let text = format!("{text}  sure: {{ menu: {{ 1: {{ option: o, go: verify }} }} }}\n");
    assert_eq!(told(&[&text]), ["x:7: `code` is gone when this step needs it: a code lasts until the next question"]);
}

#[test]
fn nothing_of_a_file_is_told_or_reached_without_proof() {
    let text = format!("{VERIFY}{DONE}");
    let around =
        text.replace("refused: bye, unavailable: bye } }\n  look", "refused: look-up, unavailable: bye } }\n  look");
    assert_eq!(told(&[&around]), ["x:8: `look-up` needs L2, and a path comes here with L0"]);
    let open = text.replace("tell: { needs: L2, ", "tell: { ");
    assert_eq!(told(&[&open]), ["x:9: `tell` tells what a file holds, and needs no proof of who is there"]);
    // What is taken out of a file, or handed to another flow, is still of the file.
    let copied = text
        .replace("found: tell,", "found: copy,")
        .replace("tell: { needs: L2, say: { status: file.status }, next: done }", "copy: { set: { s: file.status }, next: c }\n  c: { call: { flow: y, with: { t: s } }, on: { else: done } }")
        .replace("vars: { ", "vars: { s: symbol, ");
    let y =
        "flow: y\ntakes: [t]\nvars: { t: symbol }\nsteps:\n  a: { say: { t: t }, next: done }\n  done: { end: done }\n";
    assert_eq!(told(&[&copied, y]), ["y:5: `a` tells what a file holds, and needs no proof of who is there"]);
    // So is what another flow gives back.
    let y = VERIFY
        .replace("flow: x\nvars: { ", "flow: y\nreturns: [s]\nvars: { s: symbol, ")
        .replace("say: { status: file.status }, next: done", "set: { s: file.status }, next: done");
    let y = format!("{y}  bye: {{ end: lost }}\n  done: {{ end: done }}\n");
    let x = format!(
        "flow: x\nvars: {{ t: symbol }}\nsteps:\n  a: {{ call: {{ flow: y, into: {{ t: s }} }}, on: {{ done: b, lost: bye }} \
         }}\n  b: {{ say: {{ t: t }}, next: done }}\n{DONE}"
    );
    assert_eq!(told(&[&x, &y]), ["x:5: `b` tells what a file holds, and needs no proof of who is there"]);
}

#[test]
fn the_level_that_a_called_flow_proved_holds_afterwards() {
    let prove = VERIFY
        .replace("flow: x", "flow: y")
        .replace("found: tell", "found: proved")
        .replace(", file: case_file", ", file: any");
    let (prove, _) = prove.split_once("  tell:").unwrap();
    let y = format!("{prove}  proved: {{ end: proved }}\n  bye: {{ end: lost }}\n");
    let x = |lost: &str| {
        format!(
            "flow: x\nsteps:\n  a: {{ call: {{ flow: y }}, on: {{ proved: tell, lost: {lost} }} }}\n  tell: {{ needs: L2, say: \
             {{}}, next: done }}\n{DONE}"
        )
    };
    assert_eq!(told(&[&x("bye"), &y]), ["y:2: nothing reads `file`"]);
    let told = told(&[&x("tell").replace("  bye: { say: {}, next: done }\n", ""), &y]);
    assert_eq!(told, ["x:4: `tell` needs L2, and a path comes here with L0", "y:2: nothing reads `file`"]);
}

#[test]
fn a_variable_that_nothing_reads_is_found() {
    let text = flow("x", &format!("vars: {{ n: number }}\nsteps:\n  a: {{ set: {{ n: '1' }}, next: bye }}\n{DONE}"));
    assert_eq!(told(&[&text]), ["x:2: nothing reads `n`"]);
}

#[test]
fn a_choice_of_language_that_takes_too_long_is_found() {
    let text = flow(
        "x",
        &format!(
            "steps:\n  a: {{ menu: {{ 1: {{ option: f, in: fr, go: bye }}, 2: {{ option: g, in: fr, go: bye }} }} }}\n{DONE}"
        ),
    );
    let words = |greeting: &str| format!("a = {greeting}\na-f = Un\na-g = Deux\nbye = Au revoir.\n");
    assert_eq!(told_with(&[&text], &[("x", &words("Bonjour."))]), [""; 0]);
    assert_eq!(
        told_with(&[&text], &[("x", &words(&"bla ".repeat(30)))]),
        ["x:3: the choice of language `a` takes 12.8 seconds to hear in fr"]
    );
}

#[test]
fn a_human_who_is_too_far_is_found_and_the_longest_way_is_told() {
    let x = flow(
        "x",
        &format!("steps:\n  a: {{ say: {{}}, next: b }}\n  b: {{ menu: {{ 1: {{ option: o, go: bye }} }} }}\n{DONE}"),
    );
    let callback = format!("{CALLBACK}{DONE}");
    let words = |said: usize| {
        let x = format!("a = {}\nb = Et puis.\nb-o = Oui\nbye = Au revoir.\n", "bla ".repeat(said));
        let callback = "entry = rappel\na = Votre numéro.\nbye = C'est noté.\n".to_owned();
        (x, callback)
    };
    let (short, callback_words) = words(30);
    assert_eq!(told_with(&[&x, &callback], &[("x", &short), ("callback", &callback_words)]), [""; 0]);
    let (long, callback_words) = words(400);
    assert_eq!(
        told_with(&[&x, &callback], &[("x", &long), ("callback", &callback_words)]),
        ["x:4: in fr it can take 150 seconds to a human: 136 before `0` can be pressed at `b`"]
    );
}

/// The files of a folder of the repository, by their paths in it.
fn shipped(folder: &str) -> Vec<SourceFile> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let names = std::fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().file_name());
    let path = |name: std::ffi::OsString| format!("{folder}/{}", name.to_string_lossy());
    let mut paths: Vec<String> = names.map(path).collect();
    paths.sort();
    let read = |path: &String| source(path, &std::fs::read_to_string(root.join(path)).unwrap());
    paths.iter().filter(|path| path.ends_with(".yaml") || path.ends_with(".ftl")).map(read).collect()
}

#[test]
fn the_shipped_flows_have_no_mistakes_and_no_warnings() {
    let (files, service) = (shipped("flows"), ServiceFacts { entries: vec!["menu".into()], ..service() });
    let flows = loader::load(&files, &[]).unwrap_or_else(|problems| panic!("{}", report(&problems)));
    let words: Vec<SourceFile> = ["ar", "en", "fr"].iter().flat_map(|tag| shipped(&format!("locales/{tag}"))).collect();
    let catalogue = Catalogue::load(&words).unwrap_or_else(|problems| panic!("{}", report(&problems)));
    let problems = check(&flows, &files, &catalogue, &service);
    assert!(problems.is_empty(), "{}", report(&problems));
    let worst = worst(&flows, &catalogue, &Facts::new(&catalogue, &service), &service);
    assert!(worst.len() == 10 && worst.iter().all(|way| (20.0..MOST_SECONDS).contains(&way.seconds)), "{worst:#?}");
}
