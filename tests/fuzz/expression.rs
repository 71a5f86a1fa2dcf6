//! Expressions: read, typed and computed, those that are written at random in the grammar, and those that are not.

use guichet::{
    case::{ItemKind, Status},
    flow::{
        definition::VarType,
        expression::{Expression, LONGEST},
        value::Value,
    },
    id::Seed,
    phone_number::Numbering,
    simulator::walk::world::{case_file, item},
};
use jiff::civil::date;

use crate::{run::fuzz, shipped, source};

/// Names that a scope knows, and one that it does not.
const NAMES: &[&str] = &["file", "item", "day", "sum", "count", "word", "phone", "list", "nobody"];
const FIELDS: &[&str] = &[
    "status",
    "since",
    "as_of",
    "benefit",
    "organisation",
    "number",
    "missing",
    "answered",
    "name",
    "kind",
    "reference",
    "answer",
    "callable",
    "length",
    "x",
];
const OPERATORS: &[&str] = &["==", "!=", "<", "<=", ">", ">=", "&&", "||", " in ", "+", "-", "*", "/", "%", "?", "."];
const LITERALS: &[&str] = &[
    "\"\"",
    "\"missing_item\"",
    "\"é\\n\"",
    "0",
    "1",
    "-1",
    "9223372036854775807",
    "true",
    "false",
    "null",
    "1.5",
    "[1, 2]",
];

fn scope(name: &str) -> Value {
    let file = || case_file("file-a", Status::MissingItem, ItemKind::ALL.map(item).to_vec());
    match name {
        "file" => Value::File(Box::new(file())),
        "item" => Value::Item(item(ItemKind::Date)),
        "day" => Value::Date(date(2026, 11, 23)),
        "sum" => Value::Amount(i64::MAX),
        "count" => Value::Number(i64::MIN),
        "word" => Value::Symbol("fr".to_owned()),
        "phone" => Numbering { fiction: true }.parse("0639980012").map_or(Value::None, Value::Phone),
        "list" => Value::List(vec![Value::Number(1), Value::Text("é".to_owned()), Value::None]),
        _ => Value::None,
    }
}

fn type_of(name: &str) -> Option<VarType> {
    Some(match name {
        "file" => VarType::CaseFile,
        "item" => VarType::Item,
        "day" => VarType::Date,
        "sum" => VarType::Amount,
        "count" => VarType::Number,
        "word" => VarType::Symbol,
        "phone" => VarType::Phone,
        "list" => VarType::List,
        _ => return None,
    })
}

/// Reads it; what can be read is typed and computed, twice alike.
fn reads(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let expression = match Expression::parse(text) {
        Ok(expression) => expression,
        Err(error) => {
            assert!(error.span.start <= error.span.end && error.span.end <= text.len(), "{error:?}");
            assert!(!error.message.is_empty() && !error.help.is_empty(), "{error:?}");
            return;
        }
    };
    let typed = expression.type_in(&type_of);
    if let Err(error) = &typed {
        assert!(error.span.end <= text.len() && !error.help.is_empty(), "{error:?}");
    }
    let value = expression.evaluate(&scope);
    assert_eq!(value, expression.evaluate(&scope));
    for (name, span) in expression.names_with_spans() {
        assert_eq!(text.get(span), Some(name), "a name is elsewhere");
    }
}

/// An expression of the grammar, so deep at most.
fn grown(dice: &mut Seed, depth: u64) -> String {
    let pick = |dice: &mut Seed, words: &[&str]| {
        words[usize::try_from(dice.below(words.len() as u64)).unwrap_or(0)].to_owned()
    };
    if depth == 0 {
        return if dice.below(2) == 0 { pick(dice, NAMES) } else { pick(dice, LITERALS) };
    }
    match dice.below(9) {
        0..=3 => {
            let left = grown(dice, depth - 1);
            let operator = pick(dice, OPERATORS);
            format!("{left}{operator}{}", grown(dice, depth - 1))
        }
        4 => format!("({})", grown(dice, depth - 1)),
        5 => format!("!{}", grown(dice, depth - 1)),
        6 => format!("size({})", grown(dice, depth - 1)),
        7 => format!("{}.{}", grown(dice, depth - 1), pick(dice, FIELDS)),
        _ => format!("{}[{}]", grown(dice, depth - 1), dice.below(4)),
    }
}

#[test]
fn expressions() {
    let texts = shipped("flows/").into_iter().flat_map(|file| {
        let quoted = file.text.split('\'').skip(1).step_by(2).map(str::to_owned);
        quoted.collect::<Vec<_>>()
    });
    const WORDS: &[&str] = &[
        "(",
        ")",
        "[",
        "]",
        ".",
        "==",
        "&&",
        "||",
        "!",
        "in",
        "+",
        "size(",
        "file",
        "file.missing",
        "[0]",
        "\"",
        "'",
        "?",
        ":",
        "has(",
        "all(",
        "-",
        "{",
        "r\"",
    ];
    let made = source(texts, WORDS);
    let input = |seed: u64| {
        let mut dice = Seed::new(seed);
        let depth = dice.below(7);
        if seed.is_multiple_of(2) { made.input(seed) } else { grown(&mut dice, depth).into_bytes() }
    };
    fuzz("expressions", input, reads);
}

#[test]
fn an_expression_as_long_as_it_may_be_is_read_in_every_form() {
    for part in ["1+", "!", "(", "a.b.", "a[0]", "x in ", "size(", "\"", "a&&", "a||", "[", "{", "-", "a==", "?:"] {
        for times in [LONGEST / part.len() - 1, LONGEST / part.len(), LONGEST] {
            reads(part.repeat(times).as_bytes());
            reads((part.repeat(times) + "a").as_bytes());
        }
    }
}
