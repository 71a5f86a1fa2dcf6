//! What an expression is worth where only some names are known: whether a condition can hold at all.

use super::{Binary, Expression, Node, Part};
use crate::flow::value::Value;

impl Expression {
    /// Whether it cannot be true, whatever the names hold that `known` does not tell.
    pub fn never_holds(&self, known: &dyn Fn(&str) -> Option<Value>) -> bool {
        self.root.known_value(known).is_some_and(|value| value != Value::Bool(true))
    }

    /// Whether it is true, whatever the names hold that `known` does not tell.
    pub fn always_holds(&self, known: &dyn Fn(&str) -> Option<Value>) -> bool {
        self.root.known_value(known) == Some(Value::Bool(true))
    }
}

impl Node {
    /// Its value, where the names that are known decide it.
    fn known_value(&self, known: &dyn Fn(&str) -> Option<Value>) -> Option<Value> {
        match &self.part {
            Part::Name(name) => known(name),
            Part::Binary(operator @ (Binary::And | Binary::Or), left, right) => {
                let decides = Value::Bool(*operator == Binary::Or);
                let sides = [left.known_value(known), right.known_value(known)];
                if sides.contains(&Some(decides.clone())) {
                    return Some(decides);
                }
                sides.iter().all(Option::is_some).then(|| self.with_known(known))
            }
            Part::Literal(_)
            | Part::Field(..)
            | Part::Index(..)
            | Part::Size(_)
            | Part::Not(_)
            | Part::Choose(_)
            | Part::Binary(..) => {
                let mut names = Vec::new();
                self.collect_names(&mut names);
                names.iter().all(|(name, _)| known(name).is_some()).then(|| self.with_known(known))
            }
        }
    }

    fn with_known(&self, known: &dyn Fn(&str) -> Option<Value>) -> Value {
        self.evaluate(&|name| known(name).unwrap_or(Value::None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_that_a_channel_rules_out_is_known_whatever_else_it_asks() {
        let rows = [
            ("channel == \"voice\"", true, false),
            ("\"voice\" == channel", true, false),
            ("channel != \"sms\"", true, false),
            ("open", false, false),
            ("channel == \"sms\"", false, true),
            ("channel == \"voice\" && caller_mobile", true, false),
            ("caller_mobile && channel == \"voice\"", true, false),
            ("caller_mobile || channel == \"voice\"", false, false),
            ("caller_mobile || channel == \"sms\"", false, true),
            ("channel == \"voice\" || channel == \"fax\"", true, false),
            ("!(channel == \"sms\")", true, false),
            ("caller_mobile", false, false),
            ("size(file.missing) > 1", false, false),
            ("false", true, false),
        ];
        for (source, never, always) in rows {
            let expression = Expression::parse(source).unwrap();
            let known = |name: &str| (name == "channel").then(|| Value::Symbol("sms".to_owned()));
            assert_eq!((expression.never_holds(&known), expression.always_holds(&known)), (never, always), "{source}");
        }
    }
}
