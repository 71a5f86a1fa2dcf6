# The French words with which a person is asked whether somebody may act for them. $helper: that person's name, as an advisor wrote
# it. $scope: what they may do. $until: the last day.

hello = Bonjour, ici { $service }. Nous avons une question pour vous. Pour un conseiller, tapez 0.
    .voice-silence-1 = Je n'ai rien entendu. Nous avons une question pour vous.
    .voice-unclear-1 = Je n'ai pas compris. Tapez une seule touche.
hello-listen = Pour écouter la question
    .words = écouter

ask = { $scope ->
        [answers] { $service } : { $helper } demande à suivre votre dossier et à répondre pour vous, jusqu'au { $until }. D'accord ?
       *[status] { $service } : { $helper } demande à savoir où en est votre dossier, jusqu'au { $until }. D'accord ?
    }
    .voice = { $scope ->
        [answers] { $helper } demande à s'occuper de votre dossier avec vous, jusqu'au { $until }. Cette personne pourra savoir où il en est, et donner ce qui manque. Êtes-vous d'accord ?
       *[status] { $helper } demande à s'occuper de votre dossier avec vous, jusqu'au { $until }. Cette personne pourra savoir où il en est, rien d'autre. Êtes-vous d'accord ?
    }
    .sms-unclear-1 = Je n'ai pas compris. Voulez-vous que { $helper } s'occupe de votre dossier, jusqu'au { $until } ? Répondez OUI ou NON.

agreed = { $scope ->
        [answers] C'est noté. { $helper } peut suivre votre dossier et répondre pour vous, jusqu'au { $until }. Pour y mettre fin, envoyez STOP MANDAT.
       *[status] C'est noté. { $helper } peut savoir où en est votre dossier, jusqu'au { $until }. Pour y mettre fin, envoyez STOP MANDAT.
    }
    .voice = { $scope ->
        [answers] C'est noté. { $helper } peut savoir où en est votre dossier, et donner ce qui manque, jusqu'au { $until }. Pour y mettre fin, appelez-nous. Merci et au revoir.
       *[status] C'est noté. { $helper } peut savoir où en est votre dossier, jusqu'au { $until }. Pour y mettre fin, appelez-nous. Merci et au revoir.
    }

refused = C'est noté : { $helper } ne peut rien savoir de votre dossier ici. Merci.
unclear = Sans un oui clair, personne ne s'occupe de votre dossier à votre place. Un conseiller va vous expliquer.
over = Cette question n'est plus ouverte : votre réponse ne change rien. Pour parler à quelqu'un, envoyez CONSEILLER.
    .voice = Cette question n'est plus ouverte : votre réponse ne change rien. Merci et au revoir.

unavailable = { $office_number ->
        [none] Nous ne pouvons pas noter votre réponse maintenant. Ce n'est pas votre faute. Réessayez plus tard, s'il vous plaît.
       *[other] Nous ne pouvons pas noter votre réponse maintenant. Ce n'est pas votre faute. Réessayez plus tard, ou appelez le { $office_number }.
    }
