person-title = Person
person-back = Back
person-summary = { $callbacks ->
    [0] No request for a call.
    [one] One request for a call.
   *[other] { $callbacks } requests for a call.
 }
person-language = Language kept
person-language-none = none
person-stopped = Messages by themselves
person-stopped-stop = all refused (STOP)
person-stopped-stop-reminders = reminders refused (STOP REMINDERS)
person-stopped-start = accepted
person-consent = The person asks for
person-consent-save = Note it
person-consented-stop = Noted: no more automatic messages. Calls they asked an advisor for stay as they are.
person-consented-stop-reminders = Noted: no more reminders of dates. Questions about the file go on.
person-consented-start = Noted: automatic messages come again.
person-hours = Hours for reminders
person-hours-none = no preference
person-hours-morning = in the morning
person-hours-evening = in the evening
person-trouble = Reached by text
person-trouble-none = yes
person-trouble-some = no: wrong number or landline
person-files = Files
person-files-none = No file has this number.
person-answers = Answers given
person-answers-none = No answer.
person-answer-confirmed = confirmed
person-answer-unconfirmed = to be confirmed
person-deadlines = Deadlines
person-deadlines-none = No deadline.
person-deadline-armed = under way
person-deadline-held-out = followed without reminders
person-deadline-done = done
person-deadline-expired = past
person-deadline-withdrawn = withdrawn
person-deadline-by = by the end of { $day }
person-tick = It is done
person-ticked = The deadline is noted as done: no more reminders are sent.
person-not-ticked = This deadline was no longer under way.
person-callbacks = Requests for a call
person-callbacks-none = None.
person-messages = Messages
person-messages-none = No message is kept.
