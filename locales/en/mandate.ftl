# The English words with which a person is asked whether somebody may act for them.

hello = Hello, this is { $service }. We have a question for you. For an advisor, press 0.
    .voice-silence-1 = I did not hear anything. We have a question for you.
    .voice-unclear-1 = I did not understand. Press one key only.
hello-listen = To hear the question
    .words = listen

ask = { $scope ->
        [answers] { $service }: { $helper } asks to follow your file and to answer for you, until { $until }. Do you agree?
       *[status] { $service }: { $helper } asks to know where your file stands, until { $until }. Do you agree?
    }
    .voice = { $scope ->
        [answers] { $helper } asks to deal with your file together with you, until { $until }. They could hear where it stands, and give what is missing. Do you agree?
       *[status] { $helper } asks to deal with your file together with you, until { $until }. They could hear where it stands, nothing else. Do you agree?
    }
    .sms-unclear-1 = I did not understand. May { $helper } deal with your file, until { $until }? Answer YES or NO.

agreed = { $scope ->
        [answers] Noted. { $helper } may follow your file and answer for you, until { $until }. To end it, send STOP MANDATE.
       *[status] Noted. { $helper } may know where your file stands, until { $until }. To end it, send STOP MANDATE.
    }
    .voice = { $scope ->
        [answers] Noted. { $helper } may hear where your file stands, and give what is missing, until { $until }. To end it, call us. Thank you and goodbye.
       *[status] Noted. { $helper } may hear where your file stands, until { $until }. To end it, call us. Thank you and goodbye.
    }

refused = Noted: { $helper } is told nothing of your file here. Thank you.
unclear = Without a clear yes, nobody deals with your file for you. An advisor will explain it to you.
over = This question is not open any more: your answer changes nothing. To speak to somebody, send ADVISOR.
    .voice = This question is not open any more: your answer changes nothing. Thank you and goodbye.

unavailable = { $office_number ->
        [none] We cannot note your answer now. It is not your fault. Please try again later.
       *[other] We cannot note your answer now. It is not your fault. Try again later, or call { $office_number }.
    }
