# The French words of a call we make: we read what no text could bring. Nothing is told before a key is pressed.

hello = Bonjour, ici { $service }. Nous avons un message pour vous. Il n'a pas pu partir par SMS. Pour un conseiller, tapez 0.
    .voice-silence-1 = Je n'ai rien entendu. Nous avons un message pour vous.
    .voice-unclear-1 = Je n'ai pas compris. Tapez une seule touche.
hello-listen = Pour écouter le message
    .words = écouter

# $words: what a text would have said.
read = Voici le message. { $words } C'est la fin du message.

after = Que voulez-vous faire ?
after-again = Pour le réécouter
    .words = réécouter
after-finish = Pour finir l'appel
    .words = finir

goodbye = Merci. Au revoir.
