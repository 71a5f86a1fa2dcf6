//! An advisor rings in vain: for conversation files that show what a person is told then.

use anyhow::{Context, bail};

use crate::{
    callback::outcome::AttemptResult,
    phone_number::Numbering,
    service::Service,
    staff::{Advisor, Role, Taste, Ways},
    store::callback::claim::Taken,
};

/// Has an advisor take the latest callback that a person asked for, and ring them in vain.
pub(super) async fn miss(service: &Service, number: &str) -> anyhow::Result<()> {
    let person = Numbering { fiction: true }.parse(number).with_context(|| format!("`{number}` is no number"))?;
    let open = service.store().open_callbacks_of(&person).await?.pop();
    let id = open.with_context(|| format!("{number} waits for no callback"))?.asked.id;
    let (advisor, desk) = (advisor(), service.desk());
    let Taken::Claimed(claim) = desk.claim(&advisor, &id).await? else { bail!("another advisor holds the callback") };
    desk.attempted(&advisor, &id, claim.fence, AttemptResult::NobodyAnswered).await?;
    Ok(())
}

fn advisor() -> Advisor {
    Advisor {
        id: "advisor".to_owned(),
        login: "advisor".to_owned(),
        name: "Advisor".to_owned(),
        role: Role::Advisor,
        languages: Vec::new(),
        skills: Vec::new(),
        phone: None,
        console: Taste::default(),
        active: true,
        ways: Ways::default(),
    }
}
