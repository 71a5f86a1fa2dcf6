//! The words of the phone's own page, in each language it speaks.

use fluent::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};

use crate::{language::Language, render::script::Encoding, simulator::thread::Measure};

/// Each language of the page: its tag, its own name, its words.
const FILES: [(&str, &str, &str); 3] = [
    ("fr", "Français", include_str!("../../locales/fr/simulator.ftl")),
    ("en", "English", include_str!("../../locales/en/simulator.ftl")),
    ("ar", "العربية", include_str!("../../locales/ar/simulator.ftl")),
];

/// The words of one language.
pub struct PageWords {
    /// The language.
    pub language: Language,
    /// What the language calls itself.
    pub name: &'static str,
    bundle: FluentBundle<FluentResource>,
}

impl PageWords {
    /// Every language of the page, French first.
    pub fn all() -> Vec<PageWords> {
        FILES.iter().filter_map(|(tag, name, file)| PageWords::read(tag, name, file)).collect()
    }

    fn read(tag: &str, name: &'static str, file: &str) -> Option<PageWords> {
        let language: Language = tag.parse().ok()?;
        // What can be read of a file is used; a test holds the three files to have no errors.
        let resource = FluentResource::try_new(file.to_owned()).unwrap_or_else(|(partial, _)| partial);
        let mut bundle = FluentBundle::new_concurrent(vec![language.identifier()]);
        bundle.add_resource_overriding(resource);
        Some(PageWords { language, name, bundle })
    }

    /// A message without values. A name that is no message comes back as it is.
    pub fn say(&self, id: &str) -> String {
        self.with(id, &FluentArgs::new()).unwrap_or_else(|| id.to_owned())
    }

    /// The message of a key of the keypad.
    pub fn key(&self, key: char) -> String {
        match key {
            '*' => self.say("star"),
            '#' => self.say("hash"),
            digit => {
                let mut args = FluentArgs::new();
                args.set("key", digit.to_string());
                self.with("key", &args).unwrap_or_default()
            }
        }
    }

    /// A message the page's script completes: each named value stands as `{name}`.
    pub fn pattern(&self, id: &str, values: &[&'static str]) -> String {
        let mut args = FluentArgs::new();
        for value in values {
            args.set(*value, format!("{{{value}}}"));
        }
        self.with(id, &args).unwrap_or_else(|| id.to_owned())
    }

    /// What a text costs to send: `GSM-7 · 1 segment · 142 caractères`.
    pub fn measure(&self, measure: &Measure) -> String {
        let mut args = FluentArgs::new();
        args.set(
            "encoding",
            match measure.encoding {
                Encoding::Gsm7 => "GSM-7",
                Encoding::Ucs2 => "UCS-2",
            },
        );
        args.set("segments", FluentValue::from(measure.segments));
        args.set("characters", FluentValue::from(measure.characters));
        self.with("measure", &args).unwrap_or_default()
    }

    fn with(&self, id: &str, args: &FluentArgs<'_>) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let mut errors = Vec::new();
        Some(self.bundle.format_pattern(pattern, Some(args), &mut errors).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use fluent_syntax::ast::Entry;

    use super::*;

    fn ids(file: &str) -> BTreeSet<String> {
        let resource = fluent_syntax::parser::parse(file.to_owned()).expect("the file has no errors");
        let message = |entry| if let Entry::Message(message) = entry { Some(message.id.name) } else { None };
        resource.body.into_iter().filter_map(message).collect()
    }

    #[test]
    fn the_three_languages_say_the_same_things() {
        for (tag, _, file) in FILES {
            assert_eq!(ids(file), ids(FILES[0].2), "{tag}");
        }
    }

    #[test]
    fn every_word_of_the_page_exists_in_every_language() {
        let page = include_str!("../../templates/phone.html");
        let used: BTreeSet<&str> =
            page.split("self.word(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(used.len() > 25, "the template is read");
        let known = ids(FILES[0].2);
        let missing: Vec<&&str> = used.iter().filter(|word| !known.contains(**word)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn a_measure_counts_in_each_languages_own_plurals() {
        let one = Measure { encoding: Encoding::Gsm7, segments: 1, characters: 142 };
        let two = Measure { encoding: Encoding::Ucs2, segments: 2, characters: 71 };
        let plain = |text: String| text.replace(['\u{2068}', '\u{2069}'], "");
        let all = PageWords::all();
        let said: Vec<String> = all.iter().map(|words| plain(words.measure(&one))).collect();
        assert_eq!(
            said,
            ["GSM-7 · 1 segment · 142 caractères", "GSM-7 · 1 segment · 142 characters", "GSM-7 · جزء واحد · 142 حرف"]
        );
        assert_eq!(plain(all[2].measure(&two)), "UCS-2 · جزءان · 71 حرفًا");
    }
}
