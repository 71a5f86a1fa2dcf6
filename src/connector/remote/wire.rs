//! The contract with a case system as JSON: what is asked, what is told, and what of it is believed.
//!
//! `docs/case-systems.md` is the contract for those who implement it. Nothing here can be printed: it is all personal.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::super::row;
use crate::{
    case::{FileNumber, ItemKind, Organisation, PersonName, Status},
    flow::Name,
    phone_number::Numbering,
    reminder::Known,
    store::{case_file::GivenAnswer, deadline::file::DATE, import::ImportedFile},
};

/// Where a file is asked for.
pub(super) const LOOK_UP: &str = "/guichet/v1/files/look-up";
/// Where an answer is given.
pub(super) const ANSWERS: &str = "/guichet/v1/answers";
/// Each signed body says what it is, so that one cannot be passed off as another.
const CHANGED: &str = "file.changed";

/// A file that is asked for.
#[derive(Serialize)]
pub(super) struct LookUp<'a> {
    r#type: &'static str,
    organisation: &'a str,
    number: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    postcode: &'a str,
}

impl<'a> LookUp<'a> {
    pub(super) fn new(organisation: &'a str, number: &'a FileNumber, postcode: &'a str) -> Self {
        LookUp { r#type: "file.look_up", organisation, number: number.reveal(), postcode }
    }
}

/// An answer that a person gave.
#[derive(Serialize)]
pub(super) struct Given<'a> {
    r#type: &'static str,
    id: &'a str,
    organisation: &'a str,
    number: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    postcode: &'a str,
    item: &'a str,
    value: &'a str,
    confirmed: bool,
    given_at: Timestamp,
    channel: &'a str,
    reference: &'a str,
}

impl<'a> Given<'a> {
    pub(super) fn new(given: &'a GivenAnswer) -> Self {
        let answer = &given.answer;
        Given {
            r#type: "answer.given",
            id: &answer.id,
            organisation: &given.organisation,
            number: given.number.reveal(),
            postcode: &given.postcode,
            item: &answer.item,
            value: &answer.value,
            confirmed: answer.confirmed,
            given_at: answer.at,
            channel: answer.channel.as_str(),
            reference: &answer.reference,
        }
    }
}

/// That an answer was taken.
#[derive(Deserialize)]
pub(super) struct Accepted {
    pub(super) id: String,
    pub(super) accepted: bool,
}

/// Why the case system does not do what it is asked, where it says so itself.
#[derive(Deserialize)]
pub(super) struct Declined {
    pub(super) error: Reason,
}

/// The reasons of the contract. Any other word does not count as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Reason {
    /// No such file.
    UnknownFile,
    /// The file has no such item.
    UnknownItem,
    /// The value cannot be one of this item.
    BadValue,
    /// Another answer came under the same identifier.
    Conflict,
}

impl Reason {
    /// The word, for the operator.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Reason::UnknownFile => "unknown_file",
            Reason::UnknownItem => "unknown_item",
            Reason::BadValue => "bad_value",
            Reason::Conflict => "conflict",
        }
    }
}

/// A file as the case system tells it. Fields that we do not know are left alone.
#[derive(Deserialize)]
pub(super) struct FileTold {
    pub(super) organisation: String,
    number: String,
    #[serde(default)]
    postcode: Option<String>,
    benefit: String,
    status: String,
    #[serde(default)]
    since: Option<String>,
    #[serde(default)]
    as_of: Option<String>,
    #[serde(default)]
    missing: Vec<ItemTold>,
    #[serde(default)]
    deadlines: Option<Vec<DeadlineTold>>,
    #[serde(default)]
    phone: Option<String>,
    #[serde(default)]
    name: Option<String>,
}

/// What has to be done by a day. Whether there is such a type is seen when it is set up: types may change while we run.
#[derive(Deserialize)]
struct DeadlineTold {
    deadline: String,
    /// The one date, where the type has one.
    #[serde(default)]
    date: Option<String>,
    /// The dates by name, where it has several.
    #[serde(default)]
    dates: BTreeMap<String, String>,
    #[serde(default)]
    facts: BTreeSet<String>,
}

#[derive(Deserialize)]
struct ItemTold {
    name: String,
    #[serde(default)]
    kind: Option<String>,
}

/// A file that changed, as the case system tells us by itself.
#[derive(Deserialize)]
struct Changed {
    r#type: String,
    file: FileTold,
}

/// Reads a change. The reason for what cannot be read never repeats what stands there.
pub(super) fn read_change(body: &[u8]) -> Result<FileTold, String> {
    let changed: Changed = serde_json::from_slice(body).map_err(|error| place(&error))?;
    if changed.r#type != CHANGED {
        return Err(format!("type: it must be `{CHANGED}`"));
    }
    Ok(changed.file)
}

/// What serde says would quote the value.
fn place(error: &serde_json::Error) -> String {
    format!("the JSON cannot be read at line {}, column {}", error.line(), error.column())
}

/// What a told file is read by.
pub(super) struct Form<'a> {
    pub(super) organisation: &'a Organisation,
    pub(super) numbering: Numbering,
    pub(super) today: Date,
}

impl FileTold {
    /// Whether this is the file that was asked for, and no other person's.
    pub(super) fn is(&self, organisation: &str, number: &FileNumber, postcode: &str) -> bool {
        self.organisation == organisation
            && FileNumber::new(&self.number) == *number
            && self.postcode.as_deref().unwrap_or_default() == postcode
    }

    /// The file for our table, under `id` where it is new; or what cannot be believed of it, by field and never by value.
    pub(super) fn checked(self, form: &Form<'_>, id: String) -> Result<ImportedFile, String> {
        let status = Status::parse(&self.status);
        let status = status
            .ok_or_else(|| format!("status: it must be one of {}", Status::ALL.map(Status::as_str).join(", ")))?;
        let missing = items(&self.missing)?;
        if status == Status::MissingItem && missing.is_empty() {
            return Err("missing: the status is `missing_item`, and no item is named".to_owned());
        }
        Ok(ImportedFile {
            line: 1,
            id,
            number: row::file_number(&self.number, form.organisation)?,
            postcode: row::postcode(self.postcode.as_deref().unwrap_or_default(), form.organisation)?,
            organisation: self.organisation,
            benefit: row::benefit(&self.benefit)?,
            status,
            since: self.since.as_deref().map(|text| day("since", text)).transpose()?,
            as_of: as_of(self.as_of.as_deref(), form.today)?,
            missing,
            deadlines: self.deadlines.map(deadlines).transpose()?,
            // What we cannot read of these counts as none: nobody's status is held back for it.
            name: self.name.as_deref().and_then(PersonName::parse),
            phone: self.phone.and_then(|text| form.numbering.parse(&text)),
            code_hash: None,
        })
    }
}

fn items(told: &[ItemTold]) -> Result<Vec<(String, ItemKind)>, String> {
    let mut items: Vec<(String, ItemKind)> = Vec::with_capacity(told.len());
    for item in told {
        let text = match &item.kind {
            Some(kind) => format!("{}:{kind}", item.name),
            None => item.name.clone(),
        };
        let item = row::missing_item(&text)?;
        if items.iter().any(|known| known.0 == item.0) {
            return Err("missing: an item stands there twice".to_owned());
        }
        items.push(item);
    }
    Ok(items)
}

fn deadlines(told: Vec<DeadlineTold>) -> Result<Vec<(Name, Known)>, String> {
    let mut deadlines: Vec<(Name, Known)> = Vec::with_capacity(told.len());
    for DeadlineTold { deadline, date, dates, facts } in told {
        let unnamed = date.map(|date| (DATE.to_owned(), date));
        let names = [&deadline].into_iter().chain(dates.keys()).chain(&facts);
        if !names.into_iter().all(|name| row::is_key(name)) {
            return Err("deadlines: each name must be a key such as `rsa-declaration`".to_owned());
        }
        if deadlines.iter().any(|(known, _)| **known == *deadline) {
            return Err("deadlines: one stands there twice".to_owned());
        }
        let dated = |(name, text): (String, String)| Ok((name.as_str().into(), day("deadlines", &text)?));
        let dates = dates.into_iter().chain(unnamed).map(dated).collect::<Result<BTreeMap<Name, Date>, String>>()?;
        let facts = facts.iter().map(|fact| fact.as_str().into()).collect();
        deadlines.push((deadline.as_str().into(), Known { dates, facts }));
    }
    Ok(deadlines)
}

/// The day of the news: today where none is told. East of us it may be tomorrow already.
fn as_of(text: Option<&str>, today: Date) -> Result<Date, String> {
    let Some(text) = text else { return Ok(today) };
    let told = day("as_of", text)?;
    let tomorrow = today.tomorrow().unwrap_or(today);
    if told > tomorrow {
        return Err("as_of: it lies in the future".to_owned());
    }
    Ok(told.min(today))
}

fn day(field: &str, text: &str) -> Result<Date, String> {
    let date = Date::strptime("%Y-%m-%d", text).ok().filter(|_| text.len() == 10);
    date.ok_or_else(|| format!("{field}: it must be a day such as 2026-11-03"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{channel::Channel, store::case_file::NewAnswer};

    proptest::proptest! {
        #[test]
        fn whatever_a_person_answers_stands_in_its_own_field_and_changes_no_other(value: String, item: String) {
            let given = |value: &str, item: &str| {
                let answer = NewAnswer {
                    id: "a1".into(),
                    file_id: "f1".into(),
                    item: item.to_owned(),
                    value: value.to_owned(),
                    confirmed: false,
                    channel: Channel::Sms,
                    conversation_id: None,
                    mandate_id: None,
            reference: "123".into(),
                    at: Timestamp::UNIX_EPOCH,
                };
                let number = FileNumber::new("1234567");
                let given = GivenAnswer { organisation: "caf".into(), number, postcode: String::new(), answer };
                let written = serde_json::to_vec(&Given::new(&given)).unwrap();
                serde_json::from_slice::<serde_json::Value>(&written).unwrap()
            };
            let mut meant = given("", "");
            meant["value"] = value.clone().into();
            meant["item"] = item.clone().into();
            proptest::prop_assert_eq!(given(&value, &item), meant);
        }
    }
}
