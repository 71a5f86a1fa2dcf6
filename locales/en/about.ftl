# The English words about ourselves: who we are, the price, false messages, what we keep.

# Words that begin this flow by text.
entry = about, who, who are you, info, information, scam

who = { $service } is a public service, by phone. Advisors answer you. It is free, except the call or the text itself.

topics = What would you like to know?
    .sms-unclear-1 = I did not understand. Send one number only.
topics-price = To know the price
    .sms = the price
    .words = price, cost, free
topics-genuine = To know whether a message is from us
    .sms = is a message from us?
    .words = message, real, fake
topics-privacy = To know what we keep about you
    .sms = what we keep
    .words = data, privacy
topics-finish = To finish
    .sms = finish
    .words = finish, finished, done

price = The service is free. You pay only for the call or the text, at your phone's normal price. Our advisors call you back for free.

genuine = { $office_number ->
        [none] We write only from this number. We never ask for your bank card or a password. In doubt? Ask for an advisor.
       *[other] We write only from this number. We never ask for your bank card or a password. In doubt? Call { $office_number }.
    }

privacy = We keep your number, your answers and your requests. Our advisors and the office that handles your file see them. You can ask an advisor to erase them.

# By text: the answer to "finish".
bye = Thank you. Goodbye.

# By voice alone: whoever let somebody act for them can end it here.
choices = If somebody deals with your file for you, you can put an end to it.
choices-mandates = So that nobody acts for you any more
    .sms = end a mandate
choices-topics = To go on
    .sms = go on
mandates = Nobody will be able to deal with your file for you any more. Is that what you want?
