//! The contract of a turn: what can come in, what is said, what is asked of the world.

use std::fmt;

use jiff::civil::Date;

use super::{
    Name, answers,
    consent::Subject,
    state::{State, Thread},
    value::{Secret, Value, Window},
};
use crate::{
    case::CaseFile,
    channel::Channel,
    language::Language,
    mandate::{Mandated, Reply},
    phone_number::PhoneNumber,
};

/// What can come in.
#[derive(Clone, Debug)]
pub enum Input {
    /// A call is answered.
    Begin {
        /// The threads of a call cut a moment ago, if there is one.
        cut: Option<Vec<Thread>>,
    },
    /// A text message.
    Text {
        /// What was written.
        body: String,
        /// Whether the question it may answer is so old that it is put again instead.
        stale: bool,
    },
    /// Keys pressed: one for a menu, or an entry without its final `#`.
    Keys(String),
    /// Nothing was pressed.
    Silence,
    /// Words were recorded; the reference tells which.
    Recorded {
        /// The provider's identifier of the recording.
        reference: String,
    },
    /// The advisor who was rung answered, and has spoken with the person; or did not answer.
    Dialled {
        /// Whether they answered.
        answered: bool,
    },
    /// The person hung up.
    HangUp,
    /// What a query found.
    Answer(Answer),
    /// A question of ours was handed to the provider.
    Invite {
        /// The flow that asks it.
        flow: Name,
        /// Its arguments.
        with: Vec<(Name, Value)>,
    },
    /// A text that answers what we told before, and is on the table no more.
    LateAnswer {
        /// The flow that told it.
        flow: Name,
        /// Its arguments.
        with: Vec<(Name, Value)>,
        /// What was written.
        body: String,
    },
    /// The world takes its time: the conversation waits for it, under this name.
    Hold {
        /// Whose answer is waited for.
        ticket: Name,
    },
    /// The turn asked more of the world than one turn may.
    GiveUp,
    /// Time passed without a word: what was proved no longer holds.
    Lapse,
}

/// One turn decided: the pure core's whole answer.
#[derive(Clone, Debug)]
pub struct Turn {
    /// Where the conversation stands now.
    pub state: State,
    /// What is said, in order.
    pub says: Vec<Say>,
    /// What is to be done, as rows saved with the turn.
    pub orders: Vec<Order>,
    /// What comes next.
    pub then: Then,
}

/// What comes after a turn.
#[derive(Clone, Debug)]
pub enum Then {
    /// The person's answer.
    Wait(Wait),
    /// An advisor: the call is put through, and how that went comes back as [`Input::Dialled`].
    Transfer(Dial),
    /// The world's answer, to be given as [`Input::Answer`].
    Query(Query),
    /// Nothing: the conversation is over. By voice, we hang up.
    End {
        /// How it ended.
        outcome: Name,
    },
}

/// How long and for which keys a call waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Which keys.
    pub keys: Keys,
    /// Seconds of silence, 3 to 30.
    pub timeout: u8,
}

/// Who is rung for a person on the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dial {
    /// The number.
    pub number: PhoneNumber,
    /// Seconds it rings.
    pub timeout: u8,
}

/// What a call waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keys {
    /// One key, whichever.
    One,
    /// Keys until `#`.
    UntilHash,
    /// Words, recorded until `#` or for so many seconds; `0` and `*` work meanwhile.
    Words {
        /// The most seconds.
        seconds: u8,
    },
}

/// One thing said.
#[derive(Clone, Debug, PartialEq)]
pub struct Say {
    /// The language it is said in.
    pub language: Language,
    /// The flow whose words hold the message; none for the shared ones.
    pub flow: Option<Name>,
    /// The message's id.
    pub message: Name,
    /// Which of its wordings.
    pub rung: Rung,
    /// The key, where it is an option of a menu.
    pub key: Option<char>,
    /// The values it uses.
    pub with: Vec<(Name, Value)>,
}

/// Which wording of a message: the first, or one of the escalating series. The highest rung not above
/// the count is the one said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rung {
    /// The first time.
    First,
    /// After so many silences.
    Silence(u8),
    /// After so many answers that were not understood.
    Unclear(u8),
}

/// What a turn asks of the world before it can go on.
#[derive(Clone, Debug)]
pub enum Query {
    /// Is this the code of that file?
    Verify {
        /// The organisation's key.
        organisation: String,
        /// The number as typed.
        number: String,
        /// The postcode, where the organisation needs it.
        postcode: Option<String>,
        /// The code as typed.
        code: Secret,
        /// Whether it is a code that was sent in this conversation, and none that came by post.
        one_time: bool,
    },
    /// Send something to the number on file, if there is one.
    Send {
        /// What.
        sent: Sent,
        /// The organisation's key.
        organisation: String,
        /// The number as typed.
        number: String,
        /// The postcode, where the organisation needs it.
        postcode: Option<String>,
    },
    /// The file that was verified.
    LookUp {
        /// Its identifier.
        file_id: String,
    },
    /// Keep this answer with the file.
    Give {
        /// The file's identifier.
        file_id: String,
        /// The item's name.
        item: String,
        /// The answer in its plain form.
        value: String,
        /// Whether the person had proved who they are.
        confirmed: bool,
    },
    /// Have an advisor ring back.
    Callback {
        /// The number to ring.
        number: PhoneNumber,
        /// `morning`, `afternoon` or `any`.
        half_day: String,
        /// What it is about.
        subject: String,
        /// Whether an interpreter is needed.
        interpreter: bool,
        /// What the person left for the advisor.
        message: Option<Message>,
        /// Whether a message may be left where nobody answers; nothing where the person said nothing of it.
        messages: Option<bool>,
        /// Whether the person is told digits by which they know the advisor.
        tells_digits: bool,
        /// The file it concerns, if one was verified.
        file_id: Option<String>,
    },
    /// Nobody is to ring back about this any more.
    Withdraw {
        /// What the person asked to be rung about.
        subject: String,
    },
    /// Do what was answered to a reminder.
    Settle {
        /// The reminder's identifier.
        reminder: String,
        /// What was answered.
        answer: answers::Answer,
        /// The one deadline it is about: its kind, and its place among those of that kind in the reminder, from 0.
        only: Option<(Name, usize)>,
    },
    /// Do what was answered to the offer of a mandate.
    Mandate {
        /// The offer's identifier.
        offer: String,
        /// What was answered.
        reply: Reply,
        /// What was said of it: the question, as it was put first.
        asked: Vec<Say>,
    },
    /// Set up reminders of a day.
    RemindOf {
        /// The type of deadline.
        about: String,
        /// The day it is told from.
        on: Date,
        /// The hours the person wants to be reminded at, where they were asked: a word of [`super::definition::HOURS`].
        at: Option<Name>,
    },
}

/// What a person leaves for an advisor: words, or the provider's reference of what was said.
#[derive(Clone, PartialEq, Eq)]
pub enum Message {
    /// Words.
    Written(String),
    /// A recording.
    Recorded(String),
}

impl Message {
    /// What is left with this value; none where it is empty.
    pub fn of(value: Value) -> Option<Message> {
        match value {
            Value::Recording(reference) => Some(Message::Recorded(reference)),
            other => Some(other.plain()).filter(|words| !words.is_empty()).map(Message::Written),
        }
    }
}

impl fmt::Debug for Message {
    /// Its form alone: what it says is for the advisor.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Message::Written(_) => "written",
            Message::Recorded(_) => "recorded",
        })
    }
}

/// What is sent to the number on file, and to no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// A code that opens the file once, in this conversation.
    Code,
    /// Where the file stands.
    Status,
}

impl Sent {
    /// The kind of step that sends it.
    pub fn kind(self) -> &'static str {
        match self {
            Sent::Code => "send-code",
            Sent::Status => "send-status",
        }
    }
}

/// What a query found.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The code is the file's.
    Verified {
        /// The file's identifier.
        file_id: String,
        /// The mandate by which somebody else opens it.
        by: Option<Mandated>,
    },
    /// It is not, or there is no such file, or it is locked: nobody is told which.
    Refused,
    /// Codes prove nothing now, whatever the file.
    Closed,
    /// It goes to the number on file, if there is one: nobody is told whether.
    OnItsWay,
    /// The file.
    Found(Box<CaseFile>),
    /// There is none any more.
    NotFound,
    /// The answer stands on the file.
    Given {
        /// The receipt's number.
        reference: String,
    },
    /// The callback is open.
    Booked(Promise),
    /// One was open already; it was brought up to date and keeps its place.
    AlreadyOpen(Promise),
    /// We may not ring that number.
    NotCallable,
    /// What was answered to a reminder is done, or what a person wants to be reminded of is set up.
    Settled {
        /// What became of it.
        how: Settled,
        /// The day on which the person hears of it next, or before which they are rung.
        day: Option<Date>,
    },
    /// The source cannot be reached now.
    Unavailable,
}

/// What a person is told who is to be rung.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Promise {
    /// The three digits that the advisor will say first; none where we cannot be sure who hears them.
    pub digits: Option<Digits>,
    /// When they are rung; none where that is not known.
    pub window: Option<Window>,
    /// How many people are rung before; none where they asked for the first time.
    pub before: Option<i64>,
}

/// Digits that only the person and their advisor know.
#[derive(Clone, PartialEq, Eq)]
pub struct Digits(String);

impl Digits {
    /// These digits.
    pub fn new(digits: &str) -> Self {
        Digits(digits.to_owned())
    }

    /// The digits, for who may hear or read them.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digits(***)")
    }
}

/// What became of what a person said of a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It is as they wish.
    Done,
    /// A callback is open.
    Booked,
    /// One was open already; it was brought up to date.
    AlreadyOpen,
    /// There is no later day before something is lost.
    TooLate,
    /// Nothing of it is told any more: it was done before, or is past.
    Over,
    /// Reminders of the day are set up.
    Set,
    /// They were set up before.
    Known,
    /// The day is past, or so near that nobody can be reminded before.
    Past,
}

impl Settled {
    /// All of them, with the exit that each takes.
    pub const ALL: [(Settled, &'static str); 8] = [
        (Settled::Done, "settled"),
        (Settled::Booked, "booked"),
        (Settled::AlreadyOpen, "already-open"),
        (Settled::TooLate, "too-late"),
        (Settled::Over, "over"),
        (Settled::Set, "set"),
        (Settled::Known, "known"),
        (Settled::Past, "past"),
    ];

    /// The exit it takes.
    pub fn exit(self) -> &'static str {
        Settled::ALL.into_iter().find_map(|(how, exit)| (how == self).then_some(exit)).unwrap_or("unavailable")
    }
}

/// Something to be done, saved with the turn.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// Remember the language for the person's number.
    RememberLanguage(Language),
    /// The person wants no more of what we send by ourselves.
    OptOut(Subject),
    /// The person wants them again.
    OptIn,
    /// Send the person a text, now or later.
    Text {
        /// What it says.
        say: Say,
        /// Days to wait; 0 is now.
        after_days: u8,
        /// The identifier of the file and the name of the item it is about, where the flow has them in hand.
        about: Option<(String, String)>,
    },
    /// Count that the person asked for an advisor here, by 0 or its word.
    CountAdvisor {
        /// The flow they were in.
        flow: Name,
        /// The step they were at.
        step: Name,
    },
    /// Keep a remark for the advisors.
    Note {
        /// A closed word: `note`, `distress`.
        kind: Name,
        /// The remark.
        text: String,
    },
}

/// Facts of the conversation a turn begins from, where there is no state yet.
#[derive(Clone, Debug)]
pub struct Opening {
    /// How the person reaches us.
    pub channel: Channel,
    /// Their number, if it is not withheld.
    pub caller: Option<PhoneNumber>,
    /// The language remembered for the number.
    pub remembered: Option<Language>,
    /// The first language of the service number.
    pub first_language: Language,
    /// The flow the service number begins with.
    pub entry: Name,
}
