//! Somebody who works in the console, and how they like it to look.

use std::{fmt, str::FromStr};

use super::{Email, Permission, Role};
use crate::{language::Language, phone_number::PhoneNumber};

/// Somebody with an account of the console.
#[derive(Clone, PartialEq, Eq)]
pub struct Advisor {
    /// Our identifier: what audit entries, claims and notes name.
    pub id: String,
    /// The name they sign in with.
    pub login: String,
    /// What colleagues call them.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The languages they speak with callers.
    pub languages: Vec<Language>,
    /// The subjects they know, in words of the installation's own.
    pub skills: Vec<String>,
    /// The phone that is rung before a person is.
    pub phone: Option<PhoneNumber>,
    /// How the console looks and acts for them.
    pub console: Taste,
    /// Whether the account is open.
    pub active: bool,
    /// How they may prove who they are.
    pub ways: Ways,
}

/// How somebody may prove who they are: by what they know and hold, by a provider of identities, or by either.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ways {
    /// Whether a password and a code let them in.
    pub password: bool,
    /// The address by which a provider's word is taken for theirs when it first gives it; with none, it never is.
    pub email: Option<Email>,
    /// Whether the provider gave its word once: from then on what it calls them decides, and no address.
    pub bound: bool,
}

impl Default for Ways {
    fn default() -> Self {
        Ways { password: true, email: None, bound: false }
    }
}

/// How the console looks and acts for one advisor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taste {
    /// The language of its words.
    pub language: ConsoleLanguage,
    /// Its colours.
    pub theme: Theme,
    /// Whether one key alone does something (WCAG 2.1.4: it can be switched off).
    pub single_keys: bool,
}

/// A language that the console speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConsoleLanguage {
    /// Français.
    #[default]
    French,
    /// English.
    English,
}

/// The colours of the console.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the computer is set.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// Black and white, with heavy lines.
    HighContrast,
}

/// A word that is none of those that may be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such choice")]
pub struct NoChoice;

impl Advisor {
    /// Whether this advisor may: their account is open and their role allows it.
    pub fn may(&self, permission: Permission) -> bool {
        self.active && self.role.may(permission)
    }

    /// Who did something, as audit entries name it.
    pub fn actor(&self) -> String {
        format!("advisor:{}", self.id)
    }
}

/// Names of staff are personal too.
impl fmt::Debug for Advisor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Advisor").field("id", &self.id).field("role", &self.role).finish_non_exhaustive()
    }
}

impl Default for Taste {
    fn default() -> Self {
        Taste { language: ConsoleLanguage::default(), theme: Theme::default(), single_keys: true }
    }
}

/// What stands in a taste's text where single keys do something, and where they do not.
const KEYS: (&str, &str) = ("keys", "no-keys");

impl Taste {
    /// The text that it is kept as, such as `fr system keys`.
    pub fn text(&self) -> String {
        let keys = if self.single_keys { KEYS.0 } else { KEYS.1 };
        format!("{} {} {keys}", self.language.as_str(), self.theme.as_str())
    }
}

impl FromStr for Taste {
    type Err = NoChoice;

    fn from_str(text: &str) -> Result<Self, NoChoice> {
        let mut words = text.split(' ');
        let mut next = || words.next().ok_or(NoChoice);
        Ok(Taste { language: next()?.parse()?, theme: next()?.parse()?, single_keys: next()? == KEYS.0 })
    }
}

impl ConsoleLanguage {
    /// Every language, the first being the one that everything falls back to.
    pub const ALL: [ConsoleLanguage; 2] = [ConsoleLanguage::French, ConsoleLanguage::English];

    /// The BCP-47 tag, as in the names of folders.
    pub fn as_str(self) -> &'static str {
        match self {
            ConsoleLanguage::French => "fr",
            ConsoleLanguage::English => "en",
        }
    }

    /// What the language calls itself.
    pub fn own_name(self) -> &'static str {
        match self {
            ConsoleLanguage::French => "Français",
            ConsoleLanguage::English => "English",
        }
    }

    /// The first of our languages that a browser asks for, in the order in which it names them (`Accept-Language`).
    pub fn preferred(header: &str) -> ConsoleLanguage {
        let tags = header.split(',').filter_map(|part| part.split([';', '-']).next());
        tags.filter_map(|tag| tag.trim().to_ascii_lowercase().parse().ok()).next().unwrap_or_default()
    }
}

impl FromStr for ConsoleLanguage {
    type Err = NoChoice;

    fn from_str(tag: &str) -> Result<Self, NoChoice> {
        ConsoleLanguage::ALL.into_iter().find(|language| language.as_str() == tag).ok_or(NoChoice)
    }
}

impl Theme {
    /// Every choice.
    pub const ALL: [Theme; 4] = [Theme::System, Theme::Light, Theme::Dark, Theme::HighContrast];

    /// The word in forms, in the database and in the style sheet.
    pub fn as_str(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
            Theme::HighContrast => "high-contrast",
        }
    }
}

impl FromStr for Theme {
    type Err = NoChoice;

    fn from_str(word: &str) -> Result<Self, NoChoice> {
        Theme::ALL.into_iter().find(|theme| theme.as_str() == word).ok_or(NoChoice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_spoken_to_in_the_first_of_its_languages_that_we_speak() {
        let rows = [
            ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
            ("en-GB,en;q=0.9,fr;q=0.5", "en"),
            ("de, EN;q=0.7, fr;q=0.3", "en"),
            ("ar", "fr"),
            ("", "fr"),
            ("frisian,en", "en"),
        ];
        for (header, expected) in rows {
            assert_eq!(ConsoleLanguage::preferred(header).as_str(), expected, "{header}");
        }
    }

    #[test]
    fn choices_are_read_as_they_are_written() {
        for language in ConsoleLanguage::ALL {
            assert_eq!(language.as_str().parse(), Ok(language));
        }
        for theme in Theme::ALL {
            assert_eq!(theme.as_str().parse(), Ok(theme));
        }
        assert_eq!("blue".parse::<Theme>(), Err(NoChoice));
        for single_keys in [true, false] {
            let taste = Taste { language: ConsoleLanguage::English, theme: Theme::Dark, single_keys };
            assert_eq!(taste.text().parse(), Ok(taste));
        }
        assert_eq!("fr".parse::<Taste>(), Err(NoChoice));
    }

    #[test]
    fn a_closed_account_may_nothing_and_its_names_are_not_printed() {
        let open = Advisor {
            id: "a1".into(),
            login: "claire".into(),
            name: "Claire Martin".into(),
            role: Role::Administrator,
            languages: Vec::new(),
            skills: Vec::new(),
            phone: None,
            console: Taste::default(),
            active: true,
            ways: Ways::default(),
        };
        assert!(open.may(Permission::ManagePeople));
        let closed = Advisor { active: false, ..open.clone() };
        assert!(Permission::all().all(|permission| !closed.may(permission)));
        let printed = format!("{open:?}");
        assert!(printed.contains("a1") && !printed.to_lowercase().contains("claire"), "{printed}");
    }
}
