# The French words of deadlines. Each type in deadlines/ has its own, at the end. What is to be done, the last day, what is
# lost, how to act and what to answer are one text of 160 characters: short for the text, whole for the voice.

## What every reminder says

# The closing day, where it is certain.
last-day = Jusqu'au { $date }.
    .voice = Dernier jour : { $date }.
# Where it is not.
look-at-letter = Regardez la date sur votre courrier.
# Where it has not opened yet.
opens-on = Possible à partir du { $date }.
# What may be answered.
answer-by = Répondez FAIT, AIDE ou STOP.
    .voice = Si c'est fait, tapez 1. Pour qu'un conseiller vous rappelle, tapez 2. Pour un message plus tard, tapez 3. Pour ne plus avoir ces messages, tapez 4.
# In the place of words that may not stand in a text.
something-due = Une date approche pour votre dossier. Répondez AIDE : un conseiller vous rappelle.
    .voice = Une date approche pour votre dossier. Pour qu'un conseiller vous rappelle, tapez 2.
# How many there are besides what is named.
others-due = { $count ->
        [one] Une autre date approche aussi.
       *[other] { $count } autres dates approchent aussi.
    }

## Answers to a reminder. Accents, capitals, punctuation and polite words do not matter; 1, 2, 3 and the words for STOP
## are understood as well.

answer-done = fait, c'est fait, c fait, cest fait, déjà fait, c'est déjà fait, je l'ai fait, j'ai fait, je viens de le faire, terminé, c'est bon, ok fait, oui fait, oui c'est fait
answer-help = aide, aidez-moi, aidez moi, aide-moi, aide moi, besoin d'aide, j'ai besoin d'aide, rappelez-moi, rappelez moi, rappelle-moi, rappelle moi, je veux de l'aide
answer-later = plus tard, + tard, pas maintenant, demain, une autre fois, rappelez-moi plus tard, rappelez moi plus tard
answer-polite = merci, svp, stp, s'il, vous, te, plaît, bonjour, bonsoir, oui, beaucoup, madame, monsieur

## The organisations

organisation-france-travail = France Travail
organisation-caf = la CAF
organisation-msa = la MSA
organisation-cpam = l'assurance maladie
organisation-mdph = la maison du handicap
organisation-prefecture = la préfecture
organisation-social-housing = le service du logement social
organisation-crous = le service des bourses étudiantes
organisation-tax-office = les impôts
organisation-energy-cheque-service = le service du chèque énergie
organisation-state = l'État
organisation-energy-supplier = votre fournisseur d'énergie
organisation-department = le département

## Each deadline: what it is (for advisors and for the voice), what is to be done, what is lost otherwise, how to act
## without internet; and what is said after the closing day, where that is worth saying.

job-seeker-update = l'actualisation de France Travail
job-seeker-update-todo = Faites votre actualisation à France Travail.
    .voice = Faites votre actualisation du mois à France Travail.
job-seeker-update-lost = Sinon, ni inscription, ni paiement.
    .voice = Sinon, votre inscription s'arrête, et le paiement aussi.
job-seeker-update-offline = Tél. 39 49.
    .voice = Téléphone : 39 49. Ou à l'agence.
rsa-declaration = la déclaration de revenus pour le RSA
rsa-declaration-todo = Déclarez 3 mois de revenus à la CAF ou la MSA.
    .voice = Déclarez vos revenus de 3 mois à la CAF ou à la MSA.
rsa-declaration-lost = Sinon, paiement suspendu.
    .voice = Sinon, le paiement est suspendu.
rsa-declaration-offline = Tél. 32 30, guichet.
    .voice = Téléphone : 32 30. Ou au guichet, sur papier.
activity-bonus-declaration = la déclaration de revenus pour la prime d'activité
activity-bonus-declaration-todo = Déclarez 3 mois de revenus à la CAF ou la MSA.
    .voice = Déclarez vos revenus de 3 mois à la CAF ou à la MSA.
activity-bonus-declaration-lost = Sinon, paiement suspendu.
    .voice = Sinon, le paiement est suspendu.
activity-bonus-declaration-offline = Tél. 32 30, guichet.
    .voice = Téléphone : 32 30. Ou au guichet, sur papier.
disability-allowance-declaration = la déclaration de revenus pour l'allocation handicap
disability-allowance-declaration-todo = Déclarez vos revenus de 3 mois pour l'allocation handicap.
disability-allowance-declaration-lost = Sinon, le paiement peut être suspendu.
disability-allowance-declaration-offline = Téléphone : 32 30. Ou au guichet, sur papier.
health-cover-renewal = le renouvellement de l'aide à la mutuelle
health-cover-renewal-todo = Redemandez votre aide pour la santé.
    .voice = Demandez encore une fois votre aide pour les frais de santé.
health-cover-renewal-lost = Sinon, elle s'arrête.
    .voice = Sinon, elle s'arrête et vous payez plus pour vos soins.
health-cover-renewal-offline = Tél. 36 46, guichet.
    .voice = Téléphone : 36 46. Ou au guichet, sur papier.
health-card-update = la mise à jour de la carte Vitale
health-card-update-todo = Mettez à jour votre carte Vitale.
health-card-update-lost = Sinon, elle montre vos anciens droits.
    .voice = Sinon, la carte montre vos anciens droits.
health-card-update-offline = Borne : pharmacie.
    .voice = À la borne d'une pharmacie ou de l'assurance maladie.
disability-allowance-renewal = le renouvellement des droits liés au handicap
disability-allowance-renewal-todo = Envoyez le dossier complet à la maison du handicap.
disability-allowance-renewal-lost = Sinon, les mois sans droits ne sont pas rattrapés.
disability-allowance-renewal-offline = Sur papier, par courrier ou au guichet.
residence-permit-teleservice = le renouvellement du titre de séjour
residence-permit-teleservice-todo = Renouvelez votre titre de séjour.
    .voice = Demandez le renouvellement de votre titre de séjour.
residence-permit-teleservice-lost = Sinon, vos droits peuvent s'arrêter.
residence-permit-teleservice-offline = Guichet de préfecture.
    .voice = À la préfecture : au point d'aide, ou au guichet.
residence-permit-teleservice-late = Demandez le renouvellement sans attendre, même en retard.
residence-permit-prefecture = le renouvellement du titre de séjour à la préfecture
residence-permit-prefecture-todo = Renouvelez votre titre de séjour.
    .voice = Demandez le renouvellement de votre titre de séjour.
residence-permit-prefecture-lost = Sinon, vos droits peuvent s'arrêter.
residence-permit-prefecture-offline = Guichet de préfecture.
    .voice = Au guichet de la préfecture.
social-housing-renewal = le renouvellement de la demande de logement social
social-housing-renewal-todo = Renouvelez votre demande de logement.
    .voice = Renouvelez votre demande de logement social.
social-housing-renewal-lost = Sinon, elle est annulée.
    .voice = Sinon, elle est annulée, et l'ancienneté est perdue.
social-housing-renewal-offline = Au guichet, sur papier.
    .voice = Au guichet qui a reçu la demande, ou sur papier.
student-summer-housing = le logement étudiant pendant l'été
student-summer-housing-todo = Gardez-vous le logement l'été ? Dites-le à la CAF.
    .voice = Dites si vous gardez votre logement en juillet et en août.
student-summer-housing-lost = Sinon, l'aide peut s'arrêter.
    .voice = Sinon, l'aide de ces mois peut être perdue.
student-summer-housing-offline = Tél. 32 30.
    .voice = Téléphone : 32 30. Ou au guichet.
student-grant-request = la demande de bourse étudiante
student-grant-request-todo = Demandez votre bourse et votre chambre.
    .voice = Demandez votre bourse et votre chambre d'étudiant.
student-grant-request-lost = Après, ce peut être refusé.
    .voice = Après cette date, la demande peut être refusée.
student-grant-request-offline = Un conseiller vous aide.
    .voice = Un conseiller peut le faire avec vous.
solidarity-allowance-renewal = le renouvellement de l'allocation de solidarité
solidarity-allowance-renewal-todo = Renouvelez votre allocation France Travail.
    .voice = Renouvelez votre allocation à France Travail.
solidarity-allowance-renewal-lost = Sinon, le paiement peut cesser.
    .voice = Sinon, le paiement peut s'arrêter.
solidarity-allowance-renewal-offline = Tél. 39 49.
    .voice = Téléphone : 39 49. Ou à l'agence.
school-start-allowance = l'aide de rentrée pour un enfant de 16 à 18 ans
school-start-allowance-todo = Votre enfant de 16 à 18 ans étudie ? Dites-le.
    .voice = Dites que votre enfant de 16 à 18 ans continue à étudier.
school-start-allowance-lost = Sinon, l'aide peut être perdue.
    .voice = Sinon, l'aide de rentrée peut être perdue.
school-start-allowance-offline = Tél. 32 30.
    .voice = Téléphone : 32 30. Ou au guichet.
tax-return = la déclaration d'impôts
tax-return-todo = Envoyez votre déclaration aux impôts, sur papier.
    .voice = Envoyez votre déclaration de revenus aux impôts, sur papier.
tax-return-lost = Un retard peut coûter.
    .voice = Un retard peut coûter plus d'impôt.
tax-return-offline = Guichet des impôts.
    .voice = Au centre des impôts, ou chez France Services.
energy-cheque = le chèque énergie
energy-cheque-todo = Pas reçu le chèque énergie ? Demandez-le.
    .voice = Demandez votre chèque énergie, si vous ne l'avez pas reçu.
energy-cheque-lost = Après, il peut être trop tard.
    .voice = Après cette date, il peut être trop tard.
energy-cheque-offline = Tél. 08 05 20 48 05.
    .voice = Appel gratuit : 08 05 20 48 05. Ou par courrier.
energy-cheque-late = Utilisez votre chèque énergie. La date de fin est dessus.
winter-truce = la protection de l'hiver
winter-truce-todo = L'hiver : ni expulsion ni coupure d'énergie.
    .voice = Du 1er novembre au 31 mars : ni expulsion, ni coupure d'énergie.
winter-truce-lost = Ensuite, c'est possible.
    .voice = Après l'hiver, c'est de nouveau possible. La dette reste.
winter-truce-offline = Un conseiller vous aide.
    .voice = Un conseiller peut chercher une solution avec vous.
unpaid-energy-bill = la facture d'énergie impayée
unpaid-energy-bill-todo = Appelez votre fournisseur d'énergie.
    .voice = Appelez votre fournisseur d'énergie pour trouver un accord.
unpaid-energy-bill-lost = Sinon, elle peut être coupée.
    .voice = Sinon, l'énergie peut être réduite ou coupée.
unpaid-energy-bill-offline = Un conseiller vous aide.
    .voice = Une demande au fonds logement retarde la coupure.
rsa-appeal = la contestation d'une décision sur le RSA
rsa-appeal-todo = Écrivez au département pour contester.
    .voice = Écrivez au département, si vous contestez sa décision.
rsa-appeal-lost = Après, c'est trop tard.
    .voice = Après cette date, il est trop tard.
rsa-appeal-offline = Gardez une copie.
    .voice = Par courrier. Gardez une copie.
disability-appeal = la contestation d'une décision sur le handicap
disability-appeal-todo = Écrivez à la maison du handicap, si vous contestez sa décision.
disability-appeal-lost = Après cette date, il est trop tard.
disability-appeal-offline = Par courrier. Gardez une copie.
health-account-code = le code de l'assurance maladie
health-account-code-todo = Code reçu par courrier ? Utilisez-le vite.
    .voice = Avez-vous reçu votre code par courrier ? Utilisez-le vite.
health-account-code-lost = Sinon, il faudra un nouveau code.
    .voice = Sinon, il faudra demander un nouveau code.
health-account-code-offline = Tél. 36 46.
    .voice = Téléphone : 36 46. Ou au guichet.
unanswered-request = une demande sans réponse
unanswered-request-todo = Avez-vous eu une réponse à votre demande ?
    .voice = Avez-vous reçu une réponse à votre demande ?
unanswered-request-lost = Sinon, elle est peut-être bloquée.
    .voice = Sinon, il manque peut-être une information.
unanswered-request-offline = Un conseiller vous aide.
    .voice = Un conseiller peut demander avec vous.
