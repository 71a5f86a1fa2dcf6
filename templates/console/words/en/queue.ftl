queue-title = Queue
queue-summary = { $open ->
    [0] Nobody is waiting.
    [one] One person is waiting.
   *[other] { $open } people are waiting. Longest wait: { $oldest }.
 }
queue-next = Take the next
queue-filters = Filter the queue
queue-filter-language = Language
queue-filter-subject = Subject
queue-filter-mine = Mine
queue-filter = Filter
queue-any = All
queue-any-subject = All
queue-refresh = Refresh
queue-as-of = As of { $time }
queue-new-one = 1 new request: show
queue-new-many = {"{count}"} new requests: show
queue-moved = The queue has changed: show
queue-live-ended = Updates have stopped: refresh the page.
queue-waits = Waiting for
queue-window = Promised
queue-language = Language
queue-number = Number
queue-claim = Take
queue-pages = Pages of the queue
queue-previous = Previous
queue-following = Next page
queue-range = { $from } to { $to } of { $all }
queue-empty = Nobody is waiting. New requests arrive here by themselves.
queue-empty-filtered = No request with these filters.
queue-nothing-next = No request can be given to you now: nobody waits in your languages, or all of them are taken.
queue-taken = Somebody else has just taken this request.
queue-gone = This request is closed already.
queue-given-back = The request is back in the queue.
queue-saved = Saved. For the next one, press n.
queue-kept = Your time was over: your result is kept as a note, and nothing was overwritten.
queue-alerts = Words of distress
queue-alerts-how = They have been given the emergency numbers. These people did not ask to be rung: it is for you to judge.
queue-alert-title = { $when }, { $language }
queue-alert-ring = Ring now
queue-alert-seen = Seen, do not ring
queue-alert-noted = It is noted in the record.
queue-alert-gone = Somebody is seeing to it already.
queue-alert-uncallable = This number cannot be rung.
queue-new-alert = Somebody writes words of distress: show
