//! Where case files come from: our own table, filled from an organisation's CSV files.

pub mod codes;
pub mod export;
pub mod import;
mod row;
mod sheet;
