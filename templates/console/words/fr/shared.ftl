# What several pages of the console say.
console = Guichet, console
skip = Aller au contenu
nav = Pages
sign-out = Se déconnecter
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
