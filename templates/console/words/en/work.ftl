work-title = My work
work-summary = { $held ->
    [0] You hold no request.
    [one] You hold one request.
   *[other] You hold { $held } requests.
 } Today: { $done } finished.
work-next = Take the next
work-held = In hand
work-held-none = Nothing at the moment.
work-due = To ring again, day agreed
work-due-none = No call agreed for today.
work-done = Finished today
work-done-none = Nothing yet.
work-about-done = { $outcome }, { $time }
work-leave = Absence
work-leave-how = Leaving? All that you hold goes back to the queue, each to its place.
work-leave-do = Give everything back
work-left = { $count ->
    [0] You held nothing.
    [one] One request is back in the queue.
   *[other] { $count } requests are back in the queue.
 }
