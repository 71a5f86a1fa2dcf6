//! One turn at a time for each key: a repeated webhook waits for the first, a conversation moves in order.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::OwnedMutexGuard;

use crate::phone_number::PhoneNumber;

type Slots = Arc<Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>>;

/// Locks by name. They order the turns of one process; between processes the database decides.
#[derive(Clone, Default)]
pub(super) struct Locks(Slots);

/// Held while a key's turn runs; the key is forgotten when nobody waits for it.
pub(super) struct Held {
    slots: Slots,
    key: String,
    guard: Option<OwnedMutexGuard<()>>,
}

impl Locks {
    /// Waits for the turns before this one in the text conversation of a person with one of our numbers.
    pub(super) async fn conversation(&self, service_number: &str, person: &PhoneNumber) -> Held {
        self.hold(&format!("{service_number}>{}", person.reveal())).await
    }

    /// Waits for the turns before this one.
    pub(super) async fn hold(&self, key: &str) -> Held {
        let slot = {
            let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            slots.entry(key.to_owned()).or_default().clone()
        };
        let guard = slot.lock_owned().await;
        Held { slots: self.0.clone(), key: key.to_owned(), guard: Some(guard) }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        self.guard = None;
        // The map's own reference is the last one when nobody holds or waits.
        if slots.get(&self.key).is_some_and(|slot| Arc::strong_count(slot) == 1) {
            slots.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_key_is_held_by_one_at_a_time_and_forgotten_afterwards() {
        let locks = Locks::default();
        let held = locks.hold("a").await;
        let other = locks.clone();
        let waiting = tokio::spawn(async move { other.hold("a").await });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        drop(held);
        drop(waiting.await.expect("the second holder"));
        assert!(locks.0.lock().expect("slots").is_empty());
    }
}
