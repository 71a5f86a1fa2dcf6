# The French words for being reminded of a day that one names oneself.

# Words that begin this flow by text.
entry = date, dates, mes dates, une date, échéance, échéances, mes échéances, rappel de date, ne pas oublier

subject = Pour quelle date voulez-vous un message ?
    .sms-unclear-1 = Je n'ai pas compris. Envoyez seulement un chiffre.
subject-permit = Pour votre titre de séjour
    .sms = titre de séjour
    .words = titre de séjour, séjour, carte de séjour
subject-housing = Pour votre demande de logement social
    .sms = logement social
    .words = logement social, logement
subject-declaration = Pour déclarer vos revenus tous les 3 mois
    .sms = revenus, tous les 3 mois
    .words = revenus, déclaration
subject-more = Pour une autre date
    .sms = autre date
    .words = autre date, autre, autres

more = Quelle autre date ?
more-health = Pour l'aide à la mutuelle
    .sms = frais de santé
    .words = frais de santé, mutuelle, santé
more-appeal = Pour contester une décision
    .sms = contester une décision
    .words = contester, contester une décision
more-other = Pour autre chose, avec un conseiller
    .sms = autre chose : un conseiller
    .words = autre chose
more-no-reminders = Pour ne plus recevoir ces messages
    .sms = ne plus recevoir ces messages
    .words = plus de ces messages, plus de rappels du tout, arrêter mes rappels

# $about: what it is about, as its type of deadline is called.
ask-day = { $about ->
        [residence-permit-prefecture] Quand votre titre de séjour finit-il ? Envoyez le jour, le mois et l'année. Exemple : 05122026.
        [social-housing-renewal] Quand avez-vous fait la demande ? Envoyez le jour, le mois et l'année. Exemple : 05122026.
        [rsa-declaration] Quand avez-vous déclaré la dernière fois ? Envoyez le jour, le mois et l'année. Exemple : 05122026.
        [health-cover-renewal] Quand cette aide finit-elle ? Envoyez le jour, le mois et l'année. Exemple : 05122026.
       *[other] Quand avez-vous reçu la décision ? Envoyez le jour, le mois et l'année. Exemple : 05122026.
    }
    .voice = { $about ->
        [residence-permit-prefecture] Quand votre titre de séjour finit-il ? Tapez le jour, le mois et l'année : 8 chiffres, puis dièse.
        [social-housing-renewal] Quand avez-vous fait la demande ? Tapez le jour, le mois et l'année : 8 chiffres, puis dièse.
        [rsa-declaration] Quand avez-vous déclaré la dernière fois ? Tapez le jour, le mois et l'année : 8 chiffres, puis dièse.
        [health-cover-renewal] Quand cette aide finit-elle ? Tapez le jour, le mois et l'année : 8 chiffres, puis dièse.
       *[other] Quand avez-vous reçu la décision ? Tapez le jour, le mois et l'année : 8 chiffres, puis dièse.
    }
    .voice-silence-1 = Je n'ai rien entendu. Tapez les 8 chiffres de la date, puis dièse. Pour un conseiller, tapez 0.
    .voice-unclear-1 = Je n'ai pas compris. Tapez 2 chiffres pour le jour, 2 pour le mois et 4 pour l'année, puis dièse.
    .sms-unclear-1 = Je n'ai pas compris. Envoyez 2 chiffres pour le jour, 2 pour le mois et 4 pour l'année. Exemple : 05122026.

confirm = Vous avez donné : { $day }. C'est bien cela ?

ask-hours = Quand voulez-vous nos messages ?
ask-hours-morning = Pour la fin de la matinée
    .sms = fin de matinée
    .words = matin, le matin, matinée, fin de matinée
ask-hours-evening = Pour la fin de l'après-midi
    .sms = fin d'après-midi
    .words = soir, le soir, après-midi, l'après-midi, fin d'après-midi
ask-hours-any = Si cela vous est égal
    .sms = peu importe
    .words = peu importe, égal, indifférent

# $first: the day of the first message.
noted = C'est noté. Premier message : { $first }.
known = { $first ->
        [none] C'est déjà noté.
       *[other] C'est déjà noté. Prochain message : { $first }.
    }
past = Cette date est passée, ou trop proche pour un message.
past-again = Pour donner une autre date
    .sms = autre date
past-advisor = Pour qu'un conseiller vous rappelle
    .sms = un conseiller vous rappelle
silenced = Vous ne recevez plus nos messages. Voulez-vous les recevoir de nouveau ?
as-before = C'est noté. Rien ne change.
no-number = Nous ne pouvons pas vous joindre à ce numéro. Un conseiller peut vous aider.

unavailable = { $office_number ->
        [none] Nous ne pouvons pas noter votre demande maintenant. Ce n'est pas votre faute. Réessayez plus tard, s'il vous plaît.
       *[other] Nous ne pouvons pas noter votre demande maintenant. Ce n'est pas votre faute. Réessayez plus tard, ou appelez le { $office_number }.
    }
