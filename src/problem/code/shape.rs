//! G0101 to G0129: the head of a flow, what steps are made of, and where they lead.

use super::{
    Code,
    Example::{Files, Flow, Steps, Told},
    Severity,
};

codes! {
    SHAPE:

    UNKNOWN_STEP: Error "G0101" "unknown-step",
        "An exit names a step that the flow does not have",
        "Every exit leads to a step of the same flow. Where the name is mistyped, nobody could go on.",
        Steps("
            ask-day:
              ask: { date: true, into: day }
              next: ⟦confrim⟧
            confirm:
              ask: { yes-no: true }
              on: { yes: done, no: ask-day }
        ") => Steps("
            ask-day:
              ask: { date: true, into: day }
              next: confirm
            confirm:
              ask: { yes-no: true }
              on: { yes: done, no: ask-day }
        ");

    UNKNOWN_KEY: Error "G0102" "unknown-key",
        "A key that is not known here",
        "Each part of a flow has a fixed set of keys. One that is not known would be passed over in silence, and what \
         it was meant for would not happen.",
        Steps("
            choose:
              menu:
                1: { option: paper, ⟦got⟧: done, go: done }
        ") => Steps("
            choose:
              menu:
                1: { option: paper, go: done }
        ");

    UNKNOWN_STEP_KIND: Error "G0103" "unknown-step-kind",
        "A step has a key that is no kind of step",
        "A step says what it does by one key: `say`, `menu`, `ask` and so on. Beside it may stand `with`, `next`, `on`, \
         `needs` and `timeout` alone.",
        Steps("
            hello:
              ⟦sya⟧: {}
              next: done
        ") => Steps("
            hello:
              say: {}
              next: done
        ");

    NO_STEP_KIND: Error "G0104" "no-step-kind",
        "A step does nothing",
        "A step has exits, but no key that tells what happens in it. Give it a kind, or lead past it.",
        Steps("
            ⟦hello⟧:
              next: done
        ") => Steps("
            hello:
              say: {}
              next: done
        ");

    TWO_STEP_KINDS: Error "G0105" "two-step-kinds",
        "A step is of two kinds",
        "One thing is said, asked or done in a step, so that it is clear what comes first. Make two steps of it.",
        Steps("
            hello:
              say: {}
              ⟦ask⟧: { date: true, into: day }
              next: done
        ") => Steps("
            hello:
              say: {}
              next: ask-day
            ask-day:
              ask: { date: true, into: day }
              next: done
        ");

    MISPLACED_KEY: Error "G0106" "misplaced-key",
        "A key that has no place beside this kind of step",
        "What may stand beside a kind follows from what it does: a `say` has one way on, `next`, and takes its values \
         itself; only a step that waits has a `timeout`.",
        Steps("
            hello:
              say: {}
              ⟦timeout⟧: 5
              next: done
        ") => Steps("
            hello:
              say: {}
              next: done
        ");

    NO_NEXT: Error "G0107" "no-next",
        "A step leads nowhere",
        "After this step the conversation would stop in silence. Each step but an `end` says where it leads.",
        Steps("
            ⟦hello⟧:
              say: {}
        ") => Steps("
            hello:
              say: {}
              next: done
        ");

    NO_EXITS: Error "G0108" "no-exits",
        "Nothing says where the outcomes of a step lead",
        "This step can turn out in several ways, and each needs an exit under `on`.",
        Steps("
            ⟦sure⟧:
              ask: { yes-no: true }
        ") => Steps("
            sure:
              ask: { yes-no: true }
              on: { yes: done, no: done }
        ");

    MISSING_EXIT: Error "G0109" "missing-exit",
        "An outcome of a step has no exit",
        "Everything that can happen needs a way on; `unavailable` too, which means that no answer came: say so, and \
         offer another way.",
        Steps("
            sure:
              ask: { yes-no: true }
              ⟦on⟧: { yes: done }
        ") => Steps("
            sure:
              ask: { yes-no: true }
              on: { yes: done, no: done }
        ");

    UNKNOWN_OUTCOME: Error "G0110" "unknown-outcome",
        "An exit for an outcome that the step does not have",
        "The outcomes of a step are fixed by its kind. An exit by another name would never be taken.",
        Steps("
            sure:
              ask: { yes-no: true }
              on: { yes: done, no: done, ⟦maybe⟧: done }
        ") => Steps("
            sure:
              ask: { yes-no: true }
              on: { yes: done, no: done }
        ");

    NEXT_AND_ON: Error "G0111" "next-and-on",
        "A step has both `next` and `on`",
        "`next` leads one way whatever is answered, `on` one way for each outcome. Only one of them can be meant.",
        Steps("
            sure:
              ask: { yes-no: true, into: sure }
              next: done
              ⟦on⟧: { yes: done, no: done }
        ") => Steps("
            sure:
              ask: { yes-no: true, into: sure }
              next: done
        ");

    NO_OUTCOMES: Error "G0112" "no-outcomes",
        "A question without outcomes has exits for outcomes",
        "Only yes or no lead two ways. Every other answer is kept in a variable and leads one way, by `next`; a \
         `branch` after it can tell answers apart.",
        Steps("
            ask-day:
              ask: { date: true, into: day }
              ⟦on⟧: { yes: done, no: done }
        ") => Steps("
            ask-day:
              ask: { date: true, into: day }
              next: done
        ");

    ANSWER_LOST: Error "G0113" "answer-lost",
        "Yes and no lead the same way, and the answer is not kept",
        "The person would be asked for nothing. Lead the two answers to different steps, or keep the answer.",
        Steps("
            sure:
              ask: { yes-no: true }
              ⟦next⟧: done
        ") => Steps("
            sure:
              ask: { yes-no: true, into: sure }
              next: done
        ");

    NO_STEPS: Error "G0114" "no-steps",
        "A flow has no steps",
        "A flow begins at its first step, so that it needs one.",
        Flow("
            flow: example
            steps: ⟦{⟧}
        ") => Flow("
            flow: example
            enter: { words: entry }
            steps:
              hello:
                say: {}
                next: done
              done:
                end: done
        ");

    NO_FLOW_NAME: Error "G0115" "no-flow-name",
        "A flow has no name",
        "A flow says its own name, so that a copied file is not taken for another flow.",
        Flow("
            ⟦⟧steps:
              done:
                end: done
        ") => Flow("
            flow: example
            enter: { words: entry }
            steps:
              hello:
                say: {}
                next: done
              done:
                end: done
        ");

    WRONG_FLOW_NAME: Error "G0116" "wrong-flow-name",
        "A flow has another name than its file",
        "Flows are called by name and found by file: both are the same word.",
        Flow("
            flow: ⟦exemple⟧
            steps:
              done:
                end: done
        ") => Flow("
            flow: example
            enter: { words: entry }
            steps:
              hello:
                say: {}
                next: done
              done:
                end: done
        ");

    BAD_NAME: Error "G0117" "bad-name",
        "A word that cannot name a flow, step, option or outcome",
        "These names become ids of messages. They begin with a letter and have small letters a to z, digits and `-`, \
         64 at most.",
        Steps("
            ⟦Say_hello⟧:
              say: {}
              next: done
        ") => Steps("
            say-hello:
              say: {}
              next: done
        ");

    WRONG_SHAPE: Error "G0118" "wrong-shape",
        "Something else is wanted here: a mapping, a list, a text, true or false",
        "YAML tells apart `{ name: value }`, `[one, two]`, a text, a number and true or false, and each place wants one \
         of them.",
        Steps("
            hello:
              say: ⟦[⟧channel]
              next: done
        ") => Steps("
            hello:
              say: { channel: channel }
              next: done
        ");

    EMPTY_TEXT: Error "G0119" "empty-text",
        "A text is empty",
        "A word is wanted here, and there is none between the quotes.",
        Steps("
            hello:
              say: {}
              next: ⟦''⟧
        ") => Steps("
            hello:
              say: {}
              next: done
        ");

    OUT_OF_RANGE: Error "G0120" "out-of-range",
        "A number is too small, too large or not whole",
        "The bounds come from what people can bear and telephones can do: a silence of 3 to 30 seconds, a reminder \
         within 30 days, a text of 480 characters.",
        Steps("
            ask-day:
              ask: { date: true, into: day }
              timeout: ⟦2⟧
              next: done
        ") => Steps("
            ask-day:
              ask: { date: true, into: day }
              timeout: 12
              next: done
        ");

    UNKNOWN_FLOW: Error "G0121" "unknown-flow",
        "A call names a flow that is not there",
        "A `call` runs another flow of the folder. Its name is that of the file without `.yaml`.",
        Steps("
            advisor:
              call: { flow: ⟦calback⟧ }
              on: { else: done }
        ") => Steps("
            advisor:
              call: { flow: callback }
              on: { else: done }
        ");

    UNKNOWN_ARGUMENT: Error "G0122" "unknown-argument",
        "A call hands over something that the flow does not take",
        "A flow lists under `takes` what others may hand over. Anything else would be lost.",
        Steps("
            advisor:
              call: { flow: callback, with: { ⟦subjet⟧: '\"general\"' } }
              on: { else: done }
        ") => Steps("
            advisor:
              call: { flow: callback, with: { subject: '\"general\"' } }
              on: { else: done }
        ");

    OUTCOME_NEVER_COMES: Error "G0123" "outcome-never-comes",
        "A call waits for an outcome with which the flow never ends",
        "The outcomes of a call are the words that stand after `end` in the called flow. An exit for another is never \
         taken.",
        Files(&[
            ("flows/example.yaml", "
                flow: example
                enter: { words: entry }
                steps:
                  sure:
                    call: { flow: sure }
                    on: { yes: done, ⟦non⟧: done, else: done }
                  done:
                    end: done
            "),
            ("flows/sure.yaml", "
                flow: sure
                steps:
                  ask:
                    ask: { yes-no: true }
                    on: { yes: yes-given, no: no-given }
                  yes-given:
                    end: 'yes'
                  no-given:
                    end: 'no'
            "),
        ]) => Files(&[
            ("flows/example.yaml", "
                flow: example
                enter: { words: entry }
                steps:
                  sure:
                    call: { flow: sure }
                    on: { yes: bye, no: bye }
                  bye:
                    say: {}
                    next: done
                  done:
                    end: done
            "),
            ("flows/sure.yaml", "
                flow: sure
                steps:
                  ask:
                    ask: { yes-no: true }
                    on: { yes: yes-given, no: no-given }
                  yes-given:
                    end: 'yes'
                  no-given:
                    end: 'no'
            "),
        ]);

    UNHANDLED_OUTCOME: Error "G0124" "unhandled-outcome",
        "A call does not say where an outcome of the flow leads",
        "The called flow can end in a way that has no exit here, and the conversation would stop in silence. Name each \
         outcome, or `else` for all others.",
        Steps("
            advisor:
              call: { flow: callback }
              ⟦on⟧: { booked: done }
        ") => Steps("
            advisor:
              call: { flow: callback }
              on: { booked: done, else: done }
        ");

    CALL_WITHOUT_FLOW: Error "G0125" "call-without-flow",
        "A call does not say which flow it runs",
        "`call` runs another flow and comes back; it needs the name of that flow.",
        Steps("
            advisor:
              ⟦call⟧: { with: { subject: '\"general\"' } }
              on: { else: done }
        ") => Steps("
            advisor:
              call: { flow: callback, with: { subject: '\"general\"' } }
              on: { else: done }
        ");

    ENTER_WITHOUT_WORDS: Error "G0126" "enter-without-words",
        "`enter` does not name its words",
        "`enter` names the message whose words begin the flow by text. Without it, leave `enter` out.",
        Flow("
            flow: example
            enter: ⟦{⟧}
            steps:
              hello:
                say: {}
                next: done
              done:
                end: done
        ") => Flow("
            flow: example
            enter: { words: entry }
            steps:
              hello:
                say: {}
                next: done
              done:
                end: done
        ");

    TOO_MANY_ENTRIES: Error "G0127" "too-many-entries",
        "A list or mapping is too long to be looked over",
        "Nobody can read, translate or test a flow of more than 500 steps. Split it into flows that `call` each other.",
        Told("A flow with 501 steps.")
        => Told("Two flows, the first of which calls the second.");

    UNKNOWN_RESULT: Error "G0128" "unknown-result",
        "A call takes over something that the flow does not return",
        "A flow lists under `returns` what others may take over. Nothing else of it outlasts it.",
        Files(&[
            ("flows/example.yaml", "
                flow: example
                enter: { words: entry }
                vars: { visit: date }
                steps:
                  ask:
                    call: { flow: which-day, into: { visit: ⟦dya⟧ } }
                    on: { else: told }
                  told:
                    say: { visit: visit }
                    next: done
                  done:
                    end: done
            "),
            ("flows/which-day.yaml", "
                flow: which-day
                returns: [day]
                vars: { day: date }
                steps:
                  ask:
                    ask: { date: true, into: day }
                    next: done
                  done:
                    end: done
            "),
        ]) => Files(&[
            ("flows/example.yaml", "
                flow: example
                enter: { words: entry }
                vars: { visit: date }
                steps:
                  ask:
                    call: { flow: which-day, into: { visit: day } }
                    on: { done: told }
                  told:
                    say: { visit: visit }
                    next: done
                  done:
                    end: done
            "),
            ("flows/which-day.yaml", "
                flow: which-day
                returns: [day]
                vars: { day: date }
                steps:
                  ask:
                    ask: { date: true, into: day }
                    next: done
                  done:
                    end: done
            "),
        ]);
}
