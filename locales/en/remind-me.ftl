# The English words for being reminded of a day that one names oneself.

# Words that begin this flow by text.
entry = remind, remind me, reminder, reminders, my dates, deadline, deadlines

subject = Which date would you like a message for?
    .sms-unclear-1 = I did not understand. Send one number only.
subject-permit = For your residence permit
    .sms = residence permit
    .words = permit, residence permit
subject-housing = For your request for social housing
    .sms = social housing
    .words = housing, social housing
subject-declaration = For your income, every 3 months
    .sms = income, every 3 months
    .words = income
subject-more = For another date
    .sms = another date
    .words = another date, other

more = Which other date?
more-health = For help with health costs
    .sms = help with health costs
    .words = health
more-appeal = For disagreeing with a decision
    .sms = disagree with a decision
    .words = disagree, appeal
more-other = For something else, with an advisor
    .sms = something else: an advisor
    .words = something else
more-no-reminders = To get no more reminders
    .sms = no more reminders at all
    .words = no more reminders at all

# $about: what it is about, as its type of deadline is called.
ask-day = { $about ->
        [residence-permit-prefecture] When does your residence permit end? Send the day, month and year. Example: 05122026.
        [social-housing-renewal] When did you make the request? Send the day, month and year. Example: 05122026.
        [rsa-declaration] When did you last declare your income? Send the day, month and year. Example: 05122026.
        [health-cover-renewal] When does this help end? Send the day, month and year. Example: 05122026.
       *[other] When did you get the decision? Send the day, month and year. Example: 05122026.
    }
    .voice = { $about ->
        [residence-permit-prefecture] When does your residence permit end? Enter the day, month and year: 8 digits, then press hash.
        [social-housing-renewal] When did you make the request? Enter the day, month and year: 8 digits, then press hash.
        [rsa-declaration] When did you last declare your income? Enter the day, month and year: 8 digits, then press hash.
        [health-cover-renewal] When does this help end? Enter the day, month and year: 8 digits, then press hash.
       *[other] When did you get the decision? Enter the day, month and year: 8 digits, then press hash.
    }
    .voice-silence-1 = I did not hear anything. Enter the 8 digits of the date, then press hash. For an advisor, press 0.
    .voice-unclear-1 = I did not understand. Enter 2 digits for the day, 2 for the month and 4 for the year, then press hash.
    .sms-unclear-1 = I did not understand. Send 2 digits for the day, 2 for the month and 4 for the year. Example: 05122026.

confirm = You gave: { $day }. Is that right?

ask-hours = When would you like our messages?
ask-hours-morning = For late morning
    .sms = late morning
    .words = morning, late morning, in the morning
ask-hours-evening = For late afternoon
    .sms = late afternoon
    .words = evening, afternoon, late afternoon, in the evening
ask-hours-any = If any time is fine
    .sms = any time
    .words = any time, anytime, any, either

# $first: the day of the first message.
noted = We have noted it. First message: { $first }.
known = { $first ->
        [none] It is noted already.
       *[other] It is noted already. Next message: { $first }.
    }
past = This date is past, or too near for a message.
past-again = To give another date
    .sms = another date
past-advisor = To have an advisor call you back
    .sms = an advisor calls you back
silenced = You no longer get our messages. Would you like to get them again?
as-before = We have noted it. Nothing changes.
no-number = We cannot reach you on this number. An advisor can help you.

unavailable = { $office_number ->
        [none] We cannot note your request at the moment. It is not your fault. Please try again later.
       *[other] We cannot note your request at the moment. It is not your fault. Please try again later, or call { $office_number }.
    }
