//! How deadlines are set up, and how those of files follow their files.

use jiff::civil::date;

use super::*;
use crate::{
    case::{FileNumber, PersonName},
    phone_number::Numbering,
    reminder::tests::shipped,
    store::{
        import::ImportedFile,
        tests::{Bed, person, run},
    },
};

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn asked<'a>(kind: &'a DeadlineType, known: Known, territory: Territory) -> Asked<'a> {
    let to = Numbering { fiction: true }.parse("+33639980012").expect("a number");
    Asked { kind, known, to, service_number: "+33199000001".into(), file_id: None, source: Source::Import, territory }
}

#[test]
fn a_deadline_is_set_up_with_the_window_in_which_something_can_still_be_told() {
    let (metropolis, far) = (Territory::Metropolis, Territory::NouvelleCaledonie);
    let appeal = || Known::date("notification", date(2026, 10, 31));
    let declared = || Known::date("last-declaration", date(2026, 9, 1));
    let (past, late) = (|day| Err(NotArmed::Past(day)), |day| Err(NotArmed::TooLate(day)));
    for (kind, known, territory, now, expected) in [
        ("rsa-appeal", appeal(), metropolis, "2026-11-22T10:00Z", Ok(date(2026, 12, 31))),
        ("rsa-appeal", Known::default(), metropolis, "2026-11-22T10:00Z", Err(NotArmed::NoDay)),
        ("rsa-appeal", appeal(), metropolis, "2027-01-01T10:00Z", past(date(2026, 12, 31))),
        // The last evening in Paris is the day after in Nouméa.
        ("rsa-appeal", appeal(), metropolis, "2026-12-31T20:00Z", late(date(2026, 12, 31))),
        ("rsa-appeal", appeal(), far, "2026-12-31T20:00Z", past(date(2026, 12, 31))),
        ("rsa-declaration", declared(), metropolis, "2026-11-22T10:00Z", Ok(date(2026, 12, 31))),
        // What comes again is told from the next time on.
        ("rsa-declaration", declared(), metropolis, "2027-01-01T10:00Z", Ok(date(2027, 3, 31))),
        ("job-seeker-update", Known::default(), metropolis, "2026-12-15T10:00Z", Ok(date(2026, 12, 15))),
        ("job-seeker-update", Known::default(), metropolis, "2026-12-15T20:00Z", Ok(date(2027, 1, 15))),
    ] {
        let kind = shipped(kind);
        let armed = asked(&kind, known, territory).armed("id".into(), b"tag", at(now));
        assert_eq!(armed.as_ref().map(|one| one.closes).map_err(Clone::clone), expected, "{} {now}", kind.name);
        if let Ok(deadline) = armed {
            assert_eq!((deadline.state, deadline.tried), (DeadlineState::Armed, None));
            assert!(deadline.due_at.is_some_and(|due| due >= at(now)), "{} {now}", kind.name);
        }
    }
}

#[test]
fn who_is_left_out_of_a_trial_is_known_and_never_looked_at() {
    let kind = DeadlineType { hold_out: 50, ..shipped("rsa-appeal") };
    let known = || Known::date("notification", date(2026, 11, 2));
    let mut states = BTreeSet::new();
    for tag in 0..20u8 {
        let asked = asked(&kind, known(), Territory::Metropolis);
        let armed = asked.armed("id".into(), &[tag], at("2026-11-22T10:00Z")).expect("is set up");
        assert_eq!(armed.state == DeadlineState::HeldOut, is_held_out(&kind, &[tag]));
        assert_eq!(armed.due_at.is_none(), armed.state == DeadlineState::HeldOut);
        states.insert(armed.state.as_str());
    }
    assert_eq!(states.len(), 2, "some are left out and some are not");
}

/// A file with these deadlines, as an import brings it in.
async fn bring_in(
    store: &Store,
    import: &str,
    told: Option<&[(&str, &str, Date)]>,
    change: impl Fn(&mut ImportedFile),
) {
    let deadline = |(kind, name, day): &(&str, &str, Date)| (Name::from(*kind), Known::date(name, *day));
    let mut file = ImportedFile {
        line: 2,
        id: "f".into(),
        organisation: "caf".into(),
        number: FileNumber::new("1234567"),
        postcode: String::new(),
        benefit: "rsa".into(),
        status: Status::InProgress,
        since: None,
        as_of: date(2026, 11, 22),
        missing: Vec::new(),
        deadlines: told.map(|told| told.iter().map(deadline).collect()),
        phone: Some(person(1)),
        name: PersonName::parse("Zoé Roux"),
        code_hash: None,
    };
    change(&mut file);
    let now = at("2026-11-22T10:00Z");
    assert_eq!(store.stage_import(import, vec![file], now).await.expect("is staged"), []);
    store.end_import(import, false).await.expect("is taken over");
}

/// Sets up what changed; how many are new and over.
async fn set_up(store: &Store, kinds: &BTreeMap<Name, DeadlineType>) -> (usize, usize) {
    let terms = Terms { kinds, service_number: "+33199000001", office: Territory::Metropolis };
    let now = (at("2026-11-22T10:00Z"), &mut Seed::new(another_seed()));
    let SetUp { armed, ended } = arm_changed_files(store, &terms, now).await.expect("is set up");
    (armed, ended)
}

/// Another seed each time, so that no two identifiers are the same.
fn another_seed() -> u64 {
    static COUNT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    COUNT.fetch_add(1, std::sync::atomic::Ordering::SeqCst)
}

/// The deadlines of a person as words: type, last day, state.
async fn of(store: &Store, whose: u8) -> Vec<String> {
    let all = store.deadlines_of(&person(whose)).await.expect("can be read");
    all.iter().map(|one| format!("{} {} {}", one.kind, one.closes, one.state.as_str())).collect()
}

fn kinds() -> BTreeMap<Name, DeadlineType> {
    let names = ["rsa-declaration", "residence-permit-prefecture", "unanswered-request", "job-seeker-update"];
    names.into_iter().map(|name| (name.into(), shipped(name))).collect()
}

async fn on_both(holds: impl AsyncFn(Bed)) {
    holds(Bed::sqlite().await).await;
    holds(Bed::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_file_tells_is_set_up_once_however_often_it_is_imported() {
    on_both(async |bed: Bed| {
        let (store, kinds) = (&bed.store, kinds());
        let told: &[(&str, &str, Date)] = &[
            ("rsa-declaration", DATE, date(2026, 9, 1)),
            ("residence-permit-prefecture", "permit-end", date(2026, 12, 31)),
            // Neither a date of the past nor a type that there is not holds up the others.
            ("unanswered-request", "request", date(2020, 1, 1)),
            ("no-such-type", DATE, date(2026, 12, 31)),
        ];
        for time in 0..10 {
            bring_in(store, &format!("i{time}"), Some(told), |_| {}).await;
            assert_eq!(set_up(store, &kinds).await, if time == 0 { (2, 0) } else { (0, 0) }, "{time}");
        }
        let expected = ["residence-permit-prefecture 2026-12-31 armed", "rsa-declaration 2026-12-31 armed"];
        assert_eq!(of(store, 1).await, expected);
        // A file that says nothing of deadlines leaves them as they are.
        bring_in(store, "j", None, |_| {}).await;
        assert_eq!((set_up(store, &kinds).await, of(store, 1).await), ((0, 0), expected.map(str::to_owned).to_vec()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_changed_moves_or_ends_its_deadlines() {
    on_both(async |bed: Bed| {
        let (store, kinds) = (&bed.store, kinds());
        let permit = |day| [("residence-permit-prefecture", "permit-end", day)];
        let (first, other) = (permit(date(2026, 12, 31)), permit(date(2027, 1, 15)));
        let whole = |state: &str| format!("residence-permit-prefecture 2026-12-31 {state}");
        let moved = |state: &str| format!("residence-permit-prefecture 2027-01-15 {state}");
        for (step, told, set, expected) in [
            ("is told", &first[..], (1, 0), vec![whole("armed")]),
            ("another date", &other[..], (1, 1), vec![whole("withdrawn"), moved("armed")]),
            ("and back again", &first[..], (1, 1), vec![whole("armed"), moved("withdrawn")]),
            ("told no more: it is done", &[], (0, 1), vec![whole("done"), moved("withdrawn")]),
            ("done stays done", &first[..], (0, 0), vec![whole("done"), moved("withdrawn")]),
        ] {
            bring_in(store, step, Some(told), |_| {}).await;
            assert_eq!((set_up(store, &kinds).await, of(store, 1).await), (set, expected), "{step}");
        }
        // A permit that ends ten years later was renewed.
        bring_in(store, "new", Some(&other), |_| {}).await;
        set_up(store, &kinds).await;
        let renewed = permit(date(2036, 12, 31));
        bring_in(store, "renewed", Some(&renewed), |_| {}).await;
        assert_eq!(set_up(store, &kinds).await, (1, 1));
        assert_eq!(of(store, 1).await[1], moved("done"));
        // What the person said is shown by a file that says so too, and by nothing that only repeats what was known.
        let confirmed = async || store.count_rows("deadline WHERE confirmed_on IS NOT NULL").await.expect("is counted");
        let before = confirmed().await;
        run(store, "UPDATE deadline SET state = 'done', due_at = NULL WHERE state = 'armed'").await;
        bring_in(store, "again", Some(&renewed), |_| {}).await;
        assert_eq!((set_up(store, &kinds).await, confirmed().await), ((0, 0), before));
        bring_in(store, "later", Some(&permit(date(2046, 12, 31))), |_| {}).await;
        assert_eq!((set_up(store, &kinds).await, confirmed().await), ((1, 0), before + 1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_number_on_file_takes_the_deadlines_over_and_a_decision_answers_the_request() {
    on_both(async |bed: Bed| {
        let (store, kinds) = (&bed.store, kinds());
        let told = [("unanswered-request", "request", date(2026, 11, 2)), ("rsa-declaration", DATE, date(2026, 9, 1))];
        bring_in(store, "i", Some(&told), |_| {}).await;
        assert_eq!(set_up(store, &kinds).await, (2, 0));
        bring_in(store, "j", Some(&told), |file| file.phone = Some(person(2))).await;
        assert_eq!(set_up(store, &kinds).await, (2, 2));
        let states = |states: [&str; 2]| {
            vec![
                format!("rsa-declaration 2026-12-31 {}", states[0]),
                format!("unanswered-request 2027-01-01 {}", states[1]),
            ]
        };
        assert_eq!((of(store, 1).await, of(store, 2).await), (states(["withdrawn"; 2]), states(["armed"; 2])));
        bring_in(store, "k", Some(&told), |file| {
            file.phone = None;
            file.status = Status::Decided;
        })
        .await;
        assert_eq!(set_up(store, &kinds).await, (0, 1));
        assert_eq!(of(store, 2).await, states(["armed", "done"]));
        // What comes again and is told no more is not done, but over.
        bring_in(store, "l", Some(&[]), |_| {}).await;
        assert_eq!(set_up(store, &kinds).await, (0, 1));
        assert_eq!(of(store, 2).await, states(["withdrawn", "done"]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_changes_while_its_deadlines_are_set_up_is_looked_at_again() {
    on_both(async |bed: Bed| {
        let (store, kinds) = (&bed.store, kinds());
        let permit = |day| [("residence-permit-prefecture", "permit-end", day)];
        bring_in(store, "i", Some(&permit(date(2026, 12, 31))), |_| {}).await;
        let seen = store.changed_files("", 10).await.expect("can be read");
        bring_in(store, "j", Some(&permit(date(2027, 1, 15))), |_| {}).await;
        let terms = Terms { kinds: &kinds, service_number: "+33199000001", office: Territory::Metropolis };
        let now = at("2026-11-22T10:00Z");
        let stale = deadlines_of(store, &seen.files[0], &terms, (now, &mut Seed::new(7)));
        let none = store.set_up_files(vec![stale], BTreeSet::new(), now).await.expect("is written");
        assert_eq!((none, of(store, 1).await), (SetUp::default(), Vec::<String>::new()));
        assert_eq!(set_up(store, &kinds).await, (1, 0));
        assert_eq!(of(store, 1).await, ["residence-permit-prefecture 2027-01-15 armed"]);
    })
    .await;
}
