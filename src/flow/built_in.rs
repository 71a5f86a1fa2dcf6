//! What every flow knows without declaring it.

use super::{Name, var_type::VarType};
use crate::language::Language;

/// Something that every flow knows.
pub struct BuiltIn {
    /// Its name, which no flow may declare.
    pub name: &'static str,
    /// Whether it has a value in every conversation.
    pub always_set: bool,
    kind: fn() -> VarType,
}

/// All of it, in the order of the page for authors.
pub const BUILT_IN: [BuiltIn; 14] = [
    always("channel", VarType::channels),
    always("language", || VarType::Symbol),
    always("language_known", || VarType::Bool),
    // A number may be withheld.
    sometimes("caller", || VarType::Phone),
    always("caller_mobile", || VarType::Bool),
    always("caller_callable", || VarType::Bool),
    always("open", || VarType::Bool),
    // An office may be closed on every day in sight.
    sometimes("opens", || VarType::Moment),
    always("holiday", || VarType::Bool),
    always("today", || VarType::Date),
    always("level", || VarType::Number),
    always("may_answer", || VarType::Bool),
    always("organisations", || VarType::list_of(VarType::Symbol)),
    always("postcode_organisations", || VarType::list_of(VarType::Symbol)),
];

const fn always(name: &'static str, kind: fn() -> VarType) -> BuiltIn {
    BuiltIn { name, always_set: true, kind }
}

const fn sometimes(name: &'static str, kind: fn() -> VarType) -> BuiltIn {
    BuiltIn { name, always_set: false, kind }
}

/// What a name stands for, where it is built in.
pub fn find(name: &str) -> Option<&'static BuiltIn> {
    BUILT_IN.iter().find(|built_in| built_in.name == name)
}

/// The type of a name that is built in, where it is not known which languages there are words for.
pub fn type_of(name: &str) -> Option<VarType> {
    find(name).map(|built_in| (built_in.kind)())
}

/// The types of the names, where the words may be known.
pub(super) struct BuiltIns {
    /// The languages there are words for; none where that is not known yet.
    languages: Option<VarType>,
}

impl BuiltIns {
    /// Where there are words for these languages.
    pub(super) fn new(languages: &[Language]) -> Self {
        let known =
            (!languages.is_empty()).then(|| VarType::OneOf(languages.iter().map(|l| Name::from(l.as_str())).collect()));
        BuiltIns { languages: known }
    }

    /// The type of a name; none where it is not built in.
    pub(super) fn type_of(&self, name: &str) -> Option<VarType> {
        self.languages.clone().filter(|_| name == "language").or_else(|| type_of(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_known_with_the_words() {
        let languages = ["fr", "ar"].map(|tag| tag.parse().expect("is a tag"));
        let built_ins = BuiltIns::new(&languages);
        assert_eq!(built_ins.type_of("language"), Some(VarType::one_of(["fr", "ar"])));
        assert_eq!(built_ins.type_of("opens"), Some(VarType::Moment));
        assert_eq!(BuiltIns::new(&[]).type_of("language"), Some(VarType::Symbol));
        assert_eq!(built_ins.type_of("nothing"), None);
    }
}
