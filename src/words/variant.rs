//! Every way a text can come out: what its choices can fall on, each variable being one thing throughout.

use fluent_syntax::{
    ast::{Expression, InlineExpression, Pattern, PatternElement, VariantKey},
    unicode::unescape_unicode_to_string,
};

use super::wording::Wordings;

/// Most ways of one text that are looked at. Beyond them, choices are taken in turn, so that each of their texts is seen.
const MOST_VARIANTS: usize = 256;

/// Deepest chain of references that is followed.
const DEEPEST: usize = 5;

/// One way a text can come out.
#[derive(Clone, Debug, Default)]
pub struct Variant<'a> {
    /// Its parts in order.
    pub pieces: Vec<Piece<'a>>,
    chosen: Vec<(&'a str, Choice<'a>)>,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words, as they stand in a file.
    Text(&'a str),
    /// Words between quotes, their escapes resolved, and as they stand in the file.
    Quoted(String, &'a str),
    /// The value of a variable.
    Value(&'a str),
}

/// What is known of a variable that a text was chosen by.
#[derive(Clone, Debug)]
enum Choice<'a> {
    Is(&'a str),
    Not(Vec<&'a str>),
}

impl<'a> Wordings<'a> {
    /// Every way a text can come out; one for a text without choices.
    pub fn variants(&self, pattern: &'a Pattern<&'a str>) -> Vec<Variant<'a>> {
        let mut variants = vec![Variant::default()];
        self.grow(&mut variants, pattern, DEEPEST);
        variants
    }

    fn grow(&self, variants: &mut Vec<Variant<'a>>, pattern: &'a Pattern<&'a str>, depth: usize) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => push(variants, &Piece::Text(value)),
                PatternElement::Placeable { expression: Expression::Inline(inline) } => {
                    self.grow_inline(variants, inline, depth);
                }
                PatternElement::Placeable { expression: Expression::Select { selector, variants: arms } } => {
                    let patterns: Vec<_> = arms.iter().map(|arm| &arm.value).collect();
                    let keys: Vec<_> = arms.iter().map(|arm| (key(&arm.key), arm.default)).collect();
                    let mut grown = Vec::with_capacity(variants.len());
                    let room = MOST_VARIANTS / variants.len().max(1);
                    for (turn, variant) in variants.drain(..).enumerate() {
                        let mut ways = variant.ways(chosen_by(selector), &keys);
                        if ways.len() > room.max(1) {
                            let one = turn % ways.len();
                            ways = vec![ways.swap_remove(one)];
                        }
                        for (arm, choice) in ways {
                            let mut taken = vec![variant.with(chosen_by(selector), choice)];
                            if let Some(pattern) = patterns.get(arm).copied() {
                                self.grow(&mut taken, pattern, depth);
                            }
                            grown.append(&mut taken);
                        }
                    }
                    *variants = grown;
                }
            }
        }
    }

    fn grow_inline(&self, variants: &mut Vec<Variant<'a>>, inline: &'a InlineExpression<&'a str>, depth: usize) {
        match inline {
            InlineExpression::StringLiteral { value } => {
                push(variants, &Piece::Quoted(unescape_unicode_to_string(value).into_owned(), value));
            }
            InlineExpression::NumberLiteral { value } => push(variants, &Piece::Text(value)),
            InlineExpression::VariableReference { id } => push(variants, &Piece::Value(id.name)),
            InlineExpression::FunctionReference { .. } => {
                if let Some(name) = chosen_by(inline) {
                    push(variants, &Piece::Value(name));
                }
            }
            InlineExpression::MessageReference { id, attribute } => {
                let message = self.book.fluent.get_message(id.name);
                let pattern = message.and_then(|message| match attribute {
                    Some(attribute) => message.get_attribute(attribute.name).map(|attribute| attribute.value()),
                    None => message.value(),
                });
                self.follow(variants, pattern, depth);
            }
            InlineExpression::TermReference { id, .. } => {
                self.follow(variants, self.terms.get(id.name).copied(), depth);
            }
            InlineExpression::Placeable { expression } => match expression.as_ref() {
                Expression::Inline(inline) if depth > 0 => self.grow_inline(variants, inline, depth - 1),
                _ => {}
            },
        }
    }

    fn follow(&self, variants: &mut Vec<Variant<'a>>, pattern: Option<&'a Pattern<&'a str>>, depth: usize) {
        if let (Some(pattern), Some(depth)) = (pattern, depth.checked_sub(1)) {
            self.grow(variants, pattern, depth);
        }
    }
}

fn push<'a>(variants: &mut [Variant<'a>], piece: &Piece<'a>) {
    for variant in variants {
        variant.pieces.push(piece.clone());
    }
}

fn key<'a>(key: &VariantKey<&'a str>) -> &'a str {
    match key {
        VariantKey::Identifier { name } => name,
        VariantKey::NumberLiteral { value } => value,
    }
}

/// The variable a choice depends on.
fn chosen_by<'a>(selector: &InlineExpression<&'a str>) -> Option<&'a str> {
    match selector {
        InlineExpression::VariableReference { id } => Some(id.name),
        InlineExpression::FunctionReference { arguments, .. } => match arguments.positional.as_slice() {
            [InlineExpression::VariableReference { id }] => Some(id.name),
            _ => None,
        },
        _ => None,
    }
}

impl<'a> Variant<'a> {
    /// The values it says.
    pub fn values(&self) -> impl Iterator<Item = &'a str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Value(name) => Some(*name),
            Piece::Text(_) | Piece::Quoted(..) => None,
        })
    }

    /// The variables it was chosen by.
    pub fn chosen_by(&self) -> impl Iterator<Item = &'a str> {
        self.chosen.iter().map(|(variable, _)| *variable)
    }

    /// The arms a choice can still fall on, and what is then known of its variable.
    fn ways(&self, variable: Option<&'a str>, keys: &[(&'a str, bool)]) -> Vec<(usize, Option<Choice<'a>>)> {
        let known = variable.and_then(|variable| self.chosen.iter().rev().find(|(name, _)| *name == variable));
        let default = keys.iter().position(|(_, default)| *default);
        if let Some((_, Choice::Is(word))) = known {
            let arm = keys.iter().position(|(key, _)| key == word);
            // A number may still be of any plural form.
            if arm.is_some() || !(is_plural(word) || word.starts_with(|c: char| c.is_ascii_digit())) {
                return arm.or(default).map(|arm| (arm, None)).into_iter().collect();
            }
            return (0..keys.len()).map(|arm| (arm, None)).collect();
        }
        let excluded: &[&'a str] = match known {
            Some((_, Choice::Not(words))) => words,
            _ => &[],
        };
        let open = keys.iter().enumerate().filter(|(_, (key, default))| *default || !excluded.contains(key));
        let way = |(arm, &(key, default)): (usize, &(&'a str, bool))| {
            let choice = if default {
                let others = keys.iter().filter(|(_, default)| !default).map(|(key, _)| *key);
                Choice::Not(excluded.iter().copied().chain(others).collect())
            } else {
                Choice::Is(key)
            };
            (arm, Some(choice))
        };
        open.map(way).collect()
    }

    fn with(&self, variable: Option<&'a str>, choice: Option<Choice<'a>>) -> Self {
        let mut more = self.clone();
        if let (Some(variable), Some(choice)) = (variable, choice) {
            more.chosen.push((variable, choice));
        }
        more
    }
}

/// Whether a word names a plural form.
pub fn is_plural(word: &str) -> bool {
    matches!(word, "zero" | "one" | "two" | "few" | "many" | "other")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{channel::Channel, language::Language, problem::SourceFile, words::Catalogue};

    /// The ways the message `a` comes out, values as their names.
    fn ways(text: &str) -> Vec<String> {
        let file = SourceFile { path: "locales/fr/shared.ftl".to_owned(), text: text.into() };
        let catalogue = Catalogue::load(&[file]).unwrap();
        let wordings = catalogue.wordings(&Language::french(), None).unwrap();
        let said = |piece: &Piece<'_>| match piece {
            Piece::Text(text) => (*text).to_owned(),
            Piece::Quoted(text, _) => text.clone(),
            Piece::Value(name) => format!("<{name}>"),
        };
        let first = wordings.first("a", Channel::Sms).unwrap();
        wordings.variants(first).iter().map(|variant| variant.pieces.iter().map(said).collect()).collect()
    }

    fn choice(variable: &str, arms: &[&str]) -> String {
        let arms: String = arms.iter().map(|arm| format!("    {arm}\n")).collect();
        format!("{{ ${variable} ->\n{arms}  }}")
    }

    #[test]
    fn a_variable_is_one_thing_throughout_a_text() {
        let twice =
            format!("a = {}{}\n", choice("x", &["[n] 1", "*[o] 2"]), choice("x", &["[n] 3", "[m] 4", "*[o] 5"]));
        assert_eq!(ways(&twice), ["13", "24", "25"]);
        let apart = format!("a = {}{}\n", choice("x", &["[n] 1", "*[o] 2"]), choice("y", &["[n] 3", "*[o] 4"]));
        assert_eq!(ways(&apart), ["13", "14", "23", "24"]);
        let inside =
            format!("a = {}\n", choice("x", &["[n] { $x ->\n [n] 1\n *[o] 2\n }", "*[o] { $y }{\"\\u00e9\"}"]));
        assert_eq!(ways(&inside), ["1", "<y>é"]);
    }

    #[test]
    fn what_is_referred_to_is_read_as_part_of_the_text() {
        assert_eq!(ways("b = B\n    .sms = C\n-t = T\na = { b }{ b.sms }{ -t }{ NUMBER($n) }\n"), ["BCT<n>"]);
    }

    #[test]
    fn very_many_choices_are_looked_at_in_turn() {
        let choices: String = (0..20).map(|n| choice(&format!("v{n}"), &["[n] A", "*[o] B"])).collect();
        let ways = ways(&format!("a = {choices}\n"));
        assert!(ways.len() <= MOST_VARIANTS, "{}", ways.len());
        for at in 0..20 {
            for letter in ["A", "B"] {
                assert!(ways.iter().any(|way| way.get(at..=at) == Some(letter)), "{letter} at {at}");
            }
        }
    }
}
