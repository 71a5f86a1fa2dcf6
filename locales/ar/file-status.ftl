# The Arabic words of the file: where it stands, and what is missing. By text no benefit and no amount is ever named.

# Words that begin this flow by text. Our own messages say ملف.
entry = ملف, ملفي, الملف, حالة الملف, أين ملفي

ask-organisation = أي إدارة تهتم بملفك؟

ask-file = أرسل رقم ملفك.
    .voice = أدخل رقم ملفك، ثم اضغط مربع.
    .voice-silence-1 = لم أسمع شيئا. الرقم في أعلى رسائلك البريدية. أدخله، ثم اضغط مربع.
    .voice-silence-2 = خذ وقتك. ابحث عن الرقم في أعلى رسالة بريدية. أدخله، ثم اضغط مربع. إن لم تجد رسالة، اضغط 0 للتحدث مع مستشار.
    .voice-unclear-1 = لم أفهم. أدخل أرقام الملف فقط، ثم اضغط مربع.
    .voice-unclear-2 = رقم الملف في أعلى رسائلك البريدية. أدخل الأرقام فقط، بدون الحروف. زر المربع في الأسفل على اليمين.
    .sms-unclear-1 = أرسل أرقام ملفك فقط. رقم الملف في أعلى رسائلك البريدية.
    .sms-unclear-2 = رقم الملف في أعلى رسائلك البريدية. أرسل الأرقام فقط، بدون الحروف. إن لم تجد رسالة، أرسل: مستشار.

ask-postcode = أرسل رمزك البريدي: 5 أرقام.
    .voice = أدخل رمزك البريدي، 5 أرقام، ثم اضغط مربع.
    .voice-silence-1 = لم أسمع شيئا. أدخل الأرقام الخمسة لرمزك البريدي، ثم اضغط مربع.
    .voice-silence-2 = الرمز البريدي في عنوانك، قبل اسم المدينة. أدخل أرقامه الخمسة، ثم اضغط مربع.
    .voice-unclear-1 = لم أفهم. أدخل الأرقام الخمسة لرمزك البريدي، ثم اضغط مربع.
    .sms-unclear-1 = الرمز البريدي من 5 أرقام. تجده في عنوانك، قبل اسم المدينة. أرسله.

# The code came in a letter of ours; it has 8 digits.
ask-code = أرسل الرمز: 8 أرقام. تجده في رسالتنا البريدية.
    .voice = أدخل الآن الرمز المكون من 8 أرقام، ثم اضغط مربع.
    .voice-silence-1 = لم أسمع شيئا. الرمز في الرسالة التي أرسلناها إليك بالبريد. أدخل أرقامه الثمانية، ثم اضغط مربع. إن لم تكن الرسالة عندك، انتظر.
    .voice-unclear-1 = لم أفهم. الرمز من 8 أرقام. أدخله، ثم اضغط مربع. إن لم تكن الرسالة عندك، انتظر.
    .sms-unclear-1 = الرمز من 8 أرقام. تجده في الرسالة التي أرسلناها إليك بالبريد. أرسله. إن لم تكن الرسالة عندك، أرسل: لا.

# Wrong, unknown and locked are told alike: never hint which one is wrong.
refused = رقم الملف والرمز لا يتوافقان. الرقم في أعلى رسائلك البريدية. الرمز في رسالتنا.
    .voice-silence-1 = لم أسمع شيئا. ماذا تريد أن تفعل؟
    .voice-unclear-1 = لم أفهم. اضغط زرا واحدا فقط.
    .sms-unclear-1 = لم أفهم. أرسل رقما واحدا فقط.
refused-again = للمحاولة من جديد
    .sms = المحاولة من جديد
    .words = محاولة, حاول, المحاولة من جديد
refused-advisor = ليتصل بك مستشار
    .sms = مستشار يتصل بك
refused-no-code = إن لم يكن الرمز عندك
    .sms = ليس عندي رمز
    .words = ليس عندي رمز, بدون رمز

# Somebody guesses codes all over: none is believed for now.
closed = لحماية الملفات، الرموز لا تعمل في هذه اللحظة. هذا ليس خطأك.
    .voice-silence-1 = لم أسمع شيئا. ماذا تريد أن تفعل؟
    .voice-unclear-1 = لم أفهم. اضغط زرا واحدا فقط.
    .sms-unclear-1 = لم أفهم. أرسل رقما واحدا فقط.
closed-answer = ليصل الجواب إلى الهاتف المسجل في ملفك
    .sms = الجواب إلى الهاتف المسجل في ملفك
    .words = الجواب إلى الهاتف
closed-advisor = ليتصل بك مستشار
    .sms = مستشار يتصل بك

no-code = يمكنك المتابعة بدون رمز أيضا.
    .voice-silence-1 = لم أسمع شيئا. ماذا تريد أن تفعل؟
    .voice-unclear-1 = لم أفهم. اضغط زرا واحدا فقط.
    .sms-unclear-1 = لم أفهم. أرسل رقما واحدا فقط.
no-code-code = ليصل رمز إلى الهاتف المسجل في ملفك
    .sms = رمز إلى الهاتف المسجل في ملفك
    .words = رمز
no-code-answer = ليصل الجواب إلى نفس الهاتف
    .sms = الجواب إلى نفس الهاتف
    .words = الجواب إلى الهاتف
no-code-again = لإدخال رمز الرسالة
    .sms = إدخال رمز الرسالة
    .words = رمز الرسالة
no-code-advisor = ليتصل بك مستشار
    .sms = مستشار يتصل بك

# Nobody is told whether there is such a file or a number on it.
ask-sent-code = إن كان في ملفك هاتف محمول، سيصله رمز. أرسل هنا أرقامه الستة.
    .voice = إن كان في ملفك هاتف محمول، سيصله رمز. ابق على الخط. أدخل أرقامه الستة، ثم اضغط مربع.
    .voice-silence-1 = لم أسمع شيئا. الرمز يصل في رسالة قصيرة. أدخل أرقامه الستة، ثم اضغط مربع.
    .voice-silence-2 = خذ وقتك. أدخل الأرقام الستة من الرسالة القصيرة، ثم اضغط مربع. إن لم تصل، اضغط 0 للتحدث مع مستشار.
    .voice-unclear-1 = لم أفهم. الرمز في الرسالة القصيرة من 6 أرقام. أدخله، ثم اضغط مربع.
    .sms-unclear-1 = الرمز الذي وصلك من 6 أرقام. أرسله. إن لم يصل، أرسل: مستشار.

# Somebody who helps the person may hear where the file stands, and no more.
only-told = ينقص شيء. لا يمكنك تقديمه: على صاحب الملف أن يجيب.

status-sent = تم. إن كان في ملفك هاتف، سيصله الجواب.

unavailable = لا يمكننا قراءة الملفات في هذه اللحظة. هذا ليس خطأك.
    .voice-silence-1 = لم أسمع شيئا. ماذا تريد أن تفعل؟
    .voice-unclear-1 = لم أفهم. اضغط زرا واحدا فقط.
    .sms-unclear-1 = لم أفهم. أرسل رقما واحدا فقط.
unavailable-again = للمحاولة من جديد
    .sms = المحاولة من جديد
    .words = محاولة, حاول, المحاولة من جديد
unavailable-advisor = ليتصل بك مستشار
    .sms = مستشار يتصل بك

# $status: a word of ours. $since: since when, may be "none". $as_of: the day we were last told.
# $benefit: a word of ours; by voice alone, it may be named.
tell = { $status ->
        [received] { $since ->
            [none] لقد وصل طلبك.
           *[other] لقد وصل طلبك يوم { $since }.
        }
        [in_progress] { $since ->
            [none] ملفك قيد الدراسة.
           *[other] ملفك قيد الدراسة منذ { $since }.
        }
        [missing_item] { $since ->
            [none] ملفك غير مكتمل.
           *[other] ملفك غير مكتمل منذ { $since }.
        }
        [decided] { $since ->
            [none] صدر قرار. سيصلك بالبريد.
           *[other] صدر قرار يوم { $since }. سيصلك بالبريد.
        }
       *[unknown] ليست لدينا أخبار عن ملفك بعد. هذا ليس رفضا. يمكن لمستشار أن يبحث عنه، أرسل: مستشار.
    } معلومات بتاريخ { $as_of }.
    .voice = { $benefit ->
        [other] هذا ملفك.
       *[named] هذا ملفك بخصوص { $benefit-words }.
    } { $status ->
        [received] { $since ->
            [none] لقد وصل طلبك.
           *[other] لقد وصل طلبك يوم { $since }.
        }
        [in_progress] { $since ->
            [none] الملف قيد الدراسة.
           *[other] الملف قيد الدراسة منذ { $since }.
        }
        [missing_item] { $since ->
            [none] الملف غير مكتمل.
           *[other] الملف غير مكتمل منذ { $since }.
        }
        [decided] { $since ->
            [none] صدر قرار. سيصلك بالبريد.
           *[other] صدر قرار يوم { $since }. سيصلك بالبريد.
        }
       *[unknown] ليست لدينا أخبار بعد. هذا ليس رفضا. يمكن لمستشار أن يبحث عن ملفك، اضغط 0 في القائمة التالية.
    } هذه المعلومات بتاريخ { $as_of }.

# What was missing has been given already. $reference: digits.
being-checked = لقد أجبت من قبل، شكرا. مستشار يتحقق من جوابك. رقم المرجع: { $reference }.
    .voice = لقد أجبت من قبل، شكرا. مستشار يتحقق من جوابك. رقم المرجع هو { $reference }. أكرر: { $reference }.

choose-item = تنقص عدة معلومات. أي معلومة تريد أن تعطينا؟

# $item-words: "رقم البيت في شارعك".
missing = المعلومة الناقصة: { $item-words }.
    .voice-silence-1 = لم أسمع شيئا. المعلومة الناقصة: { $item-words }.
    .voice-silence-2 = خذ وقتك. المعلومة الناقصة: { $item-words }. للتحدث مع مستشار، اضغط 0.
    .voice-unclear-1 = لم أفهم. المعلومة الناقصة: { $item-words }. اضغط زرا واحدا فقط.
    .sms-unclear-1 = لم أفهم. المعلومة الناقصة: { $item-words }. أرسل رقما واحدا فقط.
missing-answer-now = للجواب الآن
    .sms = الجواب الآن
    .words = جواب, الجواب الآن, الآن
missing-remind-me = لتصلك رسالة بعد يومين
    .sms = لاحقا: رسالة بعد يومين
    .words = لاحقا, بعد يومين
missing-advisor = ليتصل بك مستشار
    .sms = مستشار يتصل بك

# A text two days later. $item-words: "رقم البيت في شارعك".
reminder = خدمة { $service }: تذكير، نحتاج منك: { $item-words }. أرسل «ملف» للبدء، أو «توقف» لإيقاف الرسائل.

reminded = تم. سنرسل لك رسالة بعد يومين.

# A callback is arranged right after.
no-reminder = لا يمكننا إرسال رسائل إلى هذا الهاتف. سيساعدك مستشار.
