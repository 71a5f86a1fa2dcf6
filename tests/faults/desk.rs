//! Fifty advisors at the same queue, and leases that end while somebody types: nobody holds what another one holds, and
//! nothing that was typed is lost.

use guichet::{
    seal::Keyring,
    settings::{Access, fresh_keys},
    store::Store,
};

use crate::{
    callbacks::{self, Expiries},
    postgres,
    scale::{alone, pick},
};

/// Advisors who press the key at once.
const ADVISORS: usize = 50;
/// Stores on one PostgreSQL database, as instances of the service are.
const INSTANCES: usize = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_advisors_share_a_queue_on_one_process() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}", folder.path().join("guichet.db").display());
    shared(&url, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_advisors_share_a_queue_on_three_instances() {
    let database = postgres::Database::new();
    shared(database.url(), INSTANCES).await;
}

async fn shared(url: &str, instances: usize) {
    let _machine = alone().await;
    let keys = Keyring::parse(&fresh_keys().expect("keys")).expect("keys");
    let access = Access { url: url.to_owned(), direct_url: None, keys };
    let mut stores = Vec::new();
    for _ in 0..instances {
        stores.push(Store::open(&access).await.expect("a store"));
    }
    let (waiting, expiries) = (pick(300, 10_000), pick(60, 1_000));
    callbacks::fill(&stores[0], 0..expiries).await.expect("callbacks are opened");
    let found = callbacks::expire(&stores, expiries).await.expect("leases end");
    assert_eq!(found, Expiries { forced: expiries, notes_lost: 0, overwritten: 0 });
    callbacks::fill(&stores[0], expiries..expiries + waiting).await.expect("callbacks are opened");
    let claims = callbacks::claim_all(&stores, ADVISORS).await.expect("callbacks are claimed");
    assert_eq!((claims.claimed, claims.doubles), (waiting, 0));
    let most = claims.times[(claims.times.len() - 1) * 99 / 100];
    println!(
        "{instances} instances: {} claimed by {ADVISORS}, 0 double, p99 {:.1} ms",
        waiting,
        most.as_secs_f64() * 1e3
    );
    for store in stores {
        store.close().await;
    }
}
