# Le journal de qui a fait quoi.
title = Journal
about = Qui a fait quoi, et quand. Chaque numéro montré en entier y figure avec sa raison. Rien ne peut y être changé sans que cela se voie.
actor = Qui
subject = Sur quoi
day = Jour
look = Chercher
anybody = tout le monde
actor-operator = l'exploitant, par une commande
actor-person = la personne elle-même
actor-system = le service, de lui-même
none = Aucune entrée ne correspond.
entries = Entrées, la plus récente d'abord
at = Quand
action = Quoi
detail = Précision
older = Entrées plus anciennes
wrong-day = Jour : écrivez par exemple 2026-11-23.
