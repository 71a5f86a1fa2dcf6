//! The step that runs another flow: its arguments and results are of the types that both flows declare.

use std::ops::Range;

use super::{
    Draft,
    reader::Reader,
    step::Frame,
    suggest,
    tree::{Key, Node},
};
use crate::{
    flow::{
        Name,
        definition::{Exits, Flow, Kind, VarType, With},
        expression::Expression,
        grammar,
    },
    problem::{Code, Problem, SourceFile, code},
};

/// A call, checked once every flow is read.
pub(super) struct CallSite {
    pub flow: (Name, Range<usize>),
    pub with: Vec<Argument>,
    pub into: Vec<ResultSite>,
    pub on: Vec<(Name, Range<usize>)>,
    /// Where a missing outcome is reported.
    pub at: Range<usize>,
}

/// A value handed to a flow.
pub(super) struct Argument {
    name: Name,
    key: Range<usize>,
    value: Range<usize>,
    expression: Expression,
    found: VarType,
}

/// A value handed back: the caller's variable, and the called flow's.
pub(super) struct ResultSite {
    mine: (Name, VarType),
    theirs: (Name, Range<usize>),
}

/// Reads the flow that is called, its arguments, its results, and where its outcomes lead.
pub(super) fn read(reader: &mut Reader<'_, '_>, node: &Node, frame: &Frame<'_>) -> Option<Kind> {
    let fields = reader.fields(node, "`call`", &grammar::keys_of("call"))?;
    let Some(flow_node) = fields.get("flow") else {
        return reader.fail(
            &code::CALL_WITHOUT_FLOW,
            frame.kind_at,
            "`call` has no `flow`",
            "write `call: { flow: NAME }`",
        );
    };
    let flow: Name = reader.text(flow_node, "the name of a flow")?.into();
    let with = arguments(reader, fields.get("with"));
    let into = results(reader, fields.get("into"));
    let Some((on_key, on_node)) = frame.fields.entry("on") else {
        let help = "add `on: { else: STEP }`";
        return reader.fail(&code::NO_EXITS, frame.at, "nothing says where the conversation goes afterwards", help);
    };
    let given = reader.mapping(on_node, "`on`")?.entries;
    let targets: Vec<_> = given.iter().map(|(key, node)| (key, reader.target(node))).collect();
    let on: Exits = targets.into_iter().filter_map(|(key, to)| Some((key.text.as_str().into(), to?))).collect();
    let (with, into) = (with?, into?);
    let values: With = with.iter().map(|argument| (argument.name.clone(), argument.expression.clone())).collect();
    let results = into.iter().map(|result| (result.mine.0.clone(), result.theirs.0.clone())).collect();
    let site = CallSite {
        flow: (flow.clone(), flow_node.span.clone()),
        with,
        into,
        on: given.iter().map(|(key, _)| (Name::from(key.text.as_str()), key.span.clone())).collect(),
        at: on_key.span.clone(),
    };
    reader.calls.push(site);
    (on.len() == given.len()).then_some(Kind::Call { flow, with: values, into: results, on })
}

fn arguments(reader: &mut Reader<'_, '_>, node: Option<&Node>) -> Option<Vec<Argument>> {
    let Some(node) = node else { return Some(Vec::new()) };
    let fields = reader.mapping(node, "`with`")?;
    let read: Vec<_> = fields.entries.iter().map(|(key, node)| argument(reader, key, node)).collect();
    read.into_iter().collect()
}

fn argument(reader: &mut Reader<'_, '_>, key: &Key, node: &Node) -> Option<Argument> {
    let name = reader.variable_word(key);
    let (expression, found) = reader.typed(node)?;
    Some(Argument { name: name?, key: key.span.clone(), value: node.span.clone(), expression, found })
}

fn results(reader: &mut Reader<'_, '_>, node: Option<&Node>) -> Option<Vec<ResultSite>> {
    let Some(node) = node else { return Some(Vec::new()) };
    let fields = reader.mapping(node, "`into`")?;
    let read: Vec<_> = fields.entries.iter().map(|(key, node)| result(reader, key, node)).collect();
    read.into_iter().collect()
}

fn result(reader: &mut Reader<'_, '_>, key: &Key, node: &Node) -> Option<ResultSite> {
    let mine = reader.settable(&key.text, &key.span);
    let theirs: Name = reader.text(node, "the name of a result")?.into();
    let mine = mine?;
    if mine.1 == VarType::Secret {
        let help = "only `ask: { secret: 8, into: … }` fills it";
        return reader.fail(&code::SECRET_SET, &key.span, format!("`{}` is secret", mine.0), help);
    }
    Some(ResultSite { mine, theirs: (theirs, node.span.clone()) })
}

/// That the called flow takes what it is given and gives what is taken, each of the right type.
pub(super) fn check_values(file: &SourceFile, call: &CallSite, called: &Flow, problems: &mut Vec<Problem>) {
    for argument in call.with.iter().filter(|argument| called.takes.contains(&argument.name)) {
        let Some(wanted) = called.vars.get(&argument.name) else { continue };
        let (code, message, help) = match argument.expression.fits(&argument.found, wanted) {
            Ok(true) => continue,
            Err(error) => (error.code, error.message, error.help),
            Ok(false) => mismatch(&called.name, &argument.name, wanted, &argument.found),
        };
        problems.push(Problem::at(code, file, argument.value.clone(), message, help));
    }
    for ResultSite { mine: (mine, wanted), theirs: (theirs, span) } in &call.into {
        if !called.returns.contains(theirs) {
            let help = suggest(theirs, called.returns.iter().map(|name| &**name), "results");
            let message = format!("the flow `{}` returns no `{theirs}`", called.name);
            problems.push(Problem::at(&code::UNKNOWN_RESULT, file, span.clone(), message, help));
        } else if let Some(found) = called.vars.get(theirs).filter(|found| !found.fits(wanted)) {
            let message = format!("`{mine}` is {}, the result `{theirs}` {}", wanted.a_name(), found.a_name());
            let help = "declare the same type in both flows";
            problems.push(Problem::at(&code::WRONG_TYPE, file, span.clone(), message, help));
        }
    }
}

fn mismatch(flow: &str, name: &str, wanted: &VarType, found: &VarType) -> (&'static Code, String, String) {
    let message = format!("the flow `{flow}` takes {} as `{name}`, this value is {}", wanted.a_name(), found.a_name());
    (&code::WRONG_TYPE, message, "declare the same type in both flows".to_owned())
}

/// The arguments of a call with their places.
pub(super) fn argument_places(call: &CallSite) -> impl Iterator<Item = (&Name, &Range<usize>)> {
    call.with.iter().map(|argument| (&argument.name, &argument.key))
}

/// The results that no step of their flow sets.
pub(super) fn check_returns(draft: &Draft<'_>, problems: &mut Vec<Problem>) {
    for (name, span) in draft.returns.iter().filter(|_| draft.complete) {
        let flow = &draft.flow;
        if !flow.takes.contains(name) && !flow.steps.values().any(|step| step.sets().contains(&name)) {
            let message = format!("the flow returns `{name}`, which none of its steps sets");
            let help = format!("set it: `set: {{ {name}: … }}`, or take it off `returns`");
            problems.push(Problem::at(&code::RESULT_NEVER_SET, draft.file, span.clone(), message, help));
        }
    }
}
