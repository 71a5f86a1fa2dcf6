//! Whether the provider of identities that advisors sign in with is there, and believes us.

use super::Finding;
use crate::{
    clock::Clock,
    open_id::{Failure, OpenId},
    provider::client::http_client,
    settings::Settings,
};

const CHECK: &str = "sign-in";

pub(super) async fn examine(settings: &Settings) -> Option<Finding> {
    let of = settings.console.open_id.as_ref()?;
    // A wrong address or missing certificates are told by the looks at the public address and at the provider of telephony.
    let public_url = settings.public_url.parse().ok()?;
    let http = http_client(&settings.own_network).ok()?;
    let provider = OpenId::new(of.clone(), &public_url, http, Clock::System);
    Some(match provider.examined().await {
        Ok(()) => Finding::ok(
            CHECK,
            format!("{} is there and believes us; see that {} is registered there", of.issuer, provider.way_back()),
        ),
        Err(Failure::NotBelieved) => Finding::error(
            CHECK,
            format!("{} does not know this client id and secret", of.issuer),
            "compare GUICHET_OPEN_ID_CLIENT_ID and GUICHET_OPEN_ID_CLIENT_SECRET with what it gave you",
        ),
        Err(error @ Failure::Unusable(_)) => {
            let mend = "correct GUICHET_OPEN_ID_ISSUER, or ask the provider";
            Finding::error(CHECK, format!("{} cannot be used: {error}", of.issuer), mend)
        }
        Err(error @ Failure::Status(_)) => {
            let mend = "sign in by hand once: whether the client id and secret are right could not be told";
            Finding::warning(CHECK, format!("{}: {error}", of.issuer), mend)
        }
        Err(error) => {
            let mend = "see that this machine may call it (firewall, name service, `own_network`), and that \
                        GUICHET_OPEN_ID_ISSUER is right; advisors with a password can sign in meanwhile";
            Finding::error(CHECK, format!("{}: {error}", of.issuer), mend)
        }
    })
}
