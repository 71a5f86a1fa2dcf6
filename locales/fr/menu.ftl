# The French words of the first choice: where a call or a text begins.

# Words that begin this flow by text, besides MENU.
entry = accueil, sommaire, choix

choose = Ici { $service }, un service gratuit. Pour un conseiller, tapez 0 à tout moment. Pour réécouter, tapez étoile.
    .voice-silence-1 = Je n'ai rien entendu. Que voulez-vous faire ?
    .voice-silence-2 = Prenez votre temps. Pour un conseiller, tapez 0.
    .voice-unclear-1 = Je n'ai pas compris. Tapez une seule touche.
    .voice-unclear-2 = Voici encore les choix. Pour un conseiller, tapez 0.
    .sms = Ici { $service }, un service gratuit. Envoyez le chiffre de votre choix.
    .sms-unclear-1 = Je n'ai pas compris. Envoyez seulement un chiffre.
    .sms-unclear-2 = Envoyez 1, 2, 3 ou 4. Ou envoyez CONSEILLER : un conseiller vous rappelle.
choose-file = Pour suivre votre dossier
    .sms = suivre votre dossier
    .words = suivre, suivre mon dossier, suivre votre dossier
choose-callback = Pour qu'un conseiller vous rappelle
    .sms = un conseiller vous rappelle
    .words = être rappelé, être rappelée
choose-about = Pour savoir qui nous sommes
    .sms = qui nous sommes
    .words = qui nous sommes
choose-language = Pour changer de langue
    .sms = langue, language
    .words = langue, changer de langue, français, en français

anything-else = Voulez-vous autre chose ?
anything-else-again = Pour revenir au menu
    .sms = revenir au menu
anything-else-finish = Pour finir l'appel
    .sms = finir
anything-else-remind-me = Pour un message avant une date importante
    .sms = date importante

goodbye = Merci de votre appel. Au revoir.
    .sms = Merci. Au revoir.
