//! G0440 to G0459: how things are said, and how long they are.

use super::{
    Code,
    Example::{Files, Told, Words},
    Severity,
};

codes! {
    PHRASING:

    LOST_VALUE: Warning "G0440" "lost-value",
        "A language leaves out a value that the French tells",
        "What one person hears, everybody hears: a number or a day that is lost in translation is lost to whoever chose that \
         language. Say it, or choose by it, on each channel.",
        Files(&[
            ("flows/example.yaml", "flow: example\nabout: An example.\nenter: { words: entry }\nsteps:\n  hello:\n    say: { channel: channel }\n    next: done\n  done:\n    end: done\n"),
            ("locales/fr/example.ftl", "entry = exemple\nhello = Bonjour { $channel }.\n"),
            ("locales/en/example.ftl", "entry = exemple\n⟦hello⟧ = Good morning.\n"),
            ("locales/ar/example.ftl", "entry = exemple\nhello = مرحبا { $channel }.\n"),
        ]) => Files(&[
            ("flows/example.yaml", "flow: example\nabout: An example.\nenter: { words: entry }\nsteps:\n  hello:\n    say: { channel: channel }\n    next: done\n  done:\n    end: done\n"),
            ("locales/fr/example.ftl", "entry = exemple\nhello = Bonjour { $channel }.\n"),
            ("locales/en/example.ftl", "entry = exemple\nhello = Good morning { $channel }.\n"),
            ("locales/ar/example.ftl", "entry = exemple\nhello = مرحبا { $channel }.\n"),
        ]);

    MISSING_PLURAL: Error "G0441" "missing-plural",
        "A plural form of the language is missing",
        "A choice between plural forms has all that its language uses: Arabic has six. Without one, some counts are said \
         wrong.",
        Files(&[
            ("flows/example.yaml", "flow: example\nabout: An example.\nenter: { words: entry }\nsteps:\n  hello:\n    say: { count: 'size(organisations)' }\n    next: done\n  done:\n    end: done\n"),
            ("locales/fr/example.ftl", "entry = exemple\nhello = { $count ->\n    [one] Un dossier.\n   *[other] { $count } dossiers.\n  }\n"),
            ("locales/en/example.ftl", "entry = example\nhello = { $count ->\n    [one] One file.\n   *[other] { $count } files.\n  }\n"),
            ("locales/ar/example.ftl", "entry = مثال\nhello = { $count ->\n    [⟦one⟧] ملف واحد.\n   *[other] { $count } ملف.\n  }\n"),
        ]) => Files(&[
            ("flows/example.yaml", "flow: example\nabout: An example.\nenter: { words: entry }\nsteps:\n  hello:\n    say: { count: 'size(organisations)' }\n    next: done\n  done:\n    end: done\n"),
            ("locales/fr/example.ftl", "entry = exemple\nhello = { $count ->\n    [one] Un dossier.\n   *[other] { $count } dossiers.\n  }\n"),
            ("locales/en/example.ftl", "entry = example\nhello = { $count ->\n    [one] One file.\n   *[other] { $count } files.\n  }\n"),
            ("locales/ar/example.ftl", "entry = مثال\nhello = { $count ->\n    [zero] لا ملف.\n    [one] ملف واحد.\n    [two] ملفان.\n    [few] { $count } ملفات.\n    [many] { $count } ملفا.\n   *[other] { $count } ملف.\n  }\n"),
        ]);

    IMPOSSIBLE_PLURAL: Warning "G0442" "impossible-plural",
        "No count takes this plural form",
        "The form belongs to another language, and its words are never said.",
        Words("
            hello = { $count ->
                [one] Un dossier.
                [⟦few⟧] Quelques dossiers.
               *[other] { $count } dossiers.
            }
        ") => Words("
            hello = { $count ->
                [one] Un dossier.
               *[other] { $count } dossiers.
            }
        ");

    LONG_TEXT: Error "G0443" "long-text",
        "A text takes too many segments",
        "Each segment is paid for, and some networks deliver a third one late or not at all. The text is counted with its options \
         and the longest plausible values: two segments, three outside the GSM alphabet.",
        Words("
            ⟦hello⟧ = Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour. Bonjour.
                .voice = Bonjour.
        ") => Words("
            hello = Bonjour.
        ");

    LONG_SPEECH: Error "G0444" "long-speech",
        "A message takes more than half a minute to say",
        "What was said first is forgotten by then. The options count, and the longest plausible values.",
        Words("
            hello = Bonjour.
                .⟦voice⟧ = Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous. Bonjour à vous.
        ") => Words("
            hello = Bonjour.
        ");

    DEAR_CHARACTER: Warning "G0445" "dear-character",
        "One character makes the whole text more than twice as dear",
        "A letter or picture outside the GSM alphabet leaves 70 characters to a segment in place of 160. Accents, quotes and \
         dashes are folded when a text is sent; what the caret shows is not.",
        Words("
            hello = Bonjour ⟦✓⟧
        ") => Words("
            hello = Bonjour.
        ");

    LONG_SENTENCE: Warning "G0446" "long-sentence",
        "A sentence is too long to be kept in mind",
        "Twenty words are the most in plain language, twelve where the language is marked as easy to read. A value counts as one.",
        Words("
            hello = ⟦Bonjour, nous vous appelons parce que vous nous aviez demandé la semaine dernière de vous rappeler un matin pour parler de votre dossier.⟧
        ") => Words("
            hello = Bonjour. Vous nous avez demandé de vous rappeler.
        ");

    UNEXPLAINED_ACRONYM: Warning "G0447" "unexplained-acronym",
        "A short form in capitals is not in the glossary",
        "Not everybody knows what it stands for. Say the whole name; a form that everybody says goes into glossary.ftl with what \
         it stands for. Words that people may type are known.",
        Words("
            hello = Bonjour, la ⟦MDPH⟧ vous répond.
        ") => Words("
            hello = Bonjour, la maison du handicap vous répond.
        ");

    BIG_NUMBER: Error "G0448" "big-number",
        "A voice reads these digits as one big number",
        "3114 is heard as three thousand one hundred and fourteen. Write what is said, in pairs or one by one. Years are read well.",
        Words("
            hello = Bonjour. Appelez le ⟦3230⟧.
        ") => Words("
            hello = Bonjour. Appelez le 32 30.
        ");

    FRENCH_SPACE: Warning "G0449" "french-space",
        "French sets a space before this mark",
        "Before `:`, `;`, `?` and `!` stands a space; who reads slowly finds the words more easily.",
        Words("
            hello = Bonjour⟦!⟧
        ") => Words("
            hello = Bonjour !
        ");

    HIDDEN_DIRECTION: Error "G0450" "hidden-direction",
        "An invisible character changes the direction of the text",
        "Nobody sees it in the file, and numbers come out turned around. A mark that must be there is written as an escape, \
         {\"\\u200E\"}; overrides and isolates are refused.",
        Words("
            hello = Bonjour {\"⟦\\u202E⟧\"}toi.
        ") => Words("
            hello = Bonjour toi.
        ");

    FRAME_LEAVES_OUT: Error "G0451" "frame-leaves-out",
        "The frame of options leaves out the option or its key",
        "`menu-option` puts every option and its key together. Without one of them nobody can choose.",
        Told("In `shared.ftl`, `menu-option = { $option }`: no text names the key.") => Words("
            hello = Bonjour.
        ");

    OPTION_ENDS: Warning "G0452" "option-ends",
        "An option ends its sentence before its key",
        "The frame goes on behind the option, and “Pour finir., tapez 2.” would be said.",
        Words("
            choose-paper = Pour un papier⟦.⟧
        ") => Words("
            choose-paper = Pour un papier
        ");

    UNSAID_ATTRIBUTE: Warning "G0453" "unsaid-attribute",
        "An attribute by this name is never said",
        "Attributes are `.voice`, `.sms`, rungs such as `.voice-silence-1`, and on options `.words`.",
        Words("
            hello = Bonjour.
                .⟦vioce⟧ = Bonjour, vous.
        ") => Words("
            hello = Bonjour.
                .voice = Bonjour, vous.
        ");
}
