//! A backup is whole and private, and what comes back from one sends nothing twice.

use std::{fs, os::unix::fs::PermissionsExt, process::Command};

use guichet::{
    clock::Clock,
    outgoing::Kind,
    phone_number::Numbering,
    seal::Keyring,
    settings::{Access, fresh_keys},
    store::{
        Store, examine,
        outbox::{NewText, TextState},
    },
};
use jiff::Timestamp;

use crate::{
    home::{Home, PERSON, Running, wait_for},
    postgres,
};

/// All were ordered before the backup, which was taken while one was in hand. The STOP of one person comes to count only
/// after it.
const MEANWHILE: &str = "
    UPDATE outbox SET created_at = 0;
    UPDATE outbox SET state = 'sending', lease_until = 32503680000000, attempts = 1 WHERE id = 'in-hand';
    UPDATE outbox SET state = 'waiting' WHERE id = 'stopped';";

const STATES: &str = "SELECT id || ' ' || state FROM outbox ORDER BY id";

fn stopped(mut running: Running) {
    running.terminate();
    assert_eq!(running.ended().1, Some(0));
}

#[test]
fn a_backup_taken_while_the_service_runs_is_whole_private_and_named_by_its_time() {
    let home = Home::new();
    let _running = home.serve();
    fs::create_dir(home.path("backups")).unwrap();
    std::thread::scope(|scope| {
        let texts = scope.spawn(|| {
            for at in 0..40 {
                assert_eq!(home.text(&format!("SM{at}"), PERSON, "bonjour").unwrap().status, 200);
            }
        });
        let output = home.run(&["backup", "--to", "backups"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        texts.join().unwrap();
    });
    let copies: Vec<_> = fs::read_dir(home.path("backups")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(copies.len(), 1, "one file and nothing beside it: {copies:?}");
    let name = copies[0].file_name().unwrap().to_string_lossy().into_owned();
    assert!(name.starts_with("guichet-20") && name.ends_with("Z.db"), "{name}");
    assert_eq!(fs::metadata(&copies[0]).unwrap().permissions().mode() & 0o777, 0o600);
    let again = home.run(&["backup", "--to", &copies[0].display().to_string()]);
    assert!(!again.status.success() && String::from_utf8_lossy(&again.stderr).contains("already"));
    let nowhere = home.run(&["backup", "--to", "nowhere/copy.db"]);
    assert!(!nowhere.status.success() && String::from_utf8_lossy(&nowhere.stderr).contains("nowhere/copy.db"));
}

#[test]
fn a_restored_backup_holds_what_waited_until_the_operator_lets_it_go() {
    let home = Home::new();
    stopped(home.serve());
    let orders = [
        order("due", Kind::Reply, "+33639980011", 10),
        order("in-hand", Kind::Reply, "+33639980011", 10),
        order("stopped", Kind::Reminder, "+33639980012", 10),
    ];
    keep(&home, orders.to_vec(), Some("+33639980012"));
    let mut database = home.database();
    database.execute(MEANWHILE);
    database.close();
    assert!(home.run(&["backup", "--to", "copy.db"]).status.success());
    // What was sent after the backup, and is waiting again once that comes back.
    fs::remove_file(home.path("guichet.db")).unwrap();
    for beside in ["guichet.db-wal", "guichet.db-shm"] {
        let _ = fs::remove_file(home.path(beside));
    }
    fs::copy(home.path("copy.db"), home.path("guichet.db")).unwrap();
    let mut database = home.database();
    database.execute("UPDATE outbox SET not_before = 0 WHERE id = 'due'");
    database.close();

    let running = home.serve();
    wait_for("the operator is told", || home.log().contains("guichet jobs release --quarantined"));
    let held = ["due quarantined", "in-hand uncertain", "stopped quarantined"];
    assert_eq!(home.database().texts(STATES), held);
    let metrics = home.get(home.operator, "/metrics").unwrap().body;
    assert!(metrics.contains("guichet_outbox_texts{state=\"quarantined\"} 2"), "{metrics}");
    stopped(running);
    let running = home.serve();
    // What is ordered now is taken up, and with it everything that the worker may take.
    let new = NewText { not_before: Clock::System.now(), ..order("new", Kind::Reply, "+33639980011", 0) };
    keep(&home, vec![new], None);
    // Nobody takes texts here: what was taken up soon waits again, with one more try.
    let tried = "SELECT id FROM outbox WHERE attempts > 0 ORDER BY id";
    let taken_up = |id: &'static str| home.database().texts(tried).iter().any(|tried| tried == id);
    wait_for("the worker takes up what is new", || taken_up("new"));
    let others = |home: &Home| -> Vec<String> {
        home.database().texts(STATES).into_iter().filter(|text| !text.starts_with("new ")).collect()
    };
    assert_eq!(others(&home), held, "a second start lets nothing go");

    let released = home.run(&["jobs", "release", "--quarantined", "--only-later"]);
    assert!(String::from_utf8_lossy(&released.stdout).starts_with("1 texts"), "{released:?}");
    assert_eq!(others(&home), ["due quarantined", "in-hand uncertain", "stopped cancelled"]);
    assert!(home.run(&["jobs", "release", "--quarantined"]).status.success());
    wait_for("the worker takes up what was let go", || taken_up("due"));
    assert!(others(&home).contains(&"in-hand uncertain".to_owned()), "what was in hand is never sent");
    stopped(running);
}

#[test]
fn the_commands_of_the_restore_drill_do_what_the_page_says() {
    let mut home = Home::new();
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/operators.md")).unwrap();
    let section = page.split("\n### Restore\n").nth(1).expect("the section").split("\n## ").next().unwrap();
    let blocks: Vec<&str> = section.split("```sh\n").skip(1).filter_map(|part| part.split("```").next()).collect();
    assert!(blocks.len() >= 2, "the drill has its commands");

    // The page's machine: its folders, and what it has that a test has not.
    let root = home.folder.path().display().to_string();
    for folder in ["bin", "var/lib/guichet", "var/backups/guichet"] {
        fs::create_dir_all(home.path(folder)).unwrap();
    }
    let tool = |name: &str, text: &str| {
        let path = home.path("bin").join(name);
        fs::write(&path, format!("#!/bin/sh\nset -e\n{text}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    };
    tool("sudo", "while [ \"${1#-}\" != \"$1\" ]; do shift 2; done\nexec \"$@\"");
    tool("chown", "exit 0");
    tool("guichet", &format!("exec {} \"$@\"", env!("CARGO_BIN_EXE_guichet")));
    tool(
        "systemctl",
        &format!(
            "cd {root}/var/lib/guichet\ncase $1 in\n\
             start) guichet serve >/dev/null 2>>{root}/log & echo $! >{root}/pid ;;\n\
             stop) [ ! -e {root}/pid ] || {{ kill $(cat {root}/pid); \
             while kill -0 $(cat {root}/pid) 2>/dev/null; do sleep 0.1; done; rm {root}/pid; }} ;;\nesac"
        ),
    );
    let path = format!("{}:{}", home.path("bin").display(), home.environment["PATH"]);
    home.environment.insert("PATH", path);
    home.environment.insert("GUICHET_DATABASE_URL", format!("sqlite:{root}/var/lib/guichet/guichet.db"));
    let script = |text: &str| {
        let text = text.replace("/var/", &format!("{root}/var/"));
        let output = Command::new("sh")
            .args(["-e", "-c", &text])
            .env_clear()
            .envs(&home.environment)
            .current_dir(home.path("var/lib/guichet"))
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&said));
    };
    let answers = || home.get(home.port, "/healthz").is_some_and(|answer| answer.status == 200);
    script("systemctl start guichet");
    wait_for("the service answers", answers);
    assert_eq!(home.text("SM1", PERSON, "bonjour").unwrap().status, 200);
    script("guichet backup --to /var/backups/guichet");
    assert_eq!(home.text("SM2", PERSON, "1").unwrap().status, 200);
    for block in &blocks {
        script(block);
        wait_for("the service answers", answers);
    }
    let log = fs::read_to_string(home.path("log")).unwrap();
    assert!(log.contains("restored from a backup"), "{log}");
    assert_eq!(home.text("SM1", PERSON, "bonjour").unwrap().status, 200, "what was before the backup is there");
    script("systemctl stop guichet");
}

/// Keeps orders as a turn does, and after them notes a number.
fn keep(home: &Home, orders: Vec<NewText>, number: Option<&str>) {
    let keys = fs::read_to_string(home.path("guichet.keys")).unwrap();
    let url = home.environment["GUICHET_DATABASE_URL"].clone();
    let access = Access { url, direct_url: None, keys: Keyring::parse(&keys).unwrap() };
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let store = Store::open(&access).await.unwrap();
        store.add_texts(orders).await.unwrap();
        if let Some(number) = number {
            let number = Numbering { fiction: true }.parse(number).unwrap();
            store.opt_out(&number, at(0)).await.unwrap();
        }
        store.close().await;
    });
}

/// A time after the present of any test.
fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(4_000_000_000 + seconds).unwrap()
}

fn order(id: &str, kind: Kind, person: &str, due: i64) -> NewText {
    NewText {
        id: id.to_owned(),
        kind,
        to: Numbering { fiction: true }.parse(person).unwrap(),
        service_number: "+33199000001".to_owned(),
        payload: serde_json::json!({ "body": id }),
        cost: 0,
        not_before: at(due),
        conversation_id: None,
        at: at(0),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_in_a_restored_database_is_held_and_let_go_on_either_database() {
    let folder = tempfile::tempdir().unwrap();
    let server = postgres::Database::new();
    for url in [format!("sqlite:{}", folder.path().join("guichet.db").display()), server.url().to_owned()] {
        let access = Access { url, direct_url: None, keys: Keyring::parse(&fresh_keys().unwrap()).unwrap() };
        let store = Store::open(&access).await.unwrap();
        let orders = [
            order("due", Kind::Reply, "+33639980011", 10),
            order("later", Kind::Reply, "+33639980011", 500),
            order("stopped", Kind::Reminder, "+33639980012", 500),
        ];
        for order in orders {
            store.add_text(order).await.unwrap();
        }
        assert_eq!(store.quarantine_restored(at(50)).await.unwrap(), None, "it is no copy");
        store.mark_restored(at(100)).await.unwrap();
        let found = examine::examine(&access).await.unwrap();
        assert!(found.restored && found.keys_fit && found.damage.is_empty() && found.behind == 0, "{found:?}");
        let quarantine = store.quarantine_restored(at(110)).await.unwrap().expect("it is marked");
        assert_eq!((quarantine.backed_up_at, quarantine.held, quarantine.uncertain), (at(100), 3, 0));
        assert_eq!(store.quarantine_restored(at(120)).await.unwrap(), None, "once");
        assert_eq!(examine::examine(&access).await.unwrap().quarantined, 3);
        let states = async || {
            let mut states = Vec::new();
            for id in ["due", "later", "stopped"] {
                states.push(store.text_state(id).await.unwrap().unwrap());
            }
            states
        };
        store.opt_out(&Numbering { fiction: true }.parse("+33639980012").unwrap(), at(130)).await.unwrap();
        assert_eq!(store.release_quarantined(true, at(140)).await.unwrap(), 2, "not what was due at the restore");
        assert_eq!(states().await, [TextState::Quarantined, TextState::Waiting, TextState::Cancelled]);
        assert_eq!(store.release_quarantined(false, at(150)).await.unwrap(), 1);
        assert_eq!(states().await, [TextState::Waiting, TextState::Waiting, TextState::Cancelled]);
        store.close().await;
    }
}
