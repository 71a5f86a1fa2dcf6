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
person-stopped-stop = tout est refusé (STOP)
person-stopped-stop-reminders = rappels refusés (STOP RAPPELS)
person-stopped-start = acceptés
person-consent = La personne demande
person-consent-save = Noter
person-consented-stop = C'est noté : plus aucun message automatique. Les rappels demandés à un conseiller restent prévus.
person-consented-stop-reminders = C'est noté : plus de rappel de date. Les questions sur le dossier continuent.
person-consented-start = C'est noté : les messages automatiques reprennent.
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
