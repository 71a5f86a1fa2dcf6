# What was not shown or done.
fault-not-found = There is no such page
fault-not-found-why = The address may be incomplete, or what it showed was deleted.
fault-forbidden = Your role does not allow this
fault-forbidden-why = Ask an administrator if you need it.
fault-foreign = This form is no longer valid
fault-foreign-why = Nothing was changed. It was opened before you signed in, or it does not come from here. Open the page again and start over.
fault-conflict = It changed meanwhile
fault-conflict-why = Nothing was changed. Somebody else was quicker. Open the page again to see where it stands.
fault-unreadable = The form cannot be read
fault-unreadable-why = Nothing was changed. Open the page again and start over.
fault-unavailable = The database does not answer
fault-unavailable-why = Nothing was changed. Wait a minute, then try again. If it goes on, tell whoever looks after the service.
fault-way-on = Back to the console
