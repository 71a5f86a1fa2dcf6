//! A picture as SVG: boxes with their words, each way on beginning at its own name. It is told apart by shape, dash and
//! thickness, so that it can be printed in grey.

use std::fmt::Write;

use super::{
    layout::{Gaps, Item, Layout, layout},
    model::{Drawn, Picture, Shape, Way},
    text::{escaped, runs_left, shortened, wrapped},
};

/// Signs in a line of a box, and of the name of a way.
const SIGNS: usize = 36;
const SIGNS_OF_WAY: usize = 17;
/// Lines of a box, and of the name of a way; what is longer is told in full where one points at it.
const LINES: usize = 5;
const LINES_OF_WAY: usize = 3;
const WIDTH: i32 = 250;
const WIDTH_OF_WAY: i32 = 126;
const LINE: i32 = 16;
const PADDING: i32 = 8;
const TAG: i32 = 22;
const GAPS: Gaps = Gaps { margin: 24, beside: 28, line: 18, below: 74, widest: 1120 };
/// How far a line goes straight down before it bends: below the tags that stand beside it.
const DROP: i32 = TAG + 10;
/// The room of the title above everything.
const TITLE: i32 = 56;

/// How its parts look: within the picture, or beside it where a page allows no style within.
pub const STYLE: &str = "text{font:12px system-ui,'Noto Sans','DejaVu Sans','Noto Sans Arabic',sans-serif;fill:#111}\
    .name{font-weight:700}.box{fill:#fff;stroke:#222;stroke-width:1.5}.asked{fill:#e3e9f5}.called{fill:#efe6d4}\
    .queried{fill:#e4efdf}.ended{fill:#222}.ended-text{fill:#fff}.cell{fill:#fff;stroke:#222}\
    .line{fill:none;stroke:#444;stroke-width:1.5}.tag{fill:#fff;stroke:#444;stroke-dasharray:2 2}\
    .never{stroke-dasharray:6 4;stroke-width:3;fill:#fff}.never-line{stroke-dasharray:6 4;stroke-width:2.5}\
    .played{stroke-width:2}a{cursor:pointer}";

/// A box with its text broken into lines.
struct Sized<'a> {
    drawn: &'a Drawn,
    lines: Vec<String>,
    /// The names of its ways, where they have some.
    cells: Vec<Vec<String>>,
    width: i32,
    /// Without the tags below it.
    height: i32,
}

/// The flow as SVG, whole by itself.
pub fn svg(picture: &Picture) -> String {
    drawn(picture, "img", &format!("<style>{STYLE}</style>\n"))
}

/// The flow as SVG for a page that has [`STYLE`] already.
pub fn inline(picture: &Picture) -> String {
    // Its links can be followed there, which those within an image cannot.
    drawn(picture, "group", "")
}

fn drawn(picture: &Picture, role: &str, style: &str) -> String {
    let boxes: Vec<Sized<'_>> = picture.boxes.iter().map(sized).collect();
    let items: Vec<Item> = boxes.iter().map(item).collect();
    let placed = layout(&items, &GAPS);
    let (width, height) = (placed.width.max(WIDTH + 2 * GAPS.margin), placed.height + TITLE + TAG);
    let mut out = String::new();
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         role=\"{role}\" aria-labelledby=\"title desc\">\n<title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>\n\
         {style}<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerUnits=\"userSpaceOnUse\" \
         markerWidth=\"11\" markerHeight=\"11\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"#444\"/></marker></defs>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fafafa\"/>\n",
        escaped(&picture.name),
        escaped(&picture.about),
    );
    let _ = writeln!(out, "<text x=\"24\" y=\"26\" class=\"name\" font-size=\"16\">{}</text>", escaped(&picture.name));
    let _ = writeln!(out, "<text x=\"24\" y=\"46\">{}</text>", escaped(&picture.about));
    let mut pen = Pen { out, boxes: &boxes, placed: &placed };
    for (number, one) in boxes.iter().enumerate() {
        for (way, line) in one.drawn.ways.iter().zip(&placed.lines[number]) {
            if let Some(points) = line {
                pen.line(way, points);
            }
        }
    }
    for number in 0..boxes.len() {
        pen.step(number);
    }
    pen.out + "</svg>\n"
}

/// How high and wide a box must be.
fn sized(drawn: &Drawn) -> Sized<'_> {
    let lines = wrapped(&drawn.text, SIGNS, LINES);
    let named = drawn.ways.iter().any(|way| !way.label.is_empty());
    let cells: Vec<Vec<String>> = if named {
        drawn.ways.iter().map(|way| wrapped(&way.label, SIGNS_OF_WAY, LINES_OF_WAY)).collect()
    } else {
        Vec::new()
    };
    let count = |number: usize| i32::try_from(number).unwrap_or_default();
    let width = WIDTH.max(count(cells.len()) * WIDTH_OF_WAY);
    let text = 2 * PADDING + LINE * count(1 + lines.len());
    Sized { drawn, lines, width, height: text + cell_height(&cells), cells }
}

fn cell_height(cells: &[Vec<String>]) -> i32 {
    let lines = cells.iter().map(Vec::len).max().and_then(|lines| i32::try_from(lines.max(1)).ok());
    lines.map_or(0, |lines| lines * LINE + PADDING)
}

fn item(one: &Sized<'_>) -> Item {
    let ways = one.drawn.ways.iter().enumerate().map(|(at, way)| (way.to, port(one, at))).collect();
    Item { width: one.width, height: one.height, ways }
}

/// Where in a box's width a way begins: the middle of its name, or of the box.
fn port(one: &Sized<'_>, way: usize) -> i32 {
    let cells = i32::try_from(one.drawn.ways.len().max(1)).unwrap_or(1);
    (one.width / cells) * i32::try_from(way).unwrap_or_default() + one.width / cells / 2
}

struct Pen<'a> {
    out: String,
    boxes: &'a [Sized<'a>],
    placed: &'a Layout,
}

impl Pen<'_> {
    fn step(&mut self, number: usize) {
        let one = &self.boxes[number];
        let drawn = one.drawn;
        let (x, y) = (self.placed.at[number].0, self.placed.at[number].1 + TITLE);
        let _ = writeln!(self.out, "<g id=\"{}\"><title>{}</title>", drawn.name, escaped(&whole(drawn)));
        self.frame(one, (x, y));
        let dark = drawn.shape == Shape::Ended && drawn.played != Some(0);
        let light = if dark { " ended-text" } else { "" };
        let middle = x + one.width / 2;
        let _ = writeln!(
            self.out,
            "<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\" class=\"name{light}\">{}{}</text>",
            y + PADDING + 12,
            drawn.name,
            beside(drawn),
        );
        let class = if light.is_empty() { "" } else { "ended-text" };
        self.text(&one.lines, middle, y + PADDING + 12 + LINE, class);
        let top = y + one.height - cell_height(&one.cells);
        for (at, way) in drawn.ways.iter().enumerate() {
            let (left, width) =
                (x + port(one, at), WIDTH.max(one.width) / i32::try_from(drawn.ways.len()).unwrap_or(1));
            if let Some(lines) = one.cells.get(at) {
                let _ = writeln!(
                    self.out,
                    "<rect x=\"{}\" y=\"{top}\" width=\"{width}\" height=\"{}\" class=\"cell{}\"/>",
                    left - width / 2,
                    cell_height(&one.cells),
                    never(way.played, " never-line"),
                );
                self.text(lines, left, top + LINE, "");
            }
            if self.placed.lines[number].get(at).is_some_and(Option::is_none) {
                self.tag(number, way, (left, y + one.height));
            }
        }
        self.out.push_str("</g>\n");
    }

    fn frame(&mut self, one: &Sized<'_>, (x, y): (i32, i32)) {
        let (width, height) = (one.width, one.height);
        let class = match one.drawn.shape {
            Shape::Said | Shape::Decided => "",
            Shape::Asked => " asked",
            Shape::Queried => " queried",
            Shape::Called => " called",
            Shape::Ended => " ended",
        };
        let round = match one.drawn.shape {
            Shape::Asked if one.cells.is_empty() => 14,
            Shape::Asked => 5,
            Shape::Ended => height / 2,
            Shape::Said => 4,
            Shape::Decided | Shape::Queried | Shape::Called => 0,
        };
        let played = match one.drawn.played {
            Some(0) => " never",
            Some(_) => " played",
            None => "",
        };
        let class = if played == " never" { "box never".to_owned() } else { format!("box{class}{played}") };
        let _ = writeln!(
            self.out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\" class=\"{class}\"/>"
        );
        // A called flow has double sides, as flow charts have it; what is asked of the world has one.
        let sides: &[i32] = match one.drawn.shape {
            Shape::Called => &[6, width - 6],
            Shape::Queried => &[6],
            _ => &[],
        };
        let bottom = y + height - cell_height(&one.cells);
        for side in sides {
            let _ = writeln!(self.out, "<path d=\"M{} {y}V{bottom}\" class=\"box\"/>", x + side);
        }
    }

    fn text(&mut self, lines: &[String], x: i32, y: i32, class: &str) {
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        for (line, y) in lines.iter().zip((y..).step_by(16)) {
            let direction = if runs_left(line) { " direction=\"rtl\"" } else { "" };
            let _ = writeln!(
                self.out,
                "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\"{direction}{class}>{}</text>",
                escaped(line)
            );
        }
    }

    /// The name of the step that a way leads to, where no line is drawn.
    fn tag(&mut self, from: usize, way: &Way, (x, y): (i32, i32)) {
        let to = &self.boxes[way.to].drawn.name;
        let up = self.placed.at[way.to].1 <= self.placed.at[from].1;
        let arrow = if up { '↑' } else { '↓' };
        let room = self.boxes[from].width / i32::try_from(self.boxes[from].drawn.ways.len().max(1)).unwrap_or(1) - 6;
        let signs = i32::try_from(to.chars().count()).unwrap_or_default();
        let width = (signs * 7 + 30).min(room);
        let shown = shortened(to, usize::try_from((width - 24) / 7).unwrap_or_default().max(4));
        let _ = writeln!(
            self.out,
            "<a href=\"#{to}\"><title>{to}</title><path d=\"M{x} {y}v6\" class=\"line{}\"/><rect x=\"{}\" y=\"{}\" \
             width=\"{width}\" height=\"{TAG}\" rx=\"11\" class=\"tag\"/><text x=\"{x}\" y=\"{}\" \
             text-anchor=\"middle\">{arrow} {shown}</text></a>",
            never(way.played, " never-line"),
            x - width / 2,
            y + 6,
            y + 6 + 15,
        );
    }

    /// A line that leaves and arrives downwards, with soft bends between the points it passes.
    fn line(&mut self, way: &Way, points: &[(i32, i32)]) {
        let mut path = String::new();
        let mut before: Option<(i32, i32)> = None;
        for (x, y) in points.iter().map(|(x, y)| (*x, *y + TITLE)) {
            let _ = match before {
                None => write!(path, "M{x} {y}"),
                Some((straight, _)) if straight == x => write!(path, "V{y}"),
                Some((from, above)) => {
                    let start = (above + DROP).min(y);
                    let bend = (start + y) / 2;
                    write!(path, "V{start}C{from} {bend} {x} {bend} {x} {y}")
                }
            };
            before = Some((x, y));
        }
        let _ = writeln!(
            self.out,
            "<path d=\"{path}\" class=\"line{}\" marker-end=\"url(#arrow)\"/>",
            never(way.played, " never-line")
        );
    }
}

/// What stands beside the name of a step.
fn beside(drawn: &Drawn) -> String {
    let played = drawn.played.map_or_else(String::new, |times| format!(" × {times}"));
    if drawn.mark.is_empty() { played } else { format!("{played} · {}", escaped(&drawn.mark)) }
}

fn never(played: Option<u64>, class: &'static str) -> &'static str {
    if played == Some(0) { class } else { "" }
}

/// Everything of a step, for who points at it and for who does not see it.
fn whole(drawn: &Drawn) -> String {
    let ways: Vec<&str> = drawn.ways.iter().map(|way| way.label.as_str()).filter(|label| !label.is_empty()).collect();
    let text = if drawn.text.is_empty() { String::new() } else { format!(": {}", drawn.text) };
    if ways.is_empty() {
        format!("{}{text}", drawn.name)
    } else {
        format!("{}{text} [{}]", drawn.name, ways.join(" | "))
    }
}
