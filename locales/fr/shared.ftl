# The French sentences that every flow and the engine itself use, and the words people may type.

## Frames. $option is the text of an option, $key its key.
## An option is written "Pour ..." for the voice, and short in .sms.

menu-option = { $key } { $option }
    .voice = { $option }, tapez { $key }.
yes = Si oui
    .sms = oui
no = Si non
    .sms = non
# The last key of a long list.
more-choices = Pour d'autres choix
    .sms = autres choix
    .words = autres, autre, suite, plus
# One value of a list. $option is a word of our own (street_number) or a name as people say it ("la CAF").
choice-option = Pour { $option-words }
    .sms = { $option-words }

## When nothing came, or nothing we understand. The question follows.

silence = Je n'ai rien entendu.
unclear = Je n'ai pas compris.
offer-callback = Ce n'est pas grave. Voulez-vous qu'un conseiller vous rappelle ?

# The last words. $office_hours: "du lundi au vendredi, de 9 heures à 12 heures et de 14 heures à 17 heures". Either may be "none".
goodbye-hours =
    { $office_hours ->
        [none] Un conseiller peut vous aider.
       *[other] Nos conseillers répondent { $office_hours }.
    } { $office_number ->
        [none] Merci et au revoir.
       *[other] Le numéro est le { $office_number }. Merci et au revoir.
    }
    .sms =
    { $office_hours ->
        [none] Un conseiller peut vous aider.
       *[other] Nos conseillers répondent { $office_hours }.
    } { $office_number ->
        [none] Pour recommencer ici, envoyez MENU.
       *[other] Appelez le { $office_number }. Pour recommencer ici, envoyez MENU.
    }

## Answers to the words that work everywhere

# AIDE. At most 160 characters. 1 books a callback; anything else goes on with the question.
help = { $service } vous aide à suivre votre dossier. C'est gratuit, sauf le SMS. Envoyez 1 : un conseiller vous rappelle. MENU : tous les choix. STOP : plus de SMS.
# Fixed text. Change nothing without a doctor's or a listening line's advice.
distress = Si vous êtes en danger, appelez le 15 ou le 112. Par SMS : le 114. Vous pensez à mourir ? Appelez le 3114, jour et nuit, c'est gratuit. Répondez 1 : un conseiller vous rappelle en priorité.
stopped = C'est noté. { $service } ne vous enverra plus de messages. Vous pouvez toujours nous écrire ou nous appeler. Pour recevoir de nouveau nos messages, envoyez START.
    .voice = C'est noté. { $service } ne vous enverra plus de messages. Vous pouvez toujours nous appeler. Au revoir.
started = C'est noté. Vous recevrez de nouveau nos messages. Pour ne plus en recevoir, envoyez STOP.
# $flow-words: "suivre votre dossier".
confirm-begin = Voulez-vous { $flow-words } ?

## A call that was cut, time that passed, something that broke

resume-offer = Votre appel a été coupé.
resume-continue = Pour continuer où vous en étiez
    .sms = continuer
resume-again = Pour tout recommencer
    .sms = recommencer
resumed = Nous continuons.
# The code is asked for right after.
level-lapsed = Pour protéger votre dossier, redonnez votre code.
back-to-question = Revenons à la question d'avant.
# The office's telephone rings right after; by voice alone.
connecting = Un instant. Je vous passe un conseiller.
# Said to a machine that answers a call of ours; by voice alone. Who called and which number to call, and nothing else.
voicemail = { $office_number ->
        [none] Bonjour, ici { $service }, nous avons essayé de vous joindre.
       *[other] Bonjour, ici { $service }, vous pouvez nous rappeler au { $office_number }.
    }
# A file takes long to fetch. By voice, keys are still heard.
one-moment = Un instant, je cherche.
    .sms = Nous cherchons encore. Vous recevrez la réponse par SMS.
fault = { $office_number ->
        [none] Nous avons un problème. Ce n'est pas votre faute. Réessayez plus tard, s'il vous plaît.
       *[other] Nous avons un problème. Ce n'est pas votre faute. Réessayez plus tard. Ou appelez un conseiller au { $office_number }.
    }

## Dates, times, money. $minute and $cents have two digits, or are "none" where they are zero.

date = { $weekday_name } { $day ->
        [1] 1er
       *[other] { $day }
    } { $month_name } { $year }
weekday-1 = lundi
weekday-2 = mardi
weekday-3 = mercredi
weekday-4 = jeudi
weekday-5 = vendredi
weekday-6 = samedi
weekday-7 = dimanche
month-1 = janvier
month-2 = février
month-3 = mars
month-4 = avril
month-5 = mai
month-6 = juin
month-7 = juillet
month-8 = août
month-9 = septembre
month-10 = octobre
month-11 = novembre
month-12 = décembre
time = { $minute ->
        [none] { $hour } h
       *[other] { $hour } h { $minute }
    }
    .voice = { $hour } { $hour ->
        [one] heure
       *[other] heures
    }{ $minute ->
        [none] {""}
       *[other] {" "}{ $minute }
    }
# $date and $time as above: when the office opens next.
moment = { $date } à { $time }
# A stretch of a day. $near: "today", "tomorrow" or "later"; $from and $until: times.
window = { $near ->
        [today] aujourd'hui
        [tomorrow] demain
       *[other] { $date }
    }, entre { $from } et { $until }
# $times: one span of a day, or several.
hours-span = du { $from_day } au { $to_day }, { $times }
hours-day = le { $day }, { $times }
hours-times = de { $from } à { $to }
hours-and = { $before } et { $last }
amount = { $cents ->
        [none] { $euros } { $euros ->
            [one] euro
           *[other] euros
        }
       *[other] { $euros },{ $cents } { $euros ->
            [one] euro
           *[other] euros
        }
    }
    .voice = { $euros } { $euros ->
        [one] euro
       *[other] euros
    }{ $cents ->
        [none] {""}
       *[other] {" "}{ $cents }
    }

## Words people may type. Accents, capitals and punctuation at the ends do not matter.
## A word stands in one list only, whatever the language.

word-advisor = conseiller, conseillère, un conseiller, une conseillère, conseiler, conseillé, agent, un agent, humain, quelqu'un, parler à quelqu'un, parler à un conseiller, je veux un conseiller, je veux parler à un conseiller, je voudrais parler à un conseiller, je veux parler à quelqu'un
word-repeat = répéter, répétez, répète, répétition, redire, redites
word-back = retour, retourner, revenir, précédent, en arrière
word-help = aide, aidez-moi, aidez moi, aide-moi, aide moi, besoin d'aide, help
word-stop = stop, arrêt, arrêter, arrêtez, arret sms, stop sms, stop rappels, désabonner, désabonnement, désinscription
word-start = start, reprendre
word-menu = menu, le menu, menus
word-yes = oui, ouais, ouai, oui oui, oui merci, ok, okay, d'accord, daccord, d accord, dac, c'est ça, c'est cela, c'est bien ça
word-no = non, nan, nn, non merci, pas du tout
word-hello = bonjour, bonsoir, salut, allo, coucou, bjr, slt, bonjour madame, bonjour monsieur, français, en français

# Looked for anywhere in a text. Phrases, never a single word that could mean something else.
distress-phrases =
    je vais mourir, je vai mourir, je veux mourir, je veut mourir, jveux mourir, je voudrais mourir,
    envie de mourir, je préfère mourir, autant mourir, plutôt mourir, je pense à mourir,
    me suicider, me suicide, pense au suicide, tentative de suicide, idées suicidaires,
    je veux me tuer, je vais me tuer, envie de me tuer, je vais me pendre, me jeter par la fenêtre, me jeter sous,
    me foutre en l'air, mettre fin à mes jours, mettre fin à ma vie, en finir avec la vie, envie d'en finir, envie d en finir,
    j'en peux plus de vivre, jen peux plus de vivre, n'en peux plus de vivre,
    je veux plus vivre, je ne veux plus vivre, plus envie de vivre, plus la force de vivre, plus de raison de vivre,
    me faire du mal, il va me tuer, il veut me tuer, on va me tuer, menace de me tuer,
    il me frappe, mon mari me frappe, mon mari me bat, on me frappe,
    je suis en danger, mes enfants sont en danger, ma vie est en danger, je n'arrive plus à respirer, j'arrive plus à respirer, au secours

## What our own words are called, wherever a sentence has "$...-words".

# Where a file stands
value-received = demande reçue
value-in_progress = dossier en cours
value-missing_item = information manquante
value-decided = décision prise
value-unknown = nouvelles attendues

# What a file waits for; it follows "Il manque :", "Envoyez" and "Pour".
value-street_number = le numéro de votre rue
value-postcode = votre code postal
value-moving_date = la date de votre déménagement
value-rent = le montant de votre loyer
value-phone_number = votre numéro de téléphone
value-landlord_name = le nom de votre propriétaire
value-document = un document

# Benefits, said by voice only, after "votre dossier pour"
value-housing = l'aide au logement
value-rsa = le RSA
value-activity_bonus = la prime d'activité
value-health_cover = l'aide à la mutuelle
value-other = une aide

# When an advisor rings; it follows "vous rappellera".
value-morning = le matin
value-afternoon = l'après-midi
value-any = le matin ou l'après-midi

# What a callback is about
value-general = votre question
value-file = votre dossier
value-language = votre langue

# What a flow does; it follows "Voulez-vous".
value-menu = voir tous les choix
value-file-status = suivre votre dossier
value-callback = qu'un conseiller vous rappelle
value-about = savoir qui nous sommes
value-remind-me = un message avant une date importante

## What an advisor hears whose phone rings before the person's; by voice alone.

bridge-offer = { $subject ->
        [distress] Rappel urgent : une personne en détresse.
        [deadline] Rappel avant une date limite.
        [language] Rappel dans une autre langue.
        [file] Rappel au sujet d'un dossier.
       *[other] Rappel à passer.
    } Pour appeler la personne, tapez 1.
bridge-lost = Ce rappel n'est plus à vous. Au revoir.
bridge-refused = Nous ne pouvons pas appeler ce numéro. Au revoir.

## Texts about a callback. Nothing of the matter: others may read them.

# $half_day: "morning" or "afternoon"; $number: the number we call from, in pairs; $digits: three digits, or "none".
callback-before = { $half_day ->
        [morning] Un conseiller vous appelle ce matin, du { $number }.
       *[other] Un conseiller vous appelle cet après-midi, du { $number }.
    }{ $digits ->
        [none] {""}
       *[other] {" "}Il vous dira : { $digits }.
    }
# $day: when an advisor rings again, or "none"; $reference: digits.
callback-receipt = { $day ->
        [none] Merci pour cet échange. Référence : { $reference }.
       *[other] Un conseiller vous rappelle { $day }. Référence : { $reference }.
    }

# A code for one call or one exchange of texts. $code: six digits; $file_end: the last digits of the file's number.
one-time-code = { $service } : votre code est { $code }. Il sert une fois, pendant 10 minutes, pour le dossier qui finit par { $file_end }. Ne le donnez à personne.
# What somebody asked for who gave no code: it goes to the number on file. Others may read its first words: they tell nothing.
# $status: a word of ours. $since: since when, may be "none". $as_of: the day we were last told. $file_end as above.
file-answer = { $service } : voici la réponse demandée. Dossier qui finit par { $file_end } : { $status ->
        [received] { $since ->
            [none] votre demande est bien arrivée.
           *[other] votre demande est bien arrivée, le { $since }.
        }
        [in_progress] { $since ->
            [none] il est en cours.
           *[other] il est en cours depuis le { $since }.
        }
        [missing_item] { $since ->
            [none] il est incomplet.
           *[other] il est incomplet depuis le { $since }.
        }
        [decided] { $since ->
            [none] une décision a été prise. Vous la recevez par courrier.
           *[other] une décision a été prise le { $since }. Vous la recevez par courrier.
        }
       *[unknown] nous n'avons pas encore de nouvelles. Ce n'est pas un refus.
    } Informations à jour au { $as_of }.
