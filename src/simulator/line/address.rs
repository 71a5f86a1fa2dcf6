//! Where a relative address of a document leads, character by character: signatures are over the result.

/// The address that `reference` means in a document fetched from `base`. Fragments are dropped, for no request carries one.
pub(super) fn resolve(base: &str, reference: &str) -> String {
    let base = base.split('#').next().unwrap_or_default();
    let reference = reference.trim().split('#').next().unwrap_or_default();
    let (scheme, after) = base.split_at(base.find("://").map_or(0, |at| at + 3));
    let (host, target) = after.split_at(after.find(['/', '?']).unwrap_or(after.len()));
    let path = target.split('?').next().unwrap_or_default();
    if reference.is_empty() {
        base.to_owned()
    } else if is_absolute(reference) {
        reference.to_owned()
    } else if let Some(rest) = reference.strip_prefix("//") {
        format!("{scheme}{rest}")
    } else if reference.starts_with('?') {
        format!("{scheme}{host}{path}{reference}")
    } else if reference.starts_with('/') {
        format!("{scheme}{host}{}", without_dots(reference))
    } else {
        let folder = &path[..path.rfind('/').map_or(0, |at| at + 1)];
        let folder = if folder.is_empty() { "/" } else { folder };
        format!("{scheme}{host}{}", without_dots(&format!("{folder}{reference}")))
    }
}

/// The address with parameters in its query, as a `GET` carries them.
pub(super) fn with_query(url: &str, params: &[(String, String)]) -> String {
    let pairs: Vec<String> = params.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    let mark = if url.contains('?') { '&' } else { '?' };
    format!("{url}{mark}{}", pairs.join("&"))
}

fn escaped(text: &str) -> String {
    let escape = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(escape).collect()
}

fn is_absolute(reference: &str) -> bool {
    reference.starts_with("https://") || reference.starts_with("http://")
}

/// Takes `.` and `..` out of a path that begins with a slash (RFC 3986, §5.2.4).
fn without_dots(target: &str) -> String {
    let (path, query) = target.split_at(target.find('?').unwrap_or(target.len()));
    let mut kept: Vec<&str> = Vec::new();
    let last = path.rsplit('/').next().unwrap_or_default();
    for segment in path.split('/').skip(1) {
        match segment {
            "." => {}
            ".." => drop(kept.pop()),
            other => kept.push(other),
        }
    }
    let slash = if matches!(last, "." | "..") && !kept.is_empty() { "/" } else { "" };
    format!("/{}{slash}{query}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_resolved_against_the_document() {
        let base = "https://h.example:8080/a/b?x=1#rc=2";
        let rows = [
            ("", "https://h.example:8080/a/b?x=1"),
            ("https://other.example/c#rc=1", "https://other.example/c"),
            ("//other.example/c", "https://other.example/c"),
            ("/c?n='1'", "https://h.example:8080/c?n='1'"),
            (" c ", "https://h.example:8080/a/c"),
            ("../c", "https://h.example:8080/c"),
            ("./c/../d?p=../e", "https://h.example:8080/a/d?p=../e"),
            ("../../../c", "https://h.example:8080/c"),
            ("c/..", "https://h.example:8080/a/"),
            ("?y=2", "https://h.example:8080/a/b?y=2"),
        ];
        for (reference, expected) in rows {
            assert_eq!(resolve(base, reference), expected, "{reference}");
        }
        assert_eq!(resolve("https://h.example", "c"), "https://h.example/c");
        assert_eq!(resolve("https://h.example?x=/1", "c"), "https://h.example/c");
    }
}
