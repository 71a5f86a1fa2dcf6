# The Arabic words of a reminder that we send or ring with. What it tells, and how to answer, stands in deadlines.ftl.

hello = مرحبا، هنا { $service }. لدينا رسالة لك. للتحدث مع مستشار، اضغط 0.
    .voice-silence-1 = لم أسمع شيئا. لدينا رسالة لك.
    .voice-unclear-1 = لم أفهم. اضغط زرا واحدا فقط.
hello-listen = للاستماع إلى الرسالة
    .words = استماع

# $reminder: what is to be done, by when, what is lost otherwise, how to do it and what may be answered.
tell = { $reminder }
    .voice-silence-1 = لم أسمع شيئا. إذا تم الأمر اضغط 1. ليتصل بك مستشار اضغط 2. لتذكيرك لاحقا اضغط 3.
    .voice-unclear-1 = لم أفهم. إذا تم الأمر اضغط 1. ليتصل بك مستشار اضغط 2. لتذكيرك لاحقا اضغط 3.
    .sms-unclear-1 = لم أفهم. أجب: تم أو مساعدة أو توقف.

# The message told of several things.
which = ما الذي تم؟
which-all = إذا تم كل شيء
    .sms = كل شيء
    .words = كل شيء, الكل, كلاهما
which-first = إذا تم الأول فقط
    .sms = الأول فقط
    .words = الأول, الأول فقط
which-second = إذا تم الثاني فقط
    .sms = الثاني فقط
    .words = الثاني, الثاني فقط
first-or-all = ما الذي تم؟
first-or-all-all = إذا تم كل شيء
    .sms = كل شيء
    .words = كل شيء, الكل
first-or-all-first = إذا تم ما ذكرناه فقط
    .sms = ما ذكرتموه فقط
    .words = ما ذكرتموه فقط
is-all-done = هل تم كل شيء؟

thanks = سجلنا ذلك، شكرا. لا تذكير آخر هذه المرة.
others-stay = سجلنا ذلك، شكرا. سنذكرك بالباقي.
over = سجلنا ذلك من قبل، أو فات الموعد. لن نذكرك به بعد الآن. للتحدث مع شخص أرسل: مستشار.
    .voice = سجلنا ذلك من قبل، أو فات الموعد. لن نذكرك به بعد الآن. شكرا ومع السلامة.

# $day: the last day, or "none" where it is not certain.
booked = { $day ->
        [none] تم. سيتصل بك مستشار على الرقم { $number }.
       *[other] تم. سيتصل بك مستشار على الرقم { $number } قبل { $day }.
    }
already-open = { $day ->
        [none] طلبت مكالمة من قبل. ما زال دورك محفوظا. سيتصل بك مستشار على الرقم { $number }.
       *[other] طلبت مكالمة من قبل. ما زال دورك محفوظا. سيتصل بك مستشار على الرقم { $number } قبل { $day }.
    }

again = حسنا. سنذكرك بذلك { $day }.
last-chance = هذه آخر فرصة. بعدها يفوت الأوان. هل تريد أن يتصل بك مستشار؟
goodbye = حسنا. شكرا ومع السلامة.

unavailable = { $office_number ->
        [none] لا يمكننا تسجيل طلبك الآن. هذا ليس خطأك. حاول مرة أخرى لاحقا من فضلك.
       *[other] لا يمكننا تسجيل طلبك الآن. هذا ليس خطأك. حاول مرة أخرى لاحقا، أو اتصل بالرقم { $office_number }.
    }
