# The Arabic words of a text we send first: one thing is missing. No benefit, no organisation, no amount: others may read it.

# The question follows in the same text; both in two segments. $item-words: "رقم البيت في شارعك".
hello = خدمة { $service }: تنقص طلبك معلومة: { $item-words }. مجانا. أرسل «مساعدة» لنتصل بك.
