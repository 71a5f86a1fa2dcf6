//! G0130 to G0159: what the kinds of step ask for: menus, questions, branches, reminders, ends.

use super::{
    Code,
    Example::{Flow, Steps},
    Severity,
};

codes! {
    KINDS:

    EMPTY_MENU: Error "G0130" "empty-menu",
        "A menu has no options",
        "A menu waits for a choice, and here there is nothing to choose.",
        Steps("
            choose:
              ⟦menu⟧: {}
        ") => Steps("
            choose:
              menu:
                1: { option: paper, go: done }
        ");

    TOO_MANY_OPTIONS: Error "G0131" "too-many-options",
        "A menu has more than four options",
        "Nobody remembers more than four spoken options. Put the rest behind an option that leads to another menu.",
        Steps("
            choose:
              menu:
                1: { option: paper, go: done }
                2: { option: question, go: done }
                3: { option: visit, go: done }
                4: { option: other, go: done }
                ⟦5⟧: { option: nothing, go: done }
        ") => Steps("
            choose:
              menu:
                1: { option: paper, go: done }
                2: { option: question, go: done }
                3: { option: visit, go: done }
                4: { option: other, go: more }
            more:
              menu:
                1: { option: nothing, go: done }
        ");

    KEY_OUT_OF_ORDER: Error "G0132" "key-out-of-order",
        "The keys of a menu do not go up from 1 without a gap",
        "People count along while they listen: the first option is on 1, the second on 2.",
        Steps("
            choose:
              menu:
                1: { option: paper, go: done }
                ⟦3⟧: { option: question, go: done }
        ") => Steps("
            choose:
              menu:
                1: { option: paper, go: done }
                2: { option: question, go: done }
        ");

    OPTION_WITHOUT_NAME: Error "G0133" "option-without-name",
        "An option has no name",
        "An option's name is the second half of its message's id, so that it has words.",
        Steps("
            choose:
              menu:
                1: ⟦{⟧ go: done }
        ") => Steps("
            choose:
              menu:
                1: { option: paper, go: done }
        ");

    OPTION_TWICE: Error "G0134" "option-twice",
        "Two options of a menu have one name",
        "They would say the same words on two keys.",
        Steps("
            choose:
              menu:
                1: { option: paper, go: done }
                2: { option: ⟦paper⟧, go: done }
        ") => Steps("
            choose:
              menu:
                1: { option: paper, go: done }
                2: { option: question, go: done }
        ");

    NO_GO: Error "G0135" "no-go",
        "An option or an arm of a branch leads nowhere",
        "Whoever comes this way would hear nothing more.",
        Steps("
            choose:
              menu:
                1: ⟦{⟧ option: paper }
        ") => Steps("
            choose:
              menu:
                1: { option: paper, go: done }
        ");

    BAD_LANGUAGE: Error "G0136" "bad-language",
        "A word that is no language tag",
        "A language is named by its tag: `fr`, `en`, `ar`, `pt-BR`.",
        Steps("
            choose:
              menu:
                1: { option: arabic, in: ⟦العربية⟧, go: done }
        ") => Steps("
            choose:
              menu:
                1: { option: arabic, in: ar, go: done }
        ");

    EMPTY_BRANCH: Error "G0137" "empty-branch",
        "A branch has no arms",
        "A branch goes where its first true condition says, and its last arm, without a condition, takes all the rest.",
        Steps("
            by-channel:
              branch: ⟦[⟧]
        ") => Steps("
            by-channel:
              branch:
                - go: choose
            choose:
              menu:
                1: { option: paper, go: done }
        ");

    LAST_ARM_CONDITION: Error "G0138" "last-arm-condition",
        "The last arm of a branch has a condition",
        "If no condition holds, the conversation would have nowhere to go.",
        Steps("
            by-channel:
              branch:
                - when: 'channel == \"voice\"'
                  go: choose
                - ⟦when⟧: 'channel == \"sms\"'
                  go: done
            choose:
              menu:
                1: { option: paper, go: done }
        ") => Steps("
            by-channel:
              branch:
                - when: 'channel == \"voice\"'
                  go: choose
                - go: hello
            choose:
              menu:
                1: { option: paper, go: done }
            hello:
              say: {}
              next: done
        ");

    ARM_WITHOUT_CONDITION: Error "G0139" "arm-without-condition",
        "An arm without a condition stands before others",
        "It is always taken, so that the arms after it are never reached.",
        Steps("
            by-channel:
              branch:
                - ⟦go⟧: choose
                - go: done
            choose:
              menu:
                1: { option: paper, go: done }
        ") => Steps("
            by-channel:
              branch:
                - when: open
                  go: choose
                - go: hello
            choose:
              menu:
                1: { option: paper, go: done }
            hello:
              say: {}
              next: done
        ");

    NOTHING_ASKED: Error "G0140" "nothing-asked",
        "A question asks for nothing",
        "An `ask` says what is wanted: a date, an amount, so many digits. Keys and words are read accordingly.",
        Steps("
            ask-day:
              ⟦ask⟧: { into: day }
              next: done
        ") => Steps("
            ask-day:
              ask: { date: true, into: day }
              next: done
        ");

    TWO_THINGS_ASKED: Error "G0141" "two-things-asked",
        "A question asks for two things at once",
        "One answer fills one variable. Make two steps of it.",
        Steps("
            ask-day:
              ask: { date: true, ⟦amount⟧: true, into: day }
              next: done
        ") => Steps("
            ask-day:
              ask: { date: true, into: day }
              next: ask-rent
            ask-rent:
              ask: { amount: true, into: rent }
              next: done
        ");

    TAKES_NO_VALUE: Error "G0142" "takes-no-value",
        "A kind of question that has no size is given one",
        "A date, an amount or a postcode is as long as it is. Write `true` after it.",
        Steps("
            ask-day:
              ask: { date: ⟦8⟧, into: day }
              next: done
        ") => Steps("
            ask-day:
              ask: { date: true, into: day }
              next: done
        ");

    BAD_DIGITS: Error "G0143" "bad-digits",
        "This is no number of digits",
        "Write how many digits are wanted, or the fewest and the most: `4`, `1..7`; 20 at most.",
        Steps("
            ask-number:
              ask: { digits: ⟦7..1⟧, into: number }
              next: done
        ") => Steps("
            ask-number:
              ask: { digits: 1..7, into: number }
              next: done
        ");

    REMIND_WITHOUT_DAYS: Error "G0144" "remind-without-days",
        "A reminder does not say after how many days",
        "The text leaves so many days later, at ten in the morning.",
        Steps("
            later:
              ⟦remind⟧: {}
              next: hello
            hello:
              say: {}
              next: done
        ") => Steps("
            later:
              remind: { days: 2 }
              next: hello
            hello:
              say: {}
              next: done
        ");

    UNKNOWN_LEVEL: Error "G0145" "unknown-level",
        "There is no such level of proof",
        "`L0` is anyone, `L1` a number that is on file, `L2` a person with file number and posted code, `L3` one whom an \
         advisor checked.",
        Steps("
            hello:
              needs: ⟦L4⟧
              say: {}
              next: done
        ") => Steps("
            hello:
              needs: L0
              say: {}
              next: done
        ");

    NOTHING_SET: Error "G0146" "nothing-set",
        "A `set` sets nothing",
        "Name a variable and its value, or lead past the step.",
        Steps("
            hello:
              say: {}
              next: keep
            keep:
              set: ⟦{⟧}
              next: done
        ") => Steps("
            hello:
              say: {}
              next: keep
            keep:
              set: { language: '\"fr\"' }
              next: done
        ");

    ENDS_WITH_ELSE: Error "G0147" "ends-with-else",
        "A flow ends with the outcome `else`",
        "In a call, `else` stands for all outcomes that are not named. As an outcome it could not be told from them.",
        Flow("
            flow: example
            steps:
              hello:
                say: {}
                next: done
              done:
                end: ⟦else⟧
        ") => Flow("
            flow: example
            enter: { words: entry }
            steps:
              hello:
                say: {}
                next: done
              done:
                end: other
        ");

    AT_MOST_INCOMPLETE: Error "G0148" "at-most-incomplete",
        "`at-most` does not say how often, or where it leads from then on",
        "Once the step was entered so often, it is never taken again: without `else` the conversation would stop in silence.",
        Steps("
            ask-day:
              ask: { date: true, into: day }
              ⟦at-most⟧: { times: 3 }
              next: sure
            sure:
              ask: { yes-no: true }
              on: { yes: done, no: ask-day }
        ") => Steps("
            ask-day:
              ask: { date: true, into: day }
              at-most: { times: 3, else: done }
              next: sure
            sure:
              ask: { yes-no: true }
              on: { yes: done, no: ask-day }
        ");

    EMPTY_TRIES: Error "G0149" "empty-tries",
        "`tries` says nothing",
        "It tells after how many silences or answers that were not understood a question is given up, and where it leads \
         then. What it leaves out is as usual; where all is as usual, it is left out itself.",
        Steps("
            ask-day:
              ask: { date: true, into: day }
              tries: ⟦{⟧}
              next: done
        ") => Steps("
            ask-day:
              ask: { date: true, into: day }
              tries: { silence: 2, else: done }
              next: done
        ");

    UNKNOWN_CHANNEL: Error "G0150" "unknown-channel",
        "`only` names a channel that there is not",
        "There are two: `voice`, a call, and `sms`, a text. On the other one the step is passed over.",
        Steps("
            hello:
              say: {}
              only: ⟦phone⟧
              next: done
        ") => Steps("
            hello:
              say: {}
              only: voice
              next: done
        ");

    NATIONAL_NUMBER: Error "G0151" "national-number",
        "A question would take a national health number",
        "It has 13 digits, or 15 with its key. Who may process it is listed by decree (2019-341), and what is written to us that \
         looks like one is covered before anything is kept. A question for digits must not take 13 or 15 of them.",
        Steps("
            ask-number:
              ask: { digits: ⟦1..15⟧, into: number }
              next: done
        ") => Steps("
            ask-number:
              ask: { digits: 1..12, into: number }
              next: done
        ");
}
