//! G03: where conversations go, and whom they reach.

use super::{
    Code,
    Example::{Files, Flow, Steps, Told},
    Severity,
};

codes! {
    PATHS:

    UNREACHABLE_STEP: Error "G0301" "unreachable-step",
        "No step leads to this one",
        "Nobody will ever hear it. Mostly an exit elsewhere was meant to lead here.",
        Steps("
            hello:
              say: {}
              next: done
            ⟦lost⟧:
              say: {}
              next: done
        ") => Steps("
            hello:
              say: {}
              next: found
            found:
              say: {}
              next: done
        ");

    RESTLESS_CIRCLE: Error "G0302" "restless-circle",
        "Steps go round without ever waiting for the person",
        "The caller would hear the same again and again, and could not stop it. A circle holds a `menu`, an `ask` or a \
         `call`.",
        Steps("
            ⟦hello⟧:
              say: {}
              next: again
            again:
              say: {}
              next: by-hour
            by-hour:
              branch:
                - when: open
                  go: hello
                - go: done
        ") => Steps("
            hello:
              say: {}
              next: again
            again:
              ask: { yes-no: true }
              on: { yes: hello, no: done }
        ");

    NEEDED_FLOW_MISSING: Error "G0303" "needed-flow-missing",
        "A flow that the service leads people to is missing",
        "`0` and CONSEILLER lead to `callback`, our own questions to `ask-item`, what we read out on the telephone to \
         `read-out`, reminders of deadlines to `reminder`. Without them nobody would be there.",
        Told("A folder of flows without `read-out.yaml`.") => Told("A folder of flows with `read-out.yaml`.");

    FLOW_NOBODY_BEGINS: Warning "G0310" "flow-nobody-begins",
        "Nobody begins or calls a flow",
        "Nobody will ever come here. Give it words with `enter`, `call` it, or remove it.",
        Flow("
            ⟦flow⟧: example
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

    CIRCLE_THROUGH_CALLS: Error "G0311" "circle-through-calls",
        "Flows go round without ever waiting for the person",
        "The caller would hear the same again and again. Put a `menu` or an `ask` into the circle.",
        Files(&[("flows/example.yaml", "
            flow: example
            enter: { words: entry }
            steps:
              again:
                ⟦call⟧: { flow: other }
                on: { more: again, else: bye }
              bye:
                say: {}
                next: done
              done:
                end: done
        "), ("flows/other.yaml", "
            flow: other
            steps:
              by-hour:
                branch:
                  - when: open
                    go: more
                  - go: done
              more:
                end: more
              done:
                end: done
        ")]) => Files(&[("flows/example.yaml", "
            flow: example
            enter: { words: entry }
            steps:
              again:
                call: { flow: other }
                on: { more: again, else: bye }
              bye:
                say: {}
                next: done
              done:
                end: done
        "), ("flows/other.yaml", "
            flow: other
            steps:
              sure:
                ask: { yes-no: true }
                on: { yes: more, no: done }
              more:
                end: more
              done:
                end: done
        ")]);

    FLOWS_CALL_IN_A_CIRCLE: Error "G0312" "flows-call-in-a-circle",
        "Flows call one another in a circle",
        "Each call waits for the one it made; eight may run at once, and then the engine gives up. End the called flow, and \
         let its caller go round.",
        Flow("
            flow: example
            enter: { words: entry }
            steps:
              again:
                ask: { yes-no: true }
                on: { yes: more, no: bye }
              more:
                ⟦call⟧: { flow: example }
                on: { else: bye }
              bye:
                say: {}
                next: done
              done:
                end: done
        ") => Flow("
            flow: example
            enter: { words: entry }
            steps:
              again:
                ask: { yes-no: true }
                on: { yes: again, no: bye }
              bye:
                say: {}
                next: done
              done:
                end: done
        ");

    CALLS_TOO_DEEP: Error "G0313" "calls-too-deep",
        "Flows call one another more than eight deep",
        "Eight flows may run at once. Let one of them end before the next is called.",
        Told("Nine flows, each calling the next.") => Told("Eight flows, each calling the next.");

    NO_WAY_OUT: Error "G0314" "no-way-out",
        "From a step no answer leads to an end",
        "People would go round for ever. Lead one of the answers out of the circle.",
        Flow("
            flow: example
            enter: { words: entry }
            steps:
              ⟦hello⟧:
                ask: { yes-no: true }
                on: { yes: hello, no: more }
              more:
                ask: { yes-no: true }
                on: { yes: hello, no: more }
        ") => Flow("
            flow: example
            enter: { words: entry }
            steps:
              hello:
                ask: { yes-no: true }
                on: { yes: hello, no: bye }
              bye:
                say: {}
                next: done
              done:
                end: done
        ");

    NEVER_RETURNS: Error "G0315" "never-returns",
        "A called flow never comes back",
        "No path through it leads to an `end`, so that what follows the call is never reached.",
        Files(&[("flows/example.yaml", "
            flow: example
            enter: { words: entry }
            steps:
              ask:
                call: { flow: other }
                on: { else: bye }
              bye:
                say: {}
                next: done
              done:
                end: done
        "), ("flows/other.yaml", "
            flow: other
            steps:
              ⟦hello⟧:
                ask: { yes-no: true }
                on: { yes: hello, no: hello }
        ")]) => Files(&[("flows/example.yaml", "
            flow: example
            enter: { words: entry }
            steps:
              ask:
                call: { flow: other }
                on: { else: bye }
              bye:
                say: {}
                next: done
              done:
                end: done
        "), ("flows/other.yaml", "
            flow: other
            steps:
              hello:
                ask: { yes-no: true }
                on: { yes: hello, no: done }
              done:
                end: done
        ")]);

    NOTHING_LEFT_FOR_ELSE: Warning "G0317" "nothing-left-for-else",
        "`else` stands beside every outcome there is",
        "It is never taken. Remove it, so that a new outcome of the called flow is told of.",
        Files(&[("flows/example.yaml", "
            flow: example
            enter: { words: entry }
            steps:
              ask:
                call: { flow: other }
                on: { done: bye, ⟦else⟧: bye }
              bye:
                say: {}
                next: done
              done:
                end: done
        "), ("flows/other.yaml", "
            flow: other
            steps:
              hello:
                say: {}
                next: done
              done:
                end: done
        ")]) => Files(&[("flows/example.yaml", "
            flow: example
            enter: { words: entry }
            steps:
              ask:
                call: { flow: other }
                on: { done: bye }
              bye:
                say: {}
                next: done
              done:
                end: done
        "), ("flows/other.yaml", "
            flow: other
            steps:
              hello:
                say: {}
                next: done
              done:
                end: done
        ")]);

    NO_ADVISOR_FROM_HERE: Error "G0318" "no-advisor-from-here",
        "In the flow for advisors, no answer leads to a request for one",
        "`0` and CONSEILLER begin this flow from everywhere; in it `0` only asks again. Each of its questions must lead to a \
         `callback` step.",
        Files(&[("flows/callback.yaml", "
            ⟦flow⟧: callback
            enter: { words: entry }
            takes: [subject]
            vars: { subject: symbol }
            steps:
              hello:
                say: { known: 'subject != \"\"' }
                next: done
              done:
                end: done
        ")]) => Told("The shipped flow `callback`.");

    ENDS_WITHOUT_A_WORD: Error "G0319" "ends-without-a-word",
        "A conversation by text can end without an answer",
        "Who wrote last would wait for something. Put a `say` before the end.",
        Flow("
            flow: example
            enter: { words: entry }
            steps:
              hello:
                ask: { yes-no: true }
                on: { yes: bye, no: done }
              bye:
                say: {}
                next: done
              ⟦done⟧:
                end: done
        ") => Flow("
            flow: example
            enter: { words: entry }
            steps:
              hello:
                ask: { yes-no: true }
                on: { yes: bye, no: bye }
              bye:
                say: {}
                next: done
              done:
                end: done
        ");

    HANGS_UP_WITHOUT_A_WORD: Warning "G0320" "hangs-up-without-a-word",
        "A call can end after nothing but our hours and number",
        "The engine says them where a flow says nothing, and hangs up. A `say` before the end is kinder.",
        Files(&[("flows/menu.yaml", "
            flow: menu
            steps:
              hello:
                ask: { yes-no: true }
                on: { yes: bye, no: by-channel }
              by-channel:
                branch:
                  - when: 'channel == \"sms\"'
                    go: bye
                  - go: done
              bye:
                say: {}
                next: done
              ⟦done⟧:
                end: done
        ")]) => Files(&[("flows/menu.yaml", "
            flow: menu
            steps:
              hello:
                ask: { yes-no: true }
                on: { yes: bye, no: bye }
              bye:
                say: {}
                next: done
              done:
                end: done
        ")]);

    HUMAN_TOO_FAR: Error "G0321" "human-too-far",
        "It can take more than 120 seconds to a human",
        "Counted is the longest stretch in which nobody can press `0`, and the longest path through `callback`. Say less at a \
         time.",
        Told("A message of four hundred words.") => Told("The same in several messages with questions between them.");
}
