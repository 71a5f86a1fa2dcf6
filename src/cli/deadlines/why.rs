//! `guichet deadlines --why NUMBER`.
use crate::{phone_number::PhoneNumber, service::dialogue::Dialogue, settings::Settings};
use jiff::Timestamp;
pub(super) async fn why(_s: &Settings, _d: &Dialogue, _p: &PhoneNumber, _n: Timestamp) -> anyhow::Result<()> {
    Ok(())
}
