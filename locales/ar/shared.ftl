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
    .voice = تم. ستصلك رسائلنا من جديد.
# Reminders alone are stopped. Questions about the file still come.
reminders-stopped = تم: لن نرسل لك تذكيرات. قد نكتب لك بشأن ملفك. للتذكير من جديد أرسل: استئناف. لإيقاف كل شيء: توقف.
    .voice = تم. لن ترسل لك خدمة { $service } تذكيرات أخرى. يمكنك دائما أن تتصل بنا.

# Nobody acts for the person any more; messages go on as before.
mandates-stopped = تم: لن يهتم أحد بملفك نيابة عنك. رسائلنا مستمرة.

# Somebody calls with a hidden number, and wants to stop something.
number-hidden = رقمك مخفي: لا يمكننا تسجيل ذلك. يمكن لمستشار أن يفعل ذلك معك. للتحدث معه أرسل: مستشار.
    .voice = رقمك مخفي: لا يمكننا تسجيل ذلك. يمكن لمستشار أن يفعل ذلك معك. للتحدث معه اضغط 0.
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
word-stop = توقف, توقفوا, قف, أوقف, أوقفوا, إيقاف, وقف, كفى, كفاية, خلاص رسائل, أوقفوا الرسائل, إيقاف الرسائل, وقف الرسائل, لا رسائل, لا للرسائل, إلغاء الاشتراك, إلغاء, ألغوا الاشتراك, stop, ilgha2 lichtirak, tawa9af, tawakaf, tawa9afou, awqifou arrasail, حلو عني, 7ello 3anni, امسحو نمرتي, شيلوا رقمي, إلغاء التفويض, إنهاء التفويض, ألغ التفويض, إلغاء التوكيل, إلغاء الوكالة
word-start = استئناف, ابدأ, start, استئناف التذكير, استئناف التذكيرات, ابدأ التذكير, أريد التذكير, أريد التذكيرات
word-menu = قائمة, القائمة, menu
word-yes = نعم, أجل, ايوه, ايوا, إيه, موافق, حسنا, طيب, صحيح, نعم شكرا
word-no = لا, كلا, لا شكرا
word-hello = مرحبا, أهلا, أهلا وسهلا, السلام عليكم, السلام عليكم ورحمة الله, السلام عليكم ورحمة الله وبركاته, سلام عليكم, سلام, صباح الخير, مساء الخير, العربية, عربية, عربي, بالعربية

## What means STOP in a sentence that says nothing else. A text is STOP where each of its words stands in these lists, one
## at least in the first two.

# Words that mean it by themselves.
stop-words = توقف, توقفوا, أوقف, أوقفوا, أوقفي, إيقاف, وقفوا, حبسوا, بركا, باركا, بركاو, سطوب, ستوب, wa9fo, wa9ef, waqfo, 7abso, habso, baraka, barka, baraka men,
    كفاكم, وقفو, وقفولي, حبس, حبسو, بركاوني, بطلوا, بطلو, الغي, خلص, wa9fou, w9fo, wa9fouli, w9fou, 7absou, habsou,
    barakaw, barakaou, battlo, batlo, khalas, tawa9af, tawakaf, 7abess
# Phrases that mean it.
stop-phrases =
    لا أريد رسائل, لا أريد الرسائل, لا أريد رسائلكم, لا أريد أي رسائل, لا أريد أي رسالة, لا أريد استلام, لا أريد تلقي, لا أريد أن أستلم, لا أريد أن أتلقى, لا أريد استقبال, لم أعد أريد رسائل, لم أعد أريد الرسائل, لم أعد أريد رسائلكم, لم أعد أرغب في, لا أرغب في تلقي, لا أرغب في استلام, لا أرغب برسائلكم, لا ترسلوا, لا ترسل, لا ترسلي, لا تبعثوا, لا تبعث, لا تكتبوا لي, لا تتصلوا بي, لا تراسلوني, كفى رسائل, كفى من الرسائل, كفاية رسائل, إلغاء الاشتراك, الغوا اشتراكي, ألغوا الاشتراك, إلغاء اشتراكي, احذفوا رقمي, احذف رقمي, امسحوا رقمي, اتركوني وشأني, اتركوني,
    ما بغيتش رسائل, ما بغيتش الرسائل, ما بغيتش ميساجات, ما بغيتش الميساجات, مابغيتش ميساجات, مابغيتش الميساجات, ما نحبش رسائل, ما نحبش الرسائل, ما نحبش ميساجات, مانحبش ميساجات, ما تبعتوش, ما تبعثوش, ماتبعتوش, ماتبعثوش, ما تصيفطوش, ماتصيفطوش, ما ترسلوش, ماترسلوش, ما تبعتولي, ما تبعتولي رسائل, ما بدي رسائل, ما بدي مسجات, مش عايز رسائل, مش عاوز رسائل, بلا رسائل, بلا ميساجات, mab9itch bghit, ma b9itch baghi, ma bghitch, mabghitch, ma n7ebch, man7ebch, matsifto, ma tsiftouch, matb3atouch, ma tba3touch, la tersilo, la tirsilo, khelouni, khaliwni,
    لا أريد أي تذكير, لا أريد تذكيرا, لا أريد تذكير, لا أريد التذكير, لا أريد تذكيرات, لا أريد التذكيرات, لا أريد تذكيراتكم, لا تذكروني, لا تذكرني,
    ما بغيتش تذكير, ما بغيتش التذكير, بلا تذكير, بدون تذكير, لا تذكير, لا للتذكير, كفى تذكيرا, كفى تذكير, لا أرغب في التذكير,
    لا أريد المزيد, لا أرغب في رسائلكم, لا ترسلوا لي, لا تراسلني, بدون رسائل, امسحو نمرتي, امسحوا نمرتي, شيلوا رقمي,
    شيلو رقمي, اتركوني في حالي, خلوني بحالي, خلوني, ما تبقاوش, متبقاوش, ما بقيتش باغي, ما بقيتش, مابغيتش, ما تبعثوليش,
    ما تبعتوليش, معادش تبعثولي, معادش, لا تبعتولي, لا تبعتو, ما عاد تبعتولي, ما عاد, حلو عني, ma tsiftoch, ma tsifto,
    matb9awch, mab9itch, mab9itch baghi, ma nheb, ma n7eb, ma tab3atoulich, ma teb3thouliche, ma3adech, ma baddi,
    ma badi, la tib3ato, la oridou, la ouridou, awqifou, ilgha2, 7ello, khallouni, khalouni, 7aydo nemerti, hiydo numero,
    7aydo numero, hiydo nemerti
# Words that mean nothing beside those.
stop-around =
    أنا, لي, إلي, إلى, عن, من, في, على, هذه, هذا, هذي, هاد, هادي, بعد, الآن, اليوم, فورا, حالا, أرجو, أرجوكم, رجاء, الرجاء, من فضلك, فضلك, فضلكم, لو, سمحت, سمحتم, شكرا, جزيلا, عافاك, عافاكم, الله, يخليك, يخليكم, يرحم, والديك, والديكم, مرحبا, السلام, عليكم, سلام, أريد, بغيت, نحب, أن, كل, جميع, أي, أخرى, تاني, ثاني, مرة, نهائيا, أبدا, خلاص, يا, ليا, ليه, لينا,
    رسالة, رسائل, الرسائل, رسائلكم, رسالات, مسج, مسجات, المسجات, ميساج, ميساجات, الميساجات, الميساج, تذكير, التذكير, تذكيرات, التذكيرات, إرسال, الإرسال, ارسال, استلام, تلقي, استقبال, إشعارات, الإشعارات, اتصال, الاتصال, القائمة, قائمتكم, رقمي, هاتفي, اشتراك, الاشتراك, اشتراكي, خدمة, الخدمة, منكم, sms,
    men, mn, les, had, hed, l, lik, likom, liya, lya, chokran, choukran, 3afak, 3afakom, msg, msgat, messaget, messagat, lmessaget, lmessagat, rsayl, rasa2il, rassail, salam, allah, ykhalik, bzaf, bezaf, khlas, safi,
    مراسلتي, الكتابة, شي, شيئا, المزيد, تبعتوا, تبعتو, تبعثولي, تبعتولي, تصيفطو, تصيفطوا, علي, عليا, ديالكم, عندكم, عند,
    رسايل, حالي, بحالي, نمرتي, messages, mel, tsifto, tab3ato, tib3ato, tab3thouli, rasayel, rasail, rasayil, arrasail,
    lichtirak, numero, nemerti, dyali, dial, 3anni, 3afakoum, min, fadlak, fadlik, yarham, waldik, waldikom, baghi,
    tranquille, baghya, rappel, rappels, تذكيرا, للتذكير, تذكيري, تذكيراتكم, تذكيركم, مواعيد, المواعيد, موعد, الموعد, بالمواعيد, بالموعد

# Phrases that mean it in whatever sentence they stand.
stop-anywhere =
    أوقفوا الرسائل, أوقف الرسائل, وقفوا الرسائل, وقفوا الرسايل, وقفو الميساجات, وقفوا الميساجات, حبسو الميساجات, لا ترسلوا لي, لا ترسلوا رسائل, لا تبعثوا لي, لا تراسلوني, التوقف عن مراسلتي, عدم مراسلتي, توقفوا عن مراسلتي, توقفوا عن إرسال, توقف عن إرسال, ألغي الاشتراك, إلغاء الاشتراك, إلغاء اشتراكي, لا أريد رسائل, لا أريد رسائلكم, لا أريد المزيد من الرسائل, احذفوا رقمي, امسحوا رقمي, شيلوا رقمي, نحيو نوميرو, بركاونا من الميساجات, بركاوني من الميساجات, بركا من الميساجات, ما تزيدوش تبعثولي, ما تبعثوليش, ما تبعتوليش, ما بغيتش ميساجات, ما بغيتش الميساجات,
    7ebsou les messages, 7absou les messages, habsou les messages, wa9fo les messages, wa9fou les messages, wa9fo les sms, wa9fou les sms, wa2fo el rasayel, waqfo les messages, ma teb3atoulich messages, ma tab3atoulich, ma tzidouch teb3thouli, ma tsifto lia, ma tsiftoch, baraka men les sms, baraka men les messages, barkaw men les sms, na7iw numero, bghit les sms dyalkom, battlo teb3atouli, battlo tib3ato, ma baddi rasayel, ma badi rasayel
# Words that may stand between two of a phrase.
stop-between = لي, كل, هذه, جميع
# Phrases that hold one of those and mean something else.
stop-exceptions =
    لا توقفوا الرسائل, لا أريد إلغاء الاشتراك, لا أريد إيقاف الرسائل
# Words for our reminders. Who stops these, and names nothing of the next list, gets the rest as before.
stop-reminders = تذكير, التذكير, تذكيرات, التذكيرات, تذكيرا, للتذكير, تذكيري, تذكيراتكم, تذكيركم, تذكروني, تذكرني, rappel, rappels
# Words for more than reminders.
stop-everything = رسالة, رسائل, الرسائل, رسائلكم, الرسايل, مسج, مسجات, المسجات, ميساج, ميساجات, الميساجات, رقمي, اشتراك, الاشتراك, اشتراكي, شيء, شيئا, اتصال, sms, messages
# Words for mandates: who names one beside a word that stops ends them, and no message.
stop-mandates = تفويض, التفويض, تفويضات, توكيل, التوكيل, وكالة, الوكالة

# Looked for anywhere in a text, however it is spelled. Phrases, never a single word that could mean something else.
distress-phrases =
    أريد أن أموت, أريد الموت, سوف أموت, أنا سأموت, أتمنى الموت, أتمنى أن أموت, أفكر في الموت, أنا أموت,
    أريد أن أقتل نفسي, سأقتل نفسي, سوف أقتل نفسي, أفكر في قتل نفسي, أريد الانتحار, أفكر في الانتحار, أريد أن أنتحر,
    سوف أنتحر, محاولة انتحار, أنهي حياتي, إنهاء حياتي, لا أريد أن أعيش, لا أريد العيش, لم أعد أريد أن أعيش,
    لم أعد أريد الحياة, تعبت من الحياة, كرهت الحياة, كرهت حياتي, أؤذي نفسي, إيذاء نفسي, أنا في خطر, حياتي في خطر,
    أولادي في خطر, أطفالي في خطر, يريد قتلي, يريد أن يقتلني, سوف يقتلني, زوجي يضربني, هو يضربني, لا أستطيع التنفس,
    أنقذوني من الموت, بغيت نموت, نحب نموت, راني حاب نموت, راني حابة نموت, غادي نموت, نقتل روحي, نقتل راسي, بدي موت,
    بدي أموت, عايز أموت, عايزة أموت, أنتحر, سأنتحر, انتحر, ننتحر, الانتحار, ما بدي عيش, باغي نموت, باغية نموت, حاب نموت,
    حابة نموت, يضربني, كيضربني, يضرب فيا, عم يضربني, بيضربني, ضربني, يضربوني, سيقتلني, يقتلني, يقتلوني, بالقتل,
    بدو يقتلني, غادي يقتلني, غادي نقتل, معه سكين, عنده سكين, بسكين, حابسني, حبسني, محبوسة في, النجدة, أنقذوني, أنقذونا,
    عتقوني, اغتصبني, الاغتصاب, للاغتصاب, اغتصاب, نتنفس, اتنفس, لا أتنفس, لا يتنفس, يتنفس, ألم شديد في صدري, ألم في صدري,
    وجع في صدري, شربت الدوا كامل, شربت كل الدواء, بلعت كل, بلعت الحبوب, الإسعاف, للبوليس, بالشرطة, اتصلوا بالشرطة,
    عيطو للبوليس, حريق, العافية شعلات, النار شعلات, أنزف, نزيف, فاقد الوعي, فاقدة الوعي, مغمى عليه, مغمى عليها,
    أزمة قلبية, جلطة قلبية, ريحة الغاز, رائحة الغاز, bghit nmout, bghit nmot, baghi nmout, baghya nmout, n9tel rasi,
    n9tel rouhi, nantahir, nintahir, badde mout, baddi mout, nmout, kaydrebni, yedrabni, yodrobni, ydrebni, ydrabni,
    yqtelni, y9telni, ye9telni, netnefes, netnafes, 3tqouni, 3te9ouni, 3at9ouni, njda, najda, makaytnefesch, maytnefesch,
    yetnefesch, علبة الدواء كلها, شربت علبة, يحبسني, حبسني في البيت, ولا يستيقظ, لا يستيقظ, وأنزف, ما كيفيقش, ما يفيقش
# Words that may stand between two of a phrase.
distress-between = حقا, فعلا, جدا, كثيرا, دائما, الآن
# Phrases that hold one of those and mean something else.
distress-exceptions = أنا في خطر فقدان,
    فاتورة الإسعاف

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
