//! Pictures: nothing stands over anything else, everything is there, and marks are marks in grey too.

use std::{fs, path::Path};

use proptest::prelude::*;

use super::{
    layout::{Gaps, Item, layout},
    model::{Drawn, Shape, Way},
    *,
};
use crate::{
    flow::loader,
    language::Language,
    problem::SourceFile,
    words::{Catalogue, Facts},
};

const GAPS: Gaps = Gaps { margin: 10, beside: 20, line: 8, below: 30, widest: 700 };

proptest! {
    #[test]
    fn boxes_never_stand_over_one_another_and_lines_lead_down(
        ways in proptest::collection::vec(proptest::collection::vec(0_usize..20, 0..4), 1..20),
        sizes in proptest::collection::vec((40_i32..300, 20_i32..120), 20)
    ) {
        let count = ways.len();
        let items: Vec<Item> = ways.iter().zip(&sizes).map(|(ways, (width, height))| Item {
            width: *width,
            height: *height,
            ways: ways.iter().enumerate().map(|(at, to)| (to % count, (at as i32 * 7 + 3).min(*width))).collect(),
        }).collect();
        let placed = layout(&items, &GAPS);
        prop_assert_eq!(&placed, &layout(&items, &GAPS));
        for (a, b) in (0..count).flat_map(|a| (0..a).map(move |b| (a, b))) {
            let apart = |a: (i32, i32), b: (i32, i32), size: (i32, i32)| a.0 + size.0 <= b.0 || a.1 + size.1 <= b.1;
            let size = |item: usize| (items[item].width, items[item].height);
            let (x, y) = (placed.at[a], placed.at[b]);
            prop_assert!(apart(x, y, size(a)) || apart(y, x, size(b)), "{:?} {:?}", x, y);
        }
        for (item, (x, y)) in items.iter().zip(&placed.at) {
            prop_assert!(*x >= 10 && *y >= 10 && x + item.width <= placed.width && y + item.height <= placed.height);
        }
        for line in placed.lines.iter().flatten().flatten() {
            prop_assert!(line.windows(2).all(|pair| pair[0].1 <= pair[1].1), "{:?}", line);
        }
    }
}

fn picture(played: Option<u64>) -> Picture {
    let way = |label: &str, to| Way { label: label.to_owned(), to, played };
    let drawn = |name: &str, shape, text: &str, ways| Drawn {
        name: name.to_owned(),
        shape,
        text: text.to_owned(),
        ways,
        played,
        mark: String::new(),
    };
    Picture {
        name: "x".to_owned(),
        about: "Tom & <Lina>; all.".to_owned(),
        covered: played.is_some(),
        boxes: vec![
            drawn(
                "ask",
                Shape::Asked,
                "\"Oui\" # ou <non> ?",
                vec![way("1 · Pour le matin, et encore bien plus loin que cela", 1), way("2", 0)],
            ),
            drawn("done", Shape::Ended, "done", vec![]),
        ],
    }
}

#[test]
fn mermaid_has_every_box_and_way_with_its_own_signs_escaped() {
    assert_eq!(
        mermaid(&picture(None)),
        "flowchart TD\n  accTitle: x\n  accDescr: Tom & <Lina>, all.\n  \
         s0([\"<b>ask</b><br/>#quot;Oui#quot; #35; ou #lt;non#gt; ?\"])\n  s1(((\"<b>done</b><br/>done\")))\n  s0 \
         -->|\"1 · Pour le matin, et encore bien plus loin que cela\"| s1\n  s0 -->|\"2\"| s0\n"
    );
}

#[test]
fn what_was_never_played_is_dashed() {
    let never = mermaid(&picture(Some(0)));
    assert!(never.contains("s0 -.->|\"2\"| s0") && never.contains("class s0,s1 never"), "{never}");
    assert!(svg(&picture(Some(0))).contains("class=\"box never\""));
    let played = svg(&picture(Some(3)));
    assert!(played.contains("ask × 3") && !played.contains("box never"), "{played}");
}

#[test]
fn svg_escapes_wraps_and_tags() {
    let drawn = svg(&picture(None));
    assert!(drawn.contains("<desc id=\"desc\">Tom &amp; &lt;Lina&gt;; all.</desc>"), "{drawn}");
    assert!(drawn.contains("1 · Pour le</text>") && drawn.contains("loin…") || drawn.contains("…</text>"), "{drawn}");
    // The way back to itself is a tag with its name.
    assert!(drawn.contains("<a href=\"#ask\">") && drawn.contains("↑ ask"), "{drawn}");
}

/// The files of a folder of the repository that have this ending, by their paths.
fn sources(folder: &str, ending: &str) -> Vec<SourceFile> {
    let mut files = Vec::new();
    for entry in fs::read_dir(root().join(folder)).expect("a folder") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        if name.ends_with(ending) {
            let path = format!("{folder}/{name}");
            let text = fs::read_to_string(root().join(&path)).expect("a file");
            files.push(SourceFile { path, text: text.into() });
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The pages and pictures of the shipped flows, by the names of their files.
fn drawn() -> BTreeMap<String, String> {
    // An option may be said in its own language.
    let words = ["locales/ar", "locales/en", "locales/fr"].map(|folder| sources(folder, ".ftl"));
    let catalogue = Catalogue::load(&words.concat()).expect("the shipped words");
    let flows = loader::load(&sources("flows", ".yaml"), &catalogue.languages()).expect("the shipped flows");
    let mut files = BTreeMap::new();
    for flow in flows.values() {
        let picture = Picture::new(flow, &catalogue, &Facts::default(), &Language::french(), None);
        let (name, about, mermaid) = (&picture.name, &picture.about, mermaid(&picture));
        let page = format!("# {name}\n\n{about}\n\n![The flow {name}]({name}.svg)\n\n```mermaid\n{mermaid}```\n");
        files.insert(format!("{name}.md"), page);
        files.insert(format!("{name}.svg"), svg(&picture));
    }
    files
}

/// `GUICHET_UPDATE=1` draws them anew.
#[test]
fn every_shipped_flow_has_a_picture_and_it_is_current() {
    let folder = root().join("docs/flows");
    let drawn = drawn();
    if std::env::var_os("GUICHET_UPDATE").is_some() {
        fs::create_dir_all(&folder).expect("the folder of pictures");
        for (name, text) in &drawn {
            fs::write(folder.join(name), text).expect("a picture is written");
        }
    }
    for (name, text) in &drawn {
        let kept = fs::read_to_string(folder.join(name)).unwrap_or_default();
        let help = "GUICHET_UPDATE=1 cargo test --lib picture";
        assert!(kept == *text, "docs/flows/{name} does not show the flow as it is; draw it anew: {help}");
    }
    for entry in fs::read_dir(&folder).expect("the folder of pictures") {
        let name = entry.expect("a picture").file_name().to_string_lossy().into_owned();
        assert!(drawn.contains_key(&name), "docs/flows/{name} shows a flow that is gone; remove it");
    }
}

#[test]
fn every_picture_of_a_shipped_flow_fits_a_page_in_its_width() {
    for (name, text) in drawn().iter().filter(|(name, _)| name.ends_with(".svg")) {
        let width = text.split_once("width=\"").and_then(|(_, rest)| rest.split_once('"')).map(|(width, _)| width);
        let width: u32 = width.and_then(|width| width.parse().ok()).expect("a width");
        assert!(width <= 1250, "{name} is {width} wide");
    }
}

#[test]
fn a_picture_is_the_same_each_time_and_well_formed() {
    for ((name, first), again) in drawn().iter().zip(drawn().values()) {
        assert_eq!(first, again, "{name}");
        if name.ends_with(".svg") {
            let mut reader = quick_xml::Reader::from_str(first);
            while !matches!(reader.read_event().expect("XML"), quick_xml::events::Event::Eof) {}
            assert!(first.contains("<title id=\"title\">") && first.contains("<desc id=\"desc\">"), "{name}");
        }
    }
}
