//! The author's guide, followed word for word: each file that its worked example writes and each command that it types, played
//! with the real program in a folder of its own.
//!
//! In that section a fence with a path writes the file, `diff` with a path edits it, `console` types what stands after `$` and
//! expects what stands below (`…` is whatever comes, `[…]` any words of a line), and `text typed` is typed into the last command before it. A fence with a
//! path after that section shows what the file holds in the end.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, its helpers too")]

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

const GUIDE: &str = include_str!("../docs/authors.md");
const SECTION: &str = "\n## A flow from beginning to end\n";

/// A fenced block: what stands after the fence, and its lines.
struct Block {
    about: String,
    lines: Vec<String>,
}

/// The worked example, and what comes after it.
fn sections() -> (&'static str, &'static str) {
    let (_, rest) = GUIDE.split_once(SECTION).expect("the guide has its worked example");
    rest.split_once("\n## ").unwrap_or((rest, ""))
}

/// The blocks of a section, in order.
fn blocks(section: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for line in section.lines() {
        open = match (open, line.strip_prefix("```")) {
            (None, Some(about)) => Some(Block { about: about.to_owned(), lines: Vec::new() }),
            (Some(block), Some(_)) => {
                blocks.push(block);
                None
            }
            (Some(mut block), None) => {
                block.lines.push(line.to_owned());
                Some(block)
            }
            (None, None) => None,
        };
    }
    assert!(open.is_none(), "a block of the guide is not closed");
    blocks
}

/// A command of the guide, and what it says is shown.
struct Typed {
    command: String,
    shown: Vec<String>,
    input: String,
}

fn typed(block: &Block) -> Vec<Typed> {
    let mut all: Vec<Typed> = Vec::new();
    for line in &block.lines {
        match (line.strip_prefix("$ "), all.last_mut()) {
            (Some(command), _) => {
                all.push(Typed { command: command.to_owned(), shown: Vec::new(), input: String::new() });
            }
            (None, Some(typed)) => typed.shown.push(line.clone()),
            (None, None) => panic!("a console begins with a command: {line}"),
        }
    }
    all
}

/// Where the author is.
struct Author {
    folder: PathBuf,
}

impl Author {
    fn types(&mut self, typed: &Typed) {
        if let Some(folder) = typed.command.strip_prefix("cd ") {
            self.folder = self.folder.join(folder);
            assert!(self.folder.is_dir(), "$ {}: there is no such folder", typed.command);
            return;
        }
        let program = Path::new(env!("CARGO_BIN_EXE_guichet")).parent().expect("the folder of the program");
        let mut child = Command::new("sh")
            .args(["-c", &format!("PATH=\"$PROGRAM:$PATH\"; {} 2>&1", typed.command)])
            .env("PROGRAM", program)
            .env_remove("GUICHET_FLOWS")
            .env_remove("GUICHET_LOCALES")
            .current_dir(&self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        child.stdin.take().expect("an input").write_all(typed.input.as_bytes()).expect("it reads");
        let output = child.wait_with_output().expect("it ends");
        let came = String::from_utf8_lossy(&output.stdout).into_owned();
        let failed = typed.shown.iter().any(|line| line.starts_with("guichet: "));
        assert_eq!(output.status.success(), !failed, "$ {}\n{came}", typed.command);
        let lines: Vec<&str> = came.lines().collect();
        let shown: Vec<&str> = typed.shown.iter().map(String::as_str).collect();
        assert!(typed.shown.is_empty() || fits(&shown, &lines), "$ {}\nshows:\n{came}", typed.command);
    }

    fn writes(&self, path: &str, lines: &[String]) {
        let path = self.folder.join(path);
        fs::write(path, lines.join("\n") + "\n").expect("a file");
    }

    fn edits(&self, path: &str, lines: &[String]) {
        let path = self.folder.join(path);
        let side = |left_out: char| -> String {
            let kept = lines.iter().filter(|line| !line.starts_with(left_out));
            kept.map(|line| line.get(1..).unwrap_or_default().to_owned() + "\n").collect()
        };
        let (old, new) = (side('+'), side('-'));
        let text = fs::read_to_string(&path).expect("a file");
        assert_eq!(text.matches(&old).count(), 1, "{} has once:\n{old}", path.display());
        fs::write(&path, text.replace(&old, &new)).expect("a file");
    }
}

/// Whether lines came as they are shown.
fn fits(shown: &[&str], came: &[&str]) -> bool {
    match (shown, came) {
        ([], came) => came.is_empty(),
        (["…", rest @ ..], came) => (0..=came.len()).any(|skip| fits(rest, came.get(skip..).unwrap_or_default())),
        ([line, rest @ ..], [first, others @ ..]) => is_like(line, first) && fits(rest, others),
        (_, []) => false,
    }
}

/// Whether a line came as it is shown; `[…]` stands for any words of it.
fn is_like(shown: &str, came: &str) -> bool {
    match shown.split_once("[…]") {
        Some((before, after)) => came.strip_prefix(before).is_some_and(|rest| rest.ends_with(after)),
        None => shown == came,
    }
}

#[test]
fn the_worked_example_goes_as_the_guide_says() {
    let outside = tempfile::tempdir().expect("a folder");
    let mut author = Author { folder: outside.path().to_owned() };
    let mut count = 0;
    let (example, after) = sections();
    let mut in_example = blocks(example).into_iter().peekable();
    while let Some(block) = in_example.next() {
        match block.about.split_once(' ').unwrap_or((&block.about, "")) {
            ("console", "") => {
                let mut all = typed(&block);
                let input = in_example.next_if(|next| next.about == "text typed");
                if let (Some(last), Some(input)) = (all.last_mut(), input) {
                    last.input = input.lines.join("\n") + "\n";
                }
                all.iter().for_each(|typed| author.types(typed));
                count += all.len();
            }
            ("diff", path) => author.edits(path, &block.lines),
            ("yaml" | "ftl" | "text", path) if !path.is_empty() => author.writes(path, &block.lines),
            _ => panic!("nobody knows what to do with the block `{}`", block.about),
        }
    }
    assert!(count >= 15, "only {count} commands were found");
    // Further down the guide shows what has become of a file.
    let shown =
        blocks(after).into_iter().filter_map(|block| Some((block.about.split_once(' ')?.1.to_owned(), block.lines)));
    for (path, lines) in shown {
        let kept = fs::read_to_string(author.folder.join(&path)).unwrap_or_default();
        assert_eq!(kept.lines().collect::<Vec<_>>(), lines, "{path}");
    }
}

#[test]
fn what_comes_is_held_against_what_is_shown() {
    assert!(fits(&["a", "…", "c"], &["a", "b", "b", "c"]));
    assert!(fits(&["…"], &[]));
    assert!(!fits(&["a", "c"], &["a", "b", "c"]));
    assert!(!fits(&["a", "…", "c"], &["a", "c", "d"]));
    assert!(fits(&["a […] c"], &["a b b c"]) && !fits(&["a […] c"], &["a b b"]));
}
