//! Codes: how many may be tried, when codes are believed no more, and what is mixed into them before they are hashed.

use std::{fs, path::PathBuf};

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{Environment, SettingsError, wrong};
use crate::identity::{Guard, Peppers};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CodesFile {
    files_per_number_per_day: Option<u16>,
    alarm_after: Option<u32>,
    alarm_share_percent: Option<u8>,
    pepper_file: Option<PathBuf>,
}

/// How codes are kept, and how guessing is stopped.
#[derive(Clone, Debug, Default)]
pub struct Codes {
    /// How guessing is stopped.
    pub guard: Guard,
    /// The file with the pepper.
    pub pepper_file: Option<PathBuf>,
    /// The pepper itself, in place of the file.
    pub pepper: Option<SecretString>,
}

impl CodesFile {
    pub(super) fn read(self, environment: Environment<'_>) -> Result<Codes, SettingsError> {
        let usual = Guard::default();
        let guard = Guard {
            files_per_number_per_day: self.files_per_number_per_day.unwrap_or(usual.files_per_number_per_day),
            alarm_refused: self.alarm_after.unwrap_or(usual.alarm_refused),
            alarm_share_percent: self.alarm_share_percent.unwrap_or(usual.alarm_share_percent),
        };
        if guard.files_per_number_per_day == 0 {
            let reason = "nobody could open a file whose number is not on file";
            return Err(wrong("codes.files_per_number_per_day", "0", reason, "3"));
        }
        if guard.alarm_share_percent > 100 {
            let shown = guard.alarm_share_percent.to_string();
            return Err(wrong("codes.alarm_share_percent", &shown, "a share is at most 100 percent", "50"));
        }
        Ok(Codes {
            guard,
            pepper_file: environment("GUICHET_CODE_PEPPER_FILE").map(PathBuf::from).or(self.pepper_file),
            pepper: environment("GUICHET_CODE_PEPPER").map(SecretString::from),
        })
    }
}

impl Codes {
    /// The peppers, read from the environment or the file; none where neither is set.
    ///
    /// # Errors
    /// Where they cannot be read. The value is never shown.
    pub fn peppers(&self) -> Result<Peppers, SettingsError> {
        let example = "64 hexadecimal digits, as `openssl rand -hex 32` makes them";
        let refused = |variable: &str, error: &dyn std::fmt::Display| wrong(variable, "…", error.to_string(), example);
        if let Some(pepper) = &self.pepper {
            return Peppers::parse(pepper.expose_secret().trim())
                .map_err(|error| refused("GUICHET_CODE_PEPPER", &error));
        }
        let Some(path) = &self.pepper_file else { return Ok(Peppers::default()) };
        let file = |reason: String| SettingsError::File { path: path.display().to_string(), reason };
        let text = fs::read_to_string(path).map_err(|error| file(error.to_string()))?;
        Peppers::parse(text.trim()).map_err(|error| file(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pepper_comes_from_the_environment_or_a_file_and_is_never_shown() {
        let read =
            |pepper: &str| CodesFile::default().read(&|name| (name == "GUICHET_CODE_PEPPER").then(|| pepper.into()));
        let long = "0123456789abcdef".repeat(2);
        assert!(!read(&long).unwrap().peppers().unwrap().is_empty());
        assert!(!format!("{:?}", read(&long).unwrap()).contains(&long));
        let refused = read("0123canary").unwrap().peppers().unwrap_err().to_string();
        assert!(refused.contains("GUICHET_CODE_PEPPER") && !refused.contains("canary"), "{refused}");

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pepper");
        fs::write(&path, format!("{long}\n")).unwrap();
        let file = |path: &std::path::Path| CodesFile { pepper_file: Some(path.to_owned()), ..CodesFile::default() };
        assert!(!file(&path).read(&|_| None).unwrap().peppers().unwrap().is_empty());
        let missing = file(&folder.path().join("none")).read(&|_| None).unwrap().peppers().unwrap_err().to_string();
        assert!(missing.contains("none"), "{missing}");
        assert!(CodesFile::default().read(&|_| None).unwrap().peppers().unwrap().is_empty());
    }

    #[test]
    fn limits_that_nobody_could_live_with_are_refused() {
        let wrong = [
            CodesFile { files_per_number_per_day: Some(0), ..CodesFile::default() },
            CodesFile { alarm_share_percent: Some(101), ..CodesFile::default() },
        ];
        for file in wrong {
            let refused = file.read(&|_| None).unwrap_err().to_string();
            assert!(refused.contains("codes."), "{refused}");
        }
    }
}
