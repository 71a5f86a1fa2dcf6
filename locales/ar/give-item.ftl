# The Arabic words for giving one missing item: the question, the read-back, the receipt. $item-words: "تاريخ انتقالك".

ask-street-number = أرسل رقم البيت في شارعك. مثال: {"\u200E"}12 bis.
    .voice = أدخل رقم البيت في شارعك، ثم اضغط مربع. نسألك بعد ذلك عن بيس أو تير.
    .voice-silence-1 = لم أسمع شيئا. أدخل رقم البيت في شارعك، بالأرقام فقط، ثم اضغط مربع.
    .voice-silence-2 = هو رقم البيت أو العمارة، قبل اسم الشارع في عنوانك. أدخل أرقامه، ثم اضغط مربع.
    .voice-unclear-1 = لم أفهم. أدخل الأرقام فقط، ثم اضغط مربع. نسألك بعد ذلك عن بيس أو تير.
    .voice-unclear-2 = مثلا، أرقام 12 بيس هي 1 و2. أدخل أرقامك، ثم اضغط مربع. زر المربع في الأسفل على اليمين.
    .sms-unclear-1 = أرسل رقم البيت في شارعك فقط. أمثلة: 12 أو {"\u200E"}12 bis أو {"\u200E"}12 B.

# By voice: what stands after the digits; bis, ter and quater as they sound. $answer: "12".
suffix = لقد أدخلت { $answer }.
suffix-none = للرقم { $answer } وحده
    .sms = { $answer }
    .words = وحده, لا شيء
suffix-bis = للرقم { $answer } بيس
    .sms = { $answer } bis
    .words = bis
suffix-ter = للرقم { $answer } تير
    .sms = { $answer } ter
    .words = ter
suffix-quater = للرقم { $answer } كواتير
    .sms = { $answer } quater
    .words = quater

ask-postcode = أرسل رمزك البريدي: 5 أرقام.
    .voice = أدخل رمزك البريدي، 5 أرقام، ثم اضغط مربع.
    .voice-silence-1 = لم أسمع شيئا. أدخل الأرقام الخمسة لرمزك البريدي، ثم اضغط مربع.
    .voice-silence-2 = الرمز البريدي في عنوانك، قبل اسم المدينة. أدخل أرقامه الخمسة، ثم اضغط مربع.
    .voice-unclear-1 = لم أفهم. أدخل الأرقام الخمسة لرمزك البريدي، ثم اضغط مربع.
    .sms-unclear-1 = الرمز البريدي من 5 أرقام. تجده في عنوانك، قبل اسم المدينة. أرسله.

ask-date = أرسل { $item-words }: اليوم ثم الشهر ثم السنة. مثال: 03112026.
    .voice = أدخل { $item-words }. رقمان لليوم، ورقمان للشهر، وأربعة أرقام للسنة. ثم اضغط مربع.
    .voice-silence-1 = لم أسمع شيئا. أدخل { $item-words } بثمانية أرقام: اليوم ثم الشهر ثم السنة. ثم اضغط مربع.
    .voice-silence-2 = خذ وقتك. مثلا، يوم 3 نوفمبر 2026 يكتب: 0 3، 1 1، 2 0 2 6. أدخل { $item-words }، ثم اضغط مربع.
    .voice-unclear-1 = لم أفهم. مثلا، يوم 3 نوفمبر 2026 يكتب: 0 3، 1 1، 2 0 2 6. أدخل { $item-words }، ثم اضغط مربع.
    .sms-unclear-1 = أرسل { $item-words } بثمانية أرقام. مثال: 03112026 ليوم 3 نوفمبر 2026.

ask-amount = أرسل { $item-words } باليورو. مثال: 450 أو 450,50.
    .voice = أدخل { $item-words } باليورو، ثم اضغط مربع. للفاصلة، اضغط نجمة.
    .voice-silence-1 = لم أسمع شيئا. أدخل { $item-words } باليورو، ثم اضغط مربع.
    .voice-silence-2 = خذ وقتك. أدخل { $item-words } بالأرقام، ثم اضغط مربع. زر النجمة هو الفاصلة.
    .voice-unclear-1 = لم أفهم. مثلا، 450 يورو تكتب: 4 5 0. أدخل { $item-words }، ثم اضغط مربع.
    .sms-unclear-1 = أرسل { $item-words } بالأرقام فقط. مثال: 450 أو 450,50.

ask-phone-number = أرسل { $item-words }: 10 أرقام.
    .voice = أدخل { $item-words }، 10 أرقام، ثم اضغط مربع.
    .voice-silence-1 = لم أسمع شيئا. أدخل { $item-words }، 10 أرقام، ثم اضغط مربع.
    .voice-unclear-1 = لم أفهم. رقم الهاتف من 10 أرقام ويبدأ بصفر. أدخله، ثم اضغط مربع.
    .sms-unclear-1 = رقم الهاتف من 10 أرقام ويبدأ بصفر. أرسل { $item-words }.

# By text only.
ask-text = أرسل { $item-words } في كلمات قليلة.
    .sms-unclear-1 = لم نستطع قراءة الجواب. أرسل { $item-words } في كلمات قليلة، بدون رقم طويل.

# $answer: what was given, as read back. Yes and no follow.
confirm = جوابك هو: { $answer }. هل هذا صحيح؟

# $reference: digits of the receipt.
given = شكرا، سجلنا جوابك. سيتحقق منه مستشار. رقم المرجع: { $reference }.
    .voice = شكرا، سجلنا جوابك. خذ قلما وورقة. سيتحقق مستشار من جوابك. رقم المرجع هو { $reference }. أكرر: { $reference }.

# A text after a call: others may read it.
receipt = خدمة { $service }: سجلنا جوابك. رقم المرجع: { $reference }. سيتحقق منه مستشار.

unavailable = { $office_number ->
        [none] لا يمكننا حفظ جوابك الآن. هذا ليس خطأك. حاول مرة أخرى لاحقا من فضلك.
       *[other] لا يمكننا حفظ جوابك الآن. هذا ليس خطأك. حاول مرة أخرى لاحقا، أو اتصل بالرقم { $office_number }.
    }

# An advisor's callback is arranged right after. $item-words: "وثيقة".
not-by-phone = من أجل { $item-words }، سيشرح لك مستشار ماذا تفعل.
