# Ready sentences for advisors, to say or to write to a person; and the sheet of next steps that is printed.
ready-hello = Bonjour, je vous rappelle comme demandé. Est-ce un bon moment ?
ready-papers = Envoyez-nous ce papier par courrier, à l'adresse en haut de votre lettre. Gardez une copie.
ready-deadline = N'attendez pas : la date est proche. Nous pouvons le faire ensemble, maintenant.
ready-missed = Nous avons essayé de vous appeler. Nous essayons encore à un autre moment.
ready-done = C'est fait. Vous n'avez plus rien à envoyer.
ready-interpreter = Un interprète est avec nous. Parlez dans votre langue.
sheet-title = Vos prochaines étapes
sheet-missing = Donnez-nous : { $item }.
sheet-deadline = Dernier jour : { $day }.
sheet-answer = Notez le numéro de reçu que nous vous donnons.
sheet-follow-up = Nous vous rappelons le { $day }.
sheet-question = { $office_number ->
    [none] Une question ? Rappelez-nous. Tapez 0 pour un conseiller.
   *[other] Une question ? Appelez le { $office_number }.
 }
sheet-safe = Ne donnez jamais le code de votre courrier à une personne.
