//! How a deadline is set up, wherever it comes from: a list, a case file, an advisor, the person.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};

use super::{Service, Unserved};
use crate::{
    case::Status,
    flow::Name,
    holiday::Territory,
    id::Seed,
    phone_number::PhoneNumber,
    reminder::{
        DeadlineType, Known, Window,
        ladder::Person,
        occurrence, place,
        plan::{Standing, first_look},
        trial::is_held_out,
    },
    store::{
        Store, StoreError,
        deadline::{
            Deadline, DeadlineState, SetUp, Source,
            file::{ChangedFile, DATE, FileDeadlines},
        },
    },
};

/// Files looked at in one transaction.
const MOST_FILES: u32 = 200;
/// The type that a decision ends, whatever the file says besides: the request was answered.
const UNANSWERED: &str = "unanswered-request";

/// A deadline that is to be set up.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// Its type.
    pub kind: &'a DeadlineType,
    /// The dates it is computed from.
    pub known: Known,
    /// Whose it is.
    pub to: PhoneNumber,
    /// The number of ours that they hear from.
    pub service_number: String,
    /// The file it belongs to, if it belongs to one.
    pub file_id: Option<String>,
    /// Where it comes from.
    pub source: Source,
    /// Where the person is; [`territory`].
    pub territory: Territory,
}

/// Why a deadline is not set up. The words are for whoever asked; none of them is personal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotArmed {
    /// A date is missing, or lies beyond every calendar.
    #[error("no day follows from the dates that are known")]
    NoDay,
    /// Its last day is in the past.
    #[error("its last day, {0}, is past")]
    Past(Date),
    /// It is not past, and no hours are left in which people are reminded.
    #[error("it ends on {0}, and no hours are left in which people are reminded: an advisor should call")]
    TooLate(Date),
}

/// Where a person is: by the postcode, by the number, or else where the office is.
pub fn territory(postcode: Option<&str>, number: &PhoneNumber, office: Territory) -> Territory {
    place::territory(postcode, Some(number)).unwrap_or(office)
}

impl Asked<'_> {
    /// The deadline with its window, as it stands now: armed, or held out of a trial. Of one that comes again the first
    /// window in which something can still be told. `tag` is the person's, [`Store::tag_of`].
    ///
    /// # Errors
    /// [`NotArmed`]
    pub fn armed(self, id: String, tag: &[u8], now: Timestamp) -> Result<Deadline, NotArmed> {
        self.armed_from(Date::MIN, id, tag, now)
    }

    /// The same of the first window that is not past on a day to come.
    ///
    /// # Errors
    /// [`NotArmed`]
    pub fn armed_from(self, day: Date, id: String, tag: &[u8], now: Timestamp) -> Result<Deadline, NotArmed> {
        let (window, due_at) = self.first_told(day, now)?;
        // Whoever asks for it themselves is told.
        let held_out = self.source != Source::Person && is_held_out(self.kind, tag);
        Ok(Deadline {
            id,
            kind: self.kind.name.clone(),
            to: self.to,
            service_number: self.service_number,
            file_id: self.file_id,
            source: self.source,
            known: self.known,
            territory: self.territory,
            opens: window.opens,
            closes: window.closes,
            state: if held_out { DeadlineState::HeldOut } else { DeadlineState::Armed },
            tried: None,
            due_at: (!held_out).then_some(due_at),
            armed_at: now,
        })
    }

    /// The window, and when the deadline is looked at first.
    fn first_told(&self, day: Date, now: Timestamp) -> Result<(Window, Timestamp), NotArmed> {
        let person = Person::of(&self.to, self.territory, None);
        let today = now.to_zoned(person.zone.clone()).date();
        let look = |window| {
            let standing = Standing { kind: self.kind, window, tried: None, armed: now };
            first_look(&standing, &person, now).map(|at| (window, at))
        };
        let window = occurrence(self.kind, &self.known, today.max(day)).ok_or(NotArmed::NoDay)?;
        if window.is_past(today) {
            return Err(NotArmed::Past(window.expires));
        }
        // On the evening of the last day, what comes again is told from the next time on.
        let next = || {
            let after = window.expires.tomorrow().ok().filter(|_| self.kind.due.recurs())?;
            look(occurrence(self.kind, &self.known, after)?)
        };
        look(window).or_else(next).ok_or(NotArmed::TooLate(window.expires))
    }
}

/// What the deadlines of files are set up with.
#[derive(Clone, Debug)]
pub struct Terms<'a> {
    /// The types of deadline.
    pub kinds: &'a BTreeMap<Name, DeadlineType>,
    /// The number of ours that people hear from.
    pub service_number: &'a str,
    /// Where the office is.
    pub office: Territory,
}

impl Service {
    /// Sets up the deadlines of the files that changed; [`arm_changed_files`]. Nothing where there is no number of ours
    /// that people could hear from.
    ///
    /// # Errors
    /// Where the database fails, or the machine gives no randomness.
    pub async fn arm_changed_files(&self) -> Result<SetUp, Unserved> {
        let Some(service_number) = self.0.numbers.keys().next() else { return Ok(SetUp::default()) };
        let dialogue = self.0.dialogues.current();
        let terms = Terms { kinds: &dialogue.deadlines, service_number, office: self.facts().office.territory };
        let (now, mut seed) = (self.0.clock.now(), self.seed()?);
        Ok(arm_changed_files(&self.0.store, &terms, (now, &mut seed)).await?)
    }
}

/// Sets up the deadlines of the files that changed, and ends those that the files tell no more. A file that cannot be
/// read is logged and left for the next time.
///
/// # Errors
/// Where the database fails; what was done until then stays, and the rest is done the next time.
pub async fn arm_changed_files(
    store: &Store,
    terms: &Terms<'_>,
    (now, seed): (Timestamp, &mut Seed),
) -> Result<SetUp, StoreError> {
    let once: BTreeSet<Name> =
        terms.kinds.values().filter(|kind| !kind.due.recurs()).map(|kind| kind.name.clone()).collect();
    let (mut sum, mut after) = (SetUp::default(), String::new());
    loop {
        let page = store.changed_files(&after, MOST_FILES).await?;
        let Some(last) = page.last else { return Ok(sum) };
        let files = page.files.iter().map(|file| deadlines_of(store, file, terms, (now, &mut *seed))).collect();
        sum += store.set_up_files(files, once.clone(), now).await?;
        after = last;
    }
}

/// What a file's dates come to for the person whose number stands on it.
fn deadlines_of(
    store: &Store,
    file: &ChangedFile,
    terms: &Terms<'_>,
    (now, seed): (Timestamp, &mut Seed),
) -> FileDeadlines {
    let mut told = FileDeadlines { file_id: file.id.clone(), changes: file.changes, ..FileDeadlines::default() };
    for (name, known) in &file.told {
        if &**name == UNANSWERED && file.status == Status::Decided {
            continue;
        }
        told.kinds.insert(name.clone());
        let Some(kind) = terms.kinds.get(name) else {
            tracing::warn!(deadline = &**name, "a file has a deadline of a type that there is not");
            continue;
        };
        let Some(to) = &file.phone else { continue };
        let asked = Asked {
            kind,
            known: named(known, kind),
            to: to.clone(),
            service_number: terms.service_number.to_owned(),
            file_id: Some(file.id.clone()),
            source: Source::File,
            territory: territory(file.postcode.as_deref(), to, terms.office),
        };
        match asked.armed(seed.id(now), &store.tag_of(to), now) {
            Ok(deadline) => told.deadlines.push(deadline),
            // A date of the past is usual on a file. What nobody can be told of any more is for an advisor.
            Err(NotArmed::Past(_)) => {}
            Err(why) => tracing::warn!(deadline = &**name, %why, "a deadline of a file is not set up"),
        }
    }
    told
}

/// The dates under the names that the type gives them.
fn named(known: &Known, kind: &DeadlineType) -> Known {
    let mut known = known.clone();
    if let Some(first) = kind.due.anchors().first()
        && let Some(date) = known.dates.remove(DATE)
    {
        known.dates.entry((*first).clone()).or_insert(date);
    }
    known
}

#[cfg(test)]
mod tests;
