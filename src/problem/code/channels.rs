//! G05: what is said by voice and by text.

use super::{
    Code,
    Example::{Files, Told, Words},
    Severity,
};

codes! {
    CHANNELS:

    SILENT_CHANNEL: Error "G0501" "silent-channel",
        "A message says nothing on one of its channels",
        "A flow serves texts and calls. A message without a text for both has one for each, `.sms` and `.voice`.",
        Words("
            ⟦hello⟧ =
                .voice = Bonjour.
        ") => Words("
            hello =
                .voice = Bonjour.
                .sms = Bonjour, c'est le guichet.
        ");

    LONG_CHOICE_OF_LANGUAGE: Error "G0510" "long-choice-of-language",
        "The choice of language takes ten seconds or more to hear",
        "Who does not understand us waits for one word, and hangs up. Shorten the greeting and the options.",
        Told("A choice of language after a greeting of thirty words.") => Told("The shipped flow `welcome`.");

    WORDS_BY_VOICE: Error "G0511" "words-by-voice",
        "A step asks for words, and people come here by voice",
        "Nobody can type words on a telephone's keys. Put a branch before it: `when: 'channel == \"sms\"'`.",
        Files(&[("flows/menu.yaml", "
            flow: menu
            vars: { name: text }
            steps:
              hello:
                menu:
                  1: { option: write, go: ask-name }
                  2: { option: finish, go: bye }
              ask-name:
                ⟦ask⟧: { text: 80, into: name }
                next: told
              told:
                say: { name: name }
                next: done
              bye:
                say: {}
                next: done
              done:
                end: done
        ")]) => Files(&[("flows/menu.yaml", "
            flow: menu
            vars: { name: text }
            steps:
              by-channel:
                branch:
                  - when: 'channel == \"sms\"'
                    go: ask-name
                  - go: bye
              ask-name:
                ask: { text: 80, into: name }
                next: told
              told:
                say: { name: name }
                next: done
              bye:
                say: {}
                next: done
              done:
                end: done
        ")]);

    OUTCOME_ON_ONE_CHANNEL: Error "G0512" "outcome-on-one-channel",
        "A flow ends so by voice and never by text, or the other way round",
        "Whoever has only a landline, or only texts, is served alike. Lead a path of the other channel to this end.",
        Files(&[("flows/menu.yaml", "
            flow: menu
            steps:
              hello:
                ask: { yes-no: true }
                on: { yes: by-channel, no: bye }
              by-channel:
                branch:
                  - when: 'channel == \"sms\"'
                    go: short
                  - go: bye
              short:
                say: {}
                next: written
              bye:
                say: {}
                next: done
              written:
                ⟦end⟧: written
              done:
                end: done
        ")]) => Files(&[("flows/menu.yaml", "
            flow: menu
            steps:
              hello:
                ask: { yes-no: true }
                on: { yes: by-channel, no: bye }
              by-channel:
                branch:
                  - when: 'channel == \"sms\"'
                    go: short
                  - go: bye
              short:
                say: {}
                next: done
              bye:
                say: {}
                next: done
              done:
                end: done
        ")]);

    KEY_BEFORE_OPTION: Error "G0513" "key-before-option",
        "A caller hears the key before the option, or not both",
        "Who hears the key first has forgotten it when they know what it is for. Write the option, then its key.",
        Told("`menu-option = Tapez { $key } : { $option }.`") => Told("`menu-option = { $option }, tapez { $key }.`");
}
