# The short forms in capitals that the French words may use, because people say them every day, and what each stands for.
# Nobody hears these sentences; translators see them beside each text. Add one only where everybody says the short form.

SMS = message écrit, sur le téléphone
RSA = revenu de solidarité active, l'aide pour les personnes sans ressources
CAF = caisse d'allocations familiales, qui paie les aides aux familles et au logement
MSA = mutualité sociale agricole, la caisse des personnes qui travaillent dans l'agriculture
MANDAT = quelqu'un s'occupe de votre dossier avec votre accord
