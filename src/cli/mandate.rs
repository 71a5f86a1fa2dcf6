//! An advisor asks for a mandate: for conversation files that show what a person is asked, and what a helper may do then.

use anyhow::{Context, ensure};

use super::world::World;
use crate::{
    case::{FileNumber, PersonName},
    mandate::{Scope, USUAL_DAYS},
    phone_number::{Numbering, PhoneNumber},
    service::mandating::Wanted,
    store::mandate::Standing,
};

fn number(text: &str) -> anyhow::Result<PhoneNumber> {
    Numbering { fiction: true }.parse(text).with_context(|| format!("`{text}` is no number"))
}

impl World {
    /// Asks the holder of a file, by this number, whether a helper may act for them.
    ///
    /// # Errors
    /// What is no number, file, name or scope; why the person is not asked.
    pub async fn ask_for_mandate(
        &self,
        to: &str,
        file: &str,
        (helper, name, scope): (&str, &str, &str),
    ) -> anyhow::Result<()> {
        let mut file_id = None;
        for organisation in self.settings.organisations.keys() {
            let found = self.service.store().find_case_file(organisation, &FileNumber::new(file), "").await?;
            file_id = file_id.or(found);
        }
        let wanted = Wanted {
            to: number(to)?,
            file_id: Some(file_id.context("no such file")?),
            helper: number(helper)?,
            name: PersonName::parse(name).context("no name")?,
            scope: Scope::parse(scope).with_context(|| format!("`{scope}` is neither status nor answers"))?,
            days: USUAL_DAYS,
        };
        Ok(self.service.ask_for_mandate(wanted, "advisor").await??)
    }

    /// Whether the latest mandate that this number was asked for stands so: `offered`, `live`, `refused` or how it ended.
    ///
    /// # Errors
    /// How it stands instead.
    pub async fn mandate_is(&self, of: &str, wanted: &str) -> anyhow::Result<()> {
        let all = self.service.store().mandates_of(&number(of)?).await?;
        let latest = all.first().context("nobody was asked for a mandate")?;
        let is = match latest.standing(self.clock.now()) {
            Standing::Offered => "offered",
            Standing::Live => "live",
            Standing::Refused => "refused",
            Standing::Ended(by) => by.as_str(),
        };
        ensure!(is == wanted, "the mandate is {is}");
        Ok(())
    }
}
