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
booked = تم. سيتصل بك مستشار على الرقم { $number }، { $half_day-words }.
already-open = طلبت مكالمة من قبل. ما زال دورك محفوظا. سيتصل بك مستشار على الرقم { $number }، { $half_day-words }.

# The number is asked for again right after.
not-callable = لا يمكننا الاتصال بهذا الرقم. أعط رقما ثابتا أو محمولا في فرنسا.

unavailable = { $office_number ->
        [none] لا يمكننا تسجيل طلبك الآن. هذا ليس خطأك. حاول مرة أخرى لاحقا من فضلك.
       *[other] لا يمكننا تسجيل طلبك الآن. هذا ليس خطأك. حاول مرة أخرى لاحقا، أو اتصل بالرقم { $office_number }.
    }
