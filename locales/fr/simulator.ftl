# The words of the demo's phone in the browser. Nobody hears them on a real phone.

title = Un téléphone pour essayer Guichet
intro = Ce téléphone parle au service comme un vrai réseau : appels, touches, silences, SMS. Rien ne sort de cette machine.
skip-to-phone = Aller au téléphone
page-languages = Langue de la page

settings = Ce téléphone
settings-person = À qui est ce téléphone ?
settings-service = Numéro du service
settings-withheld = Appeler en numéro masqué
settings-ringtone = Sonnerie du téléphone
settings-sound = Voix du navigateur
settings-no-voice = Ce navigateur n'a pas de voix : les paroles s'affichent au rythme de la lecture.
settings-patience = Ne pas compter le silence
settings-patience-help = Le service attend alors vos touches sans limite de temps.

phone = Téléphone
tab-call = Appel
tab-messages = Messages
captions = Ce que dit le service
captions-empty = Appuyez sur Appeler. Ce que dit le service s'affichera ici.
call = Appeler
hang-up = Raccrocher
pick-up = Décrocher
refuse = Refuser
voicemail = Répondeur
keypad = Clavier
key = Touche { $key }
star = Touche étoile
hash = Touche dièse
pass-on = Passer la suite
typed = Touches :

state-idle = Prêt à appeler
state-dialling = Appel en cours…
state-speaking = Le service parle
state-your-turn = À vous : { $seconds } s
state-your-turn-patient = À vous
state-working = Un instant…
state-talking = Vous parlez avec l'autre téléphone.
state-ended = Appel terminé
state-audio = message enregistré
state-ringing = Appel du { $number }
state-missed = Appel manqué
state-refused = Appel refusé
state-voicemail = Le répondeur a enregistré :

thread = Messages échangés
thread-empty = Aucun message. Écrivez DOSSIER, par exemple.
thread-landline = Un téléphone fixe n'envoie et ne reçoit pas de SMS.
compose = Votre message
send = Envoyer
sent-by = Vous
received-from = Service
not-answered = Le service n'a pas répondu.
new-text = Nouveau message :
measure = { $encoding } · { $segments ->
    [one] { $segments } segment
   *[other] { $segments } segments
} · { $characters ->
    [one] { $characters } caractère
   *[other] { $characters } caractères
}

problem-network = Le service ne répond pas. Vérifiez que la démonstration tourne, puis réessayez.
problem-answer = Le réseau n'a pas pu lire la réponse du service.
problem-refused = Le service a refusé la demande.

numbers = Appelez ou écrivez au
files = Dossiers d'exemple
files-help = Le service demande le numéro, puis le code reçu par courrier.
file-organisation = Organisme
file-number = Numéro
file-code = Code

help = Comment faire
help-call = Appelez, écoutez, puis tapez les touches à l'écran ou sur votre clavier : les chiffres, * et #.
help-keys = Partout : 0 pour un conseiller, * pour réécouter, # pour revenir.
help-text = Par SMS, écrivez DOSSIER, AIDE ou CONSEILLER.
help-ring = Quand le téléphone sonne : Entrée pour décrocher, Échap pour refuser, ou laissez sonner 25 secondes.

shows-in-progress = La demande est en cours d'étude
shows-missing-item = Il manque le numéro de rue : on le donne par téléphone
shows-decided = Une décision a été prise
about-mobile = portable
about-landline = fixe
