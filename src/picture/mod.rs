//! A flow drawn: its steps with what a caller hears, and the ways between them, as Mermaid and as SVG.

mod layout;
mod mermaid;
mod model;
mod order;
mod svg;
mod text;

use std::collections::BTreeMap;

use serde::Deserialize;

pub use self::{
    mermaid::mermaid,
    model::Picture,
    svg::{STYLE, inline, svg},
};

/// How often each step and each way on was played, as `guichet test --coverage` writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Coverage {
    /// By `FLOW/STEP`.
    #[serde(default)]
    pub steps: BTreeMap<String, u64>,
    /// By `FLOW/STEP/EXIT`.
    #[serde(default)]
    pub edges: BTreeMap<String, u64>,
}

#[cfg(test)]
mod tests;
