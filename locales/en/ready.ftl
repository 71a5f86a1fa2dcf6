# Ready sentences for advisors, to say or to write to a person; and the sheet of next steps that is printed.
ready-hello = Hello, I am calling you back as you asked. Is this a good time?
ready-papers = Send us this paper by post, to the address at the top of your letter. Keep a copy.
ready-deadline = Do not wait: the date is near. We can do it together, now.
ready-missed = We tried to call you. We will try again at another time.
ready-done = It is done. You have nothing more to send.
ready-interpreter = An interpreter is with us. Speak in your own language.
sheet-title = Your next steps
sheet-missing = Give us: { $item }.
sheet-deadline = Last day: { $day }.
sheet-answer = Write down the receipt number that we give you.
sheet-follow-up = We call you again on { $day }.
sheet-question = { $office_number ->
    [none] A question? Call us again. Press 0 for an advisor.
   *[other] A question? Call { $office_number }.
 }
sheet-safe = Never tell anybody the code of your letter.
