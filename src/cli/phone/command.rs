//! What a person types at the terminal's phone.

use super::api::Take;
use crate::phone_number::Numbering;

/// What `help` prints.
pub(super) const HELP: &str = "\
call              calls the service; call withheld hides the number
1, 2345678#, *    in a call: presses these keys, one after the other
(empty line)      in a call: lets the silence pass at once
hang up           ends the call
pick up           when the phone rings: answers; refuse, or voicemail, for the rest
text WORDS        sends a text; t WORDS too
from NUMBER       becomes the phone with this number
help              says this
quit              ends";

/// One line typed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command {
    Call { withheld: bool },
    Keys(String),
    Silence,
    HangUp,
    Take(Take),
    Text(String),
    From(String),
    Help,
    Quit,
}

impl Command {
    /// Reads a line; the error says what to write.
    pub(super) fn parse(line: &str) -> Result<Command, String> {
        let line = line.trim();
        let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        let keys: String = line.chars().filter(|letter| !letter.is_whitespace()).collect();
        match (first.to_lowercase().as_str(), rest) {
            ("", _) => Ok(Command::Silence),
            ("call", "") => Ok(Command::Call { withheld: false }),
            ("call", "withheld") => Ok(Command::Call { withheld: true }),
            ("pick", "up") | ("pickup", "") => Ok(Command::Take(Take::PickUp)),
            ("refuse", "") => Ok(Command::Take(Take::Refuse)),
            ("voicemail", "") => Ok(Command::Take(Take::Voicemail)),
            ("hang", "up") | ("hangup", "") => Ok(Command::HangUp),
            ("text" | "t", "") => Err("write the words too, for example: text DOSSIER".to_owned()),
            ("text" | "t", words) => Ok(Command::Text(words.to_owned())),
            ("from", number) => Command::from_number(number),
            ("help" | "?", "") => Ok(Command::Help),
            ("quit" | "exit", "") => Ok(Command::Quit),
            _ if keys.chars().all(|key| matches!(key, '0'..='9' | '*' | '#')) => Ok(Command::Keys(keys)),
            _ => Err("not understood; help lists what can be typed".to_owned()),
        }
    }

    fn from_number(number: &str) -> Result<Command, String> {
        own_number(number).map(Command::From).ok_or_else(|| "write for example: from 06 39 98 00 12".to_owned())
    }
}

/// A number as typed, in E.164 form.
pub(super) fn own_number(typed: &str) -> Option<String> {
    Numbering { fiction: true }.parse(typed).map(|number| number.reveal().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_the_help_names_is_understood() {
        let rows = [
            ("", Command::Silence),
            ("  ", Command::Silence),
            ("call", Command::Call { withheld: false }),
            ("Call  withheld", Command::Call { withheld: true }),
            ("1", Command::Keys("1".into())),
            (" 2345678 # ", Command::Keys("2345678#".into())),
            ("*0#", Command::Keys("*0#".into())),
            ("hang up", Command::HangUp),
            ("pick up", Command::Take(Take::PickUp)),
            ("refuse", Command::Take(Take::Refuse)),
            ("voicemail", Command::Take(Take::Voicemail)),
            ("text DOSSIER", Command::Text("DOSSIER".into())),
            ("t  12 bis ", Command::Text("12 bis".into())),
            ("t ملف", Command::Text("ملف".into())),
            ("from 06 39 98 00 12", Command::From("+33639980012".into())),
            ("help", Command::Help),
            ("quit", Command::Quit),
        ];
        for (line, expected) in rows {
            assert_eq!(Command::parse(line), Ok(expected), "{line}");
        }
    }

    #[test]
    fn a_line_that_is_none_is_answered_with_what_to_write() {
        for (line, told) in
            [("text", "text DOSSIER"), ("from", "06 39 98 00 12"), ("from here", "from"), ("1a", "help")]
        {
            let told_us = Command::parse(line).expect_err(line);
            assert!(told_us.contains(told), "{line}: {told_us}");
        }
    }
}
