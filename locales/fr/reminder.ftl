# The French words of a reminder that we send or ring with. What it tells stands in deadlines.ftl.

hello = Bonjour, ici { $service }. Nous avons un message pour vous. Pour un conseiller, tapez 0.
    .voice-silence-1 = Je n'ai rien entendu. Nous avons un message pour vous.
    .voice-unclear-1 = Je n'ai pas compris. Tapez une seule touche.
hello-listen = Pour écouter le message
    .words = écouter

# $reminder: what is to be done, by when, what is lost otherwise and how to do it.
tell = { $reminder }

anything-else = Que voulez-vous faire ?
anything-else-again = Pour le réécouter
    .words = réécouter
anything-else-finish = Pour finir l'appel
    .words = finir

goodbye = Merci. Au revoir.
