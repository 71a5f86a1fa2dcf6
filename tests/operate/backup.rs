//! A backup is whole and private, and what comes back from one sends nothing twice.

use std::{fs, os::unix::fs::PermissionsExt, process::Command};

use crate::home::{Home, PERSON, Running, wait_for};

/// Texts that wait, one that is in hand, and one whose person said STOP meanwhile. What is sealed in them is not, so none
/// can be sent: that one is taken up is what counts here.
const OUTBOX: &str = "
    INSERT INTO outbox (id, kind, class, priority, to_index, service_number, payload, state, not_before, lease_until,
                        attempts, created_at, updated_at) VALUES
    ('due', 'text', 'reconcile', 0, x'13', '+33199000001', x'00', 'waiting', 32503680000000, NULL, 0, 0, 0),
    ('in-hand', 'text', 'reconcile', 0, x'13', '+33199000001', x'00', 'sending', 0, 32503680000000, 1, 0, 0),
    ('stopped', 'reminder', 'reconcile', 0, x'14', '+33199000001', x'00', 'waiting', 32503680000000, NULL, 0, 0, 0);
    INSERT INTO phone (number_index, number, opted_out_at) VALUES (x'14', x'00', 1);";

const ORDERED_NOW: &str = "
    INSERT INTO outbox (id, kind, class, priority, service_number, payload, state, not_before, created_at, updated_at)
    VALUES ('new', 'text', 'reconcile', 0, '+33199000001', x'00', 'waiting', 0, 32503680000000, 0)";

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
    let mut database = home.database();
    database.execute(OUTBOX);
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
    home.database().execute(ORDERED_NOW);
    let taken_up = |id: &'static str| {
        let untouched = [format!("{id} waiting"), format!("{id} quarantined")];
        home.database().texts(STATES).iter().all(|text| !untouched.contains(text))
    };
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
