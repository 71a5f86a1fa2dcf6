# The words of the demo's phone in the browser. Nobody hears them on a real phone.

title = هاتف لتجربة Guichet
intro = يتحدث هذا الهاتف مع الخدمة كما تفعل شبكة حقيقية: مكالمات وأزرار وصمت ورسائل. لا شيء يخرج من هذا الجهاز.
skip-to-phone = الانتقال إلى الهاتف
page-languages = لغة الصفحة

settings = هذا الهاتف
settings-person = لمن هذا الهاتف؟
settings-service = رقم الخدمة
settings-withheld = الاتصال برقم مخفي
settings-ringtone = رنين الهاتف
settings-sound = صوت المتصفح
settings-no-voice = لا يوجد صوت في هذا المتصفح: تظهر الكلمات بسرعة القراءة.
settings-patience = عدم احتساب الصمت
settings-patience-help = عندئذ تنتظر الخدمة أزراركم دون حد زمني.

phone = الهاتف
tab-call = مكالمة
tab-messages = الرسائل
captions = ما تقوله الخدمة
captions-empty = اضغطوا على «اتصال». سيظهر هنا ما تقوله الخدمة.
call = اتصال
hang-up = إنهاء المكالمة
pick-up = الرد
refuse = رفض
voicemail = البريد الصوتي
keypad = لوحة الأزرار
key = الزر { $key }
star = زر النجمة
hash = زر المربع
pass-on = تخطي الباقي
typed = الأزرار:

state-idle = جاهز للاتصال
state-dialling = جارٍ الاتصال…
state-speaking = الخدمة تتكلم
state-your-turn = دوركم: { $seconds } ث
state-your-turn-patient = دوركم
state-working = لحظة من فضلكم…
state-talking = أنتم تتحدثون مع الهاتف الآخر.
state-ended = انتهت المكالمة
state-audio = رسالة مسجلة
state-ringing = مكالمة من { $number }
state-missed = مكالمة فائتة
state-refused = تم رفض المكالمة
state-voicemail = سجل البريد الصوتي:

thread = الرسائل المتبادلة
thread-empty = لا توجد رسائل. جربوا كتابة كلمة «ملف».
thread-landline = الهاتف الثابت لا يرسل الرسائل القصيرة ولا يستقبلها.
compose = رسالتكم
send = إرسال
sent-by = أنتم
received-from = الخدمة
not-answered = لم تجب الخدمة.
new-text = رسالة جديدة:
measure = { $encoding } · { $segments ->
    [one] جزء واحد
    [two] جزءان
    [few] { $segments } أجزاء
    [many] { $segments } جزءًا
   *[other] { $segments } جزء
} · { $characters ->
    [one] حرف واحد
    [two] حرفان
    [few] { $characters } أحرف
    [many] { $characters } حرفًا
   *[other] { $characters } حرف
}

problem-network = الخدمة لا تجيب. تأكدوا من أن العرض التجريبي يعمل ثم حاولوا من جديد.
problem-answer = لم تستطع الشبكة قراءة جواب الخدمة.
problem-refused = رفضت الخدمة هذا الطلب.

numbers = اتصلوا أو اكتبوا إلى
files = ملفات للتجربة
files-help = تطلب الخدمة رقم الملف، ثم الرمز الذي وصل بالبريد.
file-organisation = الجهة
file-number = الرقم
file-code = الرمز

help = كيف تستعملونه
help-call = اتصلوا واستمعوا، ثم اضغطوا الأزرار على الشاشة أو على لوحة مفاتيحكم: الأرقام و * و #.
help-keys = في أي وقت: 0 للتحدث مع مستشار، * للاستماع من جديد، # للرجوع.
help-text = في رسالة، اكتبوا «ملف» أو «مساعدة» أو «مستشار».
help-ring = عندما يرن الهاتف: اضغط Enter للرد، أو Escape للرفض، أو اتركه يرن 25 ثانية.

shows-in-progress = الطلب قيد الدراسة
shows-missing-item = ينقص رقم البيت في الشارع: يمكن إعطاؤه بالهاتف
shows-decided = صدر القرار
about-mobile = محمول
about-landline = ثابت
