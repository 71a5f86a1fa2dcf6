//! `guichet deadlines results`: what came of reminders, and what a trial shows.

use std::io::{self, Write};

use jiff::{Span, Timestamp, civil::Date};

use crate::{
    channel::Channel,
    cli::data,
    reminder::trial::{Difference, Share, difference},
    settings::Settings,
    store::deadline::results::{Group, Tally, Trial},
};

/// Groups of fewer people are not told apart by language: somebody might be known by it.
const FEWEST: u64 = 10;
/// What stands in the place of a language.
const ALL: &str = "all";
const OTHER: &str = "other";
const NOT_CHOSEN: &str = "not chosen";

/// The columns of the table, and of the CSV.
const COLUMNS: [&str; 12] =
    ["deadline", "rung", "by", "language", "told", "sent", "arrived", "done", "help", "later", "stop", "in_time"];

/// Tells what came of reminders since a day, or for a year.
pub(super) async fn results(settings: &Settings, since: Option<Date>, csv: bool, now: Timestamp) -> anyhow::Result<()> {
    let today = now.to_zoned(settings.office.zone.clone()).date();
    let since = since.unwrap_or_else(|| today.saturating_sub(Span::new().years(1)));
    let store = data::open(settings).await?;
    let (groups, trials) = (store.reminder_results(since).await?, store.trials(since, today).await?);
    Ok(write(&groups, &trials, csv, &mut io::stdout().lock())?)
}

/// Writes the results as a table for people, or as CSV.
fn write(groups: &[Group], trials: &[Trial], csv: bool, out: &mut impl Write) -> io::Result<()> {
    let lines = lines(groups);
    if csv {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(COLUMNS)?;
        for line in &lines {
            writer.write_record(line.cells())?;
        }
        for (kind, arm, share) in trials.iter().flat_map(arms) {
            let (people, in_time) = (share.of.to_string(), share.count.to_string());
            writer.write_record([kind, arm, "", ALL, &people, "", "", "", "", "", "", &in_time])?;
        }
        return writer.flush();
    }
    if lines.is_empty() {
        writeln!(out, "no reminders in this time")?;
    } else {
        row(out, &COLUMNS)?;
    }
    for line in &lines {
        row(out, &line.cells())?;
    }
    trials.iter().try_for_each(|trial| writeln!(out, "\n{}", sentence(trial)))
}

fn row<T: AsRef<str>>(out: &mut impl Write, cells: &[T; 12]) -> io::Result<()> {
    let [kind, rung, by, language, numbers @ ..] = cells.each_ref().map(T::as_ref);
    write!(out, "{kind:<32} {rung:>4} {by:<5} {language:<10}")?;
    numbers.iter().try_for_each(|number| write!(out, " {number:>7}"))?;
    writeln!(out)
}

/// A line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    kind: String,
    rung: u16,
    channel: Channel,
    language: String,
    tally: Tally,
}

impl Line {
    fn cells(&self) -> [String; 12] {
        let Tally { told, sent, delivered, done, help, later, stop, in_time } = self.tally;
        let by = match self.channel {
            Channel::Sms => "text",
            Channel::Voice => "call",
        };
        let numbers = [told, sent, delivered, done, help, later, stop, in_time].map(|number| number.to_string());
        let [told, sent, arrived, done, help, later, stop, in_time] = numbers;
        let (kind, rung, language) = (self.kind.clone(), self.rung.to_string(), self.language.clone());
        [kind, rung, by.to_owned(), language, told, sent, arrived, done, help, later, stop, in_time]
    }
}

/// The groups of one rung and channel become a line for all, and one for each language as far as that tells of nobody.
fn lines(groups: &[Group]) -> Vec<Line> {
    let same =
        |one: &Group, other: &Group| (&one.kind, one.rung, one.channel) == (&other.kind, other.rung, other.channel);
    groups.chunk_by(same).flat_map(by_language).collect()
}

fn by_language(groups: &[Group]) -> Vec<Line> {
    let Some(first) = groups.first() else { return Vec::new() };
    let line = |language: &str, tally: Tally| Line {
        kind: first.kind.to_string(),
        rung: first.rung,
        channel: first.channel,
        language: language.to_owned(),
        tally,
    };
    let mut languages: Vec<&Group> = groups.iter().collect();
    languages.sort_by_key(|group| group.tally.told);
    // The few go together, and with them whoever else it takes to hide them: else they could be told from the sum.
    let mut few = languages.partition_point(|group| group.tally.told < FEWEST);
    while few > 0 && few < languages.len() && told(languages.get(..few)) < FEWEST {
        few += 1;
    }
    let (few, many) = languages.split_at_checked(few).unwrap_or_default();
    let mut lines = vec![line(ALL, groups.iter().map(|group| group.tally).sum())];
    if many.is_empty() || languages.len() == 1 {
        return lines;
    }
    lines.extend(many.iter().rev().map(|group| line(group.language.as_deref().unwrap_or(NOT_CHOSEN), group.tally)));
    if !few.is_empty() {
        lines.push(line(OTHER, few.iter().map(|group| group.tally).sum()));
    }
    lines
}

fn told(groups: Option<&[&Group]>) -> u64 {
    groups.unwrap_or_default().iter().map(|group| group.tally.told).sum()
}

fn arms(trial: &Trial) -> [(&str, &'static str, Share); 2] {
    [(&trial.kind, "reminded", trial.reminded), (&trial.kind, "held out", trial.held_out)]
}

/// What a trial shows, and how sure that is.
fn sentence(trial: &Trial) -> String {
    let part = |Share { count, of }: Share| format!("{count} of {of}");
    let told = format!(
        "trial of {}: people with it done in time, as a file or an advisor shows: {} reminded, {} held out",
        trial.kind,
        part(trial.reminded),
        part(trial.held_out)
    );
    let Some(Difference { seen, from, to }) = difference(trial.reminded, trial.held_out) else {
        return format!("{told}; nothing can be said before some of both are past");
    };
    let points = |share: f64| format!("{:+.1}", share * 100.0);
    let shows = if from > 0.0 {
        "reminding does more good than nothing"
    } else if to < 0.0 {
        "reminding does harm"
    } else {
        "that may be chance: more people, or more time, would tell"
    };
    format!("{told}: {} of a hundred (95 % interval {} to {}); {shows}", points(seen), points(from), points(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(language: Option<&str>, told: u64) -> Group {
        Group {
            kind: "tax-return".into(),
            rung: 1,
            channel: Channel::Sms,
            language: language.map(str::to_owned),
            tally: Tally { told, ..Tally::default() },
        }
    }

    #[test]
    fn a_small_group_is_told_apart_by_nothing_not_even_by_the_sum() {
        for (groups, expected) in [
            (vec![(Some("fr"), 40)], "all 40"),
            (vec![(Some("fr"), 40), (Some("ar"), 12), (None, 10)], "all 62, fr 40, ar 12, not chosen 10"),
            (vec![(Some("fr"), 40), (Some("ar"), 6), (Some("en"), 5)], "all 51, fr 40, other 11"),
            // Alone it would be the sum less the others.
            (vec![(Some("fr"), 40), (Some("ar"), 12), (Some("en"), 1)], "all 53, fr 40, other 13"),
            (vec![(Some("fr"), 40), (Some("en"), 9)], "all 49"),
            (vec![(Some("fr"), 4), (Some("en"), 5)], "all 9"),
            (vec![], ""),
        ] {
            let groups: Vec<Group> = groups.into_iter().map(|(language, told)| group(language, told)).collect();
            let lines: Vec<String> =
                lines(&groups).iter().map(|line| format!("{} {}", line.language, line.tally.told)).collect();
            assert_eq!(lines.join(", "), expected);
        }
    }

    #[test]
    fn the_table_and_the_csv_tell_the_same() {
        let other = Group { rung: 2, channel: Channel::Voice, ..group(None, 3) };
        let share = |count, of| Share { count, of };
        let trial = Trial { kind: "tax-return".into(), reminded: share(56, 70), held_out: share(48, 80) };
        let written = |csv| {
            let mut out = Vec::new();
            write(&[group(None, 12), other.clone()], std::slice::from_ref(&trial), csv, &mut out).expect("is written");
            String::from_utf8(out).expect("is text")
        };
        assert_eq!(
            written(true),
            "deadline,rung,by,language,told,sent,arrived,done,help,later,stop,in_time\n\
             tax-return,1,text,all,12,0,0,0,0,0,0,0\n\
             tax-return,2,call,all,3,0,0,0,0,0,0,0\n\
             tax-return,reminded,,all,70,,,,,,,56\n\
             tax-return,held out,,all,80,,,,,,,48\n"
        );
        let table = written(false);
        assert_eq!(table.lines().count(), 5, "{table}");
        assert!(
            table.contains("+20.0 of a hundred (95 % interval +5.2 to +33.4); reminding does more good than nothing"),
            "{table}"
        );
    }

    #[test]
    fn a_trial_says_no_more_than_it_shows() {
        let trial = |reminded, held_out| {
            let share = |(count, of)| Share { count, of };
            sentence(&Trial { kind: "tax-return".into(), reminded: share(reminded), held_out: share(held_out) })
        };
        assert!(trial((5, 10), (4, 10)).ends_with("that may be chance: more people, or more time, would tell"));
        assert!(trial((1, 50), (40, 50)).ends_with("reminding does harm"));
        assert!(trial((5, 10), (0, 0)).ends_with("nothing can be said before some of both are past"));
    }
}
