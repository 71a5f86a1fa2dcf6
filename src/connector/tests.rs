//! Imports and exports, as the people who run them see them.

use std::collections::BTreeMap;

use jiff::civil::date;

use super::*;
use crate::store::case_file::NewAnswer;
use crate::{
    case::{FileNumber, ItemKind, Organisation, Status},
    channel::Channel,
    connector::export::export_answers,
    identity::{Guard, Peppers, verify_code},
    phone_number::Numbering,
    store::{
        guess::{Attempt, FileKey, Try},
        tests::{at, store},
    },
};

fn rules() -> Rules {
    let organisation = |needs_postcode| Organisation { name: "o".into(), min_digits: 4, max_digits: 7, needs_postcode };
    Rules {
        organisations: BTreeMap::from([("caf".into(), organisation(false)), ("ccas".into(), organisation(true))]),
        kinds: BTreeMap::new(),
        numbering: Numbering { fiction: true },
        today: date(2026, 11, 22),
    }
}

async fn import_bytes(store: &Store, bytes: &[u8], dry: bool) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("files.csv");
    std::fs::write(&path, bytes).unwrap();
    let seed = Seed::new(bytes.len() as u64);
    import(store, &Codes::default(), &path, &rules(), dry, (at(0), seed)).await.unwrap()
}

async fn known(store: &Store, number: &str) -> Option<crate::case::CaseFile> {
    let id = store.find_case_file("caf", &FileNumber::new(number), "").await.unwrap()?;
    store.case_file(&id).await.unwrap()
}

const HEADER: &str = "organisation,number,benefit,status,postcode,missing,since,as_of,phone,code\n";
const GOOD: &str = "caf,0001234,housing,received,,,,,,\n";

fn with(rows: &str) -> Vec<u8> {
    format!("{HEADER}{GOOD}{rows}").into_bytes()
}

/// What an office may send us, the line that is wrong, and the beginning of what we say.
fn bad_files() -> Vec<(&'static str, Vec<u8>, u64, &'static str)> {
    let row = |text: &str| with(&format!("{text}\n"));
    vec![
        ("empty", b"".to_vec(), 1, "the file is empty"),
        ("BOM alone", b"\xEF\xBB\xBF".to_vec(), 1, "the first line is empty"),
        ("no header", GOOD.as_bytes().to_vec(), 1, "unknown column `caf`"),
        ("data first", b"1234567,caf\n".to_vec(), 1, "column 1 has no name"),
        ("column missing", b"organisation,number,benefit\n".to_vec(), 1, "the column `status` is missing"),
        (
            "column mistyped",
            HEADER.replace("status", "statut").into_bytes(),
            1,
            "unknown column `statut`: did you mean `status`?",
        ),
        ("column twice", HEADER.replace("phone", "code").into_bytes(), 1, "the column `code` stands there twice"),
        ("UTF-16", b"\xFF\xFEo\0r\0g\0".to_vec(), 1, "the file is in UTF-16"),
        (
            "old Mac line ends",
            [HEADER.trim(), GOOD.trim()].join("\r").into_bytes(),
            1,
            "the line holds a carriage return",
        ),
        ("NUL", row("caf,12345\0,housing,received,,,,,,"), 3, "the line holds a NUL"),
        (
            "NUL in Windows-1252",
            with("caf,12345\0,h\n").into_iter().chain(*b"caf,\xe9\n").collect(),
            3,
            "the line holds a NUL",
        ),
        ("quote unclosed", row("caf,\"12345,housing,received,,,,,,"), 3, "a quote is opened"),
        ("endless line", row(&"x".repeat(70_000)), 3, "the line is longer"),
        ("too few fields", row("caf,12345,housing"), 3, "3 fields where the header has 10"),
        ("too many fields", row("caf,12345,housing,received,,,,,,,"), 3, "11 fields where the header has 10"),
        ("after a blank line", row("\n\nx,12345,housing,received,,,,,,"), 5, "organisation: not in the settings"),
        (
            "organisation mistyped",
            row("cas,12345,housing,received,,,,,,"),
            3,
            "organisation: not in the settings; did you mean",
        ),
        ("number too short", row("caf,123,housing,received,,,,,,"), 3, "number: it must have 4 to 7 digits"),
        ("number too long", row("caf,12345678,housing,received,,,,,,"), 3, "number: it must have 4 to 7 digits"),
        ("number by a spreadsheet", row("caf,1.23E+06,housing,received,,,,,,"), 3, "number: it must have"),
        (
            "postcode missing",
            row("ccas,12345,housing,received,,,,,,"),
            3,
            "postcode: this organisation's files are told by it",
        ),
        (
            "postcode too much",
            row("caf,12345,housing,received,75001,,,,,"),
            3,
            "postcode: this organisation's files are not",
        ),
        ("postcode cut", row("ccas,12345,housing,received,1000,,,,,"), 3, "postcode: it must have five digits"),
        ("benefit", row("caf,12345,Aide au logement,received,,,,,,"), 3, "benefit: it must be a key"),
        ("status", row("caf,12345,housing,done,,,,,,"), 3, "status: it must be one of received, in_progress"),
        ("nothing missing", row("caf,12345,housing,missing_item,,,,,,"), 3, "status: it is `missing_item`"),
        (
            "item unknown",
            row("caf,12345,housing,received,,rend,,,,"),
            3,
            "missing: an item needs its kind, as in `key:date`; or did you mean `rent`?",
        ),
        (
            "kind unknown",
            row("caf,12345,housing,received,,rent:money,,,,"),
            3,
            "missing: an item's kind must be one of",
        ),
        ("item twice", row("caf,12345,housing,received,,rent|rent,,,,"), 3, "missing: an item stands there twice"),
        ("no such day", row("caf,12345,housing,received,,,2026-02-30,,,"), 3, "since: there is no such day"),
        ("day American", row("caf,12345,housing,received,,,,11/22/2026,,"), 3, "as_of: there is no such day"),
        ("day short", row("caf,12345,housing,received,,,3/11/26,,,"), 3, "since: its year has two digits"),
        (
            "name too long",
            format!(
                "{}\n{}\n",
                "organisation,number,benefit,status,name",
                ["caf,12345,housing,received,", &"x".repeat(101)].concat()
            )
            .into_bytes(),
            2,
            "name: it must have at most 100 characters",
        ),
        ("phone", row("caf,12345,housing,received,,,,,0612,"), 3, "phone: it is no telephone number"),
        ("code short", row("caf,12345,housing,received,,,,,,1234567"), 3, "code: it must have exactly 8 digits"),
        (
            "two codes",
            row("caf,12345,housing,received,,,,,,12345678|87654321"),
            3,
            "code: it must have exactly 8 digits",
        ),
        ("code of one digit", row("caf,12345,housing,received,,,,,,11111111"), 3, "code: 8 times the same digit"),
        ("same file twice", row("caf,000 1234,rsa,received,,,,,,"), 3, "the same file stands on line 2 already"),
    ]
}

#[tokio::test]
async fn a_bad_row_is_named_with_its_line_and_nothing_is_written() {
    let (store, _folder) = store().await;
    for (name, bytes, line, reason) in bad_files() {
        let report = import_bytes(&store, &bytes, false).await;
        let first = report.problems.first().unwrap_or_else(|| panic!("{name}: no problem found"));
        assert_eq!(first.line, line, "{name}: {}", first.reason);
        assert!(first.reason.starts_with(reason), "{name}: {}", first.reason);
        assert_eq!((report.added, report.updated), (0, 0), "{name}");
        assert!(known(&store, "0001234").await.is_none(), "{name}");
    }
    assert_eq!(store.count_rows("import_row").await.unwrap(), 0);
    assert_eq!(store.count_rows("import_item").await.unwrap(), 0);
}

#[tokio::test]
async fn a_hundred_bad_rows_are_named_and_the_rest_counted() {
    let (store, _folder) = store().await;
    let report = import_bytes(&store, &with(&"caf,1,housing,received,,,,,,\n".repeat(450)), false).await;
    assert_eq!((report.read, report.problems.len(), report.more_problems), (451, 100, 350));
    assert_eq!(report.problems[99].line, 102);
}

#[tokio::test]
async fn a_spreadsheet_in_windows_1252_with_semicolons_is_taken_over() {
    let (store, _folder) = store().await;
    let header = "Organisation;Number;Benefit;Status;Missing;Since;As_of;Phone;Code\r\n";
    let row = "caf;0 012 345;housing;missing_item;rent | \"moving_date\"|pièce:text;03/11/2026;2026-11-20;06 39 98 00 12;27182818\r\n;;;;;;;;\r\n";
    // The accented name is no key, so that it must have been read as text and refused for that alone.
    let bytes = encoding_rs::WINDOWS_1252.encode(&format!("{header}{row}")).0.into_owned();
    assert!(std::str::from_utf8(&bytes).is_err());
    let report = import_bytes(&store, &bytes, false).await;
    assert!(report.problems[0].reason.starts_with("missing: an item's name"), "{:?}", report.problems);
    let row = row.replace("\"moving_date\"|pièce:text", "moving_date|piece:text").replace(";housing;", ";\"housing\";");
    let bytes = [header.as_bytes(), row.as_bytes(), b"caf;9999;rsa;received;;;;;\xA0\r\n"].concat();
    let report = import_bytes(&store, &bytes, false).await;
    assert_eq!((report.read, report.added, report.updated, report.problems), (2, 2, 0, vec![]));
    let file = known(&store, "0012345").await.unwrap();
    assert_eq!((file.since, file.as_of), (Some(date(2026, 11, 3)), date(2026, 11, 20)));
    assert_eq!((file.status, file.benefit.as_str()), (Status::MissingItem, "housing"));
    assert_eq!(file.phone.unwrap().reveal(), "+33639980012");
    let missing: Vec<_> = file.missing.iter().map(|item| (item.name.as_str(), item.kind)).collect();
    assert_eq!(missing, [("rent", ItemKind::Amount), ("moving_date", ItemKind::Date), ("piece", ItemKind::Text)]);
    let Attempt::Check { code_hash, .. } = attempt(&store).await else { panic!("no code") };
    let bare = Peppers::default();
    assert!(verify_code("27182818", &code_hash, &bare) && !verify_code("27182819", &code_hash, &bare));
}

async fn attempt(store: &Store) -> Attempt {
    let file = FileKey { organisation: "caf".into(), number: FileNumber::new("0012345"), postcode: String::new() };
    store.begin_attempt(Try { file, caller: None, at: at(0) }, Guard::default()).await.unwrap()
}

#[tokio::test]
async fn importing_again_updates_and_only_a_new_code_forgets_the_failures() {
    let (store, _folder) = store().await;
    let file = |status: &str, missing: &str, code: &str| {
        format!("\u{feff}{HEADER}caf,0012345,housing,{status},,{missing},,,,{code}\n").into_bytes()
    };
    let first = import_bytes(&store, &file("missing_item", "rent|document", "27182818"), true).await;
    assert_eq!((first.read, first.added), (1, 1));
    assert!(known(&store, "0012345").await.is_none(), "a dry run writes nothing");
    import_bytes(&store, &file("missing_item", "rent|document", "27182818"), false).await;
    let id = known(&store, "0012345").await.unwrap().id;
    for _ in 0..5 {
        assert!(matches!(attempt(&store).await, Attempt::Check { .. }));
    }
    for code in ["", "27182818"] {
        let report = import_bytes(&store, &file("missing_item", "document", code), false).await;
        assert_eq!((report.added, report.updated), (0, 1));
        assert_eq!(attempt(&store).await, Attempt::Locked, "`{code}`");
    }
    let file_now = known(&store, "0012345").await.unwrap();
    assert_eq!((file_now.id, file_now.missing.len(), file_now.as_of), (id, 1, date(2026, 11, 22)));
    import_bytes(&store, &file("decided", "", "31415926"), false).await;
    let Attempt::Check { code_hash, .. } = attempt(&store).await else { panic!("still locked") };
    assert!(verify_code("31415926", &code_hash, &Peppers::default()));
}

#[tokio::test]
async fn many_files_in_many_batches_are_all_taken_over() {
    let (store, _folder) = store().await;
    let rows: String = (0..1_050).map(|n| format!("caf,{},housing,received,,rent,,,,\n", 10_000 + n)).collect();
    let report = import_bytes(&store, format!("{HEADER}{rows}").as_bytes(), false).await;
    assert_eq!((report.read, report.added, report.problems), (1_050, 1_050, vec![]));
    assert_eq!(store.count_rows("missing_item").await.unwrap(), 1_050);
}

#[tokio::test]
async fn an_exported_answer_is_no_formula() {
    let (store, _folder) = store().await;
    import_bytes(&store, &with(""), false).await;
    let file_id = known(&store, "0001234").await.unwrap().id;
    let values = ["=1+1", "+33639980012", "-2", "@x", "\tx", "a;\"b\"", "12 bis"];
    for (n, value) in (0i64..).zip(values) {
        let answer = NewAnswer {
            id: n.to_string(),
            file_id: file_id.clone(),
            item: "rent".into(),
            value: value.into(),
            confirmed: n == 0,
            channel: Channel::Sms,
            conversation_id: None,
            mandate_id: None,
            reference: n.to_string(),
            at: at(n),
        };
        assert!(store.give(answer).await.unwrap());
    }
    let mut out = Vec::new();
    assert_eq!(export_answers(&store, None, &mut out).await.unwrap(), 7);
    let mut reader = csv::Reader::from_reader(out.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let written: Vec<&str> = rows.iter().map(|row| &row[4]).collect();
    assert_eq!(written, ["'=1+1", "'+33639980012", "'-2", "'@x", "'\tx", "a;\"b\"", "12 bis"]);
    assert_eq!((&rows[0][0], &rows[0][1], &rows[0][5], &rows[0][7]), ("caf", "0001234", "true", "sms"));
    assert_eq!(export_answers(&store, Some(at(5)), &mut Vec::new()).await.unwrap(), 2);
}
