# What several pages of the console say.
console = Guichet, console
skip = Skip to content
nav = Pages
sign-out = Sign out
nav-queue = Queue
nav-work = My work
nav-files = Files
nav-messages = Messages
nav-wall = Overview
nav-flows = Flows
nav-people = Accounts
nav-audit = Record
nav-settings = Settings
role-reception = reception
role-advisor = advisor
role-supervisor = supervisor
role-administrator = administrator
save = Save
optional = optional
saved = It is saved.
mistakes = { $count ->
    [one] One thing is to be mended
   *[other] { $count } things are to be mended
}
reason-dial = to dial it by hand
reason-compare = to compare it with what the person says
reason-copy = to write it into another system
reason-own-request = the person asks what we hold of them
reason-other = another reason, in your words
keys = Keys
keys-close = Close
keys-none = Keys are switched off in your settings.
key-n = take the next
key-c = call
key-m = write a note
key-digits = choose the outcome
key-s = save
key-e = more time
key-r = refresh the list
key-escape = leave a field
key-question = show these keys
day-how = dd/mm/yyyy, for example 31/12/2026
