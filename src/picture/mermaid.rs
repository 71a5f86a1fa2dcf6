//! A picture as Mermaid's text, which forges and editors draw.

use std::fmt::Write;

use super::model::{Drawn, Picture, Shape};

/// Most characters of a label.
const LONGEST: usize = 120;

/// The flowchart of a flow.
pub fn mermaid(picture: &Picture) -> String {
    let mut text = format!("flowchart TD\n  accTitle: {}\n  accDescr: {}\n", picture.name, plain(&picture.about));
    for (number, drawn) in picture.boxes.iter().enumerate() {
        let (open, close) = match drawn.shape {
            Shape::Said => ("[", "]"),
            Shape::Asked => ("([", "])"),
            Shape::Decided => ("{{", "}}"),
            Shape::Queried => ("[/", "/]"),
            Shape::Called => ("[[", "]]"),
            Shape::Ended => ("(((", ")))"),
        };
        let _ = writeln!(text, "  s{number}{open}\"{}\"{close}", content(drawn));
    }
    let mut unplayed = Vec::new();
    let ways = picture.boxes.iter().enumerate().flat_map(|(from, drawn)| drawn.ways.iter().map(move |way| (from, way)));
    for (number, (from, way)) in ways.enumerate() {
        let arrow = if way.played == Some(0) { "-.->" } else { "-->" };
        let label = if way.label.is_empty() { String::new() } else { format!("|\"{}\"|", escaped(&way.label)) };
        let _ = writeln!(text, "  s{from} {arrow}{label} s{}", way.to);
        if way.played == Some(0) {
            unplayed.push(number.to_string());
        }
    }
    if picture.covered {
        let never = picture.boxes.iter().enumerate().filter(|(_, drawn)| drawn.played == Some(0));
        let never: Vec<String> = never.map(|(number, _)| format!("s{number}")).collect();
        text.push_str("  classDef never fill:#ffffff,stroke:#333333,stroke-width:3px,stroke-dasharray:6 4\n");
        if !never.is_empty() {
            let _ = writeln!(text, "  class {} never", never.join(","));
        }
    }
    text
}

fn content(drawn: &Drawn) -> String {
    let name = format!("<b>{}</b>", drawn.name);
    if drawn.text.is_empty() { name } else { format!("{name}<br/>{}", escaped(&drawn.text)) }
}

/// A label as Mermaid reads it: its own signs are written as their numbers.
fn escaped(text: &str) -> String {
    let short: String = text.chars().take(LONGEST).collect();
    let mut safe = String::with_capacity(short.len());
    for c in short.chars() {
        match c {
            '"' => safe.push_str("#quot;"),
            '<' => safe.push_str("#lt;"),
            '>' => safe.push_str("#gt;"),
            '&' => safe.push_str("#amp;"),
            '#' => safe.push_str("#35;"),
            '`' => safe.push_str("#96;"),
            c => safe.push(c),
        }
    }
    if text.chars().count() > LONGEST { safe + "…" } else { safe }
}

/// One line without signs that end it.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace([';', '#', '{', '}'], ",")
}
