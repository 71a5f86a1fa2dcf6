# Ses propres réglages.
title = Réglages
language = Langue de la console
theme = Couleurs
theme-system = comme l'ordinateur
theme-light = clair
theme-dark = sombre
theme-high-contrast = contraste élevé
keyboard = Clavier
keys = Raccourcis d'une seule touche
keys-help = Une lettre seule agit, hors des champs à remplir. À décocher si vous dictez vos textes.
phone = Votre téléphone
phone-help = Il sonne en premier, puis la personne est appelée. Fixe ou mobile national, par exemple 01 99 00 00 20.
phone-wrong = Votre téléphone : il faut un numéro fixe ou mobile national, sans surtaxe.
account = Votre compte
login = Identifiant
role = Rôle
password = Changer de mot de passe
