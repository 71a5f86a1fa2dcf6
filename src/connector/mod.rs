//! Where case files come from: our own table, filled from an organisation's CSV files, and a remote case system.

pub mod calendar;
pub mod codes;
mod deadline;
pub mod deadline_list;
pub mod export;
pub mod import;
pub mod letters;
pub mod remote;
mod row;
mod sheet;

use crate::{
    case::CaseFile,
    clock::Clock,
    id::Seed,
    provider::client::{NoHttp, http_client},
    settings::Settings,
    store::{Store, StoreError},
};

use self::remote::Remote;

/// Who knows how a file stands.
#[derive(Clone)]
pub enum CaseSource {
    /// Our own table alone.
    Table,
    /// A remote case system for the organisations it serves, whose files our table holds a copy of.
    Remote(Remote),
}

impl CaseSource {
    /// The source that the settings name.
    ///
    /// # Errors
    /// Where no secure connections can be set up.
    pub fn of(settings: &Settings, clock: Clock) -> Result<Self, NoHttp> {
        let Some(system) = &settings.case_system else { return Ok(CaseSource::Table) };
        let rules = (settings.numbering, settings.office.zone.clone());
        Ok(CaseSource::Remote(Remote::new(
            system,
            &settings.organisations,
            rules,
            http_client(&settings.own_network)?,
            clock,
        )))
    }

    /// The remote case system, where there is one.
    pub fn remote(&self) -> Option<&Remote> {
        match self {
            CaseSource::Table => None,
            CaseSource::Remote(remote) => Some(remote),
        }
    }

    /// The remote case system that keeps the files of this organisation.
    pub fn remote_of(&self, organisation: &str) -> Option<&Remote> {
        self.remote().filter(|remote| remote.serves(organisation))
    }

    /// A file that somebody has proved to be theirs, as it stands now or as it was last told; none where it is gone.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn look_up(&self, store: &Store, file_id: &str, seed: &mut Seed) -> Result<Option<CaseFile>, StoreError> {
        let Some(copy) = store.case_file(file_id).await? else { return Ok(None) };
        match self.remote_of(&copy.organisation) {
            Some(remote) => remote.look_up(store, copy, seed).await,
            None => Ok(Some(copy)),
        }
    }
}
