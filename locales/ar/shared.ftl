# The Arabic sentences that every flow and the engine itself use, and the words people may type. Modern Standard, simple, without vowel signs.

## Frames. $option is the text of an option, $key its key.
## An option is written "for ..." (لـ) for the voice, and short in .sms.

menu-option = { $key } { $option }
    .voice = { $option }، اضغط { $key }.
yes = إذا كان الجواب نعم
    .sms = نعم
no = إذا كان الجواب لا
    .sms = لا
# The last key of a long list.
more-choices = لخيارات أخرى
    .sms = خيارات أخرى
    .words = أخرى، المزيد
# One value of a list. $option is a word of our own (street_number) or a name as people say it ("la CAF").
choice-option = من أجل { $option-words }
    .sms = { $option-words }

## When nothing came, or nothing we understand. The question follows.

silence = لم أسمع شيئا.
unclear = لم أفهم جوابك.
offer-callback = لا بأس. هل تريد أن يتصل بك مستشار؟

# The last words. $office_hours: "من الاثنين إلى الجمعة، من 9:00 إلى 12:00". Either may be "none".
goodbye-hours =
    { $office_hours ->
        [none] يمكن لمستشار أن يساعدك.
       *[other] أوقات عمل مستشارينا: { $office_hours }.
    } { $office_number ->
        [none] شكرا ومع السلامة.
       *[other] رقم الهاتف هو { $office_number }. شكرا ومع السلامة.
    }
    .sms =
    { $office_hours ->
        [none] يمكن لمستشار أن يساعدك.
       *[other] أوقات عمل مستشارينا: { $office_hours }.
    } { $office_number ->
        [none] للبدء من جديد أرسل: قائمة.
       *[other] الهاتف: { $office_number }. للبدء من جديد أرسل: قائمة.
    }

## Answers to the words that work everywhere

# مساعدة. 1 books a callback; anything else goes on with the question.
help = تساعدك خدمة { $service } على متابعة ملفك مجانا، ما عدا ثمن الرسالة. أرسل 1 ليتصل بك مستشار. قائمة: كل الخيارات. توقف: لا رسائل.
# Fixed text. Change nothing without a doctor's or a listening line's advice.
distress = إذا كنت في خطر، اتصل بالرقم 15 أو 112. برسالة قصيرة: 114. هل تفكر في الموت؟ اتصل بالرقم 3114، ليلا ونهارا، مجانا. أجب بـ 1 ليتصل بك مستشار في أقرب وقت.
stopped = تم. لن ترسل لك خدمة { $service } رسائل أخرى. يمكنك دائما أن تكتب لنا أو تتصل بنا. لاستقبال رسائلنا من جديد أرسل: استئناف.
    .voice = تم. لن ترسل لك خدمة { $service } رسائل أخرى. يمكنك دائما أن تتصل بنا. مع السلامة.
started = تم. ستصلك رسائلنا من جديد. لإيقافها أرسل: توقف.
# $flow-words: "متابعة ملفك".
confirm-begin = هل تريد { $flow-words }؟

## A call that was cut, time that passed, something that broke

resume-offer = انقطعت مكالمتك.
resume-continue = للمتابعة من حيث توقفت
    .sms = المتابعة
resume-again = للبدء من جديد
    .sms = البدء من جديد
resumed = نواصل.
# The code is asked for right after.
level-lapsed = لحماية ملفك، أعط الرمز من جديد.
back-to-question = نعود إلى السؤال السابق.
# The office's telephone rings right after; by voice alone.
connecting = لحظة من فضلك. سأوصلك بمستشار.
# Said to a machine that answers a call of ours; by voice alone. Who called and which number to call, and nothing else.
voicemail = { $office_number ->
        [none] مرحبا، هنا { $service }، حاولنا الاتصال بك.
       *[other] مرحبا، هنا { $service }، يمكنك الاتصال بنا على الرقم { $office_number }.
    }
# A file takes long to fetch. By voice, keys are still heard.
one-moment = لحظة من فضلك، أبحث الآن.
    .sms = ما زلنا نبحث. ستصلك الإجابة برسالة نصية.
fault = { $office_number ->
        [none] حدثت مشكلة عندنا. هذا ليس خطأك. حاول مرة أخرى لاحقا من فضلك.
       *[other] حدثت مشكلة عندنا. هذا ليس خطأك. حاول مرة أخرى لاحقا. أو اتصل بمستشار على الرقم { $office_number }.
    }

## Dates, times, money. $minute and $cents have two digits, or are "none" where they are zero.

date = { $weekday_name } { $day } { $month_name } { $year }
weekday-1 = الاثنين
weekday-2 = الثلاثاء
weekday-3 = الأربعاء
weekday-4 = الخميس
weekday-5 = الجمعة
weekday-6 = السبت
weekday-7 = الأحد
month-1 = يناير
month-2 = فبراير
month-3 = مارس
month-4 = أبريل
month-5 = مايو
month-6 = يونيو
month-7 = يوليو
month-8 = أغسطس
month-9 = سبتمبر
month-10 = أكتوبر
month-11 = نوفمبر
month-12 = ديسمبر
time = { $minute ->
        [none] { $hour }:00
       *[other] { $hour }:{ $minute }
    }
    .voice = الساعة { $hour ->
        [1] الواحدة
        [2] الثانية
        [3] الثالثة
        [4] الرابعة
        [5] الخامسة
        [6] السادسة
        [7] السابعة
        [8] الثامنة
        [9] التاسعة
        [10] العاشرة
        [11] الحادية عشرة
        [12] الثانية عشرة
        [13] الواحدة
        [14] الثانية
        [15] الثالثة
        [16] الرابعة
        [17] الخامسة
        [18] السادسة
        [19] السابعة
        [20] الثامنة
        [21] التاسعة
        [22] العاشرة
        [23] الحادية عشرة
       *[other] الثانية عشرة
    }{ $minute ->
        [none] {""}
       *[other] {" "}و{ $minute } دقيقة
    }{" "}{ $hour ->
        [1] ليلا
        [2] ليلا
        [3] ليلا
        [4] صباحا
        [5] صباحا
        [6] صباحا
        [7] صباحا
        [8] صباحا
        [9] صباحا
        [10] صباحا
        [11] صباحا
        [12] ظهرا
        [13] بعد الظهر
        [14] بعد الظهر
        [15] بعد الظهر
        [16] بعد الظهر
        [17] مساء
        [18] مساء
        [19] مساء
        [20] مساء
        [21] مساء
        [22] مساء
        [23] ليلا
       *[other] ليلا
    }
# $date and $time as above: when the office opens next.
moment = { $date }، { $time }
# A stretch of a day. $near: "today", "tomorrow" or "later"; $from and $until: times.
window = { $near ->
        [today] اليوم
        [tomorrow] غدا
       *[other] { $date }
    }، بين { $from } و{ $until }
# $times: one span of a day, or several.
hours-span = من { $from_day } إلى { $to_day }، { $times }
hours-day = يوم { $day }، { $times }
hours-times = من { $from } إلى { $to }
hours-and = { $before } و{ $last }
# يورو stays as it is after a number, so only the voice has cases.
amount = { $cents ->
        [none] { $euros } يورو
       *[other] { $euros },{ $cents } يورو
    }
    .voice = { $euros ->
        [zero] صفر يورو
        [one] يورو واحد
        [two] يوروان
        [few] { $euros } يورو
        [many] { $euros } يورو
       *[other] { $euros } يورو
    }{ $cents ->
        [none] {""}
       *[other] {" "}و{ $cents } سنت
    }

## Words people may type. Vowel signs, letter variants (أ إ آ ا, ة ه, ى ي) and punctuation at the ends do not matter.
## A word stands in one list only, whatever the language.

word-advisor = مستشار, المستشار, مستشارة, موظف, موظفة, أريد مستشارا, التحدث مع مستشار, أريد التحدث مع مستشار, أريد أن أتكلم مع مستشار, إنسان
word-repeat = إعادة, أعد, كرر, تكرار, أعد من فضلك
word-back = رجوع, الرجوع, ارجع, السابق, عودة
word-help = مساعدة, المساعدة, ساعدني, ساعدوني, help, aide
word-stop = توقف, قف, أوقف, إيقاف, أوقفوا الرسائل, إلغاء الاشتراك, stop
word-start = استئناف, ابدأ, start
word-menu = قائمة, القائمة, menu
word-yes = نعم, أجل, ايوه, ايوا, إيه, موافق, حسنا, طيب, صحيح, نعم شكرا
word-no = لا, كلا, لا شكرا
word-hello = مرحبا, أهلا, أهلا وسهلا, السلام عليكم, السلام عليكم ورحمة الله, السلام عليكم ورحمة الله وبركاته, سلام عليكم, سلام, صباح الخير, مساء الخير, العربية, عربية, عربي, بالعربية

# Looked for anywhere in a text. Phrases, never a single word that could mean something else.
distress-phrases =
    أريد أن أموت, أريد الموت, سوف أموت, أنا سأموت, أتمنى الموت, أتمنى أن أموت, أفكر في الموت, أنا أموت,
    أريد أن أقتل نفسي, سأقتل نفسي, سوف أقتل نفسي, أفكر في قتل نفسي, أريد الانتحار, أفكر في الانتحار, أريد أن أنتحر, سوف أنتحر, محاولة انتحار,
    أنهي حياتي, إنهاء حياتي, لا أريد أن أعيش, لا أريد العيش, لم أعد أريد أن أعيش, لم أعد أريد الحياة, تعبت من الحياة, كرهت الحياة, كرهت حياتي,
    أؤذي نفسي, إيذاء نفسي, أنا في خطر, حياتي في خطر, أولادي في خطر, أطفالي في خطر, يريد قتلي, يريد أن يقتلني, سوف يقتلني,
    زوجي يضربني, هو يضربني, لا أستطيع التنفس, أنقذوني من الموت,
    بغيت نموت, نحب نموت, راني حاب نموت, راني حابة نموت, غادي نموت, نقتل روحي, نقتل راسي, بدي موت, بدي أموت, عايز أموت, عايزة أموت

## What our own words are called, wherever a sentence has "$...-words".

# Where a file stands
value-received = وصل الطلب
value-in_progress = الملف قيد الدراسة
value-missing_item = معلومة ناقصة
value-decided = صدر قرار
value-unknown = لا أخبار بعد

# What a file waits for; it follows "ينقص", "أرسل" and "من أجل".
value-street_number = رقم البيت في شارعك
value-postcode = رمزك البريدي
value-moving_date = تاريخ انتقالك
value-rent = مبلغ الإيجار
value-phone_number = رقم هاتفك
value-landlord_name = اسم صاحب البيت
value-document = وثيقة

# Benefits, said by voice only, after "هذا ملفك بخصوص"
value-housing = مساعدة السكن
value-rsa = دخل التضامن النشط
value-activity_bonus = منحة النشاط
value-health_cover = المساعدة على دفع التأمين الصحي
value-other = مساعدة

# When an advisor rings; it follows the number.
value-morning = صباحا
value-afternoon = بعد الظهر
value-any = صباحا أو بعد الظهر

# What a callback is about
value-general = سؤالك
value-file = ملفك
value-language = لغتك

# What a flow does; it follows "هل تريد".
value-menu = رؤية كل الخيارات
value-file-status = متابعة ملفك
value-callback = أن يتصل بك مستشار
value-about = أن تعرف من نحن
value-remind-me = رسالة قبل موعد مهم

## What an advisor hears whose phone rings before the person's; by voice alone.

bridge-offer = { $subject ->
        [distress] مكالمة عاجلة: شخص في ضيق.
        [deadline] مكالمة قبل موعد نهائي.
        [language] مكالمة بلغة أخرى.
        [file] مكالمة بشأن ملف.
       *[other] مكالمة مطلوبة.
    } للاتصال بالشخص اضغط 1.
bridge-lost = لم تعد هذه المكالمة لك. مع السلامة.
bridge-refused = لا يمكننا الاتصال بهذا الرقم. مع السلامة.

## Texts about a callback. Nothing of the matter: others may read them.

# $half_day: "morning" or "afternoon"; $number: the number we call from, in pairs; $digits: three digits, or "none".
callback-before = { $half_day ->
        [morning] سيتصل بك مستشار هذا الصباح من الرقم { $number }.
       *[other] سيتصل بك مستشار بعد ظهر اليوم من الرقم { $number }.
    }{ $digits ->
        [none] {""}
       *[other] {" "}سيقول لك: { $digits }.
    }
# $day: when an advisor rings again, or "none"; $reference: digits.
callback-receipt = { $day ->
        [none] شكرا لك على هذه المكالمة. رقم المرجع: { $reference }.
       *[other] سيتصل بك مستشار من جديد { $day }. رقم المرجع: { $reference }.
    }

# A code for one call or one exchange of texts. $code: six digits; $file_end: the last digits of the file's number.
one-time-code = خدمة { $service }: رمزك هو { $code }. يصلح مرة واحدة، لمدة 10 دقائق، للملف الذي ينتهي رقمه بـ { $file_end }. لا تعطه لأحد.
# What somebody asked for who gave no code: it goes to the number on file. Others may read its first words: they tell nothing.
# $status: a word of ours. $since: since when, may be "none". $as_of: the day we were last told. $file_end as above.
file-answer = خدمة { $service }: هذا هو الجواب المطلوب. الملف الذي ينتهي رقمه بـ { $file_end }: { $status ->
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
       *[unknown] ليست لدينا أخبار بعد. هذا ليس رفضا.
    } معلومات بتاريخ { $as_of }.
