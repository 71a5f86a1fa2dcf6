# The English words of a reminder that we send or ring with. What it tells, and how to answer, stands in deadlines.ftl.

hello = Hello, this is { $service }. We have a message for you. For an advisor, press 0.
    .voice-silence-1 = I did not hear anything. We have a message for you.
    .voice-unclear-1 = I did not understand. Press one key only.
hello-listen = To listen to the message
    .words = listen

# $reminder: what is to be done, by when, what is lost otherwise, how to do it and what may be answered.
tell = { $reminder }
    .voice-silence-1 = I did not hear anything. Press 1 if it is done, 2 for a call from an advisor, 3 for later.
    .voice-unclear-1 = I did not understand. Press 1 if it is done, 2 for a call from an advisor, 3 for later.
    .sms-unclear-1 = I did not understand. Reply DONE, HELP or STOP.

# The message told of several things.
which = What is done?
which-all = If all of it is done
    .sms = all of it
    .words = all, all of it, both, everything
which-first = If only the first is done
    .sms = only the first
    .words = first, the first, only the first
which-second = If only the second is done
    .sms = only the second
    .words = second, the second, only the second
first-or-all = What is done?
first-or-all-all = If all of it is done
    .sms = all of it
    .words = all, all of it, everything
first-or-all-first = If only what we told you is done
    .sms = only what you told me
    .words = only what you told me
is-all-done = Is all of it done?

thanks = We have noted it, thank you. No more reminders of it this time.
others-stay = We have noted it, thank you. We still remind you of the rest.
over = It is noted already, or the date is past. We will not mention it again. To talk to someone, send ADVISOR.
    .voice = It is noted already, or the date is past. We will not mention it again. Thank you, goodbye.

# $day: the last day, or "none" where it is not certain.
booked = { $day ->
        [none] We have noted it. An advisor will call you on { $number }.
       *[other] We have noted it. An advisor will call you on { $number }, before { $day }.
    }
already-open = { $day ->
        [none] You had already asked for a call. You keep your place. An advisor will call you on { $number }.
       *[other] You had already asked for a call. You keep your place. An advisor will call you on { $number }, before { $day }.
    }

again = All right. We will remind you on { $day }.
last-chance = This is the last moment. After it, it will be too late. Would you like an advisor to call you?
goodbye = All right. Thank you, goodbye.

unavailable = { $office_number ->
        [none] We cannot note your request at the moment. It is not your fault. Please try again later.
       *[other] We cannot note your request at the moment. It is not your fault. Please try again later, or call { $office_number }.
    }
