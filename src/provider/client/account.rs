//! The account and its numbers as they are set up at the provider, for the operator's check.

use reqwest::Url;
use serde::Deserialize;

use super::{AskError, Client, list::Page};

/// Whether the account may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountStanding {
    /// It is.
    Active,
    /// The provider has suspended it.
    Suspended,
    /// It was closed.
    Closed,
    /// A word we do not know.
    Unknown,
}

/// Where the provider sends what comes in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Webhook {
    /// The address with its fragment (`#rc=5&rp=all`), as it was entered; none where there is none.
    pub url: Option<String>,
    /// `POST` or `GET`.
    pub method: Option<String>,
}

/// One of our numbers at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingNumber {
    /// The number.
    pub number: String,
    /// Where texts go.
    pub sms: Webhook,
    /// Where texts go when that fails.
    pub sms_fallback: Webhook,
    /// Where calls go.
    pub voice: Webhook,
    /// Where calls go when that fails.
    pub voice_fallback: Webhook,
    /// Where the end of a call is told.
    pub status: Webhook,
    /// Whether an application or a trunk answers texts or calls instead: the addresses above then count for nothing.
    pub answered_elsewhere: bool,
}

/// A messaging service, which may stand before the webhooks of its numbers. What it does about STOP is not shown by
/// the provider's API: the operator looks at the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessagingService {
    /// The provider's id.
    pub id: String,
    /// Where texts to its numbers go. With none, and not left to the number, they are lost.
    pub inbound: Webhook,
    /// Whether the number's own webhook is used instead.
    pub leaves_it_to_the_number: bool,
    /// Our numbers in it.
    pub numbers: Vec<String>,
}

#[derive(Deserialize)]
struct AccountRow {
    status: String,
}

#[derive(Deserialize)]
struct NumberRow {
    phone_number: String,
    sms_url: Option<String>,
    sms_method: Option<String>,
    sms_fallback_url: Option<String>,
    sms_fallback_method: Option<String>,
    sms_application_sid: Option<String>,
    voice_url: Option<String>,
    voice_method: Option<String>,
    voice_fallback_url: Option<String>,
    voice_fallback_method: Option<String>,
    voice_application_sid: Option<String>,
    trunk_sid: Option<String>,
    status_callback: Option<String>,
    status_callback_method: Option<String>,
}

#[derive(Deserialize)]
struct Numbers {
    incoming_phone_numbers: Vec<NumberRow>,
    next_page_uri: Option<String>,
}

#[derive(Deserialize)]
struct Services {
    services: Vec<ServiceRow>,
    meta: Meta,
}

#[derive(Deserialize)]
struct ServiceRow {
    sid: String,
    inbound_request_url: Option<String>,
    inbound_method: Option<String>,
    #[serde(default)]
    use_inbound_webhook_on_number: bool,
}

#[derive(Deserialize)]
struct ServiceNumbers {
    phone_numbers: Vec<ServiceNumberRow>,
    meta: Meta,
}

#[derive(Deserialize)]
struct ServiceNumberRow {
    phone_number: String,
}

#[derive(Deserialize)]
struct Meta {
    next_page_url: Option<String>,
}

impl Page for Numbers {
    type Row = IncomingNumber;

    fn into_parts(self) -> (Vec<IncomingNumber>, Option<String>) {
        (self.incoming_phone_numbers.into_iter().map(IncomingNumber::from).collect(), self.next_page_uri)
    }
}

impl From<NumberRow> for IncomingNumber {
    fn from(row: NumberRow) -> Self {
        let set = |sid: Option<String>| sid.is_some_and(|sid| !sid.is_empty());
        IncomingNumber {
            number: row.phone_number,
            sms: webhook(row.sms_url, row.sms_method),
            sms_fallback: webhook(row.sms_fallback_url, row.sms_fallback_method),
            voice: webhook(row.voice_url, row.voice_method),
            voice_fallback: webhook(row.voice_fallback_url, row.voice_fallback_method),
            status: webhook(row.status_callback, row.status_callback_method),
            answered_elsewhere: set(row.sms_application_sid) | set(row.voice_application_sid) | set(row.trunk_sid),
        }
    }
}

fn webhook(url: Option<String>, method: Option<String>) -> Webhook {
    Webhook { url: url.filter(|url| !url.is_empty()), method: method.filter(|method| !method.is_empty()) }
}

/// Messaging services have a host of their own at Twilio; other gateways have none.
pub(super) fn messaging_base(api_base: &str) -> Option<String> {
    let own = Url::parse(api_base).is_ok_and(|url| url.host_str() == Some("api.twilio.com"));
    own.then(|| "https://messaging.twilio.com".to_owned())
}

impl Client {
    /// Whether the account and its token are good.
    ///
    /// # Errors
    /// Why there is no answer; a wrong token is [`AskError::Refused`] with code 20003.
    pub async fn account(&self) -> Result<AccountStanding, AskError> {
        let address = format!("{}/2010-04-01/Accounts/{}.json", self.base, self.account_sid);
        let row: AccountRow = self.fetch(&address, &[]).await?;
        Ok(match row.status.as_str() {
            "active" => AccountStanding::Active,
            "suspended" => AccountStanding::Suspended,
            "closed" => AccountStanding::Closed,
            _ => AccountStanding::Unknown,
        })
    }

    /// The account's numbers and where they lead.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn incoming_numbers(&self) -> Result<Vec<IncomingNumber>, AskError> {
        self.list::<Numbers>("/IncomingPhoneNumbers.json", &[]).await
    }

    /// Looks for messaging services at this address.
    #[must_use]
    pub fn with_messaging_api(mut self, base: &str) -> Self {
        self.messaging_base = Some(base.trim_end_matches('/').to_owned());
        self
    }

    /// The account's messaging services with their numbers; none at a provider that has no such thing.
    ///
    /// # Errors
    /// Why there is no answer, or that there are more than a hundred of either.
    pub async fn messaging_services(&self) -> Result<Vec<MessagingService>, AskError> {
        let Some(base) = &self.messaging_base else { return Ok(Vec::new()) };
        let whole = [("PageSize", "100")];
        let all: Services = self.fetch(&format!("{base}/v1/Services"), &whole).await?;
        one_page(&all.meta)?;
        let mut services = Vec::new();
        for row in all.services {
            if !super::list::is_id(&row.sid) {
                return Err(AskError::Unreadable);
            }
            let address = format!("{base}/v1/Services/{}/PhoneNumbers", row.sid);
            let numbers: ServiceNumbers = self.fetch(&address, &whole).await?;
            one_page(&numbers.meta)?;
            services.push(MessagingService {
                id: row.sid,
                inbound: webhook(row.inbound_request_url, row.inbound_method),
                leaves_it_to_the_number: row.use_inbound_webhook_on_number,
                numbers: numbers.phone_numbers.into_iter().map(|row| row.phone_number).collect(),
            });
        }
        Ok(services)
    }
}

fn one_page(meta: &Meta) -> Result<(), AskError> {
    if meta.next_page_url.is_some() { Err(AskError::TooMuch) } else { Ok(()) }
}
