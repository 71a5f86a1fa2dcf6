messages-title = Messages à regarder
messages-summary = { $count ->
    [0] Tout est parti.
    [one] Un message demande quelqu'un.
   *[other] { $count } messages demandent quelqu'un.
 }
messages-none = Aucun message n'a échoué.
messages-retry = Envoyer encore
messages-discard = Écarter
messages-about = commandé { $when }, { $attempts } essais
messages-retried = Le message repart maintenant.
messages-discarded = Le message est écarté.
messages-refused = Ce message ne peut pas repartir : il est peut-être arrivé, et deux fois feraient du tort.
messages-gone = Ce message a changé entre-temps. Regardez la liste.
messages-kind-code = Code
messages-kind-reply = Réponse
messages-kind-callback = Nouvelle d'un rappel
messages-kind-read-out = Lecture par appel
messages-kind-ask = Question pour un dossier
messages-kind-ring = Appel
messages-kind-reminder = Rappel d'échéance
messages-kind-other = Message ({ $kind })
messages-state-dead = abandonné
messages-state-uncertain = peut-être parti
messages-state-undelivered = pas arrivé
messages-state-failed = refusé
messages-state-expired = trop tard
messages-state-quarantined = retenu
messages-reason-dead = Plusieurs essais n'ont rien donné. Regardez la cause avant d'envoyer encore.
messages-reason-uncertain = L'opérateur n'a pas répondu : la personne l'a peut-être reçu. Appelez-la plutôt que d'envoyer deux fois.
messages-reason-undelivered = L'opérateur dit que le téléphone ne l'a pas reçu : éteint, plein ou hors réseau.
messages-reason-failed = L'opérateur l'a refusé. Le numéro est peut-être faux.
messages-reason-expired = Il n'est pas parti à temps, et n'est plus utile.
messages-reason-quarantined = Il est retenu depuis une restauration, pour ne pas partir deux fois.
messages-reason-detail = { $reason } (détail : { $detail })
