# L'entrée.
title = Se connecter
wrong-title = Erreur
login = Identifiant
password = Mot de passe
code = Code à 6 chiffres
code-help = Dans l'application de votre téléphone. Il change toutes les 30 secondes et ne sert qu'une fois.
enter = Se connecter
refused = Vous n'êtes pas connecté
refused-why = L'identifiant, le mot de passe et le code ne vont pas ensemble.
refused-help = Vérifiez les trois, attendez le code suivant, puis recommencez. Si cela ne va toujours pas, un administrateur peut vous donner un nouveau mot de passe.
too-often = Trop d'essais
too-often-why = Attendez six minutes, puis recommencez. Si ce n'était pas vous, prévenez un administrateur.
out = Vous êtes déconnecté, sur tous vos appareils.
help = Pas encore de compte, ou mot de passe perdu ? Adressez-vous à un administrateur de votre équipe.
