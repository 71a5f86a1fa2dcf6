//! What a list of deadlines would bring is shown before anything is sent; a bad list is refused whole; what was set up stays
//! one, is explained, and ends.

use std::fs;

use crate::home::Home;

fn preview(list: &str) -> (bool, String, String) {
    let home = Home::new();
    fs::write(home.path("list.csv"), list).unwrap();
    let path = home.path("list.csv").display().to_string();
    let shown = home.run(&["deadlines", "preview", &path, "--on", "2026-11-22"]);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (shown.status.success(), text(&shown.stdout), text(&shown.stderr))
}

#[test]
fn a_list_of_deadlines_is_previewed_with_days_hours_and_cost() {
    let list = "phone;deadline;date;postcode\n\
                +33199000013;rsa-appeal;02/11/2026;\n\
                +33199000014;residence-permit-prefecture;15/01/2027;97400\n\
                +33199000013;job-seeker-update;;\n";
    let (fine, shown, told) = preview(list);
    assert!(fine, "{told}");
    let days: Vec<&str> = shown.lines().skip(1).map_while(|line| line.get(..10)).collect();
    let expected = ["2026-11-27", "2026-12-01", "2026-12-03", "2026-12-10"];
    assert_eq!(days.get(..4), Some(expected.as_slice()), "{shown}");
    assert!(shown.contains("3 deadlines of 2 people: 0 texts with 0 segments"), "{shown}");
    assert!(!shown.contains("0199"), "nobody's number is shown");
}

#[test]
fn every_mistake_of_a_list_is_named_by_its_line_and_nothing_is_taken_from_it() {
    let (fine, shown, told) =
        preview("phone,deadline,date\n+33199000013,rsa-apeal,2026-11-02\n+33199000013,rsa-appeal,02/11/26\n");
    assert!(!fine && shown.is_empty());
    let expected = "line 2: deadline: there is none of that name; did you mean `rsa-appeal`?\n\
                    line 3: date: its year has two digits; write all four, as in 03/11/2026\n";
    assert!(told.starts_with(expected), "{told}");
}

/// Runs a command; what it says, whether it is content or not.
fn said(home: &Home, arguments: &[&str]) -> Result<String, String> {
    let output = home.run(arguments);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
}

fn write(home: &Home, name: &str, text: &str) -> String {
    fs::write(home.path(name), text).unwrap();
    home.path(name).display().to_string()
}

/// The deadlines of the database, each as its type, last day and state.
fn kept(home: &Home) -> Vec<String> {
    let mut database = home.database();
    let kept = database.texts("SELECT kind || ' ' || closes || ' ' || state FROM deadline ORDER BY kind, closes");
    database.close();
    kept
}

#[test]
fn a_list_that_is_set_up_ten_times_is_one_and_another_date_takes_the_place_of_the_former() {
    let home = Home::new();
    let list = |end: &str| {
        format!(
            "phone;deadline;date;postcode\n\
             +33199000013;residence-permit-prefecture;{end};\n\
             +33199000014;residence-permit-prefecture;15/01/2090;97400\n\
             +33199000013;health-cover-renewal;31/12/2090;\n"
        )
    };
    let path = write(&home, "list.csv", &list("31/12/2089"));
    let first = said(&home, &["deadlines", "arm", &path]).unwrap();
    assert!(first.starts_with("3 deadlines of 2 people: 3 set up, 0 known already, 0 of before over\n"), "{first}");
    for _ in 0..9 {
        let again = said(&home, &["deadlines", "arm", &path]).unwrap();
        assert!(again.starts_with("3 deadlines of 2 people: 0 set up, 3 known already, 0 of before over\n"), "{again}");
    }
    assert_eq!(kept(&home).len(), 3);
    let path = write(&home, "list.csv", &list("28/02/2090"));
    let moved = said(&home, &["deadlines", "arm", &path]).unwrap();
    assert!(moved.starts_with("3 deadlines of 2 people: 1 set up, 2 known already, 1 of before over\n"), "{moved}");
    let expected = [
        "health-cover-renewal 2090-10-31 armed",
        "residence-permit-prefecture 2089-12-31 withdrawn",
        "residence-permit-prefecture 2090-01-15 armed",
        "residence-permit-prefecture 2090-02-28 armed",
    ];
    assert_eq!(kept(&home), expected);
    let bad = write(
        &home,
        "bad.csv",
        "phone,deadline,date\n+33199000015,rsa-appeal,2090-01-31\nrsa-appeal,+33199000015,2090-01-31\n",
    );
    let refused = said(&home, &["deadlines", "arm", &bad]).unwrap_err();
    assert!(refused.starts_with("line 3: phone: what stands here belongs under `deadline`;"), "{refused}");
    assert_eq!(kept(&home), expected, "nothing of a bad list is set up");
}

#[test]
fn an_advisor_sets_a_deadline_up_asks_why_and_says_that_it_is_done() {
    let home = Home::new();
    let whose = ["--phone", "01 99 00 00 13", "--deadline", "residence-permit-prefecture"];
    let command = |verb: &'static str, more: &[&'static str]| {
        let arguments: Vec<&str> = ["deadlines", verb].into_iter().chain(whose).chain(more.iter().copied()).collect();
        said(&home, &arguments)
    };
    let refused = command("add", &[]).unwrap_err();
    assert!(refused.contains("is computed from a date, the `permit-end`: write --date too"), "{refused}");
    let past = command("add", &["--date", "2020-01-31"]).unwrap_err();
    assert!(past.contains("nothing is set up: its last day, 2020-01-31, is past"), "{past}");
    let added = command("add", &["--date", "2089-12-31", "--postcode", "97400"]).unwrap();
    assert!(added.starts_with("residence-permit-prefecture is set up: from 2089-10-31 to 2089-12-31\n"), "{added}");
    assert!(command("add", &["--date", "2089-12-31"]).unwrap().starts_with("it is known already"));
    let why = said(&home, &["deadlines", "--why", "+33199000013"]).unwrap();
    for told in [
        "the number that ends in 13: a landline, which is called; la-reunion, Indian/Reunion",
        "heard from us unasked 0 times in 30 days, of 4 at most",
        "residence-permit-prefecture, armed, set up by an advisor since",
        "  dates    permit-end 2089-12-31",
        "  window   2089-10-31 to 2089-12-31",
        "  next     rung 1 of 4: ",
        ", the time there, by call",
    ] {
        assert!(why.contains(told), "{told}\n{why}");
    }
    assert!(!why.contains("199000013"), "{why}");
    said(&home, &["jobs", "stop"]).unwrap();
    let held = said(&home, &["deadlines", "--why", "+33199000013"]).unwrap();
    assert!(held.contains("held: nothing is sent at the moment: `guichet jobs start` lets it go on"), "{held}");
    let done = command("done", &[]).unwrap();
    assert_eq!(done, "residence-permit-prefecture until 2089-12-31 is done: nothing more is told of it\n");
    let again = command("done", &[]).unwrap_err();
    assert!(again.contains("no such deadline of this person is open"), "{again}");
    let mut database = home.database();
    let audited = database.texts("SELECT actor || ' ' || action FROM audit ORDER BY at, id");
    database.close();
    assert_eq!(audited, ["operator armed", "operator done"]);
    let missed = said(&home, &["deadlines", "missed", "--since", "2026-09-01"]).unwrap();
    assert_eq!(missed, "no last day from 2026-09-01 on passed without word that it is done\n");
    let nobody = said(&home, &["deadlines", "--why", "+33199000099"]).unwrap();
    assert_eq!(nobody, "no deadline of this person is known\n");
}

#[test]
fn a_calendar_is_set_up_for_its_owner_and_its_mistakes_are_named_by_their_lines() {
    let home = Home::new();
    let event = |lines: &str| format!("BEGIN:VEVENT\r\n{lines}\r\nEND:VEVENT\r\n");
    let calendar = |events: &str| format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n");
    let good = event("DTSTART;VALUE=DATE:20891231\r\nCATEGORIES:residence-permit-prefecture");
    let path = write(&home, "dates.ics", &calendar(&good));
    let whose = said(&home, &["deadlines", "arm", &path]).unwrap_err();
    assert!(whose.contains("whose calendar it is must be said: --phone NUMBER"), "{whose}");
    let armed = said(&home, &["deadlines", "arm", &path, "--phone", "+33199000013"]).unwrap();
    assert!(armed.starts_with("1 deadlines of 1 people: 1 set up"), "{armed}");
    assert_eq!(kept(&home), ["residence-permit-prefecture 2089-12-31 armed"]);
    let repeats = event("DTSTART:20900115\r\nRRULE:FREQ=YEARLY");
    let path = write(&home, "bad.ics", &calendar(&(good + &repeats)));
    let refused = said(&home, &["deadlines", "arm", &path, "--phone", "+33199000013"]).unwrap_err();
    assert!(refused.starts_with("line 9: RRULE: it comes again and again; write each date"), "{refused}");
    assert_eq!(kept(&home).len(), 1);
}

#[test]
fn the_deadlines_of_an_imported_file_are_set_up_and_end_with_what_the_file_says_next() {
    let home = Home::new();
    let file = |deadlines: &str| {
        format!(
            "organisation;number;benefit;status;phone;deadlines\n\
             caf;1234567;rsa;in_progress;+33199000013;{deadlines}\n"
        )
    };
    let path = write(&home, "files.csv", &file("residence-permit-prefecture:31/12/2089|rsa-appeal:2089-12-01"));
    let tried = said(&home, &["import", "--dry-run", &path]).unwrap();
    assert_eq!((tried.lines().count(), kept(&home)), (1, Vec::new()), "{tried}");
    let first = said(&home, &["import", &path]).unwrap();
    assert!(first.ends_with("deadlines of these files: 2 set up, 0 over\n"), "{first}");
    assert_eq!(said(&home, &["import", &path]).unwrap().lines().count(), 1, "nothing changed");
    let path = write(&home, "files.csv", &file("residence-permit-prefecture:31/12/2089"));
    let then = said(&home, &["import", &path]).unwrap();
    assert!(then.ends_with("deadlines of these files: 0 set up, 1 over\n"), "{then}");
    assert_eq!(kept(&home), ["residence-permit-prefecture 2089-12-31 armed", "rsa-appeal 2090-02-01 done"]);
    for (deadlines, reason) in [
        ("rsa-apeal:2089-12-01", "there is none of that name; did you mean `rsa-appeal`?"),
        ("rsa-appeal", "`rsa-appeal` is computed from a date, the `notification`"),
        ("rsa-appeal:31/02/2089", "there is no such day in the calendar"),
        ("rsa-appeal:notified=2089-12-01", "of `rsa-appeal` these names are known: notification"),
        ("job-seeker-update:2089-12-01", "`job-seeker-update` is the same day for everybody; leave it empty"),
        ("job-seeker-update:rsa", "`job-seeker-update` takes a date alone"),
        ("job-seeker-update|job-seeker-update", "one stands there twice"),
    ] {
        let path = write(&home, "bad.csv", &file(deadlines));
        let refused = said(&home, &["import", &path]).unwrap_err();
        assert!(refused.starts_with(&format!("line 2: deadlines: {reason}\n")), "{refused}");
    }
    assert_eq!(kept(&home).len(), 2);
}
