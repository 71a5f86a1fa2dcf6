//! The flow language in tables: what may stand in a file and what it looks like. The loader reads by them, and the schema
//! for editors is made of them.

use std::ops::RangeInclusive;

use super::{consent::Consent, var_type::VarType};
use crate::mandate::Reply;

/// Seconds of silence a call bears.
pub const TIMEOUT: RangeInclusive<u16> = 3..=30;
/// Days after which a reminder may come.
pub const REMIND_DAYS: RangeInclusive<u16> = 1..=30;
/// Places of deadlines in a reminder.
pub const PLACES: RangeInclusive<u16> = 1..=9;
/// How often a bounded step may be entered.
pub const TIMES: RangeInclusive<u16> = 1..=20;
/// How often a question may be put.
pub const TRIES: RangeInclusive<u16> = 1..=5;
/// Digits of a code.
pub const SECRET_DIGITS: RangeInclusive<u16> = 4..=12;
/// Most digits of an entry.
pub const MOST_DIGITS: u8 = 20;
/// Characters of a text that is asked for.
pub const TEXT_LENGTH: RangeInclusive<u16> = 1..=480;

/// Seconds of a recording.
pub const RECORDING: RangeInclusive<u16> = 5..=120;

/// What stands after a key.
#[derive(Clone, Debug)]
pub enum Shape {
    /// One line of words.
    Text,
    /// A word that names a flow, an outcome or a message.
    Word,
    /// The name of a step of this flow.
    Step,
    /// The name of a variable.
    Variable,
    /// A variable, or an expression between quotes.
    Expression,
    /// A whole number.
    Whole(RangeInclusive<u16>),
    /// `4` or `1..7`.
    Digits,
    /// True or false.
    Flag,
    /// True, and nothing else.
    True,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A language tag.
    Language,
    /// Names of variables, as a list.
    Variables,
    /// Variables and their types.
    Types,
    /// Steps by their names.
    Steps,
    /// Expressions by names of the author's own.
    Values,
    /// Names by variables of the author's own.
    Names,
    /// Steps by outcomes.
    Exits,
    /// Options by their keys.
    Options,
    /// The arms of a branch.
    Arms,
    /// One form of asking.
    Ask,
    /// These keys and no others.
    Fields(&'static [Field]),
    /// A text of this form, as a regular expression.
    Form(&'static str),
    /// A list of one or more.
    ListOf(&'static Shape),
    /// One of these.
    Either(&'static [Shape]),
}

/// A key, and what stands after it.
#[derive(Clone, Debug)]
pub struct Field {
    /// The key.
    pub name: &'static str,
    /// What it says, for authors.
    pub about: &'static str,
    /// What stands after it.
    pub value: Shape,
    /// Whether it must be there.
    pub required: bool,
}

pub(crate) const fn must(name: &'static str, value: Shape, about: &'static str) -> Field {
    Field { name, about, value, required: true }
}

pub(crate) const fn may(name: &'static str, value: Shape, about: &'static str) -> Field {
    Field { name, about, value, required: false }
}

/// A kind of step.
#[derive(Clone, Debug)]
pub struct StepKind {
    /// The key that tells it.
    pub name: &'static str,
    /// What it does.
    pub about: &'static str,
    /// What stands after the key.
    pub value: Shape,
    /// What may stand beside it, besides what may stand beside every kind.
    pub beside: &'static [&'static str],
    /// Its outcomes, each of which needs an exit; empty where they are others, or none.
    pub outcomes: &'static [&'static str],
    /// Outcomes that a flow may leave to its exit `unavailable`.
    pub may: &'static [&'static str],
}

/// Where codes prove nothing any more, because somebody guesses them all over.
pub const CLOSED: &[&str] = &["closed"];
/// What tells a file, for a step that is given it by the person.
const NAMED_FILE: [Field; 3] = [
    must("organisation", Shape::Expression, "The organisation's key."),
    must("file", Shape::Expression, "The file number."),
    may("postcode", Shape::Expression, "The postcode, where the organisation's files need it."),
];

/// The head of a flow.
pub const HEAD: &[Field] = &[
    must("flow", Shape::Word, "The flow's name, which is the name of its file."),
    may("about", Shape::Text, "One sentence for the people who maintain it."),
    may("enter", Shape::Fields(ENTER), "How it is begun by text."),
    may("takes", Shape::Variables, "The variables that another flow hands over."),
    may("returns", Shape::Variables, "The variables whose values a flow that calls it may take over."),
    may("vars", Shape::Types, "Its variables and their types."),
    may("regain", Shape::Step, "The step that asks for the code again where what was proved has lapsed."),
    must("steps", Shape::Steps, "Its steps, the first one first."),
];

/// The keys of `enter`.
pub const ENTER: &[Field] = &[must("words", Shape::Word, "The message that lists the words which begin it.")];

/// The kinds of step.
pub const KINDS: &[StepKind] = &[
    StepKind {
        name: "say",
        about: "Says its message.",
        value: Shape::Values,
        beside: &["next", "only"],
        outcomes: &[],
        may: &[],
    },
    StepKind {
        name: "menu",
        about: "Offers one to four options, on the keys 1 to 4.",
        value: Shape::Options,
        beside: &["with", "timeout", "tries"],
        outcomes: &[],
        may: &[],
    },
    StepKind {
        name: "ask",
        about: "Asks for one value.",
        value: Shape::Ask,
        beside: &["with", "timeout", "next", "on", "tries"],
        outcomes: &[],
        may: &[],
    },
    StepKind {
        name: "branch",
        about: "Goes where the first true condition says.",
        value: Shape::Arms,
        beside: &[],
        outcomes: &[],
        may: &[],
    },
    StepKind {
        name: "set",
        about: "Sets variables, in order.",
        value: Shape::Values,
        beside: &["next", "only"],
        outcomes: &[],
        may: &[],
    },
    StepKind {
        name: "verify",
        about: "Checks a file number and code.",
        value: Shape::Fields(&[
            must("organisation", Shape::Expression, "The organisation's key."),
            must("file", Shape::Expression, "The file number."),
            may("postcode", Shape::Expression, "The postcode, where the organisation's files need it."),
            must("code", Shape::Variable, "The variable of type secret that holds the code."),
            may("one-time", Shape::True, "That the code is the one of a `send-code` step, and none that came by post."),
        ]),
        beside: &["on"],
        outcomes: &["verified", "refused", "unavailable"],
        may: CLOSED,
    },
    StepKind {
        name: "send-code",
        about: "Sends a code for this conversation to the number on file, if there is one; nobody is told whether.",
        value: Shape::Fields(&NAMED_FILE),
        beside: &["on"],
        outcomes: &["sent", "unavailable"],
        may: CLOSED,
    },
    StepKind {
        name: "send-status",
        about: "Sends where the file stands to the number on file, if there is one; nobody is told whether.",
        value: Shape::Fields(&NAMED_FILE),
        beside: &["on"],
        outcomes: &["sent", "unavailable"],
        may: &[],
    },
    StepKind {
        name: "look-up",
        about: "Fetches the verified file.",
        value: Shape::Fields(&[must("into", Shape::Variable, "The variable that takes the file.")]),
        beside: &["on"],
        outcomes: &["found", "not-found", "unavailable"],
        may: &[],
    },
    StepKind {
        name: "give",
        about: "Gives the answer to a missing item.",
        value: Shape::Fields(&[
            must("file", Shape::Expression, "The file."),
            must("item", Shape::Expression, "The item."),
            must("value", Shape::Expression, "The answer."),
            must("into", Shape::Variable, "The variable that takes the reference number."),
        ]),
        beside: &["on"],
        outcomes: &["given", "unavailable"],
        may: &[],
    },
    StepKind {
        name: "callback",
        about: "Asks for an advisor to ring back.",
        value: Shape::Fields(&[
            must("number", Shape::Expression, "The number to ring."),
            must("when", Shape::Expression, "morning, afternoon or any."),
            must("subject", Shape::Expression, "What it is about."),
            may("interpreter", Shape::Expression, "Whether an interpreter is needed."),
            may("message", Shape::Expression, "What the person left for the advisor."),
            may("messages", Shape::Expression, "Whether a message may be left where nobody answers."),
            may("digits", Shape::Variable, "The variable that takes the three digits that the advisor will say."),
            may("window", Shape::Variable, "The variable that takes when the person is rung, where that is known."),
            may(
                "before",
                Shape::Variable,
                "The variable that takes how many are rung before, where they had asked already.",
            ),
        ]),
        beside: &["on"],
        outcomes: &["booked", "already-open", "refused", "unavailable"],
        may: &[],
    },
    StepKind {
        name: "withdraw",
        about: "Takes back what the person asked for: nobody rings them about that any more.",
        value: Shape::Fields(&[must("subject", Shape::Expression, "What they asked to be rung about.")]),
        beside: &["on"],
        outcomes: &["settled", "over", "unavailable"],
        may: &[],
    },
    StepKind {
        name: "settle",
        about: "Does what a person answered to a reminder.",
        value: Shape::Fields(&[
            must("reminder", Shape::Expression, "The reminder."),
            must("as", Shape::OneOf(&["done", "help", "later"]), "What was answered."),
            may("only", Shape::Whole(PLACES), "The one deadline that it is about, by its place in the reminder."),
            may(
                "into",
                Shape::Variable,
                "The variable that takes the day: of the next reminder, or before which we ring.",
            ),
        ]),
        beside: &["on"],
        outcomes: &[],
        may: &[],
    },
    StepKind {
        name: "mandate",
        about: "Does what a person answered to the question whether somebody may act for them.",
        value: Shape::Fields(&[
            must("offer", Shape::Expression, "What they were asked."),
            must("as", Shape::OneOf(Reply::WORDS), "What was answered."),
        ]),
        beside: &["on"],
        outcomes: &["settled", "over", "unavailable"],
        may: &[],
    },
    StepKind {
        name: "remind-of",
        about: "Sets up reminders of a day that the person names.",
        value: Shape::Fields(&[
            must("about", Shape::Expression, "The type of deadline."),
            must("on", Shape::Expression, "The day."),
            may("at", Shape::Expression, "The hours the person wants to be reminded at: morning, evening or any."),
            may("into", Shape::Variable, "The variable that takes the day of the first reminder."),
        ]),
        beside: &["on"],
        outcomes: &["set", "known", "past", "refused", "unavailable"],
        may: &[],
    },
    StepKind {
        name: "transfer",
        about: "Puts the call through to the office, while it is open.",
        value: Shape::Fields(&[]),
        beside: &["on"],
        outcomes: &["answered", "no-answer", "unavailable"],
        may: &[],
    },
    StepKind {
        name: "send",
        about: "Sends its message as a text to the person on the line.",
        value: Shape::Values,
        beside: &["next", "only"],
        outcomes: &[],
        may: &[],
    },
    StepKind {
        name: "remind",
        about: "Sends its message as a text some days later, at ten in the morning.",
        value: Shape::Fields(&[must("days", Shape::Whole(REMIND_DAYS), "How many days later.")]),
        beside: &["with", "next"],
        outcomes: &[],
        may: &[],
    },
    StepKind {
        name: "note",
        about: "Keeps a remark with the conversation.",
        value: Shape::Expression,
        beside: &["next", "only"],
        outcomes: &[],
        may: &[],
    },
    StepKind {
        name: "consent",
        about: "Notes what the person wants to get from us unasked, and confirms it.",
        value: Shape::OneOf(Consent::WORDS),
        beside: &["next", "only"],
        outcomes: &[],
        may: &[],
    },
    StepKind {
        name: "call",
        about: "Runs another flow and comes back.",
        value: Shape::Fields(&[
            must("flow", Shape::Word, "The flow."),
            may("with", Shape::Values, "Its arguments."),
            may("into", Shape::Names, "The variables that take its results."),
        ]),
        beside: &["on"],
        outcomes: &[],
        may: &[],
    },
    StepKind {
        name: "end",
        about: "Ends the flow with an outcome, a word.",
        value: Shape::Word,
        beside: &[],
        outcomes: &[],
        may: &[],
    },
];

/// What may stand beside a kind.
pub const BESIDE: &[Field] = &[
    may("with", Shape::Values, "Values for the message."),
    may("next", Shape::Step, "The step after."),
    may("on", Shape::Exits, "Where each outcome leads."),
    may("timeout", Shape::Whole(TIMEOUT), "The silence a call bears, in seconds."),
    may("only", Shape::OneOf(&["voice", "sms"]), "The one channel it is taken on."),
    may("tries", Shape::Fields(TRIES_KEYS), "How often its question is put."),
    may("needs", Shape::OneOf(&["L0", "L1", "L2", "L3"]), "The least proof with which it may be reached."),
    may("at-most", Shape::Fields(AT_MOST_KEYS), "How often it is entered in one run of the flow."),
];

/// What may stand beside every kind.
pub const ANYWHERE: [&str; 2] = ["needs", "at-most"];

/// The keys of `tries`.
pub const TRIES_KEYS: &[Field] = &[
    may("silence", Shape::Whole(TRIES), "So many silences in a row."),
    may("unclear", Shape::Whole(TRIES), "So many answers in a row that were not understood."),
    may("else", Shape::Step, "The step they lead to; without one a callback is offered."),
];

/// The keys of `at-most`.
pub const AT_MOST_KEYS: &[Field] = &[
    must("times", Shape::Whole(TIMES), "How often it is entered."),
    must("else", Shape::Step, "The step taken in its place from then on."),
];

/// The keys of an option.
pub const OPTION_KEYS: &[Field] = &[
    must("option", Shape::Word, "Its name; its message is STEP-OPTION."),
    must("go", Shape::Step, "Where it leads."),
    may("in", Shape::Language, "The language it is said in, where that is not the conversation's."),
];

/// The keys of an arm.
pub const ARM_KEYS: &[Field] = &[
    may("when", Shape::Expression, "The condition; the last arm has none."),
    must("go", Shape::Step, "Where it leads."),
];

/// A form of asking.
#[derive(Clone, Debug)]
pub struct Form {
    /// The key that tells it.
    pub name: &'static str,
    /// What the person gives.
    pub about: &'static str,
    /// What stands after the key.
    pub value: Shape,
    /// The types of variable that the answer fits, besides `any`.
    pub types: &'static [VarType],
}

/// The forms of `ask`.
pub const FORMS: &[Form] = &[
    Form { name: "digits", about: "So many digits.", value: Shape::Digits, types: DIGITS },
    Form {
        name: "file-number",
        about: "As many digits as that organisation's files have.",
        value: Shape::Expression,
        types: DIGITS,
    },
    Form {
        name: "secret",
        about: "A code of so many digits: never kept, logged or said.",
        value: Shape::Whole(SECRET_DIGITS),
        types: &[VarType::Secret],
    },
    Form { name: "date", about: "A day.", value: Shape::True, types: &[VarType::Date] },
    Form { name: "amount", about: "Euros and cents.", value: Shape::True, types: &[VarType::Amount] },
    Form { name: "yes-no", about: "Yes or no.", value: Shape::True, types: &[VarType::Bool] },
    Form { name: "answer", about: "The answer to a reminder: done, help or later.", value: Shape::True, types: &[] },
    Form {
        name: "choice",
        about: "One of the values of a list.",
        value: Shape::Expression,
        types: &[VarType::Symbol, VarType::Item, VarType::Text, VarType::CaseFile, VarType::Digits],
    },
    Form { name: "postcode", about: "Five digits.", value: Shape::True, types: DIGITS },
    Form { name: "phone-number", about: "A telephone number.", value: Shape::True, types: &[VarType::Phone] },
    Form { name: "street-number", about: "A number in a street.", value: Shape::True, types: &[VarType::Text] },
    Form {
        name: "recording",
        about: "Words for an advisor: said, so many seconds at most; by text written.",
        value: Shape::Whole(RECORDING),
        types: &[VarType::Recording],
    },
    Form {
        name: "text",
        about: "So many characters at most; by text only.",
        value: Shape::Whole(TEXT_LENGTH),
        types: &[VarType::Text],
    },
];

const DIGITS: &[VarType] = &[VarType::Digits, VarType::Text];

/// What stands beside the form of an `ask`.
pub const ASK_KEYS: &[Field] = &[
    may("into", Shape::Variable, "The variable that takes the answer."),
    may("zero", Shape::Flag, "Whether 0 alone is an answer."),
];

/// The names of keys.
pub fn names(fields: &[Field]) -> Vec<&'static str> {
    fields.iter().map(|field| field.name).collect()
}

/// The keys after a kind that has keys of its own.
pub fn keys_of(kind: &str) -> Vec<&'static str> {
    let found = KINDS.iter().find(|known| known.name == kind);
    match found.map(|kind| &kind.value) {
        Some(Shape::Fields(fields)) => names(fields),
        _ => Vec::new(),
    }
}

/// The outcomes of a kind that a flow may leave to its exit `unavailable`.
pub fn outcomes_left_out(kind: &str) -> &'static [&'static str] {
    KINDS.iter().find(|known| known.name == kind).map_or(&[], |kind| kind.may)
}

/// The outcomes of a kind.
pub fn outcomes_of(kind: &str) -> &'static [&'static str] {
    KINDS.iter().find(|known| known.name == kind).map_or(&[], |kind| kind.outcomes)
}
