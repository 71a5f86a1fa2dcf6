# Choisir un mot de passe.
title = Choisir un mot de passe
first = Le mot de passe que vous avez reçu ne sert qu'une fois. Choisissez maintenant le vôtre.
old = Mot de passe actuel
new = Nouveau mot de passe
new-help = { $count } caractères au moins. Une phrase courte est facile à retenir.
wrong-old = Le mot de passe actuel n'est pas celui-là.
wrong-too-often = Trop d'essais. Attendez six minutes.
wrong-same = Le nouveau mot de passe est le même que l'ancien.
wrong-short = Il faut { $count } caractères au moins.
wrong-long = Ce mot de passe est trop long.
wrong-guessed = Ce mot de passe est trop facile à deviner.
