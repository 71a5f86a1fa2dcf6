//! The supervisor's wall: whether promises are kept, as numbers, as pictures that need no colour, and as tables.

use askama::Template;
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use jiff::SignedDuration;

use super::{
    Console,
    fault::Fault,
    layout::{View, page},
    session::Signed,
    wording::Wording,
    words::PageWords,
};
use crate::{connector::export::guarded, service::desk::Figures};

/// Where the page stands.
pub(super) const HERE: &str = "/console/wall";
/// Where bars begin, how wide the longest is, how high one is and how far the next stands below.
const LEFT: u64 = 160;
const WIDTH: u64 = 280;
const HEIGHT: u64 = 20;
const STEP: u64 = 28;

#[derive(Template)]
#[template(path = "console/wall.html")]
struct Page {
    view: View,
    as_of: String,
    /// That somebody guesses codes.
    alarm: Option<String>,
    tiles: Vec<Tile>,
    charts: Vec<Chart>,
}

struct Tile {
    name: String,
    value: String,
    about: String,
    class: &'static str,
}

/// A picture with its table.
struct Chart {
    title: String,
    told: String,
    legend: String,
    height: u64,
    bars: Vec<Bar>,
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
}

struct Bar {
    name: String,
    y: u64,
    pieces: Vec<Piece>,
    end: u64,
    value: String,
}

struct Piece {
    x: u64,
    y: u64,
    width: u64,
    height: u64,
    hatched: bool,
}

/// A row of figures before it is drawn: its name, one length or two, and what stands behind the bar.
struct Measured {
    name: String,
    first: u64,
    second: Option<u64>,
    value: String,
}

/// What is needed to say figures.
struct Telling<'a> {
    view: &'a View,
    wording: &'a Wording,
    outcomes: PageWords,
}

/// The wall.
pub(super) async fn show(State(console): State<Console>, signed: Signed) -> Result<Response, Fault> {
    let view = View::new(&console, &signed, "wall", HERE);
    let wording = Wording::new(&console, &signed);
    let figures = console.service().desk().figures().await?;
    let outcomes = console.0.words.of("callback", signed.advisor.console.language);
    let telling = Telling { view: &view, wording: &wording, outcomes };
    let (tiles, charts) = (telling.tiles(&figures), telling.charts(&figures));
    let as_of = view.with("wall-as-of", "time", wording.time(wording.now()));
    let alarm = console.service().store().alarm().await?;
    let alarm = alarm.map(|_| view.say("wall-alarm"));
    Ok(page(&Page { as_of, alarm, tiles, charts, view }))
}

/// The figures as CSV, safe to open in a spreadsheet.
pub(super) async fn export(State(console): State<Console>, signed: Signed) -> Result<Response, Fault> {
    let view = View::new(&console, &signed, "wall", HERE);
    let wording = Wording::new(&console, &signed);
    let figures = console.service().desk().figures().await?;
    let outcomes = console.0.words.of("callback", signed.advisor.console.language);
    let telling = Telling { view: &view, wording: &wording, outcomes };
    let csv = telling.csv(&figures).ok_or(Fault::Unavailable)?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"guichet-wall.csv\""),
    ];
    Ok((headers, csv).into_response())
}

impl Telling<'_> {
    fn tiles(&self, figures: &Figures) -> Vec<Tile> {
        let standing = &figures.standing;
        let oldest = standing.oldest.map_or_else(|| "–".to_owned(), |since| self.wording.wait(since));
        let (tries, reached) = figures.reach.iter().fold((0, 0), |(t, r), one| (t + one.tries, r + one.reached));
        let kept = figures.accuracy.map(|accuracy| self.share(accuracy.kept, accuracy.count));
        let risk = standing.broken + standing.at_risk;
        let values = [
            ("wall-open", standing.open.to_string(), ""),
            ("wall-oldest", oldest, ""),
            ("wall-risk", risk.to_string(), if risk > 0 { "bad" } else { "" }),
            ("wall-reach", self.share(reached, tries), ""),
            ("wall-error", kept.unwrap_or_else(|| "–".to_owned()), ""),
        ];
        let tile = |(id, value, class): (&str, String, &'static str)| Tile {
            name: self.view.say(id),
            value,
            about: self.view.say(&format!("{id}-about")),
            class,
        };
        values.into_iter().map(tile).collect()
    }

    fn charts(&self, figures: &Figures) -> Vec<Chart> {
        vec![
            self.chart("reach", &["wall-hour", "wall-attempts", "wall-reached", "wall-rate"], self.reach(figures)),
            self.chart("waits", &["wall-language", "wall-count", "wall-half", "wall-p85"], self.waits(figures)),
            self.chart("outcomes", &["wall-language", "wall-outcome", "wall-count"], self.ended(figures)),
        ]
    }

    fn chart(&self, id: &str, heads: &[&str], (measured, rows): (Vec<Measured>, Vec<Vec<String>>)) -> Chart {
        let two = measured.iter().any(|one| one.second.is_some());
        let bars = bars(measured);
        Chart {
            title: self.view.say(&format!("wall-chart-{id}")),
            told: self.view.say(&format!("wall-told-{id}")),
            legend: if two { self.view.say("wall-legend-waits") } else { String::new() },
            height: STEP * bars.len() as u64 + STEP / 2,
            bars,
            heads: heads.iter().map(|head| self.view.say(head)).collect(),
            rows,
        }
    }

    fn reach(&self, figures: &Figures) -> (Vec<Measured>, Vec<Vec<String>>) {
        let tried = figures.reach.iter().map(|one| {
            let (name, share) =
                (self.view.with("wall-hour-of", "hour", i64::from(one.hour)), self.share(one.reached, one.tries));
            let row = vec![name.clone(), one.tries.to_string(), one.reached.to_string(), share.clone()];
            (Measured { name, first: percent(one.reached, one.tries), second: None, value: share }, row)
        });
        tried.unzip()
    }

    fn waits(&self, figures: &Figures) -> (Vec<Measured>, Vec<Vec<String>>) {
        let minutes = |length: SignedDuration| u64::try_from(length.as_mins()).unwrap_or_default();
        let waits = figures.waits.iter().map(|one| {
            let (name, half) = (self.wording.language(&one.language, false), self.wording.duration(one.median));
            let most = self.wording.duration(one.most);
            let row = vec![name.clone(), one.count.to_string(), half.clone(), most.clone()];
            let second = Some(minutes(one.most));
            (Measured { name, first: minutes(one.median), second, value: format!("{half} · {most}") }, row)
        });
        waits.unzip()
    }

    fn ended(&self, figures: &Figures) -> (Vec<Measured>, Vec<Vec<String>>) {
        let ended = figures.outcomes.iter().map(|one| {
            let language = self.wording.language(&one.language, false);
            let outcome = self.outcomes.say(&format!("callback-outcome-{}", one.outcome.as_str()));
            let row = vec![language.clone(), outcome.clone(), one.count.to_string()];
            let value = format!("{} · {outcome}", one.count);
            (Measured { name: language, first: one.count, second: None, value }, row)
        });
        ended.unzip()
    }

    fn csv(&self, figures: &Figures) -> Option<Vec<u8>> {
        let mut out =
            csv::WriterBuilder::new().flexible(true).quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
        let tiles = self.tiles(figures).into_iter().map(|tile| vec![tile.name, tile.value, tile.about]);
        out.write_record(["", "", ""]).ok()?;
        for row in tiles {
            out.write_record(row.into_iter().map(guarded)).ok()?;
        }
        for chart in self.charts(figures) {
            out.write_record([guarded(chart.title)]).ok()?;
            for row in std::iter::once(chart.heads).chain(chart.rows) {
                out.write_record(row.into_iter().map(guarded)).ok()?;
            }
        }
        out.into_inner().ok()
    }

    fn share(&self, part: u64, whole: u64) -> String {
        if whole == 0 { "–".to_owned() } else { self.view.with("wall-percent", "percent", percent(part, whole)) }
    }
}

fn percent(part: u64, whole: u64) -> u64 {
    (part * 100 + whole / 2).checked_div(whole).unwrap_or_default()
}

/// Bars to one scale: the longest takes the whole width. A second length is drawn on behind the first, hatched.
fn bars(measured: Vec<Measured>) -> Vec<Bar> {
    let longest = measured.iter().map(|one| one.second.unwrap_or(0).max(one.first)).max().unwrap_or(0).max(1);
    let long = |length: u64| length * WIDTH / longest;
    let mut y = STEP / 4;
    let bar = |one: Measured| {
        let (first, second) = (long(one.first), one.second.map_or(0, long));
        let mut pieces = vec![Piece { x: LEFT, y, width: first, height: HEIGHT, hatched: false }];
        if second > first {
            pieces.push(Piece { x: LEFT + first, y, width: second - first, height: HEIGHT, hatched: true });
        }
        let bar = Bar { name: one.name, y, pieces, end: LEFT + first.max(second) + 6, value: one.value };
        y += STEP;
        bar
    };
    measured.into_iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_takes_the_whole_width_and_the_others_their_share() {
        let one = |first, second| Measured { name: String::new(), first, second, value: String::new() };
        let bars = bars(vec![one(10, Some(40)), one(20, None), one(0, None)]);
        let widths: Vec<Vec<u64>> =
            bars.iter().map(|bar| bar.pieces.iter().map(|piece| piece.width).collect()).collect();
        assert_eq!(widths, [vec![70, 210], vec![140], vec![0]]);
        assert_eq!(bars[1].y - bars[0].y, STEP);
        assert!(super::bars(Vec::new()).is_empty());
    }

    #[test]
    fn a_share_of_nothing_is_nothing() {
        assert_eq!([percent(0, 0), percent(1, 3), percent(2, 3), percent(3, 3)], [0, 33, 67, 100]);
    }
}
