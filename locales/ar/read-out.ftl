# The Arabic words of a call we make: we read what no text could bring. Nothing is told before a key is pressed.

hello = مرحبا، هنا { $service }. لدينا رسالة لك. لم نتمكن من إرسالها في رسالة قصيرة. للتحدث مع مستشار، اضغط 0.
    .voice-silence-1 = لم أسمع شيئا. لدينا رسالة لك.
    .voice-unclear-1 = لم أفهم. اضغط زرا واحدا فقط.
hello-listen = للاستماع إلى الرسالة
    .words = استماع

# $words: what a text would have said.
read = هذه هي الرسالة. { $words } انتهت الرسالة.

after = ماذا تريد أن تفعل؟
after-again = للاستماع إليها من جديد
    .words = من جديد
after-finish = لإنهاء المكالمة
    .words = إنهاء

goodbye = شكرا. مع السلامة.
