//! What reminding does: how many were told of each rung and what came of it, and the same of those held out in a trial.

use std::iter::Sum;

use jiff::civil::Date;

use super::super::{Store, StoreError, connection::Row, conversation::channel, row::Reading, sql::Sql};
use crate::{channel::Channel, flow::Name, reminder::trial::Share};

/// What came of one rung of a type, on one channel, with those who speak one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The type.
    pub kind: Name,
    /// The rung.
    pub rung: u16,
    /// How it was told.
    pub channel: Channel,
    /// The language that the people have now; none for those who chose none.
    pub language: Option<String>,
    /// What came of it.
    pub tally: Tally,
}

/// What came of reminders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// So many were to be sent,
    pub told: u64,
    /// the provider took so many,
    pub sent: u64,
    /// and so many arrived: of calls, so many were heard.
    pub delivered: u64,
    /// So many answered that it is done,
    pub done: u64,
    /// wanted to be rung back,
    pub help: u64,
    /// wanted to be told later,
    pub later: u64,
    /// wanted no more reminders.
    pub stop: u64,
    /// So many deadlines were done on their last day or before, this being the last reminder of them.
    pub in_time: u64,
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Tally>>(tallies: I) -> Tally {
        tallies.fold(Tally::default(), |sum, one| Tally {
            told: sum.told + one.told,
            sent: sum.sent + one.sent,
            delivered: sum.delivered + one.delivered,
            done: sum.done + one.done,
            help: sum.help + one.help,
            later: sum.later + one.later,
            stop: sum.stop + one.stop,
            in_time: sum.in_time + one.in_time,
        })
    }
}

/// A trial: of people whose first deadline of a type is past, how many had it done in time, as their file or an advisor shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trial {
    /// The type.
    pub kind: Name,
    /// Those who were to be reminded, whether that reached them or not.
    pub reminded: Share,
    /// Those who were not.
    pub held_out: Share,
}

/// Each rung told since a day. Of the reminders of a deadline the last one is that with the last identifier: they sort by time.
const GROUPS: &str = "
    WITH told AS
        (SELECT d.kind, g.number, r.channel, r.id, r.to_index, d.state, d.closes, d.confirmed_on,
                ROW_NUMBER() OVER (PARTITION BY d.id ORDER BY r.id DESC) AS place
         FROM rung g JOIN reminder r ON r.id = g.reminder_id JOIN deadline d ON d.id = g.deadline_id WHERE r.day >= $1)
    SELECT told.kind, told.number, told.channel, COALESCE(p.language, '') AS language, count(*) AS told,
           count(CASE WHEN o.state IN ('sent', 'delivered', 'undelivered', 'uncertain') THEN 1 END) AS sent,
           count(CASE WHEN o.state = 'delivered' THEN 1 END) AS delivered, count(done.day) AS done, count(help.day) AS help,
           count(later.day) AS later, count(stop.day) AS stop,
           count(CASE WHEN told.place = 1 AND (told.confirmed_on <= told.closes
                           OR told.state = 'done' AND done.day <= told.closes) THEN 1 END) AS in_time
    FROM told LEFT JOIN outbox o ON o.id = told.id LEFT JOIN phone p ON p.number_index = told.to_index
    LEFT JOIN reminder_answer done ON done.reminder_id = told.id AND done.answer = 'done'
    LEFT JOIN reminder_answer help ON help.reminder_id = told.id AND help.answer = 'help'
    LEFT JOIN reminder_answer later ON later.reminder_id = told.id AND later.answer = 'later'
    LEFT JOIN reminder_answer stop ON stop.reminder_id = told.id AND stop.answer = 'stop'
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4";

/// Each person once, with the first deadline of the type: else those with many would count as many people. Those that were
/// set up before the trial began are left out, and those whose date changed.
const TRIALS: &str = "
    WITH begun AS (SELECT kind, min(armed_at) AS at FROM deadline WHERE held_out GROUP BY kind),
    ranked AS
        (SELECT d.kind, d.held_out, CASE WHEN d.confirmed_on <= d.closes THEN 1 END AS in_time,
                ROW_NUMBER() OVER (PARTITION BY d.kind, d.to_index ORDER BY d.closes, d.id) AS place
         FROM deadline d JOIN begun ON begun.kind = d.kind AND d.armed_at >= begun.at
         WHERE d.state <> 'withdrawn' AND d.closes >= $1 AND d.closes < $2)
    SELECT kind, held_out, count(*) AS people, count(in_time) AS in_time FROM ranked WHERE place = 1
    GROUP BY kind, held_out ORDER BY kind, held_out";

impl Store {
    /// What came of each rung that was told since a day, by type, rung, channel and language.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn reminder_results(&self, since: Date) -> Result<Vec<Group>, StoreError> {
        let rows = self.reads().fetch_all(Sql::new(GROUPS).bind(since.to_string())).await?;
        rows.iter().map(group).collect()
    }

    /// How each trial stands, of the deadlines whose last day lies from one day to before another.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn trials(&self, since: Date, today: Date) -> Result<Vec<Trial>, StoreError> {
        let sql = Sql::new(TRIALS).bind(since.to_string()).bind(today.to_string());
        let mut trials: Vec<Trial> = Vec::new();
        for row in &self.reads().fetch_all(sql).await? {
            let row = Reading::masked(row, "deadline");
            let kind: Name = row.get::<String>("kind")?.as_str().into();
            let share = Share { count: number(&row, "in_time")?, of: number(&row, "people")? };
            let held_out: bool = row.get("held_out")?;
            if trials.last().is_none_or(|trial| trial.kind != kind) {
                trials.push(Trial { kind, ..Trial::default() });
            }
            if let Some(trial) = trials.last_mut() {
                *(if held_out { &mut trial.held_out } else { &mut trial.reminded }) = share;
            }
        }
        Ok(trials)
    }
}

fn group(row: &Row) -> Result<Group, StoreError> {
    let row = Reading::masked(row, "rung");
    let rung: i64 = row.get("number")?;
    let language: String = row.get("language")?;
    Ok(Group {
        kind: row.get::<String>("kind")?.as_str().into(),
        rung: u16::try_from(rung).map_err(|_| row.unreadable("number"))?,
        channel: row.word("channel", channel)?,
        language: (!language.is_empty()).then_some(language),
        tally: Tally {
            told: number(&row, "told")?,
            sent: number(&row, "sent")?,
            delivered: number(&row, "delivered")?,
            done: number(&row, "done")?,
            help: number(&row, "help")?,
            later: number(&row, "later")?,
            stop: number(&row, "stop")?,
            in_time: number(&row, "in_time")?,
        },
    })
}

fn number(row: &Reading<'_>, column: &'static str) -> Result<u64, StoreError> {
    let count: i64 = row.get(column)?;
    u64::try_from(count).map_err(|_| row.unreadable(column))
}
