person-title = Personne
person-back = Retour
person-summary = { $callbacks ->
    [0] Aucune demande de rappel.
    [one] Une demande de rappel.
   *[other] { $callbacks } demandes de rappel.
 }
person-language = Langue retenue
person-language-none = aucune
person-stopped = Messages automatiques
person-stopped-yes = refusés (STOP)
person-stopped-no = acceptés
person-hours = Heures de rappel
person-hours-none = pas de préférence
person-hours-morning = le matin
person-hours-evening = le soir
person-trouble = Joignable par SMS
person-trouble-none = oui
person-trouble-some = non : numéro faux ou fixe
person-files = Dossiers
person-files-none = Aucun dossier à ce numéro.
person-answers = Réponses données
person-answers-none = Aucune réponse.
person-answer-confirmed = confirmée
person-answer-unconfirmed = à confirmer
person-deadlines = Échéances
person-deadlines-none = Aucune échéance.
person-deadline-armed = en cours
person-deadline-held-out = suivie sans rappel
person-deadline-done = faite
person-deadline-expired = dépassée
person-deadline-withdrawn = retirée
person-deadline-by = avant la fin du { $day }
person-tick = C'est fait
person-ticked = L'échéance est notée comme faite : plus aucun rappel ne part.
person-not-ticked = Cette échéance n'était plus en cours.
person-callbacks = Demandes de rappel
person-callbacks-none = Aucune.
person-messages = Messages
person-messages-none = Aucun message gardé.
