queue-title = File d'attente
queue-summary = { $open ->
    [0] Personne n'attend.
    [one] Une personne attend.
   *[other] { $open } personnes attendent. Attente la plus longue : { $oldest }.
 }
queue-next = Prendre la suivante
queue-filters = Filtrer la file
queue-filter-language = Langue
queue-filter-subject = Sujet
queue-filter-mine = Les miennes
queue-filter = Filtrer
queue-any = Toutes
queue-any-subject = Tous
queue-refresh = Actualiser
queue-as-of = Liste de { $time }
queue-new-one = 1 nouvelle demande : afficher
queue-new-many = {"{count}"} nouvelles demandes : afficher
queue-moved = La file a changé : afficher
queue-live-ended = La mise à jour s'est arrêtée : actualisez la page.
queue-waits = Attend depuis
queue-window = Promis
queue-language = Langue
queue-number = Numéro
queue-claim = Prendre
queue-pages = Pages de la file
queue-previous = Précédentes
queue-following = Suivantes
queue-range = { $from } à { $to } sur { $all }
queue-empty = Personne n'attend. Les nouvelles demandes arrivent ici toutes seules.
queue-empty-filtered = Aucune demande avec ces filtres.
queue-nothing-next = Aucune demande ne peut vous être confiée maintenant : personne n'attend dans vos langues, ou tout est déjà pris.
queue-taken = Cette demande vient d'être prise par quelqu'un d'autre.
queue-gone = Cette demande est déjà close.
queue-given-back = La demande est rendue à la file.
queue-saved = C'est enregistré. La suivante : touche n.
queue-kept = Le délai était passé : votre résultat est gardé comme note, rien n'a été écrasé.
queue-alerts = Mots de détresse
queue-alerts-how = Les numéros d'urgence leur sont déjà donnés. Ces personnes n'ont pas demandé qu'on les rappelle : à vous de juger.
queue-alert-title = { $when }, { $language }
queue-alert-ring = Rappeler maintenant
queue-alert-seen = C'est vu, ne pas rappeler
queue-alert-noted = C'est noté dans le journal.
queue-alert-gone = Quelqu'un s'en occupe déjà.
queue-alert-uncallable = Ce numéro ne peut pas être rappelé.
queue-new-alert = Quelqu'un écrit des mots de détresse : afficher
