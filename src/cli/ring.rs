//! `guichet ring`: somebody is rung, and whoever answers begins a flow.

use anyhow::{Context, bail, ensure};
use serde_json::json;

use super::{data, world};
use crate::{
    clock::Clock,
    flow::{
        definition::{Flow, Script},
        value::Value,
        var_type::VarType,
    },
    outgoing::Kind,
    phone_number::Numbering,
    service::ring::{self, Beginning},
    settings::Settings,
    store::outbox::NewText,
};

/// What is asked for.
#[derive(clap::Args, Debug)]
pub(super) struct Options {
    /// Whom to ring: a national landline or mobile.
    #[arg(value_name = "NUMBER")]
    to: String,
    /// The flow that whoever answers begins.
    #[arg(value_name = "FLOW")]
    flow: String,
    /// What the flow takes, such as `day=2026-12-05`.
    #[arg(value_name = "NAME=VALUE")]
    with: Vec<String>,
}

/// Puts the call into the outbox; the running service places it.
pub(super) async fn ring(settings: &Settings, options: Options) -> anyhow::Result<()> {
    let pair = |given: &String| {
        let (name, value) = given
            .split_once('=')
            .with_context(|| format!("`{given}` has no value; write for example day=2026-12-05"))?;
        Ok((name.to_owned(), value.to_owned()))
    };
    let with: Vec<(String, String)> = options.with.iter().map(pair).collect::<anyhow::Result<_>>()?;
    let (_, dialogue) = world::compiled(settings)?;
    let order = order(&dialogue.script, settings, (&options.to, &options.flow, &with), &Clock::System)?;
    let (to, silenced) = (order.to.clone(), order.kind.is_silenced_by_stop());
    let store = data::open(settings).await?;
    store.add_text(order).await?;
    let opted_out = store.is_opted_out(&to).await?;
    store.close().await;
    ensure!(!(silenced && opted_out), "nobody is rung: the person said STOP from this number");
    println!("{} will be rung", to.in_pairs());
    Ok(())
}

/// The order for a call now: to whom, with which flow and what it takes.
pub(super) fn order(
    script: &Script,
    settings: &Settings,
    (to, flow, with): (&str, &str, &[(String, String)]),
    clock: &Clock,
) -> anyhow::Result<NewText> {
    // The demo's numbers are none elsewhere: what sends refuses them there.
    let numbering = Numbering { fiction: true };
    let number = numbering.parse(to).with_context(|| format!("`{to}` is no number; write for example 0199000013"))?;
    ensure!(
        settings.reach.includes(&number),
        "only landlines and mobiles of France are rung, and what `sending.allow` names"
    );
    let known = script.flows.get(flow).with_context(|| format!("there is no flow `{flow}`"))?;
    let values = values(known, with, numbering)?;
    let (now, sender) = (clock.now(), data::sender(settings)?);
    let id = world::seed()?.id(now);
    let beginning = Beginning { flow: known.name.clone(), with: values };
    let ring = ring::order(id, (&sender, number), &beginning, (now, now), &settings.spending);
    if known.name != script.service.read_out {
        return Ok(ring);
    }
    // As where no text reaches a number: the words are made ready to be heard when it rings.
    let words = with.iter().find(|(name, _)| name == "words").map(|(_, words)| words.as_str());
    Ok(NewText { kind: Kind::ReadOut, payload: json!({ "body": words.unwrap_or_default() }), ..ring })
}

/// What the flow takes, as its variables hold it.
fn values(
    flow: &Flow,
    with: &[(String, String)],
    numbering: Numbering,
) -> anyhow::Result<Vec<(crate::flow::Name, Value)>> {
    let takes = flow.takes.join(", ");
    if let Some((other, _)) = with.iter().find(|(name, _)| !flow.takes.iter().any(|takes| **takes == **name)) {
        bail!(
            "the flow `{}` does not take `{other}`; it takes: {}",
            flow.name,
            if takes.is_empty() { "nothing" } else { &takes }
        );
    }
    let value = |name: &crate::flow::Name| {
        let Some((_, text)) = with.iter().find(|(given, _)| **given == **name) else {
            bail!("the flow `{}` takes `{name}`; write {name}=VALUE too", flow.name);
        };
        let kind = flow.vars.get(name).unwrap_or(&VarType::Any);
        let value = read(text, kind, numbering);
        let value =
            value.with_context(|| format!("`{name}` is {}, and `{text}` cannot be read as one", kind.a_name()))?;
        Ok((name.clone(), value))
    };
    flow.takes.iter().map(value).collect()
}

/// A value as it is typed; none where it cannot be.
fn read(text: &str, kind: &VarType, numbering: Numbering) -> Option<Value> {
    match kind {
        VarType::Text | VarType::Any => Some(Value::Text(text.to_owned())),
        VarType::Digits => text.bytes().all(|byte| byte.is_ascii_digit()).then(|| Value::Digits(text.to_owned())),
        VarType::Number => text.parse().ok().map(Value::Number),
        VarType::Bool => text.parse().ok().map(Value::Bool),
        VarType::Date => text.parse().ok().map(Value::Date),
        VarType::Moment => text.parse().ok().map(Value::Moment),
        VarType::Phone => numbering.parse(text).map(Value::Phone),
        VarType::Symbol => Some(Value::Symbol(text.to_owned())),
        VarType::OneOf(words) => words.iter().any(|word| **word == *text).then(|| Value::Symbol(text.to_owned())),
        VarType::Amount
        | VarType::Window
        | VarType::Secret
        | VarType::CaseFile
        | VarType::Item
        | VarType::Reminder
        | VarType::Recording
        | VarType::List
        | VarType::ListOf(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_as_its_variable_holds_it_or_not_at_all() {
        let words = VarType::one_of(["morning", "any"]);
        let rows = [
            ("Bonjour.", VarType::Text, "Bonjour."),
            ("0012", VarType::Digits, "0012"),
            ("12", VarType::Number, "12"),
            ("true", VarType::Bool, "true"),
            ("2026-12-05", VarType::Date, "2026-12-05"),
            ("06 39 98 00 12", VarType::Phone, "+33639980012"),
            ("any", words.clone(), "any"),
        ];
        let numbering = Numbering { fiction: true };
        for (text, kind, plain) in rows {
            assert_eq!(read(text, &kind, numbering).map(|value| value.plain()).as_deref(), Some(plain), "{text}");
        }
        for (text, kind) in
            [("12 bis", VarType::Digits), ("05/12/2026", VarType::Date), ("noon", words), ("1", VarType::Item)]
        {
            assert_eq!(read(text, &kind, numbering), None, "{text}");
        }
    }
}
