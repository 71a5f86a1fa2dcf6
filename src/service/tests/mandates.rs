//! Somebody who acts for a person, whatever the flows offer them.

use super::*;
use crate::{case::PersonName, mandate::Scope, service::mandating::Wanted, store::tests::run};

const HELPER: &str = "+33639980077";
const PATIENCE: Duration = Duration::from_secs(60);

/// The shipped files, where whoever may only hear is asked all the same.
fn careless() -> Vec<SourceFile> {
    let mut files = dialogue::sources(None, None).unwrap();
    let flow = files.iter_mut().find(|file| file.path == "flows/file-status.yaml").expect("it is shipped");
    assert!(flow.text.contains("'!may_answer'"));
    flow.text = flow.text.replace("'!may_answer'", "'!may_answer && size(file.missing) > 9'").into();
    files
}

/// The desk, with those flows, where a helper has a mandate that was agreed to.
async fn desk_of(scope: Scope) -> Desk {
    let mut desk = desk().await;
    let now = desk.service.0.clock.now();
    let service = service_on(&careless(), desk.service.store().clone(), &desk.settings, &desk.codes, now).await;
    let mut parts = Arc::into_inner(service.0).expect("nobody else has it");
    parts.query_time = PATIENCE;
    desk.service = Service(Arc::new(parts));
    let number = |text: &str| desk.service.person(text).expect("a number");
    let wanted = Wanted {
        to: number("+33639980012"),
        file_id: None,
        helper: number(HELPER),
        name: PersonName::parse("Marie Martin").unwrap(),
        scope,
        days: 31,
    };
    desk.service.ask_for_mandate(wanted, "advisor:a").await.unwrap().expect("it is asked");
    run(desk.service.store(), "UPDATE mandate SET agreed_at = asked_at").await;
    desk
}

impl Desk {
    async fn helper_writes(&self, id: &str, body: &str) -> String {
        let inbound = InboundText {
            message_id: id.into(),
            from: HELPER.into(),
            to: "+33199000001".into(),
            body: body.into(),
            opt_out: None,
        };
        String::from_utf8(self.service.text(&inbound).await.unwrap().body).unwrap()
    }

    /// The digits of the one-time code that waits to be sent.
    async fn code_sent(&self) -> String {
        let due = self.service.store().claim(self.service.0.clock.now(), self.service.terms()).await.unwrap();
        let mut bodies = due.orders.iter().filter_map(|order| order.text.payload["body"].as_str());
        let body = bodies.rfind(|body| body.contains("code est")).expect("a code").to_owned();
        let digits = body.split("code est ").nth(1).expect("the code").chars().take(6);
        digits.collect()
    }
}

#[tokio::test]
async fn a_helper_who_may_only_hear_gives_nothing_though_a_flow_offers_it() {
    for (scope, given) in [(Scope::Status, false), (Scope::Answers, true)] {
        let desk = desk_of(scope).await;
        for (id, body) in [("SM1", "DOSSIER"), ("SM2", "2345678"), ("SM3", "NON"), ("SM4", "NON"), ("SM5", "1")] {
            desk.helper_writes(id, body).await;
        }
        let code = desk.code_sent().await;
        let told = desk.helper_writes("SM6", &code).await;
        assert!(told.contains("le numéro de votre rue"), "{told}");
        for (id, body) in [("SM7", "1"), ("SM8", "12 bis")] {
            desk.helper_writes(id, body).await;
        }
        let told = desk.helper_writes("SM9", "1").await;
        let person = desk.service.person("+33639980012").unwrap();
        let files = desk.service.store().files_of(&person).await.unwrap();
        let file = desk.service.store().case_file(&files[0]).await.unwrap().unwrap();
        assert_eq!(file.missing[0].answer.is_some(), given, "{told}");
        assert_eq!(desk.service.store().answered_by_mandate(&file.id).await.unwrap().len(), usize::from(given));
    }
}
