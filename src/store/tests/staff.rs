//! Accounts of the console and who is signed in, on both databases.

use jiff::SignedDuration;

use super::*;
use crate::{
    staff::{Advisor, ConsoleLanguage, Email, Permission, Role, Taste, Theme, Ways, session::Terms},
    store::{
        audit::Entry,
        open_id::Subject,
        session::By,
        staff::{Change, Changed, NewAdvisor, NewProof, Taken},
    },
};

fn advisor(id: &str, role: Role) -> Advisor {
    Advisor {
        id: id.into(),
        login: format!("{id}.martin"),
        name: format!("{id} Dupont-Lavoine"),
        role,
        languages: vec!["fr".parse().unwrap(), "ar".parse().unwrap()],
        skills: vec!["logement".into(), "rsa".into()],
        phone: Some(person(9)),
        console: Taste { language: ConsoleLanguage::English, theme: Theme::Dark, single_keys: false },
        active: true,
        ways: Ways::default(),
    }
}

fn entry(id: &str) -> Entry {
    Entry { id: id.into(), at: at(0), actor: "operator".into(), action: "changed", subject: "x".into(), detail: None }
}

async fn add(store: &Store, advisor: &Advisor) -> Taken {
    let proof = NewProof { password_hash: "a-sealed-hash".into(), for_one_use: true, totp: "A-SEALED-SECRET".into() };
    let new = NewAdvisor { advisor: advisor.clone(), proof };
    store.add_advisor(new, entry(&format!("add-{}-{}", advisor.id, advisor.role.as_str()))).await.unwrap()
}

fn email(text: &str) -> Email {
    Email::read(text).unwrap()
}

/// An account with an address, and whom a provider calls by this name.
pub(super) async fn with_address(store: &Store, id: &str) -> Advisor {
    let ways = Ways { email: Some(email(&format!("{id}@canari.example"))), ..Ways::default() };
    let advisor = Advisor { ways, ..advisor(id, Role::Advisor) };
    assert_eq!(add(store, &advisor).await, Taken::Added);
    advisor
}

pub(super) fn subject(name: &str) -> Subject<'_> {
    Subject { issuer: "https://identity.example", name }
}

pub(super) async fn bound(store: &Store, name: &str, address: &str) -> Option<String> {
    let kept = |advisor: &Advisor| Entry {
        subject: advisor.id.clone(),
        ..entry(&format!("bound-{}", name.len() + address.len()))
    };
    store.bind_subject(subject(name), &email(address), kept).await.unwrap().map(|advisor| advisor.id)
}

on_both! {
    async fn what_a_provider_calls_somebody_is_bound_to_one_account_once_and_sealed(bed: Bed) {
        let store = &bed.store;
        let claire = with_address(store, "claire").await;
        with_address(store, "samir").await;
        let same = Advisor { ways: claire.ways.clone(), ..advisor("other", Role::Advisor) };
        assert_eq!(add(store, &same).await, Taken::AddressTaken);
        assert_eq!(store.advisor_by_subject(subject("canari-1")).await.unwrap(), None);
        assert_eq!(bound(store, "canari-1", "nobody@canari.example").await, None);
        assert_eq!(bound(store, "canari-1", "claire@canari.example").await.as_deref(), Some("claire"));
        let now = store.advisor_by_subject(subject("canari-1")).await.unwrap().unwrap();
        assert_eq!(now, Advisor { ways: Ways { bound: true, ..claire.ways.clone() }, ..claire });
        let elsewhere = Subject { issuer: "https://another.example", name: "canari-1" };
        assert_eq!(store.advisor_by_subject(elsewhere).await.unwrap(), None);
        assert_eq!(bound(store, "canari-22", "claire@canari.example").await, None, "somebody is bound to it");
        assert_eq!(bound(store, "canari-1", "samir@canari.example").await, None, "they are bound to another");

        let by = By::Provider(subject("canari-1"), "canari.token.signed");
        assert!(store.begin_session("claire", by, vec![1; 32], Terms::default(), entry("in")).await.unwrap());
        assert_eq!(store.id_token(vec![1; 32]).await.unwrap().as_deref(), Some("canari.token.signed"));
        assert_eq!(store.id_token(vec![2; 32]).await.unwrap(), None);
        let session = store.session(vec![1; 32], Terms::default(), at(0)).await.unwrap().unwrap();
        assert!(!session.must_change, "the password for one use was not used");
        assert!(store.begin_session("claire", By::Link, vec![3; 32], Terms::default(), entry("link")).await.unwrap());
        assert!(store.session(vec![3; 32], Terms::default(), at(0)).await.unwrap().unwrap().must_change);
        let all = bed.everything().await.concat();
        for hidden in ["canari", "identity.example"] {
            assert!(!all.windows(hidden.len()).any(|part| part == hidden.as_bytes()), "{hidden}");
        }

        // Another address forgets whom the provider meant, and ends what they began.
        let change = Change::Email(Some(email("samir@canari.example")));
        assert_eq!(store.change_advisor("claire", &change, entry("c1")).await.unwrap(), Changed::AddressTaken);
        let change = Change::Email(Some(email("claire@canari.example")));
        assert_eq!(store.change_advisor("claire", &change, entry("c2")).await.unwrap(), Changed::Made);
        assert_eq!(store.advisor_by_subject(subject("canari-1")).await.unwrap(), None);
        assert!(store.session(vec![1; 32], Terms::default(), at(0)).await.unwrap().is_none());
        assert!(!store.begin_session("claire", by, vec![4; 32], Terms::default(), entry("late")).await.unwrap());
        assert_eq!(bound(store, "canari-22", "claire@canari.example").await.as_deref(), Some("claire"));
        assert_eq!(store.change_advisor("claire", &Change::Email(None), entry("c3")).await.unwrap(), Changed::Made);
        assert_eq!(store.advisor("claire").await.unwrap().unwrap().ways, Ways::default());
    }

    async fn an_account_without_a_password_has_no_proof_until_it_is_given_one(bed: Bed) {
        let store = &bed.store;
        let ways = Ways { password: false, email: Some(email("claire@canari.example")), bound: false };
        let new = NewAdvisor { advisor: Advisor { ways, ..advisor("claire", Role::Advisor) }, proof: NewProof::default() };
        assert_eq!(store.add_advisor(new, entry("a")).await.unwrap(), Taken::Added);
        assert!(store.proof("claire.martin").await.unwrap().is_none());
        assert!(!store.change_password("claire", "h", vec![1; 32], entry("b")).await.unwrap());
        assert!(!store.begin_session("claire", By::Code(70), vec![1; 32], Terms::default(), entry("c")).await.unwrap());
        let proof = NewProof { password_hash: "h".into(), for_one_use: true, totp: "S".into() };
        assert_eq!(store.change_advisor("claire", &Change::Proof(proof), entry("d")).await.unwrap(), Changed::Made);
        assert_eq!(store.proof("claire.martin").await.unwrap().unwrap().password_hash, "h");
    }

    async fn an_account_is_kept_as_it_was_added_sealed_and_once(bed: Bed) {
        let store = &bed.store;
        let claire = advisor("claire", Role::Advisor);
        assert_eq!(add(store, &claire).await, Taken::Added);
        assert_eq!(add(store, &Advisor { id: "other".into(), ..claire.clone() }).await, Taken::Taken);
        assert_eq!(store.advisor("claire").await.unwrap().as_ref(), Some(&claire));
        assert_eq!(store.advisor_by_login("claire.martin").await.unwrap().as_ref(), Some(&claire));
        assert_eq!(store.advisors().await.unwrap(), std::slice::from_ref(&claire));
        let proof = store.proof("claire.martin").await.unwrap().unwrap();
        assert_eq!((proof.advisor, proof.password_hash.as_str()), (claire, "a-sealed-hash"));
        assert_eq!((proof.totp.as_str(), proof.step), ("A-SEALED-SECRET", 0));
        let all = bed.everything().await.concat();
        for hidden in ["claire.martin", "Dupont", "a-sealed-hash", "A-SEALED-SECRET", "639980009"] {
            assert!(!all.windows(hidden.len()).any(|part| part == hidden.as_bytes()), "{hidden}");
        }
    }

    async fn never_more_than_twenty_tries_at_a_login_are_judged_in_an_hour(bed: Bed) {
        let mut judged = Vec::new();
        for second in (0..14_400).step_by(4) {
            if bed.store.take_try("claire.martin", at(second)).await.unwrap() {
                judged.push(second);
            }
        }
        let most = judged.iter().map(|from| judged.iter().filter(|at| (*from..from + 3_600).contains(*at)).count()).max();
        assert!((10..=20).contains(&most.unwrap()), "{most:?}");
        assert!(bed.store.take_try("samir", at(0)).await.unwrap(), "another login is free");
    }

    async fn tries_at_the_same_moment_are_counted_each(bed: Bed) {
        let tries = futures_util::future::join_all((0..60).map(|_| bed.store.take_try("claire.martin", at(0)))).await;
        assert_eq!(tries.into_iter().filter(|judged| *judged.as_ref().unwrap()).count(), 10);
    }

    async fn a_code_begins_one_session_however_many_ask_at_once(bed: Bed) {
        let store = &bed.store;
        add(store, &advisor("claire", Role::Advisor)).await;
        let begin = |n: u8| {
            store.begin_session("claire", By::Code(70), vec![n; 32], Terms::default(), entry(&format!("s{n}")))
        };
        let begun = futures_util::future::join_all((0..20).map(begin)).await;
        assert_eq!(begun.into_iter().filter(|begun| *begun.as_ref().unwrap()).count(), 1);
        assert_eq!(count(store, "SELECT COUNT(*) FROM session").await, 1);
        assert!(!store.begin_session("claire", By::Code(69), vec![99; 32], Terms::default(), entry("z")).await.unwrap());
    }

    async fn what_changes_rights_ends_sessions_and_what_changes_taste_does_not(bed: Bed) {
        let store = &bed.store;
        for (id, role) in [("claire", Role::Advisor), ("chief", Role::Administrator)] {
            add(store, &advisor(id, role)).await;
        }
        let proof = NewProof { password_hash: "h".into(), for_one_use: true, totp: "S".into() };
        let rows = [
            (Change::Taste(Taste::default()), true),
            (Change::Phone(None), true),
            (Change::Knows(Vec::new(), vec!["caf".into()]), true),
            (Change::Role(Role::Supervisor), false),
            (Change::Proof(proof), false),
            (Change::Active(false), false),
        ];
        for (n, (change, stands)) in rows.into_iter().enumerate() {
            let token = vec![u8::try_from(n).unwrap(); 32];
            let terms = Terms::default();
            let begin = entry(&format!("b{n}"));
            assert!(store.begin_session("claire", By::Link, token.clone(), terms, begin).await.unwrap());
            assert_eq!(store.change_advisor("claire", &change, entry(&format!("c{n}"))).await.unwrap(), Changed::Made);
            let session = store.session(token, terms, at(1)).await.unwrap();
            assert_eq!(session.is_some(), stands, "{change:?}");
        }
        let claire = store.advisor("claire").await.unwrap().unwrap();
        assert_eq!((claire.role, claire.phone, claire.active), (Role::Supervisor, None, false));
        assert_eq!((claire.console, claire.skills.as_slice()), (Taste::default(), ["caf".to_owned()].as_slice()));
        assert!(store.proof("claire.martin").await.unwrap().is_none(), "a closed account proves nothing");
        assert!(!store.begin_session("claire", By::Link, vec![77; 32], Terms::default(), entry("d")).await.unwrap());
    }

    async fn one_administrator_is_always_left(bed: Bed) {
        let store = &bed.store;
        add(store, &advisor("chief", Role::Administrator)).await;
        add(store, &advisor("second", Role::Administrator)).await;
        let close = |id: &'static str, n: &'static str| async move {
            store.change_advisor(id, &Change::Active(false), entry(n)).await.unwrap()
        };
        assert_eq!(close("second", "1").await, Changed::Made);
        assert_eq!(close("chief", "2").await, Changed::LastAdministrator);
        let lower = store.change_advisor("chief", &Change::Role(Role::Advisor), entry("3")).await.unwrap();
        assert_eq!(lower, Changed::LastAdministrator);
        assert_eq!(close("second", "4").await, Changed::Made, "a closed one may be closed");
        assert_eq!(close("nobody", "5").await, Changed::Nobody);
    }

    async fn the_use_of_a_session_is_noted_each_minute_and_keeps_it(bed: Bed) {
        let store = &bed.store;
        add(store, &advisor("claire", Role::Advisor)).await;
        let terms = Terms { idle: SignedDuration::from_mins(10), absolute: SignedDuration::from_hours(1) };
        assert!(store.begin_session("claire", By::Link, vec![1; 32], terms, entry("b")).await.unwrap());
        let used = |seconds: i64| async move {
            store.session(vec![1; 32], terms, at(seconds)).await.unwrap().map(|session| session.used_at)
        };
        assert_eq!(used(30).await, Some(at(0)));
        assert_eq!(used(60).await, Some(at(0)));
        assert_eq!(used(61).await, Some(at(60)));
        assert_eq!(used(60 + 659).await, Some(at(60)));
        assert_eq!(used(60 + 659 + 660).await, None);
    }
}

/// Two stores on one server, as two instances are.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_administrators_who_demote_each_other_at_once_leave_one_on_postgres() {
    let bed = Bed::postgres().await;
    let (one, other) = (&bed.store, Store::open(&bed.access).await.unwrap());
    for round in 0..20 {
        let names = [format!("a{round}"), format!("b{round}")];
        for name in &names {
            assert_eq!(add(one, &advisor(name, Role::Administrator)).await, Taken::Added);
        }
        let change = if round % 2 == 0 { Change::Role(Role::Advisor) } else { Change::Active(false) };
        let (first, second) = tokio::join!(
            one.change_advisor(&names[0], &change, entry(&format!("first-{round}"))),
            other.change_advisor(&names[1], &change, entry(&format!("second-{round}"))),
        );
        let mut both = [first.unwrap(), second.unwrap()];
        both.sort_by_key(|changed| *changed == Changed::Made);
        assert_eq!(both, [Changed::LastAdministrator, Changed::Made], "round {round}");
        let left: Vec<_> =
            one.advisors().await.unwrap().into_iter().filter(|one| one.may(Permission::ManagePeople)).collect();
        assert_eq!(left.len(), 1);
        // The one who is left makes way for the next two.
        let sql = Sql::new("UPDATE advisor SET active = $2 WHERE id = $1").bind(&left[0].id).bind(false);
        one.write(move |connection| Box::pin(async move { connection.execute(sql).await.map(drop) })).await.unwrap();
    }
    other.close().await;
}
