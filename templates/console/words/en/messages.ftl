messages-title = Messages to look at
messages-summary = { $count ->
    [0] Everything was sent.
    [one] One message needs somebody.
   *[other] { $count } messages need somebody.
 }
messages-none = No message failed.
messages-retry = Send again
messages-discard = Set aside
messages-about = ordered { $when }, { $attempts } tries
messages-retried = The message goes out now.
messages-discarded = The message is set aside.
messages-refused = This message cannot be sent again: it may have arrived, and twice would do harm.
messages-gone = This message changed meanwhile. Look at the list.
messages-kind-code = Code
messages-kind-reply = Answer
messages-kind-callback = News of a callback
messages-kind-read-out = Reading by a call
messages-kind-ask = Question for a file
messages-kind-ring = Call
messages-kind-reminder = Reminder of a deadline
messages-kind-other = Message ({ $kind })
messages-state-dead = given up
messages-state-uncertain = perhaps sent
messages-state-undelivered = not arrived
messages-state-failed = refused
messages-state-expired = too late
messages-state-quarantined = held back
messages-reason-dead = Several tries came to nothing. Look at the cause before you send again.
messages-reason-uncertain = The operator did not answer: the person may have got it. Call them rather than send it twice.
messages-reason-undelivered = The operator says that the phone did not get it: off, full or out of reach.
messages-reason-failed = The operator refused it. The number may be wrong.
messages-reason-expired = It was not sent in time, and is of no use any more.
messages-reason-quarantined = It is held back since a restore, so as not to be sent twice.
messages-reason-detail = { $reason } (detail: { $detail })
