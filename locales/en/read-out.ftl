# The English words of a call we make: we read what no text could bring. Nothing is told before a key is pressed.

hello = Hello, this is { $service }. We have a message for you. It could not be sent by text. For an advisor, press 0.
    .voice-silence-1 = I did not hear anything. We have a message for you.
    .voice-unclear-1 = I did not understand. Press one key only.
hello-listen = To listen to the message
    .words = listen

# $words: what a text would have said.
read = Here is the message. { $words } This is the end of the message.

after = What would you like to do?
after-again = To listen to it again
    .words = listen again
after-finish = To finish the call
    .words = finish

goodbye = Thank you. Goodbye.
