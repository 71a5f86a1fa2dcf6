//! G0401 to G0419: which messages there are, and whether they fit the flows and one another.

use super::{
    Code,
    Example::{Files, Told, Words},
    Severity,
};

codes! {
    WORDS:

    MISSING_WORDS: Error "G0401" "missing-words",
        "A message has no words in a language",
        "Each step that says something has words in every language there is: who chose a language is never left in \
         silence or answered in another. The caret is at the step that says it.",
        Files(&[
            ("flows/example.yaml", "
                flow: example
                enter: { words: entry }
                steps:
                  ⟦hello⟧:
                    say: {}
                    next: done
                  done:
                    end: done
            "),
            ("locales/fr/example.ftl", "
                entry = exemple
                hello = Bonjour.
            "),
            ("locales/en/example.ftl", "
                entry = example
            "),
            ("locales/ar/example.ftl", "
                entry = مثال
                hello = مرحبا.
            "),
        ]) => Files(&[
            ("flows/example.yaml", "
                flow: example
                enter: { words: entry }
                steps:
                  hello:
                    say: {}
                    next: done
                  done:
                    end: done
            "),
            ("locales/fr/example.ftl", "
                entry = exemple
                hello = Bonjour.
            "),
            ("locales/en/example.ftl", "
                entry = example
                hello = Good morning.
            "),
            ("locales/ar/example.ftl", "
                entry = مثال
                hello = مرحبا.
            "),
        ]);

    UNUSED_WORDS: Error "G0402" "unused-words",
        "Nobody says this message",
        "No step has its name. Mostly it is mistyped, and the step it was written for is silent.",
        Words("
            hello = Bonjour.
            ⟦helo-again⟧ = Vous revoilà.
        ") => Words("
            hello = Bonjour, vous revoilà.
        ");

    UNKNOWN_VALUE: Error "G0403" "unknown-value",
        "A message uses a value that it is never given",
        "A message has the values that its step gives it, and always `$office_hours`, `$office_number` and `$service`. \
         Another one could not be said, and people would hear an apology instead.",
        Words("
            hello = Bonjour { ⟦$chanel⟧ }.
        ") => Words("
            hello = Bonjour { $channel }.
        ");

    MESSAGE_TWICE: Error "G0404" "message-twice",
        "A message is given twice",
        "An id stands once in a file; else nobody knows which of the two is said.",
        Words("
            hello = Bonjour.
            ⟦hello⟧ = Bonsoir.
        ") => Words("
            hello = Bonjour.
        ");

    ATTRIBUTE_TWICE: Error "G0405" "attribute-twice",
        "An attribute of a message is given twice",
        "An attribute, such as `.voice`, is one wording. Keep one of the two.",
        Words("
            ⟦hello⟧ = Bonjour.
                .voice = Bonjour à vous.
                .voice = Bonsoir.
        ") => Words("
            hello = Bonjour.
                .voice = Bonjour à vous.
        ");

    UNKNOWN_MESSAGE: Error "G0406" "unknown-message",
        "A message refers to another that is not there",
        "Within braces, a word without `$` names another message of the file or of `shared.ftl`. A value begins with `$`.",
        Words("
            hello = Bonjour { ⟦channel⟧ }.
        ") => Words("
            hello = Bonjour { $channel }.
        ");

    UNKNOWN_ATTRIBUTE: Error "G0407" "unknown-attribute",
        "A message refers to an attribute that another does not have",
        "Write one of the attributes of that message, or its name alone.",
        Words("
            hello = { ⟦yes⟧.loud }, bonjour.
        ") => Words("
            hello = { yes }, bonjour.
        ");

    UNKNOWN_TERM: Error "G0408" "unknown-term",
        "A message refers to a term that is not there",
        "A term begins with `-` and stands in the same file or in `shared.ftl`: a name that is always written alike.",
        Words("
            hello = Bonjour de { -⟦brand⟧ }.
        ") => Words("
            -brand = Guichet
            hello = Bonjour de { -brand }.
        ");

    UNKNOWN_WORDS_FUNCTION: Error "G0409" "unknown-words-function",
        "A message calls a function that is not there",
        "The only function is `NUMBER($x, type: \"ordinal\")`. Values come as they are said already.",
        Words("
            hello = Bonjour { ⟦LOUD⟧($channel) }.
        ") => Words("
            hello = Bonjour { $channel }.
        ");

    REFERENCE_CIRCLE: Error "G0410" "reference-circle",
        "Messages refer to one another in a circle",
        "What is said would have no end. Write one of them out.",
        Words("
            ⟦hello⟧ = Bonjour { choose }.
            choose = Après { hello }, que voulez-vous ?
        ") => Words("
            hello = Bonjour.
            choose = Que voulez-vous ?
        ");

    TOO_MANY_REFERENCES: Error "G0411" "too-many-references",
        "A message grows too large by what it refers to",
        "Messages that refer to messages that refer to messages can grow without measure: no one may bring in more than \
         a thousand others.",
        Told("A message that names ten others, each of which names ten others, and so on, four deep.")
        => Told("A message that names ten others.");

    NO_SHARED_FRENCH: Error "G0412" "no-shared-french",
        "There are no shared words in French",
        "French is the language that everything falls back to. Its `shared.ftl` holds the sentences that every flow needs.",
        Told("A folder of words without `fr/shared.ftl`.") => Told("A folder of words with `fr/shared.ftl`.");

    CONSTANT_CHOICE: Error "G0413" "constant-choice",
        "A choice between wordings does not depend on a value",
        "It would always come out the same. Choose by a variable: `{ $channel -> … }`.",
        Words("
            ⟦hello⟧ = { \"sms\" ->
                [sms] Bonjour.
               *[other] Bonsoir.
             }
        ") => Words("
            hello = { $channel ->
                [sms] Bonjour.
               *[other] Bonsoir.
             }
        ");

    FUNCTION_ARGUMENTS: Error "G0414" "function-arguments",
        "A function is given something else than one value",
        "`NUMBER` takes one variable, and perhaps `type`. Digits after the comma are written by the value itself.",
        Words("
            ⟦hello⟧ = { NUMBER(3) } bonjours.
        ") => Words("
            hello = { NUMBER($count) } bonjours.
        ");

    NESTED_BRACES: Error "G0415" "nested-braces",
        "Braces stand within braces",
        "One pair of braces is enough, and it is easier to read.",
        Words("
            ⟦hello⟧ = Bonjour { { $channel } }.
        ") => Words("
            hello = Bonjour { $channel }.
        ");

    MISSING_SHARED_WORDS: Error "G0416" "missing-shared-words",
        "A sentence that the service itself says has no words in a language",
        "Some sentences are said everywhere: a caller was silent, the office is closed, an advisor will ring. They stand \
         in `shared.ftl`; so does what each flow is for, where words begin it.",
        Told("`locales/en/shared.ftl` without `silence`.") => Told("`locales/en/shared.ftl` with `silence = …`.");

    NAMELESS_WORD: Error "G0417" "nameless-word",
        "A word that a message says is called nothing in a language",
        "`$paper-words` says what a word of the flow, such as `rights`, is called: `value-rights` of `shared.ftl`. Without \
         it people hear or read the bare word, whatever their language.",
        Files(&[
            ("flows/example.yaml", "
                flow: example
                enter: { words: entry }
                vars: { paper: [rights, morning] }
                steps:
                  rights:
                    set: { paper: '\"rights\"' }
                    next: hello
                  hello:
                    say: { paper: paper }
                    next: done
                  done:
                    end: done
            "),
            ("locales/fr/example.ftl", "
                entry = exemple
                hello = Vous voulez { ⟦$paper-words⟧ }.
            "),
            ("locales/en/example.ftl", "
                entry = example
                hello = You would like { $paper-words }.
            "),
            ("locales/ar/example.ftl", "
                entry = مثال
                hello = تريد { $paper-words }.
            "),
        ]) => Files(&[
            ("flows/example.yaml", "
                flow: example
                enter: { words: entry }
                vars: { half_day: [morning, afternoon] }
                steps:
                  morning:
                    set: { half_day: '\"morning\"' }
                    next: hello
                  hello:
                    say: { half_day: half_day }
                    next: done
                  done:
                    end: done
            "),
            ("locales/fr/example.ftl", "
                entry = exemple
                hello = Vous voulez { $half_day-words }.
            "),
            ("locales/en/example.ftl", "
                entry = example
                hello = You would like { $half_day-words }.
            "),
            ("locales/ar/example.ftl", "
                entry = مثال
                hello = تريد { $half_day-words }.
            "),
        ]);
}
