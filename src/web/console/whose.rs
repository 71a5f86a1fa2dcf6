//! Whose page an address names: the person of a request, or of a file of theirs. Never a number.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
    response::Redirect,
};

use super::{Console, fault::Fault};
use crate::{phone_number::PhoneNumber, staff::Permission};

/// By what a person is found.
#[derive(Clone, Copy)]
enum By {
    Callback,
    File,
}

impl By {
    const ALL: [By; 2] = [By::Callback, By::File];

    fn folder(self) -> &'static str {
        match self {
            By::Callback => "/console/callbacks/",
            By::File => "/console/files/",
        }
    }
}

/// A person, as an address names them.
pub(super) struct Whose {
    by: By,
    /// The identifier of the request or of the file.
    pub(super) id: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Whose {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let Path(id) = Path::from_request_parts(parts, state).await.map_err(|_| Fault::NotFound)?;
        let by = By::ALL.into_iter().find(|by| parts.uri.path().starts_with(by.folder()));
        Ok(Whose { by: by.ok_or(Fault::NotFound)?, id })
    }
}

impl Whose {
    /// What is needed to write down what the person says.
    pub(super) fn writes(&self) -> Permission {
        match self.by {
            By::Callback => Permission::WorkCallbacks,
            By::File => Permission::WorkFiles,
        }
    }

    /// The page of the request or file.
    pub(super) fn page(&self) -> String {
        format!("{}{}", self.by.folder(), self.id)
    }

    /// Back to the person's page, which says what was done.
    pub(super) fn back(&self, said: &str) -> Redirect {
        Redirect::to(&format!("{}/person?told={said}", self.page()))
    }

    /// The file that tells which of the people of a number is meant.
    pub(super) async fn file(&self, console: &Console) -> Result<Option<String>, Fault> {
        Ok(match self.by {
            By::Callback => console.store().callback(&self.id).await?.and_then(|callback| callback.asked.file_id),
            By::File => Some(self.id.clone()),
        })
    }

    /// The person's number.
    pub(super) async fn number(&self, console: &Console) -> Result<PhoneNumber, Fault> {
        let found = match self.by {
            By::Callback => console.store().callback(&self.id).await?.map(|callback| callback.asked.person),
            By::File => console.store().case_file(&self.id).await?.and_then(|file| file.phone),
        };
        found.ok_or(Fault::NotFound)
    }
}
