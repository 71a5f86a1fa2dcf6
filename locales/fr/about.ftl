# The French words about ourselves: who we are, the price, false messages, what we keep.

# Words that begin this flow by text.
entry = infos, info, information, informations, qui, qui êtes-vous, qui êtes vous, arnaque

who = { $service } est un service public, par téléphone. Des conseillers vous répondent. C'est gratuit, sauf l'appel ou le SMS.

topics = Que voulez-vous savoir ?
    .sms-unclear-1 = Je n'ai pas compris. Envoyez seulement un chiffre.
topics-price = Pour connaître le prix
    .sms = le prix
    .words = prix, le prix, tarif, gratuit
topics-genuine = Pour savoir si un message vient de nous
    .sms = un message vient-il de nous ?
    .words = message, vrai, faux
topics-privacy = Pour savoir ce que nous gardons sur vous
    .sms = ce que nous gardons
    .words = données, vie privée
topics-finish = Pour finir
    .sms = finir
    .words = finir, fini, terminer

price = Le service est gratuit. Vous payez seulement l'appel ou le SMS, au prix normal de votre téléphone. Nos conseillers vous rappellent gratuitement.

genuine = { $office_number ->
        [none] Nous écrivons seulement depuis ce numéro. Nous ne demandons jamais de carte bancaire ni de mot de passe. Un doute ? Demandez un conseiller.
       *[other] Nous écrivons seulement depuis ce numéro. Nous ne demandons jamais de carte bancaire ni de mot de passe. Un doute ? Appelez le { $office_number }.
    }

privacy = Nous gardons votre numéro, vos réponses et vos demandes. Nos conseillers et l'organisme de votre dossier les voient. Vous pouvez demander à un conseiller de les effacer.

# By text: the answer to "finir".
bye = Merci. Au revoir.

# By voice alone: whoever let somebody act for them can end it here.
choices = Si quelqu'un s'occupe de votre dossier à votre place, vous pouvez y mettre fin.
choices-mandates = Pour que personne n'agisse plus pour vous
    .sms = arrêter un mandat
choices-topics = Pour continuer
    .sms = continuer
mandates = Plus personne ne pourra s'occuper de votre dossier à votre place. C'est bien ce que vous voulez ?
