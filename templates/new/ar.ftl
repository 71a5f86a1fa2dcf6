# The words of the flow {name}. A message has the name of its step; .sms and .voice stand in for it on one channel.

# The words that begin it by text, separated by commas.
entry = {word}

hello = مرحبا. هذه الخدمة جديدة.
choose = ماذا تريد أن تفعل؟
# The option first, then the key.
choose-more = لمعرفة المزيد
    .sms = معرفة المزيد
    .words = المزيد
choose-advisor = للتحدث مع مستشار
    .sms = التحدث مع مستشار
    .words = اتصلوا بي
choose-finish = للإنهاء
    .sms = إنهاء
    .words = انتهى
more = هنا نقول لك ما هو ممكن.
bye = شكرا ومع السلامة.
