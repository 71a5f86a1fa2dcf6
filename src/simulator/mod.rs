//! A phone that behaves as the provider does: the same calls to the real routes, without a provider.

pub mod line;
