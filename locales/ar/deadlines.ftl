# The Arabic words of deadlines. Each type in deadlines/ has its own, at the end.

## What every reminder says

# The closing day, where it is certain.
last-day = آخر يوم: { $date }.
# Where it is not.
look-at-letter = انظر إلى التاريخ في رسالتك البريدية.
# Where it has not opened yet.
opens-on = ممكن ابتداء من { $date }.
# What may be answered.
answer-by = أجب: تم أو مساعدة أو توقف.
    .voice = إذا تم الأمر اضغط 1. ليتصل بك مستشار اضغط 2. لتذكيرك لاحقا اضغط 3. لوقف التذكير اضغط 4.
# In the place of words that may not stand in a text.
something-due = يقترب موعد يخص ملفك. أجب: مساعدة، ليتصل بك مستشار.
    .voice = يقترب موعد يخص ملفك. ليتصل بك مستشار اضغط 2.
# How many there are besides what is named.
others-due = { $count ->
        [zero] لا موعد آخر.
        [one] ويقترب موعد آخر أيضا.
        [two] ويقترب موعدان آخران أيضا.
        [few] وتقترب { $count } مواعيد أخرى أيضا.
        [many] ويقترب { $count } موعدا آخر أيضا.
       *[other] ويقترب { $count } موعد آخر أيضا.
    }

## Answers to a reminder. Vowel signs, punctuation and polite words do not matter; 1, 2, 3 and the words for STOP are
## understood as well.

answer-done = تم, تم ذلك, فعلت, فعلت ذلك, انتهيت, انتهى, قمت بذلك, نعم تم
answer-help = مساعدة, المساعدة, ساعدني, ساعدوني, أحتاج مساعدة, أحتاج إلى مساعدة, اتصل بي, اتصلوا بي
answer-later = لاحقا, فيما بعد, ليس الآن, غدا, بعد قليل, وقت آخر
answer-polite = شكرا, من, فضلك, فضلكم, مرحبا, لو, سمحت, سمحتم, جزيلا

## The organisations

organisation-france-travail = مكتب العمل
organisation-caf = صندوق الإعانات العائلية
organisation-msa = صندوق الفلاحين
organisation-cpam = صندوق التأمين الصحي
organisation-mdph = دار الإعاقة
organisation-prefecture = المحافظة
organisation-social-housing = مصلحة السكن الاجتماعي
organisation-crous = مصلحة المنح الدراسية
organisation-tax-office = مكتب الضرائب
organisation-energy-cheque-service = مصلحة شيك الطاقة
organisation-state = الدولة
organisation-energy-supplier = شركة الطاقة
organisation-department = إدارة المقاطعة

## Each deadline: what it is (for advisors and for the voice), what is to be done, what is lost otherwise, how to act
## without internet; and what is said after the closing day, where that is worth saying.

job-seeker-update = التحديث الشهري لمكتب العمل
job-seeker-update-todo = قم بالتحديث الشهري لدى مكتب العمل.
job-seeker-update-lost = وإلا يتوقف تسجيلك ويتوقف الدفع.
job-seeker-update-offline = الهاتف: 39 49. أو في الوكالة.
rsa-declaration = التصريح بالدخل لدخل التضامن النشط
rsa-declaration-todo = صرح بدخل 3 أشهر لدى صندوق الإعانات.
    .voice = صرح بدخلك لثلاثة أشهر لدى صندوق الإعانات.
rsa-declaration-lost = وإلا يتوقف الدفع.
rsa-declaration-offline = الهاتف: 32 30. أو في المكتب، على الورق.
activity-bonus-declaration = التصريح بالدخل لمنحة النشاط
activity-bonus-declaration-todo = صرح بدخل 3 أشهر لدى صندوق الإعانات.
    .voice = صرح بدخلك لثلاثة أشهر لدى صندوق الإعانات.
activity-bonus-declaration-lost = وإلا يتوقف الدفع.
activity-bonus-declaration-offline = الهاتف: 32 30. أو في المكتب، على الورق.
disability-allowance-declaration = التصريح بالدخل لمنحة الإعاقة
disability-allowance-declaration-todo = صرح بدخلك لثلاثة أشهر.
    .voice = صرح بدخلك لثلاثة أشهر من أجل منحة الإعاقة.
disability-allowance-declaration-lost = وإلا قد يتوقف الدفع.
disability-allowance-declaration-offline = الهاتف: 32 30. أو في المكتب، على الورق.
health-cover-renewal = تجديد المساعدة على دفع التأمين الصحي
health-cover-renewal-todo = اطلب من جديد مساعدتك على مصاريف الصحة.
health-cover-renewal-lost = وإلا تتوقف وتدفع أكثر للعلاج.
health-cover-renewal-offline = الهاتف: 36 46. أو في المكتب، على الورق.
health-card-update = تحديث بطاقة الصحة
health-card-update-todo = حدث بطاقة الصحة.
health-card-update-lost = وإلا تظهر البطاقة حقوقك القديمة.
health-card-update-offline = عند جهاز الصيدلية أو صندوق التأمين الصحي.
disability-allowance-renewal = تجديد حقوق الأشخاص ذوي الإعاقة
disability-allowance-renewal-todo = أرسل الملف كاملا إلى دار الإعاقة.
disability-allowance-renewal-lost = وإلا تضيع الأشهر التي تكون بلا حقوق.
disability-allowance-renewal-offline = على الورق، بالبريد أو في المكتب.
residence-permit-teleservice = تجديد رخصة الإقامة
residence-permit-teleservice-todo = اطلب تجديد رخصة الإقامة.
residence-permit-teleservice-lost = وإلا قد تتوقف حقوقك.
residence-permit-teleservice-offline = في المحافظة: عند نقطة المساعدة أو في المكتب.
residence-permit-teleservice-late = اطلب التجديد الآن، حتى مع التأخر.
residence-permit-prefecture = تجديد رخصة الإقامة في المحافظة
residence-permit-prefecture-todo = اطلب تجديد رخصة الإقامة.
residence-permit-prefecture-lost = وإلا قد تتوقف حقوقك.
residence-permit-prefecture-offline = في مكتب المحافظة.
social-housing-renewal = تجديد طلب السكن الاجتماعي
social-housing-renewal-todo = جدد طلب السكن الاجتماعي.
social-housing-renewal-lost = وإلا يلغى الطلب وتضيع أقدميته.
social-housing-renewal-offline = في المكتب الذي استلم الطلب، أو على الورق.
student-summer-housing = سكن الطالب في الصيف
student-summer-housing-todo = هل تحتفظ بسكنك هذا الصيف؟ أخبرنا.
    .voice = أخبرنا هل تحتفظ بسكنك في شهري يوليو وأغسطس.
student-summer-housing-lost = وإلا قد تضيع مساعدة هذين الشهرين.
student-summer-housing-offline = الهاتف: 32 30. أو في المكتب.
student-grant-request = طلب المنحة الدراسية
student-grant-request-todo = اطلب منحتك الدراسية وغرفة الطالب.
student-grant-request-lost = بعد هذا اليوم قد يرفض الطلب.
student-grant-request-offline = يمكن لمستشار أن يساعدك في ذلك.
solidarity-allowance-renewal = تجديد منحة التضامن
solidarity-allowance-renewal-todo = جدد منحتك لدى مكتب العمل.
solidarity-allowance-renewal-lost = وإلا قد يتوقف الدفع.
solidarity-allowance-renewal-offline = الهاتف: 39 49. أو في الوكالة.
school-start-allowance = مساعدة الدخول المدرسي لطفل بين 16 و18 سنة
school-start-allowance-todo = طفلك بين 16 و18 سنة يدرس؟ أخبرنا.
    .voice = صرح أن طفلك بين 16 و18 سنة يواصل الدراسة.
school-start-allowance-lost = وإلا قد تضيع مساعدة الدخول المدرسي.
school-start-allowance-offline = الهاتف: 32 30. أو في المكتب.
tax-return = التصريح الضريبي
tax-return-todo = أرسل تصريحك إلى الضرائب، على الورق.
    .voice = أرسل تصريحك بالدخل إلى مكتب الضرائب، على الورق.
tax-return-lost = التأخر قد يزيد الضريبة.
tax-return-offline = في مكتب الضرائب، أو في بيت الخدمات.
energy-cheque = شيك الطاقة
energy-cheque-todo = اطلب شيك الطاقة إذا لم يصلك.
energy-cheque-lost = بعد هذا اليوم قد يفوت الوقت.
energy-cheque-offline = اتصال مجاني: 08 05 20 48 05. أو بالبريد.
energy-cheque-late = استعمل شيك الطاقة. آخر يوم مكتوب عليه.
winter-truce = حماية الشتاء
winter-truce-todo = شتاء بلا طرد وبلا قطع للطاقة.
    .voice = في الشتاء: لا طرد من السكن ولا قطع للطاقة.
winter-truce-lost = بعد الشتاء قد يعود ذلك. والدين يبقى.
winter-truce-offline = يمكن لمستشار أن يبحث معك عن حل.
unpaid-energy-bill = فاتورة الطاقة غير المدفوعة
unpaid-energy-bill-todo = اتصل بشركة الطاقة للوصول إلى اتفاق.
unpaid-energy-bill-lost = وإلا قد تخفض الطاقة أو تقطع.
unpaid-energy-bill-offline = طلب إلى صندوق السكن يؤخر القطع.
rsa-appeal = الاعتراض على قرار بشأن دخل التضامن النشط
rsa-appeal-todo = اكتب إلى إدارة المقاطعة للاعتراض.
    .voice = اكتب إلى إدارة المقاطعة إذا كنت تعترض على قرارها.
rsa-appeal-lost = بعد هذا اليوم يفوت الوقت.
rsa-appeal-offline = بالبريد. احتفظ بنسخة.
disability-appeal = الاعتراض على قرار بشأن الإعاقة
disability-appeal-todo = اكتب إلى دار الإعاقة للاعتراض.
    .voice = اكتب إلى دار الإعاقة إذا كنت تعترض على قرارها.
disability-appeal-lost = بعد هذا اليوم يفوت الوقت.
disability-appeal-offline = بالبريد. احتفظ بنسخة.
health-account-code = رمز التأمين الصحي
health-account-code-todo = هل وصلك الرمز بالبريد؟ استعمله قريبا.
health-account-code-lost = وإلا عليك أن تطلب رمزا جديدا.
health-account-code-offline = الهاتف: 36 46. أو في المكتب.
unanswered-request = طلب بلا جواب
unanswered-request-todo = هل وصلك جواب على طلبك؟
unanswered-request-lost = إن لم يصل، فربما تنقص معلومة.
unanswered-request-offline = يمكن لمستشار أن يسأل معك.
