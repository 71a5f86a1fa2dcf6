//! The shipped flows load; broken ones say what is wrong, where, and what to write.

use super::*;

fn source(path: &str, text: &str) -> SourceFile {
    SourceFile { path: path.to_owned(), text: text.into() }
}

fn shipped() -> Vec<SourceFile> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/flows");
    let mut files: Vec<SourceFile> = std::fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("is listed").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("is read");
            source(&format!("flows/{}", path.file_name().expect("has a name").to_string_lossy()), &text)
        })
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

#[test]
fn the_shipped_flows_load() {
    let flows = load(&shipped(), &[]).unwrap_or_else(|problems| panic!("{}", crate::problem::report(&problems)));
    assert_eq!(flows.len(), 12);
}

fn languages() -> Vec<Language> {
    ["fr", "ar"].map(|tag| tag.parse().expect("is a tag")).to_vec()
}

/// Problems as `line: message (help)`.
fn told(files: &[SourceFile]) -> Vec<(usize, String)> {
    let problems = load(files, &languages()).err().unwrap_or_default();
    problems.iter().map(|p| (p.place().map_or(0, |(_, line)| line), format!("{p} ({})", p.help()))).collect()
}

/// Steps, in which `#!` marks the line of the caret, and what is said there.
const BROKEN_STEPS: &[(&str, &str)] = &[
    ("a:\n    sya: {} #!\n    next: z", "a step has no `sya` (did you mean `say`?)"),
    ("a: #!\n    next: z", "`a` does nothing (write one of `say`, `menu`"),
    ("a:\n    say: {}\n    end: done #!", "a step is of one kind, this one is `say` and `end` (make two steps"),
    ("a: #!\n    say: {}", "this step leads nowhere (add `next: STEP`)"),
    ("a:\n    say: {}\n    next: zz #!", "there is no step `zz` (the steps are `a`, `z`)"),
    ("abc:\n    say: {}\n    next: abd #!", "there is no step `abd` (did you mean `abc`?)"),
    ("a:\n    say: {}\n    next: elsewhere #!", "there is no step `elsewhere` (the steps are `a`, `z`)"),
    (
        "a:\n    say: {}\n    next: z\n    on: { yes: z } #!",
        "`on` has no place beside `say` (beside it may stand `next`, `only`, `needs`, `at-most`)",
    ),
    ("a:\n    say: { number: txet } #!\n    next: z", "there is no variable `txet` (did you mean `text`?)"),
    ("a:\n    say: { number: 'text ==' } #!\n    next: z", "this is no expression that can be read"),
    ("a:\n    say: { number: file.statsu } #!\n    next: z", "there is no field `statsu` (did you mean `status`?)"),
    (
        "a:\n    say: { number: item.status } #!\n    next: z",
        "an item has no field `status` (`status` is a field of a case_file)",
    ),
    ("a:\n    say: { n: code } #!\n    next: z", "`code` is secret (a code may only be given to"),
    ("a:\n    say: { Name: text } #!\n    next: z", "`Name` cannot name a variable"),
    ("a:\n    say: [text] #!\n    next: z", "`say` is a mapping, not a list"),
    ("a:\n    needs: L9 #!\n    say: {}\n    next: z", "there is no level `L9`"),
    ("a:\n    menu: #!", "this menu has no options"),
    (
        "a:\n    menu:\n      1: { option: x, go: z }\n      3: { option: y, go: z } #!",
        "the key `3` is out of order (write `2`",
    ),
    ("a:\n    menu:\n      2: { option: x, go: z } #!", "the key `2` is out of order (write `1`"),
    (
        "a:\n    menu:\n      1: { option: x, go: z }\n      2: { option: x, go: z } #!",
        "there is an option `x` already (give it another name)",
    ),
    ("a:\n    menu:\n      1: { option: x } #!", "this option leads nowhere (add `go: STEP`)"),
    ("a:\n    menu:\n      1: { option: x, gow: z, go: z } #!", "an option has no `gow` (did you mean `go`?)"),
    ("a:\n    menu:\n      1: { option: x, go: z, in: français } #!", "`français` is no language tag"),
    (
        "a:\n    menu:\n      1: { option: o, go: z }\n      2: { option: p, go: z }\n      3: { option: q, go: z }\n      \
         4: { option: r, go: z }\n      5: { option: s, go: z } #!",
        "a menu has four options at most",
    ),
    ("a:\n    ask: { digits: 4 } #!\n    next: z", "the answer is not kept (add `into: VARIABLE`)"),
    ("a:\n    ask: { into: text } #!\n    next: z", "nothing is asked here (write one of `digits`"),
    ("a:\n    ask: { digits: 4, date: true, into: any } #!\n    next: z", "one thing is asked at a time"),
    ("a:\n    ask: { digits: 7..1, into: text } #!\n    next: z", "this is no number of digits (write `digits: 4`"),
    ("a:\n    ask: { text: 9000, into: text } #!\n    next: z", "the number of characters, is out of range"),
    ("a:\n    ask: { secret: 8, into: text } #!\n    next: z", "`text` is not secret, so that the code would be kept"),
    ("a:\n    ask: { digits: 8, into: code } #!\n    next: z", "`code` is secret (only"),
    ("a:\n    ask: { date: true, into: text } #!\n    next: z", "the answer to `date` does not fit `text`"),
    ("a:\n    ask: { date: true, into: dat } #!\n    next: z", "there is no variable `dat` (did you mean `day`?)"),
    ("a:\n    ask: { date: true, into: caller } #!\n    next: z", "`caller` cannot be set"),
    ("a:\n    ask: { date: yes, into: day } #!\n    next: z", "`date` takes no value (write `date: true`)"),
    (
        "a:\n    ask: { date: true, into: day }\n    timeout: 2 #!\n    next: z",
        "in seconds, is out of range (write a whole number from 3 to 30)",
    ),
    (
        "a:\n    ask: { date: true, into: day }\n    on: { yes: z, no: z } #!",
        "`date` has no outcomes (write `next: STEP`)",
    ),
    ("a: #!\n    ask: { yes-no: true }", "nothing says where `yes`, `no` lead (add `on: { yes: STEP, no: STEP }`)"),
    ("a:\n    ask: { yes-no: true }\n    on: { yes: z } #!", "`no` leads nowhere (add `no: STEP` to `on`)"),
    ("a:\n    ask: { yes-no: true }\n    on: { yes: z, no: z, maybe: z } #!", "`on` of this step has no `maybe`"),
    ("a:\n    ask: { yes-no: true }\n    next: z #!", "yes and no lead to the same step, and the answer is lost"),
    (
        "a:\n    look-up: { into: file }\n    on: { found: z, notfound: z, not-found: z, unavailable: z } #!",
        "`on` of this step has no `notfound` (did you mean `not-found`?)",
    ),
    (
        "a:\n    look-up: { into: text } #!\n    on: { found: z, not-found: z, unavailable: z }",
        "what is found does not fit `text`",
    ),
    (
        "a:\n    verify: { organisation: text, file: text, code: text } #!\n    on: { verified: z, refused: z, unavailable: z }",
        "`text` is not secret (declare it: `vars: { text: secret }`)",
    ),
    (
        "a:\n    verify: { organisation: text, code: code } #!\n    on: { verified: z, refused: z, unavailable: z }",
        "`file` is missing here (add `file: VARIABLE`)",
    ),
    ("a:\n    branch:\n      - when: 'open' #!\n        go: z", "the last arm has a condition"),
    ("a:\n    branch:\n      - go: z #!\n      - go: z", "this arm has no condition"),
    ("a:\n    branch:\n      - when: channel #!\n        go: z\n      - go: z", "a word is neither true nor false"),
    ("a:\n    branch:\n      - when: 'channel == 3' #!\n        go: z\n      - go: z", "word and number never compare"),
    ("a:\n    branch:\n      - when: 'open' #!\n      - go: z", "this arm leads nowhere (add `go: STEP`)"),
    ("a:\n    set: { txt: '\"a\"' } #!\n    next: z", "there is no variable `txt` (did you mean `text`?)"),
    ("a:\n    set: { text: open } #!\n    next: z", "`text` is a text, this value a bool"),
    ("a:\n    set: { code: text } #!\n    next: z", "`code` is secret"),
    ("a:\n    set: { channel: text } #!\n    next: z", "`channel` cannot be set"),
    ("a:\n    remind: { days: 31 } #!\n    next: z", "`days` is out of range (write a whole number from 1 to 30)"),
    ("a:\n    call: { flow: othr } #!\n    on: { else: z }", "there is no flow `othr` (did you mean `other`?)"),
    (
        "a:\n    call: { flow: other, with: { subjct: text } } #!\n    on: { else: z }",
        "takes no `subjct` (did you mean `subject`?)",
    ),
    (
        "a:\n    call: { flow: other }\n    on: { good: z } #!",
        "can end with `bad`, which leads nowhere (add `bad: STEP`",
    ),
    ("a:\n    call: { flow: other }\n    on: { god: z, else: z } #!", "never ends with `god` (did you mean `good`?)"),
    ("a: #!\n    call: { flow: other }", "nothing says where the conversation goes afterwards"),
    ("a:\n    say: {}\n    next: z\n  lost: #!\n    say: {}\n    next: z", "no step leads to `lost`"),
    (
        "a: #!\n    say: {}\n    next: b\n  b:\n    set: { text: '\"x\"' }\n    next: a\n  c:\n    end: z",
        "`a` comes round to itself",
    ),
    ("Ask_me: #!\n    say: {}\n    next: z", "`Ask_me` cannot name a step"),
    ("a:\n    end: else #!", "a flow cannot end with `else`"),
    ("a:\n    note: { text: text } #!\n    next: z", "an expression stands here, not a mapping"),
    // Closed sets of words.
    (
        "a:\n    branch:\n      - when: 'half_day == \"mornin\"' #!\n        go: z\n      - go: z",
        "`mornin` is not one of the words that can stand here (did you mean `morning`?)",
    ),
    (
        "a:\n    branch:\n      - when: '\"evening\" != half_day' #!\n        go: z\n      - go: z",
        "`evening` is not one of the words that can stand here (the words are `morning`, `afternoon`)",
    ),
    (
        "a:\n    branch:\n      - when: 'channel == \"phone\"' #!\n        go: z\n      - go: z",
        "`phone` is not one of the words that can stand here (the words are `sms`, `voice`)",
    ),
    (
        "a:\n    branch:\n      - when: 'file.status == \"mising_item\"' #!\n        go: z\n      - go: z",
        "(did you mean `missing_item`?)",
    ),
    (
        "a:\n    branch:\n      - when: 'item.kind == \"number\"' #!\n        go: z\n      - go: z",
        "`number` is not one of the words that can stand here (the words are `street_number`",
    ),
    (
        "a:\n    branch:\n      - when: 'half_day == channel' #!\n        go: z\n      - go: z",
        "these two have no word in common",
    ),
    ("a:\n    set: { half_day: '\"noon\"' } #!\n    next: z", "`noon` is not one of the words that can stand here"),
    (
        "a:\n    set: { half_day: 'file.status == \"unknown\" ? \"morning\" : \"noon\"' } #!\n    next: z",
        "`noon` is not one of the words that can stand here",
    ),
    ("a:\n    set: { half_day: text } #!\n    next: z", "`half_day` is a word, this value a text"),
    ("a:\n    set: { language: '\"en\"' } #!\n    next: z", "`en` is not one of the words that can stand here"),
    (
        "a:\n    call: { flow: other, with: { subject: '\"fil\"' } } #!\n    on: { else: z }",
        "`fil` is not one of the words that can stand here (did you mean `file`?)",
    ),
    (
        "a:\n    call: { flow: other, with: { subject: day } } #!\n    on: { else: z }",
        "the flow `other` takes a word as `subject`, this value is a date (declare the same type in both flows)",
    ),
    // Lists that know what they hold.
    ("a:\n    ask: { choice: channel, into: text } #!\n    next: z", "a word cannot be chosen from"),
    (
        "a:\n    ask: { choice: items, into: text } #!\n    next: z",
        "`text` is a text, the values of the list are each an item",
    ),
    ("a:\n    set: { text: 'items[0]' } #!\n    next: z", "`text` is a text, this value an item"),
    // Results.
    (
        "a:\n    call: { flow: other, into: { text: subjct } } #!\n    on: { else: z }",
        "the flow `other` returns no `subjct` (did you mean `subject`?)",
    ),
    (
        "a:\n    call: { flow: other, into: { day: subject } } #!\n    on: { else: z }",
        "`day` is a date, the result `subject` a word (declare the same type in both flows)",
    ),
    (
        "a:\n    call: { flow: other, into: { txt: subject } } #!\n    on: { else: z }",
        "there is no variable `txt` (did you mean `text`?)",
    ),
    ("a:\n    call: { flow: other, into: { code: subject } } #!\n    on: { else: z }", "`code` is secret"),
    // Bounds, tries and channels.
    (
        "a: #!\n    at-most: { times: 3, else: b }\n    say: {}\n    next: a\n  b:\n    say: {}\n    next: a",
        "`a` comes round to itself",
    ),
    (
        "a:\n    say: {}\n    at-most: { times: 3 } #!\n    next: z",
        "`at-most` says how often, and where it leads from then on (write `at-most: { times: 3, else: STEP }`)",
    ),
    (
        "a:\n    say: {}\n    at-most: { times: 0, else: z } #!\n    next: z",
        "`times` is out of range (write a whole number from 1 to 20)",
    ),
    ("a:\n    say: {}\n    at-most: { times: 2, else: y } #!\n    next: z", "there is no step `y`"),
    (
        "a:\n    ask: { yes-no: true }\n    tries: { silence: 6 } #!\n    on: { yes: z, no: z }",
        "the number of tries, is out of range (write a whole number from 1 to 5)",
    ),
    ("a:\n    ask: { yes-no: true }\n    tries: {} #!\n    on: { yes: z, no: z }", "`tries` says nothing"),
    (
        "a:\n    say: {}\n    tries: { silence: 2 } #!\n    next: z",
        "`tries` has no place beside `say` (beside it may stand `next`, `only`, `needs`, `at-most`)",
    ),
    (
        "a:\n    say: {}\n    only: text #!\n    next: z",
        "there is no channel `text` (write `only: voice` or `only: sms`)",
    ),
    ("a:\n    end: done\n    only: sms #!", "`only` has no place beside `end`"),
];

#[test]
fn a_broken_step_is_shown_at_its_line_with_what_to_write() {
    let head = "flow: x\nabout: A test.\nvars: { text: text, code: secret, file: case_file, item: item, day: date, \
                any: any, half_day: [morning, afternoon], items: { list: item } }\nsteps:\n  ";
    let other = "flow: other\ntakes: [subject]\nreturns: [subject]\nvars: { subject: [general, file] }\nsteps:\n  ask:\n    ask: { yes-no: true }\n    \
                 on: { yes: good, no: bad }\n  good:\n    end: good\n  bad:\n    end: bad\n";
    for (steps, expected) in BROKEN_STEPS {
        let text = format!("{head}{steps}\n  z:\n    end: done\n");
        let line = text.lines().position(|line| line.contains("#!")).expect("is marked") + 1;
        let told = told(&[source("flows/x.yaml", &text), source("flows/other.yaml", other)]);
        assert!(
            told.iter().any(|(at, message)| *at == line && message.contains(expected)),
            "{steps}\nexpected on line {line}: {expected}\ntold: {told:#?}"
        );
    }
}

#[test]
fn a_broken_head_is_shown_too() {
    let steps = "steps:\n  z:\n    end: done\n";
    for (head, line, expected) in [
        ("flow: y\n", 1, "the file is called `x`, its flow `y` (write `flow: x`"),
        ("about: Nothing.\n", 1, "this flow has no name"),
        ("flow: x\nstep: 3\n", 2, "a flow has no `step` (did you mean `steps`?)"),
        ("flow: x\nvars: { a: txt }\n", 2, "there is no type `txt` (did you mean `text`?)"),
        ("flow: x\nvars: { channel: text }\n", 2, "`channel` is there already"),
        ("flow: x\ntakes: [a]\n", 2, "the argument `a` is not among `vars`"),
        ("flow: x\nvars: { a: [] }\n", 2, "a closed set has no words here"),
        ("flow: x\nvars: { a: [one, Two] }\n", 2, "`Two` cannot be a word of a closed set"),
        ("flow: x\nvars: { a: [one, one] }\n", 2, "the word `one` stands here twice"),
        ("flow: x\nvars: { a: { lst: item } }\n", 2, "a type has no `lst` (did you mean `list`?)"),
        ("flow: x\nvars: { a: { list: secret } }\n", 2, "a list holds neither lists nor codes"),
        ("flow: x\nvars: { a: { list: txt } }\n", 2, "there is no type `txt` (did you mean `text`?)"),
        ("flow: x\nreturns: [a]\n", 2, "there is no variable `a`"),
        ("flow: x\nvars: { a: text }\nreturns: [a]\n", 3, "the flow returns `a`, which none of its steps sets"),
        ("flow: x\nvars: { a: secret }\nreturns: [a]\n", 3, "`a` is secret and cannot be handed over"),
        ("flow: x\nvars: { a: secret }\ntakes: [a]\n", 3, "`a` is secret and cannot be handed over"),
        ("flow: x\nregain: zz\n", 2, "there is no step `zz` (the steps are `z`)"),
        ("flow: x\nenter: { word: entry }\n", 2, "`enter` has no `word` (did you mean `words`?)"),
        ("flow: x\nflow: x\n", 2, "the key `flow` is given twice (each key stands once"),
        ("flow: x\nabout: 'unclosed\n", 3, "invalid indentation in multiline quoted scalar"),
        ("flow: x\nvars: { a: b[0].c }\n", 2, "expected ',' or '}' (put a comma between two entries"),
        ("flow: x\nabout: &a text\n", 2, "a flow has no anchors or aliases"),
        ("flow: x\nabout: 1.5\n", 2, "this is no whole number"),
    ] {
        let told = told(&[source("flows/x.yaml", &format!("{head}{steps}"))]);
        assert!(told.iter().any(|(at, said)| *at == line && said.contains(expected)), "{head}: {told:#?}");
    }
    for (text, expected) in
        [("flow: x\n", "has no steps"), ("", "has no name"), ("[]", "a flow is a mapping, not a list")]
    {
        let told = told(&[source("flows/x.yaml", text)]);
        assert!(told.iter().any(|(_, said)| said.contains(expected)), "{text}: {told:#?}");
    }
    let large = "#".repeat(256 * 1024 + 1);
    assert!(told(&[source("flows/x.yaml", &large)])[0].1.contains("larger than 256 KiB"));
    assert!(told(&[])[0].1.contains("there are no flows"));
}

#[test]
fn all_problems_of_all_files_are_told_at_once() {
    let broken = |name: &str| {
        source(
            &format!("flows/{name}.yaml"),
            &format!("flow: {name}\nsteps:\n  a:\n    say: {{ x: q, y: r }}\n    next: b\n"),
        )
    };
    let told = told(&[broken("m"), broken("n"), source("flows/o.yaml", "flow: [")]);
    assert_eq!(told.len(), 7, "{told:#?}");
}

#[test]
fn a_problem_is_shown_with_file_line_and_caret() {
    let text = "flow: x\nsteps:\n  a:\n    branch:\n      - when: 'channel == \"voice\" && opne'\n        go: z\n      - go: \
                z\n  z:\n    end: done\n";
    let problems = load(&[source("flows/x.yaml", text)], &[]).expect_err("is broken");
    let expected = "error[G0201]: unknown-variable

  × there is no variable `opne`
   ╭─[flows/x.yaml:5:38]
 4 │     branch:
 5 │       - when: 'channel == \"voice\" && opne'
   ·                                      ──┬─
   ·                                        ╰── here
 6 │         go: z
   ╰────
  help: did you mean `open`?

";
    assert_eq!(crate::problem::report(&problems), expected);
}

#[test]
fn a_circle_with_a_bound_in_it_ends_by_itself() {
    let text = "flow: x\nsteps:\n  a:\n    at-most: { times: 3, else: z }\n    say: {}\n    next: b\n  b:\n    say: {}\n    \
                next: a\n  z:\n    end: done\n";
    assert_eq!(told(&[source("flows/x.yaml", text)]), []);
}

proptest::proptest! {
    #[test]
    fn any_file_is_read_or_refused(lines in proptest::collection::vec(proptest::sample::select(vec![
        "flow: x", "steps:", "  a:", "    say: {}", "    next: a", "    menu:", "      1: { option: a, go: a }", "vars: {",
        "  b: [", "'", "    ask: { text: 1, into: b }", "    on: { yes: a }", "é: ?", "- - -", "    end: !!int x", "a: |", "\u{0}",
    ]), 0..12)) {
        let _ = load(&[source("flows/x.yaml", &lines.join("\n"))], &[]);
    }
}
