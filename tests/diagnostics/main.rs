//! Every diagnostic is shown by its wrong example, at the very place, and not by its right one; the page of them is
//! current; and whatever lies in a folder of flows is refused in bounded time and memory.

#![expect(clippy::expect_used, reason = "a test fails where its own tools fail")]

mod bad_input;
mod by_hand;
mod command;
mod frame;
mod page;

use std::{ops::Range, sync::LazyLock};

use guichet::problem::{
    Problem,
    code::{self, Code, Example},
};

/// Problems as `id path:byte..byte: message`.
fn told(problems: &[Problem]) -> Vec<String> {
    let place = |problem: &Problem| match problem.source() {
        Some((path, text, span)) => format!("{path} at {:?} …{:?}", span, &text[span.clone()]),
        None => "nowhere".to_owned(),
    };
    problems.iter().map(|problem| format!("{} {}: {problem}", problem.code().id, place(problem))).collect()
}

/// A place in a file, in bytes.
type Place = (String, Range<usize>);

/// A code, what is marked in its wrong example, and what is said of it.
type Shown = (&'static Code, Option<Place>, Vec<Problem>);

/// The wrong example of every code: what is marked in it, and what is said of it.
static SHOWN: LazyLock<Vec<Shown>> = LazyLock::new(|| {
    let shown = |code: &'static Code| match code.wrong {
        Example::Told(_) => (code, None, by_hand::problems_of(code)),
        _ => {
            let framed = frame::framed(&code.wrong);
            let problems = framed.problems();
            (code, framed.marked, problems)
        }
    };
    code::all().map(shown).collect()
});

/// What is wrong with an example, as far as it is not what should be.
fn is_not_shown((code, marked, problems): &Shown) -> Option<String> {
    let by_hand = matches!(code.wrong, Example::Told(_));
    let here = |problem: &Problem| {
        let place = problem.source().map(|(path, _, span)| (path.to_owned(), span));
        problem.code() == *code && (by_hand || place == *marked)
    };
    // Too much of something is rarely told alone.
    let fine = if by_hand { problems.iter().any(here) } else { problems.len() == 1 && problems.iter().all(here) };
    (!fine).then(|| format!("{} {}: wanted at {marked:?}: {:#?}", code.id, code.name, told(problems)))
}

#[test]
fn every_wrong_example_shows_its_code_alone_and_at_the_marked_place() {
    let wrong: Vec<String> = SHOWN.iter().filter_map(is_not_shown).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_right_example_has_a_problem() {
    let wrong: Vec<String> = code::all()
        .filter(|code| !matches!(code.right, Example::Told(_)))
        .filter_map(|code| {
            let problems = frame::framed(&code.right).problems();
            (!problems.is_empty()).then(|| format!("{} {}: {:#?}", code.id, code.name, told(&problems)))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn there_are_at_least_sixty_diagnostics() {
    assert!(code::all().count() >= 60);
}
