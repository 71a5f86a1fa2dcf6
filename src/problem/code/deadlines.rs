//! G0701 to G0719: deadlines, their ladders and their words.

use super::{Code, Example::Files, Severity};

codes! {
    DEADLINES:

    NO_DEADLINE_NAME: Error "G0701" "no-deadline-name",
        "A deadline has no name",
        "A deadline has the name of its file, so that it can be found, and its words have that name too.",
        Files(&[("deadlines/example.yaml", "
            ⟦⟧about: An example.
            organisations: [caf]
            due: { every: 3 months, from: last-declaration }
            offline: [desk]
            evidence: official
            source: The law.
            checked: 2026-11-22
            verified: yes
        ")]) => Files(&[("deadlines/example.yaml", "
            deadline: example
            about: An example.
            organisations: [caf]
            due: { every: 3 months, from: last-declaration }
            offline: [desk]
            evidence: official
            source: The law.
            checked: 2026-11-22
            verified: yes
        ")]);

    WRONG_DEADLINE_NAME: Error "G0702" "wrong-deadline-name",
        "A deadline has another name than its file",
        "Its words and the persons' own deadlines are found by the name. Two names for one thing would lose some of them.",
        Files(&[("deadlines/example.yaml", "
            deadline: ⟦exemple⟧
            about: An example.
            organisations: [caf]
            due: { every: 3 months, from: last-declaration }
            offline: [desk]
            evidence: official
            source: The law.
            checked: 2026-11-22
            verified: yes
        ")]) => Files(&[("deadlines/example.yaml", "
            deadline: example
            about: An example.
            organisations: [caf]
            due: { every: 3 months, from: last-declaration }
            offline: [desk]
            evidence: official
            source: The law.
            checked: 2026-11-22
            verified: yes
        ")]);

    MISSING_FIELD: Error "G0703" "missing-field",
        "A deadline does not say something that it must say",
        "Who it is a deadline of, when it falls, how to act without internet, and since when we know: a reminder without them \
         would send people nowhere, or nobody could tell whether it is still true.",
        Files(&[("deadlines/example.yaml", "
            deadline: example
            about: An example.
            organisations: [caf]
            due: { ⟦before⟧: card-end, opens: 4 months }
            offline: [desk]
            evidence: official
            source: The law.
            checked: 2026-11-22
            verified: yes
        ")]) => Files(&[("deadlines/example.yaml", "
            deadline: example
            about: An example.
            organisations: [caf]
            due: { before: card-end, opens: 4 months, closes: 2 months }
            offline: [desk]
            evidence: official
            source: The law.
            checked: 2026-11-22
            verified: yes
        ")]);

    NO_SOURCE: Error "G0704" "no-source",
        "Nothing says where a deadline can be read",
        "People act on what we tell them. Whoever looks after this file next year has to find the law or the page again. Only \
         `evidence: unconfirmed` goes without one.",
        Files(&[("deadlines/example.yaml", "
            deadline: example
            about: An example.
            organisations: [caf]
            due: { every: 3 months, from: last-declaration }
            offline: [desk]
            ⟦evidence⟧: official
            checked: 2026-11-22
            verified: yes
        ")]) => Files(&[("deadlines/example.yaml", "
            deadline: example
            about: An example.
            organisations: [caf]
            due: { every: 3 months, from: last-declaration }
            offline: [desk]
            evidence: official
            source: The law.
            checked: 2026-11-22
            verified: yes
        ")]);

    UNKNOWN_ORGANISATION: Error "G0705" "unknown-organisation",
        "An organisation has no name in the words of deadlines",
        "A reminder begins with who it is from. Add the organisation's name, `organisation-…`, to `deadlines.ftl` in every \
         language, or mend the word.",
        Files(&[("deadlines/example.yaml", "
            deadline: example
            about: An example.
            organisations: [⟦cafe⟧]
            due: { every: 3 months, from: last-declaration }
            offline: [desk]
            evidence: official
            source: The law.
            checked: 2026-11-22
            verified: yes
        ")]) => Files(&[("deadlines/example.yaml", "
            deadline: example
            about: An example.
            organisations: [caf]
            due: { every: 3 months, from: last-declaration }
            offline: [desk]
            evidence: official
            source: The law.
            checked: 2026-11-22
            verified: yes
        ")]);

    UNCLEAR_DUE: Error "G0706" "unclear-due",
        "It is not clear when a deadline falls due",
        "`due` says it in one way: `each-month`, `every`, `before`, `after`, `yearly`, `season` or `chain`.",
        Files(&[("deadlines/example.yaml", "
            deadline: example
            about: An example.
            organisations: [caf]
            due: { ⟦from⟧: card-end }
            offline: [desk]
            evidence: official
            source: The law.
            checked: 2026-11-22
            verified: yes
        ")]) => Files(&[("deadlines/example.yaml", "
            deadline: example
            about: An example.
            organisations: [caf]
            due: { before: card-end, opens: 4 months, closes: 2 months }
            offline: [desk]
            evidence: official
            source: The law.
            checked: 2026-11-22
            verified: yes
        ")]);

    IMPOSSIBLE_DAY: Error "G0707" "impossible-day",
        "A day that no calendar has",
        "The 31st of June or a 13th month was meant to be another day. Days of the year are written month first: `07-15` is the \
         15th of July.",
        Files(&[("deadlines/example.yaml", "
            deadline: example
            about: An example.
            organisations: [caf]
            due: { yearly: { from: 03-13, to: ⟦06-31⟧ } }
            offline: [desk]
            evidence: official
            source: The law.
            checked: 2026-11-22
            verified: yes
        ")]) => Files(&[("deadlines/example.yaml", "
            deadline: example
            about: An example.
            organisations: [caf]
            due: { yearly: { from: 03-13, to: 06-30 } }
            offline: [desk]
            evidence: official
            source: The law.
            checked: 2026-11-22
            verified: yes
        ")]);

    UNCLEAR_LENGTH: Error "G0708" "unclear-length",
        "A length of time that cannot be read",
        "A length is a number and one of the words day, week, month and year. A month after the 31st is the last day of a shorter \
         month.",
        Files(&[("deadlines/example.yaml", "
            deadline: example
            about: An example.
            organisations: [caf]
            due: { every: ⟦3 moths⟧, from: last-declaration }
            offline: [desk]
            evidence: official
            source: The law.
            checked: 2026-11-22
            verified: yes
        ")]) => Files(&[("deadlines/example.yaml", "
            deadline: example
            about: An example.
            organisations: [caf]
            due: { every: 3 months, from: last-declaration }
            offline: [desk]
            evidence: official
            source: The law.
            checked: 2026-11-22
            verified: yes
        ")]);

    OPENS_AFTER_CLOSES: Error "G0709" "opens-after-closes",
        "A deadline closes before it opens",
        "Nobody could ever be in time. Mostly the two are exchanged, or the closing day is one of the month after.",
        Files(&[("deadlines/example.yaml", "
            deadline: example
            about: An example.
            organisations: [caf]
            due: { before: card-end, opens: 60 days, closes: ⟦120 days⟧ }
            offline: [desk]
            evidence: official
            source: The law.
            checked: 2026-11-22
            verified: yes
        ")]) => Files(&[("deadlines/example.yaml", "
            deadline: example
            about: An example.
            organisations: [caf]
            due: { before: card-end, opens: 120 days, closes: 60 days }
            offline: [desk]
            evidence: official
            source: The law.
            checked: 2026-11-22
            verified: yes
        ")]);

    UNCLEAR_RUNG: Error "G0710" "unclear-rung",
        "A rung that names no day",
        "A rung counts from the day it `opens`, the day it `closes`, or the `anchor` that is on the file: `closes -5` is five days \
         before it closes. A day of the year may stand there too: `02-01`.",
        Files(&[("deadlines/example.yaml", "
            deadline: example
            about: An example.
            organisations: [caf]
            due: { every: 3 months, from: last-declaration }
            rungs: [⟦close -5⟧]
            offline: [desk]
            evidence: official
            source: The law.
            checked: 2026-11-22
            verified: yes
        ")]) => Files(&[("deadlines/example.yaml", "
            deadline: example
            about: An example.
            organisations: [caf]
            due: { every: 3 months, from: last-declaration }
            rungs: [closes -5]
            offline: [desk]
            evidence: official
            source: The law.
            checked: 2026-11-22
            verified: yes
        ")]);

    RUNG_AFTER_END: Error "G0711" "rung-after-end",
        "A rung comes after the last day",
        "Nothing is sent of a deadline that is past: the rung would never come. The last day is the closing day, unless `expires` \
         says another.",
        Files(&[("deadlines/example.yaml", "
            deadline: example
            about: An example.
            organisations: [caf]
            due: { every: 3 months, from: last-declaration }
            rungs: [closes -3, ⟦closes 2⟧]
            offline: [desk]
            evidence: official
            source: The law.
            checked: 2026-11-22
            verified: yes
        ")]) => Files(&[("deadlines/example.yaml", "
            deadline: example
            about: An example.
            organisations: [caf]
            due: { every: 3 months, from: last-declaration }
            rungs: [closes -3, closes -1]
            offline: [desk]
            evidence: official
            source: The law.
            checked: 2026-11-22
            verified: yes
        ")]);

    RUNGS_ON_ONE_DAY: Error "G0712" "rungs-on-one-day",
        "Two rungs fall on one day",
        "A person hears from us once a day. One of the two would never be said.",
        Files(&[("deadlines/example.yaml", "
            deadline: example
            about: An example.
            organisations: [caf]
            due: { every: 3 months, from: last-declaration }
            rungs: [closes -3, ⟦closes -3⟧]
            offline: [desk]
            evidence: official
            source: The law.
            checked: 2026-11-22
            verified: yes
        ")]) => Files(&[("deadlines/example.yaml", "
            deadline: example
            about: An example.
            organisations: [caf]
            due: { every: 3 months, from: last-declaration }
            rungs: [closes -7, closes -3]
            offline: [desk]
            evidence: official
            source: The law.
            checked: 2026-11-22
            verified: yes
        ")]);

    UNKNOWN_DEADLINE_WORD: Error "G0713" "unknown-deadline-word",
        "A word that is none of those that may stand here",
        "Channels are `text` and `voice`; what is certain, `yes` or `no`; the others are listed in the help. A word that is not \
         known would be passed over, and reminders would go another way than was meant.",
        Files(&[("deadlines/example.yaml", "
            deadline: example
            about: An example.
            organisations: [caf]
            due: { every: 3 months, from: last-declaration }
            rungs: [{ day: closes -5, channel: ⟦call⟧ }]
            offline: [desk]
            evidence: official
            source: The law.
            checked: 2026-11-22
            verified: yes
        ")]) => Files(&[("deadlines/example.yaml", "
            deadline: example
            about: An example.
            organisations: [caf]
            due: { every: 3 months, from: last-declaration }
            rungs: [{ day: closes -5, channel: voice }]
            offline: [desk]
            evidence: official
            source: The law.
            checked: 2026-11-22
            verified: yes
        ")]);

    MISSING_DEADLINE_WORDS: Error "G0714" "missing-deadline-words",
        "A deadline lacks words in a language",
        "Each deadline has four messages in `deadlines.ftl` of every language: what it is (`NAME`), what is to be done \
         (`NAME-todo`), what is lost otherwise (`NAME-lost`) and how to act without internet (`NAME-offline`). One whose \
         reminders go on after the closing day has a fifth (`NAME-late`).",
        Files(&[
            ("deadlines/example.yaml", "
                deadline: ⟦example⟧
                about: An example.
                organisations: [caf]
                due: { every: 3 months, from: last-declaration }
                offline: [desk]
                evidence: official
                source: The law.
                checked: 2026-11-22
                verified: yes
            "),
            ("locales/fr/deadlines.ftl", "
                example = Exemple
                example-todo = Allez au guichet.
                example-lost = Sinon, l'aide s'arrête.
                example-offline = Au guichet.
            "),
            ("locales/en/deadlines.ftl", "
                example = Example
                example-todo = Go to the desk.
                example-offline = At the desk.
            "),
            ("locales/ar/deadlines.ftl", "
                example = مثال
                example-todo = اذهب إلى المكتب.
                example-lost = وإلا تتوقف المساعدة.
                example-offline = في المكتب.
            "),
        ]) => Files(&[
            ("deadlines/example.yaml", "
                deadline: example
                about: An example.
                organisations: [caf]
                due: { every: 3 months, from: last-declaration }
                offline: [desk]
                evidence: official
                source: The law.
                checked: 2026-11-22
                verified: yes
            "),
            ("locales/fr/deadlines.ftl", "
                example = Exemple
                example-todo = Allez au guichet.
                example-lost = Sinon, l'aide s'arrête.
                example-offline = Au guichet.
            "),
            ("locales/en/deadlines.ftl", "
                example = Example
                example-todo = Go to the desk.
                example-lost = If not, the help stops.
                example-offline = At the desk.
            "),
            ("locales/ar/deadlines.ftl", "
                example = مثال
                example-todo = اذهب إلى المكتب.
                example-lost = وإلا تتوقف المساعدة.
                example-offline = في المكتب.
            "),
        ]);

    UNUSED_DEADLINE_WORDS: Warning "G0715" "unused-deadline-words",
        "Words of deadlines that nobody says",
        "No deadline has this name. Mostly it is mistyped, and the deadline it was written for says something else.",
        Files(&[
            ("deadlines/example.yaml", "
                deadline: example
                about: An example.
                organisations: [caf]
                due: { every: 3 months, from: last-declaration }
                offline: [desk]
                evidence: official
                source: The law.
                checked: 2026-11-22
                verified: yes
            "),
            ("locales/fr/deadlines.ftl", "
                example = Exemple
                example-todo = Allez au guichet.
                example-lost = Sinon, l'aide s'arrête.
                example-offline = Au guichet.
            "),
            ("locales/en/deadlines.ftl", "
                example = Example
                example-todo = Go to the desk.
                example-lost = If not, the help stops.
                example-offline = At the desk.
                ⟦exampel-late⟧ = Go today.
            "),
            ("locales/ar/deadlines.ftl", "
                example = مثال
                example-todo = اذهب إلى المكتب.
                example-lost = وإلا تتوقف المساعدة.
                example-offline = في المكتب.
            "),
        ]) => Files(&[
            ("deadlines/example.yaml", "
                deadline: example
                about: An example.
                organisations: [caf]
                due: { every: 3 months, from: last-declaration }
                offline: [desk]
                evidence: official
                source: The law.
                checked: 2026-11-22
                verified: yes
            "),
            ("locales/fr/deadlines.ftl", "
                example = Exemple
                example-todo = Allez au guichet.
                example-lost = Sinon, l'aide s'arrête.
                example-offline = Au guichet.
            "),
            ("locales/en/deadlines.ftl", "
                example = Example
                example-todo = Go to the desk.
                example-lost = If not, the help stops.
                example-offline = At the desk.
            "),
            ("locales/ar/deadlines.ftl", "
                example = مثال
                example-todo = اذهب إلى المكتب.
                example-lost = وإلا تتوقف المساعدة.
                example-offline = في المكتب.
            "),
        ]);
}
