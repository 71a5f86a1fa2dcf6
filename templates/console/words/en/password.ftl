# Choosing a password.
title = Choose a password
first = The password you were given works once. Choose your own now.
old = Current password
new = New password
new-help = { $count } characters at least. A short sentence is easy to remember.
wrong-old = The current password is not that one.
wrong-too-often = Too many tries. Wait six minutes.
wrong-same = The new password is the same as the old one.
wrong-short = At least { $count } characters are needed.
wrong-long = That password is too long.
wrong-guessed = That password is too easy to guess.
