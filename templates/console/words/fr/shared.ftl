# What several pages of the console say.
console = Guichet, console
skip = Aller au contenu
nav = Pages
sign-out = Se déconnecter
nav-queue = File
nav-work = Mon travail
nav-files = Dossiers
nav-messages = Messages
nav-wall = Vue d'ensemble
nav-flows = Parcours
nav-people = Comptes
nav-audit = Journal
nav-settings = Réglages
role-reception = accueil
role-advisor = conseiller
role-supervisor = superviseur
role-administrator = administrateur
save = Enregistrer
optional = facultatif
saved = C'est enregistré.
mistakes = { $count ->
    [one] Une chose est à corriger
   *[other] { $count } choses sont à corriger
}
reason-dial = pour le composer à la main
reason-compare = pour le comparer à ce que dit la personne
reason-copy = pour le reporter dans un autre logiciel
reason-own-request = la personne demande ce que nous gardons d'elle
reason-other = autre raison, à écrire
keys = Touches
keys-close = Fermer
keys-none = Les touches sont coupées dans vos réglages.
key-n = prendre la suivante
key-c = appeler
key-m = écrire une note
key-digits = choisir le résultat
key-s = enregistrer
key-e = prolonger
key-r = actualiser la liste
key-escape = quitter un champ
key-question = montrer ces touches
day-how = jj/mm/aaaa, par exemple 31/12/2026
