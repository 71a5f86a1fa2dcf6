//! A language we speak, named by its BCP-47 tag.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

/// A language, as the name of its folder under `locales/` (`fr`, `en`, `ar`, `fr-x-falc`).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(Arc<str>);

/// Languages written from right to left.
const RIGHT_TO_LEFT: [&str; 6] = ["ar", "fa", "he", "ps", "ur", "ckb"];

impl Language {
    /// French, the language everything falls back to.
    pub fn french() -> Self {
        Language("fr".into())
    }

    /// The tag, as in the folder name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is written from right to left.
    pub fn is_right_to_left(&self) -> bool {
        let primary = self.0.split('-').next().unwrap_or_default();
        RIGHT_TO_LEFT.contains(&primary)
    }

    /// The identifier that plural rules are chosen by; a private-use tail does not matter to them.
    pub fn identifier(&self) -> LanguageIdentifier {
        let plain = self.0.split("-x-").next().unwrap_or_default();
        plain.parse().unwrap_or_default()
    }
}

/// The text is no BCP-47 language tag.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no language tag; write one such as `fr`, `ar` or `pt-BR`")]
pub struct NotALanguage(String);

impl FromStr for Language {
    type Err = NotALanguage;

    fn from_str(tag: &str) -> Result<Self, Self::Err> {
        let plain = tag.split("-x-").next().unwrap_or_default();
        match plain.parse::<LanguageIdentifier>() {
            Ok(_) if tag.len() <= 35 => Ok(Language(tag.into())),
            _ => Err(NotALanguage(tag.to_owned())),
        }
    }
}

impl TryFrom<String> for Language {
    type Error = NotALanguage;

    fn try_from(tag: String) -> Result<Self, Self::Error> {
        tag.parse()
    }
}

impl From<Language> for String {
    fn from(language: Language) -> String {
        language.0.as_ref().to_owned()
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
