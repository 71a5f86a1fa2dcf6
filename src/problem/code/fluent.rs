//! G0420 to G0449: files of words that Fluent cannot read.

use super::{Code, Example::Words, Severity};

codes! {
    FLUENT:

    NO_EQUALS: Error "G0420" "no-equals",
        "A message has no `=`",
        "Each message is `id = text`. A line that goes on with the text above begins with blanks.",
        Words("
            hello ⟦B⟧onjour.
        ") => Words("
            hello = Bonjour.
        ");

    UNCLOSED: Error "G0421" "unclosed",
        "What was opened in a message is not closed",
        "Braces come in pairs: `{ $name }`. A choice ends with a `}` on a line of its own.",
        Words("
            hello = Bonjour { $channel⟦.⟧
        ") => Words("
            hello = Bonjour { $channel }.
        ");

    VARIANT_LINE: Error "G0422" "variant-line",
        "A variant of a choice does not stand on a line of its own",
        "Each variant stands on its own line, and so does the `}` after the last one.",
        Words("
            hello = { $channel -> ⟦*⟧[other] Bonjour. }
        ") => Words("
            hello = { $channel ->
               *[other] Bonjour.
             }
        ");

    BAD_ID: Error "G0423" "bad-id",
        "A word that cannot be the id of a message",
        "An id begins with a letter a to z and goes on with letters, digits, `-` and `_`. No accents.",
        Words("
            ⟦é⟧tape = Bonjour.
            hello = Bonjour.
        ") => Words("
            hello = Bonjour.
        ");

    NO_TEXT: Error "G0424" "no-text",
        "A message or an attribute has no text",
        "After the `=` stands what is said; or, below it, attributes such as `.voice = …`.",
        Words("
            ⟦hello =⟧
        ") => Words("
            hello = Bonjour.
        ");

    NO_DEFAULT_VARIANT: Error "G0425" "no-default-variant",
        "A choice has no variant for all other cases",
        "One variant is marked with a star: it is said where none of the others fits.",
        Words("
            hello = { $channel ->
                [sms] Bonjour.
            ⟦}⟧
        ") => Words("
            hello = { $channel ->
                [sms] Bonjour.
               *[other] Bonsoir.
             }
        ");

    TWO_DEFAULT_VARIANTS: Error "G0426" "two-default-variants",
        "A choice has two variants for all other cases",
        "Leave the star on one variant alone.",
        Words("
            hello = { $channel ->
               *[sms] Bonjour.
               *⟦[⟧other] Bonsoir.
             }
        ") => Words("
            hello = { $channel ->
                [sms] Bonjour.
               *[other] Bonsoir.
             }
        ");

    BAD_SELECTOR: Error "G0427" "bad-selector",
        "A choice by something that is no value",
        "A message cannot decide between wordings, a value can: `{ $channel -> … }`.",
        Words("
            hello = { yes ⟦-⟧>
               *[other] Bonjour.
             }
        ") => Words("
            hello = { $channel ->
               *[other] Bonjour.
             }
        ");

    TERM_ATTRIBUTE: Error "G0428" "term-attribute",
        "An attribute of a term is said",
        "The attributes of a term are for choosing only. Write out what is meant.",
        Words("
            -brand = Guichet
                .short = G
            hello = Bonjour de { -brand.short ⟦}⟧.
        ") => Words("
            -brand = Guichet
            hello = Bonjour de { -brand }.
        ");

    UNCLOSED_QUOTE: Error "G0429" "unclosed-quote",
        "A quoted text in a message is not closed",
        "It ends with `\"` on the same line.",
        Words("
            hello = Bonjour { \"à vous⟦⟧
        ") => Words("
            hello = Bonjour { \"à vous\" }
        ");

    ARGUMENT_ORDER: Error "G0430" "argument-order",
        "An argument stands after a named one",
        "Arguments with a name come last.",
        Words("
            hello = Le { NUMBER(type: \"ordinal\", $count⟦)⟧ } jour.
        ") => Words("
            hello = Le { NUMBER($count, type: \"ordinal\") } jour.
        ");

    ARGUMENT_TWICE: Error "G0431" "argument-twice",
        "A named argument is given twice",
        "Give each argument once.",
        Words("
            hello = Le { NUMBER($count, type: \"ordinal\", type⟦:⟧ \"ordinal\") } jour.
        ") => Words("
            hello = Le { NUMBER($count, type: \"ordinal\") } jour.
        ");

    BAD_ESCAPE: Error "G0432" "bad-escape",
        "An escape in a quoted text that does not exist",
        "In quotes, only `\\\\`, `\\\"`, `\\u` with four and `\\U` with six hexadecimal digits are escapes.",
        Words("
            hello = Bonjour{ \"⟦\\⟧n\" }
        ") => Words("
            hello = Bonjour{ \"\\u00A0\" }!
        ");

    STRAY_BRACE: Error "G0433" "stray-brace",
        "A closing brace that nothing opened",
        "Delete it; to say a brace, write `{\"}\"}`.",
        Words("
            hello = Bonjour ⟦}⟧.
        ") => Words("
            hello = Bonjour.
        ");

    CALLED_IN_SMALL_LETTERS: Error "G0434" "called-in-small-letters",
        "A function is written in small letters",
        "The only function is NUMBER, in capitals.",
        Words("
            hello = { number($count)⟦ ⟧} bonjours.
        ") => Words("
            hello = { NUMBER($count) } bonjours.
        ");

    NOTHING_IN_BRACES: Error "G0435" "nothing-in-braces",
        "Nothing that can be said stands between the braces",
        "Write a value, `$name`, or the id of another message.",
        Words("
            hello = Bonjour { ⟦}⟧.
        ") => Words("
            hello = Bonjour { $channel }.
        ");

    NO_LITERAL: Error "G0436" "no-literal",
        "A named argument is neither a number nor a text",
        "After the name stands a number, or a text in quotes.",
        Words("
            hello = Le { NUMBER($count, type: ⟦$⟧count) } jour.
        ") => Words("
            hello = Le { NUMBER($count, type: \"ordinal\") } jour.
        ");
}
