//! What every flow knows without declaring it.

use crate::{
    flow::{Name, definition::VarType},
    language::Language,
};

/// Their names, none of which a flow may declare.
pub const NAMES: [&str; 13] = [
    "channel",
    "language",
    "language_known",
    "caller",
    "caller_mobile",
    "caller_callable",
    "open",
    "holiday",
    "opens",
    "today",
    "level",
    "organisations",
    "postcode_organisations",
];

/// Their types, where the words may be known.
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
        Some(match name {
            "channel" => VarType::channels(),
            "language" => self.languages.clone().unwrap_or(VarType::Symbol),
            "language_known" | "caller_mobile" | "caller_callable" | "open" | "holiday" => VarType::Bool,
            "caller" => VarType::Phone,
            "opens" => VarType::Moment,
            "today" => VarType::Date,
            "level" => VarType::Number,
            "organisations" | "postcode_organisations" => VarType::list_of(VarType::Symbol),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_a_type_and_languages_are_known_with_the_words() {
        let languages = ["fr", "ar"].map(|tag| tag.parse().expect("is a tag"));
        let built_ins = BuiltIns::new(&languages);
        for name in NAMES {
            assert!(built_ins.type_of(name).is_some(), "{name}");
        }
        assert_eq!(built_ins.type_of("language"), Some(VarType::one_of(["fr", "ar"])));
        assert_eq!(BuiltIns::new(&[]).type_of("language"), Some(VarType::Symbol));
        assert_eq!(built_ins.type_of("nothing"), None);
    }
}
