//! The JSON Schema of flow files, for editors: made of the tables the loader reads by. It tells shape and words; what
//! hangs together (steps, types, proofs) is for `guichet check`.

use serde_json::{Map, Value as Json, json};

use super::{
    grammar::{
        ANYWHERE, ARM_KEYS, ASK_KEYS, BESIDE, FORMS, Field, HEAD, KINDS, MOST_DIGITS, OPTION_KEYS, Shape, StepKind,
    },
    var_type::NAMED,
};

/// A word that names a flow, a step, an option or an outcome.
const WORD: &str = "^[a-z][a-z0-9-]{0,63}$";
/// A word that names a variable.
const VARIABLE: &str = "^[a-z][a-z0-9_]{0,63}$";
/// A word of a closed set.
const SET_WORD: &str = "^[a-z][a-z0-9_-]{0,63}$";

/// The schema (draft-07), as it is kept in a file.
pub fn text() -> String {
    printed(&schema())
}

/// A schema, as it is kept in a file.
pub(crate) fn printed(schema: &Json) -> String {
    let mut text = serde_json::to_string_pretty(schema).unwrap_or_default();
    text.push('\n');
    text
}

/// The schema.
pub fn schema() -> Json {
    let mut schema = document("A flow of Guichet", HEAD);
    schema["definitions"] = definitions();
    schema
}

/// The schema of files with these keys.
pub(crate) fn document(title: &str, head: &[Field]) -> Json {
    let mut schema = fields(head);
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["title"] = json!(title);
    schema
}

fn definitions() -> Json {
    let kinds: Vec<&str> = NAMED.iter().map(|(name, _)| *name).collect();
    let word = json!({ "type": "string", "pattern": SET_WORD });
    json!({
        "step": { "oneOf": KINDS.iter().map(step).collect::<Vec<_>>() },
        "ask": { "oneOf": FORMS.iter().map(|form| {
            let form = Field { name: form.name, about: form.about, value: form.value.clone(), required: true };
            fields(&[&[form], ASK_KEYS].concat())
        }).collect::<Vec<_>>() },
        "type": { "anyOf": [
            { "enum": kinds },
            { "type": "array", "items": word, "minItems": 1, "uniqueItems": true },
            {
                "type": "object",
                "properties": { "list": { "$ref": "#/definitions/type" } },
                "required": ["list"],
                "additionalProperties": false,
            },
        ] },
        "expression": { "type": ["string", "integer", "boolean"] },
        "go": { "type": "string", "pattern": WORD, "description": "A step of this flow." },
    })
}

/// A step of one kind, with what may stand beside it.
fn step(kind: &StepKind) -> Json {
    let own = Field { name: kind.name, about: kind.about, value: kind.value.clone(), required: true };
    let beside = BESIDE.iter().filter(|field| kind.beside.contains(&field.name) || ANYWHERE.contains(&field.name));
    let mut all = vec![own];
    all.extend(beside.cloned().map(|mut field| {
        // An `ask` goes on by `next` or by `on`; every other kind has one of them.
        field.required = kind.name != "ask" && matches!(field.name, "next" | "on");
        field
    }));
    let mut step = fields(&all);
    if !kind.outcomes.is_empty() {
        let exit = |name, required| Field { name, about: "Where it leads.", value: Shape::Step, required };
        let must = kind.outcomes.iter().map(|outcome| exit(outcome, true));
        let exits: Vec<Field> = must.chain(kind.may.iter().map(|outcome| exit(outcome, false))).collect();
        step["properties"]["on"] = fields(&exits);
    }
    step
}

/// A mapping with these keys and no others.
fn fields(fields: &[Field]) -> Json {
    let properties: Map<String, Json> =
        fields.iter().map(|field| (field.name.to_owned(), described(shape(&field.value), field.about))).collect();
    let required: Vec<&str> = fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

/// Draft-07 reads nothing beside a reference, so that one is wrapped.
fn described(shape: Json, about: &str) -> Json {
    match shape {
        Json::Object(mut map) if !map.contains_key("$ref") => {
            map.insert("description".to_owned(), json!(about));
            Json::Object(map)
        }
        reference => json!({ "allOf": [reference], "description": about }),
    }
}

/// A mapping with keys of the author's own.
fn mapping(keys: &str, values: &Json) -> Json {
    json!({ "type": ["object", "null"], "patternProperties": { keys: values }, "additionalProperties": false })
}

fn shape(shape: &Shape) -> Json {
    let expression = json!({ "$ref": "#/definitions/expression" });
    let go = json!({ "$ref": "#/definitions/go" });
    let variable = json!({ "type": "string", "pattern": VARIABLE });
    match shape {
        Shape::Text => json!({ "type": "string", "minLength": 1 }),
        Shape::Word => json!({ "type": "string", "pattern": WORD }),
        Shape::Step => go,
        Shape::Variable => variable,
        Shape::Expression => expression,
        Shape::Whole(range) => json!({ "type": "integer", "minimum": range.start(), "maximum": range.end() }),
        Shape::Digits => json!({ "anyOf": [
            { "type": "integer", "minimum": 1, "maximum": MOST_DIGITS },
            { "type": "string", "pattern": r"^\s*[0-9]{1,2}\s*\.\.\s*[0-9]{1,2}\s*$" },
        ] }),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::True => json!({ "const": true }),
        Shape::OneOf(words) => json!({ "enum": words }),
        Shape::Language => json!({ "type": "string", "minLength": 2 }),
        Shape::Variables => json!({ "type": "array", "items": variable }),
        Shape::Types => mapping(VARIABLE, &json!({ "$ref": "#/definitions/type" })),
        Shape::Steps => json!({
            "type": "object",
            "patternProperties": { WORD: { "$ref": "#/definitions/step" } },
            "additionalProperties": false,
            "minProperties": 1,
        }),
        Shape::Values => mapping(VARIABLE, &expression),
        Shape::Names => mapping(VARIABLE, &variable),
        Shape::Exits => json!({ "type": "object", "additionalProperties": go, "minProperties": 1 }),
        Shape::Options => json!({
            "type": "object",
            "patternProperties": { "^[1-4]$": fields(OPTION_KEYS) },
            "additionalProperties": false,
            "required": ["1"],
        }),
        Shape::Arms => json!({ "type": "array", "items": fields(ARM_KEYS), "minItems": 1 }),
        Shape::Ask => json!({ "$ref": "#/definitions/ask" }),
        Shape::Fields(keys) => fields(keys),
        Shape::Form(form) => json!({ "type": "string", "pattern": form }),
        Shape::ListOf(one) => json!({ "type": "array", "items": self::shape(one), "minItems": 1 }),
        Shape::Either(shapes) => json!({ "anyOf": shapes.iter().map(self::shape).collect::<Vec<_>>() }),
    }
}
