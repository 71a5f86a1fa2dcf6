//! What Twilio's webhooks say: texts and calls that come in, receipts of what went out.
//!
//! Source: Twilio's TwiML and messaging webhook pages. Unknown parameters may appear at any time and are passed over.

use std::fmt;

use super::form::value;
use crate::outgoing::call::CallEnd;
pub use crate::outgoing::delivery::Delivery;

/// Why a webhook cannot be read. It names the parameter and never its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// A parameter that is always there, is not.
    #[error("the parameter {0} is missing")]
    Missing(&'static str),
    /// A parameter that is there, but cannot be.
    #[error("the parameter {0} cannot be read")]
    Wrong(&'static str),
}

/// A text message to one of our numbers.
#[derive(Clone, PartialEq, Eq)]
pub struct InboundText {
    /// The provider's id, the same when the webhook is repeated.
    pub message_id: String,
    /// The sender, which need not be a number.
    pub from: String,
    /// Our number.
    pub to: String,
    /// What was written.
    pub body: String,
    /// What the provider itself has already answered to; we then send no reply.
    pub opt_out: Option<OptOut>,
}

/// A word that the provider acts on before us, where its advanced opt-out is switched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptOut {
    /// No more texts.
    Stop,
    /// Texts again.
    Start,
    /// What is this?
    Help,
}

/// A call that begins, or goes on after keys.
#[derive(Clone, PartialEq, Eq)]
pub struct InboundCall {
    /// The provider's id of the call.
    pub call_id: String,
    /// The person as the provider shows them: it may be `anonymous` or worse. Who is called by us stands here too.
    pub from: String,
    /// Our number, whichever way the call went.
    pub to: String,
    /// Where the call stands.
    pub status: Progress,
    /// The keys pressed, without the one that ended them; none after silence.
    pub digits: Option<String>,
    /// The identifier of what was recorded, where `#`, silence or laying down ended it.
    pub recording: Option<String>,
    /// The identifier of what a key cut short that means something else: nobody shall hear it.
    pub unwanted: Option<String>,
    /// Whether the advisor who was rung answered; none where nobody was rung.
    pub dialled: Option<bool>,
    /// Whether a machine answered a call of ours, as far as the provider can tell.
    pub machine: bool,
}

/// A receipt for a text of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextStatus {
    /// The provider's id of the message.
    pub message_id: String,
    /// How far it came.
    pub status: Delivery,
    /// Why it failed, see [`super::error_code`].
    pub error_code: Option<u32>,
}

/// News of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallStatus {
    /// The provider's id of the call.
    pub call_id: String,
    /// Where it stands.
    pub status: Progress,
    /// Whether it is over.
    pub ended: bool,
    /// Whether a machine answered, as far as the provider can tell.
    pub machine: bool,
}

impl Delivery {
    /// The state that the provider calls by this name.
    pub(super) fn named(name: &str) -> Delivery {
        match name {
            "accepted" => Delivery::Accepted,
            "scheduled" => Delivery::Scheduled,
            "queued" => Delivery::Queued,
            "sending" => Delivery::Sending,
            "sent" => Delivery::Sent,
            "partially_delivered" => Delivery::PartlyDelivered,
            "delivered" => Delivery::Delivered,
            "undelivered" => Delivery::Undelivered,
            "failed" => Delivery::Failed,
            "canceled" => Delivery::Canceled,
            "read" => Delivery::Read,
            _ => Delivery::Unknown,
        }
    }
}

/// Where a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Progress {
    /// A status we do not know.
    Unknown,
    /// Waiting to be placed.
    Queued,
    /// Being placed.
    Initiated,
    /// Ringing.
    Ringing,
    /// Two people, or a person and us, are speaking.
    InProgress,
    /// Over.
    Completed,
    /// Over: the line was taken.
    Busy,
    /// Over: it could not be placed.
    Failed,
    /// Over: nobody answered.
    NoAnswer,
    /// Over: taken back while it rang.
    Canceled,
}

impl Progress {
    /// The state that the provider calls by this name.
    pub(super) fn named(name: &str) -> Progress {
        match name {
            "queued" => Progress::Queued,
            "initiated" => Progress::Initiated,
            "ringing" => Progress::Ringing,
            "in-progress" => Progress::InProgress,
            "completed" => Progress::Completed,
            "busy" => Progress::Busy,
            "failed" => Progress::Failed,
            "no-answer" => Progress::NoAnswer,
            "canceled" => Progress::Canceled,
            _ => Progress::Unknown,
        }
    }

    /// Whether the call is over.
    pub fn is_over(self) -> bool {
        match self {
            Progress::Completed | Progress::Busy | Progress::Failed | Progress::NoAnswer | Progress::Canceled => true,
            Progress::Unknown | Progress::Queued | Progress::Initiated | Progress::Ringing | Progress::InProgress => {
                false
            }
        }
    }
}

impl CallStatus {
    /// How a call of ours ended, as far as the provider can tell; none while it goes on. Whether a key was pressed in it is
    /// known to the turns alone.
    pub fn end(&self) -> Option<CallEnd> {
        call_end(self.status, self.machine)
    }
}

/// How a call of ours that stands there ended; none while it goes on.
pub fn call_end(status: Progress, machine: bool) -> Option<CallEnd> {
    match status {
        Progress::Completed if machine => Some(CallEnd::Voicemail),
        Progress::Completed => Some(CallEnd::NoKey),
        Progress::Busy => Some(CallEnd::Busy),
        Progress::NoAnswer | Progress::Canceled => Some(CallEnd::NoAnswer),
        Progress::Failed => Some(CallEnd::Failed),
        Progress::Unknown | Progress::Queued | Progress::Initiated | Progress::Ringing | Progress::InProgress => None,
    }
}

/// Reads the webhook of a text that came in.
pub fn inbound_text(params: &[(String, String)]) -> Result<InboundText, Unreadable> {
    let opt_out = match value(params, "OptOutType") {
        None | Some("") => None,
        Some("STOP") => Some(OptOut::Stop),
        Some("START") => Some(OptOut::Start),
        Some("HELP") => Some(OptOut::Help),
        Some(_) => return Err(Unreadable::Wrong("OptOutType")),
    };
    Ok(InboundText {
        message_id: message_id(params)?,
        from: required(params, "From")?,
        to: required(params, "To")?,
        body: value(params, "Body").ok_or(Unreadable::Missing("Body"))?.to_owned(),
        opt_out,
    })
}

/// Reads the webhook of a call: its first, and those of every `action`.
pub fn inbound_call(params: &[(String, String)]) -> Result<InboundCall, Unreadable> {
    let typed = value(params, "Digits").filter(|digits| !digits.is_empty());
    // The finishing key alone is "back" and no silence, where the provider tells them apart.
    let digits = typed.or_else(|| value(params, "FinishedOnKey").filter(|key| *key == "#"));
    // A recording ended by hanging up says so in the place of the key.
    if digits.is_some_and(|digits| digits != "hangup" && !digits.bytes().all(is_key)) {
        return Err(Unreadable::Wrong("Digits"));
    }
    let (person, ours) = match value(params, "Direction") {
        Some("outbound-api") => (value(params, "To"), required(params, "From")?),
        // A gateway may leave out who withholds their number, and nobody is turned away for that.
        _ => (value(params, "From"), required(params, "To")?),
    };
    let recorded = recording(params)?;
    let cut_short = matches!(digits, Some("0" | "*"));
    let unwanted = recorded.clone().filter(|_| cut_short);
    Ok(InboundCall {
        call_id: id(params, "CallSid")?,
        from: person.unwrap_or_default().to_owned(),
        to: ours,
        status: Progress::named(&required(params, "CallStatus")?),
        recording: recorded.filter(|_| !cut_short),
        unwanted,
        dialled: value(params, "DialCallStatus").map(|status| matches!(status, "completed" | "answered")),
        digits: digits.map(str::to_owned),
        machine: machine(params),
    })
}

/// What was recorded. A key other than `#` that ended it is an answer of its own.
fn recording(params: &[(String, String)]) -> Result<Option<String>, Unreadable> {
    match value(params, "RecordingSid") {
        None | Some("") => Ok(None),
        Some(_) => id(params, "RecordingSid").map(Some),
    }
}

/// Reads a receipt for a text of ours.
pub fn text_status(params: &[(String, String)]) -> Result<TextStatus, Unreadable> {
    let status =
        required(params, "MessageStatus").or_else(|missing| required(params, "SmsStatus").map_err(|_| missing))?;
    Ok(TextStatus {
        message_id: message_id(params)?,
        status: Delivery::named(&status),
        error_code: number(params, "ErrorCode")?,
    })
}

/// How a phone that was dialled in the middle of a call fared: the parameters of the dial's `action`, or those told of that
/// phone's own call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LegStatus {
    /// Where it stands.
    pub status: Progress,
    /// How many seconds it was connected, where that is told.
    pub seconds: Option<u32>,
}

/// Reads how the dialled phone fared, as the dial's `action` tells it.
pub fn dial_result(params: &[(String, String)]) -> Result<LegStatus, Unreadable> {
    // A conference is `answered`, which we never dial; some gateways say it of a phone all the same.
    let status = match required(params, "DialCallStatus")?.as_str() {
        "answered" => Progress::Completed,
        other => Progress::named(other),
    };
    Ok(LegStatus { status, seconds: number(params, "DialCallDuration")? })
}

/// Reads news of a phone that is part of another call.
pub fn leg_status(params: &[(String, String)]) -> Result<LegStatus, Unreadable> {
    let status = Progress::named(&required(params, "CallStatus")?);
    Ok(LegStatus { status, seconds: number(params, "CallDuration")? })
}

/// Reads news of a call.
pub fn call_status(params: &[(String, String)]) -> Result<CallStatus, Unreadable> {
    let status = Progress::named(&required(params, "CallStatus")?);
    let call_id = id(params, "CallSid")?;
    Ok(CallStatus { call_id, status, ended: status.is_over(), machine: machine(params) })
}

/// Whether the provider takes who answered for a machine: `machine_start`, `machine_end_beep` and the like, or a fax. One
/// that cannot tell says `unknown`, and a person is not to be mistaken for a machine.
fn machine(params: &[(String, String)]) -> bool {
    value(params, "AnsweredBy").is_some_and(is_machine)
}

/// Whether these are the provider's words for a machine.
pub(super) fn is_machine(answered_by: &str) -> bool {
    answered_by.starts_with("machine") || answered_by == "fax"
}

fn is_key(byte: u8) -> bool {
    // `w` is a pause; a few phones have the letters A to D.
    byte.is_ascii_digit() || matches!(byte, b'*' | b'#' | b'w' | b'A'..=b'D')
}

fn message_id(params: &[(String, String)]) -> Result<String, Unreadable> {
    let older = || id(params, "SmsSid").or_else(|_| id(params, "SmsMessageSid"));
    id(params, "MessageSid").or_else(|problem| older().map_err(|_| problem))
}

/// An id goes into keys and addresses, so it is kept short and printable. Gateways that speak the same dialect use
/// UUIDs or `v3:…`: the prefix is not looked at.
fn id(params: &[(String, String)], name: &'static str) -> Result<String, Unreadable> {
    let id = required(params, name)?;
    let fits = id.len() <= 128 && id.bytes().all(|byte| byte.is_ascii_graphic());
    if fits { Ok(id) } else { Err(Unreadable::Wrong(name)) }
}

fn required(params: &[(String, String)], name: &'static str) -> Result<String, Unreadable> {
    value(params, name).filter(|text| !text.is_empty()).map(str::to_owned).ok_or(Unreadable::Missing(name))
}

fn number(params: &[(String, String)], name: &'static str) -> Result<Option<u32>, Unreadable> {
    match value(params, name) {
        None | Some("") => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| Unreadable::Wrong(name)),
    }
}

impl fmt::Debug for InboundText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InboundText").field("message_id", &self.message_id).finish_non_exhaustive()
    }
}

impl fmt::Debug for InboundCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InboundCall")
            .field("call_id", &self.call_id)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
