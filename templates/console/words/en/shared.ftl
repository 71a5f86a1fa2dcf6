# What several pages of the console say.
console = Guichet, console
skip = Skip to content
nav = Pages
sign-out = Sign out
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
