//! Callbacks by the thousand, advisors who all claim at once, and leases that end while somebody types.

#![allow(dead_code, reason = "each suite uses a part of it")]

use std::{
    collections::HashSet,
    ops::Range,
    time::{Duration, Instant},
};

use guichet::{
    callback::{
        Terms, Window,
        outcome::{AttemptResult, Outcome},
        plan::Slot,
        rank::{Hand, Moment},
    },
    id::Seed,
    language::Language,
    level::Level,
    store::{
        Store,
        audit::Entry,
        callback::{
            NewCallback, Times,
            outcome::{Change, NewAttempt, Note, Report, Reported},
        },
    },
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde_json::json;

/// A Monday, ten in the morning in Paris.
const NOW: i64 = 1_795_424_400;
const TODAY: Date = jiff::civil::date(2026, 11, 23);
/// Of ten callers, so many speak each language.
const LANGUAGES: [&str; 10] = ["fr", "fr", "fr", "fr", "fr", "fr", "ar", "ar", "en", "en"];
/// Callbacks opened in one transaction.
const AT_ONCE: usize = 500;
/// Leases that end at one time.
const AT_ONE_TIME: usize = 50;

/// What came of claiming everything.
pub struct Claims {
    pub claimed: usize,
    pub doubles: usize,
    pub times: Vec<Duration>,
}

/// What came of leases that ended in the middle of a form.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Expiries {
    pub forced: usize,
    pub notes_lost: usize,
    pub overwritten: usize,
}

fn at(seconds: i64) -> anyhow::Result<Timestamp> {
    Ok(Timestamp::from_second(NOW + seconds)?)
}

fn moment(seconds: i64) -> anyhow::Result<Moment> {
    Ok(Moment { now: at(seconds)?, today: TODAY })
}

/// Opens callbacks, one for each of these numbers: some in distress, some with a deadline at risk, promised for different
/// times.
pub async fn fill(store: &Store, numbers: Range<usize>) -> anyhow::Result<()> {
    let mut seed = Seed::new(numbers.start as u64);
    let mut all = Vec::with_capacity(numbers.len());
    for one in numbers {
        // Longer than a telephone number can be: it belongs to nobody, and there is one for each callback.
        let person: guichet::phone_number::PhoneNumber = serde_json::from_value(json!(format!("+3363998{one:08}")))?;
        let asked = at(-i64::try_from(seed.below(86_400))?)?;
        let until = at(i64::try_from(seed.below(20_000))?)?;
        let closes = TODAY.saturating_add(jiff::Span::new().days(i64::try_from(seed.below(20))?));
        all.push(NewCallback {
            id: seed.id(asked),
            number: person.clone(),
            person,
            half_day: "any".to_owned(),
            subject: if one % 500 == 0 { "distress" } else { "general" }.to_owned(),
            language: LANGUAGES[one % LANGUAGES.len()].parse()?,
            interpreter: false,
            message: None,
            file_id: None,
            deadline: (seed.below(5) == 0).then(|| ("rsa-declaration".into(), closes)),
            level: Level::L0,
            leave_message: true,
            times: Times { next_at: asked, ..Times::promised(Window { from: asked, until }, None) },
            conversation_id: format!("conversation-{one}"),
            by_caller: true,
            at: asked,
        });
    }
    for some in all.chunks(AT_ONCE) {
        store.book_callbacks(some.to_vec()).await?;
    }
    Ok(())
}

fn hand(number: usize) -> anyhow::Result<Hand> {
    let languages: Vec<Language> = ["fr", "ar", "en"].iter().map(|tag| tag.parse()).collect::<Result<_, _>>()?;
    Ok(Hand { id: format!("advisor-{number}"), languages, skills: Vec::new() })
}

fn entry(seed: &mut Seed, by: &str, now: Timestamp) -> Entry {
    let (actor, subject) = (format!("advisor:{by}"), String::new());
    Entry { id: seed.id(now), at: now, actor, action: "callback-claimed", subject, detail: None }
}

/// Lets so many advisors take one after the other until nothing is left, spread over the stores.
pub async fn claim_all(stores: &[Store], advisors: usize) -> anyhow::Result<Claims> {
    let tasks = (0..advisors).map(|number| {
        let store = stores[number % stores.len()].clone();
        tokio::spawn(async move {
            let (hand, mut seed) = (hand(number)?, Seed::new(1_000 + number as u64));
            let (mut mine, mut times) = (Vec::new(), Vec::new());
            loop {
                let begun = Instant::now();
                let entry = entry(&mut seed, &hand.id, at(0)?);
                let Some(next) = store.claim_next(&hand, moment(0)?, &Terms::default(), entry).await? else { break };
                times.push(begun.elapsed());
                mine.push(next.id);
            }
            anyhow::Ok((mine, times))
        })
    });
    let (mut ids, mut times) = (Vec::new(), Vec::new());
    for task in tasks.collect::<Vec<_>>() {
        let (mine, own) = task.await??;
        ids.extend(mine);
        times.extend(own);
    }
    times.sort();
    let distinct = ids.iter().collect::<HashSet<_>>().len();
    Ok(Claims { claimed: ids.len(), doubles: ids.len() - distinct, times })
}

/// So many times: somebody claims and types, the lease ends, another one claims and ends it; then the first one saves a note
/// and an outcome of their own.
pub async fn expire(stores: &[Store], count: usize) -> anyhow::Result<Expiries> {
    let mut found = Expiries::default();
    for from in (0..count).step_by(AT_ONE_TIME) {
        let tasks = (from..count.min(from + AT_ONE_TIME)).map(|number| {
            let (slow, quick) = (stores[number % stores.len()].clone(), stores[(number + 1) % stores.len()].clone());
            tokio::spawn(async move { one_expiry(&slow, &quick, number).await })
        });
        for task in tasks.collect::<Vec<_>>() {
            let (lost, overwritten) = task.await??;
            found.forced += 1;
            found.notes_lost += lost;
            found.overwritten += usize::from(overwritten);
        }
    }
    Ok(found)
}

async fn one_expiry(slow: &Store, quick: &Store, number: usize) -> anyhow::Result<(usize, bool)> {
    let mut seed = Seed::new(9_000_000 + number as u64);
    let terms = Terms::default();
    let (first, second) = (hand(number)?, hand(number + 1_000_000)?);
    let claimed = entry(&mut seed, &first.id, at(0)?);
    let taken = slow.claim_next(&first, moment(0)?, &terms, claimed).await?;
    let Some(taken) = taken else { anyhow::bail!("nothing is left to claim") };
    let later = terms.lease.as_secs() + 1;
    let claimed = entry(&mut seed, &second.id, at(later)?);
    let other = quick.claim_callback(&taken.id, &second.id, at(later)?, &terms, claimed).await?;
    let guichet::store::callback::claim::Taken::Claimed(claim) = other else {
        anyhow::bail!("a lease outlived itself")
    };
    let typed = format!("typed by {}", first.id);
    let note = Note { id: seed.id(at(later)?), kind: "note", text: typed.clone() };
    // All three at once: who comes first is for the database to say.
    let (noted, late, done) = tokio::join!(
        slow.note_callback(&taken.id, (&first.id, taken.claim.fence), note, at(later)?),
        slow.report(report(&mut seed.clone(), &taken.id, (&first.id, taken.claim.fence), Outcome::Refused)?),
        quick.report(report(
            &mut Seed::new(99_000_000 + number as u64),
            &taken.id,
            (&second.id, claim.fence),
            Outcome::Solved
        )?),
    );
    let refused = !noted? && late? == Reported::Late && done? == Reported::Kept;
    let kept: Vec<String> = quick.callback_notes(&taken.id).await?.into_iter().map(|note| note.text).collect();
    let wanted = [typed, format!("{:?} by {}", Outcome::Refused, first.id)];
    let lost = wanted.iter().filter(|text| !kept.contains(text)).count();
    let outcome = quick.callback(&taken.id).await?.and_then(|callback| callback.outcome);
    Ok((lost, !refused || outcome != Some(Outcome::Solved)))
}

fn report(seed: &mut Seed, id: &str, (by, fence): (&str, i64), outcome: Outcome) -> anyhow::Result<Report> {
    let at = at(400)?;
    Ok(Report {
        id: id.to_owned(),
        by: by.to_owned(),
        fence,
        seen: (0, 0),
        attempt: Some(NewAttempt {
            id: seed.id(at),
            result: AttemptResult::Reached,
            slot: Slot::EarlyMorning,
            hour: 10,
            waited: SignedDuration::from_secs(60),
        }),
        change: Change::Ends,
        outcome: Some(outcome),
        marks_number: false,
        settles_deadline: false,
        note: None,
        orders: Vec::new(),
        entries: Vec::new(),
        late: Note { id: seed.id(at), kind: "late-outcome", text: format!("{outcome:?} by {by}") },
        at,
    })
}
