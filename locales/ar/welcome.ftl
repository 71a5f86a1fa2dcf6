# The Arabic words of the choice of language. Each option is said in its own language.

language = مرحبا، هنا { $service }.
    .voice-silence-1 = اختر لغتك من فضلك.
    .voice-silence-2 = خذ وقتك. اختر لغتك من فضلك.
    .voice-unclear-1 = لم أفهم. اختر لغتك من فضلك.
    .sms-unclear-1 = اختر لغتك: أرسل الرقم.
language-arabic = للعربية
    .sms = العربية
    .words = العربية, عربية, عربي, بالعربية, ar, arabe, arabic
# For anyone: said in Arabic, then in English, which the Arabic voice can say.
language-other = لغة أخرى، other language
    .sms = أخرى، other, autre
    .words = لغة أخرى, أخرى
