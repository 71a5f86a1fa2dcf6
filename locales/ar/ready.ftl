# Ready sentences for advisors, to say or to write to a person; and the sheet of next steps that is printed.
ready-hello = مرحبا، أتصل بك كما طلبت. هل الوقت مناسب لك؟
ready-papers = أرسل لنا هذه الورقة بالبريد، إلى العنوان في أعلى رسالتك. احتفظ بنسخة.
ready-deadline = لا تنتظر: الموعد قريب. يمكننا أن نفعل ذلك معا الآن.
ready-missed = حاولنا الاتصال بك. سنحاول مرة أخرى في وقت آخر.
ready-done = تم الأمر. ليس عليك إرسال أي شيء آخر.
ready-interpreter = معنا مترجم. تكلم بلغتك.
sheet-title = خطواتك القادمة
sheet-missing = أعطنا: { $item }.
sheet-deadline = آخر يوم: { $day }.
sheet-answer = اكتب رقم الإيصال الذي نعطيك إياه.
sheet-follow-up = سنتصل بك يوم { $day }.
sheet-question = { $office_number ->
    [none] عندك سؤال؟ اتصل بنا. اضغط 0 لمستشار.
   *[other] عندك سؤال؟ اتصل بهذا الرقم: { $office_number }.
 }
sheet-safe = لا تعط رمز رسالتك لأي شخص أبدا.
