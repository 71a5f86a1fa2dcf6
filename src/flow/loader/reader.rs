//! The small readers that steps are made of: words, numbers, variables, expressions, targets.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::{Deref, DerefMut, Range, RangeInclusive},
};

pub(super) use super::page::Fields;
use super::{
    call::CallSite,
    list,
    page::Page,
    suggest,
    tree::{Key, Node, Yaml},
};
use crate::{
    flow::{
        Name,
        built_in::{BUILT_IN, BuiltIns},
        definition::{Exits, VarType, With},
        expression::{Expression, ExpressionError},
    },
    problem::code,
};

/// Reads one file, and keeps every problem it meets.
pub(super) struct Reader<'a, 'p> {
    pub page: Page<'a, 'p>,
    pub vars: BTreeMap<Name, VarType>,
    /// What every flow knows without declaring it.
    pub built_ins: &'p BuiltIns,
    /// The names of all steps, of those with mistakes too.
    pub steps: BTreeSet<&'p str>,
    pub calls: Vec<CallSite>,
}

impl<'a, 'p> Deref for Reader<'a, 'p> {
    type Target = Page<'a, 'p>;

    fn deref(&self) -> &Page<'a, 'p> {
        &self.page
    }
}

impl<'a, 'p> DerefMut for Reader<'a, 'p> {
    fn deref_mut(&mut self) -> &mut Page<'a, 'p> {
        &mut self.page
    }
}

impl Reader<'_, '_> {
    pub(super) fn number(&mut self, node: &Node, what: &str, range: &RangeInclusive<u16>) -> Option<u16> {
        let fits = match node.value {
            Yaml::Int(number) => u16::try_from(number).ok().filter(|number| range.contains(number)),
            _ => None,
        };
        match fits {
            Some(number) => Some(number),
            None => {
                let help = format!("write a whole number from {} to {}", range.start(), range.end());
                self.fail(&code::OUT_OF_RANGE, &node.span, format!("{what} is out of range"), help)
            }
        }
    }

    pub(super) fn small(&mut self, node: &Node, what: &str, range: &RangeInclusive<u16>) -> Option<u8> {
        let number = self.number(node, what, range)?;
        u8::try_from(number).ok()
    }

    /// A step of this flow.
    pub(super) fn target(&mut self, node: &Node) -> Option<Name> {
        let text = self.text(node, "the name of a step")?;
        if self.steps.contains(text) {
            return Some(text.into());
        }
        let help = suggest(text, self.steps.iter().copied(), "steps");
        self.fail(&code::UNKNOWN_STEP, &node.span, format!("there is no step `{text}`"), help)
    }

    /// Where each of these outcomes leads: all of them, and no others.
    pub(super) fn exits(&mut self, fields: Fields<'_>, at: &Range<usize>, outcomes: &[&str]) -> Option<Exits> {
        self.exits_or(fields, at, outcomes, &[])
    }

    /// The same where some outcomes may be left out.
    pub(super) fn exits_or(
        &mut self,
        fields: Fields<'_>,
        at: &Range<usize>,
        outcomes: &[&str],
        left_out: &[&str],
    ) -> Option<Exits> {
        let Some((key, node)) = fields.entry("on") else {
            let help = format!("add `on: {{ {}: STEP }}`", outcomes.join(": STEP, "));
            return self.fail(&code::NO_EXITS, at, format!("nothing says where {} lead", list(outcomes)), help);
        };
        let given = self.mapping(node, "`on` of this step")?;
        let all: Vec<&str> = outcomes.iter().chain(left_out).copied().collect();
        self.known_keys(&code::UNKNOWN_OUTCOME, given, ("`on` of this step", "outcomes"), &all);
        let absent: Vec<&str> = outcomes.iter().copied().filter(|outcome| given.get(outcome).is_none()).collect();
        if !absent.is_empty() {
            let help = format!("add `{}: STEP` to `on`", absent.join(": STEP, "));
            self.fail::<()>(&code::MISSING_EXIT, &key.span, format!("{} leads nowhere", list(&absent)), help);
        }
        let known = given.entries.iter().filter(|(key, _)| all.contains(&key.text.as_str()));
        let read: Vec<_> = known.map(|(key, node)| (key.text.as_str().into(), self.target(node))).collect();
        let exits: Exits = read.into_iter().filter_map(|(outcome, target)| Some((outcome, target?))).collect();
        outcomes.iter().all(|outcome| exits.contains_key(*outcome)).then_some(exits)
    }

    /// The step after.
    pub(super) fn next(&mut self, fields: Fields<'_>, at: &Range<usize>) -> Option<Name> {
        match fields.get("next") {
            Some(node) => self.target(node),
            None => self.fail(&code::NO_NEXT, at, "this step leads nowhere", "add `next: STEP`"),
        }
    }

    pub(super) fn type_of(&self, name: &str) -> Option<VarType> {
        self.built_ins.type_of(name).or_else(|| self.vars.get(name).cloned())
    }

    fn unknown_variable<T>(&mut self, name: &str, span: &Range<usize>) -> Option<T> {
        let declared = self.vars.keys().map(|name| &**name);
        let known: Vec<&str> = declared.chain(BUILT_IN.iter().map(|built_in| built_in.name)).collect();
        let mut help = suggest(name, known.into_iter(), "variables");
        if !help.starts_with("did") {
            help = format!("declare it: `vars: {{ {name}: text }}`; {help}");
        }
        self.fail(&code::UNKNOWN_VARIABLE, span, format!("there is no variable `{name}`"), help)
    }

    /// A variable that a step puts a value into.
    pub(super) fn variable(&mut self, node: &Node) -> Option<(Name, VarType)> {
        let name = self.text(node, "the name of a variable")?;
        self.settable(name, &node.span)
    }

    pub(super) fn settable(&mut self, name: &str, span: &Range<usize>) -> Option<(Name, VarType)> {
        if let Some((name, kind)) = self.vars.get_key_value(name) {
            return Some((name.clone(), kind.clone()));
        }
        if self.type_of(name).is_some() {
            let help = "declare a variable of your own under `vars`";
            return self.fail(&code::CANNOT_BE_SET, span, format!("`{name}` cannot be set"), help);
        }
        self.unknown_variable(name, span)
    }

    /// A required value.
    pub(super) fn value(&mut self, fields: Fields<'_>, name: &str, at: &Range<usize>) -> Option<Expression> {
        match fields.get(name) {
            Some(node) => self.expression(node),
            None => {
                let help = format!("add `{name}: VARIABLE`");
                self.fail(&code::VALUE_MISSING, at, format!("`{name}` is missing here"), help)
            }
        }
    }

    /// An expression whose value may be anything.
    pub(super) fn expression(&mut self, node: &Node) -> Option<Expression> {
        self.typed(node).map(|(expression, _)| expression)
    }

    /// An expression that is true or false.
    pub(super) fn condition(&mut self, node: &Node) -> Option<Expression> {
        let (expression, found) = self.typed(node)?;
        if found.fits(&VarType::Bool) {
            return Some(expression);
        }
        let message = format!("{} is neither true nor false", found.a_name());
        self.fail(&code::NOT_A_CONDITION, &node.span, message, "compare it with something: x == \"morning\"")
    }

    /// An expression and its type; every name in it is known and none is secret.
    pub(super) fn typed(&mut self, node: &Node) -> Option<(Expression, VarType)> {
        let source = match &node.value {
            Yaml::Text(text) => text.clone(),
            Yaml::Int(number) => number.to_string(),
            Yaml::Bool(yes) => yes.to_string(),
            _ => {
                let message = format!("an expression stands here, not {}", node.kind());
                let help = "write a variable, or an expression between single quotes";
                return self.fail(&code::NO_EXPRESSION, &node.span, message, help);
            }
        };
        let expression = match Expression::parse(&source) {
            Ok(expression) => expression,
            Err(error) => return self.wrong(node, &source, error),
        };
        let mut fine = true;
        for (name, span) in expression.names_with_spans() {
            let span = self.inside(node, &source, &span);
            match self.type_of(name) {
                Some(VarType::Secret) => {
                    let help = "a code may only be given to `verify: { code: … }`";
                    self.fail::<()>(&code::SECRET_USED, &span, format!("`{name}` is secret"), help);
                    fine = false;
                }
                Some(_) => {}
                None => {
                    self.unknown_variable::<()>(name, &span);
                    fine = false;
                }
            }
        }
        if !fine {
            return None;
        }
        match expression.type_in(&|name| self.type_of(name)) {
            Ok(found) => Some((expression, found)),
            Err(error) => self.wrong(node, &source, error),
        }
    }

    fn wrong<T>(&mut self, node: &Node, source: &str, error: ExpressionError) -> Option<T> {
        let at = self.inside(node, source, &error.span);
        self.fail(error.code, &at, error.message, error.help)
    }

    /// A place inside a text of the file: exact where the text stands there as it is.
    fn inside(&self, node: &Node, source: &str, span: &Range<usize>) -> Range<usize> {
        let Some(written) = self.file.text.get(node.span.clone()) else { return node.span.clone() };
        match written.find(source) {
            Some(at) if at <= 1 && !source.is_empty() => {
                node.span.start + at + span.start..node.span.start + at + span.end
            }
            _ => node.span.clone(),
        }
    }

    /// Values by name, for a message or another flow.
    pub(super) fn with(&mut self, node: Option<&Node>, what: &str) -> Option<With> {
        let Some(node) = node else { return Some(Vec::new()) };
        let fields = self.mapping(node, what)?;
        let read: Vec<_> =
            fields.entries.iter().map(|(key, node)| Some((self.variable_word(key)?, self.expression(node)?))).collect();
        read.into_iter().collect()
    }

    /// Variables and what they are set to.
    pub(super) fn settings(&mut self, node: &Node) -> Option<With> {
        let fields = self.mapping(node, "`set`")?;
        if fields.entries.is_empty() {
            let help = "write `set: { variable: value }`";
            return self.fail(&code::NOTHING_SET, &node.span, "`set` sets nothing", help);
        }
        let read: Vec<_> = fields.entries.iter().map(|(key, node)| self.setting(key, node)).collect();
        read.into_iter().collect()
    }

    fn setting(&mut self, key: &Key, node: &Node) -> Option<(Name, Expression)> {
        let value = self.typed(node);
        // The language is the one built-in variable that a flow decides.
        let (name, kind) = match key.text.as_str() {
            "language" => ("language".into(), self.type_of("language").unwrap_or(VarType::Symbol)),
            name => self.settable(name, &key.span)?,
        };
        if kind == VarType::Secret {
            let help = "only `ask: { secret: 8, into: … }` fills it";
            return self.fail(&code::SECRET_SET, &key.span, format!("`{name}` is secret"), help);
        }
        let (expression, found) = value?;
        match expression.fits(&found, &kind) {
            Ok(true) => Some((name, expression)),
            Ok(false) => {
                let message = format!("`{name}` is {}, this value {}", kind.a_name(), found.a_name());
                self.fail(
                    &code::WRONG_TYPE,
                    &node.span,
                    message,
                    "declare the variable with the type of its values, or as `any`",
                )
            }
            Err(error) => self.fail(error.code, &node.span, error.message, error.help),
        }
    }

    /// A word that may name a variable.
    pub(super) fn variable_word(&mut self, key: &Key) -> Option<Name> {
        let text = key.text.as_str();
        let begins = text.starts_with(|c: char| c.is_ascii_lowercase());
        if begins && text.len() <= 64 && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        {
            return Some(text.into());
        }
        let help = "begin with a letter; use small letters a to z, digits and `_`";
        self.fail(&code::BAD_VARIABLE_NAME, &key.span, format!("`{text}` cannot name a variable"), help)
    }
}
