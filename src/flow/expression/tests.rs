//! Expressions: what they are worth, what is refused, and that nothing makes them fail.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::{
    case::{CaseFile, FileNumber, ItemAnswer, ItemKind, MissingItem, Status},
    flow::var_type::VarType,
};

fn file() -> CaseFile {
    let answered = ItemAnswer {
        value: "12 bis".into(),
        given_at: jiff::Timestamp::UNIX_EPOCH,
        confirmed: true,
        reference: "4821".into(),
    };
    CaseFile {
        id: "f1".into(),
        organisation: "caf".into(),
        number: FileNumber::new("1234567"),
        postcode: None,
        benefit: "housing".into(),
        status: Status::MissingItem,
        since: None,
        as_of: date(2026, 11, 2),
        missing: vec![
            MissingItem { name: "rent".into(), kind: ItemKind::Amount, answer: None },
            MissingItem { name: "street_number".into(), kind: ItemKind::StreetNumber, answer: Some(answered) },
        ],
        phone: None,
    }
}

fn scope(name: &str) -> Value {
    match name {
        "file" => Value::File(Box::new(file())),
        "item" => Value::Item(file().missing.remove(0)),
        "organisations" => Value::List(vec![Value::Symbol("caf".into()), Value::Symbol("cpam".into())]),
        "organisation" => Value::Symbol("cpam".into()),
        "answer" => Value::Digits("12".into()),
        "count" => Value::Number(3),
        "rent" => Value::Amount(45000),
        "channel" => Value::Symbol("voice".into()),
        "open" => Value::Bool(true),
        "level" => Value::Number(2),
        "opaque" => Value::FileId("f1".into()),
        _ => Value::None,
    }
}

fn value(source: &str) -> Value {
    Expression::parse(source).unwrap_or_else(|e| panic!("{source}: {e}")).evaluate(&scope)
}

#[test]
fn conditions_hold_as_written() {
    for (source, expected) in [
        (r#"file.status == "missing_item""#, true),
        (r#"file.status != "missing_item""#, false),
        ("size(organisations) == 2", true),
        ("size(file.missing) == 1", true),
        ("size(file.answered) == 1", true),
        (r#"file.answered[0].reference == "4821""#, true),
        (r#"file.missing[0].name == "rent" && file.missing[0].kind == 'amount'"#, true),
        (r#"file.number == "1234567""#, true),
        ("organisation in organisations", true),
        ("item in file.missing", true),
        ("item in file.answered", false),
        (r#""mdph" in organisations"#, false),
        (r#"answer + " bis" == "12 bis""#, true),
        ("count + 1 == 4", true),
        ("count < 4 && count <= 3 && count > 2 && count >= 3", true),
        ("file.as_of >= file.as_of", true),
        (r#"channel == "voice" || nothing"#, true),
        ("!open", false),
        ("!nothing", true),
        (r#"nothing == """#, true),
        (r#"file.since == """#, true),
        (r#"answer == """#, false),
        ("open == true", true),
        ("-3 < count", true),
        ("level >= 2", true),
        // What cannot be computed is not true.
        ("file.since < file.as_of", false),
        ("size(nothing) == 0", false),
        ("count == \"3\"", false),
        ("opaque.status == \"missing_item\"", false),
        ("organisations[9] == \"caf\"", false),
        ("(open)", true),
    ] {
        let expression = Expression::parse(source).unwrap_or_else(|e| panic!("{source}: {e}"));
        assert_eq!(expression.truth(&scope), expected, "{source}");
    }
}

#[test]
fn values_keep_their_kind() {
    assert_eq!(value("file.status"), Value::Symbol("missing_item".into()));
    assert_eq!(value("organisations[0]"), Value::Symbol("caf".into()));
    assert_eq!(value("file.number"), Value::Digits("1234567".into()));
    assert_eq!(value("file.as_of"), Value::Date(date(2026, 11, 2)));
    assert_eq!(value("file.since"), Value::None);
    assert_eq!(value(r#"answer + " ter""#), Value::Text("12 ter".into()));
    assert_eq!(value("9223372036854775807 + count"), Value::None);
    assert_eq!(value("-9223372036854775807 - count"), Value::None);
    assert_eq!(value("9223372036854775807 * count"), Value::None);
    assert_eq!(value("file.as_of + 30"), Value::Date(date(2026, 12, 2)));
    assert_eq!(value("file.as_of - 2"), Value::Date(date(2026, 10, 31)));
    assert_eq!(value("file.as_of + 9223372036854775807"), Value::None);
    assert_eq!(value("file.as_of - 5000000"), Value::None);
    assert_eq!(value("(file.as_of + 30) - file.as_of"), Value::Number(30));
    assert_eq!(value("rent - 5000"), Value::Amount(40000));
    assert_eq!(value("2 * rent"), Value::Amount(90000));
    assert_eq!(value("rent * rent"), Value::None);
    assert_eq!(value(r#"open ? "yes" : "no""#), Value::Text("yes".into()));
    assert_eq!(value("nothing ? 1 : 2"), Value::Number(2));
    assert_eq!(value("file.answered[0].answer"), Value::Text("12 bis".into()));
    assert_eq!(value("item.reference"), Value::None);
    assert_eq!(value(r#"size("été")"#), Value::Number(3));
}

#[test]
fn what_flows_do_without_is_refused_where_it_stands() {
    let long = "a".repeat(501);
    let deep = format!("{}a{}", "(".repeat(9), ")".repeat(9));
    for (source, marked, message, help) in [
        ("", "", "no expression", "write a variable"),
        (long.as_str(), long.as_str(), "too long", "500"),
        (deep.as_str(), "(", "too deeply", "split"),
        ("count / 2", "/", "`/` has no place", "*"),
        ("count % 2", "%", "`%` has no place", "*"),
        ("-(count)", "-", "flows do without `-`", "+"),
        ("open ? 1", "o", "no expression", "a ? b : c"),
        ("has(file.since)", "has", "no function `has`", "size(x)"),
        ("file.missing.exists(x, x)", "exists", "no function `exists`", "size(x)"),
        ("matches (x)", "matches", "no function `matches`", "size(x)"),
        (r#"count in [1, 2]"#, "[", "a list cannot be written", "||"),
        ("x == null", "null", "has no place", "empty text"),
        ("x == 1.5", "1.5", "has no place", "cents"),
        ("x = 1", "=", "no expression", "`==`"),
        ("file.statsu", "statsu", "no field `statsu`", "did you mean `status`?"),
        ("organisations[count]", "count", "no place in a list", "from 0"),
        (r#"nom == “été”"#, "“", "has no place", "straight quotes"),
        (r#""é" == x.statut"#, "statut", "no field `statut`", "`status`"),
        (r#""😀é" == 1.5"#, "1.5", "has no place", "cents"),
        ("size(x, y)", "(", "takes one value", "size(x)"),
        (r#"x == r'\'"#, "'", "no plain text", "without backslashes"),
        (r#"x == """a""" "#, "\"", "no plain text", "two quotes"),
        (r#"x == "a\"b""#, "\\", "no plain text", "without backslashes"),
        (r#"x == "a"#, "\"a", "not closed", "quote"),
        ("x ==", "", "no expression", "=="),
    ] {
        let error = Expression::parse(source).expect_err(source);
        assert!(error.message.contains(message), "{source}: {}", error.message);
        assert!(error.help.contains(help), "{source}: {}", error.help);
        assert_eq!(&source[error.span.clone()], marked, "{source}: {error}");
    }
}

fn declared(name: &str) -> Option<VarType> {
    Some(match name {
        "file" => VarType::CaseFile,
        "item" => VarType::Item,
        "organisations" => VarType::List,
        "count" | "level" => VarType::Number,
        "open" => VarType::Bool,
        "answer" => VarType::Any,
        "channel" => VarType::Symbol,
        "half_day" => VarType::one_of(["morning", "afternoon"]),
        "caller" => VarType::Phone,
        "today" => VarType::Date,
        "rent" => VarType::Amount,
        _ => return None,
    })
}

#[test]
fn types_are_told_before_anyone_calls() {
    for (source, expected) in [
        ("file.missing[0].name", Ok("symbol")),
        ("file.missing", Ok("list")),
        ("organisations[0]", Ok("any")),
        (r#"answer + " bis""#, Ok("text")),
        ("count + 1", Ok("number")),
        ("size(file.missing) == 1", Ok("bool")),
        (r#"caller == """#, Ok("bool")),
        ("today + 3", Ok("date")),
        ("today - today", Ok("number")),
        ("rent * 2 - 500", Ok("amount")),
        ("rent > 50000", Ok("bool")),
        ("open ? half_day : \"any\"", Ok("word")),
        ("open ? half_day : channel", Ok("symbol")),
        ("open ? 1 : answer", Ok("any")),
        ("half_day == \"\"", Ok("bool")),
        ("half_day == \"mornin\"", Err("`mornin` is not one of the words")),
        ("\"noon\" == half_day", Err("`noon` is not one of the words")),
        ("item.kind == \"rent\"", Err("`rent` is not one of the words")),
        ("half_day == file.status", Err("no word in common")),
        ("open ? 1 : today", Err("this is a number or a date")),
        ("count ? 1 : 2", Err("a number is neither true nor false")),
        ("nowhere", Err("no variable `nowhere`")),
        ("item.status", Err("an item has no field `status`")),
        ("channel.name", Err("a symbol has no field `name`")),
        ("count == channel", Err("number and symbol never compare")),
        ("open < open", Err("never compare")),
        ("channel && open", Err("a symbol is neither true nor false")),
        ("channel in channel", Err("nothing is in a symbol")),
        ("count + channel", Err("do not add up")),
        ("count[0]", Err("has no places")),
        ("size(count)", Err("has no size")),
    ] {
        let found = Expression::parse(source).expect(source).type_in(&declared);
        match (found, expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found.name(), expected, "{source}"),
            (Err(error), Err(expected)) => assert!(error.message.contains(expected), "{source}: {error}"),
            (found, _) => panic!("{source}: {found:?}"),
        }
    }
}

/// A value of each type, by the name of the type.
fn of_type(name: &str) -> Value {
    match name {
        "text" => Value::Text("a".into()),
        "digits" => Value::Digits("12".into()),
        "number" => Value::Number(3),
        "amount" => Value::Amount(450),
        "bool" => Value::Bool(true),
        "date" => Value::Date(date(2026, 11, 2)),
        "moment" => Value::Moment(date(2026, 11, 2).at(9, 0, 0, 0)),
        "phone" => {
            crate::phone_number::Numbering { fiction: true }.parse("+33639980012").map_or(Value::None, Value::Phone)
        }
        "symbol" => Value::Symbol("morning".into()),
        "case_file" => Value::File(Box::new(file())),
        "item" => Value::Item(file().missing.remove(0)),
        "list" => Value::List(vec![Value::Number(3)]),
        _ => Value::None,
    }
}

/// What each operator makes of each pair of types, the left one down, the right one across: the type of the result, or a
/// dot where the checker refuses it.
const OPERATIONS: &[(&str, &str)] = &[
    (
        "+",
        "          text  digits number amount bool date   moment phone symbol case_file item list
        text       text  text   .      .      .    .      .      .     text   .         .    .
        digits     text  text   .      .      .    .      .      .     text   .         .    .
        number     .     .      number amount .    .      .      .     .      .         .    .
        amount     .     .      amount amount .    .      .      .     .      .         .    .
        bool       .     .      .      .      .    .      .      .     .      .         .    .
        date       .     .      date   .      .    .      .      .     .      .         .    .
        moment     .     .      .      .      .    .      .      .     .      .         .    .
        phone      .     .      .      .      .    .      .      .     .      .         .    .
        symbol     text  text   .      .      .    .      .      .     text   .         .    .
        case_file  .     .      .      .      .    .      .      .     .      .         .    .
        item       .     .      .      .      .    .      .      .     .      .         .    .
        list       .     .      .      .      .    .      .      .     .      .         .    .",
    ),
    (
        "-",
        "          text  digits number amount bool date   moment phone symbol case_file item list
        text       .     .      .      .      .    .      .      .     .      .         .    .
        digits     .     .      .      .      .    .      .      .     .      .         .    .
        number     .     .      number amount .    .      .      .     .      .         .    .
        amount     .     .      amount amount .    .      .      .     .      .         .    .
        bool       .     .      .      .      .    .      .      .     .      .         .    .
        date       .     .      date   .      .    number .      .     .      .         .    .
        moment     .     .      .      .      .    .      .      .     .      .         .    .
        phone      .     .      .      .      .    .      .      .     .      .         .    .
        symbol     .     .      .      .      .    .      .      .     .      .         .    .
        case_file  .     .      .      .      .    .      .      .     .      .         .    .
        item       .     .      .      .      .    .      .      .     .      .         .    .
        list       .     .      .      .      .    .      .      .     .      .         .    .",
    ),
    (
        "*",
        "          text  digits number amount bool date   moment phone symbol case_file item list
        text       .     .      .      .      .    .      .      .     .      .         .    .
        digits     .     .      .      .      .    .      .      .     .      .         .    .
        number     .     .      number amount .    .      .      .     .      .         .    .
        amount     .     .      amount .      .    .      .      .     .      .         .    .
        bool       .     .      .      .      .    .      .      .     .      .         .    .
        date       .     .      .      .      .    .      .      .     .      .         .    .
        moment     .     .      .      .      .    .      .      .     .      .         .    .
        phone      .     .      .      .      .    .      .      .     .      .         .    .
        symbol     .     .      .      .      .    .      .      .     .      .         .    .
        case_file  .     .      .      .      .    .      .      .     .      .         .    .
        item       .     .      .      .      .    .      .      .     .      .         .    .
        list       .     .      .      .      .    .      .      .     .      .         .    .",
    ),
    (
        "<",
        "          text  digits number amount bool date   moment phone symbol case_file item list
        text       bool  bool   .      .      .    .      .      .     bool   .         .    .
        digits     bool  bool   .      .      .    .      .      .     bool   .         .    .
        number     .     .      bool   bool   .    .      .      .     .      .         .    .
        amount     .     .      bool   bool   .    .      .      .     .      .         .    .
        bool       .     .      .      .      .    .      .      .     .      .         .    .
        date       .     .      .      .      .    bool   .      .     .      .         .    .
        moment     .     .      .      .      .    .      bool   .     .      .         .    .
        phone      .     .      .      .      .    .      .      .     .      .         .    .
        symbol     bool  bool   .      .      .    .      .      .     bool   .         .    .
        case_file  .     .      .      .      .    .      .      .     .      .         .    .
        item       .     .      .      .      .    .      .      .     .      .         .    .
        list       .     .      .      .      .    .      .      .     .      .         .    .",
    ),
    (
        "==",
        "          text  digits number amount bool date   moment phone symbol case_file item list
        text       bool  bool   .      .      .    .      .      .     bool   .         .    .
        digits     bool  bool   .      .      .    .      .      .     bool   .         .    .
        number     .     .      bool   bool   .    .      .      .     .      .         .    .
        amount     .     .      bool   bool   .    .      .      .     .      .         .    .
        bool       .     .      .      .      bool .      .      .     .      .         .    .
        date       .     .      .      .      .    bool   .      .     .      .         .    .
        moment     .     .      .      .      .    .      bool   .     .      .         .    .
        phone      .     .      .      .      .    .      .      bool  .      .         .    .
        symbol     bool  bool   .      .      .    .      .      .     bool   .         .    .
        case_file  .     .      .      .      .    .      .      .     .      bool      .    .
        item       .     .      .      .      .    .      .      .     .      .         bool .
        list       .     .      .      .      .    .      .      .     .      .         .    bool",
    ),
    (
        "&&",
        "          text  digits number amount bool date   moment phone symbol case_file item list
        text       .     .      .      .      .    .      .      .     .      .         .    .
        bool       .     .      .      .      bool .      .      .     .      .         .    .
        number     .     .      .      .      .    .      .      .     .      .         .    .",
    ),
    (
        "in",
        "          text  digits number amount bool date   moment phone symbol case_file item list
        text       .     .      .      .      .    .      .      .     .      .         .    bool
        number     .     .      .      .      .    .      .      .     .      .         .    bool
        item       .     .      .      .      .    .      .      .     .      .         .    bool
        list       .     .      .      .      .    .      .      .     .      .         .    bool",
    ),
];

#[test]
fn every_operator_takes_the_pairs_of_types_it_says_and_gives_what_it_says() {
    let named =
        |name: &str| crate::flow::var_type::NAMED.iter().find(|(known, _)| *known == name).map(|(_, t)| t.clone());
    for (operator, table) in OPERATIONS {
        let mut rows = table.lines().map(str::split_whitespace);
        let across: Vec<&str> = rows.next().expect("a head").collect();
        for mut row in rows {
            let left = row.next().expect("a type");
            for (right, expected) in across.iter().zip(row) {
                let expression = Expression::parse(&format!("left {operator} right")).expect("reads");
                let told = expression.type_in(&|name| named(if name == "left" { left } else { right }));
                let worth = expression.evaluate(&|name| of_type(if name == "left" { left } else { right }));
                let pair = format!("{left} {operator} {right}");
                match told {
                    Ok(found) => {
                        assert_eq!(found.name(), expected, "{pair}");
                        let fits = worth.kind() == expected || *operator == "in" || worth == Value::None;
                        assert!(fits, "{pair} is worth {worth:?}");
                    }
                    Err(error) => {
                        assert_eq!(expected, ".", "{pair}: {error}");
                        let nonsense = matches!(worth, Value::None | Value::Bool(false));
                        assert!(nonsense || *operator == "&&", "{pair} is worth {worth:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_names_it_reads_are_known() {
    let expression = Expression::parse("file.status == \"x\" && size(organisations) == count").expect("reads");
    assert_eq!(expression.names().into_iter().collect::<Vec<_>>(), ["count", "file", "organisations"]);
}

#[test]
fn long_chains_and_deep_nests_are_read_or_refused_without_harm() {
    for source in [
        "!".repeat(499) + "a",
        "-".repeat(499) + "1",
        "a".to_owned() + &"[0]".repeat(160),
        "a".to_owned() + &".name".repeat(90),
        "a&&".repeat(160) + "a",
        "a+".repeat(240) + "a",
        "a<".repeat(240) + "a",
        format!("{}a{}", "(".repeat(8), ")".repeat(8)),
        format!("{}a{}", "size(".repeat(8), ")".repeat(8)),
        format!("{}a{}", "!!!!(".repeat(8), ")".repeat(8)),
        format!("{}0{}", "a[".repeat(8), "]".repeat(8)),
        format!("{}a{}", "(".repeat(200), ")".repeat(200)),
        format!("{}a", "a?a:".repeat(120)),
        format!("{}a{}", "a?".repeat(120), ":a".repeat(120)),
        format!("{}a", "a?(a):".repeat(8)),
        "a*".repeat(240) + "a",
        "a-".repeat(240) + "a",
        "?:".repeat(100),
        "(".repeat(8),
        "[".repeat(400),
        "\"".repeat(499),
        format!("r'\\' + {}a'", "(".repeat(200)),
        format!("\"\"\" \" \"\"\" + {}a", "(".repeat(200)),
        format!("\"\n{}a", "(".repeat(200)),
        format!("x(\"{}\"(", "(".repeat(200)),
    ] {
        match Expression::parse(&source) {
            Ok(expression) => drop(expression.evaluate(&scope)),
            Err(error) => assert!(source.get(error.span).is_some(), "{source}"),
        }
    }
}

/// Sources that are mostly well formed, so that evaluation is reached.
fn source() -> impl Strategy<Value = String> {
    let names = ["file", "item", "organisations", "count", "open", "answer", "nothing", "\"caf\"", "3", "true"];
    let leaf = proptest::sample::select(names.to_vec()).prop_map(str::to_owned);
    leaf.prop_recursive(4, 24, 2, |inner| {
        let operators = ["==", "!=", "<", "<=", ">", ">=", "&&", "||", "in", "+", "-", "*"];
        let fields = Field::ALL.map(Field::as_str).to_vec();
        prop_oneof![
            (inner.clone(), proptest::sample::select(operators.to_vec()), inner.clone())
                .prop_map(|(left, operator, right)| format!("({left}) {operator} ({right})")),
            (inner.clone(), inner.clone()).prop_map(|(then, or)| format!("(open) ? ({then}) : ({or})")),
            inner.clone().prop_map(|inner| format!("!({inner})")),
            inner.clone().prop_map(|inner| format!("size({inner})")),
            inner.clone().prop_map(|inner| format!("({inner})[0]")),
            (inner, proptest::sample::select(fields)).prop_map(|(inner, field)| format!("({inner}).{field}")),
        ]
    })
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,60}") {
        if let Err(error) = Expression::parse(&text) {
            prop_assert!(text.get(error.span).is_some());
        }
    }

    #[test]
    fn any_heap_of_tokens_is_read_or_refused(
        tokens in proptest::collection::vec(proptest::sample::select(vec![
            "a", "size", "in", "(", ")", "[", "]", "0", "9999999999999999999", "\"", "'", "\\", "é", "==", "=", "!", "&&",
            "|", ".", ",", "+", "-", "*", "?", ":", " ", "\n", "true", "null", "1.", "1u", "b\"\"", "r'", "{", "\"\"\"", "0x", "has",
        ]), 0..40)
    ) {
        let text = tokens.concat();
        match Expression::parse(&text) {
            Ok(expression) => { expression.evaluate(&scope); }
            Err(error) => prop_assert!(text.get(error.span).is_some()),
        }
    }

    #[test]
    fn whatever_was_read_has_a_value(source in source()) {
        if let Ok(expression) = Expression::parse(&source) {
            expression.evaluate(&scope);
            let _ = expression.type_in(&declared);
        }
    }
}
