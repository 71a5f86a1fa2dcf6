//! Whoever steals a disk, a log of the database or a backup reads nothing of what people said and who they are.

use std::{fs, path::Path};

use guichet::{
    case::{FileNumber, ItemKind, PersonName, Status},
    connector::codes::Codes,
    store::{backup, import::ImportedFile},
};
use jiff::civil::date;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::desk::{Desk, number};

/// Words and numbers that stand nowhere else, each told by a person or by their file.
const PLANTED: [&str; 7] = [
    "8675309",
    "+33639980471",
    "639980471",
    "Canarine",
    "dame Lorientaise",
    "merci de rappeler ma voisine",
    "86753097",
];

/// Somebody whose file asks for a word gives it, and asks to be rung.
async fn somebody_writes(desk: &Desk) {
    let (store, now) = (desk.service.store(), desk.clock.now());
    let file = ImportedFile {
        line: 2,
        id: "planted".into(),
        organisation: "caf".into(),
        number: FileNumber::new("8675309"),
        postcode: String::new(),
        benefit: "housing".into(),
        status: Status::MissingItem,
        since: Some(date(2026, 11, 2)),
        as_of: date(2026, 11, 20),
        missing: vec![("landlord_name".into(), ItemKind::Text)],
        deadlines: None,
        phone: Some(number("+33639980471")),
        name: PersonName::parse("Canarine Dupré"),
        code_hash: Some(Codes::default().hash("86753097".to_owned()).await.unwrap()),
    };
    assert_eq!(store.stage_import("planted", vec![file], now).await.unwrap(), []);
    store.end_import("planted", false).await.unwrap();
    let person = number("+33639980471");
    for text in
        ["DOSSIER", "8675309", "86753097", "1", "dame Lorientaise", "1", "CONSEILLER", "merci de rappeler ma voisine"]
    {
        desk.texts(&person, text).await;
    }
    let held = store.holding(&person).await.unwrap();
    let told: String = held.parts.iter().map(|part| serde_json::to_string(&part.rows).unwrap()).collect();
    for planted in PLANTED.iter().filter(|planted| **planted != "86753097") {
        assert!(told.contains(planted), "{planted} is held, and told to whom it belongs");
    }
}

/// A key of the settings, which is no secret: where it is found, so would be what was planted.
const PLAIN: &[u8] = b"landlord_name";

/// Looks for what was planted; whether what is plain was seen.
fn is_unread(place: &str, bytes: &[u8]) -> bool {
    for planted in PLANTED {
        let found = bytes.windows(planted.len()).position(|part| part == planted.as_bytes());
        assert_eq!(found, None, "{planted} stands in {place}");
    }
    bytes.windows(PLAIN.len()).any(|part| part == PLAIN)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_was_planted_stands_in_the_file_its_log_or_a_backup() {
    let desk = Desk::on_sqlite(|_, _| {}).await;
    somebody_writes(&desk).await;
    let database = desk.settings.sqlite_path().unwrap().to_owned();
    let folder = database.parent().unwrap();
    let copy = folder.join("copy.db");
    backup::copy(&desk.settings.database_url, &copy, &desk.clock).await.unwrap();
    let read = |folder: &Path| {
        let (mut all, mut seen) = (0, false);
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let bytes = fs::read(&path).unwrap();
            seen |= is_unread(&path.file_name().unwrap().to_string_lossy(), &bytes);
            all += bytes.len();
        }
        assert!(seen, "what is looked for would be found");
        all
    };
    let (files, bytes) = (fs::read_dir(folder).unwrap().count(), read(folder));
    assert!(files >= 3 && bytes > 200_000, "the file, its log and the copy: {files} files of {bytes} bytes");
    desk.service.store().close().await;
    read(folder);
    println!("SQLite: {bytes} bytes in {files} files, 0 of {} planted", PLANTED.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_was_planted_stands_in_the_files_and_the_log_of_postgres() {
    let desk = Desk::on_postgres(|_, _| {}).await;
    let mut server = PgConnection::connect(&desk.settings.database_url).await.unwrap();
    let begun: String =
        sqlx::query_scalar("SELECT pg_walfile_name(pg_current_wal_lsn())").fetch_one(&mut server).await.unwrap();
    somebody_writes(&desk).await;
    sqlx::query("CHECKPOINT").execute(&mut server).await.unwrap();
    // The server reads its own files, wherever it runs.
    let files = format!(
        "SELECT 'pg_wal/' || name FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{{24}}$' AND name >= '{begun}'
            AND name <= pg_walfile_name(pg_current_wal_lsn())
         UNION ALL SELECT pg_relation_filepath(oid) FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i', 't') AND pg_relation_filepath(oid) IS NOT NULL
         UNION ALL SELECT pg_relation_filepath(t.oid) FROM pg_class t JOIN pg_class c ON c.reltoastrelid = t.oid
            WHERE c.relnamespace = 'public'::regnamespace"
    );
    let files: Vec<String> = sqlx::query_scalar(AssertSqlSafe(files)).fetch_all(&mut server).await.unwrap();
    assert!(files.len() > 100, "tables, indexes and the log: {}", files.len());
    let (mut all, mut seen) = (0, false);
    for file in &files {
        let read = sqlx::query_scalar("SELECT pg_read_binary_file($1)").bind(file).fetch_one(&mut server);
        let bytes: Vec<u8> = read.await.unwrap();
        seen |= is_unread(file, &bytes);
        all += bytes.len();
    }
    assert!(seen, "what is looked for would be found");
    server.close().await.unwrap();
    println!("PostgreSQL: {all} bytes in {} files, 0 of {} planted", files.len(), PLANTED.len());
}
