# The English words for giving one missing item: the question, the read-back, the receipt. $item-words: "the date you moved".

ask-street-number = Send your street number. Example: 12 bis.
    .voice = Enter your street number, then press hash. Bis or ter comes after.
    .voice-silence-1 = I did not hear anything. Enter only the digits of your street number, then press hash.
    .voice-silence-2 = It is the number of your house or building, before the street name. Enter its digits, then press hash.
    .voice-unclear-1 = I did not understand. Enter only the digits, then press hash. Bis or ter comes after.
    .voice-unclear-2 = For example, for 12 bis, the digits are 1 and 2. Enter your digits, then press hash. The hash key is at the bottom right.
    .sms-unclear-1 = Send only your street number. Examples: 12, 12 bis or 12 B.

# By voice: what stands after the digits. $answer: "12".
suffix = You entered { $answer }.
suffix-none = For { $answer } alone
    .sms = { $answer }
    .words = nothing, alone
suffix-bis = For { $answer } bis
    .sms = { $answer } bis
    .words = bis
suffix-ter = For { $answer } ter
    .sms = { $answer } ter
    .words = ter
suffix-quater = For { $answer } quater
    .sms = { $answer } quater
    .words = quater

ask-postcode = Send your postcode: 5 digits.
    .voice = Enter your postcode, 5 digits, then press hash.
    .voice-silence-1 = I did not hear anything. Enter the 5 digits of your postcode, then press hash.
    .voice-silence-2 = The postcode is in your address, before the name of the town. Enter its 5 digits, then press hash.
    .voice-unclear-1 = I did not understand. Enter the 5 digits of your postcode, then press hash.
    .sms-unclear-1 = The postcode has 5 digits. It is in your address, before the town. Please send it.

ask-date = Send { $item-words }: day, month, year. Example: 03112026.
    .voice = Enter { $item-words }. Two digits for the day, two for the month, four for the year. Then press hash.
    .voice-silence-1 = I did not hear anything. Enter { $item-words } in 8 digits: day, month, year. Then press hash.
    .voice-silence-2 = Take your time. For example, 3 November 2026 is written 0 3, 1 1, 2 0 2 6. Enter { $item-words }, then press hash.
    .voice-unclear-1 = I did not understand. For example, 3 November 2026 is written 0 3, 1 1, 2 0 2 6. Enter { $item-words }, then press hash.
    .sms-unclear-1 = Send { $item-words } in 8 digits. Example: 03112026 for 3 November 2026.

ask-amount = Send { $item-words }, in euros. Example: 450 or 450.50.
    .voice = Enter { $item-words } in euros, then press hash. For the decimal point, press star.
    .voice-silence-1 = I did not hear anything. Enter { $item-words } in euros, then press hash.
    .voice-silence-2 = Take your time. Enter { $item-words } in digits, then press hash. The star key is the decimal point.
    .voice-unclear-1 = I did not understand. For example, 450 euros is written 4 5 0. Enter { $item-words }, then press hash.
    .sms-unclear-1 = Send { $item-words } in digits only. Example: 450 or 450.50.

ask-phone-number = Send { $item-words }: 10 digits.
    .voice = Enter { $item-words }, 10 digits, then press hash.
    .voice-silence-1 = I did not hear anything. Enter { $item-words }, 10 digits, then press hash.
    .voice-unclear-1 = I did not understand. The number has 10 digits and begins with 0. Enter it, then press hash.
    .sms-unclear-1 = The number has 10 digits and begins with 0. Send { $item-words }.

# By text only.
ask-text = Send { $item-words }, in a few words.
    .sms-unclear-1 = We could not read that. Send { $item-words } in a few words, without a long number.

# $answer: what was given, as read back. Yes and no follow.
confirm = You gave: { $answer }. Is that right?

# $reference: digits of the receipt.
given = Thank you, we have noted it. An advisor will check it. Your reference: { $reference }.
    .voice = Thank you, we have noted it. Please take something to write with. An advisor will check your answer. Your reference is { $reference }. I repeat: { $reference }.

# A text after a call: others may read it.
receipt = { $service }: we have noted your answer. Reference: { $reference }. An advisor will check it.

unavailable = { $office_number ->
        [none] We cannot keep your answer at the moment. It is not your fault. Please try again later.
       *[other] We cannot keep your answer at the moment. It is not your fault. Please try again later, or call { $office_number }.
    }

# An advisor's callback is arranged right after. $item-words: "a document".
not-by-phone = For { $item-words }, an advisor will explain what to do.
