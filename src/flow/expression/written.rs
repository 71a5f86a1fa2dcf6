//! An expression as one writes it, for pictures and messages.

use std::fmt::{self, Display, Formatter};

use super::{Binary, Expression, Node, Part};
use crate::flow::value::Value;

impl Display for Expression {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.root.write(f, 0)
    }
}

impl Binary {
    /// Its sign, and how strongly it binds.
    fn sign(self) -> (&'static str, u8) {
        match self {
            Binary::Or => ("||", 1),
            Binary::And => ("&&", 2),
            Binary::Equal => ("==", 3),
            Binary::NotEqual => ("!=", 3),
            Binary::Less => ("<", 3),
            Binary::LessOrEqual => ("<=", 3),
            Binary::Greater => (">", 3),
            Binary::GreaterOrEqual => (">=", 3),
            Binary::In => ("in", 3),
            Binary::Add => ("+", 4),
            Binary::Subtract => ("-", 4),
            Binary::Multiply => ("*", 5),
        }
    }
}

impl Node {
    /// Writes it where everything around binds as strongly as `around`.
    fn write(&self, f: &mut Formatter<'_>, around: u8) -> fmt::Result {
        match &self.part {
            Part::Literal(Value::Text(text)) => write!(f, "\"{text}\""),
            Part::Literal(value) => f.write_str(&value.plain()),
            Part::Name(name) => f.write_str(name),
            Part::Field(inner, field) => {
                inner.write(f, 9)?;
                write!(f, ".{}", field.as_str())
            }
            Part::Index(inner, index) => {
                inner.write(f, 9)?;
                write!(f, "[{index}]")
            }
            Part::Size(inner) => {
                f.write_str("size(")?;
                inner.write(f, 0)?;
                f.write_str(")")
            }
            Part::Not(inner) => {
                f.write_str("!")?;
                inner.write(f, 8)
            }
            Part::Choose(choice) => {
                let [when, then, or] = &**choice;
                if around > 0 {
                    f.write_str("(")?;
                }
                when.write(f, 1)?;
                f.write_str(" ? ")?;
                then.write(f, 1)?;
                f.write_str(" : ")?;
                or.write(f, 0)?;
                if around > 0 {
                    f.write_str(")")?;
                }
                Ok(())
            }
            Part::Binary(operator, left, right) => {
                let (sign, strength) = operator.sign();
                if strength < around {
                    f.write_str("(")?;
                }
                left.write(f, strength)?;
                write!(f, " {sign} ")?;
                right.write(f, strength + 1)?;
                if strength < around {
                    f.write_str(")")?;
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_written_as_it_was_read() {
        for source in [
            "file.status == \"missing_item\"",
            "size(file.missing) > 1",
            "organisation in postcode_organisations",
            "a && (b || !c)",
            "!(a && b)",
            "organisations[0]",
            "answer + \" bis\" != \"\"",
            "open ? today + 2 : today - (3 - 1) * 2",
        ] {
            assert_eq!(Expression::parse(source).unwrap().to_string(), source);
        }
    }
}
