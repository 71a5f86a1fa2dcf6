# The English words of the choice of language. Each option is said in its own language.

language = Hello, this is { $service }.
    .voice-silence-1 = Please choose your language.
    .voice-silence-2 = Take your time. Please choose your language.
    .voice-unclear-1 = I did not understand. Please choose your language.
    .sms-unclear-1 = Choose your language: send the number.
language-english = For English
    .sms = English
    .words = english, en, anglais, الإنجليزية
# For anyone: said in English, then in French.
language-other = Other language, autre langue
    .sms = other, autre
    .words = other, other language
