//! Hashing and checking posted codes away from the async threads, at most two at once.

use std::sync::Arc;

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::{JoinError, spawn_blocking},
};

use crate::identity::{NotHashed, Peppers, hash_code, verify_code};

/// Each hash takes 19 MiB and a core: two leave the rest of a small server to the calls.
const AT_ONCE: usize = 2;

/// The one place codes are hashed and checked. Cheap to copy; copies share the limit.
#[derive(Clone, Debug)]
pub struct Codes {
    permits: Arc<Semaphore>,
    peppers: Peppers,
}

impl Default for Codes {
    /// Without a pepper.
    fn default() -> Self {
        Codes::with(Peppers::default())
    }
}

impl Codes {
    /// Codes that are hashed with these peppers.
    pub fn with(peppers: Peppers) -> Self {
        Codes { permits: Arc::new(Semaphore::new(AT_ONCE)), peppers }
    }

    /// The hash of a code with a new salt.
    ///
    /// # Errors
    /// Where the machine has no memory or randomness left for it.
    pub async fn hash(&self, code: String) -> Result<String, NotHashed> {
        let mut salt = [0u8; 16];
        getrandom::fill(&mut salt).map_err(|_| NotHashed)?;
        let peppers = self.peppers.clone();
        self.apart(move || hash_code(&code, &salt, &peppers)).await.unwrap_or(Err(NotHashed))
    }

    /// Whether this is the code with that hash.
    pub async fn verify(&self, code: String, phc: String) -> bool {
        self.place().await.verify(code, phc).await
    }

    /// Waits for a place to hash in.
    pub async fn place(&self) -> Place {
        // The semaphore is never closed; without a permit the work is done all the same.
        Place { permit: self.permits.clone().acquire_owned().await.ok(), peppers: self.peppers.clone() }
    }

    async fn apart<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, JoinError> {
        self.place().await.apart(work).await
    }
}

/// A place to hash in, given back when the work is done.
#[derive(Debug)]
pub struct Place {
    permit: Option<OwnedSemaphorePermit>,
    peppers: Peppers,
}

impl Place {
    /// Whether this is the code with that hash.
    pub async fn verify(self, code: String, phc: String) -> bool {
        let peppers = self.peppers.clone();
        self.apart(move || verify_code(&code, &phc, &peppers)).await.unwrap_or(false)
    }

    async fn apart<T: Send + 'static>(self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, JoinError> {
        // The permit goes with the work, which a caller who gives up does not stop.
        spawn_blocking(move || {
            let done = work();
            drop(self.permit);
            done
        })
        .await
    }
}
