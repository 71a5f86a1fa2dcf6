# Les mots du dialogue {name}. Un message porte le nom de son étape ; .sms et .voice le remplacent sur un seul canal.

# Les mots qui le commencent par SMS, séparés par des virgules.
entry = {word}

hello = Bonjour. Ce service est nouveau.
choose = Que voulez-vous faire ?
# L'option d'abord, la touche ensuite : « Pour en savoir plus, tapez 1. »
choose-more = Pour en savoir plus
    .sms = en savoir plus
    .words = plus
choose-advisor = Pour parler à un conseiller
    .sms = parler à un conseiller
    .words = rappel
choose-finish = Pour finir
    .sms = finir
    .words = fin, terminer
more = Nous vous disons ici ce qui est possible.
bye = Merci et au revoir.
