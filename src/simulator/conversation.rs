//! Conversations written as people would read them: the file's form, and how one is compared and rewritten.
//!
//! ```text
//! # A missing street number is given by text.
//! sms +33639980012
//! > DOSSIER
//! < Envoyez votre numéro de dossier.
//! (20 minutes pass)
//! voice withheld
//! > 1
//! > (silence)
//! > 1234567#
//! > (hang up)
//! ask 2345678 street_number
//! ring +33639980012 read-out words=Votre référence : 12345.
//! > (pick up)
//! remind +33639980012 residence-permit-prefecture=2027-02-15
//! = answer 2345678 street_number 12 bis, unconfirmed
//! ```

use std::fmt::Write as _;

/// A conversation file, line by line.
#[derive(Clone, Debug, PartialEq)]
pub struct Conversation {
    /// The path it was read from.
    pub path: String,
    /// Its lines in order.
    pub lines: Vec<Line>,
}

/// One line of a conversation file.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// An empty line or a comment, kept as it is.
    Comment(String),
    /// A setting of the world: `with organisations caf, msa+postcode` or `with files extra.csv`.
    With {
        /// `organisations` or `files`.
        what: String,
        /// Its values.
        values: Vec<String>,
    },
    /// What somebody does.
    Act(Act),
    /// What is heard or read then.
    Expect(String),
    /// What must stand in the database.
    Fact(String),
}

/// What somebody does.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Takes up the phone of this number to write.
    Sms {
        /// The number.
        from: String,
    },
    /// Dials from this number, or from a withheld one.
    Voice {
        /// The number; none when withheld.
        from: Option<String>,
    },
    /// Sends a text, or presses keys one after the other.
    Say(String),
    /// Sends a picture without a word.
    Picture,
    /// Says nothing until the line's time is over.
    Silence,
    /// Presses keys and then waits until the line's time is over.
    KeysThenSilence(String),
    /// Speaks for so many seconds, where the call records.
    Speaks {
        /// How many.
        seconds: u32,
    },
    /// The advisor whose telephone rings answers, or does not.
    Advisor {
        /// Whether they do.
        answers: bool,
    },
    /// Hangs up.
    HangUp,
    /// The provider repeats its last webhook.
    Repeat,
    /// Time passes.
    Pass {
        /// Minutes.
        minutes: i64,
    },
    /// A table of the database goes away, as in a breakdown, or comes back.
    Table {
        /// Its name.
        name: String,
        /// Whether it is there from now on.
        there: bool,
    },
    /// We ring a number, to begin a flow with whoever answers.
    Ring {
        /// The number.
        to: String,
        /// The flow.
        flow: String,
        /// What it takes, by name.
        with: Vec<(String, String)>,
    },
    /// A person is reminded of deadlines, now and in one message.
    Remind {
        /// The number.
        to: String,
        /// The types of the deadlines, each with the date that it is told from, where it is told from one.
        of: Vec<(String, Option<String>)>,
    },
    /// An advisor rings a person who asked for it, in vain.
    Missed {
        /// The person's number.
        from: String,
    },
    /// An advisor asks a person whether somebody may act for them.
    Mandate {
        /// The person's number.
        to: String,
        /// The file's number.
        file: String,
        /// The helper's number.
        helper: String,
        /// What the helper may do: `status` or `answers`.
        scope: String,
        /// The helper's name.
        name: String,
    },
    /// The phone in hand rings, and this becomes of it.
    Take(Take),
    /// Somebody runs `guichet ask`.
    Ask {
        /// The file's number.
        file: String,
        /// The item.
        item: String,
    },
}

/// What becomes of a phone that rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// The person answers.
    PickUp,
    /// The person refuses the call.
    Refuse,
    /// A machine answers.
    Voicemail,
    /// Nobody answers.
    NoAnswer,
}

impl Take {
    const ALL: [Take; 4] = [Take::PickUp, Take::Refuse, Take::Voicemail, Take::NoAnswer];

    /// As it stands in a file.
    fn as_str(self) -> &'static str {
        match self {
            Take::PickUp => "(pick up)",
            Take::Refuse => "(refuse)",
            Take::Voicemail => "(voicemail)",
            Take::NoAnswer => "(no answer)",
        }
    }
}

/// A line that cannot be read.
#[derive(Debug, thiserror::Error, PartialEq)]
#[error("{path}:{line}: {reason}")]
pub struct Unreadable {
    path: String,
    line: usize,
    reason: String,
}

/// A place where the talk went otherwise than written.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The line of the act, counted from 1.
    pub line: usize,
    /// What was written.
    pub expected: Vec<String>,
    /// What came.
    pub came: Vec<String>,
}

impl Conversation {
    /// Reads a file's text.
    ///
    /// # Errors
    /// The first line that cannot be read.
    pub fn parse(path: &str, text: &str) -> Result<Self, Unreadable> {
        let mut lines = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let read = parse_line(line.trim_end()).map_err(|reason| Unreadable {
                path: path.to_owned(),
                line: index + 1,
                reason,
            })?;
            lines.push(read);
        }
        Ok(Conversation { path: path.to_owned(), lines })
    }

    /// The first comment: what the conversation shows.
    pub fn title(&self) -> &str {
        let comment = self.lines.iter().find_map(|line| match line {
            Line::Comment(text) if text.starts_with('#') => Some(text.trim_start_matches('#').trim()),
            _ => None,
        });
        comment.unwrap_or(&self.path)
    }

    /// What is written to come after the act on this line, counted from 1.
    pub fn expected_after(&self, line: usize) -> Vec<String> {
        let after = self.lines.iter().skip(line);
        let expected = after.map_while(|line| match line {
            Line::Expect(text) => Some(text.clone()),
            _ => None,
        });
        expected.collect()
    }

    /// The file's text with what came after each act instead of what was written.
    pub fn rewritten(&self, came: &[(usize, Vec<String>)]) -> String {
        let mut text = String::new();
        for (index, line) in self.lines.iter().enumerate() {
            match line {
                Line::Expect(_) => continue,
                line => {
                    let _ = writeln!(text, "{}", written(line));
                }
            }
            let expected = self.expected_after(index + 1);
            for heard in came.iter().filter(|(at, _)| *at == index + 1).map(|(_, heard)| heard) {
                // What was written with gaps and still holds keeps its gaps.
                let lines = if matches(&expected, heard) { &expected } else { heard };
                for line in lines {
                    let _ = writeln!(text, "< {line}");
                }
            }
        }
        text
    }
}

/// Whether what came is what was written. `[…]` in a written line stands for any words.
pub fn matches(expected: &[String], came: &[String]) -> bool {
    expected.len() == came.len() && expected.iter().zip(came).all(|(expected, came)| line_matches(expected, came))
}

fn line_matches(expected: &str, came: &str) -> bool {
    let mut parts = expected.split("[…]");
    let Some(first) = parts.next() else { return came.is_empty() };
    let Some(mut rest) = came.strip_prefix(first) else { return false };
    let mut open = false;
    for part in parts {
        open = true;
        if part.is_empty() {
            continue;
        }
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
        open = false;
    }
    open || rest.is_empty()
}

/// A line as it stands in a file.
pub fn written(line: &Line) -> String {
    match line {
        Line::Comment(text) => text.clone(),
        Line::With { what, values } => format!("with {what} {}", values.join(", ")),
        Line::Expect(text) => format!("< {text}"),
        Line::Fact(text) => format!("= {text}"),
        Line::Act(act) => match act {
            Act::Sms { from } => format!("sms {from}"),
            Act::Voice { from } => format!("voice {}", from.as_deref().unwrap_or("withheld")),
            Act::Say(text) => format!("> {text}"),
            Act::Picture => "> (a picture)".to_owned(),
            Act::Silence => "> (silence)".to_owned(),
            Act::KeysThenSilence(keys) => format!("> {keys} (silence)"),
            Act::Speaks { seconds } => format!("> (says {seconds} seconds)"),
            Act::Advisor { answers: true } => "(the advisor answers)".to_owned(),
            Act::Advisor { answers: false } => "(the advisor does not answer)".to_owned(),
            Act::HangUp => "> (hang up)".to_owned(),
            Act::Repeat => "> (the same webhook again)".to_owned(),
            Act::Pass { minutes } => format!("({minutes} minutes pass)"),
            Act::Table { name, there: true } => format!("(the table {name} is back)"),
            Act::Table { name, there: false } => format!("(the table {name} is gone)"),
            Act::Ring { to, flow, with } => {
                let with = with.iter().map(|(name, value)| format!(" {name}={value}"));
                with.fold(format!("ring {to} {flow}"), |line, with| line + &with)
            }
            Act::Remind { to, of } => {
                let told = of.iter().map(|(name, date)| match date {
                    Some(date) => format!(" {name}={date}"),
                    None => format!(" {name}"),
                });
                told.fold(format!("remind {to}"), |line, one| line + &one)
            }
            Act::Missed { from } => format!("missed {from}"),
            Act::Mandate { to, file, helper, scope, name } => format!("mandate {to} {file} {helper} {scope} {name}"),
            Act::Take(take) => format!("> {}", take.as_str()),
            Act::Ask { file, item } => format!("ask {file} {item}"),
        },
    }
}

fn parse_line(line: &str) -> Result<Line, String> {
    if line.is_empty() || line.starts_with('#') {
        return Ok(Line::Comment(line.to_owned()));
    }
    if let Some(text) = line.strip_prefix("< ") {
        return Ok(Line::Expect(text.to_owned()));
    }
    if let Some(fact) = line.strip_prefix("= ") {
        return Ok(Line::Fact(fact.to_owned()));
    }
    if let Some(said) = line.strip_prefix("> ") {
        return Ok(Line::Act(said_act(said)));
    }
    match line {
        "(the advisor answers)" => return Ok(Line::Act(Act::Advisor { answers: true })),
        "(the advisor does not answer)" => return Ok(Line::Act(Act::Advisor { answers: false })),
        _ => {}
    }
    if let Some(minutes) = line.strip_prefix('(').and_then(|rest| rest.strip_suffix(" minutes pass)")) {
        let minutes = minutes.parse().map_err(|_| "write for example (20 minutes pass)".to_owned())?;
        return Ok(Line::Act(Act::Pass { minutes }));
    }
    if let Some(table) = line.strip_prefix("(the table ") {
        return match table.split_once(' ') {
            Some((name, "is gone)")) => Ok(Line::Act(Act::Table { name: name.to_owned(), there: false })),
            Some((name, "is back)")) => Ok(Line::Act(Act::Table { name: name.to_owned(), there: true })),
            _ => Err("write for example (the table case_file is gone)".to_owned()),
        };
    }
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let rest = rest.trim();
    match (word, rest) {
        ("sms", from) if !from.is_empty() => Ok(Line::Act(Act::Sms { from: from.to_owned() })),
        ("voice", "withheld") => Ok(Line::Act(Act::Voice { from: None })),
        ("voice", from) if !from.is_empty() => Ok(Line::Act(Act::Voice { from: Some(from.to_owned()) })),
        ("ring", rest) => ring(rest).map(Line::Act).ok_or_else(|| format!("write for example: {RING}")),
        ("remind", rest) => remind(rest).map(Line::Act).ok_or_else(|| format!("write for example: {REMIND}")),
        ("missed", from) if from.starts_with('+') => Ok(Line::Act(Act::Missed { from: from.to_owned() })),
        ("mandate", rest) => mandate(rest).map(Line::Act).ok_or_else(|| format!("write for example: {MANDATE}")),
        ("ask", rest) => match rest.split_once(' ') {
            Some((file, item)) => Ok(Line::Act(Act::Ask { file: file.to_owned(), item: item.to_owned() })),
            None => Err("write for example: ask 2345678 street_number".to_owned()),
        },
        ("with", rest) => match rest.split_once(' ') {
            Some((what @ ("organisations" | "files"), values)) => {
                let values = values.split(',').map(|value| value.trim().to_owned()).collect();
                Ok(Line::With { what: what.to_owned(), values })
            }
            _ => Err("write for example: with organisations caf, msa+postcode".to_owned()),
        },
        _ => Err("a line begins with #, sms, voice, ask, ring, remind, missed, mandate, with, >, <, = or (".to_owned()),
    }
}

/// How a call of ours is written.
const RING: &str = "ring +33639980012 read-out words=Votre référence : 12345.";

/// How a reminder of ours is written.
const REMIND: &str = "remind +33639980012 residence-permit-prefecture=2027-02-15 job-seeker-update";

/// How a question of ours for a mandate is written.
const MANDATE: &str = "mandate +33639980012 2345678 +33639980077 status Marie Martin";

/// `+33639980012 FILE +33639980077 SCOPE name in several words`.
fn mandate(rest: &str) -> Option<Act> {
    let mut words = rest.splitn(5, ' ').map(str::to_owned);
    let (to, file, helper) = (words.next()?, words.next()?, words.next()?);
    Some(Act::Mandate { to, file, helper, scope: words.next()?, name: words.next()? })
}

/// `+33639980012 TYPE=DATE TYPE`.
fn remind(rest: &str) -> Option<Act> {
    let mut words = rest.split_whitespace();
    let to = words.next()?.to_owned();
    let one = |word: &str| match word.split_once('=') {
        Some((name, date)) => (name.to_owned(), Some(date.to_owned())),
        None => (word.to_owned(), None),
    };
    let of: Vec<_> = words.map(one).collect();
    (to.starts_with('+') && !of.is_empty()).then_some(Act::Remind { to, of })
}

/// `+33639980012 FLOW name=value name=value with several words`.
fn ring(rest: &str) -> Option<Act> {
    let mut words = rest.split_whitespace();
    let (to, flow) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut with: Vec<(String, String)> = Vec::new();
    for word in words {
        let pair = word
            .split_once('=')
            .filter(|(name, _)| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'));
        match (pair, with.last_mut()) {
            (Some((name, value)), _) => with.push((name.to_owned(), value.to_owned())),
            (None, Some((_, value))) => value.extend([" ", word]),
            (None, None) => return None,
        }
    }
    (to.starts_with('+') && !flow.contains('=')).then_some(Act::Ring { to, flow, with })
}

fn said_act(said: &str) -> Act {
    if let Some(take) = Take::ALL.into_iter().find(|take| take.as_str() == said) {
        return Act::Take(take);
    }
    match said {
        "(silence)" => Act::Silence,
        "(a picture)" => Act::Picture,
        "(hang up)" => Act::HangUp,
        "(the same webhook again)" => Act::Repeat,
        said => match (said.strip_suffix(" (silence)"), spoken_seconds(said)) {
            (Some(keys), _) => Act::KeysThenSilence(keys.to_owned()),
            (None, Some(seconds)) => Act::Speaks { seconds },
            (None, None) => Act::Say(said.to_owned()),
        },
    }
}

/// `(says 12 seconds)`.
fn spoken_seconds(said: &str) -> Option<u32> {
    said.strip_prefix("(says ")?.strip_suffix(" seconds)")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# A talk.\nwith files a.csv\nsms +33639980012\n> oui\n< Bonjour.\n\nvoice withheld\n> (silence)\n> 12 (silence)\n> (a picture)\n> (says 12 seconds)\n(the advisor answers)\n(the advisor does not answer)\n(the table case_file is gone)\n(the table case_file is back)\n> (hang up)\n> (the same webhook again)\n(20 minutes pass)\nask 1 street_number\nring +33639980012 read-out words=Bonjour à tous. un=deux\n> (pick up)\n> (refuse)\n> (voicemail)\n> (no answer)\nring +33199000013 menu\nremind +33639980012 tax-return rsa-appeal=2026-10-01\nmandate +33639980012 2345678 +33639980077 status Marie Martin\n= callbacks 1\n";

    #[test]
    fn a_file_is_written_back_as_it_was_read() {
        let conversation = Conversation::parse("a.txt", FILE).expect("a readable file");
        assert_eq!(conversation.title(), "A talk.");
        assert_eq!(conversation.rewritten(&[(4, vec!["Bonjour.".into()])]), FILE);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        let error = Conversation::parse("a.txt", "# x\ncall 12").expect_err("a bad line").to_string();
        assert!(error.starts_with("a.txt:2: a line begins with"), "{error}");
        for remind in ["remind", "remind +33639980012", "remind tax-return +33639980012"] {
            let error = Conversation::parse("a.txt", remind).expect_err(remind).to_string();
            assert!(error.starts_with("a.txt:1: write for example: remind +33639980012 "), "{error}");
        }
        for ring in ["ring", "ring +33639980012", "ring menu +33639980012", "ring +33639980012 menu votre référence"]
        {
            let error = Conversation::parse("a.txt", ring).expect_err(ring).to_string();
            assert!(error.starts_with("a.txt:1: write for example: ring +33639980012 read-out words="), "{error}");
        }
    }

    #[test]
    fn a_gap_in_a_written_line_stands_for_any_words() {
        let rows = [
            ("Référence [….", "Référence 12.", false),
            ("Référence […].", "Référence 12.", true),
            ("[…]", "", true),
            ("a […] c", "a b", false),
            ("a", "a b", false),
        ];
        for (expected, came, same) in rows {
            assert_eq!(matches(&[expected.to_owned()], &[came.to_owned()]), same, "{expected} / {came}");
        }
    }
}
