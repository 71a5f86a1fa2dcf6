# The record of who did what.
title = Record
about = Who did what, and when. Every number that was shown in full stands here with its reason. Nothing in it can be changed unseen.
actor = Who
subject = To what
day = Day
look = Look
anybody = anybody
actor-operator = the operator, by a command
actor-person = the person themselves
actor-system = the service by itself
none = No entry fits.
entries = Entries, the newest first
at = When
action = What
detail = Detail
older = Older entries
wrong-day = Day: write for example 2026-11-23.
