# The French words of a text we send first: one thing is missing. No benefit, no organisation, no amount: others may read it.

# The question follows in the same text; both in 160 characters for a street number. $item-words: "le numéro de votre rue".
hello = { $service } : il manque une information dans votre demande : { $item-words }. Gratuit. AIDE : on vous rappelle.
