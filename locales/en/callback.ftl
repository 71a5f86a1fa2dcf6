# The English words for having an advisor ring back.

# Words that begin this flow by text.
entry = callback, call back, call me, call me back, please call me, phone me

# $number: in pairs, "06 39 98 00 12". Yes and no follow.
confirm-caller = An advisor will call you back on { $number }. Is it the right number?

ask-number = Send the number to call you on: 10 digits.
    .voice = Enter the number to call you on, 10 digits, then press hash.
    .voice-silence-1 = I did not hear anything. Enter the 10 digits of your phone number, then press hash.
    .voice-silence-2 = Take your time. You can also give the number of someone close to you. Enter its 10 digits, then press hash.
    .voice-unclear-1 = I did not understand. The number has 10 digits and begins with 0. Enter it, then press hash.
    .sms-unclear-1 = The number has 10 digits and begins with 0. Send the number to call you on.

confirm-number = You gave: { $number }. Is that right?

when = When would you like us to call?
when-morning = For the morning
    .sms = in the morning
    .words = morning, in the morning
when-afternoon = For the afternoon
    .sms = in the afternoon
    .words = afternoon, in the afternoon
when-any = If any time is fine
    .sms = any time
    .words = any time, anytime, any, either

# $half_day-words: "in the morning".
# $window: the stretch of a day in which they are rung, or "none". $digits: three digits that the advisor says first, or "none".
booked = { $window ->
        [none] We have noted it. An advisor will call you back on { $number }, { $half_day-words }.
       *[other] We have noted it. An advisor will call you back on { $number }, { $window }.
    }{ $digits ->
        [none] {""}
       *[other] {" "}They will say: { $digits }. If not, hang up.
    }
# $before: how many people are rung before, or "none".
# Who calls may show a number that is not theirs: by voice the digits are not said again.
already-open = You had already asked for a call. { $before ->
        [none] You keep your place.
        [0] You keep your place: you are next.
        [one] You keep your place: one person is before you.
       *[other] You keep your place: { $before } people are before you.
    } An advisor will call you back on { $number }, { $window ->
        [none] { $half_day-words }.
       *[other] { $window }.
    }{ $digits ->
        [none] {""}
       *[other] {" "}They will say: { $digits }. If not, hang up.
    }
    .voice = You had already asked for a call. { $before ->
            [none] You keep your place.
            [0] You keep your place: you are next.
            [one] You keep your place: one person is before you.
           *[other] You keep your place: { $before } people are before you.
        } An advisor will call you back on { $number }, { $window ->
            [none] { $half_day-words }.
           *[other] { $window }.
        }

# After the booking, by voice alone. Whoever lays down now is rung all the same.
more = You can hang up, or wait.
more-message = To leave a message for the advisor
    .sms = leave a message
    .words = message
more-no-messages = If you want no message on your voicemail
    .sms = no message
    .words = no message
record = Speak after the tone, then press hash.
    .sms = Write your message.
kept = Your message is kept for the advisor.
forbidden = We have noted it. We will leave no message.
enough = Thank you. Talk to you soon.

# The number is asked for again right after.
not-callable = We cannot call this number. Please give a landline or mobile number in France.

unavailable = { $office_number ->
        [none] We cannot note your request at the moment. It is not your fault. Please try again later.
       *[other] We cannot note your request at the moment. It is not your fault. Please try again later, or call { $office_number }.
    }
