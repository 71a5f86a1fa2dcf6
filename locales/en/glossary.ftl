# The short forms in capitals that the English words may use, and what each stands for. Nobody hears these sentences.

# In France nobody says the whole name.
RSA = revenu de solidarité active, the benefit for people without income
CAF = caisse d'allocations familiales, the fund that pays family and housing aid
MSA = mutualité sociale agricole, the fund of people who work in farming
MANDATE = somebody deals with your file, as you agreed
