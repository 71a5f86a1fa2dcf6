//! Plural forms: those a language needs where a text chooses by a number, and those it can never come to.

use std::{collections::BTreeSet, ops::Range};

use fluent_syntax::ast::{Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};

use super::line::Found;
use crate::{
    language::Language,
    problem::code,
    words::{variant::is_plural, wording::Wording},
};

/// The counts a form must be there for. Some languages have a form of their own for millions: nobody hears of so many.
const COUNTS: Range<u64> = 0..1001;
/// Larger counts that a form may be there for all the same.
const LARGE: [u64; 3] = [1_000_000, 2_000_000, 1_000_000_000];

/// The plural rules of a language, none where it has none that we know.
pub(super) struct Plurals {
    cardinal: Option<PluralRules>,
    ordinal: Option<PluralRules>,
}

impl Plurals {
    pub fn of(language: &Language) -> Self {
        let rules = |kind| {
            let whole = language.identifier();
            let plain = unic_langid::LanguageIdentifier::from_parts(whole.language, None, None, &[]);
            PluralRules::create(whole, kind).or_else(|_| PluralRules::create(plain, kind)).ok()
        };
        Plurals { cardinal: rules(PluralRuleType::CARDINAL), ordinal: rules(PluralRuleType::ORDINAL) }
    }

    /// Looks through the choices of a text.
    pub fn check(&self, language: &Language, wording: &Wording<'_>, found: &Found) {
        self.walk(language, wording, wording.pattern, found);
    }

    fn walk(&self, language: &Language, wording: &Wording<'_>, pattern: &Pattern<&str>, found: &Found) {
        for element in &pattern.elements {
            let PatternElement::Placeable { expression: Expression::Select { selector, variants } } = element else {
                continue;
            };
            let keys: Vec<(&str, bool)> =
                variants.iter().map(|variant| (name(&variant.key), variant.default)).collect();
            self.choice(language, wording, selector, &keys, found);
            for variant in variants {
                self.walk(language, wording, &variant.value, found);
            }
        }
    }

    fn choice(
        &self,
        language: &Language,
        wording: &Wording<'_>,
        selector: &InlineExpression<&str>,
        keys: &[(&str, bool)],
        found: &Found,
    ) {
        let rules = if is_ordinal(selector) { &self.ordinal } else { &self.cardinal };
        let Some(rules) = rules.as_ref().filter(|_| is_by_number(keys)) else { return };
        let form = |count: u64| form(rules.select(count).unwrap_or(PluralCategory::OTHER));
        let given: BTreeSet<&str> = keys.iter().map(|(key, _)| *key).collect();
        let missing: BTreeSet<&str> = COUNTS
            .filter(|count| !given.contains(count.to_string().as_str()))
            .map(form)
            .filter(|form| *form != "other" && !given.contains(form))
            .collect();
        let place = || keys.first().and_then(|(key, _)| wording.span(key)).unwrap_or_else(|| wording.place());
        if !missing.is_empty() {
            let forms = missing.iter().map(|form| format!("`[{form}]`")).collect::<Vec<_>>().join(", ");
            found.tell(&code::MISSING_PLURAL, wording, place(), || {
                let message = format!("{language} needs the plural forms {forms} here");
                (message, format!("add {forms}; counts such as {} take them", examples(&missing, form)))
            });
        }
        let reached: BTreeSet<&str> = COUNTS.chain(LARGE).map(form).collect();
        for (key, _) in keys.iter().filter(|(key, default)| !default && is_plural(key) && !reached.contains(key)) {
            let span = wording.span(key).unwrap_or_else(|| wording.place());
            found.tell(&code::IMPOSSIBLE_PLURAL, wording, span, || {
                let message = format!("no count in {language} takes the plural form `[{key}]`");
                let forms = reached.iter().map(|form| format!("`[{form}]`")).collect::<Vec<_>>().join(", ");
                (message, format!("remove it; the forms of {language} are {forms}"))
            });
        }
    }
}

/// Whether a choice is one between plural forms. `[other]` alone may be a word of its own.
fn is_by_number(keys: &[(&str, bool)]) -> bool {
    let number = |key: &str| key.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    keys.iter().any(|(key, _)| is_plural(key) && *key != "other")
        && keys.iter().all(|(key, _)| is_plural(key) || number(key) || *key == "none")
}

fn is_ordinal(selector: &InlineExpression<&str>) -> bool {
    let InlineExpression::FunctionReference { arguments, .. } = selector else { return false };
    let ordinal = |value: &InlineExpression<&str>| matches!(value, InlineExpression::StringLiteral { value } if *value == "ordinal");
    arguments.named.iter().any(|argument| argument.name.name == "type" && ordinal(&argument.value))
}

fn name<'a>(key: &VariantKey<&'a str>) -> &'a str {
    match key {
        VariantKey::Identifier { name } => name,
        VariantKey::NumberLiteral { value } => value,
    }
}

fn form(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::ZERO => "zero",
        PluralCategory::ONE => "one",
        PluralCategory::TWO => "two",
        PluralCategory::FEW => "few",
        PluralCategory::MANY => "many",
        PluralCategory::OTHER => "other",
    }
}

/// The first count that takes each of these forms.
fn examples(forms: &BTreeSet<&str>, form: impl Fn(u64) -> &'static str) -> String {
    let first = |wanted: &str| COUNTS.into_iter().find(|count| form(*count) == wanted).map(|count| count.to_string());
    forms.iter().filter_map(|wanted| first(wanted)).collect::<Vec<_>>().join(", ")
}
