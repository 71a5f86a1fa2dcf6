//! G05: what is said by voice and by text.

use super::{Code, Example::Words, Severity};

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
}
