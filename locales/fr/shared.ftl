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
    .voice = C'est noté. Vous recevrez de nouveau nos messages.
# Reminders alone are stopped. Questions about the file still come.
reminders-stopped = C'est noté : plus de message avant une date importante. Nous pouvons encore vous écrire pour votre dossier. Pour les avoir de nouveau : START. Plus rien : STOP.
    .voice = C'est noté. { $service } ne vous enverra plus de message avant une date importante. Vous pouvez toujours nous appeler.

# Nobody acts for the person any more; messages go on as before.
mandates-stopped = C'est noté : plus personne ne peut s'occuper de votre dossier à votre place. Nos messages continuent.

# Somebody calls with a hidden number, and wants to stop something.
number-hidden = Votre numéro est caché : nous ne pouvons pas le noter. Un conseiller peut le faire avec vous. Pour lui parler, envoyez CONSEILLER.
    .voice = Votre numéro est caché : nous ne pouvons pas le noter. Un conseiller peut le faire avec vous. Pour lui parler, tapez 0.
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
word-stop = stop, arrêt, arrêter, arrêtez, arrête, arrêtes, arrêté, arrêtons, arrets, aret, aretez, arreter tout, arrêtez tout, tout arrêter, arrêt sms, sms arrêt, stop sms, sms stop, plus de sms, plus de texto, plus de textos, plus de message, plus de messages, plus de rappel, plus de rappels, plus aucun sms, plus aucun message, plus rien, fini les sms, fini les messages, assez de sms, assez de messages, non aux sms, pas de sms, pas de message, pas de messages, désabonner, désabonne, désabonnez, désabonnement, désabo, désinscription, désinscrire, désinscrivez, résilier, résiliation, spam, sto, stopo, stio, stopm, dtop, atop, stob, shtop, estop, stop1, non stop merci, non merci stop, résiliez, résiliez mon inscription, abandonner, top sms, plu de msg, plus d'sms, pas d'sms, non stop les sms, m'écris plus, coupez les messages, coupez les sms, bloquez les sms, bloquez les messages, plus de sms merci, plus de sms svp, plus de messages merci, plus de messages svp, plus de message merci, plus de message svp, plus de rappels merci, plus de textos merci, pu de sms, pu de sms svp, plu de sms, plu de sms svp, plu de msg svp, plu de mesage, merci plus de messages, svp plus de sms, non plus rien svp, stop rappels, plus de rappel merci, plus de rappels svp, plus de rappel svp, arrêt mandat, arrêt mandats, arrêt du mandat, arrêt de mandat, arrêt des mandats, arrêt procuration, fin mandat, fin du mandat, fin de mandat, annuler mandat, annuler le mandat, annule le mandat, annulez le mandat, plus de mandat, retirer le mandat, retirez le mandat, mandat stop, mandat fini
word-start = start, reprendre, start rappels, start rappel, reprendre rappels, reprendre les rappels, remettre les rappels, remettez les rappels, je veux les rappels, activer les rappels, rappels oui
word-menu = menu, le menu, menus
word-yes = oui, ouais, ouai, oui oui, oui merci, ok, okay, d'accord, daccord, d accord, dac, c'est ça, c'est cela, c'est bien ça
word-no = non, nan, nn, non merci, pas du tout
word-hello = bonjour, bonsoir, salut, allo, coucou, bjr, slt, bonjour madame, bonjour monsieur, français, en français

## What means STOP in a sentence that says nothing else. A text is STOP where each of its words stands in these lists, one
## at least in the first two.

# Words that mean it by themselves.
stop-words = stop, stopper, stoppez, stoppe, arrêter, arrêtez, arrête, arrêtes, cesser, cessez, désabonner, désabonnez, désabonne, désabonnement, désinscrire, désinscrivez, désinscription,
    stopez, stoper, cessé, arrêtiez, arrêtier, arreté, areté, arété, dezabonner, désinscris, désinscrit
# Phrases that mean it.
stop-phrases =
    n'envoyez plus, n'envoie plus, n'envoyer plus, ne m'envoyez plus, ne m'envoie plus, ne m'envoyer plus,
    m'envoyez plus, m'envoie plus, m'envoyer plus, plus m'envoyer, ne nous envoyez plus, arrêt des, arrêt sms,
    arrêt message, arrêt de vos, arrêt immédiat, arrêt définitif, arrêt total, l'arrêt des, l'arrêt de vos,
    ne m'écrivez plus, m'écrivez plus, m'écrire plus, plus m'écrire, n'écrivez plus, ne me contactez plus,
    me contactez plus, plus me contacter, plus être contacté, plus être contactée, ne m'appelez plus, m'appelez plus,
    ne me dérangez plus, me dérangez plus, plus être dérangé, plus être dérangée, ne me relancez plus, me relancez plus,
    ne me rappelez plus rien, veux plus recevoir, ne veux plus recevoir, voudrais plus recevoir,
    ne voudrais plus recevoir, souhaite plus recevoir, ne souhaite plus recevoir, désire plus recevoir,
    ne désire plus recevoir, ne plus recevoir, plus recevoir de, plus recevoir vos, plus recevoir aucun,
    veux plus de sms, veux plus de message, veux plus de texto, veux plus de rappel, veux plus vos, veux plus aucun,
    veux plus ces, veux plus les, veux plus rien recevoir, plus envie de recevoir, veux pas de sms, veux pas de message,
    veux pas de vos, veux pas vos, veux pas recevoir, veux pas de rappel, veux pas de texto, plus besoin de vos,
    plus besoin de sms, plus besoin de message, plus besoin de rappel, plus besoin des, pas besoin de vos,
    pas besoin de sms, pas besoin de message, pas intéressé par vos, pas intéressée par vos, plus aucun sms,
    plus aucun message, plus jamais de sms, plus jamais de message, jamais plus de sms, assez de sms, assez de message,
    assez de vos, marre de sms, marre de message, marre de vos, marre des sms, marre des message, ras le bol de vos,
    ras le bol des, y en a marre de vos, laissez moi tranquille, laisse moi tranquille, laissez moi en paix,
    fichez moi la paix, foutez moi la paix, lâchez moi, oubliez moi, oubliez mon numéro, effacez mon numéro,
    supprimez mon numéro, supprimer mon numéro, enlevez mon numéro, enlever mon numéro, retirez mon numéro,
    retirer mon numéro, enlevez moi, retirez moi, supprimez moi, rayez moi, désabonnez moi, désinscrivez moi,
    me désabonner, me désinscrire, bloquez mon numéro, j'en veux plus, en veux plus, ne veux plus de sms, veu plus de,
    ve plu de, jveu plus de, veux plus rien, ne veux plus rien, souhaite plus être, ne souhaite plus être,
    souhaite pas recevoir, refuse vos, refuse de recevoir, refuse les sms, ne veux pas recevoir, besoin de vos sms,
    plus besoin, n'ai plus besoin, n'envoyez plus rien, m'envoyez plus rien, m'embêtez plus, ne m'embêtez plus,
    résiliez mon inscription, résilier mon inscription, annulez mon inscription, annuler mon inscription,
    annuler mon abonnement, annulez mon abonnement, annulez les rappels, annuler les rappels, annuler les sms,
    annulez les sms, annuler les messages, bloquez les, coupez les, pas de messages, pas de sms, pas de message,
    pas de texto, j'en ai marre de, laisse moi trankil, laissé moi trankil, fous moi la paix, foutez la paix,
    comment me désabonner, ça m'intéresse pas, m'intéresse pas vos, veux plus de messages, veux plus de vos,
    veux plus de msg, pas intéressé, pas intéressée, pas moi, ça suffit, arrêt svp, arrêt stp, arrêt merci, merci arrêt,
    svp arrêt, arrêt s'il vous plaît, bonjour arrêt, désabo merci, désabo svp, résilier svp, résilier merci, connais pas,
    ne plus de sms, pas de rappel, pas de rappels, plus de vos rappels, sans rappel,
    ras le bol des rappels, assez de rappels, marre des rappels, marre de rappels, veux plus les rappels, non aux rappels,
    veux pas les rappels, veux pas des rappels, fini les rappels, coupez les rappels, bloquez les rappels, suspendre les rappels,
    suspendez les rappels, enlevez les rappels, supprimez les rappels, désactivez les rappels, désactiver les rappels,
    arrêt rappel, arrêt relance, arrêt de rappel, résilier les rappels, résiliez les rappels, sans les rappels,
    plus jamais de rappel, plus aucun rappel, plus besoin des rappels, pas besoin de rappel
# Words that mean nothing beside those.
stop-around =
    je, j, j'ai, moi, me, vous, vos, votre, tu, ton, tes, on, nous, il, c'est, de, d', des, du, le, la, les, l', un, ce,
    cet, cette, ces, ça, cela, à, au, aux, en, y, et, ou, par, pour, sur, avec, mon, ma, mes, tout, tous, toute, toutes,
    tt, ttes, aucun, autre, autres, là, ici, aussi, donc, alors, juste, vraiment, trop, veux, veut, veu, jveux, voudrais,
    voulais, vouloir, souhaite, souhaiterais, désire, aimerais, demande, peux, peut, pouvez, pourriez, pouvoir, faut,
    fait, faire, faites, prie, merci de, sms, texto, textos, texte, message, messages, msg, msgs, mess, mail, rappel,
    rappels, notification, notifications, notif, alerte, alertes, relance, relances, appel, appels, envoi, envois,
    service, liste, listes, abonnement, pub, pubs, publicité, spam, spams, numéro, num, tel, tél, téléphone, portable,
    contact, diffusion, envoyer, envoyez, envoie, m'envoyer, d'envoyer, recevoir, écrire, m'écrire, d'écrire, contacter,
    déranger, harceler, m'embêter, embêter, spammer, m'appeler, d'appeler, relancer, inscription, l'envoi, d'envoi,
    l'abonnement, être, suis, abonné, abonnée, maintenant, immédiatement, immédiat, définitif, définitivement, vite,
    tout de suite, suite, plus, d'ici, svp, stp, svpl, s'il, plaît, plait, silvousplait, silteplait, merci, mrc, mci,
    mercii, beaucoup, d'avance, avance, bonjour, bonsoir, bjr, bsr, slt, salut, allo, madame, monsieur, mme, mr, ok, oui,
    bon, bien, cordialement, sincèrement, au revoir, revoir, bonne, journée, soirée, marre, assez, bordel, putain,
    urgent, ne, sivouplé, siouplait, sivouplait, siouplé, svoupl, bcp, c, allez, compréhension, guichet, abo, newsletter,
    intéresse, intéressé, intéressée, dérangez, ya, trompez, mauvais, connais, connait, dit, dis, di, ai, fois, que, qui,
    déjà, mets, tape, réponse, veuillez, merci d', comment, voudrai, se, contactée, contacté, rien, fichier, fichiers,
    base, supprimer, supprimez, effacer, effacez, enlever, enlevez, retirer, retirez, bloquer, écris, m'écris,
    d'abonnement, menvoyé, envoyé, darreter, sage, quand, même

# Phrases that mean it in whatever sentence they stand.
stop-anywhere =
    arrêtez de m'envoyer, arrêter de m'envoyer, arrêtez m'envoyer, arrêtez d'envoyer, arrêter d'envoyer,
    arrêtez de lui envoyer, arrêtez de m'écrire, arrêter de m'écrire, arrêtez d'écrire, arrêtez de me contacter,
    arrêtez de me relancer, arrêtez de me spammer, arrêtez de me harceler, arrêtez vos sms, arrêtez vos messages,
    arrêtez les sms, arrêter les sms, arrêtez les messages, arrêter les messages, arrêtez les rappels,
    arrêter les rappels, arrêtez les envois, arrêtez vos envois, arrêtez ces messages, arrêtez avec vos sms,
    arrêtez avec vos messages, cessez les envois, cessez vos envois, cessez de m'écrire, cessez de m'envoyer,
    stoppez les envois, stoppez les sms, stoppez les messages, l'arrêt des sms, l'arrêt des messages,
    l'arrêt des rappels, fin à l'envoi de sms, fin des envois, un terme à ces messages, fini les messages, fini les sms,
    ne m'envoyez plus, m'envoyez plus de sms, m'envoyez plus de messages, m'envoyez plus rien, m'envoyer plus rien,
    lui envoyez plus, envoyez plus de sms, ne m'écrivez plus, m'écrivez plus jamais, ne nous écrivez plus,
    ne me contactez plus, ne plus envoyer de message, ne plus recevoir de sms, ne plus recevoir de message,
    ne plus recevoir vos, ne plus recevoir aucun, veux plus de sms, veux plus de message, veux plus de msg,
    veux plus de vos, veux plus vos sms, veux plus vos messages, veux plus recevoir, veu plu de vo sms,
    souhaite plus recevoir, désire plus recevoir, voudrais plus recevoir, plus d'accord pour recevoir,
    plus besoin de vos sms, plus besoin de sms, plus besoin de vos messages, plus besoin de vos rappels,
    veux pas de vos sms, veux pas de vos messages, veux pas recevoir, veu pa de vo sms, en veu pa de vo sms,
    vouloir message, assez de recevoir vos, marre de vos sms, marre de vos messages, marre de recevoir,
    trop de sms arrêtez, trop de messages arrêtez, avec vos sms arrêtez, retirez moi de la liste, retirer de votre liste,
    retirez moi de votre, sortez moi de là, enlevez moi de la liste, enlevez moi de votre, désinscrivez moi,
    désabonnez moi, supprimez mon numéro, effacez mon numéro, effacement de mon numéro, enlevez mon numéro,
    retirez mon numéro, bloquez mon numéro, supprimer mon numéro de vos, retire mon consentement, retire mon accord,
    m'oppose à l'utilisation, si vous m'écrivez encore, bloquer si vous continuez, résilier les sms, résiliation sms,
    annulez les rappels, annulez tous les rappels, annulez les sms, laissez moi tranquille avec vos,
    laisser moi tranquil avec vos, comprenez pas stop, moi stop, j'ai dit stop, vous ai dit stop, effacez moi,
    enlevez moi, retirez moi, merci d'arrêter les, jamais demandé vos messages, ne plus envoyé message, ne plus envoyer,
    vos msg arété, saoulez arrêtez, bonne personne arrêtez, mauvais numéro arrêtez, non merci plus de message
# Words that may stand between two of a phrase.
stop-between = les, des, vos, ces, tous, toutes, de, d, ses, me, moi, lui, nous, plus, svp, tout, encore
# Phrases that hold one of those and mean something else.
stop-exceptions =
    n'arrêtez pas, n'arrêter pas, arrêtez pas, faut pas arrêter, veux pas arrêter, pas dit stop, pas di stop,
    veux plus recevoir de courrier, veux plus recevoir de papier, m'envoyez plus souvent, pourquoi vous m'envoyez plus,
    pourquoi vous ne m'envoyez plus, vous ne m'envoyez plus, vous m'envoyez plus, pas arrêter les sms,
    pas arrêter les messages, pas arrêter les rappels, pas arrêter vos sms, n'arrêtez pas les, arrêtez pas les sms,
    arrêtez pas les messages, arrêtez pas les rappels, retirez moi un doute, enlevez moi un doute,
    ne plus envoyer de papier, ne plus envoyer de courrier, j'ai pas dit stop, enlevez moi de la liste d'attente,
    retirez moi de la liste d'attente
# Words for our reminders. Who stops these, and names nothing of the next list, gets the rest as before.
stop-reminders = rappel, rappels, rapel, relance, relances
# Words for more than reminders.
stop-everything = sms, texto, texte, message, msg, msgs, mail, notification, notif, appel, appels, spam, pub, newsletter, abonnement, inscription, numéro, num, liste, contact, contacter, écrire, écrivez, rien
# Words for mandates: who names one beside a word that stops ends them, and no message.
stop-mandates = mandat, mandats, mandas, procuration, procurations

# Looked for anywhere in a text, however it is spelled. Phrases, never a single word that could mean something else.
distress-phrases =
    je vais mourir, je vai mourir, je veux mourir, je veut mourir, jveux mourir, je voudrais mourir, envie de mourir,
    je préfère mourir, autant mourir, plutôt mourir, je pense à mourir, me suicider, me suicide, pense au suicide,
    tentative de suicide, idées suicidaires, je veux me tuer, je vais me tuer, envie de me tuer, je vais me pendre,
    me jeter par la fenêtre, me jeter sous, me foutre en l'air, mettre fin à mes jours, mettre fin à ma vie,
    en finir avec la vie, envie d'en finir, envie d en finir, j'en peux plus de vivre, jen peux plus de vivre,
    n'en peux plus de vivre, je veux plus vivre, je ne veux plus vivre, plus envie de vivre, plus la force de vivre,
    plus de raison de vivre, me faire du mal, il va me tuer, il veut me tuer, on va me tuer, menace de me tuer,
    il me frappe, mon mari me frappe, mon mari me bat, on me frappe, je suis en danger, mes enfants sont en danger,
    ma vie est en danger, je n'arrive plus à respirer, j'arrive plus à respirer, au secours, veux mourir, veu mourir,
    voudrais mourir, vais mourir, suis en train de mourir, train de mourir, veut mourir, envi mourir, voulais mourir,
    veux crever, veu crever, envie de crever, vais crever, veux pas vivre, veux plus vivre, veu plus vivre,
    plus vivre comme ça, envie de vivre, plus la force de continuer à vivre, sert à rien de vivre, vie ne sert à rien,
    vie sert à rien, vie ne vaut plus, vie vaut plus, supporte plus la vie, supporte plus de vivre, veux en finir,
    veu en finir, vais en finir, pense à en finir, voudrais en finir, idées noires, idée noire, suicidaire, suicidaires,
    suicide assisté, se suicider, va se suicider, veut se suicider, penser au suicide, envie de suicide,
    fait une tentative et, je me tue, me tuer, se tuer, va se tuer, veut se tuer, te tuer, vais me pendre, me pendre,
    veut se pendre, me flinguer, me tirer une balle, tirer une balle, me jeter du, me jeter de, me jeter dans,
    me jeter par, me jeter ds, je me jette, sauter par la fenêtre, sauter du pont, sauter du balcon, sauter du toit,
    balcon il veut sauter, balcon elle veut sauter, couper les veines, coupé les veines, ouvrir les veines,
    ouvert les veines, ouvert les poignets, tailladé les, me fais du mal, fais du mal, me scarifie, scarifie,
    plus me réveiller, plus jamais me réveiller, lettre d'adieu, direz à mes enfants,
    dites à mes enfants que je les aime, serait mieux sans moi, seraient mieux sans moi, poids pour tout le monde,
    une corde et, veux disparaître, partir pour toujours, en finir ce soir, avaler tous mes, avaler tous les,
    avalé tous ses, avalé tous mes, avalé une boîte, avalé de la javel, avalé du, a avalé quelque chose,
    avalé de l'eau de javel, prendre tous les cachets, prendre tous mes, pris tous mes cachets,
    pris tous mes médicaments, pris tous les cachets, pri tt mes, pris une boite de, pri une boite,
    pris des médicaments trop, pris trop de médicaments, trop de cachets, bu un produit, bu de la javel, bu du produit,
    overdose, mari me frappe, me frappe, m'a frappé, m'a frappée, me tape dessus, il me tape, mari me tape,
    copain me tape, conjoint me tape, me bat, il me bat, mari me bat, me frappent, frappe les enfants,
    frappe mes enfants, frappe mon petit frère, frappe ma, frappe sa femme, arrête pas de me frapper, de me frapper,
    il la tape, il la frappe, il la bat, femme battue, suis battue, suis battu, violence conjugale, violences conjugales,
    conjoint est violent, mari est violent, compagnon est violent, copain est violent, m'a étranglé, m'étrangler,
    m'étrangle, m'a poignardé, poignardée, coup de couteau, il a un couteau, a un couteau, avec un couteau,
    avec une arme, a une arme, menace avec, menace de mort, menaces de mort, veut me tuer, vont me tuer, qu'il me tue,
    m'a cassé le bras, m'a cassé le nez, jeté de l'eau bouillante, casse la porte, m'a enfermé, m'enferme,
    enfermée chez moi, enfermé chez moi par, peux pas sortir il, été violée, été violé, ete violé, m'a violée, m'a violé,
    on m'a violée, me touche la nuit, m'agresse, me fais agresser, m'a agressé, me suit j'ai peur, me prostituer,
    marier de force, mariage forcé, peur pour ma vie, peur pr ma vie, peur pour mes enfants il, peur qu'il me tue,
    suis en danger, enfants sont en danger, vie est en danger, en danger de mort, en danger immédiat, o secour, à l'aide,
    appelez la police, apeler la police, besoin de la police, appelez les pompiers, apelez les pompiers, appelez le samu,
    appelez une ambulance, faut une ambulance, besoin d'une ambulance, envoyez une ambulance, envoyez les secours,
    urgence vitale, urgence médicale, plus à respirer, peux plus respirer, peu plu respirer, respire plus, respir pu,
    respire pas, respire mal, peux pas respirer, j'étouffe, s'étouffe, est étouffé, s'est étouffé, devient bleu,
    est tout bleu, toute bleue, mal à la poitrine, mal dans la poitrine, douleur dans la poitrine,
    douleur forte dans la poitrine, douleur à la poitrine, crise cardiaque, infarctus, fait un malaise, faire un malaise,
    fait un avc, fais un avc, bouche de travers, bouche est tordue, ne répond plus elle, répond plus elle,
    répond plus il, est inconscient, est inconsciente, inconscient, bouge plus, il bouge plus, convulse, convulsions,
    saigne beaucoup, saigne de la tête, perds du sang, perd du sang, perd beaucoup de sang, hémorragie, perdu les eaux,
    j'accouche, accouche à la maison, grave allergie, gorge gonfle, le feu chez moi, il y a le feu, ya le feu,
    feu dans l'immeuble, feu dans la cuisine, feu dans mon, au feu, incendie dans, ça sent le gaz, fuite de gaz,
    sent le gaz, parle plus il a la bouche, me tue ce soir, vais me tuer, vie n'a plus de sens,
    n'a plus de sens pour moi, partir pour de bon, plein de médicaments je m'en vais, pri plin de,
    pont et je vais sauter, sur le pont et, vais sauter, mon dernier message, me fous en l'air, je me pends, me pends,
    mieux morte, mieux mort, mieux si j'étais plus là, mieux si je n'étais plus là, disparaître pour toujours,
    dispareitre pr toujour, coupe les bras, couper les bras, peur de ce que je vais me faire, tout sera fini demain,
    lettre pour mes proches, avalé des médicaments, a avalé des, avec un fusil, a un fusil, se tirer dessus, mot d'adieu,
    se pendre, a pris mes clés et, envoyez la police, coucher avec lui, force à coucher, bat ma, bat mon, bat mes,
    bat sa femme, bat les enfants, nous frappe, nous bat, pour me marier, me séquestre, séquestre,
    essaie de rentrer chez moi, essai de rentré chez moi, coups de feu, se réveille pas, parle bizarre et,
    bouche est tombée, sang ne s'arrête pas, sang s'arrête pas, le feu dans, a le feu dans, bouge presque plus,
    plus d'insuline, vois flou, aidé moi vite, aidez moi vite, elle va me tuer, qu'il va me tuer, mari va me tuer,
    père va me tuer, frère va me tuer, ex va me tuer, mort imminente, vais pas tenir, tiens plus envie de mourir,
    pas passer la nuit
# Words that may stand between two of a phrase.
distress-between = vraiment, juste, tout, trop, encore, bien, aussi, souvent, toujours, là, maintenant, même,
    encor, tro, vrément, tous, ici, chez moi, le, la, un, une, de, pas, plus
# Phrases that hold one of those and mean something else.
distress-exceptions =
    je suis en danger de perdre, en danger de perdre, en danger de, mes droits sont en danger, besoin d'aide à l'aide,
    à l'aide au logement, à l'aide sociale, à l'aide alimentaire, à l'aide juridictionnelle, à l'aide à la, à l'aide de,
    à l'aide médicale, droit à l'aide, demande à l'aide, vais mourir de, mourir de rire, mourir d'ennui, crever de faim,
    crever de froid, viol de, prévention du suicide, prévention suicide, j'étouffe sous, en finir avec ce,
    en finir avec cette, en finir avec mon, en finir avec le dossier, en finir avec la paperasse, me bats pour,
    me bats avec, me bats contre, infarctus en, infarctus il y a, avc en, avc il y a, veux disparaître de,
    veux en finir avec ce, veux en finir avec cette, veux en finir avec mon, veux en finir avec le,
    veux en finir avec la, veux en finir avec les, vais en finir avec ce, en finir avec les, au secours je comprends,
    au secours je comprend, bat mon record, bat son plein, vais sauter le, vais sauter un, vais sauter une,
    vais sauter ce, bat ma patience

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
