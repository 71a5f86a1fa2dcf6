# One's own settings.
title = Settings
language = Language of the console
theme = Colours
theme-system = as the computer is set
theme-light = light
theme-dark = dark
theme-high-contrast = high contrast
keyboard = Keyboard
keys = Shortcuts of a single key
keys-help = A letter alone acts, outside fields. Untick it if you dictate your texts.
phone = Your phone
phone-help = It rings first, then the person is called. A national landline or mobile, such as 01 99 00 00 20.
phone-wrong = Your phone: a national landline or mobile is needed, not a premium number.
account = Your account
login = Login
role = Role
password = Change the password
