# A number shown in full.
title = Telephone number
kept = The record keeps that you saw it, and why. It is masked again as soon as you leave this page.
back = Go back
