//! What an expression can be worth, told before anybody calls.

use super::{Binary, ExpressionError, Field, Node, Part};
use crate::{
    flow::{definition::VarType, value::Value},
    problem::{Code, code},
};

/// The type of an expression: that of a variable, or a list whose values are items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// As a variable may be declared.
    Var(VarType),
    /// A list of missing items.
    Items,
}

/// The types whose values compare with each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Any,
    Words,
    Counts,
    Truth,
    Days,
    Phones,
    Files,
    Items,
    Lists,
}

impl Type {
    /// Its name, as flow authors write it.
    pub fn name(self) -> &'static str {
        match self {
            Type::Items => "list",
            Type::Var(var) => match var {
                VarType::Text => "text",
                VarType::Digits => "digits",
                VarType::Secret => "secret",
                VarType::Number => "number",
                VarType::Amount => "amount",
                VarType::Bool => "bool",
                VarType::Date => "date",
                VarType::Phone => "phone",
                VarType::Symbol => "symbol",
                VarType::CaseFile => "case_file",
                VarType::Item => "item",
                VarType::List => "list",
                VarType::Any => "any",
            },
        }
    }

    fn family(self) -> Family {
        match self {
            Type::Items => Family::Lists,
            Type::Var(var) => match var {
                VarType::Text | VarType::Digits | VarType::Symbol | VarType::Secret => Family::Words,
                VarType::Number | VarType::Amount => Family::Counts,
                VarType::Bool => Family::Truth,
                VarType::Date => Family::Days,
                VarType::Phone => Family::Phones,
                VarType::CaseFile => Family::Files,
                VarType::Item => Family::Items,
                VarType::List => Family::Lists,
                VarType::Any => Family::Any,
            },
        }
    }

    /// Whether a value of this type may stand where `other` is wanted.
    pub fn fits(self, other: Type) -> bool {
        let (mine, other) = (self.family(), other.family());
        mine == Family::Any || other == Family::Any || mine == other
    }
}

impl Node {
    pub(super) fn type_in(&self, type_of: &dyn Fn(&str) -> Option<Type>) -> Result<Type, ExpressionError> {
        match &self.part {
            Part::Literal(value) => Ok(Type::Var(literal(value))),
            Part::Name(name) => type_of(name).ok_or_else(|| {
                let help = "declare it under `vars`";
                let message = format!("there is no variable `{name}`");
                ExpressionError::new(&code::UNKNOWN_VARIABLE, self.span.clone(), message, help)
            }),
            Part::Field(inner, field) => self.field_type(inner.type_in(type_of)?, *field),
            Part::Index(inner, _) => match inner.type_in(type_of)? {
                Type::Items => Ok(Type::Var(VarType::Item)),
                Type::Var(VarType::List | VarType::Any) => Ok(Type::Var(VarType::Any)),
                other => {
                    let message = format!("a {} has no places", other.name());
                    Err(self.wrong(&code::NO_PLACES, message, "only lists have: a[0]"))
                }
            },
            Part::Size(inner) => match inner.type_in(type_of)?.family() {
                Family::Lists | Family::Words | Family::Any => Ok(Type::Var(VarType::Number)),
                _ => {
                    let help = "size(x) counts the values of a list or the letters of a text";
                    Err(self.wrong(&code::NO_SIZE, "this has no size", help))
                }
            },
            Part::Not(inner) => self.truths(&[inner], type_of),
            Part::Binary(Binary::And | Binary::Or, left, right) => self.truths(&[left, right], type_of),
            Part::Binary(operator, left, right) => self.binary_type(*operator, left, right, type_of),
        }
    }

    fn wrong(&self, code: &'static Code, message: impl Into<String>, help: impl Into<String>) -> ExpressionError {
        ExpressionError::new(code, self.span.clone(), message, help)
    }

    fn truths(&self, parts: &[&Node], type_of: &dyn Fn(&str) -> Option<Type>) -> Result<Type, ExpressionError> {
        for part in parts {
            let found = part.type_in(type_of)?;
            if !found.fits(Type::Var(VarType::Bool)) {
                let message = format!("a {} is neither true nor false", found.name());
                let help = "compare it with something: x == \"morning\"";
                return Err(part.wrong(&code::NOT_A_CONDITION, message, help));
            }
        }
        Ok(Type::Var(VarType::Bool))
    }

    fn field_type(&self, owner: Type, field: Field) -> Result<Type, ExpressionError> {
        let right_owner = Type::Var(field.owner());
        if owner != Type::Var(VarType::Any) && owner != right_owner {
            let kind = right_owner.name();
            let message = format!("a {} has no field `{}`", owner.name(), field.as_str());
            let help = format!("`{}` is a field of a {kind}", field.as_str());
            return Err(self.wrong(&code::NO_SUCH_FIELD, message, help));
        }
        Ok(match field {
            Field::Status | Field::Benefit | Field::Organisation => Type::Var(VarType::Symbol),
            Field::Name | Field::Kind => Type::Var(VarType::Symbol),
            Field::Since | Field::AsOf => Type::Var(VarType::Date),
            Field::Number | Field::Reference => Type::Var(VarType::Digits),
            Field::Missing | Field::Answered => Type::Items,
            Field::Answer => Type::Var(VarType::Text),
            Field::Callable => Type::Var(VarType::Bool),
        })
    }

    fn binary_type(
        &self,
        operator: Binary,
        left: &Node,
        right: &Node,
        type_of: &dyn Fn(&str) -> Option<Type>,
    ) -> Result<Type, ExpressionError> {
        let (first, second) = (left.type_in(type_of)?, right.type_in(type_of)?);
        let alike = first.fits(second);
        let (fine, result) = match operator {
            Binary::Equal | Binary::NotEqual => (alike || left.is_empty_text() || right.is_empty_text(), VarType::Bool),
            Binary::In => (second.fits(Type::Var(VarType::List)), VarType::Bool),
            Binary::Add => (alike && first.adds() && second.adds(), sum_type(first, second)),
            _ => (alike && first.has_order() && second.has_order(), VarType::Bool),
        };
        if fine {
            return Ok(Type::Var(result));
        }
        let (first, second) = (first.name(), second.name());
        Err(match operator {
            Binary::In => {
                self.wrong(&code::NOT_A_LIST, format!("nothing is in a {second}"), "after `in` stands a list")
            }
            Binary::Add => {
                let message = format!("{first} and {second} do not add up");
                self.wrong(&code::NO_SUM, message, "add two texts or two numbers")
            }
            _ => self.wrong(
                &code::NEVER_COMPARE,
                format!("{first} and {second} never compare"),
                "compare texts with texts, numbers with numbers, dates with dates",
            ),
        })
    }

    fn is_empty_text(&self) -> bool {
        matches!(&self.part, Part::Literal(Value::Text(text)) if text.is_empty())
    }
}

impl Type {
    fn adds(self) -> bool {
        matches!(self.family(), Family::Any | Family::Words | Family::Counts)
    }

    fn has_order(self) -> bool {
        matches!(self.family(), Family::Any | Family::Words | Family::Counts | Family::Days)
    }
}

fn sum_type(first: Type, second: Type) -> VarType {
    match (first.family(), second.family()) {
        (Family::Words, _) | (_, Family::Words) => VarType::Text,
        (Family::Counts, Family::Counts) if first == second => match first {
            Type::Var(kind) => kind,
            Type::Items => VarType::Any,
        },
        _ => VarType::Any,
    }
}

fn literal(value: &Value) -> VarType {
    match value {
        Value::Text(_) => VarType::Text,
        Value::Number(_) => VarType::Number,
        Value::Bool(_) => VarType::Bool,
        _ => VarType::Any,
    }
}
