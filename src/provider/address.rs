//! Which addresses we connect to: a name from outside never leads inside our own network.
//!
//! The name is looked up at each connection, and what is judged is the very address that is connected to: a name that
//! points elsewhere a moment later gains nothing. An address that the settings write out in numbers is meant.

use std::{
    error::Error,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// The name leads inside our own network, and is none of those that may.
#[derive(Debug, thiserror::Error)]
#[error(
    "{name} leads to an address inside your own network; if that is right, add it to GUICHET_OWN_NETWORK (own_network in the file)"
)]
pub struct LeadsInside {
    name: String,
}

/// Looks names up, and gives those addresses alone that may be connected to.
#[derive(Clone, Debug)]
pub(super) struct Guarded {
    /// The names that may lead inside, in lower case.
    own: Arc<[String]>,
}

impl Guarded {
    pub(super) fn new(own: &[String]) -> Self {
        Guarded { own: own.iter().map(|name| name.to_lowercase()).collect() }
    }

    /// Those of a name's addresses that may be connected to.
    fn allowed(&self, name: &str, found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, LeadsInside> {
        let plain = name.trim_end_matches('.').to_lowercase();
        if self.own.contains(&plain) {
            return Ok(found);
        }
        // One address inside among others is how a name is made to lead there now and then: none of them is used.
        if found.iter().any(|address| is_inside(address.ip())) {
            return Err(LeadsInside { name: plain });
        }
        Ok(found)
    }
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let guarded = self.clone();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            match guarded.allowed(name.as_str(), found) {
                Ok(allowed) => Ok(Box::new(allowed.into_iter()) as Addrs),
                Err(inside) => {
                    tracing::error!(%inside, "a connection was not made");
                    Err(Box::new(inside) as Box<dyn Error + Send + Sync>)
                }
            }
        })
    }
}

/// Why a request was not sent, where that is what its name leads to.
pub fn leads_inside(error: &reqwest::Error) -> Option<&LeadsInside> {
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(error) = cause {
        if let Some(inside) = error.downcast_ref() {
            return Some(inside);
        }
        cause = error.source();
    }
    None
}

/// Whether an address is of no public host: of this machine, of a private network, of a link, of nobody, or one of these
/// written as another (IANA's special-purpose registries, RFC 6890).
pub fn is_inside(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => is_inside_4(four),
        IpAddr::V6(six) => is_inside_6(six),
    }
}

fn is_inside_4(four: Ipv4Addr) -> bool {
    let [a, b, c, _] = four.octets();
    four.is_private()
        || four.is_loopback()
        || four.is_link_local()
        || four.is_documentation()
        || four.is_multicast()
        || a == 0
        || a >= 240
        // Shared by a carrier's customers (RFC 6598), of protocols (RFC 6890), and for measuring (RFC 2544).
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b))
}

fn is_inside_6(six: Ipv6Addr) -> bool {
    let parts = six.segments();
    let four = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_inside_4(Ipv4Addr::new(a, b, c, d))
    };
    match parts {
        // An IPv4 address as it stands in IPv6: mapped, compatible (:: and ::1 too), translated (RFC 6052), 6to4.
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] | [0, 0, 0, 0, 0xffff, 0, high, low] => four(high, low),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => four(high, low),
        // Translated by whoever runs the network (RFC 8215), Teredo and the rest of 2001::/23, documentation.
        [0x64, 0xff9b, 1, ..] | [0x2001, 0..0x200, ..] | [0x2001, 0xdb8, ..] | [0x3fff, 0..0x1000, ..] => true,
        // Nothing but 2000::/3 is given to public hosts.
        [first, ..] => !(0x2000..0x4000).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_an_address_inside_is_known() {
        for inside in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.1.2.3",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::10.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::ffff:0:127.0.0.1",
            "64:ff9b::127.0.0.1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "64:ff9b:1::a00:1",
            "100::1",
            "2001::1",
            "2001:0:7f00:1::1",
            "2001:10::1",
            "2001:20::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "2002:a00:1::1",
            "2002:c0a8:1::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1",
            "ff0e::1",
        ] {
            assert!(is_inside(inside.parse().unwrap()), "{inside}");
        }
        for public in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.1",
            "100.63.0.1",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "192.169.0.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2001:200::1",
            "2a01:e0a::1",
            "::ffff:1.1.1.1",
            "64:ff9b::1.1.1.1",
            "2002:101:101::1",
        ] {
            assert!(!is_inside(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn a_name_that_leads_inside_leads_nowhere_unless_it_may() {
        let guarded = Guarded::new(&["Cases.Mairie.example".to_owned()]);
        let found =
            |addresses: &[&str]| addresses.iter().map(|one| format!("{one}:0").parse().unwrap()).collect::<Vec<_>>();
        assert_eq!(guarded.allowed("api.example.org", found(&["1.1.1.1"])).unwrap().len(), 1);
        assert!(guarded.allowed("api.example.org", found(&["127.0.0.1"])).is_err());
        assert!(guarded.allowed("api.example.org", found(&["1.1.1.1", "10.0.0.1"])).is_err());
        assert_eq!(guarded.allowed("cases.mairie.example.", found(&["10.0.0.1"])).unwrap().len(), 1);
        assert!(guarded.allowed("other.cases.mairie.example", found(&["10.0.0.1"])).is_err());
    }

    #[tokio::test]
    async fn a_request_to_a_name_inside_is_never_sent_and_says_why() {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let client = crate::provider::client::http_client(&[]).unwrap();
        let error = client.get(format!("http://localhost:{port}/")).send().await.unwrap_err();
        let why = leads_inside(&error).map(ToString::to_string).unwrap_or_default();
        assert!(why.starts_with("localhost leads to an address inside your own network"), "{why} {error:?}");
        tokio::select! {
            biased;
            _ = listener.accept() => panic!("somebody connected"),
            () = std::future::ready(()) => {}
        }
    }
}
