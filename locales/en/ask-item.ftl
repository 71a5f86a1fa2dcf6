# The English words of a text we send first: one thing is missing. No benefit, no organisation, no amount: others may read it.

# The question follows in the same text; both in 160 characters for a street number. $item-words: "your street number".
hello = { $service }: one thing is missing from your request: { $item-words }. Free service. HELP: we call you back.
