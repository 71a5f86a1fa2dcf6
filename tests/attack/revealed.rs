//! Numbers in full: shown for a reason, once, to who may see them, and never without an entry in the record.

use guichet::staff::Role;

use crate::{browser::as_role, callbacks, desk::Desk};

/// Whether a page shows some number in full, as a person writes it or as a telephone dials it.
fn shows_a_number(body: &str) -> bool {
    let digits = |text: &str| text.chars().take(18).filter(char::is_ascii_digit).count();
    let found = |beginning: &str, least| body.match_indices(beginning).any(|(at, _)| digits(&body[at..]) >= least);
    found("06 39 98", 10) || found("+336", 11) || found("+331", 11) || found("01 99 00", 10)
}

on_both! { |_, _| {} =>
    async fn a_number_is_shown_for_a_reason_that_is_kept_and_not_without(desk: Desk) {
        let store = desk.service.store();
        callbacks::fill(store, 0..1).await.unwrap();
        let id = store.open_callbacks().await.unwrap()[0].asked.id.clone();
        let (page, path) = (format!("/console/callbacks/{id}"), format!("/console/callbacks/{id}/reveal"));
        let revealed = || async {
            let entries = store.audit_entries(&Default::default(), 100).await.unwrap();
            let revealed = entries.into_iter().filter(|entry| entry.action == "revealed");
            revealed.map(|entry| (entry.actor, entry.subject, entry.detail)).collect::<Vec<_>>()
        };
        let mut claire = as_role(&desk, Role::Advisor).await;
        let before = claire.get(&page).await;
        assert!(before.status == 200 && !shows_a_number(&before.body), "{}", before.body);

        for fields in [
            vec![], vec![("reason", "")], vec![("reason", "curiosity")], vec![("reason", "other")],
            vec![("reason", "other"), ("sentence", " \n ")], vec![("sentence", "because")],
        ] {
            let answer = claire.post(&path, &fields).await;
            assert!(matches!(answer.status, 400 | 422) && !shows_a_number(&answer.body), "{fields:?}: {}", answer.status);
        }
        let mut reception = as_role(&desk, Role::Reception).await;
        let refused = reception.post(&path, &[("reason", "dial")]).await;
        assert!(refused.status == 403 && !shows_a_number(&refused.body));
        assert!(!shows_a_number(&claire.get(&path).await.body), "a link shows nothing");
        assert_eq!(claire.post("/console/callbacks/nobody/reveal", &[("reason", "dial")]).await.status, 404);
        assert_eq!(revealed().await, []);

        let shown = claire.post(&path, &[("reason", "dial")]).await;
        assert!(shown.status == 200 && shows_a_number(&shown.body), "{}", shown.body);
        assert_eq!(shown.header("cache-control"), "no-store");
        assert_eq!(shown.header("referrer-policy"), "no-referrer");
        claire.post(&path, &[("reason", "other"), ("sentence", "asked by\nthe mayor <b>")]).await;
        let mut kept = revealed().await;
        kept.sort_by(|one, other| one.2.cmp(&other.2));
        let details: Vec<_> = kept.iter().map(|(_, _, detail)| detail.as_deref()).collect();
        assert_eq!(details, [Some("dial"), Some("other: asked by the mayor <b>")]);
        assert!(kept.iter().all(|(actor, subject, _)| actor.starts_with("advisor:") && *subject == id), "{kept:?}");
        assert!(!shows_a_number(&claire.get(&page).await.body), "it is shown once");
    }
}
