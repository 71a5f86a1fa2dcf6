//! G0250 to G0259: variables on the paths through a flow, and the cases of its branches.

use super::{Code, Example::Flow, Severity};

codes! {
    BRANCHES:

    READ_BEFORE_SET: Error "G0250" "read-before-set",
        "A variable is read, and on some path nothing has set it",
        "The message would say nothing in its place. Set it on every path, or ask first whether it was set, with `x == \"\"`.",
        Flow("
            flow: example
            enter: { words: entry }
            vars: { day: date }
            steps:
              known:
                branch:
                  - when: open
                    go: ask-day
                  - go: told
              ask-day:
                ask: { date: true, into: day }
                next: told
              told:
                say: { ⟦day⟧: day }
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

    SECRET_GONE: Error "G0251" "secret-gone",
        "A code is gone when it is to be checked",
        "A code lasts until the next question, and is nowhere kept. Ask for it right before the `verify` step.",
        Flow("
            flow: example
            enter: { words: entry }
            vars: { number: digits, code: secret }
            steps:
              ask-code:
                ask: { secret: 8, into: code }
                next: ask-number
              ask-number:
                ask: { digits: 1..7, into: number }
                next: verify
              verify:
                verify: { organisation: 'organisations[0]', file: number, ⟦code⟧: code }
                on: { verified: bye, refused: bye, unavailable: bye }
              bye:
                say: {}
                next: done
              done:
                end: done
        ") => Flow("
            flow: example
            enter: { words: entry }
            vars: { number: digits, code: secret }
            steps:
              ask-number:
                ask: { digits: 1..7, into: number }
                next: ask-code
              ask-code:
                ask: { secret: 8, into: code }
                next: verify
              verify:
                verify: { organisation: 'organisations[0]', file: number, code: code }
                on: { verified: bye, refused: bye, unavailable: bye }
              bye:
                say: {}
                next: done
              done:
                end: done
        ");

    NEVER_READ: Warning "G0252" "never-read",
        "Nothing reads a variable",
        "What is asked and never used costs a caller time. Use it, or remove it and what sets it.",
        Flow("
            flow: example
            enter: { words: entry }
            vars: { ⟦day⟧: date }
            steps:
              ask-day:
                ask: { date: true, into: day }
                next: bye
              bye:
                say: {}
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
                next: bye
              bye:
                say: { day: day }
                next: done
              done:
                end: done
        ");

    NEVER_TRUE: Error "G0253" "never-true",
        "The condition of an arm is never true",
        "Nobody is ever led this way: a word is mistyped, or people come here on one channel alone.",
        Flow("
            flow: example
            enter: { words: entry }
            steps:
              hello:
                branch:
                  - ⟦when⟧: 'open && !open'
                    go: hours
                  - go: bye
              hours:
                say: {}
                next: bye
              bye:
                say: {}
                next: done
              done:
                end: done
        ") => Flow("
            flow: example
            enter: { words: entry }
            steps:
              hello:
                branch:
                  - when: open
                    go: hours
                  - go: bye
              hours:
                say: {}
                next: bye
              bye:
                say: {}
                next: done
              done:
                end: done
        ");

    CASES_TAKEN_BEFORE: Error "G0254" "cases-taken-before",
        "The arms before this one take every case of it",
        "Arms are looked at in their order, and the first true one is taken. Move the narrower condition up.",
        Flow("
            flow: example
            enter: { words: entry }
            steps:
              hello:
                branch:
                  - when: open
                    go: hours
                  - ⟦when⟧: 'open && caller_mobile'
                    go: bye
                  - go: bye
              hours:
                say: {}
                next: bye
              bye:
                say: {}
                next: done
              done:
                end: done
        ") => Flow("
            flow: example
            enter: { words: entry }
            steps:
              hello:
                branch:
                  - when: 'open && caller_mobile'
                    go: bye
                  - when: open
                    go: hours
                  - go: bye
              hours:
                say: {}
                next: bye
              bye:
                say: {}
                next: done
              done:
                end: done
        ");

    NOTHING_LEFT_FOR_LAST: Error "G0255" "nothing-left-for-last",
        "The arms of a branch leave nothing to the last one",
        "The last arm is for everything else, and there is nothing else. Remove it, and the `when` of the arm before it.",
        Flow("
            flow: example
            enter: { words: entry }
            steps:
              hello:
                branch:
                  - when: 'open'
                    go: hours
                  - when: '!open'
                    go: bye
                  - ⟦go⟧: bye
              hours:
                say: {}
                next: bye
              bye:
                say: {}
                next: done
              done:
                end: done
        ") => Flow("
            flow: example
            enter: { words: entry }
            steps:
              hello:
                branch:
                  - when: 'open'
                    go: hours
                  - go: bye
              hours:
                say: {}
                next: bye
              bye:
                say: {}
                next: done
              done:
                end: done
        ");
}
