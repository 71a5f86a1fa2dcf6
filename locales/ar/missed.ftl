# The Arabic words of a text after we rang in vain. Nothing of the matter: others may read it.

tell = { $service }: اتصلنا بك ولم يرد أحد.
tell-keep = احتفظ بدوري
    .words = احتفظ بدوري, احتفاظ
tell-other = وقت آخر
    .words = وقت آخر
tell-no-more = لا حاجة
    .words = لا حاجة, إلغاء
when = متى تفضل أن نتصل بك؟
when-morning = صباحا
    .words = صباحا, الصباح, في الصباح
when-afternoon = بعد الظهر
    .words = بعد الظهر, مساء, المساء
when-any = أي وقت
    .words = أي وقت, في أي وقت
kept = { $window ->
        [none] ما زال دورك محفوظا. سيتصل بك مستشار، { $half_day-words }.
       *[other] ما زال دورك محفوظا. سيتصل بك مستشار { $window }.
    }
withdrawn = تم. لن نتصل بك.
unavailable = { $office_number ->
        [none] لا يمكننا تسجيل طلبك الآن. هذا ليس خطأك. حاول مرة أخرى لاحقا من فضلك.
       *[other] لا يمكننا تسجيل طلبك الآن. هذا ليس خطأك. حاول مرة أخرى لاحقا، أو اتصل بالرقم { $office_number }.
    }
