//! What a flow is, once loaded and checked: the engine trusts it.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::{Name, answers::Answer, consent::Consent, expression::Expression, turn::Sent, vocabulary::Vocabulary};
pub use super::{
    office::Office,
    var_type::{VarType, Words},
};
use crate::{
    case::Organisation,
    channel::Channel,
    language::Language,
    level::Level,
    mandate::Reply,
    phone_number::{Numbering, Reach},
};

/// Everything a turn needs to know that is not in the conversation: flows, the words people may
/// type, and the settings the dialogue depends on. One `Script` is one version of the dialogues.
#[derive(Clone, Debug)]
pub struct Script {
    /// The flows by name.
    pub flows: BTreeMap<Name, Flow>,
    /// The words people may type, in every language.
    pub vocabulary: Vocabulary,
    /// The languages there are words for, the fallback first.
    pub languages: Vec<Language>,
    /// The settings that dialogues depend on.
    pub service: ServiceFacts,
}

/// What an installation tells its dialogues.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceFacts {
    /// The office's hours, in its zone.
    pub office: Office,
    /// The organisations whose files we know, in the order they are offered.
    pub organisations: IndexMap<String, Organisation>,
    /// How telephone numbers are read.
    pub numbering: Numbering,
    /// Which of them we ring and write to.
    pub reach: Reach,
    /// The flows that calls and texts to our numbers begin with.
    pub entries: Vec<Name>,
    /// The flow that `0` and CONSEILLER lead to.
    pub advisor: Name,
    /// The flow that asks for one missing item when we begin the conversation.
    pub ask_item: Name,
    /// The flow that reads to a person, by a call of ours, what no text could bring.
    pub read_out: Name,
    /// The flow that tells a person of deadlines, by a text or a call of ours, and takes the answer.
    pub reminder: Name,
    /// The flow that tells a person that we rang in vain, and asks what they want now.
    pub missed: Name,
    /// The flow that asks a person, by a text or a call of ours, whether somebody may act for them.
    pub mandate: Name,
}

/// A scripted dialogue.
#[derive(Clone, Debug)]
pub struct Flow {
    /// Its name, which is its file's name.
    pub name: Name,
    /// One sentence for the people who maintain it.
    pub about: String,
    /// The message that holds the words which begin it by text, such as DOSSIER.
    pub enter: Option<String>,
    /// The arguments it takes when another flow calls it or we begin it.
    pub takes: Vec<Name>,
    /// The variables whose values a flow that calls it may take over.
    pub returns: Vec<Name>,
    /// The variables it declares, arguments included.
    pub vars: BTreeMap<Name, VarType>,
    /// Where a person whose proof of identity has lapsed is sent, to give it again; they come back to
    /// the step they were at.
    pub regain: Option<Name>,
    /// Its steps, the first one first.
    pub steps: Steps,
}

/// The steps of a flow by name, in the order of the file. They are looked up several times a turn by names that come
/// from our own files, so that the hash need not withstand an attacker.
pub type Steps = IndexMap<Name, Step, rustc_hash::FxBuildHasher>;

/// One thing said, asked, decided or done.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its name, which is also the id of its message.
    pub name: Name,
    /// The least assurance with which it may be reached.
    pub needs: Option<Level>,
    /// The one channel it is taken on; on the other it is passed over.
    pub only: Option<Channel>,
    /// How often it may be entered in one run of the flow.
    pub at_most: Option<AtMost>,
    /// How often its question is put, where the usual does not fit.
    pub tries: Tries,
    /// What it does.
    pub kind: Kind,
}

impl Step {
    /// A step with nothing beside its kind.
    pub fn new(name: Name, kind: Kind) -> Self {
        Step { name, needs: None, only: None, at_most: None, tries: Tries::default(), kind }
    }

    /// The variables it gives a value.
    pub fn sets(&self) -> Vec<&Name> {
        match &self.kind {
            Kind::Ask { into, .. } => into.iter().collect(),
            Kind::Set { values, .. } => values.iter().map(|(name, _)| name).collect(),
            Kind::LookUp { into, .. } | Kind::Give { into, .. } => vec![into],
            Kind::Settle { into, .. } | Kind::RemindOf { into, .. } => into.iter().collect(),
            Kind::Call { into, .. } => into.iter().map(|(mine, _)| mine).collect(),
            Kind::Callback { digits, window, .. } => digits.iter().chain(window).collect(),
            Kind::Say { .. } | Kind::Menu { .. } | Kind::Branch(_) | Kind::Withdraw { .. } => Vec::new(),
            Kind::Verify { .. } | Kind::SendOnFile { .. } | Kind::Mandate { .. } => Vec::new(),
            Kind::Transfer { .. } | Kind::Send { .. } | Kind::Remind { .. } | Kind::Note { .. } => Vec::new(),
            Kind::Consent { .. } | Kind::End { .. } => Vec::new(),
        }
    }
}

/// A bound on how often a step is entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtMost {
    /// How often.
    pub times: u8,
    /// The step taken in its place from then on.
    pub go: Name,
}

/// How often a question is put before something else is tried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tries {
    /// Silences in a row, the last of which leads on.
    pub silence: Option<u8>,
    /// Answers in a row that were not understood, the last of which leads on.
    pub unclear: Option<u8>,
    /// The step they lead to; without one a callback is offered.
    pub go: Option<Name>,
}

/// The words for hours at which a person may want to be reminded; the last is for whoever has no wish.
pub const HOURS: [&str; 3] = ["morning", "evening", "any"];

/// The values a message is given, by the names it uses.
pub type With = Vec<(Name, Expression)>;

/// Where the outcomes of a step lead.
pub type Exits = BTreeMap<Name, Name>;

/// The kinds of step.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Says its message.
    Say {
        /// Values for the message.
        with: With,
        /// The step after.
        next: Name,
    },
    /// Offers up to four options, each on a key.
    Menu {
        /// The options in the order they are said.
        options: Vec<MenuOption>,
        /// Values for the message and its options.
        with: With,
        /// Seconds to wait for a key, where the default does not fit.
        timeout: Option<u8>,
    },
    /// Asks for a value.
    Ask {
        /// What is asked.
        ask: Ask,
        /// The variable that takes it; a yes-no question may have none.
        into: Option<Name>,
        /// Whether `0` alone is an answer here and not the way to an advisor.
        zero: bool,
        /// Values for the message.
        with: With,
        /// Seconds to wait for a key, where the default does not fit.
        timeout: Option<u8>,
        /// Where each answer leads: `next`, or `yes` and `no`.
        exits: Exits,
    },
    /// Goes where the first true condition says; the last arm has none.
    Branch(Vec<(Option<Expression>, Name)>),
    /// Sets variables. `language` may be set too.
    Set {
        /// The variables and what they are set to, in order.
        values: With,
        /// The step after.
        next: Name,
    },
    /// Checks a file number and code.
    Verify {
        /// The organisation's key.
        organisation: Expression,
        /// The file number.
        file: Expression,
        /// The postcode, where the organisation needs it.
        postcode: Option<Expression>,
        /// The variable of type secret that holds the code.
        code: Name,
        /// Whether it is the code of a `send-code` step, and none that came by post.
        one_time: bool,
        /// `verified`, `refused`, `unavailable`, and `closed` where the flow tells it apart.
        on: Exits,
    },
    /// Sends something to the number on file, if there is one, and never tells whether.
    SendOnFile {
        /// What.
        sent: Sent,
        /// The organisation's key.
        organisation: Expression,
        /// The file number.
        file: Expression,
        /// The postcode, where the organisation needs it.
        postcode: Option<Expression>,
        /// `sent`, `unavailable`, and `closed` where the flow tells it apart.
        on: Exits,
    },
    /// Fetches the verified file.
    LookUp {
        /// The variable that takes the file.
        into: Name,
        /// `found`, `not-found`, `unavailable`.
        on: Exits,
    },
    /// Gives the answer to a missing item.
    Give {
        /// The file, or its identifier.
        file: Expression,
        /// The item.
        item: Expression,
        /// The answer.
        value: Expression,
        /// The variable that takes the reference number.
        into: Name,
        /// `given`, `unavailable`.
        on: Exits,
    },
    /// Asks for an advisor to ring back.
    Callback {
        /// The number to ring.
        number: Expression,
        /// `morning`, `afternoon` or `any`.
        when: Expression,
        /// What it is about.
        subject: Expression,
        /// Whether an interpreter is needed.
        interpreter: Option<Expression>,
        /// What the person left for the advisor, in words or as a recording.
        message: Option<Box<Expression>>,
        /// Whether a message may be left where nobody answers; what was said before stays where this says nothing.
        messages: Option<Box<Expression>>,
        /// The variable that takes the digits by which the person knows the advisor.
        digits: Option<Name>,
        /// The variable that takes when the person is rung, where that is known.
        window: Option<Name>,
        /// The variable that takes how many people are rung before, where they had asked already.
        before: Option<Name>,
        /// `booked`, `already-open`, `refused`, `unavailable`.
        on: Exits,
    },
    /// Takes back what a person asked for: nobody rings them about that any more.
    Withdraw {
        /// What they asked to be rung about.
        subject: Expression,
        /// `settled`, `over`, `unavailable`.
        on: Exits,
    },
    /// Does what a person answered to a reminder.
    Settle {
        /// The reminder.
        reminder: Expression,
        /// What was answered, STOP never.
        answer: Answer,
        /// The one deadline it is about, by its place among those named; none for all of them.
        only: Option<u8>,
        /// The variable that takes the day on which the person hears again, or before which they are rung.
        into: Option<Name>,
        /// Done: `settled`, `over`, `unavailable`; help: `booked`, `already-open`, `refused`, `unavailable`; later:
        /// `settled`, `too-late`, `over`, `unavailable`.
        on: Exits,
    },
    /// Does what a person answered to the offer of a mandate.
    Mandate {
        /// The offer.
        offer: Expression,
        /// What was answered.
        reply: Reply,
        /// `settled`, `over`, `unavailable`.
        on: Exits,
    },
    /// Sets up reminders of a day that the person names.
    RemindOf {
        /// The type of deadline.
        about: Expression,
        /// The day it is told from.
        on: Expression,
        /// The hours the person wants to be reminded at, one of [`HOURS`].
        at: Option<Expression>,
        /// The variable that takes the day of the first reminder.
        into: Option<Name>,
        /// `set`, `known`, `past`, `refused`, `unavailable`.
        exits: Exits,
    },
    /// Puts the call through to the office, while it is open.
    Transfer {
        /// `answered`, `no-answer`, `unavailable`.
        on: Exits,
    },
    /// Sends a text to the person on the line.
    Send {
        /// Values for the message.
        with: With,
        /// The step after.
        next: Name,
    },
    /// Sends a text to the person some days later, at ten in the morning of the office's zone.
    Remind {
        /// How many days later, 1 to 30.
        days: u8,
        /// Values for the message.
        with: With,
        /// The step after.
        next: Name,
    },
    /// Keeps a remark for the advisors with the conversation.
    Note {
        /// The remark.
        text: Expression,
        /// The step after.
        next: Name,
    },
    /// Notes what the person wants to get from us unasked, and confirms it in words of its own.
    Consent {
        /// What they want.
        consent: Consent,
        /// The step after.
        next: Name,
    },
    /// Runs another flow and comes back.
    Call {
        /// The flow.
        flow: Name,
        /// Its arguments.
        with: With,
        /// The variables that take its results, and the names they have there.
        into: Vec<(Name, Name)>,
        /// Where each of its outcomes leads; `else` for the others.
        on: Exits,
    },
    /// Ends the flow.
    End {
        /// How: `done`, `helped`, `abandoned`, or a word of the flow's own.
        outcome: Name,
    },
}

/// One option of a menu.
#[derive(Clone, Debug)]
pub struct MenuOption {
    /// The key, `1` to `9`.
    pub key: char,
    /// Its name.
    pub option: Name,
    /// Its message, `STEP-OPTION`.
    pub message: Name,
    /// The language it is said in, where that is not the conversation's.
    pub language: Option<Language>,
    /// Where it leads.
    pub go: Name,
}

/// What an `ask` step asks for.
#[derive(Clone, Debug)]
pub enum Ask {
    /// Digits, so many at least and at most.
    Digits {
        /// Fewest.
        min: u8,
        /// Most.
        max: u8,
    },
    /// A file number, with as many digits as the organisation's files have.
    FileNumber {
        /// The organisation's key.
        organisation: Expression,
    },
    /// A code of so many digits.
    Secret {
        /// How many.
        digits: u8,
    },
    /// A day, typed as JJMMAAAA.
    Date,
    /// A sum in euros; by keys `*` is the comma.
    Amount,
    /// Yes or no: `1` and `2`.
    YesNo,
    /// What is answered to a reminder: done, help, later.
    Answer,
    /// One of the values of a list, offered like a menu.
    Choice(Expression),
    /// Five digits.
    Postcode,
    /// A telephone number.
    PhoneNumber,
    /// A number in a street: by text with bis or ter, by keys the digits.
    StreetNumber,
    /// Words for an advisor: by voice recorded, so many seconds at most; by text written.
    Recording {
        /// Most seconds.
        seconds: u8,
    },
    /// Words, by text only, so many characters at most.
    Text {
        /// Most characters.
        max: u16,
    },
}
