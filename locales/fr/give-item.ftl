# The French words for giving one missing item: the question, the read-back, the receipt. $item-words: "la date de votre déménagement".

ask-street-number = Envoyez le numéro de votre rue. Exemple : 12 bis.
    .voice = Tapez le numéro de votre rue, puis dièse. Bis ou ter, c'est après.
    .voice-silence-1 = Je n'ai rien entendu. Tapez seulement les chiffres du numéro de votre rue, puis dièse.
    .voice-silence-2 = C'est le numéro de votre maison ou immeuble, avant le nom de la rue. Tapez ses chiffres, puis dièse.
    .voice-unclear-1 = Je n'ai pas compris. Tapez seulement les chiffres, puis dièse. Bis ou ter, c'est après.
    .voice-unclear-2 = Par exemple, pour 12 bis, les chiffres sont 1 et 2. Tapez vos chiffres, puis dièse. La touche dièse est en bas à droite.
    .sms-unclear-1 = Envoyez seulement le numéro de votre rue. Exemples : 12, 12 bis ou 12 B.

# By voice: what stands after the digits. $answer: "12".
suffix = Vous avez tapé { $answer }.
suffix-none = Pour { $answer } tout seul
    .sms = { $answer }
    .words = rien, tout seul
suffix-bis = Pour { $answer } bis
    .sms = { $answer } bis
    .words = bis
suffix-ter = Pour { $answer } ter
    .sms = { $answer } ter
    .words = ter
suffix-quater = Pour { $answer } quater
    .sms = { $answer } quater
    .words = quater

ask-postcode = Envoyez votre code postal : 5 chiffres.
    .voice = Tapez votre code postal, 5 chiffres, puis dièse.
    .voice-silence-1 = Je n'ai rien entendu. Tapez les 5 chiffres de votre code postal, puis dièse.
    .voice-silence-2 = Le code postal est dans votre adresse, avant le nom de la ville. Tapez ses 5 chiffres, puis dièse.
    .voice-unclear-1 = Je n'ai pas compris. Tapez les 5 chiffres de votre code postal, puis dièse.
    .sms-unclear-1 = Le code postal a 5 chiffres. Il est dans votre adresse, avant la ville. Envoyez-le.

ask-date = Envoyez { $item-words } : jour, mois, année. Exemple : 03112026.
    .voice = Tapez { $item-words }. Deux chiffres pour le jour, deux pour le mois, quatre pour l'année. Puis dièse.
    .voice-silence-1 = Je n'ai rien entendu. Tapez { $item-words } en 8 chiffres : jour, mois, année. Puis dièse.
    .voice-silence-2 = Prenez votre temps. Par exemple, le 3 novembre 2026 s'écrit 0 3, 1 1, 2 0 2 6. Tapez { $item-words }, puis dièse.
    .voice-unclear-1 = Je n'ai pas compris. Par exemple, le 3 novembre 2026 s'écrit 0 3, 1 1, 2 0 2 6. Tapez { $item-words }, puis dièse.
    .sms-unclear-1 = Envoyez { $item-words } en 8 chiffres. Exemple : 03112026 pour le 3 novembre 2026.

ask-amount = Envoyez { $item-words }, en euros. Exemple : 450 ou 450,50.
    .voice = Tapez { $item-words } en euros, puis dièse. Pour la virgule, tapez étoile.
    .voice-silence-1 = Je n'ai rien entendu. Tapez { $item-words } en euros, puis dièse.
    .voice-silence-2 = Prenez votre temps. Tapez { $item-words } en chiffres, puis dièse. La touche étoile sert de virgule.
    .voice-unclear-1 = Je n'ai pas compris. Par exemple, 450 euros s'écrit 4 5 0. Tapez { $item-words }, puis dièse.
    .sms-unclear-1 = Envoyez { $item-words } en chiffres seulement. Exemple : 450 ou 450,50.

ask-phone-number = Envoyez { $item-words } : 10 chiffres.
    .voice = Tapez { $item-words }, 10 chiffres, puis dièse.
    .voice-silence-1 = Je n'ai rien entendu. Tapez { $item-words }, 10 chiffres, puis dièse.
    .voice-unclear-1 = Je n'ai pas compris. Le numéro a 10 chiffres et commence par 0. Tapez-le, puis dièse.
    .sms-unclear-1 = Le numéro a 10 chiffres et commence par 0. Envoyez { $item-words }.

# By text only.
ask-text = Envoyez { $item-words }, en quelques mots.
    .sms-unclear-1 = Nous n'avons pas pu lire. Envoyez { $item-words } en quelques mots, sans long numéro.

# $answer: what was given, as read back. Yes and no follow.
confirm = Vous avez donné : { $answer }. C'est bien cela ?

# $reference: digits of the receipt.
given = Merci, c'est noté. Un conseiller va vérifier. Votre référence : { $reference }.
    .voice = Merci, c'est noté. Prenez de quoi écrire. Un conseiller va vérifier votre réponse. Votre référence est { $reference }. Je répète : { $reference }.

# A text after a call: others may read it.
receipt = { $service } : nous avons bien noté votre réponse. Référence : { $reference }. Un conseiller va vérifier.

unavailable = { $office_number ->
        [none] Nous ne pouvons pas garder votre réponse maintenant. Ce n'est pas votre faute. Réessayez plus tard, s'il vous plaît.
       *[other] Nous ne pouvons pas garder votre réponse maintenant. Ce n'est pas votre faute. Réessayez plus tard, ou appelez le { $office_number }.
    }

# An advisor's callback is arranged right after. $item-words: "un document".
not-by-phone = Pour { $item-words }, un conseiller vous expliquera comment faire.
