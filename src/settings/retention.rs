//! `[retention]`: for how long what is kept of people is kept, by what it is kept for.

use serde::Deserialize;

use super::{SettingsError, wrong};

/// The terms, in days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// What people said and were told: texts, notes, answers that were taken out, what was left for advisors.
    pub content_days: u16,
    /// That they were in touch with us, when, and what came of it.
    pub metadata_days: u16,
    /// Who did what; after that the chain alone is left.
    pub audit_days: u16,
}

impl Default for Retention {
    fn default() -> Self {
        Retention { content_days: 90, metadata_days: 365, audit_days: 365 }
    }
}

/// No term is shorter than the longest conversation, or longer than three years, the most that the CNIL allows for contacts.
const LEAST: u16 = 14;
const MOST: u16 = 1_096;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RetentionFile {
    content_days: Option<u16>,
    metadata_days: Option<u16>,
    audit_days: Option<u16>,
}

impl RetentionFile {
    pub(super) fn read(self) -> Result<Retention, SettingsError> {
        let usual = Retention::default();
        let term = |key: &str, days: Option<u16>, usual: u16, example: &'static str| match days {
            Some(days) if !(LEAST..=MOST).contains(&days) => {
                Err(wrong(key, &days.to_string(), format!("{LEAST} to {MOST} days are possible"), example))
            }
            days => Ok(days.unwrap_or(usual)),
        };
        let content_days = term("retention.content_days", self.content_days, usual.content_days, "90")?;
        let metadata_days = term("retention.metadata_days", self.metadata_days, usual.metadata_days, "365")?;
        let audit_days = term("retention.audit_days", self.audit_days, usual.audit_days, "365")?;
        if metadata_days < content_days {
            let reason = format!("what was said is kept for {content_days} days, and needs that it was said");
            return Err(wrong("retention.metadata_days", &metadata_days.to_string(), reason, "365"));
        }
        Ok(Retention { content_days, metadata_days, audit_days })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Settings, parse};
    use super::*;

    fn read(toml: &str) -> Result<Retention, SettingsError> {
        Ok(Settings::from_parts(parse("guichet.toml", toml)?, &|_| None)?.retention)
    }

    #[test]
    fn nothing_is_kept_for_ever_and_nothing_goes_while_a_conversation_may_last() {
        assert_eq!(read("").unwrap(), Retention { content_days: 90, metadata_days: 365, audit_days: 365 });
        let set = read("[retention]\ncontent_days = 30\nmetadata_days = 180\naudit_days = 200").unwrap();
        assert_eq!(set, Retention { content_days: 30, metadata_days: 180, audit_days: 200 });
        for toml in ["content_days = 13", "metadata_days = 1097", "audit_days = 0", "metadata_days = 60"] {
            let error = read(&format!("[retention]\n{toml}")).unwrap_err().to_string();
            assert!(error.contains("retention."), "{error}");
        }
    }
}
