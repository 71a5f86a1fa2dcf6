//! The type of a variable: what it holds, how authors name it, and which values fit it.

use std::sync::{Arc, LazyLock};

use super::Name;
use crate::{
    case::{ItemKind, Status},
    channel::Channel,
};

/// The words of a closed set, in the order they were written.
pub type Words = Arc<[Name]>;

/// The declared type of a variable, and the type of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VarType {
    /// Words.
    Text,
    /// Digits.
    Digits,
    /// A code: never saved, logged or said.
    Secret,
    /// A count.
    Number,
    /// Money.
    Amount,
    /// True or false.
    Bool,
    /// A day.
    Date,
    /// A day and a time of day.
    Moment,
    /// A stretch of a day, in which something is promised.
    Window,
    /// A telephone number.
    Phone,
    /// A word that locales give a text to; which words there are is not known.
    Symbol,
    /// One of these words.
    OneOf(Words),
    /// A case file.
    CaseFile,
    /// A missing item.
    Item,
    /// A reminder of ours.
    Reminder,
    /// What a person said or wrote to an advisor.
    Recording,
    /// Several values of whatever kind.
    List,
    /// Several values of one kind.
    ListOf(Arc<VarType>),
    /// Whatever a step puts there.
    Any,
}

/// The types that have a name, by the name authors write.
pub const NAMED: [(&str, VarType); 17] = [
    ("text", VarType::Text),
    ("digits", VarType::Digits),
    ("secret", VarType::Secret),
    ("number", VarType::Number),
    ("amount", VarType::Amount),
    ("bool", VarType::Bool),
    ("date", VarType::Date),
    ("moment", VarType::Moment),
    ("window", VarType::Window),
    ("phone", VarType::Phone),
    ("symbol", VarType::Symbol),
    ("case_file", VarType::CaseFile),
    ("item", VarType::Item),
    ("reminder", VarType::Reminder),
    ("recording", VarType::Recording),
    ("list", VarType::List),
    ("any", VarType::Any),
];

/// Types whose values compare with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Any,
    Words,
    Counts,
    Truth,
    Days,
    Moments,
    Windows,
    Phones,
    Files,
    Items,
    Reminders,
    Recordings,
    Lists,
}

impl VarType {
    /// One of these words.
    pub fn one_of<'a>(words: impl IntoIterator<Item = &'a str>) -> VarType {
        VarType::OneOf(words.into_iter().map(Name::from).collect())
    }

    /// The two channels.
    pub(super) fn channels() -> VarType {
        static WORDS: LazyLock<VarType> =
            LazyLock::new(|| VarType::one_of([Channel::Sms, Channel::Voice].map(Channel::as_str)));
        WORDS.clone()
    }

    /// Where a file can stand.
    pub(super) fn statuses() -> VarType {
        static WORDS: LazyLock<VarType> = LazyLock::new(|| VarType::one_of(Status::ALL.map(Status::as_str)));
        WORDS.clone()
    }

    /// The kinds of answer an item takes.
    pub(super) fn item_kinds() -> VarType {
        static WORDS: LazyLock<VarType> = LazyLock::new(|| VarType::one_of(ItemKind::ALL.map(ItemKind::as_str)));
        WORDS.clone()
    }

    /// Several values of this kind.
    pub(super) fn list_of(kind: VarType) -> VarType {
        VarType::ListOf(Arc::new(kind))
    }

    /// Its name, as flow authors write it; a word of a closed set is a word.
    pub fn name(&self) -> &'static str {
        match self {
            VarType::OneOf(_) => "word",
            VarType::ListOf(_) => "list",
            named => NAMED.iter().find(|(_, kind)| kind == named).map_or("value", |(name, _)| name),
        }
    }

    /// The name with its article: `a text`, `an amount`.
    pub fn a_name(&self) -> String {
        let name = self.name();
        let article = if name.starts_with(['a', 'i']) { "an" } else { "a" };
        format!("{article} {name}")
    }

    /// The words it may be, where they are known.
    pub fn words(&self) -> Option<&Words> {
        match self {
            VarType::OneOf(words) => Some(words),
            _ => None,
        }
    }

    /// What its values are, where it is a list.
    pub(super) fn element(&self) -> Option<VarType> {
        match self {
            VarType::ListOf(kind) => Some(VarType::clone(kind)),
            VarType::List | VarType::Any => Some(VarType::Any),
            _ => None,
        }
    }

    pub(super) fn family(&self) -> Family {
        match self {
            VarType::Text | VarType::Digits | VarType::Symbol | VarType::OneOf(_) | VarType::Secret => Family::Words,
            VarType::Number | VarType::Amount => Family::Counts,
            VarType::Bool => Family::Truth,
            VarType::Date => Family::Days,
            VarType::Moment => Family::Moments,
            VarType::Window => Family::Windows,
            VarType::Phone => Family::Phones,
            VarType::CaseFile => Family::Files,
            VarType::Item => Family::Items,
            VarType::Reminder => Family::Reminders,
            VarType::Recording => Family::Recordings,
            VarType::List | VarType::ListOf(_) => Family::Lists,
            VarType::Any => Family::Any,
        }
    }

    /// Whether a value of this type may be kept where `wanted` is declared. A closed set takes its own words alone.
    pub fn fits(&self, wanted: &VarType) -> bool {
        match (self, wanted) {
            (VarType::Any, _) | (_, VarType::Any) => true,
            (VarType::OneOf(mine), VarType::OneOf(wanted)) => mine.iter().all(|word| wanted.contains(word)),
            (_, VarType::OneOf(_)) => false,
            (VarType::ListOf(mine), VarType::ListOf(wanted)) => mine.fits(wanted),
            (mine, wanted) => mine.family() == wanted.family(),
        }
    }

    /// Whether values of the two types can ever be equal.
    pub(super) fn meets(&self, other: &VarType) -> bool {
        match (self, other) {
            (VarType::Any, _) | (_, VarType::Any) => true,
            (VarType::OneOf(mine), VarType::OneOf(other)) => mine.iter().any(|word| other.contains(word)),
            (mine, other) => mine.family() == other.family(),
        }
    }

    /// The type of a value that is of the one type or of the other; none where they have nothing in common.
    pub(super) fn join(&self, other: &VarType) -> Option<VarType> {
        match (self, other) {
            (mine, other) if mine == other => Some(mine.clone()),
            (VarType::Any, _) | (_, VarType::Any) => Some(VarType::Any),
            (VarType::OneOf(mine), VarType::OneOf(other)) => {
                let more = other.iter().filter(|word| !mine.contains(word));
                Some(VarType::OneOf(mine.iter().chain(more).cloned().collect()))
            }
            (mine, other) if mine.family() != other.family() => None,
            (VarType::Symbol, VarType::OneOf(_)) | (VarType::OneOf(_), VarType::Symbol) => Some(VarType::Symbol),
            (mine, _) => Some(match mine.family() {
                Family::Words => VarType::Text,
                Family::Lists => VarType::List,
                _ => VarType::Any,
            }),
        }
    }

    /// Whether the two are of one kind, whatever words or values they hold.
    pub(super) fn is_alike(&self, other: &VarType) -> bool {
        let plain = |kind: &VarType| match kind {
            VarType::OneOf(_) => VarType::Symbol,
            VarType::ListOf(_) => VarType::List,
            other => other.clone(),
        };
        plain(self) == plain(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_set_takes_its_own_words_and_nothing_that_may_be_another() {
        let day = VarType::one_of(["morning", "afternoon", "any"]);
        for (value, fits) in [
            (VarType::one_of(["morning"]), true),
            (VarType::one_of([]), true),
            (VarType::one_of(["morning", "noon"]), false),
            (VarType::Symbol, false),
            (VarType::Text, false),
            (VarType::Any, true),
        ] {
            assert_eq!(value.fits(&day), fits, "{value:?}");
            assert!(day.fits(&VarType::Symbol) && day.fits(&VarType::Text));
        }
        assert!(VarType::list_of(VarType::Item).fits(&VarType::List));
        assert!(VarType::List.fits(&VarType::list_of(VarType::Item)));
        assert!(!VarType::list_of(VarType::Item).fits(&VarType::list_of(VarType::Text)));
    }

    #[test]
    fn what_is_of_one_type_or_another_has_the_type_of_both() {
        let [a, b] = [VarType::one_of(["a", "b"]), VarType::one_of(["b", "c"])];
        assert_eq!(a.join(&b), Some(VarType::one_of(["a", "b", "c"])));
        assert_eq!(a.join(&VarType::Symbol), Some(VarType::Symbol));
        assert_eq!(a.join(&VarType::Digits), Some(VarType::Text));
        assert_eq!(VarType::Number.join(&VarType::Date), None);
        assert_eq!(VarType::Number.join(&VarType::Any), Some(VarType::Any));
    }
}
