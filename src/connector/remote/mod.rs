//! A remote case system: its files are looked up, it is given answers, and it tells us of changes.
//!
//! Our own table stays the copy. What the case system tells is checked against what was asked and kept there; while it is
//! down, slow or says what cannot be, the last copy is told with the day it is from.

mod client;
pub mod signature;
mod wire;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use indexmap::IndexMap;
use jiff::{civil::Date, tz::TimeZone};
use reqwest::StatusCode;
use serde::Serialize;

pub use self::client::Failure;
use self::{
    client::{Client, unexpected},
    wire::{ANSWERS, Accepted, Declined, FileTold, Form, Given, LOOK_UP, LookUp, Reason},
};
use crate::{
    breaker::Standing,
    case::{CaseFile, MissingItem, Organisation},
    clock::Clock,
    id::Seed,
    phone_number::Numbering,
    settings::CaseSystem,
    store::{
        Store, StoreError,
        case_file::GivenAnswer,
        delivery::{Change, Taking, Told},
        import::ImportedFile,
    },
};

/// How many times as long as a look-up the delivery of an answer may take: nobody waits for it on the line.
const DELIVERY_PATIENCE: u32 = 10;

/// A remote case system. Cheap to clone.
#[derive(Clone)]
pub struct Remote(Arc<Inner>);

struct Inner {
    client: Client,
    deadline: Duration,
    organisations: BTreeMap<String, Organisation>,
    numbering: Numbering,
    zone: TimeZone,
    clock: Clock,
}

/// The case system has the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivered;

/// Why an answer was not delivered, with what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryError {
    /// It may or may not have arrived. To deliver it again, later, is harmless.
    #[error("try again: {0}")]
    Retry(Failure),
    /// The case system has seen it and will not take it, however often it is asked.
    #[error("the case system refuses it: {0}")]
    Never(&'static str),
}

/// Why a change that the case system told us of was not taken. The words are for whoever connects it.
#[derive(Debug, thiserror::Error)]
pub enum ChangeRefused {
    /// We cannot tell that it comes from there.
    #[error(transparent)]
    Forged(#[from] signature::Forged),
    /// It cannot be read, or says what cannot be.
    #[error("{0}")]
    Unusable(String),
    /// The settings name no case system.
    #[error("there is no case system here")]
    NoCaseSystem,
    /// The database failed: to be told again.
    #[error("the change cannot be saved now")]
    Store(#[from] StoreError),
}

impl Remote {
    /// A case system by its settings.
    pub fn new(
        settings: &CaseSystem,
        organisations: &IndexMap<String, Organisation>,
        (numbering, zone): (Numbering, TimeZone),
        http: reqwest::Client,
        clock: Clock,
    ) -> Self {
        let known = |key: &String| Some((key.clone(), organisations.get(key)?.clone()));
        Remote(Arc::new(Inner {
            client: Client::new(settings, http, clock.clone()),
            deadline: settings.deadline,
            organisations: settings.organisations.iter().filter_map(known).collect(),
            numbering,
            zone,
            clock,
        }))
    }

    /// Whether it keeps the files of this organisation.
    pub fn serves(&self, organisation: &str) -> bool {
        self.0.organisations.contains_key(organisation)
    }

    /// Whether it is asked at the moment, for metrics.
    pub fn standing(&self) -> Standing {
        self.0.client.standing()
    }

    /// The file as the case system has it now, and our copy brought up to date with it; our last copy, with the day it is
    /// from, where the case system gives no answer that can be believed; nothing where it says that there is no such file.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn look_up(
        &self,
        store: &Store,
        copy: CaseFile,
        seed: &mut Seed,
    ) -> Result<Option<CaseFile>, StoreError> {
        let asked_at = self.0.clock.now();
        let file = match self.ask_for(&copy, &seed.id(asked_at)).await {
            Ok(None) => return Ok(None),
            Ok(Some(file)) => {
                let id = copy.id.clone();
                store.take_told(Told { file, at: asked_at, change: None }, asked_at).await?;
                store.case_file(&id).await?.unwrap_or(copy)
            }
            Err(failure) => {
                tracing::warn!(%failure, "the case system gave no file; the last copy is told");
                copy
            }
        };
        with_answers_on_their_way(store, file).await.map(Some)
    }

    async fn ask_for(&self, copy: &CaseFile, request_id: &str) -> Result<Option<ImportedFile>, Failure> {
        let postcode = copy.postcode.as_deref().unwrap_or_default();
        let body = json(&LookUp::new(&copy.organisation, &copy.number, postcode))?;
        let judge = |status, body: &[u8]| self.judge_file(copy, postcode, status, body);
        self.0.client.post((LOOK_UP, request_id), body, self.0.deadline, judge).await
    }

    fn judge_file(
        &self,
        copy: &CaseFile,
        postcode: &str,
        status: StatusCode,
        body: &[u8],
    ) -> Result<Option<ImportedFile>, Failure> {
        match status {
            StatusCode::OK => {}
            // A 404 that does not say so in our words comes from something between us.
            StatusCode::NOT_FOUND if declined(body) == Some(Reason::UnknownFile) => return Ok(None),
            status => return Err(unexpected(status)),
        }
        let told: FileTold =
            serde_json::from_slice(body).map_err(|_| Failure::Unusable("it is no file in JSON".to_owned()))?;
        if !told.is(&copy.organisation, &copy.number, postcode) {
            return Err(Failure::Other);
        }
        self.checked(told, copy.id.clone()).map(Some).map_err(Failure::Unusable)
    }

    fn checked(&self, told: FileTold, id: String) -> Result<ImportedFile, String> {
        let organisation = self.0.organisations.get(&told.organisation);
        let organisation =
            organisation.ok_or_else(|| "organisation: not one of case_system.organisations".to_owned())?;
        told.checked(&Form { organisation, numbering: self.0.numbering, today: self.today() }, id)
    }

    fn today(&self) -> Date {
        self.0.clock.now().to_zoned(self.0.zone.clone()).date()
    }

    /// Gives the case system an answer. It takes each identifier once, so that doing it again is harmless.
    ///
    /// # Errors
    /// Why it does not have it, and whether to try again.
    pub async fn deliver_answer(&self, given: &GivenAnswer) -> Result<Delivered, DeliveryError> {
        let id = given.answer.id.as_str();
        let body = json(&Given::new(given)).map_err(DeliveryError::Retry)?;
        let within = self.0.deadline * DELIVERY_PATIENCE;
        let judge = |status, body: &[u8]| judge_delivery(id, status, body);
        match self.0.client.post((ANSWERS, id), body, within, judge).await {
            Ok(None) => Ok(Delivered),
            Ok(Some(reason)) => Err(DeliveryError::Never(reason.as_str())),
            Err(failure) => Err(DeliveryError::Retry(failure)),
        }
    }

    /// Takes a change that somebody says the case system told us of: signed by it a moment ago, and once.
    ///
    /// # Errors
    /// Why it is not taken; nothing is changed then.
    pub async fn take_change(
        &self,
        store: &Store,
        headers: signature::Headers<'_>,
        body: &[u8],
        seed: &mut Seed,
    ) -> Result<Taking, ChangeRefused> {
        let now = self.0.clock.now();
        let signature::Authentic { id, signed_at } = signature::verify(self.0.client.secrets(), headers, body, now)?;
        let told = wire::read_change(body).map_err(ChangeRefused::Unusable)?;
        let mut file = self.checked(told, seed.id(now)).map_err(ChangeRefused::Unusable)?;
        if let Some(known) = store.find_case_file(&file.organisation, &file.number, &file.postcode).await? {
            file.id = known;
        }
        Ok(store.take_told(Told { file, at: now, change: Some(Change { id, signed_at }) }, now).await?)
    }
}

/// Nothing where it was taken; the reason where it never will be.
fn judge_delivery(id: &str, status: StatusCode, body: &[u8]) -> Result<Option<Reason>, Failure> {
    let reason = declined(body);
    match (status, reason) {
        (StatusCode::OK, _) => {
            let accepted: Accepted =
                serde_json::from_slice(body).map_err(|_| Failure::Unusable("it is no receipt in JSON".to_owned()))?;
            if accepted.id == id && accepted.accepted { Ok(None) } else { Err(Failure::Other) }
        }
        (StatusCode::NOT_FOUND, Some(Reason::UnknownFile | Reason::UnknownItem))
        | (StatusCode::UNPROCESSABLE_ENTITY, Some(Reason::BadValue))
        | (StatusCode::CONFLICT, Some(Reason::Conflict)) => Ok(reason),
        (status, _) => Err(unexpected(status)),
    }
}

fn declined(body: &[u8]) -> Option<Reason> {
    serde_json::from_slice(body).ok().map(|declined: Declined| declined.error)
}

fn json(body: &impl Serialize) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec(body).map_err(|_| Failure::Unusable("the request cannot be written".to_owned()))
}

/// What was given and not yet delivered is not asked for again: the case system cannot know of it.
async fn with_answers_on_their_way(store: &Store, mut file: CaseFile) -> Result<CaseFile, StoreError> {
    let open = |missing: &MissingItem| missing.answer.is_none();
    if !file.missing.iter().any(open) {
        return Ok(file);
    }
    for (item, answer) in store.answers_on_their_way(&file.id).await? {
        for missing in file.missing.iter_mut().filter(|missing| missing.name == item) {
            missing.answer = Some(answer.clone());
        }
    }
    Ok(file)
}
