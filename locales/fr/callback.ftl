# The French words for having an advisor ring back.

# Words that begin this flow by text.
entry = rappel, rappeler, rappelez-moi, rappelez moi, rappelle-moi, rappelle moi, appelez-moi, appelez moi, me rappeler

# $number: in pairs, "06 39 98 00 12". Yes and no follow.
confirm-caller = Un conseiller vous rappelle au { $number }. Est-ce le bon numéro ?

ask-number = Envoyez le numéro où vous appeler : 10 chiffres.
    .voice = Tapez le numéro où vous appeler, 10 chiffres, puis dièse.
    .voice-silence-1 = Je n'ai rien entendu. Tapez les 10 chiffres de votre numéro de téléphone, puis dièse.
    .voice-silence-2 = Prenez votre temps. Le numéro d'un proche convient aussi. Tapez ses 10 chiffres, puis dièse.
    .voice-unclear-1 = Je n'ai pas compris. Le numéro a 10 chiffres et commence par 0. Tapez-le, puis dièse.
    .sms-unclear-1 = Le numéro a 10 chiffres et commence par 0. Envoyez le numéro où vous appeler.

confirm-number = Vous avez donné : { $number }. C'est bien cela ?

when = Quand préférez-vous notre appel ?
when-morning = Pour le matin
    .sms = le matin
    .words = matin, le matin
when-afternoon = Pour l'après-midi
    .sms = l'après-midi
    .words = après-midi, après midi, l'après-midi, aprem
when-any = Si cela vous est égal
    .sms = peu importe
    .words = peu importe, n'importe, n'importe quand, les deux

# $half_day-words: "le matin".
# $window: the stretch of a day in which they are rung, or "none". $digits: three digits that the advisor says first, or "none".
booked = { $window ->
        [none] C'est noté. Un conseiller vous rappelle au { $number }, { $half_day-words }.
       *[other] C'est noté. Un conseiller vous rappelle au { $number }, { $window }.
    }{ $digits ->
        [none] {""}
       *[other] {" "}Il vous dira : { $digits }. Sinon, raccrochez.
    }
# $before: how many people are rung before, or "none".
# Who calls may show a number that is not theirs: by voice the digits are not said again.
already-open = Vous aviez déjà demandé un appel. { $before ->
        [none] Vous gardez votre place.
        [0] Vous gardez votre place : votre tour est le prochain.
        [one] Vous gardez votre place : une seule personne passe avant vous.
       *[other] Vous gardez votre place : { $before } personnes passent avant vous.
    } Un conseiller vous rappelle au { $number }, { $window ->
        [none] { $half_day-words }.
       *[other] { $window }.
    }{ $digits ->
        [none] {""}
       *[other] {" "}Il vous dira : { $digits }. Sinon, raccrochez.
    }
    .voice = Vous aviez déjà demandé un appel. { $before ->
            [none] Vous gardez votre place.
            [0] Vous gardez votre place : votre tour est le prochain.
            [one] Vous gardez votre place : une seule personne passe avant vous.
           *[other] Vous gardez votre place : { $before } personnes passent avant vous.
        } Un conseiller vous rappelle au { $number }, { $window ->
            [none] { $half_day-words }.
           *[other] { $window }.
        }

# After the booking, by voice alone. Whoever lays down now is rung all the same.
more = Vous pouvez raccrocher, ou attendre.
more-message = Pour laisser un message au conseiller
    .sms = laisser un message
    .words = message
more-no-messages = Pour ne pas avoir de message sur votre répondeur
    .sms = pas de message
    .words = pas de message
record = Parlez après le bip, puis tapez dièse.
    .sms = Écrivez votre message.
kept = Votre message est gardé pour le conseiller.
forbidden = C'est noté. Nous ne laisserons pas de message.
enough = Merci. À bientôt.

# The number is asked for again right after.
not-callable = Nous ne pouvons pas appeler ce numéro. Donnez un numéro fixe ou mobile de France.

unavailable = { $office_number ->
        [none] Nous ne pouvons pas noter votre demande maintenant. Ce n'est pas votre faute. Réessayez plus tard, s'il vous plaît.
       *[other] Nous ne pouvons pas noter votre demande maintenant. Ce n'est pas votre faute. Réessayez plus tard, ou appelez le { $office_number }.
    }
