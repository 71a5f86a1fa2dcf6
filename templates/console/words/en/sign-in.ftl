# The way in.
title = Sign in
wrong-title = Error
login = Login
password = Password
code = 6-digit code
code-help = In the app on your phone. It changes every 30 seconds and works once.
enter = Sign in
refused = You are not signed in
refused-why = The login, the password and the code do not go together.
refused-help = Check all three, wait for the next code, then try again. If it still fails, an administrator can give you a new password.
too-often = Too many tries
too-often-why = Wait six minutes, then try again. If it was not you, tell an administrator.
out = You are signed out, on all your devices.
help = No account yet, or password lost? Ask an administrator of your team.
