//! Files of words -> one Fluent bundle per language and flow, or every mistake in them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use fluent::{FluentResource, concurrent::FluentBundle};
use fluent_syntax::parser::{ErrorKind, ParserError};

use super::{
    Book, LanguageWords, SHARED,
    inspect::{self, Contents, Target},
    references,
};
use crate::{
    language::Language,
    problem::{Code, LARGEST_FILE, MOST_OF_A_FILE, Problem, SourceFile, code, first_hidden, in_order},
};

/// How deep brackets may nest: the parser of the Fluent crate recurses, and its stack is not endless.
const DEEPEST: usize = 20;

/// One file, parsed.
struct Page {
    file: Arc<SourceFile>,
    resource: Arc<FluentResource>,
    contents: Contents,
}

type Pages = BTreeMap<Language, BTreeMap<String, Page>>;

/// Reads every file; French first, then by tag.
pub(super) fn load(files: &[SourceFile]) -> Result<Vec<LanguageWords>, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut pages = Pages::new();
    for file in files {
        read(file, &mut pages, &mut problems);
    }
    let french = Language::french();
    if !pages.get(&french).is_some_and(|french| french.contains_key(SHARED)) {
        let help = "write locales/fr/shared.ftl: French is the language everything falls back to";
        problems.push(Problem::new(&code::NO_SHARED_FRENCH, "there are no shared words in French", help));
    }
    for pages in pages.values() {
        dangling(pages, &mut problems);
        let shared = pages.get(SHARED).map(|page| &page.contents);
        for page in pages.values() {
            references::check(&page.file, &page.contents, shared, &mut problems);
        }
    }
    if !problems.is_empty() {
        return Err(in_order(problems));
    }
    let mut languages: Vec<LanguageWords> =
        pages.into_iter().map(|(language, pages)| assemble(language, pages)).collect();
    languages.sort_by_key(|words| words.language != french);
    Ok(languages)
}

fn read(file: &SourceFile, pages: &mut Pages, problems: &mut Vec<Problem>) {
    let Some((language, name)) = place(&file.path) else {
        let help = "words stand in files such as locales/fr/menu.ftl: the language, then the flow or `shared`";
        let message = format!("`{}` is no path of a file of words", file.path);
        problems.push(Problem::at(&code::WRONG_PLACE, file, 0..0, message, help));
        return;
    };
    if file.text.len() > LARGEST_FILE {
        let message = format!("`{}` is larger than 256 KiB", file.path);
        let help = "words of one flow are far smaller: look at what this file is";
        problems.push(Problem::new(&code::FILE_TOO_LARGE, message, help));
        return;
    }
    if let Some(problem) = first_hidden(file) {
        problems.push(problem);
        return;
    }
    if let Some(at) = too_deep(&file.text) {
        let help = "write simpler choices, and close each brace";
        problems.push(Problem::at(&code::BRACKETS_TOO_DEEP, file, at..at + 1, "brackets nest too deep", help));
        return;
    }
    let file = Arc::new(file.clone());
    let resource = match FluentResource::try_new(file.text.as_ref().to_owned()) {
        Ok(resource) => resource,
        Err((resource, errors)) => {
            // One more than are told, so that the report says that there are more.
            let told = errors.iter().take(MOST_OF_A_FILE + 1);
            problems.extend(told.map(|error| syntax_problem(&file, error)));
            resource
        }
    };
    let contents = inspect::inspect(&file, resource.source(), resource.entries(), problems);
    let page = Page { file: file.clone(), resource: Arc::new(resource), contents };
    if pages.entry(language).or_default().insert(name, page).is_some() {
        let help = "a language has one file for each flow";
        problems.push(Problem::at(&code::FILE_TWICE, &file, 0..0, format!("`{}` is given twice", file.path), help));
    }
}

/// The language and name in `locales/LANG/NAME.ftl`, whatever stands before.
fn place(path: &str) -> Option<(Language, String)> {
    let mut parts = path.rsplit('/');
    let name = parts.next()?.strip_suffix(".ftl").filter(|name| !name.is_empty())?;
    let language = parts.next()?.parse().ok()?;
    (parts.next()? == "locales").then(|| (language, name.to_owned()))
}

fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    text.bytes().enumerate().find_map(|(at, byte)| {
        match byte {
            b'{' | b'(' => depth += 1,
            b'}' | b')' => depth = depth.saturating_sub(1),
            // An unclosed brace ends with its entry: an entry begins at the start of a line.
            b'\n' if text.as_bytes().get(at + 1).is_some_and(u8::is_ascii_alphabetic) => depth = 0,
            _ => {}
        }
        (depth > DEEPEST).then_some(at)
    })
}

fn syntax_problem(file: &SourceFile, error: &ParserError) -> Problem {
    let message = match &error.kind {
        ErrorKind::ExpectedCharRange { range } if range.contains('\n') => "expected the end of the line".to_owned(),
        kind => {
            let message = kind.to_string();
            let mut letters = message.chars();
            letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
        }
    };
    let (code, help) = kind(&error.kind);
    // An entry's span goes to the beginning of the next line.
    let text = file.text.get(..file.text.ceil_char_boundary(error.pos.end)).unwrap_or_default();
    let end = text.trim_end_matches(['\r', '\n']).len().max(error.pos.start);
    Problem::at(code, file, error.pos.start..end, message, help)
}

/// The code of a parser's complaint, and what to write instead.
fn kind(kind: &ErrorKind) -> (&'static Code, &'static str) {
    match kind {
        ErrorKind::ExpectedToken('=') => {
            (&code::NO_EQUALS, "write `id = text`; lines that go on with a text are indented")
        }
        ErrorKind::ExpectedToken(_) => {
            (&code::UNCLOSED, "close what was opened: `{ $name }`, or `{ $name -> [one] … *[other] … }`")
        }
        ErrorKind::ExpectedCharRange { range } if range.contains('\n') => {
            (&code::VARIANT_LINE, "each variant stands on a line of its own, and so does the `}` after the last one")
        }
        ErrorKind::ExpectedCharRange { .. } => {
            (&code::BAD_ID, "an id begins with a letter a to z and goes on with letters, digits, `-` and `_`")
        }
        ErrorKind::ExpectedMessageField { .. } => {
            (&code::NO_TEXT, "write a text after `=`, or attributes such as `.voice = text`")
        }
        ErrorKind::ExpectedTermField { .. } | ErrorKind::MissingValue => (&code::NO_TEXT, "write a text after `=`"),
        ErrorKind::MissingDefaultVariant => {
            (&code::NO_DEFAULT_VARIANT, "mark one variant with a star, such as `*[other] text`")
        }
        ErrorKind::MultipleDefaultVariants => (&code::TWO_DEFAULT_VARIANTS, "leave the star on one variant alone"),
        ErrorKind::MessageReferenceAsSelector
        | ErrorKind::TermReferenceAsSelector
        | ErrorKind::MessageAttributeAsSelector
        | ErrorKind::ExpectedSimpleExpressionAsSelector => {
            (&code::BAD_SELECTOR, "choose by a variable: `{ $name -> … }`")
        }
        ErrorKind::TermAttributeAsPlaceable => {
            (&code::TERM_ATTRIBUTE, "a term's attribute can choose, it cannot be said")
        }
        ErrorKind::UnterminatedStringLiteral => {
            (&code::UNCLOSED_QUOTE, "close the quoted text with `\"` on the same line")
        }
        ErrorKind::PositionalArgumentFollowsNamed => (&code::ARGUMENT_ORDER, "write `name: value` arguments last"),
        ErrorKind::DuplicatedNamedArgument(_) => (&code::ARGUMENT_TWICE, "give each argument once"),
        ErrorKind::UnknownEscapeSequence(_) | ErrorKind::InvalidUnicodeEscapeSequence(_) => (
            &code::BAD_ESCAPE,
            "in quotes, only `\\\\`, `\\\"`, `\\u` with four and `\\U` with six hexadecimal digits are escapes",
        ),
        ErrorKind::UnbalancedClosingBrace => (&code::STRAY_BRACE, "delete the `}`, or write `{\"}\"}` to say it"),
        ErrorKind::ForbiddenCallee => (&code::CALLED_IN_SMALL_LETTERS, "the only function is NUMBER, in capitals"),
        ErrorKind::ExpectedInlineExpression => {
            (&code::NOTHING_IN_BRACES, "write a variable, `$name`, or a message's id between the braces")
        }
        ErrorKind::ExpectedLiteral => (&code::NO_LITERAL, "write a number, or a text in quotes"),
    }
}

/// References to messages, terms and functions that do not exist.
fn dangling(pages: &BTreeMap<String, Page>, problems: &mut Vec<Problem>) {
    let shared = pages.get(SHARED).map(|page| &page.contents);
    for page in pages.values() {
        for mention in &page.contents.mentions {
            let found =
                holds(&page.contents, &mention.target) || shared.is_some_and(|shared| holds(shared, &mention.target));
            if found {
                continue;
            }
            let (code, message) = match &mention.target {
                Target::Message { id, attribute: None } => {
                    (&code::UNKNOWN_MESSAGE, format!("there is no message `{id}` with a text"))
                }
                Target::Message { id, attribute: Some(attribute) } => {
                    (&code::UNKNOWN_ATTRIBUTE, format!("there is no `{id}.{attribute}`"))
                }
                Target::Term(id) => (&code::UNKNOWN_TERM, format!("there is no term `-{id}`")),
                Target::Function(id) => (&code::UNKNOWN_WORDS_FUNCTION, format!("there is no function `{id}`")),
            };
            let help = "name one of this file or of the language's shared.ftl; a variable begins with `$`";
            problems.push(Problem::at(code, &page.file, mention.span.clone(), message, help));
        }
    }
}

/// Whether a file holds what is referred to.
fn holds(contents: &Contents, target: &Target) -> bool {
    match target {
        Target::Message { id, attribute } => contents.messages.get(id).is_some_and(|info| match attribute {
            Some(attribute) => info.attributes.contains(attribute),
            None => info.has_value,
        }),
        Target::Term(id) => contents.terms.contains(id),
        Target::Function(id) => id == "NUMBER",
    }
}

fn assemble(language: Language, mut pages: BTreeMap<String, Page>) -> LanguageWords {
    let shared = pages.remove(SHARED);
    let flows = pages.into_iter().map(|(name, page)| (name, book(&language, Some(&page), shared.as_ref()))).collect();
    let shared = book(&language, None, shared.as_ref());
    LanguageWords { language, shared, flows }
}

/// A flow's words, or the shared ones for none. The shared ones are laid under a flow's only where it refers to them: a
/// table of all of them for each flow and language would be most of what a large installation keeps in memory.
fn book(language: &Language, flow: Option<&Page>, shared: Option<&Page>) -> Book {
    let shared = shared.filter(|_| flow.is_none_or(refers_elsewhere));
    let mut fluent = FluentBundle::new_concurrent(vec![language.identifier()]);
    // The marks around each variable would make every French text twice as dear, and are spoken by some voices.
    fluent.set_use_isolating(false);
    // Neither can fail here: the bundle is empty, and a flow's own words go before shared ones of that id.
    let _ = fluent.add_builtins();
    for page in flow.into_iter().chain(shared) {
        let _ = fluent.add_resource(page.resource.clone());
    }
    let pages: Vec<&Contents> = flow.into_iter().chain(shared).map(|page| &page.contents).collect();
    let messages = pages.first().map(|own| with_variables(own, &pages)).unwrap_or_default();
    Book { fluent, messages }
}

/// Whether a file refers to messages or terms that it does not hold.
fn refers_elsewhere(page: &Page) -> bool {
    let own = |target: &Target| matches!(target, Target::Function(_)) || holds(&page.contents, target);
    page.contents.mentions.iter().any(|mention| !own(&mention.target))
}

/// The messages of a file, each with the variables of all it refers to.
fn with_variables(own: &Contents, pages: &[&Contents]) -> BTreeMap<String, super::MessageInfo> {
    let mut messages = own.messages.clone();
    for (id, info) in &mut messages {
        let mut seen = BTreeSet::from([id.as_str()]);
        let mut open = vec![id.as_str()];
        while let Some(next) = open.pop() {
            let Some(page) = pages.iter().find(|page| page.messages.contains_key(next)) else { continue };
            info.variables.extend(page.messages[next].variables.iter().cloned());
            let refers = page.refers.get(next).into_iter().flatten().map(String::as_str);
            open.extend(refers.filter(|id| seen.insert(id)));
        }
    }
    messages
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::words::Catalogue;

    fn file(path: &str, text: &str) -> SourceFile {
        SourceFile { path: path.to_owned(), text: text.into() }
    }

    #[test]
    fn mistakes_in_a_file_are_shown_at_their_line() {
        let rows = [
            ("a = b\n\nc d\n", 3, "expected a token"),
            ("a = { $x ->\n    [one] b\n }\n", 3, "default variant"),
            ("a = { $x -> *[one] b }\n", 1, "end of the line"),
            ("a = { NUMBER($x, minimumFractionDigits: 99) }\n", 1, "one variable"),
            ("a = b\nb = c\na = d\n", 3, "given twice"),
            ("a = b\n    .sms = c\n    .sms = d\n", 1, "`.sms` twice"),
            ("a = { nothing }\n", 1, "no message `nothing`"),
            ("\na = { -nothing }\n", 2, "no term `-nothing`"),
            ("a = { LOUD($x) }\n", 1, "no function `LOUD`"),
            ("a = { { $x } }\n", 1, "braces stand within braces"),
            ("a = { \"x\" ->\n   *[y] z\n }\n", 1, "depend on a variable"),
            ("é = b\n", 1, "expected one of"),
        ];
        for (text, line, message) in rows {
            let problems = Catalogue::load(&[file("locales/fr/shared.ftl", text)]).unwrap_err();
            let told = problems.iter().any(|problem| {
                problem.to_string().contains(message)
                    && problem.place() == Some(("locales/fr/shared.ftl".to_owned(), line))
            });
            assert!(told, "{text}: {}", crate::problem::report(&problems));
        }
    }

    #[test]
    fn files_in_the_wrong_place_and_missing_french_are_refused() {
        for path in ["locales/menu.ftl", "fr/menu.ftl", "locales/fr/menu.txt", "locales/4 2/menu.ftl"] {
            let files = [file("locales/fr/shared.ftl", "a = b\n"), file(path, "a = b\n")];
            assert!(Catalogue::load(&files).is_err(), "{path}");
        }
        let problems = Catalogue::load(&[file("locales/en/shared.ftl", "a = b\n")]).unwrap_err();
        assert!(problems[0].to_string().contains("French"));
        let twice = file("locales/fr/shared.ftl", "a = b\n");
        assert!(Catalogue::load(&[twice.clone(), twice]).is_err());
    }

    #[test]
    fn brackets_that_would_exhaust_the_stack_are_refused() {
        for open in ["{", "{ F(", "F("] {
            let text = ["a = { ", &open.repeat(100_000)].concat();
            let problems = Catalogue::load(&[file("locales/fr/shared.ftl", &text)]).unwrap_err();
            assert!(problems.iter().any(|problem| problem.to_string().contains("too deep")), "{open}");
        }
    }

    proptest! {
        #[test]
        fn no_file_of_words_makes_loading_panic(text in "[a-c{}\\[\\]$\"*=.\n <>(),é-]{0,200}") {
            if let Err(problems) = Catalogue::load(&[file("locales/fr/shared.ftl", &text)]) {
                prop_assert!(!crate::problem::report(&problems).is_empty());
            }
        }
    }
}
