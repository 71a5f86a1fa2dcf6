//! How much of the flows the conversations play: a table, a list of the rest with file and line, and JSON.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use indexmap::IndexMap;
use serde::Serialize;

use crate::{
    channel::Channel,
    flow::{
        Name,
        coverage::{CHANNELS, Coverage, Part, Spot, possible},
        definition::Script,
        loader,
    },
    language::Language,
    problem::SourceFile,
};

/// What was played of what can be played.
pub struct Report<'a> {
    script: &'a Script,
    files: &'a [SourceFile],
    coverage: &'a Coverage,
    spots: IndexMap<Spot, BTreeSet<Channel>>,
}

/// The form that other programs read: how often each was played, by `FLOW/STEP`, `FLOW/STEP/EXIT` and so on.
#[derive(Serialize)]
struct Counts {
    steps: BTreeMap<String, u64>,
    edges: BTreeMap<String, u64>,
    wordings: BTreeMap<String, u64>,
    /// The steps again by `LANGUAGE/CHANNEL`.
    places: BTreeMap<String, BTreeMap<String, u64>>,
}

/// So many of so many.
#[derive(Clone, Copy, Default)]
struct Share {
    played: usize,
    all: usize,
}

impl Share {
    fn of(all: impl Iterator<Item = bool>) -> Self {
        all.fold(Share::default(), |share, played| Share {
            played: share.played + usize::from(played),
            all: share.all + 1,
        })
    }

    fn percent(self) -> f64 {
        if self.all == 0 { 100.0 } else { 100.0 * self.played as f64 / self.all as f64 }
    }

    /// Rounded down: whoever reads 100 may rely on it.
    fn whole_percent(self) -> usize {
        (self.played * 100).checked_div(self.all).unwrap_or(100)
    }
}

impl<'a> Report<'a> {
    /// Holds what was played against what these flows have.
    pub fn new(script: &'a Script, files: &'a [SourceFile], coverage: &'a Coverage) -> Self {
        Report { script, files, coverage, spots: possible(script) }
    }

    /// Percent of the steps that were played, whatever the language and the channel.
    pub fn percent(&self) -> f64 {
        self.share(None, |part| *part == Part::Step).percent()
    }

    /// A row for each flow, and one for all of them.
    pub fn table(&self) -> String {
        let places = self.places();
        let mut text = format!("{:<16}{:>11}{:>11}{:>11}", "flow", "steps", "exits", "wordings");
        for (language, channel) in &places {
            let _ = write!(text, "{:>10}", format!("{language} {}", channel.as_str()));
        }
        text.push('\n');
        for flow in self.script.flows.keys().map(Some).chain([None]) {
            let _ = write!(text, "{:<16}", flow.map_or("all", |name| &**name));
            for wanted in [is_step, is_exit, is_rung] {
                let share = self.share(flow, wanted);
                let _ = write!(text, "{:>11}", format!("{}/{}", share.played, share.all));
            }
            for (language, channel) in &places {
                let share = self.share_in(flow, language, *channel);
                let cell = if share.all == 0 { "-".to_owned() } else { format!("{} %", share.whole_percent()) };
                let _ = write!(text, "{cell:>10}");
            }
            text.push('\n');
        }
        text
    }

    /// What no conversation plays, as `FILE:LINE: …`.
    pub fn uncovered(&self) -> Vec<String> {
        let lines = self.lines();
        let mut list = Vec::new();
        let mut untouched = BTreeSet::new();
        for (spot, channels) in &self.spots {
            if !self.touched(&spot.flow) {
                if untouched.insert(&spot.flow) {
                    list.push(format!("flows/{}.yaml: nothing of it was ever played", spot.flow));
                }
                continue;
            }
            let place = lines.get(&(&spot.flow, &spot.step));
            let place =
                place.map_or_else(|| format!("flows/{}.yaml", spot.flow), |(path, line)| format!("{path}:{line}"));
            let mut tell = |how: &str| {
                let part = match &spot.part {
                    Part::Step => String::new(),
                    Part::Exit(name) => format!(", exit {name}"),
                    Part::Rung(name) => format!(", wording {name}"),
                };
                list.push(format!("{place}: `{}`{part}{how}: never played", spot.step));
            };
            let step = Spot { part: Part::Step, ..spot.clone() };
            // What is said of a step goes for all that belongs to it.
            let told = |channel| spot.part != Part::Step && !self.played(&step, None, channel);
            let open: Vec<&Channel> = channels.iter().filter(|channel| !told(Some(**channel))).collect();
            let never: Vec<&Channel> =
                open.iter().copied().filter(|channel| !self.played(spot, None, Some(**channel))).collect();
            if !open.is_empty() && !self.played(spot, None, None) {
                tell("");
                continue;
            }
            never.iter().for_each(|channel| tell(&format!(", {}", channel.as_str())));
            if spot.part == Part::Step {
                let silent = self.script.languages.iter().filter(|language| !self.played(spot, Some(language), None));
                let silent: Vec<&str> = silent.map(Language::as_str).collect();
                if !silent.is_empty() {
                    tell(&format!(", in {}", silent.join(" and ")));
                }
            }
        }
        list
    }

    /// Whether anything of a flow was played.
    fn touched(&self, flow: &str) -> bool {
        self.spots.iter().any(|(spot, _)| *spot.flow == *flow && self.played(spot, None, None))
    }

    /// The counts as JSON; what can be played and was not has 0.
    pub fn json(&self) -> String {
        let of = |wanted: fn(&Part) -> bool, language: Option<&Language>, channel: Option<Channel>| {
            let spots = self.spots.iter().filter(|(spot, channels)| {
                wanted(&spot.part) && channel.is_none_or(|channel| channels.contains(&channel))
            });
            let counted = spots.map(|(spot, _)| (spot.to_string(), self.coverage.count(spot, language, channel)));
            counted.collect::<BTreeMap<String, u64>>()
        };
        let places = self.places().into_iter().map(|(language, channel)| {
            let counts = of(is_step, Some(language), Some(channel));
            (format!("{language}/{}", channel.as_str()), counts)
        });
        let counts = Counts {
            steps: of(is_step, None, None),
            edges: of(is_exit, None, None),
            wordings: of(is_rung, None, None),
            places: places.collect(),
        };
        serde_json::to_string_pretty(&counts).unwrap_or_default() + "\n"
    }

    fn places(&self) -> Vec<(&'a Language, Channel)> {
        self.script.languages.iter().flat_map(|language| CHANNELS.map(|channel| (language, channel))).collect()
    }

    fn played(&self, spot: &Spot, language: Option<&Language>, channel: Option<Channel>) -> bool {
        self.coverage.count(spot, language, channel) > 0
    }

    fn share(&self, flow: Option<&Name>, wanted: fn(&Part) -> bool) -> Share {
        let spots = self.spots.keys().filter(|spot| flow.is_none_or(|flow| spot.flow == *flow) && wanted(&spot.part));
        Share::of(spots.map(|spot| self.played(spot, None, None)))
    }

    fn share_in(&self, flow: Option<&Name>, language: &Language, channel: Channel) -> Share {
        let spots = self.spots.iter().filter(|(spot, channels)| {
            flow.is_none_or(|flow| spot.flow == *flow) && spot.part == Part::Step && channels.contains(&channel)
        });
        Share::of(spots.map(|(spot, _)| self.played(spot, Some(language), Some(channel))))
    }

    /// The file and line of each step.
    fn lines(&self) -> BTreeMap<(&'a Name, &'a Name), (&'a str, usize)> {
        let mut lines = BTreeMap::new();
        for flow in self.script.flows.values() {
            let file = self
                .files
                .iter()
                .find(|file| file.path.starts_with("flows/") && loader::file_name(file) == &*flow.name);
            let Some(file) = file else { continue };
            for (step, span) in loader::step_places(file) {
                let Some((step, _)) = flow.steps.get_key_value(step.as_str()) else { continue };
                let before = file.text.get(..span.start).unwrap_or_default();
                lines.insert((&flow.name, step), (file.path.as_str(), before.matches('\n').count() + 1));
            }
        }
        lines
    }
}

fn is_step(part: &Part) -> bool {
    matches!(part, Part::Step)
}

fn is_exit(part: &Part) -> bool {
    matches!(part, Part::Exit(_))
}

fn is_rung(part: &Part) -> bool {
    matches!(part, Part::Rung(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cli::world::dialogues,
        flow::trace::{Event, Visit},
        service::dialogue::Dialogue,
    };

    fn visit(step: &str, what: Event, channel: Channel) -> Visit {
        Visit {
            place: (0, 0),
            flow: "file-status".into(),
            step: step.into(),
            language: Language::french(),
            channel,
            what,
        }
    }

    fn shipped() -> (Vec<SourceFile>, Dialogue) {
        dialogues().unwrap()
    }

    #[test]
    fn what_was_not_played_is_listed_with_its_file_and_line() {
        let (files, dialogue) = shipped();
        let mut coverage = Coverage::default();
        coverage.add(&[
            visit("missing", Event::Entered, Channel::Sms),
            visit("missing", Event::Left { exit: "answer-now".into(), to: "answer".into() }, Channel::Sms),
        ]);
        let list = Report::new(&dialogue.script, &files, &coverage).uncovered();
        let file = files.iter().find(|file| file.path == "flows/file-status.yaml").unwrap();
        let line = file.text.lines().position(|line| line == "  missing:").unwrap() + 1;
        let told = |rest: &str| list.contains(&format!("flows/file-status.yaml:{line}: `missing`{rest}: never played"));
        assert!(told(", exit remind-me") && told(", wording unclear-1"), "{list:?}");
        assert!(told(", voice") && told(", in ar and en"), "{list:?}");
        assert!(!told(", exit answer-now") && !told("") && !told(", sms"));
        assert!(!told(", exit answer-now, voice"), "the step itself was not played by voice");
        assert!(list.contains(&"flows/about.yaml: nothing of it was ever played".to_owned()));
    }

    #[test]
    fn nothing_is_asked_of_a_channel_that_cannot_give_it() {
        let (files, dialogue) = shipped();
        let spots = possible(&dialogue.script);
        let channels = |spot: &str| {
            let found = spots.iter().find(|(key, _)| key.to_string() == spot);
            found.map(|(_, channels)| channels.iter().map(|channel| channel.as_str()).collect::<Vec<_>>())
        };
        assert_eq!(channels("give-item/ask-text"), Some(vec!["sms"]));
        assert_eq!(channels("give-item/suffix"), Some(vec!["voice"]));
        assert_eq!(channels("menu/after/arm-1"), Some(vec!["voice"]));
        assert_eq!(channels("menu/after/else"), Some(vec!["sms"]));
        assert_eq!(channels("menu/choose/silence-1"), Some(vec!["voice"]));
        assert_eq!(channels("menu/choose/unclear-2"), Some(vec!["sms", "voice"]));
        assert_eq!(channels("read-out/hello"), Some(vec!["voice"]));
        assert_eq!(channels("ask-item/hello"), Some(vec!["sms"]));
        assert_eq!(channels("menu/choose/no-such"), None);
        let coverage = Coverage::default();
        assert_eq!(Report::new(&dialogue.script, &files, &coverage).percent(), 0.0);
    }

    #[test]
    fn the_counts_are_written_by_the_names_that_authors_know() {
        let (files, dialogue) = shipped();
        let mut coverage = Coverage::default();
        coverage.add(&[visit("missing", Event::Entered, Channel::Sms), visit("missing", Event::Entered, Channel::Sms)]);
        let json: serde_json::Value =
            serde_json::from_str(&Report::new(&dialogue.script, &files, &coverage).json()).unwrap();
        assert_eq!(json["steps"]["file-status/missing"], 2);
        assert_eq!(json["edges"]["file-status/missing/remind-me"], 0);
        assert_eq!(json["edges"]["menu/after/arm-1"], 0);
        assert_eq!(json["wordings"]["file-status/missing/silence-2"], 0);
        assert_eq!(json["places"]["fr/sms"]["file-status/missing"], 2);
        assert_eq!(json["places"]["ar/sms"]["file-status/missing"], 0);
    }
}
