# The Arabic words of a text we send first: one thing is missing. No benefit, no organisation, no amount: others may read it.

# The question follows in the same text and names the thing; both in two segments.
hello = خدمة { $service }: تنقص طلبك معلومة. أرسل «مساعدة» لنتصل بك.
