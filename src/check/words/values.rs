//! Whether each word that a message may be given has a name: `$paper-words` is what `value-rights` calls it.

use std::collections::BTreeMap;

use super::{Uses, said::Sample};
use crate::{
    check::{place_of, present::and},
    language::Language,
    problem::{Problem, code},
    words::{Catalogue, MessageInfo},
};

/// Tells of each word without a name once: where it is said first, with every language that lacks it.
pub(super) fn check(uses: &BTreeMap<&str, Uses<'_>>, catalogue: &Catalogue, problems: &mut Vec<Problem>) {
    let mut nameless: BTreeMap<String, Nameless<'_>> = BTreeMap::new();
    let languages = catalogue.languages();
    for (flow, uses) in uses {
        for language in &languages {
            for info in catalogue.messages(language, Some(flow)) {
                let Some(told) = uses.get(info.id.as_str()) else { continue };
                for variable in &info.variables {
                    let Some(Sample::Words(words) | Sample::OneOf(words)) =
                        variable.strip_suffix("-words").and_then(|plain| told.with.get(plain))
                    else {
                        continue;
                    };
                    for word in words.iter().filter(|word| !word.is_empty()) {
                        if !catalogue.has_message(language, None, &format!("value-{word}")) {
                            let found = nameless.entry(word.clone());
                            let found = found.or_insert_with(|| Nameless { info, variable, languages: Vec::new() });
                            if !found.languages.contains(&language) {
                                found.languages.push(language);
                            }
                        }
                    }
                }
            }
        }
    }
    problems.extend(nameless.iter().map(|(word, found)| found.told(word)));
}

/// A word without a name.
struct Nameless<'a> {
    /// The message that says it.
    info: &'a MessageInfo,
    /// How.
    variable: &'a str,
    languages: Vec<&'a Language>,
}

impl Nameless<'_> {
    fn told(&self, word: &str) -> Problem {
        let tags: Vec<String> = self.languages.iter().map(ToString::to_string).collect();
        let message = format!("`${}` may be `{word}`, which is called nothing in {}", self.variable, and(&tags));
        let (first, others) = (tags.first().map_or("fr", String::as_str), tags.get(1..).unwrap_or_default());
        let others =
            if others.is_empty() { String::new() } else { format!(", and to the same file in {}", and(others)) };
        let help = format!("add `value-{word} = …`, what people call it, to locales/{first}/shared.ftl{others}");
        Problem::at(&code::NAMELESS_WORD, &self.info.file, place_of(self.info, self.variable), message, help)
    }
}
