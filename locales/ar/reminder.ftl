# The Arabic words of a reminder that we send or ring with. What it tells stands in deadlines.ftl.

hello = مرحبا، هنا { $service }. لدينا رسالة لك. للتحدث مع مستشار، اضغط 0.
    .voice-silence-1 = لم أسمع شيئا. لدينا رسالة لك.
    .voice-unclear-1 = لم أفهم. اضغط زرا واحدا فقط.
hello-listen = للاستماع إلى الرسالة
    .words = استماع

# $reminder: what is to be done, by when, what is lost otherwise and how to do it.
tell = { $reminder }

anything-else = ماذا تريد أن تفعل؟
anything-else-again = للاستماع إليها من جديد
    .words = من جديد
anything-else-finish = لإنهاء المكالمة
    .words = إنهاء

goodbye = شكرا. مع السلامة.
