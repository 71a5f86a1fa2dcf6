//! The codes of diagnostics, as data: what each is called, why it matters, and an example of it, wrong and right.
//!
//! A code never changes its meaning: authors look it up, and other programs filter by it. A new one is a paragraph in
//! the file of its block; `tests/diagnostics` checks that its wrong example shows it and that its right one is right.

/// Declares the codes of a block, and lists them in order.
macro_rules! codes {
    ($list:ident: $($name:ident: $severity:ident $id:literal $word:literal, $title:literal, $reason:literal, $wrong:expr => $right:expr;)*) => {
        $(
            #[doc = $title]
            pub static $name: Code = Code {
                id: $id,
                name: $word,
                severity: Severity::$severity,
                title: $title,
                reason: $reason,
                wrong: $wrong,
                right: $right,
            };
        )*
        pub(super) static $list: &[&Code] = &[$(&$name),*];
    };
}

mod branches;
mod channels;
mod deadlines;
mod expressions;
mod files;
mod fluent;
mod kinds;
mod paths;
mod phrasing;
mod proof;
mod shape;
mod values;
mod words;

pub use self::{
    branches::*, channels::*, deadlines::*, expressions::*, files::*, fluent::*, kinds::*, paths::*, phrasing::*,
    proof::*, shape::*, values::*, words::*,
};

/// A kind of diagnostic.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Its id, such as `G0101`.
    pub id: &'static str,
    /// Its name, such as `unknown-step`.
    pub name: &'static str,
    /// Whether it keeps a version out of service.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub title: &'static str,
    /// Why it matters, and what to do.
    pub reason: &'static str,
    /// A mistake of this kind.
    pub wrong: Example,
    /// The same without the mistake.
    pub right: Example,
}

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Flows and words with it are not put into service.
    Error,
    /// Worth a look; nothing is refused for it.
    Warning,
}

impl Severity {
    /// Its name, as reports have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// A piece of an installation, small enough to be read at a glance. In a wrong one `⟦` and `⟧` stand around what the
/// caret points at.
#[derive(Debug, PartialEq, Eq)]
pub enum Example {
    /// Steps of the flow `example`. Its other steps, its variables and its words are made for it.
    Steps(&'static str),
    /// The whole flow `example`. Its words are made for it.
    Flow(&'static str),
    /// French words of the flow `example`, which says `hello`, with `$channel`, and offers `choose`.
    Words(&'static str),
    /// Whole files with their paths.
    Files(&'static [(&'static str, &'static str)]),
    /// What no text can show.
    Told(&'static str),
}

/// The subjects of codes, by what their ids begin with.
pub const BLOCKS: [(&str, &str); 8] = [
    ("G01", "Files and steps"),
    ("G02", "Variables and expressions"),
    ("G03", "Paths and people"),
    ("G04", "Words"),
    ("G05", "Channels"),
    ("G06", "Proof and privacy"),
    ("G07", "Deadlines"),
    ("G09", "Files that cannot be read"),
];

/// Every code, by id.
pub fn all() -> impl Iterator<Item = &'static Code> {
    let blocks = [
        SHAPE,
        KINDS,
        VALUES,
        EXPRESSIONS,
        BRANCHES,
        PATHS,
        WORDS,
        FLUENT,
        PHRASING,
        CHANNELS,
        PROOF,
        DEADLINES,
        FILES,
    ];
    blocks.into_iter().flatten().copied()
}

/// The code with this id or name, in capitals or not.
pub fn find(id_or_name: &str) -> Option<&'static Code> {
    all().find(|code| code.id.eq_ignore_ascii_case(id_or_name) || code.name.eq_ignore_ascii_case(id_or_name))
}

impl Example {
    /// Its files, without the indentation they have in the source of this program. A piece of a file has the path of
    /// the file it is a piece of.
    pub fn files(&self) -> Vec<(&'static str, String)> {
        match self {
            Example::Steps(text) | Example::Flow(text) => vec![("flows/example.yaml", dedented(text))],
            Example::Words(text) => vec![("locales/fr/example.ftl", dedented(text))],
            Example::Files(files) => files.iter().map(|(path, text)| (*path, dedented(text))).collect(),
            Example::Told(_) => Vec::new(),
        }
    }
}

/// A text without the blanks that all its lines begin with.
fn dedented(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().lines().skip_while(|line| line.trim().is_empty()).collect();
    let blanks = |line: &&str| line.len() - line.trim_start_matches(' ').len();
    let common = lines.iter().filter(|line| !line.trim().is_empty()).map(blanks).min().unwrap_or(0);
    lines.iter().map(|line| [line.get(common..).unwrap_or_default(), "\n"].concat()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_go_up_within_their_blocks_and_names_are_there_once() {
        let ids: Vec<&str> = all().map(|code| code.id).collect();
        let mut sorted = ids.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(ids, sorted);
        let names: BTreeSet<&str> = all().map(|code| code.name).collect();
        assert_eq!(names.len(), ids.len());
        for code in all() {
            assert!(BLOCKS.iter().any(|(block, _)| code.id.starts_with(block)), "{}", code.id);
            assert!(code.id.len() == 5 && code.id.bytes().skip(1).all(|byte| byte.is_ascii_digit()), "{}", code.id);
            assert!(
                code.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-' || byte.is_ascii_digit()),
                "{}",
                code.name
            );
        }
    }

    #[test]
    fn every_code_says_what_and_why_in_whole_sentences() {
        for code in all() {
            assert!(code.title.chars().count() <= 80 && !code.title.ends_with('.'), "{}: {}", code.id, code.title);
            assert!(code.reason.ends_with('.') && code.reason.len() > 40, "{}: {}", code.id, code.reason);
        }
    }

    #[test]
    fn a_code_is_found_by_its_id_or_its_name() {
        for typed in ["G0101", "g0101", "unknown-step"] {
            assert_eq!(find(typed), Some(&UNKNOWN_STEP));
        }
        assert_eq!(find("G9999"), None);
    }
}
