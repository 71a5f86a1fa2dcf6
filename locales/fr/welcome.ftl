# The French words of the choice of language. Each option is said in its own language.

language = Bonjour, ici { $service }.
    .voice-silence-1 = Choisissez votre langue.
    .voice-silence-2 = Prenez votre temps. Choisissez votre langue.
    .voice-unclear-1 = Je n'ai pas compris. Choisissez votre langue.
    .sms-unclear-1 = Choisissez votre langue : envoyez le chiffre.
language-french = Pour le français
    .sms = français
    .words = français, fr, francais svp, french, الفرنسية
# For anyone: said in French, then in English.
language-other = Autre langue, other language
    .sms = autre, other
    .words = autre, autre langue
