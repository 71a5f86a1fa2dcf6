//! Where flows, words and deadlines of one's own stand: all that a demo or a test takes of an installation's settings.

use std::path::PathBuf;

use super::{Environment, File, SettingsError, read_file};

/// The folders of flows, of words and of deadlines, each none for those in the binary.
#[derive(Debug, Default)]
pub struct Folders {
    /// The flows.
    pub flows: Option<PathBuf>,
    /// The words.
    pub locales: Option<PathBuf>,
    /// The types of deadline.
    pub deadlines: Option<PathBuf>,
}

impl Folders {
    /// Those that the environment names, or else `guichet.toml`, if it is there.
    ///
    /// # Errors
    /// A settings file that cannot be read.
    pub fn load(environment: Environment<'_>) -> Result<Self, SettingsError> {
        Ok(Folders::of(&read_file(None)?, environment))
    }

    pub(super) fn of(file: &File, environment: Environment<'_>) -> Self {
        let pick = |variable: &str, set: &Option<PathBuf>| environment(variable).map(PathBuf::from).or(set.clone());
        Folders {
            flows: pick("GUICHET_FLOWS", &file.flows),
            locales: pick("GUICHET_LOCALES", &file.locales),
            deadlines: pick("GUICHET_DEADLINES", &file.deadlines),
        }
    }
}
