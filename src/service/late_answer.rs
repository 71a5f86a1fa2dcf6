//! An answer to a reminder that comes when the reminder is on the table no more: days after, or once more.

use jiff::Span;

use super::{Service, Unserved, dialogue::Dialogue, reminding::argument};
use crate::{
    channel::Channel,
    flow::{
        answers::Answer,
        state::{Asking, State},
        turn::Input,
        value::Reminder,
    },
    phone_number::PhoneNumber,
};

/// For how many days a text that is nothing but an answer is taken for one: longer than any ladder has between two rungs.
const ANSWERED_FOR: i32 = 60;

impl Service {
    /// What a text means to a person's last reminder, where nothing is on the table that it could answer and it says nothing
    /// but an answer; other inputs stay as they are.
    pub(super) async fn answering_late(
        &self,
        state: &State,
        mut inputs: Vec<Input>,
        dialogue: &Dialogue,
        person: &PhoneNumber,
    ) -> Result<Vec<Input>, Unserved> {
        let Some(Input::Text { body, .. }) = inputs.last() else { return Ok(inputs) };
        let flow = &dialogue.script.service.reminder;
        let answer = dialogue.script.vocabulary.answers.answer(body).filter(|answer| *answer != Answer::Stop);
        let Some(answer) = answer.filter(|_| dialogue.script.flows.contains_key(flow)) else { return Ok(inputs) };
        let in_words = answer != Answer::Help && body.chars().any(char::is_alphabetic);
        if !(state.asking == Asking::Nothing || (in_words && stands_at_entry(state))) {
            return Ok(inputs);
        }
        let (_, local) = self.now();
        let since = local.date().saturating_sub(Span::new().days(ANSWERED_FOR));
        let Some(id) = self.0.store.last_reminder(person, since).await? else { return Ok(inputs) };
        let reminder = match self.told_now(&id, Channel::Sms).await? {
            Some(reminder) => reminder,
            // A word is still meant for it, and is answered; a number may mean anything, and AIDE says who we are.
            None if in_words => over(id),
            None => return Ok(inputs),
        };
        let answered = Input::LateAnswer { flow: flow.clone(), with: vec![argument(reminder)], body: body.clone() };
        inputs.pop();
        inputs.push(answered);
        Ok(inputs)
    }
}

/// Whether only the first choice is on the table, which no such word answers.
fn stands_at_entry(state: &State) -> bool {
    let [thread] = state.threads.as_slice() else { return false };
    state.asking == Asking::Step && matches!(thread.frames.as_slice(), [only] if only.flow == state.entry)
}

/// A reminder of which nothing is left to be told.
fn over(id: String) -> Reminder {
    Reminder { id, lines: Vec::new(), names: Vec::new(), count: 1 }
}
