//! Settings as an operator writes them, and what is said of a wrong one.

use super::*;
use crate::holiday::Territory;

fn load(toml: &str, environment: &[(&str, &str)]) -> Result<Settings, SettingsError> {
    let file = parse("guichet.toml", toml)?;
    let find = |name: &str| environment.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
    Settings::from_parts(file, &find)
}

#[test]
fn the_defaults_are_good_enough_to_look_at_a_database() {
    let settings = load("", &[]).expect("defaults");
    assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.database_url, "sqlite:guichet.db");
    assert_eq!(settings.office.hours.len(), 5);
    assert!(settings.require_provider().is_err_and(|e| e.to_string().contains("GUICHET_PUBLIC_URL")));
}

#[test]
fn the_environment_wins_over_the_file() {
    let settings = load("listen = '127.0.0.1:1'", &[("GUICHET_LISTEN", "127.0.0.1:2")]).expect("settings");
    assert_eq!(settings.listen.port(), 2);
}

#[test]
fn a_wrong_setting_is_named_with_an_example() {
    let rows = [
        ("GUICHET_LISTEN", "here", "127.0.0.1:8080"),
        ("GUICHET_OPERATOR_LISTEN", "9464", "127.0.0.1:8080"),
        ("GUICHET_PUBLIC_URL", "guichet.org", "https://guichet.example.org"),
        ("GUICHET_PUBLIC_URL", "https://a.example/?x=1", "without ? or #"),
        ("GUICHET_DATABASE_URL", "mysql://root:pw@db", "sqlite:guichet.db"),
        ("GUICHET_TWILIO_ACCOUNT_SID", "AC/../x", "AC followed by"),
        ("GUICHET_TWILIO_AUTH_TOKEN", "a,b,c", "two tokens at most"),
        ("GUICHET_TWILIO_API", "nowhere", "https://api.twilio.com"),
        ("GUICHET_NUMBER", "abc", "+33199000001"),
        ("GUICHET_OFFICE_ZONE", "Paris", "Europe/Paris"),
        ("GUICHET_OFFICE_NUMBER", "abc", "01 99 00 00 02"),
        ("GUICHET_NUMBER", "0199000001", "+33199000001"),
        ("GUICHET_TWILIO_API", "ftp://a.example", "https://api.twilio.com"),
        ("GUICHET_OFFICE_HOURS", "mon-fri 17:00-09:00", "mon-fri 09:00-17:00"),
        ("GUICHET_OFFICE_TERRITORY", "la-reunoin", "did you mean `la-reunion`?"),
    ];
    for (variable, value, expected) in rows {
        let message = load("", &[(variable, value)]).expect_err(variable).to_string();
        assert!(message.contains(variable) && message.contains(expected), "{message}");
        assert!(!message.contains("pw"), "{message}");
    }
}

#[test]
fn the_office_is_closed_on_the_holidays_of_its_territory_and_on_days_of_its_own() {
    let settings = load("[office]\nterritory = 'mayotte'\nclosed = ['2026-12-24']", &[]).expect("settings");
    assert_eq!(settings.office.territory, Territory::Mayotte);
    assert_eq!(settings.office.closed.iter().map(ToString::to_string).collect::<Vec<_>>(), ["2026-12-24"]);
    let message = load("[office]\nclosed = ['24/12/2026']", &[]).expect_err("is no day").to_string();
    assert!(message.contains("office.closed") && message.contains("[\"2026-12-24\"]"), "{message}");
}

#[test]
fn prices_and_the_ceiling_of_a_day_are_set_one_by_one() {
    let settings = load("[spending]\ndaily_ceiling_cents = 0\ntext_segment_cents = 9", &[]).expect("settings");
    let usual = Spending::default();
    assert_eq!(settings.spending, Spending { daily_ceiling_cents: 0, text_segment_cents: 9, ..usual });
    assert!(!settings.spending.allows(0, 9), "a ceiling of nothing stops all that costs");
    assert!(load("[spending]\ndaily_ceiling_cents = -1", &[]).is_err());
}

#[test]
fn numbers_abroad_are_allowed_by_name_alone() {
    let settings = load("[sending]\nallow = ['BE', '+352']", &[]).expect("settings");
    assert_eq!(settings.facts().reach, settings.reach);
    assert_ne!(settings.reach, load("", &[]).expect("defaults").reach);
    for name in ["Belgium", "+33", "FR", "+1"] {
        let message = load(&format!("[sending]\nallow = ['BE', '{name}']"), &[]).expect_err(name).to_string();
        assert!(message.contains("sending.allow") && message.contains(name) && message.contains("+352"), "{message}");
    }
}

#[test]
fn a_mistake_in_the_file_is_shown_with_its_line() {
    let message = load("listen = '127.0.0.1:1'\nlisen = 2", &[]).expect_err("unknown key").to_string();
    assert!(message.contains("line 2") && message.contains("lisen"), "{message}");
}

#[test]
fn a_mistake_beside_a_secret_does_not_print_it() {
    for toml in ["[twilio]\nauth_token = \"abc-secret\nlisten = 1", "[twilio]\nauth_token = 987654321"] {
        let message = load(toml, &[]).expect_err("a mistake").to_string();
        assert!(
            message.contains("line ") && !message.contains("abc-secret") && !message.contains("987654"),
            "{message}"
        );
    }
}

#[test]
fn two_tokens_are_accepted_during_rotation_and_never_printed() {
    let settings = load("", &[("GUICHET_TWILIO_AUTH_TOKEN", "new-secret, old-secret")]).expect("settings");
    assert_eq!(settings.twilio.auth_tokens.len(), 2);
    assert!(!format!("{settings:?}").contains("secret,") && !format!("{settings:?}").contains("new-secret"));
}

#[test]
fn a_machine_hears_a_sentence_or_nothing_and_any_other_word_is_told() {
    let set = |word: &str| load(&format!("[sending]\nvoicemail = \"{word}\""), &[]).map(|settings| settings.voicemail);
    assert_eq!(load("", &[]).expect("settings").voicemail, Voicemail::Sentence);
    assert_eq!(set("sentence").expect("settings"), Voicemail::Sentence);
    assert_eq!(set("nothing").expect("settings"), Voicemail::Nothing);
    let error = set("beep").expect_err("no such word").to_string();
    assert!(error.contains("sending.voicemail") && error.contains("\"sentence\""), "{error}");
}

#[test]
fn an_operator_sets_how_often_people_are_reminded_and_cannot_set_it_to_never_by_accident() {
    assert_eq!(load("", &[]).expect("settings").reminders, Reminders::default());
    let set = load("[reminders]\non = false\ncontacts_in_30_days = 2", &[]).expect("settings").reminders;
    assert_eq!((set.on, set.terms.contacts, set.terms.texts_a_day, set.terms.named), (false, 2, 1, 2));
    for key in ["texts_a_day", "contacts_in_30_days", "named_in_one_message"] {
        let message = load(&format!("[reminders]\n{key} = 0"), &[]).expect_err("is nothing").to_string();
        assert!(message.contains(&format!("reminders.{key}")) && message.contains("on = false"), "{message}");
    }
}

#[test]
fn how_callbacks_are_worked_on_may_be_set_and_nobody_is_tried_more_often_than_a_day_has_parts() {
    assert_eq!(load("", &[]).expect("settings").callbacks, Terms::default());
    let set = "[callbacks]\nlease_minutes = 10\nattempts = 4\nany_skill_after_minutes = 60\nat_risk_days = 14";
    let terms = load(set, &[]).expect("settings").callbacks;
    let minutes = (terms.lease.as_mins(), terms.soften_after.as_mins());
    assert_eq!((minutes, terms.attempts, terms.at_risk_days), ((10, 60), 4, 14));
    for (key, value) in [("lease_minutes", 0), ("attempts", 0), ("attempts", 5)] {
        let message = load(&format!("[callbacks]\n{key} = {value}"), &[]).expect_err("is wrong").to_string();
        assert!(message.contains(&format!("callbacks.{key}")), "{message}");
    }
}
