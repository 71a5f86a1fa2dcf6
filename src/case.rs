//! A case file: a person's request or right at an organisation.

use std::fmt;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::phone_number::PhoneNumber;

/// The number printed on the person's letters. Not a secret, yet never printed by accident.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FileNumber(String);

impl FileNumber {
    /// Keeps the digits of what was typed or imported; spaces and dots go, leading zeros stay.
    pub fn new(text: &str) -> Self {
        FileNumber(text.chars().filter(char::is_ascii_digit).collect())
    }

    /// The digits themselves, for the database and for reading back.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for FileNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileNumber({} digits)", self.0.len())
    }
}

/// The name of a person, as on their letters. Never printed by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName(String);

impl PersonName {
    /// Most characters of a name.
    pub const LONGEST: usize = 100;

    /// The name with single spaces; none where nothing is left, it is too long, or no name has such characters.
    pub fn parse(text: &str) -> Option<Self> {
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let fits = (1..=Self::LONGEST).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        fits.then_some(PersonName(name))
    }

    /// The name itself, for the database and for an advisor.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName(…)")
    }
}

/// Where a file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The request has arrived and waits.
    Received,
    /// Somebody works on it.
    InProgress,
    /// It is blocked until the person gives something.
    MissingItem,
    /// A decision was made; it comes by post.
    Decided,
    /// We do not know. Never said as "no right".
    Unknown,
}

impl Status {
    /// Every status, in the order a file goes through them.
    pub const ALL: [Status; 5] =
        [Status::Received, Status::InProgress, Status::MissingItem, Status::Decided, Status::Unknown];

    /// The word used in files, flows and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Received => "received",
            Status::InProgress => "in_progress",
            Status::MissingItem => "missing_item",
            Status::Decided => "decided",
            Status::Unknown => "unknown",
        }
    }

    /// The status that a word names, as in an imported file.
    pub fn parse(word: &str) -> Option<Self> {
        Status::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// What kind of answer a missing item takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// A number in a street, with bis, ter or a letter.
    StreetNumber,
    /// Five digits.
    Postcode,
    /// A day.
    Date,
    /// A sum in euros.
    Amount,
    /// A telephone number.
    PhoneNumber,
    /// Words: by text only.
    Text,
    /// A paper that must be sent: an advisor says how.
    Document,
}

impl ItemKind {
    /// Every kind.
    pub const ALL: [ItemKind; 7] = [
        ItemKind::StreetNumber,
        ItemKind::Postcode,
        ItemKind::Date,
        ItemKind::Amount,
        ItemKind::PhoneNumber,
        ItemKind::Text,
        ItemKind::Document,
    ];

    /// The word used in files, flows and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            ItemKind::StreetNumber => "street_number",
            ItemKind::Postcode => "postcode",
            ItemKind::Date => "date",
            ItemKind::Amount => "amount",
            ItemKind::PhoneNumber => "phone_number",
            ItemKind::Text => "text",
            ItemKind::Document => "document",
        }
    }

    /// The kind that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        ItemKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Something a file waits for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MissingItem {
    /// Its name, with words in every language: `street_number`, `moving_date`, `rent`.
    pub name: String,
    /// What kind of answer it takes.
    pub kind: ItemKind,
    /// What was given by phone, if anything.
    pub answer: Option<ItemAnswer>,
}

/// What a person gave for a missing item.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemAnswer {
    /// The value in its plain form: `12 bis`, `2026-11-03`, `45000` (cents).
    pub value: String,
    /// When it was given.
    pub given_at: Timestamp,
    /// Whether the person had proved who they are (file number and posted code).
    pub confirmed: bool,
    /// The short number given as a receipt.
    pub reference: String,
}

impl fmt::Debug for ItemAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemAnswer").field("confirmed", &self.confirmed).finish_non_exhaustive()
    }
}

/// A case file as the dialogue may use it. It never holds the posted code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseFile {
    /// Our own identifier.
    pub id: String,
    /// The organisation's key in the settings, such as `caf`.
    pub organisation: String,
    /// The number on the letters.
    pub number: FileNumber,
    /// The postcode, where the number alone does not tell the file.
    pub postcode: Option<String>,
    /// The benefit's key, such as `housing`.
    pub benefit: String,
    /// Where it stands.
    pub status: Status,
    /// Since when it stands there.
    pub since: Option<Date>,
    /// The day the organisation last told us.
    pub as_of: Date,
    /// What it waits for, answered or not.
    pub missing: Vec<MissingItem>,
    /// The number on file, the only one we may begin a conversation with.
    pub phone: Option<PhoneNumber>,
}

/// How an organisation's files are numbered (settings, `[organisations.KEY]`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// Its name as people say it: `la CAF`.
    pub name: String,
    /// Fewest digits of a file number.
    #[serde(default = "one")]
    pub min_digits: u8,
    /// Most digits of a file number.
    #[serde(default = "seven")]
    pub max_digits: u8,
    /// Whether a number alone does not tell the file, so that the postcode is asked for too.
    #[serde(default)]
    pub needs_postcode: bool,
}

fn one() -> u8 {
    1
}

fn seven() -> u8 {
    7
}
