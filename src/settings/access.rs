//! The keys of an installation: read from a file or the environment, and made for a new database.

use std::{
    fs,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

use secrecy::ExposeSecret;

use super::{Settings, SettingsError};
use crate::seal::{FRESH, Keyring};

/// Where the database is, and the keys to what is sealed in it.
#[derive(Clone, Debug)]
pub struct Access {
    /// `sqlite:PATH` or `postgres://…`. It may hold a password.
    pub url: String,
    /// The address for what a pooler in transaction mode cannot serve: bringing the tables up to date and listening.
    pub direct_url: Option<String>,
    /// The keys.
    pub keys: Keyring,
}

impl Settings {
    /// What is needed to open the database. A SQLite database that does not exist yet is given keys of its own, in the file
    /// the settings name.
    ///
    /// # Errors
    /// Where there are no keys, or they cannot be read.
    pub fn access(&self) -> Result<Access, SettingsError> {
        let access =
            |keys| Access { url: self.database_url.clone(), direct_url: self.database_direct_url.clone(), keys };
        if let Some(keys) = &self.keys {
            return read("GUICHET_KEYS", keys.expose_secret()).map(access);
        }
        let path = self.key_file()?;
        let name = path.display().to_string();
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound && self.is_new() => make(&path)?,
            // Another process may have made keys and database since we looked.
            Err(error) if error.kind() == ErrorKind::NotFound && path.exists() => {
                fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?
            }
            Err(error) => return Err(unreadable(&path, &error)),
        };
        read(&name, &text).map(access)
    }

    /// The file that holds the keys: the one that is set, or the one beside a SQLite database.
    ///
    /// # Errors
    /// Where none is set and the database is not SQLite.
    pub fn key_file(&self) -> Result<PathBuf, SettingsError> {
        match (&self.key_file, self.sqlite_path()) {
            (Some(path), _) => Ok(path.clone()),
            (None, Some(database)) => Ok(database.with_extension("keys")),
            (None, None) => Err(SettingsError::Missing {
                variable: "GUICHET_KEY_FILE",
                what: "the file with the keys of the database, the same for every instance; `guichet keys` makes one",
                example: "/etc/guichet/guichet.keys",
            }),
        }
    }

    /// The file of a SQLite database.
    pub fn sqlite_path(&self) -> Option<&Path> {
        let path = self.database_url.strip_prefix("sqlite:")?;
        Some(Path::new(path.strip_prefix("//").unwrap_or(path)))
    }

    fn is_new(&self) -> bool {
        self.sqlite_path().is_some_and(|path| fs::metadata(path).map_or(true, |file| file.len() == 0))
    }
}

/// The text of a new ring of keys.
///
/// # Errors
/// Where the machine gives no randomness.
pub fn fresh_keys() -> Result<String, SettingsError> {
    let mut random = [0u8; FRESH];
    getrandom::fill(&mut random).map_err(|_| SettingsError::NoRandomness)?;
    Ok(Keyring::fresh(&random))
}

fn read(name: &str, text: &str) -> Result<Keyring, SettingsError> {
    let wrong =
        |error: crate::seal::KeyError| SettingsError::NoKeys { path: name.to_owned(), reason: error.to_string() };
    Keyring::parse(text).map_err(wrong)
}

fn unreadable(path: &Path, error: &std::io::Error) -> SettingsError {
    SettingsError::NoKeys { path: path.display().to_string(), reason: error.to_string() }
}

/// Makes the file, for its owner alone. Of two processes that begin at once, one makes it and both read it: it is written
/// under another name, and given its own when it is whole.
fn make(path: &Path) -> Result<String, SettingsError> {
    let failed = |error: std::io::Error| unreadable(path, &error);
    let text = fresh_keys()?;
    let draft = path.with_extension(format!("keys-{}", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft).map_err(failed)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    let named = written.and_then(|()| fs::hard_link(&draft, path));
    let _ = fs::remove_file(&draft);
    match named {
        Ok(()) => {
            tracing::warn!(file = %path.display(), "new keys were made: keep a copy of this file in another place");
            Ok(text)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => fs::read_to_string(path).map_err(failed),
        Err(error) => Err(failed(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(folder: &Path) -> Settings {
        let url = format!("sqlite:{}", folder.join("guichet.db").display());
        let find = |name: &str| (name == "GUICHET_DATABASE_URL").then(|| url.clone());
        Settings::without_file(&find).unwrap()
    }

    #[test]
    fn a_new_database_is_given_keys_that_stay_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let first = settings(folder.path()).access().unwrap();
        fs::write(folder.path().join("guichet.db"), "x").unwrap();
        let again = settings(folder.path()).access().unwrap();
        assert_eq!(first.keys.tag(&["x"]), again.keys.tag(&["x"]));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let file = fs::metadata(folder.path().join("guichet.keys")).unwrap();
            assert_eq!(file.permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_database_whose_keys_are_gone_is_not_given_new_ones() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("guichet.db"), "x").unwrap();
        let error = settings(folder.path()).access().unwrap_err().to_string();
        assert!(error.contains("guichet.keys") && error.contains("GUICHET_KEY_FILE"), "{error}");
        assert!(!folder.path().join("guichet.keys").exists());
    }

    #[test]
    fn a_server_needs_keys_that_somebody_made() {
        let find = |name: &str| (name == "GUICHET_DATABASE_URL").then(|| "postgres://u:pw@db/guichet".to_owned());
        let error = Settings::without_file(&find).unwrap().access().unwrap_err().to_string();
        assert!(error.contains("guichet keys") && !error.contains("pw"), "{error}");
    }
}
