# The words of the demo's phone in the browser. Nobody hears them on a real phone.

title = A phone to try Guichet with
intro = This phone talks to the service the way a real network does: calls, keys, silences, texts. Nothing leaves this machine.
skip-to-phone = Skip to the phone
page-languages = Language of the page

settings = This phone
settings-person = Whose phone is this?
settings-service = Number of the service
settings-withheld = Call with a withheld number
settings-ringtone = Ringing tone of the phone
settings-sound = The browser's voice
settings-no-voice = This browser has no voice: the words appear at reading speed.
settings-patience = Do not count silence
settings-patience-help = The service then waits for your keys without a time limit.

phone = Phone
tab-call = Call
tab-messages = Messages
captions = What the service says
captions-empty = Press Call. What the service says will appear here.
call = Call
hang-up = Hang up
pick-up = Answer
refuse = Refuse
voicemail = Voicemail
keypad = Keypad
key = Key { $key }
star = Star key
hash = Hash key
pass-on = Skip the rest
typed = Keys:

state-idle = Ready to call
state-dialling = Calling…
state-speaking = The service is speaking
state-your-turn = Your turn: { $seconds } s
state-your-turn-patient = Your turn
state-working = One moment…
state-talking = You are talking with the other phone.
state-ended = Call ended
state-audio = recorded message
state-ringing = Call from { $number }
state-missed = Missed call
state-refused = Call refused
state-voicemail = The voicemail recorded:

thread = Messages exchanged
thread-empty = No messages yet. Try writing FILE.
thread-landline = A landline sends and receives no texts.
compose = Your message
send = Send
sent-by = You
received-from = Service
not-answered = The service did not answer.
new-text = New message:
measure = { $encoding } · { $segments ->
    [one] { $segments } segment
   *[other] { $segments } segments
} · { $characters ->
    [one] { $characters } character
   *[other] { $characters } characters
}

problem-network = The service does not answer. Check that the demo is running, then try again.
problem-answer = The network could not read the service's answer.
problem-refused = The service refused the request.

numbers = Call or text
files = Example files
files-help = The service asks for the number, then for the code that came by post.
file-organisation = Office
file-number = Number
file-code = Code

help = How to use it
help-call = Call, listen, then press the keys on the screen or on your keyboard: the digits, * and #.
help-keys = Anywhere: 0 for an advisor, * to hear it again, # to go back.
help-text = By text, write FILE, HELP or ADVISOR.
help-ring = When the phone rings: Enter to answer, Escape to refuse, or let it ring for 25 seconds.

shows-in-progress = The request is being studied
shows-missing-item = The street number is missing: it can be given by phone
shows-decided = A decision was made
about-mobile = mobile
about-landline = landline
