//! `guichet doctor`: what is wrong with an installation, and how to mend it.

mod database;
mod machine;
mod numbers;
mod open_id;
mod provider;
mod public_url;

use serde::Serialize;

use super::world::compiled;
use crate::{
    clock::Clock,
    settings::{DEFAULT_FILE, Settings, SettingsError},
};

/// One thing that was looked at.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Finding {
    check: &'static str,
    level: Level,
    says: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    mend: Option<String>,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    /// As it should be.
    Ok,
    /// It works, and should be looked at.
    Warning,
    /// People are not served, or may lose something.
    Error,
}

impl Finding {
    fn ok(check: &'static str, says: impl Into<String>) -> Self {
        Finding { check, level: Level::Ok, says: says.into(), mend: None }
    }

    fn warning(check: &'static str, says: impl Into<String>, mend: impl Into<String>) -> Self {
        Finding { check, level: Level::Warning, says: says.into(), mend: Some(mend.into()) }
    }

    fn error(check: &'static str, says: impl Into<String>, mend: impl Into<String>) -> Self {
        Finding { check, level: Level::Error, says: says.into(), mend: Some(mend.into()) }
    }

    fn shown(&self) -> String {
        let word = match self.level {
            Level::Ok => "ok",
            Level::Warning => "warning",
            Level::Error => "ERROR",
        };
        let mend = self.mend.as_ref().map(|mend| format!("\n{:21}-> {mend}", "")).unwrap_or_default();
        format!("{word:8} {:11} {}{mend}", self.check, self.says)
    }
}

/// Looks at everything that can be looked at and prints it. `path` is the settings file that was named.
///
/// # Errors
/// Where something is wrong that people will notice.
pub(super) async fn doctor(
    settings: Result<Settings, SettingsError>,
    path: Option<&str>,
    json: bool,
) -> anyhow::Result<()> {
    let findings = match settings {
        Ok(settings) => examine(&settings, path.unwrap_or(DEFAULT_FILE)).await,
        Err(error) => vec![Finding::error("settings", error.to_string(), "correct this first: the rest depends on it")],
    };
    if json {
        println!("{}", serde_json::to_string_pretty(&findings)?);
    } else {
        findings.iter().for_each(|finding| println!("{}", finding.shown()));
    }
    match findings.iter().filter(|finding| finding.level == Level::Error).count() {
        0 => Ok(()),
        errors => anyhow::bail!("{errors} of {} findings must be mended", findings.len()),
    }
}

async fn examine(settings: &Settings, path: &str) -> Vec<Finding> {
    let now = Clock::System.now();
    let mut findings = vec![match settings.require_provider() {
        Ok(()) => Finding::ok("settings", "every setting that `guichet serve` needs is there"),
        Err(error) => Finding::error("settings", error.to_string(), "`guichet serve` does not start without it"),
    }];
    findings.push(match compiled(settings) {
        Ok((_, dialogue)) => Finding::ok("dialogues", format!("{} flows, no mistakes", dialogue.script.flows.len())),
        Err(_) => Finding::error("dialogues", "flows or words have mistakes", "`guichet check` shows each one"),
    });
    findings.extend(database::examine(settings, now).await);
    findings.extend(public_url::examine(settings, now).await);
    findings.extend(provider::examine(settings).await);
    findings.extend(open_id::examine(settings).await);
    findings.extend(numbers::examine(settings));
    findings.extend(machine::examine(settings, path, now));
    findings
}
