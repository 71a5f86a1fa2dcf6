//! What can be seen of an expression without computing it: the variable it names, the text it is, and on which channel a
//! condition cannot hold.

use super::{Binary, Expression, Node, Part};
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

    /// Whether it says no more than that a variable is a word, which it then tells: `channel == "sms"`.
    pub fn compares(&self, variable: &str) -> Option<&str> {
        self.root.compares(variable)
    }

    /// Whether it cannot be true while the variable is this word, such as `channel == "voice" && …` by text.
    pub fn never_while(&self, variable: &str, word: &str) -> bool {
        self.root.never_while(variable, word)
    }
}

impl Node {
    fn compares(&self, variable: &str) -> Option<&str> {
        let Part::Binary(Binary::Equal, left, right) = &self.part else { return None };
        match (&left.part, &right.part) {
            (Part::Name(name), Part::Literal(Value::Text(text)))
            | (Part::Literal(Value::Text(text)), Part::Name(name))
                if name == variable =>
            {
                Some(text)
            }
            _ => None,
        }
    }

    fn never_while(&self, variable: &str, word: &str) -> bool {
        match &self.part {
            Part::Binary(Binary::And, left, right) => {
                left.never_while(variable, word) || right.never_while(variable, word)
            }
            Part::Binary(Binary::Or, left, right) => {
                left.never_while(variable, word) && right.never_while(variable, word)
            }
            _ => self.compares(variable).is_some_and(|other| other != word),
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

    #[test]
    fn a_condition_is_ruled_out_by_a_channel_only_where_it_says_so() {
        for (source, ruled_out) in [
            ("channel == \"voice\"", true),
            ("\"voice\" == channel", true),
            ("channel == \"voice\" && open", true),
            ("channel == \"voice\" || open", false),
            ("channel == \"sms\"", false),
            ("channel != \"sms\"", false),
            ("open", false),
        ] {
            assert_eq!(Expression::parse(source).unwrap().never_while("channel", "sms"), ruled_out, "{source}");
        }
    }
}
