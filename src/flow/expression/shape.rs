//! What can be seen of an expression without computing it: the variable it names, the text it is, and what it asks of
//! its variables.

use std::collections::BTreeSet;

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

    /// The names it compares with the empty text, which is how a flow asks whether something was set.
    pub fn asked_whether_set(&self) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        self.root.each(&mut |node| {
            let Part::Binary(Binary::Equal | Binary::NotEqual, left, right) = &node.part else { return };
            for (one, other) in [(left, right), (right, left)] {
                if let (Part::Name(name), true) = (&one.part, other.is_empty_text()) {
                    names.insert(name.as_str());
                }
            }
        });
        names
    }

    /// The fields that it takes out of variables: `item.name`.
    pub fn fields(&self) -> Vec<(&str, &'static str)> {
        let mut fields = Vec::new();
        self.root.each(&mut |node| {
            if let Part::Field(inner, field) = &node.part
                && let Part::Name(name) = &inner.part
            {
                fields.push((name.as_str(), field.as_str()));
            }
        });
        fields
    }
}

impl Node {
    /// Looks at each of its parts, itself first.
    pub(super) fn each<'a>(&'a self, look: &mut dyn FnMut(&'a Node)) {
        look(self);
        match &self.part {
            Part::Literal(_) | Part::Name(_) => {}
            Part::Field(inner, _) | Part::Index(inner, _) | Part::Size(inner) | Part::Not(inner) => inner.each(look),
            Part::Binary(_, left, right) => {
                left.each(look);
                right.each(look);
            }
            Part::Choose(choice) => choice.iter().for_each(|part| part.each(look)),
        }
    }

    /// Whether it is `""`.
    pub(super) fn is_empty_text(&self) -> bool {
        matches!(&self.part, Part::Literal(Value::Text(text)) if text.is_empty())
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
        let read = read("open ? item.name : (n == \"\" || \"\" != file.since ? item.answer : \"\" + file.number)");
        assert_eq!(read.fields(), [("item", "name"), ("file", "since"), ("item", "answer"), ("file", "number")]);
        assert_eq!(read.asked_whether_set(), BTreeSet::from(["n"]));
        assert_eq!(read.names().into_iter().collect::<Vec<_>>(), ["file", "item", "n", "open"]);
    }
}
