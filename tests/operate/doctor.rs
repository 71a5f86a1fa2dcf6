//! The doctor names what is wrong and how to mend it, and changes nothing.

use std::{fs, os::unix::fs::PermissionsExt};

use guichet::clock::Clock;

use crate::{
    home::{Home, SERVICE_NUMBER, TOKEN, provider},
    identities::{self, Identities},
};

/// The findings as the doctor writes them for programs: check, level, what it says, how to mend it.
fn findings(home: &Home) -> (bool, Vec<[String; 4]>) {
    let output = home.run(&["doctor", "--json"]);
    let findings: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    let field = |finding: &serde_json::Value, name: &str| finding[name].as_str().unwrap_or_default().to_owned();
    let rows = findings.iter().map(|finding| ["check", "level", "says", "mend"].map(|name| field(finding, name)));
    (output.status.success(), rows.collect())
}

fn one<'a>(findings: &'a [[String; 4]], check: &str) -> &'a [String; 4] {
    findings.iter().find(|finding| finding[0] == check).unwrap_or_else(|| panic!("no {check} in {findings:?}"))
}

#[test]
fn a_sound_installation_has_no_errors() {
    let mut home = Home::new();
    fs::create_dir(home.path("backups")).unwrap();
    home.environment.insert("GUICHET_BACKUPS", home.path("backups").display().to_string());
    let address = |path: &str| format!("http://127.0.0.1:{}/twilio/{path}#rc=5&rp=all", home.port);
    let numbers = serde_json::json!([{
        "phone_number": SERVICE_NUMBER,
        "sms_url": address("sms"),
        "sms_method": "POST",
        "voice_url": address("voice"),
        "voice_method": "POST",
        "status_callback": address("voice-status"),
        "status_callback_method": "POST",
    }]);
    home.environment.insert("GUICHET_TWILIO_API", provider(&numbers.to_string()));
    let _running = home.serve();
    assert!(home.run(&["backup", "--to", "backups"]).status.success());
    let (sound, findings) = findings(&home);
    assert!(sound, "{findings:?}");
    assert!(findings.iter().any(|found| found[0] == "provider" && found[2].contains("leads here")), "{findings:?}");
    for check in ["settings", "dialogues", "database", "public-url", "webhooks", "provider", "disk", "backups"] {
        let found = one(&findings, check);
        // This machine's disk is what it is; the address is without encryption first, and then found to work.
        assert!(found[1] == "ok" || check == "disk", "{found:?}");
    }
    let webhooks = &one(&findings, "webhooks")[2];
    assert!(webhooks.contains(&format!("http://127.0.0.1:{}/twilio/voice#rc=5&rp=all", home.port)), "{webhooks}");
    assert_eq!(one(&findings, "numbers")[1], "warning", "a number for fiction");
    let shown = home.run(&["doctor"]);
    assert!(shown.status.success() && String::from_utf8_lossy(&shown.stdout).contains("ok       database"));
}

#[test]
fn each_fault_is_named_with_a_way_to_mend_it() {
    let mut home = Home::new();
    let (sound, found) = findings(&home);
    assert!(!sound, "nothing runs");
    let url = one(&found, "public-url");
    assert!(url[1] == "error" && url[2].contains("/twilio/self-test") && url[3].contains("guichet serve"), "{url:?}");
    assert!(one(&found, "database")[2].contains("there is no database"), "{found:?}");
    assert!(!home.path("guichet.db").exists() && !home.path("guichet.keys").exists(), "the doctor makes none");

    let mut running = home.serve();
    home.environment.insert("GUICHET_TWILIO_AUTH_TOKEN", "another-token".to_owned());
    fs::set_permissions(home.path("guichet.db"), fs::Permissions::from_mode(0o644)).unwrap();
    home.environment.insert("GUICHET_BACKUPS", home.path("none").display().to_string());
    home.environment.insert("GUICHET_NUMBER", "+33612345678".to_owned());
    let (sound, found) = findings(&home);
    assert!(!sound);
    assert!(one(&found, "provider")[2].contains("gives no account"), "{found:?}");
    let url = one(&found, "public-url");
    assert!(url[2].contains("403") && url[3].contains("GUICHET_TWILIO_AUTH_TOKEN"), "{url:?}");
    assert!(one(&found, "rights")[3].contains("chmod 600"), "{found:?}");
    assert_eq!(one(&found, "backups")[1], "error");
    assert!(one(&found, "numbers")[2].contains("mobile"), "{found:?}");
    let all = format!("{found:?}");
    assert!(!all.contains(TOKEN) && !all.contains("another-token"), "a secret is shown");

    running.terminate();
    assert_eq!(running.ended().1, Some(0));
    let keys = fs::read(home.path("guichet.keys")).unwrap();
    let other = Home::new();
    drop(other.serve());
    fs::copy(other.path("guichet.keys"), home.path("guichet.keys")).unwrap();
    let (_, found) = findings(&home);
    assert!(one(&found, "keys")[2].contains("not those of this database"), "{found:?}");
    fs::remove_file(home.path("guichet.keys")).unwrap();
    let (_, found) = findings(&home);
    assert!(one(&found, "keys")[1] == "error" && !home.path("guichet.keys").exists(), "{found:?}");
    fs::write(home.path("guichet.keys"), keys).unwrap();
    // A page in the middle is overwritten, as a bad disk would.
    let mut bytes = fs::read(home.path("guichet.db")).unwrap();
    let page = bytes.len() / 4096 / 2 * 4096;
    bytes[page..page + 4096].fill(0xA5);
    fs::write(home.path("guichet.db"), bytes).unwrap();
    let (_, found) = findings(&home);
    assert!(
        found.iter().any(|one| one[0] == "database" && one[1] == "error" && one[3].contains("backup")),
        "{found:?}"
    );

    home.environment.remove("GUICHET_PUBLIC_URL");
    home.environment.insert("GUICHET_LISTEN", "here".to_owned());
    let (sound, found) = findings(&home);
    assert!(!sound && found.len() == 1 && found[0][2].contains("GUICHET_LISTEN"), "{found:?}");
}

#[test]
fn a_proxy_that_changes_the_address_is_found_out() {
    let mut home = Home::new();
    let _running = home.serve();
    // The service is called at another address than the one it was told.
    home.environment.insert("GUICHET_PUBLIC_URL", format!("http://localhost:{}", home.port));
    let (sound, found) = findings(&home);
    let url = one(&found, "public-url");
    assert!(!sound && url[2].contains("http://localhost:") && url[3].contains("deploy/"), "{url:?}");
}

#[test]
fn the_self_test_changes_nothing_and_answers_nobody_unsigned() {
    let home = Home::new();
    let _running = home.serve();
    let signed = home.signed("/twilio/self-test", &[("nonce", "n1")]);
    let forged = signed.replace("nonce=n1", "nonce=n2");
    assert_eq!(crate::home::exchange(home.port, &forged).unwrap().status, 403);
    let answer = crate::home::exchange(home.port, &signed).unwrap();
    assert_eq!((answer.status, answer.body.as_str()), (200, "guichet n1\n"));
    let mut database = home.database();
    assert_eq!(database.texts("SELECT key FROM turn"), Vec::<String>::new());
}

#[test]
fn the_provider_of_identities_is_asked_whether_it_knows_us() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let identities = runtime.block_on(Identities::start(&Clock::System));
    let mut home = Home::new();
    let issuer = identities.now().url.clone();
    home.environment.insert("GUICHET_OPEN_ID_ISSUER", issuer.clone());
    home.environment.insert("GUICHET_OPEN_ID_CLIENT_ID", identities::CLIENT.to_owned());
    home.environment.insert("GUICHET_OPEN_ID_CLIENT_SECRET", identities::SECRET.to_owned());
    let sign_in = |home: &Home| one(&findings(home).1, "sign-in").clone();

    let [_, level, says, _] = sign_in(&home);
    assert!(level == "ok" && says.contains("/console/open-id"), "{says}");

    home.environment.insert("GUICHET_OPEN_ID_CLIENT_SECRET", "another secret".to_owned());
    let [_, level, says, mend] = sign_in(&home);
    assert!(level == "error" && says.contains("client id and secret"), "{says}");
    assert!(mend.contains("GUICHET_OPEN_ID_CLIENT_SECRET") && !format!("{says}{mend}").contains("another secret"));

    home.environment.insert("GUICHET_OPEN_ID_ISSUER", format!("{issuer}/"));
    let [_, level, says, _] = sign_in(&home);
    assert!(level == "error" && says.contains("letter by letter"), "{says}");

    home.environment.insert("GUICHET_OPEN_ID_ISSUER", issuer);
    identities.now().down = true;
    let [_, level, says, _] = sign_in(&home);
    assert!(level == "warning" && says.contains("500"), "{says}");
    assert_eq!(identities.now().given, Vec::<String>::new(), "nothing was given out");
}
