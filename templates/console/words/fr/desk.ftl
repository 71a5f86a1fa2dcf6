subject-distress = Détresse
subject-file = Dossier
subject-language = Autre langue
subject-general = Autre demande
subject-deadline = Échéance
subject-reminder = Rappel d'échéance
language-fr = français
language-ar = arabe
language-en = anglais
language-es = espagnol
language-pt = portugais
language-interpreter = { $language }, interprète
urgency-distress = À rappeler d'abord
urgency-deadline = Droit en danger
urgency-late = Promesse dépassée
because-distress = Personne en détresse : à rappeler avant tout
because-deadline = { $days ->
    [0] { $deadline } : se termine aujourd'hui
    [1] { $deadline } : se termine demain
   *[other] { $deadline } : se termine le { $day }
 }
because-deadline-past = { $deadline } : terminé le { $day }
because-promised = promis { $window }
because-broken = promis { $window }, c'est dépassé
because-follow-up = rappel convenu { $day }
because-tried = { $attempts ->
    [one] un essai sans réponse
   *[other] { $attempts } essais sans réponse
 }
because-waits = attend depuis { $wait }
because-and = { $first } ; { $second }.
because-alone = { $first }.
day-today = aujourd'hui
day-tomorrow = demain
day-yesterday = hier
window-between = { $day }, { $from } à { $until }
duration-days = { $days } j { $hours } h
duration-hours = { $hours } h { $minutes }
duration-minutes = { $minutes } min
duration-now = moins d'une minute
time-of-day = { $hour } h { $minute }
state-free = Libre
state-mine = Chez vous jusqu'à { $time }
state-held = Pris jusqu'à { $time }
state-later = Nouvel essai { $when }
state-decide = À décider : { $attempts } essais sans réponse
state-done = Close
status-received = reçu
status-in_progress = en cours
status-missing_item = il manque quelque chose
status-decided = décidé
status-unknown = inconnu
measure = { $segments ->
    [0] 0 SMS
    [one] 1 SMS
   *[other] { $segments } SMS
 } · { $characters } caractères
deadline-activity-bonus-declaration = Déclaration prime d'activité
deadline-disability-allowance-declaration = Déclaration AAH
deadline-disability-allowance-renewal = Renouvellement AAH
deadline-disability-appeal = Recours maison du handicap
deadline-energy-cheque = Chèque énergie
deadline-health-account-code = Code du compte santé
deadline-health-card-update = Mise à jour carte Vitale
deadline-health-cover-renewal = Renouvellement aide santé
deadline-job-seeker-update = Actualisation France Travail
deadline-residence-permit-prefecture = Titre de séjour
deadline-residence-permit-teleservice = Titre de séjour
deadline-rsa-appeal = Recours RSA
deadline-rsa-declaration = Déclaration RSA
deadline-school-start-allowance = Allocation de rentrée
deadline-social-housing-renewal = Demande de logement social
deadline-solidarity-allowance-renewal = Renouvellement ASS
deadline-student-grant-request = Bourse étudiante
deadline-student-summer-housing = Logement étudiant l'été
deadline-tax-return = Déclaration d'impôts
deadline-unanswered-request = Demande sans réponse
deadline-unpaid-energy-bill = Facture d'énergie impayée
deadline-winter-truce = Trêve hivernale
who-them = La personne
who-us = Le service
open-day = { $day }, { $hours }
open-span = { $from } à { $until }
open-never = aucune heure d'ouverture en vue
