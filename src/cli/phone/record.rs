//! A talk at the terminal's phone, written down as a conversation file.
//!
//! What is done is noted; what comes is what `guichet test` hears when it plays that. So a recording plays as it is
//! written, whatever the time and the numbers were in the talk.

use std::{
    fs::OpenOptions,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail, ensure};

use crate::{
    cli::talk,
    phone_number::Numbering,
    simulator::conversation::{Act, Conversation, Line},
};

/// Digits of the shortest telephone number.
const SHORTEST_NUMBER: usize = 9;

/// A recording under way.
pub(super) struct Recording {
    path: PathBuf,
    lines: Vec<Line>,
    /// The number of the phone in hand to write.
    writes_from: Option<String>,
}

impl Recording {
    /// A recording for this file, which must not be there yet.
    pub(super) fn new(path: &Path) -> anyhow::Result<Self> {
        ensure!(!path.exists(), "{} is there already; name a new file", path.display());
        Ok(Recording { path: path.to_owned(), lines: Vec::new(), writes_from: None })
    }

    /// Says what the talk shows.
    pub(super) fn entitle(&mut self, title: &str) {
        self.lines.insert(0, Line::Comment(format!("# {}", title.trim())));
    }

    /// Refuses what is somebody's: a recording is kept among the tests.
    pub(super) fn allows(&self, typed: &str) -> anyhow::Result<()> {
        if is_somebodys(typed) {
            bail!(
                "not done: this looks like somebody's number, and the talk is recorded; write one such as 06 39 98 00 12"
            )
        }
        Ok(())
    }

    /// Notes what was done.
    pub(super) fn note(&mut self, act: Act) {
        if !matches!(act, Act::Say(_)) {
            self.writes_from = None;
        }
        self.lines.push(Line::Act(act));
    }

    /// Notes a text; the phone is taken up where it was not in hand.
    pub(super) fn note_text(&mut self, from: &str, words: &str) {
        if self.writes_from.as_deref() != Some(from) {
            self.note(Act::Sms { from: from.to_owned() });
            self.writes_from = Some(from.to_owned());
        }
        self.note(Act::Say(words.to_owned()));
    }

    /// Plays what was done and writes it down with what came; gives what to say of it.
    pub(super) async fn write(self) -> anyhow::Result<String> {
        if !self.lines.iter().any(|line| matches!(line, Line::Act(_))) {
            return Ok("nothing was done; nothing is recorded".to_owned());
        }
        let name = self.path.display().to_string();
        let folder = self.path.parent().unwrap_or(Path::new(".")).to_owned();
        let done = Conversation { path: name.clone(), lines: self.lines };
        // What cannot be read back as it was meant, such as a text in brackets, is not written.
        let conversation = Conversation::parse(&name, &done.rewritten(&[]))?;
        ensure!(conversation.lines == done.lines, "{name}: the talk cannot be written as a conversation");
        let played = talk::play(&conversation, &folder).await.context("the talk cannot be played again")?;
        let mut file =
            OpenOptions::new().write(true).create_new(true).open(&self.path).with_context(|| name.clone())?;
        file.write_all(conversation.rewritten(&played.came).as_bytes())?;
        Ok(format!("recorded in {name}; read it, and play it with: guichet test {name}"))
    }
}

/// Whether a telephone number that may be somebody's, or more digits than one has, stands in what was typed.
fn is_somebodys(typed: &str) -> bool {
    let of_number = |c: char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '.' | '-' | '/');
    typed.split(|c| !of_number(c)).map(str::trim).any(|run| {
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        let number = Numbering { fiction: true }.parse(run);
        digits > 12 || (digits >= SHORTEST_NUMBER && number.is_some_and(|number| !number.is_fiction()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_somebody_is_not_recorded() {
        let rows = [
            ("06 12 34 56 78", true),
            ("0612345678", true),
            ("appelez-moi au 0612345678 merci", true),
            ("+33612345678", true),
            ("2 85 05 75 123 456 10", true),
            ("06 39 98 00 12", false),
            ("+33199000013", false),
            ("1234567", false),
            ("24681357#", false),
            ("03112026", false),
            ("DOSSIER", false),
        ];
        for (typed, expected) in rows {
            assert_eq!(is_somebodys(typed), expected, "{typed}");
        }
    }

    #[test]
    fn a_phone_is_taken_up_once_for_several_texts() {
        let folder = tempfile::tempdir().unwrap();
        let mut recording = Recording::new(&folder.path().join("a.txt")).unwrap();
        recording.entitle(" A talk. ");
        recording.note_text("+33639980012", "DOSSIER");
        recording.note_text("+33639980012", "1234567");
        recording.note(Act::Voice { from: None });
        recording.note(Act::Say("1".to_owned()));
        recording.note(Act::Silence);
        recording.note(Act::HangUp);
        recording.note_text("+33639980012", "STOP");
        let written = Conversation { path: String::new(), lines: recording.lines }.rewritten(&[]);
        assert_eq!(
            written,
            "# A talk.\nsms +33639980012\n> DOSSIER\n> 1234567\nvoice withheld\n> 1\n> (silence)\n> (hang up)\nsms +33639980012\n> STOP\n"
        );
    }
}
