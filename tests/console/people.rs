//! Accounts as an administrator keeps them, settings as everybody does, and the record that a supervisor looks through.

use guichet::staff::{Role, code};
use jiff::SignedDuration;

use crate::{
    browser::{Browser, Person, as_role, kept},
    desk::Desk,
};

/// What stands in the page between these two.
fn between<'a>(body: &'a str, before: &str, after: &str) -> &'a str {
    body.split(before).nth(1).and_then(|rest| rest.split(after).next()).unwrap_or_default().trim()
}

/// Who acts where Samir does.
async fn samir_of(desk: &Desk) -> String {
    desk.service.store().advisor_by_login("samir").await.unwrap().unwrap().actor()
}

on_both! { |_, _| {} =>
    async fn an_account_that_is_added_lets_its_owner_in_with_what_is_handed_over(desk: Desk) {
        let mut chief = as_role(&desk, Role::Administrator).await;
        let fields = [
            ("login", "Samir"), ("name", "Samir <b>Haddad</b>"), ("role", "advisor"), ("languages", "fr, ar"),
            ("skills", "RSA logement"), ("phone", "01 99 00 00 20"),
        ];
        let answer = chief.post("/console/people", &fields).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.header("cache-control"), "no-store");
        let secrets: Vec<&str> =
            answer.body.split("class=\"secret\">").skip(1).filter_map(|rest| rest.split('<').next()).collect();
        let [login, password, secret] = secrets[..] else { panic!("{secrets:?}") };
        assert_eq!(login, "samir");
        desk.clock.advance(SignedDuration::from_secs(30));
        let now = code::now(&secret.replace(' ', ""), desk.clock.now()).unwrap();
        let mut samir = Browser::new(&desk.url);
        assert_eq!(samir.sign_in(login, password, &now).await.status, 303);

        let list = chief.get("/console/people").await.body;
        assert!(list.contains("Samir &#60;b&#62;Haddad&#60;/b&#62;") && list.contains("ar, fr · logement, rsa"), "{list}");
        assert!(!list.contains(password) && !list.contains(secret), "shown once");
        let again = chief.post("/console/people", &fields).await;
        assert!(again.status == 422 && again.body.contains("quelqu"), "{}", again.body);
        let (kept, by) = (kept(&desk.service).await, samir_of(&desk).await);
        let added = kept.iter().filter(|(actor, action)| actor.starts_with("advisor:") && action == "advisor-added");
        assert_eq!((added.count(), kept.contains(&(by, "signed-in".into()))), (1, true), "{kept:?}");
    }

    async fn a_new_password_ends_the_old_one_and_nobody_closes_the_last_administrator(desk: Desk) {
        let claire = Person::settled(&desk, "claire", Role::Advisor).await;
        let mut chief = as_role(&desk, Role::Administrator).await;
        let reset = chief.post(&format!("/console/people/{}/reset", claire.advisor.id), &[]).await;
        assert!(reset.status == 200 && reset.body.contains("otpauth://totp/"), "{}", reset.body);
        desk.clock.advance(SignedDuration::from_secs(60));
        let mut browser = Browser::new(&desk.url);
        assert_eq!(browser.sign_in("claire", &claire.password, &claire.code()).await.status, 422);

        let list = desk.service.store().advisors().await.unwrap();
        let own = list.iter().find(|one| one.role == Role::Administrator).unwrap();
        for (act, field) in [("active", ("active", "no")), ("role", ("role", "advisor"))] {
            let answer = chief.post(&format!("/console/people/{}/{act}", own.id), &[field]).await;
            assert!(answer.status == 409 && answer.body.contains("aucun administrateur"), "{}", answer.body);
        }
        let other = Person::settled(&desk, "other", Role::Administrator).await;
        let closed = chief.post(&format!("/console/people/{}/active", other.advisor.id), &[("active", "no")]).await;
        assert_eq!(closed.status, 303);
        assert_eq!(chief.post("/console/people/nobody/active", &[("active", "no")]).await.status, 404);
        assert_eq!(chief.post("/console/people/nobody/reset", &[]).await.status, 404);
    }

    async fn settings_are_kept_for_their_owner_and_a_premium_number_is_not(desk: Desk) {
        let mut claire = as_role(&desk, Role::Advisor).await;
        let fields = [("language", "en"), ("theme", "dark"), ("phone", "0199000020")];
        assert_eq!(claire.post("/console/settings", &fields).await.leads_to(), "/console/settings?saved");
        let page = claire.get("/console/settings?saved").await.body;
        assert!(page.contains("<html lang=\"en\" data-theme=\"dark\">") && page.contains("It is saved."), "{page}");
        assert!(page.contains("01 99 00 00 20"), "{page}");
        let wrong = [("language", "en"), ("theme", "light"), ("single_keys", "1"), ("phone", "0899123456")];
        let answer = claire.post("/console/settings", &wrong).await;
        assert!(answer.status == 422 && answer.body.contains("aria-invalid=\"true\""), "{}", answer.body);
        assert!(answer.body.contains("0899123456"), "what was written stays");
        assert!(claire.get("/console/settings").await.body.contains("data-theme=\"dark\""), "nothing was changed");
        assert_eq!(claire.post("/console/settings", &[("language", "de"), ("theme", "dark")]).await.status, 400);
    }

    async fn the_record_is_looked_through_by_who_acted_on_what_and_when(desk: Desk) {
        let mut chief = as_role(&desk, Role::Supervisor).await;
        let claire = Person::settled(&desk, "claire", Role::Advisor).await;
        claire.signs_in(&desk.url).await;
        let all = chief.get("/console/audit").await;
        let rows = |body: &str| body.matches("<td class=\"at\">").count();
        assert!(all.status == 200 && rows(&all.body) >= 4, "{}", all.body);
        let own = chief.get(&format!("/console/audit?actor=advisor:{}", claire.advisor.id)).await.body;
        assert_eq!(rows(&own), 1, "{own}");
        assert_eq!(between(&own, "<td>claire Martin</td>", "</td>"), "<td>s&#39;est connecté");
        let of = chief.get(&format!("/console/audit?subject={}", claire.advisor.id)).await.body;
        assert_eq!(rows(&of), 3, "{of}");
        assert_eq!(rows(&chief.get("/console/audit?day=2026-11-23").await.body), rows(&all.body));
        assert_eq!(rows(&chief.get("/console/audit?day=2026-11-22").await.body), 0);
        assert_eq!(chief.get("/console/audit?day=soon").await.status, 422);
    }

    async fn a_long_record_is_turned_over_page_by_page_without_a_gap(desk: Desk) {
        let mut chief = as_role(&desk, Role::Supervisor).await;
        let store = desk.service.store();
        for at in 0..130 {
            let mut entry = crate::browser::entry(&desk.clock, "looked", &format!("s{at}"));
            entry.detail = Some(format!("detail {at}"));
            store.audit(entry).await.unwrap();
        }
        let mut seen = std::collections::BTreeSet::new();
        let mut path = "/console/audit?actor=operator".to_owned();
        loop {
            let body = chief.get(&path).await.body;
            seen.extend(body.split("<bdi>detail ").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()));
            let older = between(&body, "class=\"button second\" href=\"", "\"").replace("&#38;", "&").replace("&amp;", "&");
            if older.is_empty() {
                break;
            }
            path = older;
        }
        assert_eq!(seen.len(), 130);
    }
}
