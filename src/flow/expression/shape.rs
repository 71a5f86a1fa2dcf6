//! What can be seen of an expression without computing it: the variable it names, and the text it is.

use super::{Expression, Part};
use crate::flow::value::Value;

impl Expression {
    /// The variable, and its field if there is one, of an expression that is no more than that: `file.benefit`.
    pub fn path(&self) -> Option<(&str, Option<&'static str>)> {
        match &self.root.part {
            Part::Name(name) => Some((name, None)),
            Part::Field(inner, field) => match &inner.part {
                Part::Name(name) => Some((name, Some(field.as_str()))),
                _ => None,
            },
            _ => None,
        }
    }

    /// The text that an expression always is: `"morning"`.
    pub fn text(&self) -> Option<&str> {
        match &self.root.part {
            Part::Literal(Value::Text(text)) => Some(text),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_expression_names_is_seen_without_computing_it() {
        let read = |source: &str| Expression::parse(source).unwrap();
        assert_eq!(read("file.benefit").path(), Some(("file", Some("benefit"))));
        assert_eq!(read("item").path(), Some(("item", None)));
        assert_eq!(read("item + \" bis\"").path(), None);
        assert_eq!(read("\"morning\"").text(), Some("morning"));
        assert_eq!(read("morning").text(), None);
    }
}
