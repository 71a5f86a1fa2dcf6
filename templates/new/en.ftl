# The words of the flow {name}. A message has the name of its step; .sms and .voice stand in for it on one channel.

# The words that begin it by text, separated by commas.
entry = {word}

hello = Hello. This service is new.
choose = What would you like to do?
# The option first, then the key: "To learn more, press 1."
choose-more = To learn more
    .sms = learn more
    .words = more
choose-advisor = To talk to an advisor
    .sms = talk to an advisor
    .words = call me
choose-finish = To finish
    .sms = finish
    .words = end
more = Here we tell you what is possible.
bye = Thank you and goodbye.
