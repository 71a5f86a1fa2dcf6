# The French words of a reminder that we send or ring with. What it tells, and how to answer, stands in deadlines.ftl.

hello = Bonjour, ici { $service }. Nous avons un message pour vous. Pour un conseiller, tapez 0.
    .voice-silence-1 = Je n'ai rien entendu. Nous avons un message pour vous.
    .voice-unclear-1 = Je n'ai pas compris. Tapez une seule touche.
hello-listen = Pour écouter le message
    .words = écouter

# $reminder: what is to be done, by when, what is lost otherwise, how to do it and what may be answered.
tell = { $reminder }
    .voice-silence-1 = Je n'ai rien entendu. Si c'est fait, tapez 1. Pour qu'un conseiller vous rappelle, tapez 2. Pour un message plus tard, tapez 3.
    .voice-unclear-1 = Je n'ai pas compris. Si c'est fait, tapez 1. Pour qu'un conseiller vous rappelle, tapez 2. Pour un message plus tard, tapez 3.
    .sms-unclear-1 = Je n'ai pas compris. Répondez FAIT, AIDE ou STOP.

# The message told of several things.
which = Qu'est-ce qui est fait ?
which-all = Si tout est fait
    .sms = tout
    .words = tout, tout est fait, les deux
which-first = Si le premier seul est fait
    .sms = le premier seul
    .words = premier, le premier, le premier seul
which-second = Si le deuxième seul est fait
    .sms = le deuxième seul
    .words = deuxième, le deuxième, le deuxième seul, second, le second
first-or-all = Qu'est-ce qui est fait ?
first-or-all-all = Si tout est fait
    .sms = tout
    .words = tout, tout est fait
first-or-all-first = Si seul ce que nous avons dit est fait
    .sms = seulement ce qui est dit
    .words = seulement ce qui est dit
is-all-done = Est-ce que tout est fait ?

thanks = C'est noté, merci. Plus de message pour cette fois.
others-stay = C'est noté, merci. Nous vous redirons le reste.
over = C'est déjà noté, ou la date est passée. Nous ne vous en parlons plus. Pour parler à quelqu'un, envoyez CONSEILLER.
    .voice = C'est déjà noté, ou la date est passée. Nous ne vous en parlons plus. Merci et au revoir.

# $day: the last day, or "none" where it is not certain.
booked = { $day ->
        [none] C'est noté. Un conseiller vous rappelle au { $number }.
       *[other] C'est noté. Un conseiller vous rappelle au { $number }, avant le { $day }.
    }
already-open = { $day ->
        [none] Vous aviez déjà demandé un appel. Vous gardez votre place. Un conseiller vous rappelle au { $number }.
       *[other] Vous aviez déjà demandé un appel. Vous gardez votre place. Un conseiller vous rappelle au { $number }, avant le { $day }.
    }

again = D'accord. Nous vous le redirons le { $day }.
last-chance = C'est le dernier moment. Après, il sera trop tard. Voulez-vous qu'un conseiller vous rappelle ?
goodbye = D'accord. Merci et au revoir.

unavailable = { $office_number ->
        [none] Nous ne pouvons pas noter votre demande maintenant. Ce n'est pas votre faute. Réessayez plus tard, s'il vous plaît.
       *[other] Nous ne pouvons pas noter votre demande maintenant. Ce n'est pas votre faute. Réessayez plus tard, ou appelez le { $office_number }.
    }
