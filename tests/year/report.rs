//! What a year comes to: the page, its tables and its charts.

use std::{collections::BTreeMap, fmt::Write};

use guichet::{
    channel::Channel,
    phone_number::Line,
    reminder::{
        escalation::Outcome,
        ladder::rungs,
        trial::{Share, difference},
    },
};

use crate::{
    HOLD_OUT, PEOPLE, World, YEAR, assumptions, chart,
    people::Someone,
    play::{Case, Played, Sent, State},
};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/// How often people hear from us, by how often that is.
const OFTEN: [(usize, usize, &str); 7] = [
    (0, 0, "0"),
    (1, 2, "1–2"),
    (3, 5, "3–5"),
    (6, 10, "6–10"),
    (11, 20, "11–20"),
    (21, 30, "21–30"),
    (31, 999, "31+"),
];
/// Types with fewer people than this in either part of a trial are not shown alone.
const FEWEST: u64 = 40;

/// Text and call, of everything in a place.
type Counts = [u64; 2];

/// Every file that the year comes to, by its path.
pub fn files(world: &World, played: &[Played], tried: &[Played]) -> Vec<(String, String)> {
    let year = Year { world, played };
    let (often, months, hours, done) = (year.often(), year.months(), year.hours(), year.done());
    let names = ["texts", "calls"];
    let charts = [
        (
            "often",
            chart::columns(
                "People, by how often they hear from us in the year",
                "Columns; the table beside it has the same numbers.",
                &["people"],
                &often.iter().map(|(name, people)| ((*name).to_owned(), vec![*people])).collect::<Vec<_>>(),
            ),
        ),
        (
            "months",
            chart::columns(
                "Messages, by month",
                "Columns of texts, and calls on top of them; the table beside it has the same numbers.",
                &names,
                &labelled(&months),
            ),
        ),
        (
            "hours",
            chart::columns(
                "Messages, by the hour where people are",
                "Columns of texts, and calls on top of them; the table beside it has the same numbers.",
                &names,
                &labelled(&hours),
            ),
        ),
        (
            "done",
            chart::spans(
                "Deadlines done in time, of a hundred",
                "A line for each type, from the share without reminders to that with them; the table beside it has the same numbers.",
                ["without reminders", "with reminders"],
                &done
                    .iter()
                    .map(|(name, without, with)| (name.clone(), hundredths(*without), hundredths(*with)))
                    .collect::<Vec<_>>(),
            ),
        ),
    ];
    let mut page = year.head();
    page += &year.often_table(&often);
    page += &counts_table("## When messages leave", "months", "month", &months);
    page += &counts_table("", "hours", "hour there", &hours);
    page += &year.outcomes();
    page += &year.done_table(&done);
    page += &Year { world, played: tried }.trial();
    let charts = charts.into_iter().map(|(name, svg)| (format!("docs/images/reminders-{name}.svg"), svg));
    charts.chain([("docs/reminders.md".to_owned(), page)]).collect()
}

fn labelled(counts: &BTreeMap<(usize, String), Counts>) -> Vec<(String, Vec<u64>)> {
    counts.iter().map(|((_, name), counts)| (name.clone(), counts.to_vec())).collect()
}

fn counts_table(heading: &str, name: &str, first: &str, counts: &BTreeMap<(usize, String), Counts>) -> String {
    let mut table = if heading.is_empty() { String::new() } else { format!("{heading}\n\n") };
    let _ = writeln!(
        table,
        "![The table below as columns](images/reminders-{name}.svg)\n\n| {first} | texts | calls |\n|---|---|---|"
    );
    for ((_, label), [texts, calls]) in counts {
        let _ = writeln!(table, "| {label} | {texts} | {calls} |");
    }
    table + "\n"
}

fn hundredths(share: Share) -> f64 {
    share.portion().unwrap_or(0.0) * 100.0
}

struct Year<'a> {
    world: &'a World,
    played: &'a [Played],
}

impl<'a> Year<'a> {
    fn each(&self) -> impl Iterator<Item = (&'a Someone, &'a Played)> {
        self.world.people.iter().zip(self.played)
    }

    /// Each message, with who got it.
    fn sent(&self) -> impl Iterator<Item = (&'a Someone, &'a Sent)> {
        self.each().flat_map(|(someone, played)| played.sent.iter().map(move |sent| (someone, sent)))
    }

    /// Each deadline whose last day lies in the year.
    fn cases(&self) -> impl Iterator<Item = (&'a Someone, &'a Case)> {
        let each = self.each().flat_map(|(someone, played)| played.cases.iter().map(move |case| (someone, case)));
        each.filter(|(_, case)| case.counts())
    }

    fn head(&self) -> String {
        let mobile = self.world.people.iter().filter(|one| one.person.line == Line::Mobile).count();
        let (without, with) = self.shares(None);
        let (sent, cents) = (self.sent().count(), self.cents());
        let most = self.played.iter().map(|one| one.sent.len()).max().unwrap_or(0);
        let missed = |share: Share| share.of - share.count;
        let fewer = 100.0 - missed(with) as f64 * 100.0 / missed(without) as f64;
        let more = (with.count - without.count).max(1);
        let mut page = format!(
            "# A year of reminders\n\n\
             What reminders would do in {YEAR} with {PEOPLE} people who do not exist: {mobile} with a mobile telephone and {} with a \
             landline, in all territories, in three languages, with every type of deadline that is shipped. What is told, \
             when and how is decided by the program itself, round by round; what people do is [supposed](#what-is-supposed). \
             One seed decides it all. `cargo test --test year` plays the year in seconds, holds what follows against the program, \
             and demands of every message that it keeps the rules:\n\n\
             - at most one text a day and four contacts in any thirty days, not counting texts that did not arrive;\n\
             - nothing after its last day, nothing on a Sunday or a public holiday of the territory, nothing outside the hours;\n\
             - no rung twice, no text to a landline, nothing of what is held out.\n\n\
             [In short](#in-short) · [What is supposed](#what-is-supposed) · [How often people hear from us](#how-often-people-hear-from-us) · \
             [When messages leave](#when-messages-leave) · [What becomes of them](#what-becomes-of-them) · \
             [What is done in time](#what-is-done-in-time) · [What a trial would show](#what-a-trial-would-show)\n\n\
             ## In short\n\n",
            PEOPLE - mobile,
        );
        let _ = writeln!(
            page,
            "- {} of {} deadlines would be done in time without a word, {} with reminders: {fewer:.0} % fewer are missed. That follows from what is supposed, and proves nothing; [a trial](#what-a-trial-would-show) would.",
            without.count, without.of, with.count
        );
        let _ = writeln!(
            page,
            "- {sent} messages, {:.1} for a person; who hears most hears {most}.",
            sent as f64 / PEOPLE as f64
        );
        let _ = writeln!(
            page,
            "- {}.{:02} euros at the prices of the example settings, calls of two minutes: {}.{:02} for each deadline that would have been missed otherwise.\n",
            cents / 100,
            cents % 100,
            cents / more / 100,
            cents / more % 100
        );
        page += "## What is supposed\n\n| what | of a hundred | what is known of it |\n|---|---|---|\n";
        for one in assumptions::ALL {
            let _ = writeln!(page, "| {} | {} | {} |", one.says, one.percent, one.why);
        }
        page += "\nAll of it holds for everybody alike; true people differ, and more so those who need it most.\n\n";
        page
    }

    fn cents(&self) -> u64 {
        self.sent().map(|(_, sent)| sent.cents).sum()
    }

    fn often(&self) -> Vec<(&'static str, u64)> {
        let count =
            |from: usize, to: usize| self.played.iter().filter(|one| (from..=to).contains(&one.sent.len())).count();
        OFTEN.map(|(from, to, name)| (name, count(from, to) as u64)).to_vec()
    }

    fn often_table(&self, often: &[(&str, u64)]) -> String {
        let mut page =
            "## How often people hear from us\n\n![The table below as columns](images/reminders-often.svg)\n\n\
                        | messages in the year | people |\n|---|---|\n"
                .to_owned();
        for (name, people) in often {
            let _ = writeln!(page, "| {name} | {people} |");
        }
        let ladder = |(someone, case): (&Someone, &Case)| {
            rungs(&self.world.dialogue.deadlines[&case.kind], &case.window, &someone.person).len()
        };
        let all: usize = self.cases().map(ladder).sum();
        let told: usize = self.cases().map(|(_, case)| case.told.len()).sum();
        let _ = writeln!(
            page,
            "\nTheir ladders have {all} rungs; {told} were told. The others were not needed, for the thing was done; or were passed over, for a deadline was known late, or the person had heard enough.\n"
        );
        page
    }

    fn months(&self) -> BTreeMap<(usize, String), Counts> {
        self.count_by(|zoned| {
            let month = usize::try_from(zoned.month()).unwrap_or(1) - 1;
            (month, MONTHS[month].to_owned())
        })
    }

    fn hours(&self) -> BTreeMap<(usize, String), Counts> {
        self.count_by(|zoned| {
            let hour = usize::try_from(zoned.hour()).unwrap_or(0);
            (hour, format!("{hour} to {}", hour + 1))
        })
    }

    fn count_by(&self, place: impl Fn(jiff::Zoned) -> (usize, String)) -> BTreeMap<(usize, String), Counts> {
        let mut counts = BTreeMap::new();
        for (someone, sent) in self.sent() {
            let count: &mut Counts = counts.entry(place(sent.at.to_zoned(someone.person.zone.clone()))).or_default();
            count[usize::from(sent.channel == Channel::Voice)] += 1;
        }
        counts
    }

    fn outcomes(&self) -> String {
        let became = |outcome: Outcome| self.sent().filter(|(_, sent)| sent.outcome == outcome).count();
        let segments: usize = self.sent().map(|(_, sent)| sent.segments).sum();
        let to_mobile =
            |(someone, sent): &(&Someone, &Sent)| someone.person.line == Line::Mobile && sent.channel == Channel::Voice;
        let cases = |what: fn(&Case) -> bool| self.cases().filter(|(_, case)| what(case)).count();
        let together = self.sent().filter(|(_, sent)| sent.told.len() > 1).count();
        let rows = [
            ("texts that arrived", became(Outcome::Delivered)),
            ("texts that did not", became(Outcome::Undelivered)),
            ("calls that somebody answered", became(Outcome::Reached)),
            ("calls that nobody answered", became(Outcome::NotReached)),
            ("calls to a mobile telephone, for a text had not arrived", self.sent().filter(to_mobile).count()),
            ("messages that tell of more than one deadline", together),
            ("segments of texts", segments),
            ("deadlines that two failed messages brought to an advisor", cases(|case| case.task)),
            ("deadlines for which somebody asked for help", cases(|case| case.help)),
            ("answers that ask to be told later", self.played.iter().map(|one| one.later).sum()),
            ("people who wanted no more reminders", self.played.iter().filter(|one| one.stopped).count()),
            (
                "deadlines that ended untold, which an advisor sees",
                cases(|case| case.state == State::Expired && case.told.is_empty()),
            ),
        ];
        let mut page = "## What becomes of them\n\n| | |\n|---|---|\n".to_owned();
        for (name, count) in rows {
            let _ = writeln!(page, "| {name} | {count} |");
        }
        page + "\n"
    }

    /// How many are done in time without reminders, and with them: of one type, or of all.
    fn shares(&self, kind: Option<&str>) -> (Share, Share) {
        let of_kind = || self.cases().filter(|(_, case)| kind.is_none_or(|kind| kind == &*case.kind));
        let of = of_kind().count() as u64;
        let without = of_kind().filter(|(_, case)| case.remembers).count() as u64;
        let with = of_kind().filter(|(someone, case)| case.in_time(someone)).count() as u64;
        (Share { count: without, of }, Share { count: with, of })
    }

    fn done(&self) -> Vec<(String, Share, Share)> {
        let shares = self.world.dialogue.deadlines.keys().map(|kind| {
            let (without, with) = self.shares(Some(kind));
            (kind.to_string(), without, with)
        });
        shares.filter(|(_, share, _)| share.of > 0).collect()
    }

    fn done_table(&self, done: &[(String, Share, Share)]) -> String {
        let mut page = "## What is done in time\n\n![The table below as lines](images/reminders-done.svg)\n\n\
                        | deadline | so many | in time without reminders | with them |\n|---|---|---|---|\n"
            .to_owned();
        for (name, without, with) in done {
            let _ = writeln!(
                page,
                "| `{name}` | {} | {:.0} % | {:.0} % |",
                with.of,
                hundredths(*without),
                hundredths(*with)
            );
        }
        page + "\n"
    }

    /// The first deadline of each person and type whose last day is past, in time as far as a file or an advisor shows it.
    fn trial(&self) -> String {
        let mut shares: BTreeMap<&str, [Share; 2]> = BTreeMap::new();
        for (_, played) in self.each() {
            let mut seen = Vec::new();
            for case in played.cases.iter().filter(|case| case.counts()) {
                if !seen.contains(&&case.kind) {
                    seen.push(&case.kind);
                    for name in ["", &*case.kind] {
                        let share = &mut shares.entry(name).or_default()[usize::from(case.held_out)];
                        share.of += 1;
                        share.count += u64::from(case.confirmed.is_some_and(|day| day <= case.window.closes));
                    }
                }
            }
        }
        let mut page = format!(
            "## What a trial would show\n\n\
             The same year, with `hold-out: {HOLD_OUT}` in every type of deadline. Whoever is held out is drawn by lot and told nothing, so \
             that nothing else tells the two apart. Counted are people, with their first deadline of a type, and what a file or an \
             advisor showed by its last day: who is never asked cannot answer FAIT, so answers would flatter the reminders. The last \
             column is the difference and its 95 % interval after Newcombe. Where that holds 0, nothing is shown: one office \
             has too few people to learn much of one type in a year. `all types` counts a person once for each type.\n\n\
             | deadline | reminded, in time | held out, in time | difference, in points of a hundred |\n|---|---|---|---|\n"
        );
        for (name, [reminded, held_out]) in &shares {
            if reminded.of.min(held_out.of) < FEWEST {
                continue;
            }
            let found = difference(*reminded, *held_out).expect("both are of somebody");
            let name = if name.is_empty() { "all types".to_owned() } else { format!("`{name}`") };
            let _ = writeln!(
                page,
                "| {name} | {} of {} | {} of {} | {:+.0} ({:+.0} to {:+.0}) |",
                reminded.count,
                reminded.of,
                held_out.count,
                held_out.of,
                found.seen * 100.0,
                found.from * 100.0,
                found.to * 100.0
            );
        }
        page + "\n`hold-out` stands in a [file of a deadline](deadlines.md#what-a-file-holds).\n"
    }
}
