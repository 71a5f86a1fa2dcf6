# The English words of the first choice: where a call or a text begins.

# Words that begin this flow by text, besides MENU.
entry = home, choices, options

choose = This is { $service }, a free service. For an advisor, press 0 at any time. To listen again, press star.
    .voice-silence-1 = I did not hear anything. What would you like to do?
    .voice-silence-2 = Take your time. For an advisor, press 0.
    .voice-unclear-1 = I did not understand. Press one key only.
    .voice-unclear-2 = Here are the choices again. For an advisor, press 0.
    .sms = This is { $service }, a free service. What would you like to do? Send the number.
    .sms-unclear-1 = I did not understand. Send one number only.
    .sms-unclear-2 = Send 1, 2, 3 or 4. Or send ADVISOR: an advisor calls you back.
choose-file = To follow your file
    .sms = follow your file
    .words = follow, follow my file, follow your file
choose-callback = To have an advisor call you back
    .sms = an advisor calls you back
    .words = be called back
choose-about = To know who we are
    .sms = who we are
    .words = who we are
choose-language = To change the language
    .sms = language, langue
    .words = language, change language, english, in english

anything-else = Would you like anything else?
anything-else-again = To go back to the menu
    .sms = back to the menu
anything-else-finish = To finish the call
    .sms = finish
anything-else-remind-me = To be reminded of a date
    .sms = important date

goodbye = Thank you for your call. Goodbye.
    .sms = Thank you. Goodbye.
