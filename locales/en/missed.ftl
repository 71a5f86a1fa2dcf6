# The English words of a text after we rang in vain. Nothing of the matter: others may read it.

tell = { $service }: we called you, and nobody answered.
tell-keep = keep your place
    .words = keep, keep my place
tell-other = another time
    .words = another time, other time
tell-no-more = no longer needed
    .words = no longer needed, cancel
when = When would you like us to call?
when-morning = in the morning
    .words = morning, in the morning
when-afternoon = in the afternoon
    .words = afternoon, in the afternoon
when-any = any time
    .words = any time, anytime, any, either
kept = { $window ->
        [none] You keep your place. An advisor will call you back, { $half_day-words }.
       *[other] You keep your place. An advisor will call you back { $window }.
    }
withdrawn = We have noted it. We will not call you back.
unavailable = { $office_number ->
        [none] We cannot note your request at the moment. It is not your fault. Please try again later.
       *[other] We cannot note your request at the moment. It is not your fault. Please try again later, or call { $office_number }.
    }
