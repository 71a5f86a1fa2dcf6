//! `guichet advisor`: accounts of the console, made and changed from the command line.

use anyhow::{Context, bail, ensure};

use super::{data, world::seed};
use crate::{
    clock::Clock,
    connector::codes::Codes,
    language::Language,
    phone_number::PhoneNumber,
    service::accounts::{self, Handed},
    settings::Settings,
    staff::{Advisor, Email, Role, Taste, Ways, code, name},
    store::{
        Store,
        audit::Entry,
        staff::{Change, Changed, NewAdvisor, NewProof, Taken},
    },
};

/// What is done with accounts.
#[derive(clap::Subcommand, Debug)]
pub(super) enum Command {
    /// Adds an account, and prints what to hand to its owner, once.
    Add(Add),
    /// Lists every account.
    List,
    /// Gives an account another role; whoever has it must sign in again.
    Role {
        /// The login of the account.
        #[arg(value_name = "LOGIN")]
        login: String,
        /// The new role: reception, advisor, supervisor or administrator.
        #[arg(value_name = "ROLE")]
        role: Role,
    },
    /// Closes an account; whoever has it is signed out at once.
    Disable {
        /// The login of the account.
        #[arg(value_name = "LOGIN")]
        login: String,
    },
    /// Opens a closed account again.
    Enable {
        /// The login of the account.
        #[arg(value_name = "LOGIN")]
        login: String,
    },
    /// Makes a new password and a new secret for codes, and prints them, once.
    Reset {
        /// The login of the account.
        #[arg(value_name = "LOGIN")]
        login: String,
    },
    /// Sets the address by which the provider of identities knows somebody, or takes it away; whoever has the account must sign in
    /// again.
    Email {
        /// The login of the account.
        #[arg(value_name = "LOGIN")]
        login: String,
        /// The address; without it, the provider lets nobody into the account any more.
        #[arg(value_name = "ADDRESS")]
        email: Option<String>,
    },
    /// Sets the phone that is rung before a person is, or takes it away.
    Phone {
        /// The login of the account.
        #[arg(value_name = "LOGIN")]
        login: String,
        /// A national landline or mobile; without it, there is none any more.
        #[arg(value_name = "NUMBER")]
        number: Option<String>,
    },
}

/// An account to add.
#[derive(clap::Args, Debug)]
pub(super) struct Add {
    /// What they sign in with: small letters, digits, dots, hyphens.
    #[arg(value_name = "LOGIN")]
    login: String,
    /// What colleagues call them.
    #[arg(long, value_name = "NAME")]
    name: String,
    /// What they may do: reception, advisor, supervisor or administrator.
    #[arg(long, value_name = "ROLE")]
    role: Role,
    /// A language that they speak with callers; may be given several times.
    #[arg(long = "language", value_name = "TAG")]
    languages: Vec<Language>,
    /// A subject that they know; may be given several times.
    #[arg(long = "skill", value_name = "WORD")]
    skills: Vec<String>,
    /// The phone that is rung before a person is.
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
    /// The address by which the provider of identities knows them when they first sign in with it.
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// Makes no password: the provider of identities is the only way in.
    #[arg(long, requires = "email")]
    without_password: bool,
}

/// Does it, and keeps that the operator did.
pub(super) async fn advisor(settings: &Settings, command: Command) -> anyhow::Result<()> {
    let store = data::open(settings).await?;
    let done = run(&store, settings, command).await;
    store.close().await;
    done
}

async fn run(store: &Store, settings: &Settings, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Add(wanted) => add(store, settings, wanted).await,
        Command::List => list(store).await,
        Command::Role { login, role } => {
            let detail = Some(role.as_str().to_owned());
            change(store, &login, Change::Role(role), ("role-changed", detail)).await?;
            println!("{login} is {} now, and must sign in again", role.as_str());
            Ok(())
        }
        Command::Disable { login } => {
            change(store, &login, Change::Active(false), ("advisor-closed", None)).await?;
            println!("the account {login} is closed");
            Ok(())
        }
        Command::Enable { login } => {
            change(store, &login, Change::Active(true), ("advisor-opened", None)).await?;
            println!("the account {login} is open");
            Ok(())
        }
        Command::Reset { login } => {
            let (handed, proof) = accounts::fresh(&Codes::default()).await?;
            let advisor = change(store, &login, Change::Proof(proof), ("advisor-reset", None)).await?;
            println!("{}", sheet(&advisor.login, &handed));
            Ok(())
        }
        Command::Email { login, email } => {
            let email = email.as_deref().map(address).transpose()?;
            let told = if email.is_some() { "is known by the new address" } else { "has no address any more" };
            change(store, &login, Change::Email(email), ("email-changed", None)).await?;
            println!("{login} {told}, and must sign in again");
            Ok(())
        }
        Command::Phone { login, number } => {
            let number = number.map(|text| phone(settings, &text)).transpose()?;
            let told = if number.is_some() { "is rung at the new number" } else { "has no phone any more" };
            change(store, &login, Change::Phone(number), ("phone-changed", None)).await?;
            println!("{login} {told}");
            Ok(())
        }
    }
}

async fn add(store: &Store, settings: &Settings, wanted: Add) -> anyhow::Result<()> {
    let login = name::login(&wanted.login).with_context(|| format!("`{}` cannot be a login", wanted.login))?;
    let shown = wanted.name.split_whitespace().collect::<Vec<_>>().join(" ");
    ensure!(!shown.is_empty(), "--name is empty; write what colleagues call them, such as \"Claire Martin\"");
    let now = Clock::System.now();
    let advisor = Advisor {
        id: seed()?.id(now),
        login,
        name: shown,
        role: wanted.role,
        languages: wanted.languages,
        skills: name::words(&wanted.skills.join(" ")),
        phone: wanted.phone.map(|text| phone(settings, &text)).transpose()?,
        console: Taste::default(),
        active: true,
        ways: Ways {
            password: !wanted.without_password,
            email: wanted.email.as_deref().map(address).transpose()?,
            bound: false,
        },
    };
    let (handed, proof) = if wanted.without_password {
        (None, NewProof::default())
    } else {
        let (handed, proof) = accounts::fresh(&Codes::default()).await?;
        (Some(handed), proof)
    };
    let login = advisor.login.clone();
    let entry = entry(&advisor.id, ("advisor-added", Some(wanted.role.as_str().to_owned())))?;
    match store.add_advisor(NewAdvisor { advisor, proof }, entry).await? {
        Taken::Added => match handed {
            Some(handed) => println!("{}", sheet(&login, &handed)),
            None => println!("login     {login}   (no password: they sign in with the provider of identities)"),
        },
        Taken::AddressTaken => bail!("another account has that address; `guichet advisor list` shows who"),
        Taken::Taken => bail!("there is an account {login} already; `guichet advisor reset` gives it a new password"),
    }
    Ok(())
}

/// What is handed to the owner of an account.
pub(super) fn sheet(login: &str, handed: &Handed) -> String {
    format!(
        "login     {login}\npassword  {}   (for one use: another one is chosen at the first sign-in)\n\
         secret    {}   (for an app of codes, such as FreeOTP or Aegis)\n          {}\n\n\
         This is shown once. Give it to them in person.",
        handed.password,
        code::in_groups(&handed.secret),
        code::address(&handed.secret, login),
    )
}

async fn list(store: &Store) -> anyhow::Result<()> {
    let advisors = store.advisors().await?;
    if advisors.is_empty() {
        println!("there is no account yet; `guichet advisor add LOGIN --name NAME --role administrator` adds one");
    }
    for one in advisors {
        let languages = one.languages.iter().map(Language::as_str).collect::<Vec<_>>().join(" ");
        let closed = if one.active { "" } else { "   closed" };
        let (role, skills) = (one.role.as_str(), one.skills.join(" "));
        let email = one.ways.email.as_ref().map(|email| format!("   {}", email.reveal())).unwrap_or_default();
        let bound = if one.ways.bound { " (bound)" } else { "" };
        println!("{:20} {role:14} {}   {languages}   {skills}{email}{bound}{closed}", one.login, one.name);
    }
    Ok(())
}

async fn change(
    store: &Store,
    login: &str,
    change: Change,
    kept: (&'static str, Option<String>),
) -> anyhow::Result<Advisor> {
    let login = name::login(login)?;
    let advisor = store.advisor_by_login(&login).await?;
    let advisor = advisor.with_context(|| format!("there is no account {login}; `guichet advisor list` shows them"))?;
    match store.change_advisor(&advisor.id, &change, entry(&advisor.id, kept)?).await? {
        Changed::Made => Ok(advisor),
        Changed::Nobody => bail!("the account {login} is gone"),
        Changed::AddressTaken => bail!("another account has that address; `guichet advisor list` shows who"),
        Changed::LastAdministrator => bail!("{login} is the last administrator: make somebody else one first"),
    }
}

fn address(text: &str) -> anyhow::Result<Email> {
    Email::read(text).with_context(|| format!("`{text}` cannot be the address"))
}

fn phone(settings: &Settings, text: &str) -> anyhow::Result<PhoneNumber> {
    let number = settings.numbering.parse(text).filter(PhoneNumber::may_be_called_back);
    number.with_context(|| format!("`{text}` is no national landline or mobile; write for example 0199000020"))
}

fn entry(subject: &str, (action, detail): (&'static str, Option<String>)) -> anyhow::Result<Entry> {
    let now = Clock::System.now();
    let (id, actor, subject) = (seed()?.id(now), "operator".to_owned(), subject.to_owned());
    Ok(Entry { id, at: now, actor, action, subject, detail })
}
