//! How long a person is told they will wait: from recent waits, as a range in steps that are no finer than what is known.

use jiff::{SignedDuration, Timestamp};

use super::{
    Window,
    promise::{after, open_between},
};
use crate::{flow::definition::Office, language::Language};

/// Fewer waits tell nothing.
pub const LEAST: usize = 20;
/// Waits of hours that lie so near count as of the same hour.
const NEAR: i8 = 1;
/// Most steps below which a range is told so finely: minutes of the step, and minutes up to which it is used.
const STEPS: [(i64, i64); 3] = [(15, 120), (30, 240), (60, i64::MAX)];

/// A wait that came to an end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// The language.
    pub language: Language,
    /// The hour at which it was asked, where the office is.
    pub hour: i8,
    /// How long the office was open from when the person could be rung until they were first tried.
    pub waited: SignedDuration,
}

/// How long people wait: half of them no longer than the first, 85 of 100 no longer than the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The shorter one.
    pub from: SignedDuration,
    /// The longer one; never nothing.
    pub until: SignedDuration,
}

/// The range to tell somebody of a language who asks at this hour; none where too little is known. Where the hour has too few
/// waits, all hours of the language count; where the language has, all languages.
pub fn estimate(waits: &[Wait], language: &Language, hour: i8) -> Option<Range> {
    let near = |wait: &&Wait| wait.language == *language && (wait.hour - hour).abs() <= NEAR;
    let same = |wait: &&Wait| wait.language == *language;
    range(waits.iter().filter(near)).or_else(|| range(waits.iter().filter(same))).or_else(|| range(waits.iter()))
}

fn range<'w>(waits: impl Iterator<Item = &'w Wait>) -> Option<Range> {
    let mut waited: Vec<SignedDuration> = waits.map(|wait| wait.waited).collect();
    if waited.len() < LEAST {
        return None;
    }
    waited.sort();
    let (half, most) = (percentile(&waited, 50)?, percentile(&waited, 85)?);
    let until = in_steps(most, true);
    let from = in_steps(half, false).min(until);
    // One point is no range: what is told then is "within".
    Some(Range { from: if from == until { SignedDuration::ZERO } else { from }, until })
}

/// The least of these, in order, that so many of a hundred do not exceed.
pub fn percentile(sorted: &[SignedDuration], of_hundred: usize) -> Option<SignedDuration> {
    let rank = (sorted.len() * of_hundred).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied()
}

/// A wait in whole steps, up or down. Longer waits are known less exactly, so their steps are larger.
fn in_steps(wait: SignedDuration, up: bool) -> SignedDuration {
    let seconds = wait.as_secs().max(0);
    let step = STEPS.into_iter().find_map(|(step, most)| (seconds <= most.saturating_mul(60)).then_some(step * 60));
    let step = step.unwrap_or(60 * 60);
    let steps = if up { (seconds / step + i64::from(seconds % step > 0)).max(1) } else { seconds / step };
    SignedDuration::from_secs(steps * step)
}

impl Range {
    /// When a person who asks now is called, as far as this tells; none where the office never opens.
    pub fn window(&self, office: &Office, now: Timestamp) -> Option<Window> {
        Some(Window { from: after(office, now, self.from)?, until: after(office, now, self.until)? })
    }
}

/// How far a call came from what was announced, in time during which the office was open: nothing within it, less than
/// nothing where it came early.
pub fn error(office: &Office, announced: Window, came: Timestamp) -> SignedDuration {
    if came < announced.from {
        return -open_between(office, came, announced.from);
    }
    if announced.until < came { open_between(office, announced.until, came) } else { SignedDuration::ZERO }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::callback::office::{at, local, office};

    fn waits(language: &str, hour: i8, minutes: impl Iterator<Item = i64>) -> Vec<Wait> {
        let wait =
            |minutes| Wait { language: language.parse().unwrap(), hour, waited: SignedDuration::from_mins(minutes) };
        minutes.map(wait).collect()
    }

    fn told(waits: &[Wait], language: &str, hour: i8) -> Option<(i64, i64)> {
        let range = estimate(waits, &language.parse().unwrap(), hour)?;
        Some((range.from.as_mins(), range.until.as_mins()))
    }

    #[test]
    fn a_wait_is_told_as_the_range_that_85_of_100_stay_within() {
        // Half of 1 to 100 minutes is 50, which is no less than 45; 85 of 100 are at most 85, which is no more than 90.
        assert_eq!(told(&waits("fr", 10, 1..=100), "fr", 10), Some((45, 90)));
        assert_eq!(told(&waits("fr", 10, (1..=100).map(|minute| minute * 2)), "fr", 10), Some((90, 180)));
        // Everybody waits the same: nothing tells the shorter end, so it is "within".
        assert_eq!(told(&waits("fr", 10, [30; 40].into_iter()), "fr", 10), Some((0, 30)));
        assert_eq!(told(&waits("fr", 10, [0; 40].into_iter()), "fr", 10), Some((0, 15)));
        // Nobody is told more exactly than to the hour what takes a day.
        assert_eq!(told(&waits("fr", 10, [500; 40].into_iter().chain([700; 40])), "fr", 10), Some((480, 720)));
    }

    #[test]
    fn the_hour_counts_where_it_can_then_the_language_then_everybody() {
        let mut all = waits("fr", 10, [30; 20].into_iter());
        assert_eq!(told(&all, "fr", 11), Some((0, 30)));
        all.extend(waits("fr", 16, [90; 20].into_iter()));
        assert_eq!(told(&all, "fr", 15), Some((0, 90)));
        // At one o'clock nobody ever asked.
        assert_eq!(told(&all, "fr", 13), Some((30, 90)));
        all.extend(waits("ar", 10, [400; 19].into_iter()));
        assert_eq!(told(&all, "ar", 10), Some((90, 420)));
        all.extend(waits("ar", 16, [400; 1].into_iter()));
        assert_eq!(told(&all, "ar", 10), Some((360, 420)));
        assert_eq!(told(&all[..19], "fr", 10), None);
        assert_eq!(told(&[], "fr", 10), None);
    }

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let minutes: Vec<SignedDuration> = (1..=20).map(SignedDuration::from_mins).collect();
        for (of_hundred, expected) in [(1, 1), (50, 10), (85, 17), (100, 20)] {
            assert_eq!(percentile(&minutes, of_hundred), Some(SignedDuration::from_mins(expected)), "{of_hundred}");
        }
        assert_eq!(percentile(&[], 50), None);
    }

    #[test]
    fn a_range_is_told_as_instants_and_its_error_counts_open_time() {
        let range = Range { from: SignedDuration::from_mins(30), until: SignedDuration::from_mins(90) };
        let window = range.window(&office(), at("2026-11-23 11:00")).unwrap();
        assert_eq!((local(window.from), local(window.until)), ("2026-11-23 11:30".into(), "2026-11-23 14:00".into()));
        for (came, minutes) in [
            ("2026-11-23 11:20", -10),
            ("2026-11-23 11:30", 0),
            ("2026-11-23 14:00", 0),
            ("2026-11-23 14:20", 20),
            ("2026-11-24 09:10", 190),
        ] {
            assert_eq!(error(&office(), window, at(came)).as_mins(), minutes, "{came}");
        }
    }
}
