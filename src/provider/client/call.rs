//! Calls: placed once, and asked for at the provider afterwards.

use std::{fmt, time::Duration};

use jiff::Timestamp;
use serde::Deserialize;

use super::{
    AskError, Client, SendError, Sent,
    list::{Page, day, is_id, time_if_any},
};
use crate::{
    outgoing::call::Voicemail,
    phone_number::PhoneNumber,
    provider::twilio::{Progress, is_machine},
};

/// How long the provider waits for the first word of who answers, before it asks us what to say all the same.
const SILENT_START: Duration = Duration::from_secs(3);

/// A call to place.
#[derive(Clone, Copy)]
pub struct NewCall<'a> {
    /// Our number, which the person sees.
    pub from: &'a str,
    /// The person's number.
    pub to: &'a PhoneNumber,
    /// Where the provider asks what to say once somebody answers.
    pub url: &'a str,
    /// Where it tells how the call ended.
    pub status_callback: &'a str,
    /// How long it rings. Twilio adds up to 5 s, and allows 600.
    pub rings: Duration,
    /// After which time the provider ends the call, so that a mistake of ours has a price.
    pub longest: Duration,
    /// What a machine that answers is to hear; none where the provider need not listen who answers.
    pub voicemail: Option<Voicemail>,
}

/// A call as the provider has it.
#[derive(Clone, PartialEq, Eq)]
pub struct ProviderCall {
    /// The provider's id.
    pub id: String,
    /// Who called.
    pub from: String,
    /// Who was called.
    pub to: String,
    /// Whether the person called us.
    pub inbound: bool,
    /// Where it stands.
    pub progress: Progress,
    /// When the provider made it; none where it does not say, as for a call not dialled yet.
    pub created_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Whether a machine answered, as far as the provider can tell.
    pub machine: bool,
}

#[derive(Deserialize)]
struct Row {
    sid: String,
    from: Option<String>,
    to: String,
    direction: String,
    status: String,
    #[serde(default)]
    answered_by: Option<String>,
    #[serde(default, deserialize_with = "time_if_any")]
    date_created: Option<Timestamp>,
    #[serde(default, deserialize_with = "time_if_any")]
    start_time: Option<Timestamp>,
    #[serde(default, deserialize_with = "time_if_any")]
    end_time: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Calls {
    calls: Vec<Row>,
    next_page_uri: Option<String>,
}

impl Page for Calls {
    type Row = ProviderCall;

    fn into_parts(self) -> (Vec<ProviderCall>, Option<String>) {
        (self.calls.into_iter().map(ProviderCall::from).collect(), self.next_page_uri)
    }
}

impl From<Row> for ProviderCall {
    fn from(row: Row) -> Self {
        ProviderCall {
            id: row.sid,
            from: row.from.unwrap_or_default(),
            to: row.to,
            inbound: row.direction == "inbound",
            progress: Progress::named(&row.status),
            created_at: row.date_created.or(row.start_time),
            ended_at: row.end_time,
            machine: row.answered_by.as_deref().is_some_and(is_machine),
        }
    }
}

impl Client {
    /// Has the provider ring a person, once: a landline or mobile of France, or a number that is allowed by name.
    ///
    /// The provider listens who answers before it asks us what to say: of the two ways it offers this is the one in which a
    /// flow never speaks to a machine it was told of, and nothing changes in the middle of a call. A person waits a second
    /// or two after their first word; who says nothing, no longer than `SILENT_START`. The verdict is a guess, so that
    /// nothing rests on it but what a machine hears: until a key is pressed nothing is told to anybody.
    ///
    /// # Errors
    /// Why the call is not known to be placed.
    pub async fn place_call(&self, call: &NewCall<'_>) -> Result<Sent, SendError> {
        if call.to.is_fiction() && !self.fiction_allowed {
            return Err(SendError::Fiction);
        }
        if !self.reach.includes(call.to) {
            return Err(SendError::NotDiallable);
        }
        let (rings, longest) = (call.rings.as_secs().clamp(5, 600), call.longest.as_secs().max(1));
        let (rings, longest) = (rings.to_string(), longest.to_string());
        let silent_start = SILENT_START.as_millis().to_string();
        let mut form = vec![
            ("From", call.from),
            ("To", call.to.reveal()),
            ("Url", call.url),
            ("Method", "POST"),
            ("StatusCallback", call.status_callback),
            ("StatusCallbackMethod", "POST"),
            ("Timeout", &rings),
            ("TimeLimit", &longest),
        ];
        if let Some(voicemail) = call.voicemail {
            let listens = match voicemail {
                // Its greeting and its tone are waited for.
                Voicemail::Sentence => "DetectMessageEnd",
                Voicemail::Nothing => "Enable",
            };
            form.extend([("MachineDetection", listens), ("MachineDetectionSilenceTimeout", silent_start.as_str())]);
        }
        self.order("/Calls.json", &form).await
    }

    /// One call, by the provider's id.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn call(&self, id: &str) -> Result<ProviderCall, AskError> {
        if !is_id(id) {
            return Err(AskError::NotFound);
        }
        let row: Row = self.fetch(&self.address(&format!("/Calls/{id}.json")), &[]).await?;
        Ok(row.into())
    }

    /// The calls of our number that began since then, both ways: for those whose end we were never told of.
    ///
    /// # Errors
    /// Why there is no answer, or that there are too many to be read at once.
    pub async fn calls(&self, number: &str, since: Timestamp) -> Result<Vec<ProviderCall>, AskError> {
        let day = day(since);
        let mut found = Vec::new();
        for side in ["To", "From"] {
            let query = [(side, number), ("StartTime>", day.as_str())];
            found.extend(self.list::<Calls>("/Calls.json", &query).await?);
        }
        found.retain(|call| call.created_at.is_none_or(|at| at >= since));
        Ok(found)
    }
}

impl fmt::Debug for NewCall<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewCall").field("rings", &self.rings).field("longest", &self.longest).finish_non_exhaustive()
    }
}

impl fmt::Debug for ProviderCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProviderCall")
            .field("id", &self.id)
            .field("inbound", &self.inbound)
            .field("progress", &self.progress)
            .finish_non_exhaustive()
    }
}
