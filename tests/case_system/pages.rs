//! Whether `docs/case-systems.md` tells the truth: each of its examples is sent or compared as it stands.

use std::path::Path;

use guichet::{
    case::{ItemKind, Status},
    connector::remote::signature,
};
use jiff::{Timestamp, civil::date};
use serde_json::{Value, json};

use crate::bench::Bench;

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/case-systems.md");
    std::fs::read_to_string(path).unwrap()
}

/// The page's examples: a look-up, a file, an answer, its receipt, a change.
fn examples() -> [Value; 5] {
    let page = page();
    let blocks = page.split("```json\n").skip(1).map(|part| part.split("```").next().unwrap());
    let examples: Vec<Value> = blocks.map(|block| serde_json::from_str(block).expect("it is JSON")).collect();
    examples.try_into().expect("the page has five examples")
}

#[tokio::test]
async fn a_file_is_asked_for_and_told_as_the_page_says() {
    let bench = Bench::start().await;
    let [look_up, file, ..] = examples();
    bench.system.put("2345678", file);
    let told = bench.look_up("2345678").await.expect("the file");
    assert_eq!(bench.system.seen()[0].body, look_up);
    assert_eq!(
        (told.status, told.since, told.as_of),
        (Status::MissingItem, Some(date(2026, 10, 12)), date(2026, 11, 21))
    );
    let missing: Vec<(&str, ItemKind)> = told.missing.iter().map(|item| (item.name.as_str(), item.kind)).collect();
    assert_eq!(missing, [("street_number", ItemKind::StreetNumber), ("moved_in", ItemKind::Date)]);
    assert!(told.phone.is_some());
    assert_eq!(bench.service.arm_changed_files().await.unwrap().armed, 2);
    let person = told.phone.expect("the number on file");
    let due = bench.store().deadlines_of(&person).await.unwrap();
    let due: Vec<String> = due.iter().map(|one| format!("{} {}", one.kind, one.closes)).collect();
    assert_eq!(due, ["unpaid-energy-bill 2026-12-16", "rsa-declaration 2026-12-31"]);
}

#[tokio::test]
async fn an_answer_is_given_and_acknowledged_as_the_page_says() {
    let bench = Bench::start().await;
    bench.told_by_text("2345678", "24681357").await;
    // The first of the two things the example system misses.
    for body in ["1", "1", "12 bis", "1"] {
        bench.text(body).await;
    }
    assert_eq!(bench.service.deliver_answers().await.unwrap(), 1);
    let [_, _, answer, receipt, _] = examples();
    let mut given = bench.system.answers()[0].clone();
    for field in ["id", "reference"] {
        given[field] = answer[field].clone();
    }
    assert_eq!(given, answer);
    let (id, at) = (answer["id"].as_str().unwrap(), bench.clock.now().as_second().unsigned_abs());
    bench.system.set("2345678", "missing", json!([{ "name": "street_number" }]));
    let body = answer.to_string();
    let (status, came) = bench.give_system(&bench.system.signed(id, at, body.as_bytes()), body.as_bytes()).await;
    assert_eq!((status, came), (200, receipt));
}

#[tokio::test]
async fn a_change_is_taken_as_the_page_says() {
    let bench = Bench::start().await;
    let [.., change] = examples();
    assert_eq!(bench.change("c1", &change.to_string()).await, (200, json!({ "taken": true })));
    assert_eq!(bench.copy("1234567").await.status, Status::Decided);
}

#[test]
fn the_example_of_a_signature_is_right() {
    let page = page();
    let field = |name: &str| {
        let line = page.lines().find_map(|line| line.strip_prefix(name)).expect("the page has it");
        line.trim().to_owned()
    };
    let at = Timestamp::from_second(field("timestamp ").parse().unwrap()).unwrap();
    let signed = signature::sign(&[field("secret ").into()], &field("id "), at, field("body ").as_bytes());
    assert_eq!(signed, field("signature "));
}
