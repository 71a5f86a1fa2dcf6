//! Charts as SVG, told apart by pattern and form and never by colour; each stands on the page as a table too.
//!
//! They are written by hand: a library for charts brings fonts, or a browser's script, for what are four rectangles.

use std::fmt::Write;

const WIDTH: usize = 720;
const LEFT: usize = 46;
/// Where bars stand and end.
const TOP: usize = 56;
const GROUND: usize = 270;

/// What every chart begins with: it is read out as its title and a sentence, and stands on white.
fn head(height: usize, title: &str, sentence: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"t d\" \
         font-family=\"system-ui, sans-serif\" font-size=\"13\" fill=\"#111\">\n\
         <title id=\"t\">{title}</title>\n<desc id=\"d\">{sentence}</desc>\n\
         <defs><pattern id=\"lines\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
         <rect width=\"6\" height=\"6\" fill=\"#fff\"/><rect width=\"2\" height=\"6\" fill=\"#111\"/></pattern></defs>\n\
         <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#fff\"/>\n<text x=\"{LEFT}\" y=\"22\" font-weight=\"bold\">{title}</text>\n"
    )
}

/// Columns of one or two kinds, one on the other: the first is grey, the second has lines.
pub fn columns(title: &str, sentence: &str, names: &[&str], columns: &[(String, Vec<u64>)]) -> String {
    const FILLS: [&str; 2] = ["#555", "url(#lines)"];
    let mut svg = head(310, title, sentence);
    let most = columns.iter().map(|(_, values)| values.iter().sum::<u64>()).max().unwrap_or(0).max(1);
    let height = |value: u64| value as f64 * (GROUND - TOP - 18) as f64 / most as f64;
    for (place, (name, fill)) in names.iter().zip(FILLS).enumerate().filter(|_| names.len() > 1) {
        let x = LEFT + place * 130;
        let _ = writeln!(svg, "<rect x=\"{x}\" y=\"32\" width=\"14\" height=\"14\" fill=\"{fill}\" stroke=\"#111\"/>");
        let _ = writeln!(svg, "<text x=\"{}\" y=\"44\">{name}</text>", x + 20);
    }
    let step = (WIDTH - 2 * LEFT) / columns.len().max(1);
    for (place, (label, values)) in columns.iter().enumerate() {
        let (x, wide, mut y) = (LEFT + place * step, step * 7 / 10, GROUND as f64);
        for (value, fill) in values.iter().zip(FILLS).filter(|(value, _)| **value > 0) {
            y -= height(*value);
            let tall = height(*value);
            let _ = writeln!(
                svg,
                "<rect x=\"{x}\" y=\"{y:.1}\" width=\"{wide}\" height=\"{tall:.1}\" fill=\"{fill}\" stroke=\"#111\"/>"
            );
        }
        let middle = x + wide / 2;
        let all: u64 = values.iter().sum();
        let _ = writeln!(svg, "<text x=\"{middle}\" y=\"{:.1}\" text-anchor=\"middle\">{all}</text>", y - 5.0);
        let _ = writeln!(svg, "<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">{label}</text>", GROUND + 18);
    }
    let _ = writeln!(svg, "<path d=\"M{LEFT} {GROUND}H{}\" stroke=\"#111\"/>\n</svg>", WIDTH - LEFT);
    svg
}

/// Rows with two shares in hundredths, joined by a line: a ring where it began, a disc where it ends.
pub fn spans(title: &str, sentence: &str, names: [&str; 2], rows: &[(String, f64, f64)]) -> String {
    const ZERO: usize = 270;
    const FULL: usize = 610;
    let height = TOP + 26 + rows.len() * 22;
    let mut svg = head(height + 10, title, sentence);
    let at = |share: f64| ZERO as f64 + share * (FULL - ZERO) as f64 / 100.0;
    let ring = |x: f64, y: usize, fill: &str| {
        format!("<circle cx=\"{x:.1}\" cy=\"{y}\" r=\"5\" fill=\"{fill}\" stroke=\"#111\" stroke-width=\"1.5\"/>")
    };
    for (name, fill, x) in [(names[0], "#fff", ZERO), (names[1], "#111", ZERO + 180)] {
        let _ = writeln!(svg, "{}<text x=\"{}\" y=\"44\">{name}</text>", ring(x as f64, 40, fill), x + 12);
    }
    for share in [0, 25, 50, 75, 100] {
        let x = at(f64::from(share));
        let _ = writeln!(svg, "<path d=\"M{x:.1} {TOP}V{}\" stroke=\"#bbb\"/>", height - 18);
        let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{height}\" text-anchor=\"middle\">{share} %</text>");
    }
    for (place, (label, from, to)) in rows.iter().enumerate() {
        let y = TOP + 12 + place * 22;
        let _ = writeln!(svg, "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{label}</text>", ZERO - 16, y + 4);
        let _ =
            writeln!(svg, "<path d=\"M{:.1} {y}H{:.1}\" stroke=\"#111\" stroke-width=\"1.5\"/>", at(*from), at(*to));
        let _ = writeln!(svg, "{}{}", ring(at(*from), y, "#fff"), ring(at(*to), y, "#111"));
        let _ = writeln!(svg, "<text x=\"{}\" y=\"{}\">{from:.0} to {to:.0}</text>", FULL + 16, y + 4);
    }
    svg + "</svg>\n"
}
