//! A phone that behaves as the provider does: the same calls to the real routes, without a provider.

pub mod conversation;
pub mod exchange;
pub mod handset;
pub mod line;
pub mod reply;
pub mod rest;
pub mod thread;
pub mod walk;
pub mod wire;
pub mod words;

#[cfg(test)]
mod tests;
