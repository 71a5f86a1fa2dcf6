//! The language of deadline files in tables: what may stand in one and what it looks like. The loader reads by them, and
//! the schema for editors is made of them.

use std::ops::RangeInclusive;

use serde_json::Value as Json;

use crate::flow::{
    grammar::{Field, Shape, may, must},
    schema,
};

/// Days of a month.
pub const DAYS: RangeInclusive<u16> = 1..=31;
/// How many in a hundred persons may be left without reminders in a trial.
pub const HOLD_OUT: RangeInclusive<u16> = 0..=50;
/// Years whose dates can be known.
pub const YEARS: RangeInclusive<u16> = 2000..=2100;

/// A length of time: `3 months`.
const LENGTH: Shape = Shape::Form("^[0-9]{1,4} (day|days|week|weeks|month|months|year|years)$");
/// A day of every year: `07-15`.
const MONTH_DAY: Shape = Shape::Form("^[0-9]{2}-[0-9]{2}$");
/// A day told from another: `closes -5`.
const OFFSET: Shape = Shape::Form("^((opens|closes|anchor)( [+-]?[0-9]{1,3})?|[0-9]{2}-[0-9]{2})$");
/// A date: `2026-11-22`.
const DATE: Shape = Shape::Form("^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
/// A way to act: `desk`, `phone 32 30`.
const WAY: Shape = Shape::Form("^(phone [0-9 ]{2,20}|[a-z][a-z0-9-]{0,63})$");
/// A month that is declared: `M-4`.
const DECLARED: Shape = Shape::Form("^M-[0-9]{1,2}$");
/// A day of a month, this one or the next.
const CLOSING_DAY: Shape = Shape::Either(&[Shape::Whole(DAYS), Shape::Form("^[0-9]{1,2} next month$")]);

/// What a word of each closed set is.
pub const CHANNELS: &[&str] = &["text", "voice"];
/// Why nothing of a deadline may stand in a text.
pub const SENSITIVE: &[&str] = &["health"];
/// Who says that a deadline is so.
pub const EVIDENCE: &[&str] = &["official", "secondary", "unconfirmed", "account"];
/// Whether something is certain.
pub const YES_NO: &[&str] = &["yes", "no"];
/// The word for a deadline that any organisation may set.
pub const ANY: &[&str] = &["any"];

/// What a deadline file holds.
pub const HEAD: &[Field] = &[
    must("deadline", Shape::Word, "The deadline's name, which is the name of its file."),
    must("about", Shape::Text, "One sentence for the people who maintain it."),
    must(
        "organisations",
        Shape::Either(&[Shape::OneOf(ANY), Shape::ListOf(&Shape::Word)]),
        "The organisations it is a deadline of, or `any`.",
    ),
    may("applies", Shape::Text, "Whom it concerns, where that is not everybody of the organisation."),
    must("due", Shape::Either(DUE_SHAPES), "When it falls due."),
    may(
        "rungs",
        Shape::ListOf(&Shape::Either(&[OFFSET, Shape::Fields(RUNG_KEYS)])),
        "The days people are reminded on: 7, 3 and 1 days before it closes, where nothing else is said.",
    ),
    may("expires", OFFSET, "The last day anything is sent: the closing day, where nothing else is said."),
    may("sensitive", Shape::OneOf(SENSITIVE), "Why nothing of it may stand in a text."),
    must("offline", Shape::ListOf(&WAY), "How to act without internet."),
    may("automatic-with", Shape::ListOf(&Shape::Word), "The rights with which nothing is to be done."),
    may("hold-out", Shape::Whole(HOLD_OUT), "How many in a hundred persons are not reminded, for a trial."),
    must("evidence", Shape::OneOf(EVIDENCE), "Who says so."),
    may("source", Shape::Text, "Where that can be read; only what is unconfirmed may have none."),
    must("checked", DATE, "The day the source was read."),
    must(
        "verified",
        Shape::Either(&[Shape::OneOf(YES_NO), Shape::Fields(VERIFIED_KEYS)]),
        "Whether rule and closing day are certain.",
    ),
    may("caveats", Shape::ListOf(&Shape::Text), "What an advisor should know besides."),
];

/// A kind of `due`: the key that tells it, and all its keys.
pub type DueKind = (&'static str, &'static [Field]);

/// The kinds of `due`.
pub const DUE: [DueKind; 7] = [
    ("each-month", EACH_MONTH),
    ("every", EVERY),
    ("before", BEFORE),
    ("after", AFTER),
    ("yearly", YEARLY),
    ("season", SEASON),
    ("chain", CHAIN),
];

const DUE_SHAPES: &[Shape] = &[
    Shape::Fields(EACH_MONTH),
    Shape::Fields(EVERY),
    Shape::Fields(BEFORE),
    Shape::Fields(AFTER),
    Shape::Fields(YEARLY),
    Shape::Fields(SEASON),
    Shape::Fields(CHAIN),
];

const EACH_MONTH: &[Field] = &[must("each-month", Shape::Fields(MONTH_KEYS), "Between two days of each month.")];
/// The keys of `each-month`.
pub const MONTH_KEYS: &[Field] = &[
    must("opens", Shape::Whole(DAYS), "The day it opens."),
    may("february", Shape::Whole(DAYS), "The day it opens in February."),
    must("closes", CLOSING_DAY, "The day it closes: `15`, or `15 next month`."),
];

const EVERY: &[Field] = &[
    must("every", LENGTH, "How long from one to the next."),
    must("from", Shape::Word, "The name of the date it is counted from."),
    may(
        "window",
        Shape::Either(&[Shape::OneOf(&["whole month"]), LENGTH]),
        "What is open: the whole month of the date, or so long before it.",
    ),
    may("declares", Shape::ListOf(&DECLARED), "The months that are declared: `[M-4, M-3, M-2]`."),
];

const BEFORE: &[Field] = &[
    must("before", Shape::Word, "The name of the date it comes before."),
    must("opens", LENGTH, "How long before it opens."),
    must("closes", LENGTH, "How long before it closes."),
    may("best", LENGTH, "How long before it is best done."),
];

const AFTER: &[Field] = &[
    must("after", Shape::Word, "The name of the date it comes after."),
    may("within", LENGTH, "How long one has; where nobody knows, the last rung ends it."),
];

const YEARLY: &[Field] = &[must("yearly", Shape::Fields(YEARLY_KEYS), "Between two days of each year.")];
/// The keys of `yearly`.
pub const YEARLY_KEYS: &[Field] =
    &[may("from", MONTH_DAY, "The day it opens, where somebody knows."), must("to", MONTH_DAY, "The day it closes.")];

const SEASON: &[Field] =
    &[must("season", Shape::Fields(SEASON_KEYS), "A time of the year in which people are protected.")];
/// The keys of `season`.
pub const SEASON_KEYS: &[Field] = &[must("from", MONTH_DAY, "Its first day."), must("to", MONTH_DAY, "Its last day.")];

const CHAIN: &[Field] = &[
    must("chain", Shape::ListOf(&Shape::Fields(LINK_KEYS)), "One thing after the other, each with its own time."),
    may("suspended-by", Shape::Word, "The name of the date of a request that holds it back."),
    may("at-most", LENGTH, "How long that holds at most."),
];
/// The keys of a link of a `chain`.
pub const LINK_KEYS: &[Field] = &[
    must("after", Shape::Word, "The name of the date."),
    must("within", LENGTH, "How long one has."),
    may("longer", LENGTH, "How long one has with one of these."),
    may("with", Shape::ListOf(&Shape::Word), "What gives the longer time."),
];

/// The keys of a rung with a channel of its own.
pub const RUNG_KEYS: &[Field] = &[
    must("day", OFFSET, "The day: `closes -5`."),
    must("channel", Shape::OneOf(CHANNELS), "`voice` for a call; a fixed line is called anyway."),
];

/// The keys of `verified`.
pub const VERIFIED_KEYS: &[Field] = &[
    must("rule", Shape::OneOf(YES_NO), "Whether the rule is certain."),
    must("closes", Shape::OneOf(YES_NO), "Whether the closing day is."),
    may("years", Shape::ListOf(&Shape::Whole(YEARS)), "Years whose closing day is, all the same."),
];

/// The JSON Schema of deadline files (draft-07), as it is kept in `deadlines/schema.json`.
pub fn schema_text() -> String {
    schema::printed(&json_schema())
}

/// The JSON Schema of deadline files.
pub fn json_schema() -> Json {
    schema::document("A deadline of Guichet", HEAD)
}
