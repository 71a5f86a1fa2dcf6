# The Arabic words about ourselves: who we are, the price, false messages, what we keep.

# Words that begin this flow by text.
entry = معلومات, من أنتم, من أنت, احتيال

who = خدمة { $service } خدمة عامة بالهاتف. يجيبك مستشارون. الخدمة مجانية، ما عدا ثمن المكالمة أو الرسالة.

topics = ماذا تريد أن تعرف؟
    .sms-unclear-1 = لم أفهم. أرسل رقما واحدا فقط.
topics-price = لمعرفة الثمن
    .sms = الثمن
    .words = الثمن, السعر, مجاني
topics-genuine = للتأكد من أن رسالة جاءت منا
    .sms = هل الرسالة منا؟
    .words = رسالة, الرسالة
topics-privacy = لمعرفة ما نحفظه عنك
    .sms = ما نحفظه عنك
    .words = بياناتي, الخصوصية
topics-finish = للإنهاء
    .sms = إنهاء
    .words = إنهاء, انتهيت

price = الخدمة مجانية. تدفع فقط ثمن المكالمة أو الرسالة، بالسعر العادي لهاتفك. اتصال مستشارينا بك مجاني.

genuine = { $office_number ->
        [none] نكتب لك من هذا الرقم فقط. لا نطلب أبدا بطاقتك البنكية أو كلمة سر. عندك شك؟ اطلب مستشارا.
       *[other] نكتب لك من هذا الرقم فقط. لا نطلب أبدا بطاقتك البنكية أو كلمة سر. عندك شك؟ اتصل بالرقم { $office_number }.
    }

privacy = نحفظ رقمك وأجوبتك وطلباتك. يراها مستشارونا وإدارة ملفك فقط. يمكنك أن تطلب من مستشار حذفها.

# By text: the answer to "finish".
bye = شكرا. مع السلامة.

# By voice alone: whoever let somebody act for them can end it here.
choices = إذا كان أحد يهتم بملفك نيابة عنك، يمكنك إنهاء ذلك.
choices-mandates = لإنهاء تفويض
    .sms = إنهاء تفويض
choices-topics = للمتابعة
    .sms = متابعة
mandates = لن يهتم أحد بملفك نيابة عنك. هل هذا ما تريده؟
