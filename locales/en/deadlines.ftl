# The English words of deadlines. Each type in deadlines/ has its own, at the end.

## What every reminder says

# The closing day, where it is certain.
last-day = Last day: { $date }.
# Where it is not.
look-at-letter = Look at the date on your letter.
# Where it has not opened yet.
opens-on = Possible from { $date }.
# What may be answered.
answer-by = Reply DONE, HELP or STOP.
    .voice = Press 1 if it is done, 2 for a call from an advisor, 3 for later, 4 to stop reminders.
# In the place of words that may not stand in a text.
something-due = A date is near for your file. Reply HELP and an advisor will call you.
    .voice = A date is near for your file. To have an advisor call you, press 2.
# How many there are besides what is named.
others-due = { $count ->
        [one] One more date is near too.
       *[other] { $count } more dates are near too.
    }

## Answers to a reminder. Accents, capitals, punctuation and polite words do not matter; 1, 2, 3 and the words for STOP
## are understood as well.

answer-done = done, it's done, it is done, its done, already done, i did it, i've done it, i have done it, finished, all done, did it
answer-help = help, help me, i need help, need help, call me, call me back, please call me
answer-later = later, not now, tomorrow, another time, remind me later, call me later
answer-polite = please, pls, thanks, thank, you, hello, hi, yes, ok, sir, madam

## The organisations

organisation-france-travail = France Travail
organisation-caf = the CAF
organisation-msa = the MSA
organisation-cpam = the health insurance
organisation-mdph = the house of disability
organisation-prefecture = the prefecture
organisation-social-housing = the social housing service
organisation-crous = the student grants service
organisation-tax-office = the tax office
organisation-energy-cheque-service = the energy cheque service
organisation-state = the State
organisation-energy-supplier = your energy supplier
organisation-department = the department

## Each deadline: what it is (for advisors and for the voice), what is to be done, what is lost otherwise, how to act
## without internet; and what is said after the closing day, where that is worth saying.

job-seeker-update = the monthly update for France Travail
job-seeker-update-todo = Do your monthly update with France Travail.
job-seeker-update-lost = If not, you leave the list and the payment stops.
job-seeker-update-offline = Phone: 39 49. Or at the agency.
rsa-declaration = the declaration of income for the RSA
rsa-declaration-todo = Declare your income of 3 months to the CAF or the MSA.
rsa-declaration-lost = If not, the payment is suspended.
rsa-declaration-offline = Phone: 32 30. Or at the desk.
activity-bonus-declaration = the declaration of income for the activity bonus
activity-bonus-declaration-todo = Declare your income of 3 months to the CAF or the MSA.
activity-bonus-declaration-lost = If not, the payment is suspended.
activity-bonus-declaration-offline = Phone: 32 30. Or at the desk.
disability-allowance-declaration = the declaration of income for the disability allowance
disability-allowance-declaration-todo = Declare 3 months of income for the disability allowance.
disability-allowance-declaration-lost = If not, the payment may be suspended.
disability-allowance-declaration-offline = Phone: 32 30. Or at the desk.
health-cover-renewal = the renewal of help to pay for health cover
health-cover-renewal-todo = Ask again for your help with health costs.
health-cover-renewal-lost = If not, it ends and you pay more for your care.
health-cover-renewal-offline = Phone: 36 46. Or at the desk, on paper.
health-card-update = the update of the health card
health-card-update-todo = Bring your health card up to date.
health-card-update-lost = If not, the card shows your old rights.
health-card-update-offline = At the terminal of a pharmacy or of the health insurance.
disability-allowance-renewal = the renewal of rights for people with a disability
disability-allowance-renewal-todo = Send the complete file to the house of disability.
disability-allowance-renewal-lost = If not, months without rights are lost.
disability-allowance-renewal-offline = On paper, by post or at the desk.
residence-permit-teleservice = the renewal of the residence permit
residence-permit-teleservice-todo = Ask for the renewal of your residence permit.
residence-permit-teleservice-lost = If not, your rights may stop.
residence-permit-teleservice-offline = At the prefecture: at the help point, or at the desk.
residence-permit-teleservice-late = Ask for the renewal now, even if it is late.
residence-permit-prefecture = the renewal of the residence permit at the prefecture
residence-permit-prefecture-todo = Ask for the renewal of your residence permit.
residence-permit-prefecture-lost = If not, your rights may stop.
residence-permit-prefecture-offline = At the desk of the prefecture.
social-housing-renewal = the renewal of the request for social housing
social-housing-renewal-todo = Renew your request for social housing.
social-housing-renewal-lost = If not, you lose your place.
social-housing-renewal-offline = At the desk where you made the request, or on paper.
student-summer-housing = the student flat in summer
student-summer-housing-todo = Say whether you keep your flat in July and August.
student-summer-housing-lost = If not, the help for these months may be lost.
student-summer-housing-offline = Phone: 32 30. Or at the desk.
student-grant-request = the request for a student grant
student-grant-request-todo = Ask for your student grant and room.
student-grant-request-lost = After that day, the request may be refused.
student-grant-request-offline = An advisor can do it with you.
solidarity-allowance-renewal = the renewal of the solidarity allowance
solidarity-allowance-renewal-todo = Renew your allowance with France Travail.
solidarity-allowance-renewal-lost = If not, the payment may stop.
solidarity-allowance-renewal-offline = Phone: 39 49. Or at the agency.
school-start-allowance = the school aid for a child of 16 to 18
school-start-allowance-todo = Say that your child of 16 to 18 goes on studying.
school-start-allowance-lost = If not, the aid for the start of school may be lost.
school-start-allowance-offline = Phone: 32 30. Or at the desk.
tax-return = the tax return
tax-return-todo = Send your tax return to the tax office, on paper.
tax-return-lost = Being late may mean more tax.
tax-return-offline = At the tax office, or at France Services.
energy-cheque = the energy cheque
energy-cheque-todo = Ask for your energy cheque, if it did not come.
energy-cheque-lost = After that day, it may be too late.
energy-cheque-offline = Free call: 08 05 20 48 05. Or by post.
energy-cheque-late = Use your energy cheque. Its last day is written on it.
winter-truce = the protection in winter
winter-truce-todo = From 1 November to 31 March: no eviction, no energy cuts.
winter-truce-lost = After that, both can come again. Debts remain.
winter-truce-offline = An advisor can help you.
unpaid-energy-bill = the unpaid energy bill
unpaid-energy-bill-todo = Call your energy supplier.
unpaid-energy-bill-lost = If not, the energy may be reduced or cut.
unpaid-energy-bill-offline = A request to the housing fund delays the cut.
rsa-appeal = the appeal against a decision on the RSA
rsa-appeal-todo = If you disagree, write to the department.
rsa-appeal-lost = After that day, it is too late.
rsa-appeal-offline = By post. Keep a copy.
disability-appeal = the appeal against a decision on disability
disability-appeal-todo = If you disagree, write to the house of disability.
disability-appeal-lost = After that day, it is too late.
disability-appeal-offline = By post. Keep a copy.
health-account-code = the code of the health insurance
health-account-code-todo = Did your code come by post? Use it soon.
health-account-code-lost = If not, you will have to ask for a new one.
health-account-code-offline = Phone: 36 46. Or at the desk.
unanswered-request = a request without an answer
unanswered-request-todo = Has your request been answered?
unanswered-request-lost = If not, something may be missing.
unanswered-request-offline = An advisor can ask with you.
