# The English words of the file: where it stands, and what is missing. By text no benefit and no amount is ever named.

# Words that begin this flow by text. Our own messages say FILE.
entry = file, my file, case, my case, status, file status

ask-organisation = Which office handles your file?

ask-file = Send your file number.
    .voice = Enter your file number, then press hash.
    .voice-silence-1 = I did not hear anything. The number is at the top of your letters. Enter it, then press hash.
    .voice-silence-2 = Take your time. Look for the number at the top of a letter. Enter it, then press hash. If you have no letter, press 0 for an advisor.
    .voice-unclear-1 = I did not understand. Enter only the digits of the number, then press hash.
    .voice-unclear-2 = The file number is at the top of your letters. Enter its digits, without the letters. The hash key is at the bottom right.
    .sms-unclear-1 = Send only the digits of your file number. It is at the top of your letters.
    .sms-unclear-2 = The file number is at the top of your letters. Send its digits, without the letters. If you have no letter, send ADVISOR.

ask-postcode = Send your postcode: 5 digits.
    .voice = Enter your postcode, 5 digits, then press hash.
    .voice-silence-1 = I did not hear anything. Enter the 5 digits of your postcode, then press hash.
    .voice-silence-2 = The postcode is in your address, before the name of the town. Enter its 5 digits, then press hash.
    .voice-unclear-1 = I did not understand. Enter the 5 digits of your postcode, then press hash.
    .sms-unclear-1 = The postcode has 5 digits. It is in your address, before the town. Please send it.

# The code came in a letter of ours; it has 8 digits.
ask-code = Send your code: 8 digits. It is in our letter.
    .voice = Now enter your 8-digit code, then press hash.
    .voice-silence-1 = I did not hear anything. The code is in the letter we posted to you. Enter its 8 digits, then press hash. Without the letter, just wait.
    .voice-unclear-1 = I did not understand. The code has 8 digits. Enter it, then press hash. Without the letter, just wait.
    .sms-unclear-1 = The code has 8 digits. It is in the letter we posted to you. Please send it. Without the letter, send NO.

# Wrong, unknown and locked are told alike: never hint which one is wrong.
refused = This file number and this code do not go together. The number is at the top of your letters. The code is in the letter we posted.
    .voice-silence-1 = I did not hear anything. What would you like to do?
    .voice-unclear-1 = I did not understand. Press one key only.
    .sms-unclear-1 = I did not understand. Send one number only.
refused-again = To try again
    .sms = try again
    .words = try again, retry, try
refused-advisor = To have an advisor call you back
    .sms = an advisor calls you back
refused-no-code = If you do not have the code
    .sms = no code
    .words = no code, without code, lost code

# Somebody guesses codes all over: none is believed for now.
closed = To protect people's files, codes do not work at the moment. It is not your fault.
    .voice-silence-1 = I did not hear anything. What would you like to do?
    .voice-unclear-1 = I did not understand. Press one key only.
    .sms-unclear-1 = I did not understand. Send one digit only.
closed-answer = To get the answer on the phone noted in your file
    .sms = the answer to the phone noted in your file
    .words = answer
closed-advisor = To have an advisor call you back
    .sms = an advisor calls you back

no-code = It works without the code too.
    .voice-silence-1 = I did not hear anything. What would you like to do?
    .voice-unclear-1 = I did not understand. Press one key only.
    .sms-unclear-1 = I did not understand. Send one digit only.
no-code-code = To get a code on the phone noted in your file
    .sms = a code to the phone noted in your file
    .words = code, a code
no-code-answer = To get the answer on that same phone
    .sms = the answer to that same phone
    .words = answer
no-code-again = To give the code of the letter
    .sms = give the code of the letter
    .words = give the code, letter
no-code-advisor = To have an advisor call you back
    .sms = an advisor calls you back

# Nobody is told whether there is such a file or a number on it.
ask-sent-code = If a mobile is noted in your file, we send it a code. Send its 6 digits here.
    .voice = If a mobile is noted in your file, we send it a code. Stay on the line. Enter its 6 digits, then hash.
    .voice-silence-1 = I did not hear anything. The code comes by text. Enter its 6 digits, then hash.
    .voice-silence-2 = Take your time. Enter the 6 digits of the text, then hash. Without a text, press 0 for an advisor.
    .voice-unclear-1 = I did not understand. The code in the text has 6 digits. Enter it, then hash.
    .sms-unclear-1 = The code you got by text has 6 digits. Send it. Without a text, send ADVISOR.

# Somebody who helps the person may hear where the file stands, and no more.
only-told = Something is missing. You cannot give it: that is for the person whose file it is.

status-sent = If a phone is noted in your file, we send the answer there.

unavailable = We cannot read the files at the moment. It is not your fault.
    .voice-silence-1 = I did not hear anything. What would you like to do?
    .voice-unclear-1 = I did not understand. Press one key only.
    .sms-unclear-1 = I did not understand. Send one number only.
unavailable-again = To try again
    .sms = try again
    .words = try again, retry, try
unavailable-advisor = To have an advisor call you back
    .sms = an advisor calls you back

# $status: a word of ours. $since: since when, may be "none". $as_of: the day we were last told.
# $benefit: a word of ours; by voice alone, it may be named.
tell = { $status ->
        [received] { $since ->
            [none] Your request has arrived.
           *[other] Your request arrived on { $since }.
        }
        [in_progress] { $since ->
            [none] Your file is in progress.
           *[other] Your file has been in progress since { $since }.
        }
        [missing_item] { $since ->
            [none] Your file is incomplete.
           *[other] Your file has been incomplete since { $since }.
        }
        [decided] { $since ->
            [none] A decision has been made. You will get it by post.
           *[other] A decision was made on { $since }. You will get it by post.
        }
       *[unknown] We have no news of your file yet. This is not a refusal. An advisor can look for it: send ADVISOR.
    } Information as of { $as_of }.
    .voice = { $benefit ->
        [other] Here is your file.
       *[named] Here is your file for { $benefit-words }.
    } { $status ->
        [received] { $since ->
            [none] Your request has arrived.
           *[other] Your request arrived on { $since }.
        }
        [in_progress] { $since ->
            [none] It is in progress.
           *[other] It has been in progress since { $since }.
        }
        [missing_item] { $since ->
            [none] It is incomplete.
           *[other] It has been incomplete since { $since }.
        }
        [decided] { $since ->
            [none] A decision has been made. You will get it by post.
           *[other] A decision was made on { $since }. You will get it by post.
        }
       *[unknown] We have no news yet. This is not a refusal. An advisor can look for it: press 0 at the next menu.
    } This information is as of { $as_of }.

# What was missing has been given already. $reference: digits.
being-checked = You have already answered, thank you. An advisor is checking. Your reference: { $reference }.
    .voice = You have already answered, thank you. An advisor is checking. Your reference is { $reference }. I repeat: { $reference }.

choose-item = Several things are missing. Which one do you want to give us?

# $item-words: "your street number".
missing = Missing: { $item-words }.
    .voice = We need: { $item-words }.
    .voice-silence-1 = I did not hear anything. We need: { $item-words }.
    .voice-silence-2 = Take your time. We need: { $item-words }. For an advisor, press 0.
    .voice-unclear-1 = I did not understand. We need: { $item-words }. Press one key only.
    .sms-unclear-1 = I did not understand. Missing: { $item-words }. Send one number only.
missing-answer-now = To answer now
    .sms = answer now
    .words = answer, answer now, now
missing-remind-me = To get a text in two days
    .sms = later: a text in two days
    .words = later, in two days
missing-advisor = To have an advisor call you back
    .sms = an advisor calls you back

# A text two days later. $item-words: "your street number".
reminder = { $service }: please remember to give us { $item-words }. Reply FILE to begin. STOP to get no more texts.

reminded = We have noted it. We will text you in two days.

# A callback is arranged right after.
no-reminder = We cannot send texts to this phone. An advisor will help you.
