# The French words of a text after we rang in vain. Nothing of the matter: others may read it.

tell = { $service } : nous vous avons appelé, sans réponse.
tell-keep = garder votre place
    .words = garder, garder ma place
tell-other = un autre moment
    .words = autre moment, un autre moment
tell-no-more = plus besoin
    .words = plus besoin, annuler
when = Quand préférez-vous notre appel ?
when-morning = le matin
    .words = matin, le matin
when-afternoon = l'après-midi
    .words = après-midi, après midi, l'après-midi, aprem
when-any = peu importe
    .words = peu importe, n'importe, n'importe quand, les deux
kept = { $window ->
        [none] Vous gardez votre place. Un conseiller vous rappelle, { $half_day-words }.
       *[other] Vous gardez votre place. Un conseiller vous rappelle { $window }.
    }
withdrawn = C'est noté. Nous ne vous rappelons pas.
unavailable = { $office_number ->
        [none] Nous ne pouvons pas noter votre demande maintenant. Ce n'est pas votre faute. Réessayez plus tard, s'il vous plaît.
       *[other] Nous ne pouvons pas noter votre demande maintenant. Ce n'est pas votre faute. Réessayez plus tard, ou appelez le { $office_number }.
    }
