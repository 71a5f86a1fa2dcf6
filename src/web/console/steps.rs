//! A person's next steps in large type and in their language, to be printed: with neither name nor number on it.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};

use super::{
    Console,
    callback::FOLDER,
    context::said,
    fault::Fault,
    layout::{View, page},
    queue,
    session::Signed,
    wording::Wording,
};
use crate::{flow::Name, flow::value::Value, language::Language, service::desk::Detail};

#[derive(Template)]
#[template(path = "console/steps.html")]
struct Page {
    view: View,
    back: String,
    tag: String,
    direction: &'static str,
    title: String,
    steps: Vec<String>,
    question: String,
}

/// The sheet.
pub(super) async fn sheet(
    State(console): State<Console>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let wording = Wording::new(&console, &signed);
    let detail = console.service().desk().one(&id).await?.ok_or(Fault::NotFound)?;
    let wanted = &detail.callback.asked.language;
    let (title, language) =
        said(&wording, wanted, "sheet-title", Vec::new()).unwrap_or_else(|| (String::new(), Language::french()));
    let question = said(&wording, &language, "sheet-question", Vec::new()).map(|(text, _)| text).unwrap_or_default();
    Ok(page(&Page {
        back: format!("{FOLDER}/{id}"),
        direction: if language.is_right_to_left() { "rtl" } else { "ltr" },
        steps: steps(&wording, &language, &detail),
        tag: language.as_str().to_owned(),
        title,
        question,
        view: View::new(&console, &signed, "callback", queue::HERE),
    }))
}

fn steps(wording: &Wording, language: &Language, detail: &Detail) -> Vec<String> {
    let mut steps = Vec::new();
    let mut add = |id: &str, with: Vec<(Name, Value)>| {
        steps.extend(said(wording, language, id, with).map(|(text, _)| text));
    };
    if let Some((_, day)) = &detail.callback.asked.deadline {
        add("sheet-deadline", vec![("day".into(), Value::Date(*day))]);
    }
    let items = detail.file.iter().flat_map(|file| &file.missing).filter(|item| item.answer.is_none());
    for item in items {
        if let Some(words) = wording.ours_in(&item.name, language) {
            add("sheet-missing", vec![("item".into(), Value::Text(words))]);
        }
    }
    if let Some(day) = detail.callback.follow_up {
        add("sheet-follow-up", vec![("day".into(), Value::Date(day))]);
    }
    add("sheet-answer", Vec::new());
    add("sheet-safe", Vec::new());
    steps
}
