# The Arabic words of the first choice: where a call or a text begins.

# Words that begin this flow by text, besides قائمة.
entry = البداية, الخيارات, خيارات

choose = هنا { $service }، خدمة مجانية. للتحدث مع مستشار، اضغط 0 في أي وقت. للاستماع من جديد، اضغط نجمة.
    .voice-silence-1 = لم أسمع شيئا. ماذا تريد أن تفعل؟
    .voice-silence-2 = خذ وقتك. للتحدث مع مستشار، اضغط 0.
    .voice-unclear-1 = لم أفهم. اضغط زرا واحدا فقط.
    .voice-unclear-2 = هذه هي الخيارات من جديد. للتحدث مع مستشار، اضغط 0.
    .sms = هنا { $service }، خدمة مجانية. ماذا تريد؟ أرسل الرقم.
    .sms-unclear-1 = لم أفهم. أرسل رقما واحدا فقط.
    .sms-unclear-2 = أرسل 1 أو 2 أو 3 أو 4. أو أرسل: مستشار، وسنتصل بك.
choose-file = لمتابعة ملفك
    .sms = متابعة ملفك
    .words = متابعة, متابعة ملفي, متابعة ملفك
choose-callback = ليتصل بك مستشار
    .sms = مستشار يتصل بك
    .words = مستشار يتصل بي
choose-about = لتعرف من نحن
    .sms = من نحن
    .words = من نحن
choose-language = لتغيير اللغة
    .sms = اللغة، langue
    .words = اللغة, لغة, تغيير اللغة, العربية, عربية, عربي, بالعربية

anything-else = هل تريد شيئا آخر؟
anything-else-again = للعودة إلى القائمة
    .sms = العودة إلى القائمة
anything-else-finish = لإنهاء المكالمة
    .sms = إنهاء
anything-else-remind-me = لتصلك رسالة قبل موعد مهم
    .sms = موعد مهم

goodbye = شكرا على اتصالك. مع السلامة.
    .sms = شكرا. مع السلامة.
