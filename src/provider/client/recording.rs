//! Recordings: fetched once they are made; and what the provider is to forget: recordings and calls.

use reqwest::Method;

use super::{AskError, Client, list::is_id, no_answer};

/// What a browser plays of what a provider may send.
const PLAYABLE: [&str; 4] = ["audio/mpeg", "audio/wav", "audio/x-wav", "audio/ogg"];

impl Client {
    /// The sound of a recording: its media type, and the file.
    ///
    /// # Errors
    /// Why there is none; [`AskError::NotFound`] also where it is not ready yet.
    pub async fn recording(&self, id: &str) -> Result<(String, Vec<u8>), AskError> {
        // A quarter of what the same takes as WAV.
        let answer = self.exchange(self.request(Method::GET, &self.of_recording(id, "mp3")?)).await?;
        if !answer.status.is_success() {
            return Err(no_answer(&answer));
        }
        let media_type = answer.media_type.clone().ok_or(AskError::Unreadable)?;
        let bytes = answer.bytes().filter(|bytes| !bytes.is_empty()).ok_or(AskError::Unreadable)?;
        if PLAYABLE.contains(&media_type.as_str()) { Ok((media_type, bytes)) } else { Err(AskError::Unreadable) }
    }

    /// Has the provider forget a recording. One that is gone already is forgotten.
    ///
    /// # Errors
    /// Why it may still be there.
    pub async fn delete_recording(&self, id: &str) -> Result<(), AskError> {
        self.delete("Recordings", id).await
    }

    /// Has the provider forget a call and its record. One that is gone already is forgotten.
    ///
    /// # Errors
    /// Why it may still be there; a provider refuses while the call lasts.
    pub async fn delete_call(&self, id: &str) -> Result<(), AskError> {
        self.delete("Calls", id).await
    }

    async fn delete(&self, of: &str, id: &str) -> Result<(), AskError> {
        // What is no reference of the provider's was never there.
        if !is_id(id) {
            return Ok(());
        }
        let address = self.address(&format!("/{of}/{id}.json"));
        let answer = self.exchange(self.request(Method::DELETE, &address)).await?;
        if answer.status.is_success() {
            return Ok(());
        }
        match no_answer(&answer) {
            AskError::NotFound => Ok(()),
            error => Err(error),
        }
    }

    fn of_recording(&self, id: &str, form: &str) -> Result<String, AskError> {
        if is_id(id) { Ok(self.address(&format!("/Recordings/{id}.{form}"))) } else { Err(AskError::NotFound) }
    }
}
