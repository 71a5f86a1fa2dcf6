//! Webhooks of which one bit is not the provider's: nothing of them is believed.

use guichet::{id::Seed, provider::form};

use crate::{
    bench::{Bench, FORM, ROUTES, fitting},
    scale::pick,
};

/// The request as it is attacked: the target, the signature and the body.
type Parts = [Vec<u8>; 3];

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_with_one_bit_changed_changes_nothing() {
    let bench = Bench::start().await;
    let (before, mut dice) = (bench.rows().await, Seed::new(11));
    let (mut sent, mut accepted) = (0, Vec::new());
    while sent < pick(400, 5_000) {
        let route = ROUTES[usize::try_from(dice.below(4)).unwrap()];
        let all = fitting(route, &format!("FORGED{sent}"));
        let body = form::encode(all.iter().map(|(name, value)| (name.as_str(), value.as_str()))).into_bytes();
        let parts = [route.as_bytes().to_vec(), bench.signed(route, &all).into_bytes(), body];
        let Some([target, signature, body]) = changed(&parts, &mut dice) else { continue };
        sent += 1;
        let (target, signature) = (text(target), text(signature));
        let status = bench.send("POST", &target, FORM, Some(&signature), &body).await.status;
        if status < 300 {
            accepted.push((target, signature, text(body)));
        }
    }
    assert_eq!(accepted, []);
    assert_eq!(bench.rows().await, before);
    println!("{sent} webhooks with one bit changed: {} accepted", accepted.len());
    bench.world.stop().await;
}

/// The same with one bit flipped, or with two parameters in each other's place under the signature of a third order; none
/// where that means the same, as `%2b` and `%2B` do, or could not be sent over HTTP.
fn changed(parts: &Parts, dice: &mut Seed) -> Option<Parts> {
    let mut new = parts.clone();
    let part = usize::try_from(dice.below(3)).ok()?;
    let at = usize::try_from(dice.below(new[part].len() as u64)).ok()?;
    new[part][at] ^= 1 << dice.below(7);
    let printable = part == 2 || new[part].iter().all(|byte| byte.is_ascii_graphic());
    let meant = |body: &[u8]| form::parse(body).ok();
    let same = part == 2 && meant(&new[2]) == meant(&parts[2]);
    // What follows a number sign is never sent.
    (printable && !same && (part != 0 || !new[0].contains(&b'#'))).then_some(new)
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}
