# The English sentences that every flow and the engine itself use, and the words people may type.

## Frames. $option is the text of an option, $key its key.
## An option is written "To ..." for the voice, and short in .sms.

menu-option = { $key } { $option }
    .voice = { $option }, press { $key }.
yes = For yes
    .sms = yes
no = For no
    .sms = no
# The last key of a long list.
more-choices = For other choices
    .sms = other choices
    .words = others, other, more
# One value of a list. $option is a word of our own (street_number) or a name as people say it ("la CAF").
choice-option = For { $option-words }
    .sms = { $option-words }

## When nothing came, or nothing we understand. The question follows.

silence = I did not hear anything.
unclear = I did not understand.
offer-callback = That is all right. Would you like an advisor to call you back?

# The last words. $office_hours: "from Monday to Friday, from 9:00 to 12:00". Either may be "none".
goodbye-hours =
    { $office_hours ->
        [none] An advisor can help you.
       *[other] Our advisors answer { $office_hours }.
    } { $office_number ->
        [none] Thank you and goodbye.
       *[other] The number is { $office_number }. Thank you and goodbye.
    }
    .sms =
    { $office_hours ->
        [none] An advisor can help you.
       *[other] Our advisors answer { $office_hours }.
    } { $office_number ->
        [none] To begin again here, send MENU.
       *[other] Call { $office_number }. To begin again here, send MENU.
    }

## Answers to the words that work everywhere

# HELP. At most 160 characters. 1 books a callback; anything else goes on with the question.
help = { $service } helps you follow your file. It is free, except the text itself. Send 1: an advisor calls you back. MENU: all the choices. STOP: no more texts.
# Fixed text. Change nothing without a doctor's or a listening line's advice.
distress = If you are in danger, call 15 or 112. By text: 114. Are you thinking about dying? Call 3114, day and night, it is free. Reply 1: an advisor will call you back first.
stopped = We have noted it. { $service } will not send you any more texts. You can still write to us or call us. To get our texts again, send START.
    .voice = We have noted it. { $service } will not send you any more messages. You can still call us. Goodbye.
started = We have noted it. You will get our texts again. To stop them, send STOP.
    .voice = We have noted it. You will get our texts again.
# Reminders alone are stopped. Questions about the file still come.
reminders-stopped = We have noted it: no more reminders. We may still write to you about your file. Reminders again: START. Nothing at all: STOP.
    .voice = We have noted it. { $service } will not send you any more reminders. You can still call us.

# Nobody acts for the person any more; messages go on as before.
mandates-stopped = We have noted it: nobody can deal with your file for you any more. Our messages go on.

# Somebody calls with a hidden number, and wants to stop something.
number-hidden = Your number is hidden: we cannot note this. An advisor can do it with you. To talk to one, send ADVISOR.
    .voice = Your number is hidden: we cannot note this. An advisor can do it with you. To talk to one, press 0.
# $flow-words: "follow your file".
confirm-begin = Do you want to { $flow-words }?

## A call that was cut, time that passed, something that broke

resume-offer = Your call was cut off.
resume-continue = To go on from where you were
    .sms = go on
resume-again = To begin again from the start
    .sms = begin again
resumed = Let us go on.
# The code is asked for right after.
level-lapsed = To protect your file, please give your code again.
back-to-question = Back to the question before.
# The office's telephone rings right after; by voice alone.
connecting = One moment. I am putting you through to an advisor.
# Said to a machine that answers a call of ours; by voice alone. Who called and which number to call, and nothing else.
voicemail = { $office_number ->
        [none] Hello, this is { $service }, we tried to reach you.
       *[other] Hello, this is { $service }, you can call us back on { $office_number }.
    }
# A file takes long to fetch. By voice, keys are still heard.
one-moment = One moment, please. I am looking.
    .sms = We are still looking. You will get the answer by text.
fault = { $office_number ->
        [none] We have a problem. It is not your fault. Please try again later.
       *[other] We have a problem. It is not your fault. Please try again later. Or call an advisor on { $office_number }.
    }

## Dates, times, money. $minute and $cents have two digits, or are "none" where they are zero.

date = { $weekday_name } { $day } { $month_name } { $year }
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
time = { $minute ->
        [none] { $hour }:00
       *[other] { $hour }:{ $minute }
    }
# $date and $time as above: when the office opens next.
moment = { $date } at { $time }
# A stretch of a day. $near: "today", "tomorrow" or "later"; $from and $until: times.
window = { $near ->
        [today] today
        [tomorrow] tomorrow
       *[other] on { $date }
    }, between { $from } and { $until }
# $times: one span of a day, or several.
hours-span = from { $from_day } to { $to_day }, { $times }
hours-day = on { $day }, { $times }
hours-times = from { $from } to { $to }
hours-and = { $before } and { $last }
amount = { $cents ->
        [none] { $euros } { $euros ->
            [one] euro
           *[other] euros
        }
       *[other] { $euros }.{ $cents } euros
    }
    .voice = { $euros } { $euros ->
        [one] euro
       *[other] euros
    }{ $cents ->
        [none] {""}
       *[other] {" "}and { $cents } cents
    }

## Words people may type. Accents, capitals and punctuation at the ends do not matter.
## A word stands in one list only, whatever the language.

word-advisor = advisor, adviser, an advisor, an adviser, advizor, agent, human, operator, representative, real person, talk to someone, speak to someone, talk to an advisor, speak to an advisor, i want to talk to someone, i want to speak to an advisor
word-repeat = repeat, repeat please, say again, once more
word-back = back, go back, previous
word-help = help, help me, help please, i need help, aide
word-stop = stop, stop texts, stopall, stop all, unsubscribe, unsub, cancel, quit, end, opt out, optout, no more texts, no more messages, no more sms, no texts, remove me, leave me alone, enough texts, unsuscribe, unsubscibe, unsubcribe, unsubscripe, unsbscribe, no messages, lose my number, wrong number stop, stop wrong person, end mandate, end the mandate, cancel mandate, cancel the mandate, no more mandate, withdraw mandate, withdraw the mandate
word-start = start, unstop, resume, start reminders, start reminder, resume reminders, restart reminders, reminders on, reminders again, i want reminders
word-menu = menu, main menu
word-yes = yes, yeah, yep, yup, yes please, ok, okay, sure, correct, that is right, that's right
word-no = no, nope, nah, no thanks, no thank you
word-hello = hello, hi, hey, good morning, good afternoon, good evening, hello sir, hello madam, english, in english

## What means STOP in a sentence that says nothing else. A text is STOP where each of its words stands in these lists, one
## at least in the first two.

# Words that mean it by themselves.
stop-words = stop, unsubscribe, unsubscribed, unsub, optout
# Phrases that mean it.
stop-phrases =
    opt out, opt me out, no more texts, no more messages, no more sms, no more reminders, do not text me, don't text me,
    dont text, do not message me, don't message me, do not contact me, don't contact me, do not send me, don't send me,
    do not write to me, don't write to me, never text me, never contact me, cease texting, quit texting, quit sending,
    don't want your, do not want your, don't want these, do not want these, don't want any more, do not want any more,
    don't want anymore, don't want more texts, don't want more messages, don't want to receive, do not want to receive,
    don't want to get, do not want to get, don't wish to receive, do not wish to receive, no longer want, no longer wish,
    take me off, take my number off, remove me, remove my number, delete my number, leave me alone,
    cancel my subscription, cancel texts, cancel messages, cancel reminders, end messages, end texts, cancel these,
    end these, sick of your, fed up with your, enough of your, enough of these, don't send any, do not send any,
    don't want sms, don't want texts, i don't want sms, don't want messages, don't need your, no need for your,
    don't need these, don't contact, never text, never message, no messages, no sms, lose my number, stp texting,
    stop texting, i'd like to opt out, opt out of, how do i unsubscribe, don't need it, not interested, enough texts,
    cancel please, please cancel, cancel thanks, cancel thank you, quit please, please quit, end please, please end,
    end thanks, quit thanks, no reminders, don't want reminders, do not want reminders, don't need reminders,
    do not need reminders, don't remind me, do not remind me, enough reminders, enough of the reminders, no reminder,
    cancel my reminders, cancel the reminders, turn off reminders, turn off the reminders, end reminders, quit reminders,
    end the reminders, unsubscribe from reminders, without reminders, quit reminding, never remind
# Words that mean nothing beside those.
stop-around =
    i, i'm, im, me, my, you, your, please, pls, plz, thanks, thank, thx, ty, hello, hi, hey, the, this, these, those,
    that, it, to, from, of, off, on, with, a, any, all, more, and, now, right, away, immediately, at, once, again,
    anymore, ever, want, would, like, wish, could, can, will, sir, madam, ok, yes, just, kindly, asap, for, good, so,
    text, texts, texting, message, messages, messaging, sms, reminder, reminders, notification, notifications, alert,
    alerts, send, sending, receive, receiving, get, getting, contact, contacting, write, writing, call, calling, bother,
    bothering, list, number, phone, service, subscription, spam, spamming, everything, stuff, nonsense, said, told, say,
    txt, txts, txting, texing, textin, sendin, sendng, msgs, msg, how, do, i'd, wrong, person, sorry, but, am, is, are,
    interested, too, many, what, means, already, out, here, them, system, delete, remove, lose, us, we, guichet, daily,
    every, day, anything, remind, reminding, remindr, remiders, about, date, dates, deadline, deadlines, mine, own

# Phrases that mean it in whatever sentence they stand.
stop-anywhere =
    stop sending, stop texting, stop messaging, stop the texts, stop the messages, stop the reminders, stop these texts, stop these messages, stop contacting, stop writing to me, please stop writing, don't text me, do not text me, don't text this, don't write again, don't write to me, don't message me, do not message me, don't contact me, do not contact me, don't send me any, do not send me any, don't send any more, no need to text me, never text me, never contact me, take me off, take my number off, remove me from, remove my number, delete my number, don't want ur msgs, don't want your texts, don't want your messages, don't want these texts, don't want these messages, don't want any more texts, don't want any more messages, don't want to receive, do not want to receive, no longer want to receive, no longer wish to receive, don't need these texts, don't need your texts, no more reminders, no more texts, no more messages, enough with the messages, enough with the texts, cancel all messages, cancel sms, cancel the texts, withdraw my consent, unsubscribe me, opt me out
# Words that may stand between two of a phrase.
stop-between = all, any, the, these, your, ur, please
# Phrases that hold one of those and mean something else.
stop-exceptions =
    don't stop sending, do not stop sending, don't stop texting, don't stop the texts, don't stop the messages, don't stop the reminders, please don't stop, why did you stop sending, did you stop sending, you stop sending, they stop sending, why no more texts, why no more messages, why no more reminders, got no more texts, get no more texts, don't contact me by phone, don't contact me by email, why don't you text me, you don't text me
# Words for our reminders. Who stops these, and names nothing of the next list, gets the rest as before.
stop-reminders = reminder, reminders, reminding, remind, remindr, remiders
# Words for more than reminders.
stop-everything = text, texts, txt, txts, message, messages, msg, msgs, sms, notification, notifications, calls, calling, spam, everything, anything, stuff, else, subscription, list, number, contact, contacting, write, writing
# Words for mandates: who names one beside a word that stops ends them, and no message.
stop-mandates = mandate, mandates, proxy

# Looked for anywhere in a text, however it is spelled. Phrases, never a single word that could mean something else.
distress-phrases =
    i want to die, i wanna die, wish i was dead, wish i were dead, i would rather die, better off dead,
    i am going to die, i'm going to die, im going to die, i am dying, i'm dying, im dying, thinking about dying,
    kill myself, killing myself, hang myself, end my life, ending my life, take my own life, taking my own life,
    commit suicide, thinking about suicide, thinking of suicide, i am suicidal, i'm suicidal, im suicidal, feel suicidal,
    feeling suicidal, suicidal thoughts, do not want to live, don't want to live, dont want to live, no reason to live,
    can't go on living, cant go on living, tired of life, want to hurt myself, going to hurt myself, harm myself,
    he will kill me, going to kill me, wants to kill me, threatened to kill me, he beats me, he hits me,
    my husband beats me, my husband hits me, i am in danger, i'm in danger, im in danger, my life is in danger,
    my children are in danger, i cannot breathe, i can't breathe, i cant breathe, want to die, wanna die,
    life is not worth living, not worth living, better off without me, cut my wrists, cutting my wrists,
    am hurting myself, hurting myself, hurt myself, took all my pills, took too many pills, took a lot of pills,
    all my pills, box of pills, too many tablets, lots of tablets, overdose, overdosed, kill himself, kill herself,
    kill themselves, killed herself, killed himself, can't live anymore, cannot live anymore, have a rope, about to jump,
    going to jump, jump off, jump from, tell my kids i love them, beating me, beats me, hits me, hit me again,
    hitting me, hurting me, going to hurt my, he beat me, she beats me, has a knife, with a knife, has a gun, with a gun,
    locked me in, locks me in, lock me in, strangled me, choked me, choking me, threatening to kill, threatens to kill,
    threatened to kill, threatens me with, was raped, raped me, being raped, was stabbed, stabbed me, being attacked,
    fear for my life, afraid for my life, my kids are in danger, kids are in danger, children are in danger,
    someone broke in, someone is breaking in, am hiding, call the police, call police, call an ambulance, need ambulance,
    need an ambulance, send an ambulance, send help, chest pain, pain in my chest, chest hurts, is not breathing,
    isn't breathing, not breathing, can't breathe, cannot breathe, is choking, is unconscious, unconscious, collapsed,
    won't wake up, not waking up, heart attack, having a stroke, is having a stroke, bleeding a lot, bleeding heavily,
    bleeding and pregnant, won't stop bleeding, turning blue, fire in my, house is on fire, flat is on fire,
    there is a fire, fire help, smell of gas, smell gas, swallowed bleach, swallowed a, drank bleach, waters broke,
    going into labour, to end it all, just end it all, ending it all, want it to be over for good, be over for good,
    nobody would miss me, if i was gone, if i were gone, this is goodbye, keep cutting myself, cutting myself,
    cut myself on purpose, suicide note, send police, send the police, won't let me leave the house, wont let me leave,
    forcing me to work as, force me to marry, forcing me to marry, as a prostitute, touches me at night,
    hurting my little, hurting my brother, hurting my sister, hurting my mother, trying to break into, break into my,
    breaking into my
# Words that may stand between two of a phrase.
distress-between = really, just, so, still, always, often, now, even
# Phrases that hold one of those and mean something else.
distress-exceptions = i am in danger of losing, i'm in danger of losing, i am dying to, i'm dying to, dying to know,
    danger of losing, in danger of losing, kill me if

## What our own words are called, wherever a sentence has "$...-words".

# Where a file stands
value-received = request received
value-in_progress = file in progress
value-missing_item = information missing
value-decided = decision made
value-unknown = no news yet

# What a file waits for; it follows "Missing:", "We need:", "Send" and "For".
value-street_number = your street number
value-postcode = your postcode
value-moving_date = the date you moved
value-rent = the amount of your rent
value-phone_number = your phone number
value-landlord_name = the name of your landlord
value-document = a document

# Benefits, said by voice only, after "your file for"
value-housing = housing aid
value-rsa = the RSA
value-activity_bonus = the activity bonus
value-health_cover = help to pay for health cover
value-other = an aid

# When an advisor rings; it follows "will call you back on ...,".
value-morning = in the morning
value-afternoon = in the afternoon
value-any = in the morning or in the afternoon

# What a callback is about
value-general = your question
value-file = your file
value-language = your language

# What a flow does; it follows "Do you want to".
value-menu = see all the choices
value-file-status = follow your file
value-callback = have an advisor call you back
value-about = know who we are
value-remind-me = get a message before an important date

## What an advisor hears whose phone rings before the person's; by voice alone.

bridge-offer = { $subject ->
        [distress] Urgent callback: somebody in distress.
        [deadline] Callback before a deadline.
        [language] Callback in another language.
        [file] Callback about a file.
       *[other] A callback.
    } To call the person, press 1.
bridge-lost = This callback is no longer yours. Goodbye.
bridge-refused = We cannot call this number. Goodbye.

## Texts about a callback. Nothing of the matter: others may read them.

# $half_day: "morning" or "afternoon"; $number: the number we call from, in pairs; $digits: three digits, or "none".
callback-before = { $half_day ->
        [morning] An advisor will call you this morning, from { $number }.
       *[other] An advisor will call you this afternoon, from { $number }.
    }{ $digits ->
        [none] {""}
       *[other] {" "}They will say: { $digits }.
    }
# $day: when an advisor rings again, or "none"; $reference: digits.
callback-receipt = { $day ->
        [none] Thank you for talking to us. Reference: { $reference }.
       *[other] An advisor will call you again on { $day }. Reference: { $reference }.
    }

# A code for one call or one exchange of texts. $code: six digits; $file_end: the last digits of the file's number.
one-time-code = { $service }: your code is { $code }. It works once, for 10 minutes, for the file that ends in { $file_end }. Give it to nobody.
# What somebody asked for who gave no code: it goes to the number on file. Others may read its first words: they tell nothing.
# $status: a word of ours. $since: since when, may be "none". $as_of: the day we were last told. $file_end as above.
file-answer = { $service }: here is the answer you asked for. The file that ends in { $file_end }: { $status ->
        [received] { $since ->
            [none] your application has arrived.
           *[other] your application arrived on { $since }.
        }
        [in_progress] { $since ->
            [none] it is being looked at.
           *[other] it has been looked at since { $since }.
        }
        [missing_item] { $since ->
            [none] something is missing.
           *[other] something has been missing since { $since }.
        }
        [decided] { $since ->
            [none] a decision was made. You will get it by post.
           *[other] a decision was made on { $since }. You will get it by post.
        }
       *[unknown] we have no news yet. This is not a refusal.
    } As of { $as_of }.
