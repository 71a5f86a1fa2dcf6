//! From the source of an expression to our own tree, refusing what flows do without.

use std::ops::Range;

use cel::{
    common::ast::{CallExpr, Expr, IdedExpr, LiteralValue, SourceInfo, operators},
    parser::Parser,
};

use super::{Binary, DEEPEST, ExpressionError, Field, LONGEST, MOST_OPEN, Node, Part};
use crate::{
    flow::value::Value,
    problem::{code, nearest},
};

const SUBSET: &str = "write texts, numbers, names, a.field, a[0], ==, !=, <, <=, >, >=, &&, ||, !, in, +, -, *, a ? b : c and size(x) only";

/// Words that are no names: CEL gives them a meaning, or keeps them for later (its specification, "Syntax").
const RESERVED: [&str; 21] = [
    "as",
    "break",
    "const",
    "continue",
    "else",
    "false",
    "for",
    "function",
    "if",
    "import",
    "in",
    "let",
    "loop",
    "namespace",
    "null",
    "package",
    "return",
    "true",
    "var",
    "void",
    "while",
];

/// Reads a source.
pub(super) fn read(source: &str) -> Result<Node, ExpressionError> {
    survey(source)?;
    match single_token(source) {
        Some(part) => Ok(Node { span: 0..source.len(), part }),
        None => parsed(source),
    }
}

/// What the parser makes of a source.
fn parsed(source: &str) -> Result<Node, ExpressionError> {
    let (tree, info) = Parser::new()
        .max_recursion_depth(96)
        .parse_with_source_info(source)
        .map_err(|errors| syntax_error(source, &errors))?;
    Reader { source, info: &info }.node(&tree, 0)
}

/// A name or a text alone, as most expressions are. The parser takes longer for these than for the whole rest of a flow.
fn single_token(source: &str) -> Option<Part> {
    if let Some(text) = source.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return (!text.contains('"')).then(|| Part::Literal(Value::Text(text.to_owned())));
    }
    let name = source.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !source.starts_with(|c: char| c.is_ascii_digit())
        && !RESERVED.contains(&source);
    name.then(|| Part::Name(source.to_owned()))
}

/// What the parser should never be given: too long, too deep, or a call or a character that has no place here.
fn survey(source: &str) -> Result<(), ExpressionError> {
    let all = 0..source.len();
    if source.trim().is_empty() {
        let help = "write a variable or a condition";
        return Err(ExpressionError::new(&code::EMPTY_EXPRESSION, all, "there is no expression here", help));
    }
    if source.chars().count() > LONGEST {
        let help = format!("keep it under {LONGEST} characters; a `branch` has as many arms as you need");
        return Err(ExpressionError::new(&code::LONG_EXPRESSION, all, "this expression is too long", help));
    }
    let mut open = 0_usize;
    let mut quote: Option<(char, usize)> = None;
    let mut word = 0..0;
    let mut before = ' ';
    for (at, c) in source.char_indices() {
        let here = at..at + c.len_utf8();
        match (quote, c) {
            (Some((end, _)), _) if c == end => quote = None,
            (Some(_), '\\' | '\n' | '\r') => return Err(odd_text(here)),
            (Some(_), _) => {}
            (None, '"' | '\'') if before.is_alphanumeric() || matches!(before, '_' | '"' | '\'') => {
                return Err(odd_text(here));
            }
            (None, '"' | '\'') => quote = Some((c, at)),
            (None, '(' | '[') => {
                let name = source.get(word.clone()).unwrap_or_default();
                if c == '(' && !matches!(name, "" | "size" | "in") {
                    return Err(no_such_function(name, word));
                }
                open += 1;
            }
            (None, ')' | ']') => open = open.saturating_sub(1),
            // Each choice is a level of its own for the parser, and nothing closes it.
            (None, '?') => open += 1,
            (None, _) => known(c, &here)?,
        }
        if open > MOST_OPEN {
            return Err(too_deep(here));
        }
        word = next_word(&word, &here, c);
        before = c;
    }
    match quote {
        Some((_, start)) => {
            let at = start..source.len();
            Err(ExpressionError::new(&code::UNCLOSED_TEXT, at, "this text is not closed", "add a quote"))
        }
        None => Ok(()),
    }
}

/// Raw, tripled, prefixed and escaped texts of CEL: what is a text must be as plain to us as to the parser, or brackets
/// could hide from the count.
fn odd_text(span: Range<usize>) -> ExpressionError {
    let help = "write a plain text between two quotes, without backslashes: \"missing_item\"";
    ExpressionError::new(&code::ODD_TEXT, span, "this is no plain text", help)
}

/// The span of the word that ends here, which a following space does not break off.
fn next_word(word: &Range<usize>, here: &Range<usize>, c: char) -> Range<usize> {
    if c.is_ascii_alphanumeric() || c == '_' {
        if word.end == here.start { word.start..here.end } else { here.clone() }
    } else if c.is_ascii_whitespace() && !word.is_empty() {
        word.clone()
    } else {
        here.end..here.end
    }
}

fn known(c: char, here: &Range<usize>) -> Result<(), ExpressionError> {
    let help = match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | ' ' | '\t' | '\n' => return Ok(()),
        '.' | ',' | '!' | '=' | '<' | '>' | '&' | '|' | '+' | '-' | '*' | '?' | ':' => return Ok(()),
        '“' | '”' | '«' | '»' | '’' | '‘' => "write texts between straight quotes: \"missing_item\"",
        _ => SUBSET,
    };
    let message = format!("`{c}` has no place in an expression");
    Err(ExpressionError::new(&code::ODD_CHARACTER, here.clone(), message, help))
}

fn no_such_function(name: &str, span: Range<usize>) -> ExpressionError {
    let help = "the only function is size(x): the number of values in a list, or of characters in a text";
    let message = format!("there is no function `{}`", name.trim());
    ExpressionError::new(&code::UNKNOWN_FUNCTION, span, message, help)
}

fn too_deep(span: Range<usize>) -> ExpressionError {
    let help = "split it over several arms or `set` steps";
    ExpressionError::new(&code::DEEP_EXPRESSION, span, "this expression is nested too deeply", help)
}

/// The parser's first complaint, at its place.
fn syntax_error(source: &str, errors: &cel::ParseErrors) -> ExpressionError {
    let first = errors.errors.first();
    let at = first.map_or(0, |error| byte_of(source, error.pos));
    let length = source.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let help = match single_operator(source) {
        Some(help) => help,
        None => SUBSET,
    };
    ExpressionError::new(&code::BAD_EXPRESSION, at..at + length, "this is no expression that can be read", help)
}

fn single_operator(source: &str) -> Option<&'static str> {
    let bare = source.replace("==", "").replace("!=", "").replace("<=", "").replace(">=", "");
    let bare = bare.replace("&&", "").replace("||", "");
    if bare.contains('=') {
        Some("to compare, write `==`")
    } else if bare.contains('&') || bare.contains(" and ") {
        Some("for “and”, write `&&`")
    } else if bare.contains('|') || bare.contains(" or ") {
        Some("for “or”, write `||`")
    } else {
        None
    }
}

/// The byte of a line and column, both as the parser counts them: the line from 1, the column in characters.
fn byte_of(source: &str, (line, column): (isize, isize)) -> usize {
    let skipped = usize::try_from(line.saturating_sub(1)).unwrap_or(0);
    let start: usize = source.split_inclusive('\n').take(skipped).map(str::len).sum();
    let column = usize::try_from(column.saturating_sub(1)).unwrap_or(0);
    let rest = source.get(start..).unwrap_or_default();
    start + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at)
}

struct Reader<'a> {
    source: &'a str,
    info: &'a SourceInfo,
}

impl Reader<'_> {
    fn node(&self, tree: &IdedExpr, depth: usize) -> Result<Node, ExpressionError> {
        let span = self.span(tree.id);
        if depth > DEEPEST {
            return Err(too_deep(span));
        }
        let part = match &tree.expr {
            Expr::Literal(literal) => Part::Literal(literal_value(literal, &span)?),
            Expr::Ident(name) if name.starts_with('.') => {
                let help = format!("write `{}`", name.trim_start_matches('.'));
                return Err(ExpressionError::new(
                    &code::ODD_CHARACTER,
                    span,
                    "a name begins with a letter, not with a dot",
                    help,
                ));
            }
            Expr::Ident(name) => Part::Name(name.clone()),
            Expr::Select(select) if !select.test => {
                let inner = self.node(&select.operand, depth + 1)?;
                Part::Field(Box::new(inner), self.field(&select.field, &span)?)
            }
            Expr::Call(call) => self.call(call, &span, depth)?,
            Expr::List(_) => {
                let help = "compare with each value: x == \"a\" || x == \"b\"";
                let message = "a list cannot be written in an expression";
                return Err(ExpressionError::new(&code::LIST_WRITTEN, span, message, help));
            }
            Expr::Select(_) | Expr::Comprehension(_) | Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => {
                let message = "flows do without this part of CEL";
                return Err(ExpressionError::new(&code::NOT_IN_SUBSET, span, message, SUBSET));
            }
        };
        Ok(Node { span, part })
    }

    fn field(&self, name: &str, dot: &Range<usize>) -> Result<Field, ExpressionError> {
        if let Some(field) = Field::ALL.into_iter().find(|field| field.as_str() == name) {
            return Ok(field);
        }
        let after = self.source.get(dot.start..).and_then(|rest| rest.find(name)).map(|at| dot.start + at);
        let span = after.map_or(dot.clone(), |at| at..at + name.len());
        let help = match nearest(name, Field::ALL.into_iter().map(Field::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the fields are {}", Field::ALL.map(Field::as_str).join(", ")),
        };
        let message = format!("there is no field `{name}`");
        Err(ExpressionError::new(&code::UNKNOWN_FIELD, span, message, help))
    }

    fn call(&self, call: &CallExpr, span: &Range<usize>, depth: usize) -> Result<Part, ExpressionError> {
        let inner = |tree: &IdedExpr| self.node(tree, depth + 1).map(Box::new);
        match (call.func_name.as_str(), &call.target, call.args.as_slice()) {
            (operators::LOGICAL_NOT, None, [value]) => Ok(Part::Not(inner(value)?)),
            ("size", None, [value]) => Ok(Part::Size(inner(value)?)),
            ("size", _, _) => {
                let message = "`size` takes one value";
                Err(ExpressionError::new(&code::SIZE_ARGUMENTS, span.clone(), message, "write size(x)"))
            }
            (operators::INDEX, None, [list, index]) => Ok(Part::Index(inner(list)?, self.index(index)?)),
            (operators::CONDITIONAL, None, [when, then, or]) => {
                let part = |tree: &IdedExpr| self.node(tree, depth + 1);
                Ok(Part::Choose(Box::new([part(when)?, part(then)?, part(or)?])))
            }
            (name, None, [left, right]) => match binary(name) {
                Some(operator) => Ok(Part::Binary(operator, inner(left)?, inner(right)?)),
                None => Err(unknown_operator(name, span)),
            },
            (name, _, _) => Err(unknown_operator(name, span)),
        }
    }

    fn index(&self, tree: &IdedExpr) -> Result<usize, ExpressionError> {
        match &tree.expr {
            Expr::Literal(LiteralValue::Int(int)) => usize::try_from(*int.inner()).ok(),
            _ => None,
        }
        .ok_or_else(|| {
            let help = "write a number from 0: organisations[0] is the first";
            ExpressionError::new(&code::BAD_INDEX, self.span(tree.id), "this is no place in a list", help)
        })
    }

    /// Where the token of a node stands, in bytes of the source, as the parser counts tokens.
    fn span(&self, id: u64) -> Range<usize> {
        let Some((start, stop)) = self.info.offset_for(id) else { return 0..self.source.len() };
        let start = self.source.floor_char_boundary(usize::try_from(start).unwrap_or(0));
        let stop = usize::try_from(stop).unwrap_or(0);
        start..self.source.ceil_char_boundary(stop.saturating_add(1)).max(start)
    }
}

fn unknown_operator(name: &str, span: &Range<usize>) -> ExpressionError {
    let word = name.trim_matches(|c| matches!(c, '_' | '@')).to_owned();
    ExpressionError::new(&code::NOT_IN_SUBSET, span.clone(), format!("flows do without `{word}`"), SUBSET)
}

fn literal_value(literal: &LiteralValue, span: &Range<usize>) -> Result<Value, ExpressionError> {
    let help = match literal {
        LiteralValue::String(text) => return Ok(Value::Text(text.inner().to_owned())),
        LiteralValue::Int(number) => return Ok(Value::Number(*number.inner())),
        LiteralValue::Boolean(yes) => return Ok(Value::Bool(*yes.inner())),
        LiteralValue::Null => "to ask whether something is set, compare it with the empty text: x == \"\"",
        LiteralValue::Double(_) | LiteralValue::UInt(_) => "write a whole number without a suffix; money is in cents",
        LiteralValue::Bytes(_) => "write a text: \"abc\"",
    };
    let message = "this value has no place in an expression";
    Err(ExpressionError::new(&code::BAD_LITERAL, span.clone(), message, help))
}

fn binary(name: &str) -> Option<Binary> {
    Some(match name {
        operators::EQUALS => Binary::Equal,
        operators::NOT_EQUALS => Binary::NotEqual,
        operators::LESS => Binary::Less,
        operators::LESS_EQUALS => Binary::LessOrEqual,
        operators::GREATER => Binary::Greater,
        operators::GREATER_EQUALS => Binary::GreaterOrEqual,
        operators::LOGICAL_AND => Binary::And,
        operators::LOGICAL_OR => Binary::Or,
        operators::IN => Binary::In,
        operators::ADD => Binary::Add,
        operators::SUBSTRACT => Binary::Subtract,
        operators::MULTIPLY => Binary::Multiply,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reserved_words_are_left_to_the_parser() {
        for word in RESERVED {
            assert_eq!(single_token(word), None, "{word}");
        }
    }

    proptest! {
        #[test]
        fn a_name_or_text_alone_is_what_the_parser_makes_of_it(
            source in prop_oneof!["[a-zA-Z_][a-zA-Z0-9_]{0,6}", "\"[a-z0-9_' éم]{0,8}\"", "[a-z\" ]{0,5}"]
        ) {
            if let (Ok(()), Some(part)) = (survey(&source), single_token(&source)) {
                prop_assert_eq!(parsed(&source), Ok(Node { span: 0..source.len(), part }));
            }
        }
    }
}
