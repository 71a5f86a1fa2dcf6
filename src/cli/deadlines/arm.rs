//! `guichet deadlines arm`, `add` and `done`: deadlines that the office sets up and ends by itself.

use std::collections::BTreeSet;

use anyhow::{Context, bail, ensure};
use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{Whose, number};
use crate::{
    cli::{
        data::{open, sender},
        world::seed,
    },
    connector::deadline_list::{Entry, postcode},
    flow::Name,
    id::Seed,
    phone_number::PhoneNumber,
    problem::nearest,
    reminder::{DeadlineType, Known, calendar::Misfit},
    service::{
        arming::{Asked, NotArmed, territory},
        dialogue::Dialogue,
    },
    settings::Settings,
    store::{
        Store,
        audit::Entry as Audited,
        deadline::{Deadline, DeadlineState, Source},
    },
};

/// People who may be told within a day by one list without being asked for: a column that was mistaken reaches few.
const MOST_AT_ONCE: usize = 50;
/// The day in which they are counted.
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

/// Sets up a list: all of it, or nothing.
pub(super) async fn arm(
    settings: &Settings,
    dialogue: &Dialogue,
    entries: &[Entry],
    yes: bool,
    now: Timestamp,
) -> anyhow::Result<()> {
    let (store, mut seed) = (open(settings).await?, seed()?);
    let (mut deadlines, mut untold) = (Vec::with_capacity(entries.len()), Vec::new());
    let desk = Desk { settings, store: &store, service_number: sender(settings)?, now };
    for entry in entries {
        let kind = kind(dialogue, &entry.kind)?;
        match desk.armed(kind, entry.known.clone(), (&entry.to, &entry.postcode), Source::Import, &mut seed) {
            Ok(deadline) => deadlines.push(deadline),
            Err(NotArmed::TooLate(_)) => untold.push(entry.line.to_string()),
            Err(why) => bail!("line {}: {why}; nothing was taken from the list", entry.line),
        }
    }
    let soon = told_before(&deadlines, now.saturating_add(A_DAY).unwrap_or(Timestamp::MAX));
    ensure!(
        yes || soon <= MOST_AT_ONCE,
        "{soon} people would be told within a day, and nothing is set up yet: look at `guichet deadlines preview`, then \
         write --yes"
    );
    let (all, people) = (deadlines.len(), people(&deadlines).len());
    let languages = entries.iter().filter_map(|entry| Some((entry.to.clone(), entry.language.clone()?)));
    store.learn_languages(languages.collect()).await?;
    let set_up = store.arm(deadlines).await?;
    let count = format!("{} new of {all}", set_up.armed);
    store.audit(entry("armed", "list".to_owned(), Some(count), (now, &mut seed))).await?;
    store.close().await;
    println!(
        "{all} deadlines of {people} people: {} set up, {} known already, {} of before over",
        set_up.armed,
        all.saturating_sub(set_up.armed),
        set_up.ended
    );
    println!("{soon} people are told within a day; `guichet deadlines --why NUMBER` explains those of one");
    if !untold.is_empty() {
        println!("nothing can be told any more of lines {}: an advisor should call", untold.join(", "));
    }
    Ok(())
}

/// Sets up one deadline.
pub(super) async fn add(
    settings: &Settings,
    dialogue: &Dialogue,
    whose: &Whose,
    (date, place): (Option<Date>, &str),
    now: Timestamp,
) -> anyhow::Result<()> {
    let kind = kind(dialogue, &whose.deadline)?;
    let known = match Known::given(kind, date) {
        Ok(known) => known,
        Err(Misfit::Missing(name)) => bail!("`{}` is computed from a date, the `{name}`: write --date too", kind.name),
        Err(Misfit::Everybody) => bail!("`{}` is the same day for everybody: leave --date out", kind.name),
    };
    let (to, place) = (number(settings, &whose.phone)?, postcode(place).map_err(anyhow::Error::msg)?);
    let (store, mut seed) = (open(settings).await?, seed()?);
    let desk = Desk { settings, store: &store, service_number: sender(settings)?, now };
    let armed = desk.armed(kind, known, (&to, &place), Source::Advisor, &mut seed);
    let deadline = armed.map_err(|why| anyhow::anyhow!("nothing is set up: {why}"))?;
    let (id, window) = (deadline.id.clone(), (deadline.opens, deadline.closes));
    let (state, due_at) = (deadline.state, deadline.due_at);
    let new = store.arm(vec![deadline]).await?.armed == 1;
    if new {
        store.audit(entry("armed", id, Some(kind.name.to_string()), (now, &mut seed))).await?;
    }
    store.close().await;
    if !new {
        println!("it is known already; `guichet deadlines --why NUMBER` shows how it stands");
        return Ok(());
    }
    println!("{} is set up: from {} to {}", kind.name, window.0, window.1);
    match (state, due_at) {
        (DeadlineState::HeldOut, _) => println!("nothing is told of it: the lot of the trial left this person out"),
        (_, Some(at)) => {
            println!("looked at first on {}", at.to_zoned(settings.office.zone.clone()).strftime("%Y-%m-%d at %H:%M"));
        }
        (_, None) => {}
    }
    Ok(())
}

/// Ends the open deadlines of that type: they are done.
pub(super) async fn done(settings: &Settings, whose: &Whose, now: Timestamp) -> anyhow::Result<()> {
    let to = number(settings, &whose.phone)?;
    let (store, mut seed) = (open(settings).await?, seed()?);
    let mut ended = 0;
    for deadline in store.deadlines_of(&to).await? {
        if *deadline.kind == *whose.deadline && store.end_deadline(&deadline.id, DeadlineState::Done, now).await? {
            store.audit(entry("done", deadline.id, Some(whose.deadline.clone()), (now, &mut seed))).await?;
            println!("{} until {} is done: nothing more is told of it", deadline.kind, deadline.closes);
            ended += 1;
        }
    }
    store.close().await;
    ensure!(ended > 0, "no such deadline of this person is open; `guichet deadlines --why NUMBER` shows what there is");
    Ok(())
}

/// Where deadlines are set up: whose number writes, and when.
struct Desk<'a> {
    settings: &'a Settings,
    store: &'a Store,
    service_number: String,
    now: Timestamp,
}

impl Desk<'_> {
    fn armed(
        &self,
        kind: &DeadlineType,
        known: Known,
        (to, postcode): (&PhoneNumber, &str),
        source: Source,
        seed: &mut Seed,
    ) -> Result<Deadline, NotArmed> {
        let asked = Asked {
            kind,
            known,
            to: to.clone(),
            service_number: self.service_number.clone(),
            file_id: None,
            source,
            territory: territory(Some(postcode), to, self.settings.office.territory),
        };
        asked.armed(seed.id(self.now), &self.store.tag_of(to), self.now)
    }
}

fn kind<'d>(dialogue: &'d Dialogue, name: &str) -> anyhow::Result<&'d DeadlineType> {
    dialogue.deadlines.get(name).with_context(|| {
        let near = nearest(name, dialogue.deadlines.keys().map(|kind: &Name| &**kind));
        let hint =
            near.map_or_else(|| "`guichet deadlines` lists them".into(), |near| format!("did you mean `{near}`?"));
        format!("there is no deadline `{name}`; {hint}")
    })
}

fn people(deadlines: &[Deadline]) -> BTreeSet<&PhoneNumber> {
    deadlines.iter().map(|deadline| &deadline.to).collect()
}

/// How many people would be told before an instant.
fn told_before(deadlines: &[Deadline], end: Timestamp) -> usize {
    let soon = deadlines.iter().filter(|deadline| deadline.due_at.is_some_and(|at| at < end));
    soon.map(|deadline| &deadline.to).collect::<BTreeSet<_>>().len()
}

/// What is kept of what the operator did.
fn entry(
    action: &'static str,
    subject: String,
    detail: Option<String>,
    (now, seed): (Timestamp, &mut Seed),
) -> Audited {
    Audited { id: seed.id(now), at: now, actor: "operator".to_owned(), action, subject, detail }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::*;
    use crate::{phone_number::Numbering, reminder::tests::shipped, service::arming::Asked};

    #[test]
    fn people_who_would_be_told_within_a_day_are_counted_once_each() {
        let kind = shipped("job-seeker-update");
        let now: Timestamp = "2026-12-10T07:00Z".parse().expect("an instant");
        let armed = |number: &str| {
            let asked = Asked {
                kind: &kind,
                known: Known::default(),
                to: Numbering { fiction: true }.parse(number).expect("a number"),
                service_number: "+33199000001".to_owned(),
                file_id: None,
                source: Source::Import,
                territory: crate::holiday::Territory::Metropolis,
            };
            asked.armed(number.to_owned(), b"tag", now).expect("is set up")
        };
        let deadlines = [armed("+33639980012"), armed("+33639980012"), armed("+33199000013")];
        assert_eq!(told_before(&deadlines, now + 24.hours()), 2);
        assert_eq!(told_before(&deadlines, now + 1.hours()), 0);
        assert_eq!(people(&deadlines).len(), 2);
    }
}
