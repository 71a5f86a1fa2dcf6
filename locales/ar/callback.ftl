# The Arabic words for having an advisor ring back.

# Words that begin this flow by text.
entry = اتصال, اتصل بي, اتصلوا بي, مكالمة, أريد مكالمة

# $number: in pairs, "06 39 98 00 12". Yes and no follow.
confirm-caller = سيتصل بك مستشار على الرقم { $number }. هل هذا الرقم صحيح؟

ask-number = أرسل الرقم الذي نتصل بك عليه: 10 أرقام.
    .voice = أدخل الرقم الذي نتصل بك عليه، 10 أرقام، ثم اضغط مربع.
    .voice-silence-1 = لم أسمع شيئا. أدخل أرقام هاتفك العشرة، ثم اضغط مربع.
    .voice-silence-2 = خذ وقتك. يمكنك أن تعطي رقم شخص قريب منك. أدخل أرقامه العشرة، ثم اضغط مربع.
    .voice-unclear-1 = لم أفهم. رقم الهاتف من 10 أرقام ويبدأ بصفر. أدخله، ثم اضغط مربع.
    .sms-unclear-1 = رقم الهاتف من 10 أرقام ويبدأ بصفر. أرسل الرقم الذي نتصل بك عليه.

confirm-number = الرقم هو: { $number }. هل هذا صحيح؟

when = متى تفضل أن نتصل بك؟
when-morning = لفترة الصباح
    .sms = صباحا
    .words = صباحا, الصباح, في الصباح
when-afternoon = لفترة بعد الظهر
    .sms = بعد الظهر
    .words = بعد الظهر, مساء, المساء
when-any = إذا كان أي وقت يناسبك
    .sms = أي وقت
    .words = أي وقت, في أي وقت

# $half_day-words: "صباحا".
# $window: the stretch of a day in which they are rung, or "none". $digits: three digits that the advisor says first, or "none".
booked = { $window ->
        [none] تم. سيتصل بك مستشار على الرقم { $number }، { $half_day-words }.
       *[other] تم. سيتصل بك مستشار على الرقم { $number }، { $window }.
    }{ $digits ->
        [none] {""}
       *[other] {" "}سيقول لك: { $digits }. وإلا أغلق الخط.
    }
# $before: how many people are rung before, or "none".
# Who calls may show a number that is not theirs: by voice the digits are not said again.
already-open = طلبت مكالمة من قبل. { $before ->
        [none] ما زال دورك محفوظا.
        [0] ما زال دورك محفوظا، وأنت التالي.
        [one] ما زال دورك محفوظا، وأمامك شخص واحد.
        [two] ما زال دورك محفوظا، وأمامك شخصان.
        [few] ما زال دورك محفوظا، وأمامك { $before } أشخاص.
        [many] ما زال دورك محفوظا، وأمامك { $before } شخصا.
       *[other] ما زال دورك محفوظا، وأمامك { $before } شخص.
    } سيتصل بك مستشار على الرقم { $number }، { $window ->
        [none] { $half_day-words }.
       *[other] { $window }.
    }{ $digits ->
        [none] {""}
       *[other] {" "}سيقول لك: { $digits }. وإلا أغلق الخط.
    }
    .voice = طلبت مكالمة من قبل. { $before ->
            [none] ما زال دورك محفوظا.
            [0] ما زال دورك محفوظا، وأنت التالي.
            [one] ما زال دورك محفوظا، وأمامك شخص واحد.
            [two] ما زال دورك محفوظا، وأمامك شخصان.
            [few] ما زال دورك محفوظا، وأمامك { $before } أشخاص.
            [many] ما زال دورك محفوظا، وأمامك { $before } شخصا.
           *[other] ما زال دورك محفوظا، وأمامك { $before } شخص.
        } سيتصل بك مستشار على الرقم { $number }، { $window ->
            [none] { $half_day-words }.
           *[other] { $window }.
        }

# After the booking, by voice alone. Whoever lays down now is rung all the same.
more = يمكنك إنهاء المكالمة أو الانتظار.
more-message = لترك رسالة للمستشار
    .sms = ترك رسالة
    .words = رسالة
more-no-messages = إذا كنت لا تريد رسالة على بريدك الصوتي
    .sms = بدون رسالة
    .words = بدون رسالة
record = تكلم بعد الصفارة، ثم اضغط مربع.
    .sms = اكتب رسالتك.
kept = حفظنا رسالتك للمستشار.
forbidden = تم. لن نترك رسالة.
enough = شكرا. إلى اللقاء.

# The number is asked for again right after.
not-callable = لا يمكننا الاتصال بهذا الرقم. أعط رقما ثابتا أو محمولا في فرنسا.

unavailable = { $office_number ->
        [none] لا يمكننا تسجيل طلبك الآن. هذا ليس خطأك. حاول مرة أخرى لاحقا من فضلك.
       *[other] لا يمكننا تسجيل طلبك الآن. هذا ليس خطأك. حاول مرة أخرى لاحقا، أو اتصل بالرقم { $office_number }.
    }
