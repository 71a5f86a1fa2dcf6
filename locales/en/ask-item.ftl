# The English words of a text we send first: one thing is missing. No benefit, no organisation, no amount: others may read it.

# The question follows in the same text and names the thing; both in 160 characters.
hello = { $service }: one thing is missing from your request. HELP: we call you back.
