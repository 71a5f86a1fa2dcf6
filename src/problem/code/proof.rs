//! G06: who may hear what, and what nobody may hear.

use super::{
    Code,
    Example::{Flow, Steps, Words},
    Severity,
};

codes! {
    PROOF:

    SECRET_USED: Error "G0601" "secret-used",
        "A secret is used elsewhere than in a verify step",
        "A code is asked for, checked and forgotten within one turn. It is neither said, compared, copied nor noted.",
        Steps("
            ask-code:
              ask: { secret: 8, into: code }
              next: repeat
            repeat:
              say: { code: ⟦code⟧ }
              next: done
        ") => Steps("
            ask-number:
              ask: { digits: 1..7, into: number }
              next: ask-code
            ask-code:
              ask: { secret: 8, into: code }
              next: verify
            verify:
              verify: { organisation: 'organisations[0]', file: number, code: code }
              on: { verified: hello, refused: hello, unavailable: hello }
            hello:
              say: {}
              next: done
        ");

    SECRET_SET: Error "G0602" "secret-set",
        "A secret is filled with something else than a code that was asked for",
        "Only `ask: { secret: 8, into: … }` fills a secret: what it holds was never anywhere else.",
        Steps("
            keep:
              set: { ⟦code⟧: channel }
              next: done
        ") => Steps("
            ask-code:
              ask: { secret: 8, into: code }
              next: done
        ");

    SECRET_HANDED_OVER: Error "G0603" "secret-handed-over",
        "A secret is handed to another flow",
        "A code stays in the flow that asked for it. Ask for it where it is checked.",
        Flow("
            flow: example
            vars: { code: secret }
            takes: [⟦code⟧]
            steps:
              hello:
                say: {}
                next: done
              done:
                end: done
        ") => Flow("
            flow: example
            enter: { words: entry }
            vars: { code: secret }
            steps:
              ask-code:
                ask: { secret: 8, into: code }
                next: done
              done:
                end: done
        ");

    CODE_NOT_SECRET: Error "G0604" "code-not-secret",
        "A code is kept in a variable that is not secret",
        "It would be saved with the conversation, and could be said. Declare the variable as secret.",
        Steps("
            ask-code:
              ask: { secret: 8, into: ⟦number⟧ }
              next: done
        ") => Steps("
            ask-code:
              ask: { secret: 8, into: code }
              next: done
        ");

    LEVEL_TOO_LOW: Error "G0605" "level-too-low",
        "A path leads to a step without the proof that it needs",
        "Who comes this way has not shown who they are. Lead every path through the exit `verified` of a verify step.",
        Steps("
            hello:
              say: {}
              next: look-up
            ⟦look-up⟧:
              needs: L2
              look-up: { into: file }
              on: { found: done, not-found: done, unavailable: done }
        ") => Steps("
            ask-number:
              ask: { digits: 1..7, into: number }
              next: ask-code
            ask-code:
              ask: { secret: 8, into: code }
              next: verify
            verify:
              verify: { organisation: 'organisations[0]', file: number, code: code }
              on: { verified: look-up, refused: sorry, unavailable: sorry }
            look-up:
              needs: L2
              look-up: { into: file }
              on: { found: tell, not-found: sorry, unavailable: sorry }
            tell:
              needs: L2
              say: { status: file.status }
              next: done
            sorry:
              say: {}
              next: done
        ");

    TOLD_WITHOUT_PROOF: Error "G0606" "told-without-proof",
        "A step tells what a file holds and does not need proof",
        "What stands in a file is for its owner alone. `needs: L2` makes the check prove that nobody else comes here.",
        Steps("
            ask-number:
              ask: { digits: 1..7, into: number }
              next: ask-code
            ask-code:
              ask: { secret: 8, into: code }
              next: verify
            verify:
              verify: { organisation: 'organisations[0]', file: number, code: code }
              on: { verified: look-up, refused: sorry, unavailable: sorry }
            look-up:
              needs: L2
              look-up: { into: file }
              on: { found: tell, not-found: sorry, unavailable: sorry }
            ⟦tell⟧:
              say: { status: file.status }
              next: done
            sorry:
              say: {}
              next: done
        ") => Steps("
            ask-number:
              ask: { digits: 1..7, into: number }
              next: ask-code
            ask-code:
              ask: { secret: 8, into: code }
              next: verify
            verify:
              verify: { organisation: 'organisations[0]', file: number, code: code }
              on: { verified: look-up, refused: sorry, unavailable: sorry }
            look-up:
              needs: L2
              look-up: { into: file }
              on: { found: tell, not-found: sorry, unavailable: sorry }
            tell:
              needs: L2
              say: { status: file.status }
              next: done
            sorry:
              say: {}
              next: done
        ");

    WEBSITE: Error "G0607" "website",
        "A sentence sends people to a website",
        "Who is on this line cannot go there. Say what to do by telephone, by text, by post or at the counter.",
        Words("
            hello = Bonjour. Voyez caf⟦.fr⟧ pour la suite.
        ") => Words("
            hello = Bonjour. Appelez le { $office_number } pour la suite.
        ");
}
