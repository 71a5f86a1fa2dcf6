//! What a list of deadlines would bring is shown before anything is sent; a bad list is refused whole.

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
