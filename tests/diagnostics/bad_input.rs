//! Whatever lies in a file is refused with a diagnostic, and the answer stays small: counted, not timed.

use guichet::problem::{Problem, github, json, report, sarif};

use crate::by_hand::{bomb, flow, words};

/// As much may be written of one file, in any format.
const LARGEST_REPORT: usize = 512 * 1024;

/// Whether a file with this text is refused with this code, in few words.
fn is_refused(problems: &[Problem], id: &str, what: &str) {
    let ids: Vec<&str> = problems.iter().map(|problem| problem.code().id).collect();
    assert!(ids.contains(&id), "{what}: {ids:?}");
    assert!(problems.len() <= 101, "{what}: {}", problems.len());
    for text in [report(problems), json(problems), sarif(problems, "1"), github(problems)] {
        assert!(text.len() < LARGEST_REPORT, "{what}: {} bytes", text.len());
    }
}

#[test]
fn hostile_flows_are_refused() {
    let one = |value: &str| flow(&format!("about: {value}\nsteps:\n  a:\n    end: done\n"));
    let lines = |first: &str, line: &str, count: usize| flow(&format!("{first}\n{}", line.repeat(count)));
    let aliases: String = (1..9).map(|n| format!("a{n}: &a{n} [{}]\n", format!("*a{}, ", n - 1).repeat(9))).collect();
    let steps = |step: fn(usize) -> String| (0..500).map(step).collect::<String>();
    let unknown: String = (0..490).map(|n| format!("x{n}: y{n}, ")).collect();
    let rows = [
        ("an alias bomb", flow(&format!("a0: &a0 [x, x]\n{aliases}")), "G0912"),
        ("a merge key", flow("<<: { about: x }\nsteps: {}\n"), "G0912"),
        ("brackets without end", one(&"[".repeat(200_000)), "G0913"),
        ("braces without end", one(&"{a: ".repeat(50_000)), "G0913"),
        ("lists within lists", lines("about:", "- ", 100_000), "G0913"),
        ("deeper and deeper", flow(&(0..600).map(|n| format!("{}a:\n", " ".repeat(n))).collect::<String>()), "G0913"),
        ("three hundred kilobytes", one(&"a".repeat(300_000)), "G0903"),
        ("too many values", one(&format!("[{}]", "0, ".repeat(60_000))), "G0914"),
        ("too many keys", lines("steps:", "", 0).into_iter().chain(many_keys()).collect(), "G0127"),
        ("a key twice", flow("steps: {}\nsteps: {}\n"), "G0911"),
        ("a thousand documents", lines("", "---\na: b\n", 1000), "G0915"),
        ("a null byte", one("a\u{0}b"), "G0907"),
        ("an escape sequence of a terminal", one("a\u{1b}[2Jb"), "G0907"),
        ("a text that turns round", one("'a\u{202e}b'"), "G0908"),
        ("an isolated text", one("'a\u{2067}b'"), "G0908"),
        ("a number beyond all", one("99999999999999999999999"), "G0916"),
        ("not a number", one(".nan"), "G0916"),
        (
            "five hundred steps that lead nowhere",
            flow(&format!("steps:\n{}", steps(|n| format!("  a{n}:\n    say: {{}}\n    next: zz{n}\n")))),
            "G0919",
        ),
        (
            "unknown names without end",
            flow(&format!("steps:\n{}", steps(|n| format!("  a{n}:\n    sya: {{}}\n")))),
            "G0919",
        ),
        (
            "unknown variables without end",
            flow(&format!("steps:\n  a:\n    say: {{ {unknown} }}\n    next: b\n  b:\n    end: done\n")),
            "G0919",
        ),
    ];
    for (what, problems, id) in rows {
        is_refused(&problems, id, what);
    }
}

fn many_keys() -> Vec<Problem> {
    let steps: String = (0..4000).map(|n| format!("  a{n}:\n    say: {{}}\n    next: a{n}\n")).collect();
    flow(&format!("steps:\n{steps}"))
}

#[test]
fn hostile_expressions_are_refused() {
    let condition = |source: &str| {
        flow(&format!(
            "steps:\n  a:\n    say: {{ x: '{}' }}\n    next: b\n  b:\n    end: done\n",
            source.replace('\'', "''")
        ))
    };
    let rows = [
        ("a hundred brackets", format!("{}open{}", "(".repeat(100), ")".repeat(100)), "G0223"),
        ("lists in lists", "[".repeat(400), "G0223"),
        ("a comprehension", "organisations.all(x, organisations.all(y, x == y))".to_owned(), "G0225"),
        ("a thousand operators", "open || ".repeat(1000) + "open", "G0222"),
        ("a long row of negations", "!".repeat(499), "G0220"),
        ("a number beyond all", "level == 99999999999999999999".to_owned(), "G0220"),
        ("brackets hidden in a text", "x == '''((((((((((((((((".to_owned(), "G0227"),
    ];
    for (what, source, id) in rows {
        is_refused(&condition(&source), id, what);
    }
}

#[test]
fn hostile_words_are_refused() {
    let chain: String = (0..4000).map(|n| format!("a{n} = {{ a{} }}\n", n + 1)).collect();
    let rows = [
        ("a message that says itself", "a = { a }\n".to_owned(), "G0410"),
        (
            "two that say each other",
            "a = { b }\nb = x\n    .voice = y\nc = { d.voice }\nd = x\n    .voice = { c }\n".to_owned(),
            "G0410",
        ),
        ("terms that go round", "a = { -b }\n-b = { -c }\n-c = { -b }\n".to_owned(), "G0410"),
        ("a chain of four thousand", chain + "a4000 = { a0 }\n", "G0410"),
        ("a bomb", bomb(), "G0411"),
        ("braces without end", format!("a = {}", "{ ".repeat(100_000)), "G0918"),
        ("a file too large", format!("a = {}\n", "x".repeat(300_000)), "G0903"),
        ("a null byte", "a = x\u{0}y\n".to_owned(), "G0907"),
        ("a text that turns round", "a = x\u{2066}y\n".to_owned(), "G0908"),
        ("one id ten thousand times", "a = x\n".repeat(10_000), "G0919"),
        ("lines that mean nothing", "?\n".repeat(50_000), "G0423"),
        ("references to nothing", format!("a = {}\n", "{ zz }".repeat(10_000)), "G0919"),
        ("an attribute ten thousand times", format!("a = x\n{}", "    .sms = x\n".repeat(10_000)), "G0405"),
    ];
    for (what, text, id) in rows {
        is_refused(&words(&text), id, what);
    }
}

#[test]
fn an_attribute_may_say_its_own_message() {
    let problems = words("a = x\n    .voice = { a }, y\n");
    assert!(problems.is_empty(), "{}", report(&problems));
}
