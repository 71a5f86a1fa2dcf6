//! G0201 to G0219: variables, their types, and where their values come from and go to.

use super::{
    Code,
    Example::{Flow, Steps},
    Severity,
};

codes! {
    VALUES:

    UNKNOWN_VARIABLE: Error "G0201" "unknown-variable",
        "A name that is no variable of this flow",
        "Variables are declared under `vars`; a few, such as `channel` and `open`, are known in every flow. A mistyped \
         one would be empty for ever. A text stands between double quotes within the single ones.",
        Steps("
            hello:
              say: { way: ⟦chanel⟧ }
              next: done
        ") => Steps("
            hello:
              say: { way: channel }
              next: done
        ");

    UNKNOWN_TYPE: Error "G0202" "unknown-type",
        "There is no such type",
        "The type says what a variable may hold, how it is said and what it can be compared with.",
        Flow("
            flow: example
            vars: { day: ⟦data⟧ }
            steps:
              ask-day:
                ask: { date: true, into: day }
                next: done
              done:
                end: done
        ") => Flow("
            flow: example
            enter: { words: entry }
            vars: { day: date }
            steps:
              ask-day:
                ask: { date: true, into: day }
                next: told
              told:
                say: { day: day }
                next: done
              done:
                end: done
        ");

    BUILT_IN_NAME: Error "G0203" "built-in-name",
        "A variable has the name of one that every flow knows",
        "It could not be told from the built-in one. Give it another name.",
        Flow("
            flow: example
            vars: { ⟦caller⟧: phone }
            steps:
              hello:
                say: { number: caller }
                next: done
              done:
                end: done
        ") => Flow("
            flow: example
            enter: { words: entry }
            vars: { other_number: phone }
            steps:
              ask-number:
                ask: { phone-number: true, into: other_number }
                next: told
              told:
                say: { number: other_number }
                next: done
              done:
                end: done
        ");

    CANNOT_BE_SET: Error "G0204" "cannot-be-set",
        "A built-in variable is given a value",
        "What every flow knows of a call is a fact; of these only `language` can be set. Declare a variable of your own.",
        Steps("
            ask-number:
              ask: { phone-number: true, into: ⟦caller⟧ }
              next: done
        ") => Steps("
            ask-number:
              ask: { phone-number: true, into: phone }
              next: done
        ");

    BAD_VARIABLE_NAME: Error "G0205" "bad-variable-name",
        "A word that cannot name a variable",
        "Variables begin with a letter and have small letters a to z, digits and `_`. A `-` would be read as a minus.",
        Steps("
            hello:
              say: { ⟦half-day⟧: channel }
              next: done
        ") => Steps("
            hello:
              say: { half_day: channel }
              next: done
        ");

    UNDECLARED_ARGUMENT: Error "G0206" "undeclared-argument",
        "An argument of the flow is not declared",
        "What other flows hand over is listed in `takes`, and its type stands in `vars`.",
        Flow("
            flow: example
            takes: [⟦day⟧]
            steps:
              hello:
                say: {}
                next: done
              done:
                end: done
        ") => Flow("
            flow: example
            enter: { words: entry }
            takes: [day]
            vars: { day: date }
            steps:
              hello:
                say: { known: 'day != \"\"' }
                next: done
              done:
                end: done
        ");

    ANSWER_NOT_KEPT: Error "G0207" "answer-not-kept",
        "An answer or a found file is not kept",
        "The person would have answered for nothing. Name the variable that takes it.",
        Steps("
            ask-day:
              ⟦ask⟧: { date: true }
              next: done
        ") => Steps("
            ask-day:
              ask: { date: true, into: day }
              next: done
        ");

    ANSWER_DOES_NOT_FIT: Error "G0208" "answer-does-not-fit",
        "An answer does not fit the variable that takes it",
        "A date belongs into a date, a number of a telephone into a phone: only so is it said and compared rightly.",
        Steps("
            ask-day:
              ask: { date: true, into: ⟦rent⟧ }
              next: done
        ") => Steps("
            ask-day:
              ask: { date: true, into: day }
              next: done
        ");

    WRONG_TYPE: Error "G0209" "wrong-type",
        "A variable is set to a value of another type",
        "The value would be said wrongly and compare with nothing.",
        Steps("
            keep:
              set: { day: ⟦channel⟧ }
              next: hello
            hello:
              say: { day: day }
              next: done
        ") => Steps("
            keep:
              set: { half_day: '\"morning\"' }
              next: hello
            hello:
              say: { half_day: half_day }
              next: done
        ");

    VALUE_MISSING: Error "G0210" "value-missing",
        "A step lacks a value that it needs",
        "What is asked of the world has to be complete: a callback, for one, needs a number, a half-day and a subject.",
        Steps("
            book:
              ⟦callback⟧: { number: caller, when: '\"any\"' }
              on: { booked: done, already-open: done, refused: done, unavailable: done }
        ") => Steps("
            hello:
              say: {}
              next: book
            book:
              callback: { number: caller, when: '\"any\"', subject: '\"general\"' }
              on: { booked: done, already-open: done, refused: done, unavailable: done }
        ");

    NO_EXPRESSION: Error "G0211" "no-expression",
        "An expression is wanted here",
        "Write a bare word for a variable, or an expression between single quotes.",
        Steps("
            hello:
              say: { way: ⟦{⟧ of: channel } }
              next: done
        ") => Steps("
            hello:
              say: { way: channel }
              next: done
        ");

    RESULT_NEVER_SET: Error "G0212" "result-never-set",
        "A flow returns a variable that none of its steps sets",
        "Who takes it over would get nothing. Set it, or take it off the list.",
        Flow("
            flow: example
            enter: { words: entry }
            returns: [⟦day⟧]
            vars: { day: date }
            steps:
              hello:
                say: {}
                next: done
              done:
                end: done
        ") => Flow("
            flow: example
            enter: { words: entry }
            returns: [day]
            vars: { day: date }
            steps:
              ask-day:
                ask: { date: true, into: day }
                next: told
              told:
                say: { day: day }
                next: done
              done:
                end: done
        ");

    BAD_CLOSED_SET: Error "G0213" "bad-closed-set",
        "A closed set has no words, a word twice, or one that cannot be a word of it",
        "Its words are compared, kept and named by locales as `value-WORD`. They begin with a letter and have small letters \
         a to z, digits, `_` and `-`, each word once.",
        Flow("
            flow: example
            enter: { words: entry }
            vars: { half_day: [morning, afternoon, ⟦morning⟧] }
            steps:
              hello:
                set: { half_day: '\"morning\"' }
                next: told
              told:
                say: { half_day: half_day }
                next: done
              done:
                end: done
        ") => Flow("
            flow: example
            enter: { words: entry }
            vars: { half_day: [morning, afternoon] }
            steps:
              hello:
                set: { half_day: '\"morning\"' }
                next: told
              told:
                say: { half_day: half_day }
                next: done
              done:
                end: done
        ");

    LIST_OF_LISTS: Error "G0214" "list-of-lists",
        "A list of lists, or of codes",
        "A list holds values that can be said one after the other. Codes are never kept.",
        Flow("
            flow: example
            enter: { words: entry }
            takes: [keys]
            vars: { keys: { list: ⟦list⟧ } }
            steps:
              hello:
                say: { known: 'keys != \"\"' }
                next: done
              done:
                end: done
        ") => Flow("
            flow: example
            enter: { words: entry }
            takes: [keys]
            vars: { keys: { list: symbol } }
            steps:
              hello:
                say: { known: 'keys != \"\"' }
                next: done
              done:
                end: done
        ");
}
