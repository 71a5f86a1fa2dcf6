//! Telephony providers: who sent a webhook, what it says, our answer in the provider's dialect, and texts we send.

pub mod address;
pub mod client;
pub mod error_code;
pub mod form;
pub mod public_url;
pub mod signature;
pub mod twilio;
pub mod twiml;
