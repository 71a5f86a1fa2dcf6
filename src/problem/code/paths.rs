//! G03: where conversations go, and whom they reach.

use super::{
    Code,
    Example::{Steps, Told},
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
         `read-out`. Without them nobody would be there.",
        Told("A folder of flows without `callback.yaml`.") => Told("A folder of flows with `callback.yaml`.");
}
