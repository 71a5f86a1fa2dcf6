//! Where a conversation stands between two turns. Saved as JSON after each; what is as it is at the beginning is left out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Name,
    turn::Opening,
    value::{Secret, Value},
};
use crate::{channel::Channel, language::Language, level::Level, mandate::Mandated, phone_number::PhoneNumber};

/// The version of this form. A saved state of another version is begun anew.
pub const STATE_VERSION: u8 = 1;

/// A conversation between two turns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// [`STATE_VERSION`] when it was saved.
    pub version: u8,
    /// How the person reaches us.
    pub channel: Channel,
    /// The language spoken now.
    pub language: Language,
    /// Whether the person chose the language, or we assume it.
    pub language_known: bool,
    /// The person's number; a withheld one is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<PhoneNumber>,
    /// The flow that begins where no entry word says otherwise.
    pub entry: Name,
    /// What was proved.
    #[serde(default, skip_serializing_if = "unset")]
    pub assurance: Assurance,
    /// The dialogues under way, the current one last. A question we begin in the middle of another
    /// conversation is a thread of its own.
    pub threads: Vec<Thread>,
    /// What the next input answers.
    pub asking: Asking,
    /// How often in a row the current question met silence.
    #[serde(default, skip_serializing_if = "unset")]
    pub silences: u8,
    /// How often in a row its answer was not understood.
    #[serde(default, skip_serializing_if = "unset")]
    pub unclear: u8,
    /// How often in a row questions met neither an answer nor an end before this one, which they led to.
    #[serde(default, skip_serializing_if = "unset")]
    pub missed: u8,
    /// How often in a row the person was told that we are still looking.
    #[serde(default, skip_serializing_if = "unset")]
    pub holds: u8,
    /// What the conversation came to last: the flow that ended, or that was left in the middle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub served: Option<Served>,
    /// Whether a callback was asked for in this conversation.
    #[serde(default, skip_serializing_if = "unset")]
    pub callback_booked: bool,
    /// Whether the person said STOP and was answered once.
    #[serde(default, skip_serializing_if = "unset")]
    pub opted_out: bool,
    /// Whether they said it of reminders.
    #[serde(default, skip_serializing_if = "unset")]
    pub reminders_off: bool,
    /// Whether so much time has passed that the question must be put again. Holds for one turn.
    #[serde(skip)]
    pub stale: bool,
    /// Whether the person's text has met no word yet. Holds for one turn.
    #[serde(skip)]
    pub owed: bool,
    /// Codes typed in this turn. Never saved.
    #[serde(skip)]
    pub secrets: BTreeMap<Name, Secret>,
}

impl State {
    /// A conversation nobody has said anything in yet.
    pub fn new(opening: &Opening) -> Self {
        State {
            version: STATE_VERSION,
            channel: opening.channel,
            language: opening.remembered.clone().unwrap_or_else(|| opening.first_language.clone()),
            language_known: opening.remembered.is_some(),
            caller: opening.caller.clone(),
            entry: opening.entry.clone(),
            assurance: Assurance::default(),
            threads: Vec::new(),
            asking: Asking::Nothing,
            silences: 0,
            unclear: 0,
            missed: 0,
            holds: 0,
            served: None,
            callback_booked: false,
            opted_out: false,
            reminders_off: false,
            stale: false,
            owed: false,
            secrets: BTreeMap::new(),
        }
    }

    /// The flow that runs now, if any.
    pub fn frame(&self) -> Option<&Frame> {
        self.threads.last()?.frames.last()
    }

    pub(super) fn frame_mut(&mut self) -> Option<&mut Frame> {
        self.threads.last_mut()?.frames.last_mut()
    }
}

/// Whether a value is the one it begins with.
fn unset<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A flow that was gone through, and how that ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    /// The flow.
    pub flow: Name,
    /// The step it stood at last.
    pub step: Name,
    /// `done`, `helped`, `abandoned`, or a word of the flow's own.
    pub outcome: Name,
}

/// The level reached, and the one file it was reached for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Assurance {
    /// The level.
    pub level: Level,
    /// The file whose number and code were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_id: Option<String>,
    /// The mandate by which somebody else gave them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Mandated>,
}

/// A dialogue under way: the flow that runs, above those that called it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Thread {
    /// The called flows, the running one last. Never empty.
    pub frames: Vec<Frame>,
    /// Whether we began it.
    #[serde(default, skip_serializing_if = "unset")]
    pub invited: bool,
}

/// One flow in the middle of its run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// The flow.
    pub flow: Name,
    /// The step it stands at.
    pub step: Name,
    /// Its variables.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub vars: BTreeMap<Name, Value>,
    /// The questions asked before this one, for "back"; the last is the most recent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<Name>,
    /// How often each step that counts was entered.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub visits: BTreeMap<Name, u8>,
    /// Which part of a long list is on offer.
    #[serde(default, skip_serializing_if = "unset")]
    pub page: u8,
    /// The step to return to once the person has proved again who they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regain: Option<Name>,
    /// The flows it had called, put aside meanwhile.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub above: Vec<Frame>,
}

/// What the next input answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asking {
    /// The current step.
    Step,
    /// "Shall an advisor call you back?" after too many misses.
    OfferCallback,
    /// What AIDE or words of distress led to: `1` books a callback, anything else answers the step.
    Help {
        /// What that callback is about.
        subject: Name,
    },
    /// "Do you want to begin this flow?" after an entry word in the middle of another.
    Begin {
        /// The flow.
        flow: Name,
    },
    /// "Shall we go on where you were cut off?" with the conversation that was.
    Resume {
        /// The threads of the cut call.
        threads: Vec<Thread>,
    },
    /// Nothing yet: the answer to a query is on its way.
    World {
        /// The turn that asked.
        ticket: Name,
    },
    /// Nothing: the conversation is over.
    Nothing,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_as_at_the_beginning_is_left_out_and_read_alike_where_it_was_written_out() {
        let written_out = r#"{"version":1,"channel":"sms","language":"fr","language_known":true,"caller":null,
            "entry":"menu","assurance":{"level":"L0","file_id":null},"threads":[{"frames":[{"flow":"menu",
            "step":"choose","vars":{},"asked":["choose"],"regain":null,"above":[]}],"invited":false}],"asking":"step",
            "silences":0,"unclear":0,"holds":0,"callback_booked":false,"opted_out":false}"#;
        let state: State = serde_json::from_str(written_out).unwrap();
        let short = serde_json::to_string(&state).unwrap();
        assert_eq!(
            short,
            r#"{"version":1,"channel":"sms","language":"fr","language_known":true,"entry":"menu","threads":[{"frames":[{"flow":"menu","step":"choose","asked":["choose"]}]}],"asking":"step"}"#
        );
        assert_eq!(serde_json::from_str::<State>(&short).unwrap(), state);
    }
}
