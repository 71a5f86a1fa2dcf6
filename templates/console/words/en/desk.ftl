subject-distress = Distress
subject-file = File
subject-language = Other language
subject-general = Other request
subject-deadline = Deadline
subject-reminder = Reminder of a deadline
language-fr = French
language-ar = Arabic
language-en = English
language-es = Spanish
language-pt = Portuguese
language-interpreter = { $language }, interpreter
urgency-distress = Ring first
urgency-deadline = Right at risk
urgency-late = Promise overdue
because-distress = A person in distress: ring before anybody else
because-deadline = { $days ->
    [0] { $deadline }: closes today
    [1] { $deadline }: closes tomorrow
   *[other] { $deadline }: closes on { $day }
 }
because-deadline-past = { $deadline }: closed on { $day }
because-promised = promised { $window }
because-broken = promised { $window }, which is past
because-follow-up = call agreed for { $day }
because-tried = { $attempts ->
    [one] one try without an answer
   *[other] { $attempts } tries without an answer
 }
because-waits = waiting for { $wait }
because-and = { $first }; { $second }.
because-alone = { $first }.
day-today = today
day-tomorrow = tomorrow
day-yesterday = yesterday
window-between = { $day }, { $from } to { $until }
duration-days = { $days } d { $hours } h
duration-hours = { $hours } h { $minutes }
duration-minutes = { $minutes } min
duration-now = less than a minute
time-of-day = { $hour }:{ $minute }
state-free = Free
state-mine = With you until { $time }
state-held = Taken until { $time }
state-later = Next try { $when }
state-decide = To decide: { $attempts } tries without an answer
state-done = Closed
status-received = received
status-in_progress = in progress
status-missing_item = something is missing
status-decided = decided
status-unknown = unknown
measure = { $segments ->
    [0] 0 texts
    [one] 1 text
   *[other] { $segments } texts
 } · { $characters } characters
deadline-activity-bonus-declaration = Activity bonus declaration
deadline-disability-allowance-declaration = Disability allowance declaration
deadline-disability-allowance-renewal = Disability allowance renewal
deadline-disability-appeal = Disability appeal
deadline-energy-cheque = Energy cheque
deadline-health-account-code = Health account code
deadline-health-card-update = Health card update
deadline-health-cover-renewal = Health cover renewal
deadline-job-seeker-update = Job seeker update
deadline-residence-permit-prefecture = Residence permit
deadline-residence-permit-teleservice = Residence permit
deadline-rsa-appeal = RSA appeal
deadline-rsa-declaration = RSA declaration
deadline-school-start-allowance = School start allowance
deadline-social-housing-renewal = Social housing renewal
deadline-solidarity-allowance-renewal = Solidarity allowance renewal
deadline-student-grant-request = Student grant request
deadline-student-summer-housing = Student summer housing
deadline-tax-return = Tax return
deadline-unanswered-request = Unanswered request
deadline-unpaid-energy-bill = Unpaid energy bill
deadline-winter-truce = Winter truce
who-them = The person
who-us = The service
open-day = { $day }, { $hours }
open-span = { $from } to { $until }
open-never = no opening hours in sight
