# The French words of the file: where it stands, and what is missing. By text no benefit and no amount is ever named.

# Words that begin this flow by text. Our own messages say DOSSIER.
entry = dossier, mon dossier, dossiers, suivi, suivi de dossier, où en est mon dossier

ask-organisation = Quel organisme suit votre dossier ?

ask-file = Envoyez votre numéro de dossier.
    .voice = Tapez votre numéro de dossier, puis dièse.
    .voice-silence-1 = Je n'ai rien entendu. Le numéro est en haut de vos courriers. Tapez-le, puis dièse.
    .voice-silence-2 = Prenez votre temps. Cherchez le numéro en haut d'un courrier. Tapez-le, puis dièse. Sans courrier, tapez 0 pour un conseiller.
    .voice-unclear-1 = Je n'ai pas compris. Tapez seulement les chiffres du numéro, puis dièse.
    .voice-unclear-2 = Le numéro de dossier est en haut de vos courriers. Tapez ses chiffres, sans les lettres. La touche dièse est en bas à droite.
    .sms-unclear-1 = Envoyez seulement les chiffres de votre numéro de dossier. Il est en haut de vos courriers.
    .sms-unclear-2 = Le numéro de dossier est en haut de vos courriers. Envoyez ses chiffres, sans les lettres. Sans courrier, envoyez CONSEILLER.

ask-postcode = Envoyez votre code postal : 5 chiffres.
    .voice = Tapez votre code postal, 5 chiffres, puis dièse.
    .voice-silence-1 = Je n'ai rien entendu. Tapez les 5 chiffres de votre code postal, puis dièse.
    .voice-silence-2 = Le code postal est dans votre adresse, avant le nom de la ville. Tapez ses 5 chiffres, puis dièse.
    .voice-unclear-1 = Je n'ai pas compris. Tapez les 5 chiffres de votre code postal, puis dièse.
    .sms-unclear-1 = Le code postal a 5 chiffres. Il est dans votre adresse, avant la ville. Envoyez-le.

# The code came in a letter of ours; it has 8 digits.
ask-code = Envoyez votre code : 8 chiffres. Il est dans notre lettre.
    .voice = Tapez maintenant votre code à 8 chiffres, puis dièse.
    .voice-silence-1 = Je n'ai rien entendu. Le code est dans la lettre que nous vous avons envoyée. Tapez ses 8 chiffres, puis dièse. Sans la lettre, attendez.
    .voice-unclear-1 = Je n'ai pas compris. Le code a 8 chiffres. Tapez-le, puis dièse. Sans la lettre, attendez.
    .sms-unclear-1 = Le code a 8 chiffres. Il est dans la lettre que nous vous avons envoyée. Envoyez-le. Sans la lettre, envoyez NON.

# Wrong, unknown and locked are told alike: never hint which one is wrong.
refused = Ce numéro de dossier et ce code ne vont pas ensemble. Le numéro est en haut de vos courriers. Le code est dans notre lettre.
    .voice-silence-1 = Je n'ai rien entendu. Que voulez-vous faire ?
    .voice-unclear-1 = Je n'ai pas compris. Tapez une seule touche.
    .sms-unclear-1 = Je n'ai pas compris. Envoyez seulement un chiffre.
refused-again = Pour réessayer
    .sms = réessayer
    .words = réessayer, ressayer, essayer, essayer encore
refused-advisor = Pour qu'un conseiller vous rappelle
    .sms = un conseiller vous rappelle
refused-no-code = Si vous n'avez pas le code
    .sms = pas de code
    .words = pas de code, sans code, code perdu

# Somebody guesses codes all over: none is believed for now.
closed = Pour protéger les dossiers, les codes ne marchent pas en ce moment. Ce n'est pas votre faute.
    .voice-silence-1 = Je n'ai rien entendu. Que voulez-vous faire ?
    .voice-unclear-1 = Je n'ai pas compris. Tapez une seule touche.
    .sms-unclear-1 = Je n'ai pas compris. Envoyez seulement un chiffre.
closed-answer = Pour recevoir la réponse sur le téléphone noté dans votre dossier
    .sms = la réponse au téléphone de votre dossier
    .words = réponse
closed-advisor = Pour qu'un conseiller vous rappelle
    .sms = un conseiller vous rappelle

no-code = Sans code, c'est possible aussi.
    .voice-silence-1 = Je n'ai rien entendu. Que voulez-vous faire ?
    .voice-unclear-1 = Je n'ai pas compris. Tapez une seule touche.
    .sms-unclear-1 = Je n'ai pas compris. Envoyez seulement un chiffre.
no-code-code = Pour recevoir un code sur le téléphone noté dans votre dossier
    .sms = un code au téléphone de votre dossier
    .words = code, un code
no-code-answer = Pour recevoir la réponse sur ce même téléphone
    .sms = la réponse au téléphone de votre dossier
    .words = réponse
no-code-again = Pour donner le code de la lettre
    .sms = donner le code de la lettre
    .words = donner le code, lettre
no-code-advisor = Pour qu'un conseiller vous rappelle
    .sms = un conseiller vous rappelle

# Nobody is told whether there is such a file or a number on it.
ask-sent-code = Si un mobile est noté dans votre dossier, nous lui envoyons un code. Envoyez ici ses 6 chiffres.
    .voice = Si un mobile est noté dans votre dossier, nous lui envoyons un code. Restez en ligne. Tapez ses 6 chiffres, puis dièse.
    .voice-silence-1 = Je n'ai rien entendu. Le code arrive par SMS. Tapez ses 6 chiffres, puis dièse.
    .voice-silence-2 = Prenez votre temps. Tapez les 6 chiffres du SMS, puis dièse. Sans SMS, tapez 0 pour un conseiller.
    .voice-unclear-1 = Je n'ai pas compris. Le code du SMS a 6 chiffres. Tapez-le, puis dièse.
    .sms-unclear-1 = Le code reçu par SMS a 6 chiffres. Envoyez-le. Sans SMS, envoyez CONSEILLER.

# Somebody who helps the person may hear where the file stands, and no more.
only-told = Il manque quelque chose. Vous ne pouvez pas le donner : c'est à la personne du dossier de répondre.

status-sent = Si un téléphone est noté dans votre dossier, nous lui envoyons la réponse.

unavailable = Nous ne pouvons pas lire les dossiers en ce moment. Ce n'est pas votre faute.
    .voice-silence-1 = Je n'ai rien entendu. Que voulez-vous faire ?
    .voice-unclear-1 = Je n'ai pas compris. Tapez une seule touche.
    .sms-unclear-1 = Je n'ai pas compris. Envoyez seulement un chiffre.
unavailable-again = Pour réessayer
    .sms = réessayer
    .words = réessayer, ressayer, essayer, essayer encore
unavailable-advisor = Pour qu'un conseiller vous rappelle
    .sms = un conseiller vous rappelle

# $status: a word of ours. $since: since when, may be "none". $as_of: the day we were last told.
# $benefit: a word of ours; by voice alone, it may be named.
tell = { $status ->
        [received] { $since ->
            [none] Votre demande est bien arrivée.
           *[other] Votre demande est bien arrivée, le { $since }.
        }
        [in_progress] { $since ->
            [none] Votre dossier est en cours.
           *[other] Votre dossier est en cours depuis le { $since }.
        }
        [missing_item] { $since ->
            [none] Votre dossier est incomplet.
           *[other] Votre dossier est incomplet depuis le { $since }.
        }
        [decided] { $since ->
            [none] Une décision a été prise. Vous la recevez par courrier.
           *[other] Une décision a été prise le { $since }. Vous la recevez par courrier.
        }
       *[unknown] Nous n'avons pas encore de nouvelles de votre dossier. Ce n'est pas un refus. Un conseiller peut chercher : envoyez CONSEILLER.
    } Informations à jour au { $as_of }.
    .voice = { $benefit ->
        [other] Voici votre dossier.
       *[named] Voici votre dossier pour { $benefit-words }.
    } { $status ->
        [received] { $since ->
            [none] Votre demande est bien arrivée.
           *[other] Votre demande est bien arrivée, le { $since }.
        }
        [in_progress] { $since ->
            [none] Il est en cours.
           *[other] Il est en cours depuis le { $since }.
        }
        [missing_item] { $since ->
            [none] Il est incomplet.
           *[other] Il est incomplet depuis le { $since }.
        }
        [decided] { $since ->
            [none] Une décision a été prise. Vous la recevez par courrier.
           *[other] Une décision a été prise le { $since }. Vous la recevez par courrier.
        }
       *[unknown] Nous n'avons pas encore de nouvelles. Ce n'est pas un refus. Un conseiller peut chercher : tapez 0 au prochain menu.
    } Ces informations sont à jour au { $as_of }.

# What was missing has been given already. $reference: digits.
being-checked = Vous avez déjà répondu, merci. Un conseiller vérifie. Votre référence : { $reference }.
    .voice = Vous avez déjà répondu, merci. Un conseiller vérifie. Votre référence est { $reference }. Je répète : { $reference }.

choose-item = Il manque plusieurs informations. Laquelle voulez-vous donner ?

# $item-words: "le numéro de votre rue".
missing = Il manque : { $item-words }.
    .voice-silence-1 = Je n'ai rien entendu. Il manque : { $item-words }.
    .voice-silence-2 = Prenez votre temps. Il manque : { $item-words }. Pour un conseiller, tapez 0.
    .voice-unclear-1 = Je n'ai pas compris. Il manque : { $item-words }. Tapez une seule touche.
    .sms-unclear-1 = Je n'ai pas compris. Il manque : { $item-words }. Envoyez seulement un chiffre.
missing-answer-now = Pour répondre tout de suite
    .sms = répondre tout de suite
    .words = répondre, tout de suite, maintenant
missing-remind-me = Pour recevoir un message dans deux jours
    .sms = plus tard : SMS dans deux jours
    .words = plus tard, dans deux jours
missing-advisor = Pour qu'un conseiller vous rappelle
    .sms = un conseiller vous rappelle

# A text two days later. $item-words: "le numéro de votre rue".
reminder = { $service } : pensez à nous donner { $item-words }. Répondez DOSSIER pour commencer. STOP pour ne plus recevoir de messages.

reminded = C'est noté. Nous vous écrirons dans deux jours.

# A callback is arranged right after.
no-reminder = Nous ne pouvons pas écrire à ce téléphone. Un conseiller va vous aider.
