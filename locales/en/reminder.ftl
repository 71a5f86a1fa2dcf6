# The English words of a reminder that we send or ring with. What it tells stands in deadlines.ftl.

hello = Hello, this is { $service }. We have a message for you. For an advisor, press 0.
    .voice-silence-1 = I did not hear anything. We have a message for you.
    .voice-unclear-1 = I did not understand. Press one key only.
hello-listen = To listen to the message
    .words = listen

# $reminder: what is to be done, by when, what is lost otherwise and how to do it.
tell = { $reminder }

anything-else = What would you like to do?
anything-else-again = To listen to it again
    .words = listen again
anything-else-finish = To finish the call
    .words = finish

goodbye = Thank you. Goodbye.
