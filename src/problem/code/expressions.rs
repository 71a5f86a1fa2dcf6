//! G0220 to G0249: expressions, as they are written and as they are typed.

use super::{
    Code,
    Example::{Steps, Told},
    Severity,
};

codes! {
    EXPRESSIONS:

    BAD_EXPRESSION: Error "G0220" "bad-expression",
        "An expression that cannot be read",
        "Flows have a small part of CEL: texts, numbers, names, comparisons, `&&`, `||`, `!`, `in`, `+`, `-`, `*`, `a ? b : c` \
         and `size(x)`. Two values are compared with `==`.",
        Steps("
            by-channel:
              branch:
                - when: 'channel ⟦=⟧ \"voice\"'
                  go: hello
                - go: done
            hello:
              say: {}
              next: done
        ") => Steps("
            hello:
              say: {}
              next: by-channel
            by-channel:
              branch:
                - when: 'channel == \"voice\"'
                  go: more
                - go: done
            more:
              say: {}
              next: done
        ");

    EMPTY_EXPRESSION: Error "G0221" "empty-expression",
        "There is no expression between the quotes",
        "Write a variable or a condition. The empty text is written '\"\"'.",
        Steps("
            hello:
              say: { way: ⟦''⟧ }
              next: done
        ") => Steps("
            hello:
              say: { way: channel }
              next: done
        ");

    LONG_EXPRESSION: Error "G0222" "long-expression",
        "An expression is longer than 500 characters",
        "Nobody can look over such a condition. A `branch` has as many arms as you need, and `set` keeps a part of it.",
        Told("A condition of 501 characters.") => Told("A branch with an arm for each of its parts.");

    DEEP_EXPRESSION: Error "G0223" "deep-expression",
        "An expression is nested too deeply",
        "Eight brackets may be open at once. Split it over several arms, or keep a part of it with `set`.",
        Steps("
            hello:
              say: { open: '((((((((⟦(⟧open)))))))))' }
              next: done
        ") => Steps("
            hello:
              say: { open: '(open)' }
              next: done
        ");

    ODD_CHARACTER: Error "G0224" "odd-character",
        "A character that has no place in an expression",
        "Texts stand between straight quotes, and of the operators only those of the subset are known.",
        Steps("
            hello:
              say: { way: 'channel == ⟦“⟧voice”' }
              next: done
        ") => Steps("
            hello:
              say: { way: 'channel == \"voice\"' }
              next: done
        ");

    UNKNOWN_FUNCTION: Error "G0225" "unknown-function",
        "There is no such function",
        "The only function is `size(x)`, the number of values in a list or of characters in a text. To ask whether \
         something was set, compare it with the empty text.",
        Steps("
            hello:
              say: { known: '⟦has⟧(caller)' }
              next: done
        ") => Steps("
            hello:
              say: { known: 'caller != \"\"' }
              next: done
        ");

    NOT_IN_SUBSET: Error "G0226" "not-in-subset",
        "A part of CEL that flows do without",
        "What an expression may say is kept small, so that all of it can be proved before anyone calls.",
        Steps("
            hello:
              say: { below: '⟦-⟧(level)' }
              next: done
        ") => Steps("
            hello:
              say: { below: '0 - level' }
              next: done
        ");

    ODD_TEXT: Error "G0227" "odd-text",
        "A text in an expression that is not plain",
        "Texts have neither backslashes nor prefixes nor tripled quotes, so that a person reads in them what the program \
         reads.",
        Steps("
            hello:
              say: { way: '\"to⟦\\⟧n\"' }
              next: done
        ") => Steps("
            hello:
              say: { way: '\"to\"' }
              next: done
        ");

    UNCLOSED_TEXT: Error "G0228" "unclosed-text",
        "A text in an expression is not closed",
        "Each quote that opens a text needs one that closes it.",
        Steps("
            hello:
              say: { way: 'channel == ⟦\"voice⟧' }
              next: done
        ") => Steps("
            hello:
              say: { way: 'channel == \"voice\"' }
              next: done
        ");

    LIST_WRITTEN: Error "G0229" "list-written",
        "A list is written in an expression",
        "Lists come from files and settings. To try several values, compare with each: x == \"a\" || x == \"b\".",
        Steps("
            hello:
              say: { known: 'channel in ⟦[⟧\"sms\"]' }
              next: done
        ") => Steps("
            hello:
              say: { known: 'channel == \"sms\"' }
              next: done
        ");

    UNKNOWN_FIELD: Error "G0230" "unknown-field",
        "There is no such field",
        "After a dot stands a field of a case file, an item or a telephone number.",
        Steps("
            hello:
              say: { known: caller.⟦calable⟧ }
              next: done
        ") => Steps("
            hello:
              say: { known: caller.callable }
              next: done
        ");

    BAD_INDEX: Error "G0231" "bad-index",
        "This is no place in a list",
        "A place is a number from 0: `organisations[0]` is the first. To go through a list, ask by `choice`.",
        Steps("
            hello:
              say: { first: 'organisations[⟦level⟧]' }
              next: done
        ") => Steps("
            hello:
              say: { first: 'organisations[0]' }
              next: done
        ");

    BAD_LITERAL: Error "G0232" "bad-literal",
        "A value that has no place in an expression",
        "There are texts, whole numbers, true and false. Money is in cents; what was never set equals the empty text.",
        Steps("
            hello:
              say: { known: 'level == ⟦1.5⟧' }
              next: done
        ") => Steps("
            hello:
              say: { known: 'level == 1' }
              next: done
        ");

    SIZE_ARGUMENTS: Error "G0233" "size-arguments",
        "`size` is given none or several values",
        "`size(x)` counts the values of one list, or the characters of one text.",
        Steps("
            hello:
              say: { count: 'size⟦(⟧organisations, level)' }
              next: done
        ") => Steps("
            hello:
              say: { count: 'size(organisations)' }
              next: done
        ");

    NO_SUCH_FIELD: Error "G0234" "no-such-field",
        "A value does not have this field",
        "Fields belong to a type: `status` to a case file, `kind` to an item, `callable` to a telephone number.",
        Steps("
            hello:
              say: { known: caller⟦.⟧status }
              next: done
        ") => Steps("
            hello:
              say: { known: caller.callable }
              next: done
        ");

    NO_PLACES: Error "G0235" "no-places",
        "A value that is no list has no places",
        "Only lists have places: `organisations[0]`.",
        Steps("
            hello:
              say: { first: 'channel⟦[⟧0]' }
              next: done
        ") => Steps("
            hello:
              say: { first: 'organisations[0]' }
              next: done
        ");

    NO_SIZE: Error "G0236" "no-size",
        "A value that cannot be counted has no size",
        "`size(x)` counts the values of a list or the characters of a text.",
        Steps("
            hello:
              say: { count: 'size⟦(⟧open)' }
              next: done
        ") => Steps("
            hello:
              say: { count: 'size(organisations)' }
              next: done
        ");

    NOT_A_CONDITION: Error "G0237" "not-a-condition",
        "A value that is neither true nor false stands as a condition",
        "A condition compares: `channel == \"voice\"`, `size(organisations) > 1`. Only a variable of type bool is one by \
         itself.",
        Steps("
            by-channel:
              branch:
                - when: ⟦channel⟧
                  go: hello
                - go: done
            hello:
              say: {}
              next: done
        ") => Steps("
            hello:
              say: {}
              next: by-channel
            by-channel:
              branch:
                - when: open
                  go: more
                - go: done
            more:
              say: {}
              next: done
        ");

    NOT_A_LIST: Error "G0238" "not-a-list",
        "After `in` stands something that is no list",
        "`in` asks whether a list holds a value: `organisation in organisations`.",
        Steps("
            hello:
              say: { known: 'channel ⟦in⟧ language' }
              next: done
        ") => Steps("
            hello:
              say: { known: '\"caf\" in organisations' }
              next: done
        ");

    NO_SUM: Error "G0239" "no-sum",
        "Two values that do not add up",
        "`+` joins two texts or adds two numbers. What is neither has no sum.",
        Steps("
            hello:
              say: { sum: 'channel ⟦+⟧ level' }
              next: done
        ") => Steps("
            hello:
              say: { sum: 'level + 1' }
              next: done
        ");

    NEVER_COMPARE: Error "G0240" "never-compare",
        "Two values of types that never compare",
        "The condition could never be true. Compare texts with texts, numbers with numbers, dates with dates.",
        Steps("
            hello:
              say: { known: 'channel ⟦==⟧ 3' }
              next: done
        ") => Steps("
            hello:
              say: { known: 'level == 3' }
              next: done
        ");

    WORD_OUTSIDE_SET: Error "G0241" "word-outside-set",
        "A word that a closed set does not have",
        "The set lists every word there is: another one is never equal, and cannot be kept. It is mistyped, or missing where \
         the set is declared.",
        Steps("
            by-channel:
              branch:
                - when: 'channel == ⟦\"phone\"⟧'
                  go: hello
                - go: done
            hello:
              say: {}
              next: done
        ") => Steps("
            by-channel:
              branch:
                - when: 'channel == \"voice\"'
                  go: hello
                - go: done
            hello:
              say: {}
              next: done
        ");

    CHOICE_OF_TWO_TYPES: Error "G0242" "choice-of-two-types",
        "The two sides of `? :` have nothing in common",
        "Whatever is chosen is said and compared as one thing: a date here and a number there cannot be.",
        Steps("
            hello:
              say: { when: 'open ⟦?⟧ today : level' }
              next: done
        ") => Steps("
            hello:
              say: { when: 'open ? today : today + 1' }
              next: done
        ");
}
