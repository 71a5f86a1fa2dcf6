# Un numéro montré en entier.
title = Numéro de téléphone
kept = Le journal garde que vous l'avez vu, et pourquoi. Il est de nouveau masqué dès que vous quittez cette page.
back = Revenir
