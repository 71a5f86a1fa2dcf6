//! What an expression can be worth, told before anybody calls.

use super::{Binary, ExpressionError, Field, Node, Part};
use crate::{
    flow::{
        value::Value,
        var_type::{Family, VarType, Words},
    },
    problem::{Code, code, nearest},
};

/// The type of each name, where there is one.
type Names<'a> = &'a dyn Fn(&str) -> Option<VarType>;

/// The types that can be computed with: what a value of any type may turn out to be.
const COMPUTABLE: [VarType; 4] = [VarType::Text, VarType::Number, VarType::Amount, VarType::Date];

impl Node {
    pub(super) fn type_in(&self, type_of: Names<'_>) -> Result<VarType, ExpressionError> {
        match &self.part {
            Part::Literal(value) => Ok(literal(value)),
            Part::Name(name) => type_of(name).ok_or_else(|| {
                let help = "declare it under `vars`";
                let message = format!("there is no variable `{name}`");
                ExpressionError::new(&code::UNKNOWN_VARIABLE, self.span.clone(), message, help)
            }),
            Part::Field(inner, field) => self.field_type(&inner.type_in(type_of)?, *field),
            Part::Index(inner, _) => {
                let list = inner.type_in(type_of)?;
                let none = || {
                    self.wrong(&code::NO_PLACES, format!("{} has no places", list.a_name()), "only lists have: a[0]")
                };
                list.element().ok_or_else(none)
            }
            Part::Size(inner) => match inner.type_in(type_of)?.family() {
                Family::Lists | Family::Words | Family::Any => Ok(VarType::Number),
                _ => Err(self.wrong(
                    &code::NO_SIZE,
                    "this has no size",
                    "size(x) counts the values of a list or the letters of a text",
                )),
            },
            Part::Not(inner) => truths(&[inner], type_of),
            Part::Choose(choice) => self.choice_type(choice, type_of),
            Part::Binary(Binary::And | Binary::Or, left, right) => truths(&[left, right], type_of),
            Part::Binary(operator, left, right) => self.binary_type(*operator, left, right, type_of),
        }
    }

    fn wrong(&self, code: &'static Code, message: impl Into<String>, help: impl Into<String>) -> ExpressionError {
        ExpressionError::new(code, self.span.clone(), message, help)
    }

    fn field_type(&self, owner: &VarType, field: Field) -> Result<VarType, ExpressionError> {
        let right_owner = field.owner();
        if *owner != VarType::Any && *owner != right_owner {
            let message = format!("{} has no field `{}`", owner.a_name(), field.as_str());
            return Err(self.wrong(
                &code::NO_SUCH_FIELD,
                message,
                format!("`{}` is a field of {}", field.as_str(), right_owner.a_name()),
            ));
        }
        Ok(match field {
            Field::Status => VarType::statuses(),
            Field::Kind => VarType::item_kinds(),
            Field::Benefit | Field::Organisation | Field::Name => VarType::Symbol,
            Field::Since | Field::AsOf => VarType::Date,
            Field::Number | Field::Reference => VarType::Digits,
            Field::Missing | Field::Answered => VarType::list_of(VarType::Item),
            Field::Answer => VarType::Text,
            Field::Callable => VarType::Bool,
            Field::Count | Field::Named => VarType::Number,
        })
    }

    fn choice_type(&self, [when, then, or]: &[Node; 3], type_of: Names<'_>) -> Result<VarType, ExpressionError> {
        truths(&[when], type_of)?;
        let (then, or) = (then.type_in(type_of)?, or.type_in(type_of)?);
        then.join(&or).ok_or_else(|| {
            let message = format!("this is {} or {}", then.a_name(), or.a_name());
            self.wrong(&code::CHOICE_OF_TWO_TYPES, message, "give both sides of `:` the same type")
        })
    }

    fn binary_type(
        &self,
        operator: Binary,
        left: &Node,
        right: &Node,
        type_of: Names<'_>,
    ) -> Result<VarType, ExpressionError> {
        let (first, second) = (left.type_in(type_of)?, right.type_in(type_of)?);
        match operator {
            Binary::Add | Binary::Subtract | Binary::Multiply => computed(operator, &first, &second)
                .ok_or_else(|| self.wrong(&code::NO_SUM, operator.uncomputable(&first, &second), COMPUTING)),
            Binary::In => match second.element() {
                Some(element) => {
                    left.among(&first, &element)?;
                    Ok(VarType::Bool)
                }
                None => Err(self.wrong(
                    &code::NOT_A_LIST,
                    format!("nothing is in {}", second.a_name()),
                    "after `in` stands a list",
                )),
            },
            Binary::Equal | Binary::NotEqual => {
                if left.is_empty_text() || right.is_empty_text() {
                    return Ok(VarType::Bool);
                }
                left.among(&first, &second)?;
                right.among(&second, &first)?;
                if first.meets(&second) { Ok(VarType::Bool) } else { Err(self.incomparable(&first, &second)) }
            }
            _ if first.has_order() && second.has_order() && in_order(&first, &second) => Ok(VarType::Bool),
            _ => Err(self.incomparable(&first, &second)),
        }
    }

    fn incomparable(&self, first: &VarType, second: &VarType) -> ExpressionError {
        let message = match (first.words(), second.words()) {
            (Some(_), Some(_)) => "these two have no word in common, and are never equal".to_owned(),
            _ => format!("{} and {} never compare", first.name(), second.name()),
        };
        self.wrong(&code::NEVER_COMPARE, message, "compare texts with texts, numbers with numbers, dates with dates")
    }

    /// Where this is one word and the other side one of a closed set: that the set has it.
    fn among(&self, mine: &VarType, other: &VarType) -> Result<(), ExpressionError> {
        match (&self.part, other) {
            (Part::Literal(_), VarType::OneOf(words)) => match outside(mine, words) {
                Some(word) => Err(not_among(self.span.clone(), word, words)),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }
}

const COMPUTING: &str = "add texts, numbers, amounts, or days to a date; subtract numbers, amounts, days or dates; \
                         multiply by a number";

impl Binary {
    fn uncomputable(self, first: &VarType, second: &VarType) -> String {
        let (first, second) = (first.name(), second.name());
        match self {
            Binary::Subtract => format!("{second} cannot be taken from {first}"),
            Binary::Multiply => format!("{first} and {second} do not multiply"),
            _ => format!("{first} and {second} do not add up"),
        }
    }
}

/// A word of the one that is not among the others.
pub(super) fn outside<'t>(mine: &'t VarType, words: &Words) -> Option<&'t str> {
    mine.words()?.iter().find(|word| !words.contains(word)).map(|word| &**word)
}

/// A word outside a closed set, and which was meant.
pub(super) fn not_among(span: std::ops::Range<usize>, word: &str, words: &Words) -> ExpressionError {
    let help = match nearest(word, words.iter().map(|word| &**word)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the words are {}", words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ")),
    };
    ExpressionError::new(
        &code::WORD_OUTSIDE_SET,
        span,
        format!("`{word}` is not one of the words that can stand here"),
        help,
    )
}

fn truths(parts: &[&Node], type_of: Names<'_>) -> Result<VarType, ExpressionError> {
    for part in parts {
        let found = part.type_in(type_of)?;
        if !found.fits(&VarType::Bool) {
            let message = format!("{} is neither true nor false", found.a_name());
            return Err(part.wrong(&code::NOT_A_CONDITION, message, "compare it with something: x == \"morning\""));
        }
    }
    Ok(VarType::Bool)
}

impl VarType {
    fn has_order(&self) -> bool {
        matches!(self.family(), Family::Any | Family::Words | Family::Counts | Family::Days | Family::Moments)
    }
}

/// Whether the one may come before the other: closed sets are compared by their letters, like all words.
fn in_order(first: &VarType, second: &VarType) -> bool {
    first.family() == Family::Any || second.family() == Family::Any || first.family() == second.family()
}

/// The type of what is computed; a value of any type may be each of those that fit.
fn computed(operator: Binary, first: &VarType, second: &VarType) -> Option<VarType> {
    let each = |kind: &VarType| if *kind == VarType::Any { COMPUTABLE.to_vec() } else { vec![kind.clone()] };
    let seconds = each(second);
    let firsts = each(first);
    let pairs = firsts.iter().flat_map(|first| seconds.iter().map(move |second| (first, second)));
    let results = pairs.filter_map(|(first, second)| computed_plainly(operator, first, second));
    results.reduce(|one, other| if one == other { one } else { VarType::Any })
}

fn computed_plainly(operator: Binary, first: &VarType, second: &VarType) -> Option<VarType> {
    let amounts = [first, second].iter().filter(|kind| ***kind == VarType::Amount).count();
    Some(match (operator, first.family(), second.family()) {
        (Binary::Add, Family::Words, Family::Words) => VarType::Text,
        (Binary::Multiply, Family::Counts, Family::Counts) if amounts == 2 => return None,
        (_, Family::Counts, Family::Counts) if amounts > 0 => VarType::Amount,
        (_, Family::Counts, Family::Counts) => VarType::Number,
        (Binary::Add | Binary::Subtract, Family::Days, Family::Counts) if amounts == 0 => VarType::Date,
        (Binary::Subtract, Family::Days, Family::Days) => VarType::Number,
        _ => return None,
    })
}

fn literal(value: &Value) -> VarType {
    match value {
        Value::Text(text) if text.is_empty() => VarType::one_of([]),
        Value::Text(text) => VarType::one_of([text.as_str()]),
        Value::Number(_) => VarType::Number,
        Value::Bool(_) => VarType::Bool,
        _ => VarType::Any,
    }
}
