
# Ce que fait le dialogue {name} ; suit « Voulez-vous ».
value-{name} = commencer « {word} »
